"""The glyphs that characters of a page have: whether they have one, and how high it is.

Input: a page, its text objects. Output: numbers. Must not: know what the file owes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from pipeline.proof.pdf.pages import Page, Piece


def unmapped(page: Page, drawn: Sequence[int]) -> int:
    import pypdfium2.raw as pdfium

    return sum(
        pdfium.FPDFText_HasUnicodeMapError(page.text.raw, page.indexes[at]) == 1
        for at in drawn
        if page.indexes[at] >= 0
    )


class Outlines:
    """How high the outlines of characters go in the fonts of one file, each measured once."""

    def __init__(self) -> None:
        self._tops: dict[tuple[int, str], float | None] = {}

    def top(self, piece: Piece, character: str) -> float | None:
        """Units: shares of the size."""
        import pypdfium2.raw as pdfium

        font = pdfium.FPDFTextObj_GetFont(piece.handle)
        if not font:
            return None
        key = (ctypes.addressof(font.contents), character)
        if key not in self._tops:
            self._tops[key] = _top(pdfium.FPDFFont_GetGlyphPath(font, ord(character), 1.0))
        return self._tops[key]


def _top(path: Any) -> float | None:
    """The highest point of an outline."""
    import pypdfium2.raw as pdfium

    if not path:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    tops = []
    for number in range(pdfium.FPDFGlyphPath_CountGlyphSegments(path)):
        segment = pdfium.FPDFGlyphPath_GetGlyphPathSegment(path, number)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            tops.append(y.value)
    return max(tops, default=None)
