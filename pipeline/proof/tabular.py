"""Whether tables, lists and what is written beside figures are shown as they are written: rows, columns and items in their order, each with its name.

Input: the `Styles` of one document, its elements, what is computed of them. Output: sentences' ends, such as "display: table-header-group
on <tbody>". Must not: judge disclaimers.

Why: the same words in other columns, or behind a sign, are another price.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.proof.arranged import FRAMES
from pipeline.proof.cascade import Cascade
from pipeline.proof.css import Declared, Match, Rule, Styles, name_of
from pipeline.proof.hiding import HEIGHTS, WHOLE, WIDTHS, bare, causes, too_narrow
from pipeline.proof.lengths import EM, length_of, number_of
from pipeline.proof.looks import Looks
from pipeline.proof.media import holds
from pipeline.proof.variables import written_out

# What each part of a table may be laid out as: what it is, or one under the other.
_LAID = {
    "table": r"table|block|inline-table",
    "thead": r"table-header-group|block",
    "tbody": r"table-row-group|block",
    "tfoot": r"table-footer-group|table-row-group|block",
    "tr": r"table-row|block",
    "td": r"table-cell|block|table|inline-block",
    "th": r"table-cell|block|table|inline-block",
}
# What browsers know of columns without a box.
_COLUMNS = ("col", "colgroup")
_ASIDE = frozenset(["td", "th", "tr", "li", "dt", "dd"])
# What words fill.
_BOXES = frozenset(
    ["body", "main", "section", "div", "p", "ul", "ol", "dl", "blockquote", "table", "figure", "article"]
)
# What holds lines, which are as many as there are words.
_LINES = (_BOXES - {"body", "main", "figure", "table"}) | {
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figcaption",
}
_HIGH = frozenset(["td", "th"])
# Units: the letters' height.
_LOWEST = 0.75
_PLACED = re.compile(r"grid-(row|column|area)(-(start|end))?")
_FREE = re.compile(r"auto|inherit|initial|unset")
# What begins or ends a figure otherwise than it is.
_OF_FIGURES = re.compile(r"[-\u2010-\u2015\u2212+.,'’·•()/\d]")
# How browsers count the items of a list of each type.
_COUNTED = {
    "": "decimal", "1": "decimal", "a": "lower-(alpha|latin)", "A": "upper-(alpha|latin)", "i": "lower-roman", "I": "upper-roman",
}  # fmt: skip
_WHERE = re.compile(r"inside|outside|inherit|initial|unset")
_OF_ROWS = frozenset(["table-header-group", "table-row-group", "table-footer-group", "table-row", "inherit"])
_LABEL = re.compile(r"attr\( ?data-label ?\).*")


def disarranged(styles: Styles, element: Any) -> Iterator[str]:
    """What shows an element of the text, or what is in it, in another order than it is read in."""
    name = name_of(element)
    for match in styles.matches(element):
        rule = written_out(styles, match.rule)
        if match.part in ("first-letter", "first-line"):
            yield from (
                f"{what} on <{name}>::{match.part}" for what in _begun(styles, rule, element, match.part)
            )
            continue
        for declared in rule.declarations:
            if match.part in ("before", "after"):
                if _at_figures(declared) and _beside_figures(element, name, match.part, declared):
                    yield f"content: {declared.text[:40]} on <{name}>::{match.part}"
            elif not match.part and _turns(styles, name, element, declared):
                yield f"{declared.name}: {declared.text[:40]} on <{name}>"


def _turns(styles: Styles, name: str, element: Any, declared: Declared) -> bool:
    text = declared.text
    if declared.name in WIDTHS:
        # Cells are as wide as their words, whatever they ask for, unless they may be no wider.
        cut = name in ("td", "th") and declared.name.startswith("max-")
        return (name in _BOXES or cut) and too_narrow(declared)
    if declared.name in HEIGHTS:
        # That of a cell is the least that it has.
        return name in _LINES - _HIGH and WHOLE.fullmatch(text) is None
    match bare(declared.name):
        case "display":
            laid = _LAID.get(name)
            return laid is not None and text != "none" and not re.fullmatch(laid, text)
        case "direction":
            own = (styles.root.get("dir") or "ltr").lower()
            return text not in ("inherit", own, "ltr" if name in ("pre", "code", "kbd", "samp") else own)
        case "float":
            return name in _ASIDE and text not in ("none", "inherit", "initial", "unset")
        case "line-height":
            return name in _LINES and _low(declared)
        case "font-family":
            return bool(causes(Rule("", (), True, (declared,))))
        case "text-underline-offset":
            # A line below becomes one through the words.
            return any((length_of([token], EM) or 0) < 0 for token in declared.value)
        case "list-style" | "list-style-type":
            return name in ("ol", "li") and not _counts(styles, element, name, text)
        case placed:
            return _PLACED.fullmatch(placed) is not None and name not in FRAMES and not _FREE.fullmatch(text)


def _low(declared: Declared) -> bool:
    """Whether lines are so low that they lie over each other."""
    if (number := number_of(declared.value)) is not None:
        return number < _LOWEST
    length = length_of(declared.value, EM)
    return length is not None and length < _LOWEST * EM.em


def _begun(styles: Styles, rule: Rule, element: Any, part: str) -> Iterator[str]:
    """What takes the first letter or line of words from sight: it may be the first figure of a price."""
    yield from (
        cause
        for cause in causes(rule)
        if not cause.startswith(("line-height", "font-variant", "text-transform: upper"))
    )
    words = "".join(element.itertext()).strip()
    start = "right" if (styles.root.get("dir") or "ltr").lower() == "rtl" else "left"
    for one in rule.declarations:
        # A first letter may stand beside several lines, where these begin.
        if one.name == "float" and (words[:1].isdecimal() or one.text not in ("none", "inline-start", start)):
            yield f"{one.name}: {one.text[:40]}"
    if part == "first-line" or words[:1].isdecimal():
        for one in rule.declarations:
            if one.name in ("color", "background", "background-color") and one.text not in (
                "inherit",
                "currentcolor",
            ):
                yield f"{one.name}: {one.text[:40]}"


def _at_figures(declared: Declared) -> bool:
    """Whether a string alone, beside which no name of a column stands, would be a part of a figure."""
    if declared.name != "content" or any(token.type == "function" for token in declared.value):
        return False
    return any(token.type == "string" and _OF_FIGURES.search(token.value) for token in declared.value)


def _beside_figures(element: Any, name: str, part: str, declared: Declared) -> bool:
    """Whether a string stands at the figures of an element, or beside it at those of others."""
    words = "".join(element.itertext()).strip()
    if name in ("td", "th"):
        return bool(words)
    if name == "li" and part == "before" and re.fullmatch(r"[\"'].*\s[\"']", declared.text):
        # A dash as a bullet.
        return False
    before = element.getprevious()
    # Where it has no words itself, it is beside those behind it, too.
    words = words or (element.tail or "")[:1]
    beside = (
        words[:2] + ((before.tail if before is not None else element.getparent().text) or "")[-1:]
        if part == "before"
        else words[-2:] + (element.tail or "")[:1]
    )
    return any(map(str.isdecimal, beside))


def _counts(styles: Styles, element: Any, name: str, text: str) -> bool:
    """Whether a list that is numbered shows its numbers."""
    items = element if name == "ol" else element.getparent()
    if items is None or name_of(items) != "ol":
        return True
    words = [word for word in text.split() if not _WHERE.fullmatch(word)]
    if not words:
        return True
    if words == ["none"]:
        first = next((one for one in items if name_of(one) == "li"), None)
        # An item that is in another may be counted with it.
        inner = any(name_of(step) in ("li", "nav") for step in items.iterancestors())
        return first is None or inner or counted(styles.matches(first))
    return (
        re.fullmatch(_COUNTED.get(items.get("type") or "", "decimal"), words[0]) is not None
        and len(words) == 1
    )


def counted(matches: tuple[Match, ...]) -> bool:
    """Whether a stylesheet writes an item's number before it."""
    said = [
        one.text
        for match in matches
        if match.part == "before"
        for one in match.rule.declarations
        if one.name == "content"
    ]
    return bool(said) and "counter" in said[-1]


