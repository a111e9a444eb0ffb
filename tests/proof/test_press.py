"""Press files: each panel is read, measured and looked at as the page that a reader will hold."""

from __future__ import annotations

import dataclasses
import functools
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline import proof
from pipeline.diagnostics import Severity
from pipeline.document import Document, Notice
from pipeline.proof import exhibits, record
from pipeline.proof.mutants import Mutant, attacks, controls, mutants

from .conftest import Finished
from .pressed import SLUG, TRIFOLD, Pressed, panels_of, pressed, saddle, singles, tampered
from .printed import AGAIN, expectation, owed_notice, printed, run, shown
from .test_pdf_shaped import ARABIC

MM = 72 / 25.4
CLOSING = "This leaflet informs. It may help you, but it is not advice, and nobody is bound by it."
COVER = "This leaflet is for passengers and not for crews, who have rules of their own."
OPENING = "Nothing in this leaflet is an offer. Ask at the office before you rely on it."
FOOT = "Ask at the office, and do not rely on this leaflet alone."
# What a sample in one size, with no figures in its wordings, does not offer, and what needs a page to itself.
NOT_TRIED = {
    "move-aside", "move-page", "split-pages", "page-out", "page-last", "off-edge", "off-safe", "off-crop", "off-trim",
    "off-media", "cover-annotation-square", "cover-annotation-stamp", "cover-annotation-freetext",
    "cover-annotation-highlight", "cover-annotation-widget", "cover-print", "reword-digit", "reword-case",
    "parity-note", "parity-cell", "parity-heading",
}  # fmt: skip


@functools.cache
def leaflet(pages: int = 6) -> Finished:
    """A leaflet with a disclaimer for each kind of place."""
    notices: dict[str, Notice] = {
        "cover": owed_notice("crews-1", COVER, "cover"),
        "opening": owed_notice("offer-1", OPENING, "opening"),
        "after": owed_notice("fares-1"),
        "closing": owed_notice("advice-1", CLOSING, "closing"),
    }
    foot = owed_notice("foot-1", FOOT, "running")

    def label(name: str) -> str:
        return f"<p><b>Please note.</b> {notices[name].text}</p>"

    runs = [run("Ferries", -1, kind="title"), shown(notices["cover"]), shown(notices["opening"])]
    body = f"<h1>Ferries</h1><p>{COVER}</p><div>{label('opening')}"
    for page in range(1, pages + 1):
        text = f"Quay {page} has words that go on to the end of a line and over it to the next one, more or less."
        body += f"<div class='part'><p>{text}</p>" if page > 1 else f"<p>{text}</p>"
        runs.append(run(text, page))
        if page == 3:
            runs[-1] = run(text, page, "fares-1")
            runs.append(shown(notices["after"], page))
            body += label("after")
        if page == pages:
            runs.append(shown(notices["closing"], page + 1))
            body += label("closing")
        body += "</div>"
    # A press file has no structure that says more of its texts.
    known = [dataclasses.replace(one, steps=()) for one in runs]
    owed = dataclasses.replace(expectation(*known, running=(foot,)), covers=True)
    bare = "".join(
        f"@page {page} {{ @bottom-left {{ content: none }} }}" for page in (":first", f":nth({pages})")
    )
    wide, side, flap = (
        (100, 10, "@page :nth(2), :nth(5) { size: 97mm 210mm }") if pages == 6 else (148, 35, "")
    )
    size = f"@page {{ size: {wide}mm 210mm; margin: 10mm {side}mm 30mm }}{flap}"
    return printed(owed, body, size + bare, foot=f"<p>{FOOT}</p>")


@functools.cache
def folded() -> Pressed:
    return pressed(leaflet(), TRIFOLD)


# ── proved


def test_every_panel_is_a_page() -> None:
    made = folded().proved()
    assert made.diagnostics == ()
    assert made.proved
    assert [(seen.key, seen.page, seen.sheet) for seen in made.disclaimers] == [
        ("crews-1", 1, 1), ("offer-1", 1, 1), ("fares-1", 3, 2), ("advice-1", 6, 1),
        ("foot-1", 2, 1), ("foot-1", 3, 2), ("foot-1", 4, 2), ("foot-1", 5, 2),
    ]  # fmt: skip
    assert made.parity is not None
    assert made.parity.found == made.parity.expected


