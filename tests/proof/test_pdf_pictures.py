"""Pictures in a brochure: each is told in the author's words, where it stands, and shown whole and upright."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from pipeline.rendition.facets import Facet

from .conftest import Finished
from .printed import expectation, printed, run
from .test_pdf_drawn import image, painted
from .test_pdf_heard import errors

Change = Callable[[Any], None]
NAMES = ("A cog", "A disc", "A gate", "A harbour", "A key", "A lamp")


@pytest.fixture(scope="module")
def pictured() -> Finished:
    """Six pictures in lines of text, which are drawn behind it, and one on a page of its own."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>{}</title><path d="M0 0h9v9z"/></svg>'
    lines = "".join(f"<p>Turn {drawing.format(name)} once.</p>" for name in NAMES)
    body = f"<h1>Ferries</h1>{lines}<div class='part'><p>Wait.</p>{drawing.format('A boat')}<p>Go.</p></div>"
    texts = [*(text for _ in NAMES for text in ("Turn once.",)), "Wait.", "Go."]
    owed = expectation(run("Ferries", -1, kind="title"), *(run(text, at) for at, text in enumerate(texts)))
    facets = tuple(Facet("picture", name) for name in (*NAMES, "A boat"))
    return printed(dataclasses.replace(owed, facets=facets), body)


def test_pictures_in_lines_of_text(pictured: Finished) -> None:
    assert errors(pictured, lambda document: None) == ""


def figures(document: Any) -> list[Any]:
    found = [one for one in document.objects if isinstance(one, Dictionary) and one.get("/S") == "/Figure"]
    return sorted(found, key=lambda one: str(one.Alt))


def said(key: str, value: str) -> Change:
    return lambda document: figures(document)[1].__setitem__(key, String(value))


def exchanged(document: Any) -> None:
    one, other = figures(document)[1:3]
    one.Alt, other.Alt = String(str(other.Alt)), String(str(one.Alt))


def speechless(document: Any) -> None:
    del figures(document)[0]["/Alt"]


def said_of_nothing(document: Any) -> None:
    top = document.Root.StructTreeRoot.K[0]
    empty = Dictionary(Type=Name.StructElem, S=Name.P, P=top, ActualText=String("All fares are free."))
    top.K = Array([*top.K, document.make_indirect(empty)])


def read_with_another_page(document: Any) -> None:
    figure = figures(document)[0]
    figure.P.K = Array(
        [one for one in figure.P.K if not isinstance(one, Dictionary) or one.objgen != figure.objgen]
    )
    line = figures(document)[1].P
    line.K = Array([*line.K, figure])
    figure.P = line


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (said("/ActualText", "All fares are free."), "the words of /ActualText on Figure"),
        (said("/E", "All fares are free."), "the words of /E on Figure"),
        (said("/Lang", "fr"), "a picture in another language"),
        (said("/Alt", " "), "a picture without words"),
        (speechless, "a picture without words"),
        (said_of_nothing, "the words of /ActualText on P"),
        (read_with_another_page, "read on another page"),
        (exchanged, "where another one is"),
    ],
)  # fmt: skip
def test_pictures_that_are_told_otherwise(pictured: Finished, change: Change, found: str) -> None:
    assert found in errors(pictured, change)


def placed(matrix: bytes, *, clip: bytes = b"", again: bytes = b"", **entries: Any) -> Change:
    """One more picture, of 60 by 40 pixels. Shape: of the matrix the numbers."""
    content = b"/Figure BMC q %b %b cm /X Do %b Q EMC" % (clip, matrix, again)
    made = image(bytes(60 * 40 * 3), **{"Width": 60, "Height": 40} | entries)
    return painted(content, XObject=("X", made))


def test_a_picture_as_large_as_it_is(pictured: Finished) -> None:
    whole = b"9 9 99 99 re W n"
    for entries in ({}, {"Decode": Array([0, 1] * 3)}):
        assert errors(pictured, placed(b"60 0 0 40 30 30", clip=whole, **entries)) == ""


def undrawn(document: Any) -> None:
    mark = re.compile(rb"(/Figure\s<<\s*/MCID \d+\s*>>\sBDC).*?EMC", re.DOTALL)
    for page in document.pages:
        page.Contents = document.make_stream(mark.sub(rb"\1 EMC", page.Contents.read_bytes()))


@pytest.mark.code("PRF858")
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (placed(b"-60 0 0 40 90 30"), "turned, mirrored or slanted"),
        (placed(b"0 60 -40 0 90 30"), "turned, mirrored or slanted"),
        (placed(b"60 0 20 40 30 30"), "turned, mirrored or slanted"),
        (placed(b"60 0 0 60 30 30"), "wider or narrower"),
        (placed(b"3 0 0 2 30 30"), "too small to be seen"),
        (placed(b"60 0 0 40 30 30", clip=b"30 30 30 40 re W n"), "a part is cut off"),
        (placed(b"60 0 0 40 30 30", again=b".2 0 0 .2 0 0 cm /X Do"), "more than one picture"),
        (placed(b"60 0 0 40 30 30", Decode=Array([1, 0] * 3)), "in other colours"),
        (placed(b"60 0 0 40 30 30", Intent=Name.Saturation), "the entry /Intent"),
        (undrawn, "pictures instead of 7"),
    ],
)
def test_pictures_that_are_shown_otherwise(pictured: Finished, change: Change, found: str) -> None:
    assert found in errors(pictured, change)
