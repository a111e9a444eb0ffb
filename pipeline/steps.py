"""The steps on one article: parse, check, attach, compose, emit, prove; on a collection, bind as well.

Input: an `Article` or a `Collection`, and its `Project`. Output: what became of it. Pure but for the engines.
Must not: touch the disk, know a format.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from pipeline import catalogue, document, proof, toolchain
from pipeline.article import Article, about
from pipeline.checks import before_parsing, check, readable
from pipeline.collection import Collection
from pipeline.diagnostics import Diagnostic, Location, Reported, Severity, has_errors, report
from pipeline.disclaimers.attach import Attached, attach
from pipeline.disclaimers.detect import Mention
from pipeline.document import Document
from pipeline.editions import FORGETFUL, Edition, Memory, edition, pagination
from pipeline.engines import Engines
from pipeline.fingerprint import fingerprint
from pipeline.formats import FORMATS
from pipeline.listed import Listed
from pipeline.made import Made
from pipeline.project import Known, Project, Source
from pipeline.proof import Proof
from pipeline.proof.evidence import Unreadable
from pipeline.rendition import PageMap, Rendition
from pipeline.rendition.binding import Group, bind
from pipeline.rendition.expected import Expectation, expected
from pipeline.rendition.pages import nobody
from pipeline.schema import UNDETERMINED
from pipeline.stopwatch import Stopwatch


def parsed_and_checked(
    one: Article, project: Project, engines: Engines
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of an article, with all findings on its content."""
    found = list(before_parsing(one))
    endless = has_errors(found)
    read = readable(one, found)
    if endless and has_errors(before_parsing(read)):
        return None, tuple(found)
    parsed = document.parse(read, engines.pandoc)
    found += parsed.diagnostics
    if parsed.value is None:
        return None, tuple(found)
    tree = replace(
        parsed.value,
        article=one,
        site=project.publication.base_url,
        languages=project.handouts.get(one.slug, ()),
        original=project.originals.get(one.slug),
        part_of=project.bindings.get((one.slug, one.lang), ()),
    )
    found += check(
        tree,
        topics=frozenset(project.policy.topics),
        disclaimers=frozenset(project.library.disclaimers),
        articles=project.linkable.get(one.lang, frozenset()),
        today=project.today,
    )
    # Of one that does not end not all was read.
    return None if endless else tree, tuple(found)


# What is said of a text in the language that it says it is in.
_OF_A_LANGUAGE = ("DOC255", "DOC256")


def _follows(found: Diagnostic, one: Article) -> bool:
    """Whether it would only repeat that something in the front matter cannot be read."""
    nothing = () in one.positions.unreadable
    if found.code in _OF_A_LANGUAGE or (found.code, found.location) == ("ART116", one.at("dir")):
        return one.meta.lang is None and (nothing or "lang" in one.positions.value)
    return nothing and found.code == "ART122"


def attached(
    one: Source, project: Project, engines: Engines
) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
    """The document with its disclaimers, with all findings on both; of a collection, the whole book."""
    if isinstance(one, Collection):
        return _bound(one, project, engines)
    return _attached(one, project, engines, one.formats)


def _attached(
    one: Article, project: Project, engines: Engines, formats: Sequence[str]
) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
    tree, found = parsed_and_checked(one, project, engines)
    if tree is None:
        return None, found
    if one.faulty:
        return None, tuple(finding for finding in found if not _follows(finding, one))
    placed = attach(
        tree,
        project.policy,
        project.library,
        today=project.today,
        publisher=one.meta.publisher or "",
        formats=formats,
    )
    # Both look at `disclaimer` components and topics; what is wrong with one is said once.
    said = {finding.location for finding in found}
    more = (
        finding
        for finding in placed.diagnostics
        if finding.location not in said or not finding.location.extent
    )
    return placed.value, (*found, *more)


# What a book without a preface has none of: a text, and claims of its own that a rule would have to cover.
_OF_A_TEXT = ("DOC209", "DIS340", "DIS341")


