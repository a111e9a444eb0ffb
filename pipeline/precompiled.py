"""What would be made of the same texts in every process, kept as Python keeps its modules: in `__pycache__`, beside this one.

Input: the text of methods that `dataclass` writes, of tests that selectors become, of regular expressions, of declarations in
C, of stylesheets, of lexicons. Output: what their own compilers make of it, from files where it was kept before. Must not: change what
anything does; believe a file of another Python; fail where nothing can be written.

Why: to compile them anew takes half a second of what one article takes from cold. Why a file may be trusted: who can write
there can write this module's own code.
"""

from __future__ import annotations

import builtins
import contextlib
import dataclasses
import marshal
import mmap
import os
import re
import sys
from collections.abc import Callable, Mapping
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TypeVar, cast

T = TypeVar("T")

FOLDER = Path(__file__).parent / "__pycache__"
# A file that would grow beyond this is begun anew: projects may bring selectors and words of their own. Units: bytes.
MOST = 16_000_000
# How many bytes say how long a head is.
_HEAD = 8


class Kept:
    """What was made of some texts; each is read when it is first asked for. Shape: of values that `marshal` knows.

    Shape of the file: the length of its head in eight bytes; the head, which is the Python that wrote it and where each value
    lies, by the hash of what it was made of; the values. Why: a process needs a few hundred of them, and there may be many
    thousands, of all languages and of every project.
    """

    def __init__(self, name: str, folder: Path | None = None, least: int = 0) -> None:
        """`least` is how much has to be new before it is worth writing. Units: bytes."""
        self._name = name
        self._folder = folder
        self._least = least
        self._kept: _Values | None = None
        self._made: dict[bytes, Any] = {}
        self._new: dict[bytes, Any] = {}

    def get(self, key: Any) -> Any:
        """What was made of a text, None if nothing is known."""
        name = _hash(key)
        if name not in self._made:
            if self._kept is None:
                self._kept = self._read()
            self._made[name] = self._kept.value(name)
        return self._made[name]

    def put(self, key: Any, made: Any) -> None:
        name = _hash(key)
        self._made[name] = self._new[name] = made

    def keep(self) -> None:
        """Writes what is new, with what others have written in the meantime."""
        if not self._new or sys.dont_write_bytecode:
            return
        new = {name: marshal.dumps(value) for name, value in self._new.items()}
        if sum(map(len, new.values())) < self._least:
            return
        content = _file({**self._read().all(), **new})
        if len(content) > MOST:
            content = _file(new)
        self._new = {}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            _replaced(self._path, content)

    @property
    def _path(self) -> Path:
        return (self._folder or FOLDER) / f"{self._name}.{sys.implementation.cache_tag or 'python'}.kept"

    def _read(self) -> _Values:
        # Whatever is wrong with it, it can be made again.
        with contextlib.suppress(Exception), self._path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            start = _HEAD + int.from_bytes(content[:_HEAD], "little")
            version, places = marshal.loads(content[_HEAD:start])
            if version == sys.version and isinstance(places, dict):
                return _Values(content, start, places)
        return _Values(b"", 0, {})


class _Values:
    """The values in a file, and where each begins and ends behind its `start`."""

    def __init__(self, content: mmap.mmap | bytes, start: int, places: dict[bytes, tuple[int, int]]) -> None:
        self._content = content
        self._start = start
        self._places = places

    def value(self, name: bytes) -> Any:
        """One of them; None where there is none that can be read."""
        if (place := self._places.get(name)) is None:
            return None
        try:
            return marshal.loads(self._bytes(place))
        except Exception:  # whatever is wrong with it, it can be made again
            return None

    def all(self) -> dict[bytes, bytes]:
        """Those that are there in full, unread."""
        values = {name: self._bytes(place) for name, place in self._places.items()}
        return {name: value for name, value in values.items() if len(value) == self._length(name)}

    def _bytes(self, place: tuple[int, int]) -> bytes:
        begin, end = place
        return self._content[self._start + begin : self._start + end]

    def _length(self, name: bytes) -> int:
        begin, end = self._places[name]
        return end - begin


def _file(values: Mapping[bytes, bytes]) -> bytes:
    """A file of values, as `Kept` reads it."""
    places: dict[bytes, tuple[int, int]] = {}
    at = 0
    for name, value in values.items():
        places[name] = (at, at + len(value))
        at += len(value)
    head = marshal.dumps((sys.version, places))
    return b"".join((len(head).to_bytes(_HEAD, "little"), head, *values.values()))


def _hash(key: object) -> bytes:
    """What a value is found by. Shape: of text, bytes, numbers and tuples of these; that of a text has a length of its own."""
    if type(key) is str:
        return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=17).digest()


METHODS, TESTS, DECLARATIONS, CONTENTS, LANGUAGES, SHEETS, LEXICONS = map(
    Kept, ("methods", "tests", "declarations", "contents", "languages", "sheets", "lexicons")
)
# Some libraries make patterns of sets, which are in another order in each process: these would be written without end.
PATTERNS = Kept("patterns", least=4_000)
ALL = (METHODS, TESTS, PATTERNS, DECLARATIONS, CONTENTS, LANGUAGES, SHEETS, LEXICONS)


def begin() -> None:
    """From now on methods of dataclasses and regular expressions are taken from what is kept."""
    # It is called by this name, which is Python's own until a module says otherwise.
    module: Any = dataclasses
    module.exec = executed
    with contextlib.suppress(ImportError, AttributeError):
        _begin_patterns()


