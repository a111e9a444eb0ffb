"""How a brochure is drawn: nothing that readers understand each in its own way, and so might lie over a disclaimer in some."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.proof.pdf import drawing
from pipeline.proof.pdf.drawing import drawn_otherwise
from tests.growth import in_proportion

from .conftest import Finished

EDGES = (0, 0, 500, 500)
COVER = b"1 1 1 rg 50 50 300 100 re f"
Change = Callable[[Any], None]


def painted(content: bytes, **resources: Any) -> Change:
    """More at the end of the first page. Shape: of `resources` each is a name and what it stands for."""

    def change(document: Any) -> None:
        page = document.pages[0]
        for kind, (name, value) in resources.items():
            made = value(document) if callable(value) else value
            if "/" + kind not in page.obj.Resources:
                page.obj.Resources["/" + kind] = Dictionary()
            page.obj.Resources["/" + kind]["/" + name] = made
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + content)

    return change


def form(content: bytes, inner: Callable[[Any], Any] | None = None, **entries: Any) -> Callable[[Any], Any]:
    def make(document: Any) -> Any:
        resources = Dictionary(XObject=Dictionary(In=inner(document))) if inner else Dictionary()
        known = {
            "Type": Name.XObject, "Subtype": Name.Form, "BBox": Array(EDGES), "Resources": resources, **entries,
        }  # fmt: skip
        return document.make_stream(content, **known)

    return make


def nested(depth: int) -> Callable[[Any], Any]:
    made = form(COVER)
    for _ in range(depth - 1):
        made = form(b"/In Do", made)
    return made


def image(content: bytes = b"\xff\xff\xff", **entries: Any) -> Callable[[Any], Any]:
    def make(document: Any) -> Any:
        known = {
            "Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8,
            "ColorSpace": Name.DeviceRGB, **entries,
        }  # fmt: skip
        return document.make_stream(content, **known)

    return make


def tiles(**entries: Any) -> Callable[[Any], Any]:
    known = {
        "Type": Name.Pattern, "PatternType": 1, "PaintType": 1, "TilingType": 1, "BBox": Array([0, 0, 9, 9]), "XStep": 9,
        "YStep": 9, "Resources": Dictionary(), **entries,
    }  # fmt: skip
    return lambda document: document.make_stream(b"1 1 1 rg 0 0 9 9 re f", **known)


def gradient(function: Any, **entries: Any) -> Dictionary:
    known = {
        "ShadingType": 2,
        "ColorSpace": Name.DeviceRGB,
        "Coords": Array([0, 0, 9, 0]),
        "Function": function,
    }
    return Dictionary(**known | entries)


POWER = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 1, 1]), C1=Array([0, 0, 0]), N=1)
GREY = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
SEPARATION = Array([Name.Separation, Name("/None"), Name.DeviceRGB, POWER])


def computed(document: Any) -> Any:
    function = document.make_stream(
        b"{1 1 1}", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1, 0, 1, 0, 1])
    )
    return gradient(function)


def packed_badly(document: Any) -> None:
    """Some readers stop where it is damaged, and some show nothing of it."""
    content = document.pages[0].obj.Contents
    whole = zlib.compress(content.read_bytes())
    content.write(whole[:-4], filter=Name.FlateDecode)


def packed_in_numbers(document: Any) -> None:
    content = document.pages[0].obj.Contents
    content.write(content.read_bytes().hex().encode() + b">", filter=Name.ASCIIHexDecode)


def without_its_font(document: Any) -> None:
    for entry in document.objects:
        if isinstance(entry, Dictionary) and "/FontFile2" in entry:
            del entry["/FontFile2"]


def in_fonts(change: Callable[[Any], Any]) -> Change:
    def alter(document: Any) -> None:
        for entry in document.objects:
            if isinstance(entry, Dictionary) and entry.get("/Subtype") == "/Type0":
                change(entry)

    return alter


def with_another_resource(document: Any) -> None:
    document.pages[0].obj.Resources.Properties = Dictionary(Layer=Dictionary())


OTHERWISE: dict[str, Change] = {
    "no space behind a number": painted(b"1 1 1rg 50 50 300 100re f"),
    "two numbers in one": painted(b"1 1 1 rg 50 50 300 1.0.0 re f"),
    "a number with a power": painted(b"1 1 1 rg 50 50 3e2 100 re f"),
    "more digits than some readers count": painted(b"0.0000001 0 0 0.0000001 0 0 cm 1 1 1 rg 0 0 5000000000 9 re f"),
    "too few numbers": painted(b"1 1 1 rg 50 50 300 re f"),
    "too many": painted(b"1 1 1 rg 7 50 50 300 100 re f"),
    "an operator of nobody": painted(b"BX 1 1 1 rg 50 50 300 100 re fill EX"),
    "an old operator": painted(b"1 1 1 rg 50 50 300 100 re F"),
    "a picture between instructions": painted(b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI"),
    "a remark": painted(b"1 1 1 rg % 0 g\n50 50 300 100 re f"),
    "a string that does not end": painted(b"[(abc] TJ " + COVER),
    "a layer": painted(b"/OC /Layer BDC " + COVER + b" EMC"),
    "letters in another order": painted(b"/ReversedChars BMC EMC"),
    "another language": painted(b"/Span <</Lang (ja)>> BDC EMC"),
    "a name of nothing": painted(b"/Nothing gs " + COVER),
    "a name that is written in numbers": painted(b"/N#6f gs " + COVER),
    "damaged": packed_badly,
    "packed otherwise": packed_in_numbers,
    "deeper than some readers look": painted(b"/X Do", XObject=("X", nested(drawing.MAX_DEPTH + 2))),
    "carelessly within a drawing": painted(b"/X Do", XObject=("X", form(b"1 1 1rg"))),
    "a drawing without edges": painted(b"/X Do", XObject=("X", form(COVER, BBox=Array()))),
    "a drawing of another file": painted(b"/X Do", XObject=("X", form(COVER, Ref=Dictionary()))),
    "a drawing that a press replaces": painted(b"/X Do", XObject=("X", form(COVER, OPI=Dictionary()))),
    "a drawing in a layer": painted(b"/X Do", XObject=("X", form(COVER, OC=Dictionary()))),
    "another picture for printing, within a drawing": painted(
        b"/X Do", XObject=("X", form(b"/In Do", image(Alternates=Array())))
    ),
    "a picture with colours left out": painted(
        b"/X Do", XObject=("X", image(Mask=Array([254, 256, 254, 256, 254, 256])))
    ),
    "a picture of three bits": painted(b"/X Do", XObject=("X", image(BitsPerComponent=3))),
    "a picture that is packed as differences": painted(
        b"/X Do",
        XObject=("X", image(zlib.compress(bytes(3)), Filter=Name.FlateDecode, DecodeParms=Dictionary(Predictor=2, Colors=3))),
    ),
    "a picture that ends early": painted(b"/X Do", XObject=("X", image(b"\xff\xff"))),
    "a packed picture that ends early": painted(
        b"/X Do", XObject=("X", image(zlib.compress(b"\xff"), Filter=Name.FlateDecode))
    ),
    "a photograph of another size": painted(b"/X Do", XObject=("X", image(Filter=Name.DCTDecode))),
    "a picture of another kind": painted(b"/X Do", XObject=("X", image(Filter=Name.JPXDecode))),
    "an ink that is none": painted(b"/C cs 1 scn 50 50 300 100 re f", ColorSpace=("C", SEPARATION)),
    "grey on a curve that some readers do not follow": painted(
        b"/C cs 0.9 scn 50 50 300 100 re f",
        ColorSpace=("C", Array([Name.CalGray, Dictionary(WhitePoint=Array([0.95, 1, 1.09]), Gamma=50)])),
    ),
    "colours of a profile": painted(
        b"/C cs 0.9 scn 50 50 300 100 re f",
        ColorSpace=("C", lambda document: Array([Name.ICCBased, document.make_stream(bytes(128), N=1)])),
    ),
    "a group in grey on a curve": painted(
        b"/X Do",
        XObject=("X", form(COVER, Group=Dictionary(S=Name.Transparency, CS=Array([Name.CalGray, Dictionary()])))),
    ),
    "a mask whose ground has too many parts": painted(
        b"/S gs " + COVER,
        ExtGState=("S", lambda document: Dictionary(SMask=Dictionary(S=Name.Luminosity, BC=Array([1, 1]), G=form(COVER)(document)))),
    ),
    "colours with another meaning": painted(COVER, ColorSpace=("DefaultRGB", Name.DeviceGray)),
    "a pattern without colours": painted(
        b"/Pattern cs /P scn 50 50 300 100 re f", Pattern=("P", tiles(PaintType=2))
    ),
    "a pattern that some readers find too large": painted(
        b"/Pattern cs /P scn 50 50 300 100 re f", Pattern=("P", tiles(Matrix=Array([9999, 0, 0, 9999, 0, 0])))
    ),
    "a pattern without a step": painted(
        b"/Pattern cs /P scn 50 50 300 100 re f", Pattern=("P", tiles(XStep=0))
    ),
    "a gradient that is computed": painted(b"/G sh", Shading=("G", computed)),
    "a gradient between places in a palette": painted(
        b"/G sh", Shading=("G", gradient(GREY, ColorSpace=Array([Name.Indexed, Name.DeviceGray, 1, pikepdf.String("ab")])))
    ),
    "a gradient in fewer colours than it has": painted(b"/G sh", Shading=("G", gradient(GREY))),
    "a gradient from one place to itself": painted(
        b"/G sh", Shading=("G", gradient(POWER, Coords=Array([9, 9, 9, 9])))
    ),
    "a gradient of no steps": painted(
        b"/G sh", Shading=("G", gradient(Dictionary(FunctionType=3, Functions=Array(), Bounds=Array(), Encode=Array())))
    ),
    "a gradient with a ground": painted(b"/G sh", Shading=("G", gradient(POWER, Background=Array([0, 0, 0])))),
    "a gradient of another kind": painted(
        b"/G sh", Shading=("G", Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB))
    ),
    "printed over what is there": painted(b"/S gs " + COVER, ExtGState=("S", Dictionary(OP=True))),
    "a mask that is computed": painted(
        b"/S gs " + COVER,
        ExtGState=("S", lambda document: Dictionary(SMask=Dictionary(S=Name.Luminosity, G=form(COVER)(document), TR=POWER))),
    ),
    "blended as nobody knows": painted(b"/S gs " + COVER, ExtGState=("S", Dictionary(BM=Name.Vanish))),
    "a font of instructions": painted(b"", Font=("T", Dictionary(Type=Name.Font, Subtype=Name.Type3))),
    "a font of the computer's": without_its_font,
    "resources of another kind": with_another_resource,
    "parts that knock out one another": painted(
        b"/X Do", XObject=("X", form(COVER, Group=Dictionary(S=Name.Transparency, K=True)))
    ),
    "a font of simple codes": in_fonts(lambda font: font.update({"/Subtype": Name.TrueType})),
    "a font that is written downwards": in_fonts(lambda font: font.update({"/Encoding": Name("/Identity-V")})),
    "a font that is written downwards, too": in_fonts(lambda font: font.update({"/WMode": 1})),
    "a font with two names": in_fonts(lambda font: font.update({"/BaseFont": Name("/ABCDEF+Other")})),
    "a font with widths for columns": in_fonts(
        lambda font: font.DescendantFonts[0].update({"/DW2": Array([880, -1000])})
    ),
    "a font with two programs": in_fonts(
        lambda font: font.DescendantFonts[0].FontDescriptor.update({"/FontFile3": Dictionary()})
    ),
    "a font of another kind than its program": in_fonts(
        lambda font: font.DescendantFonts[0].update({"/Subtype": Name.CIDFontType0})
    ),
    "a font whose glyphs have other numbers": in_fonts(
        lambda font: font.DescendantFonts[0].update({"/CIDToGIDMap": Array()})
    ),
    "a font with the letters of another collection": in_fonts(
        lambda font: font.DescendantFonts[0].CIDSystemInfo.update({"/Ordering": "Japan1"})
    ),
}  # fmt: skip
PLAINLY: dict[str, Change] = {
    "a rectangle": painted(COVER),
    "drawings in one another": painted(b"/X Do", XObject=("X", nested(4))),
    "a picture": painted(b"/X Do", XObject=("X", image())),
    "a packed picture": painted(
        b"/X Do",
        XObject=(
            "X",
            image(
                zlib.compress(b"\0\xff\xff\xff"),
                Filter=Name.FlateDecode,
                DecodeParms=Dictionary(Predictor=15, Colors=3, Columns=1),
            ),
        ),
    ),
    "a pattern": painted(b"/Pattern cs /P scn 50 50 30 10 re f", Pattern=("P", tiles())),
    "a gradient": painted(b"/G sh", Shading=("G", gradient(POWER, Extend=Array([True, True])))),
    "half as strong": painted(b"/S gs " + COVER, ExtGState=("S", Dictionary(ca=0.5, CA=0.5))),
    "blended": painted(b"/S gs " + COVER, ExtGState=("S", Dictionary(BM=Name.Multiply))),
    "through a mask": painted(
        b"/S gs " + COVER,
        ExtGState=("S", lambda document: Dictionary(SMask=Dictionary(S=Name.Luminosity, G=form(COVER)(document)))),
    ),
    "colours of another space": painted(
        b"/L cs 50 20 20 scn 50 50 30 10 re f",
        ColorSpace=("L", Array([Name.Lab, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))])),
    ),
    "words that look like a name": painted(b"/Span <</ActualText (/Nothing gs )>> BDC EMC"),
}  # fmt: skip


def changed(content: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        output = io.BytesIO()
        # As its streams are packed.
        document.save(output, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return output.getvalue()


def otherwise(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return list(drawn_otherwise(document, press=False))


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_drawn_otherwise(brochure: Finished, change: Change) -> None:
    (found,) = otherwise(changed(brochure.content, change))
    assert found.endswith(" on page 1")


@pytest.mark.parametrize("change", PLAINLY.values(), ids=PLAINLY)
def test_drawn_plainly(brochure: Finished, change: Change) -> None:
    assert otherwise(changed(brochure.content, change)) == []


@pytest.mark.code("PRF846")
def test_what_some_readers_do_not_draw_is_a_finding(brochure: Finished) -> None:
    mutant = changed(brochure.content, OTHERWISE["no space behind a number"])
    assert "PRF846" in brochure.codes(mutant)


def test_a_photograph_is_as_large_as_it_says(brochure: Finished) -> None:
    from PIL import Image

    output = io.BytesIO()
    Image.new("RGB", (8, 4), "white").save(output, "JPEG")
    for height, problems in ((4, 0), (8, 1)):
        photograph = image(output.getvalue(), Width=8, Height=height, Filter=Name.DCTDecode)
        mutant = changed(brochure.content, painted(b"/X Do", XObject=("X", photograph)))
        assert len(otherwise(mutant)) == problems


@pytest.mark.parametrize(
    "damage",
    [
        lambda photograph: photograph[: photograph.index(b"\xff\xda")],
        # Its size is said once more, and smaller.
        lambda photograph: photograph.replace(
            b"\xff\xda", b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda", 1
        ),
        lambda photograph: photograph.replace(b"\xff\xc0", b"\xff\xc9", 1),
    ],
)
def test_a_photograph_that_readers_unpack_each_in_its_own_way(
    brochure: Finished, damage: Callable[[bytes], bytes]
) -> None:
    from PIL import Image

    output = io.BytesIO()
    Image.new("L", (8, 4), "black").save(output, "JPEG")
    entries = {"Width": 8, "Height": 4, "ColorSpace": Name.DeviceGray, "Filter": Name.DCTDecode}
    photograph = image(damage(output.getvalue()), **entries)
    mutant = changed(brochure.content, painted(b"/X Do", XObject=("X", photograph)))
    assert otherwise(mutant) == ["a picture that is not whole on page 1"]


def test_drawings_that_hold_themselves_end(brochure: Finished) -> None:
    def ring(document: Any) -> Any:
        drawn = form(b"/In Do", form(COVER))(document)
        drawn.Resources.XObject.In = drawn
        return drawn

    mutant = changed(brochure.content, painted(b"/X Do", XObject=("X", ring)))
    assert otherwise(mutant) == [f"drawings more than {drawing.MAX_DEPTH} deep in one another on page 1"]


def test_brackets_that_never_close(brochure: Finished) -> None:
    """Each of them might begin a string."""

    def opened(count: int) -> bytes:
        return changed(brochure.content, painted(b"/Nothing gs (" + rb"\(" * count))

    short, long = opened(8_000), opened(32_000)
    assert in_proportion(lambda: otherwise(short), lambda: otherwise(long))
    (found,) = otherwise(short)
    assert found.startswith("instructions that not every reader understands")


def test_pages_that_have_their_resources_in_common(brochure: Finished) -> None:
    def common(document: Any) -> None:
        document.Root.Pages.Resources = document.make_indirect(document.pages[0].obj.Resources)
        del document.pages[0].obj.Resources

    assert otherwise(changed(brochure.content, common)) == []
