"""The proof of an ebook: the archive, the package, and the text files in reading order.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.proof.css import Sheet, Styles, sheet
from pipeline.proof.evidence import Evidence, Parity, Proof, Unreadable
from pipeline.proof.examine import Medium, Sighting, examine, named, owed_text
from pipeline.proof.foot import evidence_at_feet, feet
from pipeline.proof.hiding import overlying
from pipeline.proof.looks import Looks, Page
from pipeline.proof.markup import (
    active_content,
    body_of,
    evidence_of,
    name_of,
    notice_chains,
    page_of,
    style_attributes,
    stylesheet_findings,
)
from pipeline.proof.sections import astray
from pipeline.proof.stream import Stream, squeezed_text
from pipeline.rendition.expected import MANIFEST_NAME, Expectation

MAX_BYTES = 100_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200_000_000
MAX_TEXT = 10_000_000
MAX_RATIO = 200
# All that reading a damaged archive can raise.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_XHTML = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package document says. Shape: names are archive names; `linear` without the navigation."""

    linear: tuple[str, ...]
    texts: tuple[str, ...]
    styles: tuple[str, ...]
    why_not: dict[str, str]


def prove_epub(expectation: Expectation, content: bytes, path: str) -> Proof:
    """The proof of an ebook."""
    place = Location(path)
    found: list[Diagnostic] = []
    evidence: list[Evidence] = []
    parity: Parity | None = None
    try:
        with _opened(content) as archive:
            package = _package(archive)
            roots = {name: _document(archive, name) for name in package.texts}
            styles = {name: _text(archive, name) for name in package.styles}
        found += stylesheet_findings(list(styles.values()), expectation.stylesheets, place)
        rules = {name: sheet(css) for name, css in styles.items()}
        linked: dict[str, list[Sheet]] = {}
        for name, root in roots.items():
            for what in dict.fromkeys(active_content(root)):
                found.append(report("PRF842", place, found=f"{what} in {name}"))
            for what in dict.fromkeys(style_attributes(root)):
                found.append(report("PRF841", place, found=f"{what} in {name}"))
            linked[name] = _linked(root, name, rules, place, found)
        standing = feet([(roots[name], name) for name in package.linear], expectation.running)
        boxes = [foot.box for foot in standing if foot.box is not None]
        bodies = [body_of(roots[name], name, without=boxes) for name in package.linear]
        pages: dict[str | None, Page] = {}
        for name in package.linear:
            whole = body_of(roots[name], name)
            styles_of = Styles(roots[name], linked[name])
            pages[name] = page_of(whole, styles_of)
            for what in overlying(styles_of, notice_chains(whole)):
                found.append(report("PRF824", place, name="every disclaimer", where=name, found=what))
        looks = Looks(pages, reader=True)
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
            elsewhere=elsewhere,
        )
        examination = examine(expectation, stream, medium, place)
        parity = examination.parity
        found += examination.diagnostics
        inside = examination.sightings
        lacking = astray(
            expectation, stream, inside, lambda span: stream.part(span.start), "file", place, found
        )

        for sighting in inside:
            seen = evidence_of(sighting, stream, bodies, looks, place, found)
            if problem := _off_the_title_page(sighting, stream, package.linear, place):
                seen = replace(seen, placed=False)
                found.append(problem)
            if seen.key in lacking:
                seen = replace(seen, placed=False)
            evidence.append(seen)
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


def epub_manifest(content: bytes) -> bytes:
    """The manifest that travels in an ebook. Raises: ValueError."""
    try:
        with _opened(content) as archive:
            return _member(archive, f"META-INF/{MANIFEST_NAME}")
    except Unreadable as problem:
        raise ValueError(f"it has no META-INF/{MANIFEST_NAME} that can be read") from problem


# ── the archive


