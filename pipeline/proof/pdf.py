"""The proof of a PDF: opened with PDFium, which had no part in writing it.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import ctypes
import io
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.proof.evidence import Evidence, Proof, Unreadable
from pipeline.proof.examine import Examination, Medium, Sighting, examine, named, owed_text, shaped
from pipeline.proof.stream import SOFT, Span, Stream, Stretch
from pipeline.rendition.expected import MANIFEST_NAME, Expectation

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 200_000_000
MAX_PAGES = 400
MAX_SIDE_PT = 14_400
MAX_CHARACTERS = 200_000
MM = 25.4 / 72
# A disclaimer further than this below the text that it qualifies is not next to it. Units: pt.
NEXT_TO = 40 / MM
# How far back a table row is looked for that ends where a disclaimer begins. Units: characters, pt.
ROW_CHARACTERS = 300
ROW_HEIGHT = 45.0
# Pixels per point of the pictures that are measured.
SCALE = 4.0
MAX_PIXELS = 6_000_000
# How much a picture of the page may differ from one of the disclaimer alone. Units: grey levels; share of pixels.
LEVELS = 24
SHARE = 0.01


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one text object says about its characters. Units: pt."""

    handle: Any
    size: float
    mode: int
    alpha: int
    colour: tuple[int, int, int]
    artifact: bool
    replaced: bool


@dataclass(slots=True)
class _Page:
    """One page, its characters and their text objects."""

    number: int
    page: Any
    text: Any
    characters: str
    # Characters of `characters` are PDFium's by `indexes`; text objects by `pieces[marks[i]]`, -1 for none.
    indexes: list[int]
    marks: list[int]
    pieces: list[_Piece]
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class _File:
    pages: list[_Page] = field(default_factory=list)
    bounds: list[int] = field(default_factory=list)

    def at(self, index: int) -> tuple[_Page, int]:
        """The page of a character of the stream, and its index there."""
        from bisect import bisect_right

        number = bisect_right(self.bounds, index) - 1
        return self.pages[number], index - self.bounds[number]


def prove_pdf(expectation: Expectation, content: bytes, path: str) -> Proof:
    """The proof of a brochure."""
    place = Location(path)
    evidence: list[Evidence] = []
    parity = None
    diagnostics: list[Diagnostic]
    try:
        with _opened(content) as document:
            if unreliable := shaped(owed_text(expectation)):
                diagnostics = _unprovable(expectation, place)
            else:
                diagnostics = []
            file = _read(document)
            stream = Stream(
                [Stretch(page.characters, _styles(page)) for page in file.pages], owed_text(expectation)
            )
            medium = Medium(
                part=lambda index: f"page {index + 1}",
                last=len(file.pages) - 1,
                real_break=lambda index: _line_ends(file, index),
                runs_over=True,
            )
            examination = examine(expectation, stream, medium, place)
            if unreliable:
                examination = _shaped_only(examination)
            parity = examination.parity
            diagnostics += examination.diagnostics
            body = _body_size(file)
            undefined = _undefined_glyphs(content)
            for sighting in examination.sightings:
                evidence.append(
                    _evidence(sighting, stream, file, body, undefined, place, diagnostics, unreliable)
                )
    except Unreadable as problem:
        diagnostics = [report(problem.code, place, **problem.facts)]
        evidence = [Evidence.absent(notice, legible=False) for notice in expectation.notices]
        parity = None
    return Proof.of(expectation, path, content, evidence, parity, diagnostics)


def pdf_manifest(content: bytes) -> bytes:
    """The manifest that travels in a PDF. Raises: ValueError."""
    try:
        with _opened(content) as document:
            for index in range(min(document.count_attachments(), 50)):
                attachment = document.get_attachment(index)
                if attachment.get_name() == MANIFEST_NAME:
                    return bytes(attachment.get_data())
    except Unreadable as problem:
        raise ValueError("it cannot be read as a PDF") from problem
    except (RuntimeError, ValueError, OSError) as problem:
        raise ValueError(f"its attachments cannot be read: {problem}") from problem
    raise ValueError(f"it has no attachment {MANIFEST_NAME}")


# ── reading


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
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


