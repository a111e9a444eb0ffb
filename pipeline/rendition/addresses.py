"""Where a publication's pages are found, and what its languages call themselves.

Input: the place of a publication, languages, slugs. Output: addresses and names. Must not: know who links there.
"""

from __future__ import annotations

import functools


def handout_path(lang: str, slug: str) -> str:
    """Where a handout lies below the place of the publication, in `output/` and on a server alike."""
    return f"{lang}/{slug}/{slug}.html"


def address(site: str | None, path: str) -> str:
    """The address of a file below the publication's place; without one, as seen from an article's folder."""
    return f"{site.rstrip('/')}/{path}" if site else f"../../{path}"


@functools.cache
def own_name(lang: str) -> str:
    """A language as its own speakers write it; its tag where nobody has said."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(lang, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name or lang
