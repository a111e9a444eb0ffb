"""The policy: which article owes which disclaimer, and where.

Input: the bytes of `source/policy.yaml` and the ids of the disclaimers. Output: a frozen `Policy`.
A key that is misspelt here would silently mean "no disclaimer"; so nothing unknown passes.
Must not: evaluate a rule, know the text of a disclaimer.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar, get_args

from pydantic import Field, SkipValidation

from pipeline.article import PrintSize, Topics, decode
from pipeline.diagnostics import Diagnostic, Location, Reported, did_you_mean, has_errors, quoted, report
from pipeline.disclaimers import packs
from pipeline.disclaimers.consistency import can_hold
from pipeline.disclaimers.criteria import (
    Condition,
    ConditionReader,
    Criterion,
    Place,
    Repeat,
    When,
    asks_of_articles_alone,
    names_a_block,
    tests_of,
)
from pipeline.disclaimers.detect import read_as
from pipeline.disclaimers.library import hidden_in, known_keys
from pipeline.disclaimers.packs import ANY, Pack
from pipeline.document.nodes import Legibility, stricter
from pipeline.schema import AsTuple, IsoDate, ListOf, Model, Text
from pipeline.validation import validate
from pipeline.yaml import YamlDocument, load

M = TypeVar("M", bound=Model)

PATH = "source/policy.yaml"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Shape: `require` is None for a rule that says why nothing is owed; `legibility` is what its disclaimer has to
    measure at least, besides its own; a rule of a pack has the location of the line that names the pack. Where
    `gives_way` holds, it leaves the words to other rules that owe something right behind them.
    """

    id: str
    when: Condition
    require: str | None
    place: Place
    repeat: Repeat
    reason: str
    location: Location
    legibility: Legibility = ANY
    gives_way: Condition | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """An article that is let off a rule, by somebody, until a day."""

    article: str
    rule: str
    reason: str
    by: str
    until: datetime.date
    location: Location


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules: those of the packs that it extends, then its own.

    Shape: `legibility` holds for every disclaimer; `size` is the smallest that a brochure may have.
    """

    topics: tuple[str, ...]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    path: str = PATH
    legibility: Legibility = ANY
    size: PrintSize = "standard"

    @property
    def tests(self) -> Iterator[Criterion]:
        for rule in self.rules:
            yield from tests_of(rule.when)
            if rule.gives_way is not None:
                yield from tests_of(rule.gives_way)


class _Rule(Model):
    id: Text
    when: SkipValidation[When]
    require: Text
    place: Place | None = None
    repeat: Repeat = "section"
    gives_way: SkipValidation[When] | None = Field(
        None,
        description="in articles for which this holds, words that another rule owes something right behind need not this one",
    )
    reason: Text | None = None


class _Exemption(Model):
    article: Text
    rule: Text
    reason: Text
    by: Text
    until: IsoDate


class _Vocabulary(Model):
    topics: Topics = ()


class _Policy(Model):
    extends: ListOf[Text] = Field((), description="packs that come with smallprint, whose rules hold too")
    vocabulary: _Vocabulary = Field(default_factory=_Vocabulary)
    rules: Annotated[tuple[_Rule, ...], AsTuple] = ()
    exempt: Annotated[tuple[_Exemption, ...], AsTuple] = ()


_KEYS = {
    (): ("extends", "vocabulary", "rules", "exempt"),
    ("vocabulary",): ("topics",),
    ("rules", "*"): ("id", "when", "require", "place", "repeat", "gives-way", "reason"),
    ("exempt", "*"): ("article", "rule", "reason", "by", "until"),
}


FILE = _Policy


def _unknown(require: str, place: Location, known: Collection[str]) -> Iterator[Diagnostic]:
    if require != NOTHING and require not in known:
        nearest = did_you_mean(require, (*known, NOTHING))
        yield report("DIS301", place, id=quoted(require), nearest=nearest)


def parse(content: bytes, path: str, known_disclaimers: Collection[str]) -> Reported[Policy | None]:
    """The policy, or everything that is wrong with its file.

    Reports: ART101–ART118, ART125 (the file), DIS301 (unknown disclaimer), DIS302 (unknown detector), DIS303
    (unknown topic), DIS304 (unknown test), DIS305 (double id), DIS306 (nothing without a reason), DIS307 (no
    block to stand after), DIS308 (unknown key), DIS309 (no rules), DIS310 (value of a test), DIS311
    (exemption from no rule), DIS313 (no place), DIS314 (unknown pack), DIS316 (a place for nothing), DIS317 (a rule
    that cannot give way), DIS318 (a repeat without a meaning), DIS319 (a condition that never holds),
    DIS337 (a name that reads like another), DIS338 (what is there already).
    """
    text = decode(content, path)
    if text.value is None:
        return Reported(None, text.diagnostics)
    loaded = load(text.value, path)
    found: list[Diagnostic] = [*text.diagnostics, *loaded.diagnostics]
    document = loaded.value
    if document is None:
        return Reported(None, tuple(found))
    if document.value is None or document.value in ({}, []):
        return Reported(None, (*found, report("DIS309", Location(path))))
    if not isinstance(document.value, dict):
        return Reported(None, (*found, *validate(document, _Policy, context="policy.yaml").diagnostics))
    known = known_keys(_without_conditions(document), _KEYS, "DIS308")
    found += known.diagnostics
    raw = {**document.value, **known.value.value}
    if not raw.get("rules") and not raw.get("extends"):
        return Reported(None, (*found, report("DIS309", document.key_at("rules"))))
    checked = validate(known.value, _Policy, context="policy.yaml")
    found += checked.diagnostics
    extended = list(_extended(document, _texts(raw.get("extends")), found))
    vocabulary = raw.get("vocabulary")
    own = _texts(vocabulary.get("topics") if isinstance(vocabulary, dict) else None)
    topics = tuple(dict.fromkeys((*own, *(topic for pack, _ in extended for topic in pack.topics))))
    # A pack that nobody knows would have brought topics and rules; that they are missing is no fault of its own.
    whole = all(name in packs.names() for name in _texts(raw.get("extends")))
    # The same goes for topics that stand where nobody reads them.
    whole &= set(document.value) <= set(_KEYS[()]) and _holds_topics(document.value.get("vocabulary"))
    names = _Names("a topic", (topic for pack, _ in extended for topic in pack.topics))
    once: set[str] = set()
    for within, topic in _topics(vocabulary):
        if topic in once:
            place = document.at("vocabulary", "topics", *within)
            found.append(report("DIS338", place, found=f"the topic {quoted(topic)}"))
        once.add(topic)
        found += names.add(topic, document.at("vocabulary", "topics", *within))
    conditions = _conditions(document, "when", topics if whole else None, found)
    ways = _conditions(document, "gives-way", topics if whole else None, found)
    # What is wrong with one entry hides nothing of another.
    readable = dict(_readable(known.value.value.get("rules"), _Rule))
    rules = [
        Rule(
            rule.id,
            rule.when,
            rule.require,
            rule.place,
            rule.repeat,
            "",
            place,
            rule.legibility,
            rule.gives_way,
        )
        for pack, place in extended
        for rule in pack.rules
    ]
    seen = {rule.id for rule in rules}
    names = _Names("a rule's id", seen)
    deeds = {_deed(rule): rule for rule in rules}
    for index, entry in enumerate(raw["rules"] if isinstance(raw.get("rules"), list) else ()):
        if index not in readable and isinstance(entry, dict):
            seen |= set(_texts(entry.get("id")))
            if isinstance(entry.get("require"), str):
                found += _unknown(entry["require"], document.at("rules", index, "require"), known_disclaimers)
    for index, rule in readable.items():
        at = ("rules", index)
        if rule.id in seen:
            found.append(report("DIS305", document.at(*at, "id"), id=quoted(rule.id)))
        found += names.add(rule.id, document.at(*at, "id"))
        seen.add(rule.id)
        require = None if rule.require == NOTHING else rule.require
        found += _unknown(rule.require, document.at(*at, "require"), known_disclaimers)
        if require is None and not rule.reason:
            found.append(report("DIS306", document.at(*at, "require"), rule=rule.id))
        if require is None:
            for key in ("gives-way", "place", "repeat"):
                if key in raw["rules"][index]:
                    found.append(report("DIS316", document.key_at(*at, key), rule=rule.id, key=key))
        if require is not None and rule.place is None:
            found.append(
                report("DIS313", document.at(*at), rule=rule.id, accepted=", ".join(get_args(Place)))
            )
        if require is not None and rule.place not in (None, "after-trigger"):
            found += _repeats(rule, document, at)
        if require is not None and index in ways:
            found += _ways(rule.id, ways[index], rule.place, document, at)
        when = conditions.get(index)
        if when is None:
            continue
        if require is not None and rule.place == "after-trigger" and not names_a_block(when):
            found.append(report("DIS307", document.at(*at, "place"), rule=rule.id))
        if not can_hold(when):
            found.append(report("DIS319", document.at(*at, "when"), rule=rule.id))
        read = Rule(
            id=rule.id,
            when=when,
            require=require,
            place=rule.place or "closing",
            repeat=rule.repeat,
            reason=rule.reason or "",
            location=document.at(*at),
            gives_way=ways.get(index),
        )
        same = deeds.setdefault(_deed(read), read)
        if require is not None and same.id != read.id:
            found.append(report("DIS338", read.location, found=f"what rule {same.id} says in rule {read.id}"))
        rules.append(read)
    exemptions: list[Exemption] = []
    for index, entry in _readable(known.value.value.get("exempt"), _Exemption):
        if whole and entry.rule not in seen:
            # A rule of a pack has the pack's name before its own.
            of_packs = [name for name in seen if name.endswith(f"/{entry.rule}")]
            nearest = (
                f"did you mean `{of_packs[0]}`?" if len(of_packs) == 1 else did_you_mean(entry.rule, seen)
            )
            place = document.at("exempt", index, "rule")
            found.append(report("DIS311", place, rule=quoted(entry.rule), nearest=nearest))
        exemptions.append(
            Exemption(
                entry.article, entry.rule, entry.reason, entry.by, entry.until, document.at("exempt", index)
            )
        )
    if checked.value is None or has_errors(found):
        return Reported(None, tuple(found))
    legibility, sizes = ANY, get_args(PrintSize)
    for pack, _ in extended:
        legibility = stricter(legibility, pack.legibility)
    size = max((pack.size for pack, _ in extended), key=sizes.index, default=sizes[0])
    return Reported(Policy(topics, tuple(rules), tuple(exemptions), path, legibility, size), tuple(found))


class _Names:
    """The names of one kind in a policy. Reports: DIS337 (one that nobody can read, or tell from another)."""

    def __init__(self, what: str, names: Iterable[str]) -> None:
        self._what = what
        self._first = {_read(name): name for name in names}

    def add(self, name: str, place: Location) -> Iterator[Diagnostic]:
        if not name.strip():
            return
        hidden = hidden_in(name, "en")
        other = self._first.setdefault(_read(name), name)
        if hidden is not None or name != name.strip():
            found = f"{quoted(name)} with {hidden or 'spaces around it'}"
            yield report("DIS337", place, what=self._what, found=found)
        elif other != name:
            yield report("DIS337", place, what=self._what, found=f"{quoted(name)} beside {quoted(other)}")


def _read(name: str) -> str:
    return " ".join(read_as(name, "en").text.split()).casefold()


def _readable(entries: object, model: type[M]) -> Iterator[tuple[int, M]]:
    """The entries of a list that are as they should be, by their numbers."""
    from pydantic import ValidationError

    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        with contextlib.suppress(ValidationError):
            yield index, model.model_validate(entry)


def _holds_topics(vocabulary: object) -> bool:
    """Whether a vocabulary is there and says what it should, or is not there at all."""
    if not isinstance(vocabulary, dict):
        return vocabulary is None
    return not vocabulary or (set(vocabulary) == {"topics"} and isinstance(vocabulary["topics"], list | str))


def _topics(vocabulary: object) -> Iterator[tuple[tuple[int, ...], str]]:
    """The topics of a vocabulary, and where in its list they stand."""
    listed = vocabulary.get("topics") if isinstance(vocabulary, dict) else None
    if isinstance(listed, str):
        yield (), listed
    for index, topic in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(topic, str):
            yield (index,), topic


def _texts(value: object) -> tuple[str, ...]:
    """A text or the texts of a list, whatever else is wrong with the file."""
    entries = value if isinstance(value, list) else [value]
    return tuple(entry for entry in entries if isinstance(entry, str))


def _deed(rule: Rule) -> tuple[object, ...]:
    """What a rule does, whatever it is called."""
    return rule.when, rule.require, rule.place, rule.repeat, rule.gives_way


def _repeats(rule: _Rule, document: YamlDocument, at: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """Reports: DIS318 (how often a disclaimer comes again that stands in one place)."""
    if "repeat" in rule.model_fields_set and rule.repeat != "once":
        here = document.key_at(*at, "repeat")
        yield report("DIS318", here, rule=rule.id, place=rule.place, repeat=rule.repeat)


def _ways(
    rule: str, way: Condition, place: Place | None, document: YamlDocument, at: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    """Reports: DIS317 (only the article decides where a rule gives way, and only what stands behind a block does)."""
    if not asks_of_articles_alone(way):
        here, expected, is_there = (
            document.at(*at, "gives-way"),
            "tests of the article",
            "one of blocks or editions",
        )
        yield report("DIS317", here, expected=expected, rule=rule, found=is_there)
    if place not in (None, "after-trigger"):
        here = document.at(*at, "place")
        yield report("DIS317", here, expected="`place: after-trigger`", rule=rule, found=f"`{place}`")


def _conditions(
    document: YamlDocument, key: str, topics: tuple[str, ...] | None, found: list[Diagnostic]
) -> dict[int, Condition]:
    """The conditions under a key of the rules that have a good one, by the number of the rule."""
    listed = document.value.get("rules")
    conditions: dict[int, Condition] = {}
    for index, rule in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(rule, dict) and key in rule:
            reader = ConditionReader(document, topics)
            when = reader.read(rule[key], ("rules", index, key))
            found += reader.found
            if when is not None:
                conditions[index] = when
    return conditions


def _extended(
    document: YamlDocument, names: tuple[str, ...], found: list[Diagnostic]
) -> Iterator[tuple[Pack, Location]]:
    """The packs that a policy builds on, once each, with the places that name them."""
    for index, name in enumerate(names):
        place = document.at("extends", index)
        if name not in packs.names():
            nearest = did_you_mean(name, packs.names())
            found.append(report("DIS314", place, pack=quoted(name), nearest=nearest))
        elif name in names[:index]:
            found.append(report("DIS338", place, found=f"{quoted(name)} in `extends`"))
        else:
            yield packs.pack(name), place


def _without_conditions(document: YamlDocument) -> YamlDocument:
    """The document without `when` and `gives-way`, which have their own reader."""
    listed = document.value.get("rules")
    if not isinstance(listed, list):
        return document
    shallow = [
        {key: None if key in ("when", "gives-way") else child for key, child in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in listed
    ]
    return YamlDocument(document.path, {**document.value, "rules": shallow}, document.values, document.keys)
