"""One disclaimer measured where it was found on a page: visible, legible, in its place.

Input: a `Sighting` and the file. Output: an `Evidence`, and diagnostics. Must not: look for the text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, quoted, report
from pipeline.proof.bidi import Direction
from pipeline.proof.evidence import Evidence
from pipeline.proof.pdf.ink import Ink
from pipeline.proof.pdf.inside import Inside
from pipeline.proof.pdf.outlines import Outlines, unmapped
from pipeline.proof.pdf.pages import (
    Box,
    File,
    Line,
    Page,
    Piece,
    char_box,
    from_edge,
    inside,
    lines_of,
    origin,
    union,
)
from pipeline.proof.pdf.pixels import Look, seen
from pipeline.proof.pdf.seen import Drawn, beside, drawings
from pipeline.proof.pdf.setting import FIGURES, Disordered, Untrusted, glyphs_of_line, upright
from pipeline.proof.pdf.shaping import glyphs_of_fragment
from pipeline.proof.pdf.spoken import contents
from pipeline.proof.pdf.standing import MM, behind, continues, far, not_at_foot, precedes
from pipeline.proof.pdf.trusted import BOLD, Faces, Glyph
from pipeline.proof.sighting import Sighting, named, shaped
from pipeline.proof.stream import Span, Stream

# Letters that end at the height of the x, or a little above.
_X_HEIGHT = frozenset("xvwzuyaceonmrsхосаевгзиклмнптчшщъыьэюяжονυωσεακπτχμιςγρ")
BOTH: tuple[Direction, ...] = ("ltr", "rtl")
# How much of what comes before it has to be read before it, too. Units: pieces of text.
NEIGHBOURS = 3
# Differences that come from rounding. Units: pt; shares; mm.
SIZE, SHARE, HEIGHT = 0.02, 0.003, 0.01
# What is nearer to a page's edge may be cut off, or lie in a fold: paper is cut and folded about so exactly. Units: mm.
SAFE = 5.0


@dataclass(slots=True)
class Bench:
    """What every disclaimer of a file is measured with.

    Shape: `lowest` is how far down the article goes on each page; `first` are, by the key of each disclaimer, the first words of its chapter; `labels`, squeezed, may
    stand before a wording, or nothing; `ink` is that of a press file; `shared` finds characters that share a glyph with others of the text. Units: pt.
    """

    stream: Stream
    file: File
    faces: Faces
    body: float
    inside: Inside
    lowest: Mapping[int, float]
    place: Location
    found: list[Diagnostic]
    first: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    ink: Ink | None = None
    shared: re.Pattern[str] | None = None
    contents: dict[int, tuple[int, ...]] = field(default_factory=dict)
    outlines: Outlines = field(default_factory=Outlines)
    # What each page, or each sheet, draws beside its text.
    drawings: dict[int, tuple[Drawn, ...]] = field(default_factory=dict)

    def said(self, text: str) -> bool:
        """Whether what is drawn of a text does not tell all of its characters, so that they have to be said beside it."""
        return shaped(text) or (self.shared is not None and self.shared.search(text) is not None)


@dataclass(slots=True)
class _Subject:
    """One disclaimer on its page."""

    sighting: Sighting
    bench: Bench
    page: Page
    drawn: list[int]
    lines: list[Line]
    pieces: dict[int, Piece]
    box: Box
    codes: list[str] = field(default_factory=list)

    def say(self, code: str, **facts: Any) -> None:
        self.codes.append(code)
        where = self.page.name
        name = named(self.sighting.notice)
        self.bench.found.append(report(code, self.bench.place, **{"name": name, "where": where, **facts}))


def measured(sighting: Sighting, bench: Bench) -> Evidence:
    """A disclaimer measured where it was found."""
    subject = _subject(sighting, bench)
    if subject is None:
        page = None if sighting.part is None else sighting.part + 1
        return Evidence.of(sighting.notice, legible=False, repeat=sighting.repeat, page=page)
    _check_letters(subject)
    _check_standing(subject)
    outside = "PRF821" in subject.codes
    look = Look() if outside else _look(subject)
    _check_beside(subject)
    # Whatever is wrong up to here is about seeing it; sizes and contrast are about reading it.
    visible = not any(code.startswith("PRF82") or code == "PRF845" for code in subject.codes)
    seen_so_far = len(subject.codes)
    measures = _measures(subject, look.contrast)
    left, bottom, right, top = subject.box
    page_left, _, _, page_top = subject.page.box
    return Evidence.of(
        sighting.notice,
        repeat=sighting.repeat,
        found_sha256=sighting.found_sha256,
        present=sighting.present,
        placed=sighting.placed,
        visible=visible and look.contrast is not None,
        legible=len(subject.codes) == seen_so_far and look.contrast is not None,
        page=subject.page.number + 1,
        sheet=None if subject.page.sheet is None else subject.page.sheet + 1,
        box_mm=(
            round((left - page_left) * MM, 1),
            round((page_top - top) * MM, 1),
            round((right - left) * MM, 1),
            round((top - bottom) * MM, 1),
        ),
        **measures,
    )


def _subject(sighting: Sighting, bench: Bench) -> _Subject | None:
    if sighting.span is None:
        return None
    stretch = bench.stream.characters(sighting.span)
    page, first = bench.file.at(stretch.start)
    last = min(first + len(stretch), len(page.characters) - 2)
    drawn = [at for at in range(first, last) if page.marks[at] >= 0 and not page.characters[at].isspace()]
    if not drawn:
        name = named(sighting.notice)
        bench.found.append(report("PRF801", bench.place, name=name, text=sighting.notice.text))
        sighting.present = sighting.placed = False
        return None
    lines = lines_of(page, drawn)
    marks = dict.fromkeys(page.marks[at] for at in drawn)
    for at in drawn:
        if (fragment := page.fragment(at)) is not None:
            marks |= dict.fromkeys(fragment.pieces)
    pieces = {mark: page.pieces[mark] for mark in marks}
    return _Subject(sighting, bench, page, drawn, lines, pieces, union([line.box for line in lines]))


# ── visible


def _check_letters(subject: _Subject) -> None:
    """Inside the page, painted, read aloud, with glyphs of their own."""
    page, drawn, pieces = subject.page, subject.drawn, subject.pieces.values()
    outside = [at for at in drawn if not inside(char_box(page, at), page.box)]
    if outside:
        subject.say("PRF821", number=len(outside), total=len(drawn))
    elif (near := min(from_edge(page, char_box(page, at)) for at in drawn) * MM) < SAFE - HEIGHT:
        subject.say("PRF829", found=f"{near:.1f}", smallest=f"{SAFE:g}")
    modes = sorted({piece.mode for piece in pieces} - {0})
    if modes:
        subject.say("PRF823", found=f"text render mode {modes[0]}")
    faint = min(piece.alpha for piece in pieces)
    if faint < 255:
        subject.say("PRF823", found=f"{faint / 255:.0%} opacity")
    # What stands at every foot is read aloud once, a press file never.
    aloud = page.sheet is None and (
        subject.sighting.notice.place != "running" or subject.sighting.repeat == 0
    )
    if aloud and any(piece.artifact for piece in pieces):
        subject.say("PRF827", found="an artifact, which is never read aloud")
    elif aloud and (unread := _unread(subject)):
        subject.say("PRF827", found=unread)
    if any(piece.replaced for piece in pieces) and not subject.bench.said(subject.sighting.notice.text):
        subject.say("PRF827", found="text given by /ActualText")
    read = {page.characters[at] for at in drawn if page.fragment(at) is None}
    tofu = sorted(read & subject.bench.inside.undefined)
    nameless = unmapped(page, drawn)
    if tofu or nameless:
        subject.say("PRF825", found="".join(tofu) or f"{nameless} without a character")


def _unread(subject: _Subject) -> str | None:
    """What a screen reader does with it instead of reading it where it stands."""
    page, inside = subject.page, subject.bench.inside
    number = page.number
    if number not in subject.bench.contents:
        subject.bench.contents[number] = contents(page.page)
    drawn = {(number, content): None for content in subject.bench.contents[number]}
    own = {(number, piece.content) for piece in subject.pieces.values()}
    mine = [leaf for leaf in drawn if leaf in own]
    tree = {leaf: index for index, leaf in enumerate(inside.order)}
    if len(mine) < len(own) or any(leaf not in tree for leaf in mine):
        return "it left out of the structure that is read"
    if by := next((inside.replaced[leaf] for leaf in mine if leaf in inside.replaced), None):
        return by
    first = tree[mine[0]]
    if list(inside.order[first : first + len(mine)]) != mine:
        return "its pieces read in another order"
    if subject.sighting.notice.place == "running":
        return None
    here = [leaf for leaf in drawn if leaf in tree]
    before = here[max(0, here.index(mine[0]) - NEIGHBOURS) : here.index(mine[0])]
    told = [leaf for leaf in inside.order[:first] if leaf[0] != page.number or leaf in drawn][
        -len(before) or None :
    ]
    if before:
        return None if told == before else "it read elsewhere than it stands"
    return "it read elsewhere than it stands" if told and told[-1][0] >= page.number else None


def _look(subject: _Subject) -> Look:
    """Its picture beside one of the approved wording in trusted faces."""
    page, bench = subject.page, subject.bench
    settings: list[list[Glyph]] = []
    wrong = upright(page, subject.lines)
    start = bench.file.bounds[page.number]
    resolved = bench.stream.text[start : start + len(page.characters)]
    figures = any(character.isdigit() for character in subject.sighting.notice.text)
    # The direction of a paragraph shows only in how its lines are set; one of them has to be the page's.
    ways: list[tuple[Direction, Mapping[str, bool]]] = [
        (base, features)
        for features in (FIGURES if figures else FIGURES[:1])
        for base in (BOTH if page.fragments else BOTH[:1])
    ]
    disorder: str | None = None
    for base, features in ways if wrong is None else ():
        try:
            glyphs = [
                glyph
                for line in subject.lines
                for glyph in _set_again(subject, line, base, features, resolved)
            ]
        except Untrusted as face:
            subject.say("PRF845", found=face.args[0])
            break
        except Disordered as problem:
            disorder = disorder or str(problem.args[0])
            continue
        if glyphs not in settings:
            settings.append(glyphs)
    look = seen(page, subject.lines, subject.pieces, bench.faces, settings)
    wrong = wrong or (None if settings else disorder)
    if look.covered is not None:
        subject.say("PRF824", found=look.covered)
    if look.altered or wrong:
        subject.say("PRF828", found=look.altered or wrong)
    return look


def _set_again(
    subject: _Subject, line: Line, base: Direction, figures: Mapping[str, bool], resolved: str
) -> list[Glyph]:
    """The trusted glyphs of a line, whether its characters are drawn or only said. Raises: Untrusted, Disordered."""
    page, faces, lang = subject.page, subject.bench.faces, subject.sighting.notice.lang
    fragment = page.fragment(line.characters[0])
    if any(page.fragment(at) is not fragment for at in line.characters):
        raise Disordered("a line in pieces")
    if fragment is None:
        return glyphs_of_line(page, line, faces, lang, resolved, figures)
    said = "".join(fragment.text.split())
    if len(line.characters) != len(said):
        raise Disordered("a line that is said to hold more than the wording")
    return glyphs_of_fragment(page, fragment, faces, lang, base, figures)


def _check_beside(subject: _Subject) -> None:
    """Nothing close by but the lines and the grounds of boxes: an arrow, a cross or drawn words can take back what it says."""
    page, known = subject.page, subject.bench.drawings
    number = page.number if page.sheet is None else page.sheet
    if number not in known:
        known[number] = drawings(page.page.raw)
    # At the foot of a page art of the theme may lie below, cut off before it.
    between = subject.sighting.notice.place != "running"
    if (found := beside(known[number], subject.box, page.box, between=between)) is not None:
        subject.say("PRF824", found=found)


# ── placed


def _check_standing(subject: _Subject) -> None:
    sighting, page, bench = subject.sighting, subject.page, subject.bench
    notice = sighting.notice
    if more := continues(page, subject.drawn[-1]):
        sighting.present = False
        subject.say("PRF803", expected="the wording alone", found=f'more on its last line: "{more}"')
    # Shaped letters are said in another order than they are drawn; there the line's picture decides.
    if not shaped(notice.text) and (more := precedes(page, subject.drawn[0], bench.labels)):
        sighting.present = False
        subject.say(
            "PRF803", expected="the wording alone", found=f'more before it on its first line: "{more}"'
        )
    if not sighting.placed:
        return
    if notice.place in ("after-trigger", "extra") and sighting.before is not None:
        if aside := far(bench.stream, bench.file, page, sighting.before, subject.lines[0]):
            sighting.placed = False
            subject.say("PRF815", found=aside)
    elif notice.place in ("cover", "opening"):
        if words := behind(bench.stream, bench.file, page, bench.first.get(notice.key, ()), subject.box):
            sighting.placed = False
            subject.say("PRF813", found=f"{quoted(folded(words)[:60])}, which stands above it")
    elif notice.place == "running" and (
        high := not_at_foot(page, subject.box, bench.lowest.get(page.number))
    ):
        sighting.placed = False
        subject.say("PRF816", expected=f"at the foot of {page.name}, below all text", found=high)


# ── legible


def _measures(subject: _Subject, contrast: float | None) -> dict[str, Any]:
    """Size, height of the x, weight, contrast and length of lines, each beside what it has to be."""
    notice, bench = subject.sighting.notice, subject.bench
    owed = notice.legibility
    if printed := _not_in_black(subject):
        subject.say("PRF848", found=printed)
    size = round(min(piece.size for piece in subject.pieces.values()), 2)
    if size < owed.min_size_pt - SIZE:
        subject.say("PRF831", size=f"{size:g}", smallest=f"{owed.min_size_pt:g}")
    ratio = round(size / bench.body, 3) if bench.body else None
    if ratio is not None and ratio < owed.min_body_ratio - SHARE:
        subject.say(
            "PRF832", size=f"{size:g}", body=f"{bench.body:g}", expected=f"{owed.min_body_ratio:.0%}",
            weight=notice.weight,
        )  # fmt: skip
    if contrast is not None and contrast < owed.min_contrast:
        subject.say("PRF833", contrast=f"{contrast:.2f}", smallest=f"{owed.min_contrast:g}")
    height = _x_height(subject.page, subject.drawn, bench.outlines)
    if height is not None and height < owed.min_x_height_mm - HEIGHT:
        subject.say("PRF836", height=f"{height:.2f}", smallest=f"{owed.min_x_height_mm:g}")
    weight = _weight(subject)
    bold = None if weight is None else weight >= BOLD
    if owed.bold and bold is False:
        subject.say("PRF834", found=weight)
    characters = max(_length(subject.page, line) for line in subject.lines)
    if characters > owed.max_line_chars:
        subject.say("PRF837", number=characters, largest=owed.max_line_chars)
    return {
        "size_pt": size,
        "x_height_mm": None if height is None else round(height, 3),
        "line_chars": characters,
        "bold": bold,
        "body_ratio": ratio,
        "contrast": None if contrast is None else round(contrast, 2),
    }


def _not_in_black(subject: _Subject) -> str | None:
    """What a press would print it with instead of black alone, or a colour of the theme's."""
    ink, sheet = subject.bench.ink, subject.page.sheet
    if ink is None or sheet is None:
        return None
    colours = ink.colours[sheet] if sheet < len(ink.colours) else None
    numbers = [piece.around.number for piece in subject.pieces.values()]
    if colours is None or subject.page.objects != len(colours):
        return "inks that cannot be told"
    wrong = (colours[number].wrong(ink.recipes) for number in numbers)
    return next((one for one in wrong if one is not None), None)


