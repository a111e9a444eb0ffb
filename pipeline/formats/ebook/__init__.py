"""The ebook: EPUB 3.3 that leaves type, size and colours to its reader.

Input: an attached `Document`. Output: an `Artifact`, a reflowable book with one file a section, a cover
and accessibility metadata that follow from the content. Must not: embed fonts unless asked, hide or shrink a
disclaimer, claim an accessibility that the content lacks.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document, Markup, to_pandoc
from pipeline.document.writing import meta_value
from pipeline.engines import EngineError, Engines
from pipeline.engines.weasyprint import Resource
from pipeline.formats.ebook.chapters import (
    batches,
    chaptered,
    chapters_of,
    texts,
    unsectioned,
)
from pipeline.formats.ebook.cover import CoverArt, cover_of, painted, undrawable
from pipeline.formats.ebook.fonts import Fonts, fonts_of
from pipeline.formats.ebook.frames import NAV, PACKAGE, TITLE_PAGE, Frames, Held
from pipeline.formats.ebook.metadata import access_of, book_of, own_words
from pipeline.formats.ebook.pagelist import with_markers
from pipeline.formats.ebook.pictures import Picture, picture_in
from pipeline.rendition import Artifact, PageMap, Rendition, contents, keeping
from pipeline.rendition.book import Book
from pipeline.rendition.complete import complete
from pipeline.rendition.dress import Wishes, dress, stricter_sizes, width_rules
from pipeline.rendition.expected import MANIFEST_NAME, Expectation, expected, manifest
from pipeline.rendition.imprint import imprint, set_lines
from pipeline.rendition.pages import nobody
from pipeline.theme import SLOT, Theme

_OPTIONS = ("--split-level=1", "--epub-title-page=false", "--wrap=none", "--syntax-highlighting=none")

MIMETYPE = b"application/epub+zip"
# The artwork of the title page: tiles across and down.
BAND = (8, 1)


class Ebook:
    """EPUB for reading systems."""

    name = "ebook"
    media_type = "application/epub+zip"
    suffix = ".epub"
    names_pages = True

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed chapters and every other file of the book as text.

        Reports: EBK701 (a picture that an ebook cannot hold), EBK702, EBK704.
        """
        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        completed = replace(completed, blocks=chaptered(document, completed.blocks, labels))
        blocks, named = dress(completed, theme, Wishes(notes=False, level=-1, images="name"))
        pictures, cover = _pictures(document, named), cover_of(document, theme)
        found = (*pictures.diagnostics, *cover.diagnostics)
        if cover.value is None or len(pictures.value) < len(named):
            return Reported(None, found)

        words, words_lang = own_words(theme, document.lang)
        frames = Frames(document, theme, labels, words, chapters_of(completed.blocks))
        owed = expected(document, self.name, labels, fixed=theme.fixed_words(self.name, document.lang))
        fonts = _fonts(frames, owed)
        found += fonts.diagnostics
        if fonts.failed:
            return Reported(None, found)

        css = theme.stylesheet("ebook", document.meta.topics, lang=document.lang)
        css += width_rules(completed.blocks, relative=True)
        css += fonts.value.css + stricter_sizes(owed.notices, floor_pt=None)
        owed = replace(owed, stylesheets=(hashlib.sha256(css.encode()).hexdigest(),))

        band = theme.art(document.slug, document.meta.topics, *BAND, 60)
        art = Picture("title-page.svg", "image/svg+xml", band.encode())
        shown = {**pictures.value, art.file: art}
        held = Held(tuple(sorted(fonts.value.files)), tuple(shown.values()))
        book = book_of(document, access_of(completed, pictures.value, words, words_lang))
        notices = frames.notices()
        files = {
            "META-INF/container.xml": theme.fill("ebook/container.xml.j2"),
            f"META-INF/{MANIFEST_NAME}": manifest(owed).decode(),
            **frames.of_itself(book, held),
            "EPUB/text/cover.xhtml": frames.cover(cover.value),
            TITLE_PAGE: frames.title_page(notices, art),
        }
        set_apart = theme.fill("ebook/imprint.xhtml.j2", imprint=set_lines(document, labels, self.name))
        rendition = Rendition(
            self.name,
            document.slug,
            document.lang,
            document.path,
            (*unsectioned(blocks), Markup(set_apart.strip())),
            frames.chapter(notices),
            css,
            {name: Resource(one.content, one.media_type) for name, one in shown.items()},
            {
                "title": document.meta.title,
                "labels": dict(labels),
                "chapters": frames.chapters,
                "homes": {id: chapter.file for chapter in frames.chapters for id in chapter.ids},
                "files": files,
                "names": {name: one.file for name, one in shown.items()},
                "cover": cover.value,
                "fonts": fonts.value.files,
                "book": book,
                "paged": frames.with_pages(book, held),
            },
            owed.stylesheets,
        )
        return Reported(rendition, found)

    def refused(self, document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
        """Reports: EBK705."""
        return undrawable(document, theme)

    def files(self, rendition: Rendition) -> tuple[str, ...]:
        return (rendition.slug + self.suffix,)

    def paginated(self, rendition: Rendition, engines: Engines) -> PageMap:
        return ()

    def emit(
        self,
        rendition: Rendition,
        engines: Engines,
        pages: PageMap = (),
        paged: Callable[[PageMap], None] = nobody,
    ) -> Reported[tuple[Artifact, ...]]:
        """The file, its cover and thumbnail. Reports: EBK703, ENG601–ENG604, ENG606."""
        options = rendition.options
        metadata = {"title": meta_value(options["title"]), "lang": meta_value(rendition.lang)}
        try:
            chapters: dict[str, str] = {}
            notes = 0
            for blocks, some in batches(rendition.blocks, options["chapters"]):
                written = engines.pandoc.write(to_pandoc(blocks, metadata), "epub3", _OPTIONS)
                made, count = texts(written, some, rendition, notes)
                chapters |= made
                notes += count
            cover = painted(options["cover"], engines)
        except EngineError as error:
            return Reported((), (report(error.code, Location(rendition.path), **error.facts),))
        book: Book = options["book"]
        written_files = {**options["files"], **{f"EPUB/text/{name}": text for name, text in chapters.items()}}
        if pages:
            book, of_itself = options["paged"]
            written_files, book = {**written_files, **of_itself}, replace(book, pages=len(pages))
            written_files |= _with_pages(written_files, chapters, pages)
        files: dict[str, bytes] = {name: text.encode() for name, text in written_files.items()}
        files["EPUB/styles/ebook.css"] = rendition.css.encode()
        files[f"EPUB/media/{CoverArt.file}"] = cover.jpeg
        files |= {f"EPUB/fonts/{name}": content for name, content in options["fonts"].items()}
        for name, resource in rendition.resources.items():
            files[f"EPUB/media/{options['names'][name]}"] = resource.content
        held = contents.of_epub({"mimetype": MIMETYPE, **files})
        travelling = f"META-INF/{MANIFEST_NAME}"
        kept = keeping.of_epub(files)
        files[travelling] = contents.with_contents(files[travelling], held, kept=kept)
        facts: Mapping[str, int | str] = {
            "files": len(chapters),
            "contents-sha256": contents.digest(files[travelling]),
        }
        return Reported(
            (
                Artifact(
                    self.name,
                    rendition.slug + self.suffix,
                    self.media_type,
                    zipped(files),
                    facts,
                    book=book,
                    companions=cover.companions(rendition.slug),
                ),
            ),
            tuple(cover.findings(Location(rendition.path))),
        )


def _pictures(document: Document, named: Mapping[str, Resource]) -> Reported[dict[str, Picture]]:
    """The pictures of the text that a book can hold, by the names that the text has for them. Reports: EBK701."""
    found: list[Diagnostic] = []
    pictures: dict[str, Picture] = {}
    taken = {"cover", "title-page"}
    for name, resource in named.items():
        picture = picture_in(name.removeprefix("media/"), resource.content, taken, document.path)
        found += picture.diagnostics
        if picture.value is not None:
            pictures[name] = picture.value
    return Reported(pictures, tuple(found))


def _fonts(frames: Frames, owed: Expectation) -> Reported[Fonts]:
    """The fonts for every character of a book: of its text, its imprint and its generated words. Reports: EBK704."""
    document, labels = frames.document, frames.labels
    generated = "".join((*labels.values(), *frames.words.values()))
    said = (
        *(run.text for run in (*owed.runs, *owed.notes)),
        *imprint(document, labels, Ebook.name),
        *(one or "" for one in frames.about().values()),
    )
    return fonts_of(document, "".join((*said, generated)), generated, frames.theme)


def _with_pages(files: Mapping[str, str], chapters: Iterable[str], pages: PageMap) -> dict[str, str]:
    """The title page and the chapters with markers of the printed pages, and the list of these."""
    names = (TITLE_PAGE, *(f"EPUB/text/{name}" for name in chapters))
    marked, lines = with_markers({name.removeprefix("EPUB/"): files[name] for name in names}, pages)
    listed = files[NAV].replace(SLOT, "\n".join(lines))
    return {NAV: listed, **{f"EPUB/{name}": text for name, text in marked.items()}}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The container: `mimetype` first and stored, then the files in a fixed order, without a date or owner."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in _ordered(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = name == "mimetype" or name.endswith((".jpg", ".png", ".webp", ".gif"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=None if stored else 9)
    return output.getvalue()


def _ordered(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", MIMETYPE
    first = ("META-INF/container.xml", PACKAGE, NAV)
    for name in (*first, *sorted(name for name in files if name not in first)):
        yield name, files[name]
