"""The runs behind the commands: check, build, explain, approve.

Input: a workspace and what the command asks for. Output: a `Summary` of what was found and made.
One bad article never stops the others, and its last good output stays.
Must not: print, know a format.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Callable

from pipeline import steps, worker
from pipeline.ahead import Early
from pipeline.article import Article
from pipeline.diagnostics import (
    Location,
    did_you_mean,
    has_errors,
    quoted,
    report,
)
from pipeline.disclaimers import library
from pipeline.disclaimers.approval import approved
from pipeline.engines import EngineError, temporary
from pipeline.production.building import Build
from pipeline.production.running import HERE, Begun, Errand, Progress, Summary, Wanted, run
from pipeline.project import Reader, load_project, read_all, select
from pipeline.scheduling import Workers, nothing
from pipeline.schema import canonical_language
from pipeline.workspace import Workspace

__all__ = [
    "HERE",
    "Begun",
    "Errand",
    "Progress",
    "Summary",
    "Wanted",
    "approve",
    "build",
    "check",
    "explain",
    "rehearse",
    "run",
]


def check(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    progress: Progress,
    crew: Workers = HERE,
    *,
    begun: Begun = lambda one, total: None,
) -> Summary:
    """All findings on the wanted articles; nothing is made."""
    errand = Errand(steps.checked, crew, advising=True, anyhow=True)
    return run(workspace, wanted, today, errand, progress, begun=begun)[0]


def build(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    progress: Progress,
    crew: Workers = HERE,
    *,
    begun: Begun = lambda one, total: None,
    hurried: bool = False,
    early: Early = lambda made, total: None,
    over: Callable[[], None] = nothing,
) -> Summary:
    """Makes, proves and releases the wanted articles, but for those that stand as they were released.

    `crew` does the work; the same one may do that of many builds; `over` is called when it is through with this one's. `begun`
    and `progress` are told what is in work and what became of it, and how many there are in all. One that is `hurried` releases
    first what a writer looks at, and tells `early` of it.
    """
    workspace.sweep()
    temporary.sweep()
    errand = Build(workspace, wanted, crew, hurried=hurried, early=early)
    summary, project = run(workspace, wanted, today, errand, progress, begun=begun)
    if project is None and has_errors(summary.diagnostics):
        # All that can be said is said at once, as far as engines are there.
        with contextlib.suppress(EngineError):
            said = run(workspace, wanted, today, Errand(steps.checked, crew, anyhow=True))
            summary.diagnostics = said[0].diagnostics
    over()
    errand.finish(summary, project, today)
    return summary


def rehearse(workspace: Workspace, wanted: Wanted, today: datetime.date, crew: Workers) -> None:
    """Makes an article of middling length in two processes at once, and keeps nothing of it.

    Why: what a process does for the first time takes longer than an article. Who watches would wait for it at the first
    save, which concerns two of them.
    """
    project, _ = load_project(workspace, today)
    if project is None or not crew.near:
        return
    reader = Reader(workspace, project.publication, project.policy.size, wanted.brochure)
    project, sources, by_path = read_all(workspace, project, reader)
    chosen, _ = select(sources, by_path, wanted.articles, wanted.languages)
    articles = sorted(
        (one for one in sources if isinstance(one, Article) and one.path in chosen), key=worker.length
    )
    work = functools.partial(worker.piece, functools.partial(steps.made, formats=wanted.formats))
    middling = articles[len(articles) // 2 :][:1]
    for _ in crew.run(work, middling * 2, prepare=functools.partial(worker.prepare, project)):
        pass


def explain(workspace: Workspace, name: str, today: datetime.date, crew: Workers = HERE) -> Summary:
    """Which disclaimers an article owes and why, a line each in `lines`."""
    wanted = Wanted(articles=(name,))
    summary, _ = run(workspace, wanted, today, Errand(steps.explained, crew))
    summary.lines = [line for made in summary.made for line in made.lines]
    return summary


def approve(
    workspace: Workspace, name: str, lang: str, by: str, today: datetime.date, review_by: datetime.date | None
) -> Summary:
    """Writes somebody's approval of a wording into its file; `lines` says which text that is."""
    # Some name the file.
    name = name.rsplit("/", 1)[-1].removesuffix(".yaml")
    path = f"{library.FOLDER}/{name}.yaml"
    content = workspace.read(path)
    if content is None:
        names = workspace.names(library.FOLDER, ".yaml")
        if path in names:
            problem = workspace.fault(path) or "it cannot be read"
            return Summary((report("ART110", Location(path), problem=problem),))
        known = [one.rsplit("/", 1)[-1][:-5] for one in names]
        nearest = did_you_mean(name, known)
        return Summary((report("DIS301", Location(library.FOLDER), id=quoted(name), nearest=nearest),))
    signed = approved(content, path, lang, by=by, on=today, review_by=review_by)
    if signed.value is None:
        return Summary(signed.diagnostics)
    read = library.parse(signed.value, path).value
    wording = read.wordings[canonical_language(lang)] if read else None
    if read is None or wording is None or wording.approved is None:
        raise ValueError(f"{path} could not be read after it was written")
    workspace.release(library.FOLDER, {f"{name}.yaml": signed.value})
    lines = [
        f"{path}: {name} ({wording.lang}) approved by {by} on {today}",
        f"  sha256 {wording.approved.sha256}",
        f"  {wording.text}",
    ]
    if wording.lang != read.source_lang and wording.translates != read.version:
        lines.append(
            f"  note: it says that it translates version {wording.translates}; the {read.source_lang} wording is version {read.version}"
        )
    if wording.review_by is None:
        lines.append("  note: it has no day of review; `--review-by DATE` sets one")
    others = sorted(set(read.wordings) - {read.source_lang})
    before = library.parse(content, path).value
    signed_before = before.wordings[wording.lang].approved if before else None
    if (
        wording.lang == read.source_lang
        and others
        and signed_before
        and signed_before.sha256 != wording.approved.sha256
    ):
        lines.append(
            f"  note: the text is new; raise its `version`, so that the translations ({', '.join(others)}) are looked at"
        )
    return Summary(lines=lines)
