"""What a book says about itself: its identity, its rights, its accessibility.

Input: a `Document`. Output: plain values. Must not: claim what the content lacks.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import replace

from pipeline.document import Document, Image, Note, Notice, Table, plain_text, walk
from pipeline.formats.ebook.pictures import Picture, moves
from pipeline.rendition.book import Access, Book, Contributor
from pipeline.theme import Theme
from pipeline.theme.words import words_of

# Source: an own UUID, drawn once; every book's identifier hangs from it.
NAMESPACE = uuid.UUID("6f1a3c0e-5d0f-4b52-9c0b-6d6f3f1d2a77")


# What a book says of its last change where its article has no date.
NO_DATE = datetime.date(2000, 1, 1)


def book_of(document: Document, access: Access) -> Book:
    """What catalogues are told."""
    meta = document.meta
    return Book(
        identifier=identifier(document),
        title=meta.title,
        lang=document.lang,
        modified=(document.article.date or NO_DATE).isoformat(),
        access=access,
        own_identifier=meta.identifier,
        subtitle=meta.subtitle,
        contributors=tuple(
            Contributor(person.name, person.role, person.organisation) for person in meta.author
        ),
        publisher=meta.publisher,
        description=meta.description,
        keywords=meta.keywords,
        topics=meta.topics,
        audience=meta.audience,
        region=meta.region,
        published=str(meta.date or meta.modified or ""),
        release=meta.release,
        rights=tuple(rights(document)),
    )


def identifier(document: Document) -> str:
    """The book's identity: the same for the same article, language and release, whatever its text."""
    meta = document.meta
    name = "\n".join((meta.identifier or document.slug, document.lang, meta.release or ""))
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def rights(document: Document) -> list[str]:
    """The rights, and the disclaimers that hold for the whole: catalogues show these without the text."""
    lines = [document.meta.rights] if document.meta.rights else []
    for block in document.blocks:
        if isinstance(block, Notice) and block.place in ("opening", "closing") and "ebook" in block.formats:
            lines.append(block.text)
    return list(dict.fromkeys(lines))


def own_words(theme: Theme, lang: str) -> tuple[Mapping[str, str], str]:
    """The ebook's own words, and the language in which they are."""
    words, spoken = words_of(theme.words, theme.files, "ebook", lang)
    if not words:
        raise LookupError("templates/ebook/labels/en.yaml is missing")
    return words, spoken


def access_of(
    document: Document, pictures: Mapping[str, Picture], words: Mapping[str, str], lang: str
) -> Access:
    """What the content bears out, and no more."""
    nodes = list(walk(document.blocks))
    images = [
        node for node in nodes if isinstance(node, Image) and "decorative" not in node.attributes.classes
    ]
    described = all(plain_text(image.alt).strip() for image in images)
    moving = any(moves(picture) for picture in pictures.values())
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA"]
    if images and described:
        features.append("alternativeText")
    conforms = described and not moving
    # Pictures that move were not tested, so nothing is claimed of them.
    first = ["summary"] if conforms else [] if described else ["summary-partly"]
    sentences = [words[name] for name in (*first, "summary-text", "summary-navigation")]
    if described:
        sentences.append(words["summary-images" if images else "summary-no-images"])
    if any(isinstance(node, Table) for node in nodes):
        sentences.append(words["summary-tables"])
    if any(isinstance(node, Note) for node in nodes):
        sentences.append(words["summary-notes"])
    if moving:
        sentences.append(words["summary-animation"])
    return Access(
        modes=("textual", "visual") if images else ("textual",),
        sufficient=("textual",) if described else ("textual,visual",),
        features=tuple(features),
        hazard="unknown" if moving else "none",
        conforms=conforms,
        lang=lang,
        summary=" ".join(sentences),
    )


def with_pages(access: Access, words: Mapping[str, str]) -> Access:
    """The same of a book in which the pages of the printed brochure can be found."""
    return replace(
        access,
        features=(*access.features, "pageBreakMarkers", "pageNavigation"),
        summary=f"{access.summary} {words['summary-pages']}",
    )


def printed_edition(document: Document) -> str:
    """What the printed brochure is called by those who cite it: title, publisher, year, file; in any language the same."""
    year = str(document.article.date.year) if document.article.date else None
    parts = (document.meta.title, document.meta.publisher, year, f"{document.slug}.pdf")
    return ", ".join(part for part in parts if part)
