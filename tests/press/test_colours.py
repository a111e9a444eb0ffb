"""Every way in which a PDF sets a colour, and what becomes of it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms

from pipeline.engines.press import Condition, Unusable, own_condition, single_sheets
from pipeline.engines.press.colour import Inks
from pipeline.engines.press.functions import value
from tests.conformance.preflight import plates, preflight
from tests.press.conftest import (
    BLACK,
    COLOURS,
    FOGRA39,
    MIXER,
    PROFILES,
    WHITE,
    Drawn,
    Press,
    inks,
    instructions,
    things,
)  # fmt: skip

shares = st.floats(0, 1)


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
