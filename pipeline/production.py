"""The runs behind the commands: check, build, prove, explain.

Input: a workspace and what the command asks for. Output: a `Summary` of what was found and made.
One bad article never stops the others, and its last good output stays.
Must not: print, know a format.
"""

from __future__ import annotations

import datetime
import functools
import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import catalogue, proof, scheduling, steps
from pipeline.article import Article
from pipeline.catalogue import Made
from pipeline.diagnostics import Diagnostic, Location, in_file_order, report
from pipeline.engines import EngineError, Engines
from pipeline.project import Project, load_project, read_articles, select
from pipeline.proof import Proof
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command asks for. Shape: empty tuples mean everything."""

    articles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(slots=True)
class Summary:
    """The whole run."""

    diagnostics: tuple[Diagnostic, ...] = ()
    made: list[Made] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


Progress = Callable[[Made, int, int], None]
Work = Callable[[Article, Project, Engines], Made]


def check(workspace: Workspace, wanted: Wanted, today: datetime.date, progress: Progress) -> Summary:
    """All findings on the wanted articles; nothing is made."""
    return _run(workspace, wanted, today, steps.checked, progress)[0]


def build(workspace: Workspace, wanted: Wanted, today: datetime.date, progress: Progress) -> Summary:
    """Makes, proves and releases the wanted articles."""
    workspace.sweep()
    work = functools.partial(steps.made, formats=wanted.formats)

    refused: list[Diagnostic] = []

    def release(made: Made) -> Made:
        """A disk that is full or a folder in the way costs one article its release, not the others."""
        if not made.releasable:
            return made
        try:
            catalogue.release(workspace, made)
        except OSError as error:
            refused.append(_refused(made.folder, error))
            return replace(made, artifacts=(), proofs=())
        return made

    summary, project = _run(workspace, wanted, today, work, progress, release)
    if project is not None:
        whole = not (wanted.articles or wanted.formats or wanted.languages)
        try:
            catalogue.update(workspace, summary.made, project.publication, project.theme, whole=whole)
        except OSError as error:
            refused.append(_refused("output", error))
    summary.diagnostics = in_file_order((*summary.diagnostics, *refused))
    return summary


def _refused(folder: str, error: OSError) -> Diagnostic:
    return report("PRF892", Location(folder), problem=(error.strerror or str(error)).lower())


def prove(workspace: Workspace, wanted: Wanted, today: datetime.date) -> Summary:
    """Proves the released files of articles again, against the source as it stands now."""
    work = functools.partial(steps.proved_again, read=workspace.read)
    summary, _ = _run(workspace, replace(wanted, jobs=1), today, work, lambda made, done, total: None)
    summary.proofs += [one for made in summary.made for one in made.proofs]
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
        evidence = proof.prove(owed, content, path=path)
        summary.proofs.append(evidence)
        diagnostics += evidence.diagnostics
    summary.diagnostics = in_file_order(diagnostics)
    return summary


def explain(workspace: Workspace, name: str, today: datetime.date) -> Summary:
    """Which disclaimers an article owes and why, a line each in `lines`."""
    lines: list[str] = []
    wanted = Wanted(articles=(name,))
    work = functools.partial(steps.explained, lines=lines)
    summary, _ = _run(workspace, wanted, today, work, lambda made, done, total: None)
    summary.lines = lines
    return summary


# ── one run over many articles ──────────────────────────────────────────────────────────────────


class _Worker:
    """What a process needs for its pieces, made once in each."""

    project: Project
    work: Work
    engines: Engines


def _prepare(project: Project, work: Work) -> None:
    _Worker.project, _Worker.work, _Worker.engines = project, staticmethod(work), Engines()


def _piece(one: Article) -> Made:
    """Whatever goes wrong with one article is that article's finding, a fault of ours too."""
    try:
        return _Worker.work(one, _Worker.project, _Worker.engines)
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
    return steps.unmade(one, problem)


def _run(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    work: Work,
    progress: Progress,
    each: Callable[[Made], Made] = lambda made: made,
) -> tuple[Summary, Project | None]:
    """Reads the project and does `work` on each wanted article; `each` gets the results in order, and returns what becomes of them."""
    project, found = load_project(workspace, today)
    summary = Summary(in_file_order(found))
    if project is None:
        return summary, None
    articles, by_path = read_articles(workspace, project.publication)
    chosen, unknown = select(articles, by_path, wanted.articles, wanted.languages)
    diagnostics = [*found, *unknown, *(one for path in chosen for one in by_path[path])]
    ready = [one for one in articles if one.path in chosen]
    count = 0

    def whole(one: Article, result: Made | scheduling.Lost[Article]) -> Made:
        """A result with what was found in the file before."""
        if isinstance(result, scheduling.Lost):
            result = steps.unmade(
                one, report("ENG603", Location(one.path), program="the worker", limit="its memory")
            )
        return replace(result, diagnostics=(*by_path[one.path], *result.diagnostics))

    def done(one: Article, result: Made | scheduling.Lost[Article]) -> None:
        nonlocal count
        count += 1
        progress(whole(one, result), count, len(ready))

    prepare = functools.partial(_prepare, project, work)
    results = scheduling.run(_piece, ready, wanted.jobs, prepare=prepare, done=done)
    for one, result in zip(ready, results, strict=True):
        made = each(whole(one, result))
        summary.made.append(made)
        diagnostics += made.diagnostics
    summary.diagnostics = in_file_order(diagnostics)
    return summary, project
