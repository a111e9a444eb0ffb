"""What the proofs of HTML and EPUB share: text in document order, and what could hide it.

Input: parsed elements. Output: stretches of text, findings. Must not: parse, or know files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.document import Notice
from pipeline.proof.css import Styles, name_of
from pipeline.proof.evidence import Evidence
from pipeline.proof.hiding import hiding
from pipeline.proof.looks import Looks, Page
from pipeline.proof.sighting import STOPS, Sighting, named
from pipeline.proof.stream import Stream, Stretch, squeezed_text
from pipeline.rendition.phrases import bound

# Elements that do not interrupt a line.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
# Parts without text of the article: styles and data, pictures, and lists of links to the text.
_SKIPPED = frozenset(["head", "nav", "script", "style", "svg", "math"])
_FOLDING = frozenset(["details", "dialog", "template", "summary"])
_HOLDERS = frozenset(
    [
        "html",
        "body",
        "main",
        "div",
        "section",
        "article",
        "aside",
        "p",
        "span",
        "strong",
        "figure",
        "blockquote",
        "ul",
        "ol",
        "li",
        "b",
        "em",
    ]
)
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_SSML = "{http://www.w3.org/2001/10/synthesis}"
# As what a disclaimer, and what is around it, may be announced.
_ROLES = frozenset(
    [
        "", "note", "main", "region", "group", "article", "document", "figure", "list", "listitem", "doc-notice",
        "doc-tip", "doc-preface", "doc-introduction", "doc-part", "doc-chapter", "doc-bibliography", "doc-colophon",
    ]
)  # fmt: skip
# What of a book it may be in. Why: other kinds reading systems leave out, show where they are asked for, or show as a picture.
_KINDS = frozenset(
    [
        "frontmatter", "bodymatter", "backmatter", "titlepage", "preface", "introduction", "part", "chapter",
        "bibliography", "colophon", "imprint", "notice", "tip",
    ]
)  # fmt: skip
# What else a disclaimer of some places lies in.
_FRAMES = {"cover": "header", "running": "footer"}


@dataclass(slots=True)
class Body:
    """A file's text, and for each text node the element that holds it.

    Shape: `holders[mark]` for the marks of `stretch`; `file` is None outside archives.
    """

    stretch: Stretch
    holders: list[Any] = field(default_factory=list)
    file: str | None = None


def body_of(root: Any, file: str | None = None, without: Iterable[Any] = ()) -> Body:
    """The text below an element in document order; line breaks between blocks; some elements left out."""
    left_out = set(without)
    text: list[str] = []
    marks: list[int] = []
    holders: list[Any] = []

    def add(characters: str | None, holder: Any) -> None:
        if characters:
            text.append(characters)
            marks.extend([len(holders)] * len(characters))
            holders.append(holder)

    def separate() -> None:
        text.append("\n")
        marks.append(-1)

    # (element, whether it was entered): recursion could be made to overflow.
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, entered = stack.pop()
        name = name_of(element)
        inline = name in _INLINE
        if entered:
            if not inline:
                separate()
        else:
            if name and name not in _SKIPPED and element not in left_out:
                if not inline:
                    separate()
                stack.append((element, True))
                add(element.text, element)
                stack.extend((child, False) for child in reversed(element))
                continue
        if element is not root:
            add(element.tail, element.getparent())
    return Body(Stretch("".join(text), marks), holders, file)


_FIGURES = re.compile(r"\d+")
# As the stylesheets of handouts and ebooks raise them.
_MARKS = ("note-mark", "footnote-ref")
_OF_NOTES = frozenset(["doc-noteref", "doc-endnote", "doc-footnote"])
# Links to notes, and from there back.
TO_NOTES = frozenset(["doc-noteref", "doc-backlink"])


def note_numbers(bodies: Sequence[Body], most: int) -> Callable[[int, str], bool]:
    """Whether a figure in the text of all files is the number of a note: at its mark, or before its words.

    `most` is how many notes there may be.
    """
    found: set[int] = set()
    start = 0
    mark_of = _marks_of_notes(bodies) if most else {}
    for body in bodies:
        text, marks = body.stretch.text, body.stretch.marks
        for match in _FIGURES.finditer(text) if most else ():
            begin, end = match.span()
            holder = body.holders[marks[end - 1]]
            # A mark right behind a figure is raised, if it looks as marks do, and is the next one.
            if marks[begin] != marks[end - 1] and holder.get("class") in _MARKS:
                while marks[begin] != marks[end - 1]:
                    begin += 1
                if mark_of.get(holder) != text[begin:end]:
                    continue
            figure = text[begin:end]
            if len(figure) < 5 and 0 < int(figure) <= most and _of_note(body.holders[marks[begin]]):
                found.update(range(start + begin, start + end))
        start += len(text)
    return lambda index, figure: found.issuperset(range(index, index + len(figure)))


def _marks_of_notes(bodies: Sequence[Body]) -> dict[Any, str]:
    """The number that each mark of a note should have: they are counted through the whole of a book."""
    holders = (holder for body in bodies for holder in dict.fromkeys(body.holders))
    marks = (holder for holder in holders if name_of(holder) == "a" and _of_note(holder))
    return {mark: str(number) for number, mark in enumerate(marks, 1)}


def _of_note(holder: Any) -> bool:
    """Whether an element is the mark of a note, or the number before its words."""
    if name_of(holder) == "a":
        return bool(holder.get("role") == "doc-noteref")
    if "note-number" not in classes_of(holder):
        return False
    return any(step.get("role") in _OF_NOTES for step in holder.iterancestors())


# ── findings of one disclaimer


def evidence_of(
    sighting: Sighting,
    stream: Stream,
    bodies: list[Body],
    looks: Looks,
    place: Location,
    found: list[Diagnostic],
) -> Evidence:
    """A disclaimer where it was found: which element, and whether anything hides it."""
    notice, span = sighting.notice, sighting.span
    base = Evidence.of(notice)
    if span is None:
        return base
    body = bodies[stream.part(span.start)]
    characters = stream.characters(span)
    # A mark is unique in its file; the span lies in one, or it is misplaced anyway.
    marks = {stream.marks[index] for index in characters if stream.marks[index] >= 0}
    holders = [body.holders[mark] for mark in sorted(marks) if mark < len(body.holders)]
    if not holders:
        return base
    name = named(notice)
    wording = holders[0]
    problems = list(_hidden(holders, _FRAMES.get(notice.place, "")))
    box = _box(wording)
    if box is None or any(_box(holder) is not box for holder in holders):
        problems.append("it outside an element of class notice")
    else:
        problems += _unlike(box, notice.key, notice.weight, notice.place)
        extra = _beside(box, notice.text)
        if extra:
            sighting.present = False
            found.append(
                report(
                    "PRF803",
                    place,
                    name=name,
                    expected="the wording alone",
                    found=f'"{extra}" in the same element',
                )
            )
    if odd := _spaced(holders, notice):
        sighting.present = False
        facts = {"expected": "with spaces at which lines end", "found": odd}
        found.append(report("PRF803", place, name=name, **facts))
    problems += hiding(looks.styles(body.file), [wording, *wording.iterancestors()])
    for problem in dict.fromkeys(problems):
        found.append(report("PRF822", place, name=name, found=problem))
    seen = replace(
        base,
        found_sha256=sighting.found_sha256,
        present=sighting.present,
        placed=sighting.placed,
        visible=not problems,
        file=body.file,
        element=wording.getroottree().getpath(wording) if body.file is None else _path(wording),
    )
    return looks.measured(seen, notice, list(dict.fromkeys(holders)), place, found)


def strange_labels(root: Any, labels: tuple[str, ...], place: Location) -> list[Diagnostic]:
    """Words before a wording that no template of ours puts there."""
    known = {folded(label) for label in labels}
    found = []
    for element in root.iter():
        if not name_of(element) or "notice-label" not in classes_of(element):
            continue
        said = folded("".join(element.itertext()))
        if known and said not in known and said.rstrip(STOPS) not in known:
            expected = "with " + " or ".join(quoted(label) for label in sorted(known)) + " before it"
            name = next((str(box.get("id")) for box in [_box(element)] if box is not None), "a disclaimer")
            found.append(report("PRF803", place, name=name, expected=expected, found=quoted(said)))
    return found


HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def page_of(body: Body, styles: Styles, within: str = "body") -> Page:
    """A file's styles, and how much of its text each element holds.

    Shape: disclaimers and headings are left out, and in `main` the first paragraph, which themes set larger: in a short
    article it may be longer than the rest.
    """
    weights: dict[Any, int] = {}
    counts = Counter(
        mark
        for mark, character in zip(body.stretch.marks, body.stretch.text, strict=True)
        if mark >= 0 and not character.isspace()
    )
    inside: dict[Any, bool] = {}
    lead: Any = None
    for mark, number in sorted(counts.items()):
        holder = body.holders[mark]
        if holder not in inside:
            steps = [holder, *holder.iterancestors()]
            names = [name_of(step) for step in steps]
            inside[holder] = within in names and _box(holder) is None and HEADINGS.isdisjoint(names)
            if inside[holder] and within == "main" and "p" in names:
                paragraph = steps[names.index("p")]
                lead = paragraph if lead is None else lead
                inside[holder] = paragraph is not lead
        if inside[holder]:
            weights[holder] = weights.get(holder, 0) + number
    return Page(styles, weights)


def notice_chains(body: Body) -> list[list[Any]]:
    """The elements of each disclaimer's words, from the innermost outward."""
    return [
        [holder, *holder.iterancestors()]
        for holder in dict.fromkeys(body.holders)
        if _box(holder) is not None and "notice-label" not in classes_of(holder)
    ]


