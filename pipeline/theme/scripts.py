"""The script that a language is written in.

Input: a language tag. Output: the code of a script, as in ISO 15924. Must not: know which faces there are.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable

# Their letters slant, and stand close together in large sizes; their lines need little room.
LATIN_LIKE = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})


@functools.cache
def script_of(lang: str) -> str:
    """The script of a language, as its tag says or else as it is mostly written: `Hant` of `zh-TW`, `Deva` of `hi`."""
    from babel.core import get_global

    language, *others = lang.split("-")
    if named := next((one.title() for one in others if len(one) == 4 and one.isalpha()), None):
        return named
    region = next((one.upper() for one in others if len(one) == 2 or one.isdigit()), "")
    likely = get_global("likely_subtags")
    known = likely.get(f"{language.lower()}_{region}") or likely.get(language.lower()) or ""
    return next((one for one in known.split("_")[1:] if len(one) == 4), "Latn")


def tags_of(lang: str) -> tuple[str, ...]:
    """A language, what it is in its script, and what it is without a region: `zh-TW`, `zh-Hant`, `zh`."""
    language = lang.split("-")[0]
    return tuple(dict.fromkeys((lang, f"{language}-{script_of(lang)}", language)))


def may_be_written(characters: Iterable[int], script: str) -> bool:
    """Whether some of these characters may be of a script whose fonts are large; of any other, always."""
    return script not in ("Hans", "Hant") or any(_wide(one) or _sign(one) for one in characters)


def _wide(character: int) -> bool:
    emoji = 0x2300 <= character < 0x2C00 or 0x1F000 <= character < 0x20000
    return unicodedata.east_asian_width(chr(character)) in "WF" and not emoji


def _sign(character: int) -> bool:
    """Signs that East Asian fonts have always had, and others seldom: ★ ① Ⅳ ∴ ◇."""
    of_both = unicodedata.east_asian_width(chr(character)) == "A"
    return of_both and unicodedata.category(chr(character)) in ("No", "Nl", "Po", "Sm", "So")


# As Unicode names their characters, where their fonts are not named so. Source: Noto's families and Debian's packages.
_EAST_ASIAN = {
    "Cjk": "CJK SC",
    "Hiragana": "CJK JP",
    "Katakana": "CJK JP",
    "Hangul": "CJK KR",
    "Bopomofo": "CJK TC",
}


# With these begin the names of letters and figures that are of no script.
_NO_SCRIPTS = frozenset(
    [
        "Circled", "Combining", "Dingbat", "Double", "Double-Struck", "Feminine", "Fullwidth", "Halfwidth", "Masculine",
        "Mathematical", "Modifier", "Negative", "Parenthesized", "Regional", "Roman", "Squared", "Subscript", "Superscript",
        "Variation",
    ]
)  # fmt: skip
_MOST = frozenset(["Latin", "Greek", "Cyrillic"])


def font_of(character: str) -> tuple[str, str]:
    """The script of a character in words, and which free font has it: (`Bengali`, `Noto Sans Bengali (…)`)."""
    first = unicodedata.name(character, "").split(" ")[0].title()
    if unicodedata.category(character)[0] not in "LMN" or not first or first in _NO_SCRIPTS:
        return "a sign", "a font that has it"
    if first in _EAST_ASIAN:
        name = {"Cjk": "Chinese characters"}.get(first, first)
        return name, f"Noto Sans {_EAST_ASIAN[first]} (Debian: fonts-noto-cjk)"
    family = "Noto Sans" if first in _MOST else f"Noto Sans {first}"
    return first, f"{family} (Debian: fonts-noto-core)"
