"""What could lie over a disclaimer: elements beside it that a rule moves, spreads or leaves less room than they need.

Input: the `Styles` of one document, the elements of disclaimers with what they lie in. Output: sentences' ends, as of
`hiding`. Must not: follow the cascade: any rule, in any medium, counts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.proof.css import Declared, Rule, Styles, name_of
from pipeline.proof.hiding import HEIGHTS, WHOLE, bare, reaches
from pipeline.proof.lengths import EM, length_of
from pipeline.proof.placed import is_mark, keeps_to_its_column, said, waits_above
from pipeline.proof.shadows import cast
from pipeline.proof.variables import written_out

_ONE_CELL = re.compile(r"\d+")
_AXES = ("grid-row", "grid-column")
_CELL = (*_AXES, "grid-area")
_WITHIN = frozenset(["static", "relative", "absolute", "sticky", "inherit", "initial", "unset"])


def overlying(styles: Styles, chains: Iterable[Sequence[Any]]) -> list[str]:
    """What could lie over some disclaimer: things that leave their place, and neighbours in one cell of a grid.

    `chains` are the elements of each disclaimer, from the innermost outward.
    """
    inside = {element for chain in chains for element in chain}
    if not inside:
        return []
    found: list[str] = []
    for element in styles.root.iter():
        name = name_of(element)
        if not name:
            continue
        matches = styles.matches(element)
        if name == "svg" and next(element.iterancestors("{*}svg"), None) is None:
            found += [f"{what} on <svg>" for what in _moving(element)]
        own = element in inside
        if name in _UNSEEN or (own and matches):
            found += [f"{what} on <{name}>" for what in _drawn(matches, unseen=name in _UNSEEN)]
        for match in matches:
            if own and not match.part:
                continue
            rule = written_out(styles, match.rule)
            for cause in _reaching(styles, element, name, rule, match.part, inside):
                found.append(f"{cause} on <{name}>" + (f"::{match.part}" if match.part else ""))
        if own:
            found += _in_one_cell(styles, element, inside)
    return list(dict.fromkeys(found))


# What a page holds and does not show.
_UNSEEN = frozenset(["head", "title", "style", "script", "meta", "link", "base"])
_PICTURED = re.compile(r"\b(url|src|image|image-set|cross-fade|element|paint)\(")


def _drawn(matches: Iterable[Any], *, unseen: bool) -> Iterator[str]:
    """What is shown of a page's head, or of its data; pictures around a disclaimer, in which anything may be written."""
    for match in matches:
        for one in match.rule.declarations:
            name = bare(one.name)
            if unseen and name in ("display", "all", "content", "position") and one.text != "none":
                yield f"{one.name}: {one.text[:40]}"
            elif (
                not unseen
                and name.startswith(("background", "border-image", "mask"))
                and _PICTURED.search(one.text)
            ):
                yield f"a picture in {one.name}"


# What a drawing may say of its own box: how large it is, and what it is. Not where it is drawn, or how.
_OF_DRAWING = frozenset(
    [
        "class", "id", "version", "viewbox", "preserveaspectratio", "width", "height", "role", "focusable", "fill",
        "stroke", "xmlns", "xmlns:xlink", "lang", "space",
    ]
)  # fmt: skip


def _moving(drawing: Any) -> Iterator[str]:
    """Attributes with which a drawing could leave its place. Why: to the box that the page gives it, they are styles."""
    for attribute, value in drawing.attrib.items():
        plain = attribute.rsplit("}", 1)[-1].lower()
        harmless = plain in _OF_DRAWING or plain.startswith(("aria-", "fill-", "stroke-", "data-"))
        if not (harmless or (plain == "overflow" and value in ("hidden", "auto"))):
            yield plain


