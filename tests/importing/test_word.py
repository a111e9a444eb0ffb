"""Word and OpenDocument files, honest and hostile."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image

from pipeline import importing
from pipeline.diagnostics import Diagnostic
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import adopting, writing
from pipeline.importing.draft import Account

SOURCE = """# A title

Text with a note.[^1]

## Part

- one
- two

| A | B |
|---|---|
| 1 | 2 |

[^1]: The note.
"""
Change = Callable[[str, bytes], bytes | None]


@cache
def office(kind: str) -> bytes:
    command = [Pandoc.found().program, "--from", "markdown", "--to", kind]
    return subprocess.run(command, input=SOURCE.encode(), capture_output=True, check=True).stdout


def changed(change: Change, kind: str = "docx", more: dict[str, bytes] | None = None) -> bytes:
    """The file with other members."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(office(kind))) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return written.getvalue()


def in_document(old: bytes, new: bytes) -> Change:
    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        assert old in content
        return content.replace(old, new, 1)

    return change


def imported(content: bytes, pandoc: Pandoc, name: str = "a.docx") -> importing.Imported:
    read = importing.read(name, content, pandoc, lambda picture: "never asked")
    assert read.value is not None, read.diagnostics
    return read.value


def refused(content: bytes, pandoc: Pandoc, name: str = "a.docx") -> Diagnostic:
    read = importing.read(name, content, pandoc, lambda picture: "never asked")
    assert read.value is None
    (finding,) = read.diagnostics
    return finding


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_structure(kind: str, pandoc: Pandoc) -> None:
    got = imported(office(kind), pandoc, f"a.{kind}")
    assert got.meta["title"] == "A title"
    text = writing.body(got.blocks)
    for part in (
        "Text with a note.[^1]",
        "## Part",
        "- one\n- two",
        "| A | B |\n|---|---|\n| 1 | 2 |",
        "[^1]: The note.",
    ):
        assert part in text
    assert got.unaccounted() == ()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_changes_comments_and_text_boxes(pandoc: Pandoc) -> None:
    more = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">Kept </w:t></w:r><w:ins w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:t>added</w:t></w:r></w:ins>'
        f'<w:del w:id="2" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>struck out</w:delText></w:r></w:del></w:p>'
        f'<w:p {W}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>'
    )  # fmt: skip
    got = imported(changed(in_document(b"<w:body>", b"<w:body>" + more.encode())), pandoc)
    text = writing.body(got.blocks) + str(got.meta["title"])
    assert "Kept added" in text
    assert "struck out" not in text
    assert ("struck out", "a tracked change deletes it") in {(one.text, one.why) for one in got.dropped}
    assert any("tracked changes" in note for note in got.notes)
    assert "Boxed words" in text or "Boxed words" in {one.text for one in got.dropped if one.missed}
    assert got.unaccounted() == ()


def test_what_stands_on_every_page_is_left_out_by_name(pandoc: Pandoc) -> None:
    header = f"<w:hdr {W}><w:p><w:r><w:t>Draft 3</w:t></w:r></w:p></w:hdr>".encode()
    got = imported(changed(lambda name, content: content, more={"word/header9.xml": header}), pandoc)
    assert ("Draft 3", "it stands at the head of every page") in {(one.text, one.why) for one in got.dropped}


DRAWING = (
    b'<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    b'<wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="x" descr="A red dot"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    b'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    b'<pic:nvPicPr><pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId900"/></pic:blipFill>'
    b"<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p><w:sectPr"
)  # fmt: skip


