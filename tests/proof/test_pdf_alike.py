"""Brochures with characters that share a glyph: a PDF says beside the drawing which of them is meant."""

from __future__ import annotations

import pypdfium2
import pytest

from pipeline.engines.alike import alike
from pipeline.proof.mutants.pdf import pdf_mutants

from .conftest import Finished
from .test_pdf_shaped import in_script, spoken

NOTHING = (
    "Follow\u2011up visits are not free. Ask on 2026-05-04 before you take 5 \u00b5g or 5 \u03bcg of it."
)
LEAD = "A well\u2011known check-up of 5 \u03bcg."
FACES = ["SP Sans", "SP Serif"]


@pytest.fixture(scope="module")
def brochure() -> Finished:
    return in_script("en", NOTHING, "Check-ups", LEAD)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Check-ups are well\u2011known, 5\u201310 of them", ["-", "\u2011"]),
        ("Check-ups of 5 \u00b5g and 5 \u03bcg", ["\u00b5", "\u03bc"]),
        ("well\u2011known, 5\u201310 \u00b5g", []),
        ("check-up [a]", []),
    ],
)
def test_only_what_would_be_confused(text: str, found: list[str]) -> None:
    shared = alike(text)
    assert (shared.findall(text) if shared else []) == found


@pytest.mark.parametrize("face", FACES)
def test_each_is_read_as_it_was_written(face: str) -> None:
    style = f'p {{ font-family: "{face}", "SP Sans" }} .wording {{ font-family: "SP Sans" }}'
    finished = in_script("en", NOTHING, "Check-ups", LEAD, style=style)
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.proved
    text = pypdfium2.PdfDocument(finished.content)[0].get_textpage().get_text_range()
    assert " ".join(text.split()) == " ".join(("Check-ups", LEAD, NOTHING, LEAD, "2"))


def test_a_stop_of_another_face() -> None:
    """Beside it there is as much white as between two words."""
    wording = "Ціни можуть змінюватися. Запитайте про них, перш ніж платити."
    style = "html, .wording { font-family: 'SP Clear', 'SP Sans'; font-size: 12.5pt }"
    made = in_script("uk", wording, "Ціни", "Ціни на 5 \u00b5g і 5 \u03bcg.", style=style).proved()
    assert made.diagnostics == ()
    assert made.proved


def test_a_disclaimer_with_them_is_measured(brochure: Finished) -> None:
    (seen,) = brochure.proved().disclaimers
    assert seen.sha256 == seen.found_sha256
    assert seen.x_height_mm is not None
    assert 1.5 < seen.x_height_mm < 2.5
    assert seen.size_pt == 11


@pytest.mark.parametrize("drawn", ["Follow-up visits are now free.", "Follow\u2011up visits are not tree."])
def test_words_that_are_only_said(brochure: Finished, drawn: str) -> None:
    other = in_script("en", f"{drawn}{NOTHING.partition('.')[2]}", "Check-ups", LEAD)
    lying = spoken(other, lambda text: text.replace(drawn, NOTHING.partition(".")[0] + "."))
    assert "PRF828" in brochure.codes(lying)


@pytest.mark.parametrize("name", ["delete", "actual-other", "actual-empty", "reorder-runs", "shrink-point"])
def test_attacks_on_it_are_caught(brochure: Finished, name: str) -> None:
    tried = [
        mutant.content
        for mutant in pdf_mutants(brochure.owed, brochure.content, lambda one, _: one == name)
        if mutant.name == name
    ]
    assert tried
    assert all(brochure.codes(content) for content in tried)
