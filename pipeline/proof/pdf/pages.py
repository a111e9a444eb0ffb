"""The pages of a PDF: their characters, where each stands, and what its text object says of it.

Input: the bytes of a PDF, of a press file also where its panels lie. Output: a `File` of `Page`s.
Must not: know what the file owes.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import re
import struct
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf import spoken
from pipeline.proof.pdf.spoken import Around, Said, room, surroundings, take_said
from pipeline.proof.stream import SOFT

# A note's mark stands as much higher than its words. Units: share of its size.
RAISED = 0.2
MAX_BYTES = 200_000_000
MAX_PAGES = 400
MAX_SIDE_PT = 14_400
MAX_CHARACTERS = 200_000


# Left, bottom, right, top. Units: pt.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a page of the brochure lies on a sheet of a press file, trimmed. Units: pt of the sheet; sheets from 0."""

    sheet: int
    box: Box


@dataclass(frozen=True, slots=True)
class Piece:
    """What one text object says about its characters.

    Shape: `font` is the name of its font without the mark of a subset; `matrix` turns `unit` points of text into the
    page's; `content` is the number of its marked content, -1 outside; `around` are the forms around it.
    Units: pt.
    """

    handle: Any
    size: float
    font: str
    unit: float
    matrix: tuple[float, float, float, float]
    mode: int
    alpha: int
    colour: tuple[int, int, int]
    artifact: bool
    replaced: bool
    content: int
    around: Around


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of text objects whose text is said by `/ActualText`.

    Shape: `start` is where it begins in the page's characters, `pieces` are its text objects; `glyphs` are the object
    of each drawn character, and where that stands; `indexes` are PDFium's for these. Units: pt.
    """

    text: str
    start: int
    pieces: tuple[int, ...]
    box: Box
    glyphs: tuple[tuple[int, float, float], ...]
    indexes: tuple[int, ...] = ()


@dataclass(slots=True)
class Page:
    """One page, its characters and their text objects; of a press file, one panel of a sheet.

    Shape: of a character that is only said, `indexes` is -1, and `within` its fragment; `within` is -1 elsewhere.
    `page`, `text` and `pieces` are those of the whole sheet; `sheet` is its number, None for a page of its own. `objects`
    counts the text objects of the whole.
    """

    number: int
    page: Any
    text: Any
    characters: str
    # Characters of `characters` are PDFium's by `indexes`; text objects by `pieces[marks[i]]`, -1 for none.
    indexes: list[int]
    marks: list[int]
    pieces: list[Piece]
    box: Box
    fragments: list[Fragment] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    sheet: int | None = None
    objects: int = 0
    # Where PDFium says that its characters stand, by their indexes, once they were asked for.
    boxes: dict[int, Box] = field(default_factory=dict)
    origins: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The page in a message."""
        return f"{'page' if self.sheet is None else 'panel'} {self.number + 1}"

    def fragment(self, at: int) -> Fragment | None:
        """The fragment of a character, if it is only said."""
        number = self.within[at] if self.within else -1
        return self.fragments[number] if number >= 0 else None


@dataclass(slots=True)
class File:
    """Shape: of a press file, `outside` is the text of each sheet that no panel holds and nothing marks as furniture, and
    `mixed` are the panels whose text is not that of one page.
    """

    pages: list[Page] = field(default_factory=list)
    bounds: list[int] = field(default_factory=list)
    outside: dict[int, str] = field(default_factory=dict)
    mixed: list[int] = field(default_factory=list)

    def at(self, index: int) -> tuple[Page, int]:
        """The page of a character of the stream, and its index there."""
        number = bisect_right(self.bounds, index) - 1
        return self.pages[number], index - self.bounds[number]


