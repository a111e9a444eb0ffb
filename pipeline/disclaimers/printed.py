"""What the front matter adds to the words of an article: all that is printed of it can be a claim.

Input: a document, and the blocks of its surface. Output: passages, each with where its reader meets it. Must not: know rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.collection import CollectionMatter
from pipeline.diagnostics import Location
from pipeline.disclaimers.detect import Mention, Passage, drawing_passage, text_passage
from pipeline.disclaimers.surface import bare, shown
from pipeline.document import Block, Component, Document, walk
from pipeline.document.drawings import is_drawing, words_of

# What somebody or something is called claims nothing, whatever it is named after ("Fund performance"); a figure is one all the same.
_FIGURES = ("money", "pay", "percentage", "dosage")
# "5 Crown Street" is no sum.
_HOUSE = re.compile(
    r"\b\d{1,4} [A-Z][a-z]+ (?:Avenue|Ave|Bay|Close|Court|Crescent|Drive|Gardens|Green|Grove|Hill|Lane|Mews|Park"
    r"|Place|Quay|Road|Rd|Row|Square|Street|St|Terrace|Walk|Way|Wharf|Yard)\b"
)

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and the block of the surface that it stands in; None: before or `behind` all of them."""

    block: int | None
    passage: Passage
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Name(Passage):
    """What somebody or something is called, or where they live."""

    def mentions(self, lang: str, detector: str) -> tuple[Mention, ...]:
        if detector not in _FIGURES:
            return ()
        houses = [match[0] for piece in self.pieces for match in _HOUSE.finditer(piece.text)]
        found = Passage.mentions(self, lang, detector)
        return tuple(one for one in found if not any(house.startswith(one.text) for house in houses))

    def terms(self, terms: object, lang: str) -> tuple[Mention, ...]:
        return ()


def _text(key: str, value: str | None, at: Location) -> Iterator[Passage]:
    if value:
        yield text_passage(key, value, at.extent)
        # It is printed as it stands, and read without: "<b>450</b> NOK".
        if _MARKUP.search(value):
            yield text_passage(key, _MARKUP.sub("", value), at.extent)


def _name(key: str, value: str | None, at: Location) -> Iterator[Passage]:
    for passage in _text(key, value, at):
        yield Name(passage.kind, passage.pieces)


def before_all(document: Document) -> Iterator[Placed]:
    """What stands on the cover and above the text."""
    meta, at = document.meta, document.article.at
    found: list[Passage] = []
    for key in ("title", "subtitle", "description"):
        found += _text(key, getattr(meta, key), at(key))
    for index, person in enumerate(meta.author):
        for value in (person.name, person.role, person.organisation):
            found += _name("author", value, at("author", index))
    # Catalogues and properties show them.
    for index, keyword in enumerate(meta.keywords):
        found += _name("keywords", keyword, at("keywords", index))
    if meta.cover:
        found += _text("text alternative", meta.cover.alt, at("cover", "alt"))
        asset = document.assets.get(meta.cover.image) if is_drawing(meta.cover.image) else None
        if asset and (words := words_of(asset.content or b"")):
            found.append(drawing_passage(words, at("cover", "image").extent, (meta.cover.alt or "",)))
    if isinstance(meta, CollectionMatter):
        for index, part in enumerate(meta.parts or ()):
            found += _text("title", part.title, at("parts", index, "title"))
    yield from (Placed(None, passage) for passage in found)


def behind_all(document: Document, blocks: Sequence[Block], formats: Sequence[str]) -> Iterator[Placed]:
    """What stands behind the text: sources and contact card, unless the author has placed them; the imprint."""
    meta, at = document.meta, document.article.at
    sources = [
        passage
        for index, source in enumerate(meta.sources)
        for passage in _name("source", source.title, at("sources", index, "title"))
    ]
    yield from _where(sources, "sources", blocks, formats)
    if meta.contact:
        card = [
            passage
            for key in ("name", "phone", "address")
            for passage in _name(key, getattr(meta.contact, key), at("contact", key))
        ]
        yield from _where(card, "contact", blocks, formats)
    imprint = [
        *_name("publisher", meta.publisher, at("publisher")),
        *_name("release", meta.release, at("release")),
        *(_name("reviewed", meta.reviewed.by, at("reviewed", "by")) if meta.reviewed else ()),
        *_text("rights", meta.rights, at("rights")),
    ]
    yield from (Placed(None, passage, True) for passage in imprint)


def _where(
    passages: Sequence[Passage], name: str, blocks: Sequence[Block], formats: Sequence[str]
) -> Iterator[Placed]:
    """The passages where a component of that name stands, in the formats that show it; in the others, behind all."""
    left = list(formats)
    for index, block in enumerate(blocks):
        inside = walk((bare(block),))
        if any(isinstance(node, Component) and node.name == name and not node.blocks for node in inside):
            here = frozenset(each for each in formats if shown(block, each))
            left = [each for each in left if each not in here]
            yield from (Placed(index, replace(passage, formats=here)) for passage in passages)
    if left:
        yield from (Placed(None, replace(passage, formats=frozenset(left)), True) for passage in passages)