def keep() -> None:
    """Writes what this process had to compile; nothing where Python is told not to."""
    for kept in ALL:
        kept.keep()


def executed(text: str, space: dict[str, Any], names: dict[str, Any]) -> None:
    """What `exec` does."""
    builtins.exec(_code(METHODS, text, "exec"), space, names)


def evaluated(text: str, space: dict[str, Any], names: dict[str, Any]) -> Any:
    """What `eval` gives."""
    return builtins.eval(_code(TESTS, text, "eval"), space, names)


def _code(kept: Kept, text: str, kind: str) -> CodeType:
    code: CodeType | None = kept.get(text)
    if code is None:
        code = compile(text, "<string>", kind, dont_inherit=True)
        kept.put(text, code)
    return code


# ── regular expressions ─────────────────────────────────────────────────────────────────────────


def _begin_patterns() -> None:
    compiler: Any = import_module("re._compiler")
    if isinstance(compiler.compile, _Compiler):
        return
    chosen = _Compiler(compiler.compile, PATTERNS)
    # Private names, of which another Python may think otherwise.
    if chosen.agrees():
        compiler.compile = chosen


class _Compiler:
    """What compiles regular expressions, with a memory."""

    def __init__(self, stock: Any, kept: Kept) -> None:
        self.stock = stock
        self._kept = kept
        self._compiler: Any = import_module("re._compiler")
        self._parser: Any = import_module("re._parser")
        self._engine: Any = import_module("_sre")

    def __call__(self, pattern: Any, flags: int = 0) -> Any:
        if type(pattern) not in (str, bytes) or flags & re.DEBUG:
            return self.stock(pattern, flags)
        key = (pattern, int(flags))
        program = self._kept.get(key)
        if program is None:
            program = self.program(pattern, int(flags))
            self._kept.put(key, program)
        return self.made(pattern, program)

    def program(self, pattern: str | bytes, flags: int) -> tuple[Any, ...]:
        """All that a pattern is made of, in plain values."""
        tree = self._parser.parse(pattern, flags)
        steps = self._compiler._code(tree, flags)
        names = tree.state.groupdict
        groups: list[str | None] = [None] * tree.state.groups
        for name, number in names.items():
            groups[number] = name
        packed = b"".join(step.to_bytes(4, sys.byteorder) for step in steps)
        return int(flags | tree.state.flags), packed, tree.state.groups - 1, dict(names), tuple(groups)

    def made(self, pattern: str | bytes, program: tuple[Any, ...]) -> re.Pattern[Any]:
        """The pattern of a program. Why it is safe: the engine looks a program over before it takes it."""
        flags, packed, count, names, groups = program
        steps = memoryview(packed).cast("I").tolist()
        found: re.Pattern[Any] = self._engine.compile(pattern, flags, steps, count, names, groups)
        return found

    def agrees(self) -> bool:
        """Whether it makes of patterns what Python's own makes of them."""
        pattern = r"(?P<day>[0-9]{1,2})(?i:\. (?:may|[a-z\u3400-\u9fff]+))?"
        with contextlib.suppress(Exception):
            same = self.made(pattern, self.program(pattern, re.MULTILINE))
            return same == self.stock(pattern, re.MULTILINE) and dict(same.groupindex) == {"day": 1}
        return False


# ── whole objects ───────────────────────────────────────────────────────────────────────────────


class Unkept(Exception):
    """Something that cannot be kept."""


def remembered(kept: Kept, key: object, make: Callable[[], T], names: Mapping[str, object]) -> T:
    """What `make` gives, or its like from what is kept.

    Shape: as of `memorised`. Raises: what `make` raises.
    """
    if (found := recalled(kept, key, names)) is not None:
        return cast(T, found)
    made = make()
    memorised(kept, key, made, names)
    return made


def recalled(kept: Kept, key: object, names: Mapping[str, object]) -> Any:
    """A new object like the one that was memorised; None where none was, or what is kept of it is of no use."""
    content = kept.get(key)
    try:
        return None if content is None else unpacked(content, names)
    except Exception:  # whatever is wrong with it, it can be made again
        return None


def memorised(kept: Kept, key: object, made: object, names: Mapping[str, object]) -> None:
    """Keeps an object as it is now, if it can be kept.

    Shape: of what `pickle` knows, and functions without a closure that know nothing but `names`.
    """
    with contextlib.suppress(Exception):
        kept.put(key, packed(made, names))


def packed(made: object, names: Mapping[str, object]) -> bytes:
    """An object as bytes. Raises: Unkept, or what `pickle` raises."""
    import io
    import pickle

    class Packer(pickle.Pickler):
        def persistent_id(self, one: Any) -> bytes | None:
            if type(one) is not FunctionType or one.__name__ != "<lambda>":
                return None
            if one.__closure__ or not one.__globals__.keys() - {"__builtins__"} <= names.keys():
                raise Unkept
            return marshal.dumps(one.__code__)

    output = io.BytesIO()
    Packer(output, pickle.HIGHEST_PROTOCOL).dump(made)
    return output.getvalue()


def unpacked(content: bytes, names: Mapping[str, object]) -> Any:
    """The object that `packed` was given. Raises: what `pickle` raises."""
    import io
    import pickle

    space = dict(names)

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, code: bytes) -> FunctionType:
            return FunctionType(marshal.loads(code), space)

    return Unpacker(io.BytesIO(content)).load()


def _replaced(path: Path, content: bytes) -> None:
    """Whole or not at all: several processes keep what they have compiled at the same time. Raises: OSError."""
    # Hardly a process writes.
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kept-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
