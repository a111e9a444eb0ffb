"""Templates, tokens, labels, artwork and fonts."""

from __future__ import annotations

import io
import os
import pickle
import random
import re
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import jinja2
import pytest
from fontTools.ttLib import TTFont

from pipeline.theme import SLOT, Theme, artwork, load_theme
from pipeline.theme.fonts import _cut, characters_of, subset
from pipeline.theme.scripts import font_of, script_of
from pipeline.workspace import read_templates, shipped_templates

ROOT = Path(__file__).parents[2]
FILES = read_templates(shipped_templates())
T = TypeVar("T")
SANS = ("SP Sans", 400, "normal")


def loaded(overrides: Mapping[str, bytes] | None = None) -> Theme:
    result = load_theme(FILES, overrides)
    assert not result.diagnostics
    assert result.value is not None
    return result.value


def codes(overrides: Mapping[str, bytes]) -> list[str]:
    return [found.code for found in load_theme(FILES, overrides).diagnostics]


# ── words


def languages() -> list[str]:
    return sorted(
        name.removeprefix("shared/labels/").removesuffix(".yaml")
        for name in FILES
        if name.startswith("shared/labels/")
    )


def words_of(lang: str) -> dict[str, str]:
    lines = FILES[f"shared/labels/{lang}.yaml"].decode().splitlines()
    return dict(line.split(": ", 1) for line in lines if line.strip())


def test_the_languages() -> None:
    latin = {"en", "nb", "nn", "sv", "da", "de", "fr", "es", "pl", "so"}
    assert set(languages()) == latin | {"uk", "ar", "he", "ur", "hi", "zh", "zh-Hant"}


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_the_words_of_english(lang: str) -> None:
    ours, english = words_of(lang), words_of("en")
    assert ours.keys() == english.keys()
    assert all(word.strip('" ') for word in ours.values())
    for key, word in english.items():
        assert sorted(re.findall(r"{\w+}", ours[key])) == sorted(re.findall(r"{\w+}", word)), key


def test_a_variety_has_its_languages_words() -> None:
    theme = loaded()
    assert theme.labels("de-AT") == theme.labels("de")
    assert theme.speaks("de-AT")
    assert theme.labels("is") == theme.labels("en")
    assert not theme.speaks("is")


# ── a project's own templates


def test_a_project_changes_one_block() -> None:
    own = b'{% extends "shipped/shared/partials/imprint.html.j2" %}'
    partial = loaded({"shared/partials/imprint.html.j2": own}).fill(
        "shared/partials/imprint.html.j2", imprint=["A & B"]
    )
    assert partial == loaded().fill("shared/partials/imprint.html.j2", imprint=["A & B"])
    assert "<p>A &amp; B</p>" in partial


def test_a_project_replaces_a_partial_everywhere() -> None:
    theme = loaded({"shared/partials/callout.html.j2": b'<aside class="ours">{{ slot }}</aside>'})
    assert theme.around("callout", attributes={}) == ('<aside class="ours">', "</aside>")


def test_a_project_adds_a_language_a_colour_and_a_word() -> None:
    theme = loaded(
        {
            "shared/labels/is.yaml": "contents: Á þessari síðu\n".encode(),
            "shared/labels/en.yaml": b"contents: In this guide\n",
            "tokens.yaml": b'colours: {common: {coral: {srgb: "#123456"}}}\n',
        }
    )
    assert theme.speaks("is")
    assert theme.labels("is")["contents"] == "Á þessari síðu"
    assert theme.labels("is")["sources"] == "Sources"
    assert theme.labels("en")["contents"] == "In this guide"
    assert theme.palette(["health"])["coral"] == "#123456"
    assert theme.palette(["health"])["deep"] == loaded().palette(["health"])["deep"]
    # The ink of a colour that is given for screens alone is computed, not the old one.
    assert theme.inks(["health"])["#123456"] != (0, 62, 62, 0)


@pytest.mark.code("HND502")
def test_a_template_that_cannot_be_read() -> None:
    result = load_theme(FILES, {"handout/page.html.j2": b"<html>\n{% block %}\n"})
    assert [found.code for found in result.diagnostics] == ["HND502"]
    assert result.diagnostics[0].location.path == "templates/handout/page.html.j2"
    assert result.diagnostics[0].location.line == 2
    assert result.value is None


@pytest.mark.code("ART105")
@pytest.mark.parametrize(
    "name", ["tokens.yaml", "handout/page.html.j2", "shared/css/tables.css", "shared/labels/nb.yaml"]
)
def test_a_file_of_a_project_that_is_not_in_utf_8(name: str) -> None:
    for content in (b"# H\xf8yvann\n", "# Høyvann\n".encode("utf-16")):
        (found,) = load_theme(FILES, {name: content}).diagnostics
        assert (found.code, found.location.path, found.location.line) == ("ART105", f"templates/{name}", 1)


