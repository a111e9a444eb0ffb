"""What a stylesheet adds to the article's words, and how it raises some: numbers and names of columns are seen, and nothing lies over a word.

Input: the looks of one file, an element of its text. Output: sentences' ends, such as "a number that nobody sees before <li>". Must not:
judge what is written, which `writing` does, or disclaimers.

Why: 5² that is not raised is 52, and a white box of one letter's width before "12 months" leaves two.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.proof.cascade import Cascade, contrast_of_kind
from pipeline.proof.css import Declared, Match, name_of
from pipeline.proof.hiding import INSETS, bare, causes_of, out_of_place
from pipeline.proof.lengths import EM, length_of
from pipeline.proof.looks import Looks
from pipeline.proof.media import VIEWPORTS, Viewport
from pipeline.proof.shadows import cast_by, outwards
from pipeline.proof.tabular import last
from pipeline.proof.variables import told

# Less is not meant to be read. Units: share of the size of most text; contrast as a ratio to one.
SMALLEST, FAINTEST = 0.6, 3.0
# Beside large letters these are small, and can be read. Units: px.
_READ = 12.0
_PARTS = ("before", "after", "marker", "first-letter", "first-line", "target-text")
# What shows the element's own letters.
_OWN = frozenset(["first-letter", "first-line", "target-text"])
# How far what is added may reach into the words, and what covers none. Units: px.
_NEAR, _LINE = 4.0, 2.0
_TELLING = re.compile(r"counter|data-label")
_COUNTER = re.compile(r"counters?\(\s*([\w-]+)")
_NOTHING = re.compile(r"none|normal")
_NO_GROUND = re.compile(r"none|transparent|inherit|initial|unset|0( 0)?")
_STARTS = (
    ("left", "inset-inline-start"),
    ("padding", "padding-left", "padding-inline", "padding-inline-start"),
)
_ENDS = (("right", "inset-inline-end"), ("padding", "padding-right", "padding-inline", "padding-inline-end"))
_RAISED = {"sup": ("super", -1), "sub": ("sub", 1)}
_RAISING = frozenset(["vertical-align", "position", "top"])
# What would undo it in other ways.
_LOWERING = re.compile(r"bottom|inset(-block.*)?|baseline-shift|alignment-baseline")
# Units: the letters' height, that of the words around.
_LEAST = 0.1

Holding = Callable[[Match], bool]


def holdings(cascade: Cascade) -> tuple[Holding, Holding]:
    """Whether a rule holds: for readers for whom only what is sure does, and for those for whom all does that may."""
    return (
        lambda match: match.certain and cascade.holding(match) is True,
        lambda match: cascade.holding(match) is not False,
    )


def least(looks: Looks, viewport: Viewport, share: float = SMALLEST) -> float:
    """How large letters have to be. Units: px."""
    found = share * looks.body_size(viewport)
    return found if looks.reader else min(found, _READ)


def marking(looks: Looks, file: str | None, element: Any) -> Iterator[str]:
    """What is wrong with what a stylesheet adds to an element, or shows of it in another way."""
    styles = looks.styles(file)
    matches = styles.matches(element)
    for part in _PARTS if any(match.part for match in matches) else ():
        own = [told(styles, match) for match in matches if match.part == part]
        if own:
            known, key = styles.kinds.computed, ("marking", styles.kind_of_part(element, part), looks.reader)
            if key not in known:
                known[key] = tuple(dict.fromkeys(_of_part(looks, file, element, part, own)))
            yield from known[key]


def _of_part(looks: Looks, file: str | None, element: Any, part: str, own: list[Match]) -> Iterator[str]:
    where = f"on <{name_of(element)}>::{part}"
    styles = looks.styles(file)
    declarations = [one for match in own for one in match.rule.declarations]
    if part in ("before", "after"):
        placed = any(
            bare(one.name) == "position" and one.text in ("absolute", "fixed") for one in declarations
        )
        for one in declarations:
            if _reaches(styles, one, placed):
                yield f"{one.name}: {one.text[:40]} {where}"
        if placed and _drawn(declarations):
            yield from _over_words(looks, file, element, own, where)
    numbers = name_of(element) == "li" and part == "marker" and name_of(element.getparent()) == "ol"
    writes = any(one.name == "content" and _TELLING.search(one.text) for one in declarations)
    if not (numbers or writes or part in _OWN):
        return
    for viewport in looks.views(file, styles.kind_of_part(element, part)):
        cascade = looks.cascade(file, viewport)
        said = {one.text for holding in holdings(cascade) for one in last(own, part, holding, ("content",))}
        telling = numbers or any(_TELLING.search(text) for text in said) or part in _OWN
        if numbers and said and not all(text == "normal" for text in said):
            telling = False
            if not any(_TELLING.search(text) for text in said):
                yield f"content: {min(said)[:40]} {where}"
        for counter in {name for text in said for name in _COUNTER.findall(text)} - {"list-item"}:
            yield from (f"{problem} {where}" for problem in _uncounted(cascade, styles, element, counter))
        if telling and (problem := _unseen(looks, cascade, styles.kind_of_part(element, part))):
            yield f"{problem} {where} ({viewport.name})"
            return
        if telling and part not in _OWN:
            yield from (
                f"{cause} {where}"
                for one in declarations
                if bare(one.name) not in _OF_MARKS
                for cause in (f"{one.name}: {one.text[:40]}",) * _cuts(one) or causes_of(one)
            )


# What numbers and names of columns may be, of which `placed` and `_over_words` know.
_OF_MARKS = frozenset(
    [
        "content", "position", "width", "height", "min-width", "display", "line-height", "white-space", "border-radius",
        "vertical-align", "inline-size", "block-size",
    ]
)  # fmt: skip


def _uncounted(cascade: Cascade, styles: Any, element: Any, counter: str) -> Iterator[str]:
    """Whether a counter is not begun by a list, or not moved on by an item, so that several have one number."""
    for holding in holdings(cascade):
        for one, name in ((element, "counter-increment"), (element.getparent(), "counter-reset")):
            said = last(styles.matches(one), "", holding, (name,))
            if not said or counter not in said[0].text.split():
                yield f"an item that {name} leaves out"


def _cuts(declared: Declared) -> bool:
    return declared.name.startswith("overflow") and re.search(r"hidden|clip", declared.text) is not None


def _unseen(looks: Looks, cascade: Cascade, kind: int) -> str | None:
    look = cascade.look_of_kind(kind)
    if not look.shown or not look.visible:
        return "nothing to see"
    if look.size < least(looks, cascade.viewport) or "font-size" in look.unknown:
        return "too small letters"
    ratio, unknown = contrast_of_kind(cascade, kind)
    return None if unknown is None and ratio >= FAINTEST else "too faint letters"


def _lengths(declared: Declared) -> list[float]:
    return [length for token in declared.value if (length := length_of([token], EM)) is not None]


def _reaches(styles: Any, declared: Declared, placed: bool) -> bool:
    """Whether something that is added leaves its place towards the words."""
    name = bare(declared.name)
    if name == "position":
        return declared.text in ("sticky", "fixed")
    if INSETS.fullmatch(name):
        return not placed and any(abs(length) > _NEAR for length in _lengths(declared))
    if name.startswith("margin"):
        return any(length < -_LINE for length in _lengths(declared))
    if name in ("box-shadow", "outline", "outline-width", "outline-offset"):
        return cast_by(styles, declared) or outwards(declared) > _NEAR
    return out_of_place(declared)


def _drawn(declarations: Iterable[Declared]) -> bool:
    """Whether anything of a box is seen but a fine line around it."""
    for one in declarations:
        name = bare(one.name)
        if name == "content" and re.search(r"[^\"' ]", one.text) and not _NOTHING.fullmatch(one.text):
            return True
        if name in ("background", "background-color", "background-image") and not _NO_GROUND.fullmatch(
            one.text
        ):
            return True
        if name.startswith("border") and "radius" not in name and any(size > _LINE for size in _lengths(one)):
            return True
        if name in ("box-shadow", "border-image", "backdrop-filter") and one.text != "none":
            return True
    return False


def _over_words(looks: Looks, file: str | None, element: Any, own: list[Match], where: str) -> Iterator[str]:
    """Whether a box that is placed by itself stands in the room that an element leaves beside its words."""
    styles = looks.styles(file)
    matches = [told(styles, match) for match in styles.matches(element)]
    part = where.rpartition("::")[2]
    for viewport in looks.views(file, styles.kind_of_part(element, part)):
        cascade = looks.cascade(file, viewport)
        outer = cascade.look(element).size
        inner = cascade.look_of_kind(styles.kind_of_part(element, part)).size
        for holding in holdings(cascade):
            value = functools.partial(_value, cascade, own, part, holding, inner)
            if not (said := last(own, part, holding, ("content",))) or _NOTHING.fullmatch(said[0].text):
                continue
            wide = value(("width", "inline-size"))
            frame = 2 * sum(
                max((_value(cascade, own, part, holding, inner, names) or 0.0) for names in ((one,),))
                for one in ("padding", "border", "border-width")
            )
            sides = (
                (value(insets), _value(cascade, matches, "", holding, outer, room))
                for insets, room in (_STARTS, _ENDS)
            )
            if wide is None or not any(
                at is not None and room is not None and at + wide + frame <= room + _LINE
                for at, room in sides
            ):
                yield f"a box over the words {where}"
                return


def _value(
    cascade: Cascade, matches: Iterable[Match], part: str, holding: Holding, em: float, names: tuple[str, ...]
) -> float | None:
    """The length that counts of some properties, on the side of which they speak. Units: px."""
    found = last(matches, part, holding, names)
    if not found:
        return None
    tokens = [token for token in found[0].value if token.type not in ("whitespace", "comment")]
    if found[0].name in ("padding", "padding-inline") and len(tokens) > 1:
        # Of the sides the narrower.
        aside = tokens[1::2] if found[0].name == "padding" else tokens
        lengths = [length_of([token], cascade.scale(em, None)) for token in aside]
        return None if None in lengths else min(length for length in lengths if length is not None)
    if found[0].name.startswith("border"):
        tokens = [token for token in tokens if length_of([token], cascade.scale(em, None)) is not None][:1]
    return length_of(tokens, cascade.scale(em, None))


# ── raised and lowered


def flattened(looks: Looks, file: str | None, element: Any) -> Iterator[str]:
    """Figures and marks of notes that a stylesheet sets beside those before them, on one line."""
    name = name_of(element)
    word, way = _RAISED.get(name, _RAISED["sup"])
    styles = looks.styles(file)
    matches = [told(styles, match) for match in styles.matches(element) if not match.part]
    for one in (one for match in matches for one in match.rule.declarations):
        if _LOWERING.fullmatch(bare(one.name)):
            yield f"{one.name}: {one.text[:40]} on <{name}>"
    for viewport in VIEWPORTS:
        cascade = looks.cascade(file, viewport)
        around = cascade.look(element.getparent()).size
        for holding in holdings(cascade):
            aligned = "".join(one.text for one in last(matches, "", holding, ("vertical-align",)))
            placed = "".join(one.text for one in last(matches, "", holding, ("position",)))
            moved = _value(cascade, matches, "", holding, cascade.look(element).size, ("top",)) or 0.0
            raised = aligned == word or (not aligned and name in _RAISED)
            if not raised and not (placed == "relative" and moved * way > _LEAST * around):
                yield f"words on the line of those before them on <{name}> ({viewport.name})"
                return
            if raised and placed == "relative" and moved * way < -_LEAST * around:
                yield f"words moved back to the line of those before them on <{name}> ({viewport.name})"
                return
