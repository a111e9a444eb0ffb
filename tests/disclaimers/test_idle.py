"""What does nothing is told, and what may do something is not."""

from __future__ import annotations

import datetime

import pytest

from pipeline.disclaimers import packs
from pipeline.disclaimers.consistency import Profile
from pipeline.disclaimers.idle import hollow, idle_exemptions, unmet
from pipeline.disclaimers.policy import parse
from tests.disclaimers.conftest import TODAY, Attach, codes, policy_of, policy_report, rule

NEVER = [
    "{all: [{mentions: money}, {not: {mentions: money}}]}",
    "{all: [{mentions: money}, {not: {mentions: [pay, money]}}]}",
    "{all: [{any: [{mentions: pay}, {terms: Wage}]}, {not: {any: [{terms: wage}, {mentions: pay}]}}]}",
    "{not: {any: [{topic: health}, {not: {topic: health}}]}}",
    "{all: [{mentions: money}, {lang: en}, {lang: nb}]}",
    "{all: [{mentions: money}, {lang: en-GB}, {not: {lang: en}}]}",
    "{all: [{mentions: money}, {audience: patients}, {audience: [staff, nurses]}]}",
    "{all: [{mentions: money}, {format: ebook}, {not: {format: [ebook, handout]}}]}",
    "{except: [{mentions: money}, {mentions: [money, pay]}]}",
    "{all: [{except: [{mentions: money}, {mentions: pay}]}, {not: {mentions: money}}]}",
    "{all: [{mentions: money}, {not: {mentions: pay}}, {not: {except: [{mentions: money}, {mentions: pay}]}}]}",
]
SOMETIMES = [
    "{all: [{topic: health}, {topic: finance}, {mentions: [pay, money]}, {not: {mentions: money}}]}",
    "{all: [{mentions: money}, {lang: en}, {lang: en-GB}]}",
    "{all: [{mentions: money}, {lang: en}, {not: {lang: en-GB}}]}",
    "{all: [{mentions: money}, {audience: [patients, staff]}, {audience: [staff, nurses]}]}",
    "{any: [{mentions: money}, {all: [{mentions: pay}, {not: {mentions: pay}}]}]}",
    "{all: [{except: [{mentions: money}, {mentions: pay}]}, {mentions: pay}]}",
    "{all: [{terms: fee}, {not: {mentions: money}}]}",
    "{all: [{mentions: money}, {not: {except: [{mentions: money}, {mentions: pay}]}}]}",
]


@pytest.mark.code("DIS319")
@pytest.mark.parametrize("condition", NEVER)
def test_a_condition_that_contradicts_itself(condition: str) -> None:
    (found,) = policy_report(rule(condition, "closing")).diagnostics
    assert (found.code, found.location.line, found.location.column) == ("DIS319", 3, 19)


@pytest.mark.parametrize("condition", SOMETIMES)
def test_a_condition_that_can_hold(condition: str) -> None:
    assert policy_report(rule(condition)).diagnostics == ()


def test_a_condition_of_very_many_ways_is_given_up() -> None:
    either = "{any: [{mentions: pay}, {terms: wage}, {component: table}]}"
    endless = ", ".join([either] * 40 + ["{mentions: money}", "{not: {mentions: money}}"])
    assert policy_report(rule(f"{{all: [{endless}]}}")).diagnostics == ()


@pytest.mark.code("DIS318")
@pytest.mark.parametrize("place", ["opening", "closing", "running", "cover"])
def test_what_stands_once_is_not_repeated(place: str) -> None:
    line = "  - {id: r, when: {topic: health}, require: pricing, place: PLACE, repeat: OFTEN}\n"
    written = line.replace("PLACE", place)
    (found,) = policy_report(written.replace("OFTEN", "block")).diagnostics
    assert (found.code, found.severity, found.location.line) == ("DIS318", "warning", 3)
    assert found.location.column == written.index("repeat") + 1
    assert policy_report(written.replace("OFTEN", "once")).diagnostics == ()


EN = Profile("en", "patients", None, ("ebook", "handout"))
NB = Profile("nb-NO", None, "NO", ("handout",))


@pytest.mark.code("DIS334")
@pytest.mark.parametrize(
    ("condition", "found", "nearest"),
    [
        ("{audience: patiens}", "`audience: patiens`", "patients"),
        ("{region: Norway}", "`region: Norway`", "did you mean `NO`?"),
        ("{region: Norge}", "`region: Norge`", "did you mean `NO`?"),
        ("{region: Sweden}", "`region: Sweden`", "`region: SE`"),
        ("{region: Atlantis}", "`region: Atlantis`", "articles to come"),
        ("{not: {not: {format: brochure}}}", "a combination that none has", ""),
        ("{all: [{topic: health}, {format: brochure}]}", "`format: brochure`", "articles to come"),
        ("{all: [{not: {audience: staff}}, {lang: [de, fr]}]}", "`lang: de or fr`", ""),
        ("{all: [{audience: patients}, {region: 'NO'}]}", "a combination that none has", ""),
        ("{all: [{lang: nb}, {format: ebook}]}", "a combination that none has", ""),
    ],
)
def test_a_rule_that_no_article_meets(condition: str, found: str, nearest: str) -> None:
    (told,) = unmet(policy_of(rule(condition, "closing")), [EN, NB])
    assert (told.code, told.severity, told.location.line) == ("DIS334", "warning", 3)
    assert found in told.message
    assert nearest in told.help


