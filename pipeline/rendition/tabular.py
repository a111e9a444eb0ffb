"""How a table looks to a reader before it is set: which columns hold figures, how brief its values are, how much room it wants.

Input: a table. Output: classes for stylesheets, and widths in characters. Must not: know pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Table, TableRow, plain_text
from pipeline.rendition.spacing import wide

_NUMERIC = re.compile(r"^[\W\d]*\d[\d\s.,–—/%-]*\s?\S{0,8}(\s\S{1,8})?$")

# Figures of up to so many characters stay on one line: "30,000–45,000 NOK".
_WHOLE = 20


def column_classes(table: Table, column: int) -> tuple[str, ...]:
    """`num` for a column of figures, `whole` where none of them may be broken. The first column names the rows."""
    if not column or not (
        table.alignments[column] == "AlignRight" or _mostly_numbers(_texts(table.rows, column))
    ):
        return ()
    longest = max((len(text) for text in _texts(table.rows, column)), default=0)
    return ("num", "whole") if longest <= _WHOLE else ("num",)


# A value of up to so many characters stands on a line with its label on a telephone.
_BRIEF = 24


def brevity(table: Table) -> tuple[str, ...]:
    """`brief` for a table in which every value is short: where rows are cards, its values end at one edge, as figures do.

    Why: a sentence does not; its lines begin at one edge.
    """
    longest = max(
        (len(text) for column in range(1, len(table.alignments)) for text in _texts(table.rows, column)),
        default=0,
    )
    return ("brief",) if 0 < longest <= _BRIEF else ()


# Words without spaces of up to so many characters: names of rows and columns.
_ONE_WORD = 4


def one_word(text: str) -> bool:
    """Whether it is a word in a script that may be broken behind every character, too short to be broken."""
    return 1 < len(text) <= _ONE_WORD and all(map(wide, text))


def _texts(rows: Sequence[TableRow], column: int) -> list[str]:
    return [plain_text(row.cells[column].blocks).strip() for row in rows if column < len(row.cells)]


def _mostly_numbers(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text not in ("", "–", "-", "—")]
    return bool(filled) and sum(bool(_NUMERIC.match(text)) for text in filled) * 2 > len(filled)


# Up to so many characters a table is slim (fits a telephone), normal (a column), wide (a column, in small type).
# What is beyond is vast: no column holds it as a table.
_WIDTHS = ((39, "slim"), (72, "normal"), (94, "wide"))
_CELL_PADDING = 3
# A Chinese character beside a letter.
_WIDE = 2.2


def width_class(table: Table) -> str:
    """How much room a table wants: its longest words and short texts, in characters."""
    needed = 0.0
    for column in range(len(table.alignments)):
        texts = _texts((*table.head, *table.rows), column)
        words = [_room(word) for text in texts for word in text.split() if not any(map(wide, word))]
        short = [min(_room(text), 14) for text in texts]
        whole = [
            _room(text) for text in _texts(table.rows, column) if "whole" in column_classes(table, column)
        ]
        needed += max([3, *words, *short, *whole]) + _CELL_PADDING
    return next((name for most, name in _WIDTHS if needed <= most), "vast")


def _room(text: str) -> float:
    """How many letters would take the room of a text."""
    return sum(_WIDE if wide(character) else 1 for character in text)
