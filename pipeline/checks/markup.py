"""Markup that is not Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, report
from pipeline.document import RawBlock, RawInline

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
# Names by which pandoc carries positions: an author's would turn ours into nonsense.
_POSITIONS = re.compile(r"\{[^{}]*?\b(data-pos|wrapper)\s*=")


def raw(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC240 (HTML), DOC241 (`{=format}`)."""
    opened: list[str] = []
    for visit in subject.visits:
        node = visit.node
        if not isinstance(node, RawBlock | RawInline):
            continue
        # Both kinds of markup look alike in the tree; the source tells them apart.
        source = subject.source(visit.extent).lstrip()
        if source.startswith(("`", "~~~")):
            yield report("DOC241", subject.location(visit.extent), found=f"`{{={node.format}}}`")
            continue
        tag = _TAG.match(node.text.lstrip())
        if tag and tag[1] and tag[2].lower() in opened:
            # The end of what has been reported.
            opened.remove(tag[2].lower())
            continue
        if tag:
            opened.append(tag[2].lower())
        yield report("DOC240", subject.location(visit.extent), found=node.text.strip().split("\n", 1)[0])


def position_names(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC231 (an attribute by whose name the reader says where things stand)."""
    code = subject.code()
    for number, line in enumerate(subject.lines, 1):
        if number < subject.article.body_line or "{" not in line:
            continue
        for match in _POSITIONS.finditer(line):
            column = match.start(1) + 1
            if not code.cover(number, column):
                yield report(
                    "DOC231",
                    subject.point(number, column),
                    name="anything",
                    found=f"`{match[1]}`",
                    nearest="delete it; smallprint needs this name itself",
                )
