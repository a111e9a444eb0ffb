"""Handouts with disclaimers in the masthead, in the footer and once a section: each is where it belongs, or caught."""

from __future__ import annotations

import dataclasses
import re

import pytest

from pipeline.document import Document
from pipeline.rendition.expected import Run

from .conftest import PRICES, Build, Finished, notice
from .test_html import changed
from .test_html import notice as markup_of

COVER = "This sheet is for people over eighteen; ask a grown-up to read it with you if you are younger."
FOOT = "Northfield Harbour Office sells tickets and earns from what it tells you here."


@pytest.fixture(scope="module")
def page(build: Build, document: Document) -> Finished:
    apart = (notice("age-1", COVER, "cover"), notice("interest-1", FOOT, "running"))
    return build(dataclasses.replace(document, blocks=(apart[0], *document.blocks, apart[1])), "handout")


def test_clean(page: Finished) -> None:
    made = page.proved()
    assert made.diagnostics == ()
    assert made.proved
    seen = {evidence.key: evidence for evidence in made.disclaimers}
    assert (seen["age-1"].element or "").startswith("/html/body/header/")
    assert (seen["interest-1"].element or "").startswith("/html/body/footer/")
    assert all(evidence.repeat == 0 and evidence.placed for evidence in made.disclaimers)


def without(finished: Finished, key: str) -> tuple[str, str]:
    """The page without a notice, and the notice."""
    box = markup_of(finished, key)
    return finished.content.decode().replace(box, "", 1), box


@pytest.mark.parametrize("key", ["age-1", "interest-1"])
def test_deleted(page: Finished, key: str) -> None:
    assert "PRF801" in page.codes(without(page, key)[0].encode())


@pytest.mark.parametrize(("key", "text"), [("age-1", COVER), ("interest-1", FOOT)])
def test_reworded(page: Finished, key: str, text: str) -> None:
    for other in (text[:50], text.replace(" a", " b", 1), text + " Not really.", text.upper()):
        assert "PRF803" in page.codes(changed(page, text, other)), other


@pytest.mark.code("PRF816")
@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("age-1", '<main id="smallprint-text">'),
        ("age-1", "</footer>"),
        ("age-1", "</main>"),
        ("interest-1", '<main id="smallprint-text">'),
        ("interest-1", "</header>"),
        ("interest-1", "</main>"),
        ("interest-1", '<script type="application/json"'),
    ],
)
def test_elsewhere(page: Finished, key: str, before: str) -> None:
    text, box = without(page, key)
    assert before in text
    codes = page.codes(text.replace(before, box + before, 1).encode())
    assert codes & {"PRF816", "PRF811"}, codes


def test_a_footer_above_the_text(page: Finished) -> None:
    text, box = without(page, "interest-1")
    assert "PRF816" in page.codes(text.replace("<body>", f"<body><footer>{box}</footer>", 1).encode())


def test_twice(page: Finished) -> None:
    box = markup_of(page, "interest-1")
    assert "PRF802" in page.codes(changed(page, box, box + box.replace("interest-1", "interest-2")))
    assert "PRF802" in page.codes(changed(page, "</main>", f"<p>{FOOT}</p></main>"))


@pytest.mark.parametrize("key", ["age-1", "interest-1"])
@pytest.mark.parametrize("attribute", ["hidden", 'aria-hidden="true"', "inert"])
def test_hidden(page: Finished, key: str, attribute: str) -> None:
    box = markup_of(page, key)
    assert "PRF822" in page.codes(changed(page, box, f"<div {attribute}>{box}</div>"))


def test_proved_from_a_manifest_alone(page: Finished) -> None:
    from pipeline import proof

    owed = proof.expectation_in(page.content, "ferries.html")
    assert page.codes(owed=owed) == set()
    assert "PRF801" in page.codes(without(page, "interest-1")[0].encode(), owed)


@pytest.mark.code("PRF817")
def test_a_section_without_its_notice(handout: Finished) -> None:
    """As if the text about pay were qualified by the notice about prices, which stands in another section."""
    runs = tuple(
        dataclasses.replace(run, qualified_by=("prices-1",)) if run.text.startswith("Deckhands earn") else run
        for run in handout.owed.runs
    )
    assert runs != handout.owed.runs
    assert "PRF817" in handout.codes(owed=dataclasses.replace(handout.owed, runs=runs))


def test_a_section_is_divided(handout: Finished) -> None:
    box = markup_of(handout, "prices-1")
    tampered = changed(handout, box, f'</div></section><section class="section"><div>{box}')
    assert "PRF817" in handout.codes(tampered)


def test_the_same_section_is_enough(handout: Finished) -> None:
    def qualified(run: Run) -> Run:
        return dataclasses.replace(run, qualified_by=("prices-1",)) if run.text == "Adult" else run

    owed = dataclasses.replace(handout.owed, runs=tuple(map(qualified, handout.owed.runs)))
    assert handout.codes(owed=owed) == set()
    assert re.search(PRICES, handout.content.decode())


RATES = "Ceny w Norwegii i stawki z tego roku mogą się zmienić."


def test_spaces_at_which_no_line_ends(build: Build, document: Document) -> None:
    """Where the language of a wording wants them, all of them, and nowhere else."""
    rates = dataclasses.replace(notice("rates-1", RATES, "cover"), lang="pl")
    page = build(dataclasses.replace(document, blocks=(rates, *document.blocks)), "handout")
    shown = RATES
    for word in ("w", "i", "z"):
        shown = shown.replace(f" {word} ", f" {word}\u00a0")
    assert page.proved().proved
    assert page.codes(changed(page, shown, RATES)) == set()
    for other in (RATES.replace(" w ", " w\u00a0"), RATES.replace(" ", "\u00a0"), f"{shown[:-1]}\u00a0."):
        assert "PRF803" in page.codes(changed(page, shown, other)), other
