"""What the codes of a brochure's fonts stand for, in scripts whose letters change when they are set."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from pipeline.engines import Engines, tounicode
from pipeline.engines import weasyprint as engine
from pipeline.engines.tounicode import NOTHING, UNKNOWN, SetFont, letters_of, with_letters
from pipeline.engines.weasyprint import Resource

FACES = Path(__file__).parents[2] / "templates/shared/fonts/print"
ARABIC = (FACES / "NotoSansArabic_400Regular.ttf").read_bytes()
LATIN = (FACES / "SourceSans3_400Regular.ttf").read_bytes()
# Every letter in every form, lam with alef, vowels, Persian letters.
WORDS = (
    "بتثجحخدذرزسشصضطظعغفقكلمنهوي ببب تتت ثثث ججج ححح خخخ سسس شششش صصص ضضض ططط ظظظ ععع غغغ ففف ققق ككك للل ممم ننن ههه ييي "
    "لا لأ لإ لآ بلا سلام الله أإآؤئى ـة كتابٌ مُدَرِّس پچژگ کتاب یک 42 ٤٢ Nord"
)


@cache
def pages(text: str, dir: str = "rtl") -> bytes:
    resources = {
        name: Resource(content, "font/ttf") for name, content in (("ar.ttf", ARABIC), ("la.ttf", LATIN))
    }
    style = (
        '@font-face { font-family: L; src: url("la.ttf") } @font-face { font-family: A; src: url("ar.ttf") }'
        "html { font-family: L, A }"
    )
    html = f'<html lang="ar" dir="{dir}"><title>T</title><p>{text}</p></html>'
    weasyprint = Engines().weasyprint
    return weasyprint.write(weasyprint.layout(html, resources, style), b"0123456789abcdef")


def mapped(pdf: bytes) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, font in document.pages[0].obj.Resources.Font.items():
            _, _, entries = font.ToUnicode.read_bytes().decode().partition("endcodespacerange")
            found[name] = {
                int(code, 16): bytes.fromhex(text).decode("utf-16-be")
                for code, text in re.findall(r"<([0-9a-f]{4})> <([0-9a-f]*)>", entries)
            }
    return found


def shown(pdf: bytes) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        font = ""
        for operands, operator in pikepdf.parse_content_stream(document.pages[0]):
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) == "TJ":
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        content = bytes(part)
                        found.setdefault(font, set()).update(
                            int.from_bytes(content[at : at + 2], "big") for at in range(0, len(content), 2)
                        )
    return found


def named(content: bytes) -> dict[str, tuple[str, ...]]:
    font = TTFont(io.BytesIO(content))
    return {font.getGlyphName(code): texts for code, texts in letters_of(content).items()}


def test_every_code_that_is_shown_has_a_text() -> None:
    pdf = pages(WORDS)
    known = mapped(pdf)
    assert shown(pdf)
    for font, codes in shown(pdf).items():
        assert codes <= known[font].keys()
        assert all(known[font][code] for code in codes)
        assert not {"\0", "\ufeff", "\ufffe", UNKNOWN} & set("".join(known[font].values()))


def test_the_same_pages_have_the_same_bytes() -> None:
    first = pages(WORDS)
    pages.cache_clear()
    letters_of.cache_clear()
    assert pages(WORDS) == first


def test_latin_pages_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("asked for nothing")

    monkeypatch.setattr(engine, "with_letters", never)
    assert pages("Nothing but Latin letters, and a few in Greek: αβγ.", "ltr").startswith(b"%PDF")


def test_no_code_says_a_letter_of_which_it_draws_a_part() -> None:
    """WeasyPrint lets the dot of the first letter that has one say that letter wherever the dot is drawn."""
    font = TTFont(io.BytesIO(ARABIC))
    dot = font.getGlyphID("dotabovear")
    texts = [codes[dot] for codes in mapped(pages("نذخز")).values() if dot in codes]
    assert texts == ["\ufbb2"]


@pytest.mark.parametrize(
    ("text", "letter"), [("كتاب كمك", "\u0643"), ("کتاب کمک", "\u06a9")], ids=["Arabic", "Persian"]
)
def test_of_the_letters_that_look_alike_it_is_the_one_that_was_set(text: str, letter: str) -> None:
    font = TTFont(io.BytesIO(ARABIC))
    code = font.getGlyphID("uni0643.init")
    assert [codes[code] for codes in mapped(pages(text)).values() if code in codes] == [letter]


@pytest.mark.parametrize(
    ("glyph", "letters"),
    [
        ("uni0627.fina", "ا"), ("uni0644.init.rlig", "ل"), ("uni0644.medi", "ل"), ("uni0647.init", "ه"),
        ("uni062D.fina.wide", "ح"), ("uni066E.init", "\u066e"), ("twodotshorizontalabovear.small", "\ufbb4"),
        ("uni0654", "\u0654"), ("dotcenterar", "ج"), ("kafDotlessar.fina", "ك"), ("miniKehehar", NOTHING),
        ("uni06510650", "\u0651\u0650"), ("uni0640", "ـ"),
    ],
)  # fmt: skip
def test_glyphs_stand_for_the_letters_that_they_come_from(glyph: str, letters: str) -> None:
    assert named(ARABIC)[glyph][0] == letters


def test_forms_are_told_apart_only_where_too_many_codes_say_the_same() -> None:
    font = TTFont(io.BytesIO(ARABIC))
    alefs = ["uni0627", "uni0627.fina", "uni0627.fina.rlig", "uni0627.short", "uni0627.short.fina"]
    codes = frozenset(map(font.getGlyphID, alefs))
    document = pikepdf.new()
    page = document.add_blank_page()
    empty = b"begincmap\n<0000> <ffff>\nendcodespacerange\nendcmap\nend"
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pikepdf.Dictionary()))
    page.obj.Resources.Font.F.ToUnicode = document.make_stream(empty)
    page.obj.Resources.Font.F = document.make_indirect(page.obj.Resources.Font.F)
    output = io.BytesIO()
    document.save(output)

    def said(some: frozenset[int]) -> list[str]:
        return sorted(mapped(with_letters(output.getvalue(), {"F": SetFont(some, ARABIC)}))["/F"].values())

    assert said(frozenset(sorted(codes)[:4])) == ["ا"] * 4
    assert said(codes) == ["ا", "ا", "\ufe8e", "\ufe8e", "\ufe8e"]


def made_font(features: str, glyphs: dict[str, int]) -> bytes:
    names = [".notdef", *glyphs, "half", "joined", "again", "other", "lost"]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: name for name, code in glyphs.items() if code})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    if features:
        addOpenTypeFeaturesFromString(builder.font, features)
    output = io.BytesIO()
    builder.save(output)
    return output.getvalue()


def test_ligatures_of_ligatures_and_their_alternates() -> None:
    font = made_font(
        "feature half { sub ka virama by half; } half; feature akhn { sub half ssa by joined; } akhn;"
        "feature salt { sub joined from [again]; } salt;",
        {"ka": 0x915, "virama": 0x94D, "ssa": 0x937},
    )
    found = named(font)
    assert (found["half"], found["joined"], found["again"]) == (("क्",), ("क्ष",), ("क्ष",))
    assert "lost" not in found


def test_what_a_letter_is_taken_apart_into() -> None:
    """What is left of a letter without its known parts, by Unicode's own decomposition; else the letter."""
    font = made_font(
        "feature ccmp { sub madda by alef other; sub peh by beh again; } ccmp;",
        {"alef": 0x627, "madda": 0x622, "peh": 0x67E, "beh": 0x66E},
    )
    found = named(font)
    assert (found["other"], found["again"]) == (("\u0653",), ("\u067e",))


def test_a_font_without_rules_and_one_that_cannot_be_read() -> None:
    assert named(made_font("", {"alef": 0x627, "form": 0xFE8E}))["form"][0] == "ا"
    assert letters_of(b"no font") == {}


def test_a_glyph_that_the_font_says_nothing_of_is_unknown() -> None:
    mapping = b"<0000> <ffff>\nendcodespacerange\n1 beginbfchar\n<0001> <>\nendbfchar\nendcmap\nend"
    completed = tounicode._completed(mapping, SetFont(frozenset({1}), b"no font"))
    assert b"<0001> <fffd>" in completed


def test_figures_between_words_from_right_to_left_say_how_they_are_read() -> None:
    with pikepdf.open(io.BytesIO(pages("10–14 %"))) as document:
        said = [
            bytes(operands[1].ActualText).decode("utf-16")
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "BDC" and "/ActualText" in operands[1]
        ]
    assert said == ["10–14 %"]
