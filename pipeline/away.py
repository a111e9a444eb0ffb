"""Work on machines whose memory no other sees: what they make is remembered at home, and what is remembered is not sent.

Input: sources, workers on other machines, the memory of this one. Output: what became of each, as if it had been made here.
Must not: know how an edition is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar

from pipeline import steps
from pipeline.editions import Memory, unpacked
from pipeline.engines import Engines
from pipeline.made import Made
from pipeline.project import Project, Source
from pipeline.scheduling import Lost, Workers, nothing

A = TypeVar("A")
R = TypeVar("R")


class Parcel:
    """A memory that holds what was put there, until it is at home."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def put(self, key: str, content: bytes) -> None:
        self.entries[key] = content


def made(one: Source, project: Project, engines: Engines, *, formats: Sequence[str] = ()) -> Made:
    """As `steps.made`, far from home: what is to be remembered travels in place of files, proofs and evidence."""
    parcel = Parcel()
    whole = steps.made(one, project, engines, formats=formats, memory=parcel)
    return replace(whole, artifacts=(), proofs=(), evidence={}, parcel=parcel.entries)


def arrived(one: Made, memory: Memory) -> Made:
    """What was made away, at home, with all that it has; it is remembered as if it had been made here."""
    for key, content in one.parcel.items():
        memory.put(key, content)
    results = [unpacked(one.parcel[key]) for key in one.editions]
    return replace(
        one,
        artifacts=tuple(artifact for result in results for artifact in result.artifacts),
        proofs=tuple(each for result in results for each in result.proofs),
        evidence=steps.texts_of(one.parcel[one.evidence_key]) if one.evidence_key else {},
        parcel={},
    )


class Elsewhere:
    """Workers on other machines, for sources: what can be recalled is made here, each in its turn.

    `there` is the work on a source that is done on the others; `here` says which sources can be recalled.
    """

    near = False

    def __init__(
        self,
        crew: Workers,
        there: Callable[[Any], Any],
        memory: Memory,
        here: Callable[[Any], bool],
    ) -> None:
        self._crew = crew
        self._there = there
        self._memory = memory
        self._here = here

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
        prepare()
        here = [self._here(one) for one in arguments]
        away = [one for one, near in zip(arguments, here, strict=True) if not near]
        # What is at home is told at once, and handed on in its turn.
        at_home: dict[int, Any] = {}

        def ended(one: A, result: Any) -> None:
            whole: Any = arrived(result, self._memory) if isinstance(result, Made) else result
            at_home[id(one)] = whole if kept else None
            done(one, whole)

        results = self._crew.run(
            self._there,
            away,
            prepare=prepare,
            begun=begun,
            done=ended,
            cost=cost,
            seconds=seconds,
            kept=False,
        )
        for one, near in zip(arguments, here, strict=True):
            if near:
                begun(one)
                result = work(one)
                done(one, result)
                yield result
            else:
                next(results)
                yield at_home.pop(id(one))
        # To its end: workers of a run that is left before are ended with it.
        for _ in results:
            raise AssertionError("more results than arguments")

    def dismiss(self) -> None:
        """The workers are somebody else's."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The workers are somebody else's."""
