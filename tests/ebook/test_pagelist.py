"""The pages of the printed brochure in an ebook: markers where they begin, the list of them, and what the book says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import proof
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.brochure import Brochure
from pipeline.formats.ebook import Ebook
from pipeline.formats.ebook.pagelist import carried, with_markers
from pipeline.rendition import PageMap, PrintedPage
from pipeline.rendition.expected import expected
from pipeline.rendition.pages import letters_of
from pipeline.theme import Theme
from tests.ebook.conftest import CLOSING, EPUB_TYPE, OPENING, PRICES, XHTML, Book
from tests.ebook.test_ebook import BODY

Make = Callable[..., Document]
MARKER = re.compile(
    r'<span epub:type="pagebreak" role="doc-pagebreak" id="([^"]*)" aria-label="([^"]*)"></span>'
)
FRAME = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title>T</title></head>\n<body>{}</body></html>"
)


def pages_of(*texts: str) -> PageMap:
    return tuple(PrintedPage(str(number), letters_of(text)) for number, text in enumerate(texts, 1))


def marked(body: str, *texts: str) -> str:
    """What becomes of a body; markers as `[label]`."""
    (text,) = with_markers({"text/a.xhtml": FRAME.format(body)}, pages_of(*texts))[0].values()
    etree.fromstring(text)
    return MARKER.sub(r"[\2]", text.partition("<body>")[2].removesuffix("</body></html>"))


# ── where a marker stands


@pytest.mark.parametrize(
    ("body", "texts", "found"),
    [
        # In the middle of a paragraph, before the word, its signs and what emphasises it.
        ("<p>The tide turns.</p>", ("The tide", "turns."), "<p>[1]The tide [2]turns.</p>"),
        ("<p>He said “go (now)”.</p>", ("He said", "go", "now"), "<p>[1]He said [2]“go [3](now)”.</p>"),
        ("<p>The <em>quay</em> is wet.</p>", ("The", "quay", "is wet"), "<p>[1]The [2]<em>quay</em> [3]is wet.</p>"),
        ("<p>A <b>long <i>way</i></b> off.</p>", ("A long", "way off"), "<p>[1]A <b>long [2]<i>way</i></b> off.</p>"),
        ("<p>now—or never</p>", ("now", "or never"), "<p>[1]now—[2]or never</p>"),
        # A word that the print divides begins before the turn.
        ("<p>The harbour office</p>", ("The har", "bour office"), "<p>[1]The [2]harbour office</p>"),
        ("<p>a har\u00adbour <b>off</b>ice</p>", ("a har", "bour off", "ice"), "<p>[1]a [2]har\u00adbour [3]<b>off</b>ice</p>"),
        ("<p>Flut-Ebbe-Uhr</p>", ("Flut", "Ebbe", "Uhr"), "<p>[1]Flut-[2]Ebbe-[3]Uhr</p>"),
        ("<p>क़ीमतें बदलीं</p>", ("क़ीम", "तें बदलीं"), "<p>[1][2]क़ीमतें बदलीं</p>"),
        ("<p>الأسعار صحيحة.</p>", ("الأسعار", "صحيحة"), "<p>[1]الأسعار [2]صحيحة.</p>"),
        ("<p>明天涨潮，后天「退潮」。</p>", ("明天", "涨潮后天", "退潮"), "<p>[1]明天[2]涨潮，后天[3]「退潮」。</p>"),
        ("<p>파도가 온다</p>", ("파도", "가 온다"), "<p>[1][2]파도가 온다</p>"),
        # Blocks and cells begin with their page; a heading behind it.
        ("<p>One.</p><p>Two.</p>", ("One", "Two"), "<p>[1]One.</p><p>[2]Two.</p>"),
        ("<section><h1>One</h1><p>Two.</p></section>", ("One", "Two"), "<section>[1]<h1>One</h1><p>[2]Two.</p></section>"),
        ("<h2>One <em>way</em> home</h2>", ("One", "way", "home"), "[1][2][3]<h2>One <em>way</em> home</h2>"),
        ("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>", ("One", "Two"), "<ul>\n<li>[1]One</li>\n<li>[2]Two</li>\n</ul>"),
        ("<dl><dt>One</dt><dd><p>Two</p></dd></dl>", ("One", "Two"), "<dl><dt>[1]One</dt><dd><p>[2]Two</p></dd></dl>"),
        ("<table><tr><td>1</td>\n<td>2</td></tr></table>", ("1", "2"), "<table><tr><td>[1]1</td>\n<td>[2]2</td></tr></table>"),
        ("<p>One<br/>Two</p>", ("One", "Two"), "<p>[1]One<br/>[2]Two</p>"),
        ("<p><img src='x' alt='a &gt; b'/>One</p>", ("One",), "<p>[1]<img src='x' alt='a &gt; b'/>One</p>"),
        # Never inside a link or a disclaimer.
        ("<p>See <a href='#b'>the quay</a>.</p>", ("See the", "quay"), "<p>[1]See [2]<a href='#b'>the quay</a>.</p>"),
        (
            "<div><p>One</p><div class='notice'><p>Not advice at all.</p></div></div>", ("One Not advice", "at all."),
            "<div><p>[1]One</p>[2]<div class='notice'><p>Not advice at all.</p></div></div>",
        ),
        # What the print has elsewhere counts for nothing, and what either has alone is passed over.
        (
            "<p>One<a epub:type='noteref' href='#n'>1</a> two.</p><p>Three.</p>", ("One two", "Three"),
            "<p>[1]One<a epub:type='noteref' href='#n'>1</a> two.</p><p>[2]Three.</p>",
        ),
        (
            "<p>One.</p><section role='doc-endnotes'><p>Two.</p></section><p>Two.</p>", ("One", "Two"),
            "<p>[1]One.</p><section role='doc-endnotes'><p>Two.</p></section><p>[2]Two.</p>",
        ),
        (
            "<p>The tide</p><p>By The Office</p><p>The ferry crosses every hour.</p>",
            ("The tide", "The ferry crosses every hour"),
            "<p>[1]The tide</p><p>By The Office</p><p>[2]The ferry crosses every hour.</p>",
        ),
        ("<p>One &amp; two &#8211; three.</p>", ("One", "two", "three"), "<p>[1]One &amp; [2]two &#8211; [3]three.</p>"),
        ("<p>One.</p><p>Three.</p>", ("One", "Two in print alone", "Three"), "<p>[1]One.</p><p>[2][3]Three.</p>"),
        # A page without text begins with the next, or at the end.
        ("<p>One.</p><p>Two.</p>", ("", "One", "", "Two", ""), "<p>[1][2]One.</p><p>[3][4]Two.</p>[5]"),
        ("<p>One.</p>", ("", ""), "<p>[1][2]One.</p>"),
    ],
)  # fmt: skip
def test_where_a_marker_stands(body: str, texts: tuple[str, ...], found: str) -> None:
    assert marked(body, *texts) == found


def test_names_that_are_taken() -> None:
    text = FRAME.format('<p id="page-1">One.</p><p id="page-2">Two.</p>')
    texts, lines = with_markers({"text/a.xhtml": text}, pages_of("One", "Two"))
    assert re.findall(r'id="([^"]*)"', texts["text/a.xhtml"]) == ["page-1", "page-1-2", "page-2", "page-2-2"]
    assert lines == (
        '<li><a href="text/a.xhtml#page-1-2">1</a></li>',
        '<li><a href="text/a.xhtml#page-2-2">2</a></li>',
    )


WORD = st.text("abcdefghijäöé", min_size=1, max_size=9)
PIECE = st.builds(" ".join, st.lists(WORD, min_size=1, max_size=12))
TAG = st.sampled_from(["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<p>a <em>{}</em></p>", "<p><a href='#'>{}</a></p>",
                       "<div class='notice'><p>{}</p></div>", "<table><tr><td>{}</td></tr></table>"])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_markers_change_nothing_and_stand_in_order(data: st.DataObject) -> None:
    """Whatever is cut where, and whatever the print has besides: every page has a marker, in order, where one may stand."""
    blocks = data.draw(st.lists(st.tuples(TAG, PIECE), min_size=1, max_size=12))
    body = "\n".join(tag.format(piece) for tag, piece in blocks)
    printed = [letters_of(re.sub(r"<[^>]*>", "", tag.format(piece))) for tag, piece in blocks]
    if more := data.draw(st.none() | PIECE):
        printed.insert(data.draw(st.integers(0, len(printed))), letters_of(more))
    whole = "".join(printed)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    pages = pages_of(*(whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)))
    parts = data.draw(st.integers(1, 3))
    texts = {
        f"text/{number}.xhtml": FRAME.format(body if number == 0 else "<p>The end.</p>")
        for number in range(parts)
    }
    found, lines = with_markers(texts, pages)
    assert {name: MARKER.sub("", text) for name, text in found.items()} == texts
    labels = [label for text in found.values() for _, label in MARKER.findall(text)]
    assert labels == [page.label for page in pages]
    assert len(lines) == len(labels)
    for text in found.values():
        for marker in etree.fromstring(text).iter(f"{XHTML}span"):
            around = [marker.getparent(), *marker.getparent().iterancestors()]
            assert not any(one.tag == f"{XHTML}{name}" for one in around for name in ("a", "h2"))
            assert not any(one.get("class") == "notice" for one in around)
            assert around[0].tag not in {f"{XHTML}{name}" for name in ("ul", "table", "tr")}
            before = (marker.getprevious().tail if marker.getprevious() is not None else around[0].text) or ""
            assert not (before[-1:].isalpha() and (marker.tail or "")[:1].isalpha())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_places_are_carried_over_what_only_one_text_has(data: st.DataObject) -> None:
    """Into a text that has long pieces besides, every place comes before the same letters."""
    pieces = data.draw(
        st.lists(st.text("abcdefgh", min_size=60, max_size=90), min_size=1, max_size=6, unique=True)
    )
    one, other, places, wanted = "", "", [], []
    for number, piece in enumerate(pieces):
        if data.draw(st.booleans()):
            other += f"{number}XYZW" * 12
        at = data.draw(st.integers(0, len(piece) - 1))
        places.append(len(one) + at)
        wanted.append(len(other) + at if len(one) + at else 0)
        one, other = one + piece, other + piece
    assert carried(places, one, other) == wanted


def test_places_between_texts_that_share_nothing() -> None:
    assert carried([0, 2, 4], "abcd", "wxyz") == [0, 4, 4]
    assert carried([0], "", "wxyz") == [0]
    assert carried([0, 1], "a", "") == [0, 0]


# ── a whole book

FRONT = "title: Harbour Ferries\nsubtitle: By sea\ndate: 2026-05-04\nbrochure: {layout: booklet}"
LONG = BODY + "\n".join(
    f"\n## Pier {n}\n\n" + f"On pier {n} the boats lie in the lee of the wall. " * 14 for n in range(6)
)


@pytest.fixture(scope="module")
def paged(document: Make, theme: Theme, engines: Engines) -> tuple[Book, PageMap, Any]:
    tree = document(LONG, FRONT, opening=True)
    brochure, ebook = Brochure().compose(tree, theme).value, Ebook().compose(tree, theme).value
    assert brochure is not None
    assert ebook is not None
    pages = Brochure().paginated(brochure, engines)
    emitted = Ebook().emit(ebook, engines, pages)
    assert not emitted.diagnostics
    return Book(emitted.value[0].content, tree), pages, emitted.value[0]


def markers_of(book: Book) -> list[tuple[str, Any]]:
    return [
        (name, element)
        for name in book.spine
        for element in book.tree(name).iter(f"{XHTML}span")
        if element.get(EPUB_TYPE) == "pagebreak"
    ]


def test_every_page_is_in_the_list_and_every_entry_exists(paged: tuple[Book, PageMap, Any]) -> None:
    book, pages, _ = paged
    assert len(pages) >= 8
    (listed,) = [
        nav for nav in book.tree("EPUB/nav.xhtml").iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "page-list"
    ]
    assert dict(listed.attrib) == {
        EPUB_TYPE: "page-list", "role": "doc-pagelist", "id": "page-list", "hidden": "hidden",
        "aria-label": "Pages of the printed brochure",
    }  # fmt: skip
    entries = [(anchor.text, f"EPUB/{anchor.get('href')}") for anchor in listed.iter(f"{XHTML}a")]
    markers = [(marker.get("aria-label"), f"{name}#{marker.get('id')}") for name, marker in markers_of(book)]
    assert entries == markers
    assert [label for label, _ in entries] == [page.label for page in pages]
    assert entries[0][1].startswith("EPUB/text/title-page.xhtml#")


def test_each_page_begins_with_the_words_that_are_printed_there(paged: tuple[Book, PageMap, Any]) -> None:
    book, pages, _ = paged
    text = "\n".join(re.sub(r".*<body[^>]*>", "", book.text(name), flags=re.S) for name in book.chapters)
    text = re.sub(r"<section[^>]*doc-endnotes.*?</section>", "", text, flags=re.S)
    for page in pages[1:]:
        behind = text.partition(f'aria-label="{page.label}"></span>')[2][:3000]
        behind = re.sub(
            r'<strong class="notice-label".*?</strong>|<a [^>]*noteref.*?</a>|<[^>]*>', "", behind
        )
        assert letters_of(behind).startswith(page.letters[:20]), page.label


def test_a_marker_has_no_text_and_no_style(paged: tuple[Book, PageMap, Any]) -> None:
    book, _, _ = paged
    css = book.text("EPUB/styles/ebook.css")
    assert "pagebreak" not in css
    for name, marker in markers_of(book):
        assert set(marker.attrib) == {EPUB_TYPE, "role", "id", "aria-label"}, name
        assert (marker.text, len(marker)) == (None, 0)


def test_what_the_package_says_of_its_pages(paged: tuple[Book, PageMap, Any]) -> None:
    book, pages, artifact = paged
    source = "Harbour Ferries, Harbour Office, 2026, ferries.pdf"
    (named,) = book.package.iter("{*}source")
    assert named.text == source
    refining = [meta for meta in book.package.iter("{*}meta") if meta.get("refines") == f"#{named.get('id')}"]
    assert [(meta.get("property"), meta.text) for meta in refining] == [("source-of", "pagination")]
    assert book.properties("pageBreakSource") == [source]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(book.properties("schema:accessibilityFeature"))
    assert book.properties("schema:accessibilitySummary")[0].endswith("marks in the text where each begins.")
    assert artifact.book.pages == len(pages)
    assert artifact.book.access.features == tuple(book.properties("schema:accessibilityFeature"))


def test_without_printed_pages_nothing_is_said_of_them(book: Callable[..., Book]) -> None:
    made = book(LONG, FRONT)
    assert markers_of(made) == []
    assert "page-list" not in made.text("EPUB/nav.xhtml")
    package = made.text("EPUB/package.opf")
    assert not re.search(r"dc:source|pageBreak|pageNavigation|pagination|printed", package)


def test_a_book_with_markers_is_proved(paged: tuple[Book, PageMap, Any], theme: Theme) -> None:
    book, _, _ = paged
    checked = proof.prove(proof.expectation_in(book.content, "a.epub"), book.content, path="a.epub")
    assert [one.message for one in checked.diagnostics] == []
    assert checked.proved
    owed = expected(book.document, "ebook", theme.labels("en"))
    assert checked.parity is not None
    assert checked.parity.found == checked.parity.expected
    for wording in (OPENING, PRICES, CLOSING):
        assert any(run.text == wording for run in owed.runs)
        assert any(wording in book.words(name) for name in book.spine)


def test_the_same_pages_the_same_bytes(
    paged: tuple[Book, PageMap, Any], theme: Theme, engines: Engines
) -> None:
    book, pages, artifact = paged
    composed = Ebook().compose(book.document, theme).value
    assert composed is not None
    assert Ebook().emit(composed, engines, pages).value[0].content == artifact.content
