"""A page of a PDF as an SVG: the same drawing, its letters as outlines, so that it needs no font and is sharp at any size.

Input: a PDF whose first page is drawn as WeasyPrint draws. Output: the text of an SVG, the same for the same PDF.
Must not: approximate. What it cannot say exactly raises `Undrawn`, and then there is no SVG.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from pipeline.engines.svg.letters import Font, Undrawn
from pipeline.engines.svg.paints import address_of, hexadecimal, painted_with, stops_of
from pipeline.engines.svg.paths import (
    Box,
    Matrix,
    Segment,
    bounds,
    common,
    lies_inside,
    moved,
    number,
    outline,
    rectangle,
    scale_of,
    times,
    transform,
    written,
)

__all__ = ["Undrawn", "drawing"]

# How far a drawing may hold others that hold others.
_DEPTH = 24
# Pictures have no more pixels than this for each px of the drawing.
_FINEST = 1.25
# Operators that mark content and draw nothing.
_SILENT = frozenset(["BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ri", "i"])
_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")


def drawing(pdf: bytes, width_px: int, title: str, lang: str) -> str:
    """The first page as an SVG, so many pixels wide. Raises: Undrawn."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        page: Any = document.pages[0]
        left, bottom, right, top = (float(side) for side in page.mediabox)
        scale = width_px / (right - left)
        height_px = round((top - bottom) * scale)
        base = (scale, 0.0, 0.0, -scale, -left * scale, top * scale)
        sheet = _Sheet((0.0, 0.0, float(width_px), float(height_px)))
        sheet.run(page, page.obj.get("/Resources", {}), _State(base, sheet.bounds), 0)
    definitions = f"<defs>{''.join(sheet.definitions)}</defs>\n" if sheet.definitions else ""
    language = escape(lang)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width_px} {height_px}" role="img"'
        f' lang="{language}" xml:lang="{language}">\n'
        f"<title>{escape(title, quote=False)}</title>\n{definitions}"
        + "\n".join(sheet.elements)
        + "\n</svg>\n"
    )


# ── what is drawn


@dataclass(frozen=True, slots=True)
class _Paint:
    """A colour, or the name of a pattern. Shape: `colour` as `#rrggbb`."""

    colour: str = "#000000"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """PDF's graphics state. Shape: `box` and `clip` (an id) both hold; `base` is the space that patterns hang from."""

    matrix: Matrix
    box: Box
    clip: str = ""
    base: Matrix | None = None
    fill: _Paint = _Paint()
    stroke: _Paint = _Paint()
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    line_width: float = 1.0
    cap: int = 0
    join: int = 0
    miter: float = 10.0
    dash: tuple[tuple[float, ...], float] = ((), 0.0)
    font: Any = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass
