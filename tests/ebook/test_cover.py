"""Covers: as a picture at store size, small, and as an SVG without fonts; titles in lines; what an author brings."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageStat
from PIL.JpegImagePlugin import get_sampling

from pipeline.brand import Brand
from pipeline.diagnostics import Location
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.engines.svg import Undrawn, drawing
from pipeline.engines.weasyprint import BASE, Resource
from pipeline.formats.ebook import Ebook
from pipeline.formats.ebook.cover import CoverArt, Painted, cover_of, painted
from pipeline.theme import Logo, Theme, load_theme
from tests.ebook.conftest import ROOT, XHTML, Book

Make = Callable[..., Book]
SVG = "{http://www.w3.org/2000/svg}"

TITLES = {
    "words": ("en", "title: Renting your first flat\nsubtitle: What to look for\ntopics: [housing]"),
    "one word": ("en", "title: Batteries"),
    "a long word": ("de", "title: Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungsordnung\nsubtitle: Ein Leitfaden\nlang: de"),
    "cyrillic": ("uk", "title: Як відновитися після операції на коліні\nsubtitle: Вправи та перші тижні\nlang: uk"),
    "arabic": ("ar", "title: كيف تستأجر شقتك الأولى\nsubtitle: ما الذي تبحث عنه وما الذي توقعه\nlang: ar"),
    "hindi": ("hi", "title: ज्वार कब आता है\nsubtitle: नए नाव मालिकों के लिए छोटी मार्गदर्शिका\nlang: hi"),
    "chinese": ("zh", "title: 膝关节手术之后：在家的头几个星期\nsubtitle: 怎样活动、休息和按时服药\nlang: zh"),
    "many words": ("en", "title: Everything that tenants, landlords, neighbours and their insurers should know about water damage in older blocks of flats"),
}  # fmt: skip


def dressed(name: str, logo: Logo | None = None) -> Theme:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    loaded = load_theme(files, None, Brand(theme=name), logo=logo).value
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def looks(theme: Theme) -> Mapping[str, Theme]:
    return {"harbour": theme, "loom": dressed("loom")}


@pytest.fixture(scope="session")
def art(document: Callable[..., Document], theme: Theme) -> Callable[..., CoverArt]:
    def made(front: str, assets: Mapping[str, bytes] | None = None, look: Theme = theme) -> CoverArt:
        composed = cover_of(document("A.", front, assets), look)
        assert composed.value is not None
        assert not composed.failed
        return composed.value

    return made


def raster(content: bytes) -> Any:
    return Image.open(io.BytesIO(content)).convert("RGB")


def shown(engines: Engines, svg: str, size: tuple[int, int]) -> Any:
    """An SVG as another reader than ours draws it."""
    width, height = (side * 0.3 for side in size)
    inside = re.findall(r"data:(image/\w+);base64,([^\"]+)", svg)
    resources = {
        f"inside-{number}": Resource(base64.b64decode(text), kind)
        for number, (kind, text) in enumerate(inside)
    }
    for name, (kind, text) in zip(resources, inside, strict=True):
        svg = svg.replace(f"data:{kind};base64,{text}", BASE + name)
    resources["x"] = Resource(svg.encode(), "image/svg+xml")
    page = f"<style>@page{{size:{width}px {height}px;margin:0}}body{{margin:0}}img{{display:block;width:{width}px}}</style>"
    layout = engines.weasyprint.layout(page + '<img src="x" alt="">', resources)
    assert not layout.complaints
    assert layout.page_count == 1
    pdf = pypdfium2.PdfDocument(engines.weasyprint.write(layout, b"x"))
    picture = pdf[0].render(scale=size[0] / pdf[0].get_width()).to_pil().convert("RGB")
    pdf.close()
    return picture


def difference(one: Any, other: Any) -> tuple[float, float]:
    """How far apart two pictures are on the whole (0 to 255), and the share of pixels that are others."""
    apart = ImageChops.difference(one, other)
    mean = sum(ImageStat.Stat(apart).mean) / 3
    histogram = apart.convert("L").histogram()
    return mean, sum(histogram[64:]) / sum(histogram)


def jpeg(size: tuple[int, int], mode: str = "RGB", **options: Any) -> bytes:
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    output = io.BytesIO()
    picture.save(output, options.pop("format", "JPEG"), **options)
    return output.getvalue()


# ── in the book


def test_the_cover_is_drawn_and_described(book: Make) -> None:
    made = book("Text.", "title: Ferries\nsubtitle: All you need")
    with Image.open(io.BytesIO(made.archive.read("EPUB/media/cover.jpg"))) as cover:
        assert (cover.size, cover.format, cover.mode) == ((1600, 2560), "JPEG", "RGB")
        assert not cover.info.get("progressive")
        # A title in white on the brand's ground, above its art.
        assert len(set(cover.convert("RGB").resize((16, 26)).get_flattened_data())) > 20
    (image,) = made.tree("EPUB/text/cover.xhtml").iter(f"{XHTML}img")
    assert "Ferries. All you need. Harbour Office." in image.get("alt")


def test_the_authors_cover_wins(book: Make) -> None:
    drawn = jpeg((1400, 2240))
    front = "title: Ferries\ncover: {image: a.jpg, alt: A pier at night}"
    made = book("Text.", front, {"a.jpg": drawn})
    assert made.archive.read("EPUB/media/cover.jpg") == drawn
    wide = book("Text.", front, {"a.jpg": jpeg((400, 300))})
    with Image.open(io.BytesIO(wide.archive.read("EPUB/media/cover.jpg"))) as cover:
        assert cover.size == (1600, 2560)
    assert "A pier at night" in wide.text("EPUB/text/cover.xhtml")


def test_what_goes_beside_the_book(document: Callable[..., Document], theme: Theme, engines: Engines) -> None:
    composed = Ebook().compose(document("Text."), theme).value
    assert composed is not None
    (artifact,) = Ebook().emit(composed, engines).value
    assert sorted(artifact.companions) == ["ferries.cover.jpg", "ferries.cover.svg", "ferries.thumbnail.jpg"]
    inside = Book(artifact.content, document("Text.")).archive.read("EPUB/media/cover.jpg")
    assert artifact.companions["ferries.cover.jpg"] == inside
    assert raster(artifact.companions["ferries.thumbnail.jpg"]).size == (400, 640)


# ── one drawing


@pytest.mark.parametrize("look", ["harbour", "loom"])
@pytest.mark.parametrize("title", TITLES)
def test_picture_and_drawing_are_one(
    title: str, look: str, art: Callable[..., CoverArt], looks: Mapping[str, Theme], engines: Engines
) -> None:
    cover = painted(art(TITLES[title][1], look=looks[look]), engines)
    assert not cover.complaints
    assert not cover.not_drawn
    assert cover.svg is not None
    assert len(cover.jpeg) < 400_000
    assert len(cover.thumbnail) < 40_000
    assert len(cover.svg) < 100_000
    mean, others = difference(raster(cover.jpeg), shown(engines, cover.svg, (1600, 2560)))
    assert mean < 1.5
    assert others < 0.002
    # The thumbnail is the same picture, no less sharp than a quarter of it can be.
    small = raster(cover.jpeg).resize((400, 640), Image.Resampling.BOX)
    assert difference(small, raster(cover.thumbnail))[0] < 4.5


def test_the_drawing_needs_no_font(art: Callable[..., CoverArt], engines: Engines) -> None:
    cover = painted(art("title: Fares & <fines>"), engines)
    assert cover.svg is not None
    root = etree.fromstring(cover.svg.encode())
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 1600 2560"
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Fares & <fines>"
    assert {etree.QName(one).localname for one in root.iter()} <= {
        "svg",
        "title",
        "defs",
        "clipPath",
        "path",
        "g",
    }
    assert "http" not in cover.svg.replace("http://www.w3.org/2000/svg", "")


def test_same_bytes(art: Callable[..., CoverArt], engines: Engines) -> None:
    front = TITLES["arabic"][1]
    assert painted(art(front), engines) == painted(art(front), Engines())


def test_a_logo(art: Callable[..., CoverArt], engines: Engines) -> None:
    mark = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4"><ellipse cx="4" cy="2" rx="4" ry="2" fill="#a02"/></svg>'
    look = dressed("harbour", Logo("Harbour Office", mark, "image/svg+xml", plate=True))
    cover = painted(art("title: Ferries", look=look), engines)
    assert cover.svg is not None
    assert "#aa0022" in cover.svg
    assert difference(raster(cover.jpeg), shown(engines, cover.svg, (1600, 2560)))[0] < 1.5


# ── what an author brings

OWN = "title: Ferries\ncover: {image: a.%s, alt: A pier}"


def own(art: Callable[..., CoverArt], engines: Engines, content: bytes, kind: str = "jpg") -> Painted:
    return painted(art(OWN % kind, {f"a.{kind}": content}), engines)


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (jpeg((2000, 3200)), "jpg", (1600, 2560)),
        (jpeg((2000, 3000)), "jpg", (1600, 2400)),
        (jpeg((1600, 2560), progressive=True), "jpg", (1600, 2560)),
        (jpeg((1500, 2400), "CMYK"), "jpg", (1500, 2400)),
        (jpeg((1500, 2400), format="PNG"), "png", (1500, 2400)),
        (jpeg((1500, 2400), "LA", format="PNG"), "png", (1500, 2400)),
    ],
)  # fmt: skip
def test_pictures_as_stores_take_them(
    art: Callable[..., CoverArt], engines: Engines, content: bytes, kind: str, size: tuple[int, int]
) -> None:
    cover = own(art, engines, content, kind)
    with Image.open(io.BytesIO(cover.jpeg)) as made:
        assert (made.size, made.format, made.mode) == (size, "JPEG", "RGB")
        assert not made.info.get("progressive")
    assert cover.svg is None
    assert not cover.not_drawn
    assert max(raster(cover.thumbnail).size) <= 640


def test_only_what_is_drawn_here_has_half_of_the_colours(
    art: Callable[..., CoverArt], engines: Engines
) -> None:
    drawn, brought = painted(art("title: Ferries"), engines), own(art, engines, jpeg((2000, 3200)))
    with Image.open(io.BytesIO(drawn.jpeg)) as one, Image.open(io.BytesIO(brought.jpeg)) as other:
        assert (get_sampling(one), get_sampling(other)) == (1, 0)


def test_colours_of_another_space(art: Callable[..., CoverArt], engines: Engines) -> None:
    output = io.BytesIO()
    profile = (ROOT / "templates/shared/press/FOGRA39L.icc").read_bytes()
    Image.new("CMYK", (1500, 2400), (0, 158, 158, 0)).save(output, "JPEG", icc_profile=profile)
    cover = own(art, engines, output.getvalue())
    assert "icc_profile" not in Image.open(io.BytesIO(cover.jpeg)).info
    # What the brand's tables say of this ink.
    assert raster(cover.jpeg).getpixel((9, 9)) == pytest.approx((0xF0, 0x7D, 0x5E), abs=9)


@pytest.mark.code("EBK702")
@pytest.mark.parametrize(
    ("size", "warned"), [((1399, 2240), True), ((1400, 2240), False), ((800, 1000), True)]
)
def test_too_small_for_stores(
    document: Callable[..., Document], theme: Theme, size: tuple[int, int], warned: bool
) -> None:
    found = cover_of(document("A.", OWN % "jpg", {"a.jpg": jpeg(size)}), theme).diagnostics
    assert [one.code for one in found] == ["EBK702"] * warned
    if warned:
        assert found[0].location.line == 3
        assert f"{size[0]} x {size[1]}" in found[0].message


@pytest.mark.code("EBK705")
def test_letters_that_no_face_has(document: Callable[..., Document], theme: Theme) -> None:
    found = cover_of(document("A.", "title: 조수\nlang: ko"), theme)
    assert found.value is None
    assert [(one.code, one.location.line) for one in found.diagnostics] == [("EBK705", 2)]
    # A finished cover needs none.
    assert cover_of(
        document("A.", OWN.replace("Ferries", "조수") % "jpg" + "\nlang: ko", {"a.jpg": jpeg((1600, 2560))}),
        theme,
    ).value


HOUSES = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 300"><defs>'
    '<linearGradient id="g"><stop offset="0" stop-color="#036"/><stop offset=".4" stop-color="#f80"/><stop offset="1" stop-color="#fff"/></linearGradient>'
    '<radialGradient id="r"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#a03"/></radialGradient></defs>'
    '<path fill="url(#g)" d="M0 0h{width}v300H0z"/><circle cx="90" cy="80" r="40" fill="url(#r)"/>'
    '<path d="M20 200l60-90 60 90z" fill="#263" fill-opacity=".5" stroke="#000" stroke-width="3" stroke-dasharray="6 2"/>'
    '<g opacity=".6"><path fill="#e22" d="M60 220h50v50H60z"/><path fill="#22e" d="M90 240h50v50H90z"/></g>'
    "{more}</svg>"
)


def test_an_authors_drawing(art: Callable[..., CoverArt], engines: Engines) -> None:
    """Gradients, transparency and lines; the shape of the page is the author's."""
    cover = own(art, engines, HOUSES.format(width=200, more="").encode(), "svg")
    assert raster(cover.jpeg).size == (1600, 2400)
    assert cover.svg is not None
    assert 'viewBox="0 0 1600 2400"' in cover.svg
    assert {"linearGradient", "radialGradient"} <= set(re.findall(r"<(\w+Gradient)", cover.svg))
    mean, others = difference(raster(cover.jpeg), shown(engines, cover.svg, (1600, 2400)))
    assert mean < 1.5
    assert others < 0.002


