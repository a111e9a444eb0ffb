"""Numbers that share the unit of one before them."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.amounts import find_money, find_percentage
from pipeline.disclaimers.folding import fold


def sums(lang: str, text: str) -> list[str]:
    return [text[start:end] for start, end in find_money(fold(text), (), lang)]


def shares(lang: str, text: str) -> list[str]:
    return [text[start:end] for start, end in find_percentage(fold(text), (), lang)]


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("nb", "Kveldsvakta har 44 kroner per time, nattevakta 71.", ["44 kroner", "71"]),
        ("nb", "Taket kom på 64 200 kroner og 9 400 for rennene.", ["64 200 kroner", "9 400"]),
        ("nb", "Vi ga 2 000 kroner i 2019, 3 500 i 2020.", ["2 000 kroner", "3 500"]),
        ("nb", "Kveldstillegget er 32 kroner, natt 65.", ["32 kroner", "65"]),
        ("nb", "Lærlingen begynner på 95 kroner og ender på 190.", ["95 kroner", "190"]),
        ("nn", "Ho fekk 1 200 kroner, broren 900.", ["1 200 kroner", "900"]),
        ("sv", "Biljetten kostar 90 kronor, barn 45, äldre 60.", ["90 kronor", "45", "60"]),
        ("sv", "Hon har 168 kronor i timmen och får 252:50 på helgen.", ["168 kronor", "252:50"]),
        ("da", "Prisen er 375 kroner, heraf 125 i depositum.", ["375 kroner", "125"]),
        ("fr", "Un adulte paie soixante euros, un enfant trente.", ["soixante euros", "trente"]),
        ("es", "El socio paga doscientos euros y el aprendiz cien.", ["doscientos euros", "cien"]),
        (
            "pl",
            "Łódka kosztuje trzysta złotych, a kajak sto pięćdziesiąt.",
            ["trzysta złotych", "sto pięćdziesiąt"],
        ),
        ("uk", "Великий кошик коштує двісті гривень, малий — сто.", ["двісті гривень", "сто"]),
        ("uk", "Вистава ввечері коштує 240 гривень, вдень — 180.", ["240 гривень", "180"]),
        ("so", "Doonta weyni waa laba boqol oo doolar, tan yari boqol.", ["laba boqol oo doolar", "boqol"]),
        ("en", "She was on £12.40 an hour and asked for 13.", ["£12.40", "13"]),
        ("nb", "Renholderen hadde 198 kroner timen, men ba om 210.", ["198 kroner", "210"]),
        ("nn", "Sjåføren hadde 190 kroner timen og bad om 205.", ["190 kroner", "205"]),
        ("sv", "Biljetten är 39 kronor, barn åker för 23.", ["39 kronor", "23"]),
        ("da", "Billetten er 36 kr., børn rejser for 18.", ["36 kr", "18"]),
        ("de", "Die Karte kostet 3 Euro, Kinder fahren für 2.", ["3 Euro", "2"]),
        ("de", "Der Eintritt kostet 12 Euro, ermäßigt 8. Kinder zahlen nichts.", ["12 Euro", "8"]),
        ("en", "Adults pay £7.50, children 4.00.", ["£7.50", "4.00"]),
        ("nn", "Då er timen verd 296,40, og på sundag 395,20 kroner.", ["296,40", "395,20 kroner"]),
        ("sv", "Avgiften är 1 100 kr, masters niohundra.", ["1 100 kr", "niohundra"]),
        ("de", "Erwachsene zahlen neun Euro, Kinder fünf.", ["neun Euro", "fünf"]),
        ("de", "Sie bekommen 33 Euro statt 27,80.", ["33 Euro", "27,80"]),
        (
            "nb",
            "Han satte inn 50 000 kroner, og satt igjen med 43 200 tolv måneder senere.",
            ["50 000 kroner", "43 200"],
        ),
        ("nn", "Kokken får 39 500 i månaden, lærlingen 21 000 kroner.", ["39 500", "21 000 kroner"]),
        ("da", "Vi dækker 14.200 kroner, efter fradrag af 1.500 i selvrisiko.", ["14.200 kroner", "1.500"]),
        ("en", "The roof is mended with £900, the door with 300.", ["£900", "300"]),
        ("en", "In euros: cut 40, colour 65.", ["40", "65"]),
        ("en", "Rent £640, bills about 90.", ["£640", "90"]),
        ("de", "Mit der Karte sparen Sie 12 Euro: 36 statt 48.", ["12 Euro", "36", "48"]),
        ("sv", "Bidraget är högst tolvtusen, lånet 40 000 kronor.", ["tolvtusen", "40 000 kronor"]),
        ("en", "The house sold for 240,000 and was empty.", ["240,000"]),
        ("en", "Gas is 6.24p per kWh.", ["6.24p"]),
        ("nn", "Dei får 120 kroner i timen det første året og 190 det siste.", ["120 kroner", "190"]),
        ("de", "Erwachsene zahlen 9 Euro für die Führung, Schüler 4.", ["9 Euro", "4"]),
        ("nn", "Hytta kostar 1 100 kr døgnet, og sengetøy for 120.", ["1 100 kr", "120"]),
        ("nb", "Turen koster 20 kr, med plass for 120.", ["20 kr"]),
        ("sv", "Bygget slutade på 412 mnkr, nästan 40 miljoner över budget.", ["412 mnkr", "40 miljoner"]),
        ("da", "Broen blev 30 mio. kr. dyrere, 12 mio. over budget.", ["30 mio. kr", "12 mio"]),
        ("en", "It cost £3 million, and 2 million visitors came.", ["£3 million"]),
        ("nb", "Vikarene får 215,50 i timen.", ["215,50"]),
        ("nb", "De ligger på om lag 470 000 i årslønn, målt i norske kroner.", ["470 000"]),
        ("nb", "Vask av drakter: 75,–kr", ["75,–kr"]),
        ("en", "Swimming: 4 pounds 80", ["4 pounds 80"]),
        ("de", "Schwimmen: 4 Euro 80", ["4 Euro 80"]),
        ("de", "Auf der Schulparty lief alles von Nena bis 50 Cent.", []),
        ("de", "Auf der Bühne trat 50 Cent gemeinsam mit zwei Weggefährten auf.", []),
        ("de", "Das Konzert von gestern: 50 Cent Pfand je Becher.", ["50 Cent"]),
        ("de", "Beim Festival kostet der Becher 50 Cent.", ["50 Cent"]),
        ("de", "Der Vertrag läuft weiter für 50 Cent.", ["50 Cent"]),
        ("sv", "Rör ner ett skålpund mjöl, eller ett halvt pund om du vill.", []),
        ("fr", "Les adultes paient 7,50 €, les enfants 4.", ["7,50 €", "4"]),
        ("fr", "L'entrée coûte 12 euros, étudiants 8.", ["12 euros", "8"]),
        ("fr", "Le prix passe de 38 euros à 45.", ["38 euros à 45"]),
        ("fr", "La voiture a coûté 9 000 euros. Elle vaut 450 aujourd'hui.", ["9 000 euros", "450"]),
        ("es", "La entrada cuesta 12 euros, 8 para los niños.", ["12 euros", "8"]),
        ("es", "Costó 900 euros. Vale 45 hoy.", ["900 euros", "45"]),
        ("pl", "Stawka wynosi 38 zł za godzinę, w nocy 65. Środa jest wolna.", ["38 zł", "65"]),
        ("pl", "Rower kosztował 900 zł. Jest wart 450 dziś.", ["900 zł", "450"]),
        ("uk", "Квиток коштує 80 грн, дитячий 40. Каса працює щодня.", ["80 грн", "40"]),
        ("uk", "Ставка становить 120 грн за годину, вночі 180.", ["120 грн", "180"]),
        ("uk", "Він купив ровер за 900 грн. Тепер коштує 450.", ["900 грн", "450"]),
        ("ar", "سعر التذكرة 12 دينارا، وللأطفال 8.", ["12 دينارا", "8"]),
        ("ar", "اشتراها بمبلغ 900 دينار. قيمتها اليوم 450.", ["900 دينار", "450"]),
        ("ar", "الإيجار 180 شهريا.", ["180"]),
        ("so", "Gelitaanku waa 12 doolar, carruurtuna waa 8.", ["12 doolar", "8"]),
        ("so", "Waxaan ku iibsaday 900 doolar. Hadda qiimihiisu waa 450.", ["900 doolar", "450"]),
        ("hi", "प्रवेश शुल्क 40 रुपये है, बच्चों के लिए 20 है।", ["40 रुपये", "20"]),
        ("hi", "साइकिल 900 रुपये में ली थी। आज कीमत 450 है।", ["900 रुपये", "450"]),
        ("hi", "किराया 1800 प्रति माह है।", ["1800"]),
        ("zh", "成人票38元，儿童20。", ["38元", "20"]),
        ("zh", "票价从38元涨到45。", ["38元", "45"]),
        ("zh", "时薪38元，夜班65。", ["38元", "65"]),
        ("zh", "当年花了900元。现在值450。", ["900元", "450"]),
        ("zh", "月租1800一个月。", ["1800"]),
    ],
)
def test_a_sum_shares_the_currency_of_its_sentence(lang: str, text: str, found: list[str]) -> None:
    assert sums(lang, text) == found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nb", "Billetten koster 120 kroner, dørene åpner 18."),
        ("nb", "Billetten koster 120 kroner, forestillingen begynner 19.30."),
        ("nb", "Kurset koster 450 kroner, og vi har plass til 200."),
        ("nb", "Leien er 600 kroner, i Storgata 210."),
        ("nb", "Prisen er 120 kroner, ring 140 eller møt opp."),
        ("nb", "Prisen er 120 kroner, gratis for barn under 16."),
        ("nb", "Prisen er 20 kroner, og 30 ble igjen."),
        ("nb", "Laget fikk 20 000 kroner, og 12 000 mennesker kom."),
        ("nb", "Det kostet 900 kroner i 1998, og i 1999."),
        ("nb", "Prisen er 120 kroner. Rom 210, 118."),
        ("de", "Die Miete beträgt 9,40 Euro, Stichtag 1. Oktober 2025."),
        ("de", "Die Fahrt kostet 3 Euro, Haltestelle 4."),
        ("sv", "Boka kostar 200 kronor, ISBN 978."),
        ("da", "Billetten koster 80 kr., og der er 60 tilbage."),
        ("en", "It costs £20 and takes 15."),
        ("de", "Die Karte kostet 30 Euro, Beginn 18."),
        ("de", "Das Heft kostet 4 Euro, ab der 5. Klasse."),
        ("en", "Tickets cost £50, and 120 were sold."),
        ("en", "Tickets cost £5, and we sold 1,200."),
        ("en", "The ticket costs twenty pounds, and five came."),
        ("nb", "Kurset koster 400 kroner, og fire av deltakerne gråt."),
        ("de", "Das Heft kostet zwei Euro, in der fünften Klasse."),
        ("en", "The ticket costs £12, and about 90 came."),
        ("en", "It costs £12, takes about 9."),
        ("fr", "Le billet coûte 12 euros, les portes ouvrent à 18."),
        ("fr", "Le loyer est de 640 euros, appartement 120."),
        ("fr", "Le cours coûte 45 euros, et 30 sont venus."),
        ("es", "El curso cuesta 45 euros, aula 12."),
        ("es", "La entrada cuesta 12 euros, y quedan 20."),
        ("pl", "Bilet kosztuje 38 zł, autobus 12."),
        ("pl", "Wstęp 20 zł, początek o 18."),
        ("uk", "Курс коштує 450 грн, кабінет 112."),
        ("uk", "Квиток коштує 80 грн, початок о 18."),
        ("ar", "سعر التذكرة 12 دينارا، القاعة 8."),
        ("so", "Koorsadu waa 45 doolar, qolka 12."),
        ("hi", "फीस 450 रुपये है, कमरा 112।"),
        ("hi", "टिकट 40 रुपये का है, शो शाम 6 से 8 तक।"),
        ("zh", "门票38元，限购20。"),
        ("zh", "课程450元，第112号。"),
        ("en", "He paid £12 and asked for 13 receipts."),
        ("nb", "Bandet tok 198 kroner og ba om 210 stoler."),
        ("nn", "Ho gav 190 kroner og bad om 2 til."),
        ("sv", "Läraren köpte en bok för 161 kronor och bad om 170 platser."),
        ("de", "Die Karte kostet 30 Euro, und wir fahren für 20 Tage."),
    ],
)
def test_numbers_of_another_kind_share_none(lang: str, text: str) -> None:
    assert len(sums(lang, text)) == 1


def test_a_percentage_shares_its_unit_too() -> None:
    assert shares("nb", "Tillegget er minst 40 prosent; avtalen vår gir 50, og 100 etter klokken 21.") == [
        "40 prosent",
        "50",
        "100",
    ]
    assert shares("en", "The careful fund made 2.7 per cent, the bold one 9.1.") == ["2.7 per cent", "9.1"]
    assert shares("en", "Turnout was 61 per cent, and Labour won by 12.") == ["61 per cent"]
    assert shares("nb", "Renten er 4 prosent, gebyret 10 kroner, og fristen 6 uker.") == ["4 prosent"]
    assert shares("da", "Omkostninger i procent: 0,45 i passive fonde, 1,30 i aktive.") == ["0,45", "1,30"]
    assert shares("nn", "Han steig med 9,2 prosent i 2025. Året før fall han med 6.") == ["9,2 prosent", "6"]
    assert shares("en", "It rose by 9 per cent in 2025. The year before, 6 people came.") == ["9 per cent"]
