"""Every way in which a PDF sets a colour, and what becomes of it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms, ImageMath

from pipeline.engines.press import Condition, Unusable, own_condition, single_sheets
from pipeline.engines.press.colour import Inks
from pipeline.engines.press.functions import value
from tests.conformance.preflight import most_ink, plates, preflight
from tests.press.conftest import (
    COLOURS,
    PROFILES,
    Press,
    address,
    image_object,
    inks,
    instructions,
    pictures,
    things,
)  # fmt: skip

Drawn = Callable[..., tuple[Any, pikepdf.Pdf]]
BLACK = (0.0, 0.0, 0.0, 100.0)
WHITE = (0.0, 0.0, 0.0, 0.0)
FOGRA39 = (PROFILES / "FOGRA39L.icc").read_bytes()
MIXER = Inks(FOGRA39, 300, COLOURS)
shares = st.floats(0, 1)


def _photo(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A picture of many colours."""
    level = Image.radial_gradient("L").resize(size)
    return Image.merge(
        "RGB",
        (level, level.transpose(Image.Transpose.FLIP_LEFT_RIGHT), Image.linear_gradient("L").resize(size)),
    )


def _shown(picture: Any, profile: bytes = FOGRA39) -> Image.Image:
    """A picture in ink as it looks on a screen."""
    pixels = pikepdf.PdfImage(picture).as_pil_image()
    if pixels.mode in ("L", "1"):
        pixels = Image.merge(
            "CMYK", [Image.new("L", pixels.size)] * 3 + [pixels.convert("L").point(lambda v: 255 - v)]
        )
    elif pixels.mode == "P":
        pixels = pixels.convert("CMYK")
    back = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), "CMYK", "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    shown = ImageCms.applyTransform(pixels, back)
    assert shown is not None
    return shown


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The mean distance of two pictures' colours, in levels of 255."""
    total = ImageMath.lambda_eval(
        lambda a: abs(a["a"] - a["b"]), a=one.convert("RGB").convert("L"), b=other.convert("RGB").convert("L")
    )
    counted = total.histogram() if total.mode == "L" else total.convert("L").histogram()
    return sum(level * count for level, count in enumerate(counted)) / (one.width * one.height)


# ── flat colours ────────────────────────────────────────────────────────────────────────────────


def test_the_brand_is_printed_by_its_recipes(printer: Press) -> None:
    css = "".join(f".c{number}{{color:{colour}}}" for number, colour in enumerate(COLOURS))
    pressed = printer.on_paper(
        "".join(f'<p class="c{number}">Text</p>' for number in range(len(COLOURS))), css
    )
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        assert inks(document) == set(COLOURS.values())
    assert preflight(pressed.content) == []


def test_black_and_grey_are_one_ink(printer: Press) -> None:
    pressed = printer.on_paper(
        '<p>Black</p><p style="color:#777">Grey</p><p style="background:#fff">White</p>'
    )
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        found = inks(document)
    assert BLACK in found
    assert WHITE in found
    assert all(shares[:3] == (0, 0, 0) for shares in found)
    (grey,) = found - {BLACK, WHITE}
    assert 60 < grey[3] < 72


@given(shares, shares, shares)
def test_no_flat_colour_has_too_much_ink(red: float, green: float, blue: float) -> None:
    found = MIXER.mixed(red, green, blue)
    assert all(0 <= share <= 1 for share in found)
    assert sum(found) <= 3 + 1e-6


@given(shares, shares)
def test_a_darker_grey_has_more_black(one: float, other: float) -> None:
    lighter, darker = max(one, other), min(one, other)
    assert MIXER.grey(lighter) <= MIXER.grey(darker) + 1e-9


def test_white_stays_white_and_black_is_full() -> None:
    assert MIXER.mixed(1, 1, 1) == (0, 0, 0, 0)
    assert MIXER.mixed(0, 0, 0) == (0, 0, 0, 1)


@pytest.mark.parametrize("name", ["FOGRA39L", "FOGRA29L", "TR006"])
def test_colours_look_the_same_on_paper_as_far_as_ink_goes(name: str) -> None:
    """Those within the press's reach come back within a few levels."""
    profile = (PROFILES / f"{name}.icc").read_bytes()
    mixer = Inks(profile, 300, {})
    wanted = [(120, 140, 160), (180, 120, 100), (200, 210, 190), (90, 110, 90)]
    pixels = Image.new("CMYK", (len(wanted), 1))
    for index, colour in enumerate(wanted):
        mixed = mixer.mixed(*(level / 255 for level in colour))
        pixels.putpixel((index, 0), tuple(round(share * 255) for share in mixed))
    back = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), "CMYK", "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    shown: Any = ImageCms.applyTransform(pixels, back)
    for index, colour in enumerate(wanted):
        assert shown.getpixel((index, 0)) == pytest.approx(colour, abs=10)


