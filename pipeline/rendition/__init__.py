"""What a format is: from a document to a rendition (pure), from a rendition to an artifact (the edge).

Input: an attached `Document` and a `Theme`. Output: `Rendition`, `Artifact`, and the `Renderer`
protocol that every format follows. What the formats share lives here: `complete` turns everything
that a reader will see into nodes, `dress` turns components into the theme's markup, `expected` lists
the text that every edition has to show. Must not: know a single format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.diagnostics import Diagnostic, Reported
from pipeline.document import Block, Document
from pipeline.engines import Engines
from pipeline.engines.weasyprint import Resource
from pipeline.rendition.book import Book
from pipeline.rendition.expected import Repeat
from pipeline.rendition.pages import PageMap, PrintedPage, nobody
from pipeline.theme import Theme


@dataclass(frozen=True, slots=True)
class Rendition:
    """An edition that is composed but not yet written: golden tests compare these.

    Shape: `frame` is the page around the body, with `theme.SLOT` where the body goes; `options` are
    the format's own; `resources` are named by `blocks`, `frame` and `css`; `stylesheets` are
    the SHA-256 hashes (hex) of the styles that travel in the file.
    """

    format: str
    slug: str
    lang: str
    path: str
    blocks: tuple[Block, ...]
    frame: str
    css: str
    resources: Mapping[str, Resource] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    stylesheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file, not yet proved.

    Shape: `facts` says what the edge decided (`layout`, `pages`, `size_pt`), for the summary; `repeats` are the
    disclaimers that it shows once more; `covers` says whether its first and last page are a cover and its back.
    `pages` are its pages and the text on each, `book` what catalogues are told; `companions` are files that go beside it and
    owe nothing, by their names.
    """

    format: str
    name: str
    media_type: str
    content: bytes
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
    repeats: tuple[Repeat, ...] = ()
    covers: bool = False
    pages: PageMap = ()
    book: Book | None = None
    companions: Mapping[str, bytes] = field(default_factory=dict)


class Renderer(Protocol):
    """One format. A new one is a file, a row in `FORMATS`, and a folder in `templates/` and `tests/`."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def names_pages(self) -> bool:
        """Whether it names the pages of the printed edition."""
        ...

    def files(self, rendition: Rendition) -> tuple[str, ...]:
        """The names of the files that a rendition becomes."""
        ...

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet. Pure."""
        ...

    def refused(self, document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
        """What of a document it cannot show, as `compose` says it, for who composes nothing. Pure."""
        ...

    def emit(
        self,
        rendition: Rendition,
        engines: Engines,
        pages: PageMap = (),
        paged: Callable[[PageMap], None] = nobody,
    ) -> Reported[tuple[Artifact, ...]]:
        """The finished files, by the engines; none where there is an error.

        `pages` are those of the printed edition, for a format that names them. `paged` is told its own, by a format that has
        some, as soon as they are known, which may be long before its files are written.
        """
        ...

    def paginated(self, rendition: Rendition, engines: Engines) -> PageMap:
        """Its pages and the text on each, without making a file; nothing for a format without pages."""
        ...


__all__ = ["Artifact", "PageMap", "PrintedPage", "Renderer", "Rendition", "Resource"]
