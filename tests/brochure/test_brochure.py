"""The brochure: its layouts, what it refuses, its reading order, its bytes."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from pipeline import article, document
from pipeline.article import ArticleFile, Asset
from pipeline.document import Document, Notice
from pipeline.engines import Engines
from pipeline.engines.survey import Line, Page
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure import Brochure, _excess
from pipeline.formats.brochure.faults import faults
from pipeline.formats.brochure.fitting import Fitted, Setting
from pipeline.formats.brochure.judging import Excess
from pipeline.formats.brochure.unfit import MOST_COLUMNS
from pipeline.rendition import Artifact
from pipeline.rendition.expected import expected
from pipeline.theme import Theme, load_theme

ROOT = Path(__file__).parents[2]
HEAD = "---\ntitle: Tides\nlang: {lang}\ndate: 2026-05-04\ntopics: [health]\n---\n\n"
SENTENCE = (
    "The tide comes in twice a day and leaves again, and who lives by the harbour reads it like a clock. "
)
# Where the running foot begins, from below.
FOOT_MM = {"trifold": 14, "booklet": 18, "flyer": 18, "brochure": 18}
ARTICLES = sorted(path.parent.name for path in (ROOT / "source/articles").glob("*/article.md"))


@pytest.fixture(scope="module")
def theme() -> Theme:
    folder = ROOT / "templates"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    loaded = load_theme(files).value
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines()


def parsed(
    engines: Engines, text: str, slug: str = "tides", lang: str = "en", folder: Path | None = None
) -> Document:
    assets = tuple(
        Asset(path.name, path.read_bytes())
        for path in sorted(folder.iterdir() if folder else ())
        if path.suffix in (".svg", ".png", ".jpg")
    )
    one = article.parse(ArticleFile(f"source/articles/{slug}/article.md", text.encode(), None, assets), lang)
    assert one.value is not None, one.diagnostics
    tree = document.parse(one.value, engines.pandoc)
    assert tree.value is not None, tree.diagnostics
    return tree.value


def notice(place: str, weight: str = "material") -> Notice:
    text = "Prices named here may change over time. Ask again before you pay."
    return Notice(
        key=f"pricing-{place}",
        disclaimer="pricing",
        text=text,
        weight=weight,
        place=place,
        formats=("brochure",),
    )  # type: ignore[arg-type]


def asking(tree: Document, **wishes: object) -> Document:
    """The document with these wishes for its brochure."""
    options = tree.meta.brochure.model_copy(update=wishes)
    meta = tree.meta.model_copy(update={"brochure": options})
    return replace(tree, meta=meta)


def made(tree: Document, theme: Theme, engines: Engines, **wishes: object) -> Artifact:
    """The accessible brochure."""
    return all_made(tree, theme, engines, **{"press": False, **wishes})[0]


def all_made(tree: Document, theme: Theme, engines: Engines, **wishes: object) -> tuple[Artifact, ...]:
    composed = Brochure().compose(asking(tree, **wishes), theme)
    assert composed.value is not None, composed.diagnostics
    emitted = Brochure().emit(composed.value, engines)
    assert [one.message for one in emitted.diagnostics] == []
    assert tuple(one.name for one in emitted.value) == Brochure().files(composed.value)
    return emitted.value


def text_of(pdf: bytes, layout: object) -> str:
    """The text of the pages without their running heads and feet."""
    opened, found = pypdfium2.PdfDocument(pdf), []
    for number in range(len(opened)):
        page = opened[number]
        width, height = page.get_size()
        foot, head = (
            FOOT_MM[str(layout)] / 25.4 * 72,
            20 / 25.4 * 72 if number and layout == "brochure" else 0,
        )
        if number in (0, len(opened) - 1) and layout in ("trifold", "booklet"):
            foot = 0
        found.append(page.get_textpage().get_text_bounded(0, foot, width, height - head))
    return "".join(found)


def squeezed(text: str) -> str:
    """Without white space and hyphens: at a line's end PDFium gives U+FFFE for one."""
    return re.sub(r"[\s\u00ad\u2060\ufffe\u0002-]", "", text)


def assert_in_order(tree: Document, theme: Theme, artifact: Artifact) -> None:
    found, place = squeezed(text_of(artifact.content, artifact.facts["layout"])), 0
    for run in expected(tree, "brochure", theme.labels(tree.lang)).runs:
        position = found.find(squeezed(run.text), place)
        assert position >= 0, f"missing, or too early: {run.text}"
        place = position + len(squeezed(run.text))


