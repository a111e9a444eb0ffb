"""What an input may cost, and the refusal of one that costs more.

Source: the limits of articles; an archive of 2,000 members or 100 MB unpacked is no article.
"""

from __future__ import annotations

MAX_TEXT = 3_000_000
MAX_LINES = 40_000
MAX_HTML = 20_000_000
MAX_ARCHIVE = 50_000_000
MAX_UNPACKED = 100_000_000
MAX_XML = 40_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200
# Notes that other notes lead to count once for each.
MAX_NOTES = 5_000
# Small members may be as empty as they like.
RATIO_FROM = 2_000_000

# What one file may take of a reader, which is given it twice before it is given up. pandoc has half a gigabyte of its own.
SECONDS = 25
MEMORY = 1_500_000_000


class Refused(Exception):
    """An input that cannot be read. Shape: a code of the registry, and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
