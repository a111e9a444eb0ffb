"""A word is broken only where no line can hold it."""

from __future__ import annotations

from itertools import groupby

import pytest

from pipeline.engines.weasyprint import WeasyPrint

PAGE = """<!doctype html><html lang="en"><head><title>Words</title><style>
@page {{ size: {width}pt 300pt; margin: 0 }} body {{ margin: 0; font: 12pt sans-serif; overflow-wrap: break-word }}
code {{ padding: 0 3pt }}
</style></head><body><p>{text}</p></body></html>"""
PLAIN = "Ordinary words <b>extraordinary</b> and more <i>considerations</i> follow."


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def _lines(engine: WeasyPrint, text: str, width: int) -> list[str]:
    runs = engine.layout(PAGE.format(width=width, text=text), {}).lines
    lines = groupby(runs, key=lambda run: round(run.y + run.height / 2))
    return [" ".join(run.text.strip() for run in line) for _, line in lines]


@pytest.mark.parametrize("width", range(97, 200, 17))
@pytest.mark.parametrize(
    "text",
    [
        f"<a>{PLAIN}</a>",
        f"<a><span>{PLAIN}</span></a>",
        PLAIN.replace("Ordinary words <b>extraordinary</b>", "<a>Ordinary words <b>extraordinary</b></a>"),
        PLAIN.replace("Ordinary words", "<a><i></i><span>Ordinary</span> words</a>"),
    ],
)
def test_words_stay_whole_in_a_run_that_fills_the_line(engine: WeasyPrint, text: str, width: int) -> None:
    assert _lines(engine, text, width) == _lines(engine, PLAIN, width)


@pytest.mark.parametrize(
    "text", ["{}", "<b>{}</b>", "<a><b>{}</b></a>", "<a>and <b>{}</b></a>", "<code>{}</code>"]
)
def test_a_word_that_is_longer_than_a_line_is_broken(engine: WeasyPrint, text: str) -> None:
    word = "x" * 60
    lines = _lines(engine, text.format(word), 100)
    assert len(lines) > 3
    assert "".join(lines).replace("and", "", 1) == word


def test_a_space_behind_the_text_of_a_cell_is_measured(engine: WeasyPrint) -> None:
    cell = (
        "<table style='width: 90px'><tr><td><p>Ordinary words </p><td><b>Even more </b><br>of them </table>"
    )
    assert [line.text for line in engine.layout(cell, {}).lines] == [
        line.text for line in engine.layout(cell.replace(" <", "<"), {}).lines
    ]
