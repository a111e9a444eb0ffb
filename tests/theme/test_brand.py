"""The brand over a theme: what it changes, what it may not, and the two themes that ship."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import publication
from pipeline.brand import Brand
from pipeline.diagnostics import Diagnostic, has_errors
from pipeline.project import load_project
from pipeline.proof import trusted_fonts
from pipeline.theme import Theme, load_theme
from pipeline.theme.colour import contrast, distance, inked, printed, toned
from pipeline.theme.tokens import DARK_PAIRS, MOST_INK, PAIRS, WHITE
from pipeline.workspace import MemoryWorkspace, read_templates, shipped_templates

FILES = read_templates(shipped_templates())
PRESS = FILES["shared/press/FOGRA39L.icc"]
THEMES = ("harbour", "loom")
TOPICS = ("health", "education", "finance")
SOURCE = read_templates(Path(__file__).parents[2] / "source")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3H0z"/></svg>'


def found(brand: str, own: dict[str, bytes] | None = None) -> list[Diagnostic]:
    """What is wrong with a publication of this brand, in its file's first ten lines."""
    content = f"publisher: Office\nlang: en\nbrand:\n{brand}".encode()
    loaded = publication.parse(content)
    assert loaded.value is not None, loaded.diagnostics
    theme = load_theme(FILES, own, loaded.value.brand, at=publication.places(content))
    return [*loaded.diagnostics, *theme.diagnostics]


def themed(own: dict[str, bytes] | None = None, **brand: Any) -> Theme:
    loaded = load_theme(FILES, own, Brand.model_validate(brand))
    assert not loaded.diagnostics, loaded.diagnostics
    assert loaded.value is not None
    return loaded.value


# ── colour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_hues_stay_when_they_are_toned() -> None:
    assert distance(toned("#1B4965", 50, 20), toned(toned("#1B4965", 90, 20), 50, 20)) < 6


def test_greys_are_black_ink_alone() -> None:
    assert inked("#1F1F1D", PRESS) == (0, 0, 0, 100)
    assert inked("#4B4B4A", PRESS) == (0, 0, 0, 85)


@pytest.mark.parametrize("colour", ["#004B57", "#AE3722", "#FBF5EA"])
def test_an_ink_looks_like_its_colour(colour: str) -> None:
    assert distance(printed(inked(colour, PRESS), PRESS), colour) < 2


# ── the themes that ship


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_is_legible_and_every_ink_dries(theme: str, topic: str) -> None:
    loaded = themed(theme=theme)
    light = loaded.palette([topic])
    for name, ground, least, where in PAIRS:
        assert contrast(light[name], light[ground]) >= least, (where, name, ground)
    dark = {**loaded.tokens_for([topic])["dark"], "white": WHITE}
    for name, ground, least, where in DARK_PAIRS:
        assert contrast(dark[name], dark[ground]) >= least, (where, name, ground)
    for colour, ink in loaded.inks([topic]).items():
        assert sum(ink) <= MOST_INK
        assert distance(printed(ink, PRESS), colour) < 1


def test_the_two_are_told_at_a_glance() -> None:
    harbour, loom = (themed(theme=theme) for theme in THEMES)
    for topic in TOPICS:
        assert distance(harbour.palette([topic])["deep"], loom.palette([topic])["deep"]) > 15
        assert distance(harbour.palette([topic])["coral"], loom.palette([topic])["coral"]) > 20
    assert harbour.headings != loom.headings
    assert harbour.tokens["radii"] != loom.tokens["radii"]
    assert harbour.art("tides", ["health"], 3, 3, 60).count("stroke") == 0
    assert loom.art("tides", ["health"], 3, 3, 60).count("stroke") > 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_proof_trusts_the_faces_of_every_theme(theme: str) -> None:
    loaded = themed(theme=theme)
    trusted = trusted_fonts(loaded)
    assert {"SP-Sans", "SP-Clear", "SP-Clear-Bold", "SP-Arabic-Semi-Bold"} <= trusted.keys()
    # Letters that do not slant are bold where they are emphasised; code is never emphasised.
    assert trusted["SP-Chinese-Italic"] == trusted["SP-Chinese-Bold"]
    assert trusted["SP-Hebrew-Italic"] == trusted["SP-Hebrew-Semi-Bold"]
    assert "SP-Mono-Italic" not in trusted
    for edition in ("brochure", "handout", "ebook"):
        sheet = loaded.stylesheet(edition, ["health"], lang="en", dir="ltr", families=(), paper="a4")
        assert "{{" not in sheet
        assert loaded.palette(["health"])["coral"] in sheet


