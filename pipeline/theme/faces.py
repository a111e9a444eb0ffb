"""Faces under the names that stylesheets use, and what stands for those that a family lacks.

Input: the faces of a theme. Output: others of the same files. Must not: open a font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

# From here on a weight is bold.
BOLD = 600


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under the name that stylesheets use."""

    family: str
    weight: int
    style: str
    path: str


def nearest(faces: Iterable[Face], weight: int) -> Face:
    """The face that comes nearest to a weight: what an engine takes, and the heavier of two."""
    return min(faces, key=lambda face: (abs(face.weight - weight), -face.weight))


def upright(faces: Sequence[Face], code: str | None) -> Iterator[Face]:
    """What stands for the italics of families that have none: their bold faces, for letters of those scripts do not slant.

    Shape: `code` is the family of code, which is never emphasised.
    """
    slanting = {face.family for face in faces if face.style == "italic"} | {code}
    for family in dict.fromkeys(face.family for face in faces if face.family not in slanting):
        bold = nearest([face for face in faces if face.family == family], BOLD)
        yield replace(bold, weight=400, style="italic")
