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
from pipeline.disclaimers.measures import UNSPACED_LETTER, months, sentences_of
from pipeline.disclaimers.numbers import YEAR, Number, numbers_in

Span = tuple[int, int]

# "9.000", "41 500", "66000": too large for an age, an hour or a page.
_GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")
_LONG = re.compile(r"\d{5,7}")
_DECIMALS = re.compile(r"\d{1,5}[.,]\d{1,2}")
_PLAIN = re.compile(r"\d{1,4}")
# "256:50", in Swedish.
_COLON_DECIMALS = re.compile(r":\d\d(?!\d|[.:])")
_HOUR = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d")
_VALUE = re.compile(r"\d[\d .,']*")
# Behind what the numbers of something stand: "no. 3", "§ 12", "+47", "B-12"; a script without spaces has words there.
_NUMBERED = re.compile(rf"(?:[#№§@=+/*_-] ?|\d[ .:] ?|(?![{UNSPACED}])[^\W\d_])\Z")
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
_WORDS, _LETTERS, _APART, _NEAR = 5, 12, 90, 24


def parallel(text: str, language: str, named: Sequence[Span]) -> list[Span]:
    """The bare numbers of a text that share the unit of one of the named numbers in their sentence."""
    if not named or not words_of(language).get("apart"):
        return []
    known = sorted(named)
    starts, reach = [start for start, _ in known], list(accumulate((end for _, end in known), max))

    def is_bare(number: Number) -> bool:
        before = bisect.bisect_left(starts, number.end)
        return not before or reach[before - 1] <= number.start

    numbers = sorted(filter(is_bare, numbers_in(text, language)), key=_start)
    if not numbers:
        return []
    found: list[Span] = []
    for start, end in sentences_of(text, language):
        here = known[bisect.bisect_left(known, (start,)) : bisect.bisect_left(known, (end,))]
        if not here:
            continue
        breaks = [match.end() for match in _breaks(language).finditer(text, start, end)]
        first, last = (bisect.bisect_left(numbers, edge, key=_start) for edge in (start, end))
        for number in numbers[first:last]:
            stop = _end(text, number)
            at = bisect.bisect_left(here, (number.start,))
            if text.startswith(".", stop) and _MORE.match(text, stop + 1, end):
                # "Due on 1. Oktober"
                continue
            if not _stands_free(text, number.start, stop, language):
                continue
            if not at:
                # "Then overtime is worth 312.60, and on Sundays 416.80 kroner."
                if _alike(text, (number.start, stop), here[0], tight=True):
                    found.append((number.start, stop))
                continue
            before = here[at - 1]
            if not _alike(text, (number.start, stop), before):
                continue
            if (
                _is_large(text[number.start : stop])
                or _opens_part(text, before, number.start, breaks)
                or _is_risen_to(text, before, number.start, language)
            ):
                here.insert(at, (number.start, stop))
                found.append((number.start, stop))
    return found


def _start(number: Number) -> int:
    return number.start


def _end(text: str, number: Number) -> int:
    match = _COLON_DECIMALS.match(text, number.end)
    return match.end() if match and number.end == number.first_end else number.end


def _stands_free(text: str, start: int, end: int, lang: str) -> bool:
    """Whether a number has a form of amounts, and neither counts what follows nor is the number of what stands before it."""
    written = text[start:end]
    if not (
        _GROUPED.fullmatch(written)
        or _LONG.fullmatch(written)
        or _DECIMALS.fullmatch(written)
        or _PLAIN.fullmatch(written)
        or re.fullmatch(r"\d{1,4}:\d\d", written)
    ) or YEAR.fullmatch(written):
        return False
    ahead = text[max(0, start - 40) : start]
    if _NUMBERED.search(ahead):
        return False
    if UNSPACED_LETTER.match(ahead[-1:]) and (
        _ahead(lang, "counting").search(ahead)
        or (_ahead(lang, "apart").search(ahead) and not _rising(lang).search(ahead))
    ):
        return False
    word = _WORD_BEFORE.search(ahead)
    # "ISBN 978"
    if word and (_counting(lang).fullmatch(word[1]) or (len(word[1]) > 2 and word[1].isupper())):
        return False
    if (
        word
        and not _GROUPED.fullmatch(written)
        and (_apart(lang).fullmatch(word[1]) or word[1].casefold() in months(lang))
        and not _rising(lang).search(ahead)
    ):
        return False
    return _NOTHING_BEHIND.match(text, end) is not None or _function(lang).match(text, end) is not None


def _is_large(written: str) -> bool:
    return (_GROUPED.fullmatch(written) or _LONG.fullmatch(written)) is not None


def _number(text: str, span: Span) -> float | None:
    """The first number of an amount; None where a word says how large it is."""
    match = _VALUE.search(text, *span)
    if not match:
        return None
    written = match[0].strip(" .,'")
    decimals = re.search(r"[.,:]\d{1,2}\Z", written)
    whole = re.sub(r"\D", "", written[: decimals.start()] if decimals else written)
    return float(f"{whole[:12] or 0}.{decimals[0][1:] if decimals else 0}")


def _alike(text: str, bare: Span, named: Span, tight: bool = False) -> bool:
    """Whether a bare number can be of the kind of one with a unit: about as large, no hour beside whole numbers."""
    first, second = _number(text, bare), _number(text, named)
    if not first:
        return False
    written = text[slice(*bare)]
    large = _is_large(written)
    if second is None or not second:
        return large and not tight
    decimals = not large and not written.isdigit()
    as_precise = re.search(r"\d[.,:]\d{1,2}(?!\d)", text[slice(*named)]) is not None
    if _HOUR.fullmatch(written) and not as_precise:
        return False
    if tight and not (decimals and as_precise):
        return False
    ratio = first / second
    if large:
        return 1 / 200 <= ratio <= 200
    return 1 / 6 <= ratio <= 6 if decimals or 10 <= first < 100 else 1 / 12 <= ratio <= 12


def _opens_part(text: str, before: Span, start: int, breaks: Sequence[int]) -> bool:
    """Whether a number stands near the beginning of a part of a sentence, behind the number whose unit it shares."""
    at = bisect.bisect_right(breaks, start)
    if not at or breaks[at - 1] <= before[0] or start - before[1] > _APART:
        return False
    between = text[breaks[at - 1] : start]
    if UNSPACED_LETTER.search(between):
        return len(between) <= _LETTERS
    return len(between.split()) <= _WORDS


def _is_risen_to(text: str, before: Span, start: int, lang: str) -> bool:
    """Whether a number is what the one before it has risen or fallen to: "from 38 kroner up to 45"."""
    return start - before[1] < _NEAR and _rising(lang).search(text, max(0, start - 40), start) is not None


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
def _rising(lang: str) -> re.Pattern[str]:
    """What says that something has risen or fallen to the number behind it."""
    words = "|".join(words_of(lang).get("rising", ())) or "(?!)"
    return re.compile(bounded(rf"{BEGIN}(?:{words})(?: |(?<=[{UNSPACED}]))\Z"), re.IGNORECASE)
