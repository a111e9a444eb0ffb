"""Outlines of drawings, each worked out once.

Input: WeasyPrint's drawing of a path. Output: the same operators. Must not: know where a path is drawn, or in which colour.

Why: WeasyPrint 70 takes the text of a path apart and works out its arcs whenever it is drawn; artwork consists of a few shapes, which
are drawn again and again.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any

# So many are kept, of such a length at most.
OUTLINES, LENGTH = 500, 2000
# One whose numbers have units depends on type, or on the drawing's size.
_PLAIN = re.compile(r"[ACHLMQSTVZachlmqstvz0-9eE+\-., \t\r\n]*")


def keep_outlines() -> None:
    """From now on, WeasyPrint keeps the outlines that it has drawn."""
    from weasyprint import svg

    stock = svg.TAGS["path"]
    if not isinstance(stock, Outlines):
        svg.TAGS["path"] = Outlines(stock)


class Outlines:
    """WeasyPrint's drawing of a path, with a memory."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock
        # Its operators, and the corners at which markers may stand.
        self.kept: OrderedDict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = OrderedDict()

    def __call__(self, drawing: Any, node: Any, font_size: float) -> None:
        text = node.get("d", "")
        if len(text) > LENGTH or node.vertices or not _PLAIN.fullmatch(text):
            self.stock(drawing, node, font_size)
            return
        known, operators = self.kept.get(text), drawing.stream.stream
        if known is None:
            begin = len(operators)
            self.stock(drawing, node, font_size)
            self.kept[text] = (*operators[begin:],), (*node.vertices,)
            if len(self.kept) > OUTLINES:
                self.kept.popitem(last=False)
            return
        self.kept.move_to_end(text)
        operators.extend(known[0])
        node.vertices.extend(known[1])
