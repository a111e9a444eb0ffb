"""Copy-fitting: the search for the layout, the type size and the forms of the tables.

Input: the page's markup, a rendition, the engines. Output: a `Fitted`. Must not: change a word.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.document import Notice
from pipeline.engines import EngineError, Engines
from pipeline.engines.weasyprint import Layout, Line, Resource
from pipeline.formats.brochure.repeats import chosen, cuts, divided, lacking, notices_of, repeats_in, torn
from pipeline.rendition import Rendition
from pipeline.rendition.expected import Expectation

LAYOUT_SLOT = "\x02layout\x02"
STRIP_SLOT = "\x02strip\x02"
STYLE_SLOT = "\x02style\x02"
# Below the text, without disclaimers; and how high these may become. Units: mm.
FOOT_MM = {"flyer": 19.0, "brochure": 25.0}
RUNNING_WIDTH_MM, RUNNING_MOST_MM = 136.0, 90.0
NOTICE_LEADING = 1.34
# Lines of a disclaimer: what the theme keeps to, and what a character takes of it at least.
USUAL_LINE_CHARS, EM_PER_CHARACTER = 100, 0.38
STRIP_TILES = 7
WIDTH_MM = {"flyer": 178, "brochure": 170}
# From this height on, what stays empty at the end is closed with a strip of artwork.
STRIP_FROM_MM = {"flyer": 48, "brochure": 62}
# Text that no flyer holds at its smallest type; it saves a layout.
FLYER_CHARACTERS = 11_000
TOLERANCE_MM = 0.5
MM_PER_PT = 25.4 / 72
EMPTY, NEARLY_EMPTY = 0.02, 0.35
HANGING_LINES = 7
_TABLE = re.compile(
    r'(?P<held><div class="qualified qualified-table">\s*)?<figure class="table table-(?P<columns>\d+)(?P<more>[^"]*)">'
)
# A heading, and the paragraph behind it, over a table that spans the columns.
_AHEAD = re.compile(
    r'<h2(?P<heading> [^<>]*>(?:(?!</h2>).)*</h2>\s*)(?:<p>(?P<text>(?:(?!</p>).)*</p>\s*))?(?=<(?:div|figure) class="[^"]* wide)',
    re.S,
)


# ── copy-fitting ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Fitted:
    """One way to set the article."""

    layout: Layout
    name: str
    size: float
    classes: str
    levels: Mapping[int, int]
    restless: frozenset[int] = frozenset()
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    unfit: bool = False

    @property
    def overflows(self) -> bool:
        """Whether text runs below a page's text area."""
        pages = self.layout.pages
        return any(
            not line.margin and line.y + line.height > pages[line.page].bottom + TOLERANCE_MM
            for line in self.layout.lines
        )

    @property
    def last_share(self) -> float:
        return self.layout.pages[-1].share

    @property
    def cost(self) -> float:
        """What a designer would dislike: pages, holes, a last page with a few lines, an odd number of pages."""
        shares = [page.share for page in self.layout.pages]
        holes = sum((1 - share) ** 2 for share in shares[:-1])
        deep = sum(share < 0.7 for share in shares[:-1])
        thin = max(0.0, NEARLY_EMPTY + 0.05 - shares[-1]) * 8 if len(shares) > 1 else 0
        broken = 100 * (self.overflows or bool(self.restless) or any(parted(self.layout)))
        return broken + len(shares) + 2 * holes + 0.7 * deep + thin + 0.3 * (len(shares) % 2)


