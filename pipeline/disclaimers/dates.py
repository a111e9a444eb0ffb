"""What holds for a time: time limits, rates of a year, what is so "at present".

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`subjects/`, in the lists that `subjects.py` explains and in these. Must not: know blocks.

- `markers` and `validity`: what makes a date a time limit, right before it or anywhere near ("until"; "valid"); `after`: right
  behind it. `fillers`: what may stand between.
- `relative`: words of `strong` that count only in a sentence with a sum, a rate or what holds ("this summer").
- `rates` and `past`: what is so in a year ("fee"), and what tells of the past, where no date counts ("founded").
- `lapse`: what says how long something has been so, with a bare year ("since 2021").
- `not-alone`: short names of months that are other words where no day or year stands beside them ("jul").
- `events`: when something takes place ("a trip from 1 to 5 April"): no fact that holds until then, so its dates do not count.
- `occasions` with `begins`: what takes place, and what says when ("concert", "course"; "starts"): in a sentence with an
  occasion the words of `begins` make no date a time limit.
- `yearly`: what is done or seen at the same time every year ("sow", "in bloom"): months without a year are no limits there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from functools import cached_property

from pipeline.disclaimers.amounts import find_money, find_percentage
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary, words_of
from pipeline.disclaimers.numbers import merged
from pipeline.disclaimers.pay import find_pay
from pipeline.disclaimers.sentences import Span, by_sentence, hull, nearest, outside, sentences
from pipeline.disclaimers.subjects import (
    LETTER,
    Read,
    alike_of,
    as_read,
    covered,
    either_of,
    entries_of,
    expression_of,
    in_company,
    in_small,
    united,
    words_in,
)

# What was so before this year is history, unless a text says that it is in force.
_HISTORY = 2015
_YEAR = r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d%])(?:(?:-|/)(?:20)?\d\d(?!\d|[-/]))?"
_FULL_YEAR = re.compile(r"(?<!\d)(?:1\d|20|21)\d\d(?!\d)")


@functools.cache
def _dates(lang: str) -> re.Pattern[str]:
    """A date as it is written in a language; month names from the Unicode CLDR and from its words."""
    from babel.core import Locale, UnknownLocaleError

    words = words_of(lang).get("date-bound", {})
    months: set[str] = set(entries_of(words.get("months", "")))
    # "Mar" alone is the sea, in Spanish: without a day or a year only a whole name is one.
    alone = set(months)
    for tag in ("en", lang):
        try:
            names = Locale.parse(tag, sep="-").months
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for name in names[context].get(width, {}).values():
                    name = in_small(fold(name).text).rstrip(".").translate(alike_of(lang))
                    if len(name) > 2 and not any(character.isdigit() for character in name):
                        months.add(re.escape(name))
                        if width == "wide":
                            alone.add(re.escape(name))
    month = "(?:" + "|".join(sorted(months, key=len, reverse=True)) + ")"
    whole = "(?:" + "|".join(sorted(alone, key=len, reverse=True)) + ")"
    of = r"(?:(?:of|de|del|du|bisha|من|-) ?)?"
    day = r"(?:the )?(?<![\d.,])\d{1,2}(?:\.|st|nd|rd|th|er|º|o|°|de|-?го|-?е|-?a|-?da|-?ka|-?dii|-?kii)?"
    year = rf"(?:,? ?(?:of |de |del |року |سنه |عام )?{_YEAR})?"
    return re.compile(
        r"(?:(?<!\d)\d{4}-\d\d-\d\d(?!\d)|(?<![\d.])\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d{2})(?![\d%])|(?<!\d)\d{4}[./]\d{1,2}[./]\d{1,2}(?!\d)"
        r"|(?:\d{4} ?年 ?(?:度|底|末|初)?|[二〇零一三四五六七八九○]{4}年|民国\d{2,3}年)(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?:份|底|末|初)?)?(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号])?|(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号]|(?<!\d)\d{1,2} ?月[底末初]"
        rf"|{day} ?(?:-|/)? ?{of}{month}(?!{LETTER})\.?{year}"
        rf"|(?<!{LETTER}){month}\.? \d{{1,2}}(?:st|nd|rd|th)?(?![\d:.%]\d|[\d:%])(?:,? {_YEAR})?"
        rf"|(?<!{LETTER}){month}\.?,? (?:of |de |del |року |عام |سنه )?{_YEAR}|{_YEAR}|(?<!{LETTER})(?:{whole}(?!{LETTER})|{month}\.(?=[,)]| ?[/-])))"
    )


@functools.cache
def _capital(lang: str) -> bool:
    """Whether months are written with capitals in a language."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(lang, sep="-").months["format"]["wide"][1])[:1].isupper()
    except (UnknownLocaleError, ValueError):
        return False


