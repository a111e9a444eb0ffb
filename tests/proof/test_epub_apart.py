"""Ebooks with disclaimers on the title page and at the end of every text file: each is where it belongs, or caught."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pytest

from pipeline import proof
from pipeline.document import Document

from .conftest import Build, Finished, notice
from .test_epub import changed, home, replaced
from .test_html_apart import COVER, FOOT


@pytest.fixture(scope="module")
def book(build: Build, document: Document) -> Finished:
    apart = (notice("age-1", COVER, "cover"), notice("interest-1", FOOT, "running"))
    return build(dataclasses.replace(document, blocks=(apart[0], *document.blocks, apart[1])), "ebook")


def boxes(finished: Finished, key: str) -> dict[str, str]:
    """The markup of a notice in each file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(finished.content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                text = archive.read(name).decode()
                match = re.search(rf'<div class="notice [^>]*id="{key}".*?</div>', text, re.DOTALL)
                if match:
                    found[name] = match[0]
    return found


def test_clean(book: Finished) -> None:
    made = book.proved()
    assert made.diagnostics == ()
    assert made.proved
    feet = [seen for seen in made.disclaimers if seen.key == "interest-1"]
    assert feet[0].file == "EPUB/text/title-page.xhtml"
    assert {seen.file for seen in feet} == set(boxes(book, "interest-1"))
    assert [seen.repeat for seen in feet] == list(range(len(feet)))
    assert len(feet) >= 5
    (cover,) = (seen for seen in made.disclaimers if seen.key == "age-1")
    assert cover.file == "EPUB/text/title-page.xhtml"


@pytest.mark.parametrize("place", [0, 1, 3, -1])
def test_missing_from_one_file(book: Finished, place: int) -> None:
    """The title page, a chapter, the last file."""
    name, box = list(boxes(book, "interest-1").items())[place]
    mutant = changed(book, lambda file, text: text.replace(box, "") if file == name else text)
    assert book.codes(mutant) == {"PRF816"}
    lacking = [seen for seen in book.proved(mutant).disclaimers if not seen.present]
    assert [seen.file for seen in lacking] == [name]


def test_missing_from_all(book: Finished) -> None:
    box = next(iter(boxes(book, "interest-1").values()))
    assert "PRF801" in book.codes(changed(book, replaced(box, "")))


def test_reworded_in_one_file(book: Finished) -> None:
    name = list(boxes(book, "interest-1"))[2]
    for other in (FOOT.replace("earns", "learns"), FOOT[:40], FOOT.upper(), FOOT + " Perhaps."):
        mutant = changed(
            book, lambda file, text, other=other: text.replace(FOOT, other) if file == name else text
        )
        assert "PRF803" in book.codes(mutant), other


def test_above_the_text(book: Finished) -> None:
    name, box = list(boxes(book, "interest-1").items())[2]

    def move(file: str, text: str) -> str:
        if file != name:
            return text
        return re.sub(r"(<body[^>]*>)", lambda found: found[1] + box, text.replace(box, ""), count=1)

    assert "PRF816" in book.codes(changed(book, move))


def test_twice_in_a_file(book: Finished) -> None:
    name, box = list(boxes(book, "interest-1").items())[2]
    mutant = changed(book, lambda file, text: text.replace(box, box + box) if file == name else text)
    assert "PRF802" in book.codes(mutant)


def test_hidden_in_one_file(book: Finished) -> None:
    name, box = list(boxes(book, "interest-1").items())[-1]
    mutant = changed(
        book,
        lambda file, text: text.replace(box, f'<div hidden="">{box}</div>') if file == name else text,
    )
    assert "PRF822" in book.codes(mutant)


def test_cover_behind_the_title_page(book: Finished) -> None:
    ((name, box),) = boxes(book, "age-1").items()
    first = home(book, "Nothing in this leaflet")

    def move(file: str, text: str) -> str:
        if file == name:
            return text.replace(box, "")
        return text.replace("</h1>", f"</h1>{box}", 1) if file == first else text

    assert book.codes(changed(book, move)) & {"PRF816", "PRF811"}


def test_proved_from_a_manifest_alone(book: Finished) -> None:
    owed = proof.expectation_in(book.content, "ferries.epub")
    assert book.codes(owed=owed) == set()


def test_a_file_without_its_notice(ebook: Finished) -> None:
    runs = tuple(
        dataclasses.replace(run, qualified_by=("prices-1",)) if run.text.startswith("Deckhands earn") else run
        for run in ebook.owed.runs
    )
    assert "PRF817" in ebook.codes(owed=dataclasses.replace(ebook.owed, runs=runs))
