"""What is taken from pay, and so is none: "£18 is deducted from each pay check", "paid £940 in tax".

Input: folded text, a language, sums that were taken for pay. Output: those that are. The words stand in `grammar/`:
`withholds` what takes, `from-pay` what that is taken from, `pay-of` what joins a sum to it, `as-tax` what a sum is
right behind it, `charges-them` what somebody takes of those who were named before. Must not: know what pay is.

Why: rules and weights alike see a sum beside a word for pay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.disclaimers.measures import any_of, listed_of, right_behind, sentences_of
from pipeline.disclaimers.sentences import Span, spans_of

# A comma divides numbers, too.
_NUMBERS = re.compile(r"[\d,;،，、]")
_BREAK = re.compile(r"(?<!\d)[,،、，]|[,،、，](?!\d)|[;؛；]")


def not_withheld(text: str, lang: str, found: Sequence[Span]) -> list[Span]:
    """The sums of pay but those that a clause says are taken from it.

    Shape: a sum stays that says of how much it is taken ("from a wage of £400"), and where the clause speaks of pay once more.
    """
    if found:
        taxes = right_behind(listed_of(lang, "pay", "as-tax"))
        found = [
            span for span in found if not taxes.match(text, span[1]) and not _charged(text, lang, span[0])
        ]
    if not found or not any_of(lang, "pay", "withholds").search(text):
        return list(found)
    taken: set[Span] = set()
    for sentence in sentences_of(text, lang):
        sources = [match.span() for match in any_of(lang, "pay", "from-pay").finditer(text, *sentence)]
        if sources:
            for clause in _clauses(text, sentence):
                taken.update(_taken(text, lang, clause, sources, found))
    return [span for span in found if span not in taken]


# Units: characters. What is taken stands so close behind what says that it is.
_BEHIND = 24


def _charged(text: str, lang: str, start: int) -> bool:
    """Whether a sum stands behind what is taken of somebody: "… and charges them £6 a night"."""
    before = max(0, start - 3 * _BEHIND)
    return any(
        start - match.end() < _BEHIND and not _NUMBERS.search(text, match.end(), start)
        for match in any_of(lang, "pay", "charges-them").finditer(text, before, start)
    )


def _clauses(text: str, sentence: Span) -> list[Span]:
    ends = [match.start() for match in _BREAK.finditer(text, *sentence)]
    return list(zip((sentence[0], *ends), (*ends, sentence[1]), strict=True))


def _taken(text: str, lang: str, clause: Span, sources: Sequence[Span], found: Sequence[Span]) -> list[Span]:
    """The sums of a clause in which something is taken, from pay that it or a clause before it names."""
    takes = [match.span() for match in any_of(lang, "pay", "withholds").finditer(text, *clause)]
    before = [source for source in sources if source[0] < clause[1]]
    if not takes or not before:
        return []
    said = [
        start
        for start, end in spans_of(
            any_of(lang, "pay", "words"), text[: clause[1]], any_of(lang, "pay", "unless")
        )
        if start >= clause[0] and not any(_share((start, end), other) for other in (*before, *takes))
    ]
    joins = right_behind(listed_of(lang, "pay", "pay-of"))
    held = [(start, joined.end() if (joined := joins.match(text, end)) else start) for start, end in before]
    return [
        span
        for span in found
        if clause[0] <= span[0] < clause[1]
        and not _said_of(span, said, takes)
        and not any(_share(span, source) for source in before)
        and not any(start < span[0] <= end + 1 for start, end in held)
    ]


def _said_of(span: Span, said: Sequence[int], takes: Sequence[Span]) -> bool:
    """Whether a clause speaks of pay before a sum, or behind it sooner than of what is taken."""
    if not said:
        return False
    behind = [start for start, _ in takes if start > span[0]]
    return said[0] < span[0] or (bool(behind) and said[0] < behind[0])


def _share(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
