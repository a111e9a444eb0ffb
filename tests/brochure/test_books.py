"""Several articles as one printed book: openers, contents, ends of chapters, in every form."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from pipeline.document import Document, Heading, Markup, plain_text
from pipeline.engines import Engines
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure import Brochure, _page, openers
from pipeline.formats.brochure.choosing import BOOK_PAGES, Chooser
from pipeline.formats.brochure.composing import Measure
from pipeline.formats.brochure.fitting import Fitted, Setter, Setting, parted
from pipeline.formats.brochure.forms import FORMS
from pipeline.rendition import Artifact
from pipeline.rendition.binding import Group, bind
from pipeline.theme import Theme
from tests.brochure.test_brochure import SENTENCE, all_made, asking, engines, made, notice, parsed, theme

__all__ = ["engines", "theme"]

HEAD = "---\ntitle: {title}\n{more}lang: {lang}\ndate: 2026-05-04\ntopics: [health]\n---\n\n"
SHORT = SENTENCE * 2 + "\n\n## Which boat\n\n" + SENTENCE * 3 + "\n"
LONG = SENTENCE * 3 + "".join(
    f"\n\n## Part {n}\n\n{SENTENCE * 8}\n\n### More\n\n{SENTENCE * 2}" for n in range(5)
)


def article(engines: Engines, title: str, text: str, *, more: str = "", lang: str = "en") -> Document:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "one"
    return parsed(engines, HEAD.format(title=title, more=more, lang=lang) + text, slug=slug, lang=lang)


def book(
    engines: Engines,
    theme: Theme,
    *groups: tuple[str | None, list[Document]],
    preface: str = "",
    lang: str = "en",
) -> Document:
    front = parsed(engines, HEAD.format(title="By the sea", more="", lang=lang) + preface, "book", lang)
    found = [Group(title, tuple(documents)) for title, documents in groups]
    return bind(front, found, theme.labels(lang))


def setter(tree: Document, theme: Theme, engines: Engines, **wishes: object) -> Setter:
    composed = Brochure().compose(asking(tree, **wishes), theme)
    assert composed.value is not None, composed.diagnostics
    return Setter(_page(composed.value, engines), composed.value, engines, "standard")


def pages(artifact: Artifact) -> list[str]:
    document = pypdfium2.PdfDocument(artifact.content)
    return [page.get_textpage().get_text_bounded() for page in document]


def beginnings(layout: Layout) -> dict[int, str]:
    """The first line of each page."""
    found: dict[int, str] = {}
    for line in layout.lines:
        if not line.margin:
            found.setdefault(line.page, line.text)
    return found


@pytest.fixture(scope="module")
def three(theme: Theme, engines: Engines) -> Document:
    articles = [
        article(engines, "Tides", LONG, more="subtitle: When the water comes\n"),
        article(engines, "Moorings", SHORT),
        article(engines, "Ferries and what they cost in a year when the harbour is closed", LONG),
    ]
    end = notice("closing")
    articles[1] = replace(articles[1], blocks=(notice("opening"), *articles[1].blocks, end))
    return book(engines, theme, ("Sea", articles[:2]), ("Land", articles[2:]), preface=SENTENCE)


def test_a_booklet(three: Document, theme: Theme, engines: Engines) -> None:
    artifact = made(three, theme, engines)
    assert artifact.facts["layout"] == "booklet"
    texts = pages(artifact)
    assert len(texts) % 4 == 0
    # The list of contents has parts and chapters with their pages.
    listed = next(text for text in texts if "In this book" in text)
    begins = {name: next(n for n, text in enumerate(texts, 1) if n > 2 and name in text and SENTENCE[:20] in text) for name in ("Tides", "Moorings")}  # fmt: skip
    for name, page in begins.items():
        assert re.search(rf"{name}\s*[.\s]+{page}\b", listed), listed
    assert begins["Moorings"] > begins["Tides"]
    assert "Part 2. Land" in " ".join(listed.split())
    # Standfirst and date stand below the title, in this order.
    opener = texts[begins["Tides"] - 1]
    assert opener.index("Tides") < opener.index("When the water comes") < opener.index("Published 4 May 2026")
    # What closes a chapter ends it, with text on its page.
    assert opener.index("Part 1.") < opener.index("Tides")
    ends = texts[begins["Moorings"] - 1]
    assert ends.count("Prices named here may change over time.") == 2


@pytest.mark.parametrize("noted", [True, False])
def test_the_notes_are_in_the_list_of_contents(noted: bool, theme: Theme, engines: Engines) -> None:
    text = SHORT + ("\nIt rains.[^rain]\n\n[^rain]: In spring.\n" if noted else "")
    articles = [article(engines, title, text) for title in ("Tides", "Moorings", "Ferries")]
    composed = Brochure().compose(asking(book(engines, theme, (None, articles))), theme)
    assert composed.value is not None, composed.diagnostics
    markup = [block.html for block in composed.value.blocks if isinstance(block, Markup)]
    listed = next(one for one in markup if "In this book" in one)
    assert ("#smallprint-notes" in listed) == noted == any('id="smallprint-notes"' in one for one in markup)
    assert "#ferries" in listed
    # Its pages are named as it is, not as what stands before it.
    assert any('<div class="running-title">Notes</div>' in one for one in markup) == noted


def test_every_chapter_begins_a_page_and_none_ends_as_a_fault(
    three: Document, theme: Theme, engines: Engines
) -> None:
    for form, size in (("booklet", 11.5), ("brochure", 11)):
        tried = setter(three, theme, engines).tried(Setting(form, size, back="end"))
        first = beginnings(tried.layout)
        assert {"Part 1.", "Moorings", "Part 2."} <= set(first.values())
        assert len(tried.ends) >= 3
        assert not any(parted(tried.layout))
        # White below is neither a hole nor closed with artwork.
        assert tried.cost < len(tried.layout.pages) + 12


def test_no_artwork_closes_the_end_of_a_chapter(three: Document, theme: Theme, engines: Engines) -> None:
    one = setter(three, theme, engines)
    tried = one.tried(Setting("brochure", 11))
    assert list(Chooser(one, "auto").strips(FORMS["brochure"], tried.layout)) == []


def test_feet_name_the_chapter(three: Document, theme: Theme, engines: Engines) -> None:
    tried = setter(three, theme, engines).tried(Setting("booklet", 11.5, back="end"))
    feet = {line.page: line.text for line in tried.layout.lines if line.margin and not line.text.isdigit()}
    inside = [feet[page] for page in range(2, len(tried.layout.pages) - 1, 2)]
    assert "Tides" in inside
    # Shortened, where it is long.
    assert any(text.startswith("Ferries and what they cost") and text.endswith("…") for text in inside)


def test_heads_name_the_chapter_but_at_its_opener(three: Document, theme: Theme, engines: Engines) -> None:
    layout = setter(three, theme, engines).tried(Setting("brochure", 11)).layout
    heads = {line.page: line.text for line in layout.lines if line.margin and line.y < 20}
    first = beginnings(layout)
    opened = {page for page, text in first.items() if text in ("Part 1.", "Part 2.", "Moorings")}
    assert opened
    assert not opened & heads.keys()
    assert "Tides" in heads.values()


@pytest.mark.parametrize("layout", ["trifold", "flyer"])
def test_two_short_articles_run_on(layout: str, theme: Theme, engines: Engines) -> None:
    tree = book(
        engines, theme, (None, [article(engines, "Tides", SHORT), article(engines, "Moorings", SHORT)])
    )
    artifact = made(tree, theme, engines, layout=layout)
    assert artifact.facts["layout"] == layout
    texts = "\n".join(pages(artifact))
    assert texts.index("Tides") < texts.index("Moorings")
    assert "In this book" not in texts


def test_what_opens_a_chapter_of_a_flyer_stands_in_its_column(theme: Theme, engines: Engines) -> None:
    """Across both it parted the chapter from its title, and from the words that it is about."""
    tides, moorings = article(engines, "Tides", SHORT), article(engines, "Moorings", SHORT)
    moorings = replace(moorings, blocks=(notice("opening"), *moorings.blocks))
    tree = book(engines, theme, (None, [tides, moorings]))
    layout = setter(tree, theme, engines).tried(Setting("flyer", 11)).layout
    opener = next(line for line in layout.lines if line.text == "Moorings")
    opening = [line for line in layout.lines if "notice-opening" in line.classes]
    assert len(opening) > 2
    assert all(line.right - line.left < 95 for line in opening), "a column of a sheet of 210 mm"
    assert (opening[0].page, abs(opening[0].left - opener.left) < 5) == (opener.page, True)


def test_a_title_alone_at_the_foot_of_a_page_is_a_fault(theme: Theme, engines: Engines) -> None:
    tree = book(
        engines, theme, (None, [article(engines, "Tides", SHORT), article(engines, "Moorings", SHORT)])
    )
    tried = setter(tree, theme, engines).tried(Setting("booklet", 11.5, back="end"))
    layout = tried.layout
    opener = [line for line in layout.lines if "opener" in line.classes and not line.margin]
    assert opener
    moved = [
        replace(line, page=line.page + 1) if line.page and line not in opener and not line.margin else line
        for line in layout.lines
    ]

    class Moved:
        pages = layout.pages
        lines = moved

    assert "BRO405" in {code for code, _, _ in parted(Moved())}  # type: ignore[arg-type]


def test_parts_of_many_chapters_have_pages_of_their_own(theme: Theme, engines: Engines) -> None:
    many = [article(engines, f"Harbour {number}", SENTENCE * 2 + "\n") for number in range(12)]
    tree = book(engines, theme, ("Sea", many[:6]), ("Land", many[6:]))
    assert openers.has_plates(tree)
    assert not openers.has_plates(book(engines, theme, ("Sea", many[:5]), ("Land", many[5:10])))
    layout = setter(tree, theme, engines).tried(Setting("brochure", 11)).layout
    plates = [number for number, page in enumerate(layout.pages) if page.name == "brochure-part"]
    assert len(plates) == 2
    assert {beginnings(layout)[page] for page in plates} == {"Part 1.", "Part 2."}
    # A disclaimer for the foot of every page has no page of artwork.
    running = replace(tree, blocks=(notice("running"), *tree.blocks))
    layout = setter(running, theme, engines).tried(Setting("brochure", 11)).layout
    assert all(page.name == "brochure" for page in layout.pages)


def test_sections_look_as_in_an_article(three: Document, theme: Theme, engines: Engines) -> None:
    one = article(engines, "Tides", LONG)
    alone = setter(one, theme, engines).tried(Setting("booklet", 11)).layout
    bound = setter(three, theme, engines).tried(Setting("booklet", 11)).layout

    def size(layout: Layout, text: str) -> set[float]:
        return {round(line.size_pt, 2) for line in layout.lines if line.text == text and not line.margin and "contents" not in line.classes}  # fmt: skip

    for text in ("Part 0", "More"):
        assert size(alone, text) == size(bound, text) != set()
    assert size(bound, "Moorings") == {25.0}


def test_bookmarks_are_a_hierarchy(three: Document, theme: Theme, engines: Engines) -> None:
    artifact = made(three, theme, engines)
    with pikepdf.open(io.BytesIO(artifact.content)) as pdf, pdf.open_outline() as outline:
        [top] = outline.root
        parts = [str(entry.title) for entry in top.children]
        assert parts == ["Preface", "Part 1. Sea", "Part 2. Land"]
        assert [str(entry.title) for entry in top.children[1].children] == ["Tides", "Moorings"]
        assert [str(entry.title) for entry in top.children[1].children[0].children][:1] == ["Part 0"]


def test_from_right_to_left(theme: Theme, engines: Engines) -> None:
    text = "تفتح المكتبة أبوابها لكل من يسكن هنا، والبطاقة مجانية. " * 12
    body = "".join(f"\n\n## القسم {number}\n\n{text}" for number in range(3))
    articles = [
        article(engines, title, text + body, lang="ar") for title in ("المكتبة", "الحافلة", "المدرسة")
    ]
    articles = [replace(one, slug=f"one-{number}") for number, one in enumerate(articles)]
    tree = book(engines, theme, ("البيت", articles[:1]), ("الطريق", articles[1:]), lang="ar")
    assert made(tree, theme, engines).facts["layout"] == "booklet"


def test_larger_print_and_the_press(three: Document, theme: Theme, engines: Engines) -> None:
    first, press, clear, large = all_made(
        three, theme, engines, size=("standard", "clear", "large"), press=True
    )
    assert press.facts["sides"] == int(first.facts["pages"]) // 2
    # Creep moves what is on inner sheets; the strip of an opener still reaches over the whole bleed.
    with pikepdf.open(io.BytesIO(press.content)) as pdf:
        for form in pdf.pages[-1].Resources.XObject.values():
            assert -float(form.BBox[0]) * 25.4 / 72 == pytest.approx(6, abs=0.01)
    assert {clear.facts["layout"], large.facts["layout"]} == {"brochure"}


def test_a_book_of_many_chapters_is_laid_out_once(theme: Theme, engines: Engines) -> None:
    many = [article(engines, f"Harbour {number}", SHORT) for number in range(BOOK_PAGES + 2)]
    one = setter(book(engines, theme, (None, many)), theme, engines)
    tried: list[Setting] = []

    class Counting(Setter):
        def laid_out(self, setting: Setting) -> Layout:
            tried.append(setting)
            return super().laid_out(setting)

    counting = Counting(one.html, one.rendition, engines, "standard")
    choice = Chooser(counting, "auto").best()
    assert isinstance(choice.fitted, Fitted)
    assert [setting.form for setting in tried] == ["brochure"]
    assert choice.why.startswith("brochure")
    assert f"{BOOK_PAGES + 2} chapters" in choice.why


def test_the_book_has_its_code_and_chapters_have_none(theme: Theme, engines: Engines) -> None:
    url = "contact: {name: Harbour office, url: 'https://example.org/harbour'}\n"
    own = article(engines, "Tides", SHORT, more="contact: {name: Ward 4, phone: +47 10 20 30 41}\n")
    tree = book(engines, theme, (None, [own, article(engines, "Moorings", SHORT)]))
    meta = parsed(engines, HEAD.format(title="By the sea", more=url, lang="en") + SENTENCE).meta
    tree = replace(tree, meta=meta)
    composed = Brochure().compose(tree, theme)
    assert composed.value is not None
    html = setter(tree, theme, engines).html
    assert html.count('<div class="contact">') == 1
    assert html.count('<section class="contact"') == 1
    assert html.index('<div class="contact">') < html.index('<section class="contact"')


def test_titles_are_as_large_as_their_words_allow(theme: Theme, engines: Engines) -> None:
    long = "Krankenversicherungsbeitragsbemessungsgrenzenanpassungsverordnung"
    tree = openers.titled(
        book(engines, theme, (None, [article(engines, long, SHORT), article(engines, "Moorings", SHORT)])),
        Measure(theme, theme.tokens["brochure"]["papers"]["a4"]),
    )
    headings = [block for block in tree.blocks if isinstance(block, Heading) and block.level == 2]
    assert "booklet-very-long" in headings[0].attributes.classes
    assert headings[1].attributes.classes == ("chapter",)


def test_a_chapters_title_ends_its_lines_where_its_sense_does(theme: Theme, engines: Engines) -> None:
    titles = (
        "After Knee Surgery: Your First Weeks at Home",
        "Renting a Flat of Your Own in Norway",
        "Moorings",
    )
    tree = openers.titled(
        book(engines, theme, (None, [article(engines, f"'{title}'", SHORT) for title in titles])),
        Measure(theme, theme.tokens["brochure"]["papers"]["a4"]),
    )
    parted_title, even, short = (
        block for block in tree.blocks if isinstance(block, Heading) and block.level == 2
    )
    first, end, second = parted_title.content
    assert (plain_text(first), plain_text(second)) == (
        "After Knee Surgery:",
        " Your First Weeks at\u00a0Home",
    )
    assert isinstance(end, Markup)
    assert "booklet" in end.html
    # What has its own lines is not evened.
    assert "--booklet" not in (parted_title.attributes.get("style") or "")
    assert "--booklet" in (even.attributes.get("style") or "")
    assert not any(isinstance(one, Markup) for one in (*even.content, *short.content))
