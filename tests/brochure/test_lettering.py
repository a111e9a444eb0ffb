"""The words in authors' drawings: outlines in the theme's face, in every script."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from pipeline import article, document
from pipeline.engines import Engines
from pipeline.engines.svg import Undrawn
from pipeline.engines.weasyprint import Resource
from pipeline.formats.brochure import Brochure
from pipeline.formats.brochure.lettering import Lettering, framed, outlined, words_in
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates
from tests.growth import bounded

FACES = Path(__file__).parents[2] / "templates/shared/fonts/print"
FONTS = {
    name: Resource((FACES / file).read_bytes(), "font/ttf")
    for name, file in (("la.ttf", "SourceSans3_400Regular.ttf"), ("ar.ttf", "NotoSansArabic_400Regular.ttf"))
}
RULES = '@font-face { font-family: L; src: url("la.ttf") } @font-face { font-family: A; src: url("ar.ttf") }'
LETTERING = Lettering("L, A", RULES, FONTS)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines()


def drawing(inside: str, about: str = 'viewBox="10 20 200 100"') -> Resource:
    return Resource(
        f'<svg xmlns="http://www.w3.org/2000/svg" {about}>{inside}</svg>'.encode(), "image/svg+xml"
    )


def paths(resource: Resource) -> list[str]:
    return [element.get("d") for element in etree.fromstring(resource.content).iter("{*}path")]


def test_words_become_outlines_in_their_place(engines: Engines) -> None:
    made = outlined(
        drawing(
            '<style>text { font-family: "No Such Font"; }</style><rect width="20" height="9"/>'
            '<text x="110" y="70" font-family="Arial" text-anchor="middle">Low <tspan fill="red">tide</tspan></text>'
        ),
        LETTERING,
        engines,
        "en",
    )
    assert b"<text" not in made.content
    assert b"tide" not in made.content
    assert b"<rect" in made.content
    assert paths(made)
    assert re.search(rb'translate\(10 20\) scale\(0\.33333333\)"', made.content)
    assert b"#ff0000" in made.content.lower()


@pytest.mark.parametrize("about", ['width="200" height="100"', 'width="50mm" height="25mm"', ""])
def test_a_drawing_may_have_no_box(about: str, engines: Engines) -> None:
    assert paths(outlined(drawing('<text x="9" y="50">Tide</text>', about), LETTERING, engines, "en"))


def test_letters_join_as_in_a_line_of_text(engines: Engines) -> None:
    """A letter that stands alone has another form than between others."""

    def signs(words: str) -> list[bytes]:
        layout = engines.weasyprint.layout(
            '<html lang="ar"><title>T</title><img src="a.svg" alt="a">',
            {**FONTS, "a.svg": drawing(f'<text x="20" y="50" font-family="A">{words}</text>')},
            RULES,
        )
        with pikepdf.open(io.BytesIO(engines.weasyprint.write(layout, b"0123456789abcdef"))) as pdf:
            streams = [pdf.pages[0], *pdf.pages[0].obj.Resources.get("/XObject", {}).values()]
            return [
                bytes(part)
                for stream in streams
                for operands, operator in pikepdf.parse_content_stream(stream)
                if str(operator) == "TJ"
                for part in operands[0]
                if isinstance(part, pikepdf.String)
            ]

    (alone,), together = signs("ح"), signs("ححح")
    assert b"".join(together)
    assert alone not in b"".join(together)


def test_what_has_no_words_stays_as_it_is(engines: Engines) -> None:
    for resource in (
        drawing("<rect/>"),
        drawing('<defs><text id="a">Tide</text></defs>'),
        drawing("<text> </text>"),
        Resource(b"text", "image/png"),
    ):
        assert words_in(resource).strip() == ""
        assert outlined(resource, LETTERING, engines, "en") is resource


STRIPES = '<pattern id="s" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="4"/></pattern>'
STRIPED = f'<defs>{STRIPES}</defs><text x="20" y="60" fill="url(#s)">Low</text>'


@pytest.mark.code("BRO417")
def test_words_that_no_outline_can_show(engines: Engines) -> None:
    with pytest.raises(Undrawn):
        outlined(drawing(STRIPED), LETTERING, engines, "en")
    made = _brochure(drawing(STRIPED).content, engines)
    assert [one.code for one in made] == ["BRO417"]
    assert "tides.svg" in made[0].message


@pytest.mark.code("ENG605")
def test_words_that_no_face_has(engines: Engines) -> None:
    assert [one.code for one in _brochure(drawing('<text x="9" y="50">ก</text>').content, engines)] == [
        "ENG605"
    ]


def _brochure(picture: bytes, engines: Engines):
    theme = load_theme(read_templates(shipped_templates())).value
    text = "---\ntitle: Tides\nlang: en\ntopics: [health]\n---\n\nWater.\n\n![Tides](tides.svg)\n"
    assets = (article.Asset("tides.svg", picture),)
    read = article.parse(
        article.ArticleFile("source/articles/tides/article.md", text.encode(), None, assets), "en"
    )
    assert read.value
    assert theme
    tree = document.parse(read.value, engines.pandoc)
    assert tree.value
    composed = Brochure().compose(tree.value, theme)
    if composed.value is None:
        return composed.diagnostics
    return Brochure().emit(composed.value, engines).diagnostics


def test_a_drawing_shows_nothing_beyond_its_edges() -> None:
    beyond = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 0 100 50"><path d="M-20 25 H200" stroke="#000000" stroke-width="20"/></svg>'
    drawing = framed(Resource(beyond, "image/svg+xml"))
    layout = Engines().weasyprint.layout(
        "<style>@page{size:300px 150px;margin:0}body{margin:0}img{position:absolute;left:100px;top:50px;width:100px;"
        'height:50px;overflow:visible}</style><img src="a.svg" alt="a">',
        {"a.svg": drawing},
    )
    pdf = pypdfium2.PdfDocument(io.BytesIO(Engines().weasyprint.write(layout, b"0" * 16)))
    row = pdf[0].render(scale=96 / 72).to_pil().convert("L")
    dark = [x for x in range(300) if row.getpixel((x, 75)) < 128]
    assert (dark[0], dark[-1]) == (100, 199)


def test_what_rules_say_of_places_in_a_drawing_holds() -> None:
    by_place = b'<svg xmlns="http://www.w3.org/2000/svg"><style>svg > rect { fill: red }</style><rect/></svg>'
    for one in (Resource(by_place, "image/svg+xml"), Resource(b"GIF89a", "image/png")):
        assert framed(one) is one


@pytest.mark.parametrize("width", ["1.2.3", ".", "1e999", "1" + " " * 20_000 + "!"])
def test_a_width_that_is_none_is_none(width: str) -> None:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height=" 8mm "><path d="M0 0H9"/></svg>'
    )
    with bounded(5):
        kept = framed(Resource(drawing.encode(), "image/svg+xml")).content.decode()
    assert 'width="300" height="30.2362"' in kept
