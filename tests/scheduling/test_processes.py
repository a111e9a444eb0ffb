"""Processes that work: one that ends costs no piece but its own, those that stay are warm and tidy, all end with their program."""

from __future__ import annotations

import ctypes
import functools
import mmap
import multiprocessing
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.engines import processor, temporary
from pipeline.scheduling import GIGABYTE, Limits, Lost, workers
from pipeline.scheduling.processes import Processes, resident
from tests.patience import MINUTES, comes_true, ended
from tests.scheduling.pieces import dies_once, hangs_once, killed, never_ends, square

MEGABYTE = 1_000_000

# ── processes that end ──────────────────────────────────────────────────────────────────────────


def _ends(how: Callable[[], Any], number: int) -> int:
    if number == 3:
        how()
    return number * number


def _hang_in_c() -> None:
    """With the interpreter's lock and every signal blocked: nothing inside this process can end it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    ctypes.PyDLL(None).sleep(LONG)


def _too_much_at_once() -> None:
    bytearray(3 * GIGABYTE)


def _too_much_bit_by_bit() -> None:
    """Of a kind of memory that the system does not limit."""
    memory = mmap.mmap(-1, 600 * MEGABYTE)
    for at in range(0, len(memory), 4096):
        memory[at] = 1
        if at % (40 * 4096) == 0:
            time.sleep(0.001)
    time.sleep(LONG)


# Longer than anything here is waited for. Units: seconds.
LONG = int(2 * MINUTES)
LIMITS = Limits(seconds=LONG, memory=200 * MEGABYTE)


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize(
    ("how", "lost"),
    [
        (killed, Lost(3, "died", "SIGKILL")),
        (functools.partial(os._exit, 7), Lost(3, "died", "exit code 7")),
        (functools.partial(sys.exit, 7), Lost(3, "died", "exit code 7")),
        (_hang_in_c, Lost(3, "time", "0.7 seconds")),
        (_too_much_at_once, Lost(3, "memory", "0.2 GB of memory")),
    ],
    ids=["killed", "exits", "leaves", "hangs", "too much memory"],
)
def test_a_piece_that_ends_its_process_loses_only_itself(
    how: Callable[[], Any], lost: Lost[int], jobs: int
) -> None:
    seen: list[int] = []
    with workers(jobs, limits=LIMITS) as crew:
        results = crew.run(
            functools.partial(_ends, how),
            [1, 2, 3, 4, 5],
            done=lambda argument, result: seen.append(argument),
            # A machine that stands still for an instant costs no other piece.
            seconds=lambda number: 0.7 if number == 3 and lost.reason == "time" else LONG,
        )
        assert list(results) == [1, 4, lost, 16, 25]
        assert sorted(seen) == [1, 2, 3, 4, 5]
        assert list(crew.run(square, [6])) == [36]


def test_memory_is_watched_where_the_system_does_not_limit_it() -> None:
    with workers(1, limits=LIMITS) as crew:
        results = list(crew.run(functools.partial(_ends, _too_much_bit_by_bit), [1, 3]))
    assert results == [1, Lost(3, "memory", "0.2 GB of memory")]


def test_processes_of_another_interpreter_do_the_same() -> None:
    with Processes(2, limits=LIMITS, fresh=True) as crew:
        assert list(crew.run(square, [1, 2, 3])) == [1, 4, 9]
        assert list(crew.run(functools.partial(_ends, killed), [2, 3])) == [4, Lost(3, "died", "SIGKILL")]


def test_a_second_try_is_alone_and_counts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with workers(2) as crew:
        assert list(crew.run(functools.partial(dies_once, log), [1, 2, 3, 4, 5])) == [1, 2, 3, 4, 5]
    assert log.read_text().split()[-2:] == ["2", "-2"]


def test_what_was_at_work_until_its_time_was_over_is_not_tried_again(tmp_path: Path) -> None:
    """One article that never ends holds a build for its time, not twice."""
    log = tmp_path / "log"
    with workers(2) as crew:
        results = crew.run(
            functools.partial(never_ends, log), [1, 2, 3], seconds=lambda number: 0.5 if number == 2 else LONG
        )
        assert list(results) == [1, Lost(2, "time", "0.5 seconds"), 3]
    assert sorted(log.read_text().split()) == ["1", "2", "3"]


def test_what_hangs_is_tried_again(tmp_path: Path) -> None:
    """A process that is stopped, or waits for what does not come, says nothing of its article."""
    log = tmp_path / "log"
    with workers(2) as crew:
        results = crew.run(
            functools.partial(hangs_once, log), [1, 2, 3], seconds=lambda number: 0.5 if number == 2 else LONG
        )
        assert list(results) == [1, 2, 3]


def _in_its_folder(how: Callable[[], Any], number: int) -> int:
    (temporary.folder() / "font").touch()
    return _ends(how, number)


@pytest.mark.parametrize("how", [killed, functools.partial(os._exit, 7), _hang_in_c])
def test_what_an_ended_process_has_put_on_the_disk_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Callable[[], Any]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with workers(1, limits=LIMITS) as crew:
        assert isinstance(next(crew.run(functools.partial(_in_its_folder, how), [3], seconds=_soon)), Lost)
        assert not list(tmp_path.iterdir())


def _soon(number: int) -> float:
    return 0.4


def test_processes_that_warmed_up_for_nothing_leave_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that finds nothing to do ends them before they have done anything."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with workers(1, warm=_warms_for_long, early=1) as crew:
        # One that ends while it makes its folder leaves it to the next build.
        assert comes_true(lambda: list(tmp_path.glob("*/warm")))
        crew.dismiss()
        assert not list(tmp_path.iterdir())


def _warms_for_long() -> None:
    (temporary.folder() / "warm").touch()
    time.sleep(LONG)


def test_the_time_of_a_piece_may_be_its_own() -> None:
    with workers(1, limits=Limits(seconds=0.1)) as crew:
        assert list(crew.run(_sleeps, [0.4], seconds=lambda number: LONG)) == [0.4]


def test_time_without_a_processor_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with workers(1, limits=Limits(seconds=0.1)) as crew:
        # A machine so busy that a process never runs.
        monkeypatch.setattr(processor, "kept_waiting", lambda pid: time.monotonic() - began)
        assert list(crew.run(_sleeps, [0.4])) == [0.4]
        # What it has waited before this piece says nothing of this piece.
        monkeypatch.setattr(processor, "kept_waiting", lambda pid: 2.0 * LONG)
        assert list(crew.run(_sleeps, [LONG])) == [Lost(LONG, "time", "0.1 seconds")]


def test_nor_is_what_waits_that_works_for_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pandoc does, while its process does nothing."""
    began = time.monotonic()

    def waiting(pid: int | None) -> float:
        return time.monotonic() - began if pid not in here else 0.0

    with workers(1, limits=Limits(seconds=0.1)) as crew:
        here = set(crew.run(_own_number, [0]))
        monkeypatch.setattr(processor, "kept_waiting", waiting)
        assert list(crew.run(_has_somebody_sleep, [0.4])) == [0.4]


