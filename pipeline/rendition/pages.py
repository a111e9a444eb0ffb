"""The pages of the printed edition, as an edition without pages of its own is told of them.

Input: nothing. Output: the `PageMap` that a printed edition gives. Must not: know a format of either.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the printed edition.

    Shape: `label` is what it is called; `letters` are those of the article that stand on it, as `letters_of` gives
    them: none on a page of artwork or notes.
    """

    label: str
    letters: str


PageMap = tuple[PrintedPage, ...]


def nobody(pages: PageMap) -> None:
    """No edition waits for these."""


def letters_of(text: str) -> str:
    """The letters and digits alone, without their accents: of two texts together, those of one and then of the other.

    Why: spaces, hyphens at the ends of lines, and how an accent is written differ between editions.
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFD", text)))
