"""Sums that no rule knows for pay, amounts that none knows for doses, texts that none knows for one on returns or medicine: how likely they are.

Input: text that was read, the heads and headings it stands under, a language, what the rules found. Output: offsets.

Why: rules know the words that they list, and there is always another trade that is paid and another ache that is rubbed. What
stands around an amount is weighed instead (`signs.py`). `weights/` holds how much each speaks for or against;
`tests/disclaimers/learning.py` learns that from labelled blocks. It overrules a rule only where
hardly anything else speaks for what that found.

Source: logistic regression on hashed features, Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009).
"""

from __future__ import annotations

import functools
import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt
from operator import itemgetter
from pathlib import Path

from pipeline.disclaimers.amounts import find_money
from pipeline.disclaimers.courses import rhythms_in
from pipeline.disclaimers.folding import Folded
from pipeline.disclaimers.lexicons import END, words_of
from pipeline.disclaimers.measures import UNSPACED_LETTER, any_of, joined, listed_of
from pipeline.disclaimers.medicines import doses_of, says_how_often
from pipeline.disclaimers.numbers import numbers_in, spelled_numbers
from pipeline.disclaimers.pay import (
    heads_price,
    is_given,
    is_given_beneath,
    is_price_of,
    is_wage_of,
    price_places,
)
from pipeline.disclaimers.quantities import OFFERED, in_a_name, offered_in, quantities_in
from pipeline.disclaimers.sentences import Span
from pipeline.disclaimers.signs import (
    SHARES,
    Candidate,
    Signs,
    as_read,
    known_in,
    sentence_around,
    signs_of,
    signs_of_text,
)

