"""Pictures between the last words of a block and the disclaimer behind it.

Input: the block that a disclaimer stands behind, and the files of the article. Output: the picture that parts the two, if one
does. Must not: know a format; what holds for the narrowest page and for the widest holds for all.

Why: a disclaimer stands next to words. What a picture claims nobody meets who does not see it, unless a caption says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping

from pipeline.article import Asset
from pipeline.diagnostics import Extent
from pipeline.document import (
    Block,
    Code,
    CodeBlock,
    Component,
    Image,
    LineBreak,
    Node,
    Note,
    Paragraph,
    Table,
    Text,
    children,
)
from pipeline.document.drawings import is_drawing, parsed

# As high may be what stands between words and a disclaimer. Units: mm.
HIGHEST = 33.0
# A picture is no wider than the widest column, and no higher than every form lets it be; its pixels are fine ones.
_WIDTH, _HEIGHT, _PX = 120.0, 52.0, 25.4 / 150
# As many pictures may follow on words.
_MOST = 3
# What is printed of a component before what it holds, and behind it.
_BEFORE = {
    "callout": ("title", "kind"), "steps": ("title",), "checklist": ("title",), "table": ("caption",),
    "pull-fact": ("value", "label"),
}  # fmt: skip
_BEHIND = {"quote": ("by", "source"), "table": ("as-of", "source"), "key-facts": ("as-of", "source")}
_WORDY = ("contact", "sources")


def parting(block: Block, claims: Collection[Extent], assets: Mapping[str, Asset]) -> Image | None:
    """The first picture behind the last words of a block, where those and a disclaimer would not be next to each other.

    Shape: behind a picture that makes one of the `claims` there have to be words.
    """
    pictures = [one for one in _read(block) if isinstance(one, Image)]
    claimed = [one for one in pictures if one.at and _within(claims, one.at)]
    if isinstance(block, Component) and block.name == "table":
        block = next((child for child in block.blocks if isinstance(child, Table)), block)
    if not isinstance(block, Table):
        return _parting(tuple(_read(block)), claimed, assets)
    # Below each row a page may end.
    for row in (*block.head, *block.rows):
        read = [one for cell in row.cells for inner in cell.blocks for one in _read(inner)]
        if (found := _parting(read, claimed, assets)) is not None:
            return found
    return None


def _parting(
    read: Collection[Image | str], claimed: Collection[Image], assets: Mapping[str, Asset]
) -> Image | None:
    last: list[Image] = []
    for one in read:
        last = [*last, one] if isinstance(one, Image) else []
    if not last:
        return None
    alone = len(last) == len(read)
    too_many = len(last) > _MOST or sum(not one.alt for one in last) > 1
    high = sum(_height(assets.get(one.url)) for one in last) > HIGHEST
    return last[0] if alone or too_many or high or any(one in claimed for one in last) else None


def _within(claims: Collection[Extent], at: Extent) -> bool:
    """Whether one of these is in a stretch of the source."""
    start, end = (at.line, at.column), (at.end_line, at.end_column)
    return any(start <= (one.line, one.column) < end for one in claims)


def _read(node: Node) -> Iterator[Image | str]:
    """Pictures and words as they are read; a picture that stands alone has its caption below it."""
    match node:
        case Note() | LineBreak():
            return
        case Paragraph(content=(Image() as image,)):
            yield image
            if caption := image.attributes.get("caption"):
                yield caption
        case Image():
            yield node
        case Text(text=text) | Code(text=text) | CodeBlock(text=text):
            if text.strip():
                yield text
        case Component():
            for key in _BEFORE.get(node.name, ()):
                yield from filter(None, (node.attributes.get(key),))
            yield from (node.name,) if node.name in _WORDY else ()
            for child in children(node):
                yield from _read(child)
            for key in _BEHIND.get(node.name, ()):
                yield from filter(None, (node.attributes.get(key),))
        case _:
            for child in children(node):
                yield from _read(child)


def _height(asset: Asset | None) -> float:
    """How high a picture may be printed. Units: mm."""
    width, height = _size(asset)
    width, height = width * _PX, height * _PX
    return min(height * min(1.0, _WIDTH / width), _HEIGHT) if width > 0 else 0.0


def _size(asset: Asset | None) -> tuple[float, float]:
    """Width and height in pixels; a drawing is as wide as there is room. What cannot be read has neither: `checks` says it."""
    from PIL import Image as Raster

    if asset is None or asset.content is None:
        return 0.0, 0.0
    try:
        if not is_drawing(asset.name):
            with Raster.open(io.BytesIO(asset.content)) as raster:
                return raster.size
        root = parsed(asset.content)
    except Exception:  # each decoder has exceptions of its own
        return 0.0, 0.0
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*|-?\.\d+", root.get("viewBox") or "")]
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        return _WIDTH / _PX, _WIDTH / _PX * numbers[3] / numbers[2]
    return _WIDTH / _PX, _HEIGHT / _PX