# ── reading


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """A PDF as PDFium reads it, closed at the end. Raises `Unreadable` for what is damaged or too large."""
    import pypdfium2

    if len(content) > MAX_BYTES:
        raise Unreadable("PRF872", what="bytes", limit=MAX_BYTES, found=len(content))
    try:
        document = pypdfium2.PdfDocument(content)
    except (pypdfium2.PdfiumError, ValueError, TypeError) as error:
        raise Unreadable("PRF871", kind="a PDF", problem=str(error).lower().rstrip(".")) from error
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise Unreadable("PRF872", what="pages", limit=MAX_PAGES, found=len(document))
        yield document
    except (pypdfium2.PdfiumError, struct.error) as error:
        raise Unreadable("PRF871", kind="a PDF", problem=str(error).lower().rstrip(".")) from error
    finally:
        document.close()


def read(document: Any, *, said: bool = False, panels: Sequence[Panel] = ()) -> File:
    """All pages; with `said`, the text that `/ActualText` gives stands for what it is around.

    With `panels`, each of them is a page, in their order.
    """
    file = File()
    if panels:
        _read_panels(document, panels, said, file)
    else:
        for number in range(len(document)):
            page, spoken, known = _page(document, number, said)
            file.pages.append(_as_said(page, spoken, known))
    at = 0
    for page in file.pages:
        file.bounds.append(at)
        at += len(page.characters)
    return file


def _read_panels(document: Any, panels: Sequence[Panel], said: bool, file: File) -> None:
    pages: dict[int, Page] = {}
    if any(panel.sheet >= len(document) for panel in panels):
        # Not all programs count the sheets alike.
        raise Unreadable("PRF847", found="a panel that is on no sheet")
    for sheet in range(len(document)):
        whole, spoken, known = _page(document, sheet, said)
        here = [number for number, panel in enumerate(panels) if panel.sheet == sheet]
        owners = _owners(whole, [panels[number].box for number in here])
        held = {
            (owner, whole.pieces[mark].around.root)
            for owner, mark, character in zip(owners, whole.marks, whole.characters, strict=True)
            if mark >= 0 and owner >= 0 and not character.isspace()
        }
        twice = {root for root, count in Counter(root for _, root in held).items() if count > 1}
        for index, number in enumerate(here):
            kept = [at for at, owner in enumerate(owners) if owner == index]
            part = replace(
                whole,
                number=number,
                characters="".join(whole.characters[at] for at in kept) + "\r\n",
                indexes=[*(whole.indexes[at] for at in kept), -1, -1],
                marks=[*(whole.marks[at] for at in kept), -1, -1],
                box=panels[number].box,
                sheet=sheet,
            )
            pages[number] = _as_said(part, spoken, known)
            roots = {root for owner, root in held if owner == index}
            if len(roots) > 1 or roots & twice:
                file.mixed.append(number)
        loose = [
            character
            for character, mark, owner in zip(whole.characters, whole.marks, owners, strict=True)
            if owner < 0 and (character.isspace() if mark < 0 else not whole.pieces[mark].artifact)
        ]
        if text := "".join(loose).strip():
            file.outside[sheet] = text
    file.pages += (pages[number] for number in range(len(panels)))


def _owners(page: Page, boxes: Sequence[Box]) -> list[int]:
    """Which of some boxes holds each character, -1 for none; what layout adds belongs to what it stands behind."""
    owners: list[int] = []
    owner = -1
    for at, mark in enumerate(page.marks):
        if mark >= 0 and not page.characters[at].isspace():
            left, bottom, right, top = char_box(page, at)
            x, y = ((left + right) / 2, (bottom + top) / 2) if right > left else origin(page, at)
            owner = next(
                (index for index, box in enumerate(boxes) if box[0] <= x < box[2] and box[1] <= y < box[3]),
                -1,
            )
        owners.append(owner)
    return owners