def test_ink_beyond_the_limit_is_taken_back_and_named(drawn: Drawn) -> None:
    pressed, document = drawn(b"1 1 1 1 k 0 0 9 9 re f .9 .9 .9 .6 K 0 0 9 9 re s")
    assert [(fault.kind, fault.what, fault.value) for fault in pressed.faults] == [
        ("ink", "cmyk 100 100 100 100", 400.0), ("ink", "cmyk 90 90 90 60", 330.0),
    ]  # fmt: skip
    for found in inks(document):
        assert sum(found) <= 300.1
    assert {found[3] for found in inks(document)} == {100, 60}


def test_a_brand_colour_beyond_the_limit_is_named(printer: Press) -> None:
    pdf = printer.written("<p>Text</p>")
    pressed = printer(pdf, single_sheets(1, 100, 150), colours={"#010203": (100.0, 100.0, 80.0, 60.0)})
    assert [(fault.kind, fault.what, fault.value) for fault in pressed.faults] == [("ink", "#010203", 340.0)]


def _spaces(document: pikepdf.Pdf, resources: Any) -> None:
    srgb = document.make_stream(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), Dictionary(N=3)
    )
    white = Array([Decimal("0.9505"), 1, Decimal("1.089")])
    tint = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0], C1=[1, Decimal("0.5"), 0])
    resources.ColorSpace = Dictionary(
        Icc=Array([Name.ICCBased, srgb]),
        Grey=Array([Name.CalGray, Dictionary(WhitePoint=white, Gamma=Decimal("2.2"))]),
        Cal=Array(
            [
                Name.CalRGB,
                Dictionary(
                    WhitePoint=white, Gamma=Array([Decimal("2.2")] * 3),
                    Matrix=Array([Decimal(part) for part in [".4124", ".2126", ".0193", ".3576", ".7152", ".1192", ".1805", ".0722", ".9505"]]),
                ),
            ]
        ),
        Lab=Array([Name.Lab, Dictionary(WhitePoint=white, Range=Array([-128, 127, -128, 127]))]),
        Spot=Array([Name.Separation, Name.Orange, Name.DeviceRGB, tint]),
        Table=Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([0, 75, 87, 240, 125, 94]))]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"0 .294118 .341176 rg", (95, 45, 45, 45)),
        (b"0 .294118 .341176 RG", (95, 45, 45, 45)),
        (b"/DeviceRGB cs 0 .294 .341 sc", (95, 45, 45, 45)),
        (b"/DeviceRGB CS 0 .294 .341 SCN", (95, 45, 45, 45)),
        (b"/Icc cs .941 .49 .369 scn", (0, 62, 62, 0)),
        (b"/Cal cs 1 1 1 scn", WHITE),
        (b"/Cal cs 0 0 0 scn", BLACK),
        (b"/Table cs 1 sc", (0, 62, 62, 0)),
        (b"/Table CS 0 SC", (95, 45, 45, 45)),
        (b"0 g", BLACK),
        (b"1 G", WHITE),
        (b"/Grey cs 0 sc", BLACK),
        (b"/DeviceGray cs 1 sc", WHITE),
        (b"/Lab cs 100 0 0 scn", WHITE),
        (b"/Lab cs 0 0 0 scn", BLACK),
        (b"/DeviceCMYK cs .1 .2 .3 .4 scn", (10, 20, 30, 40)),
        (b".1 .2 .3 .4 K", (10, 20, 30, 40)),
        (b"/DeviceRGB cs", BLACK),
        (b"/Lab CS", BLACK),
    ],
)
def test_every_operator_sets_ink(drawn: Drawn, content: bytes, wanted: tuple[float, ...]) -> None:
    pressed, document = drawn(content + b" 0 0 9 9 re f", _spaces)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    found = [operands for name, operands in instructions(document) if name in ("k", "K")]
    assert [float(part) * 100 for part in found[-1]] == pytest.approx(wanted, abs=0.1)


def test_a_spot_colour_is_mixed(drawn: Drawn) -> None:
    pressed, document = drawn(b"/Spot cs 1 scn 0 0 9 9 re f", _spaces)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    wanted = pytest.approx([share * 100 for share in MIXER.mixed(1, 0.5, 0)], abs=0.1)
    assert all(found == wanted for found in inks(document))


