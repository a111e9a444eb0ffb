"""The run: read, parse, check, attach, compose, emit, prove, release.

Input: a workspace and what the command asks for. Output: a `Summary` of what was found and made.
One bad article never stops the others, and its last good output stays.
Must not: print, know a format.
"""

from __future__ import annotations

import datetime
import json
import os
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline import article, catalogue, document, proof, publication, scheduling
from pipeline.article import Article
from pipeline.catalogue import Made
from pipeline.checks import before_parsing, check
from pipeline.diagnostics import (
    Diagnostic,
    Location,
    Reported,
    did_you_mean,
    has_errors,
    in_file_order,
    report,
)
from pipeline.disclaimers import library, policy
from pipeline.disclaimers.attach import Attached, Obligation, attach
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.policy import Policy
from pipeline.document import Document
from pipeline.engines import EngineError, Engines
from pipeline.formats import FORMATS
from pipeline.proof import Proof
from pipeline.publication import Publication
from pipeline.rendition import Artifact
from pipeline.rendition.expected import expected
from pipeline.theme import Theme, load_theme
from pipeline.workspace import Workspace, read_templates, shipped_templates


@dataclass(frozen=True, slots=True)
class Project:
    """What all articles share."""

    publication: Publication
    policy: Policy
    library: Library
    theme: Theme
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command asks for. Shape: empty tuples mean everything."""

    articles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    layout: str | None = None
    jobs: int = 1


@dataclass(slots=True)
class Summary:
    """The whole run."""

    diagnostics: tuple[Diagnostic, ...] = ()
    made: list[Made] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def load_project(workspace: Workspace, today: datetime.date) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """Publication, policy, wordings and theme, with everything that is wrong with them."""
    found: list[Diagnostic] = []
    content = workspace.read(publication.PATH)
    if content is None:
        return None, (report("ART130", Location(publication.PATH)),)
    loaded_publication = publication.parse(content)
    loaded_library = _library(workspace)
    loaded_policy = _policy(workspace, loaded_library.value)
    loaded_theme = load_theme(read_templates(shipped_templates()))
    for loaded in (loaded_publication, loaded_library, loaded_policy, loaded_theme):
        found += loaded.diagnostics
    if not loaded_publication.value or not loaded_policy.value or not loaded_theme.value or has_errors(found):
        return None, tuple(found)
    project = Project(
        loaded_publication.value, loaded_policy.value, loaded_library.value, loaded_theme.value, today
    )
    return project, tuple(found)


def _library(workspace: Workspace) -> Reported[Library]:
    """The wordings, with everything that is wrong with their files."""
    found: list[Diagnostic] = []
    disclaimers = []
    for name in workspace.names(library.FOLDER, ".yaml"):
        content = workspace.read(name)
        if content is None:
            found.append(report("ART110", Location(name), problem="it cannot be read"))
            continue
        parsed = library.parse(content, name)
        found += parsed.diagnostics
        if parsed.value is not None:
            disclaimers.append(parsed.value)
    gathered = Library.of(disclaimers)
    return Reported(gathered.value, (*found, *gathered.diagnostics))


def _policy(workspace: Workspace, wordings: Library) -> Reported[Policy | None]:
    """The policy; without one, nothing is built."""
    content = workspace.read(policy.PATH)
    if content is None:
        return Reported(None, (report("DIS300", Location(policy.PATH)),))
    return policy.parse(content, policy.PATH, wordings.disclaimers)


def read_articles(
    workspace: Workspace, project_publication: Publication
) -> tuple[list[Article], dict[str, tuple[Diagnostic, ...]]]:
    """The articles, and what was found in each file.

    Shape: the diagnostics are by path and hold every file's, those without an article too; of a `faulty` article
    only the text can be checked.
    """
    found: dict[str, tuple[Diagnostic, ...]] = {}
    articles: list[Article] = []
    sources: dict[str, Article] = {}
    taken: dict[tuple[str, str], str] = {}
    for file in workspace.articles():
        folder = file.path.rsplit("/", 1)[0]
        parsed = article.parse(file, project_publication.lang, sources.get(folder))
        diagnostics = list(parsed.diagnostics)
        value = parsed.value
        if value is not None:
            value = publication.with_defaults(value, project_publication)
            if file.file_language is None:
                sources[folder] = value
            elif folder in sources:
                diagnostics += _stale(value, sources[folder])
                if sources[folder].faulty:
                    diagnostics.append(report("ART128", Location(file.path), source=sources[folder].path))
            key = (value.slug, value.lang)
            if key in taken and not value.faulty:
                diagnostics.append(report("ART120", Location(file.path), slug=value.slug, other=taken[key]))
            taken.setdefault(key, file.path)
            articles.append(replace(value, faulty=has_errors(diagnostics)))
        found[file.path] = tuple(diagnostics)
    return articles, found


def _stale(translation: Article, source: Article) -> list[Diagnostic]:
    """A translation of another text than the one that stands there now."""
    translates = translation.meta.translates
    if translates and translates.sha256 != source.text_sha256:
        place = translation.at("translates", "sha256")
        return [report("ART124", place, expected=source.text_sha256, found=translates.sha256)]
    return []


def select(
    articles: Iterable[Article], paths: Iterable[str], wanted: Wanted
) -> tuple[set[str], tuple[Diagnostic, ...]]:
    """The paths that a command names: by slug, `slug.lang` or path; all of them where it names none."""
    by_path = {path: path.split("/")[-2] for path in paths}
    languages = {one.path: one.lang for one in articles}
    chosen: set[str] = set()
    unknown: list[Diagnostic] = []
    for name in wanted.articles:
        plain = name.rstrip("/").removesuffix("/article.md").rsplit("/", 1)[-1]
        hits = {
            path
            for path, slug in by_path.items()
            if path == name or slug == plain or f"{slug}.{languages.get(path)}" == name
        }
        if not hits:
            unknown.append(
                report(
                    "ART131",
                    Location("source/articles"),
                    name=name,
                    nearest=did_you_mean(name, set(by_path.values())),
                )
            )
        chosen |= hits
    if not wanted.articles:
        chosen = set(by_path)
    if wanted.languages:
        chosen = {path for path in chosen if languages.get(path, "") in wanted.languages}
    return chosen, tuple(unknown)


# ── one article: pure but for the engines ───────────────────────────────────────────────────────


def parsed_and_checked(
    one: Article, project: Project, engines: Engines
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document of an article, with all findings on its content."""
    found = list(before_parsing(one))
    if has_errors(found):
        return None, tuple(found)
    parsed = document.parse(one, engines.pandoc)
    found += parsed.diagnostics
    if parsed.value is None:
        return None, tuple(found)
    found += check(
        parsed.value,
        topics=frozenset(project.policy.topics),
        disclaimers=frozenset(project.library.disclaimers),
        today=project.today,
    )
    return parsed.value, tuple(found)


