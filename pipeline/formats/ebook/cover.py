"""The cover: the author's, or title and art in the family's look, as pictures for shelves, shops and catalogues.

Input: a `Document` and a `Theme`; later the layout engine. Output: `CoverArt`, then `Painted`: a JPEG at store size, a
thumbnail, and the same drawing as an SVG without fonts. Must not: crop or enlarge an author's cover.
"""

from __future__ import annotations

import ctypes
import functools
import io
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.engines.svg import Undrawn, drawing
from pipeline.engines.svg.flat import as_page, as_svg, letters, rectangle, shapes_of
from pipeline.engines.weasyprint import Resource
from pipeline.formats.ebook.pictures import Picture, picture_in, size_of
from pipeline.rendition import titling
from pipeline.rendition.phrases import bound
from pipeline.rendition.shades import of_eight_bits
from pipeline.theme import Theme
from pipeline.theme.faces import Face

if TYPE_CHECKING:
    from PIL.Image import Image as Raster

# Source: what KDP takes for ideal; it is more than any other store's least (docs/brand.md, "Covers").
COVER_PX = (1600, 2560)
# For lists and shelves: a quarter, so that every pixel is the mean of sixteen.
THUMBNAIL_PX = (400, 640)
# Source: Apple Books and Kobo; the largest of what stores ask for at least.
LEAST_PX = 1400
MAX_BYTES, MAX_THUMBNAIL_BYTES = 400_000, 40_000
# Quality, subsampling of colours, and whether codes are made for each picture; the next where a file is too large. Edges of
# flat colours suffer most from the second.
_QUALITIES = ((88, 0, True), (84, 0, True), (80, 1, True), (74, 2, True), (68, 2, True), (60, 2, True))
_SMALL_QUALITIES = ((82, 0, True), (76, 0, True), (72, 1, True), (66, 1, True), (58, 1, True), (50, 2, True))
# Of what is drawn here pixels are so many that half of the colours across are enough, and the usual codes: for the same size,
# that takes less than half of the time.
_DRAWN_QUALITIES = ((88, 1, False), *_QUALITIES[1:])
# Such a one comes at once, not in steps: in a third of the time, and a thirtieth larger.
_SMALL_DRAWN_QUALITIES = ((79, 0, True), *_SMALL_QUALITIES[1:])
# The sheet that covers are drawn on, in px of a stylesheet.
_SHEET: tuple[float, float] = (480, 768)
_SCALE = COVER_PX[0] / _SHEET[0]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cover that is drawn already: as an SVG, and as the page of a PDF, a point for each of its pixels."""

    svg: str
    page: bytes


@dataclass(frozen=True, slots=True)
class CoverArt:
    """The cover, or what it is painted from.

    Shape: `content` where the article brings a finished one of pixels; `full` where its picture is the whole cover;
    `drawn` where no engine is needed.
    """

    full: bool
    content: bytes | None
    html: str
    resources: Mapping[str, Resource]
    title: str
    lang: str
    drawn: Drawn | None = None

    file = "cover.jpg"
    media_type = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Painted:
    """The finished cover. Shape: no `svg` where it is made of pixels, or cannot be an SVG: `not_drawn` says why."""

    jpeg: bytes
    thumbnail: bytes
    svg: str | None = None
    not_drawn: str = ""
    complaints: tuple[str, ...] = ()

    def companions(self, slug: str) -> dict[str, bytes]:
        """What goes beside the ebook, by name."""
        files = {f"{slug}.cover.jpg": self.jpeg, f"{slug}.thumbnail.jpg": self.thumbnail}
        return {**files, f"{slug}.cover.svg": self.svg.encode()} if self.svg else files

    def findings(self, place: Location) -> Iterator[Diagnostic]:
        """Reports: EBK703, ENG606."""
        if self.not_drawn:
            yield report("EBK703", place, problem=self.not_drawn)
        for problem in dict.fromkeys(self.complaints):
            yield report("ENG606", place, program="WeasyPrint", problem=problem)


def cover_words(document: Document, full: bool) -> str:
    """What stands on the cover, as a sentence or two."""
    meta = document.meta
    parts = [meta.title, None if full else meta.subtitle, meta.publisher]
    return " ".join(part if part[-1] in ".!?…" else part + "." for part in parts if part)


def undrawable(document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
    """Words of the cover that no face can draw; an own picture may be the whole of it. Reports: EBK705."""
    missing = theme.missing_characters(_words(document))
    if not missing or (document.meta.cover and cover_of(document, theme).value is not None):
        return ()
    return (_undrawable(document, missing),)


def _words(document: Document) -> str:
    meta = document.meta
    return "".join(part for part in (meta.title, meta.subtitle, meta.publisher) if part)


def _undrawable(document: Document, missing: str) -> Diagnostic:
    return report("EBK705", document.article.at("title"), characters=" ".join(missing[:12]))


def cover_of(document: Document, theme: Theme) -> Reported[CoverArt | None]:
    """The author's cover if it has the shape of one, else title and picture in the family's look.

    Reports: EBK701, EBK702 (a cover that stores find too small), EBK705 (words that no face can draw).
    """
    meta = document.meta
    own = _own_picture(document)
    if meta.cover and own.value is None:
        return Reported(None, own.diagnostics)
    picture, sheet, full = own.value, _SHEET, False
    if picture is not None:
        width, height = size_of(picture)
        full = 0.5 <= width / height <= 0.8
        if full and picture.media_type != "image/svg+xml":
            art = CoverArt(True, picture.content, "", {}, meta.title, document.lang)
            return Reported(art, tuple(_too_small(document, width, height)))
        if full:
            larger = min(_SHEET[0] / width, _SHEET[1] / height)
            sheet = (width * larger, height * larger)
    words = "" if full else _words(document)
    if missing := theme.missing_characters(words):
        return Reported(None, (_undrawable(document, missing),))
    setting = _Setting(0, 3, ()) if full else _fitted(document, theme)
    if picture is None and (drawn := _drawn(document, theme, setting)) is not None:
        return Reported(CoverArt(False, None, "", {}, meta.title, document.lang, drawn))
    faces = _faces(words, document.lang, theme)
    html = theme.fill(
        "ebook/cover-art.html.j2",
        lang=document.lang,
        dir=document.dir,
        title=meta.title,
        publisher=meta.publisher,
        faces=faces,
        colour=theme.palette(meta.topics),
        tokens=theme.tokens,
        stack=theme.stack,
        logo=theme.logo,
        sheet=sheet,
        setting=setting,
        leading=_leading(theme, document.lang),
        tall=theme.tall(document.lang),
        top=_top(document, theme),
        tile=_TILE,
        full=full,
    )
    if picture is None:
        tiles = theme.art(document.slug, meta.topics, 4, setting.rows, 60)
        picture = Picture("", "image/svg+xml", tiles.encode())
    resources = _resources(faces, picture, document, theme)
    return Reported(CoverArt(full, None, html, resources, meta.title, document.lang))


def _own_picture(document: Document) -> Reported[Picture | None]:
    """The picture that the author wants on the cover. Reports: EBK701."""
    cover = document.meta.cover
    if not cover:
        return Reported(None)
    asset = document.assets.get(cover.image)
    if asset is None or asset.content is None:
        raise LookupError(f"no picture {cover.image}")
    return picture_in(cover.image, of_eight_bits(asset.content), set(), document.path)


def _too_small(document: Document, width: float, height: float) -> Iterator[Diagnostic]:
    if min(width, height) < LEAST_PX:
        size = {"width": round(width), "height": round(height), "least": LEAST_PX}
        yield report("EBK702", document.article.at("cover", "image"), **size)


def _faces(words: str, lang: str, theme: Theme) -> list[Face]:
    """The upright faces of the weights that a cover is set in."""
    weights = (400, 600, theme.headings[1])
    return [
        face
        for face in theme.faces_for(words, lang)
        if face.style == "normal" and face in {theme.face(face.family, weight) for weight in weights}
    ]


def _resources(
    faces: Iterable[Face], picture: Picture, document: Document, theme: Theme
) -> dict[str, Resource]:
    """What the drawing of a cover names."""
    mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(document.meta.topics)).strip()
    resources = {face.path: Resource(theme.files[face.path], "font/ttf") for face in faces}
    resources["mark.svg"] = Resource(mark.encode(), "image/svg+xml")
    if theme.logo:
        resources[theme.logo.file] = Resource(theme.logo.content, theme.logo.media_type)
    resources["picture"] = Resource(picture.content, picture.media_type)
    return resources


# Units of the cover's drawing: px of a sheet of 480 x 768.
_TOP = 112
_LEFT, _MEASURE = 42, 396
_TILE = 120
# What stays free between the words and the art; how tall the bar is, with what is above it.
_AIR, _BAR = 28, 24
# Sizes of titles, and the rows of art below them: a short title is set large, a long one takes room from the art.
_SHORT = (96, 88, 80, 72, 66, 60)
_SIZES = {
    **dict.fromkeys((*_SHORT, 54, 50, 46, 42, 38), (3,)),
    **dict.fromkeys((34, 30, 27), (3, 2)),
    **dict.fromkeys((24, 22, 19, 16), (3, 2, 1)),
}
_SUBTITLES = (22, 19, 17)
# The second line of a short title is no shorter than this share of the first, nor the first than of the second.
_EVEN = 0.62
# How much smaller a title may be so that its lines end where its sense does.
_SMALLER, _NO_FAULTS = 0.8, (False, 0)
# Words are divided where the title can be so much larger for it.
_WORTH = 1.3


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the words of a cover are set. Shape: a size of 0 has no room; no `lines`: the engine divides them."""

    size: int
    rows: int
    lines: tuple[str, ...]
    subtitle_size: int = 0
    subtitle_lines: tuple[str, ...] = ()


