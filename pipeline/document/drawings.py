"""The words that a drawing shows.

Input: the bytes of an SVG that has been looked at. Output: its words, one text after the other. Must not: draw, complain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.article import Asset, folded
from pipeline.document.nodes import Block, Image
from pipeline.document.queries import of_kind

# A drawing with more of them is refused.
MAX_CHARACTERS = 50_000

_SVG = "{http://www.w3.org/2000/svg}"
_TEXT = f"{_SVG}text"
# What is drawn elsewhere, or not at all.
_STORES = {f"{_SVG}{name}" for name in ("defs", "symbol", "pattern", "mask", "clipPath", "marker")}


def words_of(content: bytes) -> tuple[str, ...]:
    """Each of its texts, white space folded, in the order of the file; none of what is no drawing."""
    from lxml import etree

    if b"text" not in content:
        return ()
    try:
        root = parsed(content)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    found: list[str] = []
    left = MAX_CHARACTERS
    # What a part says that is drawn elsewhere is read like the rest.
    for element in root.iter(_TEXT):
        words = folded("".join(element.itertext()))[:left]
        left -= len(words)
        found += [words] if words else []
    return tuple(found)


def words_of_drawings(blocks: Sequence[Block], assets: Mapping[str, Asset]) -> dict[str, tuple[str, ...]]:
    """The words of each drawing among these blocks that has some, by its name."""
    names = {image.url for image in of_kind(blocks, Image) if is_drawing(image.url)}
    found = {name: words_of(asset.content or b"") for name in names if (asset := assets.get(name))}
    return {name: words for name, words in found.items() if words}


def is_drawing(name: str) -> bool:
    return name.lower().endswith(".svg")


def parsed(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def characters_in(root: Any) -> int:
    """How many characters all its texts have."""
    return sum(len("".join(element.itertext())) for element in root.iter(_TEXT))


def texts(root: Any) -> list[Any]:
    """The texts that are drawn where they stand."""
    return [
        element
        for element in root.iter(_TEXT)
        if not any(around.tag in _STORES for around in element.iterancestors())
    ]
