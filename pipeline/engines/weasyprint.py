"""WeasyPrint as a function: markup and bytes in, a PDF out; nothing else is ever fetched.

Every address in the markup is a name in `resources`; anything else, local or remote, is refused.
What WeasyPrint only logs (a misspelt property, a missing picture, a missing glyph) is returned.
"""

from __future__ import annotations

import io
import logging
import re
import signal
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from types import FrameType
from typing import Any
from urllib.parse import unquote

from pipeline.engines import EngineError, broken_off, selecting, temporary
from pipeline.engines.actual_text import SHAPED, TURNING, Spoken, with_actual_text, with_marks
from pipeline.engines.alike import alike
from pipeline.engines.backgrounds import defer_backgrounds
from pipeline.engines.blocks import keep_blocks
from pipeline.engines.boxes import keep_answers
from pipeline.engines.breaking import keep_breaks, keep_texts
from pipeline.engines.columns import fill_columns, keep_columns
from pipeline.engines.faces import keep_faces
from pipeline.engines.finding import deferred, quickly_found
from pipeline.engines.glyphs import draw_kept_glyphs
from pipeline.engines.lines import keep_lines
from pipeline.engines.matrices import multiply_alike
from pipeline.engines.outlines import keep_outlines
from pipeline.engines.painting import painted
from pipeline.engines.parting import part_circles
from pipeline.engines.sheets import kept_sheets
from pipeline.engines.streams import compress_once
from pipeline.engines.styles import defer_styles
from pipeline.engines.survey import Line, Measured, Page, Picture, Place, measured
from pipeline.engines.tounicode import SetFont, with_letters
from pipeline.engines.words import keep_words

SECONDS = 60
# What a book has besides: its markup says how long it is.
SECONDS_PER_MEGABYTE = 240
# Stylesheets that are kept parsed: one for each palette and direction of a publication.
SHEETS = 8
# Where a word may be divided: for lines, not for bookmarks.
SOFT = "\u00ad"
# A scheme that relative addresses are joined to, and a host that cannot exist (RFC 2606).
BASE = "https://smallprint.invalid/"


@dataclass(frozen=True, slots=True)
class Resource:
    """A picture or font that markup may refer to."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Layout:
    """Pages that have been laid out but not written, and what they look like, in plain values."""

    document: Any
    complaints: tuple[str, ...]

    @property
    def page_count(self) -> int:
        return len(self.document.pages)

    @property
    def pages(self) -> tuple[Page, ...]:
        return self._measured[0]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of text, in reading order."""
        return self._measured[1]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where rows of tables and disclaimers lie, in reading order."""
        return self._measured[2]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures made of pixels."""
        return self._measured[3]

    @cached_property
    def _measured(self) -> Measured:
        return measured(self.document)


