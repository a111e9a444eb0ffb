"""What no measure shows, and what a file has to keep as it was made: its pictures, its day, the names by which catalogues know it.

Input: a PDF opened with pikepdf, the members of an EPUB, the text of a handout. Output: `Kept`, which travels in the manifest among what is owed.
Must not: depend on how a file is written: on the numbers of objects, on compression, on the order of attributes; of a page's instructions it may.

Why: another picture of the same size leaves every word and every place as it was. Unlike the hashes of the parts, these hold when a file is rightly
written anew, and stand or fall with what the file owes.
"""

from __future__ import annotations

import base64
import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

# Of each thing what it is, a colon, and what is known of it; pictures in their order.
Kept = tuple[str, ...]

PICTURE = "picture"
# Which things are told at all. What another one leaves out was not looked at.
VERSION = 2
VERSIONED = f"keeping:{VERSION}"
# Units: hexadecimal digits.
DIGITS = 16
MOST_DEPTH = 8
# Of what is longer its hash is told. Units: characters.
LONGEST = 60
_DRAWN = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s+Do(?![^\s/\[<(])")
_FIGURE = re.compile(rb"/Figure\s*(?:<<[^>]*>>\s*BDC|BMC)(?![^\s/\[<(])")
_TAGS = re.compile(rb"(?<![^\s\])>])(BDC|BMC|EMC)(?![^\s/\[<(])")
_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_APART = re.compile(rb"([\[\]/])")
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
_STANDARD = re.compile(rb"(?:GTS_PDFXVersion|pdfuaid:part)(?:>|=[\"'])\s*([^<\"'\s][^<\"']*)")
_CREATED = re.compile(rb"CreateDate(?:>|=[\"'])\s*(\d{4})-(\d\d)-(\d\d)")
MAX_METADATA = 1_000_000
# No pattern here may look further for its end from each of its beginnings: of a stranger's file nothing else is known.
_SHOWN = re.compile(
    r"<(?:\w+:)?(img|image)(?=\s)((?:\"[^\"]*+\"|'[^']*+'|[^'\"<>])*+)>|<svg(?=[\s>])", re.IGNORECASE
)
_DRAWING_ENDS = re.compile(r"</svg>", re.IGNORECASE)
_ELEMENT = re.compile(r"<([a-zA-Z][\w:.-]*+)((?:\"[^\"]*+\"|'[^']*+'|[^'\"<>])*+)>")
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_SAYING = re.compile(_ELEMENT.pattern + "([^<]*)")
_TAG = re.compile(r"<[^<>]*>")
_CALLED = re.compile(
    r"\s((?:[^\s:=\"']+:)?type|role|hreflang|class|id|target|rel|start|value|reversed)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_MANIFEST = re.compile(r"(?<=id=\"smallprint-manifest\">)[^<]*")
_LISTED = re.compile(r"<nav\b"), re.compile("</nav>")
_LINK = re.compile(r"<a\b"), re.compile("</a>")
_ENTRY = re.compile(r"<a\b[^<>]*?\shref=(?:\"([^\"]*)\"|'([^']*)')[^<>]*>(.*)</a>", re.DOTALL)
# Spaces that do not shrink, and signs that nobody sees.
_BLANK = re.compile(
    "[\u00a0\u00ad\u1680\u115f\u1160\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2800\u3000\u3164\ufeff\uffa0]"
)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]++)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SOURCES = ("srcset", "src", "href", "xlink:href")
_NAMES = (
    ("identifier", r"<dc:identifier\b[^<>]*>([^<]*)<"),
    ("day", r"<dc:date\b[^<>]*>([^<]*)<"),
    ("modified", r"<meta\b[^<>]*\bproperty=\"dcterms:modified\"[^<>]*>([^<]*)<"),
    ("language", r"<dc:language\b[^<>]*>([^<]*)<"),
    ("publisher", r"<dc:publisher\b[^<>]*>([^<]*)<"),
    ("subject", r"<dc:description\b[^<>]*>([^<]*)<"),
    ("access", r"<meta\b[^<>]*\bproperty=\"(?:schema:|a11y:)[^<>]*>([^<]*)<"),
)

_OF_PAGE = (
    ("icon", re.compile(r"<link\b[^<>]*\brel=\"icon\"[^<>]*\bhref=\"([^\"]*)\"")),
    (
        "day",
        re.compile(
            r"property=\"article:published_time\" content=\"([^\"]*)\"|\"datePublished\":\"([^\"]*)\""
        ),
    ),
    (
        "modified",
        re.compile(r"property=\"article:modified_time\" content=\"([^\"]*)\"|\"dateModified\":\"([^\"]*)\""),
    ),
)


def of_pdf(document: Any) -> Kept:
    """Its pictures, page by page, those that are drawings too where the file tells which these are, and the day on which it says that it was made."""
    found: list[str] = []
    shapes: list[str] = []
    known: dict[tuple[int, int], str] = {}
    forms: dict[tuple[int, int], bytes] = {}
    for page in document.pages:
        content = _content(page.obj.get("/Contents"))
        found += _images(content, page.resources, known, 0)
        found += (_print(drawing) for drawing in _figures(content))
        shapes.append(f"drawn:{_drawing(content, page.resources, forms, 0).decode()}")
    pictures = (f"{PICTURE}:{one}" for one in found)
    days = (f"created:{day}" for day in _days(document))
    return (VERSIONED, *pictures, *days, *_about(document), *shapes, *_opened(document))


def _content(value: Any) -> bytes:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return b"\n".join(map(_content, value))
    return bytes(value.read_bytes()) if isinstance(value, pikepdf.Stream) else b""


def _images(content: bytes, resources: Any, known: dict[tuple[int, int], str], depth: int) -> Iterator[str]:
    """Those that are drawn, in their order, in whatever they are drawn."""
    import pikepdf

    named = resources.get("/XObject", {})
    for match in _DRAWN.finditer(content):
        one = named.get("/" + match[1].decode("latin-1"))
        if not isinstance(one, pikepdf.Stream):
            continue
        if one.get("/Subtype") == "/Image":
            if one.objgen not in known:
                known[one.objgen] = _pixels(one)
            yield known[one.objgen]
        elif depth < MOST_DEPTH:
            yield from _images(one.read_bytes(), one.get("/Resources", {}), known, depth + 1)


def _pixels(image: Any) -> str:
    """A picture, with the one that says where it can be looked through."""
    import pikepdf

    pieces = [f"{key} {image.get(key, 0)}".encode() for key in ("/Width", "/Height", "/BitsPerComponent")]
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array):
        pieces += (
            one.read_bytes()
            if isinstance(one, pikepdf.Stream)
            else bytes(one)
            if isinstance(one, pikepdf.String)
            else str(one).encode()
            for one in space
        )
    else:
        pieces.append(str(space).encode())
    try:
        pieces.append(image.read_bytes())
    except pikepdf.PdfError:
        pieces.append(image.read_raw_bytes())
    mask = image.get("/SMask")
    pieces.append(
        _pixels(mask).encode() if isinstance(mask, pikepdf.Stream) and "/SMask" not in mask else b""
    )
    return _print(b"\n".join(pieces))