def _x_height(page: Page, drawn: Sequence[int], outlines: Outlines) -> float | None:
    """How high the lowest of the letters without ascenders is drawn, from the outlines in the file. Units: mm."""
    letters = {(page.marks[at], page.characters[at]): at for at in drawn if page.characters[at] in _X_HEIGHT}
    heights: list[float] = []
    for (mark, character), at in letters.items():
        piece = page.pieces[mark]
        top = outlines.top(piece, character)
        _, _, across, along = piece.matrix
        if top is not None:
            heights.append(top * abs(piece.unit) * math.hypot(across, along))
        elif page.fragment(at) is None:
            heights.append(char_box(page, at)[3] - origin(page, at)[1])
    return min(heights) * MM if heights else None


def _weight(subject: _Subject) -> int | None:
    """The least weight of the faces that its picture was compared with."""
    faces = [subject.bench.faces.get(piece.font) for piece in subject.pieces.values()]
    weights = [face.weight for face in faces if face is not None]
    return min(weights) if weights and len(weights) == len(faces) else None


def _length(page: Page, line: Line) -> int:
    """How many characters a line has."""
    return characters_in(page.characters[line.characters[0] : line.characters[-1] + 1])


def characters_in(text: str) -> int:
    """How many characters a reader counts: spaces between words among them, the marks of a letter as a part of it.

    Source: Unicode Standard Annex 29. In Devanagari every third code is a vowel sign or another mark.
    """
    return sum(unicodedata.category(one)[0] != "M" for one in " ".join(text.split()))
