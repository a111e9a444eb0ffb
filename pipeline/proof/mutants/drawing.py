"""Attacks on how a PDF draws a disclaimer: size, colour, where it is cut off; with those of `covering`.

Input: a `Tampered` file. Output: the same, changed. Must not: change which words are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.proof.mutants.content import Instruction, Sheet, Shown, times
from pipeline.proof.mutants.covering import covering_attacks
from pipeline.proof.mutants.tampered import Attack, Tampered, op


def drawing_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and attack."""
    yield "shrink-60", "it is set at 60 % of its size", _scaled(lambda size: 0.6)
    yield "shrink-under", "it is set at 8.5 pt", _scaled(lambda size: 8.5 / size)
    yield "shrink-point", "it is set at 1 pt", _scaled(lambda size: 1 / size)
    yield "shrink-flat", "its letters are half as high", _scaled(lambda size: 0.5, wide=False)
    yield "shrink-condensed", "its letters are half as wide", _scaled(lambda size: 0.5, high=False)
    yield "shrink-scale", "its letters are half as wide by Tz", _state(op("Tz", 50))
    yield "shrink-line", "its last line is small", _last_line_small
    yield "shrink-around", "everything around it is scaled down", _scaled_around
    yield "bleach-white", "it is white", coloured(op("rg", 1, 1, 1))
    yield "bleach-grey-white", "it is nearly white", coloured(op("g", 0.97))
    yield "bleach-cmyk", "it is without ink", coloured(op("k", 0, 0, 0, 0))
    yield "bleach-sand", "it has the colour of its ground", coloured(op("rg", 0.99, 0.95, 0.84))
    yield "bleach-word", "one word of it is white", _word(op("rg", 1, 1, 1))
    yield "bleach-ground", "the ground behind it is as dark as it is", _dark_ground
    yield "bleach-alpha", "it is nearly transparent", _graphics_state(ca=0.05)
    yield "bleach-half", "it is half transparent", _graphics_state(ca=0.4)
    yield "bleach-blend", "it is blended away", _blended
    yield "bleach-knocked", "what lies over it leaves nothing of it, for some readers", _knocked_out
    yield "bleach-mask", "it is masked out", _masked
    yield "bleach-pattern", "it is painted with a white pattern", _pattern
    yield "recolour-grey", "it is light grey", coloured(op("g", 0.7))
    yield "recolour-dim", "it is grey", coloured(op("g", 0.45))
    yield "recolour-orange", "it is orange", coloured(op("rg", 0.94, 0.49, 0.37))
    yield from covering_attacks()
    yield "clip-empty", "it is clipped away", _clipped(0.0)
    yield "clip-part", "half of it is clipped away", _clipped(0.5)
    yield "clip-low", "the lower half of its letters is clipped away", _clipped(1.0, low=True)
    for mode, how in ((3, "it is not painted"), (7, "it only clips"), (1, "only its outlines are drawn")):
        yield f"render-{mode}", how, _mode(mode)
    yield "render-stroke", "white outlines lie over its letters", _stroked
    yield "render-word", "one word of it is not painted", _word(op("Tr", 3), op("Tr", 0))
    yield "off-right", "it is drawn to the right of the page", _shifted(5000, 0)
    yield "off-down", "it is drawn below the page", _shifted(0, -5000)
    yield "off-edge", "it runs over the edge of the page", _over_the_edge
    yield "off-safe", "it stands 2 mm from the edge of the page", _at_the_edge
    yield "off-crop", "the crop box ends before it", _boxed("/CropBox")
    yield "off-trim", "the trim box ends before it", _boxed("/TrimBox")
    yield "off-media", "the media box ends before it", _boxed("/MediaBox")
    yield "turn-page", "its page is upside down", _page_turned
    yield "turn-over", "it is upside down", _turned(-1, -1)
    yield "turn-mirror", "it is mirrored", _turned(-1, 1)
    yield "squeeze-letters", "its letters lie on one another", _state(op("Tc", -8))
    yield "squeeze-lines", "its lines lie on one another", _one_line
    yield "squeeze-rise", "its letters are raised by 300 pt", _state(op("Ts", 300))
    yield "layer-off", "it is in a layer that is off", _layer(view=False)
    yield "layer-print", "it is in a layer that is not printed", _layer(view=True)
    yield "layer-group", "it is in a group of layers that are off", _layer(view=False, group=True)


