"""Shipped templates that were compiled before, kept as Python keeps its modules: in `__pycache__`, beside this one.

Input: templates of this program by the hashes of their sources. Output: their code. Must not: keep anything of a project's;
believe a file that may be older than a template, or of another Python or Jinja2; fail where nothing can be written.

Why it may be trusted: who can write there can write this module's own code.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

FOLDER = Path(__file__).parent / "__pycache__"


class Compiled(BytecodeCache):
    """What is kept of some sources. Shape: each file is named by the hash of its source, so that another source finds none."""

    def __init__(self, sources: Collection[str], folder: Path = FOLDER) -> None:
        self._known = frozenset(map(self.get_source_checksum, sources))
        self._folder = folder

    def _path(self, bucket: Bucket) -> Path:
        python = sys.implementation.cache_tag or "python"
        return (
            self._folder / f"{bucket.key[:16]}{bucket.checksum[:16]}.{jinja2.__version__}.{python}.template"
        )

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.checksum in self._known:
            # Whatever is wrong with it, it can be made again.
            with contextlib.suppress(Exception), self._path(bucket).open("rb") as kept:
                bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.checksum not in self._known or sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            self._written(bucket)

    def _written(self, bucket: Bucket) -> None:
        """Whole or not at all: several processes compile the same templates at the same time."""
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".template-")
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                bucket.write_bytecode(file)
            made.chmod(0o644)
            made.replace(self._path(bucket))
        except BaseException:
            made.unlink()
            raise