def test_editions_take_families_and_corners_from_the_brand() -> None:
    radii = {"small-mm": 0.7, "card-mm": 3, "round-numerals": False}
    fonts = {"text": "SP Serif", "headings": "SP Clear", "heading-weight": 700}
    loaded = themed(radii=radii, fonts=fonts)
    brochure = loaded.stylesheet("brochure", ["health"], dir="ltr", paper="a4")
    handout = loaded.stylesheet("handout", ["health"], dir="ltr", families=())
    assert "border-radius: 3.0mm" in brochure
    assert "2.2mm; padding: 3.5mm" not in brochure
    assert 'html { font: 11pt/1.36 "SP Serif", "SP Sans", "SP Arabic"' in brochure
    assert "border-radius:0.84rem" in handout
    assert '--sans:"SP Serif"' in handout
    assert '--serif:"SP Clear","SP Serif"' in handout
    assert "border-radius:.6rem" not in handout
    assert "SP Serif" in loaded.linked_faces(loaded.faces_for("Tides", "en"))
    alone = themed(fonts={"text": "SP Clear", "headings": "SP Clear", "heading-weight": 700})
    assert "SP Serif" not in alone.linked_faces(alone.faces_for("Tides", "en"))


# ── a brand's colours


def test_one_colour_is_enough() -> None:
    loaded = themed(colours={"deep": "#1B4965"})
    for topic in TOPICS:
        palette = loaded.palette([topic])
        assert palette["deep"] == "#1B4965"
        assert palette["coral"] == themed().palette([topic])["coral"]
        assert palette["tint"] == loaded.palette(["health"])["tint"] != themed().palette([topic])["tint"]
    assert loaded.tokens_for(["health"])["dark"]["heading"] != themed().tokens["dark"]["heading"]
    assert loaded.tokens_for(["health"])["dark"]["notice"] == themed().tokens["dark"]["notice"]


def test_either_half_of_a_colour_gives_the_other() -> None:
    loaded = themed(colours={"coral": "#E4572E", "sun": [0, 28, 75, 0]})
    inks = loaded.inks(["health"])
    assert distance(printed(inks["#E4572E"], PRESS), "#E4572E") < 12
    assert loaded.palette([])["sun"] == "#FCC153"
    assert inks["#FCC153"] == (0, 28, 75, 0)


def test_one_palette_for_all_topics() -> None:
    loaded = themed(palette="finance")
    assert loaded.palette(["health"]) == loaded.palette([]) == themed().palette(["finance"])


@pytest.mark.code("BRA101")
@pytest.mark.parametrize(
    ("brand", "line", "help_"),
    [
        ("  theme: harbor\n", 4, "did you mean `harbour`?"),
        ("  theme: zzz\n", 4, "use one of: harbour, loom"),
        ("  palette: heath\n", 4, "did you mean `health`?"),
        ("  fonts:\n    headings: SP Serf\n", 5, "did you mean `SP Serif`?"),
    ],
)
def test_names_that_are_not_there(brand: str, line: int, help_: str) -> None:
    (one,) = found(brand)
    assert (one.code, one.location.path, one.location.line) == ("BRA101", publication.PATH, line)
    assert one.help == help_


@pytest.mark.code("BRA102")
@pytest.mark.parametrize(
    ("brand", "words"),
    [
        ('  colours:\n    deep: "#5FA8D3"\n', ["7:1", "2.33:1", "deep #5FA8D3", "tint #EAF3FB"]),
        ('  colours:\n    sunT: "#333333"\n', ["in notices", "1.30:1", "ink #1F1F1D", "sunT #333333"]),
        ("  colours:\n    deep: {cmyk: [40, 20, 0, 0]}\n", ["7:1", "deep #A4BDE3"]),
        ('  dark:\n    text: "#777777"\n', ["on dark screens", "3.37:1"]),
        ('  dark:\n    table-head: "#AAAAAA"\n', ["heads of tables on dark screens"]),
        ('  colours:\n    coralD: "#F07D5E"\n', ["the title of a warning", "2.69:1", "4.5:1"]),
    ],
)
def test_text_that_cannot_be_read(brand: str, words: list[str]) -> None:
    (one,) = [one for one in found(brand) if one.code == "BRA102"]
    assert (one.location.path, one.location.line) == (publication.PATH, 5)
    for word in words:
        assert word in one.message
    assert "such as" in one.help


