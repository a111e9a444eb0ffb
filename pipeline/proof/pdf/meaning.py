"""What a font in a PDF says that its glyphs stand for, beside what its face has them for.

Input: a trusted face, the codes of a font with what is said of each. Output: those that stand for something else.
Must not: draw, believe what is said, or know disclaimers.

Why: all that is read of a page comes from there. A font whose outlines are its face's may say that the 8 which it draws is a 3.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pipeline.proof.sighting import shaped

# The ways in which a stylesheet may set figures and letters, the most frequent first.
_WAYS: tuple[Mapping[str, bool], ...] = (
    {"lnum": True, "pnum": True},
    {},
    {"lnum": True, "tnum": True},
    {"onum": True, "pnum": True},
    {"sups": True},
    {"subs": True},
    {"frac": True},
    {"smcp": True},
    {"c2sc": True},
)
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%€$£"
# What is drawn turned where it is read from right to left; brackets and quotation marks, in such words among others too.
_BRACKETS = "()[]{}«»‹›"
_TURNED = dict(zip("()[]{}«»‹›<>≤≥", ")(][}{»«›‹><≥≤", strict=True))
# Faces that are kept read.
FACES = 32
# Of glyphs that come from others.
MAX_DEPTH = 4


def misread(content: bytes, said: Mapping[int, str], *, rightward: bool = False) -> Iterator[int]:
    """The codes that stand for something else in a face than is said of them.

    Shape: `rightward` tells a text that is read from right to left, where signs such as < are drawn as >.
    """
    face = _face(content)
    if not face.readable:
        return
    for code, text in said.items():
        if text in face.known.setdefault(code, {}):
            right = face.known[code][text]
        else:
            right = face.known[code][text] = _right(face, code, text)
        if not right and not (
            text in (_TURNED if rightward else _BRACKETS) and _right(face, code, _TURNED[text])
        ):
            yield code


def _right(face: _Face, code: int, text: str) -> bool:
    if len(text) == 1 and face.font.get_nominal_glyph(ord(text)) == code:
        return True
    if not text or shaped(text) or not any(map(_weighs, text)):
        # Forms of letters that join, dots, and what adds nothing: whatever of these is drawn, it is no plain letter or figure.
        return code not in face.plain
    return any(face.glyphs(text, way) == [code] for way in _WAYS) or text in face.texts(code, 0)


def _weighs(character: str) -> bool:
    """Whether a character is a letter, a figure or a sign."""
    return unicodedata.category(character)[0] in "LNSP"


@lru_cache(maxsize=FACES)
def _face(content: bytes) -> _Face:
    return _Face(content)


class _Face:
    """A face by what its glyphs stand for. Shape: `known` are the answers so far; `plain` are glyphs of plain letters and figures."""

    def __init__(self, content: bytes) -> None:
        import uharfbuzz

        self._content = content
        whole = uharfbuzz.Face(content)
        self.font = uharfbuzz.Font(whole)
        # Of one that is packed nothing is known; where it draws a disclaimer, that is said of each.
        self.readable = whole.glyph_count > 0
        self.known: dict[int, dict[str, bool]] = {}
        self.plain = {code for one in _PLAIN for way in _WAYS[:3] for code in self.glyphs(one, way)} - {0}
        self._sources: dict[int, list[tuple[int, ...]]] | None = None
        self._letters: dict[int, str] = {}

    def glyphs(self, text: str, features: Mapping[str, bool]) -> list[int]:
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.font, buffer, dict(features))
        return [info.codepoint for info in buffer.glyph_infos]

    def texts(self, code: int, depth: int) -> set[str]:
        """What a glyph may stand for after all that the face may put in the place of letters."""
        if self._sources is None:
            self._sources, self._letters = _substituted(self._content)
        found = set(self._letters.get(code, ""))
        for source in self._sources.get(code, ()) if depth < MAX_DEPTH else ():
            pieces = {""}
            for glyph in source:
                pieces = {piece + text for piece in pieces for text in self.texts(glyph, depth + 1)}
            found |= pieces
        return found


def _substituted(content: bytes) -> tuple[dict[int, list[tuple[int, ...]]], dict[int, str]]:
    """By glyph, which ones it may stand in the place of; the characters of each glyph."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True)
    letters: dict[int, str] = {}
    for character, name in font.getBestCmap().items():
        number = font.getGlyphID(name)
        letters[number] = letters.get(number, "") + chr(character)
    sources: dict[int, list[tuple[int, ...]]] = {}
    table: Any = font["GSUB"].table if "GSUB" in font else None
    lookups = table.LookupList.Lookup if table is not None and table.LookupList else ()
    for before, after in (pair for lookup in lookups for part in lookup.SubTable for pair in _pairs(part)):
        sources.setdefault(font.getGlyphID(after), []).append(tuple(map(font.getGlyphID, before)))
    return sources, letters


def _pairs(part: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a subtable puts in the place of what: one glyph for another, or one for several."""
    part = getattr(part, "ExtSubTable", part)
    kind = type(part).__name__
    if kind == "SingleSubst":
        yield from (((before,), after) for before, after in part.mapping.items())
    elif kind == "AlternateSubst":
        yield from (((before,), after) for before, several in part.alternates.items() for after in several)
    elif kind == "LigatureSubst":
        yield from (
            ((first, *one.Component), one.LigGlyph)
            for first, several in part.ligatures.items()
            for one in several
        )
