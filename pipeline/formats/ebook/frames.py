"""What stands around the text of a book: package, navigation, cover, title page, and the frame of each chapter.

Input: a `Document`, a `Theme` and what the book holds. Output: files as text. Must not: touch the text itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.document import Document
from pipeline.formats.ebook.chapters import Chapter, contents_of, file_title, slot
from pipeline.formats.ebook.cover import CoverArt, cover_words
from pipeline.formats.ebook.inflection import inflected
from pipeline.formats.ebook.metadata import printed_edition, with_pages
from pipeline.formats.ebook.pictures import Picture
from pipeline.rendition.book import Book
from pipeline.rendition.complete import Labels, apart
from pipeline.rendition.dress import notices_alone
from pipeline.rendition.imprint import authors
from pipeline.rendition.phrases import bound, phrases
from pipeline.theme import Theme

PACKAGE, NAV, TITLE_PAGE = "EPUB/package.opf", "EPUB/nav.xhtml", "EPUB/text/title-page.xhtml"


@dataclass(frozen=True, slots=True)
class Frames:
    """The templates of a book, filled. Shape: `words` are the ebook's own."""

    document: Document
    theme: Theme
    labels: Labels
    words: Mapping[str, str]
    chapters: tuple[Chapter, ...]

    @property
    def _page(self) -> Mapping[str, str]:
        """What every file says of its text."""
        return {"lang": self.document.lang, "dir": self.document.dir}

    def about(self) -> dict[str, str | None]:
        """What the package and the title page name."""
        meta = self.document.meta
        return {
            "title": meta.title,
            "subtitle": meta.subtitle,
            # Who writes under the publisher's name needs no second line of it.
            "authors": "" if authors(self.document) == meta.publisher else authors(self.document),
            "publisher": meta.publisher,
        }

    def of_itself(self, book: Book, held: Held, printed: str = "") -> dict[str, str]:
        """What it says of itself, and of the printed edition where the pages of that are known."""
        package = self.theme.fill(
            "ebook/package.opf.j2",
            **self._page,
            **self.about(),
            fonts=held.fonts,
            chapters=self.chapters,
            pictures=held.pictures,
            cover_file=CoverArt.file,
            cover_type=CoverArt.media_type,
            book=book,
            printed=printed,
        )
        nav = self.theme.fill(
            "ebook/nav.xhtml.j2",
            **self._page,
            contents=contents_of(self.chapters),
            chapters=self.chapters,
            words=self.words,
            labels=self.labels,
            page_title=file_title(self.words["contents"], self.document.meta.title),
            printed=printed,
        )
        return {PACKAGE: package, NAV: nav}

    def with_pages(self, book: Book, held: Held) -> tuple[Book, dict[str, str]]:
        """The book in which the pages of the printed edition can be found, and what it then says of itself."""
        paged = replace(book, access=with_pages(book.access, self.words))
        return paged, self.of_itself(paged, held, printed_edition(self.document))

    def notices(self) -> dict[str, str]:
        """The disclaimers that stand on the cover and on each page, as markup for the files that show them."""
        from markupsafe import Markup as Safe

        document = self.document
        return {
            f"{place}_notices": Safe(
                inflected(notices_alone(apart(document, "ebook", place), document, self.theme), self.labels)
            )
            for place in ("cover", "running")
        }

    def cover(self, art: CoverArt) -> str:
        meta = self.document.meta
        alt = self.words["cover-alt"].format(text=cover_words(self.document, art.full))
        return self.theme.fill(
            "ebook/cover.xhtml.j2",
            **self._page,
            page_title=file_title(self.labels["cover"], meta.title),
            page_class="cover",
            cover_alt=f"{alt} {meta.cover.alt}" if meta.cover else alt,
            labels=self.labels,
            cover_file=art.file,
        )

    def title_page(self, notices: Mapping[str, str], artwork: Picture) -> str:
        document, meta = self.document, self.document.meta
        return self.theme.fill(
            "ebook/title-page.xhtml.j2",
            **self._page,
            **{**self.about(), "subtitle": bound(meta.subtitle or "", document.lang, document.dir)},
            **notices,
            phrases=phrases(meta.title, document.lang, document.dir),
            page_title=file_title(self.labels["title-page"], meta.title),
            page_class="title-page",
            art_file=artwork.file,
        )

    def chapter(self, notices: Mapping[str, str]) -> str:
        """The frame of each chapter: they differ only in their titles and in the matter that they belong to."""
        return self.theme.fill(
            "ebook/chapter.xhtml.j2",
            **self._page,
            **notices,
            page_title=slot("title"),
            page_class="chapter",
            matter=slot("matter"),
        )


@dataclass(frozen=True, slots=True)
class Held:
    """The files that the package lists beside the text: fonts by name, and pictures."""

    fonts: tuple[str, ...]
    pictures: tuple[Picture, ...]
