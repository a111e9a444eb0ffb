"""The cover: the author's, or title and art in the family's look, as a picture for shelves and shops.

Input: a `Document` and a `Theme`; later the layout engine. Output: `CoverArt`; a JPEG of fixed size.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.diagnostics import Reported
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.engines.weasyprint import Resource
from pipeline.formats.ebook.pictures import Picture, picture_in, size_of
from pipeline.theme import Theme

COVER_PX = (1600, 2560)


@dataclass(frozen=True, slots=True)
class CoverArt:
    """The cover, or what it is painted from.

    Shape: `content` where the article brings a finished one; `full` where its picture is the whole cover.
    """

    file: str
    media_type: str
    full: bool
    content: bytes | None
    html: str
    resources: Mapping[str, Resource]


def cover_words(document: Document, full: bool) -> str:
    """What stands on the cover, as a sentence or two."""
    meta = document.meta
    parts = [meta.title, None if full else meta.subtitle, meta.publisher]
    return " ".join(part if part[-1] in ".!?…" else part + "." for part in parts if part)


def cover_of(document: Document, theme: Theme) -> Reported[CoverArt | None]:
    """The author's cover if it has the shape of one, else title and picture in the family's look. Reports: EBK701."""
    meta = document.meta
    picture: Picture | None = None
    full = False
    if meta.cover:
        asset = document.assets.get(meta.cover.image)
        if asset is None or asset.content is None:
            raise LookupError(f"no picture {meta.cover.image}")
        checked = picture_in(meta.cover.image, asset.content, set(), document.path)
        picture = checked.value
        if picture is None:
            return Reported(None, checked.diagnostics)
        width, height = size_of(picture)
        full = 0.5 <= width / height <= 0.8
        if full and picture.media_type in ("image/jpeg", "image/png"):
            extension = picture.file.rsplit(".", 1)[-1]
            return Reported(CoverArt(f"cover.{extension}", picture.media_type, True, picture.content, "", {}))
    weights = {400, 600, theme.headings[1]}
    faces = [face for face in theme.used_faces if face.style == "normal" and face.weight in weights]
    size, rows, subtitle, lines = _fitted(document, theme)
    art = theme.art(document.slug, meta.topics, 4, rows, 60)
    mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
    html = theme.fill(
        "ebook/cover-art.html.j2",
        lang=document.lang,
        dir=document.dir,
        title=meta.title,
        subtitle=meta.subtitle,
        publisher=meta.publisher,
        faces=faces,
        colour=theme.palette(meta.topics),
        tokens=theme.tokens,
        stack=theme.stack,
        logo=theme.logo,
        size=size,
        lines=lines,
        subtitle_size=subtitle,
        top=_TOP,
        art_height=rows * 120,
        full=full,
    )
    resources = {face.path: Resource(theme.files[face.path], "font/ttf") for face in faces}
    resources["mark.svg"] = Resource(mark.encode(), "image/svg+xml")
    if theme.logo:
        resources[theme.logo.file] = Resource(theme.logo.content, theme.logo.media_type)
    resources["picture"] = (
        Resource(picture.content, picture.media_type) if picture else Resource(art.encode(), "image/svg+xml")
    )
    return Reported(CoverArt("cover.jpg", "image/jpeg", full, None, html, resources))


# Units of the cover's drawing: px of a sheet of 480 x 768.
_TOP = 112
_MEASURE = 396
_SIZES = ((54, 3), (50, 3), (46, 3), (42, 3), (38, 3), (34, 3), (34, 2), (30, 2), (27, 2), (24, 2), (22, 1), (19, 1), (16, 1))  # fmt: skip


def _fitted(document: Document, theme: Theme) -> tuple[int, int, int, tuple[str, ...]]:
    """The largest title that the cover holds, in lines of like length.

    Shape: its size, the rows of art below, the subtitle's size (0: no room for it), its lines. Units: px.
    """
    title, subtitle = document.meta.title, document.meta.subtitle
    serif, sans = _font(theme, *theme.headings), _font(theme, theme.text, 400)
    rtl = document.dir == "rtl"
    for under in (20, 17, 0) if subtitle else (0,):
        below = 24.0
        if subtitle and under:
            below += 14 + len(_set(subtitle, sans, under, _MEASURE) or ()) * under * 1.3
        for size, rows in _SIZES:
            if under and size < 27:
                break
            lines = _set(title, serif, size, _MEASURE)
            if lines and len(lines) * size * (1.3 if rtl else 1.07) + below <= 768 - rows * 120 - 28 - _TOP:
                tried = (_set(title, serif, size, width) for width in range(160, _MEASURE, 6))
                even = next((narrow for narrow in tried if narrow and len(narrow) == len(lines)), lines)
                # Arabic is measured too roughly to divide its lines here.
                return size, rows, under, (title,) if rtl else even
    # A word that no line holds: the engine divides it.
    width = sum(_widths((title,), serif))
    size = next(
        (size for size, _ in _SIZES if size <= 34 and (width * size / _MEASURE + 3) * size * 1.3 < 470), 16
    )
    return size, 1, 0, (title,)


def _font(theme: Theme, family: str, weight: int) -> bytes:
    wanted = (family, weight, "normal")
    return theme.files[
        next(face.path for face in theme.faces if (face.family, face.weight, face.style) == wanted)
    ]


def _set(text: str, font: bytes, size: int, measure: int) -> tuple[str, ...] | None:
    """The lines of a text; None where a word is too wide for one. Units: px."""
    words = text.split()
    # A little more than measured, so that no line can be too long.
    *widths, space = (width * size * 1.02 for width in _widths((*words, " "), font))
    lines: list[str] = []
    room = 0.0
    for word, width in zip(words, widths, strict=True):
        if width > measure:
            return None
        if lines and space + width <= room:
            lines[-1] += f" {word}"
            room -= space + width
        else:
            lines.append(word)
            room = measure - width
    return tuple(lines)


@functools.lru_cache(maxsize=64)
def _widths(words: tuple[str, ...], font: bytes) -> tuple[float, ...]:
    """How wide words are. Units: em."""
    from PIL import ImageFont

    face = ImageFont.truetype(io.BytesIO(font), 200, layout_engine=ImageFont.Layout.BASIC)
    return tuple(face.getlength(word) / 200 for word in words)


def painted(cover: CoverArt, engines: Engines) -> tuple[bytes, tuple[str, ...]]:
    """The cover as a JPEG of 1600 x 2560, and what the engine complained of. Raises: EngineError."""
    import pypdfium2

    layout = engines.weasyprint.layout(cover.html, cover.resources)
    pdf = pypdfium2.PdfDocument(engines.weasyprint.write(layout, b"smallprint cover"))
    try:
        page = pdf[0]
        raster = page.render(scale=COVER_PX[0] / page.get_width()).to_pil().convert("RGB")
    finally:
        pdf.close()
    if raster.size != COVER_PX:
        raster = raster.resize(COVER_PX)
    output = io.BytesIO()
    raster.save(output, "JPEG", quality=88, subsampling=0, optimize=True, dpi=(300, 300))
    return output.getvalue(), layout.complaints
