"""The language of conditions: what `when` may say, read from YAML.

Input: a parsed YAML value. Output: a frozen `Condition`, or everything that is wrong with it, with the nearest names.
Must not: evaluate a condition.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field

from pipeline.article import Format
from pipeline.diagnostics import Diagnostic, Location, did_you_mean, quoted, report
from pipeline.disclaimers.detect import DETECTORS, read_as
from pipeline.schema import Model, Text, canonical_language, is_language_tag, meant_language
from pipeline.validation import EDITIONS, as_written
from pipeline.yaml import YamlDocument

Place = Literal["after-trigger", "opening", "closing", "running", "cover"]
Repeat = Literal["block", "section", "page", "once"]
ArticleTest = Literal["topic", "audience", "region", "lang", "format"]
BlockTest = Literal["mentions", "terms", "component", "table-column"]
ARTICLE_TESTS: tuple[str, ...] = get_args(ArticleTest)
BLOCK_TESTS: tuple[str, ...] = get_args(BlockTest)
# Those that say which words they have found.
_OF_WORDS = ("mentions", "terms")
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


@dataclass(frozen=True, slots=True)
class Except:
    """What the first finds in a block where none of the others finds anything."""

    sought: Criterion
    others: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What each of these finds in one sentence, or in one table, that has nothing of what stands under `not`."""

    parts: tuple[Criterion | Except, ...]
    without: tuple[Criterion, ...] = ()


Condition = Criterion | All | Any_ | Not | Except | Together


def tests_of(condition: Condition) -> Iterator[Criterion]:
    """Every test in a condition."""
    match condition:
        case Criterion():
            yield condition
        case All(parts) | Any_(parts):
            for part in parts:
                yield from tests_of(part)
        case Together(parts, without):
            for part in parts:
                yield from tests_of(part)
            yield from without
        case Not(part):
            yield from tests_of(part)
        case Except(sought, others):
            yield from (sought, *others)


def asks_of_articles_alone(condition: Condition) -> bool:
    """Whether no block has a say in it, and no edition: then the front matter decides."""
    if isinstance(condition, Except | Together):
        return False
    return all(test.kind in ARTICLE_TESTS and test.kind != "format" for test in tests_of(condition))


def names_a_block(condition: Condition, *, negated: bool = False) -> bool:
    """Whether some block can be the reason why it holds."""
    match condition:
        case Criterion(kind):
            return kind in BLOCK_TESTS and not negated
        case All(parts) | Any_(parts):
            return any(names_a_block(part, negated=negated) for part in parts)
        case Not(part):
            return names_a_block(part, negated=not negated)
        case Except() | Together():
            return not negated


_Values = Text | Annotated[tuple[Text, ...], Field(min_length=1)]
_Formats = Format | Annotated[tuple[Format, ...], Field(min_length=1)]
_Detector = Annotated[str, Field(json_schema_extra={"enum": list(DETECTORS)})]
_Detectors = _Detector | Annotated[tuple[_Detector, ...], Field(min_length=1)]
_Component = Annotated[str, Field(json_schema_extra={"enum": list(COMPONENTS)})]
_Components = _Component | Annotated[tuple[_Component, ...], Field(min_length=1)]


class When(Model):
    """Exactly one test, or `all`, `any`, `not`, `except` or `together` of others."""

    # Only for the JSON Schema; `ConditionReader` reads.
    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    topic: _Values | None = Field(None, description="the article has one of these topics")
    audience: _Values | None = Field(None, description="the article is for one of these audiences")
    region: _Values | None = Field(None, description="the article is about one of these regions")
    lang: _Values | None = Field(None, description="the article is in one of these languages")
    format: _Formats | None = Field(None, description="the edition is one of these")
    mentions: _Detectors | None = Field(None, description="a block mentions one of these")
    terms: _Values | None = Field(
        None, description="a block has one of these words or phrases, whatever their case"
    )
    component: _Components | None = Field(None, description="a block is, or is in, one of these components")
    table_column: _Values | None = Field(
        None, description="a table has a column whose head contains one of these"
    )
    all_: tuple[When, ...] | None = Field(None, min_length=1, description="each of these holds")
    any_: tuple[When, ...] | None = Field(None, min_length=1, description="at least one of these holds")
    not_: When | None = Field(None, description="this does not hold")
    except_: tuple[When, ...] | None = Field(
        None,
        min_length=2,
        description="a block has words that the first of these `mentions` or `terms` finds and none of the others",
    )
    together: tuple[When, ...] | None = Field(
        None,
        min_length=2,
        description="one sentence, or one table, has words that each of these `mentions`, `terms` or `except`, or one of an `any` of them, finds, and none of those under `not`",
    )


