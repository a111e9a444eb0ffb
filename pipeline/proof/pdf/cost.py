"""What it costs to open a PDF and to draw its pages, told before anybody does.

Input: the bytes of a PDF. Output: nothing; whatever would cost too much is refused. Must not: draw, unpack what is large.

Why: a few kilobytes can say that a drawing holds another one ten times, and that one too: PDFium draws them all, takes
gigabytes or hours, and no limit of its own stops it. Nor does one stop readers that unpack what was packed twice.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.programs import composed

# Of one stream: a picture of 40 million pixels in four colours, and some.
MAX_UNPACKED = 200_000_000
# Of the pages' instructions, each counted as often as it is drawn. Units: bytes.
MAX_INSTRUCTIONS = 100_000_000
# How often drawings, pictures and the cells of patterns are drawn, all pages together.
MAX_DRAWN = 200_000
MAX_OBJECTS = 500_000
MAX_PIXELS = 60_000_000
# Of a program that computes a colour, and of a step of one of its points. Units: bytes.
MAX_PROGRAM = 2_000
# Of all maps of codes. One that tells a range of codes tells as many times the length of its text. Units: hexadecimal digits.
MAX_TOLD = 500_000_000
MAX_CODE = 0xFFFFFFFF
# Of which a font puts a glyph together, one in the other; those of letters with marks are a handful.
MAX_PARTS = 1_000
# Of drawings in one another. What is deeper than those of brochures is told elsewhere.
MAX_DEPTH = 100
# A page that has no edges is as large as any that is read. Units: pt.
_LARGEST = 14_400.0
# Packed bytes are unpacked in pieces; no filter makes more of one byte than these. Source: the formats of deflate and LZW.
_PIECE = 32_768
_FLATE, _OTHERS = 1_033, 2_800
# What pictures are packed with, whose size is told by their pixels.
_PICTURED = frozenset(["/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"])
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_USED = re.compile(rb"(/[^\s()<>\[\]{}/%]+)\s+(Do|gs|scn|SCN|sh|cs|CS)(?=[\s/<(\[]|\Z)")
_KINDS = {
    b"Do": "/XObject", b"gs": "/ExtGState", b"scn": "/Pattern", b"SCN": "/Pattern", b"sh": "/Shading",
    b"cs": "/ColorSpace", b"CS": "/ColorSpace",
}  # fmt: skip
# The map of a font's codes, as qpdf writes an object.
_MAPPED = re.compile(rb"/ToUnicode (\d+) (\d+) R(?![A-Za-z])")
_PROGRAM = re.compile(rb"/FontFile2 (\d+) (\d+) R(?![A-Za-z])")
_BLANK = re.compile(rb"%[^\r\n]*|\s+")
_STRING = re.compile(rb"<([0-9A-Fa-f]*)>")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def affordable(content: bytes) -> None:
    """Raises: Unreadable (too much of anything), ValueError (damaged)."""
    import pikepdf

    _unpacked(content)
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if len(document.objects) > MAX_OBJECTS:
                raise _too_much("objects", MAX_OBJECTS, len(document.objects))
            told = _Told(document)
            for entry in document.objects:
                if isinstance(entry, pikepdf.Stream):
                    _stream(entry)
                said: object = entry.stream_dict if isinstance(entry, pikepdf.Stream) else entry
                # Numbers and truths that stand by themselves are Python's own.
                if not isinstance(said, pikepdf.Object):
                    continue
                written = said.unparse(resolved=True)
                if b"/Type3" in written and any(one.get("/Subtype") == "/Type3" for one in _within(said, 0)):
                    raise _too_much("fonts whose letters are drawings", 0, "one")
                told.add(written)
                for number, generation in _PROGRAM.findall(written):
                    _letters(document.get_object(int(number), int(generation)))
            _Bill(document).pages()
    except Unreadable:
        raise
    except Exception as error:
        raise ValueError("it cannot be read as a PDF") from error


def _too_much(what: str, limit: int, found: object) -> Unreadable:
    return Unreadable("PRF872", what=what, limit=limit, found=found)


def _unpacked(content: bytes) -> None:
    """Whatever looks like a packed stream, unpacked and thrown away as far as it may go: objects, too, lie in such streams.

    Why: programs unpack these when they open a file, before anybody can ask how large they are.
    """
    at = [*(match.end() for match in _STREAM.finditer(content)), len(content)]
    for start, end in pairwise(at):
        if (end - start) * _FLATE > MAX_UNPACKED:
            _size(content[start:end])


def _size(packed: bytes) -> int:
    """How much comes out of what is packed with Flate, or of its beginning. Raises: Unreadable."""
    unpacking, found = zlib.decompressobj(), 0
    try:
        for at in range(0, len(packed), _PIECE):
            found += len(unpacking.decompress(packed[at : at + _PIECE]))
            if found > MAX_UNPACKED:
                raise _too_much("bytes of a stream", MAX_UNPACKED, "more")
            if unpacking.eof:
                break
    except zlib.error:
        pass
    return found


def _stream(stream: Any) -> None:
    """Its filters, and what they make of it. Raises: Unreadable."""
    import pikepdf

    filters = stream.get("/Filter", ())
    names = (
        [str(one) for one in filters]
        if isinstance(filters, pikepdf.Array)
        else [str(filters)]
        if filters
        else []
    )
    if len(names) > 1:
        raise _too_much("filters of a stream", 1, len(names))
    if names and names[0] not in _PICTURED:
        length = len(stream.read_raw_bytes())
        if names[0] != "/FlateDecode" and length * _OTHERS > MAX_UNPACKED:
            raise _too_much("bytes of a stream", MAX_UNPACKED, f"as many as {names[0]} makes of {length}")
    if stream.get("/Subtype") == "/Image":
        pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
        if pixels > MAX_PIXELS:
            raise _too_much("pixels of a picture", MAX_PIXELS, pixels)
    if stream.get("/FunctionType") == 4 and len(stream.read_bytes()) > MAX_PROGRAM:
        raise _too_much("bytes of a program that computes colours", MAX_PROGRAM, len(stream.read_bytes()))


class _Told:
    """What the fonts tell of their codes, each range of codes as long as it becomes."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[tuple[int, int], int] = {}
        self._whole = 0

    def add(self, written: bytes) -> None:
        """Those in an object as it is written. Raises: Unreadable."""
        for number, generation in _MAPPED.findall(written):
            key = int(number), int(generation)
            if key not in self._known:
                self._known[key] = _ranges(self._document.get_object(key))
            self._whole += self._known[key]
            if self._whole > MAX_TOLD:
                raise _too_much("digits that ranges of codes stand for", MAX_TOLD, "more")


