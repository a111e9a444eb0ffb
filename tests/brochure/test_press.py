"""The file for a press: what an article's pictures do to it, and the condition that it is printed to."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pipeline import article, document
from pipeline.article import ArticleFile, Asset
from pipeline.diagnostics import Reported
from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.engines.press import Condition
from pipeline.formats.brochure import Brochure
from pipeline.rendition import Artifact
from pipeline.theme import Theme
from tests.brochure.test_brochure import HEAD, asking, engines, parsed, theme

__all__ = ["engines", "theme"]


def picture(mode: str, size: tuple[int, int], colour: Any, kind: str = "PNG") -> bytes:
    output = io.BytesIO()
    Image.new(mode, size, colour).save(output, kind)
    return output.getvalue()


NAVY = picture("RGB", (450, 60), "navy")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 9"><path fill="#123456" d="M0 0h40v9H0z"/></svg>'


def pictured(engines: Engines, body: str, front: str = "", **pictures: bytes) -> Document:
    """An article with pictures; of a name, `_` is the dot."""
    assets = tuple(Asset(name.replace("_", "."), content) for name, content in pictures.items())
    text = HEAD.format(lang="en").replace("---\n\n", f"{front}---\n\n") + body
    file = ArticleFile("source/articles/tides/article.md", text.encode(), None, assets)
    one = article.parse(file, "en")
    assert one.value is not None, one.diagnostics
    tree = document.parse(one.value, engines.pandoc)
    assert tree.value is not None, tree.diagnostics
    return tree.value


def emitted(tree: Document, theme: Theme, engines: Engines, **wishes: Any) -> Reported[tuple[Artifact, ...]]:
    composed = Brochure().compose(asking(tree, **{"layout": "flyer", **wishes}), theme)
    assert composed.value is not None, composed.diagnostics
    return Brochure().emit(composed.value, engines)


@pytest.mark.code("BRO413", "BRO414")
@pytest.mark.parametrize(
    ("width", "code", "least", "most"),
    [("", "BRO413", 150, 150), ("{width=60%}", "BRO413", 150, 299), ("{width=100%}", "BRO414", 1, 149)],
)
def test_a_coarse_picture_is_named_with_its_line(
    width: str, code: str, least: int, most: int, theme: Theme, engines: Engines
) -> None:
    tree = pictured(engines, f"Words.\n\n![A wave](w.png){width}\n", w_png=NAVY)
    made = emitted(tree, theme, engines)
    (found,) = made.diagnostics
    assert (found.code, found.location.line) == (code, 10)
    assert '"w.png"' in found.message
    ppi = int(found.message.split(" has ")[1].split()[0])
    assert least <= ppi <= most
    # An error leaves nothing; a warning leaves all.
    assert [one.name for one in made.value] == ([] if code == "BRO414" else ["tides.pdf", "tides.press.pdf"])


def test_without_a_press_file_nobody_asks_for_pixels(theme: Theme, engines: Engines) -> None:
    tree = pictured(engines, "Words.\n\n![A wave](w.png){width=100%}\n", w_png=NAVY)
    made = emitted(tree, theme, engines, press=False)
    assert made.diagnostics == ()
    assert [one.name for one in made.value] == ["tides.pdf"]


def test_the_coarsest_of_several_uses_is_named_once(theme: Theme, engines: Engines) -> None:
    body = "Words.\n\n![A wave](w.png){width=60%}\n\n![A wave](w.png){width=100%}\n"
    assert [one.code for one in emitted(pictured(engines, body, w_png=NAVY), theme, engines).diagnostics] == [
        "BRO414"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.png", picture("RGB", (2000, 60), "navy")),
        ("w.png", picture("L", (2000, 60), 40)),
        ("w.jpg", picture("CMYK", (2000, 60), (200, 100, 0, 100), "JPEG")),
        ("w.svg", SVG),
    ],
    ids=["fine", "grey", "ink", "drawing"],
)
def test_what_a_press_takes_is_not_mentioned(
    name: str, content: bytes, theme: Theme, engines: Engines
) -> None:
    body = f"Words.\n\n![A wave]({name}){{width=100%}}\n"
    made = emitted(pictured(engines, body, **{name.replace(".", "_"): content}), theme, engines)
    assert made.diagnostics == ()
    assert [one.name for one in made.value] == ["tides.pdf", "tides.press.pdf"]


@pytest.mark.code("BRO415")
def test_more_ink_than_paper_takes_is_reduced(theme: Theme, engines: Engines) -> None:
    full = picture("CMYK", (2000, 60), (255, 255, 255, 255), "JPEG")
    made = emitted(pictured(engines, "Words.\n\n![A wave](w.jpg)\n", w_jpg=full), theme, engines)
    (found,) = made.diagnostics
    assert (found.code, found.severity) == ("BRO415", "warning")
    assert "400 %" in found.message
    with pikepdf.open(io.BytesIO(made.value[1].content)) as opened:
        (content,) = [
            one.read_bytes()
            for one in opened.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Width") == 2000
        ]
    most = max(sum(content[at : at + 4]) for at in range(0, len(content), 4))
    assert 290 < most / 2.55 <= 300.5


@pytest.mark.code("BRO416")
def test_what_no_press_can_print_is_named(
    theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint draws nothing of the kind today; another one may."""
    write = engines.weasyprint.write

    def strange(*arguments: Any, **options: Any) -> bytes:
        output = io.BytesIO()
        with pikepdf.open(io.BytesIO(write(*arguments, **options))) as opened:
            opened.pages[-1].contents_add(opened.make_stream(b"/Nowhere cs .1 .2 scn 0 0 9 9 re f"))
            opened.save(output)
        return output.getvalue()

    monkeypatch.setattr(engines.weasyprint, "write", strange)
    made = emitted(parsed(engines, HEAD.format(lang="en") + "Words.\n"), theme, engines)
    assert made.value == ()
    (found,) = {one.code: one for one in made.diagnostics}.values()
    assert found.code == "BRO416"
    assert "page 1" in found.message
    assert "press: false" in found.help


