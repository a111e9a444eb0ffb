"""What a page looks like: rendered by PDFium, as it is and with some of its text alone.

Input: a `Page` and the lines of a disclaimer. Output: contrast, and what is wrong with the picture.
Must not: know the disclaimer's wording.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.pages import Line, Page, Piece, char_box, union
from pipeline.proof.stream import SOFT

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels per point of the pictures that are measured.
SCALE = 4.0
MAX_PIXELS = 6_000_000
# How much a picture of the page may differ from one of the disclaimer alone. Units: grey levels; share of pixels.
LEVELS = 24
SHARE = 0.01


def seen(page: Page, lines: Sequence[Line], pieces: dict[int, Piece]) -> tuple[float | None, str | None]:
    """Contrast from rendered pixels, and what is wrong with the picture, if anything."""
    from PIL import ImageChops

    region = union([line.box for line in lines])
    pad = 1.0
    scale = SCALE
    width, height = region[2] - region[0] + 2 * pad, region[3] - region[1] + 2 * pad
    if width * height * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (width * height)) ** 0.5
    canvas = Canvas(page, (region[0] - pad, region[1] - pad, region[2] + pad, region[3] + pad), scale)
    shown = canvas.picture()
    background = most_common(shown)
    alone = canvas.picture([piece.handle for piece in pieces.values()], background)
    worst: float | None = None
    for line in lines:
        box = canvas.pixels(line.box)
        crop, trusted = shown.crop(box), alone.crop(box)
        ground = luminance(most_common(crop))
        contrast = max(
            (ratio_of(luminance(colour), ground) for count, colour in colours(trusted) if count >= 3),
            default=1.0,
        )
        seen = max(
            (ratio_of(luminance(colour), ground) for count, colour in colours(crop) if count >= 3),
            default=1.0,
        )
        contrast = min(contrast, seen)
        worst = contrast if worst is None else min(worst, contrast)
        inks = [luminance(pieces[page.marks[at]].colour) for at in line.characters]
        if contrast < 1.2 and any(ratio_of(ink, ground) > 2 for ink in inks):
            return worst, "nothing of a line drawn"
        difference = (
            ImageChops.difference(crop, trusted)
            .convert("L")
            .point(lambda level: 255 if level > LEVELS else 0)
        )
        changed = difference.histogram()[255]
        if changed > SHARE * difference.width * difference.height:
            share = changed / (difference.width * difference.height)
            return worst, f"{share:.0%} of a line's pixels not its own"
        if missing := _without_ink(page, line, canvas, crop, ground):
            return worst, f'no ink where "{missing}" should be'
    return worst, None


def _without_ink(page: Page, line: Line, canvas: Canvas, crop: Image, ground: float) -> str:
    """The characters of a line that leave no trace in its picture."""
    grey = crop.convert("L")
    low, high = _extremes(grey)
    dark_ground = ground < 0.18
    left, top, _, _ = canvas.pixels(line.box)
    missing = []
    for at in line.characters:
        if page.characters[at] == SOFT:
            continue
        x0, y0, x1, y1 = canvas.pixels(char_box(page, at))
        glyph = grey.crop((x0 - left, y0 - top, max(x0 + 1, x1) - left, max(y0 + 1, y1) - top))
        darkest, lightest = _extremes(glyph)
        middle = (low + high) / 2
        if (lightest < middle) if dark_ground else (darkest > middle):
            missing.append(page.characters[at])
    return "".join(missing)[:30]


def _extremes(grey: Image) -> tuple[int, int]:
    """The darkest and the lightest level of a grey picture."""
    low, high = grey.getextrema()
    return int(low), int(high)  # type: ignore[arg-type]


class Canvas:
    """A part of a page, rendered as it is or with some of its text objects alone. Units: pt in, pixels out."""

    def __init__(self, page: Page, region: tuple[float, float, float, float], scale: float) -> None:
        import pypdfium2.raw as pdfium

        self.page = page
        raw = page.page.raw
        self.width = round(pdfium.FPDF_GetPageWidthF(raw) * scale)
        self.height = round(pdfium.FPDF_GetPageHeightF(raw) * scale)
        # The page's own coordinates on the bitmap, whatever its rotation and its boxes.
        self.zero = self._device(0, 0)
        self.across = self._device(1000, 0)
        self.up = self._device(0, 1000)
        self.left = self.top = 0
        left, top, right, bottom = self.pixels(region)
        self.left, self.top = max(0, left), max(0, top)
        self.size = (max(1, min(self.width, right) - self.left), max(1, min(self.height, bottom) - self.top))

    def _device(self, x: float, y: float) -> tuple[float, float]:
        import pypdfium2.raw as pdfium

        column, row = ctypes.c_int(), ctypes.c_int()
        fine = 64
        pdfium.FPDF_PageToDevice(
            self.page.page.raw, 0, 0, self.width * fine, self.height * fine, 0, x, y, column, row
        )
        return column.value / fine, row.value / fine

    def pixels(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of a box of the page, on the picture."""
        corners = []
        for x, y in ((box[0], box[1]), (box[2], box[3])):
            corners.append(
                tuple(
                    self.zero[axis]
                    + x / 1000 * (self.across[axis] - self.zero[axis])
                    + y / 1000 * (self.up[axis] - self.zero[axis])
                    for axis in (0, 1)
                )
            )
        columns = sorted(corner[0] for corner in corners)
        rows = sorted(corner[1] for corner in corners)
        return (
            int(columns[0]) - self.left,
            int(rows[0]) - self.top,
            int(columns[1]) + 1 - self.left,
            int(rows[1]) + 1 - self.top,
        )

    def picture(
        self, alone: Sequence[Any] | None = None, ground: tuple[int, int, int] = (255, 255, 255)
    ) -> Image:
        """The region as RGB; with `alone`, only these objects on a plain ground."""
        import pypdfium2.raw as pdfium
        from PIL import Image

        raw = self.page.page.raw
        hidden: list[Any] = []
        if alone is not None:
            kept = {ctypes.addressof(handle.contents) for handle in alone}
            for index in range(pdfium.FPDFPage_CountObjects(raw)):
                handle = pdfium.FPDFPage_GetObject(raw, index)
                if ctypes.addressof(handle.contents) not in kept:
                    hidden.append(handle)
        width, height = self.size
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
        if not bitmap:
            raise Unreadable("PRF872", what="pixels", limit=MAX_PIXELS, found=width * height)
        try:
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, False)
            red, green, blue = ground
            pdfium.FPDFBitmap_FillRect(
                bitmap, 0, 0, width, height, 0xFF000000 | red << 16 | green << 8 | blue
            )
            flags = 0 if alone is not None else pdfium.FPDF_ANNOT
            pdfium.FPDF_RenderPageBitmap(
                bitmap, raw, -self.left, -self.top, self.width, self.height, 0, flags
            )
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            buffer = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
            return Image.frombuffer("RGB", (width, height), buffer, "raw", "BGRX", stride, 1)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, True)


def colours(picture: Image) -> list[tuple[int, tuple[int, int, int]]]:
    return picture.getcolors(picture.width * picture.height) or []  # type: ignore[return-value]


def most_common(picture: Image) -> tuple[int, int, int]:
    return max(colours(picture), default=(0, (255, 255, 255)))[1]


def luminance(colour: tuple[int, int, int]) -> float:
    """WCAG relative luminance."""
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio_of(first: float, second: float) -> float:
    """WCAG contrast ratio."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
