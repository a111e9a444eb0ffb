"""The last hand on a PDF: what runs past the text, compared with what a reader of the whole page finds."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from pipeline.engines.pdf import finish
from pipeline.engines.running import Aloud
from pipeline.engines.weasyprint import Resource, WeasyPrint

SHEET = """@page { size: 400px 300px; margin: 60px 20px; @top-left { content: "Tides 5 Tm EMC" } @bottom-left { content: element(foot) }
@bottom-right { content: counter(page) } } .foot { position: running(foot); font-size: 9px }"""
# In a string of UTF-16 these are the letters of marked content, and of where text begins.
LIKE_A_MARK = b"/P <</MCID 99>> BDC 1 0 0 -1 1 9 Tm EMC ".decode("utf-16-be")
IDENTIFIER = b"sixteen letters."


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def written(engine: WeasyPrint, text: str, foot: str) -> bytes:
    html = (
        f'<html lang="en"><title>Tides</title><style>{SHEET}</style><div class="foot">{foot}</div>{text * 9}'
    )
    return engine.write(engine.layout(html, {}), IDENTIFIER)


def finished(pdf: bytes, spoken: Aloud | None = None) -> bytes:
    return finish(
        pdf, attachment=("owed.json", b"{}"), date="2026-05-04", identifier=IDENTIFIER, spoken=spoken
    )


def pages(pdf: bytes) -> list[list[tuple[str, ...]]]:
    """What each page draws, taken apart by pikepdf."""

    def said(operand: Any) -> str:
        return operand.unparse().decode("latin-1") if hasattr(operand, "unparse") else str(operand)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            [
                (str(operator), *map(said, operands))
                for operands, operator in pikepdf.parse_content_stream(page)
            ]
            for page in document.pages
        ]


def held(pdf: bytes) -> list[int]:
    """How many pieces of each page a structure element holds."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        trees = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
        return [
            sum(isinstance(one, pikepdf.Dictionary) for one in trees[int(page.obj.StructParents)])
            for page in document.pages
        ]


TEXTS = [
    "<p>The tide comes in at four, or a little later, and goes out again.</p>",
    f'<p dir="rtl" lang="ar">المدّ 10–14 %</p><p dir="rtl" lang="zh">{LIKE_A_MARK}</p>',
]


@pytest.mark.parametrize("text", TEXTS, ids=["plain", "with strings"])
def test_what_runs_past_the_text_is_an_artifact_and_nothing_else_changes(
    engine: WeasyPrint, text: str
) -> None:
    before = written(engine, text, "Ask first.")
    after = finished(before)
    for was, now in zip(pages(before), pages(after), strict=True):
        changed = [(one, other) for one, other in zip(was, now, strict=True) if one != other]
        assert all(one[0] == "BDC" and "/MCID" in one[2] for one, _ in changed)
        kinds = [other[2].split("/Subtype ")[1].split()[0] for _, other in changed]
        assert sorted(kinds) == ["/Footer", "/Footer", "/Header"]
        assert all(other[1] == "/Artifact" for _, other in changed)
    marks = [sum(one[0] == "BDC" and one[2].startswith("<< /MCID") for one in page) for page in pages(after)]
    assert all(marks)
    assert held(after) == marks


def test_what_is_spoken_stays_content_on_its_page(engine: WeasyPrint) -> None:
    before = written(engine, TEXTS[0], "Ask first.")
    # The foot of a page of 300 px, of which the lowest 60 are its margin.
    spoken = finished(before, Aloud(0, 240 / 96 * 25.4, 300 / 96 * 25.4))
    silent, aloud = pages(finished(before)), pages(spoken)
    assert sum("/Footer" in " ".join(one) for one in silent[0]) == 2
    assert not any("/Footer" in " ".join(one) for one in aloud[0])
    assert aloud[1:] == silent[1:]
    assert held(spoken)[0] == held(finished(before))[0] + 2


def test_a_picture_that_says_nothing_is_an_ornament(engine: WeasyPrint) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    image = '<img style="display: block" src="a.svg"'
    html = (
        f'<html lang="en"><title>Tides</title>{TEXTS[0]}{image} alt="High water">{image} role="presentation">'
    )
    resources = {"a.svg": Resource(drawing, "image/svg+xml")}
    after = finished(engine.write(engine.layout(html, resources), IDENTIFIER))
    with pikepdf.open(io.BytesIO(after)) as document:
        elements = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        said = [str(one.get("/Alt")) for one in elements if one.get("/S") == "/Figure" and "/P" in one]
    assert said == ["High water"]
    drawn = [one for one in pages(after)[0] if one[0] in ("BMC", "BDC", "EMC")]
    at = drawn.index(("BMC", "/Artifact"))
    assert drawn[at + 1 :] == [("BMC", "/Figure"), ("EMC",), ("EMC",)]


def test_the_points_of_a_leader_are_not_said(engine: WeasyPrint) -> None:
    style = "span::before { content: leader('.') ' ' target-counter(attr(data-target), page) }"
    entry = f'<style>{style}</style><p><a href="#end">The end</a><span data-target="#end"></span></p>'
    cells = "<table><tr><td>.</td><td>.</td><td>.</td></tr></table><p id='end'>...</p>"
    html = f'<html lang="en"><title>Tides</title>{entry}{cells}'
    after = finished(engine.write(engine.layout(html, {}), IDENTIFIER))
    drawn = pages(after)[0]
    points = drawn.count(("BMC", "/Artifact"))
    assert points > 50
    assert sum(one[0] == "EMC" for one in drawn) == points + held(after)[0]
    # The entry, its page, three cells and the last line.
    assert held(after)[0] == 6
