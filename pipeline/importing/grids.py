"""Tables whose cells stand one below another, as programs save them that know no columns.

Input: lines. Output: the same with rows in the place of such cells. Pure.
Must not: take a list for a table; where no column tells itself from the others, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.importing.labelling import announces
from pipeline.importing.lines import Line
from pipeline.importing.marks import SENTENCE_END

LONGEST_CELL, LONGEST_HEAD, MOST_COLUMNS, FEWEST_ROWS = 60, 30, 6, 3
# Of tables whose cells stand apart.
_MOST_CELLS, _MOST_LINES = 200, 3


def gridded(lines: Sequence[Line]) -> list[Line]:
    """The lines with the rows that were found in them."""
    found: list[Line] = []
    at = looked = 0
    while at < len(lines):
        if at >= looked:
            apart, looked = _apart(lines, at)
            if apart is not None:
                found += apart
                at = looked
                continue
        end = at
        while end < len(lines) and _is_cell(lines[end]) and (end == at or not lines[end].blank):
            end += 1
        below = _rows(lines[at:end])
        found += lines[at : max(end, at + 1)] if below is None else below
        at = max(end, at + 1)
    return found


def _apart(lines: Sequence[Line], at: int) -> tuple[list[Line] | None, int]:
    """Rows whose cells have an empty line between any two, as programs save them that read pages; and how far there are none else."""
    cells: list[Line] = []
    places: list[int] = []
    end = at
    while end < len(lines) and len(cells) < _MOST_CELLS:
        below = end + 1
        while below < len(lines) and not lines[below].blank:
            below += 1
        # The heading of the table may stand right above its first cell.
        start = below - 1 if not cells and below - end == 2 else end
        cell = replace(
            lines[start],
            text=" ".join(line.text for line in lines[start:below]),
            lines=1,
        )
        if below - start > _MOST_LINES or not all(_is_cell(line) for line in (*lines[start:below], cell)):
            break
        cells.append(cell)
        places.append(start)
        end = below
    if len(cells) < 2 * FEWEST_ROWS:
        return None, max(end, at + 1)
    places.append(end)
    for outside, above in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 0), (2, 2), (3, 1), (3, 2), (4, 2)):
        inside = cells[above : len(cells) - outside + above]
        for columns in range(2, MOST_COLUMNS + 1):
            if len(inside) % columns or len(inside) < columns * FEWEST_ROWS:
                continue
            rows = [
                tuple(cell.text for cell in inside[n : n + columns]) for n in range(0, len(inside), columns)
            ]
            # Items apart hardly change between capitals and small letters in turn.
            by_case = columns > 2 and _is_told_by_case(rows)
            if by_case or (_is_table(rows) and _is_even(rows)):
                return [*lines[at : places[above]], *_made(inside, rows)], places[above + len(inside)]
    return None, max(end, at + 1)


def _is_even(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether each column below the head holds figures, or none does; beside two with figures alone, one may hold both."""
    kinds = [{bool(_FIGURE.match(cell)) for cell in column} for column in zip(*rows[1:], strict=True)]
    mixed = sum(len(kind) > 1 for kind in kinds)
    return mixed == 0 or (mixed == 1 and kinds.count({True}) > 1)


def _made(cells: Sequence[Line], rows: Sequence[tuple[str, ...]]) -> list[Line]:
    columns = len(rows[0])
    return [
        replace(cells[n * columns], kind="row", text=" ".join(row), cells=row, blank=n == 0)
        for n, row in enumerate(rows)
    ]


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
                return [*lines[:above], *_made(cells, rows), *lines[above + len(cells) :]]
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
