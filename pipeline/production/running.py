"""One run over many articles: what is read, who is asked, and what became of each.

Input: a workspace, what a command asks for, and its errand. Output: a `Summary`. Must not: print, release, know a format.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace

from pipeline import naming, steps, toolchain, worker
from pipeline.article import Article
from pipeline.catalogue import Released
from pipeline.collection import Collection
from pipeline.diagnostics import (
    Diagnostic,
    Location,
    Severity,
    did_you_mean,
    has_errors,
    in_file_order,
    quoted,
    report,
)
from pipeline.disclaimers.consistency import Profile
from pipeline.disclaimers.idle import hollow, idle_exemptions, unmet
from pipeline.engines import EngineError
from pipeline.fingerprint import fingerprint
from pipeline.incremental import State
from pipeline.listed import Listed
from pipeline.made import Made
from pipeline.project import Known, Project, Reader, Source, owes_surely, read_all, read_project, select
from pipeline.proof import Proof
from pipeline.proof.altered import Held
from pipeline.proof.mutants.trial import Trial
from pipeline.proof.record import Record
from pipeline.scheduling import Here, Lost, Workers
from pipeline.schema import UNDETERMINED
from pipeline.stopwatch import Stopwatch
from pipeline.workspace import MISNAMED_FOLDER, TOO_DEEP, Workspace

HERE = Here()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command asks for. Shape: empty tuples mean everything."""

    articles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    # What of brochures is asked for, over what publication and articles say: layout, paper, press.
    brochure: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """The whole run."""

    diagnostics: tuple[Diagnostic, ...] = ()
    made: list[Made] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    # Of a proof: the evidence by article, the bytes by their hash, what a manifest of releases says of each file, and
    # what the file itself says that it held.
    records: list[Record] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    released: dict[str, Released | None] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    # The files that were wanted and could not be read as articles or collections, by their paths.
    unread: list[str] = field(default_factory=list)
    # What a build took out of `output/`, a sentence for each folder.
    withdrawn: list[str] = field(default_factory=list)
    # How long what is done for all took, by its name.
    seconds: dict[str, float] = field(default_factory=dict)
    # The last day on which all that is released holds; None: no day is set.
    until: datetime.date | None = None

    def with_more(self, other: Summary) -> Summary:
        """Both runs as one."""
        return Summary(
            in_file_order((*self.diagnostics, *other.diagnostics)),
            [*self.made, *other.made],
            [*self.proofs, *other.proofs],
            [*self.lines, *other.lines],
            [*self.records, *other.records],
            {**self.contents, **other.contents},
            {**self.released, **other.released},
            {**self.held, **other.held},
            [*self.trials, *other.trials],
            [*self.unread, *other.unread],
        )


Progress = Callable[[Made, int, int], None]
Begun = Callable[[Source, int], None]


