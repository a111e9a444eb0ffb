"""Titles in lines: which are taken together, and where words are divided."""

from __future__ import annotations

import pytest

from pipeline.rendition.titling import Type, lines
from pipeline.theme import Theme, load_theme
from pipeline.workspace import read_templates, shipped_templates


@pytest.fixture(scope="module")
def theme() -> Theme:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    return theme


@pytest.fixture(scope="module")
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
        # A small word stands with what follows, even where the lines are less even for it.
        ("Your First Weeks at Home", 86, ("Your First Weeks", "at Home")),
        ("What to Eat and What to Avoid", 95, ("What to Eat", "and What to Avoid")),
        # Rather a short line than one that goes on behind a colon.
        ("Norway: Start with Training", 95, ("Norway:", "Start with Training")),
        ("Self-employed", 50, ("Self-", "employed")),
        ("one", 80, ("one",)),
    ],
)
def test_where_lines_end(face: Type, text: str, measure: float, expected: tuple[str, ...]) -> None:
    assert lines(text, face, 10, measure) == expected


@pytest.mark.parametrize(
    ("text", "measure", "divide", "expected"),
    [
        ("潮水什么时候来", 80, False, ("潮水什么时候来",)),
        ("潮水什么时候来", 50, False, None),
        ("潮水什么时候来", 50, True, ("潮水什么", "时候来")),
        # Where the sense ends; no line begins with a closing sign, or ends with an opening one.
        ("手术之后：在家的几个星期", 80, False, ("手术之后：", "在家的几个星期")),
        ("我们说，好。", 41, True, ("我们说，", "好。")),
        ("他们说“好”了", 51, True, ("他们说", "“好”了")),
        ("新版EPUB指南", 60, True, ("新版EPUB", "指南")),
    ],
)
def test_chinese(
    theme: Theme, text: str, measure: float, divide: bool, expected: tuple[str, ...] | None
) -> None:
    chinese = Type((theme.files["shared/fonts/print/NotoSansSC_400Regular_Cut.ttf"],))
    assert lines(text, chinese, 10, measure, "zh", divide=divide) == expected


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
