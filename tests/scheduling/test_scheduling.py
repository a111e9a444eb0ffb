"""Work wherever it runs: the same results in the same order, and pieces that wait for others."""

from __future__ import annotations

import functools
import gc
import os
import weakref
from pathlib import Path
from typing import Any

import pytest

from pipeline import scheduling
from pipeline.scheduling import run, tell, workers
from pipeline.scheduling.child import LEFT, NEEDED, RUBBISH, UNTIDY, Growth
from pipeline.scheduling.processes import Processes
from pipeline.scheduling.turns import Pieces, Value, dearest_first, handed_on
from tests.patience import comes_true
from tests.scheduling.pieces import dies_once, killed, noted, square

MEGABYTE = 1_000_000


def _nothing() -> None:
    return None


def _collect(work: Any, numbers: list[Any], jobs: int) -> tuple[list[Any], list[Any]]:
    seen: list[Any] = []
    results = list(
        run(work, numbers, jobs, prepare=_nothing, done=lambda argument, result: seen.append(argument))
    )
    return results, seen


# ── results ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_arguments(jobs: int) -> None:
    results, seen = _collect(square, [5, 3, 1, 4], jobs)
    assert results == [25, 9, 1, 16]
    assert sorted(seen) == [1, 3, 4, 5]


def test_nothing_to_do_is_nothing_done() -> None:
    assert _collect(square, [], 2) == ([], [])
    with workers(2, early=0) as crew:
        assert list(crew.run(square, [])) == []


@pytest.mark.parametrize("kept", [True, False])
def test_results_that_wait_for_their_turn_are_kept_only_if_somebody_wants_them(kept: bool) -> None:
    def outcomes() -> Pieces:
        for index in (1, 2, 0):
            yield index, Value([index])

    held: list[weakref.ref[Any]] = []
    seen: list[int] = []

    def done(one: int, result: Any) -> None:
        held.append(weakref.ref(result))
        seen.append(one)

    class Result(list[int]):
        """What a reference may point to."""

    def results() -> Pieces:
        for index, outcome in outcomes():
            assert isinstance(outcome, Value)
            yield index, Value(Result(outcome.value))
            del outcome
            gone = [reference() is None for reference in held]
            assert gone[:-1] == [not kept] * len(gone[:-1])

    handed = list(handed_on(range(3), results(), lambda one: None, done, kept=kept))
    assert handed == ([[0], [1], [2]] if kept else [None] * 3)
    assert seen == [1, 2, 0]


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
            square,
            [0, 1, 2],
            begun=lambda argument: told.append(f"{argument} begins"),
            done=lambda argument, result: told.append(f"{argument} ends"),
        )
        assert list(results) == [0, 1, 4]
    assert told == ["0 begins", "0 ends", "1 begins", "1 ends", "2 begins", "2 ends"]


def test_a_piece_that_is_begun_again_is_told_again(tmp_path: Path) -> None:
    told: list[int] = []
    with workers(1) as crew:
        work = functools.partial(dies_once, tmp_path / "log")
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
        assert list(crew.run(square, [2, 3])) == [4, 9]


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
    noted(log, number)
    if number == 1:
        tell(10)
        tell(11)
        assert comes_true(lambda: "2" in log.read_text().split())
    if number == 6:
        if log.read_text().split().count("6") == 1:
            killed()
        tell(60)
    noted(log, -number)
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
            noted(log, BUSY)
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
    noted(log, piece[0])
    if piece[0] == 1:
        assert comes_true(lambda: str(BUSY) in log.read_text().split())
        tell(10)
    noted(log, -piece[0])
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
    noted(log, 2)
    assert _collect(functools.partial(_tells, log), [(1, 0), (4, 0)], 2)[0] == [(1, 0), (4, 0)]


def test_what_costs_far_more_than_the_rest_is_first() -> None:
    assert dearest_first([1, 2, 50, 1, 1, 60, 2]) == [5, 2, 0, 1, 3, 4, 6]
    assert dearest_first([3, 2, 1]) == [0, 1, 2]
    assert dearest_first([]) == []


def test_a_long_piece_does_not_wait_for_its_turn(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with workers(1) as crew:
        results = list(crew.run(functools.partial(noted, log), [1, 2, 90], cost=float))
    assert results == [1, 2, 90]
    assert log.read_text().split() == ["90", "1", "2"]
