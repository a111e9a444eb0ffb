"""What a layout needs no more once its pages are there, let go at once.

Input: WeasyPrint's layout of a document. Output: the same pages. Must not: let go what pages are drawn with.

Why: all that WeasyPrint 70 lays out hangs together in circles, which only Python's search for rubbish parts. That search looks
through everything that is in use, again and again, and finds next to nothing as long as the pages are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

# What holds styles, boxes or lines. Drawings still ask their document for fonts, dictionaries and other pictures.
_LAID_OUT = (
    *("style_for", "target_collector", "page_maker", "tables", "string_set", "running_elements", "footnotes"),
    *("page_footnotes", "current_page_footnotes", "reported_footnotes", "current_footnote_area"),
    *("broken_out_of_flow", "watch", "overflows", "overflows_page"),
    *("kept_lines", "kept_columns", "kept_blocks", "kept_breaks"),
)


def part_circles() -> None:
    """From now on, what has served a layout goes when its pages are made."""
    from weasyprint import css, document

    if not hasattr(document.layout_document, "stock"):
        document.layout_document = _parting(document.layout_document)
        css.AnonymousStyle.specified = property(_itself, lambda style, same: None)


def _itself(style: Any) -> Any:
    """What is said in the style of a box that no element has: that style."""
    return style


def _parting(stock: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def layout_document(html: Any, root_box: Any, context: Any, *others: Any) -> Iterator[Any]:
        yield from stock(html, root_box, context, *others)
        _part(context.style_for.get_computed_styles().values())
        for name in _LAID_OUT:
            context.__dict__.pop(name, None)

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    layout_document.stock = stock  # type: ignore[attr-defined]
    return layout_document


def _part(styles: Iterable[Any]) -> None:
    """Styles without the one that they keep for boxes that no element has: those boxes have it."""
    for style in styles:
        inner = style.__dict__.pop("anonymous_style", None)
        while inner is not None:
            inner = inner.__dict__.pop("anonymous_style", None)
