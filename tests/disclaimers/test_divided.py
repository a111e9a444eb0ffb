"""Sums, shares and doses that readers put together themselves: in quotation marks, with marks of notes, in two cells or paragraphs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.adorned import unadorned
from pipeline.disclaimers.detect import mentions_in, mentions_in_text
from pipeline.disclaimers.folding import fold
from pipeline.document import Document

DRESSED = [
    ("en", "money", 'The "450" NOK ticket.', '"450" NOK'),
    ("nb", "money", "Billetten koster «450» kr.", "«450» kr"),
    ("de", "money", "Das kostet „450“ Euro.", "„450“ Euro"),
    ("en", "money", "It is '450' NOK.", "'450' NOK"),
    ("en", "money", 'It is NOK "450" a night.', 'NOK "450"'),
    ("en", "money", 'It is €"450".', '€"450"'),
    ("en", "money", 'It is 450 "NOK".', '450 "NOK"'),
    ("en", "money", "It is [450] NOK.", "[450] NOK"),
    ("en", "money", "It is (450) NOK.", "(450) NOK"),
    ("en", "money", "It is 4_500 NOK.", "4_500 NOK"),
    ("en", "money", "It is 4'500 NOK.", "4'500 NOK"),
    ("en", "money", "It is 450* NOK.", "450* NOK"),
    ("en", "money", "It is 450¹ NOK.", "450¹ NOK"),
    ("en", "money", "It is *450* NOK.", "*450* NOK"),
    ("en", "money", "It is 450 (Norwegian kroner).", "450 (Norwegian kroner)"),
    ("en", "money", "It is 450 in NOK.", "450 in NOK"),
    ("en", "money", "Today NOK = 450.", "NOK = 450"),
    ("en", "money", "Price (NOK): 450.", "(NOK): 450"),
    ("en", "money", "It is NOK (450).", "NOK (450)"),
    ("en", "money", "It is 450 – NOK.", "450 – NOK"),
    ("en", "money", "It is 450 | NOK.", "450 | NOK"),
    ("en", "money", "| 450 | NOK |", "450 | NOK"),
    ("en", "money", "Quay | 450 | NOK | a night", "450 | NOK"),
    ("en", "money", "It is €**450.", "€**450"),
    ("en", "money", "The price is 450. All prices are in NOK.", "450"),
    ("nb", "money", "Alle priser er oppgitt i norske kroner. Et rom er 450, to er 800.", "800"),
    ("en", "dosage", "Take 500 (five hundred) mg now.", "500 (five hundred) mg now"),
    ("nb", "money", 'Fra "450"–"500" kr.', '"450"–"500" kr'),
    ("en", "pay", 'Nurses earn "45,000" NOK a month.', '"45,000" NOK'),
    ("en", "percentage", 'About "12" per cent of them.', '"12" per cent'),
    ("en", "percentage", 'About "12" % of them.', '"12" %'),
    ("en", "dosage", 'Take "500" mg now.', '"500" mg now'),
    ("en", "dosage", 'Take 500 "mg" now.', '500 "mg" now'),
]


@pytest.mark.parametrize(("lang", "detector", "text", "words"), DRESSED)
def test_what_stands_around_a_number_hides_nothing(lang: str, detector: str, text: str, words: str) -> None:
    assert words in [text[start:end] for start, end in mentions_in_text(text, lang, detector)]


PLAIN = [
    ("en", "money", 'The band "50 Cent" plays.'),
    ("en", "money", "A screen of 24\" and a cable of 5'."),
    ("en", "money", 'Press "1" and tell us the currency.'),
    ("en", "money", "IMG_2024_500_EUR_PLAN is a file."),
    ("en", "money", "See the report [4] USD banks wrote."),
    ("en", "money", 'Room "450" is on the left.'),
    ("en", "money", "Since 2024, NOK has fallen against EUR."),
    ("en", "money", "There are 12, EUR and USD among them."),
    ("en", "money", "In chapter (two) 12 people meet."),
    ("en", "money", "All prices are in euros, and there are 12 rooms for 24 people."),
    ("en", "money", "The krone is the currency of Norway; 5 people asked."),
    ("en", "percentage", "Change since last year (2020) % of all."),
    ("en", "percentage", "Share of pupils [1] % of all."),
    ("en", "dosage", 'Box "500" holds magazines.'),
]


@pytest.mark.parametrize(("lang", "detector", "text"), PLAIN)
def test_marks_make_no_mention(lang: str, detector: str, text: str) -> None:
    assert not mentions_in_text(text, lang, detector)


def test_what_is_left_out_belongs_to_its_neighbour() -> None:
    text = 'It is "450" NOK.'
    read = unadorned(fold(text))
    assert read.text == "It is 450 NOK."
    assert [text[slice(*read.source(start, end))] for start, end in ((6, 9), (6, 13))] == [
        '"450"',
        '"450" NOK',
    ]
    plain = fold("It is 450 NOK.")
    assert unadorned(plain) is plain


DIVIDED = [
    ("money", "| Amount | Currency |\n|---|---|\n| 450 | NOK |\n", ["450"]),
    ("money", "| Sum | Unit |\n|---|---|\n| 2000 | NOK |\n", ["2000"]),
    ("money", "| Unit | Value |\n|---|---|\n| NOK | 450 |\n", ["450"]),
    ("money", "| Currency | Price |\n|---|---|\n| NOK | 2000 |\n", ["2000"]),
    ("money", "| What | |\n|---|---|\n| Ticket | 450 |\n| | NOK |\n", ["450"]),
    ("money", "- 450\n- NOK\n", ["450"]),
    ("money", "A night costs 450\n\nNOK.\n", ["450"]),
    ("money", "- A night costs 450\n- kroner\n", ["450"]),
    ("money", "A night costs 450\n\n::: {.only formats=handout}\nNOK.\n:::\n", ["450"]),
    ("money", "Whoever comes by boat in summer pays for each of the nights here **1 450**\n\nNOK\n", ["1 450"]),
    ("money", "A night costs 450.\n\nNOK\n", ["450."]),
    ("percentage", "In July it rises by 7\n\nper cent.\n", ["7"]),
    ("money", "1. Amount: 450\n2. Currency: NOK\n", ["450"]),
    ("money", "450\n\nNOK\n", ["450"]),
    ("money", "NOK\n\n450\n", ["450"]),
    ("money", "**450**\n\nkroner per person\n", ["450"]),
    ("money", "## 450\n\nkroner per person\n", ["450"]),
    ("money", "> 450\n>\n> NOK\n", ["450"]),
    ("money", "::: callout\n450\n\nNOK\n:::\n", ["450"]),
    ("money", "::: {.only formats=ebook}\n450\n:::\n\nkroner per person\n", ["450"]),
    ("money", "::: {.callout title=450}\nkroner per person\n:::\n", ["450"]),
    ("money", "450\n:   NOK\n", ["450"]),
    ("money", "NOK\n:   450\n", ["450"]),
    ("percentage", "| Share | |\n|---|---|\n| 12 | % |\n", ["12"]),
    ("percentage", "12\n\n% of them\n", ["12"]),
    ("dosage", "| Paracetamol | Unit |\n|---|---|\n| 500 | mg |\n", ["500"]),
]  # fmt: skip


@pytest.mark.parametrize(("detector", "source", "words"), DIVIDED)
def test_number_and_unit_in_two_pieces(
    detector: str, source: str, words: list[str], document: Callable[..., Document]
) -> None:
    assert _mentioned(document(source), detector) == words


APART = [
    ("money", "- 12\n- Euro area countries\n"),
    ("money", "2024\n\nKroner is a word that means crowns, and there are several.\n"),
    ("money", "| Country | Currency | Population |\n|---|---|---|\n| Norway | NOK | 5.5 |\n"),
    ("money", "| Currency | Since |\n|---|---|\n| NOK | 1875 |\n"),
    ("money", "| Year | Currency | Country |\n|---|---|---|\n| May | NOK | Norway |\n"),
    ("money", "| Hotel | Beds |\n|---|---|\n| Harbour | 450 |\n"),
    ("money", "| Euro 2024 | Goals |\n|---|---|\n| Norway | 12 |\n"),
    ("money", "- Chapter 12\n- Kroner and cents\n"),
    ("money", "## 12\n\nEurope has many harbours.\n"),
    ("money", "We have been here since 2020\n\nEuro area countries have it.\n"),
    ("money", "- Room 12\n- Euro shop\n"),
    ("money", "The quay has 450\n\nberths.\n"),
    ("percentage", "| Name | Rank |\n|---|---|\n| Ann | 12 |\n"),
    ("dosage", "| Step | Tool |\n|---|---|\n| 5 | g-clamp |\n"),
]  # fmt: skip


@pytest.mark.parametrize(("detector", "source"), APART)
def test_neighbours_that_belong_to_nothing(
    detector: str, source: str, document: Callable[..., Document]
) -> None:
    assert not _mentioned(document(source), detector)


def test_of_two_numbers_beside_a_unit_the_counted_one_is_no_sum(document: Callable[..., Document]) -> None:
    source = "| Price | Currency | Nights |\n|---|---|---|\n| 450 | NOK | 3 |\n"
    assert _mentioned(document(source), "money") == ["450"]
    source = "| Year | Currency | Price |\n|---|---|---|\n| 2024 | NOK | 450 |\n"
    assert _mentioned(document(source), "money") == ["450"]


def _mentioned(tree: Document, detector: str) -> list[str]:
    return [one.text for one in mentions_in(tree.blocks, "en", detector)]
