"""The articles of this repository owe what their editors expect."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pipeline.article import Article, ArticleFile
from pipeline.article import parse as parse_article
from pipeline.disclaimers.attach import Attached, attach
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.library import parse as parse_wording
from pipeline.disclaimers.policy import parse as parse_policy
from pipeline.document import Component, Notice, Paragraph
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.conftest import FORMATS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "source"
TODAY = datetime.date(2026, 11, 1)


def library() -> Library:
    read = [
        parse_wording(path.read_bytes(), path.relative_to(ROOT).as_posix())
        for path in sorted((SOURCE / "disclaimers").glob("*.yaml"))
    ]
    assert [reported.diagnostics for reported in read if reported.diagnostics] == []
    return Library.of(reported.value for reported in read if reported.value).value


def article(name: str) -> Article:
    folder = SOURCE / "articles" / name.split("/")[0]

    def read(path: Path, source: Article | None = None) -> Article:
        parsed = parse_article(
            ArticleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()), "en", source
        )
        assert parsed.value is not None, parsed.diagnostics
        return parsed.value

    original = read(folder / "article.md")
    return original if "/" not in name else read(folder / f"article.{name.split('/')[1]}.md", original)


def attached(name: str, pandoc: Pandoc) -> Attached:
    known = library()
    policy = parse_policy((SOURCE / "policy.yaml").read_bytes(), "source/policy.yaml", known.disclaimers)
    document = parse_document(article(name), pandoc)
    assert policy.value is not None, policy.diagnostics
    assert document.value is not None, document.diagnostics
    reported = attach(
        document.value, policy.value, known, today=TODAY, publisher="Northfield", formats=FORMATS
    )
    assert reported.diagnostics == ()
    return reported.value


LANGUAGES = ("nb", "nn", "pl", "uk", "ar", "so")
VERSIONS = ("medical-assistant-norway", *(f"medical-assistant-norway/{lang}" for lang in LANGUAGES))
OWED = {
    **{name: ["pricing", "earnings", "medical"] for name in VERSIONS},
    "after-knee-surgery": ["medication", "medical"],
    "fixed-or-variable-mortgage": ["financial-information", "example-rates", "capital-at-risk"],
    "household-batteries": [],
    "renting-your-first-flat": ["legal-information"],
}


@pytest.mark.parametrize("name", OWED)
def test_what_each_article_owes(name: str, pandoc: Pandoc) -> None:
    assert [obligation.disclaimer for obligation in attached(name, pandoc).obligations] == OWED[name]


@pytest.mark.parametrize("name", VERSIONS)
def test_the_first_real_article(name: str, pandoc: Pandoc) -> None:
    blocks = attached(name, pandoc).document.blocks
    places = {block.disclaimer: index for index, block in enumerate(blocks) if isinstance(block, Notice)}
    before = blocks[places["pricing"] - 1]
    assert isinstance(before, Component)
    assert before.name == "table"
    before = blocks[places["earnings"] - 1]
    assert isinstance(before, Paragraph)
    assert any("380" in str(node) for node in before.content)
    assert places["medical"] == len(blocks) - 1


def test_every_wording_is_there_in_the_languages_of_the_articles() -> None:
    for disclaimer in library().disclaimers.values():
        assert set(disclaimer.wordings) == {"en", *LANGUAGES}, disclaimer.id
        for lang, wording in disclaimer.wordings.items():
            assert wording.short, (disclaimer.id, lang)
            assert library().wording(disclaimer.id, lang, TODAY).diagnostics == ()
