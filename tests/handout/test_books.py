"""Several articles as one page of the web: the list of contents, openers, the way back."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import pytest

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.handout import Handout
from pipeline.formats.handout.described import described
from pipeline.rendition.binding import Group, bind
from pipeline.theme import Theme
from tests.brochure.test_books import HEAD, LONG, SHORT, article
from tests.brochure.test_brochure import engines, parsed, theme

CARD = "contact: {name: Ward 4, phone: +47 10 20 30 41}\n"

__all__ = ["engines", "theme"]


@pytest.fixture(scope="module")
def book(theme: Theme, engines: Engines) -> Document:
    front = parsed(engines, HEAD.format(title="By the sea", more="", lang="en") + "Welcome.\n", "book")
    sea = article(engines, "Tides", LONG, more=f"subtitle: When the water comes\n{CARD}")
    land = article(engines, "Moorings", SHORT)
    return bind(front, [Group("Sea", (sea,)), Group("Land", (land,))], theme.labels("en"))


@pytest.fixture(scope="module")
def page(book: Document, theme: Theme, engines: Engines) -> str:
    composed = Handout().compose(book, theme)
    assert composed.value is not None
    [artifact] = Handout().emit(composed.value, engines).value
    return artifact.content.decode()


def test_headings_are_a_hierarchy(page: str) -> None:
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h", page)
    assert [text for level, text in found if level == "1"] == ["By the sea"]
    assert [text for level, text in found if level == "2"] == [
        "In this book", "Preface", "Part 1. Sea", "Tides", "Part 2. Land", "Moorings",
    ]  # fmt: skip
    levels = [int(level) for level, _ in found]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_list_of_contents_has_chapters_within_parts(page: str) -> None:
    [listed] = re.findall(r'<nav class="contents".*?</nav>', page, re.S)
    assert '<h2 id="smallprint-contents">In this book</h2>' in listed
    assert re.search(
        r'contents-part"><a href="#smallprint-part-1">Part 1. Sea</a><ul><li><a href="#tides">', listed
    )
    ids = set(re.findall(r' id="([^"]*)"', page))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= ids


def test_each_chapter_leads_back(page: str) -> None:
    chapters = page.count('class="chapter"')
    assert (
        page.count('<p class="to-contents"><a href="#smallprint-contents">In this book</a></p>')
        == chapters
        == 3
    )


def test_titles_standfirsts_and_dates_open_a_chapter(page: str) -> None:
    opener = re.search(r'<h2 [^>]*id="tides"[^>]*>.*?<p>The tide', page, re.S)
    assert opener is not None
    assert re.findall(r'<p class="(\w+)"', opener[0]) == ["standfirst", "credits"]


def test_only_one_card_is_a_landmark(page: str) -> None:
    assert page.count('<div class="contact">') == 1
    assert page.count('aria-label="Contact"') == 0


def test_an_article_has_no_way_back(theme: Theme, engines: Engines) -> None:
    composed = Handout().compose(article(engines, "Tides", LONG), theme)
    assert composed.value is not None
    [artifact] = Handout().emit(composed.value, engines).value
    html = artifact.content.decode()
    assert "to-contents" not in html
    assert "On this page" in html


def test_a_book_states_its_parts(book: Document) -> None:
    there = replace(book, site="https://example.org", slug="shore", languages=("en",), original="en")
    said = described(there, "handout")
    told = json.loads(said.structured)
    here = "https://example.org/en/shore/shore.html"
    assert told["@type"] == ["Collection", "MedicalWebPage"]  # all of it is about health
    assert told["hasPart"] == [
        {"@type": "Article", "headline": "Tides", "url": f"{here}#tides"},
        {"@type": "Article", "headline": "Moorings", "url": f"{here}#moorings"},
    ]
    assert dict(said.properties)["og:type"] == "book"
    assert [part.get("url") for part in json.loads(described(book, "handout").structured)["hasPart"]] == [
        None,
        None,
    ]
