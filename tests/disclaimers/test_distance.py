"""How far behind a claim its disclaimer stands."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import Extent
from pipeline.disclaimers.distance import lines_behind
from pipeline.document import Paragraph, Text
from tests.disclaimers.conftest import Attach, rule
from tests.growth import in_proportion


def _paragraph(words: int) -> Paragraph:
    text = Text("100 " * words, at=Extent(1, 1, 1, 4 * words + 1))
    return Paragraph((text,), at=Extent(1, 1, 2, 1))


def test_lines_behind_a_claim_are_counted_in_proportion_to_the_text() -> None:
    claim = Extent(1, 1, 1, 4)
    assert lines_behind(_paragraph(150), claim) == 10
    short, long = _paragraph(500), _paragraph(2000)
    assert in_proportion(lambda: lines_behind(short, claim), lambda: lines_behind(long, claim))


def test_no_break_spaces_push_a_notice_away_as_words_do() -> None:
    text = Text("100 " + "\u00a0" * 600, at=Extent(1, 1, 1, 605))
    assert lines_behind(Paragraph((text,), at=Extent(1, 1, 2, 1)), Extent(1, 1, 1, 4)) == 10


EXTRA = "::: {.disclaimer ref=pricing}\n:::"


@pytest.mark.code("DIS359")
@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("A crossing costs 5 €, and you get:\n\n- a seat", [0]),
        (f"It is not true that:\n\n{EXTRA}\n\nA crossing costs 5 €.", [0]),
        ("Text.\n\n渡轮票价 5 €：\n\nText.", [2]),
        ("A crossing costs 5 €. With it you get:\n\n- a seat\n\nA night costs 6 €:\n\nText.", [0]),
        ("A crossing costs 5 €.\n\nWith it you get:\n\n- a seat", []),
        ("Fares:\n\n- 5 €", []),
        ("Fares:\n\n| A | B |\n|---|---|\n| 5 € | one: |", []),
    ],
)
def test_words_that_lead_to_something_else(attached: Attach, body: str, lines: list[int]) -> None:
    first = attached("Text.", rule("{mentions: money}")).value.document.blocks[0].at.line
    found = attached(body, rule("{mentions: money}")).diagnostics
    assert [one.location.line - first for one in found if one.code == "DIS359"] == lines
