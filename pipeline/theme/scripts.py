"""The script that a language is written in.

Input: a language tag. Output: the code of a script, as in ISO 15924. Must not: know which faces there are.
"""

from __future__ import annotations

import functools

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
