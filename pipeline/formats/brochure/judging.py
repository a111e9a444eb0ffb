"""What was laid out, judged: why a form does not hold an article, how well its pages break, and which size of type is likely to.

Input: a `Fitted`. Output: an `Excess`, lines, shares and likely sizes, in plain values. Must not: lay out anything, or choose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.engines.survey import Line, Page
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.fitting import MM_PER_PT, Fitted, parted, runs_over
from pipeline.formats.brochure.forms import PANEL_NAMES, PANELS

# An empty share of a page that is worth the division of a table.
HOLLOW = 0.5
# Lines of a section before that may not begin a page of a flyer.
HANGING_LINES = 7
# The room of a flyer's text grows with this power of its type: more than its height, less than its area.
GROWTH = 1.7
# How high a line is, in a flyer and on a tri-fold's panels.
LEADING, PANELS_LEADING = 1.45, 1.34
# How much of its panels a tri-fold's text usually fills: what stands together leaves rests.
PACKED = 0.84
# How much of the lines that are too many a smaller type has to save: with the first of them, what stands together comes back too.
SAVED = 0.4
# What a line takes of a column's height when the lines before it move up in all columns.
MOVING = 0.75
# What fills less of its page than that is no good end of a text or of a chapter.
GOOD_END = 0.45
# What pages that have no text count for among holes: lines to write on, each further page; and each point of a smaller type.
FIRST_FREE, FURTHER_FREE, SMALLER = 0.1, 0.15, 0.15
# Lines of sources and notes with what stands between them, and their headings. Units: mm.
SOURCE_MM, TITLE_MM = 4.3, 15.0
# What a smaller picture may save of a page, and how much of its holes a booklet whose lists may divide.
SAVED_BY_PICTURE, SAVED_OF_HOLES = 0.07, 0.5
# How much of its pages a booklet's text fills at most: what stands together leaves rests.
FULL = 0.95
_BODIES = ("trifold-panel", "booklet")


@dataclass(frozen=True, slots=True)
class Excess:
    """Why a form does not hold an article. Shape: `text` is the first line too many; `lines` how many there are, 0 where it is no matter of lines."""

    form: str
    where: str
    text: str = ""
    lines: int = 0
    problem: str = ""

    @property
    def reason(self) -> str:
        needs = f"{self.lines} line{'' if self.lines == 1 else 's'} too many on {self.where}"
        return f"{self.form}: {self.problem or needs}"


def too_many(pages: int, most: int) -> Excess:
    return Excess("booklet", "", problem=f"it would need at least {pages} pages, and may have {most}")


def six(fitted: Fitted) -> Excess | None:
    """What keeps a tri-fold from being a cover, up to four panels and a back."""
    layout = fitted.layout
    for name, most, where in (("cover", 1, 0), ("panel", PANELS, 4), ("back", 1, 5)):
        pages = pages_named(layout, f"trifold-{name}")
        if len(pages) > most:
            rows = rows_on(layout, pages[most:])
            return Excess("trifold", PANEL_NAMES[where], rows[0].text if rows else "", max(len(rows), 1))
    return damage(fitted)


def over(fitted: Fitted, limit: int) -> Excess:
    """What a flyer has too many."""
    layout, form = fitted.layout, fitted.setting.form
    rows = rows_on(layout, range(limit, layout.page_count))
    if rows:
        return Excess(form, f"page {limit}", rows[0].text, len(rows))
    return damage(fitted) or Excess(form, "", problem="a table that divides")


def damage(fitted: Fitted) -> Excess | None:
    """What a form cannot hold, however much room there is."""
    layout, form = fitted.layout, fitted.setting.form
    if fitted.restless:
        return Excess(form, "", problem="a table's words are wider than its columns")
    for line in layout.lines:
        if runs_over(line, layout):
            return Excess(form, f"page {line.page + 1}", line.text, 1)
    for _, _, line in parted(layout):
        return Excess(form, "", line.text, problem="a heading or a disclaimer would be parted from its text")
    return None


def pages_named(layout: Layout, name: str) -> list[int]:
    return [number for number, page in enumerate(layout.pages) if page.name == name]


def rows_on(layout: Layout, pages: Sequence[int]) -> list[Line]:
    """The first piece of each line of text on some pages."""
    found: dict[tuple[int, float], Line] = {}
    for line in layout.lines:
        if line.page in pages and not line.margin:
            found.setdefault((line.page, round(line.y, 1)), line)
    return list(found.values())


def outgrown(smallest: Fitted, size: float, pages: int) -> bool:
    """Whether a larger type needs more height than there is.

    Why: no paragraph has fewer lines in a larger type, each line is higher, and no gap is smaller.
    """
    return filled(smallest, size) > 1.02 * pages


def likely_size(fitted: Fitted, sizes: Sequence[float]) -> int:
    """The first of some sizes in which a tri-fold's panels are likely to hold the text; else the last."""
    return _within(fitted, sizes, 0, PACKED * (PANELS + 1))


