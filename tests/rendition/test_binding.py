"""Several documents as one: names, numbers, links, and where disclaimers go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline import article, document
from pipeline.article import FrontMatter
from pipeline.document import Component, Document, Heading, Image, Link, Notice, Table, plain_text, walk
from pipeline.document.nodes import NoticePlace
from pipeline.engines.pandoc import Pandoc
from pipeline.rendition.binding import PREFACE, SHARED, Group, bind
from pipeline.rendition.complete import complete
from pipeline.rendition.expected import chapters, expected
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates

THEME = load_theme(read_templates(shipped_templates())).value
assert THEME is not None
LABELS = THEME.labels("en")
FORMATS = ("brochure", "ebook", "handout")

Parse = Callable[..., Document]


@pytest.fixture
def parsed(pandoc: Pandoc) -> Parse:
    def parse(slug: str, body: str, front: str = "", pictures: tuple[str, ...] = ()) -> Document:
        text = f"---\ntitle: {slug.title()}\n{front}---\n\n{body}\n"
        assets = tuple(article.Asset(name, b"picture") for name in pictures)
        path = f"source/articles/{slug}/article.md"
        read = article.parse(article.ArticleFile(path, text.encode(), None, assets), "en")
        assert read.value, read.diagnostics
        tree = document.parse(read.value, pandoc)
        assert tree.value, tree.diagnostics
        return tree.value

    return parse


def _notice(key: str, text: str, place: NoticePlace, formats: tuple[str, ...] = FORMATS) -> Notice:
    return Notice(key, key.rsplit("-", 1)[0], text, "material", place, formats)


def _with(tree: Document, before: tuple[Notice, ...] = (), behind: tuple[Notice, ...] = ()) -> Document:
    return replace(tree, blocks=(*before, *tree.blocks, *behind))


def _front(parsed: Parse, body: str = "", **keys: object) -> Document:
    tree = parsed("guide", body)
    if not body:
        tree = replace(tree, blocks=())
    return replace(tree, meta=FrontMatter(title="Guide", **keys))


def _headings(book: Document) -> list[tuple[int, str, str]]:
    return [
        (node.level, plain_text(node.content), node.attributes.id)
        for node in book.blocks
        if isinstance(node, Heading)
    ]


def test_articles_become_chapters_and_their_sections_sink_by_one(parsed: Parse) -> None:
    tides = parsed("tides", "Lead.\n\n## Spring\n\nText.\n\n### Moon\n\nText.")
    mooring = parsed("mooring", "## Spring\n\nText.")
    book = bind(_front(parsed), [Group(None, (tides, mooring))], LABELS)
    assert _headings(book) == [
        (2, "Tides", "tides"),
        (3, "Spring", "tides--spring"),
        (4, "Moon", "tides--moon"),
        (2, "Mooring", "mooring"),
        (3, "Spring", "mooring--spring"),
    ]
    assert book.bound


def test_parts_and_a_preface_have_headings_of_their_own(parsed: Parse) -> None:
    groups = [Group("Sea", (parsed("tides", "A."),)), Group("Land", (parsed("mooring", "B."),))]
    book = bind(_front(parsed, "Welcome."), groups, LABELS)
    assert [title for _, title, _ in _headings(book)] == [
        "Preface",
        "Part 1. Sea",
        "Tides",
        "Part 2. Land",
        "Mooring",
    ]
    assert _headings(book)[0][2] == PREFACE


def test_no_word_of_an_article_is_lost_or_changed(parsed: Parse) -> None:
    body = "Lead.[^n]\n\n- a\n- b\n\n> quoted\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nTerm\n:   meaning\n\n[^n]: A note."
    tides = parsed("tides", body)
    book = bind(_front(parsed), [Group(None, (tides,))], LABELS)
    assert plain_text(book.blocks[1:], notes=True) == plain_text(tides.blocks, notes=True)


def test_links_lead_within_the_book_where_they_can(parsed: Parse) -> None:
    tides = parsed(
        "tides",
        "[own](#moon) [whole](../mooring/article.md) [place](../mooring/article.md#ropes) "
        "[gone](../mooring/article.md#nowhere) [other](../wind/article.md) [web](https://example.org)\n\n## Moon\n\nText.",
    )
    mooring = parsed("mooring", "## Ropes\n\nText.")
    book = bind(_front(parsed), [Group(None, (tides, mooring))], LABELS)
    assert [node.url for node in walk(book.blocks) if isinstance(node, Link)] == [
        "#tides--moon",
        "#mooring",
        "#mooring--ropes",
        "#mooring",
        "../wind/article.md",
        "https://example.org",
    ]


@pytest.mark.parametrize(
    ("format", "site", "url"),
    [
        ("handout", None, "../wind/wind.html#gusts"),
        ("handout", "https://example.org", "../wind/wind.html#gusts"),
        ("ebook", "https://example.org/", "https://example.org/en/wind/wind.html#gusts"),
        ("brochure", "https://example.org", "https://example.org/en/wind/wind.html#gusts"),
        ("brochure", None, None),
    ],
)
def test_a_link_to_an_article_outside_leads_to_its_handout(
    parsed: Parse, format: str, site: str | None, url: str | None
) -> None:
    tides = replace(parsed("tides", "See [the wind](../wind/article.md#gusts)."), site=site)
    shown = complete(tides, format, LABELS)
    assert [node.url for node in walk(shown.blocks) if isinstance(node, Link)] == ([url] if url else [])
    assert "See the wind." in plain_text(shown.blocks)


def test_sources_are_merged_and_their_numbers_follow(parsed: Parse) -> None:
    one = "sources:\n  - {title: Almanac, date: 2026-01-01}\n  - {title: Charts}\n"
    two = "sources:\n  - {title: Ropes}\n  - {title: Almanac, date: 2026-02-01}\n"
    table = "::: {.table source=2}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::"
    groups = [Group(None, (parsed("tides", table, one), parsed("mooring", table, two)))]
    book = bind(_front(parsed), groups, LABELS)
    assert [source.title for source in book.meta.sources] == ["Almanac", "Charts", "Ropes"]
    assert str(book.meta.sources[0].date) == "2026-02-01"
    tables = [node for node in walk(book.blocks) if isinstance(node, Component) and node.name == "table"]
    assert [node.attributes.get("source") for node in tables] == ["2", "1"]


def test_a_list_of_sources_that_an_article_placed_gives_way_to_the_books(parsed: Parse) -> None:
    front = "sources:\n  - {title: Almanac}\n"
    tides = parsed("tides", "Text.\n\n::: {.sources}\n:::\n\nMore.", front)
    shown = complete(bind(_front(parsed), [Group(None, (tides,))], LABELS), "ebook", LABELS)
    assert plain_text(shown.blocks).count("Almanac") == 1
    assert _headings(shown)[-1][1] == "Sources"


def test_pictures_of_one_name_stay_apart(parsed: Parse) -> None:
    groups = [
        Group(
            None,
            tuple(parsed(slug, "![A map](map.png)", pictures=("map.png",)) for slug in ("tides", "mooring")),
        )
    ]
    book = bind(_front(parsed), groups, LABELS)
    urls = [node.url for node in walk(book.blocks) if isinstance(node, Image)]
    assert urls == ["tides/map.png", "mooring/map.png"]
    assert set(urls) <= set(book.assets)


def test_a_preface_may_have_a_picture(parsed: Parse) -> None:
    front = parsed("guide", "![A map](map.png)", pictures=("map.png",))
    book = bind(front, [Group(None, (parsed("tides", "A."),))], LABELS)
    (url,) = (node.url for node in walk(book.blocks) if isinstance(node, Image))
    assert book.assets[url].content == b"picture"


def test_an_articles_own_contact_stays_with_it(parsed: Parse) -> None:
    tides = parsed("tides", "Text.", "contact: {name: The pilot}\n")
    book = bind(
        _front(parsed, contact={"name": "The office"}),
        [Group(None, (tides, parsed("wind", "B.", "contact: {name: The office}\n")))],
        LABELS,
    )
    text = plain_text(complete(book, "handout", LABELS).blocks)
    assert text.count("The pilot") == 1
    assert text.count("The office") == 1
    assert text.index("The pilot") < text.index("Wind") < text.index("The office")


def test_disclaimers_stay_in_their_chapter_under_names_of_their_own(parsed: Parse) -> None:
    trees = tuple(
        _with(
            parsed(slug, "Lead.\n\n## More\n\nText."),
            (_notice("risk-1", f"Risk of {slug}.", "opening"),),
            (_notice("advice-1", "No advice.", "closing"),),
        )
        for slug in ("tides", "mooring")
    )
    book = bind(_front(parsed), [Group(None, trees)], LABELS)
    shown = [block.key if isinstance(block, Notice) else plain_text(block) for block in book.blocks]
    assert shown == [
        "Before you read",
        f"{SHARED}--advice-1",
        "Tides",
        "tides--risk-1",
        "Lead.",
        "More",
        "Text.",
        "tides--advice-1",
        "Mooring",
        "mooring--risk-1",
        "Lead.",
        "More",
        "Text.",
        "mooring--advice-1",
    ]


def test_what_the_preface_says_is_not_said_once_more(parsed: Parse) -> None:
    advice = _notice("advice-1", "No advice.", "closing")
    trees = tuple(_with(parsed(slug, "Text."), behind=(advice,)) for slug in ("tides", "mooring"))
    book = bind(_with(_front(parsed, "Welcome."), behind=(advice,)), [Group(None, trees)], LABELS)
    keys = [block.key for block in book.blocks if isinstance(block, Notice)]
    assert keys == [f"{PREFACE}--advice-1", "tides--advice-1", "mooring--advice-1"]


def test_what_only_some_editions_share_is_shared_in_those(parsed: Parse) -> None:
    first = _with(parsed("tides", "Text."), behind=(_notice("advice-1", "No advice.", "closing"),))
    second = _with(
        parsed("mooring", "Text."), behind=(_notice("advice-1", "No advice.", "closing", ("ebook",)),)
    )
    book = bind(_front(parsed), [Group(None, (first, second))], LABELS)
    shared = next(block for block in book.blocks if isinstance(block, Notice))
    assert shared.key == f"{SHARED}--advice-1"
    assert shared.formats == ("ebook",)


def test_covers_and_feet_are_the_whole_books_and_a_cover_the_chapters_too(parsed: Parse) -> None:
    before = (_notice("risk-1", "At risk.", "cover"), _notice("foot-1", "Mind the step.", "running"))
    trees = tuple(_with(parsed(slug, "Text."), before) for slug in ("tides", "mooring"))
    book = bind(_front(parsed), [Group(None, trees)], LABELS)
    notices = [(block.place, block.key) for block in book.blocks if isinstance(block, Notice)]
    assert notices == [
        ("cover", "tides--risk-1--book"),
        ("running", "tides--foot-1--book"),
        ("opening", f"{SHARED}--risk-1"),
        ("opening", f"{SHARED}--foot-1"),
        ("opening", "tides--risk-1"),
        ("opening", "mooring--risk-1"),
    ]


def test_a_table_keeps_its_repeats(parsed: Parse) -> None:
    tree = parsed("tides", "| A | B |\n|---|---|\n| 1 | 2 |")
    first = _notice("price-1", "May change.", "after-trigger")
    again = replace(first, key="price-2", repeats="price-1")
    book = bind(_front(parsed), [Group(None, (_with(tree, behind=(first, again)),))], LABELS)
    notices = [block for block in book.blocks if isinstance(block, Notice)]
    assert [(block.key, block.repeats) for block in notices] == [
        ("tides--price-1", ""),
        ("tides--price-2", "tides--price-1"),
    ]
    assert any(isinstance(node, Table) for node in walk(book.blocks))


def test_each_chapter_is_expected_apart(parsed: Parse) -> None:
    tides = parsed("tides", "Lead.\n\n## Spring\n\nText.", "subtitle: High and low\n")
    groups = [Group("Sea", (tides,)), Group("Land", (parsed("mooring", "B."),))]
    owed = expected(bind(_front(parsed, "Welcome."), groups, LABELS), "ebook", LABELS)
    begins = [
        [owed.runs[index].text for index in chapter if owed.runs[index].kind == "title"]
        for chapter in chapters(owed.runs)
    ]
    assert begins == [
        ["Guide", "Preface"],
        ["Part 1. Sea", "Tides", "High and low"],
        ["Part 2. Land", "Mooring"],
    ]


def test_a_single_article_is_one_chapter(parsed: Parse) -> None:
    tree = parsed("tides", "Lead.\n\n## Spring\n\nText.", "subtitle: High and low\n")
    runs = expected(tree, "ebook", LABELS).runs
    assert chapters(runs) == (range(len(runs)),)
