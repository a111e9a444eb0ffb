"""Whether an SVG is a plain drawing: nothing that runs, nothing from elsewhere, nothing that grows.

Input: bytes from a stranger. Output: the first reason to refuse them, or None.
Must not: repair, or reach anything outside the bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.document.drawings import MAX_CHARACTERS, characters_in

if TYPE_CHECKING:
    from lxml.etree import _Element

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

MAX_DEPTH = 60
MAX_ELEMENTS = 50_000
# Elements that are drawn once each reference is followed.
MAX_DRAWN = 100_000
# Parts that are drawn by themselves and laid over the rest: each is a picture of its own for an engine.
MAX_APART = 1_000
# Of all paths and outlines. An engine takes some hundred times as much. Units: characters.
MAX_DATA = 2_000_000
# Of any place or size. Units: those of the drawing. A PDF holds no larger number that every reader understands.
MAX_NUMBER = 500_000
# Of one element: parsers compare each with all before it.
MAX_ATTRIBUTES = 200

# In small letters, for a page of HTML knows no others; of any vocabulary, for a page that holds a drawing knows none.
REFUSED = frozenset(
    {
        "script", "foreignobject", "iframe", "embed", "object", "audio", "video", "canvas", "handler", "listener",
        "animate", "animatecolor", "animatemotion", "animatetransform", "set", "discard", "mpath", "feimage", "a",
        "switch", "case", "trigger", "template", "slot", "applet", "base", "button", "dialog", "fencedframe", "fieldset",
        "form", "frame", "frameset", "geolocation", "input", "keygen", "marquee", "math", "meter", "model",
        "noembed", "noframes", "noscript", "option", "output", "param", "permission", "plaintext", "portal", "progress",
        "details", "select", "selectedcontent", "source", "summary", "textarea", "track", "usermedia", "xmp", "link-rel",
    }
)  # fmt: skip
REFUSED_ATTRIBUTES = frozenset(
    {
        "srcdoc", "autofocus", "contenteditable", "popover", "popovertarget", "background", "is", "ping", "attributionsrc",
        "command", "commandfor", "interestfor", "aria-owns", "aria-flowto", "aria-modal",
    }
)  # fmt: skip
# XHTML and MathML run inside SVG; other vocabularies are notes of drawing programs.
REFUSED_NAMESPACES = frozenset({"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})

_DATA = ("d", "points", "transform")
_MEASURES = frozenset(
    {
        *_DATA, "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height",
        "font-size", "stroke-width", "gradientTransform", "patternTransform",
    }
)  # fmt: skip
_STANDARD_TYPE = re.compile(
    r"<!DOCTYPE\s+svg\s+PUBLIC\s+([\"'])-//W3C//DTD SVG 1\.[01](?: Basic| Tiny)?//EN\1"
    r"\s+([\"'])https?://www\.w3\.org/[\w./-]+\.dtd\2\s*>"
)
_NUMBER = re.compile(r"[-+]?(?:\d*\.\d+|\d+)(?:[eE][-+]?\d{1,9})?")
_MAY_BE_HUGE = re.compile(r"\d{6}|\d[eE]")
# Drawing programs write `opacity: 1` and `mask: none` wherever they can.
_APART = re.compile(r"(?:^|[;\s])(?:opacity\s*:\s*(?!1(?:\.0*)?\s*(?:;|$))|(?:mask|filter)\s*:\s*(?!none))")
# A tag that is long enough to have too many attributes.
_LONG = re.compile(r"<[^<>]{800,}")
_VALUED = re.compile(r"=\s*[\"']")
_OPENING = re.compile(r"url\s*\(", re.IGNORECASE)
_FOREIGN_CSS = re.compile(
    r"@import|@namespace|expression\s*\(|image-set\s*\(|src\s*\(|-moz-binding|behavior\s*:", re.IGNORECASE
)


def fault_of(content: bytes) -> str | None:
    """Why the drawing is refused, or None. Never raises."""
    from lxml import etree

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "it is not text in UTF-8"
    # What a drawing is was said so before 2011, and plotting programs say it still; nobody has to fetch it.
    text = _STANDARD_TYPE.sub("", text, count=1)
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return "it has a document type or entities"
    if re.search(r"<\?(?!xml\s)", text):
        return "it has a processing instruction"
    declared = re.match(r"\s*<\?xml\s[^>]*?encoding\s*=\s*['\"]([^'\"]*)['\"]", text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return f"it says that it is in {declared[1]}"
    if _deepest(text) > MAX_DEPTH:
        return f"it is nested deeper than {MAX_DEPTH} levels"
    if any(len(_VALUED.findall(tag[0])) > MAX_ATTRIBUTES for tag in _LONG.finditer(text)):
        return f"one of its elements has more than {MAX_ATTRIBUTES} attributes"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"it is not well-formed: {' '.join(str(error).split())}"
    if root.tag != f"{{{SVG}}}svg":
        return "its root is not an svg element"
    if characters_in(root) > MAX_CHARACTERS:
        return f"its words have more than {MAX_CHARACTERS} characters"
    return _element_fault(root) or _growth_fault(root)


def _deepest(text: str) -> int:
    """An upper bound of the nesting, without a parser that could run out of stack."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)[A-Za-z_:][^<>]*?(/?)>", text):
        depth += -1 if match[1] else 0 if match[2] else 1
        deepest = max(deepest, depth)
    return deepest


