"""The words in an author's drawings, as outlines in the theme's face.

Input: an SVG that has been looked at, the theme's fonts; later the layout engine. Output: the same drawing without text.
Must not: change what else it draws.

Why: an SVG names the fonts of the machine that it was drawn on. Here there are others, or none, so that it would look
different on every machine; and its words would stand among the article's in what a screen reader reads, which has the
text alternative for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.article import folded
from pipeline.document.drawings import parsed, texts
from pipeline.engines import Engines
from pipeline.engines.svg import drawing
from pipeline.engines.weasyprint import Resource

_SVG = "{http://www.w3.org/2000/svg}"
# What may stand around text, or says how it looks.
_AROUND = {
    f"{_SVG}{name}" for name in ("svg", "g", "a", "switch", "text", "tspan", "textPath", "style", "defs")
}
_FAMILY = re.compile(r"(?<![-\w])font-family\s*:[^;}]*;?")
# What a drawing's own frame is called, and rules that one more element around its parts would change.
_FRAME = "smallprint-frame"
_BY_PLACE = re.compile(r"[>+~]|:[\w-]*(?:child|type|root)")
# How wide the sheet is on which letters are drawn, at least: fine enough for outlines. Units: px.
_LEAST_PX = 600
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Lettering:
    """What words are drawn with. Shape: `family` as stylesheets name it; `faces` are `@font-face` rules."""

    family: str
    faces: str
    fonts: Mapping[str, Resource]


def words_in(resource: Resource) -> str:
    """The words of a drawing; none in a picture of pixels."""
    if resource.media_type != "image/svg+xml" or b"text" not in resource.content:
        return ""
    return " ".join(folded("".join(element.itertext())) for element in texts(parsed(resource.content)))


def outlined(resource: Resource, lettering: Lettering, engines: Engines, lang: str) -> Resource:
    """A drawing whose words are outlines; any other picture as it is. Raises: EngineError, Undrawn."""
    from lxml import etree

    if not words_in(resource).strip():
        return resource
    words, rest = parsed(resource.content), parsed(resource.content)
    left, top, width, height = _box(rest)
    _only_words(words, lettering.family)
    sheet_px = round(max(_LEAST_PX, width))
    height_px = height * sheet_px / width
    words.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    for key in ("width", "height", "preserveAspectRatio", "x", "y"):
        words.attrib.pop(key, None)
    layout = engines.weasyprint.layout(
        f'<html lang="{lang}"><title>-</title><style>@page {{ size: {sheet_px}px {height_px:.3f}px; margin: 0 }} body {{ margin: 0 }}'
        f" img {{ display: block; width: {sheet_px}px; height: {height_px:.3f}px }}</style>"
        '<img src="words.svg" alt="-">',
        {**lettering.fonts, "words.svg": Resource(etree.tostring(words), "image/svg+xml")},
        lettering.faces,
    )
    drawn = parsed(
        drawing(engines.weasyprint.write(layout, b"smallprint words"), sheet_px, "", lang).encode()
    )
    for element in texts(rest):
        _removed(element)
    scale = width / sheet_px
    place = f"translate({left:g} {top:g}) scale({scale:.8g})"
    group = etree.SubElement(rest, f"{_SVG}g", transform=place, fill="#000000", stroke="none")
    group.extend(element for element in drawn if element.tag != f"{_SVG}title")
    return Resource(etree.tostring(rest), resource.media_type)


def framed(resource: Resource) -> Resource:
    """A drawing that shows nothing beyond its edges; any other picture as it is.

    Why: a page paints its pictures where they stand only if they may overflow, and WeasyPrint 70 takes a drawing at its word.
    """
    if resource.media_type != "image/svg+xml":
        return resource
    from lxml import etree

    root = parsed(resource.content)
    rules = "".join("".join(element.itertext()) for element in root.iter(f"{_SVG}style"))
    if _BY_PLACE.search(rules):
        return resource
    left, top, width, height = _box(root)
    inside = etree.Element(f"{_SVG}g", {"clip-path": f"url(#{_FRAME})"})
    inside.extend(list(root))
    frame = etree.SubElement(root, f"{_SVG}clipPath", id=_FRAME)
    sides = {"x": left, "y": top, "width": width, "height": height}
    etree.SubElement(frame, f"{_SVG}rect", {name: f"{length:g}" for name, length in sides.items()})
    root.append(inside)
    return Resource(etree.tostring(root), resource.media_type)


def _box(root: Any) -> tuple[float, float, float, float]:
    """What of the drawing's plane is shown: left, top, width and height."""
    numbers = [float(number) for number in _NUMBER.findall(root.get("viewBox") or "")]
    if len(numbers) == 4 and min(numbers[2:]) > 0:
        return numbers[0], numbers[1], numbers[2], numbers[3]
    width, height = (_length(root.get(side)) for side in ("width", "height"))
    # Source: CSS, the size of what has none.
    return 0.0, 0.0, width or 300.0, height or 150.0


_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 960 / 25.4, "in": 96.0}

_LENGTH = re.compile(r"((?:\d++(?:\.\d*+)?|\.\d++)(?:e[-+]?\d{1,2})?)\s*+([a-z]*)")


def _length(value: str | None) -> float | None:
    match = _LENGTH.fullmatch((value or "").strip())
    return float(match[1]) * _PX[match[2]] if match and match[2] in _PX else None


def _only_words(root: Any, family: str) -> None:
    """Takes away everything but words, and the families that they ask for."""
    for element in list(root.iter("*")):
        stored = any(around.tag == f"{_SVG}defs" for around in element.iterancestors())
        if element.tag not in _AROUND and not stored:
            _removed(element)
            continue
        element.attrib.pop("font-family", None)
        if style := element.get("style"):
            element.set("style", _FAMILY.sub("", style))
        if element.tag == f"{_SVG}style" and element.text:
            element.text = _FAMILY.sub("", element.text)
    root.set("font-family", family)


def _removed(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
