"""The ebook's own words: in every language that the editions speak, the same keys and the same placeholders."""

from __future__ import annotations

from string import Formatter

import pytest

from pipeline.workspace import read_templates, shipped_templates
from pipeline.yaml import load

FILES = read_templates(shipped_templates())


def languages(folder: str) -> list[str]:
    return sorted(
        name.removeprefix(folder).removesuffix(".yaml")
        for name in FILES
        if name.startswith(folder) and name.endswith(".yaml")
    )


def words_of(lang: str) -> dict[str, str]:
    name = f"ebook/labels/{lang}.yaml"
    loaded = load(FILES[name].decode(), f"templates/{name}")
    assert not loaded.diagnostics
    assert loaded.value is not None
    return dict(loaded.value.value)


def placeholders(word: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(word) if name is not None)


def test_the_languages_are_those_of_the_shared_words() -> None:
    assert "en" in languages("ebook/labels/")
    assert languages("ebook/labels/") == languages("shared/labels/")


@pytest.mark.parametrize("lang", languages("ebook/labels/"))
def test_every_language_has_the_keys_of_english_in_their_order(lang: str) -> None:
    words = words_of(lang)
    assert list(words) == list(words_of("en"))
    assert all(isinstance(word, str) and word.strip() for word in words.values())


@pytest.mark.parametrize("lang", languages("ebook/labels/"))
def test_every_language_has_the_placeholders_of_english(lang: str) -> None:
    found = {key: placeholders(word) for key, word in words_of(lang).items()}
    assert found == {key: placeholders(word) for key, word in words_of("en").items()}
