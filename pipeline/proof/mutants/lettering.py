"""Attacks on the letters of a brochure's disclaimer: what its fonts draw, and what is read of them.

Input: an opened file. Output: the file changed, or False where there is nothing to attack.
Must not: use the code that wrote the file, or the code that proves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.mutants.content import Shown, said_at
from pipeline.proof.mutants.drawing import word_of
from pipeline.proof.mutants.tampered import Attack, Tampered, op
from pipeline.proof.mutants.typesetting import around_glyphs, bare_font, lying, reset


def letter_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and change."""
    yield "tofu-glyphs", "it is drawn with the glyph for missing letters", _notdef
    yield (
        "tofu-mapped",
        "its font draws the glyph for missing letters",
        _font("Tofu", lambda shown: lambda code: 0),
    )
    yield "glyphs-blank", "its font draws nothing", _font("Blank", _blank)
    yield "glyphs-other", "its font draws other letters", _font("Other", _next_letter)
    yield "glyphs-letter", "its font draws another letter for one", _one_glyph
    yield "glyphs-unembedded", "its font is not embedded", _unembedded
    yield "glyphs-twice", "its font has two programs", _twice_embedded
    yield "glyphs-bare", "its font has no shapes", _bare
    yield "unicode-letter", "one of its letters is read as another", _misread
    yield "unicode-missing", "its letters cannot be read", _unread
    yield "actual-other", "other words are read than are drawn", _claimed("All is well.")
    yield "actual-empty", "nothing is read of what is drawn", _claimed("")
    yield "actual-lie", "other words are drawn than are read", _lie


def _notdef(file: Tampered) -> bool:
    import pikepdf

    for shown in file.lines:
        file.sheet.instructions[shown.index] = op("Tj", pikepdf.String(b"\0\0" * len(shown.glyphs)))
    return True


def _font(name: str, drawn: Callable[[Shown], Callable[[int], int]]) -> Attack:
    """Its lines in a copy of their font that draws other glyphs for the same codes."""

    def change(file: Tampered) -> bool:
        for shown in sorted(file.lines, key=lambda one: -one.index):
            if not shown.font.texts:
                return False
            _in_font(file, shown, lying(file.sheet, shown.font, name, drawn=drawn(shown)))
        return True

    return change


def _in_font(file: Tampered, shown: Shown, name: str) -> None:
    import pikepdf

    file.sheet.instructions[shown.index : shown.index + 1] = [
        op("Tf", pikepdf.Name(name), shown.size),
        file.sheet.instructions[shown.index],
        op("Tf", pikepdf.Name(shown.font.name), shown.size),
    ]


def _blank(shown: Shown) -> Callable[[int], int]:
    space = shown.font.codes.get(" ", 0)
    return lambda code: space


def _next_letter(shown: Shown) -> Callable[[int], int]:
    """Each letter drawn as the next one of the font."""
    letters = sorted(code for code, text in shown.font.texts.items() if code and text.isalpha())
    other = dict(zip(letters, [*letters[1:], *letters[:1]], strict=True))
    return lambda code: other.get(code, code)


def _one_glyph(file: Tampered) -> bool:
    """One letter drawn as another, read as itself."""
    import pikepdf

    shown = max(file.lines, key=lambda one: len(one.glyphs))
    word = word_of(shown)
    if word is None:
        return False
    code = shown.glyphs[word[0]].code
    other = next(
        (one for text, one in sorted(shown.font.codes.items()) if text.isalpha() and one != code), None
    )
    if other is None:
        return False
    name = lying(file.sheet, shown.font, "One", drawn=lambda one: other if one == code else one)
    around_glyphs(
        file.sheet, shown, word[0], word[0],
        [op("Tf", pikepdf.Name(name), shown.size)], [op("Tf", pikepdf.Name(shown.font.name), shown.size)],
    )  # fmt: skip
    return True


