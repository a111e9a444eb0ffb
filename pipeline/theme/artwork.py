"""Cover artwork: which tiles stand where, dealt from the article's name.

Input: a seed. Output: shapes, colours and turns of a grid of tiles. Must not: draw, know a palette.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

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
_TURNS = (0, 90, 180, 270)
_TRIES = 60


class _Tile(NamedTuple):
    """A tile but for its turn. Shape: `loud` and `light` say whether it has such a colour."""

    shape: str
    ground: str
    ink: str
    loud: bool
    light: bool


def _tile(shape: str, ground: str, ink: str) -> _Tile:
    close = {ground, ink} == {"deep", "primary"} and shape in _SMALL
    colours = {ground, ink}
    return _Tile("quarter" if close else shape, ground, ink, bool(_LOUD & colours), bool(_LIGHT & colours))


# Everything that is in the bags, and every tile that two draws can make.
_ALL_COLOURS = tuple((ground, ink) for ground, ink, weight in _COLOURWAYS for _ in range(weight))
_ALL_SHAPES = tuple(shape for shape, weight in _SHAPES for _ in range(weight))
_TILES: Mapping[tuple[str, tuple[str, str]], _Tile] = {
    (shape, (ground, ink)): _tile(shape, ground, ink)
    for shape, _ in _SHAPES
    for ground, ink, _ in _COLOURWAYS
}


@lru_cache(maxsize=64)
def dealt(seed: str, columns: int, rows: int) -> tuple[Mapping[str, Any], ...]:
    """The tiles of a picture; some forms of a brochure have the same."""
    return tuple(composition(random.Random(f"smallprint {seed}"), columns, rows))


def composition(dice: random.Random, columns: int, rows: int) -> list[dict[str, Any]]:
    """The tiles of a picture, row by row: the best of many deals.

    Shape: no two neighbours are equal, and neither colour nor shape gathers in one corner.
    """
    grid = _grid(columns, rows)
    best: tuple[list[_Tile], list[int]] = ([], [])
    least: float = float("inf")
    for _ in range(_TRIES):
        tiles, turns = _deal(dice, columns * rows)
        unrest = _unrest(tiles, grid, least)
        if unrest < least:
            best, least = (tiles, turns), unrest
    return [
        {"shape": tile.shape, "ground": tile.ground, "ink": tile.ink, "turn": turn}
        for tile, turn in zip(*best, strict=True)
    ]


def _deal(dice: random.Random, count: int) -> tuple[list[_Tile], list[int]]:
    colours = _bag(dice, _ALL_COLOURS, count)
    shapes = _bag(dice, _ALL_SHAPES, count)
    bits = dice.getrandbits
    turns = []
    for _ in range(count):
        # As `choice` draws: three bits for four turns.
        while (drawn := bits(3)) > 3:
            pass
        turns.append(_TURNS[drawn])
    return [_TILES[pair] for pair in zip(shapes, colours, strict=True)], turns


def _bag(dice: random.Random, whole: Sequence[Any], count: int) -> list[Any]:
    """So many of each as its weight says, shuffled; cut or dealt again to the number that is needed.

    Why not `shuffle`: it draws the same, and takes three times as long for it.
    """
    bits = dice.getrandbits
    bag: list[Any] = []
    while len(bag) < count:
        full = list(whole)
        for last, size in _swaps(len(full)):
            while (drawn := bits(size)) > last:
                pass
            full[last], full[drawn] = full[drawn], full[last]
        bag += full
    return bag[:count]


@cache
def _swaps(count: int) -> tuple[tuple[int, int], ...]:
    """The steps of a shuffle, from the end: which place gets another, and how many bits say which."""
    return tuple((last, (last + 1).bit_length()) for last in range(count - 1, 0, -1))


class _Grid(NamedTuple):
    """Which places of a picture are looked at together: neighbours, those corner to corner, rows and columns."""

    beside: tuple[tuple[int, int], ...]
    corners: tuple[tuple[int, int], ...]
    lines: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=64)
def _grid(columns: int, rows: int) -> _Grid:
    count = columns * rows
    beside, corners = [], []
    for index in range(count):
        first, last = index % columns == 0, (index + 1) % columns == 0
        below = index + columns
        beside += [
            (index, other)
            for other in (index + 1, below)
            if other < count and not (last and other == index + 1)
        ]
        corners += [(index, below + 1)] if not last and below + 1 < count else []
        corners += [(index, below - 1)] if not first and below - 1 < count else []
    places = range(count)
    lines = [tuple(places[start : start + columns]) for start in range(0, count, columns)]
    lines += [tuple(places[start::columns]) for start in range(columns)]
    return _Grid(tuple(beside), tuple(corners), tuple(lines))


def _unrest(tiles: Sequence[_Tile], grid: _Grid, most: float) -> int:
    """How far a deal is from a good composition; less is better. From `most` on it is not counted further."""
    unrest = 0
    for line in grid.lines:
        loud = light = 0
        for place in line:
            loud += tiles[place].loud
            light += tiles[place].light
        # Every row and column has something loud and something light, and rest between.
        unrest += 6 * (loud == 0) + 4 * (light == 0) + 5 * max(0, loud - (len(line) + 1) // 2)
    for one, other in grid.beside:
        unrest += _clash(tiles[one], tiles[other])
        if unrest >= most:
            return unrest
    for one, other in grid.corners:
        if tiles[one].loud and tiles[other].loud:
            unrest += 2 * _shared_loudness(tiles[one], tiles[other])
    return unrest


@cache
def _shared_loudness(one: _Tile, other: _Tile) -> int:
    return len(_LOUD & {one.ground, one.ink} & {other.ground, other.ink})


@cache
def _clash(one: _Tile, other: _Tile) -> int:
    clash = 0
    same_ground, same_ink = one.ground == other.ground, one.ink == other.ink
    if one.shape == other.shape:
        clash += 4 if one.shape in ("quarter", "leaf") else 12
        if same_ground and same_ink:
            clash += 100
    if same_ground:
        clash += 3 if one.ground in ("deep", "primary") else 10
    if same_ink:
        clash += 3
    if one.loud and other.loud:
        clash += 5
    return clash
