"""Stylesheets that are kept: the same as WeasyPrint takes apart, with their fonts; none that it complains of."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from pipeline.engines import sheets
from pipeline.precompiled import Kept, memorised, recalled, remembered
from pipeline.proof import css

SHEET = """
@page { size: A4; margin: 12mm; @bottom-center { content: counter(page) } }
@page wide:first { size: A4 landscape }
@counter-style tide { system: cyclic; symbols: "~" }
@layer base, look;
@layer look { p { color: teal } }
:root { --ink: #123456; font: 11pt/1.4 "Harbour", serif }
h1, h2.low > em:first-child::before { content: "§ "; color: var(--ink); break-after: avoid }
.notice:not([hidden], #none):nth-child(2n + 1) ~ p:has(+ ul) { border: 1px solid; width: calc(50% - 2em) }
a[href^="https"]:lang(nb)::after { content: " (" attr(href) ")" }
"""
FACE = '@font-face { font-family: "Harbour"; src: url("harbour.ttf") }'


@pytest.fixture(autouse=True)
def _written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class _Fetcher:
    """Refuses all, as the engine's own does with what it does not know."""

    _fail_on_errors = False

    def __call__(self, url: str) -> str:
        raise ValueError(f"refused: {url}")


class _Fonts:
    def __init__(self) -> None:
        self.faces: list[str] = []

    def add_font_face(self, face: Any, fetcher: Any) -> None:
        assert isinstance(fetcher, _Fetcher)
        self.faces.append(str(face))


@pytest.fixture
def engine() -> Any:
    from pipeline.engines.weasyprint import WeasyPrint

    WeasyPrint()
    import weasyprint

    return weasyprint


def _stock(engine: Any) -> Any:
    return getattr(engine.CSS.__init__, "stock", engine.CSS.__init__)


def _made(make: Any, text: str) -> tuple[Any, ...]:
    """All that is asked of a stylesheet: what it matches in which order, pages, layers, counters and fonts."""

    class Sheet:
        pass

    sheet, fonts = Sheet(), _Fonts()
    counters: dict[str, Any] = {}
    make(
        sheet, string=text, base_url="https://harbour.example/", url_fetcher=_Fetcher(), font_config=fonts,
        counter_style=counters,
    )  # fmt: skip
    return _plain(vars(sheet)), _plain(counters), fonts.faces


def _plain(one: Any) -> Any:
    """What an object holds, in plain values; functions by their code."""
    if isinstance(one, FunctionType):
        return one.__code__.co_code, repr(one.__code__.co_consts).partition(" at 0x")[0]
    if isinstance(one, dict):
        return {_plain(name): _plain(value) for name, value in one.items()}
    if isinstance(one, set | frozenset):
        return type(one).__name__, sorted(map(repr, one))
    if isinstance(one, tuple | list):
        return [type(one).__name__, *map(_plain, one)]
    if hasattr(one, "__dict__") and not isinstance(one, type):
        return type(one).__name__, _plain(vars(one))
    slots = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    if slots and not isinstance(one, str):
        return type(one).__name__, [_plain(getattr(one, name, None)) for name in slots]
    return repr(one)


def _never(*_: Any, **__: Any) -> None:
    pytest.fail("it was taken apart again")


def test_a_sheet_that_is_kept_is_the_one_that_weasyprint_makes(tmp_path: Path, engine: Any) -> None:
    first = Kept("sheets", tmp_path)
    stock = _stock(engine)
    expected = _made(stock, SHEET + FACE)
    assert len(str(expected)) > 5000
    assert _made(sheets._keeping(stock, first), SHEET + FACE) == expected
    first.keep()
    again = sheets._keeping(_never, Kept("sheets", tmp_path))
    assert _made(again, SHEET + FACE) == expected
    # Each is one of its own: what one document does to it is not seen in another.
    assert _made(again, SHEET + FACE) == expected


def test_weasyprints_own_sheets_are_kept_too(tmp_path: Path, engine: Any) -> None:
    from weasyprint import html

    kept = Kept("sheets", tmp_path)
    stock = _stock(engine)

    def taken_apart(make: Any) -> Any:
        class Sheet:
            pass

        counters: dict[str, Any] = {}
        made = []
        for text in (html.UA, html.UA_FORM):
            sheet = Sheet()
            make(sheet, string=text, counter_style=counters)
            made.append(_plain(vars(sheet)))
        return made, _plain(counters)

    expected = taken_apart(stock)
    assert taken_apart(sheets._keeping(stock, kept)) == expected
    assert taken_apart(sheets._keeping(_never, kept)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "p { colour: red }",
        "p::shadow { color: red }",
        '@import "https://harbour.example/more.css";',
    ],
)
def test_what_is_complained_of_is_not_kept(text: str, tmp_path: Path, engine: Any) -> None:
    kept = Kept("sheets", tmp_path)
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    handler = Ear()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        for _ in range(2):
            _made(sheets._keeping(_stock(engine), kept), text)
    finally:
        logger.removeHandler(handler)
    # Said each time.
    assert len(heard) >= 2
    assert not kept._new


def test_what_holds_more_than_its_text_is_not_kept(tmp_path: Path, engine: Any) -> None:
    from weasyprint.urls import URLFetcherResponse

    class Fetcher(_Fetcher):
        def __init__(self, content: bytes) -> None:
            self.content = content

        def __call__(self, url: str) -> Any:
            return URLFetcherResponse(url, self.content, {"Content-Type": "text/css"})

    class Sheet:
        matcher: Any

    kept, found = Kept("sheets", tmp_path), []
    for content in (b"p { color: teal }", b"p { color: teal } ul { color: teal }"):
        sheet = Sheet()
        sheets._keeping(_stock(engine), kept)(
            sheet, string='@import "https://harbour.example/more.css";', url_fetcher=Fetcher(content)
        )
        found.append(sorted(sheet.matcher.lower_local_name_selectors))
    assert found == [["p"], ["p", "ul"]]


def test_a_sheet_without_fonts_is_another(tmp_path: Path, engine: Any) -> None:
    kept = Kept("sheets", tmp_path)
    make = sheets._keeping(_stock(engine), kept)

    class Sheet:
        pass

    make(Sheet(), string=FACE)
    assert _made(make, FACE)[2]


def test_damage_is_made_good(tmp_path: Path, engine: Any) -> None:
    kept = Kept("sheets", tmp_path)
    make = sheets._keeping(_stock(engine), kept)
    expected = _made(make, SHEET)
    for key, content in kept._new.copy().items():
        kept.put(key, content[:-20])
    assert _made(make, SHEET) == expected


def test_the_engine_asks_for_what_is_kept(engine: Any) -> None:
    assert engine.CSS.__init__ is not _stock(engine)


# ── the proof's


def test_a_sheet_of_the_proof_is_kept_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept("sheets", tmp_path)
    monkeypatch.setattr(css, "SHEETS", kept)
    expected = _plain(css._Reader().read(SHEET))
    assert len(str(expected)) > 5000
    css._sheet.cache_clear()
    assert _plain(css._sheet(SHEET)) == expected
    assert kept._new
    css._sheet.cache_clear()
    monkeypatch.setattr(css, "_Reader", _never)
    assert _plain(css._sheet(SHEET)) == expected
    css._sheet.cache_clear()


# ── any object


def test_what_cannot_be_kept_is_made_each_time(tmp_path: Path) -> None:
    kept = Kept("sheets", tmp_path)
    number = len(str(tmp_path))

    def made() -> Any:
        return {"known": lambda: number}

    assert remembered(kept, "one", made, {})["known"]() == number
    assert recalled(kept, "one", {}) is None
    memorised(kept, "one", {"known": lambda: Path}, {})
    assert recalled(kept, "one", {}) is None


def test_functions_know_the_names_that_they_are_given(tmp_path: Path) -> None:
    kept = Kept("sheets", tmp_path)
    made = {"known": eval("lambda one: one * times", {"times": 3}, {})}
    assert recalled(kept, "one", {}) is None
    memorised(kept, "one", made, {"times": 3})
    assert recalled(kept, "one", {"times": 4})["known"](2) == 8
