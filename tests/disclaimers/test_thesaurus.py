"""What words mean, as far as it is known."""

from __future__ import annotations

import tomllib

import pytest

from pipeline.disclaimers.lexicons import languages
from pipeline.disclaimers.thesaurus import FOLDER, MEANINGS, meanings_of, meant_in


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_words_of_every_meaning_in_order(lang: str) -> None:
    listed = tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    assert tuple(listed) == MEANINGS
    for meaning, text in listed.items():
        entries = text.split()
        assert len(entries) > 40, meaning
        assert entries == sorted(set(entries)), meaning
        assert text == text.lower(), meaning
        assert not [entry for entry in entries if entry.endswith("-") and len(entry) < 4], meaning


@pytest.mark.parametrize(
    ("lang", "word", "meaning"),
    [
        ("en", "wage", "earning"),
        # A stem with an ending.
        ("en", "physiotherapists", "worker"),
        # The end of a compound, with an ending of its own.
        ("nb", "badevaktene", "worker"),
        ("de", "wundverband", "treatment"),
        # Behind what is written before it without a space.
        ("ar", "والممرضة", "worker"),
    ],
)
def test_words_are_known_in_their_forms(lang: str, word: str, meaning: str) -> None:
    assert meaning in meanings_of(word, lang)


def test_where_words_stand_without_spaces_the_longest_is_read() -> None:
    text = "护士每晚注射胰岛素"
    found = [(text[start:end], meanings) for start, end, meanings in meant_in(text, "zh")]
    assert "worker" in dict(found)["护士"]
    assert "medicine" in dict(found)["胰岛素"]


def test_short_words_of_time_end_no_compound() -> None:
    assert "time" in meanings_of("uken", "nb")
    assert "time" not in meanings_of("duken", "nb")


def test_what_is_no_word_means_nothing() -> None:
    assert meanings_of("xqzzt", "en") == ()
    assert meanings_of("nurse" * 20_000, "en") == ()
    assert meant_in("12 + 3 % — …", "en") == ()
    # A language without words of its own.
    assert meanings_of("nurse", "tlh") == ()
