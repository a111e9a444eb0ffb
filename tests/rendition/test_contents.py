"""What a file holds beside its manifest: the same however it is written, another where anything is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String

from pipeline.rendition import contents, keeping
from pipeline.rendition.expected import MANIFEST_NAME

MANIFEST = b'{"covers":true,"format":"brochure","manifest":3}\n'


def _written(document: Any, **how: Any) -> bytes:
    output = io.BytesIO()
    document.save(output, **how)
    return output.getvalue()


def _of(content: bytes) -> contents.Contents:
    with pikepdf.open(io.BytesIO(content)) as document:
        return contents.of_pdf(document)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Three pages that share their resources, a picture, bookmarks within one another, a structure, a manifest."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    dot = document.make_stream(
        bytes(range(12)),
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8, ColorSpace=Name.DeviceRGB
        ),
    )  # fmt: skip
    drawing = document.make_stream(
        b"0 0 5 5 re f",
        Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 5, 5]), Resources=Dictionary()),
    )
    resources = document.make_indirect(
        Dictionary(Font=Dictionary(F0=font), XObject=Dictionary(dot=dot, art=drawing))
    )
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
    for number in range(3):
        page = document.add_blank_page(page_size=(200, 200))
        page.obj.Resources = resources
        shown = " /dot Do" if number == 1 else " /art Do" if number == 2 else ""
        page.Contents = document.make_stream(
            f"BT /F0 9 Tf (see 4 0 R \\(page {number}\\)) Tj ET{shown}".encode()
        )
        element = document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=page.obj, K=Array([0]))
        )
        root.K.append(element)
        link = document.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, P=page.obj))
        page.obj.Annots = Array([link])
        element.K.append(Dictionary(Type=Name.OBJR, Obj=link))
    document.Root.StructTreeRoot = root
    document.Root.Lang = String("en")
    with document.open_outline() as outline:
        chapter = pikepdf.OutlineItem("One", 0)
        chapter.children.append(pikepdf.OutlineItem("Inner", 1))
        outline.root += [chapter, pikepdf.OutlineItem("Two (4 0 R)", 2)]
    document.trailer.Info = document.make_indirect(Dictionary(Title=String("Tides"), Producer=String("us")))
    document.attachments[MANIFEST_NAME] = pikepdf.AttachedFileSpec(document, MANIFEST, filename=MANIFEST_NAME)
    return _written(document)


WRITTEN: tuple[dict[str, Any], ...] = (
    {"linearize": True},
    {"qdf": True},
    {"object_stream_mode": ObjectStreamMode.generate, "recompress_flate": True},
    {"compress_streams": False, "stream_decode_level": StreamDecodeLevel.generalized},
)


def test_numbers_of_fewer_places_and_another_list_beside_the_pages(pdf: bytes) -> None:
    """As MuPDF and pypdf write a file."""

    def boxed(width: str, mode: Any) -> contents.Contents:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            document.pages[0].obj.MediaBox = Array([0, 0, Decimal(width), Decimal("841.889764")])
            document.pages[0].obj.Annots[0].Rect = Array([Decimal(width), 0, 9, 9])
            document.Root.PageMode = mode
            return _of(_written(document))

    assert boxed("1632.755906", Name.UseNone) == boxed("1632.7559", Name.UseAttachments)
    assert boxed("1632.755906", Name.UseNone) != boxed("1633.755906", Name.UseNone)
    assert boxed("1632.755906", Name.UseNone) != boxed("1632.755906", Name.FullScreen)


@pytest.mark.parametrize("how", WRITTEN, ids=lambda how: "-".join(how))
def test_a_pdf_that_is_written_anew_holds_the_same(pdf: bytes, how: dict[str, Any]) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        # Its objects get other numbers, too.
        document.trailer.Info.Producer = String("another program")
        document.trailer.Info.ModDate = String("D:20300101000000Z")
        written = _written(document, **how)
    assert written != pdf
    assert _of(written) == _of(pdf)


def test_the_manifest_is_no_part_of_it(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        before = contents.of_pdf(document)
        del document.attachments[MANIFEST_NAME]
        document.attachments[MANIFEST_NAME] = pikepdf.AttachedFileSpec(
            document, b"{}", filename=MANIFEST_NAME
        )
        assert contents.of_pdf(document) == before
        assert not any(MANIFEST_NAME in name for name in before)


def _drawn(document: Any) -> None:
    page = document.pages[1]
    page.Contents = document.make_stream(page.Contents.read_bytes() + b" 0 0 9 9 re f")


def _second_stream(document: Any) -> None:
    page = document.pages[1]
    page.Contents = Array([page.Contents, document.make_stream(b"0 0 9 9 re f")])


def _other_picture(document: Any) -> None:
    document.pages[0].Resources.XObject.dot.write(bytes(12))


def _added_picture(document: Any) -> None:
    """Its pages share their resources, and only one of them shows it."""
    shared = document.pages[0].Resources.XObject
    shared["/new"] = document.make_stream(
        bytes(12), Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2)
    )
    page = document.pages[1]
    page.Contents = document.make_stream(page.Contents.read_bytes() + b" /new Do")


def _inside_a_form(document: Any) -> None:
    document.pages[0].Resources.XObject.art.write(b"0 0 6 6 re f")


def _bookmark(document: Any) -> None:
    document.Root.Outlines.First.Next.Title = String("Ignore all this")


def _inner_bookmark(document: Any) -> None:
    document.Root.Outlines.First.First.Title = String("Ignore all this")


def _crop(document: Any) -> None:
    document.pages[1].obj.CropBox = Array([0, 0, 100, 200])


def _turn(document: Any) -> None:
    document.pages[1].obj.Rotate = 180


def _elsewhere(document: Any) -> None:
    """A page whose bytes are in another file; those in this one are ignored by who follows that."""
    document.pages[1].obj.Contents.F = Dictionary(Type=Name.Filespec, F=String("page.txt"))


def _picture_elsewhere(document: Any) -> None:
    document.pages[0].Resources.XObject.dot.F = String("dot.bin")


def _other_packing(document: Any) -> None:
    """The same bytes, read as something else."""
    dot = document.pages[0].Resources.XObject.dot
    dot.write(bytes(range(12)), filter=Name.DCTDecode, decode_parms=Dictionary(ColorTransform=0))


def _rights(document: Any) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["xmpRights:UsageTerms"] = "Disclaimers are void."


def _note(document: Any) -> None:
    document.pages[1].obj.Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String("No")))


def _link(document: Any) -> None:
    """An annotation that the structure names."""
    document.pages[1].obj.Annots[0].Rect = Array([0, 0, 9, 9])


def _spoken(document: Any) -> None:
    document.Root.StructTreeRoot.K[1].ActualText = String("Nothing")


def _title(document: Any) -> None:
    document.trailer.Info.Title = String("Tides are harmless")


def _trapped(document: Any) -> None:
    document.trailer.Info.Trapped = Name("/True")


def _lang(document: Any) -> None:
    document.Root.Lang = String("nb")


def _attached(document: Any) -> None:
    document.attachments["more.txt"] = pikepdf.AttachedFileSpec(document, b"more", filename="more.txt")


def _page_added(document: Any) -> None:
    document.add_blank_page(page_size=(200, 200))


def _pages_exchanged(document: Any) -> None:
    document.pages.insert(0, document.pages[1])
    del document.pages[2]


def _listed_procedures(document: Any) -> None:
    """What old programs add to resources, which is no dictionary."""
    document.pages[0].Resources.ProcSet = Array([Name.PDF, Name.Text])


def test_resources_that_name_nothing(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _listed_procedures(document)
        assert _of(_written(document)) == _of(pdf)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (_drawn, {"page 2"}),
        (_second_stream, {"page 2"}),
        (_other_picture, {"page 2"}),
        (_added_picture, {"page 2"}),
        (_inside_a_form, {"page 3"}),
        (_bookmark, {"the bookmarks"}),
        (_inner_bookmark, {"the bookmarks"}),
        (_crop, {"page 2"}),
        (_turn, {"page 2"}),
        (_elsewhere, {"page 2"}),
        (_picture_elsewhere, {"page 2"}),
        (_other_packing, {"page 2"}),
        (_rights, {"what it says of itself"}),
        (_note, {"page 2"}),
        (_link, {"page 2"}),
        (_spoken, {"what is read aloud"}),
        (_trapped, {"what it says of itself"}),
        (_title, {"what it says of itself"}),
        (_lang, {"the settings of the document"}),
        (_attached, {"the attachment more.txt (added)"}),
        (_page_added, {"page 4 (added)"}),
    ],
)
def test_what_was_altered_in_a_pdf(pdf: bytes, change: Callable[[Any], None], parts: set[str]) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        altered = _written(document)
    assert set(contents.differences(_of(pdf), _of(altered))) == parts


def test_a_large_picture_whose_rows_are_read_otherwise() -> None:
    """It is compared as it is stored."""
    document = pikepdf.new()
    page = document.add_blank_page()
    packed = zlib.compress(bytes(1001 * 1001))
    picture = document.make_stream(
        packed,
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=1000, Height=1001, BitsPerComponent=8, ColorSpace=Name.DeviceGray
        ),
    )  # fmt: skip
    picture.write(packed, filter=Name.FlateDecode, decode_parms=Dictionary(Predictor=15, Columns=1000))
    page.Contents = document.make_stream(b"/dot Do")
    page.obj.Resources = Dictionary(XObject=Dictionary(dot=picture))
    before = _of(_written(document))
    assert _of(_written(document, linearize=True)) == before
    picture.write(packed, filter=Name.FlateDecode, decode_parms=Dictionary(Predictor=15, Columns=500))
    assert contents.differences(before, _of(_written(document))) == ("page 1",)


def test_a_writer_may_say_when_and_with_what(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = "Tides"
        before = _of(_written(document))
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["xmp:CreatorTool"] = "another"
            metadata["xmp:ModifyDate"] = "2030-01-01T00:00:00Z"
            metadata["xmpMM:InstanceID"] = "uuid:4"
        assert _of(_written(document)) == before


def test_pages_in_another_order(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _pages_exchanged(document)
        altered = _written(document)
    assert {"page 1", "page 2"} <= set(contents.differences(_of(pdf), _of(altered)))


def test_many_bookmarks_and_objects_that_refer_to_one_another() -> None:
    """A chain of bookmarks is longer than calls can be in one another; what refers back to itself ends."""
    document = pikepdf.new()
    document.add_blank_page()
    with document.open_outline() as outline:
        outline.root += [pikepdf.OutlineItem(f"Chapter {number}", 0) for number in range(3000)]
    ring = document.make_indirect(Dictionary())
    ring.Ring = Array([ring])
    document.Root.Ring = ring
    before = _of(_written(document))
    document.Root.Outlines.Last.Title = String("Other")
    assert contents.differences(before, _of(_written(document))) == ("the bookmarks",)


def test_parts_are_named_in_their_order() -> None:
    stated = {f"page {number}": "1" for number in (10, 9, 2, 1)}
    assert contents.differences(stated, {**stated, "page 10": "2", "page 9": "2", "page 2": "2"}) == (
        "page 2",
        "page 9",
        "page 10",
    )


def test_nothing_of_an_ebook_but_its_members() -> None:
    members = {
        "mimetype": b"application/epub+zip",
        f"META-INF/{MANIFEST_NAME}": MANIFEST,
        "a": b"1",
        "b": b"2",
    }
    before = contents.of_epub(members)
    assert set(before) == {"mimetype", "a", "b"}
    changed = {**members, "a": b"other", "c": b"3", f"META-INF/{MANIFEST_NAME}": b"{}", "folder/": b""}
    del changed["b"]
    assert contents.differences(before, contents.of_epub(changed)) == ("a", "c (added)", "b (gone)")


PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Tides</title><meta content=\"script-src 'sha256-{hash}'\"></head>"
    '<body><main id="text"><p>Lead</p><section aria-labelledby="high">High</section>'
    '<section aria-label="Contact">Us</section></main><footer>Imprint</footer>'
    '<script type="application/json" id="smallprint-manifest">{manifest}</script></body></html>'
)


def _page(manifest: str) -> str:
    return PAGE.format(hash=contents.policy_hash(manifest), manifest=manifest)


def test_a_handout_says_what_it_holds_and_names_its_manifest_by_its_new_hash() -> None:
    manifest = MANIFEST.decode().strip()
    page, digest = contents.sealed_html(_page(manifest), manifest)
    made = (
        contents.with_contents(manifest.encode(), contents.of_html(page), kept=keeping.of_html(page))
        .decode()
        .replace("<", "\\u003c")
    )
    assert page == _page(made)
    stated = contents.contents_in(made.encode())
    assert stated == contents.of_html(page)
    assert set(stated) >= {"<head>", "<main> text", "<section> high", "<section> Contact", "<footer>"}
    assert digest == contents.digest(made.encode())
    # As a mail program or an editor leaves it.
    assert contents.of_html(page.replace("\n", "\r\n")) == stated


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (">High<", ">Low<", ("<section> high",)),
        ("<p>Lead</p>", "<p>Lead</p><img>", ("<main> text",)),
        ("<title>", "<title>All about ", ("<head>",)),
        (
            '<section aria-label="Contact">',
            '<section>More</section><section aria-label="Contact">',
            ("<section> (added)",),
        ),
        ("<footer>Imprint</footer>", "", ("<footer> (gone)",)),
        ("<script", "<script>1</script><script", ("<script> (added)",)),
        ("</body>", "<p>More</p></body>", ("<script> smallprint-manifest",)),
    ],
)
def test_what_was_altered_in_a_handout(old: str, new: str, parts: tuple[str, ...]) -> None:
    page = _page(MANIFEST.decode().strip())
    assert old in page
    changed = page.replace(old, new, 1)
    assert contents.differences(contents.of_html(page), contents.of_html(changed)) == parts


def test_the_manifest_with_what_else_there_is() -> None:
    made = contents.with_contents(MANIFEST, {"page 1": "ab"}, press={"condition": "FOGRA39"})
    assert made.startswith(
        b'{"contents":{"version":1,"parts":{"page 1":"ab"}},"press":{"condition":"FOGRA39"},"covers":true'
    )
    assert contents.contents_in(made) == {"page 1": "ab"}
    assert contents.contents_in(MANIFEST) is None
    assert contents.contents_in(b'{"contents": {"version": 1, "parts": {"page 1": 3}}}') is None
    # Another version takes other parts, or hashes them otherwise, and would find a clean file altered.
    assert contents.contents_in(made.replace(b'"version":1', b'"version":2')) is None
    assert contents.contents_in(b"[]") is None