def _read(document: Any) -> _File:
    file = _File()
    at = 0
    for number in range(len(document)):
        page = _page(document, number)
        file.bounds.append(at)
        file.pages.append(page)
        at += len(page.characters)
    return file


def _page(document: Any, number: int) -> _Page:
    import pypdfium2.raw as pdfium

    page = document[number]
    width, height = page.get_size()
    if not (0 < width <= MAX_SIDE_PT and 0 < height <= MAX_SIDE_PT):
        raise Unreadable("PRF872", what="pt a side", limit=MAX_SIDE_PT, found=f"{width:.0f} × {height:.0f}")
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text.raw)
    if count > MAX_CHARACTERS:
        raise Unreadable("PRF872", what="characters a page", limit=MAX_CHARACTERS, found=count)
    raw = text.raw
    unicode_of, object_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
    characters: list[str] = []
    indexes: list[int] = []
    marks: list[int] = []
    pieces: list[_Piece] = []
    known: dict[int, int] = {}
    high = 0
    for index in range(max(count, 0)):
        code = unicode_of(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        handle = object_of(raw, index)
        mark = -1
        if handle:
            address = ctypes.addressof(handle.contents)
            mark = known.get(address, -1)
            if mark < 0:
                mark = known[address] = len(pieces)
                pieces.append(_piece(raw, index, handle))
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
    crop, trim = page.get_cropbox(), page.get_trimbox()
    box = (max(crop[0], trim[0]), max(crop[1], trim[1]), min(crop[2], trim[2]), min(crop[3], trim[3]))
    return _Page(number, page, text, "".join(characters), indexes, marks, pieces, box)


def _piece(text: Any, index: int, handle: Any) -> _Piece:
    import pypdfium2.raw as pdfium

    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    across = (matrix.a**2 + matrix.b**2) ** 0.5
    along = (matrix.c**2 + matrix.d**2) ** 0.5
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(handle, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    artifact = replaced = False
    for number in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, number)
        buffer = (ctypes.c_ushort * 32)()
        length = ctypes.c_ulong()
        if pdfium.FPDFPageObjMark_GetName(mark, buffer, 64, length):
            name = bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")
            artifact = artifact or name == "Artifact"
        replaced = replaced or _has_actual_text(mark)
    return _Piece(
        handle=handle,
        size=abs(size.value) * min(across, along),
        mode=pdfium.FPDFTextObj_GetTextRenderMode(handle),
        alpha=alpha,
        colour=(red, green, blue),
        artifact=artifact,
        replaced=replaced,
    )


def _has_actual_text(mark: Any) -> bool:
    import pypdfium2.raw as pdfium

    for number in range(max(0, pdfium.FPDFPageObjMark_CountParams(mark))):
        buffer = (ctypes.c_ushort * 32)()
        length = ctypes.c_ulong()
        if pdfium.FPDFPageObjMark_GetParamKey(mark, number, buffer, 64, length):
            key = bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")
            if key == "ActualText":
                return True
    return False


def _styles(page: _Page) -> list[int]:
    """A mark for each character that differs where size or colour does: a note's mark is no part of a word."""
    keys: dict[tuple[int, tuple[int, int, int]], int] = {}
    styles = [keys.setdefault((round(piece.size * 20), piece.colour), len(keys)) for piece in page.pieces]
    return [styles[mark] if mark >= 0 else -1 for mark in page.marks]


def _body_size(file: _File) -> float:
    """The size of most of the text. Units: pt."""
    sizes: Counter[float] = Counter()
    for page in file.pages:
        for mark, count in Counter(page.marks).items():
            if mark >= 0:
                sizes[round(page.pieces[mark].size * 20) / 20] += count
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _line_ends(file: _File, index: int) -> bool:
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
        return _line_ends(file, index + 1) if at + 1 < len(page.marks) else True
    first, second = _origin(page, left), _origin(page, right)
    return abs(first[1] - second[1]) > 0.4 * page.pieces[page.marks[left]].size


def _origin(page: _Page, at: int) -> tuple[float, float]:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page.text.raw, page.indexes[at], x, y)
    return x.value, y.value


