"""The brochure: an accessible PDF in the geometry that holds the article.

Input: an attached `Document`. Output: an `Artifact`, tagged PDF/UA-1 in sRGB, pages in reading order.
Must not: cut text, or set it below the smallest size of its layout.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.diagnostics import Diagnostic, Extent, Location, Reported, has_errors, report
from pipeline.document import (
    Attributes,
    Block,
    Component,
    Document,
    Heading,
    Markup,
    Notice,
    Paragraph,
    Table,
    children,
    plain_text,
    to_pandoc,
)
from pipeline.engines import EngineError, Engines
from pipeline.engines.pdf import finish, font_names
from pipeline.engines.weasyprint import Layout, Line, Resource
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.complete import Labels, complete
from pipeline.rendition.dress import Wishes, dress
from pipeline.rendition.expected import MANIFEST_NAME, expected, manifest
from pipeline.rendition.imprint import authors, imprint
from pipeline.theme import SLOT, Theme

LAYOUT_SLOT = "\x02layout\x02"
STRIP_SLOT = "\x02strip\x02"
NO_DATE = datetime.date(2000, 1, 1)
ART = {"flyer": (3, 3), "a4": (3, 6)}
STRIP_TILES = 7
WIDTH_MM = {"flyer": 178, "a4": 170}
# From this height on, what stays empty at the end is closed with a strip of artwork.
STRIP_FROM_MM = {"flyer": 48, "a4": 62}
# Text that no flyer holds at its smallest type; it saves a layout.
FLYER_CHARACTERS = 11_000
SAFE_MM = 5
FLOOR_PT = {"flyer": 8.5, "a4": 9}
TOLERANCE_MM = 0.5
EMPTY, NEARLY_EMPTY = 0.02, 0.35
# Measures of headings in em of their own size: what fits in a line, less a little for kerning.
TITLE_EM = {"": (12.2, 8.85), "long": (16.8, 12.4), "very-long": (22.4, 15.5)}
TITLE_CLASSES = ((76, ""), (130, "long"), (10_000, "very-long"))
TITLE_TRACKING, HEADING_TRACKING = -0.016, -0.006
HEADING_EM = {"flyer": 16.4, "a4": 23.9}
SHORT_CONTENTS = 9
HANGING_LINES = 7
RUNNING_CHARACTERS = 90
_TABLE = re.compile(
    r'(?P<held><div class="qualified qualified-table">\s*)?<figure class="table table-(?P<columns>\d+)(?P<more>[^"]*)">'
)
_PADDING = re.compile(r"(<(?:p|span|figcaption)[^<>]*>)\n|\n(</(?:p|span|figcaption)>)")
_START = re.compile(r'<ol start="(\d+)"')
_ADDRESS = re.compile(r'<span class="address">([^<>]+)</span>')
# A heading, and the paragraph behind it, over a table that spans the columns.
_AHEAD = re.compile(
    r'<h2(?P<heading> [^<>]*>(?:(?!</h2>).)*</h2>\s*)(?:<p>(?P<text>(?:(?!</p>).)*</p>\s*))?(?=<(?:div|figure) class="[^"]* wide)',
    re.S,
)


class Brochure:
    """PDF for print and for screens."""

    name = "brochure"
    media_type = "application/pdf"
    suffix = ".pdf"

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet; which layout it will be is decided when it is laid out.

        Reports: ENG605, BRO409.
        """
        from markupsafe import Markup as Safe

        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        meta = document.meta
        expectation = expected(document, self.name, labels)
        lines = imprint(document, labels)
        runs = (*expectation.runs, *expectation.notes)
        text = "".join((*(run.text for run in runs), *lines, *labels.values(), meta.publisher or ""))
        found = [*_without_glyph(text, completed, theme), *_to_come(document)]
        measure = _Measure(theme)
        blocks, pictures = dress(_balanced(completed, measure), theme, Wishes(backlinks=False, images="name"))
        opening = sum(isinstance(block, Notice) and block.place == "opening" for block in completed.blocks)
        blocks = _with_front(blocks, completed, opening, theme, labels)
        css = theme.linked_faces() + "\n" + theme.stylesheet("brochure", meta.topics, dir=document.dir)
        title_class = measure.title_class(meta.title)
        contact = meta.contact
        frame = theme.fill(
            "brochure/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            running_title=_shortened(meta.title),
            title_class=title_class,
            title_style=measure.style(meta.title, *TITLE_EM[title_class]),
            subtitle=meta.subtitle,
            description=meta.description,
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            date=(document.article.date or NO_DATE),
            labels=labels,
            imprint=lines,
            css=Safe(css),
            has_code=bool(contact and contact.url),
            layout_slot=Safe(LAYOUT_SLOT),
            strip_slot=Safe(STRIP_SLOT),
        )
        fonts = {face.path: Resource(theme.files[face.path], "font/ttf") for face in theme.faces}
        mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
        resources = {**fonts, **pictures, "mark.svg": _svg(mark)}
        if contact and contact.url:
            resources["code.svg"] = _svg(_quick_response_code(contact.url))
        tokens = theme.tokens["brochure"]
        options = {
            "sizes": tuple(tokens["flyer"]["sizes-pt"]),
            "a4-size": tokens["a4"]["size-pt"],
            "flyer-pages": tokens["flyer"]["pages"],
            "characters": len(text),
            "art": {layout: theme.art(document.slug, meta.topics, *ART[layout], 60) for layout in ART},
            "strip": theme.art(f"{document.slug} strip", meta.topics, STRIP_TILES, 1, 60),
            "expectation": expectation,
            "date": (document.article.date or NO_DATE).isoformat(),
            "places": tuple(_places(completed.blocks, None)),
            "tables": tuple(_tables(completed.blocks)),
            "minimum-notice-pt": tokens["minimum-notice-pt"],
        }
        rendition = Rendition(
            self.name, document.slug, document.lang, document.path, blocks, frame, css, resources, options
        )
        return Reported(None if has_errors(found) else rendition, tuple(found))

    def emit(self, rendition: Rendition, engines: Engines) -> Reported[Artifact | None]:
        """The file, in the smallest layout that holds the text. Reports: ENG601–ENG606, BRO401–BRO408."""
        place = Location(rendition.path)
        try:
            body = engines.pandoc.write(to_pandoc(rendition.blocks), "html5", ("--wrap=none",)).decode()
            html = rendition.frame.replace(SLOT, _tidied(body))
            fitted = _Fitting(html, rendition, engines).best()
            chosen = fitted.layout
            found = [*_complaints(chosen, place), *_faults(fitted, rendition)]
            if chosen.page_count == 0:
                return Reported(
                    None, (*found, report("ENG604", place, program="WeasyPrint", problem="no page"))
                )
            travelling = manifest(rendition.options["expectation"])
            # The identifier follows from the content, never from the clock.
            identifier = hashlib.sha256(html.encode() + travelling).digest()[:16]
            content = finish(
                engines.weasyprint.write(chosen, identifier),
                attachment=(MANIFEST_NAME, travelling),
                date=rendition.options["date"],
                identifier=identifier,
            )
            foreign = sorted(name for name in font_names(content) if not name.startswith("SP-"))
            if foreign:
                found.append(report("BRO407", place, fonts=", ".join(foreign)))
        except EngineError as error:
            return Reported(None, (report(error.code, place, **error.facts),))
        if has_errors(found):
            return Reported(None, tuple(found))
        facts: dict[str, str | int | float] = {
            "layout": fitted.name,
            "pages": chosen.page_count,
            "size_pt": fitted.size,
        }
        return Reported(
            Artifact(self.name, rendition.slug + self.suffix, self.media_type, content, facts), tuple(found)
        )


