"""How often a treatment is given that counts in no unit: vaccines, drips, radiotherapy, physiotherapy.

Input: text that was read, a language, the doses in it. Output: offsets. The words of each language stand in `grammar/`.
Must not: know units.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.disclaimers.lexicons import BEGIN, END, bounded, whole_words
from pipeline.disclaimers.measures import listed_of, sentences_of
from pipeline.disclaimers.medicines import charts_of, named_in, says_how_often, with_numbers
from pipeline.disclaimers.sentences import Span


@dataclass(frozen=True, slots=True)
class _Courses:
    """Treatments; how often they are given; for how long, which counts only beside; what gives hours and numbers instead."""

    treatments: re.Pattern[str]
    rhythms: re.Pattern[str]
    stretches: re.Pattern[str]
    unplanned: re.Pattern[str]


@functools.cache
def _courses_of(lang: str) -> _Courses:
    def own(key: str) -> tuple[str, ...]:
        return with_numbers(listed_of(lang, "dosage", key))

    words = rf"{BEGIN}(?:{bounded('|'.join(own('treatments')))}){END}" if own("treatments") else "(?!)"
    return _Courses(
        # Sought in small letters, and some anywhere in a word: this is asked of every text.
        treatments=re.compile("|".join((words, *map(bounded, own("compounds"))))),
        rhythms=whole_words((*charts_of(lang), *own("rhythms"), *own("schedule"))),
        stretches=whole_words((*charts_of(lang), *own("rhythms"), *own("schedule"), *own("stretches"))),
        unplanned=whole_words(own("unplanned")),
    )


# Units: characters. What is said of one course stands so close together.
_APART = 28


def _crosses(span: Span, others: tuple[Span, ...]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


# What ends a part of a sentence.
CLAUSE = re.compile(r"[,;:،؛]")


def _beside(text: str, span: Span, doses: list[Span]) -> bool:
    """Whether one of the doses of its sentence stands in the same part of it, of which this only says more."""
    return any(not CLAUSE.search(text, min(span[1], dose[1]), max(span[0], dose[0])) for dose in doses)


def _given(text: str, lang: str) -> list[int]:
    """Where treatments and medicines stand that are named."""
    small = text.lower()
    if len(small) != len(text):
        small = text
    treatments = [match.start() for match in _courses_of(lang).treatments.finditer(small)]
    # Names are many, and few texts say how often.
    named = [start for start, _ in named_in(text, lang)] if says_how_often(text, lang) else []
    return treatments + named


def names_a_treatment(text: str, lang: str) -> bool:
    return _courses_of(lang).treatments.search(text.lower()) is not None


@functools.lru_cache(maxsize=256)
def courses_in(text: str, lang: str, doses: tuple[Span, ...]) -> tuple[Span, ...]:
    """How often and for how long, in sentences that name a treatment: "dialysis three times a week, four hours each".

    What is done so often by those who treat is no treatment: a centre opens, a team visits schools, a pharmacy delivers.
    """
    words = _courses_of(lang)
    given = _given(text, lang)
    if not given or not words.rhythms.search(text):
        return ()
    found: list[Span] = []
    for start, end in sentences_of(text, lang):
        if not any(start <= name < end for name in given):
            continue
        if not words.rhythms.search(text, start, end) or words.unplanned.search(text, start, end):
            continue
        near = [dose for dose in doses if start <= dose[0] < end]
        # Parts, and whether each says how often.
        parts: list[tuple[Span, bool]] = []
        for match in words.stretches.finditer(text, start, end):
            if _crosses(match.span(), doses):
                continue
            often = words.rhythms.match(text, match.start(), end) is not None
            if parts and match.start() - parts[-1][0][1] < _APART:
                joint = (parts[-1][0][0], match.end())
                if not _crosses(joint, doses):
                    parts[-1] = joint, often or parts[-1][1]
                    continue
            parts.append((match.span(), often))
        found += [part for part, often in parts if often and not _beside(text, part, near)]
    return tuple(found)


def rhythms_in(text: str, lang: str) -> list[Span]:
    """How often and for how long anything is done."""
    return [match.span() for match in _courses_of(lang).stretches.finditer(text)]
