"""A book's list of contents, and the openers of its chapters and parts.

Input: a completed `Document` that is bound, its dressed blocks. Output: blocks. Must not: change, drop or move a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Attributes, Block, Document, Heading, Inline, Markup, Span, Text, plain_text
from pipeline.formats.brochure.composing import MM_PER_PT, Measure, in_lines, tied_heading
from pipeline.rendition.binding import PREFACE, SHARED
from pipeline.rendition.complete import CHAPTER, PART, Labels
from pipeline.theme import Theme

# Sizes of a chapter's title in three steps. Units: pt.
CHAPTER_PT = {"flyer": (19, 16.5, 14.5), "brochure": (30, 25, 20), "trifold": (17, 15, 13), "booklet": (25, 20, 16.5)}  # fmt: skip
STEPS = ((80, ""), (140, "long"), (10_000, "very-long"))
# What is no article's has no artwork.
_FRONT = frozenset([PREFACE, SHARED])
_PLAIN = _FRONT | {"smallprint-sources"}
# With fewer chapters there is no list of contents.
LEAST_ENTRIES = 3
# From so many chapters in each part on, a part has a page of its own.
CHAPTERS_FOR_PLATES = 6
# Tiles of the artwork: across a booklet, across a sheet, of a part's page.
STRIP_TILES, PLATE_TILES = {"booklet": 10, "brochure": 14}, (5, 3)
# How many strips there are before they come again.
STRIPS = 12


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a chapter or a part. Shape: `number` counts them all; `art` is the class of its artwork."""

    heading: Heading
    number: int

    @property
    def id(self) -> str:
        return self.heading.attributes.id

    @property
    def title(self) -> str:
        return plain_text(self.heading.content)

    @property
    def part(self) -> bool:
        return PART in self.heading.attributes.classes

    @property
    def art(self) -> str:
        return f"art-{self.number % STRIPS}"

    @property
    def plain(self) -> bool:
        return self.id in _PLAIN


def openings(document: Document) -> tuple[Opening, ...]:
    """The chapters and parts of a book, in order."""
    headings = [
        block
        for block in document.blocks
        if isinstance(block, Heading) and {CHAPTER, PART} & {*block.attributes.classes}
    ]
    return tuple(Opening(heading, number) for number, heading in enumerate(headings))


def has_plates(document: Document) -> bool:
    """Whether a part's page of its own costs the book little."""
    found = openings(document)
    parts = sum(one.part for one in found)
    return parts > 1 and sum(not one.plain for one in found) - parts >= CHAPTERS_FOR_PLATES * parts


def book_classes(document: Document, *, plates: bool) -> str:
    """What stylesheets have to know of a book; nothing of an article."""
    if not document.bound:
        return ""
    parts = any(one.part for one in openings(document))
    return f" bound{' within-parts' if parts else ''}{' plates' if plates else ''}"


def openers_art(document: Document, theme: Theme, *, plates: bool) -> Mapping[str, Mapping[str, str]]:
    """For each form that has room for it, the artwork of the openers by the names of their classes."""
    topics = document.meta.topics
    found: dict[str, dict[str, str]] = {}
    for form, tiles in STRIP_TILES.items():
        pictures = found.setdefault(form, {})
        for one in openings(document):
            if one.part and plates:
                seed = f"{document.slug} {one.id}"
                pictures[f"plate-{one.number}"] = theme.art(seed, topics, *PLATE_TILES, 60)
            elif not one.plain and one.art not in pictures:
                pictures[one.art] = theme.art(one.id, topics, tiles, 1, 60)
    return found


def titled(document: Document, measure: Measure) -> Document:
    """Titles of chapters in the size that their length and their longest word ask for, their lines about equal."""

    def styled(block: Block) -> Block:
        if not isinstance(block, Heading) or not {CHAPTER, PART} & {*block.attributes.classes}:
            return block
        text = measure.held(plain_text(block.content))
        steps = {form: _step(text, form, measure) for form in CHAPTER_PT}
        classes = tuple(f"{form}-{STEPS[step][1]}" for form, step in steps.items() if step)
        rooms = {form: measure.chapter_mm[form] / (CHAPTER_PT[form][step] * MM_PER_PT) for form, step in steps.items()}  # fmt: skip
        words = measure.words_of(text)
        ties = words.tie(rooms.values())
        content: tuple[Inline, ...] = tuple(block.content)
        if all(isinstance(one, Text) for one in content):
            found = {form: measure.sense(text, CHAPTER_PT[form][step], measure.chapter_mm[form]) for form, step in steps.items()}  # fmt: skip
            rooms = {form: room for form, room in rooms.items() if not found[form]}
            pieces = list(in_lines(text, found))
            content = tuple(one for piece, end in pieces for one in (Text(piece), *((Markup(end),) if end else ())))  # fmt: skip
            # A line that begins with its last word has nothing to tie it to.
            ties = ties and " " in pieces[-1][0].strip()
        if ties:
            content = tied_heading(content)
        every = [
            measure.chapter_mm[form] / (CHAPTER_PT[form][step] * MM_PER_PT) for form, step in steps.items()
        ]
        content = measure.parted_heading(content, every)
        style = measure.style(words, rooms)
        attributes = block.attributes
        return replace(
            block,
            content=content,
            attributes=Attributes(
                attributes.id,
                (*attributes.classes, *classes),
                (*attributes.pairs, *((("style", style),) if style else ())),
            ),
        )

    return replace(document, blocks=tuple(styled(block) for block in document.blocks))