# ── copy-fitting ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Fitted:
    """One way to set the article."""

    layout: Layout
    name: str
    size: float
    classes: str
    levels: Mapping[int, int]
    restless: frozenset[int] = frozenset()

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
        broken = 100 * (self.overflows or bool(self.restless) or any(_parted(self.layout)))
        return broken + len(shares) + 2 * holes + 0.7 * deep + thin + 0.3 * (len(shares) % 2)


class _Fitting:
    """The search for the layout, the size and the forms of the tables."""

    def __init__(self, html: str, rendition: Rendition, engines: Engines) -> None:
        self.html = html
        self.rendition = rendition
        self.engines = engines
        self.options = rendition.options
        self.levels: dict[str, dict[int, int]] = {"flyer": {}, "a4": {}}
        self.loose: dict[str, set[int]] = {"flyer": set(), "a4": set()}

    def best(self) -> _Fitted:
        """The flyer at its largest type, else the A4 brochure with the fewest holes."""
        found = self.flyer() if self.options["characters"] <= FLYER_CHARACTERS else None
        return self.closed(found or self.a4())

    def flyer(self) -> _Fitted | None:
        """By bisection over the sizes; None where it does not hold the text at the smallest."""
        sizes: tuple[float, ...] = self.options["sizes"]
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

    def settled(self, sizes: Sequence[float], limit: int, best: _Fitted) -> _Fitted | None:
        """The first of some sizes whose pages break well; None where each one parts what belongs together.

        Why: WeasyPrint 70 keeps nothing together across a block that spans the columns.
        """
        whole: _Fitted | None = None
        for size in sizes:
            if whole is not None and best.size - size > 0.76:
                break
            tried = best if size == best.size else self.tried("flyer", size)
            if not _holds(tried, limit) or any(_parted(tried.layout)):
                continue
            if not _hangs_over(tried.layout):
                return tried
            whole = whole or tried
        return whole

    def largest(self, sizes: Sequence[float], limit: int, smallest: _Fitted) -> _Fitted:
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

    def a4(self) -> _Fitted:
        """The first setting without a fault, else the one that a designer would dislike least."""
        size: float = self.options["a4-size"]
        ladder = [(size, "tiles-6"), (size, "tiles-4"), (10.75, "tiles-5"), (10.5, "tight tiles-6"),
                  (10.5, "tight tiles-4")]  # fmt: skip
        best: _Fitted | None = None
        for step, (points, classes) in enumerate(ladder):
            tried = self.tried("a4", points, classes)
            if best is None or tried.cost + 0.02 * step < best.cost:
                best = tried
            shares = [page.share for page in tried.layout.pages]
            if min(shares[:-1], default=1) >= 0.78 and shares[-1] >= 0.4 and tried.cost < 100:
                break
            if len(shares) > 10 and step == 1:
                break
        assert best is not None
        return best

    def closed(self, fitted: _Fitted) -> _Fitted:
        """With a strip of artwork at the foot of a last page that would stay empty."""
        last = fitted.layout.pages[-1]
        empty = last.bottom - last.used
        if empty < STRIP_FROM_MM[fitted.name]:
            return fitted
        height = WIDTH_MM[fitted.name] / STRIP_TILES
        style = f"margin-top: {empty - height - 2:.1f}mm; height: {height:.2f}mm; background-size: {WIDTH_MM[fitted.name]}mm {height:.2f}mm"
        strip = f'<div class="strip" style="{style}"></div>'
        tried = self.laid_out(fitted.name, fitted.size, fitted.classes, fitted.levels, strip)
        if tried.page_count != fitted.layout.page_count:
            return fitted
        return replace(fitted, layout=tried)

    def tried(self, name: str, size: float, classes: str = "") -> _Fitted:
        """One setting, its tables in the first form whose words fit."""
        levels = self.levels[name]
        while True:
            layout = self.laid_out(name, size, classes, levels)
            restless = frozenset(_tight_tables(layout))
            raised = {number for number in restless if levels.get(number, 0) < 2}
            divided = _divided_tables(layout) - self.loose[name]
            if not raised and not divided:
                return _Fitted(layout, name, size, classes, dict(levels), restless)
            for number in raised:
                levels[number] = levels.get(number, 0) + 1
            self.loose[name] |= divided

    def laid_out(
        self, name: str, size: float, classes: str, levels: Mapping[int, int], strip: str = ""
    ) -> Layout:
        page = self.html.replace(LAYOUT_SLOT, f"{name} pt-{int(size * 100)} {classes}".strip())
        page = _with_tables(page.replace(STRIP_SLOT, strip), levels, self.loose[name])
        pictures = {"art.svg": _svg(self.options["art"][name]), "strip.svg": _svg(self.options["strip"])}
        return self.engines.weasyprint.layout(page, {**self.rendition.resources, **pictures})


