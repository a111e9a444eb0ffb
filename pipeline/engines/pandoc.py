"""pandoc as a pure function: text in, text out, sandboxed and limited.

What is read and written for every article is asked of a process that stays (`resident`); all else, and what that one
cannot say, is one process a call, with a clean environment, an empty data directory, its input on stdin, and limits on
memory, processor and wall time. Neither gets a file name, a filter or the network.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.engines import EngineError, resident, temporary
from pipeline.engines.processor import Deadline

# Mathematics, subscripts and emoji are off: `$20-$30` and `~380,000` are prices here.
READER = "commonmark_x-tex_math_dollars-subscript-emoji-yaml_metadata_block+sourcepos"
SECONDS = 15
MEMORY_MIB = 512
MINIMUM = (3, 1)
# What the process that stays writes as a command does; which of it are archives.
_ASKED = frozenset({"html5", "epub3"})
_ARCHIVES = frozenset({"epub3"})


@dataclass(frozen=True, slots=True)
class Pandoc:
    """A pandoc program that has been found."""

    program: str

    @classmethod
    def found(cls) -> Pandoc:
        """The pandoc that comes with pypandoc's binary distribution, else the one on the PATH.

        Raises: EngineError ENG601 (missing).
        """
        if (bundled := _bundled()) is not None:
            return cls(bundled)
        import pypandoc

        try:
            return cls(str(pypandoc.get_pandoc_path()))
        except OSError as error:
            raise EngineError("ENG601", program="pandoc", package="pypandoc_binary") from error

    def version(self) -> str:
        """Such as `3.9`. Raises: EngineError ENG601, ENG602 (too old)."""
        first = self._run(["--version"], b"").decode().split("\n", 1)[0]
        version = first.split()[-1]
        if tuple(int(part) for part in version.split(".")[:2]) < MINIMUM:
            raise EngineError("ENG602", program="pandoc", found=version, minimum="3.1")
        return version

    def read(self, markdown: str) -> dict[str, Any]:
        """The AST of an article's body, with `data-pos` attributes. Raises: EngineError."""
        output = None
        # By command, pandoc sets tabs as spaces and ends the text with lines that count in positions.
        if "\t" not in markdown:
            ending = "\n" if markdown.endswith("\n") else "\n\n"
            output = self._ask((markdown + ending).encode(), READER, "json")
        if output is None:
            output = self._run(["--sandbox", "--from", READER, "--to", "json"], markdown.encode())
        return _tree(output)

    def convert(self, content: bytes, reader: str, options: Sequence[str] = ()) -> dict[str, Any]:
        """The AST of a file in a foreign format, text or archive. Raises: EngineError."""
        return _tree(self._run(["--sandbox", "--from", reader, "--to", "json", *options], content))

    def write(
        self, tree: dict[str, Any], to: str, options: Sequence[str] = (), template: str | None = None
    ) -> bytes:
        """The AST in another format. Raises: EngineError.

        Shape: text in UTF-8, or the bytes of an archive; without a template a fragment.
        """
        text = json.dumps(tree).encode()
        if template is None and to in _ASKED:
            output = self._ask(text, "json", to, options)
            if output is not None:
                # By command, texts end with a line's end.
                return output if to in _ARCHIVES or output.endswith(b"\n") else output + b"\n"
        arguments = ["--sandbox", "--from", "json", "--to", to, *options]
        with tempfile.TemporaryDirectory(dir=temporary.folder()) as folder:
            if template is not None:
                path = Path(folder) / "template"
                path.write_text(template, encoding="utf-8")
                arguments += ["--template", str(path)]
            return self._run([*arguments, "--output", "-"], text)

    def start(self) -> None:
        """Begins the process that stays, so that it is ready when it is first needed."""
        # What is missing is said by the first piece of work that needs it.
        with suppress(OSError, subprocess.SubprocessError):
            resident.start(self.program, _limited, _apart)

    def bequeath(self, count: int) -> None:
        """Begins such processes for the first ones that will be forked from this one; each finds its own ready and warm."""
        with suppress(OSError, subprocess.SubprocessError):
            resident.bequeath(self.program, _limited, _apart, READER, count)

    def _ask(self, text: bytes, source: str, to: str, options: Sequence[str] = ()) -> bytes | None:
        """What the process that stays says, if anything. Raises: EngineError ENG603."""
        try:
            return resident.ask(self.program, _limited, _apart, text, source, to, options, seconds=SECONDS)
        except (OSError, subprocess.SubprocessError):
            return None
        except resident.Late as error:
            raise EngineError("ENG603", program="pandoc", limit=f"{SECONDS} seconds") from error

    def _run(self, arguments: Sequence[str], text: bytes) -> bytes:
        with tempfile.TemporaryDirectory(dir=temporary.folder()) as empty:
            command = [self.program, *_limited([*arguments, "--data-dir", empty])]
            try:
                code, output, said = _heard(command, text, Path(empty))
            except FileNotFoundError as error:
                raise EngineError("ENG601", program="pandoc", package="pypandoc_binary") from error
            except PermissionError as error:
                raise EngineError("ENG604", program="pandoc", problem="it may not be executed") from error
            except subprocess.TimeoutExpired as error:
                raise EngineError("ENG603", program="pandoc", limit=f"{SECONDS} seconds") from error
        if code == 251 or b"heap exhausted" in said.lower():
            raise EngineError("ENG603", program="pandoc", limit=f"{MEMORY_MIB} MB of memory")
        if code < 0:
            raise EngineError("ENG603", program="pandoc", limit=f"{SECONDS} seconds of processor time")
        if code != 0:
            problem = " ".join(said.decode("utf-8", "replace").split()) or f"exit code {code}"
            raise EngineError("ENG604", program="pandoc", problem=problem)
        return output


def _heard(command: Sequence[str], text: bytes, folder: Path) -> tuple[int, bytes, bytes]:
    """A command's exit code and what it writes. Raises: OSError, subprocess.TimeoutExpired."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=resident.environment(folder),
        cwd=folder,
        preexec_fn=_limit,
    ) as process:
        until = Deadline(SECONDS, process.pid)
        given: bytes | None = text
        try:
            while True:
                try:
                    output, said = process.communicate(given, max(resident.TICK, until.left()))
                    return process.returncode, output, said
                except subprocess.TimeoutExpired:
                    # What is left of the text is still handed over.
                    given = None
                    if until.left() <= 0:
                        raise
        except BaseException:
            process.kill()
            raise


def _bundled() -> str | None:
    """The pandoc beside pypandoc, unless another one is asked for.

    Why: pypandoc starts every pandoc that it finds, to choose between them.
    """
    if "PYPANDOC_PANDOC" in os.environ:
        return None
    spec = find_spec("pypandoc")
    program = Path(spec.origin).parent / "files" / "pandoc" if spec and spec.origin else None
    return str(program) if program is not None and os.access(program, os.X_OK) else None


def _limited(arguments: Sequence[str]) -> list[str]:
    """The arguments, with a limit of memory."""
    return [*arguments, "+RTS", f"-M{MEMORY_MIB}M", "-RTS"]


def _tree(output: bytes) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise EngineError("ENG604", program="pandoc", problem="its output is nested too deeply") from error
    return tree


def _limit() -> None:
    """In the child: no more processor time, and what holds for all."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    _apart()


def _apart() -> None:
    """In the child: no core file, a group of its own."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.setpgrp()
