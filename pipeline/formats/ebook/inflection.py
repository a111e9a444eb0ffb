"""What each part of a book is, for programs and screen readers, in markup without residue.

Input: the text files that pandoc wrote, parsed; the theme's markup. Output: the same elements with `epub:type` and
roles. Must not: change, drop or move a word.

Source: EPUB 3 Structural Semantics Vocabulary 1.1, DPUB-ARIA 1.1, ARIA in HTML. Roles that are deprecated there
(doc-endnote, doc-biblioentry) are not given: a list entry says enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.rendition.complete import Labels

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Which matter of the book a chapter belongs to, by its `epub:type`; any other is of the body.
_MATTER = {"preface": "frontmatter", "bibliography": "backmatter", "colophon": "backmatter"}
# What a class of the theme's markup is. Shape: class → `epub:type`, role; empty for none.
_KINDS = {
    # A disclaimer and a warning tell of what may come of what a reader does: that is what a notice is.
    "notice": ("notice", "doc-notice"),
    "callout-warning": ("notice", "doc-notice"),
    "callout-tip": ("tip", "doc-tip"),
    # Two complementary landmarks would need different names; a callout is part of the text.
    "callout-note": ("", "note"),
    "imprint": ("imprint", ""),
}
_BLOCKS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "dt", "dd", "td", "th"])
_LEVEL = re.compile(r"level\d")


def matter(kind: str) -> str:
    """The division of the book that a chapter of this kind belongs to."""
    return _MATTER.get(kind, "bodymatter")


def inflect(body: _Element, labels: Labels) -> None:
    """What a file's parts are; nothing of what only pandoc needed."""
    for element in body.iter(f"{XHTML}*"):
        _inflect_one(element, labels)
        _tidy(element)


def inflected(markup: str, labels: Labels) -> str:
    """Markup of the theme's, for a frame that declares the name spaces."""
    from lxml import etree

    if not markup:
        return markup
    root = etree.fromstring(f'<body xmlns="{XHTML[1:-1]}" xmlns:epub="{EPUB_TYPE[1:-5]}">{markup}</body>')
    inflect(root, labels)
    return "\n".join(plain(element) for element in root)


def plain(element: _Element) -> str:
    """An element as text without the name spaces, which the frame declares."""
    from lxml import etree

    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return re.sub(r' xmlns(:epub)?="[^"]*"', "", text[: (end := text.index(">"))]) + text[end:]


def _inflect_one(element: _Element, labels: Labels) -> None:
    name, classes = _name(element), (element.get("class") or "").split()
    for one in classes:
        if one in _KINDS:
            kind, role = _KINDS[one]
            if kind:
                element.set(EPUB_TYPE, kind)
            if role:
                element.set("role", role)
            if role == "doc-notice" and name == "aside":
                # What is important is no aside, and HTML allows that role on none.
                element.tag = f"{XHTML}div"
    if name == "aside" and element.get(EPUB_TYPE) is None and element.get("role") is None:
        element.set("role", "note")
    if element.get("role") == "doc-subtitle":
        element.set(EPUB_TYPE, "subtitle")
    if "sources" in classes and not any(
        above.get(EPUB_TYPE) == "bibliography" for above in element.iterancestors()
    ):
        element.set(EPUB_TYPE, "bibliography")
        element.set("role", "doc-bibliography")
        element.set("aria-label", labels["sources"])


def _tidy(element: _Element) -> None:
    """Without what is pandoc's own: its classes, the type of a list that is the usual one, line breaks at the ends."""
    name = _name(element)
    classes = (element.get("class") or "").split()
    kept = [] if re.fullmatch(r"h\d", name) else [one for one in classes if not _LEVEL.fullmatch(one)]
    if kept:
        element.set("class", " ".join(kept))
    elif "class" in element.attrib:
        del element.attrib["class"]
    if name == "ol" and element.get("type") == "1":
        del element.attrib["type"]
    if name == "img" and not element.get("alt") and "role" in element.attrib:
        # An empty text alternative says that it is decoration.
        del element.attrib["role"]
    if (lang := element.get("lang")) is not None:
        element.set(_XML_LANG, lang)
    if name in _BLOCKS or "wording" in classes:
        _trim(element)


def _trim(element: _Element) -> None:
    """Without line breaks at either end, however deep they stand."""
    first: _Element | None = element
    while first is not None:
        first.text = (first.text or "").lstrip() or None
        first = first[0] if first.text is None and len(first) else None
    last: _Element | None = element
    while last is not None:
        if not len(last):
            last.text = (last.text or "").rstrip() or None
            break
        last[-1].tail = (last[-1].tail or "").rstrip() or None
        last = last[-1] if last[-1].tail is None else None


def _name(element: _Element) -> str:
    return str(element.tag).removeprefix(XHTML)
