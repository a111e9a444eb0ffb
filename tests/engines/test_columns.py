"""Columns that are kept while they are balanced, compared with WeasyPrint's own way."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from pipeline.engines.columns import Columns, keep_columns
from pipeline.engines.weasyprint import WeasyPrint

SENTENCE = "a few words that say how the tide comes in and what a boat, its rope and its crew do about it"
STYLE = """@page { size: 420px 400px; margin: 20px; @bottom-left { content: counter(page) } }
main { columns: 2; column-gap: 20px; font: 12px/1.3 serif } p, ul, h2, figure, div { margin: 0 0 7px }
p { orphans: 2; widows: 2 } h2 { break-after: avoid; break-inside: avoid; font-size: 15px; border-top: 2px solid }
li, .kept, tr { break-inside: avoid } .kept { padding: 4px; border: 1px solid } .over { column-span: all }
.deep { padding: 3px 0 9px; border-bottom: 2px solid } .clone { box-decoration-break: clone }
.side { float: right; width: 40px } .row { display: flex } .here { position: relative } .small { columns: 2 }"""


def text(dice: random.Random, most: int) -> str:
    return " ".join(dice.choices(SENTENCE.split(), k=dice.randint(3, most)))


def document(seed: int, *, unusual: bool = False) -> str:
    """A text of paragraphs, lists, tables and boxes that fills one to four pages."""
    dice = random.Random(seed)
    parts = []
    for _ in range(dice.randint(4, 26)):
        kind = dice.choice(("p", "p", "p", "h2", "ul", "div", "table", "side" if unusual else "over"))
        if kind == "ul":
            parts.append(
                "<ul>" + "".join(f"<li>{text(dice, 14)}" for _ in range(dice.randint(2, 7))) + "</ul>"
            )
        elif kind == "div":
            of = dice.choice(
                ("kept", "deep", "deep clone", "", *(("row", "here", "small") if unusual else ()))
            )
            parts.append(f'<div class="{of}"><p>{text(dice, 60)}</p><p>{text(dice, 40)}</div>')
        elif kind == "table":
            rows = "".join(f"<tr><td>{text(dice, 4)}<td>{text(dice, 9)}" for _ in range(dice.randint(2, 5)))
            parts.append(f'<table class="{dice.choice(("kept", ""))}">{rows}</table>')
        elif kind in ("over", "side"):
            parts.append(f'<div class="{kind}">{text(dice, 12)}</div>')
        else:
            parts.append(f"<{kind}>{text(dice, 9 if kind == 'h2' else 70)}</{kind}>")
    return f"<html lang=en><title>-</title><style>{STYLE}</style><main>{''.join(parts)}</main>"


def boxes(layout: Any) -> list[Any]:
    """Everything that has been placed, with its place."""

    def tree(box: Any) -> tuple[Any, ...]:
        box = getattr(box, "_box", box)
        place = (box.position_x, box.position_y, getattr(box, "width", 0), getattr(box, "height", 0))
        return (
            type(box).__name__,
            getattr(box, "text", ""),
            place,
            [tree(one) for one in getattr(box, "children", ())],
        )

    return [tree(page._page_box) for page in layout.document.pages]


def near(one: Any, other: Any) -> bool:
    """Whether both hold the same, in places that differ by no more than sums of lengths do."""
    if isinstance(one, float) and isinstance(other, (int, float)):
        return one == other or abs(one - other) < 1e-6
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(near, one, other))
    return bool(one == other)


class Counting:
    """How many columns are laid out."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock
        self.count = 0

    def __call__(self, context: Any, box: Any, *others: Any, **named: Any) -> Any:
        self.count += box.is_column
        return self.stock(context, box, *others, **named)


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


@pytest.fixture
def both(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both layouts of a page, and how many columns each took."""
    from weasyprint.layout import block

    stock = block.block_box_layout.stock

    def laid_out(html: str) -> tuple[Any, Any, int, int]:
        one, other = Counting(stock), Counting(stock)
        monkeypatch.setattr(block, "block_box_layout", one)
        plain = boxes(engine.layout(html, {}))
        monkeypatch.setattr(block, "block_box_layout", Columns(other))
        return plain, boxes(engine.layout(html, {})), one.count, other.count

    return laid_out


def test_kept_columns_are_those_that_would_have_been_laid_out(both: Any) -> None:
    before = after = 0
    for seed in range(10):
        plain, kept, one, other = both(document(seed))
        assert near(kept, plain), seed
        before, after = before + one, after + other
    assert after < 0.7 * before


def test_what_has_more_to_it_than_a_text_is_laid_out_each_time(both: Any) -> None:
    for seed in range(103, 108):
        html = document(seed, unusual=True)
        plain, kept, one, other = both(html)
        assert near(kept, plain), seed
        floats = 'class="side"' in html and 'class="small"' not in html
        assert other == one if floats else other <= one, seed


def test_only_one_memory_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.layout import block

    keep_columns()
    assert not isinstance(block.block_box_layout.stock, Columns)


def words(layout: Any) -> list[str]:
    def within(box: Any) -> str:
        box = getattr(box, "_box", box)
        return getattr(box, "text", "") + " " + "".join(map(within, getattr(box, "children", ())))

    # The foot of each page has its number.
    return [
        word
        for page in layout.document.pages
        for word in within(page._page_box).split()
        if not word.isdigit() and word != "•"
    ]


@pytest.mark.parametrize("seed", [226, 234, 296])
def test_nothing_that_follows_columns_is_forgotten(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from weasyprint.layout import block

    html = document(seed)
    told = sorted(re.sub("<[^>]*>", " ", html.partition("</style>")[2]).split())
    assert sorted(words(engine.layout(html, {}))) == told
    monkeypatch.setattr(block, "columns_layout", block.columns_layout.stock)
    assert len(words(engine.layout(html, {}))) < len(told), "WeasyPrint forgets nothing any more"


def test_the_margin_below_the_last_block_of_a_column_takes_no_room(engine: WeasyPrint) -> None:
    """Ten lines of 10 px in a page of 50 px, each a paragraph with a margin below that no column has room for."""
    style = "@page { size: 200px 50px; margin: 0 } html, body, main { margin: 0 } main { columns: 2; font: 8px/10px serif }"
    html = (
        "<p>one<br>two</p><p>three<br>four<br>five</p><p class=last>six<br>seven<br>eight<br>nine<br>ten</p>"
    )
    margins = "p { margin: 0; orphans: 5; widows: 5 } .last { margin-bottom: 7px }"
    layout = engine.layout(f"<html lang=en><title>-</title><style>{style}{margins}</style><main>{html}", {})
    assert layout.page_count == 1
    assert len({line.x for line in layout.lines}) == 2
