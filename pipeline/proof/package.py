"""What an ebook's container and package say: which files are read, in which order, and what could show something else.

Input: an open archive. Output: a `Package`; sentences' ends. Must not: judge the text.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pipeline.proof.archive import document, member
from pipeline.proof.css import name_of
from pipeline.proof.evidence import Unreadable
from pipeline.proof.markup import XML
from pipeline.rendition.expected import MANIFEST_NAME

XHTML = "application/xhtml+xml"
_STYLE = "text/css"
_MEDIA_TYPES = frozenset(
    [
        XHTML,
        _STYLE,
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/svg+xml",
    ]
)
_FONTS = (".ttf", ".otf", ".woff", ".woff2", ".ttc", ".eot", ".obf")
_OF_CONTAINER = frozenset(["META-INF/container.xml", f"META-INF/{MANIFEST_NAME}"])
_OF_PACKAGE = frozenset(["metadata", "manifest", "spine"])
# The only words that may be short for a vocabulary of their own. Why: by another name any rendering could be asked for.
_PREFIX = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
# What may be said of a book: who made it, when, of what it is a part, how it can be read. Not how it is shown.
_SAID = frozenset(
    [
        "alternate-script", "authority", "belongs-to-collection", "collection-type", "display-seq", "file-as",
        "group-position", "identifier-type", "pageBreakSource", "role", "source-of", "term", "title-type",
        "a11y:certifiedBy", "a11y:certifierCredential", "a11y:certifierReport", "dcterms:conformsTo", "dcterms:modified",
        "schema:accessMode", "schema:accessModeSufficient", "schema:accessibilityAPI", "schema:accessibilityControl",
        "schema:accessibilityFeature", "schema:accessibilityHazard", "schema:accessibilitySummary",
    ]
)  # fmt: skip
_DC = "http://purl.org/dc/elements/1.1/"
_OF_ITEM = frozenset(["id", "href", "media-type", "properties"])
_OF_ITEMREF = frozenset(["id", "idref", "linear"])
# Others could say where to look for the rest.
_ATTRIBUTES = {
    "package": frozenset(["version", "unique-identifier", "prefix", "id", "dir", f"{XML}lang"]),
    "metadata": frozenset(["id"]),
    "manifest": frozenset(["id"]),
}
# What of a book's description is shown, in words of its own, and what is known by codes.
_TOLD = ("title", "rights", "description", "publisher", "creator", "contributor")
_CODED = frozenset(["identifier", "language", "date", "subject", "source"])
_OF_SPINE = frozenset(["id", "page-progression-direction"])
_PROPERTIES = frozenset(["nav", "cover-image", "svg", "mathml"])


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says.

    Shape: names are archive names; `linear` without the navigation, which are `contents`; `why_not` tells of texts that
    no reader comes to; `odd` is what could make a reading system show something else; `root` is the
    document itself.
    """

    linear: tuple[str, ...]
    texts: tuple[str, ...]
    styles: tuple[str, ...]
    why_not: dict[str, str]
    odd: tuple[str, ...]
    fonts: tuple[str, ...]
    contents: tuple[str, ...] = ()
    drawings: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    root: Any = None


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    href: str
    media_type: str
    properties: tuple[str, ...]
    attributes: dict[str, str]


