"""Whether words of the text are as far apart as they are written, and their letters on one line: "now here" is not "nowhere", nor 48 the eighth power of 4.

Input: where the runs of an article stand in a `File`. Output: what is set otherwise, each the end of "…, found". Must not: look for the text.

Why: text is looked for without its white space, which layout puts and takes away at every line's end. So what is drawn between two letters
has to be asked by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate, pairwise
from unicodedata import bidirectional

from pipeline.diagnostics import quoted
from pipeline.proof.examine import shaped
from pipeline.proof.pdf.pages import File, Page, origin
from pipeline.proof.pdf.spoken import room
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
        for number, (first, second) in enumerate(pairwise(at), 1):
            (page, left), (other, right) = (file.at(stream.origin[index]) for index in (first, second))
            if page is not other:
                continue
            if found := _between(
                page, left, right, words=number in ends, lifted=lifted, turned=turned[page.name]
            ):
                around = "".join(page.characters[max(0, left - 12) : right + 12].split("\n"))
                yield f"{found} in {quoted(' '.join(around.replace(SOFT, '').split()))} ({page.name})"
                count += 1
                if count == MOST:
                    return


def _between(
    page: Page, left: int, right: int, *, words: bool, lifted: frozenset[str], turned: frozenset[int]
) -> str | None:
    """What is wrong with how a letter stands beside the one before it, which ends a word or does not."""
    first, second = _drawn(page, left), _drawn(page, right)
    if first is None or second is None:
        return None
    (before, x, line), (_, further, level) = first, second
    # Of letters that are drawn as one all stand in one place.
    if x == further:
        return None
    if any(round(height) + near in turned for height in (line, level) for near in (-1, 0, 1)):
        return None
    size = max(page.pieces[page.marks[at]].size for at in (left, right))
    if abs(level - line) > LINE * size:
        return None
    # From the place of the second: the foot of a slanted j, and the tail of an f, reach back below the letter before it.
    gap = (further - room(page.text, [before])[1]) / size
    if not -ASIDE < gap < ASIDE:
        return None
    if words:
        return "no space" if gap < LEAST else None
    if page.characters[left] == SOFT:
        return None
    if not -CLOSER <= gap <= FARTHER:
        return f"letters {gap:+.2f} em further apart than one word's"
    if abs(level - line) > LEVEL * size and not {page.characters[left], page.characters[right]} & lifted:
        return "letters higher or lower than those beside them"
    return None


def _turned(page: Page) -> frozenset[int]:
    """The baselines of lines on which letters of a script that runs from right to left stand. Units: pt.

    Why: PDFium tells the letters of such a line in an order of its own, the others on it too.
    """
    lines = set()
    for at, character in enumerate(page.characters):
        if bidirectional(character) in ("R", "AL"):
            fragment = page.fragment(at)
            if fragment is not None and fragment.glyphs:
                lines.add(round(fragment.glyphs[0][2]))
            elif fragment is None and page.indexes[at] >= 0:
                lines.add(round(origin(page, at)[1]))
    return frozenset(lines)


def _drawn(page: Page, at: int) -> tuple[int, float, float] | None:
    """PDFium's number of a letter, and where it stands; None for one of a line that has other glyphs than letters."""
    fragment = page.fragment(at)
    if fragment is None:
        index = page.indexes[at]
        return (index, *origin(page, at)) if index >= 0 else None
    if len(fragment.indexes) != len(fragment.text) or shaped(fragment.text):
        return None
    number = at - fragment.start
    _, x, y = fragment.glyphs[number]
    return fragment.indexes[number], x, y
