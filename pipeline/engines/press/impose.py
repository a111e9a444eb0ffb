"""Which page lies where on which sheet of paper. Plain numbers, no PDF.

Input: a number of pages, a paper, a direction of reading. Output: `Sheet`s in the order in which they are printed: front
and back of the first sheet, front and back of the second.
Must not: know what is on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

BLEED_MM = 3.0
INCH = 25.4
# How far an inner sheet is pushed out, for each sheet around it: somewhat more than the paper's thickness.
CREEP = 1.2

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placement:
    """One page's place on a sheet.

    Units: millimetres from the left and top of the sheet's trim; `page` counts from 0.
    Shape: `bleed` is what may be painted beyond the page's left, top, right and bottom, 0 where another page or a fold
    begins. What is on the page moves by `shift_mm` to the right; what cuts it off does not.
    """

    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    bleed: Edges
    shift_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper, with its pages in reading order. Units: millimetres of the trimmed sheet."""

    width_mm: float
    height_mm: float
    placements: tuple[Placement, ...]
    folds_mm: tuple[float, ...] = ()
    label: str = ""

    @property
    def mirrored(self) -> Sheet:
        """The same for what is read from right to left."""
        return replace(
            self,
            placements=tuple(
                replace(
                    place,
                    x_mm=_rounded(self.width_mm - place.x_mm - place.width_mm),
                    bleed=(place.bleed[2], place.bleed[1], place.bleed[0], place.bleed[3]),
                    shift_mm=-place.shift_mm,
                )
                for place in self.placements
            ),
            folds_mm=tuple(sorted(_rounded(self.width_mm - fold) for fold in self.folds_mm)),
        )


# Height of the sheet, width of a panel, width of the panel that is folded in.
_TRIFOLD = {
    "a4": (210.0, 100.0, 97.0),
    "letter": (8.5 * INCH, 3.6875 * INCH, 3.625 * INCH),
}
_BOOKLET = {"a4": (148.0, 210.0), "letter": (5.5 * INCH, 8.5 * INCH)}


def trifold_sheets(paper: str, rtl: bool = False, *, bleed_mm: float = BLEED_MM) -> tuple[Sheet, ...]:
    """The two sides of a letter fold, from six pages: cover, flap, three inside, back.

    Why: the flap and the panel behind it are narrower, since they are folded in between the others.
    """
    height, panel, flap = _TRIFOLD[paper]
    sides = (
        ("outside", ((1, flap), (5, panel), (0, panel))),
        ("inside", ((2, panel), (3, panel), (4, flap))),
    )
    sheets = tuple(_row(label, height, pages, bleed_mm) for label, pages in sides)
    return tuple(sheet.mirrored for sheet in sheets) if rtl else sheets


def booklet_sheets(
    pages: int, paper: str, thickness_mm: float = 0.1, rtl: bool = False, *, bleed_mm: float = BLEED_MM
) -> tuple[Sheet, ...]:
    """The printer's spreads of a saddle-stitched booklet, the outermost sheet first, each with its creep.

    Why: an inner sheet is pushed out at the fore edge and loses there when all are trimmed, so what is on it moves to
    the fold by as much; beyond the cut there is still the whole bleed.
    Raises: ValueError unless `pages` is a multiple of four.
    """
    if pages <= 0 or pages % 4:
        raise ValueError(f"a stitched booklet has a multiple of four pages, not {pages}")
    width, height = _BOOKLET[paper]
    sheets: list[Sheet] = []
    for number in range(pages // 4):
        shift = _rounded(number * thickness_mm * CREEP)
        first = 2 * number
        for side, (left, right) in (
            ("front", (pages - 1 - first, first)),
            ("back", (first + 1, pages - 2 - first)),
        ):
            row = _row(f"sheet {number + 1} {side}", height, ((left, width), (right, width)), bleed_mm)
            moved = tuple(
                replace(place, shift_mm=shift if place.x_mm == 0 else -shift) for place in row.placements
            )
            sheets.append(replace(row, placements=moved))
    return tuple(sheet.mirrored for sheet in sheets) if rtl else tuple(sheets)


def single_sheets(
    pages: int, width_mm: float, height_mm: float, *, bleed_mm: float = BLEED_MM
) -> tuple[Sheet, ...]:
    """Every page on a sheet of its own."""
    return tuple(
        _row(f"page {number + 1}", height_mm, ((number, width_mm),), bleed_mm) for number in range(pages)
    )


def _row(label: str, height: float, pages: tuple[tuple[int, float], ...], bleed: float) -> Sheet:
    """Pages side by side, from left to right, with a fold between each two."""
    placements: list[Placement] = []
    folds: list[float] = []
    x = 0.0
    for index, (page, width) in enumerate(pages):
        if index:
            folds.append(x)
        edges = (0.0 if index else bleed, bleed, bleed if index == len(pages) - 1 else 0.0, bleed)
        placements.append(Placement(page, x, 0.0, width, height, edges))
        x = _rounded(x + width)
    placements.sort(key=lambda place: place.page)
    return Sheet(x, height, tuple(placements), tuple(folds), label)


def _rounded(length: float) -> float:
    return round(length, 6)
