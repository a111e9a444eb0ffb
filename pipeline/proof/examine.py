"""Where each owed disclaimer stands in a file's text, and whether that is its place.

Input: an `Expectation` and a `Stream`. Output: one `Sighting` a disclaimer, the parity, diagnostics.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.document import Notice
from pipeline.proof.evidence import Parity
from pipeline.proof.parity import Alignment, align, gaps, residue
from pipeline.proof.stream import LABEL, RUNNING, SOFT, Span, Stream, squeezed_text
from pipeline.rendition.expected import Expectation, Run, text_sha256

# Scripts that are shaped: what a PDF's text layer gives for them says little about what is drawn.
_SHAPED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]"
)


@dataclass(frozen=True, slots=True)
class Medium:
    """What the search has to know about a format.

    Shape: `part` names a page or file by its index; `last` is the index of the last one a reader reaches in order.
    """

    part: Callable[[int], str]
    last: int
    real_break: Callable[[int], bool]
    # Whether the imprint may take another page behind the closing disclaimers.
    runs_over: bool = False
    # Where a wording stands that no reader meets in order, or None.
    elsewhere: Callable[[str], str | None] = lambda wording: None


@dataclass(slots=True)
class Sighting:
    """A disclaimer that was looked for. Shape: `span` is None if it is not there; `before` is the end of the run before it."""

    notice: Notice
    span: Span | None = None
    before: Span | None = None
    found_sha256: str | None = None
    present: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    sightings: tuple[Sighting, ...]
    parity: Parity | None
    diagnostics: tuple[Diagnostic, ...]


def shaped(text: str) -> bool:
    """Whether text is in a script whose letters change with their neighbours."""
    return _SHAPED.search(text) is not None


def owed_text(expectation: Expectation) -> str:
    """All text that a file owes, for resolving line-end hyphens."""
    return "\n".join(run.text for run in (*expectation.runs, *expectation.notes))


def named(notice: Notice) -> str:
    """A disclaimer in a message."""
    return f"{notice.disclaimer} ({notice.key})"


def examine(expectation: Expectation, stream: Stream, medium: Medium, place: Location) -> Examination:
    """Present and placed, for every disclaimer; parity for the whole."""
    found: list[Diagnostic] = []
    runs = expectation.runs
    sightings = [Sighting(run.notice) for run in runs if run.notice is not None]
    indexes = [index for index, run in enumerate(runs) if run.notice is not None]
    labels = frozenset(squeezed_text(label) for label in expectation.labels)

    alignment = align(stream, runs, expectation.notes)
    parity = _parity(stream, expectation, alignment, medium, place, found)

    _assign(stream, runs, indexes, sightings, labels)
    occurrences = _occurrences(stream, [sighting.notice.text for sighting in sightings])
    for text, spans in occurrences.items():
        owed = [sighting for sighting in sightings if squeezed_text(sighting.notice.text) == text]
        if len(spans) > len(owed):
            found.append(
                report("PRF802", place, name=named(owed[0].notice), owed=len(owed), number=len(spans))
            )
    for sighting, index in zip(sightings, indexes, strict=True):
        notice = sighting.notice
        if sighting.span is None:
            if hidden := medium.elsewhere(squeezed_text(notice.text)):
                found.append(report("PRF826", place, name=named(notice), found=hidden))
                continue
            near = _near(stream, notice, [span for spans in occurrences.values() for span in spans])
            if near is None:
                found.append(report("PRF801", place, name=named(notice), text=quoted(notice.text)))
            else:
                found.append(_changed(notice, near, place))
            continue
        text = stream.verbatim(folded(notice.text), sighting.span, medium.real_break)
        sighting.found_sha256 = text_sha256(text)
        if sighting.found_sha256 == text_sha256(notice.text):
            sighting.present = True
        else:
            found.append(_changed(notice, text, place))
        problem = _misplaced(stream, runs, index, sighting, alignment, medium, place, labels)
        if problem is None:
            sighting.placed = True
        else:
            found.append(problem)
    return Examination(tuple(sightings), parity, tuple(found))


# ── present


def _occurrences(stream: Stream, texts: Sequence[str]) -> dict[str, list[Span]]:
    """Where each wording stands; a wording inside a longer one is not counted there."""
    wordings = sorted({squeezed_text(text) for text in texts}, key=lambda text: (-len(text), text))
    found: dict[str, list[Span]] = {}
    taken: list[Span] = []
    for wording in wordings:
        spans = [
            span
            for span in stream.find_all(wording)
            if not any(other.start <= span.start and span.end <= other.end for other in taken)
        ]
        found[wording] = spans
        taken += spans
    return found


def _assign(
    stream: Stream,
    runs: Sequence[Run],
    indexes: Sequence[int],
    sightings: Sequence[Sighting],
    labels: frozenset[str],
) -> None:
    """Each disclaimer its occurrence: first those that stand behind what they qualify, then by order."""
    free = _occurrences(stream, [sighting.notice.text for sighting in sightings])
    free = {wording: list(spans) for wording, spans in free.items()}
    for sighting, index in zip(sightings, indexes, strict=True):
        spans = free[squeezed_text(sighting.notice.text)]
        before = squeezed_text(runs[index - 1].text) if index else ""
        for span in spans:
            end = _ends_before(stream, before, span.start, labels) if before else None
            if end is not None:
                sighting.span, sighting.before = span, end
                spans.remove(span)
                break
    for sighting in sightings:
        spans = free[squeezed_text(sighting.notice.text)]
        if sighting.span is None and spans:
            sighting.span = spans.pop(0)


def _near(stream: Stream, notice: Notice, exact: Sequence[Span]) -> str | None:
    """Text that looks like the wording but is not."""
    wording = squeezed_text(notice.text)
    text, sought = stream.squeezed, wording
    # Capitals are a change too; only where lowering them keeps every place.
    if len(text.lower()) == len(text) and len(sought.lower()) == len(sought):
        text, sought = text.lower(), sought.lower()
    size = min(24, max(8, len(wording) // 3))
    for offset in (0, len(wording) // 3, len(wording) // 2, len(wording) - size):
        probe = sought[offset : offset + size]
        at = text.find(probe)
        while at >= 0:
            if not any(span.start <= at < span.end for span in exact):
                start = max(0, at - offset)
                return stream.shown(Span(start, min(len(stream.squeezed), start + len(wording) + 20)), 400)
            at = text.find(probe, at + 1)
    return None


def _changed(notice: Notice, found: str, place: Location) -> Diagnostic:
    """The first difference, so that a reader need not compare two paragraphs."""
    wording = folded(notice.text)
    start = next(
        (index for index, (left, right) in enumerate(zip(wording, found, strict=False)) if left != right),
        min(len(wording), len(found)),
    )
    start = max(0, start - 20)
    return report(
        "PRF803",
        place,
        name=named(notice),
        expected=quoted(_cut(wording, start)),
        found=quoted(_cut(found, start)),
    )


def _cut(text: str, start: int) -> str:
    piece = text[start : start + 60]
    return ("…" if start else "") + piece + ("…" if start + 60 < len(text) else "")


# ── placed


def _generated(gap: str, labels: frozenset[str]) -> bool:
    """Whether text between a run and its disclaimer is a note's mark and a label, and nothing else."""
    gap = re.sub(r"^[\d†‡*\[\]().↑↩]{0,6}", "", gap) if gap else gap
    if labels:
        return gap.rstrip(".:") in labels or not gap
    return len(gap) <= LABEL


