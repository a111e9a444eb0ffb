"""How far behind a claim its disclaimer stands."""

from __future__ import annotations

from pipeline.diagnostics import Extent
from pipeline.disclaimers.distance import lines_behind
from pipeline.document import Paragraph, Text
from tests.growth import in_proportion


def _paragraph(words: int) -> Paragraph:
    text = Text("100 " * words, at=Extent(1, 1, 1, 4 * words + 1))
    return Paragraph((text,), at=Extent(1, 1, 2, 1))


def test_lines_behind_a_claim_are_counted_in_proportion_to_the_text() -> None:
    claim = Extent(1, 1, 1, 4)
    assert lines_behind(_paragraph(150), claim) == 10
    short, long = _paragraph(500), _paragraph(2000)
    assert in_proportion(lambda: lines_behind(short, claim), lambda: lines_behind(long, claim))
