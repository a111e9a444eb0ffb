"""Headings that stand right above others of their rank."""

from __future__ import annotations

import pytest

from pipeline.document import Block, BulletList, Heading, Paragraph, Text
from pipeline.importing import shaping

PROSE = "You pay the same sum every month, and nobody asks you for more."


def blocks(*lines: str) -> tuple[Block, ...]:
    """A line with a number sign is a heading, one with a hyphen a list."""
    found: list[Block] = []
    for line in lines:
        mark, _, words = line.partition(" ")
        text = (Text(words),)
        match mark:
            case "##" | "###" | "####":
                found.append(Heading(len(mark), text))
            case "-":
                found.append(BulletList(((Paragraph(text, True),),)))
            case _:
                found.append(Paragraph((Text(line),)))
    return tuple(found)


def levels(*lines: str, lang: str = "en") -> str:
    made, _ = shaping.parted(blocks(*lines), lang)
    return "".join(str(block.level) for block in made if isinstance(block, Heading))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # A list is what another section is made of.
        (("## Ways to pay", "## Cash", PROSE, "## Card", PROSE, "## Before you sign", "- Wait"), "2332"),
        (("## Ways to pay", "## Cash", PROSE, "## Card", PROSE, "## Who asks?", PROSE), "2332"),
        (("## Ways to pay", "## Cash", PROSE, "## Card", PROSE, "## Rights", PROSE * 4), "2332"),
        # It says how many it has.
        (("## Two ways to pay", "## Cash", PROSE, "## Card", PROSE, "## Rights", PROSE), "2332"),
        (("## Four ways to pay", "## Cash", PROSE, "## Card", PROSE), "222"),
        # What stands deeper goes with it, and nothing is too deep.
        (("## Ways", "## Cash", PROSE, "### Notes", PROSE, "## Card", PROSE), "2343"),
        (("### Ways", "### Cash", PROSE, "#### Notes", PROSE, "### Card", PROSE, "## End", PROSE), "34442"),
        # One section alone is hardly a part.
        (("## Ways to pay", "## Cash", PROSE, "## Before you sign", "- Wait"), "222"),
        (("## Cash", PROSE, "## Card", PROSE), "22"),
        (("## Cash", PROSE, "## Card"), "22"),
    ],
)
def test_parts_of_a_heading_without_text(lines: tuple[str, ...], expected: str) -> None:
    assert levels(*lines) == expected


def test_numbers_are_those_of_the_language() -> None:
    lines = ("## In a fire", "## Get out", PROSE, "## Stay out", PROSE)
    assert levels(*lines, lang="en") == "233"
    assert levels(*lines, lang="nb") == "222"


def test_the_heading_is_named() -> None:
    _, parents = shaping.parted(blocks("## Ways", "## Cash", PROSE, "## Card", PROSE), "en")
    assert parents == ("Ways",)