# ── size


def _scaled(
    factor: Callable[[float], float], high: bool = True, wide: bool = True, last: bool = False
) -> Attack:
    """The text matrices of its lines scaled, each about its beginning."""

    def scale(file: Tampered) -> bool:
        share = factor(min(shown.size_pt for shown in file.lines))
        if share >= 1:
            return False
        lines = file.lines[-1:] if last else file.lines
        for shown in {one.begin: one for one in reversed(lines)}.values():
            at = _matrix_at(file.sheet, shown)
            if at is None:
                return False
            a, b, c, d, e, f = (float(value) for value in file.sheet.instructions[at][0])
            across, along = share if wide else 1.0, share if high else 1.0
            file.sheet.instructions[at] = op("Tm", a * across, b * across, c * along, d * along, e, f)
        return True

    return scale


def _matrix_at(sheet: Sheet, shown: Shown) -> int | None:
    return next((at for at in range(shown.index, shown.begin, -1) if sheet.instructions[at][1] == "Tm"), None)


def _last_line_small(file: Tampered) -> bool:
    return _scaled(lambda size: 0.5, last=True)(file)


def _scaled_around(file: Tampered) -> bool:
    for begin, end in file.objects:
        shown = next(one for one in file.lines if one.begin == begin)
        at = _matrix_at(file.sheet, shown)
        if at is None:
            return False
        e, f = (float(value) for value in file.sheet.instructions[at][0][4:])
        file.sheet.instructions[end + 1 : end + 1] = [op("Q")]
        file.sheet.instructions[begin:begin] = [op("q"), op("cm", 0.5, 0, 0, 0.5, e / 2, f / 2)]
    return True


def _state(instruction: Instruction) -> Attack:
    def change(file: Tampered) -> bool:
        file.around([instruction])
        return True

    return change


# ── colour


def coloured(ink: Instruction) -> Attack:
    """Another fill colour, for its text objects alone."""

    def paint(file: Tampered) -> bool:
        for begin, end in file.objects:
            inside = [
                at
                for at in range(begin, end)
                if file.sheet.instructions[at][1] in ("rg", "g", "k", "sc", "scn")
            ]
            for at in inside:
                file.sheet.instructions[at] = ink
        file.around([ink])
        return True

    return paint


def _word(before: Instruction, behind: Instruction | None = None) -> Attack:
    """A change for one word in the middle, in a text object of its own."""

    def change(file: Tampered) -> bool:
        from pipeline.proof.mutants.typesetting import around_glyphs

        shown = max(file.lines, key=lambda one: len(one.glyphs))
        word = word_of(shown)
        if word is None:
            return False
        # A graphics state cannot be saved inside a text object; the last colour before it is what comes back.
        back = behind or next(
            (
                instruction
                for instruction in reversed(file.sheet.instructions[: shown.index])
                if instruction[1] in ("rg", "g", "k", "sc", "scn")
            ),
            op("g", 0),
        )
        around_glyphs(file.sheet, shown, *word, [before], [back])
        return True

    return change


def word_of(shown: Shown) -> tuple[int, int] | None:
    """The longest word of a line, as its first and last glyph."""
    found: list[tuple[int, int]] = []
    start = None
    for position, glyph in enumerate((*shown.glyphs, None)):
        inside = glyph is not None and glyph.text.isalpha()
        if inside and start is None:
            start = position
        elif not inside and start is not None:
            found.append((start, position - 1))
            start = None
    return max(found, key=lambda word: word[1] - word[0], default=None)


def _dark_ground(file: Tampered) -> bool:
    left, bottom, right, top = file.box
    before = min(begin for begin, _ in file.objects)
    # The box is in the page's space, whatever the matrix is here.
    inverse = inverse_at(file.sheet, before)
    if inverse is None:
        return False
    file.sheet.instructions[before:before] = [
        op("q"), op("cm", *inverse), op("rg", 0.12, 0.12, 0.11), op("re", left, bottom, right - left, top - bottom),
        op("f"), op("Q"),
    ]  # fmt: skip
    return True


