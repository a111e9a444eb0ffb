"""What is asked of brochures: by the command, the article, the publication; which files there are in the end."""

from __future__ import annotations

import datetime
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageCms

from pipeline import production, project, reproving
from pipeline.production import Summary, Wanted
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 24)
BROCHURE = Wanted(articles=("tides",), formats=("brochure",))
FOLDER = "output/en/tides"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A project with one short article."""
    made = Workspace(tmp_path)
    new_project(made, "Harbour Office", "en")
    shutil.rmtree(tmp_path / "source/articles/first-article")
    _article(made)
    return made


def _article(workspace: Workspace, brochure: str = "") -> None:
    wishes = f"brochure: {brochure}\n" if brochure else ""
    path = workspace.root / "source/articles/tides/article.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\ntitle: Tides\ndate: 2026-03-01\ntopics: [general]\n{wishes}---\n\nThe tide turns at noon.\n"
    )


def _publication(workspace: Workspace, brochure: str) -> None:
    path = workspace.root / "source/publication.yaml"
    path.write_text(path.read_text() + f"brochure: {brochure}\n")


def _build(workspace: Workspace, wanted: Wanted = BROCHURE, **asked: object) -> Summary:
    return production.build(workspace, replace(wanted, brochure=asked), TODAY, lambda made, done, total: None)


def _files(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.root / FOLDER).iterdir())


def _listed(workspace: Workspace) -> list[str]:
    """The files in the manifest, which are those in the evidence."""
    manifest = json.loads((workspace.root / "output/manifest.json").read_text())
    listed = [file["file"] for entry in manifest["articles"] for file in entry["files"]]
    evidence = json.loads((workspace.root / FOLDER / "proof.json").read_text())
    assert sorted(file["file"] for file in evidence["files"]) == sorted(listed)
    page = (workspace.root / "output/index.html").read_text()
    assert ("press.pdf" in page) == any("press.pdf" in name for name in listed)
    return listed


def _asked_of(workspace: Workspace, **asked: object) -> Any:
    loaded, found = project.load_project(workspace, TODAY)
    assert loaded is not None, found
    (one,), _ = project.read_articles(workspace, loaded.publication, asked=asked)
    return one.meta.brochure


def test_the_article_wins_over_the_publication_and_the_command_over_both(workspace: Workspace) -> None:
    usual = _asked_of(workspace)
    assert (usual.layout, usual.paper, usual.press, usual.size) == (None, None, None, ("standard",))
    _publication(workspace, "{layout: booklet, paper: letter, press: false, size: clear, icc: tr006}")
    said = _asked_of(workspace)
    assert (said.layout, said.paper, said.press, said.icc) == ("booklet", "letter", False, "tr006")
    assert said.size == ("standard", "clear")
    _article(workspace, "{layout: flyer, press: true, size: [large]}")
    said = _asked_of(workspace)
    assert (said.layout, said.paper, said.press, said.icc) == ("flyer", "letter", True, "tr006")
    assert said.size == ("standard", "large")
    said = _asked_of(workspace, layout="trifold", paper="a4", press=False)
    assert (said.layout, said.paper, said.press) == ("trifold", "a4", False)
    assert said.size == ("standard", "large")


def test_front_matter_asks_for_form_paper_and_size(workspace: Workspace) -> None:
    _article(workspace, "{layout: trifold, paper: letter, size: clear, press: false}")
    summary = _build(workspace)
    assert summary.diagnostics == ()
    plain, clear = summary.made[0].artifacts
    assert (plain.name, plain.facts["layout"], plain.facts["paper"]) == ("tides.pdf", "trifold", "letter")
    assert plain.facts["pages"] == 6
    assert (clear.name, clear.facts["layout"], clear.facts["paper"]) == ("tides.clear.pdf", "flyer", "letter")
    assert float(clear.facts["size_pt"]) >= 12
    assert _listed(workspace) == ["tides.clear.pdf", "tides.pdf"]


def test_what_is_no_longer_asked_for_goes(workspace: Workspace) -> None:
    """Of the formats that are built; the files of the others stay."""
    _article(workspace, "{layout: flyer, size: clear}")
    both = replace(BROCHURE, formats=("brochure", "handout"))
    assert _build(workspace, both).diagnostics == ()
    assert _listed(workspace) == ["tides.clear.pdf", "tides.html", "tides.pdf", "tides.press.pdf"]
    _article(workspace, "{layout: flyer}")
    assert _build(workspace, press=False).diagnostics == ()
    assert _listed(workspace) == ["tides.html", "tides.pdf"]
    assert _files(workspace) == ["proof.html", "proof.json", "tides.html", "tides.pdf"]


def test_a_whole_build_without_press_files_leaves_none(workspace: Workspace) -> None:
    _publication(workspace, "{layout: flyer}")
    assert _build(workspace, Wanted()).diagnostics == ()
    assert "tides.press.pdf" in _listed(workspace)
    assert reproving.prove(workspace, Wanted(), TODAY).diagnostics == ()
    assert _build(workspace, Wanted(), press=False).diagnostics == ()
    assert _listed(workspace) == ["tides.epub", "tides.html", "tides.pdf"]
    assert [name for name in _files(workspace) if name.endswith(".pdf")] == ["tides.pdf"]


def _intent(workspace: Workspace) -> tuple[str, bytes]:
    """The printing condition that a press file names, and its profile."""
    content = (workspace.root / FOLDER / "tides.press.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as document:
        (intent,) = document.Root.OutputIntents
        return str(intent.OutputConditionIdentifier), intent.DestOutputProfile.read_bytes()


def test_a_printers_own_profile(workspace: Workspace) -> None:
    profile = (ROOT / "templates/shared/press/FOGRA29L.icc").read_bytes()
    path = workspace.root / "source/print/our printer.icc"
    path.parent.mkdir()
    path.write_bytes(profile)
    _publication(workspace, "{layout: flyer, icc: print/our printer.icc}")
    summary = _build(workspace)
    assert summary.diagnostics == ()
    assert "FOGRA29" in str(summary.made[0].artifacts[1].facts["condition"])
    assert _intent(workspace) == ("Custom", profile)


@pytest.mark.code("BRO412")
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "class mntr"),
        (b"a scan of the printer's letter", "found something else"),
        (None, "a file that publication.yaml names"),
    ],
    ids=["for screens", "no profile", "missing"],
)
def test_a_profile_that_nobody_prints_with(workspace: Workspace, content: bytes | None, problem: str) -> None:
    if content is not None:
        (workspace.root / "source/ours.icc").write_bytes(content)
    _publication(workspace, "{icc: ours.icc}")
    (found,) = _build(workspace).diagnostics
    assert found.code == "BRO412"
    assert "ours.icc" in found.message
    assert problem in found.message
    assert not (workspace.root / FOLDER).exists()


@pytest.mark.code("BRO412")
def test_an_articles_own_condition_is_named_with_its_line(workspace: Workspace) -> None:
    """A profile's file is the publication's to name: whoever prints, prints all of it."""
    (workspace.root / "source/ours.icc").write_bytes(
        (ROOT / "templates/shared/press/FOGRA29L.icc").read_bytes()
    )
    _article(workspace, "{layout: flyer, icc: ours.icc}")
    (found,) = _build(workspace).diagnostics
    assert (found.code, found.location.path) == ("BRO412", "source/articles/tides/article.md")
    assert (found.location.line, found.location.column) == (5, 32)
