"""The limits of the layout engine."""

from __future__ import annotations

import io
import signal
import time
from typing import Any

import pikepdf
import pytest
from PIL import Image
from weasyprint.layout import inline

from pipeline.engines import EngineError
from pipeline.engines.weasyprint import Resource, WeasyPrint, _deadline

# So many that a stop which meets a callback, and is lost, comes again long before their end.
PARAGRAPHS = 12_000
LONG = "<html lang=en><title>-</title>" + "<p>A long text that takes its time to be set.</p>" * PARAGRAPHS


def test_what_takes_too_much_of_a_processor_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WeasyPrint()
    monkeypatch.setattr("pipeline.engines.weasyprint.SECONDS", 0.2)
    monkeypatch.setattr("pipeline.engines.weasyprint.SECONDS_PER_MEGABYTE", 0)
    lines = 0

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal lines
        lines += 1
        return stock(*given, **named)

    stock = inline.get_next_linebox
    monkeypatch.setattr(inline, "get_next_linebox", counted)
    with pytest.raises(EngineError) as raised:
        engine.layout(LONG, {})
    assert raised.value.code == "ENG603"
    # Long before it would have been through.
    assert lines < PARAGRAPHS / 2
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def _busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


class _Slow:
    def __del__(self) -> None:
        _busy(0.2)


def _lost() -> None:
    thing = _Slow()
    del thing
    _busy(2)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_limit_that_meets_what_cannot_raise_is_not_lost() -> None:
    with pytest.raises(EngineError), _deadline(0.1):
        _lost()
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_a_picture_is_as_fine_as_ever_once_it_was_written_coarser() -> None:
    image = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 30, 30, 128)).save(image, "PNG")
    page = '<html lang="en"><title>Flags</title><p><img src="flag.png" alt="A flag" style="width:6mm"></p>'
    engine = WeasyPrint()
    layout = engine.layout(page, {"flag.png": Resource(image.getvalue(), "image/png")})
    sizes = []
    for most_ppi in (None, 200, None):
        with pikepdf.open(io.BytesIO(engine.write(layout, b"x", most_ppi=most_ppi))) as pdf:
            (found,) = (one for one in pdf.pages[0].Resources.XObject.as_dict().values())
            sizes.append(
                (int(found.Width), len(found.read_bytes()) == int(found.Width) * int(found.Height) * 3)
            )
    assert sizes == [(200, True), (47, True), (200, True)]
