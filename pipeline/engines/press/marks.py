"""What surrounds the trimmed sheet: where to cut and fold, whether plates fit, how much ink runs, what it is.

Input: a sheet, and what to write. Output: content for its page. Nothing of it lies within the bleed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.engines.press.impose import Sheet

MM = 72 / 25.4
SLUG_MM = 12.0
MARK_MM = 6.0
MARK_OFFSET_MM = 3.5
MARK_WIDTH_PT = 0.25
FOLD_WIDTH_PT = 0.4
PATCH_MM = 5.0
LINE_PT = 6.0
# A circle's quarter as a curve.
ROUND = 0.5523

REGISTRATION = "/Registration"
# All plates, the registration colour's tint.
_PATCHES = ("1 0 0 0", "0.5 0 0 0", "0 1 0 0", "0 0.5 0 0", "0 0 1 0", "0 0 0.5 0", "0 0 0 1", "0 0 0 0.5")


@dataclass(frozen=True, slots=True)
class Slug:
    """What is written beside a sheet. Shape: `pieces` in order; each is left out if the font lacks a letter of it."""

    pieces: tuple[str, ...]
    font: bytes


def furniture(sheet: Sheet, slug: Slug, bleed_mm: float) -> bytes:
    """Marks, patches and the line of text. Shape: marked as no content. Units: the page's points, from its left foot."""
    offset = max(MARK_OFFSET_MM, bleed_mm + 0.3)
    left, foot = SLUG_MM, SLUG_MM
    right, top = left + sheet.width_mm, foot + sheet.height_mm
    middle_y = (foot + top) / 2
    folds = [left + fold for fold in sheet.folds_mm]
    out: list[str] = [
        "/Artifact BMC q",
        f"{REGISTRATION} CS 1 SCN {REGISTRATION} cs 1 scn",
        f"{MARK_WIDTH_PT} w",
    ]
    for x, outward in ((left, -1), (right, 1)):
        for y in (foot, top):
            out.append(_line(x + outward * offset, y, x + outward * (offset + MARK_MM), y))
    for y, outward in ((foot, -1), (top, 1)):
        for x in (left, right):
            out.append(_line(x, y + outward * offset, x, y + outward * (offset + MARK_MM)))
    half = offset + (SLUG_MM - offset) / 2
    for x in (left - half, right + half):
        out.append(_target(x, middle_y))
    centre = (left + right) / 2
    if all(abs(fold - centre) > PATCH_MM for fold in folds):
        out += [_target(centre, y) for y in (foot - half, top + half)]
    if folds:
        out.append(f"{FOLD_WIDTH_PT} w [2 1.5] 0 d")
        for x in folds:
            for y, outward in ((foot, -1), (top, 1)):
                out.append(_line(x, y + outward * offset, x, y + outward * (offset + MARK_MM)))
        out.append("[] 0 d")
    out.append("0 0 0 1 k")
    for x in folds:
        out.append(_text("fold", slug.font, x + 1, top + offset + 0.6, 5))
    x = left + PATCH_MM
    for patch in _PATCHES:
        out.append(
            f"{patch} k {_number(x * MM)} {_number((top + half - PATCH_MM / 2) * MM)} {_number(PATCH_MM * MM)} {_number(PATCH_MM * MM)} re f"
        )
        x += PATCH_MM
    out.append("0 0 0 1 k")
    known = _letters(slug.font)
    line = "   ".join(
        piece for piece in slug.pieces if piece and all(ord(letter) in known for letter in piece)
    )
    # Beside the marks of the folds, not across them.
    stops = sorted(fold for fold in [*folds, centre] if fold > left + PATCH_MM)
    room = ((stops[0] if stops else right) - PATCH_MM - (left + PATCH_MM)) * MM
    for index, text in enumerate(_broken(line, slug.font, LINE_PT, room)[:3]):
        out.append(_text(text, slug.font, left + PATCH_MM, foot - offset - 2.2 - index * 2.4, LINE_PT))
    out.append("Q EMC")
    return "\n".join(out).encode()


def registration() -> Any:
    """The colour that is on every plate."""
    from pikepdf import Array, Dictionary, Name

    full = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1])
    )
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, full])


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{_number(x0 * MM)} {_number(y0 * MM)} m {_number(x1 * MM)} {_number(y1 * MM)} l S"


def _target(x: float, y: float) -> str:
    """A cross in a circle."""
    radius, arm = 1.5, 2.5
    bend = radius * ROUND
    points = (
        ((x + radius, y + bend), (x + bend, y + radius), (x, y + radius)),
        ((x - bend, y + radius), (x - radius, y + bend), (x - radius, y)),
        ((x - radius, y - bend), (x - bend, y - radius), (x, y - radius)),
        ((x + bend, y - radius), (x + radius, y - bend), (x + radius, y)),
    )
    curve = " ".join(_pairs(quarter) + " c" for quarter in points)
    return " ".join(
        (
            _line(x - arm, y, x + arm, y),
            _line(x, y - arm, x, y + arm),
            f"{_pairs([(x + radius, y)])} m {curve} S",
        )
    )


def _pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x * MM)} {_number(y * MM)}" for x, y in points)


def _number(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


# ── text as shapes ──────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _font(content: bytes) -> tuple[Any, dict[int, str], Any, int, dict[str, tuple[str, float]]]:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True)
    return font, font.getBestCmap(), font.getGlyphSet(), font["head"].unitsPerEm, {}


def _letters(content: bytes) -> dict[int, str]:
    return _font(content)[1]


def _shape(content: bytes, letter: str) -> tuple[str, float]:
    """A letter's outline in the font's units, and its width."""
    _, names, glyphs, _, known = _font(content)
    if letter not in known:
        from fontTools.pens.basePen import BasePen

        # fontTools has no types, and only a pen of its own kind turns quadratic curves into cubic ones.
        class Pen(BasePen):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__(glyphs)
                self.parts: list[str] = []

            def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
                self.parts.append(f"{_number(point[0])} {_number(point[1])} m")

            def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
                self.parts.append(f"{_number(point[0])} {_number(point[1])} l")

            def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
                self.parts.append(" ".join(f"{_number(x)} {_number(y)}" for x, y in points) + " c")

            def _closePath(self) -> None:  # noqa: N802
                self.parts.append("h")

        glyph = glyphs[names[ord(letter)]]
        pen = Pen()
        glyph.draw(pen)
        known[letter] = (" ".join(pen.parts), float(glyph.width))
    return known[letter]


def _width(text: str, content: bytes, size: float) -> float:
    return sum(_shape(content, letter)[1] for letter in text) * size / _font(content)[3]


def _broken(text: str, content: bytes, size: float, room: float) -> list[str]:
    """The text in lines that fit. Units: points."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, content, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.strip() for line in lines if line.strip()]


def _text(text: str, content: bytes, x_mm: float, y_mm: float, size: float) -> str:
    """Text as filled outlines."""
    letters = _letters(content)
    scale = size / _font(content)[3]
    out = [f"q {scale:.6f} 0 0 {scale:.6f} {_number(x_mm * MM)} {_number(y_mm * MM)} cm"]
    for letter in text:
        if ord(letter) not in letters:
            continue
        outline, width = _shape(content, letter)
        if outline:
            out.append(f"{outline} f")
        out.append(f"1 0 0 1 {_number(width)} 0 cm")
    return " ".join([*out, "Q"])
