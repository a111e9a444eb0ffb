"""The press finish: WeasyPrint's pages in ink, imposed on sheets, as PDF/X-4.

Input: the PDF that WeasyPrint wrote, whose pages reach over their trim by the bleed; plain values. Output: a PDF for the
printer, the same for the same input, and what a printer would stop at.
Must not: lay anything out; what is on the pages is as it was, so that screen and paper say the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.engines import EngineError, broken_off
from pipeline.engines.press.conditions import Condition, Unusable, own_condition
from pipeline.engines.press.content import Converter, Fault
from pipeline.engines.press.impose import Placement, Sheet, booklet_sheets, single_sheets, trifold_sheets
from pipeline.engines.press.marks import MM, SLUG_MM, Slug
from pipeline.engines.running import Aloud, Running, running

__all__ = [
    "Condition", "Fault", "Placement", "Pressed", "Sheet", "Unusable",
    "booklet_sheets", "own_condition", "press", "single_sheets", "trifold_sheets",
]  # fmt: skip

# How far a page's size may be from its place. Units: millimetres.
TOLERANCE_MM = 0.05


@dataclass(frozen=True, slots=True)
class Pressed:
    """A file for the printer."""

    content: bytes
    faults: tuple[Fault, ...]


def press(
    pdf: bytes,
    sheets: Sequence[Sheet],
    condition: Condition,
    *,
    colours: Mapping[str, tuple[float, float, float, float]],
    manifest: bytes | Callable[[Any], bytes],
    date: str,
    identifier: bytes,
    title: str,
    bleed_mm: float,
    font: bytes,
    spoken: Aloud | None = None,
    reach_mm: float = 0.0,
) -> Pressed:
    """The pages on their sheets, in ink, with marks around them.

    Units: `colours` in percent of each ink, by their name on the screen, `#RRGGBB`; `date` is an ISO date; `identifier`
    16 bytes; `spoken` as in `pdf.finish`; `reach_mm` is how far pages are painted beyond their bleed, for those that
    creep moves.
    Shape: `font` is a TrueType file for the line beside the sheet; `manifest`, which may be made of the document as it is before,
    is kept under `/PieceInfo`, with where each page lies.
    Raises: EngineError ENG604, ENG613.
    """
    import pikepdf
    from pikepdf import Array

    from pipeline.engines.press import standard
    from pipeline.engines.press.colour import Inks

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            converter = Converter(document, Inks(condition.profile, condition.ink_limit, colours))
            past = running(document, spoken)
            pages = list(document.pages)
            forms = [
                _form(document, converter, number, page, past[number], bleed_mm + reach_mm)
                for number, page in enumerate(pages)
            ]
            converter.finish()
            standard.bare(document)
            trims = [_box(page.trimbox) for page in pages]
            del document.pages[:]
            panels: list[Any] = [None] * len(pages)
            for number, sheet in enumerate(sheets):
                for place in sheet.placements:
                    _compare(converter, place, trims[place.page])
                    panels[place.page] = Array([number, place.page, *map(_decimal, _trimmed(sheet, place))])
                slug = Slug(
                    (
                        title,
                        identifier.hex()[:12],
                        sheet.label,
                        _sizes(sheet, bleed_mm),
                        condition.name,
                        date,
                    ),
                    font,
                )
                page = _page(document, sheet, forms, trims, slug, bleed_mm)
                document.pages.append(pikepdf.Page(document.make_indirect(page)))
            if None in panels:
                raise ValueError(f"page {panels.index(None) + 1} has no place")
            for warning in document.get_warnings():
                converter.note("left", f"a damaged file: {warning}")
            standard.describe(document, title=title, date=date, identifier=identifier)
            standard.intend(
                document, profile=condition.profile, identifier=condition.identifier, name=condition.name,
                registry=condition.registry,
            )  # fmt: skip
            standard.keep(document, date, Panels=Array(panels))
            travelling = manifest(document) if callable(manifest) else manifest
            document.Root.PieceInfo.smallprint.Private.Manifest = document.make_stream(travelling)
            content = standard.saved(document)
            return Pressed(content, converter.faults)
    except EngineError:
        raise
    except Exception as error:
        raise broken_off("the press finish", error) from error


def _form(document: Any, converter: Converter, number: int, page: Any, past: Running, bleed_mm: float) -> Any:
    """A page as a piece to be placed, cut off at its bleed, or as much beyond it as creep may need."""
    from pikepdf import Array, Name

    drawn = converter.page(number, page, past)
    form = document.make_stream(drawn.content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    left, foot, right, top = _box(page.trimbox)
    bleed = bleed_mm * MM
    form.BBox = Array([_decimal(edge) for edge in (left - bleed, foot - bleed, right + bleed, top + bleed)])
    if "/Group" in page.obj:
        form.Group = converter.group(page.obj.Group)
    form.Resources = drawn.resources
    return form


def _placed(sheet: Sheet, place: Placement, trim: tuple[float, ...], name: str, bleed_mm: float) -> bytes:
    left, foot, right, top = _trimmed(sheet, place)
    edges = [min(edge, bleed_mm) * MM for edge in place.bleed]
    window = (
        left - edges[0], foot - edges[3], right - left + edges[0] + edges[2], top - foot + edges[1] + edges[3]
    )  # fmt: skip
    across, up = left - trim[0] + place.shift_mm * MM, top - trim[3]
    return (
        f"q {' '.join(str(_decimal(edge)) for edge in window)} re W n "
        f"1 0 0 1 {_decimal(across)} {_decimal(up)} cm {name} Do Q"
    ).encode()


def _trimmed(sheet: Sheet, place: Placement) -> tuple[float, float, float, float]:
    """A page's trimmed rectangle on its sheet. Units: points from the left foot of the paper."""
    left = (SLUG_MM + place.x_mm) * MM
    top = (SLUG_MM + sheet.height_mm - place.y_mm) * MM
    return left, top - place.height_mm * MM, left + place.width_mm * MM, top


