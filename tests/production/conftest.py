"""A small project on the disk, built as the commands build it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import production
from pipeline.production import Summary, Wanted
from pipeline.scaffold import new_project
from pipeline.workspace import Workspace
from tests.signing import signed

TODAY = datetime.date(2026, 11, 24)

Build = Callable[..., Summary]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    new_project(made, "Harbour Office", "en")
    signed(made.root)
    return made


@pytest.fixture
def build(workspace: Workspace) -> Build:
    """Builds the project; handouts alone where a test does not say otherwise."""

    def run(*articles: str, today: datetime.date = TODAY, formats: tuple[str, ...] = ("handout",)) -> Summary:
        wanted = Wanted(articles=articles, formats=formats, brochure={"layout": "flyer", "press": False})
        return production.build(workspace, wanted, today, lambda made, done, total: None)

    return run


@pytest.fixture
def manifest(workspace: Workspace) -> Callable[[], dict[str, Any]]:
    """The entries of output/manifest.json, by slug."""

    def entries() -> dict[str, Any]:
        value = json.loads((workspace.root / "output/manifest.json").read_text())
        return {entry["slug"]: entry for entry in value["articles"]}

    return entries
