"""Libraries are found as the stock search finds them, without its programs."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.engines.finding import Declared, found, quickly_found


def test_what_is_unknown_is_searched_for() -> None:
    assert found(lambda name: f"searched {name}", "other") == "searched other"


def test_what_cannot_be_opened_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(found.__globals__["_KNOWN"], "pango-1.0", "libnowhere.so.9")
    assert found(lambda name: f"searched {name}", "pango-1.0") == "searched pango-1.0"


def test_the_stock_search_is_back_afterwards() -> None:
    stock = ctypes.util.find_library
    with pytest.raises(ImportError), quickly_found():
        raise ImportError
    assert ctypes.util.find_library is stock


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the search runs no programs")
def test_the_import_of_weasyprint_runs_no_program() -> None:
    program = (
        "import subprocess, sys\n"
        "def refuse(*a, **k): raise SystemExit('a program was run')\n"
        "subprocess.Popen = refuse\n"
        "from pipeline.engines.finding import quickly_found\n"
        "with quickly_found():\n    import weasyprint\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_rare_modules_are_imported_when_they_are_needed() -> None:
    program = (
        "import sys\n"
        "from pipeline.engines.finding import deferred, quickly_found\n"
        "with quickly_found(), deferred():\n    import weasyprint\n"
        "assert not {'fontTools.subset', 'fontTools.varLib'} & set(sys.modules)\n"
        "from weasyprint.pdf import fonts\n"
        "assert fonts.subset.Options().hinting\n"
        "from fontTools import subset\n"
        "assert fonts.subset.Options is subset.Options\n"
        "try: fonts.instantiateVariableFont(None, {})\n"
        "except Exception as problem: assert 'fvar' in repr(problem) or 'NoneType' in repr(problem), problem\n"
        "assert 'fontTools.varLib.instancer' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


DECLARED = """
import sys
from importlib import import_module
from pathlib import Path
from pipeline import precompiled
precompiled.FOLDER = Path(sys.argv[1])
from pipeline.engines.finding import deferred, quickly_found
if sys.argv[2] == "again":
    import cffi.cparser
    cffi.cparser.Parser.parse = lambda *_, **__: sys.exit("what is kept was parsed again")
with quickly_found(), deferred():
    from weasyprint.text import ffi
import cffi
assert cffi.FFI is cffi.api.FFI
kept = ffi.ffi
def place(ffi, name, field, bits):
    if not bits:
        return ffi.offsetof(name, field)
    one = ffi.new(name + " *")
    setattr(one, field, 1)
    return bytes(ffi.buffer(one))
def shape(ffi, name, fields):
    type = ffi.typeof(name)
    places = [(field, place(ffi, name, field, bits)) for field, bits in fields]
    return type.kind, fields and ffi.sizeof(name), places, type.kind == "enum" and type.relements
if sys.argv[2] == "first":
    del sys.modules["weasyprint.text.ffi"]
    plain = import_module("weasyprint.text.ffi")
    assert type(plain.ffi) is cffi.FFI
    types, unions, enums = plain.ffi.list_types()
    assert len(types) > 20
    for name in types:
        fields = getattr(plain.ffi.typeof(name), "fields", None) or ()
        fields = [(field, one.bitsize >= 0) for field, one in fields]
        assert shape(kept, name, fields) == shape(plain.ffi, name, fields), name
assert ffi.pango.pango_units_from_double(1) == 1024
text = kept.new("char[]", b"tide")
assert kept.string(text) == b"tide" and kept.NULL == kept.cast("void *", 0)
precompiled.DECLARATIONS.keep()
"""


def test_declarations_are_those_of_the_stock_import_and_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for turn in ("first", "again"):
        command = [sys.executable, "-c", DECLARED, str(tmp_path), turn]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("declarations.*"))


def test_with_another_cffi_declarations_are_parsed_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engines.finding._module", lambda ffi: 1 / 0)
    declared = Declared()
    declared.cdef("typedef struct { int height; } tide;")
    assert declared.new("tide *", {"height": 3}).height == 3
