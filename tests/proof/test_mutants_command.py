"""`smallprint prove --self-test`: what it says, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.proof.mutants import Mutant, mutants
from pipeline.proof.mutants.mutant import Wanted
from pipeline.proof.mutants.trial import joined, parts_of, trial
from pipeline.rendition.expected import Expectation

from .conftest import Finished


@pytest.fixture
def file(tmp_path: Path, handout: Finished) -> Path:
    path = tmp_path / "ferries.html"
    path.write_bytes(handout.content)
    return path


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutants without words, and some others: what becomes of each is tested elsewhere."""

    def some(owed: Expectation, content: bytes, wanted: Wanted) -> Iterator[Mutant]:
        return (
            mutant
            for mutant in mutants(owed, content, wanted)
            if mutant.name in ("delete", "reword-word", "wrap-details")
        )

    monkeypatch.setattr("pipeline.proof.mutants.trial.mutants", some)
    monkeypatch.setattr("pipeline.proof.mutants.trial.alterations", lambda content, format: iter(()))


def test_all_caught(file: Path) -> None:
    result = CliRunner().invoke(main, ["prove", "--self-test", str(file)])
    assert result.exit_code == 0, result.output
    assert "self-test passed" in result.stdout
    assert "mutants caught" in result.stdout
    assert "delete 4, reword 4, wrap 4" in result.stdout
    assert f"/5] {file}, prices-1: 3 mutants caught" in result.stderr
    assert f"[5/5] {file}" in result.stderr
    assert "caught" in result.stderr


def test_the_parts_of_a_trial_are_the_whole(handout: Finished) -> None:
    owed, content = handout.owed, handout.content
    parts = [trial(owed, content, "ferries.html", key=key) for key in parts_of(owed)]
    assert len(parts) == 1 + len(owed.notices)
    assert all(part.passed for part in parts)
    assert joined(parts) == trial(owed, content, "ferries.html")


def test_as_json(file: Path) -> None:
    result = CliRunner().invoke(main, ["prove", "--self-test", "--report", "json", str(file)])
    assert result.exit_code == 0, result.output
    (trial,) = json.loads(result.stdout)["self-test"]
    assert trial["passed"] is True
    assert trial["mutants"] == trial["caught"] == 12
    assert sum(attack["mutants"] for attack in trial["attacks"]) == trial["mutants"]
    plain = CliRunner().invoke(main, ["prove", "--report", "json", str(file)])
    assert "self-test" not in json.loads(plain.stdout)


def test_one_that_passes_is_an_error(file: Path, handout: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = handout.proved()
    monkeypatch.setattr("pipeline.proof.mutants.trial.prove", lambda *arguments, **named: clean)
    result = CliRunner().invoke(main, ["prove", "--self-test", str(file)])
    assert result.exit_code == 4
    assert "error[PRF898]" in result.stdout
    assert "SELF-TEST FAILED" in result.stdout
    assert "NOT all caught" in result.stderr


def test_a_file_that_is_not_proved_is_not_tried(file: Path, handout: Finished) -> None:
    file.write_bytes(handout.content.replace(b"Meals are free", b"Meals are dear"))
    result = CliRunner().invoke(main, ["prove", "--self-test", str(file)])
    assert result.exit_code == 4
    assert "PRF898" not in result.stdout
    assert "self-test" not in result.stdout
