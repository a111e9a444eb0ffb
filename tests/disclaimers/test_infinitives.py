"""What is said in another form of a verb."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

# Nynorsk has infinitives in -a as well as in -e.
RIGHTS = [
    ("nn", "Kjøparen kan heva kjøpet dersom feilen er stor.", True),
    ("nn", "Du kan klaga på vedtaket innan tre veker.", True),
    ("nn", "Kunden har lov til å angra kjøpet i to veker.", True),
    ("nn", "Styret vil anka dommen.", True),
    ("da", "Køberen må hæve handlen, når fejlen er væsentlig.", True),
    ("nn", "Du kan heva pengar i kassa.", False),
    ("nn", "Det er lov å angra seg, sa mor.", False),
    ("nn", "Deigen skal heva i ein time.", False),
    ("da", "Vejret kan hæve humøret.", False),
    ("nn", "Ikkje klag på vêret, kle deg.", False),
]


@pytest.mark.parametrize(("lang", "text", "legal"), RIGHTS)
def test_rights_are_found_in_both_infinitives(lang: str, text: str, legal: bool) -> None:
    assert bool(mentions_in_text(text, lang, "legal")) is legal
