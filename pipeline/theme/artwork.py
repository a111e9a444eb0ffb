"""Cover artwork: which tiles stand where, dealt from the article's name.

Input: dice of a seed. Output: shapes, colours and turns of a grid of tiles. Must not: draw, know a palette.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

# What is dealt: mostly calm tiles of the two dark colours, some light ones, and the loud ones with a measure.
# (ground, ink, how many in twenty tiles)
_COLOURWAYS: tuple[tuple[str, str, int], ...] = (
    ("deep", "soft", 2),
    ("deep", "mid", 2),
    ("deep", "primary", 1),
    ("deep", "coral", 1),
    ("primary", "soft", 1),
    ("primary", "mid", 1),
    ("primary", "deep", 1),
    ("primary", "sun", 1),
    ("primary", "coral", 1),
    ("soft", "primary", 1),
    ("soft", "deep", 1),
    ("mid", "sand", 1),
    ("mid", "deep", 1),
    ("sand", "coral", 2),
    ("sand", "primary", 1),
    ("coral", "sand", 1),
    ("sun", "deep", 1),
)
_SHAPES = (
    ("quarter", 6),
    ("leaf", 4),
    ("arch", 2),
    ("ring", 3),
    ("half", 2),
    ("disc", 1),
    ("bars", 1),
    ("chart", 1),
)
# Too small for two colours that are close to each other.
_SMALL = frozenset({"disc", "bars", "chart", "half"})
_LOUD = frozenset({"coral", "sun"})
_LIGHT = frozenset({"sand", "soft"})
_TRIES = 60


def composition(dice: random.Random, columns: int, rows: int) -> list[dict[str, Any]]:
    """The tiles of a picture, row by row: the best of many deals.

    Shape: no two neighbours are equal, and neither colour nor shape gathers in one corner.
    """
    count = columns * rows
    deals = [_deal(dice, count) for _ in range(_TRIES)]
    return min(deals, key=lambda tiles: _unrest(tiles, columns))


def _deal(dice: random.Random, count: int) -> list[dict[str, Any]]:
    colours = _bag(dice, [((ground, ink), weight) for ground, ink, weight in _COLOURWAYS], count)
    shapes = _bag(dice, _SHAPES, count)
    return [
        {
            "shape": "quarter" if {ground, ink} == {"deep", "primary"} and shape in _SMALL else shape,
            "ground": ground,
            "ink": ink,
            "turn": dice.choice((0, 90, 180, 270)),
        }
        for shape, (ground, ink) in zip(shapes, colours, strict=True)
    ]


def _bag(dice: random.Random, entries: Sequence[tuple[Any, int]], count: int) -> list[Any]:
    """So many of each as its weight says, shuffled; cut or dealt again to the number that is needed."""
    bag: list[Any] = []
    while len(bag) < count:
        full = [entry for entry, weight in entries for _ in range(weight)]
        dice.shuffle(full)
        bag += full
    return bag[:count]


def _unrest(tiles: Sequence[Mapping[str, Any]], columns: int) -> int:
    """How far a deal is from a good composition; less is better."""
    unrest = 0
    for index, tile in enumerate(tiles):
        right = index + 1 if (index + 1) % columns else None
        below = index + columns
        for other in (right, below):
            if other is not None and other < len(tiles):
                unrest += _clash(tile, tiles[other])
        for other in (below + 1 if right else None, below - 1 if index % columns else None):
            if other is not None and other < len(tiles):
                loud = _LOUD & {tile["ground"], tile["ink"]}
                unrest += 2 * len(loud & {tiles[other]["ground"], tiles[other]["ink"]})
    lines = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    lines += [tiles[start::columns] for start in range(columns)]
    for line in lines:
        loud_tiles = sum(bool(_LOUD & {tile["ground"], tile["ink"]}) for tile in line)
        light_tiles = sum(bool(_LIGHT & {tile["ground"], tile["ink"]}) for tile in line)
        # Every row and column has something loud and something light, and rest between.
        unrest += 6 * (loud_tiles == 0) + 4 * (light_tiles == 0)
        unrest += 5 * max(0, loud_tiles - (len(line) + 1) // 2)
    return unrest


def _clash(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    clash = 0
    same_ground, same_ink = one["ground"] == other["ground"], one["ink"] == other["ink"]
    if one["shape"] == other["shape"]:
        clash += 4 if one["shape"] in ("quarter", "leaf") else 12
        if same_ground and same_ink:
            clash += 100
    if same_ground:
        clash += 3 if one["ground"] in ("deep", "primary") else 10
    if same_ink:
        clash += 3
    if _LOUD & {one["ground"], one["ink"]} and _LOUD & {other["ground"], other["ink"]}:
        clash += 5
    return clash
