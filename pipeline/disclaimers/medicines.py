"""What medicine is called, what it is measured in, and what is said of taking it.

Input: a language. Output: patterns, and what a text speaks of. The words of each language stand in `grammar/`. Must not:
know what a dose is.
"""

from __future__ import annotations

import functools
import re
import sys
from dataclasses import dataclass
from typing import Protocol

from pipeline.disclaimers.lexicons import BEGIN, END, bounded, by_initial, shared, top, whole_words
from pipeline.disclaimers.measures import joined, listed_of, right_ahead, right_behind
from pipeline.disclaimers.sentences import spans_of


class Names(Protocol):
    """What finds the name of a medicine in a text."""

    def search(self, text: str, start: int = ..., end: int = ..., /) -> re.Match[str] | None: ...


# The letters in which the names are written that all languages share.
_NAMING = re.compile("[a-zа-яіїєґ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _OtherScript:
    """The names of a language in another script; those of all languages are sought where their letters stand.

    Why: that search takes longer than all others, and few texts in these scripts have a Latin letter.
    """

    own: re.Pattern[str]
    every: re.Pattern[str]

    def search(self, text: str, start: int = 0, end: int = sys.maxsize, /) -> re.Match[str] | None:
        return self.own.search(text, start, end) or (
            self.every.search(text, start, end) if _NAMING.search(text, start, end) else None
        )


@dataclass(frozen=True, slots=True)
class Doses:
    """Words around doses. `masses` and `forms` are doses wherever nothing speaks of food; `small` need a medicine."""

    masses: re.Pattern[str]
    forms: re.Pattern[str]
    small: re.Pattern[str]
    alone: re.Pattern[str]
    small_alone: re.Pattern[str]
    per: re.Pattern[str]
    objects: re.Pattern[str]
    liquids: re.Pattern[str]
    medicines: Names
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
    blobs: re.Pattern[str]
    volumes: re.Pattern[str]
    named: re.Pattern[str]
    into: re.Pattern[str]
    within: re.Pattern[str]
    at_most: re.Pattern[str]
    swallowing: re.Pattern[str]
    routine: re.Pattern[str]
    remedies: re.Pattern[str]
    packs: re.Pattern[str]
    away: re.Pattern[str]
    forgotten: re.Pattern[str]
    missed: re.Pattern[str]
    pieces: re.Pattern[str]
    described: re.Pattern[str]
    machines: re.Pattern[str]
    boxes: re.Pattern[str]
    naming: re.Pattern[str]
    intervals: re.Pattern[str]
    again: re.Pattern[str]
    bounded: re.Pattern[str]
    schedule: re.Pattern[str]
    signs: dict[str, re.Pattern[str]]


# A number, or two, in digits or in words, as the lists write it: "<n>".
_SO_MANY = (
    r"(?:\d{1,3}(?:[.,]\d)?(?: ?(?:-|to|til|till|bis) ?\d{1,3})?"
    r"|[^\W\d]{1,12}(?:(?:-| (?:to|or|til|till|bis|eller|oder) )[^\W\d]{1,10})?)"
)


def with_numbers(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns with what "<n>" stands for."""
    return tuple(pattern.replace("<n>", _SO_MANY) for pattern in patterns)


def charts_of(lang: str) -> tuple[str, ...]:
    """How often, as charts of medicines abbreviate it: "bid", "2 × tgl."."""
    return with_numbers((*shared("charts"), *listed_of(lang, "dosage", "charts")))


def _objects(lang: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """What is measured where it is no medicine: "of fresh orange juice". A stop word ends the phrase before it."""
    foods = joined(tuple(word for key in keys for word in listed_of(lang, "dosage", key)))
    if not foods:
        return ()
    of = joined(listed_of(lang, "dosage", "of")) or "(?!)"
    stops = joined(listed_of(lang, "dosage", "stops")) or "(?!)"
    return (rf"(?:(?:{of}) {{0,2}})?(?:(?!(?:{stops}){END})[\w'-]{{1,20}} ){{0,2}}(?:{foods})",)


@functools.cache
def stems() -> str:
    """The last parts of names of substances."""
    return f"(?:{'|'.join(shared('stems'))})(?:{'|'.join(shared('stem-endings'))})?"


def _listed(key: str) -> tuple[str, ...]:
    """A shared list of the subjects, which write any letters another way."""
    return tuple(entry.replace("*", r"\w*") for entry in shared(key))


@functools.cache
def substances() -> re.Pattern[str]:
    """A medicine by its name, as many languages write it; made once for all of them."""
    return _medicines((*shared("substances"), *_listed("medicines")))


def named_in(text: str, lang: str) -> list[tuple[int, int]]:
    """Where medicines stand by their names."""
    patterns = (substances(), own_substances(lang)) if _NAMING.search(text) else (own_substances(lang),)
    return sorted(match.span() for pattern in patterns for match in pattern.finditer(text))


@functools.cache
def own_substances(lang: str) -> re.Pattern[str]:
    """A medicine by its name, as only this language writes it."""
    return whole_words(listed_of(lang, "dosage", "substances"))


@functools.lru_cache(maxsize=64)
def _medicines(words: tuple[str, ...]) -> re.Pattern[str]:
    """These words, and what ends like the name of a substance; such an end is sought anywhere, what stands before it needs no look."""
    return re.compile(
        rf"{BEGIN}(?:{bounded(by_initial(words))}){END}|(?<=\w{{3}}){stems()}{END}", re.IGNORECASE
    )


def _names(lang: str, known: tuple[str, ...]) -> Names:
    own = listed_of(lang, "dosage", "medicines")
    if _NAMING.search("".join(top(lang, "numbers"))):
        return _medicines((*known, *own))
    return _OtherScript(whole_words((*own, *listed_of(lang, "dosage", "substances"))), _medicines(known))


@functools.cache
def doses_of(lang: str) -> Doses:
    """The patterns of doses in a language, from its word list and from what all share."""

    def own(key: str) -> tuple[str, ...]:
        return with_numbers(listed_of(lang, "dosage", key))

    masses = (*shared("doses"), *own("masses"))
    often = (*charts_of(lang), *own("often"), *own("taking"))
    known = (*shared("substances"), *_listed("medicines"), *_listed("illnesses"), *own("substances"))
    qualifiers = bounded(by_initial((*own("qualifiers"), *shared("substances"))))
    units = joined(own("units"))
    return Doses(
        masses=right_behind(masses),
        forms=right_behind((rf"(?:(?:{qualifiers}) ){{0,2}}(?:{units})",))
        if own("units")
        else whole_words(()),
        small=right_behind((*shared("small-doses"), *own("small"))),
        alone=whole_words(own("alone")),
        small_alone=whole_words(own("small-alone")),
        per=right_behind((rf"(?:[\w'-]{{1,20}} ){{0,3}}(?:{joined(own('per')) or '(?!)'})",)),
        objects=right_behind(_objects(lang, ("food",))),
        liquids=right_behind(_objects(lang, ("food", "liquids"))),
        medicines=_names(lang, known),
        taking=whole_words(often),
        verbs=whole_words(own("verbs")),
        either=right_behind(own("either")),
        vitamins=right_behind(
            (rf"(?:(?:{joined(own('of')) or '(?!)'}) {{0,2}})?(?:{joined(own('vitamins'))})",)
        )
        if own("vitamins")
        else whole_words(()),
        alternatives=re.compile(rf" ?(?:{joined(own('alternatives')) or '(?!)'}) ?", re.IGNORECASE),
        drinking=whole_words(own("drinking")),
        applied=whole_words(own("applied")),
        others=whole_words((by_initial((*own("others"), *own("per"), *own("fodder"))),)),
        other_than=whole_words(own("others-unless")),
        blobs=whole_words(own("blobs")),
        volumes=right_behind(own("volumes")),
        named=right_behind(
            (
                rf"(?:(?:{qualifiers}) )?(?:{bounded(by_initial(shared('substances')))}|[^\W\d]{{3,20}}?{stems()})",
            )
        ),
        # "Two squirts up each nostril", "never more than eight in 24 hours"
        into=right_behind(
            (rf"[^\W\d]{{2,16}} (?:[^\W\d]{{1,4}} )?(?:{joined(own('sites')[:2]) or '(?!)'})",)
        ),
        within=right_behind(own("within")),
        swallowing=whole_words(own("swallowing")),
        routine=whole_words((*own("applied"), *own("swallowing"), *own("sites")[:2], *own("remedies"))),
        remedies=whole_words(own("remedies")),
        at_most=right_ahead(own("most")),
        packs=right_ahead(own("packs")),
        # "Five tablets to take home"
        away=right_behind(own("away")),
        forgotten=right_ahead(own("forgotten")),
        missed=right_behind(own("missed")),
        pieces=right_behind(own("pieces")),
        # "One soluble tablet": any word before the unit.
        described=right_behind((rf"[^\W\d][\w-]{{2,18}} (?:{units})",)) if units else whole_words(()),
        machines=whole_words(own("machines")),
        boxes=whole_words(own("boxes")),
        naming=whole_words(own("naming")),
        intervals=right_behind(own("intervals")),
        again=whole_words(own("again")),
        schedule=whole_words((*charts_of(lang), *own("schedule"))),
        bounded=re.compile(bounded(rf",? (?:{joined(own('most')) or '(?!)'}) "), re.IGNORECASE),
        signs={
            **{sign: whole_words(own(sign)) for sign in ("doing", "giving", "sites", "most", "patients")},
            "often": whole_words(often),
            "prepared": _medicines((*known, *own("medicines"), *own("preparations"))),
        },
        heads=whole_words((*masses, *own("units"), *shared("small-doses"), *own("small"))),
    )


@functools.cache
def things_of(lang: str) -> re.Pattern[str]:
    """Tablets, drops, injections, by their names alone; made only for texts in which something is taken."""
    return whole_words((*listed_of(lang, "dosage", "units"), *listed_of(lang, "dosage", "shots")))


@functools.cache
def preparations_of(lang: str) -> re.Pattern[str]:
    """What medicine is called by what it is for; made only for texts that say so many times a day."""
    return whole_words(listed_of(lang, "dosage", "preparations"))


@functools.cache
def taken_of(lang: str) -> re.Pattern[str]:
    """What says that something is taken as medicine is."""
    return whole_words(listed_of(lang, "dosage", "taken"))


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """What a text speaks of: medicine (True), food or the like (False), neither; whether it says how often, or to take."""

    verdict: bool | None
    often: bool
    routine: bool


@functools.lru_cache(maxsize=256)
def says_how_often(text: str, lang: str) -> bool:
    return doses_of(lang).taking.search(text) is not None


@functools.lru_cache(maxsize=512)
def spoken_of(text: str, lang: str) -> SpokenOf:
    words = doses_of(lang)
    often = says_how_often(text, lang)
    verdict: bool | None = None
    if words.medicines.search(text):
        verdict = True
    elif spans_of(words.others, text, words.other_than):
        verdict = False
    routine = (often or words.verbs.search(text) is not None) and not words.drinking.search(text)
    return SpokenOf(verdict, often, routine)
