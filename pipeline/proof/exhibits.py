"""What a person looks at: pictures of pages, and pieces of text around a disclaimer.

Input: the bytes of a finished file and the record of what was found in it. Output: `Sheet`s of a PDF, `Excerpt`s
of an EPUB or HTML file. Must not: decide anything, trust the file, or raise on it: what cannot be shown is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.article import folded
from pipeline.proof.css import name_of
from pipeline.proof.evidence import Unreadable
from pipeline.proof.markup import classes_of
from pipeline.proof.pdf.pages import Box
from pipeline.proof.pdf.panels import press_in
from pipeline.proof.record import FileRecord, Occurrence

# Enough to recognise a page and to read the larger type on it. Units: dots per inch.
RESOLUTION = 80
# WebP would be a tenth smaller, and take twenty times as long.
QUALITY = 34
# More pages are measured, but not pictured: the evidence stays small enough to open.
MAX_SHEETS = 12
MAX_SIDE_MM = 600
MM = 25.4 / 72
# How much text is shown before a disclaimer. Units: characters.
BEFORE = 220
MAX_BYTES = 60_000_000
MAX_TEXT = 8_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a disclaimer stands on a page. Units: percent of the page's width and height."""

    number: int
    left: float
    top: float
    width: float
    height: float
    evidence: Occurrence


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that carries a disclaimer, or a sheet of a press file with its marks around it.

    Shape: `picture` is JPEG. Units: pixels.
    """

    name: str
    picture: bytes
    width: int
    height: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A disclaimer in running text. Shape: `before` is the end of what stands before it, `label` what introduces it."""

    evidence: Occurrence
    before: str
    label: str
    wording: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What a file's evidence shows of it: of a PDF its pages, of any other what it says. Shape: `file` is what that shows."""

    file: FileRecord
    sheets: tuple[Sheet, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()


def exhibit(file: FileRecord, content: bytes) -> Exhibit:
    """What is shown of a file."""
    if any(one.page for one in file.disclaimers):
        return Exhibit(file, sheets=sheets(content, file.disclaimers))
    return Exhibit(file, excerpts=excerpts(content, file))


def sheets(content: bytes, evidence: Sequence[Occurrence]) -> tuple[Sheet, ...]:
    """The pages of a PDF on which disclaimers were found, the first `MAX_SHEETS` of them."""
    import pypdfium2

    by_page: dict[int, list[Occurrence]] = {}
    for one in evidence:
        if one.page is not None and one.box_mm is not None:
            by_page.setdefault(one.sheet or one.page, []).append(one)
    if not by_page or len(content) > MAX_BYTES:
        return ()
    made: list[Sheet] = []
    try:
        # Nothing else is measured on sheets.
        press = press_in(content) if any(one.sheet for one in evidence) else None
        panels = [panel.box for panel in press.panels] if press is not None else []
        document = pypdfium2.PdfDocument(content)
    except (Unreadable, pypdfium2.PdfiumError, ValueError, TypeError):
        return ()
    try:
        for number in sorted(by_page)[:MAX_SHEETS]:
            if number <= len(document):
                made.append(_sheet(document[number - 1], number, by_page[number], _count(made), panels))
    except (pypdfium2.PdfiumError, ValueError):
        return tuple(made)
    finally:
        document.close()
    return tuple(made)


def _count(sheets: Iterable[Sheet]) -> int:
    return sum(len(sheet.frames) for sheet in sheets)


def _sheet(
    page: Any, number: int, evidence: Sequence[Occurrence], before: int, panels: Sequence[Box]
) -> Sheet:
    """A picture of the trimmed page, as the reader holds it, or of a whole sheet with `panels`.

    Raises: ValueError (a page of no sensible size).
    """
    crop, trim = page.get_cropbox(), page.get_trimbox()
    left, bottom = max(crop[0], trim[0]), max(crop[1], trim[1])
    right, top = min(crop[2], trim[2]), min(crop[3], trim[3])
    if panels:
        left, bottom, right, top = crop
    width, height = (right - left) * MM, (top - bottom) * MM
    if not (1 < width <= MAX_SIDE_MM and 1 < height <= MAX_SIDE_MM):
        raise ValueError("a page of no sensible size")
    bitmap = page.render(
        scale=RESOLUTION / 72,
        crop=(left - crop[0], bottom - crop[1], crop[2] - right, crop[3] - top),
    )
    image = bitmap.to_pil().convert("RGB")
    output = io.BytesIO()
    image.save(output, "JPEG", quality=QUALITY, optimize=True)
    frames: list[Frame] = []
    for one in sorted(evidence, key=_reading_order):
        # Where the panel begins that it was measured from.
        panel = panels[one.page - 1] if one.page and one.page <= len(panels) else (left, bottom, right, top)
        corner = ((panel[0] - left) * MM, (top - panel[3]) * MM)
        frames.append(_frame(one, before + len(frames) + 1, width, height, corner))
    name = f"{'Sheet' if panels else 'Page'} {number}"
    return Sheet(name, output.getvalue(), image.width, image.height, tuple(frames))


def _reading_order(evidence: Occurrence) -> tuple[int, float, float]:
    left, top, _, _ = evidence.box_mm or (0, 0, 0, 0)
    return (evidence.page or 0, top, left)


def _frame(
    evidence: Occurrence, number: int, width: float, height: float, corner: tuple[float, float]
) -> Frame:
    """The box of the text with some air around it, within the page."""
    left, top, across, down = evidence.box_mm or (0, 0, 0, 0)
    left, top = left + corner[0], top + corner[1]
    air = 1.4
    x0, y0 = max(0.0, left - air), max(0.0, top - air)
    x1, y1 = min(width, left + across + air), min(height, top + down + air)
    return Frame(
        number,
        round(100 * x0 / width, 2),
        round(100 * y0 / height, 2),
        round(100 * max(0.0, x1 - x0) / width, 2),
        round(100 * max(0.0, y1 - y0) / height, 2),
        evidence,
    )


# ── running text


def excerpts(content: bytes, file: FileRecord) -> tuple[Excerpt, ...]:
    """The disclaimers of an EPUB or HTML file, each with what stands before it."""
    roots: dict[str | None, Any] = {}
    made = []
    for one in file.disclaimers:
        if one.element is None:
            continue
        if one.file not in roots:
            roots[one.file] = _root(content, one.file)
        wording = _at(roots[one.file], one.element)
        if wording is None:
            continue
        box = next(
            (step for step in (wording, *wording.iterancestors()) if "notice" in classes_of(step)), wording
        )
        label = next((step for step in box.iter() if "notice-label" in classes_of(step)), None)
        made.append(
            Excerpt(
                one,
                _before(box),
                _text(label) if label is not None else "",
                _text(wording),
            )
        )
    return tuple(made)


def _root(content: bytes, member: str | None) -> Any:
    """The parsed file, or None for one that cannot be shown."""
    import lxml.etree
    import lxml.html

    try:
        if member is None:
            if len(content) > MAX_BYTES:
                return None
            parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
            return lxml.html.document_fromstring(content, parser=parser)
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(member) as opened:
            text = opened.read(MAX_TEXT)
        safe = lxml.etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, encoding="utf-8"
        )
        return lxml.etree.fromstring(text, safe)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, lxml.etree.LxmlError):
        return None


