"""What WeasyPrint costs for the very pages that brochures are printed from.

`python -m tests.bench.pages FOLDER build …` builds without proof, and keeps what WeasyPrint was given for each brochure; `python -m
tests.bench.pages FOLDER` lays each of those out once and writes it, warm, with WeasyPrint as it comes.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import worker
from pipeline.engines.weasyprint import BASE, Layout, Resource, WeasyPrint
from tests.bench import unproved

# Workers have it from the program that starts them.
FOLDER = "SMALLPRINT_BENCH_PAGES"
_warm = worker.warm


def keep() -> None:
    """From now on, what a layout was made of is kept when it is written."""
    laid, wrote, painted = WeasyPrint.layout, WeasyPrint.write, WeasyPrint.painted
    given: dict[int, tuple[Any, ...]] = {}

    def layout(
        self: WeasyPrint, html: str, resources: Mapping[str, Resource], stylesheet: str = "", style: str = ""
    ) -> Layout:
        found = laid(self, html, resources, stylesheet, style)
        files = {name: (one.content, one.media_type) for name, one in resources.items()}
        given.clear()
        given[id(found.document)] = (html, files, stylesheet, style)
        return found

    def paint(self: WeasyPrint, layout: Layout, *rest: Any) -> Layout:
        found = painted(self, layout, *rest)
        if id(layout.document) in given:
            given[id(found.document)] = given[id(layout.document)]
        return found

    def write(self: WeasyPrint, layout: Layout, identifier: bytes, **options: Any) -> bytes:
        if made := given.get(id(layout.document)):
            (Path(os.environ[FOLDER]) / identifier.hex()).write_bytes(pickle.dumps(made))
        return wrote(self, layout, identifier, **options)

    WeasyPrint.layout, WeasyPrint.write, WeasyPrint.painted = layout, write, paint


def warm() -> None:
    """A worker in an interpreter of its own comes here first."""
    skip()
    _warm()


def skip() -> None:
    unproved.skip()
    keep()
    worker.warm = warm


def render(folder: Path) -> int:
    """Lays out what was kept, and writes it. Returns how many pages there were."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    sheets: dict[str, tuple[Any, Any]] = {}
    pages = 0
    for path in sorted(folder.iterdir()):
        html, files, stylesheet, style = pickle.loads(path.read_bytes())

        class Kept(URLFetcher):
            def fetch(self, url: str, headers: Any = None, files: Any = files) -> Any:
                content, media_type = files[url.removeprefix(BASE)]
                return URLFetcherResponse(url, body=content, headers={"Content-Type": media_type})

        if stylesheet not in sheets:
            fonts = FontConfiguration()
            parsed = CSS(string=stylesheet, base_url=BASE, url_fetcher=Kept(), font_config=fonts)
            sheets[stylesheet] = parsed, fonts
        parsed, fonts = sheets[stylesheet]
        source = HTML(string=html, base_url=BASE, url_fetcher=Kept())
        if style:
            source.etree_element.find(".//style").text = style
        document = source.render(
            font_config=fonts, stylesheets=[parsed], pdf_variant="pdf/ua-1", presentational_hints=False
        )
        document.write_pdf(pdf_variant="pdf/ua-1", custom_metadata=False)
        pages += len(document.pages)
    return pages


if __name__ == "__main__":
    from pipeline.cli import main
    from tests.bench import pages

    folder = Path(sys.argv.pop(1))
    if len(sys.argv) == 1:
        print(render(folder), "pages")
    else:
        folder.mkdir(exist_ok=True)
        os.environ[FOLDER] = str(folder)
        # Workers find a module by its name, which is not that of the program that runs.
        pages.skip()
        main()
