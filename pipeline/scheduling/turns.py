"""How pieces of work end, which is begun when, and in which order their results are handed on.

Input: how each piece ended, in any order. Output: results in the order of the arguments. Pure.
"""

from __future__ import annotations

import contextlib
import pickle
import statistics
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from pipeline.scheduling import Lost, Reason

A = TypeVar("A")

# What costs so many times the usual is begun first: a long piece at the end leaves all processors but one idle.
FAR_MORE = 3


@dataclass(frozen=True, slots=True)
class Value:
    """What a piece returned."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """What a piece raised."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Ended:
    """How a piece ended its process without a result. Shape: `busy` is what ran out of time while it had a processor."""

    reason: Reason
    how: str
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a piece that is under way has told."""

    value: Any


class Begun:
    """A piece is under way."""


BEGUN = Begun()
Outcome = Value | Raised | Ended
Pieces = Generator[tuple[int, Begun | Outcome], None, None]


class Run(Protocol):
    """Does pieces, at most so many at once, and says of each that it begins and what became of it, as that happens."""

    def __call__(self, order: Sequence[int], most: int) -> Pieces: ...


@dataclass(frozen=True, slots=True)
class Shared:
    """A preparation as bytes, and the hash by which a process knows whether it had it last."""

    content: bytes
    digest: bytes

    @classmethod
    def of(cls, prepare: Callable[[], None]) -> Shared:
        content = pickle.dumps(prepare, pickle.HIGHEST_PROTOCOL)
        return cls(content, sha256(content).digest())


def handed_on(
    arguments: Sequence[A],
    outcomes: Pieces,
    begun: Callable[[A], None],
    done: Callable[[A, Any], None],
    *,
    kept: bool = True,
) -> Iterator[Any]:
    """The results in the order of the arguments, each as soon as it and all before it are there; None where they are not `kept`.

    Raises: what a piece raised.
    """
    results: dict[int, Any] = {}
    at = 0
    with contextlib.closing(outcomes):
        for index, outcome in outcomes:
            argument = arguments[index]
            match outcome:
                case Begun():
                    begun(argument)
                    continue
                case Value(value):
                    results[index] = value
                case Ended(reason, how, _):
                    results[index] = Lost(argument, reason, how)
                case Raised(error):
                    raise error
            done(argument, results[index])
            if not kept:
                results[index] = None
            while at in results:
                yield results.pop(at)
                at += 1


def tried_twice(run: Run, order: Sequence[int], most: int) -> Pieces:
    """What a run says of its pieces: what ended its process is tried once more, when nothing else runs.

    One that was at work until its time was over is not: a second try would take as long.
    """
    again: list[int] = []
    with contextlib.closing(run(order, most)) as outcomes:
        for index, outcome in outcomes:
            if isinstance(outcome, Ended) and not outcome.busy:
                again.append(index)
            else:
                yield index, outcome
    for index in again:
        yield from run([index], 1)


class Held:
    """The pieces of a run that wait for what another one tells, or for its end. `behind` names that one, by their places."""

    def __init__(self, order: Sequence[int], behind: Mapping[int, int]) -> None:
        # One that is tried again, alone, has nothing to wait for.
        now = set(order)
        self._held = {one: before for one, before in behind.items() if one in now and before in now}

    def free(self, order: Sequence[int]) -> list[int]:
        """Those that need not wait."""
        return [index for index in order if index not in self._held]

    def __bool__(self) -> bool:
        """Whether any has to wait."""
        return bool(self._held)

    def let_go(self, index: int) -> list[int]:
        """Those that have waited for a piece, which wait no more."""
        found = [one for one, before in self._held.items() if before == index]
        for one in found:
            del self._held[one]
        return found


def dearest_first(costs: Sequence[float]) -> list[int]:
    """The pieces that cost far more than the usual one, the dearest first; then the others as they stand.

    Why not all by cost: results are handed on in order, and what is held back takes memory.
    """
    usual = statistics.median(costs) if costs else 0.0
    dear = sorted(
        (index for index, cost in enumerate(costs) if cost > FAR_MORE * usual),
        key=lambda index: -costs[index],
    )
    first = frozenset(dear)
    return [*dear, *(index for index in range(len(costs)) if index not in first)]
