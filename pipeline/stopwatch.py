"""Where the time went: how long each step of a piece of work took. It never reaches an output."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """The time that each step took, summed by name. Units: seconds of the wall clock."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Adds the time that the block takes to a step."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.add(step, time.perf_counter() - begun)

    def add(self, step: str, seconds: float) -> None:
        """Adds what a step has taken."""
        self.steps[step] = self.steps.get(step, 0.0) + seconds
