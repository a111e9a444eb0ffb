"""Rules with the values of their variables put in.

Input: the `Styles` of one document, a rule. Output: the rule with a declaration for each value that it may have. Must not:
follow the cascade: whatever any rule gives a variable, in any medium, is a value that it may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pipeline.proof.css import Declared, Match, Rule, Styles
from pipeline.proof.lengths import significant

# The name of a declaration of which nobody knows what it says, since its variables may have too many values.
UNTOLD = "var()"
_VALUES, _DEPTH, _TOKENS = 64, 8, 200


def written_out(styles: Styles, rule: Rule) -> Rule:
    """A rule without variables: the same one where it has none."""
    known, key = styles.kinds.computed, ("written out", id(rule))
    if (kept := known.get(key)) is None:
        new = rule
        if any("var(" in declared.text for declared in rule.declarations):
            declarations = tuple(one for declared in rule.declarations for one in _variants(styles, declared))
            new = replace(rule, declarations=declarations)
        # With the rule itself, of which no other may take the number.
        kept = known[key] = new, rule
    found: Rule = kept[0]
    return found


def told(styles: Styles, match: Match) -> Match:
    """A match whose rule is written out."""
    rule = written_out(styles, match.rule)
    return match if rule is match.rule else match._replace(rule=rule)


def _variants(styles: Styles, declared: Declared) -> Iterator[Declared]:
    import tinycss2

    if "var(" not in declared.text or declared.name.startswith("--"):
        yield declared
        return
    values = _filled(_given(styles), list(declared.value), 0)
    if values is None:
        yield replace(declared, name=UNTOLD)
        return
    for value in values:
        text = " ".join(tinycss2.serialize(value).split()).lower()
        yield replace(declared, value=tuple(value), text=text)


def _given(styles: Styles) -> dict[str, list[Sequence[Any]]]:
    """What rules give each variable."""
    known = styles.kinds.computed
    if ("given",) not in known:
        found: dict[str, dict[str, Sequence[Any]]] = {}
        for sheet in styles.sheets:
            for rule in sheet.rules:
                for declared in rule.declarations:
                    if declared.name.startswith("--"):
                        found.setdefault(declared.name, {})[declared.text] = declared.value
        known[("given",)] = {name: list(values.values()) for name, values in found.items()}
    given: dict[str, list[Sequence[Any]]] = known[("given",)]
    return given


def _filled(
    given: dict[str, list[Sequence[Any]]], tokens: Sequence[Any], depth: int
) -> list[list[Any]] | None:
    """The values that tokens may be; None where they are too many."""
    from tinycss2 import ast

    found: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            options = _options(given, token, depth)
        elif token.type == "function":
            inner = _filled(given, token.arguments, depth)
            options = inner and [
                [ast.FunctionBlock(token.source_line, token.source_column, token.name, one)] for one in inner
            ]
        elif token.type == "() block":
            inner = _filled(given, token.content, depth)
            options = inner and [
                [ast.ParenthesesBlock(token.source_line, token.source_column, one)] for one in inner
            ]
        else:
            options = [[token]]
        if options is None or len(found) * len(options) > _VALUES:
            return None
        found = [[*before, *one] for before in found for one in options]
        if any(len(one) > _TOKENS for one in found):
            return None
    return found


def _options(given: dict[str, list[Sequence[Any]]], variable: Any, depth: int) -> list[list[Any]] | None:
    """What may stand for a variable. Shape: empty where it has no value, so that browsers leave the declaration out."""
    arguments = significant(variable.arguments)
    if not arguments or arguments[0].type != "ident" or depth > _DEPTH:
        return None
    found: list[list[Any]] = []
    # What stands for it where nothing else does.
    for value in (*given.get(arguments[0].value, ()), *([arguments[2:]] if len(arguments) > 1 else [])):
        one = _filled(given, value, depth + 1)
        if one is None:
            return None
        found += one
    return found
