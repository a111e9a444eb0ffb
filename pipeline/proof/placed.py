"""What may stand outside the order of a page because it covers nothing: marks of a few letters, a link that waits, a list in its own column.

Input: the `Styles` of one document, an element or a part of it. Output: whether that is so. Must not: follow the cascade:
all that rules say of a box counts, in whatever medium, as one.

Why: a harmless box is placed by one rule and made as large as the page by another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.proof.css import Declared, Rule, Styles
from pipeline.proof.hiding import HEIGHTS, INSETS, WIDTHS, bare, causes, far
from pipeline.proof.lengths import EM, length_of
from pipeline.proof.shadows import computed
from pipeline.proof.variables import UNTOLD, written_out

# How large a mark is at most, the letters in it, and what is drawn around it; and how much room a link has around its words. Units: px.
_MARK, _LETTERS, _EDGE, _AROUND = 48.0, 40.0, 8.0, 48.0
_LEAST = frozenset(["min-width", "min-height", "min-inline-size", "min-block-size"])
_SIDES = HEIGHTS | WIDTHS | _LEAST
_MOVING = re.compile(
    r"transform|translate|rotate|scale|zoom|offset(-path)?|perspective|filter|box-reflect|animation(-name)?|all|writing-mode"
)
_DRAWN = re.compile(
    r"(padding|border|outline)(?!.*(radius|image|color|style|collapse))(-.*)?|box-shadow|text-shadow"
)
_SPACED = frozenset(["letter-spacing", "word-spacing", "text-indent"])
_HEIGHT = re.compile(r"normal|inherit|[0-3](\.\d+)?|0?\.\d+")
_ALIGNED = re.compile(r"justify-(self|items)|place-(self|items)")
_AT_START = re.compile(r"(auto|normal|stretch|start|legacy|center|inherit| )+")
_ONE_COLUMN = re.compile(r"\d+|auto")


def said(styles: Styles, element: Any, part: str = "") -> tuple[Declared, ...]:
    """All that rules say of an element, or of a part of it."""
    return tuple(
        declared
        for match in styles.matches(element)
        if match.part == part
        for declared in written_out(styles, match.rule).declarations
    )


def is_mark(declarations: Iterable[Declared]) -> bool:
    """Whether it is a box of a few letters, such as a bullet: both sides are given, and small, and it stays near."""
    own = tuple(declarations)
    given = dict.fromkeys(("width", "height"), False)
    for one in own:
        if one.name in _SIDES:
            length = length_of(one.value, EM)
            if length is None or abs(length) > _MARK:
                return False
            if one.name in given:
                given[one.name] = True
        elif INSETS.fullmatch(one.name) and far(one):
            return False
    return all(given.values()) and not any(_large(one, _EDGE) for one in own)


def waits_above(styles: Styles, link: Any) -> bool:
    """Whether a link waits above the page until it is focused, no larger than its words are."""
    if any(
        one.name == "content" and one.text not in ("none", "normal")
        for part in ("before", "after")
        for one in said(styles, link, part)
    ):
        return False
    waiting = False
    for match in styles.matches(link):
        for one in written_out(styles, match.rule).declarations if not match.part else ():
            if one.name == "top" and match.certain:
                if not re.fullmatch(r"-[2-9]\d*(\.\d+)?(em|rem)", one.text):
                    return False
                waiting = True
            elif (
                INSETS.fullmatch(one.name) and (far(one) or one.name not in ("top", "inset-inline-start"))
            ) or (one.name in _SIDES or _large(one, _AROUND)):
                return False
    return waiting


def keeps_to_its_column(styles: Styles, element: Any) -> bool:
    """Whether a list that stays in view is no wider than the column of a grid that it is in, and what is in it no wider than itself."""
    own = said(styles, element)
    for one in own:
        if one.name in WIDTHS | _LEAST and not one.name.startswith("max-"):
            if one.text not in ("auto", "100%", "0", "stretch"):
                return False
        elif one.name.startswith(("grid-column", "grid-area")):
            if not _ONE_COLUMN.fullmatch(one.text):
                return False
        elif (
            (one.name == "direction" and one.text not in ("inherit", styles.root.get("dir") or "ltr"))
            or _aside(one)
            or (one.name not in _SPACED and not _sized(one) and _large(one, _AROUND))
        ):
            return False
    cuts = [one.text for one in own if one.name.startswith("overflow") and "wrap" not in one.name]
    around = said(styles, element.getparent())
    return (
        bool(cuts)
        and all(re.fullmatch(r"(auto|hidden|clip|scroll| )+", text) for text in cuts)
        and not any(map(_aside, around))
    )


def _aside(one: Declared) -> bool:
    return _ALIGNED.fullmatch(one.name) is not None and _AT_START.fullmatch(one.text) is None


def _sized(one: Declared) -> bool:
    return one.name in ("font", "font-size", "line-height")


def _large(one: Declared, most: float) -> bool:
    """Whether something makes a box, or the letters in it, larger than they may be, or moves it."""
    name = bare(one.name)
    if name == UNTOLD or name == "aspect-ratio":
        return one.text != "auto"
    if _MOVING.fullmatch(name):
        return name == "all" or bool(_alone(one))
    if name == "line-height":
        length = length_of(one.value, EM)
        return not _HEIGHT.fullmatch(one.text) and (length is None or length > _MARK)
    if name == "font-size":
        length = length_of(one.value, EM)
        return one.text != "inherit" and (length is None or length > _LETTERS)
    if name == "font":
        return one.text != "inherit"
    if name.startswith("margin"):
        return any(length is None or length < -_EDGE for length in _lengths(one))
    if name in _SPACED or _DRAWN.fullmatch(name):
        return computed(one) or any(length is None or abs(length) > most for length in _lengths(one))
    return False


def _alone(one: Declared) -> tuple[str, ...]:
    """How a declaration alone could hide what it is for."""
    return causes(Rule("", (), True, (one,)))


def _lengths(one: Declared) -> Iterator[float | None]:
    """The lengths in a value; None for what looks like one and cannot be computed."""
    for token in one.value:
        length = length_of([token], EM)
        if length is not None:
            yield length
        elif token.type in ("dimension", "percentage"):
            yield None
