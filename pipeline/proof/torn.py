"""Words and figures that signs without a shape, or ends of lines, show otherwise than they are written.

Input: the trees of a file, its `Expectation`. Output: sentences' ends, such as "a line that ends in 42". Must not: judge words.

Why: an override of direction before 42 shows 24, and a figure on two lines is two figures; neither changes a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.diagnostics import quoted
from pipeline.proof.css import name_of
from pipeline.proof.facets import text_elements
from pipeline.proof.stream import squeezed_text
from pipeline.proof.whole import texts_of
from pipeline.rendition.expected import Expectation

_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u206a-\u206f]")
# What says nothing of the words in it, but what a stylesheet makes of them.
_PLAIN = frozenset(["span", "bdi", "small", "u", "i", "mark", "var", "data", "time"])
_POINTS = ".,\u066b\u066c"
_PARTED = re.compile("\\d[\u00ad\u200b]+\\d")


def torn(roots: Iterable[Any], owed: Expectation) -> Iterator[str]:
    """What turns or parts the words of a file."""
    # Of figures, too, such as a number to call in an Arabic table.
    turned = tuple(squeezed_text(text) for text in texts_of(owed) if _TURNING.search(text))
    for root in roots:
        beside = _Beside(root)
        for element, _ in text_elements(root):
            yield from _of_element(element, turned, beside)


def _of_element(element: Any, turned: Sequence[str], beside: _Beside) -> Iterator[str]:
    """What turns or parts the words that an element holds itself."""
    for text in (element.text, *(child.tail for child in element)):
        if not text or text.isascii():
            continue
        if parted := _PARTED.search(text):
            yield f"the figure {quoted(parted[0][0])} parted from {quoted(parted[0][-1])}"
        if not _TURNING.search(text):
            continue
        squeezed = squeezed_text(text)
        for match in _TURNING.finditer(squeezed):
            around = squeezed[max(0, match.start() - 1) : match.end() + 1]
            if not any(around in known for known in turned):
                yield f"a sign of direction, U+{ord(match[0]):04X}, in {quoted(text.strip()[:40])}"
    if name_of(element) in ("br", "wbr"):
        yield from _ended(element, name_of(element))
    elif name_of(element) in _PLAIN:
        yield from _parted_by(element, beside)


def _ended(element: Any, name: str) -> Iterator[str]:
    """A line that ends within a word, or may end within a figure."""
    before = element.getprevious()
    head = (before.tail if before is not None else element.getparent().text) or ""
    # Some parsers know no `wbr` that holds nothing.
    tail = element.text or element.tail or ""
    if not (head and tail):
        return
    figure = head[-1].isdecimal() and tail[0].isdecimal()
    if figure or (name == "br" and head[-1].isalpha() and tail[0].isalpha()):
        yield f"a line that ends in {quoted((head.split()[-1] + tail.split()[0])[:60])}"


def _parted_by(element: Any, beside: _Beside) -> Iterator[str]:
    """Where an element begins or ends within a figure: a stylesheet could move a part of it, or put a point there."""
    words = "".join(element.itertext())
    previous = None if words else element.getprevious()
    if previous is not None and name_of(previous) in _PLAIN and not (previous.tail or _said_by(previous)):
        # Of several without words in a row, the first speaks for all.
        return
    before, behind = beside.before.get(element, ""), beside.behind.get(element, "")
    for left, right in ((before, (words or behind)[:1]), ((words or before)[-1:], behind)):
        if _of_one_figure(left, right):
            yield f"<{name_of(element)}> within the figure {left}{right}"
            return


def _of_one_figure(left: str, right: str) -> bool:
    # A point behind a figure may be the end of a sentence.
    return right.isdecimal() and (left.isdecimal() or (left != "" and left in _POINTS))


class _Beside:
    """The characters right before and right behind each plain element of a tree, in what it is a line with.

    Shape: a space where a block or the end of a line is, nothing at the ends of the block that it stands in. Why for all at once: of thousands
    without words, each would look past all the others.
    """

    def __init__(self, root: Any) -> None:
        import lxml.etree

        self.before: dict[Any, str] = {}
        self.behind: dict[Any, str] = {}
        steps = list(lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")))
        character = ""
        for event, element in steps:
            plain = name_of(element) in _PLAIN
            if event == "start":
                if plain:
                    self.before[element] = character
                character = (element.text or "")[-1:] or (character if plain else "")
            else:
                if event == "end" and not plain:
                    character = " "
                character = (element.tail or "")[-1:] or character
        character = ""
        for event, element in reversed(steps):
            plain = name_of(element) in _PLAIN
            if event != "start":
                character = (element.tail or "")[:1] or character
                if plain:
                    self.behind[element] = character
                elif event == "end":
                    character = ""
            elif plain:
                character = (element.text or "")[:1] or character
            else:
                character = " "


def _said_by(element: Any) -> str:
    """Its words, a space for what ends a line or is a block."""
    if name_of(element) and name_of(element) not in _PLAIN:
        return " "
    return "".join(element.itertext()) if name_of(element) else ""