def _reasons(styles: Styles, rule: Rule) -> tuple[str, ...]:
    """How a rule could lay what it meets over something else; found out once for all that it meets."""
    known, key = styles.kinds.computed, ("reasons", id(rule))
    if (kept := known.get(key)) is None:
        # With the rule itself, of which no other may take the number.
        kept = known[key] = tuple(dict.fromkeys((*reaches(rule), *cast(styles, rule)))), rule
    found: tuple[str, ...] = kept[0]
    return found


def _reaching(
    styles: Styles, element: Any, name: str, rule: Rule, part: str, inside: set[Any]
) -> Iterator[str]:
    if name == "svg":
        for declared in rule.declarations:
            if declared.name.startswith("overflow") and declared.text not in ("hidden", "clip", "auto"):
                yield f"{declared.name}: {declared.text}"
    if not part:
        yield from _spilling(styles, element, name, rule)
    reasons = _reasons(styles, rule)
    if part and element in inside and not is_mark(rule.declarations):
        # What floats in a part of something around it leaves the words as much room as it likes.
        reasons += tuple(
            f"{one.name}: {one.text}"
            for one in rule.declarations
            if one.name == "float" and one.text != "none"
        )
    if part == "marker":
        # However large, a bullet leaves its line as it is.
        reasons += tuple(f"{one.name}: {one.text[:40]}" for one in rule.declarations if _oversized(one))
    if not reasons:
        return
    position = next((one.text for one in rule.declarations if bare(one.name) == "position"), "")
    if (
        position == "sticky"
        and name == "nav"
        and _keeps_to_itself(styles, element)
        and keeps_to_its_column(styles, element)
    ):
        reasons = tuple(reason for reason in reasons if not reason.startswith("position"))
    if position == "absolute" and not cast(styles, rule) and is_mark(said(styles, element, part)):
        return
    if enclosed(styles, element, inside):
        return
    if not part and name == "a" and len("".join(element.itertext())) <= 60 and waits_above(styles, element):
        return
    yield from reasons


# The letters of a bullet. Units: px.
_BULLET = 40.0


def _oversized(declared: Declared) -> bool:
    """Whether letters are larger than those of any bullet, or nobody knows how large."""
    if declared.name not in ("font", "font-size"):
        return False
    lengths = [
        length_of([token], EM)
        for token in declared.value
        if token.type not in ("ident", "whitespace", "string")
    ]
    return any(length is None or length > _BULLET for length in lengths)


def _keeps_to_itself(styles: Styles, element: Any) -> bool:
    """Whether a list that stays in view does so beside the text: in a column of a grid, and nowhere else."""
    own = [
        (match.rule.media, one.name, one.text)
        for match in styles.matches(element)
        if not match.part
        for one in match.rule.declarations
        if one.name in ("position", "display")
    ]
    positions = [(media, text) for media, name, text in own if name == "position"]
    if len(positions) > 1 and positions[-1][1] != "static":
        return False
    let_go = {media for media, _, text in own if text in ("static", "none")}
    around = [
        (match.rule.media, one.text)
        for match in styles.matches(element.getparent())
        if not match.part
        for one in match.rule.declarations
        if one.name == "display"
    ]
    always = [text for media, text in around if not media]
    return always[-1:] == ["grid"] and all(text == "grid" or media in let_go for media, text in around)


def enclosed(styles: Styles, element: Any, inside: set[Any]) -> bool:
    """Whether something around an element cuts off what leaves it, and holds no disclaimer."""
    path = [element]
    for ancestor in element.iterancestors():
        if ancestor in inside:
            return False
        declared = [
            one for match in styles.matches(ancestor) if not match.part for one in match.rule.declarations
        ]
        cuts = [one.text for one in declared if one.name == "overflow"]
        # What is cut off only so far out of the box is cut off nowhere.
        cuts += ["visible" for one in declared if one.name.startswith("overflow-clip-margin")]
        positions = [one.text for one in declared if one.name == "position"]
        if cuts and positions and set(cuts) <= {"hidden", "clip"} and set(positions) == {"relative"}:
            # What stands by the window is cut off by nothing.
            return all(_stays(styles, step) for step in path)
        path.append(ancestor)
    return False


