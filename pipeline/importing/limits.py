"""What an input may cost, and the refusal of one that costs more.

Source: the limits of articles; an archive of 2,000 members or 100 MB unpacked is no article.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

MAX_TEXT = 3_000_000
MAX_HTML = 20_000_000
MAX_ARCHIVE = 50_000_000
MAX_UNPACKED = 100_000_000
MAX_XML = 40_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200
# Small members may be as empty as they like.
RATIO_FROM = 2_000_000


SECONDS = 60


class Refused(Exception):
    """An input that cannot be read. Shape: a code of the registry, and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Ends what takes longer. Raises: Refused IMP906. Only a main thread can be ended so."""

    def ended(number: int, frame: FrameType | None) -> None:
        raise Refused("IMP906", problem=f"reading it takes longer than {seconds:g} seconds")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, ended)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
