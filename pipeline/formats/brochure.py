"""The brochure: an accessible PDF in the geometry that holds the article.

Input: an attached `Document`. Output: an `Artifact`, tagged PDF/UA-1 in sRGB, pages in reading order.
Must not: cut text, or set it below the smallest size of its layout.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.engines.pdf import finish
from pipeline.engines.weasyprint import Layout, Resource
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.complete import complete
from pipeline.rendition.dress import Wishes, dress
from pipeline.rendition.expected import MANIFEST_NAME, expected, manifest
from pipeline.rendition.imprint import authors, imprint
from pipeline.theme import SLOT, Theme

LAYOUT_SLOT = "\x02layout\x02"
ART = {"flyer": (3, 3), "a4": (3, 6)}


class Brochure:
    """PDF for print and for screens."""

    name = "brochure"
    media_type = "application/pdf"
    suffix = ".pdf"
    placements = ("opening", "after-trigger", "closing")

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet; which layout it will be is decided when it is laid out."""
        from markupsafe import Markup

        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        blocks, pictures = dress(completed, theme, Wishes(backlinks=False, images="name"))
        meta = document.meta
        css = theme.linked_faces() + "\n" + theme.stylesheet("brochure", meta.topics)
        frame = theme.fill(
            "brochure/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            subtitle=meta.subtitle,
            description=meta.description,
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            date=(document.article.date or _NO_DATE),
            labels=labels,
            imprint=imprint(document, labels),
            css=Markup(css),
            layout_slot=Markup(LAYOUT_SLOT),
        )
        fonts = {face.path: Resource(theme.files[face.path], "font/ttf") for face in theme.faces}
        mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
        art = {layout: theme.art(document.slug, meta.topics, *ART[layout], 60) for layout in ART}
        options = {
            "layout": meta.brochure.layout or "auto",
            "sizes": tuple(theme.tokens["brochure"]["flyer"]["sizes-pt"]),
            "a4-size": theme.tokens["brochure"]["a4"]["size-pt"],
            "flyer-pages": theme.tokens["brochure"]["flyer"]["pages"],
            "art": art,
            "manifest": manifest(expected(document, self.name, labels)),
            "date": (document.article.date or _NO_DATE).isoformat(),
        }
        resources = {**fonts, **pictures, "mark.svg": Resource(mark.encode(), "image/svg+xml")}
        return Reported(
            Rendition(
                self.name, document.slug, document.lang, document.path, blocks, frame, css, resources, options
            )
        )

    def emit(self, rendition: Rendition, engines: Engines) -> Reported[Artifact | None]:
        """The file, in the smallest layout that holds the text. Reports: ENG601–ENG606, BRO401."""
        place = Location(rendition.path)
        try:
            body = engines.pandoc.write(to_pandoc(rendition.blocks), "html5", ("--wrap=none",)).decode()
            html = rendition.frame.replace(SLOT, body)
            chosen, layout_name, size = self._fitted(html, rendition, engines)
            found = _complaints(chosen, place)
            if chosen.page_count == 0:
                return Reported(
                    None, (*found, report("ENG604", place, program="WeasyPrint", problem="no page"))
                )
            # The identifier follows from the content, never from the clock.
            identifier = hashlib.sha256(html.encode() + rendition.options["manifest"]).digest()[:16]
            content = finish(
                engines.weasyprint.write(chosen, identifier),
                attachment=(MANIFEST_NAME, rendition.options["manifest"]),
                date=rendition.options["date"],
                identifier=identifier,
            )
        except EngineError as error:
            return Reported(None, (report(error.code, place, **error.facts),))
        facts: Mapping[str, Any] = {"layout": layout_name, "pages": chosen.page_count, "size_pt": size}
        return Reported(
            Artifact(self.name, rendition.slug + self.suffix, self.media_type, content, facts), tuple(found)
        )

    def _fitted(self, html: str, rendition: Rendition, engines: Engines) -> tuple[Layout, str, float]:
        """The largest type at which the flyer holds the text, by bisection; else the A4 brochure."""
        options = rendition.options

        def laid_out(layout: str, size: float) -> Layout:
            art = Resource(options["art"][layout].encode(), "image/svg+xml")
            page = html.replace(LAYOUT_SLOT, f"{layout} pt-{int(size * 100)}")
            return engines.weasyprint.layout(page, {**rendition.resources, "art.svg": art})

        sizes: tuple[float, ...] = options["sizes"]
        smallest = laid_out("flyer", sizes[-1])
        if smallest.page_count > options["flyer-pages"]:
            size = options["a4-size"]
            return laid_out("a4", size), "a4", size
        best, low, high = (smallest, sizes[-1]), 0, len(sizes) - 1
        while low < high:
            middle = (low + high) // 2
            tried = laid_out("flyer", sizes[middle])
            if tried.page_count <= options["flyer-pages"]:
                best, high = (tried, sizes[middle]), middle
            else:
                low = middle + 1
        return best[0], "flyer", best[1]


def _complaints(layout: Layout, place: Location) -> list[Diagnostic]:
    """What WeasyPrint logged, as warnings: our own stylesheet or a character without a glyph."""
    return [
        report("ENG606", place, program="WeasyPrint", problem=message)
        for message in dict.fromkeys(layout.complaints)
    ]


def _no_date() -> Any:
    import datetime

    return datetime.date(2000, 1, 1)


_NO_DATE = _no_date()
