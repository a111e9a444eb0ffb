"""What a PDF does when it is opened or touched: where links and bookmarks lead, and whether anything else happens.

Input: a PDF opened with pikepdf. Output: what it does beside leading to its own pages and to addresses, each the end of
"…, found". Must not: follow anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Of bookmarks and of names of places; more than any brochure has.
MAX_ENTRIES = 200_000
# Addresses that open a page, a letter or a call: all that an article may name.
_ADDRESS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_OF_ADDRESS = frozenset(["/Type", "/S", "/URI", "/IsMap"])
_OF_PLACE = frozenset(["/Type", "/S", "/D"])
_OF_LINK = frozenset(
    [
        "/Type", "/Subtype", "/Rect", "/A", "/Dest", "/BS", "/Border", "/F", "/Contents", "/StructParent", "/P", "/H", "/C",
        "/NM", "/M", "/QuadPoints",
    ]
)  # fmt: skip
_OF_BOOKMARK = frozenset(
    ["/Title", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Dest", "/A", "/C", "/F", "/SE"]
)
# Of red, green and blue in the words of a bookmark, which stand on white. Units: shares.
_DARKEST = 0.4
# How a page may be brought before the reader as a whole, or in its width or height.
_WHOLE = frozenset(["/Fit", "/FitB", "/FitH", "/FitBH", "/FitV", "/FitBV"])
# How much larger or smaller than it is. Units: shares.
_LARGEST, _SMALLEST = 4.0, 0.25


def doing(document: Any) -> Iterator[str]:
    """What happens when a file is opened, or a bookmark chosen."""
    import pikepdf

    root = document.Root
    opening = root.get("/OpenAction")
    if opening is not None:
        if _does(opening) if isinstance(opening, pikepdf.Dictionary) else _shows(opening):
            yield "an action when it is opened"
        elif not _begins(opening, document.pages[0].obj):
            yield "another page than the first where it is opened"
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            yield "scripts"
        places = names.get("/Dests")
        if isinstance(places, pikepdf.Dictionary) and any(map(_shows, pikepdf.NameTree(places).values())):
            yield "a place that is shown otherwise than as large as it is"
    if any(map(_shows, root.get("/Dests", {}).values())):
        yield "a place that is shown otherwise than as large as it is"
    for entry in bookmarks(document):
        if (entry.keys() - _OF_BOOKMARK) or _does(entry.get("/A")) or _shows(entry.get("/Dest")):
            yield "a bookmark that does more than lead to a page"
        if entry.get("/Count", 0) < 0:
            yield "a bookmark that hides those below it"
        if any(float(share) > _DARKEST for share in entry.get("/C", ())):
            yield "a bookmark that is hard to see"


def bookmarks(document: Any) -> Iterator[Any]:
    """All bookmarks, each once."""
    outlines = document.Root.get("/Outlines", {})
    entries = [outlines["/First"]] if "/First" in outlines else []
    seen: set[tuple[int, int]] = set()
    while entries:
        entry = entries.pop()
        if entry.objgen in seen or len(seen) > MAX_ENTRIES:
            continue
        seen.add(entry.objgen)
        yield entry
        entries += (entry[key] for key in ("/Next", "/First") if key in entry)


def link(annotation: Any) -> str | None:
    """What a link does beside leading somewhere, or shows."""
    if "/AP" in annotation or "/OC" in annotation:
        return "a link with a look of its own"
    border, edges = annotation.get("/BS"), annotation.get("/Border")
    widths = [] if border is None else [border.get("/W", 1)]
    if edges is not None:
        widths.append(edges[2] if len(edges) > 2 else 1)
    if not widths or any(width != 0 for width in widths):
        return "a link with a border"
    if (said := annotation.get("/Contents")) is not None and str(said) != _destination(annotation):
        return "a link that is called otherwise than where it leads"
    does = (annotation.keys() - _OF_LINK) or _does(annotation.get("/A")) or _shows(annotation.get("/Dest"))
    return "a link that does more than lead somewhere" if does else None


def _begins(opening: Any, first: Any) -> bool:
    """Whether a place, or the way to it, is the first page. Why: on that stands what has to be seen before all else."""
    import pikepdf

    place = opening.get("/D") if isinstance(opening, pikepdf.Dictionary) else opening
    if not isinstance(place, pikepdf.Array) or len(place) == 0:
        return False
    page: Any = place[0]
    return page == 0 if isinstance(page, int) else bool(page.objgen == first.objgen)


def _destination(annotation: Any) -> str:
    """Where a link leads, as a name or an address."""
    action = annotation.get("/A")
    return str(annotation.get("/Dest", "") if action is None else action.get("/URI", action.get("/D", "")))


def _does(action: Any) -> bool:
    """Whether an action does more than lead to a place in the file or to an address."""
    import pikepdf

    if action is None:
        return False
    if not isinstance(action, pikepdf.Dictionary):
        return True
    kind = action.get("/S")
    if kind == "/URI":
        return bool(action.keys() - _OF_ADDRESS) or not _ADDRESS.match(str(action.get("/URI", "")))
    return kind != "/GoTo" or bool(action.keys() - _OF_PLACE) or _shows(action.get("/D"))


def _shows(place: Any) -> bool:
    """Whether a place is shown so large or so small that a page cannot be read there. Named ones are looked at by themselves."""
    import pikepdf

    if isinstance(place, pikepdf.Dictionary):
        # As names of places may say it.
        return bool(place.keys() - {"/D"}) or _shows(place.get("/D"))
    if not isinstance(place, pikepdf.Array):
        return not (place is None or isinstance(place, pikepdf.String | pikepdf.Name | str))
    if len(place) < 2 or not isinstance(place[0], pikepdf.Dictionary | int):
        return True
    if place[1] != "/XYZ":
        return str(place[1]) not in _WHOLE
    scale = place[4] if len(place) > 4 else None
    return scale is not None and scale != 0 and not _SMALLEST <= float(scale) <= _LARGEST
