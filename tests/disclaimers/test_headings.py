"""What a block says under a heading, and what the same words say without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.detect import mentions_in, under_headings
from pipeline.document import Document

BENEATH = [
    ("en", "investment-return", "## Easy Saver account", "We pay 2.9% a year."),
    ("nb", "investment-return", "## Sparekonto Pluss\n\n### Rente", "Under det får du 2,35 prosent i året."),
    (
        "sv",
        "investment-return",
        "## Sparkonto Fast",
        "| Bindningstid | Årsränta |\n|---|---|\n| 3 månader | 2,05 % |",
    ),
    ("de", "investment-return", "## Festgeld", "Für zwölf Monate zahlen wir 2,30 % im Jahr."),
    ("nb", "legal", "## Leiekontrakten", "Beløpet er begrenset til seks ganger én måned."),
    ("en", "medical", "## After your knee operation", "Leave the plaster where it is until Friday."),
    ("de", "medical", "## Nach der Operation am Knie", "Die Tropfen lassen sich gut mit Saft mischen."),
]


@pytest.mark.parametrize(("lang", "detector", "heading", "body"), BENEATH)
def test_a_heading_tells_what_a_block_is_of(
    lang: str, detector: str, heading: str, body: str, document: Callable[..., Document]
) -> None:
    def found(text: str) -> list[str]:
        tree = document(text, f"topics: [health]\nlang: {lang}")
        return [
            mention.text
            for placed in Conditions(tree, tree.blocks).passages
            if placed.block == len(tree.blocks) - 1
            for mention in placed.passage.mentions(lang, detector)
        ]

    assert found(f"{heading}\n\n{body}")
    assert not found(body)


@pytest.mark.parametrize(
    ("lang", "heading", "body"),
    [
        ("en", "## Our savings accounts and loans", "On the loan you pay 9.9% a year."),
        ("en", "## Easy Saver account", "The fee is 0.5% a year."),
        ("en", "## Easy Saver account", "Savings are protected up to £85,000."),
        ("nb", "## Sparekonto Pluss", "Deretter tar vi 1 prosent av beløpet i gebyr."),
        ("da", "## Opsparing", "Garantiformuen dækker op til 100.000 euro."),
        ("de", "## Festgeld", "Der Freibetrag liegt bei 1.000 Euro."),
    ],
)
def test_what_a_saver_pays_or_is_covered_for_is_no_return(
    lang: str, heading: str, body: str, document: Callable[..., Document]
) -> None:
    blocks = document(f"{heading}\n\n{body}", f"topics: [health]\nlang: {lang}").blocks
    assert not [m for m in mentions_in(blocks, lang, "investment-return") if m.text in body]


def test_a_heading_ends_with_the_next_of_its_level(document: Callable[..., Document]) -> None:
    blocks = document("## One\n\n### Two\n\na\n\n## Three\n\nb").blocks
    assert [section for _, section in under_headings(blocks)] == [
        (),
        ("One",),
        ("Two", "One"),
        (),
        ("Three",),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("sv", "Propp", True),
        ("nn", "Såret", True),
        ("de", "Die Wunde", True),
        ("en", "Cough!", True),
        ("nb", "Sår og vakker", False),
    ],
)
def test_some_words_decide_where_they_are_all(
    lang: str, text: str, expected: bool, document: Callable[..., Document]
) -> None:
    assert (
        bool(mentions_in(document(f"## {text}", f"topics: [health]\nlang: {lang}").blocks, lang, "medical"))
        is expected
    )


CLAUSE = "§ 4. Årsmøtet velger styre på fem; leder velges for to år om gangen."


@pytest.mark.parametrize(
    ("lang", "heading", "body", "expected"),
    [
        ("nb", "Vedtekter for Grindal skøytelag", CLAUSE, False),
        ("nb", "Vedtekter for borettslaget Fjordgløtt", CLAUSE, True),
        ("nb", "Naboloven", CLAUSE, True),
        ("de", "Satzung des SV Blau-Weiß", "§ 2 Zweck ist die Freude am Ball.", False),
        ("de", "Satzung der Gemeinde Oberlahr", "§ 2 Hunde sind an der Leine zu führen.", True),
        ("sv", "Stadgar för IK Granriset", "§ 2 Färgerna är grönt och vitt.", False),
    ],
)
def test_the_rules_of_a_club_are_no_law(
    lang: str, heading: str, body: str, expected: bool, document: Callable[..., Document]
) -> None:
    blocks = document(f"## {heading}\n\n{body}", f"topics: [health]\nlang: {lang}").blocks
    assert bool(mentions_in(blocks, lang, "legal")) is expected