def test_measures_are_those_of_the_accessible_file() -> None:
    plain = leaflet().proved().disclaimers
    for paper, screen in zip(folded().proved().disclaimers, plain, strict=True):
        assert paper.found_sha256 == screen.found_sha256 == screen.sha256
        assert paper.box_mm == screen.box_mm
        assert (paper.size_pt, paper.x_height_mm, paper.line_chars, paper.body_ratio) == (
            screen.size_pt, screen.x_height_mm, screen.line_chars, screen.body_ratio,
        )  # fmt: skip
        assert screen.sheet is None
        assert paper.contrast is not None
        assert paper.contrast > 9


@pytest.mark.parametrize("sheets", [saddle(8), singles(8)])
def test_booklets_and_single_pages(sheets: tuple[tuple[int, ...], ...]) -> None:
    made = pressed(leaflet(8), sheets).proved()
    assert made.diagnostics == ()
    assert [seen.page for seen in made.disclaimers] == [1, 1, 3, 8, 2, 3, 4, 5, 6, 7]


def test_it_is_proved_from_the_manifest_inside() -> None:
    file = folded()
    owed = proof.expectation_in(file.content, "ferries.press.pdf")
    assert owed == file.owed
    assert proof.expectation_in(leaflet().content, "ferries.pdf") == owed
    assert file.proved(owed=owed).proved


def without_manifest(document: Any) -> None:
    del document.Root.PieceInfo["/smallprint"].Private["/Manifest"]


def test_the_press_file_of_a_brochure(
    build_press: Callable[[Document], Finished], document: Document
) -> None:
    made = build_press(document)
    file = Pressed(made.owed, made.content)
    proved = file.proved()
    assert proved.diagnostics == ()
    assert proved.proved
    assert all(seen.sheet for seen in proved.disclaimers)
    told = proof.expectation_in(file.content, "ferries.press.pdf")
    assert [one.text for one in told.runs] == [one.text for one in file.owed.runs]
    assert file.proved(owed=told).proved


def test_without_a_manifest_nothing_is_known() -> None:
    file = tampered(folded(), without_manifest)
    assert file.proved().proved
    with pytest.raises(ValueError, match="no manifest"):
        proof.expectation_in(file.content, "ferries.press.pdf")


@pytest.fixture(scope="module")
def arabic() -> Finished:
    title, lead = "العبّارات", "السعر 42 كرونة لكل عبور."
    notice = owed_notice("advice-1", ARABIC, lang="ar")
    texts = [f"{lead} {number}" for number in range(1, 5)]
    owed = expectation(
        run(title, -1, kind="title"), run(texts[0], 0, "advice-1"), shown(notice, 1),
        *(run(text, number) for number, text in enumerate(texts[1:], 2)), lang="ar",
    )  # fmt: skip
    body = f'<h1>{title}</h1><p>{texts[0]}</p><p><span class="wording">{ARABIC}</span></p>'
    return printed(owed, body + "".join(f'<p class="part">{text}</p>' for text in texts[1:]))


def test_what_is_said_beside_what_is_drawn(arabic: Finished) -> None:
    """Read from right to left, a booklet's sheets are the other way round."""
    mirrored = tuple(row[::-1] for row in saddle(4))
    made = pressed(arabic, mirrored).proved()
    assert made.diagnostics == ()
    assert (made.disclaimers[0].page, made.disclaimers[0].sheet) == (1, 1)
    assert "no folding" in pressed(arabic, saddle(4)).found()


# ── what the file says of its panels


@pytest.mark.code("PRF847")
@pytest.mark.parametrize(
    "sheets", [((0, 1, 5), (2, 3, 4)), ((0, 5, 1), (4, 3, 2)), ((2, 3, 4), (1, 5, 0)), ((0, 1, 2), (3, 4, 5))]
)
def test_panels_that_no_folding_puts_in_order(sheets: tuple[tuple[int, ...], ...]) -> None:
    assert pressed(leaflet(), sheets).codes() == {"PRF847"}


def edge(number: int, at: int, by: float) -> Callable[[Any], None]:
    def move(document: Any) -> None:
        panels_of(document)[number][at] = float(panels_of(document)[number][at]) + by

    return move


