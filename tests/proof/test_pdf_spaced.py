"""Brochures whose words run together or fall apart, and whose letters and signs are not seen where they are written."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array

from .conftest import Finished
from .printed import AGAIN, expectation, owed_notice, printed, run, shown

WORDS = "You are now here, 48 or 1.5 or 3 - 5 miles from nowhere."


@functools.cache
def made(words: str = WORDS) -> Finished:
    """What it owes, and what is drawn instead."""
    return printed(
        expectation(run("Ferries", -1, kind="title"), run(WORDS, 1)), f"<h1>Ferries</h1><p>{words}</p>"
    )


def test_as_it_is_written() -> None:
    assert made().codes() == set()


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("nowhere", "now here"),
        ("now here", "nowhere"),
        ("now here", "now<span style='letter-spacing: -.2em'> </span>here"),
        ("nowhere", "now<span style='padding-left: .2em'>here</span>"),
        ("48", "4<span style='position: relative; top: -.3em'>8</span>"),
        ("48", "4 8"),
        (".5", "<span style='position: relative; left: -.5em'>.</span>5"),
        (".5", "<span style='color: white'>.</span>5"),
        ("-", "<span style='color: white'>-</span>"),
    ],
)
@pytest.mark.code("PRF857")
def test_other_words_of_the_same_letters(written: str, drawn: str) -> None:
    assert "PRF857" in made(WORDS.replace(written, drawn)).codes()


def changed(change: Callable[[pikepdf.Pdf], None]) -> str:
    with pikepdf.open(io.BytesIO(made().content)) as document:
        change(document)
        output = io.BytesIO()
        document.save(output)
    return "\n".join(one.message for one in made().proved(output.getvalue()).diagnostics)


def holders(document: pikepdf.Pdf) -> list[Any]:
    return [font.DescendantFonts[0] for font in document.pages[0].resources.Font.values()]


def wider(document: pikepdf.Pdf) -> None:
    for holder in holders(document):
        holder.W = Array(
            [
                Array([float(width) + 9 for width in entry]) if isinstance(entry, Array) else entry
                for entry in holder.W
            ]
        )


def unsaid(document: pikepdf.Pdf) -> None:
    for holder in holders(document):
        holder.W = Array([])


def flat(document: pikepdf.Pdf) -> None:
    for holder in holders(document):
        holder.FontDescriptor.FontBBox = Array([0, 0, 9, 9])


def set_in(operators: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        content = document.pages[0].Contents
        content.write(content.read_bytes().replace(b"BT\n", b"BT\n" + operators + b"\n", 1))

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (wider, "other widths in the font"), (unsaid, "other widths in the font"), (flat, "said to be lower"),
        (set_in(b"3 Tc"), "not every reader"), (set_in(b"99 Tz"), "not every reader"), (set_in(b"9 Tw"), "not every reader"),
        (set_in(b"9 TL"), "not every reader"),
    ],
)  # fmt: skip
def test_letters_are_as_wide_as_those_of_their_face(change: Callable[[pikepdf.Pdf], None], said: str) -> None:
    assert said in changed(change)


def test_a_label_may_be_longer_than_the_text_above_it() -> None:
    owed = expectation(
        run("Ferries", -1, kind="title"), run("7,-", 0, "fares-1"), shown(owed_notice("fares-1"), 1)
    )
    label = '<b style="letter-spacing: 6mm">Please note.</b>'
    body = f'<h1>Ferries</h1><p>7,-</p><p>{label} <span class="wording">{AGAIN}</span></p>'
    assert "PRF815" not in {one.code for one in printed(owed, body).proved().diagnostics}
    aside = body.replace("<p><b", '<p style="margin-left: 70mm"><b').replace("letter-spacing: 6mm", "")
    assert "PRF815" in {one.code for one in printed(owed, aside).proved().diagnostics}
