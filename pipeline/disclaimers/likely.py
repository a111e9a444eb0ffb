"""Amounts that no rule knows for pay or for doses, and whose surroundings are like those of amounts that are.

Input: text that was read, the headings it stands under, a language, what the rules found. Output: offsets. Must not: overrule a
rule, read tables, of which heads and captions tell more than what stands around.

Why: rules know the words that they list, and there is always another trade that is paid and another ache that is rubbed. The
parts of the words around an amount are weighed instead, and the lists that are touched. `weights/` holds how much each speaks for
or against; `tests/disclaimers/learning.py` learns that from the labelled blocks.

Source: logistic regression on hashed features, Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009).
"""

from __future__ import annotations

import functools
import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from pipeline.disclaimers.amounts import find_money
from pipeline.disclaimers.courses import rhythms_in
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary
from pipeline.disclaimers.measures import Span, any_of, sentences_of
from pipeline.disclaimers.medicines import (
    doses_of,
    named_in,
    preparations_of,
    says_how_often,
    spoken_of,
    things_of,
)
from pipeline.disclaimers.quantities import quantities_in
from pipeline.disclaimers.subjects import find_subject

FOLDER = Path(__file__).parent / "weights"
# So many weights has each detector; two signs that share one are told apart by all the others.
BUCKETS = 1 << 16
# From how likely on something is taken for it.
ENOUGH = {"pay": 0.3, "dosage": 0.5}
# In a sentence whose pay or dose is known, what else is said is mostly neither.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be meant. Shape: `start` and `end` are offsets, `kind` says how it was found."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign speaks for a detector. Shape: `BUCKETS` whole numbers, each so many times `scale`."""

    numbers: Sequence[int]
    scale: float
    bias: float

    def likelihood(self, signs: Collection[int]) -> float:
        total = sum(map(self.numbers.__getitem__, signs)) * self.scale / sqrt(len(signs)) + self.bias
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@functools.cache
def weights_of(detector: str) -> Weights:
    head, _, numbers = (FOLDER / f"{detector}.bin").read_bytes().partition(b"\n")
    said = json.loads(head)
    return Weights(array("b", numbers), said["scale"], said["bias"])


# ── what may be meant


def candidates_for_pay(text: Folded, lang: str) -> list[Candidate]:
    return [Candidate(start, end, "money") for start, end in find_money(text, (), lang)]


def candidates_for_dosage(read: str, lang: str) -> list[Candidate]:
    """How often something is done, and numbers with a unit of medicines."""
    words = doses_of(lang)
    patterns = (words.taking, words.again) if says_how_often(read, lang) else (words.again,)
    often = {match.span() for pattern in patterns for match in pattern.finditer(read)}
    often.update(rhythms_in(read, lang))
    found = {Candidate(start, end, "often") for start, end in often if end > start}
    # "1-0-1" is a result, too: only what stands beside it in a table tells.
    found.update(Candidate(*span, kind) for span, kind in quantities_in(read, lang) if kind != "scheme")
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


# ── what speaks for it

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# Units: characters. What stands near an amount, what still belongs to its sentence, what is read of the others.
_NEAR, _AROUND, _FAR = 80, 160, 500
_PAY_LISTS = ("words", "jobs", "receives", "gives", "prices", "periods", "hourly", "gets", "offers", "behind")


def _bucket(sign: str) -> int:
    return crc32(sign.encode()) % BUCKETS


@functools.lru_cache(maxsize=1 << 15)
def _buckets(place: str, word: str, tongue: str) -> tuple[int, ...]:
    """A word at a place: all of it, in its language and in any, and each four to six letters of it.

    Why letters: words that belong together share some, in compounds and across languages.
    """
    if _UNSPACED.search(word):
        parts = [word[at : at + size] for size in (1, 2, 3) for at in range(len(word) - size + 1)]
        return tuple({_bucket(place + part) for part in parts})
    whole = f"<{'0' * len(word) if word[0].isdigit() else word}>"
    parts = [whole[at : at + size] for size in (4, 5, 6) for at in range(len(whole) - size + 1)]
    return tuple(
        {_bucket(sign) for sign in (f"{tongue}{place}{whole}", *(place + part for part in (whole, *parts)))}
    )


