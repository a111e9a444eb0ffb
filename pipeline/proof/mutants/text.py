"""Attacks on the article's own text in a PDF: drawn otherwise than it is said, in another place, or under something.

Input: a document, its sheets, a text of the article and where it is drawn. Output: the same, changed.
Must not: touch a disclaimer, or change what a program reads of a page.

Why: a price that is drawn as another one stands beside the same disclaimer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.proof.mutants.content import Instruction, Sheet, Shown, places, sheets
from pipeline.proof.mutants.mutant import Mutant, Wanted
from pipeline.proof.mutants.tampered import op
from pipeline.rendition.expected import Expectation


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text of the article on a sheet. Shape: `others` is more text of the sheet, on other lines."""

    document: Any
    sheet: Sheet
    shown: Shown
    others: Sequence[Shown]


Change = Callable[[Drawn], bool]


def text_attacks(press: bool) -> Iterator[tuple[str, str, Change]]:
    """Name, description and attack."""
    yield "text-exchanged", "two lines of the article change places", _exchanged
    yield "text-letters", "two letters of a word of the article change places", _letters
    yield "text-mirrored", "a line of the article is mirrored", _turned(-1, 1)
    yield "text-upside-down", "a line of the article is upside down", _turned(-1, -1)
    yield "text-narrow", "a line of the article is squeezed together", _set(op("Tz", 30), op("Tz", 100))
    yield "text-outlined", "only outlines of a line of the article are drawn", _set(op("Tr", 1), op("Tr", 0))
    yield "text-bleached", "a line of the article is white", _set(op("g", 1.0))
    yield "text-faint", "a line of the article is light grey", _set(op("g", 0.8))
    yield "text-struck", "a line of the article is struck through", _area(0, 0.0, 0.25, 1.0, 0.1)
    yield "text-covered", "something white lies over a word of the article", _area(1, -0.1, -0.3, 0.4, 1.3)
    yield "text-misread", "two letters of the article are read as each other", _misread
    if not press:
        yield (
            "told-replaced",
            "other words are read aloud than the article's",
            _element("/ActualText", "Nothing."),
        )
        yield "told-language", "a part of the article is read in another language", _element("/Lang", "zu")
        yield "told-left-out", "a part of the article is not read aloud", _left_out


def text_mutants(owed: Expectation, content: bytes, wanted: Wanted, press: bool) -> Iterator[Mutant]:
    """Each attack on the first text of the article that offers something to it."""
    import pikepdf

    for name, how, change in text_attacks(press):
        if not wanted(name, ""):
            continue
        for text in _texts(owed):
            with pikepdf.open(io.BytesIO(content)) as document:
                drawn = _drawn(document, owed, text)
                if drawn is None or not change(drawn):
                    continue
                drawn.sheet.write()
                output = io.BytesIO()
                document.save(output)
                yield Mutant(name, "", output.getvalue(), f"{how}: {text[:40]!r}")
                break


def _texts(owed: Expectation) -> Iterator[str]:
    """Texts with some words that stand nowhere else."""
    for run in owed.runs:
        if (
            run.kind == "text"
            and len(run.text) > 20
            and sum(run.text in other.text for other in owed.runs) == 1
        ):
            yield run.text


def _drawn(document: Any, owed: Expectation, text: str) -> Drawn | None:
    wordings = [notice.text for notice in owed.notices]
    for sheet in sheets(document):
        for place in places(sheet, text):
            # Of a script that is shaped there is one for each stretch, and some are marks alone.
            shown = max(place.shown[:8], key=lambda one: one.width)
            notices = {
                one.index for wording in wordings for other in places(sheet, wording) for one in other.shown
            }
            others = [
                one
                for one in place.shown
                if one.index not in notices and abs(one.matrix[5] - shown.matrix[5]) > shown.size_pt / 2
            ]
            return Drawn(document, sheet, shown, others)
    return None


# ── how it is drawn


def _matrix(sheet: Sheet, shown: Shown) -> list[Any] | None:
    """The operands of the matrix that it is set with."""
    between = range(shown.index, shown.begin, -1)
    return next((sheet.instructions[at][0] for at in between if sheet.instructions[at][1] == "Tm"), None)


def _exchanged(drawn: Drawn) -> bool:
    first = _matrix(drawn.sheet, drawn.shown)
    second = _matrix(drawn.sheet, drawn.others[0]) if drawn.others else None
    if first is None or second is None:
        return False
    first[4:6], second[4:6] = second[4:6], first[4:6]
    return True


def _turned(across: int, up: int) -> Change:
    def turn(drawn: Drawn) -> bool:
        operands = _matrix(drawn.sheet, drawn.shown)
        if operands is None:
            return False
        a, b, c, d, e, f = map(float, operands)
        operands[:] = [
            across * a, across * b, up * c, up * d, e + (a * drawn.shown.width if across < 0 else 0), f,
        ]  # fmt: skip
        return True

    return turn


