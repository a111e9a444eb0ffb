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


# What takes the parts of a value, one after the other.
Feed = Callable[[bytes], None]


def _feed(value: Any, feed: Feed) -> None:
    """Every part behind its kind and length, so that no two values are written alike."""
    kind = type(value)
    (_FEEDERS.get(kind) or _feeder(kind))(value, feed)


def _text(value: str, feed: Feed) -> None:
    text = value.encode("utf-8", "surrogatepass")
    feed(b"s%d:" % len(text))
    feed(text)


def _plain(value: object, feed: Feed) -> None:
    feed(f"{type(value).__name__} {value!r};".encode())


def _whole(value: int, feed: Feed) -> None:
    feed(b"int %d;" % value)


def _bytes(value: bytes, feed: Feed) -> None:
    feed(b"b%d:" % len(value))
    feed(value if len(value) < _SHORT else _digest(value))


def _mapping(value: Mapping[Any, Any], feed: Feed) -> None:
    feed(b"m%d:" % len(value))
    for key in sorted(value, key=repr):
        _feed(key, feed)
        _feed(value[key], feed)


def _set(value: Set[Any], feed: Feed) -> None:
    feed(b"z%d:" % len(value))
    for each in sorted(fingerprint(one) for one in value):
        feed(each.encode())


def _sequence(value: Sequence[Any], feed: Feed) -> None:
    feed(b"q%d:" % len(value))
    known = _FEEDERS
    for one in value:
        kind = type(one)
        (known.get(kind) or _feeder(kind))(one, feed)


def _fielded(kind: type, names: tuple[str, ...]) -> Callable[[Any, Feed], None]:
    head = f"d {kind.__qualname__} {len(names)};".encode()
    known = _FEEDERS

    def fed(value: Any, feed: Feed) -> None:
        feed(head)
        for name in names:
            part = getattr(value, name)
            kind = type(part)
            (known.get(kind) or _feeder(kind))(part, feed)

    return fed


_FEEDERS: dict[type, Callable[[Any, Feed], None]] = {
    str: _text,
    type(None): _plain,
    bool: _plain,
    int: _whole,
    float: _plain,
    bytes: _bytes,
    tuple: _sequence,
    list: _sequence,
}


def _feeder(kind: type) -> Callable[[Any, Feed], None]:
    """How values of a kind are fed, found out once. Raises: TypeError."""
    found: Callable[[Any, Feed], None]
    if issubclass(kind, enum.Enum):

        def found(value: enum.Enum, feed: Feed) -> None:
            feed(f"e {kind.__qualname__}.{value.name};".encode())

    elif issubclass(kind, str):
        found = _text
    elif dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel):
        found = _fielded(kind, _fields(kind))
    elif issubclass(kind, Mapping):
        found = _mapping
    elif issubclass(kind, datetime.date):

        def found(value: datetime.date, feed: Feed) -> None:
            feed(f"t {value.isoformat()};".encode())

    elif issubclass(kind, Set):
        found = _set
    elif issubclass(kind, Sequence):
        found = _sequence
    else:
        raise TypeError(f"no fingerprint of a {kind.__qualname__}")
    _FEEDERS[kind] = found
    return found


@lru_cache(maxsize=256)
def _digest(content: bytes) -> bytes:
    """Of fonts and pictures, which many values share."""
    return sha256(content).digest()


def _fields(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass or model."""
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    return tuple(field.name for field in dataclasses.fields(kind))
