"""Sentences, and words that stand beside amounts in one.

Input: folded text, offsets. Output: offsets. Must not: know detectors or languages.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable

from pipeline.disclaimers.lexicons import shared

Span = tuple[int, int]

_STOP = re.compile(
    r"[.!?…؟۔]{1,4}[\"”»“)']{0,2} {1,8}(?=[\"“„«(¿¡']{0,2}[^\W\d_])"
    r"|[。।॥]{1,4}[\"”»“)'」』]{0,2} {0,8}(?=.)"
    r"|[!?！？]{1,4}[”」』]{0,2}(?=[\u3400-\u9fff])"
)
# "1. März": a day with its month, where months have capitals.
_DAY_BEFORE = re.compile(r"(?<![\d.,£$€])(?:[12]?\d|3[01])\Z")
_MONTH_BEHIND = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\w)"
)
_WORD_BEFORE = re.compile(r"[^\W\d_][\w.]{0,10}\Z")


@functools.lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Span, ...]:
    """Sentences; no break after an abbreviation, in a date or before a small letter or a digit."""
    abbreviations = frozenset(shared("abbreviations"))
    spans: list[Span] = []
    start = 0
    for match in _STOP.finditer(text):
        if text[match.end() : match.end() + 1].islower():
            continue
        word = _WORD_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        if text[match.start()] == "." and word and word[0].casefold().replace(".", r"\.") in abbreviations:
            continue
        if _MONTH_BEHIND.match(text, match.end()) and _DAY_BEFORE.search(
            text, max(0, match.start() - 4), match.start()
        ):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return tuple(spans)


def spans_of(pattern: re.Pattern[str], text: str, unless: re.Pattern[str] | None = None) -> list[Span]:
    found = [match.span() for match in pattern.finditer(text)]
    if unless is not None and found:
        found = outside(found, [match.span() for match in unless.finditer(text)])
    return found


def outside(spans: list[Span], others: list[Span]) -> list[Span]:
    """The spans that touch none of the others; both in order, the others without overlap."""
    if not others:
        return spans
    starts = [start for start, _ in others]
    kept = []
    for start, end in spans:
        # The last of the others that begins before this one ends.
        at = bisect_right(starts, end - 1) - 1
        if at < 0 or others[at][1] <= start:
            kept.append((start, end))
    return kept


def by_sentence(text: str, spans: Iterable[Span]) -> dict[int, list[Span]]:
    """The spans of each sentence, under the number of the sentence, in order."""
    starts = [start for start, _ in sentences(text)]
    found: dict[int, list[Span]] = {}
    for span in sorted(spans):
        found.setdefault(bisect_right(starts, span[0]) - 1, []).append(span)
    return found


def nearest(word: Span, spans: list[Span]) -> Span:
    return min(spans, key=lambda span: min(abs(span[0] - word[1]), abs(word[0] - span[1])))


def hull(first: Span, second: Span) -> Span:
    return min(first[0], second[0]), max(first[1], second[1])


def beside(text: str, words: list[Span], amounts: list[Span]) -> list[Span]:
    """One stretch for each sentence that has both: from the word to the nearest amount."""
    if not words or not amounts:
        return []
    sums = by_sentence(text, amounts)
    return [
        hull(here[0], nearest(here[0], sums[number]))
        for number, here in by_sentence(text, words).items()
        if number in sums
    ]