def package_of(archive: zipfile.ZipFile, lang: str, directions: Container[str]) -> Package:
    """What an archive's package says. Raises: Unreadable."""
    container = document(archive, "META-INF/container.xml")
    rootfiles = [element for element in container.iter() if name_of(element) == "rootfile"]
    if len(rootfiles) != 1 or not rootfiles[0].get("full-path"):
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{len(rootfiles)} package documents")
    where = rootfiles[0].get("full-path")
    package = document(archive, where)
    folder = posixpath.dirname(where)
    names = set(archive.namelist())
    items = [
        _item(element, folder)
        for element in package.iter()
        if name_of(element) == "item" and name_of(element.getparent()) == "manifest"
    ]
    itemrefs = [element for element in package.iter() if name_of(element) == "itemref"]
    linear, why_not = _spine(itemrefs, {item.id: item for item in items}, names)
    texts = list(linear)
    for name in sorted(names):
        known = any(item.href == name and item.media_type == XHTML for item in items)
        if name not in texts and (known or name.lower().endswith((".xhtml", ".html", ".htm"))):
            texts.append(name)
            why_not.setdefault(name, "which is not in the spine")
    if not linear:
        raise Unreadable("PRF871", kind="an EPUB", problem="no text in its spine")
    styles = [item.href for item in items if item.media_type == _STYLE or item.href.endswith(".css")]
    styles += [name for name in sorted(names) if name.endswith(".css") and name not in styles]
    for name in styles:
        if name not in names:
            raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} missing or damaged")
    odd = [
        *_odd_archive(archive, where, items),
        *_odd_container(container, rootfiles[0]),
        *_odd_package(package, items, itemrefs, lang, directions),
    ]
    drawn = {item.href for item in items if item.media_type == "image/svg+xml"}
    fonts = [item.href for item in items if "font" in item.media_type or item.href.lower().endswith(_FONTS)]
    fonts += [name for name in sorted(names) if name.lower().endswith(_FONTS)]
    return Package(
        tuple(linear),
        tuple(texts),
        tuple(dict.fromkeys(styles)),
        why_not,
        tuple(dict.fromkeys(odd)),
        tuple(dict.fromkeys(fonts)),
        tuple(item.href for item in items if "nav" in item.properties and item.href in names),
        tuple(sorted(name for name in names if name.lower().endswith(".svg") or name in drawn)),
        tuple(item.href for item in items if item.media_type.startswith("image/")),
        package,
    )


def _item(element: Any, folder: str) -> _Item:
    return _Item(
        element.get("id") or "",
        posixpath.normpath(posixpath.join(folder, unquote(element.get("href") or ""))),
        element.get("media-type") or "",
        tuple((element.get("properties") or "").split()),
        dict(element.attrib),
    )


def _spine(itemrefs: list[Any], items: dict[str, _Item], names: set[str]) -> tuple[list[str], dict[str, str]]:
    linear: list[str] = []
    why_not: dict[str, str] = {}
    for itemref in itemrefs:
        idref = itemref.get("idref") or ""
        item = items.get(idref)
        if item is None or item.href not in names:
            raise Unreadable("PRF871", kind="an EPUB", problem=f"the spine names {idref}, which is missing")
        if "nav" in item.properties:
            why_not.setdefault(item.href, "which is the list of contents")
        elif (itemref.get("linear") or "yes").strip() != "yes":
            why_not[item.href] = "which is not linear"
        elif item.media_type == XHTML and item.href not in linear:
            linear.append(item.href)
    return linear, why_not


# ── what could show something else


def _odd_archive(archive: zipfile.ZipFile, package: str, items: list[_Item]) -> Iterator[str]:
    members = archive.infolist()
    first = min(members, key=lambda one: one.header_offset, default=None)
    if first is None or first.filename != "mimetype":
        yield "an archive that does not begin with its mimetype"
    elif first.compress_type != zipfile.ZIP_STORED or member(archive, "mimetype") != b"application/epub+zip":
        yield "another mimetype"
    declared = {item.href for item in items} | {"mimetype", package}
    for one in members:
        name = one.filename
        if name.endswith("/"):
            continue
        if name.startswith("META-INF/"):
            if name not in _OF_CONTAINER:
                yield f"{name}"
        elif name not in declared:
            yield f"{name}, which the package does not name"
    folded = Counter(one.filename.casefold() for one in members)
    for name, number in folded.items():
        if number > 1:
            yield f"{number} members that some systems call {name}"


def _odd_container(container: Any, rootfile: Any) -> Iterator[str]:
    for element in container.iter():
        name = name_of(element)
        if name and name not in ("container", "rootfiles", "rootfile"):
            yield f"a <{name}> in its container"
    for attribute in rootfile.attrib:
        if attribute not in ("full-path", "media-type"):
            yield f"{_plain(attribute)} on its rootfile"


