"""The nodes of the tree: frozen, with tuples, each with its place in the source where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.article import Article, Asset, FrontMatter
from pipeline.diagnostics import Extent


@dataclass(frozen=True, slots=True)
class Attributes:
    """Identifier, classes and key-value pairs as the author wrote them."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str | None:
        return next((value for name, value in self.pairs if name == key), None)


NO_ATTRIBUTES = Attributes()

# ── inline ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters; a soft line break of the source is a `Text(" ")`."""

    text: str
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class LineBreak:
    at: Extent | None = None


Style = Literal["Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"]


@dataclass(frozen=True, slots=True)
class Styled:
    style: Style
    content: tuple[Inline, ...]
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Link:
    content: tuple[Inline, ...]
    url: str
    title: str = ""
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `alt` is its text alternative."""

    alt: tuple[Inline, ...]
    url: str
    title: str = ""
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, at the place that refers to it."""

    blocks: tuple[Block, ...]
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Span:
    content: tuple[Inline, ...]
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class RawInline:
    """Markup of an author's: always an error."""

    format: str
    text: str
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup of our templates, block or inline; never an author's."""

    html: str


Inline = Text | LineBreak | Styled | Code | Link | Image | Note | Span | RawInline | Markup

# ── blocks ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    content: tuple[Inline, ...]
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`tight` inside tight lists and table cells, where it makes no `<p>`."""

    content: tuple[Inline, ...]
    tight: bool = False
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[tuple[Block, ...], ...]
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class OrderedList:
    items: tuple[tuple[Block, ...], ...]
    start: int = 1
    style: str = "Decimal"
    delimiter: str = "Period"
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class DefinitionList:
    entries: tuple[tuple[tuple[Inline, ...], tuple[tuple[Block, ...], ...]], ...]
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class BlockQuote:
    blocks: tuple[Block, ...]
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Markup of an author's: always an error."""

    format: str
    text: str
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    blocks: tuple[Block, ...]
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class TableRow:
    cells: tuple[TableCell, ...]


Alignment = Literal["AlignDefault", "AlignLeft", "AlignRight", "AlignCenter"]


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table: header rows, body rows, one alignment a column."""

    head: tuple[TableRow, ...]
    rows: tuple[TableRow, ...]
    alignments: tuple[Alignment, ...]
    attributes: Attributes = NO_ATTRIBUTES
    row_headers: bool = False
    at: Extent | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """A fenced div: one of the closed vocabulary, or what `checks` will refuse."""

    blocks: tuple[Block, ...]
    attributes: Attributes = NO_ATTRIBUTES
    at: Extent | None = None

    @property
    def name(self) -> str:
        return self.attributes.classes[0] if self.attributes.classes else ""


Weight = Literal["material", "minor"]
NoticePlace = Literal["cover", "opening", "after-trigger", "closing", "running", "extra"]
Repetition = Literal["block", "section", "page", "once"]


@dataclass(frozen=True, slots=True)
class Legibility:
    """What a disclaimer has to measure in the finished file.

    Units: pt; mm, the height of the letter x; contrast as a ratio to one; characters per line; share of the size of
    most of the text.
    """

    min_size_pt: float = 9.0
    min_x_height_mm: float = 1.5
    min_contrast: float = 7.0
    max_line_chars: int = 100
    min_body_ratio: float = 0.85
    bold: bool = False


# Less than this no wording and no pack may ask for.
LEAST = Legibility(min_x_height_mm=0.0, min_contrast=4.5, max_line_chars=200)


def stricter(one: Legibility, other: Legibility) -> Legibility:
    """Measures that satisfy both."""
    return Legibility(
        max(one.min_size_pt, other.min_size_pt),
        max(one.min_x_height_mm, other.min_x_height_mm),
        max(one.min_contrast, other.min_contrast),
        min(one.max_line_chars, other.max_line_chars),
        max(one.min_body_ratio, other.min_body_ratio),
        one.bold or other.bold,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A disclaimer in its place: put there by `attach`, by nothing else.

    Shape: `text` is the approved wording; `key` is unique in the document and names the obligation. `at` is the
    author's `disclaimer` component where `authored`, else what set the disclaimer off. One with the key of another
    in `repeats` is shown only where a page holds a trigger and no other notice for it.
    """

    key: str
    disclaimer: str
    text: str
    weight: Weight
    place: NoticePlace
    formats: tuple[str, ...]
    at: Extent | None = None
    authored: bool = False
    legibility: Legibility = Legibility()
    version: int = 0
    lang: str = ""
    rule: str | None = None
    repeat: Repetition = "once"
    repeats: str = ""


Block = (
    Heading
    | Paragraph
    | BulletList
    | OrderedList
    | DefinitionList
    | CodeBlock
    | BlockQuote
    | Rule
    | RawBlock
    | Table
    | Component
    | Notice
    | Markup
)

Node = Block | Inline


@dataclass(frozen=True, slots=True)
class Document:
    """An article as a tree, with what every edition needs to know about it.

    Shape: `assets` are the files that the article may use, by name. A `bound` one is several articles as one book:
    level-2 headings of the class `chapter` begin them. `site` is the address below which handouts are published,
    `languages` those in which this one has a handout, its own among them, `original` that of them which the others are translated from;
    `part_of` are the names and titles of collections that hold it and have a handout.
    """

    path: str
    slug: str
    lang: str
    dir: Literal["ltr", "rtl"]
    meta: FrontMatter
    blocks: tuple[Block, ...]
    article: Article
    assets: Mapping[str, Asset] = field(default_factory=dict)
    bound: bool = False
    site: str | None = None
    languages: tuple[str, ...] = ()
    original: str | None = None
    part_of: tuple[tuple[str, str], ...] = ()
