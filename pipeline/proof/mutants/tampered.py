"""A PDF that is open for attacks on one of its disclaimers.

Input: the instructions of its pages, as `content` reads them. Output: the same, changed. Must not: know any attack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.document import Notice
from pipeline.proof.mutants.content import Instruction, Place, Sheet, Shown
from pipeline.rendition.expected import Expectation

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Tampered:
    """A file that is open for changes, at one occurrence of a disclaimer.

    Shape: `place` is None where the attack is on something else.
    """

    document: Any
    sheets: Sequence[Sheet]
    sheet: Sheet
    place: Place
    notice: Notice
    owed: Expectation
    touched: list[Sheet] = field(default_factory=list)

    @property
    def lines(self) -> tuple[Shown, ...]:
        return self.place.shown

    @property
    def box(self) -> Box:
        boxes = [shown.box for shown in self.lines]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )

    @property
    def objects(self) -> list[tuple[int, int]]:
        """First and last instruction of each text object that draws it, the last one first."""
        return sorted({(shown.begin, shown.end) for shown in self.lines}, reverse=True)

    def around(self, before: Sequence[Instruction], behind: Sequence[Instruction] = ()) -> None:
        """Instructions before and behind each of its text objects, in a graphics state of their own."""
        for begin, end in self.objects:
            self.sheet.instructions[end + 1 : end + 1] = [*behind, op("Q")]
            self.sheet.instructions[begin:begin] = [op("q"), *before]

    def write(self) -> None:
        for sheet in {id(one): one for one in (self.sheet, *self.touched)}.values():
            sheet.write()


Attack = Callable[[Tampered], bool]


def op(operator: str, *operands: Any) -> Instruction:
    return list(operands), operator
