"""Headings, sections, lists and tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.article import folded
from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, Extent, quoted, report
from pipeline.document import (
    Block,
    BulletList,
    Component,
    Heading,
    Image,
    OrderedList,
    Paragraph,
    Rule,
    Styled,
    Table,
    TableRow,
    extent_of,
    plain_text,
    walk,
)

DEEPEST = 4
# Neither a sentence that is said with force, nor "Call 112 at once", nor "Dear parents,".
_TITLE = re.compile(r"[^\W\d_][^\d.!?。！？؟।…]{0,59}[^\d.!?。！？؟।…,،，、]")
_LISTS = (BulletList, OrderedList)

_DELIMITER_ROW = re.compile(r"\s*+(?:\|\s*+)?:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+(?:\|\s*+)?")
_PIPE = re.compile(r"(?<!\\)\|")
_INDENT = re.compile(r"[\s>]*")
_LONE_MARKER = re.compile(r"([-+*]|\(?\w{1,9}[.)])\s*$")


def surface(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of the article's surface; what stands in `only` belongs to it."""
    for block in blocks:
        if isinstance(block, Component) and block.name == "only":
            yield from surface(block.blocks)
        else:
            yield block


def _headings(subject: Subject) -> list[Heading]:
    return [block for block in surface(subject.document.blocks) if isinstance(block, Heading)]


