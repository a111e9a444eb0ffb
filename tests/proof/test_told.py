"""What files say without words, and whether the text of the article is seen: each change is told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import lxml.html
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.document import Attributes, Image, Link, OrderedList, Paragraph, Span, Styled, Text
from pipeline.proof.facets import mislabelled
from pipeline.proof.mutants.html import Page
from pipeline.rendition.facets import Facet, as_json, facets_of, from_json

from .conftest import Finished
from .test_epub import changed as in_book
from .test_epub import replaced
from .test_html import changed, notice
from .test_pdf_inside import altered

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WARM = "Warm clothes are\u00a0provided."


def styled(finished: Finished, rule: str) -> set[str]:
    """The codes of a page with one more rule, and with every hash that says that it is right."""
    content, owed = Page(finished.owed, finished.content).restyled(rule)
    return finished.codes(content, owed)


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WARM, "Warm <del>clothes</del> are\u00a0provided."),
        (WARM, "W<sup>arm</sup> clothes are\u00a0provided."),
        (WARM, '<a href="tel:1">Warm</a> clothes are\u00a0provided.'),
        (WARM, '<bdo dir="rtl">Warm</bdo> clothes are\u00a0provided.'),
        (WARM, '<span lang="ar">Warm</span> clothes are\u00a0provided.'),
        (WARM, '<span dir="rtl">Warm</span> clothes are\u00a0provided.'),
        ("</main>", f'<p><img srcset="data:image/png;base64,{PIXEL}" alt="No notice holds."></p></main>'),
        ("</main>", f'<p><img srcset="data:image/png;base64,{PIXEL}" alt=""></p></main>'),
    ],
)
def test_a_page_that_says_other_things_without_words(handout: Finished, old: str, new: str) -> None:
    assert "PRF856" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF856")
@pytest.mark.parametrize("counting", ['start="7"', 'type="I"'])
def test_a_list_that_counts_otherwise(handout: Finished, counting: str) -> None:
    lists = re.findall(r"<ol\b[^>]*>", handout.content.decode().partition("<body")[2])
    assert lists
    assert "PRF856" in handout.codes(changed(handout, lists[0], f"<ol {counting}>"))


@pytest.mark.code("PRF856")
def test_a_drawing_behind_a_disclaimer(handout: Finished) -> None:
    box = notice(handout, "prices-1")
    drawn = '<svg viewBox="0 0 9 9"><path d="M0 0L9 9M9 0L0 9"/></svg>'
    assert "PRF856" in handout.codes(changed(handout, box, box + drawn))


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("sign", ["?", "!", "↓", "≠"])
def test_a_sign_behind_a_disclaimer(handout: Finished, sign: str) -> None:
    box = notice(handout, "prices-1")
    assert "PRF855" in handout.codes(changed(handout, box, f"{box}<p>{sign}</p>"))


@pytest.mark.code("PRF855")
def test_words_by_which_a_page_is_found(handout: Finished) -> None:
    head = '<meta charset="utf-8">'
    for told in ('name="keywords"', 'property="article:tag"'):
        assert "PRF855" in handout.codes(
            changed(handout, head, f'{head}<meta {told} content="safe for all">')
        )


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"<p>{WARM}", f'<p aria-hidden="true">{WARM}'),
        (f"<p>{WARM}", f'<p aria-label="No clothes.">{WARM}'),
        (f"<p>{WARM}", f'<p role="presentation">{WARM}'),
        (f"<p>{WARM}", f'<p translate="no">{WARM}'),
        ("<table", '<table role="presentation"'),
        ("<td ", '<td colspan="2" '),
        ("<td ", '<td headers="x" '),
        ('scope="row"', 'scope="col"'),
    ],
)
def test_words_that_are_seen_and_not_heard(handout: Finished, old: str, new: str) -> None:
    if old not in handout.content.decode():
        assert old == f"<p>{WARM}"
        old, new = "<p>", new.partition(WARM)[0]
    assert "PRF842" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF856")
def test_a_cell_that_names_another_column(handout: Finished) -> None:
    labels = re.findall(r'data-label="([^"]*)"', handout.content.decode())
    assert len(set(labels)) > 1
    old, new = labels[0], next(label for label in labels if label != labels[0])
    assert "PRF856" in handout.codes(changed(handout, f'data-label="{old}"', f'data-label="{new}"'))


@pytest.mark.code("PRF857")
@pytest.mark.parametrize(
    "rule",
    [
        "td{display:none}",
        "td{visibility:hidden}",
        "td{font-size:2px}",
        "td{color:#fff;background:#fff}",
        "td{opacity:.1}",
        "td{text-decoration:line-through}",
        "main h2{clip-path:inset(50%)}",
        "main strong{font-weight:400}",
        "tr{display:flex;flex-direction:row-reverse}",
        "@media print{td{display:none}}",
    ],
)
def test_text_that_nobody_sees(handout: Finished, rule: str) -> None:
    assert "PRF857" in styled(handout, rule)


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "rule",
    [
        "head,style{display:block}",
        'main{background:url("data:image/svg+xml,%3Csvg%2F%3E")}',
        'main::before{content:"";float:left;width:90%;height:3000px}',
    ],
)
def test_what_a_stylesheet_shows_of_nobody(handout: Finished, rule: str) -> None:
    assert "PRF824" in styled(handout, rule)


@pytest.mark.code("PRF856")
def test_a_book_that_says_other_things_without_words(ebook: Finished) -> None:
    swapped = '<p><img src="../media/none.png" alt="No notice holds."/></p></section>'
    for change in (
        replaced("Warm clothes", "<del>Warm</del> clothes"),
        replaced("</section>", swapped),
        replaced("<p>Warm clothes", '<p epub:type="footnote">Warm clothes'),
        replaced("Warm clothes", '<aside epub:type="footnote">Warm</aside> clothes'),
    ):
        try:
            content = in_book(ebook, change)
        except AssertionError:
            continue
        assert "PRF856" in ebook.codes(content)


@pytest.mark.code("PRF844")
def test_an_instruction_in_a_text(ebook: Finished) -> None:
    content = in_book(ebook, replaced("</body>", '<?xml-stylesheet href="data:text/css,x"?></body>'))
    assert "PRF844" in ebook.codes(content)


def drawn(draw: Callable[[tuple[float, float, float, float]], str], finished: Finished) -> set[str]:
    """The codes of a brochure with something drawn over the page of its first disclaimer."""
    seen = finished.proved().disclaimers[0]
    assert seen.page is not None
    assert seen.box_mm is not None
    left, top, width, height = (length * 72 / 25.4 for length in seen.box_mm)
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        page = document.pages[seen.page - 1]
        above = float(page.mediabox[3]) - top
        box = (left, above - height, left + width, above)
        content = page.obj.Contents.read_bytes()
        page.obj.Contents = document.make_stream(
            b"q " + content + b" Q /Artifact BMC q " + draw(box).encode() + b" Q EMC"
        )
        output = io.BytesIO()
        document.save(output)
    return finished.codes(output.getvalue())


@pytest.mark.code("PRF857")
def test_text_under_a_white_sheet(brochure: Finished) -> None:
    assert "PRF857" in drawn(lambda box: f"1 g {box[0]:.1f} {box[3] + 14:.1f} 500 600 re f", brochure)
    assert "PRF857" in drawn(lambda box: f"0 g {box[0]:.1f} {box[3] + 14:.1f} 500 600 re f", brochure)


@pytest.mark.code("PRF824")
def test_what_is_drawn_close_by(brochure: Finished) -> None:
    cross = "{x:.1f} {y:.1f} m {r:.1f} {t:.1f} l {r:.1f} {y:.1f} m {x:.1f} {t:.1f} l S"

    def beside(box: tuple[float, float, float, float]) -> str:
        return cross.format(x=box[2] + 2, y=box[1], r=box[2] + 10, t=box[1] + 8)

    def dashed(box: tuple[float, float, float, float]) -> str:
        return f"[2 2] 0 d {box[0]:.1f} {box[3] + 2:.1f} m {box[2]:.1f} {box[3] + 2:.1f} l S"

    assert "PRF824" in drawn(beside, brochure)
    assert "PRF824" in drawn(dashed, brochure)
    assert "PRF824" not in drawn(lambda box: f"{box[0]:.1f} {box[1] - 3:.1f} 90 1 re f", brochure)


def another_face(document: Any) -> None:
    for entry in document.objects:
        for key in ("/BaseFont", "/FontName") if isinstance(entry, Dictionary) else ():
            if key in entry:
                entry[key] = Name("/ABCDEF+Comic")


def another_link(document: Any) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([9, 9, 90, 90]), Border=Array([0, 0, 0]),
        A=Dictionary(S=Name.URI, URI=pikepdf.String("https://example.org/elsewhere")),
    )  # fmt: skip
    page = document.pages[0].obj
    page.Annots = Array([*page.get("/Annots", Array()), document.make_indirect(link)])


def other_keywords(document: Any) -> None:
    document.docinfo["/Keywords"] = "safe for all"


@pytest.mark.code("PRF846", "PRF855", "PRF856")
@pytest.mark.parametrize(
    ("change", "code"), [(another_face, "PRF846"), (another_link, "PRF856"), (other_keywords, "PRF855")]
)
def test_what_a_brochure_says_otherwise(brochure: Finished, change: Callable[[Any], None], code: str) -> None:
    assert code in altered(brochure, change)


def test_facets_of_a_text(document: Any) -> None:
    blocks = (
        Paragraph((Link((Text("the pier"),), "https://example.org/pier", "A map"), Image((Text("A map."),), "map.png"))),
        Paragraph((Styled("Superscript", (Text("2"),)), Span((Text("kai"),), Attributes(pairs=(("lang", "nb"),))))),
        OrderedList(((Paragraph((Text("Go"),)),),), start=3),
    )  # fmt: skip
    found = facets_of(blocks, document)
    assert found[:5] == (
        Facet("link", "the pier", "https://example.org/pier\nA map"),
        Facet("picture", "A map."),
        Facet("raised", "2"),
        Facet("language", "kai", "nb"),
        Facet("list", "", "3"),
    )
    assert sorted(from_json(as_json(found))) == sorted(found)
    with pytest.raises(ValueError, match="no facet"):
        from_json({"smell": [""]})


def test_a_note_in_the_head_of_a_table_is_no_part_of_what_a_column_is_called() -> None:
    mark = '<a role="doc-noteref" href="#n1">1</a>'
    table = f'<table><thead><tr><th>Skip</th><th>Takes{mark}</th></tr></thead><tr><th>A</th><td data-label="Takes">wood</td></tr></table>'
    assert not list(mislabelled(lxml.html.fromstring(table)))
    assert list(mislabelled(lxml.html.fromstring(table.replace("Takes<", "Refuses<"))))
