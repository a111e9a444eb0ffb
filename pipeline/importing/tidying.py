"""What comes of blocks, lines and cells of other formats that say the same in another shape.

Input: nodes as they were adopted. Output: nodes, or what they are. Must not: read a foreign tree, keep an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Component,
    Heading,
    Inline,
    LineBreak,
    OrderedList,
    Paragraph,
    Rule,
    Styled,
    Table,
    Text,
    plain_text,
)
from pipeline.document.nodes import Alignment

LONGEST_TITLE = 120
# Units: letters. A frame around more is around a part of the text.
LONGEST_BOX = 900


def trimmed(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without spaces and breaks at the edges."""

    def empty(node: Inline) -> bool:
        return isinstance(node, LineBreak) or (isinstance(node, Text) and not node.text.strip(" \t\n\u00a0"))

    start, end = 0, len(inlines)
    while start < end and empty(inlines[start]):
        start += 1
    while end > start and empty(inlines[end - 1]):
        end -= 1
    return tuple(inlines[start:end])


def merged(blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks, of several rules in a row only one."""
    before: Block | None = None
    for block in blocks:
        if not (isinstance(block, Rule) and isinstance(before, Rule)):
            yield block
        before = block


def flat_inlines(block: Block) -> tuple[Inline, ...]:
    """The words of a block in one line, entries of lists with semicolons between them."""
    match block:
        case Paragraph(content=content) | Heading(content=content):
            return content
        case BulletList(items) | OrderedList(items):
            parts: list[Inline] = []
            for entry in items:
                if parts:
                    parts.append(Text("; "))
                for at, inner in enumerate(entry):
                    parts += ([Text(" ")] if at else []) + list(flat_inlines(inner))
            return tuple(parts)
        case CodeBlock(text):
            return (Code(" ".join(text.split())),)
        case Rule():
            return ()
        case _:
            return (Text(" ".join(plain_text(block, notes=True, alt=True).split())),)


def words_of(blocks: Sequence[Block]) -> str:
    return plain_text(blocks, notes=True, alt=True).strip() if blocks else ""


def filled(row: Sequence[Sequence[Block]]) -> bool:
    return any(words_of(cell) for cell in row)


def unstyled(cell: tuple[Block, ...]) -> tuple[Block, ...]:
    """A column heading is strong as it is."""
    match cell:
        case (Paragraph(content=(Styled("Strong", inner),)) as only,):
            return (replace(only, content=inner),)
        case _:
            return cell


def strong_line(block: Paragraph) -> tuple[str, tuple[Inline, ...]]:
    """The words of a first line that is strong as a whole, and what follows it."""
    end = next(
        (at for at, node in enumerate(block.content) if isinstance(node, LineBreak)), len(block.content)
    )
    line = trimmed(block.content[:end])
    words = " ".join(plain_text(line).split())
    if not (line and all(isinstance(node, Styled) and node.style == "Strong" for node in line)):
        return "", ()
    return (words.rstrip(":"), trimmed(block.content[end:])) if len(words) <= LONGEST_TITLE else ("", ())


def is_box(blocks: Sequence[Block]) -> bool:
    """Whether a frame of one cell holds a short text for itself: around a whole page it is layout."""
    whole = all(isinstance(block, Paragraph | BulletList | OrderedList) for block in blocks)
    words = plain_text(tuple(blocks)).split() if blocks else []
    return whole and bool(words) and sum(map(len, words)) <= LONGEST_BOX


def is_layout(rows: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """Whether cells hold what no cell of a real table does."""
    return any(
        isinstance(block, Heading | Table | BlockQuote | Component) or len(cell) > 3
        for row in rows
        for cell in row
        for block in cell
    ) or (len(rows) == 1 and max((len(row) for row in rows), default=0) == 1)


def one_cell(cells: Sequence[tuple[Block, ...]]) -> tuple[Block, ...]:
    """Column headings from several rows, each said once."""
    found: list[Block] = []
    said: list[str] = []
    for cell in cells:
        if (words := words_of(cell)) and words not in said:
            said.append(words)
            found += cell
    return tuple(found)


def alignment_of(value: str) -> Alignment:
    match value:
        case "AlignLeft" | "AlignRight" | "AlignCenter":
            return value
        case _:
            return "AlignDefault"


def captioned(table: Table, caption: str) -> Component:
    return Component((table,), Attributes("", ("table",), (("caption", caption),)))
