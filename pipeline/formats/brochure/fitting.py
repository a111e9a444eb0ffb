"""An article in one setting: its form, size of type, the forms of its tables, what is shown again and where.

Input: the page's markup, a rendition, the engines, a `Setting`. Output: a `Fitted`. Must not: choose, change a word.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.document import Notice
from pipeline.engines import EngineError, Engines
from pipeline.engines.survey import Line
from pipeline.engines.weasyprint import Layout, Resource
from pipeline.formats.brochure.artwork import Artwork
from pipeline.formats.brochure.forms import FORMS
from pipeline.formats.brochure.repeats import (
    AGAIN,
    chosen,
    cuts,
    divided,
    lacking,
    merged,
    notices_of,
    repeats_in,
    torn,
)
from pipeline.formats.brochure.tables import (
    LAST,
    TABLE,
    TOLERANCE_MM,
    by_themselves,
    tight,
    tight_forms,
    with_tables,
)
from pipeline.rendition import Rendition
from pipeline.rendition.expected import Expectation

LAYOUT_SLOT = "\x02layout\x02"
STYLE_SLOT = "\x02style\x02"
# Where a back may begin, and where the text ends.
BACK_SLOTS = {name: f"\x02back:{name}\x02" for name in ("sources", "closing", "end")}
_BACK_SLOT = re.compile("\x02back:(\\w+)\x02")
_FILLED_CELL = re.compile(r"<t[dh]\b[^>]*+>(?!</t)")
RUNNING_MOST_MM = 90.0
NOTICE_LEADING = 1.34
# An opening or closing disclaimer that is material is never smaller.
PRIMARY_PT = 10.5
# Lines of a disclaimer: what the theme keeps to, and what a character takes of it at least.
USUAL_LINE_CHARS, EM_PER_CHARACTER = 100, 0.38
# Lines to write on that a page takes below their title.
FILLER_LINES = {"trifold": 15, "booklet": 14}
# A line of the smallest type, and the air around it.
LEAST_ROW_MM = 5.0
MM_PER_PT = 25.4 / 72
# A page that holds all tables in all their forms.
TALL_MM = 9000
EMPTY, NEARLY_EMPTY = 0.02, 0.35
# The end of a chapter that had better stood on the page before.
THIN = 0.12
# A minor disclaimer in the forms that are folded, as their stylesheet sets it.
FOLDED_NOTICE_PT = 9.0


# ── one setting ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to set the article.

    Shape: `levels` are the forms of its tables by their numbers, `loose` those that may divide, into `parts` of so
    many rows; `shown` are the disclaimers that are shown again; `back` is what a back begins with (`sources`,
    `closing`); `fillers` are the pages that the text leaves free (`lines` and `art` before the back, `inside` behind the
    cover); `breaks` are the ids of headings that begin a page; `pictures` how high some may be, by their addresses.
    Units: `size` in pt, heights in mm.
    """

    form: str
    size: float
    classes: str = ""
    levels: Mapping[int, int] = field(default_factory=dict)
    loose: frozenset[int] = frozenset()
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    back: str = ""
    fillers: tuple[str, ...] = ()
    breaks: frozenset[str] = frozenset()
    pictures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strip:
    """Artwork at the foot of a page that text leaves free. Units: mm; `left` and `below` are from the text's area."""

    turn: int
    rows: int
    width: float
    height: float
    left: float
    below: float

    @property
    def picture(self) -> str:
        return f"strip-{self.turn}-{self.rows}.svg"

    @property
    def declarations(self) -> str:
        return (
            f"background-image:url({self.picture});background-repeat:no-repeat;"
            f"background-position:left {self.left:.2f}mm bottom {self.below:.2f}mm;"
            f"background-size:{self.width:.2f}mm {self.height:.2f}mm"
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """The article as it is laid out in a setting.

    Shape: `restless` are the tables whose words fit in none of their forms; `unfit` says that this form can't have it.
    """

    layout: Layout
    setting: Setting
    restless: frozenset[int] = frozenset()
    unfit: bool = False

    @property
    def overflows(self) -> bool:
        """Whether text runs below a page's text area."""
        return any(runs_over(line, self.layout) for line in self.layout.lines)

    @property
    def last_share(self) -> float:
        return self.layout.pages[-1].share

    @property
    def broken(self) -> bool:
        """Whether it has what no reader should get."""
        return self.overflows or bool(self.restless) or self.unfit or any(parted(self.layout))

    @property
    def ends(self) -> frozenset[int]:
        """The pages that may stay white below: another chapter or part of a book begins overleaf."""
        return chapter_ends(self.layout)

    @property
    def cost(self) -> float:
        """What a designer would dislike: pages, holes, a last page with a few lines, an odd number of pages."""
        shares = [page.share for page in self.layout.pages]
        ends = self.ends
        within = [share for number, share in enumerate(shares[:-1]) if number not in ends]
        holes = sum((1 - share) ** 2 for share in within)
        deep = sum(share < 0.7 for share in within)
        thin = max(0.0, NEARLY_EMPTY + 0.05 - shares[-1]) * 8 if len(shares) > 1 else 0
        thin += sum(shares[number] < THIN for number in ends)
        return 100 * self.broken + len(shares) + 2 * holes + 0.7 * deep + thin + 0.3 * (len(shares) % 2)


class Setter:
    """Lays an article out in one setting after another, in one size of print."""

    def __init__(self, html: str, rendition: Rendition, engines: Engines, size: str) -> None:
        self.html = html
        self.rendition = rendition
        self.engines = engines
        self.options = rendition.options
        self.size = size
        # What a section of an article begins with.
        self.section = "h3" if self.options["bound"] else "h2"
        self._needed: dict[str, dict[float, tuple[Mapping[int, int], frozenset[int]]]] = defaultdict(dict)
        self._too_narrow: dict[tuple[str, float, str], frozenset[tuple[int, int]]] = {}
        self.repeats = repeats_in(html)

    def tried(
        self, setting: Setting, may_divide: frozenset[int] = frozenset(), most: int = sys.maxsize
    ) -> Fitted:
        """One setting, its tables in the first form whose words fit; some `may_divide` though a page would hold them.

        One that has more than `most` pages is not brought to its end: the parts of tables would only add to them.
        """
        # What another layout has come to says nothing about this one.
        setting = replace(setting, parts={}, shown=frozenset())
        known, loose = self.needed(setting)
        levels = dict(known)
        if setting.form == "trifold":
            # On a panel few tables of so many columns can stay as they are.
            for number, columns in enumerate(self.columns):
                if columns > 3 and (level := self.fitting(setting, number, levels.get(number, 0))):
                    levels[number] = level
        while True:
            setting = replace(setting, levels=dict(levels), loose=loose | may_divide)
            layout = self.laid_out(setting)
            restless = frozenset(tight(layout))
            raised = {number for number in restless if self.level(setting, number) < LAST}
            divided = (_divided_tables(layout) | _parted_tables(layout)) - setting.loose
            if not raised and not divided:
                wanted = lacking(layout, self.repeats) - setting.shown
                if not wanted:
                    self._needed[setting.form][setting.size] = levels, loose
                    fitted = Fitted(layout, setting, restless)
                    return fitted if layout.page_count > most else self.parted(fitted)
                setting = replace(setting, shown=setting.shown | wanted)
            higher = {number: self.level(setting, number) + 1 for number in raised}
            levels |= {number: self.fitting(setting, number, level) for number, level in higher.items()}
            loose |= divided

    def needed(self, setting: Setting) -> tuple[Mapping[int, int], frozenset[int]]:
        """What a table needs in a smaller type it needs in this one too; what it needs in a larger one says nothing."""
        known = self._needed[setting.form]
        below = max((size for size in known if size <= setting.size), default=None)
        return ({}, self.tall(setting.form)) if below is None else known[below]

    def tall(self, form: str) -> frozenset[int]:
        """The tables that have more rows than any page of a form."""
        height = self.options["tokens"]["papers"][self.options["paper"]][FORMS[form].paper][1]
        return frozenset(number for number, rows in enumerate(self.rows) if rows * LEAST_ROW_MM > height)

    def level(self, setting: Setting, number: int) -> int:
        """The form of a table: 0 as it is, 1 compact, 2 one row under another."""
        columns = self.columns[number] if number < len(self.columns) else 0
        form = FORMS[setting.form]
        # A sheet of paper is wide enough for many columns of single letters or figures.
        many = columns >= form.stacked_from and (form.covers or number in self.vast)
        first = 2 if many or self.size == "large" else 0
        return max(first, setting.levels.get(number, 0))

    def fitting(self, setting: Setting, number: int, least: int) -> int:
        """The first form of a table, from the least on, that is not too narrow for its words where it stands by itself."""
        least = max(least, self.level(replace(setting, levels={}), number))
        too_narrow = self.too_narrow(setting) if least < LAST else frozenset()
        return next((level for level in range(least, LAST) if (number, level) not in too_narrow), LAST)

    def too_narrow(self, setting: Setting) -> frozenset[tuple[int, int]]:
        """The tables and forms whose words do not fit, found without the rest of the article.

        Why: how wide a table is follows from its page, and one layout of all tables in their forms costs a part of one of the
        article. They stand on pages as wide as any that they can come to, so that what does not fit here fits nowhere.
        """
        form = FORMS[setting.form]
        key = form.name, setting.size, setting.classes
        if key not in self._too_narrow:
            self._too_narrow[key] = frozenset()
            width = self.options["tokens"]["papers"][self.options["paper"]][form.paper][0]
            if page := by_themselves(self.html, self.section):
                page = page.replace(LAYOUT_SLOT, self.classes(setting))
                page = page.replace(
                    STYLE_SLOT, f"{self.style(setting)}@page {form.bodies[0]}{{size:{width}mm {TALL_MM}mm}}"
                )
                try:
                    layout = self.engines.weasyprint.layout(
                        page, self.rendition.resources, self.rendition.css
                    )
                    self._too_narrow[key] = tight_forms(layout)
                except EngineError as error:
                    if error.code != "ENG604":
                        raise
        return self._too_narrow[key]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        return tuple(int(match["columns"]) for match in TABLE.finditer(self.html))

    @cached_property
    def vast(self) -> frozenset[int]:
        """The tables that no column of text on a screen would hold."""
        found = enumerate(TABLE.finditer(self.html))
        return frozenset(number for number, match in found if "table-vast" in match["more"].split())

    @cached_property
    def rows(self) -> tuple[int, ...]:
        return tuple(table.count("<tr") for table in self.tables)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The markup of each table."""
        starts = [match.end() for match in TABLE.finditer(self.html)]
        return tuple(self.html[start : self.html.find("</figure>", start)] for start in starts)

    def table_lines(self, form: str) -> int:
        """How many lines all tables take at least: one for each row, or for two cells where a row stands under another."""
        lines = 0
        for number, (table, rows) in enumerate(zip(self.tables, self.rows, strict=True)):
            cells = len(_FILLED_CELL.findall(table))
            stacked = self.level(Setting(form, 0), number) == LAST
            lines += (cells - self.columns[number]) // 2 if stacked else min(rows, cells)
        return lines

    def parted(self, fitted: Fitted) -> Fitted:
        """With the head above and the notices below each part of a table that divides."""
        setting = fitted.setting
        numbered = self.with_tables(setting)
        owed = {number: notices_of(numbered, number) for number in _divided_tables(fitted.layout)}
        if not owed:
            return fitted
        if setting.form == "flyer":
            # Its columns would need a search of their own; the long brochure holds such a table better.
            unfit = any(notices or self.level(setting, number) == 2 for number, notices in owed.items())
            return replace(fitted, unfit=unfit)
        unparted = fitted.layout
        for slack in (0.0, 5.0, 10.0, 20.0, 40.0):
            parts = {number: cuts(unparted, number, notices, slack) for number, notices in owed.items()}
            fitted = self.with_parts(fitted, parts)
            if not _torn(fitted, owed) and not any(parted(fitted.layout)):
                break
        fewer = {number: merged(fitted.layout, number, counts) for number, counts in parts.items()}
        if fewer != parts:
            tried = self.with_parts(fitted, fewer)
            if not _torn(tried, owed):
                return tried
        return fitted

    def with_parts(self, fitted: Fitted, parts: Mapping[int, tuple[int, ...]]) -> Fitted:
        """The same with tables in other parts, and what is shown again for them."""
        setting = replace(fitted.setting, parts=parts)
        while True:
            layout = self.laid_out(setting)
            wanted = lacking(layout, self.repeats) - setting.shown
            if not wanted:
                return replace(fitted, layout=layout, setting=setting)
            setting = replace(setting, shown=setting.shown | wanted)

    def style(self, setting: Setting) -> str:
        """The sizes of disclaimers that have to be larger than the theme sets them, and the room for those at the foot."""
        form, size = FORMS[setting.form], setting.size
        rules, foot = [f"body{{font-size:{size:g}pt}}"], 0.0
        if self.size != "standard":
            # A page's own boxes have no class.
            least = self.options["sizes"][self.size]["floor"][form.name]
            boxes = "".join(f"@bottom-{side}{{font-size:{least}pt}}" for side in ("left", "right"))
            rules += [f"@page {page}{{{boxes}}}" for page in form.bodies]
        expectation: Expectation = self.options["expectation"]
        for notice in expectation.notices:
            owed = notice.legibility
            least = max(
                owed.min_size_pt,
                owed.min_x_height_mm / MM_PER_PT / self.options["x-height-em"],
                owed.min_body_ratio * size,
                PRIMARY_PT if notice.place in ("opening", "closing") and notice.weight == "material" else 0,
                self.options["sizes"][self.size]["floor"][form.name],
            )
            minor = FOLDED_NOTICE_PT if form.covers else self.options["notice-pt"]
            usual = size if notice.weight == "material" else minor
            # What stands at the foot inherits its size from the running lines.
            if least > usual or notice.place == "running":
                keys = (notice.key, *(key for key, of in self.repeats.items() if of == notice.key))
                all_of = ",".join(f'#{key},[id^="{key}{AGAIN}"]' for key in keys)
                rules.append(f"{all_of}{{font-size:{max(least, usual):.2f}pt}}")
            if owed.max_line_chars < USUAL_LINE_CHARS:
                rules.append(f"#{notice.key}>p{{max-width:{owed.max_line_chars * EM_PER_CHARACTER:.1f}em}}")
            if notice.place == "running":
                height = self.running_lines(notice, max(least, usual), form.line)
                foot += height * NOTICE_LEADING * max(least, usual) * MM_PER_PT + 3.4 + 2
        if foot:
            below = form.foot + min(foot, RUNNING_MOST_MM)
            rules += [f"@page {page}{{margin-bottom:{below:.1f}mm}}" for page in form.bodies]
        if setting.breaks:
            headings = ",".join(f"[id={quoted(name)}]:not(#high)" for name in sorted(setting.breaks))
            rules.append(f"{headings}{{break-before:page}}")
        for address, most in sorted(setting.pictures.items()):
            rules.append(f"img[src={quoted(address)}]:not(#high){{max-height:{most:g}mm}}")
        if form.name == "trifold":
            rules.append(self.options["panel-headings"].get(size, ""))
        art = self.options["openers"].get(form.name, {})
        rules += [f".{name}{{background-image:url({name}.svg)}}" for name in art]
        return "".join(rules)

    def running_lines(self, notice: Notice, size: float, width: float) -> int:
        """How many lines it takes at the foot of a page."""
        widths: Mapping[int, float] = self.options["advances"]
        room = (width - 6.2) / (size * MM_PER_PT)
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

    def classes(self, setting: Setting) -> str:
        return f"{setting.form} {self.options['paper']} {self.size} {setting.classes}".strip()

    def with_tables(self, setting: Setting) -> str:
        levels = {number: self.level(setting, number) for number in range(len(self.columns))}
        return with_tables(self.html, levels, setting.loose, self.section)

    def laid_out(self, setting: Setting) -> Layout:
        """The brochure as one setting has it laid out."""
        form = FORMS[setting.form]
        page = self.with_tables(setting)
        page = page.replace(LAYOUT_SLOT, self.classes(setting)).replace(STYLE_SLOT, "")
        page = with_back(page, setting, self.options["your-questions"], bound=self.options["bound"])
        page = chosen(divided(page, setting.parts, self.options["continued"]), setting.shown)
        artwork: Artwork = self.options["artwork"]
        pictures = {"art.svg": svg(artwork.cover(form))}
        pictures |= {
            f"{name}.svg": svg(one) for name, one in self.options["openers"].get(form.name, {}).items()
        }
        if {"art", "inside"} & {*setting.fillers}:
            pictures["plate.svg"] = svg(artwork.plate(form))
        return self.engines.weasyprint.layout(
            page, {**self.rendition.resources, **pictures}, self.rendition.css, self.style(setting)
        )

    def painted(self, fitted: Fitted, strips: Mapping[int, Strip]) -> Fitted:
        """The same with strips of artwork behind some pages, by their numbers from 0 on."""
        form, artwork = FORMS[fitted.setting.form], self.options["artwork"]
        pictures = {
            strip.picture: svg(artwork.strip(form, strip.turn, strip.rows)) for strip in strips.values()
        }
        backgrounds = {page: strip.declarations for page, strip in strips.items()}
        return replace(fitted, layout=self.engines.weasyprint.painted(fitted.layout, backgrounds, pictures))


def _torn(fitted: Fitted, owed: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether a part of a table, or it and its notices, still lie on two pages."""
    return any(
        torn(fitted.layout, number, counts, owed[number]) for number, counts in fitted.setting.parts.items()
    )


def with_back(html: str, setting: Setting, questions: str, *, bound: bool = False) -> str:
    """The markup with a back of its own from where the setting wants it, behind the pages that fill."""
    parts = _BACK_SLOT.split(html)
    if not FORMS[setting.form].covers:
        return "".join(parts[::2])
    fillers = ""
    inside = setting.fillers.count("inside")
    for filler in setting.fillers[inside:]:
        lines = '<div class="filler-line"></div>' * FILLER_LINES[setting.form]
        inner = f'<p class="filler-title">{questions}</p>{lines}' if filler == "lines" else ""
        fillers += f'<div class="filler filler-{filler}">{inner}</div>'
    if fillers and bound:
        # These pages are no chapter's.
        fillers = fillers.replace(">", '><div class="running-title"></div>', 1)
    opened, found = f'{fillers}<div class="back">', ""
    wanted = setting.back if setting.back in parts[1::2] else "end"
    for text, name in zip(parts[::2], [*parts[1::2], ""], strict=True):
        found += text
        if name == wanted:
            found += opened
        if name == "end":
            found += "</div>"
    if inside:
        page = '<div class="filler filler-art filler-inside"></div>'
        found = found.replace("<main>", f"<main>{page}", 1)
    return found


def quoted(text: str) -> str:
    """A text as a string of a stylesheet."""
    return '"' + re.sub(r'["\\\n\r\f<]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


def chapter_ends(layout: Layout) -> frozenset[int]:
    """The pages before those that begin with the opener of a chapter or of a part."""
    first: dict[int, Line] = {}
    for line in layout.lines:
        if not line.margin:
            first.setdefault(line.page, line)
    return frozenset(page - 1 for page, line in first.items() if page and "opener" in line.classes)


def runs_over(line: Line, layout: Layout) -> bool:
    """Whether a line of text lies below its page's text area."""
    return not line.margin and line.y + line.height > layout.pages[line.page].bottom + TOLERANCE_MM


def _divided_tables(layout: Layout) -> set[int]:
    """The tables that no page holds, so that they must begin where they stand and go on overleaf."""
    pages: dict[int, set[int]] = defaultdict(set)
    for line in layout.lines:
        if line.table is not None:
            pages[line.table].add(line.page)
    return {number for number, on in pages.items() if len(on) > 1}


def _parted_tables(layout: Layout) -> set[int]:
    """The tables that a page holds, but not together with the notice that qualifies them."""
    return {
        before.table for code, before, _ in parted(layout) if code == "BRO408" and before.table is not None
    }


def parted(layout: Layout) -> Iterator[tuple[str, Line, Line]]:
    """Headings and openers of chapters without a line below them (BRO405), disclaimers away from what they qualify (BRO408)."""
    lines = [line for line in layout.lines if not line.margin]
    for before, line in itertools.pairwise(lines):
        together = before.page == line.page and before.y < line.y + line.height
        heading = before.tags & {"h2", "h3", "h4"}
        opener = _in_opener(before) and not _in_opener(line)
        if ((heading and not line.tags & heading) or opener) and not together:
            yield "BRO405", before, before
        if "notice-after-trigger" in line.classes - before.classes and not together:
            yield "BRO408", before, line


def _in_opener(line: Line) -> bool:
    return "opener" in line.classes and "part-opener" not in line.classes


def svg(markup: str) -> Resource:
    return Resource(markup.encode(), "image/svg+xml")
