"""Drawings of flat shapes: read from an SVG, written as one, and as a page of a PDF.

Input: an SVG that holds nothing but filled paths, moved and turned; outlines of letters. Output: shapes, the text of an SVG,
the bytes of a PDF. Must not: approximate. What else an SVG holds raises `Undrawn`.

Why beside `drawing`: that reads what an engine has laid out. What is flat, and stands where it is known to, needs no engine.
"""

from __future__ import annotations

import functools
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from pipeline.engines.svg.letters import Undrawn, outline_of
from pipeline.engines.svg.paths import Box, Matrix, Segment, moved, number, outline, times, written

__all__ = ["Shape", "Undrawn", "as_page", "as_svg", "letters", "rectangle", "shapes_of"]

# How many numbers a command of a path takes.
_TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "c": 6, "q": 4}
_COMMAND = re.compile(r"([mlhvacqz])([^a-z]*)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_TURN = re.compile(r"(translate|rotate)\(([^()]*)\)")
_HEX = re.compile("#[0-9a-fA-F]{6}")
# Attributes that neither move nor paint.
_MUTE = frozenset(["class", "width", "height", "viewBox", "preserveAspectRatio", "aria-hidden", "focusable"])
_KEEP: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """A path filled with a colour. Shape: `colour` as `#rrggbb`; it shows where `clip` is, if that is there. Units: px of the drawing."""

    colour: str
    path: tuple[Segment, ...]
    at: tuple[float, float] = (0.0, 0.0)
    clip: Box | None = None


def rectangle(colour: str, box: Box) -> Shape:
    return Shape(colour, tuple(outline(box)))


def letters(
    colour: str, font: bytes, places: Sequence[tuple[int, float, float]], size: float, at: tuple[float, float]
) -> Iterator[Shape]:
    """Letters by their numbers in a font. Shape: each with its place behind `at`. Units: em; `size` and `at` in px."""
    for code, x, y in places:
        if path := outline_of(font, code, size):
            yield Shape(colour, path, (at[0] + x * size, at[1] - y * size))


# ── reading


def shapes_of(svg: str, box: Box) -> list[Shape]:
    """What an SVG draws, so large that it fills a box; what reaches out of it is cut. Raises: Undrawn."""
    from lxml import etree

    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    try:
        x, y, width, height = map(float, root.get("viewBox", "").split())
    except ValueError as error:
        raise Undrawn("a drawing without a size") from error
    left, top, right, bottom = box
    scale = max((right - left) / width, (bottom - top) / height)
    matrix = (
        scale, 0.0, 0.0, scale,
        (left + right) / 2 - (x + width / 2) * scale, (top + bottom) / 2 - (y + height / 2) * scale,
    )  # fmt: skip
    return [Shape(colour, path, clip=box) for colour, path in _drawn(root, matrix, "#000000")]


def _drawn(element: Any, matrix: Matrix, fill: str) -> Iterator[tuple[str, tuple[Segment, ...]]]:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.removeprefix("{http://www.w3.org/2000/svg}")
        own, colour = matrix, fill
        for key, value in child.attrib.items():
            if key == "transform":
                own = times(_transform(value), matrix)
            elif key == "fill":
                if not _HEX.fullmatch(value):
                    raise Undrawn(f"the colour {value}")
                colour = value.lower()
            elif key not in _MUTE and not (name == "path" and key == "d"):
                raise Undrawn(f"the attribute {key}")
        if name == "g":
            yield from _drawn(child, own, colour)
        elif name == "path":
            path = _read(child.get("d", ""))
            yield colour, tuple((command, moved(points, own) if points else ()) for command, points in path)
        else:
            raise Undrawn(f"the element {name}")


def _transform(text: str) -> Matrix:
    """Source: SVG 2, 8.5: the last one is done first."""
    found = _KEEP
    if _TURN.sub("", text).strip():
        raise Undrawn(f"the transform {text}")
    for name, listed in _TURN.findall(text):
        values = [float(one) for one in _NUMBER.findall(listed)]
        if name == "translate" and len(values) == 2:
            step: Matrix = (1.0, 0.0, 0.0, 1.0, values[0], values[1])
        elif name == "rotate" and len(values) == 3:
            turn = math.radians(values[0])
            a, b = math.cos(turn), math.sin(turn)
            x, y = values[1:]
            step = (a, b, -b, a, x - a * x + b * y, y - b * x - a * y)
        else:
            raise Undrawn(f"the transform {text}")
        found = times(step, found)
    return found


@functools.lru_cache(maxsize=512)
def _read(text: str) -> tuple[Segment, ...]:
    """A path's commands, all places counted from the drawing's corner."""
    if _COMMAND.sub("", text).strip(" ,\n"):
        raise Undrawn("a path with other commands")
    path: list[Segment] = []
    x = y = 0.0
    start = (0.0, 0.0)
    for command, listed in _COMMAND.findall(text):
        values = [float(one) for one in _NUMBER.findall(listed)]
        name, moves = command.lower(), command.islower()
        if name == "z":
            path.append(("h", ()))
            x, y = start
            continue
        takes = _TAKES[name]
        if not values or len(values) % takes or _NUMBER.sub("", listed).strip(" ,\n"):
            raise Undrawn("a path that is not written in full")
        for first in range(0, len(values), takes):
            some = values[first : first + takes]
            if name == "h":
                some = [some[0] + (x if moves else 0), y]
            elif name == "v":
                some = [x, some[0] + (y if moves else 0)]
            elif name == "a":
                some[5:] = [some[5] + (x if moves else 0), some[6] + (y if moves else 0)]
                path += _arc((x, y), some)
            elif moves:
                some = [one + (y if index % 2 else x) for index, one in enumerate(some)]
            if name != "a":
                path.append(("l" if name in "hv" or (name == "m" and first) else name, tuple(some)))
            x, y = some[-2:]
            if name == "m" and not first:
                start = (x, y)
    return tuple(path)


def _arc(begin: tuple[float, float], values: Sequence[float]) -> Iterator[Segment]:
    """A part of a circle as curves, none longer than a quarter. Source: SVG 2, B.2.4."""
    radius, other, _, large, sweep, x, y = values
    dx, dy = x - begin[0], y - begin[1]
    chord = math.hypot(dx, dy)
    if radius != other or radius <= 0 or not chord:
        raise Undrawn("a part of an ellipse")
    radius = max(radius, chord / 2)
    away = math.sqrt(max(0.0, radius * radius - chord * chord / 4)) / chord
    if bool(large) == bool(sweep):
        away = -away
    centre = (begin[0] + dx / 2 - dy * away, begin[1] + dy / 2 + dx * away)
    one = math.atan2(begin[1] - centre[1], begin[0] - centre[0])
    angle = math.atan2(y - centre[1], x - centre[0]) - one
    angle = angle % math.tau if sweep else -(-angle % math.tau)
    count = max(1, math.ceil(abs(angle) / (math.pi / 2) - 1e-9))
    step = angle / count
    reach = 4 / 3 * math.tan(step / 4) * radius
    for turn in range(count):
        here, there = one + turn * step, one + (turn + 1) * step
        x1, y1 = centre[0] + radius * math.cos(here), centre[1] + radius * math.sin(here)
        x2, y2 = centre[0] + radius * math.cos(there), centre[1] + radius * math.sin(there)
        yield (
            "c",
            (
                x1 - reach * math.sin(here),
                y1 + reach * math.cos(here),
                x2 + reach * math.sin(there),
                y2 - reach * math.cos(there),
                x2,
                y2,
            ),
        )


# ── writing


def as_svg(shapes: Sequence[Shape], size: tuple[int, int], title: str, lang: str) -> str:
    """The drawing as an SVG that needs nothing else."""
    lines, definitions = [], ""
    clips: dict[Box, str] = {}
    for (colour, clip), alike in groupby(shapes, key=lambda one: (one.colour, one.clip)):
        if clip is not None and clip not in clips:
            clips[clip] = f"clip{len(clips) + 1}"
            definitions += f'<clipPath id="{clips[clip]}"><path d="{written(outline(clip))}"/></clipPath>'
        cut = f' clip-path="url(#{clips[clip]})"' if clip is not None else ""
        lines.append(f'<path fill="{colour}" d="{"".join(map(_svg, alike))}"{cut}/>')
    language = escape(lang)
    defined = f"<defs>{definitions}</defs>\n" if definitions else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img"'
        f' lang="{language}" xml:lang="{language}">\n<title>{escape(title, quote=False)}</title>\n{defined}'
        + "\n".join(lines)
        + "\n</svg>\n"
    )