@functools.cache
def _before_date(lang: str, key: str) -> re.Pattern[str]:
    """Markers right before a date, with some words in between that say nothing."""
    from babel.core import Locale, UnknownLocaleError

    words = words_of(lang).get("date-bound", {})
    alike = alike_of(lang)
    markers = entries_of(words.get(key, ""))
    fillers = list(entries_of(words.get("fillers", "")))
    try:
        days = Locale.parse(lang, sep="-").days
        for context in ("format", "stand-alone"):
            fillers += [re.escape(in_small(fold(name).text)) for name in days[context]["wide"].values()]
    except (UnknownLocaleError, ValueError):
        pass
    if not markers:
        return re.compile(r"(?!)")
    marker = either_of(expression_of(entry, alike) for entry in markers)
    filler = either_of(expression_of(entry, alike) for entry in fillers) or "(?!)"
    if words_of(lang).get("boundaries", True) is False:
        return re.compile(rf"(?:{marker}) ?:? ?(?:(?:{filler}) ?){{0,3}}[(]?\Z")
    prefix = words_of(lang).get("prefix", "")
    return re.compile(
        rf"(?<!{LETTER}){prefix}(?:{marker})\.?:?(?: {prefix}(?:{filler})[.,]?){{0,4}} ?[(]?(?:{words.get('joined', '(?!)')})?\Z"
    )


@functools.cache
def _after_date(lang: str, key: str) -> re.Pattern[str]:
    """Markers right behind a date."""
    entries = entries_of(words_of(lang).get("date-bound", {}).get(key, ""))
    if not entries:
        return re.compile(r"(?!)")
    marker = either_of(expression_of(entry, alike_of(lang)) for entry in entries)
    end = "" if words_of(lang).get("boundaries", True) is False else rf"(?!{LETTER})"
    return re.compile(rf"\)? {{0,2}}(?:{marker}){end}")


_WINDOW = 70
# A year, and no more than a word or two before another. Units: characters.
_SPAN = re.compile(r"(?<![\d.,])((?:1[5-9]|20)\d\d) ?(?:-|(?:[^\W\d]{1,8} ){1,2})? ?\Z")
_SPANNED = 28
# A month and a year, with or without a day.
_OF_A_MONTH = re.compile(
    r"(?:\d{1,2}(?:\.|st|nd|rd|th)? (?:of )?)?[^\W\d]{3,20}\.?,? (?:\d{1,2}, )?(?:of |de |del )?20\d\d"
)


def _seasons(text: Folded, under: tuple[str, ...], lang: str) -> set[int]:
    """The sentences whose months come every year: "picker, June to September, £12 an hour", "a capsule from October"."""
    read = as_read(text.text, lang)
    if read.index is not None:
        return set()
    paid = by_sentence(read.written, find_pay(text, under, lang) + find_dosage(text, under, lang))
    return {near for number in paid for near in (number - 1, number)}


def _begun(read: Read, lang: str) -> list[Span]:
    """The words that say when a concert or a course is: it is no fact that holds until then."""
    begins = words_in(read, lang, "date-bound", "begins")
    occasions = words_in(read, lang, "date-bound", "occasions") if begins else []
    if not occasions:
        return []
    named = by_sentence(read.written, occasions)
    return united(
        place
        for number, here in by_sentence(read.written, begins).items()
        if number in named
        for place in here
    )


def _of_rates(text: Folded, under: tuple[str, ...], lang: str, read: Read, strong: list[Span]) -> list[Span]:
    """The spans without "this summer" and the like in sentences that name no sum, no rate and nothing that holds.

    Why: "this summer" says how long a fee holds, and when the pears were good.
    """
    detector = "date-bound"
    relative = united(words_in(read, lang, detector, "relative")) if strong and read.index is None else []
    if not relative:
        return strong
    others = outside(
        sorted(words_in(read, lang, detector, "rates") + words_in(read, lang, detector, "validity")), relative
    )
    told = by_sentence(
        read.written, others + find_money(text, under, lang) + find_percentage(text, under, lang)
    )
    loose = [
        place
        for number, here in by_sentence(read.written, relative).items()
        if number not in told
        for place in here
    ]
    return [place for place, is_loose in zip(strong, covered(strong, loose), strict=True) if not is_loose]


def find_date_bound(text: Folded, under: tuple[str, ...], lang: str) -> list[Span]:
    """Where something holds only on or until a day, or a rate only at its time. Shape: places in the text as it was read."""
    detector, lang = "date-bound", primary(lang)
    read = as_read(text.text, lang)
    found = _of_rates(text, under, lang, read, words_in(read, lang, detector, "strong"))
    found += in_company(read, lang, detector)
    dates = [match.span() for match in _dates(lang).finditer(read.small)]
    if dates and (events := words_in(read, lang, detector, "events")):
        dates = outside(dates, united(events))
    if dates:
        dated = _Dated(text, under, lang, read, dates)
        spans = (
            dated.month(number, date) if dated.is_month(date) else dated.day(number, date)
            for number, here in by_sentence(read.written, dates).items()
            for date in here
        )
        found += (span for span in spans if span)
    return merged(text.text, read.source(found))