class Fitting:
    """The search for the layout, the size and the forms of the tables."""

    def __init__(self, html: str, rendition: Rendition, engines: Engines) -> None:
        self.html = html
        self.rendition = rendition
        self.engines = engines
        self.options = rendition.options
        self.levels: dict[str, dict[int, int]] = {"flyer": {}, "brochure": {}}
        self.loose: dict[str, set[int]] = {"flyer": set(), "brochure": set()}
        self.repeats = repeats_in(html)

    def best(self) -> Fitted:
        """The flyer at its largest type, else the A4 brochure with the fewest holes."""
        found = self.flyer() if self.options["characters"] <= FLYER_CHARACTERS else None
        return self.closed(found or self.brochure())

    def flyer(self) -> Fitted | None:
        """By bisection over the sizes; None where it does not hold the text at the smallest."""
        sizes: tuple[float, ...] = self.options["sizes"]["flyer"]
        limit: int = self.options["flyer-pages"]
        try:
            smallest = self.tried("flyer", sizes[-1])
        except EngineError as error:
            # A table that spans both columns and is taller than the page.
            if error.code != "ENG604":
                raise
            return None
        if not _holds(smallest, limit) or smallest.restless:
            return None
        best = self.largest(sizes, limit, smallest)
        # A few lines on a second page are worse than a smaller type on one.
        if best.layout.page_count > smallest.layout.page_count and best.last_share < NEARLY_EMPTY:
            best = self.largest(sizes, smallest.layout.page_count, smallest)
        return self.settled(sizes[sizes.index(best.size) :], limit, best)

    def settled(self, sizes: Sequence[float], limit: int, best: Fitted) -> Fitted | None:
        """The first of some sizes whose pages break well; None where each one parts what belongs together.

        Why: WeasyPrint 70 keeps nothing together across a block that spans the columns.
        """
        whole: Fitted | None = None
        for size in sizes:
            if whole is not None and best.size - size > 0.76:
                break
            tried = best if size == best.size else self.tried("flyer", size)
            if not _holds(tried, limit) or any(parted(tried.layout)):
                continue
            if not _hangs_over(tried.layout):
                return tried
            whole = whole or tried
        return whole

    def largest(self, sizes: Sequence[float], limit: int, smallest: Fitted) -> Fitted:
        first = self.tried("flyer", sizes[0])
        if _holds(first, limit):
            return first
        best, low, high = smallest, 1, len(sizes) - 1
        while low < high:
            middle = (low + high) // 2
            tried = self.tried("flyer", sizes[middle])
            if _holds(tried, limit):
                best, high = tried, middle
            else:
                low = middle + 1
        return best

    def brochure(self) -> Fitted:
        """The first setting without a fault, else the one that a designer would dislike least."""
        large, middle, small = self.options["sizes"]["brochure"]
        ladder = [(large, "tiles-6"), (large, "tiles-4"), (middle, "tiles-5"), (small, "tight tiles-6"),
                  (small, "tight tiles-4")]  # fmt: skip
        best: Fitted | None = None
        for step, (points, classes) in enumerate(ladder):
            tried = self.tried("brochure", points, classes)
            if best is None or tried.cost + 0.02 * step < best.cost:
                best = tried
            shares = [page.share for page in tried.layout.pages]
            if min(shares[:-1], default=1) >= 0.78 and shares[-1] >= 0.4 and tried.cost < 100:
                break
            if len(shares) > 10 and step == 1:
                break
        assert best is not None
        return best

    def closed(self, fitted: Fitted) -> Fitted:
        """With a strip of artwork at the foot of a last page that would stay empty."""
        last = fitted.layout.pages[-1]
        empty = last.bottom - last.used
        if empty < STRIP_FROM_MM[fitted.name]:
            return fitted
        height = WIDTH_MM[fitted.name] / STRIP_TILES
        style = f"margin-top: {empty - height - 2:.1f}mm; height: {height:.2f}mm; background-size: {WIDTH_MM[fitted.name]}mm {height:.2f}mm"
        strip = f'<div class="strip" style="{style}"></div>'
        tried = self.laid_out(
            fitted.name, fitted.size, fitted.classes, fitted.levels, fitted.parts, fitted.shown, strip
        )
        if tried.page_count != fitted.layout.page_count:
            return fitted
        return replace(fitted, layout=tried)

    def tried(self, name: str, size: float, classes: str = "") -> Fitted:
        """One setting, its tables in the first form whose words fit."""
        levels = self.levels[name]
        shown: frozenset[str] = frozenset()
        while True:
            layout = self.laid_out(name, size, classes, levels, {}, shown)
            restless = frozenset(_tight_tables(layout))
            raised = {number for number in restless if levels.get(number, 0) < 2}
            divided = _divided_tables(layout) - self.loose[name]
            if not raised and not divided:
                wanted = lacking(layout, self.repeats) - shown
                if not wanted:
                    return self.parted(Fitted(layout, name, size, classes, dict(levels), restless, {}, shown))
                shown |= wanted
            for number in raised:
                levels[number] = levels.get(number, 0) + 1
            self.loose[name] |= divided

    def parted(self, fitted: Fitted) -> Fitted:
        """With a notice under each part of a table that divides, where it is qualified by one."""
        numbered = _with_tables(self.html, fitted.levels, self.loose[fitted.name])
        owed = {number: notices_of(numbered, number) for number in _divided_tables(fitted.layout)}
        owed = {number: notices for number, notices in owed.items() if notices}
        if not owed:
            return fitted
        if fitted.name == "flyer":
            # Its columns would need a search of their own; the A4 brochure holds such a table better.
            return replace(fitted, unfit=True)
        unparted = fitted.layout
        for slack in (0.0, 5.0, 10.0, 20.0):
            parts = {number: cuts(unparted, number, notices, slack) for number, notices in owed.items()}
            shown = fitted.shown
            while True:
                layout = self.laid_out(fitted.name, fitted.size, fitted.classes, fitted.levels, parts, shown)
                wanted = lacking(layout, self.repeats) - shown
                if not wanted:
                    break
                shown |= wanted
            fitted = replace(fitted, layout=layout, parts=parts, shown=shown)
            if not any(torn(layout, number, counts, owed[number]) for number, counts in parts.items()):
                break
        return fitted

    def style(self, name: str, size: float) -> str:
        """The sizes of disclaimers that have to be larger than the theme sets them, and the room for those at the foot."""
        rules, foot = [f"body{{font-size:{size:g}pt}}"], 0.0
        if self.options["size"] != "standard":
            # A page's own boxes have no class.
            rules.append(f"@page {name}{{@bottom-left{{font-size:12pt}}@bottom-right{{font-size:12pt}}}}")
        expectation: Expectation = self.options["expectation"]
        for notice in expectation.notices:
            owed = notice.legibility
            least = max(
                owed.min_size_pt,
                owed.min_x_height_mm / MM_PER_PT / self.options["x-height-em"],
                owed.min_body_ratio * size,
            )
            usual = size if notice.weight == "material" else self.options["notice-pt"]
            # What stands at the foot inherits its size from the running lines.
            if least > usual or notice.place == "running":
                keys = (notice.key, *(key for key, of in self.repeats.items() if of == notice.key))
                rules.append(",".join(f"#{key}" for key in keys) + f"{{font-size:{max(least, usual):.2f}pt}}")
            if owed.max_line_chars < USUAL_LINE_CHARS:
                rules.append(f"#{notice.key}>p{{max-width:{owed.max_line_chars * EM_PER_CHARACTER:.1f}em}}")
            if notice.place == "running":
                height = self.running_lines(notice, max(least, usual))
                foot += height * NOTICE_LEADING * max(least, usual) * MM_PER_PT + 3.4 + 2
        if foot:
            rules.append(f"@page {name}{{margin-bottom:{FOOT_MM[name] + min(foot, RUNNING_MOST_MM):.1f}mm}}")
        return "".join(rules)

    def running_lines(self, notice: Notice, size: float) -> int:
        """How many lines it takes at the foot of a page."""
        widths: Mapping[int, float] = self.options["advances"]
        room = (RUNNING_WIDTH_MM - 6.2) / (size * MM_PER_PT)
        words = f"{self.options['please-note']} {notice.text}".split()
        lines, used = 1, 0.0
        for word in words:
            # A little more than its letters, for the bold label and for letters that the face does not have.
            width = 1.04 * sum(widths.get(ord(sign), 0.6) for sign in word)
            if used and used + 0.25 + width > room:
                lines, used = lines + 1, width
            else:
                used += width + (0.25 if used else 0)
        return lines

    def laid_out(
        self,
        name: str,
        size: float,
        classes: str,
        levels: Mapping[int, int],
        parts: Mapping[int, tuple[int, ...]],
        shown: Collection[str],
        strip: str = "",
    ) -> Layout:
        page = self.html.replace(LAYOUT_SLOT, f"{name} {self.options['size']} {classes}".strip())
        page = page.replace(STYLE_SLOT, self.style(name, size))
        page = _with_tables(page.replace(STRIP_SLOT, strip), levels, self.loose[name])
        page = chosen(divided(page, parts, self.options["continued"]), shown)
        pictures = {"art.svg": svg(self.options["art"][name]), "strip.svg": svg(self.options["strip"])}
        return self.engines.weasyprint.layout(page, {**self.rendition.resources, **pictures})


