"""Disclaimers that run along: one at the end of every text file, or once in a page's footer.

Input: the parsed files and the notices that run along. Output: evidence for each notice in each file, and the elements
that are accounted for, so that the text of the article can be read without them.
Must not: parse, know archives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.document import Notice
from pipeline.proof.css import name_of
from pipeline.proof.evidence import Evidence
from pipeline.proof.looks import Looks
from pipeline.proof.markup import body_of, classes_of, evidence_of
from pipeline.proof.sighting import Sighting, named
from pipeline.proof.stream import Stream, squeezed_text
from pipeline.rendition.expected import text_sha256

CLASS = "notice-running"


@dataclass(frozen=True, slots=True)
class Foot:
    """One notice at the foot of one file. Shape: `box` is None where the file lacks it."""

    notice: Notice
    root: Any
    file: str | None
    repeat: int
    box: Any


def feet(roots: Sequence[tuple[Any, str | None]], running: Sequence[Notice]) -> tuple[Foot, ...]:
    """For each file with text, and each notice that runs along, the element that shows it."""
    found: list[Foot] = []
    repeat = 0
    for root, file in roots:
        boxes = [element for element in root.iter() if name_of(element) and CLASS in classes_of(element)]
        if not squeezed_text(body_of(root, file, without=boxes).stretch.text):
            continue
        for notice in running:
            box = next((box for box in boxes if _is_for(box, notice)), None)
            if box is not None:
                boxes.remove(box)
            found.append(Foot(notice, root, file, repeat, box))
        repeat += 1
    return tuple(found)


def _is_for(box: Any, notice: Notice) -> bool:
    """By its name, since its words may have been altered, else by its words."""
    name = box.get("id") or ""
    if name == notice.key or name.startswith(f"{notice.key}-"):
        return True
    return squeezed_text(notice.text) in squeezed_text("".join(box.itertext()))


def evidence_at_feet(
    found_feet: Sequence[Foot],
    stream: Stream,
    runs: Sequence[Notice],
    looks: Looks,
    place: Location,
    found: list[Diagnostic],
) -> list[Evidence]:
    """Present, placed and visible, for each notice in each file. `runs` are the notices inside the text.

    Reports: PRF801, PRF802, PRF803, PRF816, PRF822.
    """
    evidence: list[Evidence] = []
    missing = {foot.notice.key for foot in found_feet} - {
        foot.notice.key for foot in found_feet if foot.box is not None
    }
    for foot in found_feet:
        notice = foot.notice
        name = named(notice)
        if foot.box is None:
            if notice.key not in missing:
                found.append(
                    report("PRF816", place, name=name, expected=_where(foot), found="nothing like it there")
                )
            elif foot.repeat == 0:
                found.append(report("PRF801", place, name=name, text=quoted(notice.text)))
            evidence.append(replace(Evidence.absent(notice), repeat=foot.repeat, file=foot.file))
            continue
        evidence.append(_one(foot, looks, place, found))
    owed = [squeezed_text(notice.text) for notice in runs]
    for notice in {foot.notice.key: foot.notice for foot in found_feet}.values():
        text = squeezed_text(notice.text)
        if any(text != other and text in other for other in owed):
            continue  # it is a part of another wording
        number = len(stream.find_all(text)) - owed.count(text)
        if number > 0:
            files = sum(foot.notice.key == notice.key for foot in found_feet)
            found.append(report("PRF802", place, name=named(notice), owed=files, number=files + number))
    return evidence


def _one(
    foot: Foot,
    looks: Looks,
    place: Location,
    found: list[Diagnostic],
) -> Evidence:
    notice = foot.notice
    name = named(notice)
    body = body_of(foot.box, foot.file)
    stream = Stream([body.stretch], notice.text)
    wording = folded(notice.text)
    span = stream.find(squeezed_text(notice.text))
    if span is None:
        shown = folded("".join(foot.box.itertext()))
        found.append(report("PRF803", place, name=name, expected=quoted(wording), found=quoted(shown[:200])))
        return replace(Evidence.absent(notice), repeat=foot.repeat, file=foot.file)
    text = stream.verbatim(wording, span, lambda index: False)
    sighting = Sighting(notice, span, found_sha256=text_sha256(text))
    sighting.present = sighting.found_sha256 == text_sha256(notice.text)
    if not sighting.present:
        found.append(report("PRF803", place, name=name, expected=quoted(wording), found=quoted(text)))
    problem = _misplaced(foot)
    sighting.placed = problem is None
    if problem is not None:
        found.append(report("PRF816", place, name=name, expected=_where(foot), found=problem))
    return replace(evidence_of(sighting, stream, [body], looks, place, found), repeat=foot.repeat)


def _where(foot: Foot) -> str:
    return f"at the end of {foot.file}" if foot.file else "in the footer, behind the text"


def _misplaced(foot: Foot) -> str | None:
    """Where a notice stands instead of at the foot."""
    if foot.file is None:
        chain = [name_of(element) for element in foot.box.iterancestors()]
        if chain != ["footer", "body", "html"]:
            return f"it in {' in '.join(f'<{name}>' for name in chain[:2]) or 'nothing'}"
        footer = foot.box.getparent()
        if not any(name_of(element) == "main" or _holds(element, "main") for element in _before(footer)):
            return "it before the text"
        if any(name_of(element) == "footer" for element in _behind(footer)):
            return "it in a footer before the last"
        return None
    behind: list[str] = []
    for element in (foot.box, *foot.box.iterancestors()):
        if name_of(element) in ("body", "html"):
            break
        behind.append(element.tail or "")
        for other in element.itersiblings():
            if name_of(other) and CLASS not in classes_of(other):
                behind.append("".join(other.itertext()))
            behind.append(other.tail or "")
    rest = folded("".join(behind))
    return f"{quoted(rest[:60])} behind it" if rest else None


def _before(element: Any) -> list[Any]:
    return [other for other in element.itersiblings(preceding=True) if name_of(other)]


def _behind(element: Any) -> list[Any]:
    return [other for other in element.itersiblings() if name_of(other)]


def _holds(element: Any, name: str) -> bool:
    return any(name_of(inner) == name for inner in element.iterdescendants())
