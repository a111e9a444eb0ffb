"""Where several marks of notes stand together: `¹ ²` is no `¹²`.

Input: the inlines of a block. Output: the same, with a space between two marks, in which a line does not end.
Must not: know how a format shows a mark.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Inline, Note, Text


def marks_apart(inlines: Sequence[Inline], direction: str) -> tuple[Inline, ...]:
    """The inlines with one space between a note and the next, whether the author wrote one there or not.

    Why: a no-break space between two figures is a part of a number, which is turned round among words from right to left.
    Source: Unicode Standard Annex 9, rule W4.
    """
    between = Text("\u00a0" if direction == "ltr" else " ")
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Note):
            blank = bool(found) and isinstance(last := found[-1], Text) and not last.text.strip()
            if blank and len(found) > 1 and isinstance(found[-2], Note):
                found[-1] = between
            elif found and isinstance(found[-1], Note):
                found.append(between)
        found.append(inline)
    return tuple(found)
