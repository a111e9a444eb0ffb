"""Several articles as one book: their trees in one tree, each article a chapter with its own disclaimers.

Input: documents with their notices, the labels of the book's language. Output: one `Document`.
Must not: add, change or drop a word of an article or a disclaimer, but for the numbers of its sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.article import Source
from pipeline.document import (
    Attributes,
    Block,
    Component,
    Document,
    Heading,
    Image,
    Link,
    Markup,
    Node,
    Notice,
    Paragraph,
    Span,
    Table,
    Text,
    walk,
)
from pipeline.document.changing import changed
from pipeline.document.links import elsewhere
from pipeline.document.nodes import Legibility, stricter
from pipeline.rendition.complete import CHAPTER, PART, Labels, contact_card, format_date
from pipeline.rendition.imprint import authors, beside

# Names of the chapters that are no article's.
PREFACE, SHARED = "smallprint-preface", "smallprint-shared"
# Between an article's name and a name of its own; no name of an article holds it.
_JOINT = "--"
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that stand together. Shape: `title` is None where the book has no parts."""

    title: str | None
    documents: tuple[Document, ...]


def bind(front: Document, groups: Sequence[Group], labels: Labels) -> Document:
    """The book: what holds for all of it, its preface, its articles.

    Shape: level-2 headings of the class `chapter` begin an article, `part` a part; the articles' own headings are one
    level lower. Every name of an article has its own in front. `front` has the book's front matter; its blocks are the preface.
    What disclaimers several chapters share, and what the book owes as a whole, stand up front once more; those of covers
    and feet are the whole book's, and those of covers stand at the head of their chapter too.
    """
    documents = tuple(document for group in groups for document in group.documents)
    sources, numbers = _sources((front, *documents))
    inside = {document.slug: _ids(document) for document in documents}

    def bound(document: Document) -> tuple[Block, ...]:
        return _bound(document, front, inside, numbers[document.slug], labels)

    preface = bound(front) if any(not isinstance(block, Notice) for block in front.blocks) else ()
    chapters: list[Block] = []
    number = 0
    for group in groups:
        if group.title is not None:
            number += 1
            title = f"{labels['part'].format(number=number)}. {group.title}"
            chapters.append(_heading(title, PART, f"smallprint-part-{number}"))
        for document in group.documents:
            chapters += bound(document)
    body = (*preface, *chapters)
    apart = _apart((front, *documents))
    shared = _shared(front, documents, preface)
    whole: tuple[Block, ...] = ()
    if shared:
        whole = (_heading(labels["before-you-read"], CHAPTER, SHARED), *shared)
    holders = ((PREFACE, front), *((document.slug, document) for document in documents))
    assets = {
        _named(slug, name): asset for slug, document in holders for name, asset in document.assets.items()
    }
    meta = front.meta.model_copy(update={"sources": sources})
    return replace(
        front,
        meta=meta,
        article=replace(front.article, meta=meta),
        blocks=(*apart, *whole, *body),
        assets={**assets, **front.assets},
        bound=True,
    )


def _heading(title: str, kind: str, id: str) -> Heading:
    return Heading(2, (Text(title),), Attributes(id=id, classes=(kind,)))


def _named(slug: str, name: str) -> str:
    return f"{slug}/{name}"


def _ids(document: Document) -> frozenset[str]:
    return frozenset(
        block.attributes.id for block in document.blocks if isinstance(block, Heading) and block.attributes.id
    )


# ── one article


def _bound(
    document: Document,
    front: Document,
    inside: Mapping[str, frozenset[str]],
    numbers: Mapping[int, int],
    labels: Labels,
) -> tuple[Block, ...]:
    """An article as a chapter: its title, who made it, its text."""
    preface = document is front
    slug = PREFACE if preface else document.slug
    meta = document.meta
    head: list[Block] = [_heading(labels["preface"] if preface else meta.title, CHAPTER, slug)]
    card = None
    if not preface:
        if meta.subtitle:
            head.append(_part("standfirst", meta.subtitle))
        if line := _credits(document, labels):
            head.append(_part("credits", line))
        if meta.contact and meta.contact != front.meta.contact:
            card = contact_card(meta.contact, document.dir, labels)
    change = _change(slug, inside, numbers, card)
    blocks = changed(tuple(_chapters_own(document.blocks)), change)
    placed = any(isinstance(node, Component) and node.name == "contact" for node in walk(blocks))
    return (*head, *_without_sources(blocks), *((card,) if card and not placed else ()))


def _part(name: str, text: str) -> Component:
    return Component((Paragraph((Text(text),), tight=True),), Attributes(classes=(f"part-{name}",)))


def _credits(document: Document, labels: Labels) -> str:
    """Who wrote and reviewed an article, and when."""
    meta, lang = document.meta, document.lang
    pieces = []
    if (names := authors(document)) and names != meta.publisher:
        pieces.append(labels["by"].format(names=names))
    if document.article.date:
        label = "updated" if meta.modified else "published"
        pieces.append(labels[label].format(date=format_date(document.article.date, lang)))
    if meta.reviewed:
        pieces.append(
            labels["reviewed"].format(by=meta.reviewed.by, date=format_date(meta.reviewed.on, lang))
        )
    return beside(pieces)