def _holds(fitted: Fitted, limit: int) -> bool:
    return fitted.layout.page_count <= limit and not fitted.overflows and not fitted.unfit


def _hangs_over(layout: Layout) -> bool:
    """Whether a later page begins with a few lines of the section before."""
    for number in range(1, layout.page_count):
        lines = [line for line in layout.lines if line.page == number and not line.margin]
        before = 0
        for line in lines:
            if "h2" in line.tags or line.table is not None:
                break
            before += 1
        if before < len(lines) and 0 < before <= HANGING_LINES:
            return True
    return False


def _with_tables(html: str, levels: Mapping[int, int], loose: Collection[int] = ()) -> str:
    """Each table numbered, wide from four columns on, in the form of its level; `loose` ones may divide."""
    number = -1

    def form(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        level = levels.get(number, 0)
        wide = " wide" if int(match["columns"]) > 3 or level else ""
        shape = ("", " compact", " stacked")[level]
        if number in loose:
            wide += " loose"
        held = f'<div class="qualified qualified-table{wide}">' if match["held"] else ""
        return f'{held}<figure class="table table-{match["columns"]}{match["more"]}{wide}{shape} number-{number}">'

    def ahead(match: re.Match[str]) -> str:
        text = f'<p class="ahead">{match["text"]}' if match["text"] else ""
        return f'<h2 class="ahead"{match["heading"]}{text}'

    return _AHEAD.sub(ahead, _TABLE.sub(form, html))


def _divided_tables(layout: Layout) -> set[int]:
    """The tables that no page holds, so that they must begin where they stand and go on overleaf."""
    pages: dict[int, set[int]] = defaultdict(set)
    for line in layout.lines:
        if line.table is not None:
            pages[line.table].add(line.page)
    return {number for number, on in pages.items() if len(on) > 1}


def _tight_tables(layout: Layout) -> set[int]:
    """The tables with a word wider than its cell, or with cells that run to many short lines."""
    found = {line.table for line in layout.lines if line.table is not None and line.excess > TOLERANCE_MM}
    cells: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in layout.lines:
        if line.table is not None and line.cell is not None and "stacked" not in line.classes:
            cells[line.table, line.cell].append(line)
    for (number, _), lines in cells.items():
        rows = len({round(line.y, 1) for line in lines})
        if rows > 4 and lines[0].right - lines[0].left < 24:
            found.add(number)
    return found


def parted(layout: Layout) -> Iterator[tuple[str, Line, Line]]:
    """Headings without a line below them (BRO405), disclaimers away from what they qualify (BRO408)."""
    lines = [line for line in layout.lines if not line.margin]
    for before, line in itertools.pairwise(lines):
        together = before.page == line.page and before.y < line.y + line.height
        heading = before.tags & {"h2", "h3", "h4"}
        if heading and not line.tags & heading and not together:
            yield "BRO405", before, before
        if "notice-after-trigger" in line.classes - before.classes and not together:
            yield "BRO408", before, line


def svg(markup: str) -> Resource:
    return Resource(markup.encode(), "image/svg+xml")
