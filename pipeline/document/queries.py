"""Questions about a tree: all pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.diagnostics import Extent
from pipeline.document.nodes import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    Node,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    Text,
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in reading order; a note's blocks belong to the note."""
    match node:
        case Heading(content=content) | Paragraph(content=content):
            return content
        case Styled(content=content) | Link(content=content) | Span(content=content):
            return content
        case Image(alt=alt):
            return alt
        case Note(blocks=blocks) | BlockQuote(blocks=blocks) | Component(blocks=blocks):
            return blocks
        case BulletList(items=items) | OrderedList(items=items):
            return tuple(block for entry in items for block in entry)
        case DefinitionList(entries=entries):
            return tuple(
                child
                for term, definitions in entries
                for child in (*term, *(block for definition in definitions for block in definition))
            )
        case Table(head=head, rows=rows):
            return tuple(block for row in (*head, *rows) for cell in row.cells for block in cell.blocks)
        case _:
            return ()


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, parents first, in reading order."""
    for node in nodes:
        yield node
        yield from walk(children(node))


def inlines_of(block: Block) -> tuple[Inline, ...]:
    """The inline content of a heading or paragraph, else nothing."""
    return block.content if isinstance(block, Heading | Paragraph) else ()


def blocks_of(nodes: Sequence[Block]) -> Iterator[Block]:
    """Every block, nested ones and those of notes too."""
    return (node for node in walk(nodes) if isinstance(node, Block))


def plain_text(nodes: Node | Sequence[Node], *, notes: bool = False, alt: bool = False) -> str:
    """What a reader reads, without markup. Notes and text alternatives only on request."""
    if not isinstance(nodes, Sequence):
        nodes = (nodes,)
    joint = " " if nodes and isinstance(nodes[0], Block) else ""
    return joint.join(_plain(node, notes, alt) for node in nodes)


def _plain(node: Node, notes: bool, alt: bool) -> str:
    match node:
        case Text(text) | Code(text) | CodeBlock(text):
            return text
        case Notice(text=text):
            return text
        case LineBreak():
            return " "
        case Note() if not notes:
            return ""
        case Image() if not alt:
            return ""
        case _:
            inner = [_plain(child, notes, alt) for child in children(node)]
            blockwise = not isinstance(node, Heading | Paragraph | Styled | Link | Span | Image)
            return (" " if blockwise else "").join(inner)


@dataclass(frozen=True, slots=True)
class PositionedText:
    """Text with a place in the source for each of its characters.

    Shape: `places[i]` is the line and column of `text[i]`, or None where it has none.
    """

    text: str
    places: tuple[tuple[int, int] | None, ...]

    def extent(self, start: int, end: int) -> Extent | None:
        """The stretch of the source that `text[start:end]` comes from."""
        found = [place for place in self.places[start:end] if place is not None]
        if not found:
            return None
        return Extent(*found[0], found[-1][0], found[-1][1] + 1)


def positioned_text(inlines: Sequence[Node]) -> PositionedText:
    """The text of inlines with places, so that findings in it can be pointed at. Notes are left out."""
    text: list[str] = []
    places: list[tuple[int, int] | None] = []

    def add(characters: str, at: Extent | None, step: int = 0) -> None:
        for index, character in enumerate(characters):
            text.append(character)
            places.append((at.line, at.column + step + index) if at else None)

    def visit(node: Node) -> None:
        match node:
            case Text(characters, at):
                add(characters, at)
            case Code(characters, _, at):
                add(characters, at, 1)
            case LineBreak():
                add(" ", None)
            case Note() | Image():
                pass
            case _:
                for child in children(node):
                    visit(child)

    for inline in inlines:
        visit(inline)
    return PositionedText("".join(text), tuple(places))


@dataclass(frozen=True, slots=True)
class Section:
    """A level-2 heading with what follows it; the lead section has no heading."""

    heading: Heading | None
    blocks: tuple[Block, ...]


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The blocks of a document by level-2 headings. Shape: the first one is the lead, if there is any."""
    found: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2:
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return tuple(Section(heading, tuple(inner)) for heading, inner in found if heading or inner)
