"""How much of a medicine is taken.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`grammar/`. Must not: know blocks.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.disclaimers.amounts import bare_number
from pipeline.disclaimers.charts import charted_in
from pipeline.disclaimers.courses import CLAUSE, courses_in
from pipeline.disclaimers.folding import Folded
from pipeline.disclaimers.measures import folded, sentences_of
from pipeline.disclaimers.medicines import (
    SpokenOf,
    doses_of,
    named_in,
    preparations_of,
    says_how_often,
    spoken_of,
    taken_of,
    things_of,
)
from pipeline.disclaimers.numbers import merged, numbers_in, spelled_numbers
from pipeline.disclaimers.quantities import OFFERED, is_concentration, offered_in, quantities_in
from pipeline.disclaimers.sentences import Span, hull, outside, spans_of

# "Paracetamol-Saft" is no juice.
_COMPOUND = re.compile(r"(?:-[^\W\d]{1,20})?")
# "10 ml x 3"
_TIMES = re.compile(r" ?[x×] ?[1-8](?![\d.,])", re.IGNORECASE)


# What says that an amount is taken as a medicine, weighed: how often, how, where, at most how much and of what kind say it
# by themselves; that something is given, and to whom, is said of other things too, as much as a word of other things says
# against it.
_SIGNS = {"often": 2, "doing": 2, "sites": 2, "most": 2, "prepared": 2, "giving": 1, "patients": 1}
_AGAINST = 3
# What an amount needs: milligrams and tablets little, spoonfuls and litres more.
_NEEDS = {
    "mass": 3,
    "form": 3,
    "blob": 3,
    "small": 4,
    "volume": 5,
    "named": 2,
    "scheme": 2,
    "into": 2,
    "within": 2,
    "interval": 2,
}
# Only what is said beside them makes doses of these; the last needs nothing more.
_GIVEN = frozenset({"pieces", "blob", "volume", "named", "scheme", "into", "within", "interval", "strength"})


@functools.lru_cache(maxsize=256)
def _signs(text: str, lang: str) -> tuple[frozenset[str], bool]:
    """The signs of a medicine in a text, and whether something speaks against it."""
    words = doses_of(lang)
    # The oil of "ear oil" is no food. The pattern of compounds matches the empty text, too, so there is always a match.
    medicines = [
        (match.start(), _COMPOUND.match(text, match.end()).end())  # type: ignore[union-attr]
        for match in words.signs["prepared"].finditer(text)
    ]
    against = bool(outside(spans_of(words.others, text, words.other_than), medicines))
    return frozenset(sign for sign, pattern in words.signs.items() if pattern.search(text)), against


def _is_given(unit: str, text: str, lang: str) -> bool:
    """Whether a sentence says in so many ways that an amount is one of a medicine that no unit has to tell."""
    needed = _NEEDS.get(unit.removeprefix("fed "))
    if needed is None:
        return unit == "strength"
    signs, against = _signs(text, lang)
    if unit == "scheme" and doses_of(lang).heads.search(text):
        signs |= {"prepared"}
    if unit.startswith("fed ") and ("often" not in signs or not signs & {"sites", "prepared"}):
        return False
    if unit == "volume" and "prepared" not in signs:
        return False
    return sum(_SIGNS[sign] for sign in signs) - _AGAINST * against >= needed


# What machines and cleaners are given too.
_COUNTED = frozenset({"form", "fed form", "small", "blob", "volume", "either", "into", "pieces"})


@functools.lru_cache(maxsize=256)
def _of_a_machine(text: str, lang: str) -> bool:
    """Whether a sentence speaks of a machine or of cleaning, and names no medicine: "one tablet in the dishwasher"."""
    return (
        doses_of(lang).machines.search(text) is not None
        and not named_in(text, lang)
        and not preparations_of(lang).search(text)
    )


def _is_piece(text: str, medicine: bool, cell: bool, lang: str) -> bool:
    """Whether "two of them" are taken, where something else says of what."""
    if not medicine:
        return False
    signs = doses_of(lang).signs
    return cell or any(signs[sign].search(text) for sign in ("giving", "often", "most"))


def _is_dose(unit: str, sentence: SpokenOf, block: SpokenOf) -> bool:
    if unit in ("either", "brand"):
        return sentence.often and (sentence.verdict or block.verdict) is True
    if unit == "vitamin":
        return True
    if unit in _GIVEN or unit.startswith("fed "):
        return False
    if unit in ("mass", "form") and sentence.often and sentence.verdict is None:
        return True
    verdict = block.verdict if sentence.verdict is None else sentence.verdict
    return verdict or (verdict is None and (unit != "small" or sentence.routine or block.routine))


def _in_routine(text: str, sentence: Span, span: Span, lang: str) -> bool:
    """Whether the part of a sentence up to the next comma says how often, and speaks of nothing else."""
    end = CLAUSE.search(text, span[1], min(sentence[1], span[1] + 80))
    clause = text[max(sentence[0], span[0] - 40) : end.start() if end else min(sentence[1], span[1] + 80)]
    begin = max(
        (match.end() for match in CLAUSE.finditer(clause, 0, span[0] - max(sentence[0], span[0] - 40))),
        default=0,
    )
    around = spoken_of(clause[begin:], lang)
    return around.often and around.verdict is not False


def find_dosage(text: Folded, under: tuple[str, ...], lang: str, beside: tuple[str, ...] = ()) -> list[Span]:
    """Numbers with a unit in which a medicine is taken.

    Why: what is measured is seldom said beside the unit, so the words of the sentence decide, then those of the block,
    then the heads; where all are silent, milligrams and tablets are doses, millilitres and spoons are none.
    """
    doses = _dosage(text.text, under, lang, beside)
    found = sorted([*doses, *courses_in(text.text, lang, doses)])
    return sorted([*found, *charted_in(text.text, (*under, *beside), lang, found)])


@functools.lru_cache(maxsize=1024)
def _dosage(read: str, under: tuple[str, ...], lang: str, beside: tuple[str, ...]) -> tuple[Span, ...]:
    candidates = sorted(quantities_in(read, lang))
    if not candidates:
        return _uncounted(read, under, lang, beside)
    kinds = _kinds(read, under, lang, beside, candidates)
    for span in _strengths(read, kinds, lang) + _boxed(read, kinds, lang):
        kinds.pop(span, None)
    # What may at most be taken is no second dose.
    bounds = {span for span, unit in kinds.items() if unit == "within"}
    found = [span for span in kinds if span not in bounds] or list(kinds)
    # What counts in no unit of medicines keeps no routine away.
    routines = _routines(read, lang, [*found, *(span for span, unit in candidates if unit not in _GIVEN)])
    strong = {start for (start, _), unit in kinds.items() if unit == "mass"}
    counted = {end for (_, end), unit in kinds.items() if unit in ("form", "named")}
    doses = _together(read, merged(read, sorted(found + routines), lang), counted, strong)
    doses = _with_how_often(read, lang, doses, sorted(bounds))
    return _with_again(read, lang, doses)


def _uncounted(read: str, under: tuple[str, ...], lang: str, beside: tuple[str, ...]) -> tuple[Span, ...]:
    """The doses of a text that counts no unit: how often, once more, or a number whose head names the unit."""
    words = doses_of(lang)
    if routines := _routines(read, lang, ()):
        return _with_again(read, lang, _with_how_often(read, lang, routines, []))
    if again := _again(read, lang, ()):
        return tuple(again)
    if under and _says_how_often(read, under, beside, lang):
        return ((0, len(read)),)
    whole = bare_number(read, lang) if under else None
    head = folded(under[0]) if under else ""
    named = words.heads.search(head)
    if not whole or not named or is_concentration(head, named.end(), lang):
        return ()
    if any(words.boxes.search(folded(each)) for each in beside):
        # "Bottle | Capsules | Price": how many are in it.
        return ()
    small = words.small.fullmatch(named[0]) is not None
    verdicts = (spoken_of(part, lang).verdict for part in (head, _heads(under, beside)))
    verdict = next((each for each in verdicts if each is not None), None)
    return (whole,) if verdict or (verdict is None and not small) else ()


def _heads(under: tuple[str, ...], beside: tuple[str, ...]) -> str:
    return " | ".join(folded(head) for head in (*under, *beside))


def _kinds(
    read: str,
    under: tuple[str, ...],
    lang: str,
    beside: tuple[str, ...],
    candidates: Sequence[tuple[Span, str]],
) -> dict[Span, str]:
    """The quantities that are doses where they stand, with the kinds of their units."""
    words = doses_of(lang)
    around, heads = spoken_of(read, lang), spoken_of(_heads(under, beside), lang)
    if around.verdict is None:
        around = replace(heads, routine=around.routine or heads.routine)
    kinds: dict[Span, str] = {}
    spans = sentences_of(read, lang)
    at, here = -1, around
    for span, unit in candidates:
        while at < 0 or not spans[at][0] <= span[0] < spans[at][1]:
            at += 1
            here = spoken_of(read[slice(*spans[at])], lang)
        sentence = read[slice(*spans[at])]
        if unit in _COUNTED and _of_a_machine(sentence, lang):
            continue
        if unit in ("mass", "form", "small") and (times := _TIMES.match(read, span[1])):
            span = span[0], times.end()
            here = replace(here, often=True, routine=here.verdict is not False)
        if unit == "mass" and here.often and words.vitamins.match(read, span[1]):
            unit = "vitamin"
        if unit == "small" and words.medicines.search(read, *span):
            # "A dose of humour" does not say that it is medicine.
            low, high = max(spans[at][0], span[0] - 200), min(spans[at][1], span[1] + 200)
            near = spoken_of(f"{read[low : span[0]]} {read[span[1] : high]}", lang)
            rest = near if around.verdict is not True or len(spans) == 1 else around
        else:
            near, rest = here, around
        of_medicine = (here.verdict or around.verdict) is True
        if (
            _is_dose(unit, near, rest)
            or (unit == "form" and here.often and _in_routine(read, spans[at], span, lang))
            or _is_given(unit, sentence, lang)
            or (unit == "pieces" and _is_piece(sentence, of_medicine, bool(under), lang))
            # "Metoprolol | 1-0-1", in a table of medicines.
            or (unit == "scheme" and under and heads.verdict)
        ):
            if unit == "blob" and (often := words.taking.search(read, *spans[at])):
                span = hull(span, often.span())
            kinds[span] = unit
    if under and not around.often and words.naming.fullmatch(folded(under[0])):
        # "Metformin 850 mg | 1-0-1": the first cell only names the medicine.
        kinds = {span: unit for span, unit in kinds.items() if unit not in ("mass", "small")}
    return kinds


# Behind how strong a medicine is: "Cetirizine 10 mg: one tablet", "Paracetamol 500 mg. Adults take …".
_HEADED = re.compile(r" ?:|\.(?= {1,2}[^\W\d_])")
# A name, which the text or a sentence begins with.
_NAME_AHEAD = re.compile(
    r"(?:\A|[.;:!?] {1,2})(?-i:[A-ZÆØÅÄÖÜÉŁŚŻА-ЯІЇЄҐ])[^\W\d]?(?:-?[^\W\d]){2,24}(?: (?:retard|forte|depot|comp))? \Z"
)
# Units: characters.
_SOON = 120


def _strengths(text: str, kinds: dict[Span, str], lang: str) -> list[Span]:
    """Masses that only name the medicine which is counted behind them."""
    counted = sorted(
        span[0] for span, unit in kinds.items() if unit in ("form", "small", "named", "fed form")
    )
    return [
        (start, end)
        for (start, end), unit in kinds.items()
        if unit == "mass"
        and _HEADED.match(text, end)
        and (at := bisect.bisect_left(counted, end)) < len(counted)
        and counted[at] - end < _SOON
        and (_NAME_AHEAD.search(text, max(0, start - 40), start) or _is_named_ahead(text, start, lang))
    ]


def _is_named_ahead(text: str, start: int, lang: str) -> bool:
    """Whether a medicine is named right before a place, in a script that has no capitals to tell names by."""
    ahead = text[start - 2 : start - 1]
    return ahead.lower() == ahead.upper() and any(
        name[1] in (start - 1, start) for name in named_in(text, lang)
    )


def _boxed(text: str, kinds: dict[Span, str], lang: str) -> list[Span]:
    """Amounts in sentences that say what is on offer: "Paracetamol 500 mg, box of 16 tablets"."""
    offered = offered_in(text, lang) if kinds else ()
    return [
        span
        for span, unit in kinds.items()
        if unit in OFFERED and any(start <= span[0] < end for start, end in offered)
    ]


# Between a dose and what is said of taking it again: "one at night, then again after a week".
_NEXT_TO_IT = 10


def _with_again(text: str, lang: str, doses: Sequence[Span]) -> tuple[Span, ...]:
    """The doses, and what is said of taking them again, in one where little stands between."""
    found = list(doses)
    for start, end in _again(text, lang, doses):
        ahead = [dose for dose in doses if 0 <= start - dose[1] <= _NEXT_TO_IT]
        if ahead and "." not in text[ahead[-1][1] : start]:
            found.remove(ahead[-1])
            start = ahead[-1][0]
        found.append((start, end))
    return tuple(sorted(found))


def _again(text: str, lang: str, doses: Sequence[Span]) -> list[Span]:
    """What a text on a medicine says of taking it once more, at what distance, at most, or only half of it."""
    found = [
        match.span()
        for match in doses_of(lang).again.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in doses)
    ]
    times = _scheduled(text, lang, doses)
    if found and not doses and not times and not _is_of_taking(text, lang):
        return []
    times = [time for time in times if not any(start < time[1] and time[0] < end for start, end in found)]
    return sorted([*found, *times])


def _is_of_taking(text: str, lang: str) -> bool:
    """Whether a text speaks of a medicine and of taking it."""
    signs = doses_of(lang).signs
    return (
        (signs["prepared"].search(text) is not None or _names_a_thing(text, lang))
        and (
            signs["giving"].search(text) is not None
            or signs["doing"].search(text) is not None
            or (says_how_often(text, lang) and bool(named_in(text, lang)))
        )
        and spoken_of(text, lang).verdict is not False
    )


def _names_a_thing(text: str, lang: str) -> bool:
    """Whether a text names tablets or drops that no machine is given: "missed a tablet?"."""
    thing = things_of(lang).search(text)
    return (
        thing is not None and _MADE.search(text, *thing.span()) is not None and not _of_a_machine(text, lang)
    )


def _scheduled(text: str, lang: str, doses: Sequence[Span]) -> list[Span]:
    """How many times a day, in sentences that name a medicine and no amount: "once daily is enough for most antihistamines"."""
    words = doses_of(lang)
    times = [match.span() for match in words.schedule.finditer(text)]
    if not times:
        return []
    named = sorted([*named_in(text, lang), *(match.span() for match in preparations_of(lang).finditer(text))])
    return [
        span
        for start, end in sentences_of(text, lang)
        if not any(start <= dose[0] < end for dose in doses)
        for span in times
        if start <= span[0] < end
        and any(start <= name[0] < end for name in named)
        and spoken_of(text[start:end], lang).verdict is not False
    ]


# Units: characters. How often may stand so far behind how much.
_BEHIND = 64


def _with_how_often(text: str, lang: str, doses: list[Span], bounds: list[Span]) -> list[Span]:
    """The doses with what their sentence says behind them of how often: "5 ml three times a day", "…, never more than four in 24 hours"."""
    how_often = [match.span() for match in doses_of(lang).taking.finditer(text)] if doses else []
    how_often = sorted([*how_often, *bounds])
    if not how_often:
        return doses
    ends = [span[1] for span in sentences_of(text, lang)]
    found: list[Span] = []
    for number, (start, end) in enumerate(doses):
        limit = min(
            ends[bisect.bisect_right(ends, start)],
            doses[number + 1][0] if number + 1 < len(doses) else len(text),
        )
        for often in how_often[bisect.bisect_left(how_often, (end,)) :]:
            if often[0] - end > _BEHIND or often[1] > limit:
                break
            end = max(end, often[1])
        found.append((start, end))
    return found


# What may stand before how often in a cell: "at most", "up to".
_LITTLE = 16


def _says_how_often(read: str, under: tuple[str, ...], beside: tuple[str, ...], lang: str) -> bool:
    """Whether a cell says nothing but how often, in a table whose heads speak of doses."""
    words = doses_of(lang)
    if len(read) > 60 or not (often := words.signs["often"].search(read)):
        return False
    if often.start() > _LITTLE or read[often.end() :].strip(" .*†"):
        return False
    heads = " | ".join(folded(head) for head in (*under, *beside))
    verdict = spoken_of(heads, lang).verdict
    return verdict or (verdict is None and words.heads.search(heads) is not None)


# "One tablet (500 mg)", "a sachet of 5 g": one amount, said twice.
# "Two tablets of paracetamol 500 mg", "2 Panodil a 500 mg": how strong is what is counted.
_AS_STRONG = re.compile(
    r"(?: (?:of|von|med) )? ?(?:[^\W\d]{3,20} )?(?:(?:[aàáåi@]|på|av|af|of|zu|mit) )?\(?", re.IGNORECASE
)
_SAID_TWICE = re.compile(r" ?\(| (?:[^\W\d]{1,4} )?")


def _together(text: str, spans: list[Span], counted: set[int], strong: set[int]) -> list[Span]:
    """Amounts that are said twice as one. Shape: `counted` are ends of numbers of a thing, `strong` starts of masses."""
    found: list[Span] = []
    for span in spans:
        twice = (
            found and _SAID_TWICE.fullmatch(text, found[-1][1], span[0]) and not text[found[-1][0]].isdigit()
        )
        strength = (
            found
            and found[-1][1] in counted
            and span[0] in strong
            and _AS_STRONG.fullmatch(text, found[-1][1], span[0])
        )
        if twice or strength:
            closed = "(" in text[found[-1][1] : span[0]] and text.startswith(")", span[1])
            found[-1] = (found[-1][0], span[1] + closed)
        else:
            found.append(span)
    return found


# Of the units, those that can be taken as they are named: no puffs and no spoons.
_MADE = re.compile(
    r"tabl|kaps|caps|pill|zäpf|dr[aoå]p|tropf|spr[øu]|sprit|inje[ck]|jab|pastil"
    r"|compr|gélu|pilul|píld|cáps|gotas|goutt|supp?osi|inye|krop[le]|czop|zastrzyk|pigu"
    r"|табл|пігу|капс|крап|св[іе]ч|укол|ін.єк|[اق]قراص|قرص|حب|كبسول|قطر|تحميل|تحاميل|حقن|kini|kani|ka+bs|irbad|dhib[ci]"
    + folded("|गोल|टैब|टेब|कैप|टिकिय|इंजे|सुई|[片粒滴丸栓囊]|注射"),
    re.IGNORECASE,
)
_BREAK = re.compile(r"[:;]")
# "One at night", "two slowly every hour": a number before what says how often.
_COUNT_AHEAD = re.compile(r"(?:[^\W\d_]{1,12} )?\Z")


def _routines(text: str, lang: str, amounts: Sequence[Span]) -> list[Span]:
    """How often something is put on, sucked or inhaled, in sentences that count no unit: "ointment twice a day"."""
    words = doses_of(lang)
    if not says_how_often(text, lang):
        return []
    named = named_in(text, lang)
    units = [match.start() for match in words.heads.finditer(text)]
    begins = [match.start() for match in words.routine.finditer(text)] + [start for start, _ in named]
    taking = taken_of(lang)
    if taking.search(text):
        begins += [match.start() for match in things_of(lang).finditer(text)]
    if units:
        begins += [*units, *(match.start() for match in words.signs["giving"].finditer(text))]
    begins.sort()
    if not begins or (units and spoken_of(text, lang).verdict is False):
        units = []
    found = []
    asked = False
    for start, end in sentences_of(text, lang):
        names = [name for name in named[bisect.bisect_left(named, (start,)) :][:1] if name[0] < end]
        answers, asked = asked, bool(names) and text[start:end].rstrip().endswith(("?", "؟"))
        if answers and not names and (answer := words.taking.search(text, start, end)):
            # "How often do I take methotrexate? Once a week."
            if not any(start <= span[0] < end for span in amounts):
                found.append(answer.span())
            continue
        if asked:
            continue
        first = bisect.bisect_left(begins, start)
        if first == len(begins) or begins[first] >= end or any(start <= span[0] < end for span in amounts):
            continue
        if routine := _routine_in(text, (start, end), lang, names[0] if names else None, units):
            found.append(routine)
    return found


def _routine_in(text: str, sentence: Span, lang: str, name: Span | None, units: Sequence[int]) -> Span | None:
    """How often a sentence says that a remedy is used, with the amount where it says one.

    Shape: `name` is the first medicine that it names; `units` are where words for units begin in the whole text.
    """
    words = doses_of(lang)
    start, end = sentence
    how_often = words.taking.search(text, start, end)
    if not how_often:
        return None
    often, what = how_often.span(), words.applied.search(text, start, end)
    where = words.signs["sites"].search(text, start, end)
    swallowed = words.swallowing.search(text, start, end)
    giving = words.signs["giving"].search(text, start, end) is not None
    doing = words.signs["doing"].search(text, start, end) is not None
    if giving and not what and words.remedies.search(text, start, end):
        # "Take the medicine twice a day" counts nothing but the times.
        return often
    if units and not what and not swallowed:
        # "These tablets thin the blood. Take one every morning."
        elsewhere = units[0] < start or units[-1] >= end
        if taken := _count_taken(text, sentence, lang, elsewhere and giving):
            return taken
    if name and (counted := _count_taken(text, sentence, lang, True)):
        # "Senna, one or two at bedtime"
        return counted
    if name and (swallowed or giving or doing):
        # "Take ibuprofen three times a day"; so does "takes insulin daily", which tells of a habit: many languages write
        # both alike, and a dose without its notice is the worse error.
        return None if _BREAK.search(text, name[1], often[0]) else hull(name, often)
    if not what and _is_taken(text, sentence, lang):
        # "The tablets are taken twice a day"
        return often
    if not what and not swallowed and not (where and doing):
        return None
    if spoken_of(text[start:end], lang).verdict is False and _of_others(text, sentence, what, lang):
        return None
    return _counted_beside(text, sentence, often, what or where, lang)


def _is_taken(text: str, sentence: Span, lang: str) -> bool:
    """Whether a sentence says of a thing that medicine is made into that it is taken."""
    start, end = sentence
    thing = things_of(lang).search(text, start, end) if taken_of(lang).search(text, start, end) else None
    return (
        thing is not None
        and _MADE.search(text, *thing.span()) is not None
        and not doses_of(lang).forgotten.search(text, max(start, thing.start() - 24), thing.start())
        and spoken_of(text[start:end], lang).verdict is not False
    )


def _counted_beside(
    text: str, sentence: Span, often: Span, amount: re.Match[str] | None, lang: str
) -> Span | None:
    """How often, with the number right beside it; where nothing is counted, what is put on or where is the amount."""
    start, end = sentence
    counts = (*numbers_in(text[start:end], lang), *spelled_numbers(text[start:end], lang))
    ahead = [
        start + number.start
        for number in counts
        if start + number.end < often[0] and _COUNT_AHEAD.fullmatch(text, start + number.end + 1, often[0])
    ]
    if ahead:
        return min(ahead), often[1]
    behind = [start + number.end for number in counts if start + number.start == often[1] + 1]
    if behind:
        # "A day fifteen", as Hindi says it.
        return often[0], max(behind)
    return hull(amount.span(), often) if amount else None


def _of_others(text: str, sentence: Span, what: re.Match[str] | None, lang: str) -> bool:
    """Whether a sentence speaks of food or the like outside of what is put on: "smear" is "butter" in some languages."""
    words = doses_of(lang)
    start, end = sentence
    others = spans_of(words.others, text[start:end], words.other_than)
    return bool(outside(others, [(what.start() - start, what.end() - start)] if what else []))


def _count_taken(text: str, sentence: Span, lang: str, named: bool) -> Span | None:
    """A number of what is named, and how often it is taken; of what its own sentence names, behind a colon."""
    words = doses_of(lang)
    start, end = sentence
    if words.drinking.search(text, start, end):
        return None
    begin = previous = -1
    for number in (*numbers_in(text[start:end], lang), *spelled_numbers(text[start:end], lang)):
        # "One or two at bedtime"
        here = start + number.start
        if previous < 0 or not words.alternatives.fullmatch(text, previous, here):
            begin = here
        previous = start + number.end
        # "One or two, no more often than every six hours"
        bound = words.bounded.match(text, previous)
        often = words.taking.match(text, bound.end() if bound else previous + 1, end)
        if often and (named or text.endswith(": ", start, begin)):
            return begin, often.end()
    return None
