"""One size of print, laid out in its form, as finished files: the accessible one, and its sheets for a press.

Input: a layout. Output: `Artifact`s. Must not: lay out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.engines import Engines
from pipeline.engines.pdf import finish, font_names
from pipeline.engines.running import Aloud
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.choosing import Choice
from pipeline.formats.brochure.fitting import Fitted, Setter
from pipeline.formats.brochure.forms import FORMS, Form
from pipeline.formats.brochure.pages import page_map
from pipeline.formats.brochure.press import pressed
from pipeline.formats.brochure.repeats import shown_again
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.contents import Sealed
from pipeline.rendition.expected import MANIFEST_NAME, Repeat, manifest

MEDIA_TYPE = "application/pdf"
# Pixels per inch of pictures in the accessible file, at most.
SCREEN_PPI = 200


@dataclass(frozen=True, slots=True)
class Laid:
    """One size of print, laid out.

    Shape: `repeats` are the disclaimers that it shows once more; `travelling` is the manifest of its files.
    """

    rendition: Rendition
    fitted: Fitted
    why: str
    pages: PageMap
    repeats: tuple[Repeat, ...]
    travelling: bytes
    identifier: bytes

    @classmethod
    def of(cls, choice: Choice, fitted: Fitted, setter: Setter) -> Laid:
        """What was chosen, laid out by `setter`."""
        rendition, layout = setter.rendition, fitted.layout
        again = shown_again(layout, setter.repeats)
        covers = FORMS[fitted.setting.form].covers
        travelling = manifest(replace(rendition.options["expectation"], repeats=again, covers=covers))
        # The identifier follows from the content, never from the clock.
        content = "\0".join([setter.html, rendition.css, setter.size]).encode() + travelling
        identifier = hashlib.sha256(content).digest()[:16]
        pages = page_map(layout, setter.repeats)
        return cls(rendition, fitted, choice.why, pages, again, travelling, identifier)

    @property
    def form(self) -> Form:
        return FORMS[self.fitted.setting.form]

    @property
    def facts(self) -> dict[str, str | int | float]:
        """What was decided, for the summary."""
        return {
            "layout": self.form.name,
            "paper": self.rendition.options["paper"],
            "pages": self.fitted.layout.page_count,
            "size_pt": self.fitted.setting.size,
            "why": self.why,
        }


def written(laid: Laid, name: str, engines: Engines, *, press: bool) -> Reported[tuple[Artifact, ...]]:
    """The accessible file, and with it the press file where one is asked for. Reports: BRO407, BRO413–BRO415."""
    layout, rendition = laid.fitted.layout, laid.rendition
    content = engines.weasyprint.write(layout, laid.identifier)
    # A press needs all the pixels of a photograph; a file that is mailed and read on screens does not.
    fine = any(picture.ppi > SCREEN_PPI for picture in layout.pictures)
    sealed, fonts = Sealed(laid.travelling), set[str]()

    def seal(document: Any) -> bytes:
        # Looked for while it is open.
        fonts.update(font_names(document))
        return sealed(document)

    accessible = finish(
        engines.weasyprint.write(layout, laid.identifier, most_ppi=SCREEN_PPI) if fine else content,
        attachment=(MANIFEST_NAME, seal),
        date=rendition.options["date"],
        identifier=laid.identifier,
        spoken=_foot(layout),
    )
    found = tuple(_foreign_fonts(fonts, rendition))
    facts = {**laid.facts, "contents-sha256": sealed.digest}
    artifact = Artifact(
        rendition.format, name, MEDIA_TYPE, accessible, facts, laid.repeats, laid.form.covers, laid.pages
    )
    if not press:
        return Reported((artifact,), found)
    sheets = pressed(content, laid.fitted, rendition, laid.travelling, laid.identifier, _foot(layout))
    facts = {
        **laid.facts,
        "contents-sha256": sheets.digest,
        "sides": sheets.sides,
        "condition": sheets.condition,
    }
    name = f"{rendition.slug}.press.pdf"
    for_press = Artifact(
        rendition.format, name, MEDIA_TYPE, sheets.content, facts, laid.repeats, laid.form.covers
    )
    return Reported((artifact, for_press), (*found, *sheets.found))


def _foreign_fonts(fonts: Iterable[str], rendition: Rendition) -> Iterator[Diagnostic]:
    """Fonts of the system, which the theme does not have."""
    own: tuple[str, ...] = rendition.options["families"]
    foreign = sorted(
        one for one in fonts if one not in own and not one.startswith(tuple(f"{name}-" for name in own))
    )
    if foreign:
        yield report("BRO407", Location(rendition.path), fonts=", ".join(foreign))


def _foot(layout: Layout) -> Aloud | None:
    """Where the disclaimers at the foot of the first page that has any stand."""
    lines = [line for line in layout.lines if "notice-running" in line.classes]
    if not lines:
        return None
    lines = [line for line in lines if line.page == lines[0].page]
    return Aloud(lines[0].page, min(line.y for line in lines), max(line.y + line.height for line in lines))