def relieving(tried: Fitted, lacks: Excess, sizes: Sequence[float], first: int) -> int:
    """The first of some sizes, from a number on, in which the lines that a tri-fold's panels do not hold are likely to have room."""
    size = tried.setting.size
    over = lacks.lines * PANELS_LEADING * size * MM_PER_PT / _room(tried.layout.pages[1])
    return _within(tried, sizes, first, filled(tried, size) - SAVED * over)


def _within(fitted: Fitted, sizes: Sequence[float], first: int, room: float) -> int:
    return next(
        (index for index in range(first, len(sizes)) if filled(fitted, sizes[index], GROWTH) <= room),
        max(first, len(sizes) - 1),
    )


def filled(fitted: Fitted, size: float, growth: float = 1.0) -> float:
    """How many panels the text takes in another type, if its lines grow with that power of it."""
    layout = fitted.layout
    texts = [number for number, page in enumerate(layout.pages) if number]
    used = sum(layout.pages[number].used - layout.pages[number].top for number in texts)
    rows = sum(
        line.height for line in rows_on(layout, texts) if abs(line.size_pt - fitted.setting.size) < 0.01
    )
    lines = ((size / fitted.setting.size) ** growth - 1) * rows
    return (used + lines) / _room(layout.pages[texts[0]]) if texts else 0.0


def _room(page: Page) -> float:
    return page.bottom - page.top


def roughness(fitted: Fitted) -> float:
    """The largest share that stays empty of a page of text before the last; of the last, what it lacks of a good end."""
    pages = [page for page in fitted.layout.pages if page.name in _BODIES]
    ends = {id(fitted.layout.pages[number]) for number in fitted.ends}
    holes = [1 - page.share for page in pages[:-1] if id(page) not in ends]
    return max([*holes, *(0.6 - page.share for page in pages[-1:])], default=0.0)


def thinness(share: float) -> float:
    """What a last page lacks of a good end."""
    return 2 * max(0.0, GOOD_END - share) ** 2


def deepest(shares: Mapping[int, float], ends: Collection[int]) -> float:
    """The largest share that stays empty of a booklet's page; of the last, what it lacks of a good end."""
    last = max(shares, default=0)
    return max(
        [
            0.6 - shares.get(last, 1.0),
            *(1 - share for number, share in shares.items() if number not in ends and number != last),
        ]
    )


def back_matter(layout: Layout) -> float:
    """The share of a page that sources and notes take, with their headings."""
    body = pages_named(layout, "booklet")
    rows = [line for line in rows_on(layout, body) if line.classes & {"sources", "notes"}]
    if not rows:
        return 0.0
    kinds = {name for line in rows for name in ("sources", "notes") if name in line.classes}
    return (len(rows) * SOURCE_MM + len(kinds) * TITLE_MM) / _room(layout.pages[body[0]])