class WeasyPrint:
    """The layout engine, imported when it is first used, with its font configuration kept warm."""

    def __init__(self) -> None:
        with quickly_found(), deferred(), kept_sheets():
            import weasyprint
        from weasyprint.text import fonts
        from weasyprint.text.fonts import FontConfiguration

        fonts.mkdtemp = _own_folder
        selecting.walk_siblings_once()
        selecting.keep_matches()
        _set_words_whole()
        fill_columns()
        keep_columns()
        keep_blocks()
        keep_lines()
        keep_words()
        keep_breaks()
        draw_kept_glyphs()
        keep_faces()
        keep_answers()
        defer_styles()
        defer_backgrounds()
        keep_outlines()
        compress_once()
        part_circles()
        multiply_alike()
        self._engine = weasyprint
        self._configuration = FontConfiguration
        self._last: tuple[str, Any] | None = None
        self._sheets: OrderedDict[str, tuple[Any, Any, tuple[str, ...]]] = OrderedDict()
        self.version: str = weasyprint.__version__

    def layout(
        self, html: str, resources: Mapping[str, Resource], stylesheet: str = "", style: str = ""
    ) -> Layout:
        """The pages of an HTML document.

        Shape: what the document itself says of its style wins over `stylesheet`, which is parsed once for many documents;
        `style` is said in its first element of that name, so that a document in many styles is parsed once.
        Raises: EngineError ENG603, ENG604, ENG613.
        """
        with _listening() as complaints, _deadline(SECONDS + int(len(html) / 1e6 * SECONDS_PER_MEGABYTE)):
            try:
                source = self._source(html, resources, style)
                sheets, fonts = self._parsed(stylesheet, resources, complaints)
                document = source.render(
                    font_config=fonts, stylesheets=sheets, pdf_variant="pdf/ua-1", presentational_hints=False
                )
            except EngineError:
                raise
            except (RecursionError, MemoryError) as error:
                raise EngineError("ENG603", program="WeasyPrint", limit="depth and memory") from error
            except Exception as error:
                raise broken_off("WeasyPrint", error) from error
        if SOFT in html:
            for page in document.pages:
                page.bookmarks = [
                    (level, label.replace(SOFT, ""), *rest) for level, label, *rest in page.bookmarks
                ]
        return Layout(document, tuple(complaints))

    def _source(self, html: str, resources: Mapping[str, Resource], style: str) -> Any:
        """The elements of a document; those of the last one that was laid out in a style are kept."""
        if not style:
            return self._engine.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(resources))
        if self._last is None or self._last[0] != html:
            if self._last is not None:
                selecting.let_go(self._last[1].wrapper_element)
            source = self._engine.HTML(string=html, base_url=BASE)
            selecting.kept(source.wrapper_element)
            self._last = html, source
        source = self._last[1]
        source.url_fetcher = _fetcher(resources)
        source.etree_element.find(".//style").text = style
        return source

    def _parsed(
        self, stylesheet: str, resources: Mapping[str, Resource], complaints: list[str]
    ) -> tuple[list[Any], Any]:
        """The stylesheet and the fonts that it names, from the last few that were asked for."""
        if not stylesheet:
            return [], self._configuration()
        fonts = [
            name.encode() + _digest(one.content)
            for name, one in sorted(resources.items())
            if one.media_type.startswith("font/")
        ]
        key = sha256(b"\0".join([stylesheet.encode(), *fonts])).hexdigest()
        if key not in self._sheets:
            before, configuration = len(complaints), self._configuration()
            keep_texts(configuration)
            parsed = self._engine.CSS(
                string=stylesheet, base_url=BASE, url_fetcher=_fetcher(resources), font_config=configuration
            )
            self._sheets[key] = (parsed, configuration, tuple(complaints[before:]))
            if len(self._sheets) > SHEETS:
                self._sheets.popitem(last=False)
        else:
            complaints += self._sheets[key][2]
        self._sheets.move_to_end(key)
        parsed, configuration, _ = self._sheets[key]
        return [parsed], configuration

    def painted(
        self, layout: Layout, backgrounds: Mapping[int, str], resources: Mapping[str, Resource]
    ) -> Layout:
        """The same pages with something behind some of them: declarations of a stylesheet by a page's number, from 0 on."""
        with _listening() as complaints:
            document = painted(layout.document, backgrounds, BASE, _fetcher(resources))
        new = Layout(document, (*layout.complaints, *complaints))
        # What lies behind pages moves nothing: what was measured of them holds, and is not measured again.
        vars(new)["_measured"] = layout._measured
        return new

    def write(self, layout: Layout, identifier: bytes, *, most_ppi: int | None = None) -> bytes:
        """The pages as an accessible PDF, with no picture finer than so many pixels per inch.

        Raises: EngineError ENG603, ENG604, ENG613.
        """
        seconds = max(SECONDS, 2 * layout.page_count)
        with _listening(), _deadline(seconds), _coarser(layout.document, most_ppi):
            try:
                pdf: bytes = layout.document.write_pdf(
                    pdf_variant="pdf/ua-1", pdf_identifier=identifier, custom_metadata=False
                )
            except EngineError:
                raise
            except Exception as error:
                raise broken_off("WeasyPrint", error) from error
        spoken = _spoken(layout.document)
        return with_letters(with_actual_text(pdf, spoken), _fonts(layout.document)) if spoken else pdf


def _own_folder(prefix: str) -> str:
    """Where WeasyPrint puts fonts: in a folder that is removed even if this process is killed."""
    return tempfile.mkdtemp(prefix=prefix, dir=temporary.folder())


@lru_cache(maxsize=64)
def _digest(content: bytes) -> bytes:
    return sha256(content).digest()


