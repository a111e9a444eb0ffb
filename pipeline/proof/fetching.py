"""What a file would load when it is opened or used, and whether the policy of a handout forbids that.

Input: a parsed page, its stylesheets. Output: sentences' ends, such as "https://… as the src of <img>".
Must not: know disclaimers.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from pipeline.proof.css import Sheet, name_of

# Attributes whose addresses browsers ask for by themselves.
_LOADED = frozenset(["src", "srcset", "poster", "data", "lowsrc", "dynsrc", "imagesrcset", "longdesc"])
# What may say where something comes from without asking for it.
_ADDRESSED = frozenset(["a", "link"])
# Of what is no picture the words for those who cannot see it are shown to all.
_PICTURE = re.compile(r"data:image/[a-z+-]+;base64,[A-Za-z0-9+/]{40}")
# A list of pictures with one entry.
_ONE = re.compile(r"\s*(data:image/[a-z+-]+;base64,[A-Za-z0-9+/=]+(\s+[\d.]+[xw])?\s*)?$")
_INSIDE = re.compile(r"\s*(data:|#|$)", re.IGNORECASE)
_IN_VALUE = re.compile(
    r"(?:url|src|image|image-set)\(\s*+(?:[\"']\s*+)?(?!data:|#)([^\"')\s]{1,60})", re.IGNORECASE
)
# With a scheme, or at another server.
_OUTSIDE = re.compile(r"(?:^|,)\s*(?!data:image/)(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
_OUTSIDE_IN_VALUE = re.compile(
    r"(?:url|src|image|image-set)\(\s*+(?:[\"']\s*+)?(?!data:image/)(?:[a-z][a-z0-9+.-]*:|[/\\]{2})",
    re.IGNORECASE,
)
_DATA = frozenset(["data:"])
# What each directive may allow at most: nothing but what is in the page. Hashes are those of its style and its data.
_ALLOWED = {
    "default-src": frozenset(["'none'"]),
    "img-src": _DATA | {"'none'"},
    "font-src": _DATA | {"'none'"},
    "style-src": frozenset(["'none'"]),
    "script-src": frozenset(["'none'"]),
    "connect-src": frozenset(["'none'", "'self'"]),
    "base-uri": frozenset(["'none'"]),
    "form-action": frozenset(["'none'"]),
}
_HASHED = frozenset(["style-src", "script-src"])
_HASH = re.compile(r"'sha(256|384|512)-[A-Za-z0-9+/_-]+=*'")
_OWED = ("default-src", "base-uri", "form-action")


def fetched(root: Any, sheets: Iterable[Sheet]) -> Iterator[str]:
    """The addresses that the page's elements and styles would be filled from."""
    for element in root.iter():
        name = name_of(element)
        for attribute, value in element.attrib.items() if name else ():
            plain = str(attribute).rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower()
            if name == "img" and plain == "src" and not _PICTURE.match(value):
                yield f"{value[:60]!r} as a picture"
                continue
            loaded = plain in _LOADED or (plain == "href" and name not in _ADDRESSED)
            inside = _ONE if plain in ("srcset", "imagesrcset") else _INSIDE
            if loaded and not inside.match(value):
                yield f"{value[:60]} as the {plain} of <{name}>"
            elif plain not in ("content", "href", "alt", "title") and (match := _IN_VALUE.search(value)):
                yield f"{match[1]} in the {plain} of <{name}>"
    for sheet in sheets:
        values = [declared.value for rule in sheet.rules for declared in rule.declarations]
        values += [declared.value for declared in sheet.pages]
        for value in values:
            yield from (f"{address[:60]} in the stylesheet" for address in _addresses(value))


def remote(root: Any) -> Iterator[str]:
    """The addresses outside the archive that a text file of an ebook would be filled from."""
    for element in root.iter():
        name = name_of(element)
        for attribute, value in element.attrib.items() if name else ():
            plain = str(attribute).rsplit("}", 1)[-1].lower()
            if plain in _LOADED or (plain == "href" and name not in _ADDRESSED):
                found = _OUTSIDE.search(value)
            elif plain in ("content", "href", "alt", "title"):
                continue
            else:
                found = _OUTSIDE_IN_VALUE.search(value)
            if found:
                yield f"{value.strip()[:60]} as the {plain} of <{name}>"


def remote_in_styles(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The addresses outside the archive in its stylesheets."""
    for sheet in sheets:
        values = [one.value for rule in sheet.rules for one in rule.declarations]
        values += [one.value for one in sheet.pages]
        for value in values:
            yield from (
                f"{address[:60]} in a stylesheet" for address in _addresses(value) if _OUTSIDE.match(address)
            )


def _addresses(tokens: Iterable[Any]) -> Iterator[str]:
    """The addresses in the value of a declaration that are not in the page."""
    for token in tokens:
        if token.type == "url":
            if not _INSIDE.match(token.value):
                yield token.value
        elif token.type == "function":
            sourced = token.lower_name in (
                "url",
                "src",
                "image",
                "image-set",
                "-webkit-image-set",
                "cross-fade",
            )
            for inner in token.arguments:
                if sourced and inner.type == "string" and not _INSIDE.match(inner.value):
                    yield inner.value
            yield from _addresses(token.arguments)
        elif token.type in ("() block", "[] block", "{} block"):
            yield from _addresses(token.content)


def unguarded(root: Any) -> str | None:
    """What is wrong with the page's content security policy; None where it forbids all that it does not need."""
    metas = [
        meta
        for meta in root.iter("meta")
        if (meta.get("http-equiv") or "").strip().lower() == "content-security-policy"
    ]
    if len(metas) != 1:
        return f"{len(metas)} content security policies"
    meta = metas[0]
    before = [one for one in meta.itersiblings(preceding=True) if str(one.tag) != "meta"]
    if str(meta.getparent().tag) != "head" or before:
        return "a content security policy behind what it is for"
    said: dict[str, list[str]] = {}
    for directive in (meta.get("content") or "").split(";"):
        name, *sources = directive.split() or [""]
        if name:
            # Of two of one name the first holds.
            said.setdefault(name.lower(), sources)
    for name in _OWED:
        if name not in said:
            return f"a content security policy without {name}"
    for name, sources in said.items():
        for source in sources:
            hashed = name in _HASHED and _HASH.fullmatch(source)
            if not hashed and source.lower() not in _ALLOWED.get(name, ()):
                return f"a content security policy with {name} {source[:40]}"
    return _shut_out(root, said)


def _shut_out(root: Any, said: Mapping[str, Sequence[str]]) -> str | None:
    """What of the page's own its policy forbids: it would be shown without."""
    for style in root.iter("style"):
        css = style.text or ""
        digest = b64encode(sha256(css.encode()).digest()).decode()
        if f"'sha256-{digest}'" not in said.get("style-src", ()):
            return "a content security policy that shuts out its own stylesheet"
        if "@font-face" in css and "data:" not in said.get("font-src", ()):
            return "a content security policy that shuts out its own fonts"
    return None
