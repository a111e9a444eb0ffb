"""Brochures whose fonts lie, whose letters stand out of order, and what disclaimers have to measure."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from pipeline.document.nodes import Legibility

from .conftest import Finished
from .printed import changed, expectation, owed_notice, printed, run, shown
from .test_pdf import Instruction, around, matrices, op, rewritten, text_object

WORDING = "This is not advice; 1,200 NOK in 0 or 10 months, or less: ask a clerk, now or later."


def owed_file(wording: str = WORDING, style: str = "", **facts: Any) -> Finished:
    notice = owed_notice("advice-1", wording, **facts)
    owed = expectation(
        run("Ferries", -1, kind="title"),
        run("The lead.", 0, "advice-1"),
        shown(notice, 1),
        run("The end.", 2),
    )
    return printed(
        owed,
        f'<h1>Ferries</h1><p>The lead.</p><p class="note"><b>Please note.</b> <span class="wording">{wording}</span></p><p>The end.</p>',
        style,
    )


@pytest.fixture(scope="module")
def file() -> Finished:
    return owed_file()


def in_font(finished: Finished, change: Callable[[TTFont], None]) -> bytes:
    """The file with its regular face changed."""
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        for entry in document.objects:
            if (
                isinstance(entry, Dictionary)
                and "/FontFile2" in entry
                and str(entry.FontName).endswith("+SP-Sans")
            ):
                font = TTFont(io.BytesIO(entry.FontFile2.read_bytes()))
                change(font)
                output = io.BytesIO()
                font.save(output)
                entry.FontFile2.write(output.getvalue())
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


def glyph_name(font: TTFont, finished: Finished, character: str) -> str:
    """The glyph of a character, by the table that PDF readers use."""
    return font.getGlyphName(int(codes_of(finished)[character], 16))


def codes_of(finished: Finished) -> dict[str, str]:
    """Characters and their codes in the regular face."""
    import re

    with pikepdf.open(io.BytesIO(finished.content)) as document:
        for entry in document.objects:
            if (
                isinstance(entry, Dictionary)
                and str(entry.get("/BaseFont", "")).endswith("+SP-Sans")
                and "/ToUnicode" in entry
            ):
                mapping = entry.ToUnicode.read_bytes().decode()
                pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]{4})>", mapping)
                return {chr(int(text, 16)): code for code, text in pairs}
    raise AssertionError("no regular face")


def test_clean(file: Finished) -> None:
    made = file.proved()
    assert made.diagnostics == ()
    seen = made.disclaimers[0]
    assert seen.size_pt == 11
    # Source Sans: 486 of 1,000 units.
    assert seen.x_height_mm == pytest.approx(11 * 0.486 * 25.4 / 72, abs=0.01)
    assert seen.bold is False
    assert seen.line_chars is not None
    assert 40 < seen.line_chars <= len(WORDING)
    assert file.codes(rewritten(file, WORDING, lambda instructions, places: instructions)) == set()
    assert file.codes(in_font(file, lambda font: None)) == set()


@pytest.mark.parametrize("figures", ["proportional-nums lining-nums", "tabular-nums lining-nums", "normal"])
def test_figures_as_stylesheets_set_them(figures: str) -> None:
    assert owed_file(style=f"html {{ font-variant-numeric: {figures} }}").codes() == set()


@pytest.mark.parametrize("family", ["SP Serif", "SP Sans"])
@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize(
    "text",
    [
        "Žluťoučký kůň; Ærlig talt, Łódź – “quoted” … ½ & 5 °C.",
        "Це не порада; запитайте того, хто знає.",
        "Δεν είναι συμβουλή· ρωτήστε.",
    ],
)
def test_other_letters_and_faces(family: str, weight: int, text: str) -> None:
    finished = owed_file(text, f'.wording {{ font-family: "{family}"; font-weight: {weight} }}')
    made = finished.proved()
    if {found.code for found in made.diagnostics} == {"PRF845"}:
        pytest.skip(f"no {family} for this script")
    assert made.diagnostics == ()
    assert made.disclaimers[0].bold is (weight == 600)
    assert made.disclaimers[0].x_height_mm is not None


# ── fonts that lie


@pytest.mark.code("PRF828")
@pytest.mark.parametrize("pair", ["tw", "ec", "0o", "l1", "hn", "oe", ".,", ";:", "vw", "cr"])
def test_a_glyph_that_draws_another_letter(file: Finished, pair: str) -> None:
    """Text, widths and codes as before: only the outline is another's."""

    def swap(font: TTFont) -> None:
        one, other = (glyph_name(font, file, character) for character in pair)
        font["glyf"][one], font["glyf"][other] = font["glyf"][other], font["glyf"][one]

    assert "PRF828" in file.codes(in_font(file, swap))


