"""Fonts: what they can show, and subsets of them for pages that may fetch nothing.

Input: the bytes of a font. Output: characters, WOFF2, fonts under another name. Must not: know which families there are.
"""

from __future__ import annotations

import functools
import io
import struct


@functools.lru_cache(maxsize=32)
def characters_of(font: bytes) -> frozenset[int]:
    """The characters that a font has; none of what is no font."""
    import uharfbuzz

    return frozenset(uharfbuzz.Face(font).unicodes)


_FEATURES = ("kern", "liga", "locl", "ccmp", "pnum", "tnum", "lnum", "frac", "mark", "mkmk",
             "init", "medi", "fina", "isol", "rlig", "calt", "nukt", "akhn", "rphf", "rkrf", "blwf", "half", "pstf",
             "cjct", "pres", "abvs", "blws", "psts", "abvm", "blwm", "dist")  # fmt: skip


@functools.lru_cache(maxsize=64)
def subset(font: bytes, characters: str) -> bytes:
    """A font with only these characters, as WOFF2; the same bytes for the same input."""
    return _woff2(_cut(font, characters, (1, 2)))


@functools.lru_cache(maxsize=64)
def renamed(font: bytes, characters: str, family: str, style: str) -> bytes:
    """A font with only these characters, under a name of its own; the same bytes for the same input.

    Why: a changed font may not bear a reserved name, and carries its copyright and licence. Source: OFL 1.1, 2 and 3.
    """
    from fontTools.ttLib import TTFont

    loaded = TTFont(io.BytesIO(_cut(font, characters, _LICENCE)), recalcTimestamp=False, recalcBBoxes=False)
    names, whole = loaded["name"], family if style == "Regular" else f"{family} {style}"
    for number, text in ((1, family), (2, style), (3, whole), (4, whole), (6, whole.replace(" ", "-"))):
        names.setName(text, number, 3, 1, 0x409)
    output = io.BytesIO()
    loaded.save(output, reorderTables=False)
    return output.getvalue()


# What pages cannot be set without: how letters are found, how wide, how high and how they are drawn.
_NEEDED = (b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post")
_OUTLINES = (b"glyf", b"CFF ")


def unusable(font: bytes) -> str | None:
    """Why pages cannot be set in a file; None where they can."""
    if font[:4] not in (b"\0\1\0\0", b"true", b"OTTO"):
        return "it is no TrueType or OpenType font" if font else "it is empty"
    count = int.from_bytes(font[4:6], "big")
    tables: set[bytes] = set()
    for at in range(12, 12 + 16 * count, 16):
        if at + 16 > len(font):
            return "it ends too early"
        tag, _, offset, length = struct.unpack_from(">4sIII", font, at)
        if offset + length > len(font):
            return "it ends too early"
        tables.add(tag)
    if lacking := [tag.decode() for tag in _NEEDED if tag not in tables]:
        return f"it lacks {', '.join(lacking)}"
    if not tables & {*_OUTLINES}:
        return "it lacks the outlines of its letters"
    try:
        characters = characters_of(font)
        _cut(font, "".join(map(chr, sorted(characters)[:200])), _LICENCE)
    except RuntimeError:
        return "it is damaged"
    return None if characters else "it has no letters"


def may_be_cut(font: bytes) -> bool:
    """Whether a font says that it may travel in a document, and in part. Source: OpenType, OS/2, fsType."""
    from fontTools.ttLib import TTFont

    bits = int(TTFont(io.BytesIO(font), lazy=True)["OS/2"].fsType)
    return bits & 0x000E != 0x0002 and not bits & 0x0300


# Names of a variable family's axes, lines of other scripts, and what hints are for: no page shows a difference.
_UNUSED = ("STAT", "BASE", "gasp")
# Copyright, licence, and where that is found.
_LICENCE = (0, 13, 14)


def _cut(font: bytes, characters: str, names: tuple[int, ...]) -> bytes:
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(character) for character in characters})
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set(
        {int.from_bytes(tag.encode(), "big") for tag in _FEATURES}
    )
    wanted.sets(uharfbuzz.SubsetInputSets.NAME_ID).set(set(names))
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(
        {int.from_bytes(tag.encode(), "big") for tag in _UNUSED}
    )
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    content: bytes = uharfbuzz.subset(uharfbuzz.Face(font), wanted).blob.data
    return content


