"""Where a dose or a sum begins and ends, once it is known that there is one.

Input: text that was read, a language, what was found in it. Output: offsets, as people mark them. Must not: find anything
where nothing was found, lose what was.

Sums end behind what the lists of their language close them with. Why the ends of doses are learnt: rules find a dose by its plainest words, "5 ml" or "twice a day"; people mark all that is told in one run, from the
amount to the end of how often and how long, and not the name in front nor what is done besides. What goes on and what does not
is said in too many words for lists. `weights/ends.bin` holds how much each sign around a word speaks for it that a mark begins
there, goes on, or that the word stands outside; `tests/disclaimers/learning_ends.py` learns that from labelled blocks.

Source: averaged perceptron on sequences, Collins, Discriminative Training Methods for Hidden Markov Models (2002).
"""

from __future__ import annotations

import functools
import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from pipeline.disclaimers.courses import rhythms_in
from pipeline.disclaimers.lexicons import END, primary, words_of
from pipeline.disclaimers.likely import FOLDER
from pipeline.disclaimers.measures import sentences_of
from pipeline.disclaimers.medicines import doses_of, named_in, preparations_of
from pipeline.disclaimers.numbers import numbers_in, spelled_numbers
from pipeline.disclaimers.quantities import quantities_in
from pipeline.disclaimers.sentences import Span
from pipeline.disclaimers.signs import known_in

# A word stands outside of a mark, begins one, goes on with it.
OUTSIDE, BEGINS, GOES_ON = STATES = range(3)
BUCKETS = 1 << 16
# Units: characters. So far around what was found a mark may reach.
REACH = 240
# Words; where none are written apart, letters.
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff]|\\d+(?:[.,:/]\\d+)*|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]+|[^\\w\\s]|_"
)
# The lists that the detector of doses has of what is said of them.
_LISTS = ("taking", "again", "schedule", "applied", "swallowing")
_SIGNS = ("sites", "most", "giving", "doing", "patients")


class Word(NamedTuple):
    """A word, what is known of it, and whether it begins (`<`), ends (`>`), is inside or is all of what was found."""

    start: int
    end: int
    text: str
    known: tuple[str, ...]
    found: str


# ── sums