def _char_box(page: _Page, at: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the glyph itself. Units: pt."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(page.text.raw, page.indexes[at], left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


# ── complex scripts


def _unprovable(expectation: Expectation, place: Location) -> list[Diagnostic]:
    """The letters of some scripts change when they are drawn; their text layer decides nothing here."""
    found = [report("PRF861", place, lang=expectation.lang)]
    for notice in expectation.notices:
        if shaped(notice.text):
            found.append(report("PRF862", place, name=named(notice)))
    return found


def _shaped_only(examination: Examination) -> Examination:
    """What can be said where text extraction cannot be trusted: only what concerns other scripts."""
    kept = tuple(
        found
        for found in examination.diagnostics
        if found.code not in ("PRF801", "PRF803", "PRF851", "PRF852", "PRF853")
    )
    for sighting in examination.sightings:
        if shaped(sighting.notice.text):
            sighting.present = sighting.placed = False
    return Examination(examination.sightings, examination.parity, kept)


# ── visible and legible


@dataclass(slots=True)
class _Line:
    """Characters of a disclaimer on one line. Units: pt; indexes of the page."""

    characters: list[int]
    box: tuple[float, float, float, float]


def _evidence(
    sighting: Sighting,
    stream: Stream,
    file: _File,
    body: float,
    undefined: frozenset[str],
    place: Location,
    found: list[Diagnostic],
    unreliable: bool,
) -> Evidence:
    """A disclaimer measured where it was found."""
    notice, span = sighting.notice, sighting.span
    if span is None:
        return Evidence.absent(notice, legible=False)
    name, owed = named(notice), notice.legibility
    stretch = stream.characters(span)
    page, first = file.at(stretch.start)
    last = min(first + len(stretch), len(page.characters) - 2)
    drawn = [at for at in range(first, last) if page.marks[at] >= 0 and not page.characters[at].isspace()]
    before = len(found)
    if not drawn:
        found.append(report("PRF801", place, name=name, text=notice.text))
        return Evidence.absent(notice, legible=False)
    where = f"page {page.number + 1}"
    lines = _lines(page, drawn)
    box = _union([line.box for line in lines])
    pieces = {page.marks[at]: page.pieces[page.marks[at]] for at in drawn}

    outside = [at for at in drawn if not _inside(_char_box(page, at), page.box)]
    if outside:
        found.append(report("PRF821", place, name=name, where=where, number=len(outside), total=len(drawn)))
    modes = sorted({piece.mode for piece in pieces.values()} - {0, 2})
    if modes:
        found.append(report("PRF823", place, name=name, where=where, found=f"text render mode {modes[0]}"))
    faint = min(piece.alpha for piece in pieces.values())
    if faint < 255:
        found.append(report("PRF823", place, name=name, where=where, found=f"{faint / 255:.0%} opacity"))
    if any(piece.artifact for piece in pieces.values()):
        found.append(
            report("PRF827", place, name=name, where=where, found="an artifact, which is never read aloud")
        )
    if any(piece.replaced for piece in pieces.values()) and not unreliable:
        found.append(report("PRF827", place, name=name, where=where, found="text given by /ActualText"))
    tofu = sorted({page.characters[at] for at in drawn} & undefined)
    unmapped = _unmapped(page, drawn)
    if tofu or unmapped:
        found.append(
            report(
                "PRF825",
                place,
                name=name,
                where=where,
                found="".join(tofu) or f"{unmapped} without a character",
            )
        )
    sitting = _continues(page, drawn[-1], last)
    if sitting:
        sighting.present = False
        found.append(
            report(
                "PRF803",
                place,
                name=name,
                expected="the wording alone",
                found=f'more on its last line: "{sitting}"',
            )
        )
    if (
        notice.place in ("after-trigger", "extra")
        and sighting.placed
        and sighting.before is not None
        and (far := _far(stream, file, page, sighting.before, lines[0]))
    ):
        sighting.placed = False
        found.append(report("PRF815", place, name=name, where=where, found=far))

    contrast: float | None = None
    if not outside:
        contrast, covered = _pixels(page, lines, pieces)
        if covered is not None:
            found.append(report("PRF824", place, name=name, where=where, found=covered))
    # Whatever is wrong up to here is about seeing it; sizes and contrast are about reading it.
    visible = not any(
        diagnostic.code in ("PRF821", "PRF823", "PRF824", "PRF825", "PRF827") for diagnostic in found[before:]
    )
    size = round(min(piece.size for piece in pieces.values()), 2)
    legible = True
    if size < owed.min_size_pt - 0.02:
        legible = False
        found.append(
            report(
                "PRF831", place, name=name, where=where, size=f"{size:g}", smallest=f"{owed.min_size_pt:g}"
            )
        )
    ratio = round(size / body, 3) if body else None
    if ratio is not None and ratio < owed.min_body_ratio - 0.003:
        legible = False
        found.append(
            report(
                "PRF832", place, name=name, where=where, size=f"{size:g}", body=f"{body:g}",
                expected=f"{owed.min_body_ratio:.0%}", weight=notice.weight,
            )
        )  # fmt: skip
    if contrast is not None and contrast < owed.min_contrast:
        legible = False
        found.append(
            report(
                "PRF833",
                place,
                name=name,
                where=where,
                contrast=f"{contrast:.2f}",
                smallest=f"{owed.min_contrast:g}",
            )
        )
    left, bottom, right, top = box
    page_left, _, _, page_top = page.box
    return Evidence.of(
        notice,
        found_sha256=sighting.found_sha256,
        present=sighting.present,
        placed=sighting.placed,
        visible=visible and contrast is not None,
        legible=legible and contrast is not None,
        page=page.number + 1,
        box_mm=(
            round((left - page_left) * MM, 1),
            round((page_top - top) * MM, 1),
            round((right - left) * MM, 1),
            round((top - bottom) * MM, 1),
        ),
        size_pt=size,
        body_ratio=ratio,
        contrast=round(contrast, 2) if contrast is not None else None,
    )


def _lines(page: _Page, drawn: Sequence[int]) -> list[_Line]:
    lines: list[_Line] = []
    baseline = 0.0
    for at in drawn:
        box = _char_box(page, at)
        y = _origin(page, at)[1]
        if not lines or abs(y - baseline) > 0.4 * page.pieces[page.marks[at]].size:
            lines.append(_Line([at], box))
            baseline = y
        else:
            lines[-1].characters.append(at)
            lines[-1].box = _union([lines[-1].box, box])
    return lines


def _union(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _inside(box: tuple[float, float, float, float], outer: tuple[float, float, float, float]) -> bool:
    return (
        box[0] >= outer[0] - 0.1
        and box[1] >= outer[1] - 0.1
        and box[2] <= outer[2] + 0.1
        and box[3] <= outer[3] + 0.1
    )


def _continues(page: _Page, last: int, stop: int) -> str:
    """Text that goes on behind the wording on the same line."""
    following = page.characters[last + 1 : last + 60].split("\n", 1)[0].strip().strip(SOFT)
    if not following:
        return ""
    behind = next(
        (
            at
            for at in range(last + 1, len(page.marks))
            if page.marks[at] >= 0 and not page.characters[at].isspace()
        ),
        None,
    )
    if behind is None:
        return ""
    size = page.pieces[page.marks[last]].size
    (_, first_y), (_, second_y) = _origin(page, last), _origin(page, behind)
    apart = _char_box(page, behind)[0] - _char_box(page, last)[2]
    return following[:40] if abs(first_y - second_y) < 0.4 * size and -size < apart < 3 * size else ""


def _unmapped(page: _Page, drawn: Sequence[int]) -> int:
    import pypdfium2.raw as pdfium

    return sum(pdfium.FPDFText_HasUnicodeMapError(page.text.raw, page.indexes[at]) == 1 for at in drawn)


def _undefined_glyphs(content: bytes) -> frozenset[str]:
    """Characters that some font shows with its glyph 0, the box for what it lacks."""
    import pikepdf

    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for entry in document.objects:
                if (
                    isinstance(entry, pikepdf.Dictionary)
                    and entry.get("/Type") == "/Font"
                    and "/ToUnicode" in entry
                ):
                    mapping = entry.ToUnicode.read_bytes()[:1_000_000]
                    for match in re.finditer(rb"<0000>\s*<([0-9A-Fa-f]{4})>", mapping):
                        found.add(chr(int(match[1], 16)))
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its fonts cannot be read: {error}") from error
    return frozenset(found)


def _far(stream: Stream, file: _File, page: _Page, before: Span, first: _Line) -> str:
    """How the text that a disclaimer qualifies lies from it, if it is not right above. Units: pt."""
    boxes = []
    for at in stream.characters(before):
        other, index = file.at(at)
        if other is page and page.marks[index] >= 0 and not page.characters[index].isspace():
            boxes.append((_origin(page, index)[1], _char_box(page, index)))
    if not boxes:
        return ""
    # Its last line is what the disclaimer stands next to.
    baseline = boxes[-1][0]
    last = _union([box for y, box in boxes if abs(y - baseline) < 3])
    drop = last[1] - first.box[3]
    if drop < -1.0:
        return f"it {-drop * MM:.0f} mm higher than the end of that text"
    if drop > NEXT_TO:
        return f"it {drop * MM:.0f} mm below"
    # Sideways the whole table row counts, or the last lines of a paragraph: what comes just before in the file.
    around = [box for _, box in boxes]
    for at in range(
        stream.characters(before).start - 1, max(-1, stream.characters(before).start - ROW_CHARACTERS), -1
    ):
        other, index = file.at(at)
        if other is not page:
            break
        if page.marks[index] < 0 or page.characters[index].isspace():
            continue
        if abs(_origin(page, index)[1] - baseline) > ROW_HEIGHT:
            break
        around.append(_char_box(page, index))
    beside = _union(around)
    aside = max(first.box[0] - beside[2], beside[0] - first.box[2])
    if aside > NEXT_TO:
        return f"it {aside * MM:.0f} mm beside"
    return ""


# ── pixels


def _pixels(
    page: _Page, lines: Sequence[_Line], pieces: dict[int, _Piece]
) -> tuple[float | None, str | None]:
    """Contrast from rendered pixels, and what is wrong with the picture, if anything."""
    from PIL import ImageChops

    region = _union([line.box for line in lines])
    pad = 1.0
    scale = SCALE
    width, height = region[2] - region[0] + 2 * pad, region[3] - region[1] + 2 * pad
    if width * height * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (width * height)) ** 0.5
    canvas = _Canvas(page, (region[0] - pad, region[1] - pad, region[2] + pad, region[3] + pad), scale)
    shown = canvas.picture()
    background = _most_common(shown)
    alone = canvas.picture([piece.handle for piece in pieces.values()], background)
    worst: float | None = None
    for line in lines:
        box = canvas.pixels(line.box)
        crop, trusted = shown.crop(box), alone.crop(box)
        ground = _luminance(_most_common(crop))
        contrast = max(
            (_ratio(_luminance(colour), ground) for count, colour in _colours(trusted) if count >= 3),
            default=1.0,
        )
        seen = max(
            (_ratio(_luminance(colour), ground) for count, colour in _colours(crop) if count >= 3),
            default=1.0,
        )
        contrast = min(contrast, seen)
        worst = contrast if worst is None else min(worst, contrast)
        inks = [_luminance(pieces[page.marks[at]].colour) for at in line.characters]
        if contrast < 1.2 and any(_ratio(ink, ground) > 2 for ink in inks):
            return worst, "nothing of a line drawn"
        difference = (
            ImageChops.difference(crop, trusted)
            .convert("L")
            .point(lambda level: 255 if level > LEVELS else 0)
        )
        changed = difference.histogram()[255]
        if changed > SHARE * difference.width * difference.height:
            share = changed / (difference.width * difference.height)
            return worst, f"{share:.0%} of a line's pixels not its own"
        if missing := _without_ink(page, line, canvas, crop, ground):
            return worst, f'no ink where "{missing}" should be'
    return worst, None


def _without_ink(page: _Page, line: _Line, canvas: _Canvas, crop: Image, ground: float) -> str:
    """The characters of a line that leave no trace in its picture."""
    grey = crop.convert("L")
    low, high = _extremes(grey)
    dark_ground = ground < 0.18
    left, top, _, _ = canvas.pixels(line.box)
    missing = []
    for at in line.characters:
        if page.characters[at] == SOFT:
            continue
        x0, y0, x1, y1 = canvas.pixels(_char_box(page, at))
        glyph = grey.crop((x0 - left, y0 - top, max(x0 + 1, x1) - left, max(y0 + 1, y1) - top))
        darkest, lightest = _extremes(glyph)
        middle = (low + high) / 2
        if (lightest < middle) if dark_ground else (darkest > middle):
            missing.append(page.characters[at])
    return "".join(missing)[:30]


def _extremes(grey: Image) -> tuple[int, int]:
    """The darkest and the lightest level of a grey picture."""
    low, high = grey.getextrema()
    return int(low), int(high)  # type: ignore[arg-type]


class _Canvas:
    """A part of a page, rendered as it is or with some of its text objects alone. Units: pt in, pixels out."""

    def __init__(self, page: _Page, region: tuple[float, float, float, float], scale: float) -> None:
        import pypdfium2.raw as pdfium

        self.page = page
        raw = page.page.raw
        self.width = round(pdfium.FPDF_GetPageWidthF(raw) * scale)
        self.height = round(pdfium.FPDF_GetPageHeightF(raw) * scale)
        # The page's own coordinates on the bitmap, whatever its rotation and its boxes.
        self.zero = self._device(0, 0)
        self.across = self._device(1000, 0)
        self.up = self._device(0, 1000)
        self.left = self.top = 0
        left, top, right, bottom = self.pixels(region)
        self.left, self.top = max(0, left), max(0, top)
        self.size = (max(1, min(self.width, right) - self.left), max(1, min(self.height, bottom) - self.top))

    def _device(self, x: float, y: float) -> tuple[float, float]:
        import pypdfium2.raw as pdfium

        column, row = ctypes.c_int(), ctypes.c_int()
        fine = 64
        pdfium.FPDF_PageToDevice(
            self.page.page.raw, 0, 0, self.width * fine, self.height * fine, 0, x, y, column, row
        )
        return column.value / fine, row.value / fine

    def pixels(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of a box of the page, on the picture."""
        corners = []
        for x, y in ((box[0], box[1]), (box[2], box[3])):
            corners.append(
                tuple(
                    self.zero[axis]
                    + x / 1000 * (self.across[axis] - self.zero[axis])
                    + y / 1000 * (self.up[axis] - self.zero[axis])
                    for axis in (0, 1)
                )
            )
        columns = sorted(corner[0] for corner in corners)
        rows = sorted(corner[1] for corner in corners)
        return (
            int(columns[0]) - self.left,
            int(rows[0]) - self.top,
            int(columns[1]) + 1 - self.left,
            int(rows[1]) + 1 - self.top,
        )

    def picture(
        self, alone: Sequence[Any] | None = None, ground: tuple[int, int, int] = (255, 255, 255)
    ) -> Image:
        """The region as RGB; with `alone`, only these objects on a plain ground."""
        import pypdfium2.raw as pdfium
        from PIL import Image

        raw = self.page.page.raw
        hidden: list[Any] = []
        if alone is not None:
            kept = {ctypes.addressof(handle.contents) for handle in alone}
            for index in range(pdfium.FPDFPage_CountObjects(raw)):
                handle = pdfium.FPDFPage_GetObject(raw, index)
                if ctypes.addressof(handle.contents) not in kept:
                    hidden.append(handle)
        width, height = self.size
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
        if not bitmap:
            raise Unreadable("PRF872", what="pixels", limit=MAX_PIXELS, found=width * height)
        try:
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, False)
            red, green, blue = ground
            pdfium.FPDFBitmap_FillRect(
                bitmap, 0, 0, width, height, 0xFF000000 | red << 16 | green << 8 | blue
            )
            flags = 0 if alone is not None else pdfium.FPDF_ANNOT
            pdfium.FPDF_RenderPageBitmap(
                bitmap, raw, -self.left, -self.top, self.width, self.height, 0, flags
            )
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            buffer = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
            return Image.frombuffer("RGB", (width, height), buffer, "raw", "BGRX", stride, 1)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
            for handle in hidden:
                pdfium.FPDFPageObj_SetIsActive(handle, True)


def _colours(picture: Image) -> list[tuple[int, tuple[int, int, int]]]:
    return picture.getcolors(picture.width * picture.height) or []  # type: ignore[return-value]


def _most_common(picture: Image) -> tuple[int, int, int]:
    return max(_colours(picture), default=(0, (255, 255, 255)))[1]


def _luminance(colour: tuple[int, int, int]) -> float:
    """WCAG relative luminance."""
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(first: float, second: float) -> float:
    """WCAG contrast ratio."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
