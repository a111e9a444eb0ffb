"""Numbers with a unit in which medicines are taken, whether anybody takes them or not.

Input: text that was read, a language. Output: offsets and kinds of units. The words of each language stand in `grammar/`. Must not:
decide what is a dose.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from pipeline.disclaimers.lexicons import BEGIN, END, bounded, by_initial, shared, words_of
from pipeline.disclaimers.measures import (
    UNSPACED_LETTER,
    folded,
    joined,
    listed_of,
    right_behind,
    scale_of,
    sentences_of,
)
from pipeline.disclaimers.medicines import doses_of, says_how_often, stems
from pipeline.disclaimers.numbers import Number, numbers_in, spelled_numbers
from pipeline.disclaimers.sentences import Span

_PER_VOLUME = re.compile(
    r"(?: [A-Za-z]{1,2}[A-Za-z0-9]{0,4}(?=/))? ?/ ?(?:[dm]?l|ltr|lit\w{0,6}|m(?:[23]|\^)|cbm|100|л|дл|м(?:[23]|\^)|ل|ली|लीटर|升|立方米)(?!\w)|/ ?(?:升|立方)"
    + folded(r"| ?/ ?(?:\d{1,3}(?:[.,]\d)? ?)?(?:ml|мл|مل|मिली|मि\.?ली\.?|एमएल|लीटर|毫升)(?!\w)"),
    re.IGNORECASE,
)
# "250 mg/5 ml": the second number tells no dose either.
_OF_STRENGTH = re.compile(r"[^\W\d_] ?/ ?\Z")
# "0.1 mg/dose" says how strong each puff is.
_PER_DOSE = re.compile(r" ?/ ?(?:dos(?:e|is|)|puff|inhalasjon|sug|hub|tabl\w*)(?!\w)", re.IGNORECASE)
# How fast the kidneys work: "52 ml/min".
_CLEARED = re.compile(
    r" ?(?:m[lL]|ML|мл|毫升|मिली|مل) ?/ ?(?:min|мин|хв|мін|分钟|मिनट|دقيقة)(?![^\W\d_])", re.IGNORECASE
)
_PER_WEIGHT = re.compile(r" ?/ ?(?:kg|кг|كجم|كغ|千克|公斤|किग्रा)(?!\w)", re.IGNORECASE)
_FRACTION_BEFORE = re.compile(r"(?:\d{0,3} ?\d{0,3}[/\u2044]|(?<!\d)\.)\Z")


def is_concentration(text: str, position: int, lang: str) -> bool:
    return any(pattern.match(text, position) for pattern in (_PER_VOLUME, _PER_DOSE, doses_of(lang).per))


def _is_of_food(text: str, position: int, unit: str, lang: str) -> bool:
    """Whether what is measured follows, and is no medicine: "of milk", but not the juice in a name for cough syrup."""
    words = doses_of(lang)
    match = (words.liquids if unit == "small" else words.objects).match(text, position)
    return match is not None and not words.signs["prepared"].search(text, position, match.end() + 1)


@functools.cache
def _fillers(lang: str) -> re.Pattern[str]:
    """What a tablet holds besides the medicine: "40 mg of lactose"."""
    of = joined(listed_of(lang, "dosage", "of"))
    return right_behind(
        tuple(rf"(?:(?:{of}) ?)?(?:{filler})" for filler in listed_of(lang, "dosage", "fillers"))
    )


# "1-0-1", "1+0+1": so many in the morning, at noon, in the evening.
_SCHEME = re.compile(
    r"(?<![\d.,/:+-])(?:[0-4](?:[.,]5)?|\.5)(?:(?: ?- ?(?:[0-4](?:[.,]5)?|\.5)){2,3}|(?:\+(?:[0-4](?:[.,]5)?|\.5)){2,3})"
    r"(?![\d/:+=-]|[.,]\d| ?=)"
)
# "1 x 3": so many, so many times a day.
_TIMES_A_DAY = re.compile(
    r"(?<![\d.,/:x-])[1-4] ?[x×] ?[1-6](?![\d.,/:x×-]| ?(?:[cdm]?m|k?g|[cdm]?l|%|[смд]?м|к?г|м?л)\b)"
)
# "§ 630g": what a letter is put to names a rule.
_RULE_AHEAD = re.compile(r"(?:§ ?|\b(?:art|artikel|article|section|paragra(?:f|ph))\.? ?)\Z", re.IGNORECASE)
# "Ring 1-1-2"
_CALLED = re.compile(
    r"(?:ring|call|dial|tel|tlf|phone|larm|alarm|ruf|notruf|nød|nöd|naud)\w{0,8}[.:]? (?:\w{1,8} )?\Z",
    re.IGNORECASE,
)
# "One Duroferon every other day": a name nobody has listed, no day of the week.
_BRAND = re.compile(r" (?-i:[A-ZÅÄÖÆØ][a-zåäöæø]{3,15})(?<!day)(?<!dag)(?= )")
# "Ibuprofen 400": two to four digits, no year, and nothing that is counted.
_STRENGTH = re.compile(r"(?!1[5-9]\d\d|20\d\d)[1-9]\d{1,3}\Z")
_UNCOUNTED = re.compile(r" ?(?:[.,;:!?)](?!\d)|\Z|x(?!\w)| - )")


@functools.cache
def _after_medicine() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{BEGIN}(?:{bounded(by_initial(shared('substances')))})|(?<=\w{{3}}){stems()}){END}:? \Z",
        re.IGNORECASE,
    )


def _is_strength(text: str, start: int, end: int) -> bool:
    """Whether a bare number behind the name of a substance says how strong the medicine is."""
    return (
        _STRENGTH.match(text[start:end]) is not None
        and _UNCOUNTED.match(text, end) is not None
        and _after_medicine().search(text, max(0, start - 36), start) is not None
    )


def _is_prefix(text: str, position: int, lang: str) -> bool:
    """Whether the letter before a number is a word that the language writes together with what follows: "and"."""
    prefixes = words_of(lang).get("prefixes", "")
    return text[position - 1] in prefixes and not text[position - 2 : position - 1].isalnum()


# "In packs of 10, 30 and 100"
_LISTED_BEFORE = re.compile(r"(?<![\d.,£€$])(?:\d{1,4}(?:, ?| [^\W\d_]{2,5} )){1,4}\Z")
_PRICED_BEFORE = re.compile(
    r"(?:[£€$] ?\d[\d.,]{0,8}|\d (?:kr\.?|kroner|kronor|euro|€)|\d(?:€|p)) (?:for|för|für|per|pr\.?|je) \Z",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"(?:g|ml|gram\w*|milli\w+|unit\w*|en(?:he|e|i)\w+|einheit\w*|eining\w*|ie|iu|dr[aoå]p\w*|drops?|tropfen"
    r"|goutt\w+|gotas?|unidad\w*|mil[iy]\w+|kropl\w+|kropel|jednost\w+|г|мл|грам\w*|мілі\w+|крап\w+|од\w*|garaam\w*|dhib\w+"
    + folded(
        r"|غ\w*|جم|جرام\w*|مل\w*|قطر\w*|وحد\w*|[克升滴]|单位|ग्राम|मि\.?ली\.?|मिली\w*|एमएल|यूनिट|बूंद\w*)\Z"
    ),
    re.IGNORECASE,
)


def _is_sold(text: str, start: int, lang: str) -> bool:
    """Whether what stands before a number says that so many are in a pack, cost so much, or are brought."""
    listed = _LISTED_BEFORE.search(text, max(0, start - 40), start)
    start = listed.start() if listed else start
    words = doses_of(lang)
    return (
        words.packs.search(text, max(0, start - 24), start) is not None
        or _PRICED_BEFORE.search(text, max(0, start - 24), start) is not None
    )


def _is_forgotten(text: str, start: int, end: int, lang: str) -> bool:
    """Whether somebody forgot it: "if you miss one tablet"."""
    words = doses_of(lang)
    return (
        words.forgotten.search(text, max(0, start - 24), start) is not None
        or words.missed.match(text, end) is not None
    )


def _is_many(text: str, start: int, first_end: int, end: int) -> bool:
    """Whether there are too many tablets or sachets for a dose: "70 bags a week"."""
    count = text[start:first_end]
    return count.isdigit() and int(count[:6]) > 40 and not _MEASURED.search(text, first_end, end)


def _unlisted(read: str, lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What is counted without a unit that is listed; all but pieces only where something is said of how often."""
    words = doses_of(lang)
    if not says_how_often(read, lang):
        return (("pieces", words.pieces),)
    described = (("pieces", words.pieces), ("either", words.described))
    return described if words_of(lang).get("capitals", False) else (*described, ("brand", _BRAND))