def _odd_package(
    package: Any, items: list[_Item], itemrefs: list[Any], lang: str, directions: Container[str]
) -> Iterator[str]:
    if not (package.get("version") or "").startswith("3"):
        yield f"a package of version {package.get('version')}"
    for element in package.iter("*"):
        known = _ATTRIBUTES.get(name_of(element))
        if known is not None:
            said = (name for name in element.attrib if name not in known)
            yield from (f"{_plain(name)} on its <{name_of(element)}>" for name in said)
    for element in package:
        if name_of(element) and name_of(element) not in _OF_PACKAGE:
            yield f"a <{name_of(element)}> in its package"
    counts = Counter(name_of(element) for element in package)
    for name in ("metadata", "manifest", "spine"):
        if counts[name] != 1:
            yield f"{counts[name]} <{name}> in its package"
    languages = [(one.text or "").strip() for one in package.iter(f"{{{_DC}}}language")]
    if languages[:1] != [lang]:
        yield f"the language {', '.join(languages) or 'of nobody'} in its metadata"
    if (package.get("dir") or "ltr") not in directions:
        yield f"the direction {package.get('dir')} of its package"
    if package.get(f"{XML}lang") not in (None, lang):
        yield f"the language {package.get(f'{XML}lang')} of its package"
    yield from _odd_metadata(package)
    yield from _odd_items(items)
    types = {item.id: item.media_type for item in items}
    for itemref in itemrefs:
        # A drawing there is a page of its own, of which no text is read.
        if (what := types.get(itemref.get("idref"), XHTML)) != XHTML:
            yield f"{itemref.get('idref')} of the type {what} in its spine"
    for element in package.iter():
        if name_of(element) == "spine":
            yield from (f"{_plain(name)} on its spine" for name in element.attrib if name not in _OF_SPINE)
            leftward = element.get("page-progression-direction") or "default"
            if (leftward if leftward == "rtl" else "ltr") not in directions:
                yield f"page-progression-direction {leftward} for text in {lang}"
    named = Counter(itemref.get("idref") for itemref in itemrefs)
    for itemref in itemrefs:
        for name in itemref.attrib:
            if name not in _OF_ITEMREF:
                yield f"{_plain(name)} {itemref.get(name)} on {itemref.get('idref')}"
        if (itemref.get("linear") or "yes") not in ("yes", "no"):
            yield f"linear={itemref.get('linear')} on {itemref.get('idref')}"
        if named[itemref.get("idref")] > 1:
            yield f"{itemref.get('idref')} more than once in the spine"


def _odd_metadata(package: Any) -> Iterator[str]:
    if (prefix := package.get("prefix")) is not None and " ".join(prefix.split()) != _PREFIX:
        yield f"the prefix {prefix[:60]} of its package"
    for element in package.iter():
        name, above = name_of(element), element.getparent()
        if name == "meta":
            said, what = element.get("property"), element.get("name")
            # Apple Books shows a book's own fonts where it says so, and lets its readers change them.
            own_fonts = said == "ibooks:specified-fonts" and (element.text or "") == "true"
            if not (own_fonts or said in _SAID or (said is None and what == "cover")):
                yield f"{said or what} in its metadata"
        elif name and above is not None and name_of(above) == "metadata":
            if name == "link":
                yield f"a link to {element.get('href')} in its metadata"
            elif not element.tag.startswith(f"{{{_DC}}}") or name not in (*_TOLD, *_CODED):
                yield f"a <{name}> in its metadata"


def _odd_items(items: list[_Item]) -> Iterator[str]:
    if (number := sum("nav" in item.properties for item in items)) != 1:
        yield f"{number} lists of contents"
    for what, counts in (
        ("items of the id", Counter(item.id for item in items)),
        ("items of the file", Counter(item.href for item in items)),
    ):
        yield from (f"{number} {what} {name}" for name, number in counts.items() if number > 1)
    for item in items:
        yield from (f"{_plain(name)} on {item.id}" for name in item.attributes if name not in _OF_ITEM)
        yield from (f"the property {one} of {item.id}" for one in item.properties if one not in _PROPERTIES)
        if item.href.startswith("../") or ":" in item.attributes.get("href", ""):
            yield f"{item.attributes.get('href')}, which is elsewhere"
        fonts = "font" in item.media_type or item.href.lower().endswith(_FONTS)
        if item.media_type not in (("font/ttf", "font/otf") if fonts else _MEDIA_TYPES):
            yield f"{item.href} of the type {item.media_type}"
        if (item.href.lower().endswith((".xhtml", ".html", ".htm")) and item.media_type != XHTML) or (
            item.href.lower().endswith(".css") and item.media_type != _STYLE
        ):
            yield f"{item.href} of the type {item.media_type}"


def _plain(attribute: str) -> str:
    return attribute.rsplit("}", 1)[-1]
