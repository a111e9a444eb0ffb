"""Backgrounds of boxes of which nothing is said, compared with WeasyPrint's own way."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines.backgrounds import Backgrounds, defer_backgrounds
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_columns import Counting
from tests.engines.test_lines import rich

# Every way in which something can lie behind a box, or its corners be round.
SHEET = """p { background: #eee } li { border-start-end-radius: 4px } h2 { background-image: url(dot.svg); background-size: 5px }
.deep { border-radius: 20% / 3px } b { all: unset; background: inherit } figure { visibility: hidden; background: red }
td { background: currentColor } .kept { border: 4px solid; border-image: url(dot.svg) 2 } i { box-shadow: 1px 1px red }
.over { background: transparent } ul { border-top-left-radius: 2px } .edge { border-end-start-radius: 2px }
.rtl b { border-end-end-radius: 3px } body { background: linear-gradient(red, blue) } @page { background: #ffc }
tr { background: url(dot.svg) } em { mask-border-source: url(dot.svg) } .first::first-line { background: #cfc }"""
DOT = Resource(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle r="2"/></svg>', "image/svg+xml"
)
RADII = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


class CountingBackgrounds(Counting):
    def __call__(self, *given: Any, **named: Any) -> Any:
        self.count += 1
        return self.stock(*given, **named)


def behind(layout: Any) -> list[Any]:
    """What lies behind everything, and how round it is."""

    def plain(value: Any) -> Any:
        # A picture is another one each time that it is read.
        return type(value) if "weasyprint.images" in str(type(value).__module__) else value

    def tree(box: Any) -> list[Any]:
        box = getattr(box, "_box", box)
        found = box.background
        layers = [[*map(plain, layer)] for layer in found.layers] if found else []
        edge = plain(getattr(box, "border_image", None))
        own = (found and (found.color, layers), [getattr(box, name) for name in RADII], edge)
        return [own, *(inner for child in box.all_children() for inner in tree(child))]

    return [
        [tree(page._page_box), page._page_box.canvas_background is None] for page in layout.document.pages
    ]


def test_they_are_those_that_would_have_been_worked_out(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.layout import background

    stock, before, after = background.layout_box_backgrounds.stock, 0, 0
    for seed, sheet in ((40, SHEET), (41, SHEET), (42, "")):
        html = rich(seed).replace("</style>", sheet + "</style>")
        one, other = CountingBackgrounds(stock), CountingBackgrounds(stock)
        monkeypatch.setattr(background, "layout_box_backgrounds", one)
        plain = behind(engine.layout(html, {"dot.svg": DOT}))
        monkeypatch.setattr(background, "layout_box_backgrounds", Backgrounds(other))
        assert behind(engine.layout(html, {"dot.svg": DOT})) == plain, seed
        before, after = before + one.count, after + other.count
    assert after < 0.5 * before


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.layout import background

    defer_backgrounds()
    assert not isinstance(background.layout_box_backgrounds.stock, Backgrounds)
