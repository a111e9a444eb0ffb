"""The brochure: an accessible PDF in the form that holds the article, and the same pages for a press.

Input: an attached `Document`. Output: `Artifact`s: tagged PDF/UA-1 in sRGB with pages or panels in reading order, in each
size of print that is asked for; of the first also PDF/X-4, imposed.
Must not: cut text, or set it below the smallest size of its form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.diagnostics import Diagnostic, Location, Reported, has_errors, quoted, report
from pipeline.document import Document, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.engines.svg import Undrawn
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.choosing import Choice, Chooser
from pipeline.formats.brochure.composition import Composition
from pipeline.formats.brochure.faults import Whereabouts, faults, short
from pipeline.formats.brochure.fitting import BACK_SLOTS, Setter
from pipeline.formats.brochure.lettering import Lettering, framed, outlined
from pipeline.formats.brochure.pages import page_map
from pipeline.formats.brochure.unfit import characters_of, unfit
from pipeline.formats.brochure.writing import MEDIA_TYPE, Laid, written
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.complete import complete
from pipeline.rendition.expected import expected
from pipeline.rendition.pages import nobody
from pipeline.theme import SLOT, Theme

_PADDING = re.compile(r"(<(?:p|span|figcaption)[^<>]*>)\n|\n(</(?:p|span|figcaption)>)")
_START = re.compile(r'<ol start="(\d+)"')
_ADDRESS = re.compile(r'<span class="address"[^<>]*>([^<>]+)</span>')
# The last word of a text and a no-break space, before words that are set apart. Why: where those have no room, WeasyPrint ends the line
# behind the first word of a text that ends so, "Hold" above "the key, then press"; of a span it knows that no line ends inside.
_TIED = re.compile("(?<= )([^ \\n<>]*[\u00a0\u202f])(?=<(?:a|code|del|em|span|strong|su[bp])\\b)")
_SOURCES = re.compile(r'<h2[^<>]* id="smallprint-sources"|<h2 id="smallprint-sources"')
_CLOSING = re.compile(r'<div class="notice [^"]*notice-closing')
_CONTACT = re.compile(r'<section class="contact"')


class Brochure:
    """PDF for print and for screens."""

    name = "brochure"
    media_type = MEDIA_TYPE
    suffix = ".pdf"
    names_pages = False

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet; which form it will be is decided when it is laid out.

        Reports: ENG605, BRO412, BRO418, BRO421.
        """
        whole = Composition(document, theme)
        found = unfit(document, whole.completed, theme, whole.text)
        blocks, pictures = whole.dressed()
        rendition = Rendition(
            self.name,
            document.slug,
            document.lang,
            document.path,
            blocks,
            whole.frame(),
            whole.css(),
            whole.resources(pictures),
            whole.options(),
        )
        return Reported(None if has_errors(found) else rendition, found)

    def refused(self, document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
        """Reports: ENG605, BRO412, BRO418, BRO421."""
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
                # Other editions name the pages of the first.
                made = _made(html, rendition, engines, size, paged if size == first else nobody)
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
    html: str, rendition: Rendition, engines: Engines, size: str, paged: Callable[[PageMap], None]
) -> Reported[tuple[Artifact, ...]]:
    """The files in one size of print; `paged` is told its pages before they are written."""
    setter, choice = _chosen(html, rendition, engines, size)
    if choice.fitted is None:
        return Reported((), tuple(_excess(choice, rendition, size)))
    place = Location(rendition.path)
    layout = choice.fitted.layout
    found = [*_complaints(layout, place), *faults(choice.fitted, rendition, size)]
    if layout.page_count == 0:
        return Reported((), (*found, report("ENG604", place, program="WeasyPrint", problem="no page")))
    laid = Laid.of(choice, choice.fitted, setter)
    paged(laid.pages)
    first = size == rendition.options["print"][0]
    name = f"{rendition.slug}{'' if first else f'.{size}'}.pdf"
    made = written(laid, name, engines, press=first and rendition.options["press"])
    return Reported(made.value, (*found, *made.diagnostics))


def _excess(choice: Choice, rendition: Rendition, size: str) -> Iterator[Diagnostic]:
    """Why the form that was asked for does not hold the article."""
    where = Whereabouts(rendition)
    for one in choice.passed:
        form = one.form if size == "standard" else f"{one.form} in {size} print"
        if one.lines:
            yield report(
                "BRO410",
                where.of(one.text),
                form=form,
                where=one.where,
                text=short(one.text),
                lines=one.lines,
            )
        else:
            problem = f"{one.problem}: {quoted(short(one.text))}" if one.text else one.problem
            yield report("BRO411", where.of(one.text), form=form, problem=problem)


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


def _tidied(body: str) -> str:
    """pandoc's HTML without line ends at the edges of our own markup; numbered lists begin where they should, lines end where they may."""
    body = _PADDING.sub(lambda match: match[1] or match[2], body)
    body = _ADDRESS.sub(_linked, body)
    body = _TIED.sub(r"<span>\1</span>", body)
    return _START.sub(lambda match: f'{match[0]} style="counter-reset: list-item {int(match[1]) - 1}"', body)


def _linked(match: re.Match[str]) -> str:
    """A source's address as a link, as it was before its scheme was taken off."""
    address = match[1] if "://" in match[1] else f"https://{match[1]}"
    return f'<a class="address" dir="ltr" href="{address}">{match[1]}</a>'