def _own_number(_: int) -> int:
    return os.getpid()


def _has_somebody_sleep(seconds: float) -> float:
    subprocess.run([sys.executable, "-c", f"import time; time.sleep({seconds})"], check=True)
    return seconds


def _sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(),
    reason="how long a process waits for a processor is read from /proc/PID/schedstat, which only Linux has; elsewhere `kept_waiting` gives 0",
)
def test_what_a_process_waits_for_is_told_by_the_system() -> None:
    only = min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{only}}})\nwhile True: pass"]
    rivals = [subprocess.Popen(command) for _ in range(3)]
    try:
        assert comes_true(lambda: max(processor.kept_waiting(one.pid) for one in rivals) > 0.05)
    finally:
        for one in rivals:
            one.kill()
            one.wait()
    assert processor.kept_waiting(rivals[0].pid) == 0


# ── warm processes ──────────────────────────────────────────────────────────────────────────────


class _Here:
    """What this process has been told."""

    warmed = 0
    prepared: tuple[str, ...] = ()


def _warm() -> None:
    _Here.warmed += 1


def _tell(what: str) -> None:
    _Here.prepared = (*_Here.prepared, what)


def _told(_: int) -> tuple[int, int, tuple[str, ...]]:
    return os.getpid(), _Here.warmed, _Here.prepared


def test_processes_stay_warm_and_are_told_only_what_is_new() -> None:
    with workers(1, warm=_warm) as crew:
        ((first, *_),) = crew.run(_told, [0], prepare=functools.partial(_tell, "tides"))
        again = list(crew.run(_told, [0, 0], prepare=functools.partial(_tell, "tides")))
        other = list(crew.run(_told, [0], prepare=functools.partial(_tell, "boats")))
    assert again == [(first, 1, ("tides",))] * 2
    assert other == [(first, 1, ("tides", "boats"))]
    assert first != os.getpid()
    assert comes_true(lambda: ended(first))


def _fails() -> None:
    raise OSError("nothing here")


