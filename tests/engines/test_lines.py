"""Lines and lengths that are kept, compared with WeasyPrint's own way."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines import boxes as kept_boxes
from pipeline.engines import lines
from pipeline.engines.weasyprint import WeasyPrint
from tests.engines.test_columns import STYLE, boxes, document, near

# What stands in lines: text, what decorates it, and what a line is not set again for.
RICH = """.deep p { text-align: justify; text-indent: 9px; padding-left: 3% } b { padding: 0 2px; border: 1px solid }
li::before { content: "+"; display: inline-block; width: 9px; overflow: hidden } .kept p { text-align: right }
i { position: relative; top: 2px } .first::first-letter { font-size: 2em } .first::first-line { color: red }
.rtl { direction: rtl } .dots::after { content: leader(".") "9" } .edge { box-sizing: border-box; min-width: 40% }
@page :first { margin-right: 90px } p, li { padding-right: 4% }
.grid { display: grid; grid-template-columns: 1fr 2fr } .row > * { flex: 1 } table { border-collapse: collapse }"""
MORE = """<p class="first">{0} <b>{0}</b> {0}</p><p class="rtl">{0} 12–14 % {0}</p><p class="dots">{0}</p>
<div class="deep">{0} <b>one <i>two</i></b> {0}<p>{0} {0}</div><div class="grid"><p class="edge">{0}</p><p>{0} {0}</p></div>
<p><img src="none.png" alt="a picture"> {0}</p><div class="row"><p>{0}<p>{0}</div>"""


def rich(seed: int, *, unusual: bool = False) -> str:
    html = document(seed, unusual=unusual).replace(STYLE, STYLE + RICH)
    return html.replace("</main>", MORE.format("the tide comes in at four, or a little later") + "</main>")


class Counting:
    def __init__(self, stock: Any) -> None:
        self.stock = stock
        self.count = 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.count += 1
        return self.stock(*given, **named)


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


@pytest.mark.parametrize("unusual", [False, True])
def test_kept_lines_are_those_that_would_have_been_set(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch, unusual: bool
) -> None:
    from weasyprint.layout import inline

    stock, before, after = inline.get_next_linebox.stock, 0, 0
    for seed in range(20, 26):
        html = rich(seed, unusual=unusual)
        one, other = Counting(stock), Counting(stock)
        monkeypatch.setattr(inline, "get_next_linebox", one)
        plain = boxes(engine.layout(html, {}))
        monkeypatch.setattr(inline, "get_next_linebox", lines.Lines(other))
        assert near(boxes(engine.layout(html, {})), plain), seed
        before, after = before + one.count, after + other.count
    # Next to floats every line is set anew.
    assert after < (1 if unusual else 0.6) * before


@pytest.mark.parametrize("unusual", [False, True])
def test_kept_lengths_are_those_that_would_have_been_worked_out(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch, unusual: bool
) -> None:
    from weasyprint.layout import block, table

    kept = block.resolve_percentages
    assert isinstance(kept, kept_boxes.Lengths)
    assert table.resolve_percentages is kept
    for seed in range(30, 34):
        html = rich(seed, unusual=unusual)
        one, other = Counting(kept.stock), Counting(kept.stock)
        with monkeypatch.context() as patch:
            for module in kept_boxes.asking("resolve_percentages", kept):
                patch.setattr(module, "resolve_percentages", one)
            plain = boxes(engine.layout(html, {}))
        with monkeypatch.context() as patch:
            patch.setattr(kept, "stock", other)
            assert boxes(engine.layout(html, {})) == plain, seed
        assert 0 < other.count < 0.7 * one.count


def test_the_height_of_an_empty_line_is_worked_out_once_for_what_a_style_says(engine: WeasyPrint) -> None:
    from weasyprint.layout import block, inline, preferred

    assert inline.strut is getattr(preferred, "strut", inline.strut)
    assert not hasattr(block, "strut")
    page = engine.layout(rich(33), {}).document.pages[0]
    styles = {id(box.style): box.style for box in page._page_box.descendants(placeholders=True)}
    heights = set()
    for style in styles.values():
        assert inline.strut(style) == inline.strut.stock(style)
        assert inline.strut(style) is inline.strut(style)
        heights.add(inline.strut(style))
    assert len(heights) > 1
    style = next(iter(styles.values())).copy()
    before = inline.strut(style)
    style["font_size"] *= 2
    assert inline.strut(style) == inline.strut.stock(style) != before


def test_each_memory_is_put_before_weasyprint_once(engine: WeasyPrint) -> None:
    from weasyprint.layout import block, inline

    before = inline.get_next_linebox, block.resolve_percentages
    lines.keep_lines()
    kept_boxes.keep_answers()
    assert (inline.get_next_linebox, block.resolve_percentages) == before
    assert not isinstance(before[0].stock, lines.Lines)
    assert not isinstance(before[1].stock, kept_boxes.Lengths)


def test_only_so_many_paragraphs_are_kept(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PARAGRAPHS", 2)
    html = rich(40)
    assert near(boxes(engine.layout(html, {})), boxes(engine.layout(html, {})))


def test_a_document_in_many_styles_is_laid_out_as_if_each_were_its_only_one(engine: WeasyPrint) -> None:
    sheet = (
        "p:has(+ p) { margin-bottom: 9px } h2 + p, li:first-child { color: red } b::after { content: '!' }"
    )
    html = rich(50).replace("<main>", "<style></style><main>", 1).replace(f"<style>{STYLE}", "<style>p {}", 1)
    styles = [f"{STYLE}{RICH} main {{ font-size: {size}px }}" for size in (9, 12, 15)]
    many = [boxes(engine.layout(html, {}, sheet, style)) for style in styles]
    assert many == [boxes(WeasyPrint().layout(html, {}, sheet, style)) for style in styles]
    assert len({len(pages) for pages in many}) > 1
    other = html.replace("four", "five")
    assert boxes(engine.layout(other, {}, sheet, styles[0])) != many[0]
    assert boxes(engine.layout(html, {}, sheet, styles[0])) == many[0]
