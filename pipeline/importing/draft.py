"""The account of a file that is brought in: what is left out and why, what is noted, which pictures are missing.

Input: nothing. Output: the values that readers fill. Must not: read files, know where an article goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    """What happens to the input beside becoming text of the article; readers write it as they go.

    Shape: what is dropped and noted is told once, in this order.
    """

    dropped: dict[Dropped, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    missing: list[MissingPicture] = field(default_factory=list)

    def drop(self, text: str, why: str) -> None:
        if text := " ".join(text.split()):
            self.dropped[Dropped(text, why)] = None

    def note(self, text: str) -> None:
        self.notes[text] = None
