"""The brochure: an accessible PDF in the geometry that holds the article.

Input: an attached `Document`. Output: an `Artifact`, tagged PDF/UA-1 in sRGB, pages in reading order.
Must not: cut text, or set it below the smallest size of its layout.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pipeline.diagnostics import Diagnostic, Extent, Location, Reported, has_errors, report
from pipeline.document import Document, Notice, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.engines.pdf import finish, font_names
from pipeline.engines.weasyprint import Layout, Resource
from pipeline.formats.brochure.composing import TITLE_EM, Measure, balanced, places_of, tables_of, with_front
from pipeline.formats.brochure.faults import faults
from pipeline.formats.brochure.fitting import LAYOUT_SLOT, STRIP_SLOT, STRIP_TILES, STYLE_SLOT, Fitting, svg
from pipeline.formats.brochure.repeats import shown_again
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.complete import apart, complete
from pipeline.rendition.dress import Wishes, dress, notices_alone
from pipeline.rendition.expected import MANIFEST_NAME, expected, manifest
from pipeline.rendition.imprint import authors, imprint
from pipeline.theme import SLOT, Theme

NO_DATE = datetime.date(2000, 1, 1)
ART = {"flyer": (3, 3), "brochure": (3, 6)}
RUNNING_CHARACTERS = 90
_PADDING = re.compile(r"(<(?:p|span|figcaption)[^<>]*>)\n|\n(</(?:p|span|figcaption)>)")
_START = re.compile(r'<ol start="(\d+)"')
_ADDRESS = re.compile(r'<span class="address">([^<>]+)</span>')


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
        completed = complete(document, self.name, labels, repeats=True)
        meta = document.meta
        expectation = expected(document, self.name, labels, fixed=theme.fixed_words(self.name))
        lines = imprint(document, labels)
        runs = (*expectation.runs, *expectation.notes)
        text = "".join((*(run.text for run in runs), *lines, *labels.values(), meta.publisher or ""))
        found = [*_without_glyph(text, completed, theme), *_to_come(document)]
        measure = Measure(theme)
        blocks, pictures = dress(balanced(completed, measure), theme, Wishes(backlinks=False, images="name"))
        opening = sum(isinstance(block, Notice) and block.place == "opening" for block in completed.blocks)
        blocks = with_front(blocks, completed, opening, theme, labels)
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
            cover_notices=Safe(notices_alone(apart(document, self.name, "cover"), document, theme)),
            running_notices=Safe(notices_alone(expectation.running, document, theme)),
            layout_slot=Safe(LAYOUT_SLOT),
            style_slot=Safe(STYLE_SLOT),
            strip_slot=Safe(STRIP_SLOT),
        )
        fonts = {face.path: Resource(theme.files[face.path], "font/ttf") for face in theme.faces}
        mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
        resources = {**fonts, **pictures, "mark.svg": svg(mark)}
        if contact and contact.url:
            resources["code.svg"] = svg(_quick_response_code(contact.url))
        tokens = theme.tokens["brochure"]
        size = meta.brochure.size if meta.brochure.size in MADE["size"] else MADE["size"][0]
        options = {
            "size": size,
            "sizes": tokens["sizes-pt"][size],
            "flyer-pages": tokens["flyer-pages"],
            "characters": len(text),
            "art": {layout: theme.art(document.slug, meta.topics, *ART[layout], 60) for layout in ART},
            "strip": theme.art(f"{document.slug} strip", meta.topics, STRIP_TILES, 1, 60),
            "expectation": expectation,
            "continued": labels["continued"],
            "please-note": labels["please-note"],
            "advances": measure.text,
            "x-height-em": measure.x_height,
            "notice-pt": tokens["notice-pt"],
            "date": (document.article.date or NO_DATE).isoformat(),
            "places": tuple(places_of(completed.blocks, None)),
            "tables": tuple(tables_of(completed.blocks)),
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
            fitting = Fitting(html, rendition, engines)
            fitted = fitting.best()
            chosen = fitted.layout
            found = [*_complaints(chosen, place), *faults(fitted, rendition)]
            if chosen.page_count == 0:
                return Reported(
                    None, (*found, report("ENG604", place, program="WeasyPrint", problem="no page"))
                )
            again = shown_again(chosen, fitting.repeats)
            travelling = manifest(replace(rendition.options["expectation"], repeats=again))
            # The identifier follows from the content, never from the clock.
            identifier = hashlib.sha256(html.encode() + travelling).digest()[:16]
            content = finish(
                engines.weasyprint.write(chosen, identifier),
                attachment=(MANIFEST_NAME, travelling),
                date=rendition.options["date"],
                identifier=identifier,
                spoken=_foot(chosen),
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
            Artifact(self.name, rendition.slug + self.suffix, self.media_type, content, facts, again),
            tuple(found),
        )


# What the front matter may ask for, and what is made of it as long as there is nothing else.
MADE = {"layout": ("auto", "flyer"), "paper": ("a4",), "size": ("standard", "clear")}


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


def _foot(layout: Layout) -> tuple[float, float] | None:
    """Where the disclaimers at the foot of the first page stand. Units: mm from its top."""
    lines = [line for line in layout.lines if line.page == 0 and "notice-running" in line.classes]
    if not lines:
        return None
    return min(line.y for line in lines), max(line.y + line.height for line in lines)


def _without_glyph(text: str, document: Document, theme: Theme) -> list[Diagnostic]:
    """One error for each script that no bundled font can show."""
    scripts: dict[str, list[str]] = defaultdict(list)
    for character in theme.missing_characters(text):
        scripts[unicodedata.name(character, "unknown").split()[0].lower()].append(character)
    places = list(places_of(document.blocks, None))
    found = []
    for script, characters in sorted(scripts.items()):
        line = next((line for whole, line in places if characters[0] in whole), None)
        location = Location(document.path, Extent.point(line, 1) if line else None)
        found.append(report("ENG605", location, characters=" ".join(characters[:12]), script=script))
    return found


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
