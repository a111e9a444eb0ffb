"""Components become the theme's markup; what is left is pandoc's own vocabulary.

Input: a completed `Document`, a `Theme`, what the edition wants. Output: blocks that pandoc can write.
Must not: change, drop or move a word.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeGuard

from pipeline.article import Asset
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Document,
    Heading,
    Image,
    Inline,
    Link,
    Markup,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    TableCell,
    TableRow,
    Text,
    of_kind,
    plain_text,
)
from pipeline.engines.weasyprint import Resource
from pipeline.rendition.complete import CHAPTER
from pipeline.rendition.direction import pieces, unbroken
from pipeline.rendition.marks import marks_apart
from pipeline.rendition.phrases import bound
from pipeline.rendition.shades import of_eight_bits
from pipeline.rendition.spacing import NO_BREAK, counting, held_together, lonely, parts, tied, wide
from pipeline.rendition.tabular import brevity, column_classes, one_word, width_class
from pipeline.rendition.titling import parted
from pipeline.theme import Theme

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}

# What a sentence from right to left would turn round.
LEFT_TO_RIGHT = Attributes(pairs=(("dir", "ltr"),))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an edition wants of the dress.

    Shape: `sections` wraps level-2 sections; `notes` gathers footnotes at the end (else pandoc does it,
    per chapter); `level` is added to heading levels; `images` is `data` (in the markup) or `name` (as resources).
    `contents` are the words of a link to the list of contents below each chapter of a book. `ties` keeps the last word of a
    disclaimer from standing alone in its line; browsers do that by themselves. `labels` says where long words of labels in
    cells may be divided: beside a value there is little room.
    """

    sections: bool = False
    notes: bool = True
    backlinks: bool = True
    level: int = 0
    images: str = "data"
    contents: str = ""
    ties: bool = False
    labels: bool = False


def dress(document: Document, theme: Theme, wishes: Wishes) -> tuple[tuple[Block, ...], dict[str, Resource]]:
    """The blocks in the theme's markup, and the pictures that they name."""
    worker = _Dresser(document, theme, wishes)
    blocks = worker.top(document.blocks)
    return blocks, worker.resources


def notices_alone(notices: Sequence[Notice], document: Document, theme: Theme) -> str:
    """Markup of notices that stand apart from the text, for the frame of a page."""
    from markupsafe import escape

    labels = theme.labels(document.lang)
    found: list[str] = []
    for notice in notices:
        before, behind = theme.around(
            "notice", labels=labels, lang=document.lang, slug=document.slug, **_shown(notice)
        )
        found.append(f"{before}{escape(_wording(notice, document))}{behind}")
    return "\n".join(found)


def _wording(notice: Notice, document: Document) -> str:
    """A notice's text; nothing may stand inside it, so its spaces alone say where no line ends, and keep figures in order."""
    return bound(notice.text, notice.lang, document.dir)


def _shown(notice: Notice) -> dict[str, Any]:
    """What the theme's markup of a notice depends on."""
    return {
        "key": notice.key,
        "weight": notice.weight,
        "place": notice.place,
        "disclaimer": notice.disclaimer,
        "bold": notice.legibility.bold,
        "repeats": notice.repeats,
    }


def stricter_sizes(notices: Sequence[Notice], *, floor_pt: float | None) -> str:
    """Style rules for notices that have to be larger than the theme sets them, in an edition without fixed sizes.

    Units: `floor_pt` is the size of the theme's text in pt; None where a reader sets it.
    """
    rules = []
    for notice in notices:
        owed = notice.legibility
        size = f"{owed.min_body_ratio:g}em" if owed.min_body_ratio > 1 else ""
        if floor_pt is not None and owed.min_size_pt > floor_pt:
            size = f"max({size or '1em'}, {owed.min_size_pt:g}pt)"
        if size:
            rules.append(f"#{notice.key}{{font-size:{size}}}")
    return "".join(rules)


# Characters of a note that print may divide: no page of the largest size holds many more below the heading of the notes.
LONG_NOTE = 1500
# Source: 1 em of 12 pt.
_EM_PER_UNIT = {"mm": 0.236, "cm": 2.36}