def _holds(fitted: _Fitted, limit: int) -> bool:
    return fitted.layout.page_count <= limit and not fitted.overflows


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


# ── checks after the layout ─────────────────────────────────────────────────────────────────────


def _faults(fitted: _Fitted, rendition: Rendition) -> Iterator[Diagnostic]:
    """What no reader should get: text out of its box or off the page, lonely headings, empty pages, small print."""
    pages, lines = fitted.layout.pages, fitted.layout.lines
    where = _Whereabouts(rendition)
    tables: Sequence[int | None] = rendition.options["tables"]
    for number in sorted(fitted.restless):
        wide = [line for line in lines if line.table == number and line.excess > TOLERANCE_MM]
        if wide:
            at = tables[number] if number < len(tables) else None
            yield report("BRO402", where.at(at), text=_short(wide[0].text), page=wide[0].page + 1)
    for line in lines:
        page = pages[line.page]
        if line.table is None and not line.margin and line.excess > TOLERANCE_MM:
            yield report(
                "BRO401",
                where.of(line.text),
                text=_short(line.text),
                page=line.page + 1,
                excess=f"{line.excess:.1f}",
            )
        bottom = page.height - SAFE_MM if line.margin else page.bottom + TOLERANCE_MM
        if (
            line.x < SAFE_MM
            or line.x + line.width > page.width - SAFE_MM
            or line.y < SAFE_MM
            or line.y + line.height > bottom
        ):
            yield report("BRO403", where.of(line.text), text=_short(line.text), page=line.page + 1)
        floor = FLOOR_PT[fitted.name]
        if "notice" in line.classes:
            floor = max(floor, rendition.options["minimum-notice-pt"])
            if "notice-material" in line.classes:
                floor = max(floor, fitted.size)
        if line.size_pt < floor - 0.01 and "note-mark" not in line.classes:
            yield report(
                "BRO406", where.of(line.text), text=_short(line.text), size=f"{line.size_pt:.2f}", floor=floor
            )
    for number, page in enumerate(pages, 1):
        if page.share < EMPTY:
            yield report("BRO404", where.at(None), page=number)
    for code, place, shown in _parted(fitted.layout):
        yield report(code, where.of(place.text), text=_short(shown.text), page=shown.page + 1)