def _ends_before(stream: Stream, before: str, start: int, labels: frozenset[str]) -> Span | None:
    """Where the run before a disclaimer ends; only its part on the same page counts.

    Shape: the end of that run, at most 40 characters, with nothing but generated text up to `start`.
    """
    begin = stream.parts[stream.part(start)] if stream.parts else 0
    text = stream.squeezed
    for end in range(start, max(begin, start - LABEL) - 1, -1):
        if end <= begin:
            break
        if text[end - 1] != before[-1]:
            continue
        length = 1
        while length < len(before) and end - length > begin and text[end - length - 1] == before[-length - 1]:
            length += 1
        complete = length == len(before)
        # The rest may be on the page before, if this is where the page begins.
        if (complete or (end - length <= begin + RUNNING and length >= 12)) and _generated(
            text[end:start], labels
        ):
            return Span(end - min(length, 40), end)
    return None


def _misplaced(
    stream: Stream,
    runs: Sequence[Run],
    index: int,
    sighting: Sighting,
    alignment: Alignment | None,
    medium: Medium,
    place: Location,
    labels: frozenset[str],
) -> Diagnostic | None:
    notice, span = sighting.notice, sighting.span
    assert span is not None
    name = named(notice)
    part = stream.part(span.start)
    here = medium.part(part)
    if stream.part(span.end - 1) != part:
        return report("PRF812", place, name=name, expected="in one piece", found=f"{here} and the next one")
    if notice.place == "opening":
        return _not_opening(stream, runs, index, sighting, alignment, place)
    if notice.place == "closing":
        # Behind it only the imprint, or another closing disclaimer, may run over to one more page.
        if part < medium.last - (1 if medium.runs_over else 0):
            return report("PRF814", place, name=name, expected=medium.part(medium.last), found=here)
        for later, run in enumerate(runs):
            spans = alignment.places[later] if alignment else None
            if run.notice is None and spans and spans[0].start >= span.end:
                return report(
                    "PRF814", place, name=name, expected="all text before it", found=quoted(run.text)
                )
        return None
    if index == 0 or sighting.before is not None:
        return None
    before = runs[index - 1].text
    target = squeezed_text(before)
    # On the page or in the file before? Then it was parted from what it qualifies.
    if part and stream.parts[part] >= span.start - RUNNING:
        tail = target[-30:]
        at = stream.squeezed.rfind(tail, max(0, stream.parts[part] - RUNNING - len(tail)), stream.parts[part])
        if at >= 0 and stream.part(at) == part - 1:
            return report("PRF812", place, name=name, expected=medium.part(part - 1), found=here)
    behind = stream.shown(Span(max(0, span.start - 50), span.start), 120)
    return report("PRF811", place, name=name, before=quoted(_tail(before)), found=quoted(behind))