def _opened(content: bytes) -> zipfile.ZipFile:
    if len(content) > MAX_BYTES:
        raise Unreadable("PRF872", what="bytes", limit=MAX_BYTES, found=len(content))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=str(error).lower()) from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("PRF872", what="members", limit=MAX_MEMBERS, found=len(members))
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise Unreadable("PRF872", what="bytes unpacked", limit=MAX_UNPACKED, found=total)
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise Unreadable("PRF872", what="times its packed size", limit=MAX_RATIO, found=member.filename)
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("PRF871", kind="an EPUB", problem=f"{member.filename} encrypted or packed oddly")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise Unreadable("PRF871", kind="an EPUB", problem="two members of one name")
    if "META-INF/encryption.xml" in names:
        raise Unreadable("PRF871", kind="an EPUB", problem="encrypted members")
    return archive


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member's bytes, never more than the limit whatever its header says."""
    try:
        with archive.open(name) as member:
            content = member.read(MAX_TEXT + 1)
    except _DAMAGE as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} missing or damaged") from error
    if len(content) > MAX_TEXT:
        raise Unreadable("PRF872", what="bytes of text a member", limit=MAX_TEXT, found=name)
    return content


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return _member(archive, name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not in UTF-8") from error


def _document(archive: zipfile.ZipFile, name: str) -> Any:
    """A parsed XML member: no entities, no document type of its own, no network."""
    import lxml.etree

    text = _text(archive, name)
    if re.search(r"<!DOCTYPE[^>]*\[|<!ENTITY|<!ATTLIST", text):
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} with a document type of its own")
    declared = re.match(r"\ufeff?<\?xml[^>]*encoding=[\"']([^\"']+)", text)
    if declared and declared[1].lower() != "utf-8":
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not in UTF-8")
    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        encoding="utf-8",
    )
    try:
        return lxml.etree.fromstring(text.encode(), parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not well-formed: {error}") from error


# ── the package


def _package(archive: zipfile.ZipFile) -> _Package:
    container = _document(archive, "META-INF/container.xml")
    rootfiles = [element.get("full-path") for element in container.iter() if name_of(element) == "rootfile"]
    if len(rootfiles) != 1 or not rootfiles[0]:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{len(rootfiles)} package documents")
    package = _document(archive, rootfiles[0])
    folder = posixpath.dirname(rootfiles[0])
    names = set(archive.namelist())
    declared: dict[str, tuple[str, str, str]] = {}
    spine: list[tuple[str, str]] = []
    for element in package.iter():
        if name_of(element) == "item" and name_of(element.getparent()) == "manifest":
            href = posixpath.normpath(posixpath.join(folder, unquote(element.get("href") or "")))
            declared[element.get("id") or ""] = (
                href,
                element.get("media-type") or "",
                element.get("properties") or "",
            )
        elif name_of(element) == "itemref":
            spine.append((element.get("idref") or "", (element.get("linear") or "yes").strip()))
    linear: list[str] = []
    why_not: dict[str, str] = {}
    for idref, value in spine:
        href, media_type, properties = declared.get(idref, ("", "", ""))
        if not href or href not in names:
            raise Unreadable("PRF871", kind="an EPUB", problem=f"the spine names {idref}, which is missing")
        if "nav" in properties.split():
            continue
        if value != "yes":
            why_not[href] = "which is not linear"
        elif media_type == _XHTML and href not in linear:
            linear.append(href)
    texts = list(linear)
    for name in sorted(names):
        known = any(href == name and media_type == _XHTML for href, media_type, _ in declared.values())
        if name not in texts and (known or name.lower().endswith((".xhtml", ".html", ".htm"))):
            texts.append(name)
            why_not.setdefault(name, "which is not in the spine")
    if not linear:
        raise Unreadable("PRF871", kind="an EPUB", problem="no text in its spine")
    styles = [
        href for href, media_type, _ in declared.values() if media_type == "text/css" or href.endswith(".css")
    ]
    styles += [name for name in sorted(names) if name.endswith(".css") and name not in styles]
    for name in styles:
        if name not in names:
            raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} missing or damaged")
    return _Package(tuple(linear), tuple(texts), tuple(dict.fromkeys(styles)), why_not)


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
            if href in rules and "alternate" not in (element.get("rel") or "").lower():
                sheets.append(rules[href])
            else:
                found.append(report("PRF841", place, found=f"a link to {element.get('href')} in {name}"))
    previous = root.getprevious()
    while previous is not None:
        if getattr(previous, "target", None) == "xml-stylesheet":
            found.append(report("PRF841", place, found=f"an xml-stylesheet instruction in {name}"))
        previous = previous.getprevious()
    return sheets
