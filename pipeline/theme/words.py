"""The words that only one edition has, by language.

Input: the files of a theme. Output: words by their names, pieces of them. Must not: know what an edition does with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.theme.scripts import tags_of
from pipeline.yaml import load


def words_of(files: Mapping[str, bytes], edition: str, lang: str) -> tuple[Mapping[str, str], str]:
    """The words of an edition, and the language in which they are: English where there is no other; none where it has none."""
    for candidate in (*tags_of(lang), "en") if lang else ():
        name = f"{edition}/labels/{candidate}.yaml"
        if name in files:
            loaded = load(files[name].decode(), f"templates/{name}").value
            assert loaded is not None, f"templates/{name} cannot be read"
            words: Mapping[str, str] = loaded.value
            return words, candidate
    return {}, ""


def pieces_of(label: str) -> list[str]:
    """What a label says around what is put into it."""
    pieces = (" ".join(piece.split()) for piece in re.split(r"\{[^{}]*\}", label))
    return [piece for piece in pieces if len(piece) > 1]
