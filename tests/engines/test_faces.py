"""Types that are made ready once, compared with WeasyPrint's own way."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines.faces import _Setup, keep_faces
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_columns import Counting, boxes
from tests.engines.test_lines import rich

# All that the type of a style follows from.
SHEET = """b { font-weight: 700 } i { font-style: italic } li { font-variant-numeric: tabular-nums }
.deep { font-family: sans-serif; font-feature-settings: "kern" off, "onum" } h2 { font-variant-caps: small-caps; word-spacing: 3px }
.rtl { direction: rtl } td { font-size: 9px; letter-spacing: 1px } .kept { font-language-override: "SRB"; font-stretch: condensed }
.first { font-variant-ligatures: none } .dots { text-decoration: underline; font-variation-settings: "wght" 300 } .edge { text-decoration: line-through overline }
td + td { font-kerning: none } .over { font-variant-position: super } figure { font-variant-alternates: historical-forms }"""
WORDS = '<p lang="sr">бгдпт офис</p><p lang="mk">бгдпт офис</p><p class="rtl">12–14 % b</p><p><img src="drawn.svg" alt="a word"></p>'
DRAWN = Resource(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><text x="1" y="9" font-family="serif, sans-serif">a word</text>'
    b'<text x="1" y="19" font-weight="bold">a word</text></svg>',
    "image/svg+xml",
)


class CountingSetup(Counting):
    def __call__(self, *given: Any, **named: Any) -> Any:
        self.count += 1
        return self.stock(*given, **named)


def written(engine: WeasyPrint, seed: int) -> tuple[Any, bytes]:
    html = rich(seed).replace("</style>", SHEET + "</style>").replace("</main>", WORDS + "</main>")
    layout = engine.layout(html, {"drawn.svg": DRAWN})
    return boxes(layout), engine.write(layout, b"sixteen letters.")


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def test_text_is_set_as_it_would_have_been(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text.line_break import Layout

    stock, before, after = vars(Layout)["setup"].stock, 0, 0
    for seed in (60, 61, 62):
        one, other = CountingSetup(stock), CountingSetup(stock)
        monkeypatch.setattr(Layout, "setup", lambda layout, style, one=one: one(layout, style))
        plain = written(engine, seed)
        monkeypatch.setattr(Layout, "setup", _Setup(other))
        assert written(engine, seed) == plain, seed
        before, after = before + one.count, after + other.count
    assert after < 0.2 * before


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint.text.line_break import Layout

    keep_faces()
    assert not isinstance(vars(Layout)["setup"].stock, _Setup)
