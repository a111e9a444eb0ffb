"""The proof of a PDF: opened with PDFium, which had no part in writing it.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from pipeline.article import folded, text_direction
from pipeline.diagnostics import Diagnostic, Location, each, quoted, report
from pipeline.engines.alike import alike
from pipeline.proof import again
from pipeline.proof.evidence import Evidence, Findings, Proof, Refused, Unreadable
from pipeline.proof.examine import Examination, examine
from pipeline.proof.facets import drawn_otherwise_told, strange_keywords, told_in_another_order
from pipeline.proof.kept import otherwise_kept
from pipeline.proof.parity import foreign
from pipeline.proof.pdf.described import DESCRIBED, TITLE
from pipeline.proof.pdf.heard import Tags, skipped, unheard
from pipeline.proof.pdf.ink import ink_of
from pipeline.proof.pdf.inside import Inside, look_inside
from pipeline.proof.pdf.leading import astray, unlisted
from pipeline.proof.pdf.measure import Bench, measured
from pipeline.proof.pdf.ordered import disordered, words
from pipeline.proof.pdf.pages import File, Page, body_size, line_ends, opened, read, styles
from pipeline.proof.pdf.painted import Figures, painted, tiled
from pipeline.proof.pdf.panels import Press, press_in, press_manifest
from pipeline.proof.pdf.seen import unseen
from pipeline.proof.pdf.spaced import apart
from pipeline.proof.pdf.standing import counts, lowest
from pipeline.proof.pdf.stressed import drawn_otherwise_stressed
from pipeline.proof.pdf.trusted import Faces
from pipeline.proof.roles import as_headings, mistold
from pipeline.proof.sighting import Medium, named, shaped, turned
from pipeline.proof.stream import Span, Stream, Stretch, squeezed_text
from pipeline.proof.whole import heading_pieces, known_pieces, owed_text
from pipeline.rendition.expected import MANIFEST_NAME, Expectation, Run, chapters

# How the name of a press file ends; what copies of it are called, too.
_PRESS = re.compile(r"\.press\b[^/]*\.pdf$", re.IGNORECASE)


def prove_pdf(
    expectation: Expectation,
    content: bytes,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
    *,
    first: bool = False,
) -> Proof:
    """The proof of a brochure. `fonts` are the trusted faces by the names that they have in a PDF."""
    place = Location(path)
    evidence: list[Evidence] = []
    parity = None
    diagnostics: list[Diagnostic] = Findings(first=first)
    faces = Faces(fonts)
    try:
        with opened(content) as document:
            owed = owed_text(expectation)
            joined, shared = shaped(owed), alike(owed)
            direction = text_direction(expectation.lang)
            press = press_in(content, direction)
            said = joined or shared is not None or turned(owed)
            file = read(document, said=said, panels=press.panels if press else ())
            if joined and not any(page.fragments for page in file.pages):
                diagnostics.extend(_unsaid(expectation, place))
            inside = look_inside(content, expectation.lang, press=press is not None, faces=fonts)
            diagnostics.extend(report("PRF846", place, found=what) for what in inside.changing)
            diagnostics.extend(report("PRF857", place, found=what) for what in inside.misspelt)
            diagnostics.extend(_said_beside(expectation, inside, place))
            diagnostics.extend(_otherwise_told(expectation, inside, place, press=press is not None))
            diagnostics.extend(_imposed(press, file, place))
            diagnostics.extend(each("PRF856", place, otherwise_kept(expectation.kept, lambda: inside.kept)))
            stream = Stream(
                [Stretch(page.characters, styles(page)) for page in file.pages],
                # Lines of the imprint, and words of the theme's, end at hyphens too.
                "\n".join((owed, expectation.imprint, *expectation.words, *expectation.labels)),
                running=again.running(expectation),
            )
            medium = Medium(
                part=lambda index: file.pages[index].name,
                last=len(file.pages) - 1,
                real_break=lambda index: line_ends(file, index),
                pages=True,
                counted=lambda index, figure: counts(file, index, figure, len(expectation.notes), direction),
                apart=_artifacts(stream, file),
            )
            examination = examine(expectation, stream, medium, place)
            parity = examination.parity
            diagnostics.extend(examination.diagnostics)
            diagnostics.extend(_unseen(expectation, file, place))
            diagnostics.extend(_painted(expectation, file, inside, place))
            diagnostics.extend(_apart(expectation, stream, file, examination, place))
            diagnostics.extend(_misheard(expectation, stream, file, inside, examination, place, fonts))
            if press is None:
                diagnostics.extend(_unheard(expectation, file, inside, place))
                places = (*examination.alignment.places, *examination.alignment.notes)
                diagnostics.extend(each("PRF846", place, skipped(file, stream, places)))
                runs, standing = expectation.runs, examination.alignment.places
                led = astray(inside.leads, file, stream, runs, standing, expectation.facets)
                diagnostics.extend(each("PRF856", place, led))
                diagnostics.extend(each("PRF856", place, unlisted(inside.leads, runs)))
            ink = ink_of(content, press.manifest, _sheets(examination, stream, file)) if press else None
            diagnostics.extend(report("PRF849", place, found=what) for what in (ink.intent if ink else ()))
            bench = Bench(
                stream=stream,
                file=file,
                faces=faces,
                body=body_size(file),
                inside=inside,
                lowest=_lowest(expectation, stream, file, examination),
                place=place,
                found=diagnostics,
                first=_first(expectation, examination),
                labels=frozenset(["", *map(squeezed_text, expectation.labels)]),
                ink=ink,
                shared=shared,
            )
            evidence += (measured(sighting, bench) for sighting in examination.sightings)
    except Refused:
        pass
    except Unreadable as problem:
        diagnostics = [report(problem.code, place, **problem.facts)]
        evidence = [Evidence.absent(notice, legible=False) for notice in expectation.notices]
        parity = None
    finally:
        faces.close()
    return Proof.of(expectation, path, content, evidence, parity, diagnostics)


def _unseen(expectation: Expectation, file: File, place: Location) -> Iterator[Diagnostic]:
    """Words of the text that stand or look otherwise than they are set."""
    struck = {
        word
        for facet in expectation.facets
        if facet.kind == "struck"
        for word in re.findall(r"\w+", facet.text)
    }
    direction, body = text_direction(expectation.lang), body_size(file)
    for page in file.pages:
        said = list(words(page))
        for found in (*unseen(page, said, struck), *disordered(page, said, direction, body)):
            yield report("PRF857", place, found=f"{found} ({page.name})")


def _painted(expectation: Expectation, file: File, inside: Inside, place: Location) -> Iterator[Diagnostic]:
    """What is drawn beside the text, and more pictures than the article has, its cover and the publisher's logo."""
    drawn: dict[int, list[Page]] = {}
    for page in file.pages:
        drawn.setdefault(page.number if page.sheet is None else page.sheet, []).append(page)
    figures = Figures()
    for number, pages in drawn.items():
        where = f"{'page' if pages[0].sheet is None else 'sheet'} {number + 1}"
        yield from (
            report("PRF858", place, found=what, where=where)
            for what in dict.fromkeys(painted(pages, figures))
        )
    if inside.tiles is not None:
        with opened(inside.tiles) as tiles:
            found = {what: None for page in tiles for what in tiled(page)}
        yield from each("PRF858", place, found, where="a pattern")
    told = Counter(facet.kind for facet in expectation.facets)
    owed = told["picture"]
    # The publisher's logo is one, too.
    if not owed <= len(figures.all) <= owed + told["cover"] + 1:
        wrong = f"{len(figures.all)} pictures instead of {owed + told['cover']}"
        yield report("PRF858", place, found=wrong, where="all pages")
    if len(figures.cut) > told["cover"]:
        yield report("PRF858", place, found="a picture of which a part is cut off", where="all pages")


