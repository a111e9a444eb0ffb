"""What makes files here, beside what they are made from: this program, its templates, libraries, Python.

Output: one hash of their contents and versions, for the keys of what is remembered; one of how their files look on the
disk, which is quick. Only a little of the standard library is imported, since that is all that a build with nothing to
do has time for. Must not: import an engine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

# The distributions whose code decides bytes or findings, as their folders of metadata are called.
DISTRIBUTIONS = frozenset(
    (
        "babel", "brotli", "cffi", "cssselect2", "fonttools", "jinja2", "lxml", "markupsafe", "pikepdf", "pillow",
        "pydantic", "pydantic_core", "pydyf", "pypandoc_binary", "pypdfium2", "pyphen", "pyyaml", "ruamel_yaml",
        "segno", "tinycss2", "tinyhtml5", "uharfbuzz", "weasyprint", "zopfli",
    )
)  # fmt: skip
# The system's libraries that set type: where its files may lie, what asks each for its version, what they are called.
_FOLDERS = (
    f"/usr/lib/{os.uname().machine}-linux-gnu" if hasattr(os, "uname") else "",
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
    "/opt/homebrew/lib",
)
_LIBRARIES = {
    "pango_version_string": ("Pango", ("libpango-1.0.so.0", "libpango-1.0.0.dylib")),
    "hb_version_string": ("HarfBuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib")),
    "FcGetVersion": ("Fontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib")),
}


def code() -> tuple[str, ...]:
    """The folders of this program: its modules, and its templates where they lie beside them."""
    here = os.path.dirname(os.path.abspath(__file__))
    packed = os.path.isdir(f"{here}/_templates")
    return (here,) if packed else (here, f"{os.path.dirname(here)}/templates")


@lru_cache(maxsize=1)
def digest() -> str:
    """The hash of all that decides the bytes of outputs and is no input; the same on machines that are equipped alike."""
    return sha256(repr(sorted(parts().items())).encode()).hexdigest()


@lru_cache(maxsize=1)
def parts() -> Mapping[str, str]:
    """What decides the bytes of outputs and is no input, by name: a version of each, or a hash of the contents."""
    import zlib

    found = {"Python": "{}.{}.{}".format(*sys.version_info), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for title in _installed():
        name, _, version = title.removesuffix(".dist-info").rpartition("-")
        found[name] = f"{found[name]}, {version}" if name in found else version
    for question, (name, names) in _LIBRARIES.items():
        found[name] = _version(question, names)
    found["smallprint"] = _contents()[:16]
    return found


def _contents() -> str:
    """The hash of all files of this program, which are read only if one of them looks different."""
    # Not above: a build with nothing to do needs neither.
    from pipeline.precompiled import CONTENTS

    seen = sha256("\n".join(_looks_of_code()).encode()).hexdigest()
    known: str | None = CONTENTS.get(seen)
    if known is None:
        contents = sha256()
        for folder in code():
            for path in files_in(folder):
                contents.update(os.path.relpath(path, folder).replace(os.sep, "/").encode() + b"\0")
                contents.update(sha256(Path(path).read_bytes()).digest())
        CONTENTS.put(seen, known := contents.hexdigest())
    return known


def looks() -> Iterator[str]:
    """How all that looks on the disk: if none of these lines has changed, nor has `digest`."""
    yield f"{sys.version} {sys.prefix}"
    yield from _installed()
    for place in _FOLDERS:
        for _, names in _LIBRARIES.values():
            for name in names:
                yield from _look(f"{place}/{name}")
    yield from _looks_of_code()


def _looks_of_code() -> Iterator[str]:
    for folder in code():
        for path in files_in(folder):
            yield from _look(path)


def files_in(folder: str) -> list[str]:
    """Every file below a folder but hidden ones and compiled code, in order."""
    found: list[str] = []
    left = [folder]
    while left:
        with os.scandir(left.pop()) as entries:
            for entry in entries:
                if entry.name[0] == "." or entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    left.append(entry.path)
                else:
                    found.append(entry.path)
    return sorted(found)


def _look(path: str) -> Iterator[str]:
    try:
        facts = os.stat(path)
    except OSError:
        return
    yield f"{path} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"


def _installed() -> list[str]:
    """The distributions that decide bytes, with their versions."""
    found = set()
    for place in sys.path:
        try:
            names = os.listdir(place or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                title = name[: -len(".dist-info")].lower()
                if title.rpartition("-")[0].replace("-", "_").replace(".", "_") in DISTRIBUTIONS:
                    found.add(title)
    return sorted(found)


def _version(question: str, names: tuple[str, ...]) -> str:
    """What a library of the system says of its version; nothing where there is no such library."""
    import ctypes

    for name in (*names, *(f"{folder}/{name}" for folder in _FOLDERS for name in names)):
        try:
            asked = getattr(ctypes.CDLL(name), question)
        except (OSError, AttributeError):
            continue
        asked.restype = ctypes.c_int if question == "FcGetVersion" else ctypes.c_char_p
        answer = asked()
        return answer.decode() if isinstance(answer, bytes) else str(answer)
    return ""
