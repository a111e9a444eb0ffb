"""What lies in a brochure beside its drawings: layers, annotations, actions; the structure that is read aloud."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.proof.pdf.boxes import badly_boxed
from pipeline.rendition.expected import MANIFEST_NAME
from pipeline.rendition.facets import Facet

from .conftest import PRICES, Finished
from .test_pdf import around, op, rewritten, shows


def altered(
    finished: Finished, change: Callable[[pikepdf.Pdf], None], content: bytes | None = None
) -> set[str]:
    with pikepdf.open(io.BytesIO(content or finished.content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    return finished.codes(output.getvalue())


def annotated(kind: str, **more: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([10, 10, 90, 90]), F=4, **more
        )
        page.obj.Annots = Array([*page.obj.get("/Annots", Array()), document.make_indirect(annotation)])

    return change


def in_root(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            document.Root["/" + key] = value

    return change


def speechless(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def unit(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.UserUnit = 0.5


def page_elsewhere(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents.F = Dictionary(Type=Name.Filespec, F=pikepdf.String("page.txt"))


def font_elsewhere(document: pikepdf.Pdf) -> None:
    for entry in document.objects:
        if isinstance(entry, Dictionary) and "/FontFile2" in entry:
            entry.FontFile2.F = pikepdf.String("font.ttf")


SCRIPT = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
INVISIBLE = Dictionary(W=0)


def opened_at(*view: Any, **more: Any) -> Callable[[pikepdf.Pdf], None]:
    """Opened at a place of the first page, and then something else."""

    def change(document: pikepdf.Pdf) -> None:
        place = Array([document.pages[0].obj, *view])
        document.Root.OpenAction = Dictionary(S=Name.GoTo, D=place, **more) if more else place

    return change


def acting_bookmark(document: pikepdf.Pdf) -> None:
    document.Root.Outlines.First.A = SCRIPT


def enlarged_place(document: pikepdf.Pdf) -> None:
    """The places that links and bookmarks name."""
    name, place = next(iter(pikepdf.NameTree(document.Root.Names.Dests).items()))
    place[4] = 64
    pikepdf.NameTree(document.Root.Names.Dests)[name] = place


def on_a_poster(document: pikepdf.Pdf) -> None:
    """Made smaller by everybody who prints it."""
    page = document.pages[0]
    page.mediabox = [-300, -300, 990, 990]


def turned_above(document: pikepdf.Pdf) -> None:
    """What all pages have in common."""
    document.Root.Pages.Rotate = 90


def accompanied(document: pikepdf.Pdf) -> None:
    document.attachments["No notice holds.txt"] = b"No notice holds."


def in_page(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            document.pages[0].obj["/" + key] = value

    return change


@pytest.mark.parametrize("change", [in_page(Rotate=180), turned_above])
def test_a_turned_page(brochure: Finished, change: Callable[[pikepdf.Pdf], None]) -> None:
    assert "PRF846" in altered(brochure, change)


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    "change",
    [
        opened_at(Name.Fit, Next=SCRIPT),
        opened_at(Name.XYZ, 0, 0, 64),
        opened_at(Name.FitR, 0, 0, 9, 9),
        acting_bookmark,
        enlarged_place,
        on_a_poster,
        accompanied,
        annotated("Link", BS=INVISIBLE, A=SCRIPT),
        annotated("Link", BS=INVISIBLE, A=Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe"))),
        annotated("Link", BS=INVISIBLE, A=Dictionary(S=Name.URI, URI=pikepdf.String("javascript:alert(1)"))),
        annotated("Link", BS=INVISIBLE, AA=Dictionary()),
        annotated("Link", BS=INVISIBLE, Border=Array([0, 0, 200])),
        in_root(PageMode=Name.FullScreen),
        in_root(URI=Dictionary(Base=pikepdf.String("https://example.com"))),
        in_root(OutputIntents=Array()),
        in_page(SeparationInfo=Dictionary()),
        in_page(Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)),
        page_elsewhere,
        font_elsewhere,
        annotated("Stamp"),
        annotated("FreeText"),
        annotated("Link"),
        annotated("Link", BS=Dictionary(W=3)),
        annotated("Link", BS=Dictionary(W=0), AP=Dictionary()),
        in_root(OCProperties=Dictionary(OCGs=Array(), D=Dictionary())),
        in_root(AcroForm=Dictionary(Fields=Array())),
        in_root(OpenAction=Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))),
        in_root(Lang=pikepdf.String("nb")),
        speechless,
        unit,
    ],
)
def test_what_may_change_what_is_seen(brochure: Finished, change: Callable[[pikepdf.Pdf], None]) -> None:
    assert altered(brochure, change) - {"PRF856", "PRF857"} == {"PRF846"}


@pytest.mark.parametrize("box", ["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox"])
@pytest.mark.parametrize("less", [(8.5, 8.5, -8.5, -8.5), (0, 0, 0, -30), (20, 0, 20, 0)])
def test_pages_as_large_as_brochures_are(brochure: Finished, box: str, less: tuple[float, ...]) -> None:
    """Cut off at an edge, or moved about under what is drawn."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.obj["/" + box] = Array([float(at) + more for at, more in zip(page.mediabox, less, strict=True)])

    assert "PRF846" in altered(brochure, change)


