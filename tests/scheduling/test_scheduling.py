"""Work wherever it runs: the same results in the same order; a piece that ends its process costs no other piece."""

from __future__ import annotations

import ctypes
import functools
import gc
import mmap
import multiprocessing
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import scheduling
from pipeline.scheduling import GIGABYTE, Limits, Lost, processes, run, tell, workers
from pipeline.scheduling.child import LEFT, NEEDED, RUBBISH, UNTIDY, Growth
from pipeline.scheduling.processes import Processes, resident
from pipeline.scheduling.turns import dearest_first
from tests.patience import MINUTES, comes_true, ended

MEGABYTE = 1_000_000


def _nothing() -> None:
    return None


def _square(number: int) -> int:
    return number * number


def _collect(work: Any, numbers: list[Any], jobs: int) -> tuple[list[Any], list[Any]]:
    seen: list[Any] = []
    results = list(
        run(work, numbers, jobs, prepare=_nothing, done=lambda argument, result: seen.append(argument))
    )
    return results, seen


# ── results ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_arguments(jobs: int) -> None:
    results, seen = _collect(_square, [5, 3, 1, 4], jobs)
    assert results == [25, 9, 1, 16]
    assert sorted(seen) == [1, 3, 4, 5]


def test_nothing_to_do_is_nothing_done() -> None:
    assert _collect(_square, [], 2) == ([], [])
    with workers(2, early=0) as crew:
        assert list(crew.run(_square, [])) == []


def _rubbish(_: int) -> tuple[bool, int, int]:
    return gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count()


def test_workers_do_not_look_for_rubbish_in_what_was_loaded() -> None:
    with workers(1, early=0) as crew:
        ((enabled, often, kept),) = crew.run(_rubbish, [0])
    assert enabled
    assert often == RUBBISH[0]
    assert kept > 1000


