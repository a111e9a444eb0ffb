"""The handout: one page that carries all it needs and runs nothing."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline import article, document
from pipeline.document import Document, Notice
from pipeline.engines import Engines
from pipeline.formats.handout import Handout
from pipeline.theme import SLOT, load_theme
from pipeline.workspace import read_templates, shipped_templates

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "handout"
FILES = read_templates(shipped_templates())
THEME = load_theme(FILES).value
assert THEME is not None
WAVE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
FRONT = (
    "---\ntitle: {title}\ndescription: Words.\nlang: {lang}\ndate: 2026-03-01\ntopics: [education]\n---\n\n"
)


def parsed(text: str) -> Document:
    file = article.ArticleFile(
        "source/articles/tides/article.md", text.encode(), None, (article.Asset("wave.svg", WAVE),)
    )
    read = article.parse(file, "en")
    assert read.value, read.diagnostics
    tree = document.parse(read.value, Engines().pandoc)
    assert tree.value, tree.diagnostics
    return tree.value


def notice(key: str, place: str, text: str) -> Notice:
    return Notice(key, "pricing", text, "material", place, ("handout",))  # type: ignore[arg-type]


def example() -> Document:
    """The example, with a disclaimer in each of the three places."""
    tree = parsed((HERE / "article.md").read_text(encoding="utf-8"))
    table = next(index for index, block in enumerate(tree.blocks) if getattr(block, "name", "") == "table")
    blocks = (
        notice("pricing-0", "opening", "Read this first."),
        *tree.blocks[: table + 1],
        notice("pricing-1", "after-trigger", "Prices may change over time."),
        *tree.blocks[table + 1 :],
        notice("medical-1", "closing", "Ask somebody who knows."),
    )
    return replace(tree, blocks=blocks)


def page(tree: Document) -> str:
    assert THEME is not None
    composed = Handout().compose(tree, THEME)
    assert composed.value is not None
    assert not composed.failed
    emitted = Handout().emit(composed.value, Engines())
    (artifact,) = emitted.value
    return artifact.content.decode()


def policy(html: str) -> dict[str, list[str]]:
    text = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert text
    return {words[0]: words[1:] for words in (part.split() for part in text[1].split(";"))}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def elements(html: str, name: str) -> list[str]:
    return re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", html, re.S)


def compared(name: str, text: str, request: pytest.FixtureRequest) -> None:
    """Equal to the golden file; `pytest --accept` writes it anew."""
    path = GOLDEN / name
    if request.config.getoption("--accept"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_golden_page(request: pytest.FixtureRequest) -> None:
    html = re.sub(r"base64,[\w+/=]{99,}", "base64,…", page(example()))
    html = re.sub(r"<style>.*?</style>", "<style>…</style>", html, flags=re.S)
    html = re.sub(r"'sha256-[^']*'", "'sha256-…'", html)
    html = re.sub(r'(<div class="art">).*?(</div>)', r"\1…\2", html, flags=re.S)
    compared("tides.html", html, request)


def test_golden_stylesheet(request: pytest.FixtureRequest) -> None:
    css = elements(page(example()), "style")[0]
    rules = re.sub(r"base64,[\w+/=]{99,}", "base64,…", css).replace("} ", "}\n").replace("{ ", "{\n")
    compared("tides.css", rules + "\n", request)


def test_same_again() -> None:
    assert page(example()) == page(example())


def test_the_policy_allows_what_is_there_and_nothing_else() -> None:
    html = page(example())
    rules = policy(html)
    assert rules["default-src"] == ["'none'"]
    assert rules["style-src"] == [hash_of(elements(html, "style")[0])]
    assert rules["script-src"] == [hash_of(block) for block in reversed(elements(html, "script"))]
    assert rules["img-src"] == rules["font-src"] == ["data:"]
    assert "unsafe" not in str(rules)


def test_no_script_no_request() -> None:
    html = page(example())
    assert re.findall(r"<script\b[^>]*>", html) == [
        '<script type="application/ld+json">',
        '<script type="application/json" id="smallprint-manifest">',
    ]
    assert not re.search(r'\s(on\w+|style)="', html)
    assert not re.search(r'(src|srcset|data|poster)="(?!data:)', html)
    assert not re.search(r"url\((?!\"data:)", html)
    assert "@import" not in html
    assert [link for link in re.findall(r"<link\b[^>]*>", html) if "data:," not in link] == []
    assert SLOT not in html
    assert "\x02" not in html


def straight(text: str) -> str:
    """With quotation marks as they are typed."""
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


EVIL = [
    "</style><script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "\"quotes\" and 'more'",
    "<!-- a comment",
    "]]> & &amp; <b>",
    "</script><!--<script>",
]


@pytest.mark.parametrize("title", EVIL)
def test_a_title_is_only_text(title: str) -> None:
    quoted = json.dumps(title)
    body = f"::: {{.callout title={quoted.replace(chr(92), chr(92) * 2) if chr(34) not in title else 'x'}}}\nA\n:::\n"
    tree = parsed(FRONT.format(title=quoted, lang="en") + body)
    tree = replace(tree, blocks=(*tree.blocks, notice("n-1", "closing", title)))
    html = page(tree)
    assert html.count("<script") == html.count("</script>") == 2
    assert html.count("</style>") == 1
    assert "49" not in elements(html, "h1")[0]
    shown = elements(html, "h1")[0].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    assert straight(shown.replace("&#39;", "'").replace("&amp;", "&")) == title
    stated, data = map(json.loads, elements(html, "script"))
    assert data["disclaimers"][0]["text"] == title
    assert straight(stated["headline"]) == title


def test_disclaimers_stand_where_they_belong() -> None:
    html = page(example())
    places = [html.index(f'id="{key}"') for key in ("pricing-0", "pricing-1", "medical-1")]
    assert places == sorted(places)
    assert 'aria-describedby="pricing-1"' in html
    assert html.index("Water and electricity") < places[1] < html.index("What to do</h2>")
    assert html.index("Because of the moon.") < places[2]
    # But for the label of one that stands in the box of another.
    hiding = r"\.notice[^{]*(?<!\.notice-opening\) \.notice-label){[^}]*(display:none|visibility|opacity|font-size:\.)"
    assert not re.search(hiding, html)


def test_no_text_falls_below_sixteen_pixels() -> None:
    """The root is 19 px, 18 on a telephone: .89 of that is sixteen."""
    css = elements(page(example()), "style")[0].partition("@media print")[0]
    sizes = [float(size) for size in re.findall(r"font-size:(\d*\.?\d+)r?em", css)]
    assert sizes
    assert min(sizes) >= 0.89
    assert "html{font-size:112.5%}" in css


def test_contents_from_three_sections_on() -> None:
    assert 'href="#what-to-pay"' in page(example())
    assert "<nav" not in page(parsed(FRONT.format(title="A", lang="en") + "Text.\n\n## One\n\nText.\n"))


def test_an_empty_corner_is_no_head() -> None:
    html = page(example())
    assert "<td></td>" in html
    assert not re.search(r"<th[^>]*></th>", html)


def faces(html: str) -> list[str]:
    return re.findall(r'@font-face{font-family:"([^"]*)";font-weight:(\d+);font-style:(\w+)', html)


def test_long_words_of_labels_beside_values_are_divided() -> None:
    table = "| Amt | Einwohnermeldeamtsnebenstellenleitung | Tag |\n|---|---|---|\n| Mitte | ja | Mo |\n"
    tree = parsed(FRONT.format(title="Tabelle", lang="de") + table)
    shown = page(tree)
    first, second = re.findall(r'data-label="([^"]*)"', shown)
    assert "\u00ad" in first
    assert first.replace("\u00ad", "") == "Einwohnermeldeamtsnebenstellenleitung"
    assert second == "Tag"
    assert ">Einwohnermeldeamtsnebenstellenleitung<" in shown


def test_only_faces_that_are_used() -> None:
    plain = page(parsed(FRONT.format(title="A", lang="en") + "Text.\n"))
    upright = [("SP Sans", "400"), ("SP Sans", "600"), ("SP Serif", "400"), ("SP Serif", "600")]
    assert faces(plain) == [(*face, "normal") for face in upright]
    assert ("SP Serif", "400", "italic") in faces(page(example()))
    later = page(parsed(FRONT.format(title="A", lang="en") + "Text.\n\nMore, *with weight*.\n"))
    assert ("SP Sans", "400", "italic") in faces(later)
    assert ("SP Serif", "400", "italic") not in faces(later)
    assert ("SP Sans", "600", "italic") not in faces(later)
    both = page(parsed(FRONT.format(title="A", lang="en") + "Text.\n\nMore, ***with both***.\n"))
    assert ("SP Sans", "600", "italic") in faces(both)
    assert ("SP Serif", "600", "italic") not in faces(both)


def test_another_script_has_its_face() -> None:
    html = page(parsed(FRONT.format(title="كيف تبدأ؟", lang="ar") + "أصبحت الوظائف متاحة.\n"))
    assert {family for family, *_ in faces(html)} == {"SP Arabic"}
    assert '<html lang="ar" dir="rtl">' in html
    assert '--sans:"SP Arabic","SP Sans"' in html
    chinese = page(parsed(FRONT.format(title="潮水什么时候来", lang="zh") + "第一段。\n"))
    assert {(family, weight) for family, weight, _ in faces(chinese)} == {
        ("SP Chinese", "400"),
        ("SP Chinese", "700"),
    }
    assert len(chinese.encode()) < 160_000
    assert "letter-spacing:0" in chinese
    quoted = page(parsed(FRONT.format(title="Hei", lang="en") + "The word كيف means how.\n"))
    assert "SP Arabic" in {family for family, *_ in faces(quoted)}


def test_size() -> None:
    assert len(page(parsed(FRONT.format(title="A", lang="en") + "Text.\n")).encode()) < 100_000


@pytest.mark.code("HND501")
def test_a_language_without_words() -> None:
    assert THEME is not None
    composed = Handout().compose(parsed(FRONT.format(title="A", lang="is") + "Text.\n"), THEME)
    assert [(found.code, found.location.line) for found in composed.diagnostics] == [("HND501", 4)]
    assert composed.value is not None
    assert "Icelandic" not in composed.value.frame


def test_a_project_changes_a_block_of_the_page() -> None:
    own = (
        b'{% extends "shipped/handout/page.html.j2" %}'
        b"{% block imprint %}{{ super() }}<p>Printed on {{ title }}.</p>{% endblock %}"
    )
    theme = load_theme(FILES, {"handout/page.html.j2": own}).value
    assert theme is not None
    assert THEME is not None
    tree = parsed(FRONT.format(title="'<Paper>'", lang="en") + "Text.\n")
    ours, shipped = Handout().compose(tree, theme).value, Handout().compose(tree, THEME).value
    assert ours is not None
    assert shipped is not None
    # The file says which words are the project's own.
    assert '"words":[' in ours.frame
    assert "Printed on" in ours.frame.split('"words":[')[1]

    def page(frame: str) -> str:
        return re.sub(
            r"<script.*?</script>|<style.*?</style>|'sha256-[^']*'",
            "",
            frame.replace("<p>Printed on &lt;Paper&gt;.</p>", ""),
        )

    assert page(ours.frame) == page(shipped.frame)


def test_a_project_adds_to_the_stylesheet() -> None:
    own = b'{% include "shipped/handout/handout.css.j2" %}\nh1{color:{{ colour.sun }}}'
    theme = load_theme(FILES, {"handout/handout.css.j2": own}).value
    assert theme is not None
    composed = Handout().compose(parsed(FRONT.format(title="A", lang="en") + "Text.\n"), theme).value
    assert composed is not None
    assert composed.css.endswith("h1{color:#FCC153}")
    assert ".masthead{" in composed.css


def test_the_width_of_a_picture_needs_no_style_that_the_policy_forbids() -> None:
    tree = parsed("---\ntitle: Tides\ndate: 2026-03-01\n---\n\n![Waves](waves.png){width=60%}\n")
    html = page(replace(tree, assets={"waves.png": article.Asset("waves.png", b"\x89PNG\r\n\x1a\n")}))
    assert "img.width-60.width-60.width-60{width:60%}" in html
    assert " style=" not in html
