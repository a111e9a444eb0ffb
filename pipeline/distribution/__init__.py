"""Distribution data: what readers, catalogues, search engines and shops are told of what is released.

Input: the entries of the manifest and the publication. Output: what is on offer; of it the front page (`front`), the
news feed (`feed`) and the site map (`sitemap`), OPDS catalogues (`opds`) and ONIX records (`onix`) of the books, as
bytes. Must not: read the disk or the clock, know how a file is made.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.document.quotation import curled
from pipeline.rendition.book import Book, from_json

RECORD = ".onix.xml"
# What a file is, by the end of its name: the longest that fits. Readers are offered what has a media type and a
# title; a print shop's file has none.
EDITIONS: tuple[tuple[str, str, str, str], ...] = (
    (".press.pdf", "press", "", ""),
    (".clear.pdf", "clear", "application/pdf", "Brochure in clear print"),
    (".large.pdf", "large", "application/pdf", "Brochure in large print"),
    (".pdf", "brochure", "application/pdf", "Brochure"),
    (".epub", "ebook", "application/epub+zip", "Ebook"),
    (".html", "handout", "text/html", "Handout"),
)
# The order in which people are shown them.
KINDS = ("handout", "brochure", "clear", "large", "ebook", "press")
COVER = ".cover.jpg"
DRAWING = ".cover.svg"
THUMBNAIL = ".thumbnail.jpg"


@dataclass(frozen=True, slots=True)
class File:
    """A released file.

    Shape: `path` begins in `output/`; `kind` is one of `KINDS`, nothing for what is no edition.
    Units: `width` and `height` px, `pages` those of a brochure; 0 where unknown.
    """

    path: str
    media_type: str
    title: str
    size: int
    sha256: str
    width: int = 0
    height: int = 0
    kind: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A released book with everything that lies beside it.

    Shape: `files` begins with the ebook. `withdrawn` is the last day on which it was good, once that is over. `key` is
    the hash of the entry that it is from, if somebody knows it.
    """

    slug: str
    book: Book
    files: tuple[File, ...]
    cover: File | None = None
    drawing: File | None = None
    thumbnail: File | None = None
    withdrawn: str | None = None
    key: str = ""

    @property
    def record(self) -> str:
        """The path of its ONIX record."""
        return posixpath.join(posixpath.dirname(self.files[0].path), self.slug + RECORD)


def offer(entry: Mapping[str, Any]) -> Offer | None:
    """The book of an article; None: it has no ebook, or one from before books were described."""
    return _offer(entry, _files(entry), "")


def _offer(entry: Mapping[str, Any], files: Sequence[File], key: str) -> Offer | None:
    """`files` are those of the entry, in its order."""
    for listed, file in zip(entry["files"], files, strict=True):
        try:
            book = from_json(listed["book"])
        except (KeyError, ValueError):
            continue
        others = sorted((one for one in files if one is not file and one.media_type), key=_rank)
        cover, drawing, thumbnail = (_beside(entry, listed, ending) for ending in (COVER, DRAWING, THUMBNAIL))
        return Offer(
            slug=entry["slug"],
            book=book,
            files=(file, *others),
            cover=cover,
            drawing=drawing,
            thumbnail=thumbnail,
            withdrawn=entry.get("valid-until") if entry.get("expired") else None,
            key=key,
        )
    return None


def offers(listings: Iterable[Listing]) -> tuple[Offer, ...]:
    """The books that may be handed out. Shape: newest first, else in the order of their paths."""
    found = [one.book for one in listings if one.book and one.book.withdrawn is None]
    found.sort(key=lambda one: one.files[0].path)
    return tuple(sorted(found, key=lambda one: one.book.modified, reverse=True))


@dataclass(frozen=True, slots=True)
class Listing:
    """What lists say of an article or a collection in one language, whatever its editions.

    Shape: dates are ISO dates, nothing where unknown. `files` are in the order of `KINDS`. `articles` counts what a
    collection holds. `owes` says whether its files carry disclaimers; `state` is `proved`, `outdated` (its last build
    failed) or `expired`. A manifest from before something was kept in it says nothing of that. `key` as of an `Offer`.
    """

    slug: str
    lang: str
    title: str
    files: tuple[File, ...]
    subtitle: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    identifier: str = ""
    date: str = ""
    modified: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    articles: int = 0
    book: Offer | None = None
    thumbnail: File | None = None
    translation: bool = False
    owes: bool = True
    state: str = "proved"
    valid_until: str = ""
    key: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        return self.book.book.rights if self.book else ()

    @property
    def changed(self) -> str:
        """When it was last changed, as far as it says."""
        return self.modified or self.date

    @property
    def folder(self) -> str:
        return f"{self.lang}/{self.slug}"

    def file(self, *kinds: str) -> File | None:
        """The first of its files of these kinds."""
        return next((file for kind in kinds for file in self.files if file.kind == kind), None)


