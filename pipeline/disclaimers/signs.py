"""What speaks for or against it that a sum is pay, an amount a dose, a text of law: words near it, parts of them, their meanings, its clause.

Input: text that was read, a candidate in it, the heads and headings it stands under, a language. Output: hashes. Must not:
know what any of them weighs.

Source: hashed features, Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009).
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2, log10
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.lexicons import primary
from pipeline.disclaimers.measures import UNSPACED_LETTER, any_of, sentences_of
from pipeline.disclaimers.medicines import doses_of, named_in, preparations_of, spoken_of, things_of
from pipeline.disclaimers.numbers import value_in
from pipeline.disclaimers.sentences import Span
from pipeline.disclaimers.subjects import find_subject
from pipeline.disclaimers.thesaurus import Meant, meant_in


class Signs(NamedTuple):
    """The hashes of what speaks for or against something. Shape: numbers of 32 bits, each once, in order.

    What stands in one group counts together as much as what stands in another: few words right beside an amount
    would be lost among the many of its text.
    """

    words: tuple[int, ...] = ()
    meanings: tuple[int, ...] = ()
    clause: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    lists: tuple[int, ...] = ()
    headings: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    pairs: tuple[int, ...] = ()


# How much each of these counts. A heading speaks of many amounts, and mostly not of each.
SHARES = (1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 0.5, 2.0)
# What is gathered of one, by the names of those groups.
_Gathered = dict[str, set[int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be meant. Shape: `start` and `end` are offsets, `kind` says how it was found."""

    start: int
    end: int
    kind: str


class _Asked(NamedTuple):
    """A candidate and where it stands. Shape: heads and headings as text is read."""

    detector: str
    text: str
    one: Candidate
    under: Sequence[str]
    section: Sequence[str]
    lang: str


# ── words

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")
# Units: characters. What stands near an amount, what still belongs to its sentence, what is read of the others.
_NEAR, _AROUND, _FAR = 80, 160, 500
_PAY_LISTS = ("words", "jobs", "receives", "gives", "prices", "periods", "hourly", "gets", "offers", "behind")


@functools.lru_cache(maxsize=1 << 15)
def _hash(sign: str) -> int:
    return crc32(sign.encode())


@functools.lru_cache(maxsize=1 << 15)
def _hashes(place: str, word: str, tongue: str) -> tuple[int, ...]:
    """A word at a place: all of it, in its language and in any, and each four to six letters of it.

    Why letters: words that belong together share some, in compounds and across languages.
    """
    if UNSPACED_LETTER.search(word):
        parts = [word[at : at + size] for size in (1, 2, 3) for at in range(len(word) - size + 1)]
        return tuple({crc32((place + part).encode()) for part in parts})
    whole = f"<{'0' * len(word) if word[0].isdigit() else word}>"
    parts = [whole[at : at + size] for size in (4, 5, 6) for at in range(len(whole) - size + 1)]
    signs = (f"{tongue}{place}{whole}", *(place + part for part in (whole, *parts)))
    return tuple({crc32(sign.encode()) for sign in signs})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is asked of a text for each of its candidates. Shape: `small` is the text in small letters, place for place."""

    small: str
    sentences: tuple[Span, ...]

    def sentence(self, one: Candidate) -> Span:
        return self.sentences[max(0, bisect_right(self.sentences, one.start, key=itemgetter(0)) - 1)]


@functools.lru_cache(maxsize=64)
def _reading(text: str, lang: str) -> _Reading:
    small = text.lower()
    return _Reading(small if len(small) == len(text) else text, tuple(sentences_of(text, lang)))


def as_read(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads of a table, or headings, as text is read: they come as they were written."""
    return tuple(fold(head).text for head in heads)


def sentence_around(text: str, one: Candidate, lang: str) -> Span:
    return _reading(text, lang).sentence(one)


def known_in(text: str, lang: str) -> tuple[Meant, ...]:
    """The words of a text whose meanings are known."""
    return meant_in(_reading(text, lang).small, primary(lang))


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
        behind = bisect_left(spans, one.end, key=itemgetter(0))
        if behind < len(spans):
            yield f"behind {name}"
            if spans[behind][0] - one.end < 4:
                yield f"next {name}"
    yield from (f"text {name}" for name in _lists_in(text, lang))


