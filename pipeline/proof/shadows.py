"""Shadows and outlines that lie over the letters in their own box, or under them in the same colour.

Input: the `Styles` of one document, a rule that meets a disclaimer or what it lies in. Output: declarations.
Must not: follow the cascade: any rule counts, in any medium.

Why: an outline is drawn over what is in a box, and a shadow that falls inwards is its ground, of which no other rule knows.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.proof.css import Declared, Rule, Styles
from pipeline.proof.lengths import Scale, length_of

_CAST = re.compile(r"(-(webkit|moz|ms)-)?(box-shadow|outline(-width|-offset)?)")
_EM = Scale(em=16, rem=16, width=320, height=640, percent=320)
# Inwards no more than an edge; outwards a box stands apart from others. Units: px.
_INWARDS, _OUTWARDS = 12.0, 24.0
# Functions that make a colour or a picture, and no length. A variable is asked for by itself.
_UNMEASURED = re.compile(
    r"rgba?|hsla?|hwb|(ok)?(lab|lch)|color(-mix)?|light-dark|var|url|([a-z-]+-)?gradient"
)


def cast(styles: Styles, rule: Rule) -> tuple[str, ...]:
    """Shadows and outlines that reach far into their box, or far out of it."""
    return tuple(
        f"{declared.name}: {declared.text[:40]}"
        for declared in rule.declarations
        if _CAST.fullmatch(declared.name) and _far(styles, declared)
    )


def computed(declared: Declared) -> bool:
    """Whether a part of a value may be a length that nobody wrote down."""
    return any(one.type == "function" and not _UNMEASURED.fullmatch(one.lower_name) for one in declared.value)


def _far(styles: Styles, declared: Declared) -> bool:
    outwards = declared.name.endswith("box-shadow") and "inset" not in declared.text
    for token in declared.value:
        length = length_of([token], _EM)
        if length is not None and abs(length) > (_OUTWARDS if outwards else _INWARDS):
            return True
        if token.type == "function" and token.lower_name == "var" and not _coloured(styles, token):
            return True
    return computed(declared)


def _coloured(styles: Styles, variable: Any) -> bool:
    """Whether a variable is a colour wherever it is given."""
    parts = [one for one in variable.arguments if one.type not in ("whitespace", "comment")]
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
    tokens = [one for one in declared.value if one.type not in ("whitespace", "comment")]
    if len(tokens) != 1:
        return False
    token = tokens[0]
    if token.type == "function":
        return token.lower_name != "var" and _UNMEASURED.fullmatch(token.lower_name) is not None
    plain: bool = token.type == "hash" or (token.type == "ident" and token.lower_value != "inset")
    return plain
