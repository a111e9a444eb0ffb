"""Patterns that are compiled sooner.

Input: nothing. Output: Python's compiler of patterns, with a memory. Must not: change what a pattern matches.

Why: before Python 3.12 the compiler goes through every character of a set such as all of Chinese, whenever a pattern has it;
the same few sets stand in every pattern of words, and took two thirds of the time that the first article waits for them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

# What the compiler makes of a set, from its parts and from how their case is folded.
Made = Callable[..., tuple[Sequence[Any], bool]]


def share_sets() -> None:
    """From now on each set of characters is worked out once, where this Python works them out as is known here."""
    try:
        compiler: Any = import_module("re._compiler")
        made: Made = compiler._optimize_charset
    except (ImportError, AttributeError):
        return
    if not hasattr(made, "plain") and _says_the_same(made, shared(made)):
        compiler._optimize_charset = shared(made)


def shared(made: Made) -> Made:
    """The same with a memory for sets whose case counts; those are what is large."""

    @functools.lru_cache(maxsize=256)
    def known(parts: tuple[Any, ...]) -> tuple[tuple[Any, ...], bool]:
        found, cased = made(list(parts))
        return tuple(found), cased

    def remembered(charset: Sequence[Any], *folding: Any) -> tuple[Sequence[Any], bool]:
        if any(one is not None for one in folding):
            return made(charset, *folding)
        found, cased = known(tuple(charset))
        return list(found), cased

    # A mark, so that it is not put before itself.
    remembered.plain = made  # type: ignore[attr-defined]
    return remembered


def _says_the_same(made: Made, other: Made) -> bool:
    parser: Any = import_module("re._parser")
    try:
        ((_, charset),) = parser.parse(r"[a-z\u3400-\u9fff\d]", re.UNICODE)
        return made(charset) == other(charset) == other(charset)
    except (TypeError, ValueError):
        return False
