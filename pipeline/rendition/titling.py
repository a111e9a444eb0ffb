"""Titles in lines: as large as their place allows, of like length, and divided where a typesetter would.

Input: a text, the faces it is set in, the width of its place. Output: lines. Must not: draw, know what a cover is.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional, combining

from pipeline.theme import Theme
from pipeline.theme.fonts import characters_of

# Engines round as they please: a line that is so much shorter than its place fits for all of them.
_SAFETY = 1.01
# Pieces of a word keep at least so many letters together.
_PIECE = 4
# What a line loses by its end; slack is counted as a share of the width, squared.
_HYPHEN = 0.25
_LITTLE = 0.08  # a preposition or an article, which belongs to what follows
_BEFORE_LITTLE = -0.08
_STOP = -0.12  # where the sense ends, too
_COMMA = -0.06
_OVER = 0.1  # where it goes on behind the end of a sentence or a colon
_SPACES = re.compile("[ \t\r\n\u200b]+")
# A word, or a part of one that a hyphen joins, with the stops behind it.
_LONG = re.compile(r"(?<![\w.@:/_])[^\W\d_]{10,}[.,:;!?…»”)]*(?![\w.@:/_])")
# Behind these a word may go on in the next line.
_OPEN = re.compile("(?<=[\\w])([-‐–/])(?=[^\\W\\d_])")
# Lines of Chinese end between any two characters, but none begins with a closing sign or ends with an opening one.
_HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31c0-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "、。〃々〆ー〉》」』】〕〗〞！），．：；？］｝～％…—·’”"
_OPENING = "〈《「『【〔〖〝（［｛＄￥‘“"
_WIDE = re.compile(
    f"(?<=[{_HAN}{_CLOSING}])(?=[{_HAN}])(?![{_CLOSING}])|(?<=[{_HAN}])(?=[{_OPENING}]|[^\\W{_HAN}])"
    f"|(?<=[^\\W\\d_])(?=[{_HAN}])(?![{_CLOSING}])|(?<=[、。！），．：；？」』》】])(?=[「『《【（])"
)
# Better where the sense ends.
_SENSE = re.compile(f"(?<=[、。！），．：；？」』》】])(?=.)(?![{_CLOSING}])")


# A soft hyphen, and what is drawn where a line ends at one.
_DIVIDING = frozenset([0xAD, 0x2D])


@dataclass(frozen=True, slots=True)
class Type:
    """What a text is set in: files of fonts in the order in which they are asked, and the space between letters.

    Units: em.
    """

    fonts: tuple[bytes, ...]
    spacing: float = 0.0

    def width(self, text: str) -> float:
        """How wide a text is. Units: em."""
        return _width(text, self.fonts) + self.spacing * len(text)

    @property
    def divides(self) -> bool:
        """Whether it has what words are divided with; else another font would be looked for on the machine."""
        return bool(self.fonts) and characters_of(self.fonts[0]) >= _DIVIDING

    def placed(self, text: str) -> Line | None:
        """The letters of a line with their places; None where an engine has to set it.

        That is so where it takes more than one font, runs from right to left, or has signs that stand on others.
        """
        simple = all(
            bidirectional(one) not in _BOUND
            and not combining(one)
            and ord(one) in characters_of(self.fonts[0])
            for one in text
        )
        return _line(text, self.fonts[0], self.spacing) if simple else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters. Shape: the number of each in its font, and its place. Units: em; `base` is below the middle of the line."""

    letters: tuple[tuple[int, float, float], ...]
    width: float
    base: float


def type_of(theme: Theme, role: str, weight: int, lang: str, words: str, spacing: float = 0.0) -> Type:
    """What a theme sets words of a language in: the faces of `text` or `headings` that they need, in order."""
    linked = {face.family for face in theme.faces_for(words, lang)}
    families = [family.strip('"') for family in theme.stack(role, lang).split(", ")]
    faces = [theme.face(family, weight) for family in families if family in linked]
    return Type(tuple(theme.files[face.path] for face in faces), spacing)


