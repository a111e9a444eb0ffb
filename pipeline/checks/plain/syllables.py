"""How many syllables a word has when it is read aloud: by the rules of its spelling, without a dictionary.

Input: a word of letters, a language of `SPOKEN`. Output: a number of at least one. Must not: know formulas.

Why not a library: `textstat` needs NLTK and a dictionary that NLTK downloads, and counts other languages than English by
the places where a word may be divided, which misses syllables of one letter. What the rules miss in one word evens out
over a text; docs/plain-language.md has the figures.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

_APART = re.compile(r"[^\w]|_")


def syllables(word: str, language: str) -> int:
    """The syllables of a word; of one with hyphens the sum of its parts."""
    return max(1, _counted(word.lower(), language))


@functools.lru_cache(maxsize=16384)
def _counted(word: str, language: str) -> int:
    count = SPOKEN[language]
    return sum(count(part) for part in _parts(word, language))


def _parts(word: str, language: str) -> list[str]:
    """What is spoken as a word of its own: a letter before or behind an apostrophe is not."""
    if language == "en":
        word = _NOT.sub("et", _CONTRACTED.sub("", word))
    return [part for part in _APART.split(word) if len(part) > 1 or part in _ALONE]


_ALONE = frozenset("aeiouyàéèíóúąęåäöæøü")

# ── English

# "nurse's", "you'll", "we've" are as long as without; "didn't" is one longer, "don't" is not.
_CONTRACTED = re.compile(r"(?<=\w)[’'](?:s|d|m|re|ve|ll)\b|(?<=[^sd]n)[’']t\b")
_NOT = re.compile(r"(?<=[sd]n)[’']t\b")
_ENGLISH = re.compile(r"eye|[aeiou]+(?:y(?![aeiou]))?|y(?![aeiou])|(?<![aeiouw])y(?=ing|er\Z)")
# An e that is written and not spoken: at the end, in endings, before endings.
_SILENT = re.compile(
    r"(?<=[^aeiouy])e\Z(?<![^aeiouylr]le)(?<![^aeiouyr]re)|(?<=[gq])ues?\Z|(?<=ev)e(?=r[yi])|(?<=[aeiouylr]l)e\Z|(?<=[^aeiouysxzcg])(?<![cs]h)es\Z(?<![^aeiouylr]les)(?<![^aeiouyr]res)"
    r"|(?<=[^aeioutd])ed\Z(?<![^aeiouylr]led)(?<!dred)|(?<=[^aeiouy])e(?=(?:ly|ful\w*|less\w*|ments?|ness|some|where|thing|body|one|time|times|work|hold\w*)\Z)(?<![^aeiouyl]le)"
)
# Vowels side by side that are two syllables.
_HIATUS = re.compile(
    r"(?<![tcsg])i(?=a)(?!age)|(?<=[^tcsglnh])i(?=o)|i(?=os?\Z)|i(?=et|um|er\Z|ers\Z|est\Z|ing|or|er[ai])|(?<![tc])i(?=en[ct])|(?<=c)i(?=at)"
    r"|(?<![qg])u(?=a|ous|ity|ing|el\Z|els\Z)|e(?=o(?!u|pl)|ing|um|ity)|(?<=cr)e(?=at)|(?<=[ir]d)e(?=a)|(?<=ar)e(?=a\Z|as\Z)|o(?=ing|em|et|er)|a(?=o|ic)"
    r"|(?:s|th)(?=m\Z)"
)


def _english(word: str) -> int:
    """Vowels in a row are one syllable, but for what English writes and does not say, and says and does not write."""
    return len(_ENGLISH.findall(word)) + len(_HIATUS.findall(word)) - len(_SILENT.findall(word))


# ── the others

_GERMAN = re.compile(r"(?<=[dlnrs])i(?=en\Z)|ie|ei|ai|au|äu|eu|ey|ay|oi|oy|aa|ee|oo|[aeioöäüyáéèàô]|(?<!q)u")


def _german(word: str) -> int:
    return len(_GERMAN.findall(word))


# An i or u beside another vowel glides into it, unless it has an accent.
_SPANISH = re.compile(r"[iuüy]*[aeoáéó](?:[iuüy](?![aeoáéóíúiu]))?|[iuüy]*[íú]|[iuüy]+(?![aeoáéóíú])")
_SPANISH_MUTE = re.compile(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])")


def _spanish(word: str) -> int:
    return len(_SPANISH.findall(_SPANISH_MUTE.sub("", word)))


_FRENCH = re.compile(r"[aàâeéèêëiîïoôöuùûüyœæ]+")
_FRENCH_MUTE = re.compile(r"(?<=q)u|(?<=g)u(?=[eéèêiî])")
_FRENCH_GLIDE = re.compile(r"(?<=[aeouéè])y(?=[aeéèiou])")
_FRENCH_HIATUS = re.compile(
    r"é(?=[aoiuèêâ]|e[^s])|(?<=[aoeu])[ïë]|[aeo](?=é)|(?<=[bcdfgpt][lr])i(?=[aeéo](?!s?\Z))|(?<=[^qgaeo])u(?=[aeéè](?!s?\Z))"
)
_FRENCH_SILENT = re.compile(r"(?<=[^aàâeéèêëiîïoôöuùûüy])es?\Z")


def _french(word: str) -> int:
    """As it is spoken in prose: a mute e at the end is none."""
    word = _FRENCH_GLIDE.sub("j", _FRENCH_MUTE.sub("", word))
    count = len(_FRENCH.findall(word)) + len(_FRENCH_HIATUS.findall(word))
    return count - len(_FRENCH_SILENT.findall(word))


# An i before a vowel softens what stands before it.
_POLISH = re.compile(r"\A[ae]u|i(?![aąeęoóu])|[aąeęoóuyé]")


def _polish(word: str) -> int:
    return len(_POLISH.findall(word))


SPOKEN: dict[str, Callable[[str], int]] = {
    "en": _english,
    "de": _german,
    "es": _spanish,
    "fr": _french,
    "pl": _polish,
}
