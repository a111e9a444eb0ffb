"""Returns without a word for them: what became of money, what is promised a year; and what changes over the years besides."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

RETURNS = [
    ("en", "My aunt put £200 a month aside for thirty years and retired with £310,000."),
    ("en", "A forestry scheme that guarantees 12% a year is almost surely a fraud."),
    ("en", "Inflation ate a fifth of what she had in the bank."),
    ("nb", "Den som plasserte 50 000 kroner i 2012, satt igjen med 96 000 ti år senere."),
    ("nn", "Pengar i madrassen taper seg mot prisveksten."),
    ("sv", "Den som sparat 500 kronor i månaden i tjugo år har i dag drygt 250 000."),
    ("da", "Andelene er tre gange så meget værd som ved starten."),
    ("de", "Aus 10.000 Euro wurden in zwölf Jahren 19.300 Euro."),
    ("nb", "Kjøpt for 12 000, solgt for 31 000 fire år senere."),
    ("sv", "Aktierna köptes för 85 kronor och står nu i 41."),
    ("da", "En ejerlejlighed til udlejning forrentede sig i 2025 med 3,4 %."),
    ("de", "Ein Prospekt versprach »bis zu 9 Prozent bei voller Sicherheit«."),
    ("de", "Gold sei sicher, hieß es. Dann hat es die Hälfte seines Wertes eingebüßt."),
    ("nn", "Om du sel andelen din før fem år er gått, kan du tape på det."),
    ("fr", "Un produit qui promet 12 % par an est presque sûrement une arnaque."),
    ("pl", "Produkt, który obiecuje 12% zysku rocznie, to prawie na pewno oszustwo."),
    ("fr", "Investir peut ne rien donner."),
    ("es", "La cuenta renta un 2,4 % neto."),
    ("pl", "Konto daje 2,4% netto."),
    ("uk", "Відкладаючи 500 грн на місяць двадцять років, вона забрала 194 000 грн."),
    ("ar", "يدر الحساب 2.4٪ صافية."),
    ("hi", "महँगाई ने मेरी बुआ की बचत खा ली।"),
    ("zh", "2010年投入1000元的人，今天有1700元。"),
    ("es", "Invertir puede no dar nada."),
    ("pl", "Inwestując, można nie dostać nic, nigdy."),
    ("uk", "Інвестиції можуть не дати нічого."),
    ("ar", "قد لا يأتي الاستثمار بشيء أبدا."),
    ("so", "Maalgashigu waxba ma keeni karaa."),
    ("hi", "निवेश से शायद कुछ नहीं मिले।"),
    ("zh", "投资可能什么都没有。"),
]
OTHER = [
    ("en", "Giving to the parents' fund is voluntary; last year people gave £10 on average."),
    (
        "fr",
        "Le versement à la coopérative scolaire est libre ; l'an dernier, on a donné 12 € en moyenne.",
    ),
    ("pl", "Wpłata na fundusz rady rodziców jest dobrowolna, w zeszłym roku średnio dawano 50 zł."),
    ("uk", "Внесок до батьківського фонду добровільний, торік у середньому давали 200 грн."),
    ("ar", "المساهمة في صندوق أولياء الأمور اختيارية، وفي العام الماضي دفع الأهل 50 درهما."),
    (
        "so",
        "Sanduuqa waalidka waa ikhtiyaari, sanadkii hore celcelis ahaan waxaa la bixiyay 10 doolar.",
    ),
    ("nb", "Innskuddet på 20 000 kroner får du tilbake når du flytter."),
    ("sv", "Föreningen samlade in 1,4 miljoner kronor till barncancerfonden."),
    ("sv", "Insatsen på 20 000 kronor får du tillbaka när du flyttar."),
    ("da", "Indskuddet på 20.000 kr. får du tilbage, når du flytter."),
    ("de", "Die Einlage von 2.000 Euro bekommen Sie beim Auszug zurück."),
    # What "to" is in Arabic, is "automatic" too where hamzas are left out.
    ("ar", "من ستة أسابيع إلى خمسة عشر عامًا"),
    ("ar", "من ستة أشهر إلى عامين"),
    ("en", "The plan promises 12% less energy a year."),
    ("en", "The fee went from £10 to £12 in two years."),
    ("en", "He bought a car for £4,000 and sold it for £3,000 a year later."),
    ("en", "Your savings are protected up to £85,000."),
    ("en", "Pension with a 5% contribution from us."),
    ("de", "Der Anteil der Radfahrer stieg von 12 auf 15 Prozent."),
    ("sv", "Av din lön går 2,5 procent till premiepensionen varje år."),
    (
        "nb",
        "Leia kan justeres i takt med konsumprisindeksen. Økte den 3,1 prosent, kan utleieren øke like mye.",
    ),
    ("nb", "Klubben lover 10 prosent rabatt i året."),
    ("sv", "Säljaren måste betala tillbaka pengarna inom 14 dagar."),
    ("de", "Der Kurs kostet 250 €, Lehrlinge verdienen aber 900 € im Monat."),
    ("zh", "新护士起步每月6000元，五年后涨到8000元。"),
    ("fr", "Le crédit a un taux de 7,9 % par an, et le placement n'y est pour rien."),
    ("pl", "Wynajmujący nie może wejść do mieszkania bez zgody lokatora."),
    ("so", "Maxkamaddu waxay go'aamisay in shirkaddu lacag bixiso."),
]


@pytest.mark.parametrize(("lang", "text"), RETURNS)
def test_what_became_of_money_and_what_is_promised_is_a_return(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "investment-return")


@pytest.mark.parametrize(("lang", "text"), OTHER)
def test_what_else_changes_over_the_years_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "investment-return")
