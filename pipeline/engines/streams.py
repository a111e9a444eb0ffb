"""Streams of a PDF, each compressed once.

Input: pydyf's writing of a file. Output: the same bytes. Must not: keep anything when the file is written.

Why: pydyf 0.13 makes the content of all objects for the file, and all of it again for the file's identifier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def compress_once() -> None:
    """From now on, pydyf keeps what it has compressed until a file is written."""
    import pydyf

    if not hasattr(pydyf.PDF.write, "stock"):
        kept = Kept(pydyf.Stream.data.fget)
        pydyf.PDF.write = kept.writing(pydyf.PDF.write)
        pydyf.Stream.data = property(kept.content)


class Kept:
    """The contents of streams, while a file is written: meanwhile nothing is added to any."""

    def __init__(self, stock: Callable[[Any], bytes]) -> None:
        self.stock = stock
        # The streams are held, so that no other has the identity of one.
        self._contents: dict[int, tuple[Any, bytes]] | None = None

    def content(self, stream: Any) -> bytes:
        if self._contents is None:
            return self.stock(stream)
        if (known := self._contents.get(id(stream))) is None:
            known = self._contents[id(stream)] = (stream, self.stock(stream))
        return known[1]

    def writing(self, stock: Callable[..., None]) -> Callable[..., None]:
        def write(*given: Any, **named: Any) -> None:
            self._contents = {}
            try:
                stock(*given, **named)
            finally:
                self._contents = None

        # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
        write.stock = stock  # type: ignore[attr-defined]
        return write
