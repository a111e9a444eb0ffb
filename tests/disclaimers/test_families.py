"""All the ways in which leaflets speak of pay, doses and the like, and what only looks so.

Shape: a line of `families/` is a sentence under the name of its detector; what is found stands in braces.
"""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import DETECTORS, found_doses, mentions_in_text, read_as
from tests.disclaimers.scoring import BY_BLOCK, family_lines, unmarked


def apart(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that share text with none of the others."""
    return [span for span in spans if not any(span[0] < end and start < span[1] for start, end in others)]


def test_there_are_lines_of_both_kinds() -> None:
    for lang in ("da", "de", "en", "nb", "nn", "sv"):
        for detector in ("pay", "dosage"):
            here = [line for each, name, line in family_lines() if (each, name) == (lang, detector)]
            assert len([line for line in here if "{" in line]) >= 20
            assert len([line for line in here if "{" not in line]) >= 10
    assert {detector for _, detector, _ in family_lines()} <= set(DETECTORS)


def test_braces_are_read() -> None:
    assert unmarked("She gets {£5} an hour.") == ("She gets £5 an hour.", [(9, 11)])


@pytest.mark.parametrize(("lang", "detector", "line"), family_lines())
def test_what_stands_in_braces_is_found_and_nothing_else(lang: str, detector: str, line: str) -> None:
    text, marked = unmarked(line)
    found = list(mentions_in_text(text, lang, detector))
    if detector == "dosage":
        # The braces say where there is one; from where to where it goes is asked in `test_ends`.
        read = read_as(text, lang)
        found = [read.source(*span) for span in found_doses(read, (), lang)]
    if detector in BY_BLOCK:
        assert bool(found) == bool(marked)
    else:
        assert (apart(marked, found), apart(found, marked)) == ([], [])
