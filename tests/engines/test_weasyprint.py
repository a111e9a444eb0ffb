"""The limits of the layout engine."""

from __future__ import annotations

import signal
import time

import pytest

from pipeline.engines import EngineError
from pipeline.engines.weasyprint import WeasyPrint

LONG = "<html lang=en><title>-</title>" + "<p>A long text that takes its time to be set.</p>" * 4000


def test_what_takes_too_much_of_a_processor_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WeasyPrint()
    monkeypatch.setattr("pipeline.engines.weasyprint.SECONDS", 0.2)
    monkeypatch.setattr("pipeline.engines.weasyprint.SECONDS_PER_MEGABYTE", 0)
    begun = time.process_time()
    with pytest.raises(EngineError) as raised:
        engine.layout(LONG, {})
    assert raised.value.code == "ENG603"
    assert time.process_time() - begun < 2
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
