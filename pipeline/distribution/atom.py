"""Atom as the news feed and the catalogues write it: the head of a feed, its elements and links, its bytes.

Input: who publishes, and values. Output: lxml elements; bytes. Must not: know what a feed is about, know a clock.
Source: RFC 4287.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.distribution import plain
from pipeline.publication import Publication

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Of what has no date: Atom wants one, and a made-up one would make old things new.
NO_DATE = "2000-01-01"


def feed(
    name: str,
    title: str,
    changed: str,
    publication: Publication,
    prefixes: Mapping[str | None, str] = MappingProxyType({}),
) -> _Element:
    """A feed with its name, title, last change and author. Shape: `prefixes` are those of further name spaces."""
    from lxml import etree

    spaces = {None: NAMESPACE, **prefixes}
    # The stubs of lxml know no name space without a prefix.
    root = etree.Element(f"{{{NAMESPACE}}}feed", nsmap=spaces)  # type: ignore[arg-type]
    add(root, "id", name)
    add(root, "title", title)
    add(root, "updated", moment(changed))
    author = add(root, "author")
    add(author, "name", publication.publisher)
    contact = publication.contact
    if contact and contact.url:
        add(author, "uri", contact.url)
    if contact and contact.email:
        add(author, "email", contact.email)
    return root


def add(parent: _Element, name: str, text: str = "", *, namespace: str = NAMESPACE) -> _Element:
    """A further element in a feed, without the characters that XML cannot hold."""
    from lxml import etree

    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        element.text = plain(text)
    return element


def link(parent: _Element, relation: str, target: str, media_type: str, title: str = "") -> _Element:
    made = add(parent, "link")
    made.attrib.update({"rel": relation, "href": target, "type": media_type})
    if title:
        made.set("title", title)
    return made


def moment(date: str) -> str:
    """A day as Atom writes it: its first second."""
    return f"{date or NO_DATE}T00:00:00Z"


def written(root: _Element) -> bytes:
    from lxml import etree

    etree.indent(root, " ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
