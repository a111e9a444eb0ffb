"""Catalogues that reading apps subscribe to: OPDS 2.0 (JSON) and OPDS 1.2 (Atom), of everything and of each language.

Input: the books on offer and their publication. Output: feeds by their path in `output/`, as bytes.
Must not: list what may not be handed out; take a date from anywhere but the books.
Source: OPDS Catalog 2.0 and 1.2, Readium Web Publication Manifest, RFC 4287 (Atom), RFC 5005 (complete feeds).
"""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.article import text_direction
from pipeline.distribution import Offer, address, atom, isbn, plain
from pipeline.distribution.atom import add, link
from pipeline.distribution.languages import language_name
from pipeline.pieces import Kept, Pieces, json_list, nothing_kept
from pipeline.publication import Publication
from pipeline.rendition.book import Access, Book

if TYPE_CHECKING:
    from lxml.etree import _Element

JSON_NAME = "opds.json"
ATOM_NAME = "opds.xml"
JSON_TYPE = "application/opds+json"
ATOM_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
# Whoever publishes lets everybody fetch these files, without payment or registration.
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
CONFORMANCE = "https://www.w3.org/TR/epub-a11y-11#wcag-2.2-aa"
# The features that Readium's vocabulary has, and what it calls one that it knows by another name.
FEATURES = frozenset(
    [
        "annotations",
        "ARIA",
        "bookmarks",
        "index",
        "printPageNumbers",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "alternativeText",
        "audioDescription",
        "captions",
        "describedMath",
        "longDescription",
        "rubyAnnotations",
        "signLanguage",
        "transcript",
        "displayTransformability",
        "synchronizedAudioText",
        "timingControl",
        "unlocked",
        "ChemML",
        "latex",
        "MathML",
        "ttsMarkup",
        "highContrastAudio",
        "highContrastDisplay",
        "largePrint",
    ]
)
RENAMED = {"pageBreakMarkers": "printPageNumbers"}

_TERMS = "http://purl.org/dc/terms/"
_OPDS = "http://opds-spec.org/2010/catalog"
_HISTORY = "http://purl.org/syndication/history/1.0"
_THREAD = "http://purl.org/syndication/thread/1.0"
_SCHEMA = "http://schema.org/"
_PREFIXES: dict[str | None, str] = {
    "dc": _TERMS,
    "opds": _OPDS,
    "fh": _HISTORY,
    "thr": _THREAD,
    "schema": _SCHEMA,
}


@dataclass(frozen=True, slots=True)
class _Feed:
    """One catalogue: of a language, or of all where there is none. Shape: `counts` has every language on offer."""

    lang: str
    offers: tuple[Offer, ...]
    counts: tuple[tuple[str, int], ...]
    publication: Publication

    @property
    def title(self) -> str:
        name = self.publication.publisher
        return f"{name}: {language_name(self.lang)}" if self.lang else name

    @property
    def updated(self) -> str:
        return max((one.book.modified for one in self.offers), default=atom.NO_DATE)

    def address(self, path: str) -> str:
        return address(self.publication.base_url, path, self.lang)


def paths(lang: str = "") -> tuple[str, str]:
    """Where the feeds of a language, or of all, lie in `output/`."""
    folder = f"{lang}/" if lang else ""
    return f"{folder}{JSON_NAME}", f"{folder}{ATOM_NAME}"


def feeds(offers: Sequence[Offer], publication: Publication, kept: Kept = nothing_kept) -> dict[str, bytes]:
    """Every catalogue by its path, of which `kept` has pieces. Shape: the languages have their own once there are two of them."""
    languages = sorted({one.book.lang for one in offers})
    # OPDS 2.0 asks for a bitmap of each book: what has none is in the other catalogue alone.
    pictured = [one for one in offers if one.cover or one.thumbnail]
    made = {}
    for lang in ("", *languages) if len(languages) > 1 else ("",):
        json_path, atom_path = paths(lang)
        made[json_path] = _json(_feed(lang, pictured, languages, publication), kept(json_path))
        made[atom_path] = _atom(_feed(lang, offers, languages, publication), kept(atom_path))
    return made


