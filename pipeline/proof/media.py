"""Media queries, and the ways of looking at a page for which they are asked.

Input: the words behind `@media`. Output: whether they hold, None where that depends on what is not modelled.
Must not: guess.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.proof.lengths import Scale, length_of


@dataclass(frozen=True, slots=True)
class Viewport:
    """One way of looking at a page. Units: px. Shape: a paper page's width is that of A4 without margins."""

    name: str
    width: float
    height: float = 800
    media: Literal["screen", "print"] = "screen"
    dark: bool = False


PAPER = 658
VIEWPORTS = (
    Viewport("light", 1000),
    Viewport("dark", 1000, dark=True),
    Viewport("print", PAPER, 971, media="print"),
    Viewport("narrow", 320, 640),
)
# In a query, an em is the size that a browser starts with.
_SCALE = Scale(em=16, rem=16, width=0, height=0)


@functools.lru_cache(maxsize=4096)
def holds(query: str, viewport: Viewport) -> bool | None:
    """Whether a list of media queries holds."""
    parts = _parts(query)
    return True if parts == [[]] else _any(_query(part, viewport) for part in parts)


def all_hold(queries: Iterable[str], viewport: Viewport) -> bool | None:
    """Whether each of the queries around a rule holds."""
    return _all(holds(query, viewport) for query in queries)


@functools.lru_cache(maxsize=512)
def _parts(query: str) -> list[list[Any]]:
    """The queries of a list. Kept: each is asked for many viewports."""
    import tinycss2

    return _split(tinycss2.parse_component_value_list(query, skip_comments=True), ",")


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return True if True in found else None if None in found else False


def _all(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return False if False in found else None if None in found else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _split(tokens: Iterable[Any], sign: str) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == sign:
            parts.append([])
        elif token.type != "whitespace":
            parts[-1].append(token)
    return parts


def _query(tokens: list[Any], viewport: Viewport) -> bool | None:
    words = [token.lower_value if token.type == "ident" else "" for token in tokens]
    if not tokens:
        return None
    negated = False
    if words[0] in ("not", "only") and len(words) > 1 and words[1]:
        negated = words[0] == "not"
        tokens, words = tokens[1:], words[1:]
    answer: bool | None = True
    if words[0] and words[0] not in ("not", "and", "or"):
        answer = words[0] in ("all", viewport.media)
        tokens = tokens[1:]
        if tokens:
            if words[1] != "and":
                return None
            answer = _all((answer, _condition(tokens[1:], viewport)))
    else:
        answer = _condition(tokens, viewport)
    return _not(answer) if negated else answer


def _condition(tokens: list[Any], viewport: Viewport) -> bool | None:
    """Conditions in brackets, joined by `and` or `or`, or one behind `not`."""
    if not tokens:
        return None
    words = [token.lower_value if token.type == "ident" else "" for token in tokens]
    if words[0] == "not":
        return _not(_condition(tokens[1:], viewport))
    blocks, joints = tokens[::2], set(words[1::2])
    if any(block.type != "() block" for block in blocks) or len(tokens) % 2 == 0:
        return None
    answers = [_block(block.content, viewport) for block in blocks]
    if not joints or joints == {"and"}:
        return _all(answers)
    return _any(answers) if joints == {"or"} else None


def _block(content: list[Any], viewport: Viewport) -> bool | None:
    tokens = [token for token in content if token.type != "whitespace"]
    if not tokens:
        return None
    if tokens[0].type == "() block" or (
        tokens[0].type == "ident" and tokens[0].lower_value == "not" and len(tokens) > 1
    ):
        return _condition(tokens, viewport)
    if any(token.type == "literal" and token.value in "<>=" for token in tokens):
        return _range(tokens, viewport)
    if tokens[0].type != "ident":
        return None
    name = tokens[0].lower_value
    value = tokens[2:] if len(tokens) > 2 and tokens[1].type == "literal" and tokens[1].value == ":" else []
    return _feature(name, value, viewport)


def _feature(name: str, value: list[Any], viewport: Viewport) -> bool | None:
    word = value[0].lower_value if len(value) == 1 and value[0].type == "ident" else ""
    match = re.fullmatch(r"(?:(min|max)-)?(width|height|device-width|device-height)", name)
    if match and value:
        length = length_of(value, _SCALE)
        if length is None or match[2].endswith("height"):
            return None  # heights differ too much to be modelled
        side = viewport.width
        return (
            side >= length if match[1] == "min" else side <= length if match[1] == "max" else side == length
        )
    if name in ("width", "height") and not value:
        return True
    if name == "prefers-color-scheme" and word in ("light", "dark"):
        return (word == "dark") == viewport.dark
    return None


def _range(tokens: list[Any], viewport: Viewport) -> bool | None:
    """`width >= 30em`, `20em < width <= 40em`."""
    sides: list[list[Any]] = [[]]
    signs: list[str] = []
    for token in tokens:
        if token.type == "literal" and token.value in ("<", ">", "=", "<=", ">="):
            if signs and not sides[-1] and token.value == "=":
                signs[-1] += "="
                continue
            signs.append(token.value)
            sides.append([])
        else:
            sides[-1].append(token)

    def value(side: list[Any]) -> float | None:
        if len(side) == 1 and side[0].type == "ident":
            return viewport.width if side[0].lower_value == "width" else None
        return length_of(side, _SCALE)

    values = [value(side) for side in sides]
    if len(values) not in (2, 3) or any(number is None for number in values):
        return None
    answers = []
    for left, sign, right in zip(values, signs, values[1:], strict=False):
        assert left is not None
        assert right is not None
        answers.append(
            {
                "<": left < right,
                "<=": left <= right,
                ">": left > right,
                ">=": left >= right,
                "=": left == right,
            }.get(sign)
        )
    return _all(answers)


def breakpoints(queries: Iterable[str]) -> tuple[float, ...]:
    """The widths at which the answer to some query changes. Units: px."""
    import tinycss2

    found: set[float] = set()

    def visit(tokens: Any) -> None:
        for token in tokens:
            if token.type in ("() block", "function"):
                visit(token.content if token.type == "() block" else token.arguments)
            elif token.type == "dimension":
                length = _SCALE.px(token.value, token.lower_unit)
                if length is not None and 0 < length < 10_000:
                    found.add(length)

    for query in queries:
        visit(tinycss2.parse_component_value_list(query))
    return tuple(sorted(found))
