"""What each text is told as: a heading of its level, an item, a cell of its column; and what lists of contents leave out."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.proof.listing import listed_in_book, listed_in_page
from pipeline.proof.pdf.stressed import differing, may_be_bold
from pipeline.proof.roles import ITEM, LIST, mistold
from pipeline.proof.stream import Span, Stream, Stretch
from pipeline.rendition import stress
from pipeline.rendition.expected import Run, from_manifest, manifest
from pipeline.rendition.roles import Step, Steps, coded, decoded
from pipeline.rendition.stress import Stress

from .conftest import Finished
from .printed import expectation, printed
from .test_epub import changed as in_book
from .test_pdf_heard import errors
from .test_pdf_inside import altered

LIST_OF_TWO = r"<ul>\s*<li>(Warm.*?)</li>\s*<li>(.*?)</li>\s*</ul>"
# What a page, or a book, says of its text otherwise: a pattern of its markup, and what stands there instead.
MISTOLD = {
    "a heading of another level": (r"<h(\d)([^>]*)>(Work on board)</h\d>", r"<h4\2>\3</h4>"),
    "a heading by its number": (r"<h(\d)([^>]*)>(Work on board)", r'<h\1\2 aria-level="5">\3'),
    "a paragraph in place of a heading": (r"<h(\d)([^>]*)>(Work on board)</h\d>", r"<p\2>\3</p>"),
    "a remark in place of a heading": (r"<h(\d)([^>]*)>(Work on board)", r'<h\1\2 role="note">\3'),
    "a part of a text as a heading": (r"<p>Deckhands earn", r"<h3>Deckhands</h3><p>earn"),
    "a cell in place of a row's name": (r'<th scope="row"(.*?)>(.*?)</th>', r"<td\1>\2</td>"),
    "a row's name in place of a cell": (r"<td(.*?)>(42.*?)</td>", r'<th scope="row"\1>\2</th>'),
    "a table of one row": (r"12.months</td>\s*</tr>\s*<tr[^>]*>", r"12 months</td>"),
    "a list in paragraphs": (LIST_OF_TWO, r"<p>\1</p><p>\2</p>"),
    "a numbered list": (LIST_OF_TWO, r"<ol><li>\1</li><li>\2</li></ol>"),
    "a list of one item": (LIST_OF_TWO, r"<ul><li>\1<br/>\2</li></ul>"),
    "two lists": (LIST_OF_TWO, r"<ul><li>\1</li></ul><ul><li>\2</li></ul>"),
    "a list that is a group": (r"<ul>\s*<li>Warm", r'<ul role="group"><li>Warm'),
    "an item that is a list": (r"<li>Warm", r'<li role="list">Warm'),
    "a heading of no level": (r"<h(\d)([^>]*)>(Work on board)", rf'<h\1\2 aria-level="{"9" * 5000}">\3'),
    "an item in place of a paragraph": (r"<p>(Deckhands.*?)</p>", r"<ul><li>\1</li></ul>"),
    "a heading in a note": (r"The machine takes", r"<h3>The machine</h3> takes"),
    "a paragraph in place of a caption": (r"<figcaption>(.*?)</figcaption>", r"<p>\1</p>"),
}


def rewritten(text: str, pattern: str, new: str) -> str:
    return re.sub(pattern, new, text, count=1, flags=re.DOTALL)


def in_page(handout: Finished, pattern: str, new: str) -> bytes:
    head, rest = handout.content.decode().split("<body", 1)
    made = rewritten(rest, pattern, new)
    assert made != rest
    return f"{head}<body{made}".encode()


def in_texts(pattern: str, new: str) -> Callable[[str, str], str]:
    return lambda name, text: text if name.endswith("nav.xhtml") else rewritten(text, pattern, new)


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(("pattern", "new"), MISTOLD.values(), ids=MISTOLD)
def test_texts_that_a_page_tells_as_something_else(handout: Finished, pattern: str, new: str) -> None:
    assert "PRF856" in handout.codes(in_page(handout, pattern, new))


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(("pattern", "new"), MISTOLD.values(), ids=MISTOLD)
def test_texts_that_a_book_tells_as_something_else(ebook: Finished, pattern: str, new: str) -> None:
    assert "PRF856" in ebook.codes(in_book(ebook, in_texts(pattern, new)))


# ── a PDF


def elements(document: pikepdf.Pdf, role: str) -> list[Any]:
    """Those of a role, in the order in which they are read."""

    def below(element: Any) -> Iterator[Any]:
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield kid
                yield from below(kid)

    return [one for one in below(document.Root.StructTreeRoot) if Name(f"/{role}") == one.S]


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("role", "new", "number"),
    [
        ("H1", "P", 0), ("H2", "P", 0), ("H2", "H3", 0), ("P", "H2", 2), ("Span", "H3", 3), ("TH", "TD", 0), ("TD", "TH", 0),
        ("Table", "Div", 0), ("TR", "Div", 0), ("L", "Div", 0), ("LI", "P", 0), ("Caption", "P", 0), ("P", "Caption", 2),
    ],
)  # fmt: skip
def test_texts_that_a_brochure_tells_as_something_else(
    brochure: Finished, role: str, new: str, number: int
) -> None:
    def change(document: Any) -> None:
        elements(document, role)[number].S = Name(f"/{new}")

    assert "PRF856" in altered(brochure, change)


@pytest.mark.code("PRF856")
def test_two_items_as_one(brochure: Finished) -> None:
    def change(document: Any) -> None:
        items = elements(document, "L")[0]
        first, second = items.K
        for kid in second.K:
            kid.P = first
            first.K.append(kid)
        items.K = Array([first])

    assert "PRF856" in altered(brochure, change)


def attributed(role: str, key: str, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        element = elements(document, role)[0]
        element.A = Dictionary({**element.get("/A", Dictionary(O=Name.Table)), key: value})

    return change


def names_exchanged(document: Any) -> None:
    first, second = elements(document, "TD")[:2]
    first.A.Headers, second.A.Headers = list(second.A.Headers), list(first.A.Headers)


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    "change",
    [
        attributed("TD", "/ColSpan", 2),
        attributed("TH", "/RowSpan", 2),
        attributed("L", "/ListNumbering", Name.Decimal),
        attributed("P", "/O", Name.Layout),
        names_exchanged,
    ],
)
def test_attributes_of_the_structure(brochure: Finished, change: Callable[[Any], None]) -> None:
    assert "PRF846" in altered(brochure, change)


@pytest.mark.code("PRF856")
@pytest.mark.parametrize("scope", [Name.Row, Name.Both])
def test_a_column_that_is_named_as_a_row(brochure: Finished, scope: Name) -> None:
    assert "PRF856" in altered(brochure, attributed("TH", "/Scope", scope))


# ── stress

STRESSED = {
    "plain words in place of strong ones": (r"<strong>not</strong>", "not"),
    "strong words in place of plain ones": (r"Deckhands", "<strong>Deckhands</strong>"),
    "strong words in place of emphasised ones": (r"<em>once</em>", "<b>once</b>"),
    "other words that are strong": (r"is <strong>not</strong> paid", "is not <strong>paid</strong>"),
    "strong words in a note": (r"cards only", "<strong>cards</strong> only"),
    "words that are marked": (r"<strong>not</strong> paid", "<strong>not</strong> <small>paid</small>"),
}


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(("pattern", "new"), STRESSED.values(), ids=STRESSED)
def test_words_with_other_stress(handout: Finished, ebook: Finished, pattern: str, new: str) -> None:
    assert "PRF856" in handout.codes(in_page(handout, pattern, new))
    assert "PRF856" in ebook.codes(in_book(ebook, in_texts(pattern, new)))


@pytest.mark.code("PRF856")
@pytest.mark.parametrize("style", ["-Semi-Bold", "-Italic"])
def test_words_that_are_drawn_in_plain_letters(brochure: Finished, style: str) -> None:
    def change(document: Any) -> None:
        for page in document.pages:
            fonts = {str(font.BaseFont).partition("+")[2]: name for name, font in page.Resources.Font.items()}
            content = page.Contents.read_bytes()
            for name, key in fonts.items():
                if name.endswith(style) and (plain := fonts.get(name.removesuffix(style))):
                    content = content.replace(f"{key} ".encode(), f"{plain} ".encode())
            page.Contents = document.make_stream(content)

    assert "PRF856" in altered(brochure, change)


def test_letters_that_a_theme_sets_in_bold_as_a_whole() -> None:
    faces = ["Sans", "Sans-Bold", "Sans-Italic", "Signs"]

    def told(fonts: Sequence[str], *stress: Stress) -> list[str]:
        run = Run("text", "It is not", steps=(), stress=stress)
        return list(differing(run, fonts, faces, bold=bold))

    strong = Stress("s", 6, 900)
    bold = False
    assert told(["Sans-Bold"] * 7) == ['"It" in strong letters, not in plain ones']
    assert told(["Sans-Italic"] * 7) == ['"It" in emphasised letters, not in plain ones']
    bold = True
    assert not told(["Sans-Bold"] * 7)
    assert not told(["Sans"] * 4 + ["Sans-Bold"] * 3, strong)
    assert not told(["Sans"] * 4 + ["Signs"] * 3, strong)
    assert not told(["Sans"] * 4 + [""] * 3, strong)
    assert told(["Sans"] * 7, strong) == ['"not" in plain letters, not in strong ones']
    assert told(["Sans-Bold"] * 2 + ["Sans"] * 5) == ['"It" in strong letters, not in plain ones']
    assert told(["Sans"] * 7, Stress("e", 0, 2)) == ['"It" in plain letters, not in emphasised ones']
    assert told(["Sans"] * 4 + ["Sans-Italic"] * 3) == ['"not" in emphasised letters, not in plain ones']


@pytest.mark.parametrize(
    ("block", "style", "wrong"),
    [
        (0, "", False),
        # The title of a component stands in front of its text.
        (1, ".first { font-weight: 700 }", False),
        (0, ".first { font-weight: 700 }", True),
        (1, ".last { font-weight: 700 }", True),
        (1, ".first { font-style: italic }", True),
    ],
)
def test_paragraphs_that_are_made_bold(block: int, style: str, wrong: bool) -> None:
    owed = expectation(
        Run("title", "Ferries", steps=(Step("h", 1),)),
        Run("text", "A crossing takes an hour", block=block, steps=()),
        Run("text", "Fares are paid on board.", block=1, steps=()),
    )
    body = "<h1>Ferries</h1><p class='first'>A crossing takes an hour</p><p class='last'>Fares are paid on board.</p>"
    made = printed(owed, body, style)
    assert ("letters, not in plain ones" in errors(made, lambda document: None)) == wrong


@pytest.mark.parametrize(
    ("text", "steps", "wrong"),
    [
        ("Wear", (Step("u"), Step("i")), False),
        ("Wear", (), True),
        ("Wear what closes, and nothing that a wave could take off; " * 2, (Step("u"), Step("i")), True),
    ],
)
def test_the_title_of_a_list_in_a_callout_is_bold(text: str, steps: Steps, wrong: bool) -> None:
    runs = (
        Run("text", "Not for everybody", block=0, steps=()),
        Run("text", "No sandals.", block=0, steps=()),
        Run("text", text.strip(), block=0, steps=()),
        Run("text", "Shoes", block=0, steps=steps),
    )
    assert may_be_bold(runs, 2) != wrong


# ── lists of contents


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"<li>\s*<a [^>]*>Hours</a>\s*</li>", ""),
        (r">Hours</a>", ">Fares Hours</a>"),
        (r"(<a [^>]*>)Fares(</a>.*<a [^>]*>)Hours(</a>)", r"\1Hours\2Fares\3"),
        (r'href="[^"]*">Hours', r'href="#nowhere">Hours'),
    ],
)
def test_lists_of_contents(handout: Finished, ebook: Finished, pattern: str, new: str) -> None:
    contents = re.compile(r"<nav (class=\"contents\"|epub:type=\"toc\").*?</nav>", re.DOTALL)

    def changed(text: str) -> str:
        return contents.sub(lambda found: rewritten(found[0], pattern, new), text)

    page = changed(handout.content.decode())
    assert page != handout.content.decode()
    assert "PRF856" in handout.codes(page.encode())
    assert {"PRF856", "PRF844"} & ebook.codes(in_book(ebook, lambda _, text: changed(text)))


def test_a_list_whose_addresses_are_written_as_some_programs_write_them(handout: Finished) -> None:
    """As all do those with letters that are not of ASCII."""
    links = re.findall(r"<nav.*?</nav>", handout.content.decode(), re.DOTALL)
    coded = re.sub(r'(?<=href="#)\w', lambda found: f"%{ord(found[0]):02X}", links[0])
    assert coded != links[0]
    assert handout.codes(handout.content.replace(links[0].encode(), coded.encode())) == set()


def test_a_page_without_its_list_of_contents(handout: Finished) -> None:
    assert "PRF856" in handout.codes(in_page(handout, r'<nav class="contents".*?</nav>', ""))


def heading(text: str, level: int) -> Run:
    return Run("heading", text, steps=(Step("h", level, object()),))


def test_sections_of_few_chapters_are_listed_and_those_of_many_are_not() -> None:
    runs = [heading("Gates", 2), heading("Keys", 3)]
    assert not list(listed_in_page(runs, []))
    assert not list(listed_in_book(runs, ["Gates", "Keys"], []))
    assert not list(listed_in_book(runs, ["Gates", "Keys", "About"], ["About"]))
    assert list(listed_in_book(runs, ["Gates"], [])) == ['"Keys" left out of a list of contents']
    many = [heading(f"Gate {number}", 2) for number in range(50)]
    assert not list(listed_in_book([*runs, *many], ["Gates", *(run.text for run in many)], []))
    # Of a heading with a note there are two runs.
    parts = (Step("h", 2, "one"),)
    runs = [Run("heading", "Gates", steps=parts), Run("heading", "and keys", steps=parts)]
    assert not list(listed_in_page(runs, ["Gates and keys"]))


# ── files that say nothing of it, and the codes


def test_a_file_that_does_not_know_what_its_texts_are(handout: Finished, brochure: Finished) -> None:
    for finished in (handout, brochure):
        runs = tuple(dataclasses.replace(run, steps=None) for run in finished.owed.runs)
        assert not finished.codes(owed=dataclasses.replace(finished.owed, runs=runs))
        kept = json.loads(manifest(finished.owed))
        del kept["roles"]
        with pytest.raises(ValueError, match="roles"):
            from_manifest(json.dumps(kept).encode())


def test_what_texts_are_travels_in_the_manifest(handout: Finished) -> None:
    again = from_manifest(manifest(handout.owed))
    steps = [run.steps or () for run in again.runs]
    assert [[one[:2] for one in step] for step in steps] == [
        [one[:2] for one in run.steps or ()] for run in handout.owed.runs
    ]
    assert "brn,2n1,2n2,1rm,2c1,2c2" in coded(steps)
    assert [run.stress for run in again.runs] == [run.stress for run in handout.owed.runs]
    assert stress.coded([run.stress for run in again.runs]).count("s") == 1
    for wrong in ("z", "3i", "h2;", "-1"):
        with pytest.raises(ValueError, match="no role"):
            list(decoded(wrong))
    for wrong in ("3", "s1-2", "1q1-2", "1s3-2", "1s0-5s4-6"):
        with pytest.raises(ValueError, match="stressed"):
            stress.decoded(wrong)


def test_a_list_that_goes_on_on_another_page_is_two_there() -> None:
    def item(which: int, of: int = 0, *, told: bool = False) -> Steps:
        return (Step(LIST if told else "u", 0, of), Step(ITEM if told else "i", 0, which))

    runs = [
        Run("text", "one", steps=item(1)),
        Run("text", "two", steps=item(2)),
        Run("text", "more", steps=item(2)),
    ]
    spans = [[Span(at, at + 1)] for at in range(3)]
    there = [item(1, told=True), item(2, 1, told=True), item(3, 2, told=True)]

    def told(**how: bool) -> list[str]:
        return list(mistold(Stream([], ""), runs, spans, lambda where: [there[where[0].start]], **how))

    assert not told(parted=True)
    assert [found.partition(" in ")[0] for found in told()] == ['"two"', '"more"']
    there[1:] = [item(1, told=True), item(1, told=True)]
    assert told(parted=True) == ['"two" in an item with what stands before it']


def test_what_is_called_as_the_article_is_may_stand_above_its_title() -> None:
    stream = Stream([Stretch("Harbour Office\nHarbour Office\n", [0] * 15 + [1] * 15)], "")
    owed = (Step("h", 1, "title"),)
    run = Run("title", "Harbour Office", steps=owed)

    def told(*steps: Steps) -> list[str]:
        return list(mistold(stream, [run], [[Span(0, 13)]], lambda where: [steps[where[0].start > 0]]))

    assert not told((), owed)
    assert told((), ()) == ['"Harbour Office" as a paragraph, not as a heading of level 1']