def _words(told: _Gathered, asked: _Asked) -> None:
    detector, text, one, under, section, lang = asked
    reading, tongue = _reading(text, lang), primary(lang)
    small, (start, end) = reading.small, reading.sentence(one)
    left = _WORD.findall(small, max(start, one.start - _NEAR), one.start)
    right = _WORD.findall(small, one.end, min(end, one.end + _NEAR))
    places = {
        "L": left,
        "R": right,
        "B": _WORD.findall(small, max(start, one.start - _AROUND), min(end, one.end + _AROUND)),
        "U": _WORD.findall(" ".join(under).lower()),
    }
    beside = [f"l3{' '.join(left[-2:])}", f"r3{' '.join(right[:2])}"]
    beside += [f"l2{word}" for word in left[-2:]] + [f"r2{word}" for word in right[:2]]
    if detector == "dosage":
        places["M"] = _WORD.findall(small, one.start, one.end)
        lists = [f"Gsentence {name}" for name in _lists_of_doses(text[start:end], lang)]
        lists += [f"Gtext {name}" for name in _lists_of_doses(text, lang)]
    else:
        lists = [f"G{name}" for name in _around_pay(text, (start, end), one, lang)]
        lists += [f"UG{name}" for name in _lists_in(". ".join(under), lang)]
    others = f"{small[max(0, start - _FAR) : start]} {small[end : end + _FAR]}"
    told["words"].add(_hash(f"K{one.kind}"))
    told["words"].update(*(_hashes(place, word, tongue) for place, words in places.items() for word in words))
    told["beside"].update(map(_hash, beside))
    told["lists"].update(map(_hash, lists))
    told["headings"].update(_of_headings(section, tongue))
    told["elsewhere"].update(_hash(f"X{word}") for word in _WORD.findall(others))


def _of_headings(section: Sequence[str], tongue: str) -> Iterator[int]:
    for word in _WORD.findall(" ".join(section[:1]).lower()):
        yield from _hashes("S", word, tongue)


# ── what they mean

# So many words that mean something count on each side; the nearest two have weights of their own.
_KNOWN, _NEXT = 8, 2


def _at(place: str, known: Iterable[Meant]) -> Iterator[str]:
    return (f"={place}{meaning}" for *_, meanings in known for meaning in meanings)


def _between(known: Sequence[Meant], start: int, end: int) -> Sequence[Meant]:
    return known[bisect_left(known, (start,)) : bisect_left(known, (end,))]


def _pairs(meanings: Iterable[str]) -> Iterator[str]:
    return (f"=P{one}+{other}" for one, other in itertools.combinations(sorted(set(meanings)), 2))


def _in_turn(known: Sequence[Sequence[str]]) -> Iterator[str]:
    for one, other in itertools.pairwise(known):
        yield from (f"=Q{first}>{second}" for first in one for second in other)


def _meanings(told: _Gathered, asked: _Asked) -> None:
    detector, text, one, under, section, lang = asked
    reading, tongue = _reading(text, lang), primary(lang)
    start, end = reading.sentence(one)
    known = known_in(text, lang)
    left, right = _between(known, start, one.start)[-_KNOWN:], _between(known, one.end, end)[:_KNOWN]
    heads = [each for head in under for each in meant_in(head.lower(), tongue)]
    others = (*_between(known, start - _FAR, start), *_between(known, end, end + _FAR))
    above = [each for head in section[:1] for each in meant_in(head.lower(), tongue)]
    # A sum says itself what it is; words of time and counts mean something.
    inside = _between(known, one.start, one.end) if detector == "dosage" else ()
    sentence = (*left, *right)
    named = [f"=under {bool(under)}", *_at("U", heads), *_at("L", left), *_at("R", right)]
    named += [*_at("M", inside), *_at(f"K{one.kind} ", sentence)]
    named += [*_at("B", sentence), *_at("F" if left else "E", sentence[:1])]
    named += _pairs(meaning for *_, meanings in (*sentence, *inside, *heads) for meaning in meanings)
    named += _in_turn([*(each[-1] for each in left), ("#",), *(each[-1] for each in right)])
    if not sentence:
        named.append("=none")
    for number in range(_NEXT):
        told["beside"].update(map(_hash, _at(f"l{number}", left[::-1][number : number + 1])))
        told["beside"].update(map(_hash, _at(f"r{number}", right[number : number + 1])))
    told["meanings"].update(map(_hash, named))
    told["headings"].update(map(_hash, _at("S", above)))
    told["elsewhere"].update(map(_hash, _at("X", others)))


