"""Where doses and sums begin and end: what people would mark, not less and not more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.disclaimers.ends import (
    BEGINS,
    BUCKETS,
    GOES_ON,
    OUTSIDE,
    REACH,
    Weights,
    stretches,
    weights_of_ends,
    with_ends,
)
from pipeline.disclaimers.likely import FOLDER
from tests.disclaimers import learning_ends
from tests.disclaimers.learning import fingerprint
from tests.disclaimers.learning_ends import Example, learn, packed, without_rare
from tests.disclaimers.scoring import unmarked
from tests.growth import in_proportion

# What is told in one run, to the end of how often and how long; the name in front and what is done besides stay outside.
DOSES = (
    ("en", "Take {two 500 mg tablets every six hours for a week}."),
    ("en", "Give your child {5 ml three times a day} and keep the bottle in the fridge."),
    ("en", "Put {one drop in each eye twice a day}."),
    ("nb", "Ta {en tablett to ganger daglig i sju dager}."),
    ("nn", "Ta {ein tablett to gonger dagleg i sju dagar}."),
    ("sv", "Ta {två tabletter tre gånger om dagen i en vecka}."),
    ("da", "Tag {en tablet to gange dagligt i syv dage}."),
    ("de", "Nehmen Sie {eine Tablette zweimal täglich}."),
    ("fr", "Prenez {un comprimé trois fois par jour}."),
    ("es", "Tome {una pastilla cada ocho horas}."),
    ("pl", "Przyjmuj {jedną tabletkę dwa razy dziennie}."),
    ("uk", "Приймайте {по одній таблетці двічі на день}."),
    ("so", "Qaado {laba kaniini saddex jeer maalintii}."),
    ("ar", "تناول {قرصين ثلاث مرات يومياً}."),
    ("hi", "{एक गोली दिन में दो बार} लें।"),
    ("zh", "请{每次服两片，每日三次}。"),
)

# The dot of the abbreviation is part of it, and so is whose currency it is.
SUMS = (
    ("da", "Det koster {50 kr.} om dagen, i alt {1.200 kr.}"),
    ("nb", "Det koster {50 kr}. Ta med {20 kr} til."),
    ("sv", "Kaffet kostar {6:50 kronor}, bullen {50 kronor}."),
    ("de", "Das macht {dreizehn Euro neunzig}."),
    ("ar", "الاشتراك {60 دينارًا كويتيًا} في السنة."),
    ("hi", "शुल्क {500 रु.} है।"),
    ("uk", "Квиток коштує {4 грн 20 коп.} на день."),
    ("so", "Qiimuhu waa {450.000 shilin Soomaali} bishii."),
    ("zh", "押金为{人民币四千元}。"),
)


@pytest.mark.parametrize(("lang", "line"), DOSES)
def test_a_dose_ends_where_people_end_it(lang: str, line: str) -> None:
    text, marked = unmarked(line)
    assert list(mentions_in_text(text, lang, "dosage")) == marked


@pytest.mark.parametrize(("lang", "line"), SUMS)
def test_a_sum_holds_what_opens_and_closes_it(lang: str, line: str) -> None:
    text, marked = unmarked(line)
    assert list(mentions_in_text(text, lang, "money")) == marked


def test_what_was_found_stays_found_and_nothing_is_found_besides() -> None:
    text = "Chapter 5 ml. Rub it in twice a day, and one tablet at night."
    for found in (((8, 12),), ((0, 7),), ((26, 37), (43, 53))):
        ended = with_ends(text, "en", found)
        assert all(any(a < d and c < b for c, d in ended) for a, b in found)
        assert all(any(a < d and c < b for c, d in found) for a, b in ended)
    assert with_ends(text, "en", ()) == ()


def test_only_what_is_near_is_read() -> None:
    text = "word " * 400 + "one tablet " + "word " * 400
    assert stretches(text, "en", [(2000, 2010)]) == [(2000 - REACH, 2010 + REACH)]
    two = "Take one tablet. Read on. Take two drops."
    assert stretches(two, "en", [(5, 15), (31, 40)]) == [(0, 17), (26, 41)]


def test_many_doses_take_no_longer_each() -> None:
    def read(times: int) -> Callable[[], object]:
        text = "Take two tablets twice a day. " * times
        found = tuple((at * 30 + 5, at * 30 + 16) for at in range(times))
        return lambda: with_ends.__wrapped__(text, "en", found)

    assert in_proportion(read(20), read(80))


def test_the_likeliest_row_of_states() -> None:
    speaks = [[0.0] * 4 for _ in range(3)]
    speaks[OUTSIDE][0], speaks[BEGINS][1], speaks[GOES_ON][2] = 1.0, 1.0, 1.0
    free = Weights(speaks, [[0.0] * 3 for _ in range(3)])
    assert free.states([[0], [1], [2], [0]]) == [OUTSIDE, BEGINS, GOES_ON, OUTSIDE]
    # Nothing goes on that has not begun.
    assert GOES_ON not in free.states([[2]])
    assert free.states([[0], [2]])[1] != GOES_ON
    assert free.states([]) == []


def test_ends_are_learnt_from_the_labelled_blocks_that_are_there() -> None:
    head = json.loads((FOLDER / "ends.bin").read_bytes().partition(b"\n")[0])
    again = "the labelled blocks have changed: run .venv/bin/python -m tests.disclaimers.learning_ends"
    assert head["learnt-from"] == fingerprint(learning_ends.whole()), again
    assert [len(each) for each in weights_of_ends().numbers] == [BUCKETS] * 3
    assert not {path.parent.name for path in learning_ends.whole()} & {"unseen", "last"}


def test_what_begins_and_goes_on_is_learnt() -> None:
    given = [Example([[1], [2, at], [3], [1]], [OUTSIDE, BEGINS, GOES_ON, OUTSIDE]) for at in range(10, 14)]
    weights = learn(without_rare(given), orders=1, rounds=3)
    assert weights.states([[1], [2], [3], [1]]) == [OUTSIDE, BEGINS, GOES_ON, OUTSIDE]
    assert not any(weights.numbers[BEGINS][10:14])
    assert packed(weights, "") == packed(learn(without_rare(given), orders=1, rounds=3), "")
