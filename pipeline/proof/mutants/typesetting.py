"""Words set in a PDF's own fonts, and fonts that lie about their letters.

Input: a sheet and the operators that show a text. Output: operators that show another, fonts with other maps.
Must not: know disclaimers.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.proof.mutants.content import Font, Instruction, Sheet, Shown

_LATIN = str.maketrans("асеорхуіАВСЕНКМОРТХ", "aceopxyiABCEHKMOPTX")


def encoded(sheet: Sheet, font: Font, text: str) -> list[tuple[str, bytes]] | None:
    """A text as codes, each piece with its font; None if the font lacks a letter of it.

    Why: a look-alike or an invisible character has no glyph in a subset; a copy of the font, whose map says that
    the letter drawn is that character, is what an attacker would make.
    """
    pieces: list[tuple[str, bytes]] = []
    for character in text:
        code = font.codes.get(character)
        if code is not None:
            pieces.append((font.name, code.to_bytes(2)))
            continue
        twin = font.codes.get(character.translate(_LATIN))
        if twin is not None:
            name = lying(sheet, font, f"Twin{ord(character):x}", texts={twin: character})
            pieces.append((name, twin.to_bytes(2)))
        elif unicodedata.category(character) == "Cf" and pieces:
            before = int.from_bytes(pieces[-1][1])
            said = font.texts.get(before, "")
            name = lying(sheet, font, f"Plus{ord(character):x}", texts={before: said + character})
            pieces[-1] = (name, pieces[-1][1])
        else:
            return None
    return pieces


def showing(font: Font, size: float, pieces: Sequence[tuple[str, bytes]]) -> list[Instruction]:
    """Operators that draw encoded text one piece behind the other, and go back to the font."""
    import pikepdf

    result: list[Instruction] = []
    current = font.name
    for name, group in itertools.groupby(pieces, key=lambda piece: piece[0]):
        if name != current:
            result.append(([pikepdf.Name(name), size], "Tf"))
            current = name
        result.append(([pikepdf.String(b"".join(code for _, code in group))], "Tj"))
    if current != font.name:
        result.append(([pikepdf.Name(font.name), size], "Tf"))
    return result


def reset(sheet: Sheet, lines: Sequence[Shown], text: str) -> bool:
    """Draws another text where these operators draw theirs. False if their font lacks a letter."""
    words = text.split(" ")
    lengths = [max(1, len(line.text)) for line in lines]
    # As many words a line as the line held before; the last one takes the rest.
    filled: list[list[str]] = [[] for _ in lines]
    number = 0
    for word in words:
        while number + 1 < len(lines) and len(" ".join([*filled[number], word])) > lengths[number] + 1:
            number += 1
        filled[number].append(word)
    parts = []
    for line, held in zip(lines, filled, strict=True):
        pieces = encoded(sheet, line.font, " ".join(held))
        if pieces is None:
            return False
        parts.append(showing(line.font, line.size, pieces))
    for line, instructions in sorted(zip(lines, parts, strict=True), key=lambda pair: -pair[0].index):
        sheet.instructions[line.index : line.index + 1] = instructions
    return True


def cut(shown: Shown, first: int, last: int) -> tuple[list[Any], list[Any], list[Any]]:
    """The operand of an operator in three: before the glyphs from `first` to `last`, these, and behind them."""
    import pikepdf

    parts: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for position, glyph in enumerate(shown.glyphs):
        part = parts[0 if position < first else 1 if position <= last else 2]
        part.append(pikepdf.String(glyph.code.to_bytes(2)))
    return parts


def around_glyphs(
    sheet: Sheet,
    shown: Shown,
    first: int,
    last: int,
    before: Sequence[Instruction],
    behind: Sequence[Instruction],
) -> None:
    """Operators before and behind some glyphs of a text-showing operator."""
    import pikepdf

    left, middle, right = cut(shown, first, last)
    result: list[Instruction] = []
    if left:
        result.append(([pikepdf.Array(left)], "TJ"))
    result += [*before, ([pikepdf.Array(middle)], "TJ"), *behind]
    if right:
        result.append(([pikepdf.Array(right)], "TJ"))
    sheet.instructions[shown.index : shown.index + 1] = result


# ── fonts that lie


def lying(
    sheet: Sheet,
    font: Font,
    name: str,
    *,
    texts: dict[int, str] | None = None,
    drawn: Callable[[int], int] | None = None,
    spoil: Callable[[Any], None] = lambda entry: None,
) -> str:
    """A copy of a font that claims other texts for its codes, or draws other glyphs; gives its name."""
    import pikepdf

    copy = pikepdf.Dictionary(font.entry)
    inner = pikepdf.Dictionary(font.entry.DescendantFonts[0])
    copy["/ToUnicode"] = sheet.document.make_stream(unicode_stream(font.texts | (texts or {})))
    if drawn is not None:
        inner["/CIDToGIDMap"] = sheet.document.make_stream(
            b"".join(drawn(code).to_bytes(2) for code in range(max(font.texts) + 1))
        )
    copy["/DescendantFonts"] = pikepdf.Array([sheet.document.make_indirect(inner)])
    spoil(copy)
    full = f"{font.name[1:]}{name}"
    sheet.resource("/Font", full, sheet.document.make_indirect(copy))
    return f"/{full}"


def unicode_stream(texts: dict[int, str], width: int = 4) -> bytes:
    """A ToUnicode stream."""
    lines = [f"<{code:0{width}x}> <{text.encode('utf-16-be').hex()}>" for code, text in texts.items() if text]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
        for block in (lines[start : start + 100] for start in range(0, len(lines), 100))
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <{'00' * (width // 2)}> <{'ff' * (width // 2)}> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def bare_font(sheet: Sheet, font: Font, letters: str) -> str:
    """A Type 3 font that draws nothing for these letters and says that it draws them; gives its name."""
    import pikepdf

    nothing = sheet.document.make_stream(b"500 0 d0")
    names = [f"/l{number}" for number in range(len(letters))]
    entry = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        FontBBox=pikepdf.Array([0, 0, 1000, 1000]),
        FontMatrix=pikepdf.Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=pikepdf.Dictionary(dict.fromkeys(names, nothing)),
        Encoding=pikepdf.Dictionary(Differences=pikepdf.Array([1, *(pikepdf.Name(name) for name in names)])),
        FirstChar=1,
        LastChar=len(letters),
        Widths=pikepdf.Array([500] * len(letters)),
        Resources=pikepdf.Dictionary(),
        ToUnicode=sheet.document.make_stream(
            unicode_stream({number + 1: letter for number, letter in enumerate(letters)}, width=2)
        ),
    )
    full = f"{font.name[1:]}Bare"
    sheet.resource("/Font", full, sheet.document.make_indirect(entry))
    return f"/{full}"
