"""Spaces at which no line may end: between a number and its unit, inside of a number, behind words of one letter.

Input: a text and its language. Output: the same text, some of its spaces no-break spaces.
Must not: touch anything but spaces.
"""

from __future__ import annotations

import re

_NO_BREAK = "\u00a0"
_UNITS = (
    r"[%‰€£¥₹₴₽$]|°[CF]?|kr\b|zł|грн|руб|Kč|Ft|mg|µg|μg|mcg|kg|g|ml|dl|cl|l|km|cm|mm|m|kWh|kW|kJ|kcal|kB|MB|GB"
    r"|mil|mln|mrd|mio|млн|млрд|[A-Z]{3}"
)
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")
_BEHIND_CURRENCY = re.compile(r"(?<![^\W_])([€£¥₹$]|kr\.?|[A-Z]{3}|§|nr\.?|№|Nr\.) (?=\d)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
# Where a word of one letter at the end of a line is a fault of setting.
_HANGING = frozenset({"pl", "cs", "sk", "uk", "ru", "be"})
_ONE_LETTER = re.compile(r"(?<![^\W_])(?<![’'-])([^\W\d_]) (?=\S)")


def held_together(text: str, lang: str) -> str:
    """The text with no-break spaces where its language and its numbers want them."""
    if " " not in text:
        return text
    text = _BEFORE_UNIT.sub(_NO_BREAK, text)
    text = _BEHIND_CURRENCY.sub(rf"\1{_NO_BREAK}", text)
    text = _THOUSANDS.sub(_NO_BREAK, text)
    if lang.split("-")[0] in _HANGING:
        text = _ONE_LETTER.sub(rf"\1{_NO_BREAK}", text)
    return text
