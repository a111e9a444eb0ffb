"""A document as a brochure sets it, before it has a form: dressed tree, page, stylesheet, files and what decides on the form.

Input: an attached `Document` and a `Theme`. Output: the parts of a `Rendition`. Must not: lay out.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Any

from pipeline.document import Block, Code, CodeBlock, Component, Document, Notice
from pipeline.document.queries import bold_italic, of_kind, walk
from pipeline.engines.weasyprint import Resource
from pipeline.formats.brochure.artwork import Artwork
from pipeline.formats.brochure.composing import (
    Measure,
    balanced,
    divided,
    headline,
    panel_styles,
    pictures_of,
    places_of,
    running_head,
    shortened,
    tables_of,
    with_front,
)
from pipeline.formats.brochure.fitting import LAYOUT_SLOT, STYLE_SLOT, svg
from pipeline.formats.brochure.lettering import Lettering
from pipeline.formats.brochure.openers import (
    NOTES_ID,
    book_classes,
    has_plates,
    openers_art,
    openings,
    titled,
    with_openers,
)
from pipeline.formats.brochure.press import USUAL, condition_of
from pipeline.formats.brochure.unfit import characters_of
from pipeline.rendition.complete import apart, complete
from pipeline.rendition.dress import Wishes, dress, notices_alone, picture, width_rules
from pipeline.rendition.expected import expected
from pipeline.rendition.imprint import authors, set_lines
from pipeline.theme import Theme

NO_DATE = datetime.date(2000, 1, 1)
# What fits in one line at the head of a page, there in large print or in a booklet, and at the foot of a panel.
HEAD_CHARACTERS, SHORT_CHARACTERS, FOOT_CHARACTERS = 90, 48, 44


class Composition:
    """What all parts of a brochure follow from.

    Shape: `completed` is the document with all that its readers see, `text` every character of it; on `plates` stand the parts
    of a book; `address` is what the code on the back leads to.
    """

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document, self.theme, self.meta = document, theme, document.meta
        self.labels = theme.labels(document.lang)
        self.completed = complete(document, "brochure", self.labels, repeats=True)
        fixed = theme.fixed_words("brochure", document.lang)
        self.owed = expected(document, "brochure", self.labels, fixed=fixed)
        self.text = characters_of(document, self.completed, theme, self.owed)
        self.faces = theme.faces_for(
            self.text, document.lang, code=_has_code(self.completed), both=bold_italic(self.completed.blocks)
        )
        self.fonts = {face.path: Resource(theme.files[face.path], "font/ttf") for face in self.faces}
        self.paper = self.meta.brochure.paper or "a4"
        self.tokens: Mapping[str, Any] = theme.tokens["brochure"]
        self.measure = Measure(
            theme, self.tokens["papers"][self.paper], document.lang, document.dir, self.text
        )
        self.openings = openings(self.completed)
        # What stands at the foot of every page has none there on a page of artwork.
        self.plates = has_plates(self.completed) and not self.owed.running
        self.address = self.meta.contact.url if self.meta.contact else None

    def dressed(self) -> tuple[tuple[Block, ...], Mapping[str, Resource]]:
        """The tree in the theme's markup, with what stands in front of text and chapters; and its pictures."""
        completed, theme, labels = self.completed, self.theme, self.labels
        even = divided(balanced(titled(completed, self.measure), self.measure), self.measure)
        blocks, pictures = dress(even, theme, Wishes(backlinks=False, images="name", ties=True))
        if self.document.bound:
            heads = {one.id: _head(one.title) for one in self.openings}
            heads[NOTES_ID] = _head(labels["notes"], opened=False)
            blocks = with_openers(blocks, completed, theme, labels, heads, plates=self.plates)
        else:
            opening = sum(
                isinstance(block, Notice) and block.place == "opening" for block in completed.blocks
            )
            blocks = with_front(blocks, completed, opening, theme, labels)
        return blocks, pictures

    def css(self) -> str:
        document = self.document
        rules = self.theme.stylesheet(
            "brochure",
            self.meta.topics,
            lang=document.lang,
            dir=document.dir,
            paper=self.paper,
            bound=document.bound,
            foot=bool(self.owed.running),
        )
        return f"{self.theme.linked_faces(self.faces)}\n{rules}{width_rules(self.completed.blocks)}"

    def frame(self) -> str:
        """The page with slots for the text, for its form and for the styles of its setting."""
        from markupsafe import Markup as Safe

        document, theme, meta = self.document, self.theme, self.meta
        title = self.measure.title(meta.title)
        subtitle, subtitle_style = self.measure.subtitle(meta.subtitle or "")
        return theme.fill(
            "brochure/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            running_title=headline(meta.title, HEAD_CHARACTERS, HEAD_CHARACTERS),
            running_short=headline(meta.title, SHORT_CHARACTERS, SHORT_CHARACTERS),
            running_foot=shortened(meta.publisher or meta.title, FOOT_CHARACTERS),
            title_class=title.classes,
            title_style=title.style,
            title_shown=title.html,
            subtitle=subtitle,
            subtitle_style=subtitle_style,
            description=meta.description,
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            date=(document.article.date or NO_DATE),
            labels=self.labels,
            imprint=set_lines(document, self.labels, "brochure"),
            has_code=bool(self.address),
            cover_alt=meta.cover.alt if meta.cover else None,
            cover_notices=Safe(notices_alone(apart(document, "brochure", "cover"), document, theme)),
            running_notices=Safe(notices_alone(self.owed.running, document, theme)),
            mark=Safe('<span class="mark"></span>'),
            logo=theme.logo,
            logo_address=theme.logo.file if theme.logo else "",
            layout_slot=Safe(LAYOUT_SLOT),
            style_slot=Safe(STYLE_SLOT),
            book=book_classes(self.completed, plates=self.plates),
        )

    def resources(self, pictures: Mapping[str, Resource]) -> dict[str, Resource]:
        """Fonts, the text's `pictures`, and what the page and its stylesheet name."""
        theme, cover = self.theme, self.meta.cover
        mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(self.meta.topics)).strip()
        resources = {**self.fonts, **pictures, "mark.svg": svg(mark)}
        if theme.logo:
            resources[theme.logo.file] = Resource(theme.logo.content, theme.logo.media_type)
        if self.address:
            resources["code.svg"] = svg(_quick_response_code(self.address))
        if cover:
            resources["cover-picture"] = picture(cover.image, self.document.assets.get(cover.image))
        return resources

    def options(self) -> dict[str, Any]:
        """What was asked for, and what laying out, choosing a form and printing have to know."""
        document, completed, theme, meta = self.document, self.completed, self.theme, self.meta
        labels, tokens, measure = self.labels, self.tokens, self.measure
        runs = (run for run in (*self.owed.runs, *self.owed.notes) if run.kind != "title")
        return {
            "layout": meta.brochure.layout or "auto",
            "paper": self.paper,
            "print": meta.brochure.size or ("standard",),
            "press": meta.brochure.press is not False,
            "condition": condition_of(theme, meta.brochure.icc or USUAL[self.paper]),
            "inks": theme.inks(meta.topics),
            "slug-font": theme.files[theme.faces[0].path],
            "lettering": Lettering(
                theme.stack("text", document.lang), theme.linked_faces(self.faces), self.fonts
            ),
            "families": tuple(sorted({face.family.replace(" ", "-") for face in self.faces})),
            "rtl": document.dir == "rtl",
            "title": meta.title,
            "tokens": {
                **tokens,
                "bleed-mm": tokens["papers"][self.paper].get("bleed-mm", tokens["bleed-mm"]),
            },
            "sizes": tokens["sizes-pt"],
            "letters-em": measure.least("".join(run.text + " " for run in runs)),
            "artwork": Artwork(theme, document.slug, tuple(meta.topics)),
            "openers": openers_art(completed, theme, plates=self.plates),
            "bound": document.bound,
            "chapters": sum(not one.part for one in self.openings),
            "expectation": self.owed,
            "continued": labels["continued"],
            "please-note": labels["please-note"],
            "your-questions": labels.get("your-questions") or labels["notes"],
            "own-contact": _has_own_contact(document),
            "panel-headings": panel_styles(completed, measure),
            "advances": measure.text,
            "x-height-em": measure.x_height,
            "notice-pt": tokens["notice-pt"],
            "date": (document.article.date or NO_DATE).isoformat(),
            "places": tuple(places_of(completed.blocks, None)),
            "pictures": pictures_of(completed.blocks),
            "tables": tuple(tables_of(completed.blocks)),
            "minimum-notice-pt": tokens["minimum-notice-pt"],
        }


def _has_own_contact(document: Document) -> bool:
    """Whether the author wrote a card of contacts; in a book those of chapters have something in them."""
    return any(
        isinstance(block, Component) and block.name == "contact" and not (document.bound and block.blocks)
        for block in walk(document.blocks)
    )


def _head(title: str, *, opened: bool = True) -> str:
    """The running head from a chapter's opener on, which has none itself; of what has no opener from there on."""
    from markupsafe import escape

    blank = '<div class="running-title blank"></div>' if opened else ""
    return f'{blank}<div class="running-title">{escape(running_head(title))}</div>'


@functools.lru_cache(maxsize=64)
def _quick_response_code(address: str) -> str:
    """An address as a QR code with its quiet zone: black on white, level M."""
    import io

    import segno

    output = io.BytesIO()
    segno.make_qr(address, error="m").save(
        output, kind="svg", border=4, dark="#1F1F1D", light="#FFFFFF", xmldecl=False, nl=False, omitsize=True
    )
    return output.getvalue().decode()


def _has_code(document: Document) -> bool:
    return bool(of_kind(document.blocks, Code) or of_kind(document.blocks, CodeBlock))