class _Dated:
    """The dates of a text, each with the words of its sentence that make something hold until then, or from then on."""

    def __init__(
        self, text: Folded, under: tuple[str, ...], lang: str, read: Read, dates: list[Span]
    ) -> None:
        self.text, self.under, self.lang, self.read, self.small = text, under, lang, read, read.small
        self.spans = sentences(read.written)
        self.validity = self.words("validity")
        self.rates = self.words("rates")
        self.past = self.words("past")
        begun = _begun(read, lang)
        if begun:
            self.validity = {
                number: kept for number, here in self.validity.items() if (kept := outside(here, begun))
            }
        self.begins = {start for start, _ in begun}
        # "£940 in January 2026", "on 5 April 2026: £41 million": what a figure was in a month or on a day.
        self.figures = by_sentence(
            read.written,
            find_percentage(text, under, lang) + find_money(text, under, lang)
            if read.index is None and any(_OF_A_MONTH.fullmatch(self.small, *date) for date in dates)
            else [],
        )

    def words(self, kind: str) -> Mapping[int, list[Span]]:
        return by_sentence(self.read.written, words_in(self.read, self.lang, "date-bound", kind))

    @cached_property
    def yearly(self) -> frozenset[int]:
        return frozenset(self.words("yearly"))

    @cached_property
    def seasons(self) -> Collection[int]:
        return _seasons(self.text, self.under, self.lang)

    @cached_property
    def other(self) -> Collection[str]:
        return entries_of(words_of(self.lang).get("date-bound", {}).get("not-alone", ""))

    def is_month(self, date: Span) -> bool:
        """Whether there is neither a day nor a year."""
        said = self.small[slice(*date)]
        return (
            not _FULL_YEAR.search(self.small, *date) and "年" not in said and not any(map(str.isdigit, said))
        )

    def month(self, number: int, date: Span) -> Span | None:
        """A month alone: as a time limit only, and where months have capitals, with one; Christmas is no July."""
        start, end = date
        if self.small[start:end] in self.other:
            return None
        if number in self.yearly and number not in self.rates and number not in self.validity:
            return None
        low = max(self.spans[number][0], start - _WINDOW)
        ahead = _before_date(self.lang, "markers").search(self.small[low:start])
        following = None if ahead else _after_date(self.lang, "after").match(self.small, end)
        if not (ahead or following) or number in self.past:
            return None
        if _capital(self.lang) and not self.read.written[start].isupper():
            return None
        # A minimum wage is no job of a season.
        if number in self.seasons and number not in self.rates:
            return None
        return low + ahead.start() if ahead else start, following.end() if following else end

    def day(self, number: int, date: Span) -> Span | None:
        """A day, a year, or a month of a year, with what says in its sentence that something holds by it."""
        start, end = date
        year = _FULL_YEAR.search(self.small, start, end)
        old = year is not None and int(year[0]) < _HISTORY
        bare = end - start < 5
        told = old and (bare or number in self.past)
        if (marked := self.ahead(number, start, "validity")) and not told:
            return marked[0], end
        close = [
            each
            for each in self.validity.get(number, ())
            if each[0] < end + _WINDOW and each[1] > start - _WINDOW
        ]
        if close and not told:
            return hull(nearest(date, close), date)
        if old or number in self.past or (bare and self.ends_a_span(start)):
            return None
        if marker := self.ahead(number, start, "markers"):
            lapse = _after_date(self.lang, "lapse").match(self.small, marker[0], start)
            if not (bare and number not in self.rates and lapse):
                return marker[0], end
        if following := _after_date(self.lang, "after").match(self.small, end):
            return start, following.end()
        if number in self.rates:
            return hull(nearest(date, self.rates[number]), date)
        return date if number in self.figures and _OF_A_MONTH.fullmatch(self.small, start, end) else None

    def ends_a_span(self, start: int) -> bool:
        """Whether a year that begins here ends years that began in history: "from 2012 to 2021"."""
        begun = _SPAN.search(self.small, max(0, start - _SPANNED), start)
        return begun is not None and int(begun[1]) < _HISTORY

    def ahead(self, number: int, start: int, kind: str) -> Span | None:
        """The words right before a date; none that say since when something has been going on."""
        first = max(self.spans[number][0], start - _WINDOW)
        match = _before_date(self.lang, kind).search(self.small[first:start])
        if match is None or first + match.start() in self.begins:
            return None
        return first + match.start(), first + match.end()
