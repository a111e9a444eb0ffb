"""What a page says of itself where links to it are shown, and a book where it is offered: in words of its own text alone.

Input: a parsed page, the metadata of a book, the pieces of text that may stand in the file. Output: what is nobody's.
Must not: judge what stands in the text.

Why: whoever passes a link on shows its title and description first; a shop shows what a book says of itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.article import folded
from pipeline.diagnostics import quoted
from pipeline.proof.css import name_of
from pipeline.proof.parity import foreign
from pipeline.proof.stream import squeezed_text
from pipeline.proof.whole import owed_text
from pipeline.rendition.expected import Expectation

# Codes, addresses and days, and what the file keeps no record of: keywords, and what the cover shows.
_CODED = re.compile(
    r"viewport|color-scheme|theme-color|keywords|twitter:card|og:(type|url|locale(:alternate)?|image(:type|:alt)?)"
    r"|(article|book):(tag|\w+_time|\w+_date)"
)
_CODED_KEYS = frozenset(
    [
        "@context", "@type", "@id", "url", "inLanguage", "image", "datePublished", "dateModified", "lastReviewed",
        "audience", "spatialCoverage", "keywords", "version", "author", "isPartOf", "workTranslation",
        "translationOfWork",
    ]
)  # fmt: skip
_MADE_BY = "smallprint"
# The file of the printed edition, as its name is said with it.
_FILE = re.compile(r"(, )?[\w.-]+\.pdf$")
_CODES = {
    "role": r"[a-z]{3}", "source-of": r"pagination", "title-type": r"[a-z]+", "collection-type": r"series|set",
    "group-position": r"[\d.]+", "display-seq": r"\d+", "identifier-type": r"[\w:]+", "dcterms:modified": r"[\dTZ:+-]+",
    "dcterms:conformsTo": r"EPUB Accessibility 1\.\d - WCAG 2\.\d Level A{1,3}",
    "date": r"[\dTZ:+-]+", "language": r"[\w-]+", "schema:accessibilityHazard": r"\w+",
    "schema:accessMode": r"\w+", "schema:accessModeSufficient": r"[\w,]+", "schema:accessibilityFeature": r"\w+",
}  # fmt: skip
# No record is kept of keywords and of an identifier; what a maker of readers reads is judged with the package.
_UNKEPT = frozenset(["subject", "identifier"])
_OF_MAKERS = "ibooks:"


def described(root: Any, expectation: Expectation, known: Sequence[str]) -> Iterator[str]:
    """What the head of a page says that nobody wrote."""
    written = squeezed_text(f"{owed_text(expectation)}\n{expectation.imprint}")
    for element in root.iter("meta", "script"):
        if name_of(element) == "script":
            if (element.get("type") or "").lower() == "application/ld+json":
                yield from _strange(_stated(element.text or ""), written, known)
            continue
        name = (element.get("name") or element.get("property") or "").lower()
        content = element.get("content") or ""
        if name and not _CODED.fullmatch(name) and content != _MADE_BY:
            yield from _strange([content], written, known)


def _stated(text: str) -> Iterator[str]:
    """The words of structured data."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield text
        return
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += (inner for key, inner in one.items() if key not in _CODED_KEYS)
        elif isinstance(one, list):
            stack += one
        elif isinstance(one, str):
            yield one


def _strange(texts: Iterable[str], written: str, known: Sequence[str]) -> Iterator[str]:
    for text in texts:
        squeezed = squeezed_text(text)
        # A description may be the beginning of the text.
        if foreign(squeezed, known) and squeezed.rstrip("…") not in written:
            yield folded(text)[:80]


def misnamed(root: Any, expectation: Expectation, *, part: bool) -> Iterator[str]:
    """A window that is called otherwise than the article, which is read out first. Shape: the name of a `part` of a book ends with the book's."""
    title = next((squeezed_text(run.text) for run in expectation.runs if run.kind == "title"), "")
    named = [
        "".join(one.itertext())
        for one in root.iter("title", "{*}title")
        if name_of(one.getparent()) == "head"
    ]
    if not named:
        yield "a window without a name"
    for said in named:
        own = squeezed_text(said)
        if own != title and not (part and own.endswith(title)):
            yield f"a window of the name {quoted(folded(said)[:60])}"


def offered(package: Any, expectation: Expectation, known: Sequence[str]) -> Iterator[str]:
    """What the metadata of a book says that nobody wrote: coded otherwise than as codes are, or in strange words."""
    wordings = {folded(notice.text) for notice in expectation.notices}
    metadata = next((one for one in package if name_of(one) == "metadata"), ())
    refined = {f"#{one.get('id')}": one for one in metadata if one.get("id")}
    for element in metadata:
        name = element.get("property") or name_of(element)
        text = folded("".join(element.itertext()))
        if (code := _CODES.get(name)) is not None:
            if not re.fullmatch(code, text):
                yield text[:80]
        elif name == "file-as":
            # A name turned round.
            own = refined.get(element.get("refines") or "")
            if own is None or _words(text) != _words("".join(own.itertext())):
                yield text[:80]
        elif (
            name not in _UNKEPT
            and not name.startswith(_OF_MAKERS)
            and text not in wordings
            and text != _MADE_BY
        ):
            said = _FILE.sub("", text) if name in ("source", "pageBreakSource") else text
            if foreign(squeezed_text(said), known):
                yield text[:80]


def _words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text.lower()))
