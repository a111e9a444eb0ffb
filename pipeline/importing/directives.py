"""Directives of MyST, in fences with a name in braces: boxes, tables as lists, pictures.

Input: Markdown. Output: the same with Markdown in their place. Must not: touch a fence that holds a program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.shortcodes import box_opened, picture

_BEGUN = re.compile(
    r"(?P<mark> *(?:`{3,}|~{3,}|:{3,}))\{(?P<name>[a-zA-Z][\w-]*)\}[ ]*(?P<said>.*)", re.DOTALL
)
# A short row is filled up to the longest.
_MOST_CELLS = 100_000
_OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)")
_ROW = re.compile(r"\s*[*-] +[*-] +(.*)")
_CELL = re.compile(r"\s+[*-](?: +(.*))?")


def unfolded(text: str) -> str:
    if "{" not in text:
        return text
    lines = text.split("\n")
    ends: dict[str, list[int]] = {}
    for number in range(len(lines) - 1, -1, -1):
        ends.setdefault(lines[number].rstrip(" "), []).append(number)
    done: list[str] = []
    at = 0
    while at < len(lines):
        match = _BEGUN.fullmatch(lines[at])
        below = ends.get(match["mark"], []) if match else []
        while below and below[-1] <= at:
            below.pop()
        if match and below:
            shown = _shown(match["name"].lower(), match["said"].strip(), lines[at + 1 : below[-1]])
            done += lines[at : below[-1] + 1] if shown is None else (shown,)
            at = below[-1]
        else:
            done.append(lines[at])
        at += 1
    return "\n".join(done)


def _shown(name: str, said: str, lines: list[str]) -> str | None:
    """What stands for a directive; none for what is a program."""
    given: dict[str, str] = {}
    count = 0
    while count < len(lines) and (option := _OPTION.fullmatch(lines[count])):
        given[option[1]] = option[2].strip()
        count += 1
    lines = lines[count:]
    inside = "\n".join(lines).strip("\n")
    if name == "list-table":
        rows = _rows(lines)
        drawn = rows and len(rows) * max(map(len, rows)) <= _MOST_CELLS
        return f"\n{_table(rows, said)}\n" if drawn else None
    if name in ("figure", "image"):
        return picture(said, given.get("alt", ""), inside)
    if name == "dropdown":
        return f"{box_opened(DETAILS, 'note', said)}{unfolded(inside)}\n\n:::\n\n"
    if (kind := callout_kind([name])) is not None:
        kind = callout_kind([given.get("class", "")]) or kind
        # A directive without a title of its own begins with its text.
        title = said if name in ("admonition", "callout", "topic", "sidebar", "card") else ""
        words = inside if title or not said else f"{said}\n\n{inside}"
        return f"{box_opened(CALLOUT, kind, title)}{unfolded(words)}\n\n:::\n\n"
    return None


def _rows(lines: Sequence[str]) -> list[list[str]]:
    rows: list[list[list[str]]] = []
    for line in lines:
        if match := _ROW.fullmatch(line):
            rows.append([[match[1]]])
        elif rows and (match := _CELL.fullmatch(line)):
            rows[-1].append([match[1] or ""])
        elif rows and line.strip():
            rows[-1][-1].append(line.strip())
    return [[" ".join(cell) for cell in row] for row in rows]


def _table(rows: Sequence[Sequence[str]], caption: str) -> str:
    columns = max(map(len, rows))
    drawn = [
        "| "
        + " | ".join(cell.strip().replace("|", "\\|") for cell in (*row, *[""] * (columns - len(row))))
        + " |"
        for row in rows
    ]
    table = "\n".join((drawn[0], "|" + "---|" * columns, *drawn[1:]))
    return f"{table}\n\n: {caption}\n" if caption else f"{table}\n"
