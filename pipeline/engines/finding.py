"""The import of WeasyPrint, without what takes most of its time: system libraries are found by their names alone, modules
of fontTools that hardly a document needs are imported by the first that does, declarations in C and selectors are compiled once
for all processes.

Must not: find another library than the stock search does, or declare anything else.

Why: on Linux the stock search runs compilers and linkers, dozens of times, which is half of what the import takes. A third is
fontTools' own subsetting, which HarfBuzz has taken over. What is declared in C is parsed in Python, and each type again that is
asked for by its name.
"""

from __future__ import annotations

import ctypes.util
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from pipeline.precompiled import DECLARATIONS, evaluated

# What WeasyPrint asks for, and what it gets on Linux; the names of other systems are none there.
_KNOWN = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "harfbuzz-vector": "libharfbuzz-vector.so.0",
    "fontconfig": "libfontconfig.so.1",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
}
_FOREIGN = frozenset(
    (
        "libgobject-2.0-0", "gobject-2.0-0", "libpango-1.0-0", "pango-1.0-0", "libharfbuzz-0", "harfbuzz-0.0",
        "libharfbuzz-subset-0", "harfbuzz-subset-0.0", "libharfbuzz-vector-0", "harfbuzz-vector-0.0",
        "libfontconfig-1", "fontconfig-1", "libpangoft2-1.0-0", "pangoft2-1.0-0",
    )
)  # fmt: skip


# What few systems have yet, and WeasyPrint does without.
_OPTIONAL = frozenset({"harfbuzz-vector"})
# What WeasyPrint imports of fontTools for systems without HarfBuzz's subsetting, and for variable fonts.
_RARE = {"fontTools.subset": (), "fontTools.varLib.instancer": ("instantiateVariableFont",)}


class _Deferred(ModuleType):
    """A module that is imported when something of it is asked for; of functions, when they are called."""

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in functions:
            setattr(self, function, partial(self._called, function))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)

    def _called(self, function: str, *given: Any, **named: Any) -> Any:
        return getattr(import_module(self.__name__), function)(*given, **named)


@contextmanager
def deferred() -> Iterator[None]:
    """In the meantime rare modules are not imported, and what is compiled is taken from what is kept: tests of selectors from now on."""
    cffi: Any = import_module("cffi")
    _keep_tests()
    stand_ins = {
        name: _Deferred(name, functions) for name, functions in _RARE.items() if name not in sys.modules
    }
    sys.modules.update(stand_ins)
    stock, cffi.FFI = cffi.FFI, Declared
    try:
        yield
    finally:
        cffi.FFI = stock
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


class Declared:
    """In the place of cffi's `FFI`: the same functions, on declarations that are compiled."""

    def __init__(self) -> None:
        self._text = ""

    def cdef(self, text: str) -> None:
        self._text += text
        ffi = _declared(self._text)
        vars(self).update({name: getattr(ffi, name) for name in dir(ffi) if not name.startswith("_")})


def _declared(text: str) -> Any:
    api: Any = import_module("cffi.api")
    key = (import_module("cffi").__version__, text)
    code = DECLARATIONS.get(key)
    if code is None:
        ffi = api.FFI()
        ffi.cdef(text)
        try:
            code = compile(_module(ffi), "<declarations>", "exec")
        except Exception:  # with another cffi they are parsed in each process, as ever
            return ffi
        DECLARATIONS.put(key, code)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["ffi"]


def _module(ffi: Any) -> str:
    """The module that cffi writes of what is declared; libraries are opened by whoever imports it."""
    recompiler: Any = import_module("cffi.recompiler")
    module = recompiler.Recompiler(ffi, "declarations", target_is_python=True)
    module.collect_type_table()
    module.collect_step_tables()
    written = io.StringIO()
    module.write_source_to_f(written, None)
    return written.getvalue()


def _keep_tests() -> None:
    compiler: Any = import_module("cssselect2.compiler")
    # It is called by this name, which is Python's own until a module says otherwise.
    compiler.eval = evaluated


@contextmanager
def quickly_found() -> Iterator[None]:
    """In the meantime libraries that are known are found without a search."""
    stock = ctypes.util.find_library
    if not sys.platform.startswith("linux"):
        yield
        return
    ctypes.util.find_library = partial(found, stock)
    try:
        yield
    finally:
        ctypes.util.find_library = stock


def found(stock: object, name: str) -> str | None:
    """The file of a library; what is not known, or cannot be opened, is searched for by `stock`."""
    assert callable(stock)
    # A search is for a name without its ending: those of files find nothing.
    if name in _FOREIGN or name.endswith((".dylib", ".dll")) or ".so." in name:
        return None
    if (file := _KNOWN.get(name)) is not None:
        try:
            ctypes.CDLL(file)
        except OSError:
            if name in _OPTIONAL:
                return None
        else:
            return file
    answer: str | None = stock(name)
    return answer