class _Whole(str):
    """A text that is set in one piece."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


def _set_words_whole() -> None:
    """The words of drawings, each text in one piece unless its letters have places of their own.

    Why: WeasyPrint 70 sets them letter by letter, so that Arabic letters do not join and stand in the wrong order, signs of
    Devanagari stand alone, and pairs are not kerned.
    """
    from weasyprint import svg

    letter_by_letter = svg.TAGS["text"]
    if isinstance(letter_by_letter, _WordByWord):
        return
    word_by_word = _WordByWord(letter_by_letter)
    svg.TAGS |= {name: word_by_word for name, drawn in svg.TAGS.items() if drawn is letter_by_letter}
    svg.text = word_by_word


class _WordByWord:
    _PLACES = ("x", "y", "dx", "dy", "rotate")

    def __init__(self, letter_by_letter: Any) -> None:
        self.letter_by_letter = letter_by_letter

    def __call__(self, drawing: Any, node: Any, font_size: float) -> None:
        places = (node.attrib.get(name, "") for name in self._PLACES)
        spaced = any(node.get(name) for name in ("letter-spacing", "textLength"))
        if node.text and not spaced and not any(re.search(r"\S[\s,]+\S", place) for place in places):
            node._etree_node.text = _Whole(node.text)
        self.letter_by_letter(drawing, node, font_size)


@lru_cache(maxsize=1)
def _answers() -> Any:
    from weasyprint.urls import URLFetcherResponse

    # WeasyPrint has no types.
    class Answer(URLFetcherResponse):  # type: ignore[misc]
        """One whose type is said as it is. Why: WeasyPrint has it parsed as the head of a mail, which takes as long as the picture does."""

        content_type, charset = "", None

        def __init__(self, url: str, resource: Resource) -> None:
            self.url, self.status, self.headers = url, 200, {"Content-Type": resource.media_type}
            self.content_type, self._file_obj = resource.media_type, io.BytesIO(resource.content)

    return Answer


def _fetcher(resources: Mapping[str, Resource]) -> Any:
    from weasyprint.urls import URLFetcher

    answer = _answers()

    class Known(URLFetcher):  # type: ignore[misc]
        """Answers from a mapping; it has no handler for files or the network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            resource = resources.get(unquote(url.removeprefix(BASE))) if url.startswith(BASE) else None
            if resource is None:
                raise ValueError(f"refused: {url}")
            return answer(url, resource)

    return Known()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What WeasyPrint and fontTools complain of in the meantime."""
    logger = logging.getLogger("weasyprint")
    handler = _Collector()
    before, propagate = list(logger.handlers), logger.propagate
    logger.handlers, logger.propagate = [handler], False
    tools = logging.getLogger("fontTools")
    level = tools.level
    tools.setLevel(logging.CRITICAL)
    try:
        yield handler.messages
    finally:
        logger.handlers, logger.propagate = before, propagate
        tools.setLevel(level)


@contextmanager
def _coarser(document: Any, most_ppi: int | None) -> Iterator[None]:
    """Pictures with no more pixels than that.

    Why: WeasyPrint 70 takes the wish when it opens a picture, so that pages once laid out could not be written twice.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage

    found: list[Any] = []

    def visit(box: Any) -> None:
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.ReplacedBox) and isinstance(box.replacement, RasterImage):
            found.append(box.replacement)
        for child in getattr(box, "children", ()):
            visit(child)

    for page in document.pages if most_ppi else ():
        visit(page._page_box)
    # It keeps the coarser pixels as the picture's own, which would be too few where that is written in another size.
    before = [(image, image._dpi, image.image_data) for image in found]
    for image in found:
        image._dpi = most_ppi
    try:
        yield
    finally:
        for image, value, pixels in before:
            image._dpi, image.image_data = value, pixels


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Stops what takes more of a processor; only a main thread can be stopped so, and every worker has its own.

    Why: on a machine that is busy with other things a long book takes longer, and is no less sound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise EngineError("ENG603", program="WeasyPrint", limit=f"{seconds} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    # Again after a second: an exception that meets a callback or a `__del__` is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _spoken(document: Any) -> list[Spoken]:
    """The text of every line where it is drawn, in blocks where a script is shaped, that hold marks of direction or run
    from right to left, or where a glyph stands for several characters of the document.

    Why: in the second figures and signs stand in another order than they are read, even where nothing else is: `10–14 %`.
    """
    blocks: list[tuple[int, Any, list[Any]]] = []
    for number, page in enumerate(document.pages):
        _gather(page._page_box, number, None, blocks)
    shared = alike("".join(text.text for _, _, inside in blocks for text in inside))
    return [
        Spoken(page, text.position_x, text.position_y + text.baseline, said)
        for page, direction, inside in blocks
        if direction == "rtl"
        or any(
            SHAPED.search(text.text) or TURNING.search(text.text) or (shared and shared.search(text.text))
            for text in inside
        )
        for text, said in with_marks(inside)
    ]


def _gather(box: Any, page: int, block: list[Any] | None, blocks: list[tuple[int, Any, list[Any]]]) -> None:
    """Adds the blocks of a box: their pages, directions and boxes of text. `block` is the one that it stands in."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)
    if isinstance(box, boxes.TextBox):
        if block is not None and box.text.strip():
            block.append(box)
        return
    if isinstance(box, boxes.BlockContainerBox):
        block = []
    for child in getattr(box, "children", ()):
        _gather(child, page, block, blocks)
    if isinstance(box, boxes.BlockContainerBox):
        blocks.append((page, box.style["direction"], block or []))


def _fonts(document: Any) -> dict[str, SetFont]:
    """The fonts that a written document is set with, by their names in its resources.

    Why: WeasyPrint can hold one font more than once, and names it once.
    """
    from weasyprint.text.fonts import get_hb_object_data

    found: dict[str, SetFont] = {}
    for font in document.fonts.values():
        if font.bitmap:
            continue
        codes = frozenset(font.to_unicode)
        if before := found.get(font.hash):
            found[font.hash] = replace(before, codes=before.codes | codes)
        else:
            found[font.hash] = SetFont(codes, get_hb_object_data(font.hb_face), font.index)
    return found