def _stays(styles: Styles, element: Any) -> bool:
    """Whether nothing takes an element, or a part of it, out of the boxes that it lies in."""
    return not any(
        bare(one.name) == "position" and one.text not in _WITHIN
        for match in styles.matches(element)
        for one in written_out(styles, match.rule).declarations
    )


_REPLACED = frozenset(["img", "svg", "video", "canvas", "hr", "path", "use", "rect", "circle", "g", "col"])


def _spilling(styles: Styles, element: Any, name: str, rule: Rule) -> Iterator[str]:
    """A height that the text may be too long for, so that it runs on over what follows."""
    if name in _REPLACED:
        return
    for declared in rule.declarations:
        if not too_low(declared):
            continue
        overflow = {
            one.text
            for match in styles.matches(element)
            for one in match.rule.declarations
            if one.name in ("overflow", "overflow-x", "overflow-y", "overflow-block")
        }
        if not overflow or overflow - {"hidden", "clip", "auto", "scroll"}:
            yield f"{declared.name}: {declared.text[:40]}"


_ROWS = frozenset(["grid", "grid-template", "grid-template-rows", "grid-auto-rows"])


def too_low(declared: Declared) -> bool:
    """Whether a box may be lower than what is in it."""
    if declared.name in HEIGHTS:
        return WHOLE.fullmatch(declared.text) is None
    if declared.name == "aspect-ratio":
        return declared.text not in ("auto", "inherit", "initial", "unset")
    if declared.name == "contain":
        return re.search(r"\b(size|strict)\b(?<!inline-size)", declared.text) is not None
    if declared.name in ("container", "container-type"):
        return re.search(r"(?<!-)\bsize\b", declared.text) is not None
    if declared.name in _ROWS:
        rows = itertools.takewhile(
            lambda token: not (token.type == "literal" and token.value == "/"), declared.value
        )
        return any(map(_fixed, rows))
    return False


def _fixed(token: Any) -> bool:
    """Whether a row of a grid is, or may be no more than, so high."""
    if token.type == "function":
        if token.lower_name == "minmax":
            commas = [
                index
                for index, one in enumerate(token.arguments)
                if one.type == "literal" and one.value == ","
            ]
            return any(map(_fixed, token.arguments[commas[-1] + 1 :])) if commas else True
        if token.lower_name == "repeat":
            return any(map(_fixed, token.arguments[1:]))
        return True
    return bool(token.type == "percentage" or (token.type == "dimension" and token.lower_unit != "fr"))


def _in_one_cell(styles: Styles, element: Any, inside: set[Any]) -> Iterator[str]:
    """Neighbours that a grid puts where the element is."""
    own = _cells(styles, element)
    if not own:
        return
    for other in (*element.itersiblings(), *element.itersiblings(preceding=True)):
        if not isinstance(other.tag, str) or other in inside:
            continue
        cells = _cells(styles, other)
        if cells and all(_meet(own.get(axis, frozenset()), cells.get(axis, frozenset())) for axis in _AXES):
            yield "a neighbour in the same cell of a grid"
            return


def _meet(own: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two elements may be in one row or column. What spans several cells, or is named, may span any."""
    if not own or not other:
        return not own and not other
    return bool(own & other) or not all(map(_ONE_CELL.fullmatch, own | other))


def _cells(styles: Styles, element: Any) -> dict[str, frozenset[str]]:
    """The rows and columns that rules put an element into, each as any rule says. Shape: empty where none does."""
    found: dict[str, set[str]] = {}
    for match in styles.matches(element):
        for one in match.rule.declarations if not match.part else ():
            if one.name.startswith(_CELL) and one.text != "auto":
                for axis in (one.name,) if one.name in _AXES else _AXES:
                    found.setdefault(axis, set()).add(one.text if one.name in _AXES else one.name)
    return {axis: frozenset(texts) for axis, texts in found.items()}
