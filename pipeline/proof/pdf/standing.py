"""Where a disclaimer stands on a page: beside what it qualifies, at the foot, alone on its lines.

Input: a `File` and places in its text. Output: what is wrong, in words. Must not: look for the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.proof.pdf.pages import Box, File, Line, Page, bounds, char_box, lines_of, origin, union
from pipeline.proof.sighting import STOPS
from pipeline.proof.stream import SOFT, Span, Stream, squeezed_text

MM = 25.4 / 72
# A disclaimer further than this below the text that it qualifies is not next to it. Units: pt.
NEXT_TO = 40 / MM
# How far back a table row is looked for that ends where a disclaimer begins. Units: characters, pt.
ROW_CHARACTERS = 300
ROW_HEIGHT = 45.0


def continues(page: Page, last: int) -> str:
    """Text that goes on behind the wording on the same line."""
    following = page.characters[last + 1 : last + 60].split("\n", 1)[0].strip().strip(SOFT)
    if not following:
        return ""
    behind = next(
        (
            at
            for at in range(last + 1, len(page.marks))
            if page.marks[at] >= 0 and not page.characters[at].isspace()
        ),
        None,
    )
    if behind is None:
        return ""
    size = page.pieces[page.marks[last]].size
    (_, first_y), (_, second_y) = origin(page, last), origin(page, behind)
    here, there = char_box(page, last), char_box(page, behind)
    apart = max(there[0] - here[2], here[0] - there[2])
    return following[:40] if abs(first_y - second_y) < 0.4 * size and -size < apart < 3 * size else ""


def precedes(page: Page, first: int, labels: frozenset[str]) -> str:
    """Text that stands before the wording on the same line, but for a label. Shape: `labels` are squeezed."""
    text = squeezed_text("".join(page.characters[at] for at in reversed(_before(page, first))))
    return "" if text.rstrip(STOPS) in labels else text[-40:]


def _before(page: Page, first: int) -> list[int]:
    """The characters that stand before one on its line, the nearest first."""
    size = page.pieces[page.marks[first]].size
    (_, baseline), edge = origin(page, first), char_box(page, first)
    before: list[int] = []
    # Of what is only said, all characters stand in one place.
    within = page.fragment(first)
    for at in range(first - 1, max(-1, first - 400), -1):
        if page.marks[at] < 0 or page.characters[at].isspace():
            continue
        fragment = page.fragment(at)
        if fragment is not None and fragment is within:
            before.append(at)
            continue
        within = fragment
        box = char_box(page, at)
        apart = max(edge[0] - box[2], box[0] - edge[2])
        if abs(origin(page, at)[1] - baseline) >= 0.4 * size or not -size < apart < 3 * size:
            break
        before.append(at)
        edge = box
    return before


def far(stream: Stream, file: File, page: Page, before: Span, first: Line) -> str:
    """How the text that a disclaimer qualifies lies from it, if it is not right above. Units: pt."""
    boxes = []
    for at in stream.characters(before):
        other, index = file.at(at)
        if other is page and page.marks[index] >= 0 and not page.characters[index].isspace():
            boxes.append((origin(page, index)[1], char_box(page, index)))
    if not boxes:
        return ""
    # Its last line is what the disclaimer stands next to.
    baseline = boxes[-1][0]
    last = union([box for y, box in boxes if abs(y - baseline) < 3])
    drop = last[1] - first.box[3]
    if drop < -1.0:
        return f"it {-drop * MM:.0f} mm higher than the end of that text"
    if drop > NEXT_TO:
        return f"it {drop * MM:.0f} mm below"
    # Sideways the whole table row counts, or the last lines of a paragraph: what comes just before in the file.
    around = [box for _, box in boxes]
    for at in range(
        stream.characters(before).start - 1, max(-1, stream.characters(before).start - ROW_CHARACTERS), -1
    ):
        other, index = file.at(at)
        if other is not page:
            break
        if page.marks[index] < 0 or page.characters[index].isspace():
            continue
        if abs(origin(page, index)[1] - baseline) > ROW_HEIGHT:
            break
        around.append(char_box(page, index))
    beside = union(around)
    # The label, which can be longer than the text above it, is part of the disclaimer's first line.
    box = union([first.box, *(char_box(page, at) for at in _before(page, first.characters[0]))])
    aside = max(box[0] - beside[2], beside[0] - box[2])
    if aside > NEXT_TO:
        return f"it {aside * MM:.0f} mm beside"
    return ""


def behind(stream: Stream, file: File, page: Page, first: Sequence[Span], box: Box) -> str:
    """The article's first words, if they stand above what is to be read before them."""
    characters = [file.at(index) for span in first for index in stream.characters(span)]
    here = [
        at
        for other, at in characters
        if other is page and page.marks[at] >= 0 and not page.characters[at].isspace()
    ]
    if not here:
        return ""
    lines = lines_of(page, here)
    edges = union([line.box for line in lines])
    # Beside each other they may begin as they like.
    if edges[2] <= box[0] or box[2] <= edges[0] or lines[0].box[3] <= box[3]:
        return ""
    return "".join(page.characters[at] for at in range(here[0], here[-1] + 1))