def _prefaced(
    one: Collection, project: Project, engines: Engines
) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
    """The front of a collection, with its preface if it has one."""
    front, found = _attached(one.front, project, engines, one.formats)
    if one.faulty:
        # Its date may be that of an article that it names wrongly.
        found = tuple(finding for finding in found if finding.code != "ART122")
    if not one.front.body.strip():
        found = tuple(finding for finding in found if finding.code not in _OF_A_TEXT)
    return front, found


def _bound(
    one: Collection, project: Project, engines: Engines
) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
    """A collection as one document: each article with what it owes, attached before they are bound.

    Reports: ART136 (an article with errors), besides what the articles and the preface have.
    """
    front, found = _prefaced(one, project, engines)
    diagnostics = list(found)
    placed: dict[str, Attached] = {}
    for article in one.articles:
        value, found = _attached(article, project, engines, one.formats)
        if value is None or has_errors(found):
            diagnostics += (finding for finding in found if finding.severity is Severity.ERROR)
            diagnostics.append(report("ART136", one.places[article.slug], slug=article.slug))
        else:
            placed[article.slug] = value
    if one.faulty or front is None or has_errors(diagnostics):
        return None, tuple(diagnostics)
    groups = [
        Group(part.title, tuple(placed[article.slug].document for article in part.articles))
        for part in one.parts
    ]
    every = (front, *placed.values())
    days = [value.valid_until for value in every if value.valid_until is not None]
    book = bind(front.document, groups, project.theme.labels(one.lang))
    whole = Attached(
        replace(book, path=one.path),
        tuple(owed for value in every for owed in value.obligations),
        tuple(dict.fromkeys(rule for value in every for rule in value.rules)),
        min(days, default=None),
        tuple(dict.fromkeys(entry for value in every for entry in value.exempt)),
        tuple(said for value in every for said in value.said),
        tuple(sorted({slug for value in every for slug in value.links})),
    )
    return whole, tuple(diagnostics)


def unmade(one: Known, *found: Diagnostic) -> Made:
    """An article or collection of which nothing was made."""
    if isinstance(one, Listed):
        title, topics, said = one.title, one.topics, one.about
    else:
        title, topics, said = one.meta.title, one.meta.topics, about(one.meta)
    number = len(one.articles) if isinstance(one, Collection) else 0
    return Made(
        one.slug, one.lang, one.path, title, topics, one.text_sha256, found, about=said, articles=number
    )


def checked(one: Source, project: Project, engines: Engines) -> Made:
    """All findings on an article; one without errors gets advice on its topics and its language, too."""
    placed, found = attached(one, project, engines)
    if placed is not None and not has_errors(found):
        for name in one.formats:
            found = (*found, *FORMATS[name].refused(placed.document, project.theme))
    # The articles of a collection get theirs on their own.
    if project.publication.advice and isinstance(one, Article) and placed and not has_errors(found):
        # Nothing but `check` has to load this.
        from pipeline.checks.plain import advise
        from pipeline.disclaimers.lacking import lacking

        found = (*found, *lacking(placed, project.policy), *advise(placed.document))
    return unmade(one, *found)


# What is found by the words of a language or by its script, and which articles are in the same one.
_BY_LANGUAGE = frozenset({"DOC225", "DOC281", "DOC254", "DOC255", "DOC256", "DOC276"})


def read(one: Source, project: Project, engines: Engines) -> Made:
    """The findings on an article's text alone: what it owes cannot be said where the policy or a wording is faulty.

    Shape: nothing is said that a language which cannot be read would decide.
    """
    if isinstance(one, Collection):
        return unmade(one)
    _, found = parsed_and_checked(one, project, engines)
    # A wording whose file is faulty is there; which topics there are, a policy says that can be read.
    unsure = {"DOC237"} if project.policy.rules else {"DOC237", "ART123"}
    if one.lang == UNDETERMINED:
        unsure |= _BY_LANGUAGE
        found = tuple(each for each in found if (each.code, each.location) != ("ART116", one.at("dir")))
    if project.publication.lang == UNDETERMINED:
        unsure |= {"DOC225", "DOC281"}
    return unmade(one, *(each for each in found if each.code not in unsure))