def columns(looks: Looks, file: str | None, root: Any) -> Iterator[str]:
    """Columns that a stylesheet takes away, and cells of which nobody is told what column they are of."""
    styles = looks.styles(file)
    for element in root.iter():
        name = name_of(element)
        if name in _COLUMNS:
            for match in styles.matches(element):
                for one in match.rule.declarations:
                    if one.name == "visibility" and one.text not in ("visible", "inherit"):
                        yield f"visibility: {one.text[:40]} on <{name}>"
        elif name == "table":
            yield from _headed(looks, file, styles, element)


def _headed(looks: Looks, file: str | None, styles: Styles, table: Any) -> Iterator[str]:
    """Where cells stand one under the other, or the heads of their columns are cut off, each has to be told with its column."""
    heads = [one for one in table.iter("*") if name_of(one) == "thead"]
    if not heads or not "".join(heads[0].itertext()).strip():
        return
    cells = [
        one for one in table.iter("*") if name_of(one) == "td" and one.getparent().getparent() is not heads[0]
    ]
    kinds = {
        (styles.kind(cell), styles.kind_of_part(cell, "before")): cell
        for cell in reversed(cells)
        if cell.get("data-label") != ""
    }
    known, key = styles.kinds.computed, ("headed", styles.kind(heads[0]), frozenset(kinds))
    if key not in known:
        known[key] = next(_unnamed(looks, file, heads[0], list(kinds.values())), None)
    if (found := known[key]) is not None:
        yield found


