"""Puts every disclaimer that an article owes into its tree: the only code that places.

Input: a `Document`, the policy, the wordings, a day. Output: the `Document` with its `Notice` nodes, and the
obligations that they fulfil. Pure, and idempotent: notices that are there already are taken out and found anew.
Must not: move or drop an author's block, know how a format shows a notice.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from pipeline.article import folded
from pipeline.diagnostics import (
    Diagnostic,
    Extent,
    Location,
    Reported,
    did_you_mean,
    quoted,
    report,
)
from pipeline.disclaimers.conditions import Conditions, Trigger
from pipeline.disclaimers.criteria import tests_of
from pipeline.disclaimers.detect import Mention, detectors_for
from pipeline.disclaimers.disowning import disowning
from pipeline.disclaimers.distance import FARTHEST, leads_on, lines_behind
from pipeline.disclaimers.library import Library, Wording
from pipeline.disclaimers.pictured import parting
from pipeline.disclaimers.places import Due, Places, merged
from pipeline.disclaimers.policy import Exemption, Policy, Rule
from pipeline.disclaimers.surface import bare, kind_of, surface
from pipeline.disclaimers.typed import Said
from pipeline.disclaimers.yielding import GivenWay, given_way
from pipeline.document import (
    Attributes,
    Block,
    Component,
    Document,
    Link,
    Notice,
    Table,
    plain_text,
    walk,
)
from pipeline.document.dates import spoken
from pipeline.document.links import elsewhere
from pipeline.document.nodes import Legibility, NoticePlace, Repetition, Weight, stricter
from pipeline.schema import nearly_says

_CONTACT = ("phone", "email", "url", "address")


@dataclass(frozen=True, slots=True)
class Obligation:
    """One disclaimer owed at one place.

    Shape: `key` is unique in the document, a valid HTML id, and the key of the `Notice` that fulfils it. `rule` is
    None for a disclaimer that the author added. `trigger` is None where the article as a whole owes it.
    `triggers` are all mentions that the notice covers, `trigger_block` describes the first one's block.
    """

    key: str
    disclaimer: str
    version: int
    lang: str
    text: str
    short: str
    sha256: str
    weight: Weight
    legibility: Legibility
    rule: str | None
    place: NoticePlace
    repeat: Repetition
    formats: tuple[str, ...]
    trigger: Mention | None
    triggers: tuple[Mention, ...]
    trigger_block: str
    as_of: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A document with its notices.

    Shape: `obligations` in the order of the notices; `rules` that the article meets; `valid_until` is the last day on
    which all that it relies on holds: wordings, facts, exemptions, the article itself. None: no day is set.
    """

    document: Document
    obligations: tuple[Obligation, ...]
    rules: tuple[str, ...] = ()
    valid_until: datetime.date | None = None
    exempt: tuple[Exemption, ...] = ()
    # What was compared with the wordings, to find those that somebody typed; of a book, each article's.
    said: tuple[Said, ...] = ()
    # The articles that it links to, and the headings in them.
    links: tuple[str, ...] = ()
    # What rules left to others.
    given_way: tuple[GivenWay, ...] = ()
    # What is owed and has no wording that may be printed.
    unsaid: tuple[Due, ...] = ()


def attach(
    document: Document,
    policy: Policy,
    library: Library,
    *,
    today: datetime.date,
    publisher: str,
    formats: Sequence[str],
) -> Reported[Attached]:
    """The document with every notice that it owes in `formats`.

    Shape: without errors, each obligation has its notice and each notice its obligation; the authored blocks are
    the same, in the same order, each of those inside `only` in one of its own, and `disclaimer` components are gone.
    Reports: DIS301, DIS326–DIS329 and DIS333 (policy and wordings), DIS340 (no rule covers it), DIS341 (no topics), DIS342 (unknown
    topic), DIS343–DIS345, DIS349 (components), DIS346 (wording typed by hand), DIS347 (no lexicon), DIS348 (no
    as-of), DIS351 (exemption has expired), DIS354 (one that is not needed has), DIS335 (one does nothing), DIS355 (too far from what sets it off), DIS356
    (nearly what a rule asks for), DIS358 (behind a picture without words), DIS360 (words against a notice).
    """
    return _Attachment(document, policy, library, today, publisher, tuple(formats)).run()


