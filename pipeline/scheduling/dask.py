"""A Dask cluster as the place where work runs. No file system is shared: all that a piece needs travels.

A station is what every Dask worker holds for one crew: what all pieces share, sent once, and the processes in which it has
pieces done, with the same limits as on this machine. So a piece that hangs or takes too much ends a process of a station
and not a Dask worker; one that loses its machine is begun again by Dask, elsewhere.
Must not: take for granted that other machines are equipped as this one is.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Self, TypeAlias, TypeVar

import distributed

from pipeline import toolchain
from pipeline.engines import EngineError
from pipeline.scheduling import Limits, Lost, nothing
from pipeline.scheduling.processes import Worker, interpreter, opened
from pipeline.scheduling.turns import (
    BEGUN,
    Ended,
    Outcome,
    Pieces,
    Shared,
    dearest_first,
    handed_on,
    tried_twice,
)

A = TypeVar("A")
R = TypeVar("R")
# Dask's types say little.
Future: TypeAlias = Any

# How long an address may take to answer, on a machine that is busy, and a cluster be without a worker. Units: seconds.
CONNECTING = 10
PATIENCE = 300
# How often the cluster is looked at while nothing comes from it. Units: seconds.
TICK = 1
# How many pieces are out for each that can be done at once: no worker waits for one, and no more are in its memory.
AHEAD = 2
# How often Dask may begin a piece again that could not be begun.
RETRIES = 3

_stations: dict[str, Station] = {}


@dataclass(frozen=True, slots=True)
class Unlike:
    """A worker that might make other bytes. Shape: what it has and what was expected, by name."""

    address: str
    differences: Mapping[str, tuple[str, str]]


class Station(distributed.WorkerPlugin):
    """What a Dask worker holds for one crew; it may do several pieces at once, each in a process of its own."""

    def __init__(
        self, name: str, shared: Shared, warm: Callable[[], None], limits: Limits, expected: Mapping[str, str]
    ) -> None:
        self.name = name
        self._shared = shared
        self._warm = warm
        self._limits = limits
        self._expected = expected

    def setup(self, worker: distributed.Worker) -> None:
        self._idle: list[Worker] = []
        self._open = True
        self._lock = threading.Lock()
        self.unlike = Unlike(worker.address, differences(self._expected, toolchain.parts()))
        _stations[self.name] = self

    def teardown(self, worker: distributed.Worker) -> None:
        with self._lock:
            self._open = False
            for one in self._idle:
                one.end()
        if _stations.get(self.name) is self:
            del _stations[self.name]

    def ask(self, piece: bytes, seconds: float) -> bytes | Ended | Unlike:
        """The answer to one piece, as `opened` reads it."""
        if self.unlike.differences:
            return self.unlike
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is None or not worker.alive:
            worker = interpreter(self._warm, self._limits)
        answer = worker.ask(piece, self._shared, seconds)
        with self._lock:
            if worker.alive and self._open:
                self._idle.append(worker)
            else:
                worker.end()
        return answer


def ask(station: str, index: int, piece: bytes, seconds: float) -> bytes | Ended | Unlike:
    """On a Dask worker: a piece for one of its stations, which says that it begins."""
    distributed.get_worker().log_event(station, index)
    return _stations[station].ask(piece, seconds)


def unlike(station: str) -> Unlike:
    """On a Dask worker: how it differs from the machine that has set up a station there."""
    return _stations[station].unlike


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is found in place of what is expected, by name."""
    return {
        name: (found.get(name, "none"), expected.get(name, "none"))
        for name in sorted({*expected, *found})
        if found.get(name) != expected.get(name)
    }