# ── its clause

_PAUSE = re.compile(r"[;:,.–—()!?](?=\s|$)|[，；：、（）。！？]|\s[-–—]\s|\n")
_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"\d[\d .,']*")


def _clause(told: _Gathered, asked: _Asked) -> None:
    """The words of the clause that a candidate stands in, those between it and the next numbers, and what they mean.

    Why: "The studio takes £9 from each pupil and gives its teacher £32" names one price and one wage.
    """
    detector, text, one, _, _, lang = asked
    reading, tongue = _reading(text, lang), primary(lang)
    small, sentence = reading.small, reading.sentence(one)
    # A line of thousands of sums may have no pause.
    start, end = max(sentence[0], one.start - _AROUND), min(sentence[1], one.end + _AROUND)
    for pause in _PAUSE.finditer(small, start, one.start):
        start = pause.end()
    if behind := _PAUSE.search(small, one.end, end):
        end = behind.start()
    left, right = start, end
    for digit in _DIGIT.finditer(small, start, one.start):
        left = digit.end()
    if other := _DIGIT.search(small, one.end, end):
        right = other.start()
    places = (
        ("words", "C", start, one.start),
        ("words", "C", one.end, end),
        ("clause", "T", left, one.start),
        ("clause", "V", one.end, right),
    )
    for group, place, begin, until in places:
        for word in _WORD.findall(small, begin, until):
            told[group].update(_hashes(place, word, tongue))
    known = known_in(text, lang)
    inside = (*_between(known, start, one.start), *_between(known, one.end, end))
    named = [*_at("C", inside), *_pairs(f"C{meaning}" for *_, meanings in inside for meaning in meanings)]
    named += [*_at("T", _between(known, left, one.start)), *_at("V", _between(known, one.end, right))]
    named += [f"known {min(9, len(inside))}", f"whole {(start, end) == sentence}"]
    if detector == "pay":
        told["lists"].update(map(_hash, _shared(text, sentence, (start, end), (left, right), lang)))
        named += _size(text, sentence, one, lang)
    told["clause"].update(map(_hash, named))


def _shared(text: str, sentence: Span, clause: Span, stretch: Span, lang: str) -> Iterator[str]:
    """The lists of pay that are touched in the clause of a sum, between the numbers beside it, and in the rest of its sentence."""
    touched = _lists_of_pay(text, *sentence, lang)
    first, later = stretch[0] == clause[0], _DIGIT.search(text, stretch[1], sentence[1]) is not None
    told = []
    for place, (begin, until) in (("C", clause), ("T", stretch)):
        here = {name for name, spans in touched.items() if any(begin <= span[0] < until for span in spans)}
        rest = {
            name for name, spans in touched.items() if any(not begin <= span[0] < until for span in spans)
        }
        yield from (f"G{place}in {name}" for name in here)
        yield from (f"G{place}out {name}" for name in rest)
        told.append(
            f"{'words' in here}{'words' in rest}{bool(here & _PAID)}{bool(rest & _PAID)}{'prices' in here}"
        )
    alone = _DIGIT.search(text, sentence[0], stretch[0]) is None and not later
    yield from (f"G{place} {alone} {first} {said}" for place, said in zip("CT", told, strict=True))


_PAID = frozenset({"jobs", "receives", "gets", "hourly", "gives"})
_SIZED = ("periods", "hourly", "jobs", "words", "receives", "prices")
_UNFIGURED = re.compile(r"[\d\W]+")
# Steps in which a power of ten is counted; no sum has more digits.
_STEPS, _DIGITS = 3, 1e12


