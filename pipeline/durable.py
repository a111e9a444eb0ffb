"""Files put in their place, each whole or not at all, and still there after the power failed.

Input: folders, and the content of files by name. Must not: know what lies where in a project.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# How the name begins of what is not in its place yet; the number of the process that writes it follows.
TEMPORARY = ".smallprint-"
# So many files are made durable at once.
AT_ONCE = 16


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts files into a folder, which need not be there: all are written beside it before the first is moved.

    Raises: OSError; then every file is still whole, old or new.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            final = folder / name
            if final.is_file() and final.read_bytes() == content:
                continue
            if final.is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{name} is a folder")
            temporary = folder / f"{TEMPORARY}{os.getpid()}-{name}"
            try:
                with temporary.open("wb") as stream:
                    written.append((temporary, final))
                    stream.write(content)
            except OSError as error:
                # What could not be written is known by its own name.
                error.filename = str(final)
                raise
        _sync([temporary for temporary, _ in written])
        for temporary, final in written:
            temporary.replace(final)
    finally:
        for temporary, _ in written:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
    if written:
        _sync_folder(folder)


def each(put_one: Callable[[T], None], parts: Sequence[T]) -> None:
    """Puts several parts in their place, each by itself and all at once.

    Raises: OSError, of the first part that could not be put in its place; the others are.
    """
    failed: dict[int, OSError] = {}

    def act(number: int) -> None:
        try:
            put_one(parts[number])
        except OSError as error:
            failed[number] = error

    _at_once(act, range(len(parts)))
    if failed:
        raise failed[min(failed)]


def sweep(left: Iterable[Path]) -> None:
    """Removes those files that interrupted processes left behind; what another one is still writing stays."""
    for path in left:
        number = path.name.removeprefix(TEMPORARY).partition("-")[0]
        with contextlib.suppress(OSError):
            if not (number.isdecimal() and _others(int(number))):
                path.unlink()


def _others(process: int) -> bool:
    """Whether a process is there and is not this one."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _sync(files: Sequence[Path]) -> None:
    """Makes what was written durable, all at once. Raises: OSError.

    Why: a disk takes hardly longer for many files than for one, but for one after the other as often as long.
    """
    failed: list[OSError] = []

    def sync(path: Path) -> None:
        try:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        except OSError as error:
            failed.append(error)

    _at_once(sync, files)
    if failed:
        raise failed[0]


def _at_once(do: Callable[[T], None], those: Sequence[T]) -> None:
    """Does something with all of those, some at the same time; it has to catch what it raises."""
    for start in range(0, len(those), AT_ONCE):
        first, *others = those[start : start + AT_ONCE]
        threads = [threading.Thread(target=do, args=(one,)) for one in others]
        for thread in threads:
            thread.start()
        do(first)
        for thread in threads:
            thread.join()


def _sync_folder(folder: Path) -> None:
    """Makes the renames durable; not every file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
