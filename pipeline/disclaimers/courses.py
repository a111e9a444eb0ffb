"""How often a treatment is given that counts in no unit: vaccines, drips, radiotherapy, physiotherapy.

Input: folded text, a language. Output: offsets. The words of each language stand in `grammar/`. Must not: know amounts.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.disclaimers.lexicons import bounded, whole_words
from pipeline.disclaimers.measures import Span, listed_of, sentences_of
from pipeline.disclaimers.medicines import with_numbers


@dataclass(frozen=True, slots=True)
class _Courses:
    """Treatments; how often they are given; for how long, which counts only beside; what gives hours and numbers instead."""

    treatments: re.Pattern[str]
    rhythms: re.Pattern[str]
    stretches: re.Pattern[str]
    unplanned: re.Pattern[str]


@functools.cache
def _courses_of(lang: str) -> _Courses | None:
    def own(key: str) -> tuple[str, ...]:
        return with_numbers(listed_of(lang, "dosage", key))

    treatments = own("treatments")
    if not treatments:
        return None
    return _Courses(
        # Sought in small letters and anywhere in a word: this is asked of every text.
        treatments=re.compile(bounded("|".join(treatments))),
        rhythms=whole_words(own("rhythms")),
        stretches=whole_words((*own("rhythms"), *own("stretches"))),
        unplanned=whole_words(own("unplanned")),
    )


# Units: characters. What is said of one course stands so close together.
_APART = 28


def _crosses(span: Span, others: tuple[Span, ...]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


@functools.lru_cache(maxsize=256)
def courses_in(text: str, lang: str, doses: tuple[Span, ...]) -> tuple[Span, ...]:
    """How often and for how long, in sentences that name a treatment; not where one is told when a place is open."""
    words = _courses_of(lang)
    small = text.lower()
    if words is None or not (words.treatments.search(small) and words.rhythms.search(text)):
        return ()
    found: list[Span] = []
    for start, end in sentences_of(text, lang):
        if not words.rhythms.search(text, start, end) or words.unplanned.search(text, start, end):
            continue
        if len(small) == len(text) and not words.treatments.search(small, start, end):
            continue
        parts: list[Span] = []
        for match in words.stretches.finditer(text, start, end):
            if _crosses(match.span(), doses):
                continue
            joint = (parts[-1][0], match.end()) if parts else match.span()
            if parts and match.start() - parts[-1][1] < _APART and not _crosses(joint, doses):
                parts[-1] = joint
            else:
                parts.append(match.span())
        found += [part for part in parts if words.rhythms.search(text, *part)]
    return tuple(found)
