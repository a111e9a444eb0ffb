"""Advice on plain language, as `check` shows it: quiet, whole in reports for programs, never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

SENTENCE = "If you go " + "and go " * 12 + "you come home again. "
HEAD = "---\ntitle: The harbour\ndate: 2026-03-01\ntopics: [general]\n---\n\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "guides"
    assert run("init", str(folder)).exit_code == 0
    article = folder / "source/articles/first-article/article.md"
    article.write_text(f"{HEAD}{SENTENCE * 5}\n\nAsk the HTU.\n")
    return folder


def check(project: Path, *options: str) -> Result:
    return run("--project", str(project), "check", "--jobs", "1", *options)


def test_a_terminal_shows_the_first_of_a_kind_and_counts_the_rest(project: Path) -> None:
    result = check(project)
    assert result.exit_code == 0, "advice is no finding"
    shown = [line for line in result.stdout.splitlines() if "advice[" in line]
    assert ["DOC271" in line for line in shown] == [True, True, True, False]
    assert result.stderr.splitlines() == [
        "checked 1 article: nothing to complain of; 6 pieces of advice",
        "not shown: 2 more of the same advice; `--report json` has all of it",
    ]


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_terminal_shows_no_thousands_of_faults_of_one_kind(project: Path, command: str) -> None:
    article = project / "source/articles/first-article/article.md"
    article.write_text(f"{HEAD}Some words.\n\n" + "Press <b>this</b> now.\n\n" * 1_200)
    result = run("--project", str(project), command, "--jobs", "1")
    assert result.exit_code == 1
    assert sum("DOC240" in line for line in result.stdout.splitlines()) == 50
    assert (
        "not shown: 1,150 more findings of the same kinds; `--report json` has all of them" in result.stderr
    )
    assert "1200 errors" in result.stderr
    found = json.loads(run("--project", str(project), command, "--jobs", "1", "--report", "json").stdout)
    assert len([one for one in found if one["code"] == "DOC240"]) == 1_200


def test_programs_get_all_of_it(project: Path) -> None:
    found = json.loads(check(project, "--report", "json").stdout)
    assert [one["code"] for one in found] == ["DOC271"] * 5 + ["DOC272"]
    assert {one["severity"] for one in found} == {"advice"}
    assert [one["column"] for one in found[:5]] == [1 + index * len(SENTENCE) for index in range(5)]
    notices = check(project, "--report", "github").stdout.splitlines()
    assert len(notices) == 6
    assert all(line.startswith("::notice file=") for line in notices)


def test_it_can_be_switched_off(project: Path) -> None:
    publication = project / "source/publication.yaml"
    publication.write_text(publication.read_text() + "\nadvice: false\n")
    assert check(project).stdout == ""


def test_an_article_with_errors_is_mended_first(project: Path) -> None:
    article = project / "source/articles/first-article/article.md"
    article.write_text(article.read_text() + "\n# Wrong\n\nText.\n")
    result = check(project, "--report", "json")
    assert result.exit_code == 1
    assert [one["code"] for one in json.loads(result.stdout)] == ["DOC201"]


def test_a_build_gives_none(project: Path) -> None:
    result = run("--project", str(project), "build", "--format", "handout", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == "nothing to complain of"


def test_a_topic_that_seems_to_be_missing_fails_nothing(project: Path) -> None:
    article = project / "source/articles/first-article/article.md"
    article.write_text(HEAD + "Ask a doctor if the wound is infected.\n\n" * 3)
    result = check(project, "--report", "json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)
    assert (found["code"], found["line"]) == ("DIS357", 7)
