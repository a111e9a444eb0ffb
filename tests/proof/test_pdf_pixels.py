"""Which differences between a page and trusted letters count: another shape does, the rounding of an edge doesn't."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipeline.proof.pdf.pages import Line
from pipeline.proof.pdf.pixels import FEW, _differing, _masks, colours

Box = tuple[int, int, int, int]
SIZE = (80, 60)
LINE = (2.0, 2.0, 77.0, 57.0)
# The stem of an I, and an i in two pieces beside it. Units: pixels.
STEM: Box = (20, 8, 26, 52)
CELLS = {"I": (20.0, 8.0, 25.5, 51.5), "i": (40.0, 6.0, 45.5, 51.5)}
DOT, SHORT = (40, 6, 46, 12), (40, 20, 46, 52)


def _drawn(*boxes: Box) -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    for left, top, right, bottom in boxes:
        ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), fill="black")
    return picture


def _said(*shown: Box, places: bool = True) -> str | None:
    """What is said of a page with these shapes, where the trusted ones are an I and an i, each with a place or only said."""
    whole = None if places else SimpleNamespace(box=LINE)
    page: Any = SimpleNamespace(
        characters="".join(CELLS),
        fragment=lambda at: whole,
        indexes=[0, 1],
        boxes=dict(enumerate(CELLS.values())),
    )
    canvas: Any = SimpleNamespace(
        pixels=lambda box: (int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1)
    )
    line: Any = SimpleNamespace(box=LINE, characters=[0, 1])
    lines: list[Line] = [line]
    seen, trusted = _drawn(*shown), _drawn(STEM, DOT, SHORT)
    return _differing(page, lines, canvas, seen, trusted, _masks(lines, canvas, seen, trusted))


def _by(box: Box, across: int, down: int) -> Box:
    return (box[0] + across, box[1] + down, box[2] + across, box[3] + down)


def test_the_same_letters_do_not_differ() -> None:
    assert _said(STEM, DOT, SHORT) is None


@pytest.mark.parametrize(("across", "down"), [(0, 1), (0, -1), (1, 0), (-1, 0)])
@pytest.mark.parametrize("places", [True, False])
def test_a_letter_may_stand_on_the_next_pixel(across: int, down: int, places: bool) -> None:
    assert _said(_by(STEM, across, down), DOT, SHORT, places=places) is None


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ((_by(STEM, 0, 2), DOT, SHORT), "I"),
        ((_by(STEM, 2, 0), DOT, SHORT), "I"),
        (((21, 8, 26, 52), DOT, SHORT), "I"),
        (((20, 9, 26, 52), DOT, SHORT), "I"),
        ((STEM, SHORT), "i"),
        ((STEM, (40, 6, 46, 52)), "i"),
        ((STEM, _by(DOT, 1, 0), _by(SHORT, -1, 0)), "i"),
        ((_by(STEM, 0, 1), SHORT), "i"),
        ((DOT, SHORT), "I"),
    ],
)
def test_another_shape_or_place_is_told(shown: tuple[Box, ...], said: str) -> None:
    assert _said(*shown) == f'other shapes where "{said}" should be'
    assert _said(*shown, places=False) == 'other shapes where "Ii" should be'


@pytest.mark.parametrize("stem", [(19, 7, 27, 53), (20, 8, 27, 52), (21, 8, 28, 52), (20, 8, 26, 53)])
def test_a_heavier_letter_is_told(stem: Box) -> None:
    assert _said(stem, DOT, SHORT) is not None
    assert _said(stem, DOT, SHORT, places=False) is not None


def test_what_is_no_letters_is_told() -> None:
    assert _said(_by(STEM, 0, 1), DOT, SHORT, (60, 20, 64, 24)) == "16 pixels that are none of its letters'"


@pytest.mark.parametrize("number", [1, FEW, FEW + 1, 5 * FEW])
def test_every_colour_is_counted_however_many_there_are(number: int) -> None:
    picture = Image.new("RGB", (100, 80))
    values = [(index % number % 256, index % number // 256, 7) for index in range(8_000)]
    picture.putdata(values)
    assert sorted(colours(picture)) == sorted((count, colour) for colour, count in Counter(values).items())
