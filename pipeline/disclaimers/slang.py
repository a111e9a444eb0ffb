"""Sums in the words of the street: "two grand", "500 spenn", "20 balles", and in thousands without a currency: "costs 10k".

Input: folded text, a language. Output: offsets. The words of a language stand in `grammar/`. Must not: know blocks, or
what a sum is paid for.
"""

from __future__ import annotations

import functools
import re

from pipeline.disclaimers.lexicons import BEGIN, END, bounded, listed, shared, top, words_of
from pipeline.disclaimers.numbers import numbers_in, spelled_numbers
from pipeline.disclaimers.sentences import Span

# Characters before a sum in which something is said of paying.
_NEAR = 40
_ENDS = re.compile(r" ?(?:[.!?;:)/](?!\d)|,(?!\d)|\Z)")
_STOPS = re.compile(r"[.!?;](?= )")


def slang(text: str, language: str) -> list[Span]:
    """The sums that are told in slang. Most of its words are animals and things as well: something has to be paid."""
    found = []
    for word in _words(language).finditer(text):
        start = _number_before(text, word.start(), language)
        sure = start is not None and _alone(language).fullmatch(word[0])
        if start is None:
            start = _article_before(text, word.start(), language)
        if (
            start is not None
            and _goes_on(text, word.end(), language)
            and (sure or _paid(text, start, language))
        ):
            found.append((start, word.end()))
    return found + _thousands(text, language)


def _number_before(text: str, end: int, language: str) -> int | None:
    """Where the number begins that ends there: "two thousand", "500"."""
    counts = [*numbers_in(text, language), *spelled_numbers(text, language)]
    scaled = _scaled(language)
    starts = [
        number.start
        for number in counts
        if number.end < end and (text[number.end : end].isspace() or scaled.fullmatch(text, number.end, end))
    ]
    start = min(starts, default=None)
    return None if start is None or _article(language).fullmatch(text, start, end) else start


def _article_before(text: str, end: int, language: str) -> int | None:
    """Where the article begins that ends there: "a", "half a"."""
    match = _article(language).search(text, max(0, end - 24), end)
    return match.start() if match else None


def _paid(text: str, start: int, language: str) -> bool:
    """Whether the sentence says before it that something costs or is paid."""
    low = max(0, start - _NEAR)
    for stop in _STOPS.finditer(text, low, start):
        low = stop.end()
    return listed(language, "money", "paying").search(text, low, start) is not None


def _goes_on(text: str, end: int, language: str) -> bool:
    return bool(_ENDS.match(text, end) or functions(language).match(text, end))


def _thousands(text: str, language: str) -> list[Span]:
    """Numbers of thousands right behind a price: "costs 10k", "Rent: 1.5k a month"."""
    priced = _priced(language)
    return [
        (number.start, k.end())
        for number in (numbers_in(text, language) if _K.search(text) else ())
        if (k := _K.match(text, number.end))
        and _goes_on(text, k.end(), language)
        and priced.search(text, max(0, number.start - _NEAR), number.start)
    ]


_K = re.compile(r"(?<=\d)[kKкК](?!\w)")


@functools.cache
def _words(lang: str) -> re.Pattern[str]:
    words = "|".join(words_of(lang).get("money", {}).get("slang", ())) or "(?!)"
    return re.compile(bounded(rf"{BEGIN}(?:{words}){END}(?!-[^\W\d_])"), re.IGNORECASE)


@functools.cache
def _alone(lang: str) -> re.Pattern[str]:
    words = "|".join(words_of(lang).get("money", {}).get("slang-alone", ())) or "(?!)"
    return re.compile(words, re.IGNORECASE)


@functools.cache
def _scaled(lang: str) -> re.Pattern[str]:
    words = "|".join(top(lang, "magnitudes") or shared("magnitudes"))
    return re.compile(rf"(?: ?(?:{words})\.?){{1,2}} ", re.IGNORECASE)


@functools.cache
def _article(lang: str) -> re.Pattern[str]:
    words = "|".join((*top(lang, "articles"), *(("half a", "a", "another") if lang == "en" else ())))
    return re.compile(rf"{BEGIN}(?:{words or '(?!)'}) \Z", re.IGNORECASE)


@functools.cache
def _priced(lang: str) -> re.Pattern[str]:
    money = words_of(lang).get("money", {})
    costs, prices = "|".join(money.get("costing", ())), "|".join(money.get("prices", ()))
    about, being = "|".join(top(lang, "about")), "|".join(top(lang, "being"))
    before = rf"(?:{costs or '(?!)'}|(?:{prices or '(?!)'})(?: (?:{being or '(?!)'})|:)?)"
    return re.compile(bounded(rf"{BEGIN}{before} (?:(?:{about or '(?!)'}) ){{0,2}}\Z"), re.IGNORECASE)


@functools.cache
def functions(lang: str) -> re.Pattern[str]:
    """What goes on behind an amount: small words that name nothing of which there could be so many."""
    return re.compile(bounded(rf" (?:{'|'.join(top(lang, 'functions')) or '(?!)'}){END}"), re.IGNORECASE)
