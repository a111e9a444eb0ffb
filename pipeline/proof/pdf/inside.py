"""What a PDF holds beside its pages' drawings: the tree that is read aloud, fonts, what may change what is seen.

Input: the bytes of a PDF. Output: an `Inside`. Must not: trust the file, or raise anything but `Unreadable`.

Why: PDFium draws one state of a file for a screen. Layers, annotations, forms and actions can make another reader, or
a printer, show something else, and a screen reader follows the structure tree.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.panels import press_only

# Of a structure tree. Units: elements.
MAX_ELEMENTS = 200_000
MAX_DEPTH = 200
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
# How many of the steps from one piece to the next may lead back: a picture and its caption, a foot.
BACK = 0.03
# What says other words in the place of what is drawn.
_REPLACING = ("/ActualText", "/Alt", "/E")

# Units: pages from 0, the number of the marked content.
Leaf = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file holds.

    Shape: `undefined` are the characters that some font shows with its glyph 0, the box for what it lacks; `changing`
    says what may change what is seen; `order` are the pieces of marked content in the order in which they are read;
    `replaced` says by what a piece is replaced; `beside` are the words that a reader shows beside the pages, each with
    what it is.
    """

    undefined: frozenset[str]
    changing: tuple[str, ...]
    order: tuple[Leaf, ...]
    replaced: dict[Leaf, str]
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
            order, replaced = _read_aloud(document)
            changing = [*_changing(document), *_untagged(document), *_spoken(document, lang), *_turned(order)]
            beside = tuple(_beside(document))
            return Inside(_undefined(document), tuple(dict.fromkeys(changing)), order, replaced, beside)
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


def _untagged(document: Any) -> Iterator[str]:
    if not bool(document.Root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "no mark that it is tagged"


def _spoken(document: Any, lang: str) -> Iterator[str]:
    """Whether a file is read aloud as if it were in another language."""
    said = document.Root.get("/Lang")
    if str(said) != lang:
        yield "no language" if said is None else f"the language {str(said)[:20]}"


def _turned(order: tuple[Leaf, ...]) -> Iterator[str]:
    """Whether a file is read aloud in another order than it is drawn; a few pieces may change places."""
    back = sum(one > other for one, other in itertools.pairwise(order))
    if back > max(4, BACK * len(order)):
        yield "an order of reading that is not the order of its pages"


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


# ── what is read aloud


def _read_aloud(document: Any) -> tuple[tuple[Leaf, ...], dict[Leaf, str]]:
    """The marked content in the order of the structure tree, and what replaces it."""
    import pikepdf

    root = document.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return (), {}
    pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    reading = _Reading(pages)
    reading.visit(root, None, None, 0)
    return tuple(reading.order), reading.replaced


class _Reading:
    """What was read aloud so far. Shape: `pages` are numbers by the names of objects."""

    def __init__(self, pages: Mapping[tuple[int, int], int]) -> None:
        self._pages = pages
        self._count = 0
        self.order: list[Leaf] = []
        self.replaced: dict[Leaf, str] = {}

    def visit(self, element: Any, page: int | None, by: str | None, depth: int) -> None:
        import pikepdf

        self._count += 1
        if self._count > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise Unreadable("PRF872", what="elements of the structure", limit=MAX_ELEMENTS, found="more")
        keys = element.keys()
        page = self._pages.get(element.Pg.objgen, page) if "/Pg" in keys else page
        by = next((key.lstrip("/") for key in _REPLACING if key in keys), by)
        if str(element.get("/S", "")) == "/Artifact":
            by = by or "nothing, as an artifact"
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else () if kids is None else (kids,):
            if isinstance(kid, int):
                self._leaf(page, kid, by)
            elif isinstance(kid, pikepdf.Dictionary):
                kind = str(kid.get("/Type", ""))
                if kind == "/MCR":
                    own = self._pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
                    self._leaf(own, int(kid.MCID), by)
                elif kind != "/OBJR":
                    self.visit(kid, page, by, depth + 1)

    def _leaf(self, page: int | None, number: int, by: str | None) -> None:
        if page is None:
            return
        self.order.append((page, number))
        if by is not None:
            self.replaced[page, number] = by
