"""Whether the text of a page is seen: whether there is ink where its words stand, and whether nothing is drawn close by a disclaimer.

Input: the pages of a `File`. Output: the words that nobody sees; drawings that are none of a box's lines. Must not: know what is owed.

Why: of disclaimers the pictures are compared, letter by letter. Of the rest of the text only what it says is; a white sheet over a price
leaves its words in the file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pipeline.proof.pdf.pages import Box, Page, char_box, union
from pipeline.proof.pdf.pixels import Canvas
from pipeline.proof.pdf.spoken import IDENTITY, MAX_DEPTH, Matrix, times

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels per point of a page's picture; more levels of grey than this lie between a letter and its ground.
SCALE = 1.5
LEVELS = 40
# So many words are told of a page.
MOST = 4
# How close to a disclaimer nothing is drawn but straight lines and boxes: above and below, and on either side. Units: pt.
HIGH, WIDE = 8.0, 24.0
# The corners of a box, and of the lines around it, are curves.
MOST_CURVES = 8
# What rounding leaves. Units: pt.
CLOSE = 0.3
MOST_SEGMENTS = 2_000
# What is lower is no letter. Units: pt.
LOWEST = 0.5


def unseen(page: Page) -> list[str]:
    """Words of a page without ink where they stand."""
    canvas = Canvas(page, page.box, SCALE)
    words = list(_words(page))
    if not words:
        return []
    grey = canvas.picture().convert("L")
    found = [text for text, box in words if not _inked(grey, canvas.pixels(box))]
    return found[:MOST]


def _words(page: Page) -> Iterator[tuple[str, Box]]:
    """The words of a page with where each stands; what is only said in stretches of its own."""
    fragments: set[int] = set()
    start = -1
    for at, mark in enumerate((*page.marks, -1)):
        inside = mark >= 0 and not page.characters[at].isspace()
        if inside and page.fragment(at) is not None:
            number = page.within[at]
            if number not in fragments:
                fragments.add(number)
                fragment = page.fragments[number]
                # Of one on another panel of the sheet a space may have come along.
                if fragment.box[3] - fragment.box[1] > LOWEST:
                    yield fragment.text, fragment.box
            inside = False
        if start >= 0 and (not inside or mark != page.marks[start]):
            text = page.characters[start:at]
            if any(map(str.isalnum, text)):
                yield text, union([char_box(page, start), char_box(page, at - 1)])
            start = -1
        if inside and start < 0:
            start = at


def _inked(grey: Image, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    box = max(0, left), max(0, top), min(grey.width, right + 1), min(grey.height, bottom + 1)
    if box[0] >= box[2] or box[1] >= box[3]:
        # Outside the page, which is said of disclaimers; of other words the trim may cut off a part.
        return False
    # Of one channel it is one pair.
    low, high = cast("tuple[int, int]", grey.crop(box).getextrema())
    return high - low >= LEVELS


# ── close by


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line or an area of a page. Shape: `plain` for one of upright and level lines that are whole, with round corners at most. Units: pt."""

    box: Box
    plain: bool


def drawings(page: Any) -> tuple[Drawn, ...]:
    """What a page, or a sheet, draws beside text and pictures, forms opened."""
    import pypdfium2.raw as pdfium

    return tuple(
        drawn
        for index in range(max(0, pdfium.FPDFPage_CountObjects(page)))
        for drawn in _drawings(pdfium.FPDFPage_GetObject(page, index), IDENTITY, 0)
    )


def _drawings(handle: Any, around: Matrix, depth: int) -> Iterator[Drawn]:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(handle, own)
        inner = times((own.a, own.b, own.c, own.d, own.e, own.f), around)
        for index in range(max(0, pdfium.FPDFFormObj_CountObjects(handle))):
            yield from _drawings(pdfium.FPDFFormObj_GetObject(handle, index), inner, depth + 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
        a, b, c, d, e, f = around
        points = [
            (a * x + c * y + e, b * x + d * y + f)
            for x in (left.value, right.value)
            for y in (bottom.value, top.value)
        ]
        dashed = pdfium.FPDFPageObj_GetDashCount(handle) > 0
        yield Drawn(union([(x, y, x, y) for x, y in points]), not dashed and _plain(handle))


def _plain(path: Any) -> bool:
    """Whether a path is made of upright and level lines, and of no more curves than a box has corners."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(path)
    if count > MOST_SEGMENTS:
        return False
    curves = 0
    last: tuple[float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = x.value, y.value
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            # Each is said with three points.
            curves += 1
        slanted = last is not None and min(abs(here[0] - last[0]), abs(here[1] - last[1])) > CLOSE
        if kind == pdfium.FPDF_SEGMENT_LINETO and slanted:
            return False
        last = here
    return curves <= 3 * MOST_CURVES


def beside(drawn: tuple[Drawn, ...], region: Box, page: Box, *, between: bool) -> str | None:
    """What is drawn close by a disclaimer that is no box around it or line beside it; `between` also what is drawn between its lines."""
    left, bottom, right, top = region
    zone = (
        max(page[0], left - WIDE), max(page[1], bottom - HIGH), min(page[2], right + WIDE), min(page[3], top + HIGH),
    )  # fmt: skip
    for one in drawn:
        if not _meet(one.box, zone) or _holds(one.box, region):
            continue
        if not one.plain:
            return "a drawing beside it"
        within = one.box[1] > bottom - CLOSE and one.box[3] < top + CLOSE
        if between and within and one.box[0] < right - CLOSE and one.box[2] > left + CLOSE:
            return "a line or an area between its lines"
    return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _holds(outer: Box, inner: Box) -> bool:
    return all(
        (
            outer[0] <= inner[0] + CLOSE,
            outer[1] <= inner[1] + CLOSE,
            outer[2] >= inner[2] - CLOSE,
            outer[3] >= inner[3] - CLOSE,
        )
    )