def _unembedded(file: Tampered) -> bool:
    import pikepdf

    def spoil(entry: Any) -> None:
        inner = entry["/DescendantFonts"][0]
        described = pikepdf.Dictionary(inner["/FontDescriptor"])
        del described["/FontFile2" if "/FontFile2" in described else "/FontFile3"]
        inner["/FontDescriptor"] = described
        # What a viewer would put in its place draws other glyphs for these codes.
        inner["/BaseFont"] = entry["/BaseFont"] = pikepdf.Name("/Nowhere")

    for shown in sorted(file.lines, key=lambda one: -one.index):
        _in_font(file, shown, lying(file.sheet, shown.font, "Gone", spoil=spoil))
    return True


def _twice_embedded(file: Tampered) -> bool:
    """Readers take the one or the other."""
    import pikepdf

    def spoil(entry: Any) -> None:
        inner = entry["/DescendantFonts"][0]
        described = pikepdf.Dictionary(inner["/FontDescriptor"])
        other = "/FontFile3" if "/FontFile2" in described else "/FontFile2"
        described[other] = file.document.make_stream(b"", Subtype=pikepdf.Name.OpenType)
        inner["/FontDescriptor"] = described

    for shown in sorted(file.lines, key=lambda one: -one.index):
        _in_font(file, shown, lying(file.sheet, shown.font, "Twice", spoil=spoil))
    return True


def _bare(file: Tampered) -> bool:
    import pikepdf

    for shown in sorted(file.lines, key=lambda one: -one.index):
        letters = "".join(dict.fromkeys(shown.text))
        if shown.actual is not None or len(letters) > 250:
            return False
        name = bare_font(file.sheet, shown.font, letters)
        data = bytes(letters.index(letter) + 1 for letter in shown.text)
        file.sheet.instructions[shown.index : shown.index + 1] = [
            op("Tf", pikepdf.Name(name), shown.size),
            op("Tj", pikepdf.String(data)),
            op("Tf", pikepdf.Name(shown.font.name), shown.size),
        ]
    return True


def _misread(file: Tampered) -> bool:
    shown = max(file.lines, key=lambda one: len(one.glyphs))
    word = word_of(shown)
    if word is None or shown.actual is not None:  # what is said is read, whatever the font says
        return False
    texts = {shown.glyphs[word[0]].code: "x"}
    _in_font(file, shown, lying(file.sheet, shown.font, "Misread", texts=texts))
    return True


def _unread(file: Tampered) -> bool:
    if file.lines[0].actual is not None:
        return False

    def spoil(entry: Any) -> None:
        del entry["/ToUnicode"]

    for shown in sorted(file.lines, key=lambda one: -one.index):
        _in_font(file, shown, lying(file.sheet, shown.font, "Unread", spoil=spoil))
    return True


def _claimed(words: str) -> Attack:
    def claim(file: Tampered) -> bool:
        import pikepdf

        said = pikepdf.Dictionary(ActualText=pikepdf.String(words))
        if file.lines[0].actual is not None:
            # What is said outside wins over what is said inside.
            for place in {said_at(file.sheet, shown) for shown in file.lines}:
                file.sheet.instructions[place] = op("BDC", pikepdf.Name.Span, said)
            return True
        file.around([op("BDC", pikepdf.Name.Span, said)], [op("EMC")])
        return True

    return claim


def _lie(file: Tampered) -> bool:
    """Other words drawn, with the wording as what is read."""
    import pikepdf

    if not reset(file.sheet, file.lines, " ".join(reversed(file.notice.text.split()))):
        return False
    begin = min(begin for begin, _ in file.objects)
    end = begin + next(
        step for step, (_, operator) in enumerate(file.sheet.instructions[begin:]) if operator == "ET"
    )
    said = pikepdf.Dictionary(ActualText=pikepdf.String(file.notice.text))
    file.sheet.instructions[end + 1 : end + 1] = [op("EMC")]
    file.sheet.instructions[begin:begin] = [op("BDC", pikepdf.Name.Span, said)]
    return True
