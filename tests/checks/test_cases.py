"""Every article of tests/cases is found fault with exactly where its arrows say."""

from __future__ import annotations

import datetime
import io
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from pipeline import document
from pipeline.article import ArticleFile, Asset, parse
from pipeline.checks import before_parsing, check, readable
from pipeline.diagnostics import Diagnostic, has_errors, in_file_order
from pipeline.engines.pandoc import Pandoc

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*-*.md"))
TODAY = datetime.date(2026, 6, 1)
TOPICS = frozenset({"health", "tides"})
DISCLAIMERS = frozenset({"pricing", "medical"})
ARTICLES = frozenset({"boats", "boats#hulls", "boats#sails"})

_ARROW = re.compile(r" ?⟵((?: [A-Z]{3}\d{3}:\d+)+)$", re.MULTILINE)
_CHARACTER = re.compile(r"⟦([0-9A-F]{4,6})⟧")


def raster(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (32, 32), (20, 40, 90)).save(stream, kind)
    return stream.getvalue()


def huge_png() -> bytes:
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"{}/></svg>'

ASSETS = (
    Asset("picture.png", raster("PNG")),
    Asset("picture.jpg", raster("JPEG")),
    Asset("drawing.svg", DRAWING.format("").encode()),
    Asset("script.svg", DRAWING.format(' onclick="x()"').encode()),
    Asset("fake.png", b"<!doctype html><title>x</title>"),
    Asset("cut.png", raster("PNG")[:-30]),
    Asset("huge.png", huge_png()),
    Asset("link.png", None, "outside"),
    Asset("big.png", None, "too large"),
)


def split(case: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The article of a case, and what has to be found in it: line, column, code."""
    expected = []
    for number, line in enumerate(case.split("\n"), 1):
        if match := _ARROW.search(line):
            for mark in match[1].split():
                code, column = mark.split(":")
                expected.append((number, int(column), code))
    text = _CHARACTER.sub(lambda match: chr(int(match[1], 16)), _ARROW.sub("", case))
    return text, sorted(expected)


def findings(text: str, pandoc: Pandoc) -> list[Diagnostic]:
    """All that is reported on an article, by the steps and stops of a real run."""
    file = ArticleFile("source/articles/case/article.md", text.encode(), None, ASSETS)
    read = parse(file, "en")
    found = list(read.diagnostics)
    if read.value is None:
        return found
    faulty = has_errors(found)
    found += (endless := before_parsing(read.value))
    mended = readable(read.value, endless)
    if faulty or before_parsing(mended):
        return found
    tree = document.parse(mended, pandoc)
    found += tree.diagnostics
    if tree.value is not None:
        whole = replace(tree.value, article=read.value)
        found += check(whole, topics=TOPICS, disclaimers=DISCLAIMERS, articles=ARTICLES, today=TODAY)
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_exactly_what_the_arrows_say(path: Path, pandoc: Pandoc) -> None:
    text, expected = split(path.read_text(encoding="utf-8"))
    found = findings(text, pandoc)
    places = sorted((one.location.line, one.location.column, one.code) for one in found)
    assert places == expected, "\n".join(
        f"{one.location.line}:{one.location.column} {one.code} {one.message}" for one in found
    )
    code = path.stem.split("-", 1)[0]
    assert code == "OK" or code in {code for _, _, code in expected}
    assert len(in_file_order(found)) == len(found), "no finding twice"


def test_the_arrows_are_read() -> None:
    assert split("a ⟵ DOC201:1\nb⟦200B⟧ ⟵ DOC202:3 ART101:4\n⟵ ART102:1\nc") == (
        "a\nb\u200b\n\nc",
        [(1, 1, "DOC201"), (2, 3, "DOC202"), (2, 4, "ART101"), (3, 1, "ART102")],
    )
