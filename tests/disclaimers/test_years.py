"""Years in which something was so, and days on which something takes place, are no time limits."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

# How much it was in years that began long ago holds until no day; what is in force, or is paid until then, does.
YEARS = [
    ("en", "The fund returned 4.2 per cent a year from 2012 to 2021.", False),
    ("nb", "Fondet ga 9,8 prosent i årlig avkastning fra 2014 til 2023.", False),
    ("nn", "Renta låg på 2 prosent frå 2010 til 2018.", False),
    ("sv", "Fonden gav 5 procent om året från 2010 till 2020.", False),
    ("da", "Renten var 2 procent fra 2013 til 2019.", False),
    ("de", "Die Rendite lag von 2011 bis 2020 bei 3 Prozent.", False),
    ("en", "The grant of £400 is paid from 2026 to 2031.", True),
    ("nb", "Fra 2012 gjelder avgiften på 300 kroner til 2030.", True),
    ("sv", "Avgiften är 300 kronor till 2028.", True),
    ("da", "Gebyret er 300 kr. indtil 2028.", True),
    ("de", "Der Beitrag von 2 Prozent gilt von 2012 bis 2030.", True),
]


@pytest.mark.parametrize(("lang", "text", "bound"), YEARS)
def test_years_that_began_in_history_hold_until_no_day(lang: str, text: str, bound: bool) -> None:
    assert bool(mentions_in_text(text, lang, "date-bound")) is bound


# Somebody is away for these days, or it is open until the last of them.
EVENTS = [
    ("en", "Summer camp from 4 to 7 July.", False),
    ("nb", "Festivalen går fra 4. til 7. juli.", False),
    ("nn", "Fjelltur frå 4. til 7. juli.", False),
    ("sv", "Sommarläger från 4 till 7 juli.", False),
    ("da", "Ferietur fra 4. til 7. juli.", False),
    ("en", "The festival price of £40 applies until 7 July.", True),
    ("nb", "Billetter til festivalen selges til 7. juli.", True),
    ("nb", "Biblioteket er stengt fra 4. til 7. juli.", True),
    ("sv", "Anmälan till lägret senast den 7 juli.", True),
    ("da", "Kurset kan bestilles indtil 7. juli.", True),
]


@pytest.mark.parametrize(("lang", "text", "bound"), EVENTS)
def test_the_days_of_an_event_hold_until_no_day(lang: str, text: str, bound: bool) -> None:
    assert bool(mentions_in_text(text, lang, "date-bound")) is bound


ALWAYS = [
    ("en", "The caretaker keeps the heating on from October to April.", False),
    ("nb", "Fyringen i borettslaget er på fra oktober til april.", False),
    ("nn", "Fyringa i burettslaget er på frå oktober til april.", False),
    ("de", "Die Heizung muss von Oktober bis April laufen.", False),
    ("de", "Die Heizung ist bis 30. April 2027 außer Betrieb.", True),
    ("da", "Obligationen giver 3 procent om året, indtil den udløber.", False),
    ("en", "The ticket is valid until it expires on 3 May.", True),
    ("en", "You worked 58 hours in the kitchen this month, which makes £812.", False),
    ("nb", "Du har jobbet 38 timer i kiosken denne måneden og får 7 600 kroner.", False),
    ("en", "This month membership costs £3.", True),
]


@pytest.mark.parametrize(("lang", "text", "bound"), ALWAYS)
def test_what_is_so_each_year_or_until_its_own_end_binds_no_date(lang: str, text: str, bound: bool) -> None:
    assert bool(mentions_in_text(text, lang, "date-bound")) is bound
