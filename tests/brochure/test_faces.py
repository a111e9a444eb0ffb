"""The faces that brochures are set in: each sign has one, none is made up, code and raised figures are large enough."""

from __future__ import annotations

import ctypes
import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipeline.brand import Brand
from pipeline.diagnostics import Extent
from pipeline.engines import Engines
from pipeline.engines.pdf import font_names
from pipeline.formats.brochure import Brochure
from pipeline.formats.brochure.faults import faults
from pipeline.formats.brochure.fitting import Fitted, Setting
from pipeline.proof import trusted_fonts
from pipeline.theme import Theme, load_theme
from pipeline.workspace import read_templates, shipped_templates
from tests.brochure.test_brochure import (
    HEAD,
    all_made,
    engines,
    line,
    made,
    pages_of,
    parsed,
    theme,
)

__all__ = ["engines", "theme"]


def fonts_of(pdf: bytes) -> frozenset[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return font_names(document)


@pytest.mark.code("ENG605")
def test_nothing_with_tofu_is_released(theme: Theme, engines: Engines) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "The word is 조수.\n"), theme)
    assert composed.value is None
    assert [found.code for found in composed.diagnostics] == ["ENG605"]
    assert composed.diagnostics[0].location.extent == Extent(8, 13, 8, 14)
    assert "(Hangul)" in composed.diagnostics[0].message
    assert "Noto Sans CJK KR (Debian: fonts-noto-cjk)" in composed.diagnostics[0].help


def test_words_of_another_script_are_emphasised_in_faces_of_the_theme(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "Say *你好*, *مرحبا*, *नमस्ते* or *שלום*.\n")
    fonts = fonts_of(made(tree, theme, engines, layout="flyer").content)
    assert {"SP-Chinese-Italic", "SP-Arabic-Italic"} <= fonts <= trusted_fonts(theme).keys()


@pytest.mark.code("ENG605")
@pytest.mark.parametrize(
    ("title", "body", "place"),
    [
        ("Tides", "It turns.\n\nIt turns at \u23f1 12.", Extent(10, 13, 10, 14)),
        ("Tides \u23f1", "It turns.", Extent(2, 14, 2, 15)),
        ("Tides", "It turns.\n\n- at &#x23f1; 12", Extent.point(10, 1)),
        ("Tides", "It turns.\n\n![A clock](clock.svg)", Extent(10, 1, 10, 22)),
        ("Tides", "It turns at 12.", None),
    ],
    ids=("text", "title", "entity", "drawing", "none"),
)
def test_a_sign_that_no_font_has_is_told_without_composing(
    theme: Theme, engines: Engines, tmp_path: Path, title: str, body: str, place: Extent | None
) -> None:
    (tmp_path / "clock.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>\u23f1</text></svg>'
    )
    head = HEAD.format(lang="en").replace("Tides", title)
    tree = parsed(engines, head + body + "\n", folder=tmp_path)
    told = Brochure().refused(tree, theme)
    assert [one.location.extent for one in told] == ([place] if place else [])
    assert told == Brochure().compose(tree, theme).diagnostics


@pytest.mark.code("ENG605")
@pytest.mark.parametrize(
    ("signs", "instead"),
    [
        ("☎", " (☎: phone)"),
        ("B♭ and F♯", " (♭: flat; ♯: sharp)"),
        ("xₙ", " (ₙ: `~n~`)"),
        ("ℝ", " (ℝ: R)"),
        ("조", ""),
    ],
)
def test_what_to_write_in_the_place_of_a_sign(
    theme: Theme, engines: Engines, signs: str, instead: str
) -> None:
    (told,) = Brochure().refused(parsed(engines, HEAD.format(lang="en") + f"Here {signs} is.\n"), theme)
    assert told.help.startswith(f"replace the characters{instead}, or add ")


@pytest.mark.code("BRO421")
@pytest.mark.parametrize(
    ("text", "codes", "shown", "place"),
    [
        ("Open \u2714\ufe0f today", ["BRO421"], "\u2714\ufe0f", Extent(8, 6, 8, 8)),
        ("Tea \u2615 at four", ["BRO421"], "\u2615", Extent(8, 5, 8, 6)),
        ("Press 1\ufe0f\u20e3 for help", ["BRO421"], "1\ufe0f\u20e3", Extent(8, 7, 8, 10)),
        ("A bag \U0001f392", ["ENG605"], "\U0001f392", Extent(8, 7, 8, 8)),
        ("Sun \u2600\ufe0f, open \u2714\ufe0f", ["ENG605", "BRO421"], "\u2600", Extent(8, 5, 8, 6)),
        ("Open \u2714 today", [], "", None),
    ],
)
def test_signs_that_would_be_drawn_as_pictures(
    theme: Theme, engines: Engines, text: str, codes: list[str], shown: str, place: Extent | None
) -> None:
    told = Brochure().refused(parsed(engines, HEAD.format(lang="en") + text + "\n"), theme)
    assert [one.code for one in told] == codes
    assert [one.location.extent for one in told[:1]] == ([place] if place else [])
    assert all(f"found {shown}" in one.message or f"for {shown} " in one.message for one in told[:1])


@pytest.mark.parametrize("lang", ["ar", "ru", "pl", "he", "hi", "zh", "zh-TW"])
def test_other_scripts_use_the_bundled_fonts(lang: str, theme: Theme, engines: Engines) -> None:
    words = {
        "ar": "المساعد الطبي في النرويج", "ru": "Помощник врача", "pl": "Zażółć gęślą jaźń", "he": "עוזר רפואי בנורווגיה",
        "hi": "नॉर्वे में चिकित्सा सहायक", "zh": "挪威的医疗助理", "zh-TW": "挪威的醫療助理",
    }[lang]  # fmt: skip
    artifact = made(
        parsed(engines, HEAD.format(lang=lang) + words + "\n\n## " + words + "\n\n" + words + "\n"),
        theme,
        engines,
    )
    names = fonts_of(artifact.content)
    assert names
    assert all(name.startswith("SP-") for name in names)
    # What the text does not need is not linked, and no bold is made of a regular face.
    assert {name.split("-")[1] for name in names} <= {"Sans", "Serif"} or len(
        {name.split("-")[1] for name in names}
    ) == 1


