"""What a layout leaves behind: as good as nothing that only a search for rubbish would find."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from pipeline.engines.parting import part_circles
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_lines import rich

PICTURES = {
    "inner.svg": Resource(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>', "image/svg+xml"),
    "outer.svg": Resource(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" lang="en"><text x="1" y="8">hyphens</text>'
        b'<image href="inner.svg" width="4" height="4"/></svg>', "image/svg+xml",
    ),
}  # fmt: skip


@pytest.fixture
def engine() -> Iterator[WeasyPrint]:
    engine = WeasyPrint()
    # What is made for the first document stays.
    engine.write(engine.layout(page(1), PICTURES, style="p { color: red }"), b"sixteen letters.")
    gc.collect()
    gc.disable()
    yield engine
    gc.enable()


def page(seed: int) -> str:
    shown = '<p><img src="outer.svg" alt="a word"></p></main>'
    return rich(seed).replace("</main>", shown).replace("<title>", "<style></style><title>")


def left(engine: WeasyPrint, seed: int) -> tuple[int, int]:
    """What a layout holds, and what is found in a search for rubbish when it is gone."""
    before = len(gc.get_objects())
    layout = engine.layout(page(seed), PICTURES, style="p { color: blue }")
    assert layout.lines
    assert engine.write(layout, b"sixteen letters.")
    held = len(gc.get_objects()) - before
    del layout
    return held, gc.collect()


def test_what_is_laid_out_goes_with_its_pages(engine: WeasyPrint) -> None:
    left(engine, 2)
    held, rubbish = left(engine, 3)
    assert held > 5000
    assert rubbish < 0.1 * held


def test_pages_look_as_they_would(engine: WeasyPrint, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import document

    own = engine.write(engine.layout(page(4), PICTURES), b"sixteen letters.")
    monkeypatch.setattr(document, "layout_document", document.layout_document.stock)
    assert engine.write(engine.layout(page(4), PICTURES), b"sixteen letters.") == own


def test_only_one_is_put_before_weasyprint(engine: WeasyPrint) -> None:
    from weasyprint import document

    part_circles()
    assert not hasattr(document.layout_document.stock, "stock")


def test_one_that_was_laid_out_before_can_still_be_written(engine: WeasyPrint) -> None:
    first = engine.layout(page(5), PICTURES, style="p { color: blue }")
    written = engine.write(first, b"sixteen letters.")
    engine.layout(page(6), PICTURES, style="p { color: blue }")
    assert engine.write(first, b"sixteen letters.") == written