def test_the_space_is_that_of_the_graphics_state(drawn: Drawn) -> None:
    """A colour set within q … Q doesn't change how the next numbers are read."""
    pressed, document = drawn(b"/DeviceRGB cs q /DeviceGray cs 0 sc Q 0 .294 .341 sc 0 0 9 9 re f")
    assert pressed.faults == ()
    assert (95, 45, 45, 45) in inks(document)


@pytest.mark.parametrize(
    "content",
    [
        b"/Nowhere cs .1 .2 .3 scn 0 0 9 9 re f", b"/Pattern cs /P9 scn 0 0 9 9 re f", b"/X9 Do", b"/DeviceRGB cs .5 sc",
        b"/Table cs 9 sc",
    ],
)  # fmt: skip
def test_what_cannot_be_ink_is_named(drawn: Drawn, content: bytes) -> None:
    pressed, _ = drawn(content, _spaces)
    assert [fault.kind for fault in pressed.faults][:1] == ["left"]
    assert preflight(pressed.content) == []


@pytest.mark.parametrize(
    "content", [b"q q 0 g", b"Q Q 0 g", b"/A BMC q", b"EMC EMC", b"/Artifact BMC /Span <</MCID 3>> BDC"]
)
def test_content_is_balanced(drawn: Drawn, content: bytes) -> None:
    pressed, _ = drawn(content)
    assert preflight(pressed.content) == []


# ── gradients and patterns ──────────────────────────────────────────────────────────────────────


def test_gradients_pass_between_inks(printer: Press) -> None:
    css = """.a{height:10mm;background:linear-gradient(to right,#F07D5E,#004B57 30%,#000)}
    .b{height:10mm;background:radial-gradient(circle,#E6F3F5,rgba(0,75,87,.2))}"""
    pressed = printer.on_paper('<div class="a"></div><div class="b"></div>', css)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        found = [one for one in things(document, "/Shading") if one.ColorSpace == "/DeviceCMYK"]
        assert found
        ends = set()
        for shading in found:
            low, high = (float(edge) for edge in shading.get("/Domain", [0, 1]))
            for place in (low, high):
                ends.add(tuple(round(share * 100) for share in value(shading.Function, [place])))
            for step in range(101):
                assert sum(value(shading.Function, [low + (high - low) * step / 100])) <= 3.001
    # The ends meet the flat colours beside them.
    assert {(0, 62, 62, 0), (0, 0, 0, 100), (12, 0, 5, 0)} <= ends


@pytest.mark.parametrize("kind", [0, 2, 3, "each"])
def test_every_function_of_a_gradient_is_remade(drawn: Drawn, kind: Any) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        straight = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1, 0, 0], C1=[0, 0, 1])
        function: Any = straight
        if kind == 0:
            function = document.make_stream(
                bytes([255, 0, 0, 0, 0, 255]),
                Dictionary(FunctionType=0, Domain=[0, 1], Range=[0, 1] * 3, Size=[2], BitsPerSample=8),
            )
        elif kind == 3:
            function = Dictionary(
                FunctionType=3, Domain=[0, 1], Bounds=[Decimal("0.5")], Encode=[0, 1, 1, 0],
                Functions=[straight, straight],
            )  # fmt: skip
        elif kind == "each":
            function = Array(
                [
                    Dictionary(FunctionType=2, Domain=[0, 1], N=2, C0=[first], C1=[last])
                    for first, last in ((1, 0), (0, 0), (0, 1))
                ]
            )
        resources.Shading = Dictionary(
            S=Dictionary(
                ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 100, 0], Function=function,
                Background=[0, Decimal("0.294"), Decimal("0.341")],
            )
        )  # fmt: skip

    pressed, document = drawn(b"/S sh", prepare)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    (shading,) = things(document, "/Shading")
    assert value(shading.Function, [0.0]) == pytest.approx(MIXER.mixed(1, 0, 0), abs=0.01)
    end = (1, 0, 0) if kind == 3 else (0, 0, 1)
    assert value(shading.Function, [1.0]) == pytest.approx(MIXER.mixed(*end), abs=0.01)
    assert [float(part) for part in shading.Background] == pytest.approx([0.95, 0.45, 0.45, 0.45], abs=0.001)