class _Sheet:
    """An SVG in the making."""

    bounds: Box
    definitions: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)
    _fonts: dict[Any, Font] = field(default_factory=dict)

    def run(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        """What a content stream draws."""
        import pikepdf

        if depth > _DEPTH:
            raise Undrawn("drawings within drawings without end")
        run = _Run(self, resources, replace(state, base=state.matrix), depth)
        parsed: list[Any] = list(pikepdf.parse_content_stream(stream))
        for operands, operator in parsed:
            run.step(str(operator), operands)

    def defined(self, kind: str, markup: str) -> str:
        """The id of a definition whose markup has `%s` for it."""
        if markup not in self._ids:
            self._ids[markup] = f"{kind}{len(self._ids) + 1}"
            self.definitions.append(markup % self._ids[markup])
        return self._ids[markup]

    def clipped(self, path: Sequence[Segment], even_odd: bool, within: str) -> str:
        outer = f' clip-path="url(#{within})"' if within else ""
        rule = ' clip-rule="evenodd"' if even_odd else ""
        return self.defined("clip", f'<clipPath id="%s"{outer}><path{rule} d="{written(path)}"/></clipPath>')

    def font(self, entry: Any) -> Font:
        key = entry.objgen
        if key == (0, 0) or key not in self._fonts:
            self._fonts[key] = Font(entry)
        return self._fonts[key]

    def put(self, markup: Callable[[str], str], box: Box, state: _State) -> None:
        """Adds an element, which gets its clip as attributes, if any of it shows."""
        shown = common(box, state.box)
        if shown is None:
            return
        clip = state.clip
        if not lies_inside(box, state.box):
            clip = self.clipped(outline(state.box), False, clip)
        self.elements.append(markup(f' clip-path="url(#{clip})"' if clip else ""))


class _Run:
    """One content stream as it is carried out."""

    def __init__(self, sheet: _Sheet, resources: Any, state: _State, depth: int) -> None:
        self.sheet = sheet
        self.resources = resources
        self.state = state
        self.depth = depth
        self.kept: list[_State] = []
        self.path: list[Segment] = []
        self.clipping: str = ""
        self.text = self.line = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def step(self, operator: str, operands: Any) -> None:
        if operator in _SILENT:
            return
        try:
            method = _STEPS[operator]
        except KeyError:
            raise Undrawn(f"the operator {operator}") from None
        method(self, operator, operands)

    def change(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    # state

    def _keep(self, operator: str, operands: Any) -> None:
        self.kept.append(self.state)

    def _restore(self, operator: str, operands: Any) -> None:
        if self.kept:
            self.state = self.kept.pop()

    def _concatenate(self, operator: str, operands: Any) -> None:
        self.change(matrix=times(_matrix(operands), self.state.matrix))

    def _line(self, operator: str, operands: Any) -> None:
        name, kind = {
            "w": ("line_width", float),
            "J": ("cap", int),
            "j": ("join", int),
            "M": ("miter", float),
        }[operator]
        self.change(**{name: kind(operands[0])})

    def _dash(self, operator: str, operands: Any) -> None:
        self.change(dash=(tuple(float(one) for one in operands[0]), float(operands[1])))

    def _graphics(self, operator: str, operands: Any) -> None:
        for key, value in self.resources.ExtGState[str(operands[0])].items():
            match key, str(value):
                case "/ca", _:
                    self.change(fill_alpha=float(value))
                case "/CA", _:
                    self.change(stroke_alpha=float(value))
                case ("/Type", _) | ("/SMask", "/None") | ("/BM", "/Normal") | ("/AIS", "False"):
                    pass
                case _:
                    raise Undrawn(
                        {"/SMask": "a soft mask", "/BM": "a blend mode"}.get(key, f"the state {key}")
                    )

    # paint

    def _colour(self, operator: str, operands: Any) -> None:
        values = [float(one) for one in operands]
        if operator.lower() == "k":
            raise Undrawn("colours of a press")
        name = "fill" if operator.islower() else "stroke"
        self.change(**{name: _Paint(hexadecimal(values * 3 if len(values) == 1 else values))})

    def _space(self, operator: str, operands: Any) -> None:
        if str(operands[0]) not in ("/DeviceRGB", "/DeviceGray", "/Pattern"):
            raise Undrawn(f"the colour space {operands[0]}")
        self.change(**{"fill" if operator == "cs" else "stroke": _Paint()})

    def _special(self, operator: str, operands: Any) -> None:
        import pikepdf

        name = "fill" if operator.islower() else "stroke"
        if isinstance(operands[-1], pikepdf.Name):
            if len(operands) > 1:
                raise Undrawn("a pattern without a colour")
            self.change(**{name: _Paint(pattern=str(operands[0]))})
        elif len(operands) in (1, 3):
            self._colour("rg" if name == "fill" else "RG", operands)
        else:
            raise Undrawn("colours of a press")

    # paths

    def _point(self, operator: str, operands: Any) -> None:
        points = moved([float(one) for one in operands], self.state.matrix)
        if operator == "m" and self.path and self.path[-1][0] == "m":
            self.path.pop()
        if operator == "v":
            operator, points = "c", (*self.path[-1][1][-2:], *points)
        elif operator == "y":
            operator, points = "c", (*points, *points[-2:])
        self.path.append((operator, points))

    def _close(self, operator: str, operands: Any) -> None:
        if self.path and self.path[-1][0] not in "mh":
            self.path.append(("h", ()))

    def _box(self, operator: str, operands: Any) -> None:
        x, y, width, height = (float(one) for one in operands)
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        if self.path and self.path[-1][0] == "m":
            self.path.pop()
        for name, corner in zip("mlll", corners, strict=True):
            self.path.append((name, moved(corner, self.state.matrix)))
        self.path.append(("h", ()))

    def _clip(self, operator: str, operands: Any) -> None:
        self.clipping = operator

    def _paint(self, operator: str, operands: Any) -> None:
        if operator in ("s", "b", "b*"):
            self._close(operator, operands)
        if self.path and self.path[-1][0] == "m":
            self.path.pop()
        if self.path and operator != "n":
            fills, strokes = operator.lower()[0] in "fb", operator.lower()[0] in "sb"
            self.painted(self.path, fills, strokes, even_odd="*" in operator)
        if self.clipping:
            self.narrow(self.path, even_odd="*" in self.clipping)
        self.path, self.clipping = [], ""

    def narrow(self, path: Sequence[Segment], *, even_odd: bool) -> None:
        """Lets only what is inside a path be seen from here on."""
        box = rectangle(path)
        if box is not None:
            # An empty box shows nothing.
            self.change(box=common(box, self.state.box) or (-1.0, -1.0, -1.0, -1.0))
            return
        around = bounds(path)
        shown = common(around, self.state.box) if around else None
        self.change(
            clip=self.sheet.clipped(path, even_odd, self.state.clip) if shown else self.state.clip,
            box=(shown and _inside_of(shown, self.state.box, around)) or (-1.0, -1.0, -1.0, -1.0),
        )

    def painted(self, path: Sequence[Segment], fills: bool, strokes: bool, *, even_odd: bool = False) -> None:
        state = self.state
        if fills and state.fill.pattern:
            self._patterned(path, even_odd=even_odd)
        elif fills:
            box = rectangle(path)
            if box is not None:
                box = common(box, state.box)
                path = outline(box) if box else ()
            around = bounds(path)
            if around is not None:
                looks = painted_with("fill", state.fill.colour, state.fill_alpha)
                rule = ' fill-rule="evenodd"' if even_odd and box is None else ""
                d = written(path)
                self.sheet.put(lambda clip: f'<path{looks}{rule}{clip} d="{d}"/>', around, state)
        if strokes:
            self._stroked(path)

    def _stroked(self, path: Sequence[Segment]) -> None:
        state = self.state
        scale, around = scale_of(state.matrix), bounds(path)
        if state.stroke.pattern:
            raise Undrawn("lines with a pattern")
        if scale is None:
            raise Undrawn("lines of different widths in different directions")
        if around is None:
            return
        width = state.line_width * scale
        if width < 0.5:
            # Engines disagree on what is thinner than a pixel.
            raise Undrawn("lines thinner than a pixel")
        looks = painted_with("stroke", state.stroke.colour, state.stroke_alpha)
        looks += f' stroke-width="{number(round(width, 3))}"'
        looks += f' stroke-linecap="{_CAPS[state.cap]}"' if state.cap else ""
        looks += f' stroke-linejoin="{_JOINS[state.join]}"' if state.join else ""
        looks += f' stroke-miterlimit="{number(state.miter)}"' if state.miter != 4 and not state.join else ""
        if any(state.dash[0]):
            looks += f' stroke-dasharray="{" ".join(number(round(one * scale, 3)) for one in state.dash[0])}"'
            looks += (
                f' stroke-dashoffset="{number(round(state.dash[1] * scale, 3))}"' if state.dash[1] else ""
            )
        reach = width * (max(state.miter, 1.0) if not state.join else 1.0)
        box = (around[0] - reach, around[1] - reach, around[2] + reach, around[3] + reach)
        d = written(path)
        self.sheet.put(lambda clip: f'<path fill="none"{looks}{clip} d="{d}"/>', box, state)

    def _patterned(self, path: Sequence[Segment], *, even_odd: bool) -> None:
        """A path filled with a pattern of which it sees one cell: how WeasyPrint draws gradients."""
        state = self.state
        pattern = self.resources.Pattern[state.fill.pattern]
        if int(pattern.PatternType) != 1:
            raise Undrawn("a pattern of another kind")
        assert state.base is not None
        matrix = times(_matrix(pattern.get("/Matrix", (1, 0, 0, 1, 0, 0))), state.base)
        cell = _cell(pattern.BBox, matrix)
        around = bounds(path)
        grown = around and (around[0] + 0.5, around[1] + 0.5, around[2] - 0.5, around[3] - 0.5)
        whole = rectangle(cell)
        if grown is None or whole is None or not lies_inside(grown, whole):
            raise Undrawn("a pattern that repeats")
        if state.fill_alpha != 1:
            raise Undrawn("a pattern that is seen through")
        inner = _Run(self.sheet, self.resources, state, self.depth)
        inner.narrow(path, even_odd=even_odd)
        self.sheet.run(
            pattern,
            pattern.get("/Resources", {}),
            replace(inner.state, matrix=matrix, fill=_Paint(), stroke=_Paint()),
            self.depth + 1,
        )

    def _shade(self, operator: str, operands: Any) -> None:
        shading = self.resources.Shading[str(operands[0])]
        kind = int(shading.ShadingType)
        places = [float(one) for one in shading.Coords] if kind in (2, 3) else []
        if kind not in (2, 3) or str(shading.ColorSpace) != "/DeviceRGB" or "/Background" in shading:
            raise Undrawn("a gradient of another kind")
        if [bool(one) for one in shading.get("/Extend", (False, False))] != [True, True]:
            raise Undrawn("a gradient that ends")
        if self.state.fill_alpha != 1:
            raise Undrawn("a gradient that is seen through")
        stops = "".join(
            f'<stop offset="{number(round(offset, 5))}" stop-color="{colour}"/>'
            for offset, colour in stops_of(shading)
        )
        names = ("x1", "y1", "x2", "y2") if kind == 2 else ("fx", "fy", "fr", "cx", "cy", "r")
        where = "".join(
            f' {name}="{number(round(place, 4))}"' for name, place in zip(names, places, strict=True)
        )
        tag = "linearGradient" if kind == 2 else "radialGradient"
        matrix = transform([round(one, 6) for one in self.state.matrix])
        name = self.sheet.defined(
            "gradient",
            f'<{tag} id="%s" gradientUnits="userSpaceOnUse"{where} gradientTransform="{matrix}">{stops}</{tag}>',
        )
        d = written(outline(self.state.box))
        self.sheet.put(lambda clip: f'<path fill="url(#{name})"{clip} d="{d}"/>', self.state.box, self.state)

    # other drawings

    def _draw(self, operator: str, operands: Any) -> None:
        entry = self.resources.XObject[str(operands[0])]
        if str(entry.Subtype) == "/Image":
            self._picture(entry)
            return
        if str(entry.Subtype) != "/Form":
            raise Undrawn(f"an object {entry.Subtype}")
        state = self.state
        alpha, together = state.fill_alpha, "/Group" in entry
        if together and str(entry.Group.get("/S", "")) != "/Transparency":
            raise Undrawn("a group of another kind")
        matrix = times(_matrix(entry.get("/Matrix", (1, 0, 0, 1, 0, 0))), state.matrix)
        inner = _Run(self.sheet, self.resources, state, self.depth)
        inner.narrow(_cell(entry.BBox, matrix), even_odd=False)
        within = replace(inner.state, matrix=matrix)
        if together:
            within = replace(within, fill_alpha=1.0, stroke_alpha=1.0)
        outer, self.sheet.elements = self.sheet.elements, []
        self.sheet.run(entry, entry.get("/Resources", self.resources), within, self.depth + 1)
        made, self.sheet.elements = self.sheet.elements, outer
        if together and alpha != 1 and made:
            made = [f'<g opacity="{number(round(alpha, 4))}">', *made, "</g>"]
        self.sheet.elements += made

    def _picture(self, entry: Any) -> None:
        state = self.state
        corners = _cell((0, 0, 1, 1), state.matrix)
        around = bounds(corners)
        if around is None or bool(entry.get("/ImageMask", False)):
            raise Undrawn("a picture that is a mask")
        a, b, c, d, _, _ = state.matrix
        side, height = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        address, width_px, height_px = address_of(entry, side * _FINEST, height * _FINEST)
        # An image of PDF fills the unit square from below, one of SVG its own size from above.
        matrix = times((1 / width_px, 0.0, 0.0, -1 / height_px, 0.0, 1.0), state.matrix)
        alpha = f' opacity="{number(round(state.fill_alpha, 4))}"' if state.fill_alpha != 1 else ""
        image = (
            f'<image width="{width_px}" height="{height_px}" preserveAspectRatio="none"{alpha}'
            f' transform="{transform(matrix)}" href="{address}"/>'
        )
        self.sheet.put(lambda clip: f"<g{clip}>{image}</g>" if clip else image, around, state)

    # text

    def _begin(self, operator: str, operands: Any) -> None:
        self.text = self.line = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def _end(self, operator: str, operands: Any) -> None:
        pass

    def _set(self, operator: str, operands: Any) -> None:
        name, unit = {
            "Tc": ("character_space", 1.0),
            "Tw": ("word_space", 1.0),
            "Tz": ("stretch", 100.0),
            "TL": ("leading", 1.0),
            "Ts": ("rise", 1.0),
        }[operator]
        self.change(**{name: float(operands[0]) / unit})

    def _mode(self, operator: str, operands: Any) -> None:
        self.change(mode=int(operands[0]))

    def _font(self, operator: str, operands: Any) -> None:
        self.change(font=self.resources.Font[str(operands[0])], size=float(operands[1]))

    def _place(self, operator: str, operands: Any) -> None:
        if operator == "Tm":
            self.text = self.line = _matrix(operands)
            return
        x, y = (float(operands[0]), float(operands[1])) if operator != "T*" else (0.0, -self.state.leading)
        if operator == "TD":
            self.change(leading=-y)
        self.text = self.line = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def _show(self, operator: str, operands: Any) -> None:
        import pikepdf

        state = self.state
        if state.font is None:
            raise Undrawn("text without a font")
        if state.mode > 3:
            raise Undrawn("text that clips")
        font = self.sheet.font(state.font)
        path: list[Segment] = []
        for one in operands[0] if operator == "TJ" else operands[:1]:
            if not isinstance(one, pikepdf.String):
                self._advance(-float(one) / 1000 * state.size * state.stretch)
                continue
            codes = bytes(one)
            for code in (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)):
                size = (state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise)
                matrix = times(times(size, self.text), state.matrix)
                path += ((name, moved(points, matrix)) for name, points in font.outline(code))
                self._advance((font.width(code) * state.size + state.character_space) * state.stretch)
        if path and state.mode != 3:
            self.painted(path, state.mode in (0, 2), state.mode in (1, 2))

    def _advance(self, distance: float) -> None:
        self.text = times((1.0, 0.0, 0.0, 1.0, distance, 0.0), self.text)


_STEPS: Mapping[str, Callable[[_Run, str, Any], None]] = {
    "q": _Run._keep,
    "Q": _Run._restore,
    "cm": _Run._concatenate,
    **dict.fromkeys(("w", "J", "j", "M"), _Run._line),
    "d": _Run._dash,
    "gs": _Run._graphics,
    **dict.fromkeys(("g", "G", "rg", "RG", "k", "K"), _Run._colour),
    **dict.fromkeys(("cs", "CS"), _Run._space),
    **dict.fromkeys(("sc", "SC", "scn", "SCN"), _Run._special),
    **dict.fromkeys(("m", "l", "c", "v", "y"), _Run._point),
    "h": _Run._close,
    "re": _Run._box,
    **dict.fromkeys(("W", "W*"), _Run._clip),
    **dict.fromkeys(("n", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*"), _Run._paint),
    "sh": _Run._shade,
    "Do": _Run._draw,
    "BT": _Run._begin,
    "ET": _Run._end,
    **dict.fromkeys(("Tc", "Tw", "Tz", "TL", "Ts"), _Run._set),
    "Tr": _Run._mode,
    "Tf": _Run._font,
    **dict.fromkeys(("Tm", "Td", "TD", "T*"), _Run._place),
    **dict.fromkeys(("Tj", "TJ"), _Run._show),
}


def _matrix(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in numbers)
    return a, b, c, d, e, f


def _cell(box: Any, matrix: Matrix) -> list[Segment]:
    """A box of another space, as a path."""
    left, bottom, right, top = (float(one) for one in box)
    return [(name, moved(points, matrix)) for name, points in outline((left, bottom, right, top))]


def _inside_of(shown: Box, before: Box, around: Box | None) -> Box:
    """The box that holds still beside a clip: none closer than before, so that nothing is clipped twice."""
    return before if around and lies_inside(around, before) else shown