def _tail(text: str) -> str:
    return text if len(text) <= 60 else "…" + text[-60:]


def _not_opening(
    stream: Stream,
    runs: Sequence[Run],
    index: int,
    sighting: Sighting,
    alignment: Alignment | None,
    place: Location,
) -> Diagnostic | None:
    """An opening disclaimer stands before the article's first words."""
    span = sighting.span
    assert span is not None
    titles = [
        spans[-1].end
        for other, run in enumerate(runs)
        if run.kind == "title" and alignment and (spans := alignment.places[other])
    ]
    body = next(
        (
            run
            for run in runs[index + 1 :]
            if run.kind != "title" and (run.notice is None or run.notice.place != "opening")
        ),
        None,
    )
    if body is None:
        return None
    text = squeezed_text(body.text)
    if stream.find(text, max(titles, default=0), span.start) is not None:
        return report("PRF813", place, name=named(sighting.notice), found=quoted(body.text))
    if alignment is None and runs[index + 1] is body:
        # Only its neighbours are known: what comes next has to come soon.
        following = stream.find(text, span.end)
        if following is None or following.start - span.end > LABEL:
            behind = stream.shown(Span(max(0, span.start - 50), span.start), 120)
            return report("PRF813", place, name=named(sighting.notice), found=quoted(behind))
    return None


# ── parity


def _parity(
    stream: Stream,
    expectation: Expectation,
    alignment: Alignment,
    medium: Medium,
    place: Location,
    found: list[Diagnostic],
) -> Parity:
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
        after = quoted(_tail(runs[index - 1].text)) if index else "the beginning"
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
    # What shaping leaves in a text layer looks like residue and is none.
    for gap in () if shaped(owed_text(expectation)) else gaps(stream, alignment):
        characters = stream.characters(gap)
        left = residue(stream.text[characters.start : characters.stop].replace(SOFT, ""), authored)
        if left:
            found.append(report("PRF854", place, found=quoted(folded(left))))
            break
    return Parity(len(runs), alignment.found, runs[missing].text if missing is not None else None)
