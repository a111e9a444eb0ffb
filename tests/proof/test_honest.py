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


# What begins with a figure, beside what themes put there.
COUNTED = """
- 2 ropes
- 12 fenders, 4 of them large
  - 1 spare
  - 3 more

::: {.checklist title="10 more"}
- 1 torch
- 2 boots
- 33 nails
:::

::: {.steps title="4 steps"}
1. 5 knots are enough.
2. 6 are too many.
3. 7 never.
:::

::: {.key-facts}
- **1.2 m** the tide at Bergen
- **12 h 25 min** from one high water to the next
:::

::: {.pull-fact value="1.2 m" label="the tide at Bergen"}
Spring tides reach higher, neap tides less.
:::

~~12~~ 14 boats and `7` [ropes](https://example.org) and **3** [14](https://example.org/14) 5 things.[^1]

> 9 of ten sailors say so.

::: {.quote by="7-year-old Kari"}
3 boats left.
:::

| Boat | 1 | 2 |
|--|--:|:-:|
| 1 | 2 | 3 |
| ~~4~~ 5 | 6 | 7 |

[^1]: 3 of them.

::: {.callout kind=warning title="1 warning"}
2 dogs.
:::

1) 10 men
2) 11 women
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
    [BODY, SLANTED, TURNED, NUMBERED, PICTURED, COUNTED],
    ids=["notes", "slanted", "turned", "numbered", "pictured", "counted"],
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
