"""Pictograms, for which books and print have no letters."""

from __future__ import annotations

import pytest

from pipeline.document import Attributes, Component, Paragraph, Styled, Text, plain_text
from pipeline.importing import pictograms
from pipeline.importing.draft import Account


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👉 What to do", "What to do"),
        ("Drink water 💧 before you are thirsty", "Drink water before you are thirsty"),
        ("Call us 📞.", "Call us."),
        ("Wear a hat 🧢", "Wear a hat"),
        ("👩🏽\u200d⚕️ The nurse", "The nurse"),
        ("🇳🇴 In Norwegian", "In Norwegian"),
        ("1️⃣ Open the lid", "1 Open the lid"),
        ("✔️ Done, ❌ not done", "✓ Done, ✗ not done"),
        ("❤️ Thanks", "♥ Thanks"),
        # What fonts have, and what is all that stands there.
        ("☐ Keys → office, 5 ★", "☐ Keys → office, 5 ★"),
        ("🟢", "🟢"),
        ("✅", "✓"),
    ],
)
def test_beside_words(text: str, expected: str) -> None:
    (block,) = pictograms.undecorated((Paragraph((Text(text),)),), Account())
    assert plain_text(block) == expected
    assert pictograms.unpictured(text, Account()) == expected


def test_spaces_are_words_of_their_own() -> None:
    words = ("👉", " ", "What", " ", "🧢", " ", "to", " ", "do")
    (block,) = pictograms.undecorated((Paragraph(tuple(map(Text, words))),), Account())
    assert plain_text(block) == "What to do"


def test_what_was_left_out_is_told() -> None:
    account = Account()
    pictograms.undecorated((Paragraph((Text("🧢 A hat 🧢"),)),), account)
    assert [(each.text, each.missed) for each in account.dropped] == [("🧢", False)]


def test_one_that_is_strong_by_itself() -> None:
    block = Paragraph((Styled("Strong", (Text("⚠️"),)), Text(" Mind the step")))
    (found,) = pictograms.undecorated((block,), Account())
    assert plain_text(found).strip() == "Mind the step"
    assert not any(isinstance(node, Styled) for node in found.content)  # type: ignore[union-attr]


@pytest.mark.parametrize(("words", "kind"), [("⚠️ Mind", "warning"), ("💡 Try", "tip"), ("📌 See", "note")])
def test_a_box_is_of_the_kind_that_its_pictogram_shows(words: str, kind: str) -> None:
    box = Component((Paragraph((Text(words),)),), Attributes("", ("callout",), (("kind", "note"),)))
    (found,) = pictograms.undecorated((box,), Account())
    assert isinstance(found, Component)
    assert found.attributes.get("kind") == kind
