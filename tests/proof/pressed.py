"""Press files by hand: the pages of a finished brochure as forms on sheets, in ink, with slugs and marks."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

from pipeline import proof
from pipeline.diagnostics import Severity
from pipeline.proof import Proof
from pipeline.rendition.contents import with_contents
from pipeline.rendition.expected import manifest

from .conftest import ROOT, Finished, shipped_fonts

SLUG = 34.0
# Pages from left to right on each sheet.
TRIFOLD = ((1, 5, 0), (2, 3, 4))


PROFILE = (ROOT / "templates/shared/press/FOGRA39L.icc").read_bytes()
# What the manifest says of the press: the recipe is the one of a theme's colour.
PRESS = {
    "condition": "FOGRA39",
    "profile": sha256(PROFILE).hexdigest(),
    "inks": [[95, 45, 45, 45], [0, 0, 0, 100]],
}


def intent(document: Any, profile: bytes, **entries: Any) -> Any:
    """An output intent with a profile."""
    stream = document.make_stream(profile, Dictionary(N=4))
    return Dictionary(
        {
            "/Type": Name.OutputIntent,
            "/S": Name.GTS_PDFX,
            "/OutputConditionIdentifier": String("FOGRA39"),
            "/DestOutputProfile": stream,
            **entries,
        }
    )


def saddle(pages: int) -> tuple[tuple[int, ...], ...]:
    """The printer's spreads of a booklet."""
    sides: list[tuple[int, ...]] = []
    for first in range(0, pages // 2, 2):
        sides += [(pages - 1 - first, first), (first + 1, pages - 2 - first)]
    return tuple(sides)


def singles(pages: int) -> tuple[tuple[int, ...], ...]:
    return tuple((number,) for number in range(pages))


def furniture(document: Any) -> Any:
    """A face of the theme, by the codes of Latin letters."""
    content = document.make_stream(
        (ROOT / "templates/shared/fonts/print/SourceSans3_400Regular.ttf").read_bytes()
    )
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/SPSans"), Flags=32, FontBBox=Array([0, -200, 1000, 900]),
        ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80, FontFile2=content,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/SPSans"), Encoding=Name.WinAnsiEncoding, FirstChar=32,
        LastChar=126, Widths=Array([550] * 95), FontDescriptor=document.make_indirect(descriptor),
    )  # fmt: skip


class Pressed(Finished):
    """A press file and what it owes."""

    def proved(
        self,
        content: bytes | None = None,
        owed: Any = None,
        fonts: Any = None,
        path: str = "ferries.press.pdf",
        *,
        first: bool = False,
    ) -> Proof:
        return proof.prove(
            owed or self.owed,
            self.content if content is None else content,
            path=path,
            fonts=shipped_fonts() if fonts is None else fonts,
            first=first,
        )

    def found(self, content: bytes | None = None) -> str:
        """What the errors say."""
        made = self.proved(content)
        return "\n".join(one.message for one in made.diagnostics if one.severity is Severity.ERROR)


