"""Copy-fitting: the search for the form and the setting that hold an article, and what closes its empty pages.

Input: a `Setter`, what is asked for. Output: a `Choice`. Must not: change a word, or choose by anything but what was
laid out; an estimate may spare a layout only where it proves that the text cannot fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.engines import EngineError
from pipeline.engines.weasyprint import Layout, Line, Page
from pipeline.formats.brochure.fitting import (
    BACK_SLOTS,
    MM_PER_PT,
    NEARLY_EMPTY,
    Fitted,
    Setter,
    Setting,
    parted,
    runs_over,
)
from pipeline.formats.brochure.forms import FORMS, PANEL_NAMES, PANELS, STRIPS, Form, sizes_of

# A book of several articles may be a thicker booklet; one of more chapters than that is laid out once.
BOOK_PAGES, LONG_CHAPTERS = 48, 24
# Lines of a section before that may not begin a page of a flyer.
HANGING_LINES = 7
# The least leading of any text, and how much narrower kerning can set it than its letters are.
LEAST_LEADING, KERNING = 1.2, 0.96
LEAST_PT = 9.0
# The room of a flyer's text grows with this power of its type: more than its height, less than its area.
GROWTH = 1.7
# How much of a flyer's paper the text itself fills, each line as high as that; a first guess at its type.
FILLED, LEADING = 0.3, 1.45
# How much of its panels a tri-fold's text usually fills: what stands together leaves rests.
PACKED = 0.84
# What a line takes of a column's height when the lines before it move up in all columns.
MOVING = 0.75


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


@dataclass(frozen=True, slots=True)
class Choice:
    """The setting that was chosen, if any, and why none of those before."""

    fitted: Fitted | None
    passed: tuple[Excess, ...] = ()

    @property
    def why(self) -> str:
        """For people: what was chosen, and what the smaller forms lack."""
        chosen = self.fitted.setting if self.fitted else None
        held = f"{chosen.form} holds it at {chosen.size:g} pt" if chosen else "nothing holds it"
        return "; ".join([held, *(excess.reason for excess in self.passed)])


class Chooser:
    """The search, for one article in one size of print."""

    def __init__(self, setter: Setter, layout: str) -> None:
        self.setter = setter
        self.layout = layout
        self.tokens = setter.options["tokens"]
        # What has been laid out of a flyer, by the size of its type.
        self._flyers: dict[float, Fitted] = {}
        # Of a book of several articles.
        self.chapters: int = setter.options["chapters"]
        self.backs = tuple(name for name in ("sources", "closing") if BACK_SLOTS[name] in setter.html) or (
            "end",
        )

    def best(self) -> Choice:
        """The smallest form that holds the text, at its largest type; of one form that is asked for, that."""
        attempts: dict[str, Callable[[Sequence[float]], Fitted | Excess]] = {
            "trifold": self.trifold,
            "flyer": self.flyer,
            "booklet": self.booklet,
            "brochure": self.brochure,
        }
        # Large and clear print is read at home and copied in offices: on whole sheets.
        asked = {"auto": tuple(attempts), "flyer": ("flyer", "brochure")}.get(self.layout, (self.layout,))
        if self.layout == "auto" and self.setter.size != "standard":
            asked = ("flyer", "brochure")
        forms = [form for form in asked if sizes_of(self.tokens, self.setter.size, form)] or ["brochure"]
        passed: list[Excess] = []
        for form in forms:
            found = attempts[form](sizes_of(self.tokens, self.setter.size, form))
            if isinstance(found, Fitted):
                return Choice(self.finished(found), tuple(passed))
            passed.append(found)
        return Choice(None, tuple(passed))

    # ── forms

    def trifold(self, sizes: Sequence[float]) -> Fitted | Excess:
        """Six panels, exactly; by itself no panel stays empty but one, which has lines to write on."""
        if short := self.too_long("trifold", sizes[-1], PANELS + 1):
            return short
        smallest: Fitted | None = None
        excess: list[Excess] = []
        for back in self.backs:
            tried = self.setter.tried(Setting("trifold", sizes[-1], "tiles-4", back=back))
            lacks = six(tried)
            if lacks is None:
                smallest = tried
                break
            excess.append(lacks)
        if smallest is None:
            return min(excess, key=lambda one: (bool(one.problem), one.lines))
        larger = [size for size in sizes[:-1] if not outgrown(smallest, size, PANELS + 1)]
        best = self.enlarged(smallest, larger)
        best = self.calmer(best, sizes, lambda tried: six(tried) is None)
        empty = PANELS - len(pages_named(best.layout, "trifold-panel"))
        if empty > 1 and self.layout == "auto":
            return Excess("trifold", "", problem=f"{empty} of its panels would be empty")
        if not empty:
            return best
        fillers = (*("art",) * (empty - 1), "lines")
        filled = self.setter.tried(replace(best.setting, fillers=fillers), best.setting.loose)
        return filled if six(filled) is None else best

    def enlarged(self, smallest: Fitted, sizes: Sequence[float]) -> Fitted:
        """A tri-fold in the largest of some sizes in which its panels hold it, found from the likeliest on."""
        room = PACKED * (PANELS + 1)
        index = next(
            (number for number, size in enumerate(sizes) if filled(smallest, size, GROWTH) <= room),
            len(sizes) - 1,
        )
        best, failed = smallest, -1
        while failed < index < len(sizes):
            tried = self.setter.tried(replace(smallest.setting, size=sizes[index]))
            if six(tried) is None:
                best, index = tried, index - 1
            else:
                failed, index = index, index + 1
                if best is not smallest:
                    break
        return best

    def booklet(self, sizes: Sequence[float]) -> Fitted | Excess:
        """Pages in fours: the largest type that leaves at most one page free, else that with the fewest."""
        least, most = self.tokens["booklet-pages"]
        if self.chapters:
            most = max(most, BOOK_PAGES)
        if self.layout == "auto" and (short := self.too_long("booklet", sizes[-1], most - 2)):
            return short
        if self.chapters and self.layout == "auto":
            # In a larger type it would need no fewer; each chapter has its own rest.
            pages = self.setter.tried(
                Setting("booklet", sizes[-1], "tiles-3", back=self.backs[-1])
            ).layout.page_count
            if pages > most:
                return Excess("booklet", "", problem=f"it would need {pages} pages, {most} at most")
        best: tuple[int, Fitted] | None = None
        excess = Excess("booklet", "", problem="something in it fits on no page")
        for size in sizes:
            tried = self.with_sources(
                self.setter.tried(Setting("booklet", size, "tiles-3", back=self.backs[-1]))
            )
            pages = tried.layout.page_count
            if pages > most and self.layout == "auto":
                excess = Excess("booklet", "", problem=f"it would need {pages} pages, {most} at most")
                continue
            if tried.broken:
                excess = damage(tried) or excess
                continue
            free = _free(tried, least, most)
            if best is None or free < best[0]:
                best = (free, tried)
            if free <= 1 or (size == sizes[0] and not self.closable(tried, sizes, free)):
                break
        if best is None:
            return excess
        free = best[0]
        fitted = self.calmer(
            best[1], sizes, lambda tried: not tried.broken and _free(tried, least, most) <= free
        )
        free = _free(fitted, least, most)
        if not free:
            return fitted
        fillers = ("art", "lines", "art", "lines")[:free] if free > 1 else ("lines",)
        return self.setter.tried(replace(fitted.setting, fillers=fillers), fitted.setting.loose)

    def closable(self, largest: Fitted, sizes: Sequence[float], free: int) -> bool:
        """Whether fewer pages would be free in a smaller type: it needs no more of them, and no fewer than the smallest."""
        least, most = self.tokens["booklet-pages"]
        smallest = self.with_sources(
            self.setter.tried(replace(largest.setting, size=sizes[-1], back=self.backs[-1]))
        )
        counts = range(smallest.layout.page_count, largest.layout.page_count)
        return any(_left_free(pages, least, most) < free for pages in counts)

    def with_sources(self, fitted: Fitted) -> Fitted:
        """The same with the sources on the back, where these would stand on a page of their own before it."""
        body = pages_named(fitted.layout, "booklet")
        if self.backs[0] == fitted.setting.back or not body or fitted.layout.pages[body[-1]].share > 0.4:
            return fitted
        tried = self.setter.tried(replace(fitted.setting, back=self.backs[0]))
        fewer = tried.layout.page_count < fitted.layout.page_count
        return tried if fewer and len(pages_named(tried.layout, "booklet-back")) == 1 else fitted

    def calmer(self, fitted: Fitted, sizes: Sequence[float], fits: Callable[[Fitted], bool]) -> Fitted:
        """The same with smaller pictures, or in the next three sizes of type, where that closes a hole on a page."""
        best, setting = fitted, fitted.setting
        below = sizes[sizes.index(setting.size) + 1 :][:3]
        tries = [
            replace(setting, classes=f"{setting.classes} tight"),
            *(replace(setting, size=size) for size in below),
        ]
        for other in tries:
            if roughness(best) < DEEP:
                break
            tried = self.setter.tried(other)
            if fits(tried) and roughness(tried) < roughness(best) - 0.1:
                best = tried
        # A table that no page holds together with what leads to it is divided rather than a page left almost empty.
        if roughness(best) > HOLLOW and (tables := stranded(best.layout)):
            tried = self.setter.tried(best.setting, may_divide=tables)
            if fits(tried) and roughness(tried) < roughness(best) - 0.1:
                best = tried
        return best

    def flyer(self, sizes: Sequence[float]) -> Fitted | Excess:
        """Two pages at most: the largest type whose pages hold the text and break well."""
        limit: int = self.tokens["flyer-pages"]
        if short := self.too_long("flyer", sizes[-1], limit, columns=2):
            return short
        self._flyers.clear()
        best = self.nearby(sizes, limit)
        if best is None:
            try:
                smallest = self.flyer_at(sizes[-1])
            except EngineError as error:
                # A table that spans both columns and is taller than the page.
                if error.code != "ENG604":
                    raise
                return Excess("flyer", "", problem="a table is taller than its page")
            if not holds(smallest, limit) or smallest.restless:
                return over(smallest, limit)
            best = self.largest(sizes, limit, smallest)
            # A few lines on a second page are worse than a smaller type on one.
            if best.layout.page_count > smallest.layout.page_count and best.last_share < NEARLY_EMPTY:
                best = self.largest(sizes, smallest.layout.page_count, smallest)
        settled = self.settled(sizes[sizes.index(best.setting.size) :], limit, best)
        return settled or Excess("flyer", "", problem="its columns part what belongs together")

    def flyer_at(self, size: float) -> Fitted:
        if size not in self._flyers:
            self._flyers[size] = self.setter.tried(Setting("flyer", size))
        return self._flyers[size]

    def nearby(self, sizes: Sequence[float], limit: int) -> Fitted | None:
        """The largest type that holds the text, from the size that one layout makes likely; None where that may not be all.

        Why: what fits in one size fits in a smaller one, unless tables take other forms there. Where the pages are so full
        that the next size is not likely to fit, it is not tried.
        """
        try:
            index = likely(self.flyer_at(self.guessed(sizes, limit)), sizes, limit)
            while not holds(self.flyer_at(sizes[index]), limit):
                index += 1
                if index == len(sizes):
                    return None
            while likely(self.flyer_at(sizes[index]), sizes, limit) < index:
                if not holds(self.flyer_at(sizes[index - 1]), limit):
                    break
                index -= 1
        except EngineError as error:
            if error.code != "ENG604":
                raise
            self._flyers.clear()
            return None
        best = self.flyer_at(sizes[index])
        tall = self.setter.tall("flyer")
        if any(tried.setting.levels or tried.setting.loose != tall for tried in self._flyers.values()):
            # The forms of tables follow from those in a smaller type.
            self._flyers.clear()
            return None
        few = best.layout.page_count > 1 and best.last_share < NEARLY_EMPTY
        return None if best.restless or few else best

    def guessed(self, sizes: Sequence[float], limit: int) -> float:
        """The size in which as many letters usually fill so many pages."""
        width, height = self.tokens["papers"][self.setter.options["paper"]][FORMS["flyer"].paper]
        room = FILLED * limit * width * height
        size = (room / (LEADING * max(self.setter.options["letters-em"], 1))) ** 0.5 / MM_PER_PT
        return next((each for each in sizes if each <= size), sizes[-1])

    def settled(self, sizes: Sequence[float], limit: int, best: Fitted) -> Fitted | None:
        """The first of some sizes whose pages break well; None where each one parts what belongs together.

        Why: WeasyPrint 70 keeps nothing together across a block that spans the columns. A size in which lines that hang
        over are not likely to find room on the page before is not tried.
        """
        whole: Fitted | None = None
        most = best.setting.size
        for size in sizes:
            if whole is not None and best.setting.size - size > 0.76:
                break
            if size > most:
                continue
            tried = best if size == best.setting.size else self.flyer_at(size)
            if not holds(tried, limit) or any(parted(tried.layout)):
                continue
            lines = hanging(tried.layout, self.setter.section)
            if not lines:
                return tried
            whole = whole or tried
            most = relieved(tried, lines)
        return whole

    def largest(self, sizes: Sequence[float], limit: int, smallest: Fitted) -> Fitted:
        first = self.flyer_at(sizes[0])
        if holds(first, limit):
            return first
        best, low, high = smallest, 1, len(sizes) - 1
        while low < high:
            middle = (low + high) // 2
            tried = self.flyer_at(sizes[middle])
            if holds(tried, limit):
                best, high = tried, middle
            else:
                low = middle + 1
        return best

    def brochure(self, sizes: Sequence[float]) -> Fitted | Excess:
        """The first setting without a fault, else the one that a designer would dislike least."""
        large, middle, small = sizes[0], sizes[len(sizes) // 2], sizes[-1]
        ladder = [(large, "tiles-6"), (large, "tiles-4"), (middle, "tiles-5"), (small, "tight tiles-6"),
                  (small, "tight tiles-4")]  # fmt: skip
        if self.chapters:
            # Its cover's height moves nothing: what follows the list of contents begins a page. A long one saves paper.
            tight = (small, "tight tiles-6")
            ladder = [tight] if self.chapters > LONG_CHAPTERS else [(large, "tiles-6"), tight]
        best: Fitted | None = None
        least = 0.0
        for step, (points, classes) in enumerate(ladder):
            tried = self.setter.tried(Setting("brochure", points, classes))
            if best is None or tried.cost + 0.02 * step < least:
                best, least = tried, tried.cost
            shares = [page.share for page in tried.layout.pages]
            if min(shares[:-1], default=1) >= 0.78 and shares[-1] >= 0.4 and tried.cost < 100:
                break
            if len(shares) > 10 and step == 1:
                break
        assert best is not None
        if best.broken and (tables := stranded(best.layout)):
            tried = self.setter.tried(best.setting, may_divide=tables)
            best = min(best, tried, key=lambda one: one.cost)
        return best

    # ── what needs no layout

    def too_long(self, form: str, size: float, pages: int, columns: int = 1) -> Excess | None:
        """Whether the letters alone take more room than so many pages have: then no layout can hold them."""
        if form == "booklet" and self.chapters > pages:
            return Excess(form, "", problem=f"{self.chapters} chapters, {pages} pages at most")
        width, height = self.tokens["papers"][self.setter.options["paper"]][FORMS[form].paper]
        points = min(size, LEAST_PT)
        letters = self.setter.options["letters-em"] * points * MM_PER_PT * KERNING
        leading = points * MM_PER_PT * LEAST_LEADING
        # No text stands nearer to the edge of the paper than 8 mm, nor two columns nearer to each other.
        lines = letters / ((width - 8 - 8 * columns) / columns)
        room = pages * columns * (height - 16) / leading
        if lines <= room:
            return None
        return Excess(form, "", problem=f"at least {lines - room:.0f} lines too many")

    # ── the last hand

    def finished(self, fitted: Fitted) -> Fitted:
        """With the cover's artwork as high as its text allows, and strips of it where pages stay empty."""
        form, layout, setting = FORMS[fitted.setting.form], fitted.layout, fitted.setting
        strips = dict(self.strips(form, layout))
        if form.covers:
            others = [name for name in setting.classes.split() if not name.startswith("tiles-")]
            setting = replace(setting, classes=" ".join([f"tiles-{self.tiles(form, layout)}", *others]))
        if setting != fitted.setting:
            closed = self.setter.tried(setting, setting.loose)
            if closed.layout.page_count != layout.page_count:
                return fitted
            fitted = closed
        return self.setter.painted(fitted, strips) if strips else fitted

    def tiles(self, form: Form, layout: Layout) -> int:
        """How many rows of artwork the cover has room for."""
        page, bleed = layout.pages[0], self.tokens["bleed-mm"]
        side = (page.width + 2 * bleed) / form.art[0]
        lowest = max((line.y + line.height for line in layout.lines if line.page == 0), default=0.0)
        most = 4 if form.name == "trifold" else 3
        return max(0, min(most, int((page.height + bleed - lowest - 8) / side)))

    def strips(self, form: Form, layout: Layout) -> Iterator[tuple[int, str]]:
        """What lies behind the pages that stay empty below: a page's own background takes no room and is read by nobody."""
        bleed, turn = self.tokens["bleed-mm"], 0
        for number, page in enumerate(layout.pages, 1):
            # In a book artwork says that a chapter begins.
            if (form.covers and number == 1) or (self.chapters and page.name != form.back):
                continue
            width, left, below = page.right - page.left, 0.0, 0.0
            free = page.bottom - page.used
            if page.name == form.back and number == layout.page_count:
                width, left, below = (
                    page.width + 2 * bleed,
                    -page.left - bleed,
                    page.bottom - page.height - bleed,
                )
                free = page.height - page.used - 4
            elif free < form.hole or page.share == 0:
                continue
            height = width / form.strip
            if free < height + 4:
                continue
            picture, turn = f"strip-{turn % STRIPS}.svg", turn + 1
            yield (
                number - 1,
                f"background-image:url({picture});background-repeat:no-repeat;"
                f"background-position:left {left:.2f}mm bottom {below:.2f}mm;"
                f"background-size:{width:.2f}mm {height:.2f}mm",
            )


