"""The policy: which article owes which disclaimer, and where.

Input: the bytes of `source/policy.yaml` and the ids of the disclaimers. Output: a frozen `Policy`.
A key that is misspelt here would silently mean "no disclaimer"; so nothing unknown passes.
Must not: evaluate a rule, know the text of a disclaimer.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from pipeline.article import Format, Topics, decode
from pipeline.diagnostics import Diagnostic, Location, Reported, did_you_mean, has_errors, quoted, report
from pipeline.disclaimers.detect import DETECTORS
from pipeline.disclaimers.library import unknown_keys
from pipeline.schema import AsTuple, IsoDate, Model, Text, canonical_language, is_language_tag
from pipeline.yaml import YamlDocument, load, validate

PATH = "source/policy.yaml"
NOTHING = "nothing"

Place = Literal["after-trigger", "opening", "closing", "running", "cover"]
Repeat = Literal["block", "section", "page", "once"]
ArticleTest = Literal["topic", "audience", "region", "lang", "format"]
BlockTest = Literal["mentions", "terms", "component", "table-column"]
ARTICLE_TESTS: tuple[str, ...] = get_args(ArticleTest)
BLOCK_TESTS: tuple[str, ...] = get_args(BlockTest)
COMPONENTS = (
    "key-facts",
    "pull-fact",
    "steps",
    "checklist",
    "callout",
    "quote",
    "table",
    "contact",
    "sources",
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One test; it holds for any of its values."""

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - `Any` is taken
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Criterion | All | Any_ | Not


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Shape: `require` is None for a rule that says why nothing is owed."""

    id: str
    when: Condition
    require: str | None
    place: Place
    repeat: Repeat
    reason: str
    location: Location


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
    topics: tuple[str, ...]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    path: str = PATH

    @property
    def tests(self) -> Iterator[Criterion]:
        for rule in self.rules:
            yield from tests_of(rule.when)


def tests_of(condition: Condition) -> Iterator[Criterion]:
    """Every test in a condition."""
    match condition:
        case Criterion():
            yield condition
        case All(parts) | Any_(parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part):
            yield from tests_of(part)


def names_a_block(condition: Condition, *, negated: bool = False) -> bool:
    """Whether some block can be the reason why it holds."""
    match condition:
        case Criterion(kind):
            return kind in BLOCK_TESTS and not negated
        case All(parts) | Any_(parts):
            return any(names_a_block(part, negated=negated) for part in parts)
        case Not(part):
            return names_a_block(part, negated=not negated)


class _Rule(Model):
    id: Text
    when: Any
    require: Text
    place: Place | None = None
    repeat: Repeat = "section"
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
    vocabulary: _Vocabulary = Field(default_factory=_Vocabulary)
    rules: Annotated[tuple[_Rule, ...], AsTuple] = ()
    exempt: Annotated[tuple[_Exemption, ...], AsTuple] = ()


_KEYS = {
    (): ("vocabulary", "rules", "exempt"),
    ("vocabulary",): ("topics",),
    ("rules", "*"): ("id", "when", "require", "place", "repeat", "reason"),
    ("exempt", "*"): ("article", "rule", "reason", "by", "until"),
}


FILE = _Policy


def parse(content: bytes, path: str, known_disclaimers: Collection[str]) -> Reported[Policy | None]:
    """The policy, or everything that is wrong with its file.

    Reports: ART101–ART118, ART125 (the file), DIS301 (unknown disclaimer), DIS302 (unknown detector), DIS303
    (unknown topic), DIS304 (unknown test), DIS305 (double id), DIS306 (nothing without a reason), DIS307 (no
    block to stand after), DIS308 (unknown key), DIS309 (no rules), DIS310 (value of a test), DIS311
    (exemption from no rule), DIS313 (no place).
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
    if isinstance(document.value, dict):
        found += unknown_keys(_without_conditions(document), _KEYS, "DIS308")
        if not document.value.get("rules"):
            found.append(report("DIS309", document.key_at("rules")))
        if has_errors(found):
            return Reported(None, tuple(found))
    checked = validate(document, _Policy, context="policy.yaml")
    found += checked.diagnostics
    read = checked.value
    if read is None:
        return Reported(None, tuple(found))
    topics = read.vocabulary.topics
    rules: list[Rule] = []
    seen: set[str] = set()
    for index, rule in enumerate(read.rules):
        at = ("rules", index)
        if rule.id in seen:
            found.append(report("DIS305", document.at(*at, "id"), id=quoted(rule.id)))
        seen.add(rule.id)
        require = None if rule.require == NOTHING else rule.require
        if require is not None and require not in known_disclaimers:
            found.append(
                report(
                    "DIS301",
                    document.at(*at, "require"),
                    id=quoted(require),
                    nearest=did_you_mean(require, (*known_disclaimers, NOTHING)),
                )
            )
        if require is None and not rule.reason:
            found.append(report("DIS306", document.at(*at, "require"), rule=rule.id))
        if require is not None and rule.place is None:
            found.append(
                report("DIS313", document.at(*at), rule=rule.id, accepted=", ".join(get_args(Place)))
            )
        reader = _ConditionReader(document, topics)
        when = reader.read(document.value["rules"][index].get("when"), (*at, "when"))
        found += reader.found
        if when is None:
            continue
        if require is not None and rule.place == "after-trigger" and not names_a_block(when):
            found.append(report("DIS307", document.at(*at, "place"), rule=rule.id))
        rules.append(
            Rule(
                id=rule.id,
                when=when,
                require=require,
                place=rule.place or "closing",
                repeat=rule.repeat,
                reason=rule.reason or "",
                location=document.at(*at),
            )
        )
    exemptions: list[Exemption] = []
    for index, entry in enumerate(read.exempt):
        if entry.rule not in seen:
            found.append(
                report(
                    "DIS311",
                    document.at("exempt", index, "rule"),
                    rule=quoted(entry.rule),
                    nearest=did_you_mean(entry.rule, seen),
                )
            )
        exemptions.append(
            Exemption(
                entry.article, entry.rule, entry.reason, entry.by, entry.until, document.at("exempt", index)
            )
        )
    if has_errors(found):
        return Reported(None, tuple(found))
    return Reported(Policy(topics, tuple(rules), tuple(exemptions), path), tuple(found))


