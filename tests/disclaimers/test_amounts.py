"""Money and percentages: a labelled table of what they are and of what only looks like them."""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.disclaimers.amounts import bare_number, find_money
from pipeline.disclaimers.currencies import SIGNS
from pipeline.disclaimers.detect import DETECTORS, mentions_in_text
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.numbers import numbers_in, spelled_numbers
from tests.growth import in_proportion


def found(text: str, lang: str, detector: str) -> list[str]:
    return [text[start:end] for start, end in mentions_in_text(text, lang, detector)]


MONEY = [
    ("en", "30,000-45,000 NOK", "30,000-45,000 NOK"),
    ("en", "30,000–45,000 NOK a year", "30,000–45,000 NOK"),
    ("en", "for $20", "$20"),
    ("en", "$20-$30", "$20-$30"),
    ("en", "$20–30", "$20–30"),
    ("en", "US$5 million", "US$5 million"),
    ("en", "£1,234.56 each", "£1,234.56"),
    ("en", "€ 20", "€ 20"),
    ("en", "USD 3k–5k", "USD 3k–5k"),
    ("en", "it costs 42 (NOK) now", "42 (NOK)"),
    ("en", "42/NOK", "42/NOK"),
    ("en", "42 N.O.K. each", "42 N.O.K."),
    ("en", "42 N O K each", "42 N O K"),
    ("en", "42 ɴᴏᴋ", "42 ɴᴏᴋ"),
    ("en", "42 ꓠꓳꓗ", "42 ꓠꓳꓗ"),
    ("en", "4\ufe0f\u20e32\ufe0f\u20e3 NOK", "4\ufe0f\u20e32\ufe0f\u20e3 NOK"),
    ("en", "a three-and-a-half-million-pound roof", "three-and-a-half-million-pound"),
    ("fr", "1€50", "1€50"),
    ("de", "eine Münze von 50 Cent", "50 Cent"),
    ("en", "EUR 1 234,56", "EUR 1 234,56"),
    ("en", "GBP20", "GBP20"),
    ("en", "20GBP", "20GBP"),
    ("en", "1.5m USD", "1.5m USD"),
    ("en", "ten dollars", "ten dollars"),
    ("en", "five hundred kroner", "five hundred kroner"),
    ("en", "50 cents", "50 cents"),
    ("en", "it costs 20 pounds.", "20 pounds"),
    ("en", "₹ 1,50,000", "₹ 1,50,000"),
    ("en", "20\u00a0000\u202fNOK", "20\u00a0000\u202fNOK"),
    ("en", "２０００ ＮＯＫ", "２０００ ＮＯＫ"),
    ("en", "50\u00ad0 NOK", "50\u00ad0 NOK"),
    ("en", "TRY 1,500.00", "TRY 1,500.00"),
    ("en", "Tk 250 a sack", "Tk 250"),
    ("so", "185,000 FDJ bishii", "185,000 FDJ"),
    ("so", "280-kii doolar ee bisha", "280-kii doolar"),
    ("so", "60,000 Sl. Sh. maalintii", "60,000 Sl. Sh"),
    ("uk", "пішов додому з тисячею гривень", "тисячею гривень"),
    ("zh", "五十块当场结清", "五十块"),
    ("zh", "磨刀一把4块5。", "4块5"),
    ("zh", "电价每度五角六分。", "五角六分"),
    ("ar", "دينار وربع عن الرأس", "دينار وربع"),
    ("fr", "3 500 DA le kilo", "3 500 DA"),
    ("fr", "120 DH la nuit", "120 DH"),
    ("zh", "每晚RM120", "RM120"),
    ("es", "B/. 35 la noche", "B/. 35"),
    ("nb", "kr 1 500,-", "kr 1 500,-"),
    ("nb", "kr 1\u00a0500,–", "kr 1\u00a0500,–"),
    ("nb", "koster 1 500,-", "1 500,-"),
    ("nb", "30 000–45 000 kroner", "30 000–45 000 kroner"),
    ("nb", "kr 20 000 til 30 000", "kr 20 000 til 30 000"),
    ("nb", "2,5 mill. kr", "2,5 mill. kr"),
    ("nb", "20 millioner kroner", "20 millioner kroner"),
    ("nb", "NOK 1,5 mill.", "NOK 1,5 mill."),
    ("nb", "1500 kr/mnd", "1500 kr"),
    ("nb", "fem hundre kroner", "fem hundre kroner"),
    ("sv", "500:-", "500:-"),
    ("sv", "Jordgubbar 29:90 litern", "29:90"),
    ("sv", "Mjölken kostar 14:90.", "14:90"),
    ("sv", "Kaffe 39:90/st", "39:90"),
    ("da", "1.500 kr.", "1.500 kr."),
    ("de", "1.500,00 €", "1.500,00 €"),
    ("de", "20 bis 30 Euro", "20 bis 30 Euro"),
    ("de", "2 Mio. Euro", "2 Mio. Euro"),
    ("de-CH", "CHF 1’500.–", "CHF 1’500.–"),
    ("pl", "20 000 zł", "20 000 zł"),
    ("pl", "5 złotych", "5 złotych"),
    ("pl", "od 20 do 30 zł", "20 do 30 zł"),
    ("pl", "1,5 mln zł", "1,5 mln zł"),
    ("fr", "1\u202f500 €", "1\u202f500 €"),
    ("fr", "2 millions d’euros", "2 millions d’euros"),
    ("fr", "20 couronnes norvégiennes", "20 couronnes norvégiennes"),
    ("es", "2 millones de euros", "2 millones de euros"),
    ("cs", "1 500 Kč", "1 500 Kč"),
    ("ru", "20 рублей", "20 рублей"),
    ("ar", "٢٥٠ ر.س", "٢٥٠ ر.س"),
    ("ar", "٥٠٠ ريال سعودي", "٥٠٠ ريال سعودي"),
    ("ar", "1500 دولار", "1500 دولار"),
    ("hi", "₹५००", "₹५००"),
    ("ja", "1500円です", "1500円"),
    ("he", "20 ₪", "20 ₪"),
    ("en", "A night costs 450 💶 there.", "450 💶"),
    ("nb", "En natt koster 💷 45 der.", "💷 45"),
]

