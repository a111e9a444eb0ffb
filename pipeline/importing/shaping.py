"""From what a file holds to what an article may hold: one title, headings by level, components where they may stand.

Input: a draft's blocks and front matter. Output: the same with the title taken out. Pure but for the account.
Must not: lose a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.article import folded
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Heading,
    Inline,
    Link,
    OrderedList,
    Paragraph,
    Styled,
    Text,
    plain_text,
    walk,
)
from pipeline.document.nodes import NO_ATTRIBUTES
from pipeline.importing.handmade import LONGEST_HEADING, recovered

DEEPEST = 4


def shaped(blocks: Sequence[Block], title: str) -> tuple[str, tuple[Block, ...]]:
    """Title and body. An empty `title` is found in the text."""
    found = recovered([_inside(block) for block in blocks])
    found = [block for block in found if not (isinstance(block, Heading) and not _words(block))]
    headings = [block for block in found if isinstance(block, Heading)]
    top = next((block for block in headings if block.level == 1), None)
    tops = [block for block in headings if block.level == 1]
    chosen = top if top is not None and (len(tops) == 1 or _is_first(top, found)) else None
    chosen = chosen or (headings[0] if headings and found[0] is headings[0] else None)
    if not title and chosen is not None:
        title = _words(chosen)
        found = _without(found, chosen)
    elif not title and found and _is_title(found[0]) and len(found) > 1:
        title = " ".join(plain_text(found[0], alt=True).split())
        found = found[1:]
    elif title:
        # The same words once more at the top are the title again.
        again: Block | None = next((block for block in headings[:2] if _same(_words(block), title)), None)
        if again is None and found and isinstance(found[0], Paragraph) and _same(plain_text(found[0]), title):
            again = found[0]
        found = _without(found, again) if again is not None else found
    return title, tuple(_levelled(_linked(found)))


def _is_first(heading: Heading, blocks: Sequence[Block]) -> bool:
    """Whether no other heading stands above it."""
    return next(block for block in blocks if isinstance(block, Heading)) is heading


def _is_title(block: Block) -> bool:
    """Whether a first paragraph is the title of what follows."""
    words = plain_text(block).strip() if isinstance(block, Paragraph) else ""
    return 0 < len(words) <= LONGEST_HEADING and not re.search(r"[.!,;:。！，；：]$", words)


def _same(one: str, other: str) -> bool:
    return folded(one).casefold() == folded(other).casefold()


def _words(heading: Heading) -> str:
    return " ".join(plain_text(heading.content, alt=True).split())


def _without(blocks: Sequence[Block], which: Block) -> list[Block]:
    """The first block that is this one goes; a note in it stays as a paragraph."""
    at = next(index for index, block in enumerate(blocks) if block is which)
    return [*blocks[:at], *blocks[at + 1 :]]


def _levelled(blocks: Sequence[Block]) -> list[Block]:
    """Levels from 2 on, none skipped, none too deep."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    up = min(levels, default=2) - 2
    before = 1
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level - up, before + 1, DEEPEST)
            before = level
            block = replace(block, level=level)
        found.append(block)
    return found


# In these languages a heading may say how many parts it has.
_COUNTED: Mapping[str, Sequence[str]] = {
    "en": ("two", "three", "four", "five", "six", "seven", "eight"),
    "nb": ("to", "tre", "fire", "fem", "seks", "sju", "åtte"),
    "nn": ("to", "tre", "fire", "fem", "seks", "sju", "åtte"),
    "da": ("to", "tre", "fire", "fem", "seks", "syv", "otte"),
    "sv": ("två", "tre", "fyra", "fem", "sex", "sju", "åtta"),
    "de": ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht"),
    "nl": ("twee", "drie", "vier", "vijf", "zes", "zeven", "acht"),
    "fr": ("deux", "trois", "quatre", "cinq", "six", "sept", "huit"),
    "es": ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"),
    "it": ("due", "tre", "quattro", "cinque", "sei", "sette", "otto"),
    "pl": ("dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem"),
    "uk": ("два", "три", "чотири", "п'ять", "шість", "сім", "вісім"),
}
# Units: words.
_OF_ANY_LENGTH = 3
_MOST_PARTS = 10


