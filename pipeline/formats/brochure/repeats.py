"""Disclaimers that are shown again: under each part of a table that divides, on each page with a trigger.

Input: the page's markup, a layout of it. Output: markup in which every page has what it owes, and the repeats that are
shown. Must not: lay out anything, change a word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence

from pipeline.engines.survey import Place
from pipeline.engines.weasyprint import Layout
from pipeline.rendition.expected import Repeat

# Around a part of a table: its margin, the gap above its notices, and a little air. Units: mm.
RESERVE_MM = 8.0
# Above a heading that leads to a table.
LEAD_MM = 3.0
# Above the line that says where figures come from.
PROVENANCE_MM = 1.2
_NOTICE = r'<div class="notice [^"]*" role="note" id="(?P<key>[^"]*)" data-disclaimer="[^"]*"'
_REPEAT = re.compile(_NOTICE + r' data-repeats="(?P<of>[^"]*)">\s*<p>(?:(?!</p>).)*</p>\s*</div>', re.S)
_ROW = re.compile(r"<tr>.*?</tr>", re.S)
# In the id of a notice under a part of a table.
AGAIN = "-again-"


def chosen(html: str, shown: Collection[str]) -> str:
    """The markup with the repeats in `shown`; of the others only their place is left, so that it can be measured."""

    def form(match: re.Match[str]) -> str:
        if match["key"] in shown:
            return match[0].replace(f' data-repeats="{match["of"]}"', "", 1)
        return f'<div class="spot" id="{match["key"]}"></div>'

    return _REPEAT.sub(form, html)


def repeats_in(html: str) -> dict[str, str]:
    """The notices that may be shown again: their keys, and the keys of those that they repeat."""
    return {match["key"]: match["of"] for match in _REPEAT.finditer(html)}


def lacking(layout: Layout, repeats: Mapping[str, str]) -> set[str]:
    """On each page, the first place where a notice could be shown again, unless it stands above that already.

    Why: it belongs behind the first of what it qualifies there; further down it is no help to who reads that.
    """
    present: set[tuple[str, int]] = set()
    wanted: set[str] = set()
    for place in layout.places:
        of = _original(place.name, repeats)
        if place.kind == "notice":
            present.add((of, place.page))
        elif place.kind == "spot" and (of, place.page) not in present:
            present.add((of, place.page))
            wanted.add(place.name)
    return wanted


def shown_again(layout: Layout, repeats: Mapping[str, str]) -> tuple[Repeat, ...]:
    """The repeats that a layout shows, in reading order."""
    found = []
    for place in layout.places:
        if place.kind != "notice":
            continue
        of = _original(place.name, repeats)
        if of != place.name:
            found.append(Repeat(of, place.page + 1))
    return tuple(found)


def _original(name: str, repeats: Mapping[str, str]) -> str:
    """The notice that is shown again under a name, also under a part of a table that has it again itself."""
    name = name.partition(AGAIN)[0]
    return repeats.get(name, name)


# ── tables that divide


def cuts(layout: Layout, table: int, notices: Sequence[str], slack: float = 0.0) -> tuple[int, ...]:
    """How many rows each part of a table holds, so that its notices have room below on the same page.

    Units: `slack` in mm is left free on every page besides.
    """
    places = [place for place in layout.places if place.table == table]
    rows = [place for place in places if place.kind == "row"]
    heads = [place for place in places if place.kind == "head"]
    begins = min((place.page for place in heads), default=rows[0].page)
    heads = [place for place in heads if place.page == begins]
    below = (
        sum(place.bottom - place.top for place in layout.places if place.name in notices) + RESERVE_MM + slack
    )
    captions = [line for line in layout.lines if line.table == table and "figcaption" in line.tags]
    # Of a head whose cells stand below each other, these are places too.
    end = max((place.bottom for place in heads), default=rows[0].top)
    first = min([*(place.top for place in heads), *(line.y for line in captions)], default=end)
    above = max(0.0, end - first)
    pages = layout.pages
    whole = pages[rows[0].page].bottom - pages[rows[0].page].top - above - below
    room = pages[rows[0].page].bottom - rows[0].top - below
    if begins < rows[0].page:
        # A head without a row goes to the next page, and what leads to it comes along.
        leads = [
            line.y
            for line in layout.lines
            if line.page == begins and not line.margin and line.y < first and line.tags & {"h2", "h3", "h4"}
        ]
        room = whole - (first - max(leads, default=first)) - (LEAD_MM if leads else 0)
    parts: list[int] = []
    count, used = 0, 0.0
    heights = _heights(rows)
    # What says where the figures come from stays with the last row.
    sources = [line for line in layout.lines if line.table == table and "provenance" in line.classes]
    heights[-1] += sum(line.height for line in sources) + (PROVENANCE_MM if sources else 0)
    for height in heights:
        if used + height > room and (count or not parts):
            if count:
                parts.append(count)
            count, used, room = 0, 0.0, whole
        count, used = count + 1, used + height
    return (*parts, count)


def _heights(rows: Sequence[Place]) -> list[float]:
    """Of each row, which may lie on two pages."""
    heights: dict[str, float] = {}
    for row in rows:
        heights[row.name] = heights.get(row.name, 0.0) + row.bottom - row.top
    return list(heights.values())


def torn(layout: Layout, table: int, parts: Sequence[int], notices: Sequence[str]) -> bool:
    """Whether a part of a table, or it and its notices, still lie on two pages."""
    lying = _lying(layout, table)
    # Where one is shown only if its page lacks it, its place is there all the same.
    pages = {place.name: place.page for place in layout.places if place.kind in ("notice", "spot")}
    start = 0
    for number, count in enumerate(parts):
        # The last part has the notice that is owed, behind all of the table; those before have it once more.
        names = notices if number == len(parts) - 1 else [f"{name}{AGAIN}{number}" for name in notices]
        on = set().union(*lying[start : start + count]) | {pages[name] for name in names}
        if len(on) > 1:
            return True
        start += count
    return False


def merged(layout: Layout, table: int, parts: Sequence[int]) -> tuple[int, ...]:
    """The parts of a table, those that lie on one page together as one."""
    lying = _lying(layout, table)
    found: list[int] = []
    start, before = 0, set[int]()
    for count in parts:
        on = set().union(*lying[start : start + count])
        if found and len(on) == 1 and on == before:
            found[-1] += count
        else:
            found.append(count)
        start, before = start + count, on
    return tuple(found)


def _lying(layout: Layout, table: int) -> list[set[int]]:
    """The pages that each row lies on."""
    rows: dict[str, set[int]] = {}
    for place in layout.places:
        if place.table == table and place.kind == "row":
            rows.setdefault(place.name, set()).add(place.page)
    return list(rows.values())


def notices_of(html: str, table: int) -> tuple[str, ...]:
    """The keys of the notices that qualify a table by its number."""
    match = _table(table, _QUALIFIED).search(html)
    return tuple(found["key"] for found in re.finditer(_NOTICE, match["notices"])) if match else ()


def divided(html: str, tables: Mapping[int, Sequence[int]], continued: str) -> str:
    """Tables in parts of so many rows: each with the head, a caption that says so, and the notices."""
    for table, parts in tables.items():
        within = _QUALIFIED if notices_of(html, table) else _ALONE
        replaced = functools.partial(_parts, parts=parts, continued=continued)
        html = _table(table, within).sub(replaced, html)
    return html


# What stands before and behind a table: its wrapper with the notices behind it, or nothing.
_QUALIFIED = (
    r'(?P<open><div class="qualified qualified-table[^"]*">\s*)',
    r'\s*(?P<notices>(?:<div class="notice (?:(?!</div>).)*</div>\s*)+)(?P<close></div>)',
)
_ALONE = ("(?P<open>)", "(?P<notices>)(?P<close>)")


@functools.lru_cache(maxsize=256)
def _table(table: int, within: tuple[str, str]) -> re.Pattern[str]:
    """A table by its number, with what stands around it."""
    return re.compile(
        within[0] + rf'(?P<figure><figure class="table [^"]*\bnumber-{table}">)'
        r"(?P<caption>\s*<figcaption>(?P<title>(?:(?!</figcaption>).)*)</figcaption>)?"
        r"(?P<before>(?:(?!<tbody>).)*<tbody>)(?P<rows>(?:(?!</tbody>).)*)(?P<after></tbody>\s*</table>)"
        rf"(?P<rest>(?:(?!</figure>).)*)</figure>{within[1]}",
        re.S,
    )


def _parts(match: re.Match[str], parts: Sequence[int], continued: str) -> str:
    rows = _ROW.findall(match["rows"])
    figure = match["figure"].replace(" loose", "")
    opening = match["open"].replace(" loose", "")
    found, start = [], 0
    for number, count in enumerate(parts):
        caption, before, notices = match["caption"] or "", match["before"], match["notices"]
        if number:
            # An id stands once in a file.
            before = re.sub(r' id="[^"]*"', "", before)
            title = f"{match['title']} ({continued})" if match["title"] else continued
            caption = f"<figcaption>{title}</figcaption>"
        if number < len(parts) - 1:
            before = re.sub(r' aria-describedby="[^"]*"', "", before)
            notices = re.sub(
                _NOTICE,
                lambda found, number=number: found[0].replace(
                    f'id="{found["key"]}"', f'id="{found["key"]}{AGAIN}{number}"', 1
                ),
                notices,
            )
        rest = match["rest"] if number == len(parts) - 1 else ""
        body = "\n".join(rows[start : start + count])
        found.append(
            f"{opening}{figure}{caption}{before}{body}{match['after']}{rest}</figure>\n{notices}{match['close']}"
        )
        start += count
    return "\n".join(found)
