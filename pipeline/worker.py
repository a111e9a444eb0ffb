"""What a process does with the pieces that it is given: whole sources, or editions of them.

Input: a project, and sources one after the other. Output: what became of each, a fault of ours too. Must not: know of other
pieces, or of the processes that have them.
"""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline import abreast, ahead, catalogue, steps
from pipeline.collection import Collection
from pipeline.diagnostics import Diagnostic, Extent, Location, report
from pipeline.editions import Memory
from pipeline.engines import FULL, EngineError, Engines, full
from pipeline.made import Made
from pipeline.project import Project, Source
from pipeline.scheduling import Lost, tell

SHARED = ("babel.dates", "jinja2.sandbox", "lxml.html", "pikepdf", "pypdfium2", "uharfbuzz")
# What one source may take in all, on a machine that others use too; each engine has limits of its own before that.
# No source has more than an hour.
SECONDS, SECONDS_PER_THOUSAND, SECONDS_PER_MEGABYTE, MOST_SECONDS = 60.0, 10.0, 5.0, 3600.0

Work = Callable[[Source, Project, Engines], Made]


class Equipment:
    """What a process needs for its pieces, made once in each."""

    project: Project
    engines: Engines
    # Of the last source that was read for one of its editions.
    reading: steps.Reading | None = None


def load() -> None:
    """What every process that makes articles imports sooner or later, and this one for its lists.

    Why: what is imported before a process is copied from this one, none of them has to import again.
    """
    for name in SHARED:
        import_module(name)


def warm() -> None:
    """What a process can do before it knows what for."""
    Equipment.engines = Engines()
    Equipment.engines.warm()


def prepare(project: Project) -> None:
    Equipment.project = project
    Equipment.reading = None
    if not hasattr(Equipment, "engines"):
        Equipment.engines = Engines()


def piece(work: Work, one: Source) -> Made:
    """Whatever goes wrong with one source is its own finding, a fault of ours too."""
    try:
        return work(one, Equipment.project, Equipment.engines)
    except EngineError as error:
        problem = report(error.code, Location(one.path), **error.facts)
    except MemoryError:
        # Said of the piece by what watches over its process, which ends.
        raise
    except Exception as error:
        problem = fault(error, Location(one.path))
    return steps.unmade(one, problem)


def fault(error: Exception, place: Location) -> Diagnostic:
    """What to say of an exception that nobody has thought of. Raises: the same one, for who looks for its cause.

    Reports: HND504 (it comes out of a template of the project's own), ENG613 (the disk is full), ENG609.
    """
    if isinstance(error, OSError) and error.errno in FULL:
        return report("ENG613", place, program="smallprint", folder=full(error))
    stack = traceback.extract_tb(error.__traceback__)
    # The last template of the project's own on the way to it.
    for frame in reversed(stack):
        if frame.filename.startswith("templates/") and frame.filename.endswith(".j2"):
            here = Location(frame.filename, Extent.point(frame.lineno or 1, 1))
            return report("HND504", here, problem=" ".join(f"{error}".split()) or type(error).__name__)
    if "SMALLPRINT_DEBUG" in os.environ:
        raise error
    trace = stack[-1]
    where = f"{Path(trace.filename).name}:{trace.lineno}"
    return report("ENG609", place, problem=f"{type(error).__name__}: {error}", place=where)


def part(memory: Memory, part: ahead.Part) -> Made:
    """One edition of a source, alone."""
    return piece(functools.partial(steps.made, formats=(part.format,), memory=memory), part.one)


def share_of(memory: Memory, share: abreast.Share) -> Made:
    """One edition of an article whose others are made at the same time."""
    made = piece(functools.partial(_edition, share=share, memory=memory), share.one)
    # Where there are none, nobody has to wait for them any more.
    tell(())
    return made


def _edition(
    one: Source, project: Project, engines: Engines, *, share: abreast.Share, memory: Memory
) -> Made:
    reading = _reading(one, project, engines)
    made = steps.made(
        one,
        project,
        engines,
        formats=(share.format,),
        memory=memory,
        reading=reading,
        pages=share.pages,
        paged=tell,
    )
    if share.ahead:
        reading.compose(share.ahead)
    return catalogue.exhibited(made) if made.releasable else made


def _reading(one: Source, project: Project, engines: Engines) -> steps.Reading:
    """What this process has read of a source, if that was the last one."""
    if Equipment.reading is None or Equipment.reading.one != one:
        Equipment.reading = steps.Reading(one, project, engines)
    return Equipment.reading


def lost(piece: Lost[Any], place: Location) -> Diagnostic:
    """What to say of a piece that ended its process or passed its limits."""
    if piece.reason == "died":
        return report("ENG610", place, how=piece.how)
    return report("ENG603", place, program="the worker", limit=piece.how)


def length(one: Source) -> float:
    """What a source costs, about. Units: characters of its text."""
    articles = (one.front, *one.articles) if isinstance(one, Collection) else (one,)
    return sum(len(article.body) for article in articles)


def limit(one: Source) -> float:
    """How long a source may take. Units: seconds of a processor. A long book needs several layouts of many pages.

    Why the pictures: a large one is taken apart, converted for print and drawn again by the proof.
    """
    text = max(SECONDS, length(one) / 1000 * SECONDS_PER_THOUSAND)
    return min(text + pictures(one) / 1_000_000 * SECONDS_PER_MEGABYTE, MOST_SECONDS)


def pictures(one: Source) -> int:
    """How large the pictures of a source are. Units: bytes."""
    articles = (one.front, *one.articles) if isinstance(one, Collection) else (one,)
    return sum(len(asset.content or b"") for article in articles for asset in article.assets.values())
