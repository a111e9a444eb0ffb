"""What a PDF says of itself, beside its pages: its title, who made it and when.

Input: a PDF opened with pikepdf. Output: words that readers show, each with what they are. Must not: know what is owed.

Why: readers show all of it in a window of its own, some above the pages. What is a day, a number or the name of a program has to
look like one; all else are words, which the article has to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Units: bytes.
MAX_METADATA = 1_000_000
TITLE = "its title"
DESCRIBED = "what it says of itself"


# As programs call themselves that write a file anew.
_PROGRAM = re.compile(r"[^\r\n]{0,100}")
_DAY = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
_STAMP = re.compile(r"(?:(?:D:)?\d{4,14}(?:[-Z+](?:\d\d'?(?:\d\d'?)?)?)?)?")
_TRAPPED = re.compile(r"/?(?:True|False|Unknown)")
_VERSION = re.compile(r"[\w./:+-]{0,30}")
_NAME = re.compile(r"\S{0,200}")
_LISTED = {
    "/CreationDate": _STAMP, "/ModDate": _STAMP, "/Trapped": _TRAPPED, "/GTS_PDFXVersion": _VERSION,
    "/GTS_PDFXConformance": _VERSION, "/Creator": _PROGRAM, "/Producer": _PROGRAM,
}  # fmt: skip
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_SAID = {
    f"{_DUBLIN}date": _DAY, f"{_DUBLIN}format": re.compile(r"(?:[\w.+-]+/[\w.+-]+)?"), f"{_DUBLIN}identifier": _NAME,
    f"{_DUBLIN}language": re.compile(r"[A-Za-z]{0,8}(?:-[A-Za-z0-9]{1,8})*"), f"{_PDF}Producer": _PROGRAM,
    f"{_PDF}PDFVersion": _VERSION, f"{_PDF}Trapped": _TRAPPED, f"{_XMP}CreatorTool": _PROGRAM,
    f"{_XMP}CreateDate": _DAY, f"{_XMP}ModifyDate": _DAY, f"{_XMP}MetadataDate": _DAY,
}  # fmt: skip
# Whole vocabularies: of copies of a file, and of what was done to it; of the standards that it follows.
_SPACES = {
    "{http://ns.adobe.com/xap/1.0/mm/": _NAME, "{http://ns.adobe.com/xap/1.0/sType/": _PROGRAM,
    "{http://www.aiim.org/pdfua/ns/id/": _VERSION, "{http://www.npes.org/pdfx/ns/id/": _VERSION,
}  # fmt: skip
# What XMP is written with.
_QUIET = (
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#", "{http://www.w3.org/XML/1998/namespace", "{adobe:ns:meta/",
)  # fmt: skip
# By these it would be found.
_FINDING = (f"{_DUBLIN}subject", f"{_PDF}Keywords")


def described(document: Any) -> Iterator[tuple[str, str]]:
    """The words of its description, and whether they are its title."""
    about = document.trailer.get("/Info", {})
    for key, value in sorted(about.items()):
        text = str(value)
        if key == "/Title":
            yield TITLE, text
        elif key != "/Keywords" and not (key in _LISTED and _LISTED[key].fullmatch(text)):
            yield DESCRIBED, text
    for name, text in _said(document):
        if name == f"{_DUBLIN}title":
            yield TITLE, text
        elif name not in _FINDING and not _shaped(name, text):
            yield DESCRIBED, text


def keywords(document: Any) -> Iterator[str]:
    """The words by which it would be found."""
    about = document.trailer.get("/Info", {})
    if "/Keywords" in about:
        yield str(about.Keywords)
    yield from (text for name, text in _said(document) if name in _FINDING)


def _shaped(name: str, text: str) -> bool:
    """Whether what is said is of the kind that it has to be of."""
    shape = _SAID.get(name) or next(
        (shape for space, shape in _SPACES.items() if name.startswith(space)), None
    )
    return shape is not None and shape.fullmatch(text) is not None


def _said(document: Any) -> Iterator[tuple[str, str]]:
    """What XMP says, by the names of its properties; of a list each entry. Readers show these, not those of the other list."""
    import lxml.etree
    import pikepdf

    if not isinstance(metadata := document.Root.get("/Metadata"), pikepdf.Stream):
        return
    parser = lxml.etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    for node in lxml.etree.fromstring(metadata.read_bytes()[:MAX_METADATA], parser).iter():
        # Of a remark what stands behind it.
        element = node if isinstance(node.tag, str) else None
        texts = [(node.tail, node.getparent())]
        if element is not None:
            texts.append((element.text, element))
            yield from (
                (str(key), str(text)) for key, text in element.attrib.items() if _is_property(str(key))
            )
        for text, holder in texts:
            if text and text.strip() and (name := _property(holder)) is not None:
                yield name, " ".join(text.split())


def _property(element: Any) -> str | None:
    """The name of what an element belongs to."""
    while element is not None and not _is_property(str(element.tag)):
        element = element.getparent()
    return None if element is None else str(element.tag)


def _is_property(name: str) -> bool:
    return name.startswith("{") and not name.startswith(_QUIET)
