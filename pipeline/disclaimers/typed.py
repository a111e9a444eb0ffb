"""Wording that somebody typed into an article instead of asking for it.

Input: the wordings of a language, and the texts of an article, in order. Output: which of them say a disclaimer.
Must not: know documents, decide what follows.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

NEAR = 0.9
# A sentence of so many words is nobody's chance choice.
_LONG = 12
_SENTENCE = re.compile(r"(?<=[.!?।؟])\s+")


@functools.lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    """Letters and digits only: what remains when look, case and punctuation are forgotten."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in plain
        if unicodedata.category(character) != "Cf"
    )
    return " ".join("".join(kept).split())


@functools.lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text, bare."""
    return tuple(_bare(text).split())


class Comparison:
    """One wording against the paragraphs of an article."""

    def __init__(self, disclaimer: str, text: str, short: str, part: bool = False) -> None:
        self.disclaimer = disclaimer
        # Of a part most words have to be there as they are.
        self.part = part
        self.text = _bare(text)
        self.short = _bare(short)
        words = _words(text)
        self.words = len(words)
        self.vocabulary = Counter(words)

    @functools.cached_property
    def matcher(self) -> SequenceMatcher[str]:
        """It remembers its second sequence: that is the wording."""
        return SequenceMatcher(None, "", self.text, autojunk=False)

    def in_text(self, text: str) -> str | None:
        """The reference to use instead, if this text is the wording or nearly so."""
        words = _words(text)
        if not words or not self.text:
            return None
        bare = _bare(text)
        if bare == self.short or f" {self.text} " in f" {bare} ":
            return self.disclaimer
        # How many words up to each one are the wording's: hardly ever so many that it takes a closer look.
        known = [0, *itertools.accumulate(word in self.vocabulary for word in words)]
        if self.part and known[-1] < 0.6 * self.words:
            return None
        if known[-1] < 0.2 * self.words:
            return None
        for start, end in self._windows(len(words)):
            if self._near(words[start:end], known[end] - known[start]):
                return self.disclaimer
        return None

    def _windows(self, count: int) -> Iterator[tuple[int, int]]:
        """The text itself if it is about as long as the wording, else the stretches of that length that share its words."""
        size = self.words
        if count <= size * 1.4:
            yield 0, count
            return
        step = max(1, size // 8)
        for start in range(0, count - size + step, step):
            yield start, min(start + size, count)

    def shared(self, text: str) -> int:
        """How many words of the wording are in it."""
        return sum((Counter(_words(text)) & self.vocabulary).values())

    def _near(self, words: Sequence[str], known: int) -> bool:
        """Whether some words are nearly the wording. Shape: `known` of them are among its words, some perhaps too often."""
        if known < 0.2 * self.words:
            return False
        candidate = " ".join(words)
        # Few words in common: then only spelling can have changed, and the lengths have to agree.
        alike = not self.part and 0.8 * len(self.text) <= len(candidate) <= 1.25 * len(self.text)
        least = (0.2 if alike else 0.6) * self.words
        if known < least or sum((Counter(words) & self.vocabulary).values()) < least:
            return False
        self.matcher.set_seq1(candidate)
        checks: tuple[Callable[[], float], ...] = (
            self.matcher.real_quick_ratio,
            self.matcher.quick_ratio,
            self.matcher.ratio,
        )
        return all(check() >= NEAR for check in checks)


@dataclass(frozen=True, slots=True)
class Said:
    """What an article says, in order, and what it would fill the placeholders of wordings with."""

    texts: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def typed(self, wordings: Iterable[tuple[str, str, str]]) -> Iterator[tuple[int, str]]:
        """Which of its texts say a disclaimer. Shape: a wording is its id, its text and its short form."""
        comparisons = [
            comparison
            for id, text, short in wordings
            for comparison in compared(id, self._filled(text), self._filled(short))
        ]
        return typed(self.texts, comparisons)

    def _filled(self, text: str) -> str:
        return re.sub(r"\{([^{}]*)\}", lambda match: self.values.get(match[1], ""), text)


def compared(disclaimer: str, text: str, short: str) -> list[Comparison]:
    """A wording as a whole, and each long sentence of it."""
    sentences = [part for part in _SENTENCE.split(text) if len(part.split()) >= _LONG]
    parts = [Comparison(disclaimer, part, "", True) for part in sentences if part != text]
    return [Comparison(disclaimer, text, short), *parts]


def typed(texts: Sequence[str], comparisons: Sequence[Comparison]) -> Iterator[tuple[int, str]]:
    """Which texts say a disclaimer, alone or with those behind them: a place in `texts` and the disclaimer's id."""
    alone: set[int] = set()
    for at, text in enumerate(texts):
        match = next((found for each in comparisons if (found := each.in_text(text))), None)
        if match is not None:
            alone.add(at)
            yield at, match
    sizes = [len(text.split()) for text in texts]
    reported: set[str] = set()
    for comparison in comparisons:
        start = 0
        while start < len(texts) and comparison.disclaimer not in reported:
            end = start
            # What a long paragraph says was looked at.
            while end < len(texts) and end not in alone and sizes[end] < comparison.words:
                end += 1
            if end - start > 1 and comparison.in_text(" ".join(texts[start:end])):
                yield (
                    max(range(start, end), key=lambda at: comparison.shared(texts[at])),
                    comparison.disclaimer,
                )
                reported.add(comparison.disclaimer)
            start = end + 1
