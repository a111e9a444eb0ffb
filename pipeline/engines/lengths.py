"""The sizes of a box, worked out once for each style and each size of what is around it.

Input: WeasyPrint's resolution of percentages. Output: the same attributes. Must not: know what any of them means.

Why: WeasyPrint 70 works out nineteen lengths anew each time that a box is laid out, five times and more in columns.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
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


def keep_lengths() -> None:
    """From now on, WeasyPrint keeps lengths, wherever it asks for them."""
    from weasyprint.layout import percent

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
