"""What was released and has expired: found by every build, marked, and never removed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.production import Summary
from pipeline.scaffold import new_article
from pipeline.workspace import Workspace

Build = Callable[..., Summary]
Manifest = Callable[[], dict[str, Any]]
LATER = datetime.date(2060, 1, 1)
FREE = "---\ntitle: Benches\ndate: 2026-03-01\ntopics: [general]\n---\n\nThere are benches by the water.\n"


def _codes(summary: Summary) -> list[str]:
    return [one.code for one in summary.diagnostics if one.severity == "error"]


@pytest.fixture
def benches(workspace: Workspace) -> Path:
    """An article that relies on nothing that could expire."""
    folder = workspace.root / "source/articles/benches"
    folder.mkdir(parents=True)
    (folder / "article.md").write_text(FREE)
    return folder / "article.md"


def _files(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.root / "output/en/first-article"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_manifest_says_until_when_files_hold(
    build: Build, manifest: Manifest, benches: Path, workspace: Workspace
) -> None:
    assert _codes(build()) == []
    entries = manifest()
    until = entries["first-article"]["valid-until"]
    assert until in (workspace.root / "source/disclaimers/pricing.yaml").read_text()
    assert entries["first-article"]["files"][0]["valid-until"] == until
    assert entries["benches"]["valid-until"] is None
    assert not any(entry["expired"] for entry in entries.values())
    assert "Expired" not in (workspace.root / "output/index.html").read_text()


@pytest.mark.code("ART132")
def test_a_build_of_another_article_reports_what_has_expired(
    build: Build, manifest: Manifest, benches: Path, workspace: Workspace
) -> None:
    build()
    before = _files(workspace)
    until = datetime.date.fromisoformat(manifest()["first-article"]["valid-until"])
    assert _codes(build("benches", today=until)) == []
    summary = build("benches", today=until + datetime.timedelta(days=1))
    assert [(one.code, one.location.path) for one in summary.diagnostics] == [
        ("ART132", "source/articles/first-article/article.md")
    ]
    assert until.isoformat() in summary.diagnostics[0].message
    entries = manifest()
    assert entries["first-article"]["expired"] is True
    assert entries["first-article"]["state"] == "proved"
    assert entries["benches"]["expired"] is False
    assert _files(workspace) == before
    assert (workspace.root / "output/index.html").read_text().count('class="stamp"') == 1
    assert (
        "Expired"
        in (workspace.root / "output/proof.html").read_text().split("<tbody>")[1].split("<footer>")[0]
    )


@pytest.mark.code("ART148")
def test_what_will_soon_expire_is_told_in_its_last_thirty_days(
    build: Build, manifest: Manifest, benches: Path, workspace: Workspace
) -> None:
    build()
    until = datetime.date.fromisoformat(manifest()["first-article"]["valid-until"])
    for days, said in ((31, 0), (30, 1), (0, 1)):
        today = until - datetime.timedelta(days=days)
        for names in (("benches",), ()):
            summary = build(*names, today=today)
            found = [one for one in summary.diagnostics if one.code == "ART148"]
            assert len(found) == said
            assert _codes(summary) == []
            # A build that only repeats what was said does so as long as that is so.
            assert summary.until == (until if said else today)
    assert until.isoformat() in found[0].message
    assert "first-article (en)" in found[0].message
    assert "benches" not in found[0].message


def test_an_earlier_day_takes_the_mark_away(
    build: Build, manifest: Manifest, benches: Path, workspace: Workspace
) -> None:
    build()
    page = (workspace.root / "output/index.html").read_bytes()
    build("benches", today=LATER)
    assert manifest()["first-article"]["expired"] is True
    assert _codes(build("benches")) == []
    assert manifest()["first-article"]["expired"] is False
    assert (workspace.root / "output/index.html").read_bytes() == page


def test_an_article_that_no_longer_builds_keeps_its_files_marked(
    build: Build, manifest: Manifest, workspace: Workspace
) -> None:
    build()
    before = _files(workspace)
    found = _codes(build(today=LATER))
    assert "DIS329" in found
    assert "ART132" in found
    entry = manifest()["first-article"]
    assert (entry["state"], entry["expired"]) == ("outdated", True)
    assert _files(workspace) == before
    page = (workspace.root / "output/index.html").read_text()
    assert 'class="stamp"' in page


def test_a_file_of_an_older_build_keeps_its_own_day(
    build: Build, manifest: Manifest, workspace: Workspace
) -> None:
    build(formats=("handout", "ebook"))
    old = manifest()["first-article"]["valid-until"]
    wording = workspace.root / "source/disclaimers/pricing.yaml"
    wording.write_text(wording.read_text().replace(old, "2059-01-01"))
    build(formats=("handout",))
    entry = manifest()["first-article"]
    days = {file["format"]: file["valid-until"] for file in entry["files"]}
    assert days == {"ebook": old, "handout": "2059-01-01"}
    assert entry["valid-until"] == old


def test_what_was_released_before_days_were_kept_is_not_expired(
    build: Build, benches: Path, workspace: Workspace
) -> None:
    build()
    path = workspace.root / "output/manifest.json"
    value = json.loads(path.read_text())
    for entry in value["articles"]:
        for key in ("valid-until", "expired", "evidence"):
            del entry[key]
    path.write_text(json.dumps(value))
    new_article(workspace, "tides", None)
    assert _codes(build("benches", today=LATER)) == []


def test_a_project_that_cannot_build_at_all_still_says_what_has_expired(
    build: Build, workspace: Workspace
) -> None:
    build()
    (workspace.root / "source/policy.yaml").unlink()
    assert _codes(build(today=LATER)) == ["ART132", "DIS300"]
    assert _codes(build()) == ["DIS300"]


@pytest.mark.code("ART141")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"manifest": 1, "articles": [{}]}', '{"articles": 7}'])
def test_a_damaged_manifest_is_made_anew(
    build: Build, manifest: Manifest, workspace: Workspace, text: str
) -> None:
    build()
    path = workspace.root / "output/manifest.json"
    before = path.read_bytes()
    path.write_text(text)
    assert [(one.code, one.severity) for one in build().diagnostics] == [("ART141", "warning")]
    assert path.read_bytes() == before
    assert build().diagnostics == ()


def test_a_list_that_something_is_in_the_way_of_costs_that_list_alone(
    build: Build, manifest: Manifest, benches: Path, workspace: Workspace
) -> None:
    settings = workspace.root / "source/publication.yaml"
    settings.write_text(settings.read_text() + "\nbase-url: https://example.org\n")
    (workspace.root / "output/sitemap.xml").mkdir(parents=True)
    assert _codes(build()) == ["PRF892"]
    assert "benches" in manifest()
    assert (workspace.root / "output/index.html").is_file()
