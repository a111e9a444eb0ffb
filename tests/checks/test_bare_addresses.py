"""Addresses that are no links, in sentences of any script."""

from __future__ import annotations

import pytest

from pipeline.checks.links import _BARE


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("另见 www.example.org。", "www.example.org"),
        ("（https://example.org/a）、", "https://example.org/a"),
        ("انظر https://example.org/a، أو", "https://example.org/a"),
        ("देखिए https://example.org/a।", "https://example.org/a"),
    ],
)
def test_an_address_ends_where_its_sentence_does(text: str, address: str) -> None:
    match = _BARE.search(text)
    assert match is not None
    assert match[0] == address
