"""`smallprint`, and `python -m pipeline`: a build that would only repeat itself does so at once, all else is the command line's."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# After so many new objects, and so many times of that, rubbish is looked for.
RUBBISH = (100_000, 20, 50)


# As the command line has them: what should have been made was not, and somebody wanted it to end.
FAILED, INTERRUPTED = 4, 130


def main() -> None:
    _open()
    try:
        _run()
    except KeyboardInterrupt:
        _leave()
    except OSError as error:
        # Of its own files a command says what is wrong; what is left is where it writes to.
        if "SMALLPRINT_DEBUG" in os.environ:
            raise
        with contextlib.suppress(OSError):
            what = f"cannot open {error.filename}" if error.filename else "cannot write"
            sys.stderr.write(f"smallprint: {what}: {(error.strerror or str(error)).lower()}\n")
            sys.stderr.flush()
        # What was not written would be tried again when Python ends.
        os._exit(FAILED)


def _open() -> None:
    """Gives a process that was started without one an output that goes nowhere, lest a file of ours be taken for it."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            with contextlib.suppress(OSError):
                os.close(number)
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process


def _run() -> None:
    arguments = sys.argv[1:]
    if "build" in arguments:
        from pipeline import glance

        root = glance.project_of(arguments)
        repeated = glance.repeated(root, arguments) if root is not None else None
        if repeated is not None:
            said, code = repeated
            for stream, name in ((sys.stdout, "findings"), (sys.stderr, "closing")):
                coloured = (
                    stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
                )
                # What is told on the side stops nothing.
                with contextlib.suppress(OSError) if stream is sys.stderr else contextlib.nullcontext():
                    stream.write(said[f"{name} in colour" if coloured else name])
                    stream.flush()
            sys.exit(code)
    from pipeline import precompiled

    # Before Click, which has patterns of its own.
    precompiled.begin()
    # What other programs hang into pydantic has no say here, and takes long to be looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Nothing here tells the time of day, for which Babel would look the machine's zone up.
    os.environ["TZ"] = "UTC"
    from pipeline.cli import main as command

    # Nearly all that is loaded stays until the end, and then goes with the process: to look through it for rubbish, again
    # and again and once more when Python ends, takes longer than many a command.
    gc.set_threshold(*RUBBISH)
    # Until a command says what is to become of its work; Click would take it for a fault.
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # What `nohup` began outlives its terminal.
        if told != signal.SIGHUP or signal.getsignal(told) is not signal.SIG_IGN:
            signal.signal(told, lambda number, frame: _leave())
    try:
        command()
    except SystemExit as end:
        gc.freeze()
        _end(end.code)
        raise
    finally:
        gc.freeze()


def _leave() -> NoReturn:
    """Ends this process at once, as somebody wants. What engines have on the disk goes, too."""
    with contextlib.suppress(KeyError, AttributeError):
        sys.modules["pipeline.engines.temporary"].remove()
    os._exit(INTERRUPTED)


def _end(code: object) -> None:
    """Ends this process as Python would, but for taking apart, one by one, what goes with it anyway.

    What is wrong with its output is for Python to say: then it comes back.
    """
    if not isinstance(code, int):
        return
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):  # there is none, or nobody reads it
        return
    os._exit(code)


if __name__ == "__main__":
    main()
