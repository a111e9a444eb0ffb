"""What a brochure says of its pages: the article's text, all of it and once, each piece on the page where it is printed."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdfium2
import pytest

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.brochure import Brochure
from pipeline.formats.brochure.pages import page_map
from pipeline.proof.pdf.pages import read
from pipeline.rendition import Artifact
from pipeline.rendition.expected import NOTICE_LABELS, expected
from pipeline.rendition.imprint import imprint
from pipeline.rendition.pages import letters_of
from pipeline.theme import Theme
from tests.brochure.test_brochure import (
    HEAD,
    SENTENCE,
    all_made,
    asking,
    engines,
    line,
    made,
    notice,
    pages_of,
    parsed,
    table,
    theme,
)

__all__ = ["engines", "theme"]

PARTS = SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 10 for n in range(4)) + "\n"
NOTES = "\n\n## The quay\n\nTake the stairs.[^stairs] " + SENTENCE * 3 + "\n\n[^stairs]: There are twelve.\n"
ARABIC = (
    "الأسعار والرسوم صحيحة وقت الطباعة (4 مايو 2026)، وقد تتغير في أي وقت، ويبلغ السعر 1,200 NOK لكل عبور. "
)
WORDS = "".join(
    f" The {n} ferries that come in at {n} leave again at {n + 1}, and nobody waits." for n in range(400)
)


def text_on_pages(content: bytes) -> list[str]:
    """The letters that are printed on each page, without running heads and feet; what is drawn in shapes, as it is said."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    found = []
    for page in read(document, said=True).pages:
        own = (mark < 0 or not page.pieces[mark].artifact for mark in page.marks)
        found.append(
            letters_of("".join(sign for sign, mine in zip(page.characters, own, strict=True) if mine))
        )
    document.close()
    return found


def assert_true(tree: Document, theme: Theme, artifact: Artifact) -> None:
    """The map holds all of the text and nothing else, in order; every page begins with what is printed there."""
    labels = theme.labels(tree.lang)
    runs = expected(tree, "brochure", labels).runs
    whole = letters_of("".join(run.text for run in runs)) + letters_of(
        "".join(imprint(tree, labels, "brochure"))
    )
    assert "".join(page.letters for page in artifact.pages) == whole
    printed = text_on_pages(artifact.content)
    assert [page.label for page in artifact.pages] == [str(number) for number in range(1, len(printed) + 1)]
    before = re.compile("|".join(letters_of(labels[name]) for name in NOTICE_LABELS))
    for page, text in zip(artifact.pages, (before.sub("", text) for text in printed), strict=True):
        first, last = page.letters[:12], page.letters[-12:]
        assert first in text, page.label
        assert last in text, page.label


@pytest.mark.parametrize("layout", ["trifold", "booklet", "flyer"])
def test_every_form(layout: str, theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + PARTS + NOTES)
    tree = replace(tree, blocks=(notice("opening"), *tree.blocks, notice("closing")))
    assert_true(tree, theme, made(tree, theme, engines, layout=layout))


def test_paragraphs_that_go_on_overleaf(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + WORDS + NOTES)
    artifact = made(tree, theme, engines)
    assert artifact.facts["layout"] == "booklet"
    assert_true(tree, theme, artifact)
    whole = "".join(page.letters for page in artifact.pages)
    begins = [whole.index(page.letters) for page in artifact.pages if len(page.letters) > 200]
    assert begins == sorted(begins)


@pytest.mark.parametrize(("columns", "rows", "layout"), [(3, 90, "booklet"), (9, 5, "auto")])
def test_tables_that_divide(columns: int, rows: int, layout: str, theme: Theme, engines: Engines) -> None:
    """Their heads, captions and disclaimers stand above and below each part; the text has them once."""
    tree = parsed(
        engines, HEAD.format(lang="en") + SENTENCE + "\n\n## Prices\n\n" + table(columns, rows) + NOTES
    )
    number = next(index for index, block in enumerate(tree.blocks) if getattr(block, "name", "") == "table")
    blocks = (*tree.blocks[: number + 1], notice("after-trigger"), *tree.blocks[number + 1 :])
    tree = replace(tree, blocks=blocks)
    artifact = made(tree, theme, engines, layout=layout)
    assert_true(tree, theme, artifact)
    assert not rows > 50 or artifact.repeats


@pytest.mark.parametrize("layout", ["trifold", "booklet", "flyer"])
def test_from_right_to_left(layout: str, theme: Theme, engines: Engines) -> None:
    text = ARABIC * 3 + "".join(f"\n\n## الجزء {n}\n\n" + ARABIC * 6 for n in range(4)) + "\n"
    tree = parsed(engines, HEAD.format(lang="ar") + text)
    tree = replace(tree, blocks=(*tree.blocks, notice("closing")))
    assert_true(tree, theme, made(tree, theme, engines, layout=layout))


def test_words_that_are_divided(theme: Theme, engines: Engines) -> None:
    """Soft hyphens, hyphens and marks above letters are counted nowhere."""
    word = "Gezeiten\u00adkraft\u00adwerks\u00adbetreiber und Flut-Ebbe-Uhr, Öl o\u0308l "
    tree = parsed(engines, HEAD.format(lang="de") + (word * 12 + "\n\n") * 8)
    assert_true(tree, theme, made(tree, theme, engines, layout="trifold"))


def test_pages_are_known_without_a_file(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + PARTS)
    first, press, larger = all_made(tree, theme, engines, size=("standard", "large"), press=True)
    assert (press.pages, larger.pages) == ((), ())
    composed = Brochure().compose(asking(tree, size=("standard", "large")), theme).value
    assert composed is not None
    assert Brochure().paginated(composed, engines) == first.pages


def test_of_what_no_form_holds_no_page_is_known(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "## Part\n\n" + (SENTENCE * 20 + "\n\n") * 20)
    composed = Brochure().compose(asking(tree, layout="trifold"), theme).value
    assert composed is not None
    assert Brochure().paginated(composed, engines) == ()


def test_what_is_no_text_of_the_article() -> None:
    shown = pages_of(
        line("Tides", tags=frozenset({"h1"})), line("foot", margin=True), line("1.", generated=True),
        line("The quay 2", classes=frozenset({"contents"})), line("Again.", notice="prices-1-again-0"),
        line("Once more.", notice="prices-2"), line("Once.", notice="prices-1"),
        line("There are twelve.", page=1, classes=frozenset({"notes"})), line("The end – 9.", page=2),
    )  # fmt: skip
    pages = page_map(shown, {"prices-2"})
    assert [(page.label, page.letters) for page in pages] == [("1", "TidesOnce"), ("2", ""), ("3", "Theend9")]


def test_heads_that_are_shown_again() -> None:
    def part(page: int) -> list[object]:
        held = {"table": 0, "page": page}
        return [
            line("Fares", tags=frozenset({"figcaption"}), **held),
            line("Adult", tags=frozenset({"table", "thead"}), **held),
            line(f"Row {page}", tags=frozenset({"table", "tbody"}), **held),
        ]

    pages = page_map(pages_of(*part(0), *part(1)), ())  # type: ignore[arg-type]
    assert [page.letters for page in pages] == ["FaresAdultRow0", "Row1"]
