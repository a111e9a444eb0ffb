"""WeasyPrint as a function: markup and bytes in, a PDF out; nothing else is ever fetched.

Every address in the markup is a name in `resources`; anything else, local or remote, is refused.
What WeasyPrint only logs (a misspelt property, a missing picture, a missing glyph) is returned.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from pipeline.engines import EngineError

SECONDS = 60
# A scheme that relative addresses are joined to, and a host that cannot exist (RFC 2606).
BASE = "https://smallprint.invalid/"


@dataclass(frozen=True, slots=True)
class Resource:
    """A picture or font that markup may refer to."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Pages that have been laid out but not written.

    Shape: `heights[i]` is the used share (0 to 1) of page i's content area.
    """

    document: Any
    complaints: tuple[str, ...]

    @property
    def page_count(self) -> int:
        return len(self.document.pages)


class WeasyPrint:
    """The layout engine, imported when it is first used, with its font configuration kept warm."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        self._engine = weasyprint
        self._configuration = FontConfiguration
        self.version: str = weasyprint.__version__

    def layout(self, html: str, resources: Mapping[str, Resource]) -> Layout:
        """The pages of an HTML document. Raises: EngineError ENG603, ENG604."""
        with _listening() as complaints, _deadline(SECONDS):
            try:
                source = self._engine.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(resources))
                document = source.render(
                    font_config=self._configuration(), pdf_variant="pdf/ua-1", presentational_hints=False
                )
            except EngineError:
                raise
            except (RecursionError, MemoryError) as error:
                raise EngineError("ENG603", program="WeasyPrint", limit="depth and memory") from error
            except Exception as error:
                raise EngineError(
                    "ENG604", program="WeasyPrint", problem=f"{type(error).__name__}: {error}"
                ) from error
        return Layout(document, tuple(complaints))

    def write(self, layout: Layout, identifier: bytes) -> bytes:
        """The pages as an accessible PDF. Raises: EngineError ENG603, ENG604."""
        with _listening(), _deadline(SECONDS):
            try:
                pdf: bytes = layout.document.write_pdf(
                    pdf_variant="pdf/ua-1", pdf_identifier=identifier, custom_metadata=False
                )
            except EngineError:
                raise
            except Exception as error:
                raise EngineError(
                    "ENG604", program="WeasyPrint", problem=f"{type(error).__name__}: {error}"
                ) from error
        return pdf


def _fetcher(resources: Mapping[str, Resource]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Known(URLFetcher):  # type: ignore[misc]
        """Answers from a mapping; it has no handler for files or the network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            resource = resources.get(url.removeprefix(BASE)) if url.startswith(BASE) else None
            if resource is None:
                raise ValueError(f"refused: {url}")
            return URLFetcherResponse(url, resource.content, {"Content-Type": resource.media_type})

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
def _deadline(seconds: int) -> Iterator[None]:
    """Stops what takes longer; only a main thread can be stopped so, and every worker has its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise EngineError("ENG603", program="WeasyPrint", limit=f"{seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