def listing(entry: Mapping[str, Any], key: str = "") -> Listing:
    """What a manifest's entry says. Shape: only the `files` have to be there, and what names it."""
    files = _files(entry)
    book = _offer(entry, files, key)
    beside = (_beside(entry, file, THUMBNAIL) for file in entry["files"])
    reviewed = entry.get("reviewed") or {}
    # As the editions have them.
    title, subtitle, description = (
        curled(entry.get(name) or "", entry["lang"]) for name in ("title", "subtitle", "description")
    )
    return Listing(
        slug=entry["slug"],
        lang=entry["lang"],
        title=title or entry["slug"],
        files=tuple(sorted((file for file in files if file.kind), key=lambda one: KINDS.index(one.kind))),
        subtitle=subtitle,
        description=description,
        keywords=tuple(entry.get("keywords") or ()),
        topics=tuple(entry.get("topics") or ()),
        authors=tuple(entry.get("authors") or ()),
        identifier=entry.get("identifier") or "",
        date=entry.get("date") or "",
        modified=entry.get("modified") or "",
        reviewed_by=reviewed.get("by") or "",
        reviewed_on=reviewed.get("on") or "",
        articles=entry.get("articles") or 0,
        book=book,
        thumbnail=book.thumbnail if book else next(filter(None, beside), None),
        translation=posixpath.basename(entry.get("source") or "").count(".") > 1,
        owes=any(file.get("disclaimers", 1) for file in entry["files"]),
        state="expired" if entry.get("expired") else entry.get("state") or "proved",
        valid_until=entry.get("valid-until") or "",
        key=key,
    )


def by_article(listings: Iterable[Listing], lang: str) -> tuple[tuple[Listing, ...], ...]:
    """The languages of each article together.

    Shape: the newest article first, else in the order of their titles; of each, the language `lang` first, then the
    one that the others were translated from.
    """
    groups: dict[str, list[Listing]] = {}
    for one in listings:
        groups.setdefault(one.slug, []).append(one)
    ordered = [
        tuple(sorted(group, key=lambda one: (one.lang != lang, one.translation, one.lang)))
        for group in groups.values()
    ]
    ordered.sort(key=lambda group: (group[0].title.casefold(), group[0].slug))
    return tuple(sorted(ordered, key=lambda group: max(one.changed for one in group), reverse=True))


def address(base: str | None, path: str, folder: str = "") -> str:
    """Where a file of `output/` is found: absolute if the publication has a place, else seen from `folder`."""
    there = quote(path)
    return f"{base.rstrip('/')}/{there}" if base else posixpath.relpath(there, quote(folder) or ".")


def isbn(identifier: str | None) -> str | None:
    """The digits of an ISBN-13; None for any other name of a book."""
    text = (identifier or "").strip().lower().removeprefix("urn:").removeprefix("isbn").lstrip(":- ")
    digits = text.replace("-", "").replace(" ", "")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return None
    # 9790 is music's.
    if not digits.startswith(("978", "979")) or digits.startswith("9790"):
        return None
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits if total % 10 == 0 else None


def plain(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or (one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")
    )


def _files(entry: Mapping[str, Any]) -> list[File]:
    folder = f"{entry['lang']}/{entry['slug']}"
    return [_file(folder, file) for file in entry["files"]]


def _beside(entry: Mapping[str, Any], listed: Mapping[str, Any], ending: str) -> File | None:
    """What lies beside a file of an entry and is called as the article, with this ending."""
    for one in listed.get("companions", ()):
        if one["file"] == entry["slug"] + ending:
            return _file(f"{entry['lang']}/{entry['slug']}", one)
    return None


def _file(folder: str, listed: Mapping[str, Any]) -> File:
    name = listed["file"]
    kind = media_type = title = ""
    for ending, *what in EDITIONS:
        if name.endswith(ending):
            kind, media_type, title = what
            break
    if not title and name.endswith((".jpg", ".svg")):
        media_type = "image/jpeg" if name.endswith(".jpg") else "image/svg+xml"
    return File(
        path=f"{folder}/{name}",
        media_type=media_type,
        title=title,
        size=listed["bytes"],
        sha256=listed["sha256"],
        width=listed.get("width", 0),
        height=listed.get("height", 0),
        kind=kind,
        pages=listed.get("pages", 0),
    )


def _rank(file: File) -> tuple[bool, int, str]:
    """The web page before what is for paper, and the brochure before its larger sizes."""
    return (file.media_type != "text/html", file.path.count("."), file.path)