@pytest.mark.parametrize("slug", ARTICLES)
def test_text_of_real_articles_comes_in_reading_order(slug: str, theme: Theme, engines: Engines) -> None:
    folder = ROOT / "source/articles" / slug
    tree = parsed(engines, (folder / "article.md").read_text(encoding="utf-8"), slug, folder=folder)
    blocks = tuple(block for block in tree.blocks if getattr(block, "name", "") != "disclaimer")
    tree = replace(tree, blocks=(notice("opening"), *blocks, notice("closing")))
    artifact = made(tree, theme, engines)
    assert_in_order(tree, theme, artifact)
    assert len(artifact.content) < 150_000


@pytest.mark.parametrize(
    ("text", "layout", "pages"),
    [
        ("The tide turns at noon.\n", "flyer", 1),
        (SENTENCE * 6 + "\n\n## One\n\n" + SENTENCE * 8 + "\n\n## Two\n\n" + SENTENCE * 8 + "\n", "flyer", 1),
        (SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 10 for n in range(4)) + "\n", "trifold", 6),
        (SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 20 for n in range(12)) + "\n", "booklet", None),
        (SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 60 for n in range(24)) + "\n", "brochure", None),
    ],
)  # fmt: skip
def test_smallest_layout_that_holds_the_text(
    text: str, layout: str, pages: int | None, theme: Theme, engines: Engines
) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + text)
    artifact = made(tree, theme, engines)
    assert artifact.facts["layout"] == layout
    assert pages is None or artifact.facts["pages"] == pages
    assert_in_order(tree, theme, artifact)


def table(columns: int, rows: int, word: str = "harbour") -> str:
    head = "| " + " | ".join(f"Column {n}" for n in range(columns)) + " |\n" + "|---" * columns + "|\n"
    return (
        '::: {.table caption="T"}\n' + head + ("| " + " | ".join([word] * columns) + " |\n") * rows + ":::\n"
    )


@pytest.mark.parametrize(
    ("columns", "rows", "word", "layout"),
    [
        (3, 90, "harbour", "booklet"),
        (4, 60, "harbour", "auto"),
        (9, 5, "responsibilities of the harbour", "flyer"),
        (4, 3, "w" * 60, "trifold"),
    ],
)
def test_tables_are_never_clipped(
    columns: int, rows: int, word: str, layout: str, theme: Theme, engines: Engines
) -> None:
    tree = parsed(
        engines, HEAD.format(lang="en") + SENTENCE + "\n\n## Prices\n\n" + table(columns, rows, word)
    )
    tree = replace(tree, blocks=(*tree.blocks, notice("after-trigger")))
    assert_in_order(tree, theme, made(tree, theme, engines, layout=layout))


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("layout", ["trifold", "booklet", "flyer"])
def test_pages_have_the_size_of_their_paper(layout: str, paper: str, theme: Theme, engines: Engines) -> None:
    text = SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 10 for n in range(4))
    tree = parsed(engines, HEAD.format(lang="en") + text + "\n")
    screen, press = all_made(tree, theme, engines, layout=layout, paper=paper)
    assert_in_order(tree, theme, screen)
    papers = theme.tokens["brochure"]["papers"][paper]
    wanted = {
        "trifold": [papers[name] for name in ("panel", "flap", "panel", "panel", "flap", "panel")],
        "booklet": [papers["booklet"]] * 8,
        "flyer": [papers["sheet"]] * 2,
    }[layout]
    with pikepdf.open(io.BytesIO(screen.content)) as opened:
        found = [[float(edge) / 72 * 25.4 for edge in page.mediabox] for page in opened.pages]
    assert found == [pytest.approx([0, 0, *size], abs=0.01) for size in wanted]
    sheet = {
        "trifold": (sum(papers[name][0] for name in ("flap", "panel", "panel")), papers["panel"][1]),
        "booklet": (2 * papers["booklet"][0], papers["booklet"][1]),
        "flyer": papers["sheet"],
    }[layout]
    with pikepdf.open(io.BytesIO(press.content)) as opened:
        for page in opened.pages:
            left, foot, right, top = (float(edge) / 72 * 25.4 for edge in page.trimbox)
            assert (right - left, top - foot) == pytest.approx(sheet, abs=0.05)


