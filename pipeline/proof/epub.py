"""The proof of an ebook: the archive, the package, and the text files in reading order.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from pipeline.diagnostics import Diagnostic, Location, each, quoted, report
from pipeline.proof import signposts
from pipeline.proof.archive import MAX_UNPACKED, document, limited, member, opened, text
from pipeline.proof.arranged import parted, reordered
from pipeline.proof.css import Declared, Sheet, Styles, name_of, sheet
from pipeline.proof.evidence import Evidence, Findings, Parity, Proof, Refused, Unreadable
from pipeline.proof.examine import examine
from pipeline.proof.faces import Asked, face_findings
from pipeline.proof.facets import (
    drawn_among,
    in_book,
    mislabelled,
    misled,
    otherwise_told,
    put_away,
    strange_keywords,
)
from pipeline.proof.fetching import remote, remote_in_styles
from pipeline.proof.foot import evidence_at_feet, feet
from pipeline.proof.forbidden import (
    active_content,
    alien,
    directions_of,
    listed,
    otherwise_read,
    style_attributes,
    stylesheet_findings,
    unmeasured,
    unread,
)
from pipeline.proof.kept import otherwise_kept
from pipeline.proof.leaving import leaving
from pipeline.proof.listing import listed_in_book
from pipeline.proof.looks import Looks, Page
from pipeline.proof.markup import (
    EPUB_TYPE,
    HEADINGS,
    Body,
    body_of,
    evidence_of,
    note_numbers,
    notice_chains,
    page_of,
    strange_labels,
)
from pipeline.proof.narrow import narrow
from pipeline.proof.overlying import overlying
from pipeline.proof.package import Package, package_of
from pipeline.proof.parsing import MAX_ELEMENTS
from pipeline.proof.sections import astray, misheard
from pipeline.proof.shown import unshown
from pipeline.proof.sighting import Medium, Sighting, named
from pipeline.proof.stream import Stream, squeezed_text
from pipeline.proof.telling import misnamed, offered
from pipeline.proof.torn import torn
from pipeline.proof.whole import heading_pieces, known_pieces, owed_text
from pipeline.proof.writing import written
from pipeline.rendition import keeping
from pipeline.rendition.expected import MANIFEST_NAME, Expectation
from pipeline.rendition.keeping import Kept

# Of all parts together: a part may be as long as a page, which a proof reads in its time, and a book has many.
MAX_TAGS = 2 * MAX_ELEMENTS
# What says where a font lies in the book.
_SOURCE = re.compile(r"url\(\s*([\"']?)([a-z0-9./_-]+)\1\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Book:
    """What an ebook holds, by names in its archive: texts and drawings as trees, stylesheets as text and as rules, fonts."""

    package: Package
    roots: Mapping[str, Any]
    drawings: Mapping[str, Any]
    styles: Mapping[str, str]
    rules: Mapping[str, Sheet]
    fonts: Mapping[str, bytes]

    @classmethod
    def read(cls, content: bytes, expectation: Expectation) -> _Book:
        """Raises: Unreadable."""
        with opened(content) as archive:
            package = package_of(archive, expectation.lang, directions_of(expectation))
            styles = {name: text(archive, name) for name in package.styles}
            tags = sum(member(archive, name).count(b"<") for name in (*package.texts, *package.drawings))
            if tags > MAX_TAGS:
                raise Unreadable("PRF872", what="tags in all parts", limit=MAX_TAGS, found=tags)
            return cls(
                package=package,
                roots={name: document(archive, name) for name in package.texts},
                drawings={name: document(archive, name) for name in package.drawings},
                styles=styles,
                rules={name: sheet(css) for name, css in styles.items()},
                fonts={name: member(archive, name) for name in package.fonts},
            )


def prove_epub(
    expectation: Expectation,
    content: bytes,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
    *,
    first: bool = False,
) -> Proof:
    """The proof of an ebook. `fonts` are the theme's faces by the names that a PDF gives them."""
    place = Location(path)
    found: list[Diagnostic] = Findings(first=first)
    evidence: list[Evidence] = []
    parity: Parity | None = None
    try:
        book = _Book.read(content, expectation)
        found.extend(_carried_findings(book, expectation, fonts, place))
        found.extend(_text_findings(book, expectation, place))
        found.extend(each("PRF856", place, otherwise_kept(expectation.kept, lambda: _kept(content))))
        linked = {name: _linked(root, name, book.rules, place, found) for name, root in book.roots.items()}
        found.extend(
            each(
                "PRF841", place, (f"no stylesheet in {name}" for name, sheets in linked.items() if not sheets)
            )
        )
        files = book.package.linear
        wholes = {name: body_of(book.roots[name], name) for name in files}
        pages: dict[str | None, Page] = {
            name: page_of(whole, Styles(book.roots[name], linked[name])) for name, whole in wholes.items()
        }
        looks = Looks(pages, reader=True)
        standing = feet([(book.roots[name], name) for name in files], expectation.running)
        boxes = [foot.box for foot in standing if foot.box is not None]
        bodies = [body_of(book.roots[name], name, without=boxes) for name in files]
        stream = Stream([body.stretch for body in bodies], owed_text(expectation))
        examination = examine(expectation, stream, _medium(book, bodies, expectation), place)
        parity = examination.parity
        found.extend(examination.diagnostics)
        lacking = astray(expectation, examination, lambda span: stream.part(span.start), "file", place, found)
        found.extend(each("PRF856", place, misheard(expectation, examination, stream, bodies, chapters=True)))
        found.extend(_look_findings(looks, wholes, place))
        found.extend(each("PRF857", place, unshown(looks, bodies, expectation)))
        for sighting in examination.sightings:
            seen = evidence_of(sighting, stream, bodies, looks, place, found)
            problem = _off_the_title_page(sighting, stream, files, place)
            if problem:
                found.append(problem)
            evidence.append(replace(seen, placed=False) if problem or seen.key in lacking else seen)
        found.extend(_contents_findings(book, evidence, place))
        notices = [sighting.notice for sighting in examination.sightings]
        evidence += evidence_at_feet(standing, stream, notices, looks, place, found)
    except Refused:
        pass
    except Unreadable as problem:
        found = [report(problem.code, place, **problem.facts)]
        evidence = [Evidence.absent(notice) for notice in expectation.notices]
    return Proof.of(expectation, path, content, evidence, parity, found)