def _size(text: str, sentence: Span, one: Candidate, lang: str) -> Iterator[str]:
    """How large a sum is in its currency, for the periods and jobs in its sentence, and beside the numbers around it.

    Why: "95 euros a day, and lunch costs 5": who knows what a day is paid knows which of them is the wage.
    """
    value = value_in(text, (one.start, one.end), lang)
    if value is None:
        yield "size unknown"
        return
    size = int(_STEPS * log10(max(value, 1)))
    currency = _UNFIGURED.sub("", text[one.start : one.end]).lower()[:6]
    tongue = primary(lang)
    even = "hundreds" if value >= 100 and not value % 100 else "tens" if not value % 10 else "units"
    yield from (f"size {size}", f"size {tongue} {size}", f"size {currency} {size}", f"even {even}")
    yield from (f"cents {value != int(value)}", f"size {tongue} {currency} {size}")
    touched = _lists_of_pay(text, *sentence, lang)
    for name in _SIZED:
        if touched[name]:
            yield from (f"size {name} {size}", f"size {currency} {name} {size}")
    first, last = max(sentence[0], one.start - _AROUND), min(sentence[1], one.end + _AROUND)
    others = [
        value_in(text, (match.start(), match.end()), lang) or 0
        for match in _NUMBER.finditer(text, first, last)
        if match.end() <= one.start or match.start() >= one.end
    ]
    if others:
        largest = min(max(others), _DIGITS)
        rank = "largest" if value >= largest else "smallest" if value <= min(others) else "between"
        yield from (f"rank {rank}", f"times {int(log2(max(largest, 0.01) / max(value, 1)))}")


# ── which of them stand together

# Units: letters of a word, characters, words. So much tells one word from others of its family; so far pairs are sought.
_STEM, _TOGETHER, _PAIRED, _ADJACENT = 5, 100, 8, 5


def _stems(small: str, start: int, end: int) -> list[str]:
    """Words without their endings, figures as many naughts; where no words are written apart, each two letters."""
    stems: list[str] = []
    for word in _WORD.findall(small, start, end):
        if UNSPACED_LETTER.search(word):
            stems += [word[at : at + 2] for at in range(len(word) - 1)] or [word]
        else:
            stems.append("0" * min(4, len(word)) if word[0].isdigit() else word[:_STEM])
    return stems


def _word_pairs(told: _Gathered, asked: _Asked) -> None:
    """Each two words on the same side of an amount in its sentence, and each next two, the amount itself among them.

    Why: "the plumber charges" and "the plumber earns", "takes home" and "takes off" are told apart by no word alone.
    """
    text, one, lang = asked.text, asked.one, asked.lang
    reading = _reading(text, lang)
    start, end = reading.sentence(one)
    left = _stems(reading.small, max(start, one.start - _TOGETHER), one.start)[-_PAIRED:]
    right = _stems(reading.small, one.end, min(end, one.end + _TOGETHER))[:_PAIRED]
    signs = {f"2{first} {then}" for first, then in itertools.combinations(left, 2)}
    signs.update(f"3{first} {then}" for first, then in itertools.combinations(right, 2))
    row = [*left[-_ADJACENT:], "#", *right[:_ADJACENT]]
    signs.update(f"1{first} {then}" for first, then in itertools.pairwise(row))
    # Not remembered: hardly any pair comes again.
    told["pairs"].update(crc32(sign.encode()) for sign in signs)


# ── all of it


def signs_of(
    detector: str, text: str, one: Candidate, under: Sequence[str], section: Sequence[str], lang: str
) -> Signs:
    """All that may speak for or against a candidate."""
    told: _Gathered = {group: set() for group in Signs._fields}
    asked = _Asked(detector, text, one, as_read(under), as_read(section), lang)
    for gather in (_words, _meanings, _clause, _word_pairs):
        gather(told, asked)
    return _in_order(told)


def _in_order(told: _Gathered) -> Signs:
    return Signs(**{group: tuple(sorted(signs)) for group, signs in told.items()})


def signs_of_text(text: str, section: Sequence[str], lang: str) -> Signs:
    """All that may speak for or against it that a text is of something."""
    small, tongue, headings = _reading(text, lang).small, primary(lang), as_read(section[:1])
    words, known = _WORD.findall(small), known_in(text, lang)
    signs = {_hash(f"2{one} {other}") for one, other in itertools.pairwise(words)} | {_hash(f"in {tongue}")}
    signs.update(*(_hashes("B", word, tongue) for word in words))
    above = set(_of_headings(headings, tongue))
    above.update(map(_hash, _at("S", (each for head in headings for each in meant_in(head.lower(), tongue)))))
    named = [*_at("B", known), *_in_turn([meanings for *_, meanings in known])]
    return _in_order({"words": signs, "meanings": set(map(_hash, named)), "headings": above})
