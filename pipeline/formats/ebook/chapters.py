"""The chapters: where they begin, what they are called, and how pandoc's files become this book's.

Input: a completed tree; later the archive that pandoc wrote. Output: `Chapter`s; text files.
Must not: change, drop or move a word.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Document,
    Heading,
    Inline,
    Link,
    Markup,
    Node,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Text,
    plain_text,
    walk,
)
from pipeline.document.changing import changed
from pipeline.engines import EngineError
from pipeline.formats.ebook.inflection import EPUB_TYPE, XHTML, inflect, matter, plain
from pipeline.formats.ebook.pictures import ascii_name, free_name
from pipeline.rendition import Rendition
from pipeline.rendition.binding import PREFACE
from pipeline.rendition.complete import CHAPTER, PART, Labels
from pipeline.rendition.listing import MOST_WITH_SECTIONS
from pipeline.rendition.phrases import phrases
from pipeline.theme import SLOT

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Part:
    """A heading below a chapter's, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One text file.

    Shape: `file` is its name in `text/`; `kind` its `epub:type`; `ids` are the names of its headings. One `within` belongs to the
    part of the book that was begun before it.
    """

    file: str
    title: str
    kind: str
    parts: tuple[Part, ...] = ()
    ids: tuple[str, ...] = ()
    within: bool = False


def chaptered(document: Document, blocks: tuple[Block, ...], labels: Labels) -> tuple[Block, ...]:
    """The blocks with a heading above the lead and one above what stands at the end.

    Shape: level-2 headings stand only at the top, so that pandoc divides there and nowhere else.
    """
    blocks = tuple(block if isinstance(block, Heading) else _lower(block) for block in _named(blocks))
    ids = {block.attributes.id for block in blocks if isinstance(block, Heading)}
    end = len(blocks)
    # A contact card that nobody placed belongs to the back matter; one that the author placed stays.
    if (
        end
        and isinstance(card := blocks[end - 1], Component)
        and card.name == "contact"
        and not any(
            isinstance(block, Component) and block.name == "contact" for block in walk(document.blocks)
        )
    ):
        end -= 1
    # What an article of several owes at its end stays in its chapter.
    while (
        not document.bound and end and isinstance(last := blocks[end - 1], Notice) and last.place == "closing"
    ):
        end -= 1
    about = Heading(
        2, (Text(labels["about"]),), Attributes(id=free_name("about-this-book", ids), classes=("colophon",))
    )
    blocks = (*blocks[:end], about, *blocks[end:])
    if not (isinstance(first := blocks[0], Heading) and first.level <= 2):
        title = Attributes(id=free_name("beginning", ids), classes=("opening",))
        blocks = (Heading(2, tuple(_in_phrases(document)), title), *blocks)
    return blocks


def _in_phrases(document: Document) -> Iterator[Inline]:
    """The title, its lines ending where its sense does, as on the title page."""
    found = phrases(document.meta.title, document.lang, document.dir)
    for phrase, behind in found:
        text = Text(phrase)
        yield Span((text,), Attributes(classes=("phrase",))) if len(found) > 1 else text
        if behind:
            yield Text(behind)


def _named(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with names of headings as XML has them: pandoc would give those that begin with a digit others."""

    def change(node: Node) -> Node:
        match node:
            case Heading(attributes=attributes) if _NO_LETTER.match(attributes.id):
                return replace(node, attributes=replace(attributes, id=f"at-{attributes.id}"))
            case Link(url=url) if url.startswith("#") and _NO_LETTER.match(unquote(url[1:])):
                return replace(node, url=f"#at-{url[1:]}")
            case _:
                return node

    odd = (isinstance(node, Heading) and _NO_LETTER.match(node.attributes.id) for node in walk(blocks))
    return changed(blocks, change) if any(odd) else blocks


# How a name in XML may not begin.
_NO_LETTER = re.compile(r"[\W\d]")


def _lower(block: Block) -> Block:
    """A block in which no heading is high enough to begin a chapter."""
    match block:
        case Heading(level=level) if level < 3:
            return replace(block, level=3)
        case Component() | BlockQuote():
            return replace(block, blocks=tuple(_lower(child) for child in block.blocks))
        case BulletList() | OrderedList():
            return replace(
                block, items=tuple(tuple(_lower(child) for child in entry) for entry in block.items)
            )
        case DefinitionList():
            entries = tuple(
                (term, tuple(tuple(_lower(child) for child in definition) for definition in definitions))
                for term, definitions in block.entries
            )
            return replace(block, entries=entries)
        case _:
            return block


