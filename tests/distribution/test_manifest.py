"""A manifest that was merged, mended by hand or copied from elsewhere: what is believed of it, and what it cannot do."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from pipeline import __version__, catalogue
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.policy import Policy
from pipeline.distribution import manifest
from pipeline.project import Project
from pipeline.theme import Theme, load_theme
from pipeline.workspace import MemoryWorkspace, Workspace, read_templates, shipped_templates
from tests.distribution.books import ACCESS, BOOK, entry, publication

TODAY = datetime.date(2026, 11, 26)
SAID: dict[str, Any] = {
    "subtitle": "How the sea breathes",
    "keywords": ["tides"],
    "authors": ["Ada Berg"],
    "date": "2026-03-01",
    "modified": "2026-05-01",
    "reviewed": {"by": "Per Hav", "on": "2026-04-01"},
    "articles": 3,
    "valid-until": "2027-01-01",
}


def _read(made: dict[str, Any]) -> dict[str, Any]:
    """An entry as it comes out of a file."""
    read: dict[str, Any] = json.loads(json.dumps(made))
    return read


def _project(theme: Theme) -> Project:
    return Project(publication(), Policy((), (), ()), Library(), theme, TODAY)


GOOD = _read(entry(**SAID, evidence=[{"file": "proof.json", "bytes": 7, "sha256": "0" * 64}]))
OTHER = _read(entry("moons"))


@pytest.fixture(scope="module")
def theme() -> Theme:
    loaded = load_theme(read_templates(shipped_templates())).value
    assert loaded is not None
    return loaded


def _written(*entries: Any) -> bytes:
    return json.dumps({"manifest": 1, "articles": list(entries)}).encode()


def _damaged(value: Any) -> Iterator[Any]:
    """The value with one thing in it gone or of another kind, for everything in it."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            less = copy.copy(value)
            del less[key]
            yield less
            for inner in (7, *_damaged(value[key])):
                changed = copy.copy(value)
                changed[key] = inner
                yield changed


def test_what_a_build_writes_is_believed() -> None:
    assert manifest.entries(_written(GOOD, OTHER)) == [GOOD, OTHER]
    assert manifest.entries(_written()) == []
    assert manifest.is_whole(_written(GOOD))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"[" * 9999, b'{"name": "An app", "articles": []}', b'{"manifest": 1}', b"\xff"]
)  # fmt: skip
def test_a_file_of_another_kind_is_none(content: bytes) -> None:
    assert manifest.entries(content) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": ".."},
        {"slug": "a/b"},
        {"lang": "en/../../source"},
        {"lang": ""},
        {"date": "May"},
        {"modified": "2026-02-30"},
        {"valid-until": 7},
        {"keywords": "tides"},
        {"files": [{**GOOD["files"][0], "file": "../tides.epub"}]},
        {"files": [{**GOOD["files"][0], "book": {**BOOK.as_json(), "lang": "../en"}}]},
        {"evidence": [{**GOOD["evidence"][0], "file": "../../../source/policy.yaml"}]},
    ],
)
def test_a_damaged_entry_costs_no_other(changes: dict[str, Any]) -> None:
    assert manifest.entries(_written({**GOOD, **changes}, OTHER)) == [OTHER]
    assert manifest.entries(_written({**GOOD, **changes})) is None
    assert not manifest.is_whole(_written({**GOOD, **changes}, OTHER))


def test_lists_are_made_of_whatever_is_believed(theme: Theme) -> None:
    ebook = {**GOOD["files"][0], "companions": GOOD["files"][0]["companions"][-1:]}
    ebook["book"] = {key: ebook["book"][key] for key in ("identifier", "title", "lang", "modified", "rights")}
    ebook["book"]["access"] = _read(asdict(replace(ACCESS, features=("ARIA",), modes=("textual",))))
    believed = 0
    for changed in _damaged({**GOOD, "files": [ebook]}):
        content = _written(changed)
        if not manifest.entries(content):
            continue
        believed += 1
        workspace = MemoryWorkspace({"output/manifest.json": content})
        catalogue.update(workspace, [], _project(theme), whole=False)
        assert all(name.startswith("output/") and ".." not in name for name in workspace.files)
    assert believed > 20


@pytest.mark.parametrize("list_of_files", ["files", "evidence"])
def test_what_it_names_is_removed_from_its_own_folder_alone(
    list_of_files: str, theme: Theme, tmp_path: Path
) -> None:
    policy = tmp_path / "source/policy.yaml"
    for path in (policy, tmp_path / "output/en/tides/tides.pdf"):
        path.parent.mkdir(parents=True)
        path.write_text("rules: []")
    evil = {**GOOD[list_of_files][-1], "file": "../../../source/policy.yaml"}
    content = _written({**GOOD, list_of_files: [evil]}, OTHER)
    (tmp_path / "output/manifest.json").write_bytes(content)
    catalogue.update(Workspace(tmp_path), [], _project(theme), whole=True)
    assert policy.is_file()


def test_it_names_the_versions_that_are_installed() -> None:
    tools = catalogue.tool_versions()
    assert tools.pop("smallprint") == __version__
    assert "weasyprint" in tools
    assert tools == {name: version(name) for name in tools}
