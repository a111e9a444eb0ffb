"""What stands between two marks in a text, found in one pass however many begin that nothing ends.

Input: a text, and how each kind begins and ends. Output: the text with something else in their place. Must not: know what marks mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

# What ends a kind, in this order: the head of what begins may itself have an end.
Ends = Sequence[re.Pattern[str]]


class Enclosed(NamedTuple):
    """A run with its marks. Shape: `begun` is the mark that begins it."""

    begun: re.Match[str]
    inside: str
    whole: str


def replaced(
    text: str,
    begins: re.Pattern[str],
    ends: Mapping[str, Ends],
    shown: Callable[[Enclosed], str],
    longest: int | None = None,
) -> str:
    """The text with what stands for each run; one longer than `longest` stays.

    Shape: each alternative of `begins` is a group whose name is a key of `ends`.
    Why: an expression with both ends reads to the end of the text from every mark that nothing ends.
    """
    done: list[str] = []
    finders = {kind: [_Next(text, end) for end in those] for kind, those in ends.items()}
    at = kept = 0
    while (begun := begins.search(text, at)) is not None:
        inside = before = end = begun.end()
        for finder in finders[begun.lastgroup or ""]:
            found = finder.after(end)
            if found is None:
                break
            inside, before, end = end, found.start(), found.end()
        else:
            if longest is None or before - inside <= longest:
                run = Enclosed(begun, text[inside:before], text[begun.start() : end])
                done += (text[kept : begun.start()], shown(run))
                at = kept = end
                continue
        at = begun.start() + 1
    return "".join((*done, text[kept:]))


class _Next:
    """The next match behind a place; places only grow."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text, self._pattern = text, pattern
        self._found: re.Match[str] | None = None
        self._none = False

    def after(self, at: int) -> re.Match[str] | None:
        if not self._none and (self._found is None or self._found.start() < at):
            self._found = self._pattern.search(self._text, at)
            self._none = self._found is None
        return None if self._none else self._found


def code_spans(line: str, shown: Callable[[str], str]) -> str:
    """A line with what stands for each of its spans of code: as many backticks end one as begin it."""
    runs = [(match.start(), match.end()) for match in re.finditer("`+", line)]
    waiting: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        waiting.setdefault(runs[number][1] - runs[number][0], []).append(number)
    done: list[str] = []
    at = number = 0
    while number < len(runs):
        start, end = runs[number]
        alike = waiting[end - start]
        while alike and alike[-1] <= number:
            alike.pop()
        if alike:
            number = alike[-1]
            done += (line[at:start], shown(line[start : runs[number][1]]))
            at = runs[number][1]
        number += 1
    return "".join((*done, line[at:]))
