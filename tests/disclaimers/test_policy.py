"""The policy: what it says, and that nothing misspelt passes."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import in_file_order
from pipeline.disclaimers import packs
from pipeline.disclaimers.criteria import All, Any_, Criterion, Not
from pipeline.disclaimers.policy import PATH, parse
from tests.disclaimers.conftest import codes, policy_of, policy_report, rule


def report_of(text: str) -> list[str]:
    return codes(parse(text.encode(), "source/policy.yaml", ["pricing", "medical"]).diagnostics)


def test_a_rule_is_read() -> None:
    policy = policy_of(
        rule("{all: [{topic: [health, finance]}, {any: [{mentions: money}, {not: {terms: free}}]}]}")
    )
    (read,) = policy.rules
    assert read.when == All(
        (
            Criterion("topic", ("health", "finance")),
            Any_((Criterion("mentions", ("money",)), Not(Criterion("terms", ("free",))))),
        )
    )
    assert (read.require, read.place, read.repeat) == ("pricing", "after-trigger", "section")
    assert read.location.line == 3


@pytest.mark.code("DIS301")
def test_unknown_disclaimer() -> None:
    (found,) = policy_report(rule("{mentions: money}", require="prising")).diagnostics
    assert (found.code, found.location.line, found.location.column) == ("DIS301", 3, 47)
    assert "pricing" in found.help


@pytest.mark.code("DIS302")
def test_unknown_detector() -> None:
    (found,) = policy_report(rule("{mentions: mony}")).diagnostics
    assert found.code == "DIS302"
    assert "money" in found.help


@pytest.mark.code("DIS303")
@pytest.mark.parametrize("topic", ["helth", "hеalth", "Health", "health\u200b"])
def test_unknown_topic(topic: str) -> None:
    assert codes(policy_report(rule(f'{{topic: "{topic}"}}', "closing")).diagnostics) == ["DIS303"]


@pytest.mark.code("DIS304")
@pytest.mark.parametrize(
    "condition",
    ["{mention: money}", "{all: [{mentions: money}, {topics: health}]}", "{not: {mentoins: pay}}"],
)
def test_unknown_test(condition: str) -> None:
    assert codes(policy_report(rule(condition)).diagnostics) == ["DIS304"]


@pytest.mark.code("DIS305")
def test_double_id() -> None:
    assert codes(policy_report(rule("{mentions: money}") * 2).diagnostics) == ["DIS305"]


@pytest.mark.code("DIS306")
def test_nothing_needs_a_reason() -> None:
    assert codes(policy_report("  - {id: a, when: {topic: health}, require: nothing}\n").diagnostics) == [
        "DIS306"
    ]


@pytest.mark.code("DIS307")
@pytest.mark.parametrize(
    "condition",
    [
        "{topic: health}",
        "{all: [{lang: en}, {format: ebook}]}",
        "{not: {mentions: pay}}",
        "{any: [{topic: health}, {audience: patients}]}",
    ],
)
def test_after_what(condition: str) -> None:
    assert codes(policy_report(rule(condition)).diagnostics) == ["DIS307"]
    assert policy_report(rule(condition, "closing")).diagnostics == ()


@pytest.mark.code("DIS312")
@pytest.mark.parametrize(
    "condition",
    [
        "{except: {mentions: money}}",
        "{except: [{mentions: money}]}",
        "{except: [{mentions: money}, {topic: health}]}",
        "{except: [{all: [{mentions: money}]}, {mentions: pay}]}",
    ],
)
def test_exceptions_are_of_words(condition: str) -> None:
    assert codes(policy_report(rule(condition)).diagnostics) == ["DIS312"]
    assert (
        policy_report(rule("{except: [{mentions: money}, {mentions: pay}, {terms: gift}]}")).diagnostics == ()
    )


@pytest.mark.code("DIS308")
@pytest.mark.parametrize(
    "text",
    [
        "extend: [public-information]\nrules: [{id: a, when: {mentions: money}, require: pricing, place: opening}]",
        "rules: [{id: a, when: {mentions: money}, requires: pricing, require: pricing, place: opening}]",
        "vocabulary: {topic: [a]}\nrules: [{id: a, when: {mentions: money}, require: pricing, place: opening}]",
        "ruels: [{id: a, when: {mentions: money}, require: pricing, place: opening}]",
        "rules: [{id: a, When: {mentions: money}, require: pricing, place: opening}]",
        "rules: [{id: a, when: {mentions: money}, requires: pricing, place: opening}]",
    ],
)
def test_unknown_key(text: str) -> None:
    assert report_of(text) == ["DIS308"]


def test_what_stands_under_a_misspelt_key_is_looked_at() -> None:
    text = "ruels:\n- {id: a, wehn: {mentions: mony}, requires: pricng, plaec: openin}\n"
    found = parse(text.encode(), "source/policy.yaml", ("pricing",)).diagnostics
    assert sorted((one.location.column, one.code) for one in found if one.location.line == 2) == [
        (11, "DIS308"), (28, "DIS302"), (35, "DIS308"), (45, "DIS301"), (53, "DIS308"), (60, "ART116"),
    ]  # fmt: skip


@pytest.mark.code("DIS309")
@pytest.mark.parametrize(
    "text", ["rules: []", "rules:", "vocabulary: {topics: [a]}", "null", "{}", "# nothing"]
)
def test_no_rules(text: str) -> None:
    assert report_of(text) == ["DIS309"]


@pytest.mark.code("DIS310")
@pytest.mark.parametrize(
    "condition",
    [
        "{component: tabel}",
        "{format: pdf}",
        "{lang: english}",
        "{terms: []}",
        "{terms: 20}",
        '{terms: ""}',
        "{mentions: null}",
    ],
)
def test_values(condition: str) -> None:
    assert codes(policy_report(rule(condition, "closing")).diagnostics) == ["DIS310"]


@pytest.mark.code("DIS310")
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{mentions: null}", "nothing"),
        ("{mentions: {topic: health, any: [1, true]}}", "{topic: health, any: [1, true]}"),
        ("{mentions: [[money]]}", "[money]"),
        ("{terms: 20}", "20"),
        ('{terms: ""}', "an empty text"),
    ],
)
def test_a_value_that_does_not_fit_is_shown_as_yaml(condition: str, found: str) -> None:
    (one,) = policy_report(rule(condition, "closing")).diagnostics
    assert one.message.endswith(f"found {found}")


@pytest.mark.code("DIS311")
def test_exemption_from_no_rule() -> None:
    exempt = "[{article: tides, rule: other, reason: x, by: y, until: 2027-01-01}]"
    assert codes(policy_report(rule("{mentions: money}"), exempt=exempt).diagnostics) == ["DIS311"]


@pytest.mark.code("DIS311")
def test_a_rule_of_a_pack_is_named_with_its_pack() -> None:
    exempt = "exempt:\n  - {article: a, rule: prices, reason: x, by: y, until: 2027-01-01}\n"
    read = parse(f"extends: [public-information]\n{exempt}".encode(), PATH, ["pricing"])
    (found,) = (one for one in read.diagnostics if one.code == "DIS311")
    assert (found.code, found.help) == ("DIS311", "did you mean `public-information/prices`?")


@pytest.mark.code("DIS312")
@pytest.mark.parametrize(
    "condition",
    [
        "{}",
        "null",
        "[]",
        "money",
        "{topic: health, mentions: money}",
        "{all: []}",
        "{any: {topic: health}}",
        "{not: []}",
    ],
)
def test_no_condition(condition: str) -> None:
    assert codes(policy_report(rule(condition, "closing")).diagnostics) == ["DIS312"]


@pytest.mark.code("DIS313")
def test_no_place() -> None:
    assert codes(policy_report("  - {id: a, when: {topic: health}, require: medical}\n").diagnostics) == [
        "DIS313"
    ]


@pytest.mark.code("DIS316")
@pytest.mark.parametrize("key", ["place: closing", "repeat: once"])
def test_a_place_for_nothing(key: str) -> None:
    text = f"  - {{id: a, when: {{topic: health}}, require: nothing, {key}, reason: no claim}}\n"
    (found,) = policy_report(text).diagnostics
    assert found.code == "DIS316"
    assert f"`{key.split(':')[0]}`" in found.message


@pytest.mark.parametrize("change", ["place: footer", "repeat: panel"])
def test_unknown_places_and_repetitions(change: str) -> None:
    key = change.split(":")[0]
    text = rule("{mentions: money}").replace(
        "place: after-trigger" if key == "place" else "repeat: section", change
    )
    (found,) = policy_report(text).diagnostics
    assert found.code == "ART116"
    assert "page" in found.message or "running" in found.message


@pytest.mark.code("DIS314")
def test_unknown_pack() -> None:
    (found,) = parse(b"extends: [public-information, patients]\n", PATH, ["pricing"]).diagnostics
    assert (found.code, found.location.extent and found.location.extent.line) == ("DIS314", 1)
    assert "patient" in found.help


def test_what_an_unknown_pack_would_have_brought_is_no_further_error() -> None:
    """One cause, one error: its topics and its rules are not reported as unknown."""
    text = (
        "extends: [public-infomation]\n"
        "rules:\n  - {id: own, when: {topic: health}, require: pricing, place: closing}\n"
        "exempt: [{article: tides, rule: public-information/prices, reason: free, by: Editor, until: 2030-01-01}]\n"
    )
    assert [one.code for one in parse(text.encode(), PATH, ["pricing"]).diagnostics] == ["DIS314"]
    known = text.replace("infomation", "information").replace("health", "halth").replace("/prices", "/price")
    assert {one.code for one in parse(known.encode(), PATH, ["pricing"]).diagnostics} == {"DIS303", "DIS311"}


@pytest.mark.parametrize("name", packs.names())
def test_packs_can_be_built_on(name: str) -> None:
    read = parse(f"extends: [{name}]\n".encode(), PATH, []).value
    assert read is not None
    pack = packs.pack(name)
    assert [one.id for one in read.rules] == [one.id for one in pack.rules]
    assert all(one.id.startswith(f"{name}/") for one in read.rules)
    assert all(source.url.startswith("https://") and source.says for source in pack.sources)
    assert set(pack.topics) <= set(read.topics)


def test_own_rules_add_to_a_pack() -> None:
    own = rule("{mentions: money}", name="own")
    read = parse(f"extends: [patient, supplements-us]\nrules:\n{own}".encode(), PATH, ["pricing"]).value
    assert read is not None
    assert [one.id for one in read.rules][-1] == "own"
    assert read.size == "clear"
    assert read.legibility.min_size_pt == 12
    claims = next(one for one in read.rules if one.id == "supplements-us/claims")
    assert (claims.legibility.bold, claims.legibility.min_x_height_mm, claims.repeat) == (True, 1.59, "page")


def test_a_rule_of_a_pack_cannot_be_replaced() -> None:
    own = rule("{mentions: money}", name="patient/health")
    assert codes(parse(f"extends: [patient]\nrules:\n{own}".encode(), PATH, ["pricing"]).diagnostics) == [
        "DIS305"
    ]


def test_every_fault_at_once() -> None:
    text = rule("{mentions: mony}", name="a") + rule("{topic: x}", "closing", require="y", name="b")
    assert sorted(codes(policy_report(text).diagnostics)) == ["DIS301", "DIS302", "DIS303"]


def test_an_unknown_disclaimer_beside_an_unknown_place() -> None:
    """What is wrong in one rule keeps nothing back of another."""
    text = rule("{topic: health}", "closing", require="prising", name="a")
    text += rule("{topic: health}", "closed", name="b")
    assert set(codes(policy_report(text).diagnostics)) >= {"DIS301", "ART116"}


def test_no_yaml_at_all() -> None:
    assert parse(b"\xff", "source/policy.yaml", ()).value is None
    assert parse(b"rules: [", "source/policy.yaml", ()).value is None
    assert parse(b"- a", "source/policy.yaml", ()).value is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = """vocabulary: {topics: [health]}
