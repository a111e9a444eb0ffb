"""What a page and a book say of themselves, in their heads, lists and packages, is read too."""

from __future__ import annotations

import io
import zipfile

import lxml.html
import pytest

from pipeline.proof.css import sheet
from pipeline.proof.fetching import fetched, remote
from pipeline.proof.forbidden import style_attributes
from pipeline.proof.writing import written
from tests.growth import bounded

from .conftest import Finished
from .test_html import changed


def repacked(finished: Finished, member: str, old: str, new: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(finished.content)) as source, zipfile.ZipFile(output, "w") as target:
        for one in source.infolist():
            content = source.read(one)
            if one.filename.endswith(member):
                assert old.encode() in content, old
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(one, content)
    return output.getvalue()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<meta name="description" content="', '<meta name="description" content="Nothing below holds. '),
        ('property="og:title" content="', 'property="og:title" content="Void: '),
        ('property="og:description" content="', 'property="og:description" content="Nothing below holds. '),
        ('<meta name="author" content="Northfield', '<meta name="author" content="Ministry of Northfield'),
        ('<meta name="generator"', '<meta name="twitter:description" content="Void"><meta name="generator"'),
        ('"headline":"', '"headline":"Void: '),
        ('"headline":"', '"abstract":"Nothing below holds.","headline":"'),
        ('<a href="#fares">', '<a href="#fares" title="Nothing there holds">'),
        ('<a href="#fares">Fares', '<a href="#fares">Meals are free on board'),
    ],
)
def test_the_head_of_a_page(handout: Finished, old: str, new: str) -> None:
    assert "PRF855" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<dc:creator", "<dc:source>Nothing here holds</dc:source><dc:creator"),
        ("<dc:creator", '<meta property="pageBreakSource">Void, ferries.pdf</meta><dc:creator'),
        (
            'property="schema:accessibilitySummary" xml:lang="en">',
            'property="schema:accessibilitySummary" xml:lang="en">Void: ',
        ),
        ('property="a11y:certifiedBy">', 'property="a11y:certifiedBy">Ministry of '),
        ('property="dcterms:conformsTo">', 'property="dcterms:conformsTo">Law, '),
        ("<dc:creator", '<meta property="belongs-to-collection">Void</meta><dc:creator'),
        ("</metadata>", '<meta refines="#creator-1" property="file-as">Office of Void</meta></metadata>'),
        ('scheme="marc:relators">aut', 'scheme="marc:relators">of no account'),
    ],
)
def test_the_package_of_a_book(ebook: Finished, old: str, new: str) -> None:
    assert "PRF855" in ebook.codes(repacked(ebook, ".opf", old, new))


@pytest.mark.parametrize("name", ["Office, Northfield Harbour", "Harbour Office, Northfield"])
def test_a_name_turned_round(ebook: Finished, name: str) -> None:
    said = f'<meta refines="#creator-1" property="file-as">{name}</meta></metadata>'
    assert ebook.codes(repacked(ebook, ".opf", "</metadata>", said)) == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">Contents</h1>", ">Nothing here holds</h1>"),
        (">Start of the text<", ">Nothing here holds<"),
        ('aria-label="Places in this book"', 'aria-label="Nothing here holds"'),
        ("<title>Contents", "<title>Void"),
        (">Fares<", ">Meals are free on board<"),
    ],
)
def test_the_lists_of_a_book(ebook: Finished, old: str, new: str) -> None:
    assert "PRF855" in ebook.codes(repacked(ebook, "nav.xhtml", old, new))


@pytest.mark.code("PRF844")
def test_listed_where_nobody_sees_it(ebook: Finished) -> None:
    """The list of places, which only some show, leads to what the list of contents leaves out."""
    entry = '<li><a href="text/05-about.xhtml">About this publication</a></li>'
    with zipfile.ZipFile(io.BytesIO(ebook.content)) as book:
        contents = book.read("EPUB/nav.xhtml").decode()
    line = next(one for one in contents.splitlines() if "-about.xhtml" in one)
    assert entry.split("text/")[0] in line
    assert "PRF844" in ebook.codes(repacked(ebook, "nav.xhtml", line, ""))


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "rule",
    [
        'td::before{content:"1"}',
        'td::before{content:"≥"}',
        'h2::after{content:"✗"}',
        "td::before{counter-reset:x 9;content:counter(x)}",
        'li:hover,td::before{content:counter(x)"."}',
    ],
)
def test_what_a_stylesheet_writes(handout: Finished, rule: str) -> None:
    from .test_narrow import restyled

    assert "PRF855" in restyled(handout, rule).codes()


def test_what_lists_count(handout: Finished) -> None:
    from .test_narrow import restyled

    rule = '.steps ol>li::before,ul li::marker{content:counter(x)"."}ol.a>li:first-child::before{content:"▪"}'
    assert restyled(handout, "ul,ol{counter-reset:x}li{counter-increment:x}" + rule).codes() == set()
    # One that no list begins goes on from the list before.
    assert restyled(handout, "li{counter-increment:x}" + rule).codes() == {"PRF857"}
    # One that nobody counts says 0 of all.
    assert restyled(handout, rule).codes() == {"PRF855", "PRF857"}


def test_a_selector_of_many_parts_is_read_at_once() -> None:
    strange = "li::before " * 40 + "td"
    with bounded():
        found = list(written([sheet(f"{strange}{{content:counter(x)}}")], ()))
    assert found == [f"counter() for {strange[:40]}"]


def test_the_size_of_a_picture_is_read_at_once() -> None:
    styled = lxml.html.fragment_fromstring(f'<img style="width:10px{" " * 100_000}x">')
    with bounded():
        assert [one[:14] for one in style_attributes(styled)] == ["style on <img>"]


def test_an_address_behind_spaces_is_read_at_once() -> None:
    spaced = lxml.html.fragment_fromstring(f'<p data-x="url({" " * 100_000})url( \'//example.com">')
    with bounded():
        assert list(fetched(spaced, ())) == ["//example.com in the data-x of <p>"]
        assert len(list(remote(spaced))) == 1
