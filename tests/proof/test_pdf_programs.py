"""The fonts in a brochure: the letters of the whole article have the shapes that their face gives them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.ttProgram import Program

from pipeline.proof.pdf.programs import reshaped

from .conftest import Finished, shipped_fonts


def fonts_of(document: Any) -> list[Any]:
    return [
        entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary) and "/ToUnicode" in entry
    ]


def otherwise(
    content: bytes, change: Callable[[TTFont], None], faces: Mapping[str, bytes] | None = None
) -> str:
    """What is found in a file after a change of the font that its text is set in."""
    with pikepdf.open(io.BytesIO(content)) as document:
        for entry in document.objects:
            if isinstance(entry, pikepdf.Dictionary) and str(entry.get("/FontName", "")).endswith("SP-Sans"):
                font = TTFont(io.BytesIO(entry.FontFile2.read_bytes()))
                change(font)
                output = io.BytesIO()
                font.save(output)
                entry.FontFile2.write(output.getvalue())
        return "\n".join(reshaped(fonts_of(document), faces or shipped_fonts()))


def named(font: TTFont, letters: str) -> list[str]:
    """The glyphs of some letters: a part of a face keeps their numbers."""
    face = TTFont(io.BytesIO(shipped_fonts()["SP-Sans"]))
    return [font.getGlyphName(face.getGlyphID(face.getBestCmap()[ord(letter)])) for letter in letters]


def exchanged(font: TTFont) -> None:
    two, four = named(font, "24")
    glyphs = font["glyf"]
    glyphs[two], glyphs[four] = glyphs[four], glyphs[two]


def emptied(font: TTFont) -> None:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    (four,) = named(font, "4")
    # Read before there is less to read.
    assert font["hmtx"][four]
    font["glyf"][four] = Glyph()


def moved(font: TTFont) -> None:
    (four,) = named(font, "4")
    advance, begins = font["hmtx"][four]
    font["hmtx"][four] = (advance, begins + 900)


def instructed(font: TTFont) -> None:
    font["fpgm"] = newTable("fpgm")
    font["fpgm"].program = Program()
    font["fpgm"].program.fromAssembly(["PUSHB[ ]", "0", "POP[ ]"])


def steered(font: TTFont) -> None:
    """Each glyph gets instructions, of one outline and of several."""
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.numberOfContours:
            glyph.program = Program()
            glyph.program.fromAssembly(["PUSHB[ ]", "7", "POP[ ]"])
            for part in getattr(glyph, "components", ())[-1:]:
                part.flags |= 0x0100


def coloured(font: TTFont) -> None:
    font["sbix"] = table = DefaultTable("sbix")
    table.data = bytes(8)


def smaller(font: TTFont) -> None:
    font["head"].unitsPerEm *= 2


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (exchanged, 'other shapes in the font SP-Sans where "'),
        (emptied, 'other shapes in the font SP-Sans where "'),
        (moved, 'where "4" should be'),
        (steered, 'other shapes in the font SP-Sans where "'),
        (instructed, "with what its face lacks"),
        (coloured, "with what its face lacks"),
        (smaller, "with what its face lacks"),
    ],
)
def test_a_font_that_draws_other_shapes(
    brochure: Finished, change: Callable[[TTFont], None], said: str
) -> None:
    assert said in otherwise(brochure.content, change)


def test_a_font_that_was_written_anew(brochure: Finished) -> None:
    assert otherwise(brochure.content, lambda font: None) == ""


def test_a_face_with_instructions_for_pixels(brochure: Finished) -> None:
    """Most fonts have them, and what a file holds of one has none."""
    face = TTFont(io.BytesIO(shipped_fonts()["SP-Sans"]))
    steered(face)
    output = io.BytesIO()
    face.save(output)

    def written(font: TTFont) -> None:
        """By the same program as the face."""
        assert all(font["glyf"][name] for name in font.getGlyphOrder())

    assert otherwise(brochure.content, written, {**shipped_fonts(), "SP-Sans": output.getvalue()}) == ""


def test_a_digit_that_is_drawn_as_another_is_a_finding(brochure: Finished) -> None:
    """The words of the article are as they were."""

    def change(document: Any) -> None:
        for entry in document.objects:
            if isinstance(entry, pikepdf.Dictionary) and str(entry.get("/FontName", "")).endswith("SP-Sans"):
                font = TTFont(io.BytesIO(entry.FontFile2.read_bytes()))
                exchanged(font)
                output = io.BytesIO()
                font.save(output)
                entry.FontFile2.write(output.getvalue())

    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    assert brochure.codes(output.getvalue()) == {"PRF846"}


def test_a_font_that_cannot_be_read(brochure: Finished) -> None:
    for damage in (
        lambda program: b"OTTO" + program[4:],
        lambda program: program[:300],
        lambda program: program.replace(b"hmtx", b"head", 1),
    ):
        with pikepdf.open(io.BytesIO(brochure.content)) as document:
            for entry in document.objects:
                if isinstance(entry, pikepdf.Dictionary) and "/FontFile2" in entry:
                    entry.FontFile2.write(damage(entry.FontFile2.read_bytes()))
            found = list(reshaped(fonts_of(document), shipped_fonts()))
        assert found
        assert all(one.endswith("that cannot be read") for one in found)


def test_faces_whose_outlines_tell_nothing(brochure: Finished) -> None:
    """Those of a face for all weights are others in each, and some faces have none of this kind."""
    face = TTFont(io.BytesIO(shipped_fonts()["SP-Sans"]))
    face["gvar"] = table = newTable("GSUB")
    table.compile = lambda _: bytes(8)
    output = io.BytesIO()
    face.save(output)
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        for content in (output.getvalue(), b"wOF2" + bytes(60), b""):
            found = reshaped(fonts_of(document), dict.fromkeys(shipped_fonts(), content))
            assert not [one for one in found if "shapes" in one or "cannot be read" in one]
