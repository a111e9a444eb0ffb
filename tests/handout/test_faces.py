"""The faces that a page carries have the letters that it sets in them, and few others."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from fontTools.ttLib import TTFont

from pipeline.formats.handout import Handout
from pipeline.theme import load_theme
from tests.handout.test_handout import FILES, FRONT, THEME, example, page, parsed

# What the stylesheet sets in the face of headings.
LARGE = "//h1|//h2[not(parent::nav)]|//h3|//h4|//*[@class='lead']/*[1][self::p]|//*[@class='lead']/*[1][starts-with(@class,'qualified')]/p[1]|//*[@class='quote' or @class='value' or @class='standfirst']"
# Shown by no face of a page: spaces and line ends, and what browsers draw or leave out themselves.
_UNSEEN = set("\n\t \u00a0\u202f\u00ad\u2011")


def cut(html: str) -> dict[tuple[str, str, str], set[str]]:
    """The characters of each face of a page."""
    rules = re.findall(
        r'@font-face{font-family:"([^"]*)";font-weight:(\d+);font-style:(\w+);[^}]*?base64,([^"]*)"', html
    )
    return {
        (family, weight, style): {*map(chr, TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap())}
        for family, weight, style, font in rules
    }


def shown(*elements: Any) -> set[str]:
    """The characters that a reader sees of elements."""
    for element in elements:
        for unseen in element.xpath(".//script|.//style|.//svg"):
            unseen.text = ""
    return {*"".join(element.text_content() for element in elements)} - _UNSEEN


def lacking(html: str) -> dict[str, set[str]]:
    """The letters of a page, by face, that the theme's own face has and the page's has not."""
    assert THEME is not None
    body = lxml.html.document_fromstring(html).find("body")
    large = shown(*body.xpath(LARGE))
    found = {}
    for (family, weight, style), characters in cut(html).items():
        face = THEME.face(family, int(weight), style)
        whole = {*map(chr, TTFont(io.BytesIO(THEME.files[face.path])).getBestCmap())}
        wanted = large if family == THEME.headings[0] else shown(body)
        found[f"{family} {weight} {style}"] = (wanted & whole) - characters
    return found


PAGES = {
    "en": "The *lead*.[^n]\n\n[^n]: A note.\n\n## Ropes & knots\n\n> A quotation\n\n::: {.quote by=Nora}\nQuoth: Żółć!\n:::\n",
    "uk": "Асистенти мають обґрунтований вибір.\n\n## Ціни\n\n::: {.key-facts as-of=2026-03-01}\n- **1½ години** щодня\n:::\n",
    "pl": '::: {.pull-fact value="Źdźbło 7" label="tyle"}\nZażółć gęślą jaźń.\n:::\n\n### Węzły\n\nText.\n',
}


@pytest.mark.parametrize("lang", PAGES)
def test_every_letter_is_there(lang: str) -> None:
    html = page(parsed(FRONT.format(title="Tides, Å–Ö", lang=lang) + PAGES[lang]))
    found = lacking(html)
    assert len(found) >= 4
    assert not any(found.values()), found


def test_every_letter_of_the_example_is_there() -> None:
    assert not any(lacking(page(example())).values())


def test_headings_have_the_letters_of_headings_alone() -> None:
    html = page(parsed(FRONT.format(title="Abc", lang="en") + "Def.\n\n## Ghi\n\nXYZ and all else.\n"))
    faces = cut(html)
    assert not {*"XYZ"} & faces["SP Serif", "600", "normal"]
    assert {*"XYZ"} < faces["SP Sans", "400", "normal"]


def test_own_stylesheets_may_set_anything_anywhere() -> None:
    own = load_theme(
        FILES, {"handout/handout.css.j2": b'{% include "shipped/handout/handout.css.j2" %}'}
    ).value
    assert own is not None
    composed = Handout().compose(parsed(FRONT.format(title="Abc", lang="en") + "Xyz.\n"), own).value
    assert composed is not None
    assert {*"Xyzqw"} <= cut(composed.frame)["SP Serif", "600", "normal"]


def test_the_first_article_is_light_in_every_language(released: Path) -> None:
    found = sorted((released / "output").glob("*/medical-assistant-norway/medical-assistant-norway.html"))
    assert len(found) >= 7
    sizes = {one.parent.parent.name: one.stat().st_size for one in found}
    assert max(sizes.values()) < 130_500, sizes
    assert sizes["en"] < 110_000
    for one in found:
        assert not any(lacking(one.read_text()).values()), one
