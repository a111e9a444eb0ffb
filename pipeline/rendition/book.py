"""What catalogues and shops are told of an ebook: the facts that its package states, in plain values.

Input: nothing. Output: the `Book` that an edition fills and the distribution data are made from.
Must not: know a format of either.
"""

from __future__ import annotations

import functools
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Access:
    """What can truly be said about a book's accessibility. Source: schema.org, EPUB Accessibility 1.1."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazard: str
    conforms: bool
    lang: str
    summary: str


@dataclass(frozen=True, slots=True)
class Contributor:
    name: str
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """An ebook as a catalogue lists it.

    Shape: `identifier` is its URN, `own_identifier` what its publisher calls it besides. Dates are ISO dates;
    `published` is empty where the article has none. `rights` are the rights and the disclaimers that hold for the
    whole. `pages` counts those of the printed brochure, 0 where there is none. `part_of` names what
    it is a chapter of, nothing for a book of its own.
    """

    identifier: str
    title: str
    lang: str
    modified: str
    access: Access
    own_identifier: str | None = None
    subtitle: str | None = None
    contributors: tuple[Contributor, ...] = ()
    publisher: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: str | None = None
    region: str | None = None
    published: str = ""
    release: str | None = None
    rights: tuple[str, ...] = ()
    pages: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(value: object) -> Book:
    """The facts as a manifest holds them. Raises: ValueError (not such facts)."""
    return _facts().validate_python(value)


@functools.cache
def _facts() -> TypeAdapter[Book]:
    from pydantic import TypeAdapter

    return TypeAdapter(Book)
