"""A PDF's content streams, open for changes: which operators draw which words, and where.

Input: a document and its streams. Output: `Sheet`s with their `Shown` text. Must not: draw, or know disclaimers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.proof.mutants.wording import squeezed

Instruction = tuple[list[Any], str]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_HYPHENS = str.maketrans("", "", "-‐\u2011")


def times(first: Matrix, second: Matrix) -> Matrix:
    """`first` applied before `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


@dataclass(frozen=True, slots=True)
class Font:
    """What a font of a page says. Shape: `texts` by code, `codes` the other way; two bytes a code."""

    name: str
    entry: Any
    texts: dict[int, str]
    codes: dict[str, int]
    widths: dict[int, float]
    default_width: float

    def width(self, code: int) -> float:
        return self.widths.get(code, self.default_width)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One code of a text-showing operator. Shape: `item` of the operand's array, `offset` in its bytes."""

    code: int
    text: str
    item: int
    offset: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A text-showing operator.

    Shape: `index` in the sheet's instructions; `begin` and `end` are those of its BT and ET; `matrix` takes text
    space to the page. Units: pt.
    """

    index: int
    begin: int
    end: int
    font: Font
    size: float
    matrix: Matrix
    glyphs: tuple[Glyph, ...]
    actual: str | None = None

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs) if self.actual is None else self.actual

    @property
    def width(self) -> float:
        return sum(self.font.width(glyph.code) for glyph in self.glyphs) / 1000 * self.size

    @property
    def size_pt(self) -> float:
        return self.size * float((self.matrix[2] ** 2 + self.matrix[3] ** 2) ** 0.5)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top on the page, from metrics. Units: pt."""
        corners = []
        for x in (0.0, self.width):
            for y in (-0.3 * self.size, 0.95 * self.size):
                a, b, c, d, e, f = self.matrix
                corners.append((a * x + c * y + e, b * x + d * y + f))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass
class Sheet:
    """A page or a form on it, read when it is first asked for. Shape: `page` counts from 0, None for a form."""

    document: Any
    holder: Any
    page: int | None

    @functools.cached_property
    def instructions(self) -> list[Instruction]:
        """What draws the page; to be changed in place."""
        import pikepdf

        return [
            (list(instruction.operands), str(instruction.operator))
            for instruction in pikepdf.parse_content_stream(self.holder)
            if not isinstance(instruction, pikepdf.ContentStreamInlineImage)
        ]

    @functools.cached_property
    def shown(self) -> tuple[Shown, ...]:
        """What is written there, as it was before any change."""
        return tuple(_shown(self.instructions, _fonts(self.target.get("/Resources"))))

    @property
    def resources(self) -> Any:
        import pikepdf

        if "/Resources" not in self.target:
            self.target["/Resources"] = pikepdf.Dictionary()
        return self.target["/Resources"]

    @property
    def target(self) -> Any:
        return self.holder.obj if self.page is not None else self.holder

    def resource(self, kind: str, name: str, value: Any) -> Any:
        """Adds a resource under a name of ours, for this sheet alone; gives its name as an operand."""
        import pikepdf

        resources: Any = pikepdf.Dictionary(self.resources)
        entries: Any = pikepdf.Dictionary(resources[kind]) if kind in resources else pikepdf.Dictionary()
        entries[f"/{name}"] = value
        resources[kind] = entries
        self.target["/Resources"] = resources
        return pikepdf.Name(f"/{name}")

    def write(self) -> None:
        import pikepdf

        data = pikepdf.unparse_content_stream(
            [(operands, pikepdf.Operator(operator)) for operands, operator in self.instructions]
        )
        if self.page is not None:
            self.holder.Contents = self.document.make_stream(data)
        else:
            self.holder.write(data)


def sheets(document: Any) -> Iterator[Sheet]:
    """Every page, and every form that a page shows, once each."""
    seen: set[tuple[int, int]] = set()

    def forms(resources: Any) -> Iterator[Sheet]:
        for entry in (resources or {}).get("/XObject", {}).values():
            if entry.objgen in seen or entry.get("/Subtype") != "/Form":
                continue
            seen.add(entry.objgen)
            yield Sheet(document, entry, None)
            yield from forms(entry.get("/Resources"))

    for number, page in enumerate(document.pages):
        yield Sheet(document, page, number)
        yield from forms(page.obj.get("/Resources"))


def _shown(instructions: Sequence[Instruction], fonts: dict[str, Font]) -> Iterator[Shown]:
    matrix, stack = IDENTITY, []
    line = text = IDENTITY
    font, size, leading = Font("", None, {}, {}, {}, 500.0), 1.0, 0.0
    begin = 0
    pending: list[Any] = []
    actual: list[str | None] = []
    for index, (operands, operator) in enumerate(instructions):
        match operator:
            case "q":
                stack.append((matrix, font, size, leading))
            case "Q" if stack:
                matrix, font, size, leading = stack.pop()
            case "cm":
                matrix = times(_matrix(operands), matrix)
            case "BT":
                begin, line, text, pending = index, IDENTITY, IDENTITY, []
            case "ET":
                for shown in pending:
                    yield Shown(shown[0], begin, index, *shown[1:])
            case "Tf":
                font = fonts.get(str(operands[0]), font)
                size = float(operands[1])
            case "TL":
                leading = float(operands[0])
            case "Tm":
                line = text = _matrix(operands)
            case "Td" | "TD":
                line = text = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
            case "T*":
                line = text = times((1, 0, 0, 1, 0, -leading), line)
            case "BDC" | "BMC":
                actual.append(_actual_text(operands))
            case "EMC" if actual:
                actual.pop()
            case "TJ" | "Tj" | "'" | '"':
                glyphs = tuple(_glyphs(operands[-1], font))
                said = next((one for one in reversed(actual) if one is not None), None)
                pending.append((index, font, size, times(text, matrix), glyphs, said))
                width = sum(font.width(glyph.code) for glyph in glyphs) / 1000 * size
                text = times((1, 0, 0, 1, width, 0), text)


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _actual_text(operands: Sequence[Any]) -> str | None:
    import pikepdf

    if len(operands) == 2 and isinstance(operands[1], pikepdf.Dictionary) and "/ActualText" in operands[1]:
        return str(operands[1]["/ActualText"])
    return None


def _glyphs(operand: Any, font: Font) -> Iterator[Glyph]:
    import pikepdf

    items = list(operand) if isinstance(operand, pikepdf.Array | list) else [operand]
    for number, item in enumerate(items):
        if not isinstance(item, pikepdf.String):
            continue
        data = bytes(item)
        for offset in range(0, len(data) - 1, 2):
            code = data[offset] << 8 | data[offset + 1]
            yield Glyph(code, font.texts.get(code, ""), number, offset)


def _fonts(resources: Any) -> dict[str, Font]:
    return {
        name: _font(name, entry)
        for name, entry in (resources or {}).get("/Font", {}).items()
        if entry.get("/Subtype") == "/Type0"
    }


def _font(name: str, entry: Any) -> Font:
    texts = unicode_map(entry.ToUnicode.read_bytes()) if "/ToUnicode" in entry else {}
    codes: dict[str, int] = {}
    for code, text in texts.items():
        if code:
            codes.setdefault(text, code)
    inner = entry.DescendantFonts[0]
    widths: dict[int, float] = {}
    array = list(inner.get("/W", []))
    while len(array) >= 2:
        first = int(array.pop(0))
        second = array.pop(0)
        try:
            widths |= {first + step: float(width) for step, width in enumerate(second)}
        except TypeError:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(array.pop(0)))
    return Font(name, entry, texts, codes, widths, float(inner.get("/DW", 1000)))


def unicode_map(data: bytes) -> dict[int, str]:
    """What a ToUnicode stream says of each code."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = _utf16(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for first, last, text in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            for step, code in enumerate(range(int(first, 16), min(int(last, 16), 0xFFFF) + 1)):
                start = _utf16(text)
                found[code] = start[:-1] + chr(ord(start[-1]) + step)
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


# ── which operators draw a text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is drawn: operators of one sheet, with the first and last glyph of it in each."""

    shown: tuple[Shown, ...]
    first: int
    last: int


def places(sheet: Sheet, wording: str) -> list[Place]:
    """Each occurrence of a text on a sheet, in stream order."""
    wanted = squeezed(wording).translate(_HYPHENS)
    letters: list[str] = []
    origin: list[tuple[int, int]] = []
    for number, shown in enumerate(sheet.shown):
        if shown.actual is not None:
            # What is said of a text object is said once, however many strings draw it: dots, marks, other fonts.
            begun = number and sheet.shown[number - 1].begin == shown.begin
            pieces = [] if begun else [(shown.actual, 0)]
        else:
            pieces = [(glyph.text, position) for position, glyph in enumerate(shown.glyphs)]
        for text, position in pieces:
            for letter in squeezed(text).translate(_HYPHENS):
                letters.append(letter)
                origin.append((number, position))
    text = "".join(letters)
    found, at = [], text.find(wanted)
    while at >= 0 and wanted:
        first, last = origin[at], origin[at + len(wanted) - 1]
        starts = {number for number, _ in origin[at : at + len(wanted)]}
        objects = {sheet.shown[number].begin for number in starts if sheet.shown[number].actual is not None}
        numbers = [
            number
            for number, shown in enumerate(sheet.shown)
            if number in starts or (shown.actual is not None and shown.glyphs and shown.begin in objects)
        ]
        found.append(Place(tuple(sheet.shown[number] for number in numbers), first[1], last[1]))
        at = text.find(wanted, at + len(wanted))
    return found


def said_at(sheet: Sheet, shown: Shown) -> int:
    """Which instruction of a sheet says the text of something drawn."""
    return next(
        index
        for index in range(shown.begin, -1, -1)
        if sheet.instructions[index][1] == "BDC" and "/ActualText" in sheet.instructions[index][0][1]
    )
