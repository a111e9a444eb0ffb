"""Whether words of the text are as far apart as they are written, and their letters on one line: "now here" is not "nowhere", nor 48 the eighth power of 4.

Input: where the runs of an article stand in a `File`. Output: what is set otherwise, each the end of "…, found". Must not: look for the text.

Why: text is looked for without its white space, which layout puts and takes away at every line's end. So what is drawn between two letters
has to be asked by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple
from unicodedata import bidirectional

from pipeline.diagnostics import quoted
from pipeline.proof.pdf.pages import File, Page, origin
from pipeline.proof.pdf.spoken import room
from pipeline.proof.sighting import shaped
from pipeline.proof.stream import SOFT, Span, Stream, squeezed_text

# How much farther than its room a letter may be from the next one of its word: kerning, fractions. Units: shares of the size.
CLOSER, FARTHER = 0.25, 0.13
# How far apart words are at least: before a T some faces move letters closer. Units: share of the size.
LEAST = 0.06
# What stands further away is in another column, or on another line. Units: sizes.
ASIDE = 3.0
# How much higher or lower a letter may stand than the one before it: rounding. Units: share of the size.
LEVEL = 0.04
# What is further up or down is on another line. Units: share of the size.
LINE = 0.75
# So many are told of a file.
MOST = 4


def apart(
    texts: Iterable[str],
    places: Iterable[tuple[Span, ...] | None],
    stream: Stream,
    file: File,
    raised: Collection[str],
) -> Iterator[str]:
    """Letters and words of texts that stand otherwise beside one another than they are written; letters of the text `raised` may be higher or lower."""
    lifted = frozenset("".join(raised))
    turned = {page.name: _turned(page) for page in file.pages}
    count = 0
    for text, place in zip(texts, places, strict=True):
        at = [index for span in place or () for index in range(span.start, span.end)]
        ends = frozenset(accumulate(len(squeezed_text(word)) for word in text.split()))
        if len(at) != max(ends, default=0):
            continue
        letters = (_letter(*file.at(stream.origin[index])) for index in at)
        for number, (first, second) in enumerate(pairwise(letters), 1):
            if first is None or second is None or first.page is not second.page:
                continue
            page = first.page
            if found := _between(
                first, second, words=number in ends, lifted=lifted, turned=turned[page.name]
            ):
                around = "".join(page.characters[max(0, first.at - 12) : second.at + 12].split("\n"))
                yield f"{found} in {quoted(' '.join(around.replace(SOFT, '').split()))} ({page.name})"
                count += 1
                if count == MOST:
                    return


class _Letter(NamedTuple):
    """A letter as it is drawn. Shape: `glyph` is PDFium's. Units: pt."""

    page: Page
    at: int
    glyph: int
    x: float
    y: float

    @property
    def size(self) -> float:
        return self.page.pieces[self.page.marks[self.at]].size

    @property
    def character(self) -> str:
        return self.page.characters[self.at]


def _between(
    first: _Letter, second: _Letter, *, words: bool, lifted: frozenset[str], turned: frozenset[int]
) -> str | None:
    """What is wrong with how a letter stands beside the one before it, which ends a word or does not."""
    # Of letters that are drawn as one all stand in one place.
    if first.x == second.x:
        return None
    if turned and any(round(letter.y) + near in turned for letter in (first, second) for near in (-1, 0, 1)):
        return None
    size, higher = max(first.size, second.size), abs(second.y - first.y)
    if higher > LINE * size:
        return None
    # From the place of the second: the foot of a slanted j, and the tail of an f, reach back below the letter before it.
    gap = (second.x - room(first.page.text, [first.glyph])[1]) / size
    if not -ASIDE < gap < ASIDE:
        return None
    if words:
        return "no space" if gap < LEAST else None
    if first.character == SOFT:
        return None
    if not -CLOSER <= gap <= FARTHER:
        return f"letters {gap:+.2f} em further apart than one word's"
    if higher > LEVEL * size and not {first.character, second.character} & lifted:
        return "letters higher or lower than those beside them"
    return None


def _turned(page: Page) -> frozenset[int]:
    """The baselines of lines on which letters of a script that runs from right to left stand. Units: pt.

    Why: PDFium tells the letters of such a line in an order of its own, the others on it too.
    """
    lines = set()
    letters = {character for character in set(page.characters) if bidirectional(character) in ("R", "AL")}
    for at, character in enumerate(page.characters if letters else ""):
        if character in letters:
            fragment = page.fragment(at)
            if fragment is not None and fragment.glyphs:
                lines.add(round(fragment.glyphs[0][2]))
            elif fragment is None and page.indexes[at] >= 0:
                lines.add(round(origin(page, at)[1]))
    return frozenset(lines)


def _letter(page: Page, at: int) -> _Letter | None:
    """What is drawn for a character; None on a line that has other glyphs than letters."""
    fragment = page.fragment(at)
    if fragment is None:
        index = page.indexes[at]
        return _Letter(page, at, index, *origin(page, at)) if index >= 0 else None
    if len(fragment.indexes) != len(fragment.text) or shaped(fragment.text):
        return None
    number = at - fragment.start
    _, x, y = fragment.glyphs[number]
    return _Letter(page, at, fragment.indexes[number], x, y)
