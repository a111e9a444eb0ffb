"""The words that a drawing shows.

Input: the bytes of an SVG that has been looked at. Output: its words, one text after the other. Must not: draw, complain.
"""

from __future__ import annotations

from typing import Any

_SVG = "{http://www.w3.org/2000/svg}"
# What is drawn elsewhere, or not at all.
_STORES = {f"{_SVG}{name}" for name in ("defs", "symbol", "pattern", "mask", "clipPath", "marker")}


def words_of(content: bytes) -> tuple[str, ...]:
    """The text of each `text` that is drawn where it stands, white space folded; none of what is no drawing."""
    from lxml import etree

    if b"text" not in content:
        return ()
    try:
        root = parsed(content)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    words = (" ".join("".join(element.itertext()).split()) for element in texts(root))
    return tuple(filter(None, words))


def parsed(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def texts(root: Any) -> list[Any]:
    """The texts that are drawn where they stand."""
    return [
        element
        for element in root.iter(f"{_SVG}text")
        if not any(around.tag in _STORES for around in element.iterancestors())
    ]
