"""Libraries are found as the stock search finds them, without its programs."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys

import pytest

from pipeline.engines.finding import found, quickly_found


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
