"""The artwork of an article in each form, drawn when a form is laid out with it.

Input: the theme, what the artwork is drawn from. Output: SVG, the same for the same article. Must not: know what a form is chosen by.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.formats.brochure.forms import STRIPS, Form
from pipeline.theme import Theme

# User units of a tile's side.
SIDE = 60


class Artwork:
    """What is drawn from an article's name and topics."""

    def __init__(self, theme: Theme, slug: str, topics: Sequence[str]) -> None:
        # Most forms are never laid out, and a form that is, some times.
        self._drawn = cache(
            lambda name, columns, rows: theme.art(f"{slug}{name}", topics, columns, rows, SIDE)
        )

    def cover(self, form: Form) -> str:
        drawn: str = self._drawn("", *form.art)
        return drawn

    def plate(self, form: Form) -> str:
        """A page that has nothing else."""
        drawn: str = self._drawn(" plate", *form.plate)
        return drawn

    def strips(self, form: Form) -> tuple[str, ...]:
        """What takes turns below text that ends early."""
        return tuple(self._drawn(f" strip{number or ''}", form.strip, 1) for number in range(STRIPS))
