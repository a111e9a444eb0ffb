"""Sentences, and words that stand beside amounts in one.

Input: folded text, offsets. Output: offsets. Must not: know detectors or languages.
"""

from __future__ import annotations

import re

from pipeline.disclaimers.amounts import shared

_STOP = re.compile(r"[.!?…؟。]+[\"”»)']{0,2} +(?=[^\W\d_])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentences; no break after an abbreviation or before a small letter or a digit."""
    abbreviations = frozenset(shared("abbreviations"))
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        if text[match.end()].islower():
            continue
        word = re.search(r"[^\W\d_][\w.]{0,10}\Z", text[max(0, match.start() - 12) : match.start()])
        if text[match.start()] == "." and word and word[0].casefold().replace(".", r"\.") in abbreviations:
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return spans


def spans_of(
    pattern: re.Pattern[str], text: str, unless: re.Pattern[str] | None = None
) -> list[tuple[int, int]]:
    found = [match.span() for match in pattern.finditer(text)]
    if unless is not None and found:
        except_for = [match.span() for match in unless.finditer(text)]
        found = [
            (start, end)
            for start, end in found
            if not any(start < stop and begin < end for begin, stop in except_for)
        ]
    return found


def beside(text: str, words: list[tuple[int, int]], amounts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One stretch for each sentence that has both: from the word to the nearest amount."""
    found: list[tuple[int, int]] = []
    if not words or not amounts:
        return found
    for start, end in sentences(text):
        here = [span for span in words if start <= span[0] < end]
        sums = [span for span in amounts if start <= span[0] < end]
        if here and sums:
            # Overlap is none: "hourly rates" cannot be its own amount.
            first = min(sums, key=lambda span: min(abs(span[0] - here[0][1]), abs(here[0][0] - span[1])))
            found.append((min(here[0][0], first[0]), max(here[0][1], first[1])))
    return found