# An empty share of a page that is worth another try.
DEEP, HOLLOW = 0.35, 0.5
_BODIES = ("trifold-panel", "booklet")


# ── what was laid out ───────────────────────────────────────────────────────────────────────────


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


def filled(smallest: Fitted, size: float, growth: float = 1.0) -> float:
    """How many panels the text takes in a larger type, if its lines grow with that power of it."""
    layout = smallest.layout
    texts = [number for number, page in enumerate(layout.pages) if number]
    used = sum(layout.pages[number].used - layout.pages[number].top for number in texts)
    rows = sum(
        line.height for line in rows_on(layout, texts) if abs(line.size_pt - smallest.setting.size) < 0.01
    )
    lines = ((size / smallest.setting.size) ** growth - 1) * rows
    return (used + lines) / _room(layout.pages[texts[0]]) if texts else 0.0


def _room(page: Page) -> float:
    return page.bottom - page.top


def roughness(fitted: Fitted) -> float:
    """The largest share that stays empty of a page of text before the last; of the last, what it lacks of a good end."""
    pages = [page for page in fitted.layout.pages if page.name in _BODIES]
    ends = {id(fitted.layout.pages[number]) for number in fitted.ends}
    holes = [1 - page.share for page in pages[:-1] if id(page) not in ends]
    return max([*holes, *(0.6 - page.share for page in pages[-1:])], default=0.0)


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


def _free(fitted: Fitted, least: int, most: int) -> int:
    """How many pages of a booklet have no text, so that it can be folded."""
    return _left_free(fitted.layout.page_count, least, most)


def _left_free(pages: int, least: int, most: int) -> int:
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
