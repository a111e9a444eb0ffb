"""The page of evidence: what it shows of hand-made records and files, and what it leaves out."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from pipeline.diagnostics import Location, report
from pipeline.document import Notice
from pipeline.document.nodes import Legibility, NoticePlace
from pipeline.proof import exhibits, record
from pipeline.proof import report as proof_report
from pipeline.proof.evidence import Evidence, Proof, View
from pipeline.proof.record import Occurrence, Record
from pipeline.rendition.expected import Expectation, Run
from pipeline.theme import Theme, load_theme

ROOT = Path(__file__).parents[2]
FINE = {"present": True, "placed": True, "visible": True}
PRICES = "Prices & fares may change <at any time>."
MEASURED = {"size_pt": 9.5, "x_height_mm": 1.634567, "body_ratio": 1.0, "contrast": 14.52, "line_chars": 80}
BOX = (20.04, 30.0, 80.0, 12.0)


@cache
def theme() -> Theme:
    folder = ROOT / "templates"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    loaded = load_theme(files)
    assert loaded.value is not None
    return loaded.value


def notice(key: str = "pricing-1", place: NoticePlace = "after-trigger", text: str = PRICES) -> Notice:
    return Notice(
        key=key,
        disclaimer=key.rsplit("-", 1)[0],
        text=text,
        weight="material",
        place=place,
        formats=("brochure",),
        legibility=Legibility(),
        version=3,
        lang="en",
        rule="prices",
    )


def proof(
    path: str, *evidence: Evidence, content: bytes = b"", lang: str = "en", found: tuple[str, ...] = ()
) -> Proof:
    kinds = {"pdf": "brochure", "epub": "ebook", "html": "handout"}
    owed = Expectation(
        "tides", lang, kinds[path.rsplit(".", 1)[-1]], (Run("title", "When the <tide> comes in"),), ()
    )
    faults = [
        report("PRF831", Location(path), name=f"pricing ({key})", where="page 1", size="7", smallest="9")
        for key in found
    ]
    return Proof.of(owed, path, content, evidence, None, faults)


def page(value: Record, contents: dict[str, bytes] | None = None) -> str:
    return proof_report.page(
        [value], lambda _, file: (contents or {}).get(file.file), theme(), publisher="Harbour Office"
    )


def spoken(element: Any) -> str:
    """The text of an element, its parts apart."""
    return " ".join(" ".join(element.itertext()).split())


@cache
def pdf(pages: int = 1, width: float = 210, height: float = 297, bleed: float = 0) -> bytes:
    """A PDF of grey pages, with a bleed around its trim box. Units: mm."""
    import pikepdf

    document = pikepdf.new()
    pt = 72 / 25.4
    for _ in range(pages):
        added = document.add_blank_page(page_size=((width + 2 * bleed) * pt, (height + 2 * bleed) * pt))
        added.obj.TrimBox = pikepdf.Array(
            [bleed * pt, bleed * pt, (bleed + width) * pt, (bleed + height) * pt]
        )
        content = f"0.8 g 0 0 {2000} {2000} re f".encode()
        added.obj.Contents = document.make_stream(content)
    output = io.BytesIO()
    document.save(output, deterministic_id=True)
    return output.getvalue()


def occurrence(**measured: object) -> Occurrence:
    value = record.record([proof("tides.pdf", Evidence.of(notice(), **{**FINE, **measured}))])
    return value.files[0].disclaimers[0]


# ── proof.json


def test_the_record_of_what_was_measured() -> None:
    value = record.record(
        [
            proof(
                "output/en/tides/tides.pdf",
                Evidence.of(notice(), **FINE, **MEASURED, page=2, box_mm=BOX, legible=True),
            )
        ],
        [
            {
                "sha256": Evidence.of(notice()).sha256,
                "approved": {"by": "Editorial board", "on": "2026-05-01", "sha256": "0" * 64},
                "review-by": "2027-05-01",
            }
        ],
        datetime.date(2027, 5, 1),
    )
    assert record.read(record.written(value)) == value
    (file,) = value.files
    (one,) = file.disclaimers
    assert (file.file, file.valid_until, value.title) == (
        "tides.pdf",
        datetime.date(2027, 5, 1),
        "When the <tide> comes in",
    )
    assert (one.x_height_mm, one.box_mm, one.required.min_size_pt) == (1.63, (20.0, 30.0, 80.0, 12.0), 9)
    assert value.wordings[0].text == PRICES
    assert value.wordings[0].approved is not None
    assert value.proved


def test_a_wording_is_told_once_for_all_files_and_goes_with_the_last() -> None:
    both = record.record(
        [proof("tides.pdf", Evidence.of(notice())), proof("tides.html", Evidence.of(notice()))]
    )
    assert [wording.text for wording in both.wordings] == [PRICES]
    new = notice(text="Fares are those of today.")
    one = record.record([proof("tides.pdf", Evidence.of(new))], before=both)
    assert {wording.text for wording in one.wordings} == {PRICES, new.text}
    none = record.record([proof("tides.html", Evidence.of(new))], before=one)
    assert {wording.text for wording in none.wordings} == {new.text}


def test_files_in_the_order_of_formats_the_plain_one_first() -> None:
    names = ("tides.html", "tides.press.pdf", "tides.epub", "tides.clear.pdf", "tides.pdf")
    value = record.record([proof(name) for name in names])
    assert [file.file for file in value.files] == [
        "tides.pdf", "tides.press.pdf", "tides.clear.pdf", "tides.epub", "tides.html",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b"\xff", b'{"proof": 1}', b"[" * 100_000])
def test_what_is_no_record_is_none(content: bytes | None) -> None:
    assert record.read(content) is None


# ── the page


def test_every_disclaimer_beside_every_file() -> None:
    paged = Evidence.of(notice(), **FINE, **MEASURED, page=1, box_mm=BOX, legible=True)
    again = Evidence.of(notice(), **FINE, **MEASURED, page=2, box_mm=BOX, legible=True, repeat=1)
    looks = (View("light", 1.0, 14.1), View("dark", 1.0, 12.25))
    flowing = Evidence.of(
        notice(), **FINE, file="EPUB/text/02.xhtml", element="/html/body/p", views=looks, legible=True
    )
    closing = Evidence.of(notice("medical-1", "closing", "No advice."), **FINE, element="/html/body/p")
    value = record.record(
        [
            proof("tides.pdf", paged, again),
            proof("tides.epub", flowing),
            proof("tides.html", flowing, closing),
        ]
    )
    tree = lxml.html.fromstring(page(value, {"tides.pdf": pdf(2)}))
    rows = tree.xpath('//table[@class="matrix"]/tbody/tr')
    assert [row.xpath("string(th/b)") for row in rows] == ["pricing", "medical"]
    cells = [spoken(cell) for cell in rows[0].xpath("td")]
    assert cells[0].count("Proved") == 2
    assert cells[0].endswith("Proved again: page 2")
    assert "page 1 size 9.5 pt required: ≥ 9" in cells[0]
    assert "x-height 1.63 mm required: ≥ 1.5" in cells[0]
    # No line ends between a number and its unit.
    assert "9.5\u00a0pt" in rows[0].text_content()
    assert "1.63\u00a0mm" in rows[0].text_content()
    assert "contrast light 14.1, dark 12.2 required: ≥ 7" in cells[1]
    assert "02.xhtml" in cells[1]
    assert ["not owed" in cell.text_content() for cell in rows[1].xpath("td")] == [True, True, False]
    assert "5 of 5 in 3 files" in tree.text_content()


def test_of_several_of_one_wording_each_is_told_from_the_others() -> None:
    """Findings and the terminal name them so."""
    keys = ("pricing-1", "pricing-2", "medical-1")
    shown = [
        Evidence.of(notice(key), **FINE, **MEASURED, page=1, box_mm=BOX, legible=True, repeat=0)
        for key in keys
    ]
    tree = lxml.html.fromstring(page(record.record([proof("tides.pdf", *shown)]), {"tides.pdf": pdf(1)}))
    names = ["pricing-1", "pricing-2", "medical"]
    assert [row.xpath("string(th/b)") for row in tree.xpath('//table[@class="matrix"]/tbody/tr')] == names
    assert sorted(tree.xpath('//ol[@class="legend"]/li//b/text()')) == sorted(names)


def test_what_failed_is_said_where_it_failed_and_not_by_colour_alone() -> None:
    small = {**MEASURED, "size_pt": 7.0}
    failed = Evidence.of(notice(), **FINE, **small, page=1, box_mm=BOX, legible=False)
    absent = Evidence.absent(notice("medical-1", "closing", "No advice."), legible=False)
    value = record.record([proof("tides.pdf", failed, absent, found=("pricing-1",))])
    html = page(value, {"tides.pdf": pdf()})
    tree = lxml.html.fromstring(html)
    first, second = (
        " ".join(cell.text_content().split()) for cell in tree.xpath('//table[@class="matrix"]//td')
    )
    assert "Not proved" in first
    assert "Not legible as required" in first
    assert "at least 9 pt (page 1), found 7 pt" in first
    assert [low.xpath("string(dt)") for low in tree.xpath('//td//div[@class="low"]')] == ["size"]
    assert "Not there, or not word for word" in second
    (frame,) = tree.xpath('//div[contains(@class, "frame")]')
    assert "bad" in frame.get("class")
    assert frame.text_content() == "1!"
    (told,) = tree.xpath('//li[@class="bad"]')
    assert "pricing" in told.text_content()
    assert "not proved" in told.text_content()


def test_copies_on_many_pages_take_one_line_unless_one_fails() -> None:
    def copy(number: int, size: float, legible: bool) -> Evidence:
        measured = {**MEASURED, "size_pt": size}
        return Evidence.of(
            notice(place="running"),
            **FINE, **measured, page=number + 1, box_mm=BOX, repeat=number, legible=legible,
        )  # fmt: skip

    copies = [copy(number, 7 if number == 3 else 9.5, number != 3) for number in range(9)]
    tree = lxml.html.fromstring(page(record.record([proof("tides.pdf", *copies)])))
    (cell,) = tree.xpath('//table[@class="matrix"]//td')
    assert len(cell.xpath('.//dl[@class="measures"]')) == 2
    assert "Not proved page 4" in spoken(cell)
    assert spoken(cell).endswith("again: page 2, page 3, page 5, page 6, page 7, page 8, page 9")


def test_text_of_others_is_text() -> None:
    title = "When the <tide> comes in"
    html = page(record.record([proof("tides.pdf", Evidence.of(notice(), **FINE))]))
    assert "<tide>" not in html
    assert "<at any" not in html
    tree = lxml.html.fromstring(html)
    assert tree.xpath("string(//h1)") == title
    assert tree.xpath("string(//blockquote)") == PRICES


def test_the_same_evidence_gives_the_same_page() -> None:
    value = record.record([proof("tides.pdf", Evidence.of(notice(), **FINE, page=1, box_mm=BOX))])
    assert page(value, {"tides.pdf": pdf()}) == page(value, {"tides.pdf": pdf()})


def test_no_disclaimer_no_file_no_approval() -> None:
    tree = lxml.html.fromstring(page(record.record([proof("tides.pdf")])))
    assert "owes its readers no disclaimer" in tree.text_content()
    assert "not at hand" in tree.text_content()
    assert "no day is set" in tree.text_content()
    assert "none is owed" in tree.text_content()
    assert not tree.xpath("//*[@id='wordings'] | //a[@href='#wordings']")


def test_the_stylesheet_is_the_one_that_the_policy_of_the_page_allows() -> None:
    import base64
    import hashlib

    html = page(record.record([proof("tides.pdf")]))
    css = re.search("<style>(.*)</style>", html)
    allowed = re.search("style-src 'sha256-([^']+)'", html)
    assert css
    assert allowed
    assert base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode() == allowed[1]
    assert "default-src 'none'" in html


def test_many_pages_are_measured_but_not_pictured() -> None:
    many = [
        Evidence.of(notice(), **FINE, **MEASURED, page=number, box_mm=BOX, legible=True, repeat=number - 1)
        for number in range(1, 30)
    ]
    content = pdf(30)
    html = page(record.record([proof("tides.pdf", *many)]), {"tides.pdf": content})
    assert html.count("<figure") == exhibits.MAX_SHEETS
    assert "13, 14, 15" in html
    assert html.count("page 29") >= 1


def test_an_article_in_another_script_brings_its_face() -> None:
    arabic = notice(text="قد تتغير الأسعار في أي وقت.")
    html = page(record.record([proof("tides.pdf", Evidence.of(arabic, **FINE), lang="ar")]))
    assert '"SP Arabic"' in html
    assert 'lang="ar"><bdi>' in html


def test_pages_in_one_alphabet_have_the_same_fonts() -> None:
    def faces(words: str) -> list[str]:
        css, _ = proof_report.sheet(theme(), words, [])
        return re.findall(r'font-family:"([^"]+)"[^}]*base64,([^"]+)', css)

    assert faces("Prisen på kaffe") == faces("Cena napojów zależy")
    assert faces("Prices of coffee") != faces("Prisen på kaffe")
    # Letters that nobody needs bring no face of another script.
    assert {family for family, _ in faces("Ціни на каву")} == {family for family, _ in faces("Prices")}


# ── pictures


def test_frames_are_where_the_boxes_are() -> None:
    (sheet,) = exhibits.sheets(pdf(), [occurrence(page=1, box_mm=(21.4, 31.1, 80.0, 12.0))])
    (frame,) = sheet.frames
    assert (frame.left, frame.top) == (round(100 * 20 / 210, 2), round(100 * 29.7 / 297, 2))
    assert abs(frame.width - 100 * 82.8 / 210) < 0.02
    assert sheet.picture[:4] == b"\xff\xd8\xff\xe0"
    assert abs(sheet.width / sheet.height - 210 / 297) < 0.01


def test_the_picture_is_that_of_the_trimmed_page() -> None:
    plain, bled = (
        exhibits.sheets(content, [occurrence(page=1, box_mm=BOX)])[0] for content in (pdf(), pdf(bleed=10))
    )
    assert abs(plain.width - bled.width) <= 1
    assert plain.frames[0].left == pytest.approx(bled.frames[0].left, abs=0.02)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", pdf()[:400]])
def test_what_is_no_pdf_is_not_pictured(content: bytes) -> None:
    assert exhibits.sheets(content, [occurrence(page=1, box_mm=BOX)]) == ()


def test_a_page_that_is_not_there_or_of_no_size_is_not_pictured() -> None:
    assert exhibits.sheets(pdf(), [occurrence(page=7, box_mm=BOX)]) == ()
    assert exhibits.sheets(pdf(1, 4000, 4000), [occurrence(page=1, box_mm=BOX)]) == ()
    assert exhibits.sheets(pdf(), [occurrence(page=1)]) == ()


# ── running text

HANDOUT = (
    "<!DOCTYPE html><html><body><main><section><h2>Fares</h2><table><tr><td>Adult</td><td>42 NOK</td></tr></table>"
    '<div class="notice"><p><strong class="notice-label">Please note</strong> <span class="wording">Prices <b>may</b> '
    "change.</span></p></div><p>After it.</p></section></main></body></html>"
)


def _excerpts(content: bytes, **where: object) -> tuple[exhibits.Excerpt, ...]:
    name = "tides.epub" if "file" in where else "tides.html"
    value = record.record([proof(name, Evidence.of(notice(), **{**FINE, **where}))])
    return exhibits.excerpts(content, value.files[0])


def test_a_disclaimer_with_what_stands_before_it() -> None:
    (one,) = _excerpts(HANDOUT.encode(), element="/html/body/main/section/div/p/span")
    assert (one.before, one.label, one.wording) == (
        "Fares Adult · 42 NOK",
        "Please note",
        "Prices may change.",
    )


def test_a_disclaimer_in_an_ebook() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        text = HANDOUT.removeprefix("<!DOCTYPE html>").replace(
            "<html>", '<html xmlns="http://www.w3.org/1999/xhtml">'
        )
        archive.writestr("EPUB/text/02.xhtml", text)
    (one,) = _excerpts(
        output.getvalue(), file="EPUB/text/02.xhtml", element="/html/body/main/section/div/p/span"
    )
    assert one.before == "Fares Adult · 42 NOK"
    assert _excerpts(output.getvalue(), file="EPUB/text/09.xhtml", element="/html/body") == ()


@pytest.mark.parametrize(
    "path", ["/html/body/main/section[3]/div", "/html/body/aside", "/x", "", "//*", "/html/body[0]"]
)
def test_a_path_that_leads_nowhere_shows_nothing(path: str) -> None:
    assert _excerpts(HANDOUT.encode(), element=path) == ()


def test_long_text_before_is_cut_at_a_word() -> None:
    long = HANDOUT.replace("Adult", "word " * 200)
    (one,) = _excerpts(long.encode(), element="/html/body/main/section/div/p/span")
    assert one.before.startswith("…word")
    assert len(one.before) <= exhibits.BEFORE + 1


def test_a_long_word_in_a_title_does_not_widen_the_head_of_the_page() -> None:
    css = (ROOT / "templates/shared/proof.css.j2").read_text()
    columns = re.findall(r"\.masthead\{[^}]*grid-template-columns:([^;}]*)", css)
    assert columns
    assert all(each.startswith("minmax(0,1fr)") for each in columns)
