"""The door to the disk: what is read, what is refused, what a release leaves behind."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.cache import Cache
from pipeline.glance import find_project
from pipeline.workspace import (
    MemoryWorkspace,
    Workspace,
    manifests_near,
    read_templates,
    shipped_templates,
)
from tests.patience import MINUTES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source/articles/tides").mkdir(parents=True)
    (tmp_path / "source/publication.yaml").write_text("publisher: Harbour Office\n")
    (tmp_path / "source/articles/tides/article.md").write_text("---\ntitle: Tides\n---\n\nText.\n")
    return tmp_path


def test_finds_the_nearest_project_upward(folder: Path) -> None:
    assert find_project(str(folder / "source/articles/tides")) == str(folder)
    assert find_project(str(folder.parent)) is None


def test_reads_articles_with_their_pictures_and_translations_behind_their_source(folder: Path) -> None:
    tides = folder / "source/articles/tides"
    (tides / "article.nb.md").write_text("---\ntitle: Tidevann\n---\n\nTekst.\n")
    (tides / "article.ar.md").write_text("---\ntitle: x\n---\n\nText.\n")
    (tides / "drawing.svg").write_text("<svg/>")
    (tides / "notes.txt").write_text("not a picture")
    found = Workspace(folder).articles()
    names = [file.path.rsplit("/", 1)[1] for file in found]
    assert names == ["article.md", "article.ar.md", "article.nb.md"]
    assert [asset.name for asset in found[0].assets] == ["drawing.svg"]
    assert [file.file_language for file in found] == [None, "ar", "nb"]


def test_groups_of_folders_hold_articles_too(folder: Path) -> None:
    grouped = folder / "source/articles/summer/mooring"
    grouped.mkdir(parents=True)
    (grouped / "article.md").write_text("---\ntitle: Mooring\n---\n\nText.\n")
    assert [file.slug for file in Workspace(folder).articles()] == ["mooring", "tides"]
    assert [Workspace(folder).counted(most) for most in (1, 9)] == [1, 2]


def test_a_folder_named_article_md_says_so(folder: Path) -> None:
    (folder / "source/articles/odd/article.md").mkdir(parents=True)
    odd = next(file for file in Workspace(folder).articles() if file.slug == "odd")
    assert odd.content is None
    assert odd.problem == "it is a folder"


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    secret = folder / "secret.png"
    secret.write_bytes(b"secret")
    (folder / "source/articles/tides/picture.png").symlink_to(secret)
    (folder / "source/articles/leak").mkdir()
    (folder / "source/articles/leak/article.md").symlink_to(secret)
    found = {file.slug: file for file in Workspace(folder).articles()}
    (asset,) = found["tides"].assets
    assert (asset.content, asset.problem) == (None, "outside")
    assert found["leak"].content is None
    assert "outside" in (found["leak"].problem or "")


@pytest.mark.code("ART110")
def test_no_source_file_is_read_from_outside_the_project(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "elsewhere"
    names = [
        "publication.yaml",
        "policy.yaml",
        "disclaimers/a.yaml",
        "collections/b.yaml",
        "collections/c.md",
    ]
    for name in names:
        for folder in (root / "source", outside):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text("id: a\n", encoding="utf-8")
        (root / "source" / name).symlink_to(outside / name)
    (root / "source/disclaimers/gone.yaml").symlink_to("nowhere.yaml")
    (root / "source/disclaimers/near.yaml").symlink_to(root / "near.yaml")
    (root / "near.yaml").write_bytes(b"near")
    (root / "source/articles").symlink_to(outside)
    here = Workspace(root)
    assert [here.read(f"source/{name}") for name in names] == [None] * 5
    assert {here.fault(f"source/{name}") for name in names} == {"it is a link to a place outside the project"}
    assert here.fault("source/disclaimers/gone.yaml") == "it is a link that leads nowhere"
    assert here.read("source/disclaimers/near.yaml") == b"near"
    (book,) = here.collections()
    assert (book.content, book.texts) == (None, {})
    assert "outside" in (book.problem or "")
    assert [file.problem for file in here.articles()] == ["it is a link to a place outside the project"]
    assert here.fault("source/none.yaml") is None


def test_a_source_folder_that_lies_elsewhere_is_the_owners_choice(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "source").symlink_to(folder / "source")
    (folder / "source/policy.yaml").write_bytes(b"rules")
    assert Workspace(other).read("source/policy.yaml") == b"rules"
    assert Workspace(other).articles()[0].content is not None


def test_links_in_a_circle_are_problems_and_no_exceptions(folder: Path) -> None:
    (folder / "source/articles/tides/circle.png").symlink_to("circle.png")
    (folder / "source/articles/round").mkdir()
    (folder / "source/articles/round/article.md").symlink_to("article.md")
    found = {file.slug: file for file in Workspace(folder).articles()}
    assert [asset.problem for asset in found["tides"].assets] == ["outside"]
    assert found["round"].problem


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem_and_no_exception(folder: Path) -> None:
    path = folder / "source/articles/tides/article.md"
    path.chmod(0)
    (file,) = Workspace(folder).articles()
    assert file.content is None
    assert file.problem


def test_a_release_is_whole_and_leaves_nothing_beside_it(folder: Path) -> None:
    workspace = Workspace(folder)
    workspace.release("output/en/tides", {"tides.html": b"one", "proof.json": b"{}"})
    workspace.release("output/en/tides", {"tides.html": b"two"})
    assert sorted(path.name for path in (folder / "output/en/tides").iterdir()) == [
        "proof.json",
        "tides.html",
    ]
    assert workspace.read("output/en/tides/tides.html") == b"two"


def test_a_release_that_fails_leaves_the_old_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(folder)
    workspace.release("output/en/tides", {"a.html": b"old", "b.html": b"old"})
    calls = 0
    real = os.fsync

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        workspace.release("output/en/tides", {"a.html": b"new", "b.html": b"new"})
    contents = {path.name: path.read_bytes() for path in (folder / "output/en/tides").iterdir()}
    assert contents == {"a.html": b"old", "b.html": b"old"}


def test_files_are_made_durable_at_once_and_before_the_first_is_moved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "output/en/tides"
    real, together = os.fsync, threading.Barrier(3, timeout=MINUTES)
    synced: list[bool] = []

    def noted(handle: int) -> None:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            together.wait()
            synced.append(any((target / name).exists() for name in "abc"))
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    Workspace(folder).release("output/en/tides", {"a": b"one", "b": b"two", "c": b"three"})
    assert synced == [False, False, False]
    assert sorted(path.name for path in target.iterdir()) == ["a", "b", "c"]


def test_a_part_that_cannot_be_released_costs_no_other(folder: Path) -> None:
    (folder / "output/b/two").mkdir(parents=True)
    (folder / "output/c").write_bytes(b"in the way")
    parts = [(f"output/{name}", {"one": name.encode(), "two": b"2"}) for name in "abcd"]
    with pytest.raises(IsADirectoryError):
        Workspace(folder).release_each(parts)
    left = {path.relative_to(folder / "output").as_posix() for path in (folder / "output").rglob("*")}
    assert left == {"a", "a/one", "a/two", "b", "b/two", "c", "d", "d/one", "d/two"}
    Workspace(folder).release_each([])


def test_what_did_not_change_is_not_written(folder: Path) -> None:
    workspace = Workspace(folder)
    workspace.release("output", {"a": b"same"})
    before = (folder / "output/a").stat().st_mtime_ns
    workspace.release("output", {"a": b"same"})
    assert (folder / "output/a").stat().st_mtime_ns == before


def test_sweep_removes_what_a_killed_run_left(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:
        pass
    for left in (folder / "output/en/tides", folder / ".smallprint", folder / "source/disclaimers"):
        left.mkdir(parents=True, exist_ok=True)
        # One may have had the number of this process: in a container all have the same.
        (left / f".smallprint-{killed.pid}-tides.pdf").write_bytes(b"half")
        (left / f".smallprint-{os.getpid()}-tides.pdf").write_bytes(b"half")
        (left / "tides.pdf").write_bytes(b"whole")
        Workspace(folder).sweep()
        assert [path.name for path in left.iterdir()] == ["tides.pdf"]


def test_sweep_leaves_alone_what_another_build_is_writing(folder: Path) -> None:
    """Before, a build that began while another released a file could take it away."""
    written = folder / f"output/en/tides/.smallprint-{os.getppid()}-tides.pdf"
    written.parent.mkdir(parents=True)
    written.write_bytes(b"half")
    Workspace(folder).sweep()
    assert written.exists()


def test_what_another_process_takes_away_does_not_keep_a_cache_large(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key in ("ab1", "cd2"):
        cache.put(key, b"of some size")
    for folder in ("ab", "cd"):
        (tmp_path / folder / "gone").symlink_to("nowhere")
    cache.prune(most_bytes=0)
    assert cache.get("ab1") is None
    assert cache.get("cd2") is None


def test_a_cache_forgets_what_was_used_least_lately_and_what_nobody_ends(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number, key in enumerate(("aa1", "ab2", "ab3")):
        cache.put(key, b"of some size")
        os.utime(tmp_path / key[:2] / key[2:], (number, number))
    assert cache.get("aa1") is not None
    (tmp_path / "ab" / ".begun").write_bytes(b"half")
    (tmp_path / "ab" / ".killed").write_bytes(b"half")
    os.utime(tmp_path / "ab" / ".killed", (1, 1))
    cache.prune(most_bytes=2 * (32 + 12) + 4)
    assert sorted(path.name for path in tmp_path.glob("a?/*")) == [".begun", "1", "3"]


def test_write_new_never_overwrites(folder: Path) -> None:
    workspace = Workspace(folder)
    assert workspace.write_new("source/x.yaml", b"mine")
    assert not workspace.write_new("source/x.yaml", b"other")
    assert workspace.read("source/x.yaml") == b"mine"


def test_the_twin_in_memory_reads_the_same(folder: Path) -> None:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    disk, memory = Workspace(folder), MemoryWorkspace(files)
    assert memory.articles() == disk.articles()
    assert memory.names("source", ".yaml") == disk.names("source", ".yaml")
    assert memory.read("source/publication.yaml") == disk.read("source/publication.yaml")


def test_templates_travel_as_names_where_they_are_shipped_and_as_bytes_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/own.css").write_text("p { color: red }")
    own = read_templates(tmp_path)
    shipped = read_templates(shipped_templates())
    packed = pickle.dumps((own, shipped))
    (tmp_path / "shared/own.css").unlink()
    arrived, other = pickle.loads(packed)
    assert dict(arrived) == {"shared/own.css": b"p { color: red }"}
    assert "shared/own.css" in arrived
    assert list(other) == list(shipped)
    assert other["tokens.yaml"] == shipped["tokens.yaml"]
    assert shipped["tokens.yaml"] not in packed


def test_what_is_no_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "source/policy.yaml")
    (folder / "source/disclaimers").mkdir()
    (folder / "source/disclaimers/endless.yaml").symlink_to("/dev/zero")
    here = Workspace(folder)
    assert [here.read(name) for name in ("source/policy.yaml", "source/disclaimers/endless.yaml")] == [
        None,
        None,
    ]


def test_of_a_source_file_without_an_end_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.workspace.MAX_ARTICLE_BYTES", 5)
    for name in ("source/policy.yaml", "source/profile.icc", "output/notes.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"123456789")
    workspace = Workspace(tmp_path)
    assert workspace.read("source/policy.yaml") == b"12345"
    assert workspace.read("source/profile.icc") == workspace.read("output/notes.yaml") == b"123456789"


def test_manifests_near_a_file_are_files_of_some_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.workspace.MAX_MANIFEST_BYTES", 10)
    inner = tmp_path / "en" / "tides"
    inner.mkdir(parents=True)
    os.mkfifo(inner / "manifest.json")
    (tmp_path / "en" / "manifest.json").write_bytes(b"[" * 11)
    (tmp_path / "manifest.json").write_bytes(b"{}")
    found = list(manifests_near(inner / "tides.html"))
    assert found == [(tmp_path / "manifest.json", b"{}")]
