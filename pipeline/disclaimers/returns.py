"""Returns on investments: what is said of a thing to invest in and of its value.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`subjects/`, in the lists that `subjects.py` explains and in these. Must not: know blocks.

- `figured` with `context` and a sum or a percentage: all in one sentence, or the context in the sentence before.
- `assets` and `holdings`: things to invest in, sure ones and such as are other things too ("index fund"; "fund", "market").
- `gains` and `moves`: words for yield, and for what may happen to any value ("dividend"; "rises", "risk").
- `horizons`: since when and how long. `hints`: what compares, doubts or denies ("less", "may", "nothing").
- `placed`, `outcome`: money is put to work, and what became of it ("invested", "turned into"), with sums and a time.
- `promised`, `schemes`: a rate a year that something promises ("guarantees", "scheme").
- `besides`: other money ("rent", "fee", "loan", "bazaar").
- `lent`, `kept`: what is paid for a loan, and what a saver pays or is covered for ("mortgage"; "deposit guarantee", "fee").
  Beside these a figure is a return only where a word of yield says so. A language without `lent` reads no headings.
- `charged`: a fee with its percentage, which is no figure of a return ("the charge is 0.5").
- `fees`: what a heading on saving says nothing of ("fund charge").
- `beneath`: words that decide under a heading on saving ("interest").
- `topics`: what makes a heading one on saving ("youth account").
- `since`: when, of what became of money ("today"). `assured`: what makes any promise one of returns ("without risk").
"""

from __future__ import annotations

import functools
import re

from pipeline.disclaimers.amounts import find_money, find_percentage
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary, words_of
from pipeline.disclaimers.numbers import merged
from pipeline.disclaimers.pay import find_pay
from pipeline.disclaimers.sentences import Span, by_sentence, hull, nearest, outside, sentences
from pipeline.disclaimers.subjects import Read, as_read, in_company, in_doubt, is_catchword, united, words_in

DETECTOR = "investment-return"


@functools.lru_cache(maxsize=256)
def _headed(section: tuple[str, ...], lang: str) -> int:
    """Whether headings speak of saving (1) or of a thing to invest in and nothing else (2), and not of a loan."""
    if not section or not words_of(lang).get(DETECTOR, {}).get("lent"):
        return 0
    heads = as_read(fold(". ".join(section)).text, lang)
    if words_in(heads, lang, DETECTOR, "lent"):
        return 0
    if words_in(heads, lang, DETECTOR, "assets"):
        return 2
    return int(any(words_in(heads, lang, DETECTOR, key) for key in ("context", "holdings", "topics")))


_DATED = re.compile(r"\b20\d\d\b")


def _beneath(read: Read, lang: str, rates: list[Span]) -> list[Span]:
    """What a text under a heading on saving says of interest, or of a rate that somebody gets."""
    if is_catchword(read, lang):
        return []
    shares = by_sentence(read.written, rates)
    others = {
        *by_sentence(read.written, words_in(read, lang, DETECTOR, "besides")),
        *by_sentence(read.written, words_in(read, lang, DETECTOR, "fees")),
        *by_sentence(read.written, words_in(read, lang, "elsewhere", "words")),
    }
    found = [
        hull(here[0], nearest(here[0], shares[number]))
        for number, here in by_sentence(read.written, words_in(read, lang, DETECTOR, "figured")).items()
        if number in shares and number not in others
    ]
    # From when a rate holds is no claim on what it yields.
    named = (
        {}
        if _DATED.search(read.small)
        else by_sentence(read.written, words_in(read, lang, DETECTOR, "beneath"))
    )
    return found + [here[0] for number, here in named.items() if number not in others]


