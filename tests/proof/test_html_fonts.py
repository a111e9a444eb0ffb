"""Fonts that lie: each is caught, also where the manifest allows the stylesheet."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from pipeline.proof import trusted_fonts
from pipeline.proof.html import prove_html
from pipeline.theme import load_theme

from .conftest import ROOT, Finished, guarded
from .test_html import changed
from .test_html_looks import allowed


@pytest.fixture(scope="module")
def trusted() -> Mapping[str, bytes]:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    theme = load_theme(files).value
    assert theme is not None
    return trusted_fonts(theme)


def codes(finished: Finished, content: bytes, fonts: Mapping[str, bytes]) -> set[str]:
    made = prove_html(allowed(finished, content), content, "ferries.html", fonts)
    return {found.code for found in made.diagnostics}


def rewritten(finished: Finished, change: Any, flavour: str | None = None) -> bytes:
    """The page with every font changed."""

    def one(match: re.Match[str]) -> str:
        font = TTFont(io.BytesIO(base64.b64decode(match[1])))
        change(font)
        font.flavor = flavour
        output = io.BytesIO()
        font.save(output)
        return f"data:font/{flavour or 'ttf'};base64," + base64.b64encode(output.getvalue()).decode()

    text = finished.content.decode()
    mutant = re.sub(r"data:font/woff2;base64,([A-Za-z0-9+/=]+)", one, text)
    assert mutant != text
    return guarded(mutant.encode())


def blank(font: Any) -> None:
    for name in font.getGlyphOrder():
        font["glyf"][name] = font["glyf"]["space"]


def swapped(font: Any) -> None:
    # Two tables may share one dictionary.
    for table in {id(table.cmap): table for table in font["cmap"].tables}.values():
        table.cmap[ord("a")], table.cmap[ord("e")] = table.cmap[ord("e")], table.cmap[ord("a")]


def same(font: Any) -> None:
    for table in font["cmap"].tables:
        for code in table.cmap:
            table.cmap[code] = "n"


def tiny(font: Any) -> None:
    font["head"].unitsPerEm = 16384


def leaning(font: Any) -> None:
    """One point of one letter, a little to the right."""
    glyph = font["glyf"]["e"]
    x, y = glyph.coordinates[0]
    glyph.coordinates[0] = (x + 1, y)


def test_clean(handout: Finished, trusted: Mapping[str, bytes]) -> None:
    for fonts in ({}, trusted):
        assert codes(handout, handout.content, fonts) == set()
        for flavour in (None, "woff2"):
            assert codes(handout, rewritten(handout, lambda font: None, flavour), fonts) == set()


@pytest.mark.code("PRF843")
@pytest.mark.parametrize("change", [blank, same, tiny])
@pytest.mark.parametrize("flavour", [None, "woff2"])
def test_lying_without_the_theme(handout: Finished, change: Any, flavour: str | None) -> None:
    assert "PRF843" in codes(handout, rewritten(handout, change, flavour), {})


@pytest.mark.parametrize("change", [blank, same, tiny, swapped, leaning])
@pytest.mark.parametrize("flavour", [None, "woff2"])
def test_lying(handout: Finished, change: Any, flavour: str | None, trusted: Mapping[str, bytes]) -> None:
    assert "PRF843" in codes(handout, rewritten(handout, change, flavour), trusted)


@pytest.mark.parametrize(
    "face",
    [
        '@font-face{font-family:"SP Sans";src:url(x.woff2)}',
        '@font-face{font-family:"SP Sans";src:local("Wingdings")}',
        '@font-face{font-family:"SP Sans";src:url(https://example.org/x.woff2)}',
        "@font-face{font-family:Georgia;src:url(data:font/ttf;base64,AAAA)}",
        '@font-face{font-family:"SP Sans";src:url(data:font/ttf;base64,AAAA),local(x)}',
    ],
)
def test_another_face(handout: Finished, face: str, trusted: Mapping[str, bytes]) -> None:
    content = changed(handout, "</style>", face + "</style>")
    assert "PRF843" in codes(handout, content, trusted)


@pytest.mark.parametrize(
    "descriptor",
    ["unicode-range:U+61-7A", "size-adjust:10%", "ascent-override:900%", "font-feature-settings:'x'"],
)
def test_descriptors(handout: Finished, descriptor: str) -> None:
    content = changed(handout, "font-display:swap", f"font-display:swap;{descriptor}")
    assert "PRF843" in codes(handout, content, {})


@pytest.mark.code("PRF843")
def test_a_figure_that_is_drawn_as_another(handout: Finished, trusted: Mapping[str, bytes]) -> None:
    """In faces, too, that no disclaimer asks for: a price is in them."""

    def exchanged(font: Any) -> None:
        for cmap in {id(table.cmap): table.cmap for table in font["cmap"].tables}.values():
            cmap[0x31], cmap[0x34] = cmap[0x34], cmap[0x31]

    assert "PRF843" in codes(handout, rewritten(handout, exchanged), trusted)
    assert "PRF843" not in codes(handout, rewritten(handout, lambda font: None), trusted)
