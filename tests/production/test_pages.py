"""The page list of an ebook against the pages of the PDF: the words behind each marker are the first that are printed there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.brochure import Brochure
from pipeline.formats.ebook import Ebook
from pipeline.rendition import Artifact
from pipeline.rendition.pages import letters_of
from pipeline.theme import Theme
from tests.brochure.test_brochure import HEAD, SENTENCE, asking, engines, notice, parsed, table, theme
from tests.brochure.test_pages import ARABIC, NOTES, PARTS, WORDS, text_on_pages
from tests.conftest import ROOT, TODAY
from tests.ebook.conftest import Book

__all__ = ["engines", "theme"]

ARTICLES = sorted(
    (path.parent.name, path.stem.partition(".")[2] or "en") for path in ROOT.glob("source/articles/*/*.md")
)
BOOKS = [(path.stem, "en") for path in sorted(ROOT.glob("source/collections/*.yaml"))]
MARKER = re.compile(
    r'<span epub:type="pagebreak" role="doc-pagebreak" id="([^"]*)" aria-label="([^"]*)"></span>'
)
# What is printed elsewhere, or generated in either edition.
APART = re.compile(
    r'<section[^>]*doc-endnotes.*?</section>|<a [^>]*noteref[^>]*>.*?</a>|<strong class="notice-label">.*?</strong>',
    re.S,
)
# Words before disclaimers, which the letters of an ebook are compared without.
LABELS = re.compile("Important|Pleasenote|Viktig|Væroppmerksom")
# Letters that are compared, and how many may stand before them on their page: the head of a table that goes on there.
COMPARED, BEFORE = 24, 60


def parts_of(book: Book) -> list[tuple[str, str]]:
    """Each page as the ebook has it: its label, and the letters from its marker to the next."""
    whole = "\n".join(
        APART.sub("", re.sub(r".*<body[^>]*>", "", book.text(name), flags=re.S)) for name in book.spine[1:]
    )
    labels = [label for _, label in MARKER.findall(whole)]
    texts = MARKER.sub("\0", whole).split("\0")[1:]
    return [
        (label, letters_of(re.sub(r"<[^>]*>|&[^;]+;", "", text)))
        for label, text in zip(labels, texts, strict=True)
    ]


def place_of(letters: str, page: str) -> int:
    """Where a printed page has the first letters of a part, -1 if nowhere; lists and notes are numbered in print."""
    found = re.search(r"\d{0,2}".join(letters[:COMPARED]), LABELS.sub("", page))
    return found.start() if found else -1


def assert_same_pages(pdf: bytes, epub: bytes, before: int = BEFORE) -> None:
    book = Book(epub, None)  # type: ignore[arg-type]
    printed, parts = text_on_pages(pdf), parts_of(book)
    assert [label for label, _ in parts] == [str(number) for number in range(1, len(printed) + 1)]
    targets = re.findall(r'href="([^"]*#page-[^"]*)">([^<]*)<', book.text("EPUB/nav.xhtml"))
    assert [label for _, label in targets] == [label for label, _ in parts]
    for target, label in targets:
        file, _, name = target.partition("#")
        assert f'id="{name}" aria-label="{label}"' in book.text(f"EPUB/{file}")
    for (label, letters), page in list(zip(parts, printed, strict=True))[1:]:
        if not letters:
            # A page that the text left free, of contents or of notes: its marker stands before that of the next.
            continue
        assert 0 <= place_of(letters, page) <= before, (label, letters[:COMPARED], page[:80])


@pytest.mark.parametrize(("slug", "lang"), [*ARTICLES, *BOOKS])
def test_real_articles(slug: str, lang: str, released: Path) -> None:
    folder = released / "output" / lang / slug
    assert_same_pages((folder / f"{slug}.pdf").read_bytes(), (folder / f"{slug}.epub").read_bytes())


def built(tree: Document, theme: Theme, engines: Engines, layout: str) -> tuple[Artifact, bytes]:
    tree = asking(tree, layout=layout, press=False)
    printed, book = Brochure().compose(tree, theme).value, Ebook().compose(tree, theme).value
    assert printed is not None
    assert book is not None
    made = Brochure().emit(printed, engines)
    assert [one.message for one in made.diagnostics] == []
    brochure = made.value[0]
    (ebook,) = Ebook().emit(book, engines, brochure.pages).value
    return brochure, ebook.content


def everywhere(place: str) -> object:
    return replace(notice(place), formats=("brochure", "ebook"))


@pytest.mark.parametrize(
    ("lang", "text", "layout", "form"),
    [
        ("en", PARTS + NOTES, "trifold", "trifold"),
        ("en", PARTS + NOTES, "flyer", "flyer"),
        ("en", WORDS + NOTES, "booklet", "booklet"),
        ("en", WORDS[:12000], "flyer", "brochure"),
        ("ar", ARABIC * 3 + "".join(f"\n\n## الجزء {n}\n\n" + ARABIC * 6 for n in range(4)), "trifold", "trifold"),
        ("ar", (ARABIC * 3 + "\n\n") * 20, "booklet", "booklet"),
        ("de", ("Gezeiten\u00adkraft\u00adwerk und Flut-Ebbe-Uhr, Öl o\u0308l " * 12 + "\n\n") * 8, "trifold", "trifold"),
    ],
)  # fmt: skip
def test_every_form(lang: str, text: str, layout: str, form: str, theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang=lang) + text + "\n", lang=lang)
    tree = replace(tree, blocks=(*tree.blocks, everywhere("closing")))  # type: ignore[arg-type]
    brochure, epub = built(tree, theme, engines, layout)
    assert brochure.facts["layout"] == form
    assert_same_pages(brochure.content, epub)


def test_a_table_that_divides(theme: Theme, engines: Engines) -> None:
    rows = "".join(f"| {n} | Pier {n} | {n} NOK | every {n} minutes |\n" for n in range(1, 71))
    head = '::: {.table caption="Fares"}\n| Number | Pier | Fare | How often |\n|---|---|---|---|\n'
    text = SENTENCE * 20 + "\n\n## Prices\n\n" + head + rows + ":::\n\n" + SENTENCE * 3 + "\n\n" + table(3, 4)
    tree = parsed(engines, HEAD.format(lang="en") + text)
    number = next(index for index, block in enumerate(tree.blocks) if getattr(block, "name", "") == "table")
    blocks = (*tree.blocks[: number + 1], everywhere("after-trigger"), *tree.blocks[number + 1 :])
    brochure, epub = built(replace(tree, blocks=blocks), theme, engines, "flyer")  # type: ignore[arg-type]
    assert brochure.facts["layout"] == "brochure"
    assert brochure.repeats
    assert_same_pages(brochure.content, epub, before=100)


def test_text_for_one_edition_alone(theme: Theme, engines: Engines) -> None:
    """What the print has and the ebook has not, or the other way round, moves no page."""
    alone = "\n\n::: {{.only formats={}}}\n" + SENTENCE * 12 + "\n\n{} alone.\n:::\n"
    text = (
        PARTS
        + alone.format("ebook", "Ebook")
        + WORDS[:3000]
        + alone.format("brochure", "Brochure")
        + WORDS[3000:6000]
    )
    tree = parsed(engines, HEAD.format(lang="en") + text + "\n")
    brochure, epub = built(tree, theme, engines, "booklet")
    book = Book(epub, tree)
    printed, parts = text_on_pages(brochure.content), parts_of(book)
    assert len(printed) == len(parts)
    exact = [
        place_of(letters, page)
        for (_, letters), page in list(zip(parts, printed, strict=True))[1:]
        if letters
    ]
    # The page that begins within the print's own text begins in the ebook behind it.
    assert sum(0 <= place <= BEFORE for place in exact) >= len(exact) - 1


def test_an_ebook_that_is_built_alone_has_the_same_pages(released: Path, tmp_path: Path) -> None:
    """`--format ebook` lays the brochure out without releasing it."""
    shutil.copytree(ROOT / "source", tmp_path / "source")
    command = [sys.executable, "-m", "pipeline", "--project", str(tmp_path), "build", "household-batteries"]
    command += ["--today", TODAY]
    done = subprocess.run(
        [*command, "--format", "ebook"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    folder = Path("output/en/household-batteries")
    made = (tmp_path / folder / "household-batteries.epub").read_bytes()
    assert made == (released / folder / "household-batteries.epub").read_bytes()
    assert not (tmp_path / folder / "household-batteries.pdf").exists()


def test_an_ebook_without_a_brochure_has_no_list(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "source", tmp_path / "source")
    article = tmp_path / "source/articles/household-batteries/article.md"
    text = article.read_text(encoding="utf-8").replace("---\n", "---\nformats: [ebook, handout]\n", 1)
    article.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "--project", str(tmp_path), "build", "household-batteries"]
    command += ["--today", TODAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path / "output/en/household-batteries"
    book = Book((folder / "household-batteries.epub").read_bytes(), None)  # type: ignore[arg-type]
    assert not any(MARKER.search(book.text(name)) for name in book.spine)
    assert "page-list" not in book.text("EPUB/nav.xhtml")
    assert "pageBreak" not in book.text("EPUB/package.opf")
