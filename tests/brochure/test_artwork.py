"""Artwork that is drawn when it is asked for: told apart by all that it is drawn from."""

from __future__ import annotations

from itertools import combinations

from pipeline.brand import Brand
from pipeline.fingerprint import fingerprint
from pipeline.formats.brochure.artwork import Artwork
from pipeline.formats.brochure.forms import FORMS
from pipeline.theme import Theme, load_theme
from pipeline.workspace import read_templates, shipped_templates

FILES = read_templates(shipped_templates())


def _theme(own: dict[str, bytes] | None = None, brand: Brand | None = None) -> Theme:
    theme = load_theme(FILES, own, brand).value
    assert theme is not None
    return theme


def test_what_is_drawn_alike_is_told_alike_and_nothing_else() -> None:
    own = {"shared/art.svg.j2": FILES["shared/art.svg.j2"] + b"<!-- ours -->"}
    every = [
        Artwork(theme, slug, topics)
        for theme in (_theme(), _theme(own), _theme(brand=Brand(theme="loom")))
        for slug, topics in (("tides", ()), ("piers", ()), ("tides", ("medical",)))
    ]
    drawn = [tuple(one.cover(form) for form in FORMS.values()) for one in every]
    told = [fingerprint(one) for one in every]
    for (first, one), (second, other) in combinations(zip(drawn, told, strict=True), 2):
        assert first == second or one != other
    assert len(set(drawn)) > 4
    assert fingerprint(Artwork(_theme(), "tides", ())) == told[0]
    # Nothing of it changes by being drawn.
    assert fingerprint(every[0]) == told[0]
    assert every[0].plate(FORMS["booklet"])
