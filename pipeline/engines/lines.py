"""Lines of text, each set once.

Input: WeasyPrint's layout of one line. Output: the same boxes. Must not: decide where a line ends.

Why: WeasyPrint 70 sets a paragraph anew each time that it looks for the height of columns, or finds that a block has to go to
the next page: four times and more for each line of a page in columns. But where a line of nothing but text ends follows from the
text, the width, and where the line begins; the rest is a matter of moving it. Most lines hold a single run of text, and are made
without asking what else might stand in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.engines.breaking import Breaks

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
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout import inline

        self.stock, self.inline, self.text = stock, inline, boxes.TextBox

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
            line, resume = self.simple(context, paragraph, y, skip_stack, around) or self.stock(
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

    def simple(
        self, context: Any, paragraph: Any, y: float, skip_stack: Any, around: Any
    ) -> tuple[Any, Mapping[int, Any] | None] | None:
        """The next line, if it holds one run of text and nothing else; made as WeasyPrint makes it, without looking for more."""
        inline, breaks = self.inline, self.inline.split_text_box
        begins = [*_path(skip_stack)]
        index, skip, *_ = [*begins, 0, 0]
        inner: Any = paragraph.children[index] if index < len(paragraph.children) else None
        if (
            type(inner) is not self.text
            or len(begins) > 2
            or not isinstance(breaks, Breaks)
            or paragraph.style["direction"] != "ltr"
            or around.style["direction"] != "ltr"
            or inner.style["vertical_align"] != "baseline"
        ):
            return None
        content = inner.text
        if not content or content[0] == " " or content[-1] == " ":
            return None
        left = around.content_box_x()
        right = left + around.width - paragraph.margin_right
        left += paragraph.margin_left
        width = right - left
        inline.resolve_percentages(inner, around)
        paragraph.position_x, paragraph.position_y = left, y
        inner.position_x, inner.position_y = left + paragraph.text_indent, y
        found = breaks.set(context, inner, (left + width) * (1 + 1e-9) - inner.position_x, skip)
        if found is None:
            return None
        text, end = found
        last = end is None
        if last and index < len(paragraph.children) - 1:
            return None
        line = paragraph.copy_with_children([text])
        line.remove_decoration(start=skip_stack is not None, end=not last)
        line.width = text.position_x + text.margin_width() - line.content_box_x()
        inline._adjust_line_height(line)
        paragraph.width, paragraph.height = line.width, line.height
        across = inline.text_align(context, line, width, last=last)
        bottom, top = inline.line_box_verticality(line)
        line.baseline, line.position_y, line.height = -top, top, bottom - top
        line.margin_top = line.margin_bottom = 0
        line.translate(across, y - top)
        # As WeasyPrint does: a difference and what it was taken from add up to a little more, or less.
        line.position_y = y
        return line, None if last else {index: {end: None}}


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
