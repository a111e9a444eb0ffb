"""A tree with other inlines in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from pipeline.document import (
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Heading,
    Inline,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    TableRow,
    Text,
)

Change = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
B = TypeVar("B", bound=Block)


def joined(inlines: Sequence[Inline]) -> list[Inline]:
    """The inlines with words and the spaces between them in one, as far as they go."""
    found: list[Inline] = []
    for is_text, nodes in groupby(inlines, lambda node: isinstance(node, Text)):
        if is_text:
            found.append(Text("".join(node.text for node in nodes if isinstance(node, Text))))
        else:
            found += nodes
    return found


def with_inlines(block: B, change: Change) -> B:
    """The block after `change` was applied to every row of inlines, the inner ones first."""

    def row(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
        inner: list[Inline] = []
        for node in inlines:
            if isinstance(node, Styled | Link | Span):
                inner.append(replace(node, content=row(node.content)))
            elif isinstance(node, Note):
                inner.append(replace(node, blocks=several(node.blocks)))
            else:
                inner.append(node)
        return change(tuple(inner))

    def several(blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(with_inlines(each, change) for each in blocks)

    def rows(found: Sequence[TableRow]) -> tuple[TableRow, ...]:
        return tuple(
            TableRow(tuple(replace(cell, blocks=several(cell.blocks)) for cell in each.cells))
            for each in found
        )

    result: Block = block
    match block:
        case Heading(content=content) | Paragraph(content=content):
            result = replace(block, content=row(content))
        case BlockQuote(inner) | Component(inner):
            result = replace(block, blocks=several(inner))
        case BulletList(items) | OrderedList(items):
            result = replace(block, items=tuple(several(entry) for entry in items))
        case DefinitionList(entries):
            result = replace(
                block,
                entries=tuple((row(term), tuple(several(each) for each in inner)) for term, inner in entries),
            )
        case Table(head=head, rows=body):
            result = replace(block, head=rows(head), rows=rows(body))
        case _:
            pass
    # `replace` keeps the kind, but a checker sees a union behind the match.
    return result  # type: ignore[return-value]
