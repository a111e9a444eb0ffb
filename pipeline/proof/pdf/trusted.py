"""The faces that are trusted to draw a disclaimer, and pictures of glyphs drawn with them.

Input: font files that do not come from the file that is proved. Output: glyphs, advances, pictures.
Must not: use a font that is embedded in the file.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.proof.evidence import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.proof.pdf.pixels import Canvas

BOLD = 600


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a trusted face where the file has one.

    Shape: `at` is the character that it stands for; `matrix` turns `unit` points of text into the page's.
    Units: pt; `code` is the glyph's number in the face.
    """

    face: str
    code: int
    at: int
    x: float
    y: float
    unit: float
    matrix: tuple[float, float, float, float]
    colour: tuple[int, int, int]


class Shaped(NamedTuple):
    """A glyph of shaped text: its number, its character, how far it moves on, where it stands. Units: shares of the size."""

    code: int
    cluster: int
    advance: float
    dx: float
    dy: float


class Face:
    """One trusted font. Units: advances in shares of the size."""

    def __init__(self, content: bytes) -> None:
        import uharfbuzz

        self.content = content
        self.face = uharfbuzz.Face(content)
        self.font = uharfbuzz.Font(self.face)
        self.upem: int = self.face.upem
        table = self.face.reference_table("OS/2").data
        self.weight = int.from_bytes(table[4:6], "big") if len(table) >= 6 else 400

    def shaped(
        self,
        text: str,
        *,
        lang: str,
        direction: str = "ltr",
        features: Mapping[str, bool] | None = None,
        start: int = 0,
        end: int | None = None,
    ) -> list[Shaped]:
        """`text[start:end]` in its surroundings, from left to right."""
        parts = _by_script(text, start, len(text) if end is None else end)
        return [
            glyph
            for part in (reversed(parts) if direction == "rtl" else parts)
            for glyph in self._shaped(text, part, lang, direction, features)
        ]

    def _shaped(
        self, text: str, part: _Part, lang: str, direction: str, features: Mapping[str, bool] | None
    ) -> Iterator[Shaped]:
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text, part.start, part.end - part.start)
        buffer.guess_segment_properties()
        if part.script:
            buffer.script = part.script
        buffer.direction = direction
        if lang:
            buffer.language = lang
        uharfbuzz.shape(self.font, buffer, dict(features or {}))
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            yield Shaped(
                info.codepoint,
                info.cluster,
                position.x_advance / self.upem,
                position.x_offset / self.upem,
                position.y_offset / self.upem,
            )


class _Part(NamedTuple):
    """Text in one script. Shape: the end is exclusive; `script` is None where no letter tells."""

    start: int
    end: int
    script: str | None


@functools.lru_cache(maxsize=1024)
def _by_script(text: str, start: int, end: int) -> tuple[_Part, ...]:
    """Text parted where its script changes, as who set it did: each script has rules of its own.

    Source: Unicode Standard Annex 24. Signs go with what is before them, those that close with those that open.
    """
    found: list[_Part] = []
    opened: list[tuple[str, str | None]] = []
    for at in range(start, end):
        last = found[-1] if found else _Part(at, at, None)
        script = _script(text[at]) or last.script
        if closing := _CLOSING.get(text[at]):
            opened.append((closing, script))
        elif opened and text[at] == opened[-1][0]:
            script = opened.pop()[1] or script
        if last.script is None or script == last.script:
            found[-1:] = [_Part(last.start, at + 1, script)]
        else:
            found.append(_Part(at, at + 1, script))
    return tuple(found)


_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "“": "”", "‘": "’"}


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    """The script of a letter; None of what many scripts have."""
    import uharfbuzz

    if not character.isalpha():
        return None
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    # As tags are typed: no stub tells.
    return str(buffer.script) if buffer.script else None


