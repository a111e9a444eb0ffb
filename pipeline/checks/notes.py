"""Footnotes, as the source says them: pandoc drops the ones that it does not use and never ends on loops.

Input: the lines of a body. Output: diagnostics with the places of marks and definitions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.article import Article
from pipeline.checks.subject import Stretches, Subject, is_escaped
from pipeline.diagnostics import Diagnostic, Extent, report
from pipeline.document import Note, plain_text

# As pandoc reads it: spaces of every kind may stand in it, a line's end may not.
_LABEL = r"\[\^((?:\\.|[^\]\[\n\\]){1,999})\]"
_MARK = re.compile(_LABEL)
_DEFINITION = re.compile(rf"((?:[\s>]|[-+*][ \t]|\(?\w{{1,9}}[.)][ \t])*){_LABEL}:")
_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})(.*)")
_BACKTICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A note's text.

    Units: `line` and `column` of its `[` in the file; `inner` are the labels that it refers to, with their places.
    """

    label: str
    line: int
    column: int
    inner: tuple[tuple[str, int, int], ...]

    @property
    def key(self) -> str:
        return _key(self.label)


def _key(label: str) -> str:
    """What two labels have in common that name the same note."""
    return " ".join(label.casefold().split())


def _definitions(article: Article, code: Stretches | None = None) -> list[Definition]:
    """The notes of a body. `code` is where it is code; before parsing, fences are looked for instead."""
    lines = article.body.split("\n")
    fenced = _fenced(lines) if code is None else set()
    found: list[Definition] = []
    number = 0
    while number < len(lines):
        match = _DEFINITION.match(lines[number]) if number not in fenced else None
        line = article.body_line + number
        if match is None or (code is not None and code.cover(line, match.start(2) - 1)):
            number += 1
            continue
        last = _last_line(lines, number, match)
        inner = tuple(_marks(lines[number : last + 1], line, match.end()))
        found.append(Definition(match[2], line, match.start(2) - 1, inner))
        number += 1
    return found


def _last_line(lines: Sequence[str], first: int, match: re.Match[str]) -> int:
    """The last line of a definition: lines that follow at once, and indented ones after an empty line."""
    prefix = len(match[1].expandtabs(4))
    indent = prefix + 4 if prefix >= 4 or match[1].strip() else 4
    number = last = first
    blank = False
    while number + 1 < len(lines):
        number += 1
        text = lines[number]
        bare = text.lstrip("> \t") if match[1].count(">") else text.lstrip()
        if not bare:
            blank = True
            continue
        width = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip("> "))
        if _DEFINITION.match(text) and width < indent:
            break
        if blank and width < indent:
            break
        last = number
    return last


def _marks(lines: Sequence[str], first_line: int, skip: int) -> Iterator[tuple[str, int, int]]:
    """The references in some lines, without those in code; `skip` characters of the first line are not looked at."""
    blanked = _without_code("\n".join(lines)).split("\n")
    for number, line in enumerate(blanked):
        for match in _MARK.finditer(line, skip if number == 0 else 0):
            if not is_escaped(line, match.start()):
                yield match[1], first_line + number, match.start() + 1


def _without_code(text: str) -> str:
    """The text with spaces for what stands between equal runs of backticks."""
    runs = list(_BACKTICKS.finditer(text))
    by_length: dict[int, list[int]] = {}
    for run in runs:
        by_length.setdefault(len(run[0]), []).append(run.start())
    pieces: list[str] = []
    done = 0
    for run in runs:
        if run.start() < done or is_escaped(text, run.start()):
            continue
        starts = by_length[len(run[0])]
        closing = bisect_right(starts, run.start())
        if closing < len(starts):
            end = starts[closing] + len(run[0])
            pieces += [text[done : run.start()], re.sub(r"[^\n]", " ", text[run.start() : end])]
            done = end
    return "".join((*pieces, text[done:]))


