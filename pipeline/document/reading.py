"""From pandoc's JSON to nodes: positions become extents, the wrappers that carry them disappear."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from pipeline.article import Article, FrontMatter
from pipeline.diagnostics import Extent, Location, Reported, report
from pipeline.document.nodes import (
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
    LineBreak,
    Link,
    Note,
    OrderedList,
    Paragraph,
    RawBlock,
    RawInline,
    Rule,
    Span,
    Styled,
    Table,
    TableCell,
    TableRow,
    Text,
)
from pipeline.document.queries import extent_of, plain_text
from pipeline.document.quotation import curled, marks_of
from pipeline.engines import EngineError
from pipeline.engines.pandoc import Pandoc

MAX_DEPTH = 60
# Words, breaks, items, cells and the like: some 700,000 characters of prose. Each is an object in memory, several times.
MAX_PARTS = 300_000

# What authors say in attributes and readers see.
_WORDS = frozenset({"title", "caption", "label", "value", "by", "source"})

# The attributes that pandoc adds for positions.
_FOR_PLACES = ("wrapper", "data-pos")

_THEMATIC_BREAK = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})")
# As many letters as lists count with, and one as it stands before an item.
_LETTERS = 26
_MARK = re.compile(r"(?<!\S)\(?[^\W\d_][.)](?=\s*$)")
_POSITION = re.compile(r"(\d+):(\d+)-(\d+):(\d+)")
_NESTING = frozenset(
    {"BlockQuote", "BulletList", "OrderedList", "DefinitionList", "Note", "Link", "Image", "Quoted"}
    | {"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"}
)
_STYLES = frozenset({"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"})


def parse(article: Article, pandoc: Pandoc) -> Reported[Document | None]:
    """The tree of an article.

    Reports: ENG601–ENG604 (pandoc), DOC251 (nesting too deep), DOC275 (too many parts).
    """
    try:
        tree = pandoc.read(article.body)
    except EngineError as error:
        start = Extent.point(article.body_line, 1)
        if isinstance(error.__cause__, RecursionError):
            return Reported(None, (report("DOC251", Location(article.path, start), limit=MAX_DEPTH),))
        return Reported(None, (report(error.code, Location(article.path, start), **error.facts),))
    reader = _Reader(article)
    if (beyond := _beyond(tree["blocks"])) is not None:
        code, limit, above = beyond
        place = reader.extent(above) or Extent.point(article.body_line, 1)
        return Reported(None, (report(code, Location(article.path, place), limit=limit),))
    try:
        blocks = reader.blocks(tree["blocks"])
    except EngineError as error:
        place = Extent.point(article.body_line, 1)
        return Reported(None, (report(error.code, Location(article.path, place), **error.facts),))
    return Reported(
        Document(
            path=article.path,
            slug=article.slug,
            lang=article.lang,
            dir=article.dir,
            meta=_typeset(article.meta, article.lang),
            blocks=blocks,
            article=article,
            assets=article.assets,
        )
    )


def _typeset(meta: FrontMatter, lang: str) -> FrontMatter:
    """The front matter with the language's quotation marks in what readers see of it."""
    sources = tuple(
        source.model_copy(update={"title": curled(source.title, lang)}) for source in meta.sources
    )
    cover = meta.cover and meta.cover.model_copy(update={"alt": curled(meta.cover.alt, lang)})
    words = {
        key: curled(text, lang)
        for key in ("title", "subtitle", "description")
        if (text := getattr(meta, key))
    }
    return meta.model_copy(update={**words, "sources": sources, "cover": cover})


# What JSON nests; most of a tree is words.
_HOLDING = frozenset((dict, list))
_BARE = frozenset({"Str", "Space", "SoftBreak", "LineBreak"})


