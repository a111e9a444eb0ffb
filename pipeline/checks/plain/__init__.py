"""Advice on plain language: how hard a text is, which sentences are long, which abbreviations nobody has explained.

Input: a `Document`. Output: diagnostics of the severity *advice*, in file order; none in languages of which nothing is
known. Must not: judge what a text says, stop anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks.plain.abbreviations import unexplained
from pipeline.checks.plain.languages import Language, language_of
from pipeline.checks.plain.measures import LEAST_WORDS, MEASURES, Tally, tally, total
from pipeline.checks.plain.passages import Passage, Title, passages
from pipeline.checks.plain.sentences import Sentence, most_words, sentences
from pipeline.checks.subject import Stretches, Subject
from pipeline.diagnostics import Diagnostic, Extent, quoted, report
from pipeline.document import Document

__all__ = ["advise"]

# A section with fewer words is no place to look at.
_SECTION_WORDS = 40
_SHOWN = 60
_NAMED = 2


def advise(document: Document) -> tuple[Diagnostic, ...]:
    """What would make the text easier to read.

    Reports: DOC270 (a hard text), DOC271 (a long sentence), DOC272 (an abbreviation without its words).
    """
    language = language_of(document.lang)
    if language is None:
        return ()
    subject = Subject.of(document)
    all_passages, titles = passages(subject)
    split = [
        (passage, sentences(passage.text, language) if passage.running else ()) for passage in all_passages
    ]
    found = [
        *_hard(subject, split, titles, language),
        *_long(subject, split, language),
        *_abbreviations(subject, all_passages, language),
    ]
    return tuple(sorted(found, key=lambda one: one.sort_key))


Split = Sequence[tuple[Passage, tuple[Sentence, ...]]]


def _hard(
    subject: Subject, split: Split, titles: Sequence[Title], language: Language
) -> Iterator[Diagnostic]:
    measure = MEASURES.get(language.tag)
    if measure is None:
        return
    sections = [Tally()] * len(titles)
    for passage, spans in split:
        for span in spans:
            colons = passage.text.count(": ", span.start, span.end)
            sections[passage.section] += tally(span.words, language.tag, colons)
    whole = total(sections)
    if whole.words < LEAST_WORDS or not measure.misses(score := measure.score(whole)):
        return
    ranked = sorted(
        (
            (measure.score(counts), title)
            for counts, title in zip(sections, titles, strict=True)
            if counts.words >= _SECTION_WORDS and title.at is not None
        ),
        key=lambda one: measure.hardness(one[0]),
        reverse=True,
    )
    worst = [(value, title) for value, title in ranked[:_NAMED] if measure.misses(value)]
    hardest = "; hardest: " if worst else ""
    hardest += ", ".join(
        f"{quoted(_cut(title.text))} ({round(value)}, line {title.at.line})"
        for value, title in worst
        if title.at
    )
    place = worst[0][1].at if worst else Extent.point(subject.article.body_line, 1)
    yield report(
        "DOC270",
        subject.location(place),
        measure=measure.name,
        wanted=measure.wanted,
        found=round(score),
        hardest=hardest,
    )


def _long(subject: Subject, split: Split, language: Language) -> Iterator[Diagnostic]:
    for passage, spans in split:
        for span in spans:
            words = most_words(span, passage.text)
            if language.longest and words > language.longest:
                yield report(
                    "DOC271",
                    subject.location(passage.read.extent(span.start, span.end)),
                    limit=language.longest,
                    found=words,
                    sentence=quoted(_cut(passage.text[span.start : span.end])),
                )


def _abbreviations(
    subject: Subject, all_passages: Sequence[Passage], language: Language
) -> Iterator[Diagnostic]:
    meta = subject.document.meta
    titles = [text for text in (meta.title, meta.subtitle, meta.description) if text]
    found = list(unexplained(all_passages, titles, language))
    code = subject.code() if found else Stretches((), ())
    for one in found:
        extent = one.passage.read.extent(one.start, one.end)
        if extent is None or not (code.cover(extent.line, extent.column) or _has_note(subject, extent)):
            yield report("DOC272", subject.location(extent), abbreviation=one.letters)


def _has_note(subject: Subject, extent: Extent) -> bool:
    """Whether a note stands right behind, which is where some explain."""
    return subject.line(extent.end_line).startswith(("[^", "^["), extent.end_column - 1)


def _cut(text: str) -> str:
    """The first words of a text, as a message can hold them."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN].rsplit(" ", 1)[0] + " …"
