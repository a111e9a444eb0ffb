"""What boxes are by themselves, worked out once: their sizes, the pages that they ask for, whether they are in the flow.

Input: WeasyPrint's boxes. Output: the same answers. Must not: know what any of them means for a page.

Why: WeasyPrint 70 asks each time that it lays a box out, five times and more in columns, and asks all that is in it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from operator import itemgetter
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
# What the height of an empty line follows from.
_TYPE = (
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "line_height", "lang"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
    *("font_variation_settings", "font_language_override"),
)


def keep_answers() -> None:
    """From now on, WeasyPrint keeps what boxes are."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline, percent

    if not hasattr(boxes.Box.is_in_normal_flow, "stock"):
        boxes.ParentBox.page_values = _pages(boxes.ParentBox.page_values)
        boxes.Box.is_in_normal_flow = _flow(boxes.Box.is_in_normal_flow)

    if not hasattr(inline.strut, "stock"):
        kept_strut = _empty_line(inline.strut)
        for module in [*asking("strut", inline.strut)]:
            module.strut = kept_strut

    stock = percent.resolve_percentages
    if not isinstance(stock, Lengths):
        kept = Lengths(stock)
        for module in [*asking("resolve_percentages", stock)]:
            module.resolve_percentages = kept


def _empty_line(stock: Any) -> Callable[[Any], Any]:
    """How high an empty line is in a style and where its baseline is, kept in the style for as long as it says the same."""
    said = itemgetter(*_TYPE)

    def strut(style: Any) -> Any:
        known, of = getattr(style, "kept_strut", None), said(style)
        if known is None or known[0] != of:
            known = style.kept_strut = of, stock(style)
        return known[1]

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    strut.stock = stock  # type: ignore[attr-defined]
    return strut


def _pages(stock: Any) -> Callable[[Any], Any]:
    """The pages that a box asks for, kept in it and its copies for as long as it has the same style and content."""

    def page_values(box: Any) -> Any:
        known = box.__dict__.get("kept_pages")
        if known is not None and known[0] is box.children and known[1] is box.style:
            return known[2]
        answer = stock(box)
        box.kept_pages = box.children, box.style, answer
        return answer

    return page_values


def _flow(stock: Any) -> Callable[[Any], bool]:
    """Whether a box is in the flow, found out once for what its style says of that."""
    known: dict[Any, bool] = {}

    def is_in_normal_flow(box: Any) -> bool:
        style = box.style
        of = style["float"], style["position"]
        answer = known.get(of)
        if answer is None:
            answer = known[of] = stock(box)
        return answer

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    is_in_normal_flow.stock = stock  # type: ignore[attr-defined]
    return is_in_normal_flow


def asking(name: str, function: Any) -> Iterator[Any]:
    """The modules of layout that have a function under its name."""
    from weasyprint import layout

    for _, module_name, _ in pkgutil.iter_modules(layout.__path__):
        module = import_module(f"{layout.__name__}.{module_name}")
        if getattr(module, name, None) is function:
            yield module


changed = itemgetter(*_CHANGED)


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
        if known is None or changed(style) != known[0]:
            self.stock(box, containing_block)
            memory[size] = changed(style), {name: getattr(box, name) for name in _SET}
        else:
            box.__dict__.update(known[1])
