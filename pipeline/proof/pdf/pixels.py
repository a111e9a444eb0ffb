"""What a page looks like: rendered by PDFium, as it is, beside trusted letters and with some of its own alone.

Input: a `Page`, the lines of a disclaimer, trusted glyphs. Output: contrast, and what is wrong with the picture.
Must not: know the disclaimer's wording.
"""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.pages import Line, Page, Piece, char_box, union
from pipeline.proof.pdf.spoken import drawn_objects
from pipeline.proof.pdf.trusted import Faces, Glyph
from pipeline.proof.stream import SOFT

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels per point of the pictures that are measured.
SCALE = 6.0
MAX_PIXELS = 6_000_000
# How much a picture of the page may differ from one of the disclaimer alone. Units: grey levels; share of pixels.
LEVELS = 32
SHARE = 0.01
_DIFFERENT = [255 if level > LEVELS else 0 for level in range(256)]
# Pixels that count for nothing.
SPECKS = 3
# How many pictures' memory is kept for the next ones. Units: blocks of Pillow's.
BLOCKS = 8
# More colours than this letters on a plain ground hardly have.
FEW = 1024
# So many pixels are enough to tell what ground letters stand on.
SAMPLED = 40_000


@dataclass(frozen=True, slots=True)
class Look:
    """What a disclaimer looks like. Shape: `covered` and `altered` say what is wrong, None where nothing is."""

    contrast: float | None = None
    covered: str | None = None
    altered: str | None = None


def seen(
    page: Page,
    lines: Sequence[Line],
    pieces: dict[int, Piece],
    faces: Faces,
    settings: Sequence[Sequence[Glyph]],
) -> Look:
    """The page's picture compared with one of trusted glyphs on a plain ground.

    `settings` are the ways in which the wording may be set; where there is none, the file's own letters alone are what
    the picture is compared with.
    """
    _keep_memory()
    region = union([line.box for line in lines])
    pad = 1.0
    scale = SCALE
    width, height = region[2] - region[0] + 2 * pad, region[3] - region[1] + 2 * pad
    if width * height * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (width * height)) ** 0.5
    canvas = Canvas(page, (region[0] - pad, region[1] - pad, region[2] + pad, region[3] + pad), scale)
    shown = canvas.picture()
    background = most_common(shown)
    handles = [piece.handle for piece in pieces.values()]
    altered: str | None = None
    for glyphs in settings:
        trusted = faces.picture(canvas, glyphs, background)
        masks = _masks(lines, canvas, shown, trusted)
        wrong = _differing(page, lines, canvas, shown, trusted, masks)
        if not wrong:
            worst, covered = _compared(page, lines, pieces, canvas, shown, trusted, masks)
            return Look(worst, covered)
        altered = altered or wrong
    alone = canvas.picture(handles, background)
    masks = _masks(lines, canvas, shown, alone)
    worst, covered = _compared(page, lines, pieces, canvas, shown, alone, masks)
    return Look(worst, covered, altered if covered is None else None)


@functools.cache
def _keep_memory() -> None:
    """Why: given back and asked for again, the memory of a dozen pictures a file costs a tenth of the time.

    Source: Pillow, Block Allocator.
    """
    from PIL import Image

    # Documented, but in no stub: Pillow types none of its compiled core.
    Image.core.set_blocks_max(BLOCKS)  # type: ignore[attr-defined]


def _masks(lines: Sequence[Line], canvas: Canvas, first: Image, second: Image) -> list[Image | None]:
    """Of each line where two pictures differ; None where they nowhere do."""
    from PIL import ImageChops

    apart = ImageChops.difference(first, second)
    crops = (apart.crop(canvas.pixels(line.box)) for line in lines)
    # Of a picture with several bands the extremes are a pair for each; the stub has one union for all pictures.
    return [
        _different(crop) if max(high for _, high in crop.getextrema()) > LEVELS else None  # type: ignore[misc]
        for crop in crops
    ]


