"""What of a page's marked content is a running head or foot.

Input: a tagged document. Output: for each page, what no structure element holds. Source: ISO 32000-1 14.7.4, 14.8.2.2.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Aloud:
    """What of a page's foot is to be read aloud. Units: `page` counts from 0; mm from the page's top."""

    page: int
    first_mm: float
    last_mm: float


@dataclass(frozen=True, slots=True)
class Running:
    """Marked content that the text runs past.

    Shape: `held` is what structure elements hold, None where a document has no structure; from `aloud`, a span of the
    page's height, nothing is taken, since it is read aloud there. Units: points; `middle` is that of the page's height.
    """

    held: frozenset[int] | None = None
    middle: float = 0.0
    aloud: tuple[float, float] | None = None

    def includes(self, number: int) -> bool:
        return self.held is not None and number not in self.held

    def side(self, baseline: float | None) -> str | None:
        """Which it is by where its first line stands; None if it is to be read aloud."""
        if baseline is None:
            return "/Footer"
        if self.aloud and self.aloud[0] <= baseline <= self.aloud[1]:
            return None
        return "/Header" if baseline > self.middle else "/Footer"


NONE = Running()


def running(document: Any, spoken: Aloud | None) -> list[Running]:
    """For every page."""
    root = document.Root.get("/StructTreeRoot")
    held = _held(root) if root is not None else None
    found: list[Running] = []
    for number, page in enumerate(document.pages):
        _, foot, _, top = (float(edge) for edge in page.trimbox)
        aloud = None
        if spoken and number == spoken.page:
            first, last = (top - place / 25.4 * 72 for place in (spoken.first_mm, spoken.last_mm))
            aloud = (last, first)
        own = None if held is None else frozenset(held[page.obj.objgen])
        found.append(Running(own, (foot + top) / 2, aloud))
    return found


def _held(root: Any) -> dict[Any, set[int]]:
    import pikepdf

    held: dict[Any, set[int]] = defaultdict(set)
    left: list[tuple[Any, Any]] = [(root, None)]
    while left:
        element, page = left.pop()
        page = element.get("/Pg", page)
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [] if kids is None else [kids]:
            if isinstance(kid, int):
                held[page.objgen].add(kid)
            elif isinstance(kid, pikepdf.Dictionary):
                kind = kid.get("/Type")
                if kind == "/MCR":
                    held[kid.get("/Pg", page).objgen].add(int(kid.MCID))
                elif kind != "/OBJR":
                    left.append((kid, page))
    return held
