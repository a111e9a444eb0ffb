"""What Word and OpenDocument files show by looks alone, said in styles that pandoc knows.

Input: the parsed parts of an archive. Output: the same parts, changed: lines that look like headings are headings, text boxes
stand in the text as tables of one cell, a table of contents is gone. Must not: lose a word silently.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.importing.callouts import CAPTION_TOKEN
from pipeline.importing.draft import Account
from pipeline.importing.handmade import LONGEST_HEADING

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

CONTENTS = "it is a table of contents"
DEEPEST = 4

# Names of styles in languages of the program; the levels stand behind them.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|rubrik|overskrift|título|titulo|titolo|nagłówek|заголовок|kop|otsikko|标题|標題|عنوان|शीर्षक)\s*([1-9])",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"title|titre|titel|tittel|título|titulo|titolo|tytuł|rubrik|назва|название|标题|標題|العنوان|शीर्षक",
    re.IGNORECASE,
)
_BESIDE_TITLE = re.compile(
    r"author|date|forfatter|författare|dato|datum|autor|verfasser|auteur", re.IGNORECASE
)
_SUBTITLE = re.compile(
    r"subtitle|sous-titre|untertitel|undert?itt?el|subtítulo|sottotitolo|podtytuł|підзаголовок", re.IGNORECASE
)
_ENDED = re.compile(r"[.!,;:…。！，；：]['\"”’»)]*$")
# Larger by less is a matter of taste.
_LARGER = 1.12


# ── what looks like a heading ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph by its looks. Shape: `level` is that of a heading by its style, else None. Units: points."""

    text: str
    size: float
    bold: bool
    level: int | None = None
    # In a list or a table, where no headings are.
    inside: bool = False


def levels(lines: Sequence[Line]) -> dict[int, int]:
    """The levels of those lines that look like headings and are none, by their place.

    Shape: larger ones above smaller ones. In a text that has headings, strong lines have to be larger, too.
    """
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.level is None:
            sizes[line.size] += len(line.text)
    if not sizes:
        return {}
    usual = sizes.most_common(1)[0][0]
    styled = [line.level for line in lines if line.level is not None and line.level > 0]
    found: dict[int, float] = {}
    for at, line in enumerate(lines):
        if line.level is not None or line.inside or not 0 < len(line.text) <= LONGEST_HEADING:
            continue
        larger = line.size >= _LARGER * usual
        strong = line.bold and (line.size >= usual)
        if _ENDED.search(line.text) or not (larger or (strong and not styled)):
            continue
        found[at] = line.size if larger else usual
    # What leads to nothing is no heading, nor is one line of many.
    found = {at: size for at, size in found.items() if any(each.text for each in lines[at + 1 :])}
    told = sum(1 for line in lines if line.text)
    if not styled and len(found) > max(told / 2, 1):
        return {}
    ranks = sorted(set(found.values()), reverse=True)
    above = max(styled, default=0)
    return {at: min(above + 1 + ranks.index(size), DEEPEST) for at, size in found.items()}


# ── what only lays out ──────────────────────────────────────────────────────────────────────────

# Units: words. A cell of a table that is read in columns holds less.
_LONG_CELL = 60


def _unlaid(main: Any, names: tuple[str, str, str, str]) -> None:
    """Without the table that most of the text stands in: its cells follow one another.

    Shape: `names` are those of tables, rows, cells and paragraphs.
    """
    name, row_name, cell_name, paragraph_name = names
    told = len(" ".join(main.itertext()).split())
    for table in list(main.iter(name)):
        if any(each.tag == name for each in table.iterancestors()) or table.getparent() is None:
            continue
        rows = [row for row in table.iter(row_name) if next(row.iterancestors(name)) is table]
        cells = [[cell for cell in row if cell.tag == cell_name] for row in rows]
        words = [_words_in(cell) for row in cells for cell in row]
        largest = max(words, default=0)
        alone = len(rows) == 1 or all(len(row) == 1 for row in cells) or largest > 0.7 * sum(words)
        if not alone or largest <= _LONG_CELL or sum(words) <= 0.5 * told:
            continue
        if not any(len(cell.findall(paragraph_name)) > 3 for row in cells for cell in row):
            continue
        place = table
        for row in cells:
            for cell in row:
                for child in list(cell):
                    if child.tag.endswith("}tcPr"):
                        continue
                    place.addnext(child)
                    place = child
        table.getparent().remove(table)


def _words_in(element: Any) -> int:
    return len(" ".join(element.itertext()).split())


# ── Word ────────────────────────────────────────────────────────────────────────────────────────


