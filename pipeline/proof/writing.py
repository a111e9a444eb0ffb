"""Words, and pictures of them, that a stylesheet puts into a page.

Input: stylesheets, the pieces of text that may stand in the file. Output: what is nobody's. Must not: ask which elements it meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.proof.css import Sheet
from pipeline.proof.hiding import bare
from pipeline.proof.stream import squeezed_text

_WRITES = frozenset(
    ["content", "quotes", "list-style", "list-style-type", "list-style-image", "hyphenate-character"]
)
# What the page's own elements may be asked for: an address, and the head of a column.
_ASKED = frozenset(["href", "data-label"])


def written(sheets: Iterable[Sheet], known: Sequence[str]) -> Iterator[str]:
    """Words, and pictures of them, that rules put into the page and that are nobody's.

    `known` are the pieces of text that may stand in the file.
    """
    for sheet in sheets:
        for rule in sheet.rules:
            for declared in rule.declarations:
                if bare(declared.name) in _WRITES:
                    yield from _written(declared.value, known)


def _written(tokens: Iterable[Any], known: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        if token.type == "string":
            if any(map(str.isalpha, token.value)) and squeezed_text(token.value) not in known:
                yield token.value
        elif token.type == "url":
            yield token.value[:60]
        elif token.type == "function":
            if token.lower_name == "attr":
                names = [one.lower_value for one in token.arguments if one.type == "ident"]
                if not names or names[0] not in _ASKED or len(token.arguments) > 1:
                    yield f"attr({' '.join(names)})"
            elif token.lower_name not in ("counter", "counters"):
                yield f"{token.name}()"
