"""What an input may cost, and the refusal of one that costs more.

Source: the limits of articles; an archive of 2,000 members or 100 MB unpacked is no article.
"""

from __future__ import annotations

import re

MAX_TEXT = 3_000_000
MAX_LINES = 40_000
# Of a Word or OpenDocument file.
MAX_PARAGRAPHS = 40_000
MAX_HTML = 20_000_000
MAX_ARCHIVE = 50_000_000
MAX_UNPACKED = 100_000_000
MAX_XML = 40_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200
# Notes that other notes lead to count once for each.
MAX_NOTES = 5_000
# Of one element: parsers compare each with all before it.
MAX_ATTRIBUTES = 500
# Small members may be as empty as they like.
RATIO_FROM = 2_000_000

# What one file may take of a reader before it is given up. pandoc has half a gigabyte of its own.
SECONDS = 25
MEMORY = 1_500_000_000


class Refused(Exception):
    """An input that cannot be read. Shape: a code of the registry, and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


# A tag that is long enough to have too many; with a picture in it, it has few.
_LONG = re.compile(r"<[^<>]{1500,}")
_NAMED = re.compile(r"\s[\w:-]+\s*=")


def uncrowded(markup: str) -> None:
    """Raises: Refused (an element with more attributes than any program writes)."""
    for tag in _LONG.finditer(markup):
        if len(_NAMED.findall(tag[0])) > MAX_ATTRIBUTES:
            raise Refused("IMP906", problem=f"one of its elements has more than {MAX_ATTRIBUTES} attributes")
