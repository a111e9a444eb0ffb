"""How often, at what distance, how many times a treatment is given that no unit measures.

Input: text that was read, a language, the doses in it. Output: offsets. The words of each language stand in `grammar/`.
Must not: know units.

Beside `courses`: languages that list `regimens` write a treatment as a word of its own, and name medicines the same way.
"""

from __future__ import annotations

import functools
import re

from pipeline.disclaimers.lexicons import whole_words
from pipeline.disclaimers.measures import Span, any_of, listed_of, sentences_of
from pipeline.disclaimers.medicines import named_in


@functools.cache
def _regimens_of(lang: str) -> re.Pattern[str]:
    """How often, how many times, at what age or distance."""
    listed = listed_of(lang, "dosage", "regimens")
    return whole_words((*listed, *listed_of(lang, "dosage", "schedule")) if listed else ())


@functools.lru_cache(maxsize=256)
def regimens_in(text: str, lang: str, doses: tuple[Span, ...]) -> tuple[Span, ...]:
    """How often, in sentences that name a treatment or a medicine and have no dose: "dialysis three times a week, four hours each".

    What is done so often by those who treat is no treatment: a centre opens, a team visits schools, a pharmacy delivers.
    """
    regimens = _regimens_of(lang)
    # How often is sought first, which few texts say; names are many.
    if not regimens.search(text):
        return ()
    therapies = any_of(lang, "dosage", "therapies")
    names = [start for start, _ in named_in(text, lang)] + [
        match.start() for match in therapies.finditer(text)
    ]
    if not names:
        return ()
    found: list[Span] = []
    for start, end in sentences_of(text, lang):
        if not any(start <= name < end for name in names) or any(start <= dose[0] < end for dose in doses):
            continue
        times = [match.span() for match in regimens.finditer(text, start, end)]
        if times and not any_of(lang, "dosage", "services").search(text, start, end):
            found.append((times[0][0], times[-1][1]))
    return tuple(found)