def _parted(layout: Layout) -> Iterator[tuple[str, Line, Line]]:
    """Headings without a line below them (BRO405), disclaimers away from what they qualify (BRO408)."""
    lines = [line for line in layout.lines if not line.margin]
    for before, line in itertools.pairwise(lines):
        together = before.page == line.page and before.y < line.y + line.height
        heading = before.tags & {"h2", "h3", "h4"}
        if heading and not line.tags & heading and not together:
            yield "BRO405", before, before
        if "notice-after-trigger" in line.classes - before.classes and not together:
            yield "BRO408", before, line


class _Whereabouts:
    """From a piece of text back to its line in the article."""

    def __init__(self, rendition: Rendition) -> None:
        self.path = rendition.path
        self.places: Sequence[tuple[str, int]] = rendition.options["places"]

    def at(self, line: int | None) -> Location:
        return Location(self.path, Extent.point(line, 1) if line else None)

    def of(self, text: str) -> Location:
        words = " ".join(text.split())
        return self.at(next((line for whole, line in self.places if words in whole), None))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]} … {text[-12:]}"


# What the front matter may ask for, and what is made of it as long as there is nothing else.
MADE = {"layout": ("auto", "flyer"), "paper": ("a4",), "size": ("standard",)}


def _to_come(document: Document) -> Iterator[Diagnostic]:
    """Wishes that have a name and no brochure yet."""
    for key, made in MADE.items():
        value = getattr(document.meta.brochure, key)
        if value is not None and value not in made:
            place = document.article.at("brochure", key)
            yield report("BRO409", place, key=key, value=value, instead=made[0])


