"""Spaces at which no line may end."""

from __future__ import annotations

import pytest

from pipeline.rendition.spacing import held_together


@pytest.mark.parametrize(
    ("lang", "text", "shown"),
    [
        ("en", "It costs 450 NOK for 12 months", "It costs 450~NOK for 12 months"),
        ("nb", "kr 1 500 eller 12 000 kr", "kr~1~500 eller 12~000~kr"),
        ("de", "15–20 % von 5 kg, § 536, 3 m hoch", "15–20~% von 5~kg, §~536, 3~m hoch"),
        ("fr", "1 234,56 € à 5 °C", "1~234,56~€ à 5~°C"),
        ("en", "Take 500 mg, then 2 more", "Take 500~mg, then 2 more"),
        ("en", "In 2026 the 3 men had 12 m8s", "In 2026 the 3 men had 12 m8s"),
        ("pl", "Wilgoć w domu i z dachu", "Wilgoć w~domu i~z~dachu"),
        ("uk", "Астма в дітей і її ознаки", "Астма в~дітей і~її ознаки"),
        ("en", "I had a cold", "I had a cold"),
        ("nb", "Å gå i skogen", "Å gå i skogen"),
    ],
)
def test_what_stays_on_one_line(lang: str, text: str, shown: str) -> None:
    assert held_together(text, lang) == shown.replace("~", "\u00a0")
