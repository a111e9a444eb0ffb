"""What is read of an article, however it is wrapped, printed or spelled, and how far behind it a disclaimer may stand."""

from __future__ import annotations

import pytest

from tests.disclaimers.conftest import (
    MONEY,
    Attach,
    codes,
    placed,
    rule,
)

# ── near the claim ──────────────────────────────────────────────────────────────────────────────

MUCH = "Of this and that there is much to say, and here it is said once more. " * 2
LONG = [
    "A 5 €.\\\n" + "\\\n" * 40 + "B.",
    "- A 5 €.\n" + "- Bo.\n" * 40,
    "- A 5 €.\n" + f"- {MUCH}\n" * 12,
    "A 5 €. " + MUCH * 16,
    "> A 5 €.\n" + f">\n> {MUCH}\n" * 12,
    '::: {.callout kind=note title="From 5 €"}\n\nA 5 €.\n\n' + f"{MUCH}\n\n" * 12 + ":::",
    "- A 5 €.\n" + "- Bo.\n" * 3 + "\n  | A | B |\n  |---|---|\n" + "  | Co. | Do. |\n" * 30,
    "A\n\n:   Fee of 5 €.\n\n" + "".join(f"B{number}\n\n:   {MUCH}\n\n" for number in range(12)),
    "- A 5 €.\n"
    + "- 这里还有很多别的话要说这里还有很多别的话要说这里还有很多别的话要说这里还有很多别的话要说\n" * 16,
    "## From 5 €\n\n" + "- Bo.\n" * 40,
    "::: {.only formats=ebook}\n\nAo.\n\n" + "- A 5 €.\n" + "- Bo.\n" * 40 + "\n:::",
]


@pytest.mark.code("DIS355")
@pytest.mark.parametrize("body", LONG)
def test_far_from_the_claim(attached: Attach, body: str) -> None:
    assert codes(attached(body, rule(MONEY)).diagnostics) == ["DIS355"]


@pytest.mark.parametrize(
    "body",
    [
        "- Ao.\n" * 40 + "- B 5 €.\n" + "- Co.\n" * 3,
        f"{MUCH * 16} A 5 €.",
        # Under each part of it.
        "| A | Price |\n|---|---|\n" + "| Bo. | 5 € |\n" * 60,
        "## A 5 €\n\n" + f"{MUCH}\n\n" * 20,
        # Other blocks stand behind it.
        "A 5 €.\n\n" + f"{MUCH}\n\n" * 20,
        # Notes stand elsewhere.
        "A 5 €.[^n]\n\n[^n]: " + MUCH * 16,
        "A.[^n]\n\n[^n]: B 5 €.",
        # Pictures before it, and in its line.
        "![a](a.png) ![b](b.png) ![c](c.png) ![d](d.png) and then 5 €.",
        "5 € ![a](a.png) ![b](b.png) ![c](c.png) ![d](d.png) by the quay.",
    ],
)
def test_near_the_claim(attached: Attach, body: str) -> None:
    assert codes(attached(body, rule(MONEY)).diagnostics) == []


def test_what_asks_for_a_component_is_near_it(attached: Attach) -> None:
    body = "::: {.callout kind=note}\n\n" + f"{MUCH}\n\n" * 20 + ":::"
    assert codes(attached(body, rule("{component: callout}")).diagnostics) == []


# ── what is printed of the front matter ─────────────────────────────────────────────────────────

BEFORE = [
    "author: Only 5 €",
    "author: [{name: A, role: helper for 5 € a day}]",
    "cover: {image: a.png, alt: for 5 €}",
]
BEHIND = [
    "rights: Copies cost 5 €.",
    "publisher: All for 5 €",
    "release: now 5 €",
    "contact: {name: Calls for 5 €}",
    "contact: {address: Bring 5 €}",
    "contact: {phone: 5 € a call}",
    "sources: [{title: Boats for 5 €}]",
    "reviewed: {by: who got 5 €, on: 2026-05-01}",
]


@pytest.mark.parametrize("front", BEFORE)
def test_printed_before_the_text(attached: Attach, front: str) -> None:
    assert placed(attached("Ao.", rule(MONEY), front=f"{front}\ntopics: [health]")) == [
        "[opening pricing]",
        "Ao.",
    ]


@pytest.mark.parametrize("front", BEHIND)
def test_printed_behind_the_text(attached: Attach, front: str) -> None:
    front += "\ntopics: [health]"
    assert placed(attached("Ao.\n\nBo.", rule(MONEY), front=front)) == ["Ao.", "Bo.", "[closing pricing]"]
    assert placed(attached("A 4 €.\n\nBo.", rule(MONEY), front=front)) == [
        "A",
        "[pricing]",
        "Bo.",
        "[closing pricing]",
    ]
    assert placed(attached("A 4 €.\n\nBo.", rule(MONEY, repeat="once"), front=front)) == [
        "A",
        "[pricing]",
        "Bo.",
    ]
    typed = front.replace("5 €", "Prices may change without notice after printing")
    assert codes(attached("Ao.", "", front=typed).diagnostics) == ["DIS346"]