def _ranges(stream: Any) -> int:
    """How much the ranges of codes in a map stand for. Units: hexadecimal digits.

    Why of any three strings: where programs begin to count them anew is theirs to say.
    """
    import pikepdf

    found = 0
    if isinstance(stream, pikepdf.Stream):
        _stream(stream)
        for section in _BLANK.sub(b"", stream.read_bytes()).split(b"beginbfrange")[1:]:
            strings = _STRING.findall(section.partition(b"endbfrange")[0])
            codes = [int(one or b"0", 16) for one in strings]
            for first, last, text in zip(codes, codes[1:], strings[2:], strict=False):
                found += max(0, min(last, MAX_CODE) - first + 1) * len(text)
    return found


def _letters(program: Any) -> None:
    """The glyphs of a font, of which one can draw another a thousand times, and that one too. Raises: Unreadable."""
    import pikepdf

    if not isinstance(program, pikepdf.Stream):
        return
    _stream(program)
    try:
        many = composed(program.read_bytes(), MAX_PARTS)
    except (ValueError, KeyError, struct.error):
        # Of another kind, or damaged: what it draws is told elsewhere.
        return
    if many:
        raise _too_much("parts of a letter", MAX_PARTS, "more")


def _within(value: Any, depth: int) -> Iterator[Any]:
    """The dictionaries that are written in an object, itself among them."""
    import pikepdf

    if isinstance(value, pikepdf.Dictionary):
        yield value
    if depth < MAX_DEPTH and isinstance(value, pikepdf.Dictionary | pikepdf.Array):
        inner: Any = value.values() if isinstance(value, pikepdf.Dictionary) else value
        for one in inner:
            if isinstance(one, pikepdf.Object) and not one.is_indirect:
                yield from _within(one, depth + 1)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Shape: `drawn` is how many drawings, pictures and cells. Units: bytes of instructions."""

    instructions: int = 0
    drawn: int = 0

    def times(self, count: int) -> _Cost:
        return _Cost(self.instructions * count, self.drawn * count)

    def __add__(self, other: _Cost) -> _Cost:
        return _Cost(self.instructions + other.instructions, self.drawn + other.drawn)


class _Bill:
    """What the pages cost, each drawing added up once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[tuple[int, int], _Cost] = {}
        self._open: set[tuple[int, int]] = set()
        self._pieces: dict[tuple[int, int], bytes] = {}

    def pages(self) -> None:
        """Raises: Unreadable."""
        whole = _Cost()
        for page in self._document.pages:
            edges = [float(edge) for edge in page.mediabox]
            sides = abs(edges[2] - edges[0]), abs(edges[3] - edges[1])
            area = min(sides[0], _LARGEST) * min(sides[1], _LARGEST)
            whole += self._content(_pieces(page.obj.get("/Contents")), page.resources, area)
            for annotation in page.obj.get("/Annots", ()):
                looks = annotation.get("/AP", {}).values()
                whole += sum((self._drawing(look, page.resources, area) for look in looks), _Cost())
            _limited(whole)

    def _content(self, pieces: list[Any], resources: Any, area: float) -> _Cost:
        """Of instructions, several streams that are read as one."""
        import pikepdf

        found, said = _Cost(), []
        for piece in pieces:
            if isinstance(piece, pikepdf.Stream):
                said.append(piece.read_bytes())
                found += _Cost(len(said[-1]))
                _limited(found)
        used = Counter((match[1], match[2]) for match in _USED.finditer(b"\n".join(said)))
        for (name, operator), count in used.items():
            for value in _meant(name, _KINDS[operator], resources):
                found += self._drawing(value, resources, area).times(count)
        return found

    def _drawing(self, value: Any, resources: Any, area: float) -> _Cost:
        """Of anything that can be drawn, or that changes how it is, once."""
        import pikepdf

        if not isinstance(value, pikepdf.Object) or not isinstance(
            value, pikepdf.Dictionary | pikepdf.Stream
        ):
            return _Cost()
        key = value.objgen if value.is_indirect else (0, 0)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            # A drawing within itself is drawn once by those that draw it at all.
            return _Cost()
        if len(self._open) > MAX_DEPTH:
            raise _too_much("drawings in one another", MAX_DEPTH, "more")
        if key != (0, 0):
            self._open.add(key)
        found = self._inside(value, resources, area)
        if key != (0, 0):
            self._open.remove(key)
            self._known[key] = found
        _limited(found)
        return found

    def _inside(self, value: Any, resources: Any, area: float) -> _Cost:
        import pikepdf

        if not isinstance(value, pikepdf.Stream):
            # What a setting masks with; the looks of an annotation in each of its states.
            mask = value.get("/SMask")
            drawn = [mask.get("/G")] if isinstance(mask, pikepdf.Dictionary) else []
            if "/Type" not in value and "/SMask" not in value:
                drawn += [one for one in value.values() if isinstance(one, pikepdf.Stream)]
            return sum((self._drawing(one, resources, area) for one in drawn), _Cost())
        if value.get("/Subtype") == "/Image":
            return _Cost(0, 1)
        inner = value.get("/Resources", resources)
        found = self._content([value], inner, area) + _Cost(0, 1)
        return found.times(_cells(value, area)) if value.get("/PatternType") == 1 else found


