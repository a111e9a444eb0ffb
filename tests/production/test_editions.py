"""Editions that are remembered: the pages of a brochure that was made serve an ebook that is asked for alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline import editions, worker
from pipeline.diagnostics import Extent, Location, report
from pipeline.editions import Edition, edition, packed, pagination, unpacked
from pipeline.engines import Engines
from pipeline.formats import FORMATS
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.expected import Expectation, Repeat
from pipeline.rendition.pages import PrintedPage
from pipeline.stopwatch import Stopwatch
from pipeline.theme import Theme, load_theme
from pipeline.workspace import read_templates, shipped_templates
from tests.production.conftest import Build

PAGES = (PrintedPage("1", "Tides"), PrintedPage("2", ""))
OWED = Expectation("tides", "en", "brochure", (), ())


class Remembered(dict[str, bytes]):
    def put(self, key: str, content: bytes) -> None:
        self[key] = content


@pytest.fixture(scope="module")
def theme() -> Theme:
    loaded = load_theme(read_templates(shipped_templates())).value
    assert loaded is not None
    return loaded


def rendition(css: str = "") -> Rendition:
    return Rendition("brochure", "tides", "en", "source/articles/tides/article.md", (), "", css)


def test_pages_of_a_brochure_that_was_made_are_known_to_an_ebook_alone(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Edition((Artifact("brochure", "tides.pdf", "application/pdf", b"%PDF", pages=PAGES),))
    monkeypatch.setattr(editions, "_made", lambda *_: made)
    memory: Any = Remembered()
    edition(rendition(), OWED, theme, Engines(), (), memory, Stopwatch())
    kind = type(FORMATS["brochure"])
    monkeypatch.setattr(kind, "paginated", lambda *_: pytest.fail("it was laid out again"))
    assert pagination(rendition(), Engines(), memory) == PAGES
    # Another brochure has other pages.
    monkeypatch.setattr(kind, "paginated", lambda *_: PAGES[:1])
    assert pagination(rendition("p{margin:0}"), Engines(), memory) == PAGES[:1]


def test_an_edition_without_pages_says_nothing_of_them(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Edition((Artifact("handout", "tides.html", "text/html", b"<p>"),))
    monkeypatch.setattr(editions, "_made", lambda *_: made)
    memory: Any = Remembered()
    edition(rendition(), OWED, theme, Engines(), (), memory, Stopwatch())
    assert len(memory) == 1


def test_what_is_remembered_of_an_edition_is_all_of_it(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What other tests have made would be taken from there.
    monkeypatch.setenv("SMALLPRINT_CACHE", str(tmp_path / "cache"))
    seen: list[str] = []

    def remembered(made: Edition) -> bytes:
        content = packed(made)
        again = unpacked(content)
        assert again == made
        assert list(map(type, again.diagnostics)) == list(map(type, made.diagnostics))
        seen.extend(one.format for one in again.artifacts)
        return content

    monkeypatch.setattr(editions, "packed", remembered)
    summary = build(formats=())
    assert {*seen} == {*FORMATS}, summary.diagnostics


def test_what_an_edition_may_hold_is_written_as_it_is_read() -> None:
    found = report(
        "ART103", Location("source/articles/tides/article.md", Extent(1, 2, 1, 9)), key="date", found="März"
    )
    one = Artifact("ebook", "tides.epub", "application/epub+zip", b"PK", {"pages": 3}, companions={"a": b"b"})
    made = Edition((replace(one, pages=PAGES, repeats=(Repeat("a", 2),)),), (), (found,), "key")
    assert unpacked(packed(made)) == made


def test_what_all_processes_need_is_there_before_they_begin() -> None:
    worker.load()
    assert {*worker.SHARED} <= {*sys.modules}


def test_what_an_engine_broke_off_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    full = report(
        "ENG604", Location("a.md"), program="WeasyPrint", problem="OSError: no space left on device"
    )
    answers = [Edition(diagnostics=(full,)), Edition()]
    kept: dict[str, bytes] = {}
    memory: Any = SimpleNamespace(get=kept.get, put=kept.__setitem__)
    monkeypatch.setattr(editions, "fingerprint", lambda *values: "a")
    monkeypatch.setattr(editions, "_made", lambda *values: answers.pop(0))
    given: Any = SimpleNamespace(own_faces=())
    found = [edition(given, given, given, given, (), memory, Stopwatch()).diagnostics for _ in range(3)]
    assert found == [(full,), (), ()]
    assert answers == []