NOT_MONEY = [
    ("sv", "Bussen går 14:30 och 15:30."),
    ("sv", "Loppet tog 3:45 per kilometer."),
    ("sv", "Skala 1:75."),
    ("en", "In 2026 the town grew."),
    ("en", "See section 5.3 and page 20."),
    ("en", "Call +47 22 33 44 55 or 116 117."),
    ("en", "on 2026-05-01 at 12:00"),
    ("en", "50 Cent sang in 1999."),
    ("en", "a pound of flour"),
    ("en", "20 pounds of flour"),
    ("en", "He lost 20 pounds."),
    ("en", "The US won 20 medals."),
    ("en", "ALL 50 people, TOP 10, TRY 3"),
    ("en", "2 million people"),
    ("en", "20 cad drawings"),
    ("en", "a 720p video on 20pp"),
    ("en", "Seats 40P and 41P are behind a pillar."),
    ("en", "version 1.5.2, ISO 4217"),
    ("nb", "5 kroppsdeler, 20 krav, sukret 20 ganger"),
    ("nb", "i 2026 kronet de ham"),
    ("nb", "nok 20 ganger"),
    ("nb", "20 som kom"),
    ("nb", "Ring 22 33 44 55."),
    ("nb", "§ 5-3 i loven"),
    ("nb", "den 17. mai 2026"),
    ("de", "5 Pfund Mehl"),
    ("de", "50 Cent trat 2005 in Berlin auf."),
    ("de", "50 Cent rappte am Hafen, die Vorband kam aus Kiel."),
    ("en", "Fifty Cent’s third album"),
    ("en", "Table 3 (NOK)"),
    ("en", "In 2024 (NOK)"),
    ("en", "room 4 (all)"),
    ("es", "un peso de 20 kg"),
    ("pl", "w 2026 roku"),
    ("fr", "l’an 2026, page 20"),
    ("ar", "سنة 2026"),
]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The hall is £18, plus 20 per cent VAT.", ["£18"]),
        ("fr", "Le timbre coûte 1 fr. 20 au lieu de 95 fr. le carnet.", ["1 fr. 20", "95 fr."]),
        ("so", "Tigidhku waa 2 800 faran.", ["2 800 faran"]),
        ("zh", "最低新加坡元500。", ["新加坡元500"]),
    ],
)
def test_sums_of_a_sentence(lang: str, text: str, expected: list[str]) -> None:
    assert found(text, lang, "money") == expected


@pytest.mark.parametrize(("lang", "text", "expected"), MONEY)
def test_money(lang: str, text: str, expected: str) -> None:
    assert found(text, lang, "money") == [expected]