class _Attachment:
    """One run of `attach`."""

    def __init__(
        self,
        document: Document,
        policy: Policy,
        library: Library,
        today: datetime.date,
        publisher: str,
        formats: tuple[str, ...],
    ) -> None:
        self.document = document
        self.policy = policy
        self.library = library
        self.today = today
        self.publisher = publisher
        self.formats = formats
        self.found: list[Diagnostic] = []
        self.authored: list[tuple[int, Component]] = []
        self.exempt: list[Exemption] = []
        self.unsaid: list[Due] = []
        # Rules for which the language has no words.
        self.unread: set[str] = set()
        self.blocks: list[Block] = []
        self._wordings: dict[str, Wording | None] = {}
        self._separate()
        self.conditions = Conditions(document, self.blocks, formats)
        self.places = Places(self.blocks, formats)
        self.pieces = [piece for placed in self.conditions.passages for piece in placed.passage.pieces]
        self.said = Said(tuple(piece.text for piece in self.pieces), self._variables())

    def run(self) -> Reported[Attached]:
        self._check_components()
        self._check_topics()
        self._check_values()
        self._check_typed()
        due: list[Due] = []
        covered: list[str] = []
        owing: dict[str, dict[Rule, tuple[Trigger, ...]]] = {name: {} for name in self.formats}
        for rule in self.policy.rules:
            if not self._readable(rule):
                covered.append(rule.id)
                self.unread.add(rule.id)
                continue
            hits = {
                name: found
                for name in self.formats
                if (found := self.conditions.triggers(rule, name)) is not None
            }
            if not hits:
                continue
            covered.append(rule.id)
            if rule.require is None or self._exempt(rule):
                continue
            if rule.require not in self.library.disclaimers:
                # A policy's own rules were looked at when it was read; this one is a pack's.
                self.found.append(report("DIS315", rule.location, id=rule.require, rule=rule.id))
                continue
            for name, triggers in hits.items():
                owing[name][rule] = triggers
        told: list[GivenWay] = []
        order = {rule: number for number, rule in enumerate(self.policy.rules)}
        for name in self.formats:
            left, gone = given_way(owing[name], frozenset(filter(self._gives_way, owing[name])))
            told += gone
            for rule, triggers in left.items():
                due += self.places.due(rule, order[rule], rule.require or "", name, triggers)
        for entry in due:
            self._check_distance(entry)
        self.found += self._moot()
        self.found += self._needless()
        if not covered:
            topics = ", ".join(self.document.meta.topics)
            place = self.document.article.at("topics" if self.document.meta.topics else "title")
            instead = self._hindered() or (
                f"none for the topics {topics}" if topics else "none; it names no topics"
            )
            self.found.append(report("DIS340", place, found=instead, path=self.policy.path))
        settled = self.places.with_authored(
            merged(due), self.authored, self.library.disclaimers, len(self.policy.rules)
        )
        self.found += self._pictured(settled)
        self.found += disowning(self.pieces, self.document.lang, self._at) if settled else ()
        document, obligations = self._placed(settled)
        return Reported(
            Attached(
                document,
                obligations,
                tuple(covered),
                min(self._ends(), default=None),
                tuple(dict.fromkeys(self.exempt)),
                (self.said,),
                self._links(),
                tuple(dict.fromkeys(told)),
                tuple(self.unsaid),
            ),
            tuple(dict.fromkeys(self.found)),
        )

    def _hindered(self) -> str | None:
        """A rule that would cover the article but for some words of it, and the first of these."""
        for rule in self.policy.rules:
            for name in self.formats:
                for mention in self.conditions.in_the_way(rule, name)[:1]:
                    where = f" in line {mention.extent.line}" if mention.extent else ""
                    return f"that its rule {rule.id} would but for {quoted(mention.text)}{where}"
        return None

    def _links(self) -> tuple[str, ...]:
        places = (elsewhere(node.url) for node in walk(self.blocks) if isinstance(node, Link))
        return tuple(sorted({place.name for place in places if place is not None}))

    def _ends(self) -> Iterator[datetime.date]:
        """The days after which something that the article relies on has expired."""
        if self.document.meta.review_by:
            yield self.document.meta.review_by
        yield from (entry.until for entry in self.exempt)
        for wording in self._wordings.values():
            if wording is not None and wording.review_by is not None:
                yield wording.review_by
        for node in walk(self.blocks):
            attributes = getattr(node, "attributes", None)
            date = attributes.get("review-by") if isinstance(attributes, Attributes) else None
            try:
                if date:
                    yield datetime.date.fromisoformat(date)
            except ValueError:
                continue  # `checks` reports it

    # ── reading the document

    def _separate(self) -> None:
        """Authored blocks apart from disclaimers: components at their slots, notices of an earlier run gone."""
        for block in surface(self.document.blocks):
            if isinstance(block, Notice):
                if block.authored:
                    self.authored.append((len(self.blocks), _component_of(block)))
            elif isinstance(block, Component) and block.name == "disclaimer":
                self.authored.append((len(self.blocks), block))
            else:
                self.blocks.append(block)

    def _check_components(self) -> None:
        ids = self.library.disclaimers
        for _, component in self.authored:
            ref = component.attributes.get("ref")
            place = self._at(component.at)
            if component.blocks:
                self.found.append(report("DIS345", place, found=quoted(plain_text(component.blocks)[:60])))
            if ref is None:
                self.found.append(report("DIS349", place, accepted=", ".join(sorted(ids))))
            elif ref not in ids:
                self.found.append(report("DIS343", place, id=quoted(ref), nearest=did_you_mean(ref, ids)))
        for block in self.blocks:
            for node in walk((block,)):
                if isinstance(node, Component) and node.name == "disclaimer":
                    inside = block.name if isinstance(block, Component) else type(block).__name__.lower()
                    self.found.append(
                        report("DIS344", self._at(node.at or getattr(block, "at", None)), inside=inside)
                    )

    def _check_topics(self) -> None:
        article, known = self.document.article, self.policy.topics
        for index, topic in enumerate(self.document.meta.topics):
            if topic not in known:
                place = article.at("topics", index)
                self.found.append(
                    report("DIS342", place, topic=quoted(topic), nearest=did_you_mean(topic, known))
                )
        if not self.document.meta.topics and any(test.kind == "topic" for test in self.policy.tests):
            self.found.append(report("DIS341", article.at("title"), topics=", ".join(known)))

    def _check_values(self) -> None:
        """What nearly is a value that rules ask for: it would be one that no rule knows."""
        meta = self.document.meta
        for kind, said in (("audience", meta.audience), ("region", meta.region)):
            tests = [test for test in self.policy.tests if test.kind == kind]
            if said is None or any(self.conditions.possible(test, "") for test in tests):
                continue
            known = {folded(value).casefold(): value for test in tests for value in test.values}
            for near in (value for value in known if nearly_says(kind, folded(said), value)):
                place = self.document.article.at(kind)
                self.found.append(report("DIS356", place, key=kind, found=quoted(said), nearest=known[near]))

    def _check_typed(self) -> None:
        """Wording that somebody typed: it would be in no proof, and be out of date one day."""
        for at, id in self.said.typed(self.library.in_language(self.document.lang)):
            extent = self.pieces[at].extent(0, len(self.pieces[at].text))
            self.found.append(report("DIS346", self._at(extent), id=id))

    def _at(self, extent: Extent | None) -> Location:
        return self.document.article.location(extent)

    # ── rules

    def _readable(self, rule: Rule) -> bool:
        """Whether the language has every detector that the rule may need here."""
        lexicon = detectors_for(self.document.lang)
        missing = [
            value
            for test in tests_of(rule.when)
            if test.kind == "mentions"
            for value in test.values
            if value not in lexicon
        ]
        if not missing or all(self.conditions.possible(rule.when, name) is False for name in self.formats):
            return True
        # Somebody who has read the article answers for it.
        if not self._exempt(rule):
            place = self.document.article.at("lang" if self.document.meta.lang else "title")
            facts = {"lang": self.document.lang, "rule": rule.id}
            self.found += [report("DIS347", place, detector=one, **facts) for one in dict.fromkeys(missing)]
        return False

    def _gives_way(self, rule: Rule) -> bool:
        # As under `not`: a topic that only a translation has takes nothing away.
        return rule.gives_way is not None and bool(self.conditions.possible(rule.gives_way, "", negated=True))

    def _moot(self) -> Iterator[Diagnostic]:
        """Expired exemptions that no rule asked for, and that would hide one which does again one day."""
        told = {one.location for one in self.found if one.code == "DIS351"}
        for entry in self.policy.exemptions:
            if self._of_this(entry) and entry.until < self.today and entry.location not in told:
                yield report(
                    "DIS354",
                    entry.location,
                    article=self.document.slug,
                    rule=entry.rule,
                    date=entry.until,
                    by=entry.by,
                )

    def _needless(self) -> Iterator[Diagnostic]:
        """Exemptions of this very article from a rule that does not apply to it."""
        if set(self.formats) != set(self.document.article.formats):
            return
        free = {rule.id for rule in self.policy.rules if rule.require is None}
        of_use = {entry.rule for entry in self.exempt}
        for entry in self.policy.exemptions:
            # In another language the article may say more.
            if entry.article != self.document.article.id or entry.until < self.today or entry.rule in free:
                continue
            if entry.rule not in of_use and entry.rule not in self.unread:
                found = f"one from rule {entry.rule}, which does not apply to it"
                yield report("DIS335", entry.location, article=quoted(entry.article), found=found)

    def _of_this(self, entry: Exemption) -> bool:
        return entry.article in (self.document.slug, self.document.article.id)

    def _exempt(self, rule: Rule) -> bool:
        for entry in self.policy.exemptions:
            if entry.rule != rule.id or not self._of_this(entry):
                continue
            if entry.until < self.today:
                self.found.append(
                    report(
                        "DIS351",
                        entry.location,
                        article=self.document.slug,
                        rule=rule.id,
                        date=entry.until,
                        by=entry.by,
                    )
                )
                continue
            self.exempt.append(entry)
            return True
        return False

    def _check_distance(self, entry: Due) -> None:
        """A notice stands behind a block, whose end can be pages behind the claim; a table has it under each part."""
        first = entry.triggers[0] if entry.triggers else None
        if entry.place != "after-trigger" or first is None or first.block is None:
            return
        block = bare(self.blocks[entry.slot - 1])
        if isinstance(block, Table) or (isinstance(block, Component) and block.name == "table"):
            return
        claims = [each for each in first.mentions if each.extent and each.detector != "component"]
        if not claims:
            return
        claim = min(
            claims, key=lambda each: (each.extent.line, each.extent.column) if each.extent else (0, 0)
        )
        at = getattr(block, "at", None)
        # Of a heading, the whole block behind it.
        start = Extent.point(at.line, at.column) if at and entry.slot - 1 != first.block else claim.extent
        if start is not None and (number := lines_behind(block, start)) > FARTHEST:
            self.found.append(
                report(
                    "DIS355",
                    self._at(claim.extent),
                    id=entry.disclaimer,
                    most=FARTHEST,
                    claim=quoted(claim.text),
                    number=number,
                    kind=kind_of(block),
                )
            )

    def _pictured(self, settled: Sequence[Due]) -> Iterator[Diagnostic]:
        """Disclaimers that would stand behind a picture instead of words, or behind words that lead to something else."""
        for entry in settled:
            if entry.place not in ("after-trigger", "extra") or not entry.slot or entry.repeats:
                continue
            block = bare(self.blocks[entry.slot - 1])
            claims = {each.extent for trigger in entry.triggers for each in trigger.mentions if each.extent}
            if (picture := parting(block, claims, self.document.assets)) is not None:
                place = self._at(picture.at or getattr(block, "at", None))
                yield report("DIS358", place, name=picture.url, kind=kind_of(block))
            if leads_on(block):
                yield report("DIS359", self._at(getattr(block, "at", None)), id=entry.disclaimer)

    # ── notices

    def _placed(self, settled: list[Due]) -> tuple[Document, tuple[Obligation, ...]]:
        taken = {
            attributes.id
            for node in walk(self.blocks)
            if isinstance(attributes := getattr(node, "attributes", None), Attributes)
        }
        counts: Counter[str] = Counter()

        def new_key(disclaimer: str) -> str:
            while True:
                counts[disclaimer] += 1
                if (key := f"{disclaimer}-{counts[disclaimer]}") not in taken:
                    return key

        # Of each disclaimer the last notice that is no repeat.
        latest: dict[str, Notice] = {}
        at_slot: dict[int, list[Notice]] = {}
        obligations: list[Obligation] = []
        for entry in settled:
            if entry.repeats:
                if entry.disclaimer in latest:
                    first = latest[entry.disclaimer]
                    formats = tuple(name for name in first.formats if name in entry.formats)
                    again = replace(
                        first,
                        key=new_key(entry.disclaimer),
                        formats=formats,
                        authored=False,
                        repeats=first.key,
                    )
                    at_slot.setdefault(entry.slot, []).append(again)
                continue
            obligation = self._obligation(entry, "")
            if obligation is None:
                self.unsaid.append(entry)
                continue
            obligation = replace(obligation, key=new_key(entry.disclaimer))
            obligations.append(obligation)
            notice = _notice(obligation, entry.authored)
            latest[entry.disclaimer] = notice
            at_slot.setdefault(entry.slot, []).append(notice)
        blocks: list[Block] = [*at_slot.get(0, ())]
        for index, block in enumerate(self.blocks, 1):
            blocks.append(block)
            blocks += at_slot.get(index, ())
        return replace(self.document, blocks=tuple(blocks)), tuple(obligations)

    def _obligation(self, entry: Due, key: str) -> Obligation | None:
        if entry.disclaimer not in self._wordings:
            answer = self.library.wording(entry.disclaimer, self.document.lang, self.today)
            self.found += answer.diagnostics
            self._wordings[entry.disclaimer] = answer.value
        wording = self._wordings[entry.disclaimer]
        if wording is None:
            return None
        disclaimer = self.library.disclaimers[entry.disclaimer]
        mentions = tuple(dict.fromkeys(mention for trigger in entry.triggers for mention in trigger.mentions))
        dates = [date for trigger in entry.triggers for date in trigger.as_of]
        as_of = min(dates) if dates else None
        values = self._variables()
        if "as-of" in wording.placeholders:
            if as_of is None:
                place = self._at(
                    mentions[0].extent if mentions else entry.authored.at if entry.authored else None
                )
                self.found.append(
                    report(
                        "DIS348",
                        place,
                        id=entry.disclaimer,
                        rule=entry.rule.id if entry.rule else "the author's own",
                    )
                )
                return None
            values["as-of"] = spoken(as_of, self.document.lang)
        lacking = sorted(wording.placeholders - set(values))
        for name in lacking:
            place = self.document.article.at("title")
            key = (
                f"`contact: {{{name}: …}}` to the article or to publication.yaml"
                if name in _CONTACT
                else f"`{name}` to the article"
            )
            self.found.append(report("DIS350", place, name=f"{{{name}}}", id=entry.disclaimer, key=key))
        if lacking:
            return None
        text = wording.filled(values)
        return Obligation(
            key=key,
            disclaimer=entry.disclaimer,
            version=disclaimer.version,
            lang=wording.lang,
            text=text,
            short=replace(wording, text=wording.short).filled(values),
            sha256=sha256(folded(text).encode()).hexdigest(),
            weight=disclaimer.weight,
            legibility=stricter(stricter(disclaimer.legibility, self.policy.legibility), entry.legibility),
            rule=entry.rule.id if entry.rule else None,
            place=entry.place,
            repeat=entry.rule.repeat if entry.rule else "once",
            formats=tuple(name for name in self.formats if name in entry.formats),
            trigger=mentions[0] if mentions else None,
            triggers=mentions,
            trigger_block=self._described(entry),
            as_of=as_of,
        )

    def _variables(self) -> dict[str, str]:
        """What a wording may name, as far as the article says it, in its language."""
        meta, lang = self.document.meta, self.document.lang
        values = {"publisher": self.publisher, "title": meta.title, "region": meta.region}
        values |= {
            name: spoken(date, lang)
            for name, date in (("date", self.document.article.date), ("review-by", meta.review_by))
            if date
        }
        if meta.contact:
            values |= {name: getattr(meta.contact, name) for name in _CONTACT}
        return {name: folded(value) for name, value in values.items() if value}

    def _described(self, entry: Due) -> str:
        """Where a reader finds what set it off, in words."""
        if entry.rule is None:
            return "the author’s own choice"
        first = entry.triggers[0] if entry.triggers else None
        if first is None or (first.block is None and not first.mentions):
            return "the article as a whole"
        if first.block is None:
            return "the front matter"
        block = bare(self.blocks[first.block])
        at = getattr(block, "at", None)
        return f"{kind_of(block)} on line {at.line}" if at else kind_of(block)


def _notice(owed: Obligation, authored: Component | None) -> Notice:
    """The notice that fulfils an obligation."""
    return Notice(
        key=owed.key,
        disclaimer=owed.disclaimer,
        text=owed.text,
        weight=owed.weight,
        place=owed.place,
        formats=owed.formats,
        at=authored.at if authored else owed.trigger.extent if owed.trigger else None,
        authored=authored is not None,
        legibility=owed.legibility,
        version=owed.version,
        lang=owed.lang,
        rule=owed.rule,
        repeat=owed.repeat,
    )


def _component_of(notice: Notice) -> Component:
    """The component that an author's notice was made from."""
    return Component((), Attributes(classes=("disclaimer",), pairs=(("ref", notice.disclaimer),)), notice.at)
