"""Disclaimers that a brochure shows again, at the foot of its pages, on its cover, and larger than others."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from pipeline import proof
from pipeline.document import Block, Component, Document, Heading, Notice, plain_text
from pipeline.document.nodes import Legibility, NoticePlace
from pipeline.engines import Engines
from pipeline.engines.survey import Place
from pipeline.formats.brochure import Brochure, _page
from pipeline.formats.brochure.fitting import Setter, Setting
from pipeline.formats.brochure.repeats import cuts, lacking, shown_again, torn
from pipeline.rendition import Artifact
from pipeline.rendition.expected import Repeat, expected, from_manifest
from pipeline.theme import Theme
from tests.brochure.test_brochure import HEAD, ROOT, all_made, asking, engines, made, parsed, theme

__all__ = ["engines", "theme"]
TEXT = "Prices were right when this was printed and may change at any time."


def notice(key: str, place: NoticePlace, text: str = TEXT, **more: Any) -> Notice:
    return Notice(
        key=key,
        disclaimer=key.rsplit("-", 1)[0],
        text=text,
        weight="material",
        place=place,
        formats=("brochure",),
        **{"legibility": Legibility(min_body_ratio=1.0), **more},
    )


def proved(tree: Document, theme: Theme, engines: Engines) -> tuple[Artifact, proof.Proof]:
    artifact = made(tree, theme, engines)
    owed = expected(tree, "brochure", theme.labels(tree.lang))
    checked = proof.prove(
        replace(owed, repeats=artifact.repeats, covers=artifact.covers),
        artifact.content,
        path="tides.pdf",
        fonts=proof.trusted_fonts(theme),
    )
    assert [one.message for one in checked.diagnostics] == []
    assert checked.proved
    return artifact, checked


def with_notices(tree: Document, sets_off: Any, *, repeat: bool = False) -> Document:
    """The tree with a notice behind each block that sets one off."""
    blocks: list[Block] = []
    first = ""
    for block in tree.blocks:
        blocks.append(block)
        if isinstance(block, Heading) and block.level == 2:
            first = ""
        if sets_off(block):
            key = f"prices-{len(blocks)}"
            more = {"repeat": "page", "repeats": first} if repeat else {}
            blocks.append(notice(key, "after-trigger", **more))
            first = first or key
    return replace(tree, blocks=tuple(blocks))


def rows(count: int) -> str:
    return "\n".join(f"| Service {number} | {number * 100} NOK | every week |" for number in range(count))


@pytest.mark.parametrize(
    ("count", "caption", "layout"),
    [(70, "All fees", "booklet"), (50, "", "auto"), (90, "All fees", "flyer")],
)
def test_a_table_that_divides(count: int, caption: str, layout: str, theme: Theme, engines: Engines) -> None:
    head = f'::: {{.table caption="{caption}"}}\n' if caption else ""
    table = f"{head}| Service | Price | When |\n|---|---|---|\n{rows(count)}\n{':::' if head else ''}\n"
    tree = parsed(engines, HEAD.format(lang="en") + f"Words.\n\n## Fees\n\nMore.\n\n{table}\n\nAfter.\n")
    tree = with_notices(tree, lambda block: "Service 1 " in plain_text((block,)))
    artifact, checked = proved(asking(tree, layout=layout), theme, engines)
    pages = [one.page for one in checked.disclaimers]
    assert len(pages) > 2
    assert len(set(pages)) == len(pages)
    owed = next(block.key for block in tree.blocks if isinstance(block, Notice))
    assert artifact.repeats == tuple(
        Repeat(owed, page) for page in sorted(page for page in pages if page)[:-1]
    )
    # They travel in the file.
    with pikepdf.open(io.BytesIO(artifact.content)) as opened:
        (name,) = opened.attachments
        assert from_manifest(opened.attachments[name].get_file().read_bytes()).repeats == artifact.repeats


def test_a_table_divides_anew_where_pages_are_filled(theme: Theme, engines: Engines) -> None:
    """A booklet is folded: its pages come in fours, whatever the table was divided into before."""
    table = f"| Service | Price | When | Where |\n|---|---|---|---|\n{rows(60).replace('every week |', 'every week | here |')}\n"
    tree = parsed(engines, HEAD.format(lang="en") + f"Words.\n\n## Fees\n\n{table}\n")
    tree = with_notices(tree, lambda block: "Service 1 " in plain_text((block,)))
    artifact, checked = proved(asking(tree, layout="booklet"), theme, engines)
    assert int(artifact.facts["pages"]) % 4 == 0
    pages = [one.page for one in checked.disclaimers]
    assert len(set(pages)) == len(pages) > 2


def test_on_each_page(theme: Theme, engines: Engines) -> None:
    filler = "More words that say what the work is like on board of a ship. " * 12
    text = "\n\n".join(f"A deckhand earns {number}1,000 NOK. {filler}" for number in range(1, 14))
    tree = parsed(engines, HEAD.format(lang="en") + f"Words.\n\n## Work\n\n{text}\n")
    tree = with_notices(tree, lambda block: "NOK" in plain_text((block,)), repeat=True)
    artifact, checked = proved(asking(tree, layout="booklet"), theme, engines)
    assert len(artifact.repeats) == len(checked.disclaimers) - 1 >= 1
    # Once on a page, not behind each of thirteen paragraphs.
    pages = [one.page for one in checked.disclaimers]
    assert len(set(pages)) == len(pages) < 13


@pytest.mark.parametrize(("layout", "parts"), [("flyer", 7), ("trifold", 2), ("booklet", 5)])
def test_at_every_foot_and_on_the_cover(layout: str, parts: int, theme: Theme, engines: Engines) -> None:
    filler = "The tide comes in twice a day and leaves again. " * 30
    text = "\n\n".join(f"## Part {number}\n\n{filler}" for number in range(parts))
    tree = parsed(engines, HEAD.format(lang="en") + text)
    foot = notice("foot-1", "running", "This leaflet is no timetable. " * 6)
    cover = notice("cover-1", "cover", "An advertisement of the harbour office.")
    tree = replace(tree, blocks=(cover, *tree.blocks, foot))
    artifact, checked = proved(asking(tree, layout=layout), theme, engines)
    pages = int(artifact.facts["pages"])
    assert pages > 2
    feet = range(2, pages) if layout in ("trifold", "booklet") else range(1, pages + 1)
    assert [one.page for one in checked.disclaimers if one.key == "foot-1"] == list(feet)
    assert [one.page for one in checked.disclaimers if one.key == "cover-1"] == [1]


def test_as_large_as_it_has_to_be(theme: Theme, engines: Engines) -> None:
    owed = Legibility(min_size_pt=9, min_x_height_mm=2.4, min_body_ratio=1.0, bold=True)
    tree = parsed(engines, HEAD.format(lang="en") + "A ticket costs 20 NOK.\n")
    tree = replace(tree, blocks=(*tree.blocks, notice("prices-1", "after-trigger", legibility=owed)))
    _, checked = proved(tree, theme, engines)
    (one,) = checked.disclaimers
    assert (one.x_height_mm or 0) >= 2.4
    assert (one.size_pt or 0) > 12
    assert one.bold


def test_further_sizes_are_further_files(theme: Theme, engines: Engines) -> None:
    tree = parsed(engines, HEAD.format(lang="en") + "A ticket costs 20 NOK.\n\n## More\n\n" + "Words. " * 200)
    tree = replace(tree, blocks=(*tree.blocks, notice("prices-1", "closing")))
    files = all_made(tree, theme, engines, size=("standard", "clear", "large"), layout="trifold")
    assert [one.name for one in files] == [
        "tides.pdf",
        "tides.press.pdf",
        "tides.clear.pdf",
        "tides.large.pdf",
    ]
    owed = expected(tree, "brochure", theme.labels("en"))
    least = {"tides.clear.pdf": 12, "tides.large.pdf": 18}
    for one in files:
        checked = proof.prove(
            replace(owed, repeats=one.repeats, covers=one.covers),
            one.content,
            path=one.name,
            fonts=proof.trusted_fonts(theme),
        )
        assert [found.message for found in checked.diagnostics] == []
        assert all((shown.size_pt or 0) >= least.get(one.name, 9) - 0.01 for shown in checked.disclaimers)
        assert (one.facts["layout"] == "trifold") == (one.name not in least)


def test_component_with_a_table_is_not_divided(theme: Theme, engines: Engines) -> None:
    text = (
        f"## Fees\n\n::: {{.callout kind=note}}\n| Service | Price | When |\n|---|---|---|\n{rows(12)}\n:::\n"
    )
    tree = parsed(engines, HEAD.format(lang="en") + text)
    tree = with_notices(tree, lambda block: isinstance(block, Component))
    artifact, checked = proved(tree, theme, engines)
    assert (artifact.repeats, len(checked.disclaimers)) == ((), 1)


def laid(head: int, rows: list[tuple[int, float]], *, source: bool = False) -> Any:
    """A layout of pages from 24 to 272 mm: a heading, a caption, a head of eight cells in three lines, rows of 42 mm."""
    top = 92.0 if head == rows[0][0] else 221.0

    def place(kind: str, page: int, begin: float, end: float, name: str = "", table: int | None = 0) -> Any:
        return SimpleNamespace(kind=kind, name=name, page=page, top=begin, bottom=end, table=table)

    # An empty set is nobody's to change.
    def line(page: int, y: float, *, tags: set[str] = frozenset(), classes: set[str] = frozenset(), table: int | None = 0) -> Any:  # type: ignore[assignment]  # fmt: skip
        return SimpleNamespace(
            page=page, y=y, height=8.0, tags=tags, classes=classes, table=table, margin=False
        )

    offsets = (9.0 * (number % 3) for number in range(8))
    cells = [place("head", head, top + offset, top + offset + 9) for offset in offsets]
    places = [place("head", head, top, top + 28), *cells]
    places += [place("row", page, y, y + 42, f"row {number}") for number, (page, y) in enumerate(rows)]
    places.append(place("notice", rows[-1][0], 200, 236, "prices-1", None))
    lines = [line(head, top - 60, tags={"h2"}, table=None), line(head, top - 10, tags={"figcaption"})]
    if source:
        lines.append(line(rows[-1][0], rows[-1][1] + 43, classes={"provenance"}))
    pages = [SimpleNamespace(top=24.0, bottom=272.0) for _ in range(4)]
    return SimpleNamespace(places=places, lines=lines, pages=pages)


@pytest.mark.parametrize(
    ("head", "rows", "source", "parts"),
    [
        # The cells of a head that stand below each other take its room once.
        (1, [(1, 120), (1, 162), (1, 204), (2, 24), (2, 66)], False, (2, 3)),
        # A head without a row goes to the next page, its heading comes along.
        (1, [(2, 24), (2, 66), (2, 108), (2, 150)], False, (2, 2)),
        # What says where figures come from stays with the last row.
        (1, [(2, 24), (2, 66)], False, (2,)),
        (1, [(1, 120), (1, 162)], False, (2,)),
        (1, [(1, 137), (1, 179)], True, (1, 1)),
    ],
)
def test_parts_of_a_table_have_the_room_that_there_is(
    head: int, rows: list[tuple[int, float]], source: bool, parts: tuple[int, ...]
) -> None:
    assert cuts(laid(head, rows, source=source), 0, ("prices-1",)) == parts


def test_an_imprint_takes_no_page_of_clear_print(theme: Theme, engines: Engines) -> None:
    text = (ROOT / "source/articles/household-batteries/article.md").read_text(encoding="utf-8")
    contact = "{name: Northfield Public Information, phone: +47 10 20 30 40, email: hello@example.org, "
    contact += "url: 'https://example.org/northfield/contact', address: 'Harbour Street 12, 0102 Northfield'}"
    text = text.replace("date:", f"publisher: Northfield Public Information\ncontact: {contact}\ndate:", 1)
    facts = made(parsed(engines, text), theme, engines, size=("clear",)).facts
    assert (facts["layout"], facts["pages"]) == ("flyer", 1)


def test_a_page_of_large_print_is_not_left_to_a_heading(theme: Theme, engines: Engines) -> None:
    """A table that a page holds, but not together with its heading, is divided."""
    cells = "".join(
        f"| Berth {row} of the harbour | {row} months | {row * 900} NOK | On request |\n" for row in range(3)
    )
    table = f'::: {{.table caption="What the berths cost"}}\n| Berth | Stay | Price | Booked |\n|---|---|---|---|\n{cells}:::\n'
    before = "## What a berth is\n\n" + "A berth is more than a place to tie up to, by day and night. " * 12
    text = f"{before}\n\n## What the berths cost, and who may have one of them\n\nHere is what you pay for each:\n\n{table}\n"
    tree = parsed(engines, HEAD.format(lang="en") + "Read this before you sign.\n\n" + text)
    long = TEXT + " Ask at the office what holds for your boat, and for how long, before you come." * 4
    tables = [block for block in tree.blocks if isinstance(block, Component)]
    tree = with_notices(tree, lambda block: block is tables[0])
    blocks = tuple(replace(one, text=long) if isinstance(one, Notice) else one for one in tree.blocks)
    artifact, checked = proved(asking(replace(tree, blocks=blocks), size=("large",)), theme, engines)
    assert sorted(one.page or 0 for one in checked.disclaimers) == [2, 3], artifact.facts


def test_the_imprint_of_whole_sheets_is_on_no_page_alone(theme: Theme, engines: Engines) -> None:
    """Texts that differ by a line before the card of contact: somewhere there is room for all but the imprint."""
    contact = "contact: {name: Harbour office, phone: +47 10 20 30 40, address: Quay 1}"
    front = HEAD.format(lang="en").replace("date:", f"author: Nora\nrights: Free to copy\n{contact}\ndate:")
    for lines in range(1, 6):
        tree = parsed(engines, front + "The lead.\n\n## Lines\n" + "\nA line.\n" * lines)
        composed = Brochure().compose(asking(tree, size=("large",)), theme).value
        assert composed is not None
        setter = Setter(_page(composed, engines), composed, engines, "large")
        layout = setter.tried(Setting("brochure", 18, "tiles-6")).layout
        last = [line.text for line in layout.lines if line.page == layout.page_count - 1 and not line.margin]
        assert any("Harbour office" in text for text in last), (lines, last)


def test_disclaimers_in_a_row_are_one_box_on_one_page(theme: Theme, engines: Engines) -> None:
    """Texts that differ by some lines: somewhere there is room for the first of them alone."""
    for lines in (20, 22, 24, 26):
        tree = parsed(engines, HEAD.format(lang="en") + "The lead.\n\n## Lines\n" + "\nA line.\n" * lines)
        ending = (
            notice("medical-1", "closing"),
            notice("legal-1", "closing", "Laws change, and so may this."),
        )
        composed = Brochure().compose(replace(tree, blocks=(*tree.blocks, *ending)), theme).value
        assert composed is not None
        setter = Setter(_page(composed, engines), composed, engines, "standard")
        rows = [line for line in setter.tried(Setting("brochure", 11, "tiles-6")).layout.lines if line.notice]
        assert [row.text for row in rows].count("Important") == 1
        assert {row.notice for row in rows} == {"medical-1", "legal-1"}
        assert len({row.page for row in rows}) == 1, lines


def lying(*places: tuple[str, str, int]) -> Any:
    return SimpleNamespace(
        places=[
            Place(kind, name, 0 if kind == "row" else None, page, 0.0, 0.0) for kind, name, page in places
        ]
    )


def test_a_page_has_it_behind_the_first_that_it_qualifies() -> None:
    repeats = {"prices-2": "prices-1", "prices-3": "prices-1"}
    last = lying(("notice", "prices-1", 0), ("spot", "prices-2", 1), ("notice", "prices-3", 1))
    assert lacking(last, repeats) == {"prices-2"}
    first = lying(("notice", "prices-1", 0), ("notice", "prices-2", 1), ("spot", "prices-3", 1))
    assert lacking(first, repeats) == set()


def test_a_table_that_divides_where_a_page_may_have_its_notice_already() -> None:
    """What is shown again for a page's sake is shown again under the parts of a table as well, where they lack it."""
    repeats = {"prices-2": "prices-1"}
    table = lying(
        ("notice", "prices-1", 0), ("row", "a", 0), ("spot", "prices-2-again-0", 0), ("row", "b", 1),
        ("spot", "prices-2-again-1", 1), ("row", "c", 2), ("spot", "prices-2", 2),
    )  # fmt: skip
    assert lacking(table, repeats) == {"prices-2-again-1", "prices-2"}
    assert not torn(table, 0, (1, 1, 1), ("prices-2",))
    assert torn(table, 0, (2, 1), ("prices-2",))
    shown = lying(("notice", "prices-1", 0), ("notice", "prices-2-again-1", 1), ("notice", "prices-2", 2))
    assert shown_again(shown, repeats) == (Repeat("prices-1", 2), Repeat("prices-1", 3))
