"""Tables whose columns white space divides, or whose cells stand one below another."""

from __future__ import annotations

import pytest

from pipeline.importing.grids import gridded
from pipeline.importing.lines import lines

TOP = """
Kind            Signs                    Who acts
Condensation    wet windows in the       you and the
                morning, black spots     landlord
Rising damp     a tide mark up to one    landlord
                metre above the floor
Leak            a patch that grows       landlord
"""
MIDDLE = """
Kind            Signs                      Who acts
                Wet windows in the
Condensation    morning, black spots in    you and the landlord
                corners
                A tide mark up to one
Rising damp                                landlord
                metre above the floor
Leak            A patch that grows         landlord
"""
ABOVE = """
Kind             Signs                Who acts
Condensation     wet windows          you and the landlord
                 Black spots
Rising damp                           landlord
                 in all corners
Leak             a patch that grows   landlord
"""
RIGHT = """
What it costs
 Regel                    Beløp
 Høyeste sparing i året   27 500 kr
 Fradrag i skatten        10 prosent
"""


def rows(text: str) -> list[tuple[str, ...]]:
    return [line.cells for line in gridded(lines(text)) if line.kind == "row"]


def test_a_cell_goes_on_below() -> None:
    assert rows(TOP) == [
        ("Kind", "Signs", "Who acts"),
        ("Condensation", "wet windows in the morning, black spots", "you and the landlord"),
        ("Rising damp", "a tide mark up to one metre above the floor", "landlord"),
        ("Leak", "a patch that grows", "landlord"),
    ]


def test_the_first_cell_stands_in_the_middle_of_the_others() -> None:
    assert rows(MIDDLE)[1:3] == [
        ("Condensation", "Wet windows in the morning, black spots in corners", "you and the landlord"),
        ("Rising damp", "A tide mark up to one metre above the floor", "landlord"),
    ]
    assert rows(ABOVE)[2] == ("Rising damp", "Black spots in all corners", "landlord")


def test_two_columns_below_their_heading() -> None:
    assert rows(RIGHT) == [
        ("Regel", "Beløp"),
        ("Høyeste sparing i året", "27 500 kr"),
        ("Fradrag i skatten", "10 prosent"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # Items, whose marks stand apart from their words.
        "1.   Find the bill\n2.   Ring the line\n3.   Keep the letter\n4.   Wait\n",
        "•   Find the bill\n•   Ring the line\n•   Keep the letter\n",
        # Prose that was set to full lines.
        "You  can  find  the  number  on  your bill\nor on the  letter  that  we  sent  to  you\nin  spring,  if  you  kept  it  in  a  box\n",
        # The columns of a page.
        "When the tide comes in, the boats     is paid at the office before noon,\n"
        "rise with it, and the ropes have to   and nobody may moor without it,\n"
        "be long enough for all of them, or    whatever the weather may be like,\n"
        "they break. Every skipper knows it,   for the harbour has few berths and\n",
    ],
)  # fmt: skip
def test_what_is_no_table(text: str) -> None:
    assert rows(text) == []


APART = "What it costs\nItems\n\nPrice\n\nWith housing\nbenefit\n\n1 to 3\n\n£22\n\n£11\n\n4 to 6\n\n£38\n\n£19\n\nBefore you pay\n\nPay by card."


def test_cells_with_empty_lines_between_them() -> None:
    found = gridded(lines(APART))
    assert [(line.kind, line.text) for line in found if line.kind != "row"] == [
        ("text", "What it costs"),
        ("text", "Before you pay"),
        ("text", "Pay by card."),
    ]
    assert rows(APART) == [("Items", "Price", "With housing benefit"), ("1 to 3", "£22", "£11"), ("4 to 6", "£38", "£19")]  # fmt: skip


def test_a_column_of_both_words_and_figures() -> None:
    cells = ("Age", "In all", "At night", "3 months", "14", "short naps", "2 years", "11", "9")
    assert len(rows("\n\n".join(cells))) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Keys\n\nPapers\n\nCoats\n\nShoes\n\nBags\n\nHats\n\nAll of it goes.",
        # Figures now in this column, now in that.
        "Monday\n\n9.00\n\nTuesday\n\nWednesday\n\n10.00\n\nThursday\n\nAll of it goes.",
    ],
)
def test_lines_apart_that_are_no_table(text: str) -> None:
    assert rows(text) == []


def test_letters_that_take_two_columns() -> None:
    text = "类别         颜色\n可回收物     蓝色\n厨余垃圾桶   绿色的\n灰           灰色\n"
    assert rows(text) == [("类别", "颜色"), ("可回收物", "蓝色"), ("厨余垃圾桶", "绿色的"), ("灰", "灰色")]
