"""Attacks on what a file holds beside its text: pictures, drawings, bookmarks, what it says of itself.

Input: the bytes of a file. Output: copies of it, each with one such change, or only written anew.
Must not: touch a disclaimer, or the manifest, which says what the file held.

Why: no measure shows these. That they are found shows that the hashes in the manifest are worth something.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.mutants.mutant import Mutant

_WORDS = "The notes in this leaflet no longer hold."
# One pixel, red.
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)
# A letter of some font, as a path.
_LETTER = "2 0 m 5 12 l 8 12 l 11 0 l 9 0 l 8 3 l 5 3 l 4 0 l h f"


def alterations(content: bytes, format: str) -> Iterator[Mutant]:
    """Copies that nobody may take for the file as it was made."""
    match format:
        case "brochure":
            yield from _of_pdf(content)
        case "ebook":
            yield from _of_epub(content)
        case "handout":
            yield from _of_html(content)


def anew(content: bytes, format: str) -> Iterator[Mutant]:
    """Copies that hold the same, as other programs write it."""
    how = "nothing was changed, only written anew"
    match format:
        case "brochure":
            import pikepdf

            with pikepdf.open(io.BytesIO(content)) as document:
                output = io.BytesIO()
                document.save(output, linearize=True, recompress_flate=True)
                yield Mutant("control-linearised", "", output.getvalue(), how)
                output = io.BytesIO()
                document.save(output, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
                yield Mutant("control-unpacked", "", output.getvalue(), how)
        case "ebook":
            yield Mutant("control-packed", "", _packed(_members(content)), how)
        case "handout":
            yield Mutant("control-line-ends", "", content.replace(b"\n", b"\r\n"), how)


def names(format: str, *, press: bool = False) -> frozenset[str]:
    """All that `alterations` may try on a file of a format."""
    if format == "brochure":
        return frozenset(name for name, _, _ in (*_PDF, *(_PRESS if press else _SCREEN)))
    return frozenset(name for name, _, _ in (_EPUB if format == "ebook" else _HTML))


# ── a PDF


def _of_pdf(content: bytes) -> Iterator[Mutant]:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        press = "/PieceInfo" in document.Root
    for name, how, change in (*_PDF, *(_PRESS if press else _SCREEN)):
        with pikepdf.open(io.BytesIO(content)) as document:
            if change(document):
                output = io.BytesIO()
                document.save(output)
                yield Mutant(name, "", output.getvalue(), how)


def _last(document: Any) -> Any:
    return document.pages[len(document.pages) - 1]


def _drawn(document: Any, drawing: str) -> bool:
    """More at the end of the last page's content, marked as furniture, in a corner of it."""
    page = _last(document)
    left, bottom, *_ = (float(edge) for edge in page.trimbox)
    drawing = f"/Artifact BMC q 1 0 0 1 {left + 20:.2f} {bottom + 20:.2f} cm {drawing} Q EMC"
    # As a program that keeps the page's own content whole.
    page.contents_add(drawing.encode())
    return True


def _outlined(document: Any) -> bool:
    """Words as outlines, which no search for text finds."""
    letters = " ".join(f"q 1 0 0 1 {number * 12} 0 cm {_LETTER} Q" for number in range(12))
    return _drawn(document, letters)


def _pictured(document: Any) -> bool:
    import pikepdf

    picture = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )  # fmt: skip
    page = _last(document)
    name = page.add_resource(document.make_stream(b"\0", picture), pikepdf.Name.XObject)
    return _drawn(document, f"30 0 0 30 0 0 cm {name} Do")


def _other_picture(document: Any) -> bool:
    """The pixels of a picture that is there."""
    import pikepdf

    for entry in document.objects:
        if isinstance(entry, pikepdf.Stream) and entry.get("/Subtype") == "/Image":
            packed: Any = entry.get("/Filter")
            how: Any = entry.get("/DecodeParms")
            content = bytearray(entry.read_raw_bytes())
            content[len(content) // 2] ^= 1
            entry.write(bytes(content), filter=packed, decode_parms=how)
            return True
    return False


def _moved_artwork(document: Any) -> bool:
    """A rectangle of the artwork that is narrower, on a page or on what is drawn there as a whole."""
    import pikepdf

    for page in document.pages:
        for drawn in (page.obj.Contents, *page.resources.get("/XObject", {}).values()):
            if not isinstance(drawn, pikepdf.Stream) or drawn.get("/Subtype") == "/Image":
                continue
            content = drawn.read_bytes()
            changed = re.sub(rb"(\s)(\d+)(\.\d+)? (-?[\d.]+) re\n", rb"\g<1>1 \4 re\n", content, count=1)
            if changed != content:
                drawn.write(changed)
                return True
    return False


def _resized(document: Any) -> bool:
    page = _last(document)
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    page.mediabox = [left - 3, bottom - 3, right + 3, top + 3]
    return True


def _retitled(document: Any) -> bool:
    import pikepdf

    document.trailer.Info.Title = pikepdf.String("Another title")
    return True


def _attached(document: Any) -> bool:
    import pikepdf

    document.attachments["more.txt"] = pikepdf.AttachedFileSpec(
        document, _WORDS.encode(), filename="more.txt"
    )
    return True


def _bookmarked(document: Any) -> bool:
    """In words that the article has, so that only the hash tells."""
    outlines = document.Root.get("/Outlines")
    if outlines is None or "/First" not in outlines:
        return False
    first, last = outlines.First, outlines.First
    while "/First" in last:
        last = last.First
    if first.objgen == last.objgen:
        return False
    first.Title = last.Title
    return True


def _relinked(document: Any) -> bool:
    import pikepdf

    for page in document.pages:
        for link in page.obj.get("/Annots", ()):
            if "/A" in link and "/URI" in link.A:
                link.A.URI = pikepdf.String("https://example.com/elsewhere")
                return True
    return False


def _unstructured(document: Any) -> bool:
    """A heading that is read as a paragraph."""
    import pikepdf

    for entry in document.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/S") == "/H2":
            entry.S = pikepdf.Name.P
            return True
    return False


def _retargeted(document: Any) -> bool:
    """An output intent that says another name of the same condition."""
    import pikepdf

    document.Root.OutputIntents[0].Info = pikepdf.String("Uncoated paper")
    return True


_Change = Callable[[Any], bool]
_PDF: tuple[tuple[str, str, _Change], ...] = (
    ("altered-outlines", "words were added as outlines", _outlined),
    ("altered-picture", "a picture was added", _pictured),
    ("altered-pixels", "a picture is another", _other_picture),
    ("altered-artwork", "a shape of the artwork is another", _moved_artwork),
    ("altered-size", "a page is larger than it was", _resized),
    ("altered-title", "it has another title", _retitled),
    ("altered-attachment", "something is attached to it", _attached),
)
_SCREEN: tuple[tuple[str, str, _Change], ...] = (
    ("altered-bookmark", "a bookmark says something else", _bookmarked),
    ("altered-link", "a link leads elsewhere", _relinked),
    ("altered-structure", "a heading is none to those who listen", _unstructured),
)
_PRESS: tuple[tuple[str, str, _Change], ...] = (
    ("altered-intent", "its printing condition has another name", _retargeted),
)


# ── an ebook


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), content, kind, 1)
    return output.getvalue()


