"""The runs behind the commands: check, build, explain, approve.

Input: a workspace and what the command asks for. Output: a `Summary` of what was found and made.
One bad article never stops the others, and its last good output stays.
Must not: print, know a format.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import abreast, ahead, away, catalogue, naming, steps, toolchain, worker
from pipeline.article import Article
from pipeline.cache import Cache
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
from pipeline.disclaimers import library
from pipeline.disclaimers.approval import approved
from pipeline.disclaimers.consistency import Profile
from pipeline.disclaimers.idle import idle_exemptions, unmet
from pipeline.editions import FORGETFUL
from pipeline.engines import EngineError, temporary
from pipeline.fingerprint import fingerprint
from pipeline.incremental import Standing, State
from pipeline.listed import Listed
from pipeline.made import Made
from pipeline.project import (
    Known,
    Project,
    Reader,
    Source,
    load_project,
    owes_surely,
    read_all,
    read_project,
    select,
)
from pipeline.proof import Proof
from pipeline.proof.altered import Held
from pipeline.proof.mutants.trial import Trial
from pipeline.proof.record import Record
from pipeline.scheduling import Here, Lost, Workers, nothing
from pipeline.scheduling.processes import Processes
from pipeline.schema import UNDETERMINED, canonical_language
from pipeline.stopwatch import Stopwatch
from pipeline.workspace import MISNAMED_FOLDER, Workspace

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
        )


Progress = Callable[[Made, int, int], None]
Begun = Callable[[Source, int], None]


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
    return run(
        workspace, wanted, today, steps.checked, progress, crew=crew, advising=True, anyhow=True, begun=begun
    )[0]


def build(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    progress: Progress,
    crew: Workers = HERE,
    *,
    begun: Begun = lambda one, total: None,
    hurried: bool = False,
    over: Callable[[], None] = nothing,
) -> Summary:
    """Makes, proves and releases the wanted articles, but for those that stand as they were released.

    `crew` does the work; the same one may do that of many builds; `over` is called when it is through with this one's. `begun`
    and `progress` are told what is in work and what became of it, and how many there are in all. One that is `hurried` releases
    first what a writer looks at.
    """
    workspace.sweep()
    temporary.sweep()
    given = crew
    state, memory = State.read(workspace), workspace.cache() or FORGETFUL
    work: worker.Work = functools.partial(steps.made, formats=wanted.formats, memory=memory)
    clock = Stopwatch()
    first = ahead.Ahead(workspace, wanted.formats)
    entries = catalogue.released(workspace)
    ends: Standing | None = None
    refused: list[Diagnostic] = []
    count = 0
    # One that is hurried is one of many, and finds loaded what lists take.
    rehearsed = hurried

    def known(one: Known, project: Project) -> Made | None:
        nonlocal ends
        if ends is None or ends.project is not project:
            ends = Standing(state, workspace, project, entries, wanted.formats, memory)
        if (trace := ends.of(one)) is not None:
            return replace(steps.unmade(one, *trace.diagnostics), valid_until=trace.until, standing=True)
        if (failure := ends.failure(one)) is not None:
            return replace(steps.unmade(one, *failure.diagnostics), standing=True)
        return None

    if not crew.near:
        # What a cluster's machines keep would be seen by no other; what is remembered here need not travel.
        there: worker.Work = functools.partial(away.made, formats=wanted.formats)
        crew = away.Elsewhere(
            crew,
            functools.partial(worker.piece, there),
            memory,
            lambda one: ends is not None and ends.recallable(one),
        )

    def foresee(made: Made) -> None:
        catalogue.foresee(made, count)

    def met(made: Made) -> None:
        # The processes that share an article need all processors at first.
        assert ends is not None
        rehearsal(ends.project)
        foresee(made)

    if isinstance(crew, Processes) and not hurried:

        def joined(one: Source, parts: Sequence[Made]) -> Made:
            assert ends is not None
            return steps.together(one, parts, ends.project, formats=wanted.formats, memory=memory)

        crew = abreast.Abreast(crew, functools.partial(worker.share_of, memory), joined, wanted.formats, met)

    def release(one: Source, made: Made, project: Project, before: int) -> Made:
        """A disk that is full or a folder in the way costs one article its release, not the others."""
        if not made.releasable:
            if ends is not None:
                ends.failed(one, made.diagnostics[before:])
            return made
        try:
            with clock.of("releasing"):
                result = catalogue.release(workspace, made, project.theme, project.publication.publisher)
        except OSError as error:
            refused.append(_refused(workspace, made.folder, error))
            return replace(made, artifacts=(), proofs=())
        foresee(result)
        if ends is not None:
            ends.released(one, replace(made, diagnostics=made.diagnostics[before:]))
        return result.light

    def rehearsal(project: Project) -> None:
        nonlocal rehearsed
        if not rehearsed:
            rehearsed = True
            catalogue.rehearse(project)

    def meanwhile(project: Project) -> None:
        if not (isinstance(crew, Here) or (isinstance(crew, abreast.Abreast) and crew.sharing)):
            rehearsal(project)

    def begin(ready: Sequence[Source], prepare: Callable[[], None]) -> None:
        nonlocal count
        count = len(ready)
        # Of machines far away each would have to remember what another has made.
        if hurried and crew.near:
            with clock.of("ahead"):
                first.run(ready, functools.partial(worker.part, memory), crew, prepare, worker.limit)

    summary, project = run(
        workspace, wanted, today, work, progress, release,
        known=known, crew=crew, clock=clock, begun=begun, begin=begin, meanwhile=meanwhile, state=state,
    )  # fmt: skip
    if project is None and has_errors(summary.diagnostics):
        # All that can be said is said at once.
        summary.diagnostics = run(
            workspace, wanted, today, steps.checked, progress, crew=given, begun=begun, anyhow=True
        )[0].diagnostics
    over()
    try:
        if project is not None:
            whole = not (wanted.articles or wanted.formats or wanted.languages)
            with clock.of("lists"):
                results = [*first.left(summary.made, project), *summary.made]
                now, found = catalogue.update(
                    workspace,
                    results,
                    project,
                    whole=whole,
                    state=state,
                    withdrawn=lambda folder, reason: summary.withdrawn.append(f"withdrew {folder}, {reason}"),
                )
                refused += found
                if whole:
                    catalogue.settle(workspace, now)
                state.write(workspace)
            summary.until = catalogue.holds_until(now)
            if isinstance(memory, Cache) and not all(one.standing for one in summary.made):
                memory.prune()
        else:
            refused += catalogue.expired(workspace, today)
    except OSError as error:
        refused.append(_refused(workspace, "output", error))
    summary.diagnostics = in_file_order((*summary.diagnostics, *refused))
    summary.seconds = clock.steps
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


def _refused(workspace: Workspace, folder: str, error: OSError) -> Diagnostic:
    if (place := workspace.in_the_way(error)) is not None:
        return report("PRF892", Location(place), problem="it is no folder")
    return report("PRF892", Location(folder), problem=(error.strerror or str(error)).lower())


def explain(workspace: Workspace, name: str, today: datetime.date, crew: Workers = HERE) -> Summary:
    """Which disclaimers an article owes and why, a line each in `lines`."""
    wanted = Wanted(articles=(name,))
    summary, _ = run(workspace, wanted, today, steps.explained, lambda made, done, total: None, crew=crew)
    summary.lines = [line for made in summary.made for line in made.lines]
    return summary


def approve(
    workspace: Workspace, name: str, lang: str, by: str, today: datetime.date, review_by: datetime.date | None
) -> Summary:
    """Writes somebody's approval of a wording into its file; `lines` says which text that is."""
    path = f"{library.FOLDER}/{name}.yaml"
    content = workspace.read(path)
    if content is None:
        names = workspace.names(library.FOLDER, ".yaml")
        if path in names:
            return Summary((report("ART110", Location(path), problem="it cannot be read"),))
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