def _drawing(content: bytes, resources: Any, known: dict[tuple[int, int], bytes], depth: int) -> bytes:
    """What is drawn, in whatever it is drawn, by its instructions, as the hashes of the parts compare them."""
    import pikepdf

    pieces = [content, *_states(resources)]
    named = resources.get("/XObject", {})
    for match in _DRAWN.finditer(content) if depth < MOST_DEPTH else ():
        one = named.get("/" + match[1].decode("latin-1"))
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            if one.objgen not in known:
                within: Any = one.get("/Resources", {})
                known[one.objgen] = _drawing(one.read_bytes(), within, known, depth + 1)
            pieces.append(known[one.objgen])
    return sha256(b"\n".join(pieces)).hexdigest()[:DIGITS].encode()


def _states(resources: Any) -> Iterator[bytes]:
    """How colours are laid over others, by the names that a page has for it; what is in objects of its own aside."""
    import pikepdf

    for name, state in sorted(resources.get("/ExtGState", {}).items()):
        if isinstance(state, pikepdf.Dictionary):
            said = (f"{key} {value}" for key, value in sorted(state.items()) if not _apart(value))
            yield f"{name} {' '.join(said)}".encode()


def _apart(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Object) and (
        value.is_indirect or isinstance(value, pikepdf.Dictionary | pikepdf.Array)
    )


def _figures(content: bytes) -> Iterator[bytes]:
    """What is drawn as a picture, but for its letters; numbers in one way, however they are written."""
    for match in _FIGURE.finditer(content):
        open_, end = 1, len(content)
        for tag in _TAGS.finditer(content, match.end()):
            open_ += -1 if tag[1] == b"EMC" else 1
            if not open_:
                end = tag.start()
                break
        drawn = _STRING.sub(b" ", content[match.end() : end])
        words = _APART.sub(rb" \1 ", drawn).split()
        yield b" ".join(_plain(float(word)) if _NUMBER.fullmatch(word) else word for word in words)


