"""Tables whose cells stand one below another, as programs save them that know no columns.

Input: lines. Output: the same with rows in the place of such cells. Pure.
Must not: take a list for a table; where no column tells itself from the others, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.importing.labelling import announces
from pipeline.importing.lines import SENTENCE_END, Line

LONGEST_CELL, LONGEST_HEAD, MOST_COLUMNS, FEWEST_ROWS = 60, 30, 6, 3


def gridded(lines: Sequence[Line]) -> list[Line]:
    """The lines with the rows that were found in them."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_cell(lines[end]) and (end == at or not lines[end].blank):
            end += 1
        rows = _rows(lines[at:end])
        if rows is None:
            found += lines[at : max(end, at + 1)]
        else:
            found += rows
        at = max(end, at + 1)
    return found


def _is_cell(line: Line) -> bool:
    return (
        line.kind == "text"
        and line.lines == 1
        and len(line.text) <= LONGEST_CELL
        and not line.text.endswith((":", "：", ";", ","))
        and not SENTENCE_END.search(line.text)
    )


def _rows(lines: Sequence[Line]) -> list[Line] | None:
    """Rows of the same number of cells; a heading may stand above them, and another below."""
    for outside, above in ((0, 0), (1, 1), (1, 0), (2, 1), (2, 2)):
        cells = lines[above : len(lines) - (outside - above)]
        for columns in range(2, MOST_COLUMNS + 1):
            if len(cells) % columns or len(cells) < columns * FEWEST_ROWS:
                continue
            texts = [line.text for line in cells]
            rows = [tuple(texts[n : n + columns]) for n in range(0, len(texts), columns)]
            by_case = lines[0].blank and _is_told_by_case(rows) and not any(map(announces, cells))
            if by_case or _is_table(rows):
                made = [
                    replace(cells[n * columns], kind="row", text=" ".join(row), cells=row, blank=n == 0)
                    for n, row in enumerate(rows)
                ]
                return [*lines[:above], *made, *lines[above + len(cells) :]]
    return None


def _is_table(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether there is a column of figures below a row of words."""
    head, *body = rows
    if any(_FIGURE.match(cell) for cell in head):
        return False
    return any(all(_FIGURE.match(cell) for cell in column) for column in zip(*body, strict=True))


def _is_told_by_case(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether rows begin with a capital and go on without, below a head that has capitals alone."""
    head, *body = rows
    if not all(cell[:1].isupper() and len(cell) <= LONGEST_HEAD for cell in head):
        return False
    figures = any(_FIGURE.match(cell) for row in body for cell in row[1:])
    if len(head) == 2 and not figures and len(rows) <= FEWEST_ROWS:
        return False
    return all(
        row[0][:1].isupper() and all(cell[:1].islower() or _FIGURE.match(cell) for cell in row[1:])
        for row in body
    )


# A figure, with what may stand before it.
_FIGURE = re.compile(r"\W{0,2}\d")
