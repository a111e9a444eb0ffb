"""Links and bookmarks of a brochure lead where their words say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.document import Document
from pipeline.document import parse as parse_document
from pipeline.engines import Engines
from pipeline.proof.pdf.leading import Lead, astray
from pipeline.proof.stream import Stream
from pipeline.rendition.facets import Facet
from tests.growth import in_proportion

from .conftest import ARTICLE, Build, Finished
from .printed import expectation, printed, run
from .test_pdf_heard import errors

ADDRESSES = ("https://example.org/fares", "https://example.org/times")
TEXTS = ("Fares are low.", "Times are late.")


@pytest.fixture(scope="module")
def linked() -> Finished:
    facets = tuple(
        Facet("link", text.split()[0], address) for text, address in zip(TEXTS, ADDRESSES, strict=True)
    )
    owed = expectation(
        run("Ferries", -1, kind="title"),
        *(
            piece
            for number, text in enumerate(TEXTS)
            for piece in (run(f"Part {number}", number, kind="heading"), run(text, number))
        ),
    )
    body = "<h1>Ferries</h1>" + "".join(
        f'<h2 style="break-before: page" id="p{number}">Part {number}</h2>'
        f'<p><a href="{address}" style="color: black">{text.split()[0]}</a> {text.split(" ", 1)[1]}</p>'
        for number, (text, address) in enumerate(zip(TEXTS, ADDRESSES, strict=True))
    )
    return printed(replace(owed, facets=facets), body)


def links(document: Any) -> list[Any]:
    return [one for page in document.pages for one in page.obj.get("/Annots", ()) if "/URI" in one.A]


def exchanged(document: Any) -> None:
    first, second = links(document)
    first.A, second.A = second.A, first.A
    for one in (first, second):
        one["/Contents"] = String(str(one.A.URI))


def wider(document: Any) -> None:
    links(document)[0].Rect = Array([0, 0, 600, 600])


def taken(document: Any) -> None:
    for page in document.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]


def bookmark(document: Any) -> None:
    document.Root.Outlines.First.Dest = Array([document.pages[-1].obj, Name.Fit])


def titles(document: Any) -> None:
    first = document.Root.Outlines.First
    inner = first.get("/First", first.get("/Next"))
    following = inner.Next if "/Next" in inner else first
    inner.Title, following.Title = following.Title, inner.Title


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (exchanged, 'a link from "Fares" to https://example.org/times'),
        (wider, "a link from"),
        (taken, "no link to https://example.org/fares"),
        (bookmark, 'a bookmark from "Ferries" to another place'),
        (titles, "a bookmark from"),
    ],
)
def test_what_leads_elsewhere(linked: Finished, change: Callable[[Any], None], said: str) -> None:
    assert linked.codes() == set()
    found = errors(linked, change)
    assert "PRF856" in found
    assert said in found


def test_a_short_heading_is_where_it_stands_again() -> None:
    """The first poem of a leaflet is called "1", as the day is on which that is published."""
    owed = replace(
        expectation(run("Poems", -1, kind="title"), run("1", 0, kind="heading"), run("So much depends", 0)),
        words=("Published 1 May",),
    )
    body = "<h1>Poems</h1><p>Published 1 May</p><h2 style='margin-top: 70mm'>1</h2><p>So much depends</p>"
    assert "PRF856" not in printed(owed, body).codes()


def unlisted(document: Any) -> None:
    del document.Root["/Outlines"]


def emptied(document: Any) -> None:
    document.Root.Outlines = document.make_indirect(Dictionary(Type=Name.Outlines, Count=0))


def dropped(document: Any) -> None:
    above = document.Root.Outlines.First
    first = above.First
    above.First = first.Next
    del first.Next["/Prev"]


def called(title: str) -> Callable[[Any], None]:
    return lambda document: document.Root.Outlines.First.First.__setitem__("/Title", String(title))


def parted(document: Any) -> None:
    """The first section's bookmark stands behind the others, and leads where it says."""
    above = document.Root.Outlines.First
    first, last = above.First, above.Last
    above.First = first.Next
    del first.Next["/Prev"]
    last.Next, first.Prev, above.Last = first, last, first
    del first["/Next"]


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (unlisted, 'no bookmark for "Harbour Ferries"'),
        (emptied, 'no bookmark for "Fares"'),
        (dropped, 'no bookmark for "Fares"'),
        (called("Hours"), 'no bookmark for "Fares"'),
        (called(" "), "a bookmark without words"),
        (parted, 'no bookmark for "Work on board"'),
    ],
)
def test_headings_without_bookmarks(brochure: Finished, change: Callable[[Any], None], said: str) -> None:
    assert errors(brochure, lambda document: None) == ""
    assert said in errors(brochure, change)


def test_a_heading_with_a_note_has_its_bookmark(build: Build, document: Document, engines: Engines) -> None:
    text = ARTICLE.replace("## Hours", "### Ashore[^quay] and afloat\n\nAll day.\n\n#### Deep\n\n## Hours")
    article = parse_article(ArticleFile("source/articles/ferries/article.md", text.encode()), "en").value
    assert article is not None
    tree = parse_document(article, engines.pandoc).value
    assert tree is not None
    assert build(tree, "brochure").codes() == set()


def _pale(document: Any) -> None:
    document.Root.Outlines.First.C = Array([1, 1, 1])


def _closed(document: Any) -> None:
    first = document.Root.Outlines.First
    first.Count = -first.Count


def _untitled(document: Any) -> None:
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=False)


def _unmade(document: Any) -> None:
    document.trailer.Info.ModDate = String("D:20010101000000Z")


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_pale, "a bookmark that is hard to see"),
        (_closed, "a bookmark that hides those below it"),
        (_untitled, "the name of the file above the pages"),
        (_unmade, "a change on a day before it was made"),
    ],
)
def test_what_stands_beside_the_pages(brochure: Finished, change: Any, said: str) -> None:
    assert errors(brochure, lambda document: None) == ""
    assert said in errors(brochure, change)


def page_of_links(count: int) -> tuple[list[Lead], Any]:
    """A page with a link on each of its lines, a letter wide."""
    boxes = {at: (0.0, 10.0 * at, 5.0, 10.0 * at + 8) for at in range(count)}
    page = SimpleNamespace(
        marks=[0] * count,
        characters="x" * count,
        indexes=range(count),
        boxes=boxes,
        fragment=lambda at: None,
    )
    leads = [Lead(0, box, "", "https://example.org/", -1, None) for box in boxes.values()]
    return leads, SimpleNamespace(pages=[page])


def test_links_are_read_in_proportion_to_their_number() -> None:
    def read(leads: list[Lead], file: Any) -> list[str]:
        return list(astray(leads, file, Stream((), ""), (), (), ()))

    few, many = page_of_links(300), page_of_links(1200)
    assert in_proportion(lambda: read(*few), lambda: read(*many))
