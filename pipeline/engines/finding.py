"""The system's libraries that WeasyPrint sets type with, found by their names alone while it is imported.

Must not: find another library than the stock search does.

Why: on Linux the stock search runs compilers and linkers, dozens of times, which is half of what the import takes.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

# What WeasyPrint asks for, and what it gets on Linux; the names of other systems are none there.
_KNOWN = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "harfbuzz-vector": "libharfbuzz-vector.so.0",
    "fontconfig": "libfontconfig.so.1",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
}
_FOREIGN = frozenset(
    (
        "libgobject-2.0-0", "gobject-2.0-0", "libpango-1.0-0", "pango-1.0-0", "libharfbuzz-0", "harfbuzz-0.0",
        "libharfbuzz-subset-0", "harfbuzz-subset-0.0", "libharfbuzz-vector-0", "harfbuzz-vector-0.0",
        "libfontconfig-1", "fontconfig-1", "libpangoft2-1.0-0", "pangoft2-1.0-0",
    )
)  # fmt: skip


# What few systems have yet, and WeasyPrint does without.
_OPTIONAL = frozenset({"harfbuzz-vector"})


@contextmanager
def quickly_found() -> Iterator[None]:
    """In the meantime libraries that are known are found without a search."""
    stock = ctypes.util.find_library
    if not sys.platform.startswith("linux"):
        yield
        return
    ctypes.util.find_library = partial(found, stock)
    try:
        yield
    finally:
        ctypes.util.find_library = stock


def found(stock: object, name: str) -> str | None:
    """The file of a library; what is not known, or cannot be opened, is searched for by `stock`."""
    assert callable(stock)
    # A search is for a name without its ending: those of files find nothing.
    if name in _FOREIGN or name.endswith((".dylib", ".dll")) or ".so." in name:
        return None
    if (file := _KNOWN.get(name)) is not None:
        try:
            ctypes.CDLL(file)
        except OSError:
            if name in _OPTIONAL:
                return None
        else:
            return file
    answer: str | None = stock(name)
    return answer