# Several `any` inside `together` multiply.
MOST_WAYS = 100


def _finds_words(part: Condition) -> bool:
    """Whether a test may stand in `together`."""
    sought = part.part if isinstance(part, Not) else part
    return isinstance(part, Except) or (isinstance(sought, Criterion) and sought.kind in _OF_WORDS)


def _together(parts: Sequence[Condition]) -> Together:
    without = (part.part for part in parts if isinstance(part, Not))
    return Together(
        tuple(part for part in parts if isinstance(part, Criterion | Except)),
        tuple(part for part in without if isinstance(part, Criterion)),
    )


# Words with commas between them, two or more, that are no part of a phrase.
_SEVERAL = re.compile(r"\s*[\w-]+(?:\s*,\s*[\w-]+)+\s*")
# What people call that which a detector finds.
_DETECTED_AS = {
    name: detector
    for detector, names in {
        "money": "cash price prices pricing cost costs fee fees sum sums amount amounts currency tax taxes",
        "pay": "wage wages salary salaries earnings income payment payments wages-and-salaries",
        "percentage": "percent per-cent percents rate rates",
        "investment-return": "return returns interest investment investments yield yields risk fund funds shares",
        "dosage": "dose doses dosing medication medications medicine medicines drug drugs",
        "medical": "health illness disease diseases treatment treatments symptoms",
        "legal": "law laws right rights",
        "date-bound": "date dates deadline deadlines day days",
    }.items()
    for name in names.split()
}
# What people call a test, or a component.
_TESTED_AS = {
    "edition": "format", "editions": "format", "country": "region", "countries": "region", "place": "region", "tag": "topic", "tags": "topic",
    "category": "topic", "subject": "topic", "words": "terms", "word": "terms", "keyword": "terms", "keywords": "terms", "phrase": "terms",
    "phrases": "terms", "readers": "audience", "reader": "audience", "detector": "mentions", "detectors": "mentions", "detects": "mentions",
    "and": "all", "or": "any", "column": "table-column", "columns": "table-column",
}  # fmt: skip
_COMPONENT_AS = dict.fromkeys(
    ["warning", "note", "tip", "notice", "box", "alert", "admonition", "caution", "important"], "callout"
)
_WRITE_ONE = "write a value, or a list of values of which one has to fit"


