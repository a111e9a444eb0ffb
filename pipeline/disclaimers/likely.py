"""Amounts that no rule knows for pay or for doses, and whose surroundings are like those of amounts that are.

Input: text that was read, the heads it stands under, a language, what the rules found. Output: offsets. Must not: overrule a
rule.

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
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from pipeline.disclaimers.amounts import find_money
from pipeline.disclaimers.courses import rhythms_in
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary
from pipeline.disclaimers.measures import Span, any_of, folded, sentences_of
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
ENOUGH = {"pay": 0.25, "dosage": 0.4}
# In a sentence whose dose is known, what else is said of it is mostly no other.
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


def candidates_for_pay(text: Folded, under: tuple[str, ...], lang: str) -> list[Candidate]:
    return [Candidate(start, end, "money") for start, end in find_money(text, under, lang)]


def candidates_for_dosage(read: str, lang: str) -> list[Candidate]:
    """How often something is done, and numbers with a unit of medicines."""
    words = doses_of(lang)
    patterns = (words.taking, words.again) if says_how_often(read, lang) else (words.again,)
    often = {match.span() for pattern in patterns for match in pattern.finditer(read)}
    often.update(rhythms_in(read, lang))
    found = {Candidate(start, end, "often") for start, end in often if end > start}
    found.update(Candidate(*span, kind) for span, kind in quantities_in(read, lang))
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


# ── what speaks for it

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# Units: characters. What stands near an amount, and what still belongs to its sentence.
_NEAR, _AROUND, _FAR = 80, 160, 1000
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


def _sentence(text: str, span: Candidate, lang: str) -> Span:
    spans = sentences_of(text, lang)
    return spans[max(0, bisect_right(spans, span.start, key=lambda one: one[0]) - 1)]


@functools.lru_cache(maxsize=512)
def _is_medical(text: str, lang: str) -> bool:
    return bool(find_subject("medical")(fold(text), (), lang))


@functools.lru_cache(maxsize=512)
def _of_sentence(text: str, start: int, end: int, lang: str) -> frozenset[str]:
    """The lists of the detector of doses that a sentence, and the text around it, touch."""
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
    sentence = text[start:end]
    found = {f"s:{name}" for name, pattern in patterns.items() if pattern.search(sentence)}
    found |= {
        f"t:{name}" for name, pattern in patterns.items() if f"s:{name}" in found or pattern.search(text)
    }
    if named_in(sentence, lang):
        found.add("named")
    found |= {
        f"medical {name}" for name, part in (("here", sentence), ("around", text)) if _is_medical(part, lang)
    }
    return frozenset((*found, f"verdict:{spoken_of(sentence, lang).verdict}"))


@functools.lru_cache(maxsize=512)
def _lists_of_pay(
    text: str, start: int, end: int, lang: str
) -> tuple[tuple[str, tuple[Span, ...], bool], ...]:
    """The lists of the detector of pay: where a sentence touches each, and whether the text around does."""
    found = []
    for name in _PAY_LISTS:
        pattern = any_of(lang, "pay", name)
        spans = tuple(match.span() for match in pattern.finditer(text, start, end))
        found.append((name, spans, bool(spans) or pattern.search(text) is not None))
    return tuple(found)


def _lists_for_pay(
    text: str, sentence: Span, one: Candidate, under: tuple[str, ...], lang: str
) -> Iterator[str]:
    for name, spans, anywhere in _lists_of_pay(text, *sentence, lang):
        if any(end <= one.start for _, end in spans):
            yield f"l:{name}"
        behind = [start for start, _ in spans if start >= one.end]
        if behind:
            yield f"r:{name}"
            if behind[0] - one.end < 4:
                yield f"n:{name}"
        if anywhere:
            yield f"t:{name}"
        if any(any_of(lang, "pay", name).search(folded(head)) for head in under):
            yield f"u:{name}"


def signs_of(
    detector: str, text: str, one: Candidate, under: tuple[str, ...], section: tuple[str, ...], lang: str
) -> frozenset[int]:
    """All that may speak for or against a candidate, each by the number of its weight."""
    small = text.lower()
    small = small if len(small) == len(text) else text
    start, end = _sentence(text, one, lang)
    left = _WORD.findall(small, max(start, one.start - _NEAR), one.start)
    right = _WORD.findall(small, one.end, min(end, one.end + _NEAR))
    places = {
        "L": left,
        "R": right,
        "B": _WORD.findall(small, max(start, one.start - _AROUND), min(end, one.end + _AROUND)),
        "U": _WORD.findall(" ".join(under[:3]).lower()),
        "S": _WORD.findall(" ".join(section[:1]).lower()),
    }
    named = [f"K{one.kind}", f"l3{' '.join(left[-2:])}", f"r3{' '.join(right[:2])}"]
    named += [f"l2{word}" for word in left[-2:]] + [f"r2{word}" for word in right[:2]]
    if detector == "dosage":
        places["M"] = _WORD.findall(small, one.start, one.end)
        named += [f"G{name}" for name in _of_sentence(text, start, end, lang)]
    else:
        named += [f"G{name}" for name in _lists_for_pay(text, (start, end), one, under[:3], lang)]
    named += [f"X{word}" for word in _WORD.findall(f"{small[:start]} {small[end:]}"[:_FAR])]
    signs = set(map(_alone, named))
    tongue = primary(lang)
    for place, words in places.items():
        for word in words:
            signs.update(_buckets(place, word, tongue))
    return frozenset(signs)


def _likelihood(
    detector: str, text: str, one: Candidate, under: tuple[str, ...], section: tuple[str, ...], lang: str
) -> float:
    return weights_of(detector).likelihood(signs_of(detector, text, one, under, section, lang))


# ── what is taken for it


def _free(start: int, end: int, found: Sequence[Span]) -> bool:
    return not any(first < end and start < last for first, last in found)


def likely_pay(
    text: Folded, under: tuple[str, ...], section: tuple[str, ...], lang: str, found: Sequence[Span]
) -> list[Span]:
    """Sums that are likely pay and stand in none of `found`."""
    return [
        (one.start, one.end)
        for one in candidates_for_pay(text, under, lang)
        if _free(one.start, one.end, found)
        and _likelihood("pay", text.text, one, under, section, lang) > ENOUGH["pay"]
    ]


# Units: characters. What is said of one dose stands so close together.
_APART = 28


@functools.lru_cache(maxsize=256)
def likely_doses(
    read: str, under: tuple[str, ...], section: tuple[str, ...], lang: str, found: tuple[Span, ...]
) -> tuple[Span, ...]:
    """How often, and numbers with a unit of medicines, that are likely of a dose and stand in none of `found`."""
    likely: list[Span] = []
    for one in candidates_for_dosage(read, lang):
        start, end = _sentence(read, one, lang)
        here = [dose for dose in found if start <= dose[0] < end]
        if _says_more(one, here):
            continue
        if _likelihood("dosage", read, one, under, section, lang) <= (SURE if here else ENOUGH["dosage"]):
            continue
        if likely and one.start - likely[-1][1] < _APART and _free(likely[-1][0], one.end, here):
            likely[-1] = (likely[-1][0], max(likely[-1][1], one.end))
        else:
            likely.append((one.start, one.end))
    return tuple(likely)


def _says_more(one: Candidate, doses: Sequence[Span]) -> bool:
    """Whether a candidate belongs to a dose of its sentence: how strong its tablets are, or right beside it how often."""
    if one.kind == "mass" and doses:
        return True
    return any(start - one.end < _APART and one.start - end < _APART for start, end in doses)
