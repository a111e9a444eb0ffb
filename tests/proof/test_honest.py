"""Ordinary articles that a proof once refused: each of their blocks, in every edition."""

from __future__ import annotations

import dataclasses
import io

import pytest
from PIL import Image

from pipeline import article
from pipeline.article import ArticleFile, Asset
from pipeline.document import Document, parse
from pipeline.engines import Engines
from pipeline.formats import FORMATS

from .conftest import Build, Finished

FRONT = "---\ntitle: Harbour Ferries\nlang: en\ndate: 2026-05-04\ntopics: [household]\n---\n"
BODY = """
Buy your ticket on the quay.[^a][^b] Or do not,[^c] [^d] if[^e]^,^ [^f] you are late.[^g]^, ^[^h][^i][^j][^k]

Kai ↔ pier takes H^+^ and OCl^−^.

[^a]: A quay is a pier.

    1. The first.
    2. The second.

[^b]: There are two.

    | Pier | Boats |
    |---|--:|
    | East | 4 |

[^c]: Three.
[^d]: Four.
[^e]: Five.
[^f]: Six.
[^g]: Seven.
[^h]: Eight.
[^i]: Nine.
[^j]: Ten.
[^k]: Eleven.
"""

# Of whose face for text no letter is set, and whose letters reach back below those before them.
SLANTED = """
**From the pier.** *It is dark at four now, my job is done, and the last ferry jibs off for Fjord.*

*Type `quay` at the gate*, **not `pier`**, ***or both***.
"""
# Beside what runs from right to left, signs stand in another order than they are drawn.
TURNED = """
The Hebrew for “word” is [דָּבָר]{lang=he}; the Arabic, in 1 case, [كلمة]{lang=ar} (12 %), [دراسة]{lang=ar}: no more.
"""

# Numbers in a row behind such words are read from left to right.
NUMBERED = """
[إذا فقدت جواز سفرك فتعال إلينا.]{lang=ar dir=rtl}

| Language | Telephone |
|---|---|
| [norsk]{lang=nb} | +47 22 00 00 01 |
| [العربية]{lang=ar} | +47 22 00 00 02 |
| [עברית]{lang=he} | 22 00 00 03 or 04 |
"""


# A sign beside words, and a picture that is too high for the width it asks for.
PICTURED = """
![](pier.png){.decorative width=8mm}

Boats leave from the pier.

![](pier.png){.decorative width=20%}

![The pier in 1907](pier.png){caption="It was of wood." width=70%}
"""


def document_of(text: str, engines: Engines) -> Document:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 900), (40, 90, 140)).save(drawn, "PNG")
    pictures = (Asset("pier.png", drawn.getvalue()),) if "pier.png" in text else ()
    file = ArticleFile("source/articles/ferries/article.md", text.encode(), None, pictures)
    parsed = article.parse(file, "en").value
    assert parsed is not None
    parsed = dataclasses.replace(parsed, meta=parsed.meta.model_copy(update={"publisher": "Harbour Office"}))
    tree = parse(parsed, engines.pandoc).value
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    "body",
    [BODY, SLANTED, TURNED, NUMBERED, PICTURED],
    ids=["notes", "slanted", "turned", "numbered", "pictured"],
)
@pytest.mark.parametrize("format", FORMATS)
def test_is_proved(format: str, body: str, build: Build, engines: Engines) -> None:
    assert build(document_of(FRONT + body, engines), format).codes() == set()


@pytest.mark.parametrize("format", FORMATS)
def test_names_of_one_letter(format: str, build: Build, engines: Engines) -> None:
    tree = document_of(FRONT.replace("lang:", "author: Y\nlang:") + "\nThe ferry runs all day.\n", engines)

    def of(publisher: str) -> Finished:
        meta = tree.meta.model_copy(update={"publisher": publisher})
        return build(dataclasses.replace(tree, meta=meta), format)

    assert of("X").codes() == set()
    # What a longer name begins with is no name.
    assert "X" not in of("X Ferries").owed.words
