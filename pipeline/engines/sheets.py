"""Stylesheets of WeasyPrint, its own and ours, taken apart once for all processes.

Input: the text of a stylesheet. Output: what WeasyPrint makes of it, from what is kept where it was made before. Must not: keep
one that WeasyPrint complains of, or that asks for more than fonts: of those nobody would hear again.

Why: to take them apart takes a tenth of a second of what one article takes from cold, and half of that when WeasyPrint is
imported, to read them from a file a hundredth.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Any

from pipeline import toolchain
from pipeline.precompiled import SHEETS, Kept, memorised, recalled


@contextmanager
def kept_sheets(kept: Kept = SHEETS) -> Iterator[None]:
    """WeasyPrint is imported in the meantime; from then on its stylesheets are asked for in what is kept."""
    hook = _Before("weasyprint.html", lambda: keep_sheets(kept))
    sys.meta_path.insert(0, hook)
    try:
        yield
    finally:
        sys.meta_path.remove(hook)
    keep_sheets(kept)


class _Before:
    """Does something right before a module is imported: this one takes its own stylesheets apart."""

    def __init__(self, module: str, do: Callable[[], None]) -> None:
        self._module = module
        self._do = do

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == self._module:
            self._do()


def keep_sheets(kept: Kept = SHEETS) -> None:
    """From now on, what WeasyPrint makes of a stylesheet is kept."""
    css: Any = import_module("weasyprint").CSS
    if not hasattr(css.__init__, "stock"):
        css.__init__ = _keeping(css.__init__, kept)


def _keeping(stock: Callable[..., None], kept: Kept) -> Callable[..., None]:
    def make(
        sheet: Any,
        *given: Any,
        string: str | None = None,
        base_url: str | None = None,
        url_fetcher: Any = None,
        font_config: Any = None,
        counter_style: dict[str, Any] | None = None,
        **others: Any,
    ) -> None:
        if given or others or not isinstance(string, str):
            stock(
                sheet, *given, string=string, base_url=base_url, url_fetcher=url_fetcher,
                font_config=font_config, counter_style=counter_style, **others,
            )  # fmt: skip
            return
        counters = counter_style if counter_style is not None else {}
        key = (toolchain.digest(), sha256(string.encode()).hexdigest(), base_url, font_config is None)
        if (found := recalled(kept, key, names())) is not None:
            state, faces, more = found
            vars(sheet).update(state)
            counters.update(more)
            for face in faces:
                font_config.add_font_face(face, url_fetcher)
            return
        fonts = _Fonts(font_config, url_fetcher) if font_config is not None else None
        before = dict(counters)
        with _heard() as complaints:
            stock(
                sheet, string=string, base_url=base_url, url_fetcher=_Fetcher(url_fetcher, complaints),
                font_config=fonts, counter_style=counters,
            )  # fmt: skip
        more = {name: one for name, one in counters.items() if before.get(name) is not one}
        # What is there already could be said differently next time.
        if not complaints and not more.keys() & before.keys():
            memorised(kept, key, (vars(sheet), fonts.faces if fonts else [], more), names())

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    make.stock = stock  # type: ignore[attr-defined]
    return make


@lru_cache(maxsize=1)
def names() -> Mapping[str, object]:
    """What the tests of selectors refer to."""
    compiler: Any = import_module("cssselect2.compiler")
    return {name: getattr(compiler, name) for name in ("split_whitespace", "ascii_lower", "urlparse")}


class _Fonts:
    """A font configuration that knows what it was told of."""

    def __init__(self, stock: Any, fetcher: Any) -> None:
        self._stock = stock
        self._fetcher = fetcher
        self.faces: list[Any] = []

    def add_font_face(self, face: Any, _: Any) -> None:
        self.faces.append(face)
        self._stock.add_font_face(face, self._fetcher)


class _Fetcher:
    """What fetches for a stylesheet, and tells of it."""

    def __init__(self, stock: Any, told: list[str]) -> None:
        self._stock = stock
        self._told = told

    def __call__(self, url: str, *given: Any, **named: Any) -> Any:
        self._told.append(url)
        if self._stock is None:
            self._stock = import_module("weasyprint.urls").URLFetcher()
        return self._stock(url, *given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stock, name)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint complains of in the meantime, besides telling others."""
    complaints: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    logger, ear = logging.getLogger("weasyprint"), Ear(logging.WARNING)
    logger.addHandler(ear)
    try:
        yield complaints
    finally:
        logger.removeHandler(ear)
