"""What numbers in words are worth."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.numbers import value_of


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("en", "two hundred and thirty-five", 235),
        ("en", "a thousand", 1000),
        ("nb", "to hundre og trettifem", 235),
        ("nn", "éi", 1),
        ("sv", "niohundra", 900),
        ("da", "femoghalvtreds", 55),
        ("da", "totusinde", 2000),
        ("de", "dreitausendzweihundert", 3200),
        ("de", "fünfundvierzig", 45),
        ("de", "FÜNFUNDDREIẞIG", 35),
        ("en", "fıve hundred", 500),
        ("en", "FİVE ſcore and ſıx", None),
        ("en", "FİFTY-ſıx", 56),
        ("en", "half", None),
        ("de", "eine Million", None),
        ("nb", "halvannen", None),
        ("fr", "vingt", None),
    ],
)
def test_numbers_in_words_have_a_value(lang: str, words: str, value: int | None) -> None:
    assert value_of(words, lang) == value