# ── one run over many articles ──────────────────────────────────────────────────────────────────


def _with_the_rest(
    results: Iterator[Made | Lost[Source]], ready: Sequence[Source]
) -> Iterator[Made | Lost[Source]]:
    """The results; where that which makes them is lost on the way, the rest is unmade and says why.

    Raises: EngineError where it was never there.
    """
    ended = 0
    try:
        for result in results:
            ended += 1
            yield result
    except EngineError as error:
        if not ended:
            raise
        for one in ready[ended:]:
            yield steps.unmade(one, report(error.code, Location(one.path), **error.facts))


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
        "a link to a folder": "move the folder itself here",
        "a link that leads nowhere": "move the file itself here, or take the link away",
        "a text of another name": "put it into a folder of its own, as `article.md`; `smallprint import` does so",
        "a folder with nothing in it": "take it away, or write its `article.md`",
    }
    for path, what in workspace.overlooked():
        name = naming.meant_folder(path.rsplit("/", 1)[-1]) if what == MISNAMED_FOLDER else naming.meant(path)
        action = (
            f"did you mean `{name.rsplit('/', 1)[-1]}`? Rename it, or take it away" if name else actions[what]
        )
        yield report("ART142", Location(path), found=what, action=action)


def run(
    workspace: Workspace,
    wanted: Wanted,
    today: datetime.date,
    work: worker.Work,
    progress: Progress,
    each: Callable[[Source, Made, Project, int], Made] = lambda one, made, project, before: made,
    *,
    known: Callable[[Known, Project], Made | None] = lambda one, project: None,
    crew: Workers = HERE,
    begun: Begun = lambda one, total: None,
    begin: Callable[[Sequence[Source], Callable[[], None]], None] = lambda ready, prepare: None,
    meanwhile: Callable[[Project], None] = lambda project: None,
    clock: Stopwatch | None = None,
    advising: bool = False,
    anyhow: bool = False,
    state: State | None = None,
) -> tuple[Summary, Project | None]:
    """Reads the project and does `work` on each wanted article and collection that is not `known`; `each` gets the results in order, and returns what becomes of them.

    `begin` is told, before, what there is to do and what prepares for it; `meanwhile` is done when pieces are under way.
    Advice on the source files is left out unless somebody asks for it by `advising`; what is wrong with texts where publication,
    policy or wordings are faulty is found if somebody wants it `anyhow`. Articles that look as `state` knows them are read only
    if they are not `known`.
    """
    clock = clock or Stopwatch()
    with clock.of("reading"):
        project, found = read_project(workspace, today)
        faulty = has_errors(found)
        if faulty or not wanted.articles:
            found = (*found, *_overlooked(workspace))
        if project is None or (faulty and not anyhow):
            return Summary(in_file_order(found)), None
    spoken = project.publication.lang != UNDETERMINED
    if faulty:
        work = steps.owing if owes_surely(project, found) else steps.read
    size, asked = project.policy.size, wanted.brochure
    read_with = fingerprint("read", toolchain.digest(), project.publication, size, asked)
    bare = project
    while True:
        with clock.of("reading"):
            sure = state.known(read_with) if state is not None else {}
            reader = Reader(workspace, bare.publication, size, asked, sure)
            project, sources, by_path = read_all(workspace, bare, reader)
            if not advising:
                by_path = {
                    path: tuple(one for one in said if one.severity is not Severity.ADVICE)
                    for path, said in by_path.items()
                }
            if state is not None:
                state.know(read_with, reader.listings())
            # In which languages they are, nobody knows where the publication's cannot be read.
            tags = wanted.languages if spoken else ()
            chosen, unknown = select(sources, by_path, wanted.articles, tags)
            wanted_now = [one for one in sources if one.path in chosen]
        with clock.of("comparing"):
            standing = {one.path: made for one in wanted_now if (made := known(one, project)) is not None}
        with clock.of("reading"):
            ready = reader.whole(one for one in wanted_now if one.path not in standing)
        if ready is not None:
            break
        if state is not None:  # somebody writes just now
            state.know("", {})
    found = (*found, *_exempt_nobody(project, [one for one in sources if not isinstance(one, Collection)]))
    found += (*idle_exemptions(project.policy.exemptions, project.policy.rules, today),)
    # What an article says that could not be read, nobody knows.
    if spoken and not any(map(has_errors, by_path.values())):
        found += (*unmet(project.policy, [_profile(one) for one in sources]),)
    diagnostics = [*found, *unknown, *(one for path in chosen for one in by_path[path])]
    summary = Summary(in_file_order(found))
    count = 0

    def whole(one: Known, result: Made | Lost[Source]) -> Made:
        """A result with what was found in the file before."""
        if isinstance(result, Lost):
            result = steps.unmade(one, worker.lost(result, Location(one.path)))
        return replace(result, diagnostics=(*by_path[one.path], *result.diagnostics))

    def under_way(one: Source) -> None:
        begun(one, len(ready))
        meanwhile(project)

    def done(one: Source, result: Made | Lost[Source]) -> None:
        nonlocal count
        count += 1
        progress(whole(one, result), count, len(ready))

    prepare = functools.partial(worker.prepare, project)
    begin(ready, prepare)
    results = _with_the_rest(
        crew.run(
            functools.partial(worker.piece, work),
            ready,
            prepare=prepare,
            begun=under_way,
            done=done,
            cost=worker.length,
            seconds=worker.limit,
        ),
        ready,
    )
    left = iter(ready)
    for one in wanted_now:
        if (before := standing.get(one.path)) is not None:
            made = whole(one, before)
        else:
            with clock.of("making"):
                result = next(results)
            made = each(next(left), whole(one, result), project, len(by_path[one.path]))
        summary.made.append(made)
        diagnostics += made.diagnostics
    # To its end: workers of a run that is left before are ended with it, and warm no more.
    for _ in results:
        raise AssertionError("more results than sources")
    summary.diagnostics = in_file_order(diagnostics)
    return summary, project
