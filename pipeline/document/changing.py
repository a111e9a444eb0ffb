"""Trees made from trees: every node through one function, from the leaves up. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.document.nodes import (
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Heading,
    Image,
    Inline,
    Link,
    Node,
    Note,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    TableCell,
    TableRow,
)

Change = Callable[[Node], Node]


def changed(blocks: Sequence[Block], change: Change) -> tuple[Block, ...]:
    """The blocks with `change` applied to every node, to what is inside first. Shape: a block stays a block."""
    return tuple(block for block in (_changed(block, change) for block in blocks) if isinstance(block, Block))


def _changed(node: Node, change: Change) -> Node:
    def blocks(inner: Sequence[Block]) -> tuple[Block, ...]:
        return changed(inner, change)

    def inlines(inner: Sequence[Inline]) -> tuple[Inline, ...]:
        return tuple(one for one in (_changed(one, change) for one in inner) if isinstance(one, Inline))

    def rows(inner: Sequence[TableRow]) -> tuple[TableRow, ...]:
        return tuple(
            TableRow(tuple(TableCell(blocks(cell.blocks), cell.attributes) for cell in row.cells))
            for row in inner
        )

    match node:
        case Heading() | Paragraph() | Styled() | Link() | Span():
            node = replace(node, content=inlines(node.content))
        case Image():
            node = replace(node, alt=inlines(node.alt))
        case Note() | BlockQuote() | Component():
            node = replace(node, blocks=blocks(node.blocks))
        case BulletList() | OrderedList():
            node = replace(node, items=tuple(blocks(entry) for entry in node.items))
        case DefinitionList():
            entries = ((inlines(term), tuple(map(blocks, definitions))) for term, definitions in node.entries)
            node = replace(node, entries=tuple(entries))
        case Table():
            node = replace(node, head=rows(node.head), rows=rows(node.rows))
    return change(node)
