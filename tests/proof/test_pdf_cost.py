"""What would cost too much to open or to draw is refused before it is."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf import cost


def _pdf(change: Callable[[pikepdf.Pdf, Any], None]) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842)).obj
    page.Resources = Dictionary()
    change(document, page)
    output = io.BytesIO()
    document.save(output, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return output.getvalue()


def _form(document: pikepdf.Pdf, content: bytes, **inner: Any) -> Any:
    form = document.make_stream(content)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 500, 500])
    form.Resources = Dictionary(XObject=Dictionary(inner))
    return form


def _nested(times: int, levels: int) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(document: pikepdf.Pdf, page: Any) -> None:
        form = _form(document, b"0 0 m 1 1 l S")
        for _ in range(levels):
            form = _form(document, b"/X Do " * times, **{"/X": form})
        page.Resources.XObject = Dictionary(X=form)
        # However it is spelt.
        page.Contents = document.make_stream(b"q /#58 Do Q")

    return change


def _masked(document: pikepdf.Pdf, page: Any) -> None:
    mask = _form(document, b"/X Do " * 1000, **{"/X": _form(document, b"f")})
    page.Resources.ExtGState = Dictionary(
        G=document.make_indirect(Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    )
    page.Contents = document.make_stream(b"/G gs " * 1000)


def _annotated(document: pikepdf.Pdf, page: Any) -> None:
    look = _form(document, b"/X Do " * 1000, **{"/X": _form(document, b"f")})
    page.Annots = Array([Dictionary(Subtype=Name.Stamp, AP=Dictionary(N=look)) for _ in range(1000)])


def _tiled(step: float) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(document: pikepdf.Pdf, page: Any) -> None:
        cell = _form(document, b"0 0 1 1 re f")
        cell.PatternType, cell.PaintType, cell.TilingType = 1, 1, 1
        cell.XStep = cell.YStep = step
        page.Resources.Pattern = Dictionary(P=cell)
        page.Contents = document.make_stream(b"/Pattern cs /P scn 0 0 500 500 re f")

    return change


def _picture(width: int, height: int) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(document: pikepdf.Pdf, page: Any) -> None:
        image = document.make_stream(b"x")
        image.Subtype, image.Width, image.Height, image.Filter = Name.Image, width, height, Name.JPXDecode
        page.Resources.XObject = Dictionary(I=image)

    return change


def _packed_twice(document: pikepdf.Pdf, page: Any) -> None:
    twice = document.make_stream(b"")
    packed = zlib.compress(zlib.compress(b"q Q " * 100))
    twice.write(packed, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    page.Contents = twice


def _packed(filter: pikepdf.Name, size: int) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(document: pikepdf.Pdf, page: Any) -> None:
        stream = document.make_stream(b"")
        stream.write(zlib.compress(bytes(size)), filter=filter)
        page.Thumb = stream

    return change


def _computed(document: pikepdf.Pdf, page: Any) -> None:
    function = document.make_stream(b"{" + b"dup mul " * 1000 + b"}")
    function.FunctionType = 4
    page.Resources.Shading = Dictionary(S=Dictionary(ShadingType=1, Function=function))


def _lettered(document: pikepdf.Pdf, page: Any) -> None:
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))
    page.Resources.Font = Dictionary(F=font)


def _told(ranges: bytes, fonts: int = 1) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(document: pikepdf.Pdf, page: Any) -> None:
        said = document.make_stream(b"1 beginbfrange % <\n" + ranges + b" endbfrange")
        # Each in the page itself.
        page.Resources.Font = Dictionary(
            {f"/F{n}": Dictionary(Type=Name.Font, Subtype=Name.Type0, ToUnicode=said) for n in range(fonts)}
        )

    return change


def _composed(times: int, levels: int) -> Callable[[pikepdf.Pdf, Any], None]:
    """A font of which each glyph draws the one before it so many times; the first draws nothing."""
    glyphs = [b""]
    for level in range(levels):
        part = struct.pack(">HHbb", 0x0022, level, 0, 0)
        last = struct.pack(">HHbb", 0x0002, level, 0, 0)
        glyphs.append(struct.pack(">hhhhh", -1, 0, 0, 9, 9) + part * (times - 1) + last)
    places = [0, *itertools.accumulate(map(len, glyphs))]
    tables = {
        b"glyf": b"".join(glyphs),
        b"head": bytes(50) + b"\0\1" + bytes(2),
        b"hhea": bytes(36),
        b"loca": struct.pack(f">{len(places)}L", *places),
    }
    at, index, body = 12 + 16 * len(tables), b"", b""
    for tag, table in tables.items():
        index += struct.pack(">4sLLL", tag, 0, at + len(body), len(table))
        body += table
    program = b"\0\1\0\0" + struct.pack(">4H", len(tables), 0, 0, 0) + index + body

    def change(document: pikepdf.Pdf, page: Any) -> None:
        face = Dictionary(Type=Name.FontDescriptor, FontFile2=document.make_stream(program))
        page.Resources.Font = Dictionary(F=Dictionary(Type=Name.Font, FontDescriptor=face))

    return change


def _written_within(document: pikepdf.Pdf, page: Any) -> None:
    page.Resources.Font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type3))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_nested(10, 7), "drawings, as often as they are drawn"),
        (_nested(1, 150), "drawings in one another"),
        (_masked, "drawings, as often as they are drawn"),
        (_annotated, "drawings, as often as they are drawn"),
        (_tiled(0.1), "drawings, as often as they are drawn"),
        (_tiled(0), "drawings, as often as they are drawn"),
        (_picture(60_000, 60_000), "pixels of a picture"),
        (_packed_twice, "filters of a stream"),
        (_packed(Name.FlateDecode, 6_000_000), "bytes of a stream"),
        (_packed(Name.LZWDecode, 6_000_000), "bytes of a stream"),
        (_computed, "bytes of a program that computes colours"),
        (_lettered, "fonts whose letters are drawings"),
        (_written_within, "fonts whose letters are drawings"),
        (_told(b"<0000> <ffff> <" + b"0041" * 20_000 + b">"), "digits that ranges of codes stand for"),
        (_told(b"<00 00> <ff ff> <" + b"0041" * 100 + b">", 20), "digits that ranges of codes stand for"),
        (_told(b"<00000000> <ffffffff> <0041>"), "digits that ranges of codes stand for"),
        (_composed(40, 2), "parts of a letter"),
    ],
)
@pytest.mark.code("PRF872")
def test_what_nobody_can_afford_is_refused(
    change: Callable[[pikepdf.Pdf, Any], None], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "MAX_UNPACKED", 5_000_000)
    with pytest.raises(Unreadable) as refused:
        cost.affordable(_pdf(change))
    assert (refused.value.code, refused.value.facts["what"]) == ("PRF872", what)


@pytest.mark.parametrize(
    "change",
    [
        _nested(10, 3),
        _nested(1, 60),
        _tiled(4),
        _picture(8_000, 5_000),
        _packed(Name.FlateDecode, 4_000_000),
        _told(b"<0000> <ffff> <0000>", 20),
        _composed(5, 3),
    ],
)
def test_what_pages_may_hold_is_afforded(
    change: Callable[[pikepdf.Pdf, Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "MAX_UNPACKED", 5_000_000)
    cost.affordable(_pdf(change))


def test_instructions_count_as_often_as_pages_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "MAX_INSTRUCTIONS", 10_000)

    def change(document: pikepdf.Pdf, page: Any) -> None:
        page.Contents = Array([document.make_stream(b"q Q " * 100)] * 100)

    with pytest.raises(Unreadable):
        cost.affordable(_pdf(change))


def test_what_is_no_pdf_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="cannot be read as a PDF"):
        cost.affordable(b"hello")
