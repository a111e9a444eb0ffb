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
        ("hi", "बीस", None),
        ("fr", "quatre-vingt-dix-sept", 97),
        ("fr", "soixante et onze", 71),
        ("fr", "trois mille quatre cents", 3400),
        ("es", "setecientos cincuenta", 750),
        ("es", "cien mil", 100_000),
        ("es", "veintidós", 22),
        ("pl", "dwa tysiące sto dwadzieścia pięć", 2125),
        ("uk", "тисячу двісті", 1200),
        ("so", "kun iyo shan boqol", 1500),
        ("so", "laba boqol iyo toddobaatan", 270),
    ],
)
def test_numbers_in_words_have_a_value(lang: str, words: str, value: int | None) -> None:
    assert value_of(words, lang) == value
