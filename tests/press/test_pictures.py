"""Every way in which a PDF holds a picture, and what becomes of it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms, ImageMath

from tests.conformance.preflight import most_ink, preflight
from tests.press.conftest import (
    FOGRA39,
    MIXER,
    WHITE,
    Drawn,
    Press,
    address,
    image_object,
    inks,
    pictures,
)  # fmt: skip


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