def _svg(shape: Shape) -> str:
    x, y = shape.at
    if (x, y) == (0.0, 0.0):
        return _whole(shape.path)
    return "".join(
        f"M{number(round(x + first[0], 2))} {number(round(y + first[1], 2))}{rest}"
        for first, rest in _contours(shape.path)
    )


@functools.lru_cache(maxsize=256)
def _whole(path: tuple[Segment, ...]) -> str:
    return written(path)


@functools.lru_cache(maxsize=4096)
def _contours(path: tuple[Segment, ...]) -> tuple[tuple[tuple[float, float], str], ...]:
    """Each line of a letter: where it begins, and its steps from there, which are the same wherever the letter stands."""
    starts = [index for index, (name, _) in enumerate(path) if name == "m"]
    found = []
    for first, end in zip(starts, [*starts[1:], len(path)], strict=True):
        x, y = path[first][1]
        steps = written(
            [
                (name, tuple(one - (y if at % 2 else x) for at, one in enumerate(points)))
                for name, points in path[first:end]
            ]
        )
        found.append(((x, y), steps.removeprefix("M0 0")))
    return tuple(found)


def as_page(shapes: Sequence[Shape], size: tuple[int, int]) -> bytes:
    """The drawing as the only page of a PDF, a point for each px."""
    import pydyf

    lines = [f"1 0 0 -1 0 {size[1]} cm"]
    for clip, alike in groupby(shapes, key=lambda one: one.clip):
        lines.append("q")
        if clip is not None:
            left, top, right, bottom = map(number, (clip[0], clip[1], clip[2] - clip[0], clip[3] - clip[1]))
            lines.append(f"{left} {top} {right} {bottom} re W n")
        colour = ""
        for shape in alike:
            if shape.colour != colour:
                colour = shape.colour
                inks = (number(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
                lines.append(f"{' '.join(inks)} rg")
            x, y = shape.at
            drawn = _pdf(shape.path)
            lines.append(f"q 1 0 0 1 {number(x)} {number(y)} cm {drawn} Q" if (x, y) != (0.0, 0.0) else drawn)
        lines.append("Q")
    document, stream = pydyf.PDF(), pydyf.Stream([line.encode() for line in lines])
    document.add_object(stream)
    document.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": document.pages.reference,
                "MediaBox": pydyf.Array([0, 0, *size]),
                "Contents": stream.reference,
                "Resources": pydyf.Dictionary(),
            }
        )
    )
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


@functools.lru_cache(maxsize=4096)
def _pdf(path: tuple[Segment, ...]) -> str:
    """A path as PDF draws it, which knows no quadratic curves."""
    words: list[str] = []
    x = y = 0.0
    for name, points in path:
        if name == "q":
            x1, y1, x2, y2 = points
            points = (
                x + (x1 - x) * 2 / 3, y + (y1 - y) * 2 / 3,
                x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3,
                x2, y2,
            )  # fmt: skip
            name = "c"
        words += map(number, points)
        words.append(name)
        if points:
            x, y = points[-2:]
    return " ".join((*words, "f"))