def word(main: Any, styles: Any | None, account: Account) -> None:
    """Changes the document and its styles."""
    _without_contents(main, account)
    _unlaid(main, (f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"))
    _boxes_out(main)
    known = _word_styles(styles)
    paragraphs = [each for each in main.iter(f"{W}p") if not _is_fallback(each)]
    lines = [_word_line(each, known) for each in paragraphs]
    _subtitled(lines, [_word_style(each, known) for each in paragraphs])
    found = levels(lines)
    for at, (paragraph, line) in enumerate(zip(paragraphs, lines, strict=True)):
        level = found.get(at, line.level)
        if level is not None and line.text:
            _set_style(paragraph, "ImportedTitle" if level == 0 else f"ImportedHeading{level}")
    if styles is not None:
        for level in range(10):
            style = styles.makeelement(f"{W}style", {f"{W}type": "paragraph"})
            style.set(f"{W}styleId", f"ImportedHeading{level}" if level else "ImportedTitle")
            name = styles.makeelement(f"{W}name", {f"{W}val": f"heading {level}" if level else "Title"})
            style.append(name)
            styles.append(style)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    above: str
    level: int | None
    size: float | None
    bold: bool | None


def _word_styles(styles: Any | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = _value(style.find(f"{W}name"))
        above = _value(style.find(f"{W}basedOn"))
        outline = _value(style.find(f"{W}pPr/{W}outlineLvl"))
        size, bold = _run_looks(style.find(f"{W}rPr"))
        known = _Style(
            name, above, int(outline) + 1 if outline.isdigit() and int(outline) < 9 else None, size, bold
        )
        found[style.get(f"{W}styleId") or ""] = known
        if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
            found.setdefault("", known)
    size, _ = _run_looks(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if styles is not None else None)
    # What Word does where nobody says a size.
    found[" "] = _Style("", "", None, size or 10.0, False)
    return found


def _value(element: Any | None) -> str:
    return (element.get(f"{W}val") or "") if element is not None else ""


def _run_looks(properties: Any | None) -> tuple[float | None, bool | None]:
    if properties is None:
        return None, None
    size = _value(properties.find(f"{W}sz"))
    bold = properties.find(f"{W}b")
    return (
        float(size) / 2 if re.fullmatch(r"\d{1,4}(?:\.\d+)?", size) else None,
        None if bold is None else _value(bold) not in ("0", "false", "off"),
    )


def _chain(name: str, known: dict[str, _Style]) -> Iterator[_Style]:
    seen: set[str] = set()
    while name in known and name not in seen:
        seen.add(name)
        yield known[name]
        name = known[name].above
    if "" in known and "" not in seen:
        yield known[""]
    yield known[" "]


def _word_line(paragraph: Any, known: dict[str, _Style]) -> Line:
    properties = paragraph.find(f"{W}pPr")
    style = _value(properties.find(f"{W}pStyle")) if properties is not None else ""
    chain = list(_chain(style, known))
    outline = _value(properties.find(f"{W}outlineLvl")) if properties is not None else ""
    level = int(outline) + 1 if outline.isdigit() and int(outline) < 9 else None
    # Styles of what stands below the title often begin with that of the title.
    beside = bool(_BESIDE_TITLE.fullmatch(chain[0].name))
    titles = not beside and not _SUBTITLE.fullmatch(chain[0].name)
    for each in chain:
        if level is None and (match := _HEADING.fullmatch(each.name)):
            level = int(match[1])
        if level is None and _TITLE.fullmatch(each.name) and titles:
            level = 0
        level = each.level if level is None else level
    size = next((each.size for each in chain if each.size is not None), 10.0)
    bold = next((each.bold for each in chain if each.bold is not None), False)
    text, sizes, bolds = "", [], []
    for run in paragraph.iter(f"{W}r"):
        words = "".join(each.text or "" for each in run.findall(f"{W}t"))
        text += words
        if words.strip():
            own, heavy = _run_looks(run.find(f"{W}rPr"))
            sizes.append(size if own is None else own)
            bolds.append(bold if heavy is None else heavy)
    listed = (properties is not None and properties.find(f"{W}numPr") is not None) or "list" in "".join(
        each.name.lower() for each in chain[:1]
    )
    inside = listed or beside or any(each.tag == f"{W}tbl" for each in paragraph.iterancestors())
    return Line(
        " ".join(text.split()),
        min(sizes, default=size),
        bool(bolds) and all(bolds),
        None if inside else level,
        inside,
    )


def _word_style(paragraph: Any, known: dict[str, _Style]) -> str:
    """What the style of a paragraph is called, by its program."""
    style = known.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")))
    return style.name if style else ""


def _subtitled(lines: list[Line], styles: Sequence[str]) -> None:
    """A subtitle right below the title is no heading; elsewhere people make headings of that style."""
    told = [at for at, line in enumerate(lines) if line.text]
    for title, below in itertools.pairwise(told):
        if lines[title].level == 0 and _SUBTITLE.fullmatch(styles[below]):
            lines[below] = replace(lines[below], level=None, inside=True)


def _set_style(paragraph: Any, name: str) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = paragraph.makeelement(f"{W}pPr", {})
        paragraph.insert(0, properties)
    style = properties.find(f"{W}pStyle")
    if style is None:
        style = properties.makeelement(f"{W}pStyle", {})
        properties.insert(0, style)
    style.set(f"{W}val", name)
    # A heading with a number is no item.
    for each in properties.findall(f"{W}numPr"):
        properties.remove(each)


def _is_fallback(element: Any) -> bool:
    return any(each.tag == f"{MC}Fallback" for each in element.iterancestors())


def _without_contents(main: Any, account: Account) -> None:
    for block in list(main.iter(f"{W}sdt")):
        gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if "contents" in _value(gallery).lower() and block.getparent() is not None:
            for paragraph in block.iter(f"{W}p"):
                account.drop(_said(paragraph), CONTENTS)
            block.getparent().remove(block)
    for paragraph in list(main.iter(f"{W}p")):
        name = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        if re.fullmatch(
            r"(?:toc|verzeichnis|tm|inn?h|tdc|indholdsfortegnelse|innehåll)\s?\d|toc ?heading",
            name,
            re.IGNORECASE,
        ):
            account.drop(_said(paragraph), CONTENTS)
            for child in list(paragraph):
                if child.tag != f"{W}pPr":
                    paragraph.remove(child)


def _said(paragraph: Any) -> str:
    return "".join(
        (each.text or "") if each.tag == f"{W}t" else " " for each in paragraph.iter(f"{W}t", f"{W}tab")
    )


def _boxes_out(main: Any) -> None:
    """Text boxes behind the paragraphs that they hang on, as tables of one cell."""
    for box in list(main.iter(f"{W}txbxContent")):
        if _is_fallback(box) or not "".join(each.text or "" for each in box.iter(f"{W}t")).strip():
            continue
        around = list(box.iterancestors())
        paragraph = next((each for each in around if each.tag == f"{W}p"), None)
        run = next((each for each in around if each.tag == f"{W}r"), None)
        if paragraph is None or run is None or any(each.tag == f"{W}txbxContent" for each in around):
            continue
        table = paragraph.makeelement(f"{W}tbl", {})
        for tag in ("tblPr", "tblGrid"):
            table.append(table.makeelement(f"{W}{tag}", {}))
        table[1].append(table.makeelement(f"{W}gridCol", {}))
        row = table.makeelement(f"{W}tr", {})
        cell = table.makeelement(f"{W}tc", {})
        table.append(row)
        row.append(cell)
        cell.extend(list(box))
        run.getparent().remove(run)
        place = paragraph
        while (
            place.getparent().tag not in (f"{W}body", f"{W}tc", f"{W}sdtContent")
            and place.getparent() is not main
        ):
            place = place.getparent()
        place.addnext(table)


# ── OpenDocument ────────────────────────────────────────────────────────────────────────────────


def opendocument(main: Any, styles: Any | None) -> None:
    """Changes the content."""
    _unlaid(main, (f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-cell", f"{TEXT}p"))
    _frames_out(main)
    known = _odt_styles([part for part in (styles, main) if part is not None])
    _captioned(main, known)
    paragraphs = list(main.iter(f"{TEXT}p", f"{TEXT}h"))
    lines = [_odt_line(each, known) for each in paragraphs]
    titles = [at for at, line in enumerate(lines) if line.level == 0 and line.text][:1]
    for at, level in {**levels(lines), **dict.fromkeys(titles, 1)}.items():
        paragraphs[at].tag = f"{TEXT}h"
        paragraphs[at].set(f"{TEXT}outline-level", str(level))
    _captions_of_tables(main, known)


def _odt_styles(parts: Sequence[Any]) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for part in parts:
        for style in part.iter(f"{STYLE}style", f"{STYLE}default-style"):
            looks = style.find(f"{STYLE}text-properties")
            size = (looks.get(f"{FO}font-size") or "") if looks is not None else ""
            weight = looks.get(f"{FO}font-weight") if looks is not None else None
            points = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", size)
            outline = style.get(f"{STYLE}default-outline-level") or ""
            known = _Style(
                style.get(f"{STYLE}name") or "",
                style.get(f"{STYLE}parent-style-name") or "",
                int(outline) if outline.isdigit() else None,
                float(points[1]) if points else None,
                None if weight is None else weight in ("bold", "600", "700", "800", "900"),
            )
            if style.tag == f"{STYLE}default-style":
                if style.get(f"{STYLE}family") == "paragraph":
                    found[" "] = known
            else:
                found[known.name] = known
    found.setdefault(" ", _Style("", "", None, 12.0, False))
    return found


def _odt_line(paragraph: Any, known: dict[str, _Style]) -> Line:
    chain = list(_chain(paragraph.get(f"{TEXT}style-name") or "", known))
    size = next((each.size for each in chain if each.size is not None), 12.0)
    bold = next((each.bold for each in chain if each.bold is not None), False)
    text, bolds, sizes = paragraph.text or "", [], []
    if text.strip():
        bolds.append(bold)
        sizes.append(size)
    for child in paragraph.iter():
        if child is paragraph or not isinstance(child.tag, str):
            continue
        if (child.text or "").strip():
            own = known.get(child.get(f"{TEXT}style-name") or "")
            bolds.append(bold if own is None or own.bold is None else own.bold)
            sizes.append(size if own is None or own.size is None else own.size)
        if (child.tail or "").strip():
            bolds.append(bold)
            sizes.append(size)
        text += (child.text or "") + (child.tail or "")
    around = [each.tag for each in paragraph.iterancestors()]
    inside = any(tag in (f"{TEXT}list", f"{TABLE}table", f"{TEXT}note") for tag in around)
    named = _odt_names(paragraph, known)
    level = int(paragraph.get(f"{TEXT}outline-level") or 1) if paragraph.tag == f"{TEXT}h" else None
    if level is None and "title" in named:
        level = 0
    return Line(
        " ".join(text.split()),
        min(sizes, default=size),
        bool(bolds) and all(bolds),
        None if inside else level,
        inside,
    )


def _odt_names(paragraph: Any, known: dict[str, _Style]) -> set[str]:
    """The names of a paragraph's style and of those that it comes from, in small letters; not every program says what its own are."""
    own = paragraph.get(f"{TEXT}style-name") or ""
    return {own.lower(), *(each.name.lower() for each in _chain(own, known))}


def _captioned(main: Any, known: dict[str, _Style]) -> None:
    """Puts what pandoc writes under a picture into one frame with it, as other programs do and readers of such files expect."""
    for paragraph in list(main.iter(f"{TEXT}p")):
        caption = paragraph.getnext()
        frame = next(paragraph.iterchildren(f"{DRAW}frame"), None)
        if (
            caption is None
            or caption.tag != f"{TEXT}p"
            or frame is None
            or "figurewithcaption" not in _odt_names(paragraph, known)
            or "figurecaption" not in _odt_names(caption, known)
        ):
            continue
        around = paragraph.makeelement(f"{DRAW}frame", {})
        box = around.makeelement(f"{DRAW}text-box", {})
        around.append(box)
        frame.addprevious(around)
        caption.tail = None
        box.append(caption)
        frame.tail, caption.text = caption.text, None
        caption.insert(0, frame)


# What programs call a caption of a table, pandoc first; of any thing that has one, LibreOffice.
_OF_TABLES = frozenset(
    {"tablecaption", "table", "tabelle", "tabell", "tableau", "tabla", "tabela", "tabella"}
)


def _captions_of_tables(main: Any, known: dict[str, _Style]) -> None:
    """Marks the captions beside tables, for pandoc's reader takes them for paragraphs."""
    for paragraph in main.iter(f"{TEXT}p"):
        beside = (paragraph.getnext(), paragraph.getprevious())
        if not any(each is not None and each.tag == f"{TABLE}table" for each in beside):
            continue
        if not _OF_TABLES.isdisjoint(_odt_names(paragraph, known)) and "".join(paragraph.itertext()).strip():
            paragraph.text = f"{CAPTION_TOKEN} {paragraph.text or ''}"


def _frames_out(main: Any) -> None:
    """As text boxes of Word; a frame around a picture and its caption is a figure and stays."""
    for box in list(main.iter(f"{DRAW}text-box")):
        frame = box.getparent()
        paragraph = next(box.iterancestors(f"{TEXT}p"), None)
        if (
            frame is None
            or frame.getparent() is None
            or next(box.iter(f"{DRAW}image"), None) is not None
            or next(box.iterancestors(f"{DRAW}text-box"), None) is not None
            or not "".join(box.itertext()).strip()
        ):
            continue
        table = box.makeelement(f"{TABLE}table", {})
        table.append(table.makeelement(f"{TABLE}table-column", {}))
        row = table.makeelement(f"{TABLE}table-row", {})
        cell = table.makeelement(f"{TABLE}table-cell", {})
        table.append(row)
        row.append(cell)
        cell.extend(list(box))
        place = paragraph if paragraph is not None else frame
        tail, place.tail = place.tail, None
        place.addnext(table)
        table.tail = tail
        if paragraph is not None:
            kept = frame.tail or ""
            before = frame.getprevious()
            if kept and before is not None:
                before.tail = (before.tail or "") + kept
            elif kept:
                frame.getparent().text = (frame.getparent().text or "") + kept
        frame.getparent().remove(frame)
