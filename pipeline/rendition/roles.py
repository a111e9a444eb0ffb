"""What each piece of text is: a heading, an item of a list, a cell of a table, a quotation, a caption.

Input: what its text stands in, piece by piece. Output: the same as short codes, which travel in finished files. Must not: know how any format shows them.

Why: parity compares words. A heading that is told as a paragraph, a price that is told under another column or a list that is told as one
sentence has the same ones.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

# `h` and a level a heading; `u`, `o`, `d` a list, numbered, of terms, and in it `i` an item,
# `t` a term, `e` what explains it; `b` a table, `r` a row, and a column's number behind `n` the name of a column, `m` of a row, `c` any other cell;
# `q` a quotation, `p` a caption.
What = Literal["h", "u", "o", "d", "i", "t", "e", "b", "r", "n", "m", "c", "q", "p"]
_STEP = re.compile(r"([a-z])(\d{0,4})")
_CODE = re.compile(r"(\d*)((?:[a-z]\d{0,4})*)")
_KNOWN = frozenset(get_args(What))


class Step(NamedTuple):
    """Something that text stands in.

    Shape: `number` is the level of a heading, the column of a cell from 0, else 0; `which` differs between two that stand in the same.
    """

    what: str
    number: int = 0
    which: Any = None


# From the outermost inward; of a paragraph of the text itself there are none.
Steps = tuple[Step, ...]


def shared(one: Steps, other: Steps) -> int:
    """How many of the outermost are the same for both."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def coded(steps: Sequence[Steps]) -> str:
    """Those of all texts. Shape: of each, how many it shares with the one before, and the letters of the others."""
    codes: list[str] = []
    for before, here in itertools.pairwise(((), *steps)):
        same = shared(before, here)
        new = "".join(f"{step.what}{step.number or ''}" for step in here[same:])
        codes.append(f"{same or ''}{new}")
    return ",".join(codes)


def decoded(codes: str) -> Iterator[Steps]:
    """What was coded, with numbers of its own. Raises: ValueError."""
    before: Steps = ()
    count = itertools.count()
    for code in codes.split(","):
        match = _CODE.fullmatch(code)
        if match is None or int(match[1] or 0) > len(before):
            raise ValueError(f"{code[:20]!r} is no role")
        new = _STEP.findall(match[2])
        if any(what not in _KNOWN for what, _ in new):
            raise ValueError(f"{code[:20]!r} is no role")
        before = (
            *before[: int(match[1] or 0)],
            *(Step(what, int(number or 0), next(count)) for what, number in new),
        )
        yield before