def attached(
    one: Article, project: Project, engines: Engines
) -> tuple[Attached | None, tuple[Diagnostic, ...]]:
    """The document with its disclaimers, with all findings on both."""
    tree, found = parsed_and_checked(one, project, engines)
    if tree is None:
        return None, found
    if one.faulty:
        # What follows from topics and dates that could not be read would only repeat that.
        return None, tuple(finding for finding in found if finding.code.startswith(("DOC", "ENG")))
    placed = attach(
        tree,
        project.policy,
        project.library,
        today=project.today,
        publisher=one.meta.publisher or "",
        formats=one.formats,
    )
    # Both look at `disclaimer` components and topics; what is wrong with one is said once.
    said = {finding.location for finding in found}
    more = (
        finding
        for finding in placed.diagnostics
        if finding.location not in said or not finding.location.extent
    )
    return placed.value, (*found, *more)


def _unmade(one: Article) -> Made:
    return Made(one.slug, one.lang, one.path, one.meta.title, one.meta.topics, one.text_sha256, ())


def make(one: Article, project: Project, wanted: Wanted, engines: Engines) -> Made:
    """Every edition of one article, proved; nothing is written."""
    placed, found = attached(one, project, engines)
    made = replace(_unmade(one), diagnostics=found)
    if placed is None or made.failed:
        return made
    tree = placed.document
    artifacts: list[Artifact] = []
    proofs: list[Proof] = []
    diagnostics = list(found)
    for name in one.formats:
        if wanted.formats and name not in wanted.formats:
            continue
        renderer = FORMATS[name]
        composed = renderer.compose(tree, project.theme)
        diagnostics += composed.diagnostics
        if composed.value is None or composed.failed:
            continue
        emitted = renderer.emit(composed.value, engines)
        diagnostics += emitted.diagnostics
        if emitted.value is None or emitted.failed:
            continue
        artifact = emitted.value
        owed = expected(tree, name, project.theme.labels(tree.lang))
        sheets = frozenset({sha256(composed.value.css.encode()).hexdigest()})
        evidence = proof.prove(
            owed, artifact.content, path=f"{made.folder}/{artifact.name}", stylesheets=sheets
        )
        diagnostics += evidence.diagnostics
        artifacts.append(artifact)
        proofs.append(evidence)
    wordings = tuple(
        {"disclaimer": one_owed.disclaimer, "version": one_owed.version, "sha256": one_owed.sha256}
        for one_owed in placed.obligations
    )
    return replace(
        made,
        diagnostics=tuple(diagnostics),
        artifacts=tuple(artifacts),
        proofs=tuple(proofs),
        wordings=tuple({json.dumps(entry, sort_keys=True): entry for entry in wordings}.values()),
    )


