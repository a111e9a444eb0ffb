"""Claims that a drawing makes: its words are text of the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.article import Asset, Cover
from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.detect import DETECTORS
from pipeline.document import Document
from pipeline.document.drawings import words_of

Read = Callable[..., Document]


def drawing(*texts: str, around: str = "{}") -> bytes:
    inside = "".join(f"<text>{text}</text>" for text in texts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{around.format(inside)}</svg>'.encode()


def mentioned(tree: Document, content: bytes, name: str = "chart.svg") -> list[tuple[str, str, int | None]]:
    """Detector, words and line of all that stands in a drawing."""
    tree = replace(tree, assets={name: Asset(name, content)})
    return [
        (mention.detector, mention.text, mention.extent.line if mention.extent else None)
        for placed in Conditions(tree, tree.blocks).passages
        for detector in DETECTORS
        for mention in placed.passage.mentions("en", detector)
        if placed.passage.kind == "drawing"
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Entry: 30 €",), [("money", "30 €")]),
        (("What nurses earn", "45 000 kr"), [("money", "45 000 kr"), ("pay", "45 000 kr")]),
        (("Price (€)", "450", "June"), [("money", "450")]),
        (
            ("Take 2 tablets twice a day",),
            [("dosage", "2 tablets twice a day"), ("medical", "2 tablets twice a day")],
        ),
        (("High <tspan>water</tspan>", "10", "20", "metres"), []),
        ((), []),
    ],
)
def test_a_claim_in_a_drawing(
    document: Read, texts: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    tree = document("The tide.\n\n![A chart](chart.svg)")
    assert mentioned(tree, drawing(*texts)) == [(*each, 8) for each in expected]


@pytest.mark.parametrize(
    "body",
    [
        "- One\n- ![A sign](chart.svg)",
        "::: {.only formats=ebook}\n![A sign](chart.svg){.decorative}\n:::",
        "A ![sign](chart.svg)",
    ],
)
def test_wherever_it_stands(document: Read, body: str) -> None:
    assert [words for _, words, _ in mentioned(document(body), drawing("Entry: 30 €"))] == ["30 €"]


def test_its_caption_stands_over_its_figures(document: Read) -> None:
    tree = document('![A chart](chart.svg){caption="Salary by year"}')
    assert ("pay", "45 000 kr", 6) in mentioned(tree, drawing("45 000 kr"))


def test_a_part_that_is_drawn_again_is_read(document: Read) -> None:
    content = drawing("Entry: 30 €", around='<defs><g id="a">{}</g></defs><use href="#a"/>')
    assert [words for _, words, _ in mentioned(document("![A sign](chart.svg)"), content)] == ["30 €"]


def test_the_drawing_on_the_cover(document: Read) -> None:
    tree = document("Text.")
    tree = replace(tree, meta=tree.meta.model_copy(update={"cover": Cover(image="chart.svg", alt="A sign")}))
    assert [words for _, words, _ in mentioned(tree, drawing("Entry: 30 €"))] == ["30 €"]


@pytest.mark.parametrize(
    "content", [b"", b"text", b"<svg><text>", b"\x89PNG text", b"<svg><text>5 \xe2\x82</text></svg>"]
)
def test_what_is_no_drawing_says_nothing(content: bytes) -> None:
    assert words_of(content) == ()
