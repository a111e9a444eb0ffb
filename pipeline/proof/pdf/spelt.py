"""Whether what a PDF says beside a drawing (`/ActualText`) is what it draws there, letter by letter.

Input: a PDF opened with pikepdf, the trusted faces by the names that they have in a PDF. Output: what is drawn otherwise than it is said,
each the end of "…, found". Must not: draw, or know what is owed.

Why: in scripts that are shaped all that is read of a page is what is said of it. Which glyphs a text takes is known from its face;
their numbers stand in the file, from left to right.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from pipeline.diagnostics import quoted
from pipeline.proof.bidi import Direction, visual
from pipeline.proof.pdf.programs import SUBSET, told
from pipeline.proof.pdf.trusted import Face
from pipeline.proof.sighting import shaped

# So many are told of a file.
MOST = 4
_BASES: tuple[Direction, ...] = ("ltr", "rtl")
# How disclaimers are set, and how other text may be; figures are compared as what they stand for.
_WAYS: tuple[Mapping[str, bool], ...] = (
    {"liga": False, "clig": False, "dlig": False, "hlig": False, "calt": False},
    {},
)
# What stands for no letter: glyphs that are parts of others, or of which nothing is known.
_NOTHING = frozenset("\u034f\ufffd")
# For these faces have one glyph.
_SAME = str.maketrans("Ð", "Đ")
_JOINERS = frozenset("\u200c\u200d")

# The number of a glyph, or a letter or a figure that is drawn as it is written.
Token = int | str


@dataclass(slots=True)
class _Span:
    """A stretch of content that is said to be a text. Shape: `drawn` are the fonts and codes in it, by their names."""

    text: str
    drawn: list[tuple[str, int]] = field(default_factory=list)


def misspelt(document: Any, streams: Sequence[Any], faces: Mapping[str, bytes], lang: str) -> Iterator[str]:
    """What is drawn otherwise than it is said. Raises: ValueError where a font does not say what its codes are."""
    import pikepdf

    holders = [(page, page.resources) for page in document.pages]
    holders += [
        (form, form.Resources)
        for form in streams
        if form.get("/Subtype") == "/Form" and isinstance(form.get("/Resources"), pikepdf.Dictionary)
    ]
    speller = _Speller(faces, lang)
    count = 0
    for holder, resources in holders:
        if "/Font" not in resources or not _says(holder):
            continue
        fonts = {
            name: (SUBSET.sub("", str(font.BaseFont)), told(font.ToUnicode.read_bytes()))
            for name, font in resources.Font.items()
            if "/ToUnicode" in font
        }
        for span in _spans(holder):
            if all(name in fonts for name, _ in span.drawn) and not speller.spells(span, fonts):
                yield f"other letters drawn where {quoted(span.text[:40])} is said"
                count += 1
                if count == MOST:
                    return


def _says(holder: Any) -> bool:
    """Whether content says anything of what it draws."""
    import pikepdf

    content = holder.obj.get("/Contents") if isinstance(holder, pikepdf.Page) else holder
    pieces = content if isinstance(content, pikepdf.Array) else () if content is None else (content,)
    return any(b"/ActualText" in piece.read_bytes() for piece in pieces)


def _spans(holder: Any) -> Iterator[_Span]:
    import pikepdf

    opened: list[_Span | None] = []
    font = ""
    for instruction in pikepdf.parse_content_stream(holder):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            said: Any = operands[1] if operator == "BDC" else None
            speaks = isinstance(said, pikepdf.Dictionary) and "/ActualText" in said
            opened.append(_Span(str(said["/ActualText"])) if speaks else None)
        elif operator == "EMC":
            if opened and (span := opened.pop()) is not None:
                yield span
        elif operator == "Tf":
            font = str(operands[0])
        elif operator in ("Tj", "TJ"):
            inner = next((span for span in reversed(opened) if span is not None), None)
            if inner is not None:
                for piece in operands[0] if operator == "TJ" else operands:
                    if isinstance(piece, pikepdf.String):
                        codes = bytes(piece)
                        inner.drawn += (
                            (font, int.from_bytes(codes[at : at + 2], "big"))
                            for at in range(0, len(codes), 2)
                        )


class _Speller:
    """Texts as the glyphs that a face has for them."""

    def __init__(self, faces: Mapping[str, bytes], lang: str) -> None:
        self._contents = faces
        self._lang = lang
        self._faces: dict[str, Face] = {}

    def spells(self, span: _Span, fonts: Mapping[str, tuple[str, Mapping[int, str]]]) -> bool:
        """Whether a stretch draws what it is said to be; so, too, where its face is not known, which is said elsewhere."""
        drawn: list[Token] = []
        used: Counter[str] = Counter()
        for font, code in span.drawn:
            name, texts = fonts[font]
            text = texts.get(code, "")
            if any(map(_takes_forms, text)) or text in _NOTHING:
                drawn.append(code)
                used[name] += 1
            else:
                drawn += _plain(text)
        name = used.most_common(1)[0][0] if used else ""
        if name and name not in self._contents:
            return True
        face = self._face(name) if name else None
        return any(
            self._glyphs(span.text, face, base, way) == drawn
            for base, way in product(_BASES, _WAYS if face else _WAYS[:1])
        )

    def _face(self, name: str) -> Face:
        if name not in self._faces:
            self._faces[name] = Face(self._contents[name])
        return self._faces[name]

    def _glyphs(self, text: str, face: Face | None, base: Direction, way: Mapping[str, bool]) -> list[Token]:
        """From left to right."""
        found: list[Token] = []
        for start, end, direction in visual(text, base):
            parts: list[list[Token]] = []
            for first, last, joins in _parts(text, start, end):
                if not joins:
                    # Turned by letters: a fraction is one, and stands for several from left to right.
                    parts.append(_plain(text[first:last][:: -1 if direction == "rtl" else 1]))
                elif face is not None:
                    glyphs = face.shaped(
                        text, lang=self._lang, direction=direction, features=way, start=first, end=last
                    )
                    parts.append([one.code for one in glyphs if not text[one.cluster].isspace()])
            for part in reversed(parts) if direction == "rtl" else parts:
                found += part
        return found


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A stretch in letters that join, with the spaces between them, and others. Shape: where each begins and ends, and whether it joins."""
    first = start
    for at in range(start, end + 1):
        if at == end or (at > first and _joins(text[at]) != _joins(text[first])):
            joins = any(map(_takes_forms, text[first:at]))
            # Spaces alone say nothing.
            if joins or not text[first:at].isspace():
                yield first, at, joins
            first = at


def _joins(character: str) -> bool:
    return character.isspace() or character in _JOINERS or _takes_forms(character)


def _takes_forms(character: str) -> bool:
    """Whether a letter may take several glyphs. Figures of such scripts have one for each way of setting figures, and are read."""
    return shaped(character) and unicodedata.category(character) != "Nd"


def _plain(text: str) -> list[Token]:
    """The letters and figures of a text that are drawn as they are written."""
    kept = (one for one in text.translate(_SAME) if unicodedata.category(one) in _WRITTEN)
    return [letter for one in kept for letter in unicodedata.normalize("NFKC", one)]


_WRITTEN = frozenset(["Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No"])
