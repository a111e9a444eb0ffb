"""What no reader should get, found in the pages that were laid out.

Input: a `Fitted`. Output: diagnostics with the article's lines. Must not: lay out anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.diagnostics import Diagnostic, Extent, Location, report
from pipeline.formats.brochure.fitting import EMPTY, Fitted, parted
from pipeline.formats.brochure.forms import FORMS
from pipeline.formats.brochure.tables import TOLERANCE_MM
from pipeline.rendition import Rendition

SAFE_MM = 5


# ── checks after the layout ─────────────────────────────────────────────────────────────────────


def faults(fitted: Fitted, rendition: Rendition, size: str = "standard") -> Iterator[Diagnostic]:
    """What no reader should get in a size of print: text out of its box or off the page, lonely headings, empty pages, small print."""
    pages, lines = fitted.layout.pages, fitted.layout.lines
    where = Whereabouts(rendition)
    tables: Sequence[int | None] = rendition.options["tables"]
    for number in sorted(fitted.restless):
        wide = [line for line in lines if line.table == number and line.excess > TOLERANCE_MM]
        if wide:
            at = tables[number] if number < len(tables) else None
            yield report("BRO402", where.at(at), text=short(wide[0].text), page=wide[0].page + 1)
    for line in lines:
        page = pages[line.page]
        if line.table is None and not line.margin and line.excess > TOLERANCE_MM:
            yield report(
                "BRO401",
                where.of(line.text),
                text=short(line.text),
                page=line.page + 1,
                excess=f"{line.excess:.1f}",
            )
        bottom = page.height - SAFE_MM if line.margin else page.bottom + TOLERANCE_MM
        if (
            line.x < SAFE_MM
            or line.x + line.width > page.width - SAFE_MM
            or line.y < SAFE_MM
            or line.y + line.height > bottom
        ):
            yield report("BRO403", where.of(line.text), text=short(line.text), page=line.page + 1)
        floor = rendition.options["sizes"][size]["floor"][fitted.setting.form]
        if "notice" in line.classes:
            floor = max(floor, rendition.options["minimum-notice-pt"])
            if "notice-material" in line.classes:
                floor = max(floor, fitted.setting.size)
        # Marks of notes and raised figures (m²) are smaller than the text that they belong to wherever it is set.
        aside = "note-mark" in line.classes or not line.tags.isdisjoint(("sup", "sub"))
        if line.size_pt < floor - 0.01 and not aside:
            yield report(
                "BRO406", where.of(line.text), text=short(line.text), size=f"{line.size_pt:.2f}", floor=floor
            )
    form = FORMS[fitted.setting.form]
    # A page that is free for artwork is empty of text.
    inside = fitted.setting.fillers.count("inside")
    before_back = fitted.setting.fillers[inside:]
    last = len(pages) - len(before_back)
    drawn = {last + at for at, filler in enumerate(before_back) if filler == "art"} if form.covers else {0}
    drawn |= set(range(2, 2 + inside))
    for number, page in enumerate(pages, 1):
        if page.share < EMPTY and number not in drawn:
            yield report("BRO404", where.at(None), page=number)
    for code, place, shown in parted(fitted.layout):
        yield report(code, where.of(place.text), text=short(shown.text), page=shown.page + 1)


class Whereabouts:
    """From a piece of text back to its line in the article."""

    def __init__(self, rendition: Rendition) -> None:
        self.path = rendition.path
        self.places: Sequence[tuple[str, int]] = rendition.options["places"]

    def at(self, line: int | None) -> Location:
        return Location(self.path, Extent.point(line, 1) if line else None)

    def of(self, text: str) -> Location:
        words = " ".join(text.split())
        if not words:
            return self.at(None)
        return self.at(next((line for whole, line in self.places if words in whole), None))


def short(text: str) -> str:
    """A piece of text as a message quotes it."""
    return text if len(text) <= 60 else f"{text[:40]} … {text[-12:]}"