def _figured(read: Read, lang: str, figures: list[Span], rates: list[Span]) -> list[Span]:
    """Words that decide beside a figure, in a sentence on the subject or right after one."""
    words = by_sentence(read.written, words_in(read, lang, DETECTOR, "figured"))
    if not words:
        return []
    context = by_sentence(read.written, words_in(read, lang, DETECTOR, "context"))
    sums = by_sentence(read.written, figures)
    found = {
        number: hull(here[0], nearest(here[0], sums[number]))
        for number, here in words.items()
        if number in sums and (number in context or number - 1 in context)
    }
    if found and words_of(lang).get(DETECTOR, {}).get("lent"):
        # "The fund gave each choir £2,000": what is given to others is no yield.
        shares = by_sentence(read.written, rates)
        assets = by_sentence(read.written, words_in(read, lang, DETECTOR, "assets"))
        others = {
            *by_sentence(read.written, words_in(read, lang, DETECTOR, "besides")),
            *by_sentence(read.written, words_in(read, lang, "elsewhere", "words")),
        }
        return [
            span
            for number, span in found.items()
            if number not in others or number in shares or number in assets
        ]
    return list(found.values())


def _in_read(read: Read, spans: list[Span]) -> list[Span]:
    """Places of the text where the words are sought."""
    if read.index is None or not spans:
        return spans
    places = {place: at for at, place in enumerate(read.index)}
    return [
        (places[start], places[end - 1] + 1) for start, end in spans if start in places and end - 1 in places
    ]


# What a sentence says of an investment, weighed: a thing that is nothing else (a shareholder, an index fund) and a word for
# its yield count most; what is other things too (a fund, a market), what may happen to any value (rises, is risky), a
# percentage and a time half as much; what merely compares, doubts or denies a quarter.
_KINDS = {"assets": 4, "holdings": 2, "gains": 4, "moves": 2, "rates": 2, "hints": 1, "horizons": 2}
_ENOUGH = 6
# How much of it must be said of a value: one word that compares says nothing.
_SAID = 2
# What a sentence loses by a word of other money, or of another field.
_AGAINST = 2
# So many words of one kind count: a list of funds is no return.
_OF_A_KIND = 2
# What a heading or the sentence before names is still spoken of.
_TOLD = 2
# Of a thing that only they name, so much must be said.
_SAID_OF_TOLD = 4


def _counted(
    kinds: dict[str, dict[int, list[Span]]], number: int, others: list[Span]
) -> tuple[int, list[Span]]:
    """What the words of a sentence weigh, and where they stand; none counts twice, nor for what others stand for already.

    Shape: a phrase around another ("stayed behind the index all year") counts, one that begins or ends with it
    ("capital gains") does not.
    """
    weight, found = 0, list[Span]()
    for kind, spans in kinds.items():
        here = [
            span
            for span in outside(spans.get(number, []), sorted(found))
            if all(span[1] <= at or span[0] >= end or (span[0] < at and end < span[1]) for at, end in others)
        ]
        if kind in ("rates", "horizons"):
            # When says nothing without what.
            here = here[:1] if found or kind == "rates" else []
        found += here[:_OF_A_KIND]
        weight += _KINDS[kind] * len(here[:_OF_A_KIND])
    return weight, found


