"""A policy that is closed: what no rule covers, which topics there are, and who is exempt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.attach import attach
from pipeline.disclaimers.library import Library
from pipeline.document import Document
from tests.disclaimers.conftest import (
    FORMATS,
    MONEY,
    TODAY,
    Attach,
    codes,
    placed,
    policy_of,
    rule,
    shape,
)


def closed(document: Document, rules: str, library: Library, exempt: str = "[]") -> list[str]:
    policy = policy_of(rules, exempt=exempt)
    return codes(attach(document, policy, library, today=TODAY, publisher="P", formats=FORMATS).diagnostics)


@pytest.mark.code("DIS340")
def test_an_article_that_no_rule_covers(document: Callable[..., Document], library: Library) -> None:
    article = document("Ao.", "topics: [household]")
    assert closed(article, rule("{topic: health}", "closing"), library) == ["DIS340"]
    nothing = "  - {id: n, when: {all: [{topic: household}, {not: {mentions: money}}]}, require: nothing, reason: x}\n"
    assert closed(article, nothing, library) == []
    assert closed(document("Ao.\n\nB 5 €.", "topics: [household]"), nothing, library) == ["DIS340"]


@pytest.mark.code("DIS340")
def test_a_rule_that_would_cover_it_but_for_some_words_is_named(
    document: Callable[..., Document], library: Library
) -> None:
    rules = (
        "  - {id: h, when: {all: [{topic: health}, {not: {mentions: money}}]}, require: nothing, reason: x}\n"
        "  - {id: n, when: {all: [{topic: household}, {not: {any: [{mentions: money}, {terms: tax}]}}]}, require: nothing, reason: x}\n"
    )

    def said(body: str, topic: str) -> str:
        article, policy = document(body, f"topics: [{topic}]"), policy_of(rules)
        told = attach(article, policy, library, today=TODAY, publisher="P", formats=FORMATS).diagnostics
        (one,) = (each for each in told if each.code == "DIS340")
        return one.message.split("found ", 1)[1]

    assert said("Ao.\n\nB 5 €.", "household") == 'that its rule n would but for "5 €" in line 8'
    assert said("Ao.\n\nB tax.", "household") == 'that its rule n would but for "tax" in line 8'
    assert said("Ao.\n\nB 5 €.", "finance") == "none for the topics finance"
    assert said("Ao.", "") == "none; it names no topics"


@pytest.mark.code("DIS341")
def test_no_topics(document: Callable[..., Document], library: Library) -> None:
    rules = rule("{topic: health}", "closing")
    assert closed(document("Ao.", "topics: []"), rules, library) == ["DIS341", "DIS340"]


@pytest.mark.code("DIS342")
@pytest.mark.parametrize("topic", ["helth", "hеalth", "health\u200b"])
def test_unknown_topics(document: Callable[..., Document], library: Library, topic: str) -> None:
    assert "DIS342" in closed(
        document("Ao.", f'topics: ["{topic}"]'), rule("{topic: health}", "closing"), library
    )


@pytest.mark.code("DIS347")
def test_no_lexicon(document: Callable[..., Document], library: Library) -> None:
    article = document("Ao.", "lang: it\ntopics: [health]")
    assert "DIS347" in closed(article, rule("{mentions: pay}"), library)
    assert closed(article, rule("{all: [{topic: finance}, {mentions: pay}]}"), library) == ["DIS340"]


@pytest.mark.code("DIS347", "DIS351")
def test_who_has_read_what_no_lexicon_reads_may_exempt_it(
    document: Callable[..., Document], library: Library
) -> None:
    article = document("Ao.", "lang: it\ntopics: [health]")
    signed = "[{article: tides, rule: r, reason: no pay in it, by: Ada, until: %s}]"
    assert closed(article, rule("{mentions: pay}"), library, signed % "2027-01-01") == []
    assert "DIS347" in closed(article, rule("{mentions: pay}"), library, signed % "2026-05-31")


@pytest.mark.code("DIS351")
def test_exemptions(attached: Attach) -> None:
    until = "[{article: tides, rule: r, reason: x, by: Editor, until: %s}]"
    assert placed(attached("A 5 €.", rule(MONEY), exempt=until % "2026-06-01")) == ["A"]
    expired = attached("A 5 €.", rule(MONEY), exempt=until % "2026-05-31")
    assert codes(expired.diagnostics) == ["DIS351"]
    assert shape(expired.value.document.blocks) == ["A", "[pricing]"]


@pytest.mark.code("DIS354")
def test_expired_exemptions_that_nothing_asks_for(attached: Attach) -> None:
    """The rule does not apply, so nothing would tell that the day has passed."""
    until = "[{article: tides, rule: r, reason: x, by: Editor, until: 2026-05-31}]"
    moot = attached("No money.", rule(MONEY), exempt=until)
    assert codes(moot.diagnostics) == ["DIS354"]
    assert moot.diagnostics[0].severity == "warning"
    assert moot.diagnostics[0].location.path.endswith("policy.yaml")
    still = attached("No money.", rule(MONEY), exempt=until.replace("05-31", "06-01"))
    assert codes(still.diagnostics) == ["DIS335"]
    others = attached("No money.", rule(MONEY), exempt=until.replace("tides", "floods"))
    assert codes(others.diagnostics) == []
