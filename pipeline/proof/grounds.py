"""Letters on a ground that goes over from one colour into another.

Input: a `Cascade`, an element. Output: the smallest contrast. Must not: guess: of any other picture it says nothing.

Why: a ground of two colours without an edge between them draws neither a line nor a letter; one with an edge can strike words out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.proof.cascade import Cascade
from pipeline.proof.colours import Colour, colour_of, contrast
from pipeline.proof.css import Declared
from pipeline.proof.variables import written_out

_GROUNDS = ("background", "background-image")
# Where it is drawn once more, or in a part of the box, it has edges.
_CUT = (
    "background-size",
    "background-position",
    "background-repeat",
    "background-origin",
    "background-blend-mode",
)


def on_gradient(cascade: Cascade, element: Any) -> float | None:
    """The contrast of an element's letters with the nearest gradient behind them; None where that is another picture."""
    behind = next((one for one in (element, *element.iterancestors()) if cascade.look(one).image), None)
    if behind is None:
        return None
    look = cascade.look(element)
    ratios = []
    for declared in _grounds(cascade, behind):
        if declared.name.startswith(_CUT):
            return None
        if declared.name not in _GROUNDS or not any(token.type == "function" for token in declared.value):
            continue
        colours = _colours(declared, look.colour, look.dark)
        if colours is None:
            return None
        ratios += [contrast(look.colour, colour) for colour in colours]
    return min(ratios, default=None)


def _grounds(cascade: Cascade, element: Any) -> Iterator[Declared]:
    for match in cascade.styles.matches(element):
        if not match.part and cascade.holding(match) is not False:
            yield from written_out(cascade.styles, match.rule).declarations


def _colours(declared: Declared, current: Colour, dark: bool) -> list[Colour] | None:
    """The two colours of a plain gradient that fills its box."""
    tokens = [token for token in declared.value if token.type not in ("whitespace", "comment")]
    if len(tokens) != 1 or tokens[0].type != "function":
        return None
    if tokens[0].lower_name not in ("linear-gradient", "radial-gradient"):
        return [] if (colour_of(tokens, current, dark) or Colour(0, 0, 0, 0)).alpha == 1 else None
    parts: list[list[Any]] = [[]]
    for token in tokens[0].arguments:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type not in ("whitespace", "comment"):
            parts[-1].append(token)
    # Before the colours, which way.
    if parts[0] and (parts[0][0].type == "dimension" or getattr(parts[0][0], "lower_value", "") == "to"):
        del parts[0]
    colours = [colour_of(part, current, dark) for part in parts]
    if len(colours) != 2 or not all(colour is not None and colour.alpha == 1 for colour in colours):
        return None
    return [colour for colour in colours if colour is not None]
