"""Words that a layout engine divides are read as they were written."""

from __future__ import annotations

import pytest

from pipeline.proof.stream import Stream, Stretch, squeezed_text

FOOT = "Harbour Office 3\n"


def stream(owed: str, *pages: str) -> Stream:
    return Stream([Stretch(page, [0] * len(page)) for page in pages], owed)


def there(owed: str, *pages: str) -> bool:
    wanted = squeezed_text(owed)
    read = stream(owed, *pages)
    return read.find_divided(wanted, 0, len(wanted)) is not None


@pytest.mark.parametrize("hyphen", ["-", "‐", "\x02"])
def test_a_word_divided_at_the_end_of_a_page(hyphen: str) -> None:
    """Its rest stands at the head of the next page, behind the foot of its own."""
    pages = f"Take an even{hyphen}\n{FOOT}", "ing course and more\n"
    assert there("Take an evening course and more", *pages)
    pages = f"Take an evening{hyphen}\n{FOOT}", "course and more\n"
    assert there("Take an evening-course and more", *pages)


def test_a_hyphen_that_was_written_stays() -> None:
    pages = f"Take the even-\n{FOOT}", "and odd courses\n"
    assert there("Take the even- and odd courses", *pages)
    assert not there("Take the evens and odd courses", *pages)