@pytest.mark.code("BRO410")
@pytest.mark.parametrize(("parts", "where"), [(9, "panel 5"), (1, "the back")])
def test_what_a_tri_fold_does_not_hold(parts: int, where: str, theme: Theme, engines: Engines) -> None:
    text = "".join(f"## Part {n}\n\n" + SENTENCE * 10 + f"\n\nThe end of {n}.\n\n" for n in range(parts))
    tree = parsed(engines, HEAD.format(lang="en") + text)
    closing = tuple(notice("closing") for _ in range(20 if where == "the back" else 0))
    composed = Brochure().compose(
        asking(replace(tree, blocks=(*tree.blocks, *closing)), layout="trifold"), theme
    )
    assert composed.value is not None
    emitted = Brochure().emit(composed.value, engines)
    assert not emitted.value
    (found,) = emitted.diagnostics
    assert found.code == "BRO410"
    assert where in found.message
    if where == "panel 5":
        assert 8 < found.location.line <= 8 + 4 * parts


@pytest.mark.code("BRO411")
def test_what_no_panel_can_hold(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "## Part\n\n" + (SENTENCE * 20 + "\n\n") * 20)
    composed = Brochure().compose(asking(tree, layout="trifold"), theme)
    assert composed.value is not None
    (found,) = Brochure().emit(composed.value, engines).diagnostics
    assert found.code == "BRO411"
    assert "lines too many" in found.message


@pytest.mark.code("BRO411")
def test_what_would_be_parted_is_named_and_the_print_that_cannot_hold_it() -> None:
    lacks = Excess("booklet", "", "Fees", problem="a heading or a disclaimer would be parted from its text")
    choice: Any = SimpleNamespace(passed=(lacks,))
    rendition: Any = SimpleNamespace(path="article.md", options={"places": [("Fees", 12)]})
    (found,) = _excess(choice, rendition, "clear")
    assert found.location.line == 12
    assert "a booklet in clear print can hold" in found.message
    assert found.message.endswith('parted from its text: "Fees"')


@pytest.mark.code("BRO412")
def test_a_condition_that_nobody_knows(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "Text.\n")
    composed = Brochure().compose(asking(tree, icc="fogra99"), theme)
    assert composed.value is None
    (found,) = composed.diagnostics
    assert found.code == "BRO412"
    assert "fogra39" in found.message


@pytest.mark.code("BRO402")
def test_table_that_fits_in_no_form(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "## Prices\n\n" + table(3, 2))
    composed = Brochure().compose(tree, theme).value
    assert composed is not None
    wide = replace(line("w" * 40, x=20, width=400), table=0, bounds=(20, 190))
    fitted = Fitted(pages_of(wide), Setting("brochure", 11, levels={0: 2}), frozenset({0}))
    (found,) = [one for one in faults(fitted, composed) if one.code == "BRO402"]
    assert found.location.line == 10


@pytest.mark.code("BRO418")
@pytest.mark.parametrize("size", MOST_COLUMNS)
def test_a_table_of_more_columns_than_a_page_holds(theme: Theme, engines: Engines, size: str) -> None:
    """It is told before anything is laid out: a search for a page that holds it would find none."""
    most = MOST_COLUMNS[size]
    for columns, codes in ((most, []), (most + 1, ["BRO418"])):
        tree = parsed(engines, HEAD.format(lang="en") + "## Prices\n\n" + table(columns, 2))
        composed = Brochure().compose(asking(tree, size=("standard", size)), theme)
        assert [one.code for one in composed.diagnostics] == codes
    assert composed.value is None
    assert composed.diagnostics[0].location.line == 11
    assert f"found {most + 1}" in composed.diagnostics[0].message


ROWS = "| 6 weeks | Rotavirus | Mouth |\n| 3 months | DTP, whooping cough | Thigh |\n| 15 months | Measles (MMR) | Arm |\n"