def _weighed(read: Read, lang: str, rates: list[Span], headed: int) -> list[Span]:
    """What is said of an investment and its value in one sentence, in whatever words: see `_KINDS`.

    Why: there are more ways to say that an investment may earn or lose than any list of phrases holds; that a thing to
    invest in stands beside a word of value, of yield or of risk is common to them. The thing may be named by a heading,
    where a rate or a word of yield is beside it, or by the sentence before.
    """

    def of(*kinds: str) -> dict[str, dict[int, list[Span]]]:
        return {kind: by_sentence(read.written, words_in(read, lang, DETECTOR, kind)) for kind in kinds}

    things = of("assets", "holdings")
    if not headed and not any(things.values()):
        return []
    said = of("gains", "moves") | {"rates": by_sentence(read.written, rates)} | of("hints", "horizons")
    against = [
        *of("besides").values(),
        by_sentence(read.written, words_in(read, lang, "elsewhere", "words")),
    ]
    told = words_of(lang).get(DETECTOR, {}).get("lent")
    fees = by_sentence(read.written, words_in(read, lang, DETECTOR, "fees")) if headed else {}
    asked = {
        number
        for number, (_, end) in enumerate(sentences(read.written))
        if "?" in read.written[end - 4 : end]
    }
    plain = {kind: said[kind] for kind in ("gains", "moves", "rates")}
    found = []
    numbers = {number for spans in things.values() for number in spans}
    if told:
        numbers |= {number for spans in plain.values() for number in spans}
    for number in sorted(numbers):
        of_things, where = _counted(things, number, [])
        of_value, beside = _counted(said, number, where)
        figured = number in said["rates"] or number in said["gains"]
        enough = of_value >= _SAID
        named = figured or (headed > 1 and where)
        if headed and named and (number in said["gains"] or number not in fees):
            of_things += _TOLD
        elif (
            told
            and not where
            and (
                number - 1 in things["assets"]
                or (number - 1 in things["holdings"] and number in said["gains"])
            )
        ):
            of_things += _TOLD
            enough = _counted(plain, number, where)[0] >= _SAID_OF_TOLD
        if told and number in asked and not figured:
            # A question claims nothing.
            continue
        doubt = _AGAINST * sum(number in spans for spans in against)
        if of_things and beside and enough and of_things + of_value - doubt >= _ENOUGH:
            found.append(hull(min(where + beside), max(where + beside)))
    return found


_NUMBER = re.compile(r" ?[£$€]?(?:\w{1,20} ){0,2}\d{1,3}(?:[ .,]?\d{3}|\d)")


def _turned(read: Read, lang: str, rates: list[Span], sums: list[Span]) -> list[Span]:
    """What became of money in some time, and what is promised of it a year: no thing to invest in need be named.

    Why: "1000 put aside in 2010 is 1940 today" and "12% a year, guaranteed" speak of returns in whatever is bought.
    """

    def of(kind: str) -> dict[int, list[Span]]:
        return by_sentence(read.written, words_in(read, lang, DETECTOR, kind))

    if not rates and not any(character.isdigit() for character in read.small):
        return []
    outcome, promised = of("outcome"), of("promised") if rates else {}
    if not outcome and not promised:
        return []
    amounts, shares = by_sentence(read.written, sums), by_sentence(read.written, rates)
    horizons, since, against = of("horizons"), of("since"), of("besides")
    placed = of("placed") if outcome else {}
    schemes, assured = (of("schemes"), of("assured")) if promised else ({}, {})
    found = []
    for number in sorted({*horizons, *since, *assured} - set(against)):
        here = amounts.get(number, [])
        # "Is worth 12,700" names no currency a second time.
        bare = [match for _, end in outcome.get(number, ()) if (match := _NUMBER.match(read.small, end))]
        put = [
            place for place in here if not any(match.start() <= place[0] < match.end() for match in bare)
        ] or [place for place in placed.get(number, ()) if _NUMBER.match(read.small, place[1])]
        if number in outcome and (len(here) > 1 or (put and (bare or (here and number in placed)))):
            found.append(hull(min(put + outcome[number]), max(put + outcome[number])))
        elif number in shares and number in promised and (number in assured or number in schemes):
            words = [promised[number][0], nearest(promised[number][0], shares[number])]
            found.append(hull(min(words), max(words)))
    return found


def _unless_lent(read: Read, lang: str, spans: list[Span]) -> list[Span]:
    """The spans of sentences on what money earns: not what a loan or a service costs, what is paid in, what is covered."""
    if not spans or not words_of(lang).get(DETECTOR, {}).get("lent"):
        return spans
    others = by_sentence(
        read.written, words_in(read, lang, DETECTOR, "lent") + words_in(read, lang, DETECTOR, "kept")
    )
    gains = by_sentence(read.written, words_in(read, lang, DETECTOR, "gains")) if others else {}
    charged = united(words_in(read, lang, DETECTOR, "charged"))
    free = set(by_sentence(read.written, charged))
    if free:
        moved = words_in(read, lang, DETECTOR, "gains") + words_in(read, lang, DETECTOR, "moves")
        free -= set(by_sentence(read.written, outside(sorted(moved), charged)))
    return [
        span
        for number, here in by_sentence(read.written, spans).items()
        if (number not in others or number in gains) and number not in free
        for span in here
    ]


