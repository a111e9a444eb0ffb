"""A project that may not be written, or where something else lies in the way: named, and no other article's harm."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.diagnostics import Location
from pipeline.engines import broken_off
from pipeline.scaffold import new_article
from pipeline.worker import fault
from pipeline.workspace import Workspace
from tests.production.conftest import Build


@pytest.mark.code("PRF892")
def test_a_folder_in_the_way_costs_one_article_its_release(workspace: Workspace, build: Build) -> None:
    new_article(workspace, "tides", None)
    (workspace.root / "output/en/tides/tides.html").mkdir(parents=True)
    summary = build()
    assert [(one.code, one.location.path) for one in summary.diagnostics] == [("PRF892", "output/en/tides")]
    assert [(one.slug, one.failed) for one in summary.made] == [("first-article", False), ("tides", True)]
    assert (workspace.root / "output/en/first-article/first-article.html").is_file()


@pytest.mark.code("PRF892")
@pytest.mark.parametrize("name", ["output/en", "output/en/first-article"])
def test_a_file_where_a_folder_has_to_be_is_named(workspace: Workspace, build: Build, name: str) -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    summary = build()
    assert [(one.code, one.location.path) for one in summary.diagnostics] == [("PRF892", name)]
    assert "it is no folder" in summary.diagnostics[0].message


def _read_only(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *folders: str) -> None:
    """These folders of a project as one finds them on a file system that may not be written."""
    places = [str(workspace.root / folder) for folder in folders]
    opened, removed = Path.open, Path.unlink

    def refused(path: Path) -> None:
        if str(path).startswith(tuple(places)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def open_(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        if mode[0] in "wax":
            refused(path)
        return opened(path, mode, *more, **others)

    def unlink(path: Path, *more: Any, **others: Any) -> None:
        refused(path)
        removed(path, *more, **others)

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(Path, "unlink", unlink)


def test_a_build_with_nothing_to_do_writes_nothing(
    workspace: Workspace, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it ends well in a project that may not be written; before, it was said that files could not be put in place."""
    build()
    _read_only(workspace, monkeypatch, "")
    summary = build()
    assert summary.diagnostics == ()
    assert [one.standing for one in summary.made] == [True]


@pytest.mark.code("PRF896")
def test_files_are_released_where_what_a_build_remembers_may_not_be_written(
    workspace: Workspace, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, nothing was, for want of what may be deleted at any time."""
    _read_only(workspace, monkeypatch, ".smallprint")
    for _ in range(2):
        summary = build()
        assert [(one.code, one.severity, one.location.path) for one in summary.diagnostics] == [
            ("PRF896", "warning", ".smallprint")
        ]
        assert summary.diagnostics[0].help.startswith("make it writable")
        assert [one.failed for one in summary.made] == [False]
        assert (workspace.root / "output/en/first-article/first-article.html").is_file()


@pytest.mark.code("PRF896")
def test_a_file_where_that_folder_has_to_be_costs_no_release(workspace: Workspace, build: Build) -> None:
    (workspace.root / ".smallprint").touch()
    summary = build()
    assert [(one.code, one.location.path) for one in summary.diagnostics] == [("PRF896", ".smallprint")]
    assert "it is no folder" in summary.diagnostics[0].message
    assert (workspace.root / "output/en/first-article/first-article.html").is_file()
    assert (workspace.root / "output/manifest.json").is_file()


@pytest.mark.code("ENG604", "ENG609", "ENG613")
def test_a_full_disk_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, the help spoke of the article, or asked to report a fault of smallprint's own."""
    monkeypatch.setattr(tempfile, "tempdir", "/scratch")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/scratch/a/font.ttf")
    error = broken_off("WeasyPrint", full)
    assert (error.code, error.facts["folder"]) == ("ENG613", "/scratch/a")
    assert broken_off("WeasyPrint", OSError(errno.EDQUOT, "")).facts["folder"] == "/scratch"
    assert broken_off("WeasyPrint", OSError(errno.EIO, "")).code == "ENG604"

    def work(error: Exception) -> Any:
        raise error

    found = []
    for raised in (full, RuntimeError("x")):
        try:
            work(raised)
        except (OSError, RuntimeError) as caught:
            found.append(fault(caught, Location("a.md")))
    assert [one.code for one in found] == ["ENG613", "ENG609"]
    assert "/scratch/a" in found[0].message
