"""What makes a PDF a press file: where each page of the brochure lies on the sheets, and what a press would do otherwise.

Input: the bytes of a PDF. Output: a `Press`, with all that is wrong with it. Must not: trust the file.

Why: a press file shows its pages imposed. Which part of a sheet is which page it says itself; only rectangles that
fill the trimmed sheet, side by side, in an order that folding turns into the order of reading, are taken for pages.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.pages import MAX_PAGES, Box, Panel
from pipeline.proof.pdf.trims import badly_marked

# What rounding may leave between the panels of a sheet, and at its edges. Units: pt.
CLOSE = 1.0
# How far a page may be painted beyond its trim, with what creep may need of it, and how far that may move it. Units: pt.
BLEED = 18.0
CREEP = 9.0
_PLACED = re.compile(rb"\b1\s+0\s+0\s+1\s+(-?\d+\.?\d*)\s+(-?\d+\.?\d*)\s+cm\s+/P(\d{1,3})\s+Do\b")
# Of objects, each inside the other; of drawings in one another each counts four times.
MAX_DEPTH = 60
MAX_RESOURCES = 20_000
# What a graphics state may hold that a screen does not show; with what it holds where it says nothing.
_PRESS_ONLY = {
    "/OP": (False,),
    "/op": (False,),
    "/TR": ("/Identity",),
    "/TR2": ("/Default",),
    "/HT": ("/Default",),
    "/BG": (),
    "/BG2": ("/Default",),
    "/UCR": (),
    "/UCR2": ("/Default",),
    # Blended in inks, a colour is not what it is on a screen.
    "/BM": ("/Normal", "/Compatible"),
}
_SPOT = ("/Separation", "/DeviceN")
_DEFAULTS = ("/DefaultRGB", "/DefaultGray", "/DefaultCMYK")


@dataclass(frozen=True, slots=True)
class Press:
    """What a press file says of itself. Shape: `panels` in reading order; `wrong` ends "…, found"."""

    panels: tuple[Panel, ...]
    manifest: bytes | None
    wrong: tuple[str, ...]


def press_in(content: bytes, direction: str = "ltr") -> Press | None:
    """None for a file that is no press file. Raises: Unreadable."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            private = _private(document)
            if private is None:
                return None
            panels, numbered = _panels(private["/Panels"], len(document.pages))
            sheets = [_sheet(page) for page in document.pages]
            wrong = [] if numbered else ["panels that are not numbered as they are read"]
            wrong += (problem for _, problem in sheets if problem is not None)
            if not wrong:
                boxes = [box for box, _ in sheets]
                wrong = [*_beside(panels, boxes), *_folded(panels, len(boxes), direction)]
                wrong += [] if wrong else _placed(panels, list(document.pages))
                wrong += badly_marked(document, panels)
            manifest = private.get("/Manifest")
            return Press(
                panels,
                manifest.read_bytes() if isinstance(manifest, pikepdf.Stream) else None,
                tuple(dict.fromkeys(wrong)),
            )
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its panels cannot be read: {error}") from error


