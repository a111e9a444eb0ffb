"""Numbers in quotation marks or brackets, with marks of notes behind them or strokes between their figures, read as they are meant.

Input: folded text. Output: the same without what stands around a number, and the way back to what was written, which has it.
Must not: know what is counted.

Why: readers take `"450" kr` and `4_500 kr` for sums, and so must whoever looks for them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.disclaimers.folding import Folded

_SIGNS = frozenset("*_=~|")
_QUOTE = "[\"'“”„‟‚«»‹›「」『』*_=~|]"
_FIGURES = r"\d[\d.,' ]{0,20}(?<! )(?:-\d[\d.,' ]{0,20}(?<! ))?"
# A number on its own between marks: no inches, which stand behind alone, and no words.
_QUOTED = re.compile(
    rf"(?<![\d\"'])({_QUOTE}{{1,3}})(?={_FIGURES}{_QUOTE})({_FIGURES})({_QUOTE}{{1,3}})(?![\d\"'])"
)
# Of few figures in square brackets nobody knows whether they are the number of a note.
_BRACKETED = re.compile(
    r"(?<!\w)(\[)(\d{3}[\d.,' ]{0,18}(?<! )|\d{1,3}[., ]\d[\d.,' ]{0,16}(?<! ))(\])(?!\w)"
)
# The same in round ones, where what they count follows; years of reports stand in them too.
_ROUND = re.compile(
    r"(?<!\w)(\()(?!(?:1[6-9]|20|21)\d\d\))(\d[\d.,' ]{0,18}\d)(\))(?= ?(?:[A-Z]{3}|kr|[mµ]c?g|ml|m?g|[€$£¥])(?!\w))"
)
# A unit in quotation marks behind a number, or a currency before one.
_UNIT_BEHIND = re.compile(rf"(?<=\d )({_QUOTE})([^\W\d_]{{1,12}}|[%‰€$£¥])({_QUOTE})(?!\w)")
_UNIT_AHEAD = re.compile(rf"(?<![\w\"'])({_QUOTE})([^\W\d_]{{2,4}}|[€$£¥])({_QUOTE})(?= \d)")
# The mark of a note between a number and what it counts: "450* kr", "450¹ kr". More raised figures are refused by `checks`.
_NOTE = re.compile(r"(?<=\d)([*†‡]{1,3}|\^(?!\^))(?= ?[^\W\d_]| ?[%‰€$£¥])")
# A currency behind a stroke at the end of what is said or of a row, or before an equals sign: "450 – NOK.", "| 450 | NOK |", "NOK = 450".
_CURRENCY = r"(?:[A-Z]{3}|kr|[€$£¥])"
_PARTED = re.compile(
    rf"(?<=\d)(?= ?[-,.:;/|~=…]{{1,3}} )( ?[-,.:;/|~=…]{{1,3}})(?= {_CURRENCY}\.?(?:\Z|[.!?)](?!\w)| \|))"
)
_EQUAL = re.compile(r"(?<!\w)(?:[A-Z]{3}|kr)( ?[=|])(?= \d)")
_BOLD = re.compile(r"(?:(?<=[€$£¥])|(?<=[€$£¥] ))(\*{1,3}|_{2})(?=\d)")
# "Price (NOK): 450", "NOK (450)", "450 (Norwegian kroner)", "500 (five hundred) mg".
_HEADED = re.compile(r"(\()((?:[^\W\d_]{1,12}|[€$£¥]))(\)(?: ?[:=])?)(?= ?\d)")
_AFTER_CODE = re.compile(r"(?<=[A-Z]{3} )(\()(?!(?:1[6-9]|20|21)\d\d\))(\d[\d.,']{1,14}\d)(\))(?!\w)")
_NAMED = re.compile(r"(?<=\d )(\()((?!al)[^\W\d_]{4,14}(?: [^\W\d_]{4,14}){1,2})(\))(?!\w)")
_SPELLED = re.compile(
    rf"(?<=\d)( ?\([^\d()]{{2,60}}\))(?= ?(?:{_CURRENCY}|kron(?:er|or)|[Ee]uros?|dollars?|pounds?|zł|[mµ]c?g|[cd]?l|ml|g|%|per ?cent|prosent|Prozent)(?!\w))"
)
_IN = re.compile(r"(?<=\d)( in)(?= [A-Z]{3}(?![A-Za-z0-9]))")
_STROKES = re.compile(r"(?<![\w.,])\d{1,3}(?:_\d{3})+(?![\w])")
_ANY = re.compile(
    rf"\d(?:{_QUOTE}|[\])†‡^])|{_QUOTE}\d|\d {_QUOTE}|{_QUOTE} \d|\d ?\(|\d ?[-,.:;/…]{{1,3}} [A-Zk€$£¥]|\)(?: ?[:=])? ?\d|\d in [A-Z]"
)


def unadorned(folded: Folded) -> Folded:
    """The text as it is meant. Shape: what is left out belongs to the figure or letter that it stands next to."""
    text = folded.text
    if not _ANY.search(text):
        return folded
    strokes = _STROKES.sub(lambda match: match[0].replace("_", "'"), text)
    dropped: dict[int, int] = {}
    for start, end, keeper in _marks(strokes):
        dropped |= dict.fromkeys(range(start, end), keeper)
    if not dropped:
        return Folded(strokes, folded.starts, folded.stops)
    starts, stops = list(folded.starts), list(folded.stops)
    for at, keeper in dropped.items():
        starts[keeper] = min(starts[keeper], folded.starts[at])
        stops[keeper] = max(stops[keeper], folded.stops[at])
    kept = [at for at in range(len(strokes)) if at not in dropped]
    return Folded(
        "".join(strokes[at] for at in kept), [starts[at] for at in kept], [stops[at] for at in kept]
    )


def _marks(text: str) -> Iterator[tuple[int, int, int]]:
    """What is left out: start, end, and the character that it then belongs to."""
    for pattern in (
        _QUOTED, _BRACKETED, _ROUND, _UNIT_BEHIND, _UNIT_AHEAD, _HEADED, _AFTER_CODE, _NAMED,
    ):  # fmt: skip
        for match in pattern.finditer(text):
            apart = not text[match.start() - 1 : match.start()].isalnum() or match.start() == 0
            apart = apart and not text[match.end() : match.end() + 1].isalnum()
            if pattern is _QUOTED and not _paired(match[1], match[3], apart):
                continue
            yield match.start(1), match.end(1), match.start(2)
            yield match.start(3), match.end(3), match.end(2) - 1
    for pattern in (_NOTE, _PARTED, _SPELLED, _EQUAL, _BOLD, _IN):
        for match in pattern.finditer(text):
            yield match.start(1), match.end(1), match.start(1) - 1


@functools.cache
def _paired(opening: str, closing: str, apart: bool) -> bool:
    """Whether two marks belong together: quotation marks with any, signs of markup only with themselves and between words."""
    if _SIGNS.intersection(opening + closing):
        return apart and opening == closing
    return True