@functools.lru_cache(maxsize=256)
def quantities_in(read: str, lang: str) -> tuple[tuple[Span, str], ...]:
    """Numbers with a unit of doses, and which kind of unit it is."""
    return tuple(_quantities(read, lang))


_HYPHENS = frozenset("-‐‑")
# "Omega-3 capsules", "B-12 tablets": what they are called, not how many.
_NAME = re.compile(
    r"(?<![^\W\d_])(?:(?:om[eé]ga|омега)[-‐‑](?=[369](?![\d.,]))|b[-‐‑](?=1?\d(?![\d.,])))", re.IGNORECASE
)


def in_a_name(read: str, start: int) -> bool:
    """Whether a number, by where it begins, is a part of what a fat or a vitamin is called."""
    return any(match.end() == start for match in _NAME.finditer(read, max(0, start - 8), start + 4))


def _quantities(read: str, lang: str) -> Iterator[tuple[Span, str]]:
    words = doses_of(lang)
    for unit, pattern in (("form", words.alone), ("small", words.small_alone), ("blob", words.blobs)):
        for match in pattern.finditer(read):
            if not _is_of_food(read, match.end(), unit, lang):
                yield match.span(), unit
    for match in _SCHEME.finditer(read):
        if not _CALLED.search(read, max(0, match.start() - 24), match.start()):
            yield match.span(), "scheme"
    for match in _TIMES_A_DAY.finditer(read):
        yield match.span(), "scheme"
    # "600 or 800 mg": where a number begins that shares the unit of the one at this place.
    begins: dict[int, int] = {}
    digits = numbers_in(read, lang)
    for first, second in itertools.pairwise(digits):
        if second.start - first.end < 12 and words.alternatives.fullmatch(read, first.end, second.start):
            begins[second.start] = begins.get(first.start, first.start)
    for number in (*digits, *spelled_numbers(read, lang)):
        before = read[number.start - 1 : number.start]
        if before in _HYPHENS and in_a_name(read, number.start):
            continue
        # "The first injection", in Chinese.
        if before in ("_", "第") or (
            before.isalpha()
            and not UNSPACED_LETTER.match(before)
            and not _is_prefix(read, number.start, lang)
        ):
            continue
        unit, end = _unit_behind(read, number, lang)
        if not unit and _is_strength(read, number.start, number.end):
            yield (number.start, number.end), "strength"
        if not unit or _is_no_dose(read, number, unit, end, lang):
            continue
        if unit != "mass" and words.either.match(read, end):
            unit = "either"
        if unit not in ("mass", "either") and _is_of_food(read, end, unit, lang):
            if unit != "form":
                continue
            # "Three drops of the ear oil"
            unit = "fed form"
        fraction = _FRACTION_BEFORE.search(read, max(0, number.start - 8), number.start)
        start = number.start - len(fraction[0].lstrip(" ")) if fraction else number.start
        if not fraction:
            start = begins.get(start, start)
        weight = _PER_WEIGHT.match(read, end)
        yield (start, weight.end() if weight else end), unit


