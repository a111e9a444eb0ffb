"""Links from one article to another, by the file that an author sees: `../tides/article.md#spring-tides`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_ARTICLE = re.compile(
    r"(?:\.\./)++(?:[^/#?]+/)*(?P<slug>[^/#?.]+)/article(?:\.[^/#?.]+)?\.md(?:#(?P<place>.*))?"
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in another article. Shape: `place` is the id of a heading; empty for the whole."""

    slug: str
    place: str = ""

    @property
    def name(self) -> str:
        """As a project lists what links may lead to."""
        return f"{self.slug}#{self.place}" if self.place else self.slug


def elsewhere(url: str) -> Elsewhere | None:
    """The article that a link's address means, None for any other address. The language is always the reader's own."""
    match = _ARTICLE.fullmatch(unquote(url))
    return Elsewhere(match["slug"], match["place"] or "") if match else None
