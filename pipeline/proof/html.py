"""The proof of a handout: one HTML file, parsed anew.

Input: an `Expectation` and bytes. Output: a `Proof`. Must not: trust the file, or raise on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from pipeline.diagnostics import Diagnostic, Location, each, quoted, report
from pipeline.proof.arranged import parted, reordered
from pipeline.proof.css import Styles, name_of, sheet
from pipeline.proof.evidence import Evidence, Findings, Parity, Proof, Refused, Unreadable
from pipeline.proof.examine import examine
from pipeline.proof.faces import face_findings
from pipeline.proof.facets import (
    drawn_among,
    elsewhere,
    in_page,
    mislabelled,
    misled,
    otherwise_told,
    strange_keywords,
)
from pipeline.proof.fetching import fetched, unguarded
from pipeline.proof.foot import evidence_at_feet, feet
from pipeline.proof.forbidden import (
    active_content,
    otherwise_read,
    style_attributes,
    stylesheet_findings,
    unmeasured,
    unread,
)
from pipeline.proof.kept import otherwise_kept
from pipeline.proof.leaving import leaving
from pipeline.proof.listing import listed_in_page
from pipeline.proof.looks import Looks
from pipeline.proof.markup import (
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
from pipeline.proof.parsing import crowded, disputed
from pipeline.proof.sections import astray, misheard
from pipeline.proof.shown import unshown
from pipeline.proof.sighting import Medium, Sighting, named
from pipeline.proof.stream import Span, Stream
from pipeline.proof.telling import described, misnamed
from pipeline.proof.torn import torn
from pipeline.proof.whole import heading_pieces, known_pieces, owed_text
from pipeline.proof.writing import written
from pipeline.rendition.expected import Expectation
from pipeline.rendition.keeping import of_html

MAX_BYTES = 30_000_000
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def prove_html(
    expectation: Expectation,
    content: bytes,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
    *,
    first: bool = False,
) -> Proof:
    """The proof of a handout. `fonts` are the theme's faces by the names that a PDF gives them."""
    place = Location(path)
    found: list[Diagnostic] = Findings(first=first)
    evidence: list[Evidence] = []
    parity: Parity | None = None
    try:
        root = _parsed(content)
        texts = _styles(root, place, found)
        styles = Styles(root, [sheet(css) for css in texts])
        found.extend(stylesheet_findings(texts, expectation.stylesheets, place))
        found.extend(_page_findings(root, styles, expectation, place))
        found.extend(
            each("PRF856", place, otherwise_kept(expectation.kept, lambda: of_html(content.decode())))
        )
        whole = body_of(root)
        looks = Looks({None: page_of(whole, styles, "main")}, reader=False)
        chains = notice_chains(whole)
        standing = feet([(root, None)], expectation.running)
        body = body_of(root, without=[foot.box for foot in standing if foot.box is not None])
        stream = Stream([body.stretch], owed_text(expectation))
        medium = Medium(
            part=lambda index: "the page",
            last=0,
            real_break=lambda index: False,
            counted=note_numbers([body], len(expectation.notes)),
        )
        examination = examine(expectation, stream, medium, place)
        parity = examination.parity
        found.extend(examination.diagnostics)
        lacking = astray(
            expectation, examination, lambda span: _section(body, stream, span), "section", place, found
        )
        found.extend(each("PRF856", place, misheard(expectation, examination, stream, [body])))
        found.extend(_look_findings(looks, styles, chains, place))
        found.extend(_face_findings(looks, styles, chains, expectation, fonts, place))
        found.extend(each("PRF857", place, unshown(looks, [body], expectation)))
        for sighting in examination.sightings:
            seen = evidence_of(sighting, stream, [body], looks, place, found)
            problem = _out_of_frame(sighting, seen, place)
            if problem:
                found.append(problem)
            evidence.append(replace(seen, placed=False) if problem or seen.key in lacking else seen)
        notices = [sighting.notice for sighting in examination.sightings]
        evidence += evidence_at_feet(standing, stream, notices, looks, place, found)
    except Refused:
        pass
    except Unreadable as problem:
        found = [report(problem.code, place, **problem.facts)]
        evidence = [Evidence.absent(notice) for notice in expectation.notices]
    return Proof.of(expectation, path, content, evidence, parity, found)