def renumbered(document: Any) -> None:
    panels_of(document)[2][1] = 3


def removed(document: Any) -> None:
    del panels_of(document)[4]


def empty(document: Any) -> None:
    while len(panels_of(document)):
        del panels_of(document)[0]


def nowhere(document: Any) -> None:
    panels_of(document)[0][0] = 7


def halved(document: Any) -> None:
    panels_of(document)[0][0] = 0.5


def shortened(document: Any) -> None:
    panels_of(document)[0] = Array([0, 0, 10])


def trimless(document: Any) -> None:
    del document.pages[0].obj["/TrimBox"]


def cropped(document: Any) -> None:
    document.pages[0].cropbox = [60, 60, 400, 400]


def turned(document: Any) -> None:
    document.pages[1].obj["/Rotate"] = 180


def boxed(name: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.pages[0].obj["/" + name] = Array([60, 60, 400, 400])

    return change


def refolded(document: Any) -> None:
    """A fold 8 mm further, between the first two panels of the first sheet."""
    edge(1, 4, 23)(document)
    edge(5, 2, 23)(document)


def moved(document: Any) -> None:
    """All that is trimmed 5 mm further, and the drawings where they were."""
    for page in document.pages:
        page.trimbox = [float(at) + 14.2 * (number % 2 == 0) for number, at in enumerate(page.trimbox)]
        page.obj.BleedBox = page.trimbox
    for number in range(len(panels_of(document))):
        edge(number, 2, 14.2)(document)
        edge(number, 4, 14.2)(document)


def undrawn(document: Any) -> None:
    content = document.pages[0].obj.Contents
    content.write(content.read_bytes().replace(b"1 0 0 1 ", b"1 0 0 1.001 ", 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edge(0, 2, -20), "overlap"), (edge(0, 4, 5), "beyond the trim"), (edge(0, 3, 12), "leave a part"),
        (edge(3, 4, -9), "leave a part"), (renumbered, "numbered"), (removed, "numbered"), (empty, "no list"),
        (nowhere, "on no sheet"), (halved, "on no sheet"), (shortened, "without its edges"),
        (refolded, "panel 2 in another size"), (moved, "panel 1 beside its page"), (undrawn, "panel 1 without its page"),
        (boxed("BleedBox"), "less is taken"), (boxed("ArtBox"), "less is taken"),
        (trimless, "without a trim box"), (cropped, "trimmed outside"), (turned, "turned"),
    ],
)  # fmt: skip
def test_panels_are_not_trusted(change: Callable[[Any], None], said: str) -> None:
    file = tampered(folded(), change)
    assert "PRF847" in file.codes()
    assert said in file.found()


def narrowed(name: str, *less: float) -> Callable[[Any], None]:
    """A box that ends as much further inside."""

    def change(document: Any) -> None:
        for sheet in document.pages:
            box = getattr(sheet, name.lower())
            setattr(sheet, name.lower(), [float(at) + more for at, more in zip(box, less, strict=True)])

    return change


def unmarked(count: int) -> Callable[[Any], None]:
    """Without some of its marks."""

    def change(document: Any) -> None:
        content = document.pages[0].obj.Contents
        content.write(re.sub(rb"\S+ \S+ m \S+ \S+ l S", b"", content.read_bytes(), count=count))

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (narrowed("MediaBox", 8.5, 8.5, -8.5, -8.5), "paper around"),
        (narrowed("MediaBox", 20, 0, 20, 0), "paper around"), (narrowed("CropBox", 2, 2, -2, -2), "CropBox"),
        (narrowed("BleedBox", 8.5, 8.5, -8.5, -8.5), "BleedBox"),
        (unmarked(1), "no mark where"), (unmarked(0), "no mark where"),
    ],
)  # fmt: skip
def test_sheets_are_cut_where_pages_end(change: Callable[[Any], None], said: str) -> None:
    assert said in tampered(folded(), change).found()


