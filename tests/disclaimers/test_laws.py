"""Laws of `attach`: twice is once; no authored block is lost or moved; each obligation has its notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.diagnostics import Extent, Severity
from pipeline.disclaimers.attach import attach
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.surface import surface
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    Document,
    Heading,
    Note,
    Notice,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    Text,
)
from tests.disclaimers.conftest import COVER, FORMATS, TODAY, policy_of, rule

WORDS = st.sampled_from(
    ["Nothing.", "It costs 5 €.", "The salary is 500 €.", "An offer of 6 %.", "a gift", "500 mg"]
)
PLACES = st.builds(lambda line: Extent(line, 1, line, 9), st.integers(1, 50))


def paragraph(words: str, at: Extent, note: str | None) -> Paragraph:
    text = Text(words, at)
    return Paragraph((text,) if note is None else (text, Note((Paragraph((Text(note, at),)),))), False, at)


PARAGRAPHS = st.builds(paragraph, WORDS, PLACES, st.none() | WORDS)
HEADINGS = st.builds(
    lambda level, words, at: Heading(level, (Text(words, at),), at=at), st.integers(2, 3), WORDS, PLACES
)
TABLES = st.builds(
    lambda head, cell: Table(
        (TableRow((TableCell((Paragraph((Text(head),), True),)),)),),
        (TableRow((TableCell((Paragraph((Text(cell),), True),)),)),),
        ("AlignDefault",),
    ),
    st.sampled_from(["Price", "Salary", "Name"]),
    st.sampled_from(["500", "free", "5 €"]),
)
REFERENCES = st.builds(
    lambda ref, at: Component((), Attributes(classes=("disclaimer",), pairs=(("ref", ref),)), at),
    st.sampled_from(["pricing", "earnings", "medical"]),
    PLACES,
)


def component(name: str, formats: str, blocks: list[Block]) -> Component:
    pairs = (("formats", formats),) if name == "only" else ()
    return Component(tuple(blocks), Attributes(classes=(name,), pairs=pairs))


INNER = PARAGRAPHS | HEADINGS | TABLES
NESTED = (
    st.builds(
        lambda blocks: BulletList(tuple((block,) for block in blocks)), st.lists(PARAGRAPHS, max_size=3)
    )
    | st.builds(lambda blocks: BlockQuote(tuple(blocks)), st.lists(INNER, max_size=2))
    | st.builds(
        component,
        st.sampled_from(["callout", "key-facts", "only"]),
        st.sampled_from(["brochure", "ebook handout"]),
        st.lists(INNER, max_size=2),
    )
    | st.builds(component, st.sampled_from(["contact", "sources"]), st.just(""), st.just([]))
)
BODIES = st.lists(INNER | NESTED | REFERENCES, max_size=10).map(tuple)

PLACES_OF_RULES = st.sampled_from(["after-trigger", "opening", "closing"])
REPEATS = st.sampled_from(["block", "section", "once"])
CONDITIONS = st.sampled_from(
    [
        "{mentions: money}",
        "{mentions: pay}",
        "{all: [{mentions: money}, {not: {mentions: pay}}]}",
        "{except: [{mentions: money}, {mentions: pay}]}",
        "{any: [{topic: health}, {mentions: percentage}]}",
        "{all: [{format: ebook}, {terms: [gift, offer]}]}",
        "{component: table}",
    ]
)
RULES = st.lists(
    st.tuples(CONDITIONS, PLACES_OF_RULES, REPEATS, st.sampled_from(["pricing", "earnings", "medical"])),
    max_size=4,
)


@pytest.fixture(scope="module")
def blank(document: Callable[..., Document]) -> Document:
    return document("A.")


def is_reference(block: Block) -> bool:
    return isinstance(block, Notice) or (isinstance(block, Component) and block.name == "disclaimer")


def dissolved(blocks: Sequence[Block]) -> list[Block]:
    """What editions that show everything show."""
    found: list[Block] = []
    for block in blocks:
        inside = isinstance(block, Component) and block.name == "only"
        found += dissolved(block.blocks) if inside and isinstance(block, Component) else [block]
    return found


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(blocks=BODIES, rules=RULES)
def test_laws(
    blank: Document, library: Library, blocks: tuple[Block, ...], rules: list[tuple[str, str, str, str]]
) -> None:
    text = "".join(rule(*each, name=f"r{index}") for index, each in enumerate(rules))
    policy = policy_of(text + COVER)
    before = replace(blank, blocks=blocks)

    def run(document: Document) -> tuple[Document, tuple[object, ...]]:
        reported = attach(document, policy, library, today=TODAY, publisher="P", formats=FORMATS)
        assert not [found for found in reported.diagnostics if found.severity is Severity.ERROR]
        return reported.value.document, reported.value.obligations

    once, obligations = run(before)
    assert run(once) == (once, obligations)

    kept = [block for block in once.blocks if not isinstance(block, Notice)]
    assert kept == [block for block in surface(blocks) if not is_reference(block)]
    assert dissolved(kept) == [block for block in dissolved(blocks) if not is_reference(block)]

    notices = [block for block in once.blocks if isinstance(block, Notice)]
    assert [notice.key for notice in notices] == [obligation.key for obligation in obligations]  # type: ignore[attr-defined]
    assert len({notice.key for notice in notices}) == len(notices)
    assert all(notice.formats for notice in notices)
    for first, second in zip(once.blocks, once.blocks[1:], strict=False):
        if isinstance(first, Notice) and isinstance(second, Notice) and first.place == second.place:
            assert first.disclaimer != second.disclaimer

    # Whatever an author asked for by name is shown.
    for block in blocks:
        if isinstance(block, Component) and block.name == "disclaimer":
            assert block.attributes.get("ref") in [notice.disclaimer for notice in notices]
