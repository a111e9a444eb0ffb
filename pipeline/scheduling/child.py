"""A worker process: it does one piece after another, and ends with its parent.

Input: messages of bytes on a connection, a piece each. Output: an answer to each. Must not: know what the work is.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline import precompiled, scheduling

# After so many new objects, and so many times of that, rubbish is looked for in the middle of a piece, which is full of what
# is needed still: only of large pieces.
RUBBISH = (300_000, 20, 50)
# With so many new objects left behind a piece, it is looked for there.
LEFT = 4_000
# Memory that was given back is kept for what comes next, up to so much; pictures of pages, too, come out of it.
# Units: bytes. Source: mallopt(3), M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
_KEPT = {-1: 1 << 27, -3: 1 << 26}
# When a process holds so much more than a piece needs, it is tidied. Units: bytes.
UNTIDY = 48_000_000
# More than this no piece needs for long. Units: bytes.
NEEDED = 128_000_000
# The first byte of an answer, and of what a piece tells before.
VALUE, RAISED, OUT_OF_MEMORY, TOLD = b"v", b"r", b"m", b"t"


def serve(
    connection: Connection,
    parent: int,
    memory: int,
    warm: Callable[[], None],
    inherited: Iterable[Connection] = (),
    *,
    bound: bool = True,
) -> None:
    """Answers until the other end is closed. `inherited` are the parent's ends of connections, which are none of ours.

    `bound` says whether the thread that started this process lives as long as its parent.
    """
    for other in inherited:
        other.close()
    # Interrupts are for the parent, which ends its workers itself.
    for told in (signal.SIGINT, signal.SIGHUP):
        signal.signal(told, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with(parent, bound)
    # What is missing is said again, in its place, by the first piece that needs it.
    gc.disable()
    with contextlib.suppress(Exception):
        warm()
    _settle()
    _limit(memory)
    growth = Growth(_resident())
    scheduling.listen(
        lambda value: connection.send_bytes(TOLD + pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    )
    while True:
        try:
            message = connection.recv_bytes()
        except (EOFError, OSError):
            precompiled.keep()
            return
        answer = _answer(message)
        try:
            connection.send_bytes(answer)
        except OSError:  # nobody waits for it any more
            return
        if answer == OUT_OF_MEMORY:
            return
        del answer, message
        # Behind the answer, while the next piece is fetched.
        if growth.untidy(_resident()):
            _tidy()
            growth = Growth(_resident())
        elif gc.get_count()[0] > LEFT:
            gc.collect(0)


class Growth:
    """What a process holds beside what it needs, since it was tidied and held so much. Units: bytes.

    Why: the first piece takes anew what was given back. To give that back behind each piece takes longer than all of what
    is left behind, and is in vain.
    """

    def __init__(self, tidy: int) -> None:
        self._tidy = tidy
        self._needed: int | None = None

    def untidy(self, resident: int) -> bool:
        """Whether it is time to tidy, behind a piece."""
        if self._needed is None:
            self._needed = min(resident, self._tidy + NEEDED)
        return resident - self._needed > UNTIDY


def main(handle: int) -> None:
    """A worker in an interpreter of its own. Its first message says the rest."""
    precompiled.begin()
    connection = Connection(handle)
    path, parent, memory, warm = pickle.loads(connection.recv_bytes())
    sys.path[:] = path
    serve(connection, parent, memory, pickle.loads(warm), bound=False)


def _answer(message: bytes) -> bytes:
    """What became of a piece: its result, what it raised, or that it took too much memory."""
    try:
        prepare, piece = pickle.loads(message)
        if prepare is not None:
            pickle.loads(prepare)()
        work, argument = pickle.loads(piece)
        return VALUE + pickle.dumps(work(argument), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        return RAISED + _packed(error)


def _packed(error: Exception) -> bytes:
    """An exception with its trace as text, or, if it cannot travel, one that says the same."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)
    except Exception:
        return pickle.dumps(RuntimeError("".join(traceback.format_exception(error))))
    return packed


def _settle() -> None:
    """What was loaded stays for good.

    Why: looking through it for rubbish, time and again, costs a tenth of all time.
    """
    gc.freeze()
    gc.set_threshold(*RUBBISH)
    gc.enable()
    _keep_memory()


def _keep_memory() -> None:
    """Lets the C library keep what was freed, where it is one that can be told so.

    Why: every picture of a page is some megabytes; asking the system for them anew, and having it wipe them, costs a tenth
    of all time.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        tell: Any = ctypes.CDLL(None).mallopt
        for number, size in _KEPT.items():
            tell(number, size)


def _tidy() -> None:
    """Gives back what pieces have left.

    Why: rubbish is rarely looked for, and what an engine frees stays with the process, in holes; so a worker would grow by
    some 2 MB with each brochure, until it has to be replaced.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # a C library without it
            ctypes.CDLL(None).malloc_trim(0)


def _resident() -> int:
    """The memory that this process holds, in bytes; 0 where no system says so."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0


def _limit(memory: int) -> None:
    """No more memory for data than there is now and this; what is only reserved or mapped does not count.

    Why: an allocation too large fails at once, as a `MemoryError`, long before anybody who watches has seen it.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[5])
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = pages * os.sysconf("SC_PAGESIZE") + memory
        if most == resource.RLIM_INFINITY or wanted < most:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def _end_with(parent: int, bound: bool) -> None:
    """However the parent ends, this process ends too."""
    if bound and _bound_to_parent():
        if os.getppid() != parent:
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _bound_to_parent() -> bool:
    """Has Linux kill this process when the thread that started it ends. Source: prctl(2), PR_SET_PDEATHSIG."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        prctl: Any = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return False
    return bool(prctl(1, signal.SIGKILL, 0, 0, 0) == 0)
