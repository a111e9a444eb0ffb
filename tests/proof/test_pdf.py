"""Brochures that were tampered with in their content streams: each is caught, for the right reason."""

from __future__ import annotations

import ctypes
import dataclasses
import io
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, Operator

from pipeline import proof
from pipeline.rendition.expected import Expectation

from .conftest import CLOSING, OPENING, PAY, PRICES, Finished

Instruction = tuple[list[Any], Any]


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "").replace("\x02", "").replace("\ufffe", "")


def shows(content: bytes, wording: str) -> tuple[int, list[int]]:
    """The page of a wording, and which of its text-showing operators draw it. Units: from 0."""
    document = pypdfium2.PdfDocument(content)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        count = pdfium.FPDFText_CountChars(text.raw)
        characters: list[str] = []
        objects: list[int] = []
        for index in range(count):
            character = squeezed(chr(pdfium.FPDFText_GetUnicode(text.raw, index)))
            handle = pdfium.FPDFText_GetTextObject(text.raw, index)
            if character and handle:
                characters.append(character)
                objects.append(ctypes.addressof(handle.contents))
        at = "".join(characters).find(squeezed(wording))
        if at < 0:
            continue
        order = []
        for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
            handle = pdfium.FPDFPage_GetObject(page.raw, index)
            if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT:
                order.append(ctypes.addressof(handle.contents))
        wanted = dict.fromkeys(objects[at : at + len(squeezed(wording))])
        return number, [order.index(address) for address in wanted]
    raise AssertionError(f"no {wording}")


Change = Callable[[list[Instruction], list[int]], list[Instruction]]


def rewritten(
    finished: Finished, wording: str, change: Change, prepare: Callable[[pikepdf.Page], None] | None = None
) -> bytes:
    """The file with the instructions of one page changed. `change` gets the places of the wording's operators."""
    number, wanted = shows(finished.content, wording)
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        page = document.pages[number]
        instructions: list[Instruction] = [
            (list(instruction.operands), instruction.operator)
            for instruction in pikepdf.parse_content_stream(page)
        ]
        places = [
            index
            for index, (_, operator) in enumerate(instructions)
            if str(operator) in ("TJ", "Tj", "'", '"')
        ]
        if prepare:
            prepare(page)
        changed = change(instructions, [places[index] for index in wanted])
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(changed))
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


def op(operator: str, *operands: Any) -> Instruction:
    return (list(operands), Operator(operator))


