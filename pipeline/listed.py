"""What a run knows of an article that need not be read, since its folder looks as it did before it was read the last time.

Input: an article, and what was found in its file. Output: a `Listed` that says all that matters of it to others, and
the hash of the rest. Must not: look at the disk.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
    # Where links may lead to within it.
    places: tuple[str, ...] = ()

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
        tuple(places(one.body)),
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


_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}(?=[^`]*$)")
_MARKED = re.compile(r"#{1,6}[ \t]+(?=\S)")
_ATTRIBUTES = re.compile(r"\{(?P<inside>[^{}]*)\}$")
_ID = re.compile(r"(?:^|\s)#(\S+)")
# What stands behind the words of a link, a picture or a span, notes, and comments; each of some length, for the work to stay
# proportional to the text.
_BEHIND = re.compile(
    r"(?<=\])(?:\([^()\s]{0,400}(?:\s{1,9}\"[^\"]{0,400}\")?\)|\{[^{}]{0,400}\})|\[\^[^\]]{1,99}\]|<!--.{0,400}?-->"
)
# Columns that a line below a title may be indented.
_INDENT = 6


def places(body: str) -> Iterator[str]:
    """The ids of the headings in a text, as pandoc gives them; those of other marks in a heading, at best.

    Why not pandoc's own: an article is not parsed for the sake of another that leads to it.
    """
    taken: Counter[str] = Counter()
    for title in _titles(body):
        given = None
        if attributes := _ATTRIBUTES.search(title):
            given = _ID.search(attributes["inside"])
            title = title[: attributes.start()]
        if given is not None:
            yield given[1]
            continue
        name = _slug(title.rstrip())
        yield f"{name}-{taken[name]}" if taken[name] else name
        taken[name] += 1


def _titles(body: str) -> Iterator[str]:
    """The headings of a text as they are written, without their signs; none of those in code between fences."""
    above, fence = "", ""
    fenced: list[str] = []
    for line in body.split("\n"):
        inner = line.lstrip(" >")
        title = ""
        if fence:
            if inner.startswith(fence) and not inner.strip("`~ \t"):
                above, fence, fenced = "", "", []
                continue
        elif opened := _FENCE.match(inner):
            above, fence = "", opened[0]
            continue
        if marked := _MARKED.match(inner):
            title = inner[marked.end() :].rstrip()
            bare = title.rstrip("#")
            title = bare.rstrip() if bare[-1:] in (" ", "\t") else title
        elif above and len(line) - len(inner) <= _INDENT and len({*inner.rstrip()} & {"=", "-"}) == 1:
            title = above.rstrip() if not inner.strip("=- \t") and len({*inner.rstrip()}) == 1 else ""
        above = "" if title else inner.lstrip()
        if title and fence:
            fenced.append(title)
        elif title:
            yield title
    # A fence that nothing closes begins no code.
    yield from fenced


def _slug(title: str) -> str:
    """Letters, marks, figures, `-` and `_` of a title, in small letters, with hyphens for its spaces."""
    words = html.unescape(_BEHIND.sub("", title))
    # Two and three hyphens are dashes; `_` between letters is one of the words.
    words = re.sub(r"(?<!-)-{2,3}(?!-)", "", words)
    words = re.sub(r"(?<!\w)_+|(?<!_)_++(?!\w)", "", words)
    kept = (sign for sign in words.lower() if sign in "-_ \t" or unicodedata.category(sign)[0] in "LMN")
    return re.sub(r"\s", "-", "".join(kept))
