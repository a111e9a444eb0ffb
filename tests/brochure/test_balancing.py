"""Pages of booklets evened out: what is foreseen comes to be, holes close, and nothing is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.article import Asset
from pipeline.engines import Engines
from pipeline.engines.survey import Page
from pipeline.formats.brochure import Brochure, _page
from pipeline.formats.brochure.balancing import LEAST_SCALE, evened, smaller
from pipeline.formats.brochure.choosing import Chooser
from pipeline.formats.brochure.fitting import Fitted, Setter, Setting, quoted
from pipeline.formats.brochure.forms import FORMS
from pipeline.formats.brochure.judging import deepest, pages_named, unrest
from pipeline.theme import Theme
from tests.brochure.test_brochure import (
    HEAD,
    SENTENCE,
    asking,
    engines,
    notice,
    parsed,
    table,
    theme,
)

__all__ = ["engines", "theme"]

SECTIONS = frozenset({"h2", "h3"})
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 270" width="480" height="270"><rect width="480" height="270" fill="#62B3BB"/></svg>'
PICTURE = '![A quay.](quay.svg){caption="The quay at low water."}\n'
SOURCES = "sources:\n" + "".join(
    f"  - {{title: Tide tables of harbour {number}, url: 'https://example.org/{number}', date: 2026-05-04}}\n"
    for number in range(4)
)


class Counting(Setter):
    """Tells how often it laid something out."""

    asked = 0

    def laid_out(self, setting: Setting) -> Any:
        self.asked += 1
        return super().laid_out(setting)


def setter(
    text: str, theme: Theme, engines: Engines, *, front: str = "", notices: tuple[Any, ...] = ()
) -> Counting:
    tree = parsed(engines, HEAD.format(lang="en").replace("---\n\n", f"{front}---\n\n") + text)
    names = ("quay.svg",) if PICTURE in text else ()
    tree = replace(
        tree,
        blocks=(*tree.blocks, *notices),
        assets={name: Asset(name, DRAWING) for name in names},
    )
    composed = Brochure().compose(asking(tree, layout="booklet"), theme).value
    assert composed is not None
    return Counting(_page(composed, engines), composed, engines, "standard")


def with_holes(number: int) -> str:
    """Short sections, and long tables that stand whole, so that they go to the next page."""
    return SENTENCE * 3 + "".join(
        f"\n\n## What part {part} says\n\n{SENTENCE * (2 + (part * number) % 5)}\n\n"
        + (table(3, 13 + number) if part % 3 == 2 else "")
        for part in range(12)
    )


@pytest.fixture(scope="module")
def holed(theme: Theme, engines: Engines) -> Mapping[int, Counting]:
    return {number: setter(with_holes(number), theme, engines) for number in (1, 2, 3, 4)}


@pytest.mark.parametrize("size", [11.5, 10.5])
def test_pages_become_as_full_as_foreseen(holed: Mapping[int, Counting], size: float) -> None:
    moved = 0
    for one in holed.values():
        before = one.tried(Setting("booklet", size, "tiles-3"))
        found = evened(before.layout, one.html, "booklet", SECTIONS)
        after = one.tried(replace(before.setting, breaks=found.breaks), before.setting.loose)
        assert after.layout.page_count == before.layout.page_count
        shares = {number: after.layout.pages[number].share for number in found.shares}
        assert shares == pytest.approx(found.shares, abs=0.03)
        old = {number: before.layout.pages[number].share for number in shares}
        if found.breaks:
            assert unrest(shares, frozenset(), 0) < unrest(old, frozenset(), 0)
        else:
            assert shares == old
        moved += len(found.breaks)
    # Else nothing was foreseen.
    assert moved


def test_what_is_even_is_left_as_it_is(theme: Theme, engines: Engines) -> None:
    one = setter(SENTENCE * 250, theme, engines)
    tried = one.tried(Setting("booklet", 11, "tiles-3"))
    assert evened(tried.layout, one.html, "booklet", SECTIONS).breaks == frozenset()


def test_a_picture_that_had_nearly_room_is_a_little_smaller(theme: Theme, engines: Engines) -> None:
    found = {}
    for sentences in range(16, 26):
        one = setter(SENTENCE * sentences + "\n\n" + PICTURE + "\n" + SENTENCE * 20, theme, engines)
        before = one.tried(Setting("booklet", 11.5, "tiles-3"))
        heights = smaller(before.layout, one.html, "booklet")
        if heights:
            [(address, height)] = heights.items()
            after = one.tried(replace(before.setting, pictures=heights))
            assert address == "media/quay.svg"
            assert 56 * LEAST_SCALE <= height < 56
            # It stands on the page before, and closes its hole.
            page = next(
                number
                for number in pages_named(before.layout, "booklet")
                if before.layout.pages[number].share < 0.85
            )
            assert after.layout.pages[page].share > 0.9
            captions = [line.page for line in after.layout.lines if "figcaption" in line.tags]
            assert captions == [page]
        found[sentences] = heights
    assert any(found.values())
    # One that had only room if it were too small to read stays as it is.
    assert not all(found.values())


def test_addresses_and_names_are_strings_of_stylesheets() -> None:
    assert quoted('a "b" \\ <c>\n') == '"a \\22 b\\22  \\5c  \\3c c>\\a "'


def test_two_free_pages_are_artwork_behind_the_cover_and_lines_before_the_back(
    theme: Theme, engines: Engines
) -> None:
    text = SENTENCE * 3 + "".join(f"\n\n## Part {part}\n\n{SENTENCE * 40}" for part in range(6))
    one = setter(text, theme, engines)
    fitted = one.tried(Setting("booklet", 11.5, "tiles-3", back="end"))
    closed = Chooser(one, "booklet").closed(fitted, 2)
    assert closed.setting.fillers == ("inside", "lines")
    names = [page.name for page in closed.layout.pages]
    assert names[:3] == ["booklet-cover", "booklet-inside", "booklet"]
    # Nothing is read on it, its foot included; the text begins overleaf.
    assert not [line for line in closed.layout.lines if line.page == 1]
    assert [line.text for line in closed.layout.lines if line.page == len(names) - 2 and not line.margin] == [
        "Your questions"
    ]
    assert closed.layout.page_count == fitted.layout.page_count + 2
    # No artwork lies under lines to write on.
    assert len(names) - 2 not in dict(Chooser(one, "booklet").strips(FORMS["booklet"], closed.layout))


def test_a_disclaimer_at_the_foot_of_every_page_stands_behind_the_cover_too(
    theme: Theme, engines: Engines
) -> None:
    text = SENTENCE * 3 + "".join(f"\n\n## Part {part}\n\n{SENTENCE * 40}" for part in range(6))
    one = setter(text, theme, engines, notices=(notice("running"),))
    fitted = one.tried(Setting("booklet", 11.5, "tiles-3", back="end"))
    closed = Chooser(one, "booklet").closed(fitted, 2)
    pages = closed.layout.pages
    assert [page.name for page in pages][1] == "booklet"
    owed = {line.page for line in closed.layout.lines if "notice-running" in line.classes}
    assert owed == set(range(1, len(pages) - 1))


def test_a_leaf_with_hardly_a_page_of_text_is_spared(theme: Theme, engines: Engines) -> None:
    """Its sources go to the back, in the same type."""
    spared = 0
    for sentences in range(22, 27):
        text = SENTENCE * 3 + "".join(f"\n\n## Part {part}\n\n{SENTENCE * sentences}" for part in range(4))
        one = setter(text, theme, engines, front=SOURCES, notices=(notice("closing"),))
        chooser = Chooser(one, "booklet")
        before = one.tried(Setting("booklet", 11.5, "tiles-3", back=chooser.backs[-1]))
        after = chooser.closer(before, 4, 28)
        if after is not before:
            spared += 1
            assert before.layout.page_count % 4 == 1
            assert after.layout.page_count == before.layout.page_count - 1
            assert after.setting.size == before.setting.size
            assert len(pages_named(after.layout, FORMS["booklet"].back)) == 1
    assert spared


def test_booklets_have_no_deep_hole_that_another_size_would_close(theme: Theme, engines: Engines) -> None:
    for number in (1, 3):
        one = setter(with_holes(number), theme, engines)
        found = Chooser(one, "booklet").best().fitted
        assert isinstance(found, Fitted)
        body = {
            index: found.layout.pages[index].share
            for index in pages_named(found.layout, "booklet")
            if index < found.layout.page_count - 1 - found.setting.fillers.count("lines")
        }
        assert deepest(body, found.ends) < 0.5
        assert one.asked <= 9


@pytest.mark.parametrize(("free", "closed"), [(33.0, False), (36.0, True)])
def test_a_flyer_is_closed_by_a_strip_of_artwork(
    free: float, closed: bool, theme: Theme, engines: Engines
) -> None:
    page = Page(210, 297, 15, 278, 278 - free, 16, 194, "flyer")
    layout: Any = SimpleNamespace(pages=(page,), page_count=1)
    chooser = Chooser(setter(SENTENCE, theme, engines), "flyer")
    assert bool(list(chooser.strips(FORMS["flyer"], layout))) is closed


def test_the_heading_of_a_books_notes_may_begin_a_page(theme: Theme, engines: Engines) -> None:
    """It is one of the few of its level that stand in no opener of a chapter."""
    one = setter(SENTENCE, theme, engines)
    assert Chooser(one, "booklet").sections == SECTIONS
    one.options = {**one.options, "bound": True}
    assert Chooser(one, "booklet").sections == SECTIONS | {"h4"}
