"""What of a file is no part of the article's text, as far as it is shown: disclaimers, which are measured by themselves, and the theme's own links.

Input: an `Expectation`, elements. Output: whether one is such. Must not: take a class or a role for it: both are written in the file.

Why: what is measured by nobody could be hidden, so words of the article may not call themselves a mark of a note.
"""

from __future__ import annotations

from typing import Any

from pipeline.proof.css import name_of
from pipeline.proof.markup import classes_of
from pipeline.proof.stream import LABEL, squeezed_text
from pipeline.rendition.expected import Expectation

# Units: squeezed characters.
_LINK = 40


class Apart:
    """What is apart of what one file owes."""

    def __init__(self, owed: Expectation) -> None:
        self._wordings = tuple(squeezed_text(notice.text) for notice in owed.notices)
        self._own = {squeezed_text(run.text) for run in owed.runs}

    def holds(self, element: Any) -> bool:
        """Whether an element is a disclaimer, or a link that waits until it is focused or is of no use on paper."""
        classes = classes_of(element)
        if "notice" in classes:
            return self._noticing(element)
        if name_of(element) == "a":
            return self._leads(element, classes)
        if "to-contents" not in classes or len(element) != 1 or name_of(element[0]) != "a":
            return False
        words = squeezed_text("".join(element.itertext()))
        alone = words == squeezed_text("".join(element[0].itertext()))
        return alone and words not in self._own and len(words) <= _LINK

    def _noticing(self, element: Any) -> bool:
        words = squeezed_text("".join(element.itertext()))
        return any(one in words and len(words) <= len(one) + LABEL for one in self._wordings)

    def _leads(self, element: Any, classes: Any) -> bool:
        words = "".join(element.itertext())
        if element.get("role") == "doc-backlink":
            return not any(map(str.isalnum, words))
        if element.get("role") == "doc-noteref":
            return not any(map(str.isalpha, words))
        above = element.getparent()
        return "skip" in classes and name_of(above) == "body" and squeezed_text(words) not in self._own
