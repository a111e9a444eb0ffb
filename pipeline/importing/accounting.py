"""Whether every text of an input is in the article or in its account.

Input: the texts of the input, found by another route than the article; the article; its account. Output: the texts that
are in neither. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.document import Block, Component, Image, Note, Paragraph, Table, plain_text, walk
from pipeline.importing.writing import bare

_SENTENCES = re.compile(r"(?<=[.!?:;,。！？।])\s+|\s{2,}|[\n|\t]+|(?<=\w)\s+(?=[(\[])")

# Of a note, whose number is counted anew.
_MARK = re.compile(r"\s*\[\d{1,3}\]\s*")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")


def texts_of(meta: Mapping[str, Any], blocks: Sequence[Block]) -> Iterator[str]:
    """Everything that the article says: front matter, text, notes, captions, text alternatives."""
    yield from _values(meta)
    yield plain_text(blocks)
    for node in walk(blocks):
        if isinstance(node, Note):
            yield plain_text(node.blocks)
        elif isinstance(node, Image):
            yield plain_text(node.alt)
            yield from (value for _, value in node.attributes.pairs)
        elif isinstance(node, Component):
            yield from (value for _, value in node.attributes.pairs)
        elif isinstance(node, Table):
            for row in (*node.head, *node.rows):
                yield from (plain_text(cell.blocks) for cell in row.cells)
        elif isinstance(node, Paragraph):
            yield plain_text(node)


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for child in value.values():
            yield from _values(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _values(child)
    elif value is not None:
        yield str(value)


def unaccounted(runs: Iterable[str], told: Iterable[str]) -> list[str]:
    """Those of the runs, or of their sentences, that are in none of the texts."""
    whole = "\n".join(bare(text) for text in told)
    found: list[str] = []
    at = 0
    for run in dict.fromkeys(runs):
        wanted = bare(run)
        if not wanted:
            continue
        # Texts come in the order of the article, mostly.
        place = whole.find(wanted, at)
        if place < 0:
            place = whole.find(wanted)
        if place >= 0:
            at = place
            continue
        pieces = _SENTENCES.split(run)
        if len(pieces) > 1 and _NUMBER.fullmatch(pieces[0]):
            # The number of an item is its place in the list.
            pieces = pieces[1:]
        lost = [
            piece
            for piece in pieces
            if bare(piece) and bare(piece) not in whole and not _MARK.fullmatch(piece)
        ]
        if not lost:
            continue
        found += [run] if len(lost) > 3 or len(lost) == len(pieces) else lost
    return list(dict.fromkeys(" ".join(text.split()) for text in found))
