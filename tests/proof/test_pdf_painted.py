"""Pages hold nothing but their text, the article's pictures and plain shapes: no letters that are drawn, no text that is masked."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name

from .conftest import Finished
from .printed import expectation, printed, run
from .test_pdf_drawn import form, painted, tiles
from .test_pdf_heard import errors

Change = Callable[[Any], None]
A = b"60 60 m 65 72 l 68 72 l 71 60 l h"
E = b"60 60 m 60 120 l 100 120 l 100 110 l 70 110 l 70 60 l h f"


@pytest.fixture(scope="module")
def plain() -> Finished:
    body = "<h1>Ferries</h1><p>A crossing takes an hour.</p><ul><li>Come in time.</li></ul>"
    style = "p { border: 1pt solid; border-left: 4pt solid; border-radius: 2mm; padding: 2mm } li { list-style: square }"
    texts = ("A crossing takes an hour.", "Come in time.")
    owed = expectation(run("Ferries", -1, kind="title"), *(run(text, at) for at, text in enumerate(texts)))
    return printed(owed, body, style)


def marked(content: bytes, tag: bytes = b"/Artifact") -> bytes:
    return tag + b" BMC q " + content + b" Q EMC"


def state(**entries: Any) -> Change:
    """All that the page draws, under another state."""

    def change(document: Any) -> None:
        page = document.pages[0]
        made = Dictionary(Type=Name.ExtGState, **entries)
        name = str(page.add_resource(made, Name.ExtGState))
        page.contents_add(name.encode() + b" gs", prepend=True)

    return change


def mask(document: Any) -> None:
    drawn = form(b"0.6 g 0 0 999 999 re f", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))(
        document
    )
    state(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=drawn))(document)


def in_a_form(document: Any) -> None:
    page = document.pages[0]
    entries = {"BBox": Array(page.mediabox), "Resources": page.resources}
    whole = document.make_stream(page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, **entries)
    page.obj.Resources = Dictionary(XObject=Dictionary(Whole=whole))
    page.obj.Contents = document.make_stream(b"/Whole Do")


def tile(document: Any) -> None:
    pattern = tiles(BBox=Array([0, 0, 99, 99]), XStep=99, YStep=99)(document)
    pattern.write(b"0 0 0 rg " + A + b" f")
    painted(marked(b"/Pattern cs /T scn 60 60 90 20 re f"), Pattern=("T", pattern))(document)


CHANGES: dict[str, tuple[Change, str]] = {
    "a letter": (painted(marked(A + b" f")), "no line, no box"),
    "a letter of lines": (painted(marked(E)), "no line, no box"),
    "a letter in a drawing": (painted(marked(b"/X Do"), XObject=("X", form(A + b" f"))), "no line, no box"),
    "a curve": (painted(marked(b"90 90 m 130 90 130 130 90 130 c 50 130 50 170 90 170 c S")), "no line, no box"),
    "slanted boxes": (painted(marked(b"1 0 .4 1 0 0 cm 60 60 9 60 re f")), "no line, no box"),
    "a window like a letter": (painted(marked(A + b" W n 0 0 400 400 re f")), "cut out"),
    "a dashed row": (painted(marked(b"[2 3 5 1 2 2] 0 d 60 60 m 200 60 l S")), "no line, no box"),
    "small shapes in a corner": (painted(marked(b"60 60 9 2 re 60 60 2 9 re f")), "where no text is"),
    "a picture of nobody's": (painted(marked(A + b" f", b"/Figure") * 2), "2 pictures instead of 0"),
    "a tile": (tile, "a pattern"),
    "a mask": (mask, "masked"),
    "a blend": (state(BM=Name.Multiply), "masked or blended"),
    "text in a drawing": (in_a_form, "text in a drawing of its own"),
}  # fmt: skip


@pytest.mark.code("PRF858")
@pytest.mark.parametrize("name", CHANGES)
def test_what_else_is_drawn(plain: Finished, name: str) -> None:
    change, said = CHANGES[name]
    found = errors(plain, change)
    assert "PRF858" in found
    assert said in found


PRICE = "<h1>Ferries</h1><ul><li>12 boats, <s>9</s> 7 of them <u>14</u> years old.</li></ul><p>A night is {}340 NOK{}.</p>"
STROKE = '<span style="display:inline-block;background:#1f1f1d;{}"></span>'
PRICED = expectation(
    run("Ferries", -1, kind="title"),
    run("12 boats, 9 7 of them 14 years old.", 0),
    run("A night is 340 NOK.", 1),
)


@pytest.mark.code("PRF858")
@pytest.mark.parametrize(
    "shape",
    [
        "width:5pt;height:1pt;vertical-align:3pt;margin-right:1pt",
        "width:1.2pt;height:7pt;margin-right:2pt",
        "width:1.4pt;height:1.4pt;margin-right:1pt",
    ],
    ids=["minus", "one", "point"],
)
def test_a_sign_that_is_drawn_beside_a_figure(shape: str) -> None:
    found = "a small shape beside a figure"
    page = printed(PRICED, PRICE.format(STROKE.format(shape), ""), "li { list-style: square }")
    assert found in errors(page, lambda document: None)


def test_rules_and_bullets_beside_figures() -> None:
    """A rule below or across a word, a bullet before an item, and what stands beside words, make no other figure."""
    style = "li { list-style: square }"
    beside = STROKE.format("width:5pt;height:1pt;vertical-align:3pt;margin-left:1pt")
    for page in (PRICE.format("", ""), PRICE.format("", beside)):
        assert "PRF858" not in errors(printed(PRICED, page, style), lambda document: None)


def test_plain_shapes_are_a_themes(plain: Finished) -> None:
    assert plain.codes() == set()
    boxes = painted(marked(b"60 300 200 90 re S 60 280 m 200 280 l S [3 2] 0 d 60 270 m 200 270 l S"))
    assert "PRF858" not in errors(plain, boxes)


def test_a_line_that_is_told_to_be_no_content(plain: Finished) -> None:
    """Of a paragraph of two the other one is still read."""
    text = "A crossing takes an hour, and in winter, when the wind is strong, it may take two. " * 3
    owed = expectation(run("Ferries", -1, kind="title"), run(text.strip(), 0))
    lines = printed(owed, f"<h1>Ferries</h1><p>{text}</p>")

    def skipped(document: Any) -> None:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        changed = re.sub(rb"/\w+\s*<<\s*/MCID 2\s*>>\s*BDC", b"/Artifact BMC", content)
        assert changed != content
        page.obj.Contents = document.make_stream(changed)

    assert lines.codes() == set()
    assert "as an artifact, which is never read aloud" in errors(lines, skipped)


def test_a_number_of_content_stands_once(plain: Finished) -> None:
    def twice(document: Any) -> None:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        page.obj.Contents = document.make_stream(re.sub(rb"MCID 1\b", b"MCID 0", content))

    assert "content of the number 0 in more than one place" in errors(plain, twice)


def test_a_rule_between_short_columns_and_many_cells_with_rules_are_plain() -> None:
    rules = b"450 300 m 450 330 l 0.5 w S " + b" ".join(
        b"%d %d 12 0.5 re f" % (100 + 14 * column, 200 + 7 * row) for column in range(15) for row in range(40)
    )
    owed = expectation(run("Ferries", -1, kind="title"), run("Come in time.", 0))
    made = printed(owed, "<h1>Ferries</h1><p>Come in time.</p>")
    assert "PRF858" not in errors(made, painted(marked(rules)))


@pytest.mark.code("PRF872")
def test_more_shapes_than_anybody_can_measure(plain: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pipeline.proof.pdf.painted"), "MAX_BESIDE", 300)
    boxes = b" ".join(b"%d 500 1 1 re f" % place for place in range(200))
    assert "PRF872" not in errors(plain, painted(marked(boxes)))
    assert "shapes beside text and pictures" in errors(plain, painted(marked(b" ".join([boxes] * 2))))
