"""Every page once, in its place, in reading order; front and back belong together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.press import Sheet, booklet_sheets, single_sheets, trifold_sheets

papers = st.sampled_from(["a4", "letter"])


def _check_tiles(sheet: Sheet) -> None:
    """Pages fill the sheet without gap or overlap; only the outer edges bleed; folds lie where they meet."""
    tiles = sorted(sheet.placements, key=lambda place: place.x_mm)
    x = 0.0
    for place in tiles:
        assert place.x_mm == pytest.approx(x, abs=1e-6)
        assert (place.y_mm, place.height_mm) == (0.0, sheet.height_mm)
        left, top, right, bottom = place.bleed
        assert top > 0
        assert bottom > 0
        assert (left > 0) == (place is tiles[0])
        assert (right > 0) == (place is tiles[-1])
        x += place.width_mm
    assert x == pytest.approx(sheet.width_mm, abs=1e-5)
    assert sheet.folds_mm == pytest.approx([place.x_mm for place in tiles[1:]], abs=1e-6)
    assert [place.page for place in sheet.placements] == sorted(place.page for place in sheet.placements)


def _pages(sheets: Sequence[Sheet]) -> list[int]:
    return sorted(place.page for sheet in sheets for place in sheet.placements)


def _across(sheet: Sheet) -> list[int]:
    return [place.page for place in sorted(sheet.placements, key=lambda place: place.x_mm)]


@given(papers, st.booleans())
def test_a_trifold_has_six_pages_on_two_sides(paper: str, rtl: bool) -> None:
    sheets = trifold_sheets(paper, rtl)
    assert _pages(sheets) == list(range(6))
    for sheet in sheets:
        _check_tiles(sheet)
    outside, inside = sheets
    assert _across(outside) == ([0, 5, 1] if rtl else [1, 5, 0])
    assert _across(inside) == ([4, 3, 2] if rtl else [2, 3, 4])
    # Turned over its short edge, a fold of one side lies on a fold of the other.
    assert sorted(outside.width_mm - fold for fold in outside.folds_mm) == pytest.approx(
        list(inside.folds_mm)
    )


def test_a_trifold_has_the_sizes_of_the_specification() -> None:
    outside, inside = trifold_sheets("a4")
    assert (outside.width_mm, outside.height_mm) == (297, 210)
    assert outside.folds_mm == (97, 197)
    assert inside.folds_mm == (100, 200)
    letter, within = trifold_sheets("letter")
    assert (letter.width_mm, letter.height_mm) == pytest.approx((279.4, 215.9))
    assert letter.folds_mm == pytest.approx((92.075, 185.7375))
    assert within.folds_mm == pytest.approx((93.6625, 187.325))


@given(st.integers(1, 24), papers, st.floats(0.05, 0.2), st.booleans())
def test_a_booklet_is_read_in_order_when_it_is_folded(
    quarter: int, paper: str, thickness: float, rtl: bool
) -> None:
    count = 4 * quarter
    sheets = booklet_sheets(count, paper, thickness, rtl)
    assert len(sheets) == count // 2
    assert _pages(sheets) == list(range(count))
    for sheet in sheets:
        _check_tiles(sheet)
    # Leaves of paper: each sheet gives two, whose back is what is printed behind. Turning them gives the pages in order.
    first_half: list[int] = []
    second_half: list[int] = []
    for front, back in zip(sheets[::2], sheets[1::2], strict=True):
        left, right = _across(front)
        back_left, back_right = _across(back)
        # Behind the front's right half lies the back's left half.
        ahead, behind = (
            ((right, back_left), (back_right, left)) if not rtl else ((left, back_right), (back_left, right))
        )
        first_half += ahead
        second_half[:0] = behind
    assert first_half + second_half == list(range(count))


@given(st.integers(1, 16), st.floats(0.05, 0.2), st.booleans())
def test_inner_sheets_move_to_the_fold(quarter: int, thickness: float, rtl: bool) -> None:
    sheets = booklet_sheets(4 * quarter, "a4", thickness, rtl)
    for number, sheet in enumerate(sheets):
        wanted = number // 2 * thickness * 1.2
        for place in sheet.placements:
            towards = 1 if place.x_mm == 0 else -1
            assert place.shift_mm == pytest.approx(towards * wanted, abs=1e-5)


@pytest.mark.parametrize("count", [0, 1, 2, 6, -4])
def test_a_booklet_needs_a_multiple_of_four(count: int) -> None:
    with pytest.raises(ValueError, match="multiple of four"):
        booklet_sheets(count, "a4")


@given(st.integers(0, 40), st.floats(50, 500), st.floats(50, 500))
def test_single_sheets_bleed_on_every_side(count: int, width: float, height: float) -> None:
    sheets = single_sheets(count, width, height)
    assert _pages(sheets) == list(range(count))
    for sheet in sheets:
        assert sheet.placements[0].bleed == (3, 3, 3, 3)
        assert sheet.folds_mm == ()


@given(papers, st.integers(1, 8))
def test_a_mirror_of_a_mirror_is_the_sheet(paper: str, quarter: int) -> None:
    for sheet in (*trifold_sheets(paper), *booklet_sheets(4 * quarter, paper)):
        again = sheet.mirrored.mirrored
        assert again.folds_mm == pytest.approx(sheet.folds_mm, abs=1e-5)
        for one, other in zip(again.placements, sheet.placements, strict=True):
            assert (one.page, one.bleed, one.shift_mm) == (other.page, other.bleed, other.shift_mm)
            assert one.x_mm == pytest.approx(other.x_mm, abs=1e-5)
