"""Numbers that can be sums for work though they name no currency: "12 000 a month", "twelve thousand", "45k".

Input: folded text, a language; where it speaks of pay. Output: offsets. The words of each language stand in `grammar/`, what
words mean in `thesaurus/`. Must not: know blocks, or tell pay from prices.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence

from pipeline.disclaimers.amounts import percent_sign
from pipeline.disclaimers.lexicons import bounded, primary, top
from pipeline.disclaimers.measures import (
    UNSPACED_LETTER,
    any_of,
    listed_of,
    months,
    right_ahead,
    right_behind,
    scale_of,
)
from pipeline.disclaimers.numbers import numbers_in, spelled_numbers, value_of
from pipeline.disclaimers.sentences import Span
from pipeline.disclaimers.thesaurus import meant_in

# Numbers that name something, or are a part of a date, a phone number, an address.
_NAMED = re.compile(
    r"(?:(?:(?<!\w)(?:n[ro]|num|id|ref|tlf|tel|phone|page|side|sida|seite|p|s|iso|act|id-nr|notice|room|form|box|rom|raum|zimmer|salle|sala|sak|table|tabell|tabel|tabelle|skattetabell)|\w{0,16}(?:number|nummer|num[ée]ro|número|numer|номер\w?|k[oó]de?|c[oó]digo|code|codes|код|kennziffer|telefon|téléphone|teléfono|телефон|postal|postnummer|nambar\w{0,2}|koodh\w{0,2}|رمز|رقم|هاتف|कोड|नंबर|संख्या))[.:]{0,2} {0,2}"
    r"|[#№§] ?|[_/@=+-]|\d[.: -]|(?:电话|编号|代码|工号|第):?)\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# "A keeper in 1870": what could be a sum elsewhere is a year behind such a word.
_OLD_YEAR = re.compile(r"1[5-8]\d\d(?:-\d\d(?:\d\d)?)?\Z")
_LAST_WORD = re.compile(r"([^\W\d_]+\.?) \Z")
_DATE = re.compile(r"\d{1,2}([.-])\d{1,2}\1(?:\d\d|\d{4})|\d{4}-\d\d(?:-\d\d)?")
# "116 117": the numbers that Europe keeps for those who help.
_HELPLINE = re.compile(r"116 ?\d{3}")
_RANGE = re.compile(r"-|[^\W\d]+")
_TIGHT = re.compile(r"[-/:_°²³]\w|[ ]?[%‰°²³]|[ ]?\d")
_GO_ON = re.compile(
    r" {0,2}(?:\Z|[.,;:!?)\]*†'\"»”।。،؛、|(-]|/ ?[^\W\d_]|\+ )",
)


def large_numbers(text: str, lang: str, labels: frozenset[int]) -> list[Span]:
    """Numbers that can be pay without a currency: 380 000, 45k, 2500 a month; not years, not counts of something.

    Shape: `labels` are the places of the colons in "Pay: 5600".
    Why: behind a sum stands the end, a sign or a function word; behind a count stands what is counted.
    """
    found = []
    scale, follow = (
        scale_of(lang),
        right_behind((*listed_of(lang, "pay", "behind"), *listed_of(lang, "pay", "words"))),
    )
    period = right_behind(listed_of(lang, "pay", "periods"))
    for number in numbers_in(text, lang):
        words = text[number.start : number.end]
        if not words[0].isdigit() or _NAMED.search(text, max(0, number.start - 24), number.start):
            continue
        before = text[number.start - 1 : number.start]
        named = _DATE.fullmatch(words) or _HELPLINE.fullmatch(words)
        if (before.isalpha() and not UNSPACED_LETTER.match(before)) or named:
            continue
        if percent_sign(lang).match(text, number.end):
            continue
        scaled = scale.match(text, number.end)
        end = scaled.end() if scaled else number.end
        if _TIGHT.match(text, end):
            continue
        often = period.match(text, end)
        labelled = text.rfind(":", max(0, number.start - 3), number.start) in labels
        if not (often or labelled or follow.match(text, end) or _GO_ON.match(text, end)):
            continue
        # "17 to 21": the digits of two numbers make no large one.
        last = _RANGE.split(words)[-1]
        digits = re.sub(r"\D", "", last)
        years = all(_YEAR.fullmatch(part) for part in re.findall(r"\d+", words)) and not re.search(
            r"[.,' ]", words
        )
        # "From 1 July 2026 monthly"
        month = _LAST_WORD.search(text, max(0, number.start - 24), number.start) if years else None
        if month and month[1].casefold() in months(lang):
            continue
        years = years or (
            _OLD_YEAR.match(words) is not None
            and _dated(lang).search(text, max(0, number.start - 24), number.start) is not None
        )
        large = len(digits) >= 4 and not re.fullmatch(r"\d+[.,]\d{4,}|0\d+", words)
        if scaled or (large and (often or not years)):
            found.append((number.start, end))
    return found


# Units: characters. What is no large number stands so close behind the word for a wage; if it is no hour and no day, so far; and so
# close together stand those of a list.
_RIGHT_BEHIND, _FAR_BEHIND, _LISTED = 8, 48, 40
# So long are the words by which somebody gets a sum, at most.
_GOT = 24
_SMALL, _HUNDRED = re.compile(r"\d{2,3}(?:[.,:]\d\d)?"), 100
_TWO_DIGITS = re.compile(r"\d\d")


def small_numbers(text: str, lang: str, paying: Sequence[Span]) -> list[Span]:
    """Numbers that a word for a wage stands before, and how often it is paid right behind: "Wage: 240 a month", "a wage of 240".

    Shape: in figures they are below a thousand, in words a hundred or more. Those that stand so behind one of them belong to it
    ("189 an hour, 240 an hour on Sundays"), and so do those of workers in a list of wages: "Weekly wages: welder 450, helper 280".
    """
    numbers = {
        span: _hundreds(text[slice(*span)]) for span in _nameless(text, lang) if _SMALL.fullmatch(text, *span)
    }
    numbers |= {
        (one.start, one.end): True
        for one in spelled_numbers(text, lang)
        if (value_of(text[one.start : one.end], lang) or 0) >= _HUNDRED
    }
    if not numbers:
        return []
    period = right_behind(listed_of(lang, "pay", "periods"))
    joins = right_behind(listed_of(lang, "pay", "pay-of"))
    words = sorted(end for _, end in paying)
    found: list[Span] = []
    for (start, end), large in sorted(numbers.items()):
        often = period.match(text, end) is not None
        if not (often or (large and _GO_ON.match(text, end))):
            continue
        another = found and start - found[-1][1] < _LISTED and not _ENDS.search(text, found[-1][1], start)
        word = bisect.bisect_right(words, start)
        between = start - words[word - 1] if word else _FAR_BEHIND
        said = between < (_FAR_BEHIND if large and often else _RIGHT_BEHIND) and not _PARTS.search(
            text, words[word - 1], start
        )
        # "A wage of 240"
        named = said and (joined := joins.match(text, words[word - 1])) and start - joined.end() < 2
        if another or (said and often) or named:
            found.append((start, end))
    return found or _list_of_wages(text, lang, list(numbers), paying)


def earned(text: str, lang: str, sentences: Sequence[Span]) -> list[Span]:
    """What somebody who works starts on or gets so and so often: "Joiners start on 195 an hour, and get 220 after five years".

    Why the verb right before: who drives may do 110 an hour, too.
    """
    if not any_of(lang, "pay", "jobs").search(text):
        return []
    numbers = [span for span in _nameless(text, lang) if _hundreds(text[slice(*span)])]
    if not numbers:
        return []
    receives = right_ahead(listed_of(lang, "pay", "receives"))
    period = right_behind(listed_of(lang, "pay", "periods"))
    got = [span for span in numbers if receives.search(text, max(0, span[0] - _GOT), span[0])]
    found: list[Span] = []
    for start, end in sentences:
        here = got[_from(got, start) : _from(got, end)]
        if any(period.match(text, last) for _, last in here) and any_of(lang, "pay", "jobs").search(
            text, start, end
        ):
            found += here
    return found


def _nameless(text: str, lang: str) -> list[Span]:
    """The numbers in figures that name nothing, as those of rooms and telephones do."""
    return [
        (one.start, one.end)
        for one in numbers_in(text, lang)
        if not _NAMED.search(text, max(0, one.start - 24), one.start)
    ]


def _hundreds(written: str) -> bool:
    """Whether a number is too large, or too precise, for an hour, a day or a percentage of a post."""
    return len(re.sub(r"\D", "", written)) > 2


_ITEM = r"[^\W\d_][^\d:.;]{1,40} \d{2,3}"
_ITEMS = re.compile(rf" ?{_ITEM}(?:[,،、;] ?{_ITEM})+(?=\.?(?:\s|\Z))")


def _list_of_wages(text: str, lang: str, numbers: Sequence[Span], paying: Sequence[Span]) -> list[Span]:
    """The numbers behind the colon of a list that begins with a word for wages and names workers."""
    for _, after in paying:
        colon = text.find(":", after, after + _FAR_BEHIND)
        items = _ITEMS.match(text, colon + 1) if colon >= 0 else None
        if items is None or _PARTS.search(text, after, colon):
            continue
        known = meant_in(text[items.start() : items.end()].lower(), primary(lang))
        if any("worker" in meanings for *_, meanings in known):
            return [span for span in numbers if items.start() <= span[0] < items.end()]
    return []


# Units: characters. A sum in words that names no currency stands so close to what says that it is paid, or to another.
_SAID_BEFORE, _SAID_BEHIND, _ANOTHER = 16, 4, 24
_PARTS, _ENDS = re.compile(r"[\d.,;!?،؛。，；、]"), re.compile(r"[\d.;!?؛。；]")


def large_words(text: str, lang: str, paying: Sequence[Span]) -> list[Span]:
    """Thousands in words that can be pay without a currency: "the wage is twelve thousand, later fifteen thousand"."""
    follow = right_behind(
        tuple(word for key in ("behind", "words", "periods") for word in listed_of(lang, "pay", key))
    )
    found: list[Span] = []
    for start, end in _spelled(text, lang):
        if not (follow.match(text, end) or _GO_ON.match(text, end)):
            continue
        another = found and start - found[-1][1] < _ANOTHER and not _ENDS.search(text, found[-1][1], start)
        if another or any(
            (0 <= start - after < _SAID_BEFORE and not _PARTS.search(text, after, start))
            or 0 <= before - end < _SAID_BEHIND
            for before, after in paying
        ):
            found.append((start, end))
    return found


def _spelled(text: str, lang: str) -> list[Span]:
    """Thousands in words. One alone is any: "210 a thousand", "your thousand"."""
    worth = _thousands(lang)
    if not worth.search(text):
        return []
    return [
        (number.start, number.end)
        for number in spelled_numbers(text, lang)
        if worth.search(text, number.start, number.end)
        and not worth.fullmatch(text, number.start, number.end)
    ]


@functools.cache
def _thousands(lang: str) -> re.Pattern[str]:
    """What makes thousands of a number in words."""
    words = [*" ".join(top(lang, "powers")[1:]).split(), *listed_of(lang, "pay", "magnitudes")]
    return re.compile(bounded("|".join(words)) or r"(?!)", re.IGNORECASE)


@functools.cache
def _dated(lang: str) -> re.Pattern[str]:
    """What stands before a year."""
    return right_ahead(listed_of(lang, "pay", "dated"))


_LAST_DIGIT = re.compile(r"\d(?!\d)")
_THREE_DIGITS = re.compile(r"\d[.,]?\d[.,]?\d")
_FOUR_DIGITS = re.compile(r"(?:\d[ .,']?){3}\d")


def may_be_pay(text: str, lang: str) -> bool:
    """Whether a text without a sum has a number that may be taken for pay."""
    return (
        _FOUR_DIGITS.search(text) is not None
        or (_THREE_DIGITS.search(text) is not None and any_of(lang, "pay", "jobs").search(text) is not None)
        or _thousands(lang).search(text) is not None
        or any(scale_of(lang).match(text, match.end()) for match in _LAST_DIGIT.finditer(text))
        or (
            any_of(lang, "pay", "words").search(text) is not None
            and (_TWO_DIGITS.search(text) is not None or bool(spelled_numbers(text, lang)))
        )
    )


# Units: characters. What says how often stands so close before a number.
_OFTEN_BEFORE = 24


def wanted(text: str, lang: str, sentences: Sequence[Span]) -> list[Span]:
    """Sums so and so often in a sentence that seeks somebody for work, and in the next: "Cook wanted, 2,900 a month".

    Why: who seeks a flat may say so in the same words; of what is sought and of what is let or sold, the worker comes first.
    """
    hiring, costs = any_of(lang, "pay", "hiring"), any_of(lang, "pay", "prices")
    if not hiring.search(text):
        return []
    units = listed_of(lang, "pay", "periods")
    behind, before = right_behind(units), right_ahead(units)
    numbers = [
        (start, end)
        for start, end in sorted((*large_numbers(text, lang, frozenset()), *_spelled(text, lang)))
        if behind.match(text, end) or before.search(text, max(0, start - _OFTEN_BEFORE), start)
    ]
    if not numbers:
        return []
    named = [
        (start, end, "worker" in meanings)
        for start, end, meanings in meant_in(text.lower(), primary(lang))
        if "worker" in meanings or "goods" in meanings
    ]
    found: list[Span] = []
    seeks = False
    for start, end in sentences:
        seeking = hiring.search(text, start, end)
        sought = seeking is not None and _is_worker(
            named[_from(named, start) : _from(named, end)], seeking.start()
        )
        if (sought or seeks) and not costs.search(text, start, end):
            found += numbers[_from(numbers, start) : _from(numbers, end)]
        seeks = sought
    return found


def _is_worker(named: Sequence[tuple[int, int, bool]], seeking: int) -> bool:
    """Whether the first of what a sentence names works, and what stands right before the word for seeking does: "nurse, room wanted"."""
    return bool(named) and named[0][2] and all(works or end + 1 != seeking for _, end, works in named)


def _from(found: Sequence[tuple[int, ...]], place: int) -> int:
    return bisect.bisect_left(found, place, key=lambda one: one[0])
