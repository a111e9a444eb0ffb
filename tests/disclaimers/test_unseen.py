"""What the documents promise of the detectors, on blocks of people who had not seen them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.disclaimers.detect import DETECTORS
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import BY_BLOCK, Score, score_files

HERE = Path(__file__).parent / "labelled"
FIRST = ("en", "nb", "nn", "sv", "da", "de")


@pytest.fixture(scope="module")
def scores(pandoc: Pandoc) -> dict[tuple[str, str], Score]:
    return score_files(sorted((HERE / "unseen").glob("*.txt")), pandoc, DETECTORS)


@pytest.fixture(scope="module")
def further(pandoc: Pandoc) -> dict[tuple[str, str], Score]:
    return score_files(sorted((HERE / "further").glob("*.txt")), pandoc, DETECTORS)


def pooled(scores: dict[tuple[str, str], Score], detector: str, langs: tuple[str, ...]) -> Score:
    chosen = [scores[lang, detector] for lang in langs]
    return Score(*(sum(getattr(one, key) for one in chosen) for key in ("tp", "fp", "fn")))


@pytest.mark.parametrize("detector", DETECTORS)
def test_the_goals_are_met(detector: str, scores: dict[tuple[str, str], Score]) -> None:
    every = tuple(sorted({lang for lang, _ in scores}))
    assert len(every) == 14
    goal = 0.9 if detector in BY_BLOCK else 0.98
    for langs in (FIRST, every):
        got = pooled(scores, detector, langs)
        assert got.tp >= 50
        assert got.precision >= goal
        assert got.recall >= goal


@pytest.mark.parametrize("detector", DETECTORS)
def test_what_was_put_right_stays_so(detector: str, further: dict[tuple[str, str], Score]) -> None:
    every = tuple(sorted({lang for lang, _ in further}))
    whole = pooled(further, detector, every)
    assert whole.precision >= 0.9
    assert whole.recall >= 0.95


# What each finds at least of blocks that nothing was mended for or learnt from, and how much of what it says is right.
PUBLISHED = {
    "money": (0.99, 0.99), "percentage": (0.99, 0.99), "pay": (0.96, 0.95), "dosage": (0.97, 0.94),
    "investment-return": (0.94, 0.89), "medical": (0.97, 0.98), "legal": (0.92, 0.98), "date-bound": (0.93, 0.96),
}  # fmt: skip


@pytest.fixture(scope="module")
def last(pandoc: Pandoc) -> dict[tuple[str, str], Score]:
    return score_files(sorted((HERE / "last").glob("*.txt")), pandoc, DETECTORS)


@pytest.mark.parametrize("detector", DETECTORS)
def test_a_new_writer_finds_what_the_documents_say(detector: str, last: dict[tuple[str, str], Score]) -> None:
    precision, recall = PUBLISHED[detector]
    got = pooled(last, detector, tuple(sorted({lang for lang, _ in last})))
    assert got.tp >= 50
    assert got.precision >= precision
    assert got.recall >= recall
