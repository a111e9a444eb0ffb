"""What work is paid.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`grammar/`. Must not: know blocks.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.disclaimers.amounts import bare_number, counted, find_money
from pipeline.disclaimers.bare import earned, large_numbers, large_words, may_be_pay, small_numbers, wanted
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import BEGIN, END, whole_words
from pipeline.disclaimers.measures import (
    any_of,
    folded,
    joined,
    listed_of,
    right_ahead,
    right_behind,
    sentences_of,
)
from pipeline.disclaimers.sentences import Span, spans_of


@dataclass(frozen=True, slots=True)
class _Cue:
    """What speaks of pay, or of prices; `weak` where it is only somebody who works and receives something."""

    start: int
    end: int
    pays: bool
    weak: bool = False


@functools.cache
def _clause_breaks(lang: str) -> re.Pattern[str]:
    conjunctions = joined(listed_of(lang, "pay", "clauses"))
    spoken = rf"|{BEGIN}(?:{conjunctions}){END}" if conjunctions else ""
    return re.compile(rf"(?<!\d)[,،、]|[,،、](?!\d)|[;؛|]| - (?!\d){spoken}", re.IGNORECASE)


def _cues(text: str, lang: str) -> list[_Cue]:
    """What speaks of pay and what of prices, in order. Of two words in one another the longer counts."""
    pays = spans_of(any_of(lang, "pay", "words"), text, any_of(lang, "pay", "unless"))
    costs = spans_of(any_of(lang, "pay", "prices"), text, any_of(lang, "pay", "prices-unless"))
    kept = [_Cue(*span, True) for span in pays if not _inside(span, costs)]
    same = frozenset(pays)
    kept += [_Cue(*span, False) for span in costs if span not in same and not _inside(span, pays)]
    return sorted(kept, key=lambda cue: (cue.start, cue.end))


def _worker_cues(
    text: str, lang: str, cues: Sequence[_Cue], found: Sequence[Span], amounts: Sequence[Span]
) -> list[_Cue]:
    """The cues of a text, and what says without a word for pay that somebody is paid for work.

    That is: somebody who works and receives something, somebody who pays them, somebody who works beside a sum for an
    hour, a month, a shift.
    """
    jobs = [match.span() for match in any_of(lang, "pay", "jobs").finditer(text)]
    if not jobs:
        return list(cues)
    priced = [(cue.start, cue.end) for cue in cues if not cue.pays]
    receives = [
        span
        for span in (match.span() for match in any_of(lang, "pay", "receives").finditer(text))
        if not _inside(span, priced)
    ]
    # "The member pays the union": dues.
    gives = [
        span
        for span in (match.span() for match in _giving(lang).finditer(text))
        if span not in priced and not _inside(span, priced)
    ]
    costs = [start for start, _ in priced]
    new: list[Span] = list(gives)
    units = listed_of(lang, "pay", "periods")
    periods, before_it = right_behind(units), right_ahead(units)
    previous = 0
    for start, end in found:
        low, high = bisect.bisect_left(jobs, (start,)), bisect.bisect_left(jobs, (end,))
        before, previous = previous, start
        here_too = low < high
        if not here_too and bisect.bisect_left(jobs, (before,)) == low:
            continue
        first, last = bisect.bisect_left(receives, (start,)), bisect.bisect_left(receives, (end,))
        if here_too:
            new += receives[first:last]
        if bisect.bisect_left(costs, start) != bisect.bisect_left(costs, end):
            continue
        here = amounts[bisect.bisect_left(amounts, (start,)) : bisect.bisect_left(amounts, (end,))]
        # "Trainee: £21k"
        # Some languages write a space before a colon.
        named = {place + text.startswith(" :", place) for _, place in jobs[low:high]}
        new += [
            (amount[0], amount[0])
            for amount in here
            if text.rfind(":", max(0, amount[0] - 3), amount[0]) in named
        ]
        # "We need a driver. You start on 15.60 an hour." Where nobody works, both must be there.
        if here_too == (first == last):
            new += [
                (amount[0], amount[0])
                for amount in here
                if periods.match(text, _unit_end(text, amount[1]))
                or before_it.search(text, max(0, amount[0] - 24), amount[0])
            ]
    new = sorted(set(new))
    kept = [cue for cue in cues if cue.pays or not _inside((cue.start, cue.end), new)]
    return sorted([*kept, *(_Cue(*span, True, True) for span in new)], key=lambda cue: (cue.start, cue.end))


def _rate_cues(
    text: str, lang: str, cues: list[_Cue], found: Sequence[Span], amounts: Sequence[Span]
) -> list[_Cue]:
    """The cues of a text, and sums for an hour that somebody gets, or a sum a month that somebody offers: nobody is named who works.

    Why: rooms, cars and plumbers have an hourly price, but nobody gets it.
    """
    hourly, periods = (right_behind(listed_of(lang, "pay", key)) for key in ("hourly", "periods"))
    offers = right_ahead(listed_of(lang, "pay", "offers"))
    gets = any_of(lang, "pay", "gets")
    costs = [cue.start for cue in cues if not cue.pays]
    new: list[_Cue] = []
    for start, end in found:
        here = amounts[bisect.bisect_left(amounts, (start,)) : bisect.bisect_left(amounts, (end,))]
        if not here or bisect.bisect_left(costs, start) != bisect.bisect_left(costs, end):
            continue
        by_the_hour = any(hourly.match(text, _unit_end(text, amount[1])) for amount in here)
        if by_the_hour and gets.search(text, start, end):
            new += [_Cue(amount[0], amount[0], True, True) for amount in here]
            continue
        new += [
            _Cue(amount[0], amount[0], True, True)
            for amount in here
            if periods.match(text, _unit_end(text, amount[1]))
            and offers.search(text, max(0, amount[0] - 32), amount[0])
        ]
    return sorted([*cues, *new], key=lambda cue: (cue.start, cue.end)) if new else cues


def _unit_end(text: str, end: int) -> int:
    """Where an amount ends with the dot of its unit, as in "1.200 kr. i timen", "78 kr./t."."""
    return end + (
        (text.startswith(". ", end) and text[end + 2 : end + 3].islower()) or text.startswith("./", end)
    )


@functools.cache
def _giving(lang: str) -> re.Pattern[str]:
    """Somebody pays somebody who works."""
    gives, jobs = joined(listed_of(lang, "pay", "gives")), joined(listed_of(lang, "pay", "jobs"))
    return whole_words((rf"(?:{gives}) ?(?:[\w'-]{{1,20}} ){{0,2}}(?:{jobs})",) if gives and jobs else ())


def is_given(text: str, lang: str, start: int) -> bool:
    """Whether a sum that begins here stands right behind somebody who pays somebody who works: "pays the porter £11"."""
    return any(
        0 <= start - match.end() <= 2 for match in _giving(lang).finditer(text, max(0, start - 96), start)
    )


def is_wage_of(text: str, lang: str, start: int) -> bool:
    """Whether a sum that begins here is joined to a word for pay, from which nothing is taken: "a wage of £480"."""
    joins, takes = right_behind(listed_of(lang, "pay", "pay-of")), any_of(lang, "pay", "withholds")
    return any(
        (joined := joins.match(text, match.end())) is not None
        and 0 <= start - joined.end() < _JOINED
        and not takes.search(text, max(0, match.start() - 24), match.start())
        for match in any_of(lang, "pay", "words").finditer(text, max(0, start - 48), start)
    )


def is_given_beneath(text: str, section: tuple[str, ...], lang: str, start: int) -> bool:
    """Whether a sum that begins here stands right behind somebody who gets it, beneath a heading on pay: "You get £11".

    Why: what we pay can be the rent.
    """
    pays = any_of(lang, "pay", "gives")
    return _section_pays(section, lang) is _PAY and any(
        0 <= start - match.end() <= _JOINED and not pays.search(match.group())
        for match in any_of(lang, "pay", "gets").finditer(text, max(0, start - 48), start)
    )


def is_price_of(text: str, lang: str, start: int) -> bool:
    """Whether what stands right before a sum that begins here says that it is charged or taken: "a fee of £12"."""
    first = max(0, start - 96)
    near = [cue for cue in _cues(text[first : start + 24], lang) if first + cue.end <= start]
    return bool(near) and not near[-1].pays and start - first - near[-1].end <= _CHARGED


def price_places(text: str, lang: str) -> list[int]:
    """Where words for prices begin, in order."""
    return [cue.start for cue in _cues(text, lang) if not cue.pays]


def _inside(span: Span, others: Sequence[Span]) -> bool:
    """Whether one of the others, which stand in order and apart, holds this and more."""
    at = bisect.bisect_right(others, span[0], key=lambda other: other[0]) - 1
    return at >= 0 and others[at] != span and others[at][1] >= span[1]


def _governing(amount: Span, cues: Sequence[_Cue]) -> _Cue:
    """The cue that governs an amount: the nearest, rather before it than behind."""
    at = bisect.bisect_left(cues, amount[1], key=lambda cue: cue.start)
    if at == 0:
        return cues[0]
    before = cues[at - 1]
    behind = cues[at] if at < len(cues) else before
    if before.weak and not behind.pays and behind.start - amount[1] < 24:
        # "The cashier got 2000 in presents."
        return behind
    return behind if max(0, amount[0] - before.end) > 2 * (behind.start - amount[1]) + 2 > 0 else before


def _pays(sentence: Span, breaks: Sequence[int], cues: Sequence[_Cue], amounts: Sequence[Span]) -> list[Span]:
    """The amounts of a sentence that are pay: those of a clause go with its own cues, else with the clause before."""
    if all(cue.pays for cue in cues):
        return list(amounts)
    starts = [cue.start for cue in cues]
    found = []
    for amount in amounts:
        at = bisect.bisect_right(breaks, amount[0])
        start = breaks[at - 1] if at else sentence[0]
        end = breaks[at] if at < len(breaks) else sentence[1]
        low, high = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
        if low < high:
            # Two on either side are enough.
            here = bisect.bisect_left(starts, amount[1], low, high)
            cue = _governing(amount, cues[max(low, here - 2) : min(high, here + 2)])
        else:
            # Of the clause before, what it is about: "the deposit is a tenth of your salary, at most £900".
            last = starts[max(0, bisect.bisect_left(starts, amount[0]) - 1)]
            at = bisect.bisect_right(breaks, last)
            cue = cues[bisect.bisect_left(starts, breaks[at - 1] if at else sentence[0])]
        if cue.pays:
            found.append(amount)
    return found


# Units: characters. What names a sum stands so close before it.
_JOINED, _CHARGED = 2, 12
# Units: characters. An answer begins with its amount; behind "Starting pay:" stands a list.
_ANSWER, _LIST = 24, 200


def _opens(text: str, sentence: Span, cues: Sequence[_Cue]) -> int:
    """How far a sentence such as "Starting pay:" or "What do nurses earn?" speaks for the one behind it; else -1."""
    if text[sentence[0] : sentence[1]].rstrip(" \"')»”」").endswith(("?", "؟")):
        return _ANSWER if any(cue.pays for cue in cues) else -1
    colon = text.rfind(":", *sentence)
    return _LIST if colon >= 0 and any(cue.pays and 0 <= colon - cue.end < 60 for cue in cues) else -1


_DIGIT = re.compile(r"\d")


def find_pay(
    text: Folded,
    under: tuple[str, ...],
    lang: str,
    beside: tuple[str, ...] = (),
    section: tuple[str, ...] = (),
) -> list[Span]:
    """The amounts that a sentence, or a head above or beside, says are pay for work.

    Shape: `section` are the headings above, the nearest first.
    """
    read = text.text
    money = find_money(text, under, lang)
    if not money and not (_DIGIT.search(read) if under else may_be_pay(read, lang)):
        return []
    all_cues = _cues(read, lang)
    governed = _heads_pay(under, lang)
    if not governed and under and (find_money(text, (), lang) or _is_currency(under[0], lang)):
        # A sum counts nothing, and can go with a column before its own: "Starting pay | After five years",
        # "Allowance | Kroner".
        governed = _heads_pay((*under, *beside), lang, False)
    above = _section_pays(section, lang) if money and not governed else None
    if (
        not governed
        and not above
        and not any(cue.pays for cue in all_cues)
        and not any_of(lang, "pay", "jobs", "gets", "offers", "hiring").search(read)
    ):
        return []
    spans = sentences_of(read, lang)
    sought = [*wanted(read, lang, spans), *earned(read, lang, spans)] if not under else []
    sought = sorted(span for span in set(sought) if not _touches(span, money))
    all_cues = _rate_cues(read, lang, _worker_cues(read, lang, all_cues, spans, money), spans, money)
    if not governed and not above and not any(cue.pays for cue in all_cues):
        return sought
    labels = frozenset(read.find(":", cue.end, cue.end + 2) for cue in all_cues if cue.pays) - {-1}
    paying = [(cue.start, cue.end) for cue in all_cues if cue.pays]
    bare = large_numbers(read, lang, labels)
    bare += [span for span in small_numbers(read, lang, paying) if not _touches(span, bare)]
    bare += large_words(read, lang, paying)
    bare = [span for span in bare if not _touches(span, money)]
    amounts = sorted({*money, *bare})
    found = _by_sentence(read, lang, spans, all_cues, amounts, governed=bool(governed))
    found += [span for span in sought if not _touches(span, sorted(found))]
    if found or above:
        found += _by_the_hour(read, lang, spans, all_cues, amounts)
    if above is _HIRING:
        found += _offered(read, lang, spans, all_cues, money)
    if above is _PAY:
        found += [span for span in money if is_given_beneath(read, section, lang, span[0])]
    if above is _PAY and not all_cues and len(money) == 1 and _LABELLED.fullmatch(read, 0, money[0][0]):
        # "Grade A: £12.90", where a heading speaks of pay.
        found += money
    if not found and governed and not amounts:
        whole = bare_number(read, lang)
        return [whole] if whole else []
    return sorted(set(found))


def _by_sentence(
    read: str,
    lang: str,
    spans: Sequence[Span],
    all_cues: Sequence[_Cue],
    amounts: Sequence[Span],
    *,
    governed: bool,
) -> list[Span]:
    """The amounts that their sentence, the one before or a head says are pay."""
    breaks = [match.start() for match in _clause_breaks(lang).finditer(read)]
    continues = any_of(lang, "pay", "continues", "receives")
    found: list[Span] = []
    # How far into the next sentence an amount may stand that an opening speaks for; -1 is no opening.
    reach = -1
    # Whether the sentence before speaks of an amount of pay.
    paid = False
    for start, end in spans:
        cues = all_cues[_from(all_cues, start) : _from(all_cues, end)]
        here = amounts[bisect.bisect_left(amounts, (start,)) : bisect.bisect_left(amounts, (end,))]
        before = len(found)
        if cues and here:
            low, high = bisect.bisect_right(breaks, start), bisect.bisect_left(breaks, end)
            found += _pays((start, end), breaks[low:high], cues, here)
        elif here and (
            governed
            or (here[0][0] - start < reach and read.find(":", start, here[0][0]) < 0)
            or (paid and continues.search(read, start, end))
        ):
            found += here
        paid = len(found) > before
        if cues or ":" in read[start:end]:
            reach = _opens(read, (start, end), cues)
        elif not here or reach == _ANSWER:
            reach = -1
    return found


def _by_the_hour(
    text: str, lang: str, spans: Sequence[Span], cues: Sequence[_Cue], amounts: Sequence[Span]
) -> list[Span]:
    """Sums for an hour in sentences of a text on pay that have no word for pay or prices: "That is 237 kroner an hour"."""
    hourly = right_behind(listed_of(lang, "pay", "hourly"))
    found: list[Span] = []
    for start, end in spans:
        if _from(cues, start) == _from(cues, end):
            here = amounts[bisect.bisect_left(amounts, (start,)) : bisect.bisect_left(amounts, (end,))]
            if any(hourly.match(text, _unit_end(text, amount[1])) for amount in here):
                found += here
    return found


def _offered(
    text: str, lang: str, spans: Sequence[Span], cues: Sequence[_Cue], amounts: Sequence[Span]
) -> list[Span]:
    """Sums in an advertisement for work that are paid so often, given or received, in sentences that have no word for pay or prices."""
    periods = right_behind(listed_of(lang, "pay", "periods"))
    receives = any_of(lang, "pay", "receives", "gives")
    found: list[Span] = []
    for start, end in spans:
        if _from(cues, start) != _from(cues, end):
            continue
        here = amounts[bisect.bisect_left(amounts, (start,)) : bisect.bisect_left(amounts, (end,))]
        if here and (
            receives.search(text, start, here[0][0])
            or any(periods.match(text, _unit_end(text, amount[1])) for amount in here)
        ):
            found += here
    return found


@functools.lru_cache(maxsize=256)
def _is_currency(head: str, lang: str) -> bool:
    """Whether a head is nothing but what its sums are in."""
    read = fold(f"100 {head.strip()}")
    return [(0, len(read.text))] == find_money(read, (), lang)


def _from(cues: Sequence[_Cue], place: int) -> int:
    return bisect.bisect_left(cues, place, key=lambda cue: cue.start)


# What stands before an amount that stands behind its label.
_LABELLED = re.compile(r"[^:.]{2,60}: ?")
# What headings speak of.
_PAY, _WORK, _HIRING = "pay", "work", "hiring"


def _section_pays(section: tuple[str, ...], lang: str) -> str | None:
    """What the nearest heading speaks of that speaks of pay, of people sought, of work or of prices; None for the last."""
    pays, costs = any_of(lang, "pay", "words", "heads", "rates"), any_of(lang, "pay", "prices")
    for head in section:
        read = folded(head)
        if spans_of(pays, read, any_of(lang, "pay", "unless")):
            return _PAY
        if costs.search(read):
            return None
        if any_of(lang, "pay", "hiring").search(read):
            return _HIRING
        if any_of(lang, "pay", "jobs").search(read):
            return _WORK
    return None


def hires(section: tuple[str, ...], lang: str) -> bool:
    """Whether the nearest heading that speaks of pay, work or prices speaks of a job or of people sought."""
    return _section_pays(section, lang) in (_HIRING, _WORK)


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether one of the others, which stand in order and apart, shares text with this."""
    at = bisect.bisect_left(others, (span[1],)) - 1
    return at >= 0 and others[at][1] > span[0]


