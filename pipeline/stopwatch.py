"""Where the time went: how long each step of a piece of work took. It never reaches an output."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """The time that each step took, summed by name. Units: seconds of the wall clock."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        # What steps within the one under way have taken.
        self._within = 0.0

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Adds the time that the block takes to a step; what other steps within it take is theirs."""
        begun, before, self._within = time.perf_counter(), self._within, 0.0
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.add(step, spent - self._within)
            self._within = before + spent

    def add(self, step: str, seconds: float) -> None:
        """Adds what a step has taken."""
        self.steps[step] = self.steps.get(step, 0.0) + seconds
