"""Sums and percentages in blocks that people have labelled: what is missed and what is a false alarm, for each language.

The blocks of `labelled/` are labelled for every detector, those of `sums/` for money and percentages only.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import Labelled, language_of, read, score, score_files

HERE = Path(__file__).parent
LANGUAGES = sorted({language_of(path) for path in (HERE / "labelled").glob("*.txt")})
GOAL = 0.98


def files(lang: str) -> list[Path]:
    return [
        path
        for folder in ("labelled", "sums")
        for path in sorted((HERE / folder).glob("*.txt"))
        if language_of(path) == lang
    ]


def test_there_are_labels_for_every_language() -> None:
    assert {"ar", "da", "de", "en", "es", "fr", "hi", "nb", "nn", "pl", "so", "sv", "uk", "zh"} <= set(
        LANGUAGES
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sums_and_percentages(lang: str, pandoc: Pandoc) -> None:
    scores = score_files(files(lang), pandoc, ("money", "percentage"))
    for (_, detector), got in scores.items():
        assert got.tp >= 8, f"too few labels for {detector}"
        assert got.precision >= GOAL, (detector, *got.errors)
        assert got.recall >= GOAL, (detector, *got.errors)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_blocks_have_nothing_to_find(lang: str) -> None:
    blocks = [block for path in files(lang) for block in read(path.read_text(encoding="utf-8"))]
    without = [block for block in blocks if not {"money", "percentage"} & {name for name, _ in block.labels}]
    assert len(blocks) >= 60
    assert len(without) >= 0.25 * len(blocks)


def scored(text: str, pandoc: Pandoc, detector: str = "money") -> tuple[int, int, int]:
    got = score(read(text), "en", pandoc, (detector,))[detector]
    return got.tp, got.fp, got.fn


def test_the_scorer_counts_hits_false_alarms_and_misses(pandoc: Pandoc) -> None:
    assert scored("It costs £5.\n= money: £5\n", pandoc) == (1, 0, 0)
    assert scored("It costs £5.\n=\n", pandoc) == (0, 1, 0)
    assert scored("It costs five.\n= money: five\n", pandoc) == (0, 0, 1)
    assert scored("It costs £5.\n= money: £6\n", pandoc) == (0, 1, 1)
    assert scored("It costs £5 or £5.\n= money: £5\n", pandoc) == (1, 1, 0)


def test_blocks_reach_to_their_labels() -> None:
    text = "# A comment\n\n## A heading\n= money: £5\n\nText.[^1]\n\n[^1]: A note.\n=\n"
    assert read(text) == [
        Labelled(3, "## A heading", (("money", "£5"),)),
        Labelled(6, "Text.[^1]\n\n[^1]: A note.", ()),
    ]


@pytest.mark.parametrize("text", ["A block.\n", "= money: £5\n", "A block.\n= gold: £5\n"])
def test_faults_of_a_labelled_file(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
