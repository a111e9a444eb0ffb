"""Disclaimers and what they qualify: in the same section of a page, in the same file of an ebook. Headings as headings.

Input: an examined stream. Output: diagnostics. Must not: parse, know archives.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.css import name_of
from pipeline.proof.examine import Examination
from pipeline.proof.markup import HEADINGS, Body
from pipeline.proof.roles import mistold
from pipeline.proof.sighting import named
from pipeline.proof.stream import Span, Stream
from pipeline.proof.stressed import MARKED, misstressed
from pipeline.rendition.expected import Expectation
from pipeline.rendition.roles import Step, Steps


def astray(
    expectation: Expectation,
    examination: Examination,
    section: Callable[[Span], Hashable],
    part: str,
    place: Location,
    found: list[Diagnostic],
) -> frozenset[str]:
    """The keys of disclaimers that a section with something they qualify lacks.

    `section` tells the sections of a page, or the files, apart; `part` says what they are called.
    Reports: PRF817.
    """
    sightings = examination.sightings
    homes = {
        sighting.notice.key: section(sighting.span) for sighting in sightings if sighting.span is not None
    }
    notices = {sighting.notice.key: sighting.notice for sighting in sightings}
    lacking: dict[str, None] = {}
    for run, where in zip(expectation.runs, examination.alignment.places, strict=True):
        # A text that is missing, or a disclaimer that is, has codes of its own.
        if not where:
            continue
        home = section(where[-1])
        for key in run.qualified_by:
            if key in homes and homes[key] != home and key not in lacking:
                lacking[key] = None
                found.append(
                    report(
                        "PRF817",
                        place,
                        name=named(notices[key]),
                        part=part,
                        text=quoted(run.text[:60]),
                        found="it in another one",
                    )
                )
    return frozenset(lacking)


# What holds items, and no words.
_OF_ITEMS = frozenset(["ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr"])


def misheard(
    expectation: Expectation,
    examination: Examination,
    stream: Stream,
    bodies: Sequence[Body],
    *,
    chapters: bool = False,
) -> Iterator[str]:
    """Texts that are told as something else than they are: sentences' ends. Shape: in a file of `chapters` each begins with a heading of level 1."""
    runs, places = expectation.runs, examination.alignment.places
    if any(run.steps is None for run in runs):
        yield from _mistaken(expectation, examination, stream, bodies)
        return
    elements = Elements(stream, bodies)
    yield from mistold(stream, runs, places, elements.steps, chapters=chapters)
    yield from misstressed(runs, places, elements.stress)
    notes, places = expectation.notes, examination.alignment.notes
    yield from mistold(stream, notes, places, elements.steps, notes=True)
    yield from misstressed(notes, places, elements.stress)


def _mistaken(
    expectation: Expectation, examination: Examination, stream: Stream, bodies: Sequence[Body]
) -> Iterator[str]:
    """Headings that are none, other text that is one, words of lists that are no items, where a file of an earlier version says no more of them."""
    level = 6
    for run, where in zip(expectation.runs, examination.alignment.places, strict=True):
        if not where or run.kind not in ("heading", "text", "cell"):
            continue
        body = bodies[stream.part(where[0].start)]
        mark = next((stream.marks[at] for at in stream.characters(where[0]) if stream.marks[at] >= 0), None)
        if mark is None or mark >= len(body.holders):
            continue
        holder = body.holders[mark]
        steps = map(name_of, (holder, *holder.iterancestors()))
        heading = next((name for name in steps if name in HEADINGS), None)
        if (heading is not None) != (run.kind == "heading"):
            yield f"{quoted(run.text[:60])} as {'no' if heading is None else 'a'} heading"
        elif heading is not None:
            before, level = level, int(heading[1])
            if level > before + 1:
                yield f"{quoted(run.text[:60])} as <{heading}> below <h{before}>"
        elif name_of(holder) in _OF_ITEMS:
            yield f"{quoted(run.text[:60])} beside the items of a <{name_of(holder)}>"


# ── what each text stands in

_LEVELS = {name: int(name[1]) for name in HEADINGS}
_STEPS = {
    "ul": "u", "ol": "o", "dl": "d", "li": "i", "dt": "t", "dd": "e", "table": "b", "tr": "r", "blockquote": "q",
    "figcaption": "p", "caption": "p",
}  # fmt: skip
_STRESS = {
    "strong": "s", "b": "s", "em": "e", "i": "e",
    **dict.fromkeys(("u", "cite", "dfn", "var", "mark", "small", "kbd", "samp", "address"), MARKED),
}  # fmt: skip
# As what an element is announced whatever it is; by any other role it is none of these.
_LISTED = {"list": "u", "listitem": "i"}
_SAME = frozenset([("ul", "list"), ("ol", "list"), ("li", "listitem")])


class _Around(NamedTuple):
    """What text in an element stands in, and how it is stressed."""

    steps: Steps
    stress: str


class Elements:
    """What the elements of a page, or of a book's files, tell of the texts in them."""

    def __init__(self, stream: Stream, bodies: Sequence[Body]) -> None:
        self._stream, self._bodies = stream, bodies
        self._known: dict[Any, _Around] = {}
        self._columns: dict[Any, dict[Any, int]] = {}

    def steps(self, where: Sequence[Span]) -> list[Steps]:
        """What a text stands in. Shape: one for each of its parts that differ."""
        found: dict[Steps, None] = {}
        for span in where:
            holders = self._bodies[self._stream.part(span.start)].holders
            characters = self._stream.characters(span)
            for mark in dict.fromkeys(self._stream.marks[characters.start : characters.stop]):
                if 0 <= mark < len(holders):
                    found[self._around(holders[mark]).steps] = None
        return list(found)

    def stress(self, where: Sequence[Span]) -> list[str | None]:
        """How each letter of a text is stressed."""
        found: list[str | None] = []
        for span in where:
            holders = self._bodies[self._stream.part(span.start)].holders
            marks = [self._stream.marks[at] for at in self._stream.origin[span.start : span.end]]
            known = {
                mark: self._around(holders[mark]).stress for mark in {*marks} if 0 <= mark < len(holders)
            }
            found += map(known.get, marks)
        return found

    def _around(self, element: Any) -> _Around:
        """What an element is in, with itself."""
        if element is None:
            return _Around((), "")
        if element not in self._known:
            around = self._around(element.getparent())
            step, how = self._step(element), _STRESS.get(name_of(element), "")
            if step is not None:
                around = around._replace(steps=(*around.steps, step))
            if how and how not in around.stress:
                around = around._replace(stress="".join(sorted(around.stress + how)))
            self._known[element] = around
        return self._known[element]

    def _step(self, element: Any) -> Step | None:
        name = name_of(element)
        role = (element.get("role") or "").strip().lower()
        level = _LEVELS.get(name)
        if level is not None:
            said = element.get("aria-level") or str(level)
            return Step("h", int(said) if said in "123456789" else 0, element) if not role else None
        if role in _LISTED and (name, role) not in _SAME:
            return Step(_LISTED[role], 0, element)
        if role and role not in _LISTED and name in (*_STEPS, "th", "td"):
            return None
        if name in ("th", "td"):
            row = element.getparent()
            if row not in self._columns:
                cells = (one for one in row if name_of(one) in ("th", "td"))
                self._columns[row] = {cell: number for number, cell in enumerate(cells)}
            heading = row.getparent() is not None and name_of(row.getparent()) == "thead"
            return Step(
                "c" if name == "td" else "n" if heading else "m", self._columns[row][element], element
            )
        return Step(_STEPS[name], 0, element) if name in _STEPS else None
