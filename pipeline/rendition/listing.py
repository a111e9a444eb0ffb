"""Which headings a list of contents names. Must not: know how any format shows it."""

from __future__ import annotations

# A page with fewer sections has no list of them.
LEAST_ENTRIES = 3
# A list of contents of more chapters names no sections of theirs: it would be too long to find anything in.
MOST_WITH_SECTIONS = 40
