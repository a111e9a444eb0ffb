"""Quotation marks and apostrophes as a language writes them.

Input: straight ones, as keyboards have them. Output: the language's own. Must not: change anything else.
"""

from __future__ import annotations

import re

Marks = tuple[tuple[str, str], tuple[str, str]]

# Outer and inner marks. Source: Unicode CLDR delimiters, and for French its narrow no-break space.
QUOTATION_MARKS: dict[str, Marks] = {
    "en": (("“", "”"), ("‘", "’")),
    "nb": (("«", "»"), ("‘", "’")),
    "nn": (("«", "»"), ("‘", "’")),
    "da": (("»", "«"), ("›", "‹")),
    "sv": (("”", "”"), ("’", "’")),
    "fi": (("”", "”"), ("’", "’")),
    "de": (("„", "“"), ("‚", "‘")),
    "cs": (("„", "“"), ("‚", "‘")),
    "pl": (("„", "”"), ("«", "»")),
    "uk": (("«", "»"), ("„", "“")),
    "ru": (("«", "»"), ("„", "“")),
    "el": (("«", "»"), ("“", "”")),
    "ar": (("«", "»"), ("“", "”")),
    "fr": (("«\u202f", "\u202f»"), ("“", "”")),
    "es": (("«", "»"), ("“", "”")),
    "it": (("«", "»"), ("“", "”")),
    "pt": (("“", "”"), ("‘", "’")),
    "he": (("”", "”"), ("’", "’")),
    "zh-Hant": (("「", "」"), ("『", "』")),
    "ja": (("「", "」"), ("『", "』")),
}
_TRADITIONAL = re.compile(r"zh-(?:.*-)?(?:Hant|TW|HK|MO)\b")
# Chinese and Japanese have no spaces around quotations.
_LETTER = r"[^\W_\u2e80-\u9fff]"
_DOUBLE = re.compile(rf'(?<!{_LETTER})"(?=\S)([^"]*?)(?<=\S)"(?!{_LETTER})')
_SINGLE = re.compile(rf"(?<!{_LETTER})'(?=\S)([^']*?)(?<=\S)'(?!{_LETTER})")


def marks_of(lang: str) -> Marks:
    """Outer and inner marks of a language; English ones where nothing is known of it."""
    if _TRADITIONAL.match(lang):
        return QUOTATION_MARKS["zh-Hant"]
    return QUOTATION_MARKS.get(lang.split("-")[0], QUOTATION_MARKS["en"])


def curled(text: str, lang: str) -> str:
    """A text that pandoc has not read, with the language's marks: a title, a caption. Marks without a partner stay."""
    if '"' not in text and "'" not in text:
        return text
    (outer, outer_end), (inner, inner_end) = marks_of(lang)
    text = re.sub(r"(?<=[^\W_])'(?=[^\W_])", "’", text)
    text = _DOUBLE.sub(lambda match: f"{outer}{match[1]}{outer_end}", text)
    return _SINGLE.sub(lambda match: f"{inner}{match[1]}{inner_end}", text)