def _fitted(document: Document, theme: Theme) -> _Setting:
    """The largest title that the cover holds with its subtitle, else without. Units: px."""
    title, subtitle = (
        bound(text or "", document.lang, document.dir)
        for text in (document.meta.title, document.meta.subtitle)
    )
    text = _type(theme, "text", 400, document.lang, subtitle)
    for under in (*_SUBTITLES, 0) if subtitle else (0,):
        anywhere = titling.unspaced(subtitle)
        lines = (
            titling.lines(subtitle, text, under, _MEASURE, document.lang, divide=anywhere) if under else ()
        )
        if lines is None or len(lines) > 3:
            continue
        below = _BAR + (14 + len(lines) * under * 1.3 if lines else 0)
        plain, divided = (_largest(document, theme, title, below, divide) for divide in (False, True))
        if divided and (plain is None or divided.size >= plain.size * _WORTH):
            plain = divided
        # A subtitle that makes its title small is left to the title page.
        if plain and (plain.size >= 27 or not under):
            return replace(plain, subtitle_size=under, subtitle_lines=lines)
    # A word that no line holds, and that nobody knows how to divide: the engine does.
    headings = _type(theme, "headings", theme.headings[1], document.lang, title)
    width = headings.width(title)
    size = next((one for one in _SIZES if one <= 34 and (width * one / _MEASURE + 3) * one * 1.3 < 470), 16)
    return _Setting(size, 1, ())


