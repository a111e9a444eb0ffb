"""Whether a file says the whole article, in order, and nothing between that is nobody's.

Input: an `Expectation`, a `Stream` and where the runs stand in it. Output: the `Parity`, diagnostics; the pieces of text that a file may show.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.evidence import Parity
from pipeline.proof.figures import (
    before_cell,
    column_phrases,
    dated,
    figure,
    generated_phrases,
    redated,
    struck,
)
from pipeline.proof.parity import (
    Alignment,
    foreign,
    foreign_in_contents,
    gaps,
    heap,
    lettered,
    lone_headings,
    marking,
    residue,
    sign,
    unmarked,
)
from pipeline.proof.sighting import Medium, tail
from pipeline.proof.stream import IGNORED, SOFT, Span, Stream, squeezed_text
from pipeline.rendition.expected import Expectation, Run

_DRAWN = str.maketrans("", "", IGNORED)


def owed_text(expectation: Expectation) -> str:
    """All text that a file owes, for resolving line-end hyphens."""
    runs = (run.text for run in (*expectation.runs, *expectation.notes))
    return "\n".join((*runs, *(notice.text for notice in expectation.running)))


def texts_of(expectation: Expectation) -> Iterator[str]:
    """All texts that may stand in a file, as they were written."""
    yield from (run.text for run in (*expectation.runs, *expectation.notes))
    yield from (notice.text for notice in expectation.running)
    yield from (*expectation.words, *expectation.labels, *expectation.imprint.split("\n"))


def known_pieces(expectation: Expectation) -> tuple[str, ...]:
    """All pieces of text that may stand in a file, squeezed, the longest first."""
    pieces: set[str] = set()
    for text in texts_of(expectation):
        # As `foreign` reads a gap: without signs and digits, and with or without what stands on letters.
        squeezed = squeezed_text(text)
        for read in {squeezed, unmarked(squeezed)}:
            whole = lettered(read).strip("\n")
            parts = whole.split("\n")
            pieces |= {piece for piece in parts if len(piece) > 1}
            # "здоров’я", "L’argent", "the tenant’s": a letter alone is known within all of it.
            if len(whole) > 1 and any(len(part) == 1 for part in parts):
                pieces.add(whole)
    # A title or a name may be a letter, and in Chinese a word is; beginnings of theirs in other scripts are not among the words.
    titles = (run.text for run in expectation.runs if run.kind == "title")
    short = map(squeezed_text, (*titles, *expectation.words))
    pieces |= {piece for piece in short if len(piece) == 1 and piece.isalpha()}
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))


def generated_pieces(expectation: Expectation, *, pages: bool) -> tuple[str, ...]:
    """The pieces of text that an edition may show between those of the article.

    Why: what the article says once may not be said again elsewhere; beside another sentence it means something else. Pages
    repeat headings, in a list of contents and above the text, what a table's columns are called, and disclaimers.
    """
    tables = {run.block for run in expectation.runs if run.kind == "cell"} if pages else set()
    shown = ("title", "heading", "notice") if pages else ("title",)
    runs = tuple(run for run in expectation.runs if run.kind in shown or run.block in tables)
    return known_pieces(replace(expectation, runs=runs, notes=()))


def heading_pieces(expectation: Expectation) -> tuple[str, ...]:
    """The pieces of text that a list of links may show: headings, titles and the theme's words."""
    runs = tuple(run for run in expectation.runs if run.kind in ("title", "heading"))
    return known_pieces(replace(expectation, runs=runs, notes=(), running=()))