@pytest.mark.parametrize(
    "condition",
    [
        "{audience: Patients}",
        "{lang: nb}",
        "{any: [{format: brochure}, {region: 'NO'}]}",
        "{all: [{topic: finance}, {not: {audience: staff}}]}",
        "{not: {lang: de}}",
    ],
)
def test_a_rule_that_an_article_may_meet(condition: str) -> None:
    policy = policy_of(rule(condition, "closing"))
    assert list(unmet(policy, [EN, NB])) == []
    # There is nothing yet that could meet it.
    assert list(unmet(policy, [])) == []


def test_the_rules_of_packs_are_for_others_too() -> None:
    names = ", ".join(packs.names())
    read = parse(f"extends: [{names}]\n".encode(), "source/policy.yaml", ()).value
    assert read is not None
    assert list(unmet(read, [NB])) == []


@pytest.mark.code("DIS335", "DIS336")
@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("{article: a, rule: r, UNTIL: 2027-06-01}", []),
        ("{article: a, rule: free, UNTIL: 2027-06-01}", ["DIS335"]),
        ("{article: a, rule: r, UNTIL: 2027-06-01}, {article: a, rule: r, UNTIL: 2027-01-01}", ["DIS335"]),
        ("{article: a, rule: r, UNTIL: 2027-06-01}, {article: a.nb, rule: r, UNTIL: 2027-01-01}", []),
        ("{article: a, rule: r, UNTIL: 2028-06-01}", []),
        ("{article: a, rule: r, UNTIL: 2099-01-01}", ["DIS336"]),
    ],
)
def test_exemptions_that_do_nothing(entries: str, expected: list[str]) -> None:
    exempt = f"[{entries.replace('UNTIL', 'reason: x, by: y, until')}]"
    free = "  - {id: free, when: {topic: health}, require: nothing, reason: x}\n"
    policy = policy_of(rule("{mentions: money}") + free, exempt=exempt)
    assert codes(tuple(idle_exemptions(policy.exemptions, policy.rules, TODAY))) == expected


def test_days_until_an_exemption_ends() -> None:
    exempt = "[{article: a, rule: r, reason: x, by: y, until: 2028-06-02}]"
    policy = policy_of(rule("{mentions: money}"), exempt=exempt)
    day = datetime.date(2026, 5, 1)
    assert codes(tuple(idle_exemptions(policy.exemptions, policy.rules, day))) == ["DIS336"]


def test_an_exemption_from_a_rule_that_does_not_apply(attached: Attach) -> None:
    exempt = "[{article: tides, rule: r, reason: free, by: Editor, until: 2027-01-01}]"
    (found,) = attached("Water.", rule("{mentions: money}"), exempt=exempt).diagnostics
    assert (found.code, found.severity) == ("DIS335", "warning")
    assert attached("It costs 5 €.", rule("{mentions: money}"), exempt=exempt).diagnostics == ()
    twice = exempt[:-1] + ", " + exempt[1:]
    assert attached("It costs 5 €.", rule("{mentions: money}"), exempt=twice).diagnostics == ()


OWING = (
    "  - {id: sums, when: {except: [{mentions: money}, {mentions: pay}]}, require: pricing, place: after-trigger}\n"
    "  - {id: wages, when: {mentions: pay}, require: earnings, place: after-trigger}\n"
    "  - {id: care, when: {topic: health}, require: medical, place: closing}\n"
)


def hollow_of(condition: str) -> list[str]:
    nothing = f"  - {{id: r, when: {condition}, require: nothing, reason: a test}}\n"
    found = list(hollow(policy_of(OWING + nothing)))
    assert all((one.code, one.severity, one.location.line) == ("DIS339", "warning", 6) for one in found)
    return [one.message for one in found]


@pytest.mark.code("DIS339")
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{topic: health}", "owe what rule care requires"),
        ("{all: [{topic: health}, {lang: en}]}", "owe what rule care requires"),
        ("{mentions: money}", "owe what the rules sums, wages require"),
        ("{any: [{topic: health}, {mentions: pay}]}", "owe what the rules wages, care require"),
        ("{any: [{topic: household}, {not: {topic: household}}]}", "every article meets it"),
    ],
)
def test_a_rule_that_requires_nothing_and_does_nothing(condition: str, found: str) -> None:
    (told,) = hollow_of(condition)
    assert found in told


@pytest.mark.parametrize(
    "condition",
    [
        "{topic: household}",
        "{topic: [health, household]}",
        "{not: {topic: health}}",
        "{mentions: percentage}",
        "{all: [{topic: household}, {not: {mentions: money}}]}",
    ],
)
def test_a_rule_that_requires_nothing_and_covers_something(condition: str) -> None:
    assert hollow_of(condition) == []
