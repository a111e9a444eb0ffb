"""Whether every browser makes the same page of some HTML, and the same as the parser of the proof.

Input: the text of a page. Output: the end of a sentence, or None. Must not: build a tree.

Why: parsers repair what is not closed, closed twice, or out of its place, each by its own rules. Where all elements are
closed in order, and each stands where it may, there is nothing to repair.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

MAX_ELEMENTS = 200_000
MAX_DEPTH = 200
# Of one element. Parsers compare each with all before it.
MAX_ATTRIBUTES = 200
# Of a text, a value or a comment: where one is longer, parsers end without a word. Units: bytes.
MAX_PIECE = 10_000_000
_VOID = frozenset(
    [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]
)  # fmt: skip
_RAW = frozenset(["style", "script", "title", "textarea"])
# What some take for white space and others for nothing.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_SAYS_CHARSET = re.compile(r"charset|content-type", re.IGNORECASE)
# As templates write it: whatever is written otherwise is looked at as a whole.
_PLAIN_META = re.compile(r'<meta(?: [a-z:-]+="[^"]*")+ ?/?>')
_PLAIN_ATTRIBUTE = re.compile(r' ([a-z:-]+)="([^"]*)"')
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*)((?:[^"'<>]|"[^"]*"|'[^']*')*)>""")

# What a tag says, wherever quotes in it begin that nothing ends; one of fewer characters has not too many.
_LONG = re.compile(r"<[a-zA-Z][^\s<>\"'=/]*+((?:[^\"'<>]|\"[^\"]*+\"|'[^']*+'|[\"'])*+)")
_SAID = re.compile(r"[^\s/=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|\S*+))?")

