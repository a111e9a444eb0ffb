"""Every code is explained, shown, and provoked by a case or a test."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from pipeline.diagnostics import Location, Rule, Severity, registry, report

TESTS = Path(__file__).parent.parent
PIPELINE = TESTS.parent / "pipeline"

RULES = list(registry().values())


@cache
def cases() -> frozenset[str]:
    return frozenset(path.name.split("-", 1)[0] for path in (TESTS / "cases").glob("*-*.md"))


@cache
def marked() -> frozenset[str]:
    """The codes in `@pytest.mark.code(…)`, read from the source so that no test has to run."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "code"
            ):
                found |= {str(child.value) for child in node.args if isinstance(child, ast.Constant)}
    return frozenset(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_is_explained_and_shown(rule: Rule) -> None:
    assert re.fullmatch(r"(ART|BRA|DOC|DIS|BRO|EBK|HND|PRF|ENG|IMP)\d{3}", rule.code)
    assert rule.message[0] in "e{" or rule.message[0].islower(), "a message begins in lower case"
    if rule.severity is Severity.ERROR:
        assert rule.message.startswith("expected"), "expected …, found …"
    assert not rule.message.endswith("."), "a message is no sentence"
    assert rule.help.strip()
    sentences = re.findall(r"[.!?)](?=\s|$)", rule.explanation)
    assert 1 <= len(sentences) <= 7, rule.explanation
    assert rule.bad.strip()
    assert rule.good.strip()
    assert rule.bad != rule.good


def test_every_code_has_a_case_or_a_test() -> None:
    missing = sorted(set(registry()) - cases() - marked())
    assert missing == [], "write tests/cases/CODE-….md, or mark a test with @pytest.mark.code(…)"


def test_nothing_claims_an_unknown_code() -> None:
    assert cases() | marked() <= {"OK", *registry()}


def test_every_code_in_the_source_is_registered() -> None:
    used: set[str] = set()
    for path in PIPELINE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?:report|EngineError)\(\s*\"([A-Z]{3}\d{3})\"", text))
        used |= set(re.findall(r"yield \"([A-Z]{3}\d{3})\"", text))
    assert used <= set(registry()), sorted(used - set(registry()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_facts_fill_message_and_help(rule: Rule) -> None:
    names = set(re.findall(r"(?<!\{)\{([a-z_]+)\}", rule.message + rule.help))
    shown = report(rule.code, Location("a.md"), **dict.fromkeys(names, "fact"))
    assert not re.search(r"\{[a-z_]+\}", shown.message + shown.help)


def test_control_characters_in_facts_are_shown_not_sent() -> None:
    shown = report("DOC224", Location("a.md"), url="http://a\x1b[2J\u202eb")
    assert "\x1b" not in shown.message
    assert "\u202e" not in shown.message
    assert "\\u001b" in shown.message


def test_a_command_that_a_help_shows_can_be_typed_as_it_stands() -> None:
    """With all that the command asks for."""
    shown = [
        command
        for rule in registry().values()
        for command in re.findall(r"`(smallprint approve[^`]*)`", rule.help)
    ]
    assert shown
    assert [command for command in shown if not ("--lang" in command and "--by" in command)] == []
