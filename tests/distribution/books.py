"""Entries of a manifest, as a build writes them, of books that were never made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.publication import Publication, parse
from pipeline.rendition.book import Access, Book, Contributor

PLACE = "https://example.org/books"
HOSTILE = "Fish & <b>Chips</b> ]]> \"'\x07 <!-- --> &amp; {{ 7*7 }} \u202eevil\u202c"
ACCESS = Access(
    modes=("textual", "visual"),
    sufficient=("textual",),
    features=(
        "structuralNavigation",
        "tableOfContents",
        "readingOrder",
        "displayTransformability",
        "ARIA",
        "alternativeText",
        "pageBreakMarkers",
        "pageNavigation",
    ),
    hazard="none",
    conforms=True,
    lang="en",
    summary="This publication meets EPUB Accessibility 1.1 at WCAG 2.2 level AA.",
)
BOOK = Book(
    identifier="urn:uuid:6409a00b-7bf2-505e-826c-3fdff0fd0734",
    title="Tides & moons",
    lang="en",
    modified="2026-05-01",
    access=ACCESS,
    own_identifier="HO-17",
    subtitle="How the sea breathes",
    contributors=(
        Contributor("Ada Berg", "Oceanographer", "Institute of the Sea"),
        Contributor("Harbour Office"),
        Contributor("Per Hav", organisation="Institute of the Sea"),
    ),
    publisher="Harbour Office",
    description="What moves the sea, and when.",
    keywords=("tides", "moon; sun"),
    topics=("nature",),
    audience="Everybody who lives by the sea",
    region="NO",
    published="2026-03-01",
    release="2",
    rights=("© 2026 Harbour Office", "This is general information. It is no advice to sailors."),
    pages=12,
)


def publication(*, place: str | None = PLACE, contact: bool = True) -> Publication:
    lines = ["publisher: Harbour Office"]
    if place:
        lines.append(f"base-url: {place}")
    if contact:
        lines.append(
            "contact: {name: Harbour Office, email: post@example.org, url: https://example.org/about}"
        )
    made = parse("\n".join(lines).encode()).value
    assert made
    return made


def entry(
    slug: str = "tides", book: Book = BOOK, *, covers: bool = True, others: bool = True, **changes: Any
) -> dict[str, Any]:
    """What the manifest says of an article of this name in the book's language."""

    def listed(name: str, **more: Any) -> dict[str, Any]:
        return {"file": name, "bytes": 1000 + len(name), "sha256": f"{len(name):064x}", **more}

    beside = [
        listed(f"{slug}.cover.jpg", width=1600, height=2560),
        listed(f"{slug}.cover.svg"),
        listed(f"{slug}.thumbnail.jpg", width=320, height=512),
    ]
    ebook = {**listed(f"{slug}.epub"), "format": "ebook", "book": book.as_json()}
    files = [{**ebook, "companions": beside} if covers else ebook]
    if others:
        files += [
            listed(f"{slug}.{ending}", format="handout" if ending == "html" else "brochure")
            for ending in ("html", "large.pdf", "pdf", "press.pdf")
        ]
    return {
        "slug": slug,
        "lang": book.lang,
        "title": book.title,
        "topics": list(book.topics),
        "source": f"source/articles/{slug}/article.md",
        "valid-until": None,
        "expired": False,
        "state": "proved",
        "files": files,
        **changes,
    }


# One of each kind: what a schema has to take.
BOOKS = (
    BOOK,
    replace(BOOK, own_identifier="978-0-306-40615-7", release="spring 2026", lang="nb", title="Tidevann"),
    replace(BOOK, title=HOSTILE, subtitle=HOSTILE, description=HOSTILE, keywords=(HOSTILE,), topics=(HOSTILE,),
            rights=(HOSTILE, HOSTILE), publisher=HOSTILE, audience=HOSTILE, own_identifier=HOSTILE, release=HOSTILE,
            contributors=(Contributor(HOSTILE, HOSTILE, HOSTILE),), access=replace(ACCESS, summary=HOSTILE)),
    replace(BOOK, lang="ar-EG", title="المد والجزر", access=replace(ACCESS, lang="ar")),
    replace(BOOK, lang="zh-Hant-TW", title="潮汐"),
    Book(
        identifier="urn:uuid:11111111-7bf2-505e-826c-3fdff0fd0734",
        title="Bare",
        lang="en",
        modified="2000-01-01",
        access=Access(("textual", "visual"), ("textual,visual",), ("readingOrder",), "unknown", False, "en", ""),
    ),
)  # fmt: skip


def many(count: int) -> list[dict[str, Any]]:
    """Entries of so many books, in two languages."""
    return [
        entry(
            f"book-{number:03}",
            replace(
                BOOK,
                identifier=f"urn:uuid:{number:08x}-7bf2-505e-826c-3fdff0fd0734",
                title=f"Book {number}",
                lang=("en", "nb")[number % 2],
                modified=f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}",
            ),
        )
        for number in range(count)
    ]