def _kept(content: bytes) -> Kept:
    with opened(content) as archive:
        return keeping.of_epub(
            {name: member(archive, name, most=MAX_UNPACKED) for name in archive.namelist()}
        )


def _carried_findings(
    book: _Book, expectation: Expectation, fonts: Mapping[str, bytes], place: Location
) -> Iterator[Diagnostic]:
    """What is wrong with the package, the stylesheets, the drawings and the fonts."""
    known = known_pieces(expectation)
    yield from each("PRF844", place, book.package.odd)
    seen = {
        one for name, root in (*book.roots.items(), *book.drawings.items()) for one in _fetched(name, root)
    }
    unseen = (name for name in book.package.pictures if name not in seen)
    yield from each("PRF844", place, (f"{name}, a picture that no file shows" for name in unseen))
    yield from stylesheet_findings(list(book.styles.values()), expectation.stylesheets, place)
    strange = map(quoted, written(book.rules.values(), known))
    yield from each("PRF855", place, strange, where="a stylesheet")
    yield from each("PRF842", place, remote_in_styles(book.rules.values()))
    strange = map(quoted, offered(book.package.root, expectation, known))
    yield from each("PRF855", place, strange, where="its metadata")
    subjects = ("".join(one.itertext()) for one in book.package.root.iter("{*}subject"))
    keywords = map(quoted, strange_keywords(subjects, expectation.facets))
    yield from each("PRF855", place, keywords, where="its keywords")
    instructed = (
        f"an instruction <?{one.target}?> in {name}"
        for name, root in (*book.roots.items(), *book.drawings.items(), ("its package", book.package.root))
        for one in root.getroottree().xpath("//processing-instruction()")
        if one.target.lower().startswith("xml")
    )
    yield from each("PRF844", place, instructed)
    for name, root in (*book.roots.items(), *book.drawings.items()):
        active = (f"{what} in {name}" for what in (*active_content(root), *remote(root)))
        yield from each("PRF842", place, active)
    wordings = [notice.text for notice in expectation.notices]
    yield from each("PRF843", place, _face_findings(book.rules, book.fonts, wordings, fonts))


