"""Detectors that need the words of a language, and how blocks are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.disclaimers.detect import LEXICAL, detectors_for, mentions_in, mentions_in_text
from pipeline.document import Document
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import language_of, score_files
from tests.growth import in_proportion

LABELLED = sorted((Path(__file__).parent / "labelled").glob("*.txt"))


def found(text: str, lang: str, detector: str) -> list[str]:
    return [text[start:end] for start, end in mentions_in_text(text, lang, detector)]


WORDS = [
    (
        "en",
        "pay",
        "Average salaries range from 380,000-450,000 NOK annually.",
        "380,000-450,000 NOK",
    ),
    ("en", "pay", "Salaries start at 400,000.", "400,000"),
    ("en", "pay", "Starting salary: approx. NOK 400,000 a year", "NOK 400,000"),
    ("en", "pay", "Nurses earn 45k", "45k"),
    ("nb", "pay", "Årslønn: 450 000", "450 000"),
    ("nb", "pay", "Timelønnen er 220 kr", "220 kr"),
    ("nn", "pay", "Løna er 450 000 kr", "450 000 kr"),
    ("sv", "pay", "Lönen är 32 000 kr", "32 000 kr"),
    ("da", "pay", "Lønnen er 32.000 kr.", "32.000 kr."),
    ("de", "pay", "Das Gehalt liegt bei 3.500 €", "3.500 €"),
    ("en", "investment-return", "The fund gained 14.1% in May.", "fund gained 14.1%"),
    ("en", "investment-return", "It returned an average of 6.51% a year.", "returned an average of 6.51%"),
    ("nb", "investment-return", "avkastning på 5 %", "avkastning på 5 %"),
    ("en", "investment-return", "It may return less than you paid in.", "return less than you paid in"),
    (
        "sv",
        "investment-return",
        "Obligationer kan ge mindre tillbaka än du satt in.",
        "mindre tillbaka än du satt in",
    ),
    ("de", "investment-return", "eine Rendite von 5 %", "Rendite von 5 %"),
    ("en", "dosage", "Take 500 mg now", "500 mg now"),
    ("en", "dosage", "two tablets", "two tablets"),
    ("nb", "dosage", "2 tabletter", "2 tabletter"),
    ("de", "dosage", "20 Tropfen", "20 Tropfen"),
    ("en", "medical", "the symptoms", "symptoms"),
    ("nb", "medical", "vanlige symptomer", "symptomer"),
    ("en", "legal", "under section 5-3", "section 5-3"),
    ("nb", "legal", "etter § 5-3", "§ 5-3"),
    ("en", "date-bound", "valid until 31 December 2026", "valid until 31 December 2026"),
    ("nb", "date-bound", "fra 1. mai 2026", "fra 1. mai 2026"),
    ("de", "date-bound", "ab 01.07.2026", "ab 01.07.2026"),
]

OTHERS = [
    ("en", "pay", "You pay 500 NOK for the course."),
    ("en", "pay", "The salary is secret. The fee is 400 NOK."),
    ("en", "pay", "In 2026 wages rose."),
    ("nb", "pay", "Det lønner seg å spare 500 kr."),
    ("nb", "pay", "En belønning på 500 kr."),
    ("nb", "pay", "Et lønnsomt salg på 500 kr."),
    ("de", "pay", "Alkoholgehalt 5 % für 20 €"),
    ("en", "investment-return", "The deposit of 500 NOK is returned within 5 days."),
    ("en", "investment-return", "Your tax return gives 22% back."),
    ("en", "dosage", "20 ml of water and 5 mg/l of iron"),
    ("nb", "dosage", "20 ml vann"),
    ("en", "medical", "A medical assistant in a clinic"),
    ("en", "legal", "the tennis court"),
    ("en", "date-bound", "on page 2 of 12"),
]


@pytest.mark.parametrize(("lang", "detector", "text", "expected"), WORDS)
def test_words(lang: str, detector: str, text: str, expected: str) -> None:
    assert found(text, lang, detector) == [expected]


@pytest.mark.parametrize(("lang", "detector", "text"), OTHERS)
def test_near_misses(lang: str, detector: str, text: str) -> None:
    assert found(text, lang, detector) == []


@pytest.mark.parametrize("lang", ["en", "nb", "no", "nn", "sv", "da", "de", "en-GB"])
def test_languages_with_every_detector(lang: str) -> None:
    assert set(LEXICAL) <= detectors_for(lang)


def test_a_language_without_words_says_so() -> None:
    assert detectors_for("fi") == {"money", "percentage"}
    with pytest.raises(LookupError):
        mentions_in_text("500 mg", "fi", "dosage")


def texts(document: Document, detector: str) -> list[str]:
    return [mention.text for mention in mentions_in(document.blocks, document.lang, detector)]


def test_text_split_by_markup_is_joined(document: Callable[..., Document]) -> None:
    assert texts(document("The fee is **30,000**–*45,000*\n[NOK](#x) today."), "money") == [
        "30,000–45,000 NOK"
    ]


def test_a_mention_has_its_place(document: Callable[..., Document]) -> None:
    (mention,) = mentions_in(document("It costs **500** NOK.").blocks, "en", "money")
    assert mention.extent is not None
    assert tuple(mention.extent) == (6, 12, 6, 21)


@pytest.mark.parametrize(
    ("body", "detector", "expected"),
    [
        ("| Course | Price |\n|---|---|\n| One | 1,500 |\n| Two | free |", "money", ["1,500"]),
        ("| Course | NOK |\n|---|---|\n| One | 1,500–2,000 |", "money", ["1,500–2,000"]),
        ("| Course | Months |\n|---|---|\n| One | 18 |", "money", []),
        ("| | Adult | Child |\n|---|---|---|\n| Fee | 200 | 100 |", "money", ["200", "100"]),
        ("| Fee in € | Lead | Extra |\n|---|---|---|\n| Opera | 420 | 35 |", "money", ["420", "35"]),
        ("| Tariff (NOK) | Seats |\n|---|---|\n| Boat | 35 |", "money", []),
        ("| Price (€) | Page |\n|---|---|\n| 12 | 35 |", "money", ["12"]),
        ('::: {.table caption="Prices in NOK"}\n| Room | Nights |\n|---|---|\n| One | 3 |\n:::', "money", []),
        (
            '::: {.table caption="Prices in NOK"}\n| Room | Summer |\n|---|---|\n| One | 900 |\n:::',
            "money",
            ["900"],
        ),
        ("| Job | Salary |\n|---|---|\n| Nurse | 520 000 |", "pay", ["520 000"]),
        ("| Job | Pay in 1000 NOK |\n|---|---|\n| Nurse | 520 |", "money", ["520"]),
        ("| Job | Pay of 1200 NOK |\n|---|---|\n| Nurse | 520 |", "money", ["1200 NOK", "520"]),
        (
            "| Job | Salary | Later |\n|---|---|---|\n| Nurse | 520 000 kr | 600 000 kr |",
            "pay",
            ["520 000 kr", "600 000 kr"],
        ),
        ("| Job | Salary | Rent |\n|---|---|---|\n| Nurse | 520 000 kr | 9 000 kr |", "pay", ["520 000 kr"]),
        ("| Weight | Dose | At most |\n|---|---|---|\n| 8 kg | 5 ml | 20 ml |", "dosage", ["5 ml", "20 ml"]),
        ("Salary\n:   450,000 NOK", "pay", ["450,000 NOK"]),
        ('::: {.pull-fact value="500 NOK" label="a month"}\nText.\n:::', "money", ["500 NOK"]),
        ('![A sign that says 20 €](a.png){caption="Entry: 30 €"}', "money", ["30 €", "20 €"]),
        ("Text.[^a]\n\n[^a]: It costs 500 NOK.", "money", ["500 NOK"]),
        ("> It costs 500 NOK.", "money", ["500 NOK"]),
        ("[A ticket](https://example.org '500 NOK')", "money", ["500 NOK"]),
        ("![A ticket](a.png '500 NOK')", "money", ["500 NOK"]),
        ("    500 NOK", "money", ["500 NOK"]),
        ("::: {.disclaimer ref=pricing}\n:::", "money", []),
    ],
)
def test_what_blocks_mention(
    document: Callable[..., Document], body: str, detector: str, expected: list[str]
) -> None:
    assert texts(document(body), detector) == expected


@pytest.mark.parametrize("lang", sorted({language_of(path) for path in LABELLED}))
def test_pay_and_doses_are_found(pandoc: Pandoc, lang: str) -> None:
    paths = [path for path in LABELLED if language_of(path) == lang]
    for (_, detector), got in score_files(paths, pandoc, ("pay", "dosage")).items():
        assert min(got.precision, got.recall) >= 0.98, (detector, *got.errors)


PAY = [
    ("en", "The course costs 500 kr and your pay is 200 kr an hour.", ["200 kr"]),
    ("en", "We need a driver. You start on £15 an hour; after training it is £16.", ["£15", "£16"]),
    ("en", "The cashier got £50 in gifts. A driver pays £60 a month for parking.", []),
    (
        "de",
        "Der Mindestlohn beträgt 13,90 Euro; ab dem 1. Januar sind es 14,60 Euro.",
        ["13,90 Euro", "14,60 Euro"],
    ),
    ("en", "Starting pay: 380 000 for assistants. 420 000 for nurses.", ["380 000", "420 000"]),
    ("en", "Salaries:\n\n30 000 kr", []),
    ("en", "Salaries in 2026 for 3500 nurses: see page 1240.", []),
    ("en", "Rent is 5,000 kr; the salary, 20,000 kr, covers it.", ["20,000 kr"]),
    ("nb", "Lønnen er 200 kr. Kurset koster 500 kr.", ["200 kr"]),
    ("de", "Das Gehalt liegt bei 3.500 €, die Miete bei 900 €.", ["3.500 €"]),
    ("zh", "月薪5000到8000元，房租1500元。", ["5000到8000元"]),
    ("ar", "يبلغ الراتب ٥٠٠٠ ريال والإيجار ٢٠٠٠ ريال.", ["٥٠٠٠ ريال"]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), PAY)
def test_the_nearest_word_says_what_an_amount_is(lang: str, text: str, expected: list[str]) -> None:
    assert [amount for line in text.split("\n") for amount in found(line, lang, "pay")] == expected


@pytest.mark.parametrize("detector", ["pay", "dosage"])
@pytest.mark.parametrize(
    "piece",
    [
        "salary 5 kr cost ",
        "pay: 5 kr. A ",
        "5 ml of the ",
        "2 tablets daily, milk ",
        "driver gets 5 kr an hour ",
        "5 or ",
        "a dose of ",
    ],
)
def test_a_long_line_is_read_in_one_pass(detector: str, piece: str) -> None:
    def reading(length: int) -> Callable[[], object]:
        return lambda: mentions_in_text(piece * (length // len(piece)), "en", detector)

    assert in_proportion(reading(3_000), reading(12_000))
