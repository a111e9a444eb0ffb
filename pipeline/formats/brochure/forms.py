"""The forms of a printed brochure: tri-fold, booklet, flyer, and the long brochure.

Input: nothing. Output: what the search and the press have to know of each. Geometry that only stylesheets need is in
the tokens. Must not: lay out anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Shape: `paper` is what tokens call its page; `bodies` are its pages that carry a foot, as stylesheets name them; `covers` says whether its first and last
    page are a cover and a back. `art` counts the tiles of the cover's artwork, across and down, `plate` those of a page
    that has nothing else, `strip` those across a strip, which has at most `strip_rows` of them one above another; from `stacked_from` columns on, a table begins with one row under
    another, on a sheet only if it is vast. Units: mm; `foot` is the margin below the text, `line` the width of its foot, `hole` what has to stay empty
    on a page before artwork closes it.
    """

    name: str
    paper: str
    bodies: tuple[str, ...]
    covers: bool
    art: tuple[int, int]
    plate: tuple[int, int]
    strip: int
    strip_rows: int
    foot: float
    line: float
    hole: float
    stacked_from: int

    @property
    def back(self) -> str:
        return f"{self.name}-back"


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("trifold", "panel", ("trifold-panel", "trifold-panel:nth(2)", "trifold-panel:nth(5)"), True, (4, 4), (4, 8), 4, 3, 15, 59, 42, 10),
        Form("booklet", "booklet", ("booklet", "booklet:left", "booklet:right"), True, (5, 4), (5, 7), 5, 3, 20, 93, 62, 10),
        Form("flyer", "sheet", ("flyer",), False, (3, 3), (0, 0), 7, 1, 19, 136, 34, 10),
        Form("brochure", "sheet", ("brochure",), False, (3, 6), (0, 0), 7, 1, 25, 136, 62, 10),
    )
}  # fmt: skip

# How many strips of artwork there are to take turns.
STRIPS = 3
# Panels of a tri-fold that hold text: the flap and the three inside.
PANELS = 4
# What each page of a tri-fold is called, in reading order.
PANEL_NAMES = ("the cover", "the flap", "panel 3", "panel 4", "panel 5", "the back")


def sizes_of(tokens: Mapping[str, Any], size: str, form: str) -> tuple[float, ...]:
    """The sizes of type to try, the largest first; none where a form is not made in this size. Units: pt."""
    return tuple(tokens["sizes-pt"][size].get(form, ()))