def _text_findings(book: _Book, expectation: Expectation, place: Location) -> Iterator[Diagnostic]:
    """What is wrong with the text files, each by itself."""
    known, headings = known_pieces(expectation), heading_pieces(expectation)
    for name, root in book.roots.items():
        yield from each("PRF842", place, (f"{what} in {name}" for what in unmeasured(root)))
        yield from each("PRF844", place, (f"{what} in {name}" for what in alien(root)))
        all_of_them = f"every disclaimer in {name}"
        yield from each("PRF822", place, otherwise_read(root, expectation), name=all_of_them)
        yield from each("PRF841", place, (f"{what} in {name}" for what in style_attributes(root)))
        # The list of contents of its own names parts of the book, in words that no text has.
        if name in book.package.linear:
            yield from each("PRF855", place, map(quoted, unread(root, known, headings)), where=name)
            yield from strange_labels(root, expectation.labels, place)
        if name in book.package.contents:
            yield from each("PRF855", place, map(quoted, listed(root, headings)), where=name)
    roots = [book.roots[name] for name in book.package.linear]
    notes = [run.text for run in expectation.notes]
    titles = [one for root in roots for one in root.iter(*(f"{{*}}{name}" for name in HEADINGS))]
    told = (
        *otherwise_told(roots, expectation.facets, known, in_book),
        *torn(roots, expectation),
        *(what for root in book.roots.values() for what in misnamed(root, expectation, part=True)),
        *(
            what
            for root in roots
            for what in (*mislabelled(root), *drawn_among(root), *put_away(root, notes, expectation.words))
        ),
        *misled(_entries(book), titles),
        *listed_in_book(expectation.runs, [said for said, _ in _entries(book)], expectation.words),
    )
    yield from each("PRF856", place, told)


def _fetched(name: str, root: Any) -> Iterator[str]:
    """The members of the archive that a file shows, or leads to."""
    for element in root.iter("*"):
        for attribute in ("src", "href", "{http://www.w3.org/1999/xlink}href"):
            address = unquote(element.get(attribute) or "").partition("#")[0]
            if address and not address.startswith("data:"):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _entries(book: _Book) -> Iterator[tuple[str, Any]]:
    """The entries of its lists of contents, with what they lead to."""
    for name in book.package.contents:
        for nav in book.roots[name].iter("{*}nav"):
            if "toc" not in (nav.get(EPUB_TYPE) or "").split():
                continue
            for link in nav.iter("{*}a"):
                if any(step.get("hidden") is not None for step in (link, *link.iterancestors())):
                    # Nobody sees it.
                    continue
                target = book.roots.get(_target(name, link))
                place = unquote(link.get("href") or "").partition("#")[2]
                if target is not None and place:
                    target = next((one for one in target.iter("*") if one.get("id") == place), None)
                yield "".join(link.itertext()), target


def _look_findings(looks: Looks, wholes: Mapping[str, Body], place: Location) -> Iterator[Diagnostic]:
    """What the stylesheets do that could hide a disclaimer, part or push it."""
    for name, whole in wholes.items():
        styles, chains = looks.styles(name), notice_chains(whole)
        hidden = (*overlying(styles, chains), *leaving(looks, name, chains))
        yield from each("PRF824", place, hidden, name="every disclaimer", where=name)
        moved = (*reordered(styles, chains), *parted(styles, chains), *narrow(looks, name, chains))
        yield from each("PRF822", place, moved, name=f"every disclaimer in {name}")


def _medium(book: _Book, bodies: Sequence[Body], expectation: Expectation) -> Medium:
    package = book.package
    aside = {name: body_of(book.roots[name], name) for name in package.texts if name not in package.linear}

    def elsewhere(wording: str) -> str | None:
        for name, body in aside.items():
            if wording in squeezed_text(body.stretch.text):
                return f"{name}, {package.why_not.get(name, 'which no reader comes to')}"
        return None

    return Medium(
        part=lambda index: package.linear[index],
        last=len(bodies) - 1,
        real_break=lambda index: False,
        counted=note_numbers(bodies, len(expectation.notes)),
        elsewhere=elsewhere,
    )


def _contents_findings(book: _Book, evidence: Sequence[Evidence], place: Location) -> Iterator[Diagnostic]:
    """What lists of contents do to disclaimers: they leave their files out, or lead readers past them."""
    roots, package = book.roots, book.package
    left_out = _unlisted(roots, package.contents, evidence)
    yield from each("PRF844", place, (f"a list of contents without {name}" for name in left_out))
    yield from each("PRF844", place, _begun_late(roots, package.contents, package.linear, evidence))
    yield from each("PRF844", place, _out_of_step(roots, package.contents, package.linear))
    yield from each("PRF844", place, signposts.astray(roots, package.contents, package.linear))


def _off_the_title_page(
    sighting: Sighting, stream: Stream, files: Sequence[str], place: Location
) -> Diagnostic | None:
    """A disclaimer of the cover stands in the first file that has text, which is the title page."""
    if sighting.notice.place != "cover" or sighting.span is None:
        return None
    part, first = stream.part(sighting.span.start), stream.part(0)
    if part == first:
        return None
    return report(
        "PRF816",
        place,
        name=named(sighting.notice),
        expected=f"on the title page, in {files[first]}",
        found=f"it in {files[part]}",
    )