# What runs from right to left, and what stands on other signs or shows nothing.
_BOUND = frozenset(
    {"R", "AL", "AN", "NSM", "BN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "PDF", "PDI", "FSI"}
)
# What stylesheets ask of every text; ligatures would close what spacing opens.
_FEATURES = {"lnum": True}
_SPACED = {**_FEATURES, "liga": False, "clig": False}


def lines(
    text: str, face: Type, size: float, measure: float, lang: str = "", *, divide: bool = False
) -> tuple[str, ...] | None:
    """A text in as few lines as it takes; None where a word is wider than the measure.

    With `divide`, words are divided by the rules of the language where they may be, and Chinese between any two characters;
    else that only where its sense ends. Units: `size` and `measure` are of one kind.
    """
    pieces = _pieces(text, lang if divide else None)
    room = measure / size / _SAFETY
    fitting: dict[tuple[int, int], float] = {}
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            joined = _joined(pieces[start:end])
            width = face.width(joined)
            if width > room:
                break
            over = _OVER if _WITHIN.search(joined) else 0.0
            fitting[start, end] = ((room - width) / room) ** 2 + _lost(pieces, end) + over
    # The best way to set the first pieces in so many lines: what it loses, and where its last line begins.
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for count in itertools.count(1):
        for (start, end), loss in fitting.items():
            if before := best.get((count - 1, start)):
                lost = before[0] + loss
                if (count, end) not in best or lost <= best[count, end][0]:
                    best[count, end] = (lost, start)
        if (count, len(pieces)) in best:
            break
        if count >= len(pieces):
            return None
    found: list[str] = []
    end = len(pieces)
    for line in range(count, 0, -1):
        start = best[line, end][1]
        found.append(_joined(pieces[start:end]))
        end = start
    return tuple(reversed(found))


# Where a sentence or its first half is over, within a line.
_WITHIN = re.compile("[:?!؟।—–](?= )|[：！？。](?=.)")


def parted_well(lines: Sequence[str]) -> bool:
    """Whether no line goes on behind the end of a sentence, or behind a colon."""
    return not any(_WITHIN.search(line) for line in lines)


def faults(lines: Sequence[str]) -> tuple[bool, int]:
    """What a typesetter would dislike in a title: a sentence that goes on within a line, then lines of one word. Shape: less is better."""
    alone = 0 if unspaced("".join(lines)) else sum(len(line.split()) == 1 for line in lines)
    return not parted_well(lines), alone


def ends(text: str, lines: Sequence[str]) -> Iterator[int]:
    """Where the lines of a text but the last end in it, before a space that parts them. Raises: ValueError if they are not its lines."""
    at = 0
    for line in lines[:-1]:
        at = text.index(line, at) + len(line)
        yield at


# A piece of text and what stands behind it within a line; a soft hyphen shows where the line ends.
_Piece = tuple[str, str]


def unspaced(text: str) -> bool:
    """Whether a text has characters between which a line may end, without a space."""
    return re.search(f"[{_HAN}]", text) is not None


@functools.lru_cache(maxsize=64)
def _pieces(text: str, lang: str | None) -> tuple[_Piece, ...]:
    """What a line can end behind."""
    found: list[_Piece] = []
    for word in _SPACES.split(text.strip()):
        parts = (_SENSE if lang is None else _WIDE).sub("\n", _OPEN.sub("\\1\n", word)).split("\n")
        for part in parts:
            soft = _divided(part, lang) if lang is not None else [part.replace("\u00ad", "")]
            found += [(one, "\u00ad") for one in soft[:-1]]
            found.append((soft[-1], ""))
        found[-1] = (found[-1][0], " ")
    return tuple(found)


def parted(text: str, lang: str, wide: Callable[[str], bool]) -> str:
    """A text with soft hyphens in those of its words that are wider than their place, where they may be divided.

    Why not in all: a line ends within a word only where it has to. An address has no places for hyphens.
    """

    def divided(match: re.Match[str]) -> str:
        return "\u00ad".join(_divided(match[0], lang)) if wide(match[0]) else match[0]

    return _LONG.sub(divided, text)


def _divided(word: str, lang: str) -> list[str]:
    """A word where it may be divided: as its author says, else by the rules of its language."""
    import pyphen

    if "\u00ad" in word:
        return word.split("\u00ad")
    rules = pyphen.language_fallback(lang)
    letters = len(word.rstrip(".,:;!?…»”)"))
    if not rules or letters < 2 * _PIECE + 2:
        return [word]
    places = [place for place in _rules(rules).positions(word) if _PIECE <= place <= letters - _PIECE]
    return [word[start:end] for start, end in itertools.pairwise([0, *map(int, places), len(word)])]


@functools.lru_cache(maxsize=4)
def _rules(language: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=language)


def _joined(pieces: Sequence[_Piece]) -> str:
    text = "".join(piece + ("" if behind == "\u00ad" else behind) for piece, behind in pieces)
    return text.rstrip(" ") + ("-" if pieces[-1][1] == "\u00ad" else "")


def _lost(pieces: Sequence[_Piece], end: int) -> float:
    if end == len(pieces):
        return 0.0
    piece, behind = pieces[end - 1]
    if behind == "\u00ad":
        return _HYPHEN
    if piece[-1:] in ".:;!?…؟؛।—–：；！？。":
        return _STOP
    if piece[-1:] in ",،、，":
        return _COMMA
    if not behind:
        return 0.0
    return _LITTLE * _little(piece) + _BEFORE_LITTLE * _little(pieces[end][0])


def _little(word: str) -> bool:
    """Whether it is a small word. Why not by lists: they stand in small letters in titles of all languages, names of things do not."""
    return word.isalpha() and (len(word) <= 2 or (len(word) <= 3 and word.islower()))


@functools.lru_cache(maxsize=4096)
def _width(text: str, fonts: tuple[bytes, ...]) -> float:
    """The width of a text, each stretch in the first font that has it."""
    width, start = 0.0, 0
    holders = [_holder(character, fonts) for character in text]
    for end in range(1, len(text) + 1):
        if end == len(text) or holders[end] != holders[start]:
            width += _shaped(text[start:end], fonts[holders[start]])
            start = end
    return width


def _holder(character: str, fonts: tuple[bytes, ...]) -> int:
    return next(
        (index for index, font in enumerate(fonts) if ord(character) in characters_of(font)), len(fonts) - 1
    )


def _shaped(text: str, font: bytes) -> float:
    import uharfbuzz

    face = _face(font)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face, buffer)
    return float(sum(place.x_advance for place in buffer.glyph_positions)) / float(face.face.upem)


@functools.lru_cache(maxsize=1024)
def _line(text: str, font: bytes, spacing: float) -> Line:
    import uharfbuzz

    face = _face(font)
    em = float(face.face.upem)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face, buffer, _SPACED if spacing else _FEATURES)
    found = []
    x = 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        found.append((int(info.codepoint), x + place.x_offset / em, place.y_offset / em))
        x += place.x_advance / em + spacing
    extents = face.get_font_extents("ltr")
    return Line(tuple(found), x - spacing, (extents.ascender + extents.descender) / em / 2)


@functools.lru_cache(maxsize=16)
def _face(font: bytes) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(font))
