"""Builds that are hurried: what a writer looks at is released before the rest, and nothing else is different."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import production, reproving
from pipeline.ahead import Ahead, Early, Part
from pipeline.article import Article
from pipeline.diagnostics import Location, Reported, report
from pipeline.production import Summary, Wanted
from pipeline.project import load_project, read_articles
from pipeline.scaffold import new_article
from pipeline.scheduling import Here, Lost, Workers, workers
from pipeline.scheduling.processes import Processes
from pipeline.workspace import Workspace

pytestmark = pytest.mark.usefixtures("fresh")
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def site(workspace: Workspace) -> Workspace:
    """Without brochures, which take their time; books have no pages to name then."""
    path = workspace.root / "source/publication.yaml"
    text = path.read_text()
    assert "formats: [brochure, ebook, handout]" in text
    path.write_text(text.replace("formats: [brochure, ", "formats: ["))
    return workspace


def _build(
    workspace: Workspace,
    *,
    crew: Workers | None = None,
    hurried: bool = True,
    early: Early = lambda made, total: None,
) -> Summary:
    return production.build(
        workspace,
        Wanted(),
        TODAY,
        lambda made, done, total: None,
        crew or Here(),
        hurried=hurried,
        early=early,
    )


def _save(workspace: Workspace, line: str, slug: str = "first-article") -> None:
    path = workspace.root / f"source/articles/{slug}/article.md"
    path.write_text(f"{path.read_text()}\n{line}\n")


def _released(root: Path) -> dict[str, bytes]:
    base = root / "output"
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in base.rglob("*")
        if path.is_file() and path.name != ".gitignore"
    }


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of files, as they are released."""
    released: list[list[str]] = []
    release = Workspace.release

    def noted(self: Workspace, folder: str, files: Mapping[str, bytes]) -> None:
        before = {name: (self.root / folder / name).is_file() for name in files}
        released.append(sorted(name for name in files if not before[name] or self.read(f"{folder}/{name}") != files[name]))  # fmt: skip
        release(self, folder, files)

    monkeypatch.setattr(Workspace, "release", noted)
    return released


def test_the_handout_is_there_before_the_rest_and_the_rest_is_what_a_clean_build_makes(
    site: Workspace, tmp_path: Path, order: list[list[str]]
) -> None:
    _build(site)
    order.clear()
    _save(site, "Boats lie at the pier.")
    told: list[tuple[str, int]] = []
    assert not _build(
        site, early=lambda made, total: told.append((made.artifacts[0].format, total))
    ).diagnostics
    assert order[0] == ["first-article.html"]
    assert told == [("handout", 1)]
    assert {"first-article.epub", "proof.json", "proof.html"} <= set(order[1])
    clean = Workspace(tmp_path / "clean")
    shutil.copytree(site.root / "source", clean.root / "source")
    _build(clean, hurried=False)
    assert _released(site.root) == _released(clean.root)
    # Then all of it stands.
    order.clear()
    assert all(made.standing for made in _build(site).made)
    assert [names for names in order if names not in ([], ["state"])] == []


def test_a_handout_whose_ebook_fails_is_released_with_its_evidence(
    site: Workspace, monkeypatch: pytest.MonkeyPatch, manifest: Callable[[], dict[str, Any]]
) -> None:
    _build(site)
    before = _released(site.root)

    def broken(self: Any, rendition: Any, *_: Any) -> Reported[Any]:
        return Reported((), (report("EBK701", Location(rendition.path), name="a.png", problem="broken"),))

    monkeypatch.setattr("pipeline.formats.ebook.Ebook.emit", broken)
    _save(site, "Boats lie at the pier.")
    assert [one.code for one in _build(site).diagnostics if one.severity == "error"] == ["EBK701"]
    after = _released(site.root)
    page, book = ("en/first-article/first-article.html", "en/first-article/first-article.epub")
    assert b"Boats lie at the pier." in after[page]
    assert after[book] == before[book]
    entry = manifest()["first-article"]
    assert entry["state"] == "outdated"
    told = {
        file["file"]: file["sha256"] for file in json.loads(after["en/first-article/proof.json"])["files"]
    }
    assert told == {file["file"]: file["sha256"] for file in entry["files"]}
    assert _proved(site) == ()


