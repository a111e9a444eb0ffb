"""What boxes are by themselves, worked out once: their sizes, the pages that they ask for, whether they are in the flow.

Input: WeasyPrint's boxes. Output: the same answers. Must not: know what any of them means for a page.

Why: WeasyPrint 70 asks each time that it lays a box out, five times and more in columns, and asks all that is in it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from operator import is_
from typing import Any

# What layouts change in a style that they have made for themselves.
_CHANGED = ("width", "height", "min_width", "min_height", "max_width", "max_height")
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_SET = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *_CHANGED,
    *_BORDERS,
)


def keep_answers() -> None:
    """From now on, WeasyPrint keeps what boxes are."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import percent

    if not isinstance(boxes.ParentBox.page_values, _Kept):
        boxes.ParentBox.page_values = _Kept(boxes.ParentBox.page_values, "pages", _content)
        boxes.Box.is_in_normal_flow = _Kept(boxes.Box.is_in_normal_flow, "flow", _position)

    stock = percent.resolve_percentages
    if not isinstance(stock, Lengths):
        kept = Lengths(stock)
        for module in asking(stock):
            module.resolve_percentages = kept


def asking(resolve: Any) -> Iterator[Any]:
    """The modules that have a function under its name."""
    from weasyprint import layout

    for _, name, _ in pkgutil.iter_modules(layout.__path__):
        module = import_module(f"{layout.__name__}.{name}")
        if getattr(module, "resolve_percentages", None) is resolve:
            yield module


class Lengths:
    """WeasyPrint's resolution of percentages, with a memory in each style."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.formatting_structure import boxes

        self.stock, self.box, self.page = stock, boxes.Box, boxes.PageBox

    def __call__(self, box: Any, containing_block: Any) -> None:
        style = box.style
        if style["border_collapse"] == "collapse" or isinstance(box, self.page):
            self.stock(box, containing_block)
            return
        around = containing_block
        size = (around.width, around.height) if isinstance(around, self.box) else tuple(around)
        memory: dict[Any, Any] | None = getattr(style, "kept_lengths", None)
        if memory is None:
            memory = style.kept_lengths = {}
        known = memory.get(size)
        if known is None or any(style[name] is not value for name, value in known[0]):
            self.stock(box, containing_block)
            lengths = {name: getattr(box, name) for name in _SET}
            memory[size] = (tuple((name, style[name]) for name in _CHANGED), lengths)
        else:
            box.__dict__.update(known[1])


def _content(box: Any) -> tuple[Any, ...]:
    return (box.children, box.style)


def _position(box: Any) -> tuple[Any, ...]:
    style = box.style
    return (style["float"], style["position"])


class _Kept:
    """An answer of a box as a method, kept in it and its copies for as long as what it follows `of` is the same."""

    def __init__(self, stock: Any, name: str, of: Callable[[Any], tuple[Any, ...]]) -> None:
        self.stock, self.name, self.of = stock, f"kept_{name}", of

    def __get__(self, box: Any, owner: Any = None) -> Any:
        return self if box is None else partial(self, box)

    def __call__(self, box: Any) -> Any:
        of = self.of(box)
        known = box.__dict__.get(self.name)
        if known is not None and all(map(is_, known[0], of)):
            return known[1]
        answer = self.stock(box)
        box.__dict__[self.name] = (of, answer)
        return answer
