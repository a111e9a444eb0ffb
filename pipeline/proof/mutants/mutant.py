"""A finished file in which one disclaimer was attacked.

Input: nothing. Output: the type. Must not: know a format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.rendition.expected import Expectation

# Whether an attack (name) on a disclaimer (key) is wanted.
Wanted = Callable[[str, str], bool]


def every(name: str, key: str) -> bool:
    """All attacks on all disclaimers."""
    return True


@dataclass(frozen=True, slots=True)
class Mutant:
    """A copy of a finished file that no proof may pass.

    Shape: `name` is the attack, the same for every disclaimer that it was tried on; `key` is the notice, empty where
    the attack is on the text around; `description` ends "the file in which …". `owed` is what the copy's own manifest
    says where the attack changed that too, else None: the file still owes what it did.
    """

    name: str
    key: str
    content: bytes
    description: str
    owed: Expectation | None = None

    @property
    def kind(self) -> str:
        """The family of attacks that it belongs to, for counting."""
        return self.name.split("-", 1)[0]
