"""Copy-fitting: the search for the form and the setting that hold an article, and what closes its empty pages.

Input: a `Setter`, what is asked for. Output: a `Choice`. Must not: change a word, or choose by anything but what was
laid out: an estimate says where to begin, and spares a layout only where it proves that the text cannot fit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.engines import EngineError
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.balancing import evened, smaller, spread
from pipeline.formats.brochure.fitting import (
    BACK_SLOTS,
    MM_PER_PT,
    NEARLY_EMPTY,
    Fitted,
    Setter,
    Setting,
    Strip,
    parted,
)
from pipeline.formats.brochure.forms import FORMS, PANEL_NAMES, PANELS, STRIPS, Form, sizes_of
from pipeline.formats.brochure.judging import (
    HOLLOW,
    LEADING,
    PANELS_LEADING,
    SMALLER,
    Excess,
    back_matter,
    damage,
    deepest,
    free_pages,
    hanging,
    holds,
    left_free,
    likely,
    likely_pages,
    likely_size,
    outgrown,
    over,
    pages_named,
    relief,
    relieved,
    relieving,
    roughness,
    six,
    stranded,
    too_many,
    unrest,
)

# A book of several articles may be a thicker booklet; one of more chapters than that is laid out once.
BOOK_PAGES, LONG_CHAPTERS = 48, 24
# In so many pages, the height of the artwork on the cover moves hardly one.
LONG_PAGES = 40
# The least leading of any text, and how much narrower kerning can set it than its letters are.
LEAST_LEADING, KERNING = 1.2, 0.96
LEAST_PT = 9.0
# How much of a flyer's paper the text itself fills, each line as high as that, and of a tri-fold's panels: a first guess.
FILLED, PANELS_FILLED = 0.3, 0.295
# A last page of a flyer with less is worth less artwork beside its title.
FEW = 0.45
# How many sizes of a tri-fold are guessed before the smallest is tried.
GUESSES = 3
# An empty share of a page that is worth another try.
DEEP = 0.35
# By how much a booklet's pages have to be calmer.
CALMER = 0.05
# What stays free above a strip of several rows. Units: mm.
STRIP_AIR = 8.0
# What stylesheets call smaller pictures, and short lists that may divide.
CLOSE = "tight"
# And a flyer whose title has less artwork beside it.
LOW = "low"


def is_close(fitted: Fitted) -> bool:
    return CLOSE in fitted.setting.classes.split()


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
        # What a section and a part of it begin with, and a book's notes.
        self.sections = frozenset({"h2", "h3", "h4"} if setter.options["bound"] else {"h2", "h3"})
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
        best = self.largest_panels(sizes)
        if isinstance(best, Excess):
            return best
        best = self.calmer(best, sizes, lambda tried: six(tried) is None)
        empty = PANELS - len(pages_named(best.layout, "trifold-panel"))
        if empty > 1 and self.layout == "auto":
            return Excess("trifold", "", problem=f"{empty} of its panels would be empty")
        return self.free_panels(best, empty) if empty else best

    def free_panels(self, fitted: Fitted, empty: int) -> Fitted:
        """A tri-fold with its sections on all panels but the last of those that its text leaves free, which has lines to write on."""
        section = frozenset([self.setter.section])
        breaks = spread(fitted.layout, self.setter.html, "trifold-panel", section, PANELS - 1)
        tries = [(breaks, PANELS - 1 - len(breaks))] if breaks else []
        for begun, free in [*tries, (frozenset[str](), empty)]:
            fillers = (*("art",) * (free - 1), "lines")
            setting = replace(fitted.setting, breaks=begun, fillers=fillers)
            filled = self.setter.tried(setting, setting.loose)
            if six(filled) is None and len(pages_named(filled.layout, "trifold-panel")) == PANELS:
                return filled
        return fitted

    def largest_panels(self, sizes: Sequence[float]) -> Fitted | Excess:
        """A tri-fold in the largest type that its panels hold, found from the likeliest on; else what the smallest lacks.

        Why: what fits in one size fits in a smaller one, so that the smallest need not be laid out first.
        """
        index, last = self.likely_panels(sizes), len(sizes) - 1
        excess: list[Excess] = []
        for back in self.backs:
            setting = Setting("trifold", sizes[index], "tiles-4", back=back)
            tried, larger, guesses = self.setter.tried(setting), sizes[:index], GUESSES
            while (lacks := six(tried)) is not None and index < last:
                # The next guess is made of a layout. What is too long elsewhere may be so in any size.
                guesses -= 1
                likely = guesses and lacks.where == PANEL_NAMES[PANELS]
                after, index = index + 1, relieving(tried, lacks, sizes, index + 1) if likely else last
                tried, larger = self.setter.tried(replace(setting, size=sizes[index])), sizes[after:index]
            if lacks is None:
                return self.enlarged(tried, larger)
            excess.append(lacks)
            if lacks.where == PANEL_NAMES[PANELS]:
                # Any other back leaves more to the panels.
                break
        return min(excess, key=lambda one: (bool(one.problem), one.lines))

    def likely_panels(self, sizes: Sequence[float]) -> int:
        """The first of some sizes in which as many letters are likely to fit on panels."""
        return self.by_letters("trifold", sizes, PANELS + 1, PANELS_FILLED, PANELS_LEADING)

    def enlarged(self, fitted: Fitted, sizes: Sequence[float]) -> Fitted:
        """The same in the largest of some sizes in which its panels hold it, found from the likeliest on."""
        sizes = [size for size in sizes if not outgrown(fitted, size, PANELS + 1)]
        best, failed, index = fitted, -1, likely_size(fitted, sizes)
        while failed < index < len(sizes):
            tried = self.setter.tried(replace(fitted.setting, size=sizes[index]))
            if six(tried) is None:
                best, index = tried, index - 1
            else:
                failed, index = index, index + 1
                if best is not fitted:
                    break
        return best

    def booklet(self, sizes: Sequence[float]) -> Fitted | Excess:
        """Pages in fours: the largest type that leaves at most one page free, else that with the fewest."""
        least, most = self.tokens["booklet-pages"]
        if self.chapters:
            most = max(most, BOOK_PAGES)
        if self.layout == "auto" and (short := self.too_long("booklet", sizes[-1], most - 2)):
            return short
        # Each chapter has its own rest, so that a book is likeliest to fit in the smallest.
        if self.chapters and (short := self.too_many_pages(sizes, most)):
            return short
        best: tuple[int, Fitted] | None = None
        smallest: Fitted | None = None
        excess = Excess("booklet", "", problem="something in it fits on no page")
        for index, size in enumerate(sizes):
            # In each size a table that divides is laid out twice, and once more with its pages close.
            if smallest and smallest.setting.parts and index % 2 and size != sizes[-1]:
                continue
            tried = self.in_pages(size, most)
            pages = tried.layout.page_count
            if pages > most and self.layout == "auto":
                if index == 0 and not self.chapters and (short := self.too_many_pages(sizes, most)):
                    return short
                excess = too_many(pages, most)
                continue
            if tried.broken:
                excess = damage(tried) or excess
                continue
            tried = self.closer(tried, least, most)
            free = free_pages(tried, least, most)
            if best is None or free < best[0]:
                best = (free, tried)
            if free <= 1:
                break
            if size == sizes[0]:
                setting = replace(tried.setting, size=sizes[-1], back=self.backs[-1])
                smallest = self.closer(self.with_sources(self.setter.tried(setting)), least, most)
                left = free_pages(smallest, least, most)
                if left < free and is_close(smallest):
                    # Its pages are as full as they can be: hardly any larger type has so few.
                    best = left, self.enlarged_pages(smallest, sizes, left, least, most)
                    break
            # It needs no more pages in a smaller type, and no fewer than the smallest.
            counts = range(smallest.layout.page_count if smallest else 0, tried.layout.page_count)
            if not any(left_free(pages, least, most) < best[0] for pages in counts):
                break
        if best is None:
            return excess
        fitted = self.settled_pages(best[1], sizes, least, most)
        return self.closed(fitted, free_pages(fitted, least, most))

    def in_pages(self, size: float, most: int) -> Fitted:
        """A booklet in one size of type; one of too many pages by far is not brought to its end, if it need not be one."""
        # Sources on the back spare a page.
        limit = most + 1 if self.layout == "auto" else sys.maxsize
        tried = self.setter.tried(Setting("booklet", size, "tiles-3", back=self.backs[-1]), most=limit)
        return tried if tried.layout.page_count > limit else self.with_sources(tried)

    def too_many_pages(self, sizes: Sequence[float], most: int) -> Excess | None:
        """Whether the smallest type needs too many pages: a larger one would need no fewer."""
        if self.layout != "auto":
            return None
        pages = self.in_pages(sizes[-1], most).layout.page_count
        return too_many(pages, most) if pages > most else None

    def with_sources(self, fitted: Fitted) -> Fitted:
        """The same with the sources on the back, where these would stand on a page of their own before it."""
        body = pages_named(fitted.layout, "booklet")
        if self.backs[0] == fitted.setting.back or not body or fitted.layout.pages[body[-1]].share > 0.4:
            return fitted
        tried = self.setter.tried(replace(fitted.setting, back=self.backs[0]))
        fewer = tried.layout.page_count < fitted.layout.page_count
        return tried if fewer and len(pages_named(tried.layout, "booklet-back")) == 1 else fitted

    def closer(self, fitted: Fitted, least: int, most: int) -> Fitted:
        """The same with its sources on the back and smaller pictures, where that may spare a leaf with hardly a page of text."""
        free = free_pages(fitted, least, most)
        if self.chapters or fitted.broken or free < 3 or fitted.layout.page_count <= least:
            return fitted
        sources = 0.0 if self.backs[0] == fitted.setting.back else back_matter(fitted.layout)
        pictures = self.setter.html.count('<figure class="picture">')
        if fitted.layout.pages[pages_named(fitted.layout, "booklet")[-1]].share > relief(
            fitted.layout, sources, pictures
        ):
            return fitted
        setting = replace(fitted.setting, back=self.backs[0], classes=f"{fitted.setting.classes} {CLOSE}")
        return better if (better := self.close(setting, free, least, most)) else fitted

    def close(self, setting: Setting, free: int, least: int, most: int) -> Fitted | None:
        """A booklet in a setting, if it leaves fewer pages free."""
        tried = self.setter.tried(setting)
        held = not tried.broken and len(pages_named(tried.layout, FORMS["booklet"].back)) == 1
        return tried if held and free_pages(tried, least, most) < free else None

    def enlarged_pages(
        self, smallest: Fitted, sizes: Sequence[float], free: int, least: int, most: int
    ) -> Fitted:
        """The same in the largest of some sizes that its pages are likely to hold."""
        size = sizes[likely_pages(smallest, sizes)]
        if size <= smallest.setting.size:
            return smallest
        return self.close(replace(smallest.setting, size=size), free + 1, least, most) or smallest

    def settled_pages(self, fitted: Fitted, sizes: Sequence[float], least: int, most: int) -> Fitted:
        """The same with smaller pictures or in one of the next sizes of type, where its pages are calmer on no more paper."""
        paper = fitted.layout.page_count + free_pages(fitted, least, most)
        best, judged = fitted, self.calm(fitted, least, most)

        def compared(tried: Fitted) -> None:
            nonlocal best, judged
            free = free_pages(tried, least, most)
            if tried.broken or tried.layout.page_count + free > paper:
                return
            calm = self.calm(tried, least, most)
            if calm[1] + SMALLER * (best.setting.size - tried.setting.size) < judged[1] - CALMER:
                best, judged = tried, calm

        if pictures := smaller(fitted.layout, self.setter.html, "booklet"):
            compared(self.setter.tried(replace(fitted.setting, pictures=pictures)))
        # In a book each chapter has its own rest, whatever the size.
        below = () if self.chapters else sizes[sizes.index(fitted.setting.size) + 1 :][:2]
        for size in below:
            if judged[0] < DEEP:
                break
            compared(self.setter.tried(replace(fitted.setting, size=size)))
        if judged[0] >= DEEP and not is_close(best):
            compared(self.setter.tried(replace(best.setting, classes=f"{best.setting.classes} {CLOSE}")))
        # A table that no page holds together with what leads to it is divided rather than a page left almost empty.
        if judged[0] > HOLLOW and (tables := stranded(best.layout)):
            compared(self.setter.tried(best.setting, may_divide=tables))
        return best

    def calm(self, fitted: Fitted, least: int, most: int) -> tuple[float, float]:
        """The deepest hole in a booklet's pages once they are evened out, and what a designer would dislike of all of them."""
        shares = evened(fitted.layout, self.setter.html, "booklet", self.sections).shares
        return deepest(shares, fitted.ends), unrest(shares, fitted.ends, free_pages(fitted, least, most))

    def closed(self, fitted: Fitted, free: int) -> Fitted:
        """A booklet with its pages evened out, and with something on those that its text leaves free.

        Why: artwork behind the cover looks meant, before the back it looks left over.
        """
        breaks = evened(fitted.layout, self.setter.html, "booklet", self.sections).breaks
        fillers = (*("inside",) * (free > 1), *("lines",) * (free - (free > 1)))
        if not breaks and not fillers:
            return fitted
        setting = replace(fitted.setting, fillers=fillers)
        if breaks:
            tried = self.setter.tried(replace(setting, breaks=breaks), setting.loose)
            if not tried.broken and tried.layout.page_count == fitted.layout.page_count + free:
                return tried
        return self.setter.tried(setting, setting.loose) if fillers else fitted

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
        return sizes[self.by_letters("flyer", sizes, limit, FILLED, LEADING)]

    def by_letters(self, form: str, sizes: Sequence[float], pages: int, filled: float, leading: float) -> int:
        """The first of some sizes in which the letters fill such a part of so many pages."""
        width, height = self.tokens["papers"][self.setter.options["paper"]][FORMS[form].paper]
        room = filled * pages * width * height
        size = (room / (leading * max(self.setter.options["letters-em"], 1))) ** 0.5 / MM_PER_PT
        return next((index for index, each in enumerate(sizes) if each <= size), len(sizes) - 1)

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
        """The flyer of the largest size that has its text on `limit` pages, by bisection; `smallest` is known to."""
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
            if len(shares) > LONG_PAGES and not self.chapters and not tried.broken:
                break
        assert best is not None
        # A table that no page holds together with what leads to it is divided rather than a page left almost empty.
        if tables := stranded(best.layout):
            tried = self.setter.tried(best.setting, may_divide=tables)
            best = min(best, tried, key=lambda one: one.cost)
        return best

    # ── what needs no layout

    def too_long(self, form: str, size: float, pages: int, columns: int = 1) -> Excess | None:
        """Whether the letters or the tables' rows alone take more room than so many pages have: then no layout can hold them."""
        if form == "booklet" and self.chapters > pages:
            return Excess(form, "", problem=f"{self.chapters} chapters, {pages} pages at most")
        width, height = self.tokens["papers"][self.setter.options["paper"]][FORMS[form].paper]
        points = min(size, LEAST_PT)
        letters = self.setter.options["letters-em"] * points * MM_PER_PT * KERNING
        leading = points * MM_PER_PT * LEAST_LEADING
        # No text stands nearer to the edge of the paper than 8 mm, nor two columns nearer to each other.
        lines = max(letters / ((width - 8 - 8 * columns) / columns), self.setter.table_lines(form))
        room = pages * columns * (height - 16) / leading
        if lines <= room:
            return None
        return Excess(form, "", problem=f"at least {lines - room:.0f} lines too many")

    # ── the last hand

    def finished(self, fitted: Fitted) -> Fitted:
        """With the cover's artwork as high as its text allows, and strips of it where pages stay empty."""
        fitted = self.lowered(fitted)
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

    def lowered(self, fitted: Fitted) -> Fitted:
        """A flyer with fewer rows of artwork beside its title, where that spares a second page with hardly anything on it."""
        setting = fitted.setting
        if setting.form != "flyer" or fitted.layout.page_count < 2 or fitted.last_share >= FEW:
            return fitted
        sizes = [each for each in sizes_of(self.tokens, self.setter.size, "flyer") if each <= setting.size]
        found = fitted
        for size in reversed(sizes):
            tried = self.setter.tried(Setting("flyer", size, LOW))
            if not holds(tried, 1) or tried.broken:
                break
            found = tried
        return found

    def tiles(self, form: Form, layout: Layout) -> int:
        """How many rows of artwork the cover has room for."""
        page, bleed = layout.pages[0], self.tokens["bleed-mm"]
        side = (page.width + 2 * bleed) / form.art[0]
        lowest = max((line.y + line.height for line in layout.lines if line.page == 0), default=0.0)
        most = 4 if form.name == "trifold" else 3
        return max(0, min(most, int((page.height + bleed - lowest - 8) / side)))

    def strips(self, form: Form, layout: Layout) -> Iterator[tuple[int, Strip]]:
        """What lies behind the pages that stay empty below: a page's own background takes no room and is read by nobody."""
        bleed, turn = self.tokens["bleed-mm"], 0
        for number, page in enumerate(layout.pages, 1):
            # In a book artwork says that a chapter begins.
            if (form.covers and number == 1) or (self.chapters and page.name != form.back):
                continue
            width, left, below, most = page.right - page.left, 0.0, 0.0, form.strip_rows
            free = page.bottom - page.used
            if page.name == form.back and number == layout.page_count:
                # Below the address there is one, over the edges of the paper.
                width, left, below, most = (
                    page.width + 2 * bleed,
                    -page.left - bleed,
                    page.bottom - page.height - bleed,
                    1,
                )
                free = page.height - page.used - 4
            elif free < form.hole or page.share == 0:
                continue
            height = width / form.strip
            if free < height + 4:
                continue
            rows = max(1, min(most, int((free - STRIP_AIR) / height)))
            yield number - 1, Strip(turn % STRIPS, rows, width, height * rows, left, below)
            turn += 1
