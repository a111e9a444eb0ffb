"""Attacks on a press file: on how its pages are imposed, on its inks, on what it says of its panels.

Input: a `Tampered` file. Output: the same, changed. Must not: use the code that imposed the file, or proves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.proof.mutants.content import Instruction, Matrix, Sheet, times
from pipeline.proof.mutants.covering import form_over, painted_last
from pipeline.proof.mutants.drawing import coloured, inverse_at, matrix_of
from pipeline.proof.mutants.tampered import Attack, Box, Tampered, op

MM = 72 / 25.4


def press_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and attack."""
    yield "press-scaled", "its panel is drawn smaller", _drawn_by(_smaller)
    yield "press-turned", "its panel is upside down", _drawn_by(lambda file, spot: _about(spot, -1, -1))
    yield "press-mirrored", "its panel is mirrored", _drawn_by(lambda file, spot: _about(spot, -1, 1))
    yield (
        "press-shifted",
        "its panel is drawn beyond the sheet",
        _drawn_by(lambda file, spot: (1, 0, 0, 1, 3000, 0)),
    )
    yield "press-missing", "its panel is not drawn", _not_drawn
    yield "press-twice", "its panel is drawn on another one, too", _twice
    yield "press-exchanged", "its panel and another one are exchanged", _exchanged
    yield "press-below", "another panel is drawn over its own", _below
    yield "press-box", "its panel ends in the middle of it", _boxed
    yield "press-clip", "its panel is clipped above its last line", _clipped
    yield "press-cover", "a box without ink lies over its place on the sheet", _covered
    yield "press-other-panel", "it stands on another panel", _elsewhere(_to_another)
    yield "press-fold", "it lies across the edge of its panel", _elsewhere(_to_the_fold)
    yield "press-edge", "it stands 2 mm from the edge of its panel", _elsewhere(_to_the_edge)
    yield "press-slug", "it stands outside the trim only", _elsewhere(_to_the_slug)
    yield "press-ink-none", "its ink is none", _inked("None")
    yield "press-ink-spot", "its ink is one that no press has", _inked("Varnish")
    yield "press-ink-rgb", "its ink is a colour of a screen", coloured(op("rg", 0, 0, 0))
    yield "press-ink-all", "it is printed in all inks", coloured(op("k", 1, 1, 1, 1))
    yield "press-ink-built", "its black is built of three inks", coloured(op("k", 1, 1, 1, 0))
    yield "press-ink-rich", "its black has other inks below", coloured(op("k", 0.6, 0.4, 0.4, 1))
    yield "press-intent-missing", "no printing condition is named", _intended(_unintended)
    yield "press-intent-other", "the profile is another", _intended(_reprofiled)
    yield "press-intent-name", "the printing condition is another", _intended(_renamed)
    yield "press-intent-kind", "the output intent is none for a press", _intended(_archived)
    yield "press-overprint", "it is printed over what is below it", _state(op=True, OP=True, OPM=1)
    yield "press-transfer", "its tones are turned round on the press", _transferred
    yield "press-annotation", "an annotation lies over it", _annotated
    yield "press-rotate", "its sheet is turned", _rotated
    yield "press-trim", "its sheet is trimmed in the middle of it", _trimmed("/TrimBox")
    yield "press-crop", "its sheet is cropped in the middle of it", _trimmed("/CropBox")
    yield "press-bleed", "of its sheet nothing is taken before the middle of it", _trimmed("/BleedBox")
    yield "press-art", "only the half of its sheet is said to be of use", _trimmed("/ArtBox")
    yield "panels-fold", "its panel is said to be folded 7 mm beside its edge", _panels(_folded)
    yield "panels-overlap", "its panel is said to reach into the next one", _panels(_reaching)
    yield "panels-short", "its panel is said to end before it", _panels(_short)
    yield "panels-exchanged", "two panels are said to be each other", _panels(_swapped)
    yield "panels-missing", "its panel is not listed", _panels(_unlisted)
    yield "panels-whole", "each sheet is said to be one panel", _panels(_whole)