def test_a_mesh_is_named(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        mesh = document.make_stream(bytes(24))
        mesh.ShadingType, mesh.ColorSpace = 4, Name.DeviceRGB
        mesh.BitsPerCoordinate, mesh.BitsPerComponent, mesh.BitsPerFlag = 8, 8, 8
        mesh.Decode = Array([0, 1] * 5)
        resources.Shading = Dictionary(S=mesh)

    pressed, _ = drawn(b"/S sh", prepare)
    assert [(fault.kind, fault.what) for fault in pressed.faults] == [
        ("left", "a gradient: a mesh of type 4")
    ]


def test_patterns_of_both_kinds(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        for name, paint, content in (("A", 1, b"0 .294 .341 rg 0 0 2 2 re f"), ("B", 2, b"0 0 2 2 re f")):
            pattern = document.make_stream(content)
            pattern.Type, pattern.PatternType, pattern.PaintType, pattern.TilingType = (
                Name.Pattern,
                1,
                paint,
                1,
            )
            pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 4, 4]), 4, 4
            pattern.Resources = Dictionary()
            resources[Name.Pattern] = resources.get("/Pattern", Dictionary())
            resources.Pattern[f"/{name}"] = pattern
        resources.ColorSpace = Dictionary(Under=Array([Name.Pattern, Name.DeviceRGB]))

    pressed, document = drawn(
        b"/Pattern cs /A scn 0 0 9 9 re f /Under cs .941 .49 .369 /B scn 0 0 9 9 re f /Under CS 0 0 0 /B SCN 0 0 9 9 re s",
        prepare,
    )
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    assert (95, 45, 45, 45) in inks(document)
    painted = [operands for name, operands in instructions(document) if name in ("scn", "SCN")]
    assert [[round(float(part), 2) for part in operands[:-1]] for operands in painted] == [
        [],
        [0, 0.62, 0.62, 0],
        [0, 0, 0, 1],
    ]