def _unlisted(roots: Mapping[str, Any], contents: Sequence[str], evidence: Sequence[Evidence]) -> list[str]:
    """The files with disclaimers beside what they qualify that a list of contents leaves out."""
    linked = {
        _target(name, element)
        for name in contents
        for shown in roots[name].iter("{*}nav")
        if shown.get("hidden") is None
        for element in shown.iter("{*}a")
    }
    files = dict.fromkeys(seen.file for seen in evidence if seen.file and seen.place != "cover")
    return [name for name in files if name not in linked]


def _begun_late(
    roots: Mapping[str, Any], contents: Sequence[str], linear: Sequence[str], evidence: Sequence[Evidence]
) -> Iterator[str]:
    """Where reading systems open a book behind a disclaimer that stands before the text."""
    first = min(
        (linear.index(seen.file) for seen in evidence if seen.file in linear and seen.place != "cover"),
        default=len(linear),
    )
    for name in contents:
        for element in roots[name].iter("{*}a"):
            if "bodymatter" not in (element.get(EPUB_TYPE) or "").split():
                continue
            target = _target(name, element)
            if target not in linear or linear.index(target) > first:
                yield f"a list of contents by which the text begins in {target}"


def _out_of_step(roots: Mapping[str, Any], contents: Sequence[str], linear: Sequence[str]) -> Iterator[str]:
    """Where lists lead nowhere, or name the files of the book in another order than they are read in."""
    # Of one that is there twice the first counts; a book may have thousands.
    order = {target: number for number, target in reversed(list(enumerate(linear)))}
    for name in contents:
        for nav in roots[name].iter("{*}nav"):
            kinds = (nav.get(EPUB_TYPE) or "").split()
            before = ""
            for link in nav.iter("{*}a"):
                target = _target(name, link)
                if target not in roots:
                    yield f"a list that leads to {target[:60]}, which is no text of it"
                elif target in order and "landmarks" not in kinds:
                    if before and order[target] < order[before]:
                        yield f"a list that names {target} behind {before}"
                    before = target


def _target(name: str, link: Any) -> str:
    """The member that a link in a member leads to."""
    file = unquote(link.get("href") or "").partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name


def _face_findings(
    rules: Mapping[str, Sheet],
    carried: Mapping[str, bytes],
    wordings: Sequence[str],
    trusted: Mapping[str, bytes],
) -> list[str]:
    """What is wrong with the fonts that a book carries: each has to be a part of one of the theme's."""
    used: set[str] = set()
    found: list[str] = []
    for sheet_name, one in rules.items():

        def content_of(source: Declared | None, sheet_name: str = sheet_name) -> bytes | None:
            match = _SOURCE.fullmatch(source.text.strip()) if source else None
            if match is None:
                return None
            name = posixpath.normpath(posixpath.join(posixpath.dirname(sheet_name), match[2]))
            used.add(name)
            return carried.get(name)

        asked: list[Asked] = []
        found += face_findings(one.faces, wordings, asked, trusted, content_of)
    return list(
        dict.fromkeys(
            [*found, *(f"{name}, of which no rule says what it is" for name in carried if name not in used)]
        )
    )


def epub_manifest(content: bytes) -> bytes:
    """The manifest that travels in an ebook. Raises: ValueError, Unreadable (too large).

    Why: of an archive that the proof refuses, the proof tells why, which needs what the manifest owes.
    """
    try:
        with limited(content) as archive:
            return member(archive, f"META-INF/{MANIFEST_NAME}")
    except Unreadable as problem:
        if problem.code == "PRF872":
            raise
        raise ValueError(f"it has no META-INF/{MANIFEST_NAME} that can be read") from problem


def _linked(
    root: Any, name: str, rules: Mapping[str, Sheet], place: Location, found: list[Diagnostic]
) -> list[Sheet]:
    """The stylesheets of a text file; any other style is a finding."""
    sheets: list[Sheet] = []
    for element in root.iter():
        tag = name_of(element)
        if tag == "style":
            found.append(report("PRF841", place, found=f"a <style> in {name}"))
            sheets.append(sheet("".join(element.itertext())))
        elif tag == "link" and "stylesheet" in (element.get("rel") or "").lower().split():
            href = posixpath.normpath(
                posixpath.join(posixpath.dirname(name), unquote(element.get("href") or ""))
            )
            plain = (element.get("rel") or "").lower() == "stylesheet"
            if href in rules and plain and set(element.attrib) <= {"rel", "type", "href"}:
                sheets.append(rules[href])
            else:
                found.append(report("PRF841", place, found=f"a link to {element.get('href')} in {name}"))
    previous = root.getprevious()
    while previous is not None:
        if getattr(previous, "target", None) == "xml-stylesheet":
            found.append(report("PRF841", place, found=f"an xml-stylesheet instruction in {name}"))
        previous = previous.getprevious()
    return sheets
