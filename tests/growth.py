"""What grows with a text no faster than the text: told by comparing, since no machine is as fast as another or always idle."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

# How often each is measured; the least is what it takes where nothing else gets in the way.
TRIES = 5
# What takes less says nothing. Units: seconds of processor time.
NOISE = 0.01


def in_proportion(act: Callable[[], object], four_times: Callable[[], object]) -> bool:
    """Whether the second, of four times as much, takes about four times as long, and not sixteen times."""
    short = long = float("inf")
    for _ in range(TRIES):
        short, long = min(short, _spent(act)), min(long, _spent(four_times))
        if long <= 8 * short + NOISE:
            return True
    return False


def _spent(act: Callable[[], object]) -> float:
    # Of the thread: that of the process moves in steps of 4 ms while `bounded` has a timer run.
    begun = time.thread_time()
    act()
    return time.thread_time() - begun


@contextlib.contextmanager
def bounded(seconds: float = 60) -> Iterator[None]:
    """What would never be over ends with a failure. Units: seconds of processor time, a thousand times what it takes."""

    def end(*_: Any) -> None:
        raise AssertionError(f"it took {seconds} seconds of processor time")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
