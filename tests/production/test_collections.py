"""Collections from their files to proved editions: built, proved again, altered, taken away."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import production, reproving
from pipeline.disclaimers.library import wording_sha256
from pipeline.production import Summary, Wanted
from pipeline.scheduling import workers
from pipeline.workspace import Workspace

from .conftest import TODAY, Build

HEALTH = "This is general information and not medical advice."
POLICY = """
vocabulary: {topics: [general, health]}
extends: [public-information]
rules:
  - {id: general, when: {topic: general}, require: nothing, reason: everyday information}
"""
GUIDE = """title: The Harbour Guide
subtitle: Tides, ropes and the doctor
articles: [tides, ropes, doctor]
"""


def _article(title: str, topics: str, body: str) -> str:
    return f"---\ntitle: {title}\ndate: 2026-03-01\ntopics: [{topics}]\n---\n\n{body}\n"


ARTICLES = {
    "tides": _article(
        "Tides", "general", "Lead of tides.\n\n## Money\n\nThe table costs 90 NOK a year.\n\nMore of it."
    ),
    "ropes": _article(
        "Ropes", "general", "Lead of ropes.\n\n## Again\n\nSee [the money](../tides/article.md#money)."
    ),
    "doctor": _article(
        "Doctor", "health", "Lead of the doctor.\n\n## Ask\n\nAsk the doctor on board.[^n]\n\n[^n]: A note."
    ),
}


@pytest.fixture
def guide(workspace: Workspace) -> Workspace:
    _write(workspace, "source/policy.yaml", POLICY)
    for slug, text in ARTICLES.items():
        _write(workspace, f"source/articles/{slug}/article.md", text)
    _write(workspace, "source/collections/harbour-guide.yaml", GUIDE)
    return workspace


def _write(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _errors(summary: Summary) -> list[tuple[str, str]]:
    return [(one.code, one.location.path) for one in summary.diagnostics if one.severity == "error"]


def _released(workspace: Workspace, suffix: str) -> bytes:
    content = workspace.read(f"output/en/harbour-guide/harbour-guide{suffix}")
    assert content is not None
    return content


def _members(epub: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _altered(epub: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    files = _members(epub)
    change(files)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in files.items():
            archive.writestr(
                name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return output.getvalue()


def _codes(content: bytes, name: str) -> set[str]:
    return {one.code for one in reproving.prove_files([(name, content)]).diagnostics}


def _chapter(files: dict[str, bytes], title: str) -> str:
    return next(name for name in files if re.fullmatch(rf"EPUB/text/\d+-{title}\.xhtml", name))


def test_a_collection_becomes_three_proved_editions(
    guide: Workspace, build: Build, manifest: Callable[[], dict[str, Any]]
) -> None:
    summary = build("harbour-guide", formats=())
    assert _errors(summary) == []
    entry = manifest()["harbour-guide"]
    assert entry["articles"] == 3
    assert {file["format"]: file["proved"] for file in entry["files"]} == {
        "brochure": True,
        "ebook": True,
        "handout": True,
    }
    again = reproving.prove(
        guide, Wanted(articles=("harbour-guide",), brochure={"layout": "flyer", "press": False}), TODAY
    )
    assert _errors(again) == []
    assert len(again.proofs) == 3


def test_each_chapter_holds_what_its_article_owes(guide: Workspace, build: Build) -> None:
    build("harbour-guide", formats=("ebook",))
    files = {
        name: content.decode()
        for name, content in _members(_released(guide, ".epub")).items()
        if name.endswith(".xhtml")
    }
    tides, ropes, doctor = (
        files[_chapter(dict.fromkeys(files, b""), title)] for title in ("tides", "ropes", "doctor")
    )
    assert "may change" in tides
    assert HEALTH in doctor
    assert 'class="notice' not in ropes
    # Its topics are its articles' too, so the book as a whole owes what the doctor's chapter does.
    front = files[_chapter(dict.fromkeys(files, b""), "before-you-read")]
    assert HEALTH in front


def test_links_between_articles_stay_in_the_book(guide: Workspace, build: Build) -> None:
    build("harbour-guide", "ropes", formats=("ebook", "handout"))
    files = _members(_released(guide, ".epub"))
    tides = _chapter(files, "tides").rsplit("/", 1)[-1]
    assert f'href="{tides}#tides--money"'.encode() in files[_chapter(files, "ropes")]
    assert b'href="#tides--money"' in _released(guide, ".html")
    alone = guide.read("output/en/ropes/ropes.html")
    assert alone is not None
    assert b'href="../tides/tides.html#money"' in alone


@pytest.mark.code("PRF814")
def test_a_closing_disclaimer_in_another_chapter_is_out_of_place(guide: Workspace, build: Build) -> None:
    build("harbour-guide", formats=("ebook",))

    def move(files: dict[str, bytes]) -> None:
        doctor, about = _chapter(files, "doctor"), _chapter(files, "about")
        match = re.search(rb'<div class="notice [^>]*notice-closing.*?</div>', files[doctor], re.S)
        assert match is not None
        files[doctor] = files[doctor].replace(match[0], b"")
        files[about] = files[about].replace(b"</h1>", b"</h1>" + match[0], 1)

    assert _codes(_released(guide, ".epub"), "guide.epub") == set()
    assert "PRF814" in _codes(_altered(_released(guide, ".epub"), move), "guide.epub")


ADVICE = "This guide is no advice on what to buy."
OPENING = POLICY + "  - {id: head, when: {topic: health}, require: advice, place: opening}\n"


@pytest.mark.code("PRF816")
@pytest.mark.parametrize("behind", [b"<main[^>]*>", rb"<h2[^>]*>(?:(?!</h2>).)*Ropes.*?</h2>"])
def test_an_opening_disclaimer_stands_in_its_own_chapter(
    guide: Workspace, build: Build, behind: bytes
) -> None:
    """Before all of the book, or over another chapter, it says nothing of its own."""
    _write(guide, "source/policy.yaml", OPENING)
    approved = f"approved: {{by: Board, on: 2026-01-01, sha256: {wording_sha256(ADVICE)}}}"
    text = f"text:\n  en: {{version: 1, text: {ADVICE}, {approved}}}\n"
    _write(guide, "source/disclaimers/advice.yaml", f"id: advice\nweight: material\nsource-lang: en\n{text}")
    assert _errors(build("harbour-guide", formats=("handout",))) == []
    page = _released(guide, ".html")
    notice = re.search(rb'<div [^>]*id="doctor--advice-1".*?</div>', page, re.DOTALL)
    assert notice is not None
    assert "PRF816" not in _codes(page, "guide.html")
    moved = page.replace(notice[0], b"", 1)
    place = re.search(behind, moved, re.DOTALL)
    assert place is not None
    moved = moved[: place.end()] + notice[0] + moved[place.end() :]
    assert "PRF816" in _codes(moved, "guide.html")


@pytest.mark.code("PRF801", "PRF826")
@pytest.mark.parametrize("kind", ["lost", "aside"])
def test_a_chapter_without_its_disclaimer_is_found(guide: Workspace, build: Build, kind: str) -> None:
    """The same words up front do not make up for it, nor does a chapter that no reader comes to."""
    build("harbour-guide", formats=("ebook",))

    def lose(files: dict[str, bytes]) -> None:
        doctor = _chapter(files, "doctor")
        if kind == "lost":
            files[doctor] = re.sub(
                rb'<div class="notice [^>]*notice-closing.*?</div>', b"", files[doctor], flags=re.S
            )
        else:
            package = files["EPUB/package.opf"].decode()
            item = re.search(rf'<item id="([^"]+)" href="{doctor.removeprefix("EPUB/")}"', package)
            assert item is not None
            files["EPUB/package.opf"] = package.replace(
                f'<itemref idref="{item[1]}"/>', f'<itemref idref="{item[1]}" linear="no"/>'
            ).encode()

    found = _codes(_altered(_released(guide, ".epub"), lose), "guide.epub")
    assert found & {"PRF801", "PRF802", "PRF826"}


@pytest.mark.code("ART136")
def test_an_article_with_errors_holds_its_book_back_and_nothing_else(
    guide: Workspace, build: Build, manifest: Callable[[], dict[str, Any]]
) -> None:
    build()
    before = _released(guide, ".html")
    _write(guide, "source/articles/ropes/article.md", ARTICLES["ropes"].replace("../tides/", "../tidse/"))
    summary = build()
    assert set(_errors(summary)) == {
        ("DOC225", "source/articles/ropes/article.md"),
        ("ART136", "source/collections/harbour-guide.yaml"),
    }
    assert {slug: entry["state"] for slug, entry in manifest().items()} == {
        "doctor": "proved",
        "first-article": "proved",
        "harbour-guide": "outdated",
        "ropes": "outdated",
        "tides": "proved",
    }
    assert _released(guide, ".html") == before


@pytest.mark.code("ART120")
def test_articles_and_collections_share_their_names(guide: Workspace, build: Build) -> None:
    _write(guide, "source/collections/tides.yaml", "title: Tides\narticles: [ropes]\n")
    assert _errors(build()) == [("ART120", "source/collections/tides.yaml")]


def test_the_preface_obeys_the_policy(guide: Workspace, build: Build) -> None:
    path = "source/collections/harbour-guide.yaml"
    _write(guide, path, GUIDE + "topics: [general]\npreface: welcome.md\n")
    _write(guide, "source/collections/welcome.md", "Welcome.\n\nThe harbour asks 200 NOK a night.\n")
    assert _errors(build("harbour-guide", formats=("ebook",))) == []
    files = _members(_released(guide, ".epub"))
    assert b"may change" in files[_chapter(files, "preface")]
    _write(guide, "source/collections/welcome.md", "Welcome.\n\n<b>raw</b>\n")
    assert _errors(build("harbour-guide")) == [("DOC240", "source/collections/welcome.md")]


def test_a_collection_that_is_gone_takes_its_files_with_it(
    guide: Workspace, build: Build, manifest: Callable[[], dict[str, Any]]
) -> None:
    build()
    assert (guide.root / "output/en/harbour-guide/harbour-guide.html").exists()
    (guide.root / "source/collections/harbour-guide.yaml").unlink()
    # A run over the whole project, in the form of brochure that is made fastest.
    quick = Wanted(brochure={"layout": "flyer", "press": False})
    production.build(guide, quick, TODAY, lambda made, done, total: None)
    assert "harbour-guide" not in manifest()
    assert not (guide.root / "output/en/harbour-guide/harbour-guide.html").exists()


def test_the_same_bytes_whatever_is_built_with_it(
    fresh: None, guide: Workspace, build: Build, tmp_path: Path
) -> None:
    build("harbour-guide", formats=("ebook", "handout"))
    first = _released(guide, ".epub"), _released(guide, ".html")
    with workers(2) as crew:
        production.build(
            guide,
            Wanted(formats=("ebook", "handout"), brochure={"layout": "flyer", "press": False}),
            TODAY,
            lambda made, done, total: None,
            crew,
        )
    assert (_released(guide, ".epub"), _released(guide, ".html")) == first


def test_it_expires_with_the_first_of_its_articles(
    guide: Workspace, build: Build, manifest: Callable[[], dict[str, Any]]
) -> None:
    text = ARTICLES["ropes"].replace("date: 2026-03-01", "date: 2026-03-01\nreview-by: 2026-12-01")
    _write(guide, "source/articles/ropes/article.md", text)
    build("harbour-guide")
    assert manifest()["harbour-guide"]["valid-until"] == "2026-12-01"


def test_explain_tells_of_every_chapter(guide: Workspace) -> None:
    told = production.explain(guide, "harbour-guide", TODAY)
    assert _errors(told) == [], "it has no preface, and need not have one"
    lines = told.lines
    assert sum(line.startswith("source/articles/") for line in lines) == 3
    assert any("90 NOK" in line for line in lines)


def test_titles_of_parts_are_read(guide: Workspace, build: Build) -> None:
    parts = "parts:\n  - {title: Ropes and more, articles: [ropes]}\n  - {title: Help for 500 NOK, articles: [doctor]}\n"
    _write(guide, "source/collections/harbour-guide.yaml", f"title: The Harbour Guide\n{parts}")
    summary = build("harbour-guide", formats=("handout",))
    assert _errors(summary) == []
    html = _released(guide, ".html").decode()
    assert html.count('data-disclaimer="pricing"') == 1
    assert html.index('data-disclaimer="pricing"') < html.index('id="smallprint-part-1"')
