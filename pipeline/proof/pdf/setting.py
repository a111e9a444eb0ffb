"""The approved wording set again with trusted faces, glyph by glyph where the file has its characters.

Input: the lines of a disclaimer on a page, the trusted faces. Output: glyphs, and what is wrong with how they stand.
Must not: ask the file's fonts for anything but their names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.proof.pdf.pages import Line, Page, Piece, origin
from pipeline.proof.pdf.trusted import Face, Faces, Glyph
from pipeline.proof.stream import SOFT

# How much farther than its advance a letter may be from the next one, and a word. Units: shares of the size.
WITHIN = (-0.25, 0.25)
BETWEEN = (0.08, 1.6)
# How far apart the lines of a disclaimer may stand. Units: shares of the size.
LEADING = (0.9, 3.0)
_PLAIN = {"liga": False, "clig": False, "dlig": False, "hlig": False, "calt": False, "kern": False}
# The ways in which a stylesheet may set figures; the first is the brochure's.
FIGURES: tuple[Mapping[str, bool], ...] = (
    {"lnum": True, "pnum": True},
    {},
    {"lnum": True, "tnum": True},
)


class Untrusted(Exception):
    """A face that nobody vouches for. `args[0]` is its name."""


class Disordered(Exception):
    """Letters that do not stand as a line of text does. `args[0]` says how."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters of a line in one face. Shape: `text[i]` stands for the character `ats[i]` of the page, -1 for a space."""

    piece: Piece
    face: Face
    text: str
    ats: tuple[int, ...]


def glyphs_of_line(
    page: Page, line: Line, faces: Faces, lang: str, resolved: str, figures: Mapping[str, bool]
) -> list[Glyph]:
    """The trusted glyphs of a line of a script that is not shaped, each at its character's own place.

    `resolved` is the page's text with the hyphens at line ends decided. Raises: Untrusted, Disordered.
    """
    found: list[Glyph] = []
    advances: dict[int, float] = {}
    for stretch in _stretches(page, line, faces, resolved):
        piece = stretch.piece
        along = _length(piece)
        begun: dict[int, float] = {}
        for code, cluster, advance, dx, dy in stretch.face.shaped(
            stretch.text, lang=lang, features={**_PLAIN, **figures}
        ):
            at = stretch.ats[cluster]
            if at < 0:
                continue
            if code == 0:
                raise Disordered(f'no glyph for "{stretch.text[cluster]}" in {piece.font}')
            done = begun.get(cluster, 0.0)
            x, y = origin(page, at)
            found.append(
                Glyph(
                    piece.font, code, at, x + (done + dx) * along, y + dy * along, piece.unit, piece.matrix,
                    piece.colour,
                )
            )  # fmt: skip
            begun[cluster] = done + advance
            advances[at] = begun[cluster] * along
    _in_row(page, line, advances)
    return found


def _stretches(page: Page, line: Line, faces: Faces, resolved: str) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    text = ""
    ats: list[int] = []
    previous: int | None = None
    for at in line.characters:
        piece = page.pieces[page.marks[at]]
        if previous is not None and page.pieces[page.marks[previous]] != piece:
            stretches.append(_stretch(page, previous, faces, text, ats))
            text, ats = "", []
        elif previous is not None and at > previous + 1:
            text, ats = text + " ", [*ats, -1]
        character = resolved[at] if resolved[at] != SOFT else "-"
        text, ats = text + character, [*ats, at]
        previous = at
    if previous is not None:
        stretches.append(_stretch(page, previous, faces, text, ats))
    return stretches


def _stretch(page: Page, at: int, faces: Faces, text: str, ats: Sequence[int]) -> _Stretch:
    piece = page.pieces[page.marks[at]]
    face = faces.get(piece.font)
    if face is None:
        raise Untrusted(piece.font or "a font without a name")
    return _Stretch(piece, face, text, tuple(ats))


def _length(piece: Piece) -> float:
    """How long a unit of text is along its line. Units: pt."""
    a, b, _, _ = piece.matrix
    return abs(piece.unit) * math.hypot(a, b)


def _in_row(page: Page, line: Line, advances: Mapping[int, float]) -> None:
    """Each letter follows the one before it, and words stand apart. Raises: Disordered."""
    for left, right in pairwise(line.characters):
        if left not in advances or right not in advances:
            continue  # a mark that is part of the letter before
        size = page.pieces[page.marks[left]].size
        slack = (origin(page, right)[0] - origin(page, left)[0] - advances[left]) / size
        low, high = BETWEEN if right > left + 1 else WITHIN
        if not low <= slack <= high:
            pair = f'"{page.characters[left]}" and "{page.characters[right]}"'
            raise Disordered(f"{pair} {slack:+.2f} em further apart than their letters ask for")


def upright(page: Page, lines: Sequence[Line]) -> str | None:
    """What is wrong with the way in which the lines stand on the page: turned, mirrored, out of order."""
    for line in lines:
        fragments = (page.fragment(at) for at in line.characters)
        marks = {page.marks[at] for at in line.characters}
        for mark in marks | {mark for fragment in fragments if fragment for mark in fragment.pieces}:
            a, b, c, d = page.pieces[mark].matrix
            unit = page.pieces[mark].unit
            if a * unit <= 0 or d * unit <= 0 or abs(b) > 0.01 * abs(a) or abs(c) > 0.01 * abs(d):
                return "letters that are turned or mirrored"
    for upper, lower in pairwise(lines):
        first, second = upper.characters[0], lower.characters[0]
        size = page.pieces[page.marks[first]].size
        drop = (origin(page, first)[1] - origin(page, second)[1]) / size
        if not LEADING[0] <= drop <= LEADING[1]:
            return f"a line {drop:.1f} em below the one before it"
    return None
