"""Files that are proved later: released as they are, changed since, or never released."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import production, reproving
from pipeline.production import Summary, Wanted
from pipeline.rendition.contents import policy_hash
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace, manifests_near

Build = Callable[..., Summary]
TODAY = datetime.date(2026, 11, 24)


def _prove(*paths: Path) -> Summary:
    return reproving.prove_files(
        [(str(path), path.read_bytes()) for path in paths], lambda path: manifests_near(Path(path))
    )


def _codes(summary: Summary) -> list[str]:
    return [one.code for one in summary.diagnostics]


@pytest.fixture(scope="module")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project with its handout and its ebook."""
    made = Workspace(tmp_path_factory.mktemp("project"))
    new_project(made, "Harbour Office", "en")
    wanted = Wanted(formats=("handout", "ebook"), brochure={"layout": "flyer", "press": False})
    production.build(made, wanted, TODAY, lambda made, done, total: None)
    return made.root


@pytest.fixture
def workspace(released_once: Path, tmp_path: Path) -> Workspace:
    """A copy of it: tests change its files."""
    return Workspace(shutil.copytree(released_once, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def handout(workspace: Workspace) -> Path:
    return workspace.root / "output/en/first-article/first-article.html"


def _changed(path: Path) -> None:
    """Another file with all of its disclaimers."""
    content = path.read_bytes()
    changed = content.replace(b'<meta name="generator" content="smallprint">', b"")
    assert changed != content
    path.write_bytes(changed)


def test_released_as_they_are(handout: Path) -> None:
    summary = _prove(handout, handout.with_suffix(".epub"))
    assert _codes(summary) == []
    assert [one and one.same for one in summary.released.values()] == [True, True]


@pytest.mark.code("PRF881")
def test_a_file_that_was_changed_since_its_release(handout: Path, workspace: Workspace) -> None:
    """What differs is said once: that its hash does, too, would be no news."""
    _changed(handout)
    summary = _prove(handout)
    assert _codes(summary) == ["PRF881"]
    assert "<head>" in summary.diagnostics[0].message
    assert summary.held[str(handout)].altered == ("<head>",)
    assert summary.proofs[0].proved, "its disclaimers are all there, and still it is another file"
    # The page of evidence says both.
    assert [one.code for one in summary.records[0].files[0].diagnostics] == ["PRF881"]
    assert "PRF881" in reproving.proof_page(summary)
    assert all(one.proved for one in summary.records[0].files[0].disclaimers)
    again = reproving.prove(workspace, Wanted(articles=("first-article",)), TODAY)
    assert ("PRF881", "output/en/first-article/first-article.html") in [
        (one.code, one.location.path) for one in again.diagnostics
    ]


@pytest.mark.code("PRF893")
def test_a_file_of_another_build(handout: Path, workspace: Workspace) -> None:
    """It is as it was made, but it is not what was released last."""
    earlier = handout.read_bytes()
    source = workspace.root / "source/articles/first-article/article.md"
    source.write_text(source.read_text() + "\n\nOne more paragraph.\n")
    production.build(workspace, Wanted(formats=("handout",)), TODAY, lambda made, done, total: None)
    assert handout.read_bytes() != earlier
    handout.write_bytes(earlier)
    assert _codes(_prove(handout)) == ["PRF893"]


def test_alone_and_altered(handout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without any manifest of releases: the file itself tells."""
    alone = tmp_path_factory.mktemp("alone") / "anything.html"
    alone.write_bytes(handout.read_bytes())
    _changed(alone)
    assert _codes(_prove(alone)) == ["PRF881"]


@pytest.mark.code("PRF882")
def test_a_file_that_was_only_written_anew(handout: Path) -> None:
    ebook = handout.with_suffix(".epub")
    with zipfile.ZipFile(ebook) as archive:
        members = [(one.filename, archive.read(one)) for one in archive.infolist()]
    with zipfile.ZipFile(ebook, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    summary = _prove(ebook)
    assert _codes(summary) == ["PRF882"]
    assert summary.diagnostics[0].severity == "warning"
    assert summary.held[str(ebook)].altered == ()


@pytest.mark.code("PRF883")
def test_a_file_that_does_not_say_what_it_held(
    handout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of an earlier version; or somebody took the hashes out, and then only the manifest of releases tells."""
    page = handout.read_text()
    _, begins, manifest = page.partition('id="smallprint-manifest">')
    manifest = manifest.partition("</script>")[0]
    rest = {key: value for key, value in json.loads(manifest).items() if key != "contents"}
    bare = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    assert begins
    assert bare != manifest
    page = page.replace(policy_hash(manifest), policy_hash(bare)).replace(manifest, bare)
    alone = tmp_path_factory.mktemp("alone") / "first-article.html"
    alone.write_text(page)
    summary = _prove(alone)
    assert _codes(summary) == ["PRF883"]
    assert summary.diagnostics[0].severity == "warning"
    handout.write_text(page)
    assert sorted(_codes(_prove(handout))) == ["PRF883", "PRF893"]


def test_a_changed_copy_beside_the_released_file(handout: Path) -> None:
    copy = handout.with_name("copy.html")
    copy.write_bytes(handout.read_bytes())
    _changed(copy)
    assert _codes(_prove(copy)) == ["PRF881"]


def test_another_released_file_in_its_place(handout: Path) -> None:
    """What it is compared with is the file of that place, not any that was ever released."""
    evidence = handout.with_name("proof.html")
    evidence.write_bytes(handout.read_bytes())
    assert _codes(_prove(evidence)) == ["PRF893"]


def test_a_released_file_elsewhere_with_its_manifest(handout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "manifest.json").write_bytes((handout.parents[2] / "manifest.json").read_bytes())
    (folder / "renamed.html").write_bytes(handout.read_bytes())
    summary = _prove(folder / "renamed.html")
    assert _codes(summary) == []
    assert [one and one.same for one in summary.released.values()] == [True]


def test_no_manifest_near(handout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = tmp_path_factory.mktemp("alone") / "first-article.html"
    alone.write_bytes(handout.read_bytes())
    # A web application's manifest is none of ours.
    (alone.parent / "manifest.json").write_text('{"name": "An app", "icons": []}')
    summary = _prove(alone)
    assert _codes(summary) == []
    assert list(summary.released.values()) == [None]


@pytest.mark.code("PRF894")
def test_a_file_that_the_manifest_does_not_list(handout: Path, build: Build, workspace: Workspace) -> None:
    (workspace.root / "output/manifest.json").write_text('{"manifest": 1, "articles": []}')
    summary = _prove(handout)
    assert _codes(summary) == ["PRF894"]
    assert summary.diagnostics[0].severity == "warning"


def test_a_file_that_cannot_be_read_and_was_changed(handout: Path) -> None:
    handout.write_bytes(handout.read_bytes().replace(b'id="smallprint-manifest"', b'id="manifest"'))
    assert sorted(_codes(_prove(handout))) == ["PRF891", "PRF893"]


@pytest.mark.code("PRF881")
def test_words_changed_in_the_whole_file_and_its_manifest_are_told_as_altered(handout: Path) -> None:
    content = handout.read_text(encoding="utf-8")
    changed = re.sub(r"\bPrices\b", "Rents", content)
    assert changed != content
    handout.write_text(changed, encoding="utf-8")
    assert sorted(_codes(_prove(handout))) == ["PRF881", "PRF893"]


def test_the_evidence_itself_is_no_edition(handout: Path) -> None:
    summary = _prove(handout.with_name("proof.html"))
    assert _codes(summary) == []
    assert summary.proofs == []
    assert "evidence" in summary.lines[0]


@pytest.mark.parametrize(
    "text", ["[]", "null", '{"manifest": 1}', '{"manifest": 1, "articles": [{"files": 3}]}', "[" * 100_000]
)
def test_a_manifest_that_makes_no_sense(handout: Path, text: str) -> None:
    (handout.parents[2] / "manifest.json").write_text(text)
    assert _codes(_prove(handout)) == []


def test_the_page_of_several_articles_and_a_changed_file(handout: Path) -> None:
    changed = handout.parent.parent / "changed.html"
    changed.write_bytes(handout.read_bytes().replace(b'class="wording">', b'class="wording" hidden>', 1))
    summary = _prove(handout, changed)
    page = reproving.proof_page(summary)
    assert len(summary.records) == 2
    assert page.count("<article") == 2
    assert "Not visible" in page
    assert 'href="first-article.html"' not in page, "it may lie anywhere, so it links to no file"
