"""Fonts as pages carry them, put together again: the same outlines as any other reader finds."""

from __future__ import annotations

import io
from typing import Any

import pytest
import uharfbuzz
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, woff2

from pipeline.proof.woff import plain
from pipeline.theme.fonts import subset

from .conftest import shipped_fonts


def _drawn(*, wide: int = 300, part: bool = True) -> TTFont:
    """A font with a square, a curve, far steps of every kind, and a glyph made of another one."""
    names = [".notdef", "square", "curve", "steps", "twice"]
    pens = {name: TTGlyphPen(dict.fromkeys(names)) for name in names}
    box = [(0, 0), (0, 500), (wide, 500), (wide, 0)]
    for name in ("square", "curve"):
        pens[name].moveTo(box[0])
        for point in box[1:]:
            pens[name].lineTo(point)
        pens[name].closePath()
    pens["curve"].moveTo((10, 10))
    pens["curve"].qCurveTo((40, 90), (200, -70), (260, 10))
    pens["curve"].closePath()
    pens["steps"].moveTo((0, 0))
    for across, up in ((3, 0), (0, -7), (60, 60), (-300, 900), (1500, -3000), (-9000, 9000), (-1300, 0)):
        pens["steps"].lineTo((across, up))
    pens["steps"].closePath()
    if part:
        pens["twice"].addComponent("square", (1, 0, 0, 1, 0, 0))
        pens["twice"].addComponent("curve", (0.5, 0, 0, 0.5, 400, -90))
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({65 + number: name for number, name in enumerate(names[1:])})
    builder.setupGlyf({name: pen.glyph() for name, pen in pens.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    return builder.font


def _carried(font: TTFont) -> bytes:
    font.flavor = "woff2"
    output = io.BytesIO()
    font.save(output)
    return output.getvalue()


def _as_it_is(font: TTFont) -> TTFont:
    font.flavorData = woff2.WOFF2FlavorData(transformedTables=())
    return font


def _by_others(content: bytes) -> bytes:
    font = TTFont(io.BytesIO(content), recalcBBoxes=False)
    font.flavor = None
    output = io.BytesIO()
    font.save(output)
    return output.getvalue()


def _outlines(content: bytes) -> list[Any]:
    font = uharfbuzz.Font(uharfbuzz.Face(content))
    found = []
    for code in range(font.face.glyph_count):
        pen = RecordingPen()
        font.draw_glyph_with_pen(code, pen)
        found.append((pen.value, font.get_glyph_h_advance(code), font.get_glyph_extents(code)))
    return found


@pytest.mark.parametrize(
    "content",
    [_carried(_drawn()), _carried(_as_it_is(_drawn())), subset(shipped_fonts()["SP-Sans"], "AaÅåÉéïñœ½%…")],
    ids=["drawn", "as it is", "of a theme"],
)
def test_the_outlines_are_the_same(content: bytes) -> None:
    whole = plain(content)
    assert whole is not None
    assert _outlines(whole) == _outlines(_by_others(content))
    assert any(value for value, _, _ in _outlines(whole))
    own, other = TTFont(io.BytesIO(whole)), TTFont(io.BytesIO(_by_others(content)))
    assert own.getBestCmap() == other.getBestCmap()
    assert set(own.keys()) == set(other.keys())


def test_another_outline_is_another() -> None:
    one, other = plain(_carried(_drawn())), plain(_carried(_drawn(wide=301)))
    assert one is not None
    assert other is not None
    assert _outlines(one) != _outlines(other)


def test_what_is_stored_otherwise_is_left_to_others() -> None:
    font = _drawn(part=False)
    output = io.BytesIO()
    font.save(output)
    assert plain(output.getvalue()) is None
    font.flavorData = woff2.WOFF2FlavorData(transformedTables=("glyf", "loca", "hmtx"))
    assert plain(_carried(font)) is None


@pytest.mark.parametrize("kept", [60, 200, -40])
def test_a_font_in_part_is_no_font(kept: int) -> None:
    content = _carried(_drawn())
    with pytest.raises(Exception):  # noqa: B017  (whatever reading it raises)
        plain(content[:kept])
