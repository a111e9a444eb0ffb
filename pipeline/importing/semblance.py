"""Elements of a page by what they look like, where their names do not say it.

Input: a tree of HTML. Output: the same tree with headings, tables and lists by their names, and without tables that only lay out.
Covers roles, classes, sizes of letters, old pages, what Word saves and mail programs write. Must not: lose a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.importing.handmade import LONGEST_HEADING
from pipeline.importing.styling import Line, levels

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Units: words. No cell of a table that somebody reads in columns holds more.
LONGEST_CELL = 60

_ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "rowgroup": "tbody", "row": "tr",
    "columnheader": "th", "rowheader": "th", "cell": "td", "gridcell": "td", "list": "ul", "listitem": "li",
}  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "figure", "section", "article", "aside", "header",
     "footer", "main", "nav", "details", "form", "fieldset", "legend", "address", "center", *HEADINGS}
)  # fmt: skip
_HOLDERS = frozenset({"body", "div", "section", "article", "main", "center", "header", "fieldset"})
_PARTS_OF_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})

_BY_NAME = re.compile(
    r"(?P<mso>msotitle|msoheading(?P<mso_level>\d))|(?:[a-z]+[-_]+)*?h(?P<level>[1-6])|"
    r"(?:[a-z]+[-_]+)*?(?:(?:sub|zwischen|unter|mellom|mellan|under|inter)[-_]?)?"
    r"(?:heading|headline|title|subtitle|subhead|header|überschrift|titel|tittel|overskrift|rubrik|titre|título|titulo|nagłówek|заголовок)(?:[-_]*(?P<number>[1-6]))?",
    re.IGNORECASE,
)
# Titles of what is no part of the text's own order.
_OTHERS = re.compile(
    r"admonition|callout|alert|box|card|modal|widget|sidebar|site|tab|panel|figure|table|caption|note|info|warning|tip|details|"
    r"column|book|job|menu|nav|form|field|list|item|quote|author|subtitle|banner|hero",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:mso-?|doc-?|document-?)?title|titel|tittel|titre|título|titulo", re.IGNORECASE)
_SIZES = {1: 8.0, 2: 10.0, 3: 12.0, 4: 13.5, 5: 18.0, 6: 24.0, 7: 36.0}
_NAMED_SIZES = {
    "small": 10.0,
    "medium": 12.0,
    "large": 13.5,
    "larger": 14.0,
    "x-large": 18.0,
    "xx-large": 24.0,
}
_FONT_SIZE = re.compile(r"font-size\s*:\s*(?:(\d{1,3}(?:\.\d+)?)\s*(pt|px|r?em|%)|([a-z-]+))", re.IGNORECASE)
_UNITS = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold(?:er)?|[6-9]00)?", re.IGNORECASE)


_RULE = re.compile(r"([^{}@;]{1,500})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"(?:p|span|div|h[1-6]|li|td)?\.([\w-]+)|(p|li|td|body)")
# In one line with the family: `font: bold 18.0px Helvetica`.
_FONT = re.compile(r"(?<![\w-])font\s*:\s*([^;]*?)(\d{1,3}(?:\.\d+)?(?:pt|px|r?em|%))")
# Programs that save pages say less; sites say more, and mean more than looks.
_LONGEST_SHEET, _MOST_RULES = 30_000, 400


def dressed(root: Any) -> None:
    """What style sheets in the page say of letters, said by the elements themselves."""
    sheet = "\n".join(style.text or "" for style in root.iter("style"))[:_LONGEST_SHEET]
    sheet = re.sub(r"/\*.*?\*/|<!--|-->", " ", sheet, flags=re.DOTALL)
    sheet = re.sub(r"@[\w-]{1,40}[^{};]{0,300}(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", " ", sheet)
    looks: dict[str, str] = {}
    for selectors, rule in _RULE.findall(sheet)[:_MOST_RULES]:
        said = []
        if match := _FONT.search(rule):
            said.append(f"font-size:{match[2]}")
            said += ["font-weight:bold"] if "bold" in match[1] else []
        said += [
            match[0] for match in (_FONT_SIZE.search(rule), _BOLD.search(rule), _ITALIC.search(rule)) if match
        ]
        for selector in selectors.split(",") if said else ():
            if match := _SELECTOR.fullmatch(selector.strip()):
                name = f".{match[1]}" if match[1] else match[2]
                looks[name] = ";".join([*said, looks.get(name, "")])
    if not looks:
        return
    for element in root.iter("p", "span", "div", "li", "td"):
        names = [f".{name}" for name in reversed((element.get("class") or "").split())]
        worn = [looks[name] for name in [*names, element.tag] if name in looks]
        if worn:
            # What the element says itself comes first, and counts.
            element.set("style", ";".join([element.get("style") or "", *worn]).lstrip(";"))


def unmasked(body: Any) -> None:
    """Roles become names; buttons in headings words; tables for layout are gone."""
    for element in body.iter("button"):
        if (
            any(up.tag in (*HEADINGS, "summary", "dt") for up in element.iterancestors())
            or element.find(".//h2") is not None
        ):
            element.tag = "span"
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            continue
        role = (element.get("role") or "").lower()
        if role == "heading" and element.tag not in HEADINGS:
            level = element.get("aria-level") or ""
            element.tag = f"h{level}" if level in "123456" and level else "h2"
        elif role in _ROLES and element.tag in ("div", "span", "section", "p"):
            element.tag = _ROLES[role]
    for table in list(body.iter("table")):
        if _is_layout(table):
            for part in [table, *_parts(table)]:
                part.tag = "div"
                for name in ("role", "style"):
                    part.attrib.pop(name, None)


def _parts(table: Any) -> Iterator[Any]:
    """Rows and cells of a table, not those of tables in it."""
    for child in table:
        if child.tag in _PARTS_OF_TABLES and child.tag != "table":
            yield child
            yield from _parts(child)


def _is_layout(table: Any) -> bool:
    cells = [part for part in _parts(table) if part.tag in ("td", "th")]
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    if any(part.tag in ("th", "thead") for part in _parts(table)) or table.find("caption") is not None:
        return False
    if any(next(cell.iter("table", *HEADINGS), None) is not None for cell in cells):
        return True
    if len(cells) == 1:
        return False
    return any(
        len("".join(cell.itertext()).split()) > LONGEST_CELL
        and sum(child.tag in _BLOCKS for child in cell) > 1
        for cell in cells
    )


# ── letters and lists ───────────────────────────────────────────────────────────────────────────


def emphasised(main: Any) -> None:
    """Words that a style makes bold or slanted are marked by elements; what is called bold and is not, is no more."""
    for element in list(main.iter("span", "b", "strong")):
        style = element.get("style") or ""
        weight = _WEIGHT.search(style)
        if element.tag != "span":
            # What browsers copy from Google Docs stands in one of these.
            if weight and not weight[1] and "normal" in style.lower():
                element.tag = "span"
            continue
        if not _said(element) or any(up.tag in HEADINGS for up in element.iterancestors()):
            continue
        names = ["strong"] if weight and weight[1] else []
        names += ["em"] if _ITALIC.search(style) else []
        if not names:
            continue
        element.tag = names[0]
        for name in names[1:]:
            inner = element.makeelement(name, {})
            inner.text, element.text = element.text, None
            inner.extend(list(element))
            element.append(inner)


_LEVEL = re.compile(r"(lst-[\w-]+?)-(\d)")
_LISTS = ("ul", "ol")


def nested(main: Any) -> None:
    """Lists that say their level by a class stand inside the item before them; parts of one list follow one another in it.

    Source: Google Docs saves `<ul class="lst-kix_x-0">`, `<ul class="lst-kix_x-1">` and so on side by side.
    """
    for first in list(main.iter(*_LISTS)):
        if first.getparent() is None or _level(first) is None:
            continue
        open_: list[tuple[str, int, Any]] = []
        here: Any = first
        while here is not None and here.tag in _LISTS and (found := _level(here)) is not None:
            behind, last = here.getnext(), bool((here.tail or "").strip())
            name, level = found
            while open_ and open_[-1][1] > level:
                open_.pop()
            before = open_[-1] if open_ else None
            if before is not None and before[1] < level and len(before[2]):
                here.tail = None
                before[2][-1].append(here)
                open_.append((name, level, here))
            elif before is not None and before[:2] == (name, level) and before[2].tag == here.tag:
                before[2].extend(list(here))
                here.getparent().remove(here)
            else:
                open_ = [(name, level, here)]
            here = None if last else behind


def _level(element: Any) -> tuple[str, int] | None:
    """The name of a list, and how deep it is in it."""
    for name in (element.get("class") or "").split():
        if match := _LEVEL.fullmatch(name):
            return match[1], int(match[2])
    return None


# ── headings ────────────────────────────────────────────────────────────────────────────────────


def headed(main: Any) -> None:
    """Headings by their classes or looks, where a text has none by name."""
    _wrapped(main)
    _titled(main)
    given = sum(1 for _ in main.iter(*HEADINGS[1:]))
    # One alone may be that of a box.
    if given > 1:
        return
    leaves = [element for element in main.iter("p", "div", "span", "font") if _is_leaf(element)]
    named = [(element, level) for element in leaves if (level := _named_level(element))]
    # Titles further down are those of something in the text.
    named = [pair for at, pair in enumerate(named) if at == 0 or not _is_called_title(pair[0])]
    if next(main.iter("h1"), None) is not None:
        named = [pair for pair in named if not _is_called_title(pair[0])]
    parts = sum(level > 1 for _, level in named)
    if given and parts < 2:
        return
    for element, level in named:
        element.tag = f"h{level}"
    if parts:
        return
    _by_size(main)


def _titled(main: Any) -> None:
    """A paragraph in the style of a title above headings of the first rank is the title, and they are one rank lower."""
    heads = list(main.iter(*HEADINGS))
    if not any(head.tag == "h1" for head in heads):
        return
    for element in main.iter("p", *HEADINGS):
        if element.tag in HEADINGS:
            return
        if _said(element) and _is_called_title(element):
            break
    else:
        return
    if not _is_leaf(element):
        return
    for head in heads:
        head.tag = f"h{min(int(head.tag[1]) + 1, 6)}"
    element.tag = "h1"


def _is_leaf(element: Any) -> bool:
    inside = next((each for each in element.iter() if each is not element and each.tag in _BLOCKS), None)
    alone = element.tag in ("p", "div") or (
        not (element.tail or "").strip() and element.getprevious() is None and element.getparent().tag in _HOLDERS
        and not (element.getparent().text or "").strip()
    )  # fmt: skip
    in_table = any(up.tag in ("li", "td", "th", "figure", "figcaption") for up in element.iterancestors())
    return alone and inside is None and not in_table and 0 < len(_said(element)) <= LONGEST_HEADING


def _said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_called_title(element: Any) -> bool:
    return any(_TITLE.fullmatch(name) for name in (element.get("class") or "").split())


def _named_level(element: Any) -> int | None:
    for name in (element.get("class") or "").split():
        match = _BY_NAME.fullmatch(name)
        if match is None or _OTHERS.search(name):
            continue
        if match["mso"]:
            return int(match["mso_level"] or 1)
        if number := match["level"] or match["number"]:
            return int(number)
        if name.lower() == "header":
            continue
        if _TITLE.fullmatch(name):
            return 1
        if re.match(r"(?:page|article|main|post|entry|document)[-_]", name, re.IGNORECASE):
            return 1
        return 3 if re.match(r"(?:.*[-_])?sub", name, re.IGNORECASE) else 2
    return None


def _wrapped(main: Any) -> None:
    """Text that stands loose between blocks becomes paragraphs."""
    for holder in [main, *main.iter(*_HOLDERS)]:
        if holder.tag not in _HOLDERS or not any(child.tag in _BLOCKS for child in holder):
            continue
        run: Any = None
        if (holder.text or "").strip():
            run = holder.makeelement("p", {})
            run.text, holder.text = holder.text, None
            holder.insert(0, run)
        for child in list(holder):
            if child is run:
                continue
            if child.tag in _BLOCKS or not isinstance(child.tag, str):
                run = None
                if (child.tail or "").strip():
                    run = holder.makeelement("p", {})
                    run.text, child.tail = child.tail, None
                    child.addnext(run)
                continue
            if run is None:
                run = holder.makeelement("p", {})
                child.addprevious(run)
            run.append(child)
    for empty in [each for each in main.iter("p") if not _said(each) and not len(each)]:
        parent = empty.getparent()
        if parent is not None and not (empty.tail or "").strip() and empty is not main:
            parent.remove(empty)


def _by_size(main: Any) -> None:
    lines: list[Line] = []
    elements: list[Any] = []
    for element in main.iter("p", "div", "li", "td", "th", *HEADINGS):
        if any(each is not element and each.tag in _BLOCKS for each in element.iter()):
            continue
        inside = element.tag in ("li", "td", "th") or any(
            up.tag in ("li", "td", "th", "dd", "dt", "aside", "blockquote", "figure")
            for up in element.iterancestors()
        )
        level = int(element.tag[1]) - 1 if element.tag in HEADINGS else None
        lines.append(replace(_looks(element), level=level, inside=inside))
        elements.append(element)
    known: Counter[float] = Counter()
    for line in lines:
        known[line.size] += len(line.text) if not line.inside else 0
    # Where most of a text says no size, it has that of browsers.
    usual = known.most_common(1)[0][0] if known else 0.0
    lines = [line if line.size else replace(line, size=usual or 12.0) for line in lines]
    # Strong lines of the usual size are found with those of other formats.
    large = [line for line in lines if line.size > (usual or 12.0) and not line.inside]
    if not large:
        return
    for at, level in levels(lines).items():
        elements[at].tag = f"h{level}"


def _looks(element: Any) -> Line:
    """Shape: `size` is 0 where nobody says one."""
    sizes: list[float] = []
    bolds: list[bool] = []

    def visit(each: Any, size: float, bold: bool) -> None:
        if not isinstance(each.tag, str):
            return
        style = each.get("style") or ""
        size = _size(each, style) or size
        bold = bold or each.tag in ("b", "strong") or bool(_BOLD.search(style))
        if (each.text or "").strip():
            sizes.append(size)
            bolds.append(bold)
        for child in each:
            visit(child, size, bold)
            if (child.tail or "").strip():
                sizes.append(size)
                bolds.append(bold)

    visit(element, 0.0, False)
    return Line(_said(element), min(sizes, default=0.0), bool(bolds) and all(bolds))


def _size(element: Any, style: str) -> float:
    if element.tag == "font" and re.fullmatch(r"[+-]?\d", element.get("size") or ""):
        given = element.get("size")
        number = 3 + int(given) if given[0] in "+-" else int(given)
        return _SIZES[min(max(number, 1), 7)]
    if element.tag == "big":
        return 14.0
    match = _FONT_SIZE.search(style)
    if match is None:
        return 0.0
    if match[3]:
        return _NAMED_SIZES.get(match[3].lower(), 0.0)
    return float(match[1]) * _UNITS[match[2].lower()]