# In a drawing browsers close it at the first element that is none of its own, and leave that one open.
DRAWN = frozenset(
    [
        "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "image", "lineargradient", "radialgradient", "stop", "clippath", "mask", "pattern", "text", "tspan", "marker",
    ]
)  # fmt: skip
# What says in words what a drawing shows. Browsers read elements in it as those of a page, others as words.
_TOLD = frozenset(["title", "desc"])
_WORDS = {name: re.compile(rf"[^<]*</{name}\s*>", re.IGNORECASE) for name in _TOLD}
_HEAD = frozenset(["meta", "title", "link", "style", "script", "base"])
# What may be in these; anything else is taken out of them, or closes them.
_INSIDE = {
    "html": frozenset(["head", "body"]),
    "head": _HEAD,
    "table": frozenset(["caption", "colgroup", "thead", "tbody", "tfoot", "tr"]),
    "thead": frozenset(["tr"]),
    "tbody": frozenset(["tr"]),
    "tfoot": frozenset(["tr"]),
    "tr": frozenset(["td", "th"]),
    "colgroup": frozenset(["col"]),
}
# Where these may be; elsewhere they are left out, or close what they are in.
_AROUND = {
    "head": frozenset(["html"]),
    "body": frozenset(["html"]),
    "caption": frozenset(["table"]),
    "colgroup": frozenset(["table"]),
    "col": frozenset(["colgroup"]),
    "thead": frozenset(["table"]),
    "tbody": frozenset(["table"]),
    "tfoot": frozenset(["table"]),
    "tr": frozenset(["table", "thead", "tbody", "tfoot"]),
    "td": frozenset(["tr"]),
    "th": frozenset(["tr"]),
    "li": frozenset(["ul", "ol", "menu"]),
    "dt": frozenset(["dl", "div"]),
    "dd": frozenset(["dl", "div"]),
}
_CELLS = frozenset(["td", "th", "caption"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Where one begins, an open paragraph ends.
_BLOCKS = _HEADINGS | frozenset(
    [
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "dd", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "li", "listing", "main", "menu",
        "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "ul", "xmp",
    ]
)  # fmt: skip


def disputed(text: str) -> str | None:
    """Why parsers could disagree on a page."""
    text = text.replace("<!-- -->", "")
    if text.startswith("\ufeff"):
        return "a byte order mark before <!DOCTYPE html>"
    start = text.lower().find("<!doctype html>")
    if start != 0:
        return "no <!DOCTYPE html> at its beginning"
    if _ODD.search(text) or "<!" in text[1:] or "<?" in text:
        return "a comment, declaration or control character"
    metas = [(match[0], _ruling(match[0])) for match in _META.finditer(text)]
    said = [meta.lower() for meta, ruling in metas if _SAYS_CHARSET.search(ruling)]
    if said != ['<meta charset="utf-8">'] or text.lower().index(said[0]) > 900:
        return "another character set than UTF-8, or none, in its first lines"
    views = [meta for meta, ruling in metas if "viewport" in ruling]
    if views != ['<meta name="viewport" content="width=device-width, initial-scale=1">']:
        return "a viewport that is not the device's own"
    return _nested(text, 15)


def _nested(text: str, position: int) -> str | None:
    """What is not closed in order, or stands where it may not."""
    stack: list[str] = []
    # Another <body> gives its attributes to the first one, wherever it stands; what follows the last is put into it.
    frame: list[str] = []
    count = 0
    while (opening := text.find("<", position)) >= 0:
        match = _TAG.match(text, opening)
        if match is None:
            return f"a stray < near {text[opening : opening + 20]!r}"
        if (not stack or stack[-1] in _INSIDE) and text[position:opening].strip():
            return f"words in <{stack[-1]}>" if stack else "words beside <html>"
        count += 1
        position = match.end()
        name = match[2].lower()
        if match[1]:
            if not stack or stack[-1] != name:
                return f"</{name}> where </{stack[-1] if stack else ''}> should be"
            stack.pop()
            if name == "html" and text[position:].strip():
                return "something behind </html>"
            continue
        if "svg" in stack and name in _TOLD:
            words = None if match[3].endswith("/") else _WORDS[name].match(text, position)
            if words is None:
                return f"more than words in the <{name}> of a drawing"
            position = words.end()
            continue
        if problem := _misplaced(name, stack):
            return problem
        if "svg" in stack and match[3].endswith("/"):
            continue
        if name == "svg" and match[3].endswith("/"):
            return "an empty <svg>"
        if name in _RAW:
            end = _closing(text, name, position)
            if end is None:
                return f"an open <{name}>"
            position = end
        elif name not in _VOID:
            if name in ("html", "head", "body"):
                frame.append(name)
            stack.append(name)
            if len(stack) > MAX_DEPTH:
                return f"more than {MAX_DEPTH} elements in one another"
        if count > MAX_ELEMENTS:
            return f"more than {MAX_ELEMENTS} elements"
    if frame != ["html", "head", "body"]:
        return "the elements " + ", ".join(f"<{name}>" for name in frame) + ", where each may stand once"
    return f"an open <{stack[-1]}>" if stack else None


def _misplaced(name: str, stack: Sequence[str]) -> str | None:
    """Why browsers would put an element elsewhere, or close what it is in."""
    around = stack[-1] if stack else ""
    if "svg" in stack:
        return None if name in DRAWN else f"a <{name}> in a drawing"
    if (around in _INSIDE and name not in _INSIDE[around]) or (
        name in _AROUND and around not in _AROUND[name]
    ):
        return f"a <{name}> in <{around}>"
    if not around:
        return None if name == "html" else f"a <{name}> beside <html>"
    # Within a cell all begins anew.
    last = max((index for index, step in enumerate(stack) if step in _CELLS), default=-1)
    since = stack[last + 1 :]
    for closed, closing in (("p", _BLOCKS), ("a", frozenset(["a"]))):
        if name in closing and closed in since:
            return f"a <{name}> in <{closed}>"
    if name in _HEADINGS and (heading := next((step for step in since if step in _HEADINGS), None)):
        return f"a <{name}> in <{heading}>"
    return None


def _ruling(meta: str) -> str:
    """What of a `<meta>` says what it is about. Why: a description may well speak of viewports and character sets."""
    if not _PLAIN_META.fullmatch(meta):
        return unescape(meta).lower()
    pairs = _PLAIN_ATTRIBUTE.findall(meta)
    return " ".join(f"{name} {unescape(value)}" for name, value in pairs if name != "content").lower()


def _closing(text: str, name: str, position: int) -> int | None:
    """Where an element of raw text ends."""
    match = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, position)
    return match.end() if match else None


def crowded(text: str) -> tuple[str, int, int] | None:
    """What a page or a part of a book has more of than a parser can be asked to read: what, the limit, how many; else None."""
    if (tags := text.count("<")) > 2 * MAX_ELEMENTS:
        return "tags", 2 * MAX_ELEMENTS, tags
    if len(text) > MAX_PIECE and (longest := max(map(len, text.split("<")))) > MAX_PIECE:
        return "bytes in one piece of text or one value", MAX_PIECE, longest
    for tag in _LONG.finditer(text):
        said = tag[1]
        if len(said) > MAX_ATTRIBUTES and (count := len(_SAID.findall(said))) > MAX_ATTRIBUTES:
            return "attributes of an element", MAX_ATTRIBUTES, count
    return None