def find_return(
    text: Folded,
    under: tuple[str, ...],
    lang: str,
    section: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
) -> list[Span]:
    """What a text says of returns: phrases that decide, words in company, what weighs enough; figures under such heads."""
    read = as_read(text.text, primary(lang))
    strong = words_in(read, lang, DETECTOR, "strong")
    doubts = in_doubt(read, primary(lang), DETECTOR, strong)
    strong = doubts.lifted(strong)
    rates = _in_read(read, find_percentage(text, under, lang))
    if rates:
        # What a fee is, is no figure of a return.
        rates = outside(rates, united(words_in(read, primary(lang), DETECTOR, "charged")))
    figures = rates + _in_read(read, find_money(text, under, lang))
    sums = by_sentence(read.written, figures)
    headed = _headed(section, primary(lang))
    found = in_company(read, lang, DETECTOR, doubts) + _figured(read, primary(lang), figures, rates)
    found = _unless_lent(read, primary(lang), found)
    # Where a phrase decides, its words are what is shown.
    decided = by_sentence(read.written, strong + found)
    said = _weighed(read, primary(lang), rates, headed) + _turned(read, lang, rates, figures[len(rates) :])
    if headed and not strong and not found and not said:
        said = _beneath(read, primary(lang), rates)
    said = _unless_lent(read, primary(lang), said)
    if said and (paid := by_sentence(read.written, _in_read(read, find_pay(text, under, lang)))):
        # Pay rises over the years too; a sentence on pay speaks of returns where it names a thing to invest in.
        assets = by_sentence(read.written, words_in(read, lang, DETECTOR, "assets"))
        said = [
            span
            for number, here in by_sentence(read.written, said).items()
            if number not in paid or number in assets
            for span in here
        ]
    if said and (dosed := by_sentence(read.written, _in_read(read, find_dosage(text, under, lang)))):
        # "Set at 14 units": a dose goes up and down too.
        said = [
            span
            for number, here in by_sentence(read.written, said).items()
            if number not in dosed
            for span in here
        ]
    weighed = by_sentence(read.written, said)
    found += [span for number, spans in weighed.items() if number not in decided for span in spans]
    for number, here in by_sentence(read.written, strong + found).items():
        found += here[1:]
        found.append(hull(here[0], nearest(here[0], sums[number])) if number in sums else here[0])
    if not found and figures and under:
        found = _beneath_heads(read, lang, rates, figures, under, beside, headed=bool(headed))
    return merged(text.text, read.source(found))


def _beneath_heads(
    read: Read,
    lang: str,
    rates: list[Span],
    figures: list[Span],
    under: tuple[str, ...],
    beside: tuple[str, ...],
    *,
    headed: bool,
) -> list[Span]:
    """The figures of a cell whose heads, or those of the column before, say that they are returns."""
    found: list[Span] = []
    heads = as_read(fold(" ".join(under)).text, primary(lang))
    named = words_in(heads, lang, DETECTOR, "context") or headed
    if rates and not named and beside and words_of(lang).get(DETECTOR, {}).get("lent"):
        # "Fund | Growth": the column before says what the rows are.
        first = as_read(fold(" ".join(beside)).text, primary(lang))
        if words_in(first, lang, DETECTOR, "context"):
            keys = ("moves", "gains", "horizons")
            told = any(words_in(heads, lang, DETECTOR, key) for key in keys)
            found = _unless_lent(read, primary(lang), rates) if told else []
    if words_in(heads, lang, DETECTOR, "strong") or (
        named and (words_in(heads, lang, DETECTOR, "weak") or words_in(heads, lang, DETECTOR, "figured"))
    ):
        found = _unless_lent(read, primary(lang), rates if headed else figures)
    return found