def _unnamed(looks: Looks, file: str | None, head: Any, cells: list[Any]) -> Iterator[str]:
    """How a table, whose cells are of these kinds, is shown without the names of its columns."""
    styles = looks.styles(file)
    rows = [
        (styles.matches(cell), styles.matches(cell.getparent()), cell.getparent().getparent())
        for cell in cells
    ]
    of_rows = [(cell, row, styles.matches(group)) for cell, row, group in rows]
    all_matches = dict.fromkeys(itertools.chain(styles.matches(head), *itertools.chain(*of_rows)))
    relevant = [match for match in all_matches if match.part == "before" or _arranges(match)]
    seen = set()
    for viewport in looks.viewports:
        cascade = looks.cascade(file, viewport)
        for holding in _ways(relevant, cascade):
            if holding in seen:
                continue
            seen.add(holding)
            cut_head = _cut(styles.matches(head), holding.__contains__)
            for matches, row, group in of_rows:
                cut = cut_head or any(_cut(one, holding.__contains__) for one in (row, group))
                shown = last(matches, "", holding.__contains__, ("display",))
                alone = any(one.text not in ("table-cell", "inherit") for one in shown)
                if (cut or alone) and not _named(styles, matches, holding):
                    how = "the head of its columns cut off" if cut else "cells one under the other"
                    yield f"{how} and no name before <td> ({viewport.name})"
                    return


_ARRANGING = frozenset(["display", "clip", "clip-path", "position"])
# As many conditions are tried two at a time, too.
_PAIRED = 10
_STATE = "a state"


def _arranges(match: Match) -> bool:
    return not match.part and any(bare(one.name) in _ARRANGING for one in match.rule.declarations)


def _ways(matches: list[Match], cascade: Cascade) -> Iterator[frozenset[Match]]:
    """The rules that hold together: without the conditions that are not modelled, with all of them, with one, or two.

    Why: what lays cells one under the other, and what names them, may ask for different things.
    """
    asked = {match: _asked(match, cascade) for match in matches if cascade.holding(match) is not False}
    groups = list(dict.fromkeys(asked.values()))
    worlds = [frozenset[str](), frozenset[str]().union(*groups), *groups]
    if len(groups) <= _PAIRED:
        worlds += [one | other for one, other in itertools.combinations(groups, 2)]
    for world in dict.fromkeys(worlds):
        yield frozenset(match for match, conditions in asked.items() if conditions <= world)


def _asked(match: Match, cascade: Cascade) -> frozenset[str]:
    """The conditions of a rule of which nobody knows whether they hold."""
    found = {*match.rule.under, *(one for one in match.rule.media if holds(one, cascade.viewport) is None)}
    return frozenset(found | ({_STATE} if match.rule.certain and not match.certain else set()))


def _named(styles: Styles, matches: tuple[Match, ...], holding: frozenset[Match]) -> bool:
    """Whether a stylesheet writes the name of its column before a cell."""
    label = last(matches, "before", holding.__contains__, ("content",))
    return any(_LABEL.fullmatch(one.text) for one in label) and not any(
        _unseen(written_out(styles, match.rule))
        for match in matches
        if match.part == "before" and match in holding
    )


def _cut(matches: tuple[Match, ...], holding: Any) -> bool:
    """Whether heads, or rows, are out of sight, or in boxes of their own, which have other columns than the rest."""
    clips = last(matches, "", holding, ("clip", "clip-path"))
    if any(one.text not in ("none", "auto") for one in clips):
        return True
    placed = last(matches, "", holding, ("position",))
    shown = last(matches, "", holding, ("display",))
    return any(one.text in ("absolute", "fixed") for one in placed) or any(
        one.text not in _OF_ROWS for one in shown
    )


def _unseen(rule: Rule) -> bool:
    """Whether a rule takes from sight what it is for."""
    return any(one.name == "display" and one.text == "none" for one in rule.declarations) or any(
        not cause.startswith(("display", "content:", "white-space")) for cause in causes(rule)
    )


def last(matches: Iterable[Match], part: str, holding: Any, names: tuple[str, ...]) -> list[Declared]:
    """What the strongest rule says that holds."""
    found = [
        one
        for match in matches
        if match.part == part and holding(match)
        for one in match.rule.declarations
        if bare(one.name) in names
    ]
    # Of several the last one that insists, or the last.
    return sorted(found, key=lambda one: one.important)[-1:]