def _apart(
    expectation: Expectation, stream: Stream, file: File, examination: Examination, place: Location
) -> Iterator[Diagnostic]:
    """Words that run together or fall apart, and letters out of their line.

    Where text runs from right to left, figures and signs in it stand in another order than they are written.
    """
    if text_direction(expectation.lang) == "rtl":
        return
    raised = [facet.text for facet in expectation.facets if facet.kind in ("raised", "lowered")]
    alignment = examination.alignment
    for runs, places in ((expectation.runs, alignment.places), (expectation.notes, alignment.notes)):
        yield from each("PRF857", place, apart([run.text for run in runs], places, stream, file, raised))


def _unheard(expectation: Expectation, file: File, inside: Inside, place: Location) -> Iterator[Diagnostic]:
    """Words of the text that are seen, and not read aloud as they stand."""
    spoken = {facet.value for facet in expectation.facets if facet.kind == "language"}
    running = [squeezed_text(notice.text) for notice in expectation.running]
    feet = [*running, *(map(squeezed_text, expectation.labels) if running else ())]
    yield from each("PRF846", place, unheard(file, inside.order, inside.replaced, spoken, feet))


def _misheard(
    expectation: Expectation,
    stream: Stream,
    file: File,
    inside: Inside,
    examination: Examination,
    place: Location,
    fonts: Collection[str],
) -> Iterator[Diagnostic]:
    """Texts that are told as something else than they are, and words with other stress; of a press file nothing is told."""
    tags, found = Tags(stream, file, inside.steps), examination.alignment
    for runs, places, notes in (
        (expectation.runs, found.places, False),
        (expectation.notes, found.notes, True),
    ):
        yield from each("PRF856", place, mistold(stream, runs, places, tags, parted=True, notes=notes))
        yield from each("PRF856", place, drawn_otherwise_stressed(runs, places, stream, file, fonts))
    more = (
        (one.notice.text, one.span)
        for one in examination.sightings
        if one.span is not None and (one.repeat or one.notice.place == "running")
    )
    yield from each("PRF856", place, as_headings(more, tags))