class Spot(NamedTuple):
    """Where the form that holds a disclaimer is drawn.

    Shape: `at` is the index of the operator among the sheet's instructions; `matrix` takes the form to the sheet; `entry`
    numbers the panel in the list of panels. Units: pt.
    """

    sheet: Sheet
    at: int
    matrix: Matrix
    entry: int
    box: Box


def list_of_panels(document: Any) -> Any:
    """What a press file says of its panels; None for any other file."""
    here = document.Root
    for key in ("/PieceInfo", "/smallprint", "/Private", "/Panels"):
        here = here.get(key)
        if here is None:
            return None
    return here


def _spot(file: Tampered) -> Spot | None:
    """Where its form is drawn, and on which panel."""
    for sheet in file.sheets:
        if sheet.page is None:
            continue
        forms = sheet.target.get("/Resources", {}).get("/XObject", {})
        names = [name for name, form in forms.items() if form.objgen == file.sheet.target.objgen]
        for index, (operands, operator) in enumerate(sheet.instructions):
            if operator == "Do" and str(operands[0]) in names:
                a, b, c, d, e, f = matrix_of(sheet, index)
                matrix = (a, b, c, d, e, f)
                left, bottom, right, top = _on_sheet(file.box, matrix)
                x, y = (left + right) / 2, (bottom + top) / 2
                for entry, (on, box) in enumerate(_entries(file)):
                    if on == sheet.page and box[0] <= x < box[2] and box[1] <= y < box[3]:
                        return Spot(sheet, index, matrix, entry, box)
    return None


def _entries(file: Tampered) -> list[tuple[int, Box]]:
    """The sheet and the edges of each panel."""
    found: list[tuple[int, Box]] = []
    for entry in list_of_panels(file.document) or ():
        sheet, _, left, bottom, right, top = (float(value) for value in entry)
        found.append((int(sheet), (left, bottom, right, top)))
    return found


