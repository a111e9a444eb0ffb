"""What is read of an article, however it is wrapped, printed or spelled, and how far behind it a disclaimer may stand."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image as Raster

from pipeline.article import Asset
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
    "keywords: [boats, for 5 €]",
    "subtitle: For <b>5</b> €",
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


def test_a_keyword_without_a_figure_claims_nothing(attached: Attach) -> None:
    front = "keywords: [diabetes, tenancy law]\ntopics: [health]"
    assert placed(attached("Ao.", rule("{any: [{mentions: medical}, {mentions: legal}]}"), front=front)) == [
        "Ao."
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


@pytest.mark.code("DIS356")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Norge", ["DIS356"]),
        ("norway", ["DIS356"]),
        ("NO", []),
        ("SE", []),
        ("Sverige", []),
        ("Vestland", []),
    ],
)
def test_a_country_by_its_name_is_what_a_rule_asks_for_by_its_code(
    attached: Attach, said: str, expected: list[str]
) -> None:
    rules = rule("{region: 'NO'}", "closing")
    found = attached("Ao.", rules, front=f"region: {said}\ntopics: [health]").diagnostics
    assert codes(found) == expected


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


# ── behind a picture ────────────────────────────────────────────────────────────────────────────


def drawn(width: int, height: int) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"/>'.encode()


def raster(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Raster.new("L", (width, height)).save(content, "PNG")
    return content.getvalue()


PICTURES = {
    "high.png": raster(60, 400), "icon.png": raster(60, 60), "wide.svg": drawn(90, 9), "high.svg": drawn(90, 90),
    "sign.svg": drawn(90, 9).replace(b"/>", b"><text>5 &#x20ac;</text></svg>"),
}  # fmt: skip


def told(document: Callable[..., Document], library: Library, body: str) -> list[tuple[str, int, int]]:
    tree = replace(document(body), assets={name: Asset(name, content) for name, content in PICTURES.items()})
    found = attach(
        tree, policy_of(rule(MONEY)), library, today=TODAY, publisher="Harbour Office", formats=FORMATS
    )
    return [
        (one.code, one.location.line, one.location.column)
        for one in found.diagnostics
        if one.code == "DIS358"
    ]


@pytest.mark.code("DIS358")
@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("Text.\n\n![A sign: 5 €](icon.png)", 8, 1),
        ("Text.\n\n![A sign](sign.svg)", 8, 1),
        ('![A sign](icon.png "5 €")', 6, 1),
        ("Text ![A sign: 5 €](icon.png)", 6, 6),
        ('Text ![A sign: 5 €](icon.png){caption="Not shown"}', 6, 6),
        ("[![A sign: 5 €](icon.png)](https://example.org)", 6, 2),
        ("- 5 €\n- ![A sign](high.png)", 7, 3),
        ("5 € ![A sign](high.svg)", 6, 5),
        ("5 €\n![a](icon.png) ![b](icon.png) ![c](icon.png) ![d](icon.png)", 7, 1),
        ("> 5 €\n>\n> ![a](icon.png) ![](icon.png){.decorative}\\\n> ![](icon.png){.decorative}", 8, 3),
        ("### From 5 €\n\n![A sign](icon.png)", 8, 1),
        ("| A | B |\n|---|---|\n| 5 € | ![A sign](high.png) |\n| C | D |", 8, 9),
        ("Text.\n\n![A sign](icon.png)\n\n::: {.disclaimer ref=pricing}\n:::", 8, 1),
    ],
)
def test_a_picture_between_words_and_disclaimer(
    document: Callable[..., Document], library: Library, body: str, line: int, column: int
) -> None:
    assert told(document, library, body) == [("DIS358", line, column)]


@pytest.mark.parametrize(
    "body",
    [
        '![A sign: 5 €](high.png){caption="The price at the door"}',
        '- ![A sign: 5 €](high.png){caption="The price at the door"}',
        '![](high.png){.decorative caption="From 5 €"}',
        "A ![sign: 5 €](high.png) at the door.",
        "- 5 €\n- ![A sign](wide.svg)",
        "5 € ![A sign](icon.png)",
        "5 €\n\n![A sign](high.png)",
        "> 5 €\n>\n> ![A sign](high.png)\n>\n> Text.",
        '::: {.quote by="A guest"}\n5 €\n\n![A sign](high.png)\n:::',
        "| A | B |\n|---|---|\n| ![A sign](high.png) | 5 € |",
        "5 €[^a]\n\n[^a]: See:\n    ![A sign](high.png)",
    ],
)
def test_words_between_picture_and_disclaimer(
    document: Callable[..., Document], library: Library, body: str
) -> None:
    assert told(document, library, body) == []