def test_printed_where_the_author_has_placed_it(attached: Attach) -> None:
    front = "sources: [{title: Boats for 5 €}]\ntopics: [health]"
    body = "Ao.\n\n::: {.only formats=ebook}\n\n::: sources\n:::\n\n:::\n\nBo."
    made = attached(body, rule(MONEY), front=front)
    assert placed(made) == ["Ao.", "", "[pricing ebook]", "Bo.", "[closing pricing brochure handout]"]
    assert {one.trigger_block for one in made.value.obligations} == {"sources on line 11", "the front matter"}


def test_names_are_about_nothing(attached: Attach) -> None:
    front = "publisher: The Migraine Trust\nauthor: A Surgeon\ntopics: [household]"
    rules = rule("{any: [{mentions: medical}, {terms: trust}]}", require="medical")
    assert placed(attached("Ao.", rules, front=front)) == ["Ao."]
    housed = front + "\ncontact: {name: The Office, address: '5 Crown Street, Leeds'}"
    assert placed(attached("Ao.", rule(MONEY), front=housed)) == ["Ao."]
    titled = front + "\nsources: [{title: Medicines for migraine}]"
    assert placed(attached("Ao.", rules, front=titled)) == ["Ao."]


# ── as a reader takes it ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("head", ["Ｐｒｉｃｅ", "𝐏𝐫𝐢𝐜𝐞", "Prıce", "Рriсе", "Full  price", "Pri\u00adce"])
def test_heads_of_columns_as_they_look(attached: Attach, head: str) -> None:
    table = f"| A | {head} |\n|---|---|\n| Bo | Co |"
    assert placed(attached(table, rule("{table-column: [Full price, price]}"))) == ["A", "[pricing]"]


@pytest.mark.parametrize("key", ["audience", "region"])
@pytest.mark.parametrize("value", ["Ｐatients", "PATIENTS", "pаtients"])
def test_audiences_and_regions_as_they_look(attached: Attach, key: str, value: str) -> None:
    front = f"{key}: {value}\ntopics: [health]"
    made = attached("Ao.", rule(f"{{{key}: patients}}", "closing"), front=front)
    assert placed(made) == ["Ao.", "[closing pricing]"]
    assert codes(made.diagnostics) == []


@pytest.mark.code("DIS356")
@pytest.mark.parametrize("key", ["audience", "region"])
def test_nearly_what_a_rule_asks_for(attached: Attach, key: str) -> None:
    rules = rule(f"{{{key}: [Patients, staff]}}", "closing")
    found = {
        value: codes(attached("Ao.", rules, front=f"{key}: {value}\ntopics: [health]").diagnostics)
        for value in ("patient", "pateints", "staff", "parents", "nurses", "inpatients")
    }
    assert found == {
        "patient": ["DIS356"],
        "pateints": ["DIS356"],
        "staff": [],
        "parents": [],
        "nurses": [],
        "inpatients": [],
    }


# ── words in another language ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A [Det koster fem hundre kroner.]{lang=nb}\n\nBo.", ["A", "[pricing]", "Bo."]),
        ("A Det koster fem hundre kroner.\n\nBo.", ["A", "Bo."]),
        ("- A *[Det koster fem hundre kroner.]{lang=nb}*\n- B\n\nCo.", ["A", "[pricing]", "Co."]),
        ("A.[^n]\n\nBo.\n\n[^n]: [Det koster fem hundre kroner.]{lang=nb-NO}", ["A.", "[pricing]", "Bo."]),
        (
            "::: {.only formats=ebook}\n\nA [fem hundre kroner]{lang=nb}\n\n:::\n\nBo.",
            ["A", "[pricing ebook]", "Bo."],
        ),
        ("| A | B |\n|---|---|\n| C | [fem hundre kroner]{lang=nb} |\n\nBo.", ["A", "[pricing]", "Bo."]),
    ],
)
def test_spans_are_read_in_their_own_language(attached: Attach, body: str, expected: list[str]) -> None:
    assert placed(attached(body, rule(MONEY))) == expected


def test_a_span_in_another_language_has_its_date_and_component(attached: Attach) -> None:
    body = "A [[fem hundre kroner]{lang=nb}]{.fact as-of=2026-05-01} b."
    (owed,) = attached(body, rule(MONEY, require="dated")).value.obligations
    assert "1 May 2026" in owed.text
    body = "::: {.callout kind=note}\nA [fem hundre kroner]{lang=nb} b.\n:::"
    condition = "{all: [{component: callout}, {mentions: money}]}"
    (owed,) = attached(body, rule(condition)).value.obligations
    assert "fem hundre kroner" in [one.text for one in owed.triggers]


def test_what_both_languages_find_is_found_once(attached: Attach) -> None:
    (owed,) = attached("A [500 kroner]{lang=nb} b.", rule(MONEY)).value.obligations
    assert [one.text for one in owed.triggers] == ["500 kroner"]
