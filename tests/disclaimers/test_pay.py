"""What is pay without a word for it, and what is paid by those who work."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

PAY = [
    ("nb", "Årslønnen for en nyutdannet sykepleier er omtrent kr 500 000."),
    ("da", "Overenskomsten giver rengøringsfolkene 151,25 kr. i timen."),
    ("da", "En vikarlæge kan få op til 1.200 kr. i timen."),
    ("en", "Those who clean the school get £11.90 for every hour they work."),
    ("sv", "De som städar skolan får 155 kronor för varje timme de arbetar."),
    ("de", "Die Bezüge des Bürgermeisters betragen 85.000 Euro."),
]
OTHER = [
    ("en", "Teachers pay £5 a month into the coffee fund."),
    ("nb", "Lærerne betaler 50 kroner i måneden til kaffekassen."),
    ("da", "Lærerne betaler 50 kr. om måneden til kaffekassen."),
    ("de", "Die Lehrer zahlen 5 Euro im Monat in die Kaffeekasse."),
    ("sv", "Vårdnadshavare betalar 1 200 kronor i månaden för förskolan."),
    ("nn", "Sjåføren tek 30 kroner av kvar passasjer."),
]


@pytest.mark.parametrize(("lang", "text"), PAY)
def test_what_work_earns_is_pay(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay")


@pytest.mark.parametrize(("lang", "text"), OTHER)
def test_what_those_who_work_pay_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "pay")