def _lowest(
    expectation: Expectation, stream: Stream, file: File, examination: Examination
) -> dict[int, float]:
    """How far down the article goes on each page, where something has to stand below it."""
    if not expectation.running:
        return {}
    alignment = examination.alignment
    spans = (span for spans in (*alignment.places, *alignment.notes) for span in spans or ())
    return lowest(stream, file, spans)


def _first(expectation: Expectation, examination: Examination) -> dict[str, tuple[Span, ...]]:
    """For each disclaimer, by its key, where the first words of its chapter stand that are none of its titles."""
    runs, places = expectation.runs, examination.alignment.places
    found: dict[str, tuple[Span, ...]] = {}
    for chapter in chapters(runs):
        first = next((index for index in chapter if not _of_the_head(runs[index])), None)
        for index in chapter:
            if (notice := runs[index].notice) is not None:
                found[notice.key] = (places[first] or ()) if first is not None else ()
    return found


def _of_the_head(run: Run) -> bool:
    return run.kind == "title" or (run.notice is not None and run.notice.place in ("cover", "opening"))


def _imposed(press: Press | None, file: File, place: Location) -> list[Diagnostic]:
    """Whether it is the file that its name says, its panels are pages, and nothing but furniture lies around them."""
    named_so = _PRESS.search(place.path) is not None
    if press is None:
        found = "pages that are not imposed, without the list of panels"
        return [report("PRF847", place, found=found)] if named_so else []
    wrong = [] if named_so else ["them in a file whose name does not end in .press.pdf"]
    diagnostics = [report("PRF847", place, found=what) for what in (*wrong, *press.wrong)]
    for number in file.mixed:
        found = f"panel {number + 1} with text of more than one page, or a part of one"
        diagnostics.append(report("PRF847", place, found=found))
    for sheet, text in file.outside.items():
        where = f"outside the trim of sheet {sheet + 1}"
        diagnostics.append(report("PRF855", place, found=quoted(folded(text)[:80]), where=where))
    return diagnostics


