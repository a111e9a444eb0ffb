"""Waiting for what happens, not for a time: as long as a busy machine may need, and not an instant longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

# What has not happened by then will not. Units: seconds.
MINUTES = 300.0


def comes_true(holds: Callable[[], object]) -> bool:
    """Whether something holds, now or within minutes."""
    until = time.monotonic() + MINUTES
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def ended(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked for it yet. Source: proc(5), /proc/pid/stat."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True
