"""Lines that are drawn with glyphs that are known, compared with WeasyPrint's own way."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines import glyphs
from pipeline.engines.glyphs import Drawing, draw_kept_glyphs
from pipeline.engines.weasyprint import WeasyPrint
from tests.engines.test_breaking import KERNED, html
from tests.engines.test_lines import Counting

SHEET = """@page { size: 300px 400px; margin: 20px } p { font-family: Kerned; margin: 0 }
@font-face { font-family: Kerned; src: url(kerned.ttf) } .cut { overflow: hidden; text-overflow: ellipsis; width: 250px }
.short { max-lines: 1; block-ellipsis: auto; continue: discard; width: 90px }"""
TEXT = "Two row by row, and few may vary: fi ffi AV. Even so 12–14 %; Tyler’s 7.5"
# The same glyphs in other sizes, which a document may meet in another order.
SIZES = (9.3, 11, 13.7)


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def written(engine: WeasyPrint, sizes: tuple[float, ...]) -> bytes:
    texts = "".join(f'<p style="font-size: {size}px">{TEXT} {TEXT}</p>' for size in sizes)
    texts += f'<p class="cut">{TEXT}</p><p class="short">{TEXT} {TEXT}</p><p><u>{TEXT}</u> <s>few</s></p>'
    page = f"<html lang=en><title>-</title><style></style>{texts}"
    layout = engine.layout(page, {"kerned.ttf": KERNED}, SHEET, "p { color: #123 }")
    return engine.write(layout, b"sixteen letters.")


def test_lines_are_drawn_as_they_would_have_been(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.draw import text
    from weasyprint.layout import inline

    orders = SIZES, SIZES[::-1], SIZES[1:]
    other = Counting(text.draw_first_line.stock)
    monkeypatch.setattr(text, "draw_first_line", Drawing(other))
    kept = [written(engine, sizes) for sizes in orders]
    one = Counting(other.stock)
    monkeypatch.setattr(text, "draw_first_line", one)
    monkeypatch.setattr(inline, "split_text_box", inline.split_text_box.stock)
    assert [written(engine, sizes) for sizes in orders] == kept
    assert 0 < other.count < 0.5 * one.count


def test_most_lines_of_any_text_are_drawn_so(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.draw import text

    drawing: Any = Counting(text.draw_first_line)
    stock = Counting(text.draw_first_line.stock)
    drawing.stock = Drawing(stock)
    monkeypatch.setattr(text, "draw_first_line", drawing)
    engine.write(engine.layout(html(75), {"kerned.ttf": KERNED}), b"sixteen letters.")
    assert 0 < stock.count < 0.6 * drawing.count


def test_only_so_many_types_are_held(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(engine, SIZES)
    monkeypatch.setattr(glyphs, "TYPES", 2)
    assert written(engine, SIZES) == before


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.draw import text

    before = text.draw_first_line
    draw_kept_glyphs()
    assert text.draw_first_line is before
    assert not isinstance(before.stock, Drawing)
