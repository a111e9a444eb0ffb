"""The pages of the printed edition in a book: a marker where each begins, and the list of them.

Input: text files in reading order, a `PageMap`. Output: the files with markers, the entries of the list. Must not: change
a word; put a marker into a word, a heading, a disclaimer or a link.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pipeline.formats.ebook.chapters import escaped
from pipeline.formats.ebook.pictures import free_name
from pipeline.rendition.pages import PageMap, letters_of

# How many letters agree where two texts come together again, the more the surer, and how far that may be.
AGREEING, REACH = (48, 16, 4), (500, 20_000)
# How many may begin what lies between as they begin what follows.
ALIKE = 12
_TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<name>[\w:]+)(?P<more>(?:[^"'<>]|"[^"]*"|'[^']*')*)>|<[^<>]*>|&[^;&<]+;|[^<&]+"""
)
# A marker stands before the first of them or before none.
_SIGN = re.compile("[A-Za-z0-9]+|.", re.DOTALL)
_KINDS = re.compile(r"""\s(?:class|role|epub:type)=["']([^"']*)["']""")
_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
     "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"]
)  # fmt: skip
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# What the printed edition does not have, or elsewhere.
_APART = frozenset(["doc-endnotes", "noteref", "notice-running", "notice-label"])


def with_markers(texts: Mapping[str, str], pages: PageMap) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files with a marker where each page begins, and the lines of the list.

    Shape: `texts` are by their addresses from the list. A page that has none of the text begins with the next one;
    markers and lines are in the order of the pages.
    """
    letters, spots = _letters(texts)
    *begins, _ = accumulate((len(page.letters) for page in pages), initial=0)
    places = carried(begins, "".join(page.letters for page in pages), letters)
    taken = set(re.findall(r'\sid="([^"]*)"', "".join(texts.values())))
    marks: dict[str, list[tuple[int, str]]] = {name: [] for name in texts}
    lines: list[str] = []
    for page, place in zip(pages, places, strict=True):
        file, spot = spots[place]
        id, label = escaped(free_name(f"page-{page.label}", taken)), escaped(page.label)
        marker = f'<span epub:type="pagebreak" role="doc-pagebreak" id="{id}" aria-label="{label}"></span>'
        marks[file].append((spot, marker))
        lines.append(f'<li><a href="{escaped(file)}#{id}">{label}</a></li>')
    return {name: _marked(text, marks[name]) for name, text in texts.items()}, tuple(lines)


def _marked(text: str, marks: Sequence[tuple[int, str]]) -> str:
    found, last = "", 0
    for spot, marker in marks:
        found, last = found + text[last:spot] + marker, spot
    return found + text[last:]


# ── from one text to another


def carried(places: Sequence[int], one: str, other: str) -> list[int]:
    """Places in one text as places in another that says nearly the same: each before the first sign there that both have.

    Shape: in order as `places` are; the beginning stays the beginning, and where nothing follows that both have is the end.
    """
    stretches = _in_common(one, other)
    ends = [start + length for start, _, length in stretches]
    found = []
    for place in places:
        index = bisect_right(ends, place)
        if place == 0 or index == len(stretches):
            found.append(len(other) if place else 0)
        else:
            start, there, _ = stretches[index]
            found.append(there + max(place - start, 0))
    return found


def _in_common(one: str, other: str) -> list[tuple[int, int, int]]:
    """The stretches that two texts share, in order: where each begins in one and in the other, and how long it is."""
    found: list[tuple[int, int, int]] = []
    start = there = 0
    while True:
        length = _alike(one, start, other, there)
        if length:
            found.append((start, there, length))
        start, there = start + length, there + length
        leaps = (
            _leap(one[start : start + reach], other[there : there + reach], agreeing)
            for agreeing in AGREEING
            for reach in REACH
        )
        leap = next(filter(None, leaps), None)
        if leap is None:
            return found
        # What only the other has may begin as what follows does: that belongs to what follows.
        back, most = 0, min(length, ALIKE) if leap[0] == 0 else 0
        start, there = start + leap[0], there + leap[1]
        while back < most and one[start - back - 1] == other[there - back - 1]:
            back += 1
        if back:
            found[-1] = (found[-1][0], found[-1][1], length - back)
            start, there = start - back, there - back


def _alike(one: str, start: int, other: str, there: int) -> int:
    """How many letters are the same in both from a place on."""
    rest = min(len(one) - start, len(other) - there)
    length, step = 0, 256
    while length < rest:
        if one[start + length : start + length + step] == other[there + length : there + length + step]:
            length += step
        elif step == 1:
            return length
        else:
            step //= 4
    return rest


def _leap(one: str, other: str, agreeing: int) -> tuple[int, int] | None:
    """How far to go on in each of two texts until so many letters agree, or all that are left; the least in all."""
    size = min(agreeing, len(one), len(other))
    if not size:
        return None
    first: dict[str, int] = {}
    for index in range(len(other) - size + 1):
        first.setdefault(other[index : index + size], index)
    best: tuple[int, int] | None = None
    for index in range(len(one) - size + 1):
        if best and index >= sum(best):
            break
        there = first.get(one[index : index + size])
        if there is not None and (best is None or index + there < sum(best)):
            best = index, there
    return best


# ── where a marker may stand


def _letters(texts: Mapping[str, str]) -> tuple[str, list[tuple[str, int]]]:
    """The letters of the article, and before each the file and the place where a marker may stand; last where all ends."""
    letters: list[str] = []
    spots: list[tuple[str, int]] = []
    for file, text in texts.items():
        walk, close = _Walk(), text.rindex("</body>")
        for token in _TOKEN.finditer(text, text.index("<body"), close):
            if token["name"]:
                walk.tag(token)
            elif not token[0].startswith("<"):
                for sign, start, end in _signs(token):
                    walk.sign(sign, start, end)
                    if not walk.apart:
                        inside = letters_of(sign)
                        letters.append(inside)
                        spots += [(file, walk.spot)] * len(inside)
        last = file, close
    return "".join(letters), [*spots, last]


def _signs(token: re.Match[str]) -> list[tuple[str, int, int]]:
    """Each character of a text, with where it begins and ends in the markup; plain letters that stand together as one."""
    if token[0].startswith("&"):
        return [(html.unescape(token[0]), token.start(), token.end())]
    return [(match[0], match.start(), match.end()) for match in _SIGN.finditer(token.string, *token.span())]


@dataclass(slots=True)
class _Walk:
    """The way through a file.

    Shape: `spot` is where a marker may stand before the next letter: at the beginning of its word, outside what is
    `barred`; `fresh` says that no letter has come since. `open` are the elements around: whether one stands in lines,
    is barred, has text apart from the printed one.
    """

    spot: int = 0
    fresh: bool = True
    open: list[tuple[bool, bool, bool]] = field(default_factory=list)

    @property
    def barred(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    @property
    def apart(self) -> bool:
        return bool(self.open) and self.open[-1][2]

    def put(self, spot: int) -> None:
        if not self.barred:
            self.spot, self.fresh = spot, True

    def tag(self, token: re.Match[str]) -> None:
        name = token["name"]
        if token["end"]:
            inline, _, apart = self.open.pop()
            if not inline or apart:
                self.put(token.end())
            return
        kinds = set(" ".join(_KINDS.findall(token["more"])).split())
        inline, link = name in _INLINE, name == "a"
        bars = link or name in _HEADINGS or "notice" in kinds
        if bars and (not inline or not self.fresh):
            self.put(token.start())
        elif not inline:
            self.put(token.end())
        if not token["more"].endswith("/"):
            self.open.append((inline, self.barred or bars, self.apart or not kinds.isdisjoint(_APART)))

    def sign(self, sign: str, start: int, end: int) -> None:
        kind = unicodedata.category(sign[0])
        if sign.isspace():
            self.put(end)
        elif sign.isalnum() or kind in ("Mn", "Mc", "Me", "Cf"):
            if not self.fresh and _alone(sign[0]):
                self.put(start)
            self.fresh = False
        elif not self.fresh:
            self.put(start if kind in ("Ps", "Pi") else end)


def _alone(sign: str) -> bool:
    """Whether a word may begin with it anywhere: in Chinese and Japanese nothing stands between words."""
    return unicodedata.east_asian_width(sign) == "W" and not unicodedata.name(sign, "").startswith("HANGUL")