class Cluster:
    """The workers of a Dask cluster, as many as there are.

    Raises: EngineError ENG611 (nobody answers, no workers), ENG612 (a worker is equipped in another way).
    """

    near = False

    def __init__(
        self,
        address: str,
        warm: Callable[[], None] = nothing,
        limits: Limits | None = None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        # What goes wrong is told by this module; Dask's own words are for those who run the cluster. Parts of it have a say of
        # their own.
        for name in ("distributed", "distributed.client", "distributed.gc"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._address = address
        self._warm = warm
        self._limits = limits or Limits()
        self._patience = patience
        self._name = f"smallprint-{uuid.uuid4().hex}"
        self._told = b""
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            raise self._unreachable(error) from error

    def dismiss(self) -> None:
        """They are somebody else's."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            if self._told and self._client.status == "running":
                self._client.unregister_worker_plugin(self._name)
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)

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
        """As of `Workers`."""
        if not arguments:
            return
        self._tell(Shared.of(prepare))

        def submitted(index: int) -> Future:
            argument = arguments[index]
            piece = pickle.dumps((work, argument), pickle.HIGHEST_PROTOCOL)
            limit = seconds(argument) if seconds else self._limits.seconds
            with warnings.catch_warnings():
                # Of pictures: they are as large as they are.
                warnings.filterwarnings("ignore", "Sending large graph")
                return self._client.submit(
                    ask, self._name, index, piece, limit, key=f"piece-{uuid.uuid4().hex}", retries=RETRIES
                )

        def run(order: Sequence[int], most: int) -> Pieces:
            return self._outcomes(submitted, order, most)

        costs = [cost(argument) if cost else 0.0 for argument in arguments]
        outcomes = tried_twice(run, dearest_first(costs), len(arguments))
        yield from handed_on(arguments, outcomes, begun, done, kept=kept)

    def _tell(self, shared: Shared) -> None:
        """Sets up the station, on workers that come later too, and asks those that are there whether they fit."""
        if self._told == shared.digest:
            return
        station = Station(self._name, shared, self._warm, self._limits, toolchain.parts())
        try:
            self._client.register_plugin(station)
            self._told = shared.digest
            found = self._client.run(unlike, self._name)
        except ImportError as error:
            raise self._differing(
                "a worker", {"smallprint": ("none", toolchain.parts()["smallprint"])}
            ) from error
        except Exception as error:
            raise self._unreachable(error) from error
        for one in found.values():
            self._refused(one)

    def _outcomes(self, submitted: Callable[[int], Future], order: Sequence[int], most: int) -> Pieces:
        """When each piece begins and what became of it, as that happens."""
        waiting = deque(order)
        events: SimpleQueue[Future | int] = SimpleQueue()
        out: dict[str, tuple[int, Future]] = {}
        room, looked, seen = 0, float("-inf"), time.monotonic()
        self._client.subscribe_topic(self._name, lambda event: events.put(event[1]))
        try:
            while waiting or out:
                if time.monotonic() - looked > TICK:
                    threads = self._threads()
                    looked = time.monotonic()
                    seen = looked if threads else seen
                    if looked - seen > self._patience:
                        raise EngineError("ENG611", address=self._address, problem="no worker there")
                    # A cluster that grows with its work has to see some.
                    room = min(most, AHEAD * max(threads, 1))
                while waiting and len(out) < room:
                    index = waiting.popleft()
                    future = submitted(index)
                    out[future.key] = index, future
                    future.add_done_callback(events.put)
                try:
                    ended = events.get(timeout=TICK)
                except Empty:
                    continue
                if isinstance(ended, int):
                    # One that nobody waits for any more may still say that it began.
                    if any(index == ended for index, _ in out.values()):
                        yield ended, BEGUN
                    continue
                index, future = out.pop(ended.key)
                yield index, self._outcome(future)
        finally:
            with contextlib.suppress(Exception):
                self._client.unsubscribe_topic(self._name)
                self._client.cancel([future for _, future in out.values()], force=True)

    def _threads(self) -> int:
        """How many pieces the cluster can do at once."""
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:
            raise self._unreachable(error) from error

    def _outcome(self, future: Future) -> Outcome:
        try:
            answer = future.result()
        except distributed.KilledWorker:
            return Ended("died", "the end of every worker that tried")
        except Exception as error:
            raise self._unreachable(error) from error
        self._refused(answer)
        return opened(answer)

    def _refused(self, answer: object) -> None:
        if isinstance(answer, Unlike) and answer.differences:
            raise self._differing(answer.address, answer.differences)

    def _differing(self, worker: str, found: Mapping[str, tuple[str, str]]) -> EngineError:
        said = "; ".join(f"{name} {there} instead of {here}" for name, (there, here) in found.items())
        return EngineError("ENG612", worker=worker, differences=said)

    def _unreachable(self, error: Exception) -> EngineError:
        problem = " ".join(str(error).split()) or type(error).__name__
        return EngineError("ENG611", address=self._address, problem=problem)
