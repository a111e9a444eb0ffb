"""Wording that somebody typed: whole, in pieces, a long sentence of it."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.typed import compared, typed

TEXT = (
    "Fares that are mentioned on these pages are based on the latest timetable of the harbour office. "
    "Ask at the quay."
)
COMPARISONS = compared("fares", TEXT, "Ask about fares.")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([TEXT], [(0, "fares")]),
        (["Ask about fares."], [(0, "fares")]),
        (["One.", TEXT.split(". ")[0] + ".", "Two."], [(1, "fares")]),
        (["One.", TEXT[:40], TEXT[40:], "Two."], [(2, "fares")]),
        (["Ask at the quay."], []),
        (["Fares are on these pages.", "The latest timetable hangs in the harbour office."], []),
        ([], []),
    ],
)
def test_typed(texts: list[str], expected: list[tuple[int, str]]) -> None:
    assert list(typed(texts, COMPARISONS)) == expected


def test_a_short_sentence_is_not_compared_alone() -> None:
    assert [each.part for each in COMPARISONS] == [False, True]
