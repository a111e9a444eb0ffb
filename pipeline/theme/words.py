"""The words that only one edition has, by language.

Input: the names of the files of a theme, and what reads one. Output: words by their names, pieces of them. Must not: know what an edition does with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping

from pipeline.theme.scripts import tags_of


def words_of(
    read: Callable[[str], Mapping[str, str]], names: Container[str], edition: str, lang: str
) -> tuple[Mapping[str, str], str]:
    """The words of an edition, and the language in which they are: English where there is no other; none where it has none.

    Shape: `read` gives what one of the files `names` says; what a language lacks, as one of a project's own may, is English.
    """
    english = f"{edition}/labels/en.yaml"
    for candidate in (*tags_of(lang), "en") if lang else ():
        name = f"{edition}/labels/{candidate}.yaml"
        if name in names:
            return {**(read(english) if english in names else {}), **read(name)}, candidate
    return {}, ""


def pieces_of(label: str) -> list[str]:
    """What a label says around what is put into it."""
    pieces = (" ".join(piece.split()) for piece in re.split(r"\{[^{}]*\}", label))
    return [piece for piece in pieces if len(piece) > 1]
