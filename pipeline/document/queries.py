"""Questions about a tree: all pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

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
    LineBreak,
    Link,
    Node,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Style,
    Styled,
    Table,
    Text,
)


def _rows(table: Table) -> tuple[Node, ...]:
    return tuple(block for row in (*table.head, *table.rows) for cell in row.cells for block in cell.blocks)


def _entries(node: BulletList | OrderedList) -> tuple[Node, ...]:
    return tuple(block for entry in node.items for block in entry)


def _definitions(node: DefinitionList) -> tuple[Node, ...]:
    return tuple(
        child
        for term, definitions in node.entries
        for child in (*term, *(block for definition in definitions for block in definition))
    )


N = TypeVar("N", bound=Node)

# By its kind, what is inside a node; a kind that is not here has nothing. Why a table: half of the time that an article
# takes beside its layout goes into walks over its tree, and most nodes are text.
_INSIDE: Mapping[type, Callable[[Any], tuple[Node, ...]]] = {
    **dict.fromkeys((Heading, Paragraph, Styled, Link, Span), attrgetter("content")),
    Image: attrgetter("alt"),
    **dict.fromkeys((Note, BlockQuote, Component), attrgetter("blocks")),
    **dict.fromkeys((BulletList, OrderedList), _entries),
    DefinitionList: _definitions,
    Table: _rows,
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in reading order; a note's blocks belong to the note."""
    inside = _INSIDE.get(type(node))
    return inside(node) if inside is not None else ()


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, parents first, in reading order."""
    left = list(reversed(nodes))
    while left:
        node = left.pop()
        yield node
        inside = _INSIDE.get(type(node))
        if inside is not None:
            left += reversed(inside(node))


def of_kind(nodes: Sequence[Node], kind: type[N]) -> list[N]:
    """Every node of a kind, as `walk` comes to them. Why beside it: most nodes are words, which are not looked at here."""
    found: list[N] = []
    left = list(reversed(nodes))
    while left:
        node = left.pop()
        # Kinds are compared, which is quicker than to match them, and nothing that mypy follows.
        own = type(node)
        if own is kind:
            found.append(node)  # type: ignore[arg-type]
        inside = _INSIDE.get(own)
        if inside is not None:
            left += [child for child in reversed(inside(node)) if type(child) is not Text]
    return found


def extent_of(nodes: Sequence[Node]) -> Extent | None:
    """From the first node that has a place to the last one."""
    found = [extent for node in nodes if (extent := getattr(node, "at", None)) is not None]
    if not found:
        return None
    return Extent(found[0].line, found[0].column, found[-1].end_line, found[-1].end_column)


def plain_text(nodes: Node | Sequence[Node], *, notes: bool = False, alt: bool = False) -> str:
    """What a reader reads, without markup. Notes and text alternatives only on request."""
    if not isinstance(nodes, Sequence):
        nodes = (nodes,)
    joint = " " if nodes and isinstance(nodes[0], Block) else ""
    return joint.join(_plain(node, notes, alt) for node in nodes)


_WORDY = frozenset((Text, Code, CodeBlock, Notice))
_SEAMLESS = frozenset((Heading, Paragraph, Styled, Link, Span, Image))


def _plain(node: Node, notes: bool, alt: bool) -> str:
    # Kinds are compared, which is quicker than to ask for instances; a checker does not follow that.
    kind = type(node)
    if kind in _WORDY:
        return node.text  # type: ignore[union-attr]
    if kind is LineBreak:
        return " "
    if (kind is Note and not notes) or (kind is Image and not alt):
        return ""
    joint = "" if kind in _SEAMLESS else " "
    return joint.join([_plain(child, notes, alt) for child in children(node)])


# A stretch of text that has a place: where it begins and ends in the text, line and column of its first character.
Stretch = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PositionedText:
    """Text with a place in the source for each of its characters, or none.

    Shape: the characters of a stretch stand side by side on one line of the source; `stretches` are in the order of the
    text, and what is in none of them has no place. Why not a place for each character: few are ever asked for.
    """

    text: str
    stretches: tuple[Stretch, ...]

    @property
    def places(self) -> tuple[tuple[int, int] | None, ...]:
        """The line and column of each character, or None where it has none."""
        found: list[tuple[int, int] | None] = [None] * len(self.text)
        for start, end, line, column in self.stretches:
            found[start:end] = zip(repeat(line), range(column, column + end - start))
        return tuple(found)

    def place(self, index: int) -> tuple[int, int] | None:
        """The line and column of a character, or None where it has none."""
        if not self.stretches:
            return None
        start, end, line, column = self.stretches[self._from(index)]
        return (line, column + index - start) if start <= index < end else None

    def _from(self, index: int) -> int:
        """The number of the last stretch that begins no later than a character, else of the first."""
        return max(0, bisect_right(self.stretches, (index, len(self.text) + 1)) - 1)

    def extent(self, start: int, end: int) -> Extent | None:
        """The stretch of the source that `text[start:end]` comes from."""
        first: tuple[int, int] | None = None
        last = (0, 0)
        for number in range(self._from(start), len(self.stretches)):
            begin, stop, line, column = self.stretches[number]
            if begin >= end:
                break
            if max(start, begin) < min(end, stop):
                first = first or (line, column + max(start - begin, 0))
                last = line, column + min(end, stop) - begin
        return Extent(*first, *last) if first else None


def joined(texts: Sequence[PositionedText], joint: str) -> PositionedText:
    """Several texts as one, with `joint` between them, which has no place."""
    stretches: list[Stretch] = []
    offset = 0
    for text in texts:
        stretches += (
            (start + offset, end + offset, line, column) for start, end, line, column in text.stretches
        )
        offset += len(text.text) + len(joint)
    return PositionedText(joint.join(text.text for text in texts), tuple(stretches))


def positioned_text(
    inlines: Sequence[Node], gaps: Mapping[type, str] = MappingProxyType({})
) -> PositionedText:
    """The text of inlines with places, so that findings in it can be pointed at. Notes and pictures are left out.

    Shape: of the kinds in `gaps`, what stands there is put in their place.
    """
    read = _Read(gaps)
    for inline in inlines:
        read.visit(inline)
    return PositionedText("".join(read.text), tuple(read.stretches))


class _Read:
    """What was read of inlines so far. Why a class: functions that call one another from within are rubbish to collect."""

    __slots__ = ("gaps", "length", "stretches", "text")

    def __init__(self, gaps: Mapping[type, str]) -> None:
        self.text: list[str] = []
        self.stretches: list[Stretch] = []
        self.length = 0
        self.gaps = gaps

    def add(self, text: str, at: Extent | None, step: int = 0) -> None:
        self.text.append(text)
        start = self.length
        self.length = end = start + len(text)
        if at is not None and text:
            self.stretches.append((start, end, at.line, at.column + step))

    def visit(self, node: Node) -> None:
        # As in `_plain`.
        kind = type(node)
        if kind in self.gaps:
            self.add(self.gaps[kind], None)
        elif kind is Text:
            self.add(node.text, node.at)  # type: ignore[union-attr]
        elif kind is Code:
            self.add(node.text, node.at, 1)  # type: ignore[union-attr]
        elif kind is LineBreak:
            self.add(" ", None)
        elif kind is not Note and kind is not Image:
            for child in children(node):
                self.visit(child)


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


def bold_italic(nodes: Sequence[Node]) -> bool:
    """Whether something may have to be bold and italic: it is stressed in strong words, a heading, a table or a term, or holds such."""

    def holds(around: Node, style: Style) -> bool:
        return any(inner is not around and inner.style == style for inner in of_kind((around,), Styled))

    styled = of_kind(nodes, Styled)
    stressed = [one for one in styled if one.style == "Emph"]
    if not stressed:
        return False
    bold: list[Node] = [*of_kind(nodes, Heading), *of_kind(nodes, Table), *of_kind(nodes, DefinitionList)]
    bold += [one for one in styled if one.style == "Strong"]
    return any(holds(one, "Emph") for one in bold) or any(holds(one, "Strong") for one in stressed)
