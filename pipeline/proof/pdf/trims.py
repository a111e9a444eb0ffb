"""Whether the marks around the sheets of a press file say to cut and to fold where its boxes and its panels do.

Input: a press file opened with pikepdf, its panels. Output: what is wrong, each the end of "…, found". Must not: judge what lies on the sheets.

Why: a guillotine follows a box, a person follows the marks. One that is moved has a disclaimer cut off, or folded through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.proof.pdf.drawing import STRINGS
from pipeline.proof.pdf.pages import Box, Panel

_NUMBER = rb"(-?\d+\.?\d*)"
_LINE = re.compile(_NUMBER + rb"\s+" + _NUMBER + rb"\s+m\s+" + _NUMBER + rb"\s+" + _NUMBER + rb"\s+l\s+S\b")
# What a sheet says, in whole: its pages, each in a window of its own, and the marks, which are no content.
_LAID = re.compile(
    rb"\s*q\s+(?:"
    + (_NUMBER + rb"\s+") * 4
    + rb"re\s+W\s+n\s+)?1\s+0\s+0\s+1\s+"
    + (_NUMBER + rb"\s+") * 2
    + rb"cm\s*/P(\d{1,3})\s+Do\s+Q(?!\S)"
)
_AROUND = re.compile(rb"\s*q\s+(?=q\s)")
_MARKS = re.compile(rb"\s*(?:Q\s*|/Artifact\s+BMC\s.*)?", re.DOTALL)
# What may move them.
_MOVING = re.compile(rb"(?<!\S)(?:q|Q|cm|S)(?!\S)")
# What rounding leaves. Units: pt.
CLOSE = 0.5
MOST_BYTES = 5_000_000


def badly_marked(document: Any, panels: Sequence[Panel]) -> Iterator[str]:
    """Marks that are not where a sheet is cut or folded, and lines on it that are none of its pages."""
    for number, sheet in enumerate(document.pages):
        trim = tuple(float(edge) for edge in sheet.trimbox)
        left, bottom, right, top = trim
        folds = {
            edge
            for panel in panels
            if panel.sheet == number
            for edge in (panel.box[0], panel.box[2])
            if left + CLOSE < edge < right - CLOSE
        }
        content = _content(sheet)
        upright, level, others = _lines(content, (left, bottom, right, top))
        here = f"on sheet {number + 1}"
        if (otherwise := _otherwise(content, panels)) is not None:
            yield f"{otherwise} {here}"
        if others:
            yield f"a line that is no mark {here}"
        for found, wanted, middle in (
            (upright, (left, right, *folds), (left + right) / 2),
            (level, (bottom, top), (bottom + top) / 2),
        ):
            if any(not _near(at, wanted) and abs(at - middle) > CLOSE for at in found):
                yield f"a mark where nothing is cut or folded {here}"
            # One at either end: without them a person cuts, or folds, where it seems right.
            if any(sum(abs(at - edge) <= CLOSE for at in found) < 2 for edge in wanted):
                yield f"no mark where it is cut or folded {here}"


def _otherwise(content: bytes, panels: Sequence[Panel]) -> str | None:
    """What a sheet draws beside its pages, each whole in its window, and marks that stand where they say.

    Why: pages and marks that are moved together fit each other, and are cut off where the sheet is trimmed.
    """
    # All of it may be put in one more pair of brackets, by programs that write a file anew.
    around = _AROUND.match(content)
    at, depth = (around.end(), 1) if around else (0, 0)
    least = depth
    while laid := _LAID.match(content, at):
        number, at = int(laid[7]), laid.end()
        if laid[1] is not None and number < len(panels):
            left, bottom, wide, high = map(float, laid.groups()[:4])
            box = panels[number].box
            edges = (left - box[0], bottom - box[1], box[2] - left - wide, box[3] - bottom - high)
            if max(edges) > CLOSE:
                return f"a part of panel {number + 1} alone"
    rest = _MARKS.fullmatch(content, at)
    if rest is None:
        return "more than its pages and marks"
    for word in _MOVING.findall(STRINGS.sub(b"()", rest[0])):
        depth += {b"q": 1, b"Q": -1}.get(word, 0)
        if depth < 0 or (word == b"cm" and depth < least + 2) or (word == b"S" and depth > least + 1):
            return "marks that are moved about"
    return None


def _near(at: float, others: Sequence[float] | set[float]) -> bool:
    return any(abs(at - other) <= CLOSE for other in others)


def _content(sheet: Any) -> bytes:
    import pikepdf

    content = sheet.obj.get("/Contents")
    pieces = list(content) if isinstance(content, pikepdf.Array) else [content]
    return b"\n".join(
        piece.read_bytes()[:MOST_BYTES] for piece in pieces if isinstance(piece, pikepdf.Stream)
    )


def _lines(content: bytes, trim: Box) -> tuple[list[float], list[float], int]:
    """Where upright and level lines of the sheet's own stand beyond the trim, and how many others there are.

    Shape: but for those of the targets with which plates are fitted, in the middle of each edge.
    """
    left, bottom, right, top = trim
    upright: list[float] = []
    level: list[float] = []
    others = 0
    for match in _LINE.finditer(content):
        x0, y0, x1, y1 = map(float, match.groups())
        if x0 == x1 and (max(y0, y1) <= bottom or min(y0, y1) >= top):
            upright.append(x0)
        elif y0 == y1 and (max(x0, x1) <= left or min(x0, x1) >= right):
            level.append(y0)
        elif min(abs((y0 + y1) - (bottom + top)), abs((x0 + x1) - (left + right))) > 2 * CLOSE:
            others += 1
    return upright, level, others