@pytest.mark.parametrize(
    "text",
    [
        "Vaccines are free. You can make an appointment at the health centre on the quay.\n\n"
        f"| Age | Vaccine | Place |\n|---|---|---|\n{ROWS}\n1. Bring the card.\n2. Tell us.\n3. Wait for twenty minutes.\n\nAsk.\n",
        f'::: {{.callout title="In short"}}\n{"We are open most of the time, and where not you can telephone. " * 18}\n:::\n\nAsk.\n',
    ],
    ids=["table", "box"],
)
def test_a_title_stays_on_its_cover_without_what_has_no_room_below(
    text: str, theme: Theme, engines: Engines
) -> None:
    contact = "publisher: Harbour Office\ncontact: {name: Harbour, phone: +47 10 20 30 40, email: mail@example.org}\n---\n"
    head = (
        HEAD.format(lang="en")
        .replace("Tides", "Vaccines for small children, and when")
        .replace("---\n\n", contact)
    )
    tree = parsed(engines, head + text)
    pdf = all_made(tree, theme, engines, press=False, layout="flyer", size=("standard", "large"))[-1].content
    first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert tree.meta.title in " ".join(first.split())


def test_a_picture_in_a_line_and_by_itself_has_its_pixels_in_both(theme: Theme, engines: Engines) -> None:
    content = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 30, 30, 128)).save(content, "PNG")
    text = "The ![a flag](flag.png){width=6mm} here.\n\n![A flag](flag.png){width=8mm}\n"
    tree = replace(
        parsed(engines, HEAD.format(lang="en") + text),
        assets={"flag.png": Asset("flag.png", content.getvalue())},
    )
    with pikepdf.open(io.BytesIO(made(tree, theme, engines, layout="flyer").content)) as pdf:
        found = [
            one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
        for one in found:
            parts = 3 if one.ColorSpace == "/DeviceRGB" else 1
            assert len(one.read_bytes()) == int(one.Width) * int(one.Height) * parts
    assert found


def test_the_space_at_the_end_of_a_line_of_code_is_not_too_wide(engines: Engines) -> None:
    code = "ab cd " * 9
    page = "<style>pre{white-space:pre-wrap;font:10px serif}</style><pre style=width:%dpx>" + code + "</pre>"
    for width in range(24, 84, 5):
        lines = engines.weasyprint.layout(page % width, {}).lines
        assert max(line.excess for line in lines) < 0.01


@pytest.mark.code("ENG606")
def test_a_complaint_of_the_engine_is_brought_up(theme: Theme, engines: Engines) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "Text.\n"), theme).value
    assert composed is not None
    wrong = replace(
        composed, frame=composed.frame.replace("</style>", "</style><style>p { colour: red }</style>", 1)
    )
    emitted = Brochure().emit(wrong, engines)
    assert emitted.value
    (found,) = emitted.diagnostics
    assert (found.code, "colour" in found.message) == ("ENG606", True)


def line(text: str, **values: object) -> Line:
    given: dict[str, object] = {
        "page": 0, "text": text, "x": 20.0, "y": 50.0, "width": 50.0, "height": 5.0, "size_pt": 11.0, "left": 20.0,
        "right": 190.0, "tags": frozenset({"p"}), "classes": frozenset(), "table": None, "cell": None, "margin": False,
    }  # fmt: skip
    return Line(**{**given, **values})  # type: ignore[arg-type]


def pages_of(*lines: Line, used: float = 200.0) -> Layout:
    layout = Layout(None, ())
    page = Page(210, 297, 24, 272, used)
    count = max((one.page for one in lines), default=0) + 1
    layout.__dict__["_measured"] = ((page,) * count, lines, (), ())
    return layout


FAULTS: dict[str, Callable[[], Layout]] = {
    "BRO401": lambda: pages_of(line("a long word", width=190.0, right=80.0, x=20.0)),
    "BRO403": lambda: pages_of(line("too low", y=270.0)),
    "BRO404": lambda: pages_of(line("nothing"), used=24.0),
    "BRO405": lambda: pages_of(line("Heading", tags=frozenset({"h2"})), line("text", page=1)),
    "BRO406": lambda: pages_of(line("small", size_pt=7.0)),
    "BRO408": lambda: pages_of(line("price"), line("note", page=1, classes=frozenset({"notice", "notice-after-trigger"}))),
}  # fmt: skip


@pytest.mark.code("BRO401", "BRO403", "BRO404", "BRO405", "BRO406", "BRO408")
@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_of_the_layout_is_found(code: str, theme: Theme, engines: Engines) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "Text.\n"), theme).value
    assert composed is not None
    fitted = Fitted(FAULTS[code](), Setting("brochure", 11))
    assert code in {found.code for found in faults(fitted, composed)}


