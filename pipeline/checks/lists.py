"""Numbered lists that are none, or that count otherwise than they are written.

Input: a `Subject`. Output: diagnostics. Must not: know how a format shows a list.

Why: of the numbers of a list Markdown keeps the first alone, and a line that begins with a letter or a number and a point is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, quoted, report
from pipeline.document import OrderedList, plain_text

_NUMBER = re.compile(r"(?<![\w.])(\d{1,9})[.)][ \t]+$")
_MARK = re.compile(r"(?<!\S)(\(?)(\w{1,9})([.)])[ \t]+$")
_FIGURES = frozenset({"Decimal", "DefaultStyle", "Example"})
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
    (4, "iv"), (1, "i"),
)  # fmt: skip
# What is shown of an item. Units: characters.
_OPENING = 24


def numbers(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC282 (an item with another number than it is written with), DOC283 (a list of one item that goes on as a sentence)."""
    lists = [visit.node for visit in subject.visits if isinstance(visit.node, OrderedList)]
    starts = {(one.style, one.start) for one in lists}
    for one in lists:
        yield from _miscounted(subject, one) if one.style in _FIGURES else _otherwise(subject, one)
        # One that is counted on in another: a text between two items parts them.
        beside = {(one.style, one.start - 1), (one.style, one.start + 1)}
        if len(one.items) == 1 and starts.isdisjoint(beside):
            yield from _alone(subject, one)


def _before(subject: Subject, one: OrderedList, item: int) -> str:
    """What stands in the source before the text of an item, on its line."""
    first = one.items[item][0] if one.items[item] else None
    at = getattr(first, "at", None)
    return subject.line(at.line)[: at.column - 1] if at is not None else ""


def _miscounted(subject: Subject, one: OrderedList) -> Iterator[Diagnostic]:
    written = [_NUMBER.search(_before(subject, one, item)) for item in range(len(one.items))]
    typed = [int(match[1]) if match else None for match in written]
    # The same number before all of them leaves it to Markdown to count.
    if len(set(typed)) == 1:
        return
    for item, (number, shown) in enumerate(zip(typed, range(one.start, one.start + len(typed)), strict=True)):
        if number is not None and number != shown:
            at = getattr(one.items[item][0], "at", None) or one.at
            words = quoted(f"{number}. {plain_text(one.items[item][:1])[:_OPENING]}")
            yield report("DOC282", subject.location(at), found=words, number=number, shown=shown)
            return


def _otherwise(subject: Subject, one: OrderedList) -> Iterator[Diagnostic]:
    """The first item that is shown with another letter than it is written with.

    Why: `(i)` below `(b)` is its third item, (c), and the next one below it counts on by itself: whoever refers to it is wrong.
    """
    written = [_MARK.search(_before(subject, one, item)) for item in range(len(one.items))]
    typed = [match[2] if match else None for match in written]
    if len(set(typed)) == 1:
        return
    for item, (mark, number) in enumerate(zip(typed, range(one.start, one.start + len(typed)), strict=True)):
        shown = _roman(number) if one.style.endswith("Roman") else _letter(number)
        if mark is not None and mark.isalpha() and shown and mark.lower() != shown:
            at = getattr(one.items[item][0], "at", None) or one.at
            words = quoted(f"{mark}. {plain_text(one.items[item][:1])[:_OPENING]}")
            shown = shown.upper() if one.style.startswith("Upper") else shown
            yield report("DOC282", subject.location(at), found=words, number=mark, shown=shown)
            return


def _letter(number: int) -> str:
    """None beyond z."""
    return "abcdefghijklmnopqrstuvwxyz"[number - 1 : number]


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += number // value * letters
        number %= value
    return found


def _alone(subject: Subject, one: OrderedList) -> Iterator[Diagnostic]:
    match = _MARK.search(_before(subject, one, 0))
    if match is None:
        return
    opening, mark, closing = match.groups()
    text = plain_text(one.items[0][:1])
    following = f"{opening}{int(mark) + 1}{closing} " if mark.isdecimal() else None
    if one.style == "Decimal" and (following is None or following not in text):
        return
    whole = f"{opening}{mark}{closing}"
    typed = f"\\{whole}" if opening else f"{mark}\\{closing}"
    at = getattr(one.items[0][0], "at", None) or one.at
    yield report("DOC283", subject.location(at), found=quoted(f"{whole} {text[:_OPENING]}"), typed=typed)