# ── the commands' runs ──────────────────────────────────────────────────────────────────────────

Progress = Callable[[Made, int, int], None]

_worker: dict[str, Any] = {}


def _prepare() -> None:
    """In each process, once: the engines, warm."""
    _worker["engines"] = Engines()


def _make_here(one: Article) -> Made:
    return _guarded(one, lambda: make(one, _worker["project"], _worker["wanted"], _worker["engines"]))


def _check_here(one: Article) -> Made:
    def checked() -> Made:
        _, found = attached(one, _worker["project"], _worker["engines"])
        return replace(_unmade(one), diagnostics=found)

    return _guarded(one, checked)


def _guarded(one: Article, work: Callable[[], Made]) -> Made:
    """Whatever goes wrong with one article is that article's finding, a fault of ours too."""
    try:
        return work()
    except EngineError as error:
        problem = report(error.code, Location(one.path), **error.facts)
    except Exception as error:
        if "SMALLPRINT_DEBUG" in os.environ:
            raise
        trace = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(trace.filename).name}:{trace.lineno}"
        problem = report(
            "ENG609", Location(one.path), problem=f"{type(error).__name__}: {error}", place=place
        )
    return replace(_unmade(one), diagnostics=(problem,))


def _run(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    work: Callable[[Article], Made],
    progress: Progress,
    each: Callable[[Made], None],
) -> tuple[Summary, Project | None]:
    """Reads the project and does `work` on each wanted article that can be read."""
    project, found = load_project(workspace, today)
    summary = Summary(found)
    if project is None:
        return summary, None
    articles, by_path = read_articles(workspace, project.publication)
    chosen, unknown = select(articles, by_path, wanted)
    diagnostics = [*found, *unknown]
    for path in sorted(chosen):
        diagnostics += by_path[path]
    ready = [one for one in articles if one.path in chosen]
    # Processes are forked after this, so that they hold it without being sent it.
    _worker["project"], _worker["wanted"] = project, wanted
    count = 0

    def whole(one: Article, result: Made | scheduling.Lost[Article]) -> Made:
        """A result with what was found in the file before."""
        if isinstance(result, scheduling.Lost):
            problem = report("ENG603", Location(one.path), program="the worker", limit="its memory")
            result = replace(_unmade(one), diagnostics=(problem,))
        return replace(result, diagnostics=(*by_path[one.path], *result.diagnostics))

    def done(one: Article, result: Made | scheduling.Lost[Article]) -> None:
        nonlocal count
        count += 1
        progress(whole(one, result), count, len(ready))

    for one, result in zip(
        ready, scheduling.run(work, ready, wanted.jobs, prepare=_prepare, done=done), strict=True
    ):
        made = whole(one, result)
        summary.made.append(made)
        diagnostics += made.diagnostics
        each(made)
    summary.diagnostics = in_file_order(diagnostics)
    return summary, project


def check_articles(workspace: Workspace, wanted: Wanted, today: datetime.date, progress: Progress) -> Summary:
    """All findings on the wanted articles; nothing is made."""
    return _run(workspace, wanted, today, _check_here, progress, lambda made: None)[0]


