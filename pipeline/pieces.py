"""Long texts put together of pieces, one for each of many things: what was made of a thing before is not made again.

Input: the text of last time and where each piece lies in it, by what it was made from. Output: pieces, the same whether
they were made or taken from there; a list of them as JSON. Must not: know what a piece says, read the disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

# So much of a piece is looked for first, since what is short is found quickly. Units: code points.
_HEAD = 60
# Where a piece begins and how long it is. Units: code points.
Place = tuple[int, int]


class Pieces:
    """The pieces of one text. Shape: `places` are those in the text `before`; without them all are made."""

    def __init__(self, before: str = "", places: Mapping[str, Place] = MappingProxyType({})) -> None:
        self._before = before
        self._places = places
        self._used: dict[str, str] = {}

    def of(self, key: str, make: Callable[[], str]) -> str:
        """What `make` gives. Shape: `key` names all that it depends on; without one it is made each time."""
        if not key:
            return make()
        if key not in self._used:
            place = self._places.get(key)
            piece = make() if place is None else self._before[place[0] : place[0] + place[1]]
            self._used[key] = piece
        return self._used[key]

    def places(self, text: str) -> dict[str, Place]:
        """Where the pieces that were asked for lie in the text that was made of them; those that are not in it are left out."""
        found: dict[str, Place] = {}
        at = 0
        for key, piece in self._used.items():
            # Most stand there in the order in which they were asked for.
            start = text.find(piece[:_HEAD], at)
            if start < 0 or not text.startswith(piece, start):
                start = text.find(piece)
            if start >= 0:
                found[key] = start, len(piece)
                at = start + len(piece)
        return found


# The pieces of a text by its name.
Kept = Callable[[str], Pieces]


def nothing_kept(_: str) -> Pieces:
    """Everything is made."""
    return Pieces()


def json_list(name: str, records: Iterable[str], around: Mapping[str, Any]) -> str:
    """An object as JSON with a list in it whose records are JSON already. Shape: each record is one line."""
    text = ",\n".join(records)
    rest = json.dumps(around, ensure_ascii=False, sort_keys=True)
    return f"{{{json.dumps(name)}: [\n{text}\n], {rest[1:]}\n"
