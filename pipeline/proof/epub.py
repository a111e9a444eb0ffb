"""The proof of an ebook: the archive, the package, and the text files in reading order.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.archive import document, limited, member, opened, text
from pipeline.proof.arranged import parted, reordered
from pipeline.proof.css import Declared, Sheet, Styles, sheet
from pipeline.proof.evidence import Evidence, Parity, Proof, Unreadable
from pipeline.proof.examine import Medium, Sighting, examine, heading_pieces, known_pieces, named, owed_text
from pipeline.proof.faces import Asked, face_findings
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
from pipeline.proof.leaving import leaving
from pipeline.proof.looks import Looks, Page
from pipeline.proof.markup import (
    EPUB_TYPE,
    body_of,
    evidence_of,
    name_of,
    note_numbers,
    notice_chains,
    page_of,
    strange_labels,
)
from pipeline.proof.narrow import narrow
from pipeline.proof.overlying import overlying
from pipeline.proof.package import package_of
from pipeline.proof.sections import astray
from pipeline.proof.stream import Stream, squeezed_text
from pipeline.proof.telling import offered
from pipeline.proof.writing import written
from pipeline.rendition.expected import MANIFEST_NAME, Expectation

# What says where a font lies in the book.
_SOURCE = re.compile(r"url\(\s*([\"']?)([a-z0-9./_-]+)\1\s*\)", re.IGNORECASE)


def prove_epub(
    expectation: Expectation, content: bytes, path: str, fonts: Mapping[str, bytes] = MappingProxyType({})
) -> Proof:
    """The proof of an ebook. `fonts` are the theme's faces by the names that a PDF gives them."""
    place = Location(path)
    found: list[Diagnostic] = []
    evidence: list[Evidence] = []
    parity: Parity | None = None
    try:
        with opened(content) as archive:
            package = package_of(archive, expectation.lang, directions_of(expectation))
            roots = {name: document(archive, name) for name in package.texts}
            styles = {name: text(archive, name) for name in package.styles}
            carried = {name: member(archive, name) for name in package.fonts}
            drawings = {name: document(archive, name) for name in package.drawings}
        found += (report("PRF844", place, found=what) for what in package.odd)
        found += stylesheet_findings(list(styles.values()), expectation.stylesheets, place)
        rules = {name: sheet(css) for name, css in styles.items()}
        linked: dict[str, list[Sheet]] = {}
        known, headings = known_pieces(expectation), heading_pieces(expectation)
        for what in dict.fromkeys(written(rules.values(), known)):
            found.append(report("PRF855", place, found=quoted(what), where="a stylesheet"))
        for what in dict.fromkeys(remote_in_styles(rules.values())):
            found.append(report("PRF842", place, found=what))
        for what in dict.fromkeys(offered(package.root, expectation, known)):
            found.append(report("PRF855", place, found=quoted(what), where="its metadata"))
        for name, root in (*roots.items(), *drawings.items()):
            for what in dict.fromkeys((*active_content(root), *remote(root))):
                found.append(report("PRF842", place, found=f"{what} in {name}"))
        for name, root in roots.items():
            for what in dict.fromkeys(unmeasured(root)):
                found.append(report("PRF842", place, found=f"{what} in {name}"))
            for what in dict.fromkeys(alien(root)):
                found.append(report("PRF844", place, found=f"{what} in {name}"))
            for what in dict.fromkeys(otherwise_read(root, expectation)):
                found.append(report("PRF822", place, name=f"every disclaimer in {name}", found=what))
            for what in dict.fromkeys(style_attributes(root)):
                found.append(report("PRF841", place, found=f"{what} in {name}"))
            # The list of contents of its own names parts of the book, in words that no text has.
            for what in dict.fromkeys(unread(root, known, headings) if name in package.linear else ()):
                found.append(report("PRF855", place, found=quoted(what), where=name))
            for what in dict.fromkeys(listed(root, headings) if name in package.contents else ()):
                found.append(report("PRF855", place, found=quoted(what), where=name))
            linked[name] = _linked(root, name, rules, place, found)
            if not linked[name]:
                found.append(report("PRF841", place, found=f"no stylesheet in {name}"))
        standing = feet([(roots[name], name) for name in package.linear], expectation.running)
        boxes = [foot.box for foot in standing if foot.box is not None]
        bodies = [body_of(roots[name], name, without=boxes) for name in package.linear]
        pages: dict[str | None, Page] = {}
        chains_of: dict[str, list[list[Any]]] = {}
        for name in package.linear:
            whole = body_of(roots[name], name)
            styles_of = Styles(roots[name], linked[name])
            pages[name] = page_of(whole, styles_of)
            chains = chains_of[name] = notice_chains(whole)
            for what in overlying(styles_of, chains):
                found.append(report("PRF824", place, name="every disclaimer", where=name, found=what))
            for what in (*reordered(styles_of, chains), *parted(styles_of, chains)):
                found.append(report("PRF822", place, name=f"every disclaimer in {name}", found=what))
            found += strange_labels(roots[name], expectation.labels, place)
        looks = Looks(pages, reader=True)
        for name, chains in chains_of.items():
            for what in leaving(looks, name, chains):
                found.append(report("PRF824", place, name="every disclaimer", where=name, found=what))
            for what in narrow(looks, name, chains):
                found.append(report("PRF822", place, name=f"every disclaimer in {name}", found=what))
        wordings = [notice.text for notice in expectation.notices]
        for what in _face_findings(rules, carried, wordings, fonts):
            found.append(report("PRF843", place, found=what))
        stream = Stream([body.stretch for body in bodies], owed_text(expectation))
        aside = {name: body_of(roots[name], name) for name in package.texts if name not in package.linear}

        def elsewhere(wording: str) -> str | None:
            for name, body in aside.items():
                if wording in squeezed_text(body.stretch.text):
                    return f"{name}, {package.why_not.get(name, 'which no reader comes to')}"
            return None

        medium = Medium(
            part=lambda index: package.linear[index],
            last=len(bodies) - 1,
            real_break=lambda index: False,
            counted=note_numbers(bodies, len(expectation.notes)),
            elsewhere=elsewhere,
        )
        examination = examine(expectation, stream, medium, place)
        parity = examination.parity
        found += examination.diagnostics
        inside = examination.sightings
        lacking = astray(expectation, examination, lambda span: stream.part(span.start), "file", place, found)

        for sighting in inside:
            seen = evidence_of(sighting, stream, bodies, looks, place, found)
            if problem := _off_the_title_page(sighting, stream, package.linear, place):
                seen = replace(seen, placed=False)
                found.append(problem)
            if seen.key in lacking:
                seen = replace(seen, placed=False)
            evidence.append(seen)
        for name in _unlisted(roots, package.contents, evidence):
            found.append(report("PRF844", place, found=f"a list of contents without {name}"))
        found += (
            report("PRF844", place, found=what)
            for what in _begun_late(roots, package.contents, package.linear, evidence)
        )
        notices = [sighting.notice for sighting in inside]
        evidence += evidence_at_feet(standing, stream, notices, looks, place, found)
    except Unreadable as problem:
        found = [report(problem.code, place, **problem.facts)]
        evidence = [Evidence.absent(notice) for notice in expectation.notices]
    return Proof.of(expectation, path, content, evidence, parity, found)


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
    """The manifest that travels in an ebook. Raises: ValueError.

    Why: of an archive that the proof refuses, the proof tells why, which needs what the manifest owes.
    """
    try:
        with limited(content) as archive:
            return member(archive, f"META-INF/{MANIFEST_NAME}")
    except Unreadable as problem:
        raise ValueError(f"it has no META-INF/{MANIFEST_NAME} that can be read") from problem


def _linked(
    root: Any, name: str, rules: dict[str, Sheet], place: Location, found: list[Diagnostic]
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
