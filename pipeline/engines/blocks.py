"""Blocks that stand whole in a column or not at all, each laid out once while columns are balanced.

Input: WeasyPrint's layout of a block. Output: the same boxes. Must not: decide where a block stands, or where it is divided.

Why: WeasyPrint 70 lays out all that stands in a column for each height that it tries. But a block that had room lies as it lay
wherever it has room again, and one that had none has none where there is no more; the rest is a matter of moving it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

# What WeasyPrint's comparisons forgive, and more than sums of lengths lose. Units: px.
FUDGE = 1e-5


class Watch:
    """How near WeasyPrint came to another answer where it asked whether a page has room left. Units: px.

    Shape: `excess` is the least by which anything was too long, `room` the least that was left where nothing was; of a box with
    a height of its own, both are how far its end is.
    """

    def __init__(self, context: Any) -> None:
        self.context, self.compare = context, type(context).overflows
        self.excess, self.room = inf, inf

    def overflows(self, bottom: float, position: float) -> bool:
        self.nearer(abs(position - bottom), abs(position - bottom))
        return bool(self.compare(bottom, position))

    def overflows_page(self, space: float, position: float) -> bool:
        bottom = self.context.page_bottom - space
        if self.compare(bottom, position):
            self.excess = min(self.excess, position - bottom)
            return True
        self.room = min(self.room, bottom - position)
        return False

    def nearer(self, excess: float, room: float) -> None:
        self.excess, self.room = min(self.excess, excess), min(self.room, room)


def watched(context: Any) -> Watch:
    """The watch of a document, which is set when it is first asked for."""
    watch: Watch | None = getattr(context, "watch", None)
    if watch is None:
        watch = context.watch = Watch(context)
        context.overflows, context.overflows_page = watch.overflows, watch.overflows_page
    return watch


@dataclass(frozen=True, slots=True)
class _Kept:
    """What became of a block from `start` down to `bottom`, as it also does with less than `excess` more and `room` less.

    Shape: `block` came to lie at `place`, and may have been moved since; it is None where nothing of it had room. `margins` are
    those that go on below it, `given` what has become of those above.
    """

    start: tuple[float, float]
    bottom: float
    excess: float
    room: float
    block: Any
    place: tuple[float, float]
    page: Mapping[str, Any]
    margins: tuple[float, ...]
    through: bool
    given: tuple[float, ...]

    def more(self, start: tuple[float, float], bottom: float) -> float | None:
        """How much more there is from another place to another bottom, if that changes nothing."""
        more = bottom - self.bottom - (start[1] - self.start[1])
        return more if FUDGE - self.room < more < self.excess - FUDGE else None


@dataclass(slots=True)
class Memory:
    """The blocks of the columns that are balanced, by all that they follow from but the place; and which can be kept.

    Shape: `lasting` says whether what is laid out now stays; in `tables` what is in a cell may be moved once more.
    """

    lasting: bool = False
    tables: int = 0
    kept: dict[Any, list[_Kept]] = field(default_factory=dict)
    movable: dict[int, tuple[Any, bool]] = field(default_factory=dict)

    def moves(self, box: Any) -> bool:
        """Whether nothing in a box has places that are not its own. The box is held, so that no other has its identity."""
        if (known := self.movable.get(id(box))) is None:
            from weasyprint.formatting_structure import boxes

            answer = not isinstance(box, boxes.TableBox) and all(map(self.moves, box.children))
            known = self.movable[id(box)] = (box, answer)
        return known[1]


def keep_blocks() -> None:
    """From now on, WeasyPrint keeps blocks while it balances columns."""
    from weasyprint.layout import block

    if not isinstance(block.block_level_layout, Blocks):
        block.block_level_layout = Blocks(block.block_level_layout)
        block.remove_placeholders = _removing(block.remove_placeholders)


def _removing(stock: Any) -> Callable[..., None]:
    """WeasyPrint's forgetting of what stood out of the flow in boxes that are not used; nothing does where blocks are kept."""

    def remove_placeholders(context: Any, boxes: Any, absolute_boxes: Any, fixed_boxes: Any) -> None:
        if getattr(context, "kept_blocks", None) is None and not _plain_columns(context, boxes):
            stock(context, boxes, absolute_boxes, fixed_boxes)

    return remove_placeholders


def _plain_columns(context: Any, boxes: Any) -> bool:
    memory = getattr(context, "kept_columns", None)
    return memory is not None and memory.plain and all(box.is_column for box in boxes)


