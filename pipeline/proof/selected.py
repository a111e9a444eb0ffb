"""What words look like while somebody has marked them: as legible as before. And that who goes through a page with keys sees where they are.

Input: the `Styles` of one document. Output: sentences' ends, such as "color: transparent for ::selection". Must not: ask what a rule
meets: marks are made wherever a reader likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.proof.colours import BLACK, Colour, colour_of, contrast
from pipeline.proof.css import Declared, Rule, Styles
from pipeline.proof.marks import FAINTEST
from pipeline.proof.variables import UNTOLD, written_out

# By a reader, a search, an address, or a checker of spelling.
_MARKED = re.compile(
    r"::(-moz-)?(selection|highlight|search-text|target-text|spelling-error|grammar-error)", re.IGNORECASE
)
# The last of a selector, where it names an element that is no link.
_NO_LINK = re.compile(r"(^|[\s>+~])(?!a(?![\w-]))[a-z][\w-]*[^\s>+~,]*$", re.IGNORECASE)
_NOTHING = r"(0|\.0+)(\.0*)?[a-z]*"
_RINGLESS = {
    "outline": re.compile(
        rf".*\b(none|hidden|transparent)\b.*|(.* )?{_NOTHING}( .*)?|initial|unset|revert-layer"
    ),
    "outline-style": re.compile(r"none|hidden|initial|unset"),
    "outline-width": re.compile(_NOTHING),
    "outline-color": re.compile(r"transparent"),
}
_GROUNDS = ("background", "background-color")
_PLAIN = frozenset(
    ["text-decoration", "text-decoration-color", "text-decoration-line", "text-decoration-style", "text-decoration-thickness"]
)  # fmt: skip
_OPEN = frozenset(["inherit", "initial", "unset", "currentcolor", "highlight", "highlighttext"])


def unselected(styles: Styles) -> Iterator[str]:
    """What takes words from sight where they are marked."""
    for sheet in styles.sheets:
        for rule in sheet.rules:
            if _MARKED.search(rule.selector):
                yield from (f"{found} for {rule.selector[:40]}" for found in _unseen(styles, rule))


def unfocused(styles: Styles) -> Iterator[str]:
    """What takes away the ring by which a link is known that keys have come to."""
    for sheet in styles.sheets:
        for rule in sheet.rules:
            # Where a page was led to by a link there, nobody chooses anything.
            if _NO_LINK.search(rule.selector):
                continue
            for declared in written_out(styles, rule).declarations:
                taken = _RINGLESS.get(declared.name)
                if taken is not None and taken.fullmatch(declared.text):
                    yield f"{declared.name}: {declared.text[:40]} for {rule.selector[:40]}"


def _unseen(styles: Styles, rule: Rule) -> Iterator[str]:
    inks: list[Colour] = []
    grounds: list[Colour] = []
    for declared in written_out(styles, rule).declarations:
        shown = f"{declared.name}: {declared.text[:40]}"
        if declared.name in ("color", *_GROUNDS):
            if declared.text in _OPEN:
                continue
            colour = _colour(declared)
            if colour is None or (declared.name == "color" and colour.alpha < 1):
                yield shown
            else:
                (inks if declared.name == "color" else grounds).append(colour)
        elif declared.name == UNTOLD or not (
            declared.name in _PLAIN or declared.name.startswith("--") or declared.text == "none"
        ):
            yield shown
    for ink in inks:
        for ground in grounds:
            if ground.alpha == 1 and contrast(ink, ground) < FAINTEST:
                yield f"a contrast of {contrast(ink, ground):.2f}:1"


def _colour(declared: Declared) -> Colour | None:
    if declared.text == "none":
        return Colour(0, 0, 0, 0)
    return colour_of(declared.value, BLACK, False)
