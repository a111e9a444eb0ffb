"""Attacks by what lies over a disclaimer: boxes, lines, veils, pictures, annotations, other words.

Input: a `Tampered` file. Output: the same, changed. Must not: change how the disclaimer itself is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.proof.mutants.content import Instruction, Sheet, Shown
from pipeline.proof.mutants.tampered import Attack, Box, Tampered, op


def covering_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and attack."""
    for name, colour, part in (
        ("white", "1 1 1 rg", 1.0), ("black", "0 0 0 rg", 1.0), ("ground", ".99 .95 .84 rg", 1.0),
        ("ink", ".12 .12 .11 rg", 1.0), ("part", "1 1 1 rg", 0.15),
    ):  # fmt: skip
        yield f"cover-{name}", f"a box ({name}) lies over it", _covered(colour, part)
    yield "cover-strike", "a line goes through it", _struck
    yield "cover-veil", "a white veil lies over it", _veiled
    yield "cover-image", "a picture lies over it", _pictured
    yield "cover-form", "a form lies over it", _formed
    for subtype in ("Square", "Stamp", "FreeText", "Highlight", "Widget"):
        yield (
            f"cover-annotation-{subtype.lower()}",
            f"an annotation ({subtype}) lies over it",
            _annotated(subtype, 4),
        )
    yield "cover-print", "something lies over it when the page is printed", _annotated("Stamp", 4 | 32)
    yield "cover-text", "other words lie over it", _overwritten
    yield "cover-same-text", "the same words in white lie over it", _whitened


def painted_last(sheet: Sheet, stream: str) -> None:
    """Something painted on a finished page."""
    import pikepdf

    extra = [
        (list(instruction.operands), str(instruction.operator))
        for instruction in pikepdf.parse_content_stream(sheet.document.make_stream(stream.encode()))
    ]
    sheet.instructions[:] = [op("q"), *sheet.instructions, op("Q"), op("q"), *extra, op("Q")]


def _rectangle(box: Box, part: float = 1.0) -> str:
    left, bottom, right, top = box
    return f"{left:.2f} {bottom:.2f} {(right - left) * part:.2f} {top - bottom:.2f} re"


def _covered(colour: str, part: float) -> Attack:
    def cover(file: Tampered) -> bool:
        painted_last(file.sheet, f"{colour} {_rectangle(file.box, part)} f")
        return True

    return cover


def _struck(file: Tampered) -> bool:
    lines = []
    for shown in file.lines:
        left, bottom, right, top = shown.box
        lines.append(
            f"{left:.2f} {bottom + 0.44 * (top - bottom):.2f} {right - left:.2f} {0.07 * (top - bottom):.2f} re f"
        )
    painted_last(file.sheet, "0 g " + " ".join(lines))
    return True


def _veiled(file: Tampered) -> bool:
    import pikepdf

    file.sheet.resource("/ExtGState", "Veil", pikepdf.Dictionary(ca=0.85))
    painted_last(file.sheet, f"/Veil gs 1 g {_rectangle(file.box)} f")
    return True


def _pictured(file: Tampered) -> bool:
    import pikepdf

    picture = file.document.make_stream(b"\xff\xff\xff")
    picture["/Type"], picture["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = 1, 1, 8
    picture["/ColorSpace"] = pikepdf.Name.DeviceRGB
    file.sheet.resource("/XObject", "Attack", picture)
    left, bottom, right, top = file.box
    painted_last(
        file.sheet, f"{right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm /Attack Do"
    )
    return True


def form_over(file: Tampered) -> Any:
    """A white drawing as large as the disclaimer."""
    import pikepdf

    left, bottom, right, top = file.box
    form = file.document.make_stream(f"1 1 1 rg 0 0 {right - left:.2f} {top - bottom:.2f} re f".encode())
    form["/Type"], form["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    form["/BBox"], form["/Resources"] = (
        pikepdf.Array([0, 0, right - left, top - bottom]),
        pikepdf.Dictionary(),
    )
    return form


def _formed(file: Tampered) -> bool:
    file.sheet.resource("/XObject", "Attack", form_over(file))
    left, bottom, _, _ = file.box
    painted_last(file.sheet, f"1 0 0 1 {left:.2f} {bottom:.2f} cm /Attack Do")
    return True


def _annotated(subtype: str, flags: int) -> Attack:
    def cover(file: Tampered) -> bool:
        import pikepdf

        if file.sheet.page is None:
            return False
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{subtype}"),
            Rect=pikepdf.Array(list(file.box)),
            F=flags,
            AP=pikepdf.Dictionary(N=form_over(file)),
        )
        if subtype == "FreeText":
            annotation["/Contents"], annotation["/DA"] = (
                pikepdf.String("x"),
                pikepdf.String("/Helv 12 Tf 1 g"),
            )
        elif subtype == "Highlight":
            left, bottom, right, top = file.box
            annotation["/QuadPoints"] = pikepdf.Array([left, top, right, top, left, bottom, right, bottom])
            annotation["/C"] = pikepdf.Array([1, 1, 1])
        elif subtype == "Widget":
            annotation["/FT"], annotation["/T"] = pikepdf.Name.Tx, pikepdf.String("x")
        entry = file.document.make_indirect(annotation)
        if subtype == "Widget":
            file.document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([entry]))
        page = file.sheet.target
        page["/Annots"] = pikepdf.Array([*page.get("/Annots", pikepdf.Array()), entry])
        return True

    return cover


def _overwritten(file: Tampered) -> bool:
    return _drawn_again(file, [], lambda shown: shown.glyphs[len(shown.glyphs) // 3].code)


def _whitened(file: Tampered) -> bool:
    return _drawn_again(file, [op("rg", 1, 1, 1)], None)


def _drawn_again(file: Tampered, state: Sequence[Instruction], code: Callable[[Shown], int] | None) -> bool:
    """Its text objects once more, right over themselves; with `code`, one letter all along."""
    import pikepdf

    for begin, end in file.objects:
        copy = [(list(operands), operator) for operands, operator in file.sheet.instructions[begin : end + 1]]
        if code is not None:
            for shown in file.lines:
                if shown.begin == begin:
                    data = code(shown).to_bytes(2) * len(shown.glyphs)
                    copy[shown.index - begin] = op("Tj", pikepdf.String(data))
        file.sheet.instructions[end + 1 : end + 1] = [op("q"), *state, *copy, op("Q")]
    return True
