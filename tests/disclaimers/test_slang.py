"""Sums in the words of the street, in nine languages, and the animals and things that share their names."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

SUMS = [
    ("en", "The course costs a grand a year.", "a grand"),
    ("en", "You will need five grand.", "five grand"),
    ("en", "It costs 10k.", "10k"),
    ("en", "The rent is 1.5k a month.", "1.5k"),
    ("en", "It sets you back 20k.", "20k"),
    ("en", "Kroner: 450.", "Kroner: 450"),
    ("nb", "Kurset koster 500 spenn.", "500 spenn"),
    ("nb", "Det koster fem papp.", "fem papp"),
    ("nn", "Kurset kostar to tusen spenn.", "to tusen spenn"),
    ("sv", "Det kostar fem tusen pix.", "fem tusen pix"),
    ("da", "Det koster en plovmand.", "en plovmand"),
    ("de", "Der Kurs kostet 500 Mäuse.", "500 Mäuse"),
    ("de", "Da gehen 50 Tacken drauf, sagt er: 50 Tacken.", "50 Tacken"),
    ("de", "Das kostet einen Zehner.", "einen Zehner"),
    ("fr", "Le stage coûte 500 balles.", "500 balles"),
    ("es", "El curso cuesta veinte pavos.", "veinte pavos"),
    ("pl", "Kurs kosztuje 50 złociszy.", "50 złociszy"),
    ("pl", "Potrzeba 5 stów.", "5 stów"),
    ("uk", "Курс коштує 500 гривасів.", "500 гривасів"),
    ("uk", "Курс коштує 10к.", "10к"),
    ("uk", "Треба двадцять баксів.", "двадцять баксів"),
]
OTHERS = [
    ("en", "Two grand pianos stand in the hall."),
    ("en", "She has a grand in the hall and two grand ideas."),
    ("en", "Run 10k in an hour. The fee for the 10k run is on the door."),
    ("en", "The club has 10k followers."),
    ("nb", "Brua har to lange spenn og tre søyler."),
    ("de", "Zwei Mäuse sitzen im Käfig. Vier Riesen und ein Zehner."),
    ("fr", "Le prix de 3 balles de tennis. Il a perdu deux balles."),
    ("es", "En la granja viven veinte pavos. Lucas paga."),
    ("uk", "На лузі працюють три косарі."),
    ("pl", "Trzy patole leżą na stole."),
]


@pytest.mark.parametrize(("lang", "text", "sum_"), SUMS)
def test_sums_in_slang_are_found(lang: str, text: str, sum_: str) -> None:
    assert sum_ in [text[start:end] for start, end in mentions_in_text(text, lang, "money")]


@pytest.mark.parametrize(("lang", "text"), OTHERS)
def test_animals_and_things_of_the_same_name_are_no_sums(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "money") == ()