def test_a_glyph_that_is_blank_or_a_box(file: Finished) -> None:
    def blank(font: TTFont) -> None:
        glyph = font["glyf"][glyph_name(font, file, "n")]
        glyph.numberOfContours, glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax = 0, 0, 0, 0, 0
        for name in ("coordinates", "flags", "endPtsOfContours", "program"):
            if hasattr(glyph, name):
                delattr(glyph, name)

    def box(font: TTFont) -> None:
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        pen = TTGlyphPen(None)
        for point, draw in (
            ((40, 0), pen.moveTo),
            ((40, 600), pen.lineTo),
            ((400, 600), pen.lineTo),
            ((400, 0), pen.lineTo),
        ):
            draw(point)
        pen.closePath()
        font["glyf"][glyph_name(font, file, "t")] = pen.glyph()

    assert file.codes(in_font(file, blank)) & {"PRF824", "PRF828", "PRF825"}
    assert "PRF828" in file.codes(in_font(file, box))


def test_a_table_of_characters_that_lies(file: Finished) -> None:
    """The page draws "now advice", and its text says "not advice"."""
    codes = codes_of(file)

    def redraw(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        for place in places:
            pieces = []
            for piece in instructions[place][0][0]:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece).hex()
                    pairs = [raw[at : at + 4] for at in range(0, len(raw), 4)]
                    pairs = [codes["w"] if pair == codes["t"] else pair for pair in pairs]
                    piece = pikepdf.String(bytes.fromhex("".join(pairs)))
                pieces.append(piece)
            result[place] = op("TJ", Array(pieces))
        return result

    with pikepdf.open(io.BytesIO(rewritten(file, WORDING, redraw))) as document:
        for entry in document.objects:
            if (
                isinstance(entry, Dictionary)
                and "/ToUnicode" in entry
                and str(entry.BaseFont).endswith("+SP-Sans")
            ):
                mapping = entry.ToUnicode.read_bytes()
                line = f"<{codes['w']}> <0077>".encode()
                assert line in mapping
                entry.ToUnicode.write(mapping.replace(line, f"<{codes['w']}> <0074>".encode()))
        output = io.BytesIO()
        document.save(output)
    codes_found = file.codes(output.getvalue())
    assert "PRF828" in codes_found or "PRF803" in codes_found


@pytest.mark.code("PRF845")
def test_a_face_that_nobody_vouches_for(file: Finished) -> None:
    made = file.proved(fonts={})
    assert {found.code for found in made.diagnostics} == {"PRF845"}
    assert not made.proved
    assert not made.disclaimers[0].visible
    with pikepdf.open(io.BytesIO(file.content)) as document:
        for entry in document.objects:
            for key in ("/BaseFont", "/FontName") if isinstance(entry, Dictionary) else ():
                if str(entry.get(key, "")).endswith("+SP-Sans"):
                    entry[key] = Name("/ABCDEF+Comic")
        output = io.BytesIO()
        document.save(output)
    assert file.codes(output.getvalue()) == {"PRF845", "PRF846"}


