"""Everything that a reader will see, as nodes: titles, captions, contact card, source list.

Input: an attached `Document`, the labels of its language, the format. Output: a `Document` whose
blocks hold every visible word of the edition, so that editions and proofs start from the same text.
Must not: know markup.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.article import Contact
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Document,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Table,
    Text,
    of_kind,
)
from pipeline.document.changing import changed
from pipeline.document.dates import spoken
from pipeline.document.links import elsewhere
from pipeline.document.nodes import Node, NoticePlace
from pipeline.rendition.addresses import address, handout_path

Labels = Mapping[str, str]

# Classes of level-2 headings in a book of several articles: what begins a chapter, what begins a part.
CHAPTER, PART = "chapter", "part"


def apart(document: Document, format: str, place: NoticePlace) -> tuple[Notice, ...]:
    """The notices of a format that stand outside the text: on its cover, at the foot of its pages."""
    return tuple(
        block
        for block in document.blocks
        if isinstance(block, Notice) and block.place == place and format in block.formats
    )


def complete(document: Document, format: str, labels: Labels, *, repeats: bool = False) -> Document:
    """The document as this format shows it, `only` blocks decided, every generated word in place.

    Shape: components keep their names; generated parts are components whose names begin with `part-`. Notices that
    stand apart from the text are left out, and unless `repeats` those that repeat another.
    """
    blocks = tuple(
        block
        for block in _in_format(document.blocks, format)
        if not isinstance(block, Notice)
        or (block.place not in ("cover", "running") and (repeats or not block.repeats))
    )
    # A card that is filled already is that of one article among several.
    placed = {node.name for node in _components(blocks) if not node.blocks}
    blocks = tuple(_filled(block, document, labels) for block in blocks)
    if any(elsewhere(link.url) for link in of_kind(blocks, Link)):
        blocks = changed(blocks, lambda node: _linked(node, document, format))
    end = len(blocks)
    # In a book those belong to its last chapter, and the sources are one of their own.
    while (
        not document.bound and end and isinstance(last := blocks[end - 1], Notice) and last.place == "closing"
    ):
        end -= 1
    before: list[Block] = []
    if document.meta.sources and "sources" not in placed:
        kind = (CHAPTER,) if document.bound else ()
        heading = Heading(2, (Text(labels["sources"]),), Attributes(id="smallprint-sources", classes=kind))
        before += [heading, _sources(document, titled=False, labels=labels)]
    # What the text owes at its end stands over whom to ask: at the top of a back panel.
    behind = [_contact(document, labels)] if document.meta.contact and "contact" not in placed else []
    return replace(document, blocks=(*blocks[:end], *before, *blocks[end:], *behind))


def _components(blocks: tuple[Block, ...]) -> list[Component]:
    found: list[Component] = []
    for block in blocks:
        if isinstance(block, Component):
            found += [block, *_components(block.blocks)]
    return found


def _in_format(blocks: tuple[Block, ...], format: str) -> tuple[Block, ...]:
    """Without what is only for other formats; the wrappers of the rest dissolve."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Notice):
            if format in block.formats:
                kept.append(block)
        elif isinstance(block, Component) and block.name == "only":
            if format in (block.attributes.get("formats") or "").replace(",", " ").split():
                kept += _in_format(block.blocks, format)
        else:
            kept.append(_mapped(block, lambda inner: _in_format(inner, format)))
    return tuple(kept)


def _mapped(block: Block, change: Callable[[tuple[Block, ...]], tuple[Block, ...]]) -> Block:
    """The block with `change` applied to the blocks inside."""
    match block:
        case Component() | BlockQuote():
            return replace(block, blocks=change(block.blocks))
        case BulletList() | OrderedList():
            return replace(block, items=tuple(change(entry) for entry in block.items))
        case DefinitionList():
            return replace(
                block,
                entries=tuple(
                    (term, tuple(change(definition) for definition in definitions))
                    for term, definitions in block.entries
                ),
            )
        case _:
            return block


def _filled(block: Block, document: Document, labels: Labels) -> Block:
    """A block with its generated words."""
    if isinstance(block, Table):
        return Component((block,), Attributes(classes=("table",)), block.at)
    if isinstance(block, Paragraph) and len(block.content) == 1 and isinstance(block.content[0], Image):
        return _figure(block.content[0])
    if not isinstance(block, Component):
        return _mapped(block, lambda inner: tuple(_filled(child, document, labels) for child in inner))
    value = block.attributes.get
    inner = tuple(
        child if isinstance(child, Table) else _filled(child, document, labels) for child in block.blocks
    )
    match block.name:
        case "callout":
            inner = (_part("title", value("title") or labels[value("kind") or "note"]), *inner)
        case "steps" | "checklist":
            if title := value("title"):
                inner = (_part("title", title), *inner)
        case "table":
            if caption := value("caption"):
                inner = (_part("caption", caption), *inner)
            inner = (*inner, *_provenance(block, document, labels))
        case "key-facts":
            inner = (*inner, *_provenance(block, document, labels))
        case "pull-fact":
            fact = (_part("value", value("value") or ""), _part("label", value("label") or ""))
            inner = (Component(fact, Attributes(classes=("part-fact",))), *inner)
        case "quote":
            by = comma(document.lang).join(
                part for part in (value("by"), _source_title(value("source"), document)) if part
            )
            if by:
                inner = (*inner, _part("attribution", by))
        case "contact":
            # An author's is empty; one that has something in it is filled already.
            return block if block.blocks else _contact(document, labels)
        case "sources":
            return _sources(document, titled=True, labels=labels)
    return replace(block, blocks=inner)