def headings(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC201 (level 1), DOC202 (skipped level), DOC208 (empty or too deep)."""
    before = 1
    for heading in _headings(subject):
        where, level = subject.location(heading.at), heading.level
        if not plain_text(heading.content, alt=True).strip():
            yield report("DOC208", where, found="one without text")
        elif level > DEEPEST:
            yield report("DOC208", where, found=f"level {level}")
        elif level == 1:
            yield report("DOC201", where, heading=quoted(plain_text(heading.content)))
        elif level > before + 1:
            yield report("DOC202", where, expected=before + 1, found=level)
        before = min(level, DEEPEST)


def empty_sections(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC203 (a heading with nothing below it)."""
    blocks = [block for block in surface(subject.document.blocks) if not isinstance(block, Rule)]
    for index, block in enumerate(blocks):
        if not isinstance(block, Heading) or not plain_text(block.content).strip():
            continue
        behind = blocks[index + 1] if index + 1 < len(blocks) else None
        if behind is None or (isinstance(behind, Heading) and behind.level <= block.level):
            yield report("DOC203", subject.location(block.at), heading=quoted(plain_text(block.content)))


def duplicate_headings(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC204 (a heading again in the same section)."""
    parents: list[tuple[int, str]] = []
    seen: dict[tuple[tuple[int, str], ...], Heading] = {}
    for heading in _headings(subject):
        text = folded(plain_text(heading.content)).casefold()
        while parents and parents[-1][0] >= heading.level:
            parents.pop()
        parents.append((heading.level, text))
        first = seen.setdefault(tuple(parents), heading)
        if text and first is not heading and first.at is not None:
            shown = quoted(plain_text(heading.content))
            yield report("DOC204", subject.location(heading.at), heading=shown, line=first.at.line)


def bold_headings(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC274 (a short paragraph in bold that stands where a heading would)."""
    for block, behind in itertools.pairwise(surface(subject.document.blocks)):
        if not isinstance(block, Paragraph) or len(block.content) != 1 or isinstance(behind, Heading):
            continue
        (only,) = block.content
        text = plain_text(block.content).strip()
        if isinstance(only, Styled) and only.style == "Strong" and _TITLE.fullmatch(text):
            yield report("DOC274", subject.location(block.at), found=quoted(text))


def outdented(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC273 (a list that is indented, but not so far that it belongs to the item above it)."""
    holders = [subject.document.blocks, *(getattr(visit.node, "blocks", ()) for visit in subject.visits)]
    for before, block in itertools.chain.from_iterable(map(itertools.pairwise, holders)):
        if not isinstance(before, _LISTS) or not isinstance(block, _LISTS) or not block.at or not before.at:
            continue
        item = extent_of(before.items[-1])
        # Nothing stands between them, not so much as an empty line.
        if item is None or block.at.line not in (item.end_line, item.end_line + (item.end_column > 1)):
            continue
        if before.at.column < block.at.column < item.column:
            where = subject.point(block.at.line, block.at.column)
            yield report("DOC273", where, found=block.at.column - 1, expected=item.column - 1)


def empty_items(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC205 (a list item without text)."""
    for visit in subject.visits:
        node = visit.node
        if not isinstance(node, BulletList | OrderedList) or node.at is None:
            continue
        missing = sum(_is_empty(entry) for entry in node.items)
        if not missing:
            continue
        # An item without content has no place: look for lines that hold a mark and nothing else.
        filled = {
            number
            for entry in node.items
            if not _is_empty(entry) and (extent := extent_of(entry)) is not None
            for number in _lines(extent)
        }
        marks = [
            subject.point(number, match.start() + 1)
            for number in _lines(node.at)
            if number not in filled
            and (match := _LONE_MARKER.search(subject.line(number), _first(node.at, number)))
        ]
        for index in range(missing):
            yield report("DOC205", marks[index] if index < len(marks) else subject.location(node.at))


def _lines(extent: Extent) -> range:
    return range(extent.line, extent.end_line + (extent.end_column > 1))


def _first(extent: Extent, number: int) -> int:
    """Where the extent begins on a line of its own, counted from 0."""
    return extent.column - 1 if number == extent.line else 0


def _is_empty(entry: tuple[Block, ...]) -> bool:
    nodes = list(walk(entry))
    if any(not isinstance(block, Paragraph) for block in entry):
        return False
    return not plain_text(entry, notes=True).strip() and not any(isinstance(node, Image) for node in nodes)


def tables(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC206 (no column headings), DOC207 (a row with too many or too few cells), DOC266 (no line above it)."""
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Table) and node.at is not None:
            if not any(_has_words(row) for row in node.head):
                yield report("DOC206", subject.location(node.at))
            yield from _ragged(subject, node.at, len(node.alignments))
        elif isinstance(node, Paragraph) and node.at is not None and not node.tight:
            yield from _no_table(subject, node.at)


def _has_words(row: TableRow) -> bool:
    return any(plain_text(cell.blocks, alt=True).strip() for cell in row.cells)


def _row(subject: Subject, extent: Extent, number: int) -> tuple[str, int]:
    """A row of a table, without what quotations and lists put before it, and the column of its first character."""
    text = subject.line(number)
    match = _INDENT.match(text, _first(extent, number))
    begin = match.end() if match else 0
    return text[begin:].rstrip(), begin + 1


def _cells(row: str) -> int:
    row = row.removeprefix("|")
    if _PIPE.search(row[-1:]) and not row.endswith("\\|"):
        row = row[:-1]
    return len(_PIPE.findall(row)) + 1


def _ragged(subject: Subject, extent: Extent, expected: int) -> Iterator[Diagnostic]:
    # The second line of a table is its delimiter row; pandoc has counted that one itself.
    for number in _lines(extent)[2:]:
        row, column = _row(subject, extent, number)
        if row and (found := _cells(row)) != expected:
            yield report("DOC207", subject.point(number, column), expected=expected, found=found)


def _no_table(subject: Subject, extent: Extent) -> Iterator[Diagnostic]:
    """A paragraph that was meant as a table: its first row does not fit the row of hyphens."""
    for number in _lines(extent)[1:]:
        row, _ = _row(subject, extent, number)
        above, column = _row(subject, extent, number - 1)
        if "|" in row and "|" in above and _DELIMITER_ROW.fullmatch(row):
            here, expected, found = subject.point(number - 1, column), _cells(row), _cells(above)
            # What a line of text stands right above is none either.
            yield (
                report("DOC207", here, expected=expected, found=found)
                if expected != found
                else report("DOC266", here, found=quoted(above))
            )
            return


def body(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC209 (no text at all)."""
    if all(isinstance(block, Rule) for block in subject.document.blocks):
        # The line that closes the front matter: it exists even where nothing follows.
        yield report("DOC209", subject.point(subject.article.body_line - 1, 1))