def _on_sheet(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _neighbour(file: Tampered, spot: Spot) -> tuple[int, Box] | None:
    """Another panel of the same sheet."""
    return next(
        (
            (entry, box)
            for entry, (sheet, box) in enumerate(_entries(file))
            if sheet == spot.sheet.page and entry != spot.entry
        ),
        None,
    )


def _at(found: Callable[[Tampered, Spot], bool]) -> Attack:
    """An attack on a disclaimer whose form is drawn on a panel."""

    def attack(file: Tampered) -> bool:
        spot = _spot(file)
        if spot is None:
            return False
        file.touched.append(spot.sheet)
        return found(file, spot)

    return attack


# ── how its panel is drawn


def _drawn_by(matrix: Callable[[Tampered, Spot], Sequence[float]]) -> Attack:
    """Its panel drawn with one more matrix, in the coordinates of the sheet."""

    def change(file: Tampered, spot: Spot) -> bool:
        inverse = inverse_at(spot.sheet, spot.at)
        if inverse is None:
            return False
        before = [op("q"), op("cm", *inverse), op("cm", *matrix(file, spot)), op("cm", *spot.matrix)]
        drawn = spot.sheet.instructions[spot.at]
        spot.sheet.instructions[spot.at : spot.at + 1] = [*before, drawn, op("Q")]
        return True

    return _at(change)


def _about(spot: Spot, across: float, up: float) -> tuple[float, ...]:
    """Scaled about the middle of its panel."""
    x, y = (spot.box[0] + spot.box[2]) / 2, (spot.box[1] + spot.box[3]) / 2
    return (across, 0, 0, up, x * (1 - across), y * (1 - up))


def _smaller(file: Tampered, spot: Spot) -> tuple[float, ...]:
    share = min(0.7, 8.5 / min(shown.size_pt for shown in file.lines))
    return _about(spot, share, share)


def _undrawn(file: Tampered, spot: Spot) -> bool:
    del spot.sheet.instructions[spot.at]
    return True


_not_drawn = _at(_undrawn)


def _again(file: Tampered, spot: Spot) -> bool:
    other = _neighbour(file, spot)
    if other is None:
        return False
    across = other[1][0] - spot.box[0]
    drawn = spot.sheet.instructions[spot.at]
    moved = times(spot.matrix, (1, 0, 0, 1, across, 0))
    body = [op("q"), *spot.sheet.instructions, op("Q")]
    spot.sheet.instructions[:] = [*body, op("q"), op("cm", *moved), drawn, op("Q")]
    return True


_twice = _at(_again)


def _other_form(file: Tampered, spot: Spot) -> tuple[Sheet, int] | None:
    """Where another form is drawn that shows text, on this sheet or another one."""
    for sheet in sorted(file.sheets, key=lambda one: one is not spot.sheet):
        if sheet.page is None:
            continue
        forms = sheet.target.get("/Resources", {}).get("/XObject", {})
        shown = {one.target.objgen for one in file.sheets if one.page is None and one.shown}
        for index, (operands, operator) in enumerate(sheet.instructions):
            form = forms.get(str(operands[0])) if operator == "Do" else None
            if form is not None and form.objgen in shown and form.objgen != file.sheet.target.objgen:
                return sheet, index
    return None


def _changed_places(file: Tampered, spot: Spot) -> bool:
    other = _other_form(file, spot)
    if other is None:
        return False
    sheet, index = other
    file.touched.append(sheet)
    mine, its = spot.sheet.instructions[spot.at], sheet.instructions[index]
    if sheet is not spot.sheet:
        forms = [one.target["/Resources"]["/XObject"] for one in (spot.sheet, sheet)]
        here, there = forms[0][str(mine[0][0])], forms[1][str(its[0][0])]
        mine = op("Do", sheet.resource("/XObject", "Attack", here))
        its = op("Do", spot.sheet.resource("/XObject", "Attack", there))
    spot.sheet.instructions[spot.at], sheet.instructions[index] = its, mine
    return True


_exchanged = _at(_changed_places)


def _overlaid(file: Tampered, spot: Spot) -> bool:
    other = _other_form(file, spot)
    if other is None:
        return False
    sheet, index = other
    form = sheet.target["/Resources"]["/XObject"][str(sheet.instructions[index][0][0])]
    name = spot.sheet.resource("/XObject", "Attack", form)
    body = [op("q"), *spot.sheet.instructions, op("Q")]
    spot.sheet.instructions[:] = [*body, op("q"), op("cm", *spot.matrix), op("Do", name), op("Q")]
    return True


_below = _at(_overlaid)


def _boxed(file: Tampered) -> bool:
    import pikepdf

    if file.sheet.page is not None:
        return False
    left, bottom, right, top = (float(edge) for edge in file.sheet.target["/BBox"])
    low, high = sorted((bottom, top))
    # The box is in the form's own space, before its matrix; what is cut off is the half of it that is higher.
    middle = (file.box[1] + file.box[3]) / 2
    _, b, c, d, _, f = (float(value) for value in file.sheet.target.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    if b or c or not d:
        return False
    kept = [left, low, right, (middle - f) / d] if d > 0 else [left, (middle - f) / d, right, high]
    file.sheet.target["/BBox"] = pikepdf.Array(kept)
    return True


def _clip(file: Tampered, spot: Spot) -> bool:
    if len(file.lines) < 2:
        return False
    _, _, _, above = _on_sheet(file.lines[-1].box, spot.matrix)
    inverse = inverse_at(spot.sheet, spot.at)
    if inverse is None:
        return False
    left, _, right, top = spot.box
    drawn = spot.sheet.instructions[spot.at]
    spot.sheet.instructions[spot.at : spot.at + 1] = [
        op("q"), op("cm", *inverse), op("re", left, above, right - left, top - above), op("W"), op("n"),
        op("cm", *spot.matrix), drawn, op("Q"),
    ]  # fmt: skip
    return True


_clipped = _at(_clip)


def _cover(file: Tampered, spot: Spot) -> bool:
    left, bottom, right, top = _on_sheet(file.box, spot.matrix)
    rectangle = f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f"
    painted_last(spot.sheet, f"0 0 0 0 k {rectangle}")
    return True


_covered = _at(_cover)


# ── where it stands on the sheet


def _elsewhere(moved: Callable[[Tampered, Spot, Box], tuple[float, float] | None]) -> Attack:
    """Its text objects taken out of the panel and drawn on the sheet, moved by so much."""

    def change(file: Tampered, spot: Spot) -> bool:
        by = moved(file, spot, _on_sheet(file.box, spot.matrix))
        if by is None:
            return False
        begin = min(begin for begin, _ in file.objects)
        inner = matrix_of(file.sheet, begin)
        copy: list[Instruction] = []
        for start, end in file.objects:
            copy[:0] = file.sheet.instructions[start : end + 1]
            del file.sheet.instructions[start : end + 1]
        _lend(file, spot.sheet)
        body = [op("q"), *spot.sheet.instructions, op("Q")]
        spot.sheet.instructions[:] = [
            *body, op("q"), op("cm", 1, 0, 0, 1, *by), op("cm", *spot.matrix), op("cm", *inner), op("k", 0, 0, 0, 1),
            *copy, op("Q"),
        ]  # fmt: skip
        return True

    return _at(change)


def _lend(file: Tampered, sheet: Sheet) -> None:
    """The resources of its form for the sheet, under the same names."""
    import pikepdf

    for kind, entries in file.sheet.resources.items():
        if isinstance(entries, pikepdf.Dictionary):
            for name, value in entries.items():
                if name not in sheet.resources.get(kind, {}):
                    sheet.resource(kind, name.lstrip("/"), value)


def _to_another(file: Tampered, spot: Spot, box: Box) -> tuple[float, float] | None:
    other = _neighbour(file, spot)
    # Below all that stands there, it would be a closing disclaimer where the article closes.
    return None if other is None else (other[1][0] - spot.box[0], 0)


def _to_the_fold(file: Tampered, spot: Spot, box: Box) -> tuple[float, float] | None:
    return spot.box[2] - (box[0] + box[2]) / 2, 0


def _to_the_edge(file: Tampered, spot: Spot, box: Box) -> tuple[float, float] | None:
    return spot.box[0] + 2 * MM - box[0], 0


def _to_the_slug(file: Tampered, spot: Spot, box: Box) -> tuple[float, float] | None:
    return 0, spot.box[3] + 12 - box[1]


# ── inks


def _inked(name: str) -> Attack:
    """Its letters in an ink of another name, which screens show as black."""

    def change(file: Tampered) -> bool:
        import pikepdf

        tint = pikepdf.Dictionary(
            FunctionType=2, Domain=pikepdf.Array([0, 1]), C0=pikepdf.Array([0, 0, 0, 0]), C1=pikepdf.Array([0, 0, 0, 1]), N=1
        )  # fmt: skip
        space = pikepdf.Array(
            [pikepdf.Name.Separation, pikepdf.Name(f"/{name}"), pikepdf.Name.DeviceCMYK, tint]
        )
        ink = file.sheet.resource("/ColorSpace", "Attack", space)
        for begin, end in file.objects:
            kept = [
                one
                for one in file.sheet.instructions[begin : end + 1]
                if one[1] not in ("k", "g", "rg", "sc", "scn")
            ]
            file.sheet.instructions[begin : end + 1] = [op("q"), op("cs", ink), op("scn", 1), *kept, op("Q")]
        return True

    return change


def _intended(change: Callable[[Any], None]) -> Attack:
    """Another output intent."""

    def attack(file: Tampered) -> bool:
        if "/OutputIntents" not in file.document.Root:
            return False
        change(file.document.Root)
        return True

    return attack


def _unintended(root: Any) -> None:
    del root["/OutputIntents"]


def _reprofiled(root: Any) -> None:
    """One that mixes other inks: a number in the middle of its tables is another."""
    profile = root["/OutputIntents"][0]["/DestOutputProfile"]
    content = bytearray(profile.read_bytes())
    content[len(content) // 2] ^= 0x55
    profile.write(bytes(content))


def _renamed(root: Any) -> None:
    import pikepdf

    root["/OutputIntents"][0]["/OutputConditionIdentifier"] = pikepdf.String("FOGRA57")


def _archived(root: Any) -> None:
    import pikepdf

    root["/OutputIntents"][0]["/S"] = pikepdf.Name.GTS_PDFA1


def _state(**entries: Any) -> Attack:
    def change(file: Tampered) -> bool:
        import pikepdf

        name = file.sheet.resource("/ExtGState", "Attack", pikepdf.Dictionary(**entries))
        file.around([op("gs", name)])
        return True

    return change


def _transferred(file: Tampered) -> bool:
    import pikepdf

    turned = pikepdf.Dictionary(
        FunctionType=2, Domain=pikepdf.Array([0, 1]), C0=pikepdf.Array([1]), C1=pikepdf.Array([0]), N=1
    )
    return _state(TR=turned)(file)


# ── the sheet, and what the file says of it


def _annotate(file: Tampered, spot: Spot) -> bool:
    import pikepdf

    entry = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Stamp,
        Rect=pikepdf.Array(list(_on_sheet(file.box, spot.matrix))),
        F=4,
        AP=pikepdf.Dictionary(N=form_over(file)),
    )
    spot.sheet.target["/Annots"] = pikepdf.Array([file.document.make_indirect(entry)])
    return True


_annotated = _at(_annotate)


def _rotate(file: Tampered, spot: Spot) -> bool:
    spot.sheet.target["/Rotate"] = 180
    return True


_rotated = _at(_rotate)


def _trimmed(name: str) -> Attack:
    def trim(file: Tampered, spot: Spot) -> bool:
        import pikepdf

        left, bottom, right, top = (float(edge) for edge in spot.sheet.target["/MediaBox"])
        start, _, stop, _ = _on_sheet(file.box, spot.matrix)
        middle = (start + stop) / 2
        spot.sheet.target[name] = pikepdf.Array(
            [middle, bottom, right, top] if middle - left < right - middle else [left, bottom, middle, top]
        )
        return True

    return _at(trim)


def _panels(change: Callable[[Tampered, Spot, Any], bool]) -> Attack:
    """Another list of panels."""

    def attack(file: Tampered, spot: Spot) -> bool:
        return change(file, spot, list_of_panels(file.document))

    return _at(attack)


def _folded(file: Tampered, spot: Spot, panels: Any) -> bool:
    moved = False
    for entry, (sheet, box) in enumerate(_entries(file)):
        for edge, place in ((2, box[0]), (4, box[2])):
            if sheet == spot.sheet.page and abs(place - spot.box[2]) < 1:
                panels[entry][edge] = place - 7 * MM
                moved = moved or entry != spot.entry
    return moved


def _reaching(file: Tampered, spot: Spot, panels: Any) -> bool:
    panels[spot.entry][4] = spot.box[2] + 40
    return True


def _short(file: Tampered, spot: Spot, panels: Any) -> bool:
    panels[spot.entry][3] = _on_sheet(file.box, spot.matrix)[3] + 1
    return True


def _swapped(file: Tampered, spot: Spot, panels: Any) -> bool:
    import pikepdf

    if len(panels) < 2:
        return False
    other = (spot.entry + 1) % len(panels)
    mine, its = list(panels[spot.entry]), list(panels[other])
    mine[1], its[1] = its[1], mine[1]
    panels[spot.entry], panels[other] = pikepdf.Array(its), pikepdf.Array(mine)
    return True


def _unlisted(file: Tampered, spot: Spot, panels: Any) -> bool:
    if len(panels) < 2:
        return False
    del panels[spot.entry]
    for number, entry in enumerate(panels):
        entry[1] = number
    return True


def _whole(file: Tampered, spot: Spot, panels: Any) -> bool:
    import pikepdf

    pages = file.document.pages
    if len(panels) == len(pages):
        return False
    while len(panels):
        del panels[0]
    for number, page in enumerate(pages):
        panels.append(pikepdf.Array([number, number, *(float(edge) for edge in page.obj["/TrimBox"])]))
    return True
