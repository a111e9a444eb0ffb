"""Abbreviations in capitals that nobody has explained.

Input: passages and what is known of their language. Output: where each such abbreviation stands first.
Must not: know articles, complain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks.plain.languages import Language
from pipeline.checks.plain.passages import Passage

# Letters of any script; which of them are capitals is asked of each match.
_TOKEN = re.compile(r"(?<![\w@/\\#&+=~.·'’–-])[^\W\d_]{2,7}(?![\w@/\\#&+=~$€£]|[.·]\w|[-– \u00a0]?\d)")
_PLURAL = re.compile(r"([^\W\d_]{2,6}?)s?\Z")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_AMOUNT = re.compile(r"[\d$€£][ \u00a0\u202f-]?\Z")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d[ \u00a0]\Z")
_PLACE = re.compile(r"[^\W\d_]+, \Z")
# "… practitioner (GP)", "… practitioner (also GP;", and "GP (general practitioner)".
_OPENED = re.compile(r"[\w’'»”\")]\*?,? [(\[](?:[^\W\d_]{1,12}:? )?[«“„\"‘]?\Z")
_CLOSED = re.compile(r"s?[»”“\"’]?[)\],;:]")
_BRACKETED = re.compile(r"s?[»”\"’]? [(\[]([^()\[\]]+)[)\]]")
# A word that gives more than one letter has so many itself.
_COMPOUND = 7
# How many small words such as "of" stand between those that give letters.
_SKIPPED = 3
# Characters in which the words around are looked for: those in capitals, and those that explain.
_NEAR = 80
_AROUND = 400
_LOOKS = 20
# Unknown abbreviations that are looked into: an article with more is a list of codes.
MOST = 200


@dataclass(frozen=True, slots=True)
class Unexplained:
    """An abbreviation without its words. Units: `start` and `end` are offsets into the passage's text."""

    passage: Passage
    start: int
    end: int
    letters: str


def unexplained(
    passages: Sequence[Passage], titles: Sequence[str], language: Language
) -> Iterator[Unexplained]:
    """Each abbreviation of two to six letters that is not explained where running text has it first.

    `titles` are texts that are read before the passages, and may explain. Nothing is said after `MOST` of them.
    """
    done = set(language.known | language.stressed)
    before = list(titles)
    small: frozenset[str] | None = None
    left = MOST
    for passage in passages:
        before.append(passage.text)
        for start, end, letters in _candidates(passage.text) if passage.running else ():
            if not left or letters in done or _is_designation(passage.text, start, letters):
                continue
            done.add(letters)
            left -= 1
            small = _small(passages) if small is None else small
            if letters.lower() not in small and not _explained(letters, before, end, language):
                yield Unexplained(passage, start, end, letters)


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Every word in capitals that may be an abbreviation, with its letters; an s of the plural is none of them."""
    for match in _TOKEN.finditer(text):
        word = match[0]
        plural = _PLURAL.match(word) if word.endswith("s") else None
        letters = plural[1] if plural else word
        if (
            len(letters) <= 6
            and letters.isupper()
            and not _is_roman(letters)
            and not _SIZE.match(letters)
            and not _is_plural(text, match.start(), letters)
            and not _is_shouted(text, match)
        ):
            yield match.start(), match.end(), letters


def _is_roman(letters: str) -> bool:
    """Numerals of kings and chapters; CD and MD are none."""
    return bool(_ROMAN.match(letters)) and (set(letters) <= set("IVX") or len(letters) > 3)


# What clothes are as large as.
_SIZE = re.compile(r"X{1,6}[LS]\Z")


def _is_plural(text: str, start: int, letters: str) -> bool:
    """Whether it is a half of what is doubled where there are several, in Spanish: "EE. UU.", "CC. AA."."""
    if len(letters) != 2 or letters[0] != letters[1]:
        return False
    behind = text[start + 2 : start + 6]
    return bool(_HALF_BEFORE.search(text[max(0, start - 5) : start]) or _HALF_BEHIND.match(behind))


_HALF_BEFORE = re.compile(r"([A-Z])\1\. ?\Z")
_HALF_BEHIND = re.compile(r"\. ?([A-Z])\1")


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """Whether the words around are in capitals as well."""
    run = [match[0]]
    start, end = match.span()
    behind, ahead = text[max(0, start - _NEAR) : start].split(), text[end : end + _NEAR].split()
    for words in (reversed(behind), ahead):
        for word in words:
            letters = "".join(_WORD.findall(word))
            if not letters.isupper() or len(letters) < 2:
                break
            run.append(letters)
    return len(run) > 2 or any(len(word) > 6 for word in run)


def _small(passages: Sequence[Passage]) -> frozenset[str]:
    """Every word that the article has in small letters: it is no abbreviation when it stands in capitals."""
    return frozenset(
        word
        for passage in passages
        for word in _WORD.findall(passage.text)
        if word.islower() and len(word) < 7
    )


def _is_designation(text: str, start: int, letters: str) -> bool:
    """Whether it measures or names a number ("500 KJ"), or is the state behind a town ("Portland, OR")."""
    before = text[max(0, start - 24) : start]
    if _AMOUNT.search(before) and not _YEAR.search(before):
        return True
    place = _PLACE.search(before)
    return len(letters) == 2 and place is not None and place[0].istitle()


def _explained(letters: str, texts: Sequence[str], end: int, language: Language) -> bool:
    """Whether a text before it, or its own, has an abbreviation and its words together; `end` is where it ends there."""
    if any(letters in text and _together(letters, text) for text in texts):
        return True
    own = texts[-1][max(0, end - _AROUND) : end + _AROUND]
    before = texts[-2][-_AROUND:] if len(texts) > 1 else ""
    return any(_spelled(letters, text, language.small) for text in (own, before))


def _together(letters: str, text: str) -> bool:
    """Whether one stands in brackets behind the other."""
    at = text.find(letters)
    for _ in range(_LOOKS):
        if at < 0:
            return False
        before, behind = text[max(0, at - _NEAR) : at], text[at + len(letters) : at + _AROUND]
        if _OPENED.search(before) and _CLOSED.match(behind):
            return True
        words = _BRACKETED.match(behind)
        if words and any(len(word) > 3 and not word.isupper() for word in _WORD.findall(words[1])):
            return True
        at = text.find(letters, at + 1)
    return False


def _spelled(letters: str, text: str, small: frozenset[str]) -> bool:
    """Whether neighbouring words begin with its letters, or a compound holds them in this order."""
    wanted = letters.lower()
    words = [word.lower() for word in _WORD.findall(text) if len(word) == 1 or not word.isupper()]
    return any(
        word[0] == wanted[0] and _matches(wanted, words, index, small, _SKIPPED)
        for index, word in enumerate(words)
    )


def _matches(wanted: str, words: Sequence[str], index: int, small: frozenset[str], skips: int) -> bool:
    """Whether the words from here on give all these letters, one or more each, but for a few small words."""
    if not wanted:
        return True
    if index >= len(words):
        return False
    word = words[index]
    if word[0] == wanted[0]:
        most = len(wanted) if len(word) >= _COMPOUND else 1
        for taken in range(1, most + 1):
            if not _holds(wanted[:taken], word):
                break
            if _matches(wanted[taken:], words, index + 1, small, skips):
                return True
    return skips > 0 and word in small and _matches(wanted, words, index + 1, small, skips - 1)


def _holds(letters: str, word: str) -> bool:
    """Whether a word has these letters in this order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
