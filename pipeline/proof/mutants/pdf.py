"""Mutants of a brochure.

Input: what the file owes, and its bytes. Output: files in which one disclaimer was attacked.
Must not: use the code that wrote the file, or the code that proves it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.document import Notice
from pipeline.proof.mutants.content import Place, Sheet, Shown, places, said_at, sheets
from pipeline.proof.mutants.drawing import drawing_attacks, matrix_of, shifted, word_of
from pipeline.proof.mutants.html import KINDS, samples
from pipeline.proof.mutants.lettering import letter_attacks
from pipeline.proof.mutants.mutant import Mutant, Wanted, every
from pipeline.proof.mutants.press import list_of_panels, press_attacks
from pipeline.proof.mutants.readers import reader_attacks, touching_attacks
from pipeline.proof.mutants.structure import structure_attacks
from pipeline.proof.mutants.tampered import Attack, Tampered, op
from pipeline.proof.mutants.text import text_attacks, text_mutants
from pipeline.proof.mutants.typesetting import around_glyphs, reset
from pipeline.proof.mutants.wording import NAMES, Reworded, reworded
from pipeline.proof.mutants.written import written_attacks
from pipeline.rendition.expected import Expectation


def pdf_attacks(press: bool = False) -> Iterator[str]:
    """The names of all attacks on a brochure, or on one for the press."""
    yield from NAMES
    yield from (name for name, _, _ in _every(press))
    yield from (f"parity-{kind}" for kind in KINDS)
    yield from (name for name, _, _ in written_attacks())
    yield from (name for name, _, _ in text_attacks(press))


def _every(press: bool) -> tuple[tuple[str, str, Attack], ...]:
    """Of a file for the press nobody hears anything; it has sheets and inks instead."""
    own = press_attacks() if press else (*structure_attacks(), *touching_attacks())
    return (*_attacks(), *letter_attacks(), *drawing_attacks(), *reader_attacks(), *own)


def pdf_controls(owed: Expectation, content: bytes) -> Iterator[Mutant]:
    """The file rewritten without a change that matters: a proof has to pass it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        for sheet in sheets(document):
            sheet.instructions[:] = [op("q"), *sheet.instructions, op("Q")]
            sheet.write()
        yield Mutant("control-rewritten", "", _saved(document), "nothing was changed")
    for notice, spot in _occurrences(owed, content):
        for made in _tried(owed, content, notice, spot, _untouched):
            yield Mutant("control-wrapped", notice.key, made, "nothing was changed")


def _untouched(file: Tampered) -> bool:
    shifted(file, file.lines, 0, 0)
    return True


def _saved(document: Any) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def pdf_mutants(owed: Expectation, content: bytes, wanted: Wanted = every) -> Iterator[Mutant]:
    """Every attack on every disclaimer of a brochure, each time that it stands there."""
    import pikepdf

    others = [notice.text for notice in owed.notices]
    with pikepdf.open(io.BytesIO(content)) as document:
        press = list_of_panels(document) is not None
    for notice, spot in _occurrences(owed, content):
        for version in reworded(notice.text, owed.lang, others):
            if not wanted(version.name, notice.key):
                continue
            for made in _tried(owed, content, notice, spot, _rewording(version)):
                yield Mutant(version.name, notice.key, made, version.how)
        for name, how, attack in _every(press):
            if not wanted(name, notice.key):
                continue
            for made in _tried(owed, content, notice, spot, attack):
                yield Mutant(name, notice.key, made, how)
    for name, run in samples(owed):
        if (left := _without(content, run.text)) is not None:
            yield Mutant(name, "", left, f"{run.text[:40]!r} is missing")
    for name, how, write in written_attacks():
        yield Mutant(name, "", write(content), how)
    yield from text_mutants(owed, content, wanted, press)


def _without(content: bytes, text: str) -> bytes | None:
    """The file without a text, wherever it stands: in a list of contents, a running head, a label; None if nowhere."""
    import pikepdf

    found = False
    with pikepdf.open(io.BytesIO(content)) as document:
        for sheet in sheets(document):
            indexes = {shown.index for place in places(sheet, text) for shown in place.shown}
            for index in sorted(indexes, reverse=True):
                del sheet.instructions[index]
            if indexes:
                sheet.write()
                found = True
        return _saved(document) if found else None


class Spot(NamedTuple):
    """Where a text is drawn: which sheet, and the how manieth time there. Units: from 0."""

    sheet: int
    place: int


def _spots(content: bytes, text: str) -> list[Spot]:
    """Every place of a text in a file."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return [
            Spot(number, place)
            for number, sheet in enumerate(sheets(document))
            for place in range(len(places(sheet, text)))
        ]


def _occurrences(owed: Expectation, content: bytes) -> Iterator[tuple[Notice, Spot]]:
    """Each disclaimer with each of its places; where others have the same words, each place once."""
    first: dict[str, list[Notice]] = {}
    for notice in owed.notices:
        first.setdefault(notice.text, []).append(notice)
    for text, notices in first.items():
        for number, spot in enumerate(_spots(content, text)):
            yield notices[min(number, len(notices) - 1)], spot


def _tried(owed: Expectation, content: bytes, notice: Notice, spot: Spot, attack: Attack) -> Iterator[bytes]:
    """The file after an attack on one place of a disclaimer, if there was something to attack."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        every = list(sheets(document))
        sheet = every[spot.sheet]
        place = places(sheet, notice.text)[spot.place]
        file = Tampered(document, every, sheet, place, notice, owed)
        if attack(file):
            file.write()
            yield _saved(document)