@pytest.mark.parametrize("colour", ["#5FA8D3", "#FF0000", "#00AA00", "#777777"])
def test_the_shade_that_is_proposed_would_do(colour: str) -> None:
    (one,) = [one for one in found(f'  colours:\n    deep: "{colour}"\n') if one.code == "BRA102"]
    proposed = one.help.split('"')[1]
    again = found(f'  colours:\n    deep: "{proposed}"\n')
    assert not [one for one in again if one.code == "BRA102"], again


def test_a_projects_own_tokens_are_checked_too() -> None:
    own = {"tokens.yaml": b'colours:\n  health:\n    tint: {srgb: "#62B3BB", cmyk: [62, 10, 28, 0]}\n'}
    (one,) = load_theme(FILES, own).diagnostics
    assert (one.code, one.location.path, one.location.line) == ("BRA102", "templates/tokens.yaml", 3)


@pytest.mark.code("BRA103")
def test_more_ink_than_dries() -> None:
    (one,) = found("  colours:\n    deep: {cmyk: [100, 90, 80, 60]}\n")
    assert (one.code, one.location.line) == ("BRA103", 5)
    assert "330 %" in one.message


@pytest.mark.code("BRA104")
def test_a_pair_of_two_colours() -> None:
    (one,) = found('  colours:\n    coral: {srgb: "#00FF66", cmyk: [60, 0, 60, 0]}\n')
    assert (one.code, one.location.line) == ("BRA104", 5)
    assert not has_errors([one])


@pytest.mark.code("BRA105")
def test_links_that_are_rather_pale() -> None:
    (one,) = found('  colours:\n    primary: "#0A6EAF"\n')
    assert (one.code, one.location.line) == ("BRA105", 5)
    assert not has_errors([one])


@pytest.mark.code("BRA106")
def test_a_family_without_all_that_text_needs() -> None:
    own = {
        "tokens.yaml": b"faces: [{family: Corporate, weight: 400, style: normal, file: Corporate.ttf}]\n",
        "shared/fonts/print/Corporate.ttf": FILES["shared/fonts/print/SourceSans3_400Regular.ttf"],
    }
    (one,) = found("  fonts: {text: Corporate}\n", own)
    assert (one.code, one.location.line) == ("BRA106", 4)
    assert "400 italic, 600 normal, 700 normal" in one.message


def test_faces_of_a_publishers_own() -> None:
    files = {
        "Regular": ("400", "normal", "400Regular"),
        "Italic": ("400", "italic", "400Regular_Italic"),
        "SemiBold": ("600", "normal", "600SemiBold"),
        "Bold": ("700", "normal", "700Bold"),
    }
    lines = [
        f"  - {{family: Corporate, weight: {weight}, style: {style}, file: Corporate-{name}.ttf}}"
        for name, (weight, style, _) in files.items()
    ]
    own = {"tokens.yaml": ("faces:\n" + "\n".join(lines) + "\n").encode()}
    for name, (_, _, file) in files.items():
        own[f"shared/fonts/print/Corporate-{name}.ttf"] = FILES[f"shared/fonts/print/SourceSans3_{file}.ttf"]
    loaded = themed(own, fonts={"text": "Corporate"})
    assert loaded.text == "Corporate"
    assert {"Corporate", "Corporate-Bold", "SP-Sans"} <= trusted_fonts(loaded).keys()
    assert 'font-family:"Corporate"' in loaded.linked_faces(loaded.faces_for("Tides", "en"))


@pytest.mark.code("BRA107")
def test_text_in_several_inks() -> None:
    (one,) = found('  colours:\n    ink: "#101F33"\n')
    assert (one.code, one.location.line) == ("BRA107", 5)


