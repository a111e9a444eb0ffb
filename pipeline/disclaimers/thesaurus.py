"""What the words of each language mean, as far as a sum, a dose or a return stands beside them: worker, goods, ailment, plant.

Input: folded text in small letters, a language. Output: where a word stands that is known, and its meanings. The words stand in
`thesaurus/`, by meaning. Must not: judge.

- `word` is this word only; `stem-` is the stem and up to five letters more.
- In languages with compounds, an entry of four letters or more also stands at the end of a longer word. What a language
  writes before a word without a space ("ال") is taken off, if nothing is known of the whole.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline import toolchain
from pipeline.disclaimers.lexicons import as_folded, lexicon
from pipeline.precompiled import LEXICONS, remembered

FOLDER = Path(__file__).parent / "thesaurus"
MEANINGS = (
    "worker", "earning", "employment", "tasks",
    "charging", "deducting", "refunding", "spending", "customer", "goods", "benefit",
    "body", "ailment", "medicine", "treatment", "treating", "patient",
    "animal", "food", "plant", "machine", "household", "leisure", "service", "checking",
    "invest", "yield", "borrowing",
    "time", "often",
)  # fmt: skip
# Short words, which end many that have nothing to do with them.
_ALONE = frozenset({"time", "often"})
# Units: letters. What may follow a stem, the shortest entry that ends a compound, the shortest beginning of one, a word at most.
ENDING, _HEAD, _BEFORE, _LONGEST = 5, 4, 2, 60

# Where a word begins and ends, and its meanings.
Meant = tuple[int, int, tuple[str, ...]]


class _Entries(NamedTuple):
    """The entries of a language, each with its meanings. Shape: `longest` is of words, in letters."""

    words: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    longest: int


def _read(lang: str) -> _Entries:
    file = FOLDER / f"{lang}.toml"
    listed = tomllib.loads(as_folded(file.read_text(encoding="utf-8"))) if file.is_file() else {}
    words: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for meaning in MEANINGS:
        for entry in listed.get(meaning, "").split():
            kept, name = (stems, entry[:-1]) if entry.endswith("-") else (words, entry)
            kept[name] = (*kept.get(name, ()), meaning)
    return _Entries(words, stems, max(map(len, words), default=0))


@functools.cache
def _entries(lang: str) -> _Entries:
    return remembered(
        LEXICONS, (toolchain.digest(), lang, "thesaurus"), lambda: _read(lang), {"_Entries": _Entries}
    )


def _known(word: str, entries: _Entries, least: int = 1) -> tuple[str, ...]:
    """The meanings of a word by itself. Shape: `least` letters of it have to be in the entry."""
    found = entries.words.get(word, ()) if len(word) >= least else ()
    for length in range(len(word), max(least, len(word) - ENDING) - 1, -1):
        if word[:length] in entries.stems:
            return tuple(dict.fromkeys((*found, *entries.stems[word[:length]])))
    return found


@functools.lru_cache(maxsize=1 << 14)
def meanings_of(word: str, lang: str) -> tuple[str, ...]:
    """The meanings of one word; none where nothing is known."""
    if len(word) > _LONGEST:
        return ()
    entries, rules = _entries(lang), lexicon(lang)
    if found := _known(word, entries):
        return found
    if rules.get("compound"):
        for begin in range(_BEFORE, len(word) - _HEAD + 1):
            if found := tuple(each for each in _known(word[begin:], entries, _HEAD) if each not in _ALONE):
                return found
    for clitic in rules.get("clitics", ()):
        if word.startswith(clitic) and (found := _known(word[len(clitic) :], entries)):
            return found
    return ()


_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u3400-\u9fff]")


@functools.lru_cache(maxsize=512)
def meant_in(text: str, lang: str) -> tuple[Meant, ...]:
    """The words of a text that are known."""
    found: list[Meant] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if _UNSPACED.search(word):
            found += _in_unspaced(word, match.start(), lang)
        elif meanings := meanings_of(word, lang):
            found.append((*match.span(), meanings))
    return tuple(found)


def _in_unspaced(text: str, start: int, lang: str) -> list[Meant]:
    """The same where words stand without spaces: from the left, always the longest entry."""
    entries, found, at = _entries(lang), [], 0
    while at < len(text):
        for length in range(min(entries.longest, len(text) - at), 0, -1):
            if meanings := entries.words.get(text[at : at + length]):
                found.append((start + at, start + at + length, meanings))
                at += length
                break
        else:
            at += 1
    return found
