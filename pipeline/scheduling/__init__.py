"""Where work runs: in this process, in processes of this machine that may die, or on a cluster.

Input: a function of one argument and its arguments. Output: results in the order of the arguments, the same wherever
and in however many processes it ran. Must not: know what the work is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

from pipeline.engines import EngineError

A = TypeVar("A")
R = TypeVar("R")

Reason = Literal["died", "time", "memory"]
GIGABYTE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Lost(Generic[A]):
    """A piece of work that ended its process or passed its limits, twice, or was at work until its time was over.

    Shape: `how` says the limit (`120 seconds`), or how the process ended (`SIGKILL`, `exit code 1`).
    """

    argument: A
    reason: Reason = "died"
    how: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece may take, and when a process has done enough.

    Units: bytes beyond what its process began with. Why the last two: engines keep a little of every document.
    """

    seconds: float = 120
    memory: int = 2 * GIGABYTE
    pieces: int = 500
    growth: int = GIGABYTE // 2


def nothing() -> None:
    """No preparation."""


def unheard(value: Any) -> None:
    """Nobody waits for it."""


# Whom a piece under way tells what others wait for, in this process.
_listener: Callable[[Any], None] = unheard


def tell(value: Any) -> None:
    """Said by a piece while it is under way: what those that are behind it wait for. Shape: of what `pickle` knows."""
    _listener(value)


def listen(listener: Callable[[Any], None]) -> None:
    """From now on `listener` is told what pieces tell in this process."""
    global _listener
    _listener = listener


class Workers(Protocol):
    """Where pieces of work run, again and again, until the block of its `with` ends.

    Shape: `near` where they see the files of this machine.
    """

    @property
    def near(self) -> bool: ...

    def run(
        self,
        work: Callable[[A], R],
        arguments: Sequence[A],
        *,
        prepare: Callable[[], None] = nothing,
        begun: Callable[[A], None] = lambda argument: None,
        done: Callable[[A, R | Lost[A]], None] = lambda argument, result: None,
        cost: Callable[[A], float] | None = None,
        seconds: Callable[[A], float] | None = None,
        kept: bool = True,
    ) -> Iterator[R | Lost[A]]:
        """The result for each argument, in their order, each as soon as it and all before it are there.

        `prepare` runs in each process before its first piece, unless an equal one ran there last: it brings what all
        pieces share. `begun` is called as pieces begin, once more for one that is begun again; `done` as they end, in any
        order. What costs far more than the rest is begun first.
        `seconds` is the time of a piece, where it is not that of the limits. Where `done` has done all that there is to do with
        results, none is `kept`: what is handed on in its turn may be None. Why: one piece may hold back all others.
        A piece that ends its process or passes its limits is tried once more, alone; then it is `Lost`. One that was at
        work until its time was over, and did not hang, is lost at once.
        Raises: what `work` raises.
        """
        ...

    def dismiss(self) -> None:
        """Lets processes end while something else is done: the next run, if there is one after all, begins others."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Here:
    """This process: for what is over soon, and for work that changes what it is given. Nothing is limited."""

    near = True

    def run(
        self,
        work: Callable[[A], R],
        arguments: Sequence[A],
        *,
        prepare: Callable[[], None] = nothing,
        begun: Callable[[A], None] = lambda argument: None,
        done: Callable[[A, R | Lost[A]], None] = lambda argument, result: None,
        cost: Callable[[A], float] | None = None,
        seconds: Callable[[A], float] | None = None,
        kept: bool = True,
    ) -> Iterator[R | Lost[A]]:
        """Does the work in this process, in the order of the arguments."""
        if arguments:
            prepare()
        for argument in arguments:
            begun(argument)
            result = work(argument)
            done(argument, result)
            yield result

    def dismiss(self) -> None:
        """Nothing was begun."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was begun."""


def workers(
    jobs: int, *, warm: Callable[[], None] = nothing, early: int = 1, limits: Limits | None = None
) -> Workers:
    """Up to `jobs` processes of this machine; for none, this one.

    `early` of them start at once and `warm` up while others still read; the others when there are pieces for them.
    """
    if jobs < 1:
        return Here()
    from pipeline.scheduling.processes import Processes

    return Processes(jobs, warm, min(early, jobs), limits or Limits())


def cluster(address: str, *, warm: Callable[[], None] = nothing, limits: Limits | None = None) -> Workers:
    """The workers of a Dask cluster.

    Raises: EngineError ENG601 (Dask is not installed), ENG611 (nobody answers); from its runs ENG611, ENG612 too.
    """
    if find_spec("distributed") is None:
        raise EngineError("ENG601", program="Dask", package="smallprint[cluster]")
    from pipeline.scheduling.dask import Cluster

    return Cluster(address, warm, limits)


def run(
    work: Callable[[A], R],
    arguments: Sequence[A],
    jobs: int,
    *,
    prepare: Callable[[], None],
    done: Callable[[A, R | Lost[A]], None],
) -> Iterator[R | Lost[A]]:
    """One run on workers of its own: in this process if there is one piece or one job."""
    jobs = min(jobs, len(arguments))
    with workers(jobs if jobs > 1 else 0, early=0) as chosen:
        yield from chosen.run(work, arguments, prepare=prepare, done=done)


def busy() -> bool:
    """Whether more of the machine's processes want a processor just now than there are, as far as a system says so.

    Why one more: somebody always wakes up for an instant. Source: proc(5), /proc/loadavg.
    """
    try:
        running = Path("/proc/loadavg").read_text().split()[3].partition("/")[0]
        return int(running) > (os.cpu_count() or 1) + 1
    except (OSError, IndexError, ValueError):
        return False


def forks() -> bool:
    """Whether processes for the work are copies of this one."""
    return os.uname().sysname == "Linux"


def default_jobs() -> int:
    """As many processes as this one may use processors."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
