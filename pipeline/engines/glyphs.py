"""Lines drawn with the glyphs that their text was set with.

Input: WeasyPrint's drawing of a line of text. Output: the same operators. Must not: set anything.

Why: WeasyPrint 70 has each line set once more when it is drawn, and asks for the font and the width of every glyph.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# So many are kept with the fonts of a stylesheet: an article has some ten in each size that is tried.
TYPES = 300
# From here on Pango's numbers are no glyphs of a font.
_NO_GLYPH = 0x0FFFFFFF


@dataclass(eq=False, slots=True)
class Type:
    """A font in one size.

    Shape: `font` lives as long as `holder`. `key`, `description` and `size` are what WeasyPrint knows it by; `alone` are the widths
    of single glyphs in Pango's units; `shown` is what is written for a glyph of some width, which documents take for another one.
    """

    font: Any
    holder: Any
    key: Any
    description: Any
    size: float
    alone: dict[int, int] = field(default_factory=dict)
    shown: dict[tuple[int, int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A text in one font, from left to right. Shape: `starts` says at which byte of `content` each of its `numbers` begins, `widths` how wide it is in Pango's units."""

    type: Type
    content: bytes
    starts: Sequence[int]
    numbers: Sequence[int]
    widths: Sequence[int]


def glyphs_of(
    kind: Type, content: bytes, starts: Sequence[int], numbers: Sequence[int], offsets: Sequence[int],
    widths: Sequence[int],
) -> Glyphs | None:  # fmt: skip
    """None where a glyph does not stand right behind the one before, or is none."""
    if any(offsets) or max(numbers, default=0) >= _NO_GLYPH or min(numbers, default=0) < 0:
        return None
    return Glyphs(kind, content, *(array("i", each) for each in (starts, numbers, widths)))


def type_of(style: Any, layout: Any, font: Any) -> Type:
    """The font of a layout, which is held from now on."""
    from weasyprint.text import fonts
    from weasyprint.text.ffi import ffi

    known: dict[int, Type] = style.font_config.__dict__.setdefault("kept_types", {})
    key = int(ffi.cast("intptr_t", font))
    if key not in known:
        if len(known) >= TYPES:
            known.clear()
        known[key] = Type(font, layout, *fonts.get_pango_font_key(font))
    return known[key]


def later(layout: Any) -> Any:
    """A layout of Pango's that is made ready only if nobody knows its glyphs."""

    # The class is WeasyPrint's own, which has no types.
    class Later(layout):  # type: ignore[misc]
        def reactivate(self, style: Any) -> None:
            if "glyphs" not in self.__dict__:
                super().reactivate(style)

        def deactivate(self) -> None:
            if "layout" in self.__dict__:
                super().deactivate()

    return Later


def draw_kept_glyphs() -> None:
    """From now on, lines whose glyphs are known are drawn with them."""
    from weasyprint.draw import text

    if not isinstance(text.draw_first_line, Drawing):
        text.draw_first_line = Drawing(text.draw_first_line)


class Drawing:
    """WeasyPrint's drawing of a line of text."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.pdf.fonts import Font
        from weasyprint.text import ffi, line_break

        self.stock, self.font, self.layout = stock, Font, line_break.Layout
        self.ffi, self.pango, self.pixel = ffi.ffi, ffi.pango, ffi.FROM_UNITS
        # Before, Pango says another size.
        self.says_size = ffi.pango.pango_version() >= 14802

    def __call__(self, stream: Any, box: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        layout, style = box.pango_layout, box.style
        known: tuple[Glyphs, int, int] | None = layout.__dict__.get("glyphs")
        if known is None:
            return self.stock(stream, box, overflow, ellipsis, matrix)
        glyphs, start, end = known
        kind = glyphs.type
        font = stream._fonts.get(kind.key)
        if font is None:
            font = stream._fonts[kind.key] = self.font(kind.font, kind.description, kind.size)
        special = font.bitmap or font.png or font.svg or font.colr or not self.says_size
        if special or overflow == "ellipsis" or ellipsis != "none" or style["font_size"] < 1e-6:
            self.layout.reactivate(layout, style)
            return self.stock(stream, box, overflow, ellipsis, matrix)
        if not box.text.strip():
            return []
        stream.set_text_matrix(*matrix.values)
        stream.set_font_size(font.hash, kind.size)
        first, last = bisect_left(glyphs.starts, start), bisect_left(glyphs.starts, end)
        numbers, shown, known_widths = glyphs.numbers[first:last], kind.shown, font.widths
        if not font.to_unicode.keys() >= set(numbers):
            self.spell(font, glyphs, first, last, end)
        pieces = []
        for number, width in zip(numbers, glyphs.widths[first:last], strict=True):
            usual = known_widths.get(number)
            if usual is None:
                usual = known_widths[number] = self.width(kind, number)
            piece = shown.get((number, width, usual))
            if piece is None:
                nearer = usual + 0.0 - width * 1000 * self.pixel / kind.size
                piece = f"{number:04x}>{int(nearer)}<" if nearer else f"{number:04x}"
                shown[number, width, usual] = piece
            pieces.append(piece)
        string = "<" + "".join(pieces)
        stream.show_text(string[:-1] if string[-1] == "<" else string + ">")
        return []

    def spell(self, font: Any, glyphs: Glyphs, first: int, last: int, end: int) -> None:
        """What glyphs stand for, where a document does not know it."""
        starts = glyphs.starts
        for index in range(first, last):
            number = glyphs.numbers[index]
            if number not in font.to_unicode:
                behind = end if index == last - 1 else starts[index + 1]
                font.to_unicode[number] = glyphs.content[starts[index] : behind].decode()

    def width(self, kind: Type, number: int) -> int:
        """How wide a document takes a glyph for, which may have met it in another size first. Units: thousandths of an em."""
        extents = self.ffi.new("PangoRectangle *")
        self.pango.pango_font_get_glyph_extents(kind.font, number, self.ffi.NULL, extents)
        width: int = round(extents.width * 1000 * self.pixel / kind.size)
        return width