def lowest(stream: Stream, file: File, spans: Iterable[Span]) -> dict[int, float]:
    """How far down the text of some spans goes on each page. Units: pt from the page's foot, pages from 0."""
    found: dict[int, float] = {}
    for span in spans:
        marks: set[tuple[int, int]] = set()
        for index in stream.characters(span):
            page, at = file.at(index)
            if page.marks[at] >= 0:
                marks.add((page.number, page.marks[at]))
        for number, mark in marks:
            bottom = bounds(file.pages[number].pieces[mark])[1]
            found[number] = min(found.get(number, bottom), bottom)
    return found


# How high the feet of a page may reach that hold disclaimers. Units: pt.
FOOT = 95 / MM


def not_at_foot(page: Page, box: Box, lowest: float | None) -> str:
    """How a running disclaimer stands, if it is not at the foot of its page, under all text."""
    _, bottom, _, top = page.box
    if (box[1] + box[3]) / 2 > (bottom + top) / 2 or box[1] - bottom > FOOT:
        return f"it {(box[1] - bottom) * MM:.0f} mm above its foot"
    if lowest is not None and lowest < box[3] - 1.0:
        return f"text of the article {(box[3] - lowest) * MM:.0f} mm lower than its first line"
    return ""


# ── figures

# A note's mark is smaller than the words before it. Units: share of their size.
SMALLER = 0.85
# What stands no further from it is beside a figure; what stands no nearer is not one number with it. Units: sizes.
BESIDE, APART = 2.5, 0.8
# As near to the number of an item may be what stands in the column before its own. Units: sizes.
GUTTER = 1.4
# Where its number is at the foot of a page. Units: share of its height.
LOW = 0.15
# No sign behind a figure is wider. Units: sizes.
SIGN = 0.35
# As much higher than the words of its line a note's mark may stand.
RAISED = 0.6
# What stands behind the number of an item, and how far up and down the lines around it are looked at. Units: sizes.
ITEM_STOPS, AROUND = (".", ")"), 4.5
# What may stand between two marks.
_COMMAS = ",،、，"
# One that is no smaller is higher by as much. Units: sizes.
RAISED_AT_LEAST = 0.35