@pytest.mark.parametrize(
    "panels", [Name.All, Array([Array([Name.All] * 6)]), Array([1]), Array([Array([1e40] * 6)])]
)
def test_panels_that_are_none(panels: Any) -> None:
    def change(document: Any) -> None:
        document.Root.PieceInfo["/smallprint"].Private["/Panels"] = panels

    assert tampered(folded(), change).codes() <= {"PRF847", "PRF871"}


def test_a_file_is_what_its_name_says() -> None:
    assert "name does not end" in folded().proved(path="ferries.pdf").diagnostics[0].message
    assert folded().proved(path="downloads/ferries.press (1).pdf").diagnostics == ()
    as_press = proof.prove(leaflet().owed, leaflet().content, path="ferries.press.pdf")
    assert "PRF847" in {found.code for found in as_press.diagnostics}
    assert "PRF847" not in {found.code for found in leaflet().proved().diagnostics}


# ── what is drawn


def drawn(content: str, *, sheet: int = 0, resources: dict[str, Any] | None = None) -> Callable[[Any], None]:
    """Something more on a sheet."""

    def change(document: Any) -> None:
        page = document.pages[sheet]
        for kind, entries in (resources or {}).items():
            page.obj.Resources[kind] = Dictionary({**dict(page.obj.Resources.get(kind, {})), **entries})
        page.contents_add(content.encode())

    return change


def test_words_outside_the_trim_are_no_text() -> None:
    """What is cut off says nothing to a reader, and nothing but furniture has to be there."""
    said = drawn("BT /Furniture 9 Tf 60 8 Td (Prices are guaranteed.) Tj ET")
    assert tampered(folded(), said).codes() == {"PRF855"}
    assert "outside the trim of sheet 1" in tampered(folded(), said).found()
    furniture = drawn("/Artifact BMC BT /Furniture 9 Tf 60 8 Td (Proof of 29 September) Tj ET EMC")
    assert tampered(folded(), furniture).codes() == set()


def test_transparent_groups_in_one_another_are_no_more_than_any_press_bears() -> None:
    def change(document: Any) -> None:
        drawing = None
        for _ in range(5):
            inner = {} if drawing is None else {"XObject": Dictionary(In=drawing)}
            drawing = document.make_stream(
                b"/In Do" if inner else b"0 0 0 0.1 k 0 0 9 9 re f",
                Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=Dictionary(**inner),
                Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK),
            )  # fmt: skip
        drawn("/Artifact BMC /Deep Do EMC", resources={"/XObject": {"/Deep": drawing}})(document)

    assert tampered(folded(), change).codes() == set()


def test_without_a_sheet_its_manifest_still_says_what_it_owes() -> None:
    def change(document: Any) -> None:
        del document.pages[-1]

    file = tampered(folded(), change)
    assert proof.expectation_in(file.content, "ferries.press.pdf").notices == file.owed.notices
    (found,) = file.proved().diagnostics
    assert (found.code, "a panel that is on no sheet" in found.message) == ("PRF847", True)


def test_words_on_a_panel_that_are_no_part_of_its_page() -> None:
    words = "BT /Furniture 9 Tf 400 300 Td (Prices are guaranteed.) Tj ET"
    assert tampered(folded(), drawn(words)).codes() == {"PRF847", "PRF855"}
    known = "/Artifact BMC BT /Furniture 9 Tf 400 300 Td (Please note) Tj ET EMC"
    assert tampered(folded(), drawn(known)).codes() == {"PRF847"}


def test_a_page_drawn_twice() -> None:
    again = drawn(f"q 1 0 0 1 {SLUG} {SLUG} cm /P5 Do Q")
    assert "PRF847" in tampered(folded(), again).codes()


@pytest.mark.code("PRF829")
def test_near_the_edge() -> None:
    """Of a page that is cut, and of a panel that is folded."""
    near = "@page { size: 97mm 210mm; margin: 2mm }"
    notice = owed_notice("fares-1")
    owed = expectation(run("Ferries", -1, kind="title"), run("A crossing.", 0, "fares-1"), shown(notice, 1))
    body = f"<h1>Ferries</h1><p>A crossing.</p><p>{AGAIN}</p>"
    file = printed(owed, body, near)
    assert file.codes() == {"PRF829"}
    assert not file.proved().disclaimers[0].visible
    assert pressed(file, singles(1)).codes() == {"PRF829"}
    assert printed(owed, body, near.replace("2mm", "6mm")).codes() == set()