def test_boxes_that_are_the_whole_page(brochure: Finished) -> None:
    """As programs add them."""

    def change(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            page.cropbox = page.trimbox = page.mediabox

    assert altered(brochure, change) == set()


def test_pages_of_one_size() -> None:
    with pikepdf.new() as document:
        for size in ((100, 210), (97, 210), (148, 210)):
            document.add_blank_page(page_size=[edge / 25.4 * 72 for edge in size])
        assert list(badly_boxed(document, press=False)) == ["pages of more than one size"]
        del document.pages[2]
        assert not list(badly_boxed(document, press=False))


def written_twice(content: bytes) -> bytes:
    """One of two entries of the same name is taken, the first or the last. Nothing behind them moves, so that all objects are found."""
    box = re.findall(rb"/MediaBox \[[^\]]*\]", content)[0]
    twice = b"/Rotate 90/Rotate 0" + b" ".join(box.split()).replace(b" [ ", b"[").replace(b" ]", b"]")
    assert len(twice) <= len(box)
    return content.replace(box, twice.ljust(len(box)), 1)


def without_a_table(content: bytes) -> bytes:
    return content.replace(b"startxref", b"stopxref")


@pytest.mark.parametrize("damage", [written_twice, without_a_table])
def test_what_readers_have_to_mend(brochure: Finished, damage: Callable[[bytes], bytes]) -> None:
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        output = io.BytesIO()
        document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
    assert brochure.codes(output.getvalue()) == set()
    made = brochure.proved(damage(output.getvalue()))
    # What else is found depends on what a reader makes of it.
    assert {found.code for found in made.diagnostics} == {"PRF846"}
    assert any("readers have to mend" in found.message for found in made.diagnostics)


def test_links_that_show_nothing_may_be(brochure: Finished) -> None:
    assert altered(brochure, annotated("Link", BS=Dictionary(W=0))) == set()
    assert altered(brochure, annotated("Link", Border=Array([0, 0, 0]))) == set()


def test_where_it_is_opened(brochure: Finished) -> None:
    for view in ((Name.Fit,), (Name.XYZ, 0, 500, 0), (Name.XYZ, None, None, None), (Name.XYZ, 0, 0, 1.5)):
        assert altered(brochure, opened_at(*view)) == set()
    assert altered(brochure, in_root(PageMode=Name.UseOutlines, PageLayout=Name.TwoPageRight)) == set()


def opened_behind(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Array([1, Name.Fit])


def opened_by_name(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.String("prices")


def tabbed(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Tabs = Name.R


@pytest.mark.parametrize("change", [opened_behind, opened_by_name, tabbed])
def test_the_first_page_comes_first(brochure: Finished, change: Callable[[pikepdf.Pdf], None]) -> None:
    assert altered(brochure, change) == {"PRF846"}


# ── what is shown beside the pages


def labelled(prefix: str) -> Callable[[pikepdf.Pdf], None]:
    labels = Array([0, Dictionary(S=Name.D, P=pikepdf.String(prefix)) if prefix else Dictionary(S=Name.D)])
    return in_root(PageLabels=Dictionary(Nums=labels))


def numbered(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    return in_root(PageLabels=Dictionary(Nums=Array([0, Dictionary(**entries)])))


def attached(key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    """An attachment of the name of the manifest, with one entry more."""

    def change(document: pikepdf.Pdf) -> None:
        if MANIFEST_NAME not in document.attachments:
            document.attachments[MANIFEST_NAME] = b"{}"
        document.attachments[MANIFEST_NAME].obj[key] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        numbered(S=Name.R), numbered(S=Name.D, St=7), numbered(),
        attached("/RF", Dictionary()), attached("/UF", pikepdf.String("prices.txt")),
    ],
)  # fmt: skip
def test_pages_and_attachments_have_one_name(
    brochure: Finished, change: Callable[[pikepdf.Pdf], None]
) -> None:
    assert altered(brochure, change) == {"PRF846"}


def bookmarked(title: str) -> Callable[[pikepdf.Pdf], None]:
    """One more, inside the last of them."""

    def change(document: pikepdf.Pdf) -> None:
        with document.open_outline() as outline:
            outline.root[-1].children.append(pikepdf.OutlineItem(title, 0))

    return change


def titled(title: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.trailer.Info.Title = pikepdf.String(title)

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (bookmarked("Whatever it promises: void"), "its bookmarks"),
        # The article's own words, but those of no heading.
        (bookmarked(PRICES), "its bookmarks"),
        (titled("Whatever it promises: void"), "its title"),
        # A word of its own title.
        (titled("Ferries"), "its title"),
        (labelled("Whatever it promises: void "), "the names of its pages"),
    ],
)
def test_words_beside_the_pages(
    brochure: Finished, change: Callable[[pikepdf.Pdf], None], where: str
) -> None:
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    (found,) = brochure.proved(output.getvalue()).diagnostics
    assert found.code == "PRF855"
    assert f"({where})" in found.message


def test_bookmarks_in_a_ring_and_labels_without_words(brochure: Finished) -> None:
    def ring(document: pikepdf.Pdf) -> None:
        document.Root.Outlines.First.Next = document.Root.Outlines.First

    assert altered(brochure, ring) == set()
    assert altered(brochure, labelled("")) == set()


# ── what is read aloud


def content_of(finished: Finished, wording: str) -> tuple[int, int]:
    """The page and the first marked content of a wording."""
    number, places = shows(finished.content, wording)
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        parsed: list[Any] = list(pikepdf.parse_content_stream(document.pages[number]))
    shown = [index for index, one in enumerate(parsed) if str(one.operator) == "TJ"]
    begun = next(
        one
        for one in reversed(parsed[: shown[places[0]]])
        if str(one.operator) == "BDC" and "/MCID" in one.operands[1]
    )
    return number, int(begun.operands[1].MCID)


def element(document: pikepdf.Pdf, number: int, content: int) -> Any:
    """The structure element that holds a marked content."""
    page = document.pages[number].obj
    tree = document.Root.StructTreeRoot.ParentTree.Nums
    at = next(index for index in range(0, len(tree), 2) if int(tree[index]) == int(page.StructParents))
    return tree[at + 1][content]


def leave_out(held: Any) -> None:
    held.P.K = Array(
        [kid for kid in held.P.K if not isinstance(kid, Dictionary) or kid.objgen != held.objgen]
    )


def say_something_else(held: Any) -> None:
    held.ActualText = pikepdf.String("Prices never change.")


def give_an_alternative(held: Any) -> None:
    held.P.Alt = pikepdf.String("A picture.")


def read_it_last(held: Any) -> None:
    leave_out(held)
    top = held.P
    while str(top.get("/S", "")) != "/Document":
        top = top.P
    held.P = top
    top.K = Array([*top.K, held])


@pytest.mark.parametrize("change", [leave_out, say_something_else, give_an_alternative, read_it_last])
def test_not_read_where_it_stands(brochure: Finished, change: Callable[[Any], None]) -> None:
    number, content = content_of(brochure, PRICES)
    assert altered(brochure, lambda document: change(element(document, number, content))) - {"PRF856"} == {
        "PRF827",
        "PRF846",
    }


def renamed(role: str) -> Callable[[Any], None]:
    def change(held: Any) -> None:
        held.P.S = Name("/" + role)

    return change


def in_japanese(held: Any) -> None:
    held.P.Lang = pikepdf.String("ja")


def of_another_drawing(held: Any) -> None:
    """The number of a marked content, but one in a form that draws nothing."""
    held.K = Array([Dictionary(Type=Name.MCR, Pg=held.Pg, MCID=held.K[0], Stm=Dictionary())])


def read_twice(held: Any) -> None:
    held.K = Array([held.K[0], held.K[0]])


def read_again(held: Any) -> None:
    """By another element, which its page does not know."""
    tree = held.P
    while str(tree.get("/Type", "")) != "/StructTreeRoot":
        tree = tree.P
    top = tree.K[0]
    top.K.append(Dictionary(Type=Name.StructElem, S=Name.P, P=top, Pg=held.Pg, K=Array([held.K[0]])))


def beneath_another(held: Any) -> None:
    """Who goes up from it comes to something else."""
    held.P = held.P.P


@pytest.mark.parametrize(
    "change", [renamed("Figure"), in_japanese, of_another_drawing, read_twice, read_again, beneath_another]
)
def test_read_as_something_else(brochure: Finished, change: Callable[[Any], None]) -> None:
    number, content = content_of(brochure, PRICES)
    assert altered(brochure, lambda document: change(element(document, number, content))) - {"PRF856"} == {
        "PRF827",
        "PRF846",
    }


@pytest.mark.parametrize("role", ["Private", "Formula", "Quiet"])
def test_roles_that_some_readers_skip(brochure: Finished, role: str) -> None:
    number, content = content_of(brochure, PRICES)
    found = altered(brochure, lambda document: renamed(role)(element(document, number, content)))
    assert found == {"PRF827", "PRF846"}


def test_a_foreign_language_beside_the_disclaimers(brochure: Finished) -> None:
    """Where the article has words in it."""

    def change(document: pikepdf.Pdf) -> None:
        heading = next(
            entry for entry in document.objects if isinstance(entry, Dictionary) and entry.get("/S") == "/H2"
        )
        heading.Lang = pikepdf.String("nb")

    assert altered(brochure, change) == {"PRF846"}
    facets = (*brochure.owed.facets, Facet("language", "havn", "nb"))
    bilingual = Finished(dataclasses.replace(brochure.owed, facets=facets), brochure.content)
    assert altered(bilingual, change) == set()


def roles_for_others(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot.RoleMap = Dictionary(P=Name.Artifact)


def doubtful(document: pikepdf.Pdf) -> None:
    document.Root.MarkInfo.Suspects = True


def said_otherwise(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot.PronunciationLexicon = Array()


def titled_element(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot.K[0].T = pikepdf.String("Void")


@pytest.mark.parametrize("change", [roles_for_others, doubtful, said_otherwise, titled_element])
def test_a_structure_that_means_something_else(
    brochure: Finished, change: Callable[[pikepdf.Pdf], None]
) -> None:
    assert altered(brochure, change) - {"PRF856", "PRF857"} == {"PRF846"}


def test_no_way_from_the_pages_to_what_is_read(brochure: Finished) -> None:
    def without(document: pikepdf.Pdf) -> None:
        del document.Root.StructTreeRoot["/ParentTree"]

    def emptied(document: pikepdf.Pdf) -> None:
        document.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array([0, Array()]))

    def parted(document: pikepdf.Pdf) -> None:
        """As trees of many pages are."""
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        limits = Array([numbers[0], numbers[len(numbers) - 2]])
        leaf = document.make_indirect(Dictionary(Nums=numbers, Limits=limits))
        document.Root.StructTreeRoot.ParentTree = Dictionary(Kids=Array([leaf]))

    assert altered(brochure, without) == {"PRF827", "PRF846"}
    assert altered(brochure, emptied) == {"PRF827", "PRF846"}
    assert altered(brochure, parted) == set()


def test_without_structure(brochure: Finished) -> None:
    def bare(document: pikepdf.Pdf) -> None:
        del document.Root["/StructTreeRoot"]

    assert altered(brochure, bare) == {"PRF827", "PRF846"}
    nameless = rewritten(brochure, PRICES, around([op("BMC", Name.Span)], [op("EMC")]))
    assert brochure.codes(nameless) == set()


def in_description(said: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        about = document.Root.Metadata.read_bytes().replace(
            b"</rdf:RDF>", b'<rdf:Description rdf:about="" %b</rdf:RDF>' % said
        )
        document.Root.Metadata = document.make_stream(about, Type=Name.Metadata, Subtype=Name.XML)

    return change


def stated(key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.docinfo[key] = "The notices in this leaflet no longer hold."

    return change


DUBLIN = b'xmlns:d="http://purl.org/dc/elements/1.1/"><d:%b>2026<!-- -->The notices no longer hold.</d:%b></rdf:Description>'


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "change",
    [
        stated("/Status"),
        stated("/CreationDate"),
        stated("/Trapped"),
        in_description(DUBLIN % (b"source", b"source")),
        in_description(DUBLIN % (b"date", b"date")),
        in_description(
            b'xmlns:x="http://ns.adobe.com/xap/1.0/" x:CreateDate="The notices no longer hold."/>'
        ),
        in_description(
            b'xmlns:x="http://ns.adobe.com/xap/1.0/mm/" x:DocumentID="The notices no longer hold."/>'
        ),
        in_description(b'xmlns:p="http://x/"><p:note>The notices no longer hold.</p:note></rdf:Description>'),
        in_description(b'xmlns:p="http://x/" p:note="The notices no longer hold."/>'),
    ],
)
def test_words_of_anybody_in_the_description(
    brochure: Finished, change: Callable[[pikepdf.Pdf], None]
) -> None:
    assert altered(brochure, change) == {"PRF855"}


def test_what_a_program_says_that_writes_a_file_anew(brochure: Finished) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.docinfo["/Producer"] = "Another program"
        document.docinfo["/ModDate"] = "D:20270101000000Z00'00'"
        said = b'xmp:CreateDate="2027-01-01T10:20:30+01:00" pdf:PDFVersion="1.7" mm:InstanceID="uuid:1-2"/>'
        spaces = b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        in_description(spaces + b'xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" ' + said)(document)

    assert altered(brochure, change) == set()