def _largest(document: Document, theme: Theme, title: str, below: float, divide: bool) -> _Setting | None:
    leading = _leading(theme, document.lang)
    face = _type(theme, "headings", theme.headings[1], document.lang, title)
    best: _Setting | None = None
    for size, possible in _SIZES.items():
        if divide and size in _SHORT:
            continue
        if best and (size < _SMALLER * best.size or titling.faults(best.lines) == _NO_FAULTS):
            break
        lines = titling.lines(title, face, size, _MEASURE, document.lang, divide=divide)
        if lines is None or (size in _SHORT and not _short(lines, face)):
            continue
        height = len(lines) * size * leading + below
        for rows in possible:
            if height <= 768 - rows * _TILE - _AIR - _top(document, theme):
                if best is None or titling.faults(lines) < titling.faults(best.lines):
                    best = _Setting(size, rows, lines)
                break
    return best


def _drawn(document: Document, theme: Theme, setting: _Setting) -> Drawn | None:
    """The cover of `ebook/cover-art.html.j2`, drawn without an engine; None where that is not so simple.

    Why: an engine takes ten times as long for it, and every article has a cover.
    """
    meta, lang, colour = document.meta, document.lang, theme.palette(document.meta.topics)
    own = not theme.as_shipped("ebook/cover-art.html.j2")
    if own or not setting.lines or theme.logo or document.dir == "rtl" or theme.tall(lang):
        return None
    title = _type(theme, "headings", theme.headings[1], lang, "".join(setting.lines))
    subtitle = _type(theme, "text", 400, lang, "".join(setting.subtitle_lines))
    leading, top = _leading(theme, lang), _top(document, theme)
    below = top + len(setting.lines) * setting.size * leading + 18
    set_lines = [
        (title, line, setting.size, _LEFT, top + (row + 0.5) * setting.size * leading)
        for row, line in enumerate(setting.lines)
    ]
    size = setting.subtitle_size
    set_lines += [
        (subtitle, line, size, _LEFT, below + 6 + 14 + (row + 0.5) * size * 1.3)
        for row, line in enumerate(setting.subtitle_lines)
    ]
    shapes = [rectangle(colour["deep"].lower(), _scaled(0, 0, *_SHEET))]
    try:
        if meta.publisher:
            name = " ".join(meta.publisher.split())
            set_lines.append((_type(theme, "text", 600, lang, name), name, 16, _LEFT + 38, 52))
            mark = theme.fill("shared/partials/mark.svg.j2", colour=colour).strip()
            shapes += shapes_of(mark, _scaled(_LEFT, 38, _LEFT + 28, 66))
        for face, text, size, left, middle in set_lines:
            line = face.placed(text)
            if line is None or left + line.width * size > _LEFT + _MEASURE:
                return None
            at = (left * _SCALE, (middle + line.base * size) * _SCALE)
            shapes += letters(colour["paper"].lower(), face.fonts[0], line.letters, size * _SCALE, at)
        shapes.append(rectangle(colour["coral"].lower(), _scaled(_LEFT, below, _LEFT + 66, below + 6)))
        art = theme.art(document.slug, meta.topics, 4, setting.rows, 60)
        shapes += shapes_of(art, _scaled(0, _SHEET[1] - setting.rows * _TILE, *_SHEET))
    except Undrawn:
        return None
    return Drawn(as_svg(shapes, COVER_PX, meta.title, lang), as_page(shapes, COVER_PX))