@pytest.mark.code("PRF813")
def test_what_is_to_be_read_first_stands_first() -> None:
    """On the page, too, whatever the order of the file."""
    notice = owed_notice("offer-1", OPENING, "opening")
    owed = expectation(
        run("Ferries", -1, kind="title"), shown(notice), run("A crossing.", 0), run("The end.", 1)
    )
    body = f'<h1>Ferries</h1><p class="first">{OPENING}</p><p>A crossing.</p><p>The end.</p>'
    assert printed(owed, body).codes() == set()
    low = ".first { margin: 60mm 0 -40mm }"
    assert printed(owed, body, low).codes() == {"PRF813", "PRF857"}
    cells = f"<td>{OPENING}</td><td><p>A crossing.</p><p>The end.</p><p>continued</p></td>"
    beside = f'<h1>Ferries</h1><table style="width: 118mm"><tr>{cells}</tr></table>'
    assert printed(owed, beside, "td { width: 50%; vertical-align: bottom }").codes() == set()


# ── what only a press does


def separation(ink: str, *, dark: float = 1.0, paper: float = 0.0) -> Array:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([paper] * 4), C1=Array([dark] * 4), N=1)
    return Array([Name.Separation, Name(f"/{ink}"), Name.DeviceCMYK, tint])


@pytest.mark.code("PRF847")
def test_marks_that_say_to_cut_elsewhere() -> None:
    for mark in ("5 90 m 20 90 l S", "90 5 m 90 20 l S", "90 90 m 120 120 l S"):
        found = tampered(folded(), drawn(f"/Artifact BMC q {mark} Q EMC"))
        assert "PRF847" in found.codes()


def test_inks_that_a_press_may_lack() -> None:
    def in_ink(space: Array) -> Pressed:
        mark = "/Artifact BMC q /Marks cs 1 scn 5 5 15 1 re f Q EMC"
        return tampered(folded(), drawn(mark, resources={"/ColorSpace": {"/Marks": space}}))

    assert in_ink(separation("All")).codes() == set()
    assert "Varnish" in in_ink(separation("Varnish")).found()
    # On the press the colour of marks is dark, whatever a screen makes of it.
    assert in_ink(separation("All", dark=0.0)).codes() == {"PRF846"}
    assert in_ink(separation("All", dark=0.0, paper=1.0)).codes() == {"PRF846"}


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ({"OP": True}, {"PRF846"}), ({"op": True, "OPM": 1}, {"PRF846"}), ({"op": False}, set()),
        ({"TR": Name.Identity}, set()), ({"BM": Name.Multiply}, {"PRF846"}), ({"BM": Name.Normal, "ca": 1}, set()),
    ],
)  # fmt: skip
def test_settings_that_a_screen_does_not_show(state: dict[str, Any], codes: set[str]) -> None:
    def change(document: Any) -> None:
        form = document.pages[0].obj.Resources.XObject["/P5"]
        states = form.Resources.get("/ExtGState", Dictionary())
        states["/More"] = Dictionary(**state)
        form.Resources["/ExtGState"] = states

    assert tampered(folded(), change).codes() == codes


def test_colours_of_a_screen_have_no_place_on_a_sheet() -> None:
    for colour in (b"1 1 1 rg 60 60 9 9 re f", b"/DeviceRGB cs 1 1 1 scn 60 60 9 9 re f"):

        def change(document: Any, colour: bytes = colour) -> None:
            document.pages[0].contents_add(b" /Artifact BMC " + colour + b" EMC")

        assert tampered(folded(), change).codes() == {"PRF846", "PRF858"}


def test_links_and_layers_have_no_place_on_a_sheet() -> None:
    def linked(document: Any) -> None:
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Border=Array([0, 0, 0]),
            A=Dictionary(S=Name.URI, URI=pikepdf.String("https://example.org")),
        )  # fmt: skip
        document.pages[0].obj["/Annots"] = Array([document.make_indirect(link)])

    def layered(document: Any) -> None:
        document.Root["/OCProperties"] = Dictionary(OCGs=Array(), D=Dictionary())

    assert "annotations on sheet 1" in tampered(folded(), linked).found()
    assert "layers" in tampered(folded(), layered).found()