def width_rules(blocks: Sequence[Block], *, relative: bool = False) -> str:
    """Style rules for the widths that pictures ask for: a page's policy forbids styles on elements.

    `relative` is for an edition whose reader sets the size: lengths become multiples of it.
    """
    asked = {image.attributes.get("width") for image in of_kind(blocks, Image)}
    rules = []
    for width in sorted(width for width in asked if width):
        unit = width.lstrip("0123456789.")
        value = width
        if relative and unit in _EM_PER_UNIT:
            value = f"{float(width.removesuffix(unit)) * _EM_PER_UNIT[unit]:.3g}em"
        # Stronger than what a theme says of pictures of a kind.
        rules.append(f"img{f'.{_width_class(width)}' * 3}{{width:{value}}}")
    return "".join(rules)


def _width_class(width: str) -> str:
    return "width-" + width.replace("%", "").replace(".", "-")


class _Dresser:
    def __init__(self, document: Document, theme: Theme, wishes: Wishes) -> None:
        self.document = document
        self.theme = theme
        self.wishes = wishes
        self.labels = theme.labels(document.lang)
        self.resources: dict[str, Resource] = {}
        self.notes: list[Note] = []
        self.length: int | None = None

    def wrapped(self, partial: str, blocks: Sequence[Block], **values: Any) -> tuple[Block, ...]:
        before, behind = self.theme.around(
            partial, labels=self.labels, lang=self.document.lang, slug=self.document.slug, **values
        )
        # Between two pieces of markup pandoc keeps blocks apart; an empty one would only add a line.
        return tuple(
            block
            for block in (Markup(before), *blocks, Markup(behind))
            if not isinstance(block, Markup) or block.html
        )

    # ── the whole

    def top(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Top-level blocks: the lead, sections, notes; disclaimers held to what they qualify."""
        groups: list[tuple[Heading | None, list[Block]]] = [(None, [])]
        end = len(blocks)
        # A contact card at the end stays there, behind the notes and what closes the text.
        if end and isinstance(card := blocks[end - 1], Component) and card.name == "contact":
            end -= 1
        # In a book those belong to its last chapter.
        while (
            not self.document.bound
            and end
            and isinstance(last := blocks[end - 1], Notice)
            and last.place == "closing"
        ):
            end -= 1
        for block in blocks[:end]:
            if isinstance(block, Heading) and block.level == 2:
                groups.append((block, []))
            else:
                groups[-1][1].append(block)
        dressed: list[Block] = []
        for heading, inner in groups:
            if heading is None and not inner:
                continue
            # In reading order, since notes are numbered as they are met.
            head = self.block(heading) if heading is not None else ()
            content = (*head, *self.held(tuple(inner)))
            if heading is None:
                # Whichever of its paragraphs a theme sets larger.
                longest = max(
                    (len(plain_text(one)) for one in inner if isinstance(one, Paragraph)), default=0
                )
                content = self.wrapped("lead", content, as_text=self.is_much(longest))
            elif self.wishes.sections:
                back = self.wishes.contents if CHAPTER in heading.attributes.classes else ""
                content = self.wrapped("section", content, id=heading.attributes.id, contents=back)
            dressed += content
        if self.wishes.notes and self.notes:
            dressed += self.note_list()
        for block in blocks[end:]:
            dressed += self.block(block)
        return tuple(dressed)

    def held(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Blocks, each with the disclaimers behind it in one wrapper, so that no page can part them."""
        found: list[Block] = []
        index = 0
        while index < len(blocks):
            end = index + 1
            while (
                end < len(blocks)
                and isinstance(notice := blocks[end], Notice)
                and notice.place not in ("opening", "closing")
            ):
                end += 1
            notices = [block for block in blocks[index + 1 : end] if isinstance(block, Notice)]
            here = blocks[index]
            if notices and not isinstance(here, Notice):
                inner = [*self.block(here, described_by=" ".join(notice.key for notice in notices))]
                for notice in notices:
                    inner += self.block(notice)
                found += self.wrapped("qualified", inner, kind=self.kind(here))
            else:
                for block in blocks[index:end]:
                    found += self.block(block)
            index = end
        return tuple(found)

    @staticmethod
    def kind(block: Block) -> str:
        return block.name if isinstance(block, Component) else type(block).__name__.lower()

    def note_list(self) -> tuple[Block, ...]:
        entries: list[Block] = []
        number = 0
        # A note may hold no note (checked before), but the list grows while it is dressed if it did.
        while number < len(self.notes):
            note = self.notes[number]
            number += 1
            content = self.blocks(note.blocks)
            long = len(plain_text(note.blocks)) > LONG_NOTE
            entries += self.wrapped(
                "note", _list_entry(content), number=number, long=long, backlink=self.wishes.backlinks
            )
        return self.wrapped("notes", entries)

    # ── blocks

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(dressed for block in blocks for dressed in self.block(block))

    def block(self, block: Block, described_by: str | None = None) -> tuple[Block, ...]:
        match block:
            case Heading():
                level = max(1, block.level + self.wishes.level)
                return (replace(block, level=level, content=self.inlines(block.content)),)
            case Paragraph():
                return (replace(block, content=_with_tail(self.inlines(block.content))),)
            case BulletList() | OrderedList():
                return (
                    replace(block, items=tuple(_list_entry(self.blocks(entry)) for entry in block.items)),
                )
            case DefinitionList():
                entries = tuple(
                    (self.inlines(term), tuple(self.blocks(definition) for definition in definitions))
                    for term, definitions in block.entries
                )
                return (replace(block, entries=entries),)
            case BlockQuote():
                return (replace(block, blocks=self.blocks(block.blocks)),)
            case CodeBlock():
                typed = LEFT_TO_RIGHT if self.document.dir == "rtl" else Attributes()
                return (CodeBlock(block.text, typed, at=block.at),)
            case Table():
                return (self.table(block, described_by),)
            case Notice():
                text = _wording(block, self.document)
                wording = Paragraph((Text(tied(text) if self.wishes.ties else text),), tight=True)
                return self.wrapped("notice", (wording,), **_shown(block))
            case Component():
                return self.component(block, described_by)
            case _:
                return (block,)

    def component(self, component: Component, described_by: str | None) -> tuple[Block, ...]:
        name = component.name
        values: dict[str, Any] = {key.replace("-", "_"): value for key, value in component.attributes.pairs}
        blocks: tuple[Block, ...]
        if name == "table":
            blocks = tuple(
                dressed
                for child in component.blocks
                for dressed in self.block(child, described_by if isinstance(child, Table) else None)
            )
            table = next((child for child in component.blocks if isinstance(child, Table)), None)
            values["columns"] = str(len(table.alignments) if table else 0)
            values["width"] = width_class(table) if table else "slim"
        elif name == "key-facts":
            blocks = self.blocks(tuple(_key_facts(child) for child in component.blocks))
        else:
            blocks = self.blocks(component.blocks)
        if name == "quote":
            values["as_text"] = self.quoted_at_length
        if name == "contact":
            # Of several cards in a book, its own is the one to go to.
            values["landmark"] = not self.document.bound or component is self.document.blocks[-1]
        if not self.theme.has_partial(name):
            raise LookupError(f"templates/shared/partials/{name}.html.j2 is missing")
        return self.wrapped(name, blocks, described_by=described_by, attributes=values)

    @functools.cached_property
    def quoted_at_length(self) -> bool:
        """Whether quotations are so much of the text that they have to be set as text."""
        quotes = [one for one in of_kind(self.document.blocks, Component) if one.name == "quote"]
        return self.is_much(sum(len(plain_text(quote)) for quote in quotes))

    def is_much(self, length: int) -> bool:
        """Whether so many characters, in a text with disclaimers, are a great part of it.

        Why: what is set larger than text, and is most of it, would be what the size of disclaimers is measured by.
        """
        if self.length is None:
            owing = bool(of_kind(self.document.blocks, Notice))
            self.length = len(plain_text(self.document.blocks)) if owing else 0
        return 0 < 0.4 * self.length < length

    def table(self, table: Table, described_by: str | None) -> Table:
        """A table with everything that screen readers and stylesheets need on its cells."""
        columns = len(table.alignments)
        labels = [plain_text(cell.blocks) for cell in table.head[0].cells] if table.head else [""] * columns
        if self.wishes.labels:
            labels = [parted(label, self.document.lang, _long) for label in labels]
        classes_of = [column_classes(table, column) for column in range(columns)]

        def cell(value: TableCell, column: int, pairs: tuple[tuple[str, str], ...]) -> TableCell:
            # A column's heading may be broken, its figures not.
            classes = classes_of[column][: 1 if ("scope", "col") in pairs else None]
            if "whole" not in classes and one_word(plain_text(value.blocks)):
                classes = (*classes, "whole")
            attributes = Attributes(classes=classes, pairs=pairs)
            return TableCell(_tight(self.cell_blocks(value.blocks)), attributes)

        head = tuple(
            TableRow(
                tuple(cell(value, column, (("scope", "col"),)) for column, value in enumerate(row.cells))
            )
            for row in table.head
        )
        rows = tuple(
            TableRow(
                tuple(
                    cell(value, column, (("data-label", labels[column]),) if column else (("scope", "row"),))
                    for column, value in enumerate(row.cells)
                )
            )
            for row in table.rows
        )
        pairs = (("aria-describedby", described_by),) if described_by else ()
        return Table(
            head=head,
            rows=rows,
            alignments=tuple("AlignDefault" for _ in range(columns)),
            attributes=Attributes(classes=(f"columns-{columns}", *brevity(table)), pairs=pairs),
            row_headers=True,
            at=table.at,
        )

    def cell_blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        if len(blocks) == 1 and isinstance(only := blocks[0], Paragraph):
            return (replace(only, content=_with_tail(self.inlines(only.content), narrow=True)),)
        return self.blocks(blocks)

    # ── inlines

    def inlines(self, inlines: Sequence[Inline]) -> tuple[Inline, ...]:
        inlines = _typeset(inlines, self.document)
        return tuple(dressed for inline in inlines for dressed in self.inline(inline))

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case Styled() | Link():
                return (replace(inline, content=self.inlines(inline.content)),)
            case Span():
                kept = tuple(pair for pair in inline.attributes.pairs if pair[0] in ("dir", "lang"))
                attributes = replace(inline.attributes, pairs=kept)
                if inline.attributes.get("dir") == "ltr" or _RANGE in inline.attributes.classes:
                    return (replace(inline, attributes=attributes),)
                return (replace(inline, content=self.inlines(inline.content), attributes=attributes),)
            case Image():
                return (self.image(inline),)
            case Note() if self.wishes.notes:
                self.notes.append(inline)
                mark = Markup(
                    self.theme.fill("shared/partials/note-mark.html.j2", number=len(self.notes)).strip()
                )
                # Layout engines end a line before a mark, that of the brochure even behind a full stop.
                return (Text(_JOINER), mark) if self.wishes.ties else (mark,)
            case Note():
                return (replace(inline, blocks=self.blocks(inline.blocks)),)
            case _:
                return (inline,)

    def image(self, image: Image) -> Image | Span:
        asset = self.document.assets.get(image.url)
        resource = picture(image.url, asset)
        decorative = "decorative" in image.attributes.classes
        width = image.attributes.get("width")
        classes = (_width_class(width),) if width else ()
        pairs = (("role", "presentation"),) if decorative else ()
        if self.wishes.images == "data":
            url = f"data:{resource.media_type};base64," + base64.b64encode(resource.content).decode()
        else:
            url = f"media/{image.url}"
            self.resources[url] = resource
        return Image(() if decorative else image.alt, url, "", Attributes(classes=classes, pairs=pairs))


def _typeset(inlines: Sequence[Inline], document: Document) -> tuple[Inline, ...]:
    """Inlines with no-break spaces where they belong, and ranges of numbers in one piece; what a sentence from right to left would turn round, in spans of its own."""
    found: list[Inline] = []
    apart = marks_apart(inlines, document.dir)
    for is_text, group in groupby(apart, lambda inline: isinstance(inline, Text)):
        if not is_text:
            beside, *others = (_typed(one, document) for one in group)
            # A raised figure belongs to its unit, which would leave it on its other side: 12 m².
            if found and _left_to_right(last := found[-1]) and _raised(beside):
                found[-1] = replace(last, content=(*last.content, beside))
            else:
                found.append(beside)
            found += others
            continue
        text = "".join(inline.text for inline in group if isinstance(inline, Text))
        if document.dir == "ltr":
            found += (
                Span((Text(piece),), Attributes(classes=(_RANGE,))) if whole else Text(piece)
                for piece, whole in parts(held_together(text, document.lang))
            )
            continue
        found += (
            Span((Text(unbroken(piece)),), LEFT_TO_RIGHT) if kept else Text(piece)
            for piece, kept in pieces(counting(text, document.lang))
        )
    return tuple(found)


def _typed(inline: Inline, document: Document) -> Inline:
    """Code, which is read as it is typed, whatever stands around it."""
    if isinstance(inline, Code) and document.dir == "rtl":
        return replace(inline, attributes=LEFT_TO_RIGHT)
    return inline


def _left_to_right(inline: Inline) -> TypeGuard[Span]:
    return isinstance(inline, Span) and inline.attributes.get("dir") == "ltr"


def _raised(inline: Inline) -> bool:
    return isinstance(inline, Styled) and inline.style in ("Superscript", "Subscript")


# As wide as labels beside values are on telephones, about. Units: letters.
_LABEL = 12


def _long(word: str) -> bool:
    return len(word) > _LABEL


# What stylesheets call a range of numbers.
_RANGE = "range"
# A sign that nobody sees; no line ends beside it.
_JOINER = "\u2060"
# The end of a paragraph: a character of Chinese and the one before, and what closes behind them.
_TAIL = re.compile(r"(?s)(.{4,}?)(\w\w[^\w\s]{0,3})")
# The same in a narrow column.
_NARROW_TAIL = re.compile(r"(?s)(.{2,}?)(\w\w[^\w\s]{0,3})")


def _with_tail(inlines: tuple[Inline, ...], *, narrow: bool = False) -> tuple[Inline, ...]:
    """A paragraph's inlines, its last two words or characters of Chinese in one line: one alone on the last line looks lost."""
    last = inlines[-1] if inlines else None
    match = (_NARROW_TAIL if narrow else _TAIL).fullmatch(last.text) if isinstance(last, Text) else None
    if match is None or not (wide(match[2][0]) and wide(match[2][1])):
        # The label of a key fact stands in a column.
        narrow = narrow or (isinstance(last, Span) and "label" in last.attributes.classes)
        back = lonely(plain_text(inlines), *((_NARROW,) if narrow else ()))
        return kept(inlines, back) if back else inlines
    return (*inlines[:-1], Text(match[1]), Span((Text(match[2]),), Attributes(classes=("tail",))))


# What the last two words in a column may have together. Why: a column is no narrower than what no line may divide.
_NARROW = 13


def kept(inlines: tuple[Inline, ...], back: int) -> tuple[Inline, ...]:
    """Inlines, the space so many characters from their end a no-break space, if it is beside a word in the same text."""
    for place in range(len(inlines) - 1, -1, -1):
        here = inlines[place]
        length = len(plain_text(here))
        if back > length:
            back -= length
            continue
        if isinstance(here, Text) and here.text.strip():
            at = length - back
            here = Text(f"{here.text[:at]}{NO_BREAK}{here.text[at + 1 :]}")
        elif isinstance(here, Styled | Link | Span):
            here = replace(here, content=kept(here.content, back))
        return (*inlines[:place], here, *inlines[place + 1 :])
    return inlines


def picture(name: str, asset: Asset | None) -> Resource:
    """A checked picture. Raises: LookupError where `checks` should have refused the article."""
    if asset is None or asset.content is None:
        raise LookupError(f"no picture {name}")
    return Resource(of_eight_bits(asset.content), MEDIA_TYPES[name.rsplit(".", 1)[-1].lower()])


def _tight(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A single paragraph without its `<p>`: inside list items and cells PDF/UA wants none."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return (replace(blocks[0], tight=True),)
    return blocks


def _list_entry(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A list item whose first paragraph is tight."""
    if blocks and isinstance(blocks[0], Paragraph):
        return (replace(blocks[0], tight=True), *blocks[1:])
    return blocks


def _key_facts(block: Block) -> Block:
    """`**1–2 years** label`: the unit in the value gets a class, so that the number can be the large part."""
    if not isinstance(block, BulletList):
        return block
    return replace(block, items=tuple(tuple(_fact(child) for child in entry) for entry in block.items))


# A key fact's value of up to so many characters stays in one line.
_WHOLE_VALUE = 18


def _fact(block: Block) -> Block:
    if not isinstance(block, Paragraph) or not block.content or not isinstance(block.content[0], Styled):
        return block
    value, rest = block.content[0], block.content[1:]
    text = plain_text(value.content)
    if all(isinstance(child, Text) for child in value.content):
        # Labels stand at one height where each value is a line.
        if len(text) <= _WHOLE_VALUE:
            text = text.replace(" ", NO_BREAK)
            value = replace(value, content=(Text(text),))
        if match := re.fullmatch(r"(.*\d\S*)(\s+)(\D{1,16})", text):
            unit = Span((Text(match[3]),), Attributes(classes=("unit",)))
            value = replace(value, content=(Text(match[1] + match[2]), unit))
    while rest and isinstance(rest[0], Text) and not rest[0].text.strip():
        rest = rest[1:]
    label = Span(rest, Attributes(classes=("label",)))
    return replace(block, content=(Span((value,), Attributes(classes=("value",))), Text(" "), label))