def _sizes(sheet: Sheet, bleed_mm: float) -> str:
    """The widths of the panels, from left to right, and the height."""
    edges = (0.0, *sheet.folds_mm, sheet.width_mm)
    widths = " + ".join(f"{round(edge - before, 2):g}" for before, edge in pairwise(edges))
    return f"{widths} × {sheet.height_mm:g} mm, bleed {bleed_mm:g} mm"


def _compare(converter: Converter, place: Placement, trim: tuple[float, ...]) -> None:
    width, height = (trim[2] - trim[0]) / MM, (trim[3] - trim[1]) / MM
    if abs(width - place.width_mm) > TOLERANCE_MM or abs(height - place.height_mm) > TOLERANCE_MM:
        converter.at(place.page)
        converter.note(
            "size",
            f"{width:.1f} × {height:.1f} mm in a place of {place.width_mm:.1f} × {place.height_mm:.1f} mm",
        )


def _page(
    document: Any,
    sheet: Sheet,
    forms: Sequence[Any],
    trims: Sequence[tuple[float, ...]],
    slug: Slug,
    bleed_mm: float,
) -> Any:
    """A sheet with its pages, in reading order, and its marks."""
    from pikepdf import Array, Dictionary, Name

    from pipeline.engines.press.marks import REGISTRATION, furniture, registration

    def box(around: float) -> Any:
        low, across, up = (
            SLUG_MM - around,
            SLUG_MM + sheet.width_mm + around,
            SLUG_MM + sheet.height_mm + around,
        )
        return Array([_decimal(edge * MM) for edge in (low, low, across, up)])

    names = {place.page: f"/P{place.page}" for place in sheet.placements}
    content = [
        _placed(sheet, place, trims[place.page], names[place.page], bleed_mm) for place in sheet.placements
    ]
    resources = Dictionary(
        XObject=Dictionary({name: forms[page] for page, name in names.items()}),
        ColorSpace=Dictionary({REGISTRATION: registration()}),
    )
    return Dictionary(
        Type=Name.Page, MediaBox=box(SLUG_MM), BleedBox=box(bleed_mm), TrimBox=box(0),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK), Resources=resources,
        Contents=document.make_stream(b"\n".join((*content, furniture(sheet, slug, bleed_mm)))),
    )  # fmt: skip


def _box(box: Any) -> tuple[float, float, float, float]:
    left, foot, right, top = (float(edge) for edge in box)
    return min(left, right), min(foot, top), max(left, right), max(foot, top)


def _decimal(number: float) -> Any:
    from decimal import Decimal

    return Decimal(f"{number:.4f}").normalize() + 0
