"""Pages evened out: sections that had better begin on the next page, pictures that had room if they were a little smaller.

Input: a `Layout`, the page's markup. Output: ids of headings, heights of pictures, and how full pages will be. Must not:
lay out anything, or move what an author wrote.

Why: what does not fit as a whole goes to the next page and leaves a hole. A section that begins low on the page before may
fill it: all behind it stays where it is, so that nothing need be laid out to know how the pages will look.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from pipeline.engines.survey import Line
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure.fitting import chapter_ends
from pipeline.formats.brochure.judging import pages_named, thinness

# How much smaller a picture may be than its form sets it.
LEAST_SCALE = 0.75
# What stands above a picture, and above its caption; a section's rule and the air below it. Units: mm.
ABOVE_MM, CAPTION_MM, RULE_MM = 3.4, 1.2, 3.0
# Between what comes from the page before and what stood at a page's top: at most above a section, above anything else.
GAPS_MM = 7.5, 4.2
# What no estimate is nearer than.
SLACK_MM = 1.5
# A hole that is worth smaller pictures.
WORTH = 0.15
# A page that a section leaves had better not be emptier than that.
LEAST_SHARE = 0.5
# A lead that takes less of a page stands there with the first section, where there are others for the other pages.
LONELY_LEAD = 0.3
# Sums of squares that differ by less look alike.
ALIKE = 0.01

_HEADING = re.compile(r'<(h[2-4])[^<>]*? id="([^"]+)"[^<>]*>(.*?)</\1>', re.S)
_PICTURE = re.compile(
    r'<figure class="picture">\s*<img src="([^"]+)"([^<>]*)>\s*<figcaption>(.*?)</figcaption>', re.S
)
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Evened:
    """The headings, by their ids, that begin a page, and how full the pages of the text will be, by their numbers."""

    breaks: frozenset[str]
    shares: Mapping[int, float]


def evened(layout: Layout, html: str, name: str, sections: frozenset[str]) -> Evened:
    """The pages of one name, from the last one on each filled by a section of the page before where both become fuller."""
    body = pages_named(layout, name)
    shares = {number: layout.pages[number].share for number in body}
    ends = chapter_ends(layout) | {*body[-1:]}
    lines = {
        number: [line for line in layout.lines if line.page == number and not line.margin] for number in body
    }
    ids = dict(_named(layout.lines, html, sections))
    found: set[str] = set()
    for number in reversed(body[:-1]):
        after = number + 1
        if number in ends or after not in shares or not lines[after]:
            continue
        page = layout.pages[number]
        height = page.bottom - page.top
        gap = GAPS_MM[0 if lines[after][0].tags & sections else 1]

        def rest(share: float, number: int) -> float:
            return thinness(share) if number in ends else (1 - share) ** 2

        least, chosen = rest(shares[number], number) + rest(shares[after], after) - ALIKE, None
        for index, line in enumerate(lines[number]):
            if not index or line not in ids:
                continue
            before = max(each.y + each.height for each in lines[number][:index])
            left = (before - page.top) / height
            filled = shares[after] + (page.used - line.y + RULE_MM + gap) / height
            if left < LEAST_SHARE or filled > 1 - SLACK_MM / height:
                continue
            both = rest(left, number) + rest(filled, after)
            if both < least:
                least, chosen = both, (ids[line], left, filled)
        if chosen:
            found.add(chosen[0])
            shares[number], shares[after] = chosen[1:]
    return Evened(frozenset(found), shares)


def spread(layout: Layout, html: str, name: str, sections: frozenset[str], most: int) -> frozenset[str]:
    """The headings that begin a page, so that a text that leaves pages free stands on so many of them, about equally full.

    None where a section is too long for a page: its pages are full.
    """
    before: dict[int, float] = {}
    end = 0.0
    for number in pages_named(layout, name):
        page = layout.pages[number]
        before[number], end = end - page.top, end + page.used - page.top
    begun = [
        (before[line.page] + line.y, address)
        for line, address in _named(layout.lines, html, sections)
        if line.page in before
    ]
    begun = [(at, address) for at, address in begun if at > ABOVE_MM]
    room = min((layout.pages[number].bottom - layout.pages[number].top for number in before), default=0.0)
    if len(begun) >= most and begun[0][0] < LONELY_LEAD * room:
        begun = begun[1:]
    least, found = 0.0, frozenset[str]()
    for count in range(1, most):
        for chosen in itertools.combinations(begun, count):
            edges = [0.0, *(at for at, _ in chosen), end]
            shares = [(below - above) / room for above, below in itertools.pairwise(edges)]
            cost = sum((1 - share) ** 2 for share in shares) + most - len(shares)
            if max(shares) < 1 - SLACK_MM / room and (not found or cost < least):
                least, found = cost, frozenset(address for _, address in chosen)
    return found


def smaller(layout: Layout, html: str, name: str) -> dict[str, float]:
    """The pictures, by their addresses, that begin a page since the one before has a little less room than they take.

    Units: the height that each may have, in mm.
    """
    body = pages_named(layout, name)
    ends = chapter_ends(layout)
    captions = dict(_captions(layout.lines, html))
    found: dict[str, float] = {}
    for before, number in itertools.pairwise(body):
        page = layout.pages[before]
        if before in ends or page.share > 1 - WORTH:
            continue
        lines = [line for line in layout.lines if line.page == number and not line.margin]
        address = captions.get(lines[0]) if lines else None
        if address is None:
            continue
        height = lines[0].y - CAPTION_MM - layout.pages[number].top
        bottom = max(
            line.y + line.height for line in lines if "figcaption" in line.tags and line.y < lines[0].y + 20
        )
        takes = ABOVE_MM + bottom - layout.pages[number].top + SLACK_MM
        left = height - (takes - (page.bottom - page.used))
        if LEAST_SCALE * height <= left < height:
            found[address] = round(left - left % 0.5, 1)
    return found


def _named(lines: Sequence[Line], html: str, tags: frozenset[str]) -> Iterator[tuple[Line, str]]:
    """The first line of each heading that stands in the text by itself, with its id."""
    headings = [(match[1], match[2], _letters(match[3])) for match in _HEADING.finditer(html)]
    for line, (_, address, _) in _matched(
        [line for line in lines if line.tags & tags and not line.margin and "opener" not in line.classes],
        [one for one in headings if one[0] in tags],
    ):
        yield line, address


def _captions(lines: Sequence[Line], html: str) -> Iterator[tuple[Line, str]]:
    """The first line of each caption, with the address of its picture; none of pictures with a width of their own."""
    pictures = [(match[2], match[1], _letters(match[3])) for match in _PICTURE.finditer(html)]
    for line, (attributes, address, _) in _matched(
        [line for line in lines if {"figcaption"} <= line.tags and "picture" in line.classes], pictures
    ):
        if 'class="width-' not in attributes:
            yield line, unescape(address)


def _matched(
    lines: Sequence[Line], named: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[Line, tuple[str, str, str]]]:
    """The line that each text begins with: both are in order."""
    at = 0
    for one in named:
        for index in range(at, len(lines)):
            start = _letters(lines[index].text)
            if start and one[2].startswith(start):
                yield lines[index], one
                at = index + 1
                break


def _letters(markup: str) -> str:
    return "".join(unescape(_MARKUP.sub("", markup)).split())
