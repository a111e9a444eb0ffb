"""What is in a finished book: its files, its chapters, its notes, its pictures, and what it says about itself."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.diagnostics import Diagnostic
from pipeline.rendition.expected import MANIFEST_NAME, expected, from_manifest
from pipeline.theme import Theme
from tests.ebook.conftest import CLOSING, EPUB_TYPE, OPENING, PRICES, ROOT, XHTML, Book

Make = Callable[..., Book]

BODY = """The ferry crosses every twenty minutes.

## Fares & hours

Buy your ticket on the quay.[^quay]

::: {.table caption="Fares for one crossing"}
| Passenger | Fare |
|---|---|
| Adult | 42 NOK |
:::

### At night

See [the quay](#the-quay).

## The quay

Take the stairs.[^stairs]

[^quay]: It takes cards only.

[^stairs]: There are twelve.

    - And a ramp.
"""


def picture(format: str = "PNG", size: tuple[int, int] = (40, 30), frames: int = 1) -> bytes:
    output = io.BytesIO()
    drawn = [Image.new("RGB", size, (index * 90, 0, 0)) for index in range(frames)]
    more = {"save_all": True, "append_images": drawn[1:], "duration": 90} if frames > 1 else {}
    drawn[0].save(output, format, **more)
    return output.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/>%s</svg>'


# ── structure


def test_files_in_their_order(book: Make) -> None:
    made = book(BODY)
    first = made.archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", 0)
    assert made.archive.read("mimetype") == b"application/epub+zip"
    assert made.names[1] == "META-INF/container.xml"
    assert {entry.date_time for entry in made.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert all(re.fullmatch(r"[A-Za-z0-9/._-]+", name) for name in made.names)


def test_every_file_is_declared_and_every_declared_file_is_there(book: Make) -> None:
    made = book(BODY)
    declared = {"EPUB/" + item.get("href") for item in made.package.iter("{*}item")}
    assert declared == {name for name in made.names if name.startswith("EPUB/")} - {"EPUB/package.opf"}


def test_one_file_a_section_named_by_its_heading(book: Make) -> None:
    made = book(BODY)
    assert [name.rsplit("/", 1)[-1] for name in made.spine] == [
        "cover.xhtml", "title-page.xhtml", "01-opening.xhtml", "02-fares-hours.xhtml", "03-the-quay.xhtml", "04-about.xhtml",
    ]  # fmt: skip
    for name in made.chapters:
        tree = made.tree(name)
        heading = "".join(tree.find(f".//{XHTML}h1").itertext()).strip()
        book_title = "" if heading == "Harbour Ferries" else " – Harbour Ferries"
        assert tree.findtext(f".//{XHTML}title") == heading + book_title
    assert made.tree(made.chapters[0]).findtext(f".//{XHTML}h1") == "Harbour Ferries"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Hva må du gjøre?", "01-hva-ma-du-gjore.xhtml"),
        ("ما هو العمل؟", "01-section.xhtml"),
        ("../../etc/passwd", "01-etc-passwd.xhtml"),
        ("word " * 40, "01-word-word-word-word-word-word-word-word.xhtml"),
    ],
)
def test_file_names_are_safe(book: Make, heading: str, name: str) -> None:
    assert book(f"## {heading}\n\ntext").chapters[0] == f"EPUB/text/{name}"


def test_table_of_contents_and_landmarks_lead_somewhere(book: Make) -> None:
    made = book(BODY)
    nav = made.tree("EPUB/nav.xhtml")
    targets = [anchor.get("href") for anchor in nav.iter(f"{XHTML}a")]
    assert "text/02-fares-hours.xhtml#at-night" in targets
    for target in targets:
        file, _, fragment = target.partition("#")
        tree = made.tree(f"EPUB/{file}") if file else nav
        assert not fragment or tree.xpath(f"//*[@id='{fragment}']"), target
    kinds = [anchor.get(EPUB_TYPE) for anchor in nav.iter(f"{XHTML}a") if anchor.get(EPUB_TYPE)]
    assert kinds == ["cover", "titlepage", "toc", "bodymatter", "colophon"]


def test_links_between_chapters(book: Make) -> None:
    links = [
        anchor.get("href") for anchor in book(BODY).tree("EPUB/text/02-fares-hours.xhtml").iter(f"{XHTML}a")
    ]
    assert "03-the-quay.xhtml#the-quay" in links


def test_notes_count_through_the_book_and_lead_back(book: Make) -> None:
    made = book(BODY)
    for name, number in (("02-fares-hours", 1), ("03-the-quay", 2)):
        tree = made.tree(f"EPUB/text/{name}.xhtml")
        (mark,) = tree.xpath("//*[@role='doc-noteref']")
        (note,) = tree.xpath("//*[@role='doc-footnote']")
        (back,) = tree.xpath("//*[@role='doc-backlink']")
        assert (mark.text, mark.get("href"), note.get("id")) == (str(number), f"#fn{number}", f"fn{number}")
        assert (back.get("href"), mark.get("id")) == (f"#fnref{number}", f"fnref{number}")
        assert back.get("aria-label") == "Back to the text"
    assert "2. There are twelve." in made.words("EPUB/text/03-the-quay.xhtml")


# ── disclaimers


def test_disclaimers_stand_where_they_are_owed(book: Make) -> None:
    made = book(BODY, opening=True)
    assert OPENING in made.words(made.chapters[0])
    assert CLOSING in made.words(made.spine[-1])
    table = made.tree("EPUB/text/02-fares-hours.xhtml").find(f".//{XHTML}figure")
    behind = table.getnext()
    assert (behind.get("role"), behind.get(EPUB_TYPE), behind.get("id")) == (
        "doc-notice", "notice", "notice-prices-3",
    )  # fmt: skip
    assert behind.find(f".//{XHTML}span[@class='wording']").text.strip() == PRICES
    assert table.find(f".//{XHTML}table").get("aria-describedby") == "notice-prices-3"


def test_disclaimers_are_in_the_rights(book: Make) -> None:
    made = book(BODY, "title: Ferries\nrights: © Harbour Office", opening=True)
    assert [entry.text for entry in made.package.iter("{*}rights")] == ["© Harbour Office", OPENING, CLOSING]


def test_every_run_is_there_in_order(book: Make, theme: Theme) -> None:
    made = book(BODY, "title: Ferries\nsubtitle: All about them", opening=True)
    runs = expected(made.document, "ebook", theme.labels("en")).runs
    text = "".join(made.words(name) for name in made.spine).replace(" ", "")
    at = 0
    for run in runs:
        wanted = run.text.replace(" ", "")
        at = text.index(wanted, at) + len(wanted)


def test_the_manifest_travels_inside(book: Make) -> None:
    owed = from_manifest(book(BODY).archive.read(f"META-INF/{MANIFEST_NAME}"))
    assert [entry.text for entry in owed.notices] == [PRICES, CLOSING]


# ── metadata


def test_identity_follows_slug_language_and_release_only(book: Make) -> None:
    def identity(front: str, body: str = "text") -> str:
        found = book(body, front).package.findtext(".//{http://purl.org/dc/elements/1.1/}identifier")
        assert found is not None
        return str(found)

    plain = identity("title: A")
    assert plain == identity("title: B\ndate: 2026-05-04", "other")
    assert plain.startswith("urn:uuid:")
    assert (
        len(
            {
                plain,
                identity("title: A\nrelease: second"),
                identity("title: A\nlang: nb"),
                identity("title: A\nidentifier: x"),
            }
        )
        == 4
    )


def test_dates(book: Make) -> None:
    assert book("text").properties("dcterms:modified") == ["2000-01-01T00:00:00Z"]
    dated = book("text", "title: A\ndate: 2026-05-04\nmodified: 2026-06-01")
    assert dated.properties("dcterms:modified") == ["2026-06-01T00:00:00Z"]
    assert dated.package.findtext(".//{http://purl.org/dc/elements/1.1/}date") == "2026-05-04"


@pytest.mark.parametrize(
    ("body", "modes", "sufficient", "described", "conforms"),
    [
        ("text", ["textual"], ["textual"], False, True),
        ("![A pier](a.png)", ["textual", "visual"], ["textual"], True, True),
        ("![](a.png)", ["textual", "visual"], ["textual,visual"], False, False),
        ("![A pier](a.png)\n\n![](a.png)", ["textual", "visual"], ["textual,visual"], False, False),
        ("![](a.png){.decorative}", ["textual"], ["textual"], False, True),
    ],
)
def test_accessibility_is_told_truly(
    book: Make, body: str, modes: list[str], sufficient: list[str], described: bool, conforms: bool
) -> None:
    made = book(body, assets={"a.png": picture()}) if "png" in body else book(body)
    assert made.properties("schema:accessMode") == modes
    assert made.properties("schema:accessModeSufficient") == sufficient
    assert ("alternativeText" in made.properties("schema:accessibilityFeature")) is described
    assert bool(made.properties("dcterms:conformsTo")) is conforms
    (summary,) = made.properties("schema:accessibilitySummary")
    assert ("WCAG 2.2" in summary) is conforms
    assert ("Footnotes" in summary, "Tables" in summary) == (False, False)


def test_the_summary_tells_what_there_is_in_the_language(book: Make) -> None:
    (english,) = book(BODY).properties("schema:accessibilitySummary")
    assert "Footnotes are linked" in english
    assert "Tables have" in english
    (norwegian,) = book(BODY, "title: Ferger\nlang: nb").properties("schema:accessibilitySummary")
    assert "Fotnoter er lenket" in norwegian


@pytest.mark.parametrize(
    ("name", "content", "hazard"),
    [
        ("a.gif", picture("GIF"), "none"),
        ("a.gif", picture("GIF", frames=3), "unknown"),
        ("a.svg", SVG % b'<animate attributeName="x" dur="1s"/>', "unknown"),
        ("a.svg", SVG % b"", "none"),
    ],
)
def test_moving_pictures_may_be_a_hazard(book: Make, name: str, content: bytes, hazard: str) -> None:
    made = book(f"![A pier]({name})", assets={name: content})
    assert made.properties("schema:accessibilityHazard") == [hazard]


# ── pictures


def test_pictures_are_named_and_typed_by_what_they_are(book: Make) -> None:
    made = book(
        "![One](<Brygge på kvelden.png>)\n\n![Two](b.svg)\n\n![](c.gif){.decorative}",
        assets={"Brygge på kvelden.png": picture("JPEG"), "b.svg": SVG % b"", "c.gif": picture("GIF")},
    )
    kinds = {item.get("href"): item.get("media-type") for item in made.package.iter("{*}item")}
    assert kinds["media/brygge-pa-kvelden.jpg"] == "image/jpeg"
    assert kinds["media/b.svg"] == "image/svg+xml"
    found = [
        (image.get("src"), image.get("alt")) for image in made.tree(made.chapters[0]).iter(f"{XHTML}img")
    ]
    assert found == [
        ("../media/brygge-pa-kvelden.jpg", "One"),
        ("../media/b.svg", "Two"),
        ("../media/c.gif", ""),
    ]


@pytest.mark.code("EBK701")
@pytest.mark.parametrize(
    "content",
    [
        b"not a picture",
        SVG % b"<script>1</script>",
        SVG % b'<rect onclick="x"/>',
        SVG % b'<image href="https://example.org/x.png"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"<text>&a;</text>",
        b"<html/>",
    ],
)
def test_pictures_that_no_book_may_hold(
    refused: Callable[..., tuple[Diagnostic, ...]], content: bytes
) -> None:
    found = refused("![A pier](a.svg)", assets={"a.svg": content})
    assert [one.code for one in found] == ["EBK701"]


# ── odd inputs


@pytest.mark.parametrize(
    "title",
    [
        "x" * 200,
        "<script>alert(1)</script> & “co” " * 6,
        "Arbeidsmiljøinspeksjonsforberedelsesveiledning",
        "]]>",
    ],
)
def test_any_title(book: Make, title: str) -> None:
    made = book("text", "title: '" + title + "'")
    assert made.tree("EPUB/text/title-page.xhtml").findtext(f".//{XHTML}h1") == title.strip()
    assert made.package.findtext(".//{http://purl.org/dc/elements/1.1/}title") == title.strip()
    for name in made.spine:
        assert not list(made.tree(name).iter(f"{XHTML}script"))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Tides", []),
        ("After Surgery: At Home", ["After Surgery:", "At Home"]),
        ("药箱：清单", ["药箱：", "清单"]),
    ],
)
def test_a_title_over_the_text_ends_its_lines_where_its_sense_does(
    book: Make, title: str, shown: list[str]
) -> None:
    made = book("The sea comes.\n\n## One\n\ntext", f"title: '{title}'")
    heading = made.tree(made.chapters[0]).find(f".//{XHTML}h1")
    assert heading is not None
    assert "".join(heading.itertext()).strip() == title
    assert [one.text for one in heading.iter(f"{XHTML}span")] == shown


def test_headings_inside_boxes_begin_no_chapter(book: Make) -> None:
    made = book(
        "::: {.callout title=Box}\n## Inside\n\ntext\n:::\n\n> ## Quoted\n\n## Real\n\n### Below\n\ntext"
    )
    assert len(made.chapters) == 3
    assert [heading.text.strip() for heading in made.tree(made.chapters[0]).iter(f"{XHTML}h2")] == [
        "Inside",
        "Quoted",
    ]


def test_right_to_left(book: Make) -> None:
    made = book("## واحد\n\nنص", "title: عنوان\nlang: ar")
    assert made.package.find("{*}spine").get("page-progression-direction") == "rtl"
    assert made.tree(made.chapters[0]).get("dir") == "rtl"


def test_a_section_that_begins_the_article_needs_no_opening(book: Make) -> None:
    assert [name.rsplit("/", 1)[-1] for name in book("## One\n\ntext").chapters] == [
        "01-one.xhtml",
        "02-about.xhtml",
    ]


def test_the_reader_decides_on_type_and_colours(book: Make) -> None:
    css = re.sub(r"/\*.*?\*/", "", book("text").text("EPUB/styles/ebook.css"), flags=re.S)
    assert not re.search(
        r"@font-face|font-family|background|(?<![-\w])color\s*:|\d(pt|mm|cm)\b|!important", css
    )
    assert "hyphens: auto" in css
    assert not re.search(r"display:\s*none|visibility|opacity", css)
    body = re.search(r"^body \{([^}]*)\}", css, re.M)
    assert body
    assert "font-size" not in body[1]


# ── same bytes

SCRIPT = """
import sys
from pathlib import Path
from hashlib import sha256
from pipeline.article import ArticleFile, Asset, parse
from pipeline import document
from pipeline.engines import Engines
from pipeline.formats.ebook import Ebook
from pipeline.theme import load_theme
root = Path(sys.argv[1])
folder = root / "templates"
theme = load_theme({str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}).value
article = root / "source/articles/renting-your-first-flat"
assets = tuple(Asset(p.name, p.read_bytes()) for p in article.iterdir() if p.suffix == ".svg")
source = b"---\\ntitle: Renting\\ncover: {image: cover.svg, alt: Houses}\\n---\\n\\nA[^1]\\n\\n## B\\n\\n- c\\n\\n[^1]: d\\n"
engines = Engines()
tree = document.parse(parse(ArticleFile("source/articles/a/article.md", source, None, assets), "en").value, engines.pandoc).value
print(sha256(Ebook().emit(Ebook().compose(tree, theme).value, engines).value[0].content).hexdigest())
"""


def test_same_bytes_anywhere(tmp_path: Path) -> None:
    def digest(folder: Path, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(ROOT)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    first = digest(tmp_path, TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8", PYTHONHASHSEED="1")
    second = digest(ROOT, TZ="America/Anchorage", LANG="C", PYTHONHASHSEED="2")
    assert first == second
    assert len(first) == 64


def test_headings_that_begin_with_a_digit_are_found_from_the_contents(book: Make) -> None:
    made = book("Lead.\n\n## 3 things\n\n### 3d\n\nSee [above](#3-things).\n\n## 4 more\n\nSee [3d](#3d).\n")
    files = {name: made.text(name) for name in made.names if name.endswith(".xhtml")}
    places = [
        (f"EPUB/text/{file.rsplit('/', 1)[-1]}" if file else name, place)
        for name, text in files.items()
        for file, place in re.findall(r'href="([^":#]*)#([^"]+)"', text)
    ]
    assert sum(place.startswith("at-3") for _, place in places) == 3
    for file, place in places:
        if place != "toc":
            assert f'id="{place}"' in files[file], (file, place)
