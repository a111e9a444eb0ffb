"""Books made from a few lines of Markdown, with disclaimers where `attach` would put them."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline import publication
from pipeline.article import ArticleFile, Asset
from pipeline.article import parse as parse_article
from pipeline.diagnostics import Diagnostic
from pipeline.document import Block, Component, Document, Notice
from pipeline.document import parse as parse_document
from pipeline.engines import Engines
from pipeline.formats.ebook import Ebook
from pipeline.theme import Theme, load_theme

ROOT = Path(__file__).parents[2]
FORMATS = ("brochure", "ebook", "handout")

OPENING = "Nothing in this leaflet is an offer, and no one is bound by it."
PRICES = "Prices were right when this was printed and may change at any time."
CLOSING = "This leaflet informs. It is not advice & binds nobody."

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True)
class Book:
    """A finished ebook, opened."""

    content: bytes
    document: Document

    @property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))

    @property
    def names(self) -> list[str]:
        return self.archive.namelist()

    def text(self, name: str) -> str:
        return self.archive.read(name).decode()

    def tree(self, name: str) -> Any:
        return etree.fromstring(self.archive.read(name))

    @property
    def package(self) -> Any:
        return self.tree("EPUB/package.opf")

    @property
    def spine(self) -> list[str]:
        """The text files that a reader comes to, in order; without the contents."""
        package = self.package
        paths = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        return [
            "EPUB/" + paths[item.get("idref")]
            for item in package.iter("{*}itemref")
            if item.get("linear") != "no" and item.get("idref") != "nav"
        ]

    @property
    def chapters(self) -> list[str]:
        return [name for name in self.spine if not name.endswith(("/cover.xhtml", "/title-page.xhtml"))]

    def properties(self, name: str) -> list[str]:
        return [meta.text for meta in self.package.iter("{*}meta") if meta.get("property") == name]

    def words(self, name: str) -> str:
        return " ".join(" ".join(self.tree(name).find(f"{XHTML}body").itertext()).split())


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture(scope="session")
def theme() -> Theme:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    loaded = load_theme(files).value
    assert loaded is not None
    return loaded


def notice(key: str, text: str, place: Any) -> Notice:
    return Notice(
        key=f"notice-{key}", disclaimer=key, text=text, weight="material", place=place, formats=FORMATS
    )


def with_notices(document: Document, *, opening: bool) -> Document:
    blocks: list[Block] = [notice("offer", OPENING, "opening")] if opening else []
    for index, block in enumerate(document.blocks):
        blocks.append(block)
        if isinstance(block, Component) and block.name in ("table", "key-facts"):
            blocks.append(notice(f"prices-{index}", PRICES, "after-trigger"))
    return dataclasses.replace(document, blocks=(*blocks, notice("advice", CLOSING, "closing")))


@pytest.fixture(scope="session")
def document(engines: Engines) -> Callable[..., Document]:
    def made(
        body: str,
        front: str = "title: Harbour Ferries",
        assets: Mapping[str, bytes] | None = None,
        *,
        opening: bool = False,
    ) -> Document:
        files = tuple(Asset(name, content) for name, content in (assets or {}).items())
        source = f"---\n{front}\n---\n\n{body}\n".encode()
        parsed = parse_article(ArticleFile("source/articles/ferries/article.md", source, None, files), "en")
        assert parsed.value is not None, parsed.diagnostics
        defaults = publication.parse(b"publisher: Harbour Office\nlang: en\n").value
        assert defaults is not None
        tree = parse_document(publication.with_defaults(parsed.value, defaults), engines.pandoc).value
        assert tree is not None
        return with_notices(tree, opening=opening)

    return made


@pytest.fixture(scope="session")
def book(document: Callable[..., Document], theme: Theme, engines: Engines) -> Callable[..., Book]:
    def made(body: str, *arguments: Any, **options: Any) -> Book:
        tree = document(body, *arguments, **options)
        composed = Ebook().compose(tree, theme)
        assert composed.value is not None, composed.diagnostics
        emitted = Ebook().emit(composed.value, engines)
        assert not emitted.diagnostics
        (artifact,) = emitted.value
        return Book(artifact.content, tree)

    return made


@pytest.fixture(scope="session")
def refused(document: Callable[..., Document], theme: Theme) -> Callable[..., tuple[Diagnostic, ...]]:
    def made(body: str, *arguments: Any, **options: Any) -> tuple[Diagnostic, ...]:
        composed = Ebook().compose(document(body, *arguments, **options), theme)
        assert composed.value is None
        return composed.diagnostics

    return made