def test_a_picture_in_a_drawing(art: Callable[..., CoverArt], engines: Engines) -> None:
    cover = own(art, engines, jpeg((3000, 2400)))
    assert cover.svg is not None
    assert "data:image/jpeg;base64," in cover.svg
    assert len(cover.svg) < 600_000  # no finer than it is shown
    assert difference(raster(cover.jpeg), shown(engines, cover.svg, (1600, 2560)))[0] < 1.5


@pytest.mark.code("EBK703")
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ('<defs><linearGradient id="f"><stop offset="0"/><stop offset="1" stop-opacity="0"/></linearGradient></defs><path fill="url(#f)" d="M0 0h99v99H0z"/>', "a soft mask"),
        ('<path fill="none" stroke="#000" stroke-width=".01" d="M0 0l99 99"/>', "lines thinner than a pixel"),
        ('<path fill="none" stroke="#000" transform="scale(1 3)" d="M0 0l99 99"/>', "lines of different widths in different directions"),
    ],
)  # fmt: skip
def test_no_drawing_rather_than_a_wrong_one(
    art: Callable[..., CoverArt], engines: Engines, more: str, reason: str
) -> None:
    cover = own(art, engines, HOUSES.format(width=200, more=more).encode(), "svg")
    assert cover.svg is None
    assert list(cover.companions("x")) == ["x.cover.jpg", "x.thumbnail.jpg"]
    (finding,) = cover.findings(Location("a.md"))
    assert finding.code == "EBK703"
    assert reason in finding.message