def test_masks_let_through_as_much_as_before(printer: Press, ghostscript: str, tmp_path: Path) -> None:
    """A mask's grey is no ink: half of it is half."""
    css = ".half{height:40mm;background:linear-gradient(rgba(0,0,0,.5),rgba(0,0,0,.5))}"
    pressed = printer.on_paper('<div class="half"></div>', css)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    file = tmp_path / "mask.pdf"
    file.write_bytes(pressed.content)
    (plate,) = plates(file, tmp_path)
    found = plate.getpixel((plate.width // 2, round((12 + 30) / 25.4 * 72)))
    assert found[3] / 255 == pytest.approx(0.5, abs=0.03)
    assert found[:3] == (0, 0, 0)


def test_opacity_stays(printer: Press) -> None:
    pressed = printer.on_paper('<p style="opacity:.5">Half <b style="background:#F07D5E">way</b></p>')
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        assert any(float(state.get("/ca", 1)) == 0.5 for state in things(document, "/ExtGState"))


def test_states_lose_what_a_press_refuses(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        resources.ExtGState = Dictionary(G=Dictionary(TR=Name.Identity, HT=Name.Default, ca=Decimal("0.5")))

    pressed, document = drawn(b"/G gs 0 0 9 9 re f", prepare)
    assert preflight(pressed.content) == []
    assert sorted(things(document, "/ExtGState")[0].keys()) == ["/ca"]


def test_a_form_may_go_on_with_the_space_of_what_draws_it(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        form = document.make_stream(b"0 .294 .341 sc 0 0 9 9 re f")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
        resources.XObject = Dictionary(F=form)

    pressed, document = drawn(b"/DeviceRGB cs /F Do", prepare)
    assert preflight(pressed.content) == []
    assert (95, 45, 45, 45) in inks(document)


def test_a_form_that_draws_itself_ends(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        form = document.make_stream(b"/F Do")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        resources.XObject = Dictionary(F=document.make_indirect(form))
        form.Resources = resources

    pressed, _ = drawn(b"/F Do", prepare)
    assert [fault.what for fault in pressed.faults] == ["content that draws itself"]


def test_letters_that_are_drawings(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        glyph = document.make_stream(b"9 0 d0 0 .294 .341 rg 0 0 9 9 re f")
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 9, 9], FontMatrix=[1, 0, 0, 1, 0, 0],
            CharProcs=Dictionary(a=glyph), Encoding=Dictionary(Differences=[97, Name.a]), FirstChar=97, LastChar=97,
            Widths=[9], Resources=Dictionary(),
        )  # fmt: skip
        resources.Font = Dictionary(F=document.make_indirect(font))

    pressed, document = drawn(b"BT /F 9 Tf (a) Tj ET", prepare)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    assert b"0.95 0.45 0.45 0.45 k" in things(document, "/Font")[0].CharProcs.a.read_bytes()


def test_a_font_that_is_not_embedded_is_named(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        resources.Font = Dictionary(
            F=document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )

    pressed, _ = drawn(b"BT /F 9 Tf (a) Tj ET", prepare)
    assert [(fault.kind, fault.what) for fault in pressed.faults] == [("font", "Helvetica")]


def test_hidden_layers_are_named(drawn: Drawn) -> None:
    pressed, _ = drawn(b"/OC /L BDC 0 0 9 9 re f EMC")
    assert [fault.kind for fault in pressed.faults] == ["layer"]


# ── pictures ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "JPEG2000"])
def test_a_photograph_looks_as_before(printer: Press, kind: str) -> None:
    photo = _photo()
    pressed = printer.on_paper(f'<img alt="x" style="width:5mm" src="{address(photo, kind)}">')
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert picture.ColorSpace == "/DeviceCMYK"
        assert pikepdf.PdfImage(picture).as_pil_image().size == photo.size
        assert _difference(_shown(picture), photo) < 12


def test_a_picture_keeps_its_mask(printer: Press) -> None:
    photo = _photo().convert("RGBA")
    photo.putalpha(Image.linear_gradient("L").resize(photo.size))
    pressed = printer.on_paper(f'<img alt="x" style="width:5mm" src="{address(photo)}">')
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        kept = pikepdf.PdfImage(picture.SMask).as_pil_image()
        assert kept.tobytes() == photo.getchannel("A").tobytes()


def test_a_drawing_of_few_colours_is_mixed_flat(printer: Press) -> None:
    """Black lines of a drawing take black ink only, and the brand's colours their recipes."""
    drawing = Image.new("RGB", (80, 60), "white")
    drawing.paste((0, 0, 0), (10, 10, 40, 12))
    drawing.paste((0, 75, 87), (10, 20, 40, 40))
    drawing.paste((0, 75, 88), (50, 20, 60, 40))
    pressed = printer.on_paper(f'<img alt="x" style="width:6mm" src="{address(drawing)}">')
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert picture.ColorSpace[0] == "/Indexed"
        table = bytes(picture.ColorSpace[3])
        entries = [tuple(table[start : start + 4]) for start in range(0, len(table), 4)]
        numbers = Image.frombytes("L", (80, 60), picture.read_bytes())
        assert entries[numbers.getpixel((20, 11))] == (0, 0, 0, 255)
        assert entries[numbers.getpixel((0, 0))] == (0, 0, 0, 0)
        assert entries[numbers.getpixel((20, 30))] == pytest.approx(
            [share * 2.55 for share in (95, 45, 45, 45)], abs=0.6
        )
        assert entries[numbers.getpixel((55, 30))] != entries[numbers.getpixel((20, 30))]


def test_a_grey_picture_stays_grey(printer: Press) -> None:
    grey = Image.linear_gradient("L").resize((60, 60))
    both = "".join(
        f'<img alt="x" style="width:5mm" src="{address(one)}">'
        for one in (grey, Image.merge("RGB", [grey] * 3))
    )
    pressed = printer.on_paper(both)
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        for picture in pictures(document):
            assert picture.ColorSpace == "/DeviceGray"
            assert pikepdf.PdfImage(picture).as_pil_image().getextrema()[1] > 245
        assert len(pictures(document)) == 2


def test_a_grey_drawing_is_black_and_nothing_else(printer: Press) -> None:
    lines = Image.new("L", (60, 60), 255)
    lines.paste(31, (10, 10, 50, 12))
    pressed = printer.on_paper(f'<img alt="x" style="width:5mm" src="{address(lines.convert("RGB"))}">')
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert bytes(picture.ColorSpace[3]) == bytes([0, 0, 0, 255, 0, 0, 0, 0])


def test_a_photograph_of_few_colours_has_no_seams(printer: Press) -> None:
    """Black as a flat colour beside black as the profile mixes it would show."""
    photo = _photo((200, 200)).quantize(200).convert("RGB")
    pressed = printer.on_paper(f'<img alt="x" style="width:10mm" src="{address(photo)}">')
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert picture.ColorSpace == "/DeviceCMYK"


def test_a_grey_photograph_in_three_colours_becomes_one(drawn: Drawn) -> None:
    # Noise, so that it has all 256 levels and more than a drawing has of anything else.
    grey = Image.effect_noise((64, 64), 80)
    content = Image.merge("RGB", [grey] * 3).tobytes()

    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        resources.XObject = Dictionary(I=image_object(document, content, (64, 64), Name.DeviceRGB))

    pressed, document = drawn(b"10 0 0 10 0 0 cm /I Do", prepare)
    (picture,) = pictures(document)
    assert preflight(pressed.content) == []
    assert picture.ColorSpace == "/DeviceGray"


def test_a_printer_s_jpeg_is_kept_as_it_is(printer: Press) -> None:
    ready = Image.merge("CMYK", [Image.linear_gradient("L").resize((60, 60)).point(lambda v: v // 2)] * 4)
    pressed = printer.on_paper(f'<img alt="x" style="width:5mm" src="{address(ready, "JPEG")}">')
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert picture.Filter == "/DCTDecode"
        assert [float(edge) for edge in picture.Decode] == [1, 0] * 4


def test_a_printer_s_jpeg_with_too_much_ink_is_reduced_and_named(printer: Press) -> None:
    ready = Image.merge("CMYK", [Image.linear_gradient("L").resize((60, 60))] * 4)
    pressed = printer.on_paper(f'<img alt="x" style="width:5mm" src="{address(ready, "JPEG")}">')
    assert [(fault.kind, fault.what) for fault in pressed.faults] == [("ink", "a picture of 60 × 60")]
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert most_ink(pikepdf.PdfImage(picture).as_pil_image()) <= 300


@pytest.mark.parametrize("ppi", [100, 200, 400])
def test_coarse_pictures_are_named(printer: Press, ppi: int) -> None:
    photo = _photo((200, 200))
    width = 200 / ppi * 25.4
    body = f'<div style="width:{width}mm;height:{width}mm;background:url({address(photo)});background-size:100%"></div>'
    image = (
        f'<p style="break-before:page"><img alt="x" style="width:{width}mm" src="{address(photo, "JPEG")}">'
    )
    pressed = printer.on_paper(body + image)
    found = [(fault.kind, fault.page, round(fault.value, -1)) for fault in pressed.faults]
    assert found == ([("resolution", 0, ppi), ("resolution", 1, ppi)] if ppi < 300 else [])


def test_pictures_are_no_finer_than_a_press_shows(printer: Press) -> None:
    photo = _photo((1200, 900))
    pressed = printer.on_paper(f'<img alt="x" style="width:25.4mm" src="{address(photo, "JPEG")}">')
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (picture,) = pictures(document)
        assert (int(picture.Width), int(picture.Height)) == (350, 262)
        assert _difference(_shown(picture).resize((60, 45)), photo.resize((60, 45))) < 12


def test_a_picture_is_as_fine_as_where_it_is_largest(printer: Press) -> None:
    source = address(_photo((1200, 900)), "JPEG")
    pressed = printer.on_paper(
        f'<img alt="x" style="width:20mm" src="{source}"><img alt="x" style="width:76.2mm" src="{source}">'
    )
    assert pressed.faults == ()
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        assert max(int(picture.Width) for picture in pictures(document)) == 1200


def _with_picture(drawn: Drawn, data: bytes, size: tuple[int, int], space: Any, **entries: Any) -> Any:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        wanted = space(document) if callable(space) else space
        made = {key: part(document) if callable(part) else part for key, part in entries.items()}
        resources.XObject = Dictionary(I=image_object(document, data, size, wanted, **made))

    pressed, document = drawn(b"q 10 0 0 10 0 0 cm /I Do Q", prepare)
    return pressed, pictures(document)


def test_a_palette_keeps_its_pixels(drawn: Drawn) -> None:
    table = String(bytes([255, 255, 255, 0, 75, 87, 0, 0, 0]))
    pressed, (picture,) = _with_picture(
        drawn,
        bytes([0b00011000, 0b10000000]),
        (3, 2),
        Array([Name.Indexed, Name.DeviceRGB, 2, table]),
        BitsPerComponent=2,
    )
    assert preflight(pressed.content) == []
    assert pressed.faults[0].kind == "resolution"
    assert picture.read_bytes() == bytes([0b00011000, 0b10000000])
    assert bytes(picture.ColorSpace[3]) == bytes([0, 0, 0, 0, 242, 115, 115, 115, 0, 0, 0, 255])


def test_a_spot_colour_s_picture_gets_a_palette(drawn: Drawn) -> None:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1, 1, 1], C1=[0, 0, 0])
    pressed, (picture,) = _with_picture(
        drawn, bytes([0, 255]), (2, 1), Array([Name.Separation, Name.Spot, Name.DeviceRGB, tint])
    )
    assert preflight(pressed.content) == []
    table = bytes(picture.ColorSpace[3])
    assert (table[:4], table[-4:]) == (bytes([0, 0, 0, 0]), bytes([0, 0, 0, 255]))


def test_a_picture_s_own_profile_is_heeded(drawn: Drawn) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = _photo((20, 20)).tobytes()

    def based(content: bytes) -> Callable[[pikepdf.Pdf], Any]:
        return lambda document: Array([Name.ICCBased, document.make_stream(content, Dictionary(N=3))])

    _, (plain,) = _with_picture(drawn, data, (20, 20), Name.DeviceRGB)
    pressed, (based_on,) = _with_picture(drawn, data, (20, 20), based(srgb))
    assert preflight(pressed.content) == []
    assert based_on.read_bytes() == plain.read_bytes()


def test_a_picture_s_wider_profile_gives_other_ink(drawn: Drawn) -> None:
    """The red and green primaries of sRGB, exchanged: another profile, made of a known one."""
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(srgb[128:132], "big")
    places = {bytes(srgb[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    srgb[red : red + 4], srgb[green : green + 4] = srgb[green : green + 4], srgb[red : red + 4]
    swapped = (
        bytes(srgb)
        .replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
        .replace(b"sRGB built", b"xRGB built")
    )
    data = _photo((20, 20)).tobytes()
    red_first = b"".join(
        data[start + 1 : start + 2] + data[start : start + 1] + data[start + 2 : start + 3]
        for start in range(0, len(data), 3)
    )
    _, (plain,) = _with_picture(drawn, data, (20, 20), Name.DeviceRGB)
    pressed, (other,) = _with_picture(
        drawn,
        red_first,
        (20, 20),
        lambda document: Array([Name.ICCBased, document.make_stream(swapped, Dictionary(N=3))]),
    )
    assert preflight(pressed.content) == []
    one, two = (pikepdf.PdfImage(picture).as_pil_image().tobytes() for picture in (plain, other))
    assert max(abs(a - b) for a, b in zip(one, two, strict=True)) <= 8


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_grey_of_every_depth(drawn: Drawn, bits: int) -> None:
    top = (1 << bits) - 1
    levels = [0, top, 0, top, top, 0, 0, top]
    number = 0
    for level in levels:
        number = number << bits | level
    data = number.to_bytes(bits, "big")
    pressed, (picture,) = _with_picture(drawn, data, (8, 1), Name.DeviceGray, BitsPerComponent=bits)
    assert [fault.kind for fault in pressed.faults] == ["resolution"]
    assert preflight(pressed.content) == []
    found = pikepdf.PdfImage(picture).as_pil_image().convert("L")
    assert list(found.tobytes()) == [255 if level else 0 for level in levels]


def test_pictures_that_run_backwards(drawn: Drawn) -> None:
    photo = _photo((20, 20))
    _, (plain,) = _with_picture(drawn, photo.tobytes(), (20, 20), Name.DeviceRGB)
    negative = photo.point(lambda level: 255 - level).tobytes()
    pressed, (other,) = _with_picture(drawn, negative, (20, 20), Name.DeviceRGB, Decode=Array([1, 0] * 3))
    assert preflight(pressed.content) == []
    assert other.read_bytes() == plain.read_bytes()


def test_what_is_left_out_by_its_colour_becomes_a_stencil(drawn: Drawn) -> None:
    data = bytes([255, 0, 0, 0, 75, 87])
    pressed, (picture,) = _with_picture(
        drawn, data, (2, 1), Name.DeviceRGB, Mask=Array([250, 255, 0, 5, 0, 5])
    )
    assert preflight(pressed.content) == []
    # A stencil hides where it is 1.
    assert picture.Mask.read_bytes()[0] & 0b11000000 == 0b10000000


def test_a_picture_that_was_blended_is_taken_apart(drawn: Drawn) -> None:
    """Half of a colour over white, given as blended: the ink is that of the colour itself."""
    colour, alpha = (60, 120, 90), 128
    blended = bytes(round(255 + (part - 255) * alpha / 255) for part in colour)

    def soft(document: pikepdf.Pdf) -> Any:
        return image_object(document, bytes([alpha]), (1, 1), Name.DeviceGray, Matte=Array([1, 1, 1]))

    pressed, (picture,) = _with_picture(drawn, blended, (1, 1), Name.DeviceRGB, SMask=soft)
    assert preflight(pressed.content) == []
    assert "/Matte" not in picture.SMask
    found = bytes(picture.ColorSpace[3]) if picture.ColorSpace[0] == "/Indexed" else picture.read_bytes()
    assert list(found[:4]) == pytest.approx(
        [share * 255 for share in MIXER.mixed(60 / 255, 120 / 255, 90 / 255)], abs=6
    )


def test_stencils_take_the_colour_that_is_set(drawn: Drawn) -> None:
    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        stencil = image_object(document, bytes([0xAA]), (8, 1), Name.DeviceGray, Interpolate=True)
        del stencil.ColorSpace
        stencil.BitsPerComponent, stencil.ImageMask = 1, True
        resources.XObject = Dictionary(I=stencil)

    pressed, document = drawn(b"0 .294 .341 rg 1 0 0 1 0 0 cm /I Do", prepare)
    assert preflight(pressed.content) == []
    assert pictures(document)[0].read_bytes() == bytes([0xAA])


@pytest.mark.parametrize("filtered", [False, True])
def test_pictures_within_the_content(drawn: Drawn, filtered: bool) -> None:
    data = bytes([0, 75, 87, 240, 125, 94])
    if filtered:
        data = zlib.compress(data)
    head = b"BI /W 2 /H 1 /BPC 8 /CS /RGB " + (b"/F /Fl " if filtered else b"") + b"ID "
    pressed, document = drawn(b"q .1 0 0 .1 0 0 cm " + head + data + b"\nEI Q 0 0 9 9 re f")
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    (picture,) = pictures(document)
    assert picture.ColorSpace[0] == "/Indexed"
    assert len(picture.read_bytes()) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_damaged_picture_is_named(drawn: Drawn, kind: str) -> None:
    output = io.BytesIO()
    _photo((200, 200)).save(output, "JPEG")
    entries: dict[str, Any] = {"Filter": Name.DCTDecode}
    data = b"\xff\xd8" + bytes(200) if kind == "JPEG" else b"too short"
    if kind == "PNG":
        entries = {}
    pressed, _ = _with_picture(drawn, data, (200, 200), Name.DeviceRGB, **entries)
    assert "left" in [fault.kind for fault in pressed.faults]


def test_functions_of_many_variables(drawn: Drawn) -> None:
    """A spot colour of two plates, sampled."""

    def prepare(document: pikepdf.Pdf, resources: Any) -> None:
        sampled = document.make_stream(
            struct.pack(">12H", *([65535] * 3 + [0, 65535, 65535] + [65535, 0, 65535] + [0, 0, 65535])),
            Dictionary(FunctionType=0, Domain=[0, 1, 0, 1], Range=[0, 1] * 3, Size=[2, 2], BitsPerSample=16),
        )
        resources.ColorSpace = Dictionary(
            Two=Array([Name.DeviceN, Array([Name.A, Name.B]), Name.DeviceRGB, sampled])
        )

    pressed, document = drawn(b"/Two cs 1 1 scn 0 0 9 9 re f 0 0 scn 0 0 9 9 re f", prepare)
    assert pressed.faults == ()
    assert preflight(pressed.content) == []
    (found,) = inks(document) - {WHITE}
    assert found == pytest.approx([share * 100 for share in MIXER.mixed(0, 0, 1)], abs=0.1)


# ── printing conditions ─────────────────────────────────────────────────────────────────────────


def test_a_printer_s_own_profile(printer: Press) -> None:
    condition = own_condition((PROFILES / "FOGRA29L.icc").read_bytes(), ink_limit=280)
    assert isinstance(condition, Condition)
    assert condition.name.startswith("Uncoated FOGRA29L")
    pressed = printer(
        printer.written('<p style="color:#012">Text</p>'), single_sheets(1, 100, 150), condition=condition
    )
    assert preflight(pressed.content, ink_limit=280) == []
    with pikepdf.open(io.BytesIO(pressed.content)) as document:
        (intent,) = document.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "Custom"
        assert str(intent.Info) == condition.name
        assert "/RegistryName" not in intent


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "an ICC profile"),
        (b"x" * 500, "an ICC profile"),
        (FOGRA39[:-1], "bytes, as the profile says"),
        (FOGRA39[:12] + b"mntr" + FOGRA39[16:], "of class mntr"),
        (FOGRA39[:16] + b"RGB " + FOGRA39[20:], "found one for RGB"),
        (FOGRA39[:128] + bytes(len(FOGRA39) - 128), "converts both ways"),
    ],
)
def test_a_profile_of_no_use_is_refused(content: bytes, problem: str) -> None:
    found = own_condition(content)
    assert isinstance(found, Unusable)
    assert problem in found.problem


def test_the_profiles_are_those_that_are_described() -> None:
    import hashlib

    described = (PROFILES / "SOURCES.md").read_text()
    profiles = sorted(PROFILES.glob("*.icc"))
    assert len(profiles) == 3
    for profile in profiles:
        content = profile.read_bytes()
        assert f"| {len(content)} | `{hashlib.sha256(content).hexdigest()}` |" in described
        assert isinstance(own_condition(content), Condition)
