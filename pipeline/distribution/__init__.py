"""Distribution data: what catalogues and shops are told of released books, in the formats that they read.

Input: the entries of the manifest and the publication. Output: the books on offer; OPDS feeds (`opds`) and
ONIX records (`onix`) of them, as bytes. Must not: read the disk or the clock, know how a book is made.
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
# What readers are offered, by the end of its name: the longest that fits. A print shop's file is none of it.
EDITIONS: tuple[tuple[str, str, str], ...] = (
    (".press.pdf", "", ""),
    (".clear.pdf", "application/pdf", "Brochure in clear print"),
    (".large.pdf", "application/pdf", "Brochure in large print"),
    (".pdf", "application/pdf", "Brochure"),
    (".epub", "application/epub+zip", "Ebook"),
    (".html", "text/html", "Handout"),
)
COVER = ".cover.jpg"
DRAWING = ".cover.svg"
THUMBNAIL = ".thumbnail.jpg"


@dataclass(frozen=True, slots=True)
class File:
    """A released file. Shape: `path` begins in `output/`. Units: `width` and `height` px, 0 where unknown."""

    path: str
    media_type: str
    title: str
    size: int
    sha256: str
    width: int = 0
    height: int = 0


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
        except (KeyError, TypeError, AttributeError):
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
    media_type, title = next(
        ((kind, words) for ending, kind, words in EDITIONS if name.endswith(ending)), ("", "")
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
    )


def _rank(file: File) -> tuple[bool, int, str]:
    """The web page before what is for paper, and the brochure before its larger sizes."""
    return (file.media_type != "text/html", file.path.count("."), file.path)
