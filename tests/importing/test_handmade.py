"""Lists, headings and paragraphs that were made by hand."""

from __future__ import annotations

import pytest

from pipeline.document import Block, Heading, LineBreak, Paragraph, Styled, Text
from pipeline.importing import writing
from pipeline.importing.handmade import recovered


def paragraph(*parts: str | Styled) -> Paragraph:
    """A line break for each end of a line."""
    content = []
    for part in parts:
        if isinstance(part, Styled):
            content.append(part)
            continue
        for at, line in enumerate(part.split("\n")):
            content += ([LineBreak()] if at else []) + ([Text(line)] if line else [])
    return Paragraph(tuple(content))


def strong(words: str) -> Styled:
    return Styled("Strong", (Text(words),))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([paragraph("1. Bath"), paragraph("2. Feed")], "1. Bath\n2. Feed"),
        ([paragraph("b) Bath"), paragraph("c) Feed")], "b. Bath\nc. Feed"),
        ([paragraph("– Bath"), paragraph("– Feed"), paragraph("Then sleep.")], "- Bath\n- Feed\n\nThen sleep."),
        ([paragraph("• Bath"), paragraph("◦ warm"), paragraph("• Feed")], "- Bath\n  - warm\n- Feed"),
        ([paragraph("o\u00a0\u00a0 Bath"), paragraph("o\u00a0\u00a0 Feed")], "- Bath\n- Feed"),
        ([paragraph("Bring:\n- soap\n- a towel\n\nThen come.")], "Bring:\n\n- soap\n- a towel\n\nThen come."),
        ([paragraph("One.\n\nTwo.\nStill two.")], "One.\n\nTwo.\\\nStill two."),
        ([paragraph(strong("When"), "\nAt night."), paragraph("Some."), paragraph("More.")], "## When\n\nAt night.\n\nSome.\n\nMore."),
        ([Heading(2, (Text("Badges"),)), paragraph(strong("When"), "\nAt night."), paragraph("Some."), paragraph("More.")], "## Badges\n\n## When\n\nAt night.\n\nSome.\n\nMore."),
        # What looks alike and is none.
        ([paragraph("1. Bath"), paragraph("3. Feed")], "1\\. Bath\n\n3\\. Feed"),
        ([paragraph("– Who is there?"), paragraph("Nobody said a word.")], "– Who is there?\n\nNobody said a word."),
        ([paragraph("Harbour Office\nQuay 1\n- closed on Sundays")], "Harbour Office\\\nQuay 1\\\n\\- closed on Sundays"),
        ([paragraph(strong("Mind:"), " the step."), paragraph("Some.")], "**Mind:** the step.\n\nSome."),
    ],
)  # fmt: skip
def test_what_was_made_by_hand(blocks: list[Block], expected: str) -> None:
    assert writing.body(recovered(blocks)).strip() == expected