def _element_fault(root: _Element) -> str | None:
    apart = data = 0
    # Of elements only: comments are inert.
    for count, element in enumerate(root.iter("*")):
        if count >= MAX_ELEMENTS:
            return f"it has more than {MAX_ELEMENTS} elements"
        if (apart := apart + _apart(element)) > MAX_APART:
            return f"it has more than {MAX_APART} parts that are masked or see-through"
        if (data := data + sum(len(element.get(key) or "") for key in _DATA)) > MAX_DATA:
            return f"its paths have more than {MAX_DATA} characters; simplify them"
        namespace, _, name = element.tag.rpartition("}")
        if namespace[1:] in REFUSED_NAMESPACES:
            return f"it holds a `{name}` element of HTML or MathML"
        if name.lower() in REFUSED or "-" in name:
            return f"it holds a `{name}` element"
        if name in ("tspan", "textPath") and not _in_text(element):
            return f"it holds a `{name}` outside a `text`"
        if name == "style" and (fault := _css_fault("".join(map(str, element.itertext())))):
            return fault
        for key, value in element.attrib.items():
            if fault := _attribute_fault(str(key), str(value)) or _size_fault(str(key), str(value)):
                return fault
    return None


def _in_text(element: _Element) -> bool:
    return any(other.tag == f"{{{SVG}}}text" for other in element.iterancestors())


def _size_fault(key: str, value: str) -> str | None:
    if key not in _MEASURES or not _MAY_BE_HUGE.search(value):
        return None
    huge = next((one[0] for one in _NUMBER.finditer(value) if abs(float(one[0])) > MAX_NUMBER), None)
    return f"its `{key}` has a number over {MAX_NUMBER:,}, {huge[:40]}; draw it smaller" if huge else None


def _apart(element: _Element) -> bool:
    """Whether an element is drawn by itself and then laid over the rest."""
    return (
        str(element.get("opacity") or "1").strip() not in ("1", "1.0")
        or any(str(element.get(key) or "none").strip() != "none" for key in ("mask", "filter"))
        or _APART.search(str(element.get("style") or "")) is not None
    )


def _attribute_fault(key: str, value: str) -> str | None:
    name = key.rpartition("}")[2].lower()
    if name.startswith("on"):
        return f"it holds the event handler `{name}`"
    if name in REFUSED_ATTRIBUTES:
        return f"it holds the attribute `{name}`"
    if name in ("href", "src") and value.strip() and not value.strip().startswith("#"):
        return f"it refers to {value.strip()[:60]!r}"
    if key == "{http://www.w3.org/XML/1998/namespace}base":
        return "it has a base address"
    if name == "style" or "url" in value.lower() or "\\" in value:
        return _css_fault(value) if not name.startswith(("aria-", "data-")) else None
    return None


def _css_fault(css: str) -> str | None:
    """CSS may refer to parts of the same drawing only; escapes could spell anything."""
    if "\\" in css:
        return "its style has escapes"
    if "/*" in css:
        # A comment between `url` and its bracket could hide it from us and not from others.
        pieces = [piece.partition("*/") for piece in css.split("/*")[1:]]
        if any(not closing for _, closing, _ in pieces):
            return "its style has a comment that does not end"
        css = css.split("/*", 1)[0] + " ".join(rest for _, _, rest in pieces)
    if match := _FOREIGN_CSS.search(css):
        return f"its style has `{match[0].strip()}`"
    for address in _addresses(css):
        if not address.startswith("#"):
            return f"its style refers to {address[:60]!r}"
    return None


def _addresses(css: str) -> list[str]:
    """What stands in each `url(…)`."""
    return [piece.partition(")")[0].strip(" \t\r\n'\"") for piece in _OPENING.split(css)[1:]]


def _growth_fault(root: _Element) -> str | None:
    """`use` and patterns draw a part again and again: count what is drawn, once each reference is followed."""
    named = {str(value): element for element in root.iter() if (value := element.get("id")) is not None}
    sizes: dict[_Element, int] = {}
    open_: set[_Element] = set()

    def targets(element: _Element) -> list[_Element]:
        names = [str(element.get(key) or "").strip()[1:] for key in ("href", XLINK_HREF)]
        for value in element.attrib.values():
            names += [address[1:] for address in _addresses(str(value))]
        return [named[name] for name in names if name in named]

    # Without recursion: an element is counted once all that it holds and refers to has been.
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, ready = stack.pop()
        if element in sizes and not ready:
            continue
        needed = [*element.iterchildren("*"), *targets(element)]
        if ready:
            open_.discard(element)
            # Laid over the rest, it costs an engine as much as a hundred others.
            own = MAX_DRAWN // MAX_APART if _apart(element) else 1
            sizes[element] = own + sum(sizes.get(other, 0) for other in needed)
            if sizes[element] > MAX_DRAWN:
                return f"it draws more than {MAX_DRAWN} elements by repetition"
            continue
        if element in open_:
            return "one of its parts refers to itself"
        open_.add(element)
        stack.append((element, True))
        for other in needed:
            if other in open_:
                return "one of its parts refers to itself"
            if other not in sizes:
                stack.append((other, False))
    return None
