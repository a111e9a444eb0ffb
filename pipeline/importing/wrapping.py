"""Where lines of plain text were broken at a width, and what they were before.

Input: lines. Output: at what width they were broken, if they were; which go on below; what they say together. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.importing.marks import LONE_BULLET, NUMBERED, is_marked

_SOFT = "\u00ad"
# Letters between which a line may be broken.
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# After a hyphen that stands for the end of a word: short- and long-term.
_AND = re.compile(r"(?:and|or|to|og|eller|och|und|oder|bis|en|et|ou|y|o|i|oraz|lub)\b")
# What keeps its hyphen wherever the line ends, before it or behind it.
_HYPHENED = frozenset(("self", "well", "non", "ex", "half", "long", "short", "part", "full", "high", "low", "two", "three", "four", "post", "co", "up", "off", "in", "out", "on", "term", "time", "free", "based", "year", "old"))  # fmt: skip
_ENDED = re.compile(r"[.!?:;…।。！？：；؟]['\"”’»)\]]*$")
# How many divided words are a habit.
_OFTEN = 3
# How full a line is that ends for want of room, by people and by programs; and how long one that could be.
_FILLED, _LONG = 0.94, 0.75
# How much longer than the others one may be.
_OVERFULL = 1.2


@dataclass(frozen=True, slots=True)
class Wrap:
    """Shape: `width` is that at which lines were broken, 0 where they were not; `even` if all were broken as late as can be."""

    width: int = 0
    even: bool = False


def divided_words(source: Sequence[str]) -> list[str]:
    """The lines with a soft hyphen at their end where a printer divided a word.

    Why: a word that stands whole elsewhere was divided, and a printer who divides one divides others.
    """
    known = {word.lower() for line in source for word in re.findall(r"[^\W\d_]{5,}", line)}
    hyphened = {
        word.lower() for line in source for word in re.findall(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+", line)
    }
    broken: list[tuple[int, str, str]] = []
    for at, (line, below) in enumerate(pairwise(source)):
        begun, rest = re.search(r"(?<![^\W\d_])([^\W\d_]{2,})-$", line), re.match(r"\s*([^\W\d_]{2,})", below)
        if begun and rest and rest[1].islower() and not _AND.match(rest[1]):
            broken.append((at, begun[1].lower(), rest[1]))
    whole = {at for at, first, second in broken if first + second in known}
    habit = bool(whole) and len(broken) >= _OFTEN
    found = list(source)
    for at, first, second in broken:
        compound = f"{first}-{second}" in hyphened or first in _HYPHENED or second in _HYPHENED
        if at in whole or (habit and not compound):
            found[at] = source[at][:-1] + _SOFT
    return found


def wrapped_at(source: Sequence[str]) -> Wrap:
    """How lines were broken: where a line was full, the sentence goes on below."""
    # Drawn lines and rows are as long as they are.
    widths = sorted(
        _width(line)
        for line in source
        if "|" not in line
        and line.count(";") < 2
        and re.search(r"[^\W_]", line)
        and not re.search(r"\S(?: {3,}|\t)\S", line)
    )
    if len(widths) < 4:
        return Wrap()
    # A title may be longer than lines are, and one line in thirty.
    few = int(len(widths) * 0.03)
    for width in dict.fromkeys((widths[-1 - few], widths[-2 - few])):
        if 36 <= width <= 130 and (found := _wrapped_to(source, width)).width:
            return found
    return Wrap()


def _wrapped_to(source: Sequence[str], width: int) -> Wrap:
    full = room = unfinished = 0
    for line, below in pairwise(source):
        if not line or not below or is_marked(below) or "|" in line or LONE_BULLET.fullmatch(line):
            continue
        taken = _width(line)
        if taken + 1 + _needed(below) > width * _FILLED:
            full += 1
            unfinished += not _ENDED.search(line)
        elif taken > width * _LONG:
            room += 1
    # By chance, few lines are as long as the longest; and those of a list end where they end.
    if unfinished >= 2 and unfinished >= full / 2 and full >= 2 * room:
        return Wrap(width, even=full >= 3 * room)
    return Wrap()


def _width(line: str) -> int:
    """Columns of a terminal, as programs count them that break lines."""
    if line.isascii():
        return len(line)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in line
    )


def _needed(line: str) -> int:
    """How much of a line would have to go on the line above."""
    first = line.split()[0] if line.strip() else ""
    return 2 if _WIDE.match(first) else _width(first)


def only_looks_marked(source: Sequence[str], at: int, end: int, width: int) -> bool:
    """Whether a dash or a number is in the middle of a sentence that began above and filled its line."""
    line, above = source[end], source[end - 1]
    if _width(above) + 1 + _needed(line) <= width * _FILLED or _ENDED.search(above):
        return False
    number, before = NUMBERED.fullmatch(line), NUMBERED.fullmatch(source[at])
    if number:
        return before is None and number[2] not in ("1", "a", "i")
    dash = line.lstrip()[:2]
    return dash in ("– ", "— ") and not source[at].lstrip().startswith(dash)


def ended_on_purpose(above: str, line: str, wrapped: Wrap) -> bool:
    """Whether a line had room for the first word of the next one, or was never broken at all."""
    if _width(above) > wrapped.width + (0 if wrapped.even and _ENDED.search(above) else 4):
        # A line may be a little too long, and the sentence goes on below.
        near = _width(above) <= wrapped.width * _OVERFULL
        return not (near and not _ENDED.search(above) and line.lstrip()[:1].islower())
    needed = _width(above) + 1 + _needed(line)
    anew = bool(re.match(r"\W*[A-Z\d]|\W*[^\W\d_a-z]", line)) and not re.match(r"\s*[a-zæøåäöüß]", line)
    # Not everybody fills lines to the last letter.
    return needed <= wrapped.width * (1 if anew else _FILLED if wrapped.even else _LONG)


def joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        # No space between such letters, nor where a line was broken at a hyphen.
        glued = (_WIDE.search(text[-1:]) and _WIDE.match(part)) or (
            re.search(r"[^\W\d_]-$", text) and part[:1].islower() and not _AND.match(part)
        )
        text += part if glued or text.endswith(_SOFT) else f" {part}"
    # Where the lines were not joined, after all, the hyphen stays.
    return " ".join(re.sub(f"{_SOFT}$", "-", text).replace(_SOFT, "").split())
