"""Colour spaces of a PDF: what their numbers mean on the screen and in ink.

Input: colour space objects. Output: `Space`. Source: ISO 32000-1 8.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.engines.press.colour import CMYK, Inks, lab_to_rgb, xyz_to_rgb
from pipeline.engines.press.functions import NotUnderstood, value

D50 = (0.9642, 1.0, 0.8249)
_DEVICE = {
    "/DeviceGray": ("grey", 1), "/G": ("grey", 1), "/CalGray": ("grey", 1),
    "/DeviceRGB": ("rgb", 3), "/RGB": ("rgb", 3), "/DeviceCMYK": ("cmyk", 4), "/CMYK": ("cmyk", 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space. Shape: `base` is what an indexed space, a pattern or a spot colour goes back to."""

    kind: str
    count: int
    source: Any = None
    base: Space | None = None

    @property
    def inked(self) -> bool:
        """Whether its numbers are shares of ink already."""
        return self.kind == "cmyk"

    def screen(self, numbers: Sequence[float]) -> tuple[float, float, float]:
        """What they look like. Units: 0 to 1. Raises: NotUnderstood."""
        if self.kind == "grey":
            return (numbers[0],) * 3
        if self.kind == "rgb":
            return (numbers[0], numbers[1], numbers[2])
        if self.kind == "cmyk":
            cyan, magenta, yellow, black = numbers
            red, green, blue = (1 - min(1.0, ink + black) for ink in (cyan, magenta, yellow))
            return red, green, blue
        if self.kind == "lab":
            white = [float(number) for number in self.source.WhitePoint]
            return lab_to_rgb(numbers[0], numbers[1], numbers[2], white)
        if self.kind == "calibrated":
            return _calibrated(self.source, numbers)
        base, numbers = self._resolved(numbers)
        return base.screen(numbers)

    def inks(self, numbers: Sequence[float], inks: Inks) -> CMYK:
        """What they are on the press. Raises: NotUnderstood."""
        if self.kind == "cmyk":
            cyan, magenta, yellow, black = (min(max(number, 0.0), 1.0) for number in numbers)
            shares = " ".join(f"{share * 100:.0f}" for share in (cyan, magenta, yellow, black))
            return inks.limited((cyan, magenta, yellow, black), f"cmyk {shares}")
        if self.kind in ("indexed", "spot"):
            base, numbers = self._resolved(numbers)
            return base.inks(numbers, inks)
        return inks.mixed(*self.screen(numbers))

    @property
    def initial(self) -> list[float]:
        """The colour that is set with the space."""
        if self.kind == "cmyk":
            return [0.0, 0.0, 0.0, 1.0]
        return [1.0 if self.kind == "spot" else 0.0] * self.count

    def _resolved(self, numbers: Sequence[float]) -> tuple[Space, Sequence[float]]:
        if self.base is None:
            raise NotUnderstood(f"colour space {self.kind}")
        if self.kind == "indexed":
            table, count = self.source, self.base.count
            start = int(numbers[0]) * count
            entry = table[start : start + count]
            if len(entry) < count:
                raise NotUnderstood("a palette that is too short")
            return self.base, self.base.of_bytes(entry)
        return self.base, value(self.source, numbers)

    def of_bytes(self, entry: bytes) -> list[float]:
        """Numbers of this space from the bytes that stand for them in pictures and palettes."""
        shares = [byte / 255 for byte in entry]
        if self.kind == "lab":
            low_a, high_a, low_b, high_b = (
                float(edge) for edge in self.source.get("/Range", [-100, 100, -100, 100])
            )
            return [
                shares[0] * 100,
                low_a + shares[1] * (high_a - low_a),
                low_b + shares[2] * (high_b - low_b),
            ]
        return shares


GREY = Space("grey", 1)
RGB = Space("rgb", 3)
INK = Space("cmyk", 4)


def space_of(wanted: Any, resources: Any, depth: int = 0) -> Space:
    """A colour space by its name or its array. Raises: NotUnderstood."""
    from pikepdf import Array, Name, Stream

    if depth > 8:
        raise NotUnderstood("colour spaces within one another")
    if isinstance(wanted, Name):
        name = str(wanted)
        if name in _DEVICE:
            return Space(*_DEVICE[name])
        if name == "/Pattern":
            return Space("pattern", 0)
        known = resources.get("/ColorSpace", {}) if resources is not None else {}
        if name not in known:
            raise NotUnderstood(f"colour space {name}")
        return space_of(known[name], resources, depth + 1)
    if not isinstance(wanted, Array) or not len(wanted):
        raise NotUnderstood("a colour space")
    family = str(wanted[0])
    if family == "/ICCBased":
        count = int(wanted[1].get("/N", 0))
        kinds = {1: "grey", 3: "rgb", 4: "cmyk"}
        if count not in kinds:
            raise NotUnderstood(f"a profile of {count} components")
        return Space(kinds[count], count, wanted[1])
    if family == "/CalRGB":
        return Space("calibrated", 3, wanted[1])
    if family == "/Lab":
        return Space("lab", 3, wanted[1])
    if family in ("/Indexed", "/I"):
        table = wanted[3]
        content = table.read_bytes() if isinstance(table, Stream) else bytes(table)
        return Space("indexed", 1, content, space_of(wanted[1], resources, depth + 1))
    if family in ("/Separation", "/DeviceN"):
        count = len(wanted[1]) if family == "/DeviceN" else 1
        return Space("spot", count, wanted[3], space_of(wanted[2], resources, depth + 1))
    if family == "/Pattern":
        return Space(
            "pattern", 0, None, space_of(wanted[1], resources, depth + 1) if len(wanted) > 1 else None
        )
    return space_of(wanted[0], resources, depth + 1)


def _calibrated(source: Any, numbers: Sequence[float]) -> tuple[float, float, float]:
    gamma = [float(number) for number in source.get("/Gamma", [1, 1, 1])]
    matrix = [float(number) for number in source.get("/Matrix", [1, 0, 0, 0, 1, 0, 0, 0, 1])]
    linear = [max(number, 0.0) ** power for number, power in zip(numbers, gamma, strict=True)]
    x, y, z = (sum(matrix[3 * part + axis] * linear[part] for part in range(3)) for axis in range(3))
    return xyz_to_rgb(x, y, z, [float(number) for number in source.get("/WhitePoint", D50)])
