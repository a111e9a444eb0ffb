"""Atom as the news feed and the catalogues write it: the head of a feed, its elements and links, its bytes.

Input: who publishes, and values. Output: lxml elements; bytes. Must not: know what a feed is about, know a clock.
Source: RFC 4287.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    root = _root(prefixes)
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


def _root(prefixes: Mapping[str | None, str]) -> _Element:
    from lxml import etree

    spaces = {None: NAMESPACE, **prefixes}
    # The stubs of lxml know no name space without a prefix.
    return etree.Element(f"{{{NAMESPACE}}}feed", nsmap=spaces)  # type: ignore[arg-type]


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


def entry(fill: Callable[[_Element], None], prefixes: Mapping[str | None, str] = MappingProxyType({})) -> str:
    """An entry as it stands in a feed with these prefixes, on lines of its own."""
    from lxml import etree

    root = _root(prefixes)
    fill(add(root, "entry"))
    etree.indent(root, " ")
    text = etree.tostring(root, encoding="unicode")
    return text[text.index("\n") + 1 : text.rindex("\n") + 1]


def written(root: _Element, entries: Sequence[str] = ()) -> bytes:
    """A feed with entries behind all that it has. Shape: they are from `entry`, with the same prefixes."""
    from lxml import etree

    etree.indent(root, " ")
    text = etree.tostring(root, encoding="unicode")
    end = text.rindex("\n") + 1
    declared = "<?xml version='1.0' encoding='UTF-8'?>\n"
    return "".join((declared, text[:end], *entries, text[end:], "\n")).encode()
