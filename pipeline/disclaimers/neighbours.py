"""A number and what it counts in two pieces: neighbouring cells, items of a list, paragraphs, a term and its definition.

Input: blocks, or the rows of a table; then a piece's text, what stands next to it, and what finds mentions. Output: what is next
to a piece; where its number is one. Must not: know a detector.

Why: readers take "450" and "kr" below each other for a sum.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.disclaimers.amounts import COUNTS, bare_number, follows, names_currency, percent_sign, priced
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.numbers import YEAR
from pipeline.document import (
    Block,
    BulletList,
    Component,
    Heading,
    Node,
    Notice,
    OrderedList,
    Paragraph,
    children,
    plain_text,
)

DIVISIBLE = frozenset({"money", "pay", "percentage", "dosage", "medical"})
Find = Callable[[str], Sequence[tuple[int, int]]]

# Units: characters. What holds a number alone, a unit alone, and a unit with what it is said of.
_NUMBER, _UNIT, _MOST = 40, 24, 40
_DIGIT = re.compile(r"\d")
# "A night costs 450", without anything behind it.
_LAST = re.compile(r"(?<![^\s(])\d[\d.,'’\s]*$")
# What a unit alone ends with.
_STOPS = " .!;,"
# "Amount: 450", "Currency: NOK".
_LABEL = re.compile(r"\s*[^\W\d][^\d:]{0,30}: ?")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands next to a piece, before it or `behind` it. Shape: of one that is `shared` nobody knows which number it belongs to."""

    text: str
    behind: bool
    shared: bool = False


def with_neighbours(blocks: Sequence[Node]) -> Iterator[tuple[Block, tuple[Neighbour, ...]]]:
    """Blocks, those of lists item by item, each paragraph or heading with what stands next to it."""
    flat = list(_flat(blocks))
    texts = [_text(block) for block in flat]
    for at, block in enumerate(flat):
        yield block, _beside(texts, at) if _DIGIT.search(texts[at]) or _ends_in_a_figure(block) else ()


def neighbours(blocks: Sequence[Block]) -> list[tuple[Neighbour, ...]]:
    """What stands next to each block of a surface; notices are not there for it."""
    texts = [_text(_shown(block)) for block in blocks]
    read = [at for at, block in enumerate(blocks) if not _is_notice(block)]
    order = [texts[at] for at in read]
    found: list[tuple[Neighbour, ...]] = [()] * len(blocks)
    for place, at in enumerate(read):
        if _DIGIT.search(texts[at]) or _ends_in_a_figure(_shown(blocks[at])):
            found[at] = _beside(order, place)
    return found


def _shown(block: Block) -> Block:
    """What stands on the surface, without the `only` around it."""
    while isinstance(block, Component) and block.name == "only" and len(block.blocks) == 1:
        block = block.blocks[0]
    return block


def _is_notice(block: Block) -> bool:
    block = _shown(block)
    return isinstance(block, Notice) or (isinstance(block, Component) and block.name == "disclaimer")


def _flat(blocks: Sequence[Node]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, BulletList | OrderedList):
            yield from _flat(tuple(children(block)))
        elif isinstance(block, Block):
            yield block


def _text(block: Block) -> str:
    """The text of a block that is hardly longer than a number or a unit."""
    if not isinstance(block, Paragraph | Heading) or len(block.content) > 2 * _MOST:
        return ""
    text = plain_text(block.content)
    return text if len(text) <= _MOST else ""


def _ends_in_a_figure(block: Block) -> bool:
    return (
        isinstance(block, Paragraph)
        and _DIGIT.match(plain_text(block.content[-1:]).rstrip()[-1:]) is not None
    )


def _beside(texts: Sequence[str], at: int) -> tuple[Neighbour, ...]:
    found = []
    for other, behind in ((at + 1, True), (at - 1, False)):
        if 0 <= other < len(texts) and texts[other].strip() and not _DIGIT.search(texts[other]):
            further = other + (1 if behind else -1)
            shared = 0 <= further < len(texts) and _DIGIT.search(texts[further]) is not None
            found.append(Neighbour(texts[other], behind, shared and not behind))
    return tuple(found)


