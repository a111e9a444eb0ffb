"""The brochure: an accessible PDF in the form that holds the article, and the same pages for a press.

Input: an attached `Document`. Output: `Artifact`s: tagged PDF/UA-1 in sRGB with pages or panels in reading order, in each
size of print that is asked for; of the first also PDF/X-4, imposed.
Must not: cut text, or set it below the smallest size of its form.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.diagnostics import Diagnostic, Location, Reported, has_errors, report
from pipeline.document import Component, Document, Notice, to_pandoc
from pipeline.document.queries import walk
from pipeline.engines import EngineError, Engines
from pipeline.engines.pdf import finish, font_names
from pipeline.engines.running import Aloud
from pipeline.engines.svg import Undrawn
from pipeline.engines.weasyprint import Layout, Resource
from pipeline.formats.brochure.artwork import Artwork
from pipeline.formats.brochure.choosing import Choice, Chooser
from pipeline.formats.brochure.composing import (
    Measure,
    balanced,
    panel_styles,
    pictures_of,
    places_of,
    running_head,
    shortened,
    tables_of,
    with_front,
)
from pipeline.formats.brochure.faults import Whereabouts, faults, short
from pipeline.formats.brochure.fitting import BACK_SLOTS, LAYOUT_SLOT, STYLE_SLOT, Setter, svg
from pipeline.formats.brochure.forms import FORMS
from pipeline.formats.brochure.lettering import Lettering, framed, outlined
from pipeline.formats.brochure.openers import (
    NOTES_ID,
    book_classes,
    has_plates,
    openers_art,
    openings,
    titled,
    with_openers,
)
from pipeline.formats.brochure.pages import page_map
from pipeline.formats.brochure.press import USUAL, condition_of, pressed
from pipeline.formats.brochure.repeats import shown_again
from pipeline.formats.brochure.unfit import characters_of, unfit
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.complete import apart, complete
from pipeline.rendition.contents import Sealed
from pipeline.rendition.dress import Wishes, dress, notices_alone, picture, width_rules
from pipeline.rendition.expected import MANIFEST_NAME, expected, manifest
from pipeline.rendition.imprint import authors, set_lines
from pipeline.rendition.pages import nobody
from pipeline.theme import SLOT, Theme

NO_DATE = datetime.date(2000, 1, 1)
# Pixels per inch of pictures in the accessible file, at most.
SCREEN_PPI = 200
# What fits in one line at the head of a page, and at the foot of a panel.
HEAD_CHARACTERS, FOOT_CHARACTERS = 90, 44
_PADDING = re.compile(r"(<(?:p|span|figcaption)[^<>]*>)\n|\n(</(?:p|span|figcaption)>)")
_START = re.compile(r'<ol start="(\d+)"')
_ADDRESS = re.compile(r'<span class="address"[^<>]*>([^<>]+)</span>')
_SOURCES = re.compile(r'<h2[^<>]* id="smallprint-sources"|<h2 id="smallprint-sources"')
_CLOSING = re.compile(r'<div class="notice [^"]*notice-closing')
_CONTACT = re.compile(r'<section class="contact"')


class Brochure:
    """PDF for print and for screens."""

    name = "brochure"
    media_type = "application/pdf"
    suffix = ".pdf"
    names_pages = False

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet; which form it will be is decided when it is laid out.

        Reports: ENG605, BRO412, BRO418.
        """
        from markupsafe import Markup as Safe

        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels, repeats=True)
        meta = document.meta
        paper = meta.brochure.paper or "a4"
        expectation = expected(document, self.name, labels, fixed=theme.fixed_words(self.name, document.lang))
        runs = (*expectation.runs, *expectation.notes)
        cover = picture(meta.cover.image, document.assets.get(meta.cover.image)) if meta.cover else None
        text = characters_of(document, completed, theme, expectation)
        found = unfit(document, completed, theme, text)
        faces = theme.faces_for(text, document.lang)
        condition = condition_of(theme, meta.brochure.icc or USUAL[paper])
        tokens = theme.tokens["brochure"]
        measure = Measure(theme, tokens["papers"][paper], document.lang, document.dir, text)
        title = measure.title(meta.title)
        even = balanced(titled(completed, measure), measure)
        blocks, pictures = dress(even, theme, Wishes(backlinks=False, images="name", ties=True))
        found_openings = openings(completed)
        # What stands at the foot of every page has none there on a page of artwork.
        plates = has_plates(completed) and not expectation.running
        if document.bound:
            heads = {one.id: _head(one.title) for one in found_openings}
            heads[NOTES_ID] = _head(labels["notes"], opened=False)
            blocks = with_openers(blocks, completed, theme, labels, heads, plates=plates)
        else:
            opening = sum(
                isinstance(block, Notice) and block.place == "opening" for block in completed.blocks
            )
            blocks = with_front(blocks, completed, opening, theme, labels)
        css = (
            theme.linked_faces(faces)
            + "\n"
            + theme.stylesheet(
                "brochure", meta.topics, lang=document.lang, dir=document.dir, paper=paper, bound=document.bound,
                foot=bool(expectation.running),
            )
            + width_rules(completed.blocks)
        )  # fmt: skip
        contact = meta.contact
        frame = theme.fill(
            "brochure/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            running_title=shortened(meta.title, HEAD_CHARACTERS),
            running_foot=shortened(meta.publisher or meta.title, FOOT_CHARACTERS),
            title_class=title.classes,
            title_style=title.style,
            title_shown=title.html,
            subtitle=meta.subtitle,
            subtitle_style=measure.subtitle_style(meta.subtitle or ""),
            description=meta.description,
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            date=(document.article.date or NO_DATE),
            labels=labels,
            imprint=set_lines(document, labels, self.name),
            has_code=bool(contact and contact.url),
            cover_alt=meta.cover.alt if meta.cover and cover else None,
            cover_notices=Safe(notices_alone(apart(document, self.name, "cover"), document, theme)),
            running_notices=Safe(notices_alone(expectation.running, document, theme)),
            mark=Safe('<span class="mark"></span>'),
            logo=theme.logo,
            logo_address=theme.logo.file if theme.logo else "",
            layout_slot=Safe(LAYOUT_SLOT),
            style_slot=Safe(STYLE_SLOT),
            book=book_classes(completed, plates=plates),
        )
        fonts = {face.path: Resource(theme.files[face.path], "font/ttf") for face in faces}
        mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
        resources = {**fonts, **pictures, "mark.svg": svg(mark)}
        if theme.logo:
            resources[theme.logo.file] = Resource(theme.logo.content, theme.logo.media_type)
        if contact and contact.url:
            resources["code.svg"] = svg(_quick_response_code(contact.url))
        if cover:
            resources["cover-picture"] = cover
        article = "".join(run.text + " " for run in runs if run.kind != "title")
        options = {
            "layout": meta.brochure.layout or "auto",
            "paper": paper,
            "print": meta.brochure.size or ("standard",),
            "press": meta.brochure.press is not False,
            "condition": condition,
            "inks": theme.inks(meta.topics),
            "slug-font": theme.files[theme.faces[0].path],
            "lettering": Lettering(theme.stack("text", document.lang), theme.linked_faces(faces), fonts),
            "families": tuple(sorted({face.family.replace(" ", "-") for face in faces})),
            "rtl": document.dir == "rtl",
            "title": meta.title,
            "tokens": tokens,
            "sizes": tokens["sizes-pt"],
            "letters-em": measure.least(article),
            "artwork": Artwork(theme, document.slug, tuple(meta.topics)),
            "openers": openers_art(completed, theme, plates=plates),
            "bound": document.bound,
            "chapters": sum(not one.part for one in found_openings),
            "expectation": expectation,
            "continued": labels["continued"],
            "please-note": labels["please-note"],
            "your-questions": labels.get("your-questions") or labels["notes"],
            # In a book those of chapters have something in them.
            "own-contact": any(
                isinstance(block, Component)
                and block.name == "contact"
                and not (document.bound and block.blocks)
                for block in walk(document.blocks)
            ),
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
        rendition = Rendition(
            self.name, document.slug, document.lang, document.path, blocks, frame, css, resources, options
        )
        return Reported(None if has_errors(found) else rendition, found)

    def refused(self, document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
        """Reports: ENG605, BRO412, BRO418."""
        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels, repeats=True)
        owed = expected(document, self.name, labels)
        return unfit(document, completed, theme, characters_of(document, completed, theme, owed))

    def files(self, rendition: Rendition) -> tuple[str, ...]:
        _, *further = rendition.options["print"]
        press = (f"{rendition.slug}.press.pdf",) if rendition.options["press"] else ()
        return (f"{rendition.slug}.pdf", *press, *(f"{rendition.slug}.{size}.pdf" for size in further))

    def paginated(self, rendition: Rendition, engines: Engines) -> PageMap:
        """The pages of the first size of print, laid out and not written; none where no form holds the text."""
        try:
            rendition = _lettered(rendition, engines)
            setter, choice = _chosen(
                _page(rendition, engines), rendition, engines, rendition.options["print"][0]
            )
        except EngineError:
            return ()
        return page_map(choice.fitted.layout, setter.repeats) if choice.fitted else ()

    def emit(
        self,
        rendition: Rendition,
        engines: Engines,
        pages: PageMap = (),
        paged: Callable[[PageMap], None] = nobody,
    ) -> Reported[tuple[Artifact, ...]]:
        """The files, each in the smallest form that holds the text. Reports: ENG601–ENG606, BRO401–BRO419."""
        place = Location(rendition.path)
        first, *further = rendition.options["print"]
        artifacts: list[Artifact] = []
        found: list[Diagnostic] = []
        try:
            rendition = _lettered(rendition, engines)
            html = _page(rendition, engines)
            for size in (first, *further):
                name = f"{rendition.slug}{'' if size == first else f'.{size}'}.pdf"
                # Other editions name the pages of the first.
                known = paged if size == first else nobody
                press = size == first and rendition.options["press"]
                made = _made(html, rendition, engines, size, name, known, press=press)
                found += made.diagnostics
                artifacts += made.value if size == first else (replace(one, pages=()) for one in made.value)
        except EngineError as error:
            return Reported((), (*found, report(error.code, place, **error.facts)))
        found = list(dict.fromkeys(found))
        return Reported(() if has_errors(found) else tuple(artifacts), tuple(found))


def _lettered(rendition: Rendition, engines: Engines) -> Rendition:
    """With the words of its drawings as outlines. Raises: EngineError BRO417 and those of the engine."""
    lettering: Lettering = rendition.options["lettering"]
    resources = dict(rendition.resources)
    for name in [name for name in resources if name.startswith("media/") or name == "cover-picture"]:
        try:
            lettered = outlined(resources[name], lettering, engines, rendition.lang)
            # The cover's own is cut to its place.
            resources[name] = lettered if name == "cover-picture" else framed(lettered)
        except Undrawn as problem:
            named = name.removeprefix("media/")
            raise EngineError("BRO417", name=named, problem=str(problem)) from problem
    return replace(rendition, resources=resources)


def _page(rendition: Rendition, engines: Engines) -> str:
    """The markup of the whole, in no form yet."""
    body = engines.pandoc.write(to_pandoc(rendition.blocks), "html5", ("--wrap=none",)).decode()
    return with_back_slots(
        rendition.frame.replace(SLOT, _tidied(body)),
        own_contact=rendition.options["own-contact"],
        bound=rendition.options["bound"],
    )


def _chosen(html: str, rendition: Rendition, engines: Engines, size: str) -> tuple[Setter, Choice]:
    """The form and setting in one size of print, and what they were tried with."""
    layout = rendition.options["layout"]
    setter = Setter(html, rendition, engines, size)
    return setter, Chooser(setter, layout if size == "standard" or layout != "trifold" else "auto").best()


def _made(
    html: str,
    rendition: Rendition,
    engines: Engines,
    size: str,
    name: str,
    paged: Callable[[PageMap], None],
    *,
    press: bool,
) -> Reported[tuple[Artifact, ...]]:
    """The accessible file in one size of print, and with it the press file where one is asked for."""
    place = Location(rendition.path)
    options = rendition.options
    setter, choice = _chosen(html, rendition, engines, size)
    if choice.fitted is None:
        return Reported((), tuple(_excess(choice, rendition)))
    fitted, chosen = choice.fitted, choice.fitted.layout
    form = FORMS[fitted.setting.form]
    found = [*_complaints(chosen, place), *faults(fitted, rendition, size)]
    if chosen.page_count == 0:
        return Reported((), (*found, report("ENG604", place, program="WeasyPrint", problem="no page")))
    pages = page_map(chosen, setter.repeats)
    paged(pages)
    again = shown_again(chosen, setter.repeats)
    travelling = manifest(replace(options["expectation"], repeats=again, covers=form.covers))
    # The identifier follows from the content, never from the clock.
    identifier = hashlib.sha256("\0".join([html, rendition.css, size]).encode() + travelling).digest()[:16]
    written = engines.weasyprint.write(chosen, identifier)
    # A press needs all the pixels of a photograph; a file that is mailed and read on screens does not.
    fine = any(picture.ppi > SCREEN_PPI for picture in chosen.pictures)
    sealed = Sealed(travelling)
    content = finish(
        engines.weasyprint.write(chosen, identifier, most_ppi=SCREEN_PPI) if fine else written,
        attachment=(MANIFEST_NAME, sealed),
        date=options["date"],
        identifier=identifier,
        spoken=_foot(chosen),
    )
    own = tuple(options["families"])
    foreign = sorted(
        one
        for one in font_names(content)
        if one not in own and not one.startswith(tuple(f"{name}-" for name in own))
    )
    if foreign:
        found.append(report("BRO407", place, fonts=", ".join(foreign)))
    facts: dict[str, str | int | float] = {
        "layout": form.name,
        "paper": options["paper"],
        "pages": chosen.page_count,
        "size_pt": fitted.setting.size,
        "why": choice.why,
        "contents-sha256": sealed.digest,
    }
    media_type = Brochure.media_type
    artifacts = [Artifact(rendition.format, name, media_type, content, facts, again, form.covers, pages)]
    if press:
        sheets = pressed(written, fitted, rendition, travelling, identifier, _foot(chosen))
        found += sheets.found
        facts = {
            **facts,
            "sides": sheets.sides,
            "condition": sheets.condition,
            "contents-sha256": sheets.digest,
        }
        artifacts.append(
            Artifact(
                rendition.format,
                f"{rendition.slug}.press.pdf",
                media_type,
                sheets.content,
                facts,
                again,
                form.covers,
            )
        )
    return Reported(tuple(artifacts), tuple(found))


def _excess(choice: Choice, rendition: Rendition) -> Iterator[Diagnostic]:
    """Why the form that was asked for does not hold the article."""
    where = Whereabouts(rendition)
    for one in choice.passed:
        if one.lines:
            yield report(
                "BRO410",
                where.of(one.text),
                form=one.form,
                where=one.where,
                text=short(one.text),
                lines=one.lines,
            )
        else:
            yield report("BRO411", where.of(one.text), form=one.form, problem=one.problem)


def with_back_slots(html: str, *, own_contact: bool, bound: bool = False) -> str:
    """The page with marks where a back may begin: before the sources, before what closes the text, at its end."""
    head, _, tail = html.rpartition("</main>")
    # What closes a chapter of a book stands at its end; the book's own card is the last one.
    closing = None if bound else _CLOSING.search(head)
    if closing is None and not own_contact:
        cards = [*_CONTACT.finditer(head)]
        closing = cards[-1 if bound else 0] if cards else None
    sources = _SOURCES.search(head, 0, closing.start() if closing else len(head))
    for match, name in ((closing, "closing"), (sources, "sources")):
        if match:
            # In a book a chapter's title stands in its opener.
            opener = head.rfind('<div class="opener', 0, match.start()) if bound and name == "sources" else -1
            start = opener if opener >= 0 else match.start()
            head = head[:start] + BACK_SLOTS[name] + head[start:]
    return f"{head}{BACK_SLOTS['end']}</main>{tail}"


def _complaints(layout: Layout, place: Location) -> list[Diagnostic]:
    """What WeasyPrint logged: a picture that it left out is an error, the rest warnings."""
    return [
        report(
            "ENG604" if "load image" in message else "ENG606", place, program="WeasyPrint", problem=message
        )
        for message in dict.fromkeys(layout.complaints)
    ]


# ── composing ───────────────────────────────────────────────────────────────────────────────────


def _foot(layout: Layout) -> Aloud | None:
    """Where the disclaimers at the foot of the first page that has any stand."""
    lines = [line for line in layout.lines if "notice-running" in line.classes]
    if not lines:
        return None
    lines = [line for line in lines if line.page == lines[0].page]
    return Aloud(lines[0].page, min(line.y for line in lines), max(line.y + line.height for line in lines))


def _tidied(body: str) -> str:
    """pandoc's HTML without line ends at the edges of our own markup; numbered lists begin where they should."""
    body = _PADDING.sub(lambda match: match[1] or match[2], body)
    body = _ADDRESS.sub(_linked, body)
    return _START.sub(lambda match: f'{match[0]} style="counter-reset: list-item {int(match[1]) - 1}"', body)


def _head(title: str, *, opened: bool = True) -> str:
    """The running head from a chapter's opener on, which has none itself; of what has no opener from there on."""
    from markupsafe import escape

    blank = '<div class="running-title blank"></div>' if opened else ""
    return f'{blank}<div class="running-title">{escape(running_head(title))}</div>'


def _linked(match: re.Match[str]) -> str:
    """A source's address as a link, as it was before its scheme was taken off."""
    address = match[1] if "://" in match[1] else f"https://{match[1]}"
    return f'<a class="address" dir="ltr" href="{address}">{match[1]}</a>'


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