def _sheets(examination: Examination, stream: Stream, file: File) -> frozenset[int]:
    """The sheets of a press file that hold disclaimers."""
    parts = {stream.part(one.span.start) for one in examination.sightings if one.span is not None}
    return frozenset(sheet for part in parts if (sheet := file.pages[part].sheet) is not None)


def _said_beside(expectation: Expectation, inside: Inside, place: Location) -> list[Diagnostic]:
    """Another title than its own, words of bookmarks that no heading has, and of its description that nothing has."""
    if not inside.beside:
        return []
    titles = heading_pieces(expectation)
    whole = known_pieces(expectation)
    title = next((squeezed_text(run.text) for run in expectation.runs if run.kind == "title"), None)
    found: dict[Diagnostic, None] = {}
    for where, text in inside.beside:
        other = where == TITLE and title is not None and squeezed_text(text) != title
        if other or foreign(squeezed_text(text), whole if where == DESCRIBED else titles):
            found[report("PRF855", place, found=quoted(folded(text)[:80]), where=where)] = None
    return list(found)


def _otherwise_told(
    expectation: Expectation, inside: Inside, place: Location, *, press: bool
) -> Iterator[Diagnostic]:
    """What it says without words that the article does not; a press file tells nothing and leads nowhere."""
    facets = expectation.facets
    strange = map(quoted, strange_keywords(inside.keywords, facets))
    yield from each("PRF855", place, strange, where="its keywords")
    if not press:
        known = known_pieces(expectation)
        told = drawn_otherwise_told(inside.pictures, inside.links, facets, known)
        yield from each("PRF856", place, told)
        # Pictures in notes are owed where the note is marked, and read where it stands.
        if not told and not expectation.notes:
            yield from each("PRF856", place, told_in_another_order(inside.shown, facets))


def _unsaid(expectation: Expectation, place: Location) -> list[Diagnostic]:
    """The letters of some scripts change when they are drawn; without what they stand for, nothing can be read."""
    found = [report("PRF861", place, lang=expectation.lang)]
    for notice in expectation.notices:
        if shaped(notice.text):
            found.append(report("PRF862", place, name=named(notice)))
    return found


def _artifacts(stream: Stream, file: File) -> tuple[Span, ...]:
    """Running heads and feet, folios: what is marked as no part of the text."""
    marked = [
        mark >= 0 and artifacts[mark]
        for page, artifacts in ((page, [piece.artifact for piece in page.pieces]) for page in file.pages)
        for mark in page.marks
    ]
    found: list[Span] = []
    for index, origin in enumerate(stream.origin):
        if not marked[origin]:
            continue
        if found and found[-1].end == index:
            found[-1] = Span(found[-1].start, index + 1)
        else:
            found.append(Span(index, index + 1))
    return tuple(found)


def pdf_manifest(content: bytes) -> bytes:
    """The manifest that travels in a PDF. Raises: ValueError.

    Why: of panels that the proof refuses, the proof tells why, which needs what the manifest owes.
    """
    try:
        if (manifest := press_manifest(content)) is not None:
            return manifest
        with opened(content) as document:
            for index in range(min(document.count_attachments(), 50)):
                attachment = document.get_attachment(index)
                if attachment.get_name() == MANIFEST_NAME:
                    return bytes(attachment.get_data())
    except Unreadable as problem:
        raise ValueError("it cannot be read as a PDF") from problem
    except (RuntimeError, ValueError, OSError) as problem:
        raise ValueError(f"its attachments cannot be read: {problem}") from problem
    raise ValueError(f"it has no attachment {MANIFEST_NAME}")