def _proved(site: Workspace) -> tuple[Any, ...]:
    """What is found on files that lie beside the manifest: they are those that it lists."""
    folder = site.root / "output/en/first-article"
    files = [
        (str(path), path.read_bytes())
        for path in (folder / "first-article.html", folder / "first-article.epub")
    ]
    manifests = [(site.root / "output/manifest.json", (site.root / "output/manifest.json").read_bytes())]
    return reproving.prove_files(files, lambda path: manifests).diagnostics


class Interrupted(Here):
    """Ends when the rest is about to begin."""

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        if not isinstance(arguments[0], Part):
            raise KeyboardInterrupt
        yield from super().run(work, arguments, **options)


@pytest.mark.parametrize("then", ["goes on", "goes back"])
def test_a_build_that_ends_before_the_rest_is_mended_by_the_next(
    site: Workspace, tmp_path: Path, then: str
) -> None:
    _build(site)
    before = _released(site.root)
    path = site.root / "source/articles/first-article/article.md"
    text = path.read_bytes()
    _save(site, "Boats lie at the pier.")
    with pytest.raises(KeyboardInterrupt):
        _build(site, crew=Interrupted())
    assert [name for name, content in _released(site.root).items() if before[name] != content] == [
        "en/first-article/first-article.html"
    ]
    if then == "goes back":
        path.write_bytes(text)
    assert not _build(site).diagnostics
    if then == "goes back":
        assert _released(site.root) == before
    else:
        clean = Workspace(tmp_path / "clean")
        shutil.copytree(site.root / "source", clean.root / "source")
        _build(clean, hurried=False)
        assert _released(site.root) == _released(clean.root)


def test_a_rehearsal_leaves_two_warm_processes_and_nothing_else(site: Workspace) -> None:
    _build(site)
    before = _files(site)
    with workers(2) as crew:
        assert isinstance(crew, Processes)
        production.rehearse(site, Wanted(formats=("handout",)), TODAY, crew)
        assert [worker.pieces for worker in crew._idle] == [1, 1]
        assert _files(site) == before
        # They have the project already: the next build need not send it.
        (prepared,) = {worker._prepared for worker in crew._idle}
        _save(site, "Boats lie at the pier.")
        assert not _build(site, crew=crew).diagnostics
        assert {worker._prepared for worker in crew._idle} == {prepared}
        assert prepared


def _files(site: Workspace) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}


class Losing(Here):
    """Loses what is made ahead."""

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        if arguments and isinstance(arguments[0], Part):
            yield from (Lost(one, "died", "SIGKILL") for one in arguments)
        else:
            yield from super().run(work, arguments, **options)


def test_what_is_lost_ahead_comes_with_the_rest(site: Workspace, order: list[list[str]]) -> None:
    assert not _build(site, crew=Losing()).diagnostics
    assert {"first-article.html", "first-article.epub"} <= set(order[0])


class Parts(Here):
    """Notes what would be made ahead."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        self.asked += [(one.one.slug, one.format) for one in arguments]
        yield from ()


@pytest.mark.parametrize(
    ("articles", "formats", "asked"),
    [
        (1, (), [("first-article", "handout"), ("first-article", "brochure")]),
        (1, ("handout",), []),
        (1, ("brochure", "ebook"), [("first-article", "brochure")]),
        (2, (), [("first-article", "handout"), ("number-1", "handout"), ("first-article", "brochure"), ("number-1", "brochure")]),
        (5, (), [("first-article", "handout"), *((f"number-{number}", "handout") for number in range(1, 5))]),
    ],
)  # fmt: skip
def test_brochures_of_many_come_with_the_rest(
    workspace: Workspace, articles: int, formats: tuple[str, ...], asked: list[tuple[str, str]]
) -> None:
    for number in range(1, articles):
        new_article(workspace, f"number-{number}", None)
    crew = Parts()
    Ahead(workspace, formats).run(_articles(workspace), _never, crew, lambda: None, lambda one: 1.0)
    assert crew.asked == asked


def _never(part: Part) -> Any:
    pytest.fail("nothing is to be made")


def _articles(workspace: Workspace) -> list[Article]:
    project, _ = load_project(workspace, TODAY)
    assert project is not None
    return read_articles(workspace, project.publication)[0]
