"""From nodes to pandoc's JSON, for its writers. Markup of authors never passes."""

from __future__ import annotations

from typing import Any

from pipeline.document.nodes import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    Markup,
    Note,
    OrderedList,
    Paragraph,
    Rule,
    Span,
    Styled,
    Table,
    TableRow,
    Text,
)

API_VERSION = [1, 23, 1]


def to_pandoc(blocks: tuple[Block, ...], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """pandoc's document of these blocks.

    Shape: every `Notice` must have been dressed before; metadata values are already pandoc's.
    """
    return {
        "pandoc-api-version": API_VERSION,
        "meta": metadata or {},
        "blocks": [_block(block) for block in blocks],
    }


def meta_value(value: Any) -> dict[str, Any]:
    """A plain value as pandoc metadata; text stays text and is never read as Markdown."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: meta_value(child) for key, child in value.items()}}
    if isinstance(value, list | tuple):
        return {"t": "MetaList", "c": [meta_value(child) for child in value]}
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    return {"t": "MetaInlines", "c": _inlines((Text(str(value)),))}


def _attributes(attributes: Attributes) -> list[Any]:
    return [attributes.id, list(attributes.classes), [list(pair) for pair in attributes.pairs]]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, content, attributes):
            return {"t": "Header", "c": [level, _attributes(attributes), _inlines(content)]}
        case Paragraph(content, tight):
            return {"t": "Plain" if tight else "Para", "c": _unticked(_inlines(content))}
        case BulletList(items):
            return {"t": "BulletList", "c": [[_block(child) for child in entry] for entry in items]}
        case OrderedList(items, start, style, delimiter):
            return {
                "t": "OrderedList",
                "c": [
                    [start, {"t": style}, {"t": delimiter}],
                    [[_block(child) for child in entry] for entry in items],
                ],
            }
        case DefinitionList(entries):
            return {
                "t": "DefinitionList",
                "c": [
                    [_inlines(term), [[_block(child) for child in definition] for definition in definitions]]
                    for term, definitions in entries
                ],
            }
        case CodeBlock(text, attributes):
            return {"t": "CodeBlock", "c": [_attributes(attributes), text]}
        case BlockQuote(blocks):
            return {"t": "BlockQuote", "c": [_block(child) for child in blocks]}
        case Rule():
            return {"t": "HorizontalRule"}
        case Component(blocks, attributes):
            return {"t": "Div", "c": [_attributes(attributes), [_block(child) for child in blocks]]}
        case Table():
            return _table(block)
        case Markup(html):
            return {"t": "RawBlock", "c": ["html", html]}
        case _:
            raise TypeError(f"{type(block).__name__} must be dressed or refused before it is written")


def _unticked(inlines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words that begin with a box to tick, which stays a sign.

    Why: where an item begins with one and a space, pandoc's writers make a control of it, which no edition may have.
    """
    match inlines:
        case [{"t": "Str", "c": "☐" | "☒" as box}, {"t": "Space"}, *rest]:
            return [{"t": "Str", "c": f"{box} "}, *rest]
    return inlines


def _table(table: Table) -> dict[str, Any]:
    nothing = ["", [], []]

    def row(value: TableRow) -> list[Any]:
        return [
            nothing,
            [
                [
                    _attributes(cell.attributes),
                    {"t": "AlignDefault"},
                    1,
                    1,
                    [_block(child) for child in cell.blocks],
                ]
                for cell in value.cells
            ],
        ]

    columns = [[{"t": alignment}, {"t": "ColWidthDefault"}] for alignment in table.alignments]
    body = [nothing, 1 if table.row_headers else 0, [], [row(child) for child in table.rows]]
    return {
        "t": "Table",
        "c": [
            _attributes(table.attributes),
            [None, []],
            columns,
            [nothing, [row(child) for child in table.head]],
            [body],
            [nothing, []],
        ],
    }


def _inlines(inlines: tuple[Inline, ...]) -> list[dict[str, Any]]:
    return [value for inline in inlines for value in _inline(inline)]


def _inline(inline: Inline) -> list[dict[str, Any]]:
    match inline:
        case Text(text):
            return _words(text)
        case LineBreak():
            return [{"t": "LineBreak"}]
        case Styled(style, content):
            return [{"t": style, "c": _inlines(content)}]
        case Code(text, attributes):
            return [{"t": "Code", "c": [_attributes(attributes), text]}]
        case Link(content, url, title, attributes):
            return [{"t": "Link", "c": [_attributes(attributes), _inlines(content), [url, title]]}]
        case Image(alt, url, title, attributes):
            return [{"t": "Image", "c": [_attributes(attributes), _inlines(alt), [url, title]]}]
        case Note(blocks):
            return [{"t": "Note", "c": [_block(child) for child in blocks]}]
        case Span(content, attributes):
            return [{"t": "Span", "c": [_attributes(attributes), _inlines(content)]}]
        case Markup(html):
            return [{"t": "RawInline", "c": ["html", html]}]
        case _:
            raise TypeError(f"{type(inline).__name__} must be refused before it is written")


def _words(text: str) -> list[dict[str, Any]]:
    """Text as pandoc likes it: words with spaces between, so that its writers can fill lines."""
    values: list[dict[str, Any]] = []
    for index, word in enumerate(text.split(" ")):
        if index:
            values.append({"t": "Space"})
        if word:
            values.append({"t": "Str", "c": word})
    return values