def _path(element: Any) -> str:
    """A readable path without name spaces."""
    steps = []
    for step in (element, *element.iterancestors()):
        name = name_of(step)
        same = [
            sibling
            for sibling in (step.getparent() if step.getparent() is not None else [])
            if sibling.tag == step.tag
        ]
        steps.append(f"{name}[{same.index(step) + 1}]" if len(same) > 1 else name)
    return "/" + "/".join(reversed(steps))


XML = "{http://www.w3.org/XML/1998/namespace}"


def _hidden(holders: list[Any], frame: str) -> Iterator[str]:
    seen: set[int] = set()
    for holder in holders:
        for element in (holder, *holder.iterancestors()):
            if id(element) in seen:
                continue
            seen.add(id(element))
            name = name_of(element)
            if name in _FOLDING:
                yield f"a <{name}> around it"
            elif name not in _HOLDERS and name != frame:
                yield f"it in a <{name}>"
            # The direction is the page's; another one moves signs to the wrong side.
            for attribute in (
                "hidden",
                "inert",
                "popover",
                "style",
                "title",
                *(("dir",) if name != "html" else ()),
            ):
                if element.get(attribute) is not None:
                    yield f"the attribute {attribute} on <{name}>"
            if (element.get("aria-hidden") or "").strip().lower() == "true":
                yield f"aria-hidden on <{name}>"
            if name != "html":
                for attribute in (
                    "lang",
                    f"{XML}lang",
                    "aria-busy",
                    "aria-description",
                    "aria-roledescription",
                ):
                    if element.get(attribute) is not None:
                        yield f"the attribute {attribute.rsplit('}', 1)[-1]} on <{name}>"
            kinds = (element.get(EPUB_TYPE) or "").split()
            if other := next((kind for kind in kinds if kind not in _KINDS), None):
                yield f"the epub:type {other} on <{name}>"
            if said := next((one for one in element.attrib if str(one).startswith(_SSML)), None):
                yield f"the attribute {said.rsplit('}', 1)[-1]} on <{name}>, which is read instead"
            role = (element.get("role") or "").strip().lower()
            if role not in _ROLES:
                yield f"the role {role} on <{name}>"
            if element.get("aria-label") is not None and name in ("span", "strong", "p", "div"):
                yield f"aria-label on <{name}>, which is read instead"


