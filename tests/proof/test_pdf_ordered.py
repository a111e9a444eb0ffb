"""The text of a brochure's pages is drawn as it is said: the letters, their order, their places, and nothing over them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from pipeline.proof.mutants.content import Sheet, Shown, sheets
from pipeline.rendition.facets import Facet

from .conftest import Finished
from .printed import expectation, printed, run

LEAD = "The ferry leaves from the pier below the office, and calls at both islands on its way to the town."
ROWS = (("Adults", "30 kr"), ("Children", "45 kr"), ("Dogs", "80 kr"))
LAST = "Tickets are sold on board."


@pytest.fixture(scope="module")
def fares() -> Finished:
    cells = "".join(f"<tr><td>{name}</td><td>{fare}</td></tr>" for name, fare in ROWS)
    runs = [run("Ferries", -1, kind="title"), run(LEAD, 0)]
    runs += [run(cell, 1, kind="cell") for row in ROWS for cell in row]
    owed = expectation(*runs, run(LAST, 2))
    # As links are.
    last = LAST.replace("sold", "<u>sold</u>")
    return printed(
        owed, f"<h1>Ferries</h1><p>{LEAD}</p><table>{cells}</table><p>{last}</p>", "u { color: #006 }"
    )


def reading(finished: Finished, change: Callable[[Any, Sheet, dict[str, Shown]], None]) -> str:
    """What the errors say of a copy after a change of what is shown, by its words."""
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        sheet = next(iter(sheets(document)))
        change(document, sheet, {one.text.strip(): one for one in sheet.shown})
        sheet.write()
        output = io.BytesIO()
        document.save(output)
    return "\n".join(
        f"{one.code} {one.message}"
        for one in finished.proved(output.getvalue()).diagnostics
        if one.severity.value == "error"
    )


def matrix(sheet: Sheet, shown: Shown) -> Any:
    """The operands of the matrix that a text is set with."""
    at = max(
        index
        for index, (_, operator) in enumerate(sheet.instructions)
        if operator == "Tm" and shown.begin < index < shown.index
    )
    return sheet.instructions[at][0]


def exchanged(first: str, second: str) -> Callable[[Any, Sheet, dict[str, Shown]], None]:
    def change(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
        one, other = matrix(sheet, shown[first]), matrix(sheet, shown[second])
        one[4:6], other[4:6] = other[4:6], one[4:6]

    return change


def set_in(*values: float) -> Callable[[Any, Sheet, dict[str, Shown]], None]:
    """The first price in another matrix, as multiples of its own."""

    def change(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
        operands = matrix(sheet, shown["30 kr"])
        operands[:4] = [float(own) * value for own, value in zip(operands[:4], values, strict=True)]

    return change


def with_operator(*instructions: tuple[list[Any], str]) -> Callable[[Any, Sheet, dict[str, Shown]], None]:
    def change(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
        at = shown["30 kr"].index
        sheet.instructions[at:at] = list(instructions)

    return change


def over(
    colour: float, left: float, bottom: float, width: float, height: float
) -> Callable[[Any, Sheet, dict[str, Shown]], None]:
    """An area on top of the first price. Units: pt from where it begins."""

    def change(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
        one = shown["30 kr"]
        e, f = one.matrix[4:]
        page = document.pages[0]
        drawn = f"/Artifact BMC q {colour} g {e + left:.2f} {f + bottom:.2f} {width} {height} re f Q EMC"
        sheet.instructions[:0] = [([], "q")]
        sheet.instructions.append(([], "Q"))
        sheet.write()
        page.contents_add(drawn.encode())
        sheet.instructions[:] = [
            (list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page)
        ]

    return change


def letters_exchanged(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
    """The 0 before the 3, with the same text in the same order."""
    one = shown["30 kr"]
    codes = [glyph.code.to_bytes(2, "big") for glyph in one.glyphs]
    three, nought, rest = (
        pikepdf.String(codes[0]),
        pikepdf.String(codes[1]),
        pikepdf.String(b"".join(codes[2:])),
    )
    sheet.instructions[one.index] = ([pikepdf.Array([-550, three, 1100, nought, -550, rest])], "TJ")


def misread(document: Any, sheet: Sheet, shown: dict[str, Shown]) -> None:
    """An 8 that says that it is a 3, in a font of its own."""
    one = shown["30 kr"]
    codes = one.font.codes
    font = document.make_indirect(pikepdf.Dictionary(dict(one.font.entry.items())))
    said = font.ToUnicode.read_bytes().replace(b"<%04x> <0038>" % codes["8"], b"<%04x> <0033>" % codes["8"])
    said = said.replace(b"<%04x> <0033>" % codes["3"], b"<%04x> <0038>" % codes["3"])
    font.ToUnicode = document.make_stream(said)
    sheet.resources["/Font"]["/Other"] = font
    text = b"".join(codes[{"3": "8"}.get(glyph.text, glyph.text)].to_bytes(2, "big") for glyph in one.glyphs)
    sheet.instructions[one.index : one.index + 1] = [
        ([pikepdf.Name("/Other"), one.size], "Tf"),
        ([pikepdf.Array([pikepdf.String(text)])], "TJ"),
        ([pikepdf.Name("/" + one.font.name.lstrip("/")), one.size], "Tf"),
    ]


def test_a_page_as_it_was_made(fares: Finished) -> None:
    assert fares.proved().proved


@pytest.mark.code("PRF857")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (exchanged("30 kr", "45 kr"), "before what it is read behind"),
        (exchanged("30 kr", "80 kr"), "before what it is read behind"),
        (exchanged("Adults", "Dogs"), "before what it is read behind"),
        (set_in(-1, 1, 1, 1), "turned or mirrored"),
        (set_in(-1, 1, 1, -1), "turned or mirrored"),
        (set_in(0.5, 1, 1, 1), "wider or narrower"),
        (set_in(0.3, 1, 1, 0.3), "in letters of 3.3 pt"),
        (with_operator(([40], "Tz")), "wider or narrower"),
        (with_operator(([1], "Tr")), "in the text render mode 1"),
        (with_operator(([0.8], "g")), "a contrast of"),
        (with_operator(([0.99], "g")), "no ink where"),
        (over(1, -1, -3, 8, 14), "something on top of"),
        (over(0, -1, 3, 30, 1), "a line or an area across"),
        (over(0, 0.5, 0, 0.8, 8), "a line or an area across"),
        (letters_exchanged, 'the letters of "30" in another order'),
    ],
)
def test_text_that_is_drawn_otherwise_than_it_is_said(
    fares: Finished, change: Callable[[Any, Sheet, dict[str, Shown]], None], said: str
) -> None:
    found = reading(fares, change)
    assert "PRF857" in found
    assert said in found


def test_columns_that_change_places(fares: Finished) -> None:
    assert "PRF852" in reading(fares, exchanged("Adults", "30 kr"))


@pytest.mark.code("PRF846")
def test_a_figure_that_says_that_it_is_another(fares: Finished) -> None:
    found = reading(fares, misread)
    assert "PRF846" in found
    assert "are no" in found


def test_words_that_the_article_strikes_out() -> None:
    text = "Open until nine, now ten."
    owed = expectation(run("Ferries", -1, kind="title"), run(text, 0))
    struck = dataclasses.replace(owed, facets=(Facet("struck", "nine,"),))
    body = f"<h1>Ferries</h1><p>{text.replace('nine,', '<del>nine,</del>')}</p>"
    assert printed(struck, body).codes() == set()
    assert printed(owed, body).codes() == {"PRF857"}


def test_a_raised_mark_in_a_link_and_a_struck_word_in_dark_letters_on_its_line() -> None:
    text = "The rules, see note a, hold until nine."
    owed = expectation(run("Ferries", -1, kind="title"), run(text, 0))
    link = "<u>note<sup> a</sup></u>"
    style = "sup { font-size: .75em; line-height: 1 } u { color: #006 } del { color: #555 }"
    body = f"<h1>Ferries</h1><p>{text.replace('note a', link).replace('nine', '<del>nine</del>')}</p>"
    struck = dataclasses.replace(owed, facets=(Facet("struck", "nine"), Facet("raised", "a")))
    assert printed(struck, body, style).codes() == set()


def test_a_raised_figure_among_letters_from_right_to_left() -> None:
    text = "المساحة 120 m2 في الميناء."
    owed = expectation(run("العبّارات", -1, kind="title"), run(text, 0), lang="ar")
    raised = dataclasses.replace(owed, facets=(Facet("raised", "2"),))
    body = f"<h1>العبّارات</h1><p>{text.replace('120 m2', '<bdi dir=ltr>120 m<sup>2</sup></bdi>')}</p>"
    assert printed(raised, body, "sup { font-size: .75em; line-height: 1 }").codes() == set()