@pytest.mark.parametrize(
    ("brand", "code"),
    [
        ("  colours:\n    deep: #004B57\n", "ART116"),
        ("  colours:\n    deep: teal\n", "ART116"),
        ("  colours:\n    deep: {}\n", "ART116"),
        ("  colours:\n    deep: [95, 45, 45]\n", "ART116"),
        ("  colours:\n    deep: [95, 45, 45, 145]\n", "ART116"),
        ("  radii:\n    card-mm: 12\n", "ART116"),
        ("  fonts:\n    text: 'a\";b'\n", "ART116"),
        ("  colours:\n    depe: '#004B57'\n", "ART115"),
    ],
)
def test_values_are_checked_at_the_door(brand: str, code: str) -> None:
    result = publication.parse(f"publisher: Office\nlang: en\nbrand:\n{brand}".encode())
    assert [(one.code, one.location.line) for one in result.diagnostics] == [(code, 5)]


# ── a theme of one's own


def test_a_project_has_a_theme_of_its_own() -> None:
    own = {
        "themes/plain/tokens.yaml": b"radii: {card-mm: 0}\n",
        "themes/plain/handout/handout.css.j2": b'{% include "plain/handout/handout.css.j2" %}\nh1{color:red}\n',
    }
    loaded = themed(own, theme="plain")
    assert loaded.tokens["radii"]["card-mm"] == 0
    sheet = loaded.stylesheet("handout", ["health"], dir="ltr", families=())
    assert sheet.rstrip().endswith("h1{color:red}")
    assert "h1{color:red}" not in themed(own).stylesheet("handout", ["health"], dir="ltr", families=())


# ── the logo


def project(brand: str, **files: bytes) -> tuple[Theme | None, list[Diagnostic]]:
    said = f"publisher: Office\nlang: en\nbrand:\n{brand}".encode()
    base = {f"source/{name}": content for name, content in SOURCE.items() if "articles" not in name}
    base["source/publication.yaml"] = said
    workspace = MemoryWorkspace({**base, **{name.replace("__", "/"): body for name, body in files.items()}})
    loaded, diagnostics = load_project(workspace, datetime.date(2026, 1, 1))
    return loaded.theme if loaded else None, list(diagnostics)


def test_a_logo_is_read_and_named_after_the_publisher() -> None:
    theme, diagnostics = project("  logo: brand/logo.svg\n", **{"source/brand/logo.svg": LOGO})
    assert not has_errors(diagnostics), diagnostics
    assert theme is not None
    assert theme.logo is not None
    assert (theme.logo.name, theme.logo.file, theme.logo.plate) == ("Office", "logo.svg", True)


@pytest.mark.code("BRA108")
@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("brand/logo.svg", None, "no such file"),
        ("../logo.svg", LOGO, "leads upwards"),
        ("brand/logo.ai", b"%PDF", "ends in `.ai`"),
        ("brand/logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "script"),
        ("brand/logo.png", b"GIF89a", "its content is GIF"),
        (
            "brand/logo.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text font-family="Georgia">Harbour</text></svg>',
            "Harbour",
        ),
    ],
)
def test_a_logo_that_cannot_be_shown(name: str, content: bytes | None, problem: str) -> None:
    files = {f"source/{name}": content} if content is not None else {}
    _, diagnostics = project(f"  logo: {name}\n", **files)
    (one,) = [one for one in diagnostics if one.code == "BRA108"]
    assert (one.location.path, one.location.line) == (publication.PATH, 4)
    assert problem in one.message


@pytest.mark.code("BRA101", "BRA102", "HND502")
def test_a_misspelt_theme_hides_nothing_else_of_the_brand() -> None:
    own = {"handout/page.html.j2": b"{% block main %}"}
    brand = '  theme: loomm\n  colours: {deep: "#5FA8D3"}\n  fonts: {text: Nope}\n'
    assert [one.code for one in found(brand, own)] == ["BRA101", "HND502", "BRA101", "BRA102"]
    (one,) = found("  theme: meadow\n  fonts: {text: Nope}\n")
    assert one.code == "BRA101", "a theme that nobody knows may have faces of its own"