class ConditionReader:
    """Recursive descent over `when`. Shape: `topics` are those that may be asked for, None where nobody can tell."""

    def __init__(self, document: YamlDocument, topics: tuple[str, ...] | None) -> None:
        self.document = document
        self.topics = topics
        self.found: list[Diagnostic] = []

    def read(self, value: Any, at: tuple[str | int, ...]) -> Condition | None:
        """The condition at one place of the policy; None where it has a fault, which is then in `found`."""
        accepted = (*ARTICLE_TESTS, *BLOCK_TESTS, "all", "any", "not", "except", "together")
        if not isinstance(value, dict) or len(value) != 1:
            what = (
                "nothing"
                if not value
                else f"{len(value)} tests side by side"
                if isinstance(value, dict)
                else quoted(value)
                if isinstance(value, str)
                else "a list"
                if isinstance(value, list)
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
        if key == "except":
            return self.exception(child, place)
        if key == "together":
            return self.together(child, place)
        return self.test(key, child, place)

    def parts(self, key: str, value: Any, at: tuple[str | int, ...]) -> list[Condition | None]:
        """The entries of what needs several; none where there are fewer than two."""
        if not isinstance(value, list) or len(value) < 2:
            found = f"`{key}` without a list of two tests or more"
            self.found.append(report("DIS312", self.document.at(*at), found=found))
            return []
        return [self.read(entry, (*at, index)) for index, entry in enumerate(value)]

    def exception(self, value: Any, at: tuple[str | int, ...]) -> Condition | None:
        """`except`: a test of words, and those whose words are left out."""
        parts = self.parts("except", value, at)
        for index, part in enumerate(parts):
            if part is not None and not (isinstance(part, Criterion) and part.kind in _OF_WORDS):
                found = "`except` of something else than `mentions` or `terms`"
                self.found.append(report("DIS312", self.document.at(*at, index), found=found))
        good = [part for part in parts if isinstance(part, Criterion) and part.kind in _OF_WORDS]
        return Except(good[0], tuple(good[1:])) if parts and len(good) == len(parts) else None

    def together(self, value: Any, at: tuple[str | int, ...]) -> Condition | None:
        """`together`: tests of words that have to find some in one sentence; with `any` inside, one of several such conditions."""
        parts = self.parts("together", value, at)
        choices: list[tuple[Condition, ...]] = []
        for index, part in enumerate(parts):
            choice = part.parts if isinstance(part, Any_) else () if part is None else (part,)
            if all(map(_finds_words, choice)):
                choices += [choice] if choice else []
            else:
                found = "`together` of something else than `mentions`, `terms`, `except`, `not` of a test of words, or `any` of these"
                self.found.append(report("DIS312", self.document.at(*at, index), found=found))
        if not parts or len(choices) < len(parts):
            return None
        if (count := math.prod(map(len, choices))) > MOST_WAYS:
            found = f"`together` with {count} ways to hold, where {MOST_WAYS} are the most; list words under one `terms`"
            self.found.append(report("DIS312", self.document.at(*at), found=found))
            return None
        ways = tuple(_together(chosen) for chosen in itertools.product(*choices))
        if not all(way.parts for way in ways):
            found = "`together` with nothing but `not`"
            self.found.append(report("DIS312", self.document.at(*at), found=found))
            return None
        return ways[0] if len(ways) == 1 else Any_(ways)

    def unknown(self, key: str, place: tuple[str | int, ...], accepted: tuple[str, ...]) -> None:
        """Notes a test that there is none of, with the nearest name."""
        meant = _TESTED_AS.get(key.casefold())
        nearest = f"did you mean `{meant}`?" if meant else did_you_mean(key, accepted)
        self.found.append(report("DIS304", self.document.key_at(*place), key=quoted(key), nearest=nearest))

    def test(self, kind: str, value: Any, at: tuple[str | int, ...]) -> Criterion | None:
        """One test with its values; None where a value has a fault, each of which is then in `found`."""
        listed = isinstance(value, list)
        entries = value if isinstance(value, list) else [value]
        values: list[str] = []
        good = bool(entries)
        for index, entry in enumerate(entries):
            place = self.document.at(*at, index) if listed else self.document.at(*at)
            if not isinstance(entry, str) or not entry.strip():
                self.found.append(
                    report(
                        "DIS310",
                        place,
                        test=kind,
                        expected="text",
                        found=as_written(entry) if entry != "" else "an empty text",
                        action=_WRITE_ONE,
                    )
                )
                good = False
                continue
            if not read_as(entry, "en").text.strip():
                # It would be found between any two letters, or nowhere.
                found = "characters that nobody sees"
                self.found.append(
                    report(
                        "DIS310",
                        place,
                        test=kind,
                        expected="text that can be seen",
                        found=found,
                        action=_WRITE_ONE,
                    )
                )
                good = False
                continue
            fault = self.fault(kind, entry, place)
            if fault is None and not listed and _SEVERAL.fullmatch(entry):
                found, action = (
                    f"several in one text, {quoted(entry)}",
                    f"write a list, `{kind}: [{entry.strip()}]`",
                )
                fault = report("DIS310", place, test=kind, expected="one text", found=found, action=action)
            if fault is not None:
                self.found.append(fault)
                good = False
            values.append(canonical_language(entry) if kind == "lang" and fault is None else entry)
        if not entries:
            self.found.append(
                report(
                    "DIS310",
                    self.document.at(*at),
                    test=kind,
                    expected="text",
                    found="an empty list",
                    action=_WRITE_ONE,
                )
            )
        return Criterion(kind, tuple(values)) if good else None

    def fault(self, kind: str, value: str, place: Location) -> Diagnostic | None:
        """What is wrong with one value of a test, None if nothing is."""
        if kind == "mentions" and value not in DETECTORS:
            meant = _DETECTED_AS.get(value.strip().casefold())
            action = f"did you mean `{meant}`?" if meant else did_you_mean(value, DETECTORS)
            return report("DIS302", place, detector=quoted(value), nearest=action)
        if kind == "topic" and self.topics is not None and value not in self.topics:
            return report("DIS303", place, topic=quoted(value), nearest=did_you_mean(value, self.topics))
        if kind == "component" and value not in COMPONENTS:
            return report(
                "DIS310",
                place,
                test=kind,
                expected="one of " + ", ".join(COMPONENTS),
                found=quoted(value),
                action=did_you_mean(_COMPONENT_AS.get(value.casefold(), value), COMPONENTS),
            )
        if kind == "format" and value not in get_args(Format):
            meant = EDITIONS.get(value.casefold())
            return report(
                "DIS310",
                place,
                test=kind,
                expected="one of " + ", ".join(get_args(Format)),
                found=quoted(value),
                action=f"did you mean `{meant}`?" if meant else did_you_mean(value, get_args(Format)),
            )
        if kind == "lang" and not is_language_tag(value):
            tag = meant_language(value)
            return report(
                "DIS310",
                place,
                test=kind,
                expected="a language tag such as nb",
                found=quoted(value),
                action=f"did you mean `{tag}`?" if tag else "write a tag as in BCP 47: en, nb, en-GB",
            )
        return None
