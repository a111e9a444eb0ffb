"""Pictures that were exchanged, and days and names that catalogues know, where the manifest says what they were."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pipeline import proof
from pipeline.article import ArticleFile, Asset
from pipeline.article import parse as parse_article
from pipeline.document import Document
from pipeline.document import parse as parse_document
from pipeline.engines import Engines
from pipeline.proof.mutants import controls
from pipeline.proof.mutants.beside import anew
from pipeline.rendition import keeping
from pipeline.rendition.expected import Altered
from tests.growth import bounded, in_proportion

from .conftest import ARTICLE, Build, Finished, shipped_fonts

SHOWN = "\n\n![A quay at noon.](quay.png)\n\n![A boat on a rope.](boat.svg)\n\n## Hours"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270" viewBox="0 0 480 270">'
    '<path d="M0 0h480v270h-480z" fill="#246"/><circle cx="100" cy="100" r="0.0004" transform="translate(-100 -100)"/></svg>'
)


def _photograph() -> bytes:
    output = io.BytesIO()
    Image.effect_mandelbrot((400, 300), (-2, -1.5, 1, 1.5), 20).convert("RGB").save(output, "PNG")
    return output.getvalue()


@dataclasses.dataclass(frozen=True)
class Shown:
    """A finished file with a photograph and a drawing, proved by what it says itself."""

    name: str
    content: bytes

    def found(self, content: bytes) -> str:
        owed = proof.expectation_in(content, self.name)
        made = proof.prove(owed, content, path=self.name, fonts=shipped_fonts())
        return "\n".join(
            f"{one.code} {one.message}" for one in made.diagnostics if one.severity.value == "error"
        )


@pytest.fixture(scope="module")
def pictured(document: Document, engines: Engines) -> Document:
    assets = (Asset("quay.png", _photograph()), Asset("boat.svg", DRAWING.encode()))
    text = ARTICLE.replace("\n\n## Hours", SHOWN)
    file = ArticleFile("source/articles/ferries/article.md", text.encode(), assets=assets)
    article = parse_article(file, "en").value
    assert article is not None
    tree = parse_document(dataclasses.replace(article, meta=document.meta), engines.pandoc).value
    assert tree is not None
    return dataclasses.replace(tree, slug=document.slug)


@pytest.fixture(scope="module")
def brochure(build: Build, pictured: Document) -> Shown:
    return Shown("ferries.pdf", build(pictured, "brochure").content)


@pytest.fixture(scope="module")
def press(build_press: Callable[[Document], Finished], pictured: Document) -> Shown:
    return Shown("ferries.press.pdf", build_press(pictured).content)


@pytest.fixture(scope="module")
def ebook(build: Build, pictured: Document) -> Shown:
    return Shown("ferries.epub", build(pictured, "ebook").content)


@pytest.fixture(scope="module")
def handout(build: Build, pictured: Document) -> Shown:
    return Shown("ferries.html", build(pictured, "handout").content)


@pytest.mark.parametrize("name", ["brochure", "press", "ebook", "handout"])
def test_what_is_only_written_anew_has_kept_it(name: str, request: pytest.FixtureRequest) -> None:
    made: Shown = request.getfixturevalue(name)
    assert proof.expectation_in(made.content, made.name).kept
    assert made.found(made.content) == ""
    format = {"press": "brochure"}.get(name, name)
    owed = proof.expectation_in(made.content, made.name)
    for copy in anew(made.content, format):
        assert made.found(copy.content) == "", copy.name
    for copy in controls(owed, made.content):
        found = made.found(copy.content).splitlines()
        # These write the instructions of a page anew, as the hashes of the parts tell, too.
        assert all("letters, shapes or colours" in one for one in found), copy.name


def test_a_file_of_an_earlier_version_is_proved_without(handout: Shown) -> None:
    before = re.sub(rb'"kept":\[[^\]]*\],"keeping":\d+', b'"otherwise":[]', handout.content)
    assert before != handout.content
    assert proof.expectation_in(before, handout.name).kept is None


def test_one_whose_manifest_told_less_is_compared_with_what_it_tells(handout: Shown) -> None:
    before = handout.content.replace(b'"keeping:2",', b"").replace(b',"keeping":2', b"")
    before = re.sub(rb'"(?:markup|blank):[^"]*",?', b"", before).replace(b",]", b"]")
    assert handout.found(before) == ""
    assert "PRF856" in handout.found(
        before.replace(b'published_time" content="2026', b'published_time" content="2001')
    )


@pytest.mark.parametrize("gone", [rb'"kept":\[[^\]]*\],', rb'(?<="kept":\[)[^\]]*'])
def test_one_whose_manifest_no_longer_says_what_it_says_that_it_does(handout: Shown, gone: bytes) -> None:
    without = re.sub(gone, b"", handout.content, count=1)
    assert without != handout.content
    with pytest.raises(Altered):
        proof.expectation_in(without, handout.name)


# ── a PDF


def written(content: bytes, change: Callable[[Any], None]) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


def repainted(document: Any) -> None:
    """Other pixels, as many as there were."""
    one = next(
        one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
    )
    one.write(one.read_bytes()[::-1])


def redrawn(document: Any) -> None:
    """Another colour in the drawing."""
    for page in document.pages:
        content = page.obj.Contents.read_bytes()
        page.Contents = document.make_stream(
            content.replace(b"0.133333 0.266667 0.4 rg", b"0.4 0.266667 0.133333 rg")
        )


def dated(document: Any) -> None:
    document.trailer.Info.CreationDate = pikepdf.String("D:20010101000000Z")


def about(key: str, value: str) -> Callable[[Any], None]:
    return lambda document: document.trailer.Info.__setitem__(key, pikepdf.String(value))


def said(document: Any) -> None:
    metadata = document.Root.Metadata
    old = metadata.read_bytes()
    new = old.replace(b"CreateDate>2026", b"CreateDate>2001")
    assert old != new
    metadata.write(new)


def root(key: str, value: Any) -> Callable[[Any], None]:
    return lambda document: document.Root.__setitem__(key, value)


def labelled(document: Any) -> None:
    first = pikepdf.Dictionary(S=pikepdf.Name.D, St=1)
    document.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, first]))


def ground(document: Any) -> None:
    """Behind all that stands on a page."""
    page = document.pages[-1]
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    page.contents_add(f"q 0.97 g {left} {bottom} {right - left} {top - bottom} re f Q".encode(), prepend=True)


def rewidened(document: Any) -> None:
    """Rectangles of artwork that are narrower."""
    for one in list(document.objects):
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            content = one.read_bytes()
            one.write(re.sub(rb"(\d)(\.\d+)? ([\d.-]+) re\n", rb"\1 \3 re\n", content))


def overprinted(document: Any) -> None:
    """Ink that is laid over what it would have left out."""
    for page in document.pages:
        for one in (page, *page.resources.get("/XObject", {}).values()):
            states = one.resources if one is page else one.get("/Resources", {})
            for state in states.get("/ExtGState", {}).values():
                state.OP, state.op = True, True


def unprinted(document: Any) -> None:
    next(one for page in document.pages for one in page.obj.get("/Annots", ())).F = 2


def bold(document: Any) -> None:
    document.Root.Outlines.First.F = 3


def led_elsewhere(document: Any) -> None:
    first = document.Root.Outlines.First
    first.Dest = pikepdf.Array([first.Dest[0], pikepdf.Name.XYZ, 0, 0, 3])


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (bold, "bookmarks that are shown otherwise"),
        (led_elsewhere, "bookmarks that are shown otherwise, or lead elsewhere"),
        (unprinted, "links that lie elsewhere, or are hidden"),
        (overprinted, "other letters, shapes or colours on a page"),
        (root("/PageLayout", pikepdf.Name.TwoColumnRight), "how its pages lie when it is opened given as TwoColumnRight instead of nothing"),
        (labelled, "what its pages are called given as 1 as 1 /D instead of nothing"),
        (about("/Creator", "Withdrawn"), "the program that made it given as Withdrawn"),
        (about("/Trapped", "True"), "whether it is trapped given as True instead of nothing"),
        (ground, "other letters, shapes or colours on a page"),
        (repainted, "another picture instead of the"),
        (redrawn, "another picture instead of the"),
        (dated, "the day on which it was made given as 2001-01-01"),
        (said, "the day on which it was made given as"),
        (about("/Author", "Nobody"), "its author given as Nobody"),
        (about("/Subject", "Harbour Ferries"), "what it is about given as Harbour Ferries"),
    ],
)  # fmt: skip
def test_a_brochure(brochure: Shown, change: Callable[[Any], None], what: str) -> None:
    assert what in brochure.found(written(brochure.content, change))


def of_another_standard(document: Any) -> None:
    metadata = document.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"PDF/X-4", b"PDF/X-1a:2001"))


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    "change",
    [
        repainted, dated, said, of_another_standard, about("/Trapped", "True"), about("/GTS_PDFXVersion", "PDF/X-1:2001"),
        root("/Lang", pikepdf.String("ar")), rewidened, overprinted,
    ],
)  # fmt: skip
def test_a_press_file(press: Shown, change: Callable[[Any], None]) -> None:
    assert "PRF856" in press.found(written(press.content, change))


# ── an ebook and a handout


def packed(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(output, "w") as copy:
        for one in book.infolist():
            copy.writestr(one, change(one.filename, book.read(one)))
    return output.getvalue()


def other(content: bytes) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", Image.open(io.BytesIO(content)).size, "#a33").save(
        output, Image.open(io.BytesIO(content)).format
    )
    return output.getvalue()


Member = Callable[[str, bytes], bytes]


def in_member(end: str, old: str, new: str) -> Member:
    return lambda name, content: (
        re.sub(old, new, content.decode(), count=1).encode() if name.endswith(end) else content
    )


def in_package(old: str, new: str) -> Member:
    return lambda name, content: (
        re.sub(old, new, content.decode(), count=1).encode() if name.endswith(".opf") else content
    )


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda name, content: other(content) if name.endswith((".jpg", ".png")) else content, "another picture"),
        (lambda name, content: content.replace(b"#246", b"#642") if name.endswith("boat.svg") else content, "another picture"),
        (in_package(r"(<dc:date[^>]*>)\d{4}", r"\g<1>2001"), "the day of its edition given as 2001"),
        (in_package(r"(dcterms:modified\"[^>]*>)\d{4}", r"\g<1>2001"), "the day of its last change given as 2001"),
        (in_package(r"(<dc:identifier[^>]*>)[^<]*", r"\g<1>urn:uuid:00000000-0000-4000-8000-000000000000"), "the name by which catalogues know it"),
        (in_package(r"(<dc:language>)", r"<dc:language>fr</dc:language>\1"), "its language given as fr and en"),
        (in_package(r"<dc:publisher>[^<]*</dc:publisher>", ""), "its publisher given as nothing"),
        (in_package(r"<dc:description>[^<]*</dc:description>", ""), "what it is about given as nothing"),
        (in_package(r"(schema:accessMode\">)[^<]*", r"\1auditory"), "who can read it, and how, given as"),
        (in_member("nav.xhtml", r"(?s)(<li><a href=\"text/[^\n]*</li>\n)", r"\1\1"), "lists of links with other entries"),
        (in_member("nav.xhtml", r"(colophon\" href=\"text/)[^\"]*", r"\1cover.xhtml"), "lists of links with other entries"),
        (in_member(".xhtml", r'epub:type="chapter" role="doc-chapter"', 'epub:type="preface" role="doc-preface"'), "elements that it was not made with"),
        (in_member(".xhtml", r"</p>", "&#160;" * 300 + "</p>"), "the number of its spaces and signs that nobody sees"),
        (in_member(".xhtml", r'<a href="', '<a hreflang="fr" href="'), "elements that it was not made with"),
        (in_package(r"(conformsTo\">)[^<]*", r"\1EPUB Accessibility 1.1 - WCAG 2.2 Level AAA"), "a package that says something else"),
        (in_package(r" properties=\"cover-image\"", ""), "a package that says something else"),
        (in_package(r">aut<", ">trl<"), "a package that says something else"),
        (in_member("nav.xhtml", r"(<h1[^>]*>)[^<]*", r"\1Sources"), "lists of links with other entries"),
        (in_package(r"(<dc:identifier)", r"<dc:identifier>urn:x</dc:identifier>\1"), "the name by which catalogues know it"),
    ],
)  # fmt: skip
def test_an_ebook(ebook: Shown, change: Member, what: str) -> None:
    content = packed(ebook.content, change)
    assert content != packed(ebook.content, lambda name, content: content)
    assert what in ebook.found(content)


@pytest.mark.code("PRF856")
def test_a_handout(handout: Shown) -> None:
    page = handout.content.decode()
    sources = re.findall(r'<img[^>]* src(?:set)?="([^" ]*)', page)
    assert len(sources) == 2
    exchanged = page.replace(sources[0], "@").replace(sources[1], sources[0]).replace("@", sources[1])
    assert "another picture instead of the" in handout.found(exchanged.encode())
    for said in ('published_time" content="', '"datePublished":"'):
        dated = page.replace(f"{said}2026", f"{said}2001")
        assert dated != page
        assert re.search("the day of its edition given as .*2001", handout.found(dated.encode()))
    for old, new in (
        ("</p>", "<br>" * 30 + "</p>"),
        ("</p>", "\u3000" * 30 + "</p>"),
        ("<ul>", "<p><b></b></p><ul>"),
        ("</p>", "<b>.</b></p>"),
    ):
        assert re.search("elements that|spaces and signs", handout.found(page.replace(old, new, 1).encode()))
    icon = page.replace('rel="icon" href="', 'rel="icon" href="data:image/png;base64,AAAA')
    assert "its sign in a list of pages" in handout.found(icon.encode())


@pytest.mark.parametrize(
    "piece",
    ["<nav/>", '<nav><a href="x"/>', "<svg />", "<a ", '<a "', "<img ", "<dc:identifier ", "<link "],
)
def test_what_is_kept_is_read_in_proportion_to_the_file(piece: str) -> None:
    def kept(times: int) -> Callable[[], object]:
        text = f"<html><img src='a'/>{piece * times}"
        return lambda: (
            keeping.of_html(text),
            keeping.of_epub({"a.xhtml": text.encode(), "a.opf": text.encode()}),
        )

    with bounded():
        assert in_proportion(kept(4_000), kept(16_000))
