"""What stderr shows while a run goes on: which pieces are in work, how many are done, how long the rest will take.

Input: calls as pieces begin and end. Output: on a terminal a live line below what stays; elsewhere plain lines, a few a
minute however many pieces there are. Must not: know what is done to a piece.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from pipeline.cli.printing import edition, painted, say, size_of

if TYPE_CHECKING:
    from pipeline.made import Made
    from pipeline.project import Source

# Of no more than so many pieces each has a line of its own as it ends. Of more, only those that fail.
MOST_LINES = 40
# How often the live line is written, after how long for the first time, and how often a plain one. Units: seconds.
TICK, PATIENCE, INTERVAL = 0.25, 0.5, 15.0
# What takes less than this is over before anybody has read how long it will take. Units: seconds.
LEAST_LEFT = 10.0
CLEARED = "\r\x1b[K"


class Progress:
    """What is said of a run. Shape: used as the block of a `with`; it may be called from one thread.

    `each` says whether what becomes of a piece is told when it ends; failures are told in any case where it is.
    """

    def __init__(self, *, each: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = each
        self._clock = clock
        self._since = clock()
        self._told = self._since
        self._working: dict[str, float] = {}
        self._done = self._total = 0
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = False
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._ticking: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._ticking is not None:
            self._ticking.join()
        with self._lock:
            self._clear()

    def begun(self, one: Source, total: int) -> None:
        """A piece of so many in all is in work."""
        with self._lock:
            self._total = total
            self._working[_name(one)] = self._clock()
        if self._ticking is None and _direct() is not None:
            self._ticking = threading.Thread(target=self._attend, daemon=True)
            self._ticking.start()

    def __call__(self, made: Made, done: int, total: int) -> None:
        """A piece has ended, so many are done."""
        with self._lock:
            self._working.pop(_name(made), None)
            self._done, self._total = done, total
            if self._each and (made.failed or total <= MOST_LINES):
                self._clear()
                self._tell(made)
            else:
                self._interval()

    def early(self, made: Made, total: int) -> None:
        """A file of a piece is in its place before the others are."""
        with self._lock:
            if self._each and total <= MOST_LINES:
                self._clear()
                editions = ", ".join(edition(artifact) for artifact in made.artifacts)
                say(painted(f"{_name(made)}  {editions}: in its place", "2"))

    def line(self) -> str:
        """What is going on, in one line without colours."""
        now = self._clock()
        longest = sorted(self._working.items(), key=lambda one: one[1])
        working = ", ".join(f"{name} {_spoken(now - begun)}" for name, begun in longest)
        parts = [self._count(), *([f"in work: {working}"] if working else ())]
        return "  ".join(part for part in (*parts, self._left()) if part)

    # ── writing

    def _attend(self) -> None:
        """Goes on saying what is in work, though nothing ends for long."""
        while not self._over.wait(TICK):
            with self._lock:
                if not self._live:
                    self._interval()
                elif self._clock() - self._since >= PATIENCE:
                    columns = shutil.get_terminal_size().columns
                    line = self.line()
                    self._write(CLEARED + (line if len(line) < columns else f"{line[: columns - 2]}…"))
                    self._shown = True

    def _interval(self) -> None:
        now = self._clock()
        # The longer it takes, the less news there is in a line.
        if not self._live and now - self._told >= max(INTERVAL, (now - self._since) / 20):
            self._told = now
            self._write(f"{self.line()}\n")

    def _clear(self) -> None:
        if self._shown:
            self._write(CLEARED)
            self._shown = False

    def _write(self, text: str) -> None:
        """Why not by the stream: a process that is copied meanwhile would find its lock taken, for ever."""
        handle = _direct()
        if handle is None:
            sys.stderr.write(text)
            return
        try:
            os.write(handle, text.encode(sys.stderr.encoding or "utf-8", "replace"))
        except OSError:  # nobody reads it any more
            self._over.set()

    def _tell(self, made: Made) -> None:
        if made.failed:
            state = painted("not released", "31")
        else:
            editions = ", ".join(edition(artifact) for artifact in made.artifacts)
            state = f"{editions}: {painted('proved', '32')}"
        left = painted(f"  {self._left()}", "2") if self._left() else ""
        say(f"{self._count()} {_name(made)}  {state}{left}")
        self._told = self._clock()
        # Why the brochure has the form that it has: said where smaller ones were passed over.
        whys = {
            size_of(one): str(one.facts.get("why", "")) for one in made.artifacts if "layout" in one.facts
        }
        for size, why in whys.items():
            if ";" in why and not made.failed:
                indent = " " * (2 * len(str(self._total)) + 4)
                say(indent + painted(f"{size}: {why}" if size else why, "2"))

    def _count(self) -> str:
        return f"[{self._done:>{len(str(self._total))}}/{self._total}]"

    def _left(self) -> str:
        spent = self._clock() - self._since
        if not self._done or spent < 1:
            return ""
        left = spent / self._done * (self._total - self._done)
        return f"about {_spoken(left)} left" if left >= LEAST_LEFT else ""


def _name(one: Source | Made) -> str:
    return f"{one.slug} ({one.lang})"


def _spoken(seconds: float) -> str:
    """A span of time, as exact as anybody wants to know it."""
    if seconds < 90:
        return f"{round(seconds)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _direct() -> int | None:
    """The file behind stderr; None where there is none, as in a test."""
    try:
        return sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return None
