"""Lines of text, each set once.

Input: WeasyPrint's layout of one line. Output: the same boxes. Must not: decide where a line ends.

Why: WeasyPrint 70 sets a paragraph anew each time that it looks for the height of columns, or finds that a block has to go to
the next page: four times and more for each line of a page in columns. But where a line of nothing but text ends follows from the
text, the width, and where the line begins; the rest is a matter of moving it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# So many paragraphs are kept, as many as stand on some pages.
PARAGRAPHS = 400


@dataclass(frozen=True, slots=True)
class _Kept:
    """A line, where it was set, and where the next one begins."""

    line: Any
    x: float
    y: float
    resume: Mapping[int, Any] | None


@dataclass(slots=True)
class _Paragraph:
    """Shape: `content` are its boxes, `kept` its lines by where they begin and how wide they may be; none if it is not `plain`."""

    content: Any
    plain: bool
    kept: dict[Any, _Kept] = field(default_factory=dict)


def keep_lines() -> None:
    """From now on, WeasyPrint keeps lines."""
    from weasyprint.layout import inline

    if not isinstance(inline.get_next_linebox, Lines):
        inline.get_next_linebox = Lines(inline.get_next_linebox)


class Lines:
    """WeasyPrint's layout of the next line of a paragraph, with a memory."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __call__(
        self, context: Any, paragraph: Any, y: float, bottom_space: float, skip_stack: Any, around: Any,
        absolute_boxes: Any, fixed_boxes: Any, first_letter_style: Any, first_line_style: Any,
    ) -> Any:  # fmt: skip
        special = first_letter_style or first_line_style or context.excluded_shapes
        known = None if special else _paragraph(context, paragraph)
        if known is None or not known.plain:
            return self.stock(
                context, paragraph, y, bottom_space, skip_stack, around, absolute_boxes, fixed_boxes,
                first_letter_style, first_line_style,
            )  # fmt: skip
        x = around.content_box_x()
        key = (tuple(_path(skip_stack)), around.width, paragraph.text_indent)
        kept = known.kept.get(key)
        if kept is None:
            line, resume = self.stock(
                context, paragraph, y, bottom_space, skip_stack, around, absolute_boxes, fixed_boxes,
                first_letter_style, first_line_style,
            )  # fmt: skip
            if line is not None:
                known.kept[key] = _Kept(line.deepcopy(), x, y, resume)
            return line, resume
        line = kept.line.deepcopy()
        line.translate(x - kept.x, y - kept.y)
        # No sum of lengths may move where the next line begins.
        line.position_y = y
        return line, kept.resume


def _paragraph(context: Any, paragraph: Any) -> _Paragraph:
    """What is known of a paragraph; its boxes are kept with it, so that no other has their identity."""
    memory: dict[int, _Paragraph] | None = getattr(context, "kept_lines", None)
    if memory is None:
        memory = context.kept_lines = {}
    key = id(paragraph.children)
    known = memory.get(key)
    if known is None:
        plain = not context.footnotes and all(map(_plain, paragraph.descendants()))
        known = memory[key] = _Paragraph(paragraph.children, plain)
        if len(memory) > PARAGRAPHS:
            del memory[next(iter(memory))]
    return known


def _plain(box: Any) -> bool:
    """Whether a box is text, or holds nothing but text."""
    from weasyprint.formatting_structure import boxes

    return (
        type(box) in (boxes.LineBox, boxes.TextBox, boxes.InlineBox, boxes.InlineBlockBox)
        and box.is_in_normal_flow()
        and box.style["position"] == "static"
        and not box.is_leader
        and not (box.footnote or box.note)
    )


def _path(skip_stack: Mapping[int, Any] | None) -> Iterator[int]:
    """Where a line begins: which child, which of its children, which letter."""
    while skip_stack:
        ((index, skip_stack),) = skip_stack.items()
        yield index
