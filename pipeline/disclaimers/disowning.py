"""An article's own words against its notices: "ignore the box below", "the disclaimer does not apply to you".

Input: the texts of an article, its language. Output: warnings. The words of a language stand in `grammar/`. Must not: know
which notices there are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.diagnostics import Diagnostic, Extent, Location, quoted, report
from pipeline.disclaimers.detect import Piece
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.lexicons import BEGIN, END, primary, words_of

_WORD = r"[^\W\d_][\w'-]*"


def disowning(
    pieces: Sequence[Piece], lang: str, at: Callable[[Extent | None], Location]
) -> Iterator[Diagnostic]:
    """Where a text tells readers not to mind a notice. Reports: DIS360."""
    patterns = _patterns(primary(lang))
    for piece in pieces if patterns else ():
        folded = fold(piece.text)
        for match in (found for pattern in patterns for found in pattern.finditer(folded.text)):
            place = piece.extent(*folded.source(*match.span("said")))
            yield report("DIS360", at(place), found=quoted(match["said"]))


@functools.cache
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    """What is said to be ignored, and what is said of it; nothing where the language has no words for it.

    A notice has a name that nothing else has, or stands somewhere beside the text. Who is told to ignore it is spoken to: "many
    ignore the small print" and "do not ignore it" are said for it.
    """
    data = words_of(lang).get("notices")
    if not data:
        return ()
    names, things, places, ignoring, void, lead = (
        "|".join(data[key]) for key in ("names", "things", "places", "ignoring", "void", "lead")
    )
    noun = rf"(?:{names}|(?:{things})(?: {_WORD}){{0,2}}? (?:{places})|(?:{places}) (?:{things})){END}"
    return (
        re.compile(
            rf"(?:\A|[.!?;:,(-] ?|{BEGIN}(?:{lead}) )(?P<said>(?:{ignoring})[ '](?:{_WORD}[ ']){{0,3}}?{noun})",
            re.IGNORECASE,
        ),
        re.compile(rf"{BEGIN}(?P<said>{noun}(?: {_WORD}){{0,2}}?,? (?:{void})){END}", re.IGNORECASE),
    )
