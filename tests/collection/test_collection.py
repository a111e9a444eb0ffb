"""The file of a collection: its articles by name, its parts, its preface, and everything that can be wrong with them."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from pipeline import article, collection
from pipeline.article import Article, ArticleFile
from pipeline.collection import Collection, CollectionFile
from pipeline.diagnostics import Reported

PATH = "source/collections/harbour-guide.yaml"


def _article(slug: str, front: str = "", lang: str = "en", faulty: bool = False) -> Article:
    text = f"---\ntitle: {slug.title()}\n{front}---\n\nText.\n"
    read = article.parse(ArticleFile(f"source/articles/{slug}/article.md", text.encode()), lang)
    assert read.value is not None, read.diagnostics
    return replace(read.value, faulty=faulty)


ARTICLES = [
    _article("tides", "topics: [sea]\ndate: 2026-03-01\n"),
    _article("mooring", "topics: [boats, sea]\nmodified: 2026-05-02\n"),
    _article("pleie", lang="nb"),
    _article("broken", faulty=True),
]


def _parsed(text: str, path: str = PATH, **texts: bytes) -> Reported[Collection | None]:
    beside = {f"{name}.md": content for name, content in texts.items()}
    return collection.parse(CollectionFile(path, text.encode(), (), beside), "en", ARTICLES)


def _read(text: str, **texts: bytes) -> Collection:
    read = _parsed(text, **texts)
    assert read.value is not None
    assert read.diagnostics == ()
    return read.value


def _only(text: str, **texts: bytes) -> tuple[str, int, str]:
    (found,) = _parsed(text, **texts).diagnostics
    return found.code, found.location.line, found.message


def test_it_holds_its_articles_in_order() -> None:
    read = _read("title: Guide\narticles: [mooring, tides]\n")
    assert [one.slug for one in read.articles] == ["mooring", "tides"]
    assert [part.title for part in read.parts] == [None]
    assert (read.slug, read.lang, read.path) == ("harbour-guide", "en", PATH)


def test_parts_have_titles() -> None:
    read = _read(
        "title: Guide\nparts:\n  - {title: Sea, articles: [tides]}\n  - {title: Boats, articles: [mooring]}\n"
    )
    assert [(part.title, [one.slug for one in part.articles]) for part in read.parts] == [
        ("Sea", ["tides"]),
        ("Boats", ["mooring"]),
    ]


def test_topics_and_date_come_from_its_articles_unless_it_says_them() -> None:
    read = _read("title: Guide\narticles: [tides, mooring]\n")
    assert read.meta.topics == ("sea", "boats")
    assert read.front.date == datetime.date(2026, 5, 2)
    own = _read("title: Guide\ntopics: [boats]\ndate: 2026-01-01\narticles: [tides, mooring]\n")
    assert own.meta.topics == ("boats",)
    assert own.front.date == datetime.date(2026, 1, 1)


def test_its_preface_is_the_body_of_its_front() -> None:
    read = _read("title: Guide\npreface: welcome.md\narticles: [tides]\n", welcome=b"Welcome.\n")
    assert read.front.body == "Welcome.\n"
    assert read.front.path == "source/collections/welcome.md"
    assert _read("title: Guide\narticles: [tides]\n").front.path == PATH


def test_a_translation_is_a_file_of_its_own_beside_it() -> None:
    read = _parsed("title: Håndbok\narticles: [pleie]\n", PATH.replace(".yaml", ".nb.yaml")).value
    assert read is not None
    assert (read.slug, read.lang, read.id) == ("harbour-guide", "nb", "harbour-guide.nb")


def test_the_hash_follows_every_text() -> None:
    text = "title: Guide\npreface: welcome.md\narticles: [tides, mooring]\n"
    one = _read(text, welcome=b"Welcome.\n")
    assert one.text_sha256 == _read(text, welcome=b"Welcome.\n").text_sha256
    assert one.text_sha256 != _read(text, welcome=b"Welcome!\n").text_sha256
    assert one.text_sha256 != _read(text.replace("Guide", "Manual"), welcome=b"Welcome.\n").text_sha256


@pytest.mark.code("ART133")
def test_an_unknown_article_has_its_place_and_the_nearest_name() -> None:
    (found,) = _parsed("title: Guide\narticles:\n  - tides\n  - moorin\n").diagnostics
    assert (found.code, found.location.line, found.location.column) == ("ART133", 4, 5)
    assert "mooring" in found.help


@pytest.mark.code("ART134", "ART135", "ART136")
@pytest.mark.parametrize(
    ("articles", "code"),
    [("[pleie]", "ART134"), ("[tides, tides]", "ART135"), ("[broken]", "ART136")],
)
def test_articles_that_cannot_be_chapters(articles: str, code: str) -> None:
    assert _only(f"title: Guide\narticles: {articles}\n")[:2] == (code, 2)


@pytest.mark.code("ART137")
@pytest.mark.parametrize("name", ["welcom.md", "../welcome.md", "/etc/passwd"])
def test_a_preface_lies_beside_it(name: str) -> None:
    code, line, _ = _only(f"title: Guide\narticles: [tides]\npreface: {name}\n", welcome=b"Hello.")
    assert (code, line) == ("ART137", 3)
    (one,) = _parsed(f"title: Guide\narticles: [tides]\npreface: {name}\n").diagnostics
    assert one.help == "write it there, or take `preface` out"


@pytest.mark.parametrize(
    "text",
    ["title: Guide\n", "title: Guide\narticles: [tides]\nparts: [{title: A, articles: [mooring]}]\n"],
)
def test_it_names_articles_or_parts(text: str) -> None:
    code, _, message = _only(text)
    assert code == "ART116"
    assert "either `articles` or `parts` for `a collection`, found title" in message


@pytest.mark.parametrize("text", ["articles: [tides]\n", "title: Guide\narticles: []\n", "- 1\n", "{\n", ""])
def test_what_is_no_collection_is_said(text: str) -> None:
    read = _parsed(text)
    assert read.value is None or read.value.faulty
    assert read.failed


@pytest.mark.code("ART112", "ART115", "ART118", "ART133", "ART137")
def test_one_fault_hides_no_other() -> None:
    read = _parsed(
        "title: Guide\nlang: english\narticles: [moorin, pleie]\narticles: [x]\npreface: none.md\nprefase: x\ndate: *d\n"
    )
    assert [(one.code, one.location.line) for one in read.diagnostics] == [
        ("ART118", 2), ("ART133", 3), ("ART112", 4), ("ART137", 5), ("ART115", 6), ("ART113", 7),
    ]  # fmt: skip
    assert read.value is not None
    assert not read.value.legible
    parts = (
        "title: Guide\nparts:\n  - {titel: Sea, articles: [moorin]}\n  - {title: Boats, articles: tides}\n"
    )
    assert [(one.code, one.location.line) for one in _parsed(parts).diagnostics] == [
        ("ART117", 3), ("ART115", 3), ("ART133", 3),
    ]  # fmt: skip


def test_an_article_alone_needs_no_brackets() -> None:
    assert [one.slug for one in _read("title: Guide\narticles: tides\n").articles] == ["tides"]


def test_its_name_is_that_of_its_file() -> None:
    assert [
        one.code
        for one in _parsed("title: A\narticles: [tides]\n", "source/collections/My Guide.yaml").diagnostics
    ] == ["ART119"]
