"""Warm processes on this machine: each does one piece at a time, under a watch that can end it.

A thread attends to each process: it hands over a piece, waits, watches the clock and the memory, and kills what passes its
limits. Only the thread that calls `run` starts processes. Why no pool of a library: those share one channel between all
processes, which one that dies can leave locked, and send with every piece what all pieces share.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any, Protocol, Self, TypeVar

from pipeline.engines import temporary
from pipeline.engines.processor import Deadline, on_processor
from pipeline.scheduling import GIGABYTE, Limits, Lost, child, forks, nothing, unheard
from pipeline.scheduling.turns import (
    BEGUN,
    Begun,
    Ended,
    Held,
    Outcome,
    Pieces,
    Raised,
    Shared,
    Told,
    Value,
    dearest_first,
    handed_on,
    tried_twice,
)

A = TypeVar("A")
R = TypeVar("R")

# How often a process is looked at while it works. Units: seconds.
TICK = 0.1
# What had a processor for so much of its time was at work, and did not hang.
BUSY = 0.3
LINUX = forks()
# Where this package lies.
HOME = Path(__file__).parents[2]
# How long one that was told to end may take.
FAREWELL = 2.0


Do = Callable[["Worker", int, Callable[[Any], None]], Outcome]


class Process(Protocol):
    """What `multiprocessing` says of a process."""

    @property
    def pid(self) -> int | None: ...
    @property
    def exitcode(self) -> int | None: ...
    def kill(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Program:
    """A process that was started as a program."""

    program: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.program.pid

    @property
    def exitcode(self) -> int | None:
        return self.program.poll()

    def kill(self) -> None:
        self.program.kill()

    def join(self, timeout: float | None = None) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.program.wait(timeout)


class Worker:
    """One process and the connection to it. Used by one thread at a time."""

    def __init__(self, process: Process, connection: Connection, limits: Limits) -> None:
        self.process = process
        self.connection = connection
        self._limits = limits
        self._base = resident(process.pid)
        self.pieces = 0
        self._prepared = b""
        self.spent = False

    def ask(
        self, piece: bytes, shared: Shared, seconds: float, told: Callable[[Any], None] = unheard
    ) -> bytes | Ended:
        """The answer to one piece, as `opened` reads it; before it, what the piece has `told`.

        Shape: after `Ended` the process is gone.
        """
        prepare = None if self._prepared == shared.digest else shared.content
        try:
            self.connection.send_bytes(pickle.dumps((prepare, piece), pickle.HIGHEST_PROTOCOL))
            until = Deadline(seconds, self.process.pid)
            had = on_processor(self.process.pid)
            while True:
                if ended := self._watched(until, had, seconds):
                    return ended
                answer = self.connection.recv_bytes()
                if answer[:1] != child.TOLD:
                    break
                told(pickle.loads(memoryview(answer)[1:]))
        except (EOFError, OSError):
            return self._died()
        if answer == child.OUT_OF_MEMORY:
            self.end()
            return self._out_of_memory()
        self._prepared = shared.digest
        self.pieces += 1
        grown = resident(self.process.pid) - self._base
        self.spent = self.pieces >= self._limits.pieces or grown > self._limits.growth
        return answer

    def _watched(self, until: Deadline, had: float, seconds: float) -> Ended | None:
        """Waits for an answer, or for the end of the process. What it, or one it has begun, waits for a processor is not counted.

        `had` is how long the process had a processor before.
        """
        while not self.connection.poll(TICK):
            if until.left() < 0:
                busy = on_processor(self.process.pid) - had > BUSY * seconds
                self.end()
                return Ended("time", f"{seconds:g} seconds", busy)
            if resident(self.process.pid) - self._base > self._limits.memory:
                self.end()
                return self._out_of_memory()
        return None

    def _out_of_memory(self) -> Ended:
        return Ended("memory", f"{self._limits.memory / GIGABYTE:g} GB of memory")

    def _died(self) -> Ended:
        self.process.join(FAREWELL)
        code = self.process.exitcode
        self.end()
        if code is None:
            return Ended("died", "closed connection")
        if code >= 0:
            return Ended("died", f"exit code {code}")
        with contextlib.suppress(ValueError):
            return Ended("died", signal.Signals(-code).name)
        return Ended("died", f"signal {-code}")

    @property
    def alive(self) -> bool:
        return not self.spent and self.process.exitcode is None

    def dismiss(self) -> None:
        """Lets it end by itself: it sees that nobody will send anything any more."""
        self.connection.close()

    def end(self) -> None:
        """Ends it at once."""
        self.spent = True
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.join()
        self.connection.close()
        # What it would have removed itself.
        if self.process.exitcode:
            temporary.sweep(self.process.pid)


class Waiting:
    """The pieces of a run that are not begun yet, for the threads that hand them over."""

    def __init__(self, order: Sequence[int], held: Held) -> None:
        self._free = deque(held.free(order))
        self._held = held
        self._turn = threading.Condition()

    def __bool__(self) -> bool:
        """Whether there is one that can be begun."""
        return bool(self._free)

    def taken(self) -> int | None:
        """The next one, as soon as there is one; None where none will come."""
        with self._turn:
            while not self._free and self._held:
                self._turn.wait()
            return self._free.popleft() if self._free else None

    def let_go(self, index: int, ready: Callable[[Sequence[int]], None] = unheard) -> None:
        """Those that have waited for a piece can be begun, once they are `ready`."""
        with self._turn:
            found = self._held.let_go(index)
            ready(found)
            self._free.extend(found)
            self._turn.notify_all()

    def give_up(self) -> None:
        """None is begun any more."""
        with self._turn:
            self._held = Held((), {})
            self._free.clear()
            self._turn.notify_all()


class Processes:
    """Up to so many processes, kept warm from run to run."""

    near = True

    def __init__(
        self,
        jobs: int,
        warm: Callable[[], None] = nothing,
        early: int = 0,
        limits: Limits | None = None,
        *,
        fresh: bool | None = None,
    ) -> None:
        """`fresh` processes have an interpreter of their own: else they are copies of this one, where a system can."""
        self._jobs = jobs
        self._warm = warm
        self._limits = limits or Limits()
        self._fresh = not LINUX if fresh is None else fresh
        self._owner = os.getpid()
        self._idle: list[Worker] = []
        self._leaving: list[Worker] = []
        self._attendants: dict[Worker, threading.Thread] = {}
        self._waiting = Waiting((), Held((), {}))
        self._open: set[Worker] = set()
        for _ in range(early):
            self._idle.append(self._started())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owner != os.getpid():  # in a copy, none of these processes is its own
            return
        # A run may have been left by an exception, which holds it.
        self._given_up()
        self.dismiss()
        until = time.monotonic() + FAREWELL
        for worker in self._leaving:
            worker.process.join(max(0.0, until - time.monotonic()))
            worker.end()
        self._leaving.clear()

    @property
    def jobs(self) -> int:
        """How many pieces can be under way at once."""
        return self._jobs

    # ── runs

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
        behind: Mapping[int, int] = MappingProxyType({}),
        having: Callable[[A, Any], A] = lambda argument, told: argument,
    ) -> Iterator[R | Lost[A]]:
        """As of `Workers`. A piece that is `behind` another, by their places, begins when that one tells something or ends.

        `having` gives its argument with what was told. One whose predecessor tells nothing begins as it is.
        """
        if not arguments:
            return
        shared = Shared.of(prepare)
        given = list(arguments)

        def do(worker: Worker, index: int, told: Callable[[Any], None]) -> Outcome:
            argument = given[index]
            piece = pickle.dumps((work, argument), pickle.HIGHEST_PROTOCOL)
            limit = seconds(argument) if seconds else self._limits.seconds
            return opened(worker.ask(piece, shared, limit, told))

        def told(waiting: Sequence[int], value: Any) -> None:
            for index in waiting:
                given[index] = having(given[index], value)

        def run(order: Sequence[int], most: int) -> Pieces:
            return self._outcomes(do, order, most, Held(order, behind), told)

        costs = [cost(argument) if cost else 0.0 for argument in arguments]
        outcomes = tried_twice(run, dearest_first(costs), self._jobs)
        yield from handed_on(arguments, outcomes, begun, done, kept=kept)

    def _outcomes(
        self,
        do: Do,
        order: Sequence[int],
        jobs: int,
        held: Held,
        told: Callable[[Sequence[int], Any], None],
    ) -> Pieces:
        """When each piece begins and what became of it, as that happens."""
        waiting = self._waiting = Waiting(order, held)
        events: SimpleQueue[tuple[int, Begun | Told | Outcome] | Worker] = SimpleQueue()
        jobs = min(jobs, len(order))

        def telling(index: int, value: Any) -> None:
            waiting.let_go(index, lambda ready: told(ready, value))
            # Nobody may be there yet to do what waits no more.
            events.put((index, Told(value)))

        def attend(worker: Worker) -> None:
            while worker.alive and (index := waiting.taken()) is not None:
                events.put((index, BEGUN))
                try:
                    outcome = do(worker, index, functools.partial(telling, index))
                except BaseException as error:
                    worker.end()
                    outcome = Raised(error)
                waiting.let_go(index)
                events.put((index, outcome))
            events.put(worker)

        try:
            while waiting or self._attendants:
                while waiting and len(self._attendants) < jobs:
                    worker = self._ready()
                    thread = threading.Thread(target=attend, args=(worker,), daemon=True)
                    self._attendants[worker] = thread
                    thread.start()
                event = events.get()
                if isinstance(event, Worker):
                    self._attendants.pop(event).join()
                    self._back(event)
                elif not isinstance(event[1], Told):
                    yield event[0], event[1]
        finally:
            self._given_up()

    def _given_up(self) -> None:
        """Ends what is under way: nobody waits for it any more, and it may be deep inside an engine."""
        if self._owner != os.getpid():  # in a copy, which forgets the runs of its parent
            return
        self._waiting.give_up()
        for worker in self._attendants:
            with contextlib.suppress(OSError):
                worker.process.kill()
        while self._attendants:
            worker, thread = self._attendants.popitem()
            thread.join()
            self._back(worker)

    # ── processes

    def dismiss(self) -> None:
        """As of `Workers`."""
        for worker in self._idle:
            if worker.pieces:
                self._dismissed(worker)
            else:  # it is still warming up, for nothing
                worker.end()
        self._idle.clear()

    def _ready(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            worker.end()
        return self._started()

    def _back(self, worker: Worker) -> None:
        if worker.alive:
            self._idle.append(worker)
        else:
            self._dismissed(worker)

    def _dismissed(self, worker: Worker) -> None:
        worker.dismiss()
        self._leaving = [one for one in self._leaving if one.process.exitcode is None]
        self._leaving.append(worker)

    def _started(self) -> Worker:
        self._open = {worker for worker in self._open if not worker.connection.closed}
        if self._fresh:
            worker = interpreter(self._warm, self._limits)
        else:
            worker = copy(self._warm, self._limits, [one.connection for one in self._open])
        self._open.add(worker)
        return worker


def copy(warm: Callable[[], None], limits: Limits, inherited: Sequence[Connection]) -> Worker:
    """A copy of this process; it closes what it has `inherited`, the connections to others."""
    main = threading.current_thread() is threading.main_thread()
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = multiprocessing.get_context("fork").Process(
            target=child.serve,
            args=(theirs, os.getpid(), limits.memory, warm, [ours, *inherited]),
            kwargs={"bound": main},
            daemon=True,
        )
        with warnings.catch_warnings():
            # The threads here hold nothing that a copy needs: they wait for processes.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
    return Worker(process, ours, limits)


def interpreter(warm: Callable[[], None], limits: Limits) -> Worker:
    """A new interpreter, which is told where this one finds its modules."""
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        handle = theirs.fileno()
        command = f"import sys; sys.path.insert(0, {str(HOME)!r}); from pipeline.scheduling import child; child.main({handle})"
        program = subprocess.Popen(
            [sys.executable, "-c", command], stdin=subprocess.DEVNULL, pass_fds=[handle]
        )
    ours.send_bytes(pickle.dumps((sys.path, os.getpid(), limits.memory, pickle.dumps(warm))))
    return Worker(Program(program), ours, limits)


def opened(answer: bytes | Ended) -> Outcome:
    """What a process said of a piece."""
    if isinstance(answer, Ended):
        return answer
    try:
        value = pickle.loads(memoryview(answer)[1:])
    except Exception as error:
        return Raised(error)
    return Value(value) if answer[:1] == child.VALUE else Raised(value)


def resident(pid: int | None) -> int:
    """The memory that a process holds, in bytes; 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        pass
    if LINUX:
        return 0
    answer = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False).stdout
    return int(answer or 0) * 1024
