"""How narrow the column is in which a disclaimer stands: harmless steps inwards add up to one letter a line.

Input: the looks of one file, the elements of its disclaimers. Output: sentences' ends, such as "lines of 50 px on <p>".
Must not: lay anything out: what shares a line or a grid with others is given its smallest share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.proof.cascade import Cascade
from pipeline.proof.css import Declared, name_of
from pipeline.proof.lengths import Scale, length_of, significant
from pipeline.proof.looks import Looks
from pipeline.proof.variables import told

# A line has to hold as much of its own letters. Units: em.
NARROWEST = 8.0
# What margins leave of A5, the smallest paper that people print pages on. Units: px.
PAPER = 450.0
_START, _END = 0, 1
_SIDES = {
    "left": (_START,), "right": (_END,), "inline-start": (_START,), "inline-end": (_END,), "inline": (_START, _END),
}  # fmt: skip
_BOXES = ("margin", "border", "padding")
_WIDTHS = ("width", "inline-size")
_MOST = ("max-width", "max-inline-size")
_TEMPLATES = ("grid-template-columns", "grid-template", "grid")
_LAID = ("display", "flex-direction", "flex-wrap", "flex-flow", "grid-auto-flow", *_TEMPLATES)
_GAPS = ("column-gap", "grid-column-gap", "gap", "grid-gap")
_COLUMNS = ("grid-column", "grid-column-start")
_PLACES = ("grid-column", "grid-row", "grid-area", "order")
_READ = (*_BOXES, *_WIDTHS, *_MOST, *_LAID, *_PLACES, *_GAPS)
_GRIDS = frozenset(["grid", "inline-grid"])
_REPEATED = 40
# One column of a grid. Shape: its px, or its share of what is left, or neither.
_Track = tuple[float | None, float | None]


def narrow(looks: Looks, file: str | None, chains: Sequence[Sequence[Any]]) -> list[str]:
    """Where a disclaimer has lines of a few letters. `chains` are its elements, from the innermost outward."""
    found: dict[str, None] = {}
    for viewport in looks.viewports:
        if viewport.media == "print" and viewport.width < PAPER:
            continue
        cascade = looks.cascade(file, viewport)
        # What elements leave for what is in them.
        inside: dict[Any, float] = {}
        for chain in chains:
            for element in reversed(chain):
                if element not in inside:
                    inside[element] = _inside(
                        cascade, element, inside.get(element.getparent(), viewport.width)
                    )
            width, size = inside[chain[0]], cascade.look(chain[0]).size
            if width < NARROWEST * size:
                name = name_of(chain[0])
                found.setdefault(f"lines of {max(0, width):.0f} px on <{name}> ({viewport.name})")
    return list(found)[:1]


def _inside(cascade: Cascade, element: Any, around: float) -> float:
    """The width that an element leaves for what is in it, where there is so much around it. Kept, for each kind."""
    styles, parent = cascade.styles, element.getparent()
    beside: tuple[Any, ...] = () if parent is None else (styles.kind(parent), len(parent))
    if parent is not None and _words(_declared(cascade, parent)) & _GRIDS:
        # In columns it is no matter only how many there are, but also where each is, and which of them ask for a place.
        beside = (*beside, *map(styles.kind, parent), parent.index(element))
    key = ("inside", cascade.viewport, styles.kind(element), around, *beside)
    computed = styles.kinds.computed
    if key not in computed:
        computed[key] = _left(cascade, element, parent, around)
    width: float = computed[key]
    return width


def _left(cascade: Cascade, element: Any, parent: Any, around: float) -> float:
    declared = _declared(cascade, element)
    room = around if parent is None else _share(cascade, parent, around, element)
    scale = cascade.scale(cascade.look(element).size, room)
    # Of words in a line the box is the line's.
    if "display" not in declared and name_of(element) in ("span", "strong", "em", "b"):
        return room
    lost = {box: sum(max(sides) for sides in _sides(declared, box, scale)) for box in _BOXES}
    width = room - lost["margin"]
    for name in (*_WIDTHS, *_MOST):
        width = min([width, *_lengths(declared.get(name, ()), scale)])
    return width - lost["border"] - lost["padding"]


def _declared(cascade: Cascade, element: Any) -> Mapping[str, Sequence[Declared]]:
    """What wins of each property that makes boxes narrow, with each value that its variables may have.

    What holds only perhaps stands beside it. Kept: elements of a kind have the same rules.
    """
    computed = cascade.styles.kinds.computed
    key = ("narrow", cascade.viewport, cascade.styles.kind(element))
    if key not in computed:
        computed[key] = _won(cascade, element)
    won: Mapping[str, Sequence[Declared]] = computed[key]
    return won


def _won(cascade: Cascade, element: Any) -> dict[str, list[Declared]]:
    found: dict[str, list[Declared]] = {}
    kept: dict[str, list[Declared]] = {}
    perhaps: list[Declared] = []
    for match in cascade.styles.matches(element):
        holding = cascade.holding(match)
        if match.part or holding is False:
            continue
        rule = told(cascade.styles, match).rule
        declarations = [one for one in rule.declarations if one.name.startswith(_READ)]
        if not match.certain or holding is None:
            perhaps += declarations
            continue
        own: dict[str, list[Declared]] = {}
        for one in declarations:
            own.setdefault(one.name, []).append(one)
        for name, values in own.items():
            target = kept if values[-1].important else found
            # Last of all, since what comes later counts.
            target.pop(name, None)
            target[name] = values
    won = {**found, **kept}
    for one in perhaps:
        won.setdefault(one.name, []).append(one)
    return won


def _sides(declared: Mapping[str, Sequence[Declared]], box: str, scale: Scale) -> list[list[float]]:
    """What a box takes on either side: at each, every length that it may have."""
    sides: list[list[float]] = [[0.0], [0.0]]
    for name, values in declared.items():
        if not name.startswith(box):
            continue
        which = name.removeprefix(box).strip("-").removesuffix("width").strip("-")
        if which in ("", *_SIDES):
            for side in _SIDES.get(which, (_START, _END)):
                sides[side] = [
                    max(0.0, length) for one in values for length in _of_side(one, side, which, scale)
                ] or [0.0]
    return sides


def _of_side(declared: Declared, side: int, which: str, scale: Scale) -> Iterator[float]:
    tokens = significant(declared.value)
    if declared.name in ("border", f"border-{which}"):
        # The width stands among style and colour.
        lengths = [length for one in tokens if (length := length_of([one], scale)) is not None]
        yield from lengths[:1]
        return
    if which == "" and len(tokens) > 1:
        tokens = [tokens[3 if side == _START and len(tokens) == 4 else 1]]
    elif which == "inline" and len(tokens) == 2:
        tokens = [tokens[side]]
    if len(tokens) == 1 and (length := length_of(tokens, scale)) is not None:
        yield length


def _lengths(values: Sequence[Declared], scale: Scale) -> Iterator[float]:
    return (length for one in values if (length := length_of(one.value, scale)) is not None)


# ── what shares the width


def _share(cascade: Cascade, parent: Any, width: float, element: Any) -> float:
    """What an element has at least of the width of another that it is in."""
    declared = {name: values for name, values in _declared(cascade, parent).items() if name in _LAID}
    words = _words(declared)
    count = max(1, len(parent))
    if words & {"flex", "inline-flex"}:
        return width / count if _across(declared) else width
    if not words & _GRIDS:
        return width
    scale = cascade.scale(cascade.look(parent).size, width)
    tracks = _tracks(declared, scale)
    # What is wider than its place is cut off, or leaves it on a side to which nobody can scroll.
    width -= max(0.0, _least(_declared(cascade, parent), scale) - width)
    if len(tracks) < 2:
        return width / count if "column" in words else width
    shares = _shares(tracks, width)
    placed = [
        {name: one for name, one in _declared(cascade, child).items() if name.startswith(_PLACES)}
        for child in parent
    ]
    if not any(placed) and "column" not in words:
        column: int | None = parent.index(element) % len(tracks)
    else:
        column = _column(_declared(cascade, element), len(tracks))
    return min(width, *shares) if column is None else min(width, shares[column])


def _words(declared: Mapping[str, Sequence[Declared]]) -> set[str]:
    """The words that say how an element lays out what is in it."""
    return {
        token.lower_value
        for name, values in declared.items()
        if name in _LAID and name != "grid-template-columns"
        for one in values
        for token in one.value
        if token.type == "ident"
    }


def _across(declared: Mapping[str, Sequence[Declared]]) -> bool:
    """Whether what is in a flexible box stands side by side, however little room there is."""
    said = {"flex-direction": "row", "flex-wrap": "nowrap"}
    for name, values in declared.items():
        if name not in (*said, "flex-flow"):
            continue
        words = {token.lower_value for one in values for token in one.value if token.type == "ident"}
        if name != "flex-wrap":
            said["flex-direction"] = "column" if words & {"column", "column-reverse"} else "row"
        if name != "flex-direction":
            said["flex-wrap"] = "wrap" if words & {"wrap", "wrap-reverse"} else "nowrap"
    return said == {"flex-direction": "row", "flex-wrap": "nowrap"}


def _column(own: Mapping[str, Sequence[Declared]], count: int) -> int | None:
    """The column of a grid that an element is put into, from 0; None where it may be any."""
    lines = [significant(declared.value) for name in _COLUMNS for declared in own.get(name, ())]
    if len(lines) != 1 or len(lines[0]) != 1 or lines[0][0].type != "number":
        return None
    line = int(lines[0][0].value)
    return line - 1 if 1 <= line <= count else None


def _tracks(declared: Mapping[str, Sequence[Declared]], scale: Scale) -> list[_Track]:
    """The columns of a grid."""
    for name in _TEMPLATES:
        for one in reversed(declared.get(name, [])):
            if tracks := list(_columns(_of_columns(one), scale)):
                return tracks
    return []


def _of_columns(declared: Declared) -> Sequence[Any]:
    """What a declaration says of the columns of a grid: a shorthand says it behind a stroke."""
    if declared.name == "grid-template-columns":
        return declared.value
    strokes = (
        at for at, token in enumerate(declared.value) if token.type == "literal" and token.value == "/"
    )
    return declared.value[next(strokes, len(declared.value)) + 1 :]


def _least(declared: Mapping[str, Sequence[Declared]], scale: Scale) -> float:
    """How wide the columns of a grid are together, with the gaps between them, however little room there is."""
    widest = 0.0
    for name in _TEMPLATES:
        for one in declared.get(name, ()):
            lengths = list(_narrowest(_of_columns(one), scale))
            gap = max((_gap(gap, scale) for name in _GAPS for gap in declared.get(name, ())), default=0.0)
            widest = max(widest, sum(lengths) + gap * max(0, len(lengths) - 1))
    return widest


def _gap(declared: Declared, scale: Scale) -> float:
    tokens = significant(declared.value)
    return length_of(tokens[-1:], scale) or 0.0


def _narrowest(tokens: Sequence[Any], scale: Scale) -> Iterator[float]:
    """Of each column of a grid the width that it has at least."""
    for token in tokens:
        if token.type in ("whitespace", "comment", "literal") or token.type == "[] block":
            continue
        if token.type == "function" and token.lower_name in ("repeat", "minmax"):
            first, *rest = significant(token.arguments)
            if token.lower_name == "minmax":
                yield length_of([first], scale) or 0.0
            elif first.type == "number":
                yield from list(_narrowest(rest, scale)) * min(_REPEATED, int(first.value))
        else:
            yield length_of([token], scale) or 0.0


def _columns(tokens: Sequence[Any], scale: Scale) -> Iterator[_Track]:
    for token in tokens:
        if token.type in ("whitespace", "comment", "literal") or token.type == "[] block":
            continue
        if token.type == "function" and token.lower_name == "repeat":
            first, *rest = significant(token.arguments)
            inner = list(_columns(rest, scale))
            yield from inner * (min(_REPEATED, int(first.value)) if first.type == "number" else 1)
        elif token.type == "function" and token.lower_name == "minmax":
            last = significant(token.arguments)[-1:]
            yield from _columns(last, scale)
        elif token.type == "dimension" and token.lower_unit == "fr":
            yield None, token.value
        else:
            yield length_of([token], scale), None


def _shares(tracks: Sequence[_Track], width: float) -> list[float]:
    """How wide each column is at least; those that ask for no width get the same."""
    fixed = sum(length for length, _ in tracks if length is not None)
    shares = sum(1.0 if share is None else share for length, share in tracks if length is None)
    left = max(0.0, width - fixed) / max(1.0, shares)
    return [
        length if length is not None else left * (1.0 if share is None else share) for length, share in tracks
    ]