def _differing(
    page: Page,
    lines: Sequence[Line],
    canvas: Canvas,
    shown: Image,
    trusted: Image,
    masks: Sequence[Image | None],
) -> str | None:
    """The characters that are not drawn as a trusted face draws them, or how much else differs."""
    for line, whole in zip(lines, masks, strict=True):
        if whole is None or whole.histogram()[255] <= SPECKS:
            continue
        box = canvas.pixels(line.box)
        mask = whole.copy()
        wrong: dict[str, None] = {}
        for cell, characters in _cells(page, line, canvas, shown, trusted):
            left, top, right, bottom = (
                cell[0] - box[0],
                cell[1] - box[1],
                cell[2] - box[0],
                cell[3] - box[1],
            )
            if mask.crop((left, top, right, bottom)).histogram()[255] <= SPECKS:
                continue
            if _moved(shown, trusted, cell):
                mask.paste(0, (left - 1, top - 1, right + 1, bottom + 1))
            else:
                wrong |= dict.fromkeys(characters)
        if wrong:
            return f'other shapes where "{"".join(wrong)[:30]}" should be'
        if (changed := mask.histogram()[255]) > SPECKS:
            return f"{changed} pixels that are none of its letters'"
    return None


def _cells(
    page: Page, line: Line, canvas: Canvas, shown: Image, trusted: Image
) -> Iterator[tuple[tuple[int, int, int, int], str]]:
    """The places on a line's picture that are compared alone, with their characters: each letter's.

    What is only said has none of its own; there it is what stands between columns without ink.
    """
    if page.fragment(line.characters[0]) is None:
        for at in line.characters:
            x0, y0, x1, y1 = canvas.pixels(char_box(page, at))
            yield (x0, y0, max(x0 + 1, x1), max(y0 + 1, y1)), page.characters[at]
        return
    from PIL import Image, ImageChops

    box = canvas.pixels(line.box)
    first, second = shown.crop(box), trusted.crop(box)
    plain = Image.new("RGB", first.size, most_common(second))
    ink = ImageChops.lighter(_difference(first, plain), _difference(second, plain))
    rows, width = ink.tobytes(), ink.width
    said = "".join(page.characters[at] for at in line.characters)
    # Of each column, the highest of its pixels.
    inked = bytes(max(rows[column::width], default=0) for column in range(width))
    for stretch in re.finditer(rb"\xff+", inked):
        yield (box[0] + stretch.start(), box[1], box[0] + stretch.end(), box[3]), said


def _moved(shown: Image, trusted: Image, cell: tuple[int, int, int, int]) -> bool:
    """Whether a letter is the trusted one, a pixel further.

    Why: PDFium sets the edges of an upright rectangle, such as an I or a dash, on whole pixels; where one would fall in the
    middle, the last digits of its place decide which.
    """
    left, top, right, bottom = cell
    for across, down in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        # With a pixel on either side along the way, so that both edges have to move.
        wide, high = abs(across), abs(down)
        here = shown.crop((left - wide, top - high, right + wide, bottom + high))
        further = (left - wide + across, top - high + down, right + wide + across, bottom + high + down)
        if _difference(here, trusted.crop(further)).histogram()[255] <= SPECKS:
            return True
    return False


def _difference(first: Image, second: Image) -> Image:
    """Where two pictures differ: 255, else 0."""
    from PIL import ImageChops

    return _different(ImageChops.difference(first, second))


def _different(apart: Image) -> Image:
    from PIL import ImageChops

    red, green, blue = apart.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return worst.point(_DIFFERENT)


