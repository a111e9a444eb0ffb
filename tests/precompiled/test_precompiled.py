"""What is compiled ahead: the same as what Python compiles, found again, never of another Python, never without end."""

from __future__ import annotations

import dataclasses
import marshal
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pipeline import precompiled, schema, toolchain
from pipeline.precompiled import Kept, _Compiler, _file, _hash

COMPILER: Any = import_module("re._compiler")


@pytest.fixture(autouse=True)
def _written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def stock() -> Any:
    """Python's own compiler, whatever has been put in its place."""
    return getattr(COMPILER.compile, "stock", COMPILER.compile)


# ── the same ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("", 0),
        ("tide", re.IGNORECASE),
        (r"(?P<hour>\d\d):(?P<minute>\d\d)(?:\s*(am|pm))?", 0),
        (r"(?i)(?<!\w)(?:[a-zà-öα-ωа-я\u3400-\u9fff]{1,40}|[^\W\d_]+?)(?!\w)", 0),
        (r"^ (a) (?P<b>b)? (?(b)c|d) \1 $  # a comment", re.VERBOSE | re.MULTILINE),
        (rb"\x00[\x80-\xff]+(?P<end>$)", re.DOTALL),
        (r"(?a:\w+)(?-i:X)(?>y*)z++", re.IGNORECASE),
    ],
)
def test_a_pattern_that_is_kept_is_the_pattern_that_python_makes(
    pattern: Any, flags: int, tmp_path: Path, stock: Any
) -> None:
    first = Kept("patterns", tmp_path)
    made = _Compiler(stock, first)(pattern, flags)
    first.keep()
    again = _Compiler(lambda *_: pytest.fail("it was compiled again"), Kept("patterns", tmp_path))
    # A method in place of the one of the class: that it is not called is what is tested.
    again.program = lambda *_: pytest.fail("it was compiled again")  # type: ignore[method-assign]
    for one in (made, again(pattern, flags)):
        # Patterns are equal if their programs are.
        assert one == stock(pattern, flags)
        assert (one.groups, dict(one.groupindex)) == (
            stock(pattern, flags).groups,
            dict(stock(pattern, flags).groupindex),
        )


def test_flags_are_part_of_what_is_asked_for(tmp_path: Path, stock: Any) -> None:
    compiler = _Compiler(stock, Kept("patterns", tmp_path))
    assert not compiler("tide").match("TIDE")
    assert compiler("tide", re.IGNORECASE).match("TIDE")


def test_what_is_no_pattern_is_refused_as_ever(tmp_path: Path, stock: Any) -> None:
    with pytest.raises(re.error, match="unterminated character set"):
        _Compiler(stock, Kept("patterns", tmp_path))("[a-")


def test_another_engine_is_left_alone(tmp_path: Path, stock: Any) -> None:
    assert _Compiler(stock, Kept("patterns", tmp_path)).agrees()
    assert not _Compiler(lambda *_: re.compile("another"), Kept("patterns", tmp_path)).agrees()


def test_a_dataclass_is_the_one_that_python_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Any:
        @dataclasses.dataclass(frozen=True, slots=True, order=True)
        class Tide:
            height: float
            place: str = "here"

        return Tide

    plain = made()
    monkeypatch.setattr(dataclasses, "exec", precompiled.executed, raising=False)
    for _ in range(2):
        kept = Kept("methods", tmp_path)
        monkeypatch.setattr(precompiled, "METHODS", kept)
        tide = made()
        assert repr(tide(1.5)) == repr(plain(1.5))
        assert tide(1.5) == tide(1.5, "here") < tide(2)
        assert hash(tide(1.5)) == hash(plain(1.5))
        with pytest.raises(dataclasses.FrozenInstanceError):
            tide(1.5).height = 2
        kept.keep()
        # The second time nothing is compiled.
        monkeypatch.setattr("builtins.compile", lambda *_, **__: pytest.fail("it was compiled again"))
    monkeypatch.undo()


