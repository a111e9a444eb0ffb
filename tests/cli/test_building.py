"""`smallprint build` again and again: what it says when nothing is left to do, and what a saved file sets off."""

from __future__ import annotations

import datetime
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import glance
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace
from tests.patience import MINUTES, comes_true
from tests.signing import signed

BUILD = (sys.executable, "-m", "pipeline")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    new_project(Workspace(folder), "Harbour Office", "en")
    signed(folder)
    _run(folder, "build", "--format", "handout")
    return folder


def _run(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BUILD, *words],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def _imported(root: Path, *words: str) -> set[str]:
    """The modules of ours that a command loads."""
    ran = subprocess.run([sys.executable, "-X", "importtime", "-m", "pipeline", *words], cwd=root, capture_output=True, text=True, check=True)  # fmt: skip
    return {line.rsplit("|", 1)[-1].strip() for line in ran.stderr.splitlines() if "|" in line}


def test_a_build_with_nothing_to_do_loads_next_to_nothing(root: Path) -> None:
    words = ("build", "--format", "handout")
    assert "nothing to do: 1 article" in _run(root, *words).stderr
    loaded = _imported(root, *words)
    assert "pipeline.glance" in loaded
    assert not {"click", "pydantic", "pipeline.cli", "pipeline.workspace", "weasyprint"} & loaded


