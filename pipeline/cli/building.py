"""What `smallprint build` does: once, or again and again while somebody writes.

Input: what the command was asked. Output: an exit code. Must not: read or write files.
"""

from __future__ import annotations

import contextlib
import datetime
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pipeline import glance
from pipeline.cli.ending import FINE, exit_code, interruptible
from pipeline.cli.printing import (
    findings,
    painted,
    print_findings,
    released,
    say,
    shown,
    tally,
    timings,
    without_crowds,
)
from pipeline.cli.progress import Progress
from pipeline.cli.project import clock, wanted_of, workers_for

if TYPE_CHECKING:
    from pipeline.engines import EngineError
    from pipeline.production import Summary, Wanted
    from pipeline.scheduling import Workers
    from pipeline.workspace import Workspace

# What engines complain of may be over, what could not be written may be now, and a damaged manifest is whole again.
ONCE = ("ENG", "PRF892", "ART141")
# As many workers as warm up while the articles are still read, if there are so many.
EARLY = 64
# So many processes at most are begun before anybody knows that there is work.
WARM = 1
# Work begins when nothing was saved for so long, and at the latest after so long. Units: milliseconds.
SETTLE, LATEST = 15, 300
# How often it is looked whether the folders that are watched are still there. Units: milliseconds.
PAUSE = 500


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. Shape: `arguments` are the words of the command; `brochure` holds what of brochures is asked, over what articles say."""

    arguments: tuple[str, ...]
    articles: tuple[str, ...]
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    brochure: Mapping[str, object]
    today: datetime.date | None
    report: str
    jobs: int | None
    cluster: str | None
    timings: bool

    @property
    def day(self) -> datetime.date:
        return self.today or clock()


def once(root: Path, order: Order) -> int:
    """One build; where nothing has changed since the last one, what that said."""
    day = order.day
    _ahead(order)
    from pipeline.engines import EngineError
    from pipeline.workspace import Workspace

    with interruptible():
        try:
            workspace = Workspace(root)
            with _crew(workspace, order) as crew:
                # Before anything is read, and while processes warm up.
                before = glance.inputs(str(root))
                summary = _built(workspace, order, _asked(order), crew, over=crew.dismiss)
                # Processes that are dismissed end in the meantime.
                _told(root, order, summary)
        except EngineError as error:
            return _unusable(error, order.report)
    code = exit_code(summary.diagnostics)
    # Words that did not come from a command's own line say nothing of this build.
    named = glance.project_of(order.arguments) == str(root)
    repeatable = named and not order.timings and _would_repeat(summary)
    if repeatable and order.day == day:
        last = summary.until if code == FINE else day
        # Where the command names its day, that of the clock decides nothing.
        by_clock = order.today is None
        since = day.isoformat() if by_clock else ""
        until = last.isoformat() if last and by_clock else None
        said = _again(root, order, summary)
        glance.remember(str(root), order.arguments, before, said, code, since=since, until=until)
    return code


def _would_repeat(summary: Summary) -> bool:
    """Whether the same build says all of this again: not what may lie in the machine, nor what the build has mended."""
    return not any(one.code.startswith(ONCE) for one in summary.diagnostics)


def _again(root: Path, order: Order, summary: Summary) -> dict[str, str]:
    """What is said if the next build finds nothing to do, without colours and with them."""
    said = {
        "findings": findings(summary.diagnostics, order.report, colour=False),
        "findings in colour": findings(summary.diagnostics, order.report, colour=True),
    }
    if order.report != "text":
        return {**said, "closing": "", "closing in colour": ""}
    stands = [one if one.failed else replace(one, artifacts=(), standing=True) for one in summary.made]
    closing = "".join(f"{line}\n" for line in _closing(root, replace(summary, made=stands)))
    return {**said, "closing": closing, "closing in colour": closing}


def watched(root: Path, order: Order) -> int:
    """A build, and another one after each change of a source or template, until it is interrupted."""
    from pipeline import production
    from pipeline.engines import EngineError
    from pipeline.workspace import Workspace

    workspace = Workspace(root)
    wanted = _asked(order)
    with interruptible():
        try:
            # From before the first build on: what is saved while it runs is not missed.
            with _changes(root) as changes, _crew(workspace, order) as crew:
                summary = _built(workspace, order, wanted, crew, hurried=True)
                _told(root, order, summary)
                say(f"watching {', '.join(map(shown, _places(root)))}; Ctrl-C ends it")
                if all(one.standing for one in summary.made):
                    production.rehearse(workspace, wanted, order.day, crew)
                while True:
                    names = changes()
                    begun = time.perf_counter()
                    say(painted(f"changed: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}", "2"))
                    _told(root, order, _built(workspace, order, wanted, crew, hurried=True))
                    say(painted(f"after {time.perf_counter() - begun:.2f} s", "2"))
        except EngineError as error:
            return _unusable(error, order.report)


@contextmanager
def _changes(root: Path) -> Iterator[Callable[[], list[str]]]:
    """A function that waits for the next files of a project that are saved, and names all that were saved so far."""
    found: SimpleQueue[set[str]] = SimpleQueue()
    end = threading.Event()

    def attend() -> None:
        late: set[str] = set()
        while not end.is_set():
            places = _places(root)
            for names in _saved(root, places, end):
                if names or late:
                    found.put(names | late)
                late = set()
            # What is saved in another folder before that is attended to is built with it.
            late = {shown(place) for place in places}

    threading.Thread(target=attend, daemon=True).start()

    def waited() -> list[str]:
        names: set[str] = set()
        while not names:
            # In short turns: Ctrl-C may have been told to another thread.
            with contextlib.suppress(Empty):
                names |= found.get(timeout=0.5)
        while not found.empty():
            names |= found.get()
        return sorted(names)

    try:
        yield waited
    finally:
        end.set()


def _saved(root: Path, places: Mapping[Path, tuple[int, int]], end: threading.Event) -> Iterator[set[str]]:
    """The names of files as they are saved below some folders, none now and then, until one of the folders is another.

    Why: the system tells of what lies in a folder, and not of another one that gets its name when that is gone.
    """
    import watchfiles

    if not places:
        end.wait(PAUSE / 1000)
        yield set()
        return
    with contextlib.suppress(FileNotFoundError):
        for changes in watchfiles.watch(
            *places, debounce=LATEST, step=SETTLE, rust_timeout=PAUSE, yield_on_timeout=True, stop_event=end
        ):
            paths = {Path(path) for _, path in changes}
            yield {shown(path) for path in paths}
            if not paths.isdisjoint(places) or _places(root) != places:
                return


def _places(root: Path) -> dict[Path, tuple[int, int]]:
    """The folders of a project in which files are saved, and what tells each from another of its name."""
    found: dict[Path, tuple[int, int]] = {}
    for place in (root / "source", root / "templates"):
        if place.is_dir():
            with contextlib.suppress(FileNotFoundError):
                facts = place.stat()
                found[place] = facts.st_dev, facts.st_ino
    return found


def _asked(order: Order) -> Wanted:
    brochure = {name: value for name, value in order.brochure.items() if value is not None}
    return wanted_of(order.articles, order.formats, order.languages, brochure)


def _built(
    workspace: Workspace,
    order: Order,
    wanted: Wanted,
    crew: Workers,
    *,
    hurried: bool = False,
    over: Callable[[], None] = lambda: None,
) -> Summary:
    from pipeline import production

    with Progress() as progress:
        return production.build(
            workspace, wanted, order.day, progress, crew,
            begun=progress.begun, hurried=hurried, early=progress.early, over=over,
        )  # fmt: skip


def _crew(workspace: Workspace, order: Order) -> Workers:
    from pipeline import worker

    if order.cluster is not None:
        from pipeline.scheduling import cluster

        return cluster(order.cluster, warm=worker.warm)
    from pipeline.scheduling import forks

    if forks():
        worker.load()
    # One that warms up for nothing takes a processor from the others.
    early = len(order.articles) or workspace.counted(EARLY)
    return workers_for(order.jobs, warm=worker.warm, early=early)


def _ahead(order: Order) -> None:
    """Begins what takes a while and needs nothing of ours, for the first processes that are begun as copies of this one."""
    from pipeline.engines import EngineError, Engines
    from pipeline.scheduling import default_jobs, forks

    if order.cluster is None and forks():
        # What is missing is said by the first piece of work that needs it.
        with contextlib.suppress(EngineError):
            Engines().pandoc.bequeath(min(order.jobs or default_jobs(), WARM))


def _told(root: Path, order: Order, summary: Summary) -> None:
    text = order.report == "text"
    shown_here, hidden = without_crowds(summary.diagnostics) if text else (summary.diagnostics, [])
    print_findings(shown_here, order.report)
    for line in summary.withdrawn:
        say(line)
    if text:
        for line in (*hidden, *_closing(root, summary)):
            say(line)
    if order.timings:
        for line in timings(summary.made, summary.seconds):
            say(line)


def _closing(root: Path, summary: Summary) -> tuple[str, ...]:
    return *released(summary.made, summary.unread, root / "output"), tally(summary.diagnostics)


def _unusable(error: EngineError, kind: str) -> int:
    """What makes files cannot be used at all."""
    from pipeline.diagnostics import Location, report

    found = (report(error.code, Location("source"), **error.facts),)
    print_findings(found, kind)
    return exit_code(found)
