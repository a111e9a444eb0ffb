"""What a process that reads a project again and again keeps, and what makes it read anew."""

from __future__ import annotations

import datetime

import pytest

from pipeline.project import Project, load_project
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)


def _loaded(workspace: Workspace) -> Project:
    project, found = load_project(workspace, TODAY)
    assert project is not None, found
    return project


def test_theme_and_wordings_are_kept_as_long_as_they_are_made_from_the_same(workspace: Workspace) -> None:
    first = _loaded(workspace)
    article = workspace.root / "source/articles/first-article/article.md"
    article.write_text(article.read_text() + "\nBoats lie at the pier.\n")
    again = _loaded(workspace)
    assert again.theme is first.theme
    assert again.library is first.library


@pytest.mark.parametrize("where", ["brand", "template", "logo"])
def test_another_look_is_another_theme(workspace: Workspace, where: str) -> None:
    sign = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v{}z"/></svg>'
    publication = workspace.root / "source/publication.yaml"
    plain = publication.read_text()
    logo = workspace.root / "source/sign.svg"
    logo.write_text(sign.format(9))
    publication.write_text(plain + "\nbrand: {logo: {file: sign.svg}}\n")
    first = _loaded(workspace)
    if where == "brand":
        publication.write_text(plain)
    elif where == "logo":
        logo.write_text(sign.format(5))
    else:
        template = workspace.root / "templates/handout/imprint.html.j2"
        template.parent.mkdir(parents=True)
        template.write_text("<p>Printed on paper.</p>")
    assert _loaded(workspace).theme is not first.theme


def test_another_wording_is_read(workspace: Workspace) -> None:
    first = _loaded(workspace)
    wording = next((workspace.root / "source/disclaimers").glob("*.yaml"))
    spare = wording.with_name("spare.yaml")
    spare.write_text(wording.read_text().replace(f"id: {wording.stem}", "id: spare"))
    assert "spare" not in first.library.disclaimers
    assert "spare" in _loaded(workspace).library.disclaimers
    spare.unlink()
    assert "spare" not in _loaded(workspace).library.disclaimers
