"""What a reader makes of a file: blocks, front matter, pictures, and an account of everything else.

Must not: read files, know where an article goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.document import Block

# Why text is left out that somebody may miss.
NOT_READ = "it could not be read as part of the text"
TEXT_BOX = "it stands in a text box"
TOO_DEEP = "it is nested too deeply"
NO_FORMULAS = "formulas of OpenDocument are not read; write each in words, or put in a picture of it"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A run of text that is not in the article, and why."""

    text: str
    why: str

    @property
    def missed(self) -> bool:
        """Whether it belongs to the text, not to the page or the file around it."""
        return self.why in (NOT_READ, TEXT_BOX, TOO_DEEP, NO_FORMULAS)


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture that could not be brought in. Shape: `alt` is what the input says of it."""

    name: str
    why: str
    alt: str = ""


@dataclass(slots=True)
class Account:
    """What happens to the input beside becoming text of the article; readers write it as they go."""

    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[MissingPicture] = field(default_factory=list)

    def drop(self, text: str, why: str) -> None:
        if (text := " ".join(text.split())) and Dropped(text, why) not in self.dropped:
            self.dropped.append(Dropped(text, why))

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it is written down.

    Shape: `meta` has keys of front matter, `x-…` ones among them; `runs` are the texts of the input, found by another
    route than the blocks; `pictures` are files by the name that the blocks use.
    """

    blocks: tuple[Block, ...]
    runs: tuple[str, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    # Text that stands in a title or header of the input and is shown nowhere in its body.
    title: str = ""
