"""What all tests share: the marker that says which codes a test covers, and one pandoc."""

from __future__ import annotations

import pytest

from pipeline.engines.pandoc import Pandoc


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "code(*codes): the diagnostics that this test provokes; tests/diagnostics looks for each code"
    )


@pytest.fixture(scope="session")
def pandoc() -> Pandoc:
    return Pandoc.found()
