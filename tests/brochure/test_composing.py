"""Lines of titles and headings: about equal, and none with a lonely last word."""

from __future__ import annotations

import re

import pytest

from pipeline.document import Styled, Text
from pipeline.formats.brochure.composing import MM_PER_PT, Measure, tied, tied_heading
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates

THEME = load_theme(read_templates(shipped_templates())).value
assert THEME is not None
MEASURE = Measure(THEME, THEME.tokens["brochure"]["papers"]["a4"])
QUESTION = "Where Can You Start Your Journey Without Experience?"


def _spaces(style: str) -> dict[str, float]:
    return {form: float(space) for form, space in re.findall(r"--(\w+):([\d.]+)em", style)}


def test_headings_in_large_print_have_a_measure_of_their_own() -> None:
    rooms = MEASURE.heading_rooms()
    spaces = _spaces(MEASURE.heading_style(QUESTION))
    words = MEASURE.words_of(QUESTION)
    for form in ("brochure", "large", "flyer", "booklet"):
        assert words.lines(rooms[form] - spaces.get(form, 0)) == words.lines(rooms[form]), form
    # What is right for smaller letters would make four lines of two.
    assert words.lines(rooms["large"] - spaces["brochure"]) > words.lines(rooms["large"]) == 2


@pytest.mark.parametrize("size", [11.25, 10.5, 9.75, 9.5])
def test_headings_of_a_trifold_are_balanced_in_each_size(size: float) -> None:
    words = MEASURE.words_of("How Do Training Programs Help You Enter the Healthcare Field?")
    room = MEASURE.panel_rooms()[size]
    assert room == pytest.approx(MEASURE.heading_mm["trifold"] / (size * 1.27 * MM_PER_PT))
    space = MEASURE.space(words, room)
    assert words.lines(room - space) == words.lines(room)
    assert words.lines(room - space - 0.5) > words.lines(room)


def test_a_last_word_has_company_where_that_takes_no_line() -> None:
    title = "After Knee Surgery: Your First Weeks at Home"
    assert MEASURE.ties_title(title)
    assert tied(title).endswith("Weeks at\u00a0Home")
    # Two words that no line holds.
    assert not MEASURE.ties_heading("On Responsibilities: Interdepartmental Telecommunications")
    assert not MEASURE.ties_heading("Two words")


def test_only_plain_words_are_tied() -> None:
    assert tied_heading([Text("Where to ask for help")]) == (Text("Where to ask for\u00a0help"),)
    styled = (Text("Where to "), Styled("Emph", (Text("ask"),)))
    assert tied_heading(styled) == styled


def test_subtitles_are_balanced_in_the_face_of_the_text() -> None:
    spaces = _spaces(MEASURE.subtitle_style("Your rights from the viewing to the day you hand back the keys"))
    assert spaces["booklet"] > 4