@pytest.mark.parametrize("both", [True, False], ids=["with-a-face-for-both", "without"])
def test_no_face_is_made_up_for_stressed_words_in_a_bold_heading(engines: Engines, both: bool) -> None:
    """WeasyPrint makes a slanted face bold itself, and the proof knows no such letters."""
    files = dict(read_templates(shipped_templates()))
    if not both:
        lines = files["tokens.yaml"].splitlines(keepends=True)
        files["tokens.yaml"] = b"".join(one for one in lines if b"SemiBold_Italic" not in one)
    loom = load_theme(files, None, Brand(theme="loom")).value
    assert loom is not None
    text = "## The *Ebb*, **the *Flow***\n\nThe *Ebb* is **a *boat***.\n"
    names = fonts_of(
        made(parsed(engines, HEAD.format(lang="en") + text), loom, engines, layout="flyer").content
    )
    slanted = {name for name in names if "Italic" in name}
    assert slanted == {"SP-Clear-Italic"} | ({"SP-Clear-Semi-Bold-Italic"} if both else set())


@pytest.mark.parametrize("sizes", [("standard",), ("standard", "large")])
def test_notes_and_links_in_the_head_of_a_table_are_not_drawn_in_the_colour_of_its_ground(
    theme: Theme, engines: Engines, sizes: tuple[str, ...]
) -> None:
    text = "| Skip[^s] | [Takes](https://example.org) |\n|---|---|\n| A | wood |\n\n[^s]: A letter.\n"
    tree = parsed(engines, HEAD.format(lang="en") + text)
    pdf = all_made(tree, theme, engines, press=False, layout="flyer", size=sizes)[-1].content
    page = pypdfium2.PdfDocument(pdf)[0]
    colours = set()
    for thing in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()):
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pypdfium2.raw.FPDFPageObj_GetFillColor(thing.raw, red, green, blue, alpha)
        if "Takes" in thing.extract():
            colours.add((red.value, green.value, blue.value))
    # Below a table's head large print says again what a cell is of.
    assert (255, 255, 255) in colours


@pytest.mark.code("BRO407")
def test_a_font_of_the_machine_is_refused(
    theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipeline.formats.brochure.writing.font_names", lambda document: frozenset({"SP-Sans", "DejaVu-Sans"})
    )
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "Text.\n"), theme).value
    assert composed is not None
    emitted = Brochure().emit(composed, engines)
    assert not emitted.value
    assert [found.code for found in emitted.diagnostics] == ["BRO407"]


@pytest.mark.parametrize(
    ("text", "faces"),
    [
        ("Read *this* and **that**.", set()),
        ("Read ***this***.", {"600SemiBold_Italic"}),
        ("## On *tides*\n\nText.", {"600SemiBold_Italic"}),
        ("Type `go`.", {"CodePro"}),
        ("    go\n", {"CodePro"}),
    ],
)
def test_code_and_what_is_bold_and_italic_have_faces_of_their_own(
    text: str, faces: set[str], theme: Theme, engines: Engines
) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + text + "\n"), theme).value
    assert composed is not None
    known = ("600SemiBold_Italic", "CodePro")
    assert {name for name in known if any(name in path for path in composed.resources)} == faces
    assert "strong em" not in composed.css
    assert 'code { font-family: "SP Mono", "SP Sans"' in composed.css


def test_code_is_as_large_as_clear_and_large_print_has_to_be(theme: Theme, engines: Engines) -> None:
    text = "Type `smallprint build`, then:\n\n    smallprint prove\n"
    tree = parsed(engines, HEAD.format(lang="en") + text)
    assert len(all_made(tree, theme, engines, press=False, size=("standard", "clear", "large"))) == 3


def test_raised_figures_are_no_small_type(theme: Theme, engines: Engines) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "It has 120 m^2^.\n"), theme).value
    assert composed is not None
    raised = line("2", size_pt=7.9, tags=frozenset({"p", "sup"}))
    assert not list(faults(Fitted(pages_of(raised), Setting("brochure", 11)), composed))


def test_a_table_in_a_note_is_no_small_type_on_the_panels_of_a_tri_fold(
    theme: Theme, engines: Engines
) -> None:
    text = "The ferry is late.[^a]\n\n[^a]: How late:\n\n    | Month | Minutes |\n    |---|--:|\n    | May | 14 |\n"
    assert made(parsed(engines, HEAD.format(lang="en") + text), theme, engines, layout="trifold").content


def test_a_file_is_opened_once_when_it_is_finished(
    theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    stock = pikepdf.open
    monkeypatch.setattr(pikepdf, "open", lambda content: opened.append(content) or stock(content))
    assert made(
        parsed(engines, HEAD.format(lang="en") + "Text.\n"), theme, engines, layout="flyer", press=False
    )
    assert len(opened) == 1


def test_items_within_items_of_a_checklist_stay_inside_their_column(theme: Theme, engines: Engines) -> None:
    text = "::: checklist\n- Lid shut\n    - No bag on top\n        - not even paper ones\n- Handle to the street\n:::\n"
    tree = parsed(engines, HEAD.format(lang="en") + text)
    all_made(tree, theme, engines, press=False, size=("standard", "clear", "large"))