def _page_findings(
    root: Any, styles: Styles, expectation: Expectation, place: Location
) -> Iterator[Diagnostic]:
    """What is wrong with the page, whatever it shows of disclaimers."""
    hidden = (
        f"a hidden <{name_of(element)}>"
        for element in root.iter()
        if set(element.attrib) & {"hidden", "inert"}
    )
    policy = unguarded(root)
    active = (*active_content(root), *unmeasured(root), *fetched(root, styles.sheets))
    yield from each("PRF842", place, (*active, *hidden, *([policy] if policy else ())))
    yield from each("PRF841", place, style_attributes(root))
    known = known_pieces(expectation)
    strange = (
        *unread(root, known, heading_pieces(expectation)),
        *described(root, expectation, known),
        *written(styles.sheets, known),
    )
    yield from each("PRF855", place, map(quoted, strange), where="the page")
    keywords = map(quoted, strange_keywords(_keywords(root), expectation.facets))
    yield from each("PRF855", place, keywords, where="its keywords")
    told = (
        *otherwise_told([root], expectation.facets, known, in_page),
        *torn([root], expectation),
        *mislabelled(root),
        *drawn_among(root),
        *misled(_entries(root), (one for one in root.iter(*HEADINGS))),
        *listed_in_page(expectation.runs, [said for said, _ in _entries(root)]),
        *elsewhere(root, expectation.facets),
        *misnamed(root, expectation, part=False),
    )
    yield from each("PRF856", place, told)
    yield from each("PRF822", place, otherwise_read(root, expectation), name="every disclaimer")
    yield from strange_labels(root, expectation.labels, place)


def _entries(root: Any) -> Iterator[tuple[str, Any]]:
    """The entries of lists of links to places in the page, with what they lead to."""
    named = {element.get("id"): element for element in root.iter("*") if element.get("id")}
    for nav in root.iter("nav"):
        for link in nav.iter("a"):
            if in_page(href := link.get("href") or ""):
                # Where a place has no name, to the top; browsers try a name as it is written, then as it is meant.
                name = href[1:]
                yield "".join(link.itertext()), named.get(name, named.get(unquote(name))) if name else root


def _keywords(root: Any) -> Iterator[str]:
    """The words by which the page would be found."""
    for element in root.iter("meta"):
        content = element.get("content") or ""
        if (element.get("name") or "").lower() == "keywords" or (element.get("property") or "").endswith(
            ":tag"
        ):
            yield content


def _look_findings(
    looks: Looks, styles: Styles, chains: Sequence[Sequence[Any]], place: Location
) -> Iterator[Diagnostic]:
    """What the stylesheet does that could hide a disclaimer, part or push it."""
    hidden = (*overlying(styles, chains), *leaving(looks, None, chains))
    yield from each("PRF824", place, hidden, name="every disclaimer", where="by the stylesheet")
    moved = (*reordered(styles, chains), *parted(styles, chains), *narrow(looks, None, chains))
    yield from each("PRF822", place, moved, name="every disclaimer")


def _face_findings(
    looks: Looks,
    styles: Styles,
    chains: Sequence[Sequence[Any]],
    expectation: Expectation,
    fonts: Mapping[str, bytes],
    place: Location,
) -> Iterator[Diagnostic]:
    """What is wrong with the faces that disclaimers are set in."""
    wordings = [notice.text for notice in expectation.notices]
    faces = [face for one in styles.sheets for face in one.faces]
    asked = looks.asked(None, [chain[0] for chain in chains])
    yield from each("PRF843", place, face_findings(faces, wordings, asked, fonts))


