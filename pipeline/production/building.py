"""A build: what stands as it was released is left alone, the rest is made, proved and released, and lists say so.

Input: a workspace and what is asked for. Output: files in `output/`. Must not: print, know a format.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline import abreast, ahead, away, catalogue, incremental, steps, worker
from pipeline.cache import Cache
from pipeline.diagnostics import Diagnostic, Location, in_file_order, report
from pipeline.editions import FORGETFUL
from pipeline.engines import EngineError
from pipeline.incremental import Standing, State
from pipeline.made import Made
from pipeline.production.running import Errand, Summary, Wanted
from pipeline.project import Known, Project, Source
from pipeline.scheduling import Here, Workers
from pipeline.scheduling.processes import Processes
from pipeline.workspace import Workspace


class Build(Errand):
    """Releases what was made. One that is `hurried` releases first what a writer looks at.

    Shape: `refused` is what could not be written beside the articles' own files, `count` how many articles there are to make.
    """

    state: State

    def __init__(
        self, workspace: Workspace, wanted: Wanted, crew: Workers, *, hurried: bool, early: ahead.Early
    ) -> None:
        self.workspace, self.wanted, self.hurried = workspace, wanted, hurried
        self.state, self.memory = State.read(workspace), workspace.cache() or FORGETFUL
        work = functools.partial(steps.made, formats=wanted.formats, memory=self.memory)
        super().__init__(work, self._sharing(crew))
        self.first = ahead.Ahead(workspace, wanted.formats, early)
        self.entries = catalogue.released(workspace)
        self.refused: list[Diagnostic] = []
        self.count = 0
        self._ends: Standing | None = None
        # One that is hurried is one of many, and finds loaded what lists take.
        self._rehearsed = hurried

    # ── who works

    def _sharing(self, crew: Workers) -> Workers:
        """The crew, so that machines far away get what is remembered here, and idle processes the editions of others."""
        if not crew.near:
            # What a cluster's machines keep would be seen by no other; what is remembered here need not travel.
            there: worker.Work = functools.partial(away.made, formats=self.wanted.formats)
            crew = away.Elsewhere(crew, functools.partial(worker.piece, there), self.memory, self._recallable)
        if isinstance(crew, Processes) and not self.hurried:
            share = functools.partial(worker.share_of, self.memory)
            crew = abreast.Abreast(crew, share, self._joined, self.wanted.formats, self._met)
        return crew

    @property
    def ends(self) -> Standing:
        """What stands of the project that is being built."""
        assert self._ends is not None
        return self._ends

    def _recallable(self, one: Source) -> bool:
        return self._ends is not None and self._ends.recallable(one)

    def _joined(self, one: Source, parts: Sequence[Made]) -> Made:
        return steps.together(one, parts, self.ends.project, formats=self.wanted.formats, memory=self.memory)

    def _met(self, made: Made) -> None:
        # The processes that share an article need all processors at first.
        self._rehearse(self.ends.project)
        catalogue.foresee(made, self.count)

    # ── while it runs

    def known(self, one: Known, project: Project) -> Made | None:
        if self._ends is None or self._ends.project is not project:
            self._ends = Standing(
                self.state, self.workspace, project, self.entries, self.wanted.formats, self.memory
            )
        if (trace := self._ends.of(one)) is not None:
            return replace(steps.unmade(one, *trace.diagnostics), valid_until=trace.until, standing=True)
        if (failure := self._ends.failure(one)) is not None:
            return replace(steps.unmade(one, *failure.diagnostics), standing=True)
        return None

    def begin(self, ready: Sequence[Source], prepare: Callable[[], None]) -> None:
        self.count = len(ready)
        # Of machines far away each would have to remember what another has made.
        if self.hurried and self.crew.near:
            with self.clock.of("ahead"):
                part = functools.partial(worker.part, self.memory)
                self.first.run(ready, part, self.crew, prepare, worker.limit)

    def meanwhile(self, project: Project) -> None:
        crew = self.crew
        if not (isinstance(crew, Here) or (isinstance(crew, abreast.Abreast) and crew.sharing)):
            self._rehearse(project)

    def _rehearse(self, project: Project) -> None:
        """Loads what lists take, once."""
        if not self._rehearsed:
            self._rehearsed = True
            # A template of the project's own that cannot be filled is told when the lists are made.
            with contextlib.suppress(Exception):
                catalogue.rehearse(project)

    def ended(self, one: Source, made: Made, project: Project, before: int) -> Made:
        """A disk that is full or a folder in the way costs one article its release, not the others."""
        if not made.releasable:
            if self._ends is not None:
                self._ends.failed(one, made.diagnostics[before:])
            return made
        try:
            with self.clock.of("releasing"):
                result = catalogue.release(self.workspace, made, project.theme, project.publication.publisher)
        except OSError as error:
            refused = _refused(self.workspace, made.folder, error)
            return replace(made, artifacts=(), proofs=(), diagnostics=(*made.diagnostics, refused))
        except EngineError:
            raise
        except Exception as error:
            # Whatever the project's own page of evidence may raise when it is filled.
            refused = worker.fault(error, Location(made.folder))
            return replace(made, artifacts=(), proofs=(), diagnostics=(*made.diagnostics, refused))
        catalogue.foresee(result, self.count)
        if self._ends is not None:
            self._ends.released(one, replace(made, diagnostics=made.diagnostics[before:]))
        return result.light

    # ── in the end

    def finish(self, summary: Summary, project: Project | None, today: datetime.date) -> None:
        """Brings the lists up to date, and the summary; without a project only what has expired is marked."""
        try:
            if project is None:
                self.refused += catalogue.expired(self.workspace, today)
            else:
                self._update(summary, project)
        except OSError as error:
            self.refused.append(_refused(self.workspace, "output", error))
        except EngineError:
            raise
        except Exception as error:
            # A template of the project's own, or a font, costs the lists; what was released stays.
            self.refused.append(worker.fault(error, Location("output")))
        summary.diagnostics = in_file_order((*summary.diagnostics, *self.refused))
        summary.seconds = self.clock.steps

    def _update(self, summary: Summary, project: Project) -> None:
        """Lists and state say what was made. Raises: OSError."""
        wanted = self.wanted
        whole = not (wanted.articles or wanted.formats or wanted.languages)
        idle = all(one.standing for one in summary.made)
        with self.clock.of("lists"):
            now, found = catalogue.update(
                self.workspace,
                [*self.first.left(summary.made, project), *summary.made],
                project,
                whole=whole,
                state=self.state,
                withdrawn=lambda folder, reason: summary.withdrawn.append(f"withdrew {folder}, {reason}"),
            )
            self.refused += found
            try:
                if whole:
                    catalogue.settle(self.workspace, now)
                self.state.write(self.workspace)
            except OSError as error:
                if not self.workspace.lies_in(incremental.FOLDER, error):
                    raise
                # Where nothing was made, nothing is lost with it; the project may be one that nobody may write.
                self.refused += [] if idle else [_forgotten(self.workspace, error)]
        summary.until = catalogue.holds_until(now, project.today)
        if isinstance(self.memory, Cache) and not idle:
            self.memory.prune()


# What helps where a file could not be written.
_HELPS = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EACCES: "let the user who builds write there",
    errno.EPERM: "let the user who builds write there",
    errno.EROFS: "make it writable",
    errno.EISDIR: "move the folder that has the name of a file out of the way",
}


def _refused(workspace: Workspace, folder: str, error: OSError) -> Diagnostic:
    if (place := workspace.in_the_way(error)) is not None:
        return report("PRF892", Location(place), problem="it is no folder", action="move it out of the way")
    problem = (error.strerror or str(error)).lower()
    action = _HELPS.get(error.errno or 0, "clear the way here")
    return report("PRF892", Location(folder), problem=problem, action=action)


def _forgotten(workspace: Workspace, error: OSError) -> Diagnostic:
    """That what a build remembers could not be written: the next one takes longer, and nothing is wrong with this one."""
    if (place := workspace.in_the_way(error)) is not None:
        return report("PRF896", Location(place), problem="it is no folder", action="move it out of the way")
    problem = (error.strerror or str(error)).lower()
    action = _HELPS.get(error.errno or 0, "clear the way here")
    return report("PRF896", Location(incremental.FOLDER), problem=problem, action=action)
