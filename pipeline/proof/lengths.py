"""Lengths as stylesheets write them: units, `calc()`, `min()`, `max()`, `clamp()`.

Input: CSS component values. Output: px, or None for what is no length. Must not: guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_ABSOLUTE = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """What relative units refer to. Units: px; `percent` is what 100 % are."""

    em: float
    rem: float
    width: float
    height: float
    percent: float | None = None

    def px(self, number: float, unit: str) -> float | None:
        """A length with a unit."""
        if unit in _ABSOLUTE:
            return number * _ABSOLUTE[unit]
        if unit in ("em", "ex", "ch", "ic", "lh", "cap"):
            # The widths and heights of letters are about half of the size.
            return number * self.em * (1.0 if unit in ("em", "ic") else 1.2 if unit == "lh" else 0.5)
        if unit == "rem":
            return number * self.rem
        for prefix in ("sv", "lv", "dv", "v"):
            if unit.startswith(prefix):
                side = {
                    "w": self.width,
                    "i": self.width,
                    "h": self.height,
                    "b": self.height,
                    "min": min(self.width, self.height),
                    "max": max(self.width, self.height),
                }.get(unit[len(prefix) :])
                return None if side is None else number * side / 100
        return None


# What lengths are measured by where nobody asks for a viewport: a narrow screen, letters of the size that browsers start with.
EM = Scale(em=16, rem=16, width=320, height=640, percent=320)


class _Unknown(Exception):
    pass


def significant(tokens: Iterable[Any]) -> list[Any]:
    """Component values without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def length_of(value: Any, scale: Scale) -> float | None:
    """The length that component values give. Units: px."""
    tokens = significant(value)
    if len(tokens) != 1:
        return None
    try:
        number, is_length = _term(tokens[0], scale)
    except (_Unknown, RecursionError):
        return None
    return number if is_length or number == 0 else None


def number_of(value: Any) -> float | None:
    """A plain number or percentage, as a number."""
    tokens = significant(value)
    if len(tokens) != 1 or tokens[0].type not in ("number", "percentage"):
        return None
    number: float = tokens[0].value
    return number if tokens[0].type == "number" else number / 100


def _term(token: Any, scale: Scale) -> tuple[float, bool]:
    match token.type:
        case "number":
            return token.value, False
        case "percentage":
            if scale.percent is None:
                raise _Unknown
            return token.value * scale.percent / 100, True
        case "dimension":
            found = scale.px(token.value, token.lower_unit)
            if found is None:
                raise _Unknown
            return found, True
        case "() block":
            return _sum(token.content, scale)
        case "function":
            return _function(token, scale)
    raise _Unknown


def _function(token: Any, scale: Scale) -> tuple[float, bool]:
    arguments: list[list[Any]] = [[]]
    for inner in token.arguments:
        if inner.type == "literal" and inner.value == ",":
            arguments.append([])
        else:
            arguments[-1].append(inner)
    values = [_sum(argument, scale) for argument in arguments]
    kinds = {is_length for number, is_length in values if number}
    if len(kinds) > 1:
        raise _Unknown
    is_length = any(is_length for _, is_length in values)
    numbers = [number for number, _ in values]
    match token.lower_name:
        case "calc" | "-webkit-calc" if len(numbers) == 1:
            return numbers[0], is_length
        case "min":
            return min(numbers), is_length
        case "max":
            return max(numbers), is_length
        case "clamp" if len(numbers) == 3:
            return max(numbers[0], min(numbers[1], numbers[2])), is_length
    raise _Unknown


def _sum(tokens: Any, scale: Scale) -> tuple[float, bool]:
    """A sum of products."""
    parts = significant(tokens)
    if not parts:
        raise _Unknown
    total, is_length = _term(parts[0], scale)
    terms: list[tuple[str, float, bool]] = [("+", total, is_length)]
    index = 1
    while index + 1 < len(parts):
        sign = parts[index].value if parts[index].type == "literal" else ""
        number, other = _term(parts[index + 1], scale)
        index += 2
        if sign in ("+", "-"):
            terms.append((sign, number, other))
            continue
        before_sign, before, kind = terms[-1]
        if sign == "*" and not (kind and other):
            terms[-1] = (before_sign, before * number, kind or other)
        elif sign == "/" and number and not other:
            terms[-1] = (before_sign, before / number, kind)
        else:
            raise _Unknown
    if index != len(parts):
        raise _Unknown
    if len({kind for _, number, kind in terms if number}) > 1:
        raise _Unknown
    value = sum(number if sign == "+" else -number for sign, number, _ in terms)
    return value, any(kind for _, _, kind in terms)
