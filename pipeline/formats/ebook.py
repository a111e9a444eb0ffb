"""The ebook: EPUB 3.3. (being written)"""

from __future__ import annotations

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.rendition import Artifact, Reported, Rendition
from pipeline.theme import Theme


class Ebook:
    """EPUB for reading systems."""

    name = "ebook"
    media_type = "application/epub+zip"
    suffix = ".epub"
    placements = ("opening", "after-trigger", "closing")

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        raise NotImplementedError

    def emit(self, rendition: Rendition, engines: Engines) -> Reported[Artifact | None]:
        raise NotImplementedError