@pytest.mark.code("HND503")
@pytest.mark.parametrize(
    "source",
    [b'<div class="notice">Our own words</div>', b"{{ slot }}{{ slot }}", b"{# {{ slots }} #}"],
)
def test_a_partial_without_its_one_slot(source: bytes) -> None:
    assert codes({"shared/partials/notice.html.j2": source}) == ["HND503"]


def test_a_template_runs_in_a_sandbox() -> None:
    theme = loaded({"shared/partials/imprint.html.j2": b'{{ "".__class__.__mro__ }}'})
    with pytest.raises(jinja2.exceptions.SecurityError):
        theme.fill("shared/partials/imprint.html.j2", imprint=[])


# ── markup


@pytest.mark.parametrize("text", ["</style><script>", '" onload="x', "{{ 7*7 }}", "<!-- -->", "' & '"])
def test_values_are_escaped(text: str) -> None:
    before, _ = loaded().around("callout", attributes={"kind": text})
    assert "<script" not in before
    assert "49" not in before
    assert before.count('"') == 2


def test_a_partial_is_split_at_its_slot() -> None:
    assert loaded().around("lead") == ('<div class="lead">', "</div>")
    assert SLOT in loaded().fill("shared/partials/lead.html.j2")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(jinja2.exceptions.UndefinedError):
        loaded().fill("shared/partials/imprint.html.j2")


# ── artwork


@pytest.mark.parametrize(("columns", "rows"), [(3, 3), (3, 6), (4, 3), (4, 8)])
@pytest.mark.parametrize("slug", ["tides", "medical-assistant-norway", "after-knee-surgery", "a", "b", "c"])
def test_no_two_neighbours_are_equal(slug: str, columns: int, rows: int) -> None:
    art = loaded().art(slug, ["health"], columns, rows, 60)
    ground = re.compile(r' d="M0 0H(\S+?)V(\S+?)H0z"')
    # Grounds reach below their neighbours; out of the picture they would be a hairline beside it.
    reach = {(float(x) > 60, float(y) > 60) for x, y in ground.findall(art)}
    assert reach == {(True, True), (True, False), (False, True), (False, False)}
    found = [ground.sub("", tile.split(")", 1)[-1]) for tile in art.split('<g transform="translate')[1:]]
    assert len(found) == columns * rows
    for index, tile in enumerate(found):
        if (index + 1) % columns:
            assert tile != found[index + 1]
        if index + columns < len(found):
            assert tile != found[index + columns]


def test_artwork_is_dealt_as_python_deals() -> None:
    """Every cover would look different if the dice fell otherwise. The reference shuffles and chooses as the library does."""
    mine, pythons = random.Random("smallprint tides"), random.Random("smallprint tides")

    def dealt(whole: Sequence[T]) -> list[T]:
        first, second = list(whole), list(whole)
        pythons.shuffle(first)
        pythons.shuffle(second)
        return [*first, *second][:30]

    tiles, turns = artwork._deal(mine, 30)
    colours, shapes = dealt(artwork._ALL_COLOURS), dealt(artwork._ALL_SHAPES)
    assert [(tile.ground, tile.ink) for tile in tiles] == colours
    assert [tile.shape for tile in tiles] == [
        artwork._tile(shape, *both).shape for shape, both in zip(shapes, colours, strict=True)
    ]
    assert turns == [pythons.choice((0, 90, 180, 270)) for _ in range(30)]


def test_a_deal_that_is_worse_than_another_is_not_taken() -> None:
    """Counting that ends early ends only for deals that are no better."""
    grid = artwork._grid(4, 3)
    dice = random.Random("smallprint wind")
    deals = [artwork._deal(dice, 12) for _ in range(artwork._TRIES)]
    unrest = [artwork._unrest(tiles, grid, float("inf")) for tiles, _ in deals]
    tiles, turns = deals[unrest.index(min(unrest))]
    best = artwork.composition(random.Random("smallprint wind"), 4, 3)
    assert [(one["shape"], one["ground"], one["ink"]) for one in best] == [tile[:3] for tile in tiles]
    assert [one["turn"] for one in best] == turns


def test_artwork_is_flat_and_its_own() -> None:
    theme = loaded()
    one, again, other = (theme.art(slug, ["health"], 4, 3, 60) for slug in ("tides", "tides", "wind"))
    assert one == again
    assert one != other
    assert "gradient" not in one
    assert "currentColor" not in one
    palette = theme.palette(["health"])
    used = set(re.findall(r'fill="(#\w+)"', one))
    assert used <= set(palette.values())
    assert palette["deep"] in used


# ── fonts


