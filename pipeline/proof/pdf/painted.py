"""Whether a page draws anything but its text, the article's pictures and the plain shapes of a theme: lines, boxes, discs.

Input: a page of PDFium's, its text. Output: what else is drawn, each the end of "…, found". Must not: know what is owed, or judge pictures.

Why: letters that are drawn as shapes say what no text says, and a mask or a blend shows text otherwise to each reader. Outside of
pictures brochures are drawn with few kinds of shapes, of which hardly a letter can be made.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.pages import Box, Page, char_box, union
from pipeline.proof.pdf.spoken import IDENTITY, MAX_DEPTH, Matrix, name_of_mark, times

# From the end of a quarter of a circle to the point that bends it, as a share of its radius; what rounding leaves.
BEND, NEAR = 0.5523, 0.06
# Lines and quarters of circles of one shape: a box with round corners has as many.
MOST_SIDES, MOST_CORNERS = 5, 4
# How wide the sides of a border are that meet in a slanted line. Units: pt.
MITRE = 6.0
# The shapes that are drawn as one: a border has two, or one on each side.
MOST_SHAPES = 10
# A shape that is smaller stands by text: a bullet, a box to tick, the ground of a number. Units: pt.
SMALL, BESIDE = 40.0, 24.0
# How close the strokes of a sign are, how thin the rules of tables, and how far apart at least. Units: pt.
TOUCH, THIN, ROWS = 2.0, 1.6, 6.0
# How far a stroke is from a figure that it makes another one of, and how high it is at most; how large a point is, and how high it stands.
# Units: heights of the figure.
ASIDE, STROKE, POINT = 0.7, 1.5, 0.4
MOST_SMALL, MOST_RULES = 400, 2_000
# Of all pages together, beside text and pictures. Each is measured by itself.
MAX_BESIDE = 100_000
# What rounding leaves. Units: pt.
CLOSE = 0.3
MOST_SEGMENTS = 20_000
# A picture that is smaller is none. Units: pt.
LEAST_PICTURE = 3.0
# How much wider or narrower than its pixels a picture may be. Units: shares.
STRETCH = 0.02

Point = tuple[float, float]


class _Place(NamedTuple):
    """What a drawing is in. Shape: `figure` is the address of the mark of a picture, 0 for none; `depth` of drawings in one another."""

    matrix: Matrix = IDENTITY
    figure: int = 0
    through: bool = False
    depth: int = 0


@dataclass(slots=True)
class Figures:
    """The pictures of a file, by their marks. Shape: of those that are `cut`, a part is not shown; `beside` counts what is drawn in none."""

    all: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)
    beside: int = 0


def painted(pages: Sequence[Page], figures: Figures) -> Iterator[str]:
    """What a page, or the panels of one sheet, draw that is none of it; adds to `figures`. Raises: Unreadable (too much)."""
    import pypdfium2.raw as pdfium

    raw = pages[0].page.raw
    press = pages[0].sheet is not None
    small: list[Box] = []
    codes = 0
    images: dict[int, list[tuple[Any, _Place]]] = {}
    drawings: set[int] = set()
    for index in range(max(0, pdfium.FPDFPage_CountObjects(raw))):
        for handle, place in _drawn(pdfium.FPDFPage_GetObject(raw, index), _Place()):
            kind = pdfium.FPDFPageObj_GetType(handle)
            if place.figure:
                figures.all.add(place.figure)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield from _text(handle, place, press)
                continue
            if place.figure and kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                images.setdefault(place.figure, []).append((handle, place))
                continue
            if place.figure:
                drawings.add(place.figure)
                continue
            figures.beside += 1
            if figures.beside > MAX_BESIDE:
                raise Unreadable(
                    "PRF872", what="shapes beside text and pictures", limit=MAX_BESIDE, found="more"
                )
            box = _box(handle, place.matrix)
            if press and place.depth == 0:
                # The sheet's own: the marks around it.
                if any(_meet(box, page.box) for page in pages):
                    yield "a drawing on a panel that is none of its page's"
                continue
            shapes = list(_shapes(handle, place.matrix)) if kind == pdfium.FPDF_PAGEOBJ_PATH else []
            if len(shapes) > MOST_SHAPES and _square(box) and all(map(_boxy, shapes)):
                codes += 1
                shapes = []
            elif place.depth == press and max(box[2] - box[0], box[3] - box[1]) < SMALL:
                small += map(_extent, shapes)
            yield from _otherwise(handle, place, shapes)
    if codes > 1:
        yield "more than one code of squares"
    yield from _small(pages, small)
    for figure in images.keys() - drawings:
        if len(images[figure]) > 1:
            yield "more than one picture in the place of one"
        for handle, place in images[figure]:
            yield from _badly_placed(handle, place)
            if _is_cut(handle, place):
                figures.cut.add(figure)


def _badly_placed(handle: Any, place: _Place) -> Iterator[str]:
    """Whether a picture is shown otherwise than upright, as wide as it is high."""
    import pypdfium2.raw as pdfium

    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, own)
    wide, across, along, high, *_ = times((own.a, own.b, own.c, own.d, own.e, own.f), place.matrix)
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(handle, columns, rows)
    if max(abs(across), abs(along)) > CLOSE or min(wide, high) <= 0:
        yield "a picture that is turned, mirrored or slanted"
    elif min(wide, high) < LEAST_PICTURE:
        yield "a picture that is too small to be seen"
    elif columns.value and rows.value:
        # Sizes are whole numbers of pixels.
        exact = 1 + max(STRETCH, 1.5 / min(columns.value, rows.value))
        if not 1 / exact <= wide / high / (columns.value / rows.value) <= exact:
            yield "a picture that is wider or narrower than it is"


def _is_cut(handle: Any, place: _Place) -> bool:
    """Whether a picture is larger than what is shown of it, as those of covers are, which fill their place."""
    box = _box(handle, place.matrix)
    near = box[0] + CLOSE, box[1] + CLOSE, box[2] - CLOSE, box[3] - CLOSE
    return not all(_holds(_extent(shape), near) for shape in _clips(handle, place.matrix))


def _small(pages: Sequence[Page], small: Sequence[Box]) -> Iterator[str]:
    """What is wrong with the small shapes of a page."""
    # Each cell of a table has its own rule.
    if len(small) > MOST_RULES or sum(not _rule(box) for box in small) > MOST_SMALL:
        yield f"{len(small)} small shapes"
    # An empty cell has it, too, and short columns have one between them.
    elif not all(_line(box) or _beside_text(pages, box) for box in small):
        yield "a small shape where no text is"
    elif any(_joined(one, other) for one, other in _close(small)):
        yield "small shapes that make a sign"
    elif any(_counted(page, small) for page in pages):
        yield "a small shape beside a figure, as its sign or another figure"


def _counted(page: Page, small: Sequence[Box]) -> bool:
    """Whether a small shape stands by a figure as a minus, a point or a 1 would: on its line, close, with nothing in between."""
    drawn = [at for at, mark in enumerate(page.marks) if mark >= 0 and not page.characters[at].isspace()]
    letters, figures = _Places(), _Places()
    for at in drawn if small else ():
        box = char_box(page, at)
        letters.add(box)
        if page.characters[at].isdecimal():
            figures.add(box)
    return any(
        any(_aside(one, figure) for figure in figures.near(one))
        # What strikes out a word, or is the ground of one, is looked at by itself.
        and not any(_meet(one, letter) for letter in letters.near(one))
        for one in small
    )


def _aside(box: Box, figure: Box) -> bool:
    """Whether a box is a stroke or a point beside a figure. Why not a square: bullets stand before items that begin with one."""
    high = figure[3] - figure[1]
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    up = (box[1] + box[3]) / 2 - figure[1]
    stroke = 2 * short <= long <= STROKE * high and 0 < up < high
    point = long <= POINT * high and 0 < up < POINT * high
    return (stroke or point) and -CLOSE <= max(figure[0] - box[2], box[0] - figure[2]) < ASIDE * high


class _Places:
    """Boxes by where on a page they are, so that those near another one are found without a look at all of them."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], set[Box]] = {}

    def add(self, box: Box) -> None:
        self._cells.setdefault((int(box[0] // SMALL), int(box[1] // SMALL)), set()).add(box)

    def near(self, box: Box) -> Iterator[Box]:
        """Those at most as far away as letters are large. Shape: `box` is small."""
        columns = range(int(box[0] // SMALL) - 1, int(box[2] // SMALL) + 2)
        rows = range(int(box[1] // SMALL) - 1, int(box[3] // SMALL) + 2)
        for cell in itertools.product(columns, rows):
            yield from self._cells.get(cell, ())


def _close(boxes: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs that are at most as far above each other as what may make a sign."""
    ordered = sorted(boxes, key=lambda box: box[1])
    for index, one in enumerate(ordered):
        for other in itertools.islice(ordered, index + 1, None):
            if other[1] > one[3] + max(ROWS, TOUCH) + THIN:
                break
            yield one, other


def tiled(page: Any) -> Iterator[str]:
    """What the tile of a pattern holds beside plain shapes. Shape: `page` is PDFium's, and draws it once."""
    import pypdfium2.raw as pdfium

    for index in range(max(0, pdfium.FPDFPage_CountObjects(page.raw))):
        for handle, place in _drawn(pdfium.FPDFPage_GetObject(page.raw, index), _Place()):
            if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT:
                yield "text in a pattern"
            else:
                path = pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_PATH
                yield from _otherwise(handle, place, list(_shapes(handle, place.matrix)) if path else [])


def _otherwise(handle: Any, place: _Place, shapes: Sequence[_Shape]) -> Iterator[str]:
    """What is wrong with an object that is no text."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_IMAGE:
        yield "a picture that is none of the article's"
    dashes = pdfium.FPDFPageObj_GetDashCount(handle)
    if len(shapes) > MOST_SHAPES or not all(map(_plain, shapes)) or (shapes and dashes > 2):
        yield "a drawing that is no line, no box and no picture of the article's"
    if not all(map(_window, _clips(handle, place.matrix))):
        yield "a drawing that is cut out in another shape than a box"


def _text(handle: Any, place: _Place, press: bool) -> Iterator[str]:
    import pypdfium2.raw as pdfium

    if place.through or pdfium.FPDFPageObj_HasTransparency(handle):
        yield "text that is seen through, masked or blended"
    if place.depth and not press:
        # Readers that listen look for it in the page itself.
        yield "text in a drawing of its own"


def _drawn(handle: Any, around: _Place) -> Iterator[tuple[Any, _Place]]:
    """What an object draws, opened if it holds others."""
    import pypdfium2.raw as pdfium

    figure = around.figure
    for number in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, number)
        if name_of_mark(mark) == "Figure":
            figure = figure or ctypes.addressof(mark.contents)
    place = around._replace(figure=figure)
    if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_FORM or around.depth >= MAX_DEPTH:
        yield handle, place
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, own)
    inner = place._replace(
        matrix=times((own.a, own.b, own.c, own.d, own.e, own.f), around.matrix),
        through=around.through or bool(pdfium.FPDFPageObj_HasTransparency(handle)),
        depth=around.depth + 1,
    )
    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(handle))):
        yield from _drawn(pdfium.FPDFFormObj_GetObject(handle, index), inner)


# ── shapes


class _Shape(NamedTuple):
    """A part of a path that is drawn without a gap. Shape: `curves` each with where it begins, its two bends and its end."""

    lines: tuple[tuple[Point, Point], ...]
    curves: tuple[tuple[Point, Point, Point, Point], ...]


def _shapes(path: Any, around: Matrix) -> Iterator[_Shape]:
    import pypdfium2.raw as pdfium

    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, own)
    matrix = times((own.a, own.b, own.c, own.d, own.e, own.f), around)
    count = min(pdfium.FPDFPath_CountSegments(path), MOST_SEGMENTS)
    return _divided((pdfium.FPDFPath_GetPathSegment(path, index) for index in range(count)), matrix)


def _clips(handle: Any, around: Matrix) -> Iterator[_Shape]:
    """The shapes in which an object is cut out."""
    import pypdfium2.raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    for number in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = min(pdfium.FPDFClipPath_CountPathSegments(clip, number), MOST_SEGMENTS)
        segments = (pdfium.FPDFClipPath_GetPathSegment(clip, number, index) for index in range(count))
        yield from _divided(segments, around)


def _divided(segments: Iterable[Any], matrix: Matrix) -> Iterator[_Shape]:
    import pypdfium2.raw as pdfium

    lines: list[tuple[Point, Point]] = []
    curves: list[tuple[Point, Point, Point, Point]] = []
    bends: list[Point] = []
    last: Point = (0.0, 0.0)
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    for segment in segments:
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if lines or curves:
                yield _Shape(tuple(lines), tuple(curves))
            lines, curves, bends = [], [], []
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            lines.append((last, here))
        elif len(bends) < 2:
            # Each curve is said with three points.
            bends.append(here)
            continue
        else:
            curves.append((last, bends[0], bends[1], here))
            bends = []
        last = here
    if lines or curves:
        yield _Shape(tuple(lines), tuple(curves))


def _plain(shape: _Shape) -> bool:
    """Whether it is made of few upright and level lines and quarters of circles: a line, a box, a disc, a part of one."""
    sides = [line for line in shape.lines if _long(*line) > CLOSE]
    corners = [curve for curve in shape.curves if _long(curve[0], curve[3]) > CLOSE]
    return (
        len(sides) <= MOST_SIDES
        and len(corners) <= MOST_CORNERS
        and all(_upright(*line) for line in sides)
        and (all(map(_quarter, corners)) or (len(corners) == 1 and _half(corners[0])))
    )


def _window(shape: _Shape) -> bool:
    """Whether it is a shape in which a box may be cut out: another one, or a side of its border, whose ends are mitred."""
    sides = [line for line in shape.lines if _upright(*line)]
    ends = [line for line in shape.lines if not _upright(*line)]
    mitred = not shape.curves and len(shape.lines) == len(sides) + len(ends) <= MOST_SIDES
    return _plain(shape) or (mitred and len(ends) <= 2 and all(_long(*end) <= MITRE for end in ends))


def _boxy(shape: _Shape) -> bool:
    return not shape.curves and _plain(shape)


def _long(first: Point, second: Point) -> float:
    return max(abs(first[0] - second[0]), abs(first[1] - second[1]))


def _upright(first: Point, second: Point) -> bool:
    return min(abs(first[0] - second[0]), abs(first[1] - second[1])) <= CLOSE


def _quarter(curve: tuple[Point, Point, Point, Point]) -> bool:
    """Whether a curve is a quarter of a circle, or of one that is wider than high."""
    start, first, second, end = curve
    wide, high = end[0] - start[0], end[1] - start[1]
    for along, across in (((BEND, 0.0), (1.0, 1 - BEND)), ((0.0, BEND), (1 - BEND, 1.0))):
        wanted = ((along[0] * wide, along[1] * high), (across[0] * wide, across[1] * high))
        found = ((one[0] - start[0], one[1] - start[1]) for one in (first, second))
        near = (
            abs(here[axis] - there[axis]) <= NEAR * abs((wide, high)[axis]) + CLOSE
            for here, there in zip(found, wanted, strict=True)
            for axis in (0, 1)
        )
        if all(near):
            return True
    return False


def _half(curve: tuple[Point, Point, Point, Point]) -> bool:
    """Whether a curve bulges to one side, as a leaf does."""
    start, first, second, end = curve
    for along, across in ((0, 1), (1, 0)):
        if (
            abs(start[along] - end[along]) <= CLOSE
            and abs(first[along] - second[along]) <= CLOSE
            and abs(start[across] - first[across]) <= CLOSE
            and abs(end[across] - second[across]) <= CLOSE
        ):
            return True
    return False


# ── places


def _box(handle: Any, around: Matrix) -> Box:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    a, b, c, d, e, f = around
    corners = itertools.product((left.value, right.value), (bottom.value, top.value))
    points = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
    return union([(x, y, x, y) for x, y in points])


def _extent(shape: _Shape) -> Box:
    points = [point for part in (*shape.lines, *shape.curves) for point in part]
    return union([(x, y, x, y) for x, y in points])


def _square(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return abs(wide - high) <= 0.1 * max(wide, high)


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] - CLOSE
        and one[2] > other[0] + CLOSE
        and one[1] < other[3] - CLOSE
        and one[3] > other[1] + CLOSE
    )


def _joined(one: Box, other: Box) -> bool:
    """Whether two small shapes touch, of which neither lies in the other: a stroke and the next. Rules of a table meet at their ends."""
    if _rule(one) and _rule(other):
        # Rows of a picture that is made of rules.
        over = min(one[2], other[2]) - max(one[0], other[0]) > CLOSE
        return over and THIN < abs(one[1] - other[1]) < ROWS
    near = other[0] - TOUCH, other[1] - TOUCH, other[2] + TOUCH, other[3] + TOUCH
    return _meet(one, near) and not _holds(one, other) and not _holds(other, one)


def _rule(box: Box) -> bool:
    return box[3] - box[1] <= THIN


def _line(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + CLOSE
        and outer[1] <= inner[1] + CLOSE
        and outer[2] >= inner[2] - CLOSE
        and outer[3] >= inner[3] - CLOSE
    )


def _beside_text(pages: Sequence[Page], box: Box) -> bool:
    zone = box[0] - BESIDE, box[1] - BESIDE, box[2] + BESIDE, box[3] + BESIDE
    return any(
        _meet(char_box(page, at), zone)
        for page in pages
        for at, mark in enumerate(page.marks)
        if mark >= 0 and not page.characters[at].isspace()
    )
