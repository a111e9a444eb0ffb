"""Markup that is not Markdown, and braces that Markdown did not understand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.subject import Subject, prose
from pipeline.diagnostics import Diagnostic, report
from pipeline.document import RawBlock, RawInline

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTES = re.compile(r"\{\s*(?:[.#][\w-]+|[\w-]+=)[^{}]*\}|\{=\w+\}")
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


def loose_attributes(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC231 (an attribute name of the reader's own), DOC243 (attributes left as text)."""
    for text in prose(subject):
        for match in _ATTRIBUTES.finditer(text.text):
            extent = text.extent(match.start(), match.end())
            # An escaped character has the place of its backslash.
            if extent is not None and subject.line(extent.line)[extent.column - 1 : extent.column] != "\\":
                yield report("DOC243", subject.location(extent), found=match[0])
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
                    found=match[1],
                    nearest="delete it; smallprint needs this name itself",
                )
