"""Which words one rule leaves to another, that owes something right behind them.

Input: what sets each rule off in one edition. Output: what is left of it, and what was left to which rule. Pure.
Must not: leave to another rule what that rule does not answer: a rule gives way to a disclaimer that is owed, and never to
one that could be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.disclaimers.conditions import Trigger
from pipeline.disclaimers.detect import Mention
from pipeline.disclaimers.policy import Rule

# What says of a whole block, and not of words in it, why a rule applies.
_OF_BLOCKS = ("component", "table-column")


@dataclass(frozen=True, slots=True)
class GivenWay:
    """Words that a rule leaves to others. Shape: the ids of both; mentions in the order in which they were found."""

    rule: str
    to: tuple[str, ...]
    mentions: tuple[Mention, ...]


def given_way(
    hits: Mapping[Rule, tuple[Trigger, ...]], yielding: frozenset[Rule]
) -> tuple[dict[Rule, tuple[Trigger, ...]], tuple[GivenWay, ...]]:
    """What is left of the triggers of each rule in an edition, and what the `yielding` ones left to others.

    Why: two rules that give way to each other would leave the words to nobody. So what gives way answers for nothing.
    """
    answers = {
        rule: triggers
        for rule, triggers in hits.items()
        if rule not in yielding and rule.place == "after-trigger"
    }
    left: dict[Rule, tuple[Trigger, ...]] = {}
    told: list[GivenWay] = []
    for rule, triggers in hits.items():
        if rule not in yielding:
            left[rule] = triggers
            continue
        to: list[str] = []
        gone: list[Mention] = []
        kept: list[Trigger] = []
        for trigger in triggers:
            taken = {each: tuple(_answering(each, trigger, answers)) for each in trigger.mentions}
            stays = tuple(each for each, rules in taken.items() if not rules)
            gone += (each for each, rules in taken.items() if rules)
            to += (id for rules in taken.values() for id in rules)
            if stays or not trigger.mentions:
                kept.append(replace(trigger, mentions=stays))
        if kept:
            left[rule] = tuple(kept)
        if gone:
            told.append(GivenWay(rule.id, tuple(dict.fromkeys(to)), tuple(dict.fromkeys(gone))))
    return left, tuple(told)


def _answering(
    mention: Mention, trigger: Trigger, answers: Mapping[Rule, tuple[Trigger, ...]]
) -> Iterator[str]:
    """The rules that owe something for these words, too."""
    for rule, others in answers.items():
        for other in others:
            here = (other.block, other.behind) == (trigger.block, trigger.behind)
            if here and any(_same_words(mention, each, trigger.block) for each in other.mentions):
                yield rule.id
                break


def _same_words(one: Mention, other: Mention, block: int | None) -> bool:
    if other.detector in _OF_BLOCKS:
        return block is not None
    # Words of an attribute have the place of their component, if any: there only the words tell.
    if one.text not in other.text and other.text not in one.text:
        return False
    if one.extent is None or other.extent is None:
        return one.extent == other.extent
    start, end = (one.extent.line, one.extent.column), (one.extent.end_line, one.extent.end_column)
    begins, ends = (
        (other.extent.line, other.extent.column),
        (other.extent.end_line, other.extent.end_column),
    )
    return one.extent == other.extent or (start < ends and begins < end)