def _scaled(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE


def _short(lines: tuple[str, ...], face: titling.Type) -> bool:
    widths = [face.width(line) for line in lines]
    return len(lines) <= 2 and min(widths) >= _EVEN * max(widths)


def _top(document: Document, theme: Theme) -> int:
    """Where the title begins: a plate under the logo wants more air."""
    logo = theme.logo
    return _TOP + (12 if logo and logo.plate and logo.name == document.meta.publisher else 0)


def _leading(theme: Theme, lang: str) -> float:
    return 1.3 if theme.tall(lang) else 1.07


def _type(theme: Theme, role: str, weight: int, lang: str, words: str) -> titling.Type:
    """What the stylesheet sets a text in."""
    spacing = -0.014 if role == "headings" and not theme.tall(lang) else 0.0
    return titling.type_of(theme, role, weight, lang, words, spacing)


def painted(cover: CoverArt, engines: Engines) -> Painted:
    """The cover at store size, no side larger than 1600 x 2560, small, and as an SVG. Raises: EngineError."""
    import pypdfium2

    if cover.content is not None:
        raster, plain = _opened(cover.content)
        return Painted(cover.content if plain else _jpeg(raster, MAX_BYTES), _thumbnail(raster))
    if cover.drawn is not None:
        with closing(pypdfium2.PdfDocument(cover.drawn.page)) as document:
            page = document[0]
            jpeg = _jpeg(_filled(page, COVER_PX), MAX_BYTES, _DRAWN_QUALITIES)
            thumbnail = _jpeg(_filled(page, THUMBNAIL_PX), MAX_THUMBNAIL_BYTES, _SMALL_DRAWN_QUALITIES)
        return Painted(jpeg, thumbnail, cover.drawn.svg)
    layout = engines.weasyprint.layout(cover.html, cover.resources)
    pdf = engines.weasyprint.write(layout, b"smallprint cover")
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        size = tuple(
            min(round(side * _SCALE / 0.75), most)
            for side, most in zip(page.get_size(), COVER_PX, strict=True)
        )
        raster = page.render(scale=size[0] / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    if raster.size != size:
        raster = raster.resize(size)
    svg, not_drawn = None, ""
    try:
        svg = drawing(pdf, size[0], cover.title, cover.lang)
    except Undrawn as problem:
        not_drawn = str(problem)
    return Painted(_jpeg(raster, MAX_BYTES), _thumbnail(raster), svg, not_drawn, layout.complaints)


def _filled(page: Any, size: tuple[int, int]) -> Raster:
    """A page that leaves nothing of its ground free, in so many pixels, no more than those of a cover.

    Shape: it holds until this thread paints the next one.
    Why not `page.render`: that wipes the memory, paints it white and leaves it to the next one to get its own, which takes
    half of the time.
    """
    import pypdfium2.raw as pdfium
    from PIL import Image

    width, height = size
    pixels = _paper.pixels
    # Four bytes for each pixel are what is encoded: nothing is copied on the way.
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, pixels, width * 4)
    try:
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    # Any buffer will do; the stub knows few.
    shown: Any = memoryview(pixels)[: width * height * 4]
    return Image.frombuffer("RGBX", size, shown, "raw", "RGBX", 0, 1)


class _Paper(threading.local):
    """The memory that every cover of a thread is painted in."""

    @functools.cached_property
    def pixels(self) -> ctypes.Array[ctypes.c_ubyte]:
        return (ctypes.c_ubyte * (COVER_PX[0] * COVER_PX[1] * 4))()


_paper = _Paper()


def _opened(content: bytes) -> tuple[Raster, bool]:
    """An author's cover in sRGB, upright and no larger than stores ask for, and whether it was so already."""
    from PIL import Image, ImageOps

    raster: Raster = Image.open(io.BytesIO(content))
    profile = raster.info.get("icc_profile")
    plain = (
        raster.format == "JPEG"
        and raster.mode in ("RGB", "L")
        and all(side <= most for side, most in zip(raster.size, COVER_PX, strict=True))
        and not raster.info.get("progressive")
        and raster.getexif().get(0x0112, 1) == 1
        and (profile is None or b"sRGB" in profile)
    )
    if plain:
        return raster, True
    raster = ImageOps.exif_transpose(raster)
    if profile and raster.mode in ("RGB", "CMYK", "L"):
        raster = _in_srgb(raster, profile)
    if raster.has_transparency_data:
        paper = Image.new("RGB", raster.size, "white")
        paper.paste(raster, mask=raster.convert("RGBA").getchannel("A"))
        raster = paper
    raster = raster.convert("RGB")
    raster.thumbnail(COVER_PX, Image.Resampling.LANCZOS)
    return raster, False


def _in_srgb(raster: Raster, profile: bytes) -> Raster:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(raster, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return raster  # a broken profile says nothing
    return made or raster


def _thumbnail(raster: Raster) -> bytes:
    from PIL import Image

    small = raster.convert("RGB")
    if small.size == COVER_PX:
        small = small.reduce(COVER_PX[0] // THUMBNAIL_PX[0])
    small.thumbnail(THUMBNAIL_PX, Image.Resampling.LANCZOS)
    return _small(small)


def _small(raster: Raster) -> bytes:
    """Only browsers and catalogues show it, so it may come in steps, which makes it smaller."""
    return _jpeg(raster, MAX_THUMBNAIL_BYTES, _SMALL_QUALITIES, progressive=True)


def _jpeg(
    raster: Raster,
    most: int,
    qualities: Sequence[tuple[int, int, bool]] = _QUALITIES,
    *,
    progressive: bool = False,
) -> bytes:
    """The best quality that is no larger than so many bytes, else the last."""
    content = b""
    for quality, subsampling, optimize in qualities:
        output = io.BytesIO()
        raster.save(
            output,
            "JPEG",
            quality=quality,
            subsampling=subsampling,
            optimize=optimize,
            progressive=progressive,
            dpi=(300, 300),
        )
        content = output.getvalue()
        if len(content) <= most:
            break
    return content