def press_manifest(content: bytes) -> bytes | None:
    """The manifest of a press file, whatever is wrong with its panels; None for a file that is none.

    Raises: Unreadable, ValueError (it has none).
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            private = _private(document)
            if private is None:
                return None
            manifest = private.get("/Manifest")
            if isinstance(manifest, pikepdf.Stream):
                return bytes(manifest.read_bytes())
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its panels cannot be read: {error}") from error
    raise ValueError("its panels have no manifest")


def _private(document: Any) -> Any:
    """What smallprint wrote into a press file for itself."""
    import pikepdf

    here = document.Root
    for key in ("/PieceInfo", "/smallprint", "/Private"):
        here = here.get(key)
        if not isinstance(here, pikepdf.Dictionary):
            return None
    return here if "/Panels" in here else None


def _panels(entries: Any, sheets: int) -> tuple[tuple[Panel, ...], bool]:
    """The panels in reading order, and whether they are numbered so. Raises: Unreadable."""
    import pikepdf

    if not isinstance(entries, pikepdf.Array) or not 0 < len(entries) <= MAX_PAGES:
        raise Unreadable("PRF847", found="no list of them")
    found: list[Panel] = []
    numbers: list[int] = []
    for entry in entries:
        sheet, page, *box = (float(value) for value in entry)
        if len(box) != 4 or not all(map(math.isfinite, (sheet, page, *box))):
            raise Unreadable("PRF847", found="a panel without its edges")
        left, bottom, right, top = box
        if sheet not in range(sheets) or left >= right or bottom >= top:
            raise Unreadable("PRF847", found="a panel that is on no sheet")
        found.append(Panel(int(sheet), (left, bottom, right, top)))
        numbers.append(int(page))
    return tuple(found), numbers == list(range(len(found)))


def _placed(panels: Sequence[Panel], sheets: Sequence[Any]) -> Iterator[str]:
    """Panels where no page of their size is drawn. Why: a page that is cut or folded elsewhere loses what stands there."""
    import pikepdf

    drawn: dict[int, Box] = {}
    for sheet in sheets:
        content = sheet.obj.get("/Contents")
        pieces = content if isinstance(content, pikepdf.Array) else [content]
        forms = sheet.resources.get("/XObject", {})
        for across, up, number in _PLACED.findall(b"\n".join(piece.read_bytes() for piece in pieces)):
            form = forms.get(f"/P{int(number)}")
            if form is None or len(form.get("/BBox", ())) != 4:
                continue
            *_, right, above = (float(value) for value in form.get("/Matrix", (0, 0)))
            left, bottom, end, top = _box(form.BBox)
            x, y = float(across) + right, float(up) + above
            drawn[int(number)] = (left + x, bottom + y, end + x, top + y)
    for number, panel in enumerate(panels):
        if number not in drawn:
            yield f"panel {number + 1} without its page"
            continue
        left, bottom, right, top = (
            there - here for there, here in zip(drawn[number], panel.box, strict=True)
        )
        bleeds = (right - left, top - bottom)
        if not (-CLOSE <= min(bleeds) <= max(bleeds) <= 2 * BLEED and abs(bleeds[0] - bleeds[1]) <= CLOSE):
            yield f"panel {number + 1} in another size than its page"
        elif abs(left + right) > 2 * CREEP or abs(bottom + top) > 2 * CLOSE:
            yield f"panel {number + 1} beside its page"


def _sheet(page: Any) -> tuple[Box, str | None]:
    """The trimmed sheet, and what is wrong with how it says so. Units: pt."""
    media, crop, trim = (_box(box) for box in (page.mediabox, page.cropbox, page.trimbox))
    problem = None
    if "/TrimBox" not in page.obj:
        problem = "a sheet without a trim box"
    elif not (_holds(media, trim) and _holds(crop, trim)):
        problem = "a sheet that is trimmed outside itself"
    elif "/ArtBox" in page.obj or not _holds(_box(page.obj.get("/BleedBox", page.trimbox)), trim):
        problem = "a sheet of which less is taken than its trim"
    elif int(page.obj.get("/Rotate", 0)) % 360:
        problem = "a sheet that is turned"
    return trim, problem


def _box(box: Any) -> Box:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        inner[0] >= outer[0] - CLOSE
        and inner[1] >= outer[1] - CLOSE
        and inner[2] <= outer[2] + CLOSE
        and inner[3] <= outer[3] + CLOSE
    )


def _beside(panels: Sequence[Panel], sheets: Sequence[Box]) -> Iterator[str]:
    """Panels that do not fill their sheet, side by side."""
    for number, sheet in enumerate(sheets):
        boxes = sorted(panel.box for panel in panels if panel.sheet == number)
        here = f"on sheet {number + 1}"
        if not boxes:
            yield f"no panel {here}"
            continue
        if any(not _holds(sheet, box) for box in boxes):
            yield f"a panel beyond the trim {here}"
        if any(right[0] < left[2] - CLOSE for left, right in itertools.pairwise(boxes)):
            yield f"panels that overlap {here}"
        edges = [sheet[0], *(edge for box in boxes for edge in (box[0], box[2])), sheet[2]]
        gaps = [edges[at + 1] - edges[at] for at in range(0, len(edges), 2)]
        high = [max(abs(box[1] - sheet[1]), abs(box[3] - sheet[3])) for box in boxes]
        if max(gaps) > CLOSE or max(high) > CLOSE:
            yield f"panels that leave a part of the trimmed sheet out {here}"


def _folded(panels: Sequence[Panel], sheets: int, direction: str) -> Iterator[str]:
    """Panels in an order that no folding turns into the order of reading. Shape: left to right on each sheet."""
    rows = [
        [
            number
            for _, number in sorted(
                (panel.box, number) for number, panel in enumerate(panels) if panel.sheet == sheet
            )
        ]
        for sheet in range(sheets)
    ]
    if direction == "rtl":
        rows = [row[::-1] for row in rows]
    count = len(panels)
    single = [[number] for number in range(count)]
    saddle = [
        row
        for outer in range(0, count // 2, 2)
        for row in ([count - 1 - outer, outer], [outer + 1, count - 2 - outer])
    ]
    known = [single]
    if count == 6:
        known.append([[1, 5, 0], [2, 3, 4]])
    if count % 4 == 0:
        known.append(saddle)
    if rows not in known:
        shown = " / ".join(" ".join(str(number + 1) for number in row) for row in rows)
        yield f"pages in an order that no folding makes one to read ({shown})"


# ── what a press shows otherwise than a screen


def press_only(document: Any) -> Iterator[str]:
    """Inks that a press may lack, and settings that only a press follows."""
    import pikepdf

    seen: set[Any] = set()
    count = 0

    def visit(value: Any, where: str, depth: int) -> Iterator[str]:
        nonlocal count
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
            return
        count += 1
        if count > MAX_RESOURCES:
            raise Unreadable("PRF872", what="resources", limit=MAX_RESOURCES, found="more")
        if depth > MAX_DEPTH:
            yield f"objects more than {MAX_DEPTH} deep in one another {where}"
            return
        if value.is_indirect:
            if value.objgen in seen:
                return
            seen.add(value.objgen)
        if isinstance(value, pikepdf.Array):
            if len(value) > 1 and isinstance(value[0], pikepdf.Name) and str(value[0]) in _SPOT:
                if _on_all_plates(value):
                    return
                ink = f" ({str(value[1]).lstrip('/')})" if isinstance(value[1], pikepdf.Name) else ""
                yield f"an ink that a press may lack{ink} {where}"
            for item in value:
                yield from visit(item, where, depth + 1)
            return
        # Of a font only what draws its glyphs may hold colours, where a page's operators do.
        if value.get("/Type") == "/Font" and value.get("/Subtype") != "/Type3":
            return
        for key, inner in value.items():
            if key in _PRESS_ONLY and not _says_nothing(inner, _PRESS_ONLY[key]):
                yield f"the setting {key} {where}"
            elif key in _DEFAULTS:
                yield f"the colour space {key} {where}"
            elif key != "/Parent":
                yield from visit(inner, where, depth + 1)

    for number, page in enumerate(document.pages, 1):
        where = f"on sheet {number}"
        yield from visit(page.obj.get("/Resources"), where, 0)
        if page.obj.get("/Annots"):
            yield f"annotations {where}"


def _on_all_plates(space: Any) -> bool:
    """Whether a colour space is the one of marks: on every plate, and on a screen as dark as there."""
    import pikepdf

    name, ink, other, tint = space if len(space) == 4 else (None, None, None, None)
    if (name, ink, other) != ("/Separation", "/All", "/DeviceCMYK") or not isinstance(
        tint, pikepdf.Dictionary
    ):
        return False
    return (
        tint.get("/FunctionType") == 2
        and [float(share) for share in tint.get("/C0", ())] == [0.0] * 4
        and [float(share) for share in tint.get("/C1", ())] == [1.0] * 4
        and float(tint.get("/N", 0)) == 1
    )


def _says_nothing(value: Any, plain: Sequence[object]) -> bool:
    return (value if isinstance(value, bool) else str(value)) in plain
