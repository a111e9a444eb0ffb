"""Sums whose currency is not written beside them.

Input: folded text, a language, the sums that name their currency. Output: offsets. The words of a language stand in
`grammar/`. Must not: know blocks, or what a sum is paid for.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from pipeline.disclaimers.currencies import Currencies
from pipeline.disclaimers.lexicons import BEGIN, END, UNSPACED, shared, top, words_of
from pipeline.disclaimers.numbers import YEAR, numbers_in, spelled_numbers, value_of
from pipeline.disclaimers.parallel import announced, parallel
from pipeline.disclaimers.sentences import Span
from pipeline.disclaimers.slang import functions


def implied(text: str, language: str, money: Currencies, named: Sequence[Span]) -> list[Span]:
    """The sums of a text whose currency is understood; `named` are those that name theirs."""
    found = [*named, *_costs(text, language, named)]
    if named or _LARGE.search(text):
        found += _valued(text, language, money, found, bool(named))
    found += _in_millions(text, language, money, named)
    found += _named_at_the_end(text, language, money, found)
    found += _named_at_the_start(text, language, money, found)
    found += _sharing(text, found)
    return [*found[len(named) :], *parallel(text, language, found)]


# A sum even where no other is named: "sold for 240 000".
_LARGE = re.compile(r"(?<![\d.,])\d{2,3}[ .,']\d{3}(?:[ .,']\d{3})*(?![\d.,])|\d[ .,']\d{3}[ .,']\d{3}(?!\d)")


def _taken(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(low < end and start < high for low, high in spans)


def _costs(text: str, language: str, named: Sequence[Span]) -> list[Span]:
    """Numbers with a word for cost before them and a time behind: "It costs 180 a month"; so what is earned, with decimals."""
    costing, periods = _before(language, "costing"), _periods(language)
    earning = _before(language, "earning")
    return [
        (number.start, number.end)
        for number in numbers_in(text, language)
        if (
            costing.search(text, max(0, number.start - 40), number.start)
            or (
                _PRICE.fullmatch(text, number.start, number.end)
                and earning.search(text, max(0, number.start - 40), number.start)
            )
        )
        and periods.match(text, number.end)
        and not _taken(number.start, number.end, named)
    ]


_PRICE = re.compile(r"\d{1,4}([.,])\d\d(?!\d)")
_SHARING = re.compile(r"(?<![\w.,:])(\d{1,4}([.,])\d\d) ?[/|] ?(?:[^\W\d_]{1,20}\.? ){1,3}\Z")
# "Cut 640, colour 1 100 (kroner)": the currency of all the numbers of a sentence, in brackets at its end.
_NAMED = re.compile(
    r"\((?:(?:all |alle |alt |alles )?(?:i|in|en|w|у|в) )?([^\W\d_]{2,14}|[€£$])\)(?=[.!]?(?: |\Z))"
)
# "470 000 a year, measured in Norwegian kroner"
_MEASURED = re.compile(
    r"[,;(] ?(?:(?:all|alle|alla|alt|allt) )?(?:measured|given|quoted|stated|prices|sums|målt|oppgitt|oppgjeve|oppgjevne|regnet|rekna|priser|prisar|tall|tal|beløp|angitt|angivet|angivna|räknat|belopp|mätt|opgjort|angegeben|gerechnet|gemessen|preise|beträge)"
    r"(?: (?:here|are|er|är|sind|her))? (?:in|i) (?:[^\W\d_]{4,14} )?([^\W\d_]{2,14})(?=[.!?)]|\Z)",
    re.IGNORECASE,
)
# "All prices are in NOK", "Currency: NOK": what holds for all numbers beside it.
_STATED = re.compile(
    r"(?<!\w)(?:(?:prices|sums|amounts|fees|priser|prisar|prisene|prisane|priserna|priserne|beløp|beløpene|beløpa|belopp|preise|beträge|prix|montants|precios|importes|ceny|kwoty)"
    r"(?: [^\W\d_]{2,14})? ?(?:are|er|är|sind|sont|son|są)?(?: [^\W\d_]{2,14})? (?:in|i|en|w)|(?:currency|valuta|währung|devise|moneda|waluta):?)"
    r" (?:[^\W\d_]{4,14} )?([^\W\d_]{2,14}|[€£$])(?=[.,;!?)]|\Z)",
    re.IGNORECASE,
)
_LISTED = re.compile(r" ?(?:[,;(]|[.](?!\d)|\Z|(?:in|i|på|im|om|for|og|och|und|and|et|y|i|a|per|pr|oraz) )")


def _sharing(text: str, found: Sequence[Span]) -> list[Span]:
    """What stands before a stroke and shares the currency behind it: "Adults 7.50 / children 4.00 euros"."""
    sharing = []
    for start, end in found:
        alike = _PRICE.match(text, start, end)
        shared_by = _SHARING.search(text, max(0, start - 64), start) if alike else None
        if alike and shared_by and shared_by[2] == alike[1]:
            sharing.append(shared_by.span(1))
    return sharing


def _named_at_the_end(text: str, language: str, money: Currencies, found: Sequence[Span]) -> list[Span]:
    """The bare numbers of sentences that end with the name of a currency in brackets, or say that they are measured in it."""
    names = [
        match
        for match in (*_NAMED.finditer(text), *_MEASURED.finditer(text))
        if (money.words.fullmatch(match[1]) or match[1].casefold() in shared("symbols") or match[1] in "€£$")
        and match[1].casefold() not in shared("common")
    ]
    stated = [
        match
        for match in _STATED.finditer(text)
        if money.words.fullmatch(match[1])
        or match[1].casefold() in shared("symbols")
        or match[1] in money.codes
    ]
    listed = []
    for match in (*names, *stated[:1]):
        begin, end = (
            max(text.rfind(". ", 0, match.start()), text.rfind("! ", 0, match.start())) + 1,
            match.start(),
        )
        if match in stated:
            begin, end = 0, len(text)
        listed += [
            (number.start, number.end)
            for number in numbers_in(text, language)
            if begin <= number.start < end
            and _LISTED.match(text, number.end)
            and not YEAR.fullmatch(text, number.start, number.end)
            and not _taken(number.start, number.end, found)
        ]
    return listed


# "In kroner: cut 640, colour 1 100"
_NAMED_AHEAD = re.compile(r"\b(?:in|i) ([^\W\d_]{2,14}|[€£$])(?: [^\W\d]{1,20}){0,2}:", re.IGNORECASE)


def _named_at_the_start(text: str, language: str, money: Currencies, found: Sequence[Span]) -> list[Span]:
    """The bare numbers behind a colon that the name of a currency stands before."""
    return [
        span
        for match in _NAMED_AHEAD.finditer(text)
        if money.words.fullmatch(match[1]) or match[1].casefold() in shared("symbols") or match[1] in "€£$"
        for span in announced(text, language, re.compile(re.escape(match[0])))
        if not _taken(*span, found)
    ]


# Millions in the letters of a currency.
_MILLIONS = re.compile(
    r"(?<![^\W\d_])(?:m[£€$]|m(?:n|rd|d)?kr|mnok|msek|mdkk|meur)(?!\w)|\d ?(?:m|bn)(?!\w)", re.IGNORECASE
)
# A number in thousands, or as a price is written.
_LIKE_A_SUM = re.compile(r"\d{1,3}(?:[ .,']\d{3})+|\d{2,7}|\d{1,4}[.,]\d\d")
# In words, less is as often a count.
_A_HUNDRED = 100
_ENDS = re.compile(r" ?(?:[.!?;)](?!\d)|,(?!\d)|[。،、؛؟।]|\Z)")


def _valued(text: str, language: str, money: Currencies, found: Sequence[Span], named: bool) -> list[Span]:
    """Numbers without a currency, in a text that names one, and large ones in any, which are called a price or a value: "is worth 171 000 today"."""
    values, periods, behind = _before(language, "values"), _periods(language), _after_value(language)
    sums = []
    for number in (*numbers_in(text, language), *spelled_numbers(text, language)):
        start, end = number.start, number.end
        if not values.search(text, max(0, start - 40), start) or _taken(start, end, found):
            continue
        if not named and not _LARGE.fullmatch(text, start, end):
            continue
        scaled = money.magnitudes.match(text, end)
        if number.spelled:
            like: object = (value_of(text[start:end], language) or 0) >= _A_HUNDRED
        else:
            like = scaled or (
                _LIKE_A_SUM.fullmatch(text, start, end) and not YEAR.fullmatch(text, start, end)
            )
        end = scaled.end() if scaled else end
        if text[end - 1] in " .":
            end -= 1
        if like and (
            periods.match(text, end)
            or _ENDS.match(text, end)
            or behind.match(text, end)
            or (_LARGE.fullmatch(text, start, number.end) and functions(language).match(text, end))
        ):
            sums.append((start, end))
    return sums


# A dot behind which something new begins, and no "kr. more".
_STOP = re.compile(r"[.!?] (?=[^\W\d_])(?-i:[A-ZÀ-ÖØ-ÞА-ЯЄІЇҐ])|[。؟।]")
# Units: characters between a sum and a number of as many millions or so.
_NEAR = 60


def _in_millions(text: str, language: str, money: Currencies, named: Sequence[Span]) -> list[Span]:
    """Numbers of millions behind a sum of millions, which count nothing: "ended at £412m, nearly 40 million over budget"."""
    large = [span for span in named if _MILLIONS.search(text, *span) or money.magnitudes.search(text, *span)]
    found = []
    for number in numbers_in(text, language) if large else ():
        scaled = money.magnitudes.match(text, number.end)
        if not scaled or _taken(number.start, number.end, named):
            continue
        end = scaled.end() - text[scaled.start() : scaled.end()].endswith((" ", "."))
        between = [text[last : number.start] for _, last in large if 0 < number.start - last <= _NEAR]
        if any(_STOP.search(part) is None for part in between) and (
            _ENDS.match(text, end) or functions(language).match(text, end)
        ):
            found.append((number.start, end))
    return found


@functools.cache
def _after_value(lang: str) -> re.Pattern[str]:
    """What may stand behind a value: since when it is."""
    words = "|".join(words_of(lang).get("money", {}).get("value-after", ())) or "(?!)"
    return re.compile(rf"(?: |(?=[{UNSPACED}]))(?:{words}){END}", re.IGNORECASE)


@functools.cache
def _before(lang: str, key: str) -> re.Pattern[str]:
    """What says right before a number that it is a price."""
    words = "|".join(words_of(lang).get("money", {}).get(key, ())) or "(?!)"
    about = "|".join(top(lang, "about"))
    gap = rf"(?: |(?<=[{UNSPACED}]))"
    return re.compile(rf"{BEGIN}(?:{words}){gap}(?:(?:{about}){gap}){{0,2}}\Z", re.IGNORECASE)


@functools.cache
def _periods(lang: str) -> re.Pattern[str]:
    """What says right behind a number how often it is paid."""
    words = "|".join(words_of(lang).get("pay", {}).get("periods", ())) or "(?!)"
    return re.compile(rf" {{0,2}}(?:{words}){END}", re.IGNORECASE)