# Source: W3C, WOFF File Format 2.0, 4.1 (the order of its known tables) and 5.
_HEADER = struct.Struct(">4s4sIHHIIHHIIIII")
_KNOWN = (
    b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post", b"cvt ", b"fpgm", b"glyf", b"loca", b"prep", b"CFF ",
    b"VORG", b"EBDT", b"EBLC", b"gasp", b"hdmx", b"kern", b"LTSH", b"PCLT", b"VDMX", b"vhea", b"vmtx", b"BASE", b"GDEF", b"GPOS",
    b"GSUB", b"EBSC", b"JSTF", b"MATH", b"CBDT", b"CBLC", b"COLR", b"CPAL", b"SVG ", b"sbix", b"acnt", b"avar", b"bdat", b"bloc",
    b"bsln", b"cvar", b"fdsc", b"feat", b"fmtx", b"fvar", b"gvar", b"hsty", b"just", b"lcar", b"mort", b"morx", b"opbd", b"prop",
    b"trak", b"Zapf", b"Silf", b"Glat", b"Gloc", b"Feat", b"Sill",
)  # fmt: skip
_UNKNOWN = 63
# Outlines as they are, where 0 would say that they are stored in the format's own way.
_AS_IS = 3
# In `head`: the font was packed without loss; Brotli's own choice, 11, would save a fifteenth of the bytes for ten times the time.
_LOSSLESS, _QUALITY = 0x0800, 6


def _woff2(font: bytes) -> bytes:
    """A TrueType font as WOFF2.

    Why its outlines as they are: the format's own way of storing them makes a font a tenth smaller, and takes ten times as
    long, for every face of every page anew.
    """
    import brotli

    count = int.from_bytes(font[4:6], "big")
    tables: dict[bytes, bytes] = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, at)
        tables[tag] = font[offset : offset + length]
    tables[b"head"] = _lossless(tables[b"head"])
    order = sorted(tables)
    if b"glyf" in tables:
        order.remove(b"loca")
        order.insert(order.index(b"glyf") + 1, b"loca")
    listed = b"".join(_entry(tag, len(tables[tag])) for tag in order)
    packed = brotli.compress(b"".join(tables[tag] for tag in order), mode=brotli.MODE_FONT, quality=_QUALITY)
    whole = 12 + 16 * count + sum(len(table) + 3 & ~3 for table in tables.values())
    size = _HEADER.size + len(listed) + len(packed)
    padded = size + 3 & ~3
    header = _HEADER.pack(b"wOF2", font[:4], padded, count, 0, whole, len(packed), 1, 0, 0, 0, 0, 0, 0)
    font = header + listed + packed
    return font.ljust(padded, b"\0")


def _entry(tag: bytes, length: int) -> bytes:
    kind = _AS_IS << 6 if tag in (b"glyf", b"loca") else 0
    number = bytes([kind | _KNOWN.index(tag)]) if tag in _KNOWN else bytes([kind | _UNKNOWN]) + tag
    digits = [length & 0x7F]
    while length := length >> 7:
        digits.append(length & 0x7F | 0x80)
    return number + bytes(reversed(digits))


def _lossless(head: bytes) -> bytes:
    """The table with the mark of packed fonts; the sum of the whole is worked out anew by who unpacks it."""
    (flags,) = struct.unpack_from(">H", head, 16)
    return head[:16] + struct.pack(">H", flags | _LOSSLESS) + head[18:]
