"""What lies behind boxes, worked out for those that have something there.

Input: WeasyPrint's layout of backgrounds. Output: the same backgrounds. Must not: know where a picture goes.

Why: WeasyPrint 70 asks the style of each box, of each line and each word too, for a dozen properties, of which hardly any is said.
"""

from __future__ import annotations

from typing import Any

_CORNERS = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
# What corners are called where lines begin on either side.
_FLOWING = ("start_start", "start_end", "end_start", "end_end")
_SAID = (
    *_CORNERS,
    *("border_image_source", "mask_border_source", "background_image", "background_color", "box_shadow"),
)
_SAID_SO = frozenset((*_SAID, *(f"border_{corner}_radius" for corner in _FLOWING)))


def defer_backgrounds() -> None:
    """From now on, a box of whose background nothing is said has none at once."""
    from weasyprint.layout import background

    if not isinstance(background.layout_box_backgrounds, Backgrounds):
        background.layout_box_backgrounds = Backgrounds(background.layout_box_backgrounds)


class Backgrounds:
    """WeasyPrint's layout of the backgrounds of a box and of all that is in it."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.css.properties import INITIAL_VALUES
        from weasyprint.formatting_structure import boxes

        self.stock, self.page = stock, boxes.PageBox
        self.initial = [(name, INITIAL_VALUES[name]) for name in _SAID]

    def __call__(
        self, page: Any, box: Any, image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        # What lies behind a page goes on over its edges.
        if style is not None or isinstance(box, self.page) or not self.bare(box.style):
            self.stock(page, box, image, layout_children=layout_children, style=style)
            return
        for corner in _CORNERS:
            setattr(box, corner, (0, 0))
        if layout_children:
            for child in box.all_children():
                self(page, child, image)
        box.background = None

    def bare(self, style: Any) -> bool:
        """Whether a style says nothing of what lies behind a box, found out once for each."""
        answer: bool | None = style.__dict__.get("kept_bare")
        if answer is None:
            known = style.get
            answer = style.kept_bare = _SAID_SO.isdisjoint(getattr(style, "cascaded", ())) and all(
                known(name, value) == value for name, value in self.initial
            )
        return answer
