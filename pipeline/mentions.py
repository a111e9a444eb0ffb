"""The run behind `detect`: what a text mentions, block by block.

Input: the bytes of a piece of Markdown. Output: its mentions, in the order of the text. Must not: need a project.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline import article, document, worker
from pipeline.checks import before_parsing
from pipeline.diagnostics import Diagnostic, Extent, Location, in_file_order, report
from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.detect import DETECTORS, detectors_for
from pipeline.engines import EngineError, Engines
from pipeline.scheduling import Here, Lost, Workers

HERE = Here()
# One byte more than an article may have is enough to know that a text is too long.
MOST = article.MAX_BYTES + 1

# What pandoc sets as printers do, as it is typed.
_TYPED = {"---": "—", "--": "–", "...": "…"}
_QUOTES = str.maketrans("’‘“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class Detected:
    """What a text mentions. Shape: `block` numbers the paragraphs, tables and so on. Units: 1-based, in code points."""

    block: int
    line: int
    column: int
    detector: str
    text: str


Found = tuple[tuple[Detected, ...], tuple[Diagnostic, ...]]


def detect(
    content: bytes, name: str, lang: str | None, crew: Workers = HERE, *, otherwise: str = "en"
) -> Found:
    """Every mention in a piece of Markdown, in the order of the text. `crew` reads it, since it may come from strangers.

    Shape: an article's front matter is read, its title too; without one the whole is text. `lang` is the article's own,
    else `otherwise`, where it is None.
    """
    (result,) = crew.run(functools.partial(_detected, name=name, lang=lang, otherwise=otherwise), [content])
    return ((), (worker.lost(result, Location(name)),)) if isinstance(result, Lost) else result


def _detected(content: bytes, *, name: str, lang: str | None, otherwise: str) -> Found:
    try:
        return _mentioned(content, name, lang, otherwise)
    except EngineError as error:
        return (), (report(error.code, Location(name), **error.facts),)


def _mentioned(content: bytes, name: str, lang: str | None, otherwise: str) -> Found:
    text = article.decode(content, name)
    if text.value is None:
        return (), text.diagnostics
    before = ""
    if not text.value.startswith("---\n"):
        before = f"---\ntitle: '-'\nlang: {lang or otherwise}\n---\n"
    skipped = before.count("\n")
    file = article.ArticleFile("source/articles/text/article.md", (before + text.value).encode())
    parsed = article.parse(file, lang or otherwise)
    # What is missing in the front matter of a fragment is nobody's concern here.
    if parsed.value is None or any(one.code == "ART104" for one in parsed.diagnostics):
        return (), _placed(parsed.diagnostics, name, skipped)
    one = replace(parsed.value, lang=lang or parsed.value.lang)
    if endless := before_parsing(one):
        return (), _placed(endless, name, skipped)
    tree = document.parse(one, Engines().pandoc)
    if tree.value is None:
        return (), _placed(tree.diagnostics, name, skipped)
    lines = (before + text.value).split("\n")
    found: list[Detected] = []
    for block, placed in enumerate(Conditions(tree.value, tree.value.blocks).passages):
        if before and placed.block is None:
            continue
        for detector in sorted(detectors_for(one.lang), key=DETECTORS.index):
            for mention in placed.passage.mentions(one.lang, detector):
                at = mention.extent or Extent.point(skipped + 1, 1)
                words = _as_written(mention.text, at, lines)
                found.append(Detected(block, at.line - skipped, at.column, detector, words))
    found.sort(key=lambda one: (one.line, one.column, DETECTORS.index(one.detector)))
    return tuple(found), ()


def _placed(diagnostics: Iterable[Diagnostic], name: str, skipped: int) -> tuple[Diagnostic, ...]:
    """Findings where they are in the file that was brought, which lacks the first lines of what was read."""

    def there(place: Location) -> Location:
        extent = place.extent
        if extent is not None:
            extent = extent._replace(
                line=max(extent.line - skipped, 1), end_line=max(extent.end_line - skipped, 1)
            )
        return Location(name, extent)

    return in_file_order(replace(one, location=there(one.location)) for one in diagnostics)


def _as_written(words: str, at: Extent, lines: Sequence[str]) -> str:
    """The words with the apostrophes, dashes and dots that the author typed; pandoc sets them as printers do."""
    source = "\n".join(lines[at.line - 1 : at.end_line])
    if at.line == at.end_line:
        source = source[at.column - 1 : at.end_column - 1]
        read = source
        for typed, printed in _TYPED.items():
            read = read.replace(typed, printed)
        if read.translate(_QUOTES) == words.translate(_QUOTES):
            return source
    # With markup in between, or over a break.
    return words if "’" in source else words.replace("’", "'")