def test_a_warming_up_that_fails_is_for_the_work_to_tell() -> None:
    with workers(1, warm=_fails) as crew:
        assert list(crew.run(square, [2])) == [4]


def _pid(_: int) -> int:
    return os.getpid()


def test_a_process_that_died_between_two_runs_is_replaced() -> None:
    with workers(1) as crew:
        (pid,) = crew.run(_pid, [0])
        os.kill(pid, signal.SIGKILL)
        assert comes_true(lambda: ended(pid))
        (other,) = crew.run(_pid, [0])
    assert other != pid


def test_a_process_that_has_done_enough_is_replaced() -> None:
    with workers(1, limits=Limits(pieces=3)) as crew:
        pids = list(crew.run(_pid, list(range(7))))
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


_kept: list[bytearray] = []


def _keeps(_: int) -> int:
    _kept.append(bytearray(os.urandom(1) * 4 * MEGABYTE))
    return resident(os.getpid())


def test_memory_stays_flat_though_every_piece_leaves_some() -> None:
    with workers(2, limits=Limits(growth=40 * MEGABYTE)) as crew:
        held = list(crew.run(_keeps, list(range(60))))
    assert max(held) - min(held) < 60 * MEGABYTE


class _Circle:
    """Rubbish that only a search finds, since it holds itself."""

    def __init__(self) -> None:
        self.me = self
        self.content = bytearray(os.urandom(1) * 4 * MEGABYTE)


def _litters(_: int) -> int:
    _Circle()
    return resident(os.getpid())


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(),
    reason="a worker tidies itself by /proc/self/statm, which only Linux has; elsewhere it is replaced when it has grown",
)
def test_what_pieces_leave_behind_is_given_back_without_a_new_process() -> None:
    with workers(1, limits=Limits(growth=2 * GIGABYTE)) as crew:
        held = list(crew.run(_litters, list(range(60))))
        assert len(set(crew.run(_pid, [0, 1]))) == 1
    assert max(held) - held[0] < 100 * MEGABYTE


# ── the end ─────────────────────────────────────────────────────────────────────────────────────


def test_a_run_that_is_given_up_ends_what_is_under_way() -> None:
    with workers(2) as crew:
        results = crew.run(functools.partial(_ends, _hang_in_c), [1, 3, 2])
        assert isinstance(results, Generator)
        assert next(results) == 1
        began = time.monotonic()
        results.close()
        assert time.monotonic() - began < MINUTES < LONG
        assert list(crew.run(square, [2])) == [4]


def test_a_run_that_an_exception_has_left_ends_with_its_workers() -> None:
    def stumble() -> None:
        with workers(2) as crew:
            for pid in crew.run(_pid_or_hang, [1, 3, 3]):
                raise LookupError(pid)

    with pytest.raises(LookupError) as caught:
        stumble()
    assert ended(caught.value.args[0])
    assert not multiprocessing.active_children()


def _pid_or_hang(number: int) -> int:
    if number == 3:
        _hang_in_c()
    return os.getpid()


SCRIPT = """
import sys
from pipeline.scheduling import workers
import tests.scheduling.test_processes as here

with workers(2) as crew:
    list(crew.run(here._announce, [sys.argv[1]] * 2))
"""


def _announce(folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()
    _hang_in_c()


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A program whose workers hang, and their numbers."""
    root = Path(__file__).parents[2]
    program = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=root, stderr=subprocess.DEVNULL
    )
    try:
        assert comes_true(lambda: len(list(tmp_path.iterdir())) == 2)
        yield program, [int(path.name) for path in tmp_path.iterdir()]
    finally:
        program.kill()
        program.wait()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_a_program_ends_its_workers_end_with_it(
    hanging: tuple[subprocess.Popen[bytes], list[int]], sent: signal.Signals
) -> None:
    program, found = hanging
    program.send_signal(sent)
    program.wait(MINUTES)
    assert all(comes_true(functools.partial(ended, pid)) for pid in found)


def _faults(_: int) -> int:
    """How often a process has to ask the system for memory, for pictures of forty megabytes, one after the other."""
    import resource

    bytearray(40 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        bytearray(40 * MEGABYTE)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc",
    reason="memory is kept by glibc's mallopt; other C libraries have none, and workers do without",
)
def test_memory_for_pictures_is_kept_for_the_next_one() -> None:
    with workers(1) as crew:
        (inside,) = crew.run(_faults, [0])
    # A page of memory is four kilobytes: anew each time, these are nearly fifty thousand.
    assert inside < 12_000