def _chapters_own(blocks: Sequence[Block]) -> Iterator[Block]:
    """What of an article stands in its chapter: a cover's disclaimer at its head, none of a foot."""
    for block in blocks:
        if isinstance(block, Notice) and block.place == "cover":
            yield replace(block, place="opening")
        elif not isinstance(block, Notice) or block.place != "running":
            yield block


def _without_sources(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The book has one list of sources, at its end."""
    return tuple(block for block in blocks if not (isinstance(block, Component) and block.name == "sources"))


def _change(
    slug: str, inside: Mapping[str, frozenset[str]], numbers: Mapping[int, int], card: Component | None
) -> Callable[[Node], Node]:
    """What becomes of each node of an article."""

    def change(node: Node) -> Node:
        match node:
            case Heading(level=level, attributes=attributes):
                id = f"{slug}{_JOINT}{attributes.id}" if attributes.id else ""
                node = replace(node, level=min(_DEEPEST, level + 1), attributes=replace(attributes, id=id))
            case Link(url=url):
                node = replace(node, url=_target(url, slug, inside))
            case Image(url=url):
                node = replace(node, url=_named(slug, url))
            case Notice(key=key, repeats=of):
                again = f"{slug}{_JOINT}{of}" if of else ""
                node = replace(node, key=f"{slug}{_JOINT}{key}", repeats=again)
            case Component(blocks=()) if node.name == "contact":
                return card or node
            case Component():
                node = replace(node, blocks=_without_sources(node.blocks))
        if isinstance(node, Component | Span | Table):
            node = replace(node, attributes=_renumbered(node.attributes, numbers))
        # Its lines are those of another file than the book's.
        return node if isinstance(node, Markup) else replace(node, at=None)

    return change


def _target(url: str, slug: str, inside: Mapping[str, frozenset[str]]) -> str:
    """Where a link leads within the book."""
    if url.startswith("#"):
        return f"#{slug}{_JOINT}{url[1:]}"
    there = elsewhere(url)
    if there is None or there.slug not in inside:
        return url
    return f"#{there.slug}{_JOINT}{there.place}" if there.place in inside[there.slug] else f"#{there.slug}"


def _renumbered(attributes: Attributes, numbers: Mapping[int, int]) -> Attributes:
    pairs = tuple(
        (name, str(numbers.get(int(value), value)) if name == "source" and value.isdecimal() else value)
        for name, value in attributes.pairs
    )
    return replace(attributes, pairs=pairs)


# ── what the articles share


def _sources(documents: Sequence[Document]) -> tuple[tuple[Source, ...], dict[str, dict[int, int]]]:
    """All sources, each once with its newest date; for each article its own numbers and the new ones."""
    merged: dict[tuple[str, str | None], Source] = {}
    numbers: dict[str, dict[int, int]] = {}
    for document in documents:
        own = numbers.setdefault(document.slug, {})
        for number, source in enumerate(document.meta.sources, 1):
            key = (source.title, source.url)
            known = merged.get(key)
            if known is None or (source.date and (known.date is None or known.date < source.date)):
                merged[key] = source
            own[number] = list(merged).index(key) + 1
    return tuple(merged.values()), numbers


def _apart(documents: Sequence[Document]) -> tuple[Notice, ...]:
    """The disclaimers of covers and feet, each text once."""
    found: dict[tuple[str, str, str, Legibility], Notice] = {}
    for document in documents:
        for block in document.blocks:
            if isinstance(block, Notice) and block.place in ("cover", "running"):
                key = (block.place, block.text, block.weight, block.legibility)
                known = found.get(key)
                if known is not None:
                    block = replace(known, formats=tuple(dict.fromkeys((*known.formats, *block.formats))))
                else:
                    block = replace(block, key=f"{document.slug}{_JOINT}{block.key}{_JOINT}book", at=None)
                found[key] = block
    return tuple(found.values())


def _shared(front: Document, documents: Sequence[Document], preface: Sequence[Block]) -> tuple[Notice, ...]:
    """What several chapters owe, and the book as a whole, once each: for who begins at the beginning."""
    owing: dict[str, dict[str, set[str]]] = {}
    first: dict[str, Notice] = {}
    for document in (front, *documents):
        for block in document.blocks:
            if not isinstance(block, Notice) or block.repeats:
                continue
            known = first.setdefault(block.text, block)
            first[block.text] = replace(known, legibility=stricter(known.legibility, block.legibility))
            for format in block.formats:
                owing.setdefault(block.text, {}).setdefault(format, set()).add(document.slug)
    said = {block.text for block in preface if isinstance(block, Notice)}
    counts: Counter[str] = Counter()
    found = []
    for text, notice in first.items():
        formats = tuple(
            format
            for format in notice.formats
            if len(owing[text][format]) > 1 or front.slug in owing[text][format]
        )
        if not formats or text in said:
            continue
        counts[notice.disclaimer] += 1
        key = f"{SHARED}{_JOINT}{notice.disclaimer}-{counts[notice.disclaimer]}"
        found.append(
            replace(notice, key=key, place="opening", formats=formats, at=None, authored=False, repeat="once")
        )
    return tuple(found)
