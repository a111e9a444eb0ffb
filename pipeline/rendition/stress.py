"""Which words of a text are strong or emphasised.

Input: a text piece by piece. Output: where they stand, also as a short code, which travels in finished files. Must not: know how any format shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.article import folded

# By how an author writes it: `s` strong, `e` emphasised.
HOW: Mapping[str, str] = {"Strong": "s", "Emph": "e"}
_CODE = re.compile(r"(\d{1,6})((?:[se]\d{1,6}-\d{1,6})+)")
_ONE = re.compile(r"([se])(\d+)-(\d+)")


class Stress(NamedTuple):
    """Units: characters of a folded text, the end exclusive."""

    how: str
    start: int
    end: int


class Pieces:
    """A text with its stress, piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[list[tuple[str, str]]] = [[]]

    def add(self, text: str, how: str) -> None:
        self._pieces[-1].append((text, how))

    def divide(self) -> None:
        """What follows is another text."""
        self._pieces.append([])

    def texts(self) -> Iterator[tuple[str, tuple[Stress, ...]]]:
        """Each text, folded and not empty."""
        for piece in self._pieces:
            text = "".join([one for one, _ in piece])
            if whole := folded(text):
                yield whole, tuple(_stressed(text, piece)) if any(how for _, how in piece) else ()


def _stressed(text: str, piece: Iterable[tuple[str, str]]) -> Iterator[Stress]:
    at = 0
    for one, how in piece:
        start, end = at + len(one) - len(one.lstrip()), at + len(one.rstrip())
        at += len(one)
        if start < end:
            for letter in sorted(set(how)):
                yield Stress(letter, len(folded(f"{text[:start]}x")) - 1, len(folded(text[:end])))


def coded(stresses: Sequence[Sequence[Stress]]) -> str:
    """Those of several texts. Shape: the number of each text that has some, and what it has."""
    return ",".join(
        str(number) + "".join(f"{how}{start}-{end}" for how, start, end in own)
        for number, own in enumerate(stresses)
        if own
    )


def decoded(codes: str) -> dict[int, tuple[Stress, ...]]:
    """By the number of each text. Raises: ValueError."""
    found: dict[int, tuple[Stress, ...]] = {}
    for code in filter(None, codes.split(",")):
        match = _CODE.fullmatch(code)
        own = [
            Stress(how, int(start), int(end)) for how, start, end in _ONE.findall(match[2] if match else "")
        ]
        for how in HOW.values():
            edges = [edge for one in own if one.how == how for edge in one[1:]]
            if match is None or edges != sorted(edges):
                raise ValueError(f"{code[:20]!r} says of no words how they are stressed")
            found[int(match[1])] = tuple(own)
    return found
