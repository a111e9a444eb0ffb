"""What no rule knows, and what stands around it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.disclaimers.detect import mentions_in_text, read_as
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.likely import BUCKETS, FOLDER, Weights, likely_doses, likely_pay, weights_of
from pipeline.disclaimers.pay import find_pay
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers import learning
from tests.disclaimers.learning import Example, learn, packed
from tests.growth import in_proportion


@pytest.mark.parametrize("detector", learning.DETECTORS)
def test_the_weights_are_learnt_from_the_labelled_blocks_that_are_there(detector: str) -> None:
    head = json.loads((FOLDER / f"{detector}.bin").read_bytes().partition(b"\n")[0])
    again = "the labelled blocks have changed: run .venv/bin/python -m tests.disclaimers.learning"
    assert head["learnt-from"] == learning.learnt_from(), again
    assert len(weights_of(detector).numbers) == BUCKETS


def test_nothing_is_learnt_from_what_is_there_to_be_scored() -> None:
    assert not {path.parent.name for path in learning.sources()} & {"unseen", "last"}


def test_what_speaks_for_and_against_is_learnt() -> None:
    given = [Example((1, 2, number), True) for number in range(10, 30)]
    given += [Example((1, 3, number), False) for number in range(30, 50)]
    weights, bias = learn(given)
    assert weights[2] > 0 > weights[3]
    assert abs(weights[1]) < weights[2]
    assert packed(weights, bias, "") == packed(*learn(given), "")
    kept = Weights([round(weight / max(weights) * 127) for weight in weights], max(weights) / 127, bias)
    assert kept.likelihood({1, 2}) > 0.7
    assert kept.likelihood({1, 3}) < 0.3


def test_what_is_packed_is_read_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = [0.0] * BUCKETS
    weights[7], weights[9] = 2.54, -1.27
    (tmp_path / "pay.bin").write_bytes(packed(weights, -0.5, "nothing"))
    monkeypatch.setattr("pipeline.disclaimers.likely.FOLDER", tmp_path)
    read = weights_of.__wrapped__("pay")
    assert (read.numbers[7], read.numbers[9], read.numbers[8]) == (127, -64, 0)
    assert read.bias == -0.5
    assert read.scale == pytest.approx(0.02)


PAID = (
    ("en", "The crossing warden draws £17 for each morning on duty."),
    ("en", "The bell-ringer collects £45 for a wedding from the parish."),
    ("de", "Der Stadtführer bekommt 65 € je Rundgang, das Trinkgeld behält er."),
    ("nb", "Klovnen fikk 2 400 kr for ettermiddagen, utbetalt samme kveld."),
    ("sv", "Tomten fick 900 kr i timmen på julafton, betalt av centrumföreningen."),
)
GIVEN = (
    ("en", "Rub the balm into the stiff shoulder three times a day for a week."),
    ("de", "Den entzündeten Zeh zweimal täglich in Salzwasser baden, bis die Schwellung zurückgeht."),
    ("nb", "Bad den såre tåen i lunkent saltvann to ganger om dagen til hevelsen går ned."),
    ("sv", "Gnid in den stela axeln med salvan tre gånger om dagen i en vecka."),
)
NEITHER = (
    ("en", "pay", "A ticket for the evening is £90, and the landlord keeps it."),
    ("en", "dosage", "What does a medical assistant do every day?"),
    ("nb", "dosage", "Hva gjør en medisinsk assistent til daglig?"),
    ("nn", "dosage", "Kva gjer ein medisinsk assistent til dagleg?"),
    ("de", "dosage", "Die Mülltonnen werden zweimal im Monat geleert."),
    ("en", "dosage", "The sports hall is swept twice a day until the holidays."),
    ("sv", "dosage", "Bussen går två gånger om dagen till stranden."),
)


@pytest.mark.parametrize(("lang", "text"), PAID)
def test_pay_is_likely_by_what_stands_around_it(lang: str, text: str) -> None:
    assert likely_pay(fold(text), (), lang, ())


@pytest.mark.parametrize(("lang", "text"), GIVEN)
def test_a_dose_is_likely_by_what_stands_around_it(lang: str, text: str) -> None:
    assert likely_doses(fold(text).text, (), lang, ())


def test_what_is_likely_is_mentioned_and_a_dose_speaks_of_medicine() -> None:
    lang, text = GIVEN[0]
    (start, end) = likely_doses(text, (), lang, ())[0]
    for detector in ("dosage", "medical"):
        assert any(first <= start and end <= last for first, last in mentions_in_text(text, lang, detector))


@pytest.mark.parametrize(("lang", "detector", "text"), NEITHER)
def test_what_looks_alike_is_not_taken_for_it(lang: str, detector: str, text: str) -> None:
    assert not mentions_in_text(text, lang, detector)


def test_what_a_rule_has_found_is_left_to_it() -> None:
    assert not likely_pay(fold(PAID[0][1]), (), "en", [(0, len(PAID[0][1]))])
    assert not likely_doses(GIVEN[0][1], (), "en", ((0, len(GIVEN[0][1])),))
    # Also where what is found begins late in it.
    _, end = likely_doses(GIVEN[0][1], (), "en", ())[0]
    assert not likely_doses(GIVEN[0][1], (), "en", ((end - 1, end),))


def test_in_the_articles_of_this_repository_nothing_is_likely_that_no_rule_knows(pandoc: Pandoc) -> None:
    """Whole articles tell of much that happens every day."""
    for path in learning.articles():
        lang, pieces = learning.pieces_of(path, pandoc)
        for piece in pieces:
            if not piece.under:
                text = read_as(piece.text, lang)
                paid = find_pay(text, (), lang, section=piece.section)
                doses = tuple(find_dosage(text, (), lang))
                assert not likely_pay(text, piece.section, lang, paid), piece.text
                assert not likely_doses(text.text, piece.section, lang, doses), piece.text


@pytest.mark.parametrize(
    "unit", ["The keeper had £5 a day and a bed. ", "The keeper had £5 a day and a bed, "]
)
def test_what_is_weighed_grows_with_the_text_and_not_faster(unit: str) -> None:
    def weighed(times: int) -> None:
        text = fold(unit * times)
        likely_pay(text, (), "en", ())
        likely_doses.__wrapped__(text.text, (), "en", ())

    assert in_proportion(lambda: weighed(250), lambda: weighed(1000))
