"""Keys that a file may not have, and what they were meant to be.

Input: a YAML document and the keys that each of its mappings knows. Output: the document with misspelt keys called as they were
meant, and a finding for each. Must not: know what any key is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pipeline.diagnostics import Diagnostic, Extent, Reported, did_you_mean, nearest, quoted, report
from pipeline.yaml import Path, YamlDocument


def known_keys(
    document: YamlDocument,
    known: Mapping[tuple[str, ...], tuple[str, ...]],
    code: str,
    elsewhere: Mapping[tuple[str, ...], Mapping[str, str]],
    synonyms: Mapping[tuple[str, ...], Mapping[str, str]] = MappingProxyType({}),
) -> Reported[YamlDocument]:
    """The document without the keys that a file may not have: in policy and wordings a misspelt key is an error, never a warning.

    Shape: `known` maps the path of a mapping, `*` for any key or index, to its keys. What stands under a misspelt one is
    looked at as what was meant, so that nobody is told that the right one is missing. `elsewhere` says of keys that belong to
    another place where that is; `synonyms` are words that others have for a key.
    """
    found: list[Diagnostic] = []
    values, keys_at = dict(document.values), dict(document.keys)
    placed = replace(document, values=values, keys=keys_at)
    moving = [_Moving(values), _Moving(keys_at)]
    # What each misspelt key is called, none for those that go; all at once at the end, since there may be thousands.
    names: dict[Path, str | None] = {}

    def visit(inner: Any, path: tuple[str | int, ...], pattern: tuple[str, ...]) -> None:
        if isinstance(inner, dict):
            keys = known.get(pattern)
            for key, child in inner.items():
                if keys is None:
                    visit(
                        child, (*path, key), (*pattern, "*") if (*pattern, "*") in known else (*pattern, key)
                    )
                elif key in keys:
                    visit(child, (*path, key), (*pattern, key))
                else:
                    place = placed.key_at(*path, key)
                    belongs = elsewhere.get(pattern, {}).get(key)
                    other = synonyms.get(pattern, {}).get(key)
                    near = belongs or (f"did you mean `{other}`?" if other else did_you_mean(key, keys))
                    found.append(report(code, place, key=quoted(key), accepted=", ".join(keys), nearest=near))
                    meant = None if belongs else other or nearest(key, keys)
                    if meant is None or meant in inner or (*path, meant) in values:
                        names[*path, key] = None
                        continue
                    names[*path, key] = meant
                    for places in moving:
                        places.move((*path, key), (*path, meant))
                    visit(child, (*path, meant), (*pattern, meant))
        elif isinstance(inner, list):
            for index, child in enumerate(inner):
                visit(child, (*path, index), (*pattern, "*"))

    visit(document.value, (), ())
    return Reported(replace(placed, value=_called(document.value, names, ())), tuple(found))


def _called(value: Any, names: Mapping[Path, str | None], path: Path) -> Any:
    """A value with its keys as they are to be called. Shape: the paths in `names` are those below keys already called so."""
    if not names:
        return value
    if isinstance(value, dict):
        called = {key: names.get((*path, key), key) for key in value}
        return {
            name: _called(child, names, (*path, name))
            for key, child in value.items()
            if (name := called[key]) is not None
        }
    if isinstance(value, list):
        return [_called(child, names, (*path, index)) for index, child in enumerate(value)]
    return value


class _Moving:
    """Places that are found under other keys, too."""

    def __init__(self, places: dict[Path, Extent]) -> None:
        self._places = places
        self._below: dict[Path, list[Path]] = {}
        seen: set[Path] = set()
        for at in places:
            while at and at not in seen:
                seen.add(at)
                self._below.setdefault(at[:-1], []).append(at)
                at = at[:-1]

    def move(self, key: Path, meant: Path) -> None:
        self._below.setdefault(meant[:-1], []).append(meant)
        if key in self._places:
            self._places[meant] = self._places[key]
        for below in tuple(self._below.get(key, ())):
            self.move(below, (*meant, below[-1]))