class _Round:
    """What holds itself, as rubbish does."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        _Round.alive += 1

    def __del__(self) -> None:
        _Round.alive -= 1


def _rounds(number: int) -> int:
    """How many are left of those before."""
    before = _Round.alive
    for _ in range(number):
        _Round()
    return before


def test_rubbish_is_collected_behind_a_piece_and_not_within_it() -> None:
    """Much of what a piece has made is needed to its end."""
    with workers(1, early=0) as crew:
        assert list(crew.run(_rounds, [2 * LEFT, 0])) == [0, 0]
        assert list(crew.run(_within, [2 * LEFT])) == [2 * LEFT]


def _within(number: int) -> int:
    _rounds(number)
    return _Round.alive


def test_what_a_piece_needs_is_not_given_back_behind_each() -> None:
    growth = Growth(100 * MEGABYTE)
    assert not growth.untidy(100 * MEGABYTE + NEEDED)
    assert not growth.untidy(100 * MEGABYTE + NEEDED + UNTIDY)
    assert growth.untidy(100 * MEGABYTE + NEEDED + UNTIDY + 1)
    small = Growth(100 * MEGABYTE)
    assert not small.untidy(120 * MEGABYTE)
    assert small.untidy(120 * MEGABYTE + UNTIDY + 1)


def test_a_piece_that_needs_far_more_than_others_gives_it_back() -> None:
    assert Growth(100 * MEGABYTE).untidy(100 * MEGABYTE + NEEDED + UNTIDY + 1)


def _first_is_last(folder: Path, number: int) -> int:
    """Piece 0 goes on until it is told that it has begun, and that piece 2 has ended."""
    if number == 0:
        assert comes_true((folder / "0 begins").exists)
        assert comes_true((folder / "2 ends").exists)
    return number


def test_pieces_are_told_as_they_begin_and_end_and_handed_on_in_their_turn(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(what: str) -> None:
        told.append(what)
        (tmp_path / what).touch()

    with workers(2) as crew:
        results = crew.run(
            functools.partial(_first_is_last, tmp_path),
            [0, 1, 2],
            begun=lambda argument: tell(f"{argument} begins"),
            done=lambda argument, result: tell(f"{argument} ends"),
        )
        assert list(results) == [0, 1, 2]
    assert "0 begins" in told
    told.remove("0 begins")
    assert told == ["1 begins", "1 ends", "2 begins", "2 ends", "0 ends"]


def test_each_piece_that_is_done_here_is_told_when_it_begins() -> None:
    told: list[str] = []
    with workers(0) as crew:
        results = crew.run(
            _square,
            [0, 1, 2],
            begun=lambda argument: told.append(f"{argument} begins"),
            done=lambda argument, result: told.append(f"{argument} ends"),
        )
        assert list(results) == [0, 1, 4]
    assert told == ["0 begins", "0 ends", "1 begins", "1 ends", "2 begins", "2 ends"]


def test_a_piece_that_is_begun_again_is_told_again(tmp_path: Path) -> None:
    told: list[int] = []
    with workers(1) as crew:
        work = functools.partial(_dies_once, tmp_path / "log")
        assert list(crew.run(work, [1, 2, 3], begun=told.append)) == [1, 2, 3]
    assert told == [1, 2, 3, 2]


def _fails_on_two(number: int) -> int:
    return 1 // (number - 2)


@pytest.mark.parametrize("fresh", [False, True])
def test_what_a_piece_raises_is_raised_with_its_trace(fresh: bool) -> None:
    with Processes(2, fresh=fresh) as crew:
        with pytest.raises(ZeroDivisionError) as caught:
            list(crew.run(_fails_on_two, [1, 2, 3]))
        assert "_fails_on_two" in "".join(caught.value.__notes__)
        # Nothing of it stays behind.
        assert list(crew.run(_square, [2, 3])) == [4, 9]


class _Unsendable(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} {other}")


def _raises_unsendable(_: int) -> None:
    raise _Unsendable(1, 2)


def test_an_exception_that_cannot_travel_is_told_in_words() -> None:
    with Processes(1) as crew, pytest.raises(RuntimeError, match="_Unsendable: 1 2"):
        list(crew.run(_raises_unsendable, [1]))


@pytest.mark.parametrize(
    ("said", "busy"),
    [
        ("0.10 0.20 0.30 1/345 678", False),
        ("9.00 9.00 9.00 3/345 678", False),
        ("0.10 0.20 0.30 4/345 678", True),
        ("", False),
        (None, False),
    ],
)
def test_a_machine_is_busy_where_more_wants_to_run_than_can(
    said: str | None, busy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> str:
        if said is None:
            raise FileNotFoundError(path)
        return said

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(Path, "read_text", read)
    assert scheduling.busy() is busy


# ── pieces behind others ────────────────────────────────────────────────────────────────────────


def _tells(log: Path, piece: tuple[int, int]) -> tuple[int, int]:
    """Piece 1 tells a number and goes on until piece 2 has begun; piece 4 tells nothing, 6 dies once before it tells."""
    number, _ = piece
    _note_begin(log, number)
    if number == 1:
        tell(10)
        tell(11)
        assert comes_true(lambda: "2" in log.read_text().split())
    if number == 6:
        if log.read_text().split().count("6") == 1:
            _killed()
        tell(60)
    _note_begin(log, -number)
    return piece


def _given(piece: tuple[int, int], told: int) -> tuple[int, int]:
    return piece[0], told


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_piece_behind_another_begins_with_what_that_one_tells(tmp_path: Path, jobs: int) -> None:
    log = tmp_path / "log"
    with Processes(jobs) as crew:
        work = functools.partial(_tells, log)
        pieces = [(1, 0), (2, 0), (3, 0)]
        assert list(crew.run(work, pieces, behind={1: 0}, having=_given)) == [(1, 0), (2, 10), (3, 0)]
    said = log.read_text().split()
    assert said.index("1") < said.index("2") < said.index("-1")


def test_a_process_that_waits_takes_a_piece_though_nobody_asks_for_results(tmp_path: Path) -> None:
    log = tmp_path / "log"
    seen: list[bool] = []

    def done(piece: tuple[int, int], result: object) -> None:
        # Whoever asks for results is busy with one of them, while the other process tells what piece 2 waits for.
        if piece[0] == 3:
            _note_begin(log, BUSY)
            seen.append(comes_true(lambda: "2" in log.read_text().split()))

    with Processes(2) as crew:
        work = functools.partial(_tells_to_the_busy, log)
        pieces = [(1, 0), (2, 0), (3, 0)]
        assert list(crew.run(work, pieces, done=done, behind={1: 0}, having=_given)) == [
            (1, 0),
            (2, 10),
            (3, 0),
        ]
    assert seen == [True]


BUSY = 1000


def _tells_to_the_busy(log: Path, piece: tuple[int, int]) -> tuple[int, int]:
    """Piece 1 tells once whoever asks for results is busy with that of piece 3."""
    _note_begin(log, piece[0])
    if piece[0] == 1:
        assert comes_true(lambda: str(BUSY) in log.read_text().split())
        tell(10)
    _note_begin(log, -piece[0])
    return piece


def test_a_piece_behind_one_that_tells_nothing_begins_behind_it_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Processes(2) as crew:
        work = functools.partial(_tells, log)
        pieces = [(4, 0), (5, 0)]
        assert list(crew.run(work, pieces, behind={1: 0}, having=_given)) == pieces
    assert log.read_text().split() == ["4", "-4", "5", "-5"]


def test_a_piece_behind_one_that_dies_does_not_wait_for_the_second_try(tmp_path: Path) -> None:
    log = tmp_path / "log"
    begun: list[tuple[int, int]] = []
    with Processes(2) as crew:
        work = functools.partial(_tells, log)
        pieces = [(6, 0), (7, 0)]
        assert list(crew.run(work, pieces, begun=begun.append, behind={1: 0}, having=_given)) == pieces
    assert log.read_text().split() == ["6", "7", "-7", "6", "-6"]
    assert begun == [(6, 0), (7, 0), (6, 0)]


def test_what_nobody_waits_for_may_be_told_anywhere(tmp_path: Path) -> None:
    tell("to nobody")
    log = tmp_path / "log"
    _note_begin(log, 2)
    assert _collect(functools.partial(_tells, log), [(1, 0), (4, 0)], 2)[0] == [(1, 0), (4, 0)]


def test_what_costs_far_more_than_the_rest_is_first() -> None:
    assert dearest_first([1, 2, 50, 1, 1, 60, 2]) == [5, 2, 0, 1, 3, 4, 6]
    assert dearest_first([3, 2, 1]) == [0, 1, 2]
    assert dearest_first([]) == []


def _note_begin(log: Path, number: int) -> int:
    with log.open("a") as stream:
        stream.write(f"{number}\n")
    return number


def test_a_long_piece_does_not_wait_for_its_turn(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with workers(1) as crew:
        results = list(crew.run(functools.partial(_note_begin, log), [1, 2, 90], cost=float))
    assert results == [1, 2, 90]
    assert log.read_text().split() == ["90", "1", "2"]


# ── processes that end ──────────────────────────────────────────────────────────────────────────


def _ends(how: Callable[[], Any], number: int) -> int:
    if number == 3:
        how()
    return number * number


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


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
        (_killed, Lost(3, "died", "SIGKILL")),
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
        assert list(crew.run(_square, [6])) == [36]


def test_memory_is_watched_where_the_system_does_not_limit_it() -> None:
    with workers(1, limits=LIMITS) as crew:
        results = list(crew.run(functools.partial(_ends, _too_much_bit_by_bit), [1, 3]))
    assert results == [1, Lost(3, "memory", "0.2 GB of memory")]


def test_processes_of_another_interpreter_do_the_same() -> None:
    with Processes(2, limits=LIMITS, fresh=True) as crew:
        assert list(crew.run(_square, [1, 2, 3])) == [1, 4, 9]
        assert list(crew.run(functools.partial(_ends, _killed), [2, 3])) == [4, Lost(3, "died", "SIGKILL")]


def _dies_once(log: Path, number: int) -> int:
    _note_begin(log, number)
    if number == 2 and log.read_text().split().count("2") == 1:
        _killed()
    time.sleep(0.1)
    _note_begin(log, -number)
    return number


def test_a_second_try_is_alone_and_counts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with workers(2) as crew:
        assert list(crew.run(functools.partial(_dies_once, log), [1, 2, 3, 4, 5])) == [1, 2, 3, 4, 5]
    assert log.read_text().split()[-2:] == ["2", "-2"]


def test_the_time_of_a_piece_may_be_its_own() -> None:
    with workers(1, limits=Limits(seconds=0.1)) as crew:
        assert list(crew.run(_sleeps, [0.4], seconds=lambda number: LONG)) == [0.4]


def test_time_without_a_processor_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with workers(1, limits=Limits(seconds=0.1)) as crew:
        # A machine so busy that a process never runs.
        monkeypatch.setattr(processes, "kept_waiting", lambda pid: time.monotonic() - began)
        assert list(crew.run(_sleeps, [0.4])) == [0.4]
        # What it has waited before this piece says nothing of this piece.
        monkeypatch.setattr(processes, "kept_waiting", lambda pid: 2.0 * LONG)
        assert list(crew.run(_sleeps, [LONG])) == [Lost(LONG, "time", "0.1 seconds")]


def _sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not say it")
def test_what_a_process_waits_for_is_told_by_the_system() -> None:
    only = min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{only}}})\nwhile True: pass"]
    rivals = [subprocess.Popen(command) for _ in range(3)]
    try:
        assert comes_true(lambda: max(processes.kept_waiting(one.pid) for one in rivals) > 0.05)
    finally:
        for one in rivals:
            one.kill()
            one.wait()
    assert processes.kept_waiting(rivals[0].pid) == 0


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
        assert list(crew.run(_square, [2])) == [4]


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


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say it")
def test_what_pieces_leave_behind_is_given_back_without_a_new_process() -> None:
    with workers(1, limits=Limits(growth=2 * GIGABYTE)) as crew:
        held = list(crew.run(_litters, list(range(60))))
        assert len(set(crew.run(_pid, [0, 1]))) == 1
    assert max(held) - held[0] < 100 * MEGABYTE


# ── the end ─────────────────────────────────────────────────────────────────────────────────────


def test_a_run_that_is_given_up_ends_what_is_under_way() -> None:
    with workers(2) as crew:
        results = crew.run(functools.partial(_ends, _hang_in_c), [1, 3, 2])
        assert next(results) == 1
        began = time.monotonic()
        results.close()  # type: ignore[attr-defined]
        assert time.monotonic() - began < MINUTES < LONG
        assert list(crew.run(_square, [2])) == [4]


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
import tests.scheduling.test_scheduling as here

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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told to keep memory")
def test_memory_for_pictures_is_kept_for_the_next_one() -> None:
    with workers(1) as crew:
        (inside,) = crew.run(_faults, [0])
    # A page of memory is four kilobytes: anew each time, these are nearly fifty thousand.
    assert inside < 12_000