def drawn(target: str, named: bytes = b"r:embed", mode: str = "") -> Change:
    """A picture at the end of the text."""
    rel = f'<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{target}"{mode}/></Relationships>'

    def change(name: str, old: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return old.replace(b"</Relationships>", rel.encode())
        drawing = DRAWING.replace(b"r:embed", named)
        return old.replace(b"<w:sectPr", drawing, 1) if name == "word/document.xml" else old

    return change


def test_pictures_come_out(pandoc: Pandoc) -> None:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    got = imported(
        changed(drawn("media/My Photo.png"), more={"word/media/My Photo.png": content.getvalue()}), pandoc
    )
    assert list(got.pictures.values()) == [content.getvalue()]
    (name,) = got.pictures
    assert f"![A red dot]({name})" in writing.body(got.blocks)
    assert got.missing == ()


@pytest.mark.parametrize(
    ("target", "named", "mode", "why"),
    [
        ("https://example.org/a.png", b"r:link", ' TargetMode="External"', "only names where it lies"),
        ("file:///etc/hostname", b"r:embed", ' TargetMode="External"', "only names where it lies"),
        ("../../../etc/hostname", b"r:embed", "", "does not hold it"),
    ],
)
def test_pictures_that_lie_elsewhere_are_missed(
    target: str, named: bytes, mode: str, why: str, pandoc: Pandoc
) -> None:
    got = imported(changed(drawn(target, named, mode)), pandoc)
    ((name, said, alt),) = [(each.name, each.why, each.alt) for each in got.missing]
    assert (name, alt) == (target, "A red dot")
    assert why in said


def garbled(member: str = "word/document.xml") -> bytes:
    """The file with a member that cannot be unpacked."""
    content = bytearray(office("docx"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.getinfo(member).header_offset
    start = (
        at
        + 30
        + int.from_bytes(content[at + 26 : at + 28], "little")
        + int.from_bytes(content[at + 28 : at + 30], "little")
    )
    content[start : start + 8] = b"\xff" * 8
    return bytes(content)


def packed(method: int) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(office("docx"))) as source,
        zipfile.ZipFile(written, "w", method) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return written.getvalue()


@pytest.mark.code("IMP904")
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda: changed(lambda name, old: b"<x>" + b"0" * 9_000_000 + b"</x>" if name == "word/document.xml" else old), "200 times"),
        (lambda: changed(lambda name, old: old, more={"../../evil.txt": b"x"}), "leads outside"),
        (lambda: changed(lambda name, old: old, more={"C:/evil.txt": b"x"}), "leads outside"),
        (lambda: changed(lambda name, old: old, more={f"m{n}": b"" for n in range(2100)}), "members"),
        (lambda: changed(in_document(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')), "entities"),
        (lambda: changed(in_document(b"<w:body>", b"<w:body><w:broken>")), "not well-formed"),
        (lambda: changed(in_document(b"<w:body>", b"<w:body>" + b"<w:tbl>" * 400 + b"</w:tbl>" * 400)), "not well-formed"),
        (garbled, "damaged"),
        (lambda: garbled("docProps/app.xml"), "damaged"),
        (lambda: packed(zipfile.ZIP_BZIP2), "is packed"),
    ],
)  # fmt: skip
def test_unsafe_archives(content: Callable[[], bytes], problem: str, pandoc: Pandoc) -> None:
    finding = refused(content(), pandoc)
    assert finding.code == "IMP904"
    assert problem in finding.message


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_paragraphs_are_limited(kind: str, pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.importing.word.MAX_PARAGRAPHS", 5)
    made = importing.read(f"a.{kind}", office(kind), pandoc, lambda picture: "never asked")
    assert [(one.code, "more than 5 paragraphs" in one.message) for one in made.diagnostics] == [
        ("IMP906", True)
    ]


@pytest.mark.code("IMP903")
@pytest.mark.parametrize(
    "content",
    [lambda: b"\xd0\xcf\x11\xe0" + b"0" * 900, lambda: office("docx")[:3000], lambda: b"", lambda: changed(lambda name, old: None if name == "word/document.xml" else old)],
)  # fmt: skip
def test_no_such_archive(content: Callable[[], bytes], pandoc: Pandoc) -> None:
    assert refused(content(), pandoc).code == "IMP903"


def test_what_was_formatted_by_hand(pandoc: Pandoc) -> None:
    prose = "Some text that is long enough to be a paragraph of its own."
    source = f"**The leaflet**\n\n{prose}\n\n**Before you go**\n\n{prose}\n\n• one\n\n• two\n\n**Afterwards**\n\n{prose}\n"
    command = [Pandoc.found().program, "--from", "markdown", "--to", "docx"]
    content = subprocess.run(command, input=source.encode(), capture_output=True, check=True).stdout
    got = imported(content, pandoc)
    assert got.meta["title"] == "The leaflet"
    text = writing.body(got.blocks)
    assert "## Before you go" in text
    assert "- one\n- two" in text
    assert "## Afterwards" in text


def looked(*paragraphs: str, styles: str = "") -> bytes:
    """A file of these paragraphs, with more styles."""
    body = f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>".encode()

    def change(name: str, content: bytes) -> bytes:
        if name == "word/styles.xml":
            return content.replace(b"</w:styles>", styles.encode() + b"</w:styles>")
        if name == "word/footnotes.xml":
            return content.replace(b"The note.", b"")
        return body if name == "word/document.xml" else content

    return changed(change)


def line(text: str, looks: str = "", style: str = "") -> str:
    return f"<w:p><w:pPr>{style}</w:pPr><w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


PROSE = line("Some text that is long enough to be a paragraph of its own, and says what there is to say.")


def test_headings_by_their_size(pandoc: Pandoc) -> None:
    title, part, below = (f'<w:b/><w:sz w:val="{size}"/>' for size in (44, 32, 28))
    got = imported(
        looked(
            line("The leaflet", title), PROSE, line("Part one", part), PROSE, line("Below", below), PROSE,
            line("Mind:", "<w:b/>"), line("Part two", part), PROSE, line("Large last words", part),
        ),
        pandoc,
    )  # fmt: skip
    text = writing.body(got.blocks)
    assert got.meta["title"] == "The leaflet"
    assert [one for one in text.split("\n") if one.startswith("#")] == [
        "## Part one",
        "### Below",
        "## Part two",
    ]
    assert "**Mind:**" in text


def test_headings_by_outline_and_by_names_in_other_languages(pandoc: Pandoc) -> None:
    style = '<w:style w:type="paragraph" w:styleId="X{0}"><w:name w:val="{1}"/>{2}</w:style>'
    got = imported(
        looked(
            line("Le titre", style='<w:pStyle w:val="X0"/>'), PROSE, line("Un", style='<w:pStyle w:val="X1"/>'), PROSE,
            line("Deux", style='<w:pStyle w:val="X2"/>'), PROSE, line("Trois", style='<w:outlineLvl w:val="1"/>'), PROSE,
            styles=style.format(0, "Titre", "") + style.format(1, "Titre 1", "")
            + style.format(2, "Chapeau", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ),
        pandoc,
    )  # fmt: skip
    assert got.meta["title"] == "Le titre"
    text = writing.body(got.blocks)
    assert [one for one in text.split("\n") if one.startswith("#")] == ["## Un", "## Deux", "### Trois"]


def test_frames_are_boxes_and_contents_are_left_out(pandoc: Pandoc) -> None:
    frame = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
    floating = (
        '<w:p><w:r><w:t>Before.</w:t></w:r><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        f'<w:txbxContent>{line("Floating words.")}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>'
    )  # fmt: skip
    contents = line("Contents\t2", style='<w:pStyle w:val="TOC1"/>')
    got = imported(
        looked(
            line("T", "<w:b/>"),
            contents,
            PROSE,
            frame.format(line("Mind", "<w:b/>") + line("The step.")),
            floating,
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "::: {.callout kind=note title=Mind}\nThe step.\n:::" in text
    assert "Before.\n\n::: {.callout kind=note}\nFloating words.\n:::" in text
    assert "Contents" not in text
    assert got.unaccounted() == ()


def test_opendocument_by_its_looks(pandoc: Pandoc) -> None:
    style = b'<style:style style:name="Strong_" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    body = (
        '<text:p text:style-name="Strong_">Part one</text:p><text:p>Some text that says what there is to say.</text:p>'
        '<text:p>Also <draw:frame><draw:text-box><text:p>Boxed words.</text:p></draw:text-box></draw:frame>this.</text:p>'
        '<text:p>1.<text:tab/>Bath</text:p><text:p>2.<text:tab/>Feed</text:p>'
    )  # fmt: skip

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        start = content.index(b"<office:text>") + len(b"<office:text>")
        end = content.index(b"</office:text>")
        return content[:start].replace(b"</office:automatic-styles>", style) + body.encode() + content[end:]

    got = imported(changed(change, "odt"), pandoc, "a.odt")
    text = f"# {got.meta['title']}\n" + writing.body(got.blocks)
    assert "# Part one\n" in text
    assert "Also this.\n\n::: {.callout kind=note}\nBoxed words.\n:::\n\n1. Bath\n2. Feed" in text
    assert got.unaccounted() == ()


def test_a_leaflet_inside_a_table_is_read_by_its_looks(pandoc: Pandoc) -> None:
    title, part = '<w:b/><w:sz w:val="44"/>', '<w:b/><w:sz w:val="32"/>'
    cells = (
        line("The housing office"),
        line("Damp at home", title) + PROSE * 2 + line("What to do", part) + PROSE * 3,
    )
    row = "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells)
    got = imported(
        looked(
            f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{row}</w:tr></w:tbl>",
            line("Ask us."),
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert got.meta["title"] == "Damp at home"
    assert text.startswith("The housing office\n\nSome text")
    assert [one for one in text.split("\n") if one.startswith("#")] == ["## What to do"]
    assert text.endswith("Ask us.\n")
    assert got.unaccounted() == ()


def test_a_table_of_long_cells_stays(pandoc: Pandoc) -> None:
    row = "".join(f"<w:tc><w:tcPr/>{line(name)}</w:tc>" for name in ("At home", "Away"))
    long = f"<w:tc><w:tcPr/>{PROSE * 3}</w:tc>"
    got = imported(
        looked(
            line("T", "<w:b/>"),
            f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{row}</w:tr><w:tr>{long * 2}</w:tr></w:tbl>",
        ),
        pandoc,
    )
    assert "| At home | Away |\n|---|---|\n| Some text" in writing.body(got.blocks)


def test_an_opendocument_leaflet_inside_a_table(pandoc: Pandoc) -> None:
    prose = (
        "<text:p>Some text that is long enough to be a paragraph of its own, and says what there is.</text:p>"
    )
    style = b'<style:style style:name="Strong_" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    body = (
        '<table:table table:name="Frame"><table:table-column/><table:table-row><table:table-cell>'
        f'<text:p text:style-name="Strong_">Damp</text:p>{prose * 2}<text:p text:style-name="Strong_">What to do</text:p>{prose * 3}'
        "</table:table-cell></table:table-row></table:table>"
    )

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        start = content.index(b"<office:text>") + len(b"<office:text>")
        end = content.index(b"</office:text>")
        return content[:start].replace(b"</office:automatic-styles>", style) + body.encode() + content[end:]

    got = imported(changed(change, "odt"), pandoc, "a.odt")
    assert got.meta["title"] == "Damp"
    assert "\n## What to do\n\nSome text" in writing.body(got.blocks)
    assert got.unaccounted() == ()


def test_figures_of_pandoc_keep_their_captions(pandoc: Pandoc) -> None:
    body = (
        '<text:p text:style-name="Title">The pier</text:p><text:h text:outline-level="1">Dawn</text:h>'
        '<text:p text:style-name="FigureWithCaption"><draw:frame><draw:image xlink:href="Pictures/0.png"/></draw:frame></text:p>'
        '<text:p text:style-name="FigureCaption">The harbour at <text:span>dawn</text:span></text:p><text:p>Text behind.</text:p>'
    )  # fmt: skip

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        start = content.index(b"<office:text>") + len(b"<office:text>")
        return content[:start] + body.encode() + content[content.index(b"</office:text>") :]

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    got = imported(changed(change, "odt", {"Pictures/0.png": picture.getvalue()}), pandoc, "a.odt")
    assert got.meta["title"] == "The pier", "by the name of a style that the file does not describe"
    text = writing.body(got.blocks)
    assert '{caption="The harbour at dawn"}\n\nText behind.' in text
    assert text.count("harbour") == 2, "in the caption, and for want of anything better in the alternative"
    assert got.unaccounted() == ()


def test_a_deletion_in_the_middle_of_a_word_leaves_no_space(pandoc: Pandoc) -> None:
    run = b'<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
    words = (
        b"<w:p>" + run % b"Yes, p"
        + b'<w:del w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText xml:space="preserve"> and no</w:delText></w:r></w:del>'
        + b'<w:ins w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z">' + run % b"lease" + b"</w:ins></w:p><w:sectPr"
    )  # fmt: skip
    got = imported(changed(in_document(b"<w:sectPr", words)), pandoc)
    assert "Yes, please" in writing.body(got.blocks)
    assert ("and no", "a tracked change deletes it") in {(each.text, each.why) for each in got.dropped}


def test_a_date_in_a_style_that_begins_with_that_of_the_title(pandoc: Pandoc) -> None:
    source = b"% Keys\n% Ada Holm\n% 14 March 2026\n\nLeave the keys at the office.\n"
    command = [Pandoc.found().program, "--from", "markdown", "--to", "docx", "--standalone"]
    content = subprocess.run(command, input=source, capture_output=True, check=True).stdout
    got = imported(content, pandoc)
    assert (got.meta["title"], got.meta["author"]) == ("Keys", "Ada Holm")


def test_a_subtitle_below_the_title_is_one_and_optional_hyphens_go(pandoc: Pandoc) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="X0"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="X1"><w:name w:val="Subtitle"/>{}<w:rPr><w:sz w:val="40"/></w:rPr></w:style>'
    )
    for based in ('<w:basedOn w:val="X0"/>', ""):
        got = imported(
            looked(
                line("Com\u00adplaints", style='<w:pStyle w:val="X0"/>'),
                line("How we lis\u00adten", style='<w:pStyle w:val="X1"/>'),
                PROSE,
                line("Stages", style='<w:pStyle w:val="X1"/>'),
                PROSE.replace("paragraph", "para</w:t><w:softHyphen/><w:t>graph"),
                styles=styles.format(based),
            ),
            pandoc,
        )
        assert (got.meta["title"], got.meta["subtitle"]) == ("Complaints", "How we listen")
        text = writing.body(got.blocks)
        assert text.count("a paragraph of") == 2
        assert ("## Stages" in text, "\u00ad" in text) == (True, False)
        assert not got.dropped


@pytest.mark.parametrize(
    ("width", "kept"), [("1.5cm", "![A code](a.png){width=15mm}"), ("12cm", "![A code](a.png)")]
)
def test_pictures_that_are_small_on_paper_stay_small(width: str, kept: str, pandoc: Pandoc) -> None:
    inline = [
        {"t": "Str", "c": "See "},
        {"t": "Image", "c": [["", [], [["width", width]]], [{"t": "Str", "c": "A code"}], ["a.png", ""]]},
    ]

    class Here:
        def take(self, url: str, alt: str) -> str:
            return url

    blocks = adopting.Adoption(Account(), Here(), lambda url: url).blocks(
        [{"t": "Para", "c": inline}], outer=True
    )
    assert kept + "\n" in writing.body(blocks) + "\n"


@pytest.mark.parametrize("style", ["TableCaption", "Table"])
@pytest.mark.parametrize("below", [False, True])
def test_captions_of_tables_in_opendocument(pandoc: Pandoc, style: str, below: bool) -> None:
    row = (
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in ("Town", "Tide")
        )
        + "</table:table-row>"
    )
    table = f"<table:table><table:table-column/><table:table-column/>{row}{row}</table:table>"
    caption = f'<text:p text:style-name="{style}">Tides in <text:span>spring</text:span></text:p>'
    other = f'<text:p>Before.</text:p><text:p text:style-name="{style}">Far from any.</text:p><text:p>After.</text:p>'
    inside = other + (table + caption if below else caption + table) + "<text:p>The end.</text:p>"

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        return content.replace(b"</office:text>", inside.encode() + b"</office:text>")

    got = imported(changed(change, "odt"), pandoc, "a.odt")
    text = writing.body(got.blocks)
    assert '::: {.table caption="Tides in spring"}' in text
    assert text.count("Tides in spring") == 1
    assert "Far from any." in text
    assert "importedtablecaption" not in text