def relief(layout: Layout, sources: float, pictures: int) -> float:
    """The share of a page that a booklet's text may save without them, and with smaller pictures."""
    holes = sum(1 - layout.pages[number].share for number in pages_named(layout, "booklet")[:-1])
    return sources + SAVED_BY_PICTURE * pictures + SAVED_OF_HOLES * holes


def likely_pages(fitted: Fitted, sizes: Sequence[float]) -> int:
    """The first of some sizes in which the text is likely to fill the same pages of a booklet; else the last."""
    body = pages_named(fitted.layout, "booklet")
    text = sum(fitted.layout.pages[number].share for number in body)
    grown = (text * (size / fitted.setting.size) ** GROWTH for size in sizes)
    return next((index for index, share in enumerate(grown) if share <= FULL * len(body)), len(sizes) - 1)


def unrest(shares: Mapping[int, float], ends: Collection[int], free: int) -> float:
    """What a designer would dislike in a booklet: holes in its pages, thin ends, pages without text.

    Shape: `shares` are those of its pages of text by their numbers; `ends` those behind which a chapter begins.
    """
    last = max(shares, default=0)
    pages = (
        thinness(share) if number in ends or number == last else (1 - share) ** 2
        for number, share in shares.items()
    )
    return sum(pages) + FIRST_FREE * (free > 0) + FURTHER_FREE * max(0, free - 1)


def stranded(layout: Layout) -> frozenset[int]:
    """The tables that begin a page since the one before, hardly begun, does not hold them."""
    first: dict[int, Line] = {}
    for line in layout.lines:
        if not line.margin:
            first.setdefault(line.page, line)
    return frozenset(
        line.table
        for page, line in first.items()
        if line.table is not None and page and layout.pages[page - 1].share < 1 - HOLLOW
    )


def free_pages(fitted: Fitted, least: int, most: int) -> int:
    """How many pages of a booklet have no text, so that it can be folded."""
    return left_free(fitted.layout.page_count, least, most)


def left_free(pages: int, least: int, most: int) -> int:
    return 0 if pages > most else max(-pages % 4, least - pages)


def holds(fitted: Fitted, limit: int) -> bool:
    return fitted.layout.page_count <= limit and not fitted.overflows and not fitted.unfit


def likely(tried: Fitted, sizes: Sequence[float], limit: int) -> int:
    """The first of some sizes in which a flyer's text may fit: it takes room in both directions, what is around it in one."""
    pages = tried.layout.pages
    tops = [line.y for line in tried.layout.lines if line.page == 0 and "main" in line.tags]
    head = (min(tops) - pages[0].top) / _room(pages[0]) if tops else 0.0
    text = sum(page.share for page in pages) - head
    grown = (text * (size / tried.setting.size) ** GROWTH for size in sizes)
    return next((index for index, share in enumerate(grown) if share <= limit - head), len(sizes) - 1)


def hanging(layout: Layout, section: str) -> list[Line]:
    """The few lines of a section that hang over on a later page, where the next one begins; none where it breaks well."""
    for number in range(1, layout.page_count):
        lines = [line for line in layout.lines if line.page == number and not line.margin]
        before = list(takewhile(lambda line: not line.tags & {"h2", section} and line.table is None, lines))
        if before and len(before) < len(lines) and len(before) <= HANGING_LINES:
            return before
    return []


def relieved(fitted: Fitted, lines: Sequence[Line]) -> float:
    """The size of type that is likely to make room, on the page before, for lines that hang over."""
    number, size = lines[0].page - 1, fitted.setting.size
    page = fitted.layout.pages[number]
    top = min(
        (line.y for line in fitted.layout.lines if line.page == number and "main" in line.tags),
        default=page.top,
    )
    rows = len({(round(line.left), round(line.y)) for line in lines})
    lacks = rows * LEADING * size * MM_PER_PT - (page.bottom - page.used)
    return size * (1 - MOVING * max(lacks, 0) / (page.bottom - top))