def _page(document: Any, number: int, with_said: bool) -> tuple[Page, Said | None, Mapping[int, int]]:
    """A whole page as it is drawn, what is said of it, and its text objects by their addresses."""
    import pypdfium2.raw as pdfium

    page = document[number]
    width, height = page.get_size()
    if not (0 < width <= MAX_SIDE_PT and 0 < height <= MAX_SIDE_PT):
        raise Unreadable("PRF872", what="pt a side", limit=MAX_SIDE_PT, found=f"{width:.0f} × {height:.0f}")
    said = take_said(page) if with_said else None
    around = surroundings(page)
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text.raw)
    if count > MAX_CHARACTERS:
        raise Unreadable("PRF872", what="characters a page", limit=MAX_CHARACTERS, found=count)
    raw = text.raw
    unicode_of, object_of = _plain("FPDFText_GetUnicode", ctypes.c_uint), _plain("FPDFText_GetTextObject")
    text_address = ctypes.addressof(raw.contents)
    names = _Names()
    characters: list[str] = []
    indexes: list[int] = []
    marks: list[int] = []
    pieces: list[Piece] = []
    known: dict[int, int] = {}
    high = 0
    last, mark = None, -1
    for index in range(max(count, 0)):
        code = unicode_of(text_address, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        address = object_of(text_address, index)
        if address != last:
            last = address
            mark = known.get(address, -1) if address else -1
            if address and mark < 0:
                mark = known[address] = len(pieces)
                handle = pdfium.FPDFText_GetTextObject(raw, index)
                pieces.append(_piece(raw, index, handle, around.get(address, Around()), names))
        if code in (0x02, 0xFFFE):
            code = ord(SOFT)
        elif code > 0x10FFFF:
            code = 0xFFFD
        characters.append(chr(code))
        indexes.append(index)
        marks.append(mark)
    # A page ends a line, whatever comes on it.
    characters += "\r\n"
    indexes += (-1, -1)
    marks += (-1, -1)
    # The only one that knows what all pages have in common.
    crop = page.get_bbox()
    trim = page.get_trimbox(fallback_ok=False) or crop
    box = (max(crop[0], trim[0]), max(crop[1], trim[1]), min(crop[2], trim[2]), min(crop[3], trim[3]))
    whole = Page(number, page, text, "".join(characters), indexes, marks, pieces, box, objects=len(around))
    return whole, said, known


def _as_said(page: Page, said: Said | None, known: Mapping[int, int]) -> Page:
    """The page with what is said in the place of what is drawn, text objects in the order of the content."""
    if said is None or not said.texts:
        return page
    drawn: dict[int, list[int]] = defaultdict(list)
    for at, mark in enumerate(page.marks):
        if mark >= 0:
            drawn[mark].append(at)
    grouped: dict[int, list[int]] = defaultdict(list)
    order: list[tuple[int, int]] = []
    for address, group in zip(said.objects, said.groups, strict=True):
        piece = known.get(address)
        if piece is None or piece not in drawn:
            continue
        if group < 0 or group not in grouped:
            order.append((group, piece))
        grouped[group].append(piece)
    characters: list[str] = []
    indexes: list[int] = []
    marks: list[int] = []
    within: list[int] = []
    fragments: list[Fragment] = []

    def add(text: str, from_page: Sequence[int], mark: int, number: int) -> None:
        characters.extend(text)
        indexes.extend(from_page)
        marks.extend([mark] * len(text))
        within.extend([number] * len(text))

    turning = [origin(page, at)[1] for at, one in enumerate(page.characters) if spoken.runs_back(one)]
    last: tuple[Box, float, float] | None = None
    before: list[int] = []
    for group, piece in order:
        places = [at for one in (grouped[group] if group >= 0 else [piece]) for at in drawn[one]]
        if group < 0 and turning:
            places = _unturned(page, places, turning)
        box = union([char_box(page, at) for at in places])
        baseline, size = origin(page, places[0])[1], page.pieces[piece].size
        if last is not None:
            gap = max(box[0] - last[0][2], last[0][0] - box[2])
            if abs(baseline - last[1]) > 0.4 * max(size, last[2]):
                add("\r\n", (-1, -1), -1, -1)
            elif gap > 0.1 * size and not (gap < 0.2 * size and _touch(page, before, places)):
                add(" ", (-1,), -1, -1)
        last, before = (box, baseline, size), places
        if group < 0:
            add("".join(page.characters[at] for at in places), [page.indexes[at] for at in places], piece, -1)
            continue
        text = said.texts[group]
        glyphs = tuple((page.marks[at], *origin(page, at)) for at in places)
        own = tuple(page.indexes[at] for at in places)
        fragments.append(Fragment(text, len(characters), tuple(grouped[group]), box, glyphs, own))
        add(text, [-1] * len(text), piece, len(fragments) - 1)
    add("\r\n", (-1, -1), -1, -1)
    return replace(
        page, characters="".join(characters), indexes=indexes, marks=marks, fragments=fragments, within=within
    )


def _unturned(page: Page, places: list[int], turning: Sequence[float]) -> list[int]:
    """The characters of a text object as they stand. `turning` are the lines with letters that run from right to left."""
    base = origin(page, places[0])[1]
    if not any(abs(base - one) <= 0.4 * page.pieces[page.marks[places[0]]].size for one in turning):
        return places
    text = "".join(page.characters[at] for at in places)
    return [places[at] for at in spoken.unturned(text, [origin(page, at)[0] for at in places])]


def _touch(page: Page, before: Sequence[int], behind: Sequence[int]) -> bool:
    """Whether two stretches of glyphs leave nothing between them but the room that is a part of these."""
    left, right = room(page.text, [page.indexes[at] for at in before])
    start, end = room(page.text, [page.indexes[at] for at in behind])
    return max(start - right, left - end) <= 0.05 * page.pieces[page.marks[behind[0]]].size


@functools.cache
def _plain(name: str, gives: Any = ctypes.c_void_p) -> Any:
    """A function of PDFium on an object and a number, with plain numbers for both. Why: it is called for each character."""
    import pypdfium2.raw as pdfium

    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(gives, ctypes.c_void_p, ctypes.c_int)(address)


class _Names:
    """What a page's text objects share: names of fonts, and whether marks have other words, by their addresses."""

    def __init__(self) -> None:
        self.fonts: dict[int, str] = {}
        self.replacing: dict[int, bool] = {}

    def of_font(self, handle: Any) -> str:
        """The name of a text object's font without the mark of a subset."""
        import pypdfium2.raw as pdfium

        font = pdfium.FPDFTextObj_GetFont(handle)
        if not font:
            return ""
        address = ctypes.addressof(font.contents)
        if address not in self.fonts:
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace")
            self.fonts[address] = re.sub(r"^[A-Z]{6}\+", "", name)
        return self.fonts[address]

    def replaced(self, handle: Any) -> bool:
        """Whether some mark around a text object has other words for it."""
        import pypdfium2.raw as pdfium

        for number in range(pdfium.FPDFPageObj_CountMarks(handle)):
            mark = pdfium.FPDFPageObj_GetMark(handle, number)
            address = ctypes.addressof(mark.contents) if mark else 0
            if address not in self.replacing:
                self.replacing[address] = spoken.has_actual_text(mark)
            if self.replacing[address]:
                return True
        return False


def _piece(text: Any, index: int, handle: Any, around: Around, names: _Names) -> Piece:
    import pypdfium2.raw as pdfium

    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    across = (a**2 + b**2) ** 0.5
    along = (c**2 + d**2) ** 0.5
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return Piece(
        handle=handle,
        size=abs(size.value) * min(across, along),
        font=names.of_font(handle),
        unit=size.value,
        matrix=(a, b, c, d),
        mode=pdfium.FPDFTextObj_GetTextRenderMode(handle),
        alpha=alpha.value,
        colour=(red.value, green.value, blue.value),
        artifact=around.artifact,
        replaced=names.replaced(handle),
        content=pdfium.FPDFPageObj_GetMarkedContentID(handle),
        around=around,
    )


def styles(page: Page) -> list[int]:
    """A mark for each character that differs where size, colour or height do: a note's mark is no part of a word."""
    keys: dict[tuple[int, tuple[int, int, int]], int] = {}
    styles = [keys.setdefault((round(piece.size * 20), piece.colour), len(keys)) for piece in page.pieces]
    for at, (left, right) in enumerate(itertools.pairwise(page.marks), 1):
        if left < 0 or right < 0 or left == right or styles[left] != styles[right]:
            continue
        # In large print it is as large as the words.
        if origin(page, at)[1] - origin(page, at - 1)[1] > RAISED * page.pieces[right].size:
            styles[right] = len(keys) + right
    return [styles[mark] if mark >= 0 else -1 for mark in page.marks]


def from_edge(page: Page, box: Box) -> float:
    """How far a box is from the nearest edge of its page; less than nothing where it is outside. Units: pt."""
    outer = page.box
    return min(box[0] - outer[0], box[1] - outer[1], outer[2] - box[2], outer[3] - box[3])


def body_size(file: File) -> float:
    """The size of most of the text. Units: pt."""
    sizes: Counter[float] = Counter()
    for page in file.pages:
        for mark, count in Counter(page.marks).items():
            if mark >= 0:
                sizes[round(page.pieces[mark].size * 20) / 20] += count
    return sizes.most_common(1)[0][0] if sizes else 0.0


# ── where characters stand


def line_ends(file: File, index: int) -> bool:
    """Whether the characters around a white-space character of the stream are on different lines."""
    page, at = file.at(index)
    left = next(
        (
            step
            for step in range(at - 1, -1, -1)
            if page.marks[step] >= 0 and not page.characters[step].isspace()
        ),
        None,
    )
    right = next(
        (
            step
            for step in range(at, len(page.marks))
            if page.marks[step] >= 0 and not page.characters[step].isspace()
        ),
        None,
    )
    if left is None or right is None:
        return True
    # The hyphen at a line's end is a character of its own.
    if right == left + 1 and page.characters[right] == SOFT:
        return line_ends(file, index + 1) if at + 1 < len(page.marks) else True
    first, second = origin(page, left), origin(page, right)
    return abs(first[1] - second[1]) > 0.4 * page.pieces[page.marks[left]].size


def origin(page: Page, at: int) -> tuple[float, float]:
    """Where the pen stood for a character. Units: points of the page."""
    import pypdfium2.raw as pdfium

    if (fragment := page.fragment(at)) is not None:
        return fragment.box[0], fragment.glyphs[0][2]
    index = page.indexes[at]
    known = page.origins.get(index)
    if known is None:
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(page.text.raw, index, x, y)
        known = page.origins[index] = x.value, y.value
    return known


def char_box(page: Page, at: int) -> Box:
    """Left, bottom, right, top of the glyph itself. Units: pt."""
    import pypdfium2.raw as pdfium

    if (fragment := page.fragment(at)) is not None:
        return fragment.box
    index = page.indexes[at]
    known = page.boxes.get(index)
    if known is None:
        left, right, bottom, top = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharBox(page.text.raw, index, left, right, bottom, top)
        known = page.boxes[index] = left.value, bottom.value, right.value, top.value
    return known


@dataclass(slots=True)
class Line:
    """Characters of a disclaimer on one line. Units: pt; indexes of the page."""

    characters: list[int]
    box: Box


def lines_of(page: Page, drawn: Sequence[int]) -> list[Line]:
    """Characters as lines: a new one begins where the baseline moves by more than two fifths of the size."""
    lines: list[Line] = []
    baseline = 0.0
    for at in drawn:
        box = char_box(page, at)
        y = origin(page, at)[1]
        if not lines or abs(y - baseline) > 0.4 * page.pieces[page.marks[at]].size:
            lines.append(Line([at], box))
            baseline = y
        else:
            line = lines[-1]
            line.characters.append(at)
            left, bottom, right, top = line.box
            line.box = min(left, box[0]), min(bottom, box[1]), max(right, box[2]), max(top, box[3])
    return lines


def bounds(piece: Piece) -> Box:
    """Where a text object draws."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(piece.handle, left, bottom, right, top)
    a, b, c, d, e, f = piece.around.matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    points = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
    return union([(x, y, x, y) for x, y in points])


def start_of(piece: Piece) -> tuple[float, float]:
    """Where a text object begins."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(piece.handle, matrix)
    a, b, c, d, e, f = piece.around.matrix
    return a * matrix.e + c * matrix.f + e, b * matrix.e + d * matrix.f + f


def union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def inside(box: Box, outer: Box) -> bool:
    return (
        box[0] >= outer[0] - 0.1
        and box[1] >= outer[1] - 0.1
        and box[2] <= outer[2] + 0.1
        and box[3] <= outer[3] + 0.1
    )
