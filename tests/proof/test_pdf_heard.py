"""All text of a brochure is read aloud as it is drawn, and drawn as it is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from pipeline.proof.mutants.content import Sheet, Shown, sheets

from .conftest import Finished
from .printed import expectation, printed, run
from .test_pdf_shaped import ARABIC, HEBREW, HINDI, in_script

TEXTS = ("The ferry leaves at 7.", "Take 30 kr with you.", "Tickets are sold on board.")


@pytest.fixture(scope="module")
def plain() -> Finished:
    owed = expectation(
        run("Ferries", -1, kind="title"), *(run(text, number) for number, text in enumerate(TEXTS))
    )
    return printed(owed, "<h1>Ferries</h1>" + "".join(f"<p>{text}</p>" for text in TEXTS))


def errors(finished: Finished, change: Callable[[Any], None]) -> str:
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    made = finished.proved(output.getvalue())
    return "\n".join(f"{one.code} {one.message}" for one in made.diagnostics if one.severity.value == "error")


def holder(document: Any, number: int) -> Any:
    """The element of the structure that holds a paragraph, with what is above it."""
    found = [
        entry
        for entry in document.objects
        if isinstance(entry, Dictionary) and entry.get("/S") == Name.P and "/K" in entry
    ]
    return found[number]


def with_entry(key: str, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        holder(document, 1)[key] = value

    return change


def left_out(document: Any) -> None:
    element = holder(document, 1)
    above = element.P
    above.K = Array([kid for kid in above.K if kid.objgen != element.objgen])


def in_another_order(document: Any) -> None:
    first, second = holder(document, 0), holder(document, 1)
    above = first.P
    kids = list(above.K)
    one, other = (
        next(at for at, kid in enumerate(kids) if kid.objgen == each.objgen) for each in (first, second)
    )
    kids[one], kids[other] = kids[other], kids[one]
    above.K = Array(kids)


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_entry("/ActualText", String("Take 80 kr with you.")), "ActualText read in its place"),
        (with_entry("/E", String("Nothing.")), "E read in its place"),
        (with_entry("/Lang", String("zh")), "it read in the language zh"),
        (with_entry("/S", Name.Artifact), "nothing, as an artifact, read in its place"),
        (left_out, "text left out of what is read aloud"),
        (in_another_order, "text in another order"),
    ],
)
def test_text_that_is_not_read_as_it_is_drawn(
    plain: Finished, change: Callable[[Any], None], said: str
) -> None:
    assert plain.proved().proved
    found = errors(plain, change)
    assert "PRF846" in found
    assert said in found


def drawn_as(document: Any, sheet: Sheet, one: Shown, letters: dict[str, str]) -> None:
    """Other glyphs of the same font where some letters are, whatever is said of them."""
    known = {
        glyph.text: glyph.code for other in sheet.shown for glyph in other.glyphs if other.font is one.font
    }
    codes = [known[letters.get(glyph.text, glyph.text)] for glyph in one.glyphs]
    text = b"".join(code.to_bytes(2, "big") for code in codes)
    sheet.instructions[one.index] = ([Array([String(text)])], "TJ")


@pytest.mark.code("PRF857")
@pytest.mark.parametrize(
    ("lang", "wording", "lead", "letters"),
    [
        ("ar", ARABIC, "السعر 42 كرونة لكل عبور.", {"4": "2", "2": "4"}),
        ("ar", ARABIC, "السعر 42 كرونة لكل عبور.", {"ر": "و"}),
        ("ar", ARABIC, "السعر ٤٢ كرونة لكل عبور.", {"٤": "٢", "٢": "٤"}),
        ("hi", HINDI, "किराया 42 क्रोन प्रति यात्रा, और 3–5 मिनट।", {"4": "2", "2": "4"}),
        ("hi", HINDI, "किराया 42 क्रोन प्रति यात्रा, और 3–5 मिनट।", {"र": "य"}),
        ("hi", HINDI, "किराया ४२ क्रोन प्रति यात्रा, और ३–५ मिनट।", {"४": "२", "२": "४"}),
        ("he", HEBREW, "המחיר 42 כתר לכל הפלגה (3–5 דקות).", {"3": "5", "5": "3"}),
        ("he", HEBREW, "המחיר 42 כתר לכל הפלגה (3–5 דקות).", {"ת": "ה"}),
    ],
)
def test_other_letters_than_are_said(lang: str, wording: str, lead: str, letters: dict[str, str]) -> None:
    # As brochures set figures.
    style = "* { font-variant-numeric: proportional-nums lining-nums }"
    finished = in_script(lang, wording, "42", lead, style=style)
    assert finished.proved().proved

    def change(document: Any) -> None:
        for sheet in sheets(document):
            for one in sheet.shown:
                if letters.keys() & {glyph.text for glyph in one.glyphs} and one.size_pt < 15:
                    drawn_as(document, sheet, one, letters)
                    sheet.write()
                    return
        raise AssertionError

    assert "other letters drawn where" in errors(finished, change)


@pytest.mark.code("PRF857")
def test_other_figures_than_are_said_of_plain_letters(plain: Finished) -> None:
    def change(document: Any) -> None:
        sheet = next(iter(sheets(document)))
        one = next(one for one in sheet.shown if one.text.startswith("Take"))
        begin = max(at for at in range(one.begin) if sheet.instructions[at][1] == "BDC")
        operands = sheet.instructions[begin][0]
        operands[1] = Dictionary(MCID=operands[1].MCID, ActualText=String(one.text))
        drawn_as(document, sheet, one, {"3": "7", "0": "7"})
        sheet.write()

    assert "other letters drawn where" in errors(plain, change)
