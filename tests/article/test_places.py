"""The ids of headings, as they are told from the text alone, are those that pandoc gives."""

from __future__ import annotations

import pytest

from pipeline.article import ArticleFile, parse
from pipeline.document import Heading, of_kind
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from pipeline.listed import places
from tests.growth import in_proportion

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


@pytest.mark.parametrize("piece", ["```a\n", "# a\n", "a\n", "> ", "# [^", "# <!--\n", " #", "a_"])
@pytest.mark.parametrize("opening", ["", "# "])
def test_hostile_texts_are_read_in_linear_time(opening: str, piece: str) -> None:
    def read(size: int) -> None:
        list(places(f"{opening}{piece * (size // len(piece))}\n"))

    assert in_proportion(lambda: read(20_000), lambda: read(80_000))