def heads_price(under: tuple[str, ...], lang: str) -> bool:
    """Whether the nearest head that speaks of pay, or of what is charged or taken, speaks of the latter."""
    return next((priced for head in under if (priced := _names_price(head, lang)) is not None), False)


@functools.lru_cache(maxsize=256)
def _names_price(head: str, lang: str) -> bool | None:
    """Whether a head says that the sums under it are charged or taken, or that they are pay; None if neither.

    Why: it is read as if a sum stood behind it, as words for prices do in a sentence.
    """
    if any_of(lang, "pay", "taken-heads").fullmatch(folded(head.partition("(")[0].strip(" .:"))):
        return True
    read = folded(f"{head} 100")
    if spans_of(any_of(lang, "pay", "words", "heads"), read, any_of(lang, "pay", "unless")):
        return False
    return True if any_of(lang, "pay", "prices").search(read) else None


def _heads_pay(under: tuple[str, ...], lang: str, counting: bool = True) -> bool | None:
    """Whether the nearest head that speaks of pay, of prices or of a count speaks of pay; None where no head does."""
    counts = any_of(lang, "pay", *(("counts",) if counting else ()))
    for head in under:
        read = folded(head)
        # The steps of a scale of wages are no wages.
        if counts.fullmatch(read.strip()):
            return False
        priced = _names_price(head, lang)
        if priced is not None:
            return not priced
        if counting and (counts.search(read) or counted(head, lang)):
            return False
    return None
