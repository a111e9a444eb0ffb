"""Columns that white space divides from top to bottom, as programs save tables that they set in columns.

Input: lines. Output: the same with pipes between the cells of such tables; a cell of several lines is in one. Pure.
Must not: take items for rows, or the columns of a page for those of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

FEWEST_ROWS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, WIDEST = 3, 60, 6, 90, 200
# Units: letters, half of the cells at least.
_SHORT = 26
_GAP = re.compile(r"\S {2,}\S")
# What divides cells by itself.
_OTHER = re.compile(r"[\t|]|\.{4}|…{2}|(?:\s\.){3}")
_MARK = re.compile(r"\W{1,2}|[o§·]|\(?\w{1,3}[.):]")


def divided(source: Sequence[str], cells: Callable[[str], Sequence[str]]) -> list[str]:
    """Shape: `cells` are those of a line by itself; where all lines of a table have as many, it stays."""
    found: list[str] = []
    # As wide as they are shown.
    drawn = [_shown(line) for line in source]
    at = 0
    while at < len(source):
        if labelled := _labelled(source, at):
            found += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in labelled]
            at += len(labelled)
            continue
        end = _end(drawn, at) if _GAP.search(source[at]) else at
        table = _table(drawn[at:end]) if end - at >= FEWEST_ROWS else []
        counts = {len(cells(line)) for line in source[at:end]}
        if not table or (len(counts) == 1 and counts.pop() >= len(table[0])):
            found.append(source[at])
            at += 1
            continue
        found += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
        at = end
    return found


# Stands behind a letter that takes two columns.
_BESIDE = "\ue003"


def _shown(line: str) -> str:
    if line.isascii():
        return line
    return "".join(sign + _BESIDE if unicodedata.east_asian_width(sign) in "WF" else sign for sign in line)


def _labelled(source: Sequence[str], at: int) -> list[tuple[str, str]]:
    """Labels and values that begin below one another, behind a colon."""
    rows: list[tuple[str, str]] = []
    start = 0
    wide = False
    while (
        at < len(source)
        and (match := _LABELLED.fullmatch(source[at]))
        and (not rows or match.start(3) == start)
    ):
        start = match.start(3)
        wide = wide or len(match[2]) > 1
        rows.append((match[1], match[3]))
        at += 1
    return rows if len(rows) >= FEWEST_ROWS and wide else []


_LABELLED = re.compile(r"([^\s:|][^:|\t]{0,24}):( +)(\S[^|\t]{0,60})")


def _end(source: Sequence[str], at: int) -> int:
    """Where the lines end through which the same river runs."""
    blank: set[int] | None = None
    end = at
    while end < len(source) and end - at < MOST_ROWS:
        line = source[end]
        if not line.strip() or _OTHER.search(line) or len(line) > WIDEST:
            break
        here = {x for x in range(WIDEST) if x >= len(line) or line[x] == " "}
        through = here if blank is None else blank & here
        if blank is not None and end - at >= FEWEST_ROWS and not _GAP.search(line) and not line[:1].isspace():
            # Prose right below reaches over the first river.
            first = next(_rivers(blank, source[at:end]), (WIDEST, WIDEST))
            if len(line) > first[1]:
                break
        if not list(_rivers(through, source[at : end + 1])):
            break
        blank = through
        end += 1
    return end


def _rivers(blank: set[int], lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where rivers begin and end that have text on both sides."""
    width = max(map(len, lines))
    left = min(len(line) - len(line.lstrip()) for line in lines)
    x = left
    while x < width:
        if x not in blank:
            x += 1
            continue
        end = x
        while end < width and end in blank:
            end += 1
        if end - x >= 2 and x > left and end < width:
            yield x, end
        x = end


def _table(lines: Sequence[str]) -> list[list[str]]:
    """The rows of a table, or none where these lines are something else."""
    blank = set(range(WIDEST))
    for line in lines:
        blank &= {x for x in range(WIDEST) if x >= len(line) or line[x] == " "}
    cuts = [end for _, end in _rivers(blank, lines)]
    edges = list(zip([0, *cuts], [*cuts, WIDEST], strict=True))
    rows = [[line[a:b].replace(_BESIDE, "").strip() for a, b in edges] for line in lines]
    whole = [row for row in rows if row[0] and sum(map(bool, row)) > 1]
    if (
        not 2 <= len(edges) <= MOST_COLUMNS
        or len(whole) < FEWEST_ROWS
        or not (rows[0][0] or rows[0] == rows[-1] or all(rows[0][1:]))
    ):
        return []
    table = _joined(rows)
    filled = [cell for row in table for cell in row if cell]
    short = sum(len(cell) <= _SHORT for row in rows for cell in row if cell) >= 0.5 * sum(
        bool(cell) for row in rows for cell in row
    )
    marked = all(_MARK.fullmatch(row[0]) for row in table if row[0])
    if marked or not short or max(map(len, filled)) > LONGEST_CELL or len(table) < FEWEST_ROWS:
        return []
    # A list beside a margin, or text in two columns.
    return (
        table
        if sum(map(bool, (cell for row in table for cell in row))) >= 0.7 * len(table) * len(edges)
        else []
    )


def _joined(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows with lines that have no first cell in the row that they belong to: the one above, or below if it goes on there."""
    if (centred := _centred(rows)) is not None:
        return centred
    found = [list(rows[0])]
    waiting: list[list[str]] = []
    for at, row in enumerate(rows[1:], 1):
        if not row[0]:
            below = next((each for each in rows[at + 1 :] if each[0]), None)
            if (
                below is not None
                and _begins(row)
                and all(
                    not cell or not under or under[0].islower()
                    for cell, under in zip(row, below, strict=True)
                )
            ) or waiting:
                waiting.append(row)
            else:
                found[-1] = _together(found[-1], row)
            continue
        for above in reversed(waiting):
            row = _together(above, row)
        waiting = []
        found.append(list(row))
    for row in waiting:
        found[-1] = _together(found[-1], row)
    return found


def _centred(rows: Sequence[list[str]]) -> list[list[str]] | None:
    """The rows whose first cells stand in the middle of the lines of the others, where all do."""
    named = [at for at, row in enumerate(rows) if row[0]]
    # Right below the head, or where the row above has nothing to go on from, no line goes on.
    if rows[1][0] and not any(
        cell and not above
        for at in range(1, len(rows))
        if not rows[at][0]
        for cell, above in zip(rows[at], rows[max(n for n in named if n < at)], strict=True)
    ):
        return None
    found = [list(rows[0])]
    start = 1
    for at in named[1:]:
        end = 2 * at - start + 1
        if at < start or end > len(rows):
            return None
        row = list(rows[start])
        for below in rows[start + 1 : end]:
            row = _together(row, below)
        found.append(row)
        start = end
    return found if start == len(rows) else None


def _begins(row: Sequence[str]) -> bool:
    """Whether the words of a line begin something."""
    return all(not cell[0].islower() for cell in row if cell)


def _together(above: Sequence[str], below: Sequence[str]) -> list[str]:
    return [f"{one} {other}".strip() for one, other in zip(above, below, strict=True)]
