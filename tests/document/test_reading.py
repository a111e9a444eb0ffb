"""The tree that comes out of pandoc: what it holds, and where each node stands in the file."""

from __future__ import annotations

import gc
import stat
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import document
from pipeline.article import Article, ArticleFile, parse
from pipeline.diagnostics import Extent, Reported
from pipeline.document import (
    BulletList,
    Component,
    Document,
    Heading,
    Image,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    Text,
    of_kind,
    plain_text,
    positioned_text,
    sections,
    walk,
)
from pipeline.document.queries import joined
from pipeline.document.writing import to_pandoc
from pipeline.engines import EngineError
from pipeline.engines.pandoc import Pandoc

HEAD = "---\ntitle: x\ndate: 2026-01-01\n---\n"


def article(body: str, lang: str = "en") -> Article:
    made = parse(ArticleFile("source/articles/a/article.md", (HEAD + body).encode()), lang)
    assert made.value is not None, made.diagnostics
    return made.value


def tree(body: str, pandoc: Pandoc, lang: str = "en") -> Document:
    made = document.parse(article(body, lang), pandoc)
    assert made.value is not None, made.diagnostics
    return made.value


def extents(read: Document, kind: type) -> list[tuple[int, int]]:
    return [(node.at.line, node.at.column) for node in walk(read.blocks) if isinstance(node, kind)]


@pytest.mark.parametrize(
    "next_", ["### Low", "> It", "***", "- Low", "```\nlow\n```", "::: {.tip}\nLow.\n:::"]
)
def test_a_paragraph_ends_above_what_breaks_it_off(pandoc: Pandoc, next_: str) -> None:
    first = tree(f"High\nwater.\n{next_}\n", pandoc).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.at == Extent(5, 1, 7, 1)


def test_places_are_those_of_the_file(pandoc: Pandoc) -> None:
    read = tree("## Head\n\nA ![b](c.png){width=1%} [d](#e) [f]{.fact}.[^1]\n\n[^1]: Note.\n", pandoc)
    assert extents(read, Heading) == [(5, 1)]
    assert extents(read, Image) == [(7, 3)]
    assert extents(read, Link) == [(7, 25)]
    assert extents(read, Span) == [(7, 33)]
    assert extents(read, Note) == [(7, 44)]


def test_places_inside_lists_and_quotations(pandoc: Pandoc) -> None:
    read = tree(
        "- a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n\n- ## b\n\n> ::: callout\n> c\n> :::\n", pandoc
    )
    assert extents(read, Table) == [(7, 3)]
    assert extents(read, Heading) == [(11, 3)]
    assert extents(read, Component) == [(13, 3)]


def test_tabs_count_as_one_column(pandoc: Pandoc) -> None:
    read = tree("-\ta [b](#c)\n", pandoc)
    assert extents(read, Link) == [(5, 5)]


def test_wide_characters_count_as_one_column(pandoc: Pandoc) -> None:
    read = tree("日本 👩‍🚒 é [b](#c)\n", pandoc)
    assert extents(read, Link) == [(5, 10)]


def test_signs_that_stay_text_keep_their_places(pandoc: Pandoc) -> None:
    read = tree("~380,000–~450,000 NOK, $20-$30\n", pandoc)
    (paragraph,) = read.blocks
    assert isinstance(paragraph, Paragraph)
    text = positioned_text(paragraph.content)
    assert text.text == "~380,000–~450,000 NOK, $20-$30"
    assert [place for place in text.places if place] == [
        (5, column) for column in range(1, len(text.text) + 1)
    ]


def test_attributes_are_never_lost(pandoc: Pandoc) -> None:
    read = tree("{.foo}\nText\n\n*a*{style=x} {#id}\n", pandoc)
    assert isinstance(read.blocks[0], Component)
    assert read.blocks[0].attributes.classes == ("foo",)
    spans = [node for node in walk(read.blocks) if isinstance(node, Span)]
    assert [span.attributes.pairs for span in spans] == [(("style", "x"),), ()]
    assert spans[1].attributes.id == "id"


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "“a ‘b’ c”"),
        ("nb", "«a ‘b’ c»"),
        ("de", "„a ‚b‘ c“"),
        ("fr", "«\u202fa “b” c\u202f»"),
        ("xh", "“a ‘b’ c”"),
    ],
)
def test_quotation_marks_are_the_languages_own(lang: str, shown: str, pandoc: Pandoc) -> None:
    assert plain_text(tree("\"a 'b' c\"\n", pandoc, lang).blocks) == shown


