"""Where work runs: in this process for one piece, in a pool of processes for more.

Input: a function of one argument and its arguments. Output: results in the order of the arguments,
the same whatever the number of processes. Must not: know what the work is.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lost(Generic[A]):
    """A piece of work whose process died, twice."""

    argument: A


def default_jobs() -> int:
    """As many processes as this one may use processors."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def run(
    work: Callable[[A], R],
    arguments: Sequence[A],
    jobs: int,
    *,
    prepare: Callable[[], None],
    done: Callable[[A, R | Lost[A]], None],
) -> Iterator[R | Lost[A]]:
    """The result for each argument, in order; `prepare` runs once in each process before its first piece.

    `done` is called as pieces end, in any order. A process that dies costs its piece one more try, alone.
    """
    jobs = min(jobs, len(arguments))
    if jobs <= 1:
        if arguments:
            prepare()
        for argument in arguments:
            result = work(argument)
            done(argument, result)
            yield result
        return
    results: dict[int, R | Lost[A]] = {}
    for index in _pooled(work, list(enumerate(arguments)), jobs, prepare, done, results):
        # What was under way when a process died; only one of them is to blame.
        again: dict[int, R | Lost[A]] = {}
        survivors = _pooled(work, [(index, arguments[index])], 1, prepare, done, again)
        results |= again
        for _ in survivors:
            results[index] = Lost(arguments[index])
            done(arguments[index], results[index])
    yield from (results[index] for index in range(len(arguments)))


def _begin(prepare: Callable[[], None], parent: int) -> None:
    """In a new process: it leaves interrupts to its parent, and ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    prepare()


def _pooled(
    work: Callable[[A], R],
    pieces: Sequence[tuple[int, A]],
    jobs: int,
    prepare: Callable[[], None],
    done: Callable[[A, R | Lost[A]], None],
    results: dict[int, R | Lost[A]],
) -> list[int]:
    """Runs the pieces, fills `results`, returns what was lost with a process."""
    from concurrent.futures import as_completed

    context = multiprocessing.get_context(
        "fork" if os.name == "posix" and os.uname().sysname == "Linux" else "spawn"
    )
    lost: list[int] = []
    initializer = functools.partial(_begin, prepare, os.getpid())
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=initializer) as pool:
        futures: dict[Future[R], tuple[int, A]] = {
            pool.submit(work, argument): (index, argument) for index, argument in pieces
        }
        try:
            for future in as_completed(futures):
                index, argument = futures[future]
                try:
                    results[index] = future.result()
                except BrokenProcessPool:
                    lost.append(index)
                else:
                    done(argument, results[index])
        except KeyboardInterrupt:
            # Nothing of theirs is waited for: they may be deep inside an engine.
            for process in multiprocessing.active_children():
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return sorted(lost)
