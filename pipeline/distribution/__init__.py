"""Distribution data: what readers, catalogues, search engines and shops are told of what is released.

Input: the entries of the manifest and the publication. Output: what is on offer; of it the front page (`front`), the
news feed (`feed`) and the site map (`sitemap`), OPDS catalogues (`opds`) and ONIX records (`onix`) of the books, as
bytes. Must not: read the disk or the clock, know how a file is made.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.rendition.book import Book, from_json

ROOT = "opds"
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

    Shape: `files` begins with the ebook. `withdrawn` is the last day on which it was good, once that is over.
    """

    slug: str
    book: Book
    files: tuple[File, ...]
    cover: File | None = None
    drawing: File | None = None
    thumbnail: File | None = None
    withdrawn: str | None = None

    @property
    def record(self) -> str:
        """The path of its ONIX record."""
        return posixpath.join(posixpath.dirname(self.files[0].path), self.slug + RECORD)


def offer(entry: Mapping[str, Any]) -> Offer | None:
    """The book of an article; None: it has no ebook, or one from before books were described."""
    for file in entry["files"]:
        try:
            book = from_json(file["book"])
        except (KeyError, ValueError):
            continue
        folder = f"{entry['lang']}/{entry['slug']}"
        others = [_file(folder, one) for one in entry["files"] if one is not file]
        beside = {one["file"]: _file(folder, one) for one in file.get("companions", ())}
        files = (_file(folder, file), *sorted((one for one in others if one.media_type), key=_rank))
        return Offer(
            slug=entry["slug"],
            book=book,
            files=files,
            cover=beside.get(entry["slug"] + COVER),
            drawing=beside.get(entry["slug"] + DRAWING),
            thumbnail=beside.get(entry["slug"] + THUMBNAIL),
            withdrawn=entry.get("valid-until") if entry.get("expired") else None,
        )
    return None


def offers(entries: Iterable[Mapping[str, Any]]) -> tuple[Offer, ...]:
    """The books that may be handed out. Shape: newest first, else in the order of their paths."""
    found = [one for entry in entries if (one := offer(entry)) and one.withdrawn is None]
    found.sort(key=lambda one: one.files[0].path)
    return tuple(sorted(found, key=lambda one: one.book.modified, reverse=True))


@dataclass(frozen=True, slots=True)
class Listing:
    """What lists say of an article or a collection in one language, whatever its editions.

    Shape: dates are ISO dates, nothing where unknown. `files` are in the order of `KINDS`. `articles` counts what a
    collection holds. `owes` says whether its files carry disclaimers; `state` is `proved`, `outdated` (its last build
    failed) or `expired`. A manifest from before something was kept in it says nothing of that.
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
    rights: tuple[str, ...] = ()
    thumbnail: File | None = None
    translation: bool = False
    owes: bool = True
    state: str = "proved"
    valid_until: str = ""

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


def listing(entry: Mapping[str, Any]) -> Listing:
    """What a manifest's entry says. Shape: only the `files` have to be there, and what names it."""
    folder = f"{entry['lang']}/{entry['slug']}"
    files = [_file(folder, file) for file in entry["files"]]
    beside = [
        _file(folder, one)
        for file in entry["files"]
        for one in file.get("companions", ())
        if one["file"] == entry["slug"] + THUMBNAIL
    ]
    book = offer(entry)
    reviewed = entry.get("reviewed") or {}
    return Listing(
        slug=entry["slug"],
        lang=entry["lang"],
        title=entry.get("title") or entry["slug"],
        files=tuple(sorted((file for file in files if file.kind), key=lambda one: KINDS.index(one.kind))),
        subtitle=entry.get("subtitle") or "",
        description=entry.get("description") or "",
        keywords=tuple(entry.get("keywords") or ()),
        topics=tuple(entry.get("topics") or ()),
        authors=tuple(entry.get("authors") or ()),
        identifier=entry.get("identifier") or "",
        date=entry.get("date") or "",
        modified=entry.get("modified") or "",
        reviewed_by=reviewed.get("by") or "",
        reviewed_on=reviewed.get("on") or "",
        articles=entry.get("articles") or 0,
        rights=book.book.rights if book else (),
        thumbnail=next(iter(beside), None),
        translation=posixpath.basename(entry.get("source") or "").count(".") > 1,
        owes=any(file.get("disclaimers", 1) for file in entry["files"]),
        state="expired" if entry.get("expired") else entry.get("state") or "proved",
        valid_until=entry.get("valid-until") or "",
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


def _file(folder: str, listed: Mapping[str, Any]) -> File:
    name = listed["file"]
    kind, media_type, title = next(
        (what for ending, *what in EDITIONS if name.endswith(ending)), ("", "", "")
    )
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
