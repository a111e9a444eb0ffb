"""Whether pages are as large as brochures are, and whether all that says how much of a page is shown says all of it.

Input: a PDF opened with pikepdf. Output: what is otherwise, each the end of "…, found". Must not: look at what is drawn.

Why: what is drawn is measured against its page. A page that is said to be narrower, or a box of which a reader, a printer or a guillotine
takes less, has the edge of the text cut off, and nothing that is drawn tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

MM = 25.4 / 72
# Rounding, as programs write numbers that write a file anew. Units: mm.
CLOSE = 0.3
# Width and height of a page of a tri-fold, and of its flap; of a booklet; of a sheet. Units: mm.
_PANELS = {(100.0, 210.0): (97.0, 210.0), (93.66, 215.9): (92.08, 215.9)}
_PAGES = ((148.0, 210.0), (139.7, 215.9), (210.0, 297.0), (215.9, 279.4))
# Trimmed sheets with several pages: a tri-fold, two pages of a booklet.
_SHEETS = ((297.0, 210.0), (279.4, 215.9), (296.0, 210.0))
# What is painted beyond the trim, in millimetres and inches, and how much paper there is beyond. Units: mm.
_BLEEDS = (3.0, 3.175)
_SLUG = 12.0
_INNER = ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")

# Left, bottom, right, top. Units: mm.
_Edges = tuple[float, ...]


def badly_boxed(document: Any, *, press: bool) -> Iterator[str]:
    """Pages, or sheets for a press, that are not of a size of ours, and boxes that are not where they are."""
    if press:
        for number, sheet in enumerate(document.pages, 1):
            yield from (f"{what} on sheet {number}" for what in _sheet(sheet))
        return
    sizes = []
    for number, page in enumerate(document.pages, 1):
        media = _edges(page.mediabox)
        sizes.append((media[2], media[3]))
        if not _near(media[:2], (0, 0)) or _size(sizes[-1]) is None:
            yield f"a page of another size than brochures have on page {number}"
        for key in _INNER:
            # As readers do: what a page does not say, those say that hold it.
            box = page.cropbox if key == "/CropBox" else page.obj.get(key, page.mediabox)
            if not _near(_edges(box), media):
                yield f"a {key[1:]} that is not the whole page on page {number}"
    if any(_size(one) != _size(other) for one, other in pairwise(sizes)):
        yield "pages of more than one size"


def _sheet(sheet: Any) -> Iterator[str]:
    media, trim = _edges(sheet.mediabox), _edges(sheet.trimbox)
    known = (*_SHEETS, *_PAGES, *_PANELS, *_PANELS.values())
    if not any(_near((trim[2] - trim[0], trim[3] - trim[1]), size) for size in known):
        yield "a trim of another size than brochures have"
    if not _near(media[:2], (0, 0)) or not _near(media, _around(trim, _SLUG)):
        yield "more or less paper around the trim than marks need"
    if not _near(_edges(sheet.cropbox), media):
        yield "a CropBox that is not the whole sheet"
    bleed = sheet.obj.get("/BleedBox")
    if bleed is None or not any(_near(_edges(bleed), _around(trim, wide)) for wide in _BLEEDS):
        yield "a BleedBox that is not 3 mm around the trim"


def _size(size: _Edges) -> _Edges | None:
    """The size of which a page is; the flap of a tri-fold is one of its panels."""
    for panel, flap in _PANELS.items():
        if _near(size, panel) or _near(size, flap):
            return panel
    return next((known for known in _PAGES if _near(size, known)), None)


def _around(box: _Edges, more: float) -> _Edges:
    left, bottom, right, top = box
    return left - more, bottom - more, right + more, top + more


def _near(one: _Edges, other: _Edges) -> bool:
    return all(abs(here - there) <= CLOSE for here, there in zip(one, other, strict=True))


def _edges(box: Any) -> _Edges:
    x0, y0, x1, y1 = (float(edge) * MM for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
