"""Disclaimers and what they qualify: in the same section of a page, in the same file of an ebook. Headings as headings.

Input: an examined stream. Output: diagnostics. Must not: parse, know archives.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.examine import Examination, named
from pipeline.proof.markup import HEADINGS, Body, name_of
from pipeline.proof.stream import Span, Stream
from pipeline.rendition.expected import Expectation


def astray(
    expectation: Expectation,
    examination: Examination,
    section: Callable[[Span], Hashable],
    part: str,
    place: Location,
    found: list[Diagnostic],
) -> frozenset[str]:
    """The keys of disclaimers that a section with something they qualify lacks.

    `section` tells the sections of a page, or the files, apart; `part` says what they are called.
    Reports: PRF817.
    """
    sightings = examination.sightings
    homes = {
        sighting.notice.key: section(sighting.span) for sighting in sightings if sighting.span is not None
    }
    notices = {sighting.notice.key: sighting.notice for sighting in sightings}
    lacking: dict[str, None] = {}
    for run, where in zip(expectation.runs, examination.alignment.places, strict=True):
        # A text that is missing, or a disclaimer that is, has codes of its own.
        if not where:
            continue
        home = section(where[-1])
        for key in run.qualified_by:
            if key in homes and homes[key] != home and key not in lacking:
                lacking[key] = None
                found.append(
                    report(
                        "PRF817",
                        place,
                        name=named(notices[key]),
                        part=part,
                        text=quoted(run.text[:60]),
                        found="it in another one",
                    )
                )
    return frozenset(lacking)


# What holds items, and no words.
_OF_ITEMS = frozenset(["ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr"])


def mistaken(
    expectation: Expectation, examination: Examination, stream: Stream, bodies: Sequence[Body]
) -> Iterator[str]:
    """Headings that are none, other text that is one, words of lists that are no items: sentences' ends.

    Why: who listens to a page goes from heading to heading, and hears of each list how many items it has.
    """
    level = 6
    for run, where in zip(expectation.runs, examination.alignment.places, strict=True):
        if not where or run.kind not in ("heading", "text", "cell"):
            continue
        body = bodies[stream.part(where[0].start)]
        mark = next((stream.marks[at] for at in stream.characters(where[0]) if stream.marks[at] >= 0), None)
        if mark is None or mark >= len(body.holders):
            continue
        holder = body.holders[mark]
        steps = map(name_of, (holder, *holder.iterancestors()))
        heading = next((name for name in steps if name in HEADINGS), None)
        if (heading is not None) != (run.kind == "heading"):
            yield f"{quoted(run.text[:60])} as {'no' if heading is None else 'a'} heading"
        elif heading is not None:
            before, level = level, int(heading[1])
            if level > before + 1:
                yield f"{quoted(run.text[:60])} as <{heading}> below <h{before}>"
        elif name_of(holder) in _OF_ITEMS:
            yield f"{quoted(run.text[:60])} beside the items of a <{name_of(holder)}>"