def test_a_page_that_no_drawing_is_made_of() -> None:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(100, 160)
    output = io.BytesIO()
    pdf.save(output)
    assert "<title>x</title>" in drawing(output.getvalue(), 1600, "x", "en")
    import pikepdf

    with pikepdf.open(io.BytesIO(output.getvalue())) as document:
        document.pages[0].Contents = document.make_stream(b"0 1 0 0 k 0 0 9 9 re f")
        output = io.BytesIO()
        document.save(output)
    with pytest.raises(Undrawn, match="colours of a press"):
        drawing(output.getvalue(), 1600, "x", "en")


# ── without an engine

SIMPLE = ("words", "one word", "a long word", "cyrillic", "many words")


@pytest.mark.parametrize("title", SIMPLE)
def test_a_simple_cover_is_drawn_as_the_engine_draws_it(
    title: str, art: Callable[..., CoverArt], engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = art(TITLES[title][1])
    assert drawn.drawn is not None
    monkeypatch.setattr("pipeline.formats.ebook.cover._drawn", lambda *_: None)
    laid_out = art(TITLES[title][1])
    assert laid_out.drawn is None
    one, other = painted(drawn, engines), painted(laid_out, engines)
    mean, others = difference(raster(one.jpeg), raster(other.jpeg))
    # The engine draws what is round a little squarer; a line that is a pixel off would be 6 and 0.02.
    assert mean < 1.6
    assert others < 0.009
    small = difference(raster(one.thumbnail), raster(other.thumbnail))
    assert small[0] < 3


@pytest.mark.parametrize("title", sorted(TITLES.keys() - {*SIMPLE}))
def test_other_scripts_are_left_to_the_engine(title: str, art: Callable[..., CoverArt]) -> None:
    assert art(TITLES[title][1]).drawn is None


def test_what_a_project_draws_its_own_way_is_left_to_the_engine(
    art: Callable[..., CoverArt], looks: Mapping[str, Theme], document: Callable[..., Document]
) -> None:
    # Its artwork has strokes.
    assert art("title: Ferries", look=looks["loom"]).drawn is None
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    name = "ebook/cover-art.html.j2"
    own = load_theme(files, {name: files[name] + b"\n<!-- ours -->"}).value
    assert own is not None
    assert art("title: Ferries", look=own).drawn is None
    # A publisher whose name takes two lines.
    long = (
        "title: Ferries\npublisher: The Joint Committee of Harbour Offices of the Northern and Western Isles"
    )
    assert art(long).drawn is None
    assert art("title: Ferries").drawn is not None


def test_nothing_is_left_of_the_cover_before(art: Callable[..., CoverArt], engines: Engines) -> None:
    """All are painted in the same memory, which nobody wipes."""
    one, other = art("title: Ferries"), art("title: Everything that tenants should know")
    first = painted(one, engines)
    assert painted(other, engines).jpeg != first.jpeg
    assert painted(one, engines) == first
    assert one.drawn is not None
    page = pypdfium2.PdfDocument(one.drawn.page)[0]
    for jpeg, size in ((first.jpeg, (1600, 2560)), (first.thumbnail, (400, 640))):
        drawn = page.render(scale=size[0] / 1600).to_pil().convert("RGB")
        assert raster(jpeg).size == drawn.size == size
        assert difference(raster(jpeg), drawn)[1] < 0.001