def _attacks() -> Iterator[tuple[str, str, Attack]]:
    yield "delete", "the disclaimer is missing", _delete
    yield "delete-line-last", "its last line is missing", _without_line(-1)
    yield "delete-line-first", "its first line is missing", _without_line(0)
    yield "move-down", "it is drawn 200 pt lower", _moved(0, -200)
    yield "move-up", "it is drawn 200 pt higher", _moved(0, 200)
    yield "move-aside", "it is drawn in another column", _moved_aside
    yield "move-last", "it comes last on its page", _drawn_last
    yield "move-first", "it comes first on its page", _drawn_first
    yield "move-page", "it stands on a page of its own", _own_page
    yield "move-trigger", "what it qualifies is drawn elsewhere", _trigger_moved
    yield "reorder-notices", "it and another disclaimer are exchanged", _exchanged
    yield "reorder-runs", "it stands behind other words", _trigger_exchanged
    yield "split-pages", "its second half is on another page", _split_pages
    yield "split-lines", "its last line is drawn elsewhere", _split_lines
    yield "split-far", "the end of its line is drawn elsewhere", _split_line
    yield "page-out", "its page is missing", _page_out
    yield "page-last", "its page is the last", _page_last
    yield "parity-trigger", "what it qualifies is missing", _trigger_deleted


# ── words


def _delete(file: Tampered) -> bool:
    for shown in sorted(file.lines, key=lambda one: -one.index):
        del file.sheet.instructions[shown.index]
    return True


def _without_line(which: int) -> Attack:
    def cut(file: Tampered) -> bool:
        if len(file.lines) < 2:
            return False
        del file.sheet.instructions[file.lines[which].index]
        return True

    return cut


def _rewording(version: Reworded) -> Attack:
    def reword(file: Tampered) -> bool:
        if reset(file.sheet, file.lines, version.text):
            return True
        if not version.name.startswith(("swap", "reword-preface", "reword-case", "reword-added")):
            return False
        # A subset of a font has not every letter; the words that it has say something else too.
        codes = file.lines[0].font.codes
        words = [word for word in version.text.split(" ") if all(letter in codes for letter in word)]
        text = " ".join(words)
        return len(words) > 2 and text != file.notice.text and reset(file.sheet, file.lines, text)

    return reword


# ── places


def _moved(across: float, up: float) -> Attack:
    def move(file: Tampered) -> bool:
        # Past the words around it: what stands last may stand lower, what stands first higher.
        if file.notice.place == "running" or (file.notice.place == "closing" and up < 0):
            return False
        if file.notice.place in ("cover", "opening") and up > 0:
            return False
        shifted(file, file.lines, across, up)
        return True

    return move


def _moved_aside(file: Tampered) -> bool:
    if file.sheet.page is None or file.notice.place not in ("after-trigger", "extra"):
        return False
    left, _, right, _ = file.box
    width = float(file.sheet.target["/MediaBox"][2])
    shifted(file, file.lines, width - right - 10 if left < width - right else 10 - left, 0)
    return True


def _taken(file: Tampered) -> list[Any]:
    """Its text objects, cut out."""
    taken: list[Any] = []
    for begin, end in file.objects:
        taken[:0] = file.sheet.instructions[begin : end + 1]
        del file.sheet.instructions[begin : end + 1]
    return taken


def _in_its_matrix(file: Tampered, instructions: Sequence[Any]) -> list[Any]:
    """Text objects for a place where nothing is set: their matrix as it was, black."""
    begin = min(begin for begin, _ in file.objects)
    return [op("q"), op("cm", *matrix_of(file.sheet, begin)), op("g", 0), *instructions, op("Q")]


def _drawn_last(file: Tampered) -> bool:
    last = max(shown.index for shown in file.sheet.shown)
    if file.place.shown[-1].index == last or file.notice.place in ("closing", "running"):
        return False
    return _drawn(file, last=True)


def _drawn_first(file: Tampered) -> bool:
    if file.place.shown[0].index == file.sheet.shown[0].index or file.notice.place in (
        "opening", "cover", "running",
    ):  # fmt: skip
        return False
    return _drawn(file, last=False)


def _drawn(file: Tampered, last: bool) -> bool:
    begin = min(begin for begin, _ in file.objects)
    copy = [one for start, end in reversed(file.objects) for one in file.sheet.instructions[start : end + 1]]
    moved = _in_its_matrix(file, copy)
    assert begin
    _taken(file)
    body = [op("q"), *file.sheet.instructions, op("Q")]
    file.sheet.instructions[:] = [*body, *moved] if last else [*moved, *body]
    return True


