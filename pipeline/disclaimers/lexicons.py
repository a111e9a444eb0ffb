"""The words of each language, from `grammar/` and `subjects/`, and patterns made of them.

Input: a language, a key. Output: words, compiled patterns that are linear on any text. Must not: know what a word means.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import toolchain
from pipeline.disclaimers.folding import letter
from pipeline.disclaimers.patterns import share_sets
from pipeline.precompiled import LEXICONS, remembered

share_sets()


class _Letters(dict[int, str]):
    """What `fold` gives for each character."""

    def __missing__(self, point: int) -> str:
        self[point] = found = letter(chr(point))
        return found


_LETTERS = _Letters()


def as_folded(text: str) -> str:
    """The words of a lexicon in the letters that `fold` gives."""
    return unicodedata.normalize("NFKC", text).translate(_LETTERS)


@functools.cache
def lexicon(name: str) -> dict[str, Any]:
    """The words of a language, from both of its files; empty for a language that has none."""
    return remembered(LEXICONS, (toolchain.digest(), name, "all"), lambda: _read(name), {})


@functools.cache
def _outside(name: str) -> dict[str, Any]:
    """What the files of a language say outside all tables, which is at their beginnings.

    Why: that is asked of every language for every article, and all that is in their tables is a megabyte.
    """
    return remembered(
        LEXICONS,
        (toolchain.digest(), name, "outside"),
        lambda: _read(name, lambda text: _TABLES.split(text, 1)[0]),
        {},
    )


_TABLES = re.compile(r"^(?=\[)", re.MULTILINE)


def _read(name: str, part: Callable[[str], str] = str) -> dict[str, Any]:
    """What a part of each file of a language says."""
    words: dict[str, Any] = {}
    for folder in ("grammar", "subjects"):
        file = Path(__file__).parent / folder / f"{name}.toml"
        if file.is_file():
            words |= tomllib.loads(as_folded(part(file.read_text(encoding="utf-8"))))
    return words


@functools.cache
def languages() -> tuple[str, ...]:
    files = sorted((Path(__file__).parent / "grammar").glob("*.toml"))
    return tuple(file.stem for file in files if file.stem != "shared")


@functools.cache
def primary(lang: str) -> str:
    language = lang.split("-")[0].lower()
    return "nb" if language == "no" else language


def words_of(lang: str) -> dict[str, Any]:
    language = primary(lang)
    return lexicon(language) if language.isalpha() and language != "shared" else {}


@functools.cache
def shared(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lexicon("shared")[key]))


# A word ends where a letter of another word cannot follow; scripts without spaces have no such places.
UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# (Case is out of play: folding the case of so many characters takes longer than everything else here.)
BEGIN = rf"(?-i:(?<!\w)|(?<=[{UNSPACED}])|(?=[{UNSPACED}]))"
END = rf"(?-i:(?!\w)|(?<=[{UNSPACED}])|(?=[{UNSPACED}]))"
# The raised number of a note may follow without a sign of it.
NOTED = rf"(?:{END}|(?=\d(?![\w.,])))"


def bounded(pattern: str) -> str:
    """The pattern with bounds on its repetitions, so that no text makes it slow."""
    return (
        pattern.replace(r"\w*", r"\w{0,40}")
        .replace(r"\w+", r"\w{1,40}")
        .replace("]+", "]{1,40}")
        .replace(".*", ".{0,80}")
    )


# What begins with two letters that both must stand there.
_INITIAL = re.compile(r"[^\W\d_]{2}(?![?*{+|])")
_NESTED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[^()|]|([()|])", re.DOTALL)


def _is_one(pattern: str) -> bool:
    """Whether a pattern is no choice of several, outside its brackets."""
    depth = 0
    for match in _NESTED.finditer(pattern) if "|" in pattern else ():
        depth += {"(": 1, ")": -1}.get(match[1], 0)
        if match[1] == "|" and depth == 0:
            return False
    return True


def by_initial(patterns: tuple[str, ...]) -> str:
    """Alternatives, those with the same first letter together, so that most are passed by at once.

    Why: where case does not matter, Python tries each alternative at each word. Of several that match at one place another
    may come first than in the list.
    """
    rest: list[str] = []
    grouped: dict[str, list[str]] = {}
    for pattern in patterns:
        if _INITIAL.match(pattern) and _is_one(pattern):
            grouped.setdefault(pattern[0].casefold(), []).append(pattern[1:])
        else:
            rest.append(pattern)
    return "|".join((*rest, *(f"{initial}(?:{'|'.join(ends)})" for initial, ends in grouped.items())))


# So many words that end in something are sought together.
_MANY = 8
_ENDS = re.compile(r"\\w\*(?![?*{+])")


def _by_ends(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns, those together that only say how a word ends.

    Why: each of them reads a word to its end, and there are hundreds of trades.
    """
    ends = tuple(pattern for pattern in patterns if _ENDS.match(pattern) and _is_one(pattern))
    if len(ends) < _MANY:
        return patterns
    apart = frozenset(ends)
    rest = tuple(pattern for pattern in patterns if pattern not in apart)
    return (*rest, rf"\w*(?:{by_initial(tuple(pattern[3:] for pattern in ends))})")


@functools.lru_cache(maxsize=1024)
def whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of many words. Every repetition is bounded, so that no text makes it slow."""
    if not patterns:
        return re.compile(r"(?!)")
    return re.compile(rf"{BEGIN}(?:{bounded('|'.join(_by_ends(patterns)))}){END}", re.IGNORECASE)


def listed(lang: str, detector: str, key: str) -> re.Pattern[str]:
    return whole_words(tuple(words_of(lang).get(detector, {}).get(key, ())))


@functools.cache
def top(lang: str, key: str) -> tuple[str, ...]:
    """A list of the language that stands outside all tables; "" is the lists of all languages."""
    if not lang:
        return tuple(dict.fromkeys(word for each in languages() for word in top(each, key)))
    language = primary(lang)
    return tuple(_outside(language).get(key, ())) if language.isalpha() and language != "shared" else ()
