"""What a text speaks of: returns on investments, medicine, law, what holds for a time.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`subjects/`. Must not: know blocks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from pipeline.disclaimers.amounts import (
    Folded,
    find_money,
    find_percentage,
    fold,
    listed,
    merged,
    primary,
    words_of,
)
from pipeline.disclaimers.sentences import beside, sentences, spans_of


def find_return(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    unless = listed(lang, "investment-return", "unless")
    strong = spans_of(listed(lang, "investment-return", "strong"), read, unless)
    figures = find_percentage(text, under, lang) + find_money(text, under, lang)
    found = spans_of(listed(lang, "investment-return", "alone"), read)
    found += beside(read, strong, figures)
    weak = spans_of(listed(lang, "investment-return", "weak"), read, unless)
    context = spans_of(listed(lang, "investment-return", "context"), read, unless)
    for start, end in beside(read, weak, figures):
        sentence = next(span for span in sentences(read) if span[0] <= start < span[1])
        if any(sentence[0] <= span[0] < sentence[1] for span in context):
            found.append((start, end))
    if not found and figures and under:
        heads = [fold(head).text for head in under]
        if any(listed(lang, "investment-return", "strong").search(head) for head in heads) or (
            any(listed(lang, "investment-return", "weak").search(head) for head in heads)
            and any(listed(lang, "investment-return", "context").search(head) for head in heads)
        ):
            found = figures
    return found


def find_listed(detector: str) -> Callable[[Folded, tuple[str, ...], str], list[tuple[int, int]]]:
    def find(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
        return spans_of(listed(lang, detector, "words"), text.text, listed(lang, detector, "unless"))

    return find


@functools.cache
def _dates_of(lang: str) -> re.Pattern[str]:
    """A date as it is written in a language; month names from the Unicode CLDR."""
    from babel.core import Locale

    months: set[str] = set()
    for tag in ("en", primary(lang)):
        names = Locale.parse(tag, sep="-").months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {fold(name).text.rstrip(".") for name in names[context].get(width, {}).values()}
    month = "|".join(sorted((re.escape(name) for name in months if len(name) > 2), key=len, reverse=True))
    return re.compile(
        rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
        rf"|(?:the )?\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:of )?(?:{month})\.?(?:,? \d{{4}})?"
        rf"|(?:{month})\.? (?:\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{4}})|(?:1[89]|20|21)\d\d)(?![\w-])",
        re.IGNORECASE,
    )


@functools.cache
def _marked_dates(lang: str) -> re.Pattern[str]:
    markers = sorted(words_of(lang)["date-bound"]["markers"], key=len, reverse=True)
    joined = "|".join(markers).replace(r"\w*", r"\w{0,40}")
    return re.compile(
        rf"(?<!\w)(?:{joined})\.?(?: (?:den|dem|the|og med|on|to|til|from|fra|zum|vom|year|år|jahr))? ({_dates_of(lang).pattern})",
        re.IGNORECASE,
    )


def find_date_bound(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    found = spans_of(listed(lang, "date-bound", "words"), read)
    found += [match.span() for match in _marked_dates(lang).finditer(read)]
    return merged(read, found)
