"""Sets of characters that are worked out once: the same patterns, sooner; and nothing where Python is otherwise."""

from __future__ import annotations

import re
import time
from importlib import import_module
from typing import Any

import pytest

from pipeline.disclaimers.lexicons import BEGIN, END, UNSPACED
from pipeline.disclaimers.patterns import share_sets, shared

compiler: Any = import_module("re._compiler")
EVERY = [
    rf"{BEGIN}a{END}",
    rf"[{UNSPACED}]+",
    rf"[^{UNSPACED}x]+",
    "[a-z\\d\u0400-\u04ff\U0001f300-\U0001f5ff]",
]
TEXT = "a 漢a字 ab A Ж\u0e01a\U0001f300 xa\uac00a\ufaffa\ufb00a 9"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The compiler as Python has it."""
    made = getattr(compiler._optimize_charset, "plain", compiler._optimize_charset)
    monkeypatch.setattr(compiler, "_optimize_charset", made)
    re.purge()
    return made


@pytest.mark.parametrize("pattern", EVERY)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_patterns_match_what_they_matched(pattern: str, flags: int, plain: Any) -> None:
    before = re.compile(pattern, flags).findall(TEXT)
    share_sets()
    assert compiler._optimize_charset is not plain
    for _ in range(2):
        re.purge()
        assert re.compile(pattern, flags).findall(TEXT) == before


def test_a_set_is_worked_out_once(plain: Any) -> None:
    asked: list[Any] = []

    def counted(charset: Any, *folding: Any) -> Any:
        asked.append(charset)
        return plain(charset, *folding)

    made = shared(counted)
    parts = list(import_module("re._parser").parse(rf"[{UNSPACED}]")[0][1])
    assert made(parts) == made(parts) == plain(parts)
    assert len(asked) == 1
    # Case that is folded, as for small sets, is left to Python.
    lower, fixes = str.lower, None
    with pytest.raises(TypeError):
        made(parts, str.islower, lower, fixes)
    assert len(asked) == 2


@pytest.mark.parametrize("strange", [lambda charset: None, lambda: 1, lambda charset: (iter(charset), False)])
def test_another_compiler_is_left_alone(strange: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "_optimize_charset", strange)
    share_sets()
    assert compiler._optimize_charset is strange


def test_it_is_not_put_over_itself(plain: Any) -> None:
    share_sets()
    once = compiler._optimize_charset
    share_sets()
    assert compiler._optimize_charset is once


def test_the_words_of_a_language_are_ready_soon(plain: Any) -> None:
    def took() -> float:
        re.purge()
        begun = time.process_time()
        for number in range(20):
            re.compile(rf"{BEGIN}word{number}{END}")
        return time.process_time() - begun

    before = took()
    share_sets()
    assert took() < before / 2 or before < 0.01  # later Pythons are quick of themselves
