"""What a PDF holds beside its pages' drawings: the tree that is read aloud, fonts, what may change what is seen.

Input: the bytes of a PDF. Output: an `Inside`. Must not: trust the file, or raise anything but `Unreadable`.

Why: PDFium draws one state of a file for a screen. Layers, annotations, forms and actions can make another reader, or
a printer, show something else, and a screen reader follows the structure tree.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.aloud import MAX_ELEMENTS, Leaf, read_aloud
from pipeline.proof.pdf.panels import press_only

# Parts of the catalogue that change what is shown, or do something.
_CHANGING = {
    "/OCProperties": "layers that can be shown and hidden",
    "/AcroForm": "a form",
    "/AA": "actions of its own",
    "/Collection": "a portfolio instead of pages",
    "/NeedsRendering": "pages that are made when it is opened",
}
# What a page's resources may hold that gives colours another meaning.
_DEFAULTS = ("/DefaultRGB", "/DefaultGray", "/DefaultCMYK")
# Viewer preferences that say nothing about what is shown or printed.
_HARMLESS_PREFERENCES = {"/DisplayDocTitle", "/Direction"}
# Larger than A3, a page is made smaller before anybody reads it. Units: pt.
MAX_PAGE = 1300.0


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file holds.

    Shape: `undefined` are the characters that some font shows with its glyph 0, the box for what it lacks; `changing`
    says what may change what is seen; `order` are the pieces of marked content in the order in which they are read;
    `replaced` says what is done with a piece instead of reading it; `beside` are the words that a reader shows beside the pages, each with
    what it is.
    """

    undefined: frozenset[str]
    changing: tuple[str, ...]
    order: tuple[Leaf, ...]
    replaced: Mapping[Leaf, str]
    beside: tuple[tuple[str, str], ...] = ()


def look_inside(content: bytes, lang: str, *, press: bool = False) -> Inside:
    """What a file in a language holds; one for a `press` is read by nobody, and has to be without what only a press follows.

    Raises: Unreadable.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if press:
                found = (*_changing(document), *press_only(document))
                return Inside(
                    _undefined(document), tuple(dict.fromkeys(found)), (), {}, tuple(_beside(document))
                )
            aloud = read_aloud(document, lang)
            changing = tuple(dict.fromkeys([*_changing(document), *aloud.wrong]))
            beside = tuple(_beside(document))
            return Inside(_undefined(document), changing, aloud.order, aloud.replaced, beside)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its objects cannot be read: {error}") from error


def _undefined(document: Any) -> frozenset[str]:
    import pikepdf

    found: set[str] = set()
    for entry in document.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font" and "/ToUnicode" in entry:
            mapping = entry.ToUnicode.read_bytes()[:1_000_000]
            for match in re.finditer(rb"<0000>\s*<([0-9A-Fa-f]{4})>", mapping):
                found.add(chr(int(match[1], 16)))
    return frozenset(found)


def _beside(document: Any) -> Iterator[tuple[str, str]]:
    """Its bookmarks, and its title, which stands above the pages and is read out first."""
    title = document.trailer.get("/Info", {}).get("/Title")
    if title is not None:
        yield "its title", str(title)
    outlines = document.Root.get("/Outlines", {})
    entries = [outlines["/First"]] if "/First" in outlines else []
    seen: set[tuple[int, int]] = set()
    while entries:
        entry = entries.pop()
        if entry.objgen in seen or len(seen) > MAX_ELEMENTS:
            continue
        seen.add(entry.objgen)
        yield "its bookmarks", str(entry.get("/Title", ""))
        entries += (entry[key] for key in ("/Next", "/First") if key in entry)


# ── what may change what is seen


def _changing(document: Any) -> Iterator[str]:
    import pikepdf

    root = document.Root
    yield from (what for key, what in _CHANGING.items() if key in root)
    if document.is_encrypted:
        yield "encryption"
    for key in root.get("/ViewerPreferences", {}):
        if key not in _HARMLESS_PREFERENCES:
            yield f"the viewer preference {key}"
    if any(isinstance(entry, pikepdf.Stream) and "/F" in entry for entry in document.objects):
        # A reader that follows it ignores what is here; one that does not shows it.
        yield "parts of it in another file"
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "scripts"
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        yield "an action when it is opened"
    for number, page in enumerate(document.pages, 1):
        where = f"on page {number}"
        if "/AA" in page.obj:
            yield f"actions {where}"
        if "/Dur" in page.obj or "/Trans" in page.obj:
            yield f"a show of pages {where}"
        box = [float(edge) for edge in page.mediabox]
        if max(abs(box[2] - box[0]), abs(box[3] - box[1])) > MAX_PAGE:
            yield f"a page larger than A3 {where}"
        spaces = page.obj.get("/Resources", {}).get("/ColorSpace", {})
        yield from (f"the colour space {key} {where}" for key in _DEFAULTS if key in spaces)
        for image in page.obj.get("/Resources", {}).get("/XObject", {}).values():
            if "/Alternates" in image:
                yield f"a picture with others for printing {where}"
        if "/UserUnit" in page.obj and page.obj.UserUnit != 1:
            yield f"units of its own {where}"
        for annotation in page.obj.get("/Annots", ()):
            if problem := _showing(annotation):
                yield f"{problem} {where}"


def _showing(annotation: Any) -> str | None:
    """What an annotation shows; a link shows nothing."""
    kind = str(annotation.get("/Subtype", "")).lstrip("/") or "nameless"
    if kind != "Link":
        return f"an annotation ({kind})"
    if "/AP" in annotation or "/OC" in annotation:
        return "a link with a look of its own"
    border = annotation.get("/BS")
    width = border.get("/W", 1) if border is not None else None
    if width is None:
        edges = annotation.get("/Border")
        width = edges[2] if edges is not None and len(edges) > 2 else 1
    return "a link with a border" if width != 0 else None
