"""What runs from left to right wherever it stands: telephone numbers, `12 500`, `−5 °C`, `500 mg`, addresses.

Input: a text that runs from right to left. Output: its pieces. Must not: change a character.

Why: between words from right to left the groups of a number are put down from right to left too, so that
`22 11 80 81` is printed as another number, 81 80 11 22. Source: Unicode Standard Annex 9, rules N1 and I1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACE = "[ \u00a0\u2009\u202f]"
_FIGURE = r"\d(?:[\d.,٫٬]*\d)?"
_UNIT = r"(?:°[CF]?|[kmµμn]?[gm]|mcg|[mcd]?[lL]|cm|kcal|k[JW]|kWh|mmol|IU|[KMG]B|[A-Z]{3})(?![^\W\d_])"
_LEFT_TO_RIGHT = re.compile(
    rf"""
    (?<![\w.,/:@+\-])
    (?:
        (?P<address> (?:https?://|www\.) [^\s<>]* [\w/] | [\w.+\-]+ @ [\w\-]+ (?:\.[\w\-]+)+ )
      |
        # +47 22 11 80 80, (02) 555-1234, 12 500,50
        \+? (?: \( \+? \d+ \) | {_FIGURE} ) (?: (?:{_SPACE}|-) (?: \(\d+\) | {_FIGURE} ) )* (?: {_SPACE}? {_UNIT} )?
      | [+\-−±] {_FIGURE} (?: {_SPACE}? (?:%|{_UNIT}) )?
    )
    (?![\w@])
    """,
    re.VERBOSE,
)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a figure that has to be kept from left to right."""
    end = 0
    for match in _LEFT_TO_RIGHT.finditer(text):
        if not match["address"] and not _turned(match[0]):
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def unbroken(text: str) -> str:
    """The text with the groups of its figures held together, which keeps them in order too.

    Why: a no-break space between two numbers is a part of them. Source: Unicode Standard Annex 9, rule W4.
    """
    return "".join(
        re.sub(rf"(?<=\d){_SPACE}(?=\d|{_UNIT})", "\u00a0", piece) if figure else piece
        for piece, figure in pieces(text)
    )


def _turned(figure: str) -> bool:
    """Whether its parts would change places. A range is read as its sentence is: `10-14` stands as 14-10."""
    if re.search(rf"{_SPACE}|[+−±°(]|[^\W\d_]|^-", figure):
        return True
    return figure.count("-") > 1 or (figure.count("-") == 1 and sum(map(str.isdigit, figure)) > 8)
