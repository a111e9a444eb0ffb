"""Words, and pictures of them, that a stylesheet puts into a page.

Input: stylesheets, the pieces of text that may stand in the file. Output: what is nobody's. Must not: ask which elements it meets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from string import whitespace
from typing import Any
from unicodedata import category

from pipeline.proof.css import Rule, Sheet
from pipeline.proof.hiding import bare
from pipeline.proof.stream import squeezed_text

_WRITES = frozenset(
    ["content", "quotes", "list-style", "list-style-type", "list-style-image", "hyphenate-character"]
)
# What the page's own elements may be asked for: an address, and the head of a column.
_ASKED = frozenset(["href", "data-label"])
# What lists mark their items with, and what leads on.
_POINTING = frozenset("←↑→↓↩▪▫■□●○◦◆◇☐☑✓✔•")
_ITEM = re.compile(r"\b(li|ol|ul)(?=[.:#\[])")


# Items are counted one by one from one, by a counter of the theme's own.
_PLAIN = r"(none|inherit|initial|unset|((?!list-item\b)-{{0,2}}[a-z_][\w-]*( {})? ?)+)"
_COUNTING = defaultdict(
    lambda: re.compile(r"none|inherit|initial|unset"),
    {"counter-reset": re.compile(_PLAIN.format("0")), "counter-increment": re.compile(_PLAIN.format("1"))},
)


def written(sheets: Iterable[Sheet], known: Sequence[str]) -> Iterator[str]:
    """Words, and pictures of them, that rules put into the page and that are nobody's.

    `known` are the pieces of text that may stand in the file.
    """
    every = tuple(sheets)
    counters = {
        token.value
        for sheet in every
        for rule in sheet.rules
        for declared in rule.declarations
        if declared.name == "counter-increment"
        for token in declared.value
        if token.type == "ident"
    }
    for sheet in every:
        for rule in sheet.rules:
            for declared in rule.declarations:
                if declared.name.startswith("counter-") and not _COUNTING[declared.name].fullmatch(
                    declared.text
                ):
                    yield f"{declared.name}: {declared.text[:40]}"
                if bare(declared.name) in _WRITES:
                    yield from _written(rule, declared.value, known, counters)


# What asks, calls, or belongs to a sum.
_MARKING = frozenset("?!¿¡‽؟！？*/\\|^†‡~_#")


def _telling(text: str) -> bool:
    """Whether a string says something: words, figures, signs of sums, a question, or a cross."""
    return any(
        one.isalnum()
        or one in _MARKING
        or one == "%"
        or (category(one) in ("Sm", "Sc", "So") and one not in _POINTING)
        for one in text
    )


def _written(
    rule: Rule, tokens: Iterable[Any], known: Sequence[str], counters: Collection[str]
) -> Iterator[str]:
    for token in tokens:
        if token.type == "string":
            if _telling(token.value) and squeezed_text(token.value) not in known:
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
            elif not all(map(_of_items, rule.selector.split(","))):
                # Before anything else than an item, a number would be a part of what stands there.
                yield f"{token.name}() for {rule.selector[:40]}"
            elif strange := _miscounted(token, counters):
                yield strange


def _of_items(selector: str) -> bool:
    """Whether a selector asks for what stands before the items of lists, or marks them."""
    whole = selector.strip()
    place = max(map(whole.rfind, (*whitespace, *">+~"))) + 1
    item = _ITEM.search(whole, place)
    return item is not None and "(" not in whole[: item.start()] and whole.endswith((":before", ":marker"))


def _miscounted(token: Any, counters: Collection[str]) -> str | None:
    """What shows another number than an item's own: one that nobody counts, or letters."""
    names = [one.value for one in token.arguments if one.type == "ident"]
    if names in (["list-item"], ["list-item", "decimal"]) or (len(names) == 1 and names[0] in counters):
        return None
    return f"{token.name}({', '.join(names)[:40]})"
