"""What is known of each language: its measure, how long a sentence may be, its abbreviations.

Input: a language tag. Output: frozen `Language`, or None where nothing can be said honestly.
Must not: know documents.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language that decide where sentences end and which capitals are explained.

    Shape: abbreviations in small letters without spaces and without their last point; `known` and `stressed` in capitals,
    `months` where they have one. What each list is for is said in words/en.toml and, of `ordinal` and `months`, in de.toml.
    """

    tag: str
    longest: int
    never: frozenset[str]
    numbered: frozenset[str]
    sometimes: frozenset[str]
    ordinal: frozenset[str]
    months: frozenset[str]
    known: frozenset[str]
    stressed: frozenset[str]
    small: frozenset[str]


# How many words a sentence may have before it is worth a second look.
# English: the content guide of GOV.UK ("Check sentences with more than 25 words", 2014). For the others no such limit
# is known to us that could be cited for all of them. "How to write clearly" of the European Commission (2011), which is
# the same in all its languages, asks for 20 words on average; half as many again is beyond what that average allows
# for. German has the figure itself: 30 words, the most that dpa allows (Schneider, Deutsch für Profis, 1982).
_LONGEST = {"en": 25, "nb": 30, "nn": 30, "sv": 30, "da": 30, "de": 30, "fr": 30, "es": 30, "pl": 30}
# Ukrainian has words for abbreviations, but neither a formula nor a limit that we could cite.
NO_LIMIT = 0


def language_of(tag: str) -> Language | None:
    """What is known of a language; None for those that have no file in `words/`."""
    return _language(tag.split("-")[0].lower())


@functools.cache
def _language(primary: str) -> Language | None:
    file = _WORDS / f"{primary}.toml"
    if not primary.isalpha() or primary == "shared" or not file.is_file():
        return None
    words, shared = _read(file), _read(_WORDS / "shared.toml")
    everywhere = {word for key in ("known", "currencies", "units") for word in shared[key].split()}
    lists = {
        key: frozenset(words.get(key, "").split())
        for key in ("never", "numbered", "sometimes", "ordinal", "months", "known", "stressed", "small")
    }
    lists["known"] |= everywhere
    return Language(primary, _LONGEST.get(primary, NO_LIMIT), **lists)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
