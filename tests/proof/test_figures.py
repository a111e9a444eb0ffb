"""Figures, short words and sentences said again, between the words of an article: each makes something else of them."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest

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
def test_the_number_of_a_page_stands_behind_as_many_points_as_its_line_has_room_for(points: str) -> None:
    contents = f"<p>Drops{points}21</p>"
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