@pytest.mark.parametrize(("lang", "text"), NOT_MONEY)
def test_what_is_no_money(lang: str, text: str) -> None:
    assert found(text, lang, "money") == []


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "5%", ["5%"]),
        ("en", "5% to 6%", ["5% to 6%"]),
        ("en", "7 per cent", ["7 per cent"]),
        ("en", "five percent", ["five percent"]),
        ("es", "con un recargo del 25 por 100.", ["25 por 100"]),
        ("es", "Corte la tela de 25 por 100 cm.", []),
        ("nb", "5–6 prosent", ["5–6 prosent"]),
        ("nb", "2 prosentpoeng", ["2 prosentpoeng"]),
        ("fr", "5 pour cent", ["5 pour cent"]),
        ("ar", "٥٪", ["٥٪"]),
        ("en", "page%20one", []),
        ("en", "the 100 percentiles", []),
        ("en", "5 per centre", []),
        ("en", "up three percentage points to 40%", ["three percentage points", "40%"]),
        ("de", "einen zehnprozentigen Nachlass", ["zehnprozentigen"]),
        ("nb", "en tiprosents rabatt mangler en tidels prosent", ["tiprosents", "en tidels prosent"]),
        ("nn", "eit femprosentig tillegg", ["femprosentig"]),
        ("da", "en tiprocents rabat", ["tiprocents"]),
        ("sv", "en tioprocentig rabatt", ["tioprocentig"]),
        ("es", "subió 2,4 p. p. en el sur", ["2,4 p. p"]),
        ("uk", "1–1,5 проц. від суми", ["1–1,5 проц."]),
    ],
)
def test_percentage(lang: str, text: str, expected: list[str]) -> None:
    assert found(text, lang, "percentage") == expected


HOSTILE = [
    "1 ",
    "1,",
    "1",
    "kr ",
    "a",
    "1-",
    "20 million ",
    "$",
    "lønn 5 kr ",
    "one hundred ",
    ". A",
    "-",
    "1'",
    " ",
    "e\u0301",
    "lønns",
    "the a ",
    "\u0301",
    "5% fund ",
]


def _in_proportion(line: str, lang: str, detector: str) -> bool:
    quarter = line[: len(line) // 4]
    return in_proportion(
        lambda: mentions_in_text(quarter, lang, detector), lambda: mentions_in_text(line, lang, detector)
    )


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_line_is_slow(piece: str) -> None:
    for lang, detector in itertools.product(("en", "nb"), DETECTORS):
        assert _in_proportion((piece * 8_000)[:8_000], lang, detector), (lang, detector)


@pytest.mark.parametrize(
    "piece",
    ["5 kr 5 ", "en", "fem hundre ", "zwei", "مئة و", "百", "5元", "ु", "५ ", "boqol iyo ", "5% ", "€5"],
)
@pytest.mark.parametrize("lang", ["de", "fr", "pl", "ar", "so", "zh", "hi"])
def test_no_line_is_slow_in_any_script(piece: str, lang: str) -> None:
    for detector in ("money", "percentage"):
        assert _in_proportion((piece * 4_000)[:4_000], lang, detector), detector


@pytest.mark.parametrize(("lang", "text", "expected"), MONEY)
def test_spaces_that_do_not_break_change_nothing(lang: str, text: str, expected: str) -> None:
    assert len(found(text.replace(" ", "\u202f"), lang, "money")) == 1


@given(
    st.text(
        alphabet=st.sampled_from("5٥५٠०０½¹² \u00a0\u200b\u0301\u093c\u0947\u064b-–٪%krКр元रुरि.,'’é"),
        max_size=40,
    )
)
@example("%½\u0301٪")
@settings(max_examples=300, deadline=None)
def test_folded_text_knows_its_places(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.stops)
    assert all(start < stop <= len(text) for start, stop in zip(folded.starts, folded.stops, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    for lang in ("nb", "ar", "hi", "zh"):
        for detector in ("money", "percentage"):
            spans = mentions_in_text(text, lang, detector)
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "two hundred and fifty", "two hundred and fifty"),
        ("nb", "tohundreogfemti", "tohundreogfemti"),
        ("de", "zweitausendfünfhundert", "zweitausendfünfhundert"),
        ("da", "femogtyve", "femogtyve"),
        ("fr", "quatre-vingt-dix", "quatre-vingt-dix"),
        ("es", "treinta y cinco", "treinta y cinco"),
        ("pl", "dwa tysiące pięćset", "dwa tysiące pięćset"),
        ("uk", "п’ятсот", "п'ятсот"),
        ("ar", "خمسة وعشرون", "خمسة وعشرون"),
        ("so", "laba boqol iyo konton", "laba boqol iyo konton"),
        ("zh", "他有三百二十五个", "三百二十五"),
        ("en", "someone tended the boneyard", ""),
    ],
)
def test_numbers_in_words(lang: str, text: str, expected: str) -> None:
    folded = fold(text).text
    assert [folded[number.start : number.end] for number in spelled_numbers(folded, lang)] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "It saves hundreds of pounds a year.", "hundreds of pounds"),
        ("de", "Das spart Hunderte Euro im Jahr.", "Hunderte Euro"),
        ("nb", "Du sparer hundrevis av kroner.", "hundrevis av kroner"),
        ("nn", "Du sparer fleire hundre kroner.", "fleire hundre kroner"),
        ("sv", "Det sparar tusentals kronor.", "tusentals kronor"),
        ("da", "Det sparer tusindvis af kroner.", "tusindvis af kroner"),
        ("fr", "On économise plusieurs centaines d'euros.", "plusieurs centaines d'euros"),
        ("es", "Se ahorra un centenar de euros.", "un centenar de euros"),
        ("pl", "Zostaje setka złotych.", "setka złotych"),
        ("uk", "За терміновість ще сотня гривень.", "сотня гривень"),
        ("ar", "يوفر ذلك مئات الدولارات.", "مئات الدولارات"),
        ("so", "Waxay ku badbaadinaysaa boqolaal doolar.", "boqolaal doolar"),
        ("hi", "इससे सैकड़ों रुपये बचते हैं।", "सैकड़ों रुपये"),
    ],
)
def test_round_sums_that_nobody_has_counted(lang: str, text: str, expected: str) -> None:
    assert found(text, lang, "money") == [expected]


