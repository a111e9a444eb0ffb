"""All that pages draw with, in ink: pieces, pictures, patterns, shadings, states.

Input: a document whose colours are the screen's. Output: new content and new resources; the old ones are never changed,
since others may share them. Only what is drawn is taken along.
Must not: leave a colour as it was without saying so.

Source: ISO 32000-1 8 and 14.6, ISO 15930-7 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import Any

from pipeline.engines.press import pictures
from pipeline.engines.press.colour import Inks, luminosity
from pipeline.engines.press.functions import NotUnderstood, remade
from pipeline.engines.press.operators import UPRIGHT, Drawn, Matrix, Writer, times
from pipeline.engines.press.spaces import GREY, INK, RGB, Space, space_of
from pipeline.engines.running import NONE, Running

_DEPTH = 24
# What pictures, and those of one bit, need on paper.
ENOUGH_PPI = 300
FINE_PPI = 600


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a printer would stop at.

    Shape: `kind` is `resolution` (`value`: pixels per inch), `ink` (`value`: percent before it was reduced), `left`
    (`what` could not be turned into ink and is as it was), `font` (not embedded), `size` (a page of another size than
    its place) or `layer`. Units: `page` counts from 0.
    """

    kind: str
    page: int
    what: str
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A picture that is not filled in yet."""

    made: Any
    image: Any
    resources: Any
    masking: bool
    page: int


class Converter:
    """Turns what one document's pages draw into ink, each thing once."""

    def __init__(self, document: Any, inks: Inks) -> None:
        self._document = document
        self._inks = inks
        self._made: dict[tuple[Any, bool], Any] = {}
        self._drawn: dict[Any, list[tuple[Matrix, str, Any]]] = {}
        self._waiting: list[_Waiting] = []
        self._finest: dict[Any, float] = {}
        self._doing: set[tuple[Any, bool]] = set()
        self._page = 0
        self._fonts: set[Any] = set()
        self._faults: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults)

    def page(self, number: int, page: Any, running: Running) -> Drawn:
        """A page's content, its running heads and feet marked as such."""
        self.at(number)
        drawn = self._content(page, page.resources, False, running)
        self._note_ink()
        for width, pixels, what, picture in _resolutions(drawn.uses, UPRIGHT, self._drawn, 0):
            found = round(pixels / (width / 72), 1)
            self._finest[picture] = min(found, self._finest.get(picture, found))
            if found < (FINE_PPI if what == "stencil" else ENOUGH_PPI):
                self.note("resolution", what, found)
        return drawn

    def group(self, group: Any, masking: bool = False) -> Any:
        """A transparency group's properties."""
        from pikepdf import Dictionary, Name

        made = Dictionary({key: group[key] for key in ("/Type", "/S", "/I", "/K") if key in group})
        made.CS = Name.DeviceGray if masking else Name.DeviceCMYK
        return made

    # ── content streams ─────────────────────────────────────────────────────────────────────────

    def _content(self, stream: Any, resources: Any, masking: bool, running: Running = NONE) -> Drawn:
        import pikepdf

        writer = Writer(self, resources, masking, running)
        parsed: list[Any] = list(pikepdf.parse_content_stream(stream))
        for operands, operator in parsed:
            writer.take(operands, str(operator), operator)
        return writer.finished()

    def colour(
        self, space: Space, numbers: Sequence[float], stroke: bool, masking: bool
    ) -> tuple[list[Any], str]:
        """The instruction that sets a colour."""
        try:
            if masking:
                return [_decimal(luminosity(*space.screen(numbers)))], "G" if stroke else "g"
            return [_decimal(ink) for ink in space.inks(numbers, self._inks)], "K" if stroke else "k"
        except Exception as error:
            self.note("left", f"a colour: {error}")
            return [Decimal(0)] * 3 + [Decimal(1)] if not masking else [Decimal(0)], (
                ("G" if stroke else "g") if masking else ("K" if stroke else "k")
            )

    def xobject(self, thing: Any, resources: Any, masking: bool) -> Any:
        """A form or a picture in ink."""
        kind = str(thing.get("/Subtype", ""))
        if kind == "/Form":
            return self._once(thing, masking, lambda: self.form(thing, resources, masking))
        if kind == "/Image":
            return self._once(thing, masking, lambda: self.picture(thing, resources, masking))
        self.note("left", f"an object of type {kind[1:] or 'unknown'}")
        return None

    def form(self, form: Any, resources: Any, masking: bool) -> Any:
        from pikepdf import Name

        drawn = self._content(form, form.get("/Resources", resources), masking)
        made = self._document.make_stream(drawn.content)
        made.Type, made.Subtype = Name.XObject, Name.Form
        for key in ("/BBox", "/Matrix"):
            if key in form:
                made[key] = form[key]
        if "/Group" in form:
            made.Group = self.group(form.Group, masking)
        made.Resources = drawn.resources
        self._drawn[made.objgen] = drawn.uses
        return made

    def picture(self, image: Any, resources: Any, masking: bool) -> Any:
        """A picture's place; what it holds is filled in at the end, when it is known how large it is drawn."""
        from pikepdf import Name

        if image.get("/ImageMask", False):
            return pictures.mask(self._document, image)
        made = self._document.make_stream(b"")
        made.Subtype, made.Width, made.Height = Name.Image, image.Width, image.Height
        made.BitsPerComponent = image.get("/BitsPerComponent", 8)
        self._waiting.append(_Waiting(made, image, resources, masking, self._page))
        return made

    def finish(self) -> None:
        """Fills in the pictures."""
        for waiting in self._waiting:
            self.at(waiting.page)
            found = self._filled(waiting)
            made = waiting.made
            made.write(
                found.read_raw_bytes(), filter=found.get("/Filter"), decode_parms=found.get("/DecodeParms")
            )
            for key, part in found.items():
                if key not in ("/Length", "/Filter", "/DecodeParms"):
                    made[key] = part
        self._waiting.clear()
        self._note_ink()

    def _filled(self, waiting: _Waiting) -> Any:
        image = waiting.image
        try:
            space = self._space_of_picture(image, waiting.resources)
            if waiting.masking:
                return pictures.levelled(self._document, image, space)
            ppi = self._finest.get(waiting.made.objgen, 0.0)
            made, most = pictures.inked(self._document, image, space, self._inks, ppi)
        except Exception as error:
            self.note("left", f"a picture of {image.get('/Width')} × {image.get('/Height')}: {error}")
            return image
        if most > self._inks.limit * 100 + 0.5:
            self.note("ink", f"a picture of {image.Width} × {image.Height}", round(most, 1))
        return made

    def stream_of(self, inline: Any) -> Any:
        """A picture within content as an object like any other."""
        made = self._document.make_stream(inline.read_raw_bytes())
        for key, part in inline.obj.items():
            made[key] = part
        return made

    def _space_of_picture(self, image: Any, resources: Any) -> Space:
        found = image.get("/ColorSpace")
        if found is not None:
            return space_of(found, resources)
        if str(image.get("/Filter", "")) == "/JPXDecode":
            import io

            from PIL import Image

            with Image.open(io.BytesIO(image.read_raw_bytes())) as opened:
                spaces = {"L": GREY, "RGB": RGB, "CMYK": INK}
                if opened.mode in spaces:
                    return spaces[opened.mode]
        raise NotUnderstood("no colour space")

    def pattern(self, pattern: Any, masking: bool) -> Any:
        return self._once(pattern, masking, lambda: self._pattern(pattern, masking))

    def _pattern(self, pattern: Any, masking: bool) -> Any:
        from pikepdf import Dictionary, Name

        if int(pattern.get("/PatternType", 1)) == 2:
            made = Dictionary(
                Type=Name.Pattern, PatternType=2, Shading=self.shading(pattern.Shading, masking)
            )
            if "/Matrix" in pattern:
                made.Matrix = pattern.Matrix
            if "/ExtGState" in pattern:
                made.ExtGState = self.state(pattern.ExtGState, masking)
            return self._document.make_indirect(made)
        drawn = self._content(pattern, pattern.get("/Resources", Dictionary()), masking)
        made = self._document.make_stream(drawn.content)
        for key in (
            "/Type",
            "/PatternType",
            "/PaintType",
            "/TilingType",
            "/BBox",
            "/XStep",
            "/YStep",
            "/Matrix",
        ):
            if key in pattern:
                made[key] = pattern[key]
        made.Resources = drawn.resources
        self._drawn[made.objgen] = drawn.uses
        return made

    def shading(self, shading: Any, masking: bool) -> Any:
        return self._once(shading, masking, lambda: self._shading(shading, masking))

    def _shading(self, shading: Any, masking: bool) -> Any:
        from pikepdf import Array, Dictionary, Name, Stream

        try:
            space = space_of(shading.ColorSpace, None)
            if space.inked and not masking and isinstance(shading, Stream) and "/Function" not in shading:
                return shading
            if "/Function" not in shading:
                raise NotUnderstood(f"a mesh of type {shading.get('/ShadingType')}")
            made: Any
            if isinstance(shading, Stream):
                made = self._document.make_stream(shading.read_bytes())
            else:
                made = Dictionary()
            for key in shading.keys():  # noqa: SIM118 – a stream is no mapping
                if key not in (
                    "/ColorSpace",
                    "/Function",
                    "/Background",
                    "/Length",
                    "/Filter",
                    "/DecodeParms",
                ):
                    made[key] = shading[key]
            made.ColorSpace = Name.DeviceGray if masking else Name.DeviceCMYK
            made.Function = remade(
                self._document, shading.Function, lambda colours: self._passage(space, colours, masking)
            )
            if "/Background" in shading:
                numbers, _ = self.colour(space, [float(part) for part in shading.Background], False, masking)
                made.Background = Array(numbers)
        except Exception as error:
            self.note("left", f"a gradient: {error}")
            return shading
        return made if isinstance(made, Stream) else self._document.make_indirect(made)

    def _passage(self, space: Space, colours: list[list[float]], masking: bool) -> list[list[float]]:
        """Colours that pass into one another; those at the ends are as flat colours are.

        Why: the recipes of the brand and of grey differ from what the profile gives, and would leave a seam.
        """
        if masking:
            return [[luminosity(*space.screen(colour))] for colour in colours]
        if space.inked or len(colours) == 1:
            return [list(space.inks(colour, self._inks)) for colour in colours]
        seen = [space.screen(colour) for colour in colours]
        if all(red == green == blue for red, green, blue in seen):
            return [list(self._inks.mixed(*colour)) for colour in seen]
        ends = [
            [
                exact - found
                for exact, found in zip(
                    self._inks.mixed(*colour), self._inks.photographed(*colour), strict=True
                )
            ]
            for colour in (seen[0], seen[-1])
        ]
        results: list[list[float]] = []
        for index, colour in enumerate(seen):
            share = index / (len(seen) - 1)
            cyan, magenta, yellow, black = (
                min(max(found + (1 - share) * first + share * last, 0.0), 1.0)
                for found, first, last in zip(self._inks.photographed(*colour), *ends, strict=True)
            )
            results.append(list(self._inks.limited((cyan, magenta, yellow, black))))
        return results

    def state(self, state: Any, masking: bool) -> Any:
        """A graphics state, without what a press refuses: transfer functions and halftones of its own."""
        return self._once(state, masking, lambda: self._state(state, masking))

    def _state(self, state: Any, masking: bool) -> Any:
        from pikepdf import Array, Dictionary

        made = Dictionary()
        for key, found in state.items():
            if key in ("/TR", "/TR2", "/HT", "/HTP", "/BG", "/BG2", "/UCR", "/UCR2"):
                continue
            if key == "/SMask" and isinstance(found, Dictionary):
                mask = Dictionary(S=found.S, G=self.xobject(found.G, Dictionary(), True))
                if "/TR" in found:
                    mask.TR = found.TR
                if "/BC" in found:
                    space = (
                        GREY if "/CS" not in found.G.get("/Group", {}) else space_of(found.G.Group.CS, None)
                    )
                    numbers, _ = self.colour(space, [float(part) for part in found.BC], False, True)
                    mask.BC = Array(numbers)
                made.SMask = mask
            elif key == "/Font":
                made.Font = Array([self.font(found[0]), found[1]])
            else:
                made[key] = found
        return made

    def font(self, font: Any) -> Any:
        kind = str(font.get("/Subtype", ""))
        if kind == "/Type3":
            return self._once(font, False, lambda: self._drawn_font(font))
        if font.objgen not in self._fonts:
            self._fonts.add(font.objgen)
            holder = font.DescendantFonts[0] if kind == "/Type0" else font
            descriptor = holder.get("/FontDescriptor", {})
            if not any(f"/FontFile{number}" in descriptor for number in ("", 2, 3)):
                self.note("font", str(font.get("/BaseFont", "/unknown"))[1:])
        return font

    def _drawn_font(self, font: Any) -> Any:
        """A font whose letters are drawings."""
        from pikepdf import Dictionary

        made = Dictionary(
            {key: part for key, part in font.items() if key not in ("/CharProcs", "/Resources")}
        )
        resources = Dictionary()
        procedures = Dictionary()
        for name, glyph in font.CharProcs.items():
            drawn = self._content(glyph, font.get("/Resources", Dictionary()), False)
            procedures[name] = self._document.make_stream(drawn.content)
            for kind, entries in drawn.resources.items():
                kept = resources.get(kind, Dictionary())
                for key, entry in entries.items():
                    kept[key] = entry
                resources[kind] = kept
        made.CharProcs, made.Resources = procedures, resources
        return self._document.make_indirect(made)

    # ── bookkeeping ─────────────────────────────────────────────────────────────────────────────

    def _once(self, thing: Any, masking: bool, make: Any) -> Any:
        if not thing.is_indirect:
            return make()
        key = (thing.objgen, masking)
        if key not in self._made:
            if key in self._doing or len(self._doing) > _DEPTH:
                self.note("left", "content that draws itself")
                return None
            self._doing.add(key)
            try:
                self._made[key] = make()
            finally:
                self._doing.discard(key)
        return self._made[key]

    def at(self, page: int) -> None:
        """Of which page the next faults are."""
        self._page = page

    def note(self, kind: str, what: str, amount: float = 0.0) -> None:
        self._faults.setdefault(Fault(kind, self._page, what, amount))

    def _note_ink(self) -> None:
        for name, total in self._inks.excessive:
            self.note("ink", name, total)
        self._inks.excessive.clear()


def _resolutions(
    uses: list[tuple[Matrix, str, Any]],
    matrix: Matrix,
    drawn: dict[Any, list[tuple[Matrix, str, Any]]],
    depth: int,
) -> list[tuple[float, int, str, Any]]:
    """Every picture that is drawn: how wide it is, of how many pixels, and what it is. Units: points."""
    if depth > _DEPTH:
        return []
    found: list[tuple[float, int, str, Any]] = []
    for own, kind, thing in uses:
        if kind == "form":
            piece, inner = thing
            found += _resolutions(drawn.get(piece, []), times(inner, times(own, matrix)), drawn, depth + 1)
        elif kind == "pattern":
            found += _resolutions(drawn.get(thing, []), times(own, matrix), drawn, depth + 1)
        else:
            a, b, c, d, _, _ = times(own, matrix)
            width, height = hypot(a, b), hypot(c, d)
            if width > 0 and height > 0:
                # The coarser of both directions counts.
                across, down, number = thing
                pixels, length = (across, width) if across / width <= down / height else (down, height)
                found.append((length, pixels, kind, number))
    return found


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.4f}").normalize() + 0