def owing(one: Source, project: Project, engines: Engines) -> Made:
    """The findings on an article and on what it owes: all that can be said where the look of editions is not known."""
    return unmade(one, *attached(one, project, engines)[1])


class Reading:
    """What a process reads of a source, and composes of it, once for all editions that it makes."""

    def __init__(self, one: Source, project: Project, engines: Engines) -> None:
        self.one = one
        self.project = project
        self.engines = engines
        self._composed: dict[str, Reported[Rendition | None]] = {}

    @cached_property
    def attached(self) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
        """As the function of that name gives it."""
        return attached(self.one, self.project, self.engines)

    def composed(self, name: str, placed: Attached) -> Reported[Rendition | None]:
        """The rendition in a format."""
        if name not in self._composed:
            self._composed[name] = FORMATS[name].compose(placed.document, self.project.theme)
        return self._composed[name]

    def compose(self, name: str) -> None:
        """Composes a format before it is asked for."""
        placed, found = self.attached
        if placed is not None and not has_errors(found):
            self.composed(name, placed)


class _Making:
    """The editions of an article, one after the other. Shape: `pages` are those of the printed one, as far as they are known."""

    def __init__(
        self,
        reading: Reading,
        placed: Attached,
        memory: Memory,
        watch: Stopwatch,
        paged: Callable[[PageMap], None],
    ) -> None:
        self._reading, self._placed, self._memory = reading, placed, memory
        self._watch, self._paged = watch, paged
        self.pages: PageMap = ()
        self.editions: list[Edition] = []
        self.found: list[Diagnostic] = []

    def _composed(self, name: str) -> Reported[Rendition | None]:
        with self._watch.of("compose"):
            return self._reading.composed(name, self._placed)

    def paginate(self, name: str) -> None:
        """Only the pages of an edition, where nobody wants it but for those."""
        composed = self._composed(name)
        if composed.value is not None and not composed.failed:
            with self._watch.of(name):
                self.pages = self.pages or pagination(composed.value, self._reading.engines, self._memory)

    def make(self, name: str) -> None:
        composed, project = self._composed(name), self._reading.project
        self.found += composed.diagnostics
        if composed.value is None or composed.failed:
            return
        owed = _owed(self._placed.document, project, composed.value)
        # Of one that names no pages these are no input: it is the same whatever else is made.
        named = self.pages if FORMATS[name].names_pages else ()
        result = edition(
            composed.value, owed, project.theme, self._reading.engines, named, self._memory, self._watch, self._paged
        )  # fmt: skip
        self.pages = self.pages or next((one.pages for one in result.artifacts if one.pages), ())
        self.found += result.diagnostics
        self.editions.append(result)


def made(
    one: Source,
    project: Project,
    engines: Engines,
    *,
    formats: Sequence[str] = (),
    memory: Memory = FORGETFUL,
    reading: Reading | None = None,
    pages: PageMap | None = None,
    paged: Callable[[PageMap], None] = nobody,
) -> Made:
    """Every edition of an article (or those of `formats`), proved; nothing is written but what `memory` keeps.

    `reading` has what was read of it before, `pages` are those of the printed edition where they are known; `paged` is told
    them, where that is made here, as soon as they are.
    """
    watch = Stopwatch()
    reading = reading or Reading(one, project, engines)
    with watch.of("read and check"):
        placed, found = reading.attached
    if placed is None or has_errors(found):
        return replace(unmade(one, *found), on_text=len(found))
    making = _Making(reading, placed, memory, watch, paged)
    making.pages = pages or ()
    wanted = [name for name in one.formats if not formats or name in formats]
    asked = pages is None and any(FORMATS[name].names_pages for name in wanted)
    # In the order of the table: the pages of the printed edition are known before an edition that names them.
    for name in (name for name in FORMATS if name in one.formats):
        if name in wanted:
            making.make(name)
        elif asked:
            making.paginate(name)
    editions = making.editions
    whole = replace(
        unmade(one, *found, *making.found),
        on_text=len(found),
        artifacts=tuple(artifact for result in editions for artifact in result.artifacts),
        proofs=tuple(each for result in editions for each in result.proofs),
        wordings=wordings_of(placed, project),
        valid_until=placed.valid_until,
        whole=not formats or set(one.formats) <= set(formats),
        used=tuple(sorted({owed.disclaimer for owed in placed.obligations})),
        links=placed.links,
        said=placed.said,
        editions=tuple(result.key for result in editions),
    )
    if whole.releasable and whole.whole:
        # Here, since pictures take their time and this may be one process of many.
        with watch.of("evidence"):
            whole = _with_evidence(whole, project, memory)
    return replace(whole, seconds=watch.steps)


