"""Outlines that are kept, compared with WeasyPrint's own way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.engines.outlines import OUTLINES, Outlines, keep_outlines
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_lines import Counting

# Arcs, curves, what is left out, markers at the corners, clipping, units that depend on type, and what is no path.
DRAWN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><defs><marker id="m" markerWidth="4" markerHeight="4" orient="auto">
<path d="M0 0H4V4z"/></marker><clipPath id="c"><path d="M0 0A60 60 0 0 1 60 60z"/></clipPath></defs>
<path fill="#1F4786" d="M0 0H60.36V60.36H0z"/><path d="M0 0H60.36V60.36H0z" stroke="red" marker-start="url(#m)" marker-mid="url(#m)"/>
<path d="M10.8 30.0a19.2 19.2 0 0 1 19.2 -19.2q1 2 3 4t2 2zM1e1 2c1 2 3 4 5 6s3 4 1 2" marker-end="url(#m)"/><g font-size="8"><path d="M0 0L3% 2%z"/></g>
<path d="M0 0H60.36V60.36H0z" transform="rotate(20)" clip-path="url(#c)"/><path d="M1 1l2 x"/><path d="M1 1H1"/><path/><path d="1 2 3"/></svg>"""


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def written(engine: WeasyPrint) -> bytes:
    html = "<html lang=en><title>-</title><img src=a.svg alt=a><img src=a.svg alt=a width=90><h1 style='background: url(a.svg)'>a"
    layout = engine.layout(html, {"a.svg": Resource(DRAWN.encode(), "image/svg+xml")})
    return engine.write(layout, b"sixteen letters.")


def test_outlines_are_drawn_as_they_would_have_been(
    engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint import svg

    one, other = Counting(svg.TAGS["path"].stock), Counting(svg.TAGS["path"].stock)
    monkeypatch.setitem(svg.TAGS, "path", one)
    plain = written(engine)
    monkeypatch.setitem(svg.TAGS, "path", Outlines(other))
    assert written(engine) == plain
    assert 0 < other.count < 0.6 * one.count


def test_only_so_many_are_kept() -> None:
    kept = Outlines(lambda drawing, node, font_size: drawing.stream.stream.append(node.get("d")))
    drawing = SimpleNamespace(stream=SimpleNamespace(stream=[]))
    texts = [f"M{number} 0" for number in range(OUTLINES + 3)]
    for text in texts:
        kept(drawing, SimpleNamespace(get={"d": text}.get, vertices=[]), 12)
    assert drawing.stream.stream == texts
    assert [*kept.kept] == texts[3:]


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint import svg

    before = svg.TAGS["path"]
    keep_outlines()
    assert svg.TAGS["path"] is before
    assert not isinstance(before.stock, Outlines)
