"""What lies in a project's folders under a name that nobody reads: told, with the name that it should have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest

from pipeline import production
from pipeline.production import Wanted
from pipeline.workspace import Workspace
from tests.production.conftest import TODAY, Build


@pytest.mark.code("ART142")
def test_what_lies_among_the_articles_and_is_none_is_named(workspace: Workspace) -> None:
    articles = workspace.root / "source/articles"
    for name in ("empty", "summer/harbour", "_drafts", ".hidden", "first-article/pictures"):
        (articles / name).mkdir(parents=True)
    (articles / "linked").symlink_to("first-article")
    for name in ("loose.md", "README.md", "summer/notes.txt", "summer/Article.md", "first-article/more.md"):
        (articles / name).write_text("Text.")

    def told(wanted: Wanted) -> list[str]:
        summary = production.check(workspace, wanted, TODAY, lambda made, done, total: None)
        assert {one.code for one in summary.diagnostics} <= {"ART142"}
        return [one.location.path.removeprefix("source/articles/") for one in summary.diagnostics]

    assert told(Wanted()) == [
        "_drafts", "empty", "linked", "loose.md", "summer/Article.md", "summer/harbour",
    ]  # fmt: skip
    assert told(Wanted(articles=("first-article",))) == []


@pytest.mark.code("ART142")
@pytest.mark.parametrize("run", [production.check, production.build], ids=["check", "build"])
def test_a_source_file_under_a_name_that_nobody_reads_is_told_with_the_right_one(
    workspace: Workspace, run: Callable[..., production.Summary]
) -> None:
    article = "articles/first-article"
    names = {
        f"{article}/article_nb.md": "article.nb.md",
        f"{article}/Article.de.md": "article.de.md",
        f"{article}/artikel.sv.md": "article.sv.md",
        f"{article}/article.pl.markdown": "article.pl.md",
        "articles/tides/Article.md": "article.md",
        "disclaimers/mine.yml": "mine.yaml",
        "collections/book.YAML": "book.yaml",
        "policy.yml": "policy.yaml",
        "publications.yml": "publication.yaml",
        "article/tides/article.md": "articles",
    }
    for name in (*names, f"{article}/notes.md", f"{article}/article-draft-two.md", "logo.yml", "README.md"):
        path = workspace.root / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text.")
    (workspace.root / "source/articles/gone").symlink_to("nowhere")
    summary = run(workspace, Wanted(formats=("handout",)), TODAY, lambda made, done, total: None)
    told = {
        one.location.path.removeprefix("source/"): one.help
        for one in summary.diagnostics
        if one.code == "ART142"
    }
    assert told.pop("articles/gone").startswith("move the file itself here")
    assert told.pop("article").startswith("did you mean `articles`?")
    del names["article/tides/article.md"]
    assert set(told) == set(names)
    for name, meant in names.items():
        assert told[name].startswith(f"did you mean `{meant}`?")


@pytest.mark.code("ART142")
def test_a_policy_under_another_name_is_told_beside_its_absence(workspace: Workspace, build: Build) -> None:
    source = workspace.root / "source"
    (source / "policy.yaml").rename(source / "policy.yml")
    found = {one.code: one for one in build("first-article").diagnostics}
    assert "`policy.yaml`" in found["ART142"].help
    assert "DIS300" in found


@pytest.mark.code("ART142")
def test_what_is_read_of_a_folder_is_what_is_looked_at(workspace: Workspace) -> None:
    articles = workspace.root / "source/articles"
    shutil.copytree(articles / "first-article", articles / "_group/second-article")
    for name in ("_group/loose.md", "_group/_draft.md", "kept/.gitkeep"):
        (articles / name).parent.mkdir(exist_ok=True)
        (articles / name).write_text("Text.")
    assert any("second-article" in name for name in workspace.texts())
    assert workspace.overlooked() == [("source/articles/_group/loose.md", "a text of another name")]


@pytest.mark.code("ART110")
@pytest.mark.parametrize("name", ["disclaimers/pipe.yaml", "collections/pipe.yaml"])
def test_no_help_speaks_of_another_file(workspace: Workspace, name: str) -> None:
    path = workspace.root / "source" / name
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    (found,) = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
    assert (found.code, found.location.path) == ("ART110", f"source/{name}")
    assert "article.md" not in found.help


@pytest.mark.code("ART142")
def test_a_wording_in_a_folder_of_its_own_is_told(workspace: Workspace) -> None:
    for name in (
        "disclaimers/finance/mine.yaml",
        "disclaimers/finance/old/their.yml",
        "collections/a/book.yaml",
    ):
        path = workspace.root / "source" / name
        path.parent.mkdir(parents=True)
        path.write_text("id: mine\n")
    (workspace.root / "source/disclaimers/_drafts").mkdir()
    (workspace.root / "source/disclaimers/_drafts/later.yaml").write_text("id: later\n")
    summary = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    told = {one.location.path: one.help for one in summary.diagnostics if one.code == "ART142"}
    assert sorted(told) == [
        "source/collections/a/book.yaml",
        "source/disclaimers/finance/mine.yaml",
        "source/disclaimers/finance/old/their.yml",
    ]
    assert all(help.startswith("move it up") for help in told.values())
