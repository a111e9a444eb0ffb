"""Flat drawings: what is read of an SVG, and that it is written as it was."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pypdfium2
import pytest
from PIL import ImageChops, ImageStat

from pipeline.engines import Engines
from pipeline.engines.svg.flat import Shape, Undrawn, as_page, as_svg, rectangle, shapes_of
from pipeline.engines.weasyprint import Resource

SIZE = (200, 100)
BOX = (0.0, 0.0, 200.0, 100.0)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}">'


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines()


def svg(inside: str, width: int = 200, height: int = 100) -> str:
    return f"{HEAD.format(width, height)}{inside}</svg>"


def page(shapes: list[Shape]) -> Any:
    with closing(pypdfium2.PdfDocument(as_page(shapes, SIZE))) as document:
        return document[0].render().to_pil().convert("RGB")


def engine(engines: Engines, drawing: str) -> Any:
    """The same as another program draws it."""
    style = "@page{size:200px 100px;margin:0}img{display:block;width:200px;height:100px;object-fit:cover}"
    html = f'<style>{style}body{{margin:0}}</style><img src="x" alt="">'
    layout = engines.weasyprint.layout(html, {"x": Resource(drawing.encode(), "image/svg+xml")})
    with closing(pypdfium2.PdfDocument(engines.weasyprint.write(layout, b"x"))) as document:
        return document[0].render(scale=4 / 3).to_pil().convert("RGB")


def apart(one: Any, other: Any) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


DRAWINGS = {
    "places": '<path fill="#aa0000" d="M10 10h50v20l-20 30H10z"/><path fill="#00aa00" d="m100 10 50 0 0 50zM160 70V90H190V70z"/>',
    "curves": '<path fill="#aa0000" d="M10 90C10 10 60 10 90 90zM100 90q40-120 80 0z"/>',
    "a quarter": '<path fill="#aa0000" d="M20 20H80A60 60 0 0 1 20 80z"/><path fill="#0000aa" d="M100 20a40 40 0 0 0 40 40v-40z"/>',
    "moved": '<g transform="translate(100 10)" fill="#aa0000"><g transform="rotate(90 30 30)"><path d="M0 0h60v20H0z"/></g></g>',
    "moved twice": '<g transform="translate(100 10) rotate(-30 10 10)" fill="#aa0000"><path fill="#00aa00" d="M0 0h60v20H0z"/></g>',
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_what_is_read_is_what_an_engine_draws(name: str, engines: Engines) -> None:
    drawing = svg(DRAWINGS[name])
    shapes = shapes_of(drawing, BOX)
    blank = apart(engine(engines, drawing), page([]))
    assert blank > 5
    assert apart(engine(engines, drawing), page(shapes)) < 0.4
    assert apart(engine(engines, as_svg(shapes, SIZE, "x", "en")), page(shapes)) < 0.4


def test_a_drawing_fills_its_box_and_is_cut_there() -> None:
    drawing = svg('<path fill="#aa0000" d="M-50-50h100v100h-100z"/>', 100, 100)
    picture = page([rectangle("#ffffff", BOX), *shapes_of(drawing, (50.0, 0.0, 150.0, 50.0))])
    assert picture.getpixel((45, 10)) == (255, 255, 255)
    assert picture.getpixel((55, 10)) == (170, 0, 0)
    assert picture.getpixel((99, 24)) == (170, 0, 0)
    assert picture.getpixel((101, 10)) == (255, 255, 255)


def test_three_quarters_of_a_circle() -> None:
    """Which engines draw squarer: so the place of each point is told."""
    (shape,) = shapes_of(svg('<path d="M150 50A50 50 0 1 1 100 0"/>'), BOX)
    curves = [points for name, points in shape.path if name == "c"]
    assert len(curves) == 3
    assert [points[-2:] for points in curves] == [
        pytest.approx((100, 100)), pytest.approx((50, 50)), pytest.approx((100, 0)),
    ]  # fmt: skip
    # Halfway on each curve is as far from the middle as its ends are.
    at = (150.0, 50.0)
    for x1, y1, x2, y2, x, y in curves:
        middle = ((at[0] + 3 * x1 + 3 * x2 + x) / 8 - 100, (at[1] + 3 * y1 + 3 * y2 + y) / 8 - 50)
        assert (middle[0] ** 2 + middle[1] ** 2) ** 0.5 == pytest.approx(50, abs=0.02)
        at = (x, y)


@pytest.mark.parametrize(
    "inside",
    [
        '<path stroke="#aa0000" d="M0 0h9"/>',
        '<path fill="none" d="M0 0h9"/>',
        '<path fill="url(#a)" d="M0 0h9"/>',
        '<path fill="#aa0000" opacity=".5" d="M0 0h9"/>',
        '<circle cx="9" cy="9" r="9"/>',
        '<text x="9" y="9">words</text>',
        '<g transform="skewX(9)"><path d="M0 0h9"/></g>',
        '<g transform="rotate(9)"><path d="M0 0h9"/></g>',
        '<path d="M0 0A9 4 0 0 1 9 9"/>',
        '<path d="M0 0S9 4 0 0"/>',
        '<path d="M0 0L9"/>',
        '<path d="M0 0L9 nine"/>',
    ],
)  # fmt: skip
def test_what_is_not_flat_is_not_guessed_at(inside: str) -> None:
    with pytest.raises(Undrawn):
        shapes_of(svg(inside), BOX)
    with pytest.raises(Undrawn):
        shapes_of(svg('<path d="M0 0h9v9z"/>').replace("viewBox", "class"), BOX)
