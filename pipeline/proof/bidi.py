"""The order in which the letters of a line are drawn, where some are read from right to left.

Input: a line of text and its direction. Output: stretches of one direction, from left to right.
Must not: know fonts or files. Explicit marks of direction are not known: sources that hold them are refused.

Source: Unicode Standard Annex 9, rules W1–W7, N0–N2, I1, I2, L1, L2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Literal, NamedTuple

Direction = Literal["ltr", "rtl"]
_BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"))


class Stretch(NamedTuple):
    """Characters from `start` to `end` of a line, drawn in one direction."""

    start: int
    end: int
    direction: Direction


def visual(text: str, base: Direction) -> list[Stretch]:
    """The stretches of a line as they stand from left to right."""
    levels = _levels(text, 1 if base == "rtl" else 0)
    order = _reordered(levels)
    # Neighbours on the page that are neighbours in the text, at one level, are one stretch.
    stretches: list[Stretch] = []
    for index in order:
        direction: Direction = "rtl" if levels[index] % 2 else "ltr"
        if stretches:
            last = stretches[-1]
            same = last.direction == direction and levels[last.start] == levels[index]
            if same and direction == "ltr" and last.end == index:
                stretches[-1] = Stretch(last.start, index + 1, direction)
                continue
            if same and direction == "rtl" and last.start == index + 1:
                stretches[-1] = Stretch(index, last.end, direction)
                continue
        stretches.append(Stretch(index, index + 1, direction))
    return stretches


def _levels(text: str, base: int) -> list[int]:
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    edge = "R" if base else "L"
    _resolve_weak(kinds, edge)
    _resolve_brackets(text, kinds, edge)
    _resolve_neutral(kinds, edge)
    levels = []
    for kind in kinds:
        if base == 0:
            levels.append({"R": 1, "AN": 2, "EN": 2}.get(kind, 0))
        else:
            levels.append(1 if kind == "R" else 2)
    # What is white at the line's end has the line's direction.
    for index in range(len(text) - 1, -1, -1):
        if not text[index].isspace():
            break
        levels[index] = base
    return levels


def _resolve_weak(kinds: list[str], edge: str) -> None:
    before = edge
    for index, kind in enumerate(kinds):
        if kind == "NSM" or kind in ("BN", "LRM", "RLM"):
            kinds[index] = before
        before = kinds[index]
    strong = edge
    for index, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for index in range(1, len(kinds) - 1):
        around = kinds[index - 1], kinds[index + 1]
        if (kinds[index] == "ES" and around == ("EN", "EN")) or (
            kinds[index] == "CS" and around in (("EN", "EN"), ("AN", "AN"))
        ):
            kinds[index] = around[0]
    for kind, group in [
        (kind, list(group)) for kind, group in groupby(range(len(kinds)), lambda i: kinds[i])
    ]:
        if kind == "ET":
            before = kinds[group[0] - 1] if group[0] else ""
            behind = kinds[group[-1] + 1] if group[-1] + 1 < len(kinds) else ""
            if "EN" in (before, behind):
                for index in group:
                    kinds[index] = "EN"
    strong = edge
    for index, kind in enumerate(kinds):
        if kind in ("ET", "ES", "CS"):
            kinds[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _strong(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else kind


def _resolve_brackets(text: str, kinds: list[str], edge: str) -> None:
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, character in enumerate(text):
        if kinds[index] not in _NEUTRAL:
            continue
        if character in _BRACKETS:
            opened.append(index)
        elif character in _BRACKETS.values():
            for depth in range(len(opened) - 1, -1, -1):
                if _BRACKETS[text[opened[depth]]] == character:
                    pairs.append((opened[depth], index))
                    del opened[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_strong(kind) for kind in kinds[start + 1 : end]} & {"L", "R"}
        if not inside:
            continue
        if edge in inside:
            kinds[start] = kinds[end] = edge
        else:
            context = next(
                (_strong(kind) for kind in reversed(kinds[:start]) if _strong(kind) in ("L", "R")), edge
            )
            kinds[start] = kinds[end] = context if context in inside else edge


def _resolve_neutral(kinds: list[str], edge: str) -> None:
    for neutral, group in [
        (neutral, list(group))
        for neutral, group in groupby(range(len(kinds)), lambda index: kinds[index] in _NEUTRAL)
    ]:
        if not neutral:
            continue
        before = _strong(kinds[group[0] - 1]) if group[0] else edge
        behind = _strong(kinds[group[-1] + 1]) if group[-1] + 1 < len(kinds) else edge
        for index in group:
            kinds[index] = before if before == behind else edge


def _reordered(levels: Sequence[int]) -> list[int]:
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        index = 0
        while index < len(order):
            if levels[order[index]] < level:
                index += 1
                continue
            end = index
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[index:end] = reversed(order[index:end])
            index = end
    return order