def test_a_face_under_the_name_of_another(file: Finished) -> None:
    with pikepdf.open(io.BytesIO(file.content)) as document:
        for entry in document.objects:
            if isinstance(entry, Dictionary) and str(entry.get("/BaseFont", "")).endswith("+SP-Sans"):
                entry.BaseFont = Name("/ABCDEF+SP-Sans-Bold")
        output = io.BytesIO()
        document.save(output)
    assert "PRF828" in file.codes(output.getvalue())


# ── letters out of order


@pytest.mark.parametrize(
    "turned",
    [
        lambda m: [-m[0], *m[1:]],
        lambda m: [m[0], m[1], m[2], -m[3], *m[4:]],
        lambda m: [-m[0], m[1], m[2], -m[3], *m[4:]],
    ],
)
def test_turned_or_mirrored(file: Finished, turned: Callable[[list[float]], list[float]]) -> None:
    codes = file.codes(rewritten(file, WORDING, matrices(turned)))
    assert codes & {"PRF828", "PRF821", "PRF803", "PRF801"}


def with_gap(instructions: list[Instruction], places: list[int], at: int, gap: float) -> list[Instruction]:
    """A gap (thousandths of an em, negative moves on) before a glyph of the first line."""
    result = list(instructions)
    pieces: list[Any] = []
    count = 0
    for piece in instructions[places[0]][0][0]:
        if isinstance(piece, pikepdf.String):
            raw = bytes(piece)
            for start in range(0, len(raw), 2):
                if count == at:
                    pieces.append(gap)
                pieces.append(pikepdf.String(raw[start : start + 2]))
                count += 1
        else:
            pieces.append(piece)
    result[places[0]] = op("TJ", Array(pieces))
    return result


@pytest.mark.parametrize(("at", "gap"), [(9, -400), (9, 500), (8, 230), (3, 2500), (13, -900), (12, -3000)])
def test_letters_pushed_apart_or_together(file: Finished, at: int, gap: float) -> None:
    found = file.codes(
        rewritten(file, WORDING, lambda instructions, places: with_gap(instructions, places, at, gap))
    )
    assert found & {"PRF828", "PRF803"}, found


def test_lines_that_change_places(file: Finished) -> None:
    def swap(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        spots = []
        for place in (places[0], places[-1]):
            start, end = text_object(instructions, place)
            spots.append(next(index for index in range(start, end) if str(instructions[index][1]) == "Tm"))
        one, other = spots
        assert one != other
        first, second = ([float(value) for value in instructions[spot][0]] for spot in spots)
        result[one] = op("Tm", *first[:5], second[5])
        result[other] = op("Tm", *second[:5], first[5])
        return result

    assert file.codes(rewritten(file, WORDING, swap))


def test_a_stroke_is_no_bold_letter(file: Finished) -> None:
    heavy = rewritten(file, WORDING, around([op("Tr", 2), op("w", 0.5)], [op("Tr", 0)]))
    assert {"PRF823"} <= file.codes(heavy)


# ── what it has to measure


@pytest.mark.code("PRF834", "PRF836", "PRF837")
@pytest.mark.parametrize(
    ("legibility", "code"),
    [
        (Legibility(min_size_pt=12), "PRF831"),
        (Legibility(min_x_height_mm=2.0), "PRF836"),
        (Legibility(min_contrast=18), "PRF833"),
        (Legibility(max_line_chars=40), "PRF837"),
        (Legibility(min_body_ratio=1.1), "PRF832"),
        (Legibility(bold=True), "PRF834"),
    ],
)
def test_measures(file: Finished, legibility: Legibility, code: str) -> None:
    runs = tuple(
        dataclasses.replace(one, notice=dataclasses.replace(one.notice, legibility=legibility))
        if one.notice
        else one
        for one in file.owed.runs
    )
    owing = changed(file, runs=runs)
    assert owing.codes() == {code}
    made = owing.proved()
    assert made.disclaimers[0].legible is False
    assert made.disclaimers[0].visible


def test_bold_by_its_face() -> None:
    finished = owed_file(style=".wording { font-weight: 700 }", legibility=Legibility(bold=True))
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.disclaimers[0].bold is True
