"""Disclaimers and what they qualify: in the same section of a page, in the same file of an ebook.

Input: an examined stream. Output: diagnostics. Must not: parse, know archives.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.examine import Examination, named
from pipeline.proof.stream import Span
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
