"""A file's text as one stream, and where the texts that it owes stand in it.

Input: the pages or files of an edition as characters. Output: spans, gaps, verbatim comparisons.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.article import folded

# A hyphen that a layout engine put, or may have put, at the end of a line.
SOFT = "\x02"
# Drawn by layout, not written by anybody; pandoc says behind ↔ and ↩ in HTML that they are signs of text, and no pictures.
IGNORED = "\u00ad\u2060\ufe0e"
_DROPPED = re.compile(rf"[^\s{IGNORED}{SOFT}]+")
_IGNORED = str.maketrans("", "", IGNORED)
_BREAKING = "-‐–—/…"
# Units: squeezed characters.
GAP = 400
LABEL = 60
RUNNING = 400
# What is squeezed once only. Units: characters.
RUN = 2000


class Span(NamedTuple):
    """A stretch of a stream. Units: squeezed characters, the end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One page or file. Shape: `marks[i]` differs where characters come from different pieces; same length as `text`."""

    text: str
    marks: Sequence[int]


class Stream:
    """Text that is searched without its white space, with the way back to each character.

    Shape: `squeezed` has no white space, no ignorable characters, and the line-end hyphens that the
    expected text has too; `origin[i]` is where `squeezed[i]` stands in `text`. `running` is how much may stand between
    the end of a text's part and that of its page, and before its rest on the next one.
    """

    def __init__(self, stretches: Sequence[Stretch], owed: str, *, running: int = RUNNING) -> None:
        self.running = running
        self.text = "".join(stretch.text for stretch in stretches)
        self.marks = [mark for stretch in stretches for mark in stretch.marks]
        starts, at = [], 0
        for stretch in stretches:
            starts.append(at)
            at += len(stretch.text)
        self.text = self._hyphens(self.text, squeezed_text(owed), starts)
        self.squeezed, self.origin = _squeezed(self.text)
        # Where each page or file begins, in squeezed characters.
        self.parts = [bisect_left(self.origin, start) for start in starts]

    @staticmethod
    def _hyphens(text: str, owed: str, starts: Sequence[int]) -> str:
        """Line-end hyphens resolved: a hyphen where the owed text has one, else nothing (`SOFT` stays).

        The rest of a word that is divided at the end of a page stands at the head of the next, behind the foot of its own.
        """
        if SOFT not in text and not re.search(r"[-‐]\s*\n", text):
            return text
        characters = list(text)
        for match in re.finditer(rf"{SOFT}|[-‐](?=\s*\n)", text):
            # Only the divided word itself: what follows it may be generated.
            before = squeezed_text((text[max(0, match.start() - 6) : match.start()].split() or [""])[-1])
            page = bisect_right(starts, match.start())
            for at in (match.end(), *starts[page : page + 1]):
                behind = squeezed_text((text[at : at + 10].split() or [""])[0])[:6]
                if hyphen := next((one for one in "-‐\u2011" if before + one + behind in owed), None):
                    characters[match.start()] = hyphen
                    break
                if before + behind in owed:
                    characters[match.start()] = SOFT
                    break
            else:
                if match[0] == SOFT:
                    characters[match.start()] = SOFT
        return "".join(characters)

    # ── places

    def part(self, index: int) -> int:
        """The page or file, from 0, in which a squeezed character stands."""
        return max(0, bisect_right(self.parts, index) - 1)

    def part_end(self, part: int) -> int:
        return self.parts[part + 1] if part + 1 < len(self.parts) else len(self.squeezed)

    def characters(self, span: Span) -> range:
        """The indexes in `text` of a span."""
        if span.end <= span.start:
            return range(0)
        return range(self.origin[span.start], self.origin[span.end - 1] + 1)

    def shown(self, span: Span, limit: int = 150) -> str:
        """A span as it reads."""
        characters = self.characters(span)
        return folded(self.text[characters.start : min(characters.stop, characters.start + limit * 2)])[
            :limit
        ]

    # ── search

    def _whole_words(self, start: int, end: int) -> bool:
        return self._edge(start) and self._edge(end)

    def _edge(self, index: int) -> bool:
        """Whether a word may begin or end between two squeezed characters."""
        if index <= 0 or index >= len(self.squeezed):
            return True
        left, right = self.origin[index - 1], self.origin[index]
        if right - left > 1 or self.marks[left] != self.marks[right]:
            return True
        return not (self.text[left].isalnum() and self.text[right].isalnum())

    def find(self, wanted: str, start: int = 0, limit: int | None = None) -> Span | None:
        """The first place where `wanted` (squeezed) stands in whole words and begins before `limit`."""
        limit = len(self.squeezed) if limit is None else min(limit, len(self.squeezed))
        at = self.squeezed.find(wanted, start, limit + len(wanted))
        while at >= 0:
            if self._whole_words(at, at + len(wanted)):
                return Span(at, at + len(wanted))
            at = self.squeezed.find(wanted, at + 1, limit + len(wanted))
        return None

    def find_all(self, wanted: str) -> list[Span]:
        found: list[Span] = []
        at = 0
        while (span := self.find(wanted, at)) is not None:
            found.append(span)
            at = span.end
        return found

    def find_divided(self, wanted: str, start: int, limit: int) -> list[Span] | None:
        """Like `find`, for text that goes on behind running heads on the next page. Shape: its pieces."""
        head = wanted[:8]
        for part in range(self.part(start), len(self.parts) - 1):
            end = self.part_end(part)
            if end <= start:
                continue
            if self.parts[part] > limit:
                break
            at = self.squeezed.find(head, start, min(end, limit + len(head)))
            while at >= 0:
                if self._edge(at) and (pieces := self._continued(wanted, at, part)):
                    return pieces
                at = self.squeezed.find(head, at + 1, min(end, limit + len(head)))
        return None

    def _continued(self, wanted: str, at: int, part: int) -> list[Span] | None:
        """`wanted` from `at`, divided at a line end near the end of this page."""
        end = self.part_end(part)
        length = 0
        while length < len(wanted) and at + length < end and self.squeezed[at + length] == wanted[length]:
            length += 1
        for cut in range(length, 0, -1):
            stop = at + cut
            if end - stop > self.running:
                return None
            if stop < end and not self._line_ends(stop):
                continue
            rest = wanted[cut:]
            following = self.squeezed.find(rest, end, end + self.running + len(rest))
            if following >= 0 and self._whole_words(following, following + len(rest)):
                return [Span(at, stop), Span(following, following + len(rest))]
            if (
                part + 2 < len(self.parts)
                and (begin := self.squeezed.find(rest[:8], end, end + self.running)) >= 0
                and (pieces := self._continued(rest, begin, part + 1))
            ):
                return [Span(at, stop), *pieces]
        return None

    def _line_ends(self, index: int) -> bool:
        between = self.text[self.origin[index - 1] + 1 : self.origin[index]]
        return "\n" in between

    # ── verbatim

    def verbatim(self, wording: str, span: Span, real_break: Callable[[int], bool]) -> str:
        """What stands in a span, white space folded as in every comparison.

        Shape: equal to `wording` exactly if the file shows it. A line break where the wording has no
        space counts as nothing, but only where `real_break(index)` says that the line does end there,
        and only behind a hyphen, a dash or a hyphen that layout added, and beside a character of Chinese, where lines
        end without any.
        """
        stretch = self.characters(span)
        spaced = _spaced(wording)
        found: list[str] = []
        count = 0
        index = stretch.start
        while index < stretch.stop:
            character = self.text[index]
            if character.isspace() or character == SOFT:
                begin = index
                while index < stretch.stop and (self.text[index].isspace() or self.text[index] == SOFT):
                    index += 1
                between = self.text[begin:index]
                layout = SOFT in between or (
                    begin > stretch.start
                    and (
                        self.text[begin - 1] in _BREAKING
                        or _wide(self.text[begin - 1])
                        or (index < stretch.stop and _wide(self.text[index]))
                    )
                )
                if "\n" in between and count not in spaced and layout and real_break(begin):
                    continue
                if SOFT in between and not any(character.isspace() for character in between):
                    found.append("-")
                    continue
                found.append(" ")
                continue
            if character not in IGNORED:
                found.append(character)
                count += 1
            index += 1
        return folded("".join(found))


def squeezed_text(text: str) -> str:
    """Text without white space and ignorable characters, in NFC."""
    return _squeezed_run(text) if len(text) <= RUN else _squeezed(text)[0]


@functools.lru_cache(maxsize=8192)
def _squeezed_run(text: str) -> str:
    """Kept: three editions have the same runs of text."""
    return "".join(_DROPPED.findall(text)) if text.isascii() else _squeezed(text)[0]


def _squeezed(text: str) -> tuple[str, list[int]]:
    if unicodedata.is_normalized("NFC", text):
        spans = [match.span() for match in _DROPPED.finditer(text)]
        return "".join([text[start:end] for start, end in spans]), [
            at for start, end in spans for at in range(start, end)
        ]
    pieces: list[str] = []
    origin: list[int] = []
    for match in _DROPPED.finditer(text):
        piece = match[0]
        if unicodedata.is_normalized("NFC", piece):
            pieces.append(piece)
            origin.extend(range(match.start(), match.end()))
            continue
        begin = 0
        while begin < len(piece):
            end = begin + 1
            while end < len(piece) and (
                unicodedata.combining(piece[end]) or 0x1160 <= ord(piece[end]) < 0x1200
            ):
                end += 1
            cluster = unicodedata.normalize("NFC", piece[begin:end])
            pieces.append(cluster)
            origin.extend(match.start() + min(begin + step, end - 1) for step in range(len(cluster)))
            begin = end
    return "".join(pieces), origin


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _spaced(wording: str) -> frozenset[int]:
    """The counts of characters behind which the wording has a space."""
    found, count = set(), 0
    for character in wording.translate(_IGNORED):
        if character.isspace():
            found.add(count)
        else:
            count += 1
    return frozenset(found)
