"""News feeds and site maps of a project that is built: after partial builds, failures, expiry, removals, a move."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from lxml import etree

from pipeline import production
from pipeline.production import Wanted
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2060, 1, 1)
PLACE = "https://example.org"
ARTICLE = (
    "---\ntitle: {title}\nlang: {lang}\ndescription: Where to sit.\nauthor: Ada Berg\nkeywords: [seats]\n"
    "date: 2026-03-01\nmodified: 2026-04-02\nreviewed: {{by: Per Hav, on: 2026-04-01}}\ntopics: [general]\n---\n\n"
    "There are benches.\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    new_project(made, "Harbour Office", "en")
    settings = tmp_path / "source/publication.yaml"
    text = settings.read_text().replace("[brochure, ebook, handout]", "[handout]")
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("base-url"))
    settings.write_text(text)
    _place(made, PLACE)
    for slug, lang, title in (("benches", "en", "Benches"), ("benker", "nb", "Benker")):
        path = tmp_path / f"source/articles/{slug}/article.md"
        path.parent.mkdir(parents=True)
        path.write_text(ARTICLE.format(title=title, lang=lang))
    return made


def _place(workspace: Workspace, place: str | None) -> None:
    settings = workspace.root / "source/publication.yaml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("base-url")]
    settings.write_text("\n".join([*lines, *([f"base-url: {place}"] if place else [])]) + "\n")


def _build(workspace: Workspace, *articles: str, today: datetime.date = TODAY) -> list[str]:
    done = production.build(workspace, Wanted(articles=articles), today, lambda made, done, total: None)
    return [one.code for one in done.diagnostics if one.severity == "error"]


def _lists(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.root / "output"
    paths = [
        *folder.rglob("feed.xml"),
        *folder.glob("sitemap*.xml"),
        *folder.glob("robots.txt"),
        folder / "index.html",
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def _titles(workspace: Workspace, path: str = "feed.xml") -> list[str]:
    feed = etree.parse(workspace.root / "output" / path)
    return [str(one.text) for one in feed.iterfind("{*}entry/{*}title")]


def _pages(workspace: Workspace) -> list[str]:
    found = etree.parse(workspace.root / "output/sitemap.xml").iterfind("{*}url/{*}loc")
    return sorted(str(one.text).removeprefix(f"{PLACE}/") for one in found)


def test_lists_follow_what_is_built(workspace: Workspace) -> None:
    assert _build(workspace) == []
    whole = _lists(workspace)
    assert sorted(whole) == [
        "en/feed.xml",
        "feed.xml",
        "index.html",
        "nb/feed.xml",
        "robots.txt",
        "sitemap.xml",
    ]
    assert sorted(_titles(workspace)) == ["Benches", "Benker", "Your first article"]
    assert _titles(workspace, "nb/feed.xml") == ["Benker"]
    assert "nb/benker/benker.html" in _pages(workspace)
    assert b'type="application/atom+xml" href="feed.xml"' in whole["index.html"]
    for said in (b"Ada Berg", b"Where to sit.", b'term="seats"', b"2026-04-02T00:00:00Z"):
        assert said in whole["feed.xml"]
    for said in (
        b"Where to sit.",
        b'data-words="seats"',
        "Reviewed by Per Hav, 1\u00a0April\u00a02026".encode(),
    ):
        assert said in whole["index.html"]
    # A build of one article keeps what was said of the others; one with nothing new changes nothing.
    assert _build(workspace, "benker") == []
    assert _lists(workspace) == whole
    assert _build(workspace) == []
    assert _lists(workspace) == whole


def test_what_fails_stays_what_expires_leaves_and_what_is_deleted_goes(workspace: Workspace) -> None:
    assert _build(workspace) == []
    whole, pages = _lists(workspace), _pages(workspace)
    source = workspace.root / "source/articles/benches/article.md"
    good = source.read_text()
    source.write_text(good.replace("title: Benches\n", "title: [\n"))
    assert _build(workspace) != []
    assert {**_lists(workspace), "index.html": b""} == {**whole, "index.html": b""}
    assert b'class="edition outdated"' in _lists(workspace)["index.html"]
    source.write_text(good)
    # The first article relies on a wording that expires.
    assert _build(workspace, "benches", today=LATER) == ["ART132"]
    assert "en/first-article/first-article.html" in pages
    assert "en/first-article/first-article.html" not in _pages(workspace)
    assert _titles(workspace) == ["Benches", "Benker"]
    assert _build(workspace) == []
    assert _lists(workspace) == whole
    source.write_text(good.replace("lang: en", "lang: nn"))
    assert _build(workspace) == []
    assert "nn/benches/benches.html" in _pages(workspace)
    assert not (workspace.root / "output/en/benches").exists()
    source.unlink()
    (workspace.root / "source/articles/benker/article.md").unlink()
    assert _build(workspace) == []
    assert sorted(_lists(workspace)) == ["feed.xml", "index.html", "robots.txt", "sitemap.xml"]
    assert _pages(workspace) == ["en/first-article/first-article.html", "index.html"]


def test_without_a_place_there_are_none_and_a_stranger_s_file_stays(workspace: Workspace) -> None:
    assert _build(workspace) == []
    (workspace.root / "output/sitemap-2.xml").write_bytes(b"<urlset/>")
    _place(workspace, None)
    assert _build(workspace) == []
    assert list(_lists(workspace)) == ["index.html"]
    assert b"feed.xml" not in _lists(workspace)["index.html"]
    own = b"User-agent: *\nDisallow: /drafts\n"
    (workspace.root / "output/robots.txt").write_bytes(own)
    _place(workspace, f"{PLACE}/books")
    assert _build(workspace) == []
    assert _lists(workspace)["robots.txt"] == own
    assert (workspace.root / "output/feed.xml").is_file()
