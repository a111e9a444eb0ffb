"""One hash for a whole value: equal values, equal hashes, in any process and on any machine.

Input: frozen dataclasses, models, mappings, sequences, sets, text, bytes, numbers, dates. Output: SHA-256 in hex.
Must not: depend on the order of sets and mappings, on object identity or on the hash seed.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

# Below this many bytes it is cheaper to feed the bytes themselves than their hash.
_SHORT = 4096


def fingerprint(*values: object) -> str:
    """The hash of these values together. Raises: TypeError for a value whose parts are not known."""
    parts: list[bytes] = []
    _feed(values, parts.append)
    return sha256(b"".join(parts)).hexdigest()


def _feed(value: Any, feed: Callable[[bytes], None]) -> None:
    """Every part behind its kind and length, so that no two values are written alike."""
    kind = type(value)
    if kind is str:
        text = value.encode("utf-8", "surrogatepass")
        feed(b"s%d:" % len(text))
        feed(text)
    elif value is None or kind is bool or kind is int or kind is float:
        feed(f"{kind.__name__} {value!r};".encode())
    elif kind is bytes:
        feed(b"b%d:" % len(value))
        feed(value if len(value) < _SHORT else _digest(value))
    elif isinstance(value, enum.Enum):
        feed(f"e {kind.__qualname__}.{value.name};".encode())
    elif names := _fields(kind):
        feed(f"d {kind.__qualname__} {len(names)};".encode())
        for name in names:
            _feed(getattr(value, name), feed)
    elif isinstance(value, Mapping):
        feed(b"m%d:" % len(value))
        for key in sorted(value, key=repr):
            _feed(key, feed)
            _feed(value[key], feed)
    elif isinstance(value, (datetime.date, datetime.datetime)):
        feed(f"t {value.isoformat()};".encode())
    elif isinstance(value, Set):
        feed(b"z%d:" % len(value))
        for each in sorted(fingerprint(one) for one in value):
            feed(each.encode())
    elif isinstance(value, Sequence):
        feed(b"q%d:" % len(value))
        for one in value:
            _feed(one, feed)
    elif dataclasses.is_dataclass(kind):  # without a field
        feed(f"d {kind.__qualname__} 0;".encode())
    else:
        raise TypeError(f"no fingerprint of a {kind.__qualname__}")


@lru_cache(maxsize=256)
def _digest(content: bytes) -> bytes:
    """Of fonts and pictures, which many values share."""
    return sha256(content).digest()


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass or model; none of anything else."""
    if kind not in _FIELDS:
        names: tuple[str, ...] = ()
        if issubclass(kind, BaseModel):
            names = tuple(kind.model_fields)
        elif dataclasses.is_dataclass(kind):
            names = tuple(field.name for field in dataclasses.fields(kind))
        _FIELDS[kind] = names
    return _FIELDS[kind]