def _step(text: str, form: str, measure: Measure) -> int:
    longest = max((measure.width(word, measure.heading_tracking) for word in text.split()), default=0.0)
    room = measure.chapter_mm[form]
    for step, (limit, _) in enumerate(STEPS):
        if len(text) <= limit and longest <= room / (CHAPTER_PT[form][step] * MM_PER_PT):
            return step
    return len(STEPS) - 1


def with_openers(
    blocks: tuple[Block, ...],
    document: Document,
    theme: Theme,
    labels: Labels,
    heads: Mapping[str, str],
    *,
    plates: bool,
) -> tuple[Block, ...]:
    """The list of contents, then each chapter and part with its title, standfirst and credits in an opener.

    Shape: `heads` are the markup of running heads by the chapters' ids; the order of the text stays.
    """
    known = {one.id: one for one in openings(document)}
    parts = any(one.part for one in known.values())
    found: list[Block] = []
    index = 0
    follows = False
    while index < len(blocks):
        block = blocks[index]
        index += 1
        here = known.get(_id(block))
        if here is None or not isinstance(block, Heading):
            if isinstance(block, Markup) and block.html.startswith(_NOTES):
                block = Markup(block.html.replace("><h2", f">{heads.get(NOTES_ID, '')}<h2", 1))
            found.append(block)
            continue
        if here.id == next(iter(known)) and len(known) >= LEAST_ENTRIES:
            notes = any(isinstance(one, Markup) and one.html.startswith(_NOTES) for one in blocks)
            found.append(_contents(tuple(known.values()), theme, labels, notes=notes))
        if here.part:
            found += _part(block, here, labels, plate=plates)
            follows = not plates
            continue
        lines = tuple(_lines(blocks[index:]))
        index += len(lines)
        opener = _chapter(block, here, lines, heads.get(here.id, ""), within=parts and not here.plain, follows=follows)  # fmt: skip
        if here.id in _FRONT:
            # What is short stands below the list of contents.
            end = next((at for at in range(index, len(blocks)) if _id(blocks[at]) in known), len(blocks))
            opener = (Markup('<div class="together">'), *opener, *blocks[index:end], Markup("</div>"))
            index = end
        found += opener
        follows = False
    return tuple(found)


def _id(block: Block) -> str:
    return block.attributes.id if isinstance(block, Heading) else ""


def _lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """Of the blocks behind a chapter's title its standfirst and credits: three each."""
    at = 0
    while at < len(blocks) and isinstance(mark := blocks[at], Markup) and mark.html.startswith(('<p class="standfirst"', '<p class="credits"')):  # fmt: skip
        yield from blocks[at : at + 3]
        at += 3


def _chapter(
    heading: Heading, opening: Opening, lines: tuple[Block, ...], head: str, *, within: bool, follows: bool
) -> tuple[Block, ...]:
    attributes = heading.attributes
    heading = replace(
        heading,
        attributes=replace(attributes, classes=(*attributes.classes, *(["within"] if within else []))),
    )
    kind = " opener-plain" if opening.plain else " follows" if follows else f" {opening.art}"
    told = (Markup('<div class="opener-lines">'), *lines, Markup("</div>")) if lines else ()
    return (
        Markup(f'<div class="opener{kind}">{head}'),
        heading,
        Markup('<div class="bar"></div>'),
        *told,
        Markup("</div>"),
    )


def _part(heading: Heading, opening: Opening, labels: Labels, *, plate: bool) -> tuple[Block, ...]:
    """A part's title with its number in a line of its own."""
    text = opening.title
    label = labels["part"].format(number=opening.id.rpartition("-")[2]) + "."
    if text.startswith(label):
        title = text[len(label) :].strip()
        heading = replace(
            heading,
            content=(Span((Text(label),), Attributes(classes=("part-number",))), Text(f" {title}")),
        )
    # A page of its own has its artwork below the title, a band above it.
    art = f'<div class="part-art plate-{opening.number}"></div>' if plate else ""
    band = "" if plate else f" {opening.art}"
    return (Markup(f'<div class="opener part-opener{band}">'), heading, Markup(f"{art}</div>"))


# What the notes of a book begin with, which have no opener.
_NOTES, NOTES_ID = '<section class="notes"', "smallprint-notes"


def _contents(found: Sequence[Opening], theme: Theme, labels: Labels, *, notes: bool) -> Markup:
    entries = [
        {
            "id": one.id,
            "text": one.title,
            "kind": "part" if one.part else "plain" if one.plain else "",
        }
        for one in found
    ]
    if notes:
        entries.append({"id": NOTES_ID, "text": labels["notes"], "kind": "plain"})
    title = labels.get("in-this-book") or labels["contents"]
    return Markup(theme.fill("brochure/book-contents.html.j2", title=title, entries=entries).strip())
