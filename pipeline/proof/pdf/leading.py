"""Whether links and bookmarks of a brochure lead where their words say, and no bookmark lacks.

Input: what a PDF opened with pikepdf says of its links and bookmarks; the pages, and where the headings stand. Output: what leads elsewhere,
each the end of "…, found". Must not: follow anything.

Why: two links that change their addresses leave every word and every address in the file.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from pipeline.diagnostics import quoted
from pipeline.proof.pdf.doing import bookmarks
from pipeline.proof.pdf.pages import Box, File, Page, char_box
from pipeline.proof.sighting import shaped
from pipeline.proof.stream import SOFT, Span, Stream, squeezed_text
from pipeline.rendition.expected import Run
from pipeline.rendition.facets import HERE, Facet

# From a place to the heading that it is for. Units: pt.
NEAR = 90.0
# Headings of at most so many letters may stand anywhere.
SHORT = 4
# Headings of these levels always have bookmarks; of the others all of a level, or none.
LISTED = 2


class Lead(NamedTuple):
    """A link, or a bookmark with its `title`. Shape: pages from 0, -1 for none; `top` is how high on its page the place is. Units: pt."""

    page: int
    box: Box
    title: str
    address: str
    to: int
    top: float | None


def leads(document: Any) -> Iterator[Lead]:
    """All of a file that lead somewhere."""
    import pikepdf

    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    tree = document.Root.get("/Names", {}).get("/Dests")
    named: Mapping[str, Any] = (
        dict(pikepdf.NameTree(tree).items()) if isinstance(tree, pikepdf.Dictionary) else {}
    )
    entries = [
        (number, annotation)
        for number, page in enumerate(document.pages)
        for annotation in page.obj.get("/Annots", ())
    ]
    for number, entry in (*entries, *((-1, entry) for entry in bookmarks(document))):
        action = entry.get("/A", {})
        place = entry.get("/Dest", action.get("/D"))
        if isinstance(place, pikepdf.String):
            place = named.get(str(place))
        if isinstance(place, pikepdf.Dictionary):
            place = place.get("/D")
        to, top = -1, None
        if isinstance(place, pikepdf.Array) and len(place) and isinstance(place[0], pikepdf.Dictionary):
            to = numbers.get(place[0].objgen, -1)
            top = float(place[3]) if len(place) > 3 and place[1] == "/XYZ" and place[3] is not None else None
        x0, y0, x1, y1 = (float(edge) for edge in entry.get("/Rect", (0, 0, 0, 0)))
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        yield Lead(number, box, str(entry.get("/Title", "")), str(action.get("/URI", "")), to, top)


def astray(
    found: Sequence[Lead],
    file: File,
    stream: Stream,
    runs: Sequence[Run],
    places: Sequence[tuple[Span, ...] | None],
    facets: Sequence[Facet],
) -> Iterator[str]:
    """Links whose words have other addresses, or whose words and bookmarks name a heading that is elsewhere."""
    headings = _headings(file, stream, runs, places)
    owed: dict[str, list[str]] = {}
    for facet in facets:
        if facet.kind == "link" and facet.value.partition("\n")[0] != HERE:
            address = unquote(facet.value.partition("\n")[0])
            owed.setdefault(address, []).append(_letters(facet.text))
    covered: set[str] = set()
    middles: dict[int, Middles] = {}
    for lead in found:
        words, sure = lead.title, True
        if lead.page >= 0:
            page = file.pages[lead.page]
            if lead.page not in middles:
                middles[lead.page] = _middles(page)
            words, sure = _words(page, middles[lead.page], lead.box)
        said = squeezed_text(words)
        what = f"a {'bookmark' if lead.page < 0 else 'link'} from {quoted(words[:60])}"
        if lead.address:
            address = unquote(lead.address)
            covered.add(address)
            known = owed.get(address, [])
            own, whole = _letters(said), _letters(address)
            # Some are printed with their address.
            if sure and known and own not in whole and not any(own in text or not text for text in known):
                yield f"{what} to {address[:80]}"
        elif said in headings and not any(_near(lead, *place) for place in headings[said]):
            yield f"{what} to another place"
    yield from (f"no link to {address[:80]}" for address in owed if address not in covered)


def unlisted(found: Sequence[Lead], runs: Sequence[Run]) -> Iterator[str]:
    """Headings without a bookmark, or with one in another order, and bookmarks without words.

    Why: where a brochure has many pages, its list of bookmarks is read instead of leafing through it.
    """
    titles = [squeezed_text(lead.title) for lead in found if lead.page < 0]
    if not all(titles):
        yield "a bookmark without words"
    listed, known, end = "\n".join(titles), set[int](), 0
    missing: list[tuple[int, str]] = []
    for run in runs:
        # What they are is not known of all, and a note's mark divides them.
        level = next((step.number for step in run.steps or () if step.what == "h"), None)
        if level is None:
            continue
        at = listed.find(text := squeezed_text(run.text), end)
        if at < 0:
            missing.append((level, run.text))
        else:
            known.add(level)
            end = at + len(text)
    for level, text in missing:
        if level <= LISTED or level in known:
            yield f"no bookmark for {quoted(text[:60])} where it is its turn"


def _letters(text: str) -> str:
    """Its letters and figures. Why: hyphens come and go where a line ends."""
    return "".join(filter(str.isalnum, text))


def _headings(
    file: File, stream: Stream, runs: Sequence[Run], places: Sequence[tuple[Span, ...] | None]
) -> dict[str, list[tuple[int, float]]]:
    """Where each heading stands: its page, and how high."""
    headings: dict[str, list[tuple[int, float]]] = {}
    for run, spans in zip(runs, places, strict=True):
        if run.kind not in ("heading", "title"):
            continue
        text = squeezed_text(run.text)
        # "1" is found in the date above the text, too.
        short = len(text) <= SHORT and text not in headings
        for span in (*(spans or ())[:1], *(stream.find_all(text) if short else ())):
            if len(stream.characters(span)):
                page, at = file.at(stream.characters(span).start)
                if page.marks[at] >= 0:
                    headings.setdefault(text, []).append((page.number, char_box(page, at)[3]))
    return headings


def _near(lead: Lead, page: int, top: float) -> bool:
    return lead.to == page and (lead.top is None or abs(lead.top - top) <= NEAR)


# The characters of a page that belong to its text, from below: how high their middles are, how far right, and which they are.
Middles = list[tuple[float, float, int]]


def _middles(page: Page) -> Middles:
    found: Middles = []
    for at, mark in enumerate(page.marks):
        if mark >= 0 and not page.characters[at].isspace():
            left, bottom, right, top = char_box(page, at)
            found.append(((bottom + top) / 2, (left + right) / 2, at))
    return sorted(found)


def _words(page: Page, middles: Middles, box: Box) -> tuple[str, bool]:
    """The words in a box, and whether these are all, as they are drawn, and no others."""
    found: list[str] = []
    said: dict[int, str] = {}
    # A page of links has as many as lines: those above and below the box are passed over at once.
    lowest, highest = bisect_left(middles, (box[1],)), bisect_right(middles, (box[3], math.inf))
    for at in sorted(at for _, x, at in middles[lowest:highest] if box[0] <= x <= box[2]):
        fragment = page.fragment(at)
        if fragment is None:
            found.append(page.characters[at])
        elif fragment.start not in said:
            # A line is said as a whole.
            said[fragment.start] = fragment.text
            found.append(fragment.text)
    text = "".join(found).replace(SOFT, "")
    return text, not said and not shaped(text)
