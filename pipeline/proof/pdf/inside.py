"""What a PDF holds beside its pages' drawings: the tree that is read aloud, fonts, what may change what is seen.

Input: the bytes of a PDF. Output: an `Inside`. Must not: trust the file, or raise anything but `Unreadable`.

Why: PDFium draws one state of a file for a screen. Layers, annotations, forms and actions can make another reader, or
a printer, show something else, and a screen reader follows the structure tree.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipeline.article import text_direction
from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.aloud import Aloud, Leaf, read_aloud
from pipeline.proof.pdf.boxes import badly_boxed
from pipeline.proof.pdf.described import described, keywords
from pipeline.proof.pdf.doing import bookmarks, doing, link
from pipeline.proof.pdf.drawing import drawn_otherwise
from pipeline.proof.pdf.leading import Lead, leads
from pipeline.proof.pdf.panels import press_only
from pipeline.proof.pdf.patterned import patterns
from pipeline.proof.pdf.programs import reshaped
from pipeline.proof.pdf.spelt import misspelt
from pipeline.proof.pdf.written import written_otherwise
from pipeline.rendition import keeping
from pipeline.rendition.expected import MANIFEST_NAME
from pipeline.rendition.keeping import Kept
from pipeline.rendition.roles import Steps

# Parts of the catalogue that change what is shown, or do something.
_CHANGING = {
    "/OCProperties": "layers that can be shown and hidden",
    "/AcroForm": "a form",
    "/AA": "actions of its own",
    "/Collection": "a portfolio instead of pages",
    "/NeedsRendering": "pages that are made when it is opened",
}
# Viewer preferences that say nothing about what is shown or printed.
_HARMLESS_PREFERENCES = {"/DisplayDocTitle", "/Direction"}
# Which list stands beside the pages when it is opened.
_BESIDE = ("/UseNone", "/UseOutlines", "/UseThumbs", "/UseAttachments")
# What the catalogue may hold: what brochures do, and what programs that write a file anew add.
_OF_ROOT = frozenset(
    [
        "/Type", "/Pages", "/Metadata", "/PieceInfo", "/Version", "/Extensions", "/PageLayout", "/AF", "/Dests", "/Lang",
        "/MarkInfo", "/Names", "/OpenAction", "/Outlines", "/PageLabels", "/PageMode", "/StructTreeRoot",
        "/ViewerPreferences",
    ]
)  # fmt: skip
# What colours are meant for, which a press has to be told.
_OF_PRESS = frozenset(["/OutputIntents", "/Group"])
_NAMES = frozenset(["/EmbeddedFiles", "/Dests", "/JavaScript"])
_OF_PAGE = frozenset(
    [
        "/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
        "/Rotate", "/Annots", "/StructParents", "/Tabs", "/LastModified", "/PieceInfo", "/Metadata", "/UserUnit",
        "/AA", "/Dur", "/Trans",
    ]
)  # fmt: skip
_OF_ATTACHED = frozenset(["/Type", "/F", "/UF", "/EF", "/Desc", "/AFRelationship"])
# Of a page, one in the other.
MAX_PARENTS = 50


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file holds.

    Shape: `undefined` are the characters that some font shows with its glyph 0, the box for what it lacks; `changing`
    says what may change what is seen; `order` are the pieces of marked content in the order in which they are read;
    `replaced` says what is done with a piece instead of reading it; `beside` are the words that a reader shows beside the pages, each with
    what it is; `pictures` are told in these words, and `shown` are those that are read, as they are read; `links` lead to these addresses; `misspelt` says what is drawn otherwise than it is said;
    `steps` tell what each piece of content stands in; `tiles` is a PDF with what patterns are made of; `leads` are links and bookmarks with
    the places to which they lead; `kept` is what no measure shows.
    """

    undefined: frozenset[str]
    changing: tuple[str, ...]
    order: tuple[Leaf, ...]
    replaced: Mapping[Leaf, str]
    beside: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    steps: Mapping[Leaf, Steps] = field(default_factory=dict)
    tiles: bytes | None = None
    leads: tuple[Lead, ...] = ()
    shown: tuple[str, ...] = ()
    kept: Kept = ()