_TAG = re.compile(r"<(/?)[a-z][^<>]*?(/?)>")


def unsectioned(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with headings between our own tags written as markup.

    Why: pandoc's EPUB writer opens a section at every heading that it sees, and would close it outside the tag.
    """
    found: list[Block] = []
    depth = 0
    for block in blocks:
        if isinstance(block, Markup):
            for closing, empty in _TAG.findall(block.html):
                depth += 0 if empty else -1 if closing else 1
        if isinstance(block, Heading) and depth > 0:
            name = f"h{block.level}"
            mark = f' id="{escaped(block.attributes.id)}"' if block.attributes.id else ""
            inner = Paragraph(block.content, tight=True)
            found += [Markup(f"<{name}{mark}>"), inner, Markup(f"</{name}>")]
        else:
            found.append(block)
    return tuple(found)


def chapters_of(blocks: Sequence[Block]) -> tuple[Chapter, ...]:
    """The text files behind the title page, in reading order."""
    found: list[Chapter] = []
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        title, id = " ".join(plain_text(block.content).split()), block.attributes.id
        if block.level > 2 and found:
            ids = (*found[-1].ids, id) if id else found[-1].ids
            parts = (*found[-1].parts, Part(id, title)) if block.level == 3 and id else found[-1].parts
            found[-1] = replace(found[-1], parts=parts, ids=ids)
            continue
        classes = block.attributes.classes
        kind = next((kind for kind in ("colophon", PART) if kind in classes), _KINDS.get(id, "chapter"))
        if "opening" in classes:
            kind = "introduction"
        name = _NAMES.get(kind) or ("opening" if "opening" in classes else ascii_name(title, "section"))
        within = kind == CHAPTER and any(one.kind == PART for one in found)
        found.append(Chapter(f"{len(found) + 1:02d}-{name}.xhtml", title, kind, ids=(id,), within=within))
    if not any(one.kind in ("chapter", PART) for one in found):
        # What is all of the text introduces nothing.
        found = [replace(one, kind="chapter") if one.kind == "introduction" else one for one in found]
    return tuple(found)


# Chapters that are not the text itself, by the names of their headings; what their files are called.
_KINDS = {PREFACE: "preface", "smallprint-sources": "bibliography"}
_NAMES = {"colophon": "about", "preface": "preface", "bibliography": "sources"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents, and those below it."""

    title: str
    href: str
    entries: tuple[Entry, ...] = ()


def contents_of(chapters: Sequence[Chapter]) -> tuple[Entry, ...]:
    """The table of contents: parts, their chapters, and the sections of these."""
    found: list[Entry] = []
    for chapter in chapters:
        href = f"text/{chapter.file}"
        sections = chapter.parts if len(chapters) <= MOST_WITH_SECTIONS else ()
        entry = Entry(chapter.title, href, tuple(Entry(part.title, f"{href}#{part.id}") for part in sections))
        if chapter.within:
            found[-1] = replace(found[-1], entries=(*found[-1].entries, entry))
        else:
            found.append(entry)
    return tuple(found)


# So much of a book is written by pandoc at once. Units: characters.
_BATCH = 60_000


def batches(
    blocks: Sequence[Block], chapters: Sequence[Chapter]
) -> Iterator[tuple[tuple[Block, ...], tuple[Chapter, ...]]]:
    """The blocks in pieces of whole chapters, each with its chapters.

    Why: pandoc's memory grows with what it writes at once, many times faster than the text.
    """
    starts = [index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    ends = [*starts[1:], len(blocks)]
    first = begun = size = 0
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        size += sum(len(plain_text(block)) for block in blocks[start:end] if not isinstance(block, Markup))
        if size >= _BATCH or number == len(starts):
            yield tuple(blocks[begun:end]), tuple(chapters[first:number])
            first, begun, size = number, end, 0


def texts(
    written: bytes, chapters: Sequence[Chapter], rendition: Rendition, before: int
) -> tuple[dict[str, str], int]:
    """pandoc's chapters in our frame, and how many notes they have; `before` counts the notes of earlier ones.

    Raises: EngineError ENG604 (not the chapters that were composed).
    """
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names = sorted(name for name in archive.namelist() if re.fullmatch(r".*/ch\d+\.xhtml", name))
        sources = [archive.read(name) for name in names]
    if len(names) != len(chapters):
        raise EngineError(
            "ENG604", program="pandoc", problem=f"{len(names)} chapters instead of {len(chapters)}"
        )
    targets = {name.rsplit("/", 1)[-1]: chapter.file for name, chapter in zip(names, chapters, strict=True)}
    homes: Mapping[str, str] = rendition.options["homes"]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    texts: dict[str, str] = {}
    notes = 0
    for source, chapter in zip(sources, chapters, strict=True):
        try:
            body = etree.fromstring(source, parser).find(f"{XHTML}body")
        except etree.XMLSyntaxError as error:
            raise EngineError("ENG604", program="pandoc", problem=str(error)) from error
        assert body is not None
        _link(body, chapter, targets, homes, rendition.options["names"])
        notes += _number(body, before + notes, rendition.options["labels"])
        _dress(body, chapter)
        inflect(body, rendition.options["labels"])
        content = "\n".join(plain(section) for section in body)
        title = file_title(chapter.title, rendition.options["title"])
        frame = rendition.frame.replace(slot("title"), escaped(title))
        frame = frame.replace(slot("matter"), matter(chapter.kind))
        texts[chapter.file] = frame.replace(SLOT, content)
    return texts, notes


def slot(name: str) -> str:
    return SLOT.replace("slot", name)


def escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


def file_title(title: str, book: str) -> str:
    """What a text file is called: what it is of which book."""
    return title if title == book else f"{title} – {book}"


def _dress(body: _Element, chapter: Chapter) -> None:
    """The chapter's section with its role."""
    for section in body:
        if section.get(EPUB_TYPE) is None:
            section.set(EPUB_TYPE, chapter.kind)
            section.set("role", f"doc-{chapter.kind}")


def _link(
    body: _Element,
    chapter: Chapter,
    targets: Mapping[str, str],
    homes: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    """Links to pandoc's file names, to what it wrote another time, and pictures' names become those of this book."""
    for anchor in body.iter(f"{XHTML}a"):
        file, mark, fragment = (anchor.get("href") or "").partition("#")
        if file in targets:
            anchor.set("href", f"{targets[file]}{mark}{fragment}")
        elif not file and homes.get(fragment, chapter.file) != chapter.file:
            anchor.set("href", f"{homes[fragment]}#{fragment}")
    for image in body.iter(f"{XHTML}img"):
        name = re.sub(r"^(\.\./)+", "", image.get("src") or "")
        image.set("src", "../media/" + (names.get(name) or names[unquote(name)]))
        if image.get("alt") is None:
            image.set("alt", "")


def _number(body: _Element, before: int, labels: Labels) -> int:
    """Notes get the number that they have in the other editions, and a link back. Shape: how many."""
    from lxml import etree

    count = 0
    for anchor in body.iter(f"{XHTML}a"):
        if anchor.get(EPUB_TYPE) == "noteref":
            count += 1
            number = before + count
            anchor.set("href", f"#fn{number}")
            anchor.set("id", f"fnref{number}")
            anchor.text = str(number)
    for section in body.iter(f"{XHTML}section"):
        if section.get(EPUB_TYPE) != "footnotes":
            continue
        # They stand at the end of a chapter; where there are no pages, no note is at the foot of one.
        section.set(EPUB_TYPE, "endnotes")
        section.set("role", "doc-endnotes")
        section.set("aria-label", labels["notes"])
        section.set("class", "footnotes")
        if "id" in section.attrib:
            del section.attrib["id"]
        for rule in section.findall(f"{XHTML}hr"):
            section.remove(rule)
        for number, note in enumerate(section.findall(f"{XHTML}aside"), before + 1):
            note.set("id", f"fn{number}")
            paragraphs = note.findall(f"{XHTML}p")
            first = paragraphs[0] if paragraphs else note
            # Behind a list or a table, the way back is not in the paragraph above that.
            last = paragraphs[-1] if paragraphs and note[-1] is paragraphs[-1] else note
            mark = etree.Element(f"{XHTML}span")
            mark.set("class", "note-number")
            mark.text, mark.tail = f"{number}.", f" {first.text or ''}"
            first.text = None
            first.insert(0, mark)
            back = etree.SubElement(last, f"{XHTML}a")
            back.set("class", "footnote-back")
            back.set("href", f"#fnref{number}")
            back.set(EPUB_TYPE, "backlink")
            back.set("role", "doc-backlink")
            back.set("aria-label", labels["back-to-text"])
            back.text = "↑"
            _before(back, " ")
    return count


def _before(element: _Element, text: str) -> None:
    """Text in front of an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
