"""What of the article stands on each page, for editions that name the pages of the printed one.

Input: a layout, the disclaimers that it shows once more. Output: a `PageMap`. Must not: lay out anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.engines.survey import Line
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.repeats import AGAIN
from pipeline.rendition.pages import PageMap, PrintedPage, letters_of

# What other editions do not have, or elsewhere: the list of contents, notes and their marks, words before disclaimers,
# the name on the cover, what fills a page.
_APART = frozenset(["contents", "notes", "note-mark", "notice-label", "publisher", "filler"])


def page_map(layout: Layout, repeats: Collection[str]) -> PageMap:
    """Each page by the number that is printed on it, or would be: on panels, covers and in viewers the same."""
    texts = [""] * len(layout.pages)
    for line in _own(layout.lines, repeats):
        texts[line.page] += letters_of(line.text)
    return tuple(PrintedPage(str(number), text) for number, text in enumerate(texts, 1))


def _own(lines: Collection[Line], repeats: Collection[str]) -> Iterator[Line]:
    """The lines of the article, each once."""
    begun: set[int] = set()
    for line in lines:
        if line.table is not None:
            if "tbody" in line.tags:
                begun.add(line.table)
            elif line.table in begun and line.tags & {"thead", "figcaption"}:
                # A table that divides has its head and its caption once more above each part.
                continue
        again = line.notice in repeats or AGAIN in line.notice
        if not (line.margin or line.generated or again or line.classes & _APART):
            yield line
