"""Where pages owe a disclaimer once more: under each part of a table, on each page with what it qualifies, at each foot.

Input: an aligned `Stream` and what a file owes. Output: the places where another occurrence has to stand.
Must not: know PDF, or believe what the file says of itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.document import Notice
from pipeline.proof.parity import Alignment
from pipeline.proof.sighting import Medium, Sighting, generated, named, tail
from pipeline.proof.stream import LABEL, RUNNING, Span, Stream, squeezed_text
from pipeline.rendition.expected import Expectation, Run

# What a table repeats on its next page at most, its caption and head. Units: squeezed characters.
HEAD = 600


@dataclass(frozen=True, slots=True)
class Due:
    """A page that owes a disclaimer behind `behind`, the end of what it qualifies there.

    Shape: `table` tells a part of a table from the end of a block; `part` counts from 0.
    """

    key: str
    part: int
    behind: Span
    table: bool


def dues(
    stream: Stream, runs: Sequence[Run], alignment: Alignment, notices: Iterable[Notice]
) -> tuple[Due, ...]:
    """Every page that owes an after-trigger disclaimer behind something, that where it stands first among them."""
    by_key = {notice.key: notice for notice in notices if notice.place == "after-trigger"}
    found: list[Due] = []
    for block in _blocks(runs):
        keys = [key for key in runs[block[0]].qualified_by if key in by_key]
        spans = [span for index in block for span in alignment.places[index] or ()]
        if not keys or not spans:
            continue
        ends: dict[int, int] = defaultdict(int)
        for span in spans:
            part = stream.part(span.start)
            ends[part] = max(ends[part], span.end)
        last = max(ends)
        table = any(runs[index].kind == "cell" for index in block)
        for part, end in sorted(ends.items()):
            if part == last or table:
                behind = Span(max(stream.parts[part], end - 40), end)
                found += (Due(key, part, behind, table and len(ends) > 1) for key in keys)
    # Once is enough on a page, behind the first. Where another rule owes the same more rarely, pages have it again as well.
    first: dict[tuple[str, int], Due] = {}
    for due in sorted(found, key=lambda due: due.behind.end):
        first.setdefault((due.key, due.part), due)
    return tuple(first.values())


def _blocks(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """The indexes of the runs of each block that is no disclaimer."""
    indexes = (index for index, run in enumerate(runs) if run.notice is None and run.block >= 0)
    return [tuple(group) for _, group in groupby(indexes, key=lambda index: runs[index].block)]


def room(expectation: Expectation) -> list[int]:
    """What may stand before each run because something is shown once more. Units: squeezed characters."""
    wordings = {notice.key: len(squeezed_text(notice.text)) + LABEL for notice in expectation.notices}
    feet = 2 * sum(wordings[notice.key] for notice in expectation.running)
    repeated = {repeat.of for repeat in expectation.repeats}
    runs = expectation.runs
    found: list[int] = []
    for index, run in enumerate(runs):
        keys = set(run.qualified_by) | set(runs[index - 1].qualified_by if index else ())
        again = sum(wordings.get(key, 0) for key in keys & repeated)
        found.append(feet + again + (HEAD if again and run.kind in ("cell", "text") else 0))
    return found


def running(expectation: Expectation) -> int:
    """What may stand between a text and its rest on the next page. Units: squeezed characters."""
    wordings = {notice.key: len(squeezed_text(notice.text)) + LABEL for notice in expectation.notices}
    again = sum(wordings.get(key, 0) for key in {repeat.of for repeat in expectation.repeats})
    feet = sum(wordings[notice.key] for notice in expectation.running)
    return RUNNING + feet + again + (HEAD if again else 0)


def between(stream: Stream, start: int, end: int, taken: Mapping[str, Sequence[Span]]) -> list[str]:
    """What stands between two places beside the disclaimers there. Shape: pieces of squeezed text."""
    pieces: list[str] = []
    inside = sorted(
        span for spans in taken.values() for span in spans if start <= span.start and span.end <= end
    )
    for span in inside:
        if span.start >= start:
            pieces.append(stream.squeezed[start : span.start])
            start = span.end
    return [*pieces, stream.squeezed[start:end]]


# ── found


def once_more(
    stream: Stream,
    expectation: Expectation,
    alignment: Alignment,
    sightings: Sequence[Sighting],
    free: dict[str, list[Span]],
) -> list[Sighting]:
    """The further occurrences that pages owe: those that the file knows of, and those that follow from its pages."""
    first = {sighting.notice.key: sighting for sighting in sightings}
    wanted: list[tuple[str, int, Span | None]] = []
    known = [(repeat.of, repeat.page - 1) for repeat in expectation.repeats]
    for due in dues(stream, expectation.runs, alignment, [one.notice for one in sightings]):
        span = first[due.key].span
        # Where it stands anyway, one that the file knows of stands behind something else.
        if span is not None and stream.part(span.start) == due.part:
            continue
        if (due.key, due.part) in known:
            known.remove((due.key, due.part))
        wanted.append((due.key, due.part, due.behind))
    wanted += ((key, part, None) for key, part in known if key in first)
    found: list[Sighting] = []
    counts: Counter[str] = Counter()
    for key, part, behind in sorted(wanted, key=lambda one: one[1]):
        counts[key] += 1
        sighting = Sighting(first[key].notice, before=behind, repeat=counts[key], part=part)
        spans = free[squeezed_text(sighting.notice.text)]
        here = [span for span in spans if stream.part(span.start) == part]
        below = [span for span in here if behind is not None and span.start >= behind.end]
        if chosen := next(iter(below or here), None):
            sighting.span = chosen
            spans.remove(chosen)
        found.append(sighting)
    return found


def beside(
    expectation: Expectation, occurrences: Mapping[str, Sequence[Span]]
) -> dict[int, tuple[Span, ...]]:
    """Where disclaimers stand that may be shown once more before others on the same, by the runs of these."""
    wordings = {notice.key: squeezed_text(notice.text) for notice in expectation.notices}
    repeated = {repeat.of for repeat in expectation.repeats}
    found: dict[int, tuple[Span, ...]] = {}
    keys: tuple[str, ...] = ()
    for index, run in enumerate(expectation.runs):
        if run.notice is None:
            keys = tuple(key for key in run.qualified_by if key in repeated)
        elif keys:
            texts = {wordings[key] for key in keys if key in wordings} - {squeezed_text(run.text)}
            found[index] = tuple(span for text in texts for span in occurrences.get(text, ()))
    return found


def behind_others(
    stream: Stream,
    sightings: Sequence[Sighting],
    taken: Mapping[str, Sequence[Span]],
    labels: frozenset[str],
) -> None:
    """Of disclaimers that stand behind others on what all of them qualify, each is next to the one before it."""
    for sighting in sightings:
        before, span = sighting.before, sighting.span
        if before is None or span is None:
            continue
        others = [
            other
            for spans in taken.values()
            for other in spans
            if before.end <= other.start and other.end <= span.start
        ]
        pieces = between(stream, before.end, span.start, taken)
        if others and all(generated(piece, labels) for piece in pieces):
            end = max(other.end for other in others)
            sighting.before = Span(max(before.end, end - 40), end)


def at_the_foot(stream: Stream, expectation: Expectation, free: dict[str, list[Span]]) -> list[Sighting]:
    """Each running disclaimer on each page that has text, but for a cover and a back of their own."""
    found: list[Sighting] = []
    pages = range(len(stream.parts))
    # Between them there has to be a page for it.
    inner = pages[1:-1] if expectation.covers and len(pages) > 2 else pages
    parts = [part for part in inner if stream.part_end(part) > stream.parts[part]]
    for notice in expectation.running:
        spans = free[squeezed_text(notice.text)]
        for repeat, part in enumerate(parts):
            sighting = Sighting(notice, repeat=repeat, part=part)
            here = [span for span in spans if stream.part(span.start) == part]
            if here:
                sighting.span = here[-1]
                spans.remove(here[-1])
            found.append(sighting)
    return found


def nowhere(sightings: Sequence[Sighting]) -> frozenset[str]:
    """The keys of disclaimers that were not found once."""
    seen = {sighting.notice.key for sighting in sightings if sighting.span is not None}
    return frozenset(sighting.notice.key for sighting in sightings) - seen


def misplaced(
    stream: Stream,
    runs: Sequence[Run],
    alignment: Alignment,
    sighting: Sighting,
    medium: Medium,
    place: Location,
) -> Diagnostic | None:
    """What is wrong with the place of a further occurrence. Reports: PRF811, PRF812."""
    notice, span = sighting.notice, sighting.span
    assert span is not None
    part = stream.part(span.start)
    if stream.part(span.end - 1) != part:
        found = f"{medium.part(part)} and the next one"
        return report("PRF812", place, name=named(notice), expected="in one piece", found=found)
    if notice.place == "running" or sighting.before is not None:
        return None
    # Nothing there asks for it: does it stand below something that it qualifies at all?
    before = max(
        (
            (piece.end, index)
            for index, pieces in enumerate(alignment.places)
            for piece in pieces or ()
            if runs[index].notice is None and stream.parts[part] <= piece.start and piece.end <= span.start
        ),
        default=None,
    )
    if before is not None and notice.key in runs[before[1]].qualified_by:
        sighting.before = Span(max(stream.parts[part], before[0] - 40), before[0])
        return None
    behind = stream.shown(Span(max(0, span.start - 50), span.start), 120)
    return report(
        "PRF811", place, name=named(notice), before="something that it qualifies", found=quoted(behind)
    )


def parts_without(
    stream: Stream,
    expectation: Expectation,
    alignment: Alignment,
    sightings: Sequence[Sighting],
    occurrences: Mapping[str, Sequence[Span]],
    medium: Medium,
    place: Location,
    labels: frozenset[str],
) -> list[Diagnostic]:
    """Pages that hold something a disclaimer qualifies, without it right behind."""
    notices = {sighting.notice.key: sighting.notice for sighting in sightings}
    absent = nowhere(sightings)
    found: list[Diagnostic] = []
    for due in dues(stream, expectation.runs, alignment, notices.values()):
        if due.key in absent:
            continue
        here = [
            sighting
            for sighting in sightings
            if sighting.notice.key == due.key
            and sighting.span is not None
            and stream.part(sighting.span.start) == due.part
            and sighting.span.start >= due.behind.end
        ]
        if any(
            all(
                generated(gap, labels) for gap in between(stream, due.behind.end, one.span.start, occurrences)
            )
            for one in here
            if one.span is not None
        ):
            continue
        for sighting in sightings:
            if sighting.notice.key == due.key and sighting.part == due.part:
                sighting.placed = False
        # Where it is owed first, that has a code of its own.
        if any(sighting.repeat == 0 and not sighting.placed for sighting in here):
            continue
        first = next(sighting for sighting in sightings if sighting.notice.key == due.key)
        if first.span is not None and stream.part(first.span.start) == due.part and not first.placed:
            continue
        code = "PRF818" if due.table else "PRF819"
        text = quoted(tail(stream.shown(due.behind, 120)))
        seen = "it further below" if here else "nothing like it there"
        found.append(
            report(code, place, name=named(first.notice), where=medium.part(due.part), text=text, found=seen)
        )
    return found
