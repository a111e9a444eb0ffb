"""`/ActualText`: what a file says that it draws, as the text of scripts whose letters change when they are set.

Input: a page of PDFium's. Output: its text objects in order, and what is said of them.
Must not: believe it. Whether a disclaimer is drawn as it is said is decided by pictures.
"""

from __future__ import annotations

import codecs
import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

# What turns the coordinates of a form into those around it: a, b, c, d, e, f.
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Longer than any line; more is cut off, and will not be what is owed. Units: bytes.
MAX_TEXT = 8_000
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Said:
    """The text objects of a page, by address, in the order of its content.

    Shape: `groups[i]` numbers the marked content with `/ActualText` around object i, -1 outside; `texts` are what it
    says, by that number.
    """

    objects: tuple[int, ...]
    groups: tuple[int, ...]
    texts: tuple[str, ...]


def take_said(page: Any) -> Said:
    """What is said on a page, taken off its objects, so that PDFium gives the characters that are drawn."""
    import pypdfium2.raw as pdfium

    objects: list[int] = []
    groups: list[int] = []
    texts: list[str] = []
    known: dict[int, int] = {}
    for handle in list(text_objects(page.raw)):
        group = -1
        for number in range(pdfium.FPDFPageObj_CountMarks(handle) - 1, -1, -1):
            mark = pdfium.FPDFPageObj_GetMark(handle, number)
            text = _actual_text(mark)
            if text is None:
                continue
            address = ctypes.addressof(mark.contents)
            if address not in known:
                known[address] = len(texts)
                texts.append(text)
            group = known[address]
        objects.append(ctypes.addressof(handle.contents))
        groups.append(group)
    for handle in list(text_objects(page.raw)):
        for number in range(pdfium.FPDFPageObj_CountMarks(handle) - 1, -1, -1):
            mark = pdfium.FPDFPageObj_GetMark(handle, number)
            if _actual_text(mark) is not None and name_of_mark(mark) == "Span":
                pdfium.FPDFPageObj_RemoveMark(handle, mark)
    return Said(tuple(objects), tuple(groups), tuple(texts))


def room(text: Any, indexes: Sequence[int]) -> tuple[float, float]:
    """From where to where some glyphs have their room on a line. Units: pt.

    Why: what they leave white at either side is theirs. Beside a full stop it may be as much as between two words.
    """
    import pypdfium2.raw as pdfium

    edges: list[float] = []
    box = pdfium.FS_RECTF()
    for index in indexes:
        pdfium.FPDFText_GetLooseCharBox(text.raw, index, box)
        edges += (box.left, box.right)
    return min(edges), max(edges)


def contents(page: Any) -> tuple[int, ...]:
    """The numbers of the marked contents with text on a page, in the order in which they are drawn."""
    import pypdfium2.raw as pdfium

    numbers = dict.fromkeys(
        pdfium.FPDFPageObj_GetMarkedContentID(handle) for handle in text_objects(page.raw)
    )
    return tuple(number for number in numbers if number >= 0)


def text_objects(page: Any) -> Iterator[Any]:
    """The text objects of a page, those inside forms too, in the order in which they are drawn."""
    import pypdfium2.raw as pdfium

    return (
        handle
        for handle in drawn_objects(page)
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT
    )


def drawn_objects(page: Any) -> Iterator[Any]:
    """What a page draws, forms opened, in the order in which it is drawn."""
    import pypdfium2.raw as pdfium

    for index in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        yield from _opened(pdfium.FPDFPage_GetObject(page, index), 0)


def _opened(handle: Any, depth: int) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_FORM or depth >= MAX_DEPTH:
        yield handle
        return
    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(handle))):
        yield from _opened(pdfium.FPDFFormObj_GetObject(handle, index), depth + 1)


class Around(NamedTuple):
    """What is around a text object.

    Shape: `matrix` is that of the forms around it, `artifact` whether one of them or itself is one; `root` numbers the
    outermost of them among what the page draws, `number` the text object among all of the page, in the order of drawing.
    """

    matrix: Matrix = IDENTITY
    artifact: bool = False
    root: int = -1
    number: int = -1


def surroundings(page: Any) -> dict[int, Around]:
    """What is around each text object, by its address."""
    import pypdfium2.raw as pdfium

    found: dict[int, Around] = {}
    for index in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        _sort_out(pdfium.FPDFPage_GetObject(page, index), found, Around(root=index), 0)
    return found


def _sort_out(handle: Any, found: dict[int, Around], around: Around, depth: int) -> None:
    """Adds an object, or those inside a form, with what is around it."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM):
        return
    matrix, artifact, root, _ = around
    marks = (
        pdfium.FPDFPageObj_GetMark(handle, number) for number in range(pdfium.FPDFPageObj_CountMarks(handle))
    )
    artifact = artifact or any(name_of_mark(mark) == "Artifact" for mark in marks)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        found[ctypes.addressof(handle.contents)] = Around(matrix, artifact, root, len(found))
    elif depth < MAX_DEPTH:
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(handle, own)
        inner = Around(times((own.a, own.b, own.c, own.d, own.e, own.f), matrix), artifact, root)
        for index in range(max(0, pdfium.FPDFFormObj_CountObjects(handle))):
            _sort_out(pdfium.FPDFFormObj_GetObject(handle, index), found, inner, depth + 1)


def times(first: Matrix, second: Matrix) -> Matrix:
    """`first` applied before `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def name_of_mark(mark: Any) -> str:
    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * 32)()
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, buffer, 64, length):
        return ""
    return bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")


# Where strings without a mark differ from Latin-1. Source: ISO 32000-1, D.2.
_PDF_DOC = {
    **dict(enumerate("˘ˇˆ˙˝˛˚˜", 0x18)),
    **dict(enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž", 0x80)),
    0xA0: "€",
}


def has_actual_text(mark: Any) -> bool:
    import pypdfium2.raw as pdfium

    for number in range(max(0, pdfium.FPDFPageObjMark_CountParams(mark))):
        buffer = (ctypes.c_ushort * 32)()
        length = ctypes.c_ulong()
        if pdfium.FPDFPageObjMark_GetParamKey(mark, number, buffer, 64, length):
            key = bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")
            if key in ("ActualText", "Alt", "E"):
                return True
    return False


def _actual_text(mark: Any) -> str | None:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText")
    if kind != pdfium.FPDF_OBJECT_STRING:
        return None
    # Not as a string: PDFium takes every string in a content stream for UTF-8.
    buffer = (ctypes.c_ubyte * MAX_TEXT)()
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, MAX_TEXT, length):
        return ""
    content = bytes(buffer)[: min(length.value, MAX_TEXT)]
    if content.startswith(codecs.BOM_UTF16_BE):
        return content[2:].decode("utf-16-be", "replace")
    if content.startswith(codecs.BOM_UTF8):
        return content[3:].decode("utf-8", "replace")
    return content.decode("latin-1").translate(_PDF_DOC)


# ── letters that run from right to left


def runs_back(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def unturned(text: str, places: Sequence[float]) -> list[int]:
    """The characters of a text object in the order in which they stand; `places` is where each begins, from the left.

    Why: numbers behind letters that run from right to left PDFium gives from the last to the first, even from a cell of their own.
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]
    starts = [places[start] for start, _ in words]
    as_given = list(range(len(text)))
    if (
        any(map(runs_back, text))
        or any(left <= right for left, right in pairwise(starts))
        or any(left > right for start, end in words for left, right in pairwise(places[start:end]))
    ):
        return as_given
    return sorted(as_given, key=places.__getitem__)
