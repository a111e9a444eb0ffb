"""What a finished file holds beside its manifest, told part by part, so that an altered file can be told from one that is as it was made.

Input: a PDF opened with pikepdf, the members of an EPUB, the text of a handout; a manifest. Output: `Contents`; the
manifest with them. Must not: depend on how a file is written: on the numbers of objects, on compression, on dates.

Why: a proof measures what is owed. Letters drawn as outlines, another picture or the words of a bookmark are no text of a
page, and owe nothing; only what the file held when it was made shows that they were added. The hashes travel in the file
itself, so they find accidents and careless hands; whoever writes a new manifest can write new hashes.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from pipeline.rendition import keeping
from pipeline.rendition.expected import MANIFEST_NAME

# A hash for each part, by what a reader calls it: the end of a sentence.
Contents = Mapping[str, str]

# Of the way in which parts are taken and hashed: what another one makes of a file cannot be compared with it.
VERSION = 1
# Units: hexadecimal digits. Nobody looks for two parts of one hash where writing a new one is easier.
DIGITS = 24
# A picture with more pixels is compared as it is stored: to unpack it would cost more than all the rest.
MOST_PIXELS = 1_000_000
MAX_OBJECTS = 500_000

_MANIFEST = re.compile(r'<script type="application/json" id="smallprint-manifest">([^<]*)</script>')


def of_epub(members: Mapping[str, bytes]) -> Contents:
    """Each member but the manifest, and but for folders, which hold nothing themselves."""
    return {
        name: _hash(content)
        for name, content in members.items()
        if name != f"META-INF/{MANIFEST_NAME}" and not name.endswith("/")
    }


# ── a handout

_BEGINS = re.compile(r"(?=<(?:body|header|nav|main|section|footer|script)\b)")
_NAME = re.compile(r"<([a-z]+)")
_LABEL = re.compile(r' (?:aria-label(?:ledby)?|id)="([^"]*)"')


def of_html(page: str) -> Contents:
    """The head, and each stretch of the page from the beginning of a section or a part of its frame to the next."""
    page = page.replace("\r\n", "\n")
    if match := _MANIFEST.search(page):
        # Its policy names the manifest by a hash.
        page = page[: match.start(1)] + page[match.end(1) :]
        page = page.replace(policy_hash(match[1]), "")
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for piece in _BEGINS.split(page):
        begins, label = _NAME.match(piece), _LABEL.search(piece, 0, piece.find(">") + 1)
        name = f"<{begins[1]}>" if begins else "<head>"
        name = f"{name} {label[1]}" if label else name
        counts[name] += 1
        found[name if counts[name] == 1 else f"{name} ({counts[name]})"] = _hash(piece.encode())
    return found


def sealed_html(page: str, manifest: str) -> tuple[str, str]:
    """A handout whose manifest says what else the page holds, and the digest of the manifest. Shape: `manifest` as it stands in the page."""
    found = of_html(page)
    kept = keeping.of_html(page)
    made = with_contents(manifest.encode(), found, kept=kept).decode().replace("<", "\\u003c")
    page = page.replace(policy_hash(manifest), policy_hash(made)).replace(manifest, made)
    return page, digest(made.encode())


def policy_hash(content: str) -> str:
    """What a content security policy says of a style or data block in the page."""
    return base64.b64encode(sha256(content.encode()).digest()).decode()


# ── a PDF

# Of a page, what is compared by itself or says nothing about it.
_OF_PAGE = frozenset(
    ["/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/LastModified", "/PieceInfo"]
)
_OF_STREAM = frozenset(["/Length", "/Filter", "/DecodeParms", "/DL"])
# Of a stream, where its bytes are in another file: a reader that follows it ignores those that are here.
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
# Of the catalogue, what is compared by itself, or tells only how the file is written.
_OF_ROOT = frozenset(
    [
        "/Type", "/Pages", "/StructTreeRoot", "/Outlines", "/Names", "/Metadata", "/OutputIntents", "/PieceInfo",
        "/AF", "/Version", "/Extensions",
    ]
)  # fmt: skip
# What programs that write a file anew say of themselves and of the time.
_OF_WRITING = (
    *(
        f"{{http://ns.adobe.com/xap/1.0/}}{one}"
        for one in ("CreatorTool", "CreateDate", "ModifyDate", "MetadataDate")
    ),
    "{http://ns.adobe.com/xap/1.0/mm/}",
    "{http://ns.adobe.com/xap/1.0/sType/",
    "{http://ns.adobe.com/pdf/1.3/}Producer",
)
_OF_WRITER = frozenset(["/Producer", "/Creator", "/CreationDate", "/ModDate"])
# A string, a reference, or a number that is no whole one.
_VARIED = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|(?<![^\s\[])(?:(\d+) (\d+) R|([-+]?\d*\.\d*))(?![^\s\]])",
    re.DOTALL,
)


def of_pdf(document: Any) -> Contents:
    """Each page, of a press file each panel and each sheet; bookmarks, attachments, and what else it holds.

    Raises: ValueError for more objects than any file of ours has.
    """
    walk = _Walk(document)
    root = document.Root
    private = _private(root)
    found: dict[str, str] = {}
    for number, page in enumerate(document.pages, 1):
        if private is not None:
            found |= walk.panels(page)
        found[f"{'page' if private is None else 'sheet'} {number}"] = walk.page(page)
    found["the bookmarks"] = _hash(b"\n".join(walk.bookmarks(root.get("/Outlines"))))
    names = root.get("/Names", {})
    settings = {key: value for key, value in root.items() if key not in _OF_ROOT}
    # Which list stands beside the pages when it is opened, as readers and programs choose.
    if root.get("/PageMode") in ("/UseNone", "/UseOutlines", "/UseThumbs", "/UseAttachments"):
        del settings["/PageMode"]
    settings |= {key: value for key, value in names.items() if key not in ("/Dests", "/EmbeddedFiles")}
    for name, value in (
        ("the targets of its links", names.get("/Dests")),
        ("what is read aloud", root.get("/StructTreeRoot")),
        ("the output intent", root.get("/OutputIntents")),
        ("the list of panels", private.get("/Panels") if private is not None else None),
    ):
        if value is not None:
            found[name] = walk.hash(value)
    found["the settings of the document"] = walk.entries(settings)
    found["what it says of itself"] = _description(document)
    for name in sorted(document.attachments):
        if name != MANIFEST_NAME:
            found[f"the attachment {name}"] = _hash(document.attachments[name].get_file().read_bytes())
    return found


def _private(root: Any) -> Any:
    """What a press file holds for smallprint."""
    here = root
    for key in ("/PieceInfo", "/smallprint", "/Private"):
        here = here.get(key)
        if here is None:
            return None
    return here


def _description(document: Any) -> str:
    """Title, author and the like; not who wrote the file, and when."""
    about = document.trailer.get("/Info", {})
    pieces = [f"{key} {value}" for key, value in sorted(about.items()) if key not in _OF_WRITER]
    metadata = document.Root.get("/Metadata")
    if metadata is not None:
        pieces += _said(metadata.read_bytes())
    return _hash("\n".join(pieces).encode())


def _said(metadata: bytes) -> Iterator[str]:
    """What XMP says, element by element, however it is written."""
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = lxml.etree.fromstring(metadata, parser)
    except (lxml.etree.LxmlError, ValueError):
        yield metadata.decode("utf-8", "replace")
        return
    for element in root.iter():
        pairs = [(str(element.tag), " ".join((element.text or "").split())), *sorted(element.attrib.items())]
        yield from (
            f"{name} {text}" for name, text in pairs if text and not str(name).startswith(_OF_WRITING)
        )


class _Walk:
    """The objects of a PDF by their contents: where one refers to another, the other's hash stands.

    Shape: a reference to a page is its number, one back to an object that is being read how far up that is.
    """

    def __init__(self, document: Any) -> None:
        self.document = document
        self.known: dict[tuple[int, int], bytes] = {
            page.obj.objgen: b"page %d" % number for number, page in enumerate(document.pages, 1)
        }
        self.open: dict[tuple[int, int], int] = {}

    def hash(self, value: Any) -> str:
        return _hash(self.of(value))

    def entries(self, entries: Mapping[str, Any]) -> str:
        return _hash(b"\n".join(self._entries(sorted(entries.items()))))

    def page(self, page: Any) -> str:
        import pikepdf

        boxes = b" ".join(_number(float(edge)) for box in (page.mediabox, page.cropbox) for edge in box)
        rest = sorted((key, value) for key, value in page.obj.items() if key not in _OF_PAGE)
        content = _content(page.obj.get("/Contents"))
        drawn = self._drawn(content, page.resources)
        turned = str(page.obj.get("/Rotate", 0)).encode()
        found = _hash(b"\n".join((boxes, turned, *self._entries(rest), content, *drawn)))
        annotations = page.obj.get("/Annots")
        for number, one in enumerate(annotations if isinstance(annotations, pikepdf.Array) else ()):
            if one.is_indirect:
                # The structure names them; one that is altered is the page's alone.
                self.known[one.objgen] = b"annotation %d of " % number + self.known[page.obj.objgen]
        return found

    def panels(self, sheet: Any) -> Iterator[tuple[str, str]]:
        """The pages that lie on a sheet of a press file."""
        for name, form in sheet.resources.get("/XObject", {}).items():
            if name.startswith("/P") and name[2:].isdigit():
                yield f"panel {int(name[2:]) + 1}", self.hash(form)
                # So that the sheet differs only where it does itself.
                self.known[form.objgen] = name.encode()

    def bookmarks(self, outlines: Any) -> Iterator[bytes]:
        """One line a bookmark. Why: each refers to the next, and they may be more than calls can be in one another."""
        entry = outlines.get("/First") if outlines is not None else None
        above: list[Any] = []
        seen: set[tuple[int, int]] = set()
        while entry is not None and entry.objgen not in seen:
            seen.add(entry.objgen)
            links = ("/First", "/Last", "/Next", "/Prev", "/Parent", "/Count", "/SE")
            rest = sorted((key, value) for key, value in entry.items() if key not in links)
            yield b"%d " % len(above) + b" ".join(self._entries(rest))
            if (inner := entry.get("/First")) is not None:
                above.append(entry)
                entry = inner
                continue
            while (following := entry.get("/Next")) is None and above:
                entry = above.pop()
            entry = following

    def of(self, value: Any) -> bytes:
        """A value, as the same bytes wherever its objects stand."""
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            # A number, or true and false.
            return _number(float(value))
        if value.is_indirect:
            return self._of_object(*value.objgen)
        return self._text(value.unparse())

    def _text(self, raw: bytes) -> bytes:
        return _VARIED.sub(self._replaced, raw) if b" R" in raw or b"." in raw else raw

    def _replaced(self, match: re.Match[bytes]) -> bytes:
        if match[1] is not None:
            return self._of_object(int(match[1]), int(match[2]))
        return _number(float(match[3])) if match[3] is not None else match[0]

    def _of_object(self, number: int, generation: int) -> bytes:
        key = (number, generation)
        known = self.known.get(key)
        if known is not None:
            return known
        if key in self.open:
            return b"^%d" % (len(self.open) - self.open[key])
        if len(self.known) > MAX_OBJECTS:
            raise ValueError("more objects than any file of ours")
        self.open[key] = len(self.open)
        found = _hash(self._body(self.document.get_object(number, generation))).encode()
        del self.open[key]
        self.known[key] = found
        return found

    def _body(self, value: Any) -> bytes:
        import pikepdf

        if not isinstance(value, pikepdf.Stream):
            return self._text(value.unparse(resolved=True))
        kept = [(key, entry) for key, entry in value.items() if key not in _OF_STREAM]
        kind = value.get("/Subtype")
        if kind == "/Image" and int(value.get("/Width", 0)) * int(value.get("/Height", 0)) > MOST_PIXELS:
            return b"\n".join((*self._entries(kept), value.read_raw_bytes() + _packing(value)))
        content = _content(value)
        if kind != "/Form":
            return b"\n".join((*self._entries(kept), content))
        rest = [(key, entry) for key, entry in kept if key != "/Resources"]
        drawn = self._drawn(content, value.get("/Resources", {}))
        return b"\n".join((*self._entries(rest), content, *drawn))

    def _entries(self, entries: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
        return (key.encode() + b" " + self.of(value) for key, value in entries)

    def _drawn(self, content: bytes, resources: Any) -> Iterator[bytes]:
        """What a content stream draws with. Why: pages may share their resources, but not what they show of them."""
        import pikepdf

        for kind, named in resources.items():
            if not isinstance(named, pikepdf.Dictionary):
                continue
            for name, value in named.items():
                # Names that are written in more than one way, and those that need not be named.
                always = not name[1:].replace("-", "").replace(".", "").isalnum() or name.startswith(
                    "/Default"
                )
                if always or name.encode() in content:
                    yield kind.encode() + name.encode() + b" " + self.of(value)


def _number(value: float) -> bytes:
    """As exact as anybody sees it. Why: programs write as many places as they hold, and some hold seven digits."""
    return b"%.4g" % value


def _content(value: Any) -> bytes:
    """What a stream says, or several that are read as one; unpacked where it is packed without loss."""
    import pikepdf

    if value is None:
        return b""
    if isinstance(value, pikepdf.Array):
        return b"\n".join(_content(piece) for piece in value)
    elsewhere = b"".join(key.encode() for key in _ELSEWHERE if key in value)
    try:
        return elsewhere + bytes(value.read_bytes())
    except pikepdf.PdfError:
        return elsewhere + bytes(value.read_raw_bytes()) + _packing(value)


def _packing(value: Any) -> bytes:
    """How what is compared as it is stored is packed, where that is not how pictures always are."""
    import pikepdf

    packed, how = value.get("/Filter"), value.get("/DecodeParms")
    if packed == "/DCTDecode" and how is None:
        return b""
    if packed == "/FlateDecode" and isinstance(how, pikepdf.Dictionary):
        space, bits = str(value.get("/ColorSpace")), value.get("/BitsPerComponent", 8)
        colours = {"/DeviceRGB": 3, "/DeviceCMYK": 4}.get(space, 1)
        usual = (15, value.get("/Width"), colours, bits)
        keys = ("/Predictor", "/Columns", "/Colors", "/BitsPerComponent")
        if tuple(how.get(key, standard) for key, standard in zip(keys, (1, 1, 1, 8), strict=True)) == usual:
            return b""
    elif packed == "/FlateDecode" and how is None:
        return b""
    return b"\n".join(one.unparse(resolved=True) for one in (packed, how) if one is not None)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()[:DIGITS]


# ── the manifest


def with_contents(manifest: bytes, contents: Contents, **more: Any) -> bytes:
    """The manifest of a file with what else the file holds, and more that belongs to this one alone."""
    added = {"contents": {"version": VERSION, "parts": dict(contents)}, **more}
    if "kept" in more:
        added["keeping"] = keeping.VERSION
    text = json.dumps(added, ensure_ascii=False, separators=(",", ":"))
    return text[:-1].encode() + b"," + manifest[1:]


class Sealed:
    """The manifest of a PDF, made of the finished document. Shape: `digest` is there once it was made."""

    def __init__(self, manifest: bytes, **more: Any) -> None:
        self.manifest = manifest
        self.more = more
        self.digest = ""

    def __call__(self, document: Any) -> bytes:
        found = of_pdf(document)
        made = with_contents(self.manifest, found, kept=keeping.of_pdf(document), **self.more)
        self.digest = digest(made)
        return made


def contents_in(manifest: bytes) -> Contents | None:
    """What a file held when it was made; None where its manifest does not say, or says it as another version does.

    Raises: ValueError (no manifest).
    """
    value = json.loads(manifest)
    stated = value.get("contents") if isinstance(value, dict) else None
    parts = stated.get("parts") if isinstance(stated, dict) and stated.get("version") == VERSION else None
    if not isinstance(parts, dict) or not all(isinstance(one, str) for one in parts.values()):
        return None
    return parts


def digest(manifest: bytes) -> str:
    """One hash for a file however it is written: its manifest names all else, as long as it tells the truth."""
    return sha256(manifest).hexdigest()


def differences(stated: Contents, found: Contents) -> tuple[str, ...]:
    """The parts that are other than they were, those that were added, those that are gone."""
    changed = [name for name in stated if name in found and found[name] != stated[name]]
    added = [f"{name} (added)" for name in found if name not in stated]
    gone = [f"{name} (gone)" for name in stated if name not in found]
    return tuple(one for some in (changed, added, gone) for one in sorted(some, key=_in_turn))


def _in_turn(name: str) -> list[tuple[int, str]]:
    """So that page 9 comes before page 10."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"(\d+)", name)]
