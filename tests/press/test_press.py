"""The press file as a whole: what it is, what it holds, what it no longer holds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipeline.engines import EngineError
from pipeline.engines.press import booklet_sheets, single_sheets, trifold_sheets
from pipeline.engines.running import Aloud
from tests.conformance.preflight import most_ink, plates, preflight
from tests.press.conftest import IDENTIFIER, MANIFEST, Press, instructions

MM = 72 / 25.4


def _trifold(printer: Press) -> bytes:
    widths = (100, 97, 100, 100, 97, 100)
    css = "".join(
        f"@page p{number}{{size:{width}mm 210mm;background:#E6F3F5}} .p{number}{{page:p{number}}}"
        for number, width in enumerate(widths)
    )
    sections = "".join(
        f'<section class="p{number}"><h1>Panel {number}</h1><p>Text.</section>' for number in range(6)
    )
    return printer.written(
        sections, css + "section{break-before:page} section:first-child{break-before:auto}"
    )


def _booklet(printer: Press, count: int) -> bytes:
    sections = "".join(f"<h1>Page {number}</h1><p>Text of it.</p>" for number in range(count))
    css = "h1{break-before:page} h1:first-child{break-before:auto} @page{@top-left{content:'Head'} @bottom-left{content:'Foot'}}"
    return printer.written(sections, css, size="148mm 210mm")


def _texts(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_a_trifold_is_a_pdf_x_4_of_two_sides(printer: Press) -> None:
    pressed = printer(_trifold(printer), trifold_sheets("a4"))
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    outside, inside = _texts(pressed.content)
    assert re.findall(r"Panel (\d)", outside) == ["0", "1", "5"]
    assert re.findall(r"Panel (\d)", inside) == ["2", "3", "4"]


def test_a_booklet_is_printed_in_spreads(printer: Press) -> None:
    pressed = printer(_booklet(printer, 8), booklet_sheets(8, "a4"))
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    found = [re.findall(r"Page (\d)", text) for text in _texts(pressed.content)]
    assert found == [["0", "7"], ["1", "6"], ["2", "5"], ["3", "4"]]


def test_the_preflight_refuses_what_is_made_for_screens(printer: Press) -> None:
    found = preflight(_trifold(printer))
    assert any("a colour of the screen" in complaint for complaint in found)
    assert any("output intents" in complaint for complaint in found)
    assert any("structure" in complaint for complaint in found)


def test_the_same_input_gives_the_same_bytes(printer: Press) -> None:
    pdf = _trifold(printer)
    first = printer(pdf, trifold_sheets("a4"))
    assert printer(pdf, trifold_sheets("a4")) == first
    assert printer(pdf, trifold_sheets("a4", rtl=True)).content != first.content


def test_where_every_page_lies_is_kept(printer: Press) -> None:
    pressed = printer(_trifold(printer), trifold_sheets("a4"))
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        kept = document.Root.PieceInfo.smallprint
        assert str(kept.LastModified) == "D:20260301000000Z"
        assert kept.Private.Manifest.read_bytes() == MANIFEST
        panels = [[float(number) for number in panel] for panel in kept.Private.Panels]
        assert [(panel[0], panel[1]) for panel in panels] == [(0, 0), (0, 1), (1, 2), (1, 3), (1, 4), (0, 5)]
        cover = [edge / MM for edge in panels[0][2:]]
        assert cover == pytest.approx([12 + 197, 12, 12 + 297, 12 + 210], abs=0.01)
        trim = [float(edge) / MM for edge in document.pages[0].obj.TrimBox]
        assert trim == pytest.approx([12, 12, 309, 222], abs=0.01)


def test_what_is_read_aloud_elsewhere_stays_apart(printer: Press) -> None:
    """Running heads and feet are known as such, marked content is balanced, and no number of a structure is left."""
    pressed = printer(_booklet(printer, 4), booklet_sheets(4, "a4"))
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        found = instructions(document)
        sides = [
            str(operands[1].Subtype)
            for name, operands in found
            if name == "BDC" and operands[0] == "/Artifact"
        ]
        assert sorted(sides) == ["/Footer", "/Footer", "/Header", "/Header"]
        assert b"MCID" not in b"".join(
            form.read_bytes() for form in document.pages[0].Resources.XObject.values()
        )


def test_a_foot_that_is_read_aloud_is_content(printer: Press) -> None:
    pdf = _booklet(printer, 4)
    pressed = printer(pdf, booklet_sheets(4, "a4"), spoken=Aloud(0, 200.0, 210.0))
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        found = instructions(document)
        sides = [
            str(operands[1].Subtype)
            for name, operands in found
            if name == "BDC" and operands[0] == "/Artifact"
        ]
        assert sorted(sides) == ["/Footer", "/Header", "/Header"]


def test_text_that_stands_for_shaped_letters_is_kept(printer: Press) -> None:
    pressed = printer.on_paper('<p lang="hi">स्वास्थ्य</p>')
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        spoken = [str(operands[1].ActualText) for name, operands in instructions(document) if name == "BDC"]
    assert "स्वास्थ्य" in "".join(spoken)


def test_links_attachments_and_bookmarks_are_gone(printer: Press) -> None:
    pressed = printer.on_paper('<h1>Head</h1><p><a href="https://example.org/">A link</a></p>')
    assert preflight(pressed.content) == []
    assert b"example.org" not in pressed.content


def test_nothing_of_ours_lies_within_the_bleed(printer: Press, ghostscript: str, tmp_path: Path) -> None:
    """An empty page stays empty; outside, there are marks on all four plates."""
    pressed = printer(printer.written("<p>&nbsp;</p>", size="297mm 210mm"), single_sheets(1, 297, 210))
    file = tmp_path / "empty.pdf"
    file.write_bytes(pressed.content)
    (plate,) = plates(file, tmp_path, 144)
    assert most_ink(plate, (9, 9, 9 + 303, 9 + 216)) == 0
    assert most_ink(plate) == 400
    for band in plate.split():
        assert band.getbbox() is not None


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_marks_lie_where_the_sheet_is_cut_and_folded(
    printer: Press, ghostscript: str, tmp_path: Path, paper: str
) -> None:
    width, height = (100, 210) if paper == "a4" else (93.6625, 215.9)
    flap = 97 if paper == "a4" else 92.075
    widths = (width, flap, width, width, flap, width)
    css = "".join(
        f"@page p{number}{{size:{one}mm {height}mm}} .p{number}{{page:p{number}}}"
        for number, one in enumerate(widths)
    )
    body = "".join(f'<p class="p{number}">&nbsp;</p>' for number in range(6))
    sheets = trifold_sheets(paper)
    pressed = printer(printer.written(body, css), sheets)
    assert pressed.faults == ()
    file = tmp_path / "marks.pdf"
    file.write_bytes(pressed.content)
    for plate, sheet in zip(plates(file, tmp_path, 144), sheets, strict=True):
        scale = 144 / 25.4
        # A row in the slug at the foot that crosses upright marks and nothing else of ours but the line of text.
        row = plate.getchannel("C").crop(
            (0, round((12 + height + 9) * scale), plate.width, round((12 + height + 9) * scale) + 1)
        )
        found = {index for index, level in enumerate(row.tobytes()) if level}
        for x in (0.0, *sheet.folds_mm, sheet.width_mm):
            assert any(abs(index / scale - 12 - x) < 0.4 for index in found), (x, sorted(found))


def test_creep_moves_what_is_on_the_page_and_not_the_cut(printer: Press) -> None:
    pdf = _booklet(printer, 8)
    flat = printer(pdf, booklet_sheets(8, "a4", 0.0))
    crept = printer(pdf, booklet_sheets(8, "a4", 1.0))
    with pikepdf.open(io.BytesIO(flat.content)) as one, pikepdf.open(io.BytesIO(crept.content)) as other:
        for number, shift in ((0, 0.0), (2, 1.2)):
            before, after = (_placements(document.pages[number]) for document in (one, other))
            assert len(before) == 2
            for name in before:
                assert before[name][0] == after[name][0]
                towards = 1 if before[name][0][0] < 100 else -1
                assert after[name][1] - before[name][1] == pytest.approx(towards * shift * MM, abs=0.01)


def _placements(page: pikepdf.Page) -> dict[str, tuple[list[float], float]]:
    """The window and the shift of each page on a sheet."""
    found = {}
    window: list[float] = []
    shift = 0.0
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), list(instruction.operands)
        if name == "re":
            window = [float(edge) for edge in operands]
        elif name == "cm":
            shift = float(operands[4])
        elif name == "Do":
            found[str(operands[0])] = (window, shift)
    return found


def test_a_page_of_another_size_is_named(printer: Press) -> None:
    pressed = printer(printer.written("<p>Text</p>"), single_sheets(1, 148, 210))
    assert [(fault.kind, fault.page) for fault in pressed.faults] == [("size", 0)]


def test_a_page_without_a_place_stops_it(printer: Press) -> None:
    with pytest.raises(EngineError, match="page 2 has no place"):
        printer(_booklet(printer, 4), single_sheets(1, 148, 210))
    with pytest.raises(EngineError):
        printer(_booklet(printer, 4), single_sheets(5, 148, 210))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"not a PDF at all"])
def test_what_is_no_pdf_is_refused(printer: Press, content: bytes) -> None:
    with pytest.raises(EngineError):
        printer(content, single_sheets(1, 100, 150))


def test_damaged_files_give_a_sound_file_or_an_error(printer: Press) -> None:
    """Never a press file that is broken and says nothing."""
    pdf = printer.written("<h1>Head</h1><p>Text</p>" * 8, "h1{color:#004B57}")
    for place in range(40, len(pdf), len(pdf) // 40):
        damaged = pdf[:place] + bytes(64) + pdf[place + 64 :]
        try:
            pressed = printer(damaged, single_sheets(1, 100, 150))
        except EngineError:
            continue
        assert pressed.faults or preflight(pressed.content) == []


def test_a_title_that_the_font_cannot_write_is_left_out_beside_the_sheet(printer: Press) -> None:
    pressed = printer(printer.written("<p>Text</p>"), single_sheets(1, 100, 150), title="ملصق <&> \x05")
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        assert str(document.docinfo["/Title"]) == "ملصق <&> "


def test_the_identity_is_the_one_given(printer: Press) -> None:
    pressed = printer(printer.written("<p>Text</p>"), single_sheets(1, 100, 150))
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        assert bytes(document.trailer.ID[0]) == IDENTIFIER
        described = document.Root.Metadata.read_bytes().decode()
        assert "uuid:00010203-0405-0607-0809-0a0b0c0d0e0f" in described
        assert "Tides &amp; times" in described
        assert str(document.docinfo["/CreationDate"]) == "D:20260301000000Z"
