"""What is written reads back as what was meant."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import article, document
from pipeline.document import (
    Attributes,
    Block,
    BulletList,
    Code,
    Component,
    Heading,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Styled,
    Table,
    TableCell,
    TableRow,
    Text,
    plain_text,
    walk,
)
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import writing
from tests.growth import in_proportion


def read(blocks: tuple[Block, ...], pandoc: Pandoc) -> tuple[Block, ...]:
    text = writing.article({"title": "T", "lang": "en"}, blocks)
    parsed = article.parse(article.ArticleFile("source/articles/a/article.md", text.encode()), "en")
    assert parsed.value is not None, (parsed.diagnostics, text)
    tree = document.parse(parsed.value, pandoc).value
    assert tree is not None
    return tree.blocks


# What a mark, a list, an entity or an address could be made of.
_ANY = st.text("ab1 *_`~^[](){}<>#+-=.:|\\!&;@$%\"'/–é", max_size=10)
TEXTS = st.builds(lambda one, letter, other: one + letter + other, _ANY, st.sampled_from("ab1é"), _ANY)


@settings(max_examples=6, deadline=None)
@given(st.lists(TEXTS, min_size=60, max_size=60))
def test_text_reads_back_as_itself(pandoc: Pandoc, texts: list[str]) -> None:
    blocks: tuple[Block, ...] = tuple(
        Paragraph((Text(f"x {text} y" if n % 2 else text.strip()),)) for n, text in enumerate(texts)
    )
    got = read(blocks, pandoc)
    assert len(got) == len(blocks)
    for one, other in zip(blocks, got, strict=True):
        assert isinstance(other, Paragraph)
        assert _without_quotes(plain_text(other)) == _without_quotes(plain_text(one))


@pytest.mark.parametrize("text", ["é. a", "Ж) b", "(ß) c", "a. d", "12. e"])
def test_a_letter_with_a_dot_begins_no_list(text: str, pandoc: Pandoc) -> None:
    (paragraph,) = read((Paragraph((Text(text),)),), pandoc)
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph) == text


def _without_quotes(text: str) -> str:
    """Straight quotes become the language's own, and hyphens and dots what printers set."""
    for mark in "\"'“”‘’":
        text = text.replace(mark, "")
    return (
        " ".join(text.replace("---", "—").replace("--", "–").replace("...", "…").split())
        .replace("—", "-")
        .replace("–", "-")
        .replace("-", "")
    )


@pytest.mark.parametrize(("start", "style"), [(1, "LowerAlpha"), (1, "UpperAlpha"), (4, "Decimal")])
def test_a_list_that_does_not_begin_with_a_figure_one_in_an_item(
    start: int, style: str, pandoc: Pandoc
) -> None:
    """Right below a line of text it would run into that, and all marks of the article would be given up."""
    inner = OrderedList(
        ((Paragraph((Text("a card"),), tight=True),), (Paragraph((Text("a map"),), tight=True),)),
        start,
        style,
    )
    outer = BulletList(((Paragraph((Text("Bring"),), tight=True), inner),))
    (found,) = (one for one in walk(read((outer,), pandoc)) if isinstance(one, OrderedList))
    assert (found.start, found.style, len(found.items)) == (start, style, 2)


def test_a_tree_reads_back(pandoc: Pandoc) -> None:
    cell = lambda text: TableCell((Paragraph((Text(text),), True),))  # noqa: E731
    blocks: tuple[Block, ...] = (
        Heading(2, (Text("C# and F#"),)),
        Paragraph((Text("See "), Link((Text("here (now)"),), "https://example.org/a_(b)"), Note((Paragraph((Text("A note."),)),)))),
        BulletList(((Paragraph((Text("one"),), True), OrderedList(((Paragraph((Text("deep"),), True),),)),), (Paragraph((Text("1. two"),), True),))),
        BulletList(((Paragraph((Text("another list"),), True),),)),
        Component((Paragraph((Styled("Strong", (Text("Mind "),)), Text("this"), Code("a|`b`"))),), Attributes("", ("callout",), (("kind", "tip"), ("title", 'A "title"')))),
        Table((TableRow((cell("a|b"), cell("c"))),), (TableRow((cell("1"), TableCell(()))),), ("AlignDefault", "AlignRight")),
    )  # fmt: skip
    got = read(blocks, pandoc)
    assert [type(block) for block in got] == [type(block) for block in blocks]
    assert plain_text(got[0]) == "C# and F#"
    assert [len(block.items) for block in got if isinstance(block, BulletList)] == [2, 1]
    box = got[4]
    assert isinstance(box, Component)
    assert (box.attributes.get("title") or "").strip('A “”"') == "title"
    table = got[5]
    assert isinstance(table, Table)
    assert plain_text(table.head[0].cells[0].blocks) == "a|b"


@pytest.mark.parametrize("outer", ["Strong", "Emph"])
def test_bold_and_italic_at_once(outer: str, pandoc: Pandoc) -> None:
    inner = "Emph" if outer == "Strong" else "Strong"
    words = Styled(outer, (Styled(inner, (Text("both * of them"),)),))
    (paragraph,) = read((Paragraph((Text("It is "), words, Text(" here."))),), pandoc)
    styled = {
        node.style
        for node in walk((paragraph,))
        if isinstance(node, Styled) and plain_text(node) == "both * of them"
    }
    assert styled == {"Strong", "Emph"}


def test_front_matter_is_yaml(pandoc: Pandoc) -> None:
    meta = {
        "title": 'No: "it" is',
        "lang": "nb",
        "keywords": ["yes", "a, b", "c"],
        "x-more": {"deep": [1, True, None]},
        "author": [{"name": "A: B"}, "C"],
    }
    text = writing.article(meta, (Paragraph((Text("x"),)),))
    parsed = article.parse(article.ArticleFile("source/articles/a/article.md", text.encode()), "en")
    assert parsed.diagnostics == ()
    assert parsed.value is not None
    assert parsed.value.meta.title == 'No: "it" is'
    assert parsed.value.meta.keywords == ("yes", "a, b", "c")
    assert [one.name for one in parsed.value.meta.author] == ["A: B", "C"]


def test_no_number_of_words_in_a_paragraph_takes_long() -> None:
    def writing_it(number: int) -> Callable[[], object]:
        return functools.partial(writing.body, (Paragraph(tuple(Text("word ") for _ in range(number))),))

    assert in_proportion(writing_it(25_000), writing_it(100_000))
