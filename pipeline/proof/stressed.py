"""Whether the words that an author made strong or emphasised are told so, and no others.

Input: the runs that are owed, how each of their letters is told. Output: sentences' ends, such as '"not" as plain words, not as strong ones'.
Must not: know PDF, EPUB or HTML.

Why: a "not" in bold that is made plain is passed over, and a condition in plain words beside a promise in bold is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from pipeline.diagnostics import quoted
from pipeline.proof.stream import IGNORED, SOFT, Span, squeezed_text
from pipeline.rendition.expected import Run

# How each letter of a text is told, as `Stress.how` names it, in alphabetical order: "es"; None where that cannot be said.
Teller = Callable[[Sequence[Span]], Sequence[str | None]]

# So many are told of one file.
MOST = 4
# What no author can write.
MARKED = "x"
_WORDS = {"": "plain", "s": "strong", "e": "emphasised", MARKED: "marked"}


def misstressed(runs: Sequence[Run], places: Sequence[Sequence[Span] | None], tell: Teller) -> Iterator[str]:
    """Words that are told with other stress than they are written with."""
    count = 0
    for run, where in zip(runs, places, strict=True):
        if run.steps is None or run.notice is not None or not where:
            continue
        told = tell(where)
        text = squeezed_text(run.text)
        owed = stress_of(run)
        if not len(told) == len(text) == len(owed) or all(map(_same, text, told, owed)):
            continue
        differing = [not _same(*one) for one in zip(text, told, owed, strict=True)]
        first = differing.index(True)
        key = told[first], owed[first]
        last = first
        while last + 1 < len(text) and differing[last + 1] and (told[last + 1], owed[last + 1]) == key:
            last += 1
        shown = quoted(_shown(run.text, first, last)[:60])
        yield f"{shown} as {_named(told[first] or '')} words, not as {_named(owed[first])} ones"
        count += 1
        if count == MOST:
            return


def letters_before(text: str) -> list[int]:
    """How many letters stand before each character of a text, and in all, where white space is left out."""
    return [0, *accumulate(not (one.isspace() or one in IGNORED or one == SOFT) for one in text)]


def stress_of(run: Run) -> list[str]:
    """How each letter of a run without its spaces is stressed."""
    before = letters_before(run.text)
    found = [""] * before[-1]
    for how, start, end in run.stress:
        for at in range(*(before[min(one, len(run.text))] for one in (start, end))):
            found[at] = "".join(sorted({*found[at], how}))
    return found


def _shown(text: str, first: int, last: int) -> str:
    """From one letter to another of a text without its spaces, with them."""
    before = letters_before(text)
    return text[before.index(first + 1) - 1 : before.index(last + 1)]


def _same(letter: str, told: str | None, owed: str) -> bool:
    return told is None or told == owed or not letter.isalnum()


def _named(how: str) -> str:
    return " and ".join(_WORDS[one] for one in how) or _WORDS[""]
