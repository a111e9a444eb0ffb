"""The news feed: what is new or has changed, for feed readers, portals and intranets (Atom), of all and of each language.

Input: what is listed and the publication, which has to say where it will be found. Output: feeds by their path in
`output/`, as bytes. Must not: take a date from anywhere but the articles; announce what may not be handed out.
Source: RFC 4287 (Atom).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.distribution import Listing, address, plain
from pipeline.distribution.front import NAME as FRONT_PAGE
from pipeline.distribution.languages import language_name
from pipeline.publication import Publication

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "feed.xml"
TYPE = "application/atom+xml"
# A feed says what is new; everything there is, is in the site map and the catalogues.
MOST = 100
# Of what has no date: Atom wants one, and a made-up one would make old things new.
NO_DATE = "2000-01-01"
# What entries are named within, so that they keep their names when the address changes.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6")

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def path(lang: str = "") -> str:
    """Where the feed of a language, or of all, lies in `output/`."""
    return f"{lang}/{NAME}" if lang else NAME


def feeds(listings: Sequence[Listing], publication: Publication) -> dict[str, bytes]:
    """Every feed by its path; none where nobody knows the addresses.

    Shape: newest first, else in the order of their paths. The languages have their own once there are two of them.
    """
    if not publication.base_url:
        return {}
    offered = sorted(
        (one for one in listings if one.state != "expired" and _read(one)), key=lambda one: one.folder
    )
    offered.sort(key=lambda one: one.changed or NO_DATE, reverse=True)
    languages = sorted({one.lang for one in offered})
    return {
        path(lang): _feed([one for one in offered if lang in ("", one.lang)], publication, lang)
        for lang in (("", *languages) if len(languages) > 1 else ("",))
    }


def name_of(one: Listing, publisher: str) -> str:
    """What an entry is called for good: by its publisher, its own identifier (else its folder's name) and language.

    Why: neither another date nor another title or address may make an old entry a new one.
    """
    return _name(publisher, one.identifier or one.slug, one.lang)


def _name(*parts: str) -> str:
    return "urn:uuid:" + str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def _read(one: Listing) -> tuple[str, str] | None:
    """Where a reader who follows an entry arrives, and what that is."""
    file = one.file("handout", "brochure", "clear", "large", "ebook")
    return (file.path, file.media_type) if file else None


def _feed(offered: Sequence[Listing], publication: Publication, lang: str) -> bytes:
    from lxml import etree

    # The stubs of lxml know no name space without a prefix.
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    root.set(_LANG, lang or publication.lang)
    base, publisher = publication.base_url, publication.publisher
    _add(root, "id", _name(publisher, path(lang)))
    _add(root, "title", f"{publisher}: {language_name(lang)}" if lang else publisher)
    _add(root, "updated", _moment(max((one.changed for one in offered), default="")))
    author = _add(root, "author")
    _add(author, "name", publisher)
    contact = publication.contact
    if contact and contact.url:
        _add(author, "uri", contact.url)
    if contact and contact.email:
        _add(author, "email", contact.email)
    _link(root, "self", address(base, path(lang)), TYPE)
    _link(root, "alternate", address(base, FRONT_PAGE) + (f"#lang={lang}" if lang else ""), "text/html")
    _add(root, "generator", "smallprint")
    for one in offered[:MOST]:
        _entry(_add(root, "entry"), one, publication)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _entry(entry: _Element, one: Listing, publication: Publication) -> None:
    base = publication.base_url
    entry.set(_LANG, one.lang)
    _add(entry, "id", name_of(one, publication.publisher))
    _add(entry, "title", one.title)
    _add(entry, "updated", _moment(one.changed))
    if one.date:
        _add(entry, "published", _moment(one.date))
    for author in one.authors:
        _add(_add(entry, "author"), "name", author)
    # Of a subtitle Atom knows nothing.
    if summary := "\n\n".join(line for line in (one.subtitle, one.description) if line):
        _add(entry, "summary", summary)
    if one.rights:
        _add(entry, "rights", "\n\n".join(one.rights))
    for word in dict.fromkeys((*one.keywords, *one.topics)):
        _add(entry, "category").set("term", plain(word))
    if read := _read(one):
        _link(entry, "alternate", address(base, read[0]), read[1]).set("hreflang", one.lang)
    for file in one.files:
        if file.kind in ("brochure", "clear", "large", "ebook"):
            link = _link(entry, "enclosure", address(base, file.path), file.media_type)
            link.attrib.update({"hreflang": one.lang, "length": str(file.size), "title": file.title})


def _moment(date: str) -> str:
    return f"{date or NO_DATE}T00:00:00Z"


def _link(parent: _Element, relation: str, target: str, media_type: str) -> _Element:
    link = _add(parent, "link")
    link.attrib.update({"rel": relation, "href": target, "type": media_type})
    return link


def _add(parent: _Element, name: str, text: str = "") -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        element.text = plain(text)
    return element