def together(
    one: Source, parts: Sequence[Made], project: Project, *, formats: Sequence[str], memory: Memory
) -> Made:
    """What was made of an article edition by edition, as if it had been made at once: of `formats`, or all."""
    broken = next((part for part in parts if part.on_text is None), None)
    if broken is not None:
        return broken
    first = parts[0]
    if all(len(part.diagnostics) == part.on_text and not part.editions for part in parts):
        return first
    watch = Stopwatch()
    whole = not formats or set(one.formats) <= set(formats)
    result = replace(
        first,
        diagnostics=(
            *first.diagnostics[: first.on_text],
            *(found for part in parts for found in part.diagnostics[part.on_text :]),
        ),
        artifacts=tuple(artifact for part in parts for artifact in part.artifacts),
        proofs=tuple(each for part in parts for each in part.proofs),
        editions=tuple(key for part in parts for key in part.editions),
        exhibits={name: one for part in parts for name, one in part.exhibits.items()},
        whole=whole,
    )
    if result.releasable and whole:
        with watch.of("evidence"):
            result = replace(_with_evidence(result, project, memory), exhibits={})
    for part in parts:
        for step, seconds in part.seconds.items():
            watch.add(step, seconds)
    return replace(result, seconds=watch.steps)


def _with_evidence(made: Made, project: Project, memory: Memory) -> Made:
    """With `proof.json` and `proof.html` on an article's files."""
    key = fingerprint(
        "evidence",
        toolchain.digest(),
        made.proofs,
        made.wordings,
        made.valid_until,
        project.look,
        project.publication.publisher,
    )
    kept = memory.get(key)
    if kept is not None:
        return replace(made, evidence=texts_of(kept), evidence_key=key)
    pages = catalogue.evidence(made, project.theme, project.publication.publisher)
    memory.put(key, json.dumps({name: content.decode() for name, content in pages.items()}).encode())
    return replace(made, evidence=pages, evidence_key=key)


def texts_of(kept: bytes) -> dict[str, bytes]:
    """What is remembered of an article's evidence."""
    return {name: content.encode() for name, content in json.loads(kept).items()}


def wordings_of(placed: Attached, project: Project) -> tuple[Mapping[str, Any], ...]:
    """Every wording that the article shows, as it is filled, with its approval."""
    wordings: dict[tuple[str, str], Mapping[str, Any]] = {}
    for owed in placed.obligations:
        wording = project.library.disclaimers[owed.disclaimer].in_language(owed.lang)
        approved = wording.approved if wording else None
        wordings[owed.disclaimer, owed.sha256] = {
            "disclaimer": owed.disclaimer,
            "version": owed.version,
            "lang": owed.lang,
            "sha256": owed.sha256,
            "approved": approved
            and {"by": approved.by, "on": approved.on.isoformat(), "sha256": approved.sha256},
            "review-by": wording.review_by.isoformat() if wording and wording.review_by else None,
        }
    return tuple(wordings[name] for name in sorted(wordings))