def _feed(lang: str, offers: Sequence[Offer], languages: Sequence[str], publication: Publication) -> _Feed:
    counts = tuple((other, sum(one.book.lang == other for one in offers)) for other in languages)
    return _Feed(lang, tuple(one for one in offers if lang in ("", one.book.lang)), counts, publication)


def _json(feed: _Feed, pieces: Pieces) -> bytes:
    own, atom_path = paths(feed.lang)
    links: list[dict[str, Any]] = [
        {"rel": "self", "href": feed.address(own), "type": JSON_TYPE},
        {"rel": "alternate", "href": feed.address(atom_path), "type": ATOM_TYPE},
        {"rel": "alternate", "href": feed.address("index.html"), "type": "text/html"},
    ]
    if feed.lang:
        links.insert(1, {"rel": ["start", "up"], "href": feed.address(JSON_NAME), "type": JSON_TYPE})
    value: dict[str, Any] = {
        "metadata": {
            "title": feed.title,
            "modified": atom.moment(feed.updated),
            "numberOfItems": len(feed.offers),
        },
        "links": links,
    }
    facets = [
        {
            **({"rel": "self"} if lang == feed.lang else {}),
            "href": feed.address(paths(lang)[0]),
            "type": JSON_TYPE,
            "title": title,
            "properties": {"numberOfItems": count},
        }
        for lang, title, count in _facets(feed)
    ]
    if facets:
        value["facets"] = [{"metadata": {"title": "Language"}, "links": facets}]
    records = [pieces.of(one.key, functools.partial(_record, one, feed)) for one in feed.offers]
    return json_list("publications", records, value).encode("utf-8", "replace")


def _record(offer: Offer, feed: _Feed) -> str:
    return json.dumps(_publication(offer, feed), ensure_ascii=False)


def _facets(feed: _Feed) -> Iterator[tuple[str, str, int]]:
    """Language, title and number of books of each catalogue that this one offers instead of itself."""
    if len(feed.counts) > 1:
        yield "", "All languages", sum(count for _, count in feed.counts)
        for lang, count in feed.counts:
            yield lang, language_name(lang), count


def _publication(offer: Offer, feed: _Feed) -> dict[str, Any]:
    links = [
        {
            "rel": ACQUISITION,
            "href": feed.address(file.path),
            "type": file.media_type,
            "title": file.title,
        }
        for file in offer.files
    ]
    links.append(
        {
            "rel": "describedby",
            "href": feed.address(offer.record),
            "type": "application/xml",
            "title": "ONIX 3.0 record",
        }
    )
    images = [
        {
            "href": feed.address(file.path),
            "type": file.media_type,
            **({"width": file.width, "height": file.height} if file.width and file.height else {}),
        }
        for file in (offer.cover, offer.thumbnail, offer.drawing)
        if file
    ]
    return {"metadata": _metadata(offer.book), "links": links, "images": images}


def _metadata(book: Book) -> dict[str, Any]:
    number = isbn(book.own_identifier)
    # A catalogue has no other place for what holds for the whole, and readers see this one before they fetch a file.
    about = "\n\n".join((*((book.description,) if book.description else ()), *book.rights))
    stated: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "identifier": book.identifier,
        "altIdentifier": [f"urn:isbn:{number}"] if number else [],
        "title": book.title,
        "subtitle": book.subtitle,
        "author": [{"name": person.name} for person in book.contributors],
        "publisher": book.publisher,
        "language": book.lang,
        "published": book.published,
        "modified": atom.moment(book.modified),
        "description": about,
        "subject": [{"name": word} for word in (*book.keywords, *book.topics)],
        "numberOfPages": book.pages,
        "readingProgression": text_direction(book.lang),
    }
    kept = {key: value for key, value in stated.items() if value}
    return {**kept, "accessibility": _accessibility(book.access, book.publisher)}


