"""Paths, boxes and matrices of a drawing, and how SVG writes them.

Input: numbers. Output: numbers and text. Must not: know what draws.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

# a, b, c, d, e, f as PDF and SVG write them.
Matrix = tuple[float, float, float, float, float, float]
# A command of a path (m, l, q, c, h) and its points, each an x and a y.
Segment = tuple[str, tuple[float, ...]]
# Left, top, right, bottom.
Box = tuple[float, float, float, float]
# Units: px of the drawing. What is nearer than that is the same place.
NEAR = 0.02


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does the one and then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(points: Sequence[float], matrix: Matrix) -> tuple[float, ...]:
    a, b, c, d, e, f = matrix
    if len(points) == 2:
        x, y = points
        return a * x + c * y + e, b * x + d * y + f
    moved: list[float] = []
    for x, y in zip(points[::2], points[1::2], strict=True):
        moved += (a * x + c * y + e, b * x + d * y + f)
    return tuple(moved)


def scale_of(matrix: Matrix) -> float | None:
    """How many times larger a matrix makes things; None where not the same in all directions."""
    a, b, c, d, _, _ = matrix
    one, other = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
    square = abs(a * c + b * d) <= 1e-4 * one * other
    return one if square and abs(one - other) <= 1e-4 * max(one, other) else None


def bounds(path: Sequence[Segment]) -> Box | None:
    xs = [x for _, points in path for x in points[::2]]
    ys = [y for _, points in path for y in points[1::2]]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def common(one: Box, other: Box) -> Box | None:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if right > left and bottom > top else None


def lies_inside(one: Box, other: Box) -> bool:
    return (
        one[0] >= other[0] - NEAR
        and one[1] >= other[1] - NEAR
        and one[2] <= other[2] + NEAR
        and one[3] <= other[3] + NEAR
    )


def rectangle(path: Sequence[Segment]) -> Box | None:
    """The box that a path is, if it is one with upright sides."""
    if [name for name, _ in path] not in (list("mlllh"), list("mlll")):
        return None
    corners = [points for _, points in path[:4]]
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if abs(x1 - x2) > 1e-6 and abs(y1 - y2) > 1e-6:
            return None
    return bounds(path)


def outline(box: Box) -> list[Segment]:
    left, top, right, bottom = box
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [("m", corners[0]), *(("l", corner) for corner in corners[1:]), ("h", ())]


def number(value: float) -> str:
    """A number in as few characters as it takes."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if text in ("", "-", "-0") else text


def written(path: Sequence[Segment]) -> str:
    """A path as SVG writes it: steps from point to point, in hundredths of a pixel."""
    written: list[str] = []
    at = start = (0, 0)
    for name, points in path:
        if name == "h":
            written.append("z")
            at = start
            continue
        places = [round(one * 100) for one in points]
        if name == "m":
            written.append("M" + _listed(places))
            start = (places[0], places[1])
        else:
            steps = [one - at[index % 2] for index, one in enumerate(places)]
            if name == "l" and not all(steps):
                name, steps = ("v", steps[1:]) if steps[1] else ("h", steps[:1])
            written.append(name + _listed(steps))
        at = (places[-2], places[-1])
    return "".join(written)


def _listed(hundredths: Sequence[int]) -> str:
    return " ".join(map(_hundredth, hundredths)).replace(" -", "-")


@functools.lru_cache(maxsize=20_000)
def _hundredth(value: int) -> str:
    return number(value / 100)


def transform(matrix: Sequence[float]) -> str:
    return f"matrix({' '.join(number(one) for one in matrix)})"
