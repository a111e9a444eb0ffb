"""Whether the words that an author made strong or emphasised are drawn so, and no others beside them.

Input: the runs that are owed, the fonts that their letters are drawn with. Output: sentences' ends, such as '"not" in plain letters, not in strong ones'.
Must not: trust a font by its name alone: that its outlines are its face's is looked at elsewhere.

Why: themes set headings, captions and heads of tables in bold as a whole. Of any other text bold letters say that it matters, or a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.diagnostics import quoted
from pipeline.proof.pdf.pages import File
from pipeline.proof.stream import Span, Stream
from pipeline.proof.stressed import letters_before, stress_of
from pipeline.rendition.expected import Run

# So many are told of one file.
MOST = 4
_STYLE = re.compile(r"(-(Semi-)?Bold)?(-Italic)?$")
_WORD = re.compile(r"\S+")
_NAMES = {"s": "strong", "e": "emphasised"}
# What themes set in bold as a whole: titles; names of columns and of rows, terms, captions.
_BOLD_KINDS = frozenset(["title", "heading", "contact"])
_BOLD_STEPS = frozenset("hnmtp")
_LISTS = frozenset("uo")
# What is longer is no title of a list. Units: letters.
LONGEST_TITLE = 80


def drawn_otherwise_stressed(
    runs: Sequence[Run],
    places: Sequence[Sequence[Span] | None],
    stream: Stream,
    file: File,
    faces: Collection[str],
) -> Iterator[str]:
    """Words that are drawn with other stress than they are written with. Shape: `faces` are the names of the theme's."""
    count = 0
    for number, (run, where) in enumerate(zip(runs, places, strict=True)):
        if run.steps is None or run.notice is not None or not where:
            continue
        # Most texts are in one style, and need no look at their letters.
        styles = {_style(font) for span in where for font in _fonts(stream, file, span)}
        if not run.stress and styles <= {(False, False)}:
            continue
        bold = may_be_bold(runs, number)
        if not run.stress and bold and styles <= {(True, False)}:
            continue
        fonts = [_font(stream, file, at) for span in where for at in range(*span)]
        for problem in differing(run, fonts, faces, bold=bold):
            count += 1
            yield problem
            if count == MOST:
                return


def may_be_bold(runs: Sequence[Run], number: int) -> bool:
    """Whether a theme sets all of a run in bold."""
    run = runs[number]
    if run.kind in _BOLD_KINDS or (run.steps and run.steps[-1].what in _BOLD_STEPS):
        return True
    before, behind = runs[max(0, number - 1)], runs[min(number + 1, len(runs) - 1)]
    # The title of a component stands in front of its text; of one in a callout, in front of a list.
    first = number == 0 or before.block != run.block
    around = behind.steps[0].what if behind.steps else ""
    listed = around in _LISTS and len(run.text) <= LONGEST_TITLE
    within = behind is not run and behind.block == run.block
    return run.kind == "text" and not run.steps and within and (first or listed)


def _fonts(stream: Stream, file: File, span: Span) -> set[str]:
    """The fonts of a text, which stands on one page."""
    characters = stream.characters(span)
    page, index = file.at(characters.start)
    marks = {*page.marks[index : index + len(characters)]}
    return {page.pieces[mark].font for mark in marks if mark >= 0}


def _font(stream: Stream, file: File, at: int) -> str:
    """The font of a letter; of none that is only said, or of a sign."""
    page, index = file.at(stream.origin[at])
    mark = page.marks[index]
    said = page.within and page.within[index] >= 0
    return page.pieces[mark].font if mark >= 0 and not said and page.characters[index].isalpha() else ""


def _words(run: Run, fonts: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """The words of a run: each with how it is stressed, and the fonts of its letters. Shape: a word that is stressed in part is several."""
    owed, before = stress_of(run), letters_before(run.text)
    if len(fonts) != len(owed):
        return
    for match in _WORD.finditer(run.text):
        at, end = (before[one] for one in match.span())
        while at < end:
            begin = at
            while at < end and owed[at] == owed[begin]:
                at += 1
            shown = run.text[before.index(begin + 1) - 1 : before.index(at)] if at > begin else ""
            yield shown, owed[begin], [font for font in fonts[begin:at] if font]


def differing(run: Run, fonts: Sequence[str], faces: Collection[str], *, bold: bool) -> Iterator[str]:
    """Words of a run that are drawn otherwise.

    Shape: `fonts` are those of its letters, empty where that says nothing; `bold` says that its theme may set all of it so.
    """
    looks: dict[str, list[tuple[str, bool]]] = {"s": [], "e": []}
    for text, how, own in _words(run, fonts):
        strong = [_bold(font) for font in own if _has(font, faces, "-Bold", "-Semi-Bold")]
        slanted = [_bold(font) or _italic(font) for font in own if _has(font, faces, "-Italic")]
        if how == "s" and strong and not any(strong):
            yield f"{quoted(text[:60])} in plain letters, not in strong ones"
        elif how == "e" and slanted and not any(slanted):
            yield f"{quoted(text[:60])} in plain letters, not in emphasised ones"
        elif not how:
            looks["s"] += [(text, sum(strong) * 2 > len(strong))] if strong else []
            italic = [_italic(font) for font in own if _has(font, faces, "-Italic")]
            looks["e"] += [(text, sum(italic) * 2 > len(italic))] if italic else []
    for how, found in looks.items():
        if not (how == "s" and bold and all(so for _, so in found)):
            odd = next((text for text, so in found if so), None)
            if odd is not None:
                yield f"{quoted(odd[:60])} in {_NAMES[how]} letters, not in plain ones"


def _has(font: str, faces: Collection[str], *styles: str) -> bool:
    """Whether the family of a font has a face of a style."""
    family = _STYLE.sub("", font)
    return any(f"{family}{style}" in faces for style in styles)


def _style(font: str) -> tuple[bool, bool]:
    return _bold(font), _italic(font)


def _bold(font: str) -> bool:
    return "Bold" in font


def _italic(font: str) -> bool:
    return font.endswith("-Italic")
