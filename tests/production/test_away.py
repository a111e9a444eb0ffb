"""Builds on machines that share no memory: what they make is remembered at home, and what is remembered is not sent."""

from __future__ import annotations

import datetime
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import production, worker
from pipeline.made import Made
from pipeline.production import Wanted
from pipeline.scaffold import new_article
from pipeline.scheduling import Here, Lost
from pipeline.workspace import Workspace

pytestmark = pytest.mark.usefixtures("fresh")
TODAY = datetime.date(2026, 11, 24)
HANDOUTS = Wanted(formats=("handout",))


class Far(Here):
    """Other machines: nothing is shared with them, and everything that travels is noted."""

    near = False

    def __init__(self, *lost: str) -> None:
        self.lost = lost
        self.sent: list[str] = []
        self.back: list[Made] = []

    def run(self, work: Any, arguments: Sequence[Any], *, prepare: Any, **options: Any) -> Iterator[Any]:  # type: ignore[override]
        # Each piece is prepared for anew: this process is home, too.
        begun: Callable[[Any], None] = options["begun"]
        done: Callable[[Any, Any], None] = options["done"]
        for argument in arguments:
            begun(argument)
            self.sent.append(argument.slug)
            before = vars(worker.Equipment).copy()
            pickle.loads(pickle.dumps(prepare))()
            result = pickle.loads(pickle.dumps(work(pickle.loads(pickle.dumps(argument)))))
            worker.Equipment.project = before["project"]
            self.back.append(result)
            told = Lost(argument, "died", "SIGKILL") if argument.slug in self.lost else result
            done(argument, told)
            yield told


@pytest.fixture
def three(workspace: Workspace) -> Workspace:
    new_article(workspace, "second", "Second")
    new_article(workspace, "third", "Third")
    return workspace


def _build(workspace: Workspace, crew: Far, told: list[str] | None = None) -> production.Summary:
    def begun(one: Any, total: int) -> None:
        if told is not None:
            told.append(one.slug)

    return production.build(workspace, HANDOUTS, TODAY, lambda made, done, total: None, crew, begun=begun)


def _released(workspace: Workspace) -> dict[str, bytes]:
    base = workspace.root / "output"
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in base.rglob("*")
        if path.is_file() and path.name != ".gitignore"
    }


def _forget(workspace: Workspace, *names: str) -> None:
    for name in names:
        path = workspace.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_what_was_made_away_is_remembered_and_not_sent_again(
    three: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = Workspace(shutil.copytree(three.root, tmp_path / "near"))
    production.build(near, HANDOUTS, TODAY, lambda made, done, total: None)
    crew = Far()
    assert not _build(three, crew).diagnostics
    assert crew.sent == ["first-article", "second", "third"]
    assert _released(three) == _released(near)
    # Files travel once: as what is to be remembered.
    assert not any(made.artifacts or made.proofs or made.evidence for made in crew.back)

    _forget(three, ".smallprint/state", "output")
    # Nor is it made at home: the engine that would is missing.
    monkeypatch.setattr("pipeline.formats.handout.Handout.emit", None)
    crew, told = Far(), []
    assert not _build(three, crew, told).diagnostics
    assert (crew.sent, told) == ([], ["first-article", "second", "third"])
    assert _released(three) == _released(near)


def test_what_has_changed_is_sent_and_the_rest_keeps_its_turn(three: Workspace, tmp_path: Path) -> None:
    _build(three, Far())
    path = three.root / "source/articles/second/article.md"
    path.write_text(path.read_text() + "\nBoats lie at the pier.\n")
    _forget(three, ".smallprint/state", "output")
    crew = Far()
    summary = _build(three, crew)
    assert crew.sent == ["second"]
    assert [made.slug for made in summary.made] == ["first-article", "second", "third"]
    near = Workspace(tmp_path / "near")
    shutil.copytree(three.root / "source", near.root / "source")
    production.build(near, HANDOUTS, TODAY, lambda made, done, total: None)
    assert _released(three) == _released(near)


def test_what_was_forgotten_since_is_made_at_home(three: Workspace) -> None:
    _build(three, Far())
    before = _released(three)
    for path in (three.root / ".smallprint/cache").glob("*/*"):
        # All but the marks that say that it was once remembered.
        if path.stat().st_size > 32:
            path.unlink()
    _forget(three, ".smallprint/state", "output")
    crew = Far()
    assert not _build(three, crew).diagnostics
    assert crew.sent == []
    assert _released(three) == before


def test_a_machine_that_is_lost_leaves_nothing_to_remember(three: Workspace) -> None:
    assert [one.code for one in _build(three, Far("second")).diagnostics] == ["ENG610"]
    crew = Far()
    assert not _build(three, crew).diagnostics
    assert crew.sent == ["second"]