def parted(blocks: Sequence[Block], lang: str | None) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks in which a heading right above others of its rank has them as its parts, and the words of such headings.

    Shape: its parts are the sections below it that are alike, two at least; if it says how many, so many. Others stay as
    they are: nobody but their author knows what belongs to what.
    """
    found = list(blocks)
    parents = []
    at = 0
    while at < len(found):
        heading = found[at]
        end = _end_of_parts(found, at, lang) if isinstance(heading, Heading) else at
        if isinstance(heading, Heading) and end > at:
            parents.append(_words(heading))
            for below in range(at + 1, end):
                if isinstance(part := found[below], Heading):
                    found[below] = replace(part, level=min(part.level + 1, DEEPEST))
        at += 1
    return tuple(found), tuple(parents)


def _end_of_parts(blocks: Sequence[Block], at: int, lang: str | None) -> int:
    """Where the parts of a heading end, or its own place where it has none."""
    heading, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if not (isinstance(heading, Heading) and isinstance(below, Heading) and heading.level == below.level):
        return at
    level = heading.level
    starts: list[int] = []
    end = at + 1
    while end < len(blocks) and not (isinstance(block := blocks[end], Heading) and block.level < level):
        starts += [end] if isinstance(block, Heading) and block.level == level else []
        if len(starts) > _MOST_PARTS + 1:
            break
        end += 1
    if level >= DEEPEST:
        return at
    ends = [*starts[1:], end]
    sections = [tuple(blocks[one:other]) for one, other in zip(starts, ends, strict=True)]
    alike = next((n for n in range(1, len(sections)) if not _alike(sections[:n], sections[n])), len(sections))
    if said := _count(_words(heading), lang):
        alike = said if alike >= said else 0
    return ends[alike - 1] if 1 < alike <= _MOST_PARTS else at


def _alike(above: Sequence[Sequence[Block]], section: Sequence[Block]) -> bool:
    """Whether a section is made as those above it are: of the same kinds of blocks, as long as they are, asking as they do."""

    def kinds(blocks: Sequence[Block]) -> set[str]:
        boxes = (Heading, Component, BlockQuote)
        return {type(block).__name__ for block in blocks[1:] if not isinstance(block, boxes)}

    def asks(blocks: Sequence[Block]) -> bool:
        return plain_text(blocks[0]).rstrip().endswith(("?", "？", "؟"))

    def size(blocks: Sequence[Block]) -> int:
        text = [block for block in blocks[1:] if isinstance(block, Paragraph)]
        return len(plain_text(tuple(text)).split()) if text else 0

    sizes = [size(each) for each in above]
    near = min(sizes) / 2 - _OF_ANY_LENGTH <= size(section) <= max(sizes) * 2
    return (
        bool(kinds(section))
        and kinds(above[0]) == kinds(section)
        and near
        and all(asks(each) == asks(section) for each in above)
    )


def _count(heading: str, lang: str | None) -> int:
    """How many parts a heading says that it has, or 0."""
    names = _COUNTED.get((lang or "").split("-")[0], ())
    for word in re.findall(r"[\w'’]+", heading.lower().replace("’", "'"))[:4]:
        if word in names:
            return names.index(word) + 2
        if re.fullmatch(r"[2-9]", word):
            return int(word)
    return 0


def _linked(blocks: Sequence[Block]) -> list[Block]:
    """Ids only where a link leads to them; links that lead nowhere become text."""
    wanted = {node.url[1:] for node in walk(blocks) if isinstance(node, Link) and node.url.startswith("#")}
    there = {block.attributes.id for block in blocks if isinstance(block, Heading) and block.attributes.id}
    kept: set[str] = set()
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            name = block.attributes.id
            good = name in wanted and name not in kept and name.replace("-", "").replace("_", "").isalnum()
            kept |= {name} if good else set()
            block = replace(block, attributes=Attributes(name) if good else NO_ATTRIBUTES)
        found.append(block)
    return [_unlinked(block, there & kept) for block in found]


def _unlinked(block: Block, there: set[str]) -> Block:
    from pipeline.importing.changing import with_inlines

    def change(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        result: list[Inline] = []
        for node in inlines:
            if isinstance(node, Link) and node.url.startswith("#") and node.url[1:] not in there:
                result += node.content
            else:
                result.append(node)
        return tuple(result)

    return with_inlines(block, change)


def _inside(block: Block) -> Block:
    """Headings in lists, quotations, boxes and cells become strong lines."""
    match block:
        case BlockQuote(inner):
            return replace(block, blocks=_strong(inner))
        case Component(inner):
            return replace(block, blocks=_strong(inner))
        case BulletList(items) | OrderedList(items):
            return replace(block, items=tuple(_strong(entry) for entry in items))
        case DefinitionList(entries):
            return replace(
                block,
                entries=tuple(
                    (term, tuple(_strong(definition) for definition in definitions))
                    for term, definitions in entries
                ),
            )
        case _:
            return block


def _strong(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(
        Paragraph((Styled("Strong", (Text(_words(block)),)),))
        if isinstance(block, Heading)
        else _inside(block)
        for block in blocks
    )
