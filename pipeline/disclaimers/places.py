"""Where in an article a disclaimer is due.

Input: the authored blocks, a rule and what set it off. Output: slots, each with what it covers; a slot counts the authored
blocks before it. Must not: know wordings, or why a rule applies.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.disclaimers.conditions import Trigger
from pipeline.disclaimers.packs import ANY
from pipeline.disclaimers.policy import Rule
from pipeline.disclaimers.surface import bare, shown
from pipeline.document import Block, Component, Heading, Table, walk
from pipeline.document.nodes import Legibility, NoticePlace, stricter

# These stand behind the article's own last block, whoever wrote them where.
_BACK_MATTER = ("contact", "sources")
# Of notices in the same spot, which stands before which.
_RANKS: dict[NoticePlace, int] = {
    "cover": 0,
    "opening": 1,
    "after-trigger": 2,
    "extra": 3,
    "closing": 4,
    "running": 5,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A disclaimer due at one place.

    Shape: with `repeats` it is shown only where a page holds a trigger and no other notice for it. Units: `slot`
    counts the authored blocks before it.
    """

    slot: int
    place: NoticePlace
    order: int
    disclaimer: str
    rule: Rule | None
    formats: frozenset[str]
    triggers: tuple[Trigger, ...]
    authored: Component | None = None
    repeats: bool = False
    legibility: Legibility = ANY


class Places:
    """The places of one article, whose surface is `blocks`, in the formats that it has."""

    def __init__(self, blocks: Sequence[Block], formats: Sequence[str]) -> None:
        self._blocks = blocks
        self._formats = formats
        self._section_of = {name: self._sections(name) for name in formats}

    def _sections(self, format: str) -> list[int]:
        """The number of the level-2 section of each block, as a format shows them."""
        numbers: list[int] = []
        number = 0
        for block in self._blocks:
            heading = bare(block)
            if isinstance(heading, Heading) and heading.level <= 2 and shown(block, format):
                number += 1
            numbers.append(number)
        return numbers

    def due(
        self, rule: Rule, order: int, disclaimer: str, format: str, triggers: tuple[Trigger, ...]
    ) -> Iterator[Due]:
        """Where the disclaimer that `rule` requires is due in `format`."""

        def at(slot: int, place: NoticePlace, covered: Sequence[Trigger]) -> Due:
            return Due(
                slot, place, order, disclaimer, rule, frozenset((format,)), tuple(covered),
                legibility=rule.legibility,
            )  # fmt: skip

        if rule.place in ("cover", "opening"):
            yield at(0, rule.place, triggers)
            return
        if rule.place in ("closing", "running"):
            yield at(len(self._blocks), rule.place, triggers)
            return
        for first, covered in self._groups(rule, format, triggers):
            if first.block is None:
                yield at(len(self._blocks), "closing", covered) if first.behind else at(0, "opening", covered)
                continue
            slot = self._slot_after(first.block, format)
            yield at(slot, "after-trigger", covered)
            if rule.repeat == "page":
                # Where pages begin is not known here; a format that has pages chooses among these.
                slots = {
                    self._slot_after(other.block, format) for other in covered if other.block is not None
                }
                for other in sorted(slots - {slot}):
                    yield replace(at(other, "after-trigger", ()), repeats=True)

    def _groups(
        self, rule: Rule, format: str, triggers: tuple[Trigger, ...]
    ) -> list[tuple[Trigger, list[Trigger]]]:
        """The triggers that get a notice, each with those that the notice covers."""
        groups: list[tuple[Trigger, list[Trigger]]] = []
        last: int | str | None = -1
        for trigger in triggers:
            section: int | str | None = "behind" if trigger.behind else None
            if trigger.block is not None:
                section = self._section_of[format][trigger.block]
            begins = not groups or rule.repeat == "block"
            if rule.repeat in ("section", "page") and (section != last or self._is_figures(trigger.block)):
                begins = True
            if begins:
                groups.append((trigger, [trigger]))
            else:
                groups[-1][1].append(trigger)
            last = section
        return groups

    def _is_figures(self, block: int | None) -> bool:
        """A table or key facts, alone or inside a component: each gets its own notice."""
        return block is not None and any(
            isinstance(node, Table) or (isinstance(node, Component) and node.name in ("table", "key-facts"))
            for node in walk((self._blocks[block],))
        )

    def _slot_after(self, block: int, format: str) -> int:
        """Behind the block; of a heading, behind the first block that it is the heading of."""
        if not isinstance(bare(self._blocks[block]), Heading):
            return block + 1
        for position in range(block + 1, len(self._blocks)):
            if not shown(self._blocks[position], format):
                continue
            here = bare(self._blocks[position])
            if not isinstance(here, Heading):
                return position + 1
            if here.level <= 2:
                break
        return block + 1

    def with_authored(
        self,
        due: Sequence[Due],
        authored: Sequence[tuple[int, Component]],
        known: Collection[str],
        order: int,
    ) -> list[Due]:
        """All that is due, in the order in which it will stand.

        Components of the author's where something is due fulfil it; the others are extra, and come at `order`. Those that
        refer to no known disclaimer are left out.
        """
        settled = list(due)
        back = len(self._blocks)
        while (
            back and isinstance(last := bare(self._blocks[back - 1]), Component) and last.name in _BACK_MATTER
        ):
            back -= 1
        for slot, component in authored:
            ref = component.attributes.get("ref")
            if ref is None or ref not in known:
                continue
            matching = [
                index
                for index, entry in enumerate(settled)
                if entry.disclaimer == ref
                and entry.place not in ("cover", "running")
                and (entry.slot == slot or (entry.place == "closing" and back <= slot))
            ]
            if matching:
                free = [index for index in matching if settled[index].authored is None]
                if free:
                    # What is due right here before what is due at the end, and in the order in which they will stand:
                    # else the next run would see another order.
                    index = min(
                        free, key=lambda index: (settled[index].slot != slot, _RANKS[settled[index].place])
                    )
                    settled[index] = replace(
                        settled[index], authored=component, formats=frozenset(self._formats), repeats=False
                    )
                continue
            settled.append(Due(slot, "extra", order, ref, None, frozenset(self._formats), (), component))
        return sorted(settled, key=lambda entry: (entry.slot, _RANKS[entry.place], entry.order))


def _in_order(trigger: Trigger) -> float:
    if trigger.block is not None:
        return trigger.block
    return math.inf if trigger.behind else -1


def merged(due: Sequence[Due]) -> list[Due]:
    """One entry for each disclaimer and place: the formats and triggers of all."""
    merged: dict[tuple[int, NoticePlace, str], Due] = {}
    for entry in sorted(due, key=lambda entry: entry.order):
        key = (entry.slot, entry.place, entry.disclaimer)
        present = merged.get(key)
        if present is None:
            merged[key] = entry
        else:
            triggers = tuple(dict.fromkeys((*present.triggers, *entry.triggers)))
            ordered = sorted(triggers, key=_in_order)
            merged[key] = replace(
                present,
                formats=present.formats | entry.formats,
                triggers=tuple(ordered),
                repeats=present.repeats and entry.repeats,
                legibility=stricter(present.legibility, entry.legibility),
            )
    return list(merged.values())
