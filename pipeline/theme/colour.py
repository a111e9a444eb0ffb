"""Colours: how far apart, how legible, and what ink makes of them.

Input: `#RRGGBB`, or cyan, magenta, yellow and black in percent, and the ICC profile of a press.
Must not: know what a colour is for.
"""

from __future__ import annotations

import functools
import io
import math
from typing import Any

Ink = tuple[float, float, float, float]
Lab = tuple[float, float, float]

# What reading systems mostly call so.
SEPIA = "#F4ECD8"
_D65 = (0.95047, 1.0, 1.08883)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21. Source: WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def distance(one: str, other: str) -> float:
    """How different two colours look. Units: delta E of 1976; some 2 are just seen, 10 by anybody."""
    return math.dist(lab(one), lab(other))


def lab(colour: str) -> Lab:
    """Lightness 0 to 100, and the two axes of hue. Source: CIE 1976 L*a*b* under D65."""
    red, green, blue = _linear(colour)
    x = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = 0.0193339 * red + 0.1191920 * green + 0.9503041 * blue
    fx, fy, fz = (_bent(value / white) for value, white in zip((x, y, z), _D65, strict=True))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def toned(colour: str, lightness: float, chroma: float) -> str:
    """The same hue at another lightness, with at most so much chroma, and less where a screen has none."""
    _, a, b = lab(colour)
    own = math.hypot(a, b) or 1.0
    wanted = min(chroma, own) if own > 1 else 0.0
    while True:
        red, green, blue = _of_lab((lightness, a / own * wanted, b / own * wanted))
        if wanted <= 0 or all(-0.0005 <= value <= 1.0005 for value in (red, green, blue)):
            return "#" + "".join(f"{_byte(value):02X}" for value in (red, green, blue))
        wanted -= 0.5


def lifted(colour: str, ground: str, ratio: float) -> str:
    """The colour, lighter by as much as it needs to have this contrast on a dark ground."""
    lightness, a, b = lab(colour)
    while contrast(colour, ground) < ratio and lightness < 100:
        lightness = min(100.0, lightness + 1)
        colour = toned(colour, lightness, math.hypot(a, b))
    return colour


def sunk(colour: str, over: str, ratio: float) -> str:
    """The colour, darker by as much as something light over it needs."""
    lightness, a, b = lab(colour)
    while contrast(colour, over) < ratio and lightness > 0:
        lightness = max(0.0, lightness - 1)
        colour = toned(colour, lightness, math.hypot(a, b))
    return colour


def told(colour: str) -> str:
    """The colour, as dark as it needs to be to be told from white, sepia and black pages alike.

    Source: WCAG 2.2, 1.4.11, with something to spare.
    """
    return sunk(colour, SEPIA, 3.6)


def printed(ink: Ink, press: bytes) -> str:
    """How a screen shows an ink. Source: relative colorimetric with black point compensation."""
    from PIL import Image

    picture = Image.new("CMYK", (1, 1), tuple(round(value * 2.55) for value in ink))
    pixel: Any = _apply(picture, press, True).getpixel((0, 0))
    return "#" + "".join(f"{value:02X}" for value in pixel)


def inked(colour: str, press: bytes) -> Ink:
    """The ink that looks like a colour of a screen, in whole percent; greys are black alone.

    Why: text in four inks blurs where these do not fit exactly upon each other.
    """
    from PIL import Image

    lightness, a, b = lab(colour)
    if math.hypot(a, b) < 4:
        key = min(range(101), key=lambda key: abs(lab(printed((0, 0, 0, key), press))[0] - lightness))
        return 0.0, 0.0, 0.0, float(key)
    picture = Image.new("RGB", (1, 1), colour)
    pixel: Any = _apply(picture, press, False).getpixel((0, 0))
    cyan, magenta, yellow, black = (float(round(value / 2.55)) for value in pixel)
    return cyan, magenta, yellow, black


def _apply(picture: Any, press: bytes, to_screen: bool) -> Any:
    from PIL import ImageCms

    return ImageCms.applyTransform(picture, _transform(press, to_screen))


@functools.lru_cache(maxsize=8)
def _transform(press: bytes, to_screen: bool) -> Any:
    from PIL import ImageCms

    paper = ImageCms.ImageCmsProfile(io.BytesIO(press))
    screen = ImageCms.createProfile("sRGB")
    source, target = (paper, screen) if to_screen else (screen, paper)
    return ImageCms.buildTransform(
        source,
        target,
        "CMYK" if to_screen else "RGB",
        "RGB" if to_screen else "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _linear(colour: str) -> Lab:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _bent(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def _of_lab(value: Lab) -> Lab:
    """Linear red, green and blue; outside 0 to 1 where a screen has no such colour."""
    lightness, a, b = value
    fy = (lightness + 16) / 116
    x, y, z = (
        white * (part**3 if part > 6 / 29 else 3 * (6 / 29) ** 2 * (part - 4 / 29))
        for white, part in zip(_D65, (fy + a / 500, fy, fy - b / 200), strict=True)
    )
    return (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )


def _byte(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
