"""Whether anything has changed since the last build, by a look at the disk: no file is opened but one of ours.

Input: a project's folder and what a command asks for. Output: what the command said, if it would say it again. Only a
little of the standard library is imported, so that a build with nothing to do costs little more than starting Python.
Must not: read a source, decide anything on one.
"""

from __future__ import annotations

import json
import os
import stat
import time
from hashlib import sha256

from pipeline import toolchain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

MARKER = "source/publication.yaml"
FOLDER = ".smallprint"
NAME = "glance.json"
# How many commands are remembered.
MOST = 8
# What is written within this time of another write may look as if it were the same. Units: seconds. The second is that of
# file systems that count in whole seconds.
TICK, COARSE_TICK = 0.05, 2.5


def find_project(start: str) -> str | None:
    """The nearest folder upward that holds `source/publication.yaml`."""
    folder = start
    while not os.path.isfile(f"{folder}/{MARKER}"):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def project_of(arguments: Sequence[str]) -> str | None:
    """The folder of the project that a build is about; None where these are not the words of a build in a project.

    Shape: before the name of a command there is but one option; what is wrong is for the command line to refuse.
    """
    words = iter(arguments)
    named: str | None = None
    for word in words:
        if word == "build":
            if named is None:
                return find_project(os.getcwd())
            root = os.path.realpath(named)
            return root if os.path.isfile(f"{root}/{MARKER}") else None
        if word == "--project":
            named = next(words, None)
        elif word.startswith("--project="):
            named = word.removeprefix("--project=")
        else:
            return None
    return None


def today() -> str:
    """The clock's day, for expiry only, as 2026-03-01; it never reaches an output."""
    return time.strftime("%Y-%m-%d", time.gmtime())


class Glance:
    """How everything that goes into a build looked before it was read; `sure` if later writes will look different."""

    __slots__ = ("inputs", "sure")

    def __init__(self, inputs: str, sure: bool) -> None:
        self.inputs = inputs
        self.sure = sure


def inputs(root: str) -> Glance:
    """A look at a project's inputs; waits, for an instant, until what was just written can be told from what comes."""
    digest, newest = _looks(root, "source", "templates")
    tick = TICK if newest % 1_000_000_000 else COARSE_TICK
    left = newest / 1e9 + tick - time.time()
    if 0 < left <= TICK:
        time.sleep(left)
        digest, newest = _looks(root, "source", "templates")
        left = newest / 1e9 + tick - time.time()
    tools = "\n".join((digest, *toolchain.looks()))
    return Glance(sha256(tools.encode("utf-8", "surrogateescape")).hexdigest(), left <= 0)


def look_at(folder: str) -> str | None:
    """How everything in a folder looks, as one hash; None where a later look could be the same and what is there is not."""
    lines: list[str] = []
    newest, coarse = 0, False
    left = [folder]
    while left:
        place = left.pop()
        try:
            entries = os.scandir(place)
        except OSError:
            return None
        with entries:
            for entry in entries:
                try:
                    facts = entry.stat(follow_symlinks=False)
                except OSError:
                    return None
                if stat.S_ISDIR(facts.st_mode):
                    left.append(entry.path)
                    lines.append(f"{entry.path[len(folder) :]}/ {facts.st_mode}")
                elif stat.S_ISREG(facts.st_mode):
                    written = max(facts.st_mtime_ns, facts.st_ctime_ns)
                    newest = max(newest, written)
                    coarse = coarse or not written % 1_000_000_000
                    lines.append(_line(entry.path[len(folder) :], facts))
                else:
                    return None
    if newest / 1e9 + (COARSE_TICK if coarse else TICK) > time.time():
        return None
    lines.sort()
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def repeated(root: str, arguments: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """What a command said when it was through and its exit code, as `remember` got them, if it would say so again today."""
    kept = _kept(root).get(_name(arguments))
    if kept is None:
        return None
    try:
        if not kept["since"] <= today() <= (kept["until"] or "9999") or kept["inputs"] != inputs(root).inputs:
            return None
        return (kept["said"], kept["code"]) if kept["outputs"] == _looks(root, "output")[0] else None
    except (KeyError, TypeError):
        return None


def remember(
    root: str,
    arguments: Sequence[str],
    before: Glance,
    said: dict[str, str],
    code: int,
    *,
    since: str = "",
    until: str | None = None,
) -> None:
    """Keeps what a command will say if it finds everything as it is now, and its exit code.

    Shape: `since` and `until` are the first and last such day, by the clock; none are set where the command names its own.
    """
    kept = _kept(root)
    kept.pop(_name(arguments), None)
    if before.sure:
        outputs = _looks(root, "output")[0]
        kept[_name(arguments)] = {
            "inputs": before.inputs,
            "outputs": outputs,
            "since": since,
            "until": until,
            "said": said,
            "code": code,
        }
    while len(kept) > MOST:
        del kept[next(iter(kept))]
    # Named so that it is swept with the rest where this is the last that the process does.
    temporary = f"{root}/{FOLDER}/.smallprint-{os.getpid()}-{NAME}"
    try:
        os.makedirs(f"{root}/{FOLDER}", exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as stream:
            json.dump(kept, stream)
        os.replace(temporary, f"{root}/{FOLDER}/{NAME}")
    except OSError:
        # Then the next build looks closer.
        if os.path.exists(temporary):
            os.unlink(temporary)


def _kept(root: str) -> dict[str, Any]:
    try:
        with open(f"{root}/{FOLDER}/{NAME}", encoding="utf-8") as stream:
            kept = json.load(stream)
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _name(arguments: Sequence[str]) -> str:
    """What a command is remembered by: paths in what it says are seen from where it was called."""
    return json.dumps([os.getcwd(), *arguments])


def _looks(root: str, *folders: str) -> tuple[str, int]:
    """How every file below these folders looks, as one hash, and when the newest was written. Units: nanoseconds."""
    lines: list[str] = []
    newest = 0
    for path, facts in _files(root, folders):
        newest = max(newest, facts.st_mtime_ns, facts.st_ctime_ns)
        lines.append(_line(path, facts))
    lines.sort()
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest(), newest


def _line(path: str, facts: os.stat_result) -> str:
    return f"{path} {facts.st_mode} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"


def _files(root: str, folders: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below folders, of a link itself and its file; links to folders are not followed, as in reading.

    Folders with nothing in them, too: a build says that they are there.
    """
    left = [f"{root}/{folder}" for folder in folders]
    while left:
        place = left.pop()
        try:
            entries = os.scandir(place)
        except OSError:
            continue
        empty = True
        with entries:
            for entry in entries:
                empty = False
                if entry.is_dir(follow_symlinks=False):
                    left.append(entry.path)
                    continue
                facts = entry.stat(follow_symlinks=False)
                yield entry.path, facts
                if stat.S_ISLNK(facts.st_mode):
                    try:
                        yield entry.path, os.stat(entry.path)
                    except OSError:
                        continue
        if empty:
            try:
                yield place, os.stat(place)
            except OSError:
                continue