def _at(root: Any, path: str) -> Any:
    """The element at a path like `/html/body/section[2]/p`, names without name spaces."""
    steps = [re.fullmatch(r"([^\[\]/]+)(?:\[(\d+)\])?", step) for step in path.strip("/").split("/")]
    if root is None or not steps or steps[0] is None or steps[0][1] != name_of(root):
        return None
    here = root
    for step in steps[1:]:
        if step is None:
            return None
        same = [child for child in here if name_of(child) == step[1]]
        index = int(step[2] or 1) - 1
        if not 0 <= index < len(same):
            return None
        here = same[index]
    return here


_BLOCKS = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "caption",
        "figcaption",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "div",
    ]
)


def _text(element: Any) -> str:
    """The text of an element, blocks and cells apart from one another."""
    return folded("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            apart = name_of(child) in _BLOCKS
            yield " · " if name_of(child) in ("td", "th") and child.getprevious() is not None else ""
            yield " " if apart else ""
            if "skip" not in classes_of(child):
                yield from _pieces(child)
            yield " " if apart else ""
        yield child.tail or ""


def _before(box: Any) -> str:
    """The end of what stands before a disclaimer, from the block next to it outwards."""
    collected = ""
    here = box
    while here is not None and name_of(here) not in ("body", "html") and len(collected) < BEFORE:
        for sibling in here.itersiblings(preceding=True):
            if name_of(sibling) in ("script", "style", "svg", "nav", "") or "skip" in classes_of(sibling):
                continue
            collected = f"{_text(sibling)} {collected}".strip()
            if len(collected) >= BEFORE:
                break
        if collected:
            break
        here = here.getparent()
    if len(collected) <= BEFORE:
        return collected
    return "…" + collected[-BEFORE:].partition(" ")[2]
