"""`/ActualText`: what a file says that it draws, as the text of scripts whose letters change when they are set.

Input: a page of PDFium's. Output: its text objects in order, and what is said of them.
Must not: believe it. Whether a disclaimer is drawn as it is said is decided by pictures.
"""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
            if _actual_text(mark) is not None and _name(mark) == "Span":
                pdfium.FPDFPageObj_RemoveMark(handle, mark)
    return Said(tuple(objects), tuple(groups), tuple(texts))


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

    def inside(form: Any, depth: int) -> Iterator[Any]:
        for index in range(max(0, pdfium.FPDFFormObj_CountObjects(form))):
            yield from sorted_out(pdfium.FPDFFormObj_GetObject(form, index), depth)

    def sorted_out(handle: Any, depth: int) -> Iterator[Any]:
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield handle
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            yield from inside(handle, depth + 1)

    for index in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        yield from sorted_out(pdfium.FPDFPage_GetObject(page, index), 0)


def _name(mark: Any) -> str:
    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * 32)()
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, buffer, 64, length):
        return ""
    return bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")


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
    return content.decode("latin-1")
