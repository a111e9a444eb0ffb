"""Quotation marks and apostrophes of titles, captions and labels."""

from __future__ import annotations

import datetime

import pytest

from pipeline.document.dates import spoken
from pipeline.document.quotation import curled, marks_of


@pytest.mark.parametrize(
    ("lang", "typed", "shown"),
    [
        ("en", 'Nora\'s "best" tide', "Nora’s “best” tide"),
        ("fr", "L'asthme de l'enfant", "L’asthme de l’enfant"),
        ("fr", 'Dire "non"', "Dire «\u202fnon\u202f»"),
        ("de", "Was \"wirklich 'hilft'\"", "Was „wirklich ‚hilft‘“"),
        ("nb", '"Flo" og fjære', "«Flo» og fjære"),
        ("pl", 'Co to "pływ"?', "Co to „pływ”?"),
        ("uk", "Здоров'я", "Здоров’я"),
        ("so", "Su'aalahaaga", "Su’aalahaaga"),
        ("zh", '说"不"', "说“不”"),
        ("zh-TW", '說 "不" 好', "說 「不」 好"),
        # Marks that have no partner: an inch, a year, a letter that is left out at the end.
        ("en", 'A pipe of 5" width', 'A pipe of 5" width'),
        ("en", "The harbour of '59", "The harbour of '59"),
        ("en", "Nothing to change", "Nothing to change"),
    ],
)
def test_marks_that_pandoc_has_not_read(lang: str, typed: str, shown: str) -> None:
    assert curled(typed, lang) == shown


def test_chinese_has_the_marks_of_its_letters() -> None:
    assert marks_of("zh-HK")[0] == marks_of("zh-Hant")[0] == ("「", "」")
    assert marks_of("zh")[0] == marks_of("zh-SG")[0] == ("“", "”")


def test_french_counts_the_first_of_a_month() -> None:
    assert spoken(datetime.date(2026, 9, 1), "fr") == "1er septembre 2026"
    assert spoken(datetime.date(2026, 9, 11), "fr-CA") == "11 septembre 2026"
    assert spoken(datetime.date(2026, 9, 1), "nb") == "1. september 2026"