def _of_epub(content: bytes) -> Iterator[Mutant]:
    members = _members(content)
    for name, how, change in _EPUB:
        changed = change(members)
        if changed is not None:
            yield Mutant(name, "", _packed(changed), how)


def _first_of(members: dict[str, bytes], ending: str) -> str | None:
    return next((name for name in sorted(members) if name.endswith(ending)), None)


def _replaced_in(ending: str, old: str, new: str) -> Callable[[dict[str, bytes]], dict[str, bytes] | None]:
    """The first member of an ending in which something is replaced."""

    def change(members: dict[str, bytes]) -> dict[str, bytes] | None:
        for name in sorted(members):
            if name.endswith(ending):
                text = re.sub(old, new, members[name].decode(), count=1)
                if text.encode() != members[name]:
                    return {**members, name: text.encode()}
        return None

    return change


def _other_cover(members: dict[str, bytes]) -> dict[str, bytes] | None:
    name = _first_of(members, ".jpg")
    return {**members, name: _PICTURE} if name else None


def _other_drawing(members: dict[str, bytes]) -> dict[str, bytes] | None:
    name = _first_of(members, ".svg")
    more = b'<path d="M2 0L5 12H8L11 0Z"/></svg>'
    return {**members, name: members[name].replace(b"</svg>", more, 1)} if name else None


_Members = Callable[[dict[str, bytes]], dict[str, bytes] | None]
_EPUB: tuple[tuple[str, str, _Members], ...] = (
    ("altered-cover", "its cover is another picture", _other_cover),
    ("altered-drawing", "a drawing has one more shape", _other_drawing),
    (
        "altered-metadata",
        "a catalogue is told another title",
        _replaced_in(".opf", "(<dc:title[^>]*>)", r"\1Another "),
    ),
    (
        "altered-alternative",
        "a picture is described otherwise",
        _replaced_in(".xhtml", r'( alt=")[^"]+', r"\1" + _WORDS),
    ),
    ("altered-stylesheet", "a comment was added to its styles", _replaced_in(".css", r"\Z", "/* */")),
)


# ── a handout


def _of_html(content: bytes) -> Iterator[Mutant]:
    text = content.decode()
    head, begins, manifest = text.partition('<script type="application/json" id="smallprint-manifest">')
    for name, how, change in _HTML:
        changed = change(head)
        if changed != head:
            yield Mutant(name, "", (changed + begins + manifest).encode(), how)


_SHOWN = f'<img srcset="data:image/png;base64,{base64.b64encode(_PICTURE).decode()}" alt="" width="300" height="40">'
_Page = Callable[[str], str]
_HTML: tuple[tuple[str, str, _Page], ...] = (
    (
        "altered-picture",
        "a picture was added",
        lambda page: re.sub(r"(</h2>\s*<p>)", r"\1" + _SHOWN, page, count=1),
    ),
    (
        "altered-description",
        "search engines are told something else",
        lambda page: re.sub(r'(<meta name="description" content=")[^"]*', r"\1" + _WORDS, page, count=1),
    ),
    ("altered-generator", "it names another maker", lambda page: page.replace('content="smallprint"', 'content="x"')),
    (
        "altered-link",
        "a link leads elsewhere",
        lambda page: re.sub(r'(<a href=")https?://[^"]*', r"\1https://example.com/elsewhere", page, count=1),
    ),
    (
        "altered-drawing",
        "its artwork has one more shape",
        lambda page: page.replace("</svg>", '<path d="M2 0L5 12H8L11 0Z"/></svg>', 1),
    ),
)  # fmt: skip
