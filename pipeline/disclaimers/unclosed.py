"""A policy or a wording of which a mark is never closed, read on as if it were closed where its value ends.

Input: the text of a file. Output: its `YamlDocument`, with what is wrong with it. Must not: let such a file pass: the mark is an error.

Why: what is opened in one rule takes all rules below it along, and whoever closes it would be told of their faults one build later.
"""

from __future__ import annotations

import re

from pipeline.diagnostics import Diagnostic, Reported
from pipeline.yaml import NEVER_CLOSED, YamlDocument, readable

# So many are closed one after the other.
MOST = 20
_CLOSING = {"[": "]", "{": "}"}
_FLOW_ENDS = re.compile(r"[,\]}]|[ \t]*$")
# A quotation mark in brackets or braces which no other on its line closes.
_QUOTED = re.compile(r"[\s\[{,]([\"'])(?:(?!\1).)*$")
# A value that begins with a mark which no other on its line closes, right above another key.
_SPANNING = re.compile(
    r"^[ \t]*(?:- +)?[\w-]+: +([\"'])(?:(?!\1).)*\n(?=[ \t]*(?:- +)?[\w-]+:(?: |$))", re.MULTILINE
)
_LINE_ENDS = re.compile(r"[ \t]*(?: #.*)?$")


def readable_on(text: str, path: str) -> Reported[YamlDocument | None]:
    """As of `readable`, with all that is never closed; None where the rest cannot be read either."""
    read = readable(text, path)
    opened: list[Diagnostic] = []
    while read.value is None and len(opened) < MOST:
        first = next((one for one in read.diagnostics if _is_open(one)), None) or _spanning(text, path)
        if first is None or first in opened:
            break
        opened.append(first)
        text = _closed(text, first)
        read = readable(text, path)
    rest = [one for one in read.diagnostics if one not in opened]
    if read.value is None and opened:
        # What cannot be read then may be so since a mark was closed in the wrong place.
        rest = [one for one in rest if _is_open(one)]
    return Reported(read.value, (*opened, *rest))


def _spanning(text: str, path: str) -> Diagnostic | None:
    """A mark that the first one of a later value closes, so that what stands there is read as nonsense."""
    match = _SPANNING.search(text)
    read = readable(text[: match.end()], path) if match else None
    return next((one for one in read.diagnostics if _is_open(one)), None) if read else None


def _is_open(one: Diagnostic) -> bool:
    return one.code == "ART111" and one.message.endswith(NEVER_CLOSED)


def _closed(text: str, at: Diagnostic) -> str:
    lines = text.split("\n")
    number, column = at.location.line - 1, at.location.column - 1
    line = lines[number] if number < len(lines) else ""
    if column >= len(line):
        # What breaks a line for YAML only moves all places.
        return text
    if line[column] in _CLOSING and (quoted := _QUOTED.search(line, column)):
        # It takes what would close them along.
        column = quoted.start(1)
    mark = line[column]
    # A mark within brackets or braces is closed before these are.
    within = mark not in _CLOSING and re.search(r"[\[{]", line[:column])
    ends = (_FLOW_ENDS if within else _LINE_ENDS).search(line, column + 1)
    end = ends.start() if ends else len(line)
    lines[number] = line[:end] + _CLOSING.get(mark, mark) + line[end:]
    return "\n".join(lines)