@functools.lru_cache(maxsize=1 << 13)
def _alone(sign: str) -> int:
    return _bucket(sign)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is asked of a text for each of its candidates. Shape: `small` is the text in small letters, place for place."""

    small: str
    sentences: tuple[Span, ...]

    def sentence(self, one: Candidate) -> Span:
        return self.sentences[max(0, bisect_right(self.sentences, one.start, key=_start) - 1)]


@functools.lru_cache(maxsize=64)
def _reading(text: str, lang: str) -> _Reading:
    small = text.lower()
    return _Reading(small if len(small) == len(text) else text, tuple(sentences_of(text, lang)))


def _start(span: Span) -> int:
    return span[0]


@functools.lru_cache(maxsize=512)
def _is_medical(text: str, lang: str) -> bool:
    return bool(find_subject("medical")(fold(text), (), lang))


@functools.lru_cache(maxsize=512)
def _lists_of_doses(text: str, lang: str) -> tuple[str, ...]:
    """What the detector of doses has lists of, as far as a sentence or a whole text touches them."""
    words = doses_of(lang)
    patterns = {
        **words.signs,
        "others": words.others,
        "machines": words.machines,
        "remedies": words.remedies,
        "applied": words.applied,
        "swallowing": words.swallowing,
        "preparations": preparations_of(lang),
        "things": things_of(lang),
        "medicines": words.medicines,
    }
    found = [name for name, pattern in patterns.items() if pattern.search(text)]
    if named_in(text, lang):
        found.append("named")
    if _is_medical(text, lang):
        found.append("medical")
    return (*found, f"verdict {spoken_of(text, lang).verdict}")


@functools.lru_cache(maxsize=512)
def _lists_of_pay(text: str, start: int, end: int, lang: str) -> dict[str, list[Span]]:
    """Where a sentence touches what the detector of pay has lists of."""
    return {
        name: [match.span() for match in any_of(lang, "pay", name).finditer(text, start, end)]
        for name in _PAY_LISTS
    }


@functools.lru_cache(maxsize=512)
def _lists_in(text: str, lang: str) -> tuple[str, ...]:
    return tuple(name for name in _PAY_LISTS if any_of(lang, "pay", name).search(text))


def _around_pay(text: str, sentence: Span, one: Candidate, lang: str) -> Iterator[str]:
    """The lists of pay that are touched before a sum, behind it, right behind it, anywhere."""
    for name, spans in _lists_of_pay(text, *sentence, lang).items():
        if spans and spans[0][1] <= one.start:
            yield f"before {name}"
        behind = bisect_left(spans, one.end, key=_start)
        if behind < len(spans):
            yield f"behind {name}"
            if spans[behind][0] - one.end < 4:
                yield f"next {name}"
    yield from (f"text {name}" for name in _lists_in(text, lang))


def signs_of(detector: str, text: str, one: Candidate, section: tuple[str, ...], lang: str) -> frozenset[int]:
    """All that may speak for or against a candidate, each by the number of its weight."""
    reading = _reading(text, lang)
    small, (start, end) = reading.small, reading.sentence(one)
    left = _WORD.findall(small, max(start, one.start - _NEAR), one.start)
    right = _WORD.findall(small, one.end, min(end, one.end + _NEAR))
    places = {
        "L": left,
        "R": right,
        "B": _WORD.findall(small, max(start, one.start - _AROUND), min(end, one.end + _AROUND)),
        "S": _WORD.findall(" ".join(section[:1]).lower()),
    }
    named = [f"K{one.kind}", f"l3{' '.join(left[-2:])}", f"r3{' '.join(right[:2])}"]
    named += [f"l2{word}" for word in left[-2:]] + [f"r2{word}" for word in right[:2]]
    if detector == "dosage":
        places["M"] = _WORD.findall(small, one.start, one.end)
        named += [f"Gsentence {name}" for name in _lists_of_doses(text[start:end], lang)]
        named += [f"Gtext {name}" for name in _lists_of_doses(text, lang)]
    else:
        named += [f"G{name}" for name in _around_pay(text, (start, end), one, lang)]
    others = f"{small[max(0, start - _FAR) : start]} {small[end : end + _FAR]}"
    named += [f"X{word}" for word in _WORD.findall(others)]
    signs = set(map(_alone, named))
    tongue = primary(lang)
    for place, words in places.items():
        for word in words:
            signs.update(_buckets(place, word, tongue))
    return frozenset(signs)


def _likelihood(detector: str, text: str, one: Candidate, section: tuple[str, ...], lang: str) -> float:
    return weights_of(detector).likelihood(signs_of(detector, text, one, section, lang))


# ── what is taken for it


def _within(start: int, end: int, found: Sequence[Span]) -> Sequence[Span]:
    """Those of `found`, which stand in order, that share text with a stretch."""
    low = bisect_right(found, start, key=_start)
    if low and found[low - 1][1] > start:
        low -= 1
    return found[low : bisect_left(found, end, key=_start)]


def likely_pay(text: Folded, section: tuple[str, ...], lang: str, found: Sequence[Span]) -> list[Span]:
    """Sums that are likely pay and stand in none of `found`."""
    found, reading = sorted(found), _reading(text.text, lang)
    likely: list[Span] = []
    for one in candidates_for_pay(text, lang):
        if _within(one.start, one.end, found):
            continue
        enough = SURE if _within(*reading.sentence(one), found) else ENOUGH["pay"]
        if _likelihood("pay", text.text, one, section, lang) > enough:
            likely.append((one.start, one.end))
    return likely


# Units: characters. What is said of one dose stands so close together.
_APART = 28


@functools.lru_cache(maxsize=256)
def likely_doses(read: str, section: tuple[str, ...], lang: str, found: tuple[Span, ...]) -> tuple[Span, ...]:
    """How often, and numbers with a unit of medicines, that are likely of a dose and stand in none of `found`."""
    likely: list[Span] = []
    found = tuple(sorted(found))
    for one in candidates_for_dosage(read, lang):
        if _within(one.start, one.end, found):
            continue
        known = _within(*_reading(read, lang).sentence(one), found)
        if (found and one.kind == "mass") or (known and _within(one.start - _APART, one.end + _APART, found)):
            # How strong its tablets are, or more of how often, right beside it.
            continue
        if _likelihood("dosage", read, one, section, lang) <= (SURE if known else ENOUGH["dosage"]):
            continue
        if likely and one.start - likely[-1][1] < _APART and not _within(likely[-1][1], one.start, found):
            likely[-1] = (likely[-1][0], max(likely[-1][1], one.end))
        else:
            likely.append((one.start, one.end))
    return tuple(likely)