def around(before: Iterable[Instruction], behind: Iterable[Instruction]) -> Change:
    """Instructions before and behind each operator of the wording."""

    def change(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result: list[Instruction] = []
        for index, instruction in enumerate(instructions):
            if index in places:
                result += [*before, instruction, *behind]
            else:
                result.append(instruction)
        return result

    return change


def colour_before(instructions: list[Instruction], place: int) -> Instruction:
    return next(
        instruction
        for instruction in reversed(instructions[:place])
        if str(instruction[1]) in ("rg", "g", "k", "sc", "scn")
    )


def bleached(*colour: float) -> Change:
    def change(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        ink = colour_before(instructions, places[0])
        return around([op("rg", *colour)], [ink])(instructions, places)

    return change


def text_object(instructions: list[Instruction], place: int) -> tuple[int, int]:
    """From BT to ET around an operator."""
    start = next(index for index in range(place, -1, -1) if str(instructions[index][1]) == "BT")
    end = next(index for index in range(place, len(instructions)) if str(instructions[index][1]) == "ET")
    return start, end


def matrices(change: Callable[[list[float]], list[float]]) -> Change:
    """The text matrices of the wording changed."""

    def changed(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        for place in places:
            at = next(index for index in range(place, -1, -1) if str(instructions[index][1]) == "Tm")
            result[at] = op("Tm", *change([float(value) for value in instructions[at][0]]))
        return result

    return changed


def lines_box(finished: Finished, key: str) -> tuple[int, float, float, float, float]:
    """The measured box of a disclaimer. Units: pt from the bottom left."""
    made = finished.proved()
    seen = next(seen for seen in made.disclaimers if seen.key == key)
    assert seen.box_mm is not None
    assert seen.page is not None
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        height = float(document.pages[seen.page - 1].mediabox[3])
    left, top, width, tall = (value / 25.4 * 72 for value in seen.box_mm)
    return seen.page - 1, left, height - top - tall, width, tall


def painted(finished: Finished, number: int, stream: bytes) -> bytes:
    """The file with something painted last on a page."""
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        page = document.pages[number]
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + stream)
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


# ── what is in order


def test_clean(brochure: Finished) -> None:
    made = brochure.proved()
    assert made.diagnostics == ()
    assert made.proved
    assert [seen.key for seen in made.disclaimers] == ["offer-1", "prices-1", "pay-1", "advice-1"]
    for seen in made.disclaimers:
        assert seen.sha256 == seen.found_sha256
        assert seen.page
        assert seen.box_mm
        assert seen.size_pt is not None
        assert seen.size_pt >= 9
        assert seen.contrast is not None
        assert seen.contrast > 10
    assert made.parity is not None
    assert made.parity.found == made.parity.expected
    assert made.as_json()["proved"] is True


def test_rewriting_alone_changes_nothing(brochure: Finished) -> None:
    """The mutants below fail for what they change, not for how they were written."""
    assert brochure.codes(rewritten(brochure, PRICES, lambda instructions, places: instructions)) == set()
    assert brochure.codes(rewritten(brochure, PRICES, around([op("Tr", 0)], []))) == set()
    assert brochure.codes(painted(brochure, 0, b"")) == set()


# ── present


def test_deleted(brochure: Finished) -> None:
    def delete(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        return [instruction for index, instruction in enumerate(instructions) if index not in places]

    for wording in (OPENING, PRICES, PAY, CLOSING):
        assert "PRF801" in brochure.codes(rewritten(brochure, wording, delete))


def test_truncated(brochure: Finished) -> None:
    def cut(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        return [instruction for index, instruction in enumerate(instructions) if index != places[-1]]

    _, places = shows(brochure.content, PRICES)
    assert len(places) > 1
    assert "PRF803" in brochure.codes(rewritten(brochure, PRICES, cut))


def test_reworded(brochure: Finished) -> None:
    def repeat(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        result[places[-1]] = instructions[places[0]]
        return result

    def swap(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        result[places[0]], result[places[-1]] = instructions[places[-1]], instructions[places[0]]
        return result

    assert "PRF803" in brochure.codes(rewritten(brochure, PRICES, repeat))
    assert {"PRF803", "PRF801"} & brochure.codes(rewritten(brochure, PRICES, swap))


def test_other_wording_owed(brochure: Finished) -> None:
    def owed(change: Callable[[str], str]) -> Expectation:
        runs = tuple(
            dataclasses.replace(
                run, text=change(run.text), notice=dataclasses.replace(run.notice, text=change(run.text))
            )
            if run.notice
            else run
            for run in brochure.owed.runs
        )
        return dataclasses.replace(brochure.owed, runs=runs)

    assert "PRF803" in brochure.codes(owed=owed(lambda text: text.replace("may change", "might change")))
    assert "PRF803" in brochure.codes(owed=owed(lambda text: text.replace("long-term", "longterm")))
    assert "PRF803" in brochure.codes(owed=owed(lambda text: text.replace("any time", "anytime")))
    swapped = brochure.codes(owed=owed(lambda text: {PRICES: PAY, PAY: PRICES}.get(text, text)))
    assert "PRF811" in swapped


def test_twice(brochure: Finished) -> None:
    def lower(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        moved = matrices(lambda matrix: [*matrix[:5], matrix[5] + 90])(instructions, places)
        start, _ = text_object(instructions, places[0])
        _, end = text_object(instructions, places[-1])
        return [*instructions[: end + 1], *moved[start : end + 1], *instructions[end + 1 :]]

    codes = brochure.codes(rewritten(brochure, PRICES, lower))
    assert codes & {"PRF802"}


# ── placed


def read_last(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
    """The wording drawn where it was, but last of the page."""
    spans = dict.fromkeys(text_object(instructions, place) for place in places)
    moved = [instruction for start, end in spans for instruction in instructions[start : end + 1]]
    gone = {index for start, end in spans for index in range(start, end + 1)}
    return [*(instruction for index, instruction in enumerate(instructions) if index not in gone), *moved]


def test_read_elsewhere(brochure: Finished) -> None:
    assert "PRF811" in brochure.codes(rewritten(brochure, PRICES, read_last))


@pytest.mark.code("PRF815")
def test_drawn_elsewhere(brochure: Finished) -> None:
    up = matrices(lambda matrix: [*matrix[:5], matrix[5] - 200])
    assert "PRF815" in brochure.codes(rewritten(brochure, PRICES, up))
    down = matrices(lambda matrix: [*matrix[:5], matrix[5] + 300])
    assert brochure.codes(rewritten(brochure, PRICES, down)) & {"PRF815", "PRF821"}


def test_on_the_next_page(brochure: Finished) -> None:
    """The same page twice: first without the disclaimer, then with nothing else."""
    number, _ = shows(brochure.content, PRICES)

    def kept(wanted: bool) -> Change:
        def change(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
            return [
                instruction
                for index, instruction in enumerate(instructions)
                if str(instruction[1]) != "TJ" or (index in places) is wanted
            ]

        return change

    without = rewritten(brochure, PRICES, kept(False))
    alone = rewritten(brochure, PRICES, kept(True))
    # Page 1 ends behind the table, so that the disclaimer only went to the next page.
    runs = brochure.owed.runs
    end = next(index for index, run in enumerate(runs) if run.notice and run.notice.key == "prices-1")
    last = next(index for index in range(end - 1, 0, -1) if runs[index].notice is None)

    def cut(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        return [
            instruction
            for index, instruction in enumerate(instructions)
            if str(instruction[1]) != "TJ" or index <= places[-1]
        ]

    first = rewritten(dataclasses.replace(brochure, content=without), runs[last].text, cut)
    with pikepdf.open(io.BytesIO(first)) as document, pikepdf.open(io.BytesIO(alone)) as other:
        document.pages.insert(number + 1, other.pages[number])
        output = io.BytesIO()
        document.save(output)
    assert "PRF812" in brochure.codes(output.getvalue())


def test_closing_before_other_text(brochure: Finished) -> None:
    runs = list(brochure.owed.runs)
    closing = next(index for index, run in enumerate(runs) if run.notice and run.notice.place == "opening")
    assert runs[closing].notice is not None
    notice = dataclasses.replace(runs[closing].notice, place="closing")  # type: ignore[type-var]
    runs[closing] = dataclasses.replace(runs[closing], notice=notice)
    assert "PRF814" in brochure.codes(owed=dataclasses.replace(brochure.owed, runs=tuple(runs)))


def test_opening_behind_text(brochure: Finished) -> None:
    assert "PRF813" in brochure.codes(rewritten(brochure, OPENING, read_last))


# ── visible


@pytest.mark.code("PRF821")
def test_off_the_page(brochure: Finished) -> None:
    off = matrices(lambda matrix: [*matrix[:4], matrix[4] + 1000, matrix[5]])
    assert "PRF821" in brochure.codes(rewritten(brochure, PRICES, off))


def test_cropped(brochure: Finished) -> None:
    number, left, _, _, _ = lines_box(brochure, "prices-1")
    for box in ("/CropBox", "/TrimBox"):
        with pikepdf.open(io.BytesIO(brochure.content)) as document:
            document.pages[number].obj[box] = Array([left + 20, 0, 595, 841])
            output = io.BytesIO()
            document.save(output)
        assert "PRF821" in brochure.codes(output.getvalue()), box


def test_cropped_with_all_pages(brochure: Finished) -> None:
    _, left, _, _, _ = lines_box(brochure, "prices-1")
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        document.Root.Pages.CropBox = Array([left + 20, 0, 595, 841])
        output = io.BytesIO()
        document.save(output)
    assert "PRF821" in brochure.codes(output.getvalue())


def test_the_size_of_all_pages_is_that_of_each(brochure: Finished) -> None:
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        document.Root.Pages.MediaBox = document.pages[0].mediabox
        for page in document.pages:
            assert page.mediabox == document.Root.Pages.MediaBox
            del page.obj.MediaBox
        output = io.BytesIO()
        document.save(output)
    assert brochure.codes(output.getvalue()) == set()


@pytest.mark.code("PRF823")
def test_not_painted(brochure: Finished) -> None:
    for mode in (3, 7, 1):
        mutant = rewritten(brochure, PRICES, around([op("Tr", mode)], [op("Tr", 0)]))
        assert "PRF823" in brochure.codes(mutant), mode


def test_transparent(brochure: Finished) -> None:
    def prepare(page: pikepdf.Page) -> None:
        states = page.Resources.get("/ExtGState", Dictionary())
        states["/Faint"] = Dictionary(ca=0.05)
        states["/Full"] = Dictionary(ca=1)
        page.Resources["/ExtGState"] = states

    faint = around([op("gs", Name.Faint)], [op("gs", Name.Full)])
    assert {"PRF823"} <= brochure.codes(rewritten(brochure, PRICES, faint, prepare))


@pytest.mark.code("PRF824")
@pytest.mark.parametrize("colour", [b"1 1 1 rg", b"0 0 0 rg", b".12 .12 .11 rg", b".99 .95 .84 rg"])
@pytest.mark.parametrize("part", [1.0, 0.15])
def test_covered(brochure: Finished, colour: bytes, part: float) -> None:
    number, left, bottom, width, height = lines_box(brochure, "prices-1")
    rectangle = f"{left} {bottom} {width * part} {height} re f".encode()
    assert "PRF824" in brochure.codes(painted(brochure, number, colour + b" " + rectangle))


def test_covered_by_an_annotation(brochure: Finished) -> None:
    number, left, bottom, width, height = lines_box(brochure, "prices-1")
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        look = document.make_stream(f"1 1 1 rg 0 0 {width} {height} re f".encode())
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
        annotation = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Square,
            Rect=Array([left, bottom, left + width, bottom + height]),
            F=4,
        )
        annotation.AP = Dictionary(N=look)
        page = document.pages[number]
        page.obj.Annots = Array([*page.obj.get("/Annots", Array()), document.make_indirect(annotation)])
        output = io.BytesIO()
        document.save(output)
    assert "PRF824" in brochure.codes(output.getvalue())


def test_clipped(brochure: Finished) -> None:
    def clip(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        for start, end in sorted({text_object(instructions, place) for place in places}, reverse=True):
            result[end + 1 : end + 1] = [op("Q")]
            result[start:start] = [op("q"), op("re", 0, 0, 1, 1), op("W"), op("n")]
        return result

    assert "PRF824" in brochure.codes(rewritten(brochure, PRICES, clip))


def test_in_a_layer_that_is_off(brochure: Finished) -> None:
    number, _ = shows(brochure.content, PRICES)
    layered = rewritten(brochure, PRICES, around([op("BDC", Name.OC, Name.Hidden)], [op("EMC")]))
    with pikepdf.open(io.BytesIO(layered)) as document:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="x"))
        document.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
        )
        document.pages[number].Resources["/Properties"] = Dictionary(Hidden=layer)
        output = io.BytesIO()
        document.save(output)
    assert brochure.codes(output.getvalue())


@pytest.mark.code("PRF825")
def test_tofu(brochure: Finished) -> None:
    """A glyph 0 that claims to be a letter."""
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        for entry in document.objects:
            if isinstance(entry, Dictionary) and entry.get("/Type") == "/Font" and "/ToUnicode" in entry:
                mapping = entry.ToUnicode.read_bytes()
                entry.ToUnicode.write(mapping.replace(b"<0000> <ffff>", b"<0000> <0065>"))
        output = io.BytesIO()
        document.save(output)
    assert "PRF825" in brochure.codes(output.getvalue())


@pytest.mark.code("PRF827")
def test_not_read_aloud(brochure: Finished) -> None:
    artifact = around([op("BMC", Name.Artifact)], [op("EMC")])
    assert "PRF827" in brochure.codes(rewritten(brochure, PRICES, artifact))


def test_text_that_only_claims_to_be_there(brochure: Finished) -> None:
    """Other glyphs, with the wording as their /ActualText."""

    def lie(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        result = list(instructions)
        other = next(
            instruction
            for instruction in instructions
            if str(instruction[1]) == "TJ" and instruction not in places
        )
        for place in reversed(places):
            result[place] = other
        claim = op("BDC", Name.Span, Dictionary(ActualText=pikepdf.String(PRICES)))
        result[places[0] : places[0] + 1] = [claim, other, op("EMC")]
        return [instruction for index, instruction in enumerate(result) if index - 2 not in places[1:]]

    assert brochure.codes(rewritten(brochure, PRICES, lie)) & {"PRF801", "PRF803", "PRF827", "PRF811"}


# ── legible


@pytest.mark.code("PRF831", "PRF832")
@pytest.mark.parametrize(("factor", "code"), [(0.5, "PRF831"), (0.1, "PRF831"), (0.95, "PRF832")])
def test_shrunk(brochure: Finished, factor: float, code: str) -> None:
    small = matrices(lambda matrix: [*(value * factor for value in matrix[:4]), *matrix[4:]])
    assert code in brochure.codes(rewritten(brochure, PRICES, small))


def test_condensed(brochure: Finished) -> None:
    narrow = matrices(lambda matrix: [matrix[0] * 0.5, *matrix[1:]])
    assert "PRF831" in brochure.codes(rewritten(brochure, PRICES, narrow))


@pytest.mark.code("PRF833")
@pytest.mark.parametrize("level", [1.0, 0.99, 0.7, 0.45])
def test_bleached(brochure: Finished, level: float) -> None:
    assert "PRF833" in brochure.codes(rewritten(brochure, PRICES, bleached(level, level, level)))


# ── parity


def test_text_missing(brochure: Finished) -> None:
    def delete(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        return [instruction for index, instruction in enumerate(instructions) if index not in places]

    for text in ("Meals are free on board.", "12 months", "Child", "Fares for one crossing", "Hours"):
        made = brochure.proved(rewritten(brochure, text, delete))
        assert {found.code for found in made.diagnostics} & {"PRF851", "PRF852"}, text
        assert made.parity is not None
        assert made.parity.missing == text


def test_out_of_order(brochure: Finished) -> None:
    def last(instructions: list[Instruction], places: list[int]) -> list[Instruction]:
        start, end = text_object(instructions, places[0])
        return [*instructions[:start], *instructions[end + 1 :], *instructions[start : end + 1]]

    assert "PRF852" in brochure.codes(rewritten(brochure, "Warm clothes are provided.", last))


# ── reading


def test_unreadable(brochure: Finished) -> None:
    for content in (b"", b"%PDF-1.7", b"nothing", brochure.content[:3000]):
        assert brochure.codes(content) == {"PRF871"}
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        output = io.BytesIO()
        document.save(output, encryption=pikepdf.Encryption(owner="x", user="y"))
    assert brochure.codes(output.getvalue()) == {"PRF871"}


def test_too_many_pages(brochure: Finished) -> None:
    document = pikepdf.new()
    for _ in range(401):
        document.add_blank_page(page_size=(100, 100))
    output = io.BytesIO()
    document.save(output)
    assert brochure.codes(output.getvalue()) == {"PRF872"}


def test_huge_page(brochure: Finished) -> None:
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        document.pages[0].mediabox = Array([0, 0, 2_000_000, 2_000_000])
        output = io.BytesIO()
        document.save(output)
    assert brochure.codes(output.getvalue()) & {"PRF872", "PRF871"}


def test_shaped_scripts_are_not_proved_from_glyphs(brochure: Finished) -> None:
    runs = tuple(
        dataclasses.replace(
            run, text="هذه ليست نصيحة", notice=dataclasses.replace(run.notice, text="هذه ليست نصيحة")
        )
        if run.notice and run.notice.key == "prices-1"
        else run
        for run in brochure.owed.runs
    )
    made = brochure.proved(owed=dataclasses.replace(brochure.owed, runs=runs))
    assert {"PRF861", "PRF862"} <= {found.code for found in made.diagnostics}
    assert not made.proved


def test_proved_from_its_own_manifest(brochure: Finished) -> None:
    owed = proof.expectation_in(brochure.content, "ferries.pdf")
    assert [notice.text for notice in owed.notices] == [OPENING, PRICES, PAY, CLOSING]
    assert brochure.codes(owed=owed) == set()
    assert brochure.codes(rewritten(brochure, PRICES, bleached(1, 1, 1)), owed) == {
        "PRF833",
        "PRF856",
        "PRF857",
    }