class Errand:
    """What a run is for: the work on each article, and who does it. This one looks at results, and keeps nothing.

    Advice on the source files is left out unless it is `advising`; what is wrong with texts where publication, policy or wordings
    are faulty is found if somebody wants it `anyhow`. Articles that look as `state` knows them are read only if they are not `known`.
    """

    state: State | None = None

    def __init__(
        self, work: worker.Work, crew: Workers, *, advising: bool = False, anyhow: bool = False
    ) -> None:
        self.work, self.crew, self.advising, self.anyhow = work, crew, advising, anyhow
        self.clock = Stopwatch()

    def known(self, one: Known, project: Project) -> Made | None:
        """What became of an article before, where that is still so: it is not worked on."""
        return None

    def begin(self, ready: Sequence[Source], prepare: Callable[[], None]) -> None:
        """Told, before, what there is to do and what prepares for it."""

    def meanwhile(self, project: Project) -> None:
        """Called when pieces are under way."""

    def ended(self, one: Source, made: Made, project: Project, before: int) -> Made:
        """What becomes of a result, in the order of the articles; `before` of its findings are on the file itself."""
        return made


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a run is over.

    Shape: `said` is what was found in each file, by its path; of the `sources` that could be read and are `wanted` some are
    `standing`, and the others `ready` to be worked on. `found` is on what is wanted, whether it could be read or not; what could
    not is `unread`.
    """

    project: Project
    sources: Sequence[Known]
    said: Mapping[str, tuple[Diagnostic, ...]]
    wanted: Sequence[Known]
    found: Sequence[Diagnostic]
    standing: Mapping[str, Made]
    ready: Sequence[Source]
    unread: Sequence[str]

    def whole(self, one: Known, result: Made | Lost[Source]) -> Made:
        """A result with what was found in the file before."""
        if isinstance(result, Lost):
            result = steps.unmade(one, worker.lost(result, Location(one.path)))
        return replace(result, diagnostics=(*self.said[one.path], *result.diagnostics))

    def idle(self, today: datetime.date) -> Iterator[Diagnostic]:
        """What the policy says for nobody."""
        policy = self.project.policy
        yield from _exempt_nobody(
            self.project, [one for one in self.sources if not isinstance(one, Collection)]
        )
        yield from idle_exemptions(policy.exemptions, policy.rules, today)
        yield from hollow(policy)
        # What an article says that could not be read, nobody knows.
        if _speaks(self.project) and not any(map(has_errors, self.said.values())):
            yield from unmet(policy, [_profile(one) for one in self.sources])


def run(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    errand: Errand,
    progress: Progress = lambda made, done, total: None,
    *,
    begun: Begun = lambda one, total: None,
) -> tuple[Summary, Project | None]:
    """Reads the project and does the errand's work on each wanted article and collection that is not known."""
    with errand.clock.of("reading"):
        project, found = read_project(workspace, today)
        faulty = has_errors(found)
        if faulty or not wanted.articles:
            found = (*found, *_overlooked(workspace))
        if project is None or (faulty and not errand.anyhow):
            return Summary(in_file_order(found)), None
    chosen = _chosen(workspace, wanted, project, errand)
    found = (*found, *chosen.idle(today))
    summary = Summary(unread=list(chosen.unread))
    diagnostics = [*found, *chosen.found]
    work = errand.work
    if faulty:
        work = steps.owing if owes_surely(project, found) else steps.read
    for made in _results(chosen, work, errand, progress, begun):
        summary.made.append(made)
        diagnostics += made.diagnostics
    summary.diagnostics = in_file_order(diagnostics)
    return summary, chosen.project


def _chosen(workspace: Workspace, wanted: Wanted, bare: Project, errand: Errand) -> _Chosen:
    """What is wanted, of the sources as they are; they are read again where somebody writes just now."""
    while (chosen := _read(workspace, wanted, bare, errand)) is None:
        if errand.state is not None:
            errand.state.know("", {})
    return chosen


def _read(workspace: Workspace, wanted: Wanted, bare: Project, errand: Errand) -> _Chosen | None:
    """What is wanted; None where an article is another now than when it was looked at."""
    state, clock = errand.state, errand.clock
    size, asked = bare.policy.size, wanted.brochure
    with clock.of("reading"):
        read_with = fingerprint("read", toolchain.digest(), bare.publication, size, asked)
        sure = state.known(read_with) if state is not None else {}
        reader = Reader(workspace, bare.publication, size, asked, sure)
        project, sources, said = read_all(workspace, bare, reader)
        if not errand.advising:
            said = {
                path: tuple(one for one in each if one.severity is not Severity.ADVICE)
                for path, each in said.items()
            }
        if state is not None:
            state.know(read_with, reader.listings())
        paths, unknown = select(sources, said, wanted.articles, wanted.languages if _speaks(bare) else ())
        chosen = [one for one in sources if one.path in paths]
    with clock.of("comparing"):
        standing = {one.path: made for one in chosen if (made := errand.known(one, project)) is not None}
    with clock.of("reading"):
        ready = reader.whole(one for one in chosen if one.path not in standing)
    if ready is None:
        return None
    found = [*unknown, *(one for path in paths for one in said[path])]
    unread = sorted(paths - {one.path for one in chosen})
    return _Chosen(project, sources, said, chosen, found, standing, ready, unread)


