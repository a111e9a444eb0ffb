"""Whether anything has changed since the last build, by a look at the disk: no file is opened but one of ours.

Input: a project's folder and what a command asks for. Output: what the command said, if it would say it again. Only the
standard library is imported, so that a build with nothing to do costs little more than starting Python.
Must not: read a source, decide anything on one.
"""

from __future__ import annotations

import datetime
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline import toolchain

MARKER = "source/publication.yaml"
FOLDER = ".smallprint"
NAME = "glance.json"
# How many commands are remembered.
MOST = 8
# What is written within this time of another write may look as if it were the same. Units: seconds. The second is that of
# file systems that count in whole seconds.
TICK, COARSE_TICK = 0.05, 2.5


def find_project(start: Path) -> Path | None:
    """The nearest folder upward that holds `source/publication.yaml`."""
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return folder
    return None


def today() -> datetime.date:
    """The clock's day, for expiry only; it never reaches an output."""
    return datetime.datetime.now(tz=datetime.UTC).date()


@dataclass(frozen=True, slots=True)
class Said:
    """What a command found and said where nothing was left to do: `findings` on stdout, `closing` on stderr."""

    findings: str
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """How everything that goes into a build looked before it was read; `sure` if later writes will look different."""

    inputs: str
    sure: bool


def inputs(root: Path) -> Glance:
    """A look at a project's inputs; waits, for an instant, until what was just written can be told from what comes."""
    digest, newest = _looks(root, "source", "templates")
    tick = TICK if newest % 1_000_000_000 else COARSE_TICK
    left = newest / 1e9 + tick - time.time()
    if 0 < left <= TICK:
        time.sleep(left)
        digest, newest = _looks(root, "source", "templates")
        left = newest / 1e9 + tick - time.time()
    for line in toolchain.looks():
        digest += line
    return Glance(sha256(digest.encode()).hexdigest(), left <= 0)


def recalled(root: Path, asked: Mapping[str, object], today: datetime.date, before: Glance) -> Said | None:
    """What the same command said when it was through, if nothing has changed and nothing has expired since."""
    kept = _kept(root).get(_name(asked))
    if kept is None or kept["inputs"] != before.inputs or not kept["since"] <= today.isoformat():
        return None
    if kept["until"] is not None and kept["until"] < today.isoformat():
        return None
    if kept["outputs"] != _looks(root, "output")[0]:
        return None
    return Said(kept["findings"], tuple(kept["closing"]))


def remember(
    root: Path,
    asked: Mapping[str, object],
    before: Glance,
    said: Said,
    since: datetime.date,
    until: datetime.date | None,
) -> None:
    """Keeps what a command will say if it finds everything as it is now. Shape: `until` is the last such day."""
    kept = _kept(root)
    kept.pop(_name(asked), None)
    if before.sure:
        kept[_name(asked)] = {
            **asdict(said),
            "inputs": before.inputs,
            "outputs": _looks(root, "output")[0],
            "since": since.isoformat(),
            "until": until and until.isoformat(),
        }
    while len(kept) > MOST:
        del kept[next(iter(kept))]
    folder = root / FOLDER
    temporary = folder / f".{NAME}-{os.getpid()}"
    try:
        folder.mkdir(exist_ok=True)
        temporary.write_text(json.dumps(kept), encoding="utf-8")
        temporary.replace(folder / NAME)
    except OSError:
        # Then the next build looks closer.
        temporary.unlink(missing_ok=True)


def _kept(root: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads((root / FOLDER / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _name(asked: Mapping[str, object]) -> str:
    return json.dumps(asked, sort_keys=True)


def _looks(root: Path, *folders: str) -> tuple[str, int]:
    """How every file below these folders looks, as one hash, and when the newest was written. Units: nanoseconds."""
    lines: list[str] = []
    newest = 0
    for entry in _entries(root, folders):
        facts = entry.stat(follow_symlinks=False)
        newest = max(newest, facts.st_mtime_ns, facts.st_ctime_ns)
        lines.append(_line(entry.path, facts))
        if entry.is_symlink():
            try:
                facts = os.stat(entry.path)  # noqa: PTH116 - as above
            except OSError:
                continue
            newest = max(newest, facts.st_mtime_ns, facts.st_ctime_ns)
            lines.append(_line(entry.path, facts))
    lines.sort()
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest(), newest


def _line(path: str, facts: os.stat_result) -> str:
    return f"{path} {facts.st_mode} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"


def _entries(root: Path, folders: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
    """Every file and link below folders; links to folders are not followed, as in reading."""
    left = [str(root / folder) for folder in folders]
    while left:
        try:
            entries = os.scandir(left.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append(entry.path)
                else:
                    yield entry
