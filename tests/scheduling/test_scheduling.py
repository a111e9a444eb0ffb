"""Work in one process or several: the same results in the same order; a process that dies costs one piece."""

from __future__ import annotations

import os
from typing import Any

import pytest

from pipeline.scheduling import Lost, run


def _nothing() -> None:
    return None


def _square(number: int) -> int:
    return number * number


def _dies_on_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number * number


def _collect(work: Any, numbers: list[int], jobs: int) -> tuple[list[Any], list[int]]:
    seen: list[int] = []
    results = list(
        run(work, numbers, jobs, prepare=_nothing, done=lambda argument, result: seen.append(argument))
    )
    return results, seen


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_arguments(jobs: int) -> None:
    results, seen = _collect(_square, [5, 3, 1, 4], jobs)
    assert results == [25, 9, 1, 16]
    assert sorted(seen) == [1, 3, 4, 5]


def test_nothing_to_do_is_nothing_done() -> None:
    assert _collect(_square, [], 2) == ([], [])


def test_a_process_that_dies_loses_only_its_own_piece() -> None:
    results, seen = _collect(_dies_on_three, [1, 2, 3, 4, 5, 6], 2)
    assert results == [1, 4, Lost(3), 16, 25, 36]
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
