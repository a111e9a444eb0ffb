"""How a PDF is written: each of its objects once, where the table of objects says.

Input: the bytes of a PDF, and its objects as pikepdf lists them. Output: what is written otherwise, each the end of "…, found".
Must not: ask what the objects say.

Why: readers find objects by the table, by the number in a packed group of them, by their place in it, or by looking through
the file for whatever bears their number, and not all of them ask for the generation. Where a number stands for one thing
alone, all of them find the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

# With transparency, and all else that brochures are drawn with.
_VERSION = re.compile(rb"%PDF-(?:1\.[4-7]|2\.0)\s")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
# Looked for at the end alone. Units: bytes.
_TAIL = 200
# Where its first page is to be shown before the rest has come, a file says so here, and has a table for that page. Units: bytes.
_HEAD = 1024
_SPACE = frozenset(b"\0\t\n\f\r ")
_BETWEEN = rb"(?:[\0\t\n\f\r ]|%[^\r\n]{0,200}[\r\n])+"
# Where an object begins. Why without a look behind: so that the engine leaps to it.
_BEGINS = re.compile(rb"obj(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_NUMBERED = re.compile(rb"(\d{1,10})" + _BETWEEN + rb"(\d{1,10})" + _BETWEEN + rb"\Z")
# What may stand between the numbers of an object and its beginning. Units: bytes.
_BEFORE = 240
_ENDS = re.compile(rb"endobj|stream")
_REMARK = re.compile(rb"%[^\r\n]*")
_STRING = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)", re.DOTALL)
# To an object of a later generation.
_REFERENCE = re.compile(rb"[\0\t\n\f\r ]0*[1-9]\d*" + _BETWEEN + rb"R(?![A-Za-z])")


class _Written(NamedTuple):
    """An object that stands in the file by itself. Shape: `says` is what it holds before its stream, if it has one."""

    number: int
    generation: int
    says: bytes


def written_otherwise(content: bytes, listed: Sequence[Any], streams: Sequence[Any]) -> Iterator[str]:
    """What some readers may find in a file that others do not. Shape: `streams` are those of what is `listed`."""
    if not _VERSION.match(content):
        yield "a file of another version"
    ends = 2 if b"/Linearized" in content[:_HEAD] else 1
    if not _END.search(content[-_TAIL:]) or content.count(b"startxref") > ends:
        yield "a file with more than one end"
    if b"/XRefStm" in content:
        # Old readers do not know of it.
        yield "a table that not every reader follows"
    alone = list(_alone(content))
    groups = list(_groups(streams))
    packed = Counter(number for head, _ in groups for number in map(int, head.split()[::2]))
    numbers = {one.number for one in alone} | packed.keys()
    # What all pages have in common, pikepdf makes objects of, behind all those of the file. Of a number that is an object of
    # its own, it does not say which one it is.
    named = [getattr(entry, "objgen", None) for entry in listed]
    last = max(numbers, default=0)
    known = {name[0] for name in named if name is not None and name[0] <= last}
    nameless = named.count(None)
    says = [*(one.says for one in alone), *(body for _, body in groups)]
    if len(alone) + sum(packed.values()) != len(numbers):
        yield "objects that are in it more than once"
    elif not known <= numbers or len(numbers) != len(known) + nameless:
        yield "objects that its table does not list"
    elif any(one.generation for one in alone) or any(map(_of_later, says)):
        yield "objects of a later generation"


def _alone(content: bytes) -> Iterator[_Written]:
    for match in _BEGINS.finditer(content):
        start = match.start()
        if content[start - 1] not in _SPACE:
            continue
        if before := _NUMBERED.search(content, max(0, start - _BEFORE), start):
            end = _ENDS.search(content, start)
            says = content[match.end() : end.start() if end else len(content)]
            yield _Written(int(before[1]), int(before[2]), says)


def _groups(streams: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Of each group of packed objects their numbers and places, and what they hold."""
    for entry in streams:
        if entry.get("/Type") == "/ObjStm":
            whole, first = entry.read_bytes(), int(entry.First)
            yield _REMARK.sub(b" ", whole[:first]), whole[first:]


def _of_later(says: bytes) -> bool:
    """Whether something refers to an object of a later generation, outside of words."""
    # Without those as programs write them, hardly anything is left to look at.
    rest = says.replace(b" 0 R", b"")
    if not any(bytes([space]) + b"R" in rest for space in _SPACE):
        return False
    return _REFERENCE.search(says) is not None and _REFERENCE.search(_STRING.sub(b"()", says)) is not None