def _new_page(file: Tampered, instructions: Sequence[Any]) -> bool:
    """A page behind this one, with nothing but these."""
    import pikepdf

    if file.sheet.page is None:
        return False
    old = file.sheet.target
    page = pikepdf.Dictionary(
        {key: old[key] for key in ("/Type", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources") if key in old}
    )
    data = pikepdf.unparse_content_stream(
        [(operands, pikepdf.Operator(operator)) for operands, operator in instructions]
    )
    page["/Contents"] = file.document.make_stream(data)
    file.document.pages.insert(file.sheet.page + 1, pikepdf.Page(file.document.make_indirect(page)))
    return True


def _own_page(file: Tampered) -> bool:
    if file.notice.place == "running" or (
        file.notice.place == "closing" and file.sheet.page == len(file.document.pages) - 1
    ):
        # The last page is its place.
        return False
    copy = [one for start, end in reversed(file.objects) for one in file.sheet.instructions[start : end + 1]]
    moved = _in_its_matrix(file, copy)
    _taken(file)
    return _new_page(file, moved)


def _split_pages(file: Tampered) -> bool:
    if len(file.objects) < 2:
        return False
    begin, end = file.objects[0]
    moved = _in_its_matrix(file, file.sheet.instructions[begin : end + 1])
    del file.sheet.instructions[begin : end + 1]
    return _new_page(file, moved)


def _split_lines(file: Tampered) -> bool:
    if len(file.objects) < 2:
        return False
    shifted(file, file.lines[-1:], 0, 150)
    return True


def _split_line(file: Tampered) -> bool:
    import pikepdf

    shown = max(file.lines, key=lambda one: len(one.glyphs))
    word = word_of(shown)
    if word is None or word[0] == 0:
        return False
    # A kern of 300 pt in front of a word: the rest of the line stands away from it.
    gap = op("TJ", pikepdf.Array([-300 / shown.size * 1000]))
    around_glyphs(file.sheet, shown, word[0], len(shown.glyphs) - 1, [gap], [])
    return True


def _page_out(file: Tampered) -> bool:
    if file.sheet.page is None or len(file.document.pages) < 2:
        return False
    del file.document.pages[file.sheet.page]
    return True


def _page_last(file: Tampered) -> bool:
    if file.sheet.page is None or file.sheet.page == len(file.document.pages) - 1:
        return False
    page = file.document.pages[file.sheet.page]
    del file.document.pages[file.sheet.page]
    file.document.pages.append(page)
    return True


def _trigger(file: Tampered) -> Place | None:
    """Where the words right before the disclaimer are drawn."""
    if file.notice.place not in ("after-trigger", "extra"):
        return None
    runs = file.owed.runs
    index = next(
        (at for at, run in enumerate(runs) if run.notice is not None and run.notice.key == file.notice.key), 0
    )
    before = next((run for run in reversed(runs[:index]) if run.notice is None), None)
    if before is None:
        return None
    start = file.lines[0].index
    found = [place for place in places(file.sheet, before.text) if place.shown[-1].index < start]
    return found[-1] if found else None


def _trigger_moved(file: Tampered) -> bool:
    place = _trigger(file)
    if place is None:
        return False
    shifted(file, place.shown, 0, 250 if place.shown[0].matrix[5] < 400 else -250)
    return True


def _trigger_deleted(file: Tampered) -> bool:
    place = _trigger(file)
    if place is None:
        return False
    for shown in sorted(place.shown, key=lambda one: -one.index):
        del file.sheet.instructions[shown.index]
    return True


def _trigger_exchanged(file: Tampered) -> bool:
    """The line before the disclaimer and another line of the page exchanged."""
    place = _trigger(file)
    if place is None:
        return False
    mine = {shown.index for shown in (*file.lines, *place.shown)}
    last = place.shown[-1]
    other = next(
        (
            shown
            for shown in file.sheet.shown
            if shown.index not in mine and shown.font.name == last.font.name
            and len(shown.glyphs) > 4 and shown.text != last.text
            and (last.actual is None or shown.actual not in (None, last.actual))
        ),
        None,
    )  # fmt: skip
    if other is None:
        return False
    lines = file.sheet.instructions
    lines[last.index], lines[other.index] = lines[other.index], lines[last.index]
    if last.actual is not None and other.actual is not None:
        mine_at, other_at = said_at(file.sheet, last), said_at(file.sheet, other)
        lines[mine_at], lines[other_at] = lines[other_at], lines[mine_at]
    return True


def _exchanged(file: Tampered) -> bool:
    """Another disclaimer's words here, and these there."""
    for notice in file.owed.notices:
        if notice.text == file.notice.text:
            continue
        for sheet in file.sheets:
            for place in places(sheet, notice.text):
                pairs: list[tuple[Sheet, Sequence[Shown], str]] = [
                    (file.sheet, file.lines, notice.text),
                    (sheet, place.shown, file.notice.text),
                ]
                # What comes later in a stream is changed first.
                if sheet is file.sheet:
                    pairs.sort(key=lambda pair: -pair[1][0].index)
                file.touched.append(sheet)
                return all(reset(*pair) for pair in pairs)
    return False
