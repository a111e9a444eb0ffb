"""The evidence beside released files: proof.json, proof.html, and their entry in the manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.production import Summary
from pipeline.proof import record
from pipeline.scaffold import json_schema, new_article
from pipeline.workspace import Workspace

Build = Callable[..., Summary]
Manifest = Callable[[], dict[str, Any]]


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "output/en/first-article"


def _keys(value: Any) -> Iterator[list[str]]:
    if isinstance(value, dict):
        yield list(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


def test_proof_json_of_every_released_article_is_as_its_schema_says(released: Path) -> None:
    paths = sorted((released / "output").glob("*/*/proof.json"))
    assert len(paths) >= 6
    for path in paths:
        read = record.read(path.read_bytes())
        assert read is not None, path
        assert record.written(read) == path.read_bytes()
        value = json.loads(path.read_bytes())
        assert all(keys == sorted(keys) for keys in _keys(value)), "sorted keys"
        assert value["proof"] == 3
        named = {wording["sha256"]: wording for wording in value["wordings"]}
        for file in value["files"]:
            assert file["proved"]
            assert sha256((path.parent / file["file"]).read_bytes()).hexdigest() == file["sha256"]
            for one in file["disclaimers"]:
                assert one["sha256"] == one["found-sha256"]
                wording = named[one["sha256"]]
                assert (wording["disclaimer"], wording["version"]) == (one["disclaimer"], one["version"])
                assert wording["approved"]["by"]


def test_the_schema_describes_every_field() -> None:
    schema = json_schema("proof")
    assert schema["$schema"].endswith("2020-12/schema")
    occurrence = schema["$defs"]["Occurrence"]
    assert set(occurrence["required"]) == set(occurrence["properties"])
    assert all("description" in field or "$ref" in field for field in occurrence["properties"].values())
    assert occurrence["additionalProperties"] is False


def test_the_manifest_lists_the_evidence(build: Build, manifest: Manifest, workspace: Workspace) -> None:
    build()
    entry = manifest()["first-article"]
    assert [one["file"] for one in entry["evidence"]] == ["proof.html", "proof.json"]
    for one in entry["evidence"]:
        content = (_folder(workspace) / one["file"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), sha256(content).hexdigest())


def test_the_page_asks_nothing_of_anybody(build: Build, workspace: Workspace) -> None:
    build(formats=())
    for path in (_folder(workspace) / "proof.html", workspace.root / "output/proof.html"):
        page = path.read_text()
        assert "<script" not in page
        assert not re.findall(
            r"""(?:src|srcset|href)=["'](?!data:|#|[\w./-]+\.(?:pdf|epub|html|json)["'])""", page
        )
        assert not re.findall(r"url\((?![\"']?data:)|@import", page)
    assert (workspace.root / "output/index.html").read_text().count("first-article/proof.html") == 1


def test_building_one_format_keeps_the_evidence_on_the_others(build: Build, workspace: Workspace) -> None:
    build(formats=())
    before = {path.name: path.read_bytes() for path in _folder(workspace).iterdir()}
    build(formats=("ebook",))
    assert {path.name: path.read_bytes() for path in _folder(workspace).iterdir()} == before


def test_a_format_that_is_no_longer_owed_goes(build: Build, manifest: Manifest, workspace: Workspace) -> None:
    build(formats=("ebook", "handout"))
    source = workspace.root / "source/articles/first-article/article.md"
    source.write_text(source.read_text().replace("title:", "formats: [handout]\ntitle:", 1))
    build(formats=())
    assert sorted(path.name for path in _folder(workspace).iterdir()) == [
        "first-article.html",
        "proof.html",
        "proof.json",
    ]
    assert [file["format"] for file in manifest()["first-article"]["files"]] == ["handout"]
    read = record.read((_folder(workspace) / "proof.json").read_bytes())
    assert read is not None
    assert [file.format for file in read.files] == ["handout"]


def test_damaged_evidence_is_made_anew(build: Build, workspace: Workspace) -> None:
    build()
    path = _folder(workspace) / "proof.json"
    before = path.read_bytes()
    for damage in (b"{", b'{"proof": 1}', before.replace(b'"proved": true', b'"proved": "yes"')):
        path.write_bytes(damage)
        build()
        assert path.read_bytes() == before


def test_the_evidence_of_a_deleted_article_goes_with_it(build: Build, workspace: Workspace) -> None:
    new_article(workspace, "tides", None)
    build()
    assert (workspace.root / "output/en/tides/proof.html").is_file()
    (workspace.root / "source/articles/tides/article.md").unlink()
    build(formats=())
    assert not (workspace.root / "output/en/tides").exists()
