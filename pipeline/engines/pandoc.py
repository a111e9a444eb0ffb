"""pandoc as a pure function: text in, text out, sandboxed and limited.

Each call is one process with a clean environment, an empty data directory, its input on stdin, and
limits on memory, processor and wall time. It never gets a file name, a filter or the network.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.engines import EngineError

# Mathematics, subscripts and emoji are off: `$20-$30` and `~380,000` are prices here.
READER = "commonmark_x-tex_math_dollars-subscript-emoji-yaml_metadata_block+sourcepos"
SECONDS = 15
MEMORY_MIB = 512
MINIMUM = (3, 1)


@dataclass(frozen=True, slots=True)
class Pandoc:
    """A pandoc program that has been found."""

    program: str

    @classmethod
    def found(cls) -> Pandoc:
        """The pandoc that comes with pypandoc's binary distribution, else the one on the PATH.

        Raises: EngineError ENG601 (missing).
        """
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
        output = self._run(["--sandbox", "--from", READER, "--to", "json"], markdown.encode())
        try:
            tree: dict[str, Any] = json.loads(output)
        except (ValueError, RecursionError) as error:
            raise EngineError(
                "ENG604", program="pandoc", problem="its output is nested too deeply"
            ) from error
        return tree

    def convert(self, content: bytes, reader: str, options: Sequence[str] = ()) -> dict[str, Any]:
        """The AST of a file in a foreign format, text or archive. Raises: EngineError."""
        output = self._run(["--sandbox", "--from", reader, "--to", "json", *options], content)
        try:
            tree: dict[str, Any] = json.loads(output)
        except (ValueError, RecursionError) as error:
            raise EngineError(
                "ENG604", program="pandoc", problem="its output is nested too deeply"
            ) from error
        return tree

    def write(
        self, tree: dict[str, Any], to: str, options: Sequence[str] = (), template: str | None = None
    ) -> bytes:
        """The AST in another format. Raises: EngineError.

        Shape: text in UTF-8, or the bytes of an archive; without a template a fragment.
        """
        arguments = ["--sandbox", "--from", "json", "--to", to, *options]
        with tempfile.TemporaryDirectory(prefix="smallprint-") as folder:
            if template is not None:
                path = Path(folder) / "template"
                path.write_text(template, encoding="utf-8")
                arguments += ["--template", str(path)]
            return self._run([*arguments, "--output", "-"], json.dumps(tree).encode())

    def _run(self, arguments: Sequence[str], text: bytes) -> bytes:
        with tempfile.TemporaryDirectory(prefix="smallprint-") as empty:
            environment = {
                "HOME": empty,
                "LANG": "C.UTF-8",
                "LC_ALL": "C.UTF-8",
                "TZ": "UTC",
                "SOURCE_DATE_EPOCH": "946684800",
            }
            command = [
                self.program,
                *arguments,
                "--data-dir",
                empty,
                "+RTS",
                f"-M{MEMORY_MIB}M",
                "-RTS",
            ]
            try:
                done = subprocess.run(
                    command,
                    input=text,
                    capture_output=True,
                    env=environment,
                    cwd=empty,
                    timeout=SECONDS,
                    preexec_fn=_limit,
                    check=False,
                )
            except FileNotFoundError as error:
                raise EngineError("ENG601", program="pandoc", package="pypandoc_binary") from error
            except PermissionError as error:
                raise EngineError("ENG604", program="pandoc", problem="it may not be executed") from error
            except subprocess.TimeoutExpired as error:
                raise EngineError("ENG603", program="pandoc", limit=f"{SECONDS} seconds") from error
        if done.returncode == 251 or b"heap exhausted" in done.stderr.lower():
            raise EngineError("ENG603", program="pandoc", limit=f"{MEMORY_MIB} MB of memory")
        if done.returncode < 0:
            raise EngineError("ENG603", program="pandoc", limit=f"{SECONDS} seconds of processor time")
        if done.returncode != 0:
            problem = (
                " ".join(done.stderr.decode("utf-8", "replace").split()) or f"exit code {done.returncode}"
            )
            raise EngineError("ENG604", program="pandoc", problem=problem)
        return done.stdout


def _limit() -> None:
    """In the child: no more processor time, no core file, a group of its own."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.setpgrp()
