"""Directives of MyST, in fences with a name in braces: boxes, tables as lists, pictures.

Input: Markdown. Output: the same with Markdown in their place. Must not: touch a fence that holds a program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.shortcodes import box_opened, picture

_FENCED = re.compile(
    r"^(?P<space> *)(?P<fence>`{3,}|~{3,}|:{3,})\{(?P<name>[a-zA-Z][\w-]*)\}[ ]*(?P<said>[^\n]*)\n(?P<inside>.*?)^(?P=space)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)")
_ROW = re.compile(r"\s*[*-] +[*-] +(.*)")
_CELL = re.compile(r"\s+[*-](?: +(.*))?")


def unfolded(text: str) -> str:
    return _FENCED.sub(_shown, text) if "{" in text else text


def _shown(match: re.Match[str]) -> str:
    name, said = match["name"].lower(), match["said"].strip()
    lines = match["inside"].split("\n")
    given: dict[str, str] = {}
    while lines and (option := _OPTION.fullmatch(lines[0])):
        given[option[1]] = option[2].strip()
        lines.pop(0)
    inside = "\n".join(lines).strip("\n")
    if name == "list-table":
        rows = _rows(lines)
        return f"\n{_table(rows, said)}\n" if rows else match[0]
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
    return match[0]


def _rows(lines: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in lines:
        if match := _ROW.fullmatch(line):
            rows.append([match[1]])
        elif rows and (match := _CELL.fullmatch(line)):
            rows[-1].append(match[1] or "")
        elif rows and line.strip():
            rows[-1][-1] += f" {line.strip()}"
    return rows


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
