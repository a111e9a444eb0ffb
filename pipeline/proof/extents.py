"""How large a stylesheet may make anything: rooms, boxes and letters that push words a screenful away, or aside.

Input: the `Styles` of one document. Output: sentences' ends, such as "padding: 900px 0 for td". Must not: ask what a rule meets, or follow
the cascade: any rule, of any element and of any part of one, in any medium, counts.

Why: what stands far from what it belongs to is read without it, and there is always one more property that takes room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.proof.css import Declared, Sheet, Styles, name_of
from pipeline.proof.hiding import bare
from pipeline.proof.lengths import Scale, length_of
from pipeline.proof.shadows import unmeasured
from pipeline.proof.variables import written_out

# A narrow screen and a wide one, both as high as they are at least.
_SCREENS = (320.0, 1000.0)
# What of a property is the most that anything needs, and what 100 % are, if not the width of a screen. Units: px.
_MOST = tuple(
    (re.compile(names, re.VERBOSE), most, percent)
    for names, most, percent in (
        # Between things, and around them.
        (r"(margin|padding)(-.*)? | (grid-)?((row|column)-)?gap | border-spacing | scroll-(margin|padding)(-.*)?", 400.0, None),
        (r"border(?!.*(radius|image|color|style|collapse|spacing))(-.*)? | outline(-width|-offset)?", 48.0, None),
        (r"column-rule(-width)?", 48.0, None),
        (r"shape-margin | border-image-(width|outset) | overflow-clip-margin", 120.0, None),
        (r"text-indent | letter-spacing | word-spacing", 200.0, None),
        # What has to be so large, whatever is in it.
        (r"(min-)?(height|block-size) | grid(-template|-auto)-rows | contain-intrinsic-.*", 700.0, 300.0),
        (r"(min-)?(width|inline-size) | flex-basis | column-width | grid-(template|auto)-columns", 1000.0, None),
        (r"font-size | font | line-height", 200.0, 16.0),
        (r"tab-size", 200.0, None),
    )
)  # fmt: skip
# Units: lines; spaces.
_COUNTS = {"line-height": 5.0, "tab-size": 16.0}
# How many times as high as it is wide.
_UPRIGHT = 3.0
_OF_TRACKS = frozenset(["minmax", "repeat", "fit-content"])


def vast(styles: Styles) -> tuple[str, ...]:
    """What makes rooms, boxes or letters larger than a screen has use for."""
    known, key = styles.kinds.computed, ("vast",)
    if key not in known:
        known[key] = tuple(
            dict.fromkeys(found for sheet in styles.sheets for found in _of_sheet(styles, sheet))
        )
    found: tuple[str, ...] = known[key]
    return found


def _of_sheet(styles: Styles, sheet: Sheet) -> Iterator[str]:
    for rule in sheet.rules:
        for declared in written_out(styles, rule).declarations:
            if _is_vast(declared):
                yield f"{declared.name}: {declared.text[:40]} for {rule.selector[:40]}"


def _is_vast(declared: Declared) -> bool:
    name = bare(declared.name)
    if name in _COUNTS:
        most = _COUNTS[name]
        if any(token.type == "number" and token.value > most for token in declared.value):
            return True
    if name == "aspect-ratio":
        wide, high = (*(token.value for token in declared.value if token.type == "number"), 1.0, 1.0)[:2]
        return any(token.type == "function" for token in declared.value) or high > _UPRIGHT * wide
    for names, most, percent in _MOST:
        if names.fullmatch(name):
            return any(_beyond(token, most, percent) for token in declared.value)
    return False


def _beyond(token: Any, most: float, percent: float | None) -> bool:
    if token.type == "dimension" and token.lower_unit.startswith("cq"):
        # Of what holds it, which is no larger than a screen.
        return any(abs(token.value) * side / 100 > most for side in (640.0, 1000.0))
    scales = (Scale(16, 16, width, 640, width if percent is None else percent) for width in _SCREENS)
    lengths = [length_of([token], scale) for scale in scales]
    if token.type != "function" or None not in lengths:
        return any(length is not None and abs(length) > most for length in lengths)
    if token.lower_name in _OF_TRACKS:
        return any(_beyond(inner, most, percent) for inner in token.arguments)
    return unmeasured(token)


# ── boxes that are as wide as what is in them, which measures nothing any more

_STRETCHED = re.compile(r"(normal|stretch|auto|legacy|inherit|initial|unset| )+")
_COLUMNS = re.compile(r"grid(-template)?(-columns)?|grid-auto-columns")
_BY_WORDS = re.compile(r".*((fit|min|max)-content|(?<![\w-])auto(?![\w-])).*")
_OF_BOX = re.compile(r".*((fit|min|max)-content|intrinsic).*")
_ALIGNED = re.compile(r"(?!(normal|stretch|auto|legacy|inherit|initial|unset| )+$).*")
# What makes an element as wide as what is in it.
_OWN = {
    "display": re.compile(r"inline-(block|flex|grid|table)|inline .*|table.*|ruby.*"),
    "float": re.compile(r"(?!(none|inherit|initial|unset)$).*"),
    "position": re.compile(r"absolute|fixed"),
    **dict.fromkeys(("width", "inline-size", "flex-basis", "max-width", "max-inline-size"), _OF_BOX),
    **dict.fromkeys(("justify-self", "place-self", "align-self"), _ALIGNED),
}
_OF_TABLE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"])


def collapsing(styles: Styles) -> Iterator[str]:
    """What measures its children by itself where it is measured by them: it has no width.

    Why: with `container-type: inline-size` a float is as narrow as if nothing were in it.
    """
    for element in styles.root.iter("*"):
        if not (contained := _contained(styles, element)):
            continue
        for step in (element, *element.iterancestors()):
            if (shrinks := _shrinks(styles, step)) is not None:
                yield f"{contained} on <{name_of(element)}>, with {shrinks} on <{name_of(step)}>"
                break


def _contained(styles: Styles, element: Any) -> str | None:
    for match in styles.matches(element):
        for declared in written_out(styles, match.rule).declarations if match.part in ("", "before") else ():
            if declared.name in ("container-type", "container", "contain") and re.search(
                r"(?<![\w-])(inline-size|size|strict)(?![\w-])", declared.text
            ):
                return f"{declared.name}: {declared.text[:40]}"
    return None


def _shrinks(styles: Styles, element: Any) -> str | None:
    """What makes an element as wide as what is in it."""
    known, key = styles.kinds.computed, ("shrinks", styles.kind(element))
    if key not in known:
        known[key] = next(_shrinking(styles, element), None)
    found: str | None = known[key]
    return found


def _shrinking(styles: Styles, element: Any) -> Iterator[str]:
    if name_of(element) in _OF_TABLE:
        yield "the width of a table"
    above = element.getparent()
    if above is not None:
        yield from (f"{found} around it" for found in _shrunk_in(list(_said(styles, above))))
    for one in _said(styles, element):
        shrinking = _OWN.get(bare(one.name))
        if shrinking is not None and shrinking.fullmatch(one.text):
            yield f"{one.name}: {one.text[:40]}"


def _shrunk_in(said: list[Declared]) -> Iterator[str]:
    """What of an element makes those in it as wide as what is in them."""
    laid = " ".join(one.text for one in said if one.name == "display")
    if "grid" not in laid and "flex" not in laid and "box" not in laid:
        return
    ways = {one.text.split()[0] for one in said if bare(one.name) in ("flex-direction", "flex-flow")}
    if ("flex" in laid or "box" in laid) and ways != {"column"}:
        yield "a row of boxes"
    across = {"justify-items", "place-items", "justify-content", "place-content"}
    if "flex" in laid:
        across = {"align-items", "place-items"}
    for one in said:
        if (one.name in across and not _STRETCHED.fullmatch(one.text)) or (
            _COLUMNS.fullmatch(one.name) and _BY_WORDS.fullmatch(one.text)
        ):
            yield f"{one.name}: {one.text[:40]}"


def _said(styles: Styles, element: Any) -> Iterator[Declared]:
    for match in styles.matches(element):
        if not match.part:
            yield from written_out(styles, match.rule).declarations
