"""How far behind a claim its disclaimer stands, in lines of print.

Input: the block that a disclaimer stands behind, and where in it the claim is. Output: lines. Must not: know pages: the
same claim has to be near its disclaimer in every edition.
"""

from __future__ import annotations

import unicodedata

from pipeline.diagnostics import Extent
from pipeline.document import (
    Block,
    CodeBlock,
    Heading,
    Image,
    Node,
    Note,
    Paragraph,
    Table,
    TableRow,
    children,
    plain_text,
    positioned_text,
)

# Less than a page of a booklet in A5 holds, at its usual size.
FARTHEST = 30
_LINE = 60
_PICTURE = 10


def lines_behind(block: Block, claim: Extent) -> int:
    """The lines of a block behind a claim in it, about. Shape: 0 where the claim is in a note of the block."""
    at = getattr(block, "at", None)
    if at is None or not at.line <= claim.line <= at.end_line:
        return 0
    return _behind(block, (claim.end_line, claim.end_column))


def _behind(node: Node, end: tuple[int, int]) -> int:
    at = getattr(node, "at", None)
    if isinstance(node, Note) or (at is not None and (at.end_line, at.end_column) <= end):
        return 0
    match node:
        case Table():
            return sum(_row(row, end) for row in (*node.head, *node.rows))
        case CodeBlock():
            return at.end_line - max(at.line, end[0]) if at is not None else 0
        case Paragraph() | Heading():
            read = positioned_text(node.content)
            # Once: they are made anew whenever they are asked for.
            places = read.places
            behind = next(
                (index for index, place in enumerate(places) if place is not None and place >= end),
                len(read.text),
            )
            # Where a line is ended stands in the text as a space that is nowhere.
            ended = sum(places[at] is None for at in range(behind, len(read.text)) if read.text[at] == " ")
            pictures = [
                child
                for child in node.content
                if isinstance(child, Image) and child.at and _start(child.at) >= end
            ]
            # One in a line of text is about as high as the line.
            return max(ended, _lines(read.text[behind:])) + (
                0 if read.text.strip() else _PICTURE * len(pictures)
            )
        case _:
            return sum(_behind(child, end) for child in children(node))


def _start(at: Extent) -> tuple[int, int]:
    return at.line, at.column


def _row(row: TableRow, end: tuple[int, int]) -> int:
    """The lines of its highest cell."""
    return max((sum(_behind(block, end) for block in cell.blocks) for cell in row.cells), default=0)


def _lines(text: str) -> int:
    # No-break spaces are set, and end no line: thousands of them push a notice away as words do.
    width = sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text.strip(" \t\n"))
    return -(-width // _LINE)


def leads_on(block: Block) -> bool:
    """Whether a paragraph ends with a colon, so that what stands behind it is taken for what it says."""
    return isinstance(block, Paragraph) and plain_text(block.content).rstrip().endswith(
        (":", "：", "︰", "꞉", "∶")
    )
