"""Columns that are balanced, each height that changes nothing laid out once, and full to the bottom of the page.

Input: WeasyPrint's layout of one column. Output: the same boxes. Must not: decide how high columns are.

Why: WeasyPrint 70 balances columns by laying them out anew until all text fits, often one pixel higher than before: some
hundred times for one page. But a column that is laid out also says how much more room changes nothing: less than the least by
which anything was too long. Up to there it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from math import inf
from typing import Any

from pipeline.engines.blocks import FUDGE, Memory, watched


@dataclass(frozen=True, slots=True)
class _Kept:
    """One column as it was laid out down to `bottom`, as it also is with less than `slack` more.

    Shape: `divided` is its last block, where that goes on in the next column; such a block reaches to the bottom.
    """

    skip: Mapping[int, Any] | None
    empty: bool
    bottom: float
    slack: float
    result: tuple[Any, ...]
    divided: Any

    def holds(self, skip: Mapping[int, Any] | None, empty: bool, bottom: float) -> bool:
        more = bottom - self.bottom
        near = bottom == self.bottom or 0 < more < self.slack - FUDGE
        return near and self.empty == empty and self.skip == skip


@dataclass(slots=True)
class _Memory:
    """What is kept of the columns that are being balanced; nothing of those whose text is not `plain`."""

    column: Any
    around: Any
    plain: bool
    kept: list[_Kept] = field(default_factory=list)
    blocks: Memory = field(default_factory=Memory)


def keep_columns() -> None:
    """From now on, WeasyPrint keeps columns while it balances them."""
    from weasyprint.layout import block

    if not isinstance(block.block_box_layout, Columns):
        block.block_box_layout = Columns(block.block_box_layout)


def fill_columns() -> None:
    """From now on, the last block of a column needs no room for the margin below it.

    Why: at a break that margin is dropped (CSS Fragmentation, 5.2). WeasyPrint 70 does so at the end of a page, but at the
    end of a column it sends the last lines on to the next one.
    """
    from weasyprint.layout import block

    if not isinstance(block._in_flow_layout, _Filling):
        block._in_flow_layout = _Filling(block._in_flow_layout)
        block.columns_layout = _Going(block.columns_layout)


class _Filling:
    """WeasyPrint's layout of a block in another."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(self, context: Any, box: Any, *others: Any) -> Any:
        if not box.is_column:
            return self.stock(context, box, *others)
        box.bottom_margin_collapses = lambda: True
        try:
            return self.stock(context, box, *others)
        finally:
            del box.bottom_margin_collapses


class _Going:
    """WeasyPrint's layout of columns and of the blocks that span them, which goes on.

    Why: where columns cannot be balanced in the room that they have, WeasyPrint 70 fills that and forgets what follows.
    """

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(self, context: Any, box: Any, bottom_space: float, skip_stack: Any, *others: Any) -> Any:
        result = self.stock(context, box, bottom_space, skip_stack, *others)
        laid_out, resume, _, adjoining_margins, through = result
        if laid_out is None or resume is not None:
            return result
        begun = next(iter(skip_stack)) if skip_stack else 0
        runs = [len([*run]) for _, run in groupby(box.children[begun:], _run)]
        done = len([*groupby(laid_out.children, lambda child: child.is_column or id(child))])
        if done >= len(runs):
            return result
        rest = {begun + sum(runs[:done]): None}
        return laid_out, rest, {"break": "any", "page": None}, adjoining_margins, through


def _run(child: Any) -> Any:
    """What children in the same columns have in common."""
    return id(child) if child.style["column_span"] == "all" else None


class Columns:
    """WeasyPrint's layout of a block box, with a memory for columns."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(
        self, context: Any, box: Any, bottom_space: float, skip_stack: Any, containing_block: Any,
        page_is_empty: bool, absolute_boxes: Any, fixed_boxes: Any, adjoining_margins: Any,
        first_letter_style: Any, first_line_style: Any, discard: bool, max_lines: Any,
    ) -> Any:  # fmt: skip
        given = (
            context, box, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes,
            fixed_boxes, adjoining_margins, first_letter_style, first_line_style, discard, max_lines,
        )  # fmt: skip
        if not box.is_column:
            return self.stock(*given)
        # The columns that stay in the end have margins of None: each has its own place, so they are laid out once more.
        lasting = adjoining_margins is None
        memory = _memory(context, box, containing_block, lasting)
        if not memory.plain:
            return self.stock(*given)
        bottom = context.page_bottom - bottom_space
        if not lasting:
            for one in memory.kept:
                if one.holds(skip_stack, page_is_empty, bottom):
                    if one.divided is not None:
                        one.divided.height = _height(one.divided, bottom)
                    return one.result
        watch = watched(context)
        watch.excess, context.kept_blocks = inf, memory.blocks
        memory.blocks.lasting = lasting
        try:
            result = self.stock(*given)
        finally:
            context.kept_blocks = None
        if not lasting:
            divided, slack = _divided(result), watch.excess
            # One that does not reach to the bottom in the usual way has a height that is not known for more room.
            if divided is not None and divided.height != _height(divided, bottom):
                divided, slack = None, 0.0
            memory.kept.insert(0, _Kept(skip_stack, page_is_empty, bottom, slack, result, divided))
        return result


def _memory(context: Any, column: Any, around: Any, lasting: bool) -> _Memory:
    """What is kept of a column, and of those that it is balanced with."""
    memory: _Memory | None = getattr(context, "kept_columns", None)
    if memory is not None and memory.around is around:
        same = memory.column.children == column.children if lasting else memory.column is column
        if same:
            return memory
    plain = not context.footnotes and all(map(_plain, column.descendants()))
    memory = context.kept_columns = _Memory(column, around, plain)
    return memory


def _plain(box: Any) -> bool:
    """Whether a box knows the bottom of its page by comparing with it alone, and leaves no trace elsewhere."""
    from weasyprint.formatting_structure import boxes

    return not (
        box.is_floated()
        or box.is_absolutely_positioned()
        or box.is_running()
        or box.footnote
        or box.note
        or box.style["column_count"] != "auto"
        or box.style["column_width"] != "auto"
        or isinstance(box, (boxes.FlexContainerBox, boxes.GridContainerBox))
    )


def _divided(result: tuple[Any, ...]) -> Any:
    """The last block of a column, if it goes on in the next one."""
    column, resume, *_ = result
    if column is None or resume is None or all(inner is None for inner in resume.values()):
        return None
    return next(child for child in reversed(column.children) if child.is_in_normal_flow())


def _height(box: Any, bottom: float) -> float:
    """How high a block is that reaches to the bottom, added up in WeasyPrint's order."""
    height: float = bottom - box.position_y - (box.margin_height() - box.height)
    return height
