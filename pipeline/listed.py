"""What a run knows of an article that need not be read, since its folder looks as it did before it was read the last time.

Input: an article, and what was found in its file. Output: a `Listed` that says all that matters of it to others, and
the hash of the rest. Must not: look at the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.article import Article, about
from pipeline.diagnostics import Diagnostic
from pipeline.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Listed:
    """An article without its text.

    Shape: `own` is the hash of all that goes into its files and is its own; `found` is what was found in its file.
    """

    path: str
    slug: str
    lang: str
    translation: bool
    formats: tuple[str, ...]
    title: str
    topics: tuple[str, ...]
    text_sha256: str
    about: Mapping[str, Any]
    own: str
    found: tuple[Diagnostic, ...] = ()
    audience: str | None = None
    region: str | None = None

    @property
    def id(self) -> str:
        """How people name it, as of an `Article`."""
        return f"{self.slug}.{self.lang}" if self.translation else self.slug


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles of a folder. Shape: `look` is how it looked before they were read."""

    look: str
    articles: tuple[Listed, ...]


def listed(one: Article, found: Sequence[Diagnostic]) -> Listed:
    """What is to be known of an article that was read."""
    return Listed(
        one.path,
        one.slug,
        one.lang,
        one.translation,
        one.formats,
        one.meta.title,
        one.meta.topics,
        one.text_sha256,
        about(one.meta),
        own(one),
        tuple(found),
        one.meta.audience,
        one.meta.region,
    )


def own(one: Article) -> str:
    """The hash of all that goes into an article's files and is its own."""
    return fingerprint(
        (one.path, one.slug, one.lang, one.front, one.body, one.body_line, one.faulty),
        one.meta,
        one.assets,
        # What a translation inherits stands in another file.
        (one.positions, one.inherited) if one.translation else None,
    )
