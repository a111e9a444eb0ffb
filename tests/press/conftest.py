"""A press that is ready, and pages to print."""

from __future__ import annotations

import base64
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.engines.press import Condition, Pressed, Sheet, press, single_sheets
from pipeline.engines.press.colour import Inks
from pipeline.engines.weasyprint import Resource, WeasyPrint

TEMPLATES = Path(__file__).parents[2] / "templates"
PROFILES = TEMPLATES / "shared" / "press"
COLOURS = {
    "#004B57": (95.0, 45.0, 45.0, 45.0),
    "#1F1F1D": (0.0, 0.0, 0.0, 100.0),
    "#4B4B4A": (0.0, 0.0, 0.0, 85.0),
    "#E6F3F5": (12.0, 0.0, 5.0, 0.0),
    "#F07D5E": (0.0, 62.0, 62.0, 0.0),
}
IDENTIFIER = bytes(range(16))
MANIFEST = b'{"obligations": []}'
Drawn = Callable[..., tuple[Any, pikepdf.Pdf]]
BLACK = (0.0, 0.0, 0.0, 100.0)
WHITE = (0.0, 0.0, 0.0, 0.0)
FOGRA39 = (PROFILES / "FOGRA39L.icc").read_bytes()
MIXER = Inks(FOGRA39, 300, COLOURS)


@dataclass(frozen=True)
class Press:
    """The press finish with everything given that a test doesn't care about."""

    condition: Condition
    font: bytes
    engine: WeasyPrint

    def __call__(self, pdf: bytes, sheets: tuple[Sheet, ...], **changed: Any) -> Pressed:
        given: dict[str, Any] = {
            "colours": COLOURS, "manifest": MANIFEST, "date": "2026-03-01", "identifier": IDENTIFIER,
            "title": "Tides & times", "bleed_mm": 3.0, "font": self.font,
        } | changed  # fmt: skip
        return press(pdf, sheets, given.pop("condition", self.condition), **given)

    def written(self, body: str, css: str = "", *, size: str = "100mm 150mm") -> bytes:
        """What WeasyPrint makes of some markup, with bleed."""
        page = f"@page{{size:{size};bleed:3mm;margin:10mm}} html{{font-family:sans-serif}}"
        # The engine fetches nothing, not even what is written in an address.
        resources: dict[str, Resource] = {}

        def named(found: re.Match[str]) -> str:
            name = f"picture-{len(resources)}"
            resources[name] = Resource(base64.b64decode(found[2]), found[1])
            return name

        body, css = (re.sub(r"data:(image/\w+);base64,([\w+/=]+)", named, part) for part in (body, css))
        html = f'<html lang="en"><title>Tides</title><style>{page}{css}</style><body>{body}</body></html>'
        layout = self.engine.layout(html, resources)
        assert layout.complaints == ()
        return self.engine.write(layout, IDENTIFIER)

    def on_paper(self, body: str, css: str = "") -> Pressed:
        """Some markup on sheets of its own."""
        pdf = self.written(body, css)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            count = len(document.pages)
        return self(pdf, single_sheets(count, 100, 150))


@pytest.fixture(scope="session")
def printer() -> Press:
    condition = Condition((PROFILES / "FOGRA39L.icc").read_bytes(), "FOGRA39", "Offset on coated paper")
    font = (TEMPLATES / "shared/fonts/print/SourceSans3_400Regular.ttf").read_bytes()
    return Press(condition, font, WeasyPrint())


@pytest.fixture(scope="session")
def ghostscript() -> str:
    found = shutil.which("gs")
    if found is None:
        pytest.skip("Ghostscript is missing; run script/bootstrap --checkers")
    return found


@pytest.fixture
def drawn(printer: Press) -> Iterator[Callable[..., tuple[Pressed, pikepdf.Pdf]]]:
    """A page with this content and these resources, pressed and opened again."""
    opened: list[pikepdf.Pdf] = []

    def make(
        content: bytes, prepare: Callable[[pikepdf.Pdf, Any], None] | None = None, **changed: Any
    ) -> Any:
        document = pikepdf.new()
        document.add_blank_page(page_size=(283.46, 425.2))
        page = document.pages[0]
        page.obj.TrimBox = Array([0, 0, 283.4646, 425.1969])
        page.obj.Contents = document.make_stream(content)
        page.obj.Resources = Dictionary()
        if prepare is not None:
            prepare(document, page.obj.Resources)
        output = io.BytesIO()
        document.save(output)
        pressed = printer(output.getvalue(), single_sheets(1, 100, 150), **changed)
        opened.append(pikepdf.open(io.BytesIO(pressed.content)))
        return pressed, opened[-1]

    yield make
    for document in opened:
        document.close()


def pieces(thing: Any, resources: Any = None) -> Iterator[Any]:
    """All content streams of a page: forms and patterns with what they draw, in the order of their names."""
    yield thing
    lent = thing.get("/Resources", resources) if resources is None or "/Resources" in thing else resources
    for kind in ("/XObject", "/Pattern"):
        for _, one in sorted(lent.get(kind, Dictionary()).items()):
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                yield from pieces(one, lent)


def instructions(document: pikepdf.Pdf, page: int = 0) -> list[tuple[str, list[Any]]]:
    """What is drawn on a sheet's pages, without the furniture around them."""
    sheet = document.pages[page].obj
    found: list[tuple[str, list[Any]]] = []
    for _, form in sorted(sheet.Resources.XObject.items()):
        for piece in pieces(form):
            for instruction in pikepdf.parse_content_stream(piece):
                found.append((str(instruction.operator), list(instruction.operands)))
    return found


def inks(document: pikepdf.Pdf, page: int = 0) -> set[tuple[float, ...]]:
    """The flat colours on a sheet's pages. Units: percent."""
    return {
        tuple(round(float(part) * 100, 1) for part in operands)
        for name, operands in instructions(document, page)
        if name in ("k", "K")
    }


def things(document: pikepdf.Pdf, kind: str, page: int = 0) -> list[Any]:
    """All resources of a kind that a sheet's pages draw with."""
    found: list[Any] = []
    for _, form in sorted(document.pages[page].obj.Resources.XObject.items()):
        for piece in pieces(form):
            found += [
                one
                for _, one in sorted(piece.get("/Resources", Dictionary()).get(kind, Dictionary()).items())
            ]
    return found


def pictures(document: pikepdf.Pdf, page: int = 0) -> list[Any]:
    return [one for one in things(document, "/XObject", page) if one.Subtype == "/Image"]


def address(image: Any, kind: str = "PNG", **options: Any) -> str:
    """A picture as an address."""
    output = io.BytesIO()
    image.save(output, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(output.getvalue()).decode()}"


def image_object(
    document: pikepdf.Pdf, data: bytes, size: tuple[int, int], space: Any, **entries: Any
) -> Any:
    stream = document.make_stream(data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = size
    stream.BitsPerComponent, stream.ColorSpace = 8, space
    for key, part in entries.items():
        stream[f"/{key}"] = part
    return stream
