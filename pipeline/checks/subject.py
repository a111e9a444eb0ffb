"""What every check looks at: a document, each of its nodes with what is above it, and its lines.

Input: a `Document`. Output: a frozen `Subject` and small questions about it.
Must not: complain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.article import Article
from pipeline.diagnostics import Extent, Location
from pipeline.document import (
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Document,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    Note,
    Paragraph,
    RawBlock,
    RawInline,
    children,
    positioned_text,
)
from pipeline.document.nodes import Node
from pipeline.document.queries import PositionedText

# Stands in prose for what is no prose: a link, code, a picture, a note.
GAP = "\ufffc"


@dataclass(frozen=True, slots=True)
class Visit:
    """A node, and the nodes that hold it, outermost first."""

    node: Node
    above: tuple[Node, ...]

    @property
    def extent(self) -> Extent | None:
        """Its place, or that of the nearest node above which has one."""
        for node in (self.node, *reversed(self.above)):
            extent: Extent | None = getattr(node, "at", None)
            if extent is not None:
                return extent
        return None


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of the source that do not overlap, sorted, to be asked for a place."""

    starts: tuple[tuple[int, int], ...]
    ends: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, extents: Iterable[Extent]) -> Stretches:
        ordered = sorted(extents)
        return cls(
            tuple((extent.line, extent.column) for extent in ordered),
            tuple((extent.end_line, extent.end_column) for extent in ordered),
        )

    def cover(self, line: int, column: int) -> bool:
        index = bisect_right(self.starts, (line, column)) - 1
        return index >= 0 and (line, column) < self.ends[index]


@dataclass(frozen=True, slots=True)
class Subject:
    """A document made ready for checking.

    Shape: `lines[0]` is line 1 of the file; `visits` are all nodes in reading order; `prose` is the running text of each
    paragraph, heading and term, where what is no text stands as `GAP`.
    """

    document: Document
    visits: tuple[Visit, ...]
    lines: tuple[str, ...]
    prose: tuple[PositionedText, ...]

    @classmethod
    def of(cls, document: Document) -> Subject:
        visits = tuple(_visits(document.blocks, ()))
        return cls(document, visits, document.article.lines, tuple(_proses(visits)))

    @property
    def article(self) -> Article:
        return self.document.article

    def location(self, extent: Extent | None) -> Location:
        return self.document.article.location(extent)

    def point(self, line: int, column: int) -> Location:
        return self.location(Extent.point(line, column))

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def source(self, extent: Extent | None) -> str:
        """The source that an extent covers."""
        if extent is None:
            return ""
        if extent.line == extent.end_line:
            return self.line(extent.line)[extent.column - 1 : extent.end_column - 1]
        first = self.line(extent.line)[extent.column - 1 :]
        middle = self.lines[extent.line : extent.end_line - 1]
        return "\n".join((first, *middle, self.line(extent.end_line)[: extent.end_column - 1]))

    def code(self) -> Stretches:
        """Where the source is code or markup, and signs mean nothing."""
        return Stretches.of(
            visit.node.at
            for visit in self.visits
            if isinstance(visit.node, Code | CodeBlock | RawBlock | RawInline) and visit.node.at is not None
        )


def _visits(nodes: Sequence[Node], above: tuple[Node, ...]) -> Iterator[Visit]:
    for node in nodes:
        yield Visit(node, above)
        yield from _visits(children(node), (*above, node))


def _proses(visits: Iterable[Visit]) -> Iterator[PositionedText]:
    for visit in visits:
        node = visit.node
        if isinstance(node, Heading | Paragraph):
            yield _prose(node.content)
        elif isinstance(node, DefinitionList):
            for term, _ in node.entries:
                yield _prose(term)


_GAPS = dict.fromkeys((Link, Image, Code, Note, RawInline, LineBreak), GAP)


def _prose(inlines: Sequence[Inline]) -> PositionedText:
    return positioned_text(inlines, _GAPS)


def name_of(component: Component) -> str:
    """How a message names a component."""
    return f"`{component.name}`" if component.name else "a block without a name"


def is_escaped(text: str, index: int) -> bool:
    """Whether the character stands behind an odd number of backslashes."""
    count = 0
    while count < index and text[index - count - 1] == "\\":
        count += 1
    return count % 2 == 1
