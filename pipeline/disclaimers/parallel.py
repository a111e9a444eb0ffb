"""Numbers that share the unit of one before them: "38 kroner an hour, at weekends 65"; "costs 1 000 kroner, grew to 1 612".

Input: folded text, a language, the numbers with a unit. Output: offsets. The words of a language stand in `grammar/`.
Must not: know which unit it is.

Why: a second number without a unit is one of the same kind only where it stands alike: in a part of the sentence of its own,
with nothing behind it that it counts, and about as large.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from itertools import accumulate

from pipeline.disclaimers.lexicons import BEGIN, END, UNSPACED, bounded, top, words_of
from pipeline.disclaimers.measures import UNSPACED_LETTER, listed_of, months, right_behind, sentences_of
from pipeline.disclaimers.numbers import YEAR, Number, numbers_in, spelled_numbers, value_in, value_of
from pipeline.disclaimers.sentences import Span

# "9.000", "41 500", "66000": too large for an age, an hour or a page.
_GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")
_LONG = re.compile(r"\d{5,7}")
_DECIMALS = re.compile(r"\d{1,5}[.,]\d{1,2}")
_PLAIN = re.compile(r"\d{1,4}")
# "256:50", in Swedish.
_COLON_DECIMALS = re.compile(r":\d\d(?!\d|[.:])")
_HOUR = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d")
# Behind what the numbers of something stand: "no. 3", "§ 12", "+47", "B-12"; a script without spaces has words there. A dash
# that stands apart is a pause: "за денну — 800".
_NUMBERED = re.compile(rf"(?:[#№§@=+/*_] ?|(?<! )- ?|(?<= )-|\d[ .:] ?|(?![{UNSPACED}])[^\W\d_])\Z")
# A word in front of a number, and what stands before it.
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'-]{0,30})[.:]? {1,2}\Z")
# Letters with which no sentence begins behind a dot.
_SMALL = rf"(?![A-ZÀ-ÖØ-ÞĆŁŚŹŻЄІЇҐА-Я\u0600-\u06ff\u0900-\u097f{UNSPACED}])[^\W\d_]"
_NOTHING_BEHIND = re.compile(
    rf" ?(?:\Z|[;!?)\"»”:](?!\d)|[。،、؛؟।]|,(?! ?\d)|\.(?!\d| {{0,2}}{_SMALL})| - )"
)
_MORE = re.compile(r"\s*\S")
# Units: how many words, or letters where no spaces are written, may stand between the start of a part of the sentence and its
# number; characters between two numbers.
_WORDS, _LETTERS, _APART, _NEAR = 6, 12, 90, 24
# A smaller number in words is a count as well; so many words name whose it is. From a thousand on, no number is an age or an hour.
_TENS, _LABEL, _THOUSAND = 20, 3, 1000
# "Rent £640, bills about 90"
_LABELLED = re.compile(r"(?:[,;:(](?: [^\W\d_]{1,3})?|[^\W\d_] [^\W\d_]{1,3}) {1,2}([^\W\d_]{2,30}) \Z")


def parallel(text: str, language: str, named: Sequence[Span]) -> list[Span]:
    """The bare numbers of a text that share the unit of one of the named numbers in their sentence."""
    if not named or not words_of(language).get("apart"):
        return []
    known = sorted(named)
    starts, reach = [start for start, _ in known], list(accumulate((end for _, end in known), max))

    def is_bare(number: Number) -> bool:
        before = bisect.bisect_left(starts, number.end)
        return not before or reach[before - 1] <= number.start

    spelled = (
        number for number in spelled_numbers(text, language) if _is_counted_out(text, number, language)
    )
    numbers = sorted(filter(is_bare, (*numbers_in(text, language), *spelled)), key=_start)
    if not numbers:
        return []
    found: list[Span] = []
    previous: Span | None = None
    for start, end in sentences_of(text, language):
        here = known[bisect.bisect_left(known, (start,)) : bisect.bisect_left(known, (end,))]
        breaks = [match.end() for match in _breaks(language).finditer(text, start, end)]
        first, last = (bisect.bisect_left(numbers, edge, key=_start) for edge in (start, end))
        for number in numbers[first:last]:
            stop = _end(text, number)
            span = number.start, stop
            at = bisect.bisect_left(here, (number.start,))
            if text.startswith(".", stop) and _MORE.match(text, stop + 1, end):
                # "Due on 1. Oktober"
                continue
            # "The roof is replaced with £900, the door with 300."
            alike = at > 0 and _same_word_before(text, number.start, here[at - 1][0])
            if not _stands_free(text, number, stop, language, alike):
                continue
            rises = _rises(text, number.start, language)
            if not at:
                if not here:
                    # "It rose by 9.2 per cent in 2025. The year before it fell by 6."
                    if previous and rises and _alike(text, span, previous, language):
                        found.append(span)
                # "Then overtime is worth 312.60, and on Sundays 416.80 kroner."
                elif _alike(text, span, here[0], language, tight=True) or (
                    # "A cook gets 39 500 a month, an apprentice 21 000 kroner."
                    _alike(text, span, here[0], language)
                    and (
                        (_is_large(text[slice(*span)]) and _periods(language).match(text, stop))
                        or (number.spelled and (value_in(text, span, language) or 0) >= _THOUSAND)
                    )
                ):
                    found.append(span)
                continue
            before = here[at - 1]
            if not _alike(text, span, before, language, near=rises):
                continue
            part = _part_begins(before, number.start, breaks)
            if (
                _is_large(text[slice(*span)])
                or (rises and number.start - before[1] <= _APART)
                or (
                    part is not None
                    and _is_short(text[part : number.start])
                    and (not number.spelled or _names_what(text, part, number, before, language))
                )
            ):
                here.insert(at, span)
                found.append(span)
        previous = here[-1] if here else None
    return found


def announced(text: str, language: str, unit: re.Pattern[str]) -> list[Span]:
    """The numbers of a list whose unit stands before it: "Costs in per cent: 0.45 passive, 1.30 active"."""
    found: list[Span] = []
    for match in unit.finditer(text):
        end = next((end for start, end in sentences_of(text, language) if start <= match.start() < end), 0)
        found += [
            (number.start, number.end)
            for number in numbers_in(text, language)
            if match.end() <= number.start < end and _stands_free(text, number, number.end, language, True)
        ]
    return found


def _is_counted_out(text: str, number: Number, lang: str) -> bool:
    """Whether a number in words is two or more: "one" and its like are articles and pronouns, too."""
    value = value_of(text[number.start : number.end], lang)
    return value is not None and value > 1


def _names_what(text: str, part: int, number: Number, before: Span, lang: str) -> bool:
    """Whether a number in words stands in a part of the sentence that could not do without it: "adults nine euros, children five"."""
    if (value_of(text[number.start : number.end], lang) or 0) >= _TENS:
        return True
    named = value_in(text, before, lang) or 0
    return named < 2 * _TENS and 1 <= len(text[part : number.start].split()) <= _LABEL and _ends(text, number)


def _ends(text: str, number: Number) -> bool:
    return _NOTHING_BEHIND.match(text, number.end) is not None


def _start(number: Number) -> int:
    return number.start


def _end(text: str, number: Number) -> int:
    match = _COLON_DECIMALS.match(text, number.end)
    return match.end() if match and number.end == number.first_end else number.end


def _same_word_before(text: str, start: int, named: int) -> bool:
    """Whether the same word stands before a number as before the one whose unit it may share."""
    first, second = (_WORD_BEFORE.search(text, max(0, place - 40), place) for place in (start, named))
    return first is not None and second is not None and first[1].casefold() == second[1].casefold()


def _stands_free(text: str, number: Number, end: int, lang: str, alike: bool = False) -> bool:
    """Whether a number has a form of amounts, and neither counts what follows nor is the number of what stands before it.

    Shape: `alike` is a number that stands behind the same word as one with a unit.
    """
    start, written = number.start, text[number.start : end]
    if not number.spelled and (
        not (
            _GROUPED.fullmatch(written)
            or _LONG.fullmatch(written)
            or _DECIMALS.fullmatch(written)
            or _PLAIN.fullmatch(written)
            or re.fullmatch(r"\d{1,4}:\d\d", written)
        )
        or YEAR.fullmatch(written)
    ):
        return False
    ahead = text[max(0, start - 40) : start]
    if _NUMBERED.search(ahead):
        return False
    word = _WORD_BEFORE.search(ahead)
    # "ISBN 978"
    if word and len(word[1]) > 2 and word[1].isupper():
        return False
    if word and not alike and not _rises(text, start, lang):
        if _counting(lang).fullmatch(word[1]):
            return False
        large = _is_large(written) or (number.spelled and (value_of(written, lang) or 0) >= _THOUSAND)
        only = _only(lang).fullmatch(word[1]) and (
            _DECIMALS.fullmatch(written)
            or (_ends(text, number) and _is_labelled(ahead[: word.start()], lang))
        )
        if not (large or only) and (_apart(lang).fullmatch(word[1]) or word[1].casefold() in months(lang)):
            return False
    if UNSPACED_LETTER.match(text, start - 1) and not _rises(text, start, lang):
        low = max(0, start - _NEAR)
        if _ahead(lang, "counting").search(text, low, start) or (
            not _GROUPED.fullmatch(written) and _ahead(lang, "apart").search(text, low, start)
        ):
            return False
    return (
        _NOTHING_BEHIND.match(text, end) is not None
        or _function(lang).match(text, end) is not None
        or _replaced(lang).match(text, end) is not None
        or ((_is_large(written) or _rises(text, start, lang)) and _done(lang).match(text, end) is not None)
    )


def _is_labelled(ahead: str, lang: str) -> bool:
    """Whether a word stands before "about" that names what costs so much, and not what counts or takes so long."""
    label = _LABELLED.search(ahead)
    return label is not None and not any(
        words.fullmatch(label[1]) for words in (_apart(lang), _counting(lang), _only(lang))
    )


def _is_large(written: str) -> bool:
    return (_GROUPED.fullmatch(written) or _LONG.fullmatch(written)) is not None


def _alike(text: str, bare: Span, named: Span, lang: str, tight: bool = False, near: bool = False) -> bool:
    """Whether a bare number can be of the kind of one with a unit: about as large, no hour beside whole numbers.

    Shape: `near` is a number before which something says that it is an amount.
    """
    first, second = value_in(text, bare, lang), value_in(text, named, lang)
    if not first:
        return False
    written = text[slice(*bare)]
    large = _is_large(written)
    if second is None or not second:
        return large and not tight
    decimals = not large and re.search(r"\d[.,:]\d", written) is not None
    as_precise = re.search(r"\d[.,:]\d{1,2}(?!\d)", text[slice(*named)]) is not None
    if _HOUR.fullmatch(written) and not as_precise:
        return False
    if tight and not (decimals and as_precise):
        return False
    ratio = first / second
    if decimals and as_precise:
        # "0.25 per cent, and 4.05 if the money is tied"
        return 1 / 25 <= ratio <= 25
    if large:
        return 1 / 200 <= ratio <= (1000 if near else 200)
    return 1 / 8 <= ratio <= 8 if not near and (decimals or 10 <= first < 100) else 1 / 12 <= ratio <= 12


def _part_begins(before: Span, start: int, breaks: Sequence[int]) -> int | None:
    """Where the part of a sentence begins that a number stands in, behind the number whose unit it may share."""
    at = bisect.bisect_right(breaks, start)
    if not at or breaks[at - 1] <= before[0] or start - before[1] > _APART:
        return None
    return breaks[at - 1]


def _is_short(words: str) -> bool:
    """Whether little stands between the beginning of a part of a sentence and its number."""
    return len(words.split()) <= _WORDS and len(UNSPACED_LETTER.findall(words)) <= _LETTERS


@functools.cache
def _breaks(lang: str) -> re.Pattern[str]:
    """Where a part of a sentence ends: a comma, a colon, a dash, "and"."""
    words = "|".join(words_of(lang).get("links", ())) or "(?!)"
    return re.compile(bounded(rf",(?!\d)|[;:(](?!\d)|[،、؛]| - |{BEGIN}(?:{words}){END}"), re.IGNORECASE)


@functools.cache
def _function(lang: str) -> re.Pattern[str]:
    """What may stand behind an amount: nothing that it could count, or that a count could do: "and 30 were left"."""
    verbs = "|".join(words_of(lang)["being"])
    words = "|".join((*words_of(lang).get("free", ()), *top(lang, "functions")))
    return re.compile(
        bounded(
            rf"(?: |(?=[{UNSPACED}]))(?!(?:{verbs}){END})(?:{words}){END}(?! ?(?!{YEAR.pattern}(?!\d))\d)"
        ),
        re.IGNORECASE,
    )


@functools.cache
def _counting(lang: str) -> re.Pattern[str]:
    """Words before a number of people or things, or of what has a number, whatever its size."""
    return re.compile(bounded("|".join(words_of(lang)["counting"])), re.IGNORECASE)


@functools.cache
def _ahead(lang: str, key: str) -> re.Pattern[str]:
    """Words of a list right before a number, in a script without spaces."""
    return re.compile(bounded(rf"(?:{'|'.join(words_of(lang)[key])})\Z"))


@functools.cache
def _apart(lang: str) -> re.Pattern[str]:
    """Words before a number that is an age, an hour, a page, an address, a limit; what tables count is such a word, but for parts of the day."""
    counts = (word for word in words_of(lang)["money"]["counts"] if word not in words_of(lang)["shifts"])
    return re.compile(bounded("|".join((*words_of(lang)["apart"], *counts))), re.IGNORECASE)


@functools.cache
def _only(lang: str) -> re.Pattern[str]:
    """Words that stand before amounts as well, where those have decimals: "only 94.20"."""
    return re.compile("|".join(words_of(lang).get("only", ())) or "(?!)", re.IGNORECASE)


@functools.cache
def _done(lang: str) -> re.Pattern[str]:
    """What behind a large sum says what becomes of it: "paid out", "left", "twelve months later"."""
    words = "|".join(words_of(lang).get("done", ())) or "(?!)"
    return re.compile(bounded(rf" (?:{words}){END}"), re.IGNORECASE)


@functools.cache
def _periods(lang: str) -> re.Pattern[str]:
    return right_behind(listed_of(lang, "pay", "periods"))


@functools.cache
def _replaced(lang: str) -> re.Pattern[str]:
    """What stands behind an amount that another gives way to: "36 instead of 48"."""
    words = "|".join(words_of(lang).get("rising", ())) or "(?!)"
    return re.compile(bounded(rf" (?:{words}) ?\d"), re.IGNORECASE)


def _rises(text: str, start: int, lang: str) -> bool:
    return _rising(lang).search(text, max(0, start - 40), start) is not None


@functools.cache
def _rising(lang: str) -> re.Pattern[str]:
    """What says that something has risen or fallen to the number behind it, is put in its place or taken off."""
    words = "|".join(words_of(lang).get("rising", ())) or "(?!)"
    return re.compile(bounded(rf"{BEGIN}(?:{words})(?: |(?<=[{UNSPACED}]))\Z"), re.IGNORECASE)
