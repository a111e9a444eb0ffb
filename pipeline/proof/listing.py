"""Whether lists of contents name the headings of the text, all of them, in order, and as they are.

Input: the runs that are owed, the words of a list's entries. Output: sentences' ends, such as '"Fares" left out of a list of contents'.
Must not: know where the entries lead.

Why: who does not read on from the beginning sees of a section, and of what it owes, only the line that leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.article import folded
from pipeline.diagnostics import quoted
from pipeline.proof.stream import squeezed_text
from pipeline.rendition.expected import Run
from pipeline.rendition.listing import LEAST_ENTRIES, MOST_WITH_SECTIONS
from pipeline.rendition.roles import Step

# So many are told of one file.
MOST = 4


def listed_in_page(runs: Sequence[Run], entries: Sequence[str]) -> Iterator[str]:
    """What is wrong with the list of a page, which names the sections."""
    headings = _headings(runs)
    sections = [text for step, text in headings if step.number == 2]
    if headings and (entries or len(sections) >= LEAST_ENTRIES):
        yield from _compared(sections, entries, ())


def listed_in_book(runs: Sequence[Run], entries: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """The same of a book's, which names chapters, and their sections unless these are too many. Shape: `words` are the theme's."""
    headings = _headings(runs)
    if not headings:
        return
    sections = {squeezed_text(text) for step, text in headings if step.number == 3}
    chapters = sum(squeezed_text(entry) not in sections for entry in entries)
    deepest = 3 if chapters <= MOST_WITH_SECTIONS else 2
    due = [text for step, text in headings if 2 <= step.number <= deepest]
    # The title above the text, and what is about the book.
    also = [*words, *(text for step, text in headings if step.number == 1)]
    yield from _compared(due, entries, also)


def _headings(runs: Sequence[Run]) -> list[tuple[Step, str]]:
    """The headings with their words, none of a file of an earlier version; a note or a line's end divides one into several runs."""
    found = ((run.steps[-1], run.text) for run in runs if run.steps and run.steps[-1].what == "h")
    return [
        (step, " ".join(text for _, text in parts)) for step, parts in groupby(found, key=lambda one: one[0])
    ]


def _compared(due: Sequence[str], entries: Sequence[str], also: Iterable[str]) -> Iterator[str]:
    others = {squeezed_text(text) for text in (*due, *also)}
    listed = [squeezed_text(entry) for entry in entries]
    found = [
        f"{quoted(folded(entry)[:60])} in a list of contents, which is no heading"
        for entry, own in zip(entries, listed, strict=True)
        if own not in others
    ]
    place = 0
    for text in due:
        own = squeezed_text(text)
        try:
            place = listed.index(own, place) + 1
        except ValueError:
            found.append(f"{quoted(text[:60])} left out of a list of contents")
    yield from found[:MOST]
