"""How commands end: exit codes, interruptions, and what stands on the last line.

Input: what was found, or what went wrong. Output: an exit code, or the end of the process. Must not: decide what is wrong.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.cli.printing import say, shown

if TYPE_CHECKING:
    from pipeline.diagnostics import Diagnostic

FINE, FINDINGS, USAGE, ENVIRONMENT, PRODUCTION, INTERRUPTED = 0, 1, 2, 3, 4, 130

# Which codes say that the machine lacks something, and which that making or proving a file failed.
ENVIRONMENT_CODES = ("ENG601", "ENG602", "ENG608", "ENG611", "ENG612")
PRODUCTION_PREFIXES = ("BRO", "EBK", "HND", "PRF", "ENG")
# What an edition refuses of a source before anything is made: `check` finds it, and an author mends it like all else.
SOURCE_CODES = ("BRO412", "BRO418", "BRO421", "EBK705", "ENG605")


def exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    """Of several the first of 4, 3, 1."""
    codes = [one.code for one in diagnostics if one.severity == "error"]
    others = (*ENVIRONMENT_CODES, *SOURCE_CODES)
    if any(code.startswith(PRODUCTION_PREFIXES) and code not in others for code in codes):
        return PRODUCTION
    if any(code in ENVIRONMENT_CODES for code in codes):
        return ENVIRONMENT
    return FINDINGS if codes else FINE


class interruptible:  # noqa: N801 - reads as a statement
    """Ctrl-C ends a command quietly, and an engine that is missing says so."""

    def __enter__(self) -> None:
        # Being told to end is the same as Ctrl-C, and so is a terminal that is closed; only a main thread may say so.
        if threading.current_thread() is threading.main_thread():
            for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                # What `nohup` began outlives its terminal.
                if told != signal.SIGHUP or signal.getsignal(told) is not signal.SIG_IGN:
                    signal.signal(told, signal.default_int_handler)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, KeyboardInterrupt):
            from pipeline.engines import temporary

            temporary.remove()
            say("interrupted; what was released before stays whole")
            # Workers may still be inside an engine; nothing of theirs is waited for.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        if isinstance(error, OSError) and error.filename is not None:
            fail(f"{shown(error.filename)}: {(error.strerror or str(error)).lower()}", PRODUCTION)


def fail(message: str, code: int) -> NoReturn:
    say(f"smallprint: {message}")
    sys.exit(code)
