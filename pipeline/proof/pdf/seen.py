"""Whether the text of a page is seen: whether there is ink where its words stand, and whether nothing is drawn close by a disclaimer.

Input: the pages of a `File`. Output: the words that nobody sees; drawings that are none of a box's lines. Must not: know what is owed.

Why: of disclaimers the pictures are compared, letter by letter. Of the rest of the text only what it says is; a white sheet over a price
leaves its words in the file.
"""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pipeline.diagnostics import quoted
from pipeline.proof.pdf.ordered import NUMBER, Word
from pipeline.proof.pdf.pages import Box, Page, union
from pipeline.proof.pdf.pixels import Canvas, luminance, ratio_of
from pipeline.proof.pdf.spoken import IDENTITY, MAX_DEPTH, Matrix, text_objects, times

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels per point of a page's picture; more levels of grey than this lie between a letter and its ground.
SCALE = 1.5
LEVELS = 40
# Text with less contrast is not meant to be read. Units: a ratio to one.
FAINTEST = 3.0
# Colours with more light are those of text on a dark ground. Units: relative luminance.
LIGHT = 0.4
# Where letters alone surely cover a pixel, by whether they are light; how far the page is from them where something covers these.
_STRONG = {
    False: [255 if level < 112 else 0 for level in range(256)],
    True: [255 if level > 144 else 0 for level in range(256)],
}
_OTHER = [255 if level > 72 else 0 for level in range(256)]
# Pixels that count for nothing.
SPECKS = 2
# How far above the line on which letters stand the line below a link may reach. Units: share of the size.
UNDERLINE = 0.12
# How far the line below a raised mark may reach into the word beside it. Units: share of the size.
EDGE = 0.1
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


def unseen(page: Page, said: Sequence[Word], struck: Collection[str]) -> list[str]:
    """What keeps words of a page from being seen as they are set; those that are `struck` out may have a line across."""
    words = [word for word in said if _says(page, word) and _high(word)]
    if not words:
        return []
    canvas = Canvas(page, page.box, SCALE)
    texts = list(text_objects(page.page.raw))
    grey, ground = canvas.picture(grey=True), canvas.picture(without=texts)
    behind, below = ground.convert("L"), ground.load()
    found: dict[str, None] = {}
    for word in words:
        box = _within(grey, canvas.pixels(word.box))
        where = quoted(word.text[:40])
        # The trim may cut off a part of it.
        if box is None or _range(grey, box) < LEVELS:
            found[f"no ink where {where} should be"] = None
        elif (
            any(map(str.isalnum, word.text))
            and _crossed(page, word, canvas, behind)
            and not _struck(word, struck)
        ):
            found[f"a line or an area across {where}"] = None
        elif not page.pieces[word.mark].artifact and (ratio := _contrast(page, word, below, box)) < FAINTEST:
            found[f"a contrast of {ratio:.2f}:1 in {where}"] = None
    if hidden := _hidden(page, canvas, texts, grey):
        found |= {
            f"something on top of {quoted(word.text[:40])}": None
            for word in words
            if (box := _within(grey, canvas.pixels(word.box))) and _count(hidden.crop(box)) > SPECKS
        }
    return list(found)[:MOST]


def _says(page: Page, word: Word) -> bool:
    """Whether it is more than a dot before an item of a list, or what a template puts between words: "1.5" is not "15"."""
    return any(map(str.isalnum, word.text)) or not (
        page.pieces[word.mark].artifact or NUMBER.fullmatch(word.text)
    )


def _high(word: Word) -> bool:
    """Of a line on another panel of the sheet a space may have come along."""
    return not word.said or word.box[3] - word.box[1] > LOWEST


def _struck(word: Word, struck: Collection[str]) -> bool:
    return any(piece in struck for piece in re.findall(r"\w+", word.text))


def _within(picture: Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """The part of a box that is on a picture."""
    left, top, right, bottom = box
    inner = max(0, left), max(0, top), min(picture.width, right + 1), min(picture.height, bottom + 1)
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else None


def _range(grey: Image, box: tuple[int, int, int, int]) -> int:
    # Of one channel it is one pair.
    low, high = cast("tuple[int, int]", grey.crop(box).getextrema())
    return high - low


def _contrast(page: Page, word: Word, below: Any, box: tuple[int, int, int, int]) -> float:
    """Of the colour of its first letter with what it stands on; one that is struck out has its line on that."""
    colour, middle = page.pieces[word.mark].colour, (box[0] + box[2]) // 2
    places = (box[1] + (box[3] - box[1]) * part // 4 for part in (1, 2, 3))
    grounds = {cast("tuple[int, int, int]", below[middle, place]) for place in places}
    return max(_ratio(colour, ground) for ground in grounds)


@functools.lru_cache(maxsize=1000)
def _ratio(colour: tuple[int, int, int], ground: tuple[int, int, int]) -> float:
    return ratio_of(luminance(colour), luminance(ground))


def _crossed(page: Page, word: Word, canvas: Canvas, behind: Image) -> bool:
    """Whether it stands on more than one ground above the line on which links have theirs."""
    left, bottom, right, top = word.box
    size = page.pieces[word.mark].size
    above, inset = word.base + UNDERLINE * size, EDGE * size
    box = _within(behind, canvas.pixels((left + inset, max(bottom, min(above, top)), right - inset, top)))
    return box is not None and _range(behind, box) >= LEVELS


def _hidden(page: Page, canvas: Canvas, texts: Sequence[Any], grey: Image) -> Image | None:
    """Where the page shows something else than letters that it draws: 255, else 0; None where it nowhere does."""
    from PIL import ImageChops

    found: Image | None = None
    whitish = {luminance(page.pieces[mark].colour) > LIGHT for mark in {*page.marks} - {-1}}
    for light in whitish:
        plain = 0 if light else 255
        alone = canvas.picture(texts, (plain, plain, plain), grey=True)
        other = ImageChops.difference(grey, alone).point(_OTHER)
        hidden = ImageChops.darker(alone.point(_STRONG[light]), other)
        found = hidden if found is None else ImageChops.lighter(found, hidden)
    return found if found is not None and found.getbbox() else None


def _count(mask: Image) -> int:
    return mask.histogram()[255]


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
