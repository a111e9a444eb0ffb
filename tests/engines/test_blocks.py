"""Blocks that are kept while columns are balanced, compared with WeasyPrint's own way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.engines.blocks import FUDGE, Blocks, Memory, Watch, _Kept, keep_blocks
from pipeline.engines.weasyprint import WeasyPrint
from tests.engines.test_columns import boxes, document, near
from tests.engines.test_lines import Counting


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


class Told:
    """What columns are told of the blocks in them."""

    def __init__(self, layout: Any) -> None:
        self.layout = layout
        self.said: list[Any] = []

    def __call__(self, context: Any, box: Any, *given: Any) -> Any:
        block, resume, page, margins, through, lines = result = self.layout(context, box, *given)
        if given[2].is_column:
            self.said.append((block is None, resume, dict(page), [*margins], through, lines, [*given[6]]))
        return result


def sides(layout: Any) -> list[set[str]]:
    """The edges that blocks have lost."""

    def within(box: Any) -> Any:
        if isinstance(box, kinds.BlockContainerBox):
            yield box.remove_decoration_sides
        for child in box.children:
            yield from within(child)

    from weasyprint.formatting_structure import boxes as kinds

    return [one for page in layout.document.pages for one in within(page._page_box)]


# Where markers stand beside their lists every block is laid out anew; where columns have room below, all are laid out twice.
PLAIN = "li { list-style: none } main { padding-bottom: 9px } .deep { border-radius: 3px }</style>"


def test_kept_blocks_are_those_that_would_have_been_laid_out(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.layout import block

    stock, before, after = block.block_level_layout.stock, 0, 0
    for seed in range(60, 68):
        html = document(seed, unusual=seed > 66).replace("</style>", PLAIN)
        one, other = Counting(stock), Counting(stock)
        told, told_again = Told(one), Told(Blocks(other))
        monkeypatch.setattr(block, "block_level_layout", told)
        plain = engine.layout(html, {})
        monkeypatch.setattr(block, "block_level_layout", told_again)
        kept = engine.layout(html, {})
        assert near(boxes(kept), boxes(plain)), seed
        assert sides(kept) == sides(plain)
        assert near(told_again.said, told.said), seed
        before, after = before + one.count, after + other.count
    assert after < 0.8 * before


# What stands in a cell is moved down or up, in each of the heights that are tried.
CELLS = """<style>td { vertical-align: bottom } td + td { vertical-align: middle } td div { padding: 2px }
@page { size: 420px 400px } main { columns: 2; font: 12px/1.3 serif } table, p { margin: 0 0 7px }</style>"""


def test_what_stands_in_cells_is_moved_as_it_would_have_been(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.layout import block

    row = "<tr><td><div><p>{0}</p><p>{0}</p></div><td><div><p>{1}</p></div><td>{1} {1} {1}"
    words = [("a boat", "its rope " * number) for number in range(2, 6)]
    table = "<table>" + "".join(row.format(*pair) for pair in words) + "</table>"
    paragraphs = "".join(f"<p>{'the tide comes in ' * number}" for number in (3, 9, 2))
    html = f"<html lang=en><title>-</title>{CELLS}<main>{paragraphs}{table}{paragraphs}{table}</main>"
    kept = boxes(engine.layout(html, {}))
    kept = boxes(engine.layout(html, {}))
    monkeypatch.setattr(block, "block_level_layout", block.block_level_layout.stock)
    assert near(kept, boxes(engine.layout(html, {})))


def kept(excess: float, room: float) -> _Kept:
    return _Kept((0.0, 10.0), 100.0, excess, room, None, (0.0, 0.0), {}, (), False, ())


@pytest.mark.parametrize(
    ("start", "bottom", "more"),
    [
        (10.0, 100.0, 0.0),
        (12.0, 100.0, -2.0),
        (12.0, 105.0, 3.0),
        # As much less as was left, as much more as was missing: so near no sum of lengths is trusted.
        (14.0, 100.0, None),
        (10.0, 96.0 + FUDGE / 2, None),
        (10.0, 105.0, None),
        (5.0 + FUDGE / 2, 100.0, None),
        (10.0, float("inf"), None),
        (10.0, float("-inf"), None),
    ],
)
def test_what_changes_nothing(start: float, bottom: float, more: float | None) -> None:
    assert kept(5.0, 4.0).more((7.0, start), bottom) == more


def test_what_was_near_is_watched() -> None:
    class Context:
        page_bottom = 100.0

        @staticmethod
        def overflows(bottom: float, position: float) -> bool:
            return position > bottom

    watch = Watch(Context())
    assert not watch.overflows_page(10.0, 70.0)
    assert not watch.overflows_page(0.0, 70.0)
    assert watch.overflows_page(10.0, 95.0)
    assert watch.overflows_page(10.0, 99.0)
    assert (watch.excess, watch.room) == (5.0, 20.0)
    assert watch.overflows(50.0, 53.0)
    assert (watch.excess, watch.room) == (3.0, 3.0)
    assert not watch.overflows(50.0, 48.0)
    assert (watch.excess, watch.room) == (2.0, 2.0)


def test_tables_are_laid_out_each_time() -> None:
    from weasyprint.formatting_structure import boxes as kinds

    def box(kind: Any, *children: Any) -> Any:
        return kind("div", SimpleNamespace(), None, children)

    table = box(kinds.BlockBox, box(kinds.BlockBox), box(kinds.BlockBox, box(kinds.TableBox)))
    memory = Memory()
    assert not memory.moves(table)
    assert memory.moves(table.children[0])
    assert memory.moves(box(kinds.BlockBox, box(kinds.LineBox)))


def test_what_stood_out_of_the_flow_is_forgotten_where_blocks_are_not_kept(engine: WeasyPrint) -> None:
    from weasyprint.formatting_structure import boxes as kinds
    from weasyprint.layout import block

    def columns(plain: bool, *, alone: bool = True) -> list[Any]:
        context = SimpleNamespace(
            kept_blocks=None,
            kept_columns=SimpleNamespace(plain=plain),
            broken_out_of_flow={},
            excluded_shapes=[],
        )
        here = kinds.BlockBox("div", {"position": "absolute"}, None, ())
        here.is_column = alone
        absolute = [here]
        block.remove_placeholders(context, [here], absolute, [])
        return absolute

    assert columns(plain=False) == []
    assert columns(plain=True, alone=False) == []
    assert columns(plain=True)


def test_only_one_memory_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.layout import block

    keep_blocks()
    assert not isinstance(block.block_level_layout.stock, Blocks)
