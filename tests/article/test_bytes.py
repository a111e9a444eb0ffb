"""Files that no case can hold: their bytes, their names, what they are on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.article import MAX_BYTES, MAX_LINE, Article, ArticleFile, parse
from pipeline.diagnostics import Diagnostic
from pipeline.workspace import Workspace

START = b"---\ntitle: Tides\ndate: 2026-03-01\n---\n\n"
PATH = "source/articles/tides/article.md"


def found(content: bytes | None, path: str = PATH, problem: str | None = None) -> tuple[Diagnostic, ...]:
    return parse(ArticleFile(path, content, problem), "en").diagnostics


def places(content: bytes) -> list[tuple[str, int, int]]:
    return [(one.code, one.location.line, one.location.column) for one in found(content)]


def article(content: bytes) -> Article:
    read = parse(ArticleFile(PATH, content), "en")
    assert read.value is not None, read.diagnostics
    return read.value


@pytest.mark.code("ART101")
@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n"])
def test_empty(content: bytes) -> None:
    assert places(content) == [("ART101", 1, 1)]


@pytest.mark.code("ART105")
def test_not_utf_8() -> None:
    assert places(START + "Høy vann, ".encode() + b"h\xf8y") == [("ART105", 6, 12)]
    assert places("---\ntitle: x\n---\n".encode("utf-16")) == [("ART105", 1, 1)]
    assert places(b"\xef\xbb\xbf" + START + b"\xff")[-1] == ("ART105", 6, 1)
    # Surrogates and overlong forms are not UTF-8 either.
    assert places(START + b"\xed\xa0\x80")[0][0] == "ART105"
    assert places(START + b"\xc0\xaf")[0][0] == "ART105"


@pytest.mark.code("ART106")
def test_control_characters() -> None:
    assert places(START + b"a\x00b\r\nc\x1b[2J") == [("ART106", 6, 2), ("ART106", 7, 2)]
    assert places(b"---\ntitle: T\x07ides\n---\n\nText.") == [("ART106", 2, 9)]
    assert places(b"---\ntitle: T\ndate: x\n---\n\na\x00b") == [("ART103", 3, 7), ("ART106", 6, 2)], (
        "it hides nothing"
    )
    assert places(START + "a\u0085b".encode()) == [("ART106", 6, 2)], "some programs begin a new line there"


@pytest.mark.code("ART107")
def test_byte_order_mark() -> None:
    read = parse(ArticleFile(PATH, b"\xef\xbb\xbf" + START + b"Text."), "en")
    assert read.value is not None
    assert [one.code for one in read.diagnostics] == ["ART107"]
    assert read.value.body.strip() == "Text."


@pytest.mark.code("ART108")
def test_endless_lines() -> None:
    assert places(START + b"a" * (MAX_LINE + 1)) == [("ART108", 6, 1)]
    assert places(START + b"Text.\n" + b"a" * 20_000_000) == [("ART108", 7, 1)]
    assert places(START + b"a" * MAX_LINE) == []


@pytest.mark.code("ART109")
def test_too_large() -> None:
    assert places(START + b"Text.\n" * (MAX_BYTES // 6)) == [("ART109", 1, 1)]


@pytest.mark.code("ART125")
def test_front_matter_has_limits() -> None:
    assert places(b"---\ntitle: x\n" + b"x-a: b\n" * 3 + b"x-long: " + b"y" * 21_000 + b"\n---\nText.") == [
        ("ART125", 2, 1)
    ]
    assert places(b"---\ntitle: x\nx-long: " + b"y" * 10_001 + b"\n---\nText.") == [("ART125", 3, 9)]
    assert places(b"---\ntitle: x\nx-deep: " + b"[" * 9_000 + b"\n---\nText.") == [("ART125", 3, 28)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    text = "---\ntitle: Tides\ndate: x\n---\n\nWater\nrises.\n"
    assert places(text.replace("\n", end).encode()) == [("ART103", 3, 7)]
    good = article(text.replace("date: x", "date: 2026-01-01").replace("\n", end).encode())
    assert good.body == "\nWater\nrises.\n"
    assert good.body_line == 5


@pytest.mark.code("ART119")
@pytest.mark.parametrize("slug", ["High Tide", "høyvann", "Tides", "a--b", "-a", "..", "a_b"])
def test_folder_names(slug: str) -> None:
    assert [one.code for one in found(START + b"Text.", f"source/articles/{slug}/article.md")] == ["ART119"]


@pytest.mark.code("ART119")
def test_a_name_that_would_do_is_told() -> None:
    told = {
        name: found(START + b"Text.", f"source/articles/{name}/article.md")[0].help
        for name in ("Große Flut!", "宣传册", "…")
    }
    assert [text.split("`")[1] for text in told.values()] == ["grosse-flut", "xuan-chuan-ce", "high-tide"]


@pytest.mark.code("ART105")
def test_utf_16_is_named() -> None:
    assert found("---\ntitle: T\n---\n\nText.\n".encode("utf-16"))[0].message.endswith("found UTF-16")


@pytest.mark.code("ART110")
def test_what_is_no_file(tmp_path: Path) -> None:
    base = tmp_path / "source" / "articles"
    (base / "folder" / "article.md").mkdir(parents=True)
    (base / "link").mkdir()
    (base / "link" / "article.md").symlink_to("/etc/hostname")
    (base / "dangling").mkdir()
    (base / "dangling" / "article.md").symlink_to("nowhere.md")
    (base / "pipe").mkdir()
    os.mkfifo(base / "pipe" / "article.md")
    (base / "good").mkdir()
    (base / "good" / "article.md").write_bytes(START + b"Text.")
    read = {file.slug: parse(file, "en") for file in Workspace(tmp_path).articles()}
    assert read["good"].value is not None
    for slug in ("folder", "link", "dangling", "pipe"):
        assert [one.code for one in read[slug].diagnostics] == ["ART110"], slug


@pytest.mark.code("ART110")
def test_unreadable() -> None:
    (one,) = found(None, problem="permission denied")
    assert one.code == "ART110"
    assert "permission denied" in one.message


@pytest.mark.code("ART127")
def test_a_translation_says_its_language_twice() -> None:
    def codes(name: str, lang: str) -> list[str]:
        content = f"---\ntitle: Tider\nlang: {lang}\ndate: 2026-03-01\n---\n\nVann.\n".encode()
        return [one.code for one in found(content, f"source/articles/tides/{name}")]

    assert codes("article.nb.md", "nb") == []
    assert codes("article.no.md", "nb") == []
    assert codes("article.nb.md", "sv") == ["ART127"]
    assert codes("article.klingon.md", "nb") == ["ART118"]
    assert codes("article.ua.md", "uk") == ["ART118"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"---\ntitle: x\ndate: y\n----\n\nText.", [("ART103", 3, 7), ("ART104", 4, 1)]),
        (b"---\ntitle: x\ndate: y\n\nText.\n", [("ART104", 1, 1), ("ART103", 3, 7)]),
        (b"\n---\ntitle: x\ndate: y\n---\nText.\n", [("ART102", 1, 1), ("ART103", 4, 7)]),
        ("—\ntitle: x\ndate: y\n—\nText.\n".encode(), [("ART102", 1, 1), ("ART103", 3, 7)]),
        (b"title: x\ndate: y\n\nText.\n\n---\n\nMore.", [("ART102", 1, 1), ("ART103", 2, 7)]),
        (b"Note: text that is no key.\n\n---\n", [("ART102", 1, 1)]),
        (b"---\ntitle: \xe9\ndate: y\n---\n\nText.", [("ART105", 2, 8), ("ART103", 3, 7)]),
        (
            b"---\ntitle: " + b"x" * MAX_LINE + b"\ndate: y\n---\n\nText.",
            [("ART108", 2, 1), ("ART103", 3, 7)],
        ),
    ],
)
def test_what_is_wrong_with_a_file_hides_nothing(
    content: bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert places(content) == expected
    read = parse(ArticleFile(PATH, content), "en").value
    assert read is not None
    assert read.faulty, "nothing is made of it"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("---\ntitle: x\n----\n\nText.", "\nText."),
        ("---\ntitle: x\n\nText.", "\nText."),
        ("\n\n---\ntitle: x\n---\nText.", "Text."),
        ("# Tides\n\nText.", "# Tides\n\nText."),
        ("---\ntitle: x\n---\nText.", "Text."),
    ],
)
def test_lines_are_those_of_the_file(content: str, body: str) -> None:
    read = article(content.encode())
    assert read.body == body
    assert len(read.lines) == len(content.split("\n"))
    assert read.lines[read.body_line - 1 :] == tuple(body.split("\n"))
    assert read.lines[: read.body_line - 1].count("title: x") == ("title" in content)


def test_a_folder_without_a_good_name_hides_nothing() -> None:
    read = found(b"---\ntitle: x\ndate: y\n---\nText.", "source/articles/High Tide/article.md")
    assert [one.code for one in read] == ["ART119", "ART103"]