def proved_again(
    one: Source, project: Project, engines: Engines, *, read: Callable[[str], bytes | None]
) -> Made:
    """The proofs of an article's released files, against its source as it stands now.

    Reports: PRF890 (a file that was never released), and what the proofs find.
    """
    placed, found = attached(one, project, engines)
    if placed is None or has_errors(found):
        return unmade(one, *found)
    diagnostics = list(found)
    proofs: list[Proof] = []
    for name in one.formats:
        composed = FORMATS[name].compose(placed.document, project.theme)
        if composed.value is None:
            diagnostics += composed.diagnostics
            continue
        for file in FORMATS[name].files(composed.value):
            path = f"output/{one.lang}/{one.slug}/{file}"
            content = read(path)
            if content is None:
                diagnostics.append(report("PRF890", Location(path)))
                continue
            try:
                said = proof.expectation_in(content, path)
                repeats, covers = said.repeats, said.covers
            except (ValueError, Unreadable):
                repeats, covers = (), False
            owed = replace(_owed(placed.document, project, composed.value), repeats=repeats, covers=covers)
            fonts = proof.trusted_fonts(project.theme)
            proofs.append(proof.prove(owed, content, path=path, fonts=fonts))
            diagnostics += proofs[-1].diagnostics
    return replace(
        unmade(one, *diagnostics),
        proofs=tuple(proofs),
        wordings=wordings_of(placed, project),
        valid_until=placed.valid_until,
    )


def _owed(tree: Document, project: Project, rendition: Rendition) -> Expectation:
    """What every file of a rendition owes."""
    return expected(
        tree,
        rendition.format,
        project.theme.labels(tree.lang),
        stylesheets=rendition.stylesheets,
        fixed=project.theme.fixed_words(rendition.format, tree.lang),
    )


def explained(one: Source, project: Project, engines: Engines) -> Made:
    """Why each disclaimer is owed, where it stands, and which wording that is, in `lines`."""
    lines: list[str] = []
    if isinstance(one, Collection):
        _, diagnostics = _bound(one, project, engines)
        _explain(one.front, *_prefaced(one, project, engines), lines)
        for article in one.articles:
            _explain(article, *_attached(article, project, engines, one.formats), lines)
        return replace(unmade(one, *diagnostics), lines=tuple(lines))
    placed, found = attached(one, project, engines)
    _explain(one, placed, found, lines)
    return replace(unmade(one, *found), lines=tuple(lines))


def _explain(one: Article, placed: Attached | None, found: Sequence[Diagnostic], lines: list[str]) -> None:
    lines.append(f"{one.path} ({one.lang})")
    if placed is None or (has_errors(found) and not placed.unsaid):
        lines.append("  what it owes cannot be told in full: see the errors")
    elif not placed.obligations and not placed.unsaid:
        lines.append("  owes no disclaimer")
    for entry in placed.exempt if placed else ():
        lines.append(f"  exempt from rule {entry.rule} until {entry.until}, by {entry.by}: {entry.reason}")
    for left in placed.given_way if placed else ():
        lines.append(f"  rule {left.rule} gives way to {' and '.join(left.to)} for")
        lines.append(_where(one, left.mentions[0]))
        if len(left.mentions) > 1:
            lines.append(f"    and {len(left.mentions) - 1} more")
    for owed in placed.obligations if placed else ():
        rule = f"rule {owed.rule}" if owed.rule else "the author's own"
        lines.append(f"  {owed.disclaimer} ({owed.place}, {rule}) in {', '.join(owed.formats)}")
        lines += (_where(one, mention) for mention in owed.triggers)
        if not owed.triggers:
            lines.append(f"    {owed.trigger_block}")
        lines.append(
            f"    wording version {owed.version} ({owed.lang}), sha256 {owed.sha256[:12]}: {owed.text}"
        )
    for due in placed.unsaid if placed else ():
        rule = f"rule {due.rule.id}" if due.rule else "the author's own"
        formats = ", ".join(name for name in one.formats if name in due.formats)
        lines.append(f"  {due.disclaimer} ({due.place}, {rule}) in {formats}")
        mentions = dict.fromkeys(mention for trigger in due.triggers for mention in trigger.mentions)
        lines += (_where(one, mention) for mention in mentions)
        lines.append("    no wording that may be printed: see the errors")


def _where(one: Article, mention: Mention) -> str:
    """What a text mentions, with its place, in a line."""
    where = f"{one.path}:{mention.extent.line}:{mention.extent.column}" if mention.extent else one.path
    return f'    {where}: {mention.detector} "{mention.text}"'
