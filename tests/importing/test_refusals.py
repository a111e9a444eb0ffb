"""Files that are no articles, and texts in every encoding."""

from __future__ import annotations

import re

import pytest

from pipeline import importing
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import language, writing
from pipeline.importing.draft import Account


def code(name: str, content: bytes, pandoc: Pandoc) -> str:
    read = importing.read(name, content, pandoc, lambda picture: "there is none")
    assert read.value is None
    (finding,) = read.diagnostics
    return finding.code


@pytest.mark.code("IMP901", "IMP902", "IMP905", "IMP906")
@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF", "IMP901"),
        ("a", b"text", "IMP901"),
        ("a.txt", b"x" * 3_000_001, "IMP902"),
        ("a.html", b"x" * 20_000_001, "IMP902"),
        ("a.docx", b"x" * 50_000_001, "IMP902"),
        ("a.txt", b"\x89PNG\x00\x00", "IMP905"),
        ("a.txt", b"\xff\xfea", "IMP905"),
        ("a.txt", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "IMP905"),
        ("a.md", b"{\\rtf1\\ansi Hello\\par}", "IMP905"),
        ("a.txt", b"%!PS-Adobe-3.0\nshowpage", "IMP905"),
        ("a.txt", b" \n\n", "IMP906"),
        ("a.html", b"<div id=app></div><script>x()</script>", "IMP906"),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "IMP906"),
        ("a.html", b"<div>" * 3000 + b"x", "IMP906"),
        ("a.md", b">" * 3000 + b" x", "IMP906"),
        ("a.html", b"<p " + b" ".join(b"a%d=''" % n for n in range(501)) + b">Hello there.", "IMP906"),
    ],
)
def test_refused(name: str, content: bytes, expected: str, pandoc: Pandoc) -> None:
    assert code(name, content, pandoc) == expected


TEXT = "Tittel på norsk\n\nDette er en tekst på norsk, og den er ikke så lang; æ, ø og å er med.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str, pandoc: Pandoc) -> None:
    read = importing.read("a.txt", TEXT.encode(encoding), pandoc, lambda picture: "none").value
    assert read is not None
    assert read.meta["title"] == "Tittel på norsk"
    assert "æ, ø og å er med." in writing.body(read.blocks)
    assert bool(read.notes) == (encoding == "cp1252")


def test_characters_that_nobody_sees(pandoc: Pandoc) -> None:
    read = importing.read(
        "a.txt",
        "Ti\u00adtle\n\nSome te\u200bxt\u0007 with a turn \u202e here.\n".encode(),
        pandoc,
        lambda picture: "none",
    ).value
    assert read is not None
    assert read.meta["title"] == "Title"
    # What turns text is shown to the editor by `check`, not taken out.
    assert "Some text with a turn \u202e here." in writing.body(read.blocks)
    assert len(read.notes) == 2


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_characters_that_a_text_only_names(name: str, pandoc: Pandoc) -> None:
    content = (
        b"<details><summary>Ti&#1;tle</summary>\n\nSome te&shy;xt w&#8203;ith &#xFFFE; in it.\n\n</details>"
    )
    read = importing.read(name, content, pandoc, lambda picture: "none").value
    assert read is not None
    written = writing.article(read.meta, read.blocks)
    assert "Some text with" in written
    assert "Title" in written
    assert not re.search("[\x01\u00ad\u200b\ufffe]", written)


@pytest.mark.parametrize(
    "page",
    [
        "<p>A paragraph.</p><section {{a|b}}='1' class='x'><p>Words in it.</p></section><p>More.</p>",
        "<p>A paragraph.</p><p><img src='a.png' alt='A boat' {x>More.</p>",
        "<html><body><h1>The title<article>" + "<p>The text has some words, and then more.</p>" * 40,
    ],
)
def test_a_page_that_is_not_well_formed(page: str, pandoc: Pandoc) -> None:
    read = importing.read("a.html", page.encode(), pandoc, lambda picture: "none")
    assert read.value is not None


def test_letters_in_one_are_written_as_two(pandoc: Pandoc) -> None:
    read = importing.read(
        "a.txt", "The ﬁrst\n\nAn eﬃcient ﬂow.\n".encode(), pandoc, lambda picture: "none"
    ).value
    assert read is not None
    assert (read.meta["title"], writing.body(read.blocks).strip()) == ("The first", "An efficient flow.")
    assert len(read.notes) == 1


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nb", "Dette er en artikkel om priser, og hva du ikke må gjøre når du kommer hjem fra sykehuset."),
        ("nn", "Dette er ein artikkel om prisar, og kva du ikkje må gjere når du kjem heim frå sjukehuset."),
        ("da", "Pap og papir\n\nFold kasserne sammen. Pizzabakker skal i restaffald. Brug de grønne poser."),
        ("nb", "Papp og papir\n\nBrett kassene sammen. Pizzaesker skal i restavfall. Bruk de grønne posene."),
        ("so", "Dhaqaatiirta ayaa sheegay in bukaanku uu cabbo biyo badan maalin kasta si uu u caafimaado."),
        ("zh", "患者应该每天服用两次药物，每次服用后请喝一杯水，并且注意休息。"),
        ("zh-Hant", "病人應該每天服用兩次藥物，每次服用後請喝一杯水，並且注意休息。"),
        ("ar", "يجب على المريض تناول الدواء مرتين في اليوم بعد الطعام مع كوب من الماء."),
        ("uk", "Цей документ розповідає про ціни та послуги лікарні для всіх пацієнтів міста."),
        ("pl", "Pacjent powinien przyjmować lek dwa razy dziennie po posiłku i popijać go wodą."),
        ("de", "Der Patient soll das Medikament zweimal täglich nach dem Essen mit Wasser einnehmen."),
        ("hi", "यह लेख अस्पताल की सेवाओं और उनके शुल्क के बारे में है।"),
        (None, "OK"),
    ],
)  # fmt: skip
def test_languages(lang: str | None, text: str) -> None:
    assert language.detected(text) == lang


def test_an_account_says_a_thing_once() -> None:
    account = Account()
    account.drop("a  b", "why")
    account.drop("a b", "why")
    account.note("x")
    account.note("x")
    assert (len(account.dropped), len(account.notes)) == (1, 1)
