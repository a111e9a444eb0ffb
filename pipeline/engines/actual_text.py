"""Text given beside what is drawn, for scripts whose letters change when they are set.

Input: a PDF of WeasyPrint's and the pieces of text that it laid out. Output: the PDF with `/ActualText` around them.
Must not: change what is drawn.

Why: a glyph of a shaped script stands for no character of its own, so that copying, searching and reading aloud give
letters in another order or none. Source: ISO 32000-1 14.9.4.
"""

from __future__ import annotations

import io
import itertools
import re
from codecs import BOM_UTF16_BE
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Hebrew, Arabic and its neighbours, the scripts of India, South-East Asia and Tibet.
SHAPED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
# Which tell a direction, and are drawn as nothing.
TURNING = re.compile("[\u200e\u200f\u061c\u2066-\u2069]+")
# How exactly a text is known by its place. Units: CSS pixels.
PLACES = 2


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of text on a page. Units: CSS pixels from the page's left and top, to the baseline; pages from 0."""

    page: int
    x: float
    y: float
    text: str


def with_marks(pieces: Sequence[Any]) -> list[tuple[Any, str]]:
    """The boxes of a block that draw something and what each says, with the marks of a box that draws nothing.

    Why: readers leave out a piece of text without a letter, and what it is said to stand for with it.
    """
    found: list[tuple[Any, str]] = []
    first = ""
    for piece in pieces:
        if not TURNING.fullmatch(piece.text):
            found.append((piece, first + piece.text))
            first = ""
        elif found:
            before, said = found[-1]
            found[-1] = before, said + piece.text
        else:
            first += piece.text
    return found


def with_actual_text(pdf: bytes, texts: Sequence[Spoken]) -> bytes:
    """The PDF with these texts as what their drawings stand for."""
    import pikepdf
    from pikepdf import Dictionary, Name, Operator, String

    by_page: dict[int, dict[tuple[float, float], list[str]]] = defaultdict(lambda: defaultdict(list))
    for spoken in texts:
        by_page[spoken.page][round(spoken.x, PLACES), round(spoken.y, PLACES)].append(spoken.text)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, wanted in by_page.items():
            page = document.pages[number]
            instructions: list[Any] = []
            begun = 0
            said: str | None = None
            parsed: list[Any] = list(pikepdf.parse_content_stream(page))
            for operands, operator in parsed:
                name = str(operator)
                if name == "BT":
                    begun, said = len(instructions), None
                elif name == "Tm" and said is None:
                    said = _taken(wanted, float(operands[4]), float(operands[5]))
                instructions.append((operands, operator))
                if name == "ET" and said is not None:
                    # Not in PDFDocEncoding, whose dashes and quotation marks some readers take for Latin-1.
                    properties = Dictionary(ActualText=String(BOM_UTF16_BE + said.encode("utf-16-be")))
                    instructions.insert(begun, ([Name.Span, properties], Operator("BDC")))
                    instructions.append(([], Operator("EMC")))
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))
        output = io.BytesIO()
        document.save(output, deterministic_id=True)
    return output.getvalue()


def _taken(wanted: dict[tuple[float, float], list[str]], x: float, y: float) -> str | None:
    """The text that begins at a place, which a page's content gives with fewer digits: halves are rounded either way."""
    step = 10.0**-PLACES
    for right, down in itertools.product((0, -step, step), repeat=2):
        if texts := wanted.get((round(x + right, PLACES), round(y + down, PLACES))):
            return texts.pop(0)
    return None
