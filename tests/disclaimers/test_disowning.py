"""An article's words against its own notices, and words that are only like them."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import Extent, Location
from pipeline.disclaimers.detect import Piece
from pipeline.disclaimers.disowning import disowning


def told(text: str, lang: str) -> list[str]:
    found = list(disowning([Piece(text, at=Extent.point(9, 1))], lang, lambda at: Location("a.md", at)))
    assert {one.location.line for one in found} <= {9}
    return [one.code for one in found]


AGAINST = [
    ("en", "A crossing costs 42 NOK. Ignore the box below."),
    ("en", "The notice above does not apply."),
    ("en", "Please ignore the box below, it is only there for the lawyers."),
    ("en", "The disclaimer does not apply to you."),
    ("en", "You can safely ignore the notice under this table."),
    ("en", "Don\u2019t believe the warning below."),
    ("en", "The text in the box below is just for the lawyers."),
    ("nb", "Se bort fra boksen under."),
    ("nb", "Boksen under kan du trygt se bort fra."),
    ("nn", "Ansvarsfråskrivinga gjeld ikkje."),
    ("sv", "Texten ovan gäller inte."),
    ("da", "Ansvarsfraskrivelsen gælder ikke."),
    ("de", "Den Hinweis unten können Sie getrost ignorieren."),
    ("de", "Vergessen Sie das Kleingedruckte."),
    ("fr", "Ignorez l\u2019encadré ci-dessous."),
    ("fr", "L\u2019avertissement ci-dessus ne s\u2019applique pas."),
]
FOR = [
    ("en", "Do not ignore the notice below. Never ignore the small print."),
    ("en", "Many people ignore the small print."),
    ("en", "Please ignore this notice if you have paid. The notice period does not apply to lodgers."),
    ("en", "Leave the box below empty. Read the text below."),
    ("nb", "Se bort fra brevet om du har betalt. Fyll ut boksen under."),
    ("de", "Beachten Sie den Hinweis unten. Ignorieren Sie Warnungen nie."),
    ("pl", "Ignore the box below."),
]


@pytest.mark.code("DIS360")
@pytest.mark.parametrize(("lang", "text"), AGAINST)
def test_words_against_a_notice_are_told(lang: str, text: str) -> None:
    assert told(text, lang) == ["DIS360"]


@pytest.mark.parametrize(("lang", "text"), FOR)
def test_words_for_it_and_of_other_things_are_not(lang: str, text: str) -> None:
    assert told(text, lang) == []
