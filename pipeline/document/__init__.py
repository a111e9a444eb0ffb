"""The article as a tree: nodes, how they are read from pandoc and written for it, and questions about them.

Input: an `Article` and the pandoc engine. Output: a frozen `Document`. pandoc's own JSON never
leaves this package. Must not: know policies, formats or templates.
"""

from __future__ import annotations

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
    Markup,
    Note,
    Notice,
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
from pipeline.document.queries import (
    blocks_of,
    children,
    inlines_of,
    plain_text,
    positioned_text,
    sections,
    walk,
)
from pipeline.document.reading import parse
from pipeline.document.writing import to_pandoc

__all__ = [
    "Attributes",
    "Block",
    "BlockQuote",
    "BulletList",
    "Code",
    "CodeBlock",
    "Component",
    "DefinitionList",
    "Document",
    "Heading",
    "Image",
    "Inline",
    "LineBreak",
    "Link",
    "Markup",
    "Note",
    "Notice",
    "OrderedList",
    "Paragraph",
    "RawBlock",
    "RawInline",
    "Rule",
    "Span",
    "Styled",
    "Table",
    "TableCell",
    "TableRow",
    "Text",
    "blocks_of",
    "children",
    "inlines_of",
    "parse",
    "plain_text",
    "positioned_text",
    "sections",
    "to_pandoc",
    "walk",
]
