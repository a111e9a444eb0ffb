"""Lines that end where the widths of a whole text say, compared with WeasyPrint's own way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.engines import breaking, lines
from pipeline.engines.breaking import Breaks, keep_breaks
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_columns import boxes
from tests.engines.test_faces import SHEET
from tests.engines.test_lines import Counting, rich

ROOT = Path(__file__).parents[2]
SEEDS = (70, 71, 72, 73)
# What is no plain text in one font, what may end a line elsewhere than behind a space, and what is nearer to a space.
ODD = (
    '<p class="narrow">{0} {0}</p>',
    "<p>word-for-word, half-and-half, self-employed; 1990–1995 and/or 2001–2005 {0} — {0}</p>",
    "<p>a\u00a0b c\u00a0d\u00ad\u00ade so\u00adft\u00adly bro\u00adken {0} thin\u2009space, no\u200bspace\u2060here {0}</p>",
    "<p>AV To LT Yo P. V, W. Ta Ty r. f. y, {0} A V A V A V T T Y Y {0}</p>",
    "<p>שלום {0} مرحبا {0} 你好世界你好世界你好世界你好世界 {0} 🙂 {0} मराठी {0}</p>",
    '<p style="hyphens: auto">{0} extraordinarily uncharacteristic misunderstandings {0}</p>',
    '<p style="text-align: justify">{0} {0} {0}</p><p style="text-align: center">{0} {0}</p><p dir="rtl">{0} {0}</p>',
    '<p style="white-space: pre-wrap">{0}   {0}</p><p style="white-space: nowrap">{0}</p><p style="word-break: break-all">{0} {0}</p>',
    '<p style="letter-spacing: 1px">{0} {0}</p><p style="word-spacing: 4px">{0} {0}</p><p style="text-indent: 3em">{0} {0}</p>',
    "<p>averyverylongwordthatnolinecanholdhoweverwideitiswithoutabreakanywhere {0}</p><p>{0} <b>{0}</b> {0} <a>b</a>{0}</p>",
    '<p class="kerned">{1} {0} {1}-Ten {1}-Two {1}-Ten {1}-Tree {1} {1} {1}</p>',
    '<p>{0}<sup>2</sup> {0} <span style="vertical-align: 3px">{0}</span> {0}<br>{0}</p><p> {0} </p>',
    # A line that begins where there is nothing left of a text.
    "<p>{0}<br> <b>{0}</b> {0}</p>",
)
WORDS = "the tide comes in at four, or a little later, and a boat waits"
NARROW = ".narrow { width: 3em } .kerned { font-family: Kerned } @font-face { font-family: Kerned; src: url(kerned.ttf) }"
# In it letters stand nearer to a space.
KERNED = Resource(
    (ROOT / "templates/shared/fonts/print/AtkinsonHyperlegibleNext_400Regular.ttf").read_bytes(), "font/ttf"
)


def html(seed: int) -> str:
    more = "".join(ODD).format(WORDS, "Our row by law may vary for every few")
    return (
        rich(seed).replace("</style>", f"{SHEET}{NARROW}</style>").replace("</main>", f"{more}</main>{more}")
    )


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_end_where_they_would_have_ended(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from weasyprint.layout import inline

    def laid_out(setting: Any) -> tuple[Any, bytes]:
        monkeypatch.setattr(inline, "split_text_box", setting)
        layout = engine.layout(html(seed), {"kerned.ttf": KERNED})
        return boxes(layout), engine.write(layout, b"sixteen letters.")

    stock = inline.split_text_box.stock
    one, other = Counting(stock), Counting(stock)
    plain = laid_out(one)
    assert laid_out(Breaks(other)) == plain
    # The rest is near, narrow or unusual.
    assert 0 < other.count < 0.6 * one.count


class Compared(lines.Lines):
    """Makes each line of one run of text in WeasyPrint's way, too, and looks at all that is known of both."""

    made = 0

    def simple(self, context: Any, paragraph: Any, y: float, skip_stack: Any, around: Any) -> Any:
        boxes = (paragraph, *paragraph.children)
        before = [dict(vars(box)) for box in boxes]
        found = super().simple(context, paragraph, y, skip_stack, around)
        if found is not None:
            self.made += 1
            after = known(paragraph)
            for box, values in zip(boxes, before, strict=True):
                vars(box).clear()
                vars(box).update(values)
            line, resume = self.stock(context, paragraph, y, 0, skip_stack, around, [], [], None, None)
            assert (known(found[0]), found[1]) == (known(line), resume)
            assert after == known(paragraph)
        return found


def known(box: Any) -> Any:
    values = {name: value for name, value in vars(box).items() if name not in ("children", "kept_pages")}
    if layout := values.pop("pango_layout", None):
        values |= {f"layout {name}": value for name, value in vars(layout).items()}
    return values, [known(child) for child in box.children]


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_of_one_run_of_text_are_those_that_would_have_been_made(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from weasyprint.layout import inline

    compared = Compared(inline.get_next_linebox.stock)
    monkeypatch.setattr(inline, "get_next_linebox", compared)
    engine.layout(html(seed), {"kerned.ttf": KERNED})
    assert compared.made > 20


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.layout import inline

    before = inline.split_text_box
    keep_breaks()
    assert inline.split_text_box is before
    assert not isinstance(before.stock, Breaks)


def test_a_text_that_another_layout_has_set_is_not_set_again(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.layout import inline

    counted = Counting(inline.split_text_box.setting.of)
    monkeypatch.setattr(inline.split_text_box.setting, "of", counted)
    page = "<html lang=en><title>-</title><style></style>" + "".join(f"<p>{WORDS} {end}</p>" for end in "abc")
    sheet, small = "@page { size: 190px 300px; margin: 0 } i { font-weight: bold }", "p { font-size: 9px }"

    def laid_out(html: str, style: str = "p { font-size: 12px }") -> list[str]:
        return [line.text for line in engine.layout(html, {}, sheet, style).lines]

    first = laid_out(page)
    assert counted.count == 3
    assert laid_out(page) == first
    assert laid_out(page.replace("</p>", "</p><i>more</i>"))
    assert counted.count == 4
    assert laid_out(page, small) != first
    assert counted.count == 7
    monkeypatch.setattr(breaking, "TEXTS", 7)
    assert laid_out(page + "<p>more") == [*first, "more"]
    assert len(engine._sheets[next(reversed(engine._sheets))][1].kept_texts) == 7
