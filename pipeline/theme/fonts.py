"""Fonts: what they can show, and subsets of them for pages that may fetch nothing.

Input: the bytes of a font. Output: characters, WOFF2, fonts under another name. Must not: know which families there are.
"""

from __future__ import annotations

import functools
import io
from typing import Any


@functools.lru_cache(maxsize=32)
def characters_of(font: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(io.BytesIO(font), lazy=True).getBestCmap())


_FEATURES = ("kern", "liga", "locl", "ccmp", "pnum", "tnum", "lnum", "frac", "mark", "mkmk",
             "init", "medi", "fina", "isol", "rlig", "calt", "nukt", "akhn", "rphf", "rkrf", "blwf", "half", "pstf",
             "cjct", "pres", "abvs", "blws", "psts", "abvm", "blwm", "dist")  # fmt: skip


@functools.lru_cache(maxsize=64)
def subset(font: bytes, characters: str) -> bytes:
    """A font with only these characters, as WOFF2; the same bytes for the same input."""
    return _woff2(_cut(font, characters, (1, 2)))


@functools.lru_cache(maxsize=64)
def renamed(font: bytes, characters: str, family: str, style: str) -> bytes:
    """A font with only these characters, under a name of its own; the same bytes for the same input.

    Why: a changed font may not bear a reserved name, and carries its copyright and licence. Source: OFL 1.1, 2 and 3.
    """
    from fontTools.ttLib import TTFont

    loaded = TTFont(io.BytesIO(_cut(font, characters, _LICENCE)), recalcTimestamp=False, recalcBBoxes=False)
    names, whole = loaded["name"], family if style == "Regular" else f"{family} {style}"
    for number, text in ((1, family), (2, style), (3, whole), (4, whole), (6, whole.replace(" ", "-"))):
        names.setName(text, number, 3, 1, 0x409)
    output = io.BytesIO()
    loaded.save(output, reorderTables=False)
    return output.getvalue()


def may_be_cut(font: bytes) -> bool:
    """Whether a font says that it may travel in a document, and in part. Source: OpenType, OS/2, fsType."""
    from fontTools.ttLib import TTFont

    bits = int(TTFont(io.BytesIO(font), lazy=True)["OS/2"].fsType)
    return bits & 0x000E != 0x0002 and not bits & 0x0300


# Copyright, licence, and where that is found.
_LICENCE = (0, 13, 14)


def _cut(font: bytes, characters: str, names: tuple[int, ...]) -> bytes:
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(character) for character in characters})
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set(
        {int.from_bytes(tag.encode(), "big") for tag in _FEATURES}
    )
    wanted.sets(uharfbuzz.SubsetInputSets.NAME_ID).set(set(names))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    content: bytes = uharfbuzz.subset(uharfbuzz.Face(font), wanted).blob.data
    return content


class _Brotli:
    """Brotli for fontTools: 11, its own choice, would save a fifteenth of the bytes for four times the time."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def compress(self, content: bytes, mode: int = 0) -> bytes:
        compressed: bytes = self.module.compress(content, mode=mode, quality=6)
        return compressed


def _woff2(font: bytes) -> bytes:
    from fontTools.ttLib import TTFont, woff2

    if not isinstance(woff2.brotli, _Brotli):  # fontTools has no option for it
        woff2.brotli = _Brotli(woff2.brotli)
    loaded = TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False)
    loaded.flavor = "woff2"
    output = io.BytesIO()
    loaded.save(output)
    return output.getvalue()
