"""Structure in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import BulletList, Heading, OrderedList, Paragraph, Table, plain_text, walk
from pipeline.importing import text
from pipeline.importing.writing import bare
from tests.conftest import ROOT

SEED = """How to Become a Medical Assistant in Norway: Start with Training
Medical assistant roles are becoming more accessible. Training programs are available to help newcomers enter the field confidently.
What Does a Medical Assistant Do on a Daily Basis?
They perform a wide range of tasks. Typically, their daily responsibilities include:
-
Preparing examination rooms
-
Taking patient vital signs
These professionals work in various healthcare settings across Norway, and their role is essential.
Training Program Costs and Providers
Here’s a comparison of training options in Norway:
| Provider | Cost |
|---|---|
| Oslo | 30,000-45,000 NOK |
Prices may change over time. Independent research is advised before making financial decisions.
"""


def shape(source: str) -> list[str]:
    """The blocks as short words: `h2 Costs`, `p`, `ul 2`, `ol 3`, `table 2x4`."""
    found = []
    for block in text.parse(source):
        match block:
            case Heading(level, content):
                found.append(f"h{level} {plain_text(content)}")
            case Paragraph():
                found.append("p")
            case BulletList(items):
                found.append(f"ul {len(items)}")
            case OrderedList(items):
                found.append(f"ol {len(items)}")
            case Table(head=head, rows=rows):
                found.append(f"table {len(head) + len(rows)}x{len(head[0].cells)}")
            case _:
                found.append(type(block).__name__)
    return found


def test_the_shape_of_a_page_copied_as_text() -> None:
    assert shape(SEED) == [
        "h1 How to Become a Medical Assistant in Norway: Start with Training",
        "p",
        "h2 What Does a Medical Assistant Do on a Daily Basis?",
        "p",
        "ul 2",
        "p",
        "h2 Training Program Costs and Providers",
        "p",
        "table 2x2",
        "p",
    ]


PROSE = "This is a paragraph that is long enough to be one, and it ends as sentences do."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"Title\n\n{PROSE}\n\n• One\n• Two\n", ["h1 Title", "p", "ul 2"]),
        (f"Title\n\n{PROSE}\n\n1. One\n2. Two\n3. Three\n", ["h1 Title", "p", "ol 3"]),
        (f"Title\n{PROSE}\nBring with you:\nA torch\nA map\nA friend\n{PROSE}\n", ["h1 Title", "p", "p", "ul 3", "p"]),
        (f"TITLE\n\n{PROSE}\n\nOPENING HOURS\n\n{PROSE}\n", ["h1 TITLE", "p", "h2 OPENING HOURS", "p"]),
        (f"Title\n=====\n\n{PROSE}\n\nPart\n----\n\n{PROSE}\n", ["h1 Title", "p", "h2 Part", "p"]),
        (f"Title\n\n{PROSE}\n\n1. First part\n\n{PROSE}\n\n2. Second part\n\n{PROSE}\n", ["h1 Title", "p", "h2 1. First part", "p", "h2 2. Second part", "p"]),
        (f"Title\n\n{PROSE}\n\nName\tAge\nKari\t30\nOla\t40\n", ["h1 Title", "p", "table 3x2"]),
        (f"Tittel\n\n{PROSE}\n\nSlik gjør du\n\n{PROSE}\n\n– én\n– to\n", ["h1 Tittel", "p", "h2 Slik gjør du", "p", "ul 2"]),
        (f"{PROSE}\n\n{PROSE}\n", ["p", "p"]),
        (f"Title\n\n{PROSE}\n\nPARTS\n\n{PROSE}\n\nOne\n===\n\n{PROSE}\n\nTwo\n---\n\n{PROSE}\n", ["h1 Title", "p", "h2 PARTS", "p", "h2 One", "p", "h3 Two", "p"]),
        (f"Title\n\n{PROSE}\n\nDrug     Dose     Times\n-------  -------  -----\nAspirin  100 mg   2\n", ["h1 Title", "p", "table 2x3"]),
        (f"Title\n\nBy Kari, 3 March 2025\n\n{PROSE}\n", ["h1 Title", "p", "p"]),
    ],
)  # fmt: skip
def test_shapes(source: str, expected: list[str]) -> None:
    assert shape(source) == expected
    assert shape(source.replace("\n", "\r\n").replace("\r\n", "\n")) == expected


def test_wrapped_lines_are_joined_and_short_ones_are_not() -> None:
    source = "A title\n\nThis line was broken at a width of about sixty letters, as\nmany programs do it when they save a text, and it goes on to\nthe third line.\n\nAnother one which is as long as the lines of the first para-\ngraph are, so that it was broken, too, by the same program\nas it seems.\n"
    blocks = text.parse(source)
    assert [type(block) for block in blocks] == [Heading, Paragraph, Paragraph]
    assert plain_text(blocks[1]).endswith("goes on to the third line.")


def test_items_in_items() -> None:
    blocks = text.parse(f"Title\n\n{PROSE}\n\n- a\n  - b\n  - c\n- d\n")
    (outer,) = [block for block in blocks if isinstance(block, BulletList)]
    assert len(outer.items) == 2
    assert len([node for node in walk([outer]) if isinstance(node, BulletList)]) == 2


def test_the_seed_has_the_structure_of_a_careful_editor() -> None:
    path = ROOT / "source/articles/medical-assistant-norway/article.md"
    lines = [
        line for line in path.read_text(encoding="utf-8").split("---\n", 2)[2].split("\n") if line.strip()
    ]
    # The same text without its marks: dashes alone, headings as lines, no components.
    title = "How to Become a Medical Assistant in Norway: Start with Training"
    plain = [line for line in lines if not line.startswith(":::")]
    source = "\n".join(
        [
            title,
            *(
                line.removeprefix("## ").replace("- ", "-\n", 1) if line.startswith(("## ", "- ")) else line
                for line in plain
            ),
        ]
    )
    blocks = text.parse(source)
    assert sum(isinstance(block, Heading) for block in blocks) == 6
    assert sum(len(block.items) for block in blocks if isinstance(block, BulletList)) == 21
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert (len(table.rows), len(table.alignments)) == (3, 4)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "", "-", "•", "Title Case Line", "Is it a question?", PROSE, "| a | b |", "|---|---|", "===", "---", "1. one", "a\tb", "  - in", "* star", "+", "....", "short"]),
            st.text("abc-•|\t .?:1", max_size=30),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_letter_is_lost(lines: list[str]) -> None:
    source = "\n".join(lines)
    blocks = text.parse(source)
    told = bare(plain_text(blocks)) + "".join(
        f"{block.start}" for node in blocks for block in walk([node]) if isinstance(block, OrderedList)
    )
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert bare(source).count(letter) <= bare(plain_text(blocks)).count(letter) + _marks(
            source, letter
        ), told


def _marks(source: str, letter: str) -> int:
    """Letters that are the number of an item: a), b)."""
    import re

    return len(re.findall(rf"(?m)^\s*\(?[{letter}ivx]{{1,4}}[.)]\s", source))
