"""Whether all programs unpack the same members from an archive.

Input: the bytes of an archive. Output: the end of a sentence, or None. Must not: know what an ebook is.

Why: an archive says everything twice, before each member and in a directory at its end, and has several ways to say
where the directory is. Programs differ in what they believe, so that one could read a disclaimer where another
has none. What holds only one directory, only members, and the same of each at both places leaves them no choice.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s4B4H3I5H2I")
_LOCAL = struct.Struct("<4s2B4H3I2H")
_DESCRIBED = struct.Struct("<3I")
# How well it was packed, that sizes follow the member, that the name is UTF-8.
_FLAGS, _FOLLOWED, _UTF8 = 0x080E, 0x0008, 0x0800
# What may stand beside a member: when and by whom it was written, that Java wrote it, where Android wants it.
_BESIDE = frozenset([0x000A, 0x000D, 0x5455, 0x5855, 0x7855, 0x7875, 0xCAFE, 0xD935])
_MOST_BESIDE = 64
# The folders around a long name are as many and as long as it is. Units: bytes.
MAX_NAME = 500
_STEP = re.compile(r"(?!\.{1,2}$)[^\x00-\x1f\x7f\\:]+")
_FOLDER, _FILE = 0o040000, 0o100000
# What DOS calls a folder and a disk.
_DOS_FOLDER, _DOS_DISK = 0x10, 0x08


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of one member. Shape: `offset` is where its own header begins."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class _Disputed(Exception):
    """Programs could differ; the end of a sentence."""


def disputed(content: bytes) -> str | None:
    """Why programs could unpack something else from an archive. Its sizes have to be limited before."""
    try:
        entries, directory = _entries(content)
        _named(entries)
        position = 0
        for entry in sorted(entries, key=lambda one: one.offset):
            if entry.offset != position:
                return f"something that is no member before {entry.name}"
            position = _end_of(content, entry, directory)
        if position != directory:
            return "something that is no member before its directory"
    except _Disputed as problem:
        return str(problem)
    except (struct.error, zlib.error, UnicodeDecodeError):
        return "a damaged header or member"
    return None


def _entries(content: bytes) -> tuple[list[Entry], int]:
    """What the directory says, and where it begins."""
    end = len(content) - _END.size
    if end < 0 or content[end : end + 4] != b"PK\5\6":
        raise _Disputed("a comment, or something behind its end")
    _, disk, first_disk, here, total, size, start, comment = _END.unpack_from(content, end)
    if (disk, first_disk, comment) != (0, 0, 0) or here != total:
        raise _Disputed("several disks, or numbers of members that differ")
    # Where it says that all is at another place, only some programs go there.
    if start + size != end or content[end - 20 : end - 16] == b"PK\6\7":
        raise _Disputed("a directory that is not at its end")
    entries = []
    position = start
    while position < end:
        entry, position = _entry(content, position)
        entries.append(entry)
    if position != end or len(entries) != total:
        raise _Disputed(f"{total} members by its end and {len(entries)} by its directory")
    return entries, start


def _entry(content: bytes, position: int) -> tuple[Entry, int]:
    head = _CENTRAL.unpack_from(content, position)
    signature, _, _, _, _, flags, method, _, _, crc, packed, size, named, beside, comment, disk = head[:16]
    _, outside, offset = head[16:]
    position += _CENTRAL.size
    raw = content[position : position + named]
    if signature != b"PK\1\2":
        raise _Disputed("something that is no member in its directory")
    if named > MAX_NAME:
        raise _Disputed(f"a name of more than {MAX_NAME} bytes")
    name = raw.decode("utf-8" if flags & _UTF8 else "ascii")
    if flags & ~_FLAGS:
        raise _Disputed(f"{name} encrypted or packed oddly")
    if comment or disk:
        raise _Disputed(f"a comment or another disk for {name}")
    _look_beside(content[position + named : position + named + beside], name)
    kind, folder = outside >> 16 & 0o170000, name.endswith("/")
    if kind not in (0, _FOLDER if folder else _FILE) or (
        outside & (_DOS_DISK | (0 if folder else _DOS_FOLDER))
    ):
        raise _Disputed(f"{name}, which is a link or a folder for some")
    return Entry(name, raw, flags, method, crc, packed, size, offset), position + named + beside


def _look_beside(fields: bytes, name: str) -> None:
    """Another name, other sizes or another place of a member could stand beside it."""
    position = 0
    while position < len(fields):
        kind, size = struct.unpack_from("<2H", fields, position)
        if kind not in _BESIDE or size > _MOST_BESIDE:
            raise _Disputed(f"{name} with a second name or size, or what only some programs know")
        position += 4 + size
    if position != len(fields):
        raise _Disputed(f"{name} with something beside it that is cut off")


def _named(entries: list[Entry]) -> None:
    names = {entry.name for entry in entries}
    if len(names) != len(entries):
        raise _Disputed("two members of one name")
    folders = {folder for name in names for folder in _around(name)}
    for entry in entries:
        folder = entry.name.endswith("/")
        if not all(_STEP.fullmatch(step) for step in entry.name.removesuffix("/").split("/")):
            raise _Disputed(f"{entry.name!r}, which some systems call something else")
        if folder and entry.size:
            raise _Disputed(f"the folder {entry.name} with something of its own")
        if folder and entry.name not in folders:
            raise _Disputed(f"the folder {entry.name} with nothing in it")
        if f"{entry.name}/" in folders:
            raise _Disputed(f"{entry.name} as a member and as a folder")


def _around(name: str) -> Iterator[str]:
    """The folders that a member is in."""
    at = name.find("/")
    while 0 <= at < len(name) - 1:
        yield name[: at + 1]
        at = name.find("/", at + 1)


def _end_of(content: bytes, entry: Entry, directory: int) -> int:
    """Where a member ends. Raises: _Disputed where its own header says something else than the directory."""
    if content[entry.offset : entry.offset + 4] != b"PK\3\4":
        raise _Disputed(f"{entry.name} elsewhere than its directory says")
    _, _, _, flags, method, _, _, crc, packed, size, named, beside = _LOCAL.unpack_from(content, entry.offset)
    start = entry.offset + _LOCAL.size
    followed = bool(flags & _FOLLOWED)
    # Of what is not packed nobody sees the end without its size.
    unsaid = followed and entry.method != 0
    sums = (crc, packed, size)
    owed = (entry.crc, entry.packed, entry.size)
    if (
        (flags, method, content[start : start + named]) != (entry.flags, entry.method, entry.raw)
        or any(own != said and not (unsaid and own == 0) for own, said in zip(sums, owed, strict=True))
    ):  # fmt: skip
        raise _Disputed(f"{entry.name} otherwise in the directory than before it")
    start += named + beside
    _look_beside(content[start - beside : start], entry.name)
    end: int = start + entry.packed
    if end > directory:
        raise _Disputed(f"{entry.name} cut off")
    _look_at(content[start:end], entry)
    if not followed:
        return end
    if content[end : end + 4] == b"PK\7\x08":
        end += 4
    if _DESCRIBED.unpack_from(content, end) != owed:
        raise _Disputed(f"{entry.name} otherwise in the directory than behind it")
    return end + _DESCRIBED.size


def _look_at(packed: bytes, entry: Entry) -> None:
    """Programs that stop at the end of what is packed, and those that stop at the size that is told, read the same."""
    content, whole = packed, True
    if entry.method:
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        content = unpacking.decompress(packed, entry.size + 1)
        whole = unpacking.eof and not unpacking.unused_data
    if not whole or len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise _Disputed(f"{entry.name} of another size or sum than its directory says")