FOLDER = Path(__file__).parent / "weights"
# From how likely on something is taken for it.
ENOUGH = {"pay": 0.33, "dosage": 0.5, "investment-return": 0.46, "medical": 0.8}
# In a sentence whose pay or dose is known, what else is said is mostly neither.
SURE = {"pay": 0.4, "dosage": 0.7}
# "500 kr per visit" can be a price as well; what takes it for pay takes the notice on prices away.
SURE_ALONE = 0.97
# Whole articles are full of sums; where nothing speaks of workers, of earning or of a post, one is seldom pay.
SURE_OF_NO_WORK = 0.52
# Where a word for prices stands right before a sum, rules know better.
SURE_OF_PRICED = 0.75
# Below how likely what a rule finds is dropped.
HARDLY = {
    "pay": 0.3,
    "dosage": 0.02,
    "investment-return": 0.006,
    "legal": 0.03,
    "medical": 0.03,
    "date-bound": 0.001,
}
# Beneath a heading on work rules mostly know what is paid, more so beneath one on a job.
HARDLY_BENEATH, HARDLY_OFFERED = 0.1, 0.002
# Whoever works and is paid right before a sum says nearly all.
HARDLY_GIVEN = 0.05
# Rules take each sum of a sentence on pay for some of it; beside one that surely is, another may be what the tools cost.
HARDLY_BESIDE, SURELY = 0.5, 0.9
# What a text speaks of that may be of a subject.
TOUCHED = {
    "pay": frozenset({"earning", "employment"}),
    "investment-return": frozenset({"invest", "yield"}),
    "medical": frozenset({"body", "ailment", "medicine", "treatment"}),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign speaks for a detector. Shape: a power of two of whole numbers, each so many times `scale`; a hash has the one at its last digits."""

    numbers: Sequence[int]
    scale: float
    bias: float

    def likelihood(self, signs: Signs) -> float:
        numbers, last = self.numbers, len(self.numbers) - 1
        total = sum(
            sum([numbers[sign & last] for sign in group]) * share / sqrt(len(group))
            for group, share in zip(signs, SHARES, strict=True)
            if group
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, total * self.scale + self.bias))))


@functools.cache
def weights_of(detector: str) -> Weights:
    head, _, numbers = (FOLDER / f"{detector}.bin").read_bytes().partition(b"\n")
    said = json.loads(head)
    return Weights(array("b", numbers), said["scale"], said["bias"])


# ── what may be meant


def candidates_for_pay(text: Folded, under: tuple[str, ...], lang: str) -> list[Candidate]:
    return [Candidate(start, end, "money") for start, end in find_money(text, under, lang)]


def candidates_for_dosage(read: str, lang: str) -> list[Candidate]:
    """How often something is done, and numbers with a unit of medicines."""
    words = doses_of(lang)
    patterns = (words.taking, words.again) if says_how_often(read, lang) else (words.again,)
    often = {match.span() for pattern in patterns for match in pattern.finditer(read)}
    often.update(rhythms_in(read, lang))
    found = {Candidate(start, end, "often") for start, end in often if end > start}
    # "1-0-1" is a result, too: only what stands beside it in a table tells.
    found.update(Candidate(*span, kind) for span, kind in quantities_in(read, lang) if kind != "scheme")
    taken = sorted((one.start, one.end) for one in found)
    found.update(one for one in _times_and_counts(read, lang) if not _within(one.start, one.end, taken))
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


_CARED_FOR = frozenset({"body", "ailment", "medicine", "treatment", "treating", "patient"})
_GIVEN = frozenset({"medicine", "treatment"})
_TIMES = frozenset({"time", "often"})
# Units: characters. What belongs together stands so close.
_BESIDE = 2
# What flows in a minute takes no minute.
_FLOW = re.compile(r"(?:(?<=/)|(?<=/ ))(?:min|мин|хв|мін|分钟|मिनट|دقيقة)(?![^\W\d_])", re.IGNORECASE)
# "In the year 1960" is no time at which anything is taken.
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def _times_and_counts(read: str, lang: str) -> Iterator[Candidate]:
    """Any words of time with what stands right beside them, and numbers of any medicine, in a text about somebody's body.

    Why: "after three days", "of an evening", "one pen into the thigh" are doses or not by all that stands around them.
    """
    known = known_in(read, lang)
    if not any(_CARED_FOR.intersection(meanings) for *_, meanings in known):
        return
    numbers = sorted(
        (one.start, one.end)
        for one in (*numbers_in(read, lang), *spelled_numbers(read, lang))
        if not _YEAR.fullmatch(read, one.start, one.end) and not in_a_name(read, one.start)
    )
    said = [
        (start, end, "time" in meanings)
        for start, end, meanings in known
        if _TIMES.intersection(meanings) and not _FLOW.match(read, start)
    ]
    run: tuple[int, int, bool] | None = None
    for start, end, is_time in sorted((*said, *((*span, False) for span in numbers))):
        if run and start - run[1] <= _BESIDE:
            run = (run[0], max(end, run[1]), run[2] or is_time)
            continue
        if run and run[2]:
            yield Candidate(run[0], run[1], "time")
        run = (start, end, is_time)
    if run and run[2]:
        yield Candidate(run[0], run[1], "time")
    begins = {start: (end, meanings) for start, end, meanings in known}
    for start, end in numbers:
        after = begins.get(end + 1) or begins.get(end)
        if after and _GIVEN.intersection(after[1]):
            yield Candidate(start, after[0], "count")


# ── what is taken for it


def _within(start: int, end: int, found: Sequence[Span]) -> Sequence[Span]:
    """Those of `found`, which stand in order, that share text with a stretch."""
    low = bisect_right(found, start, key=itemgetter(0))
    if low and found[low - 1][1] > start:
        low -= 1
    return found[low : bisect_left(found, end, key=itemgetter(0))]


def weighed_pay(
    text: Folded,
    under: tuple[str, ...],
    section: tuple[str, ...],
    lang: str,
    found: Sequence[Span],
    offered: bool = False,
) -> list[Span]:
    """What rules found for pay but what hardly is, and sums that are likely pay of which they found nothing.

    Shape: `offered` says that rules found it for a heading on a job alone.
    """
    found = sorted(found)
    weighed = [
        (one, _likelihood_of_pay(text.text, one, under, section, lang))
        for one in candidates_for_pay(text, under, lang)
    ]
    least = HARDLY_BENEATH if _headed("pay", section, lang) else HARDLY["pay"]
    least = HARDLY_OFFERED if offered else least
    sentences = [sentence_around(text.text, one, lang) for one, _ in weighed]
    paid = {
        sentence for sentence, (_, likelihood) in zip(sentences, weighed, strict=True) if likelihood > SURELY
    }
    hardly = [
        (one.start, one.end)
        for sentence, (one, likelihood) in zip(sentences, weighed, strict=True)
        if likelihood < (max(least, HARDLY_BESIDE) if sentence in paid else least)
        and not (likelihood >= HARDLY_GIVEN and is_given(text.text, lang, one.start))
        and not is_wage_of(text.text, lang, one.start)
        and not (likelihood >= HARDLY_OFFERED and is_given_beneath(text.text, section, lang, one.start))
    ]
    kept = [span for span in found if not _within(*span, hardly)]
    if heads_price(under, lang):
        return kept
    alone = not (under or section or is_said(text.text))
    of_work = _of_work(text.text, under, section, lang)
    least = ENOUGH["pay"] if of_work else SURE_OF_NO_WORK
    prices = [] if of_work or not weighed else price_places(text.text, lang)
    unearned = any_of(lang, "pay", "unearned")
    given = {sentence for sentence in set(sentences) if unearned.search(text.text, *sentence)}
    # The sentence of the sum before, if that is no pay.
    unpaid: Span | None = None
    for sentence, (one, likelihood) in zip(sentences, weighed, strict=True):
        if not _within(one.start, one.end, found):
            known = _within(*sentence, kept)
            enough = SURE_ALONE if alone else max(SURE["pay"], least) if known else least
            # "The sauna is 50 kr on weekdays and 80 kr at weekends": who is paid that nobody speaks of?
            if not of_work and (
                sentence == unpaid or bisect_left(prices, sentence[0]) < bisect_left(prices, sentence[1])
            ):
                enough = SURE_ALONE
            # Of a pension, or of what was put into a fund, somebody has a sum as well; whoever comes late pays one.
            if sentence in given:
                enough = SURE_ALONE
            if likelihood > enough and (
                likelihood > SURE_OF_PRICED or not is_price_of(text.text, lang, one.start)
            ):
                kept.append((one.start, one.end))
                kept.sort()
        if not _within(one.start, one.end, kept):
            unpaid = sentence
    return kept


# Units: characters. So much around a sum is read again where another one is paid back.
_AROUND = 160


def _likelihood_of_pay(
    text: str, one: Candidate, under: tuple[str, ...], section: tuple[str, ...], lang: str
) -> float:
    """How likely a sum is pay; what is paid back behind it, of a fare say, speaks of another one."""
    weights = weights_of("pay")
    whole = weights.likelihood(signs_of("pay", text, one, under, section, lang))
    start, end = sentence_around(text, one, lang)
    back = any_of(lang, "pay", "gives-back").search(text, one.end, min(end, one.end + _AROUND))
    if back is None:
        return whole
    # As if the sentence ended there, and no more of it than speaks for the sum: each has an end of its own.
    first = max(start, one.start - _AROUND)
    part = replace(one, start=one.start - first, end=one.end - first)
    return max(
        whole, weights.likelihood(signs_of("pay", text[first : back.start()], part, under, section, lang))
    )


_WORK = frozenset({"worker", *TOUCHED["pay"]})


def _of_work(text: str, under: Sequence[str], section: Sequence[str], lang: str) -> bool:
    """Whether a text, the heads it stands under or its heading speak of work, and not only of days and weeks."""
    read = (text, *as_read(under), *as_read(section[:1]))
    return any(
        _WORK.intersection(meanings) and "time" not in meanings
        for each in read
        for *_, meanings in known_in(each, lang)
    )


# Units: characters. What is said of one dose stands so close together.
_APART = 28


@functools.lru_cache(maxsize=256)
def weighed_doses(
    read: str, section: tuple[str, ...], lang: str, found: tuple[Span, ...]
) -> tuple[Span, ...]:
    """What rules found for doses but what hardly is, and what is likely of a dose of which they found nothing: how often, and numbers with a unit of medicines.

    Why not in tables: what makes an amount a dose there stands in heads, and rules read these.
    """

    def likelihood(one: Candidate) -> float:
        return weights_of("dosage").likelihood(signs_of("dosage", read, one, (), section, lang))

    candidates = candidates_for_dosage(read, lang)
    places = sorted(found)
    best: dict[Span, float] = {}
    for one in candidates:
        for span in _within(one.start, one.end, places):
            best[span] = max(best.get(span, 0.0), likelihood(one))
    kept = [span for span in places if best.get(span, 1.0) >= HARDLY["dosage"]]
    likely: list[Span] = []
    offered = offered_in(read, lang)
    for one in candidates:
        if _within(one.start, one.end, places):
            continue
        if one.kind in OFFERED and _within(one.start, one.end, offered):
            continue
        known = _within(*sentence_around(read, one, lang), kept)
        if (kept and one.kind == "mass") or (known and _within(one.start - _APART, one.end + _APART, kept)):
            # How strong its tablets are, or more of how often, right beside it.
            continue
        if likelihood(one) <= (SURE["dosage"] if known else ENOUGH["dosage"]):
            continue
        if likely and one.start - likely[-1][1] < _APART and not _within(likely[-1][1], one.start, kept):
            likely[-1] = (likely[-1][0], max(likely[-1][1], one.end))
        else:
            likely.append((one.start, one.end))
    if likely:
        often = sorted(rhythms_in(read, lang))
        medicines = sorted(start for start, _, meanings in known_in(read, lang) if "medicine" in meanings)
        likely = [span for span in likely if not _of_an_operation(read, lang, span, often, medicines)]
    return tuple(span for span in (*kept, *likely) if not _only_helps(read, lang, span))


# Where it comes from may stand between: "a pill from the chemist's helps".
_BETWEEN = r" (?:[^\W\d]{2,5} (?:[^\W\d]+ ){1,2})?"


@functools.cache
def _helping(lang: str) -> re.Pattern[str]:
    return re.compile(rf"{_BETWEEN}(?:{joined(listed_of(lang, 'dosage', 'helps')) or '(?!)'}){END}")


def _only_helps(read: str, lang: str, span: Span) -> bool:
    """Whether an article and a medicine say what that does: in "en salve hjelper" nobody takes one."""
    article, _, medicine = read[slice(*span)].lower().partition(" ")
    return (
        article in words_of(lang).get("articles", ())
        and medicine.isalpha()
        and _helping(lang).match(read, span[1]) is not None
    )


# Units: characters. "The morning after your knee operation".
_NEAR_IT = 36


def _of_an_operation(
    read: str, lang: str, span: Span, often: Sequence[Span], medicines: Sequence[int]
) -> bool:
    """Whether a time is that of an operation or a birth, in a sentence without a medicine: "starts the day after surgery".

    Shape: `often` says how often something is done; `medicines` are the places of such words. Both stand in order.
    """
    if any(map(str.isdigit, read[slice(*span)])) or _within(*span, often):
        return False
    start, end = sentence_around(read, Candidate(*span, "time"), lang)
    if not any_of(lang, "dosage", "operations").search(read, span[0], min(end, span[1] + _NEAR_IT)):
        return False
    return bisect_left(medicines, start) == bisect_left(medicines, end)


@functools.lru_cache(maxsize=256)
def likely_subject(
    detector: str, text: str, section: tuple[str, ...], lang: str, found: tuple[Span, ...]
) -> tuple[Span, ...]:
    """What rules found of a subject, or what speaks of it where they found nothing; nothing if it is hardly meant."""
    if found:
        if detector not in HARDLY or not is_said(text):
            return found
        likelihood = weights_of(detector).likelihood(signs_of_text(text, section, lang))
        # Beneath a heading of the subject half of that is enough.
        least = HARDLY[detector] / (2 if _headed(detector, section, lang) else 1)
        return () if likelihood < least else found
    touched = touching(detector, text, lang)
    if (
        not touched
        or not is_said(text)
        # Beneath a heading of the subject rules know what counts and what does not.
        or _headed(detector, section, lang)
        or weights_of(detector).likelihood(signs_of_text(text, section, lang)) <= ENOUGH[detector]
    ):
        return ()
    return touched[:1]


# Units: words. What is shorter is a catchword, and means what rules know it to mean.
_SAID = 5


def is_said(text: str) -> bool:
    """Whether a text is long enough to say something of a subject by all that is in it."""
    return UNSPACED_LETTER.search(text) is not None or len(text.split()) >= _SAID


def _headed(detector: str, section: tuple[str, ...], lang: str) -> bool:
    return any(touching(detector, head, lang) for head in as_read(section[:1]))


def touching(detector: str, text: str, lang: str) -> tuple[Span, ...]:
    """The words of a text that may speak of a subject."""
    wanted = TOUCHED.get(detector, frozenset())
    return tuple(
        (start, end) for start, end, meanings in known_in(text, lang) if wanted.intersection(meanings)
    )