def test_sections(pandoc: Pandoc) -> None:
    read = tree("Lead.\n\n## One\n\nA\n\n### Deeper\n\nB\n\n## Two\n", pandoc)
    parts = sections(read.blocks)
    assert [plain_text(part.heading.content) if part.heading else None for part in parts] == [
        None,
        "One",
        "Two",
    ]
    assert [len(part.blocks) for part in parts] == [1, 3, 0]


@pytest.mark.code("DOC251")
@pytest.mark.parametrize(
    "body", ["> " * 300 + "x", "- " * 61 + "x", "*a **b " * 70 + "x" + "** c* " * 70, "> " * 5000 + "x"]
)
def test_depth_is_limited(body: str, pandoc: Pandoc) -> None:
    made = document.parse(article(body), pandoc)
    assert made.value is None or "*" in body
    assert {one.code for one in made.diagnostics} <= {"DOC251", "ENG603", "ENG604"}


@pytest.mark.code("DOC275")
def test_words_and_breaks_are_limited(pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.document.reading.MAX_PARTS", 40)
    made = document.parse(article("Short.\n\n" + "a\\\n" * 60), pandoc)
    (found,) = made.diagnostics
    assert (made.value, found.code) == (None, "DOC275")
    assert found.location.extent is not None
    assert 20 < found.location.extent.line < 50
    assert tree("A line.\n\n" + "- an item\n" * 5, pandoc)


def test_sixty_levels_are_fine(pandoc: Pandoc) -> None:
    read = tree("> " * 60 + "x", pandoc)
    assert plain_text(read.blocks).strip() == "x"


# ── pandoc that is missing, old, silent or noisy


def fake(folder: Path, script: str) -> Pandoc:
    program = folder / "pandoc"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return Pandoc(str(program))


def codes(made: Reported[Document | None]) -> list[str]:
    assert made.value is None
    return [one.code for one in made.diagnostics]


@pytest.mark.code("ENG601")
def test_pandoc_is_missing(tmp_path: Path) -> None:
    assert codes(document.parse(article("x"), Pandoc(str(tmp_path / "nothing")))) == ["ENG601"]


@pytest.mark.code("ENG602")
def test_pandoc_is_too_old(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as raised:
        fake(tmp_path, "echo pandoc 2.19.2").version()
    assert raised.value.code == "ENG602"


@pytest.mark.code("ENG603")
def test_pandoc_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engines.pandoc.SECONDS", 1)
    made = document.parse(article("x"), fake(tmp_path, "exec sleep 30"))
    assert codes(made) == ["ENG603"]
    assert made.diagnostics[0].location.line == 5


@pytest.mark.code("ENG604")
@pytest.mark.parametrize(
    "script",
    [
        "echo broken >&2; exit 64",
        "echo 'not json'",
        "true",
        """echo '{"blocks": [{"t": "Figure", "c": []}]}'""",
    ],
)
def test_pandoc_fails(script: str, tmp_path: Path) -> None:
    assert codes(document.parse(article("x"), fake(tmp_path, script))) == ["ENG604"]


# ── laws

MARKDOWN = st.text(alphabet="ab12 \n\t*_`~[](){}<>|-+.:#>!\\^\"'$&;é日=/@", max_size=200)


@settings(max_examples=30, deadline=None)
@given(MARKDOWN)
def test_positioned_text_is_plain_text(pandoc: Pandoc, body: str) -> None:
    made = document.parse(article(body), pandoc)
    if made.value is None:
        return
    lines = (HEAD + body).split("\n")
    for block in walk(made.value.blocks):
        if not isinstance(block, Paragraph | Heading):
            continue
        text = positioned_text(block.content)
        assert text.text == plain_text(block.content)
        assert len(text.places) == len(text.text)
        for index, place in enumerate(text.places):
            assert place is None or 1 <= place[0] <= len(lines)
            assert place == text.place(index)
        for start, end in combinations(range(min(len(text.text), 12) + 1), 2):
            found = [place for place in text.places[start:end] if place is not None]
            whole = Extent(*found[0], found[-1][0], found[-1][1] + 1) if found else None
            assert text.extent(start, end) == whole
        assert text.extent(1, 1) is None


def test_texts_that_are_joined_keep_their_places() -> None:
    first = positioned_text((Text("One", Extent(3, 5, 3, 8)), Text(" "), Text("two", Extent(4, 1, 4, 4))))
    second = positioned_text((Text("three", Extent(9, 2, 9, 7)),))
    whole = joined((first, second), " | ")
    assert whole.text == "One two | three"
    assert whole.places == (*first.places, None, None, None, *second.places)
    assert whole.extent(0, len(whole.text)) == Extent(3, 5, 9, 7)


def test_reading_leaves_no_rubbish_behind() -> None:
    words = (Styled("Emph", (Text("One", Extent(3, 5, 3, 8)),)), Text(" "), Note((Paragraph((Text("x"),)),)))

    def left() -> int:
        gc.collect()
        gc.disable()
        try:
            positioned_text(words)
            return gc.collect()
        finally:
            gc.enable()

    # What else goes on in the process leaves something now and then, and not every time.
    assert min(left() for _ in range(10)) == 0


def test_every_text_points_at_itself(pandoc: Pandoc) -> None:
    """Counted by the source: each place of a letter holds that letter."""
    body = "Aa *b* **c [d](e)** `f g`\th\nij \\* k[^1]\n\n- l\n  m\n\n1. n\n\n   o\n\n> p\n> q\n\n| r | s |\n|---|---|\n| t | `u` |\n\n[^1]: v\n"
    lines = (HEAD + body).split("\n")
    seen = set()
    for node in walk(tree(body, pandoc).blocks):
        if isinstance(node, Text) and node.at is not None and node.text.isalpha():
            assert lines[node.at.line - 1][node.at.column - 1 :].startswith(node.text)
            seen |= set(node.text)
    assert set("Aabcdhijklmnopqrstv") <= seen


def test_lists_hold_their_items(pandoc: Pandoc) -> None:
    (first,) = tree("- a\n-\n- b\n", pandoc).blocks
    assert isinstance(first, BulletList)
    assert [plain_text(entry) for entry in first.items] == ["a", "", "b"]


def test_letters_that_no_list_counts_with_stay_as_they_are_written(pandoc: Pandoc) -> None:
    read = tree("Отже:\n\nа) до *дня*;\nґ) понад:\n\n    - пеня\n\n(Ї) - суд\n\n\nå) Ja\n", pandoc)
    assert not any(isinstance(node, OrderedList) for node in walk(read.blocks))
    shown = [plain_text((block,)) for block in read.blocks]
    assert shown == ["Отже:", "а) до дня;", "ґ) понад:", "пеня", "(Ї)", "суд", "å) Ja"]
    assert [block.at.line for block in read.blocks if isinstance(block, Paragraph) and block.at] == [
        5,
        7,
        8,
        12,
        15,
    ]
    (letters,) = tree("y) a\nz) b\n", pandoc).blocks
    assert isinstance(letters, OrderedList)


def test_a_box_at_the_beginning_of_an_item_is_a_sign_and_no_control(pandoc: Pandoc) -> None:
    read = tree("- ☐ yes\n- ☒ **no**\n- ☑ ☐ or\n", pandoc)
    written = pandoc.write(to_pandoc(read.blocks), "html5", ("--wrap=none",)).decode()
    assert "<input" not in written
    assert "<li>☐ yes</li>" in written
    assert "<li>☒ <strong>no</strong></li>" in written


def test_what_readers_see_of_attributes_and_front_matter_has_the_languages_marks(pandoc: Pandoc) -> None:
    read = tree("::: {.callout title=\"Aujourd'hui\"}\nL'eau.\n:::\n", pandoc, "fr")
    assert read.blocks[0].attributes.get("title") == "Aujourd’hui"


@settings(max_examples=30, deadline=None)
@given(MARKDOWN)
def test_nodes_of_a_kind_are_those_that_a_walk_comes_to(pandoc: Pandoc, body: str) -> None:
    made = document.parse(article(body), pandoc)
    if made.value is None:
        return
    blocks = made.value.blocks
    for kind in (Link, Image, Note, Paragraph, BulletList):
        expected = [id(node) for node in walk(blocks) if type(node) is kind]
        assert [id(node) for node in of_kind(blocks, kind)] == expected
