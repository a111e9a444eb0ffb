"""The policy: which article owes which disclaimer, and where.

Input: the bytes of `source/policy.yaml` and the ids of the disclaimers. Output: a frozen `Policy`.
A key that is misspelt here would silently mean "no disclaimer"; so nothing unknown passes.
Must not: evaluate a rule, know the text of a disclaimer.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar, get_args

from pydantic import ConfigDict, Field, SkipValidation

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
from pipeline.disclaimers.keys import known_keys
from pipeline.disclaimers.library import hidden_in
from pipeline.disclaimers.packs import ANY, Pack, PackRule
from pipeline.disclaimers.unclosed import readable_on
from pipeline.disclaimers.unfinished import nobody_in, placeholder_in
from pipeline.document.nodes import Legibility, stricter
from pipeline.schema import AsTuple, IsoDate, ListOf, Model, Text
from pipeline.validation import validate
from pipeline.yaml import YamlDocument

M = TypeVar("M", bound=Model)

PATH = "source/policy.yaml"
NOTHING = "nothing"
# What people write for it.
_NO_DISCLAIMER = frozenset({"nothing", "none", "no", "nil", "null", "n/a"})


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
    # Only for the JSON Schema; `_Reader` says more of what is missing.
    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"require": {"const": NOTHING}}},
            "then": {
                "required": ["reason"],
                "properties": dict.fromkeys(("place", "repeat", "gives-way"), False),
            },
            "else": {"required": ["place"]},
        }
    )

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

# Keys that people look for here, and where they belong.
_OF_A_WORDING = dict.fromkeys(
    ["legibility", "weight", "source-lang", "min-size-pt", "min-x-height-mm", "min-contrast", "max-line-chars", "min-body-ratio", "bold", "text", "short", "approved", "review-by", "version", "translates"],
    "it belongs to a disclaimer: write it into its file in source/disclaimers/",
)  # fmt: skip
_OF_THE_PUBLICATION = dict.fromkeys(
    [
        "publisher",
        "lang",
        "translations",
        "country",
        "base-url",
        "formats",
        "brochure",
        "ebook",
        "handout",
        "brand",
        "contact",
        "imprint",
        "languages",
    ],
    "it belongs to the publication: write it into source/publication.yaml",
)
_OF_A_CONDITION = {
    key: f"it belongs to the condition: write `when: {{{key}: …}}`, with others in a list under `all`"
    for key in ("topic", "audience", "region", "lang", "format", "mentions", "terms", "component", "table-column", "all", "any", "not")
}  # fmt: skip
_ELSEWHERE = {
    (): {
        **_OF_A_WORDING,
        **_OF_THE_PUBLICATION,
        **dict.fromkeys(("topics", "topic"), "write `vocabulary: {topics: […]}`"),
        **dict.fromkeys(("when", "require", "place", "repeat", "gives-way"), "it belongs to a rule, in the list `rules`"),
    },
    ("rules", "*"): {
        **_OF_A_WORDING,
        **_OF_A_CONDITION,
        **dict.fromkeys(("by", "until", "article"), "it belongs to an exemption, in the list `exempt`"),
    },
}  # fmt: skip
_SYNONYMS: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("rules", "*"): {
        word: key
        for key, words in {
            "when": "if condition unless trigger", "require": "then disclaimer show needs", "id": "name rule",
            "place": "position where location placement at", "repeat": "often every frequency", "reason": "why because comment note",
        }.items()
        for word in words.split()
    },
}  # fmt: skip


FILE = _Policy


def _unknown(require: str, place: Location, known: Collection[str]) -> Iterator[Diagnostic]:
    if require != NOTHING and require not in known:
        # Some write the file.
        named = require.rsplit("/", 1)[-1].removesuffix(".yaml")
        nearest = did_you_mean(NOTHING if require.casefold() in _NO_DISCLAIMER else named, (*known, NOTHING))
        yield report("DIS301", place, id=quoted(require), nearest=nearest)


def parse(content: bytes, path: str, known_disclaimers: Collection[str]) -> Reported[Policy | None]:
    """The policy, or everything that is wrong with its file.

    Reports: ART101–ART118, ART125 (the file), DIS301 (unknown disclaimer), DIS302 (unknown detector), DIS303
    (unknown topic), DIS304 (unknown test), DIS305 (double id), DIS306 (nothing without a reason), DIS307 (no
    block to stand after), DIS308 (unknown key), DIS309 (no rules), DIS310 (value of a test), DIS311
    (exemption from no rule), DIS313 (no place), DIS314 (unknown pack), DIS316 (a place for nothing), DIS317 (a rule
    that cannot give way), DIS318 (a repeat without a meaning), DIS319 (a condition that never holds),
    DIS337 (a name that reads like another), DIS338 (what is there already), DIS361 (an exemption
    with words that hold a place), DIS364 (two places for the same).
    """
    text = decode(content, path)
    if text.value is None:
        return Reported(None, text.diagnostics)
    loaded = readable_on(text.value, path)
    found: list[Diagnostic] = [*text.diagnostics, *loaded.diagnostics]
    document = loaded.value
    if document is None:
        return Reported(None, tuple(found))
    if document.value is None or document.value in ({}, []):
        return Reported(None, (*found, report("DIS309", Location(path))))
    if not isinstance(document.value, dict):
        return Reported(None, (*found, *validate(document, _Policy, context="policy.yaml").diagnostics))
    known = known_keys(_without_conditions(document), _KEYS, "DIS308", _ELSEWHERE, _SYNONYMS)
    found += known.diagnostics
    raw = {**document.value, **known.value.value}
    if not raw.get("rules") and not raw.get("extends"):
        return Reported(None, (*found, report("DIS309", document.key_at("rules"))))
    checked = validate(known.value, _Policy, context="policy.yaml")
    found += checked.diagnostics
    extended = tuple(_extended(document, _texts(raw.get("extends")), found))
    document = replace(document, values=known.value.values, keys=known.value.keys)
    reader = _Reader(document, raw, extended, found)
    topics = reader.topics()
    rules = reader.rules(topics, known_disclaimers)
    exemptions = reader.exemptions()
    if checked.value is None or has_errors(found):
        return Reported(None, tuple(found))
    legibility, sizes = ANY, get_args(PrintSize)
    for pack, _ in extended:
        legibility = stricter(legibility, pack.legibility)
    size = max((pack.size for pack, _ in extended), key=sizes.index, default=sizes[0])
    return Reported(Policy(topics, rules, exemptions, path, legibility, size), tuple(found))


class _Reader:
    """A policy's file, read part by part: what is wrong with one entry hides nothing of another.

    Shape: `raw` are its values without the keys that it may not have; `extended` the packs that it builds on and where it
    names them; what is wrong goes into `found`.
    """

    def __init__(
        self,
        document: YamlDocument,
        raw: Mapping[str, Any],
        extended: Sequence[tuple[Pack, Location]],
        found: list[Diagnostic],
    ) -> None:
        self.document, self.raw, self.extended, self.found = document, raw, extended, found
        # A pack that nobody knows would have brought topics and rules, as would topics that stand where nobody reads
        # them: that they are missing is no fault of its own.
        self.whole = (
            all(name in packs.names() for name in _texts(raw.get("extends")))
            and set(document.value) <= set(_KEYS[()])
            and _holds_topics(document.value.get("vocabulary"))
        )
        # The ids of all rules, of packs too, and of those that cannot be read.
        self.ids: set[str] = set()

    def topics(self) -> tuple[str, ...]:
        """The words for topics: its own, and those of packs."""
        vocabulary = self.raw.get("vocabulary")
        of_packs = [topic for pack, _ in self.extended for topic in pack.topics]
        names = _Names("a topic", of_packs)
        once: set[str] = set()
        for within, topic in _topics(vocabulary):
            place = self.document.at("vocabulary", "topics", *within)
            if topic in once:
                self.found.append(report("DIS338", place, found=f"the topic {quoted(topic)}"))
            once.add(topic)
            self.found += names.add(topic, place)
        own = _texts(vocabulary.get("topics") if isinstance(vocabulary, dict) else None)
        return tuple(dict.fromkeys((*own, *of_packs)))

    def rules(self, topics: tuple[str, ...], known_disclaimers: Collection[str]) -> tuple[Rule, ...]:
        """The rules of packs, and its own."""
        document, vocabulary = self.document, topics if self.whole else None
        asking = _with_conditions(document, self.raw.get("rules"))
        conditions = _conditions(asking, "when", vocabulary, self.found)
        ways = _conditions(asking, "gives-way", vocabulary, self.found)
        rules = [_of_pack(rule, place) for pack, place in self.extended for rule in pack.rules]
        self.ids |= {rule.id for rule in rules}
        names = _Names("a rule's id", self.ids)
        deeds = {_deed(rule): rule for rule in rules}
        asked = {(rule.when, rule.require): rule for rule in rules}
        readable = dict(_readable(self.raw.get("rules"), _Rule))
        self._unreadable(readable, known_disclaimers)
        for index, entry in readable.items():
            at = ("rules", index)
            if entry.id in self.ids:
                self.found.append(report("DIS305", document.at(*at, "id"), id=quoted(entry.id)))
            self.found += names.add(entry.id, document.at(*at, "id"))
            self.ids.add(entry.id)
            self.found += _unknown(entry.require, document.at(*at, "require"), known_disclaimers)
            when, way = conditions.get(index), ways.get(index)
            self.found += self._faults(entry, at, when, way)
            if when is None:
                continue
            rule = Rule(
                id=entry.id,
                when=when,
                require=None if entry.require == NOTHING else entry.require,
                place=entry.place or "closing",
                repeat=entry.repeat,
                reason=entry.reason or "",
                location=document.at(*at),
                gives_way=way,
            )
            same = deeds.setdefault(_deed(rule), rule)
            if rule.require is not None and same.id != rule.id:
                found = f"what rule {same.id} says in rule {rule.id}"
                self.found.append(report("DIS338", rule.location, found=found))
            else:
                self.found += _twice(rule, asked.setdefault((rule.when, rule.require), rule))
            rules.append(rule)
        return tuple(rules)

    def _unreadable(self, readable: Collection[int], known_disclaimers: Collection[str]) -> None:
        """What can be said of rules that cannot be read."""
        entries = self.raw.get("rules")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if index in readable or not isinstance(entry, dict):
                continue
            self.ids |= set(_texts(entry.get("id")))
            if isinstance(entry.get("require"), str):
                place = self.document.at("rules", index, "require")
                self.found += _unknown(entry["require"], place, known_disclaimers)

    def _faults(
        self, rule: _Rule, at: tuple[str, int], when: Condition | None, way: Condition | None
    ) -> Iterator[Diagnostic]:
        """What in a rule does not go together."""
        document = self.document
        if rule.require == NOTHING:
            if not rule.reason:
                yield report("DIS306", document.at(*at, "require"), rule=rule.id)
            for key in ("gives-way", "place", "repeat"):
                if key in self.raw["rules"][at[1]]:
                    yield report("DIS316", document.key_at(*at, key), rule=rule.id, key=key)
        else:
            if rule.place is None and rule.require.casefold() not in _NO_DISCLAIMER:
                yield report("DIS313", document.at(*at), rule=rule.id, accepted=", ".join(get_args(Place)))
            elif rule.place != "after-trigger":
                yield from _repeats(rule, document, at)
            elif when is not None and not names_a_block(when):
                yield report("DIS307", document.at(*at, "place"), rule=rule.id)
            if way is not None:
                yield from _ways(rule.id, way, rule.place, document, at)
        if when is not None and not can_hold(when):
            yield report("DIS319", document.at(*at, "when"), rule=rule.id)

    def exemptions(self) -> tuple[Exemption, ...]:
        exemptions: list[Exemption] = []
        readable = dict(_readable(self.raw.get("exempt"), _Exemption))
        entries = self.raw.get("exempt")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            self._exempted(index, entry if isinstance(entry, dict) else {})
            if (one := readable.get(index)) is not None:
                location = self.document.at("exempt", index)
                exemptions.append(Exemption(one.article, one.rule, one.reason, one.by, one.until, location))
        return tuple(exemptions)

    def _exempted(self, index: int, entry: Mapping[str, Any]) -> None:
        """What is wrong with what an exemption says, whatever else in it cannot be read."""
        rule = entry.get("rule")
        if self.whole and isinstance(rule, str) and rule not in self.ids:
            # A rule of a pack has the pack's name before its own.
            of_packs = [name for name in self.ids if name.endswith(f"/{rule}")]
            nearest = f"did you mean `{of_packs[0]}`?" if len(of_packs) == 1 else did_you_mean(rule, self.ids)
            place = self.document.at("exempt", index, "rule")
            self.found.append(report("DIS311", place, rule=quoted(rule), nearest=nearest))
        for key, unfinished in (("reason", placeholder_in), ("by", nobody_in)):
            words = entry.get(key)
            if isinstance(words, str) and (held := unfinished(words, "en")) is not None:
                place = self.document.at("exempt", index, key)
                self.found.append(report("DIS361", place, found=quoted(held)))


def _of_pack(rule: PackRule, place: Location) -> Rule:
    return Rule(
        id=rule.id,
        when=rule.when,
        require=rule.require,
        place=rule.place,
        repeat=rule.repeat,
        reason="",
        location=place,
        legibility=rule.legibility,
        gives_way=rule.gives_way,
    )


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
    entries = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else ()
    return tuple(entry.strip() for entry in entries if isinstance(entry, str))


def _deed(rule: Rule) -> tuple[object, ...]:
    """What a rule does, whatever it is called."""
    return rule.when, rule.require, rule.place, rule.repeat, rule.gives_way


def _twice(rule: Rule, other: Rule) -> Iterator[Diagnostic]:
    """Reports: DIS364 (what two rules put into different places for the same)."""
    if rule is other or rule.require is None:
        return
    key = "place" if rule.place != other.place else "repeat"
    here, there = (f"`{key}: {getattr(one, key)}`" for one in (rule, other))
    if here != there:
        found = f"{here} in rule {rule.id} and {there} in rule {other.id}"
        yield report("DIS364", rule.location, id=rule.require, found=found)


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


_ASKING = ("when", "gives-way")


def _with_conditions(document: YamlDocument, rules: object) -> YamlDocument:
    """The document with `rules`, whose keys are called as they should be, and the conditions that were taken out of them."""
    written = document.value.get("rules")
    if not isinstance(rules, list) or not isinstance(written, list):
        return replace(document, value={**document.value, "rules": rules})
    whole = [
        {**rule, **{key: entry[key] for key in _ASKING if key in entry}}
        if isinstance(rule, dict) and isinstance(entry, dict)
        else rule
        for rule, entry in zip(rules, written, strict=True)
    ]
    return replace(document, value={**document.value, "rules": whole})


def _without_conditions(document: YamlDocument) -> YamlDocument:
    """The document without `when` and `gives-way`, which have their own reader."""
    listed = document.value.get("rules")
    if not isinstance(listed, list):
        return document
    shallow = [
        {key: None if key in _ASKING else child for key, child in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in listed
    ]
    return replace(document, value={**document.value, "rules": shallow})