def _results(
    chosen: _Chosen, work: worker.Work, errand: Errand, progress: Progress, begun: Begun
) -> Iterator[Made]:
    """What became of each wanted article, in their order."""
    project, ready = chosen.project, chosen.ready
    over: dict[str, Made] = {}

    def under_way(one: Source) -> None:
        begun(one, len(ready))
        errand.meanwhile(project)

    def done(one: Source, result: Made | Lost[Source]) -> None:
        # At once, and not in its turn: one that takes long would hold back the files of all behind it, in memory.
        said = len(chosen.said[one.path])
        over[one.path] = errand.ended(one, chosen.whole(one, result), project, said)
        progress(over[one.path], len(over), len(ready))

    prepare = functools.partial(worker.prepare, project)
    errand.begin(ready, prepare)
    results = errand.crew.run(
        functools.partial(worker.piece, work),
        ready,
        prepare=prepare,
        begun=under_way,
        done=done,
        cost=worker.length,
        seconds=worker.limit,
        kept=False,
    )
    with errand.clock.of("making"):
        gone = _gone(results, over)
    for one in chosen.wanted:
        if (before := chosen.standing.get(one.path)) is not None:
            yield chosen.whole(one, before)
        elif gone is not None and one.path not in over:
            lost = steps.unmade(one, report(gone.code, Location(one.path), **gone.facts))
            yield chosen.whole(one, lost)
        else:
            yield over[one.path]


def _gone(results: Iterator[object], over: Sized) -> EngineError | None:
    """Waits for all results; where that which makes them is lost on the way, what is wrong with it.

    Raises: EngineError where it was never there.
    """
    try:
        for _ in results:
            pass
    except EngineError as error:
        if not over:
            raise
        return error
    return None


def _speaks(project: Project) -> bool:
    """Whether it is known in which languages its articles are: not where the publication's cannot be read."""
    return project.publication.lang != UNDETERMINED


def _exempt_nobody(project: Project, articles: Sequence[Article | Listed]) -> Iterator[Diagnostic]:
    """Exemptions for articles that are not there."""
    names = {name for one in articles for name in (one.slug, one.id)}
    for entry in project.policy.exemptions:
        if entry.article not in names:
            nearest = did_you_mean(entry.article, {one.slug for one in articles})
            yield report("DIS353", entry.location, article=quoted(entry.article), nearest=nearest)


def _profile(one: Known) -> Profile:
    """What an article or the preface of a book says of itself that rules ask for."""
    if isinstance(one, Listed):
        return Profile(one.lang, one.audience, one.region, one.formats)
    meta = one.front.meta if isinstance(one, Collection) else one.meta
    return Profile(one.lang, meta.audience, meta.region, one.formats)


def _overlooked(workspace: Workspace) -> Iterator[Diagnostic]:
    """What lies among the source files and is never read."""
    actions = {
        TOO_DEEP: "move it up, right into `source/disclaimers/` or `source/collections/`",
        "a link to a folder": "move the folder itself here",
        "a link that leads nowhere": "move the file itself here, or take the link away",
        "a text of another name": "put it into a folder of its own, as `article.md`; `smallprint import` does so",
        "a folder with nothing in it": "take it away, or write its `article.md`",
    }
    for path, what in workspace.overlooked():
        name = None if what == TOO_DEEP else naming.meant(path)
        if what == MISNAMED_FOLDER:
            name = naming.meant_folder(path.rsplit("/", 1)[-1])
        action = (
            f"did you mean `{name.rsplit('/', 1)[-1]}`? Rename it, or take it away" if name else actions[what]
        )
        yield report("ART142", Location(path), found=what, action=action)