def _accessibility(access: Access, publisher: str | None) -> dict[str, Any]:
    features = dict.fromkeys(RENAMED.get(feature, feature) for feature in access.features)
    stated: dict[str, Any] = {
        "conformsTo": [CONFORMANCE] if access.conforms else [],
        "certification": {"certifiedBy": publisher} if access.conforms and publisher else {},
        "summary": access.summary,
        "accessMode": list(access.modes),
        "accessModeSufficient": [way.split(",") if "," in way else way for way in access.sufficient],
        "feature": [feature for feature in features if feature in FEATURES],
        "hazard": [access.hazard],
    }
    return {key: value for key, value in stated.items() if value}


def _atom(feed: _Feed, pieces: Pieces) -> bytes:
    json_path, own = paths(feed.lang)
    base = feed.publication.base_url
    place = address(base, own) if base else f"{feed.publication.publisher}\n{own}"
    name = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, place)}"
    root = atom.feed(name, feed.title, feed.updated, feed.publication, _PREFIXES)
    link(root, "self", feed.address(own), ATOM_TYPE)
    link(root, "start", feed.address(ATOM_NAME), ATOM_TYPE)
    if feed.lang:
        link(root, "up", feed.address(ATOM_NAME), ATOM_TYPE)
    link(root, "alternate", feed.address(json_path), JSON_TYPE)
    link(root, "alternate", feed.address("index.html"), "text/html")
    for lang, title, count in _facets(feed):
        facet = link(root, "http://opds-spec.org/facet", feed.address(paths(lang)[1]), ATOM_TYPE, title)
        facet.set(f"{{{_OPDS}}}facetGroup", "Language")
        if lang == feed.lang:
            facet.set(f"{{{_OPDS}}}activeFacet", "true")
        facet.set(f"{{{_THREAD}}}count", str(count))
    # Nothing is left out and nothing abridged, so aggregators need no second feed.
    add(root, "complete", namespace=_HISTORY)
    entries = [pieces.of(one.key, functools.partial(_entry_of, one, feed)) for one in feed.offers]
    return atom.written(root, entries)


def _entry_of(offer: Offer, feed: _Feed) -> str:
    return atom.entry(functools.partial(_entry, offer=offer, feed=feed), _PREFIXES)


def _entry(entry: _Element, offer: Offer, feed: _Feed) -> None:
    book = offer.book
    entry.set(atom.LANG, book.lang)
    add(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{book.identifier}#entry')}")
    add(entry, "title", book.title)
    add(entry, "updated", atom.moment(book.modified))
    for person in book.contributors:
        add(add(entry, "author"), "name", person.name)
    # Of a subtitle neither Atom nor OPDS knows.
    if summary := "\n\n".join(line for line in (book.subtitle, book.description) if line):
        add(entry, "summary", summary).set("type", "text")
    if book.rights:
        add(entry, "rights", "\n\n".join(book.rights))
    for word in dict.fromkeys((*book.keywords, *book.topics)):
        add(entry, "category").attrib.update({"term": plain(word), "label": plain(word)})
    number = isbn(book.own_identifier)
    terms = (
        ("identifier", book.identifier),
        ("identifier", f"urn:isbn:{number}" if number else book.own_identifier),
        ("language", book.lang),
        ("publisher", book.publisher),
        ("issued", book.published),
        ("conformsTo", CONFORMANCE if book.access.conforms else None),
        ("audience", book.audience),
        ("extent", f"{book.pages} pages in print" if book.pages else None),
    )
    for name, value in terms:
        if value:
            add(entry, name, value, namespace=_TERMS)
    access = book.access
    for name, values in (
        ("accessMode", access.modes),
        ("accessModeSufficient", access.sufficient),
        ("accessibilityFeature", access.features),
        ("accessibilityHazard", (access.hazard,)),
        ("accessibilitySummary", (access.summary,) if access.summary else ()),
    ):
        for value in values:
            add(entry, name, value, namespace=_SCHEMA)
    for relation, image in (("image", offer.cover), ("image/thumbnail", offer.thumbnail)):
        if image:
            link(entry, f"http://opds-spec.org/{relation}", feed.address(image.path), image.media_type)
    for file in offer.files:
        acquired = link(entry, ACQUISITION, feed.address(file.path), file.media_type, file.title)
        acquired.set("length", str(file.size))
    link(entry, "describedby", feed.address(offer.record), "application/xml", "ONIX 3.0 record")