# ── attacks


def tried(file: Pressed) -> Iterator[tuple[Mutant, proof.Proof]]:
    """Each attack on one of the disclaimers in turn; what only some places offer, on all."""
    keys = [notice.key for notice in file.owed.notices]
    turns: dict[str, int] = {}
    done: set[tuple[str, str]] = set()

    def wanted(name: str, key: str) -> bool:
        turn = turns.setdefault(name, len(turns))
        again = (name, key) in done
        done.add((name, key))
        rare = (
            "move",
            "reorder",
            "split",
            "squeeze-lines",
            "delete-line",
            "reword",
            "truncate-sentence",
            "parity",
            "text",
        )
        return not again and (key == keys[turn % len(keys)] or name.startswith(rare))

    for mutant in mutants(file.owed, file.content, wanted):
        yield mutant, file.proved(mutant.content, mutant.owed, first=True)


def test_every_mutant_is_caught() -> None:
    file = pressed(leaflet(4), saddle(4))
    passed: list[str] = []
    names: Counter[str] = Counter()
    for mutant, made in tried(file):
        names[mutant.name] += 1
        codes = {found.code for found in made.diagnostics if found.severity is Severity.ERROR}
        # Where the file cannot be opened at all, an attack shows nothing.
        if made.proved or codes <= {"PRF871", "PRF872"}:
            passed.append(f"{mutant.name} ({mutant.key}): {mutant.description}")
    assert not passed
    assert attacks("brochure", press=True) - names.keys() <= NOT_TRIED
    assert not names.keys() - attacks("brochure", press=True)


def test_no_unchanged_copy_is_refused() -> None:
    file = folded()
    names = set()
    for copy in controls(file.owed, file.content):
        assert file.proved(copy.content, copy.owed).diagnostics == (), copy.name
        names.add(copy.name)
    assert names == {"control-rewritten", "control-wrapped"}


# ── the evidence


def test_the_evidence_pictures_whole_sheets() -> None:
    file = folded()
    value = record.record([leaflet().proved(), file.proved()])
    assert [one.file for one in value.files] == ["ferries.pdf", "ferries.press.pdf"]
    assert record.read(record.written(value)) == value
    outside, inside = exhibits.sheets(file.content, value.files[1].disclaimers)
    assert (outside.name, inside.name) == ("Sheet 1", "Sheet 2")
    assert [frame.evidence.key for frame in inside.frames] == ["fares-1", "foot-1", "foot-1", "foot-1"]
    assert [frame.number for frame in inside.frames] == [5, 6, 7, 8]
    closing = next(frame for frame in outside.frames if frame.evidence.key == "advice-1")
    width = 297 + 2 * SLUG / MM
    # The back is the panel in the middle.
    left, _, across, _ = closing.evidence.box_mm or (0, 0, 0, 0)
    assert closing.left == pytest.approx(100 * (SLUG / MM + 97 + left - 1.4) / width, abs=0.1)
    assert closing.width == pytest.approx(100 * (across + 2.8) / width, abs=0.1)


@pytest.mark.code("PRF895")
def test_files_of_different_builds() -> None:
    """Each is as its own manifest says; together they are not one publication."""
    plain = leaflet(4)
    other = tuple(
        dataclasses.replace(one, notice=dataclasses.replace(one.notice, text=one.text + " So we said."))
        if one.notice is not None and one.notice.key == "advice-1"
        else one
        for one in plain.owed.runs
    )
    newer = dataclasses.replace(plain.owed, runs=other)
    file = pressed(plain, saddle(4))
    assert record.disagreeing([plain.proved(), file.proved()]) == ()
    (found,) = record.disagreeing([plain.proved(), file.proved(owed=newer)])
    assert found.code == "PRF895"
    assert "advice (advice-1)" in found.message
    assert "ferries.pdf" in found.message


def test_a_sheet_without_its_panels_is_not_pictured() -> None:
    value = record.record([folded().proved()])
    broken = tampered(folded(), empty)
    assert exhibits.sheets(broken.content, value.files[0].disclaimers) == ()
    with pikepdf.open(io.BytesIO(folded().content)) as document:
        assert len(panels_of(document)) == 6
