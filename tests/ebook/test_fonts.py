"""Faces inside a book: none unless asked; those that its text needs, under names of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont

from pipeline import publication
from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.ebook import Ebook
from pipeline.formats.ebook.fonts import fonts_of
from pipeline.theme import Theme, load_theme
from pipeline.theme.fonts import may_be_cut
from tests.ebook.conftest import ROOT, Book

Make = Callable[..., Book]
FRONT = "title: Harbour Ferries\nebook: {fonts: embedded}"
BODY = "The ferry crosses.\n\n## Fares\n\nBuy a ticket."


def faces(book: Book) -> list[str]:
    return [name.rsplit("/", 1)[-1] for name in book.names if name.startswith("EPUB/fonts/")]


def test_the_reader_chooses_unless_asked(book: Make) -> None:
    made = book(BODY)
    css = made.text("EPUB/styles/ebook.css")
    assert not faces(made)
    assert "@font-face" not in css
    assert "font-family" not in css
    assert "ibooks" not in made.text("EPUB/package.opf")


def test_faces_that_the_text_needs(book: Make) -> None:
    assert faces(book(BODY, FRONT)) == ["sp-sans-bold.ttf", "sp-sans-regular.ttf", "sp-serif-semibold.ttf"]
    assert "sp-sans-italic.ttf" in faces(book(BODY + " *Now.*", FRONT))


@pytest.mark.parametrize(
    ("front", "body", "families"),
    [
        ("title: العبارات\nlang: ar", "نص.\n\n## عنوان\n\nنص 42.", {"sp-arabic"}),
        ("title: العبارات\nlang: ar", "نص.\n\n## عنوان\n\nПором.", {"sp-arabic", "sp-sans"}),
        ("title: Ferries", "A شقة here.", {"sp-sans", "sp-serif", "sp-arabic"}),
        ("title: Пороми", "Пором.", {"sp-sans", "sp-serif"}),
        ("title: ज्वार\nlang: hi", "फ़ोन.\n\n## क़दम\n\n42.", {"sp-devanagari"}),
        ("title: 潮水\nlang: zh", "第一段。\n\n## 天气\n\n42。", {"sp-chinese"}),
        ("title: 潮水\nlang: zh-TW", "第一段。\n\n## 天氣\n\n42。", {"sp-chinese-traditional"}),
    ],
)
def test_faces_of_scripts(book: Make, front: str, body: str, families: set[str]) -> None:
    made = book(body, f"{front}\nebook: {{fonts: embedded}}")
    assert {re.sub(r"-(regular|bold|semibold|italic)\.ttf$", "", name) for name in faces(made)} == families
    # Characters that no face has are left to the reader.
    assert made.text("EPUB/styles/ebook.css").count("@font-face") == len(faces(made))


def test_declared_and_named(book: Make) -> None:
    made = book(BODY, FRONT)
    items = {item.get("href"): item.get("media-type") for item in made.package.iter("{*}item")}
    assert {href for href, kind in items.items() if kind == "font/ttf"} == {
        f"fonts/{name}" for name in faces(made)
    }
    assert made.properties("ibooks:specified-fonts") == ["true"]
    css = made.text("EPUB/styles/ebook.css")
    assert set(re.findall(r"url\(\"\.\./fonts/([^\"]+)\"\)", css)) == set(faces(made))
    assert 'body { font-family: "SP Sans"; }' in css


def test_under_a_name_of_their_own(book: Make) -> None:
    """The licence asks for it, and for the notices to travel along."""
    made = book(BODY, FRONT)
    assert faces(made)
    for name in faces(made):
        font = TTFont(io.BytesIO(made.archive.read(f"EPUB/fonts/{name}")))
        said = {one.nameID: str(one) for one in font["name"].names}
        assert "Copyright" in said[0] or "©" in said[0]
        assert "SIL Open Font License" in said[13]
        assert "OFL" in said[14]
        # Its copyright says which name is reserved; nothing that names the font bears it.
        assert not [text for number, text in said.items() if number not in (0, 13, 14) and "Source" in text]
        assert said[1].startswith("SP ")
        assert len(made.archive.read(f"EPUB/fonts/{name}")) < 40_000
        assert len(font.getBestCmap()) < 200


def test_same_bytes(document: Callable[..., Document], theme: Theme, engines: Engines) -> None:
    composed = Ebook().compose(document(BODY, FRONT), theme).value
    assert composed is not None
    one, other = (Ebook().emit(composed, engines).value[0].content for _ in range(2))
    assert one == other


@pytest.mark.code("EBK704")
def test_a_face_that_may_not_be_embedded(document: Callable[..., Document]) -> None:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for bits, allowed in ((0x0002, False), (0x0100, False), (0x0008, True), (0, True)):
        name = "shared/fonts/print/SourceSans3_700Bold.ttf"
        font = TTFont(io.BytesIO(files[name]), lazy=True)
        font["OS/2"].fsType = bits
        output = io.BytesIO()
        font.save(output)
        assert may_be_cut(output.getvalue()) is allowed
        if allowed:
            continue
        own = load_theme({**files, name: output.getvalue()}).value
        assert own is not None
        refused = Ebook().compose(document(BODY, FRONT), own)
        assert refused.value is None
        assert [found.code for found in refused.diagnostics] == ["EBK704"]
        assert "SP Sans" in refused.diagnostics[0].message
        assert not fonts_of(document(BODY), "", "", own).diagnostics


@pytest.mark.parametrize(
    ("everywhere", "here", "asked"),
    [("", "", None), ("ebook: {fonts: embedded}", "", "embedded"),
     ("ebook: {fonts: embedded}", "ebook: {fonts: reader}", "reader")],
)  # fmt: skip
def test_an_article_has_the_last_word(everywhere: str, here: str, asked: str | None) -> None:
    own = publication.parse(f"publisher: Harbour Office\n{everywhere}\n".encode()).value
    source = f"---\ntitle: Ferries\n{here}\n---\n\nText.\n".encode()
    article = parse_article(ArticleFile("source/articles/ferries/article.md", source), "en").value
    assert own is not None
    assert article is not None
    assert publication.with_defaults(article, own).meta.ebook.fonts == asked
