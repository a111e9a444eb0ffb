"""A rule leaves to another what the other answers, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.attach import attach
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.policy import parse
from pipeline.document import Document
from tests.disclaimers.conftest import FORMATS, TEXTS, TODAY, Attach, codes, placed, policy_report, rule

PRICES = "  - {id: prices, when: {mentions: money}, gives-way: WAY, require: pricing, place: after-trigger}\n"
FINANCE = PRICES.replace("WAY", "{topic: finance}")
RATES = rule("{all: [{topic: finance}, {mentions: [percentage, money]}]}", name="rates", require="dated")
PERCENT = rule("{mentions: percentage}", name="percent", require="earnings")
BOTH = "topics: [household, finance]"
FACT = "[450 NOK]{.fact as-of=2026-01-01}"


@pytest.mark.parametrize(
    ("rules", "front", "body", "expected"),
    [
        # Nothing else answers for the amount.
        (FINANCE, BOTH, "It costs 450 NOK.", ["It", "[pricing]"]),
        (FINANCE + RATES, BOTH, f"It costs {FACT}.", ["It", "[dated]"]),
        (RATES + FINANCE, BOTH, f"It costs {FACT}.", ["It", "[dated]"]),
        # Only where its condition holds.
        (FINANCE + RATES, "topics: [household]", "It costs 450 NOK.", ["It", "[pricing]"]),
        # Other words of the same paragraph are no answer, and neither is another place.
        (FINANCE + PERCENT, BOTH, "It costs 450 NOK, 5 % more.", ["It", "[pricing]", "[earnings]"]),
        (
            FINANCE + rule("{topic: finance}", "opening", name="o", require="earnings"),
            BOTH,
            "It costs 450 NOK.",
            ["[opening earnings]", "It", "[pricing]"],
        ),
        (
            FINANCE + rule("{mentions: money}", "opening", name="o", require="earnings"),
            BOTH,
            "It costs 450 NOK.",
            ["[opening earnings]", "It", "[pricing]"],
        ),
        # One block of two.
        (
            FINANCE + rule("{all: [{mentions: money}, {terms: loan}]}", name="l", require="earnings"),
            BOTH,
            "A loan of 450 NOK.\n\nIt costs 20 NOK.",
            ["A", "[earnings]", "It", "[pricing]"],
        ),
        # A rule about tables answers for all that is in them.
        (
            FINANCE + rule("{component: table}", name="t", require="earnings"),
            BOTH,
            "::: {.table caption=Fees}\n| a | b |\n|---|---|\n| x | 450 NOK |\n:::",
            ["a", "[earnings]"],
        ),
        # Two that give way to each other leave the words to nobody.
        (
            FINANCE + FINANCE.replace("prices", "more").replace("pricing", "earnings"),
            BOTH,
            "It costs 450 NOK.",
            ["It", "[pricing]", "[earnings]"],
        ),
    ],
)
def test_gives_way(attached: Attach, rules: str, front: str, body: str, expected: list[str]) -> None:
    assert placed(attached(body, rules, front)) == expected


def test_an_exempted_rule_answers_for_nothing(attached: Attach) -> None:
    exempt = "[{article: tides, rule: rates, reason: old, by: Ed, until: 2026-12-31}]"
    assert placed(attached("It costs 450 NOK.", FINANCE + RATES, BOTH, exempt=exempt)) == ["It", "[pricing]"]


def test_what_was_left_is_told(attached: Attach) -> None:
    (left,) = attached(f"It costs {FACT}.", FINANCE + RATES, BOTH).value.given_way
    assert (left.rule, left.to, [each.text for each in left.mentions]) == ("prices", ("rates",), ["450 NOK"])
    assert attached("It costs 450 NOK.", FINANCE, BOTH).value.given_way == ()


@pytest.mark.parametrize("topics", ["household", "household, finance"])
def test_the_prices_of_the_pack(document: Callable[..., Document], library: Library, topics: str) -> None:
    policy = parse(b"extends: public-information\n", "source/policy.yaml", TEXTS.keys()).value
    assert policy is not None
    tree = document("A day costs 450 NOK.", f"topics: [{topics}]")
    made = attach(tree, policy, library, today=TODAY, publisher="Harbour Office", formats=FORMATS)
    assert [owed.disclaimer for owed in made.value.obligations] == ["pricing"]


@pytest.mark.code("DIS317")
@pytest.mark.parametrize(
    ("way", "place"),
    [
        ("{mentions: pay}", "after-trigger"),
        ("{not: {terms: free}}", "after-trigger"),
        ("{except: [{mentions: money}, {mentions: pay}]}", "after-trigger"),
        ("{format: ebook}", "after-trigger"),
        ("{topic: finance}", "closing"),
    ],
)
def test_only_the_article_says_where_a_rule_gives_way(way: str, place: str) -> None:
    rules = PRICES.replace("WAY", way).replace("after-trigger", place)
    assert codes(policy_report(rules).diagnostics) == ["DIS317"]


@pytest.mark.parametrize(
    ("written", "code", "column"),
    [
        ("gives-way: {topic: finanse}", "DIS303", 62),
        ("gives-way: {topics: finance}", "DIS304", 55),
        ("gives-way: ", "DIS312", 52),
        ("give-way: {topic: finance}", "DIS308", 43),
    ],
)
def test_it_is_read_like_any_condition(written: str, code: str, column: int) -> None:
    rules = PRICES.replace("gives-way: WAY", written)
    (found,) = policy_report(rules).diagnostics
    assert (found.code, found.location.line, found.location.column) == (code, 3, column)
