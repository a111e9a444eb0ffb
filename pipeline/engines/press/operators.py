"""A content stream for the screen, taken instruction by instruction, as one for the press.

Input: instructions, the resources that they name, and a converter that turns these into ink. Output: `Drawn`.
Must not: turn anything but instructions itself; leave out content that a reader would miss.

Source: ISO 32000-1 8 and 14.6.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.engines.press.spaces import GREY, INK, RGB, Space, space_of
from pipeline.engines.running import Running

if TYPE_CHECKING:
    from pipeline.engines.press.content import Converter

Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FILL = {"g": GREY, "rg": RGB, "k": INK}
_STROKE = {"G": GREY, "RG": RGB, "K": INK}


@dataclass(slots=True)
class Drawn:
    """A piece of content. Shape: `uses` are the pictures and pieces that it draws, and how each is turned and scaled."""

    content: bytes
    resources: Any
    uses: list[tuple[Matrix, str, Any]] = field(default_factory=list)


class Writer:
    """Takes one content stream's instructions and gives those for the press."""

    def __init__(self, converter: Converter, resources: Any, masking: bool, running: Running) -> None:
        from pikepdf import Dictionary

        self._converter = converter
        self._source = resources
        self._masking = masking
        self._running = running
        # Where running content began whose side is not known yet.
        self._begun: int | None = None
        self._resources = Dictionary()
        self._instructions: list[Any] = []
        self._uses: list[tuple[Matrix, str, Any]] = []
        self._matrix = UPRIGHT
        self._fill: Space | None = None
        self._stroke: Space | None = None
        self._saved: list[tuple[Matrix, Space | None, Space | None]] = []
        self._marked: list[bool] = []
        self._inline = 0
        self._known: set[tuple[str, str]] = set()

    def take(self, operands: Any, name: str, operator: Any) -> None:
        """The next instruction of the page, as it is to be printed."""
        if name in _FILL:
            self._fill = _FILL[name]
            self._set(_FILL[name], operands, stroke=False)
        elif name in _STROKE:
            self._stroke = _STROKE[name]
            self._set(_STROKE[name], operands, stroke=True)
        elif name in ("cs", "CS"):
            self._choose(operands[0], name == "CS")
        elif name in ("sc", "scn", "SC", "SCN"):
            self._paint(operands, name[0] == "S")
        elif name in ("q", "Q"):
            self._nest(name, operands, operator)
        elif name == "cm":
            self._matrix = times(matrix_of(operands), self._matrix)
            self._instructions.append((operands, operator))
        elif name in ("BMC", "BDC", "EMC", "MP", "DP"):
            self._mark(operands, name, operator)
        elif name in ("Do", "gs", "sh", "Tf"):
            self._use(operands, name, operator)
        elif name == "INLINE IMAGE":
            self._draw_inline(operands[0])
        elif name not in ("ri", "i", "PS"):
            if name == "Tm" and self._begun is not None:
                self._decide(times(matrix_of(operands), self._matrix)[5])
            self._instructions.append((operands, operator))

    def finished(self) -> Drawn:
        import pikepdf
        from pikepdf import Operator

        self._instructions.extend(([], Operator("EMC")) for kept in self._marked if kept)
        self._instructions.extend(([], Operator("Q")) for _ in self._saved)
        return Drawn(pikepdf.unparse_content_stream(self._instructions), self._resources, self._uses)

    # ── colours ─────────────────────────────────────────────────────────────────────────────────

    def _set(self, space: Space, numbers: Any, *, stroke: bool) -> None:
        from pikepdf import Operator

        operands, name = self._converter.colour(
            space, [float(part) for part in numbers], stroke, self._masking
        )
        self._instructions.append((operands, Operator(name)))

    def _choose(self, wanted: Any, stroke: bool) -> None:
        from pikepdf import Array, Name, Operator

        try:
            space = space_of(wanted, self._source)
        except Exception as error:
            self._converter.note("left", f"a colour space: {error}")
            space = GREY
        if stroke:
            self._stroke = space
        else:
            self._fill = space
        if space.kind != "pattern":
            self._set(space, space.initial, stroke=stroke)
            return
        operator = Operator("CS" if stroke else "cs")
        if space.base is None:
            self._instructions.append(([Name.Pattern], operator))
            return
        name = "/Pattern-grey" if self._masking else "/Pattern-ink"
        under = Name.DeviceGray if self._masking else Name.DeviceCMYK
        self._keep("/ColorSpace", name, Array([Name.Pattern, under]))
        self._instructions.append(([Name(name)], operator))

    def _paint(self, operands: Any, stroke: bool) -> None:
        from pikepdf import Name, Operator

        space = self._stroke if stroke else self._fill
        if len(operands) and isinstance(operands[-1], Name):
            self._paint_pattern(operands, space, stroke)
            return
        if space is None or space.kind == "pattern":
            # A form goes on with the colour space of what draws it.
            space = {1: GREY, 3: RGB, 4: INK}.get(len(operands), GREY)
        numbers = [float(part) for part in operands]
        if space.count != len(numbers):
            self._converter.note("left", f"{len(numbers)} numbers where a colour has {space.count}")
            self._instructions.append(([0, 0, 0, 1], Operator("K" if stroke else "k")))
            return
        self._set(space, numbers, stroke=stroke)

    def _paint_pattern(self, operands: Any, space: Space | None, stroke: bool) -> None:
        from pikepdf import Operator

        name = str(operands[-1])
        found = self._source.get("/Pattern", {}).get(name)
        if found is None:
            self._converter.note("left", f"a pattern {name[1:]} that is not there")
            return
        made = self._converter.pattern(found, self._masking)
        if made is None:
            return
        self._keep("/Pattern", name, made)
        if made.is_indirect:
            self._uses.append((matrix_of(made.get("/Matrix", UPRIGHT)), "pattern", made.objgen))
        numbers = [float(part) for part in list(operands)[:-1]]
        under: list[Any] = []
        if numbers and space is not None and space.base is not None:
            under, _ = self._converter.colour(space.base, numbers, stroke, self._masking)
        self._instructions.append(([*under, operands[-1]], Operator("SCN" if stroke else "scn")))

    # ── nesting ─────────────────────────────────────────────────────────────────────────────────

    def _nest(self, name: str, operands: Any, operator: Any) -> None:
        if name == "q":
            self._saved.append((self._matrix, self._fill, self._stroke))
        elif self._saved:
            self._matrix, self._fill, self._stroke = self._saved.pop()
        else:
            return
        self._instructions.append((operands, operator))

    def _mark(self, operands: Any, name: str, operator: Any) -> None:
        if name == "EMC":
            self._decide(None)
            if self._marked and self._marked.pop():
                self._instructions.append((operands, operator))
            return
        if name in ("MP", "DP"):
            return
        kept = self._kept_mark(operands, name)
        self._marked.append(kept is not None)
        if kept is not None:
            self._instructions.append(kept)

    def _decide(self, baseline: float | None) -> None:
        """Says what running content is, now that its first line is known."""
        from pikepdf import Dictionary, Name, Operator

        if self._begun is None:
            return
        side = self._running.side(baseline)
        if side is None:
            mark = [Name.Span, Dictionary()]
        else:
            mark = [Name.Artifact, Dictionary(Type=Name.Pagination, Subtype=Name(side))]
        self._instructions[self._begun] = (mark, Operator("BDC"))
        self._begun = None

    def _kept_mark(self, operands: Any, name: str) -> Any:
        """The beginning of marked content that is kept: what is no content, and what stands for what is drawn."""
        from pikepdf import Dictionary, Name, Operator

        tag = str(operands[0])
        properties: Any = Dictionary()
        if name == "BDC":
            properties = operands[1]
            if isinstance(properties, Name):
                properties = self._source.get("/Properties", {}).get(str(properties), Dictionary())
        if tag == "/OC":
            self._converter.note("layer", "content that may be hidden")
            return None
        if "/MCID" in properties and self._running.includes(int(properties.MCID)):
            self._begun = len(self._instructions)
            return [Name.Artifact], Operator("BMC")
        if tag == "/Artifact":
            rest = Dictionary({key: properties[key] for key in ("/Type", "/Subtype") if key in properties})
            return (
                ([Name.Artifact, rest], Operator("BDC")) if len(rest) else ([Name.Artifact], Operator("BMC"))
            )
        if tag == "/Figure":
            # So that what else is drawn can be told from pictures.
            return [Name.Figure], Operator("BMC")
        if "/ActualText" in properties:
            return [Name(tag), Dictionary(ActualText=properties.ActualText)], Operator("BDC")
        return None

    # ── resources ───────────────────────────────────────────────────────────────────────────────

    def _use(self, operands: Any, name: str, operator: Any) -> None:
        kind = {"Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading", "Tf": "/Font"}[name]
        key = str(operands[0])
        if name != "Do" and (kind, key) in self._known:
            self._instructions.append((operands, operator))
            return
        found = self._source.get(kind, {}).get(key) if self._source is not None else None
        if found is None:
            self._converter.note("left", f"{kind[1:]} {key[1:]} that is not there")
            return
        converter = self._converter
        made: Any
        if name == "Do":
            made = converter.xobject(found, self._source, self._masking)
            if made is not None:
                self._uses.append((self._matrix, *_drawing(made)))
        elif name == "gs":
            made = converter.state(found, self._masking)
        elif name == "sh":
            made = converter.shading(found, self._masking)
        else:
            made = converter.font(found)
        if made is None:
            return
        self._keep(kind, key, made)
        self._known.add((kind, key))
        self._instructions.append((operands, operator))

    def _draw_inline(self, inline: Any) -> None:
        """A picture in the content, as an object of its own."""
        from pikepdf import Name, Operator

        stream = self._converter.stream_of(inline)
        made = self._converter.picture(stream, self._source, self._masking)
        self._inline += 1
        name = f"/Inline-{self._inline}"
        self._keep("/XObject", name, made)
        self._uses.append((self._matrix, *_drawing(made)))
        self._instructions.append(([Name(name)], Operator("Do")))

    def _keep(self, kind: str, name: str, made: Any) -> None:
        from pikepdf import Dictionary

        if kind not in self._resources:
            self._resources[kind] = Dictionary()
        self._resources[kind][name] = made


def times(first: Matrix, second: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
    )  # fmt: skip


def matrix_of(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return (a, b, c, d, e, f)


def _drawing(made: Any) -> tuple[str, Any]:
    """What is remembered of something drawn: pieces by their number, pictures by their pixels."""
    if str(made.get("/Subtype", "")) == "/Form":
        return "form", (made.objgen, matrix_of(made.get("/Matrix", UPRIGHT)))
    kind = (
        "stencil"
        if made.get("/ImageMask", False) or int(made.get("/BitsPerComponent", 8)) == 1
        else "picture"
    )
    return kind, (int(made.Width), int(made.Height), made.objgen)
