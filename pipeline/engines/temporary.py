"""The temporary folder of a process: for what engines put on the disk while they work.

Output: one folder for each process, removed when it ends, or, if it was killed, by the next one that sweeps.
Must not: touch a folder that any process still holds.

Why a lock: process numbers are used again, and are others in another container that sees the same folder.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PREFIX = "smallprint-"
_LOCK = ".held"

# The folder, the process that made it, and the open lock: processes that are forked from it hold it too.
_made: tuple[Path, int, int] | None = None


def folder() -> Path:
    """This process's own folder."""
    global _made
    if _made is None or _made[1] != os.getpid() or not _made[0].is_dir():
        _made = _new()
        at_end(remove)
    return _made[0]


def remove() -> None:
    """Removes this process's folder, if it has one; a forked process leaves its parent's alone."""
    global _made
    if _made is not None and _made[1] == os.getpid():
        shutil.rmtree(_made[0], ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(_made[2])
    _made = None


def sweep(process: int | None = None) -> int:
    """Removes the folders that killed processes left behind, or only that of one `process`; says how many."""
    swept = 0
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}{process or '*'}-*"):
        if not path.name.removeprefix(PREFIX).partition("-")[0].isdigit():
            continue
        try:
            if path.is_symlink() or path.stat().st_uid != os.getuid():
                continue
            held = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            shutil.rmtree(path, ignore_errors=True)
            swept += 1
        finally:
            os.close(held)
    return swept


def at_end(act: Callable[[], object]) -> None:
    """Has something done when this process ends by itself."""
    atexit.register(act)
    # A forked worker ends without what `atexit` knows.
    if (processes := sys.modules.get("multiprocessing.util")) is not None:
        processes.Finalize(None, act, exitpriority=10)


def _new() -> tuple[Path, int, int]:
    path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    held = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    # Where a file system has no locks, what is left behind stays.
    with contextlib.suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return path, os.getpid(), held
