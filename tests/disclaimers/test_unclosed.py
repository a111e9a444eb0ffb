"""Policies of which a mark is never closed: it is told where it opens, and hides nothing else."""

from __future__ import annotations

import pytest

from pipeline.disclaimers import library, policy

POLICY = """vocabulary:
  topics: [general]
rules:
  - id: general
    when: {topic: genral}
    require: nothing
    reason: nothing that readers act on
  - id: first
    when: {topic: general}
    require: pricing
    place: opening
  - {id: second, when: {topic: general}, require: pricing, place: openning}
  - id: last
    when: {mentions: "mony"}
    require: prcing
    place: closing
"""
ELSEWHERE = [(5, "DIS303"), (12, "ART116"), (14, "DIS302"), (15, "DIS301")]


def told(text: str) -> list[tuple[int, str]]:
    read = policy.parse(text.encode(), "source/policy.yaml", {"pricing"})
    assert read.value is None
    return [(one.location.line, one.code) for one in sorted(read.diagnostics, key=lambda one: one.sort_key)]


def test_each_fault_is_told() -> None:
    assert told(POLICY) == ELSEWHERE


@pytest.mark.parametrize(
    ("closed", "open_", "line"),
    [
        ("    require: pricing\n    place", '    require: "pricing\n    place', 10),
        ("    require: pricing\n    place", "    require: 'pricing   # a notice\n    place", 10),
        (
            "    when: {topic: general}\n    require: pricing",
            "    when: {topic: general\n    require: pricing",
            9,
        ),
        ("when: {topic: general}, require", 'when: {topic: "general}, require', 12),
        ("[general]", "[general", 2),
    ],
)
def test_a_mark_that_is_never_closed_hides_nothing(closed: str, open_: str, line: int) -> None:
    assert closed in POLICY
    assert told(POLICY.replace(closed, open_, 1)) == sorted([*ELSEWHERE, (line, "ART111")])


def test_two_marks_that_are_never_closed() -> None:
    text = POLICY.replace("require: nothing", "require: 'nothing", 1).replace("[general]", "[general", 1)
    assert told(text) == sorted([*ELSEWHERE, (2, "ART111"), (6, "ART111")])


def test_what_goes_on_below_is_left_as_it_is() -> None:
    text = POLICY.replace("reason: nothing that", 'reason: "nothing\n      that', 1).replace('"mony"', "mony")
    assert told(text) == [(7, "ART111")]


@pytest.mark.parametrize(
    "text",
    ["a: [\u2028b", 'a: "b\u0085c: \u2028"d', "- [\n- {\n- '", '"', "[" * 30, "a: {\"b, 'c, [d\n" * 30],
)
def test_nonsense_is_told(text: str) -> None:
    assert {code for _, code in told(text)} <= {
        "ART106",
        "ART111",
        "ART112",
        "ART116",
        "ART125",
        "DIS308",
        "DIS309",
    }


def test_a_wording_of_which_a_mark_is_never_closed() -> None:
    text = 'id: fares\nweight: bold\nsource-lang: "en\ntext:\n  en: {version: 0, text: Fares may change., review-by: 2099-01-01}\n'
    read = library.parse(text.encode(), "source/disclaimers/fares.yaml")
    assert read.value is None
    assert [
        (one.location.line, one.code) for one in sorted(read.diagnostics, key=lambda one: one.sort_key)
    ] == [(2, "ART116"), (3, "ART111"), (5, "ART116")]
