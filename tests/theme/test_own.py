"""A project's own YAML files and fonts among the templates: what is wrong with them is said of them, before anything is made."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import in_file_order
from pipeline.theme import load_theme
from pipeline.theme.fonts import unusable
from pipeline.workspace import read_templates, shipped_templates
from pipeline.yaml import load

FILES = read_templates(shipped_templates())
GOOD = FILES["shared/fonts/print/SourceSans3_400Regular.ttf"]
PRINT = "shared/fonts/print/"
FACE = "{family: Corporate, weight: 400, style: normal, file: Good.ttf}"


def found(name: str, text: str) -> list[tuple[str, str, int]]:
    """Code, file and line of all that is wrong, in the order of the lines."""
    read = load_theme(FILES, {name: text.encode()})
    return [
        (one.code, one.location.path.removeprefix("templates/"), one.location.line)
        for one in in_file_order(read.diagnostics)
    ]


@pytest.mark.code("ART116")
@pytest.mark.parametrize("text", [
        "- a", "text", "faces: 3", "faces: [3]", "colours: 3", "colours: {health: 3}", "colours: {health: {deep: 3}}", "fonts: 3",
        "fonts: {text: 3}", "fonts: {scripts: 4}", "fonts: {scripts: {deva: SP Sans}}", "radii: x", "dark: 3", "dark: {text: red}",
        "radii: {card-mm: .inf}", "palette: 3", "palette-of-topic: [health]", "brochure: {booklet-pages: 4}",
        "brochure: {sizes-pt: {standard: {flyer: []}}}", "brochure: {papers: {a4: {sheet: [1, x]}}}", "brochure: {notice-pt: 0}",
        "faces: [{family: Corporate, weight: bold, style: normal, file: Good.ttf}]",
        "faces: [{family: Corporate, weight: 400, style: oblique, file: Good.ttf}]",
        "faces: [{family: Corporate, weight: 400, style: normal, file: ../Good.ttf}]",
    ],
)  # fmt: skip
def test_tokens_that_are_none(text: str) -> None:
    assert {(code, path) for code, path, _ in found("tokens.yaml", text)} == {("ART116", "tokens.yaml")}
    theme = "themes/loom/tokens.yaml"
    assert found(theme, text) == [], "of a theme that the brand does not name nothing is read"


@pytest.mark.code("ART115", "ART117")
def test_keys_of_tokens() -> None:
    text = "fontz: {a: b}\nx-own: 3\ncolours:\n  health: {foo: 3}\nfaces: [{family: Corporate}]\n"
    assert found("tokens.yaml", text) == [
        ("ART115", "tokens.yaml", 1), ("ART115", "tokens.yaml", 4), *[("ART117", "tokens.yaml", 5)] * 3,
    ]  # fmt: skip
    read = load_theme(FILES, {"tokens.yaml": b"fontz: {a: b}\nx-own: 3\ncolours: {health: {foo: 3}}\n"})
    assert read.value is not None, "warnings stop nothing"
    assert read.value.tokens["x-own"] == 3
    assert read.value.palette(("health",)) == load_theme(FILES).value.palette(("health",))


@pytest.mark.code("BRA101", "ART117")
def test_names_in_tokens_are_there() -> None:
    text = "palette: sea\npalette-of-topic:\n  tides: shore\nfonts:\n  clear: Nope\n  others: [SP Sans, Nope]\n  scripts: {Deva: Nope}\n"
    assert found("tokens.yaml", text) == [("BRA101", "tokens.yaml", line) for line in (1, 3, 5, 6, 7)]
    lacking = found("tokens.yaml", 'palette: sea\ncolours:\n  sea: {deep: "#123456"}\n')
    assert lacking == [("ART117", "tokens.yaml", 3)] * 5


def test_a_colour_of_tokens_is_written_as_one_of_a_brand() -> None:
    short = load_theme(
        FILES, {"tokens.yaml": b'colours: {health: {deep: "#004b57", primary: [95, 42, 45, 34]}}'}
    )
    long = load_theme(
        FILES,
        {"tokens.yaml": b'colours: {health: {deep: {srgb: "#004B57"}, primary: {cmyk: [95, 42, 45, 34]}}}'},
    )
    assert short.value is not None
    assert long.value is not None
    assert short.value.palette(("health",)) == long.value.palette(("health",))


@pytest.mark.code("BRA109")
def test_files_of_faces() -> None:
    faces = f"faces:\n- {FACE}\n- {FACE.replace('400', '600').replace('Good', 'Bad')}\n- {FACE.replace('400', '700').replace('Good', 'None')}\n"
    broken = {"tokens.yaml": faces.encode(), f"{PRINT}Good.ttf": GOOD, f"{PRINT}Bad.ttf": GOOD[:4000]}
    assert [(one.code, one.location.path, one.location.line) for one in load_theme(FILES, broken).diagnostics] == [
        ("BRA109", f"templates/{PRINT}Bad.ttf", 1), ("BRA109", "templates/tokens.yaml", 4),
    ]  # fmt: skip
    (one,) = load_theme(FILES, {f"{PRINT}SourceSans3_400Regular.ttf": GOOD[:4000]}).diagnostics
    assert (one.code, one.location.path) == ("BRA109", f"templates/{PRINT}SourceSans3_400Regular.ttf")


@pytest.mark.parametrize(
    ("font", "problem"),
    [
        (b"", "it is empty"),
        (b"wOF2" + GOOD[4:], "it is no TrueType or OpenType font"),
        (b"text, no font", "it is no TrueType or OpenType font"),
        (GOOD[:40], "it ends too early"),
        (GOOD[: len(GOOD) // 2], "it ends too early"),
        (GOOD.replace(b"OS/2", b"OS/3", 1), "it lacks OS/2"),
        (GOOD.replace(b"glyf", b"glyp", 1), "it lacks the outlines of its letters"),
    ],
)
def test_a_font_that_pages_cannot_be_set_in(font: bytes, problem: str) -> None:
    assert unusable(font) == problem


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(PRINT) and name.endswith(".ttf")])
def test_pages_can_be_set_in_every_shipped_font(name: str) -> None:
    assert unusable(FILES[name]) is None


@pytest.mark.code("ART115", "ART116")
@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("shared/labels/en.yaml", "contents: 3", "ART116"),
        ("shared/labels/nb.yaml", "- x", "ART116"),
        ("shared/labels/nb.yaml", "kontents: x", "ART115"),
        ("shared/labels/nb.yaml", 'as-of: "Per {dato}."', "ART116"),
        ("shared/labels/nb.yaml", 'as-of: "Per {date."', "ART116"),
        ("ebook/labels/fi.yaml", "sources: {a: b}", "ART115"),
        ("ebook/labels/fi.yaml", "contents: {a: b}", "ART116"),
        ("shared/front-labels/fi.yaml", "title: ''", "ART116"),
        ("shared/front-labels/fi.yaml", "pages: sivua", "ART116"),
        ("shared/front-labels/fi.yaml", "pages: {one: x, muut: y}", "ART115"),
        ("shared/front-labels/fi.yaml", "pages: {one: x, other: '{n} y'}", "ART116"),
    ],
)  # fmt: skip
def test_labels_that_are_none(name: str, text: str, code: str) -> None:
    assert found(name, text) == [(code, name, 1)]


@pytest.mark.parametrize("name", [name for name in FILES if "labels/" in name and name.endswith(".yaml")])
def test_shipped_labels_could_be_a_projects_own(name: str) -> None:
    assert found(name, FILES[name].decode()) == []


def test_shipped_tokens_could_be_a_projects_own() -> None:
    assert found("tokens.yaml", FILES["tokens.yaml"].decode()) == []
    assert found("tokens.yaml", FILES["themes/loom/tokens.yaml"].decode()) == []
    theme = load_theme(FILES, {"tokens.yaml": FILES["tokens.yaml"]}).value
    assert theme is not None
    assert theme.tokens == load_theme(FILES).value.tokens


@pytest.mark.code("ART115", "ART116", "ART117", "BRA101")
def test_settings_of_an_edition() -> None:
    name = "handout/theme.yaml"
    assert found(name, "stylesheets: handout/handout.css.j2") == [("ART116", name, 1)]
    assert found(name, "styleshets: []") == [("ART115", name, 1), ("ART117", name, 1)]
    assert found(name, "stylesheets:\n- handout/handout.css.j2\n- handout/own.css.j2\n") == [
        ("BRA101", name, 3)
    ]


@pytest.mark.code("ART142")
def test_files_that_take_no_others_place() -> None:
    own = {
        "Tokens.yaml": b"", "handouts/page.html.j2": b"", "themes/loom/handout/handuot.css.j2": b"", "shared/label/fi.yaml": b"",
        "handout/own.css.j2": b"b { color: red }", "handout/handout.css.j2": b'{% include "shipped/handout/handout.css.j2" %}{% include "handout/own.css.j2" %}',
        "shared/labels/fi.yaml": b"", "ebook/labels/fi.yaml": b"", "themes/sea/tokens.yaml": b"", "themes/sea/ebook/cover-art.html.j2": b"", "notes.txt": b"", "a.svg": b"",
    }  # fmt: skip
    told = [one for one in load_theme(FILES, own).diagnostics if one.code == "ART142"]
    assert [(one.location.path.removeprefix("templates/"), one.help.split("`")[1]) for one in told] == [
        ("Tokens.yaml", "tokens.yaml"), ("handouts/page.html.j2", "handout/page.html.j2"),
        ("shared/label/fi.yaml", "shared/labels/fi.yaml"), ("themes/loom/handout/handuot.css.j2", "handout/handout.css.j2"),
    ]  # fmt: skip


def test_what_the_words_of_an_ebook_lack_is_english() -> None:
    theme = load_theme(FILES, {"ebook/labels/fi.yaml": "contents: Sisällys\n".encode()}).value
    english = load(FILES["ebook/labels/en.yaml"].decode(), "en.yaml").value.value
    assert theme.words("ebook/labels/fi.yaml") == {"contents": "Sisällys"}
    assert set(theme.fixed_words("ebook", "fi")) >= {"Sisällys", english["landmarks"]}
