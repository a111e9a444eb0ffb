"""Wages that name no currency: "the wage is twelve thousand, later fifteen thousand", "cook wanted, 2,900 a month"."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.pay import find_pay
from tests.growth import in_proportion

PAID = [
    ("en", "Glaziers start on a salary of nineteen thousand, later twenty-three thousand.", 2),
    ("en", "Our lock-keeper used to make nine thousand and a cottage.", 1),
    ("nb", "Lønna er førti tusen i måneden.", 1),
    ("nn", "Løna er førti tusen i månaden.", 1),
    ("sv", "Lönen är trettio tusen i månaden.", 1),
    ("da", "Lønnen er femogtyve tusinde om måneden.", 1),
    ("de", "Der Lohn beträgt viertausend im Monat.", 1),
    ("fr", "Il gagne mille cinq cents par mois.", 1),
    ("es", "El afilador cobra dos mil al mes.", 1),
    ("pl", "Kowal zarabia sześć tysięcy, a czeladnik cztery tysiące.", 2),
    ("uk", "Бондар заробляє п'ятнадцять тисяч, а помічник дев'ять тисяч.", 2),
    ("ar", "راتب الحداد خمسة آلاف وراتب مساعده ألفان.", 2),
    ("so", "Mushaharka birtumuhu waa toban kun bishii.", 1),
    ("zh", "裁缝的工资三千五,年底另有两千。", 2),
    ("hi", "बुनकर की तनख़्वाह बारह हज़ार है, बाद में पंद्रह हज़ार।", 2),
]


@pytest.mark.parametrize(("lang", "text", "number"), PAID)
def test_thousands_in_words_beside_a_word_for_pay_are_pay(lang: str, text: str, number: int) -> None:
    assert len(mentions_in_text(text, lang, "pay")) == number


COUNTED = [
    ("en", "The wages of six thousand weavers were frozen."),
    ("en", "The workers earned five thousand points."),
    ("nb", "Lønna til fem tusen ansatte økte."),
    ("sv", "Lönen höjdes för två tusen anställda."),
    ("de", "Tausend Dank für die Arbeit, der Lohn kommt morgen."),
    ("fr", "Il gagne mille points."),
    ("es", "El sueldo de mil quinientos empleados se congela."),
    ("pl", "Wypłatę dostało dwa tysiące osób."),
    ("uk", "Зарплатний проєкт охопив три тисячі людей."),
    ("ar", "تقاضى ألفا عامل رواتبهم."),
    ("so", "Mushaharka laba kun oo shaqaale ah ayaa kordhay."),
    ("so", "Mushaharka 2000 oo shaqaale ah ayaa kordhay."),
    ("zh", "发了工资就捐三千册书。"),
    ("uk", "Скільки заробить ваша тисяча за десять років?"),
    ("hi", "वेतन आयोग को दस हज़ार चिट्ठियाँ मिलीं।"),
]


@pytest.mark.parametrize(("lang", "text"), COUNTED)
def test_thousands_of_something_else_beside_a_word_for_pay_are_none(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay") == ()


WANTED = [
    ("en", "We are hiring a verger. 1,450 a month, and a cottage.", "1,450"),
    ("nb", "Oppvaskhjelp søkes, 29 000 i måneden og mat på jobben.", "29 000"),
    ("sv", "Kock sökes, 31 000 i månaden.", "31 000"),
    ("da", "Gartner søges, 27.500 om måneden.", "27.500"),
    ("de", "Wir suchen einen Koch, 2.800 im Monat.", "2.800"),
    ("fr", "Nous cherchons un plongeur, 1 450 par mois.", "1 450"),
    ("es", "Se busca friegaplatos, 1.250 al mes y dos comidas.", "1.250"),
    ("pl", "Zatrudnimy kucharza, 5200 miesięcznie.", "5200"),
    ("uk", "Шукаємо сторожа, 10 500 на місяць.", "10 500"),
    ("ar", "مطلوب غاسل صحون، 2900 في الشهر مع وجبتين.", "2900"),
    ("so", "Waxaan u baahannahay kariye, 2900 bishii.", "2900"),
    ("zh", "招洗碗工一名,每月2900,管两顿饭。", "2900"),
    ("hi", "रसोइया चाहिए, 14,000 महीना।", "14,000"),
    ("hi", "ड्राइवर की ज़रूरत है, महीने के अठारह हज़ार, खाना साथ में।", "अठारह हज़ार"),
    ("zh", "招洗碗工一名,每月四千。", "四千"),
    ("uk", "Шукаємо сторожа, десять тисяч на місяць.", "десять тисяч"),
]


@pytest.mark.parametrize(("lang", "text", "pay"), WANTED)
def test_a_sum_a_month_where_somebody_is_sought_for_work_is_pay(lang: str, text: str, pay: str) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == [pay]


OTHERS = [
    ("en", "Cook wanted. Our last café served 2,900 a month."),
    ("en", "Guides wanted: the castle has 2,900 visitors a month."),
    ("nb", "Leilighet søkes av sykepleier, inntil 14 000 i måneden."),
    ("sv", "Lägenhet sökes av kock, högst 9 000 i månaden."),
    ("da", "Værelse søges af studerende, 4.200 om måneden."),
    ("de", "Wohnung gesucht von Krankenschwester, bis 1.200 im Monat."),
    ("fr", "Nous cherchons un appartement pour un cuisinier, 1 100 par mois."),
    ("es", "Se busca piso para enfermera, hasta 1.100 al mes."),
    ("pl", "Szukamy mieszkania dla kucharza, do 2500 miesięcznie."),
    ("uk", "Шукаємо квартиру для медсестри, 9 000 на місяць."),
    ("ar", "مطلوب شقة لممرضة، 2900 في الشهر."),
    ("so", "Waxaan u baahannahay guri, 2900 bishii."),
    ("zh", "求租公寓,每月2900,护士一名。"),
    ("hi", "नर्स को कमरा चाहिए, 4,000 महीना।"),
    ("hi", "दुकान चाहिए, महीने के 9,000।"),
    ("zh", "招租,每月两千。"),
]


@pytest.mark.parametrize(("lang", "text"), OTHERS)
def test_a_sum_a_month_where_a_flat_is_sought_is_none(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay") == ()


@pytest.mark.parametrize(
    "piece",
    [
        "Cook wanted, 2,900 a month. ",
        "The wage is twelve thousand, later ten thousand, ",
        "a slater starts on 195 an hour, ",
    ],
)
def test_sums_without_a_currency_are_told_in_proportion_to_the_text(piece: str) -> None:
    def read(times: int) -> None:
        find_pay(fold(piece * times), (), "en")

    assert in_proportion(lambda: read(150), lambda: read(600))


SMALL = [
    ("en", "Dishwasher. Wage: 13.20 an hour. Shifts: 6 a week.", ["13.20"]),
    ("en", "Weekly wages at the kiln: potter 420, stoker 390, porter 310.", ["420", "390", "310"]),
    ("nb", "Renhold på båten: timelønn 187 i timen, 230 i timen på søndager.", ["187", "230"]),
    ("sv", "Diskare, timlön 152 i timmen.", ["152"]),
    ("de", "Stundenlohn: 14,60 die Stunde.", ["14,60"]),
    ("fr", "Salaire : 85 par jour.", ["85"]),
    ("es", "Sueldo: 900 al mes.", ["900"]),
    ("ar", "الأجور الأسبوعية: النجار 450، والحداد 480.", ["450", "480"]),
    ("so", "Mushaharka: 260 bishii.", ["260"]),
    ("zh", "日薪:250一天。", ["250"]),
    ("hi", "मज़दूरी: 450 रोज़।", ["450"]),
    ("es", "El jornal del vendimiador es de mil cien al mes.", ["mil cien"]),
    ("so", "Nijaarku wuxuu mushahar ku qaataa saddex boqol bishii.", ["saddex boqol"]),
    ("uk", "Пропонуємо платню сімнадцять тисяч, дві зміни на тиждень.", ["сімнадцять тисяч"]),
    ("fr", "Le traitement d’un archiviste est de 2 040 par mois.", ["2 040"]),
    ("de", "Der Turmwächter erhält einen Monatslohn von 610.", ["610"]),
    ("fr", "La rémunération de la gardienne du phare est de 950 par mois.", ["950"]),
    ("so", "Mushaharka kalluumaysatadu waa 380 bishii, kan wiilkana waa 210.", ["380", "210"]),
    ("nb", "Fergefolket fikk gjennomslag: timelønnen går opp fra 214,50 til 221,00.", ["214,50 til 221,00"]),
    ("en", "The wages of 120 miners were cut.", []),
    ("de", "Der Lohn von 120 Bergleuten sank.", []),
    ("es", "El equipo ganó 71 a 60 y cobra ventaja en Laredo, código postal 39770.", []),
    ("de", "Ihr Lohn beträgt ab dem 1. Mai 2026 monatlich 2.910 Euro.", ["2.910 Euro"]),
    ("nb", "Lønna er fra 1. mai 2026 månedlig 33 400 kroner.", ["33 400 kroner"]),
    ("pl", "Pensja od 1 maja 2026 miesięcznie wyniesie 5940 zł.", ["5940 zł"]),
    ("en", "Holiday pay: 25 days a year.", []),
    ("en", "The wages committee meets one hundred times a year.", []),
    ("en", "Members pay 12 a month.", []),
    ("en", "Wages committee: room 450, desk 280.", []),
    ("nb", "Stillingen er lønnet 37,5 timer i uken.", []),
    ("nb", "Lønn: 80 prosent av 37,5 i uken.", []),
]


@pytest.mark.parametrize(("lang", "text", "paid"), SMALL)
def test_a_wage_below_a_thousand_needs_its_word_and_how_often(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


@pytest.mark.parametrize("piece", ["wage 240 a month, ", "wages: welder 450, ", "240 a month, "])
def test_small_wages_are_told_in_proportion_to_the_text(piece: str) -> None:
    def read(size: int) -> None:
        find_pay(fold(piece * size), (), "en")

    assert in_proportion(lambda: read(150), lambda: read(600))


GOT = [
    ("en", "Slaters start on 13.75 an hour.", ["13.75"]),
    ("nb", "Sommerhjelpen begynner på 187 i timen og får 201 når hun har fylt 18.", ["187", "201"]),
    ("nn", "Hjelpepleiarane byrjar på 214 timen.", ["214"]),
    ("sv", "Takläggarna börjar på 168 i timmen.", ["168"]),
    ("da", "Murersvendene starter på 189 i timen.", ["189"]),
    ("de", "Die Maurer beginnen mit 17,50 in der Stunde.", ["17,50"]),
    ("nb", "Sjåføren kjørte 110 i timen.", []),
    ("en", "The nurse gets 250 calls a month.", []),
    ("sv", "Läkaren får 120 patienter i månaden.", []),
    ("da", "Kørelæreren får 195 hk i bilen.", []),
]


@pytest.mark.parametrize(("lang", "text", "paid"), GOT)
def test_what_who_works_starts_on_an_hour_is_pay(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid
