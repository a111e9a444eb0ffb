"""Compiled templates that are kept: found again, never believed beyond their source, and nothing of a project's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from pipeline.theme.compiled import Compiled

SHIPPED = "Price: {{ price }}"


def rendered(folder: Path, source: str = SHIPPED, known: str = SHIPPED) -> str:
    sources = {"page": source}
    environment = Environment(
        loader=DictLoader(sources), autoescape=True, bytecode_cache=Compiled([known], folder)
    )
    return environment.get_template("page").render(price=7)


@pytest.fixture(autouse=True)
def _written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.template"))


def test_what_was_compiled_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "__pycache__"
    assert rendered(folder) == "Price: 7"
    assert len(kept(folder)) == 1
    monkeypatch.setattr(Environment, "_parse", lambda *_: pytest.fail("it was compiled again"))
    assert rendered(folder) == "Price: 7"


def test_another_source_is_compiled_anew(tmp_path: Path) -> None:
    assert rendered(tmp_path) == "Price: 7"
    changed = "Cost: {{ price }}"
    assert rendered(tmp_path, changed, changed) == "Cost: 7"
    # Even under the name of the other.
    one, other = kept(tmp_path)
    one_content, other_content = one.read_bytes(), other.read_bytes()
    one.write_bytes(other_content)
    other.write_bytes(one_content)
    assert rendered(tmp_path) == "Price: 7"
    assert rendered(tmp_path, changed, changed) == "Cost: 7"


def test_nothing_of_a_project_is_kept(tmp_path: Path) -> None:
    assert rendered(tmp_path, "Ours: {{ price }}") == "Ours: 7"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"j2", b"not a template at all", None])
def test_what_is_damaged_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    rendered(tmp_path)
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert rendered(tmp_path) == "Price: 7"
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert rendered(tmp_path / "file" / "below") == "Price: 7"
    assert rendered(tmp_path / "file") == "Price: 7"
    monkeypatch.setattr(os, "fdopen", lambda *_: (_ for _ in ()).throw(OSError("full")))
    assert rendered(tmp_path / "full") == "Price: 7"
    assert list((tmp_path / "full").iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path / "none") == "Price: 7"
    assert not (tmp_path / "none").exists()
