"""The forms of an article's tables: as it is, compact, one row under another.

Input: the page's markup; what was laid out. Output: the markup with tables in some forms; those whose words do not fit. Must not: choose.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from pipeline.engines.survey import Line
from pipeline.engines.weasyprint import Layout

TOLERANCE_MM = 0.5
# Two rows of text are so far apart at least.
ROW_MM = 1.6
# A cell of more lines, in a column narrower than this, is hard to read.
MOST_LINES, NARROW_MM = 3, 28
# The forms of a table: as it is, compact, and with one row under another. What is too wide for the last stays so.
LEVELS, LAST = 3, 2
TABLE = re.compile(
    r'(?P<held><div class="qualified qualified-table">\s*)?<figure class="table table-(?P<columns>\d+)(?P<more>[^"]*)">'
)
# A heading, and the paragraph behind it, over a table that spans the columns.
_AHEAD = {
    tag: re.compile(
        rf'<{tag}(?P<heading> [^<>]*>(?:(?!</{tag}>).)*</{tag}>\s*)(?:<p>(?P<text>(?:(?!</p>).)*</p>\s*))?(?=<(?:div|figure) class="[^"]* wide)',
        re.S,
    )
    for tag in ("h2", "h3")
}
_BODY, _MAIN = re.compile("<body[^<>]*>"), re.compile("<main[^<>]*>")
_BLOCK = re.compile(r"<(/?)(?:div|section|aside|figure|blockquote|header|footer|li|ul|ol|dl|dd|p)\b")


def with_tables(
    html: str, levels: Mapping[int, int], loose: Collection[int] = (), section: str = "h2"
) -> str:
    """Each table numbered, wide from four columns on, in the form of its level; `loose` ones may divide."""
    number = -1

    def form(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        level = levels.get(number, 0)
        wide = " wide" if int(match["columns"]) > 3 or level else ""
        shape = ("", " compact", " stacked")[level]
        if number in loose:
            wide += " loose"
        held = f'<div class="qualified qualified-table{wide}">' if match["held"] else ""
        return f'{held}<figure class="table table-{match["columns"]}{match["more"]}{wide}{shape} number-{number}">'

    def ahead(match: re.Match[str]) -> str:
        text = f'<p class="ahead">{match["text"]}' if match["text"] else ""
        return f'<{section} class="ahead"{match["heading"]}{text}'

    return _AHEAD[section].sub(ahead, TABLE.sub(form, html))


def tight(layout: Layout) -> set[int]:
    """The tables with a word wider than its cell, or with cells that run to many short lines."""
    found = {line.table for line in layout.lines if line.table is not None and line.excess > TOLERANCE_MM}
    cells: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in layout.lines:
        if line.table is not None and line.cell is not None and "stacked" not in line.classes:
            cells[line.table, line.cell].append(line)
    for (number, _), lines in cells.items():
        if _rows(lines) > MOST_LINES and lines[0].right - lines[0].left < NARROW_MM:
            found.add(number)
    return found


def _rows(lines: Collection[Line]) -> int:
    """How many rows of text there are. Why not each height: a mark stands higher than the words at its side."""
    tops = sorted((line.page, line.y) for line in lines)
    return 1 + sum(page > last or y > top + ROW_MM for (last, top), (page, y) in itertools.pairwise(tops))


def by_themselves(html: str, section: str = "h2") -> str:
    """The page with nothing in it but its tables, each in all forms but the last; empty where there are none.

    Shape: form `level` of table `number` is number `LEVELS * number + level`. A table that stands within something else is left
    out: what is around it may be narrower than the page.
    """
    body, main = _BODY.search(html), _MAIN.search(html)
    found = "".join(_in_forms(html, main.end(), section)) if main else ""
    return f"{html[: body.end()]}{main[0]}{found}</main></body></html>" if body and main and found else ""


def _in_forms(html: str, main: int, section: str) -> Iterator[str]:
    for number, match in enumerate(TABLE.finditer(html)):
        if sum(-1 if tag[1] else 1 for tag in _BLOCK.finditer(html, main, match.start())):
            continue
        end = "</figure>" + ("</div>" if match["held"] else "")
        table = html[match.start() : html.index("</figure>", match.end())] + end
        for level in range(LAST):
            formed = with_tables(table, {0: level}, (), section)
            yield formed.replace(' number-0"', f' number-{LEVELS * number + level}"', 1)


def tight_forms(layout: Layout) -> frozenset[tuple[int, int]]:
    """The tables and forms whose words do not fit, of those that stand by themselves."""
    numbers = (divmod(number, LEVELS) for number in tight(layout))
    return frozenset((number, level) for number, level in numbers)
