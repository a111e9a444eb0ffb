"""Wordings that are nearly right: changed, cut short, or those of something else.

Input: an approved wording. Output: texts that must not pass for it. Must not: know a format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.article import folded

# A promise where there was a possibility, in the languages of the shipped wordings.
_MODALS = {
    "may": "will", "might": "will", "can": "must", "should": "must", "could": "will",
    "kan": "vil", "bør": "må", "kann": "wird", "können": "werden", "peut": "doit", "peuvent": "doivent",
    "puede": "debe", "pueden": "deben", "może": "musi", "mogą": "muszą",
}  # fmt: skip
_NEGATIONS = (
    "not", "no", "nobody", "never", "without", "ikke", "ikkje", "inte", "nicht", "kein", "keine", "pas", "nie", "не",
)  # fmt: skip
# Letters of other scripts that look the same.
_LOOKALIKES = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")
_LAYOUT = dict.fromkeys(map(ord, "\u00ad\u2060"))
# Said instead of the wording, in another language than the file's.
_FOREIGN = (
    ("nb", "Dette er generell informasjon og ikke et råd i din sak."),
    ("en", "This is general information and no advice on your own case."),
)


# The attacks of this module.
NAMES = (
    "reword-modal", "reword-negation", "reword-digit", "reword-lookalike", "reword-invisible-zero-width",
    "reword-invisible-joiner", "reword-invisible-bidi", "reword-word", "reword-letter", "reword-space", "reword-case",
    "reword-added", "reword-preface", "truncate-sentence", "truncate-word", "truncate-first", "truncate-character",
    "truncate-half", "swap-language", "swap-version", "swap-disclaimer",
)  # fmt: skip


class Reworded(NamedTuple):
    """Shape: `name` is the attack; `text` differs from the wording; `how` ends "the file in which …"."""

    name: str
    text: str
    how: str


def reworded(wording: str, lang: str, others: Sequence[str] = ()) -> Iterator[Reworded]:
    """Every way to change a wording that it offers; `others` are the wordings of other disclaimers."""
    wording = folded(wording)
    for candidate in (*_changed(wording), *_truncated(wording), *_swapped(wording, lang, others)):
        # Compared as strictly as a reader would: a change that white-space folding undoes is none.
        if folded(candidate.text) != wording:
            yield candidate


def _changed(wording: str) -> Iterator[Reworded]:
    words = "|".join(map(re.escape, _MODALS))
    yield Reworded(
        "reword-modal",
        re.sub(rf"\b({words})\b", lambda found: _MODALS[found[1]], wording, count=1),
        "a possibility became a promise",
    )
    negations = "|".join(map(re.escape, _NEGATIONS))
    yield Reworded(
        "reword-negation",
        re.sub(rf" ({negations})\b", "", wording, count=1, flags=re.IGNORECASE),
        "a negation is missing",
    )
    yield Reworded(
        "reword-digit",
        re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), wording, count=1),
        "a digit is another one",
    )
    letter = re.search(r"(?<=\w)[aceopxyiABCEHKMOPTX](?=\w)", wording)
    if letter:
        at = letter.start()
        yield Reworded(
            "reword-lookalike",
            wording[:at] + wording[at].translate(_LOOKALIKES) + wording[at + 1 :],
            "one letter is of another script",
        )
    middle = _middle_word(wording)
    if middle:
        start, end = middle
        half = (start + end) // 2
        for name, sign in (("zero-width", "\u200b"), ("joiner", "\u200d"), ("bidi", "\u202e")):
            yield Reworded(
                f"reword-invisible-{name}",
                wording[:half] + sign + wording[half:],
                "an invisible character is in a word",
            )
        yield Reworded("reword-word", wording[:start] + wording[end + 1 :], "a word is missing")
        yield Reworded("reword-letter", wording[:half] + wording[half + 1 :], "a letter is missing")
        yield Reworded("reword-space", wording[:end] + wording[end + 1 :], "two words are one")
        yield Reworded("reword-case", wording[:start] + wording[start:].upper(), "the end is in capitals")
    yield Reworded("reword-added", wording + " Or not.", "something was added")
    yield Reworded("reword-preface", "It is not true that: " + wording, "something stands before it")


def _truncated(wording: str) -> Iterator[Reworded]:
    sentences = list(re.finditer(r"[.!?:;]\s+", wording))
    if sentences:
        yield Reworded(
            "truncate-sentence", wording[: sentences[-1].start() + 1], "the last sentence is missing"
        )
    yield Reworded("truncate-word", wording.rpartition(" ")[0], "the last word is missing")
    yield Reworded("truncate-first", wording.partition(" ")[2], "the first word is missing")
    yield Reworded("truncate-character", wording[:-1], "the last character is missing")
    yield Reworded("truncate-half", wording[: len(wording) // 2], "the second half is missing")


def _swapped(wording: str, lang: str, others: Sequence[str]) -> Iterator[Reworded]:
    foreign = next(text for tag, text in _FOREIGN if tag != lang.split("-")[0])
    yield Reworded("swap-language", foreign, "the wording is one in another language")
    words = wording.split(" ")
    if len(words) > 3:
        # As a lawyer would have put it before: the same words, two of them exchanged.
        half = len(words) // 2
        words[half - 1], words[half] = words[half], words[half - 1]
        yield Reworded("swap-version", " ".join(words), "the wording is that of another version")
    for other in dict.fromkeys(map(folded, others)):
        if other != wording:
            yield Reworded("swap-disclaimer", other, "the wording is that of another disclaimer")
            break


def _middle_word(wording: str) -> tuple[int, int] | None:
    """A word of four letters or more in the middle, with a space behind it."""
    words = list(re.finditer(r"\w{4,}(?= )", wording))
    return words[len(words) // 2].span() if words else None


def squeezed(text: str) -> str:
    """Text without white space and what layout adds, for finding it."""
    return "".join(unicodedata.normalize("NFC", text).translate(_LAYOUT).split())
