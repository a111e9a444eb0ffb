"""How well the detectors find what people have labelled: precision and recall for each language and detector.

Input: files `<lang>.txt`, or `<lang>-anything.txt`: Markdown blocks, with lines `= detector: exact text` directly under each
block, or a lone `=` under a block that mentions nothing; lines that begin with `#` and a space outside a block are comments.
Output: counts. A block reaches to its label lines, so that a table and its caption, or a note and its text, can be one.

    .venv/bin/python -m tests.disclaimers.scoring tests/disclaimers/labelled/*.txt [--errors] [--detector money]
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.disclaimers.detect import DETECTORS, Passage, detectors_for, passages, under_headings
from pipeline.document import Component, walk
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc

# Of these it is only asked whether a block mentions them at all.
BY_BLOCK = frozenset({"investment-return", "medical", "legal", "date-bound"})

FAMILIES = Path(__file__).parent / "families"

_LABEL = re.compile(r"= *(?:([a-z-]+): *(.*\S))? *")
_MARKED = "labelled-block"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block of Markdown and what people find in it."""

    line: int
    source: str
    labels: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Score:
    """What was found of what is there. `exact` counts the hits with the very same ends."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    exact: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0


def read(text: str) -> list[Labelled]:
    """The blocks of a labelled file.

    Raises: ValueError for labels without a block, a block without labels, a detector that does not exist.
    """
    found: list[Labelled] = []
    lines: list[str] = []
    labels: list[tuple[str, str]] = []
    begin, labelled = 0, False

    def close() -> None:
        nonlocal lines, labels, labelled
        if labelled:
            source = "\n".join(lines).strip("\n")
            if not source:
                raise ValueError(f"line {begin}: labels without a block")
            found.append(Labelled(begin, source, tuple(labels)))
        lines, labels, labelled = [], [], False

    for number, line in enumerate(text.split("\n"), 1):
        match = _LABEL.fullmatch(line.rstrip())
        if match:
            labelled = True
            if match[1]:
                if match[1] not in DETECTORS:
                    raise ValueError(f"line {number}: no detector {match[1]}")
                labels.append((match[1], match[2]))
            continue
        if labelled:
            close()
        # A comment stands alone; a heading has a label line under it.
        if not any(lines):
            if not line.strip():
                continue
            begin = number
        lines.append(line)
        if line.startswith("#") and not any(lines[:-1]) and not _is_heading(text, number):
            lines = []
    if not labelled and any(line.strip() for line in lines):
        raise ValueError(f"line {begin}: a block without labels")
    close()
    return found


def _is_heading(text: str, number: int) -> bool:
    lines = text.split("\n")
    following = lines[number] if number < len(lines) else ""
    return bool(_LABEL.fullmatch(following.rstrip()))


def family_lines() -> list[tuple[str, str, str]]:
    """Sentences by the families of what is said: language, detector, and a sentence with braces around what is found."""
    found = []
    for path in sorted(FAMILIES.glob("*.txt")):
        detector = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                detector = line[3:]
            elif line and not line.startswith("#"):
                found.append((path.stem, detector, line))
    return found


def unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """A sentence without its braces, and what stands in them."""
    text, marked = "", []
    for part in re.split(r"(\{[^}]*\})", line):
        inside = part.startswith("{")
        start = len(text)
        text += part[1:-1] if inside else part
        if inside:
            marked.append((start, len(text)))
    return text, marked


def language_of(path: Path) -> str:
    return re.split(r"[-_.]", path.name)[0]


def passages_of(blocks: Sequence[Labelled], lang: str, pandoc: Pandoc) -> list[tuple[Passage, ...]]:
    """The passages of each block; the reader sees them all in one article."""
    parts = []
    for number, block in enumerate(blocks):
        # Notes of different blocks may have the same names.
        source = re.sub(r"\[\^([^\]\s]+)\]", rf"[^b{number}-\1]", block.source)
        parts.append(f"::::::::: {{.{_MARKED}}}\n{source}\n:::::::::\n")
    text = f"---\ntitle: Labelled\nlang: {lang}\ntopics: [health]\n---\n\n" + "\n".join(parts)
    article = parse_article(ArticleFile("source/articles/labelled/article.md", text.encode()), "en")
    assert article.value is not None, article.diagnostics
    document = parse_document(article.value, pandoc)
    assert document.value is not None, document.diagnostics
    marked = [
        block
        for block in walk(document.value.blocks)
        if isinstance(block, Component) and block.name == _MARKED
    ]
    if len(marked) != len(blocks):
        raise ValueError(f"{lang}: {len(blocks)} blocks labelled, {len(marked)} read; is a fence left open?")
    # Headings hold for the blocks after them, as they do in an article.
    read_under = under_headings([child for block in marked for child in block.blocks])
    return [
        tuple(
            passage
            for child, section in itertools.islice(read_under, len(block.blocks))
            for passage in passages(child, section)
        )
        for block in marked
    ]


def _plain(text: str) -> str:
    """Text for comparison, character for character: one space, one dash, one apostrophe."""
    text = re.sub(r"\s", " ", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[’‘ʼ]", "'", text)
    return re.sub(r"[“”«»„]", '"', text)


def _mentioned(passage: Passage, lang: str, detector: str) -> list[tuple[int, int]]:
    """Where the passage's text mentions it."""
    places: dict[tuple[int, int], int] = {}
    offset = 0
    starts = []
    for piece in passage.pieces:
        starts.append(offset)
        for index, place in enumerate(piece.places):
            if place is not None:
                places.setdefault(place, offset + index)
        offset += len(piece.text) + 1
    found: list[tuple[int, int]] = []
    after = 0
    for mention in passage.mentions(lang, detector):
        at = places.get((mention.extent[0], mention.extent[1])) if mention.extent else None
        if at is None or not passage.text.startswith(mention.text, at):
            at = passage.text.find(mention.text, after)
            if at < 0:
                at = passage.text.find(mention.text)
        after = at + len(mention.text)
        found.append((at, after))
    return found


