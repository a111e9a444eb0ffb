"""The pages of a brochure as sheets for a press.

Input: what WeasyPrint wrote, and the setting that it was laid out in. Output: PDF/X-4, and what a printer would stop at.
Must not: lay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pipeline.diagnostics import Diagnostic, Extent, Location, quoted, report
from pipeline.engines.press import (
    Condition,
    Fault,
    Sheet,
    Unusable,
    booklet_sheets,
    own_condition,
    press,
    single_sheets,
    trifold_sheets,
)
from pipeline.engines.running import Aloud
from pipeline.engines.survey import Picture
from pipeline.formats.brochure.fitting import Fitted
from pipeline.rendition import Rendition
from pipeline.rendition.contents import Sealed
from pipeline.theme import Theme

FOLDER = "shared/press/"
# A publisher's own profiles, among the files of a theme.
OWN = f"{FOLDER}own/"
# Where nobody says otherwise: what printers of such paper mostly work to.
USUAL = {"a4": "fogra39", "letter": "tr006"}
# How far a book's pages are painted beyond their bleed, as their stylesheet has it.
REACH_MM = 3.0
# Pixels per inch: below the first a picture is coarse, below the second it may not be printed.
FINE_PPI, COARSE_PPI = 300, 150


@dataclass(frozen=True, slots=True)
class Pressed:
    """A file for a press. Shape: `sides` counts its pages; `digest` is the one of what it holds."""

    content: bytes
    sides: int
    condition: str
    found: tuple[Diagnostic, ...]
    digest: str


def condition_of(theme: Theme, name: str) -> Condition | Unusable:
    """A printing condition by the name that `icc` gives it, or by the file of a profile."""
    content = theme.files.get(OWN + name)
    if content is not None:
        return own_condition(content)
    known = theme.settings(f"{FOLDER}conditions.yaml")
    if name not in known:
        return Unusable(f"expected {', '.join(known)} or a file that publication.yaml names")
    entry = known[name]
    return Condition(
        theme.files[FOLDER + entry["file"]],
        entry["identifier"],
        entry["name"],
        entry["registry"],
        entry["ink-limit-percent"],
    )


def pressed(
    written: bytes, fitted: Fitted, rendition: Rendition, travelling: bytes, identifier: bytes,
    spoken: Aloud | None,
) -> Pressed:  # fmt: skip
    """The pages on their sheets. Reports: BRO413–BRO415. Raises: EngineError ENG604."""
    options = rendition.options
    condition: Condition = options["condition"]
    bleed = options["tokens"]["bleed-mm"]
    sheets = _sheets(fitted, options["paper"], options["rtl"], bleed)
    sealed = Sealed(travelling, press=_said(condition, options["inks"].values()))
    made = press(
        written,
        sheets,
        condition,
        colours=options["inks"],
        manifest=sealed,
        date=options["date"],
        identifier=identifier,
        title=options["title"],
        bleed_mm=bleed,
        font=options["slug-font"],
        spoken=spoken,
        # The openers of a book's chapters reach the edge on inner sheets too.
        reach_mm=REACH_MM if options["bound"] else 0.0,
    )
    found = (*_coarse(fitted, rendition), *_found(made.faults, fitted, Location(rendition.path)))
    return Pressed(made.content, len(sheets), condition.name, found, sealed.digest)


def _said(condition: Condition, recipes: Iterable[Sequence[float]]) -> dict[str, Any]:
    """What the manifest says of the press, so that a proof need not believe the rest of the file."""
    inks = sorted({tuple(recipe) for recipe in recipes if sum(recipe) <= condition.ink_limit})
    profile = sha256(condition.profile).hexdigest()
    words = {"name": condition.name, "registry": condition.registry}
    return {"condition": condition.identifier, "inks": inks, "profile": profile, **words}


def _sheets(fitted: Fitted, paper: str, rtl: bool, bleed: float) -> Sequence[Sheet]:
    """How the sheets hold the pages. A booklet of too many pages is bound in another way than with a stitch."""
    layout, form = fitted.layout, fitted.setting.form
    if form == "trifold":
        return trifold_sheets(paper, rtl, bleed_mm=bleed)
    if form == "booklet" and layout.page_count % 4 == 0:
        return booklet_sheets(layout.page_count, paper, rtl=rtl, bleed_mm=bleed)
    return single_sheets(layout.page_count, layout.pages[0].width, layout.pages[0].height, bleed_mm=bleed)


def _coarse(fitted: Fitted, rendition: Rendition) -> Iterator[Diagnostic]:
    """The author's pictures that have too few pixels for their size."""
    coarsest: dict[str, Picture] = {}
    for picture in fitted.layout.pictures:
        if picture.name not in coarsest or picture.ppi < coarsest[picture.name].ppi:
            coarsest[picture.name] = picture
    for name, picture in coarsest.items():
        if picture.ppi < FINE_PPI - 0.5:
            line = rendition.options["pictures"].get(name)
            place = Location(rendition.path, Extent.point(line, 1) if line else None)
            code = "BRO414" if picture.ppi < COARSE_PPI - 0.5 else "BRO413"
            shown = quoted(name.removeprefix("media/"))
            yield report(code, place, name=shown, page=picture.page + 1, ppi=f"{picture.ppi:.0f}")


def _found(faults: Sequence[Fault], fitted: Fitted, place: Location) -> Iterator[Diagnostic]:
    """What else a printer would stop at; pictures within drawings among it."""
    known = {picture.page for picture in fitted.layout.pictures}
    for fault in faults:
        if fault.kind == "ink":
            yield report("BRO415", place, what=fault.what, page=fault.page + 1, ink=f"{fault.value:.0f}")
        elif fault.kind != "resolution":
            yield report("BRO416", place, kind=fault.kind, what=fault.what, page=fault.page + 1)
        elif fault.page not in known and fault.value < FINE_PPI - 0.5:
            code = "BRO414" if fault.value < COARSE_PPI - 0.5 else "BRO413"
            yield report(code, place, name=fault.what, page=fault.page + 1, ppi=f"{fault.value:.0f}")
