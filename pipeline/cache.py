"""What was made before, by the hash of all that it was made from.

Input: a key and bytes. Output: the same bytes on another day or machine, or nothing. A cache may be deleted, shared
and damaged at any time: every entry carries the hash of its key and content, and one that does not match it is as if it
were not there. Why the key: a whole entry in the place of another would be an article in the files of another.
Must not: know what it keeps.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

# What is in a cache that nobody has to back up. Source: https://bford.info/cachedir/
TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder may be deleted at any time.\n"
MOST_BYTES = 4_000_000_000
# What was begun so long ago nobody is still writing. Units: seconds.
UNENDED = 3600
_HEADER = len(sha256().digest())


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries. Shape: an entry is the SHA-256 of key and content, then the content; its name is its key."""

    folder: Path

    def get(self, key: str) -> bytes | None:
        """The content that was put there; None where there is none, or not as it was put."""
        path = self._path(key)
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        content = entry[_HEADER:]
        if _digest(key, content) != entry[:_HEADER]:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        # What is still of use is the last to be forgotten.
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keeps it if it can: a disk that is full or read-only costs the entry, not the build."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            self._begin()
            path.parent.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_digest(key, content))
                    stream.write(content)
                Path(temporary).replace(path)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise

    def prune(self, most_bytes: int = MOST_BYTES) -> None:
        """Forgets what was not asked for the longest, until the rest is small enough, and what was never written to its end."""
        found: list[tuple[float, int, str]] = []
        with contextlib.suppress(OSError):
            for entry in (
                entry for part in os.scandir(self.folder) if part.is_dir() for entry in os.scandir(part)
            ):
                # Another process may take one away meanwhile: it ends nothing but its own turn.
                with contextlib.suppress(OSError):
                    facts = entry.stat()
                    if entry.name.startswith(".") and facts.st_mtime < time.time() - UNENDED:
                        Path(entry.path).unlink()
                    else:
                        found.append((facts.st_mtime, facts.st_size, entry.path))
        excess = sum(size for _, size, _ in found) - most_bytes
        for _, size, path in sorted(found):
            if excess <= 0:
                break
            with contextlib.suppress(OSError):
                Path(path).unlink()
                excess -= size

    def _begin(self) -> None:
        if self.folder.is_dir():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "CACHEDIR.TAG").write_bytes(TAG)
        # Nor has anybody to keep its history.
        (self.folder / ".gitignore").write_text("*\n")

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _digest(key: str, content: bytes) -> bytes:
    digest = sha256(key.encode())
    digest.update(content)
    return digest.digest()
