"""A publication that cannot be read: what can be said of its articles all the same."""

from __future__ import annotations

import datetime

import pytest

from pipeline import production
from pipeline.production import Wanted
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)


def _write(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    ["lang: norsk\npublisher: Office\n", "publisher: [Office\nlang: en\n", "lang: {en\n", "Office\n", ""],
)
def test_an_unreadable_publication_does_not_keep_texts_from_being_checked(
    content: str, workspace: Workspace
) -> None:
    _write(workspace, "source/publication.yaml", content)
    text = "---\ntitle: Faulty\ndate: March\ntopics: [general]\n---\n\n# One\n\nThe boats go out.\n"
    _write(workspace, "source/articles/faulty/article.md", text)
    for run in (production.check, production.build):
        summary = run(workspace, Wanted(), TODAY, lambda made, done, total: None)
        told = {(one.code, one.location.path) for one in summary.diagnostics if one.severity == "error"}
        assert {code for code, path in told if path == "source/articles/faulty/article.md"} == {
            "ART103",
            "DOC201",
        }
        assert "source/publication.yaml" in {path for _, path in told}
        # Nothing follows of it: not that no rule holds, nor that other languages are lacking.
        assert {path for _, path in told} == {"source/publication.yaml", "source/articles/faulty/article.md"}


def test_what_articles_owe_is_said_whatever_else_is_wrong_with_the_publication(workspace: Workspace) -> None:
    _write(workspace, "source/publication.yaml", "publisher: 12\nlang: en\nbrand: {theme: harbor}\n")
    _write(
        workspace,
        "source/articles/new/article.md",
        "---\ntitle: T\ndate: 2026-01-01\n---\n\nThe boats go out.\n",
    )
    found = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
    assert [(one.code, one.location.path) for one in found if one.severity == "error"] == [
        ("DIS340", "source/articles/new/article.md"),
        ("ART116", "source/publication.yaml"),
        ("BRA101", "source/publication.yaml"),
    ]  # fmt: skip


def test_wordings_that_nobody_can_look_at_are_not_said_to_be_missing(workspace: Workspace) -> None:
    """A file in the place of the folder can be opened no more than one that permissions close."""
    folder = workspace.root / "source" / "disclaimers"
    folder.rename(workspace.root / "wordings")
    folder.write_text("")
    for run in (production.check, production.build):
        found = run(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
        assert [(one.code, one.location.path) for one in found] == [("ART110", "source/disclaimers")]
        assert "cannot be opened: not a directory" in found[0].message