def inverse_at(sheet: Sheet, index: int) -> tuple[float, ...] | None:
    """What undoes the transformation that holds at an instruction, None where nothing can."""
    from pipeline.proof.mutants.content import IDENTITY, Matrix

    matrix: Matrix = IDENTITY
    stack: list[Matrix] = []
    for operands, operator in sheet.instructions[:index]:
        if operator == "q":
            stack.append(matrix)
        elif operator == "Q" and stack:
            matrix = stack.pop()
        elif operator == "cm":
            a, b, c, d, e, f = (float(value) for value in operands)
            matrix = times((a, b, c, d, e, f), matrix)
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if not area:
        return None
    return (d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


def _graphics_state(**entries: Any) -> Attack:
    def change(file: Tampered) -> bool:
        import pikepdf

        name = file.sheet.resource("/ExtGState", "Attack", pikepdf.Dictionary(**entries))
        for begin, end in file.objects:
            # What the text object sets itself would undo it.
            for at in range(begin, end):
                if file.sheet.instructions[at][1] == "gs":
                    file.sheet.instructions[at] = op("gs", name)
        file.around([op("gs", name)])
        return True

    return change


def _blended(file: Tampered) -> bool:
    import pikepdf

    return _graphics_state(BM=pikepdf.Name.Screen)(file)


def _knocked_out(file: Tampered) -> bool:
    """PDFium shows all parts of a group, others only the uppermost one; here that is transparent."""
    import pikepdf

    left, bottom, right, top = file.box
    group = file.document.make_stream(
        b"1 1 1 rg %f %f %f %f re f" % (left, bottom, right - left, top - bottom)
    )
    group["/Type"], group["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    group["/BBox"], group["/Resources"] = pikepdf.Array([left, bottom, right, top]), pikepdf.Dictionary()
    group["/Group"] = pikepdf.Dictionary(S=pikepdf.Name.Transparency, K=True)
    clear = file.sheet.resource("/ExtGState", "Clear", pikepdf.Dictionary(ca=0))
    drawn = file.sheet.resource("/XObject", "Knocked", group)
    file.sheet.instructions += [op("q"), op("gs", clear), op("Do", drawn), op("Q")]
    return True


def _page_turned(file: Tampered) -> bool:
    for page in file.document.pages:
        page.obj["/Rotate"] = 180
    return True


def _masked(file: Tampered) -> bool:
    import pikepdf

    left, bottom, right, top = file.box
    group = file.document.make_stream(b"0 g 0 0 1 1 re f")
    group["/Type"], group["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    group["/BBox"] = pikepdf.Array([left, bottom, right, top])
    group["/Group"] = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray)
    mask = pikepdf.Dictionary(Type=pikepdf.Name.Mask, S=pikepdf.Name.Luminosity, G=group)
    return _graphics_state(SMask=file.document.make_indirect(mask))(file)


def _pattern(file: Tampered) -> bool:
    import pikepdf

    tile = file.document.make_stream(b"1 1 1 rg 0 0 100 100 re f")
    tile["/Type"], tile["/PatternType"], tile["/PaintType"] = pikepdf.Name.Pattern, 1, 1
    tile["/TilingType"], tile["/XStep"], tile["/YStep"] = 1, 100, 100
    tile["/BBox"], tile["/Resources"] = pikepdf.Array([0, 0, 100, 100]), pikepdf.Dictionary()
    name = file.sheet.resource("/Pattern", "Attack", tile)
    file.around([op("cs", pikepdf.Name.Pattern), op("scn", name)])
    return True


# ── where it is cut off


def _clipped(part: float, low: bool = False) -> Attack:
    def clip(file: Tampered) -> bool:
        left, bottom, right, top = file.box
        for begin, end in file.objects:
            inverse = inverse_at(file.sheet, begin)
            if inverse is None:
                return False
            if low:
                shown = next(one for one in file.lines if one.begin == begin)
                _, below, _, above = shown.box
                area = op("re", left - 5, (below + above) / 2, right - left + 10, above - below)
            else:
                area = op("re", left - 1, bottom - 1, (right - left) * part, top - bottom + 2)
            # The clip is given on the page; the text object keeps its own matrix.
            back = matrix_of(file.sheet, begin)
            file.sheet.instructions[end + 1 : end + 1] = [op("Q")]
            file.sheet.instructions[begin:begin] = [
                op("q"), op("cm", *inverse), area, op("W"), op("n"), op("cm", *back),
            ]  # fmt: skip
        return True

    return clip


def matrix_of(sheet: Sheet, index: int) -> tuple[float, ...]:
    inverse = inverse_at(sheet, index)
    assert inverse is not None
    a, b, c, d, e, f = inverse
    area = a * d - b * c
    return (d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


def _mode(mode: int) -> Attack:
    return _state(op("Tr", mode))


def _stroked(file: Tampered) -> bool:
    file.around([op("Tr", 2), op("RG", 1, 1, 1), op("w", 3)])
    return True


def shifted(file: Tampered, shown: Sequence[Shown], across: float, up: float) -> None:
    """The text objects of these lines moved. Units: pt on the page."""
    for begin in sorted({one.begin for one in shown}, reverse=True):
        end = next(one.end for one in shown if one.begin == begin)
        inverse, back = inverse_at(file.sheet, begin), matrix_of(file.sheet, begin)
        assert inverse is not None
        file.sheet.instructions[end + 1 : end + 1] = [op("Q")]
        file.sheet.instructions[begin:begin] = [
            op("q"), op("cm", *inverse), op("cm", 1, 0, 0, 1, across, up), op("cm", *back),
        ]  # fmt: skip


def _shifted(across: float, up: float) -> Attack:
    def move(file: Tampered) -> bool:
        shifted(file, file.lines, across, up)
        return True

    return move


def _over_the_edge(file: Tampered) -> bool:
    if file.sheet.page is None:
        return False
    left, _, right, _ = file.box
    edge = float(file.sheet.target["/MediaBox"][2])
    shifted(file, file.lines, edge - (left + right) / 2, 0)
    return True


def _at_the_edge(file: Tampered) -> bool:
    if file.sheet.page is None:
        return False
    shifted(file, file.lines, 2 / 25.4 * 72 - file.box[0], 0)
    return True


def _boxed(name: str) -> Attack:
    """A page box that ends in the middle of the disclaimer."""

    def crop(file: Tampered) -> bool:
        import pikepdf

        if file.sheet.page is None:
            return False
        page = file.sheet.target
        left, bottom, right, top = (float(value) for value in page["/MediaBox"])
        start, _, stop, _ = file.box
        middle = (start + stop) / 2
        kept = [middle, bottom, right, top] if middle - left < right - middle else [left, bottom, middle, top]
        if name == "/MediaBox":
            for other in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if other in page:
                    page[other] = pikepdf.Array(kept)
        page[name] = pikepdf.Array(kept)
        return True

    return crop


def _turned(across: int, up: int) -> Attack:
    def turn(file: Tampered) -> bool:
        left, bottom, right, top = file.box
        for begin, end in file.objects:
            inverse, back = inverse_at(file.sheet, begin), matrix_of(file.sheet, begin)
            if inverse is None:
                return False
            flip = (across, 0, 0, up, left + right if across < 0 else 0, bottom + top if up < 0 else 0)
            file.sheet.instructions[end + 1 : end + 1] = [op("Q")]
            file.sheet.instructions[begin:begin] = [
                op("q"), op("cm", *inverse), op("cm", *flip), op("cm", *back),
            ]  # fmt: skip
        return True

    return turn


def _one_line(file: Tampered) -> bool:
    if len(file.objects) < 2:
        return False
    first = file.lines[0]
    origin = first.matrix[5]
    for shown in reversed(file.lines[1:]):
        shifted(file, [shown], 0, origin - shown.matrix[5])
    return True


# ── layers


def _layer(view: bool, group: bool = False) -> Attack:
    def hide(file: Tampered) -> bool:
        import pikepdf

        layer = file.document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("x"))
        )
        config = pikepdf.Dictionary(Order=pikepdf.Array([layer]))
        if view:
            layer["/Usage"] = pikepdf.Dictionary(
                Print=pikepdf.Dictionary(Subtype=pikepdf.Name.Print, PrintState=pikepdf.Name.OFF)
            )
            config["/AS"] = pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Event=pikepdf.Name.Print,
                        OCGs=pikepdf.Array([layer]),
                        Category=pikepdf.Array([pikepdf.Name.Print]),
                    )
                ]
            )
        else:
            config["/OFF"] = pikepdf.Array([layer])
        file.document.Root["/OCProperties"] = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=config)
        member = layer
        if group:
            member = file.document.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=pikepdf.Array([layer]), P=pikepdf.Name.AllOn)
            )
        name = file.sheet.resource("/Properties", "Attack", member)
        file.around([op("BDC", pikepdf.Name.OC, name)], [op("EMC")])
        return True

    return hide
