"""What laid-out pages look like, in plain values: lines, rows, disclaimers, pictures, and where they lie.

Input: a document that WeasyPrint has laid out. Output: its pages, lines, places and pictures. Must not: change a box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

MM = 25.4 / 96  # a CSS pixel
# How far letters reach above and below their line. Units: em.
ASCENT_EM, DESCENT_EM = 1.05, 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text in one line, where it was laid out.

    Units: millimetres from the page's left and top; `size_pt` in points. `left` and `right` bound its box, `bounds` its table's.
    Shape: `tags` and `classes` are those of the elements around it; `table` is the number in the class
    `number-N` of its figure, else None; `cell` tells cells apart; `margin` is a running head or foot. `notice` is the
    id of the disclaimer that it belongs to; `generated` text is a stylesheet's.
    """

    page: int
    text: str
    x: float
    y: float
    width: float
    height: float
    size_pt: float
    left: float
    right: float
    tags: frozenset[str]
    classes: frozenset[str]
    table: int | None
    cell: int | None
    margin: bool
    bounds: tuple[float, float] | None = None
    notice: str = ""
    generated: bool = False

    @property
    def excess(self) -> float:
        """How far it runs out of its box, or, in a table, out of the table's place."""
        over = max(self.x + self.width - self.right, self.left - self.x)
        if self.bounds:
            over = max(over, self.x + self.width - self.bounds[1], self.bounds[0] - self.x)
        return over


@dataclass(frozen=True, slots=True)
class Place:
    """A block that is asked for by its place.

    Units: `top` and `bottom` in millimetres from the page's top. Shape: `kind` is `row`, `head` (a row of a table's head),
    `notice`, or `spot` (where a notice could be); `name` is its id, or one that all its pieces share, `table` the number of its table.
    """

    kind: str
    name: str
    table: int | None
    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made of pixels. Shape: `name` is its address in the markup; `ppi` is how fine it is, in pixels per inch."""

    name: str
    page: int
    ppi: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page's sizes. Units: millimetres.

    Shape: `used` is the lowest point of text, pictures and lines to write on in the content area, which is from `left` and `top` to `right`
    and `bottom`; `name` is what stylesheets call the page.
    """

    width: float
    height: float
    top: float
    bottom: float
    used: float
    left: float = 0.0
    right: float = 0.0
    name: str = ""

    @property
    def share(self) -> float:
        """How much of the content area is used, 0 to 1."""
        return (self.used - self.top) / (self.bottom - self.top)


Measured = tuple[tuple[Page, ...], tuple[Line, ...], tuple[Place, ...], tuple[Picture, ...]]


def measured(document: Any) -> Measured:
    """What is found on the pages of a laid-out document, in reading order."""
    survey = _Survey()
    for page in document.pages:
        survey.page(page._page_box)
    return tuple(survey.pages), tuple(survey.lines), tuple(survey.places), tuple(survey.pictures)


