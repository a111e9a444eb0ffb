"""A line of a script that is shaped, set again with trusted faces: letters that join, turn and change with their
neighbours.

Input: a fragment of a page, with the text that it is said to be. Output: trusted glyphs where the file has its own.
Must not: ask the file which glyphs it draws.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.proof.bidi import Direction, Stretch, visual
from pipeline.proof.pdf.pages import Fragment, Page, Piece, start_of
from pipeline.proof.pdf.setting import Disordered, Untrusted
from pipeline.proof.pdf.trusted import Face, Faces, Glyph, Shaped

# How far the widths of a stretch may be from those of its text: rounding. Units: shares of the size, in all and a glyph.
WIDTH = (0.03, 0.0012)
# How far a glyph may stand from its place: rounding since the glyph before. Units: shares of the size.
PLACE = 0.06
# By how much the outermost letters of a line at least reach into it. Units: shares of the size.
EDGE = 0.02
_FEATURES = {"liga": False, "clig": False, "dlig": False, "hlig": False, "calt": False}


@dataclass(slots=True)
class _Row:
    """Text objects of one face that follow each other. Units: pt."""

    face: Face
    piece: Piece
    pieces: list[int]
    x: float
    y: float
    size: float
    glyphs: list[tuple[float, float]] = field(default_factory=list)


def glyphs_of_fragment(
    page: Page, fragment: Fragment, faces: Faces, lang: str, base: Direction, figures: Mapping[str, bool]
) -> list[Glyph]:
    """The trusted glyphs of a line. Raises: Untrusted, Disordered."""
    text = fragment.text
    rows = _rows(page, fragment, faces)
    setter = _Setter(text, lang, {**_FEATURES, **figures}, WIDTH[0] + WIDTH[1] * len(text))
    left = list(visual(text, base))
    found: list[Glyph] = []
    pen: float | None = None
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        while left:
            if pen is None:
                pen = row.x - setter.offset(row.face, left[0]) * row.size
            part, rest = setter.fitting(row, following, pen, left)
            if part is None:
                break
            for code, cluster, advance, dx, dy in setter.shaped(row.face, part):
                if code == 0:
                    raise Disordered(f'no glyph for "{text[cluster]}" in {row.piece.font}')
                x, y = pen + dx * row.size, row.y + dy * row.size
                place = min(row.glyphs, key=lambda one: math.hypot(one[0] - x, one[1] - y), default=(x, y))
                if math.hypot(place[0] - x, place[1] - y) <= PLACE * row.size:
                    # What rounding has added up to so far.
                    pen += place[0] - x if advance else 0.0
                    x, y = place
                found.append(
                    Glyph(
                        row.piece.font, code, fragment.start + cluster, x, y, row.piece.unit, row.piece.matrix,
                        row.piece.colour,
                    )
                )  # fmt: skip
                if _beyond(fragment, text[cluster], x, advance * row.size, EDGE * row.size):
                    raise Disordered(f'nothing where "{text[cluster]}" should be')
                pen += advance * row.size
            left[:1] = [] if rest is None else [rest]
    if left:
        raise Disordered(f'nothing where "{text[left[0].start : left[0].end][:30]}" should be')
    return found


def _beyond(fragment: Fragment, character: str, x: float, advance: float, edge: float) -> bool:
    """Whether a letter would stand wholly outside what its line draws, where no picture is compared."""
    if character.isspace() or advance <= edge:
        return False
    return x > fragment.box[2] - edge or x + advance < fragment.box[0] + edge


@dataclass(frozen=True, slots=True)
class _Setter:
    """A line's text and how it is set. Units: `slack` in shares of the size."""

    text: str
    lang: str
    features: Mapping[str, bool]
    slack: float

    def shaped(self, face: Face, part: Stretch) -> list[Shaped]:
        return face.shaped(
            self.text, lang=self.lang, direction=part.direction, features=self.features, start=part.start,
            end=part.end,
        )  # fmt: skip

    def width(self, face: Face, part: Stretch) -> float:
        """Infinite where the face lacks a glyph."""
        shaped = self.shaped(face, part)
        return (
            math.inf if any(glyph.code == 0 for glyph in shaped) else sum(glyph.advance for glyph in shaped)
        )

    def offset(self, face: Face, part: Stretch) -> float:
        """How far its first glyph stands from where it begins."""
        shaped = self.shaped(face, part)
        return shaped[0].dx if shaped else 0.0

    def fitting(
        self, row: _Row, following: _Row | None, pen: float, left: Sequence[Stretch]
    ) -> tuple[Stretch | None, Stretch | None]:
        """As much of the first stretch as stands in a row from `pen` on, and its rest; None where the row is full."""
        stretch = left[0]
        if following is None:
            return stretch, None

        def over(part: Stretch | None, rest: Stretch | None) -> float:
            """How far the next row would begin behind its place. Units: shares of the size."""
            end = pen + (self.width(row.face, part) * row.size if part else 0.0)
            if math.isinf(end):
                return end
            begin = end + (self.offset(following.face, rest) * following.size if rest else 0.0)
            return (begin - following.x) / row.size

        if abs(over(None, stretch)) <= self.slack:
            return None, stretch
        whole = over(stretch, left[1] if len(left) > 1 else None)
        if whole <= self.slack:
            return stretch, None
        start, end, direction = stretch
        # A mark is in the face of its letter.
        cuts = [
            (Stretch(start, cut, direction), Stretch(cut, end, direction))
            for cut in range(start + 1, end)
            if not unicodedata.category(self.text[cut]).startswith("M")
        ]
        if direction == "rtl":
            cuts = [(rest, part) for part, rest in cuts]
        best = min(cuts, key=lambda cut: abs(over(*cut)), default=None)
        if best is None or abs(over(*best)) > self.slack:
            raise Disordered(f'no room for "{self.text[start:end][:30]}"')
        return best


def _rows(page: Page, fragment: Fragment, faces: Faces) -> list[_Row]:
    rows: list[_Row] = []
    # Marks are set higher or lower; most glyphs stand on the line.
    baseline = Counter(round(y, 3) for _, _, y in fragment.glyphs).most_common(1)[0][0]
    for mark in fragment.pieces:
        piece = page.pieces[mark]
        a, b, _, _ = piece.matrix
        size = abs(piece.unit) * math.hypot(a, b)
        if not rows or rows[-1].piece.font != piece.font or abs(rows[-1].size - size) > 0.01:
            face = faces.get(piece.font)
            if face is None:
                raise Untrusted(piece.font or "a font without a name")
            rows.append(_Row(face, piece, [mark], start_of(piece)[0], baseline, size))
        else:
            rows[-1].pieces.append(mark)
    for row in rows:
        row.glyphs = [(x, y) for mark, x, y in fragment.glyphs if mark in row.pieces]
    if any(right.x <= left.x for left, right in pairwise(rows)):
        raise Disordered("stretches of its line out of order")
    return rows