def _made_up(
    stream: Stream, expectation: Expectation, alignment: Alignment, medium: Medium, place: Location
) -> Iterator[Diagnostic]:
    """The first words, figures or signs between the runs that are nobody's."""
    known = generated_pieces(expectation, pages=medium.pages)
    phrases = generated_phrases(expectation, pages=medium.pages)
    columns = column_phrases(expectation.runs, alignment.places) if medium.pages else {}
    facts = dated(expectation.imprint) if medium.pages else ()
    lone = lone_headings(expectation.runs) if medium.pages else ()
    authored = owed_text(expectation) + expectation.imprint
    themed = "".join((authored, *expectation.labels, *expectation.words))
    # A book shows its title twice.
    titled = (
        *expectation.labels,
        *(run.text for run in expectation.runs if run.kind in ("title", "heading")),
    )
    bounds = {
        bound
        for run, where in zip(expectation.runs, alignment.places, strict=True)
        if run.notice is not None
        for span in where or ()
        for bound in (span.start, span.end)
    }
    for gap in gaps(stream, alignment):
        text = stream.squeezed[gap.start : gap.end].replace(SOFT, "")
        beside = not bounds.isdisjoint((gap.start, gap.end))
        said = (*before_cell(stream, gap, columns, medium), *phrases)
        word = foreign(text, known, beside=True) and foreign(struck(text, said), known, beside=True)
        word = foreign_in_contents(struck(text, said), known, lone) if word and lone else word
        word = word or (sign(text, authored if beside else themed) if beside or not medium.pages else None)
        word = word or (marking(text, titled) if beside and not medium.pages else None)
        word = word or (heap(text) if not medium.pages else None)
        word = word or figure(stream, gap, said, medium) or redated(text, said, facts)
        if word:
            shown = stream.shown(gap, 400)
            at = max(0, squeezed_text(shown).find(word) - 20)
            here = medium.part(stream.part(gap.start))
            yield report("PRF855", place, found=quoted(shown[at : at + 80] or word), where=here)
            return


def _respaced(
    stream: Stream, runs: Sequence[Run], places: Sequence[Sequence[Span] | None], medium: Medium
) -> Iterator[str]:
    """The first text whose words are parted otherwise than they are written: "3 40" has all the figures of "340".

    Why not of pages: where their lines end, and what is drawn between two letters, is asked of what they draw.
    """
    for run, spans in zip(runs, places, strict=True):
        if run.notice is not None or spans is None or len(spans) != 1:
            continue
        wanted = folded(run.text.translate(_DRAWN))
        characters = stream.characters(spans[0])
        said = folded(stream.text[characters.start : characters.stop].translate(_DRAWN))
        if said != wanted and (said := stream.verbatim(wanted, spans[0], medium.real_break)) != wanted:
            at = next(
                (at for at, pair in enumerate(zip(said, wanted, strict=False)) if pair[0] != pair[1]), 0
            )
            first = max(0, at - 20)
            yield f"{quoted(said[first : at + 20])} instead of {quoted(wanted[first : at + 20])}"
            return


def parity_of(
    stream: Stream,
    expectation: Expectation,
    alignment: Alignment,
    medium: Medium,
    place: Location,
    found: list[Diagnostic],
) -> Parity:
    """How much of the article was found; what is missing, and what was made up, is put to the rest that was `found`."""
    runs = (*expectation.runs, *expectation.notes)
    missing = alignment.first_missing()
    # A disclaimer that is missing has codes of its own.
    for index, where in enumerate((*alignment.places, *alignment.notes)):
        run = runs[index]
        if where is not None or run.notice is not None:
            continue
        if run.kind == "note":
            found.append(report("PRF853", place, text=quoted(run.text)))
            break
        elsewhere = stream.find(squeezed_text(run.text))
        after = quoted(tail(runs[index - 1].text)) if index else "the beginning"
        if elsewhere is None:
            found.append(report("PRF851", place, text=quoted(run.text), after=after))
        else:
            found.append(
                report(
                    "PRF852",
                    place,
                    text=quoted(run.text),
                    after=after,
                    found=medium.part(stream.part(elsewhere.start)),
                )
            )
        break
    authored = owed_text(expectation) + expectation.imprint
    for gap in gaps(stream, alignment):
        characters = stream.characters(gap)
        left = residue(stream.text[characters.start : characters.stop].replace(SOFT, ""), authored)
        if left:
            found.append(report("PRF854", place, found=quoted(folded(left))))
            break
    if not medium.pages:
        places = (*alignment.places, *alignment.notes)
        found += (report("PRF857", place, found=what) for what in _respaced(stream, runs, places, medium))
    if missing is None:
        found += _made_up(stream, expectation, alignment, medium, place)
    return Parity(len(runs), alignment.found, runs[missing].text if missing is not None else None)
