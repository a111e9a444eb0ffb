"""Files of strangers: one that takes too much, or ends what opens it, is named, and costs no other anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from pipeline import mentions, reproving, worker
from pipeline.article import ArticleFile, Asset, parse
from pipeline.scheduling import Here, Lost

PAGE = b"<!DOCTYPE html><title>t</title><p>Hello"


class Losing(Here):
    """Processes that a file whose name or text says `bomb` ends."""

    def __init__(self, reason: Any, how: str) -> None:
        self.reason, self.how = reason, how

    def run(self, work: Callable[[Any], Any], arguments: Sequence[Any], **more: Any) -> Iterator[Any]:
        for argument in arguments:
            hostile = "bomb" in str(argument)
            yield Lost(argument, self.reason, self.how) if hostile else work(argument)


@pytest.mark.parametrize(
    ("reason", "how", "code"),
    [("memory", "2 GB of memory", "PRF872"), ("time", "40 seconds", "PRF872"), ("died", "SIGSEGV", "PRF871")],
)
@pytest.mark.code("PRF871", "PRF872")
def test_a_finished_file_that_takes_too_much_is_named_beside_the_others(
    reason: str, how: str, code: str
) -> None:
    files = [("bomb.pdf", b"%PDF-1.7"), ("page.html", PAGE)]
    summary = reproving.prove_files(files, crew=Losing(reason, how))
    found = [(one.location.path, one.code) for one in summary.diagnostics]
    assert found == [("bomb.pdf", code), ("page.html", "PRF891")]
    assert how in summary.diagnostics[0].message


@pytest.mark.code("ENG603")
def test_a_text_that_takes_too_much_is_named() -> None:
    _, diagnostics = mentions.detect(b"bomb", "text.md", None, Losing("memory", "2 GB of memory"))
    assert [(one.location.path, one.code) for one in diagnostics] == [("text.md", "ENG603")]


@pytest.mark.parametrize(("error", "code"), [(RecursionError, "PRF871"), (KeyError, "ENG609")])
def test_a_finished_file_that_nobody_has_thought_of_stops_no_other(
    error: type[Exception], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(content: bytes, name: str) -> None:
        raise error if name == "deep.epub" else ValueError("it is none")

    monkeypatch.setattr("pipeline.proof.expectation_in", opened)
    summary = reproving.prove_files([("deep.epub", b""), ("page.html", PAGE)])
    assert [(one.location.path, one.code) for one in summary.diagnostics] == [
        ("deep.epub", code),
        ("page.html", "PRF891"),
    ]


def test_an_article_of_ordinary_length_has_a_minute() -> None:
    def limit(body: str, *sizes: int) -> float:
        content = f"---\ntitle: x\n---\n{body}".encode()
        assets = tuple(Asset(f"{size}.png", bytes(size)) for size in sizes)
        read = parse(ArticleFile("source/articles/a/article.md", content, assets=assets), "en").value
        assert read is not None
        return worker.limit(read)

    assert limit("A word. " * 100) == 60
    assert limit("A word. " * 100, 2_000_000) == 70
    assert limit("A word. " * 2_000) == 160
    assert limit("A word.\n" * 100_000) == 3600