def _beyond(tree: Any) -> tuple[str, str, list[list[str]]] | None:
    """What is too much, the limit, and the nearest position above the first place that passes it. Without recursion."""
    stack: list[tuple[Any, int, list[list[str]]]] = [(tree, 0, [])]
    parts = 0
    while stack:
        value, depth, above = stack.pop()
        if isinstance(value, dict):
            parts += 1
            content = value.get("c")
            if value.get("t") in ("Div", "Span") and isinstance(content, list):
                above = [pair for pair in content[0][2] if pair[0] == "data-pos"] or above
                depth += not _Reader.is_wrapper(content[0])
                content = content[1]  # attributes hold no nodes
            else:
                depth += value.get("t") in _NESTING
            if depth > MAX_DEPTH:
                return "DOC251", f"{MAX_DEPTH}", above
            if parts > MAX_PARTS:
                return "DOC275", f"{MAX_PARTS:,}", above
            if type(content) in _HOLDING:
                stack.append((content, depth, above))
        elif isinstance(value, list):
            stack += [
                (child, depth, above)
                for child in reversed(value)
                if type(child) in _HOLDING and not (type(child) is dict and child.get("t") in _BARE)
            ]
    return None


class _Reader:
    """Recursive descent over pandoc's JSON."""

    def __init__(self, article: Article) -> None:
        self.lines_above = article.body_line - 1
        self.lines = article.body.split("\n")
        self.tabbed = "\t" in article.body
        self.lang = article.lang
        self.marks = marks_of(article.lang)

    def extent(self, pairs: list[list[str]]) -> Extent | None:
        # The first block of a list item carries the list's position before its own.
        found: list[tuple[str, str, str, str]] = []
        for key, value in reversed(pairs):
            if key == "data-pos":
                found = _POSITION.findall(value)
                break
        if not found:
            return None
        if len(found) == 1:
            line, column, end_line, end_column = map(int, found[0])
            return Extent(*self.place(line, column), *self.place(end_line, end_column))
        # A table names its parts one after the other, in no order.
        spans = [tuple(int(number) for number in part) for part in found]
        start = self.place(*min((line, column) for line, column, _, _ in spans))
        end = self.place(*max((line, column) for _, _, line, column in spans))
        return Extent(*start, *end)

    def source_line(self, line: int) -> str:
        """A line of the file, by its number there."""
        index = line - self.lines_above - 1
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in the file; pandoc counts a tab as the way to the next multiple of four."""
        text = self.lines[line - 1] if self.tabbed and line <= len(self.lines) else ""
        if "\t" in text[: column - 1]:
            reached = 0
            for index, character in enumerate(f"{text} "):
                if reached >= column - 1:
                    column = index + 1
                    break
                reached += 4 - reached % 4 if character == "\t" else 1
        return line + self.lines_above, column

    def attributes(self, value: list[Any]) -> Attributes:
        identifier, classes, pairs = value
        return Attributes(
            identifier,
            tuple(classes),
            tuple(
                (key, curled(text, self.lang) if key in _WORDS else text)
                for key, text in pairs
                if key not in ("data-pos", "wrapper")
            ),
        )

    @staticmethod
    def is_wrapper(value: list[Any]) -> bool:
        """Whether it is there for the position alone: attributes of an author's make it more than that."""
        identifier, classes, pairs = value
        if identifier or classes:
            return False
        keys = [key for key, _ in pairs]
        return "wrapper" in keys and all(key in _FOR_PLACES for key in keys)

    # ── blocks

    def blocks(self, values: list[Any], at: Extent | None = None) -> tuple[Block, ...]:
        nodes = [node for value in values for node in self.block(value, at)]
        for index, (one, two) in enumerate(itertools.pairwise(nodes)):
            # Pandoc lets a paragraph reach over the line of what breaks it off: a heading, a list, colons.
            below: Extent | None = getattr(two, "at", None)
            if isinstance(one, Paragraph) and one.at and below and one.at[:2] < below[:2] < one.at[2:]:
                nodes[index] = replace(one, at=Extent(*one.at[:2], below.line, 1))
        return tuple(nodes)

    def block(self, value: dict[str, Any], at: Extent | None) -> tuple[Block, ...]:
        kind = value["t"]
        content: Any = value.get("c")
        match kind:
            case "Div":
                attributes, inner = content
                here = self.extent(attributes[2]) or at
                if self.is_wrapper(attributes):
                    return self.blocks(inner, here)
                return (Component(self.blocks(inner), self.attributes(attributes), here),)
            case "Header":
                level, attributes, inlines = content
                return (
                    Heading(
                        level,
                        self.inlines(inlines),
                        self.attributes(attributes),
                        self.extent(attributes[2]) or at,
                    ),
                )
            case "Para" | "Plain":
                inlines = self.inlines(content)
                return (Paragraph(inlines, kind == "Plain", at or extent_of(inlines)),)
            # With its list extensions on, pandoc takes `* * *` for lists in lists of nothing.
            case "BulletList" if at and _THEMATIC_BREAK.fullmatch(self.source_line(at.line)):
                return (Rule(at),)
            case "BulletList":
                return (BulletList(tuple(self.blocks(item) for item in content), at),)
            case "OrderedList":
                (start, style, delimiter), items = content
                if style["t"].endswith("Alpha") and start > _LETTERS:
                    first = start - 1 + ord("a" if style["t"] == "LowerAlpha" else "A")
                    return tuple(
                        block
                        for number, item in enumerate(items, first)
                        for block in self.lettered(self.blocks(item), f"{chr(number)})")
                    )
                return (
                    OrderedList(
                        tuple(self.blocks(item) for item in items), start, style["t"], delimiter["t"], at
                    ),
                )
            case "DefinitionList":
                entries = tuple(
                    (self.inlines(term), tuple(self.blocks(definition) for definition in definitions))
                    for term, definitions in content
                )
                return (DefinitionList(entries, at),)
            case "CodeBlock":
                attributes, text = content
                return (CodeBlock(text, self.attributes(attributes), self.extent(attributes[2]) or at),)
            case "BlockQuote":
                return (BlockQuote(self.blocks(content), at),)
            case "HorizontalRule":
                return (Rule(at),)
            case "RawBlock":
                name, text = content
                return (RawBlock(name, text, at),)
            case "Table":
                return (self.table(content, at),)
            case "LineBlock":
                lines = [self.inlines(line) for line in content]
                joined = tuple(node for line in lines for node in (*line, LineBreak()))
                return (Paragraph(joined[:-1], False, at),)
            case _:
                raise EngineError("ENG604", program="pandoc", problem=f"unknown block {kind}")

    def lettered(self, item: tuple[Block, ...], usual: str) -> tuple[Block, ...]:
        """An item with a letter that no list counts with, as the text that it was written as.

        Why: of `а)`, in Cyrillic, pandoc makes an item with the number 976, which a list would show as "akn".
        """
        first, *rest = item or (Paragraph(()),)
        at = getattr(first, "at", None)
        written = _MARK.search(self.source_line(at.line)[: at.column - 1]) if at else None
        mark = written[0] if written else usual
        if isinstance(first, Paragraph):
            return (replace(first, content=(Text(f"{mark} "), *first.content), tight=False), *rest)
        return (Paragraph((Text(mark),), at=at), first, *rest)

    def table(self, content: list[Any], at: Extent | None) -> Table:
        attributes, _caption, columns, head, bodies, foot = content
        rows = [row for body in bodies for row in (*body[2], *body[3])] + foot[1]
        return Table(
            head=tuple(self.row(row) for row in head[1]),
            rows=tuple(self.row(row) for row in rows),
            alignments=tuple(column[0]["t"] for column in columns),
            attributes=self.attributes(attributes),
            at=self.extent(attributes[2]) or at,
        )

    def row(self, value: list[Any]) -> TableRow:
        return TableRow(tuple(TableCell(self.blocks(cell[4])) for cell in value[1]))

    # ── inlines

    def quoted(self, double: bool, content: list[Any], at: Extent | None) -> tuple[Inline, ...]:
        """Straight quotes become the language's own marks here, once, so that all editions agree."""
        opening, closing = self.marks[0 if double else 1]
        start = Extent(at.line, at.column, at.line, at.column + 1) if at else None
        end = Extent(at.end_line, at.end_column - 1, at.end_line, at.end_column) if at else None
        return (Text(opening, start), *self.inlines(content), Text(closing, end))

    def inlines(self, values: list[Any], at: Extent | None = None) -> tuple[Inline, ...]:
        nodes = [node for value in values for node in self.inline(value, at)]
        nodes = (
            self.joined(nodes) if any(type(node) is Text and node.text == "\n" for node in nodes) else nodes
        )
        seen: set[tuple[str, Extent]] = set()
        for index, node in enumerate(nodes):
            # Marks that turn out to be text (`~380,000–~450,000`) carry the extent of the whole, twice.
            if type(node) is Text and node.text[:1] == "~" and node.at and set(node.text) == {"~"}:
                whole, length = node.at, len(node.text)
                if (node.text, whole) in seen:
                    nodes[index] = Text(
                        node.text, whole._replace(line=whole.end_line, column=whole.end_column - length)
                    )
                seen.add((node.text, whole))
        return tuple(nodes)

    def joined(self, nodes: Sequence[Inline]) -> list[Inline]:
        """With a space where a line of the source ends, but with nothing between two signs of a script that has no spaces.

        Source: CSS Text Module Level 3, 4.1.3.
        """
        found: list[Inline] = []
        for index, node in enumerate(nodes):
            if type(node) is not Text or node.text != "\n":
                found.append(node)
            elif not (0 < index < len(nodes) - 1 and self.unspaced(nodes[index - 1], nodes[index + 1])):
                found.append(replace(node, text=" "))
        return found

    def unspaced(self, before: Inline, after: Inline) -> bool:
        if self.lang.partition("-")[0] == "ko":
            return False
        signs = (plain_text(before)[-1:], plain_text(after)[:1])
        wide = [sign != "" and unicodedata.east_asian_width(sign) in "WF" for sign in signs]
        # Quotation marks and dashes are as wide as what they stand beside.
        return any(wide) and all(
            yes or (sign != "" and unicodedata.east_asian_width(sign) == "A" and sign in "“”‘’—…·")
            for yes, sign in zip(wide, signs, strict=True)
        )

    def inline(self, value: dict[str, Any], at: Extent | None) -> tuple[Inline, ...]:
        kind = value["t"]
        content: Any = value.get("c")
        match kind:
            case "Str":
                return (Text(content, at),)
            case "Space":
                return (Text(" ", at),)
            case "SoftBreak":
                return (Text("\n", at),)
            case "LineBreak":
                return (LineBreak(at),)
            case "Span":
                attributes, inner = content
                here = self.extent(attributes[2]) or at
                if self.is_wrapper(attributes):
                    return self.inline(inner[0], here) if len(inner) == 1 else self.inlines(inner, here)
                return (Span(self.inlines(inner), self.attributes(attributes), here),)
            case _ if kind in _STYLES:
                return (Styled(kind, self.inlines(content), at),)
            case "Quoted":
                return self.quoted(content[0]["t"] == "DoubleQuote", content[1], at)
            case "Code":
                attributes, text = content
                return (Code(text, self.attributes(attributes), self.extent(attributes[2]) or at),)
            case "Link" | "Image":
                attributes, inlines, (url, title) = content
                node = Link if kind == "Link" else Image
                here = self.extent(attributes[2]) or at
                if kind == "Image" and "://" not in url:
                    # A file's name as the folder spells it, however the article writes it.
                    url = unicodedata.normalize("NFC", unquote(url))
                return (node(self.inlines(inlines), url, title, self.attributes(attributes), here),)
            case "Note":
                return (Note(self.blocks(content), at),)
            case "RawInline":
                name, text = content
                return (RawInline(name, text, at),)
            case "Math":
                return (Text(content[1], at),)
            case "Cite":
                return self.inlines(content[1], at)
            case _:
                raise EngineError("ENG604", program="pandoc", problem=f"unknown inline {kind}")
