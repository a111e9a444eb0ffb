"""The fonts in a PDF beside the faces that they say they are: whether their letters have the shapes of these, and are the ones that they say.

Input: the fonts of a PDF opened with pikepdf, the trusted faces by the names that they have in a PDF. Output: what is drawn with other
shapes, each the end of "…, found". Must not: draw, or know disclaimers.

Why: of a disclaimer the pictures are compared, letter by letter. Of the article only what it says is, and a font that draws
an 8 for a 3 says 3. A font in a file is a part of its face: the glyphs keep their numbers, their outlines, their places.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.proof.pdf.meaning import misread

# Of glyphs that are put together from others.
MAX_DEPTH = 6
# What rounding leaves of a width. Units: thousandths of the size.
WIDTH = 1.0
SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
# How what codes stand for is said, in whole: of codes in ranges, shorter ones or such that are said twice readers make what they like.
_MAP = re.compile(
    rb"/CIDInit\s+/ProcSet\s+findresource\s+begin\s+12\s+dict\s+begin\s+begincmap\s+/CIDSystemInfo\s*<<\s*/Registry\s*\(Adobe\)"
    rb"\s*/Ordering\s*\(UCS\)\s*/Supplement\s+0\s*>>\s*def\s+/CMapName\s*/Adobe-Identity-UCS\s+def\s+/CMapType\s+2\s+def\s+"
    rb"1\s+begincodespacerange\s*<0000>\s*<ffff>\s*endcodespacerange\s+"
    rb"((?:\d+\s+beginbfchar\s+(?:<[0-9a-f]{4}>\s*<(?:[0-9a-f]{4})*>\s+)*+endbfchar\s+)*+)"
    rb"endcmap\s+CMapName\s+currentdict\s*/CMap\s+defineresource\s+pop\s+end\s+end\s*",
    re.IGNORECASE,
)
_SAID = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>")
# What moves the points of outlines about, for readers that follow it.
_MOVING = (b"fpgm", b"prep", b"cvt ")
# Of a part of a glyph: whether its numbers are words, how many of them scale it, whether one more follows.
_WORDS, _SCALE, _MORE, _SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80
# Units: bytes.
_LONGEST = 16
# What says nothing of where a part is drawn: that instructions follow, that outlines overlap.
_SILENT = 0x0100 | 0x0400


def reshaped(fonts: Sequence[Any], faces: Mapping[str, bytes], *, rightward: bool = False) -> Iterator[str]:
    """Of fonts that say what their codes mean those that draw other shapes than their faces do, or say it wrongly.

    Shape: `rightward` tells a text that is read from right to left.
    """
    import pikepdf

    trusted: dict[str, _Program | None] = {}
    for font in fonts:
        if font.get("/Subtype") != "/Type0":
            continue
        name = SUBSET.sub("", str(font.get("/BaseFont")))
        holder: Any = font.get("/DescendantFonts", ())
        program = holder[0].get("/FontDescriptor", {}).get("/FontFile2") if len(holder) else None
        if name in faces and name not in trusted:
            trusted[name] = _outlined(faces[name])
        if faces and name not in faces:
            yield f"the font {name[:40]}, which is none of the theme's"
        face = trusted.get(name)
        try:
            said = told(font.ToUnicode.read_bytes())
            wrong = misread(faces[name], said, rightward=rightward) if name in faces else ()
            if others := "".join(said[code] for code in wrong):
                yield f'letters in the font {name[:40]} that are no "{others[:30]}"'
            if face is None or not isinstance(program, pikepdf.Stream):
                # Where it draws a disclaimer, that is said of each.
                continue
            own = _Program(program.read_bytes())
            if own.foreign(face):
                yield f"the font {name[:40]} with what its face lacks"
            shapes = "".join(_other_letters(own, face, said))
            widths = "".join(said[code] or "nothing" for code in _other_widths(holder[0], own, said))
        except (ValueError, TypeError, KeyError, struct.error, IndexError):
            yield f"the font {name[:40]} that cannot be read"
            continue
        if widths:
            yield f'other widths in the font {name[:40]} than those of "{widths[:30]}"'
        if shapes:
            yield f'other shapes in the font {name[:40]} where "{shapes[:30]}" should be'


def told(said: bytes) -> dict[int, str]:
    """What a font says of its codes. Shape: `said` is its map. Raises: ValueError where readers may understand it differently."""
    if (whole := _MAP.fullmatch(said)) is None:
        raise ValueError("codes that are told in another way")
    entries = _SAID.findall(whole[1])
    found = {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace") for code, text in entries
    }
    if len(found) < len(entries):
        raise ValueError("codes that are told twice")
    return found


def _outlined(content: bytes) -> _Program | None:
    """A face whose outlines a part of it has, too; None for one that is made anew for each weight, or has no such outlines."""
    try:
        face = _Program(content)
    except (ValueError, KeyError, struct.error):
        return None
    return None if face.varies else face


def _other_letters(own: _Program, face: _Program, said: Mapping[int, str]) -> Iterator[str]:
    """What a font says of its codes whose glyphs are not the face's."""
    for number, text in said.items():
        if not (own.placed(number) == face.placed(number) and _same(own, number, face, number, 0)):
            yield text or "nothing"


def _other_widths(holder: Any, own: _Program, codes: Iterable[int]) -> Iterator[int]:
    """The codes that a file says to be wider or narrower than their glyphs, or of which it says nothing.

    Why: the next letter stands where it says. Of some that are said to be wider, one word seems to be two.
    """
    said: dict[int, float] = {}
    entries = list(holder.get("/W", ()))
    for first, widths in zip(entries[::2], entries[1::2], strict=True):
        said |= {int(first) + at: float(width) for at, width in enumerate(widths)}
    for code in codes:
        (advance,) = struct.unpack(">H", own.placed(code)[0])
        if code not in said or abs(said[code] - advance * 1000 / own.units) > WIDTH:
            yield code


