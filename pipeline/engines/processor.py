"""How long processes had a processor, and how long they could have had one and did not get it, as far as a system says so.

Input: numbers of processes. Output: seconds; 0 where nobody knows.
Why: what waits for a processor does not hang, however long it waits. A time limit that counts this refuses, on a machine that
others keep busy, what is as quick as ever.
"""

from __future__ import annotations

import time
from pathlib import Path


def kept_waiting(pid: int | None) -> float:
    """How long a process could have run and had no processor, in seconds."""
    return _scheduled(pid, 1)


def on_processor(pid: int | None) -> float:
    """How long a process had a processor, in seconds."""
    return _scheduled(pid, 0)


def children(pid: int | None) -> tuple[int, ...]:
    """The processes that a process has begun in its first thread. Source: proc(5), /proc/pid/task/tid/children."""
    try:
        return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except (OSError, ValueError):
        return ()


class Deadline:
    """Until when something has to be done that processes work on; what they wait for a processor is not counted.

    Units: seconds.
    """

    def __init__(self, seconds: float, pid: int | None) -> None:
        self._pid = pid
        self._until = time.monotonic() + seconds
        self._before = {one: kept_waiting(one) for one in self._at_work()}
        self._latest = dict(self._before)

    def left(self) -> float:
        """How long there is still time; it may be more than it was a moment before."""
        left = self._until - time.monotonic()
        if left <= 0:
            # One that has ended takes with it what is known of it.
            self._latest |= {one: kept_waiting(one) for one in self._at_work()}
            left += sum(max(0.0, waited - self._before.get(one, 0.0)) for one, waited in self._latest.items())
        return left

    def _at_work(self) -> tuple[int | None, ...]:
        return (self._pid, *children(self._pid))


def _scheduled(pid: int | None, field: int) -> float:
    """Source: `Documentation/scheduler/sched-stats.rst` of Linux."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[field]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
