"""Pictures as a book may hold them: named safely, typed by what they are.

Input: the bytes of a file. Output: a `Picture`. Must not: trust a file's name, draw.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass

from pipeline.diagnostics import Location, Reported, report


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture under the safe name that it has in the book."""

    file: str
    media_type: str
    content: bytes


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
)


def picture_in(name: str, content: bytes, taken: set[str], path: str) -> Reported[Picture | None]:
    """A picture as an ebook may hold it: named and typed by what it is. Reports: EBK701."""
    kind = next(((media, ext) for start, media, ext in _SIGNATURES if content.startswith(start)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = ("image/webp", "webp")
    if kind is None:
        problem, content = _plain_svg(content)
        if problem:
            return Reported(None, (report("EBK701", Location(path), name=name, problem=problem),))
        kind = ("image/svg+xml", "svg")
    stem = free_name(ascii_name(name.rsplit(".", 1)[0], "picture"), taken)
    return Reported(Picture(f"{stem}.{kind[1]}", kind[0], content))


def _plain_svg(content: bytes) -> tuple[str | None, bytes]:
    """An SVG written anew without document type, comments and instructions; or what is wrong with it."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "it is neither a PNG, JPEG, GIF or WebP picture nor well-formed SVG", b""
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return f"its root element is {etree.QName(root).localname}, not an SVG's", b""
    for element in root.iter():
        if not isinstance(element.tag, str):
            return "it has an entity", b""
        if etree.QName(element).localname in ("script", "foreignObject", "iframe", "audio", "video"):
            return f"it has a {etree.QName(element).localname} element", b""
        for key, value in element.attrib.items():
            attribute = etree.QName(key).localname.lower()
            if attribute.startswith("on") or (
                attribute in ("href", "src") and not re.match(r"\s*(#|data:image/)", str(value))
            ):
                return f"it has the attribute {attribute}", b""
    return None, etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def moves(picture: Picture) -> bool:
    """Whether a picture may be animated."""
    content = picture.content
    match picture.media_type:
        case "image/gif":
            return content.count(b"\x21\xf9\x04") > 1
        case "image/webp":
            return b"ANIM" in content[:64]
        case "image/png":
            return b"acTL" in content[:4096]
        case "image/svg+xml":
            return re.search(rb"<(\w+:)?(animate|set\b)|@keyframes", content) is not None
        case _:
            return False


def size_of(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture, in whatever unit."""
    if picture.media_type != "image/svg+xml":
        from PIL import Image as Raster

        with Raster.open(io.BytesIO(picture.content)) as raster:
            return raster.size
    from lxml import etree

    root = etree.fromstring(picture.content)
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", root.get("viewBox") or "")]
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        return numbers[2], numbers[3]
    sides = [re.match(r"[\d.]+", root.get(side) or "") for side in ("width", "height")]
    width, height = (float(side[0]) if side else 1.0 for side in sides)
    return width or 1.0, height or 1.0


def free_name(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate


def ascii_name(text: str, otherwise: str) -> str:
    """A file name without a character that any file system or reading system stumbles over."""
    folded = (
        unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    )
    words = re.findall(r"[a-z0-9]+", folded)
    name = ""
    for word in words:
        if len(name) + len(word) >= 40:
            break
        name = f"{name}-{word}" if name else word
    return name or (words[0][:40] if words else otherwise)


_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L", "ŧ": "t", "’": ""}
)
