"""What the pack on supplements takes for a claim: what is done for the body, and not how to take, keep or buy it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.disclaimers import packs
from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.surface import surface
from pipeline.document import Document
from tests.disclaimers.conftest import Attach, codes, policy_report, rule
from tests.growth import in_proportion

CLAIMS = Path(__file__).parent / "claims"


def set_off(document: Document) -> set[int | None]:
    """The blocks that owe the statement."""
    (claims,) = packs.pack("supplements-us").rules
    placed = Conditions(document, tuple(surface(document.blocks))).triggers(claims, "handout")
    return {trigger.block for trigger in placed or ()}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_sentences(document: Callable[..., Document], lang: str) -> None:
    """Each line: a plus and a claim, or a minus and what is none."""
    lines = (CLAIMS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    read = document("\n\n".join(line[2:] for line in lines), f"topics: [supplements]\nlang: {lang}")
    assert len(read.blocks) == len(lines) > 15
    assert {line[0] for line in lines} == {"+", "-"}
    found = set_off(read)
    assert [line for number, line in enumerate(lines) if (number in found) != (line[0] == "+")] == []


TABLE = "| Vitamin | {head} |\n|---|---|\n| C | {cell} |\n| D | bones |\n"


@pytest.mark.parametrize(
    ("body", "owes"),
    [
        (TABLE.format(head="Supports", cell="immune system"), True),
        (TABLE.format(head="Amount", cell="60 mg").replace("bones", "20 µg"), False),
        # A warning in one cell takes nothing from another.
        (TABLE.format(head="Notes", cell="Ask your doctor if you are pregnant"), True),
        ("- Take it with food.\n- Builds strong bones.\n", True),
        ("- Take it with food.\n- Keep it out of reach of children.\n", False),
        ('::: {.callout kind="warning"}\nDo not use if you have liver disease.\n:::', False),
        ("::: {.key-facts}\n- **30 days** of calm sleep\n- **60** capsules\n:::", True),
    ],
)
def test_tables_and_lists(document: Callable[..., Document], body: str, owes: bool) -> None:
    assert bool(set_off(document(body, "topics: [supplements]"))) == owes


def test_of_other_languages_medicine_counts(document: Callable[..., Document]) -> None:
    front = "topics: [supplements]\nlang: de"
    assert set_off(document("Es hilft gegen Rheuma.", front))
    assert not set_off(document("Nehmen Sie zwei Kapseln am Tag. Eine Flasche hat 60 Kapseln.", front))


# ── `together`, of which that is made

HEART = "{together: [{terms: [helps, supports]}, {except: [{terms: [heart, bones]}, {terms: beef heart}]}, {not: {terms: doctor}}]}"


@pytest.mark.parametrize(
    ("text", "owes"),
    [
        ("It helps the heart.", True),
        ("It helps. The heart is a muscle.", False),
        ("It helps with beef heart.", False),
        ("It helps the heart, says the doctor.", False),
        ("It helps the heart. Ask a doctor.", True),
        ("It *helps* your\nheart.", True),
    ],
)
def test_one_sentence_has_them_all(attached: Attach, text: str, owes: bool) -> None:
    made = attached(text, rule(HEART) + rule("{topic: health}", "closing", require="medical", name="other"))
    assert made.value is not None
    shown = [one.disclaimer for one in made.value.obligations]
    assert ("pricing" in shown) == owes


EITHER_WORD = "{any: [{terms: heart}, {terms: bones}]}"
EITHER = "{together: [{any: [{terms: heart}, {mentions: dosage}]}, {any: [{terms: helps}, {not: {terms: [doctor, stop]}}]}]}"


@pytest.mark.parametrize(
    ("text", "owes"),
    [
        ("It helps the heart.", True),
        ("The heart beats.", True),
        ("Take 200 mg a day.", True),
        ("Ask a doctor about your heart.", False),
        ("The doctor says it helps the heart.", True),
        ("The doctor is in. The heart beats.", True),
        ("It helps. Stop when your heart hurts.", False),
    ],
)
def test_any_of_several_in_one_sentence(attached: Attach, text: str, owes: bool) -> None:
    made = attached(text, rule(EITHER) + rule("{topic: health}", "closing", require="medical", name="other"))
    assert made.value is not None
    assert ("pricing" in [one.disclaimer for one in made.value.obligations]) == owes


@pytest.mark.parametrize("name", packs.names())
def test_no_list_of_words_stands_twice_in_a_pack(name: str) -> None:
    text = (packs.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    lists = [" ".join(found.split()) for found in re.findall(r"\[[^\[\]]{120,}\]", text)]
    assert len(lists) == len(set(lists))


def test_a_long_paragraph_takes_no_longer_than_its_words(document: Callable[..., Document]) -> None:
    def owes(times: int) -> Callable[[], None]:
        read = document("It supports the heart. " * times, "topics: [supplements]")

        def look() -> None:
            assert set_off(read) == {0}

        return look

    assert in_proportion(owes(200), owes(800))


@pytest.mark.code("DIS312")
@pytest.mark.parametrize(
    "condition",
    [
        "{together: {terms: heart}}",
        "{together: [{terms: heart}]}",
        "{together: [{terms: heart}, {topic: health}]}",
        "{together: [{not: {terms: heart}}, {not: {terms: bones}}]}",
        "{together: [{terms: heart}, {not: {topic: health}}]}",
        "{together: [{terms: heart}, {all: [{terms: bones}]}]}",
        "{together: [{terms: heart}, {any: [{terms: bones}, {topic: health}]}]}",
        f"{{together: [{', '.join([EITHER_WORD] * 40)}]}}",
        "{together: [{not: {terms: heart}}, {any: [{terms: bones}, {not: {terms: skin}}]}]}",
    ],
)
def test_together_is_of_words(condition: str) -> None:
    assert codes(policy_report(rule(condition)).diagnostics) == ["DIS312"]


@pytest.mark.code("DIS319")
@pytest.mark.parametrize(
    "condition",
    [
        "{together: [{terms: heart}, {terms: bones}, {not: {terms: [bones, skin]}}]}",
        "{all: [{together: [{terms: heart}, {terms: bones}]}, {not: {terms: heart}}]}",
        "{together: [{terms: heart}, {except: [{mentions: money}, {mentions: [money, pay]}]}]}",
    ],
)
def test_together_that_never_holds(condition: str) -> None:
    assert codes(policy_report(rule(condition)).diagnostics) == ["DIS319"]


def test_together_that_may_hold() -> None:
    for condition in (HEART, f"{{all: [{{terms: heart}}, {{terms: bones}}, {{not: {HEART}}}]}}"):
        assert policy_report(rule(condition)).diagnostics == ()