@functools.cache
def _listed_around_sums(lang: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What belongs to a sum right ahead of what was found and right behind it: "人民币", the dot of "kr.", whose dinars they are."""
    money = words_of(lang).get("money", {})
    opening, closing = (
        "|".join(f"(?:{each})" for each in money.get(key, ())) for key in ("opening", "closing")
    )
    return (
        re.compile(opening, re.IGNORECASE) if opening else None,
        re.compile(closing, re.IGNORECASE) if closing else None,
    )


# Units: characters. What opens a sum is no longer.
_OPENING = 6


def closed(read: str, lang: str, found: Sequence[Span]) -> list[Span]:
    """The sums that were found with what opens and closes them."""
    opening, closing = _listed_around_sums(primary(lang))
    spans: list[Span] = []
    for start, end in found:
        if opening:
            ahead = (opening.match(read, at) for at in range(max(0, start - _OPENING), start))
            # It reaches to the sum, but for a space.
            start = next((one.start() for one in ahead if one and not read[one.end() : start].strip()), start)
        if closing and (match := closing.match(read, end)):
            end = match.end()
        spans.append((start, end))
    return spans


# ── what is known of each word


def stretches(read: str, lang: str, found: Sequence[Span]) -> list[Span]:
    """The sentences in which something was found, as far as its mark may reach. Shape: `found` stand in order."""
    sentences = sentences_of(read, lang)
    begins = [start for start, _ in sentences]
    cut: list[Span] = []
    for first, last in found:
        # What was found in two sentences at once has them in one.
        start = sentences[max(0, bisect_right(begins, first) - 1)][0]
        end = sentences[max(0, bisect_left(begins, last) - 1)][1]
        low, high = max(start, first - REACH), min(end, last + REACH)
        if cut and low < cut[-1][1]:
            cut[-1] = (cut[-1][0], max(high, cut[-1][1]))
        else:
            cut.append((low, high))
    return cut


# What is found, and its name.
_Noted = tuple[Span, str]


def _noted(read: str, lang: str) -> list[_Noted]:
    """Quantities, numbers and words whose meanings are known, in order."""
    noted: list[_Noted] = []
    for span, unit in quantities_in(read, lang):
        noted += [(span, f"unit {unit}"), (span, "quantity")]
    for one in (*numbers_in(read, lang), *spelled_numbers(read, lang)):
        noted.append(((one.start, one.end), "number"))
    for start, end, meanings in known_in(read, lang):
        noted += [((start, end), f"means {meaning}") for meaning in meanings]
    return sorted(noted)


def _listed(read: str, lang: str, stretch: Span) -> Iterator[_Noted]:
    """What the lists of the detector of doses have in a stretch, the names of medicines and how often things are done."""
    words, (start, end) = doses_of(lang), stretch
    lists = {name: getattr(words, name) for name in _LISTS} | {name: words.signs[name] for name in _SIGNS}
    for name, pattern in (*lists.items(), ("prepared", preparations_of(lang))):
        yield from ((match.span(), name) for match in pattern.finditer(read, start, end))
    part = read[start:end]
    for name, spans in (("rhythm", rhythms_in(part, lang)), ("named", named_in(part, lang))):
        yield from (((start + first, start + last), name) for first, last in spans)


class _Places(NamedTuple):
    """Where words begin and end."""

    starts: Sequence[int]
    ends: Sequence[int]

    def note(self, where: Sequence[list[str]], span: Span, name: str) -> None:
        """Have the words of a span say what it is, and whether it begins or ends with them."""
        low, high = bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])
        if low and self.ends[low - 1] > span[0]:
            low -= 1
        for at in range(low, high):
            where[at].append(f"{name}{'<' * (at == low)}{'>' * (at == high - 1)}")


def worded(read: str, lang: str, found: Sequence[Span]) -> Iterator[list[Word]]:
    """The words of each stretch of text in which something was found. Shape: `found` stand in order."""
    small = read.lower()
    small = small if len(small) == len(read) else read
    noted = _noted(read, lang)
    for start, end in stretches(read, lang, found):
        matches = [*_WORD.finditer(small, start, end)]
        known: list[list[str]] = [[] for _ in matches]
        told: list[list[str]] = [[] for _ in matches]
        places = _Places([match.start() for match in matches], [match.end() for match in matches])
        here = noted[bisect_left(noted, ((start, 0), "")) : bisect_left(noted, ((end, 0), ""))]
        for (first, last), name in (*_listed(read, lang, (start, end)), *here):
            if last > first:
                places.note(known, (first, last), name)
        for first, last in found[max(0, bisect_left(found, (start, 0)) - 1) : bisect_left(found, (end, 0))]:
            if last > start:
                places.note(told, (first, last), "f")
        yield [
            Word(match.start(), match.end(), match[0], tuple(each), place[0] if place else "o")
            for match, each, place in zip(matches, known, told, strict=True)
        ]


# ── what speaks for and against


@functools.lru_cache(maxsize=1 << 16)
def _bucket(sign: str) -> int:
    return crc32(sign.encode()) % BUCKETS


@functools.lru_cache(maxsize=1 << 13)
def _parts(place: str, word: str) -> tuple[int, ...]:
    """The beginning and the end of a word, which tell of its kind in languages with endings."""
    return tuple(
        _bucket(place + part) for part in (f"{word[:3]}-", f"-{word[-3:]}", f"{word[:5]}-", f"-{word[-4:]}")
    )


@functools.lru_cache(maxsize=1 << 13)
def _of_known(known: tuple[str, ...], found: str, tongue: str) -> tuple[int, ...]:
    return tuple(
        _bucket(sign) for name in known for sign in (f"c{name}", f"ct{tongue}{name}", f"cf{name}{found}")
    )


def _written(word: Word) -> str:
    """A word as the signs have it: of a number whether it is whole."""
    if not word.text[0].isdigit():
        return word.text
    return "0.0" if "." in word.text or "," in word.text else "0"


_NOBODY = Word(0, 0, "", (), "|")


def signs_of_words(read: str, words: Sequence[Word], lang: str) -> Iterator[list[int]]:
    """For each word the numbers of the weights of all that may speak for or against it that it is marked."""
    tongue = primary(lang)
    around = (_NOBODY, _NOBODY, _NOBODY, *words, _NOBODY, _NOBODY, _NOBODY)
    texts = [_written(word) if word.text else "|" for word in around]
    for at, word in enumerate(words, 3):
        w3, w2, w1, here, x1, x2, x3 = texts[at - 3 : at + 4]
        before, after = around[at - 1], around[at + 1]
        found, was, will = word.found, before.found, after.found
        signs = [
            f"b{tongue}", f"w{here}", f"p{w1}", f"x{x1}", f"P{w2}", f"X{x2}", f"pw{w1} {here}", f"wx{here} {x1}",
            f"pp{w2} {w1}", f"xx{x1} {x2}", f"pwx{w1} {here} {x1}", f"F{found}", f"Fp{was}{found}", f"Fx{found}{will}",
            f"F3{was}{found}{will}", f"Ft{tongue}{was}{found}", f"Fw{found}{was}{here}", f"Fxw{found}{will}{x1}",
            f"Fpw{found}{was}{w1}", f"ca{'+'.join(word.known)}", f"cpx{'+'.join(before.known)}|{'+'.join(after.known)}|{here}",
            f"sp{before.end == word.start}{after.start == word.end}{'a' if here[0].isalnum() else here}",
        ]  # fmt: skip
        if tongue == "zh":
            signs += [f"Y{x3}", f"Z{w3}", f"xY{x1}{x2}{x3}", f"Zp{w3}{w2}{w1}"]
        signs += [sign for name in before.known for sign in (f"d{name}", f"dw{name}{here}")]
        signs += [sign for name in after.known for sign in (f"e{name}", f"ew{name}{here}")]
        signs += [f"D{name}" for name in around[at - 2].known]
        signs += [f"E{name}" for name in around[at + 2].known]
        if read[word.start].isupper():
            signs += ["U", f"U{w1}"]
        buckets = [*map(_bucket, signs), *_of_known(word.known, found, tongue)]
        if tongue != "zh":
            for place, text in (("w", here), ("p", w1), ("x", x1)):
                if len(text) > 3:
                    buckets += _parts(place, text)
        yield buckets


# ── what is marked


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign speaks for each state of a word, and how readily one state follows another."""

    numbers: Sequence[Sequence[float]]
    following: Sequence[Sequence[float]]

    def states(self, signs: Iterable[Sequence[int]]) -> list[int]:
        """The likeliest states of words in a row. Source: Viterbi, Error Bounds for Convolutional Codes (1967)."""
        outside, begins, goes_on = (each.__getitem__ for each in self.numbers)
        following = self.following
        totals: list[float] = []
        back: list[list[int]] = []
        for each in signs:
            spoken = (sum(map(outside, each)), sum(map(begins, each)), sum(map(goes_on, each)))
            if not totals:
                # Nothing goes on at the beginning.
                totals = [spoken[OUTSIDE], spoken[BEGINS], -1e18]
                continue
            best: list[int] = []
            sums: list[float] = []
            for state in STATES:
                ways = [totals[was] + following[was][state] for was in STATES]
                if state == GOES_ON:
                    ways[OUTSIDE] = -1e18
                best.append(max(STATES, key=ways.__getitem__))
                sums.append(ways[best[-1]] + spoken[state])
            back.append(best)
            totals = sums
        if not totals:
            return []
        states = [max(STATES, key=totals.__getitem__)]
        for best in reversed(back):
            states.append(best[states[-1]])
        return states[::-1]


@functools.cache
def weights_of_ends() -> Weights:
    head, _, numbers = (FOLDER / "ends.bin").read_bytes().partition(b"\n")
    return Weights(
        tuple(array("b", numbers[state * BUCKETS : (state + 1) * BUCKETS]) for state in STATES),
        json.loads(head)["following"],
    )


_CLOSED = {"(": ")", "（": "）"}


def _marked(words: Sequence[Word], states: Sequence[int]) -> list[Span]:
    marks: list[list[Word]] = []
    for word, state in zip(words, states, strict=True):
        if state == BEGINS:
            marks.append([word])
        elif state == GOES_ON:
            marks[-1].append(word)
    return [(mark[0].start, mark[-1].end) for mark in map(_without_a_lone_word, marks)]


def _without_a_lone_word(mark: list[Word]) -> list[Word]:
    """A mark but for one word behind a bracket that says nothing of a dose: "one aspirin (300 mg) while"."""
    *others, last = mark
    lone = others and others[-1].text in _CLOSED.values() and last.found == "o" and not last.known
    return others if lone else mark


def _whole(read: str, span: Span) -> Span:
    """A mark with the bracket that closes behind it."""
    start, end = span
    for opening, closing in _CLOSED.items():
        if read.count(opening, start, end) > read.count(closing, start, end) and read.startswith(
            closing, end
        ):
            return start, end + 1
    return span


@functools.cache
def _lasting_of(lang: str) -> re.Pattern[str]:
    """For how long something is taken, right behind how much and how often."""
    lasting = "|".join(words_of(lang).get("dosage", {}).get("lasting", ())) or "(?!)"
    return re.compile(rf",? ?(?:{lasting}){END}", re.IGNORECASE)


def _as_long_as(read: str, span: Span, limit: int, lang: str) -> Span:
    """A mark with what is said right behind it of how long."""
    match = _lasting_of(lang).match(read, span[1], limit)
    return (span[0], match.end()) if match else span


@functools.lru_cache(maxsize=256)
def with_ends(read: str, lang: str, found: tuple[Span, ...]) -> tuple[Span, ...]:
    """The doses that were found, from where to where people would mark them."""
    if not found:
        return ()
    places = sorted(found)
    marked: list[Span] = []
    for words in worded(read, lang, places):
        states = weights_of_ends().states(signs_of_words(read, words, lang))
        here = [_whole(read, span) for span in _marked(words, states)]
        limits = [*(start for start, _ in here[1:]), words[-1].end if words else 0]
        marked += [_as_long_as(read, span, limit, lang) for span, limit in zip(here, limits, strict=False)]
    # What was not found is no dose; what was stays one.
    kept = [_from_its_comma(read, span, places) for span in marked if _crosses(span, places)]
    kept = _in_one_piece(read, lang, kept, places)
    return tuple(sorted([*kept, *(span for span in places if not _crosses(span, kept))]))


def _from_its_comma(read: str, mark: Span, places: Sequence[Span]) -> Span:
    """A mark without what is listed ahead of all that was found: "H2O, O2, 5 mg" is no dose of three."""
    first = next(start for start, end in places if end > mark[0])
    listed = read.count(", ", mark[0], first) > 1
    return (read.rfind(", ", mark[0], first) + 2, mark[1]) if listed else mark


def _in_one_piece(read: str, lang: str, marks: Sequence[Span], places: Sequence[Span]) -> list[Span]:
    """Marks of one dose joined at their comma, unless the second begins with a number, as another amount does."""
    joined: list[Span] = []
    for start, end in marks:
        before = joined[-1] if joined else (0, 0)
        if (
            read[before[1] : start] in (", ", "،", "、")
            and not read[start].isdigit()
            and any(first <= before[0] and end <= last for first, last in places)
            and not any(one.start == 0 for one in spelled_numbers(read[start:end], lang))
        ):
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return joined


def _crosses(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span shares text with one of the others, which stand in order and apart."""
    at = bisect_left(others, (span[1], 0))
    return at > 0 and others[at - 1][1] > span[0]
