"""Lines of titles and headings: about equal, and none with a lonely last word."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from pipeline.document import Styled, Text, plain_text
from pipeline.formats.brochure.composing import (
    MM_PER_PT,
    TITLE_PT,
    Measure,
    headline,
    running_head,
    shortened,
    tied_heading,
    x_height,
)
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
    heading = "How Training Helps You Enter the Healthcare Field"
    assert MEASURE.ties_heading(heading)
    # Two words that no line holds.
    assert not MEASURE.ties_heading("On Responsibilities: Interdepartmental Telecommunications")
    assert not MEASURE.ties_heading("Two words")


@pytest.mark.parametrize(
    ("title", "form", "size", "shown"),
    [
        (
            "After Knee Surgery: Your First Weeks at Home",
            "booklet",
            34,
            "After Knee Surgery:|Your First Weeks|at Home",
        ),
        # A short line is better than one that goes on behind a colon.
        ("Norway: Start with Training", "trifold", 25, "Norway:|Start with Training"),
        ("Renting a flat", "booklet", 36, "Renting a flat"),
        # In the largest size "Surgery:" would stand alone.
        (
            "After Knee Surgery: Your First Weeks at Home",
            "brochure",
            33,
            "After Knee Surgery:|Your First Weeks|at Home",
        ),
        (
            "After Knee Surgery: Your First Weeks at Home",
            "large",
            32.5,
            "After Knee Surgery:|Your First Weeks|at Home",
        ),
    ],
)
def test_a_titles_lines_end_where_its_sense_does(title: str, form: str, size: float, shown: str) -> None:
    found = MEASURE.title(title)
    html = re.sub("<br[^<>]*>", lambda mark: "|" if form in mark[0] else "", found.html)
    assert html.replace("| ", "|") == shown
    asked = re.search(rf"--{form}-title:([\d.]+)pt", found.style)
    assert (float(asked[1]) if asked else TITLE_PT[form][0]) == size


def test_what_no_line_may_divide_is_measured_in_one_piece() -> None:
    polish = Measure(THEME, THEME.tokens["brochure"]["papers"]["a4"], "pl")
    assert len(polish.words_of(polish.held("Kim jest asystent w Norwegii")).widths) == 4


def test_arabic_headings_are_measured_in_a_face_that_has_them() -> None:
    heading = "ماذا يفعل المساعد الطبي في عمله اليومي؟"
    arabic = Measure(THEME, THEME.tokens["brochure"]["papers"]["a4"], "ar", "rtl", heading)
    words = arabic.words_of(heading)
    assert arabic.ties_heading(heading)
    # Letters that are bound to one another are narrower than those that stand alone.
    assert sum(words.widths) < 0.8 * sum(arabic.face.width(letter) for letter in heading.replace(" ", ""))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Renting Your First Flat in Norway", "Renting Your First Flat in Norway"),
        ("After Knee Surgery: Your First Weeks at Home", "After Knee Surgery"),
        ("Fixed or Variable? Choosing the Rate on Your Mortgage", "Fixed or Variable?"),
        ("What to do – and what to leave to others at work", "What to do"),
        (
            "How to Become a Medical Assistant in Norway: Start with Training",
            "How to Become a Medical Assistant …",
        ),
        (
            "Norway: How to Become a Medical Assistant in a Year",
            "Norway: How to Become a Medical Assistant …",
        ),
        ("Self-employed people and all of what they owe", "Self-employed people and all of what they …"),
        (
            "Unquestionable responsibilities of telecommunications companies",
            "Unquestionable responsibilities of telecommunications …",
        ),
        (
            "Unquestionable responsibilities of all intertelecommunications companies",
            "Unquestionable responsibilities …",
        ),
        (
            "手术之后：在家的几个星期怎么过才好，要注意什么，什么时候应该给医院打电话",
            "手术之后：在家的几个星期怎么过才好，要注意什么",
        ),
        (
            "在家的几个星期怎么过才好要注意什么什么时候应该给医院打电话为什么",
            "在家的几个星期怎么过才好要注意什么什么时候应该给医院打电话…",
        ),
    ],
)
def test_a_running_head_is_no_sentence_that_breaks_off(title: str, shown: str) -> None:
    assert headline(title, 7, 58) == shown


def test_the_head_of_a_page_in_large_print_ends_where_sense_does() -> None:
    assert (
        headline("Stocking the Medicine Cabinet: From a List to Old Tablets", 48, 48)
        == "Stocking the Medicine Cabinet"
    )
    hindi = "घर की दवा-पेटी कैसे तैयार करें: सूची से लेकर पुरानी दवाओं तक"
    assert headline(hindi, 48, 48) == "घर की दवा-पेटी कैसे तैयार करें"


def test_words_are_tied_across_marks() -> None:
    assert tied_heading([Text("Where to ask for help")]) == (Text("Where to ask for\u00a0help"),)
    emphasis = Styled("Emph", (Text("ask"),))
    assert tied_heading([Text("Where to"), Text(" "), emphasis]) == (Text("Where to"), Text(" "), emphasis)
    assert tied_heading([Text("Where to "), emphasis]) == (Text("Where to\u00a0"), emphasis)
    assert tied_heading([Text("Where")]) == (Text("Where"),)


def test_subtitles_are_balanced_in_the_face_of_the_text() -> None:
    spaces = _spaces(MEASURE.subtitle("Your rights from the viewing to the day you hand back the keys")[1])
    assert spaces["booklet"] > 4


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("How to Become a Medical Assistant in Norway: Start with Training", "How to Become a Medical Assistant in Norway"),
        ("Fixed or Variable? Choosing the Rate on Your Mortgage", "Fixed or Variable? Choosing the Rate on Your Mortgage"),
        ("What you owe when the bank takes back more than it gave", "What you owe when the bank takes …"),
        ("Tides", "Tides"),
    ],
)  # fmt: skip
def test_a_running_head_is_as_long_as_its_line_unless_it_is_a_sentence(title: str, shown: str) -> None:
    assert running_head(title) == shown


def test_a_font_that_does_not_tell_its_height_is_measured() -> None:
    face = next(one for one in THEME.faces if (one.weight, one.style) == (400, "normal"))
    font = TTFont(BytesIO(THEME.files[face.path]), lazy=True)
    font["OS/2"].version = 1
    for name in ("sxHeight", "sCapHeight", "usDefaultChar", "usBreakChar", "usMaxContext"):
        delattr(font["OS/2"], name)
    font.save(older := BytesIO())
    assert x_height(older.getvalue()) == pytest.approx(x_height(THEME.files[face.path]), abs=0.02)


GERMAN = Measure(THEME, THEME.tokens["brochure"]["papers"]["a4"], "de")
LONG = "Verkehrsinfrastrukturfinanzierungsgesellschaft"


def test_words_that_are_wider_than_their_place_may_be_divided() -> None:
    shown = GERMAN.title(f"Hinweise zur {LONG}").html
    assert shown.endswith("schaft")
    assert "Verkehrs\u00ad" in shown
    assert "\u00ad" in GERMAN.subtitle(LONG)[0]
    heading = GERMAN.parted_heading((Styled("strong", (Text(LONG),)),), GERMAN.panel_rooms().values())
    assert "\u00ad" in plain_text(heading)


def test_a_font_without_soft_hyphens_divides_no_words() -> None:
    text = GERMAN.text_face
    assert GERMAN.parted(LONG, [1.0], 0.0, text) != LONG
    assert GERMAN.parted(LONG, [1.0], 0.0, replace(text, fonts=(b"",))) == LONG


@pytest.mark.parametrize(
    "title",
    ["Haftpflichtversicherung", f"www.{LONG}.example.org", f"{LONG}@example.org", "Gut zu wissen"],
)
def test_words_that_fit_and_addresses_stay_whole(title: str) -> None:
    assert "\u00ad" not in GERMAN.title(title).html


def test_a_running_head_is_no_part_of_a_word() -> None:
    assert shortened(f"{2 * LONG} verstehen", 48) == f"{2 * LONG} …"
    assert shortened(2 * LONG, 48) == 2 * LONG
