"""Lists of which the pieces are kept that still hold: the same bytes as lists that are made anew."""

from __future__ import annotations

import datetime
import io
import json
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from pipeline import catalogue
from pipeline.distribution import front, opds
from pipeline.incremental import State
from pipeline.pieces import Pieces, json_list
from pipeline.project import Project, load_project
from pipeline.scaffold import new_project
from pipeline.theme import Theme
from pipeline.workspace import MemoryWorkspace
from tests.distribution.books import BOOKS, HOSTILE, entry, many

TODAY = datetime.date(2026, 11, 26)


def _never() -> str:
    raise AssertionError("it was made again")


def test_a_piece_is_made_once_and_then_taken_from_the_text_that_it_was_in() -> None:
    first = Pieces()
    made = [first.of(key, lambda key=key: f"<{key}>") for key in ("one", "two", "one")]  # type: ignore[misc]
    text = f"head {''.join(made[:2])} foot"
    places = first.places(text)
    assert places == {"one": (5, 5), "two": (10, 5)}
    again = Pieces(text, places)
    assert [again.of("two", _never), again.of("one", _never), again.of("new", lambda: "x")] == [
        "<two>",
        "<one>",
        "x",
    ]
    # Whatever order they stand in, and where they look like others.
    assert again.places("xx<one> <two><two>") == {"two": (8, 5), "one": (2, 5), "new": (0, 1)}


def test_pieces_that_begin_alike_are_told_apart_and_what_is_not_there_is_not_kept() -> None:
    pieces = Pieces()
    alike = "a" * 200
    texts = {"b": f"{alike}b", "c": f"{alike}c", "gone": "gone"}
    for key, text in texts.items():
        pieces.of(key, lambda text=text: text)  # type: ignore[misc]
    text = f"{texts['c']}{texts['b']}"
    places = pieces.places(text)
    assert {key: text[at : at + length] for key, (at, length) in places.items()} == {
        "b": texts["b"],
        "c": texts["c"],
    }


def test_without_a_key_a_piece_is_made_each_time() -> None:
    pieces = Pieces()
    assert [pieces.of("", lambda: "one"), pieces.of("", lambda: "two")] == ["one", "two"]
    assert pieces.places("one two") == {}


@pytest.mark.parametrize("records", [[], ['{"a": 1}'], ['{"a": 1}', "2"]])
def test_a_list_of_records_is_an_object_of_json(records: list[str]) -> None:
    text = json_list("records", records, {"b": "é", "a": [1]})
    assert json.loads(text) == {"records": [json.loads(one) for one in records], "a": [1], "b": "é"}
    assert [line for line in text.splitlines()[1:-1] if line] == [
        f"{one}," if at < len(records) else one for at, one in enumerate(records, 1)
    ]


@pytest.fixture(scope="module")
def project() -> Project:
    workspace = MemoryWorkspace({})
    new_project(workspace, "Harbour Office", "en")
    loaded, found = load_project(workspace, TODAY)
    assert loaded is not None, found
    return loaded


def _update(
    workspace: MemoryWorkspace, project: Project, entries: list[Mapping[str, Any]], state: State
) -> dict[str, bytes]:
    """All lists, once the manifest says this."""
    workspace.files["output/manifest.json"] = json.dumps({"manifest": 1, "articles": entries}).encode()
    catalogue.update(workspace, (), project, whole=False, state=state)
    return {name: content for name, content in workspace.files.items() if not name.endswith(".onix.xml")}


def _entries() -> dict[str, dict[str, Any]]:
    """More than are in the page with their covers; several in two languages."""
    made = many(28)
    for number, book in enumerate(BOOKS):
        made.append(entry(f"odd-{number}", book, covers=number % 2 == 0))
        made.append(entry("tides", replace(book, lang=("en", "nb", "de", "fr", "ar", "ja")[number])))
    return {f"{one['lang']}/{one['slug']}": one for one in made}


