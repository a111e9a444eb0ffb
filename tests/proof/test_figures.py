"""Figures, short words and sentences said again, between the words of an article: each makes something else of them."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import lxml.html
import pypdfium2
import pytest

from pipeline.proof.figures import before_cell, generated_phrases, struck
from pipeline.proof.markup import body_of, note_numbers
from pipeline.proof.parity import foreign
from pipeline.proof.pdf import standing
from pipeline.proof.sighting import Medium
from pipeline.proof.stream import Span, Stream, Stretch, squeezed_text
from pipeline.proof.whole import known_pieces
from pipeline.rendition.expected import Expectation

from .conftest import Finished
from .printed import expectation, printed, run
from .test_html import changed


def tampered(finished: Finished, old: str, new: str) -> bytes:
    """A handout or an ebook with `old` replaced where it stands first."""
    if finished.owed.format == "handout":
        return changed(finished, old, new)
    done = False
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(finished.content)) as source, zipfile.ZipFile(output, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if not done and member.filename.endswith(".xhtml") and old.encode() in content:
                content, done = content.replace(old.encode(), new.encode(), 1), True
            target.writestr(member, content)
    assert done, old
    return output.getvalue()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("format", ["handout", "ebook"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">42\u00a0NOK<", "><b>1</b>42\u00a0NOK<"),
        (">42\u00a0NOK<", ">42\u00a0NOK<sup>2</sup><"),
        (">42\u00a0NOK<", ">&lt; 42\u00a0NOK<"),
        (">42\u00a0NOK<", ">42\u00a0NOK or 9<"),
        (">42\u00a0NOK<", '><a role="doc-noteref" href="#x">9</a>42\u00a0NOK<'),
        ("<li>Warm clothes", "<li>No: Warm clothes"),
        ("<li>Meals are free", "<li>Warm clothes are provided. Meals are free"),
    ],
)
def test_beside_the_words_of_the_article(
    format: str, old: str, new: str, request: pytest.FixtureRequest
) -> None:
    finished: Finished = request.getfixturevalue(format)
    assert "PRF855" in finished.codes(tampered(finished, old, new))


TABLE = (
    "<h1>Drops</h1><p>Before the table.</p><table><tr><td>Morning</td><td>2 drops</td></tr>"
    "<tr><td>Evening</td><td>{}</td></tr></table><ol><li>{}Shake the bottle.</li></ol>"
)
OWED = expectation(
    run("Drops", 0, kind="title"), run("Before the table.", 1), run("Morning", 2, kind="cell"),
    run("2 drops", 2, kind="cell"), run("Evening", 2, kind="cell"), run("3 drops", 2, kind="cell"),
    run("Shake the bottle.", 3),
)  # fmt: skip
BESIDE = '<span style="position:absolute;{}">{}</span>'


def test_what_counts_on_a_page() -> None:
    assert printed(OWED, TABLE.format("3 drops", "")).codes() == set()


@pytest.mark.parametrize("points", [" ", " . ", " .. ", " ....... "])
@pytest.mark.parametrize("end", ["", "?", "!", "”"])
def test_the_number_of_a_page_stands_behind_as_many_points_as_its_line_has_room_for(
    points: str, end: str
) -> None:
    contents = f"<p>Drops{end}{points}21</p>"
    page = TABLE.format("3 drops", "").replace("<p>Before", f"{contents}<p>Before", 1)
    assert printed(OWED, page).codes() == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "cell",
    [
        "<b>1</b> 3 drops",
        "3 drops <b>9</b>",
        "3 drops" + BESIDE.format("margin-left:2mm", "9"),
        BESIDE.format("margin-left:-3mm", "1") + "3 drops",
        "3 drops<sup>2</sup>",
        "no 3 drops",
        "3 drops<br>Before the table.",
    ],
)
def test_beside_what_is_printed(cell: str) -> None:
    assert "PRF855" in printed(OWED, TABLE.format(cell, "")).codes()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("aside", [-6.5, 2.0])
def test_beside_what_is_printed_but_drawn_last(aside: float) -> None:
    body = TABLE.format("3 drops", "")
    page = pypdfium2.PdfDocument(printed(OWED, body).content)[0]
    text = page.get_textpage()
    first, count = text.search("3 drops").get_next()
    left, right = text.get_charbox(first)[0], text.get_charbox(first + count - 1)[2]
    baseline = text.get_charbox(first)[1]
    x = left + aside if aside < 0 else right + aside
    # As `printed` sets the margins of its pages.
    placed = f"left:{x:.2f}pt;bottom:{baseline:.2f}pt;transform:translate(-15mm,40mm)"
    assert "PRF855" in printed(OWED, f'{body}<span style="position:fixed;{placed}">1</span>').codes()


@pytest.mark.parametrize("heading", ["Охорона здоров’я?", "L’argent", "What is the tenant’s", "Food A–Z"])
def test_a_list_of_contents_repeats_headings_with_letters_that_stand_alone(heading: str) -> None:
    owed = expectation(run("Drops", 0, kind="title"), run(heading, 1, kind="heading"), run("Shake it.", 2))
    body = "<h1>Drops</h1><p>{}{} ..... 2</p><h2>{}</h2><p>Shake it.</p>"
    assert printed(owed, body.format("", heading, heading)).codes() == set()
    # Each for itself is nobody's.
    for one in ("я", "L", "s"):
        assert printed(owed, body.format(f"{one} ", heading, heading)).codes() == {"PRF855"}


def test_a_text_that_ends_with_a_letter_alone_may_begin_another() -> None:
    title = "كيف تصبح مساعدًا طبيًا في النرويج"
    owed = expectation(run(title, 0, kind="title"), run("كيف تصبح مساعدًا طبيًا", 1))
    assert foreign(squeezed_text(title), known_pieces(owed)) is None
    assert foreign(squeezed_text(f"{title} ليس كذلك"), known_pieces(owed)) is not None


@pytest.mark.parametrize("points", ["", ". ", ".. "])
def test_a_heading_that_fills_its_line_in_a_list_of_contents(points: str) -> None:
    owed = expectation(
        run("Drops", 0, kind="title"), run("Take care.", 1), run("What to do", 2, kind="heading"), run("Shake it.", 3),
        run("Why so", 4, kind="heading"), run("It helps.", 5),
    )  # fmt: skip
    body = (
        f"<h1>Drops</h1><p>Take care.</p><p>What to do {points}3</p><p>Why so ...... 4</p>"
        "<h2>What to do</h2><p>Shake it.</p><h2>Why so</h2><p>It helps.</p>"
    )
    assert printed(owed, body).codes() == set()


# ── tables that say again what their columns are called

STACKED = expectation(
    run("Drops", 0, kind="title"), *(run(year, 1, kind="cell") for year in ("2025", "2026")),
    *(run(text, 1, kind="cell") for text in ("10", "200", "10", "4")), run("Shake the bottle.", 2),
)  # fmt: skip
ROWS = "<p>2025 &#160; 2026</p>{}<p>2025: {}10</p><p>2026: 200</p>{}<p>2025: 10</p><p>2026: {}4</p>"


def stacked(above: str = "", first: str = "", rest: str = "", last: str = "") -> set[str]:
    body = f"<h1>Drops</h1>{ROWS.format(above, first, rest, last)}<p>Shake the bottle.</p>"
    return printed(STACKED, body).codes()


def test_columns_that_are_called_after_years() -> None:
    assert stacked() == set()
    assert stacked(rest='<p class="part">continued</p><p>2025 &#160; 2026</p>') == set()


@pytest.mark.code("PRF855")
def test_a_figure_between_what_a_column_is_called_and_its_cell() -> None:
    assert stacked(first="<b>1</b> ") == {"PRF855"}
    assert stacked(last="2026 ") == {"PRF855"}


@pytest.mark.code("PRF855")
def test_a_figure_between_words_for_a_column_and_its_cell() -> None:
    owed = expectation(
        run("Drops", 0, kind="title"), *(run(text, 1, kind="cell") for text in ("When", "How many", "Morning", "10")),
        run("Shake the bottle.", 2),
    )  # fmt: skip
    body = (
        "<h1>Drops</h1><p>When How many</p><p>When: Morning</p><p>How many: {}10</p><p>Shake the bottle.</p>"
    )
    assert printed(owed, body.format("")).codes() == set()
    assert printed(owed, body.format("<b>1</b> ")).codes() == {"PRF855"}


@pytest.mark.code("PRF855")
def test_what_columns_are_called_right_before_the_figures_of_a_cell() -> None:
    owed = expectation(
        run("Drops", 0, kind="title"), *(run(text, 1, kind="cell") for text in ("1", "2", "When", "000 drops")),
        run("Shake the bottle.", 2),
    )  # fmt: skip
    body = "<h1>Drops</h1><p>1 2</p>{}<p>When</p><p>{}000 drops</p><p>Shake the bottle.</p>"
    assert printed(owed, body.format("<p class=part>continued</p><p>1 2</p>", "")).codes() == set()
    assert printed(owed, body.format("", "<b>1 2</b> ")).codes() == {"PRF855"}


def test_in_chinese_the_word_above_the_rest_of_a_table_is_one_letter() -> None:
    owed = expectation(
        run("Drops", 0, kind="title"), *(run(text, 1, kind="cell") for text in ("时间", "量", "早上", "两滴")), lang="zh"
    )  # fmt: skip
    body = "<h1>Drops</h1><p>时间 量</p><p class=part>续</p><p>时间 量</p><p>早上 两滴</p>"
    assert printed(dataclasses.replace(owed, words=("续",)), body).codes() == set()
    assert printed(dataclasses.replace(owed, words=("续",)), body.replace("续", "不")).codes() == {"PRF855"}


def test_a_table_is_called_again_by_a_sum_with_thousands() -> None:
    called = "A loan of 3,000,000 NOK"
    owed = expectation(
        run("Drops", 0, kind="title"), run(called, 1),
        *(run(text, 1, kind="cell") for text in ("When", "How much", "May", "10", "June", "12")), run("Shake it.", 2),
    )  # fmt: skip
    body = "<h1>Drops</h1><p>{}</p><p>When How much</p><p>May 10</p>{}<p>When How much</p><p>June 12</p><p>Shake it.</p>"
    assert printed(owed, body.format(called, f"<p>{called}</p>")).codes() == set()
    assert printed(owed, body.format(called, "<p>A loan of 3,000,900 NOK</p>")).codes() == {"PRF855"}


def columned(names: tuple[str, ...], *cells: str) -> Expectation:
    """A table whose manifest says which of its cells name columns."""
    heads = (dataclasses.replace(run(name, 1, kind="cell"), column=True) for name in names)
    rest = (run(cell, 1, kind="cell") for cell in cells)
    return expectation(run("Drops", 0, kind="title"), *heads, *rest, run("Shake the bottle.", 2))


@pytest.mark.code("PRF855")
def test_a_table_of_many_columns_that_are_called_after_years() -> None:
    years = tuple(str(year) for year in range(2010, 2025))
    owed, above = columned(years, "4", "5"), " ".join(years)
    body = f"<h1>Drops</h1><p>{above}</p><p>2010: 4</p><p class=part>continued</p><p>{{}}</p><p>2024: 5</p><p>Shake the bottle.</p>"
    assert printed(owed, body.format(above)).codes() == set()
    assert printed(owed, body.format(f"{above} no")).codes() == {"PRF855"}
    assert printed(owed, body.format(above).replace("2010: 4", "2010: 4 <b>5:</b>")).codes() == {"PRF855"}


@pytest.mark.code("PRF855")
def test_a_column_alone_that_is_called_after_a_year() -> None:
    owed = columned(("2026",), "four", "5")
    body = "<h1>Drops</h1><p>2026</p><p>four</p><p class=part>continued</p><p>2026</p><p>{}5</p><p>Shake the bottle.</p>"
    assert printed(owed, body.format("")).codes() == set()
    assert printed(owed, body.format("<b>2026</b> ")).codes() == {"PRF855"}


# ── notes and items


def counted(body: str, *texts: str, lang: str = "en") -> set[str]:
    owed = expectation(
        run("Drops", 0, kind="title"), *(run(text, at, kind="text") for at, text in enumerate(texts, 1)), lang=lang
    )  # fmt: skip
    owed = dataclasses.replace(owed, notes=(run("Ask a chemist.", -1, kind="note"),))
    return printed(owed, f"<h1>Drops</h1>{body}").codes()


def test_the_mark_of_a_note_in_large_print_is_no_smaller_than_words() -> None:
    body = "<p>Take 3 drops{} or more.</p><p>1 Ask a chemist.</p>"
    mark = '<span style="vertical-align:{}em">{}</span>'
    assert counted(body.format(mark.format(0.45, 1)), "Take 3 drops", "or more.") == set()
    assert counted(body.format(mark.format(0.1, 1)), "Take 3 drops", "or more.") == {"PRF851"}
    # There is one note.
    assert counted(body.format(mark.format(0.45, 2)), "Take 3 drops", "or more.") == {"PRF855"}


def test_in_large_print_a_mark_behind_a_letter_is_no_part_of_the_word() -> None:
    mark = '<span style="font-size:1em;vertical-align:.4em;font-weight:600">1</span>'
    body = f"<p>Less than three drops{mark};</p><p>1 Ask a chemist.</p>"
    assert counted(body, "Less than three drops", ";") == set()


def test_marks_of_notes_close_to_each_other() -> None:
    mark = '<span style="font-size:.72em;vertical-align:super">{}</span>'
    body = f"<p>Yes{mark.format(1)} Yes{mark.format(1)}.</p><p>1 Ask a chemist.</p>"
    assert counted(body, "Yes", "Yes", ".") == set()


def test_a_mark_behind_that_of_the_note_before() -> None:
    mark = '<span style="font-size:.72em;vertical-align:super">{}</span>'
    body = "<p>Take drops{} of it.</p><p>1 Ask a chemist.</p><p>2 Or a nurse.</p>"

    def marked(*marks: str) -> set[str]:
        owed = expectation(
            run("Drops", 0, kind="title"), run("Take drops", 1), run("of it.", 2)
        )  # fmt: skip
        notes = (run("Ask a chemist.", -1, kind="note"), run("Or a nurse.", -1, kind="note"))
        return printed(
            dataclasses.replace(owed, notes=notes), f"<h1>Drops</h1>{body.format(''.join(marks))}"
        ).codes()

    assert marked(mark.format(1), " ", mark.format(2)) == set()
    assert marked(mark.format(1), mark.format(","), " ", mark.format(2)) == set()
    # As one number, and out of turn.
    assert marked(mark.format(1), mark.format(2)) == {"PRF855"}
    assert marked(mark.format(2), " ", mark.format(1)) == {"PRF855"}
    assert marked(mark.format(1), " ", mark.format(1)) == {"PRF855"}


@pytest.mark.parametrize("name", ["note-mark", "footnote-ref"])
def test_the_mark_of_a_note_right_behind_a_figure_of_a_page(name: str) -> None:
    mark = f'<a class="{name}" role="doc-noteref">{{}}</a>'
    cell = "<table><tr><td>{}3{}{}</td><td>4{}</td></tr></table>"

    def notes(before: str, first: str, behind: str, last: str) -> list[str]:
        body = body_of(lxml.html.fromstring(cell.format(before, first, behind, last)))
        figures = note_numbers([body], 2)
        text = body.stretch.text
        return [one for at, one in enumerate(text) if one.isdigit() and figures(at, one)]

    one, two = mark.format(1), mark.format(2)
    assert notes("", one, "", two) == ["1", "2"]
    # Out of turn, without their looks, before another figure, more than there are notes.
    assert notes("", two, "", one) == []
    assert notes("", one.replace(name, ""), "", two) == ["2"]
    assert notes("", one, "5", two) == ["2"]
    assert notes(one, "", "", two) == ["2"]
    assert notes("", one, "", mark.format(3)) == ["1"]


@pytest.mark.code("PRF855")
def test_the_number_of_an_item_beside_a_full_line_of_the_column_before() -> None:
    line = '<div style="display:flex"><p>Shake</p><p style="margin-left:{}em">{}</p><p style="margin-left:.5em">the bottle</p></div>'
    note = "<p>1 Ask a chemist.</p>"
    assert counted(line.format(2, "2.") + note, "Shake", "the bottle") == set()
    assert counted(line.format(2, "2") + note, "Shake", "the bottle") == {"PRF855"}
    assert counted(line.format(1.2, "2.") + note, "Shake", "the bottle") == {"PRF855"}
    dose = (
        line.format(2, "2.").replace("margin-left:.5em", "margin-left:.1em").replace("the bottle", "5 drops")
    )
    assert counted(dose + note, "Shake", "5 drops") == {"PRF855"}


@pytest.mark.code("PRF855")
def test_a_lone_letter_of_the_title_is_the_titles_alone() -> None:
    owed = expectation(run("Q&A", 0, kind="title"), run("Shake the bottle.", 1))
    owed = dataclasses.replace(owed, words=("B&Q", "A. O'Brien", "A"))
    body = "<h1>Q&amp;A</h1><p>{}</p><p>Shake the bottle.</p>"
    assert printed(owed, body.format("Q&amp;A, B&amp;Q, A. O'Brien")).codes() == set()
    assert printed(owed, body.format("Q A")).codes() == {"PRF855"}
    assert printed(owed, body.format("B&amp;A")).codes() == {"PRF855"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_items_of_a_list_that_begin_with_figures(lang: str) -> None:
    first, last = ("10 drops", "200") if lang == "en" else ("10 قطرات", "200")
    item = '<div style="display:flex"><p style="margin-inline-end:.6em">{}.</p><p>{}</p></div>'
    body = f"{item.format(1, first)}{item.format(2, last)}<p>1 Ask a chemist.</p>"
    assert counted(body, first, last, lang=lang) == set()
    assert counted(body.replace(".6em", ".1em"), first, last, lang=lang) == {"PRF855"}


def test_the_number_of_an_item_at_the_top_of_a_second_column() -> None:
    texts = ("Write who sails in which week of the year.", "Ask a chemist before you take any more.")
    columns = (
        '<div style="display:flex;font-size:12pt"><p style="width:64mm">Write who sails in which week of <br>the year.</p>'
        '<p style="width:80mm;margin-left:{}mm"><b style="margin-right:4mm">{}</b>Ask a chemist before <br>you take any more.</p></div>'
    )

    def codes(marker: str, apart: int) -> set[str]:
        return counted(f"{columns.format(apart, marker)}<p>1 Ask a chemist.</p>", *texts)

    assert codes("2.", 0) == set()
    # One without a stop may belong to the words before it, and so may one that stands close to them.
    assert codes("2", 0) == {"PRF855"}
    assert "PRF855" in codes("2.", -5)


@pytest.mark.code("PRF855")
def test_the_number_of_an_item_between_words_is_that_of_no_column() -> None:
    texts = ("Write who sails.", "Ask a chemist before you take", "any more of it.")
    line = '<p>Write who sails.</p><p>Ask a chemist before you take<b style="margin:0 3em">{}</b>any more of it.</p>'
    assert counted(f"{line.format('')}<p>1 Ask a chemist.</p>", *texts) == set()
    line = line.replace("3em", "1.2em").format("2.")
    assert counted(f"{line}<p>1 Ask a chemist.</p>", *texts) == {"PRF855"}


def foot(
    monkeypatch: pytest.MonkeyPatch, figure: str, *, apart: float, up: float, artifact: bool = True
) -> bool:
    """Whether a figure beside the last words at the foot of the third page counts something. Units: pt."""
    words = "Ask a chemist."
    boxes = [(50.0 + 6 * at, up, 56.0 + 6 * at, up + 8) for at in range(len(words))]
    boxes.append((boxes[-1][2] + apart, up + 5, boxes[-1][2] + apart + 6, up + 13))
    page = SimpleNamespace(
        number=2, box=(0.0, 0.0, 595.0, 842.0), characters=words + figure, marks=[0] * len(words) + [1],
        pieces=[SimpleNamespace(size=12.0, artifact=False), SimpleNamespace(size=12.0, artifact=artifact)],
        fragment=lambda at: None,
    )  # fmt: skip
    monkeypatch.setattr(standing, "char_box", lambda page, at: boxes[at])
    monkeypatch.setattr(standing, "origin", lambda page, at: boxes[at][:2])
    file: Any = SimpleNamespace(at=lambda index: (page, index))
    return standing.counts(file, len(words), figure, 0, "ltr")


def test_the_number_of_a_page_close_to_what_is_at_its_foot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert foot(monkeypatch, "3", apart=28, up=67)
    assert foot(monkeypatch, "4", apart=40, up=67)
    # Too close, another number, too high up, or text of the article.
    assert not foot(monkeypatch, "3", apart=5, up=67)
    assert not foot(monkeypatch, "4", apart=28, up=67)
    assert not foot(monkeypatch, "3", apart=28, up=300)
    assert not foot(monkeypatch, "3", apart=28, up=67, artifact=False)


def test_a_line_of_the_imprint_with_figures_ends_at_a_hyphen() -> None:
    rights = "© 2026 Council. Copy it for non-commercial use (CC BY-NC 4.0)."
    owed = dataclasses.replace(OWED, imprint=rights)
    page = TABLE.format("3 drops", "") + f"<p>{rights.replace('non-', 'non-<br>')}</p>"
    assert printed(owed, page).codes() == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("said", ["Reviewed by {}", "Updated", "Next review by {}"])
def test_a_review_that_the_imprint_does_not_know(handout: Finished, said: str) -> None:
    publisher = next(line for line in handout.owed.imprint.split("\n") if line).removeprefix("Published by ")
    new = f"<p>{said.format(publisher)}</p></footer>"
    assert handout.codes(changed(handout, "</footer>", new)) == {"PRF855"}


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "said", ["Published 2 March 2026", "Published 1 March 2029", "Published 11 March 2026"]
)
def test_the_imprint_gives_another_day(said: str) -> None:
    told = "Published\u00a01\u00a0March\u00a02026"
    owed = dataclasses.replace(OWED, imprint=f"Published by the Harbour\n{told}\u2003Version\u00a03\n")
    page = TABLE.format("3 drops", "") + "<p>Published by the Harbour</p><p>{} Version 3</p>"
    assert printed(owed, page.format(told)).codes() == set()
    assert printed(owed, page.format(said)).codes() == {"PRF855"}


def test_a_running_head_is_the_beginning_of_a_title_without_its_colon() -> None:
    owed = Expectation("tides", "en", "brochure", (), (), words=("Council", "Council Tax 2026/27:"))
    phrases = generated_phrases(owed, pages=True)
    assert "2" not in struck("CouncilTax2026/27", phrases)
    assert "9" in struck("CouncilTax2026/29", phrases)


def test_the_names_of_columns_above_a_figure_are_on_a_line_of_their_own() -> None:
    """Of a page with wide lines it is read with a space between them."""
    stream = Stream([Stretch("A B C 6", [0] * 7)], "")
    gap, columns = Span(0, 3), {3: ("ABC",)}

    def said(ends: bool) -> tuple[str, ...]:
        medium = Medium(part=str, last=0, real_break=lambda at: ends and at == 5, pages=True)
        return before_cell(stream, gap, columns, medium)

    assert said(True) == ("ABC",)
    assert said(False) == ()
