"""Doses as charts write them: flows of oxygen, rates of pumps, fractions of radiation, amounts per area, counts in a table.

Input: text that was read, the heads it stands under, a language, the doses in it. Output: offsets. The words of each
language stand in `grammar/`. Must not: decide what is a dose in running text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.disclaimers.courses import names_a_treatment
from pipeline.disclaimers.lexicons import shared, whole_words
from pipeline.disclaimers.measures import folded, listed_of
from pipeline.disclaimers.medicines import doses_of, named_in, preparations_of, spoken_of, with_numbers
from pipeline.disclaimers.sentences import Span, outside


@dataclass(frozen=True, slots=True)
class _Charts:
    """Amounts, each with what has to be named beside it or in a head, and heads of how many times a day."""

    flows: re.Pattern[str]
    breathed: re.Pattern[str]
    blown: re.Pattern[str]
    rates: re.Pattern[str]
    pumped: re.Pattern[str]
    fractions: re.Pattern[str]
    areas: re.Pattern[str]
    counts: re.Pattern[str]
    counted: re.Pattern[str]
    times: re.Pattern[str]


@functools.cache
def _charts_of(lang: str) -> _Charts:
    def own(key: str) -> tuple[str, ...]:
        return with_numbers(listed_of(lang, "dosage", f"chart-{key}"))

    def words(key: str) -> re.Pattern[str]:
        return whole_words((*with_numbers(shared(f"chart-{key}")), *own(key)))

    return _Charts(
        flows=words("flows"),
        breathed=words("breathed"),
        blown=words("blown"),
        rates=words("rates"),
        pumped=words("pumped"),
        fractions=words("fractions"),
        areas=words("areas"),
        counts=whole_words(own("counts")),
        counted=words("counted"),
        times=whole_words(own("times")),
    )


def charted_in(text: str, heads: tuple[str, ...], lang: str, doses: list[Span]) -> list[Span]:
    """What charts give beside the doses in a text. Shape: `heads` are those of the row, the column and what is beside it."""
    words = _charts_of(lang)
    above = " | ".join(map(folded, heads))
    if heads and (cell := _cell(text, above, heads, lang)):
        return [] if doses else [cell]
    found = [match.span() for match in words.fractions.finditer(text)]
    if found and spoken_of(text, lang).verdict is False:
        # What is sterilised gets grays, too.
        found = []
    flows = [match.span() for match in words.flows.finditer(text)]
    rates = [match.span() for match in words.rates.finditer(text)]
    areas = [match.span() for match in words.areas.finditer(text)] if "/" in text else []
    if flows or rates or areas:
        said = f"{above} | {text}"
        if flows and words.breathed.search(said) and not words.blown.search(said):
            found += flows
        if rates and words.pumped.search(said):
            found += rates
        if areas and _is_treated(said, lang):
            found += areas
    return outside(sorted(found), doses) if found else []


def _is_treated(text: str, lang: str) -> bool:
    """Whether a text names a medicine or a treatment, and nothing that is fed, cleaned or grown."""
    return spoken_of(text, lang).verdict is not False and (
        bool(named_in(text, lang)) or names_a_treatment(text, lang)
    )


def _cell(text: str, above: str, heads: tuple[str, ...], lang: str) -> Span | None:
    """A cell that says how many times a day, or how many at which times of it, in a table that names a medicine."""
    words = _charts_of(lang)
    whole = text.strip()
    if not whole or not (
        words.times.fullmatch(whole)
        or (words.counted.fullmatch(whole) and words.counts.search(folded(heads[0])))
    ):
        return None
    if spoken_of(above, lang).verdict is False or not (
        named_in(above, lang)
        or preparations_of(lang).search(above)
        or doses_of(lang).signs["prepared"].search(above)
    ):
        return None
    start = len(text) - len(text.lstrip())
    return start, start + len(whole)
