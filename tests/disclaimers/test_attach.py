"""Where disclaimers land."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.diagnostics import Reported
from pipeline.disclaimers.attach import Attached, attach
from pipeline.disclaimers.library import Library, wording_sha256
from pipeline.disclaimers.policy import parse as parse_policy
from pipeline.document import Document, Notice
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from pipeline.listed import listed
from tests.disclaimers.conftest import (
    COVER,
    FORMATS,
    MONEY,
    TODAY,
    Attach,
    codes,
    disclaimer,
    placed,
    policy_of,
    rule,
    shape,
)

AFTER = [
    ("A 5 € b.\n\nCo.", ["A", "[pricing]", "Co."]),
    ("Ao.\n\n- B\n- C 5 €\n- D\n\nEo.", ["Ao.", "B", "[pricing]", "Eo."]),
    ("Ao.\n\n- B\n    1. C\n    2. D 5 €\n\nEo.", ["Ao.", "B", "[pricing]", "Eo."]),
    ("Ao.\n\n> B 5 €\n\nEo.", ["Ao.", "B", "[pricing]", "Eo."]),
    ("Ao.\n\n| B | Price |\n|---|---|\n| C | 5 |\n\nEo.", ["Ao.", "B", "[pricing]", "Eo."]),
    ("Ao.\n\n::: {.callout kind=note}\nBo.\n\n- 5 €\n:::\n\nEo.", ["Ao.", "Bo.", "[pricing]", "Eo."]),
    ("## From 5 €\n\nBo.\n\nCo.", ["From", "Bo.", "[pricing]", "Co."]),
    ("## From 5 €\n\n### Here\n\nBo.\n\nCo.", ["From", "Here", "Bo.", "[pricing]", "Co."]),
    ("Ao.\n\n## From 5 €\n\n## Next\n\nCo.", ["Ao.", "From", "[pricing]", "Next", "Co."]),
    ("Ao.[^n]\n\nBo.\n\n[^n]: It costs 5 €.", ["Ao.", "[pricing]", "Bo."]),
]


@pytest.mark.parametrize(("body", "expected"), AFTER)
def test_after_the_outermost_block(attached: Attach, body: str, expected: list[str]) -> None:
    assert placed(attached(body, rule(MONEY))) == expected


def test_the_title_opens(attached: Attach) -> None:
    assert placed(attached("Ao.\n\nBo.", rule(MONEY), title="Tides for 5 €")) == [
        "[opening pricing]",
        "Ao.",
        "Bo.",
    ]
    assert placed(attached("Ao.", rule(MONEY), front="description: for 5 €\ntopics: [health]")) == [
        "[opening pricing]",
        "Ao.",
    ]


def test_opening_and_closing(attached: Attach) -> None:
    rules = rule("{topic: health}", "closing", require="medical", name="a") + rule(MONEY, "opening", name="b")
    assert placed(attached("Ao.\n\nB 5 €.", rules)) == ["[opening pricing]", "Ao.", "B", "[closing medical]"]
    assert placed(attached("Ao.", rules)) == ["Ao.", "[closing medical]"]


def test_policy_order_at_one_place(attached: Attach) -> None:
    rules = rule(MONEY, name="a") + rule("{terms: offer}", require="medical", name="b")
    assert placed(attached("An offer for 5 €.\n\nBo.", rules)) == ["An", "[pricing]", "[medical]", "Bo."]


def test_never_twice_at_one_place(attached: Attach) -> None:
    rules = rule(MONEY, name="a") + rule("{terms: offer}", name="b")
    reported = attached("An offer for 5 €.\n\nBo.", rules)
    assert placed(reported) == ["An", "[pricing]", "Bo."]
    assert [mention.text for mention in reported.value.obligations[0].triggers] == ["5 €", "offer"]


SECTIONS = (
    "A 1 €.\n\nB 2 €.\n\n## C\n\nD 3 €.\n\n### E\n\nF 4 €.\n\n| G | Price |\n|---|---|\n| H | 5 |\n\nI 6 €."
)


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ("section", ["A", "[pricing]", "B", "C", "D", "[pricing]", "E", "F", "G", "[pricing]", "I"]),
        ("once", ["A", "[pricing]", "B", "C", "D", "E", "F", "G", "I"]),
        (
            "block",
            [
                "A",
                "[pricing]",
                "B",
                "[pricing]",
                "C",
                "D",
                "[pricing]",
                "E",
                "F",
                "[pricing]",
                "G",
                "[pricing]",
                "I",
                "[pricing]",
            ],
        ),
    ],
)
def test_repeat(attached: Attach, repeat: str, expected: list[str]) -> None:
    assert placed(attached(SECTIONS, rule(MONEY, repeat=repeat))) == expected


def test_key_facts_have_their_own(attached: Attach) -> None:
    body = "A 1 €.\n\n::: key-facts\n- **5 €** entry\n:::\n\nBo."
    assert placed(attached(body, rule(MONEY))) == ["A", "[pricing]", "5", "[pricing]", "Bo."]


# ── what authors place ──────────────────────────────────────────────────────────────────────────


def authored(ref: str) -> str:
    return f"::: {{.disclaimer ref={ref}}}\n:::"


def test_a_component_fulfils(attached: Attach) -> None:
    reported = attached(f"A 5 €.\n\n{authored('pricing')}\n\nBo.", rule(MONEY))
    assert placed(reported) == ["A", "[pricing]", "Bo."]
    (notice,) = [block for block in reported.value.document.blocks if isinstance(block, Notice)]
    assert notice.authored
    assert reported.value.obligations[0].rule == "r"


def test_a_component_fulfils_behind_another(attached: Attach) -> None:
    rules = rule(MONEY, name="a") + rule("{terms: offer}", require="medical", name="b")
    body = f"An offer for 5 €.\n\n{authored('medical')}\n\n{authored('pricing')}\n\nBo."
    assert placed(attached(body, rules)) == ["An", "[pricing]", "[medical]", "Bo."]


def test_elsewhere_it_is_extra(attached: Attach) -> None:
    body = f"A 5 €.\n\nBo.\n\n{authored('pricing')}\n\n{authored('medical')}"
    reported = attached(body, rule(MONEY))
    assert placed(reported) == ["A", "[pricing]", "Bo.", "[extra pricing]", "[extra medical]"]
    assert [obligation.rule for obligation in reported.value.obligations] == ["r", None, None]
    assert [obligation.key for obligation in reported.value.obligations] == [
        "pricing-1",
        "pricing-2",
        "medical-1",
    ]


def test_what_is_due_right_here_comes_before_what_is_due_at_the_end(attached: Attach) -> None:
    rules = rule(MONEY, "closing", name="a") + rule(MONEY, name="b")
    one = f"A 5 €.\n\n{authored('pricing')}\n\n::: contact\n:::"
    notices = [block for block in attached(one, rules).value.document.blocks if isinstance(block, Notice)]
    assert [(notice.place, notice.authored) for notice in notices] == [
        ("after-trigger", True),
        ("closing", False),
    ]


def test_two_of_them_fulfil_what_is_due_in_the_order_in_which_it_stands(attached: Attach) -> None:
    rules = rule(MONEY, "closing", name="a") + rule(MONEY, name="b")
    one = attached(f"A 5 €.\n\n{authored('pricing')}\n\n{authored('pricing')}", rules).value.document
    notices = [block for block in one.blocks if isinstance(block, Notice)]
    assert [notice.place for notice in notices] == ["after-trigger", "closing"]
    assert notices[0].at.line < notices[1].at.line


def test_closing_among_the_last_blocks(attached: Attach) -> None:
    rules = rule("{topic: health}", "closing", require="medical")
    assert placed(attached(f"Ao.\n\n{authored('medical')}\n\n::: contact\n:::", rules)) == [
        "Ao.",
        "",
        "[closing medical]",
    ]
    assert placed(attached(f"{authored('medical')}\n\nAo.", rules)) == [
        "[extra medical]",
        "Ao.",
        "[closing medical]",
    ]


@pytest.mark.code("DIS343")
def test_unknown_ref(attached: Attach) -> None:
    reported = attached(f"Ao.\n\n{authored('prising')}", "")
    assert codes(reported.diagnostics) == ["DIS343"]
    assert reported.diagnostics[0].location.line == 8


@pytest.mark.code("DIS344")
@pytest.mark.parametrize(
    "around", ["::: {.only formats=ebook}\nAo.\n\n%s\n:::", "::: {.callout kind=note}\nAo.\n\n%s\n:::"]
)
def test_no_disclaimer_inside(attached: Attach, around: str) -> None:
    assert "DIS344" in codes(attached(around % authored("pricing"), "").diagnostics)


@pytest.mark.code("DIS345")
def test_nothing_in_a_component(attached: Attach) -> None:
    assert codes(attached("::: {.disclaimer ref=pricing}\nOwn words.\n:::", "").diagnostics) == ["DIS345"]


@pytest.mark.code("DIS349")
def test_no_ref(attached: Attach) -> None:
    assert codes(attached("::: disclaimer\n:::", "").diagnostics) == ["DIS349"]


@pytest.mark.code("DIS346")
@pytest.mark.parametrize(
    "text",
    [
        "Prices may change without notice after printing.",
        "PRICES may change – without notice, after printing!",
        "Ｐrices **may** change\nwithout notice after printing",
        "Prices may change without any notice after printing.",
        "Before. Prices may change without notice after printing. And much more behind it, in the same paragraph.",
        "Text.[^n]\n\n[^n]: Prices may change without notice after printing.",
        "- Prices may change without notice after printing.",
        "Prices may change\n\nwithout notice after printing.",
        "- Prices may change\n- without notice\n- after printing.",
    ],
)
def test_typed_by_hand(attached: Attach, text: str) -> None:
    (found,) = attached(text, "").diagnostics
    assert found.code == "DIS346"
    assert "{.disclaimer ref=pricing}" in found.help


@pytest.mark.parametrize(
    "text", ["Prices may change in spring.", "We change prices without notice.", "Ask a doctor."]
)
def test_not_typed_by_hand(attached: Attach, text: str) -> None:
    assert attached(text, "").diagnostics == ()


# ── conditions ──────────────────────────────────────────────────────────────────────────────────

SALARY = "{all: [{mentions: money}, {not: {mentions: pay}}]}"


def test_not_is_tested_on_the_same_block(attached: Attach) -> None:
    rules = rule(SALARY, name="a") + rule("{mentions: pay}", require="earnings", name="b")
    assert placed(attached("The salary is 500 €.\n\nThe course is 5 €.", rules)) == [
        "The",
        "[earnings]",
        "The",
        "[pricing]",
    ]
    assert placed(attached("- The salary is 500 €.\n- The course is 5 €.", rules)) == [
        "The",
        "[pricing]",
        "[earnings]",
    ]
    table = "| Course | Fee | Salary |\n|---|---|---|\n| One | 5 € | 500 € |"
    assert placed(attached(table, rules)) == ["Course", "[earnings]"]


BESIDE = "{except: [{mentions: money}, {mentions: pay}]}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The course costs 9,000 €, and a helper earns 200 € an hour.", ["The", "[pricing]", "[earnings]"]),
        ("A helper earns 200 € an hour, and 300 € after a year.", ["A", "[earnings]"]),
        ("The course costs 9,000 €.", ["The", "[pricing]"]),
        (
            "| Course | Fee | Salary |\n|---|---|---|\n| One | 5 € | 500 € |",
            ["Course", "[pricing]", "[earnings]"],
        ),
        ("| Work | Salary |\n|---|---|\n| One | 500 € |", ["Work", "[earnings]"]),
        # All words of an attribute have the place of the component.
        (
            '::: {.callout kind=note title="The course costs 9,000 €, a helper earns 200 € an hour"}\nAo.\n:::',
            ["Ao.", "[pricing]", "[earnings]"],
        ),
        ('::: {.callout kind=note title="A helper earns 200 € an hour"}\nAo.\n:::', ["Ao.", "[earnings]"]),
        *(
            (
                f'::: {{.callout kind=note title="The course costs {price} €, a helper earns {pay} € an hour"}}\nAo.\n:::',
                ["Ao.", "[pricing]", "[earnings]"],
            )
            for price, pay in ((5, 15), (15, 5), (5, 5))
        ),
    ],
)
def test_a_price_beside_pay(attached: Attach, body: str, expected: list[str]) -> None:
    rules = rule(BESIDE, name="a") + rule("{mentions: pay}", require="earnings", name="b")
    made = attached(body, rules)
    assert placed(made) == expected
    assert [len(one.triggers) for one in made.value.obligations if one.disclaimer == "pricing"] in ([], [1])


def test_a_claim_spread_over_a_block(attached: Attach) -> None:
    condition = "{all: [{mentions: money}, {mentions: percentage}]}"
    assert placed(attached("- 5 €\n- 6 %\n\nBo.", rule(condition))) == ["5", "[pricing]", "Bo."]


@pytest.mark.parametrize(
    ("condition", "body", "expected"),
    [
        ("{terms: [special offer, gift]}", "A Special\nOffer.\n\nB gifts.", ["A", "[pricing]", "B"]),
        ("{component: callout}", "Ao.\n\n::: {.callout kind=note}\nBo.\n:::", ["Ao.", "Bo.", "[pricing]"]),
        ("{component: contact}", "Ao.\n\n::: contact\n:::", ["Ao.", "", "[pricing]"]),
        ("{component: table}", "| A |\n|---|\n| B |", ["A", "[pricing]"]),
        (
            "{table-column: cost}",
            "| A | Estimated Cost |\n|---|---|\n| B | C |\n\nThe cost.",
            ["A", "[pricing]", "The"],
        ),
        ("{any: [{topic: finance}, {mentions: money}]}", "Ao.\n\nB 5 €.", ["Ao.", "B", "[pricing]"]),
        ("{any: [{topic: health}, {mentions: money}]}", "Ao.\n\nBo.", ["[opening pricing]", "Ao.", "Bo."]),
        ("{all: [{audience: patients}, {mentions: money}]}", "A 5 €.", ["A"]),
        ("{all: [{lang: en}, {mentions: money}]}", "A 5 €.", ["A", "[pricing]"]),
        ("{all: [{region: 'NO'}, {mentions: money}]}", "A 5 €.", ["A"]),
    ],
)
def test_tests(attached: Attach, condition: str, body: str, expected: list[str]) -> None:
    assert placed(attached(body, rule(condition))) == expected


def test_formats(attached: Attach) -> None:
    assert placed(attached("A 5 €.", rule("{all: [{format: ebook}, {mentions: money}]}"))) == [
        "A",
        "[pricing ebook]",
    ]
    only = "::: {.only formats=brochure}\nA 5 €.\n:::\n\nB 6 €."
    assert placed(attached(only, rule(MONEY))) == ["A", "[pricing brochure]", "B", "[pricing ebook handout]"]
    assert placed(
        attached(f"A 5 €.\n\n{authored('pricing')}", rule("{all: [{format: ebook}, {mentions: money}]}"))
    ) == ["A", "[pricing]"]


WHOLE = SECTIONS + "\n\n## From 7 €\n\nJo.\n\nKo."


@pytest.mark.parametrize("repeat", ["section", "once", "block", "page"])
@pytest.mark.parametrize(
    "around",
    [
        '::: {.only formats="%s"}\n\n%s\n\n:::',
        ':::: {.only formats="%s"}\n\n::: {.only formats="brochure ebook handout"}\n\n%s\n\n:::\n\n::::',
    ],
)
def test_only_moves_no_disclaimer(attached: Attach, around: str, repeat: str) -> None:
    everywhere = attached(around % ("brochure ebook handout", WHOLE), rule(MONEY, repeat=repeat))
    assert placed(everywhere) == placed(attached(WHOLE, rule(MONEY, repeat=repeat)))
    one = attached(around % ("ebook", WHOLE), rule(MONEY, repeat=repeat))
    assert placed(one) == [line.replace("]", " ebook]") for line in placed(everywhere)]


def test_sections_of_one_format(attached: Attach) -> None:
    body = "A 1 €.\n\n::: {.only formats=ebook}\n\n## B 2 €\n\n### C\n\nDo.\n\n:::\n\nE 3 €.\n\nFo."
    assert placed(attached(body, rule(MONEY))) == [
        "A",
        "[pricing]",
        "B",
        "C",
        "Do.",
        "[pricing ebook]",
        "E",
        "Fo.",
    ]
    # A heading that only some see has the first block that they see.
    body = '::: {.only formats="ebook handout"}\n\n## A 2 €\n\n:::\n\n::: {.only formats=ebook}\n\nBo.\n\n:::\n\nCo.'
    assert placed(attached(body, rule(MONEY))) == ["A", "Bo.", "[pricing ebook]", "Co.", "[pricing handout]"]


@pytest.mark.code("DIS348")
def test_as_of(attached: Attach) -> None:
    rules = rule(MONEY, require="dated")
    assert codes(attached("A 5 €.", rules).diagnostics) == ["DIS348"]
    body = "A [5 €]{.fact as-of=2026-05-02}.\n\n## S\n\n::: {.key-facts as-of=2026-04-01}\n- **6 €** b\n:::\n\nC [7 €]{.fact as-of=2025-12-24}."
    reported = attached(body, rules)
    assert [obligation.text for obligation in reported.value.obligations] == [
        "Figures by Harbour Office as of 2 May 2026, rounded to whole sums.",
        "Figures by Harbour Office as of 24 December 2025, rounded to whole sums.",
    ]
    norwegian = attached("A [5 €]{.fact as-of=2026-05-02}.", rules, front="lang: nb\ntopics: [health]")
    assert norwegian.value.obligations[0].text == "Tall fra Harbour Office per 2. mai 2026."


def test_wordings_are_looked_up(attached: Attach) -> None:
    assert codes(attached("A 5 €.", rule(MONEY), front="lang: de\ntopics: [health]").diagnostics) == [
        "DIS326"
    ]
    assert codes(
        attached(f"Ao.\n\n{authored('pricing')}", "", front="lang: de\ntopics: [health]").diagnostics
    ) == ["DIS326"]


# ── what an obligation tells ────────────────────────────────────────────────────────────────────


def test_an_obligation_says_why(attached: Attach) -> None:
    (obligation,) = attached("Ao.\n\nIt costs 5 €.", rule(MONEY)).value.obligations
    assert obligation.key == "pricing-1"
    assert obligation.rule == "r"
    assert obligation.trigger is not None
    assert (obligation.trigger.detector, obligation.trigger.text) == ("money", "5 €")
    assert obligation.trigger_block == "paragraph on line 8"
    assert obligation.sha256 == wording_sha256(obligation.text)
    assert obligation.formats == FORMATS
    assert obligation.legibility.min_size_pt == 9


def test_keys_avoid_the_authors_ids(attached: Attach) -> None:
    reported = attached("## A {#pricing-1}\n\nB 5 €.", rule(MONEY))
    assert [obligation.key for obligation in reported.value.obligations] == ["pricing-2"]


def test_long_texts_are_quick(document: Callable[..., Document], library: Library) -> None:
    body = "Prices may change, they say, without much notice after noon. " * 800
    start = time.process_time()
    attach(document(body), policy_of(rule(MONEY)), library, today=TODAY, publisher="P", formats=FORMATS)
    assert time.process_time() - start < 5


def test_an_empty_article(document: Callable[..., Document], library: Library) -> None:
    empty = replace(document("Ao."), blocks=())
    rules = rule("{topic: health}", "closing", require="medical", name="a") + rule(
        "{topic: health}", "opening", name="b"
    )
    policy = policy_of(rules)
    reported = attach(empty, policy, library, today=TODAY, publisher="P", formats=FORMATS)
    assert shape(reported.value.document.blocks) == ["[opening pricing]", "[closing medical]"]


def notices(made: Reported[Attached]) -> list[Notice]:
    assert made.value is not None
    return [block for block in made.value.document.blocks if isinstance(block, Notice)]


def test_cover_and_running_stand_apart(attached: Attach) -> None:
    rules = rule("{topic: health}", "running", require="medical", name="a") + rule(
        "{mentions: money}", "cover", name="b"
    )
    made = attached("One.\n\n5 €.\n\n::: {.disclaimer ref=pricing}\n:::\n\nTwo.", rules)
    assert made.value is not None
    # A component of the author's is in the text; it cannot stand for what is owed on the cover.
    assert shape(made.value.document.blocks) == [
        "[cover pricing]", "One.", "5", "[extra pricing]", "Two.", "[running medical]",
    ]  # fmt: skip
    assert made.value.obligations[0].trigger is not None


def test_repeated_on_pages(attached: Attach) -> None:
    body = "## One\n\n5 €.\n\nText.\n\n6 €.\n\n## Two\n\n7 €.\n\n8 €."
    made = attached(body, rule("{mentions: money}", repeat="page"))
    found = notices(made)
    assert [(one.key, one.repeats) for one in found] == [
        ("pricing-1", ""), ("pricing-2", "pricing-1"), ("pricing-3", ""), ("pricing-4", "pricing-3"),
    ]  # fmt: skip
    assert made.value is not None
    # What is repeated only where a page asks for it is no obligation of its own.
    assert [one.key for one in made.value.obligations] == ["pricing-1", "pricing-3"]
    assert [len(one.triggers) for one in made.value.obligations] == [2, 2]


def test_repeated_on_pages_a_table_has_its_own(attached: Attach) -> None:
    """In an ebook and a handout a table would else be far from the notice of its section."""
    body = "## One\n\n5 €.\n\nText.\n\n| Fee |\n|---|\n| 6 € |\n\n7 €."
    made = attached(body, rule("{mentions: money}", repeat="page"))
    assert [(one.key, one.repeats) for one in notices(made)] == [
        ("pricing-1", ""), ("pricing-2", ""), ("pricing-3", "pricing-2"),
    ]  # fmt: skip


def test_how_long_it_holds(attached: Attach) -> None:
    exempt = "[{article: tides, rule: r, reason: free, by: Editor, until: 2027-06-30}]"
    body = "A [5 €]{.fact as-of=2026-05-01 review-by=2027-03-01} ticket."
    made = attached(body, rule("{mentions: money}"), exempt=exempt)
    assert made.value is not None
    assert str(made.value.valid_until) == "2027-03-01"
    made = attached("A 5 € ticket.", rule("{mentions: money}"), exempt=exempt)
    assert made.value is not None
    assert str(made.value.valid_until) == "2027-06-30"


def test_the_strictest_measure_counts(document: Callable[..., Document], library: Library) -> None:
    text = "extends: [patient]\nrules:\n" + rule("{mentions: money}") + COVER
    read = parse_policy(text.encode(), "source/policy.yaml", library.disclaimers).value
    assert read is not None
    made = attach(
        document("A 5 € ticket.", "topics: [health]"),
        read,
        library,
        today=TODAY,
        publisher="Harbour Office",
        formats=FORMATS,
    )
    assert {one.disclaimer: one.legibility.min_size_pt for one in notices(made)}["pricing"] == 12


@pytest.mark.code("DIS350")
def test_variables(document: Callable[..., Document]) -> None:
    def text_of(front: str, wording: str) -> str | list[str]:
        wordings = Library.of([disclaimer("pricing", {"en": wording})]).value
        made = attach(
            document("A 5 € ticket.", front),
            policy_of(rule("{mentions: money}")),
            wordings,
            today=TODAY,
            publisher="Harbour Office",
            formats=FORMATS,
        )
        return notices(made)[0].text if notices(made) else codes(made.diagnostics)

    front = "topics: [health]\ndate: 2026-05-04\ncontact: {phone: '+47 10 20 30 40'}"
    assert text_of(front, "Ask {publisher}, {phone}, about {title}. As of {date}.") == (
        "Ask Harbour Office, +47 10 20 30 40, about Tides. As of 4 May 2026."
    )
    assert text_of("topics: [health]", "Call {phone}.") == ["DIS350"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (rule("{not: {topic: finance}}", "closing"), ["It", "[closing pricing]"]),
        (rule("{not: {not: {topic: finance}}}", "closing"), ["It", "[closing pricing]"]),
        (rule("{all: [{mentions: money}, {not: {any: [{topic: finance}]}}]}"), ["It", "[pricing]"]),
        (rule("{not: {audience: passengers}}", "closing"), ["It", "[closing pricing]"]),
        (rule("{all: [{audience: crews}, {region: Denmark}]}", "closing"), ["It", "[closing pricing]"]),
        # What the original says, too.
        (rule("{not: {audience: crews}}", "closing"), ["It"]),
        (rule("{not: {topic: health}}", "closing"), ["It"]),
    ],
)
def test_what_a_translation_says_of_itself_takes_nothing_away(
    pandoc: Pandoc, library: Library, rules: str, expected: list[str]
) -> None:
    front = "---\ntitle: Tides\ntopics: [health]\naudience: crews\nregion: Norway\n---\n\nIt costs 450 NOK.\n"
    folder = "source/articles/tides"
    original = parse_article(ArticleFile(f"{folder}/article.md", front.encode()), "en").value
    own = front.replace("[health]", "[finance]").replace("crews", "passengers").replace("Norway", "Denmark")
    translation = parse_article(ArticleFile(f"{folder}/article.nb.md", own.encode()), "en", original).value
    assert original is not None
    assert translation is not None
    assert translation.meta.topics == ("health", "finance")
    tree = parse_document(translation, pandoc).value
    assert tree is not None
    policy = policy_of(rules + COVER)
    made = attach(tree, policy, library, today=TODAY, publisher="Harbour Office", formats=FORMATS)
    assert placed(made) == expected
    # What the original has now decides, though all topics of the translation stay as they are.
    more = replace(original, meta=original.meta.model_copy(update={"topics": ("health", "finance")}))
    again = parse_article(ArticleFile(f"{folder}/article.nb.md", own.encode()), "en", more).value
    assert again is not None
    assert again.meta == translation.meta
    assert listed(again, ()).own != listed(translation, ()).own