def _pieces(content: Any) -> list[Any]:
    import pikepdf

    return list(content) if isinstance(content, pikepdf.Array) else [] if content is None else [content]


def _meant(name: bytes, kind: str, resources: Any) -> Iterator[Any]:
    """What a name stands for."""
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name).decode("latin-1")
    named = resources.get(kind) if resources is not None else None
    if named is not None and plain in named:
        yield named[plain]


def _cells(pattern: Any, area: float) -> int:
    """How many cells of a pattern a page has room for."""
    across, down = (abs(float(pattern.get(step, 0))) for step in ("/XStep", "/YStep"))
    a, b, c, d = [float(one) for one in pattern.get("/Matrix", (1, 0, 0, 1, 0, 0))][:4]
    size = across * down * abs(a * d - b * c)
    return min(MAX_DRAWN + 1, 1 + int(area / size)) if size > area / MAX_DRAWN else MAX_DRAWN + 1


def _limited(cost: _Cost) -> None:
    """Raises: Unreadable."""
    if cost.instructions > MAX_INSTRUCTIONS:
        raise _too_much("bytes of instructions, as often as they are drawn", MAX_INSTRUCTIONS, "more")
    if cost.drawn > MAX_DRAWN:
        raise _too_much("drawings, as often as they are drawn", MAX_DRAWN, "more")
