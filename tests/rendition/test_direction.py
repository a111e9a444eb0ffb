"""Figures in texts that run from right to left."""

from __future__ import annotations

import pytest

from pipeline.rendition.direction import pieces, unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("اتصل: +47 912 34 567 أو", ["+47 912 34 567"]),
        ("اتصل: 116\u00a0117.", ["116\u00a0117"]),
        ("הטלפון (02) 555-1234, בערב", ["(02) 555-1234"]),
        ("הטלפון 1-800-555-1234", ["1-800-555-1234"]),
        ("٠٢ ٥٥٥ ١٢٣٤", ["٠٢ ٥٥٥ ١٢٣٤"]),
        ("السعر 12 500,50 كرونة", ["12 500,50"]),
        ("السعر 1 000–2 000 كرونة", ["1 000", "2 000"]),
        ("أقل من −5 °C) ثم", ["−5 °C"]),
        ("انخفض -5% هذا العام", ["-5%"]),
        ("الجرعة 500 mg, أو 10 µg", ["500 mg", "10 µg"]),
        ("في 2026-10-14", ["2026-10-14"]),
        # What stands as it is read all the same.
        ("نحو 10–14 % من", []),
        ("سن 10-14 سنة", []),
        ("في 2025-2026", []),
        ("في 14/10/2026، الساعة 08:30", []),
        ("نموذج A-12 و COVID-19 و B12", []),
        ("113 (الإسعاف) و 12 سنة", []),
        ("انظر https://example.org/a-12، أو", ["https://example.org/a-12"]),
        ("www.example.org/x/ أو a.b-12@example.org.", ["www.example.org/x/", "a.b-12@example.org"]),
        ("", []),
    ],
)
def test_figures_that_would_be_turned_round_are_kept(text: str, kept: list[str]) -> None:
    found = list(pieces(text))
    assert [piece for piece, figure in found if figure] == kept
    assert "".join(piece for piece, _ in found) == text


def test_a_wording_keeps_its_figures_together() -> None:
    assert unbroken("التقط 22 11 80 80 الآن") == "التقط 22\u00a011\u00a080\u00a080 الآن"
    assert unbroken("تحت −5 °C ليلًا") == "تحت −5\u00a0°C ليلًا"
    assert unbroken("من 10 سنة") == "من 10 سنة"
