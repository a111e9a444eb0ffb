"""Fonts in an ebook: parts of the theme's own are fine, any other is caught, also where the manifest allows the stylesheet."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from pipeline.article import EbookOptions
from pipeline.document import Document
from pipeline.proof.mutants import controls, mutants

from .conftest import Build, Finished, shipped_fonts
from .test_html_fonts import blank, same, swapped, tiny

FACE = "EPUB/fonts/sp-sans-regular.ttf"


@pytest.fixture(scope="module")
def lettered(build: Build, document: Document) -> Finished:
    """The ebook with the theme's faces in it."""
    meta = document.meta.model_copy(update={"ebook": EbookOptions(fonts="embedded")})
    return build(dataclasses.replace(document, meta=meta), "ebook")


def members(finished: Finished) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(finished.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(finished: Finished, **changes: bytes | None) -> tuple[bytes, Any]:
    """The book with other members, and with a manifest that allows its stylesheets."""
    held = {**members(finished), **changes}
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in held.items():
            if content is not None:
                archive.writestr(name, content)
    sheets = tuple(
        hashlib.sha256(content or b"").hexdigest() for name, content in held.items() if name.endswith(".css")
    )
    return output.getvalue(), dataclasses.replace(finished.owed, stylesheets=sheets)


def codes(finished: Finished, fonts: Any = None, **changes: bytes | None) -> set[str]:
    content, owed = written(finished, **changes)
    made = finished.proved(content, owed, fonts)
    assert made.proved is not bool(made.diagnostics)
    return {found.code for found in made.diagnostics}


def spoilt(finished: Finished, change: Callable[[Any], None], name: str = FACE) -> dict[str, bytes | None]:
    font = TTFont(io.BytesIO(members(finished)[name]))
    change(font)
    output = io.BytesIO()
    font.save(output)
    return {name: output.getvalue()}


def test_clean(lettered: Finished) -> None:
    held = members(lettered)
    assert {name for name in held if name.startswith("EPUB/fonts/")} == {
        "EPUB/fonts/sp-sans-bold.ttf",
        "EPUB/fonts/sp-sans-italic.ttf",
        FACE,
        "EPUB/fonts/sp-serif-semibold.ttf",
    }
    for fonts in ({}, shipped_fonts()):
        assert codes(lettered, fonts) == set()
        assert codes(lettered, fonts, **spoilt(lettered, lambda font: None)) == set()


def low(font: Any) -> None:
    font["hhea"].ascent = font["OS/2"].sTypoAscender = 90


def merged(font: Any) -> None:
    """A word that becomes one empty letter."""
    from fontTools.feaLib.builder import addOpenTypeFeaturesFromString

    names = font.getBestCmap()
    word = " ".join(names[ord(letter)] for letter in "not")
    addOpenTypeFeaturesFromString(font, f"feature ccmp {{ sub {word} by space; }} ccmp;")


def narrow(font: Any) -> None:
    font["hmtx"][font.getBestCmap()[ord("n")]] = (0, 0)


@pytest.mark.code("PRF843")
@pytest.mark.parametrize("change", [blank, same, tiny, swapped, low, merged, narrow])
def test_lying(lettered: Finished, change: Callable[[Any], None]) -> None:
    assert codes(lettered, **spoilt(lettered, change)) == {"PRF843"}


@pytest.mark.parametrize("change", [blank, same, tiny])
def test_lying_without_the_theme(lettered: Finished, change: Callable[[Any], None]) -> None:
    assert codes(lettered, {}, **spoilt(lettered, change)) == {"PRF843"}


def test_lying_headings(lettered: Finished) -> None:
    """No disclaimer asks for this face, and no rule of an author's could know that."""
    assert codes(lettered, **spoilt(lettered, swapped, "EPUB/fonts/sp-serif-semibold.ttf")) == {"PRF843"}


def restyled(lettered: Finished, old: str, new: str) -> dict[str, bytes | None]:
    css = members(lettered)["EPUB/styles/ebook.css"].decode()
    assert old in css
    return {"EPUB/styles/ebook.css": css.replace(old, new, 1).encode()}


SOURCE = 'src: url("../fonts/sp-sans-regular.ttf")'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SOURCE, 'src: url("../fonts/sp-sans-bold.ttf")'),
        (SOURCE, 'src: url("../fonts/none.ttf")'),
        (SOURCE, 'src: url("../media/cover.jpg")'),
        (SOURCE, 'src: url("https://example.org/x.ttf")'),
        (SOURCE, 'src: local("Wingdings")'),
        (SOURCE, SOURCE + ', local("Wingdings")'),
        (SOURCE, SOURCE + "; size-adjust: 20%"),
        (SOURCE, SOURCE + "; unicode-range: U+61-7A"),
        ('@font-face { font-family: "SP Sans"; font-weight: 400', '@font-face { font-family: "Georgia"; font-weight: 400'),
        ("@font-face", '@font-face { font-family: "SP Sans"; font-weight: 400; src: url("../fonts/sp-sans-bold.ttf"); } @font-face'),
        ("@font-face", "@font-face { font-family: serif; src: url(../fonts/sp-sans-bold.ttf); } @font-face"),
    ],
)  # fmt: skip
def test_another_face(lettered: Finished, old: str, new: str) -> None:
    assert "PRF843" in codes(lettered, **restyled(lettered, old, new))


def test_a_font_that_nothing_names(lettered: Finished, ebook: Finished) -> None:
    font = members(lettered)[FACE]
    package = members(ebook)["EPUB/package.opf"].replace(
        b"</manifest>", b'<item id="f" href="fonts/x.ttf" media-type="font/ttf"/></manifest>'
    )
    assert codes(ebook, **{"EPUB/fonts/x.ttf": font, "EPUB/package.opf": package}) == {"PRF843"}


def test_a_font_of_another_project_is_not_trusted(lettered: Finished) -> None:
    """What is proved with other faces than it was made with says so."""
    others = {name: shipped_fonts()["SP-Clear"] for name in shipped_fonts()}
    assert codes(lettered, others) == {"PRF843"}


@pytest.mark.parametrize("value", ["false", 'true</meta><meta property="ibooks:binding">false'])
def test_what_the_book_says_of_its_fonts(lettered: Finished, value: str) -> None:
    package = members(lettered)["EPUB/package.opf"].decode()
    said = '<meta property="ibooks:specified-fonts">true'
    assert said in package
    changed = package.replace(said, said.replace("true", value)).encode()
    assert codes(lettered, **{"EPUB/package.opf": changed}) == {"PRF844"}


def test_fonts_are_attacked_too(lettered: Finished) -> None:
    wanted = ("font-blank", "font-swapped", "font-foreign")
    every = mutants(lettered.owed, lettered.content, lambda name, key: name in wanted)
    tried = [mutant for mutant in every if mutant.name.startswith("font-")]
    assert {mutant.name for mutant in tried} == set(wanted)
    for mutant in tried:
        assert "PRF843" in lettered.codes(mutant.content, mutant.owed), mutant.name
    for control in controls(lettered.owed, lettered.content):
        assert lettered.codes(control.content, control.owed) == set(), control.name


def test_disclaimers_have_no_face_of_their_own(lettered: Finished) -> None:
    css = members(lettered)["EPUB/styles/ebook.css"].decode()
    plain = css[css.index("/* The brand's faces") :]
    assert "notice" not in plain
    assert "wording" not in plain
