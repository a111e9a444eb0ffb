"""What is to be done about a line that cannot be read: just what is wrong with it."""

from __future__ import annotations

import pytest

from pipeline.yaml import load


@pytest.mark.code("ART111")
@pytest.mark.parametrize(
    ("text", "line", "action"),
    [
        ("title: Tides: a short guide\n", 1, 'put the value in double quotes, `title: "'),
        ('title: "Tides\nlang: en\n', 1, "close it; a mark inside"),
        ("topics: [a, b\nlang: en\n", 1, "close it, with `]`"),
        ("title: Tides\nlang:en\n", 2, "write a space there"),
        ("title: @tides\n", 1, "put the value in double quotes"),
        ("title: %tides\n", 1, "put the value in double quotes"),
        ("a:\n    b: 1\n  c: 2\n", 3, "as many spaces"),
        ("title = Tides\nlang: en\n", 1, "write `key: value`"),
        ("title: Tides\n// lang\n", 2, "write `#` in its place"),
        ("title: - a\n", 1, "begins with a hyphen in double quotes"),
        ('path: "C:\\quick"\n', 1, "two backslashes"),
        ("a: 1\n---\nb: 2\n", 2, "take the line out"),
    ],
)
def test_the_action_fits(text: str, line: int, action: str) -> None:
    (found,) = load(text, "a.yaml").diagnostics
    assert (found.code, found.location.line) == ("ART111", line), found
    assert action in found.help, found
