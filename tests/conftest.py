"""What all tests share: the marker that says which codes a test covers, and one pandoc."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.engines.pandoc import Pandoc

ROOT = Path(__file__).parents[1]
# The day on which the repository's own articles are built: some day they have to be reviewed, and on that day it is they
# that want mending and not a test.
TODAY = "2026-11-24"

# The same examples in every run, on whatever machine, so that none fails by chance. New ones are for those who look for
# them: `--hypothesis-profile=anew`.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("again", PATIENT, derandomize=True, database=None)
settings.register_profile("anew", PATIENT, derandomize=False)
settings.load_profile("again")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write golden files anew; read the diff before you commit it"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "code(*codes): the diagnostics that this test provokes; tests/diagnostics looks for each code",
    )


def pytest_collection_finish() -> None:
    """What was loaded stays. Why: looking through it for rubbish, time and again, costs a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def begun() -> Iterator[None]:
    """Projects that tests start were begun on the day of their builds: nobody has signed on one that has not come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.scaffold.today", lambda: TODAY)
        yield


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Programs that these tests start hear an interrupt, though whoever started the tests, behind an `&`, ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def pandoc() -> Pandoc:
    return Pandoc.found()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session", autouse=True)
def one_cache(shared: Path) -> Iterator[None]:
    """What one test has built another need not: many build the same article. `fresh` is for those that must."""
    os.environ["SMALLPRINT_CACHE"] = str(shared / "cache")
    yield
    del os.environ["SMALLPRINT_CACHE"]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that another test has built is remembered."""
    monkeypatch.delenv("SMALLPRINT_CACHE")


@pytest.fixture(scope="session")
def released(shared: Path) -> Path:
    """A project with the repository's real articles, built once for all workers by the real command."""
    folder = shared / "released"
    with (shared / "released.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(ROOT / "source", folder / "source")
            command = [sys.executable, "-m", "pipeline", "--project", str(folder), "build", "--today", TODAY]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "done").touch()
    return folder
