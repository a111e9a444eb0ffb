"""A disclaimer that was looked for in a file's text, and what the search has to know of a format.

Input: nothing. Output: the values that the search and the measuring share. Must not: search.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.document import Notice
from pipeline.proof.stream import LABEL, Span

# Scripts that are shaped: what a PDF's text layer gives for them says little about what is drawn.
_SHAPED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
# Marks of direction, which are drawn as nothing: no text layer has them.
_TURNING = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Medium:
    """What the search has to know about a format.

    Shape: `part` names a page or file by its index; `last` is the index of the last one a reader reaches in order.
    """

    part: Callable[[int], str]
    last: int
    real_break: Callable[[int], bool]
    # Whether it has pages: the imprint may take another one behind the closing disclaimers, and each may owe what
    # stands at its foot, or a disclaimer once more.
    pages: bool = False
    # Running heads and feet, in order: no text of the article is looked for there.
    apart: tuple[Span, ...] = ()
    # Whether a figure, by where it begins in the text, is the number of a note, an item of a list or a page.
    counted: Callable[[int, str], bool] = lambda index, figure: False
    # Where a wording stands that no reader meets in order, or None.
    elsewhere: Callable[[str], str | None] = lambda wording: None


@dataclass(slots=True)
class Sighting:
    """A disclaimer that was looked for.

    Shape: `span` is None if it is not there; `before` is the end of the run before it. `repeat` counts the times that
    it was shown before; `part` is the page where it is owed once more, or at the foot, else None.
    """

    notice: Notice
    span: Span | None = None
    before: Span | None = None
    found_sha256: str | None = None
    present: bool = False
    placed: bool = False
    repeat: int = 0
    part: int | None = None


def shaped(text: str) -> bool:
    """Whether text is in a script whose letters change with their neighbours."""
    return _SHAPED.search(text) is not None


def turned(text: str) -> bool:
    """Whether text holds marks of direction."""
    return _TURNING.search(text) is not None


def named(notice: Notice) -> str:
    """A disclaimer in a message."""
    return f"{notice.disclaimer} ({notice.key})"


# What may stand between a label and its disclaimer.
STOPS = ".:："


def generated(gap: str, labels: frozenset[str]) -> bool:
    """Whether text between a run and its disclaimer is a note's mark and a label, and nothing else."""
    gap = re.sub(r"^[\d†‡*\[\]().↑↩]{0,6}", "", gap) if gap else gap
    if labels:
        return gap.rstrip(STOPS) in labels or not gap
    return len(gap) <= LABEL


def tail(text: str) -> str:
    return text if len(text) <= 60 else "…" + text[-60:]