def _fenced(lines: Sequence[str]) -> set[int]:
    """The lines between fences of code. One that is never closed is none, for a finding too many is the safer fault."""
    fenced: set[int] = set()
    unclosed: dict[str, int] = {}
    number = 0
    while number < len(lines):
        match = _FENCE.match(lines[number])
        sign, length = (match[1][0], len(match[1])) if match else ("", 0)
        if match and not (sign == "`" and "`" in match[2]) and length < unclosed.get(sign, length + 1):
            closing = re.compile(rf"[\s>]*{re.escape(sign)}{{{length},}}\s*")
            end = next((n for n in range(number + 1, len(lines)) if closing.fullmatch(lines[n])), None)
            if end is not None:
                fenced |= set(range(number, end + 1))
                number = end
            else:
                unclosed[sign] = length
        number += 1
    return fenced


def loops(article: Article) -> Iterator[Diagnostic]:
    """Reports: DOC263 (a note that holds itself), DOC264 (a note in a note)."""
    if "[^" not in article.body:
        return
    notes = _definitions(article)
    # Of two notes with one name only the first counts, but which one that is, is not ours to bet on.
    targets: dict[str, set[str]] = {}
    for note in notes:
        targets.setdefault(note.key, set()).update(_key(label) for label, _, _ in note.inner)
    for note in notes:
        for label, line, column in note.inner:
            inner = _key(label)
            if inner not in targets:
                continue
            where = article.location(Extent.point(line, column))
            path = _path(inner, note.key, targets)
            if path is not None:
                shown = " → ".join(f"[^{name}]" for name in (note.key, *path))
                yield report("DOC263", where, label=f"[^{note.label}]", path=shown)
            else:
                yield report("DOC264", where, label=f"[^{note.label}]", inner=f"[^{label}]")


def without_loops(article: Article, found: Sequence[Diagnostic]) -> Article:
    """The article with blanks for the references that were `found` not to end, so that the rest can be read."""
    lines = article.body.split("\n")
    for one in found:
        at = one.location.extent
        if at is None or one.code not in ("DOC263", "DOC264"):
            continue
        line, start = lines[at.line - article.body_line], at.column - 1
        if match := _MARK.match(line, start):
            blank = " " * len(match[0])
            lines[at.line - article.body_line] = line[:start] + blank + line[match.end() :]
    return replace(article, body="\n".join(lines))


def _path(start: str, goal: str, targets: dict[str, set[str]]) -> tuple[str, ...] | None:
    """The shortest way from one note to another."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while paths:
        path = paths.pop(0)
        if path[-1] == goal:
            return path
        for name in sorted(targets.get(path[-1], ())):
            if name in targets and name not in seen:
                seen.add(name)
                paths.append((*path, name))
    return None


def references(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC260 (no such note), DOC261 (unused, warning), DOC262 (twice), DOC265 (a note without text)."""
    article = subject.article
    for visit in subject.visits:
        # A picture alone has no line that could stand below the heading of the notes.
        if isinstance(visit.node, Note) and not plain_text(visit.node.blocks).strip():
            yield report("DOC265", subject.location(visit.extent))
    if "[^" not in article.body:
        return
    code = subject.code()
    notes = _definitions(article, code)
    first: dict[str, Definition] = {}
    heads = {(note.line, note.column) for note in notes}
    for note in notes:
        original = first.setdefault(note.key, note)
        if original is not note:
            where = subject.point(note.line, note.column)
            yield report("DOC262", where, label=f"[^{note.label}]", line=original.line)
    used: set[str] = set()
    for number, line in enumerate(article.body.split("\n"), article.body_line):
        for match in _MARK.finditer(line):
            column = match.start() + 1
            if (number, column) in heads or code.cover(number, column) or is_escaped(line, match.start()):
                continue
            used.add(_key(match[1]))
            # Words in brackets are a note only where there is one of that name.
            if _key(match[1]) not in first and not any(map(str.isspace, match[1])):
                yield report("DOC260", subject.point(number, column), label=f"[^{match[1]}]")
    for key, note in first.items():
        if key not in used:
            yield report("DOC261", subject.point(note.line, note.column), label=f"[^{note.label}]")