def _without_conditions(document: YamlDocument) -> YamlDocument:
    """The document without `when`, which has its own reader."""
    listed = document.value.get("rules")
    if not isinstance(listed, list):
        return document
    shallow = [
        {key: None if key == "when" else child for key, child in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in listed
    ]
    return YamlDocument(document.path, {**document.value, "rules": shallow}, document.values, document.keys)


class _ConditionReader:
    """Recursive descent over `when`."""

    def __init__(self, document: YamlDocument, topics: tuple[str, ...]) -> None:
        self.document = document
        self.topics = topics
        self.found: list[Diagnostic] = []

    def read(self, value: Any, at: tuple[str | int, ...]) -> Condition | None:
        accepted = (*ARTICLE_TESTS, *BLOCK_TESTS, "all", "any", "not")
        if not isinstance(value, dict) or len(value) != 1:
            what = (
                "nothing"
                if not value
                else f"{len(value)} tests side by side"
                if isinstance(value, dict)
                else "no test"
            )
            self.found.append(report("DIS312", self.document.at(*at), found=what))
            if not isinstance(value, dict):
                return None
            # Look for misspelt tests all the same.
            for key, child in value.items():
                if key not in accepted:
                    self.unknown(key, (*at, key), accepted)
                else:
                    self.read({key: child}, at)
            return None
        ((key, child),) = value.items()
        place = (*at, key)
        if key not in accepted:
            self.unknown(key, place, accepted)
            return None
        if key == "not":
            part = self.read(child, place)
            return Not(part) if part is not None else None
        if key in ("all", "any"):
            if not isinstance(child, list) or not child:
                self.found.append(
                    report("DIS312", self.document.at(*place), found=f"`{key}` without a list of tests")
                )
                return None
            parts = [self.read(entry, (*place, index)) for index, entry in enumerate(child)]
            good = tuple(part for part in parts if part is not None)
            if len(good) != len(parts):
                return None
            return All(good) if key == "all" else Any_(good)
        return self.test(key, child, place)

    def unknown(self, key: str, place: tuple[str | int, ...], accepted: tuple[str, ...]) -> None:
        self.found.append(
            report(
                "DIS304", self.document.key_at(*place), key=quoted(key), nearest=did_you_mean(key, accepted)
            )
        )

    def test(self, kind: str, value: Any, at: tuple[str | int, ...]) -> Criterion | None:
        listed = isinstance(value, list)
        entries = value if isinstance(value, list) else [value]
        values: list[str] = []
        good = bool(entries)
        for index, entry in enumerate(entries):
            place = self.document.at(*at, index) if listed else self.document.at(*at)
            if not isinstance(entry, str) or not entry.strip():
                self.found.append(report("DIS310", place, test=kind, expected="text", found=quoted(entry)))
                good = False
                continue
            fault = self.fault(kind, entry, place)
            if fault is not None:
                self.found.append(fault)
                good = False
            values.append(canonical_language(entry) if kind == "lang" and fault is None else entry)
        if not entries:
            self.found.append(
                report("DIS310", self.document.at(*at), test=kind, expected="text", found="an empty list")
            )
        return Criterion(kind, tuple(values)) if good else None

    def fault(self, kind: str, value: str, place: Location) -> Diagnostic | None:
        if kind == "mentions" and value not in DETECTORS:
            return report("DIS302", place, detector=quoted(value), nearest=did_you_mean(value, DETECTORS))
        if kind == "topic" and value not in self.topics:
            return report("DIS303", place, topic=quoted(value), nearest=did_you_mean(value, self.topics))
        if kind == "component" and value not in COMPONENTS:
            return report(
                "DIS310", place, test=kind, expected="one of " + ", ".join(COMPONENTS), found=quoted(value)
            )
        if kind == "format" and value not in get_args(Format):
            return report(
                "DIS310",
                place,
                test=kind,
                expected="one of " + ", ".join(get_args(Format)),
                found=quoted(value),
            )
        if kind == "lang" and not is_language_tag(value):
            return report(
                "DIS310", place, test=kind, expected="a language tag such as nb", found=quoted(value)
            )
        return None
