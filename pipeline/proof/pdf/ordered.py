"""Whether the text of a page stands as it is read: upright, letter behind letter, line below line, column beside column.

Input: the pages of a `File`. Output: what stands otherwise, each the end of "…, found". Must not: know what is owed.

Why: a file says its text in some order, and draws it wherever it likes. Two prices that change places, or two letters, leave
every word where the proof finds it, and say something else to whoever looks at the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.diagnostics import quoted
from pipeline.proof.bidi import Direction
from pipeline.proof.pdf.pages import Box, Page, Piece, char_box, origin, union

# What is smaller is not meant to be read: a note's mark in small print has more. Units: share of the size of most text.
SMALLEST = 0.45
# How far letters may be wider than they are high. Units: shares.
SQUEEZED = 0.02
# What of a letter may stand on the one before, or of a line on the line above. Units: shares of the size.
SLACK = 0.3
# Letters that are smaller, and stand higher or lower, are raised or lowered. Units: share of the size of those before.
RAISED = 0.9
# So many are told of a page.
MOST = 3
# Of an item of a list.
NUMBER = re.compile(r"\(?(?:\d{1,3}|[^\W\d])[.)]|[•–·▪◦]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page, or a line that is only said. Shape: `first` and `end` are its characters; `said` tells the second; `base` is where
    its letters stand. Units: pt.
    """

    text: str
    box: Box
    base: float
    mark: int
    first: int
    end: int
    said: bool


def words(page: Page) -> Iterator[Word]:
    """The words of a page in the order in which it says them."""
    fragments: set[int] = set()
    start = -1
    for at, mark in enumerate((*page.marks, -1)):
        inside = mark >= 0 and not page.characters[at].isspace()
        if inside and (fragment := page.fragment(at)) is not None:
            number = page.within[at]
            if number not in fragments:
                fragments.add(number)
                end = fragment.start + len(fragment.text)
                # Marks stand higher or lower.
                base = Counter(round(y, 3) for _, _, y in fragment.glyphs).most_common(1)[0][0]
                yield Word(fragment.text, fragment.box, base, mark, fragment.start, end, True)
            inside = False
        if start >= 0 and (not inside or mark != page.marks[start]):
            box = union([char_box(page, start), char_box(page, at - 1)])
            base = origin(page, start)[1]
            yield Word(page.characters[start:at], box, base, page.marks[start], start, at, False)
            start = -1
        if inside and start < 0:
            start = at


def disordered(page: Page, said: list[Word], direction: Direction, body: float) -> list[str]:
    """What of a page's words stands otherwise than it is said. Units: `body` in pt."""
    found: dict[str, None] = {}
    for word in said:
        marks = page.fragments[page.within[word.first]].pieces if word.said else (word.mark,)
        if problem := next(filter(None, (_drawn(page.pieces[mark], body) for mark in marks)), None):
            found[f"{quoted(word.text[:40])} {problem}"] = None
        elif not word.said and _shuffled(page, word):
            found[f"the letters of {quoted(word.text[:40])} in another order"] = None
    found |= dict.fromkeys(
        f"{quoted(text[:40])} before what it is read behind" for text in _before(page, said, direction)
    )
    return list(found)[:MOST]


def _drawn(piece: Piece, body: float) -> str | None:
    """What is wrong with how a text object is drawn."""
    a, b, c, d = piece.matrix
    unit = piece.unit
    if a * unit <= 0 or d * unit <= 0 or abs(b) > 0.01 * abs(a) or abs(c) > 0.01 * abs(d):
        return "turned or mirrored"
    if abs(a / d - 1) > SQUEEZED:
        return "wider or narrower than its letters are"
    if piece.mode != 0:
        return f"in the text render mode {piece.mode}"
    if piece.alpha < 255:
        return f"with {piece.alpha / 255:.0%} opacity"
    if piece.size < SMALLEST * body:
        return f"in letters of {piece.size:.1f} pt"
    return None


def _shuffled(page: Page, word: Word) -> bool:
    """Whether some letter stands before the one in front of it."""
    size = page.pieces[word.mark].size
    places = [origin(page, at)[0] for at in range(word.first, word.end)]
    return any(right < left - 0.1 * size for left, right in pairwise(places))


def _before(page: Page, said: list[Word], direction: Direction) -> Iterator[str]:
    """Words that stand above or before others which are said first, and are not in a column behind these.

    Why: whatever the layout, text goes on to the right of all that stands as low, or lower: lines, cells and columns do.
    Two pieces that change places cannot both.
    """
    # Of what was said so far: how low, and how far it reaches, without what stands higher and reaches less far.
    edges: list[tuple[float, float]] = []
    line: tuple[float, float] | None = None
    for word in said:
        piece = page.pieces[word.mark]
        # The number of an item may be drawn behind its text, and a sign by itself says nothing.
        if piece.artifact or NUMBER.fullmatch(word.text) or not any(map(str.isalnum, word.text)):
            continue
        raised = line and piece.size < RAISED * line[1] and 0 < abs(word.base - line[0]) < line[1]
        if raised and direction == "rtl":
            # "120 m²" is read from left to right there too.
            continue
        line = word.base, piece.size
        left, _, right, _ = word.box
        if direction == "rtl":
            left, right = -right, -left
        base, slack = word.base, SLACK * piece.size
        beside = base - slack if direction == "rtl" and not word.said else base + slack
        if any(low <= beside and reach > left + slack for low, reach in edges):
            yield word.text
        edges = [(low, reach) for low, reach in edges if low < base or reach > right]
        edges.append((base, right))