def _plain(number: float) -> bytes:
    # Without a sign before nothing, which some programs leave.
    return b"%.3f" % (round(number, 3) + 0.0)


def _about(document: Any) -> Iterator[str]:
    """What it says of its author and its contents, and which standards it says that it follows."""
    about = document.trailer.get("/Info", {})
    for key in ("/Author", "/Subject", "/Keywords", "/Trapped"):
        if key in about:
            yield f"{key[1:].lower()}:{str(about[key]).lstrip('/')}"
    metadata = document.Root.get("/Metadata")
    if metadata is not None:
        said = metadata.read_bytes()[:MAX_METADATA]
        yield from (f"standard:{match[1].decode('utf-8', 'replace')}" for match in _STANDARD.finditer(said))


def _opened(document: Any) -> Iterator[str]:
    """How it is shown when it is opened, its language, and the program that it was first written with."""
    import pikepdf

    root, about = document.Root, document.trailer.get("/Info", {})
    for what, key, there in (
        ("layout", "/PageLayout", root),
        ("language", "/Lang", root),
        ("program", "/Creator", about),
        ("press", "/GTS_PDFXVersion", about),
    ):
        if key in there:
            yield f"{what}:{str(there[key]).lstrip('/')[:LONGEST]}"
    yield from _led(document)
    labels = root.get("/PageLabels")
    if isinstance(labels, pikepdf.Dictionary):
        for number, label in pikepdf.NumberTree(labels).items():
            kind, first, before = label.get("/S", ""), label.get("/St", 1), label.get("/P", "")
            yield f"labels:{number + 1} as {before}{first} {kind}"[:LONGEST]


def _led(document: Any) -> Iterator[str]:
    """Where its links lie, and how its bookmarks are shown and lead."""
    pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    links = [
        f"{number} {_placed(one.get('/Rect', ()), pages)} {one.get('/F', 0)}"
        for number, page in enumerate(document.pages)
        for one in page.obj.get("/Annots", ())
    ]
    if links:
        yield f"links:{_print(chr(10).join(links).encode())}"
    shown: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting = [(0, document.Root.get("/Outlines", {}).get("/First"))]
    while waiting:
        depth, entry = waiting.pop()
        if entry is None or entry.objgen in seen:
            continue
        seen.add(entry.objgen)
        place, open_ = _placed(entry.get("/Dest", ()), pages), entry.get("/Count", 0) >= 0
        shown.append(f"{depth} {entry.get('/Title', '')} {entry.get('/F', 0)} {open_} {place}")
        waiting += ((depth, entry.get("/Next")), (depth + 1, entry.get("/First")))
    if shown:
        yield f"bookmarks:{_print(chr(10).join(shown).encode())}"


def _placed(place: Any, pages: Mapping[tuple[int, int], int]) -> str:
    """A place on a page, or a part of it. Units: as the file has them, as exact as anybody sees it."""
    import pikepdf

    if not isinstance(place, pikepdf.Array):
        return str(place)
    found: list[str] = []
    each: Any = place
    for one in each:
        if not isinstance(one, pikepdf.Object):
            found.append(_plain(float(one)).decode())
        elif isinstance(one, pikepdf.Dictionary):
            found.append(f"page {pages.get(one.objgen)}")
        else:
            found.append(str(one))
    return " ".join(found)


def _days(document: Any) -> Iterator[str]:
    """Those on which it says that it was made, each once. Shape: as in 2026-05-04."""
    days = [str(document.trailer.get("/Info", {}).get("/CreationDate", "")).removeprefix("D:")[:8]]
    metadata = document.Root.get("/Metadata")
    if metadata is not None:
        said = metadata.read_bytes()[:MAX_METADATA]
        days += (b"".join(match).decode() for match in _CREATED.findall(said))
    yield from dict.fromkeys(f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days)


