"""Work for processes and for a cluster. Little is imported here, since every machine has to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.patience import MINUTES, comes_true


def square(number: int) -> int:
    return number * number


class Told:
    what = 0


def tell(number: int) -> None:
    Told.what += number


def ends_or_tells(how: Callable[[], None], number: int) -> int:
    if number == 3:
        how()
    return number * Told.what


def leave() -> None:
    os._exit(7)


# Longer than anything here is waited for. Units: seconds.
LONG = 2 * MINUTES


def hang() -> None:
    time.sleep(LONG)


def fails(number: int) -> int:
    return 1 // number


def place(folder: Path, _: int) -> tuple[int, int]:
    """Goes on until two machines have begun such a piece."""
    machine = os.getppid()
    (folder / str(machine)).touch()
    assert comes_true(lambda: len(list(folder.iterdir())) == 2)
    return machine, os.getpid()


def where(killed: Path, number_after: int, number: int) -> tuple[int, int]:
    """Pieces from some number on go on until it is said that a machine was killed."""
    assert number < number_after or comes_true(killed.exists)
    return number, os.getppid()


def marks_its_end(folder: Path, number: int) -> int:
    time.sleep(0.5)
    (folder / str(number)).touch()
    return number


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def noted(log: Path, number: int) -> int:
    with log.open("a") as stream:
        stream.write(f"{number}\n")
    return number


def never_ends(log: Path, number: int) -> int:
    noted(log, number)
    while number == 2:
        pass
    return number


def hangs_once(log: Path, number: int) -> int:
    noted(log, number)
    if number == 2 and log.read_text().split().count("2") == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    return number


def dies_once(log: Path, number: int) -> int:
    noted(log, number)
    if number == 2 and log.read_text().split().count("2") == 1:
        killed()
    time.sleep(0.1)
    noted(log, -number)
    return number