class Faces:
    """The trusted faces by the names that a PDF gives them, loaded when they are first used."""

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        self._fonts = fonts
        self._faces: dict[str, Face] = {}
        self._loaded: dict[str, tuple[Any, Any]] = {}
        self._document: Any = None

    def get(self, name: str) -> Face | None:
        if name not in self._faces:
            if name not in self._fonts:
                return None
            self._faces[name] = Face(self._fonts[name])
        return self._faces[name]

    def close(self) -> None:
        import pypdfium2.raw as pdfium

        for handle, _ in self._loaded.values():
            pdfium.FPDFFont_Close(handle)
        self._loaded.clear()
        if self._document is not None:
            pdfium.FPDF_CloseDocument(self._document)
            self._document = None

    def _drawing(self, name: str) -> Any:
        if name not in self._loaded:
            import pypdfium2.raw as pdfium

            content = self._fonts[name]
            buffer = (ctypes.c_uint8 * len(content)).from_buffer_copy(content)
            handle = pdfium.FPDFText_LoadFont(
                self._document, buffer, len(content), pdfium.FPDF_FONT_TRUETYPE, True
            )
            if not handle:
                raise Unreadable("PRF871", kind="a font", problem=f"{name} cannot be loaded")
            self._loaded[name] = (handle, buffer)
        return self._loaded[name][0]

    def picture(self, canvas: Canvas, glyphs: Sequence[Glyph], ground: tuple[int, int, int]) -> Image:
        """The glyphs alone on a plain ground, as the canvas would show them."""
        import pypdfium2.raw as pdfium

        if self._document is None:
            self._document = pdfium.FPDF_CreateNewDocument()
        width, height = canvas.size
        page = pdfium.FPDFPage_New(self._document, 0, float(width), float(height))
        try:
            create, set_codes, set_colour, set_matrix, insert = _drawing()
            code, matrix = ctypes.c_uint32(), (ctypes.c_float * 6)()
            at_code, at_matrix = ctypes.addressof(code), ctypes.addressof(matrix)
            document, sheet = ctypes.addressof(self._document.contents), ctypes.addressof(page.contents)
            for glyph in glyphs:
                shape = create(document, ctypes.addressof(self._drawing(glyph.face).contents), glyph.unit)
                code.value = glyph.code
                set_codes(shape, at_code, 1)
                set_colour(shape, *glyph.colour, 255)
                a, b, c, d, x, y = canvas.placed(glyph.matrix, glyph.x, glyph.y)
                # Pixels count downwards, the page upwards.
                matrix[:] = [a, -b, c, -d, x, height - y]
                set_matrix(shape, at_matrix)
                insert(sheet, shape)
            return canvas.rendered(page, (0, 0), (width, height), ground, 0)
        finally:
            pdfium.FPDF_ClosePage(page)
            pdfium.FPDFPage_Delete(self._document, 0)


@functools.cache
def _drawing() -> tuple[Any, ...]:
    """What of PDFium draws a glyph, with plain numbers for all that it takes. Why: it is called for each glyph.

    In order: makes a text object; sets its codes, its colour, its matrix; puts it on a page.
    """
    import pypdfium2.raw as pdfium

    thing, number = ctypes.c_void_p, ctypes.c_uint
    kinds = (
        (pdfium.FPDFPageObj_CreateTextObj, thing, (thing, thing, ctypes.c_float)),
        (pdfium.FPDFText_SetCharcodes, ctypes.c_int, (thing, thing, ctypes.c_size_t)),
        (pdfium.FPDFPageObj_SetFillColor, ctypes.c_int, (thing, number, number, number, number)),
        (pdfium.FPDFPageObj_SetMatrix, ctypes.c_int, (thing, thing)),
        (pdfium.FPDFPage_InsertObject, None, (thing, thing)),
    )
    found = []
    for function, gives, takes in kinds:
        address = ctypes.cast(function, thing).value
        assert address is not None
        found.append(ctypes.CFUNCTYPE(gives, *takes)(address))
    return tuple(found)
