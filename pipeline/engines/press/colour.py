"""What a colour of the screen is in ink.

Input: numbers or pictures in sRGB, the printing condition's profile, the brand's own recipes. Output: shares of cyan,
magenta, yellow and black. Must not: know PDF.

- A brand colour is printed by its recipe, never by conversion.
- Grey is black ink alone, as dark on paper as on the screen, so that text needs one plate and no register.
- All else goes through the profile, relative to the paper's white and with compensation of the black point.
- No place gets more ink than the condition allows: black stays, the others give way.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

CMYK = tuple[float, float, float, float]
RELATIVE_COLORIMETRIC = 1


class Inks:
    """The inks of one printing condition, with all that has been mixed so far."""

    def __init__(self, profile: bytes, limit: float, colours: Mapping[str, Sequence[float]]) -> None:
        """Units: `limit` and the shares of `colours` in percent; its keys are written `#RRGGBB`."""
        self.limit = limit / 100
        self.excessive: list[tuple[str, float]] = []
        self._to_press, self._black = _conversion(profile)
        self._mixed: dict[tuple[int, int, int], CMYK] = {}
        self._photographed: dict[tuple[int, int, int], CMYK] = {}
        for name, shares in colours.items():
            key = (int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16))
            cyan, magenta, yellow, black = (share / 100 for share in shares)
            self._mixed[key] = self.limited((cyan, magenta, yellow, black), name)

    def mixed(self, red: float, green: float, blue: float) -> CMYK:
        """A flat colour. Units: 0 to 1."""
        key = (_byte(red), _byte(green), _byte(blue))
        found = self._mixed.get(key)
        if found is None:
            found = (
                (0.0, 0.0, 0.0, self.grey(key[0] / 255)) if key[0] == key[1] == key[2] else self._lookup(key)
            )
            self._mixed[key] = found
        return found

    def photographed(self, red: float, green: float, blue: float) -> CMYK:
        """A colour among others that pass into it, where recipes would leave seams. Units: 0 to 1."""
        return self._lookup((_byte(red), _byte(green), _byte(blue)))

    def grey(self, level: float) -> float:
        """How much black is as dark as this grey. Units: 0 (black) to 1 (white)."""
        share = _share(self._black, _luminance(level))
        return 1.0 if share > 0.995 else share

    def limited(self, inks: CMYK, name: str = "") -> CMYK:
        """The colour with no more ink than is allowed; one that has a name is noted if it had more."""
        total = sum(inks)
        if total <= self.limit + 1e-6:
            return inks
        if name:
            self.excessive.append((name, round(total * 100, 1)))
        return self._reduced(inks)

    def _reduced(self, inks: CMYK) -> CMYK:
        cyan, magenta, yellow, black = inks
        factor = max(self.limit - black, 0.0) / (cyan + magenta + yellow)
        return (cyan * factor, magenta * factor, yellow * factor, black)

    def _lookup(self, key: tuple[int, int, int]) -> CMYK:
        found = self._photographed.get(key)
        if found is None:
            from PIL import Image, ImageCms

            pixel: Any = ImageCms.applyTransform(Image.new("RGB", (1, 1), key), self._to_press)
            cyan, magenta, yellow, black = (value / 255 for value in pixel.tobytes())
            found = self._photographed[key] = self.limited((cyan, magenta, yellow, black))
        return found

    # ── pictures ────────────────────────────────────────────────────────────────────────────────

    def picture(self, image: Any, profile: bytes | None = None) -> Any:
        """An RGB picture in ink; its colours are meant as its own profile says, if it has one."""
        from PIL import ImageCms

        conversion = self._to_press if profile is None else _from_own(profile, self._to_press.output_profile)
        return self.limited_picture(ImageCms.applyTransform(image, conversion))[0]

    def grey_picture(self, image: Any) -> Any:
        """A grey picture as a printer's: its level says how much paper is left. Its shadows are kept apart."""
        darkest = self._black[-1]
        table = [
            255 - _byte(_share(self._black, darkest + (1 - darkest) * _luminance(level / 255)))
            for level in range(256)
        ]
        return image.point(table)

    def limited_picture(self, image: Any) -> tuple[Any, float]:
        """A picture in ink with no more of it than is allowed, and the most that it had. Units: percent."""
        from PIL import Image, ImageMath

        cyan, magenta, yellow, black = image.split()
        bands = {"c": cyan, "m": magenta, "y": yellow, "k": black}
        total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **bands)
        most = total.getextrema()[1]
        allowed = int(self.limit * 255)
        if most <= allowed:
            return image, most / 2.55
        # Rounded down, so that no rounding gives back what was taken.
        over = ImageMath.lambda_eval(
            lambda a: a["convert"](
                a["min"]((allowed - a["k"]) * 65536 / a["max"](a["c"] + a["m"] + a["y"], 1), 65536), "I"
            ),
            **bands,
        )
        reduced = [
            ImageMath.lambda_eval(lambda a: a["convert"](a["v"] * a["f"] / 65536, "L"), v=band, f=over)
            for band in (cyan, magenta, yellow)
        ]
        return Image.merge("CMYK", (*reduced, black)), most / 2.55


