"""Colours as stylesheets write them, what lies behind what, and the contrast between two.

Input: CSS component values. Output: sRGB colours, ratios. Must not: guess: an unknown colour is None.
"""

from __future__ import annotations

import functools
from typing import Any, Literal, NamedTuple

from pipeline.proof.lengths import significant


class Colour(NamedTuple):
    """A colour. Shape: sRGB and opacity, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """What is seen of this colour on an opaque ground."""
        red, green, blue = (
            self.alpha * above + (1 - self.alpha) * below
            for above, below in zip(self[:3], ground[:3], strict=True)
        )
        return Colour(red, green, blue)

    def faded(self, opacity: float) -> Colour:
        """The same with less opacity."""
        return self._replace(alpha=self.alpha * opacity)


BLACK = Colour(0, 0, 0)
WHITE = Colour(1, 1, 1)
TRANSPARENT = Colour(0, 0, 0, 0)
# What a browser paints a page on where its stylesheet lets the system choose, and writes on it.
CANVAS = {False: WHITE, True: Colour(18 / 255, 18 / 255, 18 / 255)}
CANVAS_TEXT = {False: BLACK, True: WHITE}
_SYSTEM = {
    "canvas": CANVAS,
    "canvastext": CANVAS_TEXT,
    "linktext": {False: Colour(0, 0, 238 / 255), True: Colour(158 / 255, 158 / 255, 1)},
    "-webkit-link": {False: Colour(0, 0, 238 / 255), True: Colour(158 / 255, 158 / 255, 1)},
}


def colour_of(value: Any, current: Colour, dark: bool) -> Colour | None:
    """The colour that component values name. `dark` is whether the page shows itself dark."""
    from tinycss2 import serialize

    tokens = significant(value)
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return _SYSTEM[token.lower_value][dark]
    if token.type == "function" and token.lower_name == "color-mix":
        return _mixed(token.arguments, current, dark)
    nested = token.type == "function" and any(inner.type == "function" for inner in token.arguments)
    if nested and token.lower_name != "light-dark":
        return None  # `calc()` in a channel, or a colour made from another
    found = _named(serialize(tokens), dark)
    return current if found == "currentcolor" else found


@functools.lru_cache(maxsize=4096)
def _named(text: str, dark: bool) -> Colour | Literal["currentcolor"] | None:
    """The colour that a value without functions in it names."""
    from tinycss2 import color5

    try:
        found: Any = color5.parse_color(text, color_schemes=("dark" if dark else "light",))
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    if found is None:
        return None
    if isinstance(found, str):
        return "currentcolor" if found == "currentcolor" else None
    if found.space not in ("srgb", "hsl", "hwb"):
        return None
    try:
        plain = found.to("srgb")
    except (ValueError, NotImplementedError, TypeError):
        return None
    red, green, blue = (min(1.0, max(0.0, part or 0.0)) for part in plain.coordinates)
    return Colour(red, green, blue, min(1.0, max(0.0, plain.alpha)))


def _mixed(arguments: Any, current: Colour, dark: bool) -> Colour | None:
    """A `color-mix(in srgb, …)` of two colours; the other spaces are not computed here."""
    parts: list[list[Any]] = [[]]
    for token in arguments:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type not in ("whitespace", "comment"):
            parts[-1].append(token)
    if len(parts) != 3 or [getattr(token, "lower_value", "") for token in parts[0]] != ["in", "srgb"]:
        return None
    colours: list[Colour] = []
    shares: list[float | None] = []
    for part in parts[1:]:
        percent = [token for token in part if token.type == "percentage"]
        found = colour_of([token for token in part if token.type != "percentage"], current, dark)
        if found is None or len(percent) > 1:
            return None
        colours.append(found)
        shares.append(percent[0].value / 100 if percent else None)
    first, second = shares
    if first is None and second is None:
        first = second = 0.5
    elif first is None:
        first = 1 - (second or 0)
    elif second is None:
        second = 1 - first
    assert first is not None
    assert second is not None
    if first < 0 or second < 0 or first + second <= 0:
        return None
    whole = first + second
    share = first / whole
    alpha = colours[0].alpha * share + colours[1].alpha * (1 - share)
    if alpha == 0:
        return TRANSPARENT
    red, green, blue = (
        (left * colours[0].alpha * share + right * colours[1].alpha * (1 - share)) / alpha
        for left, right in zip(colours[0][:3], colours[1][:3], strict=True)
    )
    return Colour(red, green, blue, alpha * min(1.0, whole))


def contrast(first: Colour, second: Colour) -> float:
    """The contrast of two opaque colours by the formula of WCAG, as a ratio to one."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