def look_inside(
    content: bytes, lang: str, *, press: bool = False, faces: Mapping[str, bytes] = MappingProxyType({})
) -> Inside:
    """What a file in a language holds; one for a `press` is read by nobody, and has to be without what only a press follows.

    `faces` are the trusted ones by the names that they have in a PDF.

    Raises: Unreadable.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if press:
                aloud = Aloud((), {}, tuple(press_only(document)))
            else:
                aloud = read_aloud(document, lang)
            listed = list(document.objects)
            streams = [entry for entry in listed if isinstance(entry, pikepdf.Stream)]
            fonts = [
                entry for entry in listed if isinstance(entry, pikepdf.Dictionary) and "/ToUnicode" in entry
            ]
            rightward = text_direction(lang) == "rtl"
            letters = reshaped(fonts, faces, rightward=rightward)
            changing = [*_changing(document, streams, press), *letters, *aloud.wrong]
            beside = tuple(_beside(document))
            undefined = _undefined(fonts)
            # By now all of it was read.
            if document.get_warnings() or not content.startswith(b"%PDF-"):
                changing.append("a file that readers have to mend, each in its own way")
            else:
                changing += written_otherwise(content, listed, streams)
            return Inside(
                undefined,
                tuple(dict.fromkeys(changing)),
                aloud.order,
                aloud.replaced,
                beside,
                keywords=tuple(keywords(document)),
                pictures=tuple(_told(listed)),
                links=tuple(dict.fromkeys(_leading(document))),
                misspelt=_misspelt(document, streams, faces, lang),
                steps=aloud.steps,
                tiles=patterns(document, streams),
                leads=() if press else tuple(leads(document)),
                shown=aloud.pictures,
                kept=keeping.of_pdf(document),
            )
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its objects cannot be read: {error}") from error


def _misspelt(
    document: Any, streams: Sequence[Any], faces: Mapping[str, bytes], lang: str
) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(misspelt(document, streams, faces, lang)))
    except ValueError:
        # Of a font that cannot be read that is said.
        return ()


def _undefined(fonts: Sequence[Any]) -> frozenset[str]:
    found: set[str] = set()
    for entry in fonts:
        if entry.get("/Type") == "/Font":
            mapping = entry.ToUnicode.read_bytes()[:1_000_000]
            for match in re.finditer(rb"<0000>\s*<([0-9A-Fa-f]{4})>", mapping):
                found.add(chr(int(match[1], 16)))
    return frozenset(found)


def _beside(document: Any) -> Iterator[tuple[str, str]]:
    """Its bookmarks, what it calls its pages, and its title, which stands above the pages and is read out first."""
    import pikepdf

    yield from described(document)
    for entry in bookmarks(document):
        yield "its bookmarks", str(entry.get("/Title", ""))
    labels = document.Root.get("/PageLabels")
    if isinstance(labels, pikepdf.Dictionary):
        for label in pikepdf.NumberTree(labels).values():
            if prefix := str(label.get("/P", "")).strip():
                yield "the names of its pages", prefix


def _told(listed: Sequence[Any]) -> Iterator[str]:
    """What is told of pictures in the structure that is read aloud."""
    import pikepdf

    for entry in listed:
        if isinstance(entry, pikepdf.Dictionary) and "/Alt" in entry and "/S" in entry:
            yield str(entry.Alt)


def _leading(document: Any) -> Iterator[str]:
    """The addresses that links and bookmarks lead to."""
    import pikepdf

    annotations = (annotation for page in document.pages for annotation in page.obj.get("/Annots", ()))
    for entry in (*annotations, *bookmarks(document)):
        action = entry.get("/A")
        if isinstance(action, pikepdf.Dictionary) and "/URI" in action:
            yield str(action.URI)


# ── what may change what is seen


def _changing(document: Any, streams: Sequence[Any], press: bool) -> Iterator[str]:
    import pikepdf

    root = document.Root
    yield from (what for key, what in _CHANGING.items() if key in root)
    if document.is_encrypted:
        yield "encryption"
    for key in root.get("/ViewerPreferences", {}):
        if key not in _HARMLESS_PREFERENCES:
            yield f"the viewer preference {key}"
    if any("/F" in entry for entry in streams):
        # A reader that follows it ignores what is here; one that does not shows it.
        yield "parts of it in another file"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is False:
        yield "the name of the file above the pages, not its title"
    if _unmade(document.trailer.get("/Info", {})):
        yield "a change on a day before it was made"
    labels = root.get("/PageLabels")
    # Lists of contents name pages by the figures that stand on them.
    if labels is not None and any(
        str(label.get("/S")) != "/D" or int(label.get("/St", 1)) != number + 1
        for number, label in pikepdf.NumberTree(labels).items()
    ):
        yield "pages that are numbered otherwise than they are"
    if root.get("/PageMode", "/UseNone") not in _BESIDE:
        yield f"the mode {str(root.PageMode).lstrip('/')[:20]}"
    also = _OF_PRESS if press else frozenset()
    yield from (f"the attachment {name[:40]}" for name in document.attachments if name != MANIFEST_NAME)
    others = root.keys() - _OF_ROOT - also - _CHANGING.keys()
    yield from (f"the entry {key[:20]} of its catalogue" for key in sorted(others))
    for name, one in document.attachments.items():
        others = one.obj.keys() - _OF_ATTACHED
        inner = {key for file in one.obj.get("/EF", {}).values() for key in (file.objgen,)}
        if (
            others
            or len(inner) != 1
            or str(one.obj.get("/UF", name)) != name
            or str(one.obj.get("/F", name)) != name
        ):
            yield f"the attachment {name[:40]} under more than one name, or with more than a file"
    attached = {one.obj.objgen for one in document.attachments.values()}
    if any(getattr(one, "objgen", None) not in attached for one in root.get("/AF", ())):
        yield "a file that belongs to it"
    names = root.get("/Names", {})
    yield from (f"a list of names {key[:20]}" for key in names if key not in _NAMES)
    yield from doing(document)
    yield from drawn_otherwise(document, press=press)
    yield from badly_boxed(document, press=press)
    for number, page in enumerate(document.pages, 1):
        where = f"on page {number}"
        if "/AA" in page.obj:
            yield f"actions {where}"
        if "/Dur" in page.obj or "/Trans" in page.obj:
            yield f"a show of pages {where}"
        others = page.obj.keys() - _OF_PAGE - (also & {"/Group"})
        yield from (f"the entry {key[:20]} {where}" for key in sorted(others))
        if turned := _turned(page.obj):
            yield f"a page turned by {turned} degrees {where}"
        if "/UserUnit" in page.obj and page.obj.UserUnit != 1:
            yield f"units of its own {where}"
        if page.obj.get("/Tabs", "/S") != "/S":
            yield f"links in another order than that of the text {where}"
        for annotation in page.obj.get("/Annots", ()):
            if problem := _showing(annotation):
                yield f"{problem} {where}"


def _unmade(about: Any) -> bool:
    made, changed = (str(about.get(key, "")).removeprefix("D:")[:8] for key in ("/CreationDate", "/ModDate"))
    return made.isdecimal() and changed.isdecimal() and len(made) == len(changed) and changed < made


def _turned(page: Any) -> int:
    """By how much a page, or whatever it is a part of, is turned. Units: degrees."""
    import pikepdf

    for _ in range(MAX_PARENTS):
        if not isinstance(page, pikepdf.Dictionary):
            break
        if "/Rotate" in page:
            return int(page.Rotate)
        page = page.get("/Parent")
    return 0


def _showing(annotation: Any) -> str | None:
    """What an annotation shows; a link shows nothing."""
    kind = str(annotation.get("/Subtype", "")).lstrip("/") or "nameless"
    return link(annotation) if kind == "Link" else f"an annotation ({kind})"