def test_fonts_hold_what_is_shown_and_little_else() -> None:
    rules = loaded().embedded_faces([SANS], "Blåbærsyltetøy")
    assert rules.startswith('@font-face{font-family:"SP Sans";font-weight:400;font-style:normal;')
    assert 10_000 < len(rules) < 18_000


def test_a_font_has_the_characters_that_another_program_finds_in_it() -> None:
    for name in sorted(FILES):
        if name.startswith("shared/fonts/print/") and name.endswith("400Regular.ttf"):
            assert characters_of(FILES[name]) == set(TTFont(io.BytesIO(FILES[name])).getBestCmap()), name
    assert characters_of(b"no font") == set()


@pytest.mark.parametrize("face", ["SourceSans3_400Regular", "SourceSerif4_600SemiBold"])
def test_a_packed_font_is_the_font(face: str) -> None:
    """Another program unpacks the same tables, and outlines as they are; only that it was packed is marked."""
    content = FILES[f"shared/fonts/print/{face}.ttf"]
    packed, again = subset(content, "abcÅ 1"), subset(content[:], "abcÅ 1")
    assert packed == again
    assert len(packed) % 4 == 0
    found = TTFont(io.BytesIO(packed))
    assert found.flavor == "woff2"
    assert found.reader is not None
    cut = TTFont(io.BytesIO(_cut(content, "abcÅ 1", (1, 2))))
    assert cut.reader is not None
    assert set(found.reader.keys()) == set(cut.reader.keys())
    for tag in set(cut.reader.keys()) - {"head"}:
        assert found.reader[tag] == cut.reader[tag], tag
    assert found["head"].flags == cut["head"].flags | 0x0800
    assert set(found.getBestCmap()) == set(map(ord, "abcÅ 1"))
    said, whole = struct.unpack_from(">I", packed, 8)[0], struct.unpack_from(">I", packed, 16)[0]
    assert said == len(packed)
    assert whole == 12 + 16 * len(found.reader.keys()) + sum(
        len(found.reader[tag]) + 3 & ~3
        for tag in found.reader.keys()  # noqa: SIM118
    )


def test_only_another_script_needs_another_family() -> None:
    theme = loaded()
    assert theme.families_for("Blåbær, Їжак", "SP Sans") == ()
    assert theme.families_for("كيف", "SP Sans") == ("SP Arabic",)
    assert theme.families_for("汉字", "SP Sans") == ("SP Chinese",)
    assert theme.families_for("漢字", "SP Sans", "zh-TW") == ("SP Chinese Traditional",)
    assert theme.missing_characters("Hei 한글 汉字") == "글한"
    # A bullet of a symbol font, as word processors leave it.
    assert theme.missing_characters("\uf0b7 Hei") == "\uf0b7"


@pytest.mark.parametrize(
    ("lang", "script", "family"),
    [
        ("en", "Latn", None),
        ("uk", "Cyrl", None),
        ("ur", "Arab", "SP Arabic"),
        ("ug", "Arab", "SP Arabic"),
        ("he", "Hebr", "SP Hebrew"),
        ("hi-IN", "Deva", "SP Devanagari"),
        ("zh", "Hans", "SP Chinese"),
        ("zh-CN", "Hans", "SP Chinese"),
        ("zh-TW", "Hant", "SP Chinese Traditional"),
        ("zh-Hant", "Hant", "SP Chinese Traditional"),
        ("zh-Hans-HK", "Hans", "SP Chinese"),
        ("th", "Thai", None),
        ("so", "Latn", None),
    ],
)
def test_a_language_has_the_face_of_its_script(lang: str, script: str, family: str | None) -> None:
    theme = loaded()
    assert (script_of(lang), theme.family_of(lang)) == (script, family)
    assert theme.stack("headings", lang).startswith(f'"{family or "SP Serif"}"')


def test_urdu_and_somali_have_their_letters() -> None:
    assert loaded().missing_characters("ٹڈڑںھہیےۓپچژگک۔؟،؛ ŊŋÀàƁɓ") == ""