def _set(before: Instruction, behind: Instruction | None = None) -> Change:
    def change(drawn: Drawn) -> bool:
        at = drawn.shown.index
        drawn.sheet.instructions[at : at + 1] = [
            before, drawn.sheet.instructions[at], *(() if behind is None else (behind,)),
        ]  # fmt: skip
        return True

    return change


def _area(grey: int, left: float, low: float, wide: float, high: float) -> Change:
    """Something drawn last. Units: shares of how long the text is, and of its size."""

    def draw(drawn: Drawn) -> bool:
        sheet, shown = drawn.sheet, drawn.shown
        size = shown.size
        edges = (left * size, low * size, wide * shown.width, high * size)
        box = [op("q"), op("cm", *shown.matrix), op("g", grey), op("re", *edges), op("f"), op("Q")]
        sheet.instructions[:] = [
            op("q"), *sheet.instructions, op("Q"), ([_artifact()], "BMC"), *box, op("EMC"),
        ]  # fmt: skip
        return True

    return draw


def _artifact() -> Any:
    import pikepdf

    return pikepdf.Name.Artifact


# ── its letters


def _pair(shown: Shown) -> int | None:
    """Where two different letters begin that stand side by side."""
    letters = shown.glyphs
    for at in range(len(letters) - 1):
        first, second = letters[at].text, letters[at + 1].text
        if first.isalnum() and second.isalnum() and len(first) == len(second) == 1 and first != second:
            return at
    return None


def _codes(shown: Shown, first: int, end: int) -> Any:
    import pikepdf

    return pikepdf.String(b"".join(glyph.code.to_bytes(2, "big") for glyph in shown.glyphs[first:end]))


def _letters(drawn: Drawn) -> bool:
    """The same codes in the same order; the second letter stands where the first one stood."""
    import pikepdf

    shown = drawn.shown
    at = _pair(shown)
    if at is None or shown.actual is not None:
        return False
    one, other = (shown.font.width(glyph.code) for glyph in shown.glyphs[at : at + 2])
    pieces = [_codes(shown, 0, at)] if at else []
    pieces += [-other, _codes(shown, at, at + 1), one + other, _codes(shown, at + 1, at + 2), -one]
    pieces.append(_codes(shown, at + 2, len(shown.glyphs)))
    drawn.sheet.instructions[shown.index] = ([pikepdf.Array(pieces)], "TJ")
    return True


def _misread(drawn: Drawn) -> bool:
    """Other letters in the place of two, in a font of their own that says that these are what was there."""
    import pikepdf

    shown, font = drawn.shown, drawn.shown.font
    at = _pair(shown)
    if at is None or shown.actual is not None or not font.name:
        return False
    one, other = shown.glyphs[at : at + 2]
    said = font.entry.ToUnicode.read_bytes()
    for mine, its in ((one, other), (other, one)):
        line = b"<%04x> <%04x>" % (mine.code, ord(mine.text))
        said = said.replace(line, b"<%04x> <\n%04x>" % (mine.code, ord(its.text)))
    if said.count(b"<\n") != 2:
        return False
    lying = pikepdf.Dictionary(dict(font.entry.items()))
    lying["/ToUnicode"] = drawn.document.make_stream(said.replace(b"<\n", b"<"))
    name = drawn.sheet.resource("/Font", "Misread", drawn.document.make_indirect(lying))
    exchanged = {one.code: other.code, other.code: one.code}
    codes = b"".join(exchanged.get(glyph.code, glyph.code).to_bytes(2, "big") for glyph in shown.glyphs)
    drawn.sheet.instructions[shown.index : shown.index + 1] = [
        op("Tf", name, shown.size),
        op("TJ", pikepdf.Array([pikepdf.String(codes)])),
        op("Tf", pikepdf.Name("/" + font.name.lstrip("/")), shown.size),
    ]
    return True


# ── what is read aloud


def _holder(drawn: Drawn) -> Any:
    """The element of the structure that holds it."""
    import pikepdf

    if drawn.sheet.page is None:
        return None
    instructions = (drawn.sheet.instructions[at] for at in range(drawn.shown.index, -1, -1))
    tag = next((one for one, operator in instructions if operator == "BDC" and "/MCID" in one[1]), None)
    root = drawn.document.Root.get("/StructTreeRoot")
    page = drawn.document.pages[drawn.sheet.page].obj
    if tag is None or root is None or "/StructParents" not in page:
        return None
    return pikepdf.NumberTree(root.ParentTree)[int(page.StructParents)][int(tag[1].MCID)]


def _element(key: str, value: str) -> Change:
    def change(drawn: Drawn) -> bool:
        import pikepdf

        holder = _holder(drawn)
        if holder is None:
            return False
        holder[key] = pikepdf.String(value)
        return True

    return change


def _left_out(drawn: Drawn) -> bool:
    holder = _holder(drawn)
    if holder is None:
        return False
    del holder["/K"]
    return True