@pytest.mark.code("ART142")
def test_an_empty_folder_is_something_new(root: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(root, here)
    words = ("build", "--format", "handout")
    assert _run(here, *words).stdout == ""
    assert "nothing to do" in _run(here, *words).stderr
    (here / "source/articles/empty").mkdir()
    for _ in range(2):
        assert "source/articles/empty: warning[ART142]" in _run(here, *words).stdout


def test_what_a_build_withdraws_is_named_once(root: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(root, here)
    shutil.rmtree(here / "source/articles/first-article")
    assert "withdrew output/en/first-article, its source is gone" in _run(here, "build").stderr.splitlines()
    assert "withdrew" not in _run(here, "build").stderr


def test_a_project_may_be_named_and_is_still_only_looked_at(root: Path, tmp_path: Path) -> None:
    """As `script/build` calls it, from anywhere."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "link").symlink_to(root)
    for named in ((f"--project={root}",), ("--project", "link")):
        words = (*named, "build", "--format", "handout")
        assert "nothing to do: 1 article" in _run(here, *words).stderr
        assert "pipeline.cli" not in _imported(here, *words)


def test_a_file_that_is_no_text_is_named_as_not_released(root: Path, tmp_path: Path) -> None:
    site = shutil.copytree(root, tmp_path / "site")
    bad = site / "source/articles/second/article.md"
    bad.parent.mkdir()
    bad.write_bytes(b"\xff\xfe\x00")
    first, second = (_run(site, "build", "--format", "handout") for _ in range(2))
    named = "not released: source/articles/second/article.md; earlier files of theirs stay as they were"
    for told in (first, second):
        assert "ART105" in told.stdout
        assert named in told.stderr.splitlines()
    alone = _run(site, "build", "second").stderr
    assert named in alone
    assert "nothing to do" not in alone


def test_what_is_wrong_is_said_again_at_a_glance_with_its_exit_code(root: Path, tmp_path: Path) -> None:
    site = shutil.copytree(root, tmp_path / "site")
    words = ("build", "--format", "handout")
    article = site / "source/articles/first-article/article.md"
    article.write_text(article.read_text() + "\n<div>\n")
    first, second, third = (_run(site, *words) for _ in range(3))
    assert first.returncode == second.returncode == third.returncode == 1
    assert "DOC240" in first.stdout
    assert first.stdout == second.stdout == third.stdout
    assert "not released: first-article (en)" in second.stderr
    # Of the first nothing but the line about the article is not said again.
    assert [
        line for line in first.stderr.splitlines() if not line.startswith("[")
    ] == second.stderr.splitlines()
    ran = subprocess.run([sys.executable, "-X", "importtime", *BUILD[1:], *words], cwd=site, capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 1
    assert "pipeline.cli" not in ran.stderr


@pytest.mark.parametrize("kind", ["json", "sarif", "github"])
def test_what_machines_read_is_said_again_at_a_glance(root: Path, tmp_path: Path, kind: str) -> None:
    site = shutil.copytree(root, tmp_path / "site")
    words = ("build", "--format", "handout", "--report", kind)
    article = site / "source/articles/first-article/article.md"
    article.write_text(article.read_text() + "\n<div>\n")
    first, second = (_run(site, *words) for _ in range(2))
    assert "DOC240" in first.stdout
    assert second.stdout == first.stdout
    assert second.stderr == ""
    timed = [sys.executable, "-X", "importtime", *BUILD[1:], *words]
    ran = subprocess.run(timed, cwd=site, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, first.stdout)
    assert "pipeline.cli" not in ran.stderr


def test_what_a_build_has_mended_is_not_said_again(root: Path, tmp_path: Path) -> None:
    site = shutil.copytree(root, tmp_path / "site")
    words = ("build", "--format", "handout")
    manifest = site / "output/manifest.json"
    manifest.write_text(manifest.read_text() + "<<<<")
    assert "ART141" in _run(site, *words).stdout
    assert "ART141" not in _run(site, *words).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--project", "nowhere", "build"),
        ("--project",),
        ("--project", "build"),
        ("--version", "build"),
        ("check", "build"),
    ],
)
def test_what_is_no_build_of_a_project_is_for_the_command_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(root)
    assert glance.project_of(words) is None
    assert glance.project_of(("build",)) == str(root.resolve())


@pytest.mark.parametrize(
    "where", ["source/policy.yaml", "output/manifest.json", "source/articles/first-article/article.md"]
)
def test_a_file_that_was_touched_is_looked_at_again(root: Path, where: str) -> None:
    words = ("build", "--format", "handout")
    assert "pipeline.cli" not in _imported(root, *words)
    os.utime(root / where)
    assert "pipeline.cli" in _imported(root, *words)
    # It was the same after all.
    assert "nothing to do" in _run(root, *words).stderr


def test_what_is_said_holds_until_something_expires(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["build", "--format", "handout"]
    monkeypatch.chdir(root)
    path = root / ".smallprint/glance.json"
    assert glance.repeated(str(root), words) is not None
    kept = json.loads(path.read_text())
    until = datetime.date.fromisoformat(next(iter(kept.values()))["until"])
    monkeypatch.setattr(glance, "today", lambda: until.isoformat())
    assert glance.repeated(str(root), words) is not None
    monkeypatch.setattr(glance, "today", lambda: (until + datetime.timedelta(days=1)).isoformat())
    assert glance.repeated(str(root), words) is None
    # Nor is it believed on a day before it was said, or of another command, or if it is no longer whole.
    monkeypatch.setattr(glance, "today", lambda: "2020-01-01")
    assert glance.repeated(str(root), words) is None
    monkeypatch.undo()
    monkeypatch.chdir(root)
    assert glance.repeated(str(root), ["build", "--format", "ebook"]) is None
    whole = path.read_bytes()
    for content in (whole[:-9], b"[]", b"{}", whole.replace(b'"since"', b'"hence"')):
        path.write_bytes(content)
        assert glance.repeated(str(root), words) is None
    path.write_bytes(whole)
    assert glance.repeated(str(root), words) is not None


def test_a_build_that_names_its_day_is_repeated_at_a_glance_whatever_the_clock_says(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("build", "--format", "handout", "--today", "2026-11-24")
    assert "nothing to do" in _run(root, *words).stderr
    assert "pipeline.cli" not in _imported(root, *words)
    monkeypatch.chdir(root)
    for day in ("2020-01-01", "2090-01-01"):
        monkeypatch.setattr(glance, "today", lambda day=day: day)
        assert glance.repeated(str(root), words) is not None
    # Of another day nothing is known.
    assert glance.repeated(str(root), (*words[:-1], "2026-11-25")) is None


def test_timings_name_each_step_and_article(root: Path) -> None:
    (root / ".smallprint/state").unlink()
    lines = _run(root, "build", "--format", "handout", "--timings").stderr.splitlines()
    assert any(line.startswith("seconds") and "read and check" in line for line in lines)
    assert any(line.startswith("first-article (en)") for line in lines)
    assert any(line.startswith("reading ") and "lists" in line for line in lines)


def test_a_saved_file_is_built_at_once(root: Path, tmp_path: Path) -> None:
    root = shutil.copytree(root, tmp_path / "site")
    article = root / "source/articles/first-article/article.md"
    page = root / "output/en/first-article/first-article.html"
    running = subprocess.Popen(
        [*BUILD, "build", "--format", "handout", "--watch"], cwd=root, stderr=subprocess.PIPE, text=True
    )
    try:
        assert running.stderr is not None
        assert any("watching" in line for line in running.stderr)
        whole = article.read_text()
        article.write_text(whole + "\nA line of today.\n")
        assert comes_true(lambda: "A line of today." in page.read_text())
        # What is wrong is said, the page stays, and the next change is built.
        article.write_text(whole + "\n<div>\n")
        assert any("DOC" in line or "error" in line for line in running.stderr)
        article.write_text(whole + "\nA line of tomorrow.\n")
        assert comes_true(lambda: "A line of tomorrow." in page.read_text())
        # A folder that takes the place of `source/` is watched, too, and `templates/` that was not there.
        (root / "source").rename(root / "before")
        shutil.copytree(root / "before", root / "source")
        for line in ("A line of next week.", "A line of next month."):
            article.write_text(f"{whole}\n{line}\n")
            assert comes_true(lambda line=line: line in page.read_text())
        (root / "templates").mkdir()
        (root / "templates/tokens.yaml").write_text("[")
        assert any("1 error" in line for line in running.stderr)
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(MINUTES) == 130


@pytest.mark.parametrize("redirected", ["", ">&-"])
def test_a_command_ends_well_whether_or_not_anybody_hears_it(redirected: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m pipeline explain DOC213 {redirected}"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    # Into a pipe, all of it.
    assert ran.stdout.endswith("\n") == (not redirected)


def test_what_is_to_be_done_at_the_end_is_done(tmp_path: Path) -> None:
    """Folders of this process go, though Python itself does not take it apart."""
    program = "import sys; sys.argv = ['smallprint', 'explain', 'DOC213']; from pipeline.engines import temporary; temporary.folder(); from pipeline.__main__ import main; main()"
    ran = subprocess.run([sys.executable, "-c", program], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, check=False)  # fmt: skip
    assert ran.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("at", ["contextlib.nullcontext()", "interruptible()"])
def test_a_command_that_is_interrupted_says_so_and_leaves_nothing_on_the_disk(
    tmp_path: Path, at: str, sent: signal.Signals
) -> None:
    """Before a command has said what is to become of its work, too; Click would end it as a fault."""
    program = (
        "import contextlib, signal, sys; sys.argv = ['smallprint', 'init', '.']; import pipeline.cli\n"
        "from pipeline.cli.ending import interruptible; from pipeline.engines import temporary\n"
        # As on a terminal, whatever began these tests.
        f"signal.signal({int(sent)}, signal.default_int_handler if {sent == signal.SIGINT} else signal.SIG_DFL)\n"
        f"def main():\n temporary.folder()\n with {at}: signal.raise_signal({int(sent)})\n"
        "pipeline.cli.main = main; from pipeline.__main__ import main; main()"
    )
    ran = subprocess.run([sys.executable, "-c", program], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, check=False)  # fmt: skip
    assert (ran.returncode, b"Traceback" in ran.stderr, list(tmp_path.iterdir())) == (130, False, [])


def test_what_nohup_began_outlives_its_terminal() -> None:
    program = (
        "import signal, sys; sys.argv = ['smallprint', 'init', '.']; import pipeline.cli\n"
        "from pipeline.cli.ending import interruptible\n"
        "def main():\n signal.raise_signal(signal.SIGHUP)\n with interruptible(): signal.raise_signal(signal.SIGHUP)\n"
        "pipeline.cli.main = main; from pipeline.__main__ import main; main()"
    )
    ran = subprocess.run(["nohup", sys.executable, "-c", program], capture_output=True, check=False)
    assert ran.returncode == 0