def test_hundreds_of_pounds_of_flour_are_no_money() -> None:
    assert not found("They bake with hundreds of pounds of flour.", "en", "money")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "5 to 6", ["5 to 6"]),
        ("de", "5 bis 6", ["5 bis 6"]),
        ("pl", "5 do 6", ["5 do 6"]),
        ("zh", "5到6", ["5到6"]),
        ("en", "between 5 and 6", ["5 and 6"]),
        ("en", "5 and 6", ["5", "6"]),
        ("nb", "mellom 5 og 6", ["5 og 6"]),
        ("ar", "بين 5 و6", ["5 و6"]),
        ("en", "3k to 5k", ["3k to 5"]),
        ("zh", "10万–15万", ["10万–15"]),
        ("en", "3k to 5", ["3", "5"]),
    ],
)
def test_ranges(lang: str, text: str, expected: list[str]) -> None:
    folded = fold(text).text
    assert [folded[number.start : number.end] for number in numbers_in(folded, lang)] == [
        fold(each).text for each in expected
    ]


@pytest.mark.parametrize(
    ("lang", "text", "is_bare"),
    [
        ("en", "1,250", True),
        ("en", "from 300", True),
        ("en", "120 / 60", True),
        ("nb", "fra 150", True),
        ("de", "ab 45,00", True),
        ("zh", "45起", True),
        ("en", "Room 12", False),
        ("en", "free", False),
        ("en", "12 beds and 4 cots", False),
        ("nn", "20.2.", False),
        ("de", "25.1. – 3.2.", False),
        ("de", "25.14.", True),
    ],
)
def test_bare_numbers(lang: str, text: str, is_bare: bool) -> None:
    assert (bare_number(fold(text).text, lang) is not None) == is_bare


@pytest.mark.parametrize(
    "text",
    [
        "A ticket costs 42 ΝΟΚ.",
        "A ticket costs 42 НОК.",
        "A ticket costs 4\u03362\u0336 N\u0332O\u0332K.",
        "A 42-NOK ticket.",
        "Costs 42 nok.",
    ],
)
def test_disguised_sums(text: str) -> None:
    """What a reader reads as a sum is one, whatever its letters are made of."""
    assert len(mentions_in_text(text, "en", "money")) == (0 if "НОК" in text else 1)


def test_a_step_and_what_it_leads_to_are_two_sums() -> None:
    assert found("up by 30p to £5.80", "en", "money") == ["30p", "£5.80"]
    assert found("økt med 3 kroner til 28 kroner", "nb", "money") == ["3 kroner", "28 kroner"]
    assert found("from £5 to £6", "en", "money") == ["£5 to £6"]


def test_every_sign_of_a_currency_is_known() -> None:
    signs = {chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) == "Sc"}
    assert {sign for sign in signs if re.fullmatch(f"[{SIGNS}]", sign)} == signs