def pressed(
    finished: Finished,
    sheets: Sequence[Sequence[int]],
    *,
    change: Callable[[Any], None] = lambda document: None,
) -> Pressed:
    """The brochure imposed. `change` is done to the document before it is written."""
    with pikepdf.open(io.BytesIO(finished.content)) as brochure, pikepdf.new() as document:
        panels: dict[int, list[float]] = {}
        sizes = [[float(edge) for edge in page.trimbox] for page in brochure.pages]
        for number, row in enumerate(sheets):
            width = sum(sizes[page][2] for page in row)
            height = sizes[0][3]
            forms, drawn = Dictionary(), []
            x = {page: SLUG + sum(sizes[before][2] for before in row[:at]) for at, page in enumerate(row)}
            for page in sorted(row):
                form = document.copy_foreign(brochure.pages[page].as_form_xobject())
                form.write(_in_ink(form))
                form["/BBox"] = Array(sizes[page])
                # Of a screen.
                form.Resources["/ColorSpace"] = Dictionary()
                forms[f"/P{page}"] = form
                drawn.append(f"q 1 0 0 1 {x[page]:.4f} {SLUG} cm /P{page} Do Q")
                panels[page] = [number, page, x[page], SLUG, x[page] + sizes[page][2], SLUG + height]
            font = furniture(document)
            drawn.append(
                f"/Artifact BMC q 0 0 0 1 K {_marks([x[page] for page in row][1:], width, height)} Q"
                f" BT /Furniture 6 Tf 0 0 0 1 k 40 8 Td (ferries, side {number + 1}, 29 September) Tj ET EMC"
            )
            box = [SLUG, SLUG, SLUG + width, SLUG + height]
            side = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, width + 2 * SLUG, height + 2 * SLUG]),
                TrimBox=Array(box),
                BleedBox=Array([box[0] - 8.5, box[1] - 8.5, box[2] + 8.5, box[3] + 8.5]),
                Resources=Dictionary(XObject=forms, Font=Dictionary(Furniture=font)),
                Contents=document.make_stream("\n".join(drawn).encode()),
            )
            document.pages.append(pikepdf.Page(document.make_indirect(side)))
        private = Dictionary(
            Manifest=document.make_stream(with_contents(manifest(finished.owed), {}, press=PRESS)),
            Panels=Array([Array(panels[page]) for page in sorted(panels)]),
        )
        document.Root["/OutputIntents"] = Array([intent(document, PROFILE)])
        entry = Dictionary(LastModified=String("D:20260504000000Z"), Private=private)
        document.Root["/PieceInfo"] = Dictionary({"/smallprint": entry})
        change(document)
        return Pressed(finished.owed, saved(document))


def _marks(folds: Sequence[float], width: float, height: float) -> str:
    """Where a sheet is cut, and folded."""
    right, top = SLUG + width, SLUG + height
    upright = (f"{x} {y} m {x} {y + 15} l S" for x in (SLUG, *folds, right) for y in (9, top + 10))
    level = (f"{x} {y} m {x + 15} {y} l S" for x in (9, right + 10) for y in (SLUG, top))
    return " ".join((*upright, *level))


_SOUND: dict[bytes, str] = {}


def tampered(file: Pressed, change: Callable[[Any], None]) -> Pressed:
    """A copy of a press file after a change; the file itself, written in the same way, has to be proved."""
    key = sha256(file.content).digest()
    if key not in _SOUND:
        with pikepdf.open(io.BytesIO(file.content)) as document:
            _SOUND[key] = file.found(saved(document))
    assert _SOUND[key] == "", _SOUND[key]
    with pikepdf.open(io.BytesIO(file.content)) as document:
        change(document)
        return Pressed(file.owed, saved(document))


def saved(document: Any) -> bytes:
    output = io.BytesIO()
    document.save(output, min_version="1.6")
    return output.getvalue()


def panels_of(document: Any) -> Any:
    return document.Root.PieceInfo["/smallprint"].Private.Panels


def _in_ink(form: Any) -> bytes:
    """Its content without tags, links between text and structure gone, colours as shares of ink."""
    written = []
    kept: list[bool] = []
    for instruction in pikepdf.parse_content_stream(form):
        operands: list[Any] = list(instruction.operands)
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            said = len(operands) > 1 and isinstance(operands[1], Dictionary) and "/ActualText" in operands[1]
            kept.append(said or str(operands[0]) == "/Artifact")
            if not kept[-1]:
                continue
            if said:
                operands[1] = Dictionary(ActualText=operands[1]["/ActualText"])
        elif operator == "EMC" and not kept.pop():
            continue
        if operator in ("rg", "RG"):
            red, green, blue = (float(value) for value in operands)
            black = 1 - max(red, green, blue)
            rest = (1 - black) or 1
            neutral = max(red, green, blue) - min(red, green, blue) < 0.02
            inks = [0.0 if neutral else (1 - value - black) / rest for value in (red, green, blue)]
            operands[:] = [*(round(ink, 4) for ink in inks), round(black, 4)]
            operator = "k" if operator == "rg" else "K"
        written.append((operands, Operator(operator)))
    return pikepdf.unparse_content_stream(written)
