"""Amounts of something: what work is paid, how much of a medicine is taken.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`grammar/`. Must not: know blocks.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.disclaimers.amounts import bare_number, counted, find_money, percent_sign
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import BEGIN, END, bounded, primary, shared, whole_words, words_of
from pipeline.disclaimers.numbers import merged, numbers_in, spelled_numbers
from pipeline.disclaimers.sentences import hull, sentences, spans_of

Span = tuple[int, int]

# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _joined(patterns: tuple[str, ...]) -> str:
    """Alternatives with bounded repetitions."""
    return bounded("|".join(patterns))


@functools.lru_cache(maxsize=1024)
def _behind(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words right behind something else."""
    return re.compile(rf" {{0,2}}-?(?:{_joined(patterns)}){END}" if patterns else r"(?!)", re.IGNORECASE)


@functools.lru_cache(maxsize=1024)
def _ahead(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words before a number, and little between."""
    return re.compile(
        rf"{BEGIN}(?:{_joined(patterns)}){END}[^\W\d]{{0,8}} ?[^\w\s]?\Z" if patterns else r"(?!)",
        re.IGNORECASE,
    )


@functools.cache
def _of(lang: str, detector: str, key: str) -> tuple[str, ...]:
    """Words of a table, with what the language may join to any of them: articles, prepositions, pronouns.

    Why: units stand behind their number, where nothing is joined.
    """
    table = words_of(lang).get(detector, {})
    if key in ("units", "masses", "small", "qualifiers", "of", "alternatives"):
        return tuple(table.get(key, ()))
    before, after = table.get("before", ""), table.get("after", "")
    return tuple(f"{before}(?:{word}){after}" if before or after else word for word in table.get(key, ()))


@functools.cache
def _any_of(lang: str, detector: str, *keys: str) -> re.Pattern[str]:
    """Whole words of some tables."""
    return whole_words(tuple(word for key in keys for word in _of(lang, detector, key)))


# Letters that stand side by side without spaces.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def _folded(head: str) -> str:
    return fold(head).text


# ── pay ─────────────────────────────────────────────────────────────────────────────────────────

# Numbers that name something, or are a part of a date, a phone number, an address.
_NAMED = re.compile(
    r"(?:(?:(?<!\w)(?:n[ro]|num|id|ref|tlf|tel|phone|page|side|sida|seite|p|s|iso|act|id-nr|notice|room|form|box|rom|raum|zimmer|salle|sala|sak)|\w{0,16}(?:number|nummer|num[ée]ro|número|numer|номер\w?|k[oó]de?|c[oó]digo|code|codes|код|kennziffer|telefon|téléphone|teléfono|телефон|nambar\w{0,2}|koodh\w{0,2}|رمز|رقم|هاتف|कोड|नंबर|संख्या))[.:]{0,2} {0,2}"
    r"|[#№§] ?|[_/@=+-]|\d[.: -]|(?:电话|编号|代码|工号|第):?)\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{1,2}([.-])\d{1,2}\1(?:\d\d|\d{4})|\d{4}-\d\d(?:-\d\d)?")
_TIGHT = re.compile(r"[-/:_°²³]\w|[ ]?[%‰°²³]|[ ]?\d")
_GO_ON = re.compile(
    r" {0,2}(?:\Z|[.,;:!?)\]*†'\"»”।。،؛、|(-]|/ ?[^\W\d_]|\+ )",
)


@functools.cache
def _scale(lang: str) -> re.Pattern[str]:
    """A magnitude behind a number that has no currency."""
    general = (word for word in sorted(shared("magnitudes"), key=len, reverse=True) if len(word) > 1)
    words = "|".join(re.escape(word) for word in general)
    own = _joined((*words_of(lang).get("magnitudes", ()), *_of(lang, "pay", "magnitudes"))) or "(?!)"
    return re.compile(rf"(?:k|K| {{0,2}}(?:{words})\.?| {{0,2}}(?:{own})){END}", re.IGNORECASE)


def _large_numbers(text: str, lang: str, labels: frozenset[int]) -> list[Span]:
    """Numbers that can be pay without a currency: 380 000, 45k, 2500 a month; not years, not counts of something.

    Shape: `labels` are the places of the colons in "Pay: 5600".
    Why: behind a sum stands the end, a sign or a function word; behind a count stands what is counted.
    """
    found = []
    scale, follow = _scale(lang), _behind((*_of(lang, "pay", "behind"), *_of(lang, "pay", "words")))
    period = _behind(_of(lang, "pay", "periods"))
    for number in numbers_in(text, lang):
        words = text[number.start : number.end]
        if not words[0].isdigit() or _NAMED.search(text, max(0, number.start - 24), number.start):
            continue
        before = text[number.start - 1 : number.start]
        if (before.isalpha() and not _UNSPACED.match(before)) or _DATE.fullmatch(words):
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
        last = words.split("-")[-1]
        digits = re.sub(r"\D", "", last)
        years = all(_YEAR.fullmatch(part) for part in re.findall(r"\d+", words)) and not re.search(
            r"[.,' ]", words
        )
        large = len(digits) >= 4 and not re.fullmatch(r"\d+[.,]\d{4,}|0\d+", words)
        if scaled or (large and (often or not years)):
            found.append((number.start, end))
    return found


@dataclass(frozen=True, slots=True)
class _Cue:
    """What speaks of pay, or of prices; `weak` where it is only somebody who works and receives something."""

    start: int
    end: int
    pays: bool
    weak: bool = False


@functools.cache
def _clause_breaks(lang: str) -> re.Pattern[str]:
    conjunctions = _joined(_of(lang, "pay", "clauses"))
    spoken = rf"|{BEGIN}(?:{conjunctions}){END}" if conjunctions else ""
    return re.compile(rf"(?<!\d)[,،、]|[,،、](?!\d)|[;؛|]| - (?!\d){spoken}", re.IGNORECASE)


# "… 200 kr. The course …": the dot ends the sentence as well as the word.
_SHORT_UNIT = re.compile(r"\d[^.]{0,14}\.(?= {1,4}[^\W\d_])")
_NEXT = re.compile(r" {1,4}(\w)")


# "ab dem 1. Januar": the dot makes an ordinal of the number.
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\. {1,4}\Z")


@functools.cache
def _months(lang: str) -> frozenset[str]:
    from babel.core import Locale

    names = Locale.parse(primary(lang)).months["format"]
    return frozenset(
        fold(name).text.casefold() for width in ("wide", "abbreviated") for name in names[width].values()
    )


def _whole_sentences(text: str, lang: str) -> list[Span]:
    """Sentences, no date cut in two."""
    spans: list[Span] = []
    for start, end in sentences(text):
        word = re.match(r"[^\W\d_]{1,16}\.?", text[start : start + 17])
        if (
            spans
            and word
            and _ORDINAL.search(text, max(0, start - 12), start)
            and word[0].casefold() in _months(lang)
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _sentences(text: str, lang: str) -> list[Span]:
    spans: list[Span] = []
    for start, end in _whole_sentences(text, lang):
        at = start
        for match in _SHORT_UNIT.finditer(text, start, end):
            stop = match.end()
            following = _NEXT.match(text, stop)
            word = re.search(r"[^\W\d_]{1,12}\.\Z", text[max(start, stop - 13) : stop])
            if (
                not following
                or not following[1].isupper()
                or not word
                or word[0][:-1].casefold() in shared("magnitudes")
            ):
                continue
            spans.append((at, stop))
            at = stop
        spans.append((at, end))
    return spans


def _cues(text: str, lang: str) -> list[_Cue]:
    """What speaks of pay and what of prices, in order. Of two words in one another the longer counts."""
    pays = spans_of(_any_of(lang, "pay", "words"), text, _any_of(lang, "pay", "unless"))
    costs = spans_of(_any_of(lang, "pay", "prices"), text, _any_of(lang, "pay", "prices-unless"))
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
    jobs = [match.span() for match in _any_of(lang, "pay", "jobs").finditer(text)]
    if not jobs:
        return list(cues)
    receives = [match.span() for match in _any_of(lang, "pay", "receives").finditer(text)]
    gives = [match.span() for match in _giving(lang).finditer(text)]
    costs = [cue.start for cue in cues if not cue.pays]
    new: list[Span] = list(gives)
    periods, ahead = _behind(_of(lang, "pay", "periods")), _ahead(_of(lang, "pay", "periods"))
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
        named = {place for _, place in jobs[low:high]}
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
                if periods.match(text, amount[1]) or ahead.search(text, max(0, amount[0] - 24), amount[0])
            ]
    new = sorted(set(new))
    kept = [cue for cue in cues if cue.pays or not _inside((cue.start, cue.end), new)]
    return sorted([*kept, *(_Cue(*span, True, True) for span in new)], key=lambda cue: (cue.start, cue.end))


@functools.cache
def _giving(lang: str) -> re.Pattern[str]:
    """Somebody pays somebody who works."""
    gives, jobs = _joined(_of(lang, "pay", "gives")), _joined(_of(lang, "pay", "jobs"))
    return whole_words((rf"(?:{gives}) ?(?:[\w'-]{{1,20}} ){{0,2}}(?:{jobs})",) if gives and jobs else ())


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


# Units: characters. An answer begins with its amount; behind "Starting pay:" stands a list.
_ANSWER, _LIST = 24, 200


def _opens(text: str, sentence: Span, cues: Sequence[_Cue]) -> int:
    """How far a sentence such as "Starting pay:" or "What do nurses earn?" speaks for the one behind it; else -1."""
    if text[sentence[0] : sentence[1]].rstrip(" \"')»”」").endswith(("?", "؟")):
        return _ANSWER if any(cue.pays for cue in cues) else -1
    colon = text.rfind(":", *sentence)
    return _LIST if colon >= 0 and any(cue.pays and 0 <= colon - cue.end < 60 for cue in cues) else -1


def find_pay(text: Folded, under: tuple[str, ...], lang: str, beside: tuple[str, ...] = ()) -> list[Span]:
    """The amounts that a sentence, or a head above or beside, says are pay for work."""
    read = text.text
    all_cues = _cues(read, lang)
    governed = _heads_pay(under, lang)
    if not governed and under and find_money(text, (), lang):
        # A sum counts nothing, and can go with a column before its own: "Starting pay | After five years".
        governed = _heads_pay((*under, *beside), lang, False)
    if (
        not governed
        and not any(cue.pays for cue in all_cues)
        and not _any_of(lang, "pay", "jobs").search(read)
    ):
        return []
    spans = _sentences(read, lang)
    money = find_money(text, under, lang)
    all_cues = _worker_cues(read, lang, all_cues, spans, money)
    if not governed and not any(cue.pays for cue in all_cues):
        return []
    labels = frozenset(read.find(":", cue.end, cue.end + 2) for cue in all_cues if cue.pays) - {-1}
    bare = [span for span in _large_numbers(read, lang, labels) if not _touches(span, money)]
    amounts = sorted({*money, *bare})
    breaks = [match.start() for match in _clause_breaks(lang).finditer(read)]
    continues = _any_of(lang, "pay", "continues", "receives")
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
    if not found and governed and not amounts:
        whole = bare_number(read, lang)
        return [whole] if whole else []
    return found


def _from(cues: Sequence[_Cue], place: int) -> int:
    return bisect.bisect_left(cues, place, key=lambda cue: cue.start)


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether one of the others, which stand in order and apart, shares text with this."""
    at = bisect.bisect_left(others, (span[1],)) - 1
    return at >= 0 and others[at][1] > span[0]


def _heads_pay(under: tuple[str, ...], lang: str, counting: bool = True) -> bool | None:
    """Whether the nearest head that speaks of pay, of prices or of a count speaks of pay; None where no head does."""
    pays = _any_of(lang, "pay", "words", "heads")
    counted_by = ("counts",) if counting else ()
    counts = _any_of(lang, "pay", *counted_by)
    costs = _any_of(lang, "pay", "prices", *counted_by)
    for head in under:
        read = _folded(head)
        # The steps of a scale of wages are no wages.
        if counts.fullmatch(read.strip()):
            return False
        if spans_of(pays, read, _any_of(lang, "pay", "unless")):
            return True
        if costs.search(read) or (counting and counted(head, lang)):
            return False
    return None


# ── doses ───────────────────────────────────────────────────────────────────────────────────────

_PER_VOLUME = re.compile(
    r"(?: [A-Za-z]{1,2}[A-Za-z0-9]{0,4}(?=/))? ?/ ?(?:d?l|ltr|lit\w{0,6}|m(?:[23]|\^)|cbm|100|л|дл|м(?:[23]|\^)|ل|ली|लीटर|升|立方米)(?!\w)|/ ?(?:升|立方)",
    re.IGNORECASE,
)
_PER_WEIGHT = re.compile(r" ?/ ?(?:kg|кг|كجم|كغ|千克|公斤|किग्रा)(?!\w)", re.IGNORECASE)
_FRACTION_BEFORE = re.compile(r"(?:\d{0,3} ?\d{0,3}[/\u2044]|(?<!\d)\.)\Z")


@dataclass(frozen=True, slots=True)
class _Doses:
    """Words around doses. `masses` and `forms` are doses wherever nothing speaks of food; `small` need a medicine."""

    masses: re.Pattern[str]
    forms: re.Pattern[str]
    small: re.Pattern[str]
    alone: re.Pattern[str]
    small_alone: re.Pattern[str]
    per: re.Pattern[str]
    objects: re.Pattern[str]
    liquids: re.Pattern[str]
    medicines: re.Pattern[str]
    taking: re.Pattern[str]
    verbs: re.Pattern[str]
    either: re.Pattern[str]
    vitamins: re.Pattern[str]
    alternatives: re.Pattern[str]
    drinking: re.Pattern[str]
    applied: re.Pattern[str]
    others: re.Pattern[str]
    other_than: re.Pattern[str]
    heads: re.Pattern[str]


def _objects(lang: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """What is measured where it is no medicine: "of fresh orange juice". A stop word ends the phrase before it."""
    foods = _joined(tuple(word for key in keys for word in _of(lang, "dosage", key)))
    if not foods:
        return ()
    of = _joined(_of(lang, "dosage", "of")) or "(?!)"
    stops = _joined(_of(lang, "dosage", "stops")) or "(?!)"
    return (rf"(?:(?:{of}) {{0,2}})?(?:(?!(?:{stops}){END})[\w'-]{{1,20}} ){{0,2}}(?:{foods})",)


@functools.cache
def _doses(lang: str) -> _Doses:
    def own(key: str) -> tuple[str, ...]:
        return _of(lang, "dosage", key)

    masses = (*shared("doses"), *own("masses"))
    qualifiers = _joined((*own("qualifiers"), *shared("medicines")))
    return _Doses(
        masses=_behind(masses),
        forms=_behind((rf"(?:(?:{qualifiers}) ){{0,2}}(?:{_joined(own('units'))})",))
        if own("units")
        else whole_words(()),
        small=_behind((*shared("small-doses"), *own("small"))),
        alone=whole_words(own("alone")),
        small_alone=whole_words(own("small-alone")),
        per=_behind((rf"(?:[\w'-]{{1,20}} ){{0,3}}(?:{_joined(own('per')) or '(?!)'})",)),
        objects=_behind(_objects(lang, ("food",))),
        liquids=_behind(_objects(lang, ("food", "liquids"))),
        medicines=whole_words((*shared("medicines"), *own("medicines"))),
        taking=whole_words(own("taking")),
        verbs=whole_words(own("verbs")),
        either=_behind(own("either")),
        vitamins=_behind((rf"(?:(?:{_joined(own('of')) or '(?!)'}) {{0,2}})?(?:{_joined(own('vitamins'))})",))
        if own("vitamins")
        else whole_words(()),
        alternatives=re.compile(rf" ?(?:{_joined(own('alternatives')) or '(?!)'}) ?", re.IGNORECASE),
        drinking=whole_words(own("drinking")),
        applied=whole_words(own("applied")),
        others=whole_words((*own("others"), *own("per"))),
        other_than=whole_words(own("others-unless")),
        heads=whole_words((*masses, *own("units"), *shared("small-doses"), *own("small"))),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What a text speaks of: medicine (True), food or the like (False), neither; whether it says how often, or to take."""

    verdict: bool | None
    often: bool
    routine: bool


def _around(text: str, lang: str) -> _Around:
    words = _doses(lang)
    often = words.taking.search(text) is not None
    verdict: bool | None = None
    if words.medicines.search(text):
        verdict = True
    elif spans_of(words.others, text, words.other_than):
        verdict = False
    routine = (often or words.verbs.search(text) is not None) and not words.drinking.search(text)
    return _Around(verdict, often, routine)


def _is_dose(unit: str, sentence: _Around, block: _Around) -> bool:
    if unit == "either":
        return sentence.often and (sentence.verdict or block.verdict) is True
    if unit == "vitamin":
        return True
    if unit in ("mass", "form") and sentence.often and sentence.verdict is None:
        return True
    verdict = block.verdict if sentence.verdict is None else sentence.verdict
    return verdict or (verdict is None and (unit != "small" or sentence.routine or block.routine))


_CLAUSE = re.compile(r"[,;:،؛]")


def _in_routine(text: str, sentence: Span, span: Span, lang: str) -> bool:
    """Whether the part of a sentence up to the next comma says how often, and speaks of nothing else."""
    end = _CLAUSE.search(text, span[1], min(sentence[1], span[1] + 80))
    clause = text[max(sentence[0], span[0] - 40) : end.start() if end else min(sentence[1], span[1] + 80)]
    begin = max(
        (match.end() for match in _CLAUSE.finditer(clause, 0, span[0] - max(sentence[0], span[0] - 40))),
        default=0,
    )
    around = _around(clause[begin:], lang)
    return around.often and around.verdict is not False


def find_dosage(text: Folded, under: tuple[str, ...], lang: str, beside: tuple[str, ...] = ()) -> list[Span]:
    """Numbers with a unit in which a medicine is taken.

    Why: what is measured is seldom said beside the unit, so the words of the sentence decide, then those of the block,
    then the heads; where all are silent, milligrams and tablets are doses, millilitres and spoons are none.
    """
    read = text.text
    words = _doses(lang)
    heads = " | ".join(_folded(head) for head in (*under, *beside))
    candidates = sorted(_candidates(read, lang))
    routines = _routines(read, lang, candidates)
    if routines and not candidates:
        return routines
    if not candidates:
        whole = bare_number(read, lang) if under else None
        head = _folded(under[0]) if under else ""
        named = words.heads.search(head)
        if not whole or not named or _is_concentration(head, named.end(), lang):
            return []
        small = words.small.fullmatch(named[0]) is not None
        verdicts = (_around(part, lang).verdict for part in (head, heads))
        verdict = next((each for each in verdicts if each is not None), None)
        return [whole] if verdict or (verdict is None and not small) else []
    around = _around(read, lang)
    if around.verdict is None:
        around = replace(_around(heads, lang), routine=around.routine or _around(heads, lang).routine)
    found: list[Span] = []
    spans = _sentences(read, lang)
    at, here = -1, around
    for span, unit in candidates:
        while at < 0 or not spans[at][0] <= span[0] < spans[at][1]:
            at += 1
            here = _around(read[slice(*spans[at])], lang)
        if unit == "mass" and here.often and words.vitamins.match(read, span[1]):
            unit = "vitamin"
        if unit == "small" and words.medicines.search(read, *span):
            # "A dose of humour" does not say that it is medicine.
            low, high = max(spans[at][0], span[0] - 200), min(spans[at][1], span[1] + 200)
            near = _around(f"{read[low : span[0]]} {read[span[1] : high]}", lang)
            rest = near if around.verdict is not True or len(spans) == 1 else around
        else:
            near, rest = here, around
        if _is_dose(unit, near, rest) or (
            unit == "form" and here.often and _in_routine(read, spans[at], span, lang)
        ):
            found.append(span)
    return merged(read, sorted(found + routines), lang)


# "One at night", "two slowly every hour": a number before what says how often.
_COUNT_AHEAD = re.compile(r"(?:[^\W\d_]{1,12} )?\Z")


def _routines(text: str, lang: str, candidates: Sequence[tuple[Span, str]]) -> list[Span]:
    """How often something is put on, sucked or inhaled, in sentences that count no unit: "ointment twice a day"."""
    words = _doses(lang)
    if not words.applied.search(text):
        return []
    found = []
    for start, end in _sentences(text, lang):
        if any(start <= span[0] < end for span, _ in candidates) or not words.applied.search(
            text, start, end
        ):
            continue
        what, often = words.applied.search(text, start, end), words.taking.search(text, start, end)
        if not what or not often or _around(text[start:end], lang).verdict is False:
            continue
        counts = (*numbers_in(text[start:end], lang), *spelled_numbers(text[start:end], lang))
        begins = [
            start + number.start
            for number in counts
            if start + number.end < often.start()
            and _COUNT_AHEAD.fullmatch(text, start + number.end + 1, often.start())
        ]
        # Where nothing is counted, what is put on is the amount.
        span = (min(begins), often.end()) if begins else hull(what.span(), often.span())
        found.append(span)
    return found


def _is_concentration(text: str, position: int, lang: str) -> bool:
    return bool(_PER_VOLUME.match(text, position) or _doses(lang).per.match(text, position))


def _is_of_food(text: str, position: int, unit: str, lang: str) -> bool:
    """Whether what is measured follows, and is no medicine: "of milk", but not the juice in a name for cough syrup."""
    words = _doses(lang)
    match = (words.liquids if unit == "small" else words.objects).match(text, position)
    return match is not None and not words.medicines.search(text, position, match.end() + 1)


def _is_prefix(text: str, position: int, lang: str) -> bool:
    """Whether the letter before a number is a word that the language writes together with what follows: "and"."""
    prefixes = words_of(lang).get("prefixes", "")
    return text[position - 1] in prefixes and not text[position - 2 : position - 1].isalnum()


def _candidates(read: str, lang: str) -> Iterator[tuple[Span, str]]:
    """Numbers with a unit of doses, and which kind of unit it is."""
    words = _doses(lang)
    for unit, pattern in (("form", words.alone), ("small", words.small_alone)):
        for match in pattern.finditer(read):
            if not _is_of_food(read, match.end(), unit, lang):
                yield match.span(), unit
    # "600 or 800 mg": where a number begins that shares the unit of the one at this place.
    begins: dict[int, int] = {}
    digits = numbers_in(read, lang)
    for first, second in itertools.pairwise(digits):
        if second.start - first.end < 12 and words.alternatives.fullmatch(read, first.end, second.start):
            begins[second.start] = begins.get(first.start, first.start)
    for number in (*digits, *spelled_numbers(read, lang)):
        before = read[number.start - 1 : number.start]
        if before == "_" or (
            before.isalpha() and not _UNSPACED.match(before) and not _is_prefix(read, number.start, lang)
        ):
            continue
        kinds = (("mass", words.masses), ("form", words.forms), ("small", words.small))
        matches = ((unit, pattern.match(read, number.end)) for unit, pattern in kinds)
        unit, end = next(((unit, match.end()) for unit, match in matches if match), ("", 0))
        if not unit:
            # "1 million units"
            scaled = _scale(lang).match(read, number.end)
            mass = words.masses.match(read, scaled.end()) if scaled else None
            unit, end = ("mass", mass.end()) if mass else ("", 0)
        if not unit or _is_concentration(read, end, lang):
            continue
        if unit != "mass" and words.either.match(read, end):
            unit = "either"
        if unit not in ("mass", "either") and _is_of_food(read, end, unit, lang):
            continue
        fraction = _FRACTION_BEFORE.search(read, max(0, number.start - 8), number.start)
        start = number.start - len(fraction[0].lstrip(" ")) if fraction else number.start
        if not fraction:
            start = begins.get(start, start)
        weight = _PER_WEIGHT.match(read, end)
        yield (start, weight.end() if weight else end), unit