@pytest.mark.parametrize(
    ("lang", "text", "sums"),
    [
        ("nb", "Frisøren tar 640 for klipp og 1 100 for farge (kroner).", ["640", "1 100"]),
        ("en", "Fares: single 1.80, return 3.20 (all in euro).", ["1.80", "3.20"]),
        ("de", "Karten 2026: Erwachsene 12, Kinder 6 (Euro).", ["12", "6"]),
        ("en", "The pupils drew 12 coins, 6 of them old (in pencil).", []),
        ("nb", "Det kom 640 gjester, 1 100 året etter. Alle fikk en krone (kroner).", []),
    ],
)
def test_a_currency_in_brackets_at_the_end_counts_for_the_sentence(
    lang: str, text: str, sums: list[str]
) -> None:
    found = [text[slice(*span)] for span in mentions_in_text(text, lang, "money")]
    assert [each for each in found if each[0].isdigit()] == sums


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nb", "De 200 000 kronene er i dag verdt 171 000.", ["200 000 kronene", "171 000"]),
        (
            "nn",
            "Skogen til 640 000 kroner vart taksert til 1,9 millionar.",
            ["640 000 kroner", "1,9 millionar"],
        ),
        ("da", "Du sparer 420 kroner. Selve ombytningen koster 150.", ["420 kroner", "150"]),
        ("da", "Han købte for 20.000 kr. og solgte for 31.000 året efter.", ["20.000 kr.", "31.000"]),
        ("en", "It cost £43, and is worth 12 seats now.", ["£43"]),
        ("nb", "Huset er verdt 171 000.", []),
        ("en", "We paid £43; the hall was sold for 2019.", ["£43"]),
    ],
)
def test_a_value_shares_the_currency_of_its_text(lang: str, text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "money")] == expected


@pytest.mark.parametrize(
    ("lang", "text", "money"),
    [
        ("en", "Please send a cheque for twenty pounds made out to the PTA.", True),
        ("de", "Das Gebäude wurde 1998 für eine Mark an den Verein übertragen.", True),
        ("de", "Der Eintritt betrug zwei Mark.", True),
        ("nn", "Bygdelaget kjøpte naustet for éi krone.", True),
        ("nb", "Bygdelaget kjøpte naustet for én krone.", True),
        ("nb", "Laget kjøpte huset for en krone.", True),
        ("sv", "Föreningen köpte huset för en krona.", True),
        ("da", "Foreningen købte huset for én krone.", True),
        ("nn", "Eldhuset vart selt for 25 spesiedalar i 1831.", True),
        ("nb", "Huset ble solgt for 25 spesiedaler i 1831.", True),
        ("da", "Huset blev solgt for 25 rigsdaler i 1831.", True),
        ("sv", "Gården såldes för 25 riksdaler.", True),
        ("de", "Das Haus wurde für 25 Reichstaler verkauft.", True),
        ("nb", "Tannlegen satte inn én krone på tannen.", False),
        ("sv", "Tandläkaren satte en krona.", False),
        ("da", "Tandlægen satte en krone på.", False),
        ("de", "Der Zahnarzt setzte eine Krone.", False),
        ("de", "Er ging durch Mark und Bein.", False),
        ("de", "Eine Mark Brandenburg gibt es nicht mehr.", False),
        ("en", "The baby weighed twenty pounds at a year.", False),
    ],
)
def test_a_single_coin_and_old_ones_are_money_and_teeth_are_none(lang: str, text: str, money: bool) -> None:
    assert bool(find_money(fold(text), (), lang)) == money


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nb", "Slik brukes hver tusenlapp (1000 kr) i vannavgift.", ["1000 kr"]),
        ("nn", "Spelarane betaler kvar sin hundrelapp, altså 100 kr, til bussen.", ["100 kr"]),
        ("sv", "Lotten kostar en tjuga, 20 kr.", ["20 kr"]),
        ("da", "Sådan deles hver hundredkroneseddel (100 kr.) i elregningen.", ["100 kr."]),
        ("nb", "Han betalte med en tusenlapp.", ["tusenlapp"]),
    ],
)
def test_a_note_whose_value_is_told_is_one_sum(lang: str, text: str, expected: list[str]) -> None:
    read = fold(text)
    found = [read.text[slice(*span)] for span in find_money(read, (), lang)]
    assert [one.rstrip(".") for one in found] == [one.rstrip(".") for one in expected]