class Blocks:
    """WeasyPrint's layout of a block in another, with a memory where `context` has one."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.formatting_structure import boxes

        self.stock, self.container = stock, boxes.BlockContainerBox

    def __call__(
        self, context: Any, box: Any, bottom_space: float, skip_stack: Any, containing_block: Any,
        page_is_empty: bool = True, absolute_boxes: Any = None, fixed_boxes: Any = None,
        adjoining_margins: Any = None, first_letter_style: Any = None, first_line_style: Any = None,
        discard: bool = False, max_lines: Any = None,
    ) -> Any:  # fmt: skip
        given = (
            context, box, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes, fixed_boxes,
            adjoining_margins, first_letter_style, first_line_style, discard, max_lines,
        )  # fmt: skip
        memory: Memory | None = getattr(context, "kept_blocks", None)
        special = first_letter_style or first_line_style or discard or max_lines is not None
        if memory is None or skip_stack is not None or adjoining_margins is None or special:
            return self._unkept(memory, given)
        if context.excluded_shapes or not _stands_alone(box) or not memory.moves(box):
            return self._unkept(memory, given)
        within = containing_block
        key = (
            id(box), within.width, within.height, id(within.style), within.is_for_root_element,
            page_is_empty, *adjoining_margins,
        )  # fmt: skip
        start, bottom = (box.position_x, box.position_y), context.page_bottom - bottom_space
        kept, watch = memory.kept.setdefault(key, []), watched(context)
        for one in kept:
            if (more := one.more(start, bottom)) is not None:
                watch.nearer(one.excess - more, one.room + more)
                adjoining_margins[:] = one.given
                block = self._moved(one, start, stays=bool(memory.lasting or memory.tables))
                return block, None, dict(one.page), [*one.margins], one.through, None
        excess, room = watch.excess, watch.room
        watch.excess = watch.room = inf
        result = self.stock(*given)
        block, resume, page, margins, through, lines = result
        if resume is None and lines is None:
            kept.insert(
                0,
                _Kept(
                    start, bottom, watch.excess, watch.room, block, _place(block), dict(page), (*margins,), through,
                    (*adjoining_margins,),
                ),
            )  # fmt: skip
        watch.nearer(excess, room)
        return result

    def _unkept(self, memory: Memory | None, given: tuple[Any, ...]) -> Any:
        """As WeasyPrint does it; a memory knows when that is within a table."""
        box = given[1]
        if memory is None or not box.is_table_wrapper:
            return self.stock(*given)
        memory.tables += 1
        try:
            return self.stock(*given)
        finally:
            memory.tables -= 1

    def _moved(self, one: _Kept, start: tuple[float, float], *, stays: bool) -> Any:
        """What was kept, in its place below another start; None where nothing of it had room."""
        block = one.block
        if block is None:
            return None
        dx = start[0] - one.start[0] + (one.place[0] - block.position_x)
        dy = start[1] - one.start[1] + (one.place[1] - block.position_y)
        return moved(block, dx, dy, self.container) if stays else shifted(block, dx, dy)


def _stands_alone(box: Any) -> bool:
    """Whether nothing but what stands above a block decides on its place: some are moved after they are laid out."""
    return not box.is_flex_item and not box.is_grid_item and box.style["position"] == "static"


def _place(box: Any) -> tuple[float, float]:
    return (0.0, 0.0) if box is None else (box.position_x, box.position_y)


def shifted(box: Any, dx: float, dy: float) -> Any:
    """A copy of a whole block in another place, for as long as nobody asks where anything in it is.

    Shape: `behind` is how far all that is in it has still to be moved.
    """
    copy = box.copy()
    copy.position_x += dx
    copy.position_y += dy
    before = box.__dict__.get("behind", (0.0, 0.0))
    copy.behind = before[0] + dx, before[1] + dy
    return copy


def moved(box: Any, dx: float, dy: float, container: type) -> Any:
    """A copy of a whole block and of all that is in it, in another place."""
    copy = box.copy()
    copy.position_x += dx
    copy.position_y += dy
    if behind := copy.__dict__.pop("behind", None):
        dx, dy = behind[0] + dx, behind[1] + dy
    copy.children = [moved(child, dx, dy, container) for child in box.children]
    if isinstance(box, container):
        # WeasyPrint 70 lets the first layout of a block inherit which edges another one has lost.
        copy.remove_decoration_sides = set()
    return copy
