"""Shadows, outlines and frames that lie over the letters in their own box, or under them in the same colour.

Input: the `Styles` of one document, a rule that meets a disclaimer or what it lies in. Output: declarations.
Must not: follow the cascade: any rule counts, in any medium.

Why: an outline is drawn over what is in a box, and a shadow that falls inwards is its ground, of which no other rule knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.proof.css import Declared, Rule, Styles
from pipeline.proof.lengths import EM, length_of, significant

CAST = re.compile(r"(-(webkit|moz|ms)-)?(box-shadow|outline(-width|-offset)?)")
# Inwards no more than an edge, at the side where lines begin a little more; outwards a box stands apart. Units: px.
_INWARDS, _ASIDE, _OUTWARDS = 6.0, 12.0, 24.0
_BORDER = re.compile(r"border(-(top|right|bottom|left|block|inline)(-(start|end))?)?(-width)?")
# Functions that make a colour or a picture, and no length. A variable is asked for by itself.
_UNMEASURED = re.compile(
    r"rgba?|hsla?|hwb|(ok)?(lab|lch)|color(-mix)?|light-dark|var|url|([a-z-]+-)?gradient"
)


def cast(styles: Styles, rule: Rule) -> tuple[str, ...]:
    """Shadows, outlines and frames that reach far into their box, or far out of it."""
    return tuple(
        f"{declared.name}: {declared.text[:40]}"
        for declared in rule.declarations
        if cast_by(styles, declared)
    )


def cast_by(styles: Styles, declared: Declared) -> bool:
    """Whether a shadow, an outline or a frame reaches far into its box, or far out of it."""
    if CAST.fullmatch(declared.name):
        return _far(styles, declared)
    return _BORDER.fullmatch(declared.name) is not None and _unknown(styles, declared)


def outwards(declared: Declared) -> float:
    """How far a shadow or an outline reaches out of its box. Units: px."""
    if not declared.name.endswith("box-shadow"):
        return sum(length for length in _lengths(declared.value) if length > 0)
    return max(
        (
            max(map(abs, offset), default=0.0) + soft
            for inset, offset, soft in _shadows(declared)
            if not inset
        ),
        default=0.0,
    )


def _shadows(declared: Declared) -> Iterator[tuple[bool, list[float], float]]:
    """Of each shadow whether it falls inwards, how far it is moved, and what it is larger by: half of what is blurred is seen."""
    parts: list[list[Any]] = [[]]
    for token in declared.value:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        lengths = _lengths(part)
        inset = any(token.type == "ident" and token.lower_value == "inset" for token in part)
        blur, spread = (*lengths[2:4], 0.0, 0.0)[:2]
        yield inset, lengths[:2], blur / 2 + spread


def _lengths(tokens: Iterable[Any]) -> list[float]:
    return [length for token in tokens if (length := length_of([token], EM)) is not None]


def computed(declared: Declared) -> bool:
    """Whether a part of a value may be a length that nobody wrote down."""
    return any(one.type == "function" and not _UNMEASURED.fullmatch(one.lower_name) for one in declared.value)


def unmeasured(token: Any) -> bool:
    """Whether a part of a value is a length that nobody can compute, but for the rim of a screen."""
    if token.type != "function" or _UNMEASURED.fullmatch(token.lower_name):
        return False
    return length_of([token], EM) is None and "env(safe-area-inset-" not in token.serialize().lower()


def _far(styles: Styles, declared: Declared) -> bool:
    if _unknown(styles, declared) or computed(declared):
        return True
    if not declared.name.endswith("box-shadow"):
        lengths = _lengths(declared.value)
        # Over the letters, where it begins inside the box.
        return any(length < -_INWARDS or length > _ASIDE for length in lengths)
    for inset, offset, soft in _shadows(declared):
        aside, along = (*map(abs, offset), 0.0, 0.0)[:2]
        if inset and (along + soft > _INWARDS or aside + soft > _ASIDE):
            return True
        if not inset and max(aside, along) + soft > _OUTWARDS:
            return True
    return False


def _unknown(styles: Styles, declared: Declared) -> bool:
    """Whether a variable in a value may be a length."""
    return any(
        token.type == "function" and token.lower_name == "var" and not _coloured(styles, token)
        for token in declared.value
    )


def _coloured(styles: Styles, variable: Any) -> bool:
    """Whether a variable is a colour wherever it is given."""
    parts = significant(variable.arguments)
    return len(parts) == 1 and parts[0].value not in _uncoloured(styles)


def _uncoloured(styles: Styles) -> frozenset[str]:
    """The variables of stylesheets that may be something else than one colour."""
    known = styles.kinds.computed
    if ("uncoloured",) not in known:
        known[("uncoloured",)] = frozenset(
            declared.name
            for sheet in styles.sheets
            for rule in sheet.rules
            for declared in rule.declarations
            if declared.name.startswith("--") and not _one_colour(declared)
        )
    found: frozenset[str] = known[("uncoloured",)]
    return found


def _one_colour(declared: Declared) -> bool:
    tokens = significant(declared.value)
    if len(tokens) != 1:
        return False
    token = tokens[0]
    if token.type == "function":
        return token.lower_name != "var" and _UNMEASURED.fullmatch(token.lower_name) is not None
    plain: bool = token.type == "hash" or (token.type == "ident" and token.lower_value != "inset")
    return plain