def _linked(node: Node, document: Document, format: str) -> Node:
    """A link to another article leads to its handout: beside this one, else where the publication is found."""
    there = elsewhere(node.url) if isinstance(node, Link) else None
    if there is None or not isinstance(node, Link):
        return node
    place = f"#{there.place}" if there.place else ""
    if format == "handout":
        return replace(node, url=f"../{there.slug}/{there.slug}.html{place}")
    if document.site is None:  # words that lead nowhere are no link
        return Span(node.content)
    return replace(node, url=address(document.site, handout_path(document.lang, there.slug)) + place)


def _part(name: str, *inlines: str | Inline) -> Component:
    content = tuple(Text(inline) if isinstance(inline, str) else inline for inline in inlines)
    return Component((Paragraph(content, tight=True),), Attributes(classes=(f"part-{name}",)))


def _figure(image: Image) -> Component:
    caption = image.attributes.get("caption")
    parts: tuple[Block, ...] = (Paragraph((image,), tight=True),)
    if caption:
        parts = (*parts, _part("caption", caption))
    return Component(parts, Attributes(classes=("figure",)), image.at)


def _provenance(block: Component, document: Document, labels: Labels) -> tuple[Block, ...]:
    """The line under figures: as of when, from where."""
    parts: list[str] = []
    if as_of := block.attributes.get("as-of"):
        parts.append(labels["as-of"].format(date=format_date(as_of, document.lang)))
    source = block.attributes.get("source")
    if source and source.isdigit():
        parts.append(labels["source"].format(number=source))
    elif source:
        parts.append(source)
    # Sentences in Chinese and Japanese end in the room of a space.
    between = "" if document.lang.split("-")[0] in ("zh", "ja") else " "
    return (_part("provenance", between.join(parts)),) if parts else ()


def _source_title(source: str | None, document: Document) -> str | None:
    if source and source.isdigit() and 0 < int(source) <= len(document.meta.sources):
        return document.meta.sources[int(source) - 1].title
    return source


def format_date(value: str | datetime.date, lang: str) -> str:
    """A date in words, as the language writes it; a value that is no date stays as it is."""
    try:
        return spoken(datetime.date.fromisoformat(value) if isinstance(value, str) else value, lang)
    except ValueError:
        return str(value)


def _contact(document: Document, labels: Labels) -> Component:
    return contact_card(document.meta.contact or Contact(), document.dir, labels)


def contact_card(contact: Contact, dir: str, labels: Labels) -> Component:
    """Whom to ask. Shape: `dir` is how the text around runs."""
    entries: list[tuple[Inline, ...]] = []
    if contact.name:
        entries.append((_own_way(contact.name, dir),))
    if contact.phone:
        number = "".join(character for character in contact.phone if character.isdigit() or character == "+")
        entries.append((Link((_ltr(contact.phone),), f"tel:{number}"),))
    if contact.email:
        entries.append((Link(_at_its_sign(contact.email), f"mailto:{contact.email}"),))
    if contact.url:
        entries.append((Link((_ltr(contact.url.removeprefix("https://").rstrip("/")),), contact.url),))
    if contact.address:
        entries.append((_own_way(_in_parts(contact.address), dir),))
    items = tuple((Paragraph(entry, tight=True),) for entry in entries)
    return Component((_part("title", labels["contact"]), BulletList(items)), Attributes(classes=("contact",)))


# What stands between two commas of an address, and is short enough for the narrowest card. Units: characters.
_ADDRESS_PART = 20


def _in_parts(address: str) -> str:
    """An address whose lines end behind its commas: a postcode stays with its town."""
    parts = re.split(r"(?<=[,،，]) +", address)
    return " ".join(part.replace(" ", "\u00a0") if len(part) <= _ADDRESS_PART else part for part in parts)


def _own_way(text: str, around: str) -> Inline:
    """A name in letters that run from left to right does so among others too; `around` is how the text runs."""
    directions = {unicodedata.bidirectional(character) for character in text}
    foreign = around == "rtl" and "L" in directions and not directions & {"R", "AL"}
    return _ltr(text) if foreign else Text(text)


# Where that is not a comma and a space.
_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "，", "ja": "、"}


def comma(lang: str) -> str:
    """What stands between the parts of a sentence, with the space behind it."""
    return _COMMAS.get(lang.split("-")[0], ", ")


def _ltr(text: str) -> Span:
    """Numbers and addresses run from left to right in every language."""
    return Span((Text(text),), Attributes(pairs=(("dir", "ltr"),)))


def _at_its_sign(email: str) -> tuple[Inline, ...]:
    """An address that is divided ahead of its sign where no line holds it, and nowhere else where its parts fit."""
    name, sign, host = email.partition("@")
    parts = (name, sign + host) if name and sign else (email,)
    whole = Attributes(classes=("phrase",))
    return (Span(tuple(Span((Text(part),), whole) for part in parts), Attributes(pairs=(("dir", "ltr"),))),)


def _sources(document: Document, *, titled: bool, labels: Labels) -> Component:
    entries: list[tuple[Block, ...]] = []
    for source in document.meta.sources:
        title: Inline = Link((Text(source.title),), source.url) if source.url else Text(source.title)
        tail: tuple[Inline, ...] = ()
        if source.date:
            tail = (Text(f"{comma(document.lang)}{format_date(source.date, document.lang)}"),)
        if source.url:
            tail = (
                *tail,
                LineBreak(),
                Span(
                    (Text(source.url.removeprefix("https://")),),
                    Attributes(classes=("address",), pairs=(("dir", "ltr"),)),
                ),
            )
        entries.append((Paragraph((title, *tail), tight=True),))
    blocks: tuple[Block, ...] = (OrderedList(tuple(entries)),)
    if titled:
        blocks = (_part("title", labels["sources"]), *blocks)
    return Component(blocks, Attributes(classes=("sources",)))
