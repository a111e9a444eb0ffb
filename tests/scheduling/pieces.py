"""Work for a cluster. Little is imported here, since every machine has to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


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


def hang() -> None:
    time.sleep(60)


def fails(number: int) -> int:
    return 1 // number


def place(_: int) -> tuple[int, int]:
    time.sleep(0.2)
    return os.getppid(), os.getpid()


def where(number: int) -> tuple[int, int]:
    time.sleep(0.1)
    return number, os.getppid()


def marks_its_end(folder: Path, number: int) -> int:
    time.sleep(0.5)
    (folder / str(number)).touch()
    return number