def counts(file: File, index: int, figure: str, notes: int, direction: str) -> bool:
    """Whether a figure between words of the article counts something: a note's mark, or before an item of a list.

    Why: behind a number, or close before one, it would make another number of it, wherever in the file it is drawn.
    """
    page, at = file.at(index)
    if page.marks[at] < 0:
        return True
    size, (_, baseline), here = page.pieces[page.marks[at]].size, origin(page, at), _whole(page, at, figure)
    # As the eye has it: on which side lines begin.
    sign = -1.0 if direction == "rtl" else 1.0
    starts, ends = sorted((sign * here[0], sign * here[2]))
    ends -= _behind(page, at, figure, sign, size)
    own = set(range(at, at + len(figure)))
    # At the foot of a page its number may stand as near to what else is there.
    low = baseline - page.box[1] < LOW * (page.box[3] - page.box[1])
    folio = low and page.pieces[page.marks[at]].artifact and figure == str(page.number + 1)
    near: tuple[float, int] | None = None
    digits = item = False
    stop = at + len(figure) if page.characters[at + len(figure) :][:1] in ITEM_STOPS else -1
    for other, mark in enumerate(page.marks):
        if mark < 0 or other in own or other == stop or page.characters[other].isspace():
            continue
        larger = max(size, page.pieces[mark].size)
        if abs(origin(page, other)[1] - baseline) > RAISED * larger:
            continue
        box = char_box(page, other)
        first, last = sorted((sign * box[0], sign * box[2]))
        if last <= starts + 0.1 * size and starts - last < (APART if folio else BESIDE) * size:
            if near is None or last > near[0]:
                near = last, other
        elif -0.1 * size < first - ends < APART * size and page.characters[other].isdigit():
            digits = True
        elif stop >= 0 and -0.1 * size < first - ends < (SIGN + APART) * size:
            item = True
    if near is None:
        return not digits
    last, other = near
    room = starts - last
    if not digits and (
        (item and room > GUTTER * size)
        or (room >= APART * size and _begins_column(page, at, figure, starts, sign))
    ):
        return True
    beside = page.pieces[page.marks[other]].size
    # In large print it may be no smaller than its words.
    raised = baseline - origin(page, other)[1] > RAISED_AT_LEAST * size
    if not figure.isdecimal() or int(figure) > notes:
        return False
    return size < SMALLER * beside or raised or _next_mark(file, index - at + other, figure, notes, direction)


def _next_mark(file: File, last: int, figure: str, notes: int, direction: str) -> bool:
    """Whether a figure follows the mark of the note before its own, which ends at a place in the file."""
    page, end = file.at(last)
    before, stop = str(int(figure) - 1), end + 1
    # Between two marks is a space, or a comma of the author's; without it they are one number.
    parted = page.characters[stop : stop + 1].isspace() or page.characters[end] in _COMMAS
    if page.characters[end] in _COMMAS:
        stop = len(page.characters[:end].rstrip())
    first = stop - len(before)
    if first < 1 or not parted or page.characters[first - 1 : stop] != page.characters[first - 1] + before:
        return False
    if page.characters[first - 1].isdigit():
        return False
    return counts(file, last - end + first, before, notes, direction)


def _begins_column(page: Page, at: int, figure: str, starts: float, sign: float) -> bool:
    """Whether an item's number, with its stop, begins a line of a further column: lines around it leave the same room before it.

    Why: in clear print the room between two columns is no wider than what a figure added behind words may keep.
    """
    if page.characters[at + len(figure) : at + len(figure) + 1] not in ITEM_STOPS:
        return False
    size, (_, baseline) = page.pieces[page.marks[at]].size, origin(page, at)
    before = after = False
    for other, mark in enumerate(page.marks):
        if mark < 0 or page.characters[other].isspace():
            continue
        if not RAISED * size < abs(origin(page, other)[1] - baseline) < AROUND * size:
            continue
        box = char_box(page, other)
        first, last = sorted((sign * box[0], sign * box[2]))
        if first < starts - 0.1 * size and last > starts - APART * size:
            return False
        before, after = before or last < starts, after or first >= starts - 0.1 * size
    return before and after


def _behind(page: Page, at: int, figure: str, sign: float, size: float) -> float:
    """How much room the signs behind a figure take that are said together with it: "2." is one box. Units: pt."""
    fragment = page.fragment(at)
    if fragment is None:
        return 0.0
    signs = len(fragment.text) - (at - fragment.start) - len(figure)
    left = sorted(x for _, x, _ in fragment.glyphs)
    # Only where each of its characters is drawn.
    if signs <= 0 or len(left) != len(fragment.text):
        return 0.0
    room = left[signs] - fragment.box[0] if sign < 0 else fragment.box[2] - left[-signs]
    return min(room, signs * SIGN * size)


def _whole(page: Page, at: int, figure: str) -> Box:
    marked = (one for one in range(at, min(at + len(figure), len(page.marks))) if page.marks[one] >= 0)
    return union([char_box(page, one) for one in marked])