def _complaints(layout: Layout, place: Location) -> list[Diagnostic]:
    """What WeasyPrint logged: a picture that it left out is an error, the rest warnings."""
    return [
        report(
            "ENG604" if "load image" in message else "ENG606", place, program="WeasyPrint", problem=message
        )
        for message in dict.fromkeys(layout.complaints)
    ]


# ── composing ───────────────────────────────────────────────────────────────────────────────────


def _without_glyph(text: str, document: Document, theme: Theme) -> list[Diagnostic]:
    """One error for each script that no bundled font can show."""
    scripts: dict[str, list[str]] = defaultdict(list)
    for character in theme.missing_characters(text):
        scripts[unicodedata.name(character, "unknown").split()[0].lower()].append(character)
    places = list(_places(document.blocks, None))
    found = []
    for script, characters in sorted(scripts.items()):
        line = next((line for whole, line in places if characters[0] in whole), None)
        location = Location(document.path, Extent.point(line, 1) if line else None)
        found.append(report("ENG605", location, characters=" ".join(characters[:12]), script=script))
    return found


def _with_front(
    blocks: tuple[Block, ...], document: Document, opening: int, theme: Theme, labels: Labels
) -> tuple[Block, ...]:
    """Opening disclaimers over the whole width, then the lead with the list of contents beside or below it.

    Shape: the order of the text stays; each opening notice is three blocks inside the lead's wrapper.
    """
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    end = next(
        (index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2),
        len(blocks),
    )
    lead = blocks[:end]
    if opening and lead:
        lead = (*lead[1 : 1 + 3 * opening], lead[0], *lead[1 + 3 * opening :])
    notices, lead = lead[: 3 * opening], lead[3 * opening :]
    if len(headings) < 3:
        return (*notices, *lead, *blocks[end:])
    long = len(headings) > SHORT_CONTENTS
    paragraphs = [block for block in lead if isinstance(block, Paragraph)]
    brief = len(paragraphs) <= 2 and len(lead) == len(paragraphs) + 2 and len(plain_text(paragraphs)) < 900
    contents = theme.fill(
        "brochure/contents.html.j2",
        title=labels.get("in-this-leaflet") or labels["contents"],
        entries=[{"id": block.attributes.id, "text": plain_text(block.content)} for block in headings],
        long=long or not brief,
    ).strip()
    kind = "front front-paired" if brief and not long else "front"
    return (*notices, Markup(f'<div class="{kind}">'), *lead, Markup(contents + "</div>"), *blocks[end:])


def _balanced(document: Document, measure: _Measure) -> Document:
    """Level-2 headings with as much room at their end as makes their lines about equal."""
    blocks = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            style = measure.style(
                plain_text(block.content), HEADING_EM["flyer"], HEADING_EM["a4"], HEADING_TRACKING
            )
            if style:
                attributes = block.attributes
                block = replace(
                    block,
                    attributes=Attributes(
                        attributes.id, attributes.classes, (*attributes.pairs, ("style", style))
                    ),
                )
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


