"""What a PDF consists of, each part turned into bytes once.

Input: pydyf's writing of a file. Output: the same bytes. Must not: keep anything when the file is written.

Why: pydyf 0.13 makes the content of all objects for the file, and all of it again for the file's identifier; it asks of each
number and name in it four times what it is; and it lists all pages anew for each element that says on which one it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def compress_once() -> None:
    """From now on, pydyf keeps what it has turned into bytes until a file is written."""
    import pydyf

    if not hasattr(pydyf.PDF.write, "stock"):
        kept = Kept()
        pydyf.PDF.write = kept.writing(pydyf.PDF.write)
        for kind in (pydyf.Stream, pydyf.Dictionary, pydyf.Array):
            kind.data = property(kept.reading(kind.data.fget))
        pydyf._to_bytes = in_bytes(pydyf._to_bytes)
        pydyf.PDF.page_references = property(listed(pydyf.PDF.page_references.fget))


def listed(stock: Callable[[Any], tuple[bytes, ...]]) -> Callable[[Any], tuple[bytes, ...]]:
    """What a file's pages are referred to by; they are only ever added to."""

    def references(pdf: Any) -> tuple[bytes, ...]:
        count = len(pdf.pages["Kids"])
        known: tuple[int, tuple[bytes, ...]] | None = pdf.__dict__.get("listed")
        if known is None or known[0] != count:
            known = pdf.listed = count, stock(pdf)
        return known[1]

    return references


def in_bytes(stock: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """pydyf's bytes of a number, a name or anything else."""

    def to_bytes(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            content: bytes = item
            return content
        if kind is str:
            # mypy does not follow a kind that is compared.
            return item.encode("ascii")  # type: ignore[no-any-return]
        return b"%d" % item if kind is int else stock(item)

    return to_bytes


class Kept:
    """The contents of objects, while a file is written: meanwhile nothing is added to any."""

    def __init__(self) -> None:
        # The objects are held, so that no other has the identity of one.
        self._contents: dict[int, tuple[Any, bytes]] | None = None

    def reading(self, stock: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
        def content(item: Any) -> bytes:
            contents = self._contents
            if contents is None:
                return stock(item)
            if (known := contents.get(id(item))) is None:
                known = contents[id(item)] = item, stock(item)
            return known[1]

        return content

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