def of_epub(members: Mapping[str, bytes]) -> Kept:
    """Its pictures, file by file, what its package says of it, how its text is marked up, and its lists of links."""
    found: list[str] = [VERSIONED]
    texts = [members[name].decode("utf-8", "replace") for name in sorted(members) if name.endswith(".xhtml")]
    found += _marked_up(texts)
    lists = "\n".join(nav for text in texts for nav in _parts(text, *_LISTED))
    entries = (_ENTRY.match(link) for link in _parts(lists, *_LINK))
    led = (f"{entry[1] or ''} {entry[2] or ''} {entry[3]}" for entry in entries if entry)
    found.append(f"list:{_print(chr(10).join((*led, *_TAG.sub(' ', lists).split())).encode())}")
    packages = "\n".join(
        members[name].decode("utf-8", "replace") for name in sorted(members) if name.endswith(".opf")
    )
    found.append(f"package:{_print(chr(10).join(_packaged(packages)).encode())}")
    for name in sorted(members):
        text = members[name].decode("utf-8", "replace") if name.endswith((".xhtml", ".opf")) else ""
        if name.endswith(".xhtml"):
            found += (f"{PICTURE}:{_print(one)}" for one in _shown(text, posixpath.dirname(name), members))
        elif text:
            for what, pattern in _NAMES:
                said = (" ".join(html.unescape(one).split()) for one in re.findall(pattern, text))
                found += (f"{what}:{one if len(one) <= LONGEST else _print(one.encode())}" for one in said)
    return tuple(found)


def of_html(page: str) -> Kept:
    """Its pictures, the one by which it is known in a list of pages, and its days."""
    pictures = (f"{PICTURE}:{_print(one)}" for one in _shown(page, "", {}))
    said = (f"{what}:{one}" for what, pattern in _OF_PAGE for one in _said(pattern, page))
    return (VERSIONED, *pictures, *said, *_marked_up([_MANIFEST.sub("", page)]))


def _packaged(package: str) -> Iterator[str]:
    """What a package says, element by element, however each is written."""
    for name, said, words in _SAYING.findall(package):
        pairs = sorted(f"{key}={html.unescape(''.join(value))}" for key, *value in _ATTRIBUTE.findall(said))
        yield " ".join((name, *pairs, *html.unescape(words).split()))


def _marked_up(texts: Iterable[str]) -> Iterator[str]:
    """Which elements there are, in their order, and what they are called; how many spaces and signs that nobody sees.

    Why not of a head: what does harm there is looked for, and the rest is left to the hashes of the parts.
    """
    elements, blank = sha256(), 0
    for text in texts:
        body = _BODY.search(text)
        for name, said in _ELEMENT.findall(text, body.start() if body else 0):
            called = sorted(f"{key.lower()}={''.join(value)}" for key, *value in _CALLED.findall(said))
            elements.update(f"{name.lower()} {' '.join(called)}\n".encode())
        blank += len(_BLANK.findall(html.unescape(text)))
    yield f"markup:{elements.hexdigest()[:DIGITS]}"
    yield f"blank:{blank}"


def _said(pattern: re.Pattern[str], page: str) -> Iterator[str]:
    for match in pattern.finditer(page):
        said = next((one for one in match.groups() if one is not None), "")
        yield said if len(said) <= LONGEST else _print(said.encode())


def _parts(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Iterator[str]:
    """What is from a beginning to the next end, time and again."""
    at = 0
    while (first := begin.search(text, at)) and (last := end.search(text, first.end())):
        at = last.end()
        yield text[first.start() : at]


def _shown(text: str, folder: str, members: Mapping[str, bytes]) -> Iterator[bytes]:
    at, final = 0, max((end.start() for end in _DRAWING_ENDS.finditer(text)), default=-1)
    while match := _SHOWN.search(text, at):
        at = match.end()
        if match[1] is None:
            # A drawing: what it is drawn with, whoever wrote it.
            if at > final or not (last := _DRAWING_ENDS.search(text, at)):
                continue
            at = last.end()
            pairs = (
                f"{key.lower()} {html.unescape(''.join(value))}"
                for key, *value in _ATTRIBUTE.findall(text, match.start(), at)
            )
            yield "\n".join(pair for pair in pairs if not pair.startswith("xmlns")).encode()
            continue
        said = {key.lower(): html.unescape("".join(value)) for key, *value in _ATTRIBUTE.findall(match[2])}
        for source in (said[key] for key in _SOURCES if key in said):
            path = posixpath.normpath(posixpath.join(folder, unquote(source)))
            yield members.get(path) or _data(source)


def _data(source: str) -> bytes:
    """What an address holds that is the picture itself."""
    head, comma, packed = source.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return source.encode()
    try:
        return base64.b64decode("".join(packed.split()[:1]))
    except ValueError:
        return packed.encode()


def _print(content: bytes) -> str:
    return sha256(content).hexdigest()[:DIGITS]
