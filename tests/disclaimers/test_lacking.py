"""A topic that a text plainly has and its front matter does not is advised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.article import ArticleFile, parse
from pipeline.diagnostics import Diagnostic
from pipeline.disclaimers.attach import attach
from pipeline.disclaimers.lacking import lacking
from pipeline.disclaimers.library import Library
from pipeline.document import Document
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.conftest import COVER, FORMATS, TODAY, codes, policy_of, rule

SOURCE = Path(__file__).parents[2] / "source"
HEALTH = rule("{topic: health}", "closing", name="health", require="medical")
LAW = rule("{any: [{topic: legal}, {topic: housing}]}", "closing", name="law", require="earnings")
TOPICS = "health, legal, housing, household, finance, career, education"
WATER = "\n\nThe ferry leaves at nine, and dogs travel free of charge."
SICK = "\n\nTake the tablets for the pain, and see a doctor if the wound is infected."


def advised(document: Document, library: Library, rules: str, exempt: str = "[]") -> list[Diagnostic]:
    policy = policy_of(rules + COVER, TOPICS, exempt)
    placed = attach(document, policy, library, today=TODAY, publisher="Harbour Office", formats=FORMATS)
    return list(lacking(placed.value, policy))


@pytest.mark.code("DIS357")
def test_a_topic_that_was_forgotten(document: Callable[..., Document], library: Library) -> None:
    tree = document(f"## At home{WATER}{SICK * 3}", "topics: [household]")
    (found,) = advised(tree, library, HEALTH + LAW)
    assert (found.code, found.severity, found.location.line) == ("DIS357", "advice", 10)
    assert "`health`" in found.message
    assert "3 of 4 blocks" in found.message
    assert "`medical`" in found.help


@pytest.mark.parametrize(
    ("body", "front", "rules"),
    [
        # It has the topic, or owes the same for another reason.
        (SICK * 4, "topics: [health]", HEALTH),
        (
            SICK * 4,
            "topics: [household]",
            rule("{any: [{topic: health}, {mentions: medical}]}", "closing", require="medical"),
        ),
        # No rule asks for it, or for its absence.
        (SICK * 4, "topics: [household]", rule("{topic: finance}", "closing")),
        (SICK * 4, "topics: [household]", rule("{not: {topic: health}}", "closing")),
        # One that asks for something else, too.
        (SICK * 4, "topics: [household]", rule("{all: [{topic: health}, {lang: nb}]}", "closing")),
        # A word here and there.
        (SICK * 2, "topics: [household]", HEALTH),
        (SICK * 3 + WATER * 10, "topics: [household]", HEALTH),
        # In a language without words for it.
        (SICK * 4, "lang: fi\ntopics: [household]", HEALTH),
    ],
)
def test_no_advice(
    document: Callable[..., Document], library: Library, body: str, front: str, rules: str
) -> None:
    assert advised(document(body, front), library, rules.replace("{lang: nb}", "{lang: sv}")) == []


def test_no_advice_where_somebody_has_decided(document: Callable[..., Document], library: Library) -> None:
    """An exemption is from a rule that applies: here, for one word of the text."""
    either = rule("{any: [{topic: health}, {terms: ferry}]}", "closing", name="r", require="medical")
    exempt = "[{article: tides, rule: r, reason: x, by: y, until: 2027-01-01}]"
    tree = document(WATER + SICK * 3, "topics: [household]")
    assert advised(tree, library, either, exempt) == []


@pytest.mark.parametrize(
    ("slug", "topic", "expected"),
    [
        ("after-knee-surgery", "household", 1),
        ("renting-your-first-flat", "household", 1),
        ("after-knee-surgery", "", 0),
        ("renting-your-first-flat", "", 0),
        # One that names a notice period here and an inheritance there, one that speaks of swollen batteries.
        ("fixed-or-variable-mortgage", "", 0),
        ("household-batteries", "", 0),
    ],
)
def test_the_articles_of_this_project(
    pandoc: Pandoc, library: Library, slug: str, topic: str, expected: int
) -> None:
    content = (SOURCE / f"articles/{slug}/article.md").read_text(encoding="utf-8")
    if topic:
        lines = [f"topics: [{topic}]" if line.startswith("topics:") else line for line in content.split("\n")]
        content = "\n".join(lines)
    article = parse(ArticleFile(f"source/articles/{slug}/article.md", content.encode()), "en").value
    assert article is not None
    tree = parse_document(article, pandoc).value
    assert tree is not None
    assert codes(tuple(advised(tree, library, HEALTH + LAW))) == ["DIS357"] * expected