class _Measure:
    """Widths of headings in the heading face. Units: em."""

    def __init__(self, theme: Theme) -> None:
        face = next(face for face in theme.faces if (face.family, face.weight) == ("SP Serif", 600))
        self.widths = _advances(theme.files[face.path])

    def title_class(self, title: str) -> str:
        """The size of a title: by its length, and smaller where a word would not fit in a line."""
        longest = max((self.width(word) for word in title.split()), default=0.0)
        return next(
            name
            for limit, name in TITLE_CLASSES
            if name == TITLE_CLASSES[-1][1] or (len(title) <= limit and longest <= min(TITLE_EM[name]))
        )

    def width(self, word: str, tracking: float = TITLE_TRACKING) -> float:
        # An unknown character counts as an average one, in a script that the face does not have.
        return sum(self.widths.get(ord(sign), 0.55) + tracking for sign in word)

    def style(self, text: str, flyer: float, a4: float, tracking: float = TITLE_TRACKING) -> str:
        """The space at a heading's end, as custom properties for the two layouts; empty where none is needed."""
        spaces = {"flyer": self.space(text, flyer, tracking), "a4": self.space(text, a4, tracking)}
        return ";".join(f"--{name}:{space:.2f}em" for name, space in spaces.items() if space > 0.2)

    def space(self, text: str, room: float, tracking: float) -> float:
        """How much narrower a text can be set in the same number of lines."""
        widths = [self.width(word, tracking) for word in text.split()]
        if not widths or max(widths) > room or any(ord(sign) not in self.widths for sign in text):
            return 0.0
        gap = self.widths.get(32, 0.25) + tracking

        def lines(measure: float) -> int:
            count, used = 1, 0.0
            for width in widths:
                if used and used + gap + width > measure:
                    count, used = count + 1, width
                else:
                    used += (gap if used else 0) + width
            return count

        wanted = lines(room)
        if wanted == 1:
            return 0.0
        low, high = max(widths), room
        while high - low > 0.05:
            middle = (low + high) / 2
            low, high = (low, middle) if lines(middle) <= wanted else (middle, high)
        return max(0.0, room - high - 0.02)


@functools.lru_cache(maxsize=4)
def _advances(font: bytes) -> Mapping[int, float]:
    """Each character's width in a font. Units: em."""
    import io

    from fontTools.ttLib import TTFont

    loaded = TTFont(io.BytesIO(font), lazy=True)
    metrics, unit = loaded["hmtx"], loaded["head"].unitsPerEm
    return {code: metrics[glyph][0] / unit for code, glyph in loaded.getBestCmap().items()}


def _places(blocks: Sequence[Any], line: int | None) -> Iterator[tuple[str, int]]:
    """Each paragraph's text with its line in the article."""
    for block in blocks:
        here = block.at.line if getattr(block, "at", None) else line
        if isinstance(block, (Heading, Paragraph)):
            if here:
                yield " ".join(plain_text(block.content).split()), here
        elif isinstance(block, Table):
            for row in (*block.head, *block.rows):
                for cell in row.cells:
                    yield from _places(cell.blocks, here)
        else:
            yield from _places([child for child in children(block) if isinstance(child, Block)], here)


def _tables(blocks: Sequence[Any]) -> Iterator[int | None]:
    """The line of each table, in order."""
    for block in blocks:
        if isinstance(block, Component) and block.name == "table":
            table = next((child for child in block.blocks if isinstance(child, Table)), None)
            at = block.at or (table.at if table else None)
            yield at.line if at else None
        else:
            yield from _tables([child for child in children(block) if isinstance(child, Block)])


def _tidied(body: str) -> str:
    """pandoc's HTML without line ends at the edges of our own markup; numbered lists begin where they should."""
    body = _PADDING.sub(lambda match: match[1] or match[2], body)
    body = _ADDRESS.sub(_linked, body)
    return _START.sub(lambda match: f'{match[0]} style="counter-reset: list-item {int(match[1]) - 1}"', body)


def _shortened(title: str) -> str:
    """A title for the running head: whole, or its first words."""
    if len(title) <= RUNNING_CHARACTERS:
        return title
    return title[:RUNNING_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _linked(match: re.Match[str]) -> str:
    """A source's address as a link, as it was before its scheme was taken off."""
    address = match[1] if "://" in match[1] else f"https://{match[1]}"
    return f'<a class="address" href="{address}">{match[1]}</a>'


def _quick_response_code(address: str) -> str:
    """An address as a QR code with its quiet zone: black on white, level M."""
    import io

    import segno

    output = io.BytesIO()
    segno.make_qr(address, error="m").save(
        output, kind="svg", border=4, dark="#1F1F1D", light="#FFFFFF", xmldecl=False, nl=False, omitsize=True
    )
    return output.getvalue().decode()


def _svg(markup: str) -> Resource:
    return Resource(markup.encode(), "image/svg+xml")