def classes_of(element: Any) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def _box(element: Any) -> Any:
    """The notice that an element belongs to."""
    return next((step for step in (element, *element.iterancestors()) if "notice" in classes_of(step)), None)


def _unlike(box: Any, key: str, weight: str, place: str) -> Iterator[str]:
    """How a notice's element differs from what the template writes."""
    owed = {"notice", f"notice-{weight}", f"notice-{place}"}
    if set(classes_of(box)) - {"notice-bold"} != owed:
        yield f"the classes {box.get('class')!r} on it"
    # Ebooks say the same in the words of their trade.
    if (box.get("role") or "") not in ("note", "doc-notice"):
        yield "no role note on it"
    if box.get("id") != key:
        yield f"the id {box.get('id')!r} on it"
    for element in box.iterdescendants():
        name = name_of(element)
        if not name:
            continue
        if name not in ("p", "strong", "span"):
            yield f"a <{name}> inside it"
        elif strange := set(classes_of(element)) - {"notice-label", "wording"}:
            yield f"the class {sorted(strange)[0]} inside it"
        # A role, a label, a language of its own would have it read otherwise than it stands.
        yield from (f"the attribute {one} inside it" for one in element.attrib if one != "class")
    for one in set(box.attrib) - {"class", "role", "id", "data-disclaimer"}:
        if one == EPUB_TYPE and box.get(one) == "notice":
            continue
        yield f"the attribute {str(one).rsplit('}', 1)[-1]} on it"


_ORDINARY = frozenset(" \t\n\r\f")
_PLAIN = re.compile(r"[ \t\n\r\f]+")
_GLUED = re.compile(r"\s\u2060|\u2060\s")


def _spaced(holders: Iterable[Any], notice: Notice) -> str:
    """White space that no line ends at, or that is wide or drawn, where the wording has a plain space.

    No-break spaces are let pass where the wording is set with all that its language wants, and no other.
    """
    wording = notice.text
    text = "".join(
        part for holder in dict.fromkeys(holders) for part in (holder.text, *(c.tail for c in holder)) if part
    )
    shown = " ".join(_PLAIN.split(text))
    for dir in ("ltr", "rtl"):
        shown = shown.replace(bound(wording, notice.lang, dir), "", 1)
    strange = {one for one in shown if one.isspace()} - _ORDINARY - set(wording)
    if strange:
        return f"U+{ord(min(strange)):04X} in their place"
    return "U+2060 beside them" if _GLUED.search(text) else ""


def _beside(box: Any, wording: str) -> str:
    """Text in a notice's element besides label and wording."""
    text = squeezed_text("".join(box.itertext()))
    label = next((step for step in box.iterdescendants() if "notice-label" in classes_of(step)), None)
    if label is not None:
        text = text.removeprefix(squeezed_text("".join(label.itertext())))
        spoken = folded("".join(label.itertext()))
        if len(spoken) > 40:
            return spoken
    rest = text.replace(squeezed_text(wording), "", 1)
    return rest[:60]
