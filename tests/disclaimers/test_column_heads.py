"""Numbers in the heads of columns that are no sums; columns and rows of what is taken from pay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.detect import mentions_in
from pipeline.document import Document


@pytest.mark.parametrize("head", ["Under 16 (£)", "65+ (£)"])
def test_an_age_in_front_of_the_unit_of_a_column_is_no_sum(
    head: str, document: Callable[..., Document]
) -> None:
    tree = document(f"| Session | {head} |\n|---|---|\n| Lanes | 5.80 |\n")
    assert [one.text for one in mentions_in(tree.blocks, "en", "money")] == ["5.80"]


def test_a_sum_in_a_head_is_one(document: Callable[..., Document]) -> None:
    tree = document("| Session | £16 (adults) |\n|---|---|\n| Lanes | yes |\n")
    assert [one.text for one in mentions_in(tree.blocks, "en", "money")] == ["£16"]


TABLES = [
    ("en", "Placement | Weekly wage | Meals", "Dairy | £340 | £45", "Pay and board on the farm", ["£340"]),
    ("en", "Line | Amount", "Basic pay | £2,150\nPAYE tax | £224\nUnion dues | £14", "Your payslip", ["£2,150"]),
    ("nb", "Sted | Lønn | Husleie", "Gartneri | 4 100 kr | 950 kr", "Lønn og husleie", ["4 100 kr"]),
    ("nn", "Oppdrag | Løn per dag | Trekk for kost", "Fjøs | 1 600 kr | 140 kr", "Løn og kost", ["1 600 kr"]),
    ("sv", "Jobb | Månadslön | Boende, avdrag", "Städare | 24 900 kr | 2 500 kr", "Lön", ["24 900 kr"]),
    ("de", "Betrieb | Lohn im Monat | Abzüge", "Alm | 1.950 € | 240 €", "Lohn auf der Alm", ["1.950 €"]),
    ("fr", "Poste | Salaire net | Loyer", "Plongeur | 1 520 € | 190 €", "Salaire et loyer", ["1 520 €"]),
    ("fr", "Ligne | Montant", "Salaire | 1 820 €\nMutuelle | 60 €", "Votre bulletin de paie", ["1 820 €"]),
    ("es", "Puesto | Sueldo | Alojamiento", "Camarera | 1.280 € | 210 €", "Sueldo y cama", ["1.280 €"]),
    ("en", "Post | Pay per week | Cabin", "Cook | £610 | £48", "Working on the ferries", ["£610"]),
    ("de", "Arbeit | Monatslohn | Kost", "Küche | 2.150 € | 180 €", "Lohn und Kost", ["2.150 €"]),
    # Heads that only begin with such a word, and pay for those who work with it.
    ("en", "Post | Monthly pay", "Tax adviser | £3,900\nUnion organiser | £3,100", "Pay", ["£3,900", "£3,100"]),
    ("en", "Post | Salary after deductions", "Porter | £1,640", "What we earn", ["£1,640"]),
    ("nb", "Stilling | Timelønn", "Pensjonatvert | 231 kr", "Lønn", ["231 kr"]),
    ("de", "Beruf | Gehalt", "Steuerberaterin | 3.700 €", "Gehälter", ["3.700 €"]),
    ("fr", "Poste | Salaire", "Conseillère en assurance | 2 300 €", "Salaires", ["2 300 €"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "heads", "rows", "caption", "paid"), TABLES)
def test_the_nearest_head_says_whether_a_sum_is_paid_or_taken(
    lang: str, heads: str, rows: str, caption: str, paid: list[str], document: Callable[..., Document]
) -> None:
    rule = " | ".join("---" for _ in heads.split(" | "))
    lines = [heads, rule, *rows.split("\n")]
    tree = document(
        "\n".join([f'::: {{.table caption="{caption}"}}', *(f"| {line} |" for line in lines), ":::", ""])
    )
    assert [one.text for one in mentions_in(tree.blocks, lang, "pay")] == paid