def beside_title(title: str, blocks: Sequence[Block]) -> tuple[Neighbour, ...]:
    """What stands next to the title of a component, or whatever else is said above what it holds."""
    text = _text(blocks[0]) if blocks and len(title) <= _MOST and _DIGIT.search(title) else ""
    return (Neighbour(text, True),) if text.strip() and not _DIGIT.search(text) else ()


def definition_of(
    term: str, definition: Sequence[Block]
) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
    """What stands next to a term, and next to the first block of its definition."""
    text = _text(definition[0]) if definition else ""
    if len(term) > _MOST or not text:
        return (), ()
    return (
        (Neighbour(text, True),) if _DIGIT.search(term) and not _DIGIT.search(text) else (),
        (Neighbour(term, False),) if _DIGIT.search(text) and not _DIGIT.search(term) else (),
    )


def cells_beside(rows: Sequence[Sequence[str]], row: int, column: int) -> tuple[Neighbour, ...]:
    """What stands next to a cell with a number: in its row, and above and below it."""
    if not _DIGIT.search(rows[row][column]):
        return ()
    found = []
    for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        text = _cell(rows, row + down, column + right)
        if text and len(text) <= _UNIT and not _DIGIT.search(text):
            shared = _DIGIT.search(_cell(rows, row + 2 * down, column + 2 * right)) is not None
            found.append(Neighbour(text, down + right > 0, shared))
    return tuple(found)


def _cell(rows: Sequence[Sequence[str]], row: int, column: int) -> str:
    if not 0 <= row < len(rows) or not 0 <= column < len(rows[row]):
        return ""
    return rows[row][column].strip()


@functools.lru_cache(maxsize=4096)
def _may_count(text: str, lang: str, detector: str) -> bool:
    """Whether it may hold what a number is a sum, a share or a dose of. Why: most cells beside numbers are names."""
    if detector in ("money", "pay"):
        return names_currency(fold(text).text, lang)
    if detector == "percentage":
        return percent_sign(lang).search(f" {fold(text).text}") is not None
    return True


def _is_another(number: str, under: Sequence[str], lang: str) -> bool:
    """Whether a number beside a currency is a year or a count, by its looks and the head that it stands under."""
    year = YEAR.fullmatch(number.strip()) is not None and not any(priced(head, lang) for head in under[:1])
    return year or any(map(COUNTS.search, under[:1]))


def divided(
    text: str, near: Sequence[Neighbour], under: Sequence[str], lang: str, detector: str, find: Find
) -> tuple[tuple[int, int], ...]:
    """Where the number of a piece is a mention together with what stands next to it."""
    label = _LABEL.match(text)
    number = text[label.end() :] if label else text
    if not near or len(number) > _NUMBER or bare_number(number, lang) is None:
        return _ended(text, near, lang, detector, find)
    for one in near:
        # "Norway | NOK | 5.5" may tell how many live there.
        if (one.shared or (under and not one.behind)) and _is_another(number, under, lang):
            continue
        other = one.text
        if not _may_count(other, lang, detector):
            continue
        if one.behind and (named := _LABEL.match(other)):
            other = other[named.end() :]
        joined, border = (f"{text} {other}", len(text)) if one.behind else (f"{other} {text}", len(other))
        for start, end in find(joined):
            if not start < border < end - 1:
                continue
            if one.behind and other[:1].isalpha() and not follows(lang).match(joined, end):
                continue
            offset = 0 if one.behind else border + 1
            return ((max(0, start - offset), min(end - offset, len(text))),)
    return ()


def _ended(
    text: str, near: Sequence[Neighbour], lang: str, detector: str, find: Find
) -> tuple[tuple[int, int], ...]:
    """Where the number that ends a piece is a mention together with a unit that stands alone behind it: "A night costs 450", "NOK."."""
    if _LAST.search(text) is None:
        return ()
    first = max(0, len(text) - _MOST)
    for one in near:
        if not one.behind or len(one.text) > _UNIT or not _may_count(one.text, lang, detector):
            continue
        joined, border = f"{text[first:]} {one.text}", len(text) - first
        for start, end in find(joined):
            if start < border < end - 1 and not joined[end:].strip(_STOPS):
                return ((first + start, len(text)),)
    return ()
