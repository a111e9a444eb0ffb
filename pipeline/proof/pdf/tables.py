"""What a structure tree says of tables: names of columns and rows, and which cells are told under them.

Input: structure elements. Output: what is said otherwise than by the place of a cell, each the end of "…, found". Must not: know what is owed.

Why: who listens to a price hears the names that its cell has, whatever stands above and beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Of each kind of element, whose attributes it may have, and which. Why: by all others, such as spans of cells, something else could be told.
_ATTRIBUTES = {
    "/TH": ("/Table", frozenset(["/O", "/Scope", "/Headers"])),
    "/TD": ("/Table", frozenset(["/O", "/Headers"])),
    "/Figure": ("/Layout", frozenset(["/O", "/BBox"])),
}
CELLS = ("/TH", "/TD")
# Of a cell: its row's, and those of its column.
MOST_NAMES = 16
_GROUPS = ("/THead", "/TBody", "/TFoot")


def attributed(element: Any, role: str) -> Iterator[str]:
    """What an element says of itself beside its role that no brochure says."""
    import pikepdf

    attributes = element.get("/A")
    if attributes is None:
        return
    owner, known = _ATTRIBUTES.get(role, ("", frozenset()))
    several = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    for one in several:
        if not isinstance(one, pikepdf.Dictionary) or len(several) > 1:
            yield f"attributes on {role.lstrip('/')} that are no list"
        elif str(one.get("/O", "")) != owner:
            yield f"attributes on {role.lstrip('/')} for {str(one.get('/O', '')).lstrip('/')[:20] or 'nobody'}"
        else:
            yield from (f"the attribute {key[:20]} on {role.lstrip('/')}" for key in one.keys() - known)


def headed(table: Any) -> Iterator[str]:
    """Cells that are told under the names of other columns or rows than they stand in."""
    rows = [[*_cells(row)] for row in _rows(table)]
    heads = {
        bytes(cell.ID): (number, place)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell.S == "/TH" and "/ID" in cell
    }
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            attributes = cell.get("/A", {})
            names = attributes.get("/Headers", ())
            if len(names) > MOST_NAMES:
                yield f"a cell with {len(names)} names"
                continue
            for name in names:
                own = heads.get(bytes(name))
                if own is None or (own[0] != number and own[1] != place):
                    yield "a cell under the name of another column or row"


def _kids(element: Any) -> Iterator[Any]:
    import pikepdf

    kids = element.get("/K")
    found = kids if isinstance(kids, pikepdf.Array) else () if kids is None else (kids,)
    return (kid for kid in found if isinstance(kid, pikepdf.Dictionary))


def _cells(row: Any) -> Iterator[Any]:
    return (kid for kid in _kids(row) if str(kid.get("/S", "")) in CELLS)


def _rows(table: Any) -> Iterator[Any]:
    for kid in _kids(table):
        role = str(kid.get("/S", ""))
        if role == "/TR":
            yield kid
        elif role in _GROUPS:
            yield from (one for one in _kids(kid) if str(one.get("/S", "")) == "/TR")
