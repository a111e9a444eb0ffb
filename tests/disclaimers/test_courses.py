"""How often a treatment is given: what no unit counts."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

GIVEN = [
    ("en", "Botox against migraine is injected every twelve weeks.", "every twelve weeks"),
    ("en", "Your dialysis runs for four hours, three times a week.", "three times a week"),
    ("en", "Hepatitis B: boosters at one month and six months.", "at one month and six months"),
    ("en", "Speech therapy is planned as ten sessions over five weeks.", "ten sessions over five weeks"),
    ("en", "Acupuncture for hay fever: six treatments, one a week.", "one a week"),
    ("en", "The cat's leukaemia jab must be renewed every three years.", "every three years"),
    ("nb", "Botox mot migrene settes hver tolvte uke.", "hver tolvte uke"),
    ("nb", "Kikhostevaksine gis ved 3, 5 og 12 måneders alder.", "ved 3, 5 og 12 måneder"),
    ("nb", "Fysioterapi etter hofteoperasjonen: to økter i uken i åtte uker.", "to økter i uken i åtte uker"),
    ("nb", "Du får cellegift hver mandag i tre uker.", "hver mandag i tre uker"),
    (
        "nn",
        "Cellegifta blir gjeven kvar tredje veke, i alt seks gonger.",
        "kvar tredje veke, i alt seks gonger",
    ),
    ("nn", "Hunden skal vaksinerast mot valpesjuke kvart tredje år.", "kvart tredje år"),
    ("sv", "Strålbehandlingen pågår fem dagar i veckan i fem veckor.", "fem dagar i veckan i fem veckor"),
    ("sv", "Kikhostevaccin ges vid 3, 5 och 12 månaders ålder.", "vid 3, 5 och 12 månaders ålder"),
    ("da", "Kemo gives hver tredje uge, seks gange i alt.", "hver tredje uge, seks gange i alt"),
    ("da", "Blodtransfusion hver fjerde uge holder blodprocenten oppe.", "hver fjerde uge"),
    ("da", "Ilttilskud hjemme: mindst 16 timer i døgnet.", "16 timer i døgnet"),
    ("de", "Die FSME-Impfung wird aufgefrischt, danach alle fünf Jahre.", "alle fünf Jahre"),
    ("de", "Sie werden fünfmal in der Woche bestrahlt, sechs Wochen lang.", "fünfmal in der Woche"),
    ("de", "Lymphdrainage zweimal wöchentlich, je 45 Minuten.", "zweimal wöchentlich, je 45 Minuten"),
    # One dose keeps the course of another away no more than it must.
    ("nb", "Allergivaksinasjon: ukentlige sprøyter i starten, så én sprøyte hver sjette uke.", "ukentlige"),
]
NOT_GIVEN = [
    ("en", "The vaccination bus comes to the square every Tuesday."),
    ("en", "Our physio group meets twice a week in the church hall."),
    ("en", "The vaccine factory works five days a week."),
    ("en", "Physiotherapy is on the second floor, open five days a week."),
    ("en", "Rocket boosters are used once, at most twice a year."),
    ("en", "The tap drips twice a day."),
    ("en", "The choir meets twice a week. The jab is free."),
    ("nb", "Vaksinebussen står på torget hver uke."),
    ("nb", "Fysioterapiavdelingen har åpent fem dager i uken."),
    ("nb", "Pasientene på dialyse får besøk hver uke."),
    ("nb", "Han trener fysioterapistudenter to ganger i uken."),
    ("nn", "Det dryp frå taket to gonger om dagen."),
    ("sv", "Sjukgymnastiken har öppet fem dagar i veckan."),
    ("sv", "Droppet från taket hörs två gånger i minuten."),
    ("da", "Fysioterapien har åbent fem dage om ugen."),
    ("da", "Foreningen for dialysepatienter mødes hver måned."),
    ("de", "Die Physiotherapiepraxis ist fünfmal pro Woche geöffnet."),
    ("de", "Dialysepatienten treffen sich jeden Monat im Café."),
    ("de", "Der Impfbus kommt jede Woche auf den Markt."),
]


@pytest.mark.parametrize(("lang", "text", "often"), GIVEN)
def test_how_often_a_treatment_is_given_is_a_dose(lang: str, text: str, often: str) -> None:
    assert any(often in text[slice(*span)] for span in mentions_in_text(text, lang, "dosage"))


@pytest.mark.parametrize(("lang", "text"), NOT_GIVEN)
def test_how_often_a_place_is_open_or_people_meet_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")
