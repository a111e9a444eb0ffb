"""A title in the phrases that its signs divide it into: "After Knee Surgery:" and "Your First Weeks at Home".

Input: a title, its language and direction. Output: phrases, each with what stands behind it. Must not: change a word.

Why: a title that takes two lines reads best when the first ends where a phrase does; a browser only evens lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.rendition.direction import unbroken
from pipeline.rendition.spacing import counting, held_together

# Behind these a phrase ends, where another follows.
_END = re.compile(r"(?<=[^\s\d][:?!؟…])( )(?=\w)|(?<=[：？！])()(?=\w)")


def phrases(title: str, lang: str, dir: str) -> tuple[tuple[str, str], ...]:
    """The phrases of a title, no line ending where none should; one where nothing divides it."""
    return tuple((bound(phrase, lang, dir), behind) for phrase, behind in _divided(" ".join(title.split())))


def bound(line: str, lang: str, dir: str) -> str:
    """A title, a wording or a line of dates that stands outside of paragraphs, no line ending where none should."""
    return held_together(line, lang) if dir == "ltr" else unbroken(counting(line, lang))


def _divided(title: str) -> Iterator[tuple[str, str]]:
    start = 0
    for match in _END.finditer(title):
        yield title[start : match.start()], match[0]
        start = match.end()
    yield title[start:], ""
