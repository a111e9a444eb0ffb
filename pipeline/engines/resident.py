"""A pandoc that stays: one process that answers many requests, for a fifth of what a process for each would cost.

Input: what to read and how to write it. Output: bytes, or None where a process of its own has to say it.
Must not: keep anything from one request to the next, read a file, reach the network, outlive this process.

Why it may be trusted as much as a process for each: readers get an environment without files; once it is ready it can open
neither file nor socket (Linux); its memory is limited, and each request has a deadline, after which it is killed.
What it waits for a processor is not counted.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.engines import temporary
from pipeline.engines.processor import Deadline

# After so many answers a new one is begun, however well this one does.
ANSWERS = 500
# How long at least it is listened to before it is late. Units: seconds.
TICK = 0.1
# What it may take in its whole life, should nobody be left to stop it. Units: seconds of processor time.
LIFE = 600
_SCRIPT = Path(__file__).with_suffix(".lua")
# Formats that a template makes a whole of.
_WHOLE = frozenset({"epub3"})
# What can be asked of a writer, and what pandoc's Lua calls it.
_OPTIONS: Mapping[str, tuple[str, Any]] = {
    "--wrap=none": ("wrap_text", "none"),
    "--split-level=1": ("split_level", 1),
    "--epub-title-page=false": ("epub_title_page", False),
    "--syntax-highlighting=none": ("highlight_method", "none"),
}


class Late(Exception):
    """There was no answer in time; the process is gone."""


class _Ended(Exception):
    """The process has ended, or never was one that answers."""


# The processes of this process, by their program; those that do not answer as they should are not begun again.
_running: dict[str, _Resident] = {}
_unable: set[str] = set()
# Those that wait for processes that will be forked from this one.
_left: list[tuple[str, _Resident]] = []
_turn = threading.Lock()


def start(
    program: str, command: Callable[[Sequence[str]], Sequence[str]], prepare: Callable[[], None]
) -> None:
    """Begins one, so that it is ready when it is first asked. Raises: OSError."""
    with _turn:
        if program not in _unable:
            _one(program, command, prepare)


def ask(
    program: str,
    command: Callable[[Sequence[str]], Sequence[str]],
    prepare: Callable[[], None],
    text: bytes,
    source: str,
    to: str,
    options: Sequence[str] = (),
    *,
    seconds: float,
) -> bytes | None:
    """The text in another format; None where it cannot or will not say.

    `command` completes pandoc's arguments, `prepare` runs in the child before it is pandoc.
    Raises: OSError (there is no such program), Late.
    """
    if program in _unable or not set(options) <= _OPTIONS.keys():
        return None
    wanted = {
        "from": source,
        "to": to,
        "options": dict(_OPTIONS[option] for option in options),
        "whole": to in _WHOLE,
        "length": len(text),
    }
    with _turn:
        one = _one(program, command, prepare)
        until = Deadline(seconds, one.pid)
        try:
            one.make_ready(until)
            # It could read a picture that a text names, or ask the network for it.
            if wanted["whole"] and not one.fenced:
                return None
            answer = one.answer(json.dumps(wanted).encode() + b"\n" + text, until)
        except _Ended:
            if not one.ready:
                _unable.add(program)
            _end(program)
            return None
        except BaseException:  # in the middle of an answer nothing can be asked any more
            _end(program)
            raise
        if one.answers >= ANSWERS:
            _end(program)
        return answer


def bequeath(
    program: str,
    command: Callable[[Sequence[str]], Sequence[str]],
    prepare: Callable[[], None],
    reader: str,
    count: int,
) -> None:
    """Begins some for the first processes that will be forked from this one, one each: they find it warmed up with `reader`.

    Raises: OSError.
    """
    temporary.at_end(end)
    # All before the first is left: to begin one is to fork.
    made = [_Resident([program, *command(["lua", str(_SCRIPT), reader])], prepare) for _ in range(count)]
    _left.extend((program, one) for one in made)


def end() -> None:
    """Ends all of this process's, and those that nobody has inherited."""
    for program in list(_running):
        _end(program)
    while _left:
        _left.pop()[1].end()


def _one(
    program: str, command: Callable[[Sequence[str]], Sequence[str]], prepare: Callable[[], None]
) -> _Resident:
    if program not in _running:
        temporary.at_end(end)
        _running[program] = _Resident([program, *command(["lua", str(_SCRIPT)])], prepare)
    return _running[program]