def build(workspace: Workspace, wanted: Wanted, today: datetime.date, progress: Progress) -> Summary:
    """Makes, proves and releases the wanted articles."""
    workspace.sweep()

    def release(made: Made) -> None:
        if made.releasable:
            catalogue.release(workspace, made)

    summary, project = _run(workspace, wanted, today, _make_here, progress, release)
    if project is not None:
        whole = not (wanted.articles or wanted.formats or wanted.languages)
        catalogue.update(workspace, summary.made, project.publication, project.theme, whole=whole)
    return summary


def prove_articles(workspace: Workspace, wanted: Wanted, today: datetime.date) -> Summary:
    """Proves the released files of articles again, against the source as it stands now."""
    project, found = load_project(workspace, today)
    summary = Summary(found)
    if project is None:
        return summary
    articles, by_path = read_articles(workspace, project.publication)
    chosen, unknown = select(articles, by_path, wanted)
    diagnostics = [*found, *unknown]
    engines = Engines()
    for one in articles:
        if one.path not in chosen or one.faulty:
            continue
        placed, problems = attached(one, project, engines)
        diagnostics += problems
        if placed is None or has_errors(problems):
            continue
        for name in one.formats:
            renderer = FORMATS[name]
            path = f"output/{one.lang}/{one.slug}/{one.slug}{renderer.suffix}"
            content = workspace.read(path)
            if content is None:
                diagnostics.append(report("PRF890", Location(path)))
                continue
            composed = renderer.compose(placed.document, project.theme)
            sheets = frozenset({sha256(composed.value.css.encode()).hexdigest()}) if composed.value else None
            owed = expected(placed.document, name, project.theme.labels(one.lang))
            evidence = proof.prove(owed, content, path=path, stylesheets=sheets)
            summary.proofs.append(evidence)
            diagnostics += evidence.diagnostics
    for path in chosen:
        diagnostics += by_path[path]
    summary.diagnostics = in_file_order(diagnostics)
    return summary


def prove_files(files: Sequence[tuple[str, bytes]]) -> Summary:
    """Proves finished files from the manifests that travel in them."""
    summary = Summary()
    diagnostics: list[Diagnostic] = []
    for path, content in files:
        try:
            owed = proof.expectation_in(content, path)
        except ValueError as error:
            diagnostics.append(report("PRF891", Location(path), problem=error))
            continue
        evidence = proof.prove(owed, content, path=path, stylesheets=None)
        summary.proofs.append(evidence)
        diagnostics += evidence.diagnostics
    summary.diagnostics = in_file_order(diagnostics)
    return summary


def explain_article(
    workspace: Workspace, name: str, today: datetime.date
) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """Which disclaimers an article owes and why, a line each."""
    project, found = load_project(workspace, today)
    if project is None:
        return [], found
    articles, by_path = read_articles(workspace, project.publication)
    chosen, unknown = select(articles, by_path, Wanted(articles=(name,)))
    diagnostics = [*found, *unknown]
    lines: list[str] = []
    engines = Engines()
    for path in sorted(chosen):
        diagnostics += by_path[path]
    for one in articles:
        if one.path not in chosen or one.faulty:
            continue
        placed, problems = attached(one, project, engines)
        diagnostics += problems
        lines.append(f"{one.path} ({one.lang})")
        if placed is None:
            continue
        if not placed.obligations:
            lines.append("  owes no disclaimer")
        for owed in placed.obligations:
            lines += _explained(owed, one.path)
    return lines, in_file_order(diagnostics)


def _explained(owed: Obligation, path: str) -> list[str]:
    """Why a disclaimer is owed, where it stands, and which wording that is."""
    rule = f"rule {owed.rule}" if owed.rule else "the author's own"
    lines = [f"  {owed.disclaimer} ({owed.place}, {rule}) in {', '.join(owed.formats)}"]
    for mention in owed.triggers:
        where = f"{path}:{mention.extent.line}:{mention.extent.column}" if mention.extent else path
        lines.append(f'    {where}: {mention.detector} "{mention.text}"')
    if not owed.triggers:
        lines.append(f"    {owed.trigger_block}")
    lines.append(f"    wording version {owed.version} ({owed.lang}), sha256 {owed.sha256[:12]}: {owed.text}")
    return lines