class Watched(dict[str, bytes]):
    """Files that know which of them were read."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self.fonts: set[str] = set()

    def __getitem__(self, name: str) -> bytes:
        if name.endswith(".ttf"):
            self.fonts.add(name.rpartition("/")[2].split("_")[0])
        return super().__getitem__(name)


@pytest.mark.parametrize(
    ("text", "lang", "read"),
    [
        ("Plain words, £ 40 – “now”.", "en", {"SourceSans3", "SourceSerif4", "AtkinsonHyperlegibleNext"}),
        ("Як відновитися", "uk", {"SourceSans3", "SourceSerif4", "AtkinsonHyperlegibleNext"}),
    ],
)
def test_only_fonts_that_a_text_needs_are_read(text: str, lang: str, read: set[str]) -> None:
    files = Watched(FILES)
    theme = load_theme(files).value
    assert theme is not None
    assert not files.fonts
    faces = theme.faces_for(text, lang)
    assert theme.missing_characters(text) == ""
    assert files.fonts <= read
    assert {face.family for face in faces} == {"SP Sans", "SP Serif", "SP Clear"}
    assert "SP Chinese" in {face.family for face in theme.faces_for("怎样活动", "zh")}
    # Nothing opens the fonts of Chinese for a picture of a smile.
    assert theme.missing_characters("😀") == "😀"
    # Stars and figures in circles are in those of Chinese alone.
    assert theme.missing_characters("★★☆ ① Ⅳ ∴") == ""
    assert "NotoSansTC" not in files.fonts


_IN_ANOTHER_PROCESS = """
import sys
from hashlib import sha256
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates
theme = load_theme(read_templates(shipped_templates())).value
parts = [theme.art("tides", ["health"], 4, 8, 60)]
parts.append(theme.embedded_faces([("SP Sans", 400, "normal"), ("SP Serif", 600, "normal")], "Blåbær"))
print(sha256("".join(parts).encode()).hexdigest())
"""


def test_other_processes_make_the_same_bytes(tmp_path: Path) -> None:
    theme = loaded()
    parts = [theme.art("tides", ["health"], 4, 8, 60)]
    parts.append(theme.embedded_faces([SANS, ("SP Serif", 600, "normal")], "Blåbær"))
    expected = sha256("".join(parts).encode()).hexdigest()
    for seed, zone, lang in (("0", "UTC", "C"), ("4711", "Pacific/Auckland", "nb_NO.UTF-8")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LANG": lang,
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            [sys.executable, "-c", _IN_ANOTHER_PROCESS],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == expected


@pytest.mark.parametrize(("lang", "colon"), [("fr-CA", r'"\a0: "'), ("zh", '"："'), ("nb", '": "')])
@pytest.mark.parametrize("edition", ["brochure", "ebook"])
def test_the_heading_of_a_value_ends_as_its_language_has_it(edition: str, lang: str, colon: str) -> None:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    sheet = theme.stylesheet(edition, ["health"], lang=lang, dir="ltr", paper="a4")
    assert f"content: attr(data-label) {colon};" in sheet


def test_a_stylesheet_is_filled_in_once_for_articles_with_the_same_topics() -> None:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    first = theme.stylesheet("brochure", ["health"], lang="en", dir="ltr", paper="a4")
    assert theme.stylesheet("brochure", ("health",), lang="en", dir="ltr", paper="a4") is first
    assert theme.stylesheet("brochure", ["work"], lang="en", dir="ltr", paper="a4") != first
    assert theme.stylesheet("brochure", ["health"], lang="en", dir="ltr", paper="letter") != first
    # What was filled in stays here where the theme goes elsewhere.
    assert "_sheets" not in theme.__getstate__()


@pytest.mark.parametrize(
    ("character", "script", "font"),
    [
        ("ক", "Bengali", "Noto Sans Bengali (Debian: fonts-noto-core)"),
        ("ₙ", "Latin", "Noto Sans (Debian: fonts-noto-core)"),
        ("①", "a sign", "a font that has it"),
        ("த", "Tamil", "Noto Sans Tamil (Debian: fonts-noto-core)"),
        ("ก", "Thai", "Noto Sans Thai (Debian: fonts-noto-core)"),
        ("조", "Hangul", "Noto Sans CJK KR (Debian: fonts-noto-cjk)"),
        ("㐂", "Chinese characters", "Noto Sans CJK SC (Debian: fonts-noto-cjk)"),
        ("⏱", "a sign", "a font that has it"),
    ],
)
def test_a_missing_character_says_which_font_has_it(character: str, script: str, font: str) -> None:
    assert font_of(character) == (script, font)


def test_a_theme_that_has_been_used_travels() -> None:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    fresh = pickle.dumps(theme)
    art = theme.art("tides", (), 2, 2, 10)
    assert theme.words("shared/front-labels/en.yaml")
    assert theme.settings("handout/theme.yaml")
    # As the same bytes, by which a process knows that it has it already.
    assert pickle.dumps(theme) == fresh
    assert pickle.loads(fresh).art("tides", (), 2, 2, 10) == art


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_artwork_behind_the_cover_reaches_the_foot_of_its_page(paper: str) -> None:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    sheet = theme.stylesheet("brochure", ["health"], lang="en", dir="ltr", paper=paper)
    rule = re.search(r"\.booklet \.filler-inside:not\(#high\) {[^}]*}", sheet)
    assert rule
    lengths = [float(number) for number in re.findall(r"([\d.]+)mm", rule[0])]
    height, art_width, art_height = lengths[-3:]
    assert art_height >= height
    assert art_width / 5 == pytest.approx(art_height / 7, abs=0.01)