@pytest.mark.parametrize(
    ("wishes", "identifier"),
    [
        ({}, "FOGRA39"),
        ({"paper": "a4"}, "FOGRA39"),
        ({"paper": "letter"}, "CGATS TR 006"),
        ({"paper": "letter", "icc": "fogra29"}, "FOGRA29"),
        ({"icc": "tr006"}, "CGATS TR 006"),
    ],
)
def test_each_paper_has_its_usual_printing_condition(
    wishes: dict[str, Any], identifier: str, theme: Theme, engines: Engines
) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "Words.\n")
    composed = Brochure().compose(asking(tree, **wishes), theme).value
    assert composed is not None
    condition = composed.options["condition"]
    assert isinstance(condition, Condition)
    assert condition.identifier == identifier


def test_the_same_press_file_twice(theme: Theme, engines: Engines) -> None:
    tree = pictured(engines, "Words.\n\n![A wave](w.png){width=40%}\n", w_png=NAVY)
    first = emitted(tree, theme, engines, layout="trifold")
    again = emitted(replace(tree), theme, Engines(), layout="trifold")
    assert [one.content for one in first.value] == [one.content for one in again.value]
    assert first.value[1].facts["sides"] == 2


@pytest.mark.parametrize(("paper", "bleed"), [("a4", 3.0), ("letter", 3.175)])
def test_each_paper_has_the_bleed_that_its_print_shops_ask_for(
    paper: str, bleed: float, theme: Theme, engines: Engines
) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "Words.\n")
    made = emitted(tree, theme, engines, paper=paper)
    with pikepdf.open(io.BytesIO(made.value[1].content)) as sheets:
        page = sheets.pages[0]
        beyond = [float(a) - float(b) for a, b in zip(page.TrimBox, page.BleedBox, strict=True)]
        # The masthead is painted over all of it.
        form = next(iter(page.Resources.XObject.values()))
        painted = [float(a) - float(b) for a, b in zip(page.TrimBox, form.BBox, strict=True)]
    assert [round(edge * 25.4 / 72, 3) for edge in beyond] == [bleed, bleed, -bleed, -bleed]
    assert painted[2] - painted[0] == pytest.approx(beyond[2] - beyond[0], abs=0.01)
