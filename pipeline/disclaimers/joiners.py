"""Where characters that nobody sees are letters of a kind: they join and part the letters of some scripts.

Input: a text and a place in it. Output: whether such a character may stand there. Must not: know languages.
"""

from __future__ import annotations

import functools
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"

# As Unicode names their letters.
_JOINING = frozenset(
    {
        "ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN", "PHAGS-PA", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
        "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MYANMAR", "KHMER", "BALINESE",
        "JAVANESE", "SUNDANESE", "CHAKMA", "MEETEI", "LIMBU", "THAANA", "HANIFI", "ADLAM",
    }
)  # fmt: skip


def joins(text: str, index: int) -> bool:
    """Whether a letter or mark of a script that joins stands there."""
    return 0 <= index < len(text) and text[index].isprintable() and named_script(text[index]) in _JOINING


def is_joiner(text: str, index: int) -> bool:
    """Whether a joiner stands there, between two letters of such a script."""
    return text[index] in (ZWNJ, ZWJ) and joins(text, index - 1) and joins(text, index + 1)


@functools.lru_cache(maxsize=4096)
def named_script(character: str) -> str:
    """The first word of a character's name, which for letters is their script: `LATIN`, `CJK`."""
    return unicodedata.name(character, "").split(" ", 1)[0]
