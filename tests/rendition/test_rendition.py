"""Completing and dressing: every generated word as a node, every component as the theme's markup."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from pipeline import article, document
from pipeline.article import Contact
from pipeline.document import (
    Attributes,
    Block,
    Component,
    Document,
    Heading,
    Markup,
    Note,
    Notice,
    Paragraph,
    Span,
    Table,
    Text,
    of_kind,
    plain_text,
    walk,
)
from pipeline.engines.pandoc import Pandoc
from pipeline.rendition.complete import complete, contact_card, format_date
from pipeline.rendition.dress import Wishes, dress
from pipeline.rendition.imprint import GAP, imprint, set_lines
from pipeline.rendition.marks import marks_apart
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates

THEME = load_theme(read_templates(shipped_templates())).value
assert THEME is not None
LABELS = THEME.labels("en")
# How these tests write spaces at which no line ends, and those between two facts.
SPACES = str.maketrans({"~": "\u00a0", "|": GAP})

FRONT = """---
title: Tides
description: When the water comes.
lang: en
author: {name: Nora Nordmann, role: Pilot}
date: 2026-03-01
modified: 2026-04-02
topics: [education]
MORE---

"""
CONTACT = (
    "contact: {name: Harbour, phone: +47 10 20 30, email: a@example.org, url: 'https://example.org/x/'}\n"
)
SOURCES = "sources:\n  - {title: Tide tables, url: 'https://example.org/t', date: 2026-01-02}\n  - {title: A book}\n"


@pytest.fixture
def parsed(pandoc: Pandoc):
    def parse(body: str, more: str = "", pictures: dict[str, bytes] | None = None) -> Document:
        text = FRONT.replace("MORE", more) + body
        assets = tuple(article.Asset(name, content) for name, content in (pictures or {}).items())
        file = article.ArticleFile("source/articles/tides/article.md", text.encode(), None, assets)
        read = article.parse(file, "en")
        assert read.value, read.diagnostics
        tree = document.parse(read.value, pandoc)
        assert tree.value, tree.diagnostics
        return tree.value

    return parse


def notice(key: str, place: str = "after-trigger", formats: tuple[str, ...] = ("handout",)) -> Notice:
    return Notice(key, "pricing", "Prices may change.", "material", place, formats)  # type: ignore[arg-type]


def names(blocks: tuple[Block, ...]) -> list[str]:
    return [block.name if isinstance(block, Component) else type(block).__name__ for block in blocks]


def part(tree: Document, name: str) -> str | None:
    for block in tree.blocks:
        for inner in getattr(block, "blocks", ()):
            if isinstance(inner, Component) and inner.name == f"part-{name}":
                return plain_text(inner.blocks)
    return None


def html(blocks: tuple[Block, ...]) -> str:
    return "".join(block.html if isinstance(block, Markup) else "·" for block in blocks)


# ── complete


@pytest.mark.parametrize(
    ("component", "name", "text"),
    [
        ("::: {.callout kind=tip}\nA\n:::", "title", "Tip"),
        ("::: {.callout}\nA\n:::", "title", "Note"),
        ('::: {.callout title="Look"}\nA\n:::', "title", "Look"),
        ('::: {.steps title="How"}\n1. A\n:::', "title", "How"),
        ('::: {.table caption="Prices"}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::', "caption", "Prices"),
        ("::: {.key-facts as-of=2026-05-01}\n- **1** a\n:::", "provenance", "As of 1 May 2026."),
        (
            "::: {.key-facts as-of=2026-05-01 source=2}\n- **1** a\n:::",
            "provenance",
            "As of 1 May 2026. Source: 2.",
        ),
        ('::: {.quote by="Ola" source=1}\nA\n:::', "attribution", "Ola, Tide tables"),
    ],
)
def test_generated_words_become_nodes(parsed, component: str, name: str, text: str) -> None:
    tree = complete(parsed(component + "\n", SOURCES), "handout", LABELS)
    assert part(tree, name) == text


def test_sentences_in_chinese_follow_each_other_without_a_space(parsed) -> None:
    assert THEME is not None
    tree = dataclasses.replace(
        parsed("::: {.key-facts as-of=2026-05-01 source=2}\n- **1** a\n:::\n", SOURCES), lang="zh"
    )
    assert part(complete(tree, "handout", THEME.labels("zh")), "provenance") == "截至2026年5月1日。来源：2。"


def test_a_picture_with_a_caption_becomes_a_figure(parsed) -> None:
    tree = complete(parsed('![A wave.](w.svg){caption="The wave"}\n'), "handout", LABELS)
    assert names(tree.blocks) == ["figure"]
    assert part(tree, "caption") == "The wave"


def test_sources_come_before_the_closing_disclaimer_and_the_contact_last(parsed) -> None:
    tree = parsed("Text.\n", SOURCES + CONTACT)
    tree = document.Document(
        **{
            name: getattr(tree, name) for name in ("path", "slug", "lang", "dir", "meta", "article", "assets")
        },
        blocks=(*tree.blocks, notice("n-1", "closing")),
    )
    done = complete(tree, "handout", LABELS)
    assert names(done.blocks) == ["Paragraph", "Heading", "sources", "Notice", "contact"]
    heading = done.blocks[1]
    assert isinstance(heading, Heading)
    assert plain_text(heading.content) == "Sources"
    assert "Tide tables, 2 January 2026" in plain_text(done.blocks[2])
    assert "Harbour" in plain_text(done.blocks[4])
    assert "example.org/x" in plain_text(done.blocks[4])


def test_placed_sources_and_contact_stay_where_they_are(parsed) -> None:
    body = "::: contact\n:::\n\n::: sources\n:::\n\nText.\n"
    done = complete(parsed(body, SOURCES + CONTACT), "handout", LABELS)
    assert names(done.blocks) == ["contact", "sources", "Paragraph"]
    assert part(done, "title") == "Contact"


def test_only_what_is_for_the_format(parsed) -> None:
    body = (
        '::: {.only formats="handout"}\nScreen.\n:::\n\n::: {.only formats="brochure ebook"}\nPaper.\n:::\n'
    )
    tree = parsed(body)
    assert [plain_text(block) for block in complete(tree, "handout", LABELS).blocks] == ["Screen."]
    assert [plain_text(block) for block in complete(tree, "ebook", LABELS).blocks] == ["Paper."]


def test_a_notice_for_other_formats_is_left_out(parsed) -> None:
    tree = parsed("Text.\n")
    blocks = (*tree.blocks, notice("a", formats=("ebook",)), notice("b"))
    done = complete(
        document.Document(tree.path, tree.slug, "en", "ltr", tree.meta, blocks, tree.article),
        "handout",
        LABELS,
    )
    assert [block.key for block in done.blocks if isinstance(block, Notice)] == ["b"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "1 March 2026"),
        ("en-US", "March 1, 2026"),
        ("nb", "1. mars 2026"),
        ("de", "1. März 2026"),
        ("xx", "2026-03-01"),
    ],
)
def test_dates_are_written_as_the_language_does(lang: str, text: str) -> None:
    assert format_date("2026-03-01", lang) == text


def test_a_value_that_is_no_date_stays() -> None:
    assert format_date("spring", "en") == "spring"


def test_the_imprint_says_what_is_known(parsed) -> None:
    reviewed = "reviewed: {by: The desk, on: 2026-04-01}\nreview-by: 2027-04-01\n"
    tree = parsed("Text.\n", f'{reviewed}release: "2.1"\nrights: CC BY 4.0\n')
    shown = dataclasses.replace(
        notice("one", "closing", ("handout", "brochure")), disclaimer="medical-advice", version=3
    )
    elsewhere = dataclasses.replace(notice("two", "closing", ("brochure",)), version=1)
    tree = dataclasses.replace(tree, blocks=(*tree.blocks, elsewhere, shown))
    assert imprint(tree, LABELS, "handout") == [
        "By Nora Nordmann",
        "Version~2.1|Published~1~March~2026|Updated~2~April~2026".translate(SPACES),
        "Reviewed~by~The~desk,~1~April~2026|Next~review~by~1~April~2027".translate(SPACES),
        "Disclaimers: medical~advice~3".replace("~", "\u00a0"),
        "CC BY 4.0",
    ]
    assert "Disclaimers: medical~advice~3, pricing~1".replace("~", "\u00a0") in imprint(
        tree, LABELS, "brochure"
    )


def test_the_imprint_says_nothing_of_what_is_not_known(parsed) -> None:
    assert imprint(parsed("Text.\n"), LABELS, "handout") == [
        "By Nora Nordmann",
        "Published~1~March~2026|Updated~2~April~2026".translate(SPACES),
    ]


def test_names_from_left_to_right_take_nothing_of_an_imprint_from_right_to_left(parsed) -> None:
    """A day behind a name would stand before it, and the second of two names first."""
    assert THEME is not None
    tree = parsed("Text.\n", "reviewed: {by: Dr Ada, on: 2026-04-20}\n")
    (one,) = tree.meta.author
    people = tuple(one.model_copy(update={"name": name}) for name in ("Ada Okonjo", "منى", "Ada"))
    meta = tree.meta.model_copy(update={"author": people, "publisher": "دار Ada"})
    tree = dataclasses.replace(tree, meta=meta, lang="ar", dir="rtl")
    publisher, names, _, reviewed = set_lines(tree, THEME.labels("ar"), "handout")
    assert names.endswith('<bdi dir="ltr">Ada Okonjo</bdi>، منى، <bdi dir="ltr">Ada</bdi>')
    spaced = reviewed.replace("~".translate(SPACES), " ")
    assert '<bdi dir="ltr">Dr Ada</bdi>، 20' in spaced
    assert publisher == imprint(tree, THEME.labels("ar"), "handout")[0].replace(
        "Ada", '<bdi dir="ltr">Ada</bdi>'
    )


def test_no_line_of_an_imprint_ends_within_a_fact_or_turns_a_name_round(parsed) -> None:
    assert THEME is not None
    reviewed = "reviewed: {by: 李明医生, on: 2026-04-01}\nreview-by: 2027-04-01\n"
    tree = dataclasses.replace(parsed("Text.\n", reviewed), lang="zh")
    lines = set_lines(tree, THEME.labels("zh"), "handout")
    assert lines[1:] == [
        f'<span class="range">发布日期：2026年3月1日</span>{GAP}<span class="range">更新日期：2026年4月2日</span>',
        f'<span class="range">审核：李明医生，2026年4月1日</span>{GAP}<span class="range">下次审核不迟于2027年4月1日</span>',
    ]
    for one in ("medical-advice", "medical"):
        shown = dataclasses.replace(notice(one, "closing", ("handout",)), disclaimer=one, version=1)
        tree = dataclasses.replace(tree, blocks=(*tree.blocks, shown))
    last = set_lines(dataclasses.replace(tree, lang="ar", dir="rtl"), THEME.labels("ar"), "handout")[-1]
    ids = "medical~1", "medical~advice~1"
    assert last.endswith("، ".join(f'<bdi dir="ltr">{one}</bdi>' for one in ids).translate(SPACES))
    assert all("·" not in line for line in (*lines, last)), "a point would begin or end a line"


# ── dress


def dressed(tree: Document, **wishes: bool) -> tuple[Block, ...]:
    assert THEME is not None
    blocks, _ = dress(complete(tree, "handout", LABELS), THEME, Wishes(**wishes))
    return blocks


def table_of(blocks: tuple[Block, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


TABLE = """::: {.table caption="Prices"}
| School | Cost | Note |
|---|---|---|
| Oslo | 30,000–45,000 NOK | Long |
| Bergen | 1,000 NOK | – |
:::
"""


def test_cells_tell_their_heads(parsed) -> None:
    table = table_of(dressed(parsed(TABLE)))
    head, first = table.head[0].cells, table.rows[0].cells
    assert [cell.attributes.get("scope") for cell in head] == ["col"] * 3
    assert first[0].attributes.get("scope") == "row"
    assert [cell.attributes.get("data-label") for cell in first[1:]] == ["Cost", "Note"]
    assert table.row_headers


def test_figures_are_set_as_figures(parsed) -> None:
    table = table_of(dressed(parsed(TABLE)))
    assert [cell.attributes.classes for cell in table.rows[0].cells] == [(), ("num", "whole"), ()]
    assert [cell.attributes.classes for cell in table.head[0].cells] == [(), ("num",), ()]
    assert all(
        isinstance(block, Paragraph) and block.tight
        for row in table.rows
        for cell in row.cells
        for block in cell.blocks
    )


def test_a_long_figure_may_be_broken(parsed) -> None:
    body = "| A | B |\n|---|--:|\n| x | 1,000 NOK for each of the years |\n"
    assert table_of(dressed(parsed(body))).rows[0].cells[1].attributes.classes == ("num",)


@pytest.mark.parametrize(
    ("columns", "cell", "width"),
    [
        (2, "short", "slim"),
        (4, "middling words", "normal"),
        (7, "some words", "wide"),
        (9, "many more words", "vast"),
        # A Chinese character takes the room of two letters, and a line may end behind each.
        (2, "预防性吸入器", "slim"),
        (3, "预防性吸入器", "normal"),
        (3, "这是一个没有空格的很长的句子，可以在任何字后换行", "normal"),
    ],
)
def test_a_table_says_how_much_room_it_wants(parsed, columns: int, cell: str, width: str) -> None:
    line = "|" + f" {cell} |" * columns
    body = "\n".join([line, "|" + "---|" * columns, line]) + "\n"
    assert f"table-{columns} table-{width}" in html(dressed(parsed(body)))


@pytest.mark.parametrize(
    ("value", "brief"),
    [("18 months", True), ("five weeks", True), ("three months from the first day", False)],
)
def test_a_table_says_whether_its_values_are_short(parsed, value: str, brief: bool) -> None:
    body = f"| What a long name of a row this is | Time |\n|---|---|\n| Here | {value} |\n| There | 1 |\n"
    table = table_of(dressed(parsed(body)))
    assert ("brief" in table.attributes.classes) is brief


def test_chinese_leaves_no_character_alone(parsed) -> None:
    body = "不要让孩子独自一人，也不要给他喝止咳糖浆。\n\n太短了。\n\n| 区域 | 征兆 |\n|---|---|\n| 绿区 | 呼吸平稳，睡眠良好 |\n"
    blocks = dressed(parsed(body))
    tails = [node for node in walk(blocks) if isinstance(node, Span) and "tail" in node.attributes.classes]
    assert [plain_text(tail.content) for tail in tails] == ["糖浆。", "良好"]
    assert plain_text(blocks[:3]).strip().startswith("不要让孩子独自一人，也不要给他喝止咳糖浆。")
    (head,), (row,) = table_of(blocks).head, table_of(blocks).rows
    assert [cell.attributes.classes for cell in (*head.cells, *row.cells)] == [
        ("whole",), ("whole",), ("whole",), (),
    ]  # fmt: skip
    assert not [
        one for one in walk(dressed(parsed("Water comes and goes, as ever.\n"))) if isinstance(one, Span)
    ]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("A paragraph whose last word would stand alone.", "stand~alone."),
        ("A paragraph that ends with a mark and a *word alone*.", "word~alone."),
        ("A paragraph that ends with a link to a [leaflet](https://example.org) here.", "leaflet~here."),
        ("- An item of a list whose last word would stand alone", "stand~alone"),
        ("| Name | Says |\n|---|---|\n| One | what a narrow column has room for |\n", "room~for"),
        ("| Name | Says |\n|---|---|\n| One | what a column has no circumstances for |\n", ""),
        ("What ends with a mark, a word *or* **two**", ""),
    ],
)
def test_a_paragraphs_last_word_has_company(parsed, body: str, kept: str) -> None:
    text = plain_text(dressed(parsed(body)))
    assert [word.replace("\u00a0", "~") for word in re.split("[ \n]", text) if "\u00a0" in word] == (
        [kept] if kept else []
    )


def test_a_disclaimer_is_held_to_what_it_qualifies(parsed) -> None:
    tree = parsed(TABLE)
    tree = document.Document(
        tree.path,
        tree.slug,
        "en",
        "ltr",
        tree.meta,
        (*tree.blocks, notice("n-1"), notice("n-2")),
        tree.article,
    )
    blocks = dressed(tree)
    text = html(blocks)
    assert table_of(blocks).attributes.get("aria-describedby") == "n-1 n-2"
    assert text.index("qualified-table") < text.index('id="n-1"') < text.index('id="n-2"')
    assert text.count('role="note"') == 2


def test_an_opening_disclaimer_is_held_to_nothing(parsed) -> None:
    tree = parsed("Text.\n")
    blocks = (notice("n-1", "opening"), *tree.blocks, notice("n-9", "closing"))
    tree = document.Document(tree.path, tree.slug, "en", "ltr", tree.meta, blocks, tree.article)
    text = html(dressed(tree))
    assert "qualified" not in text
    assert text.index("n-1") < text.index("n-9")
    assert "notice-opening" in text
    assert "notice-closing" in text


def test_the_wording_is_one_text_and_nothing_is_around_it(parsed) -> None:
    tree = parsed("Text.\n")
    tree = document.Document(
        tree.path, tree.slug, "en", "ltr", tree.meta, (*tree.blocks, notice("n-1")), tree.article
    )
    blocks = dressed(tree)
    wording = next(
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and block.content == (Text("Prices may change."),)
    )
    before, behind = blocks[wording - 1], blocks[wording + 1]
    assert isinstance(before, Markup)
    assert isinstance(behind, Markup)
    assert before.html.endswith('<span class="wording">')
    assert behind.html.startswith("</span>")


def test_sections_are_named_by_their_headings(parsed) -> None:
    text = html(dressed(parsed("Lead.\n\n## One\n\nA\n\n## Two\n\nB\n"), sections=True))
    assert text.count("<section") == 2
    assert 'aria-labelledby="one"' in text


def test_notes_are_gathered_and_lead_back(parsed) -> None:
    text = html(dressed(parsed("A.[^1]\n\n[^1]: Note.\n")))
    assert 'id="smallprint-note-1"' in text
    assert 'href="#smallprint-mark-1"' in text
    assert "note-long" not in text


@pytest.mark.parametrize(("direction", "space"), [("ltr", "\u00a0"), ("rtl", " ")])
@pytest.mark.parametrize("typed", ["", " "])
def test_marks_of_notes_are_apart(typed: str, direction: str, space: str) -> None:
    """Between figures from right to left a no-break space makes one number of two."""
    notes = (Note((Paragraph((Text("One."),)),)), Note((Paragraph((Text("Two."),)),)))
    inlines = (Text("A."), notes[0], *((Text(typed),) if typed else ()), notes[1], Text(" B."))
    assert marks_apart(inlines, direction) == (Text("A."), notes[0], Text(space), notes[1], Text(" B."))


def test_the_first_words_of_a_note_of_paragraphs_stand_beside_its_number(parsed) -> None:
    """A paragraph of its own would begin below the number."""
    blocks = dressed(parsed("A.[^1]\n\n[^1]: Note.\n\n    More.\n"))
    tight = {plain_text(one.content): one.tight for one in of_kind(blocks, Paragraph)}
    assert (tight["Note."], tight["More."]) == (True, False)


def test_a_long_note_may_be_divided(parsed) -> None:
    text = html(dressed(parsed(f"A.[^1] B.[^2]\n\n[^1]: {'Of the moon. ' * 130}\n\n[^2]: Note.\n")))
    assert 'id="smallprint-note-1" class="note note-long"' in text
    assert 'id="smallprint-note-2" class="note"' in text


def test_a_fact_is_a_number_a_unit_and_a_label(parsed) -> None:
    blocks = dressed(parsed("::: key-facts\n- **1–2 years** of training\n:::\n"))
    text = repr(blocks)
    assert "'unit'" in text
    assert "'value'" in text
    assert "'label'" in text


@pytest.mark.parametrize(
    ("value", "unit", "broken"),
    [("3, 5 or 10 years", "years", 0), ("300", "", 0), ("between 120 000 and 150 000 kr", "kr", 4)],
)
def test_a_short_value_stays_in_one_line(parsed, value: str, unit: str, broken: int) -> None:
    blocks = dressed(parsed(f"::: key-facts\n- **{value}** label\n:::\n"))
    spans = {
        node.attributes.classes: plain_text(node.content) for node in walk(blocks) if isinstance(node, Span)
    }
    assert spans.get(("unit",), "") == unit
    assert spans[("value",)].replace("\u00a0", " ") == value
    # But for the spaces that a number's own are: 120 000.
    assert spans[("value",)].count(" ") == broken


def test_no_word_is_changed(parsed) -> None:
    tree = complete(parsed(TABLE + "\n## A *b* c\n\n1. x\n2. y\n\n> z\n"), "handout", LABELS)
    assert THEME is not None
    blocks, _ = dress(tree, THEME, Wishes())
    words = " ".join(plain_text(tree.blocks).split())
    shown = " ".join(plain_text(tuple(block for block in blocks if not isinstance(block, Markup))).split())
    assert sorted(shown.split()) == sorted(words.split())


def test_figures_between_words_from_right_to_left_stand_as_they_are_dialled(parsed) -> None:
    body = "هاتف +47 22 11 80 80 الآن.\n\n::: table\n| A | B |\n|---|---|\n| x | 116 117 |\n:::\n"
    tree = dataclasses.replace(parsed(body), dir="rtl")
    owed = dataclasses.replace(notice("n"), text="هاتف 22 11 80 80 الآن")
    blocks = dressed(dataclasses.replace(tree, blocks=(*tree.blocks, owed)))
    kept = [
        plain_text(node.content)
        for node in walk(blocks)
        if isinstance(node, Span) and node.attributes.get("dir") == "ltr"
    ]
    assert kept == ["+47\u00a022\u00a011\u00a080\u00a080", "116\u00a0117"]
    assert "هاتف 22\u00a011\u00a080\u00a080 الآن" in plain_text(blocks)
    assert not any(isinstance(node, Span) for node in walk(dressed(parsed(body))))


def test_a_raised_figure_stays_on_its_units_side_from_right_to_left(parsed) -> None:
    tree = dataclasses.replace(parsed("المساحة 12 m^2^ و x^2^.\n"), dir="rtl")
    kept = [
        plain_text(node.content)
        for node in walk(dressed(tree))
        if isinstance(node, Span) and node.attributes.get("dir") == "ltr"
    ]
    assert kept == ["12\u00a0m2"]


def test_a_component_without_a_partial_is_our_own_fault(parsed) -> None:
    tree = parsed("Text.\n")
    odd = Component((), Attributes(classes=("odd",)))
    assert THEME is not None
    with pytest.raises(LookupError, match="odd"):
        dress(
            document.Document(tree.path, tree.slug, "en", "ltr", tree.meta, (odd,), tree.article),
            THEME,
            Wishes(),
        )


def test_templates_are_where_they_are_said_to_be() -> None:
    assert (Path(__file__).parents[2] / "templates" / "shared" / "partials").is_dir()


def test_notes_are_numbered_in_reading_order(parsed) -> None:
    body = "## Head[^a]\n\n| A | B[^b] |\n|---|---|\n| 1 | 2 |\n\nEnd.[^c]\n\n[^a]: First.\n\n[^b]: Second.\n\n[^c]: Third.\n"
    text = plain_text([block for block in dressed(parsed(body)) if not isinstance(block, Markup)])
    assert text.index("First.") < text.index("Second.") < text.index("Third.")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("Harbour Street 12, 0102 Northfield", ["Harbour Street 12,", "0102 Northfield"]),
        ("شارع الميناء 12، 0102 أوسلو", ["شارع الميناء 12،", "0102 أوسلو"]),
        ("Quay 1", ["Quay 1"]),
        # No card is as wide as that.
        ("The old customs house on the quay", ["The", "old", "customs", "house", "on", "the", "quay"]),
    ],
)
def test_an_address_ends_its_lines_behind_commas(address: str, lines: list[str]) -> None:
    card = contact_card(Contact(address=address), "ltr", {"contact": "Contact"})
    _, *shown = plain_text(card.blocks).split(" ")
    assert [line.replace("\u00a0", " ") for line in shown] == lines


def test_an_address_of_mail_is_divided_ahead_of_its_sign() -> None:
    card = contact_card(Contact(email="families@harbour.example"), "ltr", {"contact": "Contact"})
    whole = [one for one in walk(card.blocks) if isinstance(one, Span) and "phrase" in one.attributes.classes]
    assert [plain_text(one.content) for one in whole] == ["families", "@harbour.example"]