def test_material_notices_are_not_smaller_than_the_text(theme: Theme, engines: Engines) -> None:
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + "Text.\n"), theme).value
    assert composed is not None
    classes = frozenset({"notice", "notice-material"})
    fitted = Fitted(pages_of(line("may change", size_pt=10.5, classes=classes)), Setting("brochure", 11))
    assert [found.code for found in faults(fitted, composed)] == ["BRO406"]


def test_running_heads_are_artifacts_and_the_manifest_is_dated(theme: Theme, engines: Engines) -> None:
    text = SENTENCE * 3 + "".join(f"\n\n## Part {n}\n\n" + SENTENCE * 20 for n in range(12))
    tree = parsed(engines, HEAD.format(lang="en") + text + "\n")
    pdf = made(tree, theme, engines, layout="flyer").content
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kinds = [
            str(operands[1].Subtype)
            for operands, operator in pikepdf.parse_content_stream(opened.pages[1])
            if str(operator) == "BDC" and str(operands[0]) == "/Artifact" and "/Subtype" in operands[1]
        ]
        assert "/Header" in kinds
        assert "/Footer" in kinds
        assert str(opened.Root.Lang) == "en"
        (name,) = opened.attachments
        assert str(opened.attachments[name].obj.EF.F.Params.ModDate) == "D:20260504000000Z"


def test_composed_frame_is_plain_and_complete(theme: Theme, engines: Engines) -> None:
    text = SENTENCE + "\n\n## One\n\nText.\n\n## Two\n\nText.\n\n## Three\n\nText.\n"
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + text), theme).value
    assert composed is not None
    frame = re.sub(r"<style>.*?</style>", "<style></style>", composed.frame, flags=re.S)
    assert frame == (Path(__file__).parent / "frame.html").read_text(encoding="utf-8")
    assert datetime.date.fromisoformat(str(composed.options["date"])) == datetime.date(2026, 5, 4)


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import importlib.util, hashlib
spec = importlib.util.spec_from_file_location("made_here", {here!r})
tests = importlib.util.module_from_spec(spec); spec.loader.exec_module(tests)
engines = tests.Engines(); folder = tests.ROOT / "templates"
theme = tests.load_theme({{str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}}).value
place = tests.ROOT / "source/articles/renting-your-first-flat"
tree = tests.parsed(engines, (place / "article.md").read_text(encoding="utf-8"), "renting", folder=place)
print(hashlib.sha256(tests.made(tree, theme, engines).content).hexdigest())
"""


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    script = SCRIPT.format(root=str(ROOT), here=__file__)
    hashes = set()
    for seed, zone, lang, folder in (
        ("1", "UTC", "C.UTF-8", ROOT),
        ("77", "Asia/Tokyo", "nb_NO.UTF-8", tmp_path),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": lang}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        hashes.add(done.stdout)
    assert len(hashes) == 1


def test_no_line_begins_with_the_mark_of_a_note(theme: Theme, engines: Engines) -> None:
    text = "The stairs are washed on Mondays. The cellar is not.[^1]\n\n[^1]: It should be.\n"
    composed = Brochure().compose(parsed(engines, HEAD.format(lang="en") + text), theme).value
    assert composed is not None
    # Behind a full stop the layout engine would end a line.
    assert "Text(text='\\u2060', at=None), Markup(html='<a class=\"note-mark\"" in repr(composed.blocks)


@pytest.mark.parametrize("layout", ["trifold", "flyer"])
def test_words_wider_than_their_place_are_divided_with_the_hyphen_of_the_text(
    theme: Theme, engines: Engines, layout: str
) -> None:
    """With another one, each hyphen of the page would say beside its drawing which it is, and panels be read elsewhere."""
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    items = f"::: checklist\n- {word}\n- E-Mail\n:::\n\n### {word}\n\nEnde.\n\n| Amt | Ort |\n|---|---|\n| {word} | {word} |\n"
    tree = parsed(engines, HEAD.format(lang="de") + items)
    content = made(tree, theme, engines, layout=layout).content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert all(b"/ActualText" not in page.Contents.read_bytes() for page in file.pages)
    # PDFium's sign for a hyphen at the end of a line.
    text = re.sub("\\s|\u00ad", "", text_of(content, layout))
    assert text.replace("\x02", "").count(word) == 4
    assert text.count("\x02") >= 4
