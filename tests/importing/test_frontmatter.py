"""What plain text says of itself at its top, and dates in other languages."""

from __future__ import annotations

import pytest

from pipeline.importing import frontmatter
from pipeline.importing.draft import Account

PROSE = "A paragraph that is long enough to be one. It has two sentences."


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("Tides\nBy Ada Holm, 3 March 2026", {"author": "Ada Holm", "date": "2026-03-03"}),
        ("Tides\n\nBy Ada Holm and Ben Lund\nPublished: 2026-03-03\nUpdated 4 April 2026", {"author": ["Ada Holm", "Ben Lund"], "date": "2026-03-03", "modified": "2026-04-04"}),
        ("Title: Tides\nAuthor: Ada Holm\nKeywords: sea, boats\nDescription: All of it.", {"title": "Tides", "author": "Ada Holm", "keywords": ["sea", "boats"], "description": "All of it."}),
        ("Tidevann\nAv Kari Nordmann | Sist oppdatert 3. mars 2026", {"author": "Kari Nordmann", "modified": "2026-03-03"}),
        ("Mareas\nPublicado el 3 de marzo de 2026", {"date": "2026-03-03"}),
        # What only looks like it.
        ("Tides\nDate: 3 March 2026\nPlace: Pier 4", {}),
        ("Tides\nBy boat you see more", {}),
        ("By The Sea Side", {}),
        ("Von Meer zu Meer\nAutor: unbekannt, doch gut", {}),
        (f"Tides\n{PROSE}\nBy Ada Holm", {}),
    ],
)  # fmt: skip
def test_what_a_text_says_of_itself(top: str, expected: dict[str, object]) -> None:
    account = Account()
    facts, below = frontmatter.stated(f"{top}\n\n{PROSE}\n", account)
    assert frontmatter.mapped(facts, account) == expected
    assert below.endswith(f"{PROSE}\n")
    # A line is in the text or in the account.
    assert [line for line in below.split("\n") if line] + [each.text for each in account.dropped] == [
        line
        for line in sorted(
            f"{top}\n\n{PROSE}".split("\n"), key=lambda line: line in {each.text for each in account.dropped}
        )
        if line
    ]


@pytest.mark.parametrize(
    "day",
    ["3. mars 2026", "3 March 2026", "March 3, 2026", "3 de marzo de 2026", "3 mars 2026", "3 marca 2026", "3 березня 2026 р.", "3. März 2026", "2026/3/3", "03.03.2026"],
)  # fmt: skip
def test_days(day: str) -> None:
    assert frontmatter.day(day) == "2026-03-03"


def test_a_day_that_does_not_exist() -> None:
    assert frontmatter.day("31 February 2026") is None
    assert frontmatter.day("3 Smarch 2026") is None


@pytest.mark.parametrize(
    ("text", "subtitle"),
    [
        (f"Going home\nA guide for patients\n\n{PROSE}\n\nPrices\n\n{PROSE}", "A guide for patients"),
        (f"Going home\n{PROSE}\n\n{PROSE}\n\n{PROSE}", ""),
        (f"GOING HOME\nBefore you go\n\n{PROSE}\n\n{PROSE}", "Before you go"),
        (f"GOING HOME\nBefore you go\n\n{PROSE}\n\nPrices in spring\n\n{PROSE}", ""),
        (f"GOING HOME\nBEFORE YOU GO\n\n{PROSE}\n\nPRICES IN SPRING\n{PROSE}", "BEFORE YOU GO"),
        (
            f"GOING HOME\n\nBefore you go\n\n{PROSE}\n\nPRICES IN SPRING\n\n{PROSE}\n\nWHO PAYS FOR IT\n\n{PROSE}",
            "Before you go",
        ),
        (
            f"GOING HOME\n\nBefore you go\n\n{PROSE}\n\nPRICES IN SPRING\n\n{PROSE}\n\nWho pays for it\n\n{PROSE}",
            "",
        ),
        (
            f"GOING HOME\n\nBEFORE YOU GO\n\n{PROSE}\n\nPRICES IN SPRING\n\n{PROSE}\n\nWHO PAYS FOR IT\n\n{PROSE}",
            "",
        ),
        (f"GOING HOME\n\nBefore you go\n\n{PROSE}\n\nPRICES IN SPRING\n\n{PROSE}", ""),
        (f"Going home\n==========\n\n{PROSE}\n\n{PROSE}", ""),
        (f"Going home\nBefore you go\n{PROSE}\nPrices\n{PROSE}", ""),
    ],
)
def test_subtitles(text: str, subtitle: str) -> None:
    found, lines = frontmatter.with_subtitle(text.split("\n"))
    assert found == subtitle
    assert "\n".join(lines) == (text.replace(f"{subtitle}\n", "", 1) if subtitle else text)
