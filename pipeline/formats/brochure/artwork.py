"""The artwork of an article in each form, drawn when a form is laid out with it.

Input: the theme, what the artwork is drawn from. Output: SVG, the same for the same article. Must not: know what a form is chosen by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from functools import cache
from typing import Any, ClassVar

from pipeline.formats.brochure.forms import Form
from pipeline.theme import Theme

# User units of a tile's side.
SIDE = 60


@dataclass(frozen=True)
class Artwork:
    """What is drawn from an article's name and topics.

    Shape: its fields are all that it is drawn from, since editions are remembered by them.
    """

    theme: InitVar[Theme]
    slug: str
    topics: tuple[str, ...]
    palette: Mapping[str, Any] = field(init=False)
    templates: Mapping[str, bytes] = field(init=False)
    # Of each, though not a field of it.
    _drawn: ClassVar[Any]

    def __post_init__(self, theme: Theme) -> None:
        def drawn(name: str, columns: int, rows: int) -> str:
            return theme.art(f"{self.slug}{name}", self.topics, columns, rows, SIDE)

        object.__setattr__(self, "palette", theme.palette(self.topics))
        object.__setattr__(self, "templates", theme.art_templates)
        # Most forms are never laid out, and a form that is, some times.
        object.__setattr__(self, "_drawn", cache(drawn))

    def cover(self, form: Form) -> str:
        drawn: str = self._drawn("", *form.art)
        return drawn

    def plate(self, form: Form) -> str:
        """A page that has nothing else."""
        drawn: str = self._drawn(" plate", *form.plate)
        return drawn

    def strip(self, form: Form, turn: int, rows: int) -> str:
        """What stands below text that ends early; as many take turns as there are `STRIPS`."""
        drawn: str = self._drawn(f" strip{turn or ''}", form.strip, rows)
        return drawn
