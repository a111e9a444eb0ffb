"""Words that are not broken where a line can end before them.

Input: WeasyPrint's layout of inline boxes. Output: the same boxes. Must not: let a word run over that no line can hold.

Why: `overflow-wrap: break-word` may break a word that is too long for a line, and only there. WeasyPrint 70 takes every text for
the first of its line as long as the line's first box is not complete: in a sentence that is one link, or one bold run with
emphasis in it, each word at the end of a line was cut in two, without a hyphen.
"""

from __future__ import annotations

from typing import Any


def keep_words() -> None:
    """From now on, WeasyPrint breaks a word only at the start of a line."""
    from weasyprint.layout import inline

    if not isinstance(inline.split_inline_box, _Boxes):
        inline.split_inline_box = _Boxes(inline.split_inline_box)
        inline.split_text_box = _Texts(inline.split_text_box)
        inline._break_waiting_children = _Again(inline._break_waiting_children)


class _Boxes:
    """The setting of a line, or of an inline box in it. It notes where what comes first in the line may begin, in CSS pixels."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(self, context: Any, box: Any, x: float, *rest: Any) -> Any:
        from weasyprint.formatting_structure import boxes

        starts: set[float] = getattr(context, "line_starts", _NONE)
        if isinstance(box, boxes.LineBox):
            context.line_starts = {x}
            try:
                return self.stock(context, box, x, *rest)
            finally:
                context.line_starts = starts
        if x in starts:
            starts.add(x + (box.padding_left + box.margin_left + box.border_left_width))
        return self.stock(context, box, x, *rest)


class _Texts:
    """The setting of a run of text: at the start of a line, a word that is too long is broken."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(
        self, context: Any, box: Any, width: float, skip: int | None, is_line_start: bool = True
    ) -> Any:
        # What is only measured has no place.
        first = is_line_start and getattr(box, "position_x", None) in getattr(context, "line_starts", _NONE)
        return self.stock(context, box, width, skip, is_line_start=first)


class _Again:
    """The search for the last place where what was set before may be divided: between words."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(self, context: Any, *rest: Any) -> Any:
        starts = getattr(context, "line_starts", _NONE)
        context.line_starts = set()
        try:
            return self.stock(context, *rest)
        finally:
            context.line_starts = starts


_NONE: set[float] = set()
