"""What stderr shows while a run goes on, on a terminal and elsewhere."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.cli import progress
from pipeline.cli.printing import released, timings
from pipeline.cli.progress import CLEARED, Progress
from tests.patience import MINUTES

ROOT = Path(__file__).parents[2]


@dataclass
class Piece:
    slug: str
    failed: bool
    lang: str = "en"
    artifacts: tuple[Any, ...] = field(default_factory=tuple)


def test_of_thousands_only_the_dearest_have_a_row_of_times() -> None:
    made: Any = [
        SimpleNamespace(slug=f"a{number}", lang="en", seconds={"emit": number / 1000})
        for number in range(1, 2001)
    ]
    heads, *rows, rest, whole, steps = timings(made, {"lists": 1.5})
    assert heads.split() == ["seconds", "emit", "all"]
    assert [row.split()[0] for row in rows] == [f"a{number}" for number in range(2000, 1960, -1)]
    assert rest.split() == ["1960", "more", "1921.780", "1921.780"]
    assert whole.split() == ["all", "2001.000", "2001.000"]
    assert steps == "lists 1.500 s"
    assert len(timings(made[:40], {})) == 40 + 3


def piece(slug: str, *, failed: bool = False, artifacts: tuple[Any, ...] = ()) -> Any:
    """As much of an article, and of what became of it, as is told."""
    return Piece(slug, failed, artifacts=artifacts)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_of_thousands_that_are_not_released_some_are_named() -> None:
    made: Any = [
        SimpleNamespace(slug=f"a{number}", lang="en", artifacts=(), failed=True, standing=False)
        for number in range(2000)
    ]
    last = released(made, (), Path("output"))[-1]
    assert last.startswith("not released: a0 (en), a1 (en), ")
    assert "a39 (en) and 1960 more; earlier files" in last
    assert "more" not in released(made[:40], (), Path("output"))[-1]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_line_says_what_is_in_work_how_much_is_done_and_how_long_is_left(clock: Clock) -> None:
    told = Progress(clock=clock)
    told.begun(piece("tides"), 200)
    clock.now = 3
    told.begun(piece("fog"), 200)
    assert told.line() == "[  0/200]  in work: tides (en) 3 s, fog (en) 0 s"
    clock.now = 4
    told(piece("tides"), 1, 200)
    assert told.line() == "[  1/200]  in work: fog (en) 1 s  about 13 min left"
    clock.now = 400
    told(piece("fog"), 100, 200)
    told.begun(piece("nets"), 200)
    assert told.line() == "[100/200]  in work: nets (en) 0 s  about 7 min left"
    clock.now = 800
    told(piece("nets"), 200, 200)
    assert told.line() == "[200/200]"


def test_of_few_pieces_each_has_its_line(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(clock=clock) as told:
        for number in range(2):
            told(piece(f"tides-{number}", failed=number == 1), number + 1, 2)
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] tides-0 (en)  : proved",
        "[2/2] tides-1 (en)  not released",
    ]


def test_what_is_in_its_place_early_is_told_where_pieces_are_few(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    page: Any = SimpleNamespace(format="handout", facts={}, name="tides.html", size="standard")
    with Progress(clock=clock) as told:
        told.early(piece("tides", artifacts=(page,)), 1)
        told.early(piece("fog", artifacts=(page,)), 1000)
    assert capsys.readouterr().err.splitlines() == ["tides (en)  handout: in its place"]


def test_of_many_pieces_a_few_lines_a_minute_are_told_and_each_failure(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(clock=clock) as told:
        for number in range(1000):
            clock.now += 0.1
            told(piece(f"tides-{number}", failed=number == 500), number + 1, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert 6 <= len(lines) <= 8
    assert lines[0] == "[ 151/1000]  about 85 s left"
    assert [line for line in lines if "tides" in line] == [
        "[ 501/1000] tides-500 (en)  not released  about 50 s left"
    ]


def test_of_a_long_run_lines_are_told_less_and_less_often(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(clock=clock) as told:
        for number in range(10_000):
            clock.now += 1
            told(piece("tides"), number + 1, 10_000)
    assert 60 < len(capsys.readouterr().err.splitlines()) < 100


def test_of_a_run_that_releases_nothing_no_piece_is_told(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(each=False, clock=clock) as told:
        told(piece("tides", failed=True), 1, 2)
    assert capsys.readouterr().err == ""


# Its clock goes on whenever it is looked at, by so little that a line is written for every few hundredths of a second.
SCRIPT = """
import sys
from pipeline.cli import progress
from tests.cli.test_progress import piece
from tests.patience import comes_true

class Clock:
    now = 0.0
    def __call__(self):
        self.now += 0.02
        return self.now

progress.TICK, progress.PATIENCE, progress.INTERVAL = 0.001, 0.1, 0.3
total, clock = int(sys.argv[1]), Clock()
with progress.Progress(clock=clock) as told:
    told.begun(piece("tides"), total)
    assert comes_true(lambda: clock.now > 1.2)
    told(piece("tides"), 1, total)
    told.begun(piece("fog"), total)
    assert comes_true(lambda: clock.now > 2)
    told(piece("fog", failed=True), 2, total)
print("after", file=sys.stderr)
"""


def _on_a_terminal(total: int, **environment: str) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SCRIPT, str(total)]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=theirs, stdout=theirs, env={**os.environ, "TERM": "xterm", **environment}
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(MINUTES) == 0
    return seen.decode()


def _left_on_screen(seen: str) -> list[str]:
    """What a terminal shows in the end."""
    lines = seen.split("\r\n")
    return [re.sub("\x1b\\[[0-9]*m", "", line.split(CLEARED)[-1]) for line in lines if line]


def test_a_terminal_has_a_live_line_and_nothing_of_it_stays() -> None:
    seen = _on_a_terminal(2000)
    live = [part for part in seen.split(CLEARED) if "in work" in part]
    assert len(live) > 10
    assert live[0] == "[   0/2000]  in work: tides (en) 0 s"
    assert any("tides (en) 1 s" in part for part in live)
    assert any(part.startswith("[   1/2000]  in work: fog (en)") and "left" in part for part in live)
    assert [line for line in _left_on_screen(seen) if "left" not in line] == ["after"]
    assert [line for line in _left_on_screen(seen) if "fog (en)  not released" in line]


def test_a_live_line_is_no_wider_than_the_terminal() -> None:
    seen = _on_a_terminal(2000, COLUMNS="20")
    live = [part for part in seen.split(CLEARED) if "…" in part]
    assert live
    assert {len(part) for part in live} == {19}


def test_a_terminal_that_can_only_print_gets_plain_lines() -> None:
    seen = _on_a_terminal(2000, TERM="dumb")
    assert "\x1b" not in seen
    # Though nothing ends, it is said that something is in work.
    assert seen.startswith("[   0/2000]  in work: tides (en)")


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_where_nobody_reads_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", closed)
        patched.setattr(progress, "TICK", 0.01)
        patched.setattr(progress, "INTERVAL", 0.01)
        with Progress(each=False) as told:
            told.begun(piece("tides"), 3)
            ticking = told._ticking
            assert ticking is not None
            ticking.join(MINUTES)
            assert not ticking.is_alive()
            told(piece("tides"), 1, 3)
