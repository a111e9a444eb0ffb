"""The fonts that a page carries: outlines and widths of their letters.

Input: a font of a PDF as WeasyPrint writes it. Output: paths. Must not: substitute a face.
"""

from __future__ import annotations

import functools
from typing import Any

from pipeline.engines.svg.paths import Segment


class Undrawn(Exception):
    """Something that the SVG could not show as the PDF does."""


class Font:
    """A font that the page carries: outlines and widths by code, in shares of the size."""

    def __init__(self, entry: Any) -> None:
        import uharfbuzz

        if str(entry.Subtype) != "/Type0" or str(entry.get("/Encoding", "")) != "/Identity-H":
            raise Undrawn("a font of another kind")
        inner = entry.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        if str(inner.get("/CIDToGIDMap", "/Identity")) != "/Identity":
            raise Undrawn("a font whose codes are no glyphs")
        if "/FontFile2" not in descriptor:
            raise Undrawn("a font of another kind")
        self.face = uharfbuzz.Face(descriptor.FontFile2.read_bytes())
        self.glyphs = uharfbuzz.Font(self.face)
        self.widths: dict[int, float] = {}
        self.otherwise = float(inner.get("/DW", 1000)) / 1000
        self.outlines: dict[int, list[Segment]] = {}
        listed = list(inner.get("/W", ()))
        while listed:
            first, then = int(listed.pop(0)), listed.pop(0)
            try:
                last = int(then)
            except (TypeError, ValueError):
                self.widths.update((first + at, float(one) / 1000) for at, one in enumerate(then))
            else:
                self.widths.update(dict.fromkeys(range(first, last + 1), float(listed.pop(0)) / 1000))

    def width(self, code: int) -> float:
        return self.widths.get(code, self.otherwise)

    def outline(self, code: int) -> list[Segment]:
        if code not in self.outlines:
            pen = _Pen(self.face.upem)
            self.glyphs.draw_glyph_with_pen(code, pen)
            self.outlines[code] = pen.path
        return self.outlines[code]


@functools.lru_cache(maxsize=4096)
def outline_of(font: bytes, code: int, size: float) -> tuple[Segment, ...]:
    """The outline of a letter in a file of a font, by its number there, so large, its base at the corner; y grows downward."""
    pen = _Pen(_face(font).face.upem)
    _face(font).draw_glyph_with_pen(code, pen)
    return tuple(
        (name, tuple(-one * size if at % 2 else one * size for at, one in enumerate(points)))
        for name, points in pen.path
    )


@functools.lru_cache(maxsize=16)
def _face(font: bytes) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(font))


class _Pen:
    """Takes down what a font draws."""

    def __init__(self, upem: int) -> None:
        self.upem = upem
        self.path: list[Segment] = []

    def _add(self, name: str, *points: tuple[float, float]) -> None:
        self.path.append((name, tuple(one / self.upem for point in points for one in point)))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("m", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("l", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("c", *points)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("q", *points)

    def closePath(self) -> None:  # noqa: N802
        self.path.append(("h", ()))

    def endPath(self) -> None:  # noqa: N802
        pass