def _same(own: _Program, mine: int, face: _Program, its: int, depth: int) -> bool:
    """Whether two glyphs have the same outlines, whatever numbers their parts have."""
    here, there = own.glyph(mine), face.glyph(its)
    if not here or not there:
        return here == there
    (drawn, moved), (expected, moving) = _apart(here), _apart(there)
    if moved not in (b"", moving):
        return False
    if here[0] < 0x80:
        return drawn == expected
    first, second = list(_parts(here)), list(_parts(there))
    return (
        depth < MAX_DEPTH
        and here[:10] == there[:10]
        and [how for how, _ in first] == [how for how, _ in second]
        and all(
            _same(own, part, face, other, depth + 1)
            for (_, part), (_, other) in zip(first, second, strict=True)
        )
    )


def _apart(glyph: bytes) -> tuple[bytes, bytes]:
    """A glyph without the instructions that fit it to pixels, and these: most fonts have some, and a part of one leaves them out."""
    ends = _end(glyph) if glyph[0] >= 0x80 else 10 + 2 * int.from_bytes(glyph[:2], "big")
    begins = ends + 2
    after = begins + int.from_bytes(glyph[ends:begins], "big")
    return glyph[:ends] + glyph[after:], glyph[begins:after]


def _end(glyph: bytes) -> int:
    """Where the parts of a glyph end."""
    return 10 + sum(4 + len(how) - 2 for how, _ in _parts(glyph))


def _parts(glyph: bytes) -> Iterator[tuple[bytes, int]]:
    """How each part of a glyph is placed, and its number."""
    # With the zeros at its end, which may have been taken for what fills it up.
    glyph += bytes(_LONGEST)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, number = struct.unpack_from(">HH", glyph, at)
        scales = 8 if flags & _MATRIX else 4 if flags & _SCALES else 2 if flags & _SCALE else 0
        end = at + 4 + (4 if flags & _WORDS else 2) + scales
        yield struct.pack(">H", flags & ~_SILENT) + glyph[at + 4 : end], number
        at = end


def composed(content: bytes, most: int) -> bool:
    """Whether one of a font's glyphs is put together from more than `most` others, those of its parts among them.

    Raises: ValueError, KeyError, struct.error (no such font).
    """
    program = _Program(content)
    known: dict[int, int] = {}

    def parts(number: int, depth: int) -> int:
        if depth > MAX_DEPTH * 2:
            return most + 1
        if number not in known:
            # One within itself is drawn by nobody.
            known[number], glyph, found = 0, program.glyph(number), 0
            for _, part in _parts(glyph) if glyph[:1] >= b"\x80" else ():
                found += 1 + parts(part, depth + 1)
                if found > most:
                    break
            known[number] = found
        return known[number]

    return any(parts(number, 0) > most for number in range(program.glyphs))


class _Program:
    """A TrueType font. Raises: ValueError, KeyError, struct.error."""

    def __init__(self, content: bytes) -> None:
        if content[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError("a font of another kind")
        (count,) = struct.unpack_from(">H", content, 4)
        self._content = content
        self._tables: dict[bytes, tuple[int, int]] = {}
        for index in range(count):
            tag, _, start, length = struct.unpack_from(">4sLLL", content, 12 + 16 * index)
            if tag in self._tables or start + length > len(content):
                raise ValueError("a table that is there twice, or not whole")
            self._tables[tag] = start, length
        head, hhea = self._tables[b"head"][0], self._tables[b"hhea"][0]
        (self.units,) = struct.unpack_from(">H", content, head + 18)
        self._long = bool(struct.unpack_from(">H", content, head + 50)[0])
        (self._wide,) = struct.unpack_from(">H", content, hhea + 34)
        self.glyphs = self._tables[b"loca"][1] // (4 if self._long else 2) - 1

    @property
    def varies(self) -> bool:
        """Whether its outlines are only those of one of its weights."""
        return b"gvar" in self._tables or b"glyf" not in self._tables

    def foreign(self, face: _Program) -> bool:
        """Whether it has tables, or a size, that its face has not."""
        moved = any(tag in self._tables and self._table(tag) != face._table(tag) for tag in _MOVING)
        return moved or self.units != face.units or not self._tables.keys() <= face._tables.keys()

    def glyph(self, number: int) -> bytes:
        """Its outline, without what fills it up; empty for one that draws nothing."""
        if number >= self.glyphs:
            return b""
        loca, glyf = self._tables[b"loca"][0], self._tables[b"glyf"][0]
        if self._long:
            start, end = struct.unpack_from(">LL", self._content, loca + 4 * number)
        else:
            start, end = struct.unpack_from(">HH", self._content, loca + 2 * number)
            start, end = 2 * start, 2 * end
        return self._content[glyf + start : glyf + end].rstrip(b"\0")

    def placed(self, number: int) -> tuple[bytes, bytes]:
        """How far it moves on, and where it begins."""
        table, length = self._tables[b"hmtx"]
        last = table + 4 * min(number, self._wide - 1)
        at = last + 2 if number < self._wide else table + 2 * (self._wide + number)
        begins = self._content[at : at + 2] if at < table + length else b""
        return self._content[last : last + 2], begins

    def _table(self, tag: bytes) -> bytes:
        start, length = self._tables.get(tag, (0, 0))
        return self._content[start : start + length]
