"""What every edition has to show: its text runs, in order, the disclaimers among them.

Input: an attached `Document`. Output: an `Expectation`, and the manifest that travels in the files.
Must not: know how any format shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, get_args

from pipeline.article import folded
from pipeline.document import (
    Block,
    Component,
    Document,
    Heading,
    Link,
    Note,
    Notice,
    Paragraph,
    Span,
    Styled,
    Table,
    children,
    plain_text,
)
from pipeline.document.nodes import CodeBlock, DefinitionList, Image, LineBreak, Node
from pipeline.rendition.complete import Labels, complete
from pipeline.rendition.imprint import imprint

MANIFEST_VERSION = 1
MANIFEST_NAME = "smallprint-manifest.json"

# What `notice.html.j2` puts before a wording.
NOTICE_LABELS = ("please-note", "important")

Place = Literal["opening", "after-trigger", "closing", "extra"]
Kind = Literal["title", "heading", "text", "cell", "notice", "note"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that stands together in every edition.

    Shape: `text` is folded and not empty; of a disclaimer, `notice` tells all about it.
    """

    kind: Kind
    text: str
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one finished file owes its readers.

    Shape: `runs` in reading order; `notes` are the footnotes, which stand behind the text or a chapter.
    `whole` is false where only the disclaimers and their neighbours are known, as from a manifest.
    `labels` are the generated words that may stand between a disclaimer and what it qualifies; `imprint` is what
    else the author wrote that stands somewhere.
    """

    slug: str
    lang: str
    format: str
    runs: tuple[Run, ...]
    notes: tuple[Run, ...]
    whole: bool = True
    labels: tuple[str, ...] = ()
    imprint: str = ""

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(run.notice for run in self.runs if run.notice is not None)


def expected(document: Document, format: str, labels: Labels) -> Expectation:
    """What this document owes in this format."""
    shown = complete(document, format, labels)
    notes: list[Run] = []
    runs = [Run("title", folded(document.meta.title))]
    if document.meta.subtitle:
        runs.append(Run("title", folded(document.meta.subtitle)))
    runs += _runs(shown.blocks, notes)
    words = tuple(sorted({labels[name] for name in NOTICE_LABELS if name in labels}))
    return Expectation(
        document.slug,
        document.lang,
        format,
        tuple(runs),
        tuple(notes),
        labels=words,
        imprint="\n".join((*imprint(document, labels), document.meta.description or "")),
    )


def _runs(blocks: Sequence[Block], notes: list[Run], kind: Kind = "text") -> Iterator[Run]:
    for block in blocks:
        match block:
            case Notice():
                yield Run("notice", folded(block.text), block)
            case Heading():
                yield from _pieces(block.content, notes, "heading")
            case Paragraph():
                yield from _pieces(block.content, notes, kind)
            case Table():
                for row in (*block.head, *block.rows):
                    for cell in row.cells:
                        yield from _runs(cell.blocks, notes, "cell")
            case CodeBlock(text=text):
                if text.strip():
                    yield Run(kind, folded(text))
            case DefinitionList(entries=entries):
                for term, definitions in entries:
                    yield from _pieces(term, notes, kind)
                    for definition in definitions:
                        yield from _runs(definition, notes, kind)
            case _:
                inner = tuple(child for child in children(block) if isinstance(child, Block))
                yield from _runs(inner, notes, kind)


def _pieces(inlines: Sequence[Node], notes: list[Run], kind: Kind) -> Iterator[Run]:
    """A paragraph's text; a note's mark and a line break divide it, since editions put something there."""
    pieces: list[str] = [""]

    def visit(node: Node) -> None:
        match node:
            case Note(blocks=blocks):
                notes.extend(_runs(blocks, [], "note"))
                pieces.append("")
            case LineBreak():
                pieces.append("")
            case Image():
                pass
            case Styled() | Link() | Span():
                for child in children(node):
                    visit(child)
            case _:
                pieces[-1] += plain_text(node)

    for inline in inlines:
        visit(inline)
    for piece in pieces:
        if text := folded(piece):
            yield Run(kind, text)


def manifest(expectation: Expectation) -> bytes:
    """What travels in a finished file, so that it can be proved later without its source.

    Shape: JSON with sorted keys; per disclaimer its wording and the texts that stand before and behind it.
    """
    entries = []
    for index, run in enumerate(expectation.runs):
        if run.notice is None:
            continue
        before = expectation.runs[index - 1].text if index else ""
        after = expectation.runs[index + 1].text if index + 1 < len(expectation.runs) else ""
        entries.append(
            {
                "key": run.notice.key,
                "disclaimer": run.notice.disclaimer,
                "text": run.notice.text,
                "sha256": text_sha256(run.notice.text),
                "weight": run.notice.weight,
                "place": run.notice.place,
                "before": before,
                "after": after,
            }
        )
    value = {
        "manifest": MANIFEST_VERSION,
        "slug": expectation.slug,
        "lang": expectation.lang,
        "format": expectation.format,
        "labels": list(expectation.labels),
        "disclaimers": entries,
        "text-runs": len(expectation.runs),
        "text-sha256": text_sha256("\n".join(run.text for run in expectation.runs)),
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def from_manifest(content: bytes) -> Expectation:
    """What a finished file says that it owes. Raises: ValueError (not a manifest of ours)."""
    try:
        value: Any = json.loads(content)
        if value["manifest"] != MANIFEST_VERSION:
            raise ValueError(f"manifest version {value['manifest']}")
        runs: list[Run] = []
        for entry in value["disclaimers"]:
            if text_sha256(entry["text"]) != entry["sha256"]:
                raise ValueError(f"the wording of {entry['key']} does not match its hash")
            notice = Notice(
                key=entry["key"],
                disclaimer=entry["disclaimer"],
                text=entry["text"],
                weight=entry["weight"],
                place=entry["place"],
                formats=(value["format"],),
            )
            if notice.weight not in ("material", "minor") or notice.place not in get_args(Place):
                raise ValueError(f"the weight or place of {notice.key} is unknown")
            # What stands behind one disclaimer may be the next one.
            if runs and runs[-1].notice is None and runs[-1].text == folded(notice.text):
                runs.pop()
            if entry["before"] and (not runs or runs[-1].text != entry["before"]):
                runs.append(Run("text", entry["before"]))
            runs.append(Run("notice", folded(notice.text), notice))
            if entry["after"]:
                runs.append(Run("text", entry["after"]))
        labels = tuple(str(label) for label in value["labels"])
        return Expectation(
            value["slug"], value["lang"], value["format"], tuple(runs), (), whole=False, labels=labels
        )
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a manifest: {error!r}") from error


def text_sha256(text: str) -> str:
    """The hash by which a text is the same in all files."""
    return sha256(folded(text).encode()).hexdigest()


def component_names(blocks: Sequence[Block]) -> frozenset[str]:
    """The components that occur, for stylesheets and metadata."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Component):
            found |= {block.name, *component_names(block.blocks)}
    return frozenset(found)
