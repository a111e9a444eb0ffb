"""How much of a known structure an import finds again: F1 of headings, list items and table cells.

Input: the blocks of the truth and of the imported article. Output: counts. An entry is right if its letters and figures are
the same; each counts once for each time that it stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Block, BulletList, Heading, OrderedList, Paragraph, Table, plain_text, walk
from pipeline.importing.writing import bare

KINDS = ("heading", "list item", "table cell")


@dataclass(frozen=True, slots=True)
class Score:
    right: int = 0
    expected: int = 0
    found: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.expected + other.expected, self.found + other.found)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.expected + self.found) if self.expected + self.found else 1.0


def entries(title: str, blocks: Sequence[Block]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    if title:
        found["heading"][bare(title)] += 1
    for node in walk(blocks):
        if isinstance(node, Heading):
            found["heading"][bare(plain_text(node.content))] += 1
        elif isinstance(node, BulletList | OrderedList):
            for entry in node.items:
                own = [block for block in entry if isinstance(block, Paragraph)]
                found["list item"][bare(plain_text(own, notes=False)) if own else ""] += 1
        elif isinstance(node, Table):
            for row in (*node.head, *node.rows):
                for cell in row.cells:
                    if words := bare(plain_text(cell.blocks)) if cell.blocks else "":
                        found["table cell"][words] += 1
    return found


def scored(truth: dict[str, Counter[str]], got: dict[str, Counter[str]]) -> dict[str, Score]:
    return {
        kind: Score(
            sum((truth[kind] & got[kind]).values()), sum(truth[kind].values()), sum(got[kind].values())
        )
        for kind in KINDS
    }
