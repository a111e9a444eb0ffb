"""Ebooks whose package or files could show something else to some readers: each is caught."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import zipfile
from collections.abc import Callable

import pytest

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.document import Document
from pipeline.document import parse as parse_document
from pipeline.engines import Engines

from .conftest import CLOSING, PRICES, Build, Finished
from .test_directory import members_of
from .test_epub import changed, home, itemref, replaced

Change = Callable[[str, str], str | None]


def package(old: str, new: str) -> Change:
    return lambda name, text: text.replace(old, new, 1) if name.endswith(".opf") else text


def container(old: str, new: str) -> Change:
    return lambda name, text: text.replace(old, new, 1) if name.endswith("container.xml") else text


def with_member(finished: Finished, name: str, content: bytes) -> bytes:
    output = io.BytesIO(finished.content)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(name, content)
    return output.getvalue()


RENDITION = "http://www.idpf.org/vocab/rendition/#"
LAYOUT = '<meta property="rendition:layout">pre-paginated</meta>'


@pytest.mark.code("PRF844")
@pytest.mark.parametrize(
    "change",
    [
        package("</metadata>", LAYOUT + "</metadata>"),
        package("</metadata>", '<meta property="rendition:flow">scrolled-doc</meta></metadata>'),
        package("</metadata>", '<meta property="media:active-class">x</meta></metadata>'),
        package("</metadata>", '<link rel="record" href="x.xml" media-type="text/xml"/></metadata>'),
        package("</manifest>", '<item id="x" href="x.smil" media-type="application/smil+xml"/></manifest>'),
        package("</manifest>", '<item id="x" href="x.js" media-type="text/javascript"/></manifest>'),
        package("</manifest>", '<item id="x" href="http://example.org/x.css" media-type="text/css"/></manifest>'),
        package("</manifest>", '<item id="x" href="x.xpgt" media-type="application/vnd.adobe-page-template+xml"/></manifest>'),
        package('<item id="chapter-1"', '<item fallback="chapter-2" id="chapter-1"'),
        package('<item id="chapter-1"', '<item fallback-style="style" id="chapter-1"'),
        package('<item id="chapter-1"', '<item media-overlay="x" id="chapter-1"'),
        package('<item id="chapter-1"', '<item properties="scripted" id="chapter-1"'),
        package('<item id="chapter-1"', '<item properties="switch" id="chapter-1"'),
        package('<item id="chapter-1"', '<item properties="nav" id="chapter-1"'),
        package(' properties="nav"', ""),
        package('ebook.css" media-type="text/css"', 'ebook.css" media-type="image/png"'),
        package("<spine", '<spine page-progression-direction="rtl"'),
        package("<spine", '<spine page-map="x"'),
        package('<itemref idref="chapter-2"', '<itemref properties="rendition:layout-pre-paginated" idref="chapter-2"'),
        package('<itemref idref="chapter-2"', '<itemref properties="page-spread-left" idref="chapter-2"'),
        package('<itemref idref="chapter-2"/>', '<itemref idref="chapter-2"/><itemref idref="chapter-2"/>'),
        package('<itemref idref="chapter-2"', '<itemref linear="maybe" idref="chapter-2"'),
        package("</package>", '<bindings><mediaType media-type="x" handler="chapter-1"/></bindings></package>'),
        package("</package>", '<collection role="preview"><link href="x"/></collection></package>'),
        package("</package>", "<spine/></package>"),
        package("</package>", '<guide><reference type="text" href="text/about.xhtml"/></guide></package>'),
        package("</manifest>", '<item id="x" href="x.ncx" media-type="application/x-dtbncx+xml"/></manifest>'),
        package("<spine", '<spine toc="x"'),
        package("<package ", '<package xml:base="x/" '),
        package("<manifest", '<manifest xml:base="x/"'),
        package("</metadata>", "<dc:coverage>here</dc:coverage></metadata>"),
        package("<package ", f'<package prefix="r: {RENDITION}" '),
        package("<package ", f'<package prefix="schema: {RENDITION}" '),
        package('dir="ltr"', 'dir="rtl"'),
        package("</metadata>", '<meta property="r:layout">pre-paginated</meta></metadata>'),
        package("</metadata>", '<meta name="primary-writing-mode" content="vertical-rl"/></metadata>'),
        package("</metadata>", '<meta name="book-type" content="comic"/></metadata>'),
        package("</metadata>", '<meta name="fixed-layout" content="true"/></metadata>'),
        package("</metadata>", '<meta name="cover" property="x" content="cover-image"/></metadata>'),
        package("</metadata>", '<x xmlns="urn:of-nobody"/></metadata>'),
        package('version="3.0"', 'version="2.0"'),
        container("<rootfile ", '<rootfile rendition:media="(color)" xmlns:rendition="http://www.idpf.org/2013/rendition" '),
        container("</container>", '<links><link href="x" rel="mapping" media-type="x"/></links></container>'),
    ],
)  # fmt: skip
def test_overrides(ebook: Finished, change: Change) -> None:
    assert ebook.codes(changed(ebook, change)) & {"PRF844", "PRF871"}


@pytest.mark.parametrize(
    "name",
    [
        "META-INF/com.apple.ibooks.display-options.xml", "META-INF/rights.xml", "META-INF/signatures.xml",
        "META-INF/metadata.xml", "META-INF/manifest.xml", "EPUB/extra.bin", "EPUB/TEXT/01-opening.xhtml",
        "epub/package.opf",
    ],
)  # fmt: skip
def test_further_members(ebook: Finished, name: str) -> None:
    content = b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"
    assert "PRF844" in ebook.codes(with_member(ebook, name, content))


def test_two_renditions(ebook: Finished) -> None:
    second = '<rootfile full-path="EPUB/other.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    assert ebook.codes(changed(ebook, container("</rootfiles>", second))) == {"PRF871"}


def test_encrypted(ebook: Finished) -> None:
    assert ebook.codes(with_member(ebook, "META-INF/encryption.xml", b"<encryption/>")) == {"PRF871"}


def test_something_before_the_archive(ebook: Finished) -> None:
    assert ebook.codes(b"x" * 30 + ebook.content) & {"PRF844", "PRF871"}


@pytest.mark.parametrize("name", ["EPUB/fonts/x.ttf", "EPUB/x.woff2", "EPUB/x.otf"])
def test_fonts(ebook: Finished, name: str) -> None:
    assert "PRF843" in ebook.codes(with_member(ebook, name, b"x"))


def test_a_face(ebook: Finished) -> None:
    face = "@font-face{font-family:serif;src:url(../media/x.ttf)}"
    mutant = changed(ebook, lambda name, text: text + face if name.endswith(".css") else text)
    assert {"PRF843", "PRF841"} <= ebook.codes(mutant)


def test_the_notice_in_the_contents(ebook: Finished) -> None:
    """A chapter that is called the list of contents is read by nobody."""
    entry, _ = itemref(ebook, PRICES)
    number = entry.split('"')[1]
    mutant = changed(ebook, package(f'<item id="{number}"', f'<item properties="nav" id="{number}"'))
    assert {"PRF826", "PRF844"} <= ebook.codes(mutant)


def test_as_another_type(ebook: Finished) -> None:
    file = home(ebook, PRICES).rsplit("/", 1)[-1]
    old, new = f'{file}" media-type="application/xhtml+xml"', f'{file}" media-type="text/html"'
    assert {"PRF826", "PRF844"} <= ebook.codes(changed(ebook, package(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<link rel="stylesheet"', '<link media="print" rel="stylesheet"'),
        ('<link rel="stylesheet"', '<link title="x" rel="alternate stylesheet"'),
        ('<link rel="stylesheet"', '<link disabled="" rel="stylesheet"'),
        ('<meta charset="utf-8"/>', '<meta charset="utf-8"/><meta name="viewport" content="width=10,height=10"/>'),
        ('<html xmlns="http://www.w3.org/1999/xhtml"', '<html xml:base="http://example.org/" xmlns="http://www.w3.org/1999/xhtml"'),
        ('<span class="wording">', '<span class="wording" xmlns:ssml="http://www.w3.org/2001/10/synthesis" ssml:ph="no">'),
        ('epub:type="notice"', 'epub:type="footnote"'),
        ('role="doc-notice"', 'role="doc-footnote"'),
        ('role="doc-chapter"', 'role="doc-cover"'),
        ('role="doc-chapter"', 'role="doc-toc"'),
        ('role="doc-chapter"', 'role="img"'),
        ('epub:type="chapter"', 'epub:type="cover"'),
        ('epub:type="chapter"', 'epub:type="chapter toc"'),
        ('epub:type="chapter"', 'epub:type="answers"'),
        ('epub:type="chapter"', 'epub:type="appendix"'),
        ('epub:type="chapter"', 'epub:type="glossary"'),
        ('epub:type="chapter"', 'epub:type="part"'),
        ('role="doc-chapter"', 'role="doc-appendix"'),
        ('role="doc-chapter"', 'role="doc-part"'),
        ('epub:type="notice"', 'epub:type="pagebreak"'),
        ('role="doc-notice"', 'role="doc-pagebreak"'),
        ("<p>", '<p epub:type="credits">'),
        ("<p>", '<p role="doc-credit">'),
        ('epub:type="bodymatter"', 'epub:type="landmarks"'),
    ],
)  # fmt: skip
def test_in_a_text_file(ebook: Finished, old: str, new: str) -> None:
    codes = ebook.codes(changed(ebook, replaced(old, new)))
    assert codes & {"PRF822", "PRF841", "PRF842"}, codes


@pytest.mark.parametrize("inside", ["<?nothing here?>", "<!-- nothing -->"])
def test_what_nobody_sees_in_a_wording(ebook: Finished, inside: str) -> None:
    change = replaced('<span class="wording">', f'<span class="wording">{inside}')
    assert ebook.codes(changed(ebook, change)) == set()


@pytest.mark.parametrize(
    "wrapper", ['<aside epub:type="footnote">{}</aside>', '<section epub:type="endnotes">{}</section>']
)
def test_as_a_note(ebook: Finished, wrapper: str) -> None:
    def wrap(name: str, text: str) -> str:
        match = re.search(r'<div class="notice [^>]*id="prices-1".*?</div>', text, re.DOTALL)
        return text.replace(match[0], wrapper.format(match[0])) if match else text

    assert "PRF822" in ebook.codes(changed(ebook, wrap))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (".notice{font-size:.7em}", "PRF832"),
        ("p{font-size:2em}.notice p{font-size:.5em}", "PRF832"),
        (".notice{color:#777}", "PRF833"),
        (".notice{color:#000}", "PRF833"),  # on a reader's black page
        (".notice{background:#fff}", "PRF833"),
        (".notice{color:linktext}", "PRF835"),
        (".notice{color:light-dark(#000,#fff)}", "PRF835"),  # the system's night is not the reader's
        (".notice{color:canvastext;background:canvas}", "PRF835"),
        (".notice{display:grid;grid-auto-columns:1px}", "PRF822"),
        ("[*|type='notice']{display:none}", "PRF822"),
        ("body{background:#000}", "PRF833"),
        ("@media (prefers-color-scheme:dark){.notice{color:#222}}", "PRF833"),
        (".notice{background:url(x.png)}", "PRF835"),
        (".notice{-epub-text-transform:uppercase}", "PRF822"),
        (".notice{-epub-writing-mode:vertical-rl}", "PRF822"),
        ("@media amzn-kf8{.notice{display:none}}", "PRF822"),
        ("@media amzn-mobi{.notice{display:none}}", "PRF822"),
        (".table{margin-bottom:-9em}", "PRF824"),
    ],
)
def test_looks(ebook: Finished, rule: str, code: str) -> None:
    mutant = changed(ebook, lambda name, text: text + rule if name.endswith(".css") else text)
    with zipfile.ZipFile(io.BytesIO(mutant)) as archive:
        css = next(archive.read(name) for name in archive.namelist() if name.endswith(".css"))
    owed = dataclasses.replace(ebook.owed, stylesheets=(hashlib.sha256(css).hexdigest(),))
    assert code in ebook.codes(mutant, owed), rule


def test_colours_of_both_are_fine(ebook: Finished) -> None:
    rule = ".notice{background:#fff;color:#000}"
    mutant = changed(ebook, lambda name, text: text + rule if name.endswith(".css") else text)
    with zipfile.ZipFile(io.BytesIO(mutant)) as archive:
        css = next(archive.read(name) for name in archive.namelist() if name.endswith(".css"))
    owed = dataclasses.replace(ebook.owed, stylesheets=(hashlib.sha256(css).hexdigest(),))
    assert ebook.codes(mutant, owed) == set()


def test_a_drawing_with_a_script(ebook: Finished) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    assert "PRF842" in ebook.codes(with_member(ebook, "EPUB/media/more.svg", drawing))


@pytest.mark.parametrize(
    ("old", "new"),
    [("<p>", '<p xmlns="urn:of-nobody">'), ('xmlns="http://www.w3.org/1999/xhtml"', 'xmlns="urn:of-nobody"')],
)
def test_a_vocabulary_of_nobody(ebook: Finished, old: str, new: str) -> None:
    mutant = changed(ebook, lambda name, text: text.replace(old, new, 1) if PRICES in text else text)
    assert "PRF844" in ebook.codes(mutant)


def test_a_word_in_the_list_of_contents(ebook: Finished) -> None:
    mutant = changed(
        ebook, lambda name, text: text.replace("</a></li>", "</a> (void)</li>", 1) if "nav" in name else text
    )
    assert "PRF855" in ebook.codes(mutant)


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"<dc:rights>[^<]*", "<dc:rights>No disclaimers"),
        (r"</metadata>", "<dc:rights>The notes in it are void</dc:rights></metadata>"),
        (r"(<dc:title[^>]*>)", r"\1No longer true: "),
    ],
)
def test_what_catalogues_are_told(ebook: Finished, old: str, new: str) -> None:
    mutant = changed(
        ebook, lambda name, text: re.sub(old, new, text, count=1) if name.endswith(".opf") else text
    )
    assert "PRF855" in ebook.codes(mutant)


def test_rights_of_the_author_and_of_standards(build: Build, document: Document) -> None:
    meta = document.meta.model_copy(
        update={"rights": "© 2026 Northfield, CC BY 4.0", "subtitle": "On 2 piers"}
    )
    book = build(dataclasses.replace(document, meta=meta), "ebook")
    assert book.codes() == set()
    assert b"CC BY 4.0" in next(
        content for name, content in members_of(book.content).items() if name.endswith(".opf")
    )


@pytest.mark.code("PRF844")
@pytest.mark.parametrize("words", [PRICES, CLOSING])
def test_a_book_that_opens_behind_a_disclaimer(ebook: Finished, words: str) -> None:
    file = home(ebook, words).removeprefix("EPUB/")
    mutant = changed(
        ebook,
        lambda name, text: (
            re.sub(r'(epub:type="bodymatter" href=")[^"]*', rf"\g<1>{file}", text)
            if name.endswith("nav.xhtml")
            else text
        ),
    )
    assert "PRF844" in ebook.codes(mutant)


def test_a_language_in_another_script_than_usual(build: Build, engines: Engines) -> None:
    """Kurdish in Arabic letters: its tag says nothing of that, its text does."""
    source = "---\ntitle: کەناری دەریا\nlang: ku\ndir: rtl\ndate: 2026-03-01\n---\n\nئاو دەگەڕێتەوە بۆ کەناری دەریا.\n"
    article = parse_article(ArticleFile("source/articles/shore/article.md", source.encode()), "en").value
    assert article is not None
    tree = parse_document(article, engines.pandoc).value
    assert tree is not None
    made = build(tree, "ebook")
    assert b'page-progression-direction="rtl"' in members_of(made.content)["EPUB/package.opf"]
    assert made.codes() == set()


def in_texts(pattern: str, new: str, file: str = "") -> Change:
    return lambda name, text: (
        re.sub(pattern, new, text, count=1, flags=re.DOTALL) if name.endswith(file or ".xhtml") else text
    )


@pytest.mark.code("PRF844")
@pytest.mark.parametrize(
    "change",
    [
        in_texts(r"(<li><a href=\"text/02.*?</li>)\s*(<li><a href=\"text/03.*?</li>)", r"\2\1", "nav.xhtml"),
        in_texts(r"href=\"text/02[^\"]*", 'href="text/nowhere.xhtml', "nav.xhtml"),
        in_texts(r"<p>(.*?)</p>", r'<x:p xmlns:x="http://www.w3.org/1999/xhtml">\1</x:p>'),
    ],
)
def test_lists_out_of_step_and_names_that_only_some_programs_know(ebook: Finished, change: Change) -> None:
    content = changed(ebook, change)
    assert content != ebook.content
    assert "PRF844" in ebook.codes(content)


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    "change",
    [
        in_texts(r"<p>([^<]*)</p>", r"<p><![CDATA[\1]]></p>"),
        in_texts(r'<\?xml version="1.0"', '<?xml version="1.1"'),
    ],
)
def test_what_only_some_programs_read(ebook: Finished, change: Change) -> None:
    assert "PRF871" in ebook.codes(changed(ebook, change))


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'
ITEM = '<item id="x" href="media/x.svg" media-type="image/svg+xml"/></manifest>'


@pytest.mark.code("PRF844")
def test_a_drawing_as_a_page(ebook: Finished) -> None:
    def change(name: str, text: str) -> str:
        if not name.endswith(".opf"):
            return text
        return text.replace("</manifest>", ITEM, 1).replace("<itemref", '<itemref idref="x"/><itemref', 1)

    mutant = dataclasses.replace(ebook, content=changed(ebook, change))
    made = mutant.proved(with_member(mutant, "EPUB/media/x.svg", DRAWING))
    assert any("in its spine" in found.message for found in made.diagnostics)


@pytest.mark.code("PRF844")
def test_a_picture_that_no_file_shows(ebook: Finished) -> None:
    mutant = dataclasses.replace(ebook, content=changed(ebook, package("</manifest>", ITEM)))
    assert "PRF844" in mutant.codes(with_member(mutant, "EPUB/media/x.svg", DRAWING))


@pytest.mark.code("PRF844")
def test_a_package_in_another_language(ebook: Finished) -> None:
    assert "PRF844" in ebook.codes(changed(ebook, package('xml:lang="en"', 'xml:lang="fr"')))


@pytest.mark.code("PRF856")
@pytest.mark.parametrize("entry", [r'<li hidden="">\1', r'<li><span hidden="">\1</span>'])
def test_an_entry_that_nobody_sees(ebook: Finished, entry: str) -> None:
    change = in_texts(r'<li>(<a href="text/02.*?</a>)', entry, "nav.xhtml")
    assert "PRF856" in ebook.codes(changed(ebook, change))


@pytest.mark.code("PRF856")
def test_a_file_of_another_name(ebook: Finished) -> None:
    def renamed(name: str, text: str) -> str:
        return re.sub("<title>[^<]*", "<title>Fares", text)

    assert "PRF856" in ebook.codes(changed(ebook, renamed))
