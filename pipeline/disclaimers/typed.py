"""Wording that somebody typed into an article instead of asking for it.

Input: the wordings of a language, and the text of a paragraph. Output: the disclaimer that it says, if any.
Must not: know documents, decide what follows.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

NEAR = 0.9


def _bare(text: str) -> str:
    """Letters and digits only: what remains when look, case and punctuation are forgotten."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in plain
        if unicodedata.category(character) != "Cf"
    )
    return " ".join("".join(kept).split())


class Comparison:
    """One wording against the paragraphs of an article."""

    def __init__(self, disclaimer: str, text: str, short: str) -> None:
        self.disclaimer = disclaimer
        self.text = _bare(text)
        self.short = _bare(short)
        self.words = len(self.text.split())
        # SequenceMatcher remembers its second sequence: that is the wording.
        self.matcher: SequenceMatcher[str] = SequenceMatcher(None, "", self.text, autojunk=False)
        self.vocabulary = Counter(self.text.split())

    def in_text(self, text: str) -> str | None:
        """The reference to use instead, if this text is the wording or nearly so."""
        bare = _bare(text)
        if not bare or not self.text:
            return None
        if bare == self.short or f" {self.text} " in f" {bare} ":
            return self.disclaimer
        words = bare.split()
        for window in self._windows(words):
            if self._near(window):
                return self.disclaimer
        return None

    def _windows(self, words: list[str]) -> Iterator[str]:
        """The text itself if it is about as long as the wording, else the stretches of that length that share its words."""
        size = self.words
        if len(words) <= size * 1.4:
            yield " ".join(words)
            return
        step = max(1, size // 8)
        for start in range(0, len(words) - size + step, step):
            yield " ".join(words[start : start + size])

    def _near(self, candidate: str) -> bool:
        shared = sum((Counter(candidate.split()) & self.vocabulary).values())
        # Few words in common: then only spelling can have changed, and the lengths have to agree.
        alike = 0.8 * len(self.text) <= len(candidate) <= 1.25 * len(self.text)
        if shared < (0.2 if alike else 0.6) * self.words:
            return False
        self.matcher.set_seq1(candidate)
        checks: tuple[Callable[[], float], ...] = (
            self.matcher.real_quick_ratio,
            self.matcher.quick_ratio,
            self.matcher.ratio,
        )
        return all(check() >= NEAR for check in checks)
