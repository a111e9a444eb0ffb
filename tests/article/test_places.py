"""The ids of headings, as they are told from the text alone, are those that pandoc gives."""

from __future__ import annotations

import time

import pytest

from pipeline.article import ArticleFile, parse
from pipeline.document import Heading, of_kind
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from pipeline.listed import places

TEXT = """\
## What does it *cost*, now?

## It’s 5 – 7 `code`, and [a link](https://example.org "so")

## A_b: "quotes" & more... -- or --- less

## Ærlig talt, 中文, हिन्दी ##

```
## No heading
```

## Same

## Same

Underlined *words*
---

## Its own {#own .unnumbered}

> ## Quoted

## R\\&D &amp; [5 NOK]{.fact as-of=2026-05-01}[^note]

[^note]: A note.
"""


def test_places_are_the_ids_of_headings() -> None:
    article = parse(
        ArticleFile("source/articles/a/article.md", f"---\ntitle: A\n---\n{TEXT}".encode()), "en"
    ).value
    assert article is not None
    tree = parse_document(article, Pandoc.found()).value
    assert tree is not None
    ids = [heading.attributes.id for heading in of_kind(tree.blocks, Heading)]
    assert len(ids) == 10
    assert list(places(TEXT)) == ids


HOSTILE = {
    "fences": "```a\n",
    "titles": "# a\n",
    "underlined": "a\n",
    "quotations": "> ",
    "openings": "#\u00a0[ ",
    "comments": "# <!--\n",
    "closings": " #",
}


def _seconds(text: str) -> float:
    """Of the processor, the least of three."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        list(places(text))
        took.append(time.process_time() - begun)
    return min(took)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("opening", ["", "# "], ids=["text", "heading"])
def test_time_grows_with_the_text_and_not_with_its_square(opening: str, piece: str) -> None:
    small, large = (_seconds(opening + piece * (size // len(piece)) + "\n") for size in (20_000, 160_000))
    assert large < 32 * max(small, 0.002)
