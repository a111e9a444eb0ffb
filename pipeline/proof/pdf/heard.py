"""Whether all text that is drawn is read aloud, once, as it is drawn and in that order.

Input: the pages of a `File`, the pieces of content that are read. Output: what is not, each the end of "…, found".
Must not: know what is owed.

Why: of a disclaimer its own piece is looked at. A price that a screen reader skips, or says otherwise, is another text beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.proof.pdf.aloud import Leaf
from pipeline.proof.pdf.ordered import NUMBER
from pipeline.proof.pdf.pages import File
from pipeline.proof.stream import Span, Stream, squeezed_text
from pipeline.rendition.roles import Steps

_SHORT = re.compile(r"\d{0,3}")
_LANGUAGE = "it read in the language "


def unheard(
    file: File,
    order: Sequence[Leaf],
    replaced: Mapping[Leaf, str],
    spoken: Collection[str],
    feet: Collection[str] = (),
) -> Iterator[str]:
    """What of the text is not read as it is drawn.

    Shape: `spoken` are languages in which parts of it are; `feet`, squeezed, is what stands at the foot of pages, which is read behind all else.
    """
    drawn: dict[Leaf, str] = {}
    texts: dict[Leaf, str] = {}
    for page in file.pages:
        for at, mark in enumerate(page.marks):
            piece = page.pieces[mark] if mark >= 0 else None
            if piece is None or piece.artifact:
                continue
            leaf = page.number, piece.content
            drawn[leaf] = page.name
            texts[leaf] = texts.get(leaf, "") + page.characters[at]
    read = set(order)
    for leaf, name in drawn.items():
        if leaf[1] < 0:
            yield f"text without a mark in what is read aloud ({name})"
        elif leaf not in read:
            yield f"text left out of what is read aloud ({name})"
        elif (by := replaced.get(leaf)) and by.removeprefix(_LANGUAGE) not in spoken:
            yield f"text and {by} ({name})"
    latest: Leaf = (-1, -1)
    for leaf in order:
        own = squeezed_text(texts.get(leaf, ""))
        # The number of an item may be drawn behind its text, that of a page is read last.
        if leaf not in drawn or NUMBER.fullmatch(own) or _SHORT.fullmatch(own):
            continue
        if any(own in foot for foot in feet):
            continue
        if leaf < latest:
            yield f"text in another order than it is drawn in what is read aloud ({drawn[leaf]})"
        latest = leaf


class Tags:
    """What the structure of a file tells of the texts on its pages. Shape: `steps` tell it of each piece of content."""

    def __init__(self, stream: Stream, file: File, steps: Mapping[Leaf, Steps]) -> None:
        self._stream, self._file, self._steps = stream, file, steps

    def __call__(self, where: Sequence[Span]) -> list[Steps]:
        """What a text stands in. Shape: one for each of its parts that differ."""
        leaves: dict[Leaf, None] = {}
        for span in where:
            for index in self._stream.characters(span):
                page, at = self._file.at(index)
                if (mark := page.marks[at]) >= 0 and not page.characters[at].isspace():
                    leaves[page.number, page.pieces[mark].content] = None
        return list(dict.fromkeys(self._steps[leaf] for leaf in leaves if leaf in self._steps))


def skipped(file: File, stream: Stream, places: Iterable[Sequence[Span] | None]) -> Iterator[str]:
    """Text of the article that is marked as no content, all of it or a line, which is drawn and never read."""
    for spans in places:
        for span in spans or ():
            for index in stream.characters(span):
                page, at = file.at(index)
                mark = page.marks[at]
                if mark >= 0 and page.pieces[mark].artifact and not page.characters[at].isspace():
                    yield f"text as an artifact, which is never read aloud ({page.name})"
                    break