def _end(program: str) -> None:
    if (one := _running.pop(program, None)) is not None:
        one.end()


class _Resident:
    """A process that answers."""

    def __init__(self, command: Sequence[str], prepare: Callable[[], None]) -> None:
        # Linux ends the child with the thread that began it, so that only a thread that stays may ask for that.
        bind = _binding() if threading.current_thread() is threading.main_thread() else None
        parent = self._parent = os.getpid()

        def child() -> None:
            prepare()
            resource.setrlimit(resource.RLIMIT_CPU, (LIFE, LIFE + 1))
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            if bind is not None:
                bind(1, signal.SIGKILL, 0, 0, 0)
                if os.getppid() != parent:
                    os._exit(1)

        folder = temporary.folder()
        self._process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            cwd=folder,
            preexec_fn=child,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._read = bytearray()
        self.ready = self.fenced = self.inherited = False
        self.answers = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def make_ready(self, until: Deadline) -> None:
        """Waits until it can be asked. Raises: _Ended, Late."""
        if self.ready:
            return
        if self._line(until) != b"ready":
            raise _Ended
        self.ready = True
        self.fenced = _fence(self._process.pid)

    def answer(self, request: bytes, until: Deadline) -> bytes | None:
        """What it answers; None if it says that it cannot. Raises: _Ended, Late."""
        left = memoryview(request)
        while left:
            self._wait(self._to, select.POLLOUT, until)
            try:
                left = left[os.write(self._to, left) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise _Ended from error
        done, _, length = self._line(until).partition(b" ")
        if done not in (b"ok", b"no") or not length.isdigit():
            raise _Ended
        while len(self._read) < int(length):
            self._more(until)
        content, self._read = bytes(self._read), bytearray()
        self.answers += 1
        return content if done == b"ok" else None

    def end(self) -> None:
        """Kills and forgets it."""
        if self.inherited:
            # Its number is its own as long as the one that began it, and has not asked for its end, is there.
            if os.getppid() == self._parent:
                with suppress(OSError):
                    os.kill(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
            self._process.wait()
        self.forget()

    def forget(self) -> None:
        """Lets go of it, as a forked process has to of its parent's."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if self._process.returncode is None:
            self._process.returncode = 0  # another process will wait for it

    def _line(self, until: Deadline) -> bytes:
        while (end := self._read.find(b"\n")) < 0:
            if len(self._read) > 100:
                raise _Ended
            self._more(until)
        line = bytes(self._read[:end])
        del self._read[: end + 1]
        return line

    def _more(self, until: Deadline) -> None:
        self._wait(self._from, select.POLLIN, until)
        try:
            content = os.read(self._from, 1 << 20)
        except BlockingIOError:
            return
        if not content:
            raise _Ended
        self._read += content

    def _wait(self, stream: int, event: int, until: Deadline) -> None:
        poll = select.poll()
        poll.register(stream, event)
        left = until.left()
        while not poll.poll(max(TICK, left) * 1000):
            left = until.left()
            if left <= 0:
                raise Late


def environment(folder: Path) -> dict[str, str]:
    """A clean one: pandoc's own settings, the machine's language and time zone never reach a text."""
    return {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": "946684800",
    }


def _fence(process: int) -> bool:
    """Lets a process open nothing more, neither file nor socket; says whether it can be done."""
    if not hasattr(resource, "prlimit"):
        return False
    try:
        taken = {int(path.name) for path in Path(f"/proc/{process}/fd").iterdir()}
        free = next(number for number in range(len(taken) + 1) if number not in taken)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (free, free))
    except OSError:
        return False
    return True


def _binding() -> Any:
    """What binds a process to its parent. Source: prctl(2), PR_SET_PDEATHSIG."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    try:
        return ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None


def _after_fork() -> None:
    """A forked process has none but what was left to it: what it would say to its parent's, the parent would get the answer to."""
    global _turn
    _turn = threading.Lock()
    for one in _running.values():
        one.forget()
    _running.clear()
    for number, (program, one) in enumerate(_left):
        if number:
            one.forget()
        else:
            one.inherited = True
            _running[program] = one
    _left.clear()


def _after_bequest() -> None:
    """What a forked process has inherited is its own."""
    if _left:
        _left.pop(0)[1].forget()


os.register_at_fork(after_in_child=_after_fork, after_in_parent=_after_bequest)
