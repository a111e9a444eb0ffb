"""How far things leave their place in all: steps that are harmless each add up to a line of a disclaimer.

Input: the looks of one file, the elements of its disclaimers. Output: sentences' ends. Must not: follow the cascade: any
rule, in any medium, that could move something counts.

Why: what is drawn later lies over what is drawn before. A margin below nothing, an offset, the frame of words in a line,
letters higher than their line and a shadow each reach out of a box.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.proof.css import Declared, Match, Rule, Styles, name_of
from pipeline.proof.hiding import INSETS, bare
from pipeline.proof.lengths import EM, length_of, significant
from pipeline.proof.looks import Looks
from pipeline.proof.overlying import enclosed
from pipeline.proof.shadows import CAST, outwards
from pipeline.proof.variables import told, written_out

# Upwards and downwards no further than to the middle of a line; sideways as far as a page has an edge. Units: px.
_ALONG, _ASIDE = 12.0, 24.0
# Lines of a disclaimer may be as much closer than its letters are high.
_CLOSER = 4.0
# A line as thin as this covers no letters.
_FINE = 2.0
# So is what is drawn around a link that is pointed to, apart from it.
_RING = 4.0
_NO_GROUND = re.compile(r"none|transparent|inherit|initial|unset|0( 0)?")
_WORDS = frozenset(
    [
        "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
        "span", "strong", "sub", "sup", "time", "u", "var",
    ]
)  # fmt: skip
_BLOCKWISE = re.compile(r"(margin|padding|border|inset)(-(top|bottom|block)\b.*|-width)?|top|bottom")
_INLINEWISE = re.compile(r"(margin|inset)(-(left|right|inline)\b.*)?|left|right")
_PARTS = ("before", "after", "first-letter", "first-line")
_BLOCKS = frozenset([("position", "absolute"), ("float", "left"), ("float", "right")])
_WIDTHS = {"thin": 1.0, "medium": 3.0, "thick": 5.0}


class _Steps(NamedTuple):
    """How far a rule moves what it meets, or has it reach. Units: px."""

    margin: float = 0.0
    inset: float = 0.0
    margin_aside: float = 0.0
    inset_aside: float = 0.0
    padding: float = 0.0
    border: float = 0.0
    cast: float = 0.0
    placed: bool = False
    painted: bool = False

    @property
    def frame(self) -> float:
        """What is around words in a line, if any of it is seen but a fine line."""
        return self.padding + self.border if self.painted or self.border > _FINE else 0.0


def leaving(looks: Looks, file: str | None, chains: Sequence[Sequence[Any]]) -> list[str]:
    """What leaves its place so far that it lies over some disclaimer, or a disclaimer under something else.

    `chains` are the elements of each disclaimer, from the innermost outward.
    """
    if not chains:
        return []
    styles = looks.styles(file)
    inside = {element for chain in chains for element in chain}
    # What words of a disclaimer are in, beside what is said before them.
    beside = {chain[0].getparent() for chain in chains}
    around_all = set.intersection(*(set(chain) for chain in chains))
    found: dict[str, None] = {}
    for chain in chains:
        steps = [_steps(styles, element) for element in chain]
        along, aside = (sum(step) for step in zip(*(map(_moved, steps)), strict=True))
        if along > _ALONG or aside > _ASIDE:
            found[f"{max(along, aside):.0f} px by which it leaves its place"] = None
    # How far each is moved with what it lies in, and the lines that it may have.
    moved: dict[Any, float] = {}
    heights: dict[Any, frozenset[tuple[str, float]]] = {}
    # Of what is a part of a line, the block that the line is in.
    blocks: dict[Any, Any] = {}
    rooms: dict[tuple[Any, ...], float] = {}
    for element in styles.root.iter():
        name = name_of(element)
        if not name:
            continue
        above = element.getparent()
        matches = [told(styles, match) for match in styles.matches(element)]
        whole = [match for match in matches if not match.part] if matches else []
        lines = heights[element] = _heights(heights.get(above, frozenset()), whole)
        own = element in inside
        steps_of = _steps(styles, element)
        moved[element] = 0.0 if own else moved.get(above, 0.0) + _moved(steps_of)[0]
        higher = _higher(looks, file, element, lines)
        if own:
            if higher > _CLOSER / 2:
                found[f"lines {2 * higher:.0f} px closer than its letters are high on <{name}>"] = None
            reach = 0.0 if element in around_all else steps_of.cast
            if _in_line(name, whole):
                # Around words in a line, a frame or ground lies over the lines before.
                reach += steps_of.frame
        elif above is not None and _in_line(name, whole):
            block = blocks[element] = blocks.get(above, above)
            alike = styles.kind(element), styles.kind(block), heights[block]
            if alike not in rooms:
                rooms[alike] = _room(looks, file, element, block, heights[block])
            reach = moved[element] + steps_of.frame + steps_of.cast - rooms[alike]
        else:
            reach = moved[element] + higher + steps_of.cast
        far = _CLOSER if above in beside else _ALONG
        if reach > far and not enclosed(styles, element, inside):
            found[f"{reach:.0f} px that it reaches out of its place on <{name}>"] = None
        for part in _PARTS if len(whole) < len(matches) else ():
            reach = _of_part(looks, file, element, matches, part, lines, moved[element])
            far = _CLOSER if own or above in beside else _ALONG
            if reach > far and not enclosed(styles, element, inside):
                found[f"{reach:.0f} px that it reaches out of its place on <{name}>::{part}"] = None
    return list(found)


def _of_part(
    looks: Looks,
    file: str | None,
    element: Any,
    matches: Iterable[Match],
    part: str,
    lines: frozenset[tuple[str, float]],
    moved: float,
) -> float:
    """How far words or boxes that a stylesheet adds reach."""
    own = [match for match in matches if match.part == part]
    if not own:
        return 0.0
    steps = _together([_of_rule(match.rule) for match in own])
    reach = moved + _moved(steps)[0] + steps.cast
    reach += steps.frame if _in_line("span", own) else 0.0
    # Words are drawn, and may be larger than what they stand before.
    if part.startswith("first") or any(
        one.name == "content" and re.search(r"\w|\S{3}", one.text)
        for match in own
        for one in match.rule.declarations
    ):
        lowest = _heights(lines, own)
        sizes = [
            length_of([token], EM) or 0.0
            for match in own
            for one in match.rule.declarations
            if one.name in ("font-size", "font")
            for token in one.value
        ]
        reach += max((_over(max(sizes), lowest) if sizes else 0.0), _higher(looks, file, element, lowest))
    return reach


def _moved(steps: _Steps) -> tuple[float, float]:
    """Along the page, and aside."""
    return (
        steps.margin + (steps.inset if steps.placed else 0.0),
        steps.margin_aside + (steps.inset_aside if steps.placed else 0.0),
    )


def _steps(styles: Styles, element: Any) -> _Steps:
    """The most that the rules for an element say."""
    known, kind = styles.kinds.computed, styles.kind(element)
    key = ("steps", kind)
    if key not in known:
        known[key] = _together(
            [_of_rule(written_out(styles, match.rule)) for match in styles.kinds.all[kind].matches]
        )
    found: _Steps = known[key]
    return found


def _together(steps: Sequence[_Steps]) -> _Steps:
    return _Steps(*(max(values) for values in zip(*steps, strict=True))) if steps else _Steps()


@functools.lru_cache(maxsize=4096)
def _of_rule(rule: Rule) -> _Steps:
    margin = inset = margin_aside = inset_aside = padding = border = cast = outline = offset = 0.0
    placed = painted = False
    for declared in rule.declarations:
        name = bare(declared.name)
        if name == "position":
            placed = placed or declared.text == "relative"
        elif name.startswith("margin"):
            if _BLOCKWISE.fullmatch(name):
                margin = max([margin, *(-length for length in _sided(declared, 0))])
            if _INLINEWISE.fullmatch(name):
                margin_aside = max([margin_aside, *(-length for length in _sided(declared, 1))])
        elif INSETS.fullmatch(name):
            if _BLOCKWISE.fullmatch(name):
                inset = max([inset, *map(abs, _sided(declared, 0))])
            if _INLINEWISE.fullmatch(name):
                inset_aside = max([inset_aside, *map(abs, _sided(declared, 1))])
        elif name.startswith("padding") and _BLOCKWISE.fullmatch(name):
            padding = max([padding, *_sided(declared, 0)])
        elif name.startswith("border") and _BLOCKWISE.fullmatch(name):
            border = max([border, *(length for token in declared.value for length in _lengths(token))])
        elif name in ("background", "background-color", "background-image"):
            painted = painted or _NO_GROUND.fullmatch(declared.text) is None
        elif name == "outline-offset":
            offset = max(offset, outwards(declared))
        elif name.startswith("outline"):
            outline = max(outline, outwards(declared))
        elif CAST.fullmatch(name):
            cast = max(cast, outwards(declared))
    return _Steps(
        margin,
        inset,
        margin_aside,
        inset_aside,
        padding,
        border,
        max(cast, outline + (offset if outline > _RING else 0.0)),
        placed,
        painted,
    )


def _lengths(token: Any) -> Iterator[float]:
    if token.type == "ident" and token.lower_value in _WIDTHS:
        yield _WIDTHS[token.lower_value]
    if (length := length_of([token], EM)) is not None:
        yield length


def _sided(declared: Declared, aside: int) -> list[float]:
    """The lengths of a declaration along the page, or those aside: a shorthand says both in turn."""
    lengths = [length_of([token], EM) or 0.0 for token in significant(declared.value)]
    if bare(declared.name) in ("margin", "padding", "inset") and len(lengths) > 1:
        return lengths[aside::2]
    return lengths


def _in_line(name: str, matches: Iterable[Match]) -> bool:
    """Whether something is, or may be, a part of a line, whose frame leaves the line's height as it is."""
    inline = name in _WORDS
    for match in matches:
        shown = {declared.text for declared in match.rule.declarations if declared.name == "display"}
        if "inline" in shown or (shown and _always(match)):
            inline = "inline" in shown
        if _always(match) and any(
            (declared.name, declared.text) in _BLOCKS for declared in match.rule.declarations
        ):
            inline = False
    return inline


