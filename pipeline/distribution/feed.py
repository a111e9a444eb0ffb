"""The news feed: what is new or has changed, for feed readers, portals and intranets (Atom), of all and of each language.

Input: what is listed and the publication, which has to say where it will be found. Output: feeds by their path in
`output/`, as bytes. Must not: take a date from anywhere but the articles; announce what may not be handed out.
Source: RFC 4287 (Atom).
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.distribution import Listing, address, atom, plain
from pipeline.distribution.atom import add, link, moment
from pipeline.distribution.front import NAME as FRONT_PAGE
from pipeline.distribution.languages import language_name
from pipeline.publication import Publication

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "feed.xml"
# A feed says what is new; everything there is, is in the site map and the catalogues.
MOST = 100
# What entries are named within, so that they keep their names when the address changes.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6")


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
    offered.sort(key=lambda one: one.changed or atom.NO_DATE, reverse=True)
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
    base, publisher = publication.base_url, publication.publisher
    title = f"{publisher}: {language_name(lang)}" if lang else publisher
    changed = max((one.changed for one in offered), default="")
    root = atom.feed(_name(publisher, path(lang)), title, changed, publication)
    root.set(atom.LANG, lang or publication.lang)
    link(root, "self", address(base, path(lang)), atom.TYPE)
    link(root, "alternate", address(base, FRONT_PAGE) + (f"#lang={lang}" if lang else ""), "text/html")
    add(root, "generator", "smallprint")
    entries = [
        atom.entry(functools.partial(_entry, one=one, publication=publication)) for one in offered[:MOST]
    ]
    return atom.written(root, entries)


def _entry(entry: _Element, one: Listing, publication: Publication) -> None:
    base = publication.base_url
    entry.set(atom.LANG, one.lang)
    add(entry, "id", name_of(one, publication.publisher))
    add(entry, "title", one.title)
    add(entry, "updated", moment(one.changed))
    if one.date:
        add(entry, "published", moment(one.date))
    for author in one.authors:
        add(add(entry, "author"), "name", author)
    # Of a subtitle Atom knows nothing.
    if summary := "\n\n".join(line for line in (one.subtitle, one.description) if line):
        add(entry, "summary", summary)
    if one.rights:
        add(entry, "rights", "\n\n".join(one.rights))
    for word in dict.fromkeys((*one.keywords, *one.topics)):
        add(entry, "category").set("term", plain(word))
    if read := _read(one):
        link(entry, "alternate", address(base, read[0]), read[1]).set("hreflang", one.lang)
    for file in one.files:
        if file.kind in ("brochure", "clear", "large", "ebook"):
            enclosure = link(entry, "enclosure", address(base, file.path), file.media_type, file.title)
            enclosure.attrib.update({"hreflang": one.lang, "length": str(file.size)})
