"""The running text of an article: what is its author's own, and meant to be read in sentences.

Input: a `Subject`. Output: passages with a place for each character. Must not: know languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.checks.plain.sentences import BREAK
from pipeline.checks.subject import Subject, Visit
from pipeline.diagnostics import Extent
from pipeline.document import (
    BlockQuote,
    Component,
    Heading,
    Inline,
    LineBreak,
    Paragraph,
    Table,
    plain_text,
    positioned_text,
)
from pipeline.document.queries import PositionedText, joined

# Words of others, and pieces that are no sentences.
_SET_APART = frozenset({"quote", "key-facts", "contact", "sources"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or heading.

    Shape: a line that the author broke ends with `BREAK`; `running` is what advice may be given on. `section` is the
    number of the level-2 heading above it, 0 before the first.
    """

    read: PositionedText
    running: bool
    section: int

    @property
    def text(self) -> str:
        return self.read.text


@dataclass(frozen=True, slots=True)
class Title:
    """A level-2 heading. Shape: the part before the first one has no text and no place."""

    text: str = ""
    at: Extent | None = None


def passages(subject: Subject) -> tuple[tuple[Passage, ...], tuple[Title, ...]]:
    """All passages in the order of reading, and the sections that they stand in."""
    found: list[Passage] = []
    titles = [Title()]
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Heading) and node.level <= 2:
            titles.append(Title(plain_text(node.content), node.at))
        if isinstance(node, Heading | Paragraph):
            running = isinstance(node, Paragraph) and not _is_set_apart(visit)
            found.append(Passage(_read(node), running, len(titles) - 1))
    return tuple(found), tuple(titles)


def _is_set_apart(visit: Visit) -> bool:
    return any(
        isinstance(node, Table | BlockQuote) or (isinstance(node, Component) and node.name in _SET_APART)
        for node in visit.above
    )


def _read(node: Heading | Paragraph) -> PositionedText:
    """The text of a block, with `BREAK` where its author broke a line."""
    lines: list[list[Inline]] = [[]]
    for inline in node.content:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return joined([positioned_text(line) for line in lines], BREAK)