def _unit_behind(read: str, number: Number, lang: str) -> tuple[str, int]:
    """The kind of unit that stands behind a number, and where it ends; an empty kind where there is none."""
    words = doses_of(lang)
    listed = (
        ("mass", words.masses),
        ("form", words.forms),
        ("small", words.small),
        ("volume", words.volumes),
        ("named", words.named),
    )
    for unit, pattern in listed:
        if match := pattern.match(read, number.end):
            return unit, match.end()
    # "1 million units"
    scaled = scale_of(lang).match(read, number.end)
    if scaled and (mass := words.masses.match(read, scaled.end())):
        return "mass", mass.end()
    if into := words.into.match(read, number.end):
        return "into", into.end()
    within = words.within.match(read, number.end)
    if within and words.at_most.search(read, max(0, number.start - 32), number.start):
        return "within", within.end()
    if interval := words.intervals.match(read, number.end):
        return "interval", interval.end()
    for unit, pattern in _unlisted(read, lang):
        if match := pattern.match(read, number.end):
            return unit, match.end()
    return "", 0


def _is_no_dose(read: str, number: Number, unit: str, end: int, lang: str) -> bool:
    """Whether a number with a unit counts something else: a strength, what is sold, a page, many of a thing."""
    words = doses_of(lang)
    before = max(0, number.start - 12)
    return bool(
        is_concentration(read, end, lang)
        or (unit == "small" and _CLEARED.match(read, number.end))
        or (unit == "mass" and _fillers(lang).match(read, end))
        or (unit == "small" and _RULE_AHEAD.search(read, before, number.start))
        or (unit in ("small", "volume") and _OF_STRENGTH.search(read, max(0, number.start - 4), number.start))
        or _is_sold(read, number.start, lang)
        or words.away.match(read, end)
        or (unit in ("form", "small") and _is_forgotten(read, number.start, end, lang))
        or (unit == "brand" and not words.taking.match(read, end + 1))
        or (unit in ("form", "small") and _is_many(read, number.start, number.first_end, end))
    )


# What packs hold and how strong it is, and the signs of somebody who takes or gives it.
OFFERED = frozenset({"mass", "form", "small"})
_OF_TAKING = ("often", "doing", "sites", "most", "giving", "patients")


@functools.lru_cache(maxsize=256)
def offered_in(text: str, lang: str) -> tuple[Span, ...]:
    """The sentences that name a pack or a strength, and nobody who takes anything."""
    words = doses_of(lang)
    if not words.boxes.search(text):
        return ()
    return tuple(
        sentence
        for sentence in sentences_of(text, lang)
        if words.boxes.search(text, *sentence)
        and not any(words.signs[sign].search(text, *sentence) for sign in _OF_TAKING)
    )
