"""The press finish: WeasyPrint's pages in ink, imposed on sheets, as PDF/X-4.

Input: the PDF that WeasyPrint wrote, whose pages reach over their trim by the bleed; plain values. Output: a PDF for the
printer, the same for the same input, and what a printer would stop at.
Must not: lay anything out; what is on the pages is as it was, so that screen and paper say the same.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.engines import EngineError
from pipeline.engines.press.conditions import Condition, Unusable, own_condition
from pipeline.engines.press.content import Converter, Fault
from pipeline.engines.press.impose import Placement, Sheet, booklet_sheets, single_sheets, trifold_sheets
from pipeline.engines.press.marks import MM, SLUG_MM
from pipeline.engines.press.running import Running, running

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
    manifest: bytes,
    date: str,
    identifier: bytes,
    title: str,
    bleed_mm: float,
    font: bytes,
    spoken: tuple[float, float] | None = None,
) -> Pressed:
    """The pages on their sheets, in ink, with marks around them.

    Units: `colours` in percent of each ink, by their name on the screen, `#RRGGBB`; `date` is an ISO date; `identifier`
    16 bytes; `spoken` as in `pdf.finish`.
    Shape: `font` is a TrueType file for the line beside the sheet; `manifest` is kept under `/PieceInfo`, with where each
    page lies.
    Raises: EngineError ENG604.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _pressed(
                document,
                sheets,
                condition,
                colours,
                manifest,
                date,
                identifier,
                title,
                bleed_mm,
                font,
                spoken,
            )
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        IndexError,
        RecursionError,
    ) as error:
        raise EngineError(
            "ENG604", program="the press finish", problem=f"{type(error).__name__}: {error}"
        ) from error


def _pressed(
    document: Any, sheets: Sequence[Sheet], condition: Condition, colours: Mapping[str, Sequence[float]],
    manifest: bytes, date: str, identifier: bytes, title: str, bleed_mm: float, font: bytes,
    spoken: tuple[float, float] | None,
) -> Pressed:  # fmt: skip
    import pikepdf
    from pikepdf import Array, Dictionary, String

    from pipeline.engines.press import standard
    from pipeline.engines.press.colour import Inks
    from pipeline.engines.press.marks import REGISTRATION, Slug, furniture, registration

    converter = Converter(document, Inks(condition.profile, condition.ink_limit, colours))
    past = running(document, spoken)
    pages = list(document.pages)
    forms = [
        _form(document, converter, number, page, past[number], bleed_mm) for number, page in enumerate(pages)
    ]
    standard.bare(document)
    del document.pages[:]
    everywhere = registration(document)
    panels: list[Any] = [None] * len(pages)
    for number, sheet in enumerate(sheets):
        content: list[bytes] = []
        drawn = Dictionary()
        for place in sheet.placements:
            if not 0 <= place.page < len(pages):
                raise ValueError(f"page {place.page + 1} of {len(pages)}")
            trim = _box(pages[place.page].trimbox)
            _compare(converter, place, trim)
            name = f"/P{place.page}"
            drawn[name] = forms[place.page]
            content.append(_placed(sheet, place, trim, name, bleed_mm))
            left, foot, right, top = _trimmed(sheet, place)
            panels[place.page] = Array([number, place.page, *map(_decimal, (left, foot, right, top))])
        slug = Slug(
            (
                title, identifier.hex()[:12], sheet.label,
                f"{sheet.width_mm:g} × {sheet.height_mm:g} mm + {bleed_mm:g} mm", condition.name, date,
            ),
            font,
        )  # fmt: skip
        content.append(furniture(sheet, slug, bleed_mm))
        page = _sheet_page(sheet, bleed_mm)
        page.Contents = document.make_stream(b"\n".join(content))
        page.Resources = Dictionary(XObject=drawn, ColorSpace=Dictionary({REGISTRATION: everywhere}))
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
    standard.describe(document, title=title, date=date, identifier=identifier)
    standard.intend(
        document, profile=condition.profile, identifier=condition.identifier, name=condition.name,
        registry=condition.registry,
    )  # fmt: skip
    stamp = String(standard.stamp(date))
    kept = Dictionary(
        Manifest=document.make_stream(manifest),
        Panels=Array([panel for panel in panels if panel is not None]),
    )
    document.Root.PieceInfo = Dictionary(smallprint=Dictionary(LastModified=stamp, Private=kept))
    output = io.BytesIO()
    document.save(
        output, force_version=standard.VERSION, deterministic_id=True, compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return Pressed(output.getvalue(), converter.faults)


def _form(document: Any, converter: Converter, number: int, page: Any, past: Running, bleed_mm: float) -> Any:
    """A page as a piece to be placed, cut off at its bleed."""
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


def _compare(converter: Converter, place: Placement, trim: tuple[float, ...]) -> None:
    width, height = (trim[2] - trim[0]) / MM, (trim[3] - trim[1]) / MM
    if abs(width - place.width_mm) > TOLERANCE_MM or abs(height - place.height_mm) > TOLERANCE_MM:
        converter.at(place.page)
        converter.note(
            "size",
            f"{width:.1f} × {height:.1f} mm in a place of {place.width_mm:.1f} × {place.height_mm:.1f} mm",
        )


def _sheet_page(sheet: Sheet, bleed_mm: float) -> Any:
    from pikepdf import Array, Dictionary, Name

    slug, width, height = SLUG_MM, sheet.width_mm, sheet.height_mm

    def box(around: float) -> Any:
        edges = (slug - around, slug - around, slug + width + around, slug + height + around)
        return Array([_decimal(edge * MM) for edge in edges])

    return Dictionary(
        Type=Name.Page, MediaBox=box(slug), BleedBox=box(bleed_mm), TrimBox=box(0),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK),
    )  # fmt: skip


def _box(box: Any) -> tuple[float, float, float, float]:
    left, foot, right, top = (float(edge) for edge in box)
    return min(left, right), min(foot, top), max(left, right), max(foot, top)


def _decimal(number: float) -> Any:
    from decimal import Decimal

    return Decimal(f"{number:.4f}").normalize() + 0
