"""Finished files to tamper with, built once: one article in the three formats, with a disclaimer at every place."""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from pipeline import proof, publication
from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.diagnostics import Severity
from pipeline.disclaimers.library import BODY_RATIO
from pipeline.document import Block, Component, Document, Notice
from pipeline.document import parse as parse_document
from pipeline.document.nodes import Legibility, NoticePlace
from pipeline.engines import Engines
from pipeline.formats import FORMATS
from pipeline.proof import Proof
from pipeline.rendition.expected import Expectation, expected
from pipeline.theme import Theme, load_theme

ROOT = Path(__file__).parents[2]

OPENING = "Nothing in this leaflet is an offer, and no one is bound by it."
PRICES = "Prices, rates and fees were right when this was printed and may change at any time."
PAY = "Pay differs between long-term and short-term work; nobody is promised what is shown here."
CLOSING = "This leaflet informs. It is not advice – ask somebody who knows your case before you act on it."

ARTICLE = """---
title: "Harbour Ferries"
subtitle: What a crossing costs
description: Fares and hours of the harbour ferries.
lang: en
author: Northfield Harbour Office
date: 2026-05-04
topics: [household]
---

The ferry crosses the harbour every twenty minutes, in all weathers but fog.

## Fares

Buy your ticket on the quay.[^quay]

::: {.table caption="Fares for one crossing" as-of=2026-05-04}
| Passenger | Single | Valid |
|---|---|---|
| Adult | 42 NOK | 12 months |
| Child | 21 NOK | 6 months |
:::

[^quay]: The machine takes cards only, and gives no change.

## Work on board

Deckhands earn 31,000–35,000 NOK a month in their first year. It is **not** paid at *once*.

- Warm clothes are provided.
- Meals are free on board.

::: {.callout kind=tip title="Ask the skipper"}
Skippers know who is looking for hands.
:::

## Hours

The first ferry leaves at six, the last one at midnight.
"""


def guarded(content: bytes) -> bytes:
    """A page whose policy allows the style that it has now."""
    style = re.search(r"<style[^>]*>(.*?)</style>", content.decode(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    return re.sub(r"style-src 'sha256-[^']*'", f"style-src 'sha256-{digest}'", content.decode()).encode()


@functools.cache
def shipped_theme() -> Theme:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    theme = load_theme(files).value
    assert theme is not None
    return theme


@functools.cache
def shipped_fonts() -> Mapping[str, bytes]:
    """The faces that a disclaimer may be drawn with."""
    return proof.trusted_fonts(shipped_theme())


@dataclass(frozen=True)
class Finished:
    """A finished file and what it owes."""

    owed: Expectation
    content: bytes

    def proved(
        self,
        content: bytes | None = None,
        owed: Expectation | None = None,
        fonts: Mapping[str, bytes] | None = None,
        *,
        first: bool = False,
    ) -> Proof:
        name = {"brochure": "ferries.pdf", "ebook": "ferries.epub", "handout": "ferries.html"}[
            self.owed.format
        ]
        return proof.prove(
            owed or self.owed,
            self.content if content is None else content,
            path=name,
            fonts=shipped_fonts() if fonts is None else fonts,
            first=first,
        )

    def codes(self, content: bytes | None = None, owed: Expectation | None = None) -> set[str]:
        """The codes of the errors. Fails where a proof without errors is not one, or the other way round."""
        made = self.proved(content, owed)
        errors = {found.code for found in made.diagnostics if found.severity is Severity.ERROR}
        assert made.proved is not bool(errors), made.diagnostics
        assert {found.location.path for found in made.diagnostics} <= {made.path}
        return errors


Build = Callable[[Document, str], Finished]


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture(scope="session")
def build(engines: Engines) -> Build:
    return lambda document, format: _built(document, format, engines, FORMATS[format].suffix)


@pytest.fixture(scope="session")
def build_press(engines: Engines) -> Callable[[Document], Finished]:
    """The press file of a brochure, as it is released."""
    return lambda document: _built(document, "brochure", engines, ".press.pdf")


def _built(document: Document, format: str, engines: Engines, suffix: str) -> Finished:
    theme = shipped_theme()
    renderer = FORMATS[format]
    rendition = renderer.compose(document, theme).value
    assert rendition is not None
    if suffix == ".pdf":
        rendition = dataclasses.replace(rendition, options={**rendition.options, "press": False})
    emitted = renderer.emit(rendition, engines)
    artifact = next((one for one in emitted.value if one.name == document.slug + suffix), None)
    assert artifact is not None, emitted.diagnostics
    labels = theme.labels(document.lang)
    fixed = theme.fixed_words(format, document.lang)
    owed = expected(document, format, labels, stylesheets=rendition.stylesheets, fixed=fixed)
    owed = dataclasses.replace(owed, repeats=artifact.repeats, covers=artifact.covers)
    return Finished(owed, artifact.content)


@pytest.fixture(scope="session")
def document(engines: Engines) -> Document:
    """The article with its disclaimers: opening, behind a table, behind a callout (minor), two closing."""
    parsed = parse_article(ArticleFile("source/articles/ferries/article.md", ARTICLE.encode()), "en").value
    assert parsed is not None
    own = publication.parse(b"publisher: Northfield Harbour Office\nlang: en\ncountry: NO\n").value
    publisher = own.publisher if own else "Northfield Harbour Office"
    article = dataclasses.replace(parsed, meta=parsed.meta.model_copy(update={"publisher": publisher}))
    tree = parse_document(article, engines.pandoc).value
    assert tree is not None
    blocks: list[Block] = [notice("offer-1", OPENING, "opening")]
    for block in tree.blocks:
        blocks.append(block)
        if isinstance(block, Component) and block.name == "table":
            blocks.append(notice("prices-1", PRICES, "after-trigger"))
        elif isinstance(block, Component) and block.name == "callout":
            blocks.append(notice("pay-1", PAY, "after-trigger", "minor"))
    blocks.append(notice("advice-1", CLOSING, "closing"))
    return dataclasses.replace(tree, blocks=tuple(blocks))


def notice(
    key: str,
    text: str,
    place: NoticePlace,
    weight: Literal["material", "minor"] = "material",
) -> Notice:
    """A disclaimer as `attach` would place it."""
    return Notice(
        key=key,
        disclaimer=key.rsplit("-", 1)[0],
        text=text,
        weight=weight,
        place=place,
        formats=tuple(FORMATS),
        legibility=Legibility(min_body_ratio=BODY_RATIO[weight]),
    )


@pytest.fixture(scope="session")
def brochure(build: Build, document: Document) -> Finished:
    return build(document, "brochure")


@pytest.fixture(scope="session")
def ebook(build: Build, document: Document) -> Finished:
    return build(document, "ebook")


@pytest.fixture(scope="session")
def handout(build: Build, document: Document) -> Finished:
    return build(document, "handout")
