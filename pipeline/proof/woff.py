"""Fonts as pages carry them, WOFF 2, put together again as plain TrueType: the outlines are stored in another way there.

Input: the bytes of a font. Output: the bytes of a font with the same tables.
Must not: judge a font; what is stored in another way than themes store it is left to others.

Source: W3C, WOFF File Format 2.0, 4 and 5. Why: fontTools takes four times as long, for every article anew.
"""

from __future__ import annotations

import functools
import itertools
import struct
from typing import NamedTuple

_HEADER = struct.Struct(">4s4sIHHIIHHIIIII")
_GLYPHS = struct.Struct(">HHHHIIIIIII")
_UNKNOWN = 63
# How outlines and their places may be stored.
_CHANGED, _AS_IS = 0, 3
# What the flags of a part of a composite glyph mean. Source: OpenType, glyf.
_WORDS, _SCALED, _MORE, _SCALED_TWICE, _TURNED, _INSTRUCTED = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080, 0x0100


class _Step(NamedTuple):
    """How the way from one point to the next is stored. Units: `size` in bytes, `bits` are those of the way up."""

    size: int
    bits: int
    across: int
    up: int
    right: int
    above: int


@functools.cache
def _steps() -> tuple[_Step, ...]:
    """By the lower seven bits of a point's flag."""
    steps = []
    for flag in range(128):
        right, above = (1 if flag & 1 else -1), (1 if flag & 2 else -1)
        if flag < 10:
            steps.append(_Step(1, 8, 0, (flag & 14) << 7, 0, right))
        elif flag < 20:
            steps.append(_Step(1, 0, ((flag - 10) & 14) << 7, 0, right, 0))
        elif flag < 84:
            rest = flag - 20
            steps.append(_Step(1, 4, 1 + (rest & 0x30), 1 + ((rest & 0x0C) << 2), right, above))
        elif flag < 120:
            rest = flag - 84
            steps.append(_Step(2, 8, 1 + (rest // 12 << 8), 1 + (rest % 12 >> 2 << 8), right, above))
        else:
            steps.append(_Step(3 if flag < 124 else 4, 12 if flag < 124 else 16, 0, 0, right, above))
    return tuple(steps)


class _Reader:
    """Numbers from a stretch of bytes. Raises: IndexError, struct.error, where it ends too early."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, size: int) -> bytes:
        found = self.content[self.at : self.at + size]
        if len(found) < size:
            raise IndexError("a font that ends too early")
        self.at += size
        return found

    def byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1]

    def base128(self) -> int:
        value = 0
        for _ in range(5):
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value
        raise ValueError("a number that does not end")

    def short(self) -> int:
        """255UInt16."""
        code = self.byte()
        if code == 253:
            return int.from_bytes(self.take(2), "big")
        if code == 254:
            return self.byte() + 506
        return self.byte() + 253 if code == 255 else code


def plain(content: bytes) -> bytes | None:
    """The font as TrueType; None where its outlines are not stored as themes store them.

    Raises: whatever reading a broken font raises.
    """
    import brotli
    from fontTools.ttLib.woff2 import woff2KnownTags

    if len(content) < _HEADER.size or content[:4] != b"wOF2":
        return None
    _, flavour, _, count, _, _, compressed, *_ = _HEADER.unpack_from(content)
    reader = _Reader(content)
    reader.at = _HEADER.size
    entries: list[tuple[bytes, int]] = []
    changed: list[bytes] = []
    for _ in range(count):
        flags = reader.byte()
        known = flags & 0x3F
        tag = reader.take(4) if known == _UNKNOWN else str(woff2KnownTags[known]).encode("latin-1")
        size = reader.base128()
        outlines = tag in (b"glyf", b"loca")
        if flags >> 6 not in ((_CHANGED, _AS_IS) if outlines else (0,)):
            return None
        if outlines and flags >> 6 == _CHANGED:
            changed.append(tag)
            size = reader.base128()
            if tag == b"loca" and size:
                raise ValueError("places of outlines beside those that follow from them")
        entries.append((tag, size))
    tags = [tag for tag, _ in entries]
    if flavour != b"\0\1\0\0" or len({*tags}) < count or not {b"glyf", b"loca", b"head"} <= {*tags}:
        return None
    if len(changed) == 1:
        raise ValueError("outlines that are stored in another way than their places")
    whole = _Reader(brotli.decompress(reader.take(compressed)))
    tables = {tag: whole.take(size) for tag, size in entries}
    if whole.at != len(whole.content):
        raise ValueError("a font with more than its tables")
    if changed:
        tables[b"glyf"], tables[b"loca"], wide = _outlines(tables[b"glyf"])
        head = bytearray(tables[b"head"])
        struct.pack_into(">h", head, 50, wide)
        tables[b"head"] = bytes(head)
    return _assembled(flavour, tables)


def _assembled(flavour: bytes, tables: dict[bytes, bytes]) -> bytes:
    """Without check sums: nobody asks for them here."""
    offset = 12 + 16 * len(tables)
    directory, bodies = [struct.pack(">4sHHHH", flavour, len(tables), 0, 0, 0)], []
    for tag in sorted(tables):
        body = tables[tag]
        directory.append(struct.pack(">4sIII", tag, 0, offset, len(body)))
        bodies.append(body + bytes(-len(body) % 4))
        offset += len(bodies[-1])
    return b"".join((*directory, *bodies))


def _outlines(content: bytes) -> tuple[bytes, bytes, int]:
    """The tables `glyf` and `loca`, and the format of the latter."""
    _, options, count, _, *sizes = _GLYPHS.unpack_from(content)
    whole = _Reader(content)
    whole.at = _GLYPHS.size
    streams = [whole.take(size) for size in sizes]
    contours = struct.unpack(f">{count}h", streams[0])
    points, flags, shapes, composites, bounds, instructions = map(_Reader, streams[1:])
    given = bounds.take((count + 31) // 32 * 4)
    if whole.at + ((count + 7) // 8 if options & 1 else 0) != len(content):
        raise ValueError("outlines of another size than they say")
    glyphs: list[bytes] = []
    for number, contour_count in enumerate(contours):
        box = bounds.take(8) if given[number >> 3] & 0x80 >> (number & 7) else None
        if contour_count == 0:
            if box is not None:
                raise ValueError("a box around nothing")
            glyphs.append(b"")
        elif contour_count > 0:
            glyphs.append(_simple(contour_count, box, points, flags, shapes, instructions))
        elif box is None:
            raise ValueError("a composite glyph without a box")
        else:
            glyphs.append(
                struct.pack(">h", contour_count) + box + _composite(composites, shapes, instructions)
            )
    padded = [glyph + bytes(-len(glyph) % 4) for glyph in glyphs]
    ends = itertools.accumulate(map(len, padded), initial=0)
    return b"".join(padded), struct.pack(f">{count + 1}I", *ends), 1


def _simple(
    contours: int, box: bytes | None, points: _Reader, flags: _Reader, shapes: _Reader, instructions: _Reader
) -> bytes:
    ends = list(itertools.accumulate(points.short() for _ in range(contours)))
    marks = flags.take(ends[-1])
    steps, stream, at = _steps(), shapes.content, shapes.at
    across: list[int] = []
    up: list[int] = []
    for mark in marks:
        size, bits, least_across, least_up, right, above = steps[mark & 0x7F]
        value = int.from_bytes(stream[at : at + size], "big")
        at += size
        across.append(right * ((value >> bits) + least_across))
        up.append(above * ((value & (1 << bits) - 1) + least_up))
    if at > len(stream):
        raise IndexError("outlines that end too early")
    shapes.at = at
    instructions.take(shapes.short())
    if box is None:
        xs, ys = list(itertools.accumulate(across)), list(itertools.accumulate(up))
        box = struct.pack(">4h", min(xs), min(ys), max(xs), max(ys)) if xs else bytes(8)
    # Every step as a word, no instructions; bit 0 of a flag is whether the point is on the curve.
    return b"".join(
        (
            struct.pack(">h", contours),
            box,
            struct.pack(f">{contours}H", *(end - 1 for end in ends)),
            b"\0\0",
            bytes(mark >> 7 ^ 1 for mark in marks),
            struct.pack(f">{len(across)}h", *across),
            struct.pack(f">{len(up)}h", *up),
        )
    )


def _composite(composites: _Reader, shapes: _Reader, instructions: _Reader) -> bytes:
    parts: list[bytes] = []
    instructed, more = 0, _MORE
    while more:
        start = composites.take(4)
        flags = int.from_bytes(start[:2], "big")
        more, instructed = flags & _MORE, instructed | flags & _INSTRUCTED
        size = 4 if flags & _WORDS else 2
        size += 2 if flags & _SCALED else 4 if flags & _SCALED_TWICE else 8 if flags & _TURNED else 0
        parts.append(struct.pack(">H", flags & ~_INSTRUCTED) + start[2:] + composites.take(size))
    if instructed:
        instructions.take(shapes.short())
    return b"".join(parts)
