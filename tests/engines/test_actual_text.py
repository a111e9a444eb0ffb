"""What a line of a shaped script stands for is found by its place, however that was rounded."""

from __future__ import annotations

import io

import pikepdf
import pytest

from pipeline.engines.actual_text import Spoken, with_actual_text


def pdf_of(y: str) -> bytes:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(300, 400))
        page.Contents = document.make_stream(f"BT 1 0 0 1 154.96063 {y} Tm (x) Tj ET".encode())
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("y", [300.43499999, 300.435, 300.43500001, 300.4349])
def test_a_line_has_its_text_at_a_place_between_two_hundredths(y: float) -> None:
    said = with_actual_text(pdf_of("300.435"), [Spoken(0, 154.960629921, y, "संपर्क")])
    with pikepdf.open(io.BytesIO(said)) as document:
        begun = next(
            operands
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "BDC"
        )
    assert str(begun[1].ActualText) == "संपर्क"
