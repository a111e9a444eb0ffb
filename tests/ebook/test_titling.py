"""Titles in lines: which are taken together, and where words are divided."""

from __future__ import annotations

import pytest

from pipeline.formats.ebook.titling import Type, lines
from pipeline.theme import Theme


@pytest.fixture(scope="session")
def face(theme: Theme) -> Type:
    names = (
        "shared/fonts/print/SourceSerif4_600SemiBold.ttf",
        "shared/fonts/print/NotoSansArabic_600SemiBold.ttf",
    )
    return Type(tuple(theme.files[name] for name in names))


def test_lines_are_of_like_length(face: Type) -> None:
    assert lines("one two three four five six", face, 10, 90) == ("one two three", "four five six")


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        # No line ends in a preposition that could go down, or before the sense does where there is room.
        ("Renting a flat in Norway", 82, ("Renting a flat", "in Norway")),
        ("Old batteries: where they go", 88, ("Old batteries:", "where they go")),
        ("Self-employed", 50, ("Self-", "employed")),
        ("one", 80, ("one",)),
    ],
)
def test_where_lines_end(face: Type, text: str, measure: float, expected: tuple[str, ...]) -> None:
    assert lines(text, face, 10, measure) == expected


def test_words_are_divided_only_where_they_may_be(face: Type) -> None:
    word = "personopplysningssikkerhet"
    assert lines(word, face, 10, 80) is None
    found = lines(word, face, 10, 80, "nb", divide=True)
    assert found is not None
    assert "".join(line.removesuffix("-") for line in found) == word
    assert all(line.endswith("-") for line in found[:-1])
    assert min(len(line) for line in found) > 4
    assert lines(word, face, 10, 80, "tlh", divide=True) is None


def test_as_the_author_says(face: Type) -> None:
    assert lines("arbeids\u00admiljøet", face, 10, 45, "nb", divide=True) == ("arbeids-", "miljøet")
    assert lines("arbeids\u00admiljøet", face, 10, 200) == ("arbeidsmiljøet",)


def test_shaped_scripts_are_measured_shaped(face: Type) -> None:
    alone = sum(face.width(letter) for letter in "شقتك")
    assert 0 < face.width("شقتك") < alone * 0.95
    assert face.width("a شقتك") == pytest.approx(face.width("a ") + face.width("شقتك"), abs=0.01)