def occurrences(label: str, text: str) -> list[tuple[int, int]]:
    sought = r"\s+".join(re.escape(word) for word in _plain(label).split())
    return [match.span() for match in re.finditer(sought, _plain(text))]


def _overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def placed(
    labels: Iterable[str], text: str, found: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """Where each label stands. Of several places the one that something was found at, then the first free one."""
    used: list[tuple[int, int]] = []
    for label in labels:
        spans = [span for span in occurrences(label, text) if span not in used]
        spans.sort(
            key=lambda span: (
                not any(_overlaps(span, other) for other in found),
                any(_overlaps(span, other) for other in used),
                text[max(0, span[0] - 1) : span[0]].isalnum() or text[span[1] : span[1] + 1].isalnum(),
                span,
            )
        )
        if spans:
            used.append(spans[0])
        yield label, spans[0] if spans else None


def score(
    blocks: Sequence[Labelled], lang: str, pandoc: Pandoc, detectors: Sequence[str] = DETECTORS
) -> dict[str, Score]:
    """The score of each detector on these blocks."""
    scores = {detector: Score() for detector in detectors}
    known = detectors_for(lang)
    for block, read_passages in zip(blocks, passages_of(blocks, lang, pandoc), strict=True):
        text = "\n".join(passage.text for passage in read_passages)
        for detector in detectors:
            mine = scores[detector]
            found: list[tuple[int, int]] = []
            offset = 0
            for passage in read_passages:
                if detector in known:
                    found += [
                        (offset + start, offset + end) for start, end in _mentioned(passage, lang, detector)
                    ]
                offset += len(passage.text) + 1
            labels = [label for name, label in block.labels if name == detector]
            where = f"line {block.line}: {detector}"
            shown = " ".join(text.split())[:240]
            if detector in BY_BLOCK:
                mine.tp += bool(labels and found)
                mine.fp += bool(found and not labels)
                mine.fn += bool(labels and not found)
                if bool(found) != bool(labels):
                    what = (
                        f"false alarm {[text[slice(*span)] for span in found]}" if found else f"miss {labels}"
                    )
                    mine.errors.append(f"{where}: {what} in: {shown}")
                continue
            places = list(placed(labels, text, found))
            for label, span in places:
                if span is None:
                    mine.fn += 1
                    mine.errors.append(f"{where}: LABEL NOT IN THE BLOCK {label!r} in: {shown}")
                elif any(_overlaps(span, other) for other in found):
                    mine.tp += 1
                    if span in found:
                        mine.exact += 1
                    else:
                        ends = [text[slice(*other)] for other in found if _overlaps(span, other)]
                        mine.errors.append(f"{where}: (ends differ) {label!r} found as {ends} in: {shown}")
                else:
                    mine.fn += 1
                    mine.errors.append(f"{where}: miss {label!r} in: {shown}")
            for other in found:
                if not any(span is not None and _overlaps(span, other) for _, span in places):
                    mine.fp += 1
                    mine.errors.append(f"{where}: false alarm {text[slice(*other)]!r} in: {shown}")
    return scores


def score_files(
    paths: Iterable[Path], pandoc: Pandoc, detectors: Sequence[str] = DETECTORS
) -> dict[tuple[str, str], Score]:
    """Scores by language and detector; the files of one language count together."""
    scores: dict[tuple[str, str], Score] = {}
    for path in paths:
        lang = language_of(path)
        for detector, got in score(read(path.read_text(encoding="utf-8")), lang, pandoc, detectors).items():
            total = scores.setdefault((lang, detector), Score())
            total.tp, total.fp, total.fn = total.tp + got.tp, total.fp + got.fp, total.fn + got.fn
            total.exact += got.exact
            total.errors += [f"{path.name}, {error}" for error in got.errors]
    return scores


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--errors", action="store_true", help="each miss and each false alarm")
    parser.add_argument("--detector", action="append", choices=DETECTORS, help="only this one; repeatable")
    parser.add_argument("--ends", action="store_true", help="with --errors: also where only the ends differ")
    options = parser.parse_args(arguments)
    scores = score_files(options.files, Pandoc.found(), tuple(options.detector or DETECTORS))
    print(f"{'':4} {'detector':18} {'tp':>5} {'fp':>4} {'fn':>4} {'exact':>5}  precision  recall")
    for (lang, detector), got in scores.items():
        count = f"{got.tp:5} {got.fp:4} {got.fn:4} {'' if detector in BY_BLOCK else got.exact:>5}"
        print(f"{lang:4} {detector:18} {count}  {got.precision:9.3f}  {got.recall:6.3f}")
    totals = Counter(detector for _, detector in scores)
    for detector in totals:
        some = [got for (_, name), got in scores.items() if name == detector]
        sums = Score(*(sum(getattr(got, key) for got in some) for key in ("tp", "fp", "fn", "exact")))
        count = f"{sums.tp:5} {sums.fp:4} {sums.fn:4} {'' if detector in BY_BLOCK else sums.exact:>5}"
        print(f"{'all':4} {detector:18} {count}  {sums.precision:9.3f}  {sums.recall:6.3f}")
    if options.errors:
        for got in scores.values():
            for error in got.errors:
                if options.ends or "(ends differ)" not in error:
                    print(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
