"""Articles as people have them: the same text in other formats, with the marks that each leaves out.

Input: a title and the blocks of an article. Output: files whose structure is known.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import (
    Block,
    BulletList,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    OrderedList,
    Paragraph,
    Table,
    plain_text,
    walk,
)


def plain_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Without components and pictures: what every format can hold."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Component):
            found += plain_blocks(block.blocks)
        elif not any(isinstance(node, Image) for node in walk([block])):
            found.append(block)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody saves text: the mark of an item, whether empty lines stand between blocks, where lines break."""

    bullet: str = "- "
    spaced: bool = False
    width: int = 0
    capitals: bool = False
    underlined: bool = False
    tabs: bool = False
    line_end: str = "\n"


STYLES = {
    "a dash alone": Style("-\n"),
    "bullets": Style("• "),
    "stars and tabs": Style("* ", spaced=True, tabs=True),
    "dashes": Style("– ", spaced=True),
    "wrapped": Style("- ", spaced=True, width=72),
    "capitals": Style("- ", spaced=True, capitals=True),
    "underlined": Style("* ", spaced=True, width=72, underlined=True),
    "Windows": Style("-\n", line_end="\r\n"),
}
NO_MARKS = Style("", tabs=True)


def text(title: str, blocks: Sequence[Block], style: Style) -> str:
    lines = [title, *(line for block in blocks for line in _lines(block, style))]
    return style.line_end.join("\n".join(lines).split("\n")) + style.line_end


def _filled(words: str, style: Style, indent: str = "") -> str:
    return textwrap.fill(words, style.width, subsequent_indent=indent) if style.width else words


def _lines(block: Block, style: Style) -> Iterator[str]:
    after = [""] if style.spaced else []
    match block:
        case Heading(level, content):
            words = plain_text(content).upper() if style.capitals else plain_text(content)
            yield from after
            yield words
            if style.underlined:
                yield ("=" if level < 2 else "-") * len(words)
            else:
                yield from after
        case Paragraph(content):
            yield _filled(plain_text(content), style)
            yield from after
        case BulletList(items) | OrderedList(items):
            for number, entry in enumerate(items, 1):
                mark = style.bullet if isinstance(block, BulletList) else f"{number}. "
                words = " ".join(plain_text(each) for each in entry if isinstance(each, Paragraph))
                yield mark + words if mark.endswith("\n") else _filled(mark + words, style, " " * len(mark))
                for inner in entry:
                    if isinstance(inner, BulletList | OrderedList):
                        yield from (f"  - {plain_text(each)}" for each in inner.items)
            yield from after
        case Table(head=head, rows=rows):
            cells = [
                [plain_text(cell.blocks) if cell.blocks else "" for cell in row.cells]
                for row in (*head, *rows)
            ]
            if style.tabs:
                yield from ("\t".join(row) for row in cells)
            else:
                yield f"| {' | '.join(cells[0])} |"
                yield "|" + "---|" * len(cells[0])
                yield from (f"| {' | '.join(row)} |" for row in cells[1:])
            yield from after
        case DefinitionList(entries):
            for term, definitions in entries:
                meaning = " ".join(plain_text(each) for inner in definitions for each in inner)
                yield _filled(f"{plain_text(term)}: {meaning}", style)
            yield from after
        case CodeBlock(code):
            yield code
            yield from after


def page(title: str, lang: str, body: str) -> str:
    """A web page with everything around an article that pages have."""
    return f"""<!doctype html><html lang="{lang}"><head><title>{title} | The Site</title>
<script>track()</script></head><body><a class="skip-link" href="#c">Skip to content</a>
<header class="site-header"><a class="logo">The Site</a><nav><ul><li><a href="/">Front page</a></li></ul></nav></header>
<div class="cookie-banner"><p>This site uses cookies.</p><ul><li>Necessary ones</li></ul></div>
<div class="columns"><div class="post-content"><h1>{title}</h1><div class="share-buttons"><a href="x">Tell others</a></div>
{body}<div class="related-posts"><h2>More to read</h2><ul><li><a href="y">Something else</a></li></ul></div></div>
<aside class="sidebar"><h2>Popular today</h2><ul><li><a href="z">Another one</a></li></ul></aside></div>
<footer><h2>Who we are</h2><p>All rights reserved.</p></footer></body></html>"""
