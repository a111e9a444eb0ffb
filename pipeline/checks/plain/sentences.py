"""Where sentences end, and of how many words they are.

Input: running text and what is known of its language. Output: offsets.
Must not: know documents.

Why: the detectors have sentences of their own (`disclaimers/sentences.py`), on folded text and for all languages at
once. They ask which words keep each other company, and go on where they are in doubt. Here a sentence that is too long
is a reproach: in doubt it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.plain.languages import Language

# A line that the author breaks ends a sentence, too.
BREAK = "\n"

# As between two spaces, without the signs around it: "l'eau", "8:30–10:00" and "check-in" are one word each.
_WORD = re.compile(r"[^\W_]+(?:[-‐‑’'.,:/–·][^\W_]+)*")
_STOP = re.compile(r"([.!?…]{1,8})[\"'”“»«’‘)\]]{0,3}(?=\s)")
_NEXT = re.compile(r"\s*[\"'“„«»‘‚(\[¿¡–—-]{0,3}\s?[€£$]?(\w{0,12})")
_OPENING = "([\"'“„«»‘"
# An abbreviation is looked for in so many characters before its point; its pieces are no longer than this.
_PIECE = 6
_REACH = 48


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text without the space around it. Units: offsets into the text."""

    start: int
    end: int
    words: tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def sentences(text: str, language: Language) -> tuple[Sentence, ...]:
    """The sentences of a paragraph that have any word."""
    found = []
    for start, end in _stretches(text, language):
        piece = text[start:end]
        words = words_of(piece)
        if words:
            start += len(piece) - len(piece.lstrip())
            found.append(Sentence(start, start + len(piece.strip()), words))
    return tuple(found)


def most_words(sentence: Sentence, text: str) -> int:
    """The words of a sentence; of one that counts things up between semicolons, those of its longest part."""
    parts = text[sentence.start : sentence.end].split(";")
    if len(parts) < 3:
        return len(sentence.words)
    return max(len(words_of(part)) for part in parts)


def _stretches(text: str, language: Language) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split(BREAK):
        end = start + len(line)
        begun = start
        for stop in _STOP.finditer(text, start, end):
            if _ends(text, begun, stop, end, language):
                yield begun, stop.end()
                begun = stop.end()
        yield begun, end
        start = end + len(BREAK)


def _ends(text: str, begun: int, stop: re.Match[str], end: int, language: Language) -> bool:
    follows = _NEXT.match(text, stop.end(), end)
    after = follows[1] if follows else ""
    # A small letter goes on, unless it begins a name such as iPhone.
    if after[:1].islower() and not after[1:2].isupper():
        return False
    if stop[1] != ".":
        return True
    before = text[max(begun, stop.start() - _REACH) : stop.start()].split()
    if not before:
        return True
    if before[-1].isdigit() and len(before[-1]) < 3:
        said = before[-2].lower() if len(before) > 1 else ""
        return after not in language.months and said not in language.ordinal
    return not _goes_on(before, after, language)


def _goes_on(before: list[str], after: str, language: Language) -> bool:
    """Whether the point behind these words belongs to an abbreviation, and the sentence goes on."""
    last = before[-1].lstrip(_OPENING)
    letters = last.lower()
    for back in range(2, 6):
        if letters in language.never or (letters in language.numbered and after[:1].isdigit()):
            return True
        if letters in language.sometimes:
            return False
        # "z. B.", "т. д.": the pieces of one abbreviation.
        piece = before[-back].lstrip(_OPENING).lower() if back <= len(before) else ""
        if not piece.endswith(".") or len(piece) > _PIECE:
            break
        letters = piece + letters
    if len(last) == 1 and last.isalpha():
        if last.islower():
            # A unit behind its number, else a piece of something longer.
            return len(before) < 2 or not before[-2][-1].isdigit()
        return after[:1].isdigit() or _is_initial(before)
    # "U.S. Army", "J.K. Rowling".
    return len(last) > 2 and last[0].isupper() and all(map(_is_letter, last.split(".")))


def _is_letter(piece: str) -> bool:
    return len(piece) == 1 and piece.isalpha()


def _is_initial(before: list[str]) -> bool:
    """Whether a capital stands where a first name would: behind another name or at the beginning."""
    return len(before) < 2 or before[-2][0].isupper()