def test_a_text_is_compiled_as_if_it_stood_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what this module imports from the future."""
    monkeypatch.setattr(precompiled, "METHODS", Kept("methods", tmp_path))
    names: dict[str, Any] = {}
    precompiled.executed("def f(x: int): pass", {"int": int}, names)
    assert names["f"].__annotations__ == {"x": int}


def test_a_test_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        kept = Kept("tests", tmp_path)
        monkeypatch.setattr(precompiled, "TESTS", kept)
        assert precompiled.evaluated("lambda el: el + more", {"more": 2}, {})(3) == 5
        kept.keep()


# ── what is kept ────────────────────────────────────────────────────────────────────────────────


def filled(folder: Path, **values: Any) -> Kept:
    kept = Kept("values", folder)
    for key, value in values.items():
        assert kept.get(key) is None
        kept.put(key, value)
    kept.keep()
    return kept


def test_what_was_made_is_found_again_by_all(tmp_path: Path) -> None:
    folder = tmp_path / "__pycache__"
    other = Kept("values", folder)
    assert other.get("two") is None
    filled(folder, one=1)
    other.put("two", 2)
    other.keep()
    assert [Kept("values", folder).get(key) for key in ("one", "two", "three")] == [1, 2, None]
    assert [path.name for path in folder.iterdir()] == [f"values.{sys.implementation.cache_tag}.kept"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe nothing at all",
        _file({_hash("one"): marshal.dumps(1)})[:-3],
        _file({_hash("one"): marshal.dumps(1)})[:12],
        _file({_hash("one"): marshal.dumps(1)}).replace(sys.version.encode(), b"?" * len(sys.version)),
        _file({_hash("one"): b"\xff" * 5}),
        marshal.dumps([1, 2, 3]),
        None,
    ],
)
def test_what_cannot_be_believed_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    filled(tmp_path, one=1)
    (path,) = tmp_path.iterdir()
    path.unlink()
    path.mkdir() if damage is None else path.write_bytes(damage)
    filled(tmp_path, one=2)
    assert Kept("values", tmp_path).get("one") == (None if damage is None else 2)


def test_what_nobody_asks_for_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, one=1, two=2, three=(3, "iii"))
    read: list[bytes] = []
    stock = marshal.loads
    monkeypatch.setattr(marshal, "loads", lambda content: (read.append(content), stock(content))[1])
    kept = Kept("values", tmp_path)
    assert [kept.get("three"), kept.get("three"), kept.get("four")] == [(3, "iii"), (3, "iii"), None]
    # The head and one value.
    assert len(read) == 2


def test_little_is_not_written_alone(tmp_path: Path) -> None:
    filled(tmp_path, one=1)
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    kept = Kept("values", tmp_path, least=1000)
    kept.put("two", "b" * 900)
    kept.keep()
    assert path.read_bytes() == before
    kept.put("three", "c" * 900)
    kept.keep()
    assert [Kept("values", tmp_path).get(key) for key in ("one", "two", "three")] == [1, "b" * 900, "c" * 900]


def test_what_is_alike_in_print_is_told_apart(tmp_path: Path) -> None:
    kept = Kept("values", tmp_path)
    keys = ["1", b"1", 1, ("1",), ("1", 0), ("1", 1), "('1', 1)"]
    for number, key in enumerate(keys, 1):
        kept.put(key, number)
    kept.keep()
    assert [Kept("values", tmp_path).get(key) for key in keys] == [1, 2, 3, 4, 5, 6, 7]


def test_a_file_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, one="a" * 600)
    monkeypatch.setattr(precompiled, "MOST", 1000)
    filled(tmp_path, two="b" * 600)
    assert Kept("values", tmp_path).get("one") is None
    assert Kept("values", tmp_path).get("two") == "b" * 600


def test_nothing_is_written_where_python_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    filled(tmp_path, one=1)
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from pipeline import precompiled as p; "
        f"p.FOLDER = Path({str(tmp_path)!r}); p.begin(); p.begin(); "
        "import pipeline.disclaimers.amounts; p.TESTS.get(''); "
        "print(*(len(kept._new) for kept in (p.METHODS, p.PATTERNS))); p.keep()"
    )
    command = [sys.executable, "-c", program]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout for _ in "12"]
    made = [[int(count) for count in run.split()] for run in runs]
    assert min(made[0]) > 10
    assert made[1] == [0, 0]


# ── this program's own files ────────────────────────────────────────────────────────────────────


def test_files_are_read_again_only_if_one_of_them_looks_different(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "one.py").write_text("one = 1")
    (code / "two.css").write_text("p { }")
    monkeypatch.setattr(toolchain, "code", lambda: (str(code),))
    monkeypatch.setattr(precompiled, "CONTENTS", Kept("contents", tmp_path))

    def digest() -> str:
        toolchain.parts.cache_clear()
        return toolchain.parts()["smallprint"]

    first = digest()
    with monkeypatch.context() as blind:
        blind.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read again"))
        assert digest() == first
    (code / "one.py").write_text("one = 2")
    other = digest()
    assert other != first
    (code / "one.py").rename(code / "another.py")
    assert digest() not in (first, other)
    monkeypatch.undo()
    toolchain.parts.cache_clear()


def test_languages_are_those_of_babel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from babel import Locale

    there = {str(code).split("_")[0].lower() for code in Locale("en").languages}
    for _ in range(2):
        kept = Kept("languages", tmp_path)
        monkeypatch.setattr(schema, "LANGUAGES", kept)
        assert schema.known_languages.__wrapped__() == there | {"no"}
        kept.keep()
        # The second time Babel is not asked.
        monkeypatch.setattr(Locale, "languages", {})