def _compared(
    page: Page,
    lines: Sequence[Line],
    pieces: dict[int, Piece],
    canvas: Canvas,
    shown: Image,
    alone: Image,
    masks: Sequence[Image | None],
) -> tuple[float | None, str | None]:
    """Contrast, and what is wrong with the picture beside one of the letters alone."""
    worst: float | None = None
    for line, mask in zip(lines, masks, strict=True):
        box = canvas.pixels(line.box)
        crop, own = shown.crop(box), alone.crop(box)
        seen = colours(crop)
        ground = luminance(max(seen, default=(0, (255, 255, 255)))[1])
        contrast, strongest = _strongest(seen, ground)
        if not _holds(own, strongest):
            contrast = min(_strongest(colours(own), ground)[0], contrast)
        worst = contrast if worst is None else min(worst, contrast)
        inks = {pieces[page.marks[at]].colour for at in line.characters}
        if contrast < 1.2 and any(ratio_of(luminance(ink), ground) > 2 for ink in inks):
            return worst, "nothing of a line drawn"
        changed = mask.histogram()[255] if mask is not None else 0
        if changed > SHARE * crop.width * crop.height:
            return worst, f"{changed / (crop.width * crop.height):.0%} of a line's pixels not its own"
        if missing := _without_ink(page, line, canvas, crop, ground):
            return worst, f'no ink where "{missing}" should be'
    return worst, None


def _strongest(
    counted: Sequence[tuple[int, tuple[int, int, int]]], ground: float
) -> tuple[float, tuple[int, int, int] | None]:
    """The highest contrast of a colour that is more than a speck, and that colour."""
    levels = [(luminance(colour), colour) for count, colour in counted if count >= SPECKS]
    if not levels:
        return 1.0, None
    return max((ratio_of(level, ground), colour) for level, colour in (max(levels), min(levels)))


def _holds(picture: Image, colour: tuple[int, int, int] | None) -> bool:
    """Whether a colour is more than a speck in a picture: then nothing in it has less contrast than that."""
    if colour is None:
        return False
    pixels, wanted = picture.tobytes("raw", "RGBX"), bytes((*colour, 255))
    found, at = 0, pixels.find(wanted)
    while at >= 0:
        found += at % 4 == 0
        if found >= SPECKS:
            return True
        at = pixels.find(wanted, at + 1)
    return False