def _always(match: Match) -> bool:
    return match.certain and not match.rule.media


def _heights(before: frozenset[tuple[str, float]], matches: Iterable[Match]) -> frozenset[tuple[str, float]]:
    """The heights that lines may have: so many times the letters', or so many px."""
    found = before
    for match in matches:
        heights = frozenset(
            height
            for declared in match.rule.declarations
            if declared.name in ("line-height", "font") and (height := _height(declared)) is not None
        )
        if heights:
            found = heights if _always(match) else found | heights
    return found


def _height(declared: Declared) -> tuple[str, float] | None:
    tokens = significant(declared.value)
    if declared.name == "font":
        slashes = [
            index for index, token in enumerate(tokens) if token.type == "literal" and token.value == "/"
        ]
        tokens = tokens[slashes[0] + 1 : slashes[0] + 2] if slashes else []
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.type == "number":
        return "times", token.value
    if token.type == "percentage":
        return "times", token.value / 100
    if token.type == "dimension" and token.lower_unit == "em":
        return "times", token.value
    length = length_of(tokens, EM)
    if length is None:
        # What cannot be computed is taken for nothing, a word for what browsers do.
        return None if token.type == "ident" else ("times", 0.0)
    return "px", length


def _higher(looks: Looks, file: str | None, element: Any, heights: frozenset[tuple[str, float]]) -> float:
    """By how much letters are higher than their line, above and below it."""
    low = [height for height in heights if height[0] == "px" or height[1] < 0.9]
    if not low or not "".join((element.text or "", *(one.tail or "" for one in element))).strip():
        return 0.0
    sizes = (looks.cascade(file, viewport).look(element).size for viewport in looks.viewports)
    return _over(max(sizes), frozenset(low))


def _room(
    looks: Looks, file: str | None, element: Any, block: Any, heights: frozenset[tuple[str, float]]
) -> float:
    """How much a line of a block is higher than words in it, above and below them; less than nothing where it is lower."""
    found = []
    for viewport in looks.viewports:
        cascade = looks.cascade(file, viewport)
        size, around = cascade.look(element).size, cascade.look(block).size
        lines = [height * around if unit == "times" else height for unit, height in heights] or [around]
        found.append((min(lines) - size) / 2)
    return min(found)


def _over(size: float, heights: frozenset[tuple[str, float]]) -> float:
    return max(
        (max(0.0, size - (height * size if unit == "times" else height)) / 2 for unit, height in heights),
        default=0.0,
    )