rules:
  - {id: prices, when: {mentions: money}, require: pricing, place: after-triger}
  - {id: prices, when: {mentions: money}, require: pricing, place: after-trigger}
  - {id: health, when: {topic: health}, require: pricing, place: after-trigger}
  - {id: free, when: {topic: health}, require: nothing}
  - {id: none, when: {topic: health}, require: nothing, place: closing, reason: so it is}
  - {id: bare, when: {mentions: pay}, require: pricing}
exempt:
  - {article: a, rule: prises, reason: r, by: b, until: 2027-01-01}
  - {article: a, rule: prices, reason: r, by: b, until: soon}
  - {article: a, rule: free, reason: r, by: b}
"""
    found = parse(text.encode(), "source/policy.yaml", ["pricing"]).diagnostics
    assert sorted((one.location.line, one.code) for one in found) == [
        (3, "ART116"), (4, "DIS305"), (5, "DIS307"), (6, "DIS306"), (7, "DIS316"), (8, "DIS313"), (10, "DIS311"),
        (11, "ART103"), (12, "ART117"),
    ]  # fmt: skip


@pytest.mark.code("DIS337")
@pytest.mark.parametrize(
    ("topics", "column"),
    [
        ("health, Health", 31),
        ("health, hеalth", 31),
        ("health, 'health '", 31),
        ('"heal\\u200bth"', 23),
        # Beside one of the pack.
        ("Finance", 23),
        ("5, tides, Tides", 33),
    ],
)
def test_topics_that_cannot_be_told_apart(topics: str, column: int) -> None:
    text = f"extends: public-information\nvocabulary: {{topics: [{topics}]}}\n"
    found = [
        one for one in parse(text.encode(), PATH, ["pricing", "medical"]).diagnostics if one.code == "DIS337"
    ]
    assert [(one.location.line, one.location.column) for one in found] == [(2, column)]


@pytest.mark.parametrize("topics", ["health, heath", "finance", "سلامت\u200cروان, сім’я, familie, famille"])
def test_topics_that_can_be_told_apart(topics: str) -> None:
    text = f"extends: public-information\nvocabulary: {{topics: [{topics}]}}\n"
    assert report_of(text) == []


@pytest.mark.code("DIS337")
@pytest.mark.parametrize("name", ["R", "'r '", '"r\\n"', "'r\u200b'"])
def test_ids_that_cannot_be_told_apart(name: str) -> None:
    found = policy_report(rule("{mentions: money}") + rule("{mentions: pay}", name=name)).diagnostics
    assert [(one.code, one.location.line) for one in found] in ([("DIS337", 4)], [("DIS305", 4)])


@pytest.mark.code("DIS310")
@pytest.mark.parametrize("test", ["terms", "table-column", "audience", "region"])
def test_values_that_nobody_sees(test: str) -> None:
    """A zero-width space would be found between any two letters."""
    found = policy_report(rule(f'{{{test}: [tide, "\\u200b\\u00ad"]}}', "closing")).diagnostics
    assert [(one.code, one.location.line) for one in found] == [("DIS310", 3)]


@pytest.mark.parametrize(
    ("vocabulary", "code"),
    [
        ("vocabulary: [health]", "ART116"),
        ("vocabulary: {topics: }", "ART116"),
        ("vocabulary: {topic: [health]}", "DIS308"),
        ("vocabularly: {topics: [health]}", "DIS308"),
    ],
)
def test_a_vocabulary_in_the_wrong_place_makes_no_topic_unknown(vocabulary: str, code: str) -> None:
    assert report_of(f"{vocabulary}\nrules:\n{rule('{topic: health}', 'closing')}") == [code]


def test_a_test_that_is_only_a_word_is_named() -> None:
    (found,) = policy_report(rule("money", "closing")).diagnostics
    assert found.code == "DIS312"
    assert 'found "money"' in found.message


def test_a_reason_is_one_that_can_be_seen() -> None:
    rules = '  - {id: a, when: {topic: health}, require: nothing, reason: "\\u200b"}\n'
    (found,) = policy_report(rules).diagnostics
    assert (found.code, found.location.line, found.location.column) == ("ART116", 3, 62)


@pytest.mark.code("DIS338")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("extends: [public-information, patient, public-information]\n", 1),
        ("vocabulary:\n  topics:\n    - tides\n    - tides\nextends: [public-information]\n", 4),
        ("rules:\n" + rule("{mentions: money}") + rule("{mentions: money}", name="s"), 3),
        (
            "extends: [public-information]\nrules:\n"
            + rule("{any: [{topic: legal}, {topic: housing}]}", "closing", require="legal-information"),
            3,
        ),
    ],
)
def test_what_is_there_already(text: str, line: int) -> None:
    found = parse(text.encode(), PATH, ["pricing", "legal-information"]).diagnostics
    assert [(one.code, one.severity, one.location.line) for one in found] == [("DIS338", "warning", line)]


def test_rules_that_differ_in_what_they_do_are_two() -> None:
    rules = rule("{mentions: money}") + rule("{mentions: money}", "closing", name="s")
    read = policy_report(rules + rule("{mentions: money}", repeat="block", name="t"))
    assert read.value is not None
    assert len(read.value.rules) == 3
    assert {one.severity for one in read.diagnostics} == {"advice"}


@pytest.mark.code("DIS364")
@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("place: closing", "`place: closing` in rule last and `place: after-trigger` in rule first"),
        (
            "place: after-trigger, repeat: block",
            "`repeat: block` in rule last and `repeat: section` in rule first",
        ),
    ],
)
def test_two_rules_that_place_the_same_differently_are_told(second: str, told: str) -> None:
    text = (
        "rules:\n"
        "  - {id: first, when: {mentions: money}, require: pricing, place: after-trigger}\n"
        f"  - {{id: last, when: {{mentions: money}}, require: pricing, {second}}}\n"
    )
    (found,) = parse(text.encode(), PATH, ["pricing", "medical"]).diagnostics
    assert (found.code, found.location.line) == ("DIS364", 3)
    assert told in found.message
    assert report_of(text.replace("require: pricing, " + second, "require: medical, " + second)) == []


def test_a_place_that_is_half_named_is_answered_with_the_whole() -> None:
    found = parse(
        b"rules:\n  - {id: a, when: {mentions: money}, require: pricing, place: after}\n", PATH, ["pricing"]
    )
    assert "did you mean `after-trigger`?" in [one.help for one in found.diagnostics]


@pytest.mark.code("DIS302")
@pytest.mark.parametrize(
    ("name", "meant"), [("wage", "pay"), ("Prices", "money"), ("dose", "dosage"), ("deadline", "date-bound")]
)
def test_what_people_call_a_detector(name: str, meant: str) -> None:
    (found,) = policy_report(rule(f"{{mentions: {name}}}")).diagnostics
    assert (found.code, found.help) == ("DIS302", f"did you mean `{meant}`?")


@pytest.mark.code("DIS310")
def test_several_words_in_one_text() -> None:
    (found,) = policy_report(rule('{terms: "price, cost"}')).diagnostics
    assert (found.code, found.help) == ("DIS310", "write a list, `terms: [price, cost]`")
    assert policy_report(rule('{terms: ["price, cost"]}')).diagnostics == ()
    assert policy_report(rule('{terms: "dear sir, good day"}')).diagnostics == ()


@pytest.mark.parametrize(
    ("place", "meant"), [("behind", "after-trigger"), ("footer", "running"), ("end", "closing")]
)
def test_what_people_call_a_place(place: str, meant: str) -> None:
    text = f"rules:\n  - {{id: a, when: {{mentions: money}}, require: pricing, place: {place}}}\n"
    found = parse(text.encode(), PATH, ["pricing"]).diagnostics
    assert f"did you mean `{meant}`?" in [one.help for one in found]


def test_what_people_write_for_a_name() -> None:
    (found,) = policy_report(rule("{mentions: money}", require="source/disclaimers/pricing.yaml")).diagnostics
    assert (found.code, found.help) == ("DIS301", "did you mean `pricing`?")
    (found,) = policy_report(rule("{all: [{mentions: money}, {format: PDF}]}")).diagnostics
    assert (found.code, found.help) == ("DIS310", "did you mean `brochure`?")
    (found,) = parse(b"extends: [patient]\nexempt: open-day\n", PATH, ["medical", "medication"]).diagnostics
    assert found.help == "begin each entry below `exempt` with a hyphen and a space"


@pytest.mark.code("DIS361")
def test_an_exemption_is_signed_by_somebody() -> None:
    exempt = "[{article: tides, rule: r, reason: free, by: TODO, until: 2027-01-01}]"
    (found,) = policy_report(rule("{mentions: money}"), exempt=exempt).diagnostics
    assert (found.code, found.location.column) == ("DIS361", 54)


@pytest.mark.code("ART103", "ART117", "DIS311", "DIS361")
def test_an_exemption_that_cannot_be_read_hides_nothing_of_itself() -> None:
    exempt = "[{article: tides, rule: other, reason: TODO, by: B, until: tomorrow}, {article: tides, rule: else, reason: free, by: B}]"
    assert codes(policy_report(rule("{mentions: money}"), exempt=exempt).diagnostics) == [
        "ART103", "ART117", "DIS311", "DIS361", "DIS311",
    ]  # fmt: skip


@pytest.mark.code("DIS308")
def test_another_word_for_a_key_is_that_key() -> None:
    rules = "[{name: prices, if: {mentions: money}, needs: pricing, position: closing}]"
    read = parse(f"extends: [public-information]\nrules: {rules}\n".encode(), PATH, ["pricing"])
    assert {one.code for one in read.diagnostics if one.location.line == 2} == {"DIS308"}
    rules = "[{id: prices, if: {mentions: mony}, require: pricing, place: closing}]"
    read = parse(f"extends: [public-information]\nrules: {rules}\n".encode(), PATH, ["pricing"])
    assert [one.code for one in read.diagnostics if one.location.line == 2] == ["DIS308", "DIS302"]


@pytest.mark.code("ART112", "ART114", "DIS302")
def test_a_tab_or_a_key_that_stands_twice_hides_no_rule() -> None:
    text = "rules:\n\t- {id: a, when: {mentions: mony}, require: pricing, place: closing}\nexempt: []\nexempt: []\n"
    read = parse(text.encode(), PATH, ["pricing"])
    assert read.value is None
    assert [one.code for one in in_file_order(read.diagnostics)] == ["ART114", "DIS302", "ART112"]
