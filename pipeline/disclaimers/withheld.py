"""What is taken from pay or stands beside it, and is none: "£18 is deducted from each pay check", "£940 in tax".

Input: folded text, a language, sums that were taken for pay. Output: those that are. The words stand in `grammar/`:
`withholds` what takes, `from-pay` what that is taken from, `pay-of` what joins a sum to it, `as-bounds` what says how much
it is at most, `not-for-work` what a sum is for right behind it (tax, somebody's keep, a taxi), `charges-them` what somebody takes
of those who were named before, `gives-back` what pays them back.
Must not: know what pay is.

Why: rules and weights alike see a sum beside a word for pay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.disclaimers.measures import any_of, listed_of, right_ahead, right_behind, sentences_of
from pipeline.disclaimers.sentences import Span, outside

# A comma divides numbers, too.
_NUMBERS = re.compile(r"[\d,;،，、]")
_BREAK = re.compile(r"(?<!\d)[,،、，]|[,،、，](?!\d)|[;؛；]")


# Units: characters. What says of a sum that it is taken stands so close to it; what says that it is charged, so close before it.
_AROUND, _BEHIND = 160, 24
# What says before the sum how much it is at most is shorter.
_OPENING = 36
_WORD = re.compile(r"\w+")


def not_withheld(text: str, lang: str, found: Sequence[Span]) -> list[Span]:
    """The sums of pay but those that are taken from it, in proportion to their number.

    Shape: a sum stays that says of how much it is taken ("from a wage of £400"), and where its clause speaks of pay once more.
    """
    if not found:
        return []
    elsewhere = right_behind(listed_of(lang, "pay", "not-for-work"))
    clauses = _clauses(text, lang) if any_of(lang, "pay", "withholds").search(text) else []
    return [
        span
        for span in found
        if not elsewhere.match(text, span[1])
        and not _charged(text, lang, span[0])
        and not (clauses and _taken(text, lang, span, clauses))
    ]


def _charged(text: str, lang: str, start: int) -> bool:
    """Whether a sum stands behind what is taken of somebody, or paid back: "… and charges them £6 a night"."""
    return any(
        start - match.end() < _BEHIND and not _NUMBERS.search(text, match.end(), start)
        for match in any_of(lang, "pay", "charges-them", "gives-back").finditer(
            text, max(0, start - 3 * _BEHIND), start
        )
    )


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where a clause stands, and where what it may go on from begins: the one before, or the sentence."""

    before: int
    start: int
    end: int


def _clauses(text: str, lang: str) -> list[_Clause]:
    found = []
    for start, end in sentences_of(text, lang):
        bounds = [start, *(match.start() for match in _BREAK.finditer(text, start, end)), end]
        found += [
            _Clause(bounds[max(0, at - 1)], bounds[at], bounds[at + 1]) for at in range(len(bounds) - 1)
        ]
    return found


def _taken(text: str, lang: str, span: Span, clauses: Sequence[_Clause]) -> bool:
    """Whether a clause says that a sum is taken from pay that it or the one before it names."""
    clause = clauses[max(0, bisect_right(clauses, span[0], key=lambda one: one.start) - 1)]
    start = clause.before if _goes_on(text, lang, clause, span[0]) else clause.start
    low, high = max(start, span[0] - _AROUND), min(clause.end, span[1] + _AROUND)
    takes = [match.span() for match in any_of(lang, "pay", "withholds").finditer(text, low, high)]
    first = max(clause.before, span[0] - _AROUND)
    sources = (
        [match.span() for match in any_of(lang, "pay", "from-pay").finditer(text, first, high)]
        if takes
        else []
    )
    if not sources or any(_share(span, source) for source in sources):
        return False
    joins = right_behind(listed_of(lang, "pay", "pay-of"))
    if any((joined := joins.match(text, end)) and 0 <= span[0] - joined.end() < 2 for _, end in sources):
        return False
    words = [match.span() for match in any_of(lang, "pay", "words").finditer(text, low, high)]
    no_words = [match.span() for match in any_of(lang, "pay", "unless").finditer(text, low, high)]
    said = [
        start
        for start, end in outside(words, no_words)
        if not any(_share((start, end), other) for other in (*sources, *takes))
    ]
    # It speaks of pay before the sum, or behind it sooner than of what is taken.
    behind = [start for start, _ in takes if start > span[0]]
    return not said or not (said[0] < span[0] or (behind and said[0] < behind[0]))


def _goes_on(text: str, lang: str, clause: _Clause, sum_at: int) -> bool:
    """Whether a clause says nothing before a sum but how much it is at most: "…, but at most £60 a week"."""
    if sum_at - clause.start >= _OPENING:
        return False
    opening = text[clause.start : sum_at]
    bound = right_ahead(listed_of(lang, "pay", "as-bounds")).search(opening)
    return bound is not None and len(_WORD.findall(opening, 0, bound.start())) <= 1


def _share(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