@pytest.mark.parametrize(("place", "times"), [(None, 8), ("https://example.org", 4)])
def test_whatever_changes_lists_are_as_if_they_were_made_anew(
    project: Project, place: str | None, times: int
) -> None:
    about = project.publication.model_copy(update={"base_url": place})
    project = replace(project, publication=about)
    chance = random.Random(3)
    entries = _entries()
    absent: dict[str, dict[str, Any]] = {}
    buffer = io.BytesIO()
    Image.new("RGB", (320, 512), "teal").save(buffer, "JPEG")
    covers = {f"output/{key}/{one['slug']}.thumbnail.jpg": buffer.getvalue() for key, one in entries.items()}
    workspace, state = MemoryWorkspace(covers), State()

    def change() -> None:
        key = chance.choice(sorted(entries))
        one = entries[key]
        match chance.randrange(7):
            case 0:
                one["title"] = chance.choice(["A Title", "Ærlig talt", "潮汐と港", HOSTILE])
            case 1:
                one["topics"] = chance.choice([[], ["health"], ["finance", "health"]])
            case 2:
                one["state"] = chance.choice(["proved", "outdated"])
            case 3:
                one["valid-until"] = chance.choice([None, "2020-01-01", "2060-01-01"])
            case 4:
                one["files"][0]["bytes"] = chance.randrange(10_000_000)
            case 5:
                absent[key] = entries.pop(key)
            case _ if absent:
                back = chance.choice(sorted(absent))
                entries[back] = absent.pop(back)
            case _:
                one["modified"] = f"2026-0{chance.randrange(1, 9)}-01"

    for number in range(times):
        if number == times - 2:
            # Few are left, whose covers the page holds.
            for key in sorted(entries)[8:]:
                absent[key] = entries.pop(key)
        found = _update(workspace, project, list(entries.values()), state)
        # What only earlier lists were for is removed by what the manifest said before, which here is overwritten.
        made = {name: found[name] for name in found if name.removeprefix("output/") in state.lists.files}
        anew = _update(MemoryWorkspace(covers), project, list(entries.values()), State())
        assert made == {name: anew[name] for name in made}, number
        assert len(made) > 3
        for _ in range(chance.randrange(1, 5)):
            change()


def test_only_what_has_changed_is_made(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[str] = []
    fill = Theme.fill

    def noted(theme: Theme, template: str, **values: Any) -> str:
        filled.append(template)
        return fill(theme, template, **values)

    monkeypatch.setattr(Theme, "fill", noted)
    for module, name in ((opds, "_record"), (opds, "_entry_of")):
        made = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *words, made=made, name=name: (filled.append(name), made(*words))[1]
        )
    monkeypatch.setattr(Theme, "embedded_faces", lambda *_: (filled.append("faces"), "@font-face{}")[1])
    entries = many(30)
    workspace, state = MemoryWorkspace({}), State()
    kinds = ("card", "proof-row", "_record", "_entry_of", "faces")

    def counted() -> dict[str, int]:
        made = {kind: sum(kind in one for one in filled) for kind in kinds}
        filled.clear()
        return made

    _update(workspace, project, entries, state)
    assert counted() == {"card": 30, "proof-row": 30, "_record": 60, "_entry_of": 60, "faces": 2}
    entries[3]["title"] = entries[3]["files"][0]["book"]["title"] = "Another"
    _update(workspace, project, entries, state)
    assert counted() == {"card": 1, "proof-row": 1, "_record": 2, "_entry_of": 2, "faces": 0}
    # Of a list that was harmed, and of another publication, nothing is kept.
    workspace.files["output/opds.json"] += b" "
    entries[4]["title"] = "Moorings"
    _update(workspace, project, entries, state)
    assert counted() == {"card": 1, "proof-row": 1, "_record": 31, "_entry_of": 2, "faces": 0}
    other = replace(project, publication=project.publication.model_copy(update={"publisher": "Port of Aran"}))
    _update(workspace, other, entries, state)
    assert counted() == {"card": 30, "proof-row": 30, "_record": 60, "_entry_of": 60, "faces": 2}
    assert front.NAME in state.lists.pieces
