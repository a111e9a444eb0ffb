"""Where each owed disclaimer stands in a file's text, and whether that is its place.

Input: an `Expectation` and a `Stream`. Output: one `Sighting` a disclaimer, the parity, diagnostics.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.document import Notice
from pipeline.proof import again
from pipeline.proof.evidence import Parity
from pipeline.proof.figures import columns_again
from pipeline.proof.parity import Alignment, align, merged
from pipeline.proof.sighting import Medium, Sighting, generated, named, tail
from pipeline.proof.stream import LABEL, Span, Stream, squeezed_text
from pipeline.proof.whole import parity_of
from pipeline.rendition.expected import Expectation, Run, chapters, text_sha256


@dataclass(frozen=True, slots=True)
class Examination:
    sightings: tuple[Sighting, ...]
    parity: Parity | None
    diagnostics: tuple[Diagnostic, ...]
    alignment: Alignment


def examine(expectation: Expectation, stream: Stream, medium: Medium, place: Location) -> Examination:
    """Present and placed, for every disclaimer; parity for the whole."""
    found: list[Diagnostic] = []
    runs = expectation.runs
    sightings = [Sighting(run.notice) for run in runs if run.notice is not None]
    indexes = [index for index, run in enumerate(runs) if run.notice is not None]
    labels = frozenset(squeezed_text(label) for label in expectation.labels)

    owed = expectation.notices if medium.pages else [sighting.notice for sighting in sightings]
    occurrences = _occurrences(stream, [notice.text for notice in owed])
    alignment = align(
        stream,
        runs,
        expectation.notes,
        room=again.room(expectation) if medium.pages else (),
        apart=merged((*medium.apart, *(span for spans in occurrences.values() for span in spans))),
        columns=columns_again(stream, runs) if medium.pages else (),
        labels=(*expectation.labels, *expectation.words),
    )
    parity = parity_of(stream, expectation, alignment, medium, place, found)

    free = {wording: list(spans) for wording, spans in occurrences.items()}
    shown_again = again.beside(expectation, occurrences)
    _assign(stream, runs, indexes, sightings, labels, alignment, free, shown_again)
    every = list(sightings)
    if medium.pages:
        more = again.once_more(stream, expectation, alignment, sightings, free)
        again.behind_others(stream, more, occurrences, labels)
        every += more
        every += again.at_the_foot(stream, expectation, free)
    for wording, spans in free.items():
        if spans:
            same = [sighting for sighting in every if squeezed_text(sighting.notice.text) == wording]
            found.append(
                report(
                    "PRF802",
                    place,
                    name=named(same[0].notice),
                    owed=len(same),
                    number=len(occurrences[wording]),
                )
            )
    absent = again.nowhere(every)
    homes = {index: chapter for chapter in chapters(runs) for index in chapter if runs[index].notice}
    for number, sighting in enumerate(every):
        notice = sighting.notice
        if sighting.span is None:
            if (lost := _lost(stream, sighting, absent, occurrences, medium, place)) is not None:
                found.append(lost)
            continue
        text = stream.verbatim(folded(notice.text), sighting.span, medium.real_break)
        sighting.found_sha256 = text_sha256(text)
        if sighting.found_sha256 == text_sha256(notice.text):
            sighting.present = True
        else:
            found.append(_changed(notice, text, place))
        if number < len(indexes):
            index = indexes[number]
            problem = _misplaced(stream, expectation, index, homes[index], sighting, alignment, medium, place)
        else:
            problem = again.misplaced(stream, runs, alignment, sighting, medium, place)
        if problem is None:
            sighting.placed = True
        else:
            found.append(problem)
    found += _out_of_turn(sightings, indexes, place)
    if medium.pages:
        found += again.parts_without(
            stream, expectation, alignment, every, occurrences, medium, place, labels
        )
    return Examination(tuple(every), parity, tuple(found), alignment)


def _out_of_turn(
    sightings: Sequence[Sighting], indexes: Sequence[int], place: Location
) -> Iterator[Diagnostic]:
    """Disclaimers that stand right behind one another, in another order than they are owed."""
    pairs = zip(sightings, sightings[1:], indexes, indexes[1:], strict=False)
    for first, second, at, behind in pairs:
        if behind != at + 1 or first.span is None or second.span is None:
            continue
        # Of equal wordings nobody can say which is which.
        if first.span.start > second.span.start and first.notice.text != second.notice.text:
            second.placed = False
            texts = {"before": quoted(tail(first.notice.text)), "found": "that one behind it, nothing of it"}
            yield report("PRF811", place, name=named(second.notice), **texts)


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
    alignment: Alignment,
    free: dict[str, list[Span]],
    shown_again: Mapping[int, Sequence[Span]],
) -> None:
    """Each disclaimer its occurrence: first those that stand behind what they qualify, then by order.

    Of several, the one between the runs before and behind it. What is assigned is taken from `free`. `shown_again` are
    the places of others that may stand once more before one, by its run.
    """
    for sighting, index in zip(sightings, indexes, strict=True):
        spans = free[squeezed_text(sighting.notice.text)]
        before = squeezed_text(runs[index - 1].text) if index else ""
        aligned = alignment.places[index]
        for span in sorted(spans, key=lambda span: (aligned != (span,), span)):
            others = shown_again.get(index, ())
            end = _stands_behind(stream, before, span.start, labels, others) if before else None
            if end is not None:
                sighting.span, sighting.before = span, end
                spans.remove(span)
                break
    for sighting, index in zip(sightings, indexes, strict=True):
        spans = free[squeezed_text(sighting.notice.text)]
        if sighting.span is None and spans:
            aligned = alignment.places[index]
            sighting.span = min(spans, key=lambda span: (aligned != (span,), span))
            spans.remove(sighting.span)


def _lost(
    stream: Stream,
    sighting: Sighting,
    absent: frozenset[str],
    occurrences: Mapping[str, Sequence[Span]],
    medium: Medium,
    place: Location,
) -> Diagnostic | None:
    """What is wrong where a disclaimer was not found; None if that was said of it already."""
    notice = sighting.notice
    if notice.key in absent and sighting.repeat:
        return None
    if hidden := medium.elsewhere(squeezed_text(notice.text)):
        return report("PRF826", place, name=named(notice), found=hidden)
    exact = [span for spans in occurrences.values() for span in spans]
    part = sighting.part if notice.key not in absent else None
    near = _near(stream, notice, exact, part)
    if near is not None:
        return _changed(notice, near, place)
    if part is None:
        return report("PRF801", place, name=named(notice), text=quoted(notice.text))
    where = medium.part(part)
    if notice.place == "running":
        return report(
            "PRF816",
            place,
            name=named(notice),
            expected=f"at the foot of {where}",
            found="nothing like it there",
        )
    if sighting.before is None:
        text = "what it qualifies there"
        return report(
            "PRF819", place, name=named(notice), where=where, text=text, found="nothing like it there"
        )
    # What a part of a table lacks is said by what comes next.
    return None


def _near(stream: Stream, notice: Notice, exact: Sequence[Span], part: int | None = None) -> str | None:
    """Text that looks like the wording but is not; with `part`, only there."""
    first, end = (stream.parts[part], stream.part_end(part)) if part is not None else (0, None)
    wording = squeezed_text(notice.text)
    text, sought = stream.squeezed, wording
    # Capitals are a change too; only where lowering them keeps every place.
    if len(text.lower()) == len(text) and len(sought.lower()) == len(sought):
        text, sought = text.lower(), sought.lower()
    size = min(24, max(8, len(wording) // 3))
    for offset in (0, len(wording) // 3, len(wording) // 2, len(wording) - size):
        probe = sought[offset : offset + size]
        at = text.find(probe, first, end)
        while at >= 0:
            if not any(span.start <= at < span.end for span in exact):
                start = max(0, at - offset)
                return stream.shown(Span(start, min(len(stream.squeezed), start + len(wording) + 20)), 400)
            at = text.find(probe, at + 1, end)
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


def _stands_behind(
    stream: Stream, before: str, start: int, labels: frozenset[str], others: Sequence[Span]
) -> Span | None:
    """Where the run before a disclaimer ends, or the last of the `others` that stand between it and the disclaimer."""
    last: Span | None = None
    while (end := _ends_before(stream, before, start, labels)) is None:
        above = max((span for span in others if start - LABEL <= span.end <= start), default=None)
        if above is None or not generated(stream.squeezed[above.end : start], labels):
            return None
        start = above.start
        last = last or Span(max(start, above.end - 40), above.end)
    return last or end


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
        if (complete or (end - length <= begin + stream.running and length >= 12)) and generated(
            text[end:start], labels
        ):
            return Span(end - min(length, 40), end)
    return None


def _misplaced(
    stream: Stream,
    expectation: Expectation,
    index: int,
    home: range,
    sighting: Sighting,
    alignment: Alignment,
    medium: Medium,
    place: Location,
) -> Diagnostic | None:
    """What is wrong with where a disclaimer stands. `home` are the runs of its chapter."""
    notice, span, runs = sighting.notice, sighting.span, expectation.runs
    assert span is not None
    name = named(notice)
    part = stream.part(span.start)
    here = medium.part(part)
    if stream.part(span.end - 1) != part:
        return report("PRF812", place, name=name, expected="in one piece", found=f"{here} and the next one")
    if notice.place in ("cover", "opening"):
        return _not_opening(stream, runs, index, home, sighting, alignment, medium, place)
    if notice.place == "closing":
        return _not_closing(stream, expectation, home, sighting, alignment, medium, place)
    if index == 0 or sighting.before is not None:
        return None
    before = runs[index - 1].text
    target = squeezed_text(before)
    # On the page or in the file before? Then it was parted from what it qualifies.
    if part and stream.parts[part] >= span.start - stream.running:
        ending = target[-30:]
        at = stream.squeezed.rfind(
            ending, max(0, stream.parts[part] - stream.running - len(ending)), stream.parts[part]
        )
        if at >= 0 and stream.part(at) == part - 1:
            return report("PRF812", place, name=name, expected=medium.part(part - 1), found=here)
    behind = stream.shown(Span(max(0, span.start - 50), span.start), 120)
    return report("PRF811", place, name=name, before=quoted(tail(before)), found=quoted(behind))


def _not_closing(
    stream: Stream,
    expectation: Expectation,
    home: range,
    sighting: Sighting,
    alignment: Alignment,
    medium: Medium,
    place: Location,
) -> Diagnostic | None:
    """A closing disclaimer stands behind all text of its chapter: in the last file, on the last page."""
    runs, span, name = expectation.runs, sighting.span, named(sighting.notice)
    assert span is not None
    part = stream.part(span.start)
    # Behind it only the imprint, or another closing disclaimer, may run over to one more page; not to a back.
    first, last = medium.last - (1 if medium.pages and not expectation.covers else 0), medium.last
    if home.start or home.stop < len(runs):  # of a book of several articles, the last of its chapter
        texts = [
            spans[-1].end - 1
            for other in home
            if runs[other].notice is None
            and runs[other].kind != "contact"
            and (spans := alignment.places[other])
        ]
        first = stream.part(max(texts, default=span.start))
        last = first + (1 if medium.pages else 0)
    if not first <= part <= last:
        return report("PRF814", place, name=name, expected=medium.part(last), found=medium.part(part))
    for other in home:
        run, spans = runs[other], alignment.places[other]
        if run.notice is None and run.kind != "contact" and spans and spans[0].start >= span.end:
            return report("PRF814", place, name=name, expected="all text before it", found=quoted(run.text))
    following = alignment.places[home.stop] if home.stop < len(runs) else None
    if following and following[0].start < span.start:
        title = quoted(runs[home.stop].text)
        return report("PRF814", place, name=name, expected=f"it before {title}", found="it behind")
    return None


def _not_opening(
    stream: Stream,
    runs: Sequence[Run],
    index: int,
    home: range,
    sighting: Sighting,
    alignment: Alignment,
    medium: Medium,
    place: Location,
) -> Diagnostic | None:
    """An opening disclaimer stands before its chapter's first words, one of the cover also beside the titles."""
    span = sighting.span
    assert span is not None
    titles = [
        spans[-1].end for other in home if runs[other].kind == "title" and (spans := alignment.places[other])
    ]
    body = next(
        (
            run
            for run in runs[index + 1 : home.stop]
            if run.kind != "title" and (run.notice is None or run.notice.place not in ("cover", "opening"))
        ),
        None,
    )
    if sighting.notice.place == "cover":
        part = stream.part(span.start)
        cover = stream.part(max(titles) - 1) if titles else 0
        expected = f"on the cover, {medium.part(cover)}, behind the title"
        if part != cover or (medium.pages and part != _first_part(stream)):
            return report(
                "PRF816",
                place,
                name=named(sighting.notice),
                expected=expected,
                found=f"it on {medium.part(part)}",
            )
        if span.start < min(titles, default=0):
            return report(
                "PRF816", place, name=named(sighting.notice), expected=expected, found="it before the title"
            )
        # Behind the title, or behind another one of the cover, with nothing but a label in between.
        ahead = alignment.places[index - 1] if index else None
        if ahead and span.start - ahead[-1].end > LABEL:
            between = stream.shown(Span(ahead[-1].end, span.start), 60)
            return report(
                "PRF816",
                place,
                name=named(sighting.notice),
                expected=expected,
                found=f"{quoted(between)} before it",
            )
    named_by = [other for other in home if runs[other].kind == "title" and alignment.places[other]]
    # Of a book of several articles: the text of one before it says nothing of this one's.
    if home.start and named_by and span.end <= (alignment.places[named_by[0]] or (span,))[0].start:
        title = quoted(runs[named_by[0]].text)
        facts = {"expected": f"behind the title of its chapter, {title}", "found": "it before"}
        return report("PRF816", place, name=named(sighting.notice), **facts)
    if body is None:
        return None
    text = squeezed_text(body.text)
    if stream.find(text, max(titles, default=0), span.start) is not None:
        return report("PRF813", place, name=named(sighting.notice), found=quoted(body.text))
    return None


def _first_part(stream: Stream) -> int:
    """The first page with text."""
    return stream.part(0)