def _out_of_frame(sighting: Sighting, seen: Evidence, place: Location) -> Diagnostic | None:
    """What is wrong with the part of the page that a disclaimer stands in."""
    name, element = named(sighting.notice), seen.element or ""
    if not element:
        return None
    if sighting.notice.place == "closing" and "/main" not in element:
        return report("PRF814", place, name=name, expected="in main", found="it outside")
    if sighting.notice.place == "cover" and not element.startswith("/html/body/header/"):
        return report(
            "PRF816", place, name=name, expected="in the masthead, before the text", found="it outside"
        )
    return None


def _section(body: Body, stream: Stream, span: Span) -> Any:
    """The outermost section that a text stands in; None before the first."""
    marks = (stream.marks[index] for index in stream.characters(span))
    holder = next((body.holders[mark] for mark in marks if mark >= 0), None)
    if holder is None:
        return None
    sections = [step for step in (holder, *holder.iterancestors()) if name_of(step) == "section"]
    return sections[-1] if sections else None


def html_manifest(content: bytes) -> bytes:
    """The manifest that travels in a handout. Raises: ValueError, Unreadable (too large).

    Why: of a page that the proof refuses, the proof tells why, which needs what the manifest owes.
    """
    try:
        root = _tree(content)
    except Unreadable as problem:
        if problem.code == "PRF872":
            raise
        raise ValueError("it cannot be read as HTML") from problem
    scripts = [element for element in root.iter("script") if element.get("id") == "smallprint-manifest"]
    if len(scripts) != 1:
        raise ValueError('it has no <script id="smallprint-manifest">')
    return (scripts[0].text or "").encode()


def _parsed(content: bytes) -> Any:
    """The page. Raises: Unreadable (too large, or one that browsers could read otherwise)."""
    if len(content) > MAX_BYTES:
        raise Unreadable("PRF872", what="bytes", limit=MAX_BYTES, found=len(content))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("PRF871", kind="HTML in UTF-8", problem=f"byte {error.start} is not") from error
    if problem := disputed(text):
        raise Unreadable("PRF871", kind="HTML that every browser reads alike", problem=problem)
    return _tree(content)


def _tree(content: bytes) -> Any:
    """A page as one parser reads it. Raises: Unreadable."""
    import lxml.etree
    import lxml.html

    if len(content) > MAX_BYTES:
        raise Unreadable("PRF872", what="bytes", limit=MAX_BYTES, found=len(content))
    if found := crowded(content.decode("latin-1")):
        what, limit, number = found
        raise Unreadable("PRF872", what=what, limit=limit, found=number)
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=False)
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable("PRF871", kind="HTML", problem=str(error)) from error
    return root


def _harmless(link: Any) -> bool:
    """Whether a link of the head loads nothing: a picture that is in the page, or the page's own address."""
    relation, href = str(link.get("rel")).lower(), str(link.get("href"))
    known = {"icon": {"rel", "href"}, "canonical": {"rel", "href"}, "alternate": {"rel", "hreflang", "href"}}
    if known.get(relation) != set(link.attrib):
        return False
    return href.startswith("data:") if relation == "icon" else _ADDRESS.match(href) is not None


def _styles(root: Any, place: Location, found: list[Diagnostic]) -> list[str]:
    """The text of each style; links to others are findings."""
    styles: list[str] = []
    for element in root.iter("style", "link"):
        if name_of(element) == "style":
            styles.append(element.text or "")
            if element.attrib:
                found.append(report("PRF841", place, found="a <style> with attributes"))
        elif not _harmless(element):
            found.append(report("PRF841", place, found=f"a <link rel={element.get('rel')}>"))
    if len(styles) > 1:
        found.append(report("PRF841", place, found=f"{len(styles)} style elements"))
    return styles
