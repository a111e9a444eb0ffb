"""What independent checkers say of the real articles' editions: nothing."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from tests.conformance import checkers
from tests.ebook import lint


def _files(released: Path, suffix: str) -> list[Path]:
    found = sorted((released / "output").glob(f"*/*/*{suffix}"))
    assert len(found) >= 6, f"expected the editions of six articles, found {found}"
    return found


def _unlike(files: list[Path]) -> list[Path]:
    """Of files that take long to check, the book that holds all English articles, a short article, and two other languages."""
    chosen = [
        one
        for one in files
        if one.parent.name in ("settling-in-norway", "household-batteries")
        or one.parent.parent.name in ("nb", "ar")
    ]
    assert len({one.parent for one in chosen}) == 4
    return chosen


def _own_pages(released: Path) -> list[Path]:
    """The front page, and the list of all proofs; the proof of each article is among its files."""
    return [released / "output/index.html", released / "output/proof.html"]


def test_epubcheck_has_no_message(released: Path, tmp_path: Path) -> None:
    assert checkers.epubcheck(_unlike(_files(released, ".epub")), tmp_path) == []


def test_nu_has_no_error_and_no_warning(released: Path) -> None:
    assert checkers.nu([*_files(released, ".html"), *_own_pages(released)]) == []


def test_nu_has_nothing_to_say_of_what_an_ebook_shows(released: Path, tmp_path: Path) -> None:
    """Its content documents, as XHTML, without the words of EPUB's own that HTML does not know."""
    pages = []
    for book in _files(released, ".epub"):
        with zipfile.ZipFile(book) as archive:
            for name in archive.namelist():
                if name.endswith(".xhtml"):
                    page = tmp_path / f"{book.parent.parent.name}-{book.stem}-{name.rsplit('/', 1)[-1]}"
                    text = archive.read(name).decode()
                    page.write_text(re.sub(r' epub:\w+="[^"]*"| xmlns:epub="[^"]*"', "", text))
                    pages.append(page)
    assert len(pages) > 40
    assert checkers.nu(pages, "--xml") == []


def test_ebooks_are_well_made(released: Path) -> None:
    assert [(book.name, lint.found_in(book.read_bytes())) for book in _files(released, ".epub")] == [
        (book.name, []) for book in _files(released, ".epub")
    ]


def test_axe_has_no_violation(released: Path, tmp_path: Path) -> None:
    assert checkers.axe([*_unlike(_files(released, ".html")), *_own_pages(released)], tmp_path) == []


def test_pdfs_are_accessible(released: Path) -> None:
    files = [file for file in _files(released, ".pdf") if not file.name.endswith(".press.pdf")]
    assert [line for file in files for line in checkers.outloud(file)] == []


def test_the_checkers_can_fail(released: Path, tmp_path: Path) -> None:
    """A checker that finds nothing in a broken file finds nothing at all."""
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html><head><title></title><body><img src=x><p><div></p>")
    assert checkers.nu([broken]) != []
    page = tmp_path / "broken.xhtml"
    page.write_text(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><li/></body></html>'
    )
    assert checkers.nu([page], "--xml") != []
    epub = tmp_path / "broken.epub"
    epub.write_bytes(_files(released, ".epub")[0].read_bytes()[:-2000])
    assert checkers.epubcheck([epub], tmp_path) != []