def _without_ink(page: Page, line: Line, canvas: Canvas, crop: Image, ground: float) -> str:
    """The characters of a line that leave no trace in its picture."""
    grey = crop.convert("L")
    low, high = _extremes(grey)
    dark_ground, middle = ground < 0.18, (low + high) / 2
    ink = grey.point(
        [255 * ((level >= middle) if dark_ground else (level <= middle)) for level in range(256)]
    )
    rows, width, height = ink.tobytes(), ink.width, ink.height
    left, top, _, _ = canvas.pixels(line.box)
    missing = []
    for at in line.characters:
        if page.characters[at] == SOFT:
            continue
        x0, y0, x1, y1 = canvas.pixels(char_box(page, at))
        x0, y0, x1, y1 = x0 - left, y0 - top, max(x0 + 1, x1) - left, max(y0 + 1, y1) - top
        # Of the picture; the cell of a letter lies in that of its line.
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
        if all(rows.find(255, row * width + x0, row * width + x1) < 0 for row in range(y0, y1)):
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
        self.right, self.above = (
            ((end[0] - self.zero[0]) / 1000, (end[1] - self.zero[1]) / 1000) for end in (self.across, self.up)
        )
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
        left, bottom, right, top = box
        (zero_x, zero_y), (across_x, across_y), (up_x, up_y) = self.zero, self.across, self.up
        first_x = zero_x + left / 1000 * (across_x - zero_x) + bottom / 1000 * (up_x - zero_x)
        first_y = zero_y + left / 1000 * (across_y - zero_y) + bottom / 1000 * (up_y - zero_y)
        second_x = zero_x + right / 1000 * (across_x - zero_x) + top / 1000 * (up_x - zero_x)
        second_y = zero_y + right / 1000 * (across_y - zero_y) + top / 1000 * (up_y - zero_y)
        if first_x > second_x:
            first_x, second_x = second_x, first_x
        if first_y > second_y:
            first_y, second_y = second_y, first_y
        return (
            int(first_x) - self.left,
            int(first_y) - self.top,
            int(second_x) + 1 - self.left,
            int(second_y) + 1 - self.top,
        )

    def picture(
        self,
        alone: Sequence[Any] | None = None,
        ground: tuple[int, int, int] = (255, 255, 255),
        without: Sequence[Any] = (),
        *,
        grey: bool = False,
    ) -> Image:
        """The region as RGB or, in a third of the time, `grey`; with `alone`, only these objects on a plain ground, else `without` those."""
        import pypdfium2.raw as pdfium

        raw = self.page.page.raw
        hidden: list[Any] = list(without)
        if alone is not None:
            kept = {ctypes.addressof(handle.contents) for handle in alone}
            hidden = [
                handle for handle in drawn_objects(raw) if ctypes.addressof(handle.contents) not in kept
            ]
        try:
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, False)
            flags = 0 if alone is not None else pdfium.FPDF_ANNOT
            whole = self.width, self.height
            return self.rendered(raw, (-self.left, -self.top), whole, ground, flags, grey=grey)
        finally:
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, True)

    def rendered(
        self,
        raw: Any,
        corner: tuple[int, int],
        whole: tuple[int, int],
        ground: tuple[int, int, int],
        flags: int,
        *,
        grey: bool = False,
    ) -> Image:
        """A page of which the whole is so large, with its corner there."""
        import pypdfium2.raw as pdfium
        from PIL import Image

        width, height = self.size
        form = pdfium.FPDFBitmap_Gray if grey else pdfium.FPDFBitmap_BGRx
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, form, None, 0)
        if not bitmap:
            raise Unreadable("PRF872", what="pixels", limit=MAX_PIXELS, found=width * height)
        try:
            red, green, blue = ground
            pdfium.FPDFBitmap_FillRect(
                bitmap, 0, 0, width, height, 0xFF000000 | red << 16 | green << 8 | blue
            )
            pdfium.FPDF_RenderPageBitmap(bitmap, raw, *corner, *whole, 0, flags)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            address = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.c_void_p).value
            assert address is not None
            # Read into the picture before the bitmap ends; not black before that.
            picture = Image.new("L" if grey else "RGB", (width, height), None)
            order = "L" if grey else "BGRX"
            picture.frombytes(
                (ctypes.c_char * (stride * height)).from_address(address), "raw", order, stride, 1
            )
            return picture
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def placed(
        self, matrix: tuple[float, float, float, float], x: float, y: float
    ) -> tuple[float, float, float, float, float, float]:
        """A matrix and a point of the page as they are on the picture."""
        (right_x, right_y), (above_x, above_y) = self.right, self.above
        a, b, c, d = matrix
        return (
            a * right_x + b * above_x,
            a * right_y + b * above_y,
            c * right_x + d * above_x,
            c * right_y + d * above_y,
            self.zero[0] + x * right_x + y * above_x - self.left,
            self.zero[1] + x * right_y + y * above_y - self.top,
        )


def colours(picture: Image) -> list[tuple[int, tuple[int, int, int]]]:
    """The colours of a picture, each with how many pixels it has."""
    most = picture.width * picture.height
    # Pillow wipes room for as many as it is told to expect, and looks through it; letters on a plain ground have few.
    # Its pictures are in three colours, of which Pillow's types do not know.
    return picture.getcolors(min(FEW, most)) or picture.getcolors(most) or []  # type: ignore[return-value]


def most_common(picture: Image) -> tuple[int, int, int]:
    """The colour of most of a picture: of every third pixel in every third row, where there are many."""
    if picture.width * picture.height > SAMPLED:
        picture = picture.resize((picture.width // 3, picture.height // 3), resample=0)
    return max(colours(picture), default=(0, (255, 255, 255)))[1]


_LINEAR = [
    level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in range(256)
]


def luminance(colour: tuple[int, int, int]) -> float:
    """WCAG relative luminance."""
    red, green, blue = colour
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def ratio_of(first: float, second: float) -> float:
    """WCAG contrast ratio."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