class _Survey:
    """What is found on one page after another."""

    def __init__(self) -> None:
        from weasyprint.formatting_structure import boxes
        from weasyprint.images import RasterImage

        self.boxes, self.raster = boxes, RasterImage
        self.lines: list[Line] = []
        self.pages: list[Page] = []
        self.places: list[Place] = []
        self.pictures: list[Picture] = []
        # A box that lies on two pages is two boxes of one element.
        self.numbers: dict[Any, int] = {}

    def page(self, box: Any) -> None:
        used = 0.0
        for child in box.children:
            margin = isinstance(child, self.boxes.MarginBox)
            lowest = self.visit(child, _Around(margin=margin))
            if not margin:
                used = max(used, lowest)
        top, left = box.content_box_y() * MM, box.content_box_x() * MM
        self.pages.append(
            Page(
                box.margin_width() * MM, box.margin_height() * MM, top, top + box.height * MM, max(used, top),
                left, left + box.width * MM, box.page_type.name,
            )
        )  # fmt: skip

    def visit(self, box: Any, around: _Around) -> float:
        """The lowest point of text, pictures and lines to write on in a box, all of which is noted but the lines."""
        boxes = self.boxes
        box = getattr(box, "_box", box)  # a placeholder of something positioned
        lowest = 0.0
        element = box.element
        if element is not None and box.element_tag == element.tag:
            around = around.inside(element)
            if element.tag == "figure" and around.table is not None:
                edge = box.content_box_x() * MM
                around = around._replace(bounds=(edge, edge + box.width * MM))
            if kind := around.kind(element):
                top = box.border_box_y() * MM
                name = element.get("id") or f"{kind} {self.numbers.setdefault(element, len(self.numbers))}"
                self.places.append(
                    Place(
                        kind,
                        name,
                        around.table,
                        len(self.pages),
                        top,
                        top + box.border_height() * MM,
                    )
                )
        if isinstance(box, boxes.BlockContainerBox):
            edge = box.content_box_x()
            around = around._replace(left=edge * MM, right=(edge + box.width) * MM)
        if isinstance(box, boxes.TableCellBox) or around.stacked_cell(box):
            around = around._replace(cell=id(box.element))
        if isinstance(box, boxes.TableCellBox) and around.bounds is not None:
            # The room beside its words is a part of the table, too.
            left, right = around.bounds
            around = around._replace(bounds=(left + box.padding_left * MM, right - box.padding_right * MM))
        if isinstance(box, boxes.TextBox):
            if text := box.text.strip():
                size, baseline = box.style["font_size"], box.position_y + box.baseline
                # Some faces claim far more room than their letters take.
                above = max(box.position_y, baseline - ASCENT_EM * size)
                below = min(box.position_y + box.height, baseline + DESCENT_EM * size)
                self.lines.append(
                    Line(
                        len(self.pages), text, box.position_x * MM, above * MM, _width(box) * MM, (below - above) * MM,
                        size * 0.75, around.left, around.right, around.tags, around.classes,
                        around.table, around.cell, around.margin, around.bounds, around.notice,
                        "::" in (box.element_tag or ""),
                    )
                )  # fmt: skip
                lowest = below * MM
        elif isinstance(box, boxes.ReplacedBox):
            lowest = (box.position_y + box.height) * MM
            if isinstance(box.replacement, self.raster) and element is not None and box.width:
                ppi = box.replacement.width / (box.width * MM / 25.4)
                self.pictures.append(Picture(element.get("src") or "", len(self.pages), ppi))
        children = getattr(box, "children", ())
        if not children and getattr(box, "border_bottom_width", None):
            # A line to write on.
            lowest = max(lowest, (box.border_box_y() + box.border_height()) * MM)
        for child in children:
            lowest = max(lowest, self.visit(child, around))
        return lowest


def _width(box: Any) -> float:
    """How wide the words of a line are. Units: pixels.

    Why: in code the space at which a line ends is kept, and hangs out of its box, where nobody sees it.
    """
    from weasyprint.text.line_break import Layout, line_size

    if not box.text[-1:].isspace() or box.style["white_space"] != "pre-wrap":
        return float(box.width)
    layout = Layout(box.style)
    layout.set_text(box.text.rstrip())
    width, _ = line_size(layout.get_first_line()[0], box.style)
    layout.deactivate()
    return min(float(width), float(box.width))


class _Around(NamedTuple):
    tags: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    left: float = 0.0
    right: float = 0.0
    table: int | None = None
    cell: int | None = None
    margin: bool = False
    bounds: tuple[float, float] | None = None
    notice: str = ""

    def inside(self, element: Any) -> _Around:
        tags, classes, left, right, number, cell, margin, bounds, notice = self
        tags |= {str(element.tag)}
        if named := element.get("class"):
            names = named.split()
            classes = classes.union(names)
            number = next((int(name[7:]) for name in names if name.startswith("number-")), number)
            if "notice" in names:
                notice = element.get("id") or ""
        return _Around(tags, classes, left, right, number, cell, margin, bounds, notice)

    def kind(self, element: Any) -> str:
        """What `Place` calls an element, if anything."""
        if element.tag == "tr":
            return "head" if "thead" in self.tags else "row"
        names = (element.get("class") or "").split()
        return next((name for name in ("notice", "spot") if name in names), "")

    def stacked_cell(self, box: Any) -> bool:
        return box.element is not None and box.element_tag in ("td", "th")
