"""Catalogues and records of a project that is built: after partial builds, failures, expiry and removals."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline import production
from pipeline.distribution import onix
from pipeline.production import Wanted
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2060, 1, 1)
ATOM = "{http://www.w3.org/2005/Atom}"
ARTICLE = (
    "---\ntitle: {title}\nlang: {lang}\ndate: 2026-03-01\ntopics: [general]\n---\n\nThere are benches.\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    new_project(made, "Harbour Office", "en")
    settings = tmp_path / "source/publication.yaml"
    settings.write_text(settings.read_text().replace("[brochure, ebook, handout]", "[ebook, handout]"))
    return made


def _article(workspace: Workspace, slug: str, *, lang: str = "en", title: str = "Benches") -> Path:
    path = workspace.root / f"source/articles/{slug}/article.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ARTICLE.format(title=title, lang=lang))
    return path


def _build(
    workspace: Workspace,
    *articles: str,
    formats: tuple[str, ...] = (),
    today: datetime.date = TODAY,
) -> list[str]:
    wanted = Wanted(articles=articles, formats=formats)
    done = production.build(workspace, wanted, today, lambda made, done, total: None)
    return [one.code for one in done.diagnostics if one.severity == "error"]


def _hrefs(workspace: Workspace) -> list[str]:
    feed = etree.parse(workspace.root / "output/opds.xml")
    links = feed.iterfind(f"{ATOM}entry/{ATOM}link")
    return sorted(link.get("href", "") for link in links if "acquisition" in link.get("rel", ""))


def _entry(workspace: Workspace, slug: str) -> Any:
    value = json.loads((workspace.root / "output/manifest.json").read_text())
    return next(one for one in value["articles"] if one["slug"] == slug)


def _outputs(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.root / "output"
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _status(workspace: Workspace, slug: str) -> str | None:
    record = etree.parse(workspace.root / f"output/en/{slug}/{slug}.onix.xml")
    return record.findtext(f".//{{{onix.NAMESPACE}}}PublishingStatus")


def test_catalogues_are_right_after_builds_of_parts(workspace: Workspace) -> None:
    _article(workspace, "benches")
    assert _build(workspace) == []
    whole = _outputs(workspace)
    assert _hrefs(workspace) == [
        "en/benches/benches.epub",
        "en/benches/benches.html",
        "en/first-article/first-article.epub",
        "en/first-article/first-article.html",
    ]
    ebook = next(file for file in _entry(workspace, "benches")["files"] if file["format"] == "ebook")
    assert "benches.onix.xml" in [one["file"] for one in ebook["companions"]]
    assert b'href="opds.json"' in whole["index.html"]
    # One article, one format, twice: nothing changes.
    assert _build(workspace, "benches", formats=("handout",)) == []
    assert _build(workspace, "benches", formats=("ebook",)) == []
    assert _outputs(workspace) == whole


def test_what_fails_stays_and_what_is_deleted_goes(workspace: Workspace) -> None:
    path = _article(workspace, "benches")
    norwegian = _article(workspace, "benker", lang="nb", title="Benker")
    assert _build(workspace) == []
    assert (workspace.root / "output/nb/opds.json").is_file()
    before = _outputs(workspace)
    path.write_text(path.read_text().replace("title: Benches\n", ""))
    assert _build(workspace) != []
    assert {name: content for name, content in _outputs(workspace).items() if "opds" in name} == {
        name: content for name, content in before.items() if "opds" in name
    }
    path.unlink()
    norwegian.unlink()
    assert _build(workspace) == []
    assert _hrefs(workspace) == [
        "en/first-article/first-article.epub",
        "en/first-article/first-article.html",
    ]
    assert not (workspace.root / "output/en/benches").exists()
    assert not (workspace.root / "output/nb").exists()
    assert not (workspace.root / "output/en/opds.json").exists()


def test_what_has_expired_is_withdrawn_until_it_holds_again(workspace: Workspace) -> None:
    _article(workspace, "benches")
    assert _build(workspace) == []
    whole = _outputs(workspace)
    assert _status(workspace, "first-article") == "04"
    assert _build(workspace, "benches", today=LATER) == ["ART132"]
    assert _hrefs(workspace) == ["en/benches/benches.epub", "en/benches/benches.html"]
    assert _status(workspace, "first-article") == "11"
    assert _status(workspace, "benches") == "04"
    assert _build(workspace, "benches") == []
    assert _outputs(workspace) == whole


def test_a_project_without_ebooks_has_empty_catalogues_and_says_nothing_of_them(workspace: Workspace) -> None:
    assert _build(workspace, formats=("handout",)) == []
    assert _hrefs(workspace) == []
    assert b"OPDS" not in (workspace.root / "output/index.html").read_bytes()
    assert not list((workspace.root / "output").rglob("*.onix.xml"))