def luminosity(red: float, green: float, blue: float) -> float:
    """How much of what lies under it a mask of this colour lets through. Source: ISO 32000-1 11.5.3."""
    return 0.3 * red + 0.59 * green + 0.11 * blue


def lab_to_rgb(lightness: float, a: float, b: float, white: Sequence[float]) -> tuple[float, float, float]:
    """A colour of CIE L*a*b* on the screen. Units: `white` in XYZ; the result 0 to 1, cut to what a screen shows.

    Source: IEC 61966-2-1; the white is adapted in XYZ, exactly so for D50 and D65 within what eight bits tell apart.
    """
    middle = (lightness + 16) / 116
    relative = [
        part**3 if part > 6 / 29 else 3 * (6 / 29) ** 2 * (part - 4 / 29)
        for part in (middle + a / 500, middle, middle - b / 200)
    ]
    x, y, z = (share * of for share, of in zip(relative, white, strict=True))
    return xyz_to_rgb(x, y, z, white)


def xyz_to_rgb(x: float, y: float, z: float, white: Sequence[float]) -> tuple[float, float, float]:
    """A colour of CIE XYZ on the screen. Units: as `lab_to_rgb`."""
    # Bradford: the light of the source's white becomes that of D65.
    from_white, to_white = _cone(*white), _cone(0.95047, 1.0, 1.08883)
    adapted = [share * to / of for share, to, of in zip(_cone(x, y, z), to_white, from_white, strict=True)]
    x, y, z = _times(
        (
            (0.9869929, -0.1470543, 0.1599627),
            (0.4323053, 0.5183603, 0.0492912),
            (-0.0085287, 0.0400428, 0.9684867),
        ),
        adapted,
    )
    linear = _times(
        (
            (3.2404542, -1.5371385, -0.4985314),
            (-0.9692660, 1.8760108, 0.0415560),
            (0.0556434, -0.2040259, 1.0572252),
        ),
        (x, y, z),
    )
    red, green, blue = (_encoded(min(max(share, 0.0), 1.0)) for share in linear)
    return red, green, blue


def _cone(x: float, y: float, z: float) -> tuple[float, float, float]:
    return _times(
        ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296)), (x, y, z)
    )


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> tuple[float, float, float]:
    first, second, third = (
        sum(factor * share for factor, share in zip(row, vector, strict=True)) for row in matrix
    )
    return first, second, third


def _encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _luminance(level: float) -> float:
    return float(level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4)


def _byte(value: float) -> int:
    return min(max(round(value * 255), 0), 255)


def _share(black: Sequence[float], luminance: float) -> float:
    """Where a luminance lies on the way from paper to full black. Shape: `black` falls, one for each 255th."""
    if luminance >= black[0]:
        return 0.0
    if luminance <= black[-1]:
        return 1.0
    index = bisect_left(black, -luminance, key=lambda value: -value)
    above, below = black[index - 1], black[index]
    return (index - 1 + (above - luminance) / ((above - below) or 1)) / 255


@lru_cache(maxsize=4)
def _conversion(profile: bytes) -> tuple[Any, tuple[float, ...]]:
    """From sRGB to the press, and the luminance of each share of black ink. Raises: PyCMSError."""
    from PIL import Image, ImageCms

    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    screen = ImageCms.createProfile("sRGB")
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    there = ImageCms.buildTransform(screen, press, "RGB", "CMYK", intent, flags)
    back = ImageCms.buildTransform(press, screen, "CMYK", "RGB", intent, flags)
    steps = Image.merge(
        "CMYK", [Image.new("L", (256, 1))] * 3 + [Image.frombytes("L", (256, 1), bytes(range(256)))]
    )
    converted: Any = ImageCms.applyTransform(steps, back)
    shown = converted.tobytes()
    black: list[float] = []
    for index in range(0, len(shown), 3):
        red, green, blue = (_luminance(value / 255) for value in shown[index : index + 3])
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        # A measured ramp may rise by a hair where it should fall.
        black.append(min(luminance, black[-1]) if black else luminance)
    return there, tuple(black)


@lru_cache(maxsize=8)
def _from_own(source: bytes, press: Any) -> Any:
    from PIL import ImageCms

    return ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(source)), press, "RGB", "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
